/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ETXTBSY: a file that a guest runs can't be written.
 *
 * For the host's kernel it is the launcher's file that runs.  So a launcher holds a lock that no
 * program comes upon, on a byte far behind the end of the guest's own; and before a file is opened
 * for writing, other launchers' locks are looked for.  What native programs write is not kept from
 * them.
 */
#ifndef FERRY_SYSCALLS_LINUX_BUSY_H
#define FERRY_SYSCALLS_LINUX_BUSY_H

#include <stdbool.h>

/*
 * The process runs the program that has been mapped from `fd`, which may be closed: the lock is the
 * open file's, and lasts as long as the mappings.
 */
void busy_hold(int fd);

/*
 * May not be opened so, as somebody runs it.  `flags` are those of open(2) on the host; what can't
 * be written or read anyway is not busy, so that the host says why.
 */
bool busy_is(int dirfd, const char *path, int flags);

#endif
