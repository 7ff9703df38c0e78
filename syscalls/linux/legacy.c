/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls of older ABIs that newer ones do by another call (calls32.def): they move their
 * arguments to where that call has them.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include "syscalls/linux/uring.h"

/* Moves the arguments up by one, AT_FDCWD in front. */
static void at_cwd(struct sys_frame *f)
{
    memmove(f->raw + 1, f->raw, sizeof(f->raw) - sizeof(f->raw[0]));
    memmove(f->arg + 1, f->arg, sizeof(f->arg) - sizeof(f->arg[0]));
    f->raw[0] = f->arg[0] = (uint64_t)(int64_t)AT_FDCWD;
}

int64_t sys_open(struct sys_frame *f)
{
    at_cwd(f);
    return sys_openat(f);
}

int64_t sys_creat(struct sys_frame *f)
{
    f->arg[2] = f->arg[1];
    f->arg[1] = O_CREAT | O_WRONLY | O_TRUNC;
    at_cwd(f);
    return sys_openat(f);
}

int64_t sys_readlink(struct sys_frame *f)
{
    at_cwd(f);
    return sys_readlinkat(f);
}

int64_t sys_dup2(struct sys_frame *f)
{
    if (sys_fd_hidden((int)f->arg[0]) || sys_fd_hidden((int)f->arg[1]))
        return -EBADF;
    uring_replaced((int)f->arg[0], (int)f->arg[1]);
    return sys_host(f);
}

int64_t sys_epoll_wait(struct sys_frame *f)
{
    f->raw[4] = f->raw[5] = 0;
    return sys_epoll_pwait(f);
}

int64_t sys_signalfd(struct sys_frame *f)
{
    f->arg[3] = 0;
    return sys_signalfd4(f);
}

int64_t sys_nice(struct sys_frame *f)
{
    int64_t now = sys_host6(f, HOST_NR_getpriority, PRIO_PROCESS, 0, 0, 0, 0, 0);
    int64_t want = 20 - now + (int32_t)f->arg[0];
    int64_t err;

    want = want < -20 ? -20 : want > 19 ? 19 : want;
    err = sys_host6(f, HOST_NR_setpriority, PRIO_PROCESS, 0, (uint64_t)want, 0, 0, 0);
    return err == -EACCES ? -EPERM : err;
}

int64_t sys_fork(struct sys_frame *f)
{
    struct lx_clone_args args = {.exit_signal = SIGCHLD};

    return lx_clone(f->task, &args);
}

int64_t sys_vfork(struct sys_frame *f)
{
    struct lx_clone_args args = {.flags = CLONE_VFORK | CLONE_VM, .exit_signal = SIGCHLD};

    return lx_clone(f->task, &args);
}

int64_t sys_send(struct sys_frame *f)
{
    f->arg[4] = f->arg[5] = 0;
    return sys_host(f);
}

int64_t sys_recv(struct sys_frame *f)
{
    f->arg[4] = f->arg[5] = 0;
    return sys_host(f);
}

int64_t sys_oldumount(struct sys_frame *f)
{
    f->arg[1] = 0;
    return sys_host(f);
}

int64_t sys_time(struct sys_frame *f)
{
    int64_t now = sys_host6(f, HOST_NR_time, 0, 0, 0, 0, 0, 0);

    return f->raw[0] && sys_put_word(f, f->raw[0], (uint64_t)now) < 0 ? -EFAULT : now;
}

int64_t sys_stime(struct sys_frame *f)
{
    uint64_t seconds;
    int64_t value[2] = {0, 0};

    if (sys_get_word(f, &seconds, f->raw[0]) < 0)
        return -EFAULT;
    value[0] = f->state->abi->word == 4 ? (int32_t)seconds : (int64_t)seconds;
    return sys_host6(f, HOST_NR_settimeofday, (uintptr_t)value, 0, 0, 0, 0, 0);
}

/* ---- signal sets of one word ---- */

/* struct old_sigaction: handler, mask, flags, restorer, each a word. */
int64_t sys_sigaction(struct sys_frame *f)
{
    struct lx_sigaction act = {0}, old;
    uint64_t word[4];
    unsigned size = f->state->abi->word;
    int64_t err;

    for (unsigned i = 0; f->raw[1] && i < 4; i++)
        if (sys_get_word(f, &word[i], f->raw[1] + i * size) < 0)
            return -EFAULT;
    if (f->raw[1]) {
        act.handler = word[0];
        act.mask = word[1];
        act.flags = word[2];
        act.restorer = word[3];
    }
    err = lx_sigaction(f->task, (int)f->raw[0], f->raw[1] ? &act : NULL, f->raw[2] ? &old : NULL);
    if (err < 0 || !f->raw[2])
        return err;
    word[0] = old.handler;
    word[1] = old.mask;
    word[2] = old.flags;
    word[3] = old.restorer;
    for (unsigned i = 0; i < 4; i++)
        if (sys_put_word(f, f->raw[2] + i * size, word[i]) < 0)
            return -EFAULT;
    return 0;
}

int64_t sys_sigprocmask(struct sys_frame *f)
{
    lx_sigset set = 0, old;
    uint64_t word;
    int64_t err = lx_sigprocmask(f->task, SIG_BLOCK, NULL, &old);

    if (err == 0 && f->raw[1]) {
        if (sys_get_word(f, &word, f->raw[1]) < 0)
            return -EFAULT;
        set = word;
        if ((int)f->arg[0] == SIG_SETMASK)
            set |= old & ~(lx_sigset)UINT32_MAX;
        err = lx_sigprocmask(f->task, (int)f->arg[0], &set, NULL);
    }
    return err == 0 && f->raw[2] ? sys_put_word(f, f->raw[2], (uint32_t)old) : err;
}

int64_t sys_sigpending(struct sys_frame *f)
{
    lx_sigset set;
    int64_t err = lx_sigpending(f->task, &set);

    return err < 0 ? err : sys_put_word(f, f->raw[0], (uint32_t)set);
}

int64_t sys_sigsuspend(struct sys_frame *f)
{
    return lx_sigsuspend(f->task, f->raw[2]);
}

int64_t sys_sigreturn(struct sys_frame *f)
{
    return lx_sigreturn(f->task);
}
