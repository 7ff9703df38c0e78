/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `dce`: what nobody needs goes.
 *
 * In: a region after `state`.  Out: without unreachable blocks, instructions whose result is dead
 * and which do nothing else, and block parameters that are dead.  Live are effects, and what they
 * and their snapshots use; an argument of a BR is live if the parameter is.
 */
#include "tcg/opt/opt.h"

#include <string.h>

static bool has_effect(const struct ir_region *r, const struct ir_ins *ins)
{
    if (ins->op == IR_CALL)
        return !(r->guest->helpers[ins->imm].flags & IR_HELPER_PURE);
    return ir_ops[ins->op].props & (IR_P_STORE | IR_P_FAULT | IR_P_FPX | IR_P_EFFECT | IR_P_END);
}

static void mark_operands(struct opt *o, const struct ir_ins *ins)
{
    const struct ir_region *r = o->r;
    uint8_t *live = o->live;
    switch (ir_ops[ins->op].nvals) {
    case 3: live[ins->c] = 1; /* fall through */
    case 2: live[ins->b] = 1; /* fall through */
    case 1: live[ins->a] = 1;
    }
    if (ins->op == IR_CALL)
        for (uint32_t k = 0; k < ins->c; k++)
            live[r->args[ins->b + k]] = 1;
}

static void mark_snapshot(struct opt *o, uint32_t snap, uint32_t *last)
{
    const struct ir_snap *s = &o->r->snaps[snap - 1];
    if (s->first == *last && s->count)
        return; /* the same list as the one marked before */
    *last = s->count ? s->first : *last;
    for (uint32_t k = 0; k < s->count; k++)
        o->live[o->r->snap_entries[s->first + k].val] = 1;
}

/* Marks the arguments of a BR whose parameters are live; true if one was not marked before. */
static bool mark_arguments(struct opt *o, const struct ir_ins *br)
{
    ir_ref param = o->r->blocks[ir_taken(br)].first;
    bool changed = false;
    for (uint32_t k = 0; k < br->c; k++) {
        ir_ref arg = o->r->args[br->b + k];
        if (o->live[param + k] && !o->live[arg]) {
            o->live[arg] = 1;
            changed = true;
        }
    }
    return changed;
}

/* One pass backwards over the region.  True: something became live too late for this pass. */
static bool mark(struct opt *o, const uint32_t *order, uint32_t n)
{
    const struct ir_region *r = o->r;
    uint32_t last_snap = UINT32_MAX;
    for (uint32_t k = n; k-- > 0;) {
        uint32_t b = order ? order[k] : k;
        for (ir_ref i = r->blocks[b].end; i-- > r->blocks[b].first;) {
            const struct ir_ins *ins = &r->ins[i];
            if (has_effect(r, ins))
                o->live[i] = 1;
            if (!o->live[i])
                continue;
            mark_operands(o, ins);
            if (ins->snap)
                mark_snapshot(o, ins->snap, &last_snap);
            if (ins->op == IR_BR)
                mark_arguments(o, ins);
        }
    }
    bool again = false;
    for (uint32_t b = 0; b < r->nblocks; b++) {
        const struct ir_ins *end = &r->ins[r->blocks[b].end - 1];
        if (end->op == IR_BR && end->c && o->live[r->blocks[b].end - 1])
            again |= mark_arguments(o, end);
    }
    return again;
}

/* Drops the arguments of dead parameters. */
static void compact_arguments(struct opt *o, struct ir_ins *br)
{
    ir_ref param = o->r->blocks[ir_taken(br)].first, *args = o->out.args + br->b;
    uint32_t n = 0;
    for (uint32_t k = 0; k < br->c; k++)
        if (o->live[param + k])
            args[n++] = args[k];
    br->c = n;
}

static void stream_block(struct opt *o, uint32_t b)
{
    struct ir_region *r = o->r;
    uint32_t nb = opt_stream_block(o, b);
    for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
        struct ir_ins *ins = &r->ins[i];
        if (!o->live[i]) {
            o->map[i] = IR_NONE;
            continue;
        }
        if (ins->op == IR_BR && ins->c)
            compact_arguments(o, ins);
        o->map[i] = opt_copy(o, ins);
    }
    if (o->edges_gone)
        o->stack[b] = nb;
}

static void renumber(struct opt *o)
{
    for (uint32_t b = 0; b < o->out.nblocks; b++) {
        struct ir_ins *end = &o->out.ins[o->out.blocks[b].end - 1];
        if (end->op == IR_BR)
            end->imm = o->stack[ir_taken(end)];
        else if (end->op == IR_BRCOND)
            end->imm = o->stack[ir_taken(end)] | (uint64_t)o->stack[ir_other(end)] << 32;
    }
}

void opt_dce(struct opt *o)
{
    struct ir_region *r = o->r;
    const uint32_t *order = NULL;
    uint32_t n = r->nblocks;
    if (o->edges_gone) {
        opt_cfg(o);
        order = o->order;
        n = o->norder;
    }
    opt_room(&o->live, &o->live_cap, r->n, sizeof *o->live);
    memset(o->live, 0, r->n);
    while (mark(o, order, n))
        continue;

    opt_stream_begin(o);
    opt_stream_lists(o);
    if (o->edges_gone)
        memset(o->map, 0, r->n * sizeof *o->map);
    for (uint32_t k = 0; k < n; k++)
        stream_block(o, order ? order[k] : k);
    if (o->edges_gone)
        renumber(o);
    o->edges_gone = false;
    opt_stream_end(o);
}
