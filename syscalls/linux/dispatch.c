/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Syscall user dispatch (see dispatch.h).
 */
#include "syscalls/linux/dispatch.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include "linux-user/arch.h"
#include "linux-user/space.h"
#include "linux-user/trace_remote.h"
#include "syscalls/engine.h"

/* Modes and answers of the selector; older headers lack some. */
enum { MODE_OFF, MODE_EXCLUSIVE, MODE_INCLUSIVE };
enum { SELECT_ALLOW, SELECT_BLOCK };

#define CODE_USER_DISPATCH 2 /* si_code of SIGSYS */

/* Checks and completes *d, whose range and selector are as they were given. */
static int64_t choose(struct sys_frame *f, uint64_t mode, struct lx_dispatch *d)
{
    uint64_t end =
        f->state->abi->word == 4 ? (uint32_t)(d->start + d->length) : d->start + d->length;

    d->on = mode != MODE_OFF;
    switch (mode) {
    case MODE_OFF:
        if (d->start || d->length || d->selector)
            return -EINVAL;
        break;
    case MODE_EXCLUSIVE:
        if (d->start && end <= d->start)
            return -EINVAL;
        break;
    case MODE_INCLUSIVE:
        if (!d->length || end <= d->start)
            return -EINVAL;
        /* All that is not in the range: the comparison wraps around. */
        d->start = end;
        d->length = -d->length;
        break;
    default: return -EINVAL;
    }
    return d->selector >= space_top(f->task->process->space) ? -EFAULT : 0;
}

int64_t dispatch_set(struct sys_frame *f)
{
    struct lx_dispatch d = {.start = f->raw[2], .length = f->raw[3], .selector = f->raw[4]};
    int64_t result = choose(f, f->raw[1], &d);

    if (result == 0)
        f->task->dispatch = d;
    return result;
}

/* The kernel's struct ptrace_sud_config: words of 64 bits for every guest. */
enum { CONFIG_MODE, CONFIG_SELECTOR, CONFIG_OFFSET, CONFIG_LENGTH, CONFIG_WORDS };

int64_t dispatch_of_tracee(struct sys_frame *f, const struct remote *r, bool set)
{
    uint64_t config[CONFIG_WORDS], at = r->task + offsetof(struct task, dispatch);
    struct lx_dispatch d = {0};

    if (!f->state->guest->user_dispatch || f->raw[2] != sizeof(config) || !r->task)
        return -EINVAL;
    if (set) {
        if (lx_copy_from_guest(config, f->raw[3], sizeof(config)) < 0)
            return -EFAULT;
        d.start = config[CONFIG_OFFSET];
        d.length = config[CONFIG_LENGTH];
        d.selector = config[CONFIG_SELECTOR];
        int64_t result = choose(f, config[CONFIG_MODE], &d);

        return result < 0 ? result : remote_write(r->tid, at, &d, sizeof(d)) < 0 ? -ESRCH : 0;
    }
    if (remote_read(r->tid, &d, at, sizeof(d)) < 0)
        return -ESRCH;
    config[CONFIG_MODE] = d.on ? MODE_EXCLUSIVE : MODE_OFF;
    config[CONFIG_SELECTOR] = d.selector;
    config[CONFIG_OFFSET] = d.start;
    config[CONFIG_LENGTH] = d.length;
    return lx_copy_to_guest(f->raw[3], config, sizeof(config)) < 0 ? -EFAULT : 0;
}

bool dispatch_allows(struct task *task, const struct lx_call *call)
{
    const struct lx_dispatch *d = &task->dispatch;
    const struct linux_arch *arch = task->process->arch;
    const struct sys_abi *abi = sys_abi_find(arch->abi->name);
    gaddr pc = arch->get_pc(task->cpu);
    uint8_t answer = SELECT_BLOCK;
    lx_siginfo info;

    if (pc - d->start < d->length)
        return true;
    memset(&info, 0, sizeof(info));
    if (d->selector && lx_copy_from_guest(&answer, d->selector, 1) < 0) {
        info.si_signo = lx_sig_from_host(SIGSEGV);
        info.si_code = SI_KERNEL;
        lx_die_by_signal(task, info.si_signo, &info);
    }
    if (answer == SELECT_ALLOW)
        return true;
    info.si_signo = lx_sig_from_host(SIGSYS);
    info.si_code = CODE_USER_DISPATCH;
    info.si_call_addr = lx_ptr(pc);
    info.si_syscall = (int)call->nr;
    info.si_arch = abi->audit_arch;
    if (answer != SELECT_BLOCK)
        lx_die_by_signal(task, info.si_signo, &info);
    lx_force_signal(task, &info);
    return false;
}
