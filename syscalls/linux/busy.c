/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are being executed: see busy.h.
 */
#include "syscalls/linux/busy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct flock far_byte(short type)
{
    return (struct flock){
        .l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)1 << 62, .l_len = 1};
}

void busy_hold(int fd)
{
    struct flock lock = far_byte(F_RDLCK);

    fcntl(fd, F_OFD_SETLK, &lock); /* not all file systems have locks */
}

bool busy_is(int dirfd, const char *path, int flags)
{
    struct flock lock = far_byte(F_WRLCK);
    struct stat st;
    bool busy;
    int fd;

    if (((flags & O_ACCMODE) == O_RDONLY && !(flags & O_TRUNC)) || (flags & O_PATH) ||
        (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
        return false;
    if (fstatat(dirfd, path, &st, 0) < 0 || !S_ISREG(st.st_mode) || !(st.st_mode & 0111) ||
        faccessat(dirfd, path, W_OK, AT_EACCESS) < 0)
        return false;
    fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (flags & O_NOFOLLOW));
    if (fd < 0)
        return false;
    busy = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    close(fd);
    return busy;
}
