/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `split`: a loop that is entered in its middle is entered at its head.
 *
 * In: a region before `state`.  Out: the same; where blocks form a cycle that can be entered at
 * several of them, the first one in guest order becomes its head, and the ways into the others lead
 * to copies of what lies between there and the head.  So it is a natural loop, which the other
 * passes know how to treat. Compilers and authors of assembly make such loops when they begin with
 * half a round: memchr of the C library, Duff's device.
 *
 * An innermost loop that only looks at memory, and loads for the next round at its end (strchr),
 * becomes one that loads at its head, with a copy of the first round's other half in front.  So a
 * round hands nothing to the next, which pass `skim` wants.
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum { MAX_COPY = 300, MAX_SPLITS = 8 };

/* Marks in `set` what can be reached from `start` over edges, or against them, without `wall`. */
static void reach(struct opt *o, uint32_t start, bool back, uint32_t wall, uint8_t *set)
{
    uint32_t depth = 0, to[2];
    memset(set, 0, o->r->nblocks);
    set[start] = 1;
    o->stack[depth++] = start;
    while (depth) {
        uint32_t b = o->stack[--depth];
        unsigned n = back ? o->blocks[b].npreds : opt_successors(o->r, b, to);
        for (unsigned k = 0; k < n; k++) {
            uint32_t next = back ? o->preds[o->first_pred[b] + k] : to[k];
            if (next == wall || set[next])
                continue;
            set[next] = 1;
            o->stack[depth++] = next;
        }
    }
}

static bool entered_from_outside(const struct opt *o, uint32_t b, const uint8_t *set)
{
    for (uint32_t k = 0; k < o->blocks[b].npreds; k++)
        if (!set[o->preds[o->first_pred[b] + k]])
            return true;
    return false;
}

/* Does an edge come in against the order, from a block that b does not dominate? */
static bool irreducible(const struct opt *o, uint32_t b)
{
    for (uint32_t k = 0; k < o->blocks[b].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[b] + k];
        if (o->blocks[from].rpo >= o->blocks[b].rpo && !opt_dominates(o, b, from))
            return true;
    }
    return false;
}

/* The cycle through block b, in the loop around it. */
static void find_cycle(struct opt *o, uint32_t b, uint8_t *cycle)
{
    uint32_t n = o->r->nblocks, around = o->blocks[b].loop;
    uint8_t before[n];
    if (around == b)
        around = o->blocks[b].parent;
    reach(o, b, false, around, cycle);
    reach(o, b, true, around, before);
    for (uint32_t k = 0; k < n; k++)
        cycle[k] &= before[k];
}

/* Floating point takes longer than what a natural loop saves, and the values that more joins carry
   cost moves. */
static bool computes_floats(const struct opt *o, const uint8_t *cycle)
{
    const struct ir_region *r = o->r;
    for (uint32_t b = 0; b < r->nblocks; b++)
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end && cycle[b]; i++)
            if (ir_ops[r->ins[i].op].props & IR_P_FPX)
                return true;
    return false;
}

/* The entry that becomes the head; OPT_NO_BLOCK: there is only one. */
static uint32_t choose_head(const struct opt *o, const uint8_t *cycle)
{
    uint32_t head = OPT_NO_BLOCK, entries = 0;
    for (uint32_t b = 0; b < o->r->nblocks; b++) {
        if (!cycle[b] || !entered_from_outside(o, b, cycle))
            continue;
        entries++;
        if (head == OPT_NO_BLOCK || o->r->blocks[b].pc < o->r->blocks[head].pc)
            head = b;
    }
    return entries > 1 ? head : OPT_NO_BLOCK;
}

/* One entry beside the head gets a copy.  True: it has one. */
static bool split(struct opt *o, uint32_t head, uint32_t entry, const uint8_t *cycle)
{
    struct ir_region *r = o->r;
    uint8_t part[r->nblocks];
    reach(o, entry, false, head, part);
    for (uint32_t b = 0; b < r->nblocks; b++)
        part[b] &= cycle[b];
    opt_add_exits(o, part);
    if (!opt_blocks_copyable(o, part, MAX_COPY))
        return false;
    opt_blocks_copy(o, part, OPT_NO_BLOCK);
    for (uint32_t k = 0; k < o->blocks[entry].npreds; k++) {
        uint32_t from = o->preds[o->first_pred[entry] + k];
        if (!cycle[from])
            opt_retarget(&r->ins[r->blocks[from].end - 1], entry, o->stack[entry]);
    }
    return true;
}

static bool split_one(struct opt *o)
{
    uint32_t n = o->r->nblocks;
    uint8_t cycle[n];
    for (uint32_t k = 0; k < o->norder; k++) {
        if (!o->blocks[o->order[k]].back_in || !irreducible(o, o->order[k]))
            continue;
        find_cycle(o, o->order[k], cycle);
        if (computes_floats(o, cycle))
            continue;
        uint32_t head = choose_head(o, cycle);
        for (uint32_t b = 0; b < n && head != OPT_NO_BLOCK; b++)
            if (cycle[b] && b != head && entered_from_outside(o, b, cycle))
                return split(o, head, b, cycle);
    }
    return false;
}

/* ---- loops that load for the next round ---- */

static bool only_looks(const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_NOP:
    case IR_INSN:
    case IR_GET:
    case IR_SET:
    case IR_BR:
    case IR_BRCOND:
    case IR_PREFETCH: return true;
    case IR_LD: return !ins->sub && ins->lane == IR_I64;
    default: return ir_ops[ins->op].props & IR_P_PURE && !(ir_ops[ins->op].props & IR_P_FPX);
    }
}

/* The block with the loop's only load, if it does nothing else but compute and every round comes
   through it; or OPT_NO_BLOCK. */
static uint32_t block_of_load(const struct opt *o, uint32_t header)
{
    const struct ir_region *r = o->r;
    uint32_t found = OPT_NO_BLOCK;
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        if (o->blocks[b].loop != header)
            continue;
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            if (!only_looks(&r->ins[i]) || (r->ins[i].op == IR_LD && found != OPT_NO_BLOCK))
                return OPT_NO_BLOCK;
            if (r->ins[i].op == IR_LD)
                found = b;
        }
    }
    for (uint32_t k = 0; k < o->blocks[header].npreds && found != OPT_NO_BLOCK; k++) {
        uint32_t from = o->preds[o->first_pred[header] + k];
        if (o->blocks[from].loop == header && !opt_dominates(o, found, from))
            return OPT_NO_BLOCK;
    }
    return found;
}

static bool rotate_one(struct opt *o)
{
    uint32_t n = o->r->nblocks;
    uint8_t cycle[n];
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t header = o->order[k];
        uint32_t load = opt_loop_innermost(o, header) ? block_of_load(o, header) : OPT_NO_BLOCK;
        if (load == OPT_NO_BLOCK || load == header)
            continue;
        for (uint32_t b = 0; b < n; b++)
            cycle[b] = o->blocks[b].idom != OPT_NO_BLOCK && o->blocks[b].loop == header;
        if (split(o, load, header, cycle))
            return true;
    }
    return false;
}

void opt_split(struct opt *o)
{
    if (o->r->state_done)
        return;
    for (unsigned k = 0; k < MAX_SPLITS; k++) {
        opt_cfg(o);
        if (!o->has_joins || (!split_one(o) && !rotate_one(o)))
            return;
    }
}
