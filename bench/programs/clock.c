/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "clock": reading the monotonic clock
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 5000000, forward = 0;
    struct timespec last = {0}, now;
    for (long i = 0; i < n; i++) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        forward +=
            now.tv_sec > last.tv_sec || (now.tv_sec == last.tv_sec && now.tv_nsec >= last.tv_nsec);
        last = now;
    }
    printf("%ld\n", forward);
}
