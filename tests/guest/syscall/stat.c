/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every member of struct stat, statx, statfs that is the same from run to run. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

static void show(const char *path)
{
    struct stat a, l;
    struct statx x;
    if (stat(path, &a) || lstat(path, &l)) {
        {
            __auto_type r1 = strerrorname_np(errno);
            printf("%s: %s\n", path, r1);
        }
        return;
    }
    {
        __auto_type r4 = a.st_uid == geteuid();
        printf("%s: %o %o %lu uid %d size %lld blksize %ld blocks %lld rdev %x mtime %lld.%09ld\n",
               path, a.st_mode, l.st_mode, (unsigned long)a.st_nlink, r4,
               (long long)(S_ISREG(a.st_mode) ? a.st_size : 0), (long)a.st_blksize,
               (long long)(S_ISREG(a.st_mode) ? a.st_blocks : 0), (unsigned)a.st_rdev,
               (long long)(S_ISREG(a.st_mode) ? a.st_mtim.tv_sec : 0),
               S_ISREG(a.st_mode) ? a.st_mtim.tv_nsec : 0);
    }
    printf("  statx %d", statx(AT_FDCWD, path, 0, STATX_ALL, &x));
    {
        __auto_type r4 = makedev(x.stx_dev_major, x.stx_dev_minor) == a.st_dev;
        printf(" same: %d %d %d %d %d %d %d\n", x.stx_mode == a.st_mode, x.stx_ino == a.st_ino,
               x.stx_nlink == a.st_nlink, x.stx_size == (unsigned long long)a.st_size, r4,
               x.stx_mtime.tv_sec == a.st_mtim.tv_sec, x.stx_ctime.tv_nsec == a.st_ctim.tv_nsec);
    }
}

int main(void)
{
    struct timespec t[2] = {{1000000000, 123456789}, {1111111111, 987654321}};
    int fd = open("file", O_CREAT | O_RDWR, 0640);
    write(fd, "12345", 5);
    ftruncate(fd, 100000);
    futimens(fd, t);
    symlink("file", "link");
    mkdir("dir", 0711);
    mkfifo("fifo", 0600);
    linkat(AT_FDCWD, "file", AT_FDCWD, "second", 0);
    show("file");
    show("link");
    show("dir");
    show("fifo");
    show("second");
    show("/dev/null");
    show("none");
    struct stat s;
    {
        __auto_type r0 = fstat(fd, &s);
        printf("fstat %d %lld\n", r0, (long long)s.st_size);
    }
    printf("empty path %d\n", fstatat(fd, "", &s, AT_EMPTY_PATH));
    struct statfs f;
    {
        __auto_type r0 = statfs("/proc", &f);
        printf("statfs %d %lx %d\n", r0, (long)f.f_type, f.f_bsize > 0);
    }
    char buffer[64];
    if (setxattr("file", "user.a", "value", 5, 0) == 0) {
        printf("xattr %zd", getxattr("file", "user.a", buffer, sizeof(buffer)));
        printf(" %.5s", buffer);
        printf(" list %zd", listxattr("file", buffer, sizeof(buffer)));
        printf(" again %d\n", setxattr("file", "user.a", "x", 1, XATTR_CREATE));
    }
    printf("readlink %zd\n", readlink("link", buffer, sizeof(buffer)));
    printf("readlink cut %zd\n", readlink("link", buffer, 2));
    {
        __auto_type r0 = access("file", R_OK);
        __auto_type r1 = access("none", F_OK);
        printf("access %d %d\n", r0, r1);
    }
    struct flock lock = {.l_type = F_WRLCK, .l_start = 10, .l_len = 20};
    printf("lock %d\n", fcntl(fd, F_SETLK, &lock));
    fflush(stdout);
    if (fork() == 0) {
        struct flock ask = {.l_type = F_RDLCK, .l_start = 0, .l_len = 0};
        fcntl(fd, F_GETLK, &ask);
        {
            __auto_type r3 = ask.l_pid == getppid();
            printf("held %d %lld %lld %d\n", ask.l_type, (long long)ask.l_start,
                   (long long)ask.l_len, r3);
        }
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    return 0;
}
