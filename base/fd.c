/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The launcher's own descriptors; see fd.h.
 */
#include "base/fd.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#define OUT_OF_SIGHT 1000

static int own[FD_OWN_MAX]; /* plus 1; 0: free */

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

/* `from` becomes `to` in the first slot that has it. */
static bool change(int from, int to)
{
    for (unsigned i = 0; i < FD_OWN_MAX; i++) {
        int expected = from;
        if (__atomic_compare_exchange_n(&own[i], &expected, to, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST))
            return true;
    }
    return false;
}

int fd_own(int fd)
{
    int high = fd < 0 ? fd : fd_move_high(fd);
    if (high >= 0)
        change(0, high + 1); /* without room it is only out of sight */
    return high;
}

void fd_own_close(int fd)
{
    if (fd < 0)
        return;
    change(fd + 1, 0);
    close(fd);
}

unsigned fd_own_list(int list[FD_OWN_MAX])
{
    unsigned count = 0;
    for (unsigned i = 0; i < FD_OWN_MAX; i++) {
        int fd = __atomic_load_n(&own[i], __ATOMIC_RELAXED) - 1;
        if (fd >= 0)
            list[count++] = fd;
    }
    return count;
}

bool fd_is_own(int fd)
{
    int list[FD_OWN_MAX];
    for (unsigned i = fd_own_list(list); i--;)
        if (list[i] == fd)
            return true;
    return false;
}
