/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `delay`: what only a side path wants is computed there.
 *
 * In: a region after `dce`.  Out: the same; a pure value all whose users are in blocks behind one
 * that is executed less often than its own (out of line, out of the loop, or on the way out) is
 * computed at the start of that block.  Values are looked at backwards, so that those which only a
 * moved one wants go with it.
 *
 * A sum with a constant, or a field of a value, that nobody else wants but snapshots is named by
 * them as the value plus the constant, or as the field, and is not computed on their way.
 */
#include "tcg/opt/opt.h"

#include <string.h>

/* Per value in o->same: the block that dominates all users, plus 1; 0: none so far.  Behind the
   decision: the block where it is computed, plus 1; NOWHERE: nobody wants it
   now. */
#define NOWHERE UINT32_MAX

static uint32_t common_dominator(const struct opt *o, uint32_t a, uint32_t b)
{
    while (a != b) {
        if (o->blocks[a].rpo > o->blocks[b].rpo)
            a = o->blocks[a].idom;
        else
            b = o->blocks[b].idom;
    }
    return a;
}

static void add_user(const struct opt *o, ir_ref *at, uint32_t block)
{
    *at = *at ? common_dominator(o, *at - 1, block) + 1 : block + 1;
}

static void use(struct opt *o, ir_ref v, uint32_t block)
{
    add_user(o, &o->same[v], block);
}

/* ---- sums and fields in snapshots ---- */

/* Per value in o->named: the block that dominates all snapshots which name it, plus 1; NOT_MADE:
   these have been told to name the summand, or what the field is of. */
#define NOT_MADE UINT32_MAX

static bool is_sum(const struct ir_region *r, ir_ref v)
{
    const struct ir_ins *ins = &r->ins[v];
    if (ins->op != IR_ADD || r->ins[ins->b].op != IR_CONST)
        return false;
    int64_t c = (int64_t)r->ins[ins->b].imm, plus = ins->type == IR_I32 ? (int32_t)c : c;
    return plus == (int16_t)plus;
}

/* Is it a field, or one shifted left by a constant?  Fills in what a snapshot says of it. */
static bool is_field(const struct ir_region *r, ir_ref v, struct ir_snap_entry *e)
{
    const struct ir_ins *ins = &r->ins[v];
    unsigned shl = 0;
    if (ins->op == IR_SHL && r->ins[ins->b].op == IR_CONST) {
        shl = (unsigned)r->ins[ins->b].imm;
        ins = &r->ins[ins->a];
    }
    unsigned width = 8 * ir_type_size(ins->type), lsb = ins->imm & 255;
    if (ins->op != IR_UBFX || shl >= width || r->ins[ins->a].op == IR_CONST)
        return false;
    unsigned len = (unsigned)(ins->imm >> 8);
    if (len > width - shl)
        len = width - shl;
    *e = (struct ir_snap_entry){e->slot, 0, ins->a, (uint8_t)lsb, (uint8_t)len, (uint8_t)shl};
    return true;
}

/* A slot that is wider has more than the sum in it. */
static bool is_whole(const struct ir_region *r, const struct ir_snap_entry *e)
{
    return r->guest->slots[e->slot].type == r->ins[e->val].type;
}

static void use_in_snapshot(struct opt *o, const struct ir_snap_entry *e, uint32_t block)
{
    struct ir_snap_entry field;
    if ((is_sum(o->r, e->val) || is_field(o->r, e->val, &field)) && is_whole(o->r, e) &&
        !ir_snap_derived(e))
        add_user(o, &o->named[e->val], block);
    else
        use(o, e->val, block);
}

static void name_others(struct opt *o)
{
    struct ir_region *r = o->r;
    for (uint32_t k = 0; k < r->nsnap_entries; k++) {
        struct ir_snap_entry *e = &r->snap_entries[k];
        if (o->named[e->val] != NOT_MADE || !is_whole(r, e))
            continue;
        if (is_field(r, e->val, e))
            continue;
        const struct ir_ins *sum = &r->ins[e->val];
        e->plus = (int16_t)r->ins[sum->b].imm;
        e->val = sum->a;
    }
}

static void uses(struct opt *o, const struct ir_ins *ins, uint32_t block, uint32_t *last_snap)
{
    const struct ir_region *r = o->r;
    switch (ir_ops[ins->op].nvals) {
    case 3: use(o, ins->c, block); /* fall through */
    case 2: use(o, ins->b, block); /* fall through */
    case 1: use(o, ins->a, block);
    }
    if (ins->op == IR_CALL || ins->op == IR_BR)
        for (uint32_t k = 0; k < ins->c; k++)
            use(o, r->args[ins->b + k], block);
    if (!ins->snap)
        return;
    const struct ir_snap *s = &r->snaps[ins->snap - 1];
    if (s->first == *last_snap)
        return; /* the list of the instruction before */
    *last_snap = s->count ? s->first : *last_snap;
    for (uint32_t k = 0; k < s->count; k++)
        use_in_snapshot(o, &r->snap_entries[s->first + k], block);
}

static bool leaves(const struct ir_region *r, uint32_t b)
{
    uint32_t to[2];
    return !opt_successors(r, b, to);
}

/* Where a value of block b is best computed; its users are in what block `to` dominates. */
static uint32_t best_place(const struct opt *o, uint32_t b, uint32_t to)
{
    const struct ir_block *blocks = o->r->blocks;
    while (to != b && blocks[to].loop_depth > blocks[b].loop_depth)
        to = o->blocks[to].idom;
    bool seldom = (blocks[to].cold && !blocks[b].cold) ||
                  blocks[to].loop_depth < blocks[b].loop_depth || leaves(o->r, to);
    return seldom ? to : b;
}

/* Can it be computed elsewhere at the same cost?  (A carry is free only right behind its sum.) */
static bool movable(const struct ir_ins *ins)
{
    return ir_ops[ins->op].props & IR_P_PURE && ir_ops[ins->op].nvals && ins->op != IR_ADC &&
           ins->op != IR_CARRY;
}

/* The same for a sum or a field, and whether snapshots name it. */
static uint32_t place_named(struct opt *o, uint32_t b, ir_ref i)
{
    uint32_t to = o->same[i] ? best_place(o, b, o->same[i] - 1) : OPT_NO_BLOCK;
    uint32_t snapshots = o->named[i] - 1;
    if (to != b) {
        o->named[i] = NOT_MADE;
        struct ir_snap_entry field;
        use(o, is_field(o->r, i, &field) ? field.val : o->r->ins[i].a, snapshots);
        return to;
    }
    add_user(o, &o->same[i], snapshots);
    return best_place(o, b, o->same[i] - 1);
}

/* Decides for all values; true: some move, or are not made. */
static bool decide(struct opt *o)
{
    const struct ir_region *r = o->r;
    bool any = false;
    for (uint32_t b = r->nblocks; b-- > 0;) {
        uint32_t last_snap = UINT32_MAX;
        for (ir_ref i = r->blocks[b].end; i-- > r->blocks[b].first;) {
            uint32_t place = b;
            if (o->named[i])
                place = place_named(o, b, i);
            else if (movable(&r->ins[i]))
                place = o->same[i] ? best_place(o, b, o->same[i] - 1) : OPT_NO_BLOCK;
            o->same[i] = place == OPT_NO_BLOCK ? NOWHERE : place + 1;
            any |= place != b || o->named[i] == NOT_MADE;
            if (place != OPT_NO_BLOCK)
                uses(o, &r->ins[i], place, &last_snap);
        }
    }
    return any;
}

/* Chains the values that move by their new blocks: o->stack[block] is the first. */
static void list_moved(struct opt *o)
{
    const struct ir_region *r = o->r;
    memset(o->stack, 0, r->nblocks * sizeof *o->stack);
    for (uint32_t b = r->nblocks; b-- > 0;)
        for (ir_ref i = r->blocks[b].end; i-- > r->blocks[b].first;) {
            uint32_t place = o->same[i];
            if (!place || place == NOWHERE || place - 1 == b)
                continue;
            o->map[i] = o->stack[place - 1];
            o->stack[place - 1] = i;
        }
}

static void stream_block(struct opt *o, uint32_t b)
{
    const struct ir_region *r = o->r;
    opt_stream_block(o, b);
    ir_ref i = r->blocks[b].first;
    for (; r->ins[i].op == IR_PARAM; i++)
        o->map[i] = opt_copy(o, &r->ins[i]);
    for (ir_ref next, v = o->stack[b]; v; v = next) {
        next = o->map[v];
        o->map[v] = opt_copy(o, &r->ins[v]);
    }
    for (; i < r->blocks[b].end; i++)
        if (!o->same[i] || o->same[i] - 1 == b)
            o->map[i] = opt_copy(o, &r->ins[i]);
}

void opt_delay(struct opt *o)
{
    struct ir_region *r = o->r;
    if (!r->state_done || r->nblocks == 1)
        return;
    opt_cfg(o);
    if (o->norder != r->nblocks)
        return; /* unreachable blocks, which dce has not removed */
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    memset(o->same, 0, r->n * sizeof *o->same);
    opt_room(&o->named, &o->named_cap, r->n, sizeof *o->named);
    memset(o->named, 0, r->n * sizeof *o->named);
    if (!decide(o))
        return;
    name_others(o);
    opt_stream_begin(o);
    opt_stream_lists(o);
    list_moved(o);
    for (uint32_t b = 0; b < r->nblocks; b++)
        stream_block(o, b);
    opt_stream_end(o);
}
