/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The launcher's own descriptors; see fd.h.
 */
#include "base/fd.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#define OUT_OF_SIGHT 1000

int fd_move_high(int fd)
{
    struct rlimit limit;
    int from = OUT_OF_SIGHT;
    if (!getrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_cur <= OUT_OF_SIGHT)
        from = limit.rlim_cur > 16 ? (int)limit.rlim_cur - 8 : 0;
    int high = fcntl(fd, F_DUPFD_CLOEXEC, from);
    if (high < 0)
        return fd;
    close(fd);
    return high;
}

int fd_open_high(const char *path, int flags, mode_t mode)
{
    int fd = open(path, flags | O_CLOEXEC, mode);
    return fd < 0 ? -1 : fd_move_high(fd);
}
