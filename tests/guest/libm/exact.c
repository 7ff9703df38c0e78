// link: -lm
// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions with exact results: frexp, ldexp, modf, fmod, remainder, remquo, nextafter, scalbn,
 * logb, fma, sqrt. */
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
int main(void)
{
    static const double v[] = {0.0,
                               -0.0,
                               1,
                               -1.5,
                               3.7,
                               -1e300,
                               1e-310,
                               5e-324,
                               123456789.125,
                               INFINITY,
                               -INFINITY,
                               NAN,
                               0x1.fffffffffffffp1023,
                               2.2250738585072014e-308,
                               1e17};
    for (int i = 0; i < 15; i++) {
        int e = 0, q = 0;
        double ip, a = v[i], m = frexp(a, &e);
        printf("%lx %d %lx ", bits(m), isfinite(a) ? e : 0, bits(modf(a, &ip)));
        printf("%lx %lx %lx %lx %lx %lx\n", bits(ip), bits(ldexp(a, 10)), bits(ldexp(a, -1070)),
               bits(scalbn(a, 2000)), bits(logb(a)), bits(sqrt(fabs(a))));
        for (int j = 0; j < 15; j++) {
            double b = v[j], r = remquo(a, b, &q);
            printf("%lx %lx %lx %lx %lx %lx %lx\n", bits(fmod(a, b)), bits(remainder(a, b)),
                   bits(r), bits(nextafter(a, b)), bits(copysign(a, b == b ? b : 1)),
                   bits(fma(a, b, 1)), bits(fma(a, -b, a)));
        }
        float f = a;
        printf("%a %a %a %a\n", isnan(f) ? 0 : nextafterf(f, 1), !isfinite(f) ? 0 : fmodf(f, 2.7f),
               isnan(f) ? 0 : sqrtf(fabsf(f)), isnan(f) ? 0 : fmaf(f, f, 1));
    }
}
