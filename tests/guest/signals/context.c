// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Handlers that read and change the interrupted context, siginfo of several senders, masks. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int n;
static char *page;

static void fix(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    printf("%s code %d offset %ld, in mask %d\n", strsignal(sig), info->si_code,
           (long)((char *)info->si_addr - page), sigismember(&uc->uc_sigmask, SIGUSR2));
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
    n++;
}

static void show(int sig, siginfo_t *info, void *context)
{
    (void)context;
    printf("signal %d code %d pid %d value %d\n", sig, info->si_code, info->si_pid == getpid(),
           info->si_code == SI_QUEUE ? info->si_value.sival_int : 0);
}

static void child(int sig, siginfo_t *info, void *context)
{
    (void)context;
    printf("signal %d code %d status %d uid %d\n", sig, info->si_code, info->si_status,
           info->si_uid == getuid());
}

static void remask(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    (void)info;
    (void)sig;
    sigaddset(&uc->uc_sigmask, SIGHUP); /* stays blocked after the return */
}

static void fpclobber(int sig)
{
    volatile double x = sig;
    for (int i = 0; i < 50; i++)
        x = sqrt(x) * 3.25 + i;
    n++;
}

int main(void)
{
    struct sigaction a = {.sa_sigaction = fix, .sa_flags = SA_SIGINFO};
    sigset_t set, old;

    page = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    sigaction(SIGSEGV, &a, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    page[100] = 7;
    printf("stored %d\n", page[100]);
    mprotect(page, 4096, PROT_NONE);
    printf("read %d\n", page[100]);
    munmap(page + 4096, 4096);

    a.sa_sigaction = show;
    sigaction(SIGRTMIN + 1, &a, NULL);
    sigaction(SIGUSR1, &a, NULL);
    union sigval v = {.sival_int = 77};
    sigqueue(getpid(), SIGRTMIN + 1, v);
    kill(getpid(), SIGUSR1);
    raise(SIGUSR1);
    a.sa_sigaction = child;
    sigaction(SIGCHLD, &a, NULL);
    fflush(stdout);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, &old);
    pid_t pid = fork();
    if (!pid)
        _exit(42);
    sigsuspend(&old);
    waitpid(pid, NULL, 0);
    sigprocmask(SIG_SETMASK, &old, NULL);
    a.sa_sigaction = remask;
    sigaction(SIGUSR1, &a, NULL);
    raise(SIGUSR1);
    sigprocmask(SIG_BLOCK, NULL, &old);
    printf("hup blocked %d usr2 blocked %d usr1 blocked %d\n", sigismember(&old, SIGHUP),
           sigismember(&old, SIGUSR2), sigismember(&old, SIGUSR1));

    /* Timer signals in floating-point code must not disturb it. */
    signal(SIGALRM, fpclobber);
    struct itimerval it = {{0, 500}, {0, 500}};
    n = 0;
    setitimer(ITIMER_REAL, &it, NULL);
    double sum = 0;
    for (int round = 0; n < 20 || round < 10; round++) {
        sum = 0;
        for (int i = 1; i < 20000; i++)
            sum += 1.0 / i * (i % 7) + sqrt((double)i);
    }
    it.it_value.tv_usec = it.it_interval.tv_usec = 0;
    setitimer(ITIMER_REAL, &it, NULL);
    printf("%.17g\n", sum);
    return 0;
}
