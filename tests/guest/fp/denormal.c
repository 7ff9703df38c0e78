// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subnormal numbers: gradual underflow in all operations and conversions. */
#include <float.h>
#include <math.h>
#include <inttypes.h>
#include <stdio.h>
static uint64_t bits(double d)
{
    union {
        double d;
        uint64_t u;
    } x = {d};
    return x.u;
}
static uint32_t fbits(float d)
{
    union {
        float d;
        uint32_t u;
    } x = {d};
    return x.u;
}
int main(void)
{
    volatile double a = DBL_MIN, b = 5e-324, c = 1;
    volatile float f = FLT_MIN, g = 1e-45f, h = 1;
    for (int i = 0; i < 60; i++) {
        printf("%" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " ", bits(a),
               bits(a * c), bits(a + b), bits(a - b * i), bits(a / 3), bits(sqrt(a)));
        printf("%x %x %x %x %x %x ", fbits(f), fbits(f * h), fbits(f + g), fbits(f - g * i),
               fbits(f / 3), fbits(sqrtf(f)));
        printf("%x %" PRIx64 " %d %d %" PRIx64 " %x\n", fbits((float)(1e-38 * c)), bits((double)f),
               a != 0 ? ilogb(a) : 0, fpclassify(f), bits(fma(a, 0.7, b)), fbits(fmaf(f, 0.7f, g)));
        a = a / 2.1, c *= 0.83, f = f / 1.7f, h *= 0.9f;
    }
}
