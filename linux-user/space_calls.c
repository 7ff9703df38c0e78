/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls on the guest's memory that leave the map as it is: advice, locks, seals.  Rules:
 * space_mmap.c.
 *
 * In: system calls.  Out: the host's results; -ENOMEM where the launcher's own memory would be met.
 */
#include "linux-user/space_map.h"

#include "linux-user/task.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define NOWHERE ((gaddr)0x7ffffffff000) /* the host has no pages there */

/* Page for page, is the range empty, or does its end wrap? Then no call touches memory. */
static bool touches_nothing(gaddr address, uint64_t length)
{
    uint64_t size = space_round_up(length + (address & (SPACE_PAGE - 1)));
    gaddr start = address & ~(SPACE_PAGE - 1);

    return size < length || !size || start + size < start;
}

static bool may_call(const struct space *s, gaddr address, uint64_t length)
{
    return touches_nothing(address, length) ||
           space_range_ok(s, address & ~(SPACE_PAGE - 1), address + length);
}

/* A range that meets the launcher: -ENOMEM, unless the kernel finds fault with the other arguments
   or the address's alignment first. */
static long refused(gaddr address, long nr, long a3, long a4)
{
    gaddr inside = address & (SPACE_PAGE - 1);
    long result = lx_rawcall(nr, (long)(NOWHERE + inside), 1, a3, a4, 0, 0);

    return result < 0 ? result : -ENOMEM;
}

/* A range for a call that the host carries out. */
static long checked_call(struct space *s, gaddr address, uint64_t length, long nr, long a3, long a4)
{
    space_lock(s);
    bool ok = may_call(s, address, length);

    space_unlock(s, false, 0, 0);
    if (!ok)
        return refused(address, nr, a3, a4);
    return lx_rawcall(nr, (long)address, (long)length, a3, a4, 0, 0);
}

long space_madvise(struct space *s, gaddr address, uint64_t length, int advice)
{
    gaddr end = address + space_round_up(length);

    space_lock(s);
    /* The pages may read differently afterwards. */
    bool code = (advice == MADV_DONTNEED || advice == MADV_REMOVE || advice == MADV_FREE ||
                 advice == MADV_DONTNEED_LOCKED) &&
                !touches_nothing(address, length) && space_has_code(s, address, end);
    long result = may_call(s, address, length)
                      ? lx_rawcall(SYS_madvise, (long)address, (long)length, advice, 0, 0, 0)
                      : refused(address, SYS_madvise, advice, 0);

    space_unlock(s, code, address, end);
    return result;
}

long space_msync(struct space *s, gaddr address, uint64_t length, int flags)
{
    return checked_call(s, address, length, SYS_msync, flags, 0);
}

long space_mincore(struct space *s, gaddr address, uint64_t length, gaddr vec)
{
    return checked_call(s, address, length, SYS_mincore, (long)vec, 0);
}

long space_mlock(struct space *s, gaddr address, uint64_t length, int flags, bool onfault)
{
    (void)onfault;
    if (flags)
        return checked_call(s, address, length, SYS_mlock2, flags, 0);
    return checked_call(s, address, length, SYS_mlock, 0, 0);
}

long space_munlock(struct space *s, gaddr address, uint64_t length)
{
    return checked_call(s, address, length, SYS_munlock, 0, 0);
}

/* The host locks on fault only, since the launcher's reserved but unused memory must not be filled:
   the guest's is filled here. */
long space_mlockall(struct space *s, int flags)
{
    bool now = !(flags & MCL_ONFAULT);
    long result = lx_rawcall(SYS_mlockall, flags | MCL_ONFAULT, 0, 0, 0, 0, 0);

    if (result < 0)
        return result;
    space_lock(s);
    s->fill = now && flags & MCL_FUTURE;
    for (size_t i = 0; now && flags & MCL_CURRENT && i < s->count; i++) {
        const struct space_region *r = &s->region[i];

        space_fill(r->start, r->end - r->start, r->prot, r->shared);
    }
    space_unlock(s, false, 0, 0);
    return result;
}

__attribute__((hot)) void space_forget_locks(struct space *s)
{
    if (s->fill) /* a page that is not written need not be copied */
        s->fill = false;
}

long space_munlockall(struct space *s)
{
    space_lock(s);
    s->fill = false;
    space_unlock(s, false, 0, 0);
    return lx_rawcall(SYS_munlockall, 0, 0, 0, 0, 0, 0);
}

long space_remap_file_pages(struct space *s, gaddr start, uint64_t size, int prot, uint64_t pgoff,
                            int flags)
{
    gaddr end;
    long result;
    bool code = false;

    if (__builtin_add_overflow(start, size, &end))
        return -EINVAL;
    space_lock(s);
    if (!space_range_ok(s, start, end) || !space_reserve_room(s, 4)) {
        space_unlock(s, false, 0, 0);
        return -EINVAL;
    }
    result = lx_rawcall(SYS_remap_file_pages, (long)start, (long)size, prot, (long)pgoff, flags, 0);
    if (result == 0) {
        size_t i = space_index(s, start);
        struct space_region r = s->region[i];

        r.start = start & ~(SPACE_PAGE - 1);
        r.end = r.start + (size & ~(SPACE_PAGE - 1));
        r.offset = pgoff * SPACE_PAGE;
        if (r.start < r.end)
            code = space_put(s, &r);
    }
    space_unlock(s, code, start, end);
    return result;
}

long space_mseal(struct space *s, gaddr address, uint64_t length, uint64_t flags)
{
    const long sys_mseal = 462;

    return checked_call(s, address, length, sys_mseal, (long)flags, 0);
}
