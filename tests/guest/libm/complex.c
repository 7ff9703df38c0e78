// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Complex arithmetic and functions. */
#include <complex.h>
#include <math.h>
#include <stdio.h>
static void show(double complex z)
{
    printf("(%.9g %.9g) ", creal(z) + 0.0, cimag(z) + 0.0);
}
int main(void)
{
    for (int i = -4; i <= 4; i++)
        for (int j = -4; j <= 4; j++) {
            double complex z = i * 0.5 + 0.25 + (j * 0.75 + 0.125) * I, w = 1.5 - 0.5 * I;
            float complex f = z;
            show(z * w), show(z / w), show(z + conj(w)), show(cexp(z)), show(clog(z)),
                show(csqrt(z)), show(csin(z)), show(ctanh(z)), show(cpow(z, w)), show(cproj(z));
            printf("%.9g %.9g %.5g %.5g\n", cabs(z), carg(z), crealf(f * f), cabsf(f));
        }
}
