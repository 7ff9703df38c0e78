/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every kind of loop notices a signal: each one here has no end but its handler. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

static sigjmp_buf out;

static void on_alarm(int sig)
{
    (void)sig;
    siglongjmp(out, 1);
}

static void tight(void)
{
    for (;;)
        __asm__ volatile("");
}

static void indirect(void)
{
    void *volatile to = &&again;
again:
    goto *to;
}

static void (*volatile callee)(void);

static __attribute__((noinline)) void leaf(void)
{
    __asm__ volatile("");
}

static void calls(void)
{
    callee = leaf;
    for (;;)
        callee();
}

static __attribute__((noinline)) void higher(void);
static __attribute__((noinline)) void lower(void)
{
    for (int i = 0; i < 1000; i++)
        higher();
}
static __attribute__((noinline)) void higher(void)
{
    __asm__ volatile("");
}
static void nested(void)
{
    for (;;)
        lower();
}

/* Returns that no call belongs to. */
static void returns(void)
{
#if defined __aarch64__
    __asm__ volatile("adr x30, 1f\n1: ret" ::: "x30");
#elif defined __riscv
    __asm__ volatile("lla ra, 1f\n1: ret" ::: "ra");
#elif defined __thumb__
    __asm__ volatile("adr r3, 1f\nadd lr, r3, #1\n.align 2\n1: bx lr" ::: "r3", "lr");
#elif defined __arm__
    __asm__ volatile("adr lr, 1f\n1: bx lr" ::: "lr");
#endif
    tight();
}

/* Branches forward and one way back, with flags on the way. */
static void chain(void)
{
    volatile unsigned n = 0;
    for (;;) {
        n++;
        if (n % 3 == 0)
            n += 2;
        else if (n % 7 == 0)
            n += 4;
    }
}

static void run(const char *name, void (*loop)(void))
{
    struct itimerval soon = {.it_value = {.tv_usec = 20000}};
    if (!sigsetjmp(out, 1)) {
        setitimer(ITIMER_REAL, &soon, NULL);
        loop();
    }
    printf("%s ended\n", name);
}

int main(void)
{
    signal(SIGALRM, on_alarm);
    run("tight", tight);
    run("indirect", indirect);
    run("calls", calls);
    run("nested", nested);
    run("returns", returns);
    run("chain", chain);
    return 0;
}
