/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A, Zabha, Zacas, Zalasr, Zama16b, Zawrs.
 *
 * In: fields.  Out: IR.  All of them need a naturally aligned address; with Zama16b AMOs only have
 * to be within 16 bytes that are aligned, for which the host's locked instructions serve as well.
 *
 * LR remembers the address and the value read; SC is a compare-and-swap of that value, with an
 * address that must be the remembered one. Where it is another one, the swap is made harmless by
 * writing what it expects, so no branch is needed.
 */
#include "target/riscv/translate.h"

static const uint8_t int_lane[] = {IR_I8, IR_I16, IR_I32, IR_I64};

/* Type of the value that an access of 1 << size bytes works on. */
static enum ir_type value_type(unsigned size)
{
    return size == 3 ? IR_I64 : IR_I32;
}

static ir_ref value(struct rv_ctx *c, unsigned size, unsigned n)
{
    return size == 3 ? rv_x(c, n) : rv_w(c, n);
}

/* rd = v, sign-extended from the size of the access. */
static void set_value(struct rv_ctx *c, unsigned size, unsigned rd, ir_ref v)
{
    if (size < 2)
        v = ir_uni(c->r, IR_SBFX, IR_I32, v, (uint64_t)(8u << size) << 8);
    if (size == 3)
        rv_set_x(c, rd, v);
    else
        rv_set_w(c, rd, v);
}

static ir_ref aligned_base(struct rv_ctx *c, unsigned rs1, unsigned size)
{
    ir_ref addr = rv_x(c, rs1);
    rv_check_align(c, addr, size);
    return addr;
}

static ir_ref amo_base(struct rv_ctx *c, unsigned rs1, unsigned size)
{
    if (!(c->model->features & RV_F(ZAMA16B)))
        return aligned_base(c, rs1, size);
    ir_ref addr = rv_x(c, rs1);
    rv_check_within16(c, addr, size);
    return addr;
}

bool rv_trans_lr(struct rv_ctx *c, const struct rv_args *a)
{
    unsigned flags = IR_MEM_ATOMIC | (a->aq ? IR_MEM_ACQ : 0) | (a->rl ? IR_MEM_SC : 0);
    ir_ref addr = aligned_base(c, a->rs1, a->size);
    if (a->size == 2 && c->xlen == 64)
        flags |= IR_MEM_SEXT;
    ir_ref v = ir_ld(c->r, c->xt, int_lane[a->size], flags, addr, 0);
    ir_set(c->r, RV_RES_ADDR, addr);
    ir_set(c->r, RV_RES_VAL, v);
    rv_set_x(c, a->rd, v);
    return true;
}

bool rv_trans_load_acquire(struct rv_ctx *c, const struct rv_args *a)
{
    unsigned flags = IR_MEM_ATOMIC | IR_MEM_ACQ | (a->rl ? IR_MEM_SC : 0);
    ir_ref addr = aligned_base(c, a->rs1, a->size);
    ir_ref v = ir_ld(c->r, value_type(a->size), int_lane[a->size], flags, addr, 0);
    set_value(c, a->size, a->rd, v);
    return true;
}

bool rv_trans_store_release(struct rv_ctx *c, const struct rv_args *a)
{
    enum ir_type t = value_type(a->size);
    unsigned flags = IR_MEM_ATOMIC | IR_MEM_REL | (a->aq ? IR_MEM_SC : 0);
    ir_ref addr = aligned_base(c, a->rs1, a->size);
    ir_st(c->r, t, int_lane[a->size], flags, addr, 0, value(c, a->size, a->rs2));
    return true;
}

static ir_ref emit_cas(struct rv_ctx *c, enum ir_type t, enum ir_type lane, ir_ref addr,
                       ir_ref expected, ir_ref new)
{
    struct ir_ins i = {.op = IR_CAS, .type = t, .lane = lane, .a = addr, .b = expected, .c = new};
    return ir_emit(c->r, i);
}

bool rv_trans_sc(struct rv_ctx *c, const struct rv_args *a)
{
    struct ir_region *r = c->r;
    enum ir_type t = value_type(a->size);
    ir_ref addr = aligned_base(c, a->rs1, a->size);
    ir_ref expected = ir_get(r, RV_RES_VAL);
    ir_ref match = ir_cmp(r, IR_EQ, c->xt, ir_get(r, RV_RES_ADDR), addr);
    if (t == IR_I32 && c->xlen == 64)
        expected = ir_un(r, IR_TRUNC64, IR_I32, expected);
    ir_ref new = ir_select(r, t, match, value(c, a->size, a->rs2), expected);
    ir_ref old = emit_cas(c, t, int_lane[a->size], addr, expected, new);
    ir_ref stored = ir_bin(r, IR_AND, IR_I32, ir_cmp(r, IR_EQ, t, old, expected), match);
    ir_set(r, RV_RES_ADDR, rv_imm(c, (int64_t)RV_NO_RES));
    rv_set_w(c, a->rd, ir_bin(r, IR_XOR, IR_I32, stored, ir_const(r, IR_I32, 1)));
    return true;
}

bool rv_trans_amo(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref addr = amo_base(c, a->rs1, a->size);
    struct ir_ins i = {.op = IR_RMW,
                       .type = value_type(a->size),
                       .lane = int_lane[a->size],
                       .sub = (uint8_t)a->op,
                       .a = addr,
                       .b = value(c, a->size, a->rs2)};
    if (a->size < 2 && (a->op == IR_RMW_SMIN || a->op == IR_RMW_SMAX))
        i.b = ir_uni(c->r, IR_SBFX, IR_I32, i.b, (uint64_t)(8u << a->size) << 8);
    else if (a->size < 2)
        i.b = ir_uni(c->r, IR_UBFX, IR_I32, i.b, (uint64_t)(8u << a->size) << 8);
    ir_ref old = ir_emit(c->r, i);
    set_value(c, a->size, a->rd, old);
    return true;
}

/* A pair of RV64's registers; pair 0 is zero. */
static ir_ref pair128(struct rv_ctx *c, unsigned n)
{
    if (!n)
        return ir_vconst(c->r, 0, 0);
    ir_ref v = ir_vop(c->r, IR_VZX, IR_V128, IR_I64, 0, rv_x(c, n), IR_NONE, IR_NONE);
    return ir_vopi(c->r, IR_VINS, IR_V128, IR_I64, 0, v, rv_x(c, n + 1), 1);
}

static bool amocas_pair32(struct rv_ctx *c, const struct rv_args *a)
{
    if ((a->rd | a->rs2) & 1)
        return false;
    ir_ref addr = amo_base(c, a->rs1, 3);
    ir_ref old = emit_cas(c, IR_I64, IR_I64, addr, rv_pair(c, a->rd), rv_pair(c, a->rs2));
    rv_set_pair(c, a->rd, old);
    return true;
}

bool rv_trans_amocas(struct rv_ctx *c, const struct rv_args *a)
{
    if (a->size == 3 && c->xlen == 32)
        return amocas_pair32(c, a);
    ir_ref addr = amo_base(c, a->rs1, a->size);
    ir_ref expected = value(c, a->size, a->rd), new = value(c, a->size, a->rs2);
    if (a->size < 2) {
        expected = ir_uni(c->r, IR_UBFX, IR_I32, expected, (uint64_t)(8u << a->size) << 8);
        new = ir_uni(c->r, IR_UBFX, IR_I32, new, (uint64_t)(8u << a->size) << 8);
    }
    ir_ref old = emit_cas(c, value_type(a->size), int_lane[a->size], addr, expected, new);
    set_value(c, a->size, a->rd, old);
    return true;
}

bool rv_trans_AMOCAS_Q(struct rv_ctx *c, const struct rv_args *a)
{
    if ((a->rd | a->rs2) & 1)
        return false;
    ir_ref addr = aligned_base(c, a->rs1, 4);
    ir_ref old = emit_cas(c, IR_V128, IR_V128, addr, pair128(c, a->rd), pair128(c, a->rs2));
    if (a->rd) {
        rv_set_x(c, a->rd, ir_vopi(c->r, IR_VEXT, IR_I64, IR_I64, 0, old, IR_NONE, 0));
        rv_set_x(c, a->rd + 1, ir_vopi(c->r, IR_VEXT, IR_I64, IR_I64, 0, old, IR_NONE, 1));
    }
    return true;
}

bool rv_trans_wrs(struct rv_ctx *c, const struct rv_args *a)
{
    (void)a;
    tr_trap(c->t, RV_TRAP_YIELD, ir_const(c->r, IR_I64, 0), c->t->next);
    return true;
}
