/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the faked linux-user of the engine's tests has been told.
 */
#ifndef FERRY_TESTS_SYSCALL_FAKE_USER_H
#define FERRY_TESTS_SYSCALL_FAKE_USER_H

#include "linux-user/task.h"

extern struct lx_clone_args fake_clone; /* of the last lx_clone */
extern lx_sigset fake_suspend;          /* of the last lx_suspend_begin */
extern char fake_exec[256];             /* of the last lx_execve: path, arguments, [environment] */

/* The guest's address space: addresses below `top` exist, those in [begin, end) may be mapped. */
extern struct fake_space {
    gaddr top, begin, end;
} fake_space;

#endif
