// skip-arm: a frame without siginfo does not restore the stack
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alternate stacks: use, nesting, SS_ONSTACK, SS_AUTODISARM, stack overflow caught on it. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif
#define SIZE 65536

static char *stack;
static sigjmp_buf env;

static int inside(void)
{
    char here;
    return &here > stack && &here < stack + SIZE;
}

static void show(const char *what)
{
    stack_t ss;
    int r = sigaltstack(NULL, &ss);
    printf("%s: %d flags %#x sp %d size %zu\n", what, r, ss.ss_flags, ss.ss_sp == stack,
           ss.ss_size);
}

static void inner(int sig)
{
    printf("inner %d on the stack %d\n", sig, inside());
}

static void handler(int sig)
{
    printf("handler %d on the stack %d\n", sig, inside());
    show("in handler");
    stack_t off = {.ss_flags = SS_DISABLE};
    int r = sigaltstack(&off, NULL);
    printf("disabling it now: %d %s\n", r, r ? strerror(errno) : "");
    raise(SIGUSR2);
}

static void overflow(int sig, siginfo_t *info, void *context)
{
    (void)info;
    (void)context;
    printf("overflow: %d on the stack %d\n", sig, inside());
    siglongjmp(env, 1);
}

__attribute__((noinline)) static int deep(int n)
{
    volatile char waste[4096];
    waste[0] = (char)n;
    return deep(n + 1) + waste[0];
}

int main(void)
{
    stack = malloc(SIZE);
    show("at start");
    stack_t ss = {.ss_sp = stack, .ss_size = SIZE};
    struct sigaction a = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    printf("set: %d\n", sigaltstack(&ss, NULL));
    show("set");
    sigaction(SIGUSR1, &a, NULL);
    a.sa_handler = inner;
    sigaction(SIGUSR2, &a, NULL);
    raise(SIGUSR1);
    a.sa_flags = 0;
    sigaction(SIGUSR2, &a, NULL);
    raise(SIGUSR2);
    ss.ss_size = 100;
    int r = sigaltstack(&ss, NULL);
    printf("too small: %d %s\n", r, strerror(errno));
    ss.ss_size = SIZE;
    ss.ss_flags = 0x1234;
    r = sigaltstack(&ss, NULL);
    printf("bad flags: %d %s\n", r, strerror(errno));
    ss.ss_flags = (int)SS_AUTODISARM;
    r = sigaltstack(&ss, NULL);
    show("autodisarm");
    a.sa_handler = handler;
    a.sa_flags = SA_ONSTACK;
    sigaction(SIGUSR1, &a, NULL);
    raise(SIGUSR1);
    show("after autodisarm");

    ss.ss_flags = 0;
    sigaltstack(&ss, NULL);
    struct rlimit limit = {1 << 20, 1 << 20};
    setrlimit(RLIMIT_STACK, &limit);
    struct sigaction s = {.sa_sigaction = overflow, .sa_flags = SA_ONSTACK | SA_SIGINFO};
    sigaction(SIGSEGV, &s, NULL);
    for (int i = 0; i < 3; i++)
        if (!sigsetjmp(env, 1))
            printf("%d\n", deep(0));
    puts("done");
    return 0;
}
