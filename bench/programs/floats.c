/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "floats": single-precision vector loops that compilers vectorise
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>

#define N 4096
static float x[N], y[N], z[N];

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 100000;
    for (int i = 0; i < N; i++) {
        x[i] = i % 17 * 0.25f;
        y[i] = i % 5 * 0.5f;
    }
    for (int r = 0; r < rounds; r++) {
        float k = (r & 7) * 0.125f;
        for (int i = 0; i < N; i++)
            z[i] = x[i] * k + y[i];
        y[r % N] = z[(r * 7) % N] * 0.5f;
    }
    double sum = 0;
    for (int i = 0; i < N; i++)
        sum += z[i];
    printf("%.3f\n", sum);
}
