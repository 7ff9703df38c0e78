/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * futex(2) for guests of the other byte order: the words are compared and computed with in the
 * guest's order.
 *
 * In: the call, its timeout already the host's.  Out: its result.
 * Futexes with priority inheritance have thread numbers in them, which the kernel would write in
 * its own order. So their protocol is done here, with waits of the ordinary kind: they exclude each
 * other and notice dead owners as the kernel's, but lend no priority, and who is woken competes for
 * the lock.
 */
#include "syscalls/linux/swapped.h"

#include <errno.h>
#include <linux/futex.h>
#include "linux-user/hostcall.h"
#include "linux-user/space.h"
#include "syscalls/engine.h"
#include "syscalls/members.h"

/* FUTEX_WAKE_OP in the guest's byte order: what the host's kernel would do in its own. */
static int64_t wake_op(struct sys_frame *f)
{
    uint32_t how = (uint32_t)f->raw[5], value, new, seen, before;
    int32_t arg = (int32_t)(how << 8) >> 20, with = (int32_t)(how << 20) >> 20;
    unsigned op = how >> 28 & 7, cmp = how >> 24 & 15;
    bool yes;

    if (how >> 31)
        arg = 1 << (arg & 31);
    if ((f->raw[4] & 3) || lx_get_u32(&seen, f->raw[4]) < 0)
        return f->raw[4] & 3 ? -EINVAL : -EFAULT;
    do {
        value = __builtin_bswap32(seen);
        switch (op) {
        case FUTEX_OP_SET: new = (uint32_t)arg; break;
        case FUTEX_OP_ADD: new = value + (uint32_t)arg; break;
        case FUTEX_OP_OR: new = value | (uint32_t)arg; break;
        case FUTEX_OP_ANDN: new = value & ~(uint32_t)arg; break;
        case FUTEX_OP_XOR: new = value ^ (uint32_t)arg; break;
        default: return -ENOSYS;
        }
        before = seen;
        if (lx_access_cas(lx_ptr(f->raw[4]), &seen, __builtin_bswap32(new)))
            return -EFAULT;
    } while (seen != before);
    switch (cmp) {
    case FUTEX_OP_CMP_EQ: yes = (int32_t)value == with; break;
    case FUTEX_OP_CMP_NE: yes = (int32_t)value != with; break;
    case FUTEX_OP_CMP_LT: yes = (int32_t)value < with; break;
    case FUTEX_OP_CMP_LE: yes = (int32_t)value <= with; break;
    case FUTEX_OP_CMP_GT: yes = (int32_t)value > with; break;
    case FUTEX_OP_CMP_GE: yes = (int32_t)value >= with; break;
    default: return -ENOSYS;
    }

    uint64_t private = f->raw[1] & FUTEX_PRIVATE_FLAG;
    int64_t first =
        sys_host6(f, HOST_NR_futex, f->arg[0], FUTEX_WAKE | private, (uint32_t)f->raw[2], 0, 0, 0);
    int64_t second = first >= 0 && yes
                         ? sys_host6(f, HOST_NR_futex, f->arg[4], FUTEX_WAKE | private,
                                     (uint32_t)f->raw[3], 0, 0, 0)
                         : 0;

    return second < 0 ? second : first + second;
}

/* ---- with priority inheritance ---- */

static int64_t read_word(gaddr at, uint32_t *raw)
{
    if (at & 3)
        return -EINVAL;
    return lx_get_u32(raw, at) < 0 ? -EFAULT : 0;
}

/* *raw to `value`, unless it has changed: then *raw is what it is now.  1: done; 0, -EFAULT. */
static int64_t exchange(gaddr at, uint32_t *raw, uint32_t value)
{
    uint32_t before = *raw;

    if (lx_access_cas(lx_ptr(at), raw, __builtin_bswap32(value)))
        return -EFAULT;
    return *raw == before;
}

static uint64_t private_flag(const struct sys_frame *f)
{
    return f->raw[1] & FUTEX_PRIVATE_FLAG;
}

static int64_t wake(struct sys_frame *f, uint64_t at, uint64_t count)
{
    return sys_host6(f, HOST_NR_futex, at, FUTEX_WAKE | private_flag(f), count, 0, 0, 0);
}

/* Until time arg[3] by the clock that the operation has, if the word is still `raw`. */
static int64_t wait(struct sys_frame *f, uint64_t at, uint32_t raw, uint64_t clock)
{
    return sys_host6(f, HOST_NR_futex, at, FUTEX_WAIT_BITSET | private_flag(f) | clock, raw,
                     f->arg[3], 0, FUTEX_BITSET_MATCH_ANY);
}

static bool is_gone(struct sys_frame *f, uint32_t tid)
{
    return sys_host6(f, HOST_NR_tkill, tid, 0, 0, 0, 0, 0) == -ESRCH;
}

/* `at` is a word that the guest can reach.  Who has waited leaves FUTEX_WAITERS: others may be
 * left. */
static int64_t lock(struct sys_frame *f, gaddr at, uint64_t clock, bool try)
{
    uint32_t raw, me = (uint32_t)f->task->tid, waited = 0;
    int64_t err = read_word(at, &raw);

    while (err >= 0) {
        uint32_t value = __builtin_bswap32(raw), owner = value & FUTEX_TID_MASK;

        if (!owner) {
            err = exchange(at, &raw, (value & ~(uint32_t)FUTEX_TID_MASK) | me | waited);
            if (err == 1)
                return 0;
            continue;
        }
        if (owner == me)
            return -EDEADLK;
        if (try)
            return -EAGAIN;
        if (is_gone(f, owner))
            return -ESRCH;
        if (!(value & FUTEX_WAITERS)) {
            err = exchange(at, &raw, value | FUTEX_WAITERS);
            if (err != 1)
                continue;
            raw = __builtin_bswap32(value | FUTEX_WAITERS);
        }
        err = wait(f, at, raw, clock);
        if (err < 0 && err != -EAGAIN)
            return err;
        waited = FUTEX_WAITERS;
        err = read_word(at, &raw);
    }
    return err;
}

static int64_t unlock(struct sys_frame *f, gaddr at)
{
    uint32_t raw, value;
    int64_t err = read_word(at, &raw);

    while (err >= 0) {
        value = __builtin_bswap32(raw);
        if ((value & FUTEX_TID_MASK) != (uint32_t)f->task->tid)
            return -EPERM;
        err = exchange(at, &raw, 0);
        if (err == 1) {
            err = value & FUTEX_WAITERS ? wake(f, at, 1) : 0;
            return err < 0 ? err : 0;
        }
    }
    return err;
}

/* FUTEX_WAIT_REQUEUE_PI: woken, it takes the second futex. */
static int64_t wait_and_lock(struct sys_frame *f)
{
    uint64_t clock = f->raw[1] & FUTEX_CLOCK_REALTIME;
    int64_t err = f->raw[0] == f->raw[4]
                      ? -EINVAL
                      : wait(f, f->arg[0], __builtin_bswap32((uint32_t)f->raw[2]), clock);

    return err < 0 ? err : lock(f, f->raw[4], clock, false);
}

/* FUTEX_CMP_REQUEUE_PI: all that are to be moved wake up and compete. */
static int64_t wake_to_lock(struct sys_frame *f)
{
    uint32_t raw;
    int64_t err = read_word(f->raw[0], &raw);

    if (err < 0)
        return err;
    if ((int)f->raw[2] != 1)
        return -EINVAL;
    if (raw != __builtin_bswap32((uint32_t)f->raw[5]))
        return -EAGAIN;
    return wake(f, f->arg[0], 1 + (uint64_t)(uint32_t)f->raw[3]);
}

int64_t sys_swapped_futex(struct sys_frame *f)
{
    switch ((int)f->raw[1] & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET: f->arg[2] = __builtin_bswap32((uint32_t)f->raw[2]); break;
    case FUTEX_CMP_REQUEUE: f->arg[5] = __builtin_bswap32((uint32_t)f->raw[5]); break;
    case FUTEX_WAKE_OP: return wake_op(f);
    case FUTEX_LOCK_PI: return lock(f, f->raw[0], FUTEX_CLOCK_REALTIME, false);
    case FUTEX_LOCK_PI2: return lock(f, f->raw[0], f->raw[1] & FUTEX_CLOCK_REALTIME, false);
    case FUTEX_TRYLOCK_PI: return lock(f, f->raw[0], 0, true);
    case FUTEX_UNLOCK_PI: return unlock(f, f->raw[0]);
    case FUTEX_WAIT_REQUEUE_PI: return wait_and_lock(f);
    case FUTEX_CMP_REQUEUE_PI: return wake_to_lock(f);
    default: break; /* the host knows the others, or says that there are none */
    }
    return sys_host(f);
}

/* ---- futex_waitv(2) and its kin: only words of 32 bits ---- */

enum { WAITERS_MAX = 128, NUMA = 4 }; /* FUTEX2_NUMA: the kernel writes a number behind the word */

struct waiter {
    uint64_t value, at;
    uint32_t flags, reserved;
};

/* A value that the kernel compares with a word.  Its upper half, which has to be 0, stays. */
static uint64_t turned(uint64_t value)
{
    return value >> 32 << 32 | __builtin_bswap32((uint32_t)value);
}

/* The waiters in argument 0, in *copy.  What can't be read is for the kernel to refuse. */
static int64_t read_waiters(struct sys_frame *f, struct waiter *copy, uint32_t count)
{
    if (!f->raw[0] || count > WAITERS_MAX ||
        lx_copy_from_guest(copy, f->raw[0], count * sizeof(*copy)) < 0)
        return 0;
    members_swap(copy, count * sizeof(*copy), "ddww*");
    for (struct waiter *w = copy; w < copy + count; w++) {
        w->value = turned(w->value);
        if (w->flags & NUMA)
            return -EINVAL;
        if (w->at >= space_top(f->task->process->space))
            return -EFAULT;
    }
    f->arg[0] = (uintptr_t)copy;
    return 0;
}

int64_t sys_futex_waitv(struct sys_frame *f)
{
    struct waiter waiters[WAITERS_MAX];
    int64_t err = read_waiters(f, waiters, (uint32_t)f->raw[1]);

    return err < 0 ? err : sys_host(f);
}

int64_t sys_futex_requeue(struct sys_frame *f)
{
    struct waiter waiters[2];
    int64_t err = read_waiters(f, waiters, 2);

    return err < 0 ? err : sys_host(f);
}

int64_t sys_futex_wait(struct sys_frame *f)
{
    f->arg[1] = turned(f->raw[1]);
    return f->raw[3] & NUMA ? -EINVAL : sys_host(f);
}

int64_t sys_futex_wake(struct sys_frame *f)
{
    return f->raw[3] & NUMA ? -EINVAL : sys_host(f);
}
