/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads: clone, clone3 and what belongs to a thread's start and end.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <linux/sched.h>
#include <string.h>

__attribute__((hot)) int64_t sys_clone(struct sys_frame *f)
{
    bool backwards = f->state->guest->families & SYS_FAM_CLONE_BACKWARDS;
    uint64_t flags = (uint32_t)f->raw[0];
    struct lx_clone_args args = {
        .flags = flags & ~(uint64_t)CSIGNAL,
        .exit_signal = flags & CSIGNAL,
        .stack = f->raw[1],
        .parent_tid = f->raw[2],
        .child_tid = backwards ? f->raw[4] : f->raw[3],
        .tls = backwards ? f->raw[3] : f->raw[4],
    };

    if (flags & CLONE_PIDFD) {
        /* The old call has one pointer for both. */
        if (flags & CLONE_PARENT_SETTID)
            return -EINVAL;
        args.pidfd = args.parent_tid;
    }
    return lx_clone(f->task, &args);
}

/* The kernel's rules for a growing struct: newer, unknown members must be zero. */
static int64_t get_clone_args(struct sys_frame *f, struct clone_args *a)
{
    uint64_t size = f->raw[1];
    char guest[sizeof(*a)] = {0};

    if (size > 4096)
        return -E2BIG;
    if (size < CLONE_ARGS_SIZE_VER0)
        return -EINVAL;
    if (lx_copy_from_guest(guest, f->raw[0], size < sizeof(guest) ? size : sizeof(guest)) < 0)
        return -EFAULT;
    for (uint64_t i = sizeof(guest); i < size; i++) {
        char byte;

        if (lx_copy_from_guest(&byte, f->raw[0] + i, 1) < 0)
            return -EFAULT;
        if (byte)
            return -E2BIG;
    }
    sys_conv_to_host(sys_conv(f->state, SYS_ST_clone_args), a, guest);
    return 0;
}

#define SET_TID_MAX 32

static int64_t check_clone3(const struct clone_args *a)
{
    if (a->set_tid_size > SET_TID_MAX || !a->set_tid != !a->set_tid_size)
        return -EINVAL;
    if (a->exit_signal & ~(uint64_t)CSIGNAL || a->exit_signal > LX_NSIG)
        return -EINVAL;
    if (a->flags & (CLONE_DETACHED | (CSIGNAL & ~CLONE_NEWTIME)))
        return -EINVAL;
    if (a->flags & (CLONE_THREAD | CLONE_PARENT) && a->exit_signal)
        return -EINVAL;
    if (!a->stack != !a->stack_size)
        return -EINVAL;
    return 0;
}

int64_t sys_clone3(struct sys_frame *f)
{
    struct clone_args a;
    uint32_t raw[SET_TID_MAX];
    pid_t set_tid[SET_TID_MAX];
    int64_t err = get_clone_args(f, &a);

    if (err == 0)
        err = check_clone3(&a);
    if (err < 0)
        return err;
    for (uint64_t i = 0; i < a.set_tid_size; i++) {
        if (sys_get_u32(f, &raw[i], a.set_tid + 4 * i) < 0)
            return -EFAULT;
        set_tid[i] = (pid_t)raw[i];
    }

    struct lx_clone_args args = {
        .flags = a.flags,
        .pidfd = a.pidfd,
        .child_tid = a.child_tid,
        .parent_tid = a.parent_tid,
        .exit_signal = a.exit_signal,
        .stack = a.stack ? a.stack + a.stack_size : 0,
        .tls = a.tls,
        .set_tid = a.set_tid_size ? set_tid : NULL,
        .set_tid_size = a.set_tid_size,
        .cgroup = a.cgroup,
    };

    return lx_clone(f->task, &args);
}

int64_t sys_exit(struct sys_frame *f)
{
    return lx_exit_thread(f->task, (int)f->arg[0]);
}

int64_t sys_exit_group(struct sys_frame *f)
{
    lx_exit_group(f->task, (int)f->arg[0]);
}

int64_t sys_set_tid_address(struct sys_frame *f)
{
    return lx_set_tid_address(f->task, f->raw[0]);
}

int64_t sys_set_robust_list(struct sys_frame *f)
{
    return lx_set_robust_list(f->task, f->raw[0], f->raw[1]);
}

int64_t sys_get_robust_list(struct sys_frame *f)
{
    return lx_get_robust_list(f->task, (int)f->arg[0], f->raw[1], f->raw[2]);
}

/* Numbers of processors would come there in the kernel's byte order: only its errors are the same.
 */
static int64_t no_rseq(struct sys_frame *f)
{
    int64_t result = sys_host6(f, HOST_NR_rseq, f->raw[0] | UINT64_C(1) << 63, f->arg[1], f->arg[2],
                               f->arg[3], 0, 0);

    if (result != -EFAULT)
        return result;
    sys_unimplemented(f, "byte order of the area at", f->raw[0]);
    return -ENOSYS;
}

int64_t sys_rseq(struct sys_frame *f)
{
    if (f->state->abi->big_endian)
        return no_rseq(f);
    return lx_rseq(f->task, f->raw[0], (uint32_t)f->arg[1], (int)f->arg[2], (uint32_t)f->raw[3]);
}

/* The translator registers for itself (tcg/exec/run.c), which the guest must not notice. */
int64_t sys_membarrier(struct sys_frame *f)
{
    enum { GET_REGISTRATIONS = 1 << 9 };
    bool *registered = &f->task->process->membarrier;
    int command = (int)f->arg[0];

    if (command == MEMBARRIER_CMD_PRIVATE_EXPEDITED && !f->arg[1] && !*registered)
        return -EPERM;

    int64_t result = sys_host(f);

    if (command == MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED && result == 0)
        *registered = true;
    if (command == GET_REGISTRATIONS && result > 0 && !*registered)
        result &= ~(int64_t)MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED;
    return result;
}
