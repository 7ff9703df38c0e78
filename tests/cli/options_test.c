/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes all the address space there is and prints its highest address; loops if asked; forks.  See
   options_test.py. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

__attribute__((noinline)) static int only_child(int n)
{
    return n + 3;
}

int main(int argc, char **argv)
{
    size_t size = argc > 1 ? strtoul(argv[1], NULL, 0) : 1 << 20;
    uintptr_t top = (uintptr_t)&size;
    int status;

    for (int i = 0; i < 4096; i++) {
        void *p = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

        if (p == MAP_FAILED)
            break;
        if ((uintptr_t)p + size > top)
            top = (uintptr_t)p + size;
    }
    if (argc > 2) {
        uintptr_t beyond = strtoul(argv[2], NULL, 0);

        if (mmap((void *)beyond, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
            MAP_FAILED)
            return 2;
    }
    if (argc > 3) /* something for perf to see */
        for (volatile int i = 0; i < 100000000; i++)
            ;
    if (!fork())
        _exit(only_child(argc));
    wait(&status);
    printf("%#lx %d\n", (unsigned long)top, WEXITSTATUS(status));
    return 0;
}
