/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that tier 1 does to a region, in one streaming pass: guest registers become values (as pass
 * `state` does), and each instruction is folded as it is emitted (as pass `fold` does).
 *
 * In: a region as front_translate leaves it.  Out: the same region with state_done, if it is a
 * straight line with side exits; any other is left alone.  Dead instructions stay: the back end
 * makes no code for them.
 *
 * It differs from `state` in one thing: dirty slots are stored before every conditional branch
 * and not in the exits.  So an exit is nothing but a jump, a slot is stored once for all exits
 * behind it, and snapshots stay short: cold code gets by with half the instructions.
 */
#include "tcg/opt/fold.h"

#include <glib.h>
#include <string.h>

struct undo {
    uint32_t slot;
    ir_ref val;
    bool dirty;
};

struct quick {
    uint32_t nslots, words;
    ir_ref *val;     /* per slot: its value, or none */
    uint64_t *dirty; /* slots that the state does not have */
    struct ir_snap_entry *entries;
    struct undo *undo; /* what the guest instruction has set so far */
    uint32_t nundo, undo_cap;
    uint64_t pc;   /* of the guest instruction */
    uint32_t snap; /* the last snapshot, if nothing has changed since; else 0 */
};

void opt_quick_free(struct quick *q)
{
    if (!q)
        return;
    g_free(q->val);
    g_free(q->dirty);
    g_free(q->entries);
    g_free(q->undo);
    g_free(q);
}

static struct quick *prepare(struct opt *o)
{
    struct quick *q = o->quick;
    uint32_t nslots = o->r->guest->nslots;
    if (!q || q->nslots != nslots) {
        opt_quick_free(q);
        q = o->quick = g_new0(struct quick, 1);
        q->nslots = nslots;
        q->words = (nslots + 63) / 64;
        q->val = g_new(ir_ref, nslots);
        q->dirty = g_new(uint64_t, q->words);
        q->entries = g_new(struct ir_snap_entry, nslots);
    }
    memset(q->val, 0, nslots * sizeof *q->val);
    memset(q->dirty, 0, q->words * sizeof *q->dirty);
    q->nundo = q->snap = 0;
    return q;
}

/* ---- slots ---- */

static bool is_dirty(const struct quick *q, uint32_t slot)
{
    return q->dirty[slot >> 6] >> (slot & 63) & 1;
}

static void mark(struct quick *q, uint32_t slot, bool dirty)
{
    uint64_t bit = UINT64_C(1) << (slot & 63);
    if (dirty)
        q->dirty[slot >> 6] |= bit;
    else
        q->dirty[slot >> 6] &= ~bit;
}

static void flush(struct opt *o, struct quick *q)
{
    for (uint32_t w = 0; w < q->words; w++) {
        for (uint64_t bits = q->dirty[w]; bits; bits &= bits - 1) {
            uint32_t slot = w * 64 + (uint32_t)__builtin_ctzll(bits);
            ir_set(&o->out, slot, q->val[slot]);
        }
        q->dirty[w] = 0;
    }
    q->nundo = q->snap = 0;
}

static uint32_t collect(const struct quick *q)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < q->words; w++)
        for (uint64_t bits = q->dirty[w]; bits; bits &= bits - 1) {
            uint32_t slot = w * 64 + (uint32_t)__builtin_ctzll(bits);
            q->entries[n++] = (struct ir_snap_entry){.slot = (uint16_t)slot, .val = q->val[slot]};
        }
    return n;
}

/* Puts the slots back to the start of the instruction; called twice it puts them forth again. */
static void swap_undo(struct quick *q, bool back)
{
    for (uint32_t k = 0; k < q->nundo; k++) {
        struct undo *u = &q->undo[back ? q->nundo - 1 - k : k];
        struct undo now = {u->slot, q->val[u->slot], is_dirty(q, u->slot)};
        q->val[u->slot] = u->val;
        mark(q, u->slot, u->dirty);
        *u = now;
    }
}

static uint32_t snapshot(struct opt *o, struct quick *q)
{
    struct ir_region *out = &o->out;
    if (q->snap && out->snaps[q->snap - 1].pc == q->pc)
        return q->snap;
    if (q->snap) { /* the same slots at another pc */
        struct ir_snap old = out->snaps[q->snap - 1];
        q->snap = ir_snap_new(out, q->pc, NULL, 0);
        out->snaps[q->snap - 1].first = old.first;
        out->snaps[q->snap - 1].count = old.count;
        return q->snap;
    }
    swap_undo(q, true);
    uint32_t snap = ir_snap_new(out, q->pc, q->entries, collect(q));
    swap_undo(q, false);
    q->snap = q->nundo ? 0 : snap;
    return snap;
}

/* ---- instructions ---- */

static ir_ref get(struct opt *o, struct quick *q, const struct ir_ins *ins)
{
    uint32_t slot = (uint32_t)ins->imm;
    if (!q->val[slot])
        q->val[slot] = fold_emit(o, *ins);
    return q->val[slot];
}

static void set(struct opt *o, struct quick *q, const struct ir_ins *ins)
{
    uint32_t slot = (uint32_t)ins->imm;
    ir_ref v = o->map[ins->a];
    if (q->val[slot] == v)
        return;
    if (q->nundo == q->undo_cap)
        opt_room(&q->undo, &q->undo_cap, q->nundo + 1, sizeof *q->undo);
    q->undo[q->nundo++] = (struct undo){slot, q->val[slot], is_dirty(q, slot)};
    q->val[slot] = v;
    mark(q, slot, true);
    q->snap = 0;
}

static ir_ref call(struct opt *o, struct quick *q, struct ir_ins *ins)
{
    unsigned flags = o->r->guest->helpers[ins->imm].flags;
    uint32_t from = ins->b;
    if (flags & (IR_HELPER_READS | IR_HELPER_WRITES | IR_HELPER_FAULTS))
        flush(o, q);
    ins->b = ir_args_new(&o->out, o->r->args + from, ins->c);
    for (uint32_t k = 0; k < ins->c; k++)
        o->out.args[ins->b + k] = o->map[o->out.args[ins->b + k]];
    if (flags & IR_HELPER_FAULTS)
        ins->snap = snapshot(o, q);
    ir_ref v = fold_ins(o, ins);
    if (flags & IR_HELPER_WRITES) {
        memset(q->val, 0, q->nslots * sizeof *q->val);
        q->nundo = q->snap = 0;
    }
    return v;
}

static ir_ref one(struct opt *o, struct quick *q, const struct ir_ins *from)
{
    switch (from->op) {
    case IR_NOP: return IR_NONE;
    case IR_INSN:
        q->pc = from->imm;
        if (q->nundo)
            q->nundo = q->snap = 0;
        return IR_NONE;
    case IR_GET: return get(o, q, from);
    case IR_SET: set(o, q, from); return IR_NONE;
    }
    struct ir_ins ins = *from;
    unsigned props = ir_ops[ins.op].props;
    if (ins.op == IR_CALL)
        return call(o, q, &ins);
    if (props & IR_P_END && ins.op != IR_BR)
        flush(o, q);
    opt_rename(o, &ins);
    if (props & IR_P_FAULT)
        ins.snap = snapshot(o, q);
    return fold_ins(o, &ins);
}

/* ---- the shape ---- */

/* A side exit: it sets slots to values that are there, and leaves. */
static bool side_exit(const struct ir_region *r, uint32_t b)
{
    if (b >= r->nblocks)
        return false;
    ir_ref last = r->blocks[b].end - 1;
    for (ir_ref i = r->blocks[b].first; i < last; i++)
        if (r->ins[i].op != IR_SET)
            return false;
    return r->ins[last].op == IR_EXIT_PC;
}

static void leave(struct opt *o, const struct ir_block *side)
{
    for (ir_ref i = side->first; i < side->end; i++) {
        struct ir_ins ins = o->r->ins[i];
        if (ins.op == IR_SET)
            ins.a = o->map[ins.a];
        ir_emit(&o->out, ins);
    }
}

/* Does block b go on in the next one, but for a side exit that lies between? */
static bool straight(const struct ir_region *r, uint32_t b, bool *side)
{
    const struct ir_ins *end = &r->ins[r->blocks[b].end - 1];
    *side = false;
    if (end->op == IR_BR)
        return ir_taken(end) == b + 1 && !end->c;
    if (end->op != IR_BRCOND)
        return b + 1 == r->nblocks;
    *side = true;
    return ir_taken(end) == b + 1 && ir_other(end) == b + 2 && side_exit(r, b + 1);
}

static bool is_line(const struct ir_region *r)
{
    bool side;
    for (uint32_t b = 0; b < r->nblocks; b += side ? 2 : 1)
        if (!straight(r, b, &side))
            return false;
    return r->nblocks != 0;
}

/* Every block that has anything to share dominates those behind it. */
static void dominators(struct opt *o, uint32_t n)
{
    opt_room(&o->blocks, &o->blocks_cap, n, sizeof *o->blocks);
    for (uint32_t b = 0; b < n; b++) {
        o->blocks[b].dom_pre = 0;
        o->blocks[b].dom_end = 1;
    }
}

bool opt_quick(struct opt *o)
{
    struct ir_region *r = o->r, *out = &o->out;
    if (r->state_done || !is_line(r))
        return false;
    struct quick *q = prepare(o);
    opt_stream_begin(o);
    fold_begin(o);
    dominators(o, r->nblocks);
    bool side = false;
    for (uint32_t b = 0; b < r->nblocks; b++) {
        const struct ir_block *block = &r->blocks[b];
        uint32_t nb = ir_block_new(out, block->pc);
        ir_block_begin(out, nb);
        out->blocks[nb].cold = block->cold;
        if (side) {
            leave(o, block);
            side = false;
            continue;
        }
        side = r->ins[block->end - 1].op == IR_BRCOND;
        for (ir_ref i = block->first; i < block->end; i++)
            o->map[i] = one(o, q, &r->ins[i]);
    }
    out->state_done = true;
    ir_region_swap(r, out);
    if (o->edges_gone)
        opt_dce(o);
    return true;
}
