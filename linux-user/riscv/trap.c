/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps of RISC-V code as signals.  Rules: Linux arch/riscv/kernel/traps.c, mm/fault.c.
 */
#include "linux-user/riscv/abi.h"

#include "linux-user/space.h"
#include "linux-user/task.h"
#include "tcg/exec/exec.h"

#include <sched.h>
#include <string.h>

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

/* A host fault in guest code.  Of a non-canonical address the host does not say which. */
static void data_fault(struct task *task, int sig, lx_siginfo *info)
{
    const struct abi *abi = lx_process.arch->abi;

    *info = task->sig.fault.info;
    info->si_signo = sig;
    if (info->si_code == SI_KERNEL || info->si_code <= 0)
        fill(info, sig, SEGV_MAPERR, (gaddr)(uintptr_t)task->sig.fault.info.si_addr);
    if (abi->word == 4)
        info->si_addr = lx_ptr((uint32_t)(uintptr_t)info->si_addr);
    note_fault(task, (gaddr)(uintptr_t)info->si_addr);
}

static bool fetch_fault(struct task *task, lx_siginfo *info)
{
    struct rv_cpu *cpu = rv(task->cpu);
    gaddr at = cpu->pc;
    int code = space_fetch_check(lx_process.space, at, NULL);
    uint16_t half[2];

    if (!code) {
        /* The fault is in the second half, or the page was mapped meanwhile. */
        code = space_fetch_check(lx_process.space, at + 2, NULL);
        if (code) {
            at += 2;
        } else {
            if (lx_copy_from_guest(half, at, sizeof(half)) == 0)
                return false;
            fill(info, SIGBUS, BUS_ADRERR, at); /* beyond the end of the file */
            note_fault(task, at);
            return true;
        }
    }
    fill(info, SIGSEGV, code, at);
    note_fault(task, at);
    return true;
}

bool lx_rv_trap(struct task *task, unsigned trap, lx_siginfo *info)
{
    struct rv_cpu *cpu = rv(task->cpu);

    switch (trap) {
    case IR_TRAP_SEGV: data_fault(task, SIGSEGV, info); return true;
    case IR_TRAP_BUS: data_fault(task, SIGBUS, info); return true;
    case IR_TRAP_FETCH: return fetch_fault(task, info);
    case RV_TRAP_EBREAK: fill(info, SIGTRAP, TRAP_BRKPT, cpu->pc); return true;
    case RV_TRAP_ALIGN: /* Linux gives the instruction's address */
        fill(info, SIGBUS, BUS_ADRALN, cpu->pc);
        note_fault(task, cpu->common.trap_arg);
        return true;
    case RV_TRAP_FENCE_I: exec_invalidate(lx_process.exec, 0, UINT64_MAX); return false;
    case RV_TRAP_YIELD: sched_yield(); return false;
    default: fill(info, SIGILL, ILL_ILLOPC, cpu->pc); return true;
    }
}
