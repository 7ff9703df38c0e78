// static
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thread of the launcher's that compiles hot code is not seen, and in nobody's way: the list of
 * threads, fork while code is hot, unshare of what needs a process with one thread, exec, exit.
 */
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Loops that differ, so that many regions become hot. */
#define F(n)                                                                                       \
    static __attribute__((noinline)) unsigned f##n(unsigned a)                                     \
    {                                                                                              \
        for (unsigned i = 0; i < 3000; i++)                                                        \
            a = a * (2 * n + 3) + (i ^ a >> (n % 13 + 1));                                         \
        return a;                                                                                  \
    }
#define ALL(X)  X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
#define NAME(n) f##n,
ALL(F)

static unsigned (*const fs[])(unsigned) = {ALL(NAME)};

static unsigned work(unsigned a, int from, int to)
{
    for (int i = from; i < to; i++)
        a = fs[i](a);
    return a;
}

static int listed(void)
{
    int n = 0;
    DIR *dir = opendir("/proc/self/task");
    for (struct dirent *d; (d = readdir(dir));)
        n += *d->d_name != '.';
    closedir(dir);
    return n;
}

static int told(void)
{
    char line[256];
    int n = -1;
    FILE *f = fopen("/proc/self/status", "r");
    while (fgets(line, sizeof(line), f))
        sscanf(line, "Threads: %d", &n);
    fclose(f);
    return n;
}

static int in_stat(void)
{
    char line[1024];
    int n = -1;
    FILE *f = fopen("/proc/self/stat", "r");
    if (fgets(line, sizeof(line), f)) {
        char *p = strrchr(line, ')') + 1;
        for (int field = 3; field < 20; field++)
            p = strchr(p + 1, ' ');
        n = atoi(p);
    }
    fclose(f);
    return n;
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        printf("executed: %u\n", work(7, 0, 8));
        return 0;
    }
    printf("work %u; threads %d %d %d\n", work(1, 0, 4), listed(), told(), in_stat());
    fflush(stdout);
    for (int i = 0; i < 8; i++) {
        pid_t pid = fork();
        if (!pid)
            _exit(work(i, 0, 6 + i) % 100);
        int status, wanted = work(i, 0, 6 + i) % 100;
        waitpid(pid, &status, 0);
        printf("child %d\n", WIFEXITED(status) && WEXITSTATUS(status) == wanted);
    }
    fflush(stdout);
    pid_t pid = fork();
    if (!pid) {
        work(3, 8, 12);
        int thread = unshare(CLONE_VM | CLONE_SIGHAND | CLONE_THREAD);
        printf("alone %d; threads %d; work %u\n", thread, told(), work(4, 0, 16));
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    printf("work %u; threads %d\n", work(2, 0, 16), told());
    fflush(stdout);
    execl("/proc/self/exe", argv[0], "again", NULL);
    return 1;
}
