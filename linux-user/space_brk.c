/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * brk.  Rules: space_mmap.c, brk(2).
 *
 * In: the new end.  Out: the end as it is then, in bytes.
 */
#include "linux-user/space_map.h"

#include "linux-user/task.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static bool heap_limit_allows(const struct space *s, gaddr end)
{
    uint64_t limit = lx_process.limits.data.soft;

    if (limit == RLIM_INFINITY)
        return true;
    return end - s->brk_start + (lx_process.end_data - lx_process.start_data) <= limit;
}

static bool grow_heap(struct space *s, gaddr from, gaddr to)
{
    struct space_region r = {.start = from,
                             .end = to,
                             .prot = PROT_READ | PROT_WRITE,
                             .kind = SPACE_HEAP,
                             .anonymous = true,
                             .locked = s->lock_next};
    size_t i = space_index(s, from);

    if (!space_range_ok(s, from, to) || !space_reserve_room(s, 4))
        return false;
    if (i < s->count) {
        gaddr guard = s->region[i].growsdown ? SPACE_STACK_GAP : 0;

        if (s->region[i].start < to + guard)
            return false;
    }
    if (space_host_mmap(from, to - from, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | space_lock_flag(s), -1,
                        0) < 0)
        return false;
    if (s->lock_next && !s->fill && space_lock_pages(from, to - from, false) == -ENOMEM) {
        lx_rawcall(SYS_munmap, (long)from, (long)(to - from), 0, 0, 0, 0);
        return false;
    }
    space_put(s, &r);
    return true;
}

gaddr space_brk(struct space *s, gaddr address)
{
    bool code = false;
    gaddr from = 0, to = 0;

    space_lock(s);
    if (address >= s->brk_start && address <= s->top) {
        from = space_round_up(s->brk_end);
        to = space_round_up(address);
        if (to == from) {
            s->brk_end = address;
        } else if (to > from) {
            if (heap_limit_allows(s, address) && lx_limits_allow(s, to - from, true) &&
                grow_heap(s, from, to))
                s->brk_end = address;
        } else if (space_reserve_room(s, 2) &&
                   lx_rawcall(SYS_munmap, (long)to, (long)(from - to), 0, 0, 0, 0) == 0) {
            code = space_cut(s, to, from);
            s->brk_end = address;
        }
    }
    gaddr end = s->brk_end;

    space_unlock(s, code, to, from);
    return end;
}
