/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operands, temporaries and result of one instruction, as its row wants them.
 *
 * In: the instruction and its row.  Out: struct x64_ops with registers, for the row's emit
 * function; x64_finish then lets go of what ended here and puts the result in its place.
 * Invariant: the snapshot is taken when no register that it names will be written before the
 * host instruction that may fault (or the result is the only one, and is written after it: a load's
 * may have the register of a value that the snapshot is the last to name).
 */
#include "tcg/back/x86-64/internal.h"

static void used(struct x64 *x, ir_ref v)
{
    if (v)
        *(ir_ref *)vec_push(&x->active, sizeof v) = v;
}

static bool dies(const struct x64 *x, ir_ref v, uint32_t pos)
{
    for (uint32_t u = x->val[v].uses; u; u = VEC_AT(x->uses, struct x64_use, u).next)
        if ((VEC_AT(x->uses, struct x64_use, u).pos & ~USE_SNAP) > pos)
            return false;
    return true;
}

/* Position of the next use after pos. */
static uint32_t use_after(const struct x64 *x, ir_ref v, uint32_t pos)
{
    for (uint32_t u = x->val[v].uses; u; u = VEC_AT(x->uses, struct x64_use, u).next) {
        uint32_t p = VEC_AT(x->uses, struct x64_use, u).pos;
        if (!(p & USE_SNAP) && p > pos)
            return p;
    }
    return ~0u;
}

static unsigned number(const struct x64_con *con, unsigned reg)
{
    return con->cls == 2 ? reg - X64_XMM : reg;
}

static bool has_free_register(const struct x64 *x, uint32_t set)
{
    for (uint32_t m = set & ~x->pinned; m; m &= m - 1)
        if (!x->reg_val[__builtin_ctz(m)])
            return true;
    return false;
}

/* A value without a register as a memory operand, if that is better than loading it: also if it is
   wanted again soon, when another one would have to leave its register. */
static bool in_memory(struct x64 *x, const struct x64_in *in, struct x64_opnd *o)
{
    ir_ref v = in->v;
    const struct x64_val *val = &x->val[v];
    const struct ir_ins *ins = &x->ins[v];
    if (!in->con->mem || in->strict || val->loc != NONE8)
        return false;
    if (val->flags & V_CONST) {
        if (in->con->cls != 2 || !ins->imm)
            return false;
        *o = ins->op == IR_VCONST ? x64_const128(x, ins->imm, ins->b | (uint64_t)ins->c << 32)
                                  : x64_const64(x, ins->imm);
        return true;
    }
    uint32_t next = use_after(x, v, x->pos);
    if (next != ~0u && next - x->pos < 24 && has_free_register(x, x->allowed[in->con->cls == 2]))
        return false;
    if (val->spill != NONE8) {
        *o = x64_slot(x, val->spill);
        return true;
    }
    *o = x64_home(x, v);
    uint32_t offset = x->guest->slots[ins->imm].offset;
    return in->con->cls == 1 || x->avx || offset % 16 == 0;
}

static struct x64_opnd address(struct x64 *x, const struct x64_in *in)
{
    struct x64_opnd o = {.kind = X64_MEM,
                         .mem = {.base = X64_NOREG,
                                 .index = X64_NOREG,
                                 .scale = in->scale,
                                 .guest = true,
                                 .wrap = x->guest->addr32,
                                 .disp = in->disp}};
    uint32_t set = x->allowed[0] & ~x->fixed_now;
    if (in->base)
        o.mem.base = (uint8_t)x64_in_reg(x, in->base, set);
    if (in->index)
        o.mem.index = (uint8_t)x64_in_reg(x, in->index, set);
    return o;
}

struct x64_opnd x64_operand(struct x64 *x, const struct x64_in *in)
{
    struct x64_opnd o = {0};
    switch (in->kind) {
    case IN_NONE: break;
    case IN_IMM: o = x64_imm(in->imm); break;
    case IN_MEM:
        used(x, in->base);
        used(x, in->index);
        o = address(x, in);
        break;
    case IN_VAL:
        used(x, in->v);
        if (!in_memory(x, in, &o)) {
            uint32_t set = x->allowed[in->con->cls == 2] & ~x->fixed_now;
            o = x64_reg(number(in->con, x64_in_reg(x, in->v, set)));
        }
        break;
    }
    return o;
}

/* Empties the registers that the row names, and puts the operands there that belong there. */
static void fixed_operands(struct x64 *x, const struct x64_plan *plan, const struct x64_in in[3],
                           struct x64_opnd *o[3])
{
    x->fixed_now = plan->fixed;
    for (uint32_t m = plan->fixed; m; m &= m - 1) {
        unsigned r = (unsigned)__builtin_ctz(m);
        ir_ref w = x->reg_val[r];
        bool wanted = false, kept = false;
        for (unsigned k = 0; k < 3; k++)
            if (in[k].kind == IN_VAL && in[k].v == w && in[k].con->fixed == r) {
                wanted = true;
                kept = in[k].con->kept;
            }
        if (!w || kept || (wanted && dies(x, w, x->pos)))
            continue;
        if (!wanted) {
            x64_evict(x, r, plan->fixed);
            continue;
        }
        x->pinned |= 1u << r;
        unsigned to = x64_alloc_reg(x, x->allowed[0] & ~plan->fixed, w);
        x64_mov(x, true, to, r);
        x64_place(x, w, to);
        x->pinned &= ~(1u << to);
    }
    x->pinned |= plan->fixed;
    for (unsigned k = 0; k < 3; k++) {
        if (in[k].kind == IN_NONE || in[k].con->fixed == NONE8)
            continue;
        unsigned r = in[k].con->fixed;
        if (in[k].kind == IN_IMM) {
            *o[k] = x64_imm(in[k].imm);
            continue;
        }
        used(x, in[k].v);
        if (x->reg_val[r] != in[k].v)
            x64_load(x, in[k].v, r);
        if (in[k].con->kept)
            x64_place(x, in[k].v, r);
        *o[k] = x64_reg(r);
    }
}

static bool can_take(const struct x64 *x, const struct x64_in *in, const struct x64_opnd *o)
{
    if (o->kind != X64_REG || in->kind != IN_VAL || !dies(x, in->v, x->pos))
        return false;
    return x->val[in->v].loc != NONE8 && number(in->con, x->val[in->v].loc) == o->reg;
}

static void swap(struct x64_in in[3], struct x64_ops *o)
{
    struct x64_in ti = in[0];
    struct x64_opnd to = o->a;
    in[0] = in[1];
    in[1] = ti;
    o->a = o->b;
    o->b = to;
}

static unsigned new_result(struct x64 *x, ir_ref i, const struct x64_plan *plan)
{
    return x64_alloc_reg(x, x->allowed[plan->d.cls == 2] & ~plan->fixed, i);
}

/* Results that share a register with an operand, or must not. */
static bool early_result(struct x64 *x, ir_ref i, const struct x64_plan *plan, struct x64_in in[3],
                         struct x64_ops *o)
{
    const struct x64_con *d = &plan->d;
    if (d->fixed != NONE8) {
        o->d = x64_reg(d->fixed);
        return true;
    }
    if (d->tie == '&') {
        o->d = x64_reg(number(d, new_result(x, i, plan)));
        return true;
    }
    if (d->tie != '=' && d->tie != '?')
        return false;
    if (!can_take(x, &in[0], &o->a) && plan->comm && can_take(x, &in[1], &o->b) &&
        o->a.kind == X64_REG)
        swap(in, o);
    /* x op x: the code may read b after it has written the result. */
    bool twice = d->tie == '=' && ((o->b.kind == X64_REG && in[1].kind == in[0].kind &&
                                    in[1].v == in[0].v && o->b.reg == o->a.reg) ||
                                   (o->c.kind == X64_REG && in[2].kind == in[0].kind &&
                                    in[2].v == in[0].v && o->c.reg == o->a.reg));
    if (!twice && can_take(x, &in[0], &o->a)) {
        o->d = o->a;
        return true;
    }
    unsigned r = new_result(x, i, plan);
    o->d = x64_reg(number(d, r));
    if (o->a.kind == X64_NONE || (d->tie == '?' && o->a.kind != X64_IMM))
        return true;
    if (o->a.kind == X64_IMM)
        x64_movi(x, r, (uint64_t)o->a.imm, true);
    else if (d->cls == 2)
        x64_movaps(x, o->d.reg, o->a.reg);
    else
        x64_mov(x, true, r, o->a.reg);
    o->a = o->d;
    return true;
}

static void unpin_dying(struct x64 *x, ir_ref v)
{
    uint8_t loc = v ? x->val[v].loc : NONE8;
    if (loc == NONE8 || !dies(x, v, x->pos))
        return;
    x->pinned &= ~(1u << loc);
    x64_free_reg_of(x, v);
}

static void late_result(struct x64 *x, ir_ref i, const struct x64_plan *plan, struct x64_ops *o)
{
    for (uint32_t k = 0; k < x->active.n; k++)
        unpin_dying(x, VEC_AT(x->active, ir_ref, k));
    o->d = x64_reg(number(&plan->d, new_result(x, i, plan)));
}

static uint32_t snap_of(const struct x64 *x, ir_ref i, const struct x64_in in[3])
{
    for (unsigned k = 0; k < 3; k++)
        if (in[k].kind == IN_MEM && in[k].snap)
            return in[k].snap;
    return x->ins[i].snap;
}

/* Would the vectors, exchanged, have the one that has no register where memory will do? */
static bool spilled_first(const struct x64 *x, const struct x64_plan *plan,
                          const struct x64_in in[3])
{
    return plan->comm && in[0].kind == IN_VAL && in[1].kind == IN_VAL && in[0].con->cls == 2 &&
           in[1].con->mem && !in[1].strict && x->val[in[0].v].loc == NONE8 &&
           x->val[in[1].v].loc != NONE8;
}

/* A constant without a register that lives on: the result's register is where it goes, not one of
   its own and from there to the result's. */
static bool made_in_result(const struct x64 *x, const struct x64_plan *plan,
                           const struct x64_in *in, uint64_t *imm)
{
    return (plan->d.tie == '=' || plan->d.tie == '?') && plan->d.cls == 1 &&
           plan->d.fixed == NONE8 && !plan->comm && in->kind == IN_VAL && in->con->fixed == NONE8 &&
           x->val[in->v].flags & V_CONST && x->val[in->v].loc == NONE8 && !dies(x, in->v, x->pos) &&
           x64_const_value(x, in->v, imm) && *imm <= UINT32_MAX;
}

void x64_operands(struct x64 *x, ir_ref i, const struct x64_plan *plan, struct x64_ops *o)
{
    uint64_t imm;
    struct x64_in *in = &VEC_AT(x->in, struct x64_in, x->val[i].in);
    struct x64_opnd *op[3] = {&o->a, &o->b, &o->c};
    *o = (struct x64_ops){.ins = &x->ins[i], .row = plan->row, .ref = i};
    x->active.n = 0;
    x->pinned = x->fixed_now = 0;
    uint32_t snap = snap_of(x, i, in);
    bool faults = snap || ir_ops[o->ins->op].props & IR_P_FAULT;
    x64_snapshot_prepare(x, snap);
    if (plan->comm && in[0].con->kept && in[1].kind == IN_VAL && x->reg_val[RDX] == in[1].v &&
        in[0].kind == IN_VAL) {
        in[1].v = in[0].v;
        in[0].v = x->reg_val[RDX];
    }
    if (spilled_first(x, plan, in)) {
        ir_ref v = in[0].v;
        in[0].v = in[1].v;
        in[1].v = v;
    }
    if (plan->fixed)
        fixed_operands(x, plan, in, op);
    for (unsigned k = 0; k < 3; k++) {
        if (!k && made_in_result(x, plan, &in[k], &imm)) {
            used(x, in[k].v);
            *op[k] = x64_imm((int64_t)imm);
        } else if (in[k].kind == IN_MEM || !(in[k].kind == IN_NONE || in[k].con->fixed != NONE8)) {
            *op[k] = x64_operand(x, &in[k]);
        }
    }
    for (unsigned k = 0; k < plan->ntemps; k++) {
        const struct x64_con *t = &plan->t[k];
        o->t[k] =
            t->fixed != NONE8
                ? t->fixed
                : (uint8_t)number(t, x64_alloc_reg(x, x->allowed[t->cls == 2] & ~plan->fixed, 0));
    }
    bool done = !plan->d.cls || early_result(x, i, plan, in, o);
    for (unsigned k = 0; k < 3; k++)
        faults |= in[k].kind == IN_MEM;
    if (faults)
        x64_snapshot(x, snap);
    x->snap_now = snap;
    if (done)
        return;
    if (o->ins->op == IR_LD) { /* the result is written when nothing faults any more */
        x64_use_snap(x, snap);
        x->snap_now = 0;
    }
    late_result(x, i, plan, o);
}

/* Takes note of the values that end with a snapshot, so that x64_end_uses lets them go. */
void x64_use_snap(struct x64 *x, uint32_t snap)
{
    if (!snap)
        return;
    const struct ir_snap *s = &x->r->snaps[snap - 1];
    for (uint32_t k = 0; k < s->count; k++) {
        const struct ir_snap_entry *e = &x->r->snap_entries[s->first + k];
        ir_ref v = x64_low32_slot(x, e->slot, e->val);
        uint32_t u = x->val[v].uses;
        if (u && VEC_AT(x->uses, struct x64_use, u).pos == (x->pos | USE_SNAP))
            used(x, v);
    }
}

void x64_note_use(struct x64 *x, ir_ref v)
{
    used(x, v);
}

/* All values in x->active have been used at x->pos. */
void x64_end_uses(struct x64 *x)
{
    for (uint32_t k = 0; k < x->active.n; k++) {
        ir_ref v = VEC_AT(x->active, ir_ref, k);
        x64_pop_uses(x, v, x->pos);
        x64_release(x, v);
    }
    x->active.n = 0;
    x->pinned = x->fixed_now = 0;
    x->fault_set = false;
}

void x64_result(struct x64 *x, ir_ref i, unsigned reg)
{
    if (x->val[i].uses)
        x64_place(x, i, reg);
}

void x64_finish(struct x64 *x, ir_ref i, struct x64_ops *o, const struct x64_plan *plan)
{
    x64_use_snap(x, x->snap_now);
    x64_end_uses(x);
    if (plan->d.cls)
        x64_result(x, i, o->d.reg + (plan->d.cls == 2 ? X64_XMM : 0));
}

/* ---- emit functions of general use ---- */

void x64_emit_sse2(struct x64 *x, const struct x64_ops *o)
{
    x64_sse2(x, o->row->arg, o->d.reg, &o->a);
}

void x64_emit_sse3(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3(x, o->row->arg, o->d.reg, o->a.reg, &o->b);
}

void x64_emit_sse3_swap(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3(x, o->row->arg, o->d.reg, o->b.reg, &o->a);
}
