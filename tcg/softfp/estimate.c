/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * softfp estimates: Arm's reciprocal and reciprocal square root estimates, their Newton steps
 * and FRECPX, exact as the manual's pseudocode defines them (its tables follow from integer
 * division, so none is stored).
 */
#include "tcg/softfp/core.h"

/* RecipEstimate: a in [256, 512) stands for [0.5, 1); the result in [256, 512) for [1, 2). */
static unsigned recip_table(unsigned a)
{
    a = a * 2 + 1;
    return ((1u << 19) / a + 1) / 2;
}

/* RecipSqrtEstimate: a in [128, 512) stands for [0.25, 1); the result in [256, 512) for [1, 2). */
static unsigned rsqrt_table(unsigned a)
{
    a = a < 256 ? a * 2 + 1 : ((a | 1) * 2);
    unsigned b = 512; /* the largest whose square times a stays below 2^28 */
    for (unsigned more = 256; more; more /= 2)
        if ((uint64_t)a * (b + more) * (b + more) < 1u << 28)
            b += more;
    return (b + 1) / 2;
}

static bool flushes(const struct fp_env *env, enum fp_format fmt)
{
    return fp_layout(fmt)->is_f16 ? env->flush_f16 : env->flush_out;
}

/* The reciprocal of a denormal so small that it overflows. */
static uint64_t recip_overflow(struct fp_env *env, enum fp_format fmt, bool sign)
{
    bool to_inf = env->rounding == FP_RNE || (env->rounding == FP_RUP && !sign) ||
                  (env->rounding == FP_RDN && sign);
    env->flags |= FP_OVERFLOW | FP_INEXACT;
    return to_inf ? fp_pack_inf(fmt, sign) : fp_pack_max(fmt, sign);
}

uint64_t fp_recip_estimate(struct fp_env *env, enum fp_format fmt, uint64_t a)
{
    const struct fp_layout *f = fp_layout(fmt);
    int bias = fp_bias(f);
    struct fp_num n = fp_unpack(env, fmt, a);
    if (fp_num_is_nan(&n))
        return fp_process_nan(env, fmt, &n);
    if (n.cls == FP_CLASS_INF)
        return fp_pack_zero(fmt, n.sign);
    if (n.cls == FP_CLASS_ZERO) {
        env->flags |= FP_DIVZERO;
        return fp_pack_inf(fmt, n.sign);
    }
    if (n.exp < -bias - 1)
        return recip_overflow(env, fmt, n.sign);
    if (n.exp >= bias - 1 && flushes(env, fmt)) {
        env->flags |= FP_UNDERFLOW;
        return fp_pack_zero(fmt, n.sign);
    }
    /* The result is estimate / 256 * 2^exp; the last bits of a denormal one are cut off. */
    unsigned estimate = recip_table(n.sig >> 55);
    int biased = bias - n.exp - 1;
    uint64_t frac = (uint64_t)(estimate & 0xff) << (f->frac_bits - 8);
    if (biased <= 0) {
        frac = (frac | 1ull << f->frac_bits) >> (1 - biased);
        biased = 0;
    }
    return fp_pack_zero(fmt, n.sign) | (uint64_t)biased << f->frac_bits | frac;
}

uint64_t fp_rsqrt_estimate(struct fp_env *env, enum fp_format fmt, uint64_t a)
{
    const struct fp_layout *f = fp_layout(fmt);
    int bias = fp_bias(f);
    struct fp_num n = fp_unpack(env, fmt, a);
    if (fp_num_is_nan(&n))
        return fp_process_nan(env, fmt, &n);
    if (n.cls == FP_CLASS_ZERO) {
        env->flags |= FP_DIVZERO;
        return fp_pack_inf(fmt, n.sign);
    }
    if (n.sign)
        return fp_invalid(env, fmt);
    if (n.cls == FP_CLASS_INF)
        return fp_pack_zero(fmt, false);
    bool odd = n.exp & 1;
    unsigned estimate = rsqrt_table(n.sig >> (odd ? 55 : 56));
    int biased = bias - ((n.exp - odd) / 2 + 1);
    return (uint64_t)biased << f->frac_bits | (uint64_t)(estimate & 0xff) << (f->frac_bits - 8);
}

uint64_t fp_recip_exponent(struct fp_env *env, enum fp_format fmt, uint64_t a)
{
    const struct fp_layout *f = fp_layout(fmt);
    struct fp_num n = fp_unpack(env, fmt, a);
    if (fp_num_is_nan(&n))
        return fp_process_nan(env, fmt, &n);
    uint64_t ones = fp_low_mask(f->exp_bits), exp = a >> f->frac_bits & ones;
    exp = exp == 0 ? ones - 1 : ~exp & ones;
    return fp_pack_zero(fmt, n.sign) | exp << f->frac_bits;
}

/* (constant - a * b) * 2^scale, where zero times infinity counts as zero. */
static uint64_t step(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b,
                     const struct fp_num *constant, int scale)
{
    struct fp_num x = fp_unpack(env, fmt, fp_neg(fmt, a)), y = fp_unpack(env, fmt, b);
    uint64_t nan;
    if (fp_process_nans(env, fmt, &x, &y, &nan))
        return nan;
    bool zero = x.cls == FP_CLASS_ZERO || y.cls == FP_CLASS_ZERO;
    if (x.cls == FP_CLASS_INF || y.cls == FP_CLASS_INF) {
        if (!zero)
            return fp_pack_inf(fmt, x.sign != y.sign);
        x = y = (struct fp_num){.cls = FP_CLASS_ZERO};
    }
    return fp_muladd_exact(env, fmt, &x, &y, constant, scale);
}

uint64_t fp_recip_step(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    const struct fp_num constant = {.cls = FP_CLASS_FINITE, .exp = 1, .sig = 1ull << 63};
    return step(env, fmt, a, b, &constant, 0);
}

uint64_t fp_rsqrt_step(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    const struct fp_num constant = {.cls = FP_CLASS_FINITE, .exp = 1, .sig = 3ull << 62};
    return step(env, fmt, a, b, &constant, -1);
}

uint32_t fp_recip_estimate_u32(uint32_t a)
{
    return a >> 31 ? recip_table(a >> 23) << 23 : ~0u;
}

uint32_t fp_rsqrt_estimate_u32(uint32_t a)
{
    return a >> 30 ? rsqrt_table(a >> 23) << 23 : ~0u;
}
