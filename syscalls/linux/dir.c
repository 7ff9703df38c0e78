/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that the host gives back: the working directory.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include "linux-user/path.h"

int64_t sys_getcwd(struct sys_frame *f)
{
    char path[PATH_MAX + 1];
    int64_t n = lx_rawcall(HOST_NR_getcwd, (long)path, sizeof(path) - 1, 0, 0, 0, 0);

    if (n < 0)
        return n;
    lx_path_to_guest(path);
    n = (int64_t)strlen(path) + 1;
    if ((uint64_t)n > f->raw[1])
        return -ERANGE;
    return lx_copy_to_guest(f->raw[0], path, (size_t)n) < 0 ? -EFAULT : n;
}
