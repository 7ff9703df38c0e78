/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of packed floating point beyond plain arithmetic: 64-bit vectors, minimum, pairs,
 * comparison, conversions.
 *
 * In and out: as in select_fp.c, which has the rows.
 * Invariant: with IR_V64 the upper lanes of what the host computes with raise nothing: they are
 * zero, or repeat the lower ones; and the result's upper half is zero.
 */
#include "tcg/back/x86-64/simd.h"

#include "tcg/softfp/softfp.h"

static bool is_v64(const struct x64_ops *o)
{
    return o->ins->sub & IR_V64;
}

void x64_fp_arith_v64(struct x64 *x, const struct x64_ops *o)
{
    unsigned byte = o->row->arg & 0xff, d = o->d.reg, t = o->t[0];
    uint32_t opc = simd_fp(o->ins, byte);
    if (byte == FP_SQRT) {
        x64_sse2(x, MOVQ, d, &o->a);
        x64_sse2r(x, opc, d, d);
    } else {
        bool divide = byte == FP_DIV; /* 0 / 0 is invalid */
        x64_sse2(x, divide ? MOVDDUP : MOVQ, d, &o->a);
        x64_sse2(x, divide ? MOVDDUP : MOVQ, t, &o->b);
        x64_sse3r(x, opc, d, d, t);
        if (divide || byte == FP_SUB) /* rounding down, 0 - 0 is -0 */
            x64_sse2r(x, MOVQ, d, d);
    }
    simd_check(x, o, o->ins->lane, o->row->arg >> 8, t);
}

/* Exact path if a lane of a or b is a NaN; t: scratch. */
static void nan_operands(struct x64 *x, const struct x64_ops *o, unsigned a, unsigned b, unsigned t,
                         unsigned back)
{
    struct x64_opnd rb = x64_reg(b);
    x64_sse3i(x, simd_fp(o->ins, FP_CMP), t, a, &rb, CMP_UNORD);
    simd_slow_if_any(x, o, t, back);
}

/* Minimum or maximum of a and b, no NaNs, into d; t: scratch; all different. */
static void minmax(struct x64 *x, const struct x64_ops *o, unsigned d, unsigned t, unsigned a,
                   unsigned b)
{
    uint32_t opc = simd_fp(o->ins, o->row->arg);
    x64_sse3r(x, opc, t, a, b);
    x64_sse3r(x, opc, d, b, a);
    x64_sse3r(x, o->row->arg == FP_MIN ? ORPS : ANDPS, d, d, t);
}

void x64_fp_minmax_vec(struct x64 *x, const struct x64_ops *o)
{
    unsigned a = o->a.reg, b = o->b.reg, back = x64_label(x);
    if (is_v64(o)) {
        x64_sse2r(x, MOVQ, o->t[1], a);
        x64_sse2r(x, MOVQ, o->t[2], b);
        a = o->t[1];
        b = o->t[2];
    }
    nan_operands(x, o, a, b, o->t[0], back);
    minmax(x, o, o->d.reg, o->t[0], a, b);
    x64_bind(x, back);
}

/* The even lanes of a:b into t[0], the odd ones into t[1]. */
static void split_pairs(struct x64 *x, const struct x64_ops *o)
{
    unsigned even = o->t[0], odd = o->t[1], a = o->a.reg, b = o->b.reg;
    if (o->ins->lane == IR_F64) {
        x64_sse3r(x, UNPCKLPD, even, a, b);
        x64_sse3r(x, UNPCKHPD, odd, a, b);
        return;
    }
    if (is_v64(o)) {
        x64_sse3r(x, UNPCKLPD, o->d.reg, a, b);
        a = b = o->d.reg;
    }
    struct x64_opnd rb = x64_reg(b);
    x64_sse3i(x, SHUFPS, even, a, &rb, 0x88);
    x64_sse3i(x, SHUFPS, odd, a, &rb, 0xdd);
}

void x64_fp_pairs(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, even = o->t[0], odd = o->t[1], back = x64_label(x);
    uint32_t opc = simd_fp(o->ins, o->row->arg);
    split_pairs(x, o);
    if (o->row->arg == FP_ADD) {
        x64_sse3r(x, opc, d, even, odd);
    } else {
        nan_operands(x, o, even, odd, d, back);
        x64_sse3r(x, opc, d, odd, even);
        x64_sse3r(x, opc, even, even, odd);
        x64_sse3r(x, o->row->arg == FP_MIN ? ORPS : ANDPS, d, d, even);
    }
    if (is_v64(o))
        x64_sse2r(x, MOVQ, d, d);
    if (o->row->arg == FP_ADD)
        simd_check(x, o, o->ins->lane, SIMD_CHECK_NAN, even);
    x64_bind(x, back);
}

/* GE and GT are LE and LT of the exchanged operands: these predicates signal, EQ is quiet. */
void x64_fp_vcmp(struct x64 *x, const struct x64_ops *o)
{
    static const uint8_t predicate[] = {[IR_FEQ] = CMP_EQ, [IR_FGE] = CMP_LE, [IR_FGT] = CMP_LT};
    unsigned how = o->ins->sub & 3, a = o->a.reg, b = o->b.reg;
    if (is_v64(o)) {
        x64_sse2r(x, MOVQ, o->t[0], a);
        x64_sse2r(x, MOVQ, o->t[1], b);
        a = o->t[0];
        b = o->t[1];
    }
    struct x64_opnd second = x64_reg(how == IR_FEQ ? b : a);
    x64_sse3i(x, simd_fp(o->ins, FP_CMP), o->d.reg, how == IR_FEQ ? a : b, &second,
              predicate[how % 3]);
    if (is_v64(o))
        x64_sse2r(x, MOVQ, o->d.reg, o->d.reg);
}

/* a, or its low half, in a register that only V64 needs. */
static unsigned source(struct x64 *x, const struct x64_ops *o, unsigned t)
{
    if (!is_v64(o))
        return o->a.reg;
    x64_sse2r(x, MOVQ, t, o->a.reg);
    return t;
}

static void round_to(struct x64 *x, enum ir_type lane, unsigned d, unsigned a, unsigned how)
{
    struct x64_opnd s = x64_reg(a);
    x64_sse2i(x, ROUNDPS + (lane == IR_F64), d, &s, how);
}

void x64_fp_round_vec(struct x64 *x, const struct x64_ops *o)
{
    unsigned quiet = o->ins->imm & IR_FROUND_EXACT ? 0 : ROUND_QUIET;
    unsigned a = source(x, o, o->d.reg);
    round_to(x, o->ins->lane, o->d.reg, a, simd_round_mode(o->ins->sub & 15) | quiet);
    simd_check(x, o, o->ins->lane, SIMD_CHECK_NAN, o->t[0]);
}

/* ---- between formats ---- */

void x64_fp_widen(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, a = o->a.reg;
    bool half = o->ins->lane == IR_F16;
    if (o->ins->sub & IR_HI) {
        struct x64_opnd s = x64_reg(a);
        x64_sse2i(x, PSHUFD, d, &s, 0xee);
        a = d;
    }
    x64_sse2r(x, half ? VCVTPH2PS : CVTPS2PD, d, a);
    if (o->row->ops[0] == '&' && !half)
        simd_check(x, o, IR_F64, SIMD_CHECK_NAN, o->t[0]);
}

void x64_fp_narrow(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg;
    struct x64_opnd rd = x64_reg(d);
    if (o->ins->lane == IR_F64) {
        x64_sse2r(x, CVTPD2PS, d, o->a.reg);
        simd_check(x, o, IR_F32, SIMD_CHECK_NAN | SIMD_CHECK_TINY, o->t[0]);
        return;
    }
    unsigned t = o->t[0], back = x64_label(x);
    x64_vexi(x, VCVTPS2PH, o->a.reg, 0, &rd, 4);
    if (simd_tiny_check(x)) {
        simd_with(x, PAND, t, d, simd_splat(x, IR_I16, 0x7fff));
        simd_with(x, PCMPEQW, t, t, simd_splat(x, IR_I16, 0x0400));
        simd_slow_if_any(x, o, t, back);
    }
    if (simd_nan_check(x)) {
        simd_with(x, PAND, t, d, simd_splat(x, IR_I16, 0x7fff));
        simd_with(x, PCMPGTW, t, t, simd_splat(x, IR_I16, 0x7c00));
        simd_slow_if_any(x, o, t, back);
    }
    x64_bind(x, back);
}

/* ---- to integers ---- */

/* Exact path if a lane is negative, a NaN or not below 2^31 (as bits: above the largest such). */
static void check_unsigned(struct x64 *x, const struct x64_ops *o, unsigned a, unsigned t,
                           unsigned back)
{
    struct x64_opnd ra = x64_reg(a);
    simd_with(x, PMINUD, t, a, simd_splat(x, IR_I32, 0x4effffff));
    x64_sse3(x, PXOR, t, t, &ra);
    simd_slow_if_any(x, o, t, back);
}

void x64_fp_vec_to_i32(struct x64 *x, const struct x64_ops *o)
{
    unsigned r = o->ins->sub & 15, d = o->d.reg, t = o->t[0], back = x64_label(x);
    unsigned a = source(x, o, d);
    bool is_unsigned = o->ins->sub & IR_UNSIGNED;
    if (is_unsigned)
        check_unsigned(x, o, a, t, back);
    if (r != FP_RZ && r != IR_ROUND_DYN) {
        round_to(x, IR_F32, d, a, simd_round_mode(r));
        a = d;
    }
    x64_sse2r(x, r == IR_ROUND_DYN ? CVTPS2DQ : CVTTPS2DQ, d, a);
    if (!is_unsigned) {
        simd_with(x, PCMPEQD, t, d, simd_splat(x, IR_I32, 0x80000000));
        simd_slow_if_any(x, o, t, back);
    }
    x64_bind(x, back);
}

/* One lane of f64 into r: checked as in select_fp_cvt.c. */
static void lane_to_i64(struct x64 *x, const struct x64_ops *o, unsigned a, unsigned r,
                        unsigned back)
{
    unsigned how = o->ins->sub & 15, t = o->t[0];
    struct x64_opnd s = x64_reg(a), rt = x64_reg(t), rr = x64_reg(r);
    if (o->ins->sub & IR_UNSIGNED) {
        x64_sse2(x, MOVD_STORE | X64_W, a, &rr);
        x64_shifti(x, 5, true, r, 52);
        x64_alui(x, 7, false, r, 1023 + 63);
        x64_slow_past(x, X64_AE, o, back);
    }
    bool direct = how == FP_RZ || how == IR_ROUND_DYN;
    if (!direct)
        x64_sse3i(x, ROUNDPS + 3, t, a, &s, simd_round_mode(how));
    x64_sse2(x, (how == IR_ROUND_DYN ? CVTSD2SI : CVTTSD2SI) | X64_W, r, direct ? &s : &rt);
    if (!(o->ins->sub & IR_UNSIGNED)) {
        x64_alui(x, 7, true, r, 1);
        x64_slow_past(x, X64_O, o, back);
    }
}

void x64_fp_vec_to_i64(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], r = o->t[1], back = x64_label(x);
    struct x64_opnd rr = x64_reg(r);
    lane_to_i64(x, o, o->a.reg, r, back);
    x64_sse2(x, MOVD_LOAD | X64_W, d, &rr);
    if (!is_v64(o)) {
        x64_sse3r(x, UNPCKHPD, t, o->a.reg, o->a.reg);
        lane_to_i64(x, o, t, r, back);
        x64_sse3i(x, PINSRD | X64_W, d, d, &rr, 1);
    }
    x64_bind(x, back);
}

/* ---- from integers ---- */

static void scale(struct x64 *x, const struct x64_ops *o, enum ir_type lane)
{
    uint64_t imm = o->ins->imm;
    if (!imm)
        return;
    uint64_t factor = lane == IR_F64 ? (1023 - imm) << 52 : (127 - imm) << 23;
    unsigned d = o->d.reg;
    simd_with(x, lane == IR_F64 ? SIMD_66(FP_MUL) : SIMD_NP(FP_MUL), d, d,
              simd_splat(x, lane, factor));
}

/* Unsigned: the two halves convert exactly, and their sum is rounded once. */
void x64_fp_vec_from_i32(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0];
    unsigned a = source(x, o, d);
    if (!(o->ins->sub & IR_UNSIGNED)) {
        x64_sse2r(x, CVTDQ2PS, d, a);
    } else {
        x64_sse_shift(x, SHIFT_D, SHIFT_RL, t, a, 16);
        x64_sse2r(x, CVTDQ2PS, t, t);
        simd_with(x, SIMD_NP(FP_MUL), t, t, simd_splat(x, IR_F32, 0x47800000)); /* 65536.0 */
        simd_with(x, PAND, d, a, simd_splat(x, IR_I32, 0xffff));
        x64_sse2r(x, CVTDQ2PS, d, d);
        x64_sse3r(x, SIMD_NP(FP_ADD), d, d, t);
    }
    scale(x, o, IR_F32);
}

static void lane_from_i64(struct x64 *x, const struct x64_ops *o, unsigned d, unsigned lane,
                          unsigned r, unsigned back)
{
    struct x64_opnd rr = x64_reg(r);
    if (lane)
        x64_sse2i(x, PEXTRD | X64_W, o->a.reg, &rr, lane);
    else
        x64_sse2(x, MOVD_STORE | X64_W, o->a.reg, &rr);
    if (o->ins->sub & IR_UNSIGNED) {
        x64_rr(x, 0x85 | X64_W, r, r);
        x64_slow_past(x, X64_S, o, back);
    }
    simd_zero(x, d);
    x64_sse3(x, CVTSI2SD | X64_W, d, d, &rr);
}

void x64_fp_vec_from_i64(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, back = x64_label(x);
    lane_from_i64(x, o, d, 0, o->t[1], back);
    if (!is_v64(o)) {
        lane_from_i64(x, o, o->t[0], 1, o->t[1], back);
        x64_sse3r(x, UNPCKLPD, d, d, o->t[0]);
    }
    scale(x, o, IR_F64);
    x64_bind(x, back);
}
