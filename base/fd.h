/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The launcher's own descriptors, away from the numbers that programs see.
 *
 * In: a path or a descriptor.  Out: a descriptor from 1000 on, or the highest that the limit
 * allows, closed by exec.
 */
#ifndef FERRY_BASE_FD_H
#define FERRY_BASE_FD_H

#include <stdbool.h>
#include <sys/types.h>

/* Moves `fd` there; returns the new number, or `fd` itself where there is no room. */
int fd_move_high(int fd);

/* open(2) with O_CLOEXEC, moved there.  -1 with errno. */
int fd_open_high(const char *path, int flags, mode_t mode);

/* Moves `fd` there, and keeps it out of the program's reach: closing it by its number is no more
   possible than with one that does not exist.  Any thread; room for FD_OWN_MAX. */
enum { FD_OWN_MAX = 8 };
int fd_own(int fd);
void fd_own_close(int fd); /* -1: nothing */
bool fd_is_own(int fd);
unsigned fd_own_list(int list[FD_OWN_MAX]);

#endif
