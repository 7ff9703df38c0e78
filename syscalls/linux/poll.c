/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for descriptors: poll, select, epoll, io_pgetevents, signalfd.  What they share is
 * the signal mask that holds during the wait.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include "syscalls/linux/swapped.h"

/* The mask argument of a wait: absent, or a set that the wait starts with. */
struct wait_mask {
    bool given;
    lx_sigset set;
    uint64_t host;
};

static int64_t read_mask(struct sys_frame *f, struct wait_mask *m, gaddr from, uint64_t size)
{
    m->given = from != 0;
    return from ? sys_get_sigset(f, &m->set, from, size) : 0;
}

/* pselect6 and io_pgetevents: a pointer to { pointer to the set, its size }. */
struct mask_pair {
    uint64_t p, n;
};

static int64_t read_pair(struct sys_frame *f, struct mask_pair *pair, gaddr from)
{
    *pair = (struct mask_pair){0, 0};
    return from && sys_get_struct(f, SYS_ST_sigset_arg, pair, from) < 0 ? -EFAULT : 0;
}

/* The host's pointer to the mask; to be called right before the host's call. */
static uint64_t begin_wait(struct sys_frame *f, struct wait_mask *m)
{
    if (!m->given)
        return 0;
    lx_suspend_begin(f->task, m->set, &m->host);
    return (uint64_t)(uintptr_t)&m->host;
}

/* The time argument of a wait, which the kernel counts down: a structure of type `st`. */
struct wait_time {
    enum sys_struct st;
    gaddr at; /* 0: none */
    int64_t host[2];
};

static int64_t read_time(struct sys_frame *f, struct wait_time *t, enum sys_struct st, gaddr at)
{
    t->st = st;
    t->at = at;
    return at && sys_get_struct(f, st, t->host, at) < 0 ? -EFAULT : 0;
}

/* The kernel looks at it before it reads the mask. */
static int64_t check_time(const struct wait_time *t)
{
    bool wrong = t->at && (t->host[0] < 0 || (uint64_t)t->host[1] >= 1000000000);

    return wrong ? -EINVAL : 0;
}

static uint64_t time_pointer(struct wait_time *t)
{
    return t->at ? (uint64_t)(uintptr_t)t->host : 0;
}

static int64_t write_time(struct sys_frame *f, const struct wait_time *t, int64_t result)
{
    if (t->at && (result >= 0 || result == -EINTR))
        sys_put_struct(f, t->st, t->at, t->host); /* a read-only time is no error */
    return result;
}

static int64_t ppoll_call(struct sys_frame *f, enum sys_struct st)
{
    struct wait_mask m;
    struct wait_time t;
    int64_t err = read_time(f, &t, st, f->raw[2]);

    if (err == 0)
        err = check_time(&t);
    if (err == 0)
        err = read_mask(f, &m, f->raw[3], f->raw[4]);
    if (err < 0)
        return err;
    err = sys_host6(f, HOST_NR_ppoll, f->arg[0], f->arg[1], time_pointer(&t), begin_wait(f, &m),
                    sizeof(m.host), 0);
    return write_time(f, &t, err);
}

int64_t sys_ppoll(struct sys_frame *f)
{
    return ppoll_call(f, SYS_ST_timespec);
}

int64_t sys_ppoll_time64(struct sys_frame *f)
{
    return ppoll_call(f, SYS_ST_timespec64);
}

/* The three sets at arguments 1 to 3 as the host has them. */
static int64_t read_sets(struct sys_frame *f, size_t *bytes)
{
    unsigned bits = f->state->abi->word * 8u;
    int n = (int)f->arg[0];

    *bytes = n > 0 ? ((size_t)n + bits - 1) / bits * f->state->abi->word : 0;
    for (unsigned i = 1; i <= 3; i++) {
        int64_t err = sys_get_bits(f, &f->arg[i], f->raw[i], *bytes);

        if (err < 0)
            return err;
    }
    return 0;
}

static int64_t write_sets(struct sys_frame *f, size_t bytes, int64_t result)
{
    for (unsigned i = 1; i <= 3 && result >= 0; i++)
        if (sys_put_bits(f, f->raw[i], f->arg[i], bytes) < 0)
            return -EFAULT;
    return result;
}

/* Sets of descriptors are words of bits: the same bytes for every little-endian word size. */
static int64_t select_call(struct sys_frame *f, enum sys_struct st)
{
    struct wait_mask m;
    struct wait_time t;
    struct mask_pair given;
    size_t bytes;
    int64_t err = read_pair(f, &given, f->raw[5]);

    if (err == 0)
        err = read_time(f, &t, st, f->raw[4]);
    if (err == 0)
        err = check_time(&t);
    if (err == 0)
        err = read_mask(f, &m, given.p, given.n);
    if (err == 0 && (int)f->arg[0] < 0)
        err = -EINVAL;
    if (err == 0)
        err = read_sets(f, &bytes);
    if (err < 0)
        return err;

    struct mask_pair pair = {begin_wait(f, &m), sizeof(m.host)};

    err = sys_host6(f, HOST_NR_pselect6, f->arg[0], f->arg[1], f->arg[2], f->arg[3],
                    time_pointer(&t), (uintptr_t)&pair);
    return write_time(f, &t, write_sets(f, bytes, err));
}

int64_t sys_pselect6(struct sys_frame *f)
{
    return select_call(f, SYS_ST_timespec);
}

int64_t sys_pselect6_time64(struct sys_frame *f)
{
    return select_call(f, SYS_ST_timespec64);
}

int64_t sys__newselect(struct sys_frame *f)
{
    int64_t time[2];
    gaddr at = f->raw[4];
    size_t bytes;
    int64_t result = read_sets(f, &bytes);

    if (result < 0)
        return result;
    if (at && sys_get_struct(f, SYS_ST_timeval, time, at) < 0)
        return -EFAULT;
    result = sys_host6(f, HOST_NR_select, f->arg[0], f->arg[1], f->arg[2], f->arg[3],
                       at ? (uintptr_t)time : 0, 0);
    result = write_sets(f, bytes, result);
    if (at && (result >= 0 || result == -EINTR))
        sys_put_struct(f, SYS_ST_timeval, at, time);
    return result;
}

/* Events look the same to all guests; the time is only read. */
static int64_t pgetevents_call(struct sys_frame *f, enum sys_struct st)
{
    struct wait_mask m;
    struct wait_time t;
    struct mask_pair given;
    int64_t err = read_time(f, &t, st, f->raw[4]);

    if (err == 0)
        err = read_pair(f, &given, f->raw[5]);
    if (err == 0)
        err = read_mask(f, &m, given.p, given.n);
    if (err < 0)
        return err;

    struct mask_pair pair = {begin_wait(f, &m), sizeof(m.host)};

    return sys_host6(f, HOST_NR_io_pgetevents, f->arg[0], f->arg[1], f->arg[2], f->arg[3],
                     time_pointer(&t), (uintptr_t)&pair);
}

int64_t sys_io_pgetevents(struct sys_frame *f)
{
    return pgetevents_call(f, SYS_ST_timespec);
}

int64_t sys_io_pgetevents_time64(struct sys_frame *f)
{
    return pgetevents_call(f, SYS_ST_timespec64);
}

/* The events at `at`, which are the host's and shorter, become the guest's in their place: the last
   ones first, so that none is written over before it is read.  How many there is room for. */
static int64_t widen_events(const struct sys_conv *c, gaddr at, int64_t n)
{
    char host[64][16], guest[64][16];
    int64_t room = n;

    for (int64_t end = n, start; end > 0; end = start) {
        start = end > 64 ? end - 64 : 0;

        size_t k = (size_t)(end - start);

        if (lx_copy_from_guest(host, at + (uint64_t)start * c->host_size, k * c->host_size) < 0)
            return -EFAULT;
        for (size_t i = 0; i < k; i++)
            sys_conv_to_guest(c, (char *)guest + i * c->guest_size,
                              (char *)host + i * c->host_size);
        while (k &&
               lx_copy_to_guest(at + (uint64_t)start * c->guest_size, guest, k * c->guest_size) < 0)
            k--;
        if (start + (int64_t)k < end)
            room = start + (int64_t)k;
    }
    return room ? room : -EFAULT;
}

static int64_t epoll_call(struct sys_frame *f, long nr, uint64_t timeout)
{
    const struct sys_conv *c = sys_conv(f->state, SYS_ST_epoll_event);
    struct wait_mask m;
    int max = (int)f->arg[2];
    int64_t err = read_mask(f, &m, f->raw[4], f->raw[5]);

    if (err < 0)
        return err;
    if (max > INT_MAX / (int)c->guest_size)
        max = INT_MAX; /* which the host refuses, too, once it has looked at the descriptor */

    int64_t n = sys_host6(f, nr, f->arg[0], (uintptr_t)lx_ptr(f->raw[1]), (uint64_t)(int64_t)max,
                          timeout, begin_wait(f, &m), sizeof(m.host));

    return n > 0 ? widen_events(c, f->raw[1], n) : n;
}

int64_t sys_epoll_pwait(struct sys_frame *f)
{
    return epoll_call(f, HOST_NR_epoll_pwait, f->arg[3]);
}

int64_t sys_epoll_pwait2(struct sys_frame *f)
{
    struct wait_time t;
    int64_t err = read_time(f, &t, SYS_ST_timespec64, f->raw[3]);

    if (err == 0)
        err = check_time(&t);
    return err < 0 ? err : epoll_call(f, HOST_NR_epoll_pwait2, time_pointer(&t));
}

int64_t sys_signalfd4(struct sys_frame *f)
{
    lx_sigset set;
    uint64_t host;
    int64_t err = sys_get_sigset(f, &set, f->raw[1], f->raw[2]);

    if (err < 0)
        return err;
    host = lx_sigset_to_host(set);
    return sys_host6(f, HOST_NR_signalfd4, f->arg[0], (uintptr_t)&host, sizeof(host), f->arg[3], 0,
                     0);
}
