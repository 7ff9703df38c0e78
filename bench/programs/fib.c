/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "fib": recursive calls
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static unsigned fib(unsigned n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(int argc, char **argv)
{
    printf("%u\n", fib(argc > 1 ? atoi(argv[1]) : 40));
}
