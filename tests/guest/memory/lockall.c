/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mlockall: what is locked is there at once, unless it shall be locked on fault only. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGES = 8 };

static size_t page;

static char *pages(int prot)
{
    return mmap(NULL, PAGES * page, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int resident(char *p)
{
    unsigned char vec[PAGES];
    int n = 0;

    if (mincore(p, PAGES * page, vec))
        return -errno;
    for (int i = 0; i < PAGES; i++)
        n += vec[i] & 1;
    return n;
}

int main(void)
{
    page = (size_t)sysconf(_SC_PAGESIZE);
    char *before = pages(PROT_READ | PROT_WRITE), *readable = pages(PROT_READ);
    char *none = pages(PROT_NONE);
    printf("before %d %d\n", resident(before), resident(none));
    printf("on fault %d", mlockall(MCL_CURRENT | MCL_ONFAULT));
    printf(" %d\n", resident(before));
    printf("current %d", mlockall(MCL_CURRENT));
    printf(" %d %d %d", resident(before), resident(readable), resident(none));
    char *after = pages(PROT_READ | PROT_WRITE);
    printf(" after %d\n", resident(after));
    printf("future %d", mlockall(MCL_FUTURE));
    char *future = pages(PROT_READ | PROT_WRITE);
    printf(" %d %d", resident(after), resident(future));
    char *end = sbrk(0), *top = (char *)(((size_t)end + page - 1) & ~(page - 1));
    sbrk(top - end + (long)(PAGES * page));
    printf(" heap %d\n", resident(top));
    fflush(stdout);
    if (!fork()) {
        printf("child %d\n", resident(pages(PROT_READ | PROT_WRITE)));
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    printf("on fault %d", mlockall(MCL_FUTURE | MCL_ONFAULT));
    printf(" %d\n", resident(pages(PROT_READ | PROT_WRITE)));
    printf("munlockall %d", munlockall());
    printf(" %d\n", resident(pages(PROT_READ | PROT_WRITE)));
    printf("flags %d", mlockall(0));
    printf(" %d\n", errno == EINVAL);
}
