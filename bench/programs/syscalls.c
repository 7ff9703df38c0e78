/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "syscalls": system calls that do nothing
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 3000000, same = 0;
    pid_t parent = getppid();
    for (long i = 0; i < n; i++)
        same += syscall(SYS_getppid) == parent;
    printf("%ld\n", same);
}
