// skip-arm: large memory is told in pages
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clocks, timers, limits, scheduling, resource use: what is the same from run to run. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int fired;

static void on_timer(int sig, siginfo_t *info, void *context)
{
    (void)context;
    fired = sig == SIGRTMIN + 3 && info->si_code == SI_TIMER ? info->si_value.sival_int : -1;
}

int main(void)
{
    struct timespec a, b, ts = {0, 2000000}, rem = {9, 9};
    clock_gettime(CLOCK_MONOTONIC, &a);
    printf("nanosleep %d\n", nanosleep(&ts, &rem));
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("passed %d\n", (b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec >= 2000000);
    for (int c = 0; c < 12; c++) {
        __auto_type r1 = clock_gettime(c, &a);
        printf("clock %d: %d\n", c, r1);
    }
    struct sigaction sa = {.sa_sigaction = on_timer, .sa_flags = SA_SIGINFO};
    struct sigevent ev = {
        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 3, .sigev_value.sival_int = 42};
    struct itimerspec its = {{0, 0}, {0, 1000000}}, left;
    timer_t timer;
    sigset_t set, old;
    sigaction(SIGRTMIN + 3, &sa, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &set, &old);
    printf("timer_create %d\n", timer_create(CLOCK_MONOTONIC, &ev, &timer));
    printf("timer_settime %d\n", timer_settime(timer, 0, &its, NULL));
    while (!fired)
        sigsuspend(&old);
    printf("fired %d\n", fired);
    printf("gettime %d", timer_gettime(timer, &left));
    printf(" %ld\n", (long)left.it_value.tv_sec);
    {
        __auto_type r0 = timer_getoverrun(timer);
        __auto_type r1 = timer_delete(timer);
        printf("overrun %d delete %d\n", r0, r1);
    }
    struct itimerval it = {{0, 0}, {100, 0}}, got;
    setitimer(ITIMER_REAL, &it, NULL);
    getitimer(ITIMER_REAL, &got);
    printf("itimer %d\n", got.it_value.tv_sec >= 99);
    struct rlimit r;
    for (int i = 0; i < 16; i++) {
        printf("rlimit %d:", i);
        printf(" %d\n", getrlimit(i, &r));
    }
    getrlimit(RLIMIT_NOFILE, &r);
    r.rlim_cur = 100;
    printf("setrlimit %d\n", setrlimit(RLIMIT_NOFILE, &r));
    r.rlim_cur = 0;
    getrlimit(RLIMIT_NOFILE, &r);
    printf("nofile %lu\n", (unsigned long)r.rlim_cur);
    {
        __auto_type r0 = dup2(1, 100);
        __auto_type r1 = strerrorname_np(errno);
        printf("dup beyond %d %s\n", r0, r1);
    }
    struct rusage u;
    {
        __auto_type r0 = getrusage(RUSAGE_SELF, &u);
        printf("rusage %d %d\n", r0, u.ru_maxrss > 0);
    }
    pid_t pid = fork();
    int status;
    if (pid == 0)
        _exit(7);
    {
        __auto_type r0 = wait4(pid, &status, 0, &u) == pid;
        printf("wait4 %d %d", r0, WEXITSTATUS(status));
    }
    printf(" %d\n", u.ru_maxrss > 0);
    struct sysinfo si;
    {
        __auto_type r0 = sysinfo(&si);
        printf("sysinfo %d %d %d\n", r0, si.totalram > 0, si.mem_unit);
    }
    struct timex tx = {0};
    {
        __auto_type r0 = adjtimex(&tx) >= 0;
        printf("adjtimex %d %d\n", r0, tx.tick > 0);
    }
    struct tms t;
    printf("times %d\n", times(&t) != (clock_t)-1);
    cpu_set_t cpus;
    {
        __auto_type r0 = sched_getaffinity(0, sizeof(cpus), &cpus);
        printf("affinity %d %d\n", r0, CPU_COUNT(&cpus) > 0);
    }
    printf("scheduler %d\n", sched_getscheduler(0));
    struct sched_param sp;
    {
        __auto_type r0 = sched_getparam(0, &sp);
        printf("param %d %d\n", r0, sp.sched_priority);
    }
    printf("nice %d\n", getpriority(PRIO_PROCESS, 0));
    char name[17] = "";
    printf("set name %d\n", prctl(PR_SET_NAME, "a-very-long-name-indeed"));
    prctl(PR_GET_NAME, name);
    printf("name %s\n", name);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_GET_PDEATHSIG, &status);
    {
        __auto_type r1 = prctl(PR_GET_DUMPABLE);
        printf("pdeathsig %d dumpable %d\n", status, r1);
    }
    char random[32];
    printf("getrandom %zd\n", getrandom(random, 32, 0));
    struct utsname n;
    {
        __auto_type r0 = uname(&n);
        printf("uname %d %s %d\n", r0, n.sysname, n.machine[0] != 0);
    }
    return 0;
}
