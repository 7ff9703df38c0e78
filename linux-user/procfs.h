/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What procfs.c and procfs_maps.c share: text being built, and the makers of views.
 * In: the host's file as a starting point.  Out: the guest's text.
 */
#ifndef FERRY_LINUX_USER_PROCFS_H
#define FERRY_LINUX_USER_PROCFS_H

#include <stdbool.h>
#include <stdio.h>

struct task;

/* Makes the content of one file: `host` is the host's file as a string.  False: no memory. */
typedef void procfs_view(struct task *task, const char *host, FILE *out);

procfs_view procfs_maps, procfs_smaps;

#endif
