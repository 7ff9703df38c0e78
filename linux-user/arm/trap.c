/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps of 32-bit Arm code as signals.  Rules: Linux arch/arm/kernel/traps.c, mm/fault.c.
 */
#include "linux-user/arm/abi.h"

#include "linux-user/space.h"
#include "linux-user/task.h"
#include "tcg/exec/exec.h"

#include <sched.h>
#include <string.h>

#define PF_WRITE 2 /* bit of the host's page-fault code */

static void fill(lx_siginfo *info, int sig, int code, gaddr address)
{
    memset(info, 0, sizeof(*info));
    info->si_signo = sig;
    info->si_code = code;
    info->si_addr = lx_ptr(address);
}

static void note_fault(struct task *task, gaddr address)
{
    task->sig.fault.address = address;
    task->sig.fault.valid = true;
}

static bool data_fault(struct task *task, int sig, lx_siginfo *info)
{
    gaddr address = (uint32_t)(uintptr_t)task->sig.fault.info.si_addr;

    *info = task->sig.fault.info;
    info->si_signo = sig;
    info->si_addr = lx_ptr(address);
    note_fault(task, address);
    return true;
}

static bool fetch_fault(struct task *task, lx_siginfo *info)
{
    gaddr pc = lx_process.arch->get_pc(task->cpu);
    int code = space_fetch_check(lx_process.space, pc, NULL);
    uint8_t byte;

    if (!code && lx_copy_from_guest(&byte, pc, 1) == 0) {
        pc += 2; /* a T32 word whose second half is beyond the end */
        code = space_fetch_check(lx_process.space, pc, NULL);
        if (!code)
            return false; /* mapped meanwhile */
    }
    if (code)
        fill(info, SIGSEGV, code, pc);
    else
        fill(info, SIGBUS, BUS_ADRERR, pc);
    note_fault(task, pc);
    return true;
}

/* The undefined instructions with which debuggers stop a program (arch/arm/kernel/ptrace.c). */
static bool is_breakpoint(uint32_t insn, bool thumb)
{
    enum { A32 = 0x07f001f0, A32_MASK = 0x0fffffff, T16 = 0xde01 };
    const uint32_t t32 = 0xf7f0a000;

    return thumb ? insn == T16 || insn == t32 : (insn & A32_MASK) == A32;
}

bool lx_arm_trap(struct task *task, unsigned trap, lx_siginfo *info)
{
    struct arm_cpu *cpu = arm(task->cpu);
    gaddr pc = cpu->pc & ~(gaddr)1;

    switch (trap) {
    case IR_TRAP_SEGV: return data_fault(task, SIGSEGV, info);
    case IR_TRAP_BUS: return data_fault(task, SIGBUS, info);
    case IR_TRAP_FETCH: return fetch_fault(task, info);
    case ARM_TRAP_BKPT: fill(info, SIGTRAP, TRAP_BRKPT, pc); return true;
    case ARM_TRAP_ALIGN:
        fill(info, SIGBUS, BUS_ADRALN, cpu->common.trap_arg);
        note_fault(task, cpu->common.trap_arg);
        return true;
    case ARM_TRAP_YIELD: sched_yield(); return false;
    default:
        if (trap == ARM_TRAP_UDEF && is_breakpoint((uint32_t)cpu->common.trap_arg, cpu->pc & 1))
            fill(info, SIGTRAP, TRAP_BRKPT, pc);
        else
            fill(info, SIGILL, ILL_ILLOPC, pc);
        return true;
    }
}
