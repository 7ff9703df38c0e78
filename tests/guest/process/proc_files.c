/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of /proc as files: what is said of them, and what is refused. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static void say(const char *what, long result)
{
    printf(" %s %ld %s\n", what, result, result < 0 ? strerrorname_np(errno) : "");
}

static void look(const char *path, int fd)
{
    struct stat st, named;
    struct statx x;
    struct statfs fs;
    char list[256];

    printf("%s\n", path);
    say("fstat", fstat(fd, &st));
    stat(path, &named);
    printf(" %o %ld %d %d %d %ld %d\n", st.st_mode, (long)st.st_size, st.st_uid, (int)st.st_nlink,
           st.st_ino == named.st_ino && st.st_dev == named.st_dev, (long)st.st_blocks,
           (int)st.st_blksize);
    say("fstatat", fstatat(fd, "", &st, AT_EMPTY_PATH));
    printf(" %o %d\n", st.st_mode, st.st_ino == named.st_ino);
    say("statx", statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &x));
    printf(" %o %d\n", x.stx_mode, x.stx_ino == named.st_ino);
    say("fstatfs", fstatfs(fd, &fs));
    printf(" %lx\n", (long)fs.f_type);
    say("fsync", fsync(fd));
    say("fdatasync", fdatasync(fd));
    say("fchmod", fchmod(fd, 0444));
    say("fchown", fchown(fd, -1, -1));
    say("fsetxattr", fsetxattr(fd, "user.a", "b", 1, 0));
    say("fgetxattr", fgetxattr(fd, "user.a", list, sizeof(list)));
    say("flistxattr", flistxattr(fd, list, sizeof(list)) < 0 ? -1 : 0);
    say("fremovexattr", fremovexattr(fd, "user.a"));
    say("futimens", futimens(fd, NULL));
    say("ftruncate", ftruncate(fd, 0));
    say("write", write(fd, "x", 1));
    say("read", read(fd, list, 1));
}

int main(void)
{
    static const char *const names[] = {"maps",   "smaps", "stat",    "status", "statm",
                                        "limits", "auxv",  "cmdline", "environ"};
    char path[64];

    for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
        snprintf(path, sizeof(path), "/proc/self/%s", names[i]);
        int fd = open(path, O_RDONLY);
        look(path, fd);
        int other = dup(fd);
        close(fd);
        struct stat st;
        say("dup", fstat(other, &st));
        printf(" %o\n", st.st_mode);
        close(other);
    }
    int fd = open("/proc/cpuinfo", O_RDONLY);
    look("/proc/cpuinfo", fd);
    /* Files that are none of /proc while one is open. */
    int plain = open("plain", O_RDWR | O_CREAT, 0600);
    struct stat st;
    say("fchmod", fchmod(plain, 0640));
    say("fstat", fstat(plain, &st));
    printf(" %o\n", st.st_mode);
    say("fsync", fsync(plain));
    return 0;
}
