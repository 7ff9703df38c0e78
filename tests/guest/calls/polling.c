/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waiting for descriptors. */
#include <poll.h>
#include <sys/epoll.h>
#include <time.h>
#include "call.h"

static int two[2];
static struct epoll_event event = {EPOLLIN, {.u64 = UINT64_C(0x1234567887654321)}}, events[4];
static struct pollfd polls[2];
static struct timespec none, wrong = {0, 1000000000};
static uint64_t mask = SET64(UINT64_C(1) << (SIGUSR1 - 1)), value;
static unsigned long fds[128 / sizeof(long)];
static struct {
    long mask, size;
} both;

int main(void)
{
    int ep, ev, file = open("file", O_RDWR | O_CREAT, 0600);

    pipe(two);
    ep = CALL(epoll_create1, EPOLL_CLOEXEC);
    CALL(epoll_create1, 1);
    CALL(epoll_ctl, ep, EPOLL_CTL_ADD, two[0], &event);
    CALL(epoll_ctl, ep, EPOLL_CTL_ADD, two[0], &event);
    CALL(epoll_ctl, ep, EPOLL_CTL_MOD, two[1], &event);
    CALL(epoll_ctl, ep, EPOLL_CTL_ADD, ep, &event);
    CALL(epoll_ctl, ep, EPOLL_CTL_ADD, file, &event);
    CALL(epoll_ctl, ep, EPOLL_CTL_ADD, 99, &event);
    CALL(epoll_ctl, file, EPOLL_CTL_ADD, two[1], &event);
    CALL(epoll_ctl, ep, EPOLL_CTL_ADD, two[1], BAD);
    CALL(epoll_ctl, ep, 9, two[0], &event);
    CALL(epoll_pwait, ep, events, 4, 0, 0, 8);
    write(two[1], "x", 1);
    CALL(epoll_pwait, ep, events, 4, -1, &mask, 8);
    tell("data", (long long)events[0].data.u64);
    CALL(epoll_pwait, ep, events, 0, 0, 0, 8);
    CALL(epoll_pwait, ep, BAD, 4, 0, 0, 8);
    CALL(epoll_pwait, ep, events, 4, 0, &mask, 4);
    CALL(epoll_pwait, ep, events, 4, 0, BAD, 8);
    CALL(epoll_pwait, file, events, 4, 0, 0, 8);
    CALL(epoll_pwait, 99, events, 4, 0, 0, 8);
    CALL(epoll_ctl, ep, EPOLL_CTL_DEL, two[0], 0);
    CALL(epoll_ctl, ep, EPOLL_CTL_DEL, two[0], 0);
    {
        static int64_t zero[2], odd[2] = {0, 1000000000};

        CALL(epoll_pwait2, ep, events, 4, zero, 0, 8);
        CALL(epoll_pwait2, ep, events, 4, odd, 0, 8);
        CALL(epoll_pwait2, ep, events, 4, BAD, 0, 8);
        CALL(epoll_pwait2, 99, events, 4, zero, 0, 8);
    }
    polls[0] = (struct pollfd){two[0], POLLIN, 0};
    polls[1] = (struct pollfd){99, POLLIN, 0};
    CALL(ppoll, polls, 2, &none, &mask, 8);
    tell("first", polls[0].revents);
    tell("second", polls[1].revents);
    CALL(ppoll, polls, 2, &wrong, 0, 8);
    CALL(ppoll, polls, 2, &none, &mask, 4);
    CALL(ppoll, BAD, 2, &none, 0, 8);
    CALL(ppoll, polls, 2, BAD, 0, 8);
    CALL(ppoll, polls, 2, &none, BAD, 8);
    CALL(ppoll, polls, 1 << 30, &none, 0, 8);
    fds[two[0] / WORD_BITS] = BIT(two[0]);
    CALL(pselect6, two[0] + 1, fds, 0, 0, &none, 0);
    tell("ready", fds[two[0] / WORD_BITS] == BIT(two[0]));
    both.mask = (long)&mask;
    both.size = 8;
    CALL(pselect6, two[0] + 1, fds, 0, 0, &none, &both);
    both.size = 4;
    CALL(pselect6, two[0] + 1, fds, 0, 0, &none, &both);
    CALL(pselect6, -1, fds, 0, 0, &none, 0);
    CALL(pselect6, two[0] + 1, fds, 0, 0, &wrong, 0);
    CALL(pselect6, two[0] + 1, BAD, 0, 0, &none, 0);
    CALL(pselect6, two[0] + 1, fds, 0, 0, BAD, 0);
    fds[99 / WORD_BITS] = BIT(99);
    CALL(pselect6, 100, fds, 0, 0, &none, 0);
    ev = CALL(eventfd2, 3, O_NONBLOCK | 1);
    CALL(read, ev, &value, 8);
    tell("value", (long long)value);
    CALL(read, ev, &value, 4);
    CALL(eventfd2, 3, 1 << 30);
    sigprocmask(SIG_BLOCK, (sigset_t *)&(sigset_t){{1ul << (SIGUSR1 - 1)}}, 0);
    ev = CALL(signalfd4, -1, &mask, 8, O_NONBLOCK | O_CLOEXEC);
    {
        static uint32_t info[32];

        CALL(read, ev, info, 128);
        kill(getpid(), SIGUSR1);
        CALL(read, ev, info, 128);
        tell("signal", info[0]);
        tell("code", (int)info[2]);
        tell("sender", info[3] == getpid());
        CALL(read, ev, info, 4);
    }
    CALL(signalfd4, ev, &mask, 8, 0);
    CALL(signalfd4, file, &mask, 8, 0);
    CALL(signalfd4, 99, &mask, 8, 0);
    CALL(signalfd4, -1, &mask, 4, 0);
    CALL(signalfd4, -1, BAD, 8, 0);
    CALL(signalfd4, -1, &mask, 8, 1);
    return 0;
}
