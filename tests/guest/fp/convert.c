// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conversions and rounding to integers in all modes. */
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

int main(void)
{
    static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    volatile double v[] = {
        0.5,     1.5,    2.5,           -0.5, -1.5, 0.49999999999999994, 1e8 + 0.5, -1e9 - 0.5,
        123.456, -7.999, 1073741824.25, 0.1,  -0.0};
    for (int m = 0; m < 4; m++) {
        fesetround(modes[m]);
        for (unsigned i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
            double d = v[i];
            printf("%a %a %a %a %a %ld %ld %d %u", rint(d), floor(d), ceil(d), trunc(d), round(d),
                   lrint(d), lround(d), (int)d, (unsigned)fabs(d));
            volatile float f = d;
            volatile double third = d / 3;
            printf(" %a %a %a\n", f, third, (double)(float)third);
        }
    }
    fesetround(FE_TONEAREST);
    volatile int64_t n = 0x7fffffffffffffc1;
    volatile uint64_t u = 0xfffffffffffffbff;
    volatile uint32_t w = 0xffffffff;
    printf("%a %a %a %a %a %a\n", (double)n, (float)n, (double)u, (float)u, (double)w, (float)w);
}
