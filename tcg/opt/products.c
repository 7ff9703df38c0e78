/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `products`: both halves of a product are computed in one place.
 *
 * In: a region after `dce`.  Out: the same; where a block has `mulhu` and `mul` of the same
 * operands, they stand side by side, the upper half first, where the first of the two was: the back
 * end makes one instruction of them.  The guest has two, and code for long numbers takes all low
 * halves of a row before the upper ones; the host's multiplier, one product a cycle, is what that
 * code waits for.  A factor that the product before or behind has, too, comes first: there the back
 * end has a place for one that stays.
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum { FAR_AWAY = 64 }; /* instructions: the other half lies in a register or a slot so long */

static bool is_half(const struct ir_ins *ins)
{
    return (ins->op == IR_MUL || ins->op == IR_MULHU) && ins->type == IR_I64;
}

static bool same_factors(const struct ir_ins *i, const struct ir_ins *k)
{
    return (i->a == k->a && i->b == k->b) || (i->a == k->b && i->b == k->a);
}

/* The other half of product i, behind it in its block and of no other product; or none. */
static ir_ref other_half(const struct opt *o, ir_ref i, ir_ref end)
{
    const struct ir_ins *ins = o->r->ins;
    ir_ref last = end - i > FAR_AWAY ? i + FAR_AWAY : end;
    for (ir_ref k = i + 1; k < last; k++)
        if (is_half(&ins[k]) && ins[k].op != ins[i].op && !o->same[k] &&
            same_factors(&ins[i], &ins[k]))
            return k;
    return IR_NONE;
}

/* o->same[i]: the other half, for both; true: there is some pair. */
static bool find_pairs(struct opt *o)
{
    const struct ir_region *r = o->r;
    bool any = false;
    for (uint32_t b = 0; b < r->nblocks; b++)
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            ir_ref k =
                is_half(&r->ins[i]) && !o->same[i] ? other_half(o, i, r->blocks[b].end) : IR_NONE;
            if (!k)
                continue;
            o->same[i] = k;
            o->same[k] = i;
            any = true;
        }
    return any;
}

static bool has_upper_half(const struct ir_region *r)
{
    for (ir_ref i = 1; i < r->n; i++)
        if (r->ins[i].op == IR_MULHU)
            return true;
    return false;
}

static bool has_factor(const struct ir_ins *ins, ir_ref v)
{
    return is_half(ins) && (ins->a == v || ins->b == v);
}

/* How many of the products next to i, on either side in its block, have factor v? */
static unsigned neighbours(const struct opt *o, ir_ref i, uint32_t b, ir_ref v)
{
    const struct ir_block *block = &o->r->blocks[b];
    const struct ir_ins *ins = o->r->ins;
    unsigned n = 0;
    ir_ref k;
    for (k = i + 1; k < block->end && k - i < FAR_AWAY; k++)
        if (is_half(&ins[k]) && !same_factors(&ins[i], &ins[k]))
            break;
    n += k < block->end && has_factor(&ins[k], v);
    for (k = i; k-- > block->first && i - k < FAR_AWAY;)
        if (is_half(&ins[k]) && !same_factors(&ins[i], &ins[k]))
            return n + has_factor(&ins[k], v);
    return n;
}

static void stream_pair(struct opt *o, ir_ref i, ir_ref k, uint32_t b)
{
    const struct ir_ins *ins = o->r->ins;
    ir_ref upper = ins[i].op == IR_MULHU ? i : k, lower = upper == i ? k : i;
    ir_ref first = ins[i].a, second = ins[i].b;
    if (neighbours(o, i, b, second) > neighbours(o, i, b, first)) {
        first = ins[i].b;
        second = ins[i].a;
    }
    struct ir_ins half[2] = {ins[upper], ins[lower]};
    half[0].a = half[1].a = first;
    half[0].b = half[1].b = second;
    o->map[upper] = opt_copy(o, &half[0]);
    o->map[lower] = opt_copy(o, &half[1]);
}

void opt_products(struct opt *o)
{
    const struct ir_region *r = o->r;
    if (!has_upper_half(r))
        return;
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    memset(o->same, 0, r->n * sizeof *o->same);
    if (!find_pairs(o))
        return;
    opt_stream_begin(o);
    opt_stream_lists(o);
    for (uint32_t b = 0; b < r->nblocks; b++) {
        opt_stream_block(o, b);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            if (!o->same[i])
                o->map[i] = opt_copy(o, &r->ins[i]);
            else if (o->same[i] > i)
                stream_pair(o, i, o->same[i], b);
        }
    }
    opt_stream_end(o);
}
