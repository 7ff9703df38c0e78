/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that runs can't be written; afterwards it can. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *what, int result)
{
    printf("%s: %s\n", what, result < 0 ? strerrorname_np(errno) : "done");
    if (result > 2)
        close(result);
    fflush(stdout);
}

static void try(const char *path)
{
    show("write", open(path, O_WRONLY));
    show("both", open(path, O_RDWR | O_CREAT, 0700));
    show("append", open(path, O_WRONLY | O_APPEND));
    show("read and truncate", open(path, O_RDONLY | O_TRUNC));
    show("write and truncate", open(path, O_WRONLY | O_TRUNC));
    show("exclusive", open(path, O_WRONLY | O_CREAT | O_EXCL, 0700));
    show("read", open(path, O_RDONLY));
    show("path", open(path, O_PATH));
    show("truncate", truncate(path, 10));
}

static void copy(const char *to)
{
    static char bytes[4 << 20];
    int in = open("/proc/self/exe", O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0755);

    write(out, bytes, (size_t)read(in, bytes, sizeof(bytes)));
    close(in);
    close(out);
}

int main(int argc, char **argv)
{
    struct stat st;
    int two[2];
    char byte;
    pid_t child;

    if (argc > 1) {
        try("copy"); /* its own */
        if (!fork()) {
            write(1, "!", 1);
            pause();
        }
        pause();
    }
    copy("copy");
    copy("other");
    symlink("copy", "link");
    show("before", open("copy", O_WRONLY));
    pipe(two);
    child = fork();
    if (!child) {
        setsid();
        dup2(two[1], 1);
        execl("./copy", "copy", "again", NULL);
        _exit(1);
    }
    close(two[1]);
    while (read(two[0], &byte, 1) == 1 && byte != '!')
        putchar(byte);
    usleep(20000);
    printf("runs\n");
    try("copy");
    try("link");
    show("other", open("other", O_WRONLY | O_TRUNC));
    stat("copy", &st);
    printf("whole %d\n", st.st_size > 1000);
    kill(child, SIGKILL); /* its child runs on */
    waitpid(child, NULL, 0);
    show("a child", open("copy", O_WRONLY));
    kill(-child, SIGKILL);
    usleep(100000);
    show("after", open("copy", O_WRONLY | O_TRUNC));
    stat("copy", &st);
    printf("size %d\n", (int)st.st_size);
    return 0;
}
