/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "threads": creating and joining threads
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *work(void *arg)
{
    return (char *)arg + 1;
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 10000, sum = 0;
    for (long i = 0; i < n; i++) {
        pthread_t t;
        void *result;
        if (pthread_create(&t, NULL, work, NULL))
            return 1;
        pthread_join(t, &result);
        sum += (long)result;
    }
    printf("%ld\n", sum);
}
