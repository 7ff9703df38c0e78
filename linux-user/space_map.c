/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The region array of the guest map: search, cut, insert, merge, free ranges.
 * See space_map.h for the rules.  No system call is made here.
 */
#include "linux-user/space_map.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

size_t space_index(const struct space *s, gaddr address)
{
    size_t low = 0, high = s->count;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (s->region[mid].end > address)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

bool space_overlaps(const struct space *s, gaddr start, gaddr end)
{
    size_t i = space_index(s, start);

    return i < s->count && s->region[i].start < end;
}

bool space_has_code(const struct space *s, gaddr start, gaddr end)
{
    for (size_t i = space_index(s, start); i < s->count && s->region[i].start < end; i++)
        if (s->region[i].prot & PROT_EXEC)
            return true;
    return false;
}

bool space_reserve_room(struct space *s, size_t more)
{
    size_t spare = s->count / 2 + more + 32; /* on either side */
    struct space_region *all;

    if (s->before >= more && s->count + more <= s->room)
        return true;
    all = malloc((s->count + 2 * spare) * sizeof(*all));
    if (!all)
        return false;
    if (s->count)
        memcpy(all + spare, s->region, s->count * sizeof(*all));
    if (s->region)
        free(s->region - s->before);
    s->region = all + spare;
    s->before = spare;
    s->room = s->count + spare;
    return true;
}

/* The shorter side makes way: mappings in a row come one below the other. */
static void insert_at(struct space *s, size_t i, const struct space_region *r)
{
    if (i < s->count / 2) {
        memmove(s->region - 1, s->region, i * sizeof(*r));
        s->region--;
        s->before--;
        s->room++;
    } else {
        memmove(&s->region[i + 1], &s->region[i], (s->count - i) * sizeof(*r));
    }
    s->region[i] = *r;
    s->count++;
}

/* The shorter side closes the gap. */
static void remove_at(struct space *s, size_t i, size_t n)
{
    size_t above = s->count - i - n;

    if (i < above) {
        memmove(s->region + n, s->region, i * sizeof(*s->region));
        s->region += n;
        s->before += n;
        s->room -= n;
    } else {
        memmove(&s->region[i], &s->region[i + n], above * sizeof(*s->region));
    }
    s->count -= n;
}

void space_split(struct space *s, gaddr address)
{
    size_t i = space_index(s, address);

    if (i == s->count || s->region[i].start >= address)
        return;

    struct space_region low = s->region[i];

    low.end = address;
    if (!s->region[i].anonymous)
        s->region[i].offset += address - low.start;
    s->region[i].start = address;
    /* Only the lowest piece goes on growing. */
    s->region[i].growsdown = false;
    insert_at(s, i, &low);
}

bool space_cut(struct space *s, gaddr start, gaddr end)
{
    bool code = false;

    if (start >= end)
        return false;
    space_split(s, start);
    space_split(s, end);

    size_t first = space_index(s, start), i = first;

    for (; i < s->count && s->region[i].end <= end; i++)
        code |= (s->region[i].prot & PROT_EXEC) != 0;
    if (i > first) {
        remove_at(s, first, i - first);
        if (s->packed && s->packed < end)
            s->packed = end < s->mmap_base ? end : s->mmap_base;
    }
    return code;
}

static bool mergeable(const struct space_region *a, const struct space_region *b)
{
    if (a->end != b->start || a->prot != b->prot || a->prot_arch != b->prot_arch ||
        a->kind != b->kind || a->shared != b->shared || a->anonymous != b->anonymous ||
        b->growsdown || a->locked != b->locked || a->noreserve != b->noreserve)
        return false;
    if (a->anonymous)
        return !a->shared;
    return a->dev == b->dev && a->ino == b->ino && a->offset + (a->end - a->start) == b->offset;
}

void space_merge(struct space *s, gaddr start, gaddr end)
{
    size_t i = space_index(s, start ? start - 1 : 0);

    while (i + 1 < s->count && s->region[i].start <= end) {
        if (mergeable(&s->region[i], &s->region[i + 1])) {
            s->region[i].end = s->region[i + 1].end;
            remove_at(s, i + 1, 1);
        } else {
            i++;
        }
    }
}

bool space_put(struct space *s, const struct space_region *r)
{
    bool code = space_cut(s, r->start, r->end);

    s->others |= r->shared;
    insert_at(s, space_index(s, r->start), r);
    space_merge(s, r->start, r->end);
    return code;
}

/* The lowest address that must stay free for region i. */
static gaddr guarded_start(const struct space_region *r)
{
    if (!r->growsdown)
        return r->start;
    return r->start > SPACE_STACK_GAP ? r->start - SPACE_STACK_GAP : 0;
}

/* First fit from `high` downwards, not below `low`. */
static gaddr gap_below(const struct space *s, gaddr high, gaddr low, uint64_t size, uint64_t align)
{
    size_t i = space_index(s, high);

    /* A region across `high` bounds the first gap. */
    if (i < s->count && s->region[i].start < high)
        high = guarded_start(&s->region[i]);
    for (;; i--) {
        gaddr bottom = i ? s->region[i - 1].end : 0;

        if (bottom < low)
            bottom = low;
        if (high >= size && high > bottom) {
            gaddr at = (high - size) & ~(align - 1);

            if (at >= bottom)
                return at;
        }
        if (!i || s->region[i - 1].end <= low)
            return 0;
        high = guarded_start(&s->region[i - 1]);
    }
}

/* First fit from `low` upwards. */
static gaddr gap_above(const struct space *s, gaddr low, uint64_t size, uint64_t align)
{
    for (size_t i = space_index(s, low);; i++) {
        gaddr at = (low + align - 1) & ~(align - 1);
        gaddr end = i < s->count ? guarded_start(&s->region[i]) : s->top;

        if (at < end && end - at >= size)
            return at;
        if (i >= s->count)
            return 0;
        if (low < s->region[i].end)
            low = s->region[i].end;
    }
}

/* Brings `packed` down to the first free page, so that mappings in a row are not passed again. */
static void pack(struct space *s)
{
    if (!s->packed)
        s->packed = s->mmap_base;
    for (size_t i = space_index(s, s->packed - 1) + 1; i--;) {
        if (i == s->count)
            continue;
        if (s->region[i].end < s->packed)
            return;
        if (s->region[i].start < s->packed)
            s->packed = guarded_start(&s->region[i]);
    }
}

gaddr space_find_gap(struct space *s, uint64_t size, uint64_t align)
{
    const gaddr lowest = (gaddr)1 << 16;
    gaddr at = s->bottom_up ? gap_above(s, s->mmap_base, size, align) : 0;

    if (!at) {
        pack(s);
        at = gap_below(s, s->packed, lowest, size, align);
    }
    if (!at && !s->bottom_up)
        at = gap_below(s, s->top, s->mmap_base, size, align);
    return at;
}

void space_mark_reserved(struct space *s, gaddr start, gaddr end)
{
    struct space_region r = {.start = start, .end = end, .kind = SPACE_RESERVED, .anonymous = true};

    if (end > s->top)
        r.end = s->top;
    if (r.start < r.end && space_reserve_room(s, 2))
        space_put(s, &r);
}
