/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Resource limits: file size with SIGXFSZ, descriptors, processor time, stack overflow is a SIGSEGV
 * on the alternate stack. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
static sigjmp_buf e;
static char alt[65536];
static void h(int s)
{
    siglongjmp(e, s);
}
static int deep(int n)
{
    volatile char b[2000];
    b[0] = n;
    return deep(n + 1) + b[0];
}
int main(void)
{
    int st;
    fflush(stdout);
    if (!fork()) {
        struct rlimit l = {100, 100};
        setrlimit(RLIMIT_FSIZE, &l), signal(SIGXFSZ, SIG_IGN);
        int f = open("f", O_CREAT | O_WRONLY, 0644);
        char b[80];
        memset(b, 'x', 80);
        printf("%zd ", write(f, b, 80)), printf("%zd ", write(f, b, 80)),
            printf("%zd ", write(f, b, 80)), printf("%d\n", errno == EFBIG), fflush(stdout),
            signal(SIGXFSZ, SIG_DFL), write(f, b, 1), _exit(0);
    }
    wait(&st), printf("%d\n", WTERMSIG(st));
    fflush(stdout);
    if (!fork()) {
        struct rlimit l = {10, 10};
        setrlimit(RLIMIT_NOFILE, &l);
        int n = 0, f[30];
        while ((f[n] = open("/dev/null", O_RDONLY)) >= 0)
            n++;
        printf("%d %d ", n < 10, errno == EMFILE), close(f[0]), printf("%d ", pipe(f)),
            printf("%d\n", errno == EMFILE), fflush(stdout), _exit(0);
    }
    wait(&st);
    stack_t s = {.ss_sp = alt, .ss_size = sizeof(alt)};
    sigaltstack(&s, NULL);
    struct sigaction a = {.sa_handler = h, .sa_flags = SA_ONSTACK};
    sigaction(SIGSEGV, &a, NULL);
    for (int i = 0; i < 3; i++) {
        int r = sigsetjmp(e, 1);
        if (!r)
            deep(0);
        printf("overflow %d\n", r);
    }
    fflush(stdout);
    if (!fork()) {
        signal(SIGSEGV, SIG_DFL);
        deep(0);
    }
    wait(&st), printf("%d\n", WTERMSIG(st));
    fflush(stdout);
    if (!fork()) {
        struct rlimit l = {1, 2};
        setrlimit(RLIMIT_CPU, &l), getrlimit(RLIMIT_CPU, &l),
            printf("%ld %ld\n", (long)l.rlim_cur, (long)l.rlim_max), fflush(stdout), _exit(0);
    }
    wait(&st);
}
