/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of the guest map, shared by space.c (layout, queries), space_map.c (the array) and
 * the calls of the mmap family (space_mmap.c, _ops.c, _calls.c, _brk.c, _shm.c).
 *
 * In: ranges.  Out: the sorted region array.  Invariants: regions are sorted, disjoint,
 * page-aligned, non-empty; equal neighbours are merged.  Ranges of the launcher stand in the same
 * array with kind SPACE_RESERVED, so one search sees every obstacle.  Callers hold space->lock.
 */
#ifndef FERRY_LINUX_USER_SPACE_MAP_H
#define FERRY_LINUX_USER_SPACE_MAP_H

#include "linux-user/space.h"

#include <pthread.h>
#include <sys/mman.h>

#define SPACE_PAGE     ((uint64_t)4096)
#define SPACE_RESERVED 255
/* What the kernel keeps free below a region that grows downwards. */
#define SPACE_STACK_GAP ((uint64_t)1 << 20)
/* dev of a System V segment; ino is its id. */
#define SPACE_SHM_DEV (~(uint64_t)0)

struct space_shm {
    gaddr start;
    uint64_t size;
};

struct space {
    const struct abi *abi;
    pthread_mutex_t lock;
    struct space_region *region;
    size_t count, before, room; /* free places before the first region; those behind it, with it */
    gaddr top;                  /* exclusive */
    gaddr mmap_base;            /* mappings go below it, or */
    bool bottom_up;             /* above: the layout for stacks without a limit */
    gaddr packed;               /* no page is free from here up to mmap_base; 0: not known */
    gaddr stack_top;            /* where the main stack ends */
    gaddr image_base;           /* for a position-independent program */
    gaddr hole_start, hole_end; /* the launcher's heap, with room to grow */
    gaddr heap_start;           /* where that begins; 0: not known */
    gaddr brk_start, brk_end;   /* brk_end in bytes, not rounded */
    struct space_shm *shm;
    size_t shm_count;
    bool lock_next; /* mlockall: what is mapped from now on is locked, */
    bool fill;      /* and filled at once */
    bool guarded;   /* has had guarded pages (target.h: branch_tag) */
    bool others;    /* has had memory that other processes may write */
};

static inline uint64_t space_round_up(uint64_t size)
{
    return (size + SPACE_PAGE - 1) & ~(SPACE_PAGE - 1);
}

/* space_reachable, in line. */
static inline bool space_reaches(const struct space *s, gaddr address, uint64_t size)
{
    gaddr end;

    return !__builtin_add_overflow(address, size, &end) && end <= s->top &&
           (end <= s->hole_start || address >= s->hole_end);
}

/* Index of the first region whose end is above `address` (count if none). */
size_t space_index(const struct space *s, gaddr address);
/* Does [start, end) meet any region or reserved range? */
bool space_overlaps(const struct space *s, gaddr start, gaddr end);
/* What has happened to the map, for the log (-d mmu,page); the lock is held. */
void space_log(const struct space *s, const char *what, gaddr start, gaddr end, int prot);
/* Makes room for `more` further regions; false without memory. To be called before the host call.
 */
bool space_reserve_room(struct space *s, size_t more);
/* Removes [start, end) from the map; true when executable pages were among it. Needs room for 1. */
bool space_cut(struct space *s, gaddr start, gaddr end);
/* Cuts, then inserts; merges.  Needs room for 2. Result as space_cut. */
bool space_put(struct space *s, const struct space_region *r);
/* Splits so that `address` is a boundary. Needs room for 1. */
void space_split(struct space *s, gaddr address);
/* Merges equal neighbours in the neighbourhood of [start, end). */
void space_merge(struct space *s, gaddr start, gaddr end);
/* A free range of `size` bytes aligned to `align` (a power of two), or 0. */
gaddr space_find_gap(struct space *s, uint64_t size, uint64_t align);
/* Is any page of [start, end) executable for the guest? */
bool space_has_code(const struct space *s, gaddr start, gaddr end);
/* Notes that foreign memory lies at [start, end) (met by EEXIST). */
void space_mark_reserved(struct space *s, gaddr start, gaddr end);
/*
 * Brings `start` of regions that grow downwards up to date, if [start, end) meets the gap below
 * one.  Reads /proc/self/maps then, which is slow.
 */
void space_refresh_stacks(struct space *s, gaddr start, gaddr end);

/* ---- what the calls share ---- */

#define SPACE_PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)

/* Guest pages are data for the host; code has to be readable by the translator. */
int space_host_prot(int prot);
/* The host's mmap: an address or -errno. */
long space_host_mmap(gaddr at, uint64_t length, int prot, int flags, int fd, uint64_t offset);
/* Is [start, end) the guest's to use: below the top, without memory of the launcher? */
bool space_range_ok(const struct space *s, gaddr start, gaddr end);
void space_lock(struct space *s);
/* Releases the map and tells the translator if [start, end) held code. */
void space_unlock(struct space *s, bool code, gaddr start, gaddr end);
/* May there be one mapping more (vm.max_map_count)? */
bool space_has_room_for_one(const struct space *s);
/* READ_IMPLIES_EXEC: is memory that can be read executable? */
bool space_reads_exec(int prot);
/* PR_SET_MDWE: memory does not become executable that is or was writable. */
bool space_refuses_exec(int old, int prot);
/* Locks them, and makes them present at once if it can; 0 or -errno. */
long space_lock_pages(gaddr start, uint64_t length, bool now);
/* MAP_LOCKED for the host if what is mapped is locked and filled (mlockall). */
static inline int space_lock_flag(const struct space *s)
{
    return s->fill ? MAP_LOCKED : 0;
}

#endif
