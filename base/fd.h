/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The launcher's own descriptors, away from the numbers that programs see.
 *
 * In: a path or a descriptor.  Out: a descriptor from 1000 on, or the highest that the limit
 * allows, closed by exec.
 */
#ifndef FERRY_BASE_FD_H
#define FERRY_BASE_FD_H

#include <sys/types.h>

/* Moves `fd` there; returns the new number, or `fd` itself where there is no room. */
int fd_move_high(int fd);

/* open(2) with O_CLOEXEC, moved there.  -1 with errno. */
int fd_open_high(const char *path, int flags, mode_t mode);

#endif
