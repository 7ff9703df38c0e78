/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `peel`: the first round of an innermost loop gets code of its own.
 *
 * In: a region before `state`.  Out: the same, with a copy of the loop's blocks before the loop;
 * the edges into the loop lead to the copy, and from there into the loop.
 * Why: a slot that the guest sets in every round has an unknown value only in the first one.
 * Behind a first round, the flags come from the comparison that the loop ends with, temporaries
 * hold what the round before left there, scalars in vector registers are known to be scalars: the
 * loop's parameters become constants and equal values, which `params` and `scalars` remove.  And
 * what does not change in the loop has been computed in the first round.
 *
 * Loops that share a header are told apart first.  Those of pass `skim` have such a round already.
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum {
    MAX_LOOP = 300, /* instructions */
    LEAST_KEPT = 2, /* slots */
};

/* ---- loops that share a header ---- */

/*
 * A region that starts in an inner loop has the same header for that and for the loops around it.
 * Their code lies before it, and comes in from above; or it lies behind it, and sets what the inner
 * loop reads and leaves alone.  These edges get a block of their own, which then is the header of
 * the outer loops.
 */

/* Marks the blocks of the rounds of loop h that end with the edge from block `latch`. */
static void mark_rounds(struct opt *o, uint32_t h, uint32_t latch, uint8_t *part)
{
    uint32_t depth = 0;
    part[h] = 1;
    if (!part[latch])
        o->stack[depth++] = latch;
    part[latch] = 1;
    while (depth) {
        uint32_t b = o->stack[--depth];
        for (uint32_t k = 0; k < o->blocks[b].npreds; k++) {
            uint32_t from = o->preds[o->first_pred[b] + k];
            if (!part[from])
                o->stack[depth++] = from;
            part[from] = 1;
        }
    }
}

/* How many slots do the inner rounds read and not set, that those of the whole loop set? */
static unsigned kept_by_inner(const struct opt *o, const uint8_t *inner, const uint8_t *whole)
{
    enum { READ = 1, SET = 2, SET_AROUND = 4 };
    const struct ir_region *r = o->r;
    uint8_t seen[r->guest->nslots];
    unsigned n = 0;
    memset(seen, 0, sizeof seen);
    for (uint32_t b = 0; b < r->nblocks; b++)
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end && whole[b]; i++) {
            const struct ir_ins *ins = &r->ins[i];
            if (ins->op == IR_CALL && inner[b] &&
                r->guest->helpers[ins->imm].flags & IR_HELPER_WRITES)
                return 0;
            if (ins->op == IR_SET)
                seen[ins->imm] |= inner[b] ? SET : SET_AROUND;
            else if (ins->op == IR_GET && inner[b])
                seen[ins->imm] |= READ;
        }
    for (uint32_t k = 0; k < r->guest->nslots; k++)
        n += seen[k] == (READ | SET_AROUND);
    return n;
}

/* Do the rounds of loop h that end soonest in the code make an inner loop?  Where they end, then;
   or OPT_NO_BLOCK. */
static uint32_t inner_latch(struct opt *o, uint32_t h)
{
    const struct ir_region *r = o->r;
    uint32_t latch = OPT_NO_BLOCK, latches = 0;
    uint8_t inner[r->nblocks], whole[r->nblocks];
    memset(inner, 0, sizeof inner);
    memset(whole, 0, sizeof whole);
    for (uint32_t k = 0; k < o->blocks[h].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[h] + k];
        if (!opt_dominates(o, h, from))
            continue;
        latches++;
        mark_rounds(o, h, from, whole);
        if (latch == OPT_NO_BLOCK || opt_edge_pc(o, from) < opt_edge_pc(o, latch))
            latch = from;
    }
    if (latches < 2)
        return OPT_NO_BLOCK;
    mark_rounds(o, h, latch, inner);
    return kept_by_inner(o, inner, whole) >= LEAST_KEPT ? latch : OPT_NO_BLOCK;
}

static bool comes_from_above(const struct opt *o, uint32_t h, uint32_t from)
{
    return opt_edge_pc(o, from) < o->r->blocks[h].pc;
}

/* True: there were outer loops. */
static bool separate(struct opt *o, uint32_t h)
{
    struct ir_region *r = o->r;
    uint32_t inner = 0, outer = 0, latch = OPT_NO_BLOCK;
    for (uint32_t k = 0; k < o->blocks[h].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[h] + k];
        if (opt_dominates(o, h, from))
            ++*(comes_from_above(o, h, from) ? &outer : &inner);
    }
    if (!outer)
        latch = inner_latch(o, h);
    if (!inner || (!outer && latch == OPT_NO_BLOCK))
        return false;
    uint32_t nb = ir_block_new(r, r->blocks[h].pc);
    ir_block_begin(r, nb);
    ir_br(r, h, NULL, 0);
    for (uint32_t k = 0; k < o->blocks[h].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[h] + k];
        bool stays =
            opt_dominates(o, h, from) && (outer ? !comes_from_above(o, h, from) : from == latch);
        if (!stays)
            opt_retarget(&r->ins[r->blocks[from].end - 1], h, nb);
    }
    return true;
}

static void separate_all(struct opt *o)
{
    for (unsigned rounds = 0; rounds < 8; rounds++) {
        bool again = false;
        for (uint32_t k = 0; k < o->norder && !again; k++)
            again = o->blocks[o->order[k]].header && separate(o, o->order[k]);
        if (!again)
            return;
        opt_cfg(o);
    }
}

void opt_peel(struct opt *o)
{
    struct ir_region *r = o->r;
    if (r->state_done)
        return;
    opt_cfg(o);
    if (!o->has_joins)
        return;
    separate_all(o);
    uint32_t headers[64], n = 0;
    for (uint32_t k = 0; k < o->norder && n < 64; k++)
        if (opt_loop_innermost(o, o->order[k]) && !r->blocks[o->order[k]].bounded)
            headers[n++] = o->order[k];
    for (uint32_t k = 0; k < n; k++) {
        struct opt_loop loop;
        if (k)
            opt_cfg(o); /* the copy has made a path into this loop anew */
        if (opt_loop_copyable(o, &loop, headers[k], MAX_LOOP))
            opt_loop_copy(o, &loop, OPT_ROUND_BEFORE);
    }
}
