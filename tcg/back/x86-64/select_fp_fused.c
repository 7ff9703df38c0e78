/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of the fused multiply-add of f32 and f64, scalar and packed.
 *
 * In and out: as in select_fp.c, which has the rows; with FMA3.  The op is addend a, factors b and
 * c.
 *
 * Where denormal numbers are many (fp.many_tiny) code for floats looks at the addend first: with a
 * denormal one the host's instruction may take fifty times as long, and a sum in double precision
 * does not.  The product of two floats is exact there.  The sum is rounded to odd: what was lost of
 * it goes into its last bit, so that the conversion, which drops 29 bits or more, rounds as if it
 * had all of them (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved
 * algorithms using rounding to odd").  The sum's error is the smaller operand less what the sum has
 * beyond the larger one (Fast2Sum); its sign is right whatever the rounding is, and it is zero only
 * if there is none, so that the host's flags are those of one rounding, too.
 */
#include "tcg/back/x86-64/simd.h"

#include "tcg/softfp/softfp.h"

enum {
    KORTESTB = SIMD_66(0x98),
    VFPCLASSPS = SIMD_663A(0x66),
    VFPCLASSSS = SIMD_663A(0x67),
    CLASS_DENORMAL = 0x20,
    PSIGND = SIMD_6638(0x0a),
    VTESTPS = SIMD_6638(0x0e),
    VBROADCASTSD = SIMD_6638(0x19),
    CMP_NEQ_UQ = 4,
};

static bool is_v64(const struct ir_ins *ins)
{
    return ins->type == IR_V128 && ins->sub & IR_V64;
}

static uint32_t fma_opcode(const struct ir_ins *ins)
{
    static const uint8_t bytes[] = {0xb8, 0xbc, 0xba,
                                    0xbe}; /* 231 forms of madd nmadd msub nmsub */
    unsigned byte = bytes[(ins->sub & IR_FMA_NEGP ? 1 : 0) + (ins->sub & IR_FMA_NEGA ? 2 : 0)];
    return SIMD_6638(byte + (ins->type != IR_V128)) | (simd_fp_lane(ins) == IR_F64 ? X64_W : 0);
}

/* ---- floats by way of doubles ---- */

/* A constant for the lanes that count. */
static struct x64_opnd floats(struct x64 *x, const struct x64_ops *o, uint32_t v)
{
    return o->ins->type == IR_V128 ? simd_splat(x, IR_F32, v) : x64_const128(x, v, 0);
}

/* To the label if a float of s is denormal. */
static void if_denormal(struct x64 *x, const struct x64_ops *o, unsigned s, unsigned label)
{
    if (x64_has(x, X64_F_AVX512)) {
        x64_evexi(x, o->ins->type == IR_V128 ? VFPCLASSPS : VFPCLASSSS, 0, s, CLASS_DENORMAL);
        x64_sse2r(x, KORTESTB, 0, 0);
    } else {
        unsigned magnitude = o->t[0], below = o->t[1];
        simd_with(x, PAND, magnitude, s, floats(x, o, 0x7fffffff));
        simd_with(x, PADDD, below, magnitude, floats(x, o, 0xff800000)); /* less the least normal */
        x64_sse3r(x, PSIGND, below, below, magnitude);                   /* zeros are not below */
        x64_sse2r(x, VTESTPS, below, below);
    }
    x64_jcc(x, X64_NE, label);
}

/* The op's floats s, or their negatives, as doubles. */
static void widen(struct x64 *x, const struct x64_ops *o, uint32_t wide, unsigned d,
                  struct x64_opnd s, bool negate)
{
    if (negate) {
        x64_sse2(x, o->ins->type == IR_V128 ? MOVUPS : MOVSS, d, &s);
        simd_with(x, XORPS, d, d, floats(x, o, 0x80000000));
        s = x64_reg(d);
    }
    if (o->ins->type == IR_V128)
        x64_sse2(x, CVTPS2PD | wide, d, &s);
    else
        x64_sse3(x, CVTSS2SD, d, d, &s);
}

/* Exchanges p and q where q is larger; t, u: scratch. */
static void larger_first(struct x64 *x, uint32_t wide, unsigned p, unsigned q, unsigned t,
                         unsigned u)
{
    struct x64_opnd magnitude = x64_const64(x, INT64_MAX);
    x64_sse2(x, wide ? VBROADCASTSD | wide : MOVDDUP, t, &magnitude);
    x64_sse3r(x, PAND | wide, u, q, t);
    x64_sse3r(x, PAND | wide, t, p, t);
    x64_sse3r(x, PCMPGTQ | wide, u, u, t);
    x64_sse3r(x, PXOR | wide, t, p, q);
    x64_sse3r(x, PAND | wide, t, t, u);
    x64_sse3r(x, PXOR | wide, p, p, t);
    x64_sse3r(x, PXOR | wide, q, q, t);
}

/* Out of line: infinities and NaNs raise an exception, which leads to the exact path. */
static void by_doubles(struct x64 *x, const struct x64_ops *o, unsigned back)
{
    bool scalar = o->ins->type != IR_V128;
    uint32_t wide = scalar || is_v64(o->ins) ? 0 : X64_L256,
             form = scalar ? SIMD_F2(0) : SIMD_66(0);
    unsigned d = o->d.reg, p = o->t[0], q = o->t[1], t = o->t[2], u = o->t[3];
    struct x64_opnd rt = x64_reg(t), rd = x64_reg(d);
    uint32_t record = x64_trap_begin(x);
    widen(x, o, wide, p, o->b, o->ins->sub & IR_FMA_NEGP);
    widen(x, o, wide, q, o->c, false);
    x64_sse3r(x, form | FP_MUL | wide, p, p, q);
    widen(x, o, wide, q, o->a, o->ins->sub & IR_FMA_NEGA);
    x64_sse3r(x, form | FP_ADD | wide, d, p, q);
    larger_first(x, wide, p, q, t, u);
    x64_sse3r(x, form | FP_SUB | wide, t, d, p);
    x64_sse3r(x, form | FP_SUB | wide, q, q, t); /* the error */
    simd_zero(x, t);
    x64_sse3i(x, form | FP_CMP | wide, p, q, &rt, CMP_NEQ_UQ);
    x64_sse_shift(x, SHIFT_Q | wide, SHIFT_RL, p, p, 63); /* 1 if there is one */
    x64_sse3r(x, PXOR | wide, q, q, d);
    x64_sse_shift(x, SHIFT_Q | wide, SHIFT_RL, q, q, 63); /* 1 if it goes towards zero */
    x64_sse3r(x, PAND | wide, q, q, p);
    x64_sse3r(x, PSUBQ | wide, d, d, q);
    x64_sse3r(x, POR | wide, d, d, p);
    if (scalar)
        x64_sse3(x, CVTSD2SS, d, o->a.reg, &rd);
    else
        x64_sse2(x, CVTPD2PS | wide, d, &rd);
    x64_sse3i(x, scalar ? SIMD_F3(FP_CMP) : SIMD_NP(FP_CMP), t, d, &rd, CMP_LT); /* a NaN? */
    if (wide)
        x64_vzeroupper(x);
    x64_trap_slow(x, record, o, back);
    x64_jmp(x, back);
}

/* ---- rows; those with arg look at the addend first ---- */

static void look_at_addend(struct x64 *x, const struct x64_ops *o, unsigned s, unsigned back)
{
    if (!o->row->arg)
        return;
    unsigned label = x64_label(x);
    if_denormal(x, o, s, label);
    x64_outline(x, label, back, o, by_doubles);
}

void x64_fp_fma(struct x64 *x, const struct x64_ops *o)
{
    unsigned back = x64_label(x);
    look_at_addend(x, o, o->a.reg, back);
    if (o->d.reg != o->a.reg)
        x64_movaps(x, o->d.reg, o->a.reg);
    x64_vex(x, fma_opcode(o->ins), o->d.reg, o->b.reg, &o->c);
    simd_check(x, o, simd_fp_lane(o->ins), SIMD_CHECK_ANY_NAN | SIMD_CHECK_TINY, o->t[0]);
    x64_bind(x, back);
}

/* The low halves of the operands, so that nothing above them raises a flag. */
void x64_fp_fma_v64(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, b = o->t[0], c = o->t[1], back = x64_label(x);
    struct x64_opnd rc = x64_reg(c);
    x64_sse2(x, MOVQ, d, &o->a);
    look_at_addend(x, o, d, back);
    x64_sse2(x, MOVQ, b, &o->b);
    x64_sse2(x, MOVQ, c, &o->c);
    x64_vex(x, fma_opcode(o->ins), d, b, &rc);
    if (o->ins->sub & (IR_FMA_NEGP | IR_FMA_NEGA))
        x64_sse2r(x, MOVQ, d, d); /* rounding down, 0 - 0 is -0 */
    simd_check(x, o, o->ins->lane, SIMD_CHECK_ANY_NAN | SIMD_CHECK_TINY, b);
    x64_bind(x, back);
}
