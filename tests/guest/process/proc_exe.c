/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/exe of another process: where it leads, and what opening it and asking about it give.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void copy(const char *to)
{
    static char bytes[8 << 20];
    int in = open("/proc/self/exe", O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0755);

    write(out, bytes, (size_t)read(in, bytes, sizeof(bytes)));
    close(in);
    close(out);
}

int main(int argc, char **argv)
{
    char name[64], text[4096], byte = 0;
    struct stat st, want;
    int two[2];

    if (argc > 1) {
        write(1, "!", 1);
        pause();
    }
    copy("copy");
    pipe(two);
    pid_t child = fork();
    if (!child) {
        dup2(two[1], 1);
        execl("./copy", "another name", "again", NULL);
        _exit(1);
    }
    read(two[0], &byte, 1);
    snprintf(name, sizeof(name), "/proc/%d/exe", (int)child);
    ssize_t n = readlink(name, text, sizeof(text) - 1);
    text[n > 0 ? n : 0] = 0;
    printf("leads to %s\n", strrchr(text, '/') ? strrchr(text, '/') : text);
    stat("copy", &want);
    stat(name, &st);
    printf("stat: the same file %d\n", st.st_ino == want.st_ino);
    int fd = open(name, O_RDONLY);
    fstat(fd, &st);
    printf("open: the same file %d\n", st.st_ino == want.st_ino);
    close(fd);
    fd = open(name, O_PATH);
    fstat(fd, &st);
    printf("as a path: the same file %d\n", st.st_ino == want.st_ino);
    close(fd);
    fd = open(name, O_RDONLY | O_NOFOLLOW);
    printf("not followed %s\n", fd < 0 ? strerrorname_np(errno) : "done");
    snprintf(name, sizeof(name), "/proc/%d", (int)child);
    int dir = open(name, O_PATH);
    fd = openat(dir, "exe", O_RDONLY);
    fstat(fd, &st);
    printf("from its folder: the same file %d\n", st.st_ino == want.st_ino);
    n = readlinkat(dir, "exe", text, sizeof(text));
    printf("of its folder %.*s\n", n > 5 ? 5 : 0, text + n - 5);
    kill(child, SIGKILL);
    wait(NULL);
    fd = openat(dir, "exe", O_RDONLY);
    printf("gone %s\n", fd < 0 ? strerrorname_np(errno) : "done");
    return 0;
}
