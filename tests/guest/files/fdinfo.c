/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/.../fdinfo: what descriptors were opened with, in this architecture's numbers; by several
   names, and of another process. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    const char *name;
    int value;
} flags[] = {{"append", O_APPEND},     {"cloexec", O_CLOEXEC},    {"directory", O_DIRECTORY},
             {"nofollow", O_NOFOLLOW}, {"nonblock", O_NONBLOCK},  {"path", 010000000},
             {"write", O_WRONLY},      {"read and write", O_RDWR}};

static void show(int dir, const char *path)
{
    char text[512] = "";
    const char *line;
    int fd = openat(dir, path, O_RDONLY);
    unsigned value;

    if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0 || !(line = strstr(text, "flags:\t")) ||
        sscanf(line, "flags:\t%o\n", &value) != 1) {
        printf(" nothing\n");
        return;
    }
    printf(" pos %d", !strncmp(text, "pos:\t0\n", 7));
    for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
        if (value & (unsigned)flags[i].value)
            printf(" %s", flags[i].name);
    printf(", mount %d\n", strstr(line, "\nmnt_id:\t") != NULL);
    close(fd);
}

int main(void)
{
    const int how[] = {O_RDONLY | O_DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
                       O_RDONLY | O_NONBLOCK, 010000000 | O_NOFOLLOW};
    int dir = open("/proc/self/fdinfo", O_RDONLY), fd;
    char path[64];
    pid_t child;

    for (size_t i = 0; i < sizeof(how) / sizeof(*how); i++) {
        fd = open(".", how[i]);
        snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
        printf("self %zu:", i), show(AT_FDCWD, path);
        snprintf(path, sizeof(path), "/proc/thread-self//fdinfo/./%d", fd);
        printf("thread %zu:", i), show(AT_FDCWD, path);
        snprintf(path, sizeof(path), "%d", fd);
        printf("relative %zu:", i), show(dir, path);
        child = fork();
        if (!child)
            pause();
        snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", (int)child, fd);
        printf("child %zu:", i), show(AT_FDCWD, path);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        close(fd);
    }
    fd = open("file", O_RDWR | O_CREAT | O_APPEND, 0600);
    snprintf(path, sizeof(path), "/proc/self/task/%d/fdinfo/%d", (int)getpid(), fd);
    printf("file:"), show(AT_FDCWD, path);
    printf("closed:"), show(AT_FDCWD, "/proc/self/fdinfo/90");
    printf("no number:"), show(AT_FDCWD, "/proc/self/fdinfo/4x");
    return 0;
}
