/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that a program stores are not taken for addresses: a stack without limit would grow to
   where they point. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static unsigned long stack_size(void)
{
    unsigned long start, end, size = 0;
    char line[256], name[64];
    FILE *f = fopen("/proc/self/maps", "r");

    while (f && fgets(line, sizeof(line), f))
        if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %63s", &start, &end, name) == 3 &&
            !strcmp(name, "[stack]"))
            size = end - start;
    if (f)
        fclose(f);
    return size;
}

/* Below the stack, which begins within 16 GiB of the top, and far above all else. */
static volatile uintptr_t stored;

static void store(void)
{
    for (int i = 0; i < 100000; i++) {
        if (sizeof(stored) == 4) {
            stored = 0xc0000000;
            stored = 0xd0000100;
        } else {
            stored = (uintptr_t)0x7ffbc0000000;
            stored = (uintptr_t)0x7ffb00000100;
        }
    }
}

int main(int argc, char **argv)
{
    struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    unsigned long size;

    if (argc < 2) {
        if (setrlimit(RLIMIT_STACK, &none)) {
            none.rlim_max = none.rlim_cur = 8 << 20;
            setrlimit(RLIMIT_STACK, &none);
        }
        execl(argv[0], argv[0], "again", NULL);
        return 1;
    }
    store();
    size = stack_size();
    printf("stack seen %d, grew %d\n", size > 0, size > 64 << 20);
    return 0;
}
