// link: -lrt
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queues, order, waiting calls: sigwaitinfo, sigtimedwait, sigsuspend, signalfd, pselect, timers.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static volatile int got[65], order[200], orders;

static void note(int sig)
{
    got[sig]++;
    if (orders < 200)
        order[orders++] = sig;
}

int main(void)
{
    sigset_t all, none, one;
    siginfo_t info;
    struct timespec zero = {0, 0}, later = {0, 20000000};

    sigemptyset(&none);
    sigfillset(&all);
    for (int sig = 1; sig <= 64; sig++) {
        struct sigaction a = {.sa_handler = note};
        sigfillset(&a.sa_mask);
        if (sig != SIGKILL && sig != SIGSTOP && sig != 32 && sig != 33)
            if (sigaction(sig, &a, NULL))
                printf("sigaction %d: %s\n", sig, strerror(errno));
    }
    struct sigaction a = {.sa_handler = note};
    printf("kill %d ", sigaction(SIGKILL, &a, NULL));
    puts(strerror(errno));
    printf("65 %d ", sigaction(65, &a, NULL));
    puts(strerror(errno));

    sigprocmask(SIG_SETMASK, &all, NULL);
    for (int i = 0; i < 3; i++)
        for (int sig = 64; sig >= 34; sig--)
            kill(getpid(), sig);
    for (int i = 0; i < 3; i++)
        kill(getpid(), SIGUSR1);
    sigset_t pending;
    sigpending(&pending);
    printf("pending %d %d %d\n", sigismember(&pending, SIGUSR1), sigismember(&pending, 50),
           sigismember(&pending, SIGUSR2));
    sigprocmask(SIG_SETMASK, &none, NULL);
    printf("usr1 %d, 34: %d, 64: %d, all %d\n", got[SIGUSR1], got[34], got[64], orders);
    int sorted = 1;
    for (int i = 1; i < orders; i++)
        sorted &= order[i] >= order[i - 1];
    printf("in order %d\n", sorted);

    sigprocmask(SIG_SETMASK, &all, NULL);
    union sigval v = {.sival_int = 5};
    sigqueue(getpid(), 40, v);
    v.sival_int = 6;
    sigqueue(getpid(), 40, v);
    sigemptyset(&one);
    sigaddset(&one, 40);
    for (int i = 0; i < 3; i++) {
        int r = sigtimedwait(&one, &info, i < 2 ? &zero : &later);
        printf("wait %d value %d errno %s\n", r, r > 0 ? info.si_value.sival_int : 0,
               r < 0 ? strerror(errno) : "-");
    }
    int fd = signalfd(-1, &one, SFD_NONBLOCK | SFD_CLOEXEC);
    struct signalfd_siginfo si;
    printf("signalfd empty %zd\n", read(fd, &si, sizeof si));
    v.sival_int = 9;
    sigqueue(getpid(), 40, v);
    struct pollfd p = {fd, POLLIN, 0};
    printf("poll %d\n", poll(&p, 1, 1000));
    ssize_t size = read(fd, &si, sizeof si);
    printf("signalfd %zd sig %u int %d\n", size, si.ssi_signo, si.ssi_int);

    memset((void *)got, 0, sizeof got);
    kill(getpid(), SIGUSR2);
    int r = pselect(0, NULL, NULL, NULL, &later, &none);
    printf("pselect %d %s usr2 %d\n", r, strerror(errno), got[SIGUSR2]);
    r = pselect(0, NULL, NULL, NULL, &later, &none);
    printf("pselect %d usr2 %d\n", r, got[SIGUSR2]);
    kill(getpid(), SIGUSR2);
    r = ppoll(NULL, 0, NULL, &none);
    printf("ppoll %d %s usr2 %d\n", r, strerror(errno), got[SIGUSR2]);
    int ep = epoll_create1(0);
    struct epoll_event ev;
    kill(getpid(), SIGUSR2);
    r = epoll_pwait(ep, &ev, 1, -1, &none);
    printf("epoll_pwait %d %s usr2 %d\n", r, strerror(errno), got[SIGUSR2]);
    kill(getpid(), SIGUSR2);
    r = sigsuspend(&none);
    printf("sigsuspend %d %s usr2 %d\n", r, strerror(errno), got[SIGUSR2]);
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("still blocked %d\n", sigismember(&now, SIGUSR2));

    timer_t timer;
    struct sigevent se = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = 45};
    se.sigev_value.sival_int = 1234;
    timer_create(CLOCK_MONOTONIC, &se, &timer);
    struct itimerspec its = {{0, 0}, {0, 5000000}};
    timer_settime(timer, 0, &its, NULL);
    sigemptyset(&one);
    sigaddset(&one, 45);
    r = sigwaitinfo(&one, &info);
    printf("timer %d code %d value %d\n", r, info.si_code, info.si_value.sival_int);
    return 0;
}
