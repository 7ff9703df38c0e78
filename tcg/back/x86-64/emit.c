/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The forward pass: blocks in their order (hot ones first), instructions in theirs.
 *
 * In: a planned region.  Out: code, fault records, exits.  Instructions with a row are done by it;
 * here are those that the rows can't say: state access, conditions, selects, calls, branches.
 * Invariant: host flags never live from one instruction to the next.
 */
#include "tcg/back/x86-64/internal.h"

#include <glib.h>
#include <string.h>

/* ---- conditions ---- */

/* Has only the first value no register?  The comparison has room for the second one in memory. */
static void exchange_operands(const struct x64 *x, struct x64_test *t)
{
    ir_ref v = t->a.v;
    if (t->kind != T_CMP || t->a.strict || t->a.kind != IN_VAL || t->b.kind != IN_VAL ||
        !t->b.con->mem || x->val[v].loc != NONE8 || x->val[v].flags & V_CONST ||
        x->val[t->b.v].loc == NONE8)
        return;
    t->a.v = t->b.v;
    t->b.v = v;
    if (t->cc >= X64_L)
        t->cc ^= X64_L ^ X64_G;
    else if (t->cc != X64_E && t->cc != X64_NE)
        t->cc ^= X64_B ^ X64_A;
}

/* Gets the operands of a condition into place. */
void x64_test_operands(struct x64 *x, struct x64_test *t, struct x64_opnd *a, struct x64_opnd *b)
{
    bool same = t->kind == T_TEST && t->b.kind == IN_VAL && t->a.kind == IN_VAL && t->b.v == t->a.v;
    *a = x64_operand(x, &t->a);
    *b = same ? *a : x64_operand(x, &t->b);
}

static void emit_test(struct x64 *x, bool w, const struct x64_opnd *a, const struct x64_opnd *b)
{
    uint32_t wf = w ? X64_W : 0;
    if (b->kind != X64_IMM) {
        x64_rr(x, 0x85 | wf, a->reg, b->reg);
        return;
    }
    if ((uint64_t)b->imm <= 0x7f) { /* the byte form */
        x64_roi(x, 0xf6 | X64_BYTE, 0, a, b->imm, 1);
        return;
    }
    x64_roi(x, 0xf7 | wf, 0, a, b->imm, 4);
}

/* Emits the comparison; the condition is in the flags then. */
struct x64_cond x64_test_flags(struct x64 *x, const struct x64_test *t, const struct x64_opnd *a,
                               const struct x64_opnd *b)
{
    struct x64_cond c = {.cc = t->cc};
    switch (t->kind) {
    case T_BOOL: x64_rr(x, 0x85, a->reg, a->reg); break;
    case T_TEST:
        /* The instruction just before has left the flags of this value; those of 64 bits say
           nothing about its low half. */
        if (x->flags_of && x->flags_pos == x->p && t->a.kind == IN_VAL && t->b.kind == IN_VAL &&
            t->a.v == x->flags_of && t->b.v == t->a.v && (t->cc | 1) == X64_NE &&
            (t->w || x->ins[x->flags_of].type != IR_I64))
            break;
        emit_test(x, t->w, a, b);
        break;
    case T_BT: x64_roi(x, X64_0F | 0xba | X64_W, 4, a, b->imm, 1); break;
    case T_CMP:
        if (a->kind == X64_MEM) {
            bool small = b->imm == (int8_t)b->imm;
            x64_roi(x, (small ? 0x83 : 0x81) | (t->w ? X64_W : 0), 7, a, b->imm, small ? 1 : 4);
        } else {
            x64_alu(x, 7, t->w, a->reg, b);
        }
        break;
    case T_FCMP: {
        struct x64_ops o = {.ins = &x->ins[t->ins], .ref = t->ins, .a = *a, .b = *b};
        return x64_fcmp_flags(x, &o, t->mask);
    }
    }
    return c;
}

/* Jumps to label if the condition holds (or does not). */
static void jump_if(struct x64 *x, struct x64_cond c, bool holds, unsigned label)
{
    if (!holds) {
        c.cc ^= 1;
        c.cc2 ^= 1;
        if (c.join != X64_COND_ONE)
            c.join = c.join == X64_COND_AND ? X64_COND_OR : X64_COND_AND;
    }
    if (c.join == X64_COND_AND) {
        unsigned skip = x64_label(x);
        x64_jcc(x, c.cc ^ 1, skip);
        x64_jcc(x, c.cc2, label);
        x64_bind(x, skip);
        return;
    }
    x64_jcc(x, c.cc, label);
    if (c.join == X64_COND_OR)
        x64_jcc(x, c.cc2, label);
}

static uint32_t test_snap(const struct x64_test *t)
{
    return t->a.kind == IN_MEM ? t->a.snap : t->b.kind == IN_MEM ? t->b.snap : 0;
}

/* The operands of condition `cond`, and the snapshot of a load that is one of them. */
static void begin_test(struct x64 *x, ir_ref i, ir_ref cond, struct x64_test *t, struct x64_opnd *a,
                       struct x64_opnd *b)
{
    x->active.n = 0;
    x->pinned = x->fixed_now = 0;
    x64_gather_test(x, i, cond, t);
    bool load = t->a.kind == IN_MEM || t->b.kind == IN_MEM;
    x->snap_now = test_snap(t);
    x64_snapshot_prepare(x, x->snap_now);
    if (i != cond) /* else it is one of those conditions that carry.c knows */
        exchange_operands(x, t);
    x64_test_operands(x, t, a, b);
    if (load)
        x64_snapshot(x, x->snap_now);
}

/* CMP or FCC as a value. */
static void emit_bool(struct x64 *x, ir_ref i)
{
    struct x64_test t;
    struct x64_opnd a, b;
    begin_test(x, i, i, &t, &a, &b);
    unsigned d = x64_alloc_reg(x, x->allowed[0], i);
    unsigned d2 = t.kind == T_FCMP ? x64_alloc_reg(x, x->allowed[0], 0) : 0;
    x64_movi(x, d, 0, false);
    struct x64_cond c = x64_test_flags(x, &t, &a, &b);
    x64_setcc(x, c.cc, d);
    if (c.join != X64_COND_ONE) {
        x64_setcc(x, c.cc2, d2);
        x64_rr(x, (c.join == X64_COND_AND ? 0x22 : 0x0a) | X64_BYTE, d, d2);
    }
    x64_use_snap(x, x->snap_now);
    x64_end_uses(x);
    x64_result(x, i, d);
}

/* CMP for a sum that adds its result: the carry flag (carry.c). */
static void emit_carry_cmp(struct x64 *x, ir_ref i)
{
    struct x64_test t;
    struct x64_opnd a, b;
    ir_ref sum = x64_sum_carries(x, i);
    if (sum) {
        x->no_slot |= x->carry_of != sum; /* carry.c and the emission don't agree */
        x->carry_of = i;
        return;
    }
    begin_test(x, i, i, &t, &a, &b);
    if (t.kind == T_TEST && (t.cc == X64_E || t.cc == X64_NE)) /* zero is below 1 */
        x64_alui(x, 7, t.w, a.reg, 1);
    else
        x64_test_flags(x, &t, &a, &b);
    if (t.cc == X64_NE || t.cc == X64_AE)
        x64_u8(x, 0xf5); /* cmc */
    x64_use_snap(x, x->snap_now);
    x64_end_uses(x);
    x->carry_of = i;
    x->carry_pos = x->p;
}

/* The same, where others want it in a register. */
static void emit_kept_carry(struct x64 *x, ir_ref i)
{
    x->no_slot |= x->carry_of != x->ins[i].a; /* carry.c and the emission don't agree */
    x->active.n = 0;
    x->pinned = x->fixed_now = 0;
    unsigned d = x64_alloc_reg(x, x->allowed[0], i);
    x64_movi(x, d, 0, true);
    x64_setcc(x, X64_B, d);
    x64_end_uses(x);
    x64_result(x, i, d);
    x->carry_of = i;
    x->carry_pos = x->p;
}

static bool ends_here(struct x64 *x, ir_ref v)
{
    for (uint32_t u = x->val[v].uses; u; u = VEC_AT(x->uses, struct x64_use, u).next)
        if ((VEC_AT(x->uses, struct x64_use, u).pos & ~USE_SNAP) > x->pos)
            return false;
    return true;
}

static void cmov(struct x64 *x, struct x64_cond c, bool w, unsigned d, unsigned yes, unsigned no)
{
    struct x64_opnd y = x64_reg(yes), n = x64_reg(no);
    if (c.join == X64_COND_AND) {
        /* d holds `yes`: either condition missing makes it `no` */
        x64_cmov(x, c.cc ^ 1, w, d, &n);
        x64_cmov(x, c.cc2 ^ 1, w, d, &n);
        return;
    }
    if (d == yes) {
        if (c.join == X64_COND_ONE) {
            x64_cmov(x, c.cc ^ 1, w, d, &n);
            return;
        }
    }
    x64_cmov(x, c.cc, w, d, &y);
    if (c.join == X64_COND_OR)
        x64_cmov(x, c.cc2, w, d, &y);
}

/* Which operand the result shares its register with, before the flags are made. */
static unsigned select_result(struct x64 *x, ir_ref i, ir_ref take, ir_ref other, unsigned reg_take,
                              unsigned reg_other, bool *swapped, bool may_swap)
{
    *swapped = false;
    if (x->val[take].loc == reg_take && ends_here(x, take) && take != other)
        return reg_take;
    if (may_swap && x->val[other].loc == reg_other && ends_here(x, other) && take != other) {
        *swapped = true;
        return reg_other;
    }
    return x64_alloc_reg(x, x->allowed[reg_take >= X64_XMM], i);
}

static void emit_select(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    struct x64_test t;
    struct x64_opnd a, b;
    begin_test(x, i, ins->a, &t, &a, &b);
    ir_ref yes = x->val[ins->b].rep, no = x->val[ins->c].rep;
    bool fp = x->val[i].flags & V_XMM;
    x64_note_use(x, yes);
    x64_note_use(x, no);
    unsigned ry = x64_in_reg(x, yes, x->allowed[fp]);
    bool w = ins->type == IR_I64, swapped;
    if (t.kind != T_FCMP && !fp && x->val[no].flags & V_CONST && x->val[no].loc == NONE8 &&
        !ends_here(x, no)) { /* a constant that lives on needs no register of its own */
        unsigned d = x64_alloc_reg(x, x->allowed[0], i);
        x64_remake(x, no, d);
        cmov(x, x64_test_flags(x, &t, &a, &b), w, d, ry, d);
        x64_use_snap(x, x->snap_now);
        x64_end_uses(x);
        x64_result(x, i, d);
        return;
    }
    unsigned rn = x64_in_reg(x, no, x->allowed[fp]);
    if (t.kind == T_FCMP && fp && x->avx && x->ins[t.ins].type == ins->type) {
        struct x64_ops o = {.ins = &x->ins[t.ins], .ref = t.ins, .a = a, .b = b};
        unsigned d = x64_alloc_reg(x, x->allowed[1], i);
        o.d = x64_reg(d - X64_XMM);
        x64_fcmp_blend(x, &o, t.mask, ry - X64_XMM, rn - X64_XMM);
        x64_use_snap(x, x->snap_now);
        x64_end_uses(x);
        x64_result(x, i, d);
        return;
    }
    bool pair_and = t.kind == T_FCMP && !fp; /* AND wants d == yes, others d == no */
    if (pair_and) {
        /* The join is known only behind the compare: use a register of its own. */
        unsigned d = x64_alloc_reg(x, x->allowed[0], i);
        struct x64_cond c = x64_test_flags(x, &t, &a, &b);
        x64_mov(x, w, d, c.join == X64_COND_AND ? ry : rn);
        cmov(x, c, w, d, ry, rn);
        x64_use_snap(x, x->snap_now);
        x64_end_uses(x);
        x64_result(x, i, d);
        return;
    }
    unsigned d = select_result(x, i, no, yes, rn, ry, &swapped, true);
    struct x64_cond c;
    bool shared = (a.kind == X64_REG && a.reg == d) || (b.kind == X64_REG && b.reg == d);
    bool fresh = d != rn && d != ry;
    if (fresh && !fp && !shared) {
        x64_mov(x, w, d, rn);
        c = x64_test_flags(x, &t, &a, &b);
        cmov(x, c, w, d, ry, rn);
    } else if (!fp) {
        c = x64_test_flags(x, &t, &a, &b);
        if (fresh)
            x64_mov(x, w, d, rn);
        cmov(x, c, w, d, ry, rn);
    } else {
        unsigned done = x64_label(x);
        c = x64_test_flags(x, &t, &a, &b);
        if (!swapped)
            x64_movaps(x, d - X64_XMM, rn - X64_XMM);
        jump_if(x, c, swapped, done);
        x64_movaps(x, d - X64_XMM, (swapped ? rn : ry) - X64_XMM);
        x64_bind(x, done);
    }
    x64_use_snap(x, x->snap_now);
    x64_end_uses(x);
    x64_result(x, i, d);
}

/* ---- leaving in mid-block ---- */

static void emit_trapif(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    struct x64_test t;
    struct x64_opnd a, b;
    x64_snapshot_prepare(x, ins->snap);
    begin_test(x, i, ins->a, &t, &a, &b);
    struct x64_stub s = {.kind = STUB_TRAP, .trap = ins->sub, .label = x64_label(x)};
    if (ins->b) {
        ir_ref v = x->val[ins->b].rep;
        x64_note_use(x, v);
        if (x->val[v].loc == NONE8 && !(x->val[v].flags & V_CONST))
            x64_in_reg(x, v, x->allowed[0]);
        s.arg = x64_where(x, v, 0);
        s.has_arg = true;
    }
    struct x64_cond c = x64_test_flags(x, &t, &a, &b);
    jump_if(x, c, true, s.label);
    x64_snapshot(x, ins->snap);
    s.locs = x->fault_locs;
    s.nlocs = x->fault_nlocs;
    s.pc = x->fault_pc;
    *(struct x64_stub *)vec_push(&x->stubs, sizeof s) = s;
    x64_use_snap(x, ins->snap);
    x64_end_uses(x);
}

static void emit_poll(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    x->active.n = 0;
    x->pinned = 0;
    x64_snapshot_prepare(x, ins->snap);
    x64_snapshot(x, ins->snap);
    struct x64_stub s = {.kind = STUB_TRAP,
                         .trap = IR_TRAP_INTERRUPT,
                         .label = x64_label(x),
                         .locs = x->fault_locs,
                         .nlocs = x->fault_nlocs,
                         .pc = x->fault_pc};
    struct x64_opnd m = x64_cpu(x, offsetof(struct cpu_common, exit_request));
    x64_roi(x, 0x83, 7, &m, 0, 1);
    x64_jcc(x, X64_NE, s.label);
    *(struct x64_stub *)vec_push(&x->stubs, sizeof s) = s;
    x64_use_snap(x, ins->snap);
    x64_end_uses(x);
}

/* ---- state ---- */

static void emit_get(struct x64 *x, ir_ref i)
{
    x->val[i].live_block = x->block;
    if (x->val[i].flags & V_HOME)
        return; /* loaded when it is needed */
    x->pinned = 0;
    unsigned r = x64_alloc_reg(x, x->allowed[(x->val[i].flags & V_XMM) != 0], i);
    x64_remake(x, i, r);
    x64_result(x, i, r);
    x->pinned = 0;
}

/* Before a slot is stored: values that are only there come into registers. */
static void leave_home(struct x64 *x, ir_ref v)
{
    struct x64_val *val = &x->val[v];
    if (!(val->flags & V_HOME))
        return;
    if (val->uses && val->loc == NONE8) {
        x64_in_reg(x, v, x->allowed[(val->flags & V_XMM) != 0]);
        x->pinned = 0;
    }
    val->flags &= ~V_HOME;
    *(ir_ref *)vec_push(&x->homeless, sizeof v) = v;
}

static void leave_homes(struct x64 *x, uint64_t slot)
{
    for (ir_ref v = x->home_first[slot]; v; v = x->val[v].home_next)
        if (x->val[v].live_block == x->block)
            leave_home(x, v);
    x64_leave_home(x, (unsigned)slot);
}

static void store_imm(struct x64 *x, const struct x64_opnd *m, unsigned size, uint64_t imm)
{
    x64_roi(x, 0xc7 | (size == 8 ? X64_W : 0), 0, m, (int64_t)imm, 4);
}

static void emit_set(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    const struct ir_slot *slot = &x->guest->slots[ins->imm];
    uint32_t w = ir_type_size(slot->type) == 4 ? 0 : X64_W;
    int32_t disp = (int32_t)(slot->offset - x->guest->state_bias);
    uint64_t imm;
    x->pinned = 0;
    if (x64_set_imm(x, ins, &imm)) {
        leave_homes(x, ins->imm);
        x64_state(x, 0xc7 | w, 0, disp);
        x64_u32(x, (uint32_t)imm);
        return;
    }
    ir_ref v = x64_low32_slot(x, (unsigned)ins->imm, ins->a);
    struct x64_val *val = &x->val[v];
    bool same = val->flags & V_HOME && x->ins[v].imm == ins->imm && val->rep == v &&
                x->ins[v].type == slot->type && !x64_is_narrow(x, ins->a, (unsigned)ins->imm);
    if (!same && !x64_at_home(x, v, ins->a, (unsigned)ins->imm)) { /* else it is there */
        leave_homes(x, ins->imm);
        unsigned r = x64_in_reg(x, v, x->allowed[(val->flags & V_XMM) != 0]);
        unsigned size = ir_type_size(slot->type);
        enum ir_type type = ir_result_type(&x->ins[ins->a]);
        if (r >= X64_XMM && type != IR_V128 && (size < 16 || !(x->val[ins->a].flags & V_CLEAN))) {
            x64_store_narrow(x, r - X64_XMM, slot->offset, ir_type_size(type), size);
        } else if (r >= X64_XMM) {
            struct x64_opnd m = x64_cpu(x, slot->offset);
            x64_sse2(x, X64_OPC(X64_NP0, X64_0F, x->avx || slot->offset % 16 ? 0x11 : 0x29),
                     r - X64_XMM, &m);
        } else {
            x64_state(x, 0x89 | w, r, disp);
        }
        x->pinned = 0;
    }
    x64_pop_uses(x, v, i);
    x64_release(x, v);
}

/* ---- calls ---- */

static const uint8_t arg_gpr[6] = {RDI, RSI, RDX, RCX, R8, R9};

void x64_call_table(struct x64 *x, uint32_t helper)
{
    /* call [rip + table]: the code cache is less than 2 GiB */
    const uint8_t *entry = (const uint8_t *)&x->thunks.helpers[helper];
    x64_room(x);
    x64_u8(x, 0xff);
    x64_u8(x, 0x15);
    x64_u32(x, (uint32_t)(entry - (x->p + 4)));
}

/* Values that live on leave the registers that a call clobbers. */
static void save_for_call(struct x64 *x)
{
    for (unsigned r = 0; r < 32; r++) {
        ir_ref v = x->reg_val[r];
        if (!v || X64_CALLEE >> r & 1)
            continue;
        if (ends_here(x, v))
            continue;
        if (r >= X64_XMM) {
            x64_spill(x, v);
            continue;
        }
        /* Prefer a register that survives; the old place still serves as a source. */
        uint32_t free = X64_CALLEE & x->allowed[0] & ~x->taken;
        if (free && !(x->val[v].flags & V_CONST)) {
            unsigned to = (unsigned)__builtin_ctz(free);
            x64_mov(x, true, to, r);
            x64_place(x, v, to);
        } else {
            x64_spill(x, v);
        }
    }
}

static void call_moves(struct x64 *x, const struct ir_ins *ins, const struct ir_helper *h)
{
    unsigned g = h->flags & IR_HELPER_CPU ? 1 : 0, f = 0, first = x->moves.n;
    for (uint32_t k = 0; k < ins->c; k++) {
        ir_ref v = x->val[x->r->args[ins->b + k]].rep;
        const struct x64_val *val = &x->val[v];
        uint8_t dst = val->flags & V_XMM ? X64_XMM + f++ : arg_gpr[g++];
        uint8_t src = val->loc != NONE8                                ? val->loc
                      : val->spill != NONE8 && !(val->flags & V_CONST) ? PLACE_SLOT + val->spill
                                                                       : PLACE_MAKE;
        if (src == dst)
            continue;
        struct x64_move *m = vec_push(&x->moves, sizeof *m);
        *m = (struct x64_move){.v = v, .src = src, .dst = dst};
    }
    x64_moves_emit(x, first, x->moves.n - first, x->taken);
    x->moves.n = first;
}

static void emit_call(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    const struct ir_helper *h = &x->guest->helpers[ins->imm];
    struct x64_opnd pc = x64_cpu(x, offsetof(struct cpu_common, helper_pc));
    bool faults = h->flags & IR_HELPER_FAULTS;
    x->active.n = 0;
    x->pinned = 0;
    for (uint32_t k = 0; k < ins->c; k++)
        x64_note_use(x, x->val[x->r->args[ins->b + k]].rep);
    x64_use_snap(x, ins->snap);
    if (h->flags & IR_HELPER_WRITES)
        x64_leave_all_homes(x);
    save_for_call(x);
    call_moves(x, ins, h);
    for (unsigned r = 0; r < 32; r++)
        if (x->reg_val[r] && !(X64_CALLEE >> r & 1))
            x64_free_reg_of(x, x->reg_val[r]);
    if (faults) {
        uint64_t at = ins->snap ? x->r->snaps[ins->snap - 1].pc : x->insn_pc;
        struct x64_opnd state = x64_cpu(x, x->guest->pc_offset);
        x64_movi(x, RAX, at, true);
        x64_rm(x, 0x89 | X64_W, RAX, &pc.mem);
        x64_rm(x, 0x89 | X64_W, RAX, &state.mem);
    }
    if (h->flags & IR_HELPER_CPU) {
        struct x64_opnd cpu = x64_cpu(x, 0);
        x64_lea(x, true, RDI, &cpu.mem);
    }
    x64_call_table(x, (uint32_t)ins->imm);
    if (faults)
        store_imm(x, &pc, 8, 0);
    x64_end_uses(x);
    if (!x->val[i].uses)
        return;
    if (h->ret == IR_I32)
        x64_mov(x, false, RAX, RAX);
    x64_result(x, i, x->val[i].flags & V_XMM ? X64_XMM : RAX);
}

/* ---- branches ---- */

void x64_go(struct x64 *x, uint32_t to)
{
    if (to != x->next_block)
        x64_jmp(x, x->blk[to].label);
}

static void emit_br(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    uint32_t to = (uint32_t)ins->imm;
    const ir_ref *args = x->r->args + ins->b;
    x->active.n = 0;
    x->pinned = 0;
    for (uint32_t k = 0; k < ins->c; k++)
        x64_pop_uses(x, x->val[args[k]].rep, i);
    if (!x->blk[to].entered)
        x64_edge_enter(x, to, args);
    unsigned first = x->moves.n;
    unsigned n = x64_edge_moves(x, to, args);
    x64_moves_emit(x, first, n, x64_edge_keeps(x, to));
    x->moves.n = first;
    x64_go(x, to);
}

/* The label that a conditional jump to a block uses: the block, or moves out of line before it. */
static unsigned edge_label(struct x64 *x, uint32_t to)
{
    if (!x->blk[to].entered)
        x64_edge_enter(x, to, NULL);
    unsigned first = x->moves.n;
    unsigned n = x64_edge_moves(x, to, NULL);
    if (!n)
        return x->blk[to].label;
    struct x64_stub s = {.kind = STUB_EDGE,
                         .label = x64_label(x),
                         .back = x->blk[to].label,
                         .moves = first,
                         .nmoves = n,
                         .keep = x64_edge_keeps(x, to)};
    *(struct x64_stub *)vec_push(&x->stubs, sizeof s) = s;
    return s.label;
}

/* A block that only leaves, and that only this branch leads to: the jump itself is the exit. */
static bool bare_exit(struct x64 *x, uint32_t to)
{
    const struct ir_block *b = &x->r->blocks[to];
    return b->end == b->first + 1 && x->ins[b->first].op == IR_EXIT_PC && x->blk[to].preds == 1;
}

/* A block that only branches back, with everything in place already: the label of its target
   (the block is not emitted then), else ~0. */
static unsigned back_edge(struct x64 *x, uint32_t to)
{
    const struct ir_block *b = &x->r->blocks[to];
    const struct ir_ins *br = &x->ins[b->first];
    if (b->end != b->first + 1 || br->op != IR_BR || x->blk[to].preds != 1 || x->blk[to].done ||
        !x->blk[br->imm].entered)
        return ~0u;
    unsigned first = x->moves.n;
    unsigned n = x64_edge_moves(x, (uint32_t)br->imm, x->r->args + br->b);
    x->moves.n = first;
    if (n)
        return ~0u;
    x->blk[to].done = true;
    return x->blk[br->imm].label;
}

/* The block that the edge block `to` leads forward to, where it is the first one that comes there;
   else ~0. */
static uint32_t forward_of(const struct x64 *x, uint32_t to)
{
    const struct ir_block *b = &x->r->blocks[to];
    const struct ir_ins *br = &x->ins[b->first];
    if (b->end != b->first + 1 || br->op != IR_BR || x->blk[to].preds != 1 || x->blk[to].done)
        return ~0u;
    uint32_t target = (uint32_t)br->imm;
    return x->blk[target].entered || x->blk[target].loop_end ? ~0u : target;
}

/* Is one of two edge blocks better not emitted?  The one that leads further away from the loop;
   ~0: none. */
static uint32_t skipped_edge(const struct x64 *x, uint32_t taken, uint32_t other)
{
    uint32_t t = forward_of(x, taken), o = forward_of(x, other);
    if (t == ~0u || o == ~0u || t == o)
        return t != ~0u ? taken : o != ~0u ? other : ~0u;
    unsigned dt = x->r->blocks[t].loop_depth, d = x->r->blocks[o].loop_depth;
    return dt < d || (dt == d && t > o) ? taken : other;
}

/* Does block `to`, or the block that the edge block `to` leads to, come next? */
static bool comes_next(const struct x64 *x, uint32_t to, bool edge)
{
    return x->next_block == (edge ? (uint32_t)x->ins[x->r->blocks[to].first].imm : to);
}

/* Enters what edge block `to` leads to, with everything where it is: the label, or ~0. */
static unsigned forward_edge(struct x64 *x, uint32_t to)
{
    const struct ir_ins *br = &x->ins[x->r->blocks[to].first];
    x64_edge_enter(x, (uint32_t)br->imm, x->r->args + br->b);
    return back_edge(x, to);
}

static void emit_brcond(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    uint32_t taken = (uint32_t)ins->imm, other = (uint32_t)(ins->imm >> 32);
    struct x64_test t;
    struct x64_opnd a, b;
    begin_test(x, i, ins->a, &t, &a, &b);
    struct x64_cond c = x64_test_flags(x, &t, &a, &b);
    x64_use_snap(x, x->snap_now);
    x64_end_uses(x);
    unsigned direct = back_edge(x, taken), direct_other = back_edge(x, other);
    bool neither = direct == ~0u && direct_other == ~0u;
    uint32_t skip = neither ? skipped_edge(x, taken, other) : ~0u;
    if (skip != ~0u)
        *(skip == taken ? &direct : &direct_other) = forward_edge(x, skip);
    if (direct != ~0u || direct_other != ~0u)
        x->next_block = x64_choose_next(x, x->block);
    bool taken_next = comes_next(x, taken, direct != ~0u);
    bool other_next = comes_next(x, other, direct_other != ~0u);
    bool flip = taken_next || (!other_next && direct_other != ~0u && direct == ~0u);
    if (!flip && !other_next && bare_exit(x, other) && !bare_exit(x, taken))
        flip = true;
    uint32_t jump = flip ? other : taken, fall = flip ? taken : other;
    unsigned jump_direct = flip ? direct_other : direct, fall_direct = flip ? direct : direct_other;
    if (jump_direct != ~0u) {
        jump_if(x, c, !flip, jump_direct);
    } else if (c.join == X64_COND_ONE && bare_exit(x, jump)) {
        x->blk[jump].done = true;
        x64_chained_jcc(x, flip ? c.cc ^ 1 : c.cc, x->ins[x->r->blocks[jump].first].imm);
    } else {
        jump_if(x, c, !flip, edge_label(x, jump));
    }
    if (fall_direct != ~0u) {
        if (!(flip ? taken_next : other_next))
            x64_jmp(x, fall_direct);
        return;
    }
    if (!x->blk[fall].entered)
        x64_edge_enter(x, fall, NULL);
    unsigned first = x->moves.n;
    unsigned n = x64_edge_moves(x, fall, NULL);
    x64_moves_emit(x, first, n, x64_edge_keeps(x, fall));
    x->moves.n = first;
    x64_go(x, fall);
}

/* ---- the pass ---- */

static void emit_one(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    x->pos = i;
    if (x->carry_pos != x->p)
        x->carry_of = IR_NONE;
    switch (ins->op) {
    case IR_INSN: x->insn_pc = ins->imm; return;
    case IR_NOP:
    case IR_PARAM:
    case IR_CONST:
    case IR_VCONST: return;
    case IR_GET: emit_get(x, i); return;
    case IR_SET: emit_set(x, i); return;
    case IR_CMP:
        if (x64_carry_stays(x, i))
            emit_carry_cmp(x, i);
        else if (x64_carry_kept(x, i))
            emit_kept_carry(x, i);
        else
            emit_bool(x, i);
        return;
    case IR_FCC:
        if (x64_fcc_source(x, ins)) {
            emit_bool(x, i);
            return;
        }
        break;
    case IR_SELECT: emit_select(x, i); return;
    case IR_TRAPIF: emit_trapif(x, i); return;
    case IR_POLL: emit_poll(x, i); return;
    case IR_CALL: emit_call(x, i); return;
    case IR_BR: emit_br(x, i); return;
    case IR_BRCOND: emit_brcond(x, i); return;
    case IR_EXIT_PC:
    case IR_EXIT_IND:
    case IR_EXIT_CALL:
    case IR_EXIT_CALLI:
    case IR_EXIT_RET:
    case IR_EXIT_TRAP: x64_emit_end(x, i); return;
    default: break;
    }
    if (x->sel[i] == SEL_INTERPRET) {
        x64_interpret(x, i);
        return;
    }
    const struct x64_plan *plan = &x->plans[x->sel[i]];
    struct x64_ops o;
    x64_operands(x, i, plan, &o);
    x->flags_reg = x->second_reg = NONE8;
    if (ir_has_standard(ins))
        x->fp = &x->standard;
    if (x->r->fp.traps && ir_ops[ins->op].props & IR_P_FPX && ins->op != IR_ITOF)
        x64_emit_trapping(x, &o);
    else
        plan->row->emit(x, &o);
    x->fp = &x->r->fp;
    x64_finish(x, i, &o, plan);
    if (x->second_reg != NONE8)
        x64_result(x, i + 1, x->second_reg);
    if (plan->d.cls == 1 && o.d.reg == x->flags_reg &&
        (ins->op == IR_ADD || ins->op == IR_SUB || ins->op == IR_AND || ins->op == IR_OR ||
         ins->op == IR_XOR)) {
        x->flags_of = i;
        x->flags_pos = x->p;
    }
}

static void emit_ins(struct x64 *x, ir_ref i)
{
    emit_one(x, i);
    if (x->carry_of && x->carry_pos != x->p && x64_keeps_carry(x, i))
        x->carry_pos = x->p;
}

static bool follows(const struct x64 *x, uint32_t b, uint32_t after)
{
    if (after == ~0u)
        return false;
    const struct ir_ins *end = &x->ins[x->r->blocks[after].end - 1];
    return (end->op == IR_BR && (uint32_t)end->imm == b) ||
           (end->op == IR_BRCOND && ((uint32_t)end->imm == b || end->imm >> 32 == b));
}

/* The block to emit after `after`: the next one whose entry is known, hot ones first. */
uint32_t x64_choose_next(struct x64 *x, uint32_t after)
{
    while (x->first_block < x->r->nblocks && x->blk[x->first_block].done)
        x->first_block++;
    for (unsigned cold = 0; cold < 2; cold++)
        for (uint32_t k = x->first_block; k < x->r->nblocks; k++) {
            const struct x64_block *b = &x->blk[k];
            if (!b->done && k != after && x->r->blocks[k].cold == cold &&
                (b->entered || follows(x, k, after)))
                return k;
        }
    return ~0u;
}

static void find_calls(struct x64 *x, uint32_t b)
{
    const struct ir_block *blk = &x->r->blocks[b];
    for (ir_ref i = blk->end; i-- > blk->first;)
        if (x->ins[i].op == IR_CALL)
            x->next_call = i;
}

static void next_call(struct x64 *x, ir_ref i, ir_ref end)
{
    x->next_call = ~0u;
    for (ir_ref k = i + 1; k < end; k++)
        if (x->ins[k].op == IR_CALL) {
            x->next_call = k;
            return;
        }
}

/* Where the code goes on from block b, if there is one place only that is no way out. */
static uint32_t goes_to(const struct x64 *x, uint32_t b)
{
    const struct ir_ins *end = &x->ins[x->r->blocks[b].end - 1];
    uint32_t to[2] = {ir_taken(end), ir_other(end)}, found = ~0u;
    unsigned n = end->op == IR_BR ? 1 : end->op == IR_BRCOND ? 2 : 0;
    for (unsigned k = 0; k < n; k++) {
        const struct ir_ins *last = &x->ins[x->r->blocks[to[k]].end - 1];
        if (n == 2 && (x->r->blocks[to[k]].cold || (last->op != IR_BR && last->op != IR_BRCOND)))
            continue;
        if (found != ~0u)
            return ~0u;
        found = to[k];
    }
    return found;
}

/* The registers in which a join that b leads to has its values, if that is known already. */
static uint32_t wanted_behind(struct x64 *x, uint32_t b)
{
    enum { FAR = 4 };
    for (unsigned k = 0; k < FAR; k++) {
        b = goes_to(x, b);
        if (b == ~0u || x->blk[b].entered)
            return b == ~0u ? 0 : x64_edge_keeps(x, b);
        if (x->blk[b].preds > 1)
            return 0;
    }
    return 0;
}

static void emit_block(struct x64 *x, uint32_t b)
{
    const struct ir_block *blk = &x->r->blocks[b];
    x->block = b;
    x->block_first = blk->first;
    x->insn_pc = blk->pc;
    x->blk[b].done = true;
    x->flags_of = IR_NONE;
    x->carry_pos = NULL;
    x->next_block = x64_choose_next(x, b);
    x64_block_enter(x, b);
    x->wanted = wanted_behind(x, b);
    x64_bind(x, x->blk[b].label);
    x->next_call = ~0u;
    if (x->calls)
        find_calls(x, b);
    for (ir_ref i = blk->first; i < blk->end; i++) {
        if (x->sel[i] != SEL_NONE)
            emit_ins(x, i);
        if (x->ins[i].op == IR_CALL)
            next_call(x, i, blk->end);
    }
    for (uint32_t k = 0; k < x->homeless.n; k++)
        x->val[VEC_AT(x->homeless, ir_ref, k)].flags |= V_HOME;
    x->homeless.n = 0;
}

void x64_emit_region(struct x64 *x)
{
    for (uint32_t b = 0; b < x->r->nblocks; b++)
        x->blk[b].label = x64_label(x);
    x->blk[0].entered = true;
    x->first_block = 0;
    for (uint32_t b = 0; b != ~0u; b = x->next_block)
        emit_block(x, b);
}
