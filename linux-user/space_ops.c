/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * munmap, mprotect and mremap on the guest's address space: see space_mmap.c for the rules.
 *
 * In: system calls.  Out: as space_mmap.c.
 */
#include "linux-user/space_map.h"

#include "linux-user/arch.h"
#include "linux-user/task.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define PROT_SEM_BIT 0x8

/* ---- munmap, mprotect ---- */

/* Unmaps the guest's pages only, where the range also meets the launcher. */
static long unmap_pieces(struct space *s, gaddr start, gaddr end)
{
    for (size_t i = space_index(s, start); i < s->count && s->region[i].start < end; i++) {
        const struct space_region *r = &s->region[i];
        gaddr from = r->start < start ? start : r->start;
        gaddr to = r->end > end ? end : r->end;

        if (r->kind != SPACE_RESERVED) {
            long result = lx_rawcall(SYS_munmap, (long)from, (long)(to - from), 0, 0, 0, 0);

            if (result < 0)
                return result;
        }
    }
    return 0;
}

/* As space_cut, but reserved ranges stay. */
static bool cut_guest(struct space *s, gaddr start, gaddr end)
{
    bool code = false;

    while (start < end && space_reserve_room(s, 2)) {
        size_t i = space_index(s, start);

        if (i == s->count || s->region[i].start >= end)
            break;

        gaddr to = s->region[i].end < end ? s->region[i].end : end;

        if (s->region[i].kind != SPACE_RESERVED)
            code |= space_cut(s, s->region[i].start < start ? start : s->region[i].start, to);
        start = to;
    }
    return code;
}

long space_munmap(struct space *s, gaddr address, uint64_t length)
{
    bool code = false;
    long result;
    gaddr end;

    length = space_round_up(length);
    if ((address & (SPACE_PAGE - 1)) || !length || __builtin_add_overflow(address, length, &end) ||
        end > s->abi->address_limit)
        return -EINVAL;
    if (address >= s->top)
        return 0;
    if (end > s->top)
        end = s->top;
    space_lock(s);
    if (!space_reserve_room(s, 2)) {
        space_unlock(s, false, 0, 0);
        return -ENOMEM;
    }
    space_refresh_stacks(s, address, end);
    if (space_range_ok(s, address, end))
        result = lx_rawcall(SYS_munmap, (long)address, (long)(end - address), 0, 0, 0, 0);
    else
        result = unmap_pieces(s, address, end);
    if (result == 0)
        code = cut_guest(s, address, end);
    space_log(s, "munmap", address, end, PROT_NONE);
    space_unlock(s, code, address, end);
    return result;
}

/* Does a region count for RLIMIT_DATA with the protection, and did not before? */
static bool becomes_data(const struct space_region *r, int prot)
{
    return (prot & PROT_WRITE) && !(r->prot & PROT_WRITE) && !r->shared && !r->growsdown;
}

/* Is the file on a file system that is mounted noexec? The host alone knows that of a mapping. */
static bool never_exec(const struct space_region *r, gaddr at, gaddr to, int prot)
{
    if (!(prot & PROT_EXEC) || r->prot & PROT_EXEC || r->anonymous || lx_process.reads_exec)
        return false;
    return lx_rawcall(SYS_mprotect, (long)at, (long)(to - at), space_host_prot(r->prot) | PROT_EXEC,
                      0, 0, 0) == -EACCES;
}

/* Region by region, so that a failure leaves what the kernel would leave. */
static long protect_regions(struct space *s, gaddr at, gaddr end, int prot, bool *code)
{
    while (at < end) {
        size_t i = space_index(s, at);

        if (i == s->count || s->region[i].start > at || s->region[i].kind == SPACE_RESERVED)
            return -ENOMEM;
        if (!space_reserve_room(s, 3))
            return -ENOMEM;

        gaddr to = s->region[i].end < end ? s->region[i].end : end;

        if ((at > s->region[i].start || to < s->region[i].end) && !space_has_room_for_one(s))
            return -ENOMEM;
        if (space_refuses_exec(s->region[i].prot, prot) || never_exec(&s->region[i], at, to, prot))
            return -EACCES;
        if (becomes_data(&s->region[i], prot) && lx_limits_allow(s, to - at, false) &&
            !lx_limits_allow(s, to - at, true))
            return -ENOMEM;

        long result =
            lx_rawcall(SYS_mprotect, (long)at, (long)(to - at), space_host_prot(prot), 0, 0, 0);

        if (result < 0)
            return result;
        space_split(s, at);
        space_split(s, to);
        i = space_index(s, at);

        uint8_t prot_arch = (uint8_t)((prot & lx_process.arch->prot_extra) >> 4);

        if ((s->region[i].prot & PROT_EXEC) &&
            (!(prot & PROT_EXEC) || prot_arch != s->region[i].prot_arch))
            *code = true;
        s->guarded |= !!(prot & lx_process.arch->prot_guarded);
        s->region[i].prot = prot & SPACE_PROT_ALL;
        s->region[i].prot_arch = prot_arch;
        at = to;
    }
    return 0;
}

long space_mprotect(struct space *s, gaddr address, uint64_t length, uint64_t flags)
{
    int prot = (int)flags, grows = prot & (PROT_GROWSDOWN | PROT_GROWSUP);
    bool code = false;
    gaddr end;
    long result;

    if ((address & (SPACE_PAGE - 1)) || grows == (PROT_GROWSDOWN | PROT_GROWSUP))
        return -EINVAL;
    prot &= ~grows;
    if (!length)
        return 0;
    length = space_round_up(length);
    if (!length || __builtin_add_overflow(address, length, &end))
        return -ENOMEM;
    if (flags >> 32 || prot & ~(SPACE_PROT_ALL | PROT_SEM_BIT | lx_process.arch->prot_extra))
        return -EINVAL;
    if (space_reads_exec(prot))
        prot |= PROT_EXEC;
    space_lock(s);
    /* With PROT_GROWSDOWN the region's true start is wanted. */
    space_refresh_stacks(s, grows ? 0 : address, grows ? s->top : end);

    gaddr start = address;

    if (grows) {
        size_t i = space_index(s, address);

        bool none = i == s->count || s->region[i].start >= end;

        if (none || grows & PROT_GROWSUP || !s->region[i].growsdown) {
            space_unlock(s, false, 0, 0);
            return none ? -ENOMEM : -EINVAL;
        }
        start = s->region[i].start;
    }
    result = protect_regions(s, start, end, prot, &code);
    space_merge(s, start, end);
    space_log(s, "mprotect", start, end, prot);
    space_unlock(s, code, start, end);
    return result;
}

/* ---- mremap ---- */

/* Copies the attributes of [old, old+size) to the new place; what is longer takes the last's. */
static void move_attributes(struct space *s, gaddr old, uint64_t old_size, gaddr at,
                            uint64_t new_size, bool keep_old, bool *code)
{
    size_t first = space_index(s, old), n = 0;
    gaddr old_end = old + (old_size ? old_size : SPACE_PAGE);
    struct space_region *piece;

    while (first + n < s->count && s->region[first + n].start < old_end)
        n++;
    piece = malloc((n + 1) * sizeof(*piece));
    if (!piece || !space_reserve_room(s, 2 * n + 4)) {
        free(piece);
        return;
    }
    memcpy(piece, &s->region[first], n * sizeof(*piece));
    if (!keep_old && old_size)
        *code |= space_cut(s, old, old + old_size);
    *code |= space_cut(s, at, at + new_size);
    for (size_t i = 0; i < n; i++) {
        struct space_region r = piece[i];

        if (r.start < old) {
            r.offset += r.anonymous ? 0 : old - r.start;
            r.start = old;
        }
        if (r.end > old_end || i + 1 == n)
            r.end = old_end;
        r.start = r.start - old + at;
        r.end = i + 1 == n ? at + new_size : r.end - old + at;
        r.growsdown = false;
        if (r.end > at + new_size)
            r.end = at + new_size;
        if (r.start < r.end)
            space_put(s, &r);
    }
    free(piece);
}

static long host_mremap(gaddr old, uint64_t old_size, uint64_t new_size, int flags, gaddr at)
{
    return lx_rawcall(SYS_mremap, (long)old, (long)old_size, (long)new_size, flags, (long)at, 0);
}

/* Without MREMAP_FIXED: in place if it fits, else where we choose. */
static long remap_anywhere(struct space *s, gaddr old, uint64_t old_size, uint64_t new_size,
                           int flags)
{
    bool stay = !(flags & MREMAP_DONTUNMAP) && old_size;
    gaddr end = old + new_size;
    gaddr at;

    if (stay && new_size <= old_size)
        return host_mremap(old, old_size, new_size, 0, 0);
    if (stay && end > old && space_range_ok(s, old, end) &&
        !space_overlaps(s, old + old_size, end)) {
        long result = host_mremap(old, old_size, new_size, 0, 0);

        if (result != -ENOMEM || !(flags & MREMAP_MAYMOVE))
            return result;
    }
    if (!(flags & MREMAP_MAYMOVE))
        return -ENOMEM;
    at = space_find_gap(s, new_size, SPACE_PAGE);
    if (!at)
        return -ENOMEM;
    return host_mremap(old, old_size, new_size, flags | MREMAP_FIXED, at);
}

/* What the caller says of the new place, which without MREMAP_FIXED is a mere wish. */
static bool place_ok(const struct space *s, gaddr old, uint64_t old_size, gaddr at, uint64_t size)
{
    return !(at & (SPACE_PAGE - 1)) && at + size >= at && at + size <= s->top &&
           (at >= old + old_size || at + size <= old);
}

int64_t space_mremap(struct space *s, gaddr old, uint64_t old_size, uint64_t new_size,
                     uint64_t all_flags, gaddr new_address)
{
    int flags = (int)all_flags;
    bool code = false;
    long at;

    old_size = space_round_up(old_size);
    new_size = space_round_up(new_size);
    if ((all_flags & ~(uint64_t)(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)) ||
        (old & (SPACE_PAGE - 1)) || !new_size)
        return -EINVAL;
    if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && !(flags & MREMAP_MAYMOVE))
        return -EINVAL;
    if ((flags & MREMAP_DONTUNMAP) &&
        (old_size != new_size || !place_ok(s, old, old_size, new_address, new_size)))
        return -EINVAL;
    if (new_size > s->top)
        return -EINVAL;
    if (old >= s->top)
        return -EFAULT;
    space_lock(s);
    if (old_size > s->top) {
        bool mapped = space_overlaps(s, old, old + 1);
        space_unlock(s, false, 0, 0);
        return mapped ? -EINVAL : -EFAULT;
    }
    space_refresh_stacks(s, old, old + old_size);
    if (!space_overlaps(s, old, old + 1) || !space_range_ok(s, old, old + old_size)) {
        space_unlock(s, false, 0, 0);
        return -EFAULT;
    }
    if (!old_size && !s->region[space_index(s, old)].shared) {
        space_unlock(s, false, 0, 0);
        return -EINVAL;
    }
    if (new_size > old_size && !lx_limits_allow(s, new_size - old_size, true)) {
        space_unlock(s, false, 0, 0);
        return -ENOMEM;
    }
    if (flags & MREMAP_FIXED) {
        if ((new_address & (SPACE_PAGE - 1)) ||
            !space_range_ok(s, new_address, new_address + new_size))
            at = -EINVAL;
        else
            at = host_mremap(old, old_size, new_size, flags, new_address);
    } else {
        at = remap_anywhere(s, old, old_size, new_size, flags);
    }
    if (at >= 0) {
        move_attributes(s, old, old_size, (gaddr)at, new_size, flags & MREMAP_DONTUNMAP, &code);
        space_log(s, "mremap", (gaddr)at, (gaddr)at + new_size,
                  s->region[space_index(s, (gaddr)at)].prot);
    }
    space_unlock(s, false, 0, 0);
    if (code && lx_process.exec) {
        exec_invalidate(lx_process.exec, old, old + old_size);
        exec_invalidate(lx_process.exec, (gaddr)at, (gaddr)at + new_size);
    }
    return at;
}
