/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps of AArch64 code as signals.  Rules: Linux arch/arm64/kernel/traps.c, mm/fault.c;
 * syndrome values: Arm ARM, ESR_EL1.
 */
#include "linux-user/aarch64/abi.h"

#include "linux-user/space.h"
#include "linux-user/task.h"
#include "tcg/exec/exec.h"

#include <sched.h>
#include <string.h>

#define ICACHE_LINE ((gaddr)64)
#define PF_WRITE    2          /* bit of the host's page-fault code */
#define FAULT_SP    (1u << 16) /* beside it: SP was no multiple of 16 */

#define ESR_IL           ((uint64_t)1 << 25)
#define ESR_WNR          ((uint64_t)1 << 6)
#define ESR_EC_DATA      ((uint64_t)0x24 << 26)
#define ESR_EC_INSN      ((uint64_t)0x20 << 26)
#define ESR_EC_PC_ALIGN  ((uint64_t)0x22 << 26)
#define ESR_EC_SP_ALIGN  ((uint64_t)0x26 << 26)
#define FSC_TRANSLATION0 0x04
#define FSC_TRANSLATION3 0x07
#define FSC_PERMISSION3  0x0f
#define FSC_EXTERNAL     0x10
#define FSC_ALIGNMENT    0x21

static void fill(lx_siginfo *info, int sig, int code, gaddr address)
{
    memset(info, 0, sizeof(*info));
    info->si_signo = sig;
    info->si_code = code;
    info->si_addr = lx_ptr(address);
}

static void note_fault(struct task *task, gaddr address, bool write)
{
    task->sig.fault.address = address;
    task->sig.fault.error = write ? PF_WRITE : 0;
    task->sig.fault.valid = true;
}

uint64_t lx_a64_esr(const struct task *task, int sig, const lx_siginfo *info)
{
    const struct a64_cpu *cpu = a64_const(task->cpu);
    bool fetch = task->sig.fault.address == cpu->pc;
    uint64_t esr = ESR_IL | (fetch ? ESR_EC_INSN : ESR_EC_DATA);

    if (!fetch && (task->sig.fault.error & PF_WRITE))
        esr |= ESR_WNR;
    if (sig == SIGSEGV && (task->sig.fault.address >> 55 & 1))
        return esr | FSC_TRANSLATION0; /* a kernel address: no more is told */
    if (sig == SIGSEGV)
        return esr | (info->si_code == SEGV_ACCERR ? FSC_PERMISSION3 : FSC_TRANSLATION3);
    if (task->sig.fault.error & FAULT_SP)
        return ESR_IL | ESR_EC_SP_ALIGN;
    if (info->si_code == BUS_ADRALN)
        return fetch ? ESR_IL | ESR_EC_PC_ALIGN : esr | FSC_ALIGNMENT;
    return esr | FSC_EXTERNAL;
}

/* A host fault in guest code. False: it was a tagged address, the instruction runs again. */
static bool data_fault(struct task *task, int sig, lx_siginfo *info)
{
    struct a64_cpu *cpu = a64(task->cpu);
    uint32_t insn = 0;
    unsigned size;
    bool write = task->sig.fault.error & PF_WRITE;
    gaddr address = (gaddr)(uintptr_t)task->sig.fault.info.si_addr;

    lx_get_u32(&insn, cpu->pc);
    if (sig == SIGSEGV && a64_fault_fixup(cpu, insn))
        return false;
    *info = task->sig.fault.info;
    info->si_signo = sig;
    if (info->si_code == SI_KERNEL || info->si_code <= 0) {
        /* A non-canonical address: the host does not say which. */
        a64_access(cpu, insn, &address, &size, &write);
        fill(info, sig, SEGV_MAPERR, address);
    }
    note_fault(task, address, write);
    return true;
}

static bool fetch_fault(struct task *task, lx_siginfo *info)
{
    struct a64_cpu *cpu = a64(task->cpu);
    int code = space_fetch_check(lx_process.space, cpu->pc, NULL);
    uint32_t insn;

    if (!code) {
        if (lx_get_u32(&insn, cpu->pc) == 0) /* mapped meanwhile */
            return false;
        fill(info, SIGBUS, BUS_ADRERR, cpu->pc); /* beyond the end of the file */
        note_fault(task, cpu->pc, false);
        return true;
    }
    if (a64_fault_fixup(cpu, 0))
        return false;
    fill(info, SIGSEGV, code, cpu->pc);
    note_fault(task, cpu->pc, false);
    return true;
}

bool lx_a64_trap(struct task *task, unsigned trap, lx_siginfo *info)
{
    struct a64_cpu *cpu = a64(task->cpu);

    switch (trap) {
    case IR_TRAP_SEGV: return data_fault(task, SIGSEGV, info);
    case IR_TRAP_BUS: return data_fault(task, SIGBUS, info);
    case IR_TRAP_FETCH: return fetch_fault(task, info);
    case A64_TRAP_BRK: fill(info, SIGTRAP, TRAP_BRKPT, cpu->pc); return true;
    case A64_TRAP_HLT: fill(info, SIGILL, ILL_ILLOPC, cpu->pc); return true;
    case A64_TRAP_SP_ALIGN:
        fill(info, SIGBUS, BUS_ADRALN, cpu->common.trap_arg);
        note_fault(task, cpu->common.trap_arg, false);
        task->sig.fault.error = FAULT_SP;
        return true;
    case A64_TRAP_ALIGN:
    case A64_TRAP_PC_ALIGN:
        fill(info, SIGBUS, BUS_ADRALN, cpu->common.trap_arg);
        note_fault(task, cpu->common.trap_arg, false);
        return true;
    case A64_TRAP_IC_IVAU: {
        gaddr line = cpu->common.trap_arg & ~(ICACHE_LINE - 1);

        exec_invalidate(lx_process.exec, line, line + ICACHE_LINE);
        return false;
    }
    case A64_TRAP_YIELD: sched_yield(); return false;
    default: fill(info, SIGILL, ILL_ILLOPC, cpu->pc); return true;
    }
}
