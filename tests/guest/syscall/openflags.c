/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open flags, there and back. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
    int flag;
    const char *name;
} flags[] = {
    {O_APPEND, "APPEND"},     {O_NONBLOCK, "NONBLOCK"}, {O_DSYNC, "DSYNC"},
    {O_SYNC, "SYNC"},         {O_DIRECT, "DIRECT"},     {O_DIRECTORY, "DIRECTORY"},
    {O_NOFOLLOW, "NOFOLLOW"}, {O_NOATIME, "NOATIME"},   {O_PATH, "PATH"},
    {O_CLOEXEC, "CLOEXEC"},   {O_ASYNC, "ASYNC"},       {O_TMPFILE, "TMPFILE"},
};

static void show(const char *path, int how)
{
    int fd = open(path, how, 0644);
    printf("%s:", path);
    for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if ((how & flags[i].flag) == flags[i].flag)
            printf(" %s", flags[i].name);
    if (fd < 0) {
        printf(" -> %s\n", strerrorname_np(errno));
        return;
    }
    int got = fcntl(fd, F_GETFL);
    printf(" -> acc %d:", got & O_ACCMODE);
    for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if ((got & flags[i].flag) == flags[i].flag)
            printf(" %s", flags[i].name);
    printf(" fd %d\n", fcntl(fd, F_GETFD));
    close(fd);
}

int main(void)
{
    show("file", O_CREAT | O_RDWR);
    symlink("file", "link");
    for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        show("file", O_RDWR | flags[i].flag);
        show("link", O_RDONLY | flags[i].flag);
        show(".", O_RDONLY | flags[i].flag);
        show(".", O_RDWR | flags[i].flag);
    }
    int fd = open("file", O_RDWR);
    fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK | O_NOATIME);
    int got = fcntl(fd, F_GETFL);
    printf("setfl: %d %d %d\n", !!(got & O_APPEND), !!(got & O_NONBLOCK), !!(got & O_NOATIME));
    int p[2];
    pipe2(p, O_DIRECT | O_CLOEXEC | O_NONBLOCK);
    printf("pipe2: %d %d %d\n", !!(fcntl(p[0], F_GETFL) & O_DIRECT),
           !!(fcntl(p[0], F_GETFL) & O_NONBLOCK), fcntl(p[1], F_GETFD));
    return 0;
}
