/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * softfp conversions: between formats, to integral values, to and from integers.
 * In and out: see softfp.h.
 */
#include "tcg/softfp/core.h"

uint64_t fp_convert(struct fp_env *env, enum fp_format from, enum fp_format to, uint64_t a)
{
    struct fp_num n = fp_unpack_cv(env, from, a);
    bool alternative = env->ahp && fp_layout(to)->is_f16; /* has neither NaN nor infinity */
    switch ((enum fp_class)n.cls) {
    case FP_CLASS_ZERO: return fp_pack_zero(to, n.sign);
    case FP_CLASS_INF:
        if (!alternative)
            return fp_pack_inf(to, n.sign);
        env->flags |= FP_INVALID;
        return fp_pack_zero(to, n.sign) | fp_low_mask(fp_layout(to)->width - 1);
    case FP_CLASS_QNAN:
    case FP_CLASS_SNAN:
        if (!alternative)
            return fp_process_nan(env, to, &n);
        env->flags |= FP_INVALID;
        return fp_pack_zero(to, n.sign);
    case FP_CLASS_FINITE: break;
    }
    return fp_round_cv(env, to, n.sign, n.exp, (fp_u128)n.sig << 64, env->rounding);
}

/* The integer of a fp_num_to_integer result as a value of the format: always exact. */
static uint64_t pack_integer(struct fp_env *env, enum fp_format fmt, bool sign, uint64_t mag)
{
    if (mag == 0)
        return fp_pack_zero(fmt, sign);
    return fp_normalize_round(env, fmt, sign, 127, mag, FP_RZ);
}

uint64_t fp_round_int(struct fp_env *env, enum fp_format fmt, uint64_t a, enum fp_rounding rounding,
                      bool exact)
{
    struct fp_num n = fp_unpack(env, fmt, a);
    if (fp_num_is_nan(&n))
        return fp_process_nan(env, fmt, &n);
    if (n.cls == FP_CLASS_INF)
        return fp_pack_inf(fmt, n.sign);
    if (n.cls == FP_CLASS_FINITE && n.exp >= fp_layout(fmt)->frac_bits)
        return fp_round_num(env, fmt, &n, FP_RZ); /* has no fraction bits */
    struct fp_integer i = fp_num_to_integer(&n, 0, rounding);
    if (i.inexact && exact)
        env->flags |= FP_INEXACT;
    return pack_integer(env, fmt, n.sign, i.mag);
}

/* Does the rounded integer fit the type? */
static bool fits(struct fp_integer i, bool sign, unsigned bits, bool is_signed)
{
    if (i.huge)
        return false;
    if (!is_signed)
        return (!sign || i.mag == 0) && i.mag <= fp_low_mask(bits);
    return i.mag <= fp_low_mask(bits - 1) + sign;
}

uint64_t fp_round_int_n(struct fp_env *env, enum fp_format fmt, uint64_t a,
                        enum fp_rounding rounding, unsigned bits)
{
    const struct fp_layout *f = fp_layout(fmt);
    struct fp_num n = fp_unpack(env, fmt, a);
    struct fp_integer i = {.huge = true};
    if (n.cls == FP_CLASS_ZERO || n.cls == FP_CLASS_FINITE)
        i = fp_num_to_integer(&n, 0, rounding);
    if (!fits(i, n.sign, bits, true)) {
        env->flags |= FP_INVALID;
        return fp_pack_zero(fmt, true) | (uint64_t)(fp_bias(f) + bits - 1) << f->frac_bits;
    }
    if (i.inexact)
        env->flags |= FP_INEXACT;
    return pack_integer(env, fmt, n.sign, i.mag);
}

static uint64_t unfit(bool nan, bool sign, unsigned bits, bool is_signed, enum fp_int_rule rule)
{
    uint64_t min = is_signed ? 1ull << (bits - 1) : 0;
    uint64_t max = fp_low_mask(is_signed ? bits - 1 : bits);
    if (rule == FP_INT_INDEFINITE)
        return is_signed ? min : max;
    if (!nan)
        return sign ? min : max;
    switch (rule) {
    case FP_INT_SATURATE_NAN_MAX: return max;
    case FP_INT_SATURATE_NAN_MIN: return min;
    default: return 0;
    }
}

uint64_t fp_to_int(struct fp_env *env, enum fp_format fmt, uint64_t a, unsigned bits,
                   bool is_signed, unsigned fbits, enum fp_rounding rounding, enum fp_int_rule rule)
{
    struct fp_num n = fp_unpack(env, fmt, a);
    struct fp_integer i = {.huge = true};
    if (n.cls == FP_CLASS_ZERO || n.cls == FP_CLASS_FINITE)
        i = fp_num_to_integer(&n, fbits, rounding);
    if (!fits(i, n.sign, bits, is_signed)) {
        env->flags |= FP_INVALID;
        return unfit(fp_num_is_nan(&n), n.sign, bits, is_signed, rule);
    }
    if (i.inexact)
        env->flags |= FP_INEXACT;
    return (n.sign ? -i.mag : i.mag) & fp_low_mask(bits);
}

uint32_t fp_to_int_js(struct fp_env *env, uint64_t a, bool *exact)
{
    struct fp_num n = fp_unpack(env, FP_F64, a);
    *exact = false;
    if (n.cls == FP_CLASS_ZERO) {
        *exact = a == 0; /* neither -0 nor a flushed denormal */
        return 0;
    }
    /* 2^84 and above: the 53 significant bits are all multiples of 2^32 */
    if (n.cls != FP_CLASS_FINITE || n.exp >= 84) {
        env->flags |= FP_INVALID;
        return 0;
    }
    bool huge = n.exp > 63;
    struct fp_integer i = {.mag = huge ? n.sig << (n.exp - 63) : 0};
    if (!huge)
        i = fp_num_to_integer(&n, 0, FP_RZ);
    if (huge || i.mag > 0x7fffffffull + n.sign)
        env->flags |= FP_INVALID;
    else if (i.inexact)
        env->flags |= FP_INEXACT;
    else
        *exact = true;
    return (uint32_t)(n.sign ? -i.mag : i.mag);
}

uint64_t fp_from_int(struct fp_env *env, enum fp_format fmt, uint64_t value, bool is_signed,
                     unsigned fbits)
{
    if (value == 0)
        return fp_pack_zero(fmt, false);
    bool sign = is_signed && value >> 63;
    uint64_t mag = sign ? -value : value;
    return fp_normalize_round(env, fmt, sign, 127 - (int)fbits, mag, env->rounding);
}
