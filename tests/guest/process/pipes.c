/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pipelines of processes, many children, orphans, large data through pipes, SIGPIPE, clone flags,
 * wait variants. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static int child(void *p)
{
    *(volatile int *)p = 5;
    return 9;
}
int main(void)
{
    int p[2], q[2], st;
    pipe(p), pipe(q);
    fflush(stdout);
    pid_t a = fork();
    if (!a) {
        close(p[1]), close(q[0]);
        unsigned char b[4096];
        ssize_t r;
        while ((r = read(p[0], b, 4096)) > 0) {
            for (int i = 0; i < r; i++)
                b[i] ^= 0x55;
            write(q[1], b, r);
        }
        _exit(4);
    }
    close(p[0]), close(q[1]);
    pid_t w = fork();
    if (!w) {
        close(q[0]);
        static unsigned char big[300000];
        for (int i = 0; i < 300000; i++)
            big[i] = i * 11;
        for (int o = 0; o < 300000;) {
            ssize_t r = write(p[1], big + o, 300000 - o);
            if (r <= 0)
                _exit(1);
            o += r;
        }
        _exit(0);
    }
    close(p[1]);
    unsigned char b[5000];
    long n = 0;
    uint32_t h = 0;
    ssize_t r;
    while ((r = read(q[0], b, 5000)) > 0) {
        for (int i = 0; i < r; i++)
            h = h * 31 + b[i];
        n += r;
    }
    printf("%ld %08x\n", n, h);
    waitpid(a, &st, 0), printf("%d ", WEXITSTATUS(st)), waitpid(w, &st, 0),
        printf("%d\n", WEXITSTATUS(st));
    int sum = 0;
    for (int i = 0; i < 50; i++)
        if (!fork())
            _exit(i);
    while (wait(&st) > 0)
        sum += WEXITSTATUS(st);
    printf("%d\n", sum);
    signal(SIGPIPE, SIG_IGN), pipe(p), close(p[0]), printf("%zd ", write(p[1], "x", 1)),
        printf("%d\n", errno == EPIPE);
    fflush(stdout);
    if (!fork()) {
        signal(SIGPIPE, SIG_DFL), write(p[1], "x", 1), _exit(0);
    }
    wait(&st), printf("%d\n", WTERMSIG(st));
    int *sh = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), priv = 0;
    char *stack = malloc(65536);
    pid_t c = clone(child, stack + 65536, SIGCHLD, sh);
    waitpid(c, &st, 0), printf("%d %d\n", *sh, WEXITSTATUS(st));
    c = clone(child, stack + 65536, CLONE_VM | CLONE_VFORK | SIGCHLD, &priv), waitpid(c, &st, 0),
    printf("%d %d\n", priv, WEXITSTATUS(st));
    pipe(p);
    fflush(stdout);
    if (!(c = fork())) {
        if (!fork()) {
            while (getppid() == c)
                usleep(100);
            usleep(2000);
            char o = 'o';
            write(p[1], &o, 1);
            _exit(0);
        }
        _exit(0);
    }
    waitpid(c, &st, 0), close(p[1]);
    char o;
    printf("%zd", read(p[0], &o, 1)), printf(" %c\n", o);
    printf("%d ", waitpid(-1, &st, WNOHANG)), printf("%d\n", errno == ECHILD);
    if (!(c = fork())) {
        usleep(5000);
        _exit(2);
    }
    printf("%d ", waitpid(c, &st, WNOHANG)), waitpid(c, &st, 0), printf("%d\n", WEXITSTATUS(st));
    volatile int local = 1;
    if (!(c = vfork())) {
        local = 42;
        _exit(6);
    }
    waitpid(c, &st, 0), printf("%d %d\n", local, WEXITSTATUS(st));
    long total = 0;
    for (int d = 0; d < 1; d++) {
        pipe(p);
        for (int i = 0; i < 8; i++)
            if (!fork()) {
                for (int k = 0; k < 100; k++)
                    write(p[1], &i, 4);
                _exit(0);
            }
        close(p[1]);
        int v;
        while (read(p[0], &v, 4) == 4)
            total += v;
    }
    printf("%ld\n", total);
}
