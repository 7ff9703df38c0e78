// link: -lm -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Very many tiny results: their values, and the flags that are raised after the flags have been
 * cleared again, in this thread and in one that starts with them clear.
 *
 * Out: text, the same on every machine.  A product that rounds up to the least normal number
 * underflows where tininess is detected before rounding (Arm).
 */
#include <fenv.h>
#include <float.h>
#include <pthread.h>
#include <stdio.h>

#if defined(__aarch64__) || defined(__arm__)
enum { BEFORE = 1 };
#else
enum { BEFORE = 0 };
#endif

#define N 256
static volatile float in[N], factor = 0.5f, out[N];
static volatile double above = 0x1.0000000000001p-511, below = 0x1.ffffffffffffep-512,
                       least = DBL_MIN, one = 1, almost = 0x1.ffffffp-127;

/* Sums of what comes from numbers that are denormal or the least normal one. */
static double many(int rounds)
{
    double sum = 0;
    for (int r = 0; r < rounds; r++) {
        for (int i = 0; i < N; i++)
            out[i] = in[i] * factor + in[(i + 1) % N];
        sum += out[r % N] * 0x1p100;
    }
    return sum;
}

static int raised(int flags)
{
    int f = fetestexcept(flags);
    return (f & FE_UNDERFLOW ? 1 : 0) | (f & FE_INEXACT ? 2 : 0) | (f & FE_INVALID ? 4 : 0);
}

/* Results between the least normal number and the one below it. */
static void edge(const char *when)
{
    feclearexcept(FE_ALL_EXCEPT);
    int clear = raised(FE_ALL_EXCEPT);
    volatile double exact = least * one;
    int none = raised(FE_ALL_EXCEPT);
    volatile double up = above * below;
    int tiny = raised(FE_UNDERFLOW);
    feclearexcept(FE_ALL_EXCEPT);
    volatile float narrow = (float)almost;
    int narrow_tiny = raised(FE_UNDERFLOW);
    printf("%s: %d %d %a %a %a, underflow %s\n", when, clear, none, exact, up, narrow,
           tiny == BEFORE && narrow_tiny == BEFORE ? "as expected" : "WRONG");
}

static void *thread(void *arg)
{
    feclearexcept(FE_ALL_EXCEPT);
    edge(arg);
    printf("%s: %a\n", (char *)arg, many(300));
    edge(arg);
    return NULL;
}

int main(void)
{
    edge("first");
    for (int i = 0; i < N; i++)
        in[i] = i % 3 ? FLT_MIN * (1 + i) / 64 : i % 2 ? FLT_MIN : 0x1.234568p-130f * i;
    for (int k = 0; k < 4; k++) {
        printf("%a\n", many(3000));
        edge("again");
        pthread_t t;
        pthread_create(&t, NULL, thread, "thread");
        pthread_join(t, NULL);
    }
    printf("%a %d\n", many(3000), raised(FE_INEXACT));
}
