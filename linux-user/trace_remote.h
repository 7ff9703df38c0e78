/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tracer reads and writes in a traced launcher (docs/ptrace.md).
 *
 * In: a stopped thread of another process of this very file, and the address of its struct task.
 * Out: its trace state and registers.  0 or -errno.
 */
#ifndef FERRY_LINUX_USER_TRACE_REMOTE_H
#define FERRY_LINUX_USER_TRACE_REMOTE_H

#include "linux-user/trace.h"

#include <stddef.h>
#include <sys/types.h>

struct remote {
    pid_t tid;
    uint64_t task; /* address of struct task there */
};

/* Bytes of its memory. */
long remote_read(pid_t tid, void *to, uint64_t from, size_t size);
long remote_write(pid_t tid, uint64_t to, const void *from, size_t size);

long remote_get_trace(const struct remote *r, struct lx_trace *trace);
long remote_put_trace(const struct remote *r, const struct lx_trace *trace);
/* Only that the stop has been seen. */
long remote_ack(const struct remote *r);

/* A register set: *size is the room in, the set's size out (arch->regset). */
long remote_regset(const struct remote *r, const struct task *own, unsigned type, void *buffer,
                   size_t *size, bool write);
/* Arguments and result of the system call that it stops at. */
long remote_set_args(const struct remote *r, const uint64_t arg[6]);
long remote_set_result(const struct remote *r, int64_t result);
/* pc and sp, for PTRACE_GET_SYSCALL_INFO. */
long remote_pc_sp(const struct remote *r, gaddr *pc, gaddr *sp);

/* Where the map of its FDPIC program is (which 0), or of the interpreter (1); 0: there is none. */
long remote_fdpic_map(const struct remote *r, unsigned which, gaddr *map);

uint64_t remote_blocked(const struct remote *r);
long remote_set_blocked(const struct remote *r, uint64_t set);

/* Is the process one of ours, so that there is a struct task? */
bool remote_is_launcher(pid_t tid);
/* Is it a thread of a launcher that its guest knows nothing of? */
bool remote_is_helper(pid_t tid);
#endif
