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

/* Long regions translate code twice: with 1, 2, 3, 8 and any number of conditional branches a
   region, a dynamic `true` takes 9,200, 11,100, 12,600, 15,500 and 20,300 translated instructions.
   Code of two branches runs as fast as that of more. */
#define DEFAULT_MAX_INSNS 32
#define MAX_BRANCHES      2
#define REGION_ROOM       (256 * 1024) /* no region's code is larger */

static struct region *region_record(struct exec *x, const struct code_out *out,
                                    const struct front_result *front)
{
    size_t exits = out->nexits * sizeof(struct region_exit);
    size_t faults = out->nfaults * sizeof(struct code_fault);
    size_t locs = out->nlocs * sizeof(struct code_loc);
    size_t consts = out->nconsts * sizeof(uint64_t);
    uint8_t *mem = g_malloc(sizeof(struct region) + exits + consts + faults + locs);
    struct region *r = (struct region *)mem;
    *r = (struct region){.pc = x->ir.pc, .mode = x->ir.mode, .nranges = front->nranges};
    memcpy(r->ranges, front->ranges, sizeof(r->ranges));
    mem += sizeof(*r);
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
    *out = (struct code_out){.code = x->cache + x->used, .cap = x->cache_size - x->used};
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

struct region *region_make(struct exec *x, uint64_t pc, uint64_t mode)
{
    struct front_limits limits = {
        .max_insns = x->opt.one_insn    ? 1
                     : x->opt.max_insns ? x->opt.max_insns
                                        : DEFAULT_MAX_INSNS,
        .max_blocks = x->opt.one_insn     ? 1
                      : x->opt.max_blocks ? x->opt.max_blocks
                                          : 1,
        .max_branches = MAX_BRANCHES,
    };
    struct front_result front;
    struct code_out out = {0};

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
        limits.max_blocks = 1;
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
