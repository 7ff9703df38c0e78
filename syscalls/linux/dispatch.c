/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Syscall user dispatch (see dispatch.h).
 */
#include "syscalls/linux/dispatch.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include "linux-user/arch.h"
#include "linux-user/space.h"
#include "syscalls/engine.h"

/* Modes and answers of the selector; older headers lack some. */
enum { MODE_OFF, MODE_EXCLUSIVE, MODE_INCLUSIVE };
enum { SELECT_ALLOW, SELECT_BLOCK };

#define CODE_USER_DISPATCH 2 /* si_code of SIGSYS */

int64_t dispatch_set(struct sys_frame *f)
{
    struct lx_dispatch d = {.on = true, .start = f->raw[2], .length = f->raw[3]};
    uint64_t end = f->state->abi->word == 4 ? (uint32_t)(d.start + d.length) : d.start + d.length;

    d.selector = f->raw[4];
    switch (f->raw[1]) {
    case MODE_OFF:
        if (d.start || d.length || d.selector)
            return -EINVAL;
        d.on = false;
        break;
    case MODE_EXCLUSIVE:
        if (d.start && end <= d.start)
            return -EINVAL;
        break;
    case MODE_INCLUSIVE:
        if (!d.length || end <= d.start)
            return -EINVAL;
        /* All that is not in the range: the comparison wraps around. */
        d.start = end;
        d.length = -d.length;
        break;
    default: return -EINVAL;
    }
    if (d.selector >= space_top(f->task->process->space))
        return -EFAULT;
    f->task->dispatch = d;
    return 0;
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
