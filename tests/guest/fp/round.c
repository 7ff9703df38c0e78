// link: -lm
// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All rounding functions and conversions, in all four rounding modes. */
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
static uint64_t bits(double d)
{
    union {
        double d;
        uint64_t u;
    } x = {d};
    return d != d ? 0x7ff8000000000000 : x.u;
}
static uint32_t fbits(float d)
{
    union {
        float d;
        uint32_t u;
    } x = {d};
    return d != d ? 0x7fc00000 : x.u;
}
int main(void)
{
    static const int mode[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    static const volatile double v[] = {0,
                                        -0.0,
                                        0.5,
                                        -0.5,
                                        1.5,
                                        -1.5,
                                        2.5,
                                        -2.5,
                                        0.49999999999999994,
                                        1e10 + 0.5,
                                        -1e10 - 0.5,
                                        4503599627370495.5,
                                        9007199254740993,
                                        1e15 + 0.3,
                                        -123.75,
                                        0.1,
                                        1e-310,
                                        2147483646.7,
                                        -2147483647.7,
                                        INFINITY,
                                        -INFINITY,
                                        NAN};
    for (int m = 0; m < 4; m++) {
        fesetround(mode[m]);
        for (unsigned i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
            volatile double d = v[i];
            volatile float f = d;
            printf("%lx %lx %lx %lx %lx %lx %lx", bits(rint(d)), bits(nearbyint(d)), bits(floor(d)),
                   bits(ceil(d)), bits(trunc(d)), bits(round(d)), bits(roundeven(d)));
            printf(" %x %x %x %x %x %x %x", fbits(rintf(f)), fbits(nearbyintf(f)), fbits(floorf(f)),
                   fbits(ceilf(f)), fbits(truncf(f)), fbits(roundf(f)), fbits(f));
            if (fabs(d) < 2e9)
                printf(" %ld %ld %d %ld %ld", lrint(d), lround(d), (int)d, lrintf(f), llrint(d));
            printf("\n");
        }
        volatile double a = 1, b = 3, c = 1e-300;
        volatile float g = 1, h = 3;
        volatile int64_t big = 0x7fffffffffffff01;
        volatile uint64_t ubig = 0xfffffffffffff801;
        printf("%lx %lx %lx %lx %x %x %x %lx %lx %lx %x %x\n", bits(a / b), bits(-a / b),
               bits(a + c), bits(a - c), fbits(g / h), fbits(-g / h), fbits((float)(a / b)),
               bits(sqrt(2.0 * a)), bits((double)big), bits((double)ubig), fbits((float)big),
               fbits((float)(int)(big >> 33)));
        printf("%lx %lx %x\n", bits(fma(a / b, b, -c)), bits(c * c), fbits(fmaf(g / h, h, 1e-30f)));
    }
}
