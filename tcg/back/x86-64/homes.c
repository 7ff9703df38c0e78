/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Home slots: a value that is the content of a guest register spills to that register's own slot.
 *
 * In: a region after the scan of plan.c.  Out: val.home, the slot that a value is the content of;
 * and at each position whether the slot's memory is free, that is, nothing that comes looks at what
 * is in it before a SET stores it.  A GET looks, a snapshot that does not name the slot, a helper
 * that reads or writes the state, an exit. Why: most of what a loop has to spill are guest
 * registers.  At home they need no copy at the loop's entry, no store on the way out, and no line
 * in the records of faults. Invariants: home_val[s] == v exactly if val[v].spill == X64_HOME + s;
 * while that is so, no live GET of the slot depends on its memory.
 */
#include "tcg/back/x86-64/internal.h"

#include <glib.h>
#include <string.h>

static bool has(const uint64_t *set, unsigned slot)
{
    return set[slot / 64] >> (slot % 64) & 1;
}

static void put(uint64_t *set, unsigned slot)
{
    set[slot / 64] |= 1ull << slot % 64;
}

static uint64_t *needed_at(const struct x64 *x, uint32_t block)
{
    return x->needed + (size_t)block * x->slot_words;
}

static const uint64_t *named_by(const struct x64 *x, uint32_t snap)
{
    return x->named + (size_t)(snap - 1) * x->slot_words;
}

/* ---- which value belongs where ---- */

static bool can_be_home(const struct x64 *x, unsigned slot)
{
    const struct ir_slot *s = &x->guest->slots[slot];
    return slot < X64_HOMES && (s->type == IR_I64 || (s->type == IR_V128 && s->offset % 16 == 0));
}

/* The guest register has the value of instruction i. */
static void belongs(struct x64 *x, unsigned slot, ir_ref i)
{
    ir_ref v = x->val[i].rep;
    struct x64_val *val = &x->val[v];
    bool vector = x->guest->slots[slot].type == IR_V128;
    if (val->flags & V_CONST || val->home != NONE8)
        return;
    /* A float with something above it in its register is not what the slot has. */
    bool narrow = x64_is_narrow(x, i, slot) && !(val->flags & V_CLEAN);
    if (can_be_home(x, slot) && vector == !!(val->flags & V_XMM) && !narrow)
        val->home = (uint8_t)slot;
}

/* The first register that a snapshot names it in; where none does, what is stored. */
static void find_homes(struct x64 *x)
{
    const struct ir_region *r = x->r;
    uint32_t last = UINT32_MAX;
    for (uint32_t k = 0; k < r->nsnaps; k++) {
        const struct ir_snap *s = &r->snaps[k];
        for (uint32_t e = s->first; e < s->first + s->count && s->first != last; e++)
            if (!ir_snap_derived(&r->snap_entries[e]))
                belongs(x, r->snap_entries[e].slot, r->snap_entries[e].val);
        last = s->count ? s->first : last;
    }
    for (ir_ref i = 1; i < r->n; i++)
        if (x->ins[i].op == IR_SET)
            belongs(x, (unsigned)x->ins[i].imm, x->ins[i].a);
}

/* ---- where a slot's memory is needed ---- */

static bool looks_at_state(const struct x64 *x, const struct ir_ins *ins)
{
    if (ins->op == IR_CALL)
        return x->guest->helpers[ins->imm].flags &
               (IR_HELPER_READS | IR_HELPER_WRITES | IR_HELPER_FAULTS);
    return ir_ops[ins->op].props & IR_P_END && ins->op != IR_BR && ins->op != IR_BRCOND;
}

static unsigned successors(const struct x64 *x, uint32_t b, uint32_t to[2])
{
    const struct ir_ins *end = &x->ins[x->r->blocks[b].end - 1];
    to[0] = ir_taken(end);
    to[1] = ir_other(end);
    return end->op == IR_BR ? 1 : end->op == IR_BRCOND ? 2 : 0;
}

static void name_slots(struct x64 *x)
{
    const struct ir_region *r = x->r;
    memset(x->named, 0, (size_t)r->nsnaps * x->slot_words * sizeof *x->named);
    for (uint32_t k = 0; k < r->nsnaps; k++)
        for (uint32_t e = r->snaps[k].first; e < r->snaps[k].first + r->snaps[k].count; e++)
            put(x->named + (size_t)k * x->slot_words, r->snap_entries[e].slot);
}

/* What is needed at the start of a block; true: more than was known. */
static bool find_needed(struct x64 *x, uint32_t b)
{
    const struct ir_block *blk = &x->r->blocks[b];
    uint32_t words = x->slot_words, to[2];
    uint64_t need[words], changed = 0;
    memset(need, 0, sizeof need);
    for (unsigned n = successors(x, b, to); n--;)
        for (uint32_t w = 0; w < words; w++)
            need[w] |= needed_at(x, to[n])[w];
    for (ir_ref i = blk->end; i-- > blk->first;) {
        const struct ir_ins *ins = &x->ins[i];
        if (ins->op == IR_SET)
            need[ins->imm / 64] &= ~(1ull << ins->imm % 64);
        else if (ins->op == IR_GET)
            put(need, (unsigned)ins->imm);
        else if (looks_at_state(x, ins))
            memset(need, 0xff, sizeof need);
        for (uint32_t w = 0; w < words && ins->snap; w++)
            need[w] |= ~named_by(x, ins->snap)[w];
    }
    for (uint32_t w = 0; w < words; w++) {
        changed |= need[w] & ~needed_at(x, b)[w];
        needed_at(x, b)[w] |= need[w];
    }
    return changed != 0;
}

static bool has_joins(const struct x64 *x)
{
    for (uint32_t b = 0; b < x->r->nblocks; b++)
        if (x->blk[b].preds > 1)
            return true;
    return false;
}

void x64_homes_region(struct x64 *x)
{
    const struct ir_region *r = x->r;
    memset(x->home_val, 0, x->guest->nslots * sizeof *x->home_val);
    x->homes = (x->loops || has_joins(x)) && r->state_done;
    if (!x->homes)
        return;
    x->slot_words = (x->guest->nslots + 63) / 64;
    size_t named = (size_t)r->nsnaps * x->slot_words, needed = (size_t)r->nblocks * x->slot_words;
    if (named + needed > x->named_cap) {
        x->named_cap = (uint32_t)(named + needed) * 2;
        g_free(x->named);
        x->named = g_new(uint64_t, x->named_cap);
    }
    x->needed = x->named + named;
    memset(x->needed, 0, needed * sizeof *x->needed);
    find_homes(x);
    name_slots(x);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = r->nblocks; b--;)
            changed |= find_needed(x, b);
    }
}

/* ---- asking ---- */

/* Does a GET of the slot that is live now depend on the memory? */
static bool read_later(const struct x64 *x, unsigned slot)
{
    for (ir_ref v = x->home_first[slot]; v; v = x->val[v].home_next)
        if (x->val[v].flags & V_HOME && x->val[v].live_block == x->block && x->val[v].uses)
            return true;
    return false;
}

bool x64_snap_names(const struct x64 *x, uint32_t snap, unsigned slot, ir_ref v)
{
    const struct ir_snap *s = &x->r->snaps[snap - 1];
    for (uint32_t k = s->first; k < s->first + s->count; k++)
        if (x->r->snap_entries[k].slot == slot)
            return !ir_snap_derived(&x->r->snap_entries[k]) &&
                   x->val[x->r->snap_entries[k].val].rep == v;
    return false;
}

/* A load that is done by an instruction behind it has its snapshot there. */
static bool folded_loads_agree(const struct x64 *x, unsigned slot, ir_ref v)
{
    for (ir_ref i = x->pos; i-- > x->block_first && x->pos - i <= X64_FOLD_BACK;)
        if (x->ins[i].op == IR_LD && x->val[i].flags & V_FOLDED && x->ins[i].snap &&
            !x64_snap_names(x, x->ins[i].snap, slot, v))
            return false;
    return true;
}

/* Does a branch pass on a GET that is only in the slot's memory?  (Its use has ended here already.)
 */
static bool passed_on(const struct x64 *x, const struct ir_ins *br, unsigned slot)
{
    for (uint32_t k = 0; br->op == IR_BR && k < br->c; k++) {
        ir_ref arg = x->val[x->r->args[br->b + k]].rep;
        if (x->val[arg].flags & V_HOME && x->val[arg].loc == NONE8 && x->ins[arg].imm == slot)
            return true;
    }
    return false;
}

bool x64_home_free(const struct x64 *x, ir_ref v)
{
    const struct ir_block *blk = &x->r->blocks[x->block];
    unsigned slot = x->val[v].home;
    bool first = true;
    if (slot == NONE8 || x->home_val[slot] || read_later(x, slot) ||
        !folded_loads_agree(x, slot, v))
        return false;
    for (ir_ref i = x->pos; i < blk->end; i++) {
        const struct ir_ins *ins = &x->ins[i];
        if (ins->snap &&
            (first ? !x64_snap_names(x, ins->snap, slot, v) : !has(named_by(x, ins->snap), slot)))
            return false;
        first &= !ins->snap;
        if (ins->op == IR_SET && ins->imm == slot)
            return i != x->pos; /* the store itself is the next that writes there */
        if ((ins->op == IR_GET && ins->imm == slot) || looks_at_state(x, ins) ||
            passed_on(x, ins, slot))
            return false;
    }
    uint32_t to[2];
    for (unsigned n = successors(x, x->block, to); n--;)
        if (has(needed_at(x, to[n]), slot))
            return false;
    return true;
}

bool x64_home_free_in(struct x64 *x, uint32_t block, ir_ref v)
{
    const struct ir_block *blk = &x->r->blocks[block];
    unsigned slot = x->val[v].home;
    if (slot == NONE8 || has(needed_at(x, block), slot))
        return false;
    for (ir_ref i = blk->first; i < blk->end; i++)
        if (x->ins[i].snap) {
            if (!x64_snap_names(x, x->ins[i].snap, slot, v))
                return false;
            break;
        }
    for (uint32_t k = 0; k < x->blk[block].count; k++) {
        const struct x64_livein *l = &VEC_AT(x->livein, struct x64_livein, x->blk[block].first + k);
        if (x->val[l->v].flags & V_HOME && x->ins[l->v].imm == slot)
            return false;
    }
    return true;
}

/* The place of a GET's slot among the spill slots, or NONE8. */
uint8_t x64_home_place(const struct x64 *x, ir_ref get)
{
    unsigned slot = (unsigned)x->ins[get].imm;
    return x->homes && can_be_home(x, slot) ? (uint8_t)(X64_HOME + slot) : NONE8;
}

bool x64_at_home(const struct x64 *x, ir_ref v, ir_ref value, unsigned slot)
{
    const struct x64_val *val = &x->val[v];
    return val->spill != NONE8 && val->spill == X64_HOME + slot &&
           (!x64_is_narrow(x, value, slot) || val->flags & V_CLEAN);
}

/* The value that is at home in the slot, which is about to be stored, comes into a register. */
void x64_leave_home(struct x64 *x, unsigned slot)
{
    ir_ref v = x->home_val[slot];
    if (!v)
        return;
    struct x64_val *val = &x->val[v];
    if (val->loc == NONE8) {
        x64_in_reg(x, v, x->allowed[(val->flags & V_XMM) != 0]);
        x->pinned = 0;
    }
    val->spill = NONE8;
    x->home_val[slot] = IR_NONE;
}

void x64_leave_all_homes(struct x64 *x)
{
    for (uint32_t slot = 0; x->homes && slot < x->guest->nslots; slot++)
        x64_leave_home(x, slot);
}
