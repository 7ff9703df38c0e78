// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Newton, bisection, Simpson, Runge-Kutta, least squares, simplex, Lagrange, bisected eigenvalues.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
static double f(double x)
{
    return x * x * x - 2 * x - 5;
}
int main(void)
{
    double x = 2;
    for (int i = 0; i < 8; i++)
        x -= f(x) / (3 * x * x - 2), printf("%a\n", x);
    double lo = 0, hi = 4;
    while (hi - lo > 1e-14) {
        double m = (lo + hi) / 2;
        if (f(m) < 0)
            lo = m;
        else
            hi = m;
    }
    printf("%.10f\n", lo);
    double s = 0;
    for (int i = 0; i <= 1000; i++) {
        double t = i / 1000.0;
        s += (i == 0 || i == 1000 ? 1 : i & 1 ? 4 : 2) / (1 + t * t);
    }
    printf("%.10f\n", s / 3000 * 4);
    double y[3] = {1, 1, 1};
    for (int i = 0; i < 500; i++) {
        double k[4][3], t[3];
        for (int q = 0; q < 4; q++) {
            for (int j = 0; j < 3; j++)
                t[j] = y[j] + (q ? k[q - 1][j] * (q == 3 ? 0.01 : 0.005) : 0);
            k[q][0] = 10 * (t[1] - t[0]), k[q][1] = t[0] * (28 - t[2]) - t[1],
            k[q][2] = t[0] * t[1] - t[2] * 8 / 3;
        }
        for (int j = 0; j < 3; j++)
            y[j] += 0.01 / 6 * (k[0][j] + 2 * k[1][j] + 2 * k[2][j] + k[3][j]);
        if (i % 50 == 0)
            printf("%a %a %a\n", y[0], y[1], y[2]);
    }
    double a[4][5] = {{0}};
    for (int i = 0; i < 50; i++) {
        double t = i / 10.0, v = 3 - 2 * t + 0.5 * t * t * t + (i * 7 % 5 - 2) * 0.1,
               p[4] = {1, t, t * t, t * t * t};
        for (int r = 0; r < 4; r++) {
            for (int c = 0; c < 4; c++)
                a[r][c] += p[r] * p[c];
            a[r][4] += p[r] * v;
        }
    }
    for (int k = 0; k < 4; k++)
        for (int r = 0; r < 4; r++)
            if (r != k) {
                double q = a[r][k] / a[k][k];
                for (int c = 0; c < 5; c++)
                    a[r][c] -= q * a[k][c];
            }
    for (int r = 0; r < 4; r++)
        printf("%.8f ", a[r][4] / a[r][r]);
    puts("");
    float q = 1, e = 1;
    for (int i = 1; i < 30; i++)
        q /= i, e += q;
    printf("%a\n", e);
    double sum = 0, comp = 0;
    for (int i = 1; i < 5000; i++) {
        double t = 1.0 / i - comp, n = sum + t;
        comp = (n - sum) - t, sum = n;
    }
    printf("%a %a\n", sum, comp);
    double pi = 0;
    for (int i = 0; i < 2000; i++)
        pi += (i & 1 ? -1.0 : 1.0) / (2 * i + 1);
    printf("%a\n", 4 * pi);
}
