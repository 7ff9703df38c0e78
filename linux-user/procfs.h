/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What procfs.c, procfs_maps.c and procfs_memory.c share: text being built, and the makers of
 * views. In: the host's file as a starting point.  Out: the guest's text.
 */
#ifndef FERRY_LINUX_USER_PROCFS_H
#define FERRY_LINUX_USER_PROCFS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct task;

/* Makes the content of one file: `host` is the host's file as a string.  False: no memory. */
typedef void procfs_view(struct task *task, const char *host, FILE *out);

procfs_view procfs_maps, procfs_smaps;   /* procfs_maps.c */
procfs_view procfs_statm, procfs_rollup; /* procfs_memory.c */

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
void procfs_measure(struct task *task, struct procfs_memory *m);
/* A line of status that is about memory; false: it is none. */
bool procfs_status_memory(const char *line, const struct procfs_memory *m, FILE *out);

#endif
