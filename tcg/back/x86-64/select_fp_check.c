/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of floating point: the look at a result, where the guest's rules may differ from the
 * host's (select_fp.c says how).
 *
 * In: the row's registers behind the host's instruction.  Out: a compare and a branch to the exact
 * path, or an exception that leads there.
 */
#include "tcg/back/x86-64/simd.h"

#include "tcg/softfp/softfp.h"

bool simd_tiny_check(const struct x64 *x)
{
    return x64_fp(x)->tininess_before && !x64_fp(x)->underflowed;
}

bool simd_nan_check(const struct x64 *x)
{
    return x64_fp(x)->nan_rule != FP_NAN_X86 || x64_fp(x)->default_nan;
}

/* A format conversion keeps the payload on the host; which guests want otherwise? */
bool simd_canonical_nan(const struct x64 *x)
{
    return x64_fp(x)->nan_rule == FP_NAN_RISCV || x64_fp(x)->default_nan;
}

uint32_t simd_fp(const struct ir_ins *ins, unsigned byte)
{
    bool dbl = simd_fp_lane(ins) == IR_F64;
    if (ins->type == IR_V128)
        return dbl ? SIMD_66(byte) : SIMD_NP(byte);
    return dbl ? SIMD_F2(byte) : SIMD_F3(byte);
}

unsigned simd_round_mode(unsigned rounding)
{
    static const uint8_t modes[] = {[FP_RNE] = 0, [FP_RUP] = 2, [FP_RDN] = 1, [FP_RZ] = 3};
    return rounding == IR_ROUND_DYN ? ROUND_MXCSR : modes[rounding & 3];
}

uint64_t simd_sign_bit(enum ir_type lane)
{
    return 1ull << (ir_type_size(lane) * 8 - 1);
}

static uint64_t least_normal(enum ir_type lane)
{
    return lane == IR_F64 ? 1ull << 52 : lane == IR_F32 ? 1ull << 23 : 1ull << 10;
}

uint32_t simd_ucomis(enum ir_type lane)
{
    return lane == IR_F64 ? UCOMISS | X64_66 : UCOMISS;
}

static void slow_if_any(struct x64 *x, const struct x64_ops *o, unsigned t)
{
    x64_sse2r(x, PTEST, t, t);
    x64_slow(x, X64_NE, o);
}

void simd_slow_if_any(struct x64 *x, const struct x64_ops *o, unsigned t, unsigned back)
{
    x64_sse2r(x, PTEST, t, t);
    x64_slow_past(x, X64_NE, o, back);
}

/* Out of line: is it a NaN or the least normal number, or just small (zero), large, infinite?
   "Equal" of ucomis is true for unordered operands too: one compare sees both. */
static void look_closely(struct x64 *x, const struct x64_ops *o, unsigned back)
{
    enum ir_type lane = simd_fp_lane(o->ins);
    struct x64_opnd least = simd_splat(x, lane, least_normal(lane));
    simd_with(x, ANDPS, o->t[0], o->d.reg, simd_splat(x, lane, simd_sign_bit(lane) - 1));
    x64_sse2(x, simd_ucomis(lane), o->t[0], &least);
    x64_jcc(x, X64_NE, back);
    x64_slow_code(x, o, back);
}

/* One test of the exponent but for its lowest bit: "zero" is a result below twice the least normal
   number, "carry" (all ones) one that is large, infinite or a NaN. */
static void check_scalar(struct x64 *x, const struct x64_ops *o, enum ir_type lane, unsigned checks,
                         unsigned t)
{
    unsigned d = o->d.reg;
    if (!(checks & SIMD_CHECK_TINY)) {
        x64_sse2r(x, simd_ucomis(lane), d, d);
        x64_slow(x, X64_P, o);
        return;
    }
    uint64_t exponent = lane == IR_F64 ? 0x7fe0ull << 48 : 0x7f000000;
    struct x64_opnd mask = x64_const128(x, exponent, 0);
    unsigned label = x64_label(x), back = x64_label(x);
    struct x64_ops again = *o;
    again.t[0] = (uint8_t)t;
    x64_sse2(x, PTEST, d, &mask);
    x64_jcc(x, X64_BE, label);
    x64_outline(x, label, back, &again, look_closely);
    x64_bind(x, back);
}

static void compare_packed(struct x64 *x, enum ir_type lane, unsigned d, unsigned a,
                           const struct x64_opnd *b, unsigned predicate)
{
    x64_sse3i(x, lane == IR_F64 ? SIMD_66(FP_CMP) : SIMD_NP(FP_CMP), d, a, b, predicate);
}

static void check_packed(struct x64 *x, const struct x64_ops *o, enum ir_type lane, unsigned checks,
                         unsigned t)
{
    struct x64_opnd d = x64_reg(o->d.reg);
    if (checks & SIMD_CHECK_TINY) {
        struct x64_opnd least = simd_splat(x, lane, least_normal(lane));
        simd_with(x, ANDPS, t, d.reg, simd_splat(x, lane, simd_sign_bit(lane) - 1));
        if (x64_has(x, X64_F_AVX)) {
            compare_packed(x, lane, t, t, &least, CMP_EQ_UQ);
            slow_if_any(x, o, t);
            return;
        }
        x64_sse3(x, simd_eq(lane), t, t, &least);
        slow_if_any(x, o, t);
    }
    if (checks & SIMD_CHECK_NAN) {
        compare_packed(x, lane, t, d.reg, &d, CMP_UNORD);
        slow_if_any(x, o, t);
    }
}

/*
 * What needs the exact path and has not raised an exception yet gets there by one: a comparison
 * that signals for quiet NaNs, a product with a half that is tiny for numbers below twice the least
 * normal one, and exact (tiny numbers themselves have trapped before).
 */
static void raise_exception(struct x64 *x, const struct x64_ops *o, enum ir_type lane,
                            unsigned checks, unsigned t)
{
    bool dbl = lane == IR_F64, packed = ir_result_type(o->ins) == IR_V128;
    uint32_t form = packed ? (dbl ? SIMD_66(0) : SIMD_NP(0)) : dbl ? SIMD_F2(0) : SIMD_F3(0);
    struct x64_opnd d = x64_reg(o->d.reg);
    uint64_t half = dbl ? 0x3feull << 52 : 0x3f000000;
    if (checks & (simd_canonical_nan(x) ? SIMD_CHECK_NAN : SIMD_CHECK_ANY_NAN)) {
        if (packed ||
            (x64_has(x, X64_F_AVX) && checks & SIMD_CHECK_TINY)) /* there is a temporary */
            x64_sse3i(x, form | FP_CMP, t, d.reg, &d, CMP_LT);
        else
            x64_sse2(x, COMISS | (dbl ? X64_66 : 0), d.reg, &d);
    }
    if (checks & SIMD_CHECK_TINY) {
        struct x64_opnd m = packed ? simd_splat(x, lane, half) : x64_const64(x, half);
        x64_sse3(x, form | FP_MUL, t, d.reg, &m);
    }
}

/* May the NaN of a result whose flags say nothing be another one than the canonical NaN? */
static bool other_nans(struct x64 *x, const struct x64_ops *o)
{
    const struct ir_op_info *info = &ir_ops[o->ins->op];
    const ir_ref ref[] = {o->ins->a, o->ins->b, o->ins->c};
    for (unsigned k = 0; k < info->nvals; k++)
        if (!x64_canonical(x, ref[k]))
            return true;
    return false;
}

void simd_check(struct x64 *x, const struct x64_ops *o, enum ir_type lane, unsigned checks,
                unsigned t)
{
    if (!simd_tiny_check(x))
        checks &= ~SIMD_CHECK_TINY;
    if (!simd_nan_check(x))
        checks &= ~SIMD_CHECK_NAN;
    if (checks & SIMD_CHECK_ANY_NAN)
        checks |= SIMD_CHECK_NAN;
    if (x64_traps(x)) {
        if (simd_canonical_nan(x) && !(checks & SIMD_CHECK_ANY_NAN) && !other_nans(x, o))
            checks &= ~SIMD_CHECK_NAN;
        if (!(checks & SIMD_CHECK_TINY) || !x64_fp(x)->many_tiny) {
            raise_exception(x, o, lane, checks, t);
            return;
        }
        if (!(checks & SIMD_CHECK_ANY_NAN))
            checks &= ~SIMD_CHECK_NAN;
    }
    if (!checks)
        return;
    if (ir_result_type(o->ins) == IR_V128)
        check_packed(x, o, lane, checks, t);
    else
        check_scalar(x, o, lane, checks, t);
}
