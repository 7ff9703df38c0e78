/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Path names under -L: which host file a guest's path means.
 *
 * Rule (that of the QEMU launchers): a path that exists below the sysroot means
 * that file, any other means the host's.  Beyond that, symbolic links met below
 * the sysroot stay inside it, absolute ones and ".." included.  /proc, /sys and
 * /dev are always the host's.
 * Invariants: without -L every path is unchanged and nothing is looked up; no
 * function changes errno; results are the argument itself or in the caller's
 * buffer.
 */
#ifndef FERRY_LINUX_USER_PATH_H
#define FERRY_LINUX_USER_PATH_H

#include <limits.h>
#include <stdbool.h>

enum { LX_PATH_FOLLOW = 0, LX_PATH_NOFOLLOW = 1 /* the last component may be a link */ };

/*
 * The host's name for `path` seen from `dirfd` (AT_FDCWD: the working
 * directory).  Every path system call passes its path through here.  A relative path
 * changes only when it leads through a link or ".." inside the sysroot.  The result is valid with
 * the same dirfd.
 */
const char *lx_path_at(int dirfd, const char *path, int flags, char buffer[PATH_MAX]);

/* lx_path_at(AT_FDCWD, path, LX_PATH_FOLLOW, buffer). */
const char *lx_path(const char *path, char buffer[PATH_MAX]);

/*
 * The guest's name for a host path, in place: without the sysroot's prefix when
 * it is below it (getcwd, readlink of /proc/self/exe and .../fd/N).  True when changed.
 */
bool lx_path_to_guest(char *path);

/*
 * Makes `prefix` (-L) the sysroot: lx_process.sysroot becomes its canonical name, or NULL
 * when it is NULL, "/" or no directory.
 */
void lx_path_init(const char *prefix);

/*
 * Without -L: the place where distributions put this guest's libraries, if there is one.
 * Only before the process runs.
 */
void lx_path_init_default(const char *guest);

#endif
