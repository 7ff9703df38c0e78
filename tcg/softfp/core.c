/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * softfp core: the format table, unpacking, rounding and packing, NaN selection.
 * In and out: see core.h.  FPRoundBase is one function for all formats.
 */
#include "tcg/softfp/core.h"

#include <stddef.h>

static const struct fp_layout layouts[FP_FORMAT_COUNT] = {
    [FP_F16] = {.width = 16, .exp_bits = 5, .frac_bits = 10, .is_f16 = true},
    [FP_BF16] = {.width = 16, .exp_bits = 8, .frac_bits = 7},
    [FP_F32] = {.width = 32, .exp_bits = 8, .frac_bits = 23},
    [FP_F64] = {.width = 64, .exp_bits = 11, .frac_bits = 52},
};

struct fp_env fp_env_arm(void)
{
    return (struct fp_env){.nan_rule = FP_NAN_ARM, .tininess_before = true};
}

struct fp_env fp_env_x86(void)
{
    return (struct fp_env){.nan_rule = FP_NAN_X86};
}

struct fp_env fp_env_riscv(void)
{
    return (struct fp_env){.nan_rule = FP_NAN_RISCV, .default_nan = true};
}

const struct fp_layout *fp_layout(enum fp_format fmt)
{
    return &layouts[fmt];
}

unsigned fp_width(enum fp_format fmt)
{
    return layouts[fmt].width;
}

uint64_t fp_neg(enum fp_format fmt, uint64_t a)
{
    return (a ^ 1ull << (layouts[fmt].width - 1)) & fp_low_mask(layouts[fmt].width);
}

uint64_t fp_abs(enum fp_format fmt, uint64_t a)
{
    return a & fp_low_mask(layouts[fmt].width - 1);
}

uint64_t fp_infinity(enum fp_format fmt, bool sign)
{
    return fp_pack_inf(fmt, sign);
}

bool fp_is_nan(enum fp_format fmt, uint64_t a)
{
    return fp_abs(fmt, a) > fp_pack_inf(fmt, false);
}

bool fp_is_snan(enum fp_format fmt, uint64_t a)
{
    return fp_is_nan(fmt, a) && !(a >> (layouts[fmt].frac_bits - 1) & 1);
}

uint64_t fp_pack_zero(enum fp_format fmt, bool sign)
{
    return (uint64_t)sign << (layouts[fmt].width - 1);
}

uint64_t fp_pack_inf(enum fp_format fmt, bool sign)
{
    const struct fp_layout *f = &layouts[fmt];
    return fp_pack_zero(fmt, sign) | fp_low_mask(f->exp_bits) << f->frac_bits;
}

uint64_t fp_pack_max(enum fp_format fmt, bool sign)
{
    return fp_pack_inf(fmt, sign) - 1;
}

uint64_t fp_default_nan(const struct fp_env *env, enum fp_format fmt)
{
    return fp_pack_inf(fmt, env->nan_rule == FP_NAN_X86) | 1ull << (layouts[fmt].frac_bits - 1);
}

/* ---- unpacking ---- */

/* `flush`: a denormal counts as zero; `ahp`: the largest exponent holds numbers. */
static struct fp_num unpack(struct fp_env *env, const struct fp_layout *f, uint64_t bits,
                            bool flush, bool ahp)
{
    uint64_t frac = bits & fp_low_mask(f->frac_bits);
    int biased = bits >> f->frac_bits & fp_low_mask(f->exp_bits);
    struct fp_num n = {.sign = bits >> (f->width - 1) & 1, .sig = frac << (63 - f->frac_bits)};

    if (biased == 0) {
        if (frac == 0) {
            n.cls = FP_CLASS_ZERO;
        } else if (flush) {
            if (!f->is_f16)
                env->flags |= FP_INPUT_DENORMAL;
            n.cls = FP_CLASS_ZERO;
            n.sig = 0;
        } else {
            int up = __builtin_clzll(n.sig);
            n.cls = FP_CLASS_FINITE;
            n.sig <<= up;
            n.exp = 1 - fp_bias(f) - up;
        }
    } else if (biased == (int)fp_low_mask(f->exp_bits) && !ahp) {
        if (frac == 0)
            n.cls = FP_CLASS_INF;
        else
            n.cls = n.sig >> 62 & 1 ? FP_CLASS_QNAN : FP_CLASS_SNAN;
    } else {
        n.cls = FP_CLASS_FINITE;
        n.sig |= 1ull << 63;
        n.exp = biased - fp_bias(f);
    }
    return n;
}

struct fp_num fp_unpack(struct fp_env *env, enum fp_format fmt, uint64_t bits)
{
    const struct fp_layout *f = &layouts[fmt];
    return unpack(env, f, bits, f->is_f16 ? env->flush_f16 : env->flush_in, false);
}

struct fp_num fp_unpack_cv(struct fp_env *env, enum fp_format fmt, uint64_t bits)
{
    const struct fp_layout *f = &layouts[fmt];
    return unpack(env, f, bits, !f->is_f16 && env->flush_in, f->is_f16 && env->ahp);
}

/* ---- rounding ---- */

fp_u128 fp_shift_right_jam(fp_u128 v, unsigned count)
{
    if (count == 0)
        return v;
    if (count >= 128)
        return v != 0;
    return v >> count | ((v << (128 - count)) != 0);
}

/* Whether a magnitude goes up, from its last kept bit and the part below in units of 2^-128. */
static bool rounds_up(enum fp_rounding rounding, bool sign, bool odd, fp_u128 rest)
{
    const fp_u128 half = (fp_u128)1 << 127;
    switch (rounding) {
    case FP_RNE: return rest > half || (rest == half && odd);
    case FP_RNA: return rest >= half;
    case FP_RUP: return rest != 0 && !sign;
    case FP_RDN: return rest != 0 && sign;
    case FP_RZ:
    case FP_RODD: break;
    }
    return false;
}

/* Splits sig at bit `drop` > 0 into the kept integer and the rest, left-justified and sticky. */
static uint64_t split(fp_u128 sig, unsigned drop, fp_u128 *rest)
{
    if (drop > 128) {
        *rest = fp_shift_right_jam(sig, drop - 128);
        return 0;
    }
    if (drop == 128) {
        *rest = sig;
        return 0;
    }
    *rest = sig << (128 - drop);
    return (uint64_t)(sig >> drop);
}

static uint64_t overflow(struct fp_env *env, enum fp_format fmt, bool sign,
                         enum fp_rounding rounding)
{
    env->flags |= FP_OVERFLOW | FP_INEXACT;
    bool to_inf = rounding == FP_RNE || rounding == FP_RNA || (rounding == FP_RUP && !sign) ||
                  (rounding == FP_RDN && sign);
    return to_inf ? fp_pack_inf(fmt, sign) : fp_pack_max(fmt, sign);
}

/* Would a value with exponent < minimum stay below the smallest normal with unbounded exponents? */
static bool tiny_after(const struct fp_layout *f, bool sign, int exp, fp_u128 sig,
                       enum fp_rounding rounding)
{
    if (exp < -fp_bias(f))
        return true;
    fp_u128 rest;
    uint64_t kept = split(sig, 127 - f->frac_bits, &rest);
    kept += rounds_up(rounding, sign, kept & 1, rest);
    return kept >> (f->frac_bits + 1) == 0;
}

static uint64_t round_base(struct fp_env *env, enum fp_format fmt, bool sign, int exp, fp_u128 sig,
                           enum fp_rounding rounding, bool flush, bool ahp)
{
    const struct fp_layout *f = &layouts[fmt];
    int min_exp = 1 - fp_bias(f);
    bool tiny = exp < min_exp;

    if (tiny && flush && env->tininess_before) {
        env->flags |= FP_UNDERFLOW; /* Arm: and not inexact */
        return fp_pack_zero(fmt, sign);
    }
    fp_u128 rest;
    int biased = tiny ? 0 : exp - min_exp + 1;
    uint64_t kept = split(sig, 127 - f->frac_bits + (tiny ? min_exp - exp : 0), &rest);
    bool inexact = rest != 0;

    if (tiny && (inexact || flush) &&
        (env->tininess_before || tiny_after(f, sign, exp, sig, rounding))) {
        env->flags |= FP_UNDERFLOW;
        if (flush) { /* x86: flushing is an inexact result */
            env->flags |= FP_INEXACT;
            return fp_pack_zero(fmt, sign);
        }
    }
    kept += rounds_up(rounding, sign, kept & 1, rest);
    if (inexact && rounding == FP_RODD)
        kept |= 1;
    if (kept >> (f->frac_bits + 1)) {
        kept >>= 1;
        biased++;
    } else if (biased == 0 && kept >> f->frac_bits) {
        biased = 1;
    }
    if (ahp) {
        if (biased > (int)fp_low_mask(f->exp_bits)) {
            env->flags |= FP_INVALID;
            return fp_pack_zero(fmt, sign) | fp_low_mask(f->width - 1);
        }
    } else if (biased >= (int)fp_low_mask(f->exp_bits)) {
        return overflow(env, fmt, sign, rounding);
    }
    if (inexact)
        env->flags |= FP_INEXACT;
    return fp_pack_zero(fmt, sign) | (uint64_t)biased << f->frac_bits |
           (kept & fp_low_mask(f->frac_bits));
}

uint64_t fp_round(struct fp_env *env, enum fp_format fmt, bool sign, int exp, fp_u128 sig,
                  enum fp_rounding rounding)
{
    bool flush = layouts[fmt].is_f16 ? env->flush_f16 : env->flush_out;
    return round_base(env, fmt, sign, exp, sig, rounding, flush, false);
}

uint64_t fp_round_cv(struct fp_env *env, enum fp_format fmt, bool sign, int exp, fp_u128 sig,
                     enum fp_rounding rounding)
{
    bool is_f16 = layouts[fmt].is_f16;
    return round_base(env, fmt, sign, exp, sig, rounding, !is_f16 && env->flush_out,
                      is_f16 && env->ahp);
}

uint64_t fp_normalize_round(struct fp_env *env, enum fp_format fmt, bool sign, int exp, fp_u128 sig,
                            enum fp_rounding rounding)
{
    uint64_t high = sig >> 64;
    int up = high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)sig);
    return fp_round(env, fmt, sign, exp - up, sig << up, rounding);
}

uint64_t fp_round_num(struct fp_env *env, enum fp_format fmt, const struct fp_num *n,
                      enum fp_rounding rounding)
{
    return fp_round(env, fmt, n->sign, n->exp, (fp_u128)n->sig << 64, rounding);
}

struct fp_integer fp_num_to_integer(const struct fp_num *n, int scale, enum fp_rounding rounding)
{
    struct fp_integer r = {0};
    if (n->cls == FP_CLASS_ZERO)
        return r;
    int exp = n->exp + scale;
    if (exp > 63) {
        r.huge = true;
        return r;
    }
    fp_u128 rest;
    r.mag = split((fp_u128)n->sig << 64, 127 - exp, &rest);
    r.inexact = rest != 0;
    if (rounds_up(rounding, n->sign, r.mag & 1, rest) && ++r.mag == 0)
        r.huge = true;
    return r;
}

/* ---- NaNs ---- */

uint64_t fp_invalid(struct fp_env *env, enum fp_format fmt)
{
    env->flags |= FP_INVALID;
    return fp_default_nan(env, fmt);
}

uint64_t fp_process_nan(struct fp_env *env, enum fp_format fmt, const struct fp_num *n)
{
    const struct fp_layout *f = &layouts[fmt];
    if (n->cls == FP_CLASS_SNAN)
        env->flags |= FP_INVALID;
    if (env->default_nan || env->nan_rule == FP_NAN_RISCV)
        return fp_default_nan(env, fmt);
    uint64_t frac = (n->sig | 1ull << 62) >> (63 - f->frac_bits);
    return fp_pack_inf(fmt, n->sign) | frac;
}

/* The operand whose NaN is the result, of `count` operands in the rule's order. */
static bool select_nan(struct fp_env *env, enum fp_format fmt, const struct fp_num *const *ops,
                       int count, uint64_t *result)
{
    const struct fp_num *nan = NULL, *signalling = NULL;
    for (int i = 0; i < count; i++) {
        if (!nan && fp_num_is_nan(ops[i]))
            nan = ops[i];
        if (!signalling && ops[i]->cls == FP_CLASS_SNAN)
            signalling = ops[i];
    }
    if (!nan)
        return false;
    if (signalling) {
        env->flags |= FP_INVALID;
        if (env->nan_rule == FP_NAN_ARM)
            nan = signalling;
    }
    *result = fp_process_nan(env, fmt, nan);
    return true;
}

bool fp_process_nans(struct fp_env *env, enum fp_format fmt, const struct fp_num *a,
                     const struct fp_num *b, uint64_t *result)
{
    const struct fp_num *ops[] = {a, b};
    return select_nan(env, fmt, ops, 2, result);
}

bool fp_process_nans3(struct fp_env *env, enum fp_format fmt, const struct fp_num *a,
                      const struct fp_num *b, const struct fp_num *c, uint64_t *result)
{
    const struct fp_num *arm[] = {c, a, b}, *x86[] = {a, b, c}, *ppc[] = {a, c, b};
    const struct fp_num *const *ops = env->nan_rule == FP_NAN_ARM   ? arm
                                      : env->nan_rule == FP_NAN_PPC ? ppc
                                                                    : x86;
    return select_nan(env, fmt, ops, 3, result);
}
