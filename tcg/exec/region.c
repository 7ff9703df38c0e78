/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making a region: translate, optimise, compile, publish.
 *
 * In: pc and mode, with exec's lock held.  Out: a region in the cache.  Invariant: one region
 * is made at a time, so the scratch IR and the back end's buffers need no copies.
 */
#include "tcg/exec/cache.h"

#include <inttypes.h>
#include <string.h>
#include "base/log.h"
#include "tcg/exec/dump.h"
#include "tcg/opt/passes.h"

static struct region *region_record(struct exec *x, const struct code_out *out,
                                    const struct front_result *front)
{
    size_t exits = out->nexits * sizeof(struct region_exit);
    size_t faults = out->nfaults * sizeof(struct code_fault);
    size_t locs = out->nlocs * sizeof(struct code_loc);
    size_t consts = out->nconsts * sizeof(uint64_t);
    size_t ranges = front->nranges * sizeof(struct front_range);
    uint8_t *mem = g_malloc(sizeof(struct region) + ranges + exits + consts + faults + locs);
    struct region *r = (struct region *)mem;
    *r = (struct region){.pc = x->ir.pc, .mode = x->ir.mode, .nranges = front->nranges};
    mem += sizeof(*r);
    r->ranges = memcpy(mem, front->ranges, ranges);
    mem += ranges;
    r->count = out->counter;
    r->exits = (struct region_exit *)mem;
    mem += exits;
    r->consts = memcpy(mem, out->consts, consts);
    mem += consts;
    r->faults = memcpy(mem, out->faults, faults);
    mem += faults;
    r->locs = memcpy(mem, out->locs, locs);
    r->nexits = out->nexits;
    r->nfaults = out->nfaults;
    for (uint32_t i = 0; i < out->nexits; i++)
        r->exits[i] = (struct region_exit){.info = out->exits[i], .from = r};
    r->code = out->code;
    r->size = out->size;
    r->entry = out->entry;
    r->poll_off = out->poll_off;
    return r;
}

static bool compile(struct exec *x, struct code_out *out)
{
    out->code = x->cache + x->used;
    out->cap = x->cache_size - x->used;
    return backend_compile(x->backend, &x->ir, out);
}

/* The IR itself, for the engines that interpret. */
static struct ir_region *keep_ir(struct exec *x)
{
    struct ir_region *kept = g_new(struct ir_region, 1);
    *kept = x->ir;
    ir_region_init(&x->ir, x->target->ir);
    return kept;
}

struct region *region_make(struct exec *x, uint64_t pc, uint64_t mode, unsigned tier)
{
    struct front_limits limits = tier_limits(x, tier);
    struct front_result front;
    struct code_out out = {.counter = tier_counter(x, tier)};

    for (;;) {
        if (!front_translate(&x->ir, x->target, x->opt.cpu_model, pc, mode, &limits, &x->env,
                             &front))
            return NULL;
        dump_guest(x, &front);
        dump_ir(x, LOG_OP, "OP");
        uint64_t mask = x->nregions < x->opt.opt_limit ? x->opt.pass_mask : 0;
        if (mask == OPT_ALL && limits.max_blocks == 1)
            opt_region_quick(x->optimiser, &x->ir);
        else
            opt_region(x->optimiser, &x->ir, mask);
        dump_ir(x, LOG_OP_OPT, "OP after optimization");
        if (x->opt.engine == EXEC_INTERP || compile(x, &out))
            break;
        if (limits.max_insns == 1)
            log_fatal(1,
                      "the code of one instruction at %#" PRIx64
                      " does not fit into the code cache; give a larger -tb-size",
                      pc);
        limits.max_insns /= 2; /* too long for the back end's branches or records */
        limits.max_blocks = (limits.max_blocks + 3) / 4;
    }

    struct region *r = region_record(x, &out, &front);
    x->nregions++;
    x->used = (x->used + out.size + 63) & ~(size_t)63;
    dump_host(x, r);
    if (x->opt.engine != EXEC_JIT)
        r->ir = keep_ir(x);
    if (x->env.code_made)
        for (uint32_t i = 0; i < front.nranges; i++)
            x->env.code_made(x->env.opaque, front.ranges[i].start, front.ranges[i].end);
    cache_add(x, r);
    return r;
}
