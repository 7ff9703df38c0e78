/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clocks and timers. */
#include <sys/time.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <sys/timerfd.h>
#include <time.h>
#include "call.h"

static struct timespec now, none, soon = {0, 1000}, wrong = {0, 1000000000};
static struct timeval day, odd = {0, 2000000};
static struct timezone zone;
static struct itimerval itimer, left;
static struct itimerspec timer = {{0, 0}, {1000, 0}}, rest;
static struct timex adjust;
static struct sigevent event = {.sigev_notify = SIGEV_NONE}, unknown = {.sigev_notify = 99};
static struct tms ticks;
static int id;
static uint64_t value;

int main(void)
{
    int fd, file = open("file", O_RDWR | O_CREAT, 0644);

    CALL(clock_gettime, CLOCK_MONOTONIC, &now);
    tell("runs", now.tv_sec > 0);
    CALL(clock_gettime, 99, &now);
    CALL(clock_gettime, CLOCK_MONOTONIC, BAD);
    CALL(clock_getres, CLOCK_MONOTONIC, &now);
    tell("resolution", now.tv_nsec);
    CALL(clock_getres, CLOCK_MONOTONIC, 0);
    CALL(clock_getres, 99, &now);
    CALL(clock_getres, CLOCK_MONOTONIC, BAD);
    CALL(clock_settime, CLOCK_MONOTONIC, &now);
    CALL(clock_settime, CLOCK_REALTIME, &wrong);
    CALL(clock_settime, 99, &now);
    CALL(clock_settime, CLOCK_REALTIME, BAD);
    CALL(clock_nanosleep, CLOCK_MONOTONIC, 0, &soon, 0);
    CALL(clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &soon, 0);
    CALL(clock_nanosleep, CLOCK_MONOTONIC, 0, &wrong, 0);
    CALL(clock_nanosleep, 99, 0, &soon, 0);
    CALL(clock_nanosleep, CLOCK_MONOTONIC, 0, BAD, 0);
    CALL(nanosleep, &soon, 0);
    CALL(nanosleep, &wrong, 0);
    CALL(nanosleep, BAD, 0);
    SOME(clock_adjtime, CLOCK_REALTIME, &adjust);
    CALL(clock_adjtime, CLOCK_MONOTONIC, &adjust);
    CALL(clock_adjtime, CLOCK_REALTIME, BAD);
    CALL(clock_adjtime, 99, &adjust);
    SOME(adjtimex, &adjust);
    tell("tick", adjust.tick);
    CALL(adjtimex, BAD);
    adjust.modes = ADJ_TICK;
    adjust.tick = 1;
    CALL(adjtimex, &adjust);
    CALL(gettimeofday, &day, &zone);
    tell("runs", day.tv_sec > 1600000000);
    CALL(gettimeofday, BAD, 0);
    CALL(gettimeofday, 0, BAD);
    CALL(settimeofday, &odd, 0);
    CALL(settimeofday, BAD, 0);
    CALL(settimeofday, 0, BAD);
    itimer.it_value.tv_sec = 1000;
    CALL(setitimer, ITIMER_REAL, &itimer, &left);
    CALL(getitimer, ITIMER_REAL, &left);
    tell("left", left.it_value.tv_sec > 900);
    itimer.it_value.tv_usec = 1000000;
    CALL(setitimer, ITIMER_REAL, &itimer, &left);
    CALL(setitimer, 9, &itimer, &left);
    CALL(setitimer, ITIMER_REAL, BAD, 0);
    CALL(setitimer, ITIMER_REAL, 0, 0);
    CALL(getitimer, 9, &left);
    CALL(getitimer, ITIMER_REAL, BAD);
    CALL(timer_create, CLOCK_MONOTONIC, &event, &id);
    CALL(timer_create, CLOCK_MONOTONIC, &unknown, &id);
    CALL(timer_create, 99, &event, &id);
    CALL(timer_create, CLOCK_MONOTONIC, BAD, &id);
    CALL(timer_create, CLOCK_MONOTONIC, &event, BAD);
    CALL(timer_settime, id, 0, &timer, &rest);
    CALL(timer_gettime, id, &rest);
    tell("left", rest.it_value.tv_sec > 900);
    CALL(timer_settime, 99, 0, &timer, 0);
    CALL(timer_settime, id, 0, BAD, 0);
    CALL(timer_settime, id, 0, 0, 0);
    CALL(timer_gettime, 99, &rest);
    CALL(timer_gettime, id, BAD);
    CALL(timer_getoverrun, id);
    CALL(timer_getoverrun, 99);
    CALL(timer_delete, id);
    CALL(timer_delete, id);
    fd = CALL(timerfd_create, CLOCK_MONOTONIC, O_NONBLOCK | O_CLOEXEC);
    CALL(timerfd_create, 99, 0);
    CALL(timerfd_create, CLOCK_MONOTONIC, 1 << 20);
    CALL(timerfd_settime, fd, 0, &timer, &rest);
    CALL(timerfd_gettime, fd, &rest);
    tell("left", rest.it_value.tv_sec > 900);
    CALL(read, fd, &value, 8);
    timer.it_value.tv_nsec = 1000000000;
    CALL(timerfd_settime, fd, 0, &timer, 0);
    CALL(timerfd_settime, fd, 64, &timer, 0);
    CALL(timerfd_settime, fd, 0, BAD, 0);
    CALL(timerfd_settime, file, 0, &timer, 0);
    CALL(timerfd_settime, 99, 0, &timer, 0);
    CALL(timerfd_gettime, fd, BAD);
    CALL(timerfd_gettime, file, &rest);
    CALL(timerfd_gettime, 99, &rest);
    SOME(times, &ticks);
    CALL(times, BAD);
    return 0;
}
