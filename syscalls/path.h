/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a guest's path to the host's: the guest's view of /proc, then the sysroot.
 */
#ifndef FERRY_SYSCALLS_PATH_H
#define FERRY_SYSCALLS_PATH_H

#include "syscalls/engine.h"

/*
 * `path` is in the frame's memory; `follow`: a symbolic link at its end is
 * followed.  0 and *out (valid until the call is over), or -errno.
 */
int64_t sys_path_host(struct sys_frame *f, int dirfd, const char *path, bool follow,
                      const char **out);

#endif
