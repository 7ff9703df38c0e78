// link: -lm
// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Double and float arithmetic on edge values, printed as bits. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const double v[] = {0.0,    -0.0,          1.0,
                           -1.0,   0.1,           1e308,
                           -1e308, 5e-324,        2.2250738585072014e-308,
                           3.5,    INFINITY,      -INFINITY,
                           1e-300, 123456789.123, 0x1.fffffffffffffp+1023};
#define N (int)(sizeof(v) / sizeof(v[0]))

static uint64_t bits(double d)
{
    uint64_t u;
    if (d != d)
        return 0x7ff8;
    memcpy(&u, &d, 8);
    return u;
}
static uint32_t fbits(float d)
{
    uint32_t u;
    if (d != d)
        return 0x7fc;
    memcpy(&u, &d, 4);
    return u;
}

int main(void)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            double a = v[i], b = v[j];
            float c = a, d = b;
            printf("%lx %lx %lx %lx %lx %lx", bits(a + b), bits(a - b), bits(a * b), bits(a / b),
                   bits(sqrt(fabs(a))), bits(fma(a, b, 1.5)));
            printf(" %x %x %x %x %x %x", fbits(c + d), fbits(c - d), fbits(c * d), fbits(c / d),
                   fbits(sqrtf(fabsf(c))), fbits(fmaf(c, d, 1.5f)));
            printf(" %d%d%d%d%d %lx %lx\n", a<b, a <= b, a == b, a> b, a != b,
                   bits(fmin(a, b) + 0.0), bits(fmax(a, b) + 0.0));
        }
}
