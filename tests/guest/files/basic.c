/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Creating, writing, seeking, renaming, linking, listing, stat. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int main(void)
{
    struct stat st;
    int fd2;
    char buf[100] = "";
    umask(022);
    int fd = open("one", O_RDWR | O_CREAT | O_EXCL, 0666);
    printf("%d\n", (int)write(fd, "hello world\n", 12));
    long at = lseek(fd, -6, SEEK_END), got = read(fd, buf, 100);
    printf("%ld %ld\n", at, got);
    printf("%s", buf);
    struct iovec v[2] = {{"ab", 2}, {"cdef", 4}};
    at = writev(fd, v, 2), got = pread(fd, buf, 5, 10);
    printf("%ld %ld\n", at, got);
    printf("%.5s\n", buf);
    fstat(fd, &st);
    printf("%o %ld %d\n", st.st_mode, (long)st.st_size, (int)st.st_nlink);
    ftruncate(fd, 5), fstat(fd, &st), printf("%ld\n", (long)st.st_size);
    fd2 = open("one", O_CREAT | O_EXCL | O_RDWR, 0600), printf("%d %s\n", fd2, strerror(errno));
    printf("%d ", mkdir("dir", 0755)), printf("%d ", link("one", "dir/two"));
    printf("%d\n", symlink("dir/two", "three"));
    printf("%d ", rename("one", "dir/four")), fd2 = open("one", O_RDONLY),
                                              printf("%d %s\n", fd2, strerror(errno));
    got = readlink("three", buf, 100), printf("%ld %.7s\n", got, buf);
    lstat("three", &st), printf("%d %ld\n", S_ISLNK(st.st_mode), (long)st.st_size);
    fd2 = open("dir", O_WRONLY), printf("%d %s\n", fd2, strerror(errno));
    fd2 = open("three", O_RDONLY | O_NOFOLLOW), printf("%d %s\n", fd2, strerror(errno));
    fd2 = open("dir/four", O_RDONLY | O_DIRECTORY), printf("%d %s\n", fd2, strerror(errno));
    struct dirent **list;
    int n = scandir("dir", &list, NULL, by_name);
    for (int i = 0; i < n; i++)
        printf("%s %d\n", list[i]->d_name, list[i]->d_type);
    fd2 = rmdir("dir"), printf("%d %s\n", fd2, strerror(errno));
    printf("%d ", unlink("dir/two")), printf("%d ", unlink("dir/four")),
        printf("%d\n", rmdir("dir"));
    fd2 = access("three", F_OK), printf("%d %s\n", fd2, strerror(errno));
    printf("%d %d\n", fcntl(fd, F_GETFL) & O_ACCMODE, fcntl(fd, F_GETFD));
    int d = dup2(fd, 77);
    printf("%d %d\n", d, fcntl(fd, F_DUPFD_CLOEXEC, 90));
}
