/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies of blocks and of innermost loops, for the passes `nest`, `split`, `skim`, `peel` and
 * `unroll`.
 *
 * In: a region before `state`, with its graph (opt_cfg).  Out: one more round of a loop, before it
 * or within it; the graph has to be made anew. Not copied: loops that are large, and loops with
 * values that are used behind them (values cross blocks only along the fall-through of a branch, so
 * such loops are rare).
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum { MAX_REGION = 4000 }; /* instructions */

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

bool opt_loop_innermost(const struct opt *o, uint32_t header)
{
    if (!o->blocks[header].header)
        return false;
    for (uint32_t k = 0; k < o->norder; k++)
        if (o->blocks[o->order[k]].header && o->blocks[o->order[k]].parent == header)
            return false;
    return true;
}

/* Does an instruction use a value of the blocks?  o->live marks those. */
static bool uses_marked(const struct opt *o, const struct ir_ins *ins)
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

uint32_t opt_blocks_copyable(struct opt *o, const uint8_t *in, uint32_t most)
{
    const struct ir_region *r = o->r;
    uint32_t n = 0;
    opt_room(&o->live, &o->live_cap, r->n, sizeof *o->live);
    memset(o->live, 0, r->n);
    for (uint32_t b = 0; b < r->nblocks; b++) {
        if (!in[b])
            continue;
        memset(o->live + r->blocks[b].first, 1, r->blocks[b].end - r->blocks[b].first);
        n += r->blocks[b].end - r->blocks[b].first;
    }
    if (n > most || r->n + n > MAX_REGION)
        return 0;
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end && !in[b]; i++)
            if (uses_marked(o, &r->ins[i]))
                return 0;
    }
    return n;
}

void opt_add_exits(const struct opt *o, uint8_t *set)
{
    for (uint32_t b = 0; b < o->r->nblocks; b++)
        if (leaves(o, b) && set[o->blocks[b].pred])
            set[b] = 1;
}

uint64_t opt_edge_pc(const struct opt *o, uint32_t b)
{
    while (o->r->blocks[b].end == o->r->blocks[b].first + 1 && o->blocks[b].npreds == 1)
        b = o->blocks[b].pred;
    return o->r->blocks[b].pc;
}

static void mark_loop(const struct opt *o, uint32_t header, uint8_t *in)
{
    for (uint32_t b = 0; b < o->r->nblocks; b++)
        in[b] = belongs(o, b, header);
}

bool opt_loop_copyable(struct opt *o, struct opt_loop *p, uint32_t header, uint32_t most)
{
    uint8_t in[o->r->nblocks];
    mark_loop(o, header, in);
    p->header = header;
    p->n = opt_blocks_copyable(o, in, most);
    return p->n && o->r->ins[o->r->blocks[header].first].op != IR_PARAM;
}

/* ---- the copy ---- */

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

/* Edges between the blocks stay in the copy, but those to the header: the next round is the loop's.
 */
static void stay_in_copy(const struct opt *o, const uint8_t *in, uint32_t header,
                         struct ir_ins *end)
{
    if (end->op != IR_BR && end->op != IR_BRCOND)
        return;
    uint32_t taken = ir_taken(end), other = ir_other(end);
    if (taken != header && in[taken])
        taken = o->stack[taken];
    if (end->op == IR_BRCOND && other != header && in[other])
        other = o->stack[other];
    end->imm = taken | (uint64_t)other << 32;
}

void opt_retarget(struct ir_ins *end, uint32_t from, uint32_t to)
{
    uint32_t taken = ir_taken(end) == from ? to : ir_taken(end);
    uint32_t other = end->op == IR_BRCOND && ir_other(end) == from ? to : ir_other(end);
    end->imm = taken | (uint64_t)other << 32;
}

/* The edges from outside, or the next rounds, lead to the copy. */
static void enter_copy(struct opt *o, const struct opt_loop *p, enum opt_round place)
{
    struct ir_region *r = o->r;
    uint32_t h = p->header;
    for (uint32_t k = 0; k < o->blocks[h].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[h] + k];
        if ((o->blocks[from].loop == h) == (place == OPT_ROUND_WITHIN))
            opt_retarget(&r->ins[r->blocks[from].end - 1], h, o->stack[h]);
    }
}

void opt_blocks_copy(struct opt *o, const uint8_t *in, uint32_t header)
{
    struct ir_region *r = o->r;
    uint32_t next = r->nblocks;
    opt_room(&o->map, &o->map_cap, r->n, sizeof *o->map);
    for (ir_ref i = 0; i < r->n; i++)
        o->map[i] = i;
    for (uint32_t k = 0; k < o->norder; k++)
        if (in[o->order[k]])
            o->stack[o->order[k]] = next++;
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        if (!in[b])
            continue;
        struct ir_block from = r->blocks[b];
        uint32_t nb = ir_block_new(r, from.pc);
        ir_block_begin(r, nb);
        r->blocks[nb].cold = from.cold;
        r->blocks[nb].bounded = from.bounded;
        for (ir_ref i = from.first; i < from.end; i++)
            copy_ins(o, i);
        stay_in_copy(o, in, header, &r->ins[r->n - 1]);
    }
}

void opt_loop_copy(struct opt *o, const struct opt_loop *p, enum opt_round place)
{
    uint8_t in[o->r->nblocks];
    mark_loop(o, p->header, in);
    opt_blocks_copy(o, in, place == OPT_ROUND_APART ? OPT_NO_BLOCK : p->header);
    if (place != OPT_ROUND_APART)
        enter_copy(o, p, place);
}
