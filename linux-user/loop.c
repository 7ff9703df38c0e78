/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of a guest thread: run, trap, deliver.
 *
 * In: a task whose registers are set.  Out: its exit status.  Invariants: signals are delivered
 * only here, between two runs; this is the only caller of syscalls/engine.
 */
#include "linux-user/arch.h"
#include "linux-user/task.h"
#include "syscalls/engine.h"
#include "tcg/exec/exec.h"

#include <signal.h>

/* Returns true when the thread is over. */
static bool system_call(struct task *task, const struct linux_arch *arch)
{
    struct lx_call call;
    int64_t result;

    arch->get_call(task->cpu, &call);
    task->in_syscall = true;
    result = sys_call(task, &call);
    task->in_syscall = false;
    switch (result) {
    case -LX_ERESTART:
        /* It has not been entered: a temporary mask never came into force. */
        if (task->sig.suspended) {
            lx_suspend_end(task);
            lx_host_apply_mask(task);
        }
        arch->restart_call(task->cpu, &call);
        return false;
    case -LX_EJUSTRETURN: return false;
    case -LX_ETHREADEXIT: return true;
    default: arch->set_result(task->cpu, result); return false;
    }
}

int lx_loop(struct task *task)
{
    const struct linux_arch *arch = lx_process.arch;

    for (;;) {
        lx_deliver_signals(task);

        unsigned trap = exec_run(task->cpu);

        if (trap == arch->call_trap) {
            if (system_call(task, arch))
                return task->exit_status;
        } else if (trap != IR_TRAP_INTERRUPT) {
            lx_siginfo info;

            if (arch->trap(task, trap, &info))
                lx_force_signal(task, &info);
            else if (trap == IR_TRAP_SEGV || trap == IR_TRAP_BUS)
                lx_host_apply_mask(task); /* the fault may have left its handler by siglongjmp */
        }
    }
}
