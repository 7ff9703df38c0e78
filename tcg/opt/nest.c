/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `nest`: the inner loop that a region begins in is a loop of its own.
 *
 * In: a region before `state`.  Out: the same; where the loops around come back into the middle of
 * that loop, they lead to a copy of what lies between there and its head.  Compilers rotate loops:
 * one with its test at the end is entered at that test.  What is hot is the head of such a loop,
 * and so there the region begins; the test would be a join of all loops, with a parameter for each
 * slot that any of them sets.
 *
 *     b0 -> head -> ... -> test -> head              b0 -> around -> head -> ... -> test -> head
 *             ^ rest of the nest -> test        =>   rest of the nest -> test' -> around
 *
 * The loop is the shortest way from the head back to it, and what else lies among its addresses.
 */
#include "tcg/opt/opt.h"

#include <glib.h>
#include <string.h>

enum { MAX_COPY = 60 /* instructions */ };

/* The shortest way from block h back to it. */
struct way {
    uint32_t n, *block; /* from h; room for all blocks */
    uint64_t low, high; /* addresses */
};

static bool find_way(struct opt *o, uint32_t h, struct way *w)
{
    uint32_t n = o->r->nblocks, from[n], queue[n], first = 0, last = 0, to[2];
    uint32_t latch = OPT_NO_BLOCK;
    memset(from, 0xff, sizeof from);
    queue[last++] = h;
    from[h] = h;
    while (first < last && latch == OPT_NO_BLOCK) {
        uint32_t b = queue[first++];
        unsigned ns = opt_successors(o->r, b, to);
        for (unsigned s = 0; s < ns; s++) {
            if (to[s] == h)
                latch = b;
            if (from[to[s]] != OPT_NO_BLOCK)
                continue;
            from[to[s]] = b;
            queue[last++] = to[s];
        }
    }
    if (latch == OPT_NO_BLOCK)
        return false;
    w->n = 1;
    for (uint32_t b = latch; b != h; b = from[b])
        w->n++;
    for (uint32_t b = latch, k = w->n; k--; b = from[b])
        w->block[k] = b;
    w->low = w->high = o->r->blocks[h].pc;
    for (uint32_t k = 0; k < w->n; k++) {
        w->low = MIN(w->low, o->r->blocks[w->block[k]].pc);
        w->high = MAX(w->high, o->r->blocks[w->block[k]].pc);
    }
    return true;
}

static bool from_around(const struct opt *o, const struct way *w, uint32_t b)
{
    uint64_t pc = opt_edge_pc(o, b);
    return pc < w->low || pc > w->high;
}

static bool entered_from_around(const struct opt *o, const struct way *w, uint32_t b)
{
    for (uint32_t k = 0; k < o->blocks[b].npreds; k++)
        if (from_around(o, w, o->preds[o->first_pred[b] + k]))
            return true;
    return false;
}

/* Edges into block b from around lead to block `to`. */
static void lead(const struct opt *o, const struct way *w, uint32_t b, uint32_t to)
{
    for (uint32_t k = 0; k < o->blocks[b].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[b] + k];
        if (from_around(o, w, from))
            opt_retarget(&o->r->ins[o->r->blocks[from].end - 1], b, to);
    }
}

void opt_nest(struct opt *o)
{
    struct ir_region *r = o->r;
    if (r->state_done || r->ins[r->blocks[0].end - 1].op != IR_BR)
        return;
    opt_cfg(o);
    uint32_t h = ir_taken(&r->ins[r->blocks[0].end - 1]), block[r->nblocks], middle = 1;
    struct way way = {.block = block};
    if (!o->blocks[h].header || r->ins[r->blocks[h].first].op == IR_PARAM || !find_way(o, h, &way))
        return;
    while (middle < way.n && !entered_from_around(o, &way, block[middle]))
        middle++;
    if (middle >= way.n)
        return;
    uint8_t part[r->nblocks];
    memset(part, 0, r->nblocks);
    for (uint32_t k = middle; k < way.n; k++)
        part[block[k]] = 1;
    opt_add_exits(o, part);
    if (!opt_blocks_copyable(o, part, MAX_COPY))
        return;
    opt_blocks_copy(o, part, OPT_NO_BLOCK);
    uint32_t around = ir_block_new(r, r->blocks[h].pc);
    ir_block_begin(r, around);
    ir_br(r, h, NULL, 0);
    opt_retarget(&r->ins[r->blocks[0].end - 1], h, around);
    lead(o, &way, h, around);
    for (uint32_t k = middle; k < way.n; k++)
        lead(o, &way, block[k], o->stack[block[k]]);
    opt_retarget(&r->ins[r->blocks[o->stack[block[way.n - 1]]].end - 1], h, around);
}
