/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `state`: guest registers become values.
 *
 * In: a region with `get` and `set` in the guest's order.  Out: state_done; a slot is loaded once,
 * stored before exits and helpers that want it, and every instruction that may fault has a
 * snapshot.  docs/ir.md, "Guest state", has the rules.
 *
 * Along a path each slot has a current value (or none: it is in the state only) and is dirty when
 * the state does not have it.  A block with one predecessor goes on with its predecessor's slots.
 * A join goes on with those of its immediate dominator; slots with different values on its edges
 * become parameters (slots.c says which).  So slots stay values around a loop, and are stored on
 * the ways out of it.
 * A snapshot describes the start of the guest instruction: what the instruction itself has set
 * before it faults is undone (undo log), since it will run again from its start.
 */
#include "tcg/opt/opt.h"

#include <glib.h>
#include <string.h>

#define NEW_BLOCK (UINT64_C(1) << 31) /* in imm of a new BR or BRCOND: the number is final */

struct undo {
    uint32_t slot;
    ir_ref val;
    bool dirty;
};

struct state {
    uint32_t nslots, words;
    ir_ref *val;     /* per slot; then `words` pairs of dirty bits: one set of slots */
    uint64_t *dirty; /* behind val */
    size_t size;     /* bytes of a set of slots */
    uint32_t owner;  /* the block after which the current set holds */
    bool keep;       /* every instruction loads and stores */

    uint8_t *saved; /* sets of slots at the end of blocks */
    uint32_t nsaved, saved_cap;
    uint32_t *saved_at; /* per block: which */
    uint32_t saved_at_cap;

    struct undo *undo;
    uint32_t nundo, undo_cap;
    struct ir_snap_entry *entries; /* scratch, per slot */
    uint64_t pc;                   /* of the guest instruction */
    uint32_t snap;                 /* the last snapshot, if nothing has changed since; else 0 */
    uint32_t *number;              /* per block of r: its block of out */
    uint32_t number_cap;
};

void opt_state_free(struct state *s)
{
    if (!s)
        return;
    g_free(s->val);
    g_free(s->saved);
    g_free(s->saved_at);
    g_free(s->undo);
    g_free(s->entries);
    g_free(s->number);
    g_free(s);
}

static struct state *prepare(struct opt *o)
{
    uint32_t nslots = o->r->guest->nslots;
    if (!o->state || o->state->nslots != nslots) {
        opt_state_free(o->state);
        struct state *s = o->state = g_new0(struct state, 1);
        s->nslots = nslots;
        s->words = (nslots + 63) / 64;
        size_t vals = ((size_t)nslots * sizeof(ir_ref) + 7) & ~(size_t)7;
        s->size = vals + s->words * sizeof(uint64_t);
        s->val = g_malloc(s->size);
        s->dirty = (uint64_t *)((char *)s->val + vals);
        s->entries = g_new(struct ir_snap_entry, nslots);
    }
    struct state *s = o->state;
    opt_room(&s->saved_at, &s->saved_at_cap, o->r->nblocks, sizeof *s->saved_at);
    opt_room(&s->number, &s->number_cap, o->r->nblocks, sizeof *s->number);
    s->nsaved = 0;
    s->owner = OPT_NO_BLOCK;
    return s;
}

/* Sets of slots */

static bool is_dirty(const struct state *s, uint32_t slot)
{
    return s->dirty[slot >> 6] >> (slot & 63) & 1;
}

static void mark(struct state *s, uint32_t slot, bool dirty)
{
    uint64_t bit = UINT64_C(1) << (slot & 63);
    if (dirty)
        s->dirty[slot >> 6] |= bit;
    else
        s->dirty[slot >> 6] &= ~bit;
}

static void forget(struct state *s)
{
    memset(s->val, 0, s->size);
    s->nundo = s->snap = 0;
}

static void save(struct state *s, uint32_t block)
{
    opt_room(&s->saved, &s->saved_cap, s->nsaved + 1, s->size);
    memcpy(s->saved + s->nsaved * s->size, s->val, s->size);
    s->saved_at[block] = s->nsaved++;
}

static void restore(struct state *s, uint32_t block)
{
    memcpy(s->val, s->saved + s->saved_at[block] * s->size, s->size);
}

/* Stores the dirty slots: the path ends. */
static void flush(struct opt *o, const struct state *s)
{
    for (uint32_t w = 0; w < s->words; w++)
        for (uint64_t bits = s->dirty[w]; bits; bits &= bits - 1) {
            uint32_t slot = w * 64 + (uint32_t)__builtin_ctzll(bits);
            ir_set(&o->out, slot, s->val[slot]);
        }
}

/* The same, and the path goes on. */
static void clean(struct opt *o, struct state *s)
{
    flush(o, s);
    memset(s->dirty, 0, s->words * sizeof *s->dirty);
    s->nundo = s->snap = 0;
}

/* Snapshots */

static uint32_t collect(const struct state *s)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < s->words; w++)
        for (uint64_t bits = s->dirty[w]; bits; bits &= bits - 1) {
            uint32_t slot = w * 64 + (uint32_t)__builtin_ctzll(bits);
            s->entries[n++] = (struct ir_snap_entry){.slot = (uint16_t)slot, .val = s->val[slot]};
        }
    return n;
}

/* Puts the slots back to the start of the instruction; called twice it puts them forth again. */
static void swap_undo(struct state *s, bool back)
{
    for (uint32_t k = 0; k < s->nundo; k++) {
        struct undo *u = &s->undo[back ? s->nundo - 1 - k : k];
        struct undo now = {u->slot, s->val[u->slot], is_dirty(s, u->slot)};
        s->val[u->slot] = u->val;
        mark(s, u->slot, u->dirty);
        *u = now;
    }
}

static uint32_t snapshot(struct opt *o, struct state *s)
{
    struct ir_region *out = &o->out;
    if (s->snap && out->snaps[s->snap - 1].pc == s->pc)
        return s->snap;
    if (s->snap) { /* the same slots at another pc */
        struct ir_snap old = out->snaps[s->snap - 1];
        s->snap = ir_snap_new(out, s->pc, NULL, 0);
        out->snaps[s->snap - 1].first = old.first;
        out->snaps[s->snap - 1].count = old.count;
        return s->snap;
    }
    swap_undo(s, true);
    uint32_t snap = ir_snap_new(out, s->pc, s->entries, collect(s));
    swap_undo(s, false);
    s->snap = s->nundo ? 0 : snap;
    return snap;
}

/* Instructions */

static ir_ref get(struct opt *o, struct state *s, const struct ir_ins *ins)
{
    uint32_t slot = (uint32_t)ins->imm;
    if (!s->val[slot])
        s->val[slot] = ir_emit(&o->out, *ins);
    return s->val[slot];
}

static void set(struct opt *o, struct state *s, const struct ir_ins *ins)
{
    uint32_t slot = (uint32_t)ins->imm;
    ir_ref v = o->map[ins->a];
    if (s->val[slot] == v)
        return;
    opt_room(&s->undo, &s->undo_cap, s->nundo + 1, sizeof *s->undo);
    s->undo[s->nundo++] = (struct undo){slot, s->val[slot], is_dirty(s, slot)};
    s->val[slot] = v;
    mark(s, slot, true);
    s->snap = 0;
}

/* The argument list of a BR or CALL, in out. */
static void copy_list(struct opt *o, struct ir_ins *ins)
{
    uint32_t from = ins->b;
    ins->b = ir_args_new(&o->out, o->r->args + from, ins->c);
    for (uint32_t k = 0; k < ins->c; k++)
        o->out.args[ins->b + k] = o->map[o->out.args[ins->b + k]];
}

static ir_ref call(struct opt *o, struct state *s, struct ir_ins ins)
{
    unsigned flags = o->r->guest->helpers[ins.imm].flags;
    if (flags & (IR_HELPER_READS | IR_HELPER_WRITES | IR_HELPER_FAULTS))
        clean(o, s);
    copy_list(o, &ins);
    if (flags & IR_HELPER_FAULTS)
        ins.snap = snapshot(o, s);
    ir_ref v = ir_emit(&o->out, ins);
    if (flags & IR_HELPER_WRITES)
        forget(s);
    return v;
}

static ir_ref plain(struct opt *o, struct state *s, const struct ir_ins *ins)
{
    ir_ref v = opt_copy(o, ins);
    if (ir_ops[ins->op].props & IR_P_FAULT)
        o->out.ins[v].snap = snapshot(o, s);
    return v;
}

static void begin_insn(struct opt *o, struct state *s, uint64_t pc)
{
    s->pc = pc;
    if (s->nundo)
        s->snap = 0;
    s->nundo = 0;
    if (s->keep) {
        clean(o, s);
        forget(s);
    }
}

/* Ends of blocks */

/* Stores the slots that join `to` (of r) wants in the state. */
static void flush_for(struct opt *o, const struct state *s, uint32_t to)
{
    const uint64_t *wanted = opt_slot_set(o, to, OPT_SLOT_FLUSH);
    for (uint32_t w = 0; w < s->words; w++)
        for (uint64_t bits = s->dirty[w] & wanted[w]; bits; bits &= bits - 1) {
            uint32_t slot = w * 64 + (uint32_t)__builtin_ctzll(bits);
            ir_set(&o->out, slot, s->val[slot]);
        }
}

/* Appends the arguments for the parameters of join `to` (of r) to o->out; fills b and c of the BR.
 */
static void arguments(struct opt *o, const struct state *s, uint32_t to, struct ir_ins *br)
{
    ir_ref args[s->nslots];
    uint32_t n = 0;
    const uint64_t *param = opt_slot_set(o, to, OPT_SLOT_PARAM);
    for (uint32_t w = 0; w < s->words; w++)
        for (uint64_t bits = param[w]; bits; bits &= bits - 1) {
            uint32_t slot = w * 64 + (uint32_t)__builtin_ctzll(bits);
            args[n++] = s->val[slot] ? s->val[slot] : ir_get(&o->out, slot);
        }
    br->b = ir_args_new(&o->out, args, n);
    br->c = n;
}

/* A branch to block `to` of r.  The entry and, with `keep`, all joins find everything in the state.
 */
static void branch(struct opt *o, const struct state *s, uint32_t to, uint64_t imm)
{
    struct ir_ins br = {.op = IR_BR, .imm = imm};
    if (!to || s->keep) {
        flush(o, s);
    } else if (o->blocks[to].npreds > 1) {
        flush_for(o, s, to);
        arguments(o, s, to, &br);
    }
    ir_emit(&o->out, br);
}

/* An edge of a two-way branch: to a join it goes through a block of its own. */
static void edge(struct opt *o, const struct state *s, uint32_t to, ir_ref ref, bool taken)
{
    struct ir_region *out = &o->out;
    if (o->blocks[to].npreds == 1 && to)
        return;
    uint32_t b = ir_block_new(out, o->r->blocks[to].pc);
    ir_block_begin(out, b);
    out->blocks[b].cold = o->r->blocks[to].cold;
    branch(o, s, to, to);
    uint64_t *imm = &out->ins[ref].imm;
    if (taken)
        *imm = (*imm & ~UINT64_C(0xffffffff)) | b | NEW_BLOCK;
    else
        *imm = (uint32_t)*imm | (b | NEW_BLOCK) << 32;
}

/* Slots that a join below reads and that nobody has asked for yet are loaded here, before a loop
   and once for all paths. */
static void load_early(struct opt *o, struct state *s, uint32_t b)
{
    for (uint32_t j = o->blocks[b].joins; j != OPT_NO_BLOCK; j = o->blocks[j].next_join) {
        const uint64_t *live = opt_slot_set(o, j, OPT_SLOT_LIVE);
        const uint64_t *meet = opt_slot_set(o, j, OPT_SLOT_MEET);
        for (uint32_t w = 0; w < s->words; w++)
            for (uint64_t bits = live[w] & ~meet[w]; bits; bits &= bits - 1) {
                uint32_t slot = w * 64 + (uint32_t)__builtin_ctzll(bits);
                if (!s->val[slot])
                    s->val[slot] = ir_get(&o->out, slot);
            }
    }
}

static void end(struct opt *o, struct state *s, uint32_t b, const struct ir_ins *ins)
{
    if (o->has_joins && !s->keep)
        load_early(o, s, b);
    if (ins->op == IR_BR) {
        branch(o, s, ir_taken(ins), ins->imm);
        return;
    }
    if (ins->op != IR_BRCOND)
        flush(o, s);
    ir_ref i = plain(o, s, ins);
    if (ins->op == IR_BRCOND) {
        edge(o, s, ir_taken(ins), i, true);
        edge(o, s, ir_other(ins), i, false);
    }
}

/* Blocks */

/* A block that leaves at once changes no slots: its predecessor's set holds behind it. */
static bool is_exit(const struct opt *o, uint32_t b)
{
    return o->r->blocks[b].end - o->r->blocks[b].first == 1 &&
           o->r->ins[o->r->blocks[b].first].op == IR_EXIT_PC && o->blocks[b].npreds == 1;
}

/* Will a block other than the ones laid out next want the set of slots at the end of order[k]? */
static bool wanted_later(const struct opt *o, uint32_t k)
{
    uint32_t to[2], next[2] = {OPT_NO_BLOCK, OPT_NO_BLOCK};
    if (k + 1 < o->norder)
        next[0] = o->order[k + 1];
    if (k + 2 < o->norder && is_exit(o, next[0]) && o->blocks[next[0]].pred == o->order[k])
        next[1] = o->order[k + 2];
    unsigned n = opt_successors(o->r, o->order[k], to);
    for (unsigned i = 0; i < n; i++)
        if (o->blocks[to[i]].npreds == 1 && to[i] && to[i] != next[0] && to[i] != next[1])
            return true;
    return false;
}

/* A join's own set of slots: what its immediate dominator has, and parameters. */
static void enter_join(struct opt *o, struct state *s, uint32_t b)
{
    if (s->owner != o->blocks[b].idom)
        restore(s, o->blocks[b].idom);
    const uint64_t *meet = opt_slot_set(o, b, OPT_SLOT_MEET);
    const uint64_t *param = opt_slot_set(o, b, OPT_SLOT_PARAM);
    memcpy(s->dirty, opt_slot_set(o, b, OPT_SLOT_DIRTY), s->words * sizeof *s->dirty);
    for (uint32_t w = 0; w < s->words; w++)
        for (uint64_t bits = meet[w]; bits; bits &= bits - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(bits);
            uint32_t slot = w * 64 + bit;
            if (slot >= s->nslots)
                return;
            s->val[slot] =
                param[w] >> bit & 1 ? ir_param(&o->out, o->r->guest->slots[slot].type) : IR_NONE;
        }
}

static void enter(struct opt *o, struct state *s, uint32_t b)
{
    const struct opt_block *info = &o->blocks[b];
    if (b == 0 || (info->npreds != 1 && s->keep))
        forget(s);
    else if (info->npreds != 1)
        enter_join(o, s, b);
    else if (s->owner != info->pred)
        restore(s, info->pred);
    s->nundo = s->snap = 0;
    s->pc = o->r->blocks[b].pc;
    if (info->back_in && !o->r->blocks[b].bounded) {
        struct ir_ins poll = {.op = IR_POLL, .snap = snapshot(o, s)};
        ir_emit(&o->out, poll);
    }
}

static void one_block(struct opt *o, struct state *s, uint32_t k)
{
    const struct ir_region *r = o->r;
    uint32_t b = o->order[k];
    const struct ir_block *block = &r->blocks[b];
    uint32_t nb = s->number[b] = ir_block_new(&o->out, block->pc);
    ir_block_begin(&o->out, nb);
    o->out.blocks[nb].cold = block->cold;
    o->out.blocks[nb].loop_depth = o->blocks[b].depth > 255 ? 255 : (uint8_t)o->blocks[b].depth;
    enter(o, s, b);

    for (ir_ref i = block->first; i < block->end; i++) {
        const struct ir_ins *ins = &r->ins[i];
        ir_ref v = IR_NONE;
        switch (ins->op) {
        case IR_NOP: break;
        case IR_INSN: begin_insn(o, s, ins->imm); break;
        case IR_GET: v = get(o, s, ins); break;
        case IR_SET: set(o, s, ins); break;
        case IR_CALL: v = call(o, s, *ins); break;
        default:
            if (!(ir_ops[ins->op].props & IR_P_END)) {
                v = plain(o, s, ins);
                break;
            }
            if (s->keep) {
                clean(o, s);
                forget(s);
            }
            end(o, s, b, ins);
        }
        o->map[i] = v;
    }
    if (o->has_joins || wanted_later(o, k))
        save(s, b);
    s->owner = is_exit(o, b) ? o->blocks[b].pred : b;
}

/* Gives the branches the numbers of the new blocks. */
static void renumber(struct opt *o, const struct state *s)
{
    for (uint32_t b = 0; b < o->out.nblocks; b++) {
        struct ir_ins *end = &o->out.ins[o->out.blocks[b].end - 1];
        if (end->op != IR_BR && end->op != IR_BRCOND)
            continue;
        uint32_t taken = ir_taken(end), other = ir_other(end);
        taken = taken & NEW_BLOCK ? taken & ~(uint32_t)NEW_BLOCK : s->number[taken];
        if (end->op == IR_BR)
            other = 0;
        else
            other = other & NEW_BLOCK ? other & ~(uint32_t)NEW_BLOCK : s->number[other];
        end->imm = taken | (uint64_t)other << 32;
    }
}

/* Lists of each block the joins that it dominates immediately. */
static void list_joins(struct opt *o)
{
    for (uint32_t k = 0; k < o->norder; k++)
        o->blocks[o->order[k]].joins = OPT_NO_BLOCK;
    for (uint32_t k = o->norder; k-- > 1;) {
        uint32_t b = o->order[k];
        if (o->blocks[b].npreds < 2)
            continue;
        struct opt_block *dom = &o->blocks[o->blocks[b].idom];
        o->blocks[b].next_join = dom->joins;
        dom->joins = b;
    }
}

void opt_state(struct opt *o, bool keep)
{
    o->has_params = o->r->state_done;
    if (o->r->state_done)
        return;
    bool known = o->cfg_known;
    o->cfg_known = false;
    if (!known)
        opt_cfg(o);
    o->has_params = o->has_joins && !keep;
    struct state *s = prepare(o);
    s->keep = keep;
    if (o->has_joins && !keep) {
        if (!known)
            opt_slots(o);
        list_joins(o);
    }
    opt_stream_begin(o);
    for (uint32_t k = 0; k < o->norder; k++)
        one_block(o, s, k);
    renumber(o, s);
    o->out.state_done = true;
    ir_region_swap(o->r, &o->out);
}
