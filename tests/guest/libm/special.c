// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Special functions to ten digits: erf, gamma, Bessel, hyperbolic ones and their inverses, cbrt,
 * hypot, expm1, log1p. */
#include <math.h>
#include <stdio.h>
int main(void)
{
    for (int i = -20; i <= 20; i++) {
        double x = i * 0.37 + 0.05;
        printf("%.10g %.10g %.10g %.10g %.10g %.10g %.10g\n", erf(x), erfc(x), sinh(x), cosh(x),
               tanh(x), cbrt(x), expm1(x));
        printf("%.9g %.9g %.9g %.9g %.10g %.10g\n", asinh(x), acosh(1 + fabs(x)), atanh(x / 8),
               log1p(fabs(x)), hypot(x, 3), atan2(x, 2));
        double y = fabs(x) + 0.1;
        printf("%.9g %.9g %.9g %.9g %.9g %.9g %.9g\n", tgamma(y), lgamma(y), j0(y), j1(y), jn(3, y),
               y0(y), yn(2, y));
        printf("%.9g %.9g %.9g %.9g\n", pow(y, x), exp2(x), log2(y), exp10(x));
        float f = x, g = y;
        printf("%.5g %.5g %.5g %.5g %.5g %.5g\n", sinf(f), cosf(f), tanf(f), expf(f), logf(g),
               powf(g, f));
    }
}
