/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that a 32-bit guest opens without O_LARGEFILE.
 *
 * In: an open whose path has been translated.  Out: a descriptor that the host's kernel keeps to
 * 2 GiB (EOVERFLOW at once, EFBIG later) and that F_GETFL shows so, in children and other
 * processes, too.  A 64-bit kernel adds the flag to each open of its own ABI; not to that of its
 * 32-bit one, which reads the path below 4 GiB: in the guest's own memory.
 */
#ifndef FERRY_SYSCALLS_LINUX_SMALLFILE_H
#define FERRY_SYSCALLS_LINUX_SMALLFILE_H

#include <stdbool.h>
#include <stdint.h>

struct sys_frame;

/* openat's arguments 0 and 1 as in the frame; `path` is what `original` has become for the host.
   False: the file is to be opened in the usual way. */
bool small_open(struct sys_frame *f, const char *path, const char *original, uint64_t flags,
                uint64_t mode, int64_t *result);

#endif
