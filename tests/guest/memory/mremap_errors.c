// skip-arm: sizes of 64 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What mremap refuses, and how: sizes and addresses beyond the address space, holes, flags. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>

static void try(const char *what, uintptr_t at, size_t old, size_t new, int flags)
{
    void *p = mremap((void *)at, old, new, flags);
    printf("%s: %d\n", what, p == MAP_FAILED ? errno : 0);
}

int main(void)
{
    uintptr_t p =
        (uintptr_t)mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uintptr_t hole = 40960;
    size_t all = SIZE_MAX & ~(size_t)4095;
    if (munmap((void *)(p + 4096), 4096))
        return 1;

    try("huge old size, nothing there", hole, all, 4096, 0);
    try("huge old size", p, all, 4096, 0);
    try("huge new size", p, 4096, all, 0);
    try("huge new size, may move", p, 4096, all, MREMAP_MAYMOVE);
    try("huge new size, nothing there", hole, 4096, all, MREMAP_MAYMOVE);
    try("beyond the end", all, 4096, 8192, 0);
    try("nothing there", hole, 4096, 8192, MREMAP_MAYMOVE);
    try("over a hole", p, 8192, 12288, MREMAP_MAYMOVE);
    try("unaligned", p + 1, 4096, 8192, MREMAP_MAYMOVE);
    try("new size of nothing", p, 4096, 0, MREMAP_MAYMOVE);
    try("unknown flag", p, 4096, 8192, 64);
    return 0;
}
