// link: -lrt
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interval timers, POSIX timers with signals and threads, alarm, timerfd, overruns. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
static volatile int ticks, value;
static void tick(int s, siginfo_t *i, void *u)
{
    ticks++;
    if (i->si_code == SI_TIMER)
        value = i->si_value.sival_int;
}
static void note(union sigval v)
{
    __atomic_add_fetch((int *)v.sival_ptr, 1, 5);
}
int main(void)
{
    struct sigaction a = {.sa_sigaction = tick, .sa_flags = SA_SIGINFO};
    sigaction(SIGALRM, &a, NULL), sigaction(SIGRTMIN, &a, NULL), sigaction(SIGVTALRM, &a, NULL),
        sigaction(SIGPROF, &a, NULL);
    struct itimerval it = {{0, 2000}, {0, 2000}}, old;
    setitimer(ITIMER_REAL, &it, NULL);
    while (ticks < 5)
        pause();
    getitimer(ITIMER_REAL, &old),
        printf("%ld %d\n", old.it_interval.tv_usec, old.it_value.tv_usec <= 2000);
    memset(&it, 0, sizeof(it)), setitimer(ITIMER_REAL, &it, NULL);
    ticks = 0, usleep(6000), printf("%d\n", ticks);
    it.it_value.tv_usec = 3000, setitimer(ITIMER_VIRTUAL, &it, NULL);
    for (volatile long k = 0; !ticks; k++)
        ;
    printf("virtual %d\n", ticks), ticks = 0, setitimer(ITIMER_PROF, &it, NULL);
    while (!ticks)
        getppid();
    printf("prof %d\n", ticks);
    ticks = 0;
    timer_t t;
    struct sigevent e = {
        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 42};
    timer_create(CLOCK_MONOTONIC, &e, &t);
    struct itimerspec s = {{0, 1000000}, {0, 1000000}}, g;
    timer_settime(t, 0, &s, NULL);
    while (ticks < 4)
        pause();
    timer_gettime(t, &g),
        printf("%d %ld %d\n", value, g.it_interval.tv_nsec, timer_getoverrun(t) >= 0),
        timer_delete(t);
    printf("%d\n", timer_delete((timer_t)0x7fff) < 0 || 1);
    int hits = 0;
    memset(&e, 0, sizeof(e)), e.sigev_notify = SIGEV_THREAD, e.sigev_notify_function = note,
                              e.sigev_value.sival_ptr = &hits;
    timer_create(CLOCK_REALTIME, &e, &t), timer_settime(t, 0, &s, NULL);
    for (int i = 0; i < 500 && __atomic_load_n(&hits, 5) < 3; i++)
        usleep(1000);
    timer_delete(t), printf("thread %d\n", hits >= 3);
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    timerfd_settime(fd, 0, &s, NULL);
    unsigned long n;
    usleep(5000), printf("%zd ", read(fd, &n, 8)), printf("%d\n", n >= 4 && n < 1000);
    s.it_interval.tv_nsec = 0, s.it_value.tv_nsec = 500000, timerfd_settime(fd, 0, &s, NULL),
    read(fd, &n, 8), printf("%lu\n", n);
    ticks = 0;
    alarm(1), printf("%u\n", alarm(0));
    ualarm(50000, 0), pause(), printf("%d\n", ticks);
    struct timespec z = {3, 0}, r;
    ualarm(50000, 0);
    printf("%d ", nanosleep(&z, &r)), printf("%d %d\n", errno == EINTR, r.tv_sec < 3);
}
