/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wait4 and waitid.  What the host tells of stopped tracees goes through ptrace.c first.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "syscalls/linux/ptrace.h"

/*
 * A wait that goes on behind a stop which the guest does not see: a signal that came in between
 * has met the guest's wait, and what becomes of that depends on the handler.
 */
static int64_t resumed(const struct sys_frame *f, int64_t result)
{
    const struct lx_sigstate *sig = &f->task->sig;
    bool handler = sig->pending == 1 && sig->taken.action.handler > 1;

    if (result == -LX_ERESTART && handler && !(sig->taken.action.flags & SA_RESTART))
        return -EINTR;
    return result;
}

int64_t sys_wait4(struct sys_frame *f)
{
    int status = 0;
    bool again = false;
    int64_t pid;

    for (;; again = true) {
        pid =
            sys_host6(f, HOST_NR_wait4, f->arg[0], (uintptr_t)&status, f->arg[2], f->arg[3], 0, 0);
        if (pid <= 0)
            return again ? resumed(f, pid) : pid;
        if (!WIFSTOPPED(status) || ptrace_stopped((pid_t)pid, &status, true))
            break;
    }
    if (WIFEXITED(status) || WIFSIGNALED(status))
        ptrace_ended((pid_t)pid);
    if (WIFSIGNALED(status))
        status = (status & ~0x7f) | lx_sig_from_host(WTERMSIG(status));
    if (f->raw[1] && sys_put_u32(f, f->raw[1], (uint32_t)status) < 0)
        return -EFAULT;
    return pid;
}

/* A tracee's stop in waitid's form; false: not for the guest. */
static bool stop_of(lx_siginfo *info, bool consumed)
{
    int status = info->si_status << 8 | 0x7f;
    bool shown = ptrace_stopped(info->si_pid, &status, consumed);

    info->si_status = status >> 8;
    return shown;
}

int64_t sys_waitid(struct sys_frame *f)
{
    struct rusage usage;
    lx_siginfo info;
    bool again = false;
    int64_t result;

    for (;; again = true) {
        info = (lx_siginfo){0};
        result = sys_host6(f, HOST_NR_waitid, f->arg[0], f->arg[1], (uintptr_t)&info, f->arg[3],
                           f->raw[4] ? (uintptr_t)&usage : 0, 0);
        if (result || !info.si_pid ||
            (info.si_code != CLD_TRAPPED && info.si_code != CLD_STOPPED) ||
            stop_of(&info, !(f->arg[3] & WNOWAIT)))
            break;
    }
    if (again)
        result = resumed(f, result);
    if (result == -LX_ERESTART)
        return result;
    if (info.si_pid && !(f->arg[3] & WNOWAIT) && info.si_code != CLD_TRAPPED &&
        info.si_code != CLD_STOPPED && info.si_code != CLD_CONTINUED)
        ptrace_ended(info.si_pid);
    if (f->raw[4] && info.si_pid && sys_put_struct(f, SYS_ST_rusage, f->raw[4], &usage) < 0)
        return -EFAULT;
    /* The kernel writes it in any case, zeros where there is nothing to tell. */
    if (f->raw[2] && lx_siginfo_to_guest(f->raw[2], &info) < 0)
        return -EFAULT;
    return result;
}
