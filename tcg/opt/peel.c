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

enum { MAX_LOOP = 300 }; /* instructions */

/* ---- loops that share a header ---- */

/*
 * A region that starts in an inner loop has the same header for that and for the loops around it:
 * their code lies before it, and comes in from above.  These edges get a block of their own, which
 * then is the header of the outer loops.  True: it was so.
 */
static bool separate(struct opt *o, uint32_t h)
{
    struct ir_region *r = o->r;
    uint32_t inner = 0, outer = 0;
    for (uint32_t k = 0; k < o->blocks[h].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[h] + k];
        if (opt_dominates(o, h, from))
            ++*(opt_edge_pc(o, from) < r->blocks[h].pc ? &outer : &inner);
    }
    if (!inner || !outer)
        return false;
    uint32_t nb = ir_block_new(r, r->blocks[h].pc);
    ir_block_begin(r, nb);
    ir_br(r, h, NULL, 0);
    for (uint32_t k = 0; k < o->blocks[h].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[h] + k];
        if (!opt_dominates(o, h, from) || opt_edge_pc(o, from) < r->blocks[h].pc)
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
