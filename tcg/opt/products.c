/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `products`: both halves of a product are computed in one place.
 *
 * In: a region after `dce`.  Out: the same; where a block has `mulhu` and `mul` of the same
 * operands, they stand side by side, the upper half first, where the first of the two was: the back
 * end makes one instruction of them.  The guest has two, and code for long numbers takes all low
 * halves of a row before the upper ones; the host's multiplier, one product a cycle, is what that
 * code waits for.
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

static void stream_pair(struct opt *o, ir_ref i, ir_ref k)
{
    const struct ir_ins *ins = o->r->ins;
    ir_ref upper = ins[i].op == IR_MULHU ? i : k, lower = upper == i ? k : i;
    struct ir_ins low = ins[lower];
    low.a = ins[upper].a;
    low.b = ins[upper].b;
    o->map[upper] = opt_copy(o, &ins[upper]);
    o->map[lower] = opt_copy(o, &low);
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
                stream_pair(o, i, o->same[i]);
        }
    }
    opt_stream_end(o);
}
