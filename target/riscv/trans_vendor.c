/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions of vendors: XThead* and XMips*.
 *
 * In: fields.  Out: IR.
 */
#include "target/riscv/translate.h"

static const uint8_t int_lane[] = {IR_I8, IR_I16, IR_I32, IR_I64};

static ir_ref load(struct rv_ctx *c, const struct rv_args *a, ir_ref addr, int32_t offset)
{
    unsigned flags = a->sext && (8u << a->size) < c->xlen ? IR_MEM_SEXT : 0;
    return ir_ld(c->r, c->xt, int_lane[a->size], flags, addr, offset);
}

static void store(struct rv_ctx *c, const struct rv_args *a, ir_ref addr, int32_t offset,
                  unsigned n)
{
    bool wide = a->size == 3;
    ir_ref v = wide ? rv_x(c, n) : rv_w(c, n);
    ir_st(c->r, wide ? IR_I64 : IR_I32, int_lane[a->size], 0, addr, offset, v);
}

/* ---- XTheadBa, XTheadBb, XTheadCondMov, XTheadMac ---- */

bool rv_trans_th_addsl(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = ir_shli(c->r, c->xt, rv_x(c, a->rs2), a->imm2);
    rv_set_x(c, a->rd, ir_bin(c->r, IR_ADD, c->xt, rv_x(c, a->rs1), v));
    return true;
}

/* Bits msb to lsb; nothing where there are none. */
bool rv_trans_th_extract(struct rv_ctx *c, const struct rv_args *a)
{
    if (a->msb >= c->xlen || a->lsb >= c->xlen)
        return false;
    if (a->lsb > a->msb)
        return true;
    unsigned bits = a->msb - a->lsb + 1u;
    ir_ref v = rv_x(c, a->rs1);
    rv_set_x(c, a->rd,
             bits == c->xlen ? v : ir_uni(c->r, a->op, c->xt, v, a->lsb | (uint64_t)bits << 8));
    return true;
}

bool rv_trans_th_ff0(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = ir_un(c->r, IR_NOT, c->xt, rv_x(c, a->rs1));
    rv_set_x(c, a->rd, ir_un(c->r, IR_CLZ, c->xt, v));
    return true;
}

bool rv_trans_th_move(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref moves = ir_cmp(c->r, a->cond, c->xt, rv_x(c, a->rs2), rv_imm(c, 0));
    rv_set_x(c, a->rd, ir_select(c->r, c->xt, moves, rv_x(c, a->rs1), rv_x(c, a->rd)));
    return true;
}

bool rv_trans_th_mac(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref product = ir_bin(c->r, IR_MUL, c->xt, rv_x(c, a->rs1), rv_x(c, a->rs2));
    rv_set_x(c, a->rd, ir_bin(c->r, a->op, c->xt, rv_x(c, a->rd), product));
    return true;
}

/* Of signed factors of so many bits; the sum has 32. */
bool rv_trans_th_mac_w(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref x = rv_w(c, a->rs1), y = rv_w(c, a->rs2);
    if (a->bits < 32) {
        x = ir_uni(c->r, IR_SBFX, IR_I32, x, (uint64_t)a->bits << 8);
        y = ir_uni(c->r, IR_SBFX, IR_I32, y, (uint64_t)a->bits << 8);
    }
    ir_ref product = ir_bin(c->r, IR_MUL, IR_I32, x, y);
    rv_set_w(c, a->rd, ir_bin(c->r, a->op, IR_I32, rv_w(c, a->rd), product));
    return true;
}

/* ---- XTheadMemIdx ---- */

bool rv_trans_th_load_inc(struct rv_ctx *c, const struct rv_args *a)
{
    if (a->rd == a->rs1)
        return false;
    ir_ref addr = rv_x(c, a->rs1), next = ir_addi(c->r, c->xt, addr, a->simm5 * (1 << a->imm2));
    ir_ref v = load(c, a, a->before ? next : addr, 0);
    rv_set_x(c, a->rs1, next);
    rv_set_x(c, a->rd, v);
    return true;
}

bool rv_trans_th_store_inc(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref addr = rv_x(c, a->rs1), next = ir_addi(c->r, c->xt, addr, a->simm5 * (1 << a->imm2));
    store(c, a, a->before ? next : addr, 0, a->rd);
    rv_set_x(c, a->rs1, next);
    return true;
}

static ir_ref indexed(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref index = a->uw ? ir_un(c->r, IR_ZEXT32, IR_I64, rv_w(c, a->rs2)) : rv_x(c, a->rs2);
    index = ir_shli(c->r, c->xt, index, a->imm2);
    return ir_bin(c->r, IR_ADD, c->xt, rv_x(c, a->rs1), index);
}

bool rv_trans_th_load_index(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_x(c, a->rd, load(c, a, indexed(c, a), 0));
    return true;
}

bool rv_trans_th_store_index(struct rv_ctx *c, const struct rv_args *a)
{
    store(c, a, indexed(c, a), 0, a->rd);
    return true;
}

/* ---- XTheadFMemIdx, XTheadFmv ---- */

bool rv_trans_th_fload_index(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_f(c, a->rd, a->fmt, ir_ld(c->r, a->fmt, a->fmt, 0, indexed(c, a), 0));
    return true;
}

bool rv_trans_th_fstore_index(struct rv_ctx *c, const struct rv_args *a)
{
    ir_st(c->r, a->fmt, a->fmt, 0, indexed(c, a), 0, rv_f_bits(c, a->rd, a->fmt));
    return true;
}

/* The upper half of an F register. */
bool rv_trans_th_fmv_hw_x(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref old = ir_un(c->r, IR_BITCAST, IR_I64, rv_f_bits(c, a->rd, IR_F64));
    ir_ref v = ir_bini(c->r, IR_DEP, IR_I64, old, rv_x64(c, a->rs1), 32 | 32 << 8);
    rv_set_f(c, a->rd, IR_F64, ir_un(c->r, IR_BITCAST, IR_F64, v));
    return true;
}

/* ---- XTheadMemPair ---- */

bool rv_trans_th_load_pair(struct rv_ctx *c, const struct rv_args *a)
{
    if (a->rs1 == a->rd || a->rs1 == a->rs2 || a->rd == a->rs2)
        return false;
    ir_ref addr = rv_x(c, a->rs1);
    int32_t offset = a->imm2 << (a->size + 1);
    ir_ref first = load(c, a, addr, offset), second = load(c, a, addr, offset + (1 << a->size));
    rv_set_x(c, a->rd, first);
    rv_set_x(c, a->rs2, second);
    return true;
}

bool rv_trans_th_store_pair(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref addr = rv_x(c, a->rs1);
    int32_t offset = a->imm2 << (a->size + 1);
    store(c, a, addr, offset, a->rd);
    store(c, a, addr, offset + (1 << a->size), a->rs2);
    return true;
}

/* ---- XTheadCmo, XTheadSync ---- */

/* Caches are coherent. */
bool rv_trans_th_dcache(struct rv_ctx *c, const struct rv_args *a)
{
    (void)c, (void)a;
    return true;
}

bool rv_trans_th_sync(struct rv_ctx *c, const struct rv_args *a)
{
    (void)a;
    ir_emit(c->r, (struct ir_ins){.op = IR_FENCE, .sub = IR_FENCE_FULL});
    return true;
}

/* ---- XMips* ---- */

bool rv_trans_mips_ccmov(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref first = ir_cmp(c->r, IR_NE, c->xt, rv_x(c, a->rs2), rv_imm(c, 0));
    rv_set_x(c, a->rd, ir_select(c->r, c->xt, first, rv_x(c, a->rs1), rv_x(c, a->rs3)));
    return true;
}

bool rv_trans_mips_pref(struct rv_ctx *c, const struct rv_args *a)
{
    ir_prefetch(c->r, rv_x(c, a->rs1), a->imm9);
    return true;
}

bool rv_trans_mips_load_pair(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref addr = rv_x(c, a->rs1);
    int32_t offset = a->size == 3 ? a->imm4 << 3 : a->imm5 << 2;
    unsigned flags = a->size == 2 && c->xlen == 64 ? IR_MEM_SEXT : 0;
    ir_ref first = ir_ld(c->r, c->xt, int_lane[a->size], flags, addr, offset);
    ir_ref second = ir_ld(c->r, c->xt, int_lane[a->size], flags, addr, offset + (1 << a->size));
    rv_set_x(c, a->rd, first);
    rv_set_x(c, a->rs3, second);
    return true;
}

bool rv_trans_mips_store_pair(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref addr = rv_x(c, a->rs1);
    int32_t offset = a->uimmh << 5 | (a->size == 3 ? a->imm2 << 3 : a->imm3 << 2);
    store(c, a, addr, offset, a->rs2);
    store(c, a, addr, offset + (1 << a->size), a->rs3);
    return true;
}
