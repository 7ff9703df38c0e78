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
#include <sys/resource.h>
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

/* ---- mlockall ---- */

/* Has the process the right to lock more than its limit?  0, -EAGAIN, or -EPERM: nothing at all. */
static long may_exceed(uint64_t limit)
{
    uint64_t size = (limit & ~(SPACE_PAGE - 1)) + SPACE_PAGE;
    void *more = mmap(NULL, size, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_LOCKED, -1, 0);

    if (more == MAP_FAILED)
        return errno == EPERM || errno == EAGAIN ? -errno : 0;
    munmap(more, size);
    return 0;
}

/* As the kernel counts, but of the guest's memory alone. */
static long may_lock_all(const struct space *s, int flags)
{
    struct rlimit limit;
    uint64_t size = 0;
    long error;

    for (size_t i = 0; flags & MCL_CURRENT && i < s->count; i++)
        if (s->region[i].kind != SPACE_RESERVED)
            size += s->region[i].end - s->region[i].start;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY ||
        (limit.rlim_cur && size <= limit.rlim_cur))
        return 0;
    error = may_exceed(limit.rlim_cur);
    return error != -EAGAIN ? error : size ? -ENOMEM : 0;
}

/* Not the host's mlockall, which would count, fill and lock what the launcher has reserved. */
long space_mlockall(struct space *s, int flags)
{
    bool now = !(flags & MCL_ONFAULT);
    long result;

    space_lock(s);
    space_refresh_stacks(s, 0, s->top);
    result = may_lock_all(s, flags);
    if (result == 0) {
        s->lock_next = flags & MCL_FUTURE;
        s->fill = now && s->lock_next;
    }
    for (size_t i = 0; result == 0 && flags & MCL_CURRENT && i < s->count; i++) {
        const struct space_region *r = &s->region[i];

        if (r->kind != SPACE_RESERVED)
            space_lock_pages(r->start, r->end - r->start, now);
    }
    space_unlock(s, false, 0, 0);
    return result;
}

long space_lock_pages(gaddr start, uint64_t length, bool now)
{
    if (now)
        return lx_rawcall(SYS_mlock, (long)start, (long)length, 0, 0, 0, 0);
    return lx_rawcall(SYS_mlock2, (long)start, (long)length, MLOCK_ONFAULT, 0, 0, 0);
}

__attribute__((hot)) void space_forget_locks(struct space *s)
{
    if (s->lock_next) /* a page that is not written need not be copied */
        s->fill = s->lock_next = false;
}

long space_munlockall(struct space *s)
{
    space_lock(s);
    s->fill = s->lock_next = false;
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
