/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attributes of files and what is asked of file systems. */
#include <sys/stat.h>
#include <time.h>
#include "call.h"

static struct statx x;
static struct timespec times[2] = {{1000000000, 5}, {1100000000, 6}};
static struct {
    uint64_t flags;
    uint32_t extent, next, project, cow;
} attr;
static char buffer[256];

int main(void)
{
    int file = open("file", O_RDWR | O_CREAT, 0644), two[2];

    pipe(two);
    symlink("file", "link");
    CALL(umask, 027);
    CALL(umask, 022);
    CALL(statx, CWD, "file", 0, 0x7ff, &x);
    tell("mode", x.stx_mode);
    tell("links", x.stx_nlink);
    CALL(statx, file, "", AT_EMPTY_PATH, 0x7ff, &x);
    CALL(statx, CWD, "none", 0, 0x7ff, &x);
    CALL(statx, CWD, "file", 0x6000, 0x7ff, &x);
    CALL(statx, CWD, "file", 0, 1u << 31, &x);
    CALL(statx, CWD, BAD, 0, 0x7ff, &x);
    CALL(statx, CWD, "file", 0, 0x7ff, BAD);
    CALL(statx, 99, "file", 0, 0x7ff, &x);
    CALL(faccessat, CWD, "file", R_OK | W_OK);
    CALL(faccessat, CWD, "file", 9);
    CALL(faccessat, CWD, "file", X_OK);
    CALL(faccessat, CWD, "none", F_OK);
    CALL(faccessat, CWD, BAD, F_OK);
    CALL(faccessat2, CWD, "link", F_OK, AT_SYMLINK_NOFOLLOW);
    CALL(faccessat2, file, "", R_OK, AT_EMPTY_PATH | AT_EACCESS);
    CALL(faccessat2, CWD, "file", R_OK, 1);
    CALL(faccessat2, 99, "file", R_OK, 0);
    CALL(fchmod, file, 0600);
    CALL(fchmod, 99, 0600);
    CALL(fchmodat, CWD, "file", 0640);
    CALL(fchmodat, CWD, "none", 0640);
    CALL(fchmodat, CWD, BAD, 0640);
    CALL(fchmodat2, CWD, "file", 0644, 0);
    CALL(fchmodat2, CWD, "link", 0644, AT_SYMLINK_NOFOLLOW);
    CALL(fchmodat2, file, "", 0604, AT_EMPTY_PATH);
    CALL(fchmodat2, CWD, "file", 0644, 1);
    statx(AT_FDCWD, "file", 0, STATX_ALL, &x);
    tell("mode", x.stx_mode);
    CALL(fchown, file, -1, -1);
    CALL(fchown, file, 12, 34);
    CALL(fchown, 99, 12, 34);
    CALL(fchownat, CWD, "link", 56, 78, AT_SYMLINK_NOFOLLOW);
    CALL(fchownat, CWD, "link", -1, 79, 0);
    CALL(fchownat, CWD, "none", 1, 1, 0);
    CALL(fchownat, CWD, "file", 1, 1, 1);
    CALL(fchownat, CWD, BAD, 1, 1, 0);
    statx(AT_FDCWD, "file", 0, STATX_ALL, &x);
    tell("user", x.stx_uid);
    tell("group", x.stx_gid);
    CALL(utimensat, CWD, "file", times, 0);
    statx(AT_FDCWD, "file", 0, STATX_ALL, &x);
    tell("read", x.stx_atime.tv_sec);
    tell("written", x.stx_mtime.tv_nsec);
    CALL(utimensat, file, 0, 0, 0);
    CALL(utimensat, CWD, "none", times, 0);
    CALL(utimensat, CWD, "file", times, 1);
    CALL(utimensat, CWD, "file", BAD, 0);
    times[0].tv_nsec = 1000000000;
    CALL(utimensat, CWD, "file", times, 0);
    times[0].tv_nsec = times[1].tv_nsec = UTIME_OMIT;
    CALL(utimensat, CWD, "file", times, 0);
    CALL(file_getattr, CWD, "file", &attr, sizeof(attr), 0);
    tell("flags", (long long)attr.flags);
    CALL(file_getattr, CWD, "none", &attr, sizeof(attr), 0);
    CALL(file_getattr, CWD, "file", BAD, sizeof(attr), 0);
    CALL(file_getattr, CWD, "file", &attr, 4, 0);
    CALL(file_getattr, CWD, "file", &attr, 100000, 0);
    CALL(file_getattr, CWD, "file", &attr, sizeof(attr), 1);
    CALL(file_setattr, CWD, "file", &attr, sizeof(attr), 0);
    CALL(file_setattr, CWD, "file", BAD, sizeof(attr), 0);
    CALL(file_setattr, CWD, "file", &attr, 4, 0);
    CALL(file_setattr, CWD, "file", &attr, sizeof(attr), 1);
    attr.flags = UINT64_C(1) << 60;
    CALL(file_setattr, CWD, "file", &attr, sizeof(attr), 0);
    CALL(quotactl, 0x80000700, 0, 0, buffer);
    CALL(quotactl, 0x80000100, "/dev/null", 0, 0);
    CALL(quotactl, 0x80000700, "none", 0, buffer);
    CALL(quotactl, 0xff000000, BAD, 0, buffer);
    CALL(quotactl_fd, file, 0x80000700, 0, buffer);
    CALL(quotactl_fd, 99, 0x80000700, 0, buffer);
    return 0;
}
