/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `carries`: a carry is added where the sum is that it comes from.
 *
 * In: a region after `products`.  Out: the same; where a block has s = a + b, c = s < a (unsigned),
 * and adds c to some y that is there when s is computed, s, c and adc(y, 0, c) stand side by side.
 * If y is a sum that nobody else wants, which may come behind s, its summands are added: adc(p, q,
 * c).
 * A guest without a carry flag (RISC-V) compares the sum with one of its summands, and adds the
 * result somewhere behind, where the flag that the host's sum has made is long gone.
 *
 * Example: the word of a product with long numbers, two sums with a carry each, is add, adc, add,
 * adc; a sum of 128 bits is add, adc.
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum { FAR_AWAY = 40 }; /* instructions from the sum to the addition of its carry */

static const struct ir_ins *def(const struct opt *o, ir_ref v)
{
    return &o->r->ins[v];
}

static bool is_constant(const struct opt *o, ir_ref v)
{
    return def(o, v)->op == IR_CONST;
}

/* The comparison that v, a summand of type t, is the result of; or none. */
static ir_ref carry_of(const struct opt *o, ir_ref v, enum ir_type t)
{
    const struct ir_ins *ins = def(o, v);
    if (t == IR_I64) {
        if (ins->op != IR_ZEXT32)
            return IR_NONE;
        v = ins->a;
        ins = def(o, v);
    }
    if (ins->op != IR_CMP || ins->sub != IR_LTU)
        return IR_NONE;
    const struct ir_ins *sum = def(o, ins->a);
    bool asks =
        sum->op == IR_ADD && sum->type == ins->type && (sum->a == ins->b || sum->b == ins->b);
    return asks && !is_constant(o, sum->a) && !is_constant(o, sum->b) ? v : IR_NONE;
}

/* Addition i with a carry: o->same of the sum is i. One of two carries of one sum is enough. */
static bool find_one(struct opt *o, ir_ref i, ir_ref first)
{
    const struct ir_ins *ins = def(o, i);
    for (unsigned turn = 0; turn < 2; turn++) {
        ir_ref c = carry_of(o, turn ? ins->a : ins->b, ins->type);
        ir_ref sum = c ? def(o, c)->a : IR_NONE;
        if (!c || sum < first || i - sum > FAR_AWAY || o->same[sum])
            continue;
        o->same[sum] = i;
        return true;
    }
    return false;
}

static bool find_all(struct opt *o)
{
    const struct ir_region *r = o->r;
    bool any = false;
    for (uint32_t b = 0; b < r->nblocks; b++)
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++)
            if (r->ins[i].op == IR_ADD)
                any |= find_one(o, i, r->blocks[b].first);
    return any;
}

static void count(struct opt *o, ir_ref v)
{
    o->live[v] = o->live[v] ? 2 : 1;
}

/* o->live: 0, 1 or more uses. */
static void count_uses(struct opt *o)
{
    const struct ir_region *r = o->r;
    opt_room(&o->live, &o->live_cap, r->n, sizeof *o->live);
    memset(o->live, 0, r->n * sizeof *o->live);
    for (ir_ref i = 1; i < r->n; i++) {
        switch (ir_ops[r->ins[i].op].nvals) {
        case 3: count(o, r->ins[i].c); /* fall through */
        case 2: count(o, r->ins[i].b); /* fall through */
        case 1: count(o, r->ins[i].a);
        }
    }
    for (uint32_t k = 0; k < r->nargs; k++)
        count(o, r->args[k]);
    for (uint32_t k = 0; k < r->nsnap_entries; k++)
        count(o, r->snap_entries[k].val);
}

/* Is y a sum (still) of what is there, for addition i alone? */
static bool is_own_sum(const struct opt *o, ir_ref y, ir_ref i)
{
    const struct ir_ins *ins = def(o, y);
    if (o->map[y] && o->out.ins[o->map[y]].op != IR_ADD)
        return false;
    return ins->op == IR_ADD && ins->type == def(o, i)->type && o->live[y] == 1 && !o->same[y] &&
           o->map[ins->a] && o->map[ins->b];
}

/* Behind its sum: the comparison, and the addition of its result if the other summand is there. */
static void stream_behind(struct opt *o, ir_ref sum)
{
    ir_ref i = o->same[sum];
    const struct ir_ins *add = def(o, i);
    ir_ref c = carry_of(o, add->b, add->type), y = add->a;
    if (!c || def(o, c)->a != sum) {
        c = carry_of(o, add->a, add->type);
        y = add->b;
    }
    bool own = is_own_sum(o, y, i);
    if (!own && !o->map[y])
        return;
    o->map[c] = opt_copy(o, def(o, c));
    struct ir_ins sum_of_all = {.op = IR_ADC, .type = add->type, .c = o->map[c]};
    sum_of_all.a = o->map[own ? def(o, y)->a : y];
    sum_of_all.b = own ? o->map[def(o, y)->b] : ir_const(&o->out, add->type, 0);
    o->map[i] = ir_emit(&o->out, sum_of_all);
    if (own)
        o->map[y] = o->map[i]; /* nobody asks for it */
}

void opt_carries(struct opt *o)
{
    const struct ir_region *r = o->r;
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    memset(o->same, 0, r->n * sizeof *o->same);
    if (!find_all(o))
        return;
    count_uses(o);
    opt_stream_begin(o);
    opt_stream_lists(o);
    memset(o->map, 0, r->n * sizeof *o->map);
    for (uint32_t b = 0; b < r->nblocks; b++) {
        opt_stream_block(o, b);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            if (o->map[i])
                continue;
            o->map[i] = opt_copy(o, &r->ins[i]);
            if (r->ins[i].op == IR_ADD && o->same[i])
                stream_behind(o, i);
        }
    }
    opt_stream_end(o);
}
