/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of arithmetic and comparison of half precision (f16), by way of single precision.
 *
 * In and out: as in select_fp.c, which has the rows.
 * The host only converts f16.  Operands become f32, which is exact; the host computes, and the
 * result is rounded once more.  f32 has more than twice the digits of f16 and two, so the second
 * rounding of a sum, product or quotient gives what one rounding gives; it is inexact where that
 * is.  A sum of a product and a number does not have this property in f32: it is computed in f64,
 * and what f32 cannot hold of it becomes one last bit that says so (rounding to odd).
 * Results that are NaNs, or the least normal number where tininess is detected before rounding, go
 * the exact path with the original operands: a signalling NaN has become quiet on the way.
 */
#include "tcg/back/x86-64/simd.h"

#include "tcg/softfp/softfp.h"

enum { MAGNITUDE = 0x7fff, LEAST_NORMAL = 0x0400, INFINITE = 0x7c00 };

enum part { LANE0, LOWER, UPPER }; /* of a register with eight f16: one lane, or four */

static bool is_vector(const struct x64_ops *o)
{
    return o->ins->type == IR_V128;
}

static void widen(struct x64 *x, unsigned d, unsigned s, enum part part)
{
    struct x64_opnd rs = x64_reg(s);
    if (part == LANE0) { /* the other lanes would raise flags */
        simd_with(x, PAND, d, s, x64_const128(x, 0xffff, 0));
        s = d;
    } else if (part == UPPER) {
        x64_sse2i(x, PSHUFD, d, &rs, 0xee);
        s = d;
    }
    x64_sse2r(x, VCVTPH2PS, d, s);
}

/* Four f32 of s become f16 in the lower half of d, the upper half zero. */
static void narrow(struct x64 *x, unsigned d, unsigned s)
{
    struct x64_opnd rd = x64_reg(d);
    x64_vexi(x, VCVTPS2PH, s, 0, &rd, 4);
}

/* One part of the result, as f16, into the lower half of d; t[0] may be d. */
typedef void half_part(struct x64 *x, const struct x64_ops *o, unsigned d, enum part part,
                       unsigned back);

/* o->d from its parts. */
static void each_part(struct x64 *x, const struct x64_ops *o, half_part *fn, unsigned back)
{
    if (!is_vector(o)) {
        fn(x, o, o->d.reg, LANE0, back);
        return;
    }
    fn(x, o, o->d.reg, LOWER, back);
    if (o->ins->sub & IR_V64)
        return;
    fn(x, o, o->t[0], UPPER, back);
    x64_sse3r(x, PUNPCKLQDQ, o->d.reg, o->d.reg, o->t[0]);
}

/* ---- checks of the result ---- */

/* r: a scratch general register */
static void check_scalar(struct x64 *x, const struct x64_ops *o, bool tiny, unsigned r,
                         unsigned back)
{
    struct x64_opnd rr = x64_reg(r);
    x64_sse2(x, MOVD_STORE, o->d.reg, &rr);
    x64_alui(x, 4, false, r, MAGNITUDE);
    if (tiny) {
        x64_alui(x, 7, false, r, LEAST_NORMAL);
        x64_slow_past(x, X64_E, o, back);
    }
    x64_alui(x, 7, false, r, INFINITE);
    x64_slow_past(x, X64_A, o, back);
}

static void check(struct x64 *x, const struct x64_ops *o, bool may_be_tiny, unsigned back)
{
    bool tiny = may_be_tiny && simd_tiny_check(x);
    unsigned t = o->t[0], u = o->t[1];
    if (!is_vector(o)) {
        check_scalar(x, o, tiny, o->t[o->ins->op == IR_FMA ? 3 : 2], back);
        return;
    }
    simd_with(x, PAND, t, o->d.reg, simd_splat(x, IR_I16, MAGNITUDE));
    simd_with(x, PCMPGTW, u, t, simd_splat(x, IR_I16, INFINITE));
    if (tiny) {
        simd_with(x, PCMPEQW, t, t, simd_splat(x, IR_I16, LEAST_NORMAL));
        x64_sse3r(x, POR, u, u, t);
    }
    simd_slow_if_any(x, o, u, back);
}

/* ---- arithmetic ---- */

static void arith_part(struct x64 *x, const struct x64_ops *o, unsigned d, enum part part,
                       unsigned back)
{
    unsigned byte = o->row->arg, a = o->t[0], b = o->t[1];
    uint32_t opc = part == LANE0 ? SIMD_F3(byte) : SIMD_NP(byte);
    (void)back;
    widen(x, a, o->a.reg, part);
    if (byte == FP_SQRT) {
        struct x64_opnd ra = x64_reg(a);
        if (part == LANE0)
            x64_sse3(x, opc, a, a, &ra);
        else
            x64_sse2r(x, opc, a, a);
    } else {
        widen(x, b, o->b.reg, part);
        x64_sse3r(x, opc, a, a, b);
    }
    narrow(x, d, a);
}

void x64_fp_half_arith(struct x64 *x, const struct x64_ops *o)
{
    unsigned back = x64_label(x);
    each_part(x, o, arith_part, back);
    check(x, o, o->row->arg != FP_SQRT, back);
    x64_bind(x, back);
}

/* ---- minimum, maximum, comparison ---- */

/* The host gives the second operand for zeros: both orders together know both signs. */
static void minmax_part(struct x64 *x, const struct x64_ops *o, unsigned d, enum part part,
                        unsigned back)
{
    unsigned a = o->t[0], b = o->t[1], t = o->t[2];
    struct x64_opnd rb = x64_reg(b);
    uint32_t opc = SIMD_NP(o->row->arg);
    widen(x, a, o->a.reg, part);
    widen(x, b, o->b.reg, part);
    x64_sse3i(x, SIMD_NP(FP_CMP), t, a, &rb, CMP_UNORD);
    simd_slow_if_any(x, o, t, back);
    x64_sse3r(x, opc, t, a, b);
    x64_sse3r(x, opc, b, b, a);
    x64_sse3r(x, o->row->arg == FP_MIN ? ORPS : ANDPS, a, t, b);
    narrow(x, d, a);
}

void x64_fp_half_minmax(struct x64 *x, const struct x64_ops *o)
{
    unsigned back = x64_label(x);
    each_part(x, o, minmax_part, back);
    x64_bind(x, back);
}

/* Masks of 32 bits become ones of 16.  Predicates as in x64_fp_vcmp. */
static void compare_part(struct x64 *x, const struct x64_ops *o, unsigned d, enum part part,
                         unsigned back)
{
    static const uint8_t predicate[] = {[IR_FEQ] = CMP_EQ, [IR_FGE] = CMP_LE, [IR_FGT] = CMP_LT};
    unsigned how = o->ins->sub & 3, a = o->t[0], b = o->t[1];
    bool straight = how == IR_FEQ;
    (void)back;
    widen(x, a, o->a.reg, part);
    widen(x, b, o->b.reg, part);
    struct x64_opnd second = x64_reg(straight ? b : a);
    x64_sse3i(x, SIMD_NP(FP_CMP), a, straight ? a : b, &second, predicate[how % 3]);
    simd_zero(x, b);
    x64_sse3r(x, PACKSSDW, d, a, b);
}

void x64_fp_half_vcmp(struct x64 *x, const struct x64_ops *o)
{
    each_part(x, o, compare_part, 0);
}

/* ---- to integers ---- */

/* Where lanes of 32 bits, which hold every f16 that is a number, have to become ones of 16. */
static void to_int_part(struct x64 *x, const struct x64_ops *o, unsigned d, enum part part,
                        unsigned back)
{
    unsigned rounding = o->ins->sub & 15, a = o->t[0], t = o->t[1];
    bool is_unsigned = o->ins->sub & IR_UNSIGNED,
         direct = rounding == FP_RZ || rounding == IR_ROUND_DYN;
    struct x64_opnd ra = x64_reg(a), sign = simd_splat(x, IR_I32, 0x80000000);
    widen(x, a, o->a.reg, part);
    if (is_unsigned) { /* which raise inexact only if they are about to be zero */
        x64_sse2(x, PTEST, a, &sign);
        x64_slow_past(x, X64_NE, o, back);
    }
    if (!direct)
        x64_sse2i(x, ROUNDPS, a, &ra, simd_round_mode(rounding));
    x64_sse2r(x, rounding == IR_ROUND_DYN ? CVTPS2DQ : CVTTPS2DQ, a, a);
    if (is_unsigned) { /* infinity, a NaN */
        x64_sse2(x, PTEST, a, &sign);
        x64_slow_past(x, X64_NE, o, back);
    }
    simd_zero(x, t);
    x64_sse3r(x, is_unsigned ? PACKUSDW : PACKSSDW, d, a, t);
}

/* Saturated lanes go the exact path: numbers from 2048 on are integers and have raised nothing. */
void x64_fp_half_to_int(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1], back = x64_label(x);
    each_part(x, o, to_int_part, back);
    if (!(o->ins->sub & IR_UNSIGNED)) {
        simd_with(x, PCMPEQW, t, d, simd_splat(x, IR_I16, 0x7fff));
        simd_with(x, PCMPEQW, u, d, simd_splat(x, IR_I16, 0x8000));
        x64_sse3r(x, POR, t, t, u);
        simd_slow_if_any(x, o, t, back);
    }
    x64_bind(x, back);
}

/* ---- a + b * c ---- */

/* The lower or upper two of four f32 as f64. */
static void to_double(struct x64 *x, unsigned d, unsigned s, bool upper)
{
    struct x64_opnd rs = x64_reg(s);
    if (upper) {
        x64_sse2i(x, PSHUFD, d, &rs, 0xee);
        s = d;
    }
    x64_sse2r(x, CVTPS2PD, d, s);
}

/* Two f64 that f32 can hold but for a last bit: what is below it makes it one.  t: scratch. */
static void round_to_odd(struct x64 *x, unsigned d, unsigned t)
{
    const uint64_t lost = (UINT64_C(1) << 29) - 1;
    simd_with(x, PAND, t, d, simd_splat(x, IR_I64, lost));
    simd_with(x, PADDQ, t, t, simd_splat(x, IR_I64, lost));
    x64_sse3r(x, POR, d, d, t);
    simd_with(x, PAND, d, d, simd_splat(x, IR_I64, ~lost));
    x64_sse2r(x, CVTPD2PS, d, d);
}

/* Products of f16 are exact in f32, and with a third one the sum is, or is rounded far behind what
   f16 can tell apart. */
static void fma_part(struct x64 *x, const struct x64_ops *o, unsigned d, enum part part,
                     unsigned back)
{
    unsigned p = o->t[0], c = o->t[1], s = o->t[2], t = o->t[3]; /* t: not of a scalar */
    const uint64_t sign = 0x80000000;
    (void)back;
    widen(x, p, o->b.reg, part);
    widen(x, c, o->c.reg, part);
    x64_sse3r(x, SIMD_NP(FP_MUL), p, p, c);
    if (o->ins->sub & IR_FMA_NEGP)
        simd_with(x, XORPS, p, p, simd_splat(x, IR_F32, sign));
    widen(x, c, o->a.reg, part);
    if (o->ins->sub & IR_FMA_NEGA)
        simd_with(x, XORPS, c, c, simd_splat(x, IR_F32, sign));
    if (part != LANE0) {
        to_double(x, s, p, true);
        to_double(x, t, c, true);
        x64_sse3r(x, SIMD_66(FP_ADD), s, s, t);
        round_to_odd(x, s, t);
    }
    to_double(x, p, p, false);
    to_double(x, c, c, false);
    x64_sse3r(x, SIMD_66(FP_ADD), p, p, c);
    round_to_odd(x, p, c);
    if (part != LANE0)
        x64_sse3r(x, PUNPCKLQDQ, p, p, s);
    narrow(x, d, p);
}

void x64_fp_half_fma(struct x64 *x, const struct x64_ops *o)
{
    unsigned back = x64_label(x);
    each_part(x, o, fma_part, back);
    check(x, o, true, back);
    x64_bind(x, back);
}

/* ---- from f64 ---- */

/* What is too large or too small for f32 is so for f16. */
void x64_fp_half_from_f64(struct x64 *x, const struct x64_ops *o)
{
    unsigned back = x64_label(x), t = o->t[0], u = o->t[1];
    x64_sse2(x, MOVQ, t, &o->a);
    round_to_odd(x, t, u);
    narrow(x, o->d.reg, t);
    check(x, o, true, back);
    x64_bind(x, back);
}
