/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signal calls: linux-user/signal.h does the work.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <string.h>

_Static_assert(sizeof(struct lx_sigaction) == 32, "SYS_ST_sigaction as the host has it");

int64_t sys_rt_sigaction(struct sys_frame *f)
{
    struct lx_sigaction act, old;
    int64_t err;

    if (f->raw[3] != sizeof(lx_sigset))
        return -EINVAL;
    if (f->raw[1] && sys_get_struct(f, SYS_ST_sigaction, &act, f->raw[1]) < 0)
        return -EFAULT;
    err = lx_sigaction(f->task, (int)f->raw[0], f->raw[1] ? &act : NULL, f->raw[2] ? &old : NULL);
    if (err == 0 && f->raw[2])
        err = sys_put_struct(f, SYS_ST_sigaction, f->raw[2], &old);
    return err;
}

int64_t sys_rt_sigprocmask(struct sys_frame *f)
{
    lx_sigset set, old;
    int64_t err;

    if (f->raw[3] != sizeof(lx_sigset))
        return -EINVAL;
    if (f->raw[1] && sys_get_sigset(f, &set, f->raw[1], sizeof(set)) < 0)
        return -EFAULT;
    err = lx_sigprocmask(f->task, (int)f->arg[0], f->raw[1] ? &set : NULL, &old);
    if (err == 0 && f->raw[2])
        err = sys_put_sigset(f, f->raw[2], old);
    return err;
}

int64_t sys_rt_sigpending(struct sys_frame *f)
{
    lx_sigset set;
    int64_t err;

    if (f->raw[1] > sizeof(set))
        return -EINVAL;
    err = lx_sigpending(f->task, &set);
    if (err < 0)
        return err;
    char guest[sizeof(set)];

    sys_conv_to_guest(sys_conv(f->state, SYS_ST_sigset), guest, &set);
    return lx_copy_to_guest(f->raw[0], guest, f->raw[1]);
}

/* The host's call; a signal that the host can't keep blocked shows as EINTR and is held by us. */
static int64_t wait_for(struct sys_frame *f, lx_sigset set, lx_siginfo *info, int64_t *time)
{
    uint64_t host = lx_sigset_to_host(set);
    int64_t result = lx_take_held(f->task, set, info);

    if (result)
        return result;
    result = sys_host6(f, HOST_NR_rt_sigtimedwait, (uintptr_t)&host, (uintptr_t)info,
                       (uintptr_t)time, sizeof(host), 0, 0);
    if (result == -EINTR) {
        int sig = lx_take_held(f->task, set, info);

        return sig ? sig : result;
    }
    return result > 0 ? lx_sig_from_host((int)result) : result;
}

static int64_t timedwait(struct sys_frame *f, enum sys_struct st)
{
    lx_siginfo info;
    lx_sigset set;
    int64_t time[2];
    int64_t result = sys_get_sigset(f, &set, f->raw[0], f->raw[3]);

    if (result < 0)
        return result;
    if (f->raw[2] && sys_get_struct(f, st, time, f->raw[2]) < 0)
        return -EFAULT;
    memset(&info, 0, sizeof(info));
    result = wait_for(f, set, &info, f->raw[2] ? time : NULL);
    if (result > 0 && f->raw[1] && lx_siginfo_to_guest(f->raw[1], &info) < 0)
        return -EFAULT;
    return result;
}

int64_t sys_rt_sigtimedwait(struct sys_frame *f)
{
    return timedwait(f, SYS_ST_timespec);
}

int64_t sys_rt_sigtimedwait_time64(struct sys_frame *f)
{
    return timedwait(f, SYS_ST_timespec64);
}

int64_t sys_rt_sigsuspend(struct sys_frame *f)
{
    lx_sigset set;
    int64_t err = sys_get_sigset(f, &set, f->raw[0], f->raw[1]);

    return err < 0 ? err : lx_sigsuspend(f->task, set);
}

int64_t sys_rt_sigqueueinfo(struct sys_frame *f)
{
    lx_siginfo info;

    if (lx_siginfo_from_guest(&info, f->raw[2]) < 0)
        return -EFAULT;
    return sys_host6(f, HOST_NR_rt_sigqueueinfo, f->arg[0], f->arg[1], (uintptr_t)&info, 0, 0, 0);
}

int64_t sys_rt_tgsigqueueinfo(struct sys_frame *f)
{
    lx_siginfo info;

    if (lx_siginfo_from_guest(&info, f->raw[3]) < 0)
        return -EFAULT;
    return sys_host6(f, HOST_NR_rt_tgsigqueueinfo, f->arg[0], f->arg[1], f->arg[2],
                     (uintptr_t)&info, 0, 0);
}

int64_t sys_pidfd_send_signal(struct sys_frame *f)
{
    const uint64_t nowhere = ~UINT64_C(4095); /* the host looks at the descriptor first */
    lx_siginfo info;
    uint64_t at = f->raw[2] ? (uintptr_t)&info : 0;

    if (at && lx_siginfo_from_guest(&info, f->raw[2]) < 0)
        at = nowhere;
    return sys_host6(f, HOST_NR_pidfd_send_signal, f->arg[0], f->arg[1], at, f->arg[3], 0, 0);
}

int64_t sys_rt_sigreturn(struct sys_frame *f)
{
    return lx_sigreturn(f->task);
}

int64_t sys_sigaltstack(struct sys_frame *f)
{
    return lx_sigaltstack(f->task, f->raw[0], f->raw[1]);
}

/* Most restarts happen below us, in the host's kernel; see struct lx_restart. */
int64_t sys_restart_syscall(struct sys_frame *f)
{
    struct lx_restart *r = &f->task->restart;

    if (r->whole) {
        int64_t result = sys_call_whole(f->task);

        r->whole = result == -LX_ERESTART;
        return result;
    }
    if (!r->kept)
        return -EINTR;
    int64_t result = sys_host(f);

    if (result == -LX_ERESTART)
        return result;
    gaddr to = result == -EINTR ? r->left_to : 0;

    if (r->cut != LX_CUT_BLOCK)
        *r = (struct lx_restart){.cut = r->cut};
    return to && sys_put_struct(f, r->left_type, to, r->left) < 0 ? -EFAULT : result;
}
