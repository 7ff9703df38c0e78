/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Handlers, masks, pending signals, siginfo, sigqueue values, alternate stack. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char alt[65536];
static int order[16], n;
static long value;
static int on_alt;

static void handler(int sig, siginfo_t *si, void *uc)
{
    char here;
    on_alt = &here > alt && &here < alt + sizeof(alt);
    order[n++] = sig;
    value = si->si_value.sival_int;
}

int main(void)
{
    stack_t st = {.ss_sp = alt, .ss_size = sizeof(alt)};
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaltstack(&st, NULL);
    sigaction(SIGUSR1, &sa, NULL), sigaction(SIGUSR2, &sa, NULL),
        sigaction(SIGRTMIN + 2, &sa, NULL);
    sigaction(SIGRTMAX, &sa, NULL);
    raise(SIGUSR1);
    printf("%d %d\n", order[0], on_alt);
    sigset_t set, old, pend;
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, &old);
    raise(SIGUSR2), raise(SIGUSR2);
    for (int i = 0; i < 3; i++)
        sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = 40 + i});
    sigqueue(getpid(), SIGRTMAX, (union sigval){.sival_int = 7});
    sigpending(&pend);
    printf("%d %d %d %d\n", sigismember(&pend, SIGUSR2), sigismember(&pend, SIGRTMIN + 2),
           sigismember(&pend, SIGRTMAX), n);
    sigprocmask(SIG_SETMASK, &old, NULL);
    printf("%d:", n);
    for (int i = 0; i < n; i++)
        printf(" %d", order[i]);
    printf(" %ld\n", value);
    sigprocmask(SIG_BLOCK, &set, NULL);
    sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 99});
    siginfo_t si;
    int s = sigwaitinfo(&set, &si);
    printf("%d %d %d %d\n", s == SIGRTMIN, si.si_value.sival_int, si.si_code == SI_QUEUE,
           si.si_pid == getpid());
    struct timespec ts = {0, 1000000};
    printf("%d\n", sigtimedwait(&set, &si, &ts));
}
