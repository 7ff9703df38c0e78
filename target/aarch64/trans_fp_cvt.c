/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scalar floating point: conversions, moves to and from general registers, immediates.
 *
 * In: decoded fields, ftype 0 single, 1 double, 3 half.  Out: IR.  See trans_simd.h.
 */
#include "target/aarch64/trans_simd.h"
#include "target/advsimd.h"

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

bool a64_trans_FJCVTZS(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref exact, bits = a64_v_lane(c, a->rn, IR_I64, IR_I64, 0);
    ir_ref number = a64_v_lane(c, a->rn, IR_F64, IR_F64, 0);
    a64_set_reg(c, false, a->rd, advsimd_js_convert(c->r, number, bits, &exact));
    a64_flags_word(c, ir_shli(c->r, IR_I32, exact, 2));
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
