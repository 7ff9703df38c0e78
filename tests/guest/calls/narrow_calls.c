// skip-aarch64: has no 32-bit calls
// skip-riscv64: has no 32-bit calls
// static: natively from 64-bit code
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that only 32-bit ABIs have: without flags, with times of 64 bits. */
#include <time.h>
#define CALLS32
#include "call.h"

static uint32_t two[2], id, old[20], mask[2] = {1u << (SIGUSR1 - 1), 0}, none32[2], limit[2];
static uint8_t events[64];
static uint32_t fds[4];
static struct {
    int fd;
    short events, revents;
} polls[1];
static int64_t none[2], soon[2] = {0, 1000}, odd[2] = {0, 1000000000}, now[2];
static int64_t timer[4] = {0, 0, 1000, 0}, rest[4], times[4] = {5000000000, 1, 6000000000, 2};
static uint8_t adjust[256], st[512];
static struct {
    uint16_t number;
    int16_t change, flags;
} take = {0, -1, 0};
static uint32_t attr[8] = {0, 4, 16}, event[16];
static char buffer[32];
static uint32_t word, info[32], both[2], cpus[4], limits[9];

#ifdef __arm__ /* has older structures, too */
#define SHM_LIMITS (3 | 0x100)
#else
#define SHM_LIMITS 3 /* IPC_INFO */
#endif

int main(void)
{
    int file = open("file", O_RDWR | O_CREAT, 0644), ep, set, mq, fd;

    call_start();
    CALL(pipe, two);
    tell("second", two[1] - two[0]);
    CALL(pipe, BAD);
    CALL(dup2, file, 20);
    CALL(dup2, 20, 20);
    CALL(dup2, 99, 20);
    CALL(dup2, file, -1);
    CALL(close, 20);
    CALL(inotify_init);
    ep = CALL(epoll_create, 1);
    CALL(epoll_create, 0);
    CALL(epoll_wait, ep, events, 4, 0);
    CALL(epoll_wait, ep, events, 0, 0);
    CALL(epoll_wait, 99, events, 4, 0);
    CALL(eventfd, 3);
    CALL(signalfd, -1, mask, 8);
    CALL(signalfd, -1, mask, 4);
    CALL(signalfd, -1, BAD, 8);
    polls[0].fd = two[1];
    polls[0].events = 4;
    CALL(poll, polls, 1, 0);
    tell("ready", polls[0].revents);
    CALL(poll, BAD, 1, 0);
    CALL(poll, polls, 1 << 30, 0);
    fds[two[1] / 32] = 1u << two[1] % 32;
    CALL(_newselect, two[1] + 1, 0, fds, 0, none32);
    CALL(_newselect, -1, 0, fds, 0, none32);
    CALL(_newselect, two[1] + 1, 0, BAD, 0, none32);
    CALL(_newselect, two[1] + 1, 0, fds, 0, BAD);
    tell("group", CALL_RAW(getpgrp) == getpgrp());
    CHILD(CALL_RAW(nice, 3); tell("nice", CALL_RAW(nice, 2));
          tell("now", CALL_RAW(getpriority, 0, 0)));
    fd = CALL_RAW(fork);
    if (!fd)
        _exit(9);
    SOME(wait4, fd, &id, 0, 0);
    tell("status", id);
    CALL(sigprocmask, SIG_BLOCK, mask, old);
    tell("blocked", old[0]);
    CALL(sigprocmask, 99, mask, 0);
    CALL(sigprocmask, SIG_BLOCK, BAD, 0);
    kill(getpid(), SIGUSR1);
    CALL(sigpending, old);
    tell("pending", old[0]);
    CALL(sigpending, BAD);
    CALL(rt_sigtimedwait_time64, mask, info, none, 8);
    tell("signal", info[0]);
    CALL(rt_sigtimedwait_time64, mask, info, none, 8);
    CALL(rt_sigtimedwait_time64, mask, info, odd, 8);
    CALL(rt_sigtimedwait_time64, mask, info, none, 4);
    CALL(rt_sigtimedwait_time64, BAD, info, none, 8);
    CALL(sigaction, SIGUSR2, 0, old);
    CALL(sigaction, SIGKILL, old, 0);
    CALL(sigaction, 99, 0, old);
    CALL(sigaction, SIGUSR2, BAD, 0);
    CALL(ugetrlimit, 4, limit);
    CALL(ugetrlimit, 99, limit);
    CALL(ugetrlimit, 4, BAD);

    CALL(clock_gettime64, CLOCK_MONOTONIC, now);
    tell("runs", now[0] > 0);
    CALL(clock_gettime64, 99, now);
    CALL(clock_gettime64, CLOCK_MONOTONIC, BAD);
    CALL(clock_getres_time64, CLOCK_MONOTONIC, now);
    tell("resolution", now[1]);
    CALL(clock_getres_time64, 99, now);
    CALL(clock_getres_time64, CLOCK_MONOTONIC, BAD);
    CALL(clock_settime64, CLOCK_MONOTONIC, now);
    CALL(clock_settime64, 99, BAD);
    CALL(clock_settime64, CLOCK_REALTIME, odd);
    CALL(clock_settime64, CLOCK_REALTIME, BAD);
    SOME(clock_adjtime64, CLOCK_REALTIME, adjust);
    CALL(clock_adjtime64, CLOCK_MONOTONIC, adjust);
    CALL(clock_adjtime64, CLOCK_REALTIME, BAD);
    CALL(clock_nanosleep_time64, CLOCK_MONOTONIC, 0, soon, 0);
    CALL(clock_nanosleep_time64, CLOCK_MONOTONIC, 0, odd, 0);
    CALL(clock_nanosleep_time64, CLOCK_MONOTONIC, 0, BAD, 0);
    CALL(clock_nanosleep_time64, 99, 0, soon, 0);
    event[2] = 1;
    CALL(timer_create, CLOCK_MONOTONIC, event, &id);
    event[2] = 0;
    event[3] = 0;
    CALL(timer_settime64, id, 0, timer, rest);
    CALL(timer_gettime64, id, rest);
    tell("left", rest[2] > 900);
    CALL(timer_settime64, 99, 0, timer, rest);
    CALL(timer_settime64, 99, 0, BAD, rest);
    CALL(timer_gettime64, 99, rest);
    CALL(timer_gettime64, id, BAD);
    fd = CALL(timerfd_create, CLOCK_MONOTONIC, 0);
    CALL(timerfd_settime64, fd, 0, timer, rest);
    CALL(timerfd_gettime64, fd, rest);
    tell("left", rest[2] > 900);
    CALL(timerfd_settime64, 99, 0, timer, rest);
    CALL(timerfd_settime64, 99, 0, BAD, rest);
    CALL(timerfd_settime64, fd, 64, timer, rest);
    CALL(timerfd_gettime64, 99, rest);
    CALL(timerfd_gettime64, fd, BAD);
    CALL(utimensat_time64, CWD, "file", times, 0);
    CALL(utimensat_time64, CWD, "none", times, 0);
    CALL(utimensat_time64, CWD, "file", odd, 1);
    CALL(utimensat_time64, CWD, "file", BAD, 0);
    CALL(statx, CWD, "file", 0, 0x7ff, st);
    tell("written", *(int64_t *)(st + 112));
    CALL(ppoll_time64, polls, 1, none, 0, 8);
    CALL(ppoll_time64, polls, 1, odd, 0, 8);
    CALL(ppoll_time64, polls, 1, BAD, 0, 8);
    CALL(ppoll_time64, polls, 1, none, mask, 4);
    CALL(pselect6_time64, two[1] + 1, 0, fds, 0, none, 0);
    CALL(pselect6_time64, two[1] + 1, 0, fds, 0, odd, 0);
    CALL(pselect6_time64, -1, 0, fds, 0, none, 0);
    both[0] = (uint32_t)(uintptr_t)mask;
    both[1] = 4;
    CALL(pselect6_time64, two[1] + 1, 0, fds, 0, none, both);
    CALL(io_pgetevents_time64, 0, 0, 1, events, none, 0);
    CALL(recvmmsg_time64, 99, events, 1, 0, none);
    CALL(recvmmsg_time64, file, events, 1, 0, odd);
    CALL(recvmmsg_time64, file, events, 1, 0, BAD);
    set = CALL_RAW(semget, 0, 1, 0600 | 01000);
    CALL(semtimedop_time64, set, &take, 1, soon);
    CALL(semtimedop_time64, set, &take, 1, odd);
    CALL(semtimedop_time64, set, &take, 1, BAD);
    CALL(semtimedop_time64, set, &take, 100000, soon);
    CALL(semctl, set, 0, 0, 0);
    mq = CALL(mq_open, "calls32", O_RDWR | O_CREAT | O_NONBLOCK, 0600, attr);
    CALL(mq_timedsend_time64, mq, "hello", 5, 3, 0);
    CALL(mq_timedsend_time64, mq, "hello", 5, 3, odd);
    CALL(mq_timedsend_time64, 99, "hello", 5, 3, BAD);
    CALL(mq_timedsend_time64, 99, "hello", 5, 3, 0);
    CALL(mq_timedreceive_time64, mq, buffer, 16, &word, none);
    tell("priority", word);
    CALL(mq_timedreceive_time64, mq, buffer, 16, &word, none);
    CALL(mq_timedreceive_time64, mq, buffer, 16, &word, odd);
    CALL(mq_timedreceive_time64, mq, buffer, 4, &word, none);
    CALL(mq_unlink, "calls32");
    CALL(futex_time64, &word, 0, word, none, 0, 0);
    CALL(futex_time64, &word, 0, word + 1, none, 0, 0);
    CALL(futex_time64, &word, 0, word, odd, 0, 0);
    CALL(futex_time64, &word, 0, word, BAD, 0, 0);
    CALL(futex_time64, BAD, 0, word, none, 0, 0);
    SOME(sched_rr_get_interval_time64, 0, now);
    CALL(sched_rr_get_interval_time64, -1, now);
    CALL(sched_rr_get_interval_time64, 0, BAD);
    CALL(sched_getaffinity, 0, 12, cpus);
    CALL(sched_getaffinity, 0, 6, cpus);
    CALL(sched_getaffinity, 0, 0, cpus);
    CALL(sched_getaffinity, 0, 12, BAD);
    tell("one", cpus[0] & 1);
    SOME(shmctl, 0, SHM_LIMITS, limits);
    tell("largest", limits[0]);
    tell("all", limits[4]);
    CALL(shmctl, 0, SHM_LIMITS, BAD);
    return 0;
}
