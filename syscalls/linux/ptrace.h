/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tracing side of ptrace (docs/ptrace.md).
 *
 * In: ptrace(2), and every stop that a wait call of this process is told by the host.
 * Out: the guest's view of its tracees.
 */
#ifndef FERRY_SYSCALLS_LINUX_PTRACE_H
#define FERRY_SYSCALLS_LINUX_PTRACE_H

#include <stdbool.h>
#include <sys/types.h>

struct sys_frame;

/*
 * The host reports that `tid` has stopped with `status` (as wait4 gives it).  True: the guest is to
 * see it, with *status changed to what it would have natively; false: it was the launchers' own
 * affair, and the thread runs again.  `consumed`: the report has been taken from the host (not
 * WNOWAIT).
 */
bool ptrace_stopped(pid_t tid, int *status, bool consumed);
/* It has ended. */
void ptrace_ended(pid_t tid);

#endif
