/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that the host gives back: the working directory.
 *
 * It is the host's name also below the sysroot: a name that is cut there would only find what
 * exists in the sysroot already, and a program creates files by it.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <limits.h>

int64_t sys_getcwd(struct sys_frame *f)
{
    char path[PATH_MAX + 1];
    int64_t n = lx_rawcall(HOST_NR_getcwd, (long)path, sizeof(path) - 1, 0, 0, 0, 0);

    if (n < 0)
        return n;
    if ((uint64_t)n > f->raw[1])
        return -ERANGE;
    return lx_copy_to_guest(f->raw[0], path, (size_t)n) < 0 ? -EFAULT : n;
}
