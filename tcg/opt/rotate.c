/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `rotate`: a loop around others begins behind its first test.
 *
 * In: a region before `state`.  Out: the same; the head of such a loop, if it only goes on or
 * leaves, has a copy before the loop, and the block that it goes on to is the head now.
 *
 *     ... -> head -> body -> ... -> head             ... -> head' -> body -> ... -> head -> body
 *
 * Why: what the head sets without reading it (the flags of its test, an address) is unknown before
 * it and known behind it.  At the head of the loop it would be a parameter, for the sake of the
 * first round alone, and be stored in every round; in the old head it is now what the end of the
 * round has left.  Innermost loops have their first round outside (pass `peel`).
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum {
    MAX_HEAD = 24, /* instructions */
    LEAST_SETS = 3 /* slots: flags are three, and one for the comparison's operand */
};

/* How many slots does block b set, and not read before that? */
static unsigned sets_first(const struct opt *o, uint32_t b)
{
    const struct ir_region *r = o->r;
    uint8_t seen[r->guest->nslots];
    unsigned n = 0;
    memset(seen, 0, sizeof seen);
    for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
        const struct ir_ins *ins = &r->ins[i];
        if (ins->op != IR_GET && ins->op != IR_SET)
            continue;
        n += ins->op == IR_SET && !seen[ins->imm];
        seen[ins->imm] = 1;
    }
    return n;
}

/* The one successor in the loop, if the other one leaves it; it must have no other way in. */
static uint32_t goes_on(const struct opt *o, uint32_t h)
{
    uint32_t to[2], next = OPT_NO_BLOCK;
    unsigned n = opt_successors(o->r, h, to);
    for (unsigned k = 0; k < n; k++) {
        uint32_t l = o->blocks[to[k]].loop;
        while (l != OPT_NO_BLOCK && l != h)
            l = o->blocks[l].parent;
        if (l != h)
            continue;
        if (next != OPT_NO_BLOCK)
            return OPT_NO_BLOCK;
        next = to[k];
    }
    return n == 2 && next != OPT_NO_BLOCK && o->blocks[next].npreds == 1 ? next : OPT_NO_BLOCK;
}

static void rotate(struct opt *o, uint32_t h)
{
    struct ir_region *r = o->r;
    uint8_t part[r->nblocks];
    memset(part, 0, r->nblocks);
    part[h] = 1;
    opt_add_exits(o, part);
    if (!opt_blocks_copyable(o, part, 4 * MAX_HEAD))
        return;
    opt_blocks_copy(o, part, OPT_NO_BLOCK);
    for (uint32_t k = 0; k < o->blocks[h].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[h] + k];
        if (!opt_dominates(o, h, from))
            opt_retarget(&r->ins[r->blocks[from].end - 1], h, o->stack[h]);
    }
}

void opt_rotate(struct opt *o)
{
    struct ir_region *r = o->r;
    uint32_t headers[64], n = 0;
    if (r->state_done)
        return;
    opt_cfg(o);
    if (!o->has_joins)
        return;
    for (uint32_t k = 0; k < o->norder && n < 64; k++) {
        uint32_t b = o->order[k];
        if (b && o->blocks[b].header && !opt_loop_innermost(o, b) &&
            r->ins[r->blocks[b].first].op != IR_PARAM &&
            r->blocks[b].end - r->blocks[b].first <= MAX_HEAD && sets_first(o, b) >= LEAST_SETS &&
            goes_on(o, b) != OPT_NO_BLOCK)
            headers[n++] = b;
    }
    for (uint32_t k = 0; k < n; k++) {
        if (k)
            opt_cfg(o);
        rotate(o, headers[k]);
    }
}
