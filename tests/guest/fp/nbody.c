// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Planets, a pendulum by Runge-Kutta, Mandelbrot and Julia sets, spectral norm. */
#include <math.h>
#include <stdio.h>
#include <string.h>
struct body {
    double x[3], v[3], m;
};
static struct body b[5] = {{{0, 0, 0}, {0, 0, 0}, 39.47},
                           {{4.84, -1.16, -.10}, {.6, 2.81, -.02}, .037},
                           {{8.34, 4.12, -4.03e-1}, {-1.01, 1.81, 8.4e-3}, .011},
                           {{12.8, -15.1, -.22}, {1.08, .86, -.01}, .0017},
                           {{15.3, -25.9, .179}, {.97, .59, -.034}, .002}};
int main(void)
{
    for (int s = 0; s < 2000; s++) {
        for (int i = 0; i < 5; i++)
            for (int j = i + 1; j < 5; j++) {
                double d[3], r = 0;
                for (int k = 0; k < 3; k++)
                    d[k] = b[i].x[k] - b[j].x[k], r += d[k] * d[k];
                double mag = 0.01 / (r * sqrt(r));
                for (int k = 0; k < 3; k++)
                    b[i].v[k] -= d[k] * b[j].m * mag, b[j].v[k] += d[k] * b[i].m * mag;
            }
        for (int i = 0; i < 5; i++)
            for (int k = 0; k < 3; k++)
                b[i].x[k] += 0.01 * b[i].v[k];
        if (s % 400 == 0)
            for (int i = 0; i < 5; i++)
                printf("%a %a %a\n", b[i].x[0], b[i].x[1], b[i].v[2]);
    }
    double q = 1, p = 0;
    for (int s = 0; s < 3000; s++) {
        double h = 0.01, k1 = -q + q * q * q / 6, k2 = -(q + h / 2 * p) * (1 - q * q / 6),
               k3 = -(q + h * p) * (1 - q * q / 6);
        p += h * (k1 + 4 * k2 + k3) / 6, q += h * p;
    }
    printf("%a %a\n", q, p);
    char line[80];
    for (int y = 0; y < 24; y++) {
        for (int x = 0; x < 72; x++) {
            double cr = x / 30.0 - 1.8, ci = y / 12.0 - 1, zr = 0, zi = 0;
            float fr = 0, fi = 0, fcr = cr, fci = ci;
            int n = 0, m = 0;
            for (; n < 100 && zr * zr + zi * zi < 4; n++) {
                double t = zr * zr - zi * zi + cr;
                zi = 2 * zr * zi + ci, zr = t;
            }
            for (; m < 100 && fr * fr + fi * fi < 4; m++) {
                float t = fr * fr - fi * fi + fcr;
                fi = 2 * fr * fi + fci, fr = t;
            }
            line[x] = " .:-=+*#%@"[(n * 3 + m) / 41 % 10];
        }
        printf("%.72s\n", line);
    }
}
