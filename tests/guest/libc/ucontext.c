/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Coroutines by makecontext and swapcontext: generators, a scheduler, arguments. */
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#define N 8
static ucontext_t main_c, co[N];
static char stacks[N][65536];
static int turn, done[N];
static void body(int id, int steps, int mul)
{
    double acc = id;
    for (int i = 0; i < steps; i++) {
        acc = acc * 1.25 + mul;
        printf("%d:%d:%g ", id, i, acc);
        swapcontext(&co[id], &main_c);
    }
    done[id] = 1;
}
static ucontext_t gen, caller;
static long value;
static void primes(void)
{
    for (long n = 2;; n++) {
        int p = 1;
        for (long d = 2; d * d <= n; d++)
            p &= n % d != 0;
        if (p)
            value = n, swapcontext(&gen, &caller);
    }
}
int main(void)
{
    for (int i = 0; i < N; i++) {
        getcontext(&co[i]);
        co[i].uc_stack.ss_sp = stacks[i], co[i].uc_stack.ss_size = sizeof(stacks[i]),
        co[i].uc_link = &main_c;
        makecontext(&co[i], (void (*)(void))body, 3, i, i + 2, i * 10);
    }
    for (int left = N; left;) {
        left = 0;
        for (int i = 0; i < N; i++)
            if (!done[i])
                left++, turn++, swapcontext(&main_c, &co[i]);
        putchar('\n');
    }
    printf("%d turns\n", turn);
    getcontext(&gen), gen.uc_stack.ss_sp = malloc(65536), gen.uc_stack.ss_size = 65536,
                      gen.uc_link = NULL, makecontext(&gen, primes, 0);
    long s = 0;
    for (int i = 0; i < 2000; i++)
        swapcontext(&caller, &gen), s += value;
    printf("%ld %ld\n", value, s);
    volatile int k = 0;
    ucontext_t here;
    getcontext(&here);
    if (k++ < 5)
        setcontext(&here);
    printf("%d\n", k);
}
