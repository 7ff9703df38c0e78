/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "sieve": primes with a byte sieve
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    int n = 4000000, rounds = argc > 1 ? atoi(argv[1]) : 20;
    char *composite = malloc(n + 1);
    unsigned count = 0;
    for (int r = 0; r < rounds; r++) {
        memset(composite, 0, n + 1);
        count = 0;
        for (int i = 2; i <= n; i++) {
            if (composite[i])
                continue;
            count++;
            for (int j = 2 * i; j <= n; j += i)
                composite[j] = 1;
        }
    }
    printf("%u\n", count);
}
