// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparisons with NaNs, zeros and infinities: operators, builtins, min and max, classification. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
int main(void)
{
    static const volatile double v[] = {0.0,       -0.0, 1,      -1,      INFINITY,
                                        -INFINITY, NAN,  5e-324, -5e-324, 1.7976931348623157e308};
    for (int i = 0; i < 10; i++)
        for (int j = 0; j < 10; j++) {
            double a = v[i], b = v[j];
            float f = a, g = b;
            printf("%d%d%d%d%d%d ", a<b, a <= b, a> b, a >= b, a == b, a != b);
            printf("%d%d%d%d%d%d ", f<g, f <= g, f> g, f >= g, f == g, f != g);
            printf("%d%d%d%d%d%d ", isless(a, b), islessequal(a, b), isgreater(a, b),
                   isgreaterequal(a, b), islessgreater(a, b), isunordered(a, b));
            printf("%d%d%d%d ", !(a < b), !(a >= b), !(f > g), !(f <= g));
            printf("%g %g %g ", a < b ? a : b, a > b ? 1.5 : b, f == g ? 2.f : f);
            double mn = fmin(a, b), mx = fmax(a, b);
            if (a != 0 || b != 0)
                printf("%g %g %g", mn != mn ? 99 : mn, mx != mx ? 99 : mx,
                       fdim(a, b) != fdim(a, b) ? 99 : fdim(a, b));
            if (a < b && b > 0)
                printf(" x");
            else if (a >= b || f != g)
                printf(" y");
            else
                printf(" z");
            printf("\n");
        }
    for (int i = 0; i < 10; i++)
        printf("%d %d %d %d %d %d\n", fpclassify(v[i]), isnan(v[i]) != 0, isinf(v[i]) != 0,
               isfinite(v[i]) != 0, isnormal(v[i]) != 0, signbit(v[i]) != 0 && v[i] == v[i]);
}
