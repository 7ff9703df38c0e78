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
 * Loops that share a header are told apart first.
 *
 * Not peeled: loops that are large, and loops with values that are used behind them (values cross
 * blocks only along the fall-through of a branch, so such loops are rare).
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum { MAX_LOOP = 300, MAX_REGION = 4000 }; /* instructions */

/* The loop that is peeled: its blocks, and the exits that only it leads to, have a copy. */
struct peel {
    uint32_t header;
    uint32_t n; /* instructions in them */
};

static bool leaves(const struct opt *o, uint32_t b)
{
    uint32_t to[2];
    return o->blocks[b].npreds == 1 && !opt_successors(o->r, b, to);
}

static bool belongs(const struct opt *o, uint32_t b, uint32_t header)
{
    if (o->blocks[b].idom == OPT_NO_BLOCK)
        return false;
    return o->blocks[b].loop == header ||
           (leaves(o, b) && o->blocks[o->blocks[b].pred].loop == header);
}

static bool is_innermost(const struct opt *o, uint32_t header)
{
    for (uint32_t k = 0; k < o->norder; k++)
        if (o->blocks[o->order[k]].header && o->blocks[o->order[k]].parent == header)
            return false;
    return true;
}

/* Does an instruction use a value of the loop?  o->live marks those. */
static bool uses_loop(const struct opt *o, const struct ir_ins *ins)
{
    const uint8_t *in = o->live;
    bool found = false;
    switch (ir_ops[ins->op].nvals) {
    case 3: found |= in[ins->c]; /* fall through */
    case 2: found |= in[ins->b]; /* fall through */
    case 1: found |= in[ins->a];
    }
    if (ins->op == IR_CALL || ins->op == IR_BR)
        for (uint32_t k = 0; k < ins->c; k++)
            found |= in[o->r->args[ins->b + k]];
    return found;
}

static bool can_peel(struct opt *o, struct peel *p, uint32_t header)
{
    const struct ir_region *r = o->r;
    p->header = header;
    p->n = 0;
    opt_room(&o->live, &o->live_cap, r->n, sizeof *o->live);
    memset(o->live, 0, r->n);
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        if (!belongs(o, b, header))
            continue;
        memset(o->live + r->blocks[b].first, 1, r->blocks[b].end - r->blocks[b].first);
        p->n += r->blocks[b].end - r->blocks[b].first;
    }
    if (p->n > MAX_LOOP || r->n + p->n > MAX_REGION ||
        r->ins[r->blocks[header].first].op == IR_PARAM)
        return false;
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end && !belongs(o, b, header); i++)
            if (uses_loop(o, &r->ins[i]))
                return false;
    }
    return true;
}

static void copy_ins(struct opt *o, ir_ref i)
{
    struct ir_region *r = o->r;
    struct ir_ins ins = r->ins[i];
    opt_rename(o, &ins);
    if (ins.op == IR_CALL || ins.op == IR_BR) {
        ir_ref args[ins.c + 1];
        for (uint32_t k = 0; k < ins.c; k++)
            args[k] = o->map[r->args[ins.b + k]];
        ins.b = ir_args_new(r, args, ins.c);
    }
    o->map[i] = ir_emit(r, ins);
}

/* Where an edge to block `to` leads in the copy: the next round is the loop's. */
static uint32_t in_copy(const struct opt *o, const struct peel *p, uint32_t to)
{
    return to != p->header && belongs(o, to, p->header) ? o->stack[to] : to;
}

static void stay_in_copy(const struct opt *o, const struct peel *p, struct ir_ins *end)
{
    if (end->op == IR_BR)
        end->imm = in_copy(o, p, ir_taken(end));
    else if (end->op == IR_BRCOND)
        end->imm = in_copy(o, p, ir_taken(end)) | (uint64_t)in_copy(o, p, ir_other(end)) << 32;
}

/* ---- loops that share a header ---- */

/* Where the code that takes the edge from block b starts. */
static uint64_t edge_pc(const struct opt *o, uint32_t b)
{
    while (o->r->blocks[b].end == o->r->blocks[b].first + 1 && o->blocks[b].npreds == 1)
        b = o->blocks[b].pred;
    return o->r->blocks[b].pc;
}

static void retarget(struct ir_ins *end, uint32_t from, uint32_t to)
{
    uint32_t taken = ir_taken(end) == from ? to : ir_taken(end);
    uint32_t other = end->op == IR_BRCOND && ir_other(end) == from ? to : ir_other(end);
    end->imm = taken | (uint64_t)other << 32;
}

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
            ++*(edge_pc(o, from) < r->blocks[h].pc ? &outer : &inner);
    }
    if (!inner || !outer)
        return false;
    uint32_t nb = ir_block_new(r, r->blocks[h].pc);
    ir_block_begin(r, nb);
    ir_br(r, h, NULL, 0);
    for (uint32_t k = 0; k < o->blocks[h].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[h] + k];
        if (!opt_dominates(o, h, from) || edge_pc(o, from) < r->blocks[h].pc)
            retarget(&r->ins[r->blocks[from].end - 1], h, nb);
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

/* ---- the copy ---- */

/* The edges from outside lead to the copy. */
static void enter_copy(struct opt *o, const struct peel *p)
{
    struct ir_region *r = o->r;
    uint32_t h = p->header;
    for (uint32_t k = 0; k < o->blocks[h].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[h] + k];
        if (o->blocks[from].loop != h)
            retarget(&r->ins[r->blocks[from].end - 1], h, o->stack[h]);
    }
}

static void peel(struct opt *o, const struct peel *p)
{
    struct ir_region *r = o->r;
    uint32_t next = r->nblocks;
    for (uint32_t k = 0; k < o->norder; k++)
        if (belongs(o, o->order[k], p->header))
            o->stack[o->order[k]] = next++;
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        if (!belongs(o, b, p->header))
            continue;
        struct ir_block from = r->blocks[b];
        uint32_t nb = ir_block_new(r, from.pc);
        ir_block_begin(r, nb);
        r->blocks[nb].cold = from.cold;
        for (ir_ref i = from.first; i < from.end; i++)
            copy_ins(o, i);
        stay_in_copy(o, p, &r->ins[r->n - 1]);
    }
    enter_copy(o, p);
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
        if (o->blocks[o->order[k]].header && is_innermost(o, o->order[k]))
            headers[n++] = o->order[k];
    for (uint32_t k = 0; k < n; k++) {
        struct peel p;
        if (k)
            opt_cfg(o); /* the copy has made a path into this loop anew */
        if (!can_peel(o, &p, headers[k]))
            continue;
        opt_room(&o->map, &o->map_cap, r->n, sizeof *o->map);
        for (ir_ref i = 0; i < r->n; i++)
            o->map[i] = i;
        peel(o, &p);
    }
}
