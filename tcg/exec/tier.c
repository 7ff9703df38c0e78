/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tiers: which regions are made fast, which are optimised, and when one follows the other.
 *
 * In: options, the executions that tier-1 regions count.  Out: limits for the front end; tier-2
 * regions in the place of hot ones.
 * A tier-1 region is an extended basic block that counts down at its entry and leaves with
 * IR_TRAP_HOT when the count is used up.  Its tier-2 successor at the same pc has many blocks and
 * whole loops; the old entry jumps there from then on (cache_replace).  Where an earlier process
 * has left one (stored.h) the count is short, and the successor is loaded.
 */
#include "tcg/exec/cache.h"

#include <string.h>
#include "tcg/exec/dump.h"

/* Long regions translate code twice: with 1, 2, 3, 8 and any number of conditional branches a
   region, a dynamic `true` takes 9,200, 11,100, 12,600, 15,500 and 20,300 translated instructions.
   Code of two branches runs as fast as that of more. */
#define TIER1_INSNS    32
#define TIER1_BRANCHES 2
#define TIER2_INSNS    400
#define TIER2_BLOCKS   64
#define DEFAULT_AFTER  16000
#define PROFILE        2         /* words of code_out.profile */
#define USED_UP        INT32_MAX /* the count of a region that has been hot */
#define SOON           32        /* of what is optimised already, an earlier process's */
#define WARM_SHARE     64        /* code that ran 1/n as often as what is hot comes along */
#define OTHER_SHARE    8         /* a branch goes elsewhere than before once in n times at most */

uint32_t tier_threshold(const struct exec *x)
{
    return x->opt.tier_after ? x->opt.tier_after : DEFAULT_AFTER;
}

unsigned tier_first(const struct exec *x)
{
    return x->opt.tier == 2 && !x->opt.one_insn ? 2 : 1;
}

/* Has the code at pc been executed often enough to be worth optimising?  Code that is reached by a
   jump has a region of its own, which counts. */
static bool warm(void *opaque, gaddr pc, uint64_t mode)
{
    const struct exec *x = opaque;
    const struct region *r = cache_find(x, pc, mode);
    if (!r)
        return false;
    if (!r->count || *r->count == USED_UP)
        return true;
    uint32_t threshold = tier_threshold(x);
    return (int32_t)*r->count < (int32_t)(threshold - threshold / WARM_SHARE);
}

/* Is it a place in the same file, so that it has the same distance in every process? */
static bool moves_along(struct exec *x, gaddr pc, gaddr to)
{
    struct exec_file a, b;
    if (!x->store || !x->env.file_at(x->env.opaque, pc, &a))
        return true;
    return x->env.file_at(x->env.opaque, to, &b) && a.dev == b.dev && a.ino == b.ino &&
           b.place - a.place == to - pc;
}

/* Of the regions that end with the branch at pc, the one that has been there most often. */
static const struct region *profile_of(struct exec *x, gaddr pc, uint64_t mode, uint32_t *times)
{
    const struct region *best = NULL;
    *times = 0;
    for (const struct page_item *i = cache_page(x, pc); i; i = i->next) {
        const struct region *r = i->region;
        if (!r->profile || r->pc + (uint64_t)(int64_t)r->indirect != pc || r->mode != mode)
            continue;
        uint32_t first = r->soon ? SOON : tier_threshold(x);
        uint32_t n = *r->count == USED_UP ? first : first - *r->count;
        if (n >= *times) { /* of several the oldest */
            *times = n;
            best = r;
        }
    }
    return best;
}

static bool target(void *opaque, gaddr pc, uint64_t mode, gaddr *to)
{
    struct exec *x = opaque;
    uint32_t times;
    const struct region *r = x->guarded ? NULL : profile_of(x, pc, mode, &times);
    if (!r || times < tier_threshold(x) / WARM_SHARE || r->profile[1] > times / OTHER_SHARE)
        return false;
    *to = (pc & ~(gaddr)UINT32_MAX) | r->profile[0];
    return cache_find(x, *to, mode) && moves_along(x, pc, *to);
}

struct front_limits tier_limits(struct exec *x, unsigned tier)
{
    const struct exec_options *opt = &x->opt;
    struct front_limits limits = {.max_insns = tier == 2 ? TIER2_INSNS : TIER1_INSNS,
                                  .max_blocks = tier == 2 ? TIER2_BLOCKS : 1,
                                  .max_branches = tier == 2 ? 0 : TIER1_BRANCHES,
                                  .cpu = x->asking};
    if (opt->max_insns)
        limits.max_insns = opt->max_insns;
    if (opt->max_blocks)
        limits.max_blocks = opt->max_blocks;
    if (opt->one_insn)
        limits.max_insns = limits.max_blocks = 1;
    if (tier == 2 && tier_first(x) == 1) {
        limits.warm = warm;
        limits.target = target;
        limits.opaque = x;
    }
    return limits;
}

uint32_t *tier_counter(struct exec *x, unsigned tier)
{
    if (tier != 1 || x->opt.tier != 0 || x->opt.engine != EXEC_JIT || x->opt.one_insn ||
        x->ncounters == x->max_counters)
        return NULL;
    uint32_t *count = &x->counters[x->ncounters++];
    *count = tier_threshold(x);
    return count;
}

uint32_t *tier_profile(struct exec *x, const uint32_t *counter)
{
    if (!counter || counter + 1 != &x->counters[x->ncounters] ||
        x->max_counters - x->ncounters < PROFILE)
        return NULL;
    uint32_t *profile = &x->counters[x->ncounters];
    memset(profile, 0, PROFILE * sizeof(*profile));
    return profile;
}

void tier_profiled(struct exec *x)
{
    x->ncounters += PROFILE;
}

void tier_soon(struct exec *x, struct region *r)
{
    r->soon = r->count && tier_threshold(x) > SOON;
    if (r->soon)
        *r->count = SOON;
}

enum tier_loop tier_loop(struct exec *x, uint64_t head, struct region **old)
{
    struct region *at = cache_find(x, head, (*old)->mode);
    if (!at)
        return LOOP_HERE;
    if (!at->count || *at->count == USED_UP)
        return LOOP_APART;
    *(*old)->count = tier_threshold(x);
    *at->count = USED_UP;
    *old = at;
    return LOOP_HEAD;
}

void tier_up(struct exec *x, uint64_t pc, uint64_t mode)
{
    struct region *old = cache_find(x, pc, mode);
    if (!old || !old->count)
        return;
    *old->count = USED_UP; /* once is enough, whatever comes of it */
    struct region *hot = old->soon ? region_load(x, pc, mode, 2) : region_make_hot(x, &old);
    if (hot)
        cache_replace(x, old, hot);
    else if (old->soon)
        *old->count = tier_threshold(x);
    old->soon &= hot != NULL;
}
