/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's core file.
 * In: the process at its death.  Out: `qemu_PROGRAM_DATE_PID.core` in the working directory, an ELF
 * core file of the guest's architecture.
 */
#ifndef FERRY_LINUX_USER_COREDUMP_H
#define FERRY_LINUX_USER_COREDUMP_H

#include "linux-user/signal.h"

/* Writes the core file if RLIMIT_CORE allows; true when it was written completely. */
bool lx_coredump(struct task *task, int sig, const lx_siginfo *info);

/*
 * May the kernel write a core file of the launcher, so that the exit status has the flag of one?
 * True if that goes to a file system of its own, which ends with the process; nothing but death may
 * follow.
 */
bool lx_coredump_unseen(void);

#endif
