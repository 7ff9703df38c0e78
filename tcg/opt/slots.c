/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What pass `state` has to know before it starts: which slots meet at which joins.
 *
 * In: a region with `get` and `set`, opt_cfg done.  Out: opt.slots, per block five sets of slots:
 *   live   read at or behind the block's start before anything writes them,
 *   dirty  at the block's start the state may not have their values,
 *   meet   (joins) different values may come in over different edges,
 *   flush  (joins) those of them that are stored on the edges where they are dirty,
 *   param  (joins) those that become block parameters.
 * A slot that meets but is neither live nor dirty is in the state and nobody asks.
 *
 * A slot is flushed where paths come together forwards, if nobody computes with it behind and it is
 * not overwritten soon: the store has to be made anyhow, and a parameter would have to be loaded on
 * the edges where it is in the state, and kept in a register until the exits.
 *
 * `meet` is the iterated dominance frontier of the writes.  A helper that writes slots writes all.
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum { LOCAL_DEF = OPT_SLOT_SETS, LOCAL_GEN, LOCAL_USE, LOCAL_MUST, ALL_SETS };

uint64_t *opt_slot_set(const struct opt *o, uint32_t block, unsigned set)
{
    return o->slots + ((size_t)block * ALL_SETS + set) * o->slot_words;
}

/* What a block does by itself.  GEN: stored by `set` and not flushed since; o->live: it flushes. */
static void local(struct opt *o, uint32_t b)
{
    const struct ir_region *r = o->r;
    uint64_t *def = opt_slot_set(o, b, LOCAL_DEF), *gen = opt_slot_set(o, b, LOCAL_GEN);
    uint64_t *use = opt_slot_set(o, b, LOCAL_USE);
    size_t size = o->slot_words * sizeof *def;
    for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
        const struct ir_ins *ins = &r->ins[i];
        uint64_t bit = UINT64_C(1) << (ins->imm & 63);
        size_t word = ins->imm >> 6;
        if (ins->op == IR_GET) {
            use[word] |= bit & ~def[word];
        } else if (ins->op == IR_SET) {
            def[word] |= bit;
            gen[word] |= bit;
        } else if (ins->op == IR_CALL) {
            unsigned flags = r->guest->helpers[ins->imm].flags;
            if (flags & (IR_HELPER_READS | IR_HELPER_WRITES | IR_HELPER_FAULTS)) {
                memset(gen, 0, size);
                o->live[b] = 1;
            }
            if (flags & IR_HELPER_WRITES)
                memset(def, 0xff, size);
        }
    }
}

static bool add(uint64_t *to, const uint64_t *from, const uint64_t *without, uint32_t words)
{
    uint64_t changed = 0;
    for (uint32_t w = 0; w < words; w++) {
        uint64_t more = from[w] & ~(without ? without[w] : 0) & ~to[w];
        to[w] |= more;
        changed |= more;
    }
    return changed != 0;
}

static void find_live(struct opt *o)
{
    uint32_t words = o->slot_words, to[2];
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t k = o->norder; k-- > 0;) {
            uint32_t b = o->order[k];
            uint64_t *live = opt_slot_set(o, b, OPT_SLOT_LIVE);
            changed |= add(live, opt_slot_set(o, b, LOCAL_USE), NULL, words);
            for (unsigned n = opt_successors(o->r, b, to); n--;)
                if (to[n])
                    changed |= add(live, opt_slot_set(o, to[n], OPT_SLOT_LIVE),
                                   opt_slot_set(o, b, LOCAL_DEF), words);
        }
    }
}

static void find_dirty(struct opt *o)
{
    uint32_t words = o->slot_words, to[2];
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t k = 0; k < o->norder; k++) {
            uint32_t b = o->order[k];
            const uint64_t *in = opt_slot_set(o, b, OPT_SLOT_DIRTY);
            for (unsigned n = opt_successors(o->r, b, to); n--;) {
                if (!to[n])
                    continue;
                uint64_t *next = opt_slot_set(o, to[n], OPT_SLOT_DIRTY);
                const uint64_t *flush = opt_slot_set(o, to[n], OPT_SLOT_FLUSH);
                changed |= add(next, opt_slot_set(o, b, LOCAL_GEN), flush, words);
                if (!o->live[b])
                    changed |= add(next, in, flush, words);
            }
        }
    }
}

static bool is_join(const struct opt *o, uint32_t b)
{
    return b && o->blocks[b].npreds > 1;
}

static void find_meeting(struct opt *o)
{
    uint32_t words = o->slot_words;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t k = 0; k < o->norder; k++) {
            uint32_t b = o->order[k];
            if (!is_join(o, b))
                continue;
            uint64_t *meet = opt_slot_set(o, b, OPT_SLOT_MEET);
            for (uint32_t p = 0; p < o->blocks[b].npreds; p++)
                for (uint32_t x = o->preds[o->first_pred[b] + p]; x != o->blocks[b].idom;
                     x = o->blocks[x].idom) {
                    changed |= add(meet, opt_slot_set(o, x, LOCAL_DEF), NULL, words);
                    changed |= add(meet, opt_slot_set(o, x, OPT_SLOT_MEET), NULL, words);
                }
        }
    }
}

/* Does the way from b to the block lead out of a loop, or out of line? */
static bool leads_away(const struct opt *o, uint32_t b, uint32_t to)
{
    return o->blocks[to].depth < o->blocks[b].depth || o->r->blocks[to].cold > o->r->blocks[b].cold;
}

/* Of what is overwritten behind block b: what every way there has, if it does not lead away. */
static uint64_t overwritten_behind(const struct opt *o, uint32_t b, uint32_t w)
{
    uint64_t near = ~UINT64_C(0), away = near;
    bool found = false;
    uint32_t to[2];
    unsigned n = opt_successors(o->r, b, to);
    for (unsigned k = 0; k < n; k++) {
        uint64_t must = to[k] ? opt_slot_set(o, to[k], LOCAL_MUST)[w] : 0;
        bool leads = leads_away(o, b, to[k]);
        *(leads ? &away : &near) &= must;
        found |= !leads;
    }
    return !n ? 0 : found ? near : away;
}

/* Slots that are written on every way from the start of a block to an exit, or once more around the
   loop: mostly, so that a store there would be for nothing. */
static void find_overwritten(struct opt *o)
{
    uint32_t words = o->slot_words;
    for (uint32_t k = 0; k < o->norder; k++)
        memset(opt_slot_set(o, o->order[k], LOCAL_MUST), 0xff, words * sizeof(uint64_t));
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t k = o->norder; k-- > 0;) {
            uint32_t b = o->order[k];
            uint64_t *must = opt_slot_set(o, b, LOCAL_MUST);
            for (uint32_t w = 0; w < words; w++) {
                uint64_t all = overwritten_behind(o, b, w) | opt_slot_set(o, b, LOCAL_DEF)[w];
                changed |= all != must[w];
                must[w] = all;
            }
        }
    }
}

static void find_flushed(struct opt *o)
{
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        uint64_t *flush = opt_slot_set(o, b, OPT_SLOT_FLUSH);
        for (uint32_t w = 0; is_join(o, b) && !o->blocks[b].back_in && w < o->slot_words; w++)
            flush[w] = opt_slot_set(o, b, OPT_SLOT_MEET)[w] &
                       ~opt_slot_set(o, b, OPT_SLOT_LIVE)[w] & ~opt_slot_set(o, b, LOCAL_MUST)[w];
    }
}

void opt_slots(struct opt *o)
{
    uint32_t n = o->r->nblocks;
    o->slot_words = (o->r->guest->nslots + 63) / 64;
    size_t size = (size_t)n * ALL_SETS * o->slot_words;
    opt_room(&o->slots, &o->slots_cap, (uint32_t)size, sizeof *o->slots);
    memset(o->slots, 0, size * sizeof *o->slots);
    opt_room(&o->live, &o->live_cap, n, sizeof *o->live);
    memset(o->live, 0, n);
    for (uint32_t k = 0; k < o->norder; k++)
        local(o, o->order[k]);
    find_live(o);
    find_meeting(o);
    find_overwritten(o);
    find_flushed(o);
    find_dirty(o);
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        uint64_t *param = opt_slot_set(o, b, OPT_SLOT_PARAM);
        for (uint32_t w = 0; is_join(o, b) && w < o->slot_words; w++)
            param[w] =
                opt_slot_set(o, b, OPT_SLOT_MEET)[w] &
                (opt_slot_set(o, b, OPT_SLOT_LIVE)[w] | opt_slot_set(o, b, OPT_SLOT_DIRTY)[w]);
    }
}
