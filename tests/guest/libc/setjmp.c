/* SPDX-License-Identifier: GPL-2.0-or-later */
/* setjmp, longjmp, sigsetjmp, nested, out of deep recursion, with floating registers kept; cleanup
 * attributes. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static jmp_buf env, outer;
static sigjmp_buf senv;
static __attribute__((noinline)) void deep(int n, volatile double x)
{
    char pad[100];
    memset(pad, n, 100);
    if (!n)
        longjmp(env, (int)x);
    deep(n - 1, x + 1);
    printf("%d", pad[5]);
}
static void handler(int s)
{
    siglongjmp(senv, s);
}
static void clean(int *p)
{
    printf("clean %d\n", *p);
}
static int scoped(int n)
{
    __attribute__((cleanup(clean))) int a = n;
    if (n > 2)
        return n;
    __attribute__((cleanup(clean))) int b = n * 10;
    return a + b;
}
static __attribute__((noinline)) double keep(int round)
{
    volatile double a = 1.5 * round, b = 2.5, c = 3.5;
    volatile long l[6] = {1, 2, 3, 4, 5, 6};
    jmp_buf e;
    int r = setjmp(e);
    if (r < 5)
        a += b * c, l[r] += r, longjmp(e, r + 1);
    return a + l[0] + l[4] + r;
}
int main(void)
{
    int r = setjmp(env);
    if (!r)
        deep(50, 3);
    printf("%d\n", r);
    volatile int n = 0;
    if ((r = setjmp(outer)) < 10) {
        n += r;
        jmp_buf inner;
        int k = setjmp(inner);
        if (k < 3)
            longjmp(inner, k + 1);
        longjmp(outer, r + 1);
    }
    printf("%d %d\n", r, n);
    for (int i = 0; i < 20; i++)
        printf("%g ", keep(i));
    signal(SIGUSR1, handler);
    for (volatile int i = 0; i < 5; i++) {
        r = sigsetjmp(senv, 1);
        if (!r)
            raise(SIGUSR1);
        printf("%d ", r);
    }
    sigset_t s;
    sigprocmask(SIG_BLOCK, NULL, &s), printf("%d\n", sigismember(&s, SIGUSR1));
    printf("%d\n", setjmp(env) ? 1 : (longjmp(env, 0), 5));
    printf("%d\n", scoped(1)), printf("%d\n", scoped(3));
}
