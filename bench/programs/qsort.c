/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "qsort": the C library's qsort with a callback
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    int n = 300000, rounds = argc > 1 ? atoi(argv[1]) : 15;
    uint32_t *v = malloc(n * sizeof(*v)), seed = 1, sum = 0;
    for (int r = 0; r < rounds; r++) {
        for (int i = 0; i < n; i++)
            v[i] = seed = seed * 1664525 + 1013904223;
        qsort(v, n, sizeof(*v), by_value);
        sum += v[n / 2] ^ v[r];
    }
    printf("%u\n", sum);
}
