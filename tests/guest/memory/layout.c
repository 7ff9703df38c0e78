/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which way mappings go: down from the stack, or up where the stack has no limit. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char *page(size_t size)
{
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* Big ones, so that no hole between others is meant. */
static void show(const char *name)
{
    const size_t size = 64 << 20;
    char *first = page(size), *second = page(size), *third;

    printf("%s: %s\n", name, second < first ? "down" : "up");
    printf("side by side %d, below the stack %d\n",
           second < first ? second + size == first : first + size == second,
           second < (char *)&first);
    third = page(2 * size);
    printf("third beyond %d\n", (third < second) == (second < first));
    memset(third, 1, 2 * size);
}

static void again(char *self, const char *name)
{
    fflush(stdout);
    execl(self, self, name, NULL);
    _exit(1);
}

int main(int argc, char **argv)
{
    struct rlimit limit;

    if (argc > 1) {
        show(argv[1]);
        return 0;
    }
    getrlimit(RLIMIT_STACK, &limit);
    limit.rlim_cur = 8 << 20;
    setrlimit(RLIMIT_STACK, &limit);
    if (!fork())
        again(argv[0], "limited");
    wait(NULL);
    if (!fork()) {
        personality(ADDR_COMPAT_LAYOUT);
        again(argv[0], "compatible");
    }
    wait(NULL);
    limit.rlim_cur = RLIM_INFINITY;
    if (!fork()) {
        if (setrlimit(RLIMIT_STACK, &limit))
            return 0;
#ifdef __x86_64__ /* does not look at the limit */
        personality(ADDR_COMPAT_LAYOUT);
#endif
        again(argv[0], "without limit");
    }
    wait(NULL);
    return 0;
}
