/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * -strace: prints a system call from its row.
 *
 * In: a frame before and after the call.  Out: "PID name(args)" and " = result"
 * in the log.  Invariants: nothing here changes the call; guest memory is read
 * through lx_copy_*; when threads interleave, the line is broken off and taken up again
 * as "PID <... name resumed>".
 */
#ifndef FERRY_SYSCALLS_TRACE_H
#define FERRY_SYSCALLS_TRACE_H

#include "syscalls/engine.h"

void sys_trace_enter(struct sys_frame *f);
void sys_trace_exit(struct sys_frame *f, int64_t result);

/* What sys_trace_enter and sys_trace_exit would print, for tests: NUL-terminated text. */
size_t sys_trace_format_enter(struct sys_frame *f, char *out, size_t size);
size_t sys_trace_format_exit(struct sys_frame *f, int64_t result, char *out, size_t size);

#endif
