/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of floating point: the rows, scalar and vector arithmetic.
 *
 * In: see x64.h.  Out: host code that gives the results and sticky flags of tcg/softfp.
 *
 * The host computes; then one compare looks for results where the guest's rules may differ, and a
 * branch leads out of line to the interpreter's routine with the original operands:
 *  - NaN results, unless the guest's NaN rule is the host's;
 *  - results equal to the least normal number, where the guest detects tininess before rounding
 *    (the host raises underflow for a subset of what the guest does, and never more), unless the
 *    flag is set.
 * Where the host would raise a flag that the exact routine does not, operands are checked first.
 * With flushing the operands are checked first: select_fp_flush.c; with traps exceptions of the
 * host lead to the exact path: trap.c.
 */
#include "tcg/back/x86-64/simd.h"

#include "tcg/softfp/softfp.h"

/* ---- what the region's mode asks for ---- */

static const struct ir_fpmode *mode(const struct x64 *x)
{
    return x64_fp(x);
}

static bool flushes(const struct x64 *x)
{
    return mode(x)->flush_in || mode(x)->flush_out;
}

static bool is_v64(const struct ir_ins *ins)
{
    return ins->type == IR_V128 && ins->sub & IR_V64;
}

/* ---- matches ---- */

static bool exact(const struct x64 *x, const struct ir_ins *ins)
{
    return !flushes(x) && !is_v64(ins);
}

static bool exact_v64(const struct x64 *x, const struct ir_ins *ins)
{
    return !flushes(x) && is_v64(ins);
}

static bool exact_any(const struct x64 *x, const struct ir_ins *ins)
{
    (void)ins;
    return !flushes(x);
}

/* The host's result is the guest's, whatever it is. */
static bool native(const struct x64 *x, const struct ir_ins *ins)
{
    return exact(x, ins) && !simd_nan_check(x);
}

static bool native_tiny(const struct x64 *x, const struct ir_ins *ins)
{
    return native(x, ins) && !simd_tiny_check(x);
}

/* MINSS itself: see fp_min. */
static bool x86_minmax(const struct x64 *x, const struct ir_ins *ins)
{
    return exact(x, ins) && mode(x)->nan_rule == FP_NAN_X86;
}

static bool host_rounding(const struct ir_ins *ins)
{
    unsigned r = ins->sub & 15;
    return r <= FP_RZ || r == IR_ROUND_DYN;
}

/* Zeros have an order. */
static bool ieee_minmax(const struct x64 *x, const struct ir_ins *ins)
{
    return exact_any(x, ins) && mode(x)->nan_rule != FP_NAN_X86;
}

static bool round_plain(const struct x64 *x, const struct ir_ins *ins)
{
    return !flushes(x) && !(ins->imm & 0xff) && host_rounding(ins);
}

static bool round_away(const struct x64 *x, const struct ir_ins *ins)
{
    return !flushes(x) && !(ins->imm & 0xff) && (ins->sub & 15) == FP_RNA;
}

static bool widens(const struct x64 *x, const struct ir_ins *ins)
{
    (void)ins;
    return !flushes(x) && !simd_canonical_nan(x) && !x64_traps(x);
}

static bool widens_f16(const struct x64 *x, const struct ir_ins *ins)
{
    (void)ins;
    return !flushes(x) && !simd_canonical_nan(x) && !mode(x)->ahp && !mode(x)->flush_f16;
}

static bool narrows(const struct x64 *x, const struct ir_ins *ins)
{
    return !flushes(x) && (ins->sub & 15) == IR_ROUND_DYN;
}

static bool narrows_f16(const struct x64 *x, const struct ir_ins *ins)
{
    return narrows(x, ins) && !mode(x)->ahp && !mode(x)->flush_f16;
}

static bool to_int_rounding(const struct x64 *x, const struct ir_ins *ins)
{
    unsigned r = ins->sub & 15;
    return !flushes(x) && !ins->imm && (r <= FP_RNA || r == IR_ROUND_DYN);
}

static bool to_int(const struct x64 *x, const struct ir_ins *ins)
{
    return to_int_rounding(x, ins) && !(ins->sub & IR_UNSIGNED);
}

static bool to_uint(const struct x64 *x, const struct ir_ins *ins)
{
    return to_int_rounding(x, ins) && ins->sub & IR_UNSIGNED && (ins->sub & 15) != FP_RNA;
}

static bool to_fixed(const struct x64 *x, const struct ir_ins *ins)
{
    return !flushes(x) && ins->imm && (ins->sub & 15) == FP_RZ;
}

/* NaN results are the canonical NaN.  The slow path may be entered with the result in place of an
   operand: a NaN that has raised nothing gives the same again. */
static bool trapping_canonical(const struct x64 *x, const struct ir_ins *ins)
{
    return x64_traps(x) && simd_canonical_nan(x) && exact(x, ins);
}

/* Only exceptions keep the flags clean. */
static bool trapping(const struct x64 *x, const struct ir_ins *ins)
{
    return x64_traps(x) && exact(x, ins);
}

/* The only exception is the instruction's own: the operands are intact then. */
static bool trapping_itself(const struct x64 *x, const struct ir_ins *ins)
{
    return trapping(x, ins) && !simd_canonical_nan(x);
}

static bool trapping_untested(const struct x64 *x, const struct ir_ins *ins)
{
    return trapping_itself(x, ins) && !simd_tiny_check(x);
}

static bool trapping_v64(const struct x64 *x, const struct ir_ins *ins)
{
    return x64_traps(x) && exact_v64(x, ins);
}

/* Half of an operand underflows if that is denormal: an exception has to say so. */
static bool trapping_tiny(const struct x64 *x, const struct ir_ins *ins)
{
    return trapping(x, ins) && !mode(x)->many_tiny;
}

static bool trapping_tiny_v64(const struct x64 *x, const struct ir_ins *ins)
{
    return trapping_v64(x, ins) && !mode(x)->many_tiny;
}

/* Denormal numbers are many, and nothing but the addend and NaNs has to be looked at. */
static bool trapping_denormal(const struct x64 *x, const struct ir_ins *ins)
{
    return trapping(x, ins) && mode(x)->many_tiny && !simd_tiny_check(x);
}

static bool trapping_denormal_v64(const struct x64 *x, const struct ir_ins *ins)
{
    return trapping_v64(x, ins) && mode(x)->many_tiny && !simd_tiny_check(x);
}

static bool vec_to_int(const struct x64 *x, const struct ir_ins *ins)
{
    return to_int_rounding(x, ins) && (ins->sub & 15) != FP_RNA;
}

static bool from_int(const struct x64 *x, const struct ir_ins *ins)
{
    (void)x;
    return (ins->sub & 15) == IR_ROUND_DYN; /* results are never tiny */
}

static bool from_uint(const struct x64 *x, const struct ir_ins *ins)
{
    return from_int(x, ins) && ins->sub & IR_UNSIGNED;
}

/* Half precision as single precision, which flushing does not concern. */
static bool fcmp_inline(const struct x64 *x, const struct ir_ins *ins)
{
    return x64_fcmp_inline(x, ins);
}

static bool half(const struct x64 *x, const struct ir_ins *ins)
{
    (void)ins;
    return !mode(x)->flush_f16;
}

static bool half_trapping(const struct x64 *x, const struct ir_ins *ins)
{
    return half(x, ins) && x64_traps(x);
}

static bool half_to_int(const struct x64 *x, const struct ir_ins *ins)
{
    return half(x, ins) && !ins->imm &&
           ((ins->sub & 15) <= FP_RZ || (ins->sub & 15) == IR_ROUND_DYN);
}

static bool half_minmax(const struct x64 *x, const struct ir_ins *ins)
{
    return half(x, ins) && mode(x)->nan_rule != FP_NAN_X86;
}

/* With flushing.  (In a row whose FCVTs have the NaN check too.) */
static bool flush(const struct x64 *x, const struct ir_ins *ins)
{
    (void)ins;
    return flushes(x);
}

static bool flush_minmax(const struct x64 *x, const struct ir_ins *ins)
{
    (void)ins;
    return flushes(x) && mode(x)->nan_rule != FP_NAN_X86;
}

static bool flush_round(const struct x64 *x, const struct ir_ins *ins)
{
    return flushes(x) && !(ins->imm & 0xff) && host_rounding(ins);
}

static bool flush_narrow(const struct x64 *x, const struct ir_ins *ins)
{
    return flushes(x) && (ins->sub & 15) == IR_ROUND_DYN;
}

static bool flush_to_int(const struct x64 *x, const struct ir_ins *ins)
{
    return flushes(x) && !ins->imm && host_rounding(ins);
}

/* ---- arithmetic: arg is the byte | checks << 8 ---- */

enum { NAN_ONLY = SIMD_CHECK_NAN << 8, NAN_TINY = (SIMD_CHECK_NAN | SIMD_CHECK_TINY) << 8 };

static void emit_plain(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3(x, simd_fp(o->ins, o->row->arg & 0xff), o->d.reg, o->a.reg, &o->b);
}

static void emit_arith(struct x64 *x, const struct x64_ops *o)
{
    emit_plain(x, o);
    simd_check(x, o, simd_fp_lane(o->ins), o->row->arg >> 8, o->t[0]);
}

static void emit_sqrt(struct x64 *x, const struct x64_ops *o)
{
    uint32_t opc = simd_fp(o->ins, FP_SQRT);
    if (o->ins->type == IR_V128)
        x64_sse2(x, opc, o->d.reg, &o->a);
    else
        x64_sse3(x, opc, o->d.reg, o->a.reg, &o->a);
    simd_check(x, o, simd_fp_lane(o->ins), SIMD_CHECK_NAN, o->t[0]);
}

/*
 * 2 - a * b, or 1.5 - a / 2 * b, which is (3 - a * b) / 2 rounded once.  Zero times infinity raises
 * an exception on the host only, and so gets to the exact path.
 */
static void emit_step(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type lane = simd_fp_lane(o->ins);
    bool dbl = lane == IR_F64, rsqrt = o->ins->op == IR_FRSQRTS, v64 = is_v64(o->ins);
    unsigned d = o->d.reg, a = o->a.reg, b = o->b.reg;
    uint64_t constant =
        dbl ? (rsqrt ? 0x3ff8ull << 48 : 1ull << 62) : (rsqrt ? 0x3fc00000 : 0x40000000);
    if (v64) {
        x64_sse2(x, MOVQ, o->t[0], &o->a);
        x64_sse2(x, MOVQ, o->t[1], &o->b);
        a = o->t[0];
        b = o->t[1];
    }
    if (rsqrt) {
        simd_with(x, simd_fp(o->ins, FP_MUL), o->t[0], a,
                  simd_splat(x, lane, dbl ? 0x3feull << 52 : 0x3f000000));
        a = o->t[0];
    }
    struct x64_opnd k = simd_splat(x, lane, constant), rb = x64_reg(b);
    x64_sse2(x, SIMD_NP(0x28), d, &k); /* movaps */
    x64_vex(x, SIMD_6638(0xbc + (o->ins->type != IR_V128)) | (dbl ? X64_W : 0), d, a, &rb);
    if (v64)
        x64_sse2r(x, MOVQ, d, d);
    simd_check(x, o, lane, SIMD_CHECK_ANY_NAN, o->t[1]);
}

/* The host gives the second operand for zeros: both orders together know both signs. */
static void emit_minmax(struct x64 *x, const struct x64_ops *o)
{
    uint32_t opc = simd_fp(o->ins, o->row->arg);
    unsigned back = x64_label(x);
    x64_sse2r(x, simd_ucomis(o->ins->type), o->a.reg, o->b.reg);
    x64_slow_past(x, X64_P, o, back);
    x64_sse3(x, opc, o->t[0], o->a.reg, &o->b);
    x64_sse3(x, opc, o->d.reg, o->b.reg, &o->a);
    x64_sse3r(x, o->row->arg == FP_MIN ? ORPS : ANDPS, o->d.reg, o->d.reg, o->t[0]);
    x64_bind(x, back);
}

/* A mask for every lane; for a scalar zero above it: the register stays, or gets, clean. */
static struct x64_opnd lane_mask(struct x64 *x, const struct x64_ops *o, uint64_t mask)
{
    return o->ins->type == IR_V128 ? simd_splat(x, o->ins->lane, mask) : x64_const128(x, mask, 0);
}

static void emit_abs(struct x64 *x, const struct x64_ops *o)
{
    uint64_t magnitude = simd_sign_bit(simd_fp_lane(o->ins)) - 1;
    simd_with(x, ANDPS, o->d.reg, o->a.reg, lane_mask(x, o, magnitude));
}

static void emit_neg(struct x64 *x, const struct x64_ops *o)
{
    uint64_t sign = simd_sign_bit(simd_fp_lane(o->ins));
    simd_with(x, XORPS, o->d.reg, o->a.reg, lane_mask(x, o, sign));
}

static void unflushed_to_int(struct x64 *x, const struct x64_ops *o)
{
    bool vector = o->ins->type == IR_V128;
    if (vector && o->ins->lane == IR_F32)
        x64_fp_vec_to_i32(x, o);
    else if (vector)
        x64_fp_vec_to_i64(x, o);
    else if (o->ins->sub & IR_UNSIGNED)
        x64_fp_to_uint(x, o);
    else
        x64_fp_to_int(x, o);
}

void x64_fp_unflushed(struct x64 *x, const struct x64_ops *o)
{
    bool vector = o->ins->type == IR_V128, v64 = is_v64(o->ins);
    switch (o->ins->op) {
    case IR_FSQRT:
        if (!v64) {
            emit_sqrt(x, o);
            break;
        } /* fall through */
    case IR_FADD:
    case IR_FSUB:
    case IR_FMUL:
    case IR_FDIV: (v64 ? x64_fp_arith_v64 : emit_arith)(x, o); break;
    case IR_FMA: (v64 ? x64_fp_fma_v64 : x64_fp_fma)(x, o); break;
    case IR_FRECPS:
    case IR_FRSQRTS: emit_step(x, o); break;
    case IR_FMIN:
    case IR_FMAX:
    case IR_FMINNM:
    case IR_FMAXNM: (vector ? x64_fp_minmax_vec : emit_minmax)(x, o); break;
    case IR_VFCMP: x64_fp_vcmp(x, o); break;
    case IR_FCMP: x64_fp_fcmp(x, o); break;
    case IR_FROUND: (vector ? x64_fp_round_vec : x64_fp_round)(x, o); break;
    case IR_FCVT: x64_fp_cvt(x, o); break;
    case IR_FCVTL: x64_fp_widen(x, o); break;
    case IR_FCVTN: x64_fp_narrow(x, o); break;
    case IR_FTOI: unflushed_to_int(x, o); break;
    default: x64_fp_pairs(x, o); break;
    }
}

/* ---- rows ---- */

#define S  X64_T(IR_F32)
#define SF (X64_T(IR_F32) | X64_T(IR_F64))
#define SH (SF | X64_T(IR_F16))
#define H  X64_T(IR_F16)
#define V  X64_T(IR_V128)
#define I  (X64_T(IR_I32) | X64_T(IR_I64))

const struct x64_row x64_rows_fp[] = {
    {IR_FADD, SF | V, SF, 0, "~x x xm", native, emit_plain, FP_ADD},
    {IR_FADD, SF | V, SF, 0, "~x x xk", trapping_itself, emit_plain, FP_ADD},
    {IR_FADD, SF, SF, 0, "~x x xk", trapping_canonical, emit_arith, FP_ADD | NAN_ONLY},
    {IR_FADD, SF, SF, 0, "&x x xk", exact, emit_arith, FP_ADD | NAN_ONLY},
    {IR_FADD, V, SF, 0, "&x x xk + x", exact, emit_arith, FP_ADD | NAN_ONLY},
    {IR_FADD, V, SF, 0, "&x xk xk + x", exact_v64, x64_fp_arith_v64, FP_ADD | NAN_ONLY},
    {IR_FSUB, SF | V, SF, 0, "~x x xm", native, emit_plain, FP_SUB},
    {IR_FSUB, SF | V, SF, 0, "~x x xk", trapping_itself, emit_plain, FP_SUB},
    {IR_FSUB, SF, SF, 0, "~x x xk", trapping_canonical, emit_arith, FP_SUB | NAN_ONLY},
    {IR_FSUB, SF, SF, 0, "&x x xk", exact, emit_arith, FP_SUB | NAN_ONLY},
    {IR_FSUB, V, SF, 0, "&x x xk + x", exact, emit_arith, FP_SUB | NAN_ONLY},
    {IR_FSUB, V, SF, 0, "&x xk xk + x", exact_v64, x64_fp_arith_v64, FP_SUB | NAN_ONLY},
    {IR_FMUL, SF | V, SF, 0, "~x x xm", native_tiny, emit_plain, FP_MUL},
    {IR_FMUL, SF | V, SF, 0, "~x x xk", trapping_untested, emit_plain, FP_MUL},
    {IR_FMUL, SF, SF, 0, "~x x xk", trapping_canonical, emit_arith, FP_MUL | NAN_ONLY},
    {IR_FMUL, SF | V, SF, 0, "&x x xk + x", exact, emit_arith, FP_MUL | NAN_TINY},
    {IR_FMUL, V, SF, 0, "&x xk xk + x", exact_v64, x64_fp_arith_v64, FP_MUL | NAN_TINY},
    {IR_FMULX, SF | V, SF, 0, "&x x xk + x", trapping, emit_arith, FP_MUL | NAN_TINY},
    {IR_FMULX, V, SF, 0, "&x xk xk + x", trapping_v64, x64_fp_arith_v64, FP_MUL | NAN_TINY},
    {IR_FRECPS, SF | V, SF, X64_F_FMA, "&x x x - + x x", trapping, emit_step, 0},
    {IR_FRECPS, V, SF, X64_F_FMA, "&x x x - + x x", trapping_v64, emit_step, 0},
    {IR_FRSQRTS, SF | V, SF, X64_F_FMA, "&x x x - + x x", trapping_tiny, emit_step, 0},
    {IR_FRSQRTS, V, SF, X64_F_FMA, "&x x x - + x x", trapping_tiny_v64, emit_step, 0},
    {IR_FDIV, SF | V, SF, 0, "~x x xm", native_tiny, emit_plain, FP_DIV},
    {IR_FDIV, SF | V, SF, 0, "~x x xk", trapping_untested, emit_plain, FP_DIV},
    {IR_FDIV, SF, SF, 0, "~x x xk", trapping_canonical, emit_arith, FP_DIV | NAN_ONLY},
    {IR_FDIV, SF | V, SF, 0, "&x x xk + x", exact, emit_arith, FP_DIV | NAN_TINY},
    {IR_FDIV, V, SF, 0, "&x xk xk + x", exact_v64, x64_fp_arith_v64, FP_DIV | NAN_TINY},
    {IR_FSQRT, SF, SF, 0, "&x x", exact, emit_sqrt, 0},
    {IR_FSQRT, V, SF, 0, "&x x + x", exact, emit_sqrt, 0},
    {IR_FSQRT, V, SF, 0, "&x xk - + x", exact_v64, x64_fp_arith_v64, FP_SQRT | NAN_ONLY},
    {IR_FMA, 0, S, X64_F_FMA | X64_F_AVX2, "&x x x xk + x x x x", trapping_denormal, x64_fp_fma, 1},
    {IR_FMA, V, S, X64_F_FMA | X64_F_AVX2, "&x xk xk xk + x x x x", trapping_denormal_v64,
     x64_fp_fma_v64, 1},
    {IR_FMA, SF, SF, X64_F_FMA, "=x x x xk", trapping_canonical, x64_fp_fma, 0},
    {IR_FMA, SF | V, SF, X64_F_FMA, "&x x x xk + x", exact, x64_fp_fma, 0},
    {IR_FMA, V, SF, X64_F_FMA, "&x xk xk xk + x x", exact_v64, x64_fp_fma_v64, 0},
    {IR_FMIN, SF | V, SF, 0, "~x x xm", x86_minmax, emit_plain, FP_MIN},
    {IR_FMIN, SF, SF, 0, "&x x x + x", exact, emit_minmax, FP_MIN},
    {IR_FMIN, V, SF, 0, "&x x x + x x x", ieee_minmax, x64_fp_minmax_vec, FP_MIN},
    {IR_FMAX, SF | V, SF, 0, "~x x xm", x86_minmax, emit_plain, FP_MAX},
    {IR_FMAX, SF, SF, 0, "&x x x + x", exact, emit_minmax, FP_MAX},
    {IR_FMAX, V, SF, 0, "&x x x + x x x", ieee_minmax, x64_fp_minmax_vec, FP_MAX},
    {IR_FMINNM, SF, SF, 0, "&x x x + x", ieee_minmax, emit_minmax, FP_MIN},
    {IR_FMINNM, V, SF, 0, "&x x x + x x x", ieee_minmax, x64_fp_minmax_vec, FP_MIN},
    {IR_FMAXNM, SF, SF, 0, "&x x x + x", ieee_minmax, emit_minmax, FP_MAX},
    {IR_FMAXNM, V, SF, 0, "&x x x + x x x", ieee_minmax, x64_fp_minmax_vec, FP_MAX},
    {IR_FADDP, 0, SF, 0, "&x x x + x x", exact_any, x64_fp_pairs, FP_ADD},
    {IR_FMINP, 0, SF, 0, "&x x x + x x", ieee_minmax, x64_fp_pairs, FP_MIN},
    {IR_FMAXP, 0, SF, 0, "&x x x + x x", ieee_minmax, x64_fp_pairs, FP_MAX},
    {IR_FMINNMP, 0, SF, 0, "&x x x + x x", ieee_minmax, x64_fp_pairs, FP_MIN},
    {IR_FMAXNMP, 0, SF, 0, "&x x x + x x", ieee_minmax, x64_fp_pairs, FP_MAX},
    {IR_FABS, 0, SH, 0, "~x x", NULL, emit_abs, 0},
    {IR_FNEG, 0, SH, 0, "~x x", NULL, emit_neg, 0},

#define HALF(op, types, ops, match, emit, arg)                                                     \
    {                                                                                              \
        op, types, H, X64_F_F16C, ops, match, emit, arg                                            \
    }
    HALF(IR_FADD, H, "&x x x - + x x r", half, x64_fp_half_arith, FP_ADD),
    HALF(IR_FADD, V, "&x x x - + x x", half, x64_fp_half_arith, FP_ADD),
    HALF(IR_FSUB, H, "&x x x - + x x r", half, x64_fp_half_arith, FP_SUB),
    HALF(IR_FSUB, V, "&x x x - + x x", half, x64_fp_half_arith, FP_SUB),
    HALF(IR_FMUL, H, "&x x x - + x x r", half, x64_fp_half_arith, FP_MUL),
    HALF(IR_FMUL, V, "&x x x - + x x", half, x64_fp_half_arith, FP_MUL),
    HALF(IR_FMULX, H, "&x x x - + x x r", half_trapping, x64_fp_half_arith, FP_MUL),
    HALF(IR_FMULX, V, "&x x x - + x x", half_trapping, x64_fp_half_arith, FP_MUL),
    HALF(IR_FDIV, H, "&x x x - + x x r", half, x64_fp_half_arith, FP_DIV),
    HALF(IR_FDIV, V, "&x x x - + x x", half, x64_fp_half_arith, FP_DIV),
    HALF(IR_FSQRT, H, "&x x - - + x x r", half, x64_fp_half_arith, FP_SQRT),
    HALF(IR_FSQRT, V, "&x x - - + x x", half, x64_fp_half_arith, FP_SQRT),
    HALF(IR_FMA, H, "&x x x x + x x x r", half, x64_fp_half_fma, 0),
    HALF(IR_FMA, V, "&x x x x + x x x x", half, x64_fp_half_fma, 0),
    HALF(IR_FMIN, H | V, "&x x x - + x x x", half_minmax, x64_fp_half_minmax, FP_MIN),
    HALF(IR_FMAX, H | V, "&x x x - + x x x", half_minmax, x64_fp_half_minmax, FP_MAX),
    HALF(IR_FMINNM, H | V, "&x x x - + x x x", half_minmax, x64_fp_half_minmax, FP_MIN),
    HALF(IR_FMAXNM, H | V, "&x x x - + x x x", half_minmax, x64_fp_half_minmax, FP_MAX),
    HALF(IR_VFCMP, 0, "&x x x - + x x", half, x64_fp_half_vcmp, 0),
    HALF(IR_FTOI, V, "&x x - - + x x", half_to_int, x64_fp_half_to_int, 0),
#undef HALF

#define FLUSH(op, types, ops, arg)                                                                 \
    {                                                                                              \
        op, types, SF, 0, ops, flush, x64_fp_flush, arg                                            \
    }
    FLUSH(IR_FADD, SF | V, "&x x x - + x x", FP_ADD | NAN_ONLY),
    FLUSH(IR_FSUB, SF | V, "&x x x - + x x", FP_SUB | NAN_ONLY),
    FLUSH(IR_FMUL, SF | V, "&x x x - + x x", FP_MUL | NAN_TINY),
    FLUSH(IR_FDIV, SF | V, "&x x x - + x x", FP_DIV | NAN_TINY),
    FLUSH(IR_FSQRT, SF | V, "&x x - - + x x", FP_SQRT | NAN_ONLY),
    {IR_FMA, SF | V, SF, X64_F_FMA, "&x x x x + x x", flush, x64_fp_flush, 0},
    {IR_FRECPS, SF | V, SF, X64_F_FMA, "&x x x - + x x", flush, x64_fp_flush, 0},
    {IR_FRSQRTS, SF | V, SF, X64_F_FMA, "&x x x - + x x", flush, x64_fp_flush, 0},
    {IR_FMIN, SF | V, SF, 0, "&x x x - + x x x", flush_minmax, x64_fp_flush, FP_MIN},
    {IR_FMAX, SF | V, SF, 0, "&x x x - + x x x", flush_minmax, x64_fp_flush, FP_MAX},
    {IR_FMINNM, SF | V, SF, 0, "&x x x - + x x x", flush_minmax, x64_fp_flush, FP_MIN},
    {IR_FMAXNM, SF | V, SF, 0, "&x x x - + x x x", flush_minmax, x64_fp_flush, FP_MAX},
    FLUSH(IR_FADDP, 0, "&x x x - + x x", FP_ADD),
    {IR_FMINP, 0, SF, 0, "&x x x - + x x", flush_minmax, x64_fp_flush, FP_MIN},
    {IR_FMAXP, 0, SF, 0, "&x x x - + x x", flush_minmax, x64_fp_flush, FP_MAX},
    {IR_FMINNMP, 0, SF, 0, "&x x x - + x x", flush_minmax, x64_fp_flush, FP_MIN},
    {IR_FMAXNMP, 0, SF, 0, "&x x x - + x x", flush_minmax, x64_fp_flush, FP_MAX},
    FLUSH(IR_VFCMP, 0, "&x x x - + x x", 0),
    FLUSH(IR_FCMP, SF, "&r x x - + x x", 0),
    FLUSH(IR_FCVT, X64_T(IR_F64), "&x x - - + x x", 0),
    {IR_FCVT, X64_T(IR_F32), X64_T(IR_F64), 0, "&x x - - + x x", flush_narrow, x64_fp_flush, 0},
    {IR_FCVTL, 0, X64_T(IR_F32), 0, "&x x - - + x x", flush, x64_fp_flush, 0},
    {IR_FCVTN, 0, X64_T(IR_F64), 0, "&x x - - + x x", flush_narrow, x64_fp_flush, 0},
    {IR_FROUND, SF | V, SF, 0, "&x x - - + x x", flush_round, x64_fp_flush, 0},
    {IR_FTOI, I, SF, 0, "&r x - - + x x", flush_to_int, x64_fp_flush, 0},
    {IR_FTOI, V, X64_T(IR_F32), 0, "&x x - - + x x", flush_to_int, x64_fp_flush, 0},
#undef FLUSH

    {IR_FROUND, SF, SF, 0, "&x x", round_plain, x64_fp_round, 0},
    {IR_FROUND, SF, SF, 0, "&x x - - + r x", round_away, x64_fp_round_away, 0},
    {IR_FROUND, V, SF, 0, "&x x - - + x", round_plain, x64_fp_round_vec, 0},
    {IR_FCVT, X64_T(IR_F64), X64_T(IR_F32), 0, "x x", widens, x64_fp_cvt, 0},
    {IR_FCVT, X64_T(IR_F64), X64_T(IR_F32), 0, "&x x - - + x", exact_any, x64_fp_cvt, 0},
    {IR_FCVT, X64_T(IR_F32), X64_T(IR_F64), 0, "&x x - - + x", narrows, x64_fp_cvt, 0},
    {IR_FCVT, SF, X64_T(IR_F16), X64_F_F16C, "&x x", widens_f16, x64_fp_cvt, 0},
    {IR_FCVT, X64_T(IR_F16), X64_T(IR_F32), X64_F_F16C, "&x x - - + x r", narrows_f16, x64_fp_cvt,
     0},
    {IR_FCVT, H, X64_T(IR_F64), X64_F_F16C, "&x x - - + x x r", narrows_f16, x64_fp_half_from_f64,
     0},
    {IR_FCVTL, 0, X64_T(IR_F32), 0, "x x", widens, x64_fp_widen, 0},
    {IR_FCVTL, 0, X64_T(IR_F32), 0, "&x x - - + x", exact_any, x64_fp_widen, 0},
    {IR_FCVTL, 0, X64_T(IR_F16), X64_F_F16C, "&x x", widens_f16, x64_fp_widen, 0},
    {IR_FCVTN, 0, X64_T(IR_F64), 0, "&x x - - + x", narrows, x64_fp_narrow, 0},
    {IR_FCVTN, 0, X64_T(IR_F32), X64_F_F16C, "&x x - - + x", narrows_f16, x64_fp_narrow, 0},
    {IR_FTOI, I, SF, 0, "&r x - - + x x", to_int, x64_fp_to_int, 0},
    {IR_FTOI, I, SF, 0, "&r x - - + x", to_uint, x64_fp_to_uint, 0},
    {IR_FTOI, I, SF, 0, "&r x - - + x", to_fixed, x64_fp_to_fixed, 0},
    {IR_FTOI, V, X64_T(IR_F32), 0, "&x x - - + x", vec_to_int, x64_fp_vec_to_i32, 0},
    {IR_FTOI, V, X64_T(IR_F64), 0, "&x x - - + x r", vec_to_int, x64_fp_vec_to_i64, 0},
    {IR_ITOF, SF, X64_T(IR_I64), 0, "&x r - - + r", from_uint, x64_fp_from_int, 0},
    {IR_ITOF, SF, I, 0, "&x r", from_int, x64_fp_from_int, 0},
    {IR_ITOF, V, X64_T(IR_I32), 0, "&x x - - + x", from_int, x64_fp_vec_from_i32, 0},
    {IR_ITOF, V, X64_T(IR_I64), 0, "&x x - - + x r", from_int, x64_fp_vec_from_i64, 0},

    {IR_FCMP, SF, 0, 0, "r x x", fcmp_inline, x64_fp_fcmp, 0},
    {IR_VFCMP, 0, SF, 0, "&x x x - + x x", exact_any, x64_fp_vcmp, 0},
    {IR_FPFLAGS_GET, 0, 0, 0, "r - - - + r", NULL, x64_fp_flags_get, 0},
    {IR_FPFLAGS_SET, 0, 0, 0, "- r", NULL, x64_fp_flags_set, 0},
    {IR_FPROUND_SET, 0, 0, 0, "- r - - + r r", NULL, x64_fp_rounding_set, 0},
    {0},
};
