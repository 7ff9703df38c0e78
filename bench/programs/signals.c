/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "signals": delivery of a signal to oneself
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static volatile long seen;

static void handler(int sig)
{
    seen += sig == SIGUSR1;
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 300000;
    signal(SIGUSR1, handler);
    for (long i = 0; i < n; i++)
        raise(SIGUSR1);
    printf("%ld\n", seen);
}
