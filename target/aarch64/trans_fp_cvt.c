/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scalar floating point: conversions, moves to and from general registers, immediates.
 *
 * In: decoded fields, ftype 0 single, 1 double, 3 half.  Out: IR.  See trans_simd.h.
 */
#include "target/aarch64/trans_simd.h"

/* Half precision is storage at least on every processor: FCVT needs no FP16. */
static enum ir_type storage_type(unsigned ftype)
{
    return ftype == 3 ? IR_F16 : ftype ? IR_F64 : IR_F32;
}

bool a64_trans_fcvt(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type from = storage_type(a->ftype), to = storage_type(a->to);
    ir_ref n = a64_v_lane(c, a->rn, from, from, 0);
    ir_ref v = ir_vop(c->r, IR_FCVT, to, from, IR_ROUND_DYN, n, IR_NONE, IR_NONE);
    a64_set_v_scalar(c, a->rd, to, v);
    return true;
}

/* FCVTxS, FCVTxU: to a general register, of a fixed-point number if `fixed`. */
bool a64_trans_ftoi_gpr(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    struct a64_fp_shape s = {.type = t, .lane = t};
    unsigned sub = a->rounding | (a->uns ? IR_UNSIGNED : 0), fbits = a->fixed ? 64u - a->scale : 0;
    ir_ref v = a64_fp_scale(c, s, a64_v_lane(c, a->rn, t, t, 0), &fbits);
    v = ir_vopi(c->r, IR_FTOI, a64_type(a->sf), t, sub, v, IR_NONE, fbits);
    a64_set_reg(c, a->sf, a->rd, v);
    return true;
}

bool a64_trans_itof_gpr(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    unsigned sub = IR_ROUND_DYN | (a->uns ? IR_UNSIGNED : 0);
    ir_ref v = ir_vopi(c->r, IR_ITOF, t, a64_type(a->sf), sub, a64_reg(c, a->sf, a->rn), IR_NONE,
                       a->fixed ? 64u - a->scale : 0);
    a64_set_v_scalar(c, a->rd, t, v);
    return true;
}

/*
 * JavaScript's conversion: towards zero, modulo 2^32; Z says that it was exact.
 * The exceptions are those of a conversion to 32 bits; the result comes from the bits: the
 * significand shifted to where bit 0 is one, for exponents from 0 to 83.
 */
bool a64_trans_FJCVTZS(struct a64_ctx *c, const struct a64_args *a)
{
    struct ir_region *r = c->r;
    ir_ref bits = a64_v_lane(c, a->rn, IR_I64, IR_I64, 0);
    ir_vopi(r, IR_FTOI, IR_I32, IR_F64, FP_RZ, a64_v_lane(c, a->rn, IR_F64, IR_F64, 0), IR_NONE, 0);
    ir_ref exponent = ir_uni(r, IR_UBFX, IR_I64, bits, 52 | 11 << 8);
    ir_ref left = ir_addi(r, IR_I64, exponent, -1075);
    ir_ref number = ir_uni(r, IR_UBFX, IR_I64, bits, 0 | 52 << 8);
    number = ir_bin(r, IR_OR, IR_I64, number, ir_const(r, IR_I64, UINT64_C(1) << 52));
    ir_ref zero = ir_const(r, IR_I64, 0);
    ir_ref up = ir_bin(r, IR_SHL, IR_I64, number, left);
    ir_ref down = ir_bin(r, IR_SHR, IR_I64, number, ir_un(r, IR_NEG, IR_I64, left));
    number = ir_select(r, IR_I64, ir_cmp(r, IR_GES, IR_I64, left, zero), up, down);
    ir_ref power = ir_addi(r, IR_I64, exponent, -1023);
    ir_ref some = ir_cmp(r, IR_LTU, IR_I64, power, ir_const(r, IR_I64, 84));
    number = ir_select(r, IR_I64, some, number, zero);
    ir_ref sign = ir_sari(r, IR_I64, bits, 63);
    number = ir_bin(r, IR_SUB, IR_I64, ir_bin(r, IR_XOR, IR_I64, number, sign), sign);
    ir_ref result = ir_un(r, IR_TRUNC64, IR_I32, number);
    ir_ref back = ir_vopi(r, IR_ITOF, IR_F64, IR_I32, IR_ROUND_DYN, result, IR_NONE, 0);
    ir_ref exact = ir_cmp(r, IR_EQ, IR_I64, ir_un(r, IR_BITCAST, IR_I64, back), bits);
    a64_set_reg(c, false, a->rd, result);
    a64_flags_word(c, ir_shli(r, IR_I32, exact, 2));
    return true;
}

/* ---- moves ---- */

bool a64_trans_FMOV_to_gpr(struct a64_ctx *c, const struct a64_args *a)
{
    bool half = a->ftype == 3;
    if (half && a64_ftype(c, 3) == IR_VOID)
        return false;
    enum ir_type lane = half ? IR_I16 : a64_type(a->sf);
    a64_set_reg(c, a->sf && !half, a->rd, a64_v_lane(c, a->rn, a64_type(a->sf && !half), lane, 0));
    return true;
}

bool a64_trans_FMOV_from_gpr(struct a64_ctx *c, const struct a64_args *a)
{
    bool half = a->ftype == 3;
    if (half && a64_ftype(c, 3) == IR_VOID)
        return false;
    a64_set_v_scalar(c, a->rd, half ? IR_I16 : a64_type(a->sf), a64_reg(c, a->sf && !half, a->rn));
    return true;
}

bool a64_trans_FMOV_top_to_gpr(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, a->rd, a64_v_lane(c, a->rn, IR_I64, IR_I64, 1));
    return true;
}

bool a64_trans_FMOV_top_from_gpr(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref d = a64_v(c, a->rd);
    a64_set_v(c, a->rd, ir_vopi(c->r, IR_VINS, IR_V128, IR_I64, 0, d, a64_x(c, a->rn), 1));
    return true;
}

/* ---- immediates ---- */

uint64_t a64_fp_expand(enum ir_type t, unsigned imm8)
{
    unsigned exponent_bits = t == IR_F16 ? 5 : t == IR_F32 ? 8 : 11;
    unsigned fraction_bits = t == IR_F16 ? 10 : t == IR_F32 ? 23 : 52;
    uint64_t sign = imm8 >> 7 & 1, b6 = imm8 >> 6 & 1;
    uint64_t repeated = b6 ? (UINT64_C(1) << (exponent_bits - 3)) - 1 : 0;
    uint64_t exponent = (b6 ^ 1) << (exponent_bits - 1) | repeated << 2 | (imm8 >> 4 & 3);
    uint64_t fraction = (uint64_t)(imm8 & 15) << (fraction_bits - 4);
    return (sign << exponent_bits | exponent) << fraction_bits | fraction;
}

bool a64_trans_FMOV_imm(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    a64_set_v(c, a->rd, ir_vconst(c->r, a64_fp_expand(t, a->imm8), 0));
    return true;
}
