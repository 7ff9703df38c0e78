/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "matrix": product of double matrices
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>

#define N 192
static double a[N][N], b[N][N], c[N][N];

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 40;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            a[i][j] = (i * 7 + j) % 13;
            b[i][j] = (i + j * 5) % 11;
        }
    double sum = 0;
    for (int r = 0; r < rounds; r++) {
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++) {
                double s = 0;
                for (int k = 0; k < N; k++)
                    s += a[i][k] * b[k][j];
                c[i][j] = s;
            }
        sum += c[r % N][(r * 3) % N];
        a[r % N][0] += 1;
    }
    printf("%.0f\n", sum);
}
