/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The server of gdb's remote protocol (option -g, docs/gdbstub.md).
 *
 * In: a port or path; the stops of linux-user/trace.c.  Out: guest threads that stand still while
 * gdb looks, and go on as it says.  Invariants: one thread of the launcher's own talks to gdb; a
 * guest thread that is parked belongs to it; without -g lx_process.gdb is NULL and nothing here
 * runs.
 */
#ifndef FERRY_LINUX_USER_GDB_H
#define FERRY_LINUX_USER_GDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu_common;
struct task;

/*
 * Registers of a guest in gdb's order, one row for a run of equal ones.  Row: the feature that they
 * belong to (NULL: as the row before), the name ("%u": its number), first number and count, size,
 * gdb's type and the place in a register set (arch.h: regset).  Ends with name NULL.  Set 0: always
 * zero.
 */
struct lx_gdb_regs {
    const char *feature, *name;
    unsigned first, count, bits;
    const char *type;
    unsigned set, offset;
};

/* An instruction that gdb's kind of breakpoint stands for; ends with size 0. */
struct lx_gdb_break {
    unsigned kind, size;
    uint8_t bytes[4];
};

struct lx_gdb {
    const char *architecture; /* gdb's name */
    const struct lx_gdb_regs *regs;
    const struct lx_gdb_break *breaks;
    const char *types; /* XML of the vector types, in the feature that uses them, or "" */
    const char *types_feature;
    /* What this CPU has besides; NULL: every CPU has the same. */
    const struct lx_gdb *(*with_cpu)(const struct cpu_common *cpu);
};

/*
 * Opens port or path and, unless it says ",suspend=n", waits for gdb; the calling task, which is
 * the only one, will stop before its first instruction.  0 or -errno; *what: which call failed.
 */
int lx_gdb_start(struct task *task, const char *where, const char **what);

/* A stop of the calling task, which is traced by the server (trace.h). */
void lx_gdb_park(struct task *task, unsigned kind);
/* An instruction of the task, with an eye on what gdb watches: as exec_step. */
unsigned lx_gdb_step(struct task *task);
/* Does gdb want to see this signal (its own number)? */
bool lx_gdb_wants_signal(int sig);

/* The process ends: with a status, by a signal. */
void lx_gdb_exited(const struct task *task, int status);
void lx_gdb_killed(const struct task *task, int sig);

/*
 * Across an execve that gdb wants to follow: the server's state as text (false: it does not), its
 * connection kept open or not; in the new process, before the first instruction: 0 or -errno.
 */
bool lx_gdb_save(const struct task *task, char *text, size_t size);
void lx_gdb_keep(const struct task *task, bool keep);
int lx_gdb_take(struct task *task, const char *state);

/*
 * Around a fork or vfork of the task: a child that gdb does not follow sees code without
 * breakpoints.  `separate`: it has a memory of its own; else `vfork` says whether the parent sleeps
 * meanwhile.  end: in the parent, with the call's result; the task may stop there.
 */
void lx_gdb_fork_begin(struct task *task, bool separate, bool vfork);
void lx_gdb_fork_end(struct task *task, bool separate, long result);
/* In the child of a fork, with its parent's task->trace.child_fd and parent_fd. */
void lx_gdb_fork_child(struct task *task, int child_fd, int parent_fd);
/* In the child of a vfork, before it runs; in its parent, when it has ended or executes a program.
 */
void lx_gdb_vfork_child(struct task *child, struct task *parent);
void lx_gdb_vfork_over(struct task *child);
/* Around every execve. */
void lx_gdb_executes(const struct task *task, bool does);

#endif
