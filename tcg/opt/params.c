/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `params`: block parameters that are only another name of a value go.
 *
 * In: a region after `state`.  Out: without
 *   - parameters that get one and the same value over every edge (around a loop: or themselves, or
 *     the one or the other; a select of two equal values is that value),
 *   - parameters of one block that get equal values over every edge.
 * Equal constants are one value.  Repeats until nothing changes.
 */
#include "tcg/opt/opt.h"

#include <string.h>

/* o->same[v]: the value that v is another name of; v itself mostly. */
static ir_ref find(struct opt *o, ir_ref v)
{
    while (o->same[v] != v)
        v = o->same[v] = o->same[o->same[v]];
    return v;
}

static bool equal(const struct opt *o, ir_ref a, ir_ref b)
{
    const struct ir_ins *x = &o->r->ins[a], *y = &o->r->ins[b];
    return a == b || (x->op == y->op && (x->op == IR_CONST || x->op == IR_VCONST) &&
                      x->imm == y->imm && x->type == y->type && x->b == y->b && x->c == y->c);
}

/* The BR of predecessor number p of block b. */
static const struct ir_ins *branch_in(const struct opt *o, uint32_t b, uint32_t p)
{
    uint32_t from = o->preds[o->first_pred[b] + p];
    return &o->r->ins[o->r->blocks[from].end - 1];
}

static ir_ref argument(struct opt *o, uint32_t b, uint32_t p, uint32_t k)
{
    return find(o, o->r->args[branch_in(o, b, p)->b + k]);
}

/* select(c, x, self), select(c, self, x): x */
static ir_ref other_than(struct opt *o, ir_ref v, ir_ref self)
{
    const struct ir_ins *ins = &o->r->ins[v];
    if (ins->op != IR_SELECT)
        return v;
    ir_ref x = find(o, ins->b), y = find(o, ins->c);
    return y == self ? x : x == self ? y : v;
}

/* The one value that parameter number k gets, or IR_NONE. */
static ir_ref only_value(struct opt *o, uint32_t b, uint32_t k)
{
    ir_ref self = o->r->blocks[b].first + k, v = IR_NONE;
    for (uint32_t p = 0; p < o->blocks[b].npreds; p++) {
        ir_ref a = other_than(o, argument(o, b, p, k), self);
        if (a == self || (v && equal(o, a, v)))
            continue;
        if (v)
            return IR_NONE;
        v = a;
    }
    return v;
}

static bool same_arguments(struct opt *o, uint32_t b, uint32_t k, uint32_t j)
{
    ir_ref first = o->r->blocks[b].first;
    for (uint32_t p = 0; p < o->blocks[b].npreds; p++) {
        ir_ref x = argument(o, b, p, k), y = argument(o, b, p, j);
        if (!equal(o, x, y) && !(x == first + k && y == first + j))
            return false;
    }
    return true;
}

/* select(c, x, x) is x: flags that are set under a condition, where they were set alike before. */
static bool simplify_selects(struct opt *o)
{
    const struct ir_region *r = o->r;
    bool changed = false;
    for (ir_ref i = 1; i < r->n; i++) {
        if (r->ins[i].op != IR_SELECT || o->same[i] != i)
            continue;
        ir_ref x = find(o, r->ins[i].b);
        if (!equal(o, x, find(o, r->ins[i].c)))
            continue;
        o->same[i] = x;
        changed = true;
    }
    return changed;
}

static bool simplify_block(struct opt *o, uint32_t b)
{
    const struct ir_region *r = o->r;
    ir_ref first = r->blocks[b].first;
    bool changed = false;
    for (uint32_t k = 0; r->ins[first + k].op == IR_PARAM; k++) {
        ir_ref self = first + k;
        if (o->same[self] != self)
            continue;
        ir_ref v = only_value(o, b, k);
        for (uint32_t j = 0; j < k && !v; j++)
            if (o->same[first + j] == first + j && r->ins[first + j].type == r->ins[self].type &&
                same_arguments(o, b, j, k))
                v = first + j;
        if (!v)
            continue;
        o->same[self] = v;
        changed = true;
    }
    return changed;
}

static bool is_const(const struct opt *o, ir_ref v)
{
    return o->r->ins[v].op == IR_CONST || o->r->ins[v].op == IR_VCONST;
}

/* Drops the arguments of the parameters that have gone. */
static void compact_arguments(struct opt *o, struct ir_ins *br)
{
    ir_ref param = o->r->blocks[ir_taken(br)].first, *args = o->out.args + br->b;
    uint32_t n = 0;
    for (uint32_t k = 0; k < br->c; k++)
        if (o->same[param + k] == param + k)
            args[n++] = args[k];
    br->c = n;
}

static void stream_block(struct opt *o, uint32_t b)
{
    struct ir_region *r = o->r;
    opt_stream_block(o, b);
    ir_ref i, first = r->blocks[b].first;
    for (i = first; r->ins[i].op == IR_PARAM; i++) {
        ir_ref v = find(o, i);
        if (v == i)
            o->map[i] = opt_copy(o, &r->ins[i]);
        else if (!is_const(o, v))
            o->map[i] = o->map[v];
    }
    /* A constant over every edge is made here: the edges' ones do not dominate. */
    for (ir_ref p = first; p < i; p++)
        if (o->same[p] != p && is_const(o, find(o, p)))
            o->map[p] = opt_copy(o, &r->ins[find(o, p)]);
    for (; i < r->blocks[b].end; i++) {
        struct ir_ins *ins = &r->ins[i];
        if (ins->op == IR_BR && ins->c)
            compact_arguments(o, ins);
        o->map[i] = opt_copy(o, ins);
    }
}

void opt_params(struct opt *o)
{
    struct ir_region *r = o->r;
    if (!o->has_params)
        return;
    opt_cfg(o);
    if (!o->has_joins)
        return;
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    for (ir_ref i = 0; i < r->n; i++)
        o->same[i] = i;
    bool changed = false, again;
    do {
        again = simplify_selects(o);
        for (uint32_t k = 0; k < o->norder; k++)
            again |= o->blocks[o->order[k]].npreds > 1 && simplify_block(o, o->order[k]);
        changed |= again;
    } while (again);
    if (!changed)
        return;
    opt_stream_begin(o);
    opt_stream_lists(o);
    for (uint32_t b = 0; b < r->nblocks; b++)
        stream_block(o, b);
    opt_stream_end(o);
}
