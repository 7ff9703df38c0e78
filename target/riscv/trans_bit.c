/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bit manipulation: Zba, Zbb, Zbc, Zbs, Zbkb, Zbkx.
 *
 * In: fields.  Out: IR.
 */
#include "target/riscv/translate.h"

bool rv_trans_shadd(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = a->uw ? ir_un(c->r, IR_ZEXT32, IR_I64, rv_w(c, a->rs1)) : rv_x(c, a->rs1);
    if (a->n)
        v = ir_shli(c->r, c->xt, v, a->n);
    rv_set_x(c, a->rd, ir_bin(c->r, IR_ADD, c->xt, rv_x(c, a->rs2), v));
    return true;
}

bool rv_trans_SLLI_UW(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = ir_un(c->r, IR_ZEXT32, IR_I64, rv_w(c, a->rs1));
    rv_set_x(c, a->rd, ir_shli(c->r, IR_I64, v, a->shamt));
    return true;
}

bool rv_trans_logic_not(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref x = rv_x(c, a->rs1), y = rv_x(c, a->rs2);
    ir_ref v = a->op == IR_AND ? ir_bin(c->r, IR_ANDN, c->xt, x, y)
                               : ir_bin(c->r, a->op, c->xt, x, ir_un(c->r, IR_NOT, c->xt, y));
    rv_set_x(c, a->rd, v);
    return true;
}

bool rv_trans_unary(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_x(c, a->rd, ir_un(c->r, a->op, c->xt, rv_x(c, a->rs1)));
    return true;
}

bool rv_trans_unary_w(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_w(c, a->rd, ir_un(c->r, a->op, IR_I32, rv_w(c, a->rs1)));
    return true;
}

bool rv_trans_extend(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_x(c, a->rd, ir_uni(c->r, a->op, c->xt, rv_x(c, a->rs1), (uint64_t)a->bits << 8));
    return true;
}

bool rv_trans_minmax(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref x = rv_x(c, a->rs1), y = rv_x(c, a->rs2);
    rv_set_x(c, a->rd, ir_select(c->r, c->xt, ir_cmp(c->r, a->cond, c->xt, x, y), x, y));
    return true;
}

bool rv_trans_rol(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref n = ir_un(c->r, IR_NEG, c->xt, rv_x(c, a->rs2));
    rv_set_x(c, a->rd, ir_bin(c->r, IR_ROTR, c->xt, rv_x(c, a->rs1), n));
    return true;
}

bool rv_trans_rol_w(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref n = ir_un(c->r, IR_NEG, IR_I32, rv_w(c, a->rs2));
    rv_set_w(c, a->rd, ir_bin(c->r, IR_ROTR, IR_I32, rv_w(c, a->rs1), n));
    return true;
}

/* A byte's bit 7 is collected from its bits, then spread over the byte: (high - (high >> 7)) |
   high for high in {0, 0x80}. */
bool rv_trans_or_bytes(struct rv_ctx *c, const struct rv_args *a)
{
    struct ir_region *r = c->r;
    ir_ref x = rv_x(c, a->rs1);
    ir_ref low7 = rv_imm(c, 0x7f7f7f7f7f7f7f7f), top = rv_imm(c, (int64_t)0x8080808080808080);
    ir_ref sum = ir_bin(r, IR_ADD, c->xt, ir_bin(r, IR_AND, c->xt, x, low7), low7);
    ir_ref high = ir_bin(r, IR_AND, c->xt, ir_bin(r, IR_OR, c->xt, sum, x), top);
    ir_ref ones = ir_bin(r, IR_SUB, c->xt, high, ir_shri(r, c->xt, high, 7));
    ir_ref v = ir_bin(r, IR_OR, c->xt, high, ones);
    rv_set_x(c, a->rd, a->invert ? ir_un(r, IR_NOT, c->xt, v) : v);
    return true;
}

bool rv_trans_BREV8(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = ir_un(c->r, IR_BREV, c->xt, rv_x(c, a->rs1));
    rv_set_x(c, a->rd, ir_un(c->r, IR_BSWAP, c->xt, v));
    return true;
}

static ir_ref deposit(struct rv_ctx *c, enum ir_type t, ir_ref low, ir_ref high, unsigned lsb)
{
    return ir_bini(c->r, IR_DEP, t, low, high, lsb | (uint64_t)lsb << 8);
}

bool rv_trans_PACK(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_x(c, a->rd, deposit(c, c->xt, rv_x(c, a->rs1), rv_x(c, a->rs2), c->xlen / 2));
    return true;
}

bool rv_trans_PACKH(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref low = ir_andi(c->r, c->xt, rv_x(c, a->rs1), 0xff);
    rv_set_x(c, a->rd, deposit(c, c->xt, low, rv_x(c, a->rs2), 8));
    return true;
}

bool rv_trans_PACKW(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_w(c, a->rd, deposit(c, IR_I32, rv_w(c, a->rs1), rv_w(c, a->rs2), 16));
    return true;
}

/* Moves the bits under `mask` up by n, and those n above them down. */
static ir_ref swap_bits(struct rv_ctx *c, ir_ref x, uint32_t mask, unsigned n)
{
    struct ir_region *r = c->r;
    ir_ref both = ir_const(r, IR_I32, mask);
    ir_ref diff = ir_bin(r, IR_XOR, IR_I32, x, ir_shri(r, IR_I32, x, n));
    diff = ir_bin(r, IR_AND, IR_I32, diff, both);
    return ir_bin(r, IR_XOR, IR_I32, ir_bin(r, IR_XOR, IR_I32, x, diff),
                  ir_shli(r, IR_I32, diff, n));
}

static const struct {
    uint32_t mask;
    uint8_t n;
} shuffles[] = {{0x22222222, 1}, {0x0c0c0c0c, 2}, {0x00f000f0, 4}, {0x0000ff00, 8}};

bool rv_trans_ZIP(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = rv_x(c, a->rs1);
    for (int i = 3; i >= 0; i--)
        v = swap_bits(c, v, shuffles[i].mask, shuffles[i].n);
    rv_set_x(c, a->rd, v);
    return true;
}

bool rv_trans_UNZIP(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = rv_x(c, a->rs1);
    for (int i = 0; i < 4; i++)
        v = swap_bits(c, v, shuffles[i].mask, shuffles[i].n);
    rv_set_x(c, a->rd, v);
    return true;
}

static ir_ref call2(struct rv_ctx *c, unsigned helper, ir_ref x, ir_ref y)
{
    return ir_call(c->r, helper, (const ir_ref[]){x, y}, 2);
}

/* On RV32 the 64-bit product has all that is wanted. */
bool rv_trans_clmul(struct rv_ctx *c, const struct rv_args *a)
{
    static const uint8_t helper[] = {RV_H_clmul, RV_H_clmulh, RV_H_clmulr};
    static const uint8_t shift[] = {0, 32, 31};
    ir_ref x = rv_x64(c, a->rs1), y = rv_x64(c, a->rs2);
    if (c->xlen == 64) {
        rv_set_x(c, a->rd, call2(c, helper[a->kind], x, y));
        return true;
    }
    ir_ref product = call2(c, RV_H_clmul, x, y);
    if (shift[a->kind])
        product = ir_shri(c->r, IR_I64, product, shift[a->kind]);
    rv_set_x64(c, a->rd, product);
    return true;
}

/* On RV32 indices beyond the table's end read zeros: its upper half is zero. */
bool rv_trans_xperm(struct rv_ctx *c, const struct rv_args *a)
{
    unsigned helper = a->bits == 4 ? RV_H_xperm4 : RV_H_xperm8;
    rv_set_x64(c, a->rd, call2(c, helper, rv_x64(c, a->rs1), rv_x64(c, a->rs2)));
    return true;
}

/* ---- Zbs ---- */

static ir_ref single_bit(struct rv_ctx *c, unsigned kind, ir_ref x, ir_ref n)
{
    struct ir_region *r = c->r;
    if (kind == 1)
        return ir_andi(r, c->xt, ir_bin(r, IR_SHR, c->xt, x, n), 1);
    ir_ref mask = ir_bin(r, IR_SHL, c->xt, rv_imm(c, 1), n);
    return ir_bin(r, kind == 0 ? IR_ANDN : kind == 2 ? IR_XOR : IR_OR, c->xt, x, mask);
}

bool rv_trans_bit(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_x(c, a->rd, single_bit(c, a->kind, rv_x(c, a->rs1), rv_x(c, a->rs2)));
    return true;
}

bool rv_trans_bit_imm(struct rv_ctx *c, const struct rv_args *a)
{
    if (a->shamt >= c->xlen)
        return false;
    rv_set_x(c, a->rd, single_bit(c, a->kind, rv_x(c, a->rs1), rv_imm(c, a->shamt)));
    return true;
}
