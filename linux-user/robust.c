/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Robust futexes of guests whose lists the host kernel can't walk: words of 32 bits, or of the
 * other byte order.  Rules: futex(2), get_robust_list(2), the kernel's
 * Documentation/locking/robust-futex-ABI.rst.
 *
 * In: lists in guest memory, never trusted.  Out: words marked, waiters woken.
 * Invariant: what the guest can't write is left alone.  A process that SIGKILL ends is not seen
 * here: its futexes in shared memory stay taken.
 */
#include "base/bytes.h"
#include "linux-user/arch.h"
#include "linux-user/hostcall.h"
#include "linux-user/space.h"
#include "linux-user/task.h"

#include <linux/futex.h>
#include <sys/syscall.h>

struct list {
    const struct abi *abi;
    uint32_t tid;
};

/* A word of the list's; false: it is not readable. */
static bool get(const struct list *l, gaddr at, uint64_t *value)
{
    uint8_t raw[sizeof(uint64_t)];

    if (lx_copy_from_guest(raw, at, l->abi->word) < 0)
        return false;
    *value = load_word(raw, l->abi->word, l->abi->big_endian);
    return true;
}

static uint32_t swap(const struct list *l, uint32_t word)
{
    return l->abi->big_endian ? __builtin_bswap32(word) : word;
}

static void wake(gaddr at)
{
    lx_rawcall(SYS_futex, (long)at, FUTEX_WAKE, 1, 0, 0, 0);
}

/*
 * The futex at `at`, of a thread that is gone.  `pending`: the thread was about to take or to free
 * it.  The kernel itself frees those with priority inheritance, if it can read who has them.
 * False: it can't be written.
 */
static bool release(const struct list *l, gaddr at, bool inherits, bool pending)
{
    uint32_t word, seen, died;

    inherits = inherits && !l->abi->big_endian;
    if ((at & 3) || !space_reachable(lx_process.space, at, sizeof(word)) ||
        lx_get_u32(&seen, at) < 0)
        return false;
    do {
        word = swap(l, seen);
        if (pending && !inherits && !word) {
            wake(at);
            return true;
        }
        if ((word & FUTEX_TID_MASK) != l->tid)
            return true;
        died = seen;
        if (lx_access_cas(lx_ptr(at), &seen, swap(l, (word & FUTEX_WAITERS) | FUTEX_OWNER_DIED)))
            return false;
    } while (seen != died);
    if (!inherits && (word & FUTEX_WAITERS))
        wake(at);
    return true;
}

static void walk(const struct list *l, gaddr head)
{
    enum { LIMIT = 2048 }; /* the kernel's: lists may be circles */
    unsigned word = l->abi->word;
    uint64_t entry, next, offset, pending, top = word == 4 ? UINT32_MAX : UINT64_MAX;

    if (!get(l, head, &entry) || !get(l, head + word, &offset) ||
        !get(l, head + 2 * word, &pending))
        return;
    for (int i = 0; i < LIMIT && (entry & ~(uint64_t)1) != head; i++) {
        gaddr at = entry & ~(uint64_t)1;
        bool more = get(l, at, &next);

        if (at != (pending & ~(uint64_t)1) && !release(l, (at + offset) & top, entry & 1, false))
            return;
        if (!more)
            return;
        entry = next;
    }
    if (pending & ~(uint64_t)1)
        release(l, ((pending & ~(uint64_t)1) + offset) & top, pending & 1, true);
}

static bool host_walks(void)
{
    return lx_process.arch->abi->word == sizeof(void *) && !lx_process.arch->abi->big_endian;
}

void lx_robust_exit(const struct task *task)
{
    struct list l = {lx_process.arch->abi, (uint32_t)task->tid};

    if (task->robust_list && !host_walks())
        walk(&l, task->robust_list);
}

void lx_robust_exit_all(const struct task *task)
{
    if (host_walks())
        return;
    if (task->is_vfork_child) {
        lx_robust_exit(task);
        return;
    }
    /* Also on the way of a fatal signal, which may have come anywhere. */
    bool locked = pthread_mutex_trylock(&lx_process.tasks_lock) == 0;
    for (const struct task *t = locked ? lx_process.tasks : NULL; t; t = t->next)
        lx_robust_exit(t);
    if (locked)
        pthread_mutex_unlock(&lx_process.tasks_lock);
}
