/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers and spill slots: where each value is at the current position of the forward pass.
 *
 * In: val.uses (how soon a value is needed).  Out: moves, loads and stores as they become
 * necessary.  Invariants: x->reg_val[r] == v exactly if x->val[v].loc == r and v is live; registers
 * in x->pinned are not taken; nothing here changes the host's flags.
 *
 * When registers run out, the value with the furthest next use leaves.  Constants and guest
 * registers that are still in the state leave without a store.
 */
#include "tcg/back/x86-64/internal.h"

#include <string.h>

void x64_state_clear(struct x64 *x)
{
    memset(x->reg_val, 0, sizeof x->reg_val);
    if (x->homes)
        memset(x->home_val, 0, x->guest->nslots * sizeof *x->home_val);
    x->slots = 0;
    x->taken = x->pinned = 0;
}

static bool is_xmm(const struct x64 *x, ir_ref v)
{
    return x->val[v].flags & V_XMM;
}

static bool is_v128(const struct x64 *x, ir_ref v)
{
    return ir_result_type(&x->ins[v]) == IR_V128;
}

static bool can_remake(const struct x64 *x, ir_ref v)
{
    return x->val[v].flags & (V_CONST | V_HOME);
}

/* ---- memory of values ---- */

struct x64_opnd x64_cpu(const struct x64 *x, uint32_t offset)
{
    return x64_at(RBP, (int32_t)(offset - x->guest->state_bias));
}

struct x64_opnd x64_slot(const struct x64 *x, unsigned n)
{
    if (n >= X64_HOME)
        return x64_cpu(x, x->guest->slots[n - X64_HOME].offset);
    return x64_cpu(x, (uint32_t)(offsetof(struct cpu_common, spill) + 16 * n));
}

struct x64_opnd x64_scratch(const struct x64 *x, unsigned n)
{
    return x64_slot(x, X64_SLOT_SCRATCH + n);
}

struct x64_opnd x64_home(const struct x64 *x, ir_ref get)
{
    return x64_cpu(x, x->guest->slots[x->ins[get].imm].offset);
}

uint8_t x64_slot_new(struct x64 *x)
{
    if (x->slots == ~0ull) {
        x->no_slot = true;
        return 0;
    }
    unsigned n = (unsigned)__builtin_ctzll(~x->slots);
    x->slots |= 1ull << n;
    return (uint8_t)n;
}

void x64_store_slot(struct x64 *x, ir_ref v, unsigned slot, unsigned reg)
{
    struct x64_opnd m = x64_slot(x, slot);
    if (!is_xmm(x, v))
        x64_rm(x, 0x89 | X64_W, reg, &m.mem);
    else /* a float too: a VZX may share the register */
        x64_sse2(x, X64_OPC(X64_NP0, X64_0F, 0x29), reg - X64_XMM, &m); /* movaps */
}

static void load_slot(struct x64 *x, ir_ref v, unsigned slot, unsigned reg)
{
    struct x64_opnd m = x64_slot(x, slot);
    if (!is_xmm(x, v))
        x64_rm(x, 0x8b | X64_W, reg, &m.mem);
    else
        x64_sse2(x, X64_OPC(X64_NP0, X64_0F, 0x28), reg - X64_XMM, &m);
}

static void load_vconst(struct x64 *x, unsigned reg, uint64_t lo, uint64_t hi, bool wide)
{
    if (!lo && !hi) {
        x64_sse3r(x, X64_OPC(X64_66, X64_0F, 0xef), reg, reg, reg); /* pxor */
        return;
    }
    if (wide && lo == ~0ull && hi == ~0ull) {
        x64_sse3r(x, X64_OPC(X64_66, X64_0F, 0x76), reg, reg, reg); /* pcmpeqd */
        return;
    }
    struct x64_opnd m = x64_const128(x, lo, hi);
    x64_sse2(x, wide ? X64_OPC(X64_NP0, X64_0F, 0x28) : X64_OPC(X64_F3, X64_0F, 0x7e), reg, &m);
}

void x64_remake(struct x64 *x, ir_ref v, unsigned reg)
{
    const struct ir_ins *ins = &x->ins[v];
    if (ins->op == IR_VCONST) {
        load_vconst(x, reg - X64_XMM, ins->imm, ins->b | (uint64_t)ins->c << 32, true);
    } else if (ins->op == IR_CONST) {
        if (is_xmm(x, v))
            load_vconst(x, reg - X64_XMM, ins->imm, 0, false);
        else
            x64_movi(x, reg, ins->type == IR_I32 ? (uint32_t)ins->imm : ins->imm, true);
    } else if (is_v128(x, v)) {
        struct x64_opnd m = x64_home(x, v);
        x64_sse2(x, X64_OPC(X64_NP0, X64_0F, m.mem.disp & 15 ? 0x10 : 0x28), reg - X64_XMM, &m);
    } else if (is_xmm(x, v)) {
        struct x64_opnd m = x64_home(x, v);
        x64_sse2(x, X64_OPC(ins->type == IR_F32 ? X64_F3 : X64_F2, X64_0F, 0x10), reg - X64_XMM,
                 &m);
    } else {
        const struct ir_slot *slot = &x->guest->slots[ins->imm];
        x64_state(x, 0x8b | (slot->type == IR_I32 ? 0 : X64_W), reg,
                  (int32_t)(slot->offset - x->guest->state_bias));
    }
}

static void move(struct x64 *x, unsigned d, unsigned s)
{
    if (d == s)
        return;
    if (d >= X64_XMM)
        x64_movaps(x, d - X64_XMM, s - X64_XMM);
    else
        x64_mov(x, true, d, s);
}

void x64_load(struct x64 *x, ir_ref v, unsigned reg)
{
    struct x64_val *val = &x->val[v];
    if (val->loc != NONE8)
        move(x, reg, val->loc);
    else if (val->flags & V_CONST || val->spill == NONE8)
        x64_remake(x, v, reg);
    else
        load_slot(x, v, val->spill, reg);
}

void x64_spill(struct x64 *x, ir_ref v)
{
    struct x64_val *val = &x->val[v];
    if (val->spill != NONE8 || can_remake(x, v))
        return;
    if (x->homes && x64_home_free(x, v)) {
        val->spill = (uint8_t)(X64_HOME + val->home);
        x->home_val[val->home] = v;
    } else {
        val->spill = x64_slot_new(x);
    }
    x64_store_slot(x, v, val->spill, val->loc);
}

/* ---- registers ---- */

void x64_place(struct x64 *x, ir_ref v, unsigned reg)
{
    x64_free_reg_of(x, v);
    x->val[v].loc = (uint8_t)reg;
    x->reg_val[reg] = v;
    x->taken |= 1u << reg;
}

/* Position of the next use that wants a register. */
static uint32_t next_use(const struct x64 *x, ir_ref v)
{
    uint32_t u = x->val[v].uses;
    for (unsigned k = 0; u && k < 16; k++) {
        const struct x64_use *use = &VEC_AT(x->uses, struct x64_use, u);
        if (!(use->pos & USE_SNAP))
            return use->pos;
        u = use->next;
    }
    return ~0u;
}

/* Is v still needed behind the next call? */
static bool crosses_call(const struct x64 *x, ir_ref v)
{
    if (x->next_call == ~0u)
        return false;
    for (uint32_t u = x->val[v].uses; u; u = VEC_AT(x->uses, struct x64_use, u).next)
        if ((VEC_AT(x->uses, struct x64_use, u).pos & ~USE_SNAP) > x->next_call)
            return true;
    return false;
}

static unsigned victim(struct x64 *x, uint32_t set)
{
    unsigned best = NONE8;
    uint64_t best_score = 0;
    for (uint32_t m = set; m; m &= m - 1) {
        unsigned r = (unsigned)__builtin_ctz(m);
        ir_ref v = x->reg_val[r];
        uint64_t score = (uint64_t)next_use(x, v) << 1;
        if (can_remake(x, v) || x->val[v].spill != NONE8)
            score += 8; /* costs no store */
        if (best == NONE8 || score > best_score) {
            best = r;
            best_score = score;
        }
    }
    return best;
}

/* The register, one of `set`, of the parameter that v becomes, or that this becomes in turn; NONE8:
   none. */
unsigned x64_like(const struct x64 *x, ir_ref v, uint32_t set)
{
    enum { FAR = 4 };
    for (unsigned k = 0; k < FAR && (v = x->val[v].like); k++) {
        const struct x64_val *like = &x->val[v];
        if (like->loc != NONE8 && set >> like->loc & 1)
            return like->loc;
        if (like->entry_loc != NONE8 && set >> like->entry_loc & 1)
            return like->entry_loc;
    }
    return NONE8;
}

static unsigned first_free(struct x64 *x, uint32_t free, ir_ref v)
{
    if (v) {
        const struct x64_val *val = &x->val[v];
        if (val->hint != NONE8 && free >> val->hint & 1)
            return val->hint;
        unsigned like = x64_like(x, v, free);
        if (like != NONE8)
            return like;
    }
    uint32_t callee = X64_CALLEE;
    bool keep = v && crosses_call(x, v);
    uint32_t good = keep ? free & callee : free & ~callee;
    if (!good)
        good = free;
    uint32_t other = good & ~x->wanted ? good & ~x->wanted : free & ~x->wanted;
    if (!keep && other) /* who wants those comes later */
        good = other;
    return (unsigned)__builtin_ctz(good);
}

/* A register of `set` without a value that is needed; forv: who will live there, or 0. */
unsigned x64_alloc_reg(struct x64 *x, uint32_t set, ir_ref forv)
{
    set &= ~x->pinned;
    uint32_t free = set & ~x->taken;
    if (!free) {
        unsigned r = victim(x, set);
        if (r == NONE8) { /* a row that needs more registers than there are */
            x->no_slot = true;
            return set >= X64_ALLXMM ? X64_XMM : RAX;
        }
        ir_ref v = x->reg_val[r];
        x64_spill(x, v);
        x64_free_reg_of(x, v);
        free = 1u << r;
    }
    unsigned r = first_free(x, free, forv);
    x->pinned |= 1u << r;
    return r;
}

/* Empties a register: its value moves to a free one outside `avoid`, or to memory. */
void x64_evict(struct x64 *x, unsigned reg, uint32_t avoid)
{
    ir_ref v = x->reg_val[reg];
    if (!v)
        return;
    uint32_t all = x->allowed[reg >= X64_XMM];
    uint32_t free = all & ~x->taken & ~x->pinned & ~avoid;
    if (!free || (x->val[v].flags & V_CONST)) {
        x64_spill(x, v);
        x64_free_reg_of(x, v);
        return;
    }
    unsigned to = first_free(x, free, v);
    move(x, to, reg);
    x64_place(x, v, to);
}

unsigned x64_in_reg(struct x64 *x, ir_ref v, uint32_t set)
{
    struct x64_val *val = &x->val[v];
    if (val->loc != NONE8 && set >> val->loc & 1) {
        x->pinned |= 1u << val->loc;
        return val->loc;
    }
    unsigned r = x64_alloc_reg(x, set, v);
    if (val->loc != NONE8 && x->pinned >> val->loc & 1) {
        move(x, r, val->loc); /* a copy: another operand needs the old place */
        return r;
    }
    x64_load(x, v, r);
    x64_place(x, v, r);
    return r;
}

/* ---- snapshots ---- */

/* The index of `n` constants, which are often those of the snapshot before. */
static uint32_t konst(struct x64 *x, const uint64_t *k, uint32_t n)
{
    enum { BACK = 64 };
    for (uint32_t i = n; i <= x->consts.n && i < BACK; i++)
        if (!memcmp(&VEC_AT(x->consts, uint64_t, x->consts.n - i), k, n * sizeof(*k)))
            return x->consts.n - i;
    for (uint32_t i = 0; i < n; i++)
        *(uint64_t *)vec_push(&x->consts, sizeof(*k)) = k[i];
    return x->consts.n - n;
}

struct code_loc x64_where(struct x64 *x, ir_ref v, unsigned guest_slot)
{
    const struct x64_val *val = &x->val[v];
    const struct ir_ins *ins = &x->ins[v];
    struct code_loc l = {.slot = (uint16_t)guest_slot, .size = 16};
    if (ins->op == IR_VCONST) {
        l.kind = CODE_LOC_VCONST;
        uint64_t k[2] = {ins->imm, ins->b | (uint64_t)ins->c << 32};
        l.konst = konst(x, k, 2);
    } else if (ins->op == IR_CONST) {
        l.kind = CODE_LOC_CONST;
        uint64_t k = ins->type == IR_I32 ? (uint32_t)ins->imm : ins->imm;
        l.konst = konst(x, &k, 1);
    } else if (val->loc != NONE8) {
        l.kind = val->loc >= X64_XMM ? CODE_LOC_XMM : CODE_LOC_GPR;
        l.reg = val->loc & 15;
    } else if (val->spill != NONE8) {
        l.kind = CODE_LOC_SPILL;
        l.reg = val->spill;
    } else if (ins->imm != guest_slot && x64_home_place(x, v) != NONE8) {
        l.kind = CODE_LOC_SPILL;
        l.reg = x64_home_place(x, v);
    } else {
        l.kind = LOC_IN_PLACE; /* x64_snapshot sees to it that this is the slot itself */
    }
    return l;
}

/* Is it a float in a wider slot?  What is above it in its register counts for nothing. */
bool x64_is_narrow(const struct x64 *x, ir_ref value, unsigned slot)
{
    enum ir_type t = ir_result_type(&x->ins[value]);
    return (t == IR_F32 || t == IR_F64) &&
           ir_type_size(t) < ir_type_size(x->guest->slots[slot].type);
}

static bool snap_has(const struct x64 *x, uint32_t snap, unsigned slot)
{
    const struct ir_snap *s = &x->r->snaps[snap - 1];
    for (uint32_t k = s->first; k < s->first + s->count; k++)
        if (x->r->snap_entries[k].slot == slot)
            return true;
    return false;
}

/* Is v in the state only, in the place of another guest register than the snapshot's, or not as it
   wants it?  (Not if that place stays as it is: because v is there as well, or because the snapshot
   does not name it.) */
static bool elsewhere(const struct x64 *x, uint32_t snap, ir_ref v, const struct ir_snap_entry *e)
{
    const struct x64_val *val = &x->val[v];
    if (val->loc != NONE8 || val->spill < X64_HOME)
        return false;
    if (val->spill != NONE8)
        return (ir_snap_derived(e) || !x64_at_home(x, v, e->val, e->slot)) &&
               !x64_snap_names(x, snap, val->spill - X64_HOME, v);
    if (!(val->flags & V_HOME))
        return false;
    if (x64_is_narrow(x, e->val, e->slot))
        return true;
    unsigned place = (unsigned)x->ins[v].imm;
    return (ir_snap_derived(e) || place != e->slot) &&
           (x64_home_place(x, v) == NONE8 || snap_has(x, snap, place));
}

bool x64_snap_moves(const struct x64 *x, uint32_t snap, ir_ref v)
{
    const struct ir_snap *s = &x->r->snaps[snap - 1];
    for (uint32_t k = 0; k < s->count; k++) {
        const struct ir_snap_entry *e = &x->r->snap_entries[s->first + k];
        if (x64_low32_slot(x, e->slot, e->val) == v && elsewhere(x, snap, v, e))
            return true;
    }
    return false;
}

/* Such values get a host register, so that the slots can be written in any order. */
void x64_snapshot_prepare(struct x64 *x, uint32_t snap)
{
    if (!snap)
        return;
    const struct ir_snap *s = &x->r->snaps[snap - 1];
    for (uint32_t k = 0; k < s->count; k++) {
        const struct ir_snap_entry *e = &x->r->snap_entries[s->first + k];
        ir_ref v = x64_low32_slot(x, e->slot, e->val);
        if (elsewhere(x, snap, v, e)) {
            unsigned r = x64_in_reg(x, v, x->allowed[is_xmm(x, v)]);
            x->pinned = 0;
            if (__builtin_popcount(x->allowed[is_xmm(x, v)] & ~x->taken) >= 6)
                continue;
            if (x->val[v].spill != NONE8)
                x->home_val[x->val[v].spill - X64_HOME] = IR_NONE;
            x->val[v].spill = x64_slot_new(x); /* it could have to leave again at once */
            x64_store_slot(x, v, x->val[v].spill, r);
        }
    }
}

/* Locations from `at` on are often those of an earlier snapshot, or more than those of the last. */
static void share_locs(struct x64 *x, uint32_t at)
{
    enum { BACK = 8 };
    const struct code_loc *l = x->locs.data;
    uint32_t n = x->locs.n - at, nfaults = x->faults.n;
    x->fault_nlocs = n;
    if (!n)
        return;
    for (uint32_t k = 1; k <= BACK && k <= nfaults; k++) {
        const struct code_fault *f = &VEC_AT(x->faults, struct code_fault, nfaults - k);
        uint32_t count = f->count & ~CODE_PIECES;
        if (f->count & CODE_TRAP || (count < n && f->first + count != at) ||
            memcmp(l + f->first, l + at, (count < n ? count : n) * sizeof(*l)))
            continue;
        x->fault_locs = f->first;
        x->locs.n = at;
        for (uint32_t i = count; i < n; i++)
            *(struct code_loc *)vec_push(&x->locs, sizeof *l) = l[at + i];
        return;
    }
}

void x64_snapshot(struct x64 *x, uint32_t snap)
{
    x->fault_locs = x->locs.n;
    x->fault_nlocs = 0;
    x->fault_pc = x->insn_pc;
    x->fault_pieces = false;
    x->fault_set = true;
    if (!snap)
        return;
    const struct ir_snap *s = &x->r->snaps[snap - 1];
    x->fault_pc = s->pc;
    x->fault_pieces = s->pieces;
    for (uint32_t k = 0; k < s->count; k++) {
        const struct ir_snap_entry *e = &x->r->snap_entries[s->first + k];
        ir_ref v = x64_low32_slot(x, e->slot, e->val);
        const struct x64_val *val = &x->val[v];
        struct code_loc l = {.slot = e->slot, .kind = CODE_LOC_GPR, .reg = val->loc, .size = 8};
        if (val->loc >= X64_XMM || val->flags & V_CONST)
            l = x64_where(x, v, e->slot);
        if (val->flags & V_XMM && x64_is_narrow(x, e->val, e->slot))
            l.size = (uint8_t)ir_type_size(ir_result_type(&x->ins[e->val]));
        if (e->plus)
            l.konst = (uint32_t)e->plus;
        if (e->len) {
            l.kind = l.kind == CODE_LOC_GPR ? CODE_LOC_GPR_FIELD : CODE_LOC_SPILL_FIELD;
            l.konst = CODE_FIELD(e->lsb, e->len, e->shl);
        }
        if (l.kind != LOC_IN_PLACE && (ir_snap_derived(e) || !x64_at_home(x, v, e->val, e->slot)))
            *(struct code_loc *)vec_push(&x->locs, sizeof l) = l;
    }
    share_locs(x, x->fault_locs);
}

void x64_fault_here(struct x64 *x)
{
    if (!x->fault_set)
        return;
    struct code_fault *f = vec_push(&x->faults, sizeof *f);
    *f = (struct code_fault){.off = (uint32_t)(x->p - x->base),
                             .first = x->fault_locs,
                             .count = x->fault_nlocs | (x->fault_pieces ? CODE_PIECES : 0),
                             .pc = (int32_t)(x->fault_pc - x->r->pc)};
}
