// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mathematical functions (12 digits: libraries differ in the last bit). */
#include <math.h>
#include <stdio.h>

int main(void)
{
    for (double x = -3; x < 3; x += 0.37) {
        printf("%.12g %.12g %.12g %.12g %.12g %.12g", sin(x), cos(x), tan(x), exp(x), atan(x),
               sinh(x));
        printf(" %.12g %.12g %.12g %.12g", log(x + 4), pow(x + 4, 1.7), cbrt(x), erf(x));
        printf(" %.12g %.12g %.12g %.12g", tgamma(x + 4), atan2(x, 2), hypot(x, 2), fmod(x, 0.7));
        printf(" %.12g %.12g %d", log2(x + 4), exp2(x), ilogb(x));
        int e;
        double m = frexp(x, &e), ip, fp = modf(x, &ip);
        printf(" %.12g %d %.12g %.12g %.12g", m, e, ip, fp, ldexp(x, 5));
        printf(" %.6g %.6g %.6g %.6g\n", sinf(x), expf(x), logf(x + 4), powf(x + 4, 0.3f));
    }
    printf("%Lg %Lg\n", sqrtl(2.0L), powl(2.0L, 0.5L));
}
