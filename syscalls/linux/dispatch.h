/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Syscall user dispatch (prctl(2), PR_SET_SYSCALL_USER_DISPATCH): calls from outside of a range of
 * code become SIGSYS.  Rules: Documentation/admin-guide/syscall-user-dispatch.rst of the kernel.
 *
 * In: calls of a thread that has switched it on.  Out: the signal, or nothing.
 */
#ifndef FERRY_SYSCALLS_LINUX_DISPATCH_H
#define FERRY_SYSCALLS_LINUX_DISPATCH_H

#include <stdbool.h>
#include <stdint.h>

struct lx_call;
struct remote;
struct sys_frame;
struct task;

/* The prctl's value. */
int64_t dispatch_set(struct sys_frame *f);

/* PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG and _GET_: the tracee is stopped. */
int64_t dispatch_of_tracee(struct sys_frame *f, const struct remote *r, bool set);

/* Before a call of a thread whose task->dispatch.on: false: it is not made, and has no result. */
bool dispatch_allows(struct task *task, const struct lx_call *call);

#endif
