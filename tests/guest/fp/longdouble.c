/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quad arithmetic (in software on the guest): values that x87 and quad agree on. */
#include <float.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    volatile long double a = 1, b = 3;
    long double s = 0;
    for (int i = 1; i <= 40; i++) {
        a = a * i, b = b + i * 0.5L;
        if (i < 20)
            printf("%.0Lf ", a);
        s += (long double)i / 64;
        printf("%.6Lf %d %d %d %ld %lu %.3f %.3f\n", s, a > b, b == 3 + 0.25L * i * (i + 1), (int)s,
               (long)(b * 4), (unsigned long)(b * 8), (double)b, (double)(float)s);
    }
    printf("%.10Lg %.10Lg %.10Lg\n", 1.0L / 3, -2.0L / 7, strtold("1.25e100", NULL));
    printf("%Lg %Lg %d\n", 1e300L * 1e300L, -1.0L * 0, (1e-4000L > 0));
    volatile _Float128 q = 1;
    for (int i = 0; i < 100; i++)
        q = q / 3 + 1;
    printf("%.15f\n", (double)q);
    q = (_Float128)0x123456789abcdefull * 0xfedcba987654321ull;
    printf("%lx\n", (uint64_t)(q / 4294967296.0F128 / 4294967296.0F128 / 1));
}
