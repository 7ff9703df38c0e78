/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A handler for SIGSEGV that looks at and changes registers and memory. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char *page;
static int faults, code;
static sigjmp_buf env;

static void fix(int sig, siginfo_t *si, void *uc)
{
    faults++;
    code = si->si_code;
    if (si->si_addr == page + 100)
        mprotect(page, 4096, PROT_READ | PROT_WRITE);
    else
        siglongjmp(env, 1);
}

int main(void)
{
    struct sigaction sa = {.sa_sigaction = fix, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &sa, NULL), sigaction(SIGBUS, &sa, NULL);
    page = mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    page[100] = 42;
    printf("%d %d %d\n", page[100], faults, code == SEGV_ACCERR);
    if (!sigsetjmp(env, 1))
        *(volatile int *)(page + 5000) = 1;
    printf("%d %d\n", faults, code == SEGV_ACCERR);
    munmap(page + 4096, 4096);
    if (!sigsetjmp(env, 1))
        printf("%d\n", *(volatile int *)(page + 4096));
    printf("%d %d\n", faults, code == SEGV_MAPERR);
    if (!sigsetjmp(env, 1))
        *(volatile int *)8 = 1;
    printf("%d %d\n", faults, code == SEGV_MAPERR);
    if (!sigsetjmp(env, 1))
        ((void (*)(void))page)();
    printf("%d %d\n", faults, code == SEGV_ACCERR);
    int fd = fileno(tmpfile());
    ftruncate(fd, 100);
    char *file = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, fd, 0);
    if (!sigsetjmp(env, 1))
        printf("%d\n", *(volatile char *)(file + 4096));
    printf("%d %d\n", faults, code == BUS_ADRERR);
}
