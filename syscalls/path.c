/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a guest's path to the host's (see path.h).
 */
#include "syscalls/path.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include "linux-user/path.h"

int64_t sys_path_host(struct sys_frame *f, int dirfd, const char *path, bool follow,
                      const char **out)
{
    const char *special = follow ? lx_procfs_path(f->task, dirfd, path) : NULL;
    char buffer[PATH_MAX];
    const char *host;

    *out = special ? special : path;
    if (special || !f->task->process->sysroot)
        return 0;
    host = lx_path_at(dirfd, path, follow ? LX_PATH_FOLLOW : LX_PATH_NOFOLLOW, buffer);
    if (host != buffer) {
        *out = host;
        return 0;
    }

    size_t size = strlen(buffer) + 1;
    char *copy = sys_alloc(f, size);

    if (!copy)
        return -ENOMEM;
    *out = memcpy(copy, buffer, size);
    return 0;
}
