/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the passes know of control flow: predecessors, dominators, loops, and an order of blocks.
 *
 * In: a region.  Out: opt.blocks, opt.order.
 * Invariants of the order: reverse post order, so that a definition comes before its uses; every
 * natural loop in one piece, its header first; an exit of a side path right behind its branch.  A
 * tree (all that extended basic blocks need) keeps the order it has.
 */
#include "tcg/opt/opt.h"

#include <string.h>

static void init(struct opt *o)
{
    uint32_t n = o->r->nblocks;
    opt_room(&o->blocks, &o->blocks_cap, n, sizeof *o->blocks);
    opt_room(&o->order, &o->order_cap, n, sizeof *o->order);
    opt_room(&o->stack, &o->stack_cap, 3 * n, sizeof *o->stack);
    opt_room(&o->first_pred, &o->first_pred_cap, n + 1, sizeof *o->first_pred);
    opt_room(&o->preds, &o->preds_cap, 2 * n, sizeof *o->preds);
    for (uint32_t b = 0; b < n; b++)
        o->blocks[b] =
            (struct opt_block){.idom = OPT_NO_BLOCK, .loop = OPT_NO_BLOCK, .parent = OPT_NO_BLOCK};
    o->has_joins = false;
}

/* Is every block reached over one forward edge?  Then all else follows at once. */
static bool tree(struct opt *o)
{
    uint32_t n = o->r->nblocks, to[2];
    for (uint32_t b = 0; b < n; b++) {
        unsigned ns = opt_successors(o->r, b, to);
        for (unsigned s = 0; s < ns; s++) {
            if (to[s] <= b || o->blocks[to[s]].npreds++)
                return false;
            o->blocks[to[s]].pred = o->blocks[to[s]].idom = b;
        }
    }
    for (uint32_t b = 0; b < n; b++) {
        if (b && !o->blocks[b].npreds)
            return false;
        o->order[b] = o->blocks[b].rpo = b;
    }
    o->blocks[0].idom = 0;
    o->norder = n;
    return true;
}

/* Depth first search: order in reverse post order, rpo.  The taken side is visited last, so that
   it comes first. */
static void reverse_post_order(struct opt *o)
{
    uint32_t n = o->r->nblocks, depth = 0, next = n, to[2];
    uint32_t *stack = o->stack, *left = o->stack + n, *order = o->stack + 2 * n;
    for (uint32_t b = 0; b < n; b++)
        left[b] = OPT_NO_BLOCK;
    left[0] = opt_successors(o->r, 0, to);
    stack[depth++] = 0;
    while (depth) {
        uint32_t b = stack[depth - 1];
        if (left[b]) {
            opt_successors(o->r, b, to);
            uint32_t s = to[--left[b]];
            if (left[s] == OPT_NO_BLOCK) {
                uint32_t unused[2];
                left[s] = opt_successors(o->r, s, unused);
                stack[depth++] = s;
            }
        } else {
            order[--next] = b;
            depth--;
        }
    }
    o->norder = n - next;
    memcpy(o->order, order + next, o->norder * sizeof *order);
    for (uint32_t k = 0; k < o->norder; k++)
        o->blocks[o->order[k]].rpo = k;
}

static void predecessors(struct opt *o)
{
    uint32_t n = o->r->nblocks, to[2], sum = 0;
    for (uint32_t k = 0; k < o->norder; k++) {
        unsigned ns = opt_successors(o->r, o->order[k], to);
        for (unsigned s = 0; s < ns; s++) {
            struct opt_block *t = &o->blocks[to[s]];
            t->pred = o->order[k];
            o->has_joins |= t->npreds++ > 0 || to[s] == 0;
        }
    }
    for (uint32_t b = 0; b < n; b++) {
        o->first_pred[b] = sum;
        sum += o->blocks[b].npreds;
        o->stack[b] = o->first_pred[b];
    }
    for (uint32_t k = 0; k < o->norder; k++) {
        unsigned ns = opt_successors(o->r, o->order[k], to);
        for (unsigned s = 0; s < ns; s++)
            o->preds[o->stack[to[s]]++] = o->order[k];
    }
}

static void dominators(struct opt *o)
{
    struct opt_block *bs = o->blocks;
    bs[0].idom = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t k = 1; k < o->norder; k++) {
            uint32_t b = o->order[k], dom = OPT_NO_BLOCK;
            for (uint32_t p = 0; p < bs[b].npreds; p++) {
                uint32_t x = o->preds[o->first_pred[b] + p];
                if (bs[x].idom == OPT_NO_BLOCK)
                    continue;
                if (dom == OPT_NO_BLOCK)
                    dom = x;
                while (x != dom) {
                    while (bs[x].rpo > bs[dom].rpo)
                        x = bs[x].idom;
                    while (bs[dom].rpo > bs[x].rpo)
                        dom = bs[dom].idom;
                }
            }
            changed |= bs[b].idom != dom;
            bs[b].idom = dom;
        }
    }
}

/* Numbers the dominator tree, so that opt_dominates is two comparisons. */
static void number_dominators(struct opt *o)
{
    struct opt_block *bs = o->blocks;
    uint32_t *size = o->stack, *next = o->stack + o->r->nblocks;
    for (uint32_t k = 0; k < o->norder; k++)
        size[o->order[k]] = 1;
    for (uint32_t k = o->norder; k-- > 1;)
        size[bs[o->order[k]].idom] += size[o->order[k]];
    bs[0].dom_pre = 0;
    bs[0].dom_end = size[0];
    next[0] = 1;
    for (uint32_t k = 1; k < o->norder; k++) {
        uint32_t b = o->order[k], d = bs[b].idom;
        bs[b].dom_pre = next[d];
        bs[b].dom_end = next[d] + size[b];
        next[d] += size[b];
        next[b] = bs[b].dom_pre + 1;
    }
}

/* Everything that reaches x without passing the header h belongs to h's loop. */
static void flood_loop(struct opt *o, uint32_t h, uint32_t depth)
{
    struct opt_block *bs = o->blocks;
    uint32_t *stack = o->stack;
    while (depth) {
        uint32_t x = stack[--depth];
        if (bs[x].loop == OPT_NO_BLOCK) {
            bs[x].loop = h;
        } else {
            x = bs[x].loop;
            while (bs[x].parent != OPT_NO_BLOCK)
                x = bs[x].parent;
            if (x == h)
                continue;
            bs[x].parent = h;
        }
        /* A block is pushed once per edge at most; 2n edges, room for 3n. */
        for (uint32_t p = 0; p < bs[x].npreds; p++)
            stack[depth++] = o->preds[o->first_pred[x] + p];
    }
}

static void loops(struct opt *o)
{
    struct opt_block *bs = o->blocks;
    for (uint32_t k = o->norder; k-- > 0;) {
        uint32_t h = o->order[k], depth = 0;
        for (uint32_t p = 0; p < bs[h].npreds; p++) {
            uint32_t x = o->preds[o->first_pred[h] + p];
            bs[h].back_in |= bs[x].rpo >= k;
            if (opt_dominates(o, h, x))
                o->stack[depth++] = x;
        }
        if (!depth)
            continue;
        bs[h].header = true;
        bs[h].loop = h;
        flood_loop(o, h, depth);
    }
    for (uint32_t k = 0; k < o->norder; k++) {
        struct opt_block *b = &bs[o->order[k]];
        if (b->header)
            b->depth = b->parent == OPT_NO_BLOCK ? 1 : bs[b->parent].depth + 1;
        else if (b->loop != OPT_NO_BLOCK)
            b->depth = bs[b->loop].depth;
    }
}

/* The loop next to which a block is laid out: an exit stays with its branch. */
static uint32_t layout_loop(const struct opt *o, uint32_t b)
{
    uint32_t to[2];
    if (o->blocks[b].npreds == 1 && !opt_successors(o->r, b, to))
        return o->blocks[o->blocks[b].pred].loop;
    return o->blocks[b].loop;
}

/* Appends the blocks of loop h (OPT_NO_BLOCK: all) to the order; they are among rpo[from, n). */
static void layout(struct opt *o, const uint32_t *rpo, uint32_t from, uint32_t n, uint32_t h)
{
    for (uint32_t k = from; k < n; k++) {
        uint32_t b = rpo[k];
        if (b != h && o->blocks[b].header) {
            if (o->blocks[b].parent == h)
                layout(o, rpo, k, n, b);
        } else if (layout_loop(o, b) == h) {
            o->order[o->norder++] = b;
        }
    }
}

void opt_cfg(struct opt *o)
{
    init(o);
    if (!tree(o)) {
        init(o);
        reverse_post_order(o);
        predecessors(o);
        dominators(o);
    }
    number_dominators(o);
    if (!o->has_joins)
        return;
    loops(o);
    uint32_t n = o->norder;
    memcpy(o->stack, o->order, n * sizeof *o->order);
    o->norder = 0;
    layout(o, o->stack, 0, n, OPT_NO_BLOCK);
}
