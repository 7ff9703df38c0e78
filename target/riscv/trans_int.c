/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer computation: RV32I/RV64I, M, Zicond.
 *
 * In: fields.  Out: IR.
 */
#include "target/riscv/translate.h"

/* A constant that a following instruction may complete. */
static void set_konst(struct rv_ctx *c, unsigned rd, uint64_t value)
{
    rv_set_x(c, rd, rv_imm(c, (int64_t)value));
    c->line->konst = value;
    c->line->konst_reg = (uint8_t)rd;
    c->line->konst_pc = c->t->next;
}

bool rv_trans_LUI(struct rv_ctx *c, const struct rv_args *a)
{
    set_konst(c, a->rd, (uint64_t)(int64_t)(int32_t)(a->imm20 << 12));
    return true;
}

bool rv_trans_AUIPC(struct rv_ctx *c, const struct rv_args *a)
{
    set_konst(c, a->rd, c->t->pc + (uint64_t)(int64_t)(int32_t)(a->imm20 << 12));
    return true;
}

/* With x0 as its destination it is a hint: Zicbop's prefetches for reading and writing. */
bool rv_trans_ori(struct rv_ctx *c, const struct rv_args *a)
{
    enum { PREFETCH_R = 1, PREFETCH_W = 3, KIND = 31 };
    unsigned kind = a->imm12 & KIND;
    if (a->rd)
        rv_set_x(c, a->rd, ir_bin(c->r, IR_OR, c->xt, rv_x(c, a->rs1), rv_imm(c, a->imm12)));
    else if (kind == PREFETCH_R || kind == PREFETCH_W)
        ir_prefetch(c->r, rv_x(c, a->rs1), a->imm12 & ~KIND);
    return true;
}

bool rv_trans_arith_imm(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = rv_x(c, a->rs1);
    if (a->op == IR_ADD)
        v = ir_addi(c->r, c->xt, v, a->imm12);
    else if (a->op == IR_XOR && a->imm12 == -1)
        v = ir_un(c->r, IR_NOT, c->xt, v);
    else
        v = ir_bin(c->r, a->op, c->xt, v, rv_imm(c, a->imm12));
    rv_set_x(c, a->rd, v);
    return true;
}

static void set_bool(struct rv_ctx *c, unsigned rd, ir_ref v)
{
    rv_set_x(c, rd, c->xlen == 64 ? ir_un(c->r, IR_ZEXT32, IR_I64, v) : v);
}

bool rv_trans_slt_imm(struct rv_ctx *c, const struct rv_args *a)
{
    set_bool(c, a->rd, ir_cmp(c->r, a->cond, c->xt, rv_x(c, a->rs1), rv_imm(c, a->imm12)));
    return true;
}

bool rv_trans_slt(struct rv_ctx *c, const struct rv_args *a)
{
    set_bool(c, a->rd, ir_cmp(c->r, a->cond, c->xt, rv_x(c, a->rs1), rv_x(c, a->rs2)));
    return true;
}

bool rv_trans_shift_imm(struct rv_ctx *c, const struct rv_args *a)
{
    if (a->shamt >= c->xlen)
        return false;
    ir_ref v = rv_x(c, a->rs1);
    rv_set_x(c, a->rd, a->shamt ? ir_bin(c->r, a->op, c->xt, v, rv_imm(c, a->shamt)) : v);
    return true;
}

/* The IR takes shift counts modulo the width, too. */
bool rv_trans_arith(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_x(c, a->rd, ir_bin(c->r, a->op, c->xt, rv_x(c, a->rs1), rv_x(c, a->rs2)));
    return true;
}

bool rv_trans_ADDIW(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_w(c, a->rd, ir_addi(c->r, IR_I32, rv_w(c, a->rs1), a->imm12));
    return true;
}

bool rv_trans_shift_imm_w(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = rv_w(c, a->rs1), n = ir_const(c->r, IR_I32, a->shamt);
    rv_set_w(c, a->rd, a->shamt ? ir_bin(c->r, a->op, IR_I32, v, n) : v);
    return true;
}

bool rv_trans_arith_w(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_w(c, a->rd, ir_bin(c->r, a->op, IR_I32, rv_w(c, a->rs1), rv_w(c, a->rs2)));
    return true;
}

/* ---- M ---- */

bool rv_trans_MULHSU(struct rv_ctx *c, const struct rv_args *a)
{
    struct ir_region *r = c->r;
    ir_ref x = rv_x(c, a->rs1), y = rv_x(c, a->rs2);
    ir_ref negative = ir_sari(r, c->xt, x, c->xlen - 1);
    ir_ref high = ir_bin(r, IR_MULHU, c->xt, x, y);
    rv_set_x(c, a->rd, ir_bin(r, IR_SUB, c->xt, high, ir_bin(r, IR_AND, c->xt, negative, y)));
    return true;
}

/* The IR's division by zero gives 0, its remainder the dividend; MIN / -1 agrees. */
static ir_ref divide(struct rv_ctx *c, unsigned op, enum ir_type t, ir_ref x, ir_ref y)
{
    ir_ref v = ir_bin(c->r, op, t, x, y);
    if (op != IR_DIVS && op != IR_DIVU)
        return v;
    ir_ref zero = ir_cmp(c->r, IR_EQ, t, y, ir_const(c->r, t, 0));
    return ir_select(c->r, t, zero, ir_const(c->r, t, t == IR_I64 ? UINT64_MAX : UINT32_MAX), v);
}

bool rv_trans_divide(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_x(c, a->rd, divide(c, a->op, c->xt, rv_x(c, a->rs1), rv_x(c, a->rs2)));
    return true;
}

bool rv_trans_divide_w(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_w(c, a->rd, divide(c, a->op, IR_I32, rv_w(c, a->rs1), rv_w(c, a->rs2)));
    return true;
}

/* ---- Zicond ---- */

bool rv_trans_czero(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref zero = rv_imm(c, 0), test = ir_cmp(c->r, a->cond, c->xt, rv_x(c, a->rs2), zero);
    rv_set_x(c, a->rd, ir_select(c->r, c->xt, test, zero, rv_x(c, a->rs1)));
    return true;
}
