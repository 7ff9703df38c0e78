/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the procfs*.c files share: whose file it is, and the makers of views. In: the host's file as
 * a starting point.  Out: the guest's text.
 */
#ifndef FERRY_LINUX_USER_PROCFS_H
#define FERRY_LINUX_USER_PROCFS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include "linux-user/signal.h"

struct cpu_common;
struct linux_arch;
struct task;
struct process;
struct space_region;

/* A process (a thread of it) as its launcher knows it: ours, or another of this very file. */
struct procfs_subject {
    struct task *task;       /* who asks */
    pid_t pid, tid;          /* pid 0: the asking process */
    struct process *process; /* ours, or a copy whose pointers are the other's */
    const struct linux_arch *arch;
    uint64_t cpu;                /* of another's thread: where its CPU is there; 0: unknown */
    struct space_region *region; /* its guest map */
    size_t count;
    uint64_t brk_start;
    lx_sigset blocked, ignored, caught;
    unsigned seccomp_mode, seccomp_filters;
};
/* procfs_subject.c.  NULL: it can't be had; else to be freed by procfs_subject_free. */
struct procfs_subject *procfs_subject_new(struct task *task, pid_t pid, pid_t tid);
void procfs_subject_free(struct procfs_subject *s);
/* The thread's CPU as a copy, of whose pointers none is valid: free() it.  NULL: not to be had. */
struct cpu_common *procfs_cpu(const struct procfs_subject *s);

/* Makes the content of one file: `host` is the host's file as a string.  False: no memory. */
typedef void procfs_view(const struct procfs_subject *s, const char *host, FILE *out);

procfs_view procfs_maps, procfs_smaps, procfs_numa_maps; /* procfs_maps.c */
/* What maps calls a region of a kind of its own; NULL: what the host calls it. */
const char *procfs_kind_name(const struct space_region *r);
/*
 * procfs_query.c.  The ioctl PROCMAP_QUERY, whose structure is at `arg` in guest memory, answered
 * with the help of `host`, a descriptor of the host's file.  0 or -errno.
 */
long procfs_query(const struct procfs_subject *s, int host, uint64_t arg);
procfs_view procfs_statm, procfs_rollup; /* procfs_memory.c */
procfs_view procfs_syscall;              /* procfs_syscall.c */

/* Layout of maps and smaps: where the kernel starts names on 64 bits, and ends numbers. */
enum { PROCFS_NAME_COLUMN = 73, PROCFS_COUNTER_WIDTH = 24 };

/* The guest's memory in bytes. */
struct procfs_memory {
    uint64_t size;              /* mapped */
    uint64_t stack, code, data; /* parts of it */
    uint64_t text;              /* the part of `code` that is the program */
    uint64_t resident;
    uint64_t anonymous, shmem; /* parts of it */
};
void procfs_measure(const struct procfs_subject *s, struct procfs_memory *m);
/* A line of status that is about memory; false: it is none. */
bool procfs_status_memory(const struct procfs_subject *s, const char *line,
                          const struct procfs_memory *m, FILE *out);

#endif
