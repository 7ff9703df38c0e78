/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program into the process: mappings, vdso, stack, auxv, first registers.
 *
 * In: a program found by program.c, the options.  Out: the main task stands
 * before its first instruction and lx_process describes the program.
 */
#ifndef FERRY_LINUX_USER_LOAD_H
#define FERRY_LINUX_USER_LOAD_H

#include "base/options.h"
#include "linux-user/program.h"

struct task;

/*
 * Loads into the empty guest space (after lx_process_init and lx_start_translator).
 * envp: the guest's environment.  0, or -errno with `e`; then nothing can run.
 */
int lx_load(struct task *task, const struct program *program, char *const *envp,
            const struct options *options, struct loader_error *e);

#endif
