// skip-arm: division by zero does not trap
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults by kind: SIGSEGV, SIGBUS, SIGFPE raised, SIGILL, SIGTRAP, with address and code, recovered
 * by siglongjmp. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
static sigjmp_buf e;
static volatile int sig, code;
static void *volatile addr;
static void h(int s, siginfo_t *i, void *u)
{
    sig = s, code = i->si_code, addr = i->si_addr;
    siglongjmp(e, 1);
}
#define TRY(x)                                                                                     \
    do {                                                                                           \
        sig = 0;                                                                                   \
        if (!sigsetjmp(e, 1)) {                                                                    \
            x;                                                                                     \
        }                                                                                          \
    } while (0)
int main(void)
{
    struct sigaction a = {.sa_sigaction = h, .sa_flags = SA_SIGINFO};
    static const int s[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
    for (int i = 0; i < 5; i++)
        sigaction(s[i], &a, NULL);
    char *p = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(p + 4096, 4096), mprotect(p + 8192, 4096, PROT_READ);
    TRY(*(volatile char *)(p + 5000) = 1);
    printf("%d %d %ld\n", sig, code, (long)((char *)addr - p));
    TRY(*(volatile char *)(p + 8200) = 1);
    printf("%d %d %ld\n", sig, code, (long)((char *)addr - p));
    TRY((void)*(volatile long *)(p + 4096 - 4));
    printf("%d %d %d\n", sig, code, (char *)addr >= p + 4092 && (char *)addr <= p + 4096);
    TRY((void)*(volatile int *)16);
    printf("%d %d %ld\n", sig, code, (long)addr);
    TRY(((void (*)(void))(p + 4096))());
    printf("%d %d %ld\n", sig, code, (long)((char *)addr - p));
    TRY(((void (*)(void))p)());
    printf("%d %d %ld\n", sig, code, (long)((char *)addr - p));
    int fd = open("short", O_RDWR | O_CREAT, 0600);
    ftruncate(fd, 4096 + 100);
    char *m = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    m[4096 + 50] = 1;
    TRY(m[8192] = 1);
    printf("%d %d %ld\n", sig, code, (long)((char *)addr - m));
    ftruncate(fd, 0);
    TRY((void)*(volatile char *)m);
    printf("%d %d %ld\n", sig, code, (long)((char *)addr - m));
    TRY(raise(SIGFPE));
    printf("%d %d\n", sig, code == SI_TKILL);
    TRY(kill(getpid(), SIGILL));
    printf("%d %d\n", sig, code == SI_USER);
    for (int i = 0; i < 2000; i++) {
        TRY(*(volatile int *)(p + 4096 + i) = i);
        if (sig != SIGSEGV || addr != p + 4096 + i)
            printf("wrong %d\n", i);
    }
    TRY(memset(p, 1, 5000));
    printf("%d %d\n", sig, (char *)addr >= p + 4096 && (char *)addr < p + 5000);
    TRY(memcpy(p, m, 100));
    printf("%d\n", sig);
    TRY(strlen(memset(p, 'x', 4096)));
    printf("%d %d\n", sig, addr == p + 4096);
    TRY(__builtin_trap());
    printf("%d\n", sig == SIGILL || sig == SIGTRAP);
}
