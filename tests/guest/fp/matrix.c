// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matrix product, LU, inverse, determinant, power iteration, Gram-Schmidt. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define N 24
static double a[N][N], b[N][N], c[N][N], l[N][N];
static float fa[N][N], fb[N][N], fc[N][N];
int main(void)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            a[i][j] = (i * 7 + j * 13) % 17 / 4.0 + (i == j) * 9, b[i][j] = 1.0 / (i + j + 1),
            fa[i][j] = a[i][j], fb[i][j] = b[i][j];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            for (int k = 0; k < N; k++)
                c[i][j] += a[i][k] * b[k][j], fc[i][j] += fa[i][k] * fb[k][j];
    for (int i = 0; i < N; i += 5)
        for (int j = 0; j < N; j += 3)
            printf("%a %a\n", c[i][j], fc[i][j]);
    memcpy(l, a, sizeof(a));
    double det = 1;
    for (int k = 0; k < N; k++) {
        int p = k;
        for (int i = k; i < N; i++)
            if (fabs(l[i][k]) > fabs(l[p][k]))
                p = i;
        if (p != k) {
            double t[N];
            memcpy(t, l[k], sizeof(t)), memcpy(l[k], l[p], sizeof(t)), memcpy(l[p], t, sizeof(t)),
                det = -det;
        }
        det *= l[k][k];
        for (int i = k + 1; i < N; i++) {
            l[i][k] /= l[k][k];
            for (int j = k + 1; j < N; j++)
                l[i][j] -= l[i][k] * l[k][j];
        }
    }
    printf("det %a\n", det);
    double v[N], w[N], lambda = 0;
    for (int i = 0; i < N; i++)
        v[i] = 1;
    for (int it = 0; it < 50; it++) {
        double n = 0;
        for (int i = 0; i < N; i++) {
            w[i] = 0;
            for (int j = 0; j < N; j++)
                w[i] += a[i][j] * v[j];
            n += w[i] * w[i];
        }
        n = sqrt(n), lambda = n;
        for (int i = 0; i < N; i++)
            v[i] = w[i] / n;
    }
    printf("lambda %a\n", lambda);
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < i; k++) {
            double s = 0;
            for (int j = 0; j < N; j++)
                s += a[i][j] * a[k][j];
            for (int j = 0; j < N; j++)
                a[i][j] -= s * a[k][j];
        }
        double n = 0;
        for (int j = 0; j < N; j++)
            n += a[i][j] * a[i][j];
        n = 1 / sqrt(n);
        for (int j = 0; j < N; j++)
            a[i][j] *= n;
        printf("%a %a\n", a[i][0], a[i][N - 1]);
    }
}
