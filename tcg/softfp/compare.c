/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * softfp comparison, minimum and maximum.
 * In and out: see softfp.h.
 */
#include "tcg/softfp/core.h"

/* Orders two numbers that are no NaNs; zeros are equal. */
static enum fp_order order(const struct fp_num *a, const struct fp_num *b)
{
    if (a->cls == FP_CLASS_ZERO && b->cls == FP_CLASS_ZERO)
        return FP_EQ;
    if (a->cls == FP_CLASS_ZERO)
        return b->sign ? FP_GT : FP_LT;
    if (b->cls == FP_CLASS_ZERO)
        return a->sign ? FP_LT : FP_GT;
    if (a->sign != b->sign)
        return a->sign ? FP_LT : FP_GT;

    enum fp_order magnitude = FP_EQ;
    if (a->cls != b->cls)
        magnitude = a->cls == FP_CLASS_INF ? FP_GT : FP_LT;
    else if (a->cls == FP_CLASS_INF)
        magnitude = FP_EQ;
    else if (a->exp != b->exp)
        magnitude = a->exp > b->exp ? FP_GT : FP_LT;
    else if (a->sig != b->sig)
        magnitude = a->sig > b->sig ? FP_GT : FP_LT;
    return a->sign ? (enum fp_order)(-(int)magnitude) : magnitude;
}

enum fp_order fp_compare(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b,
                         bool signalling)
{
    struct fp_num x = fp_unpack(env, fmt, a), y = fp_unpack(env, fmt, b);
    if (fp_num_is_nan(&x) || fp_num_is_nan(&y)) {
        if (signalling || x.cls == FP_CLASS_SNAN || y.cls == FP_CLASS_SNAN)
            env->flags |= FP_INVALID;
        return FP_UNORDERED;
    }
    return order(&x, &y);
}

static uint64_t minmax(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b, bool max)
{
    enum fp_order wanted = max ? FP_GT : FP_LT;
    if (env->nan_rule == FP_NAN_X86) {
        uint64_t r = fp_compare(env, fmt, a, b, true) == wanted ? a : b;
        bool zero = fp_unpack(env, fmt, r).cls == FP_CLASS_ZERO; /* perhaps a flushed denormal */
        return r & (zero ? fp_pack_zero(fmt, true) : fp_low_mask(fp_width(fmt)));
    }
    struct fp_num x = fp_unpack(env, fmt, a), y = fp_unpack(env, fmt, b);
    uint64_t nan;
    if (fp_process_nans(env, fmt, &x, &y, &nan))
        return nan;
    const struct fp_num *r = order(&x, &y) == wanted ? &x : &y;
    if (r->cls == FP_CLASS_INF)
        return fp_pack_inf(fmt, r->sign);
    if (r->cls == FP_CLASS_ZERO)
        return fp_pack_zero(fmt, max ? x.sign && y.sign : x.sign || y.sign);
    return fp_round_num(env, fmt, r, env->rounding);
}

uint64_t fp_min(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    return minmax(env, fmt, a, b, false);
}

uint64_t fp_max(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    return minmax(env, fmt, a, b, true);
}

/* Does the NaN-or-number `a` stand back for a number in `b`? */
static bool is_missing(const struct fp_env *env, enum fp_format fmt, uint64_t a)
{
    return fp_is_nan(fmt, a) && (env->nan_rule == FP_NAN_RISCV || !fp_is_snan(fmt, a));
}

static uint64_t minmaxnum(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b, bool max)
{
    bool missing_a = is_missing(env, fmt, a), missing_b = is_missing(env, fmt, b);
    if (fp_is_snan(fmt, a) || fp_is_snan(fmt, b))
        env->flags |= FP_INVALID;
    if (missing_a && !missing_b)
        a = fp_pack_inf(fmt, max);
    else if (missing_b && !missing_a)
        b = fp_pack_inf(fmt, max);
    return minmax(env, fmt, a, b, max);
}

uint64_t fp_minnum(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    return minmaxnum(env, fmt, a, b, false);
}

uint64_t fp_maxnum(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    return minmaxnum(env, fmt, a, b, true);
}
