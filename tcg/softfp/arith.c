/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * softfp arithmetic: add, sub, mul, div, sqrt and the fused multiply-adds.
 * In and out: see softfp.h.  Exact results are formed in 128 bits (with a sticky last bit
 * where they are longer) and rounded once by fp_round.
 */
#include "tcg/softfp/core.h"

/* A finite term of a sum: sig / 2^126 * 2^exp; the leading one is bit 126, or sig is zero. */
struct term {
    bool sign;
    int exp;
    fp_u128 sig;
};

/* The sign of an exact zero that is a sum of unlike signs. */
static bool zero_sign(const struct fp_env *env)
{
    return env->rounding == FP_RDN;
}

/*
 * Rounds x + y.  One of them may have been shifted out to a sticky bit: then the exponents differ
 * by more than the zero bits below either significand, so no cancellation can uncover that bit.
 */
static uint64_t add_terms(struct fp_env *env, enum fp_format fmt, struct term x, struct term y,
                          int scale)
{
    if (x.sig == 0 && y.sig == 0)
        return fp_pack_zero(fmt, x.sign == y.sign ? x.sign : zero_sign(env));
    if (x.sig == 0 || (y.sig != 0 && y.exp > x.exp)) {
        struct term t = x;
        x = y;
        y = t;
    }
    y.sig = fp_shift_right_jam(y.sig, y.sig ? x.exp - y.exp : 0);
    bool sign = x.sign;
    fp_u128 sum;
    if (x.sign == y.sign) {
        sum = x.sig + y.sig;
    } else if (x.sig >= y.sig) {
        sum = x.sig - y.sig;
    } else {
        sum = y.sig - x.sig;
        sign = y.sign;
    }
    if (sum == 0)
        return fp_pack_zero(fmt, zero_sign(env));
    return fp_normalize_round(env, fmt, sign, x.exp + 1 + scale, sum, env->rounding);
}

static struct term num_term(const struct fp_num *n)
{
    fp_u128 sig = n->cls == FP_CLASS_ZERO ? 0 : (fp_u128)n->sig << 63;
    return (struct term){n->sign, n->exp, sig};
}

static uint64_t add_nums(struct fp_env *env, enum fp_format fmt, const struct fp_num *a,
                         const struct fp_num *b)
{
    if (a->cls == FP_CLASS_INF || b->cls == FP_CLASS_INF) {
        if (a->cls == b->cls && a->sign != b->sign)
            return fp_invalid(env, fmt);
        return fp_pack_inf(fmt, a->cls == FP_CLASS_INF ? a->sign : b->sign);
    }
    return add_terms(env, fmt, num_term(a), num_term(b), 0);
}

uint64_t fp_add(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    struct fp_num x = fp_unpack(env, fmt, a), y = fp_unpack(env, fmt, b);
    uint64_t nan;
    if (fp_process_nans(env, fmt, &x, &y, &nan))
        return nan;
    return add_nums(env, fmt, &x, &y);
}

uint64_t fp_sub(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    struct fp_num x = fp_unpack(env, fmt, a), y = fp_unpack(env, fmt, b);
    uint64_t nan;
    if (fp_process_nans(env, fmt, &x, &y, &nan))
        return nan;
    y.sign = !y.sign;
    return add_nums(env, fmt, &x, &y);
}

/* Is it zero times infinity? */
static bool zero_times_inf(const struct fp_num *a, const struct fp_num *b)
{
    return (a->cls == FP_CLASS_ZERO && b->cls == FP_CLASS_INF) ||
           (a->cls == FP_CLASS_INF && b->cls == FP_CLASS_ZERO);
}

static uint64_t two(enum fp_format fmt, bool sign)
{
    const struct fp_layout *f = fp_layout(fmt);
    return fp_pack_zero(fmt, sign) | (uint64_t)(fp_bias(f) + 1) << f->frac_bits;
}

static uint64_t mul(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b, bool extended)
{
    struct fp_num x = fp_unpack(env, fmt, a), y = fp_unpack(env, fmt, b);
    uint64_t nan;
    if (fp_process_nans(env, fmt, &x, &y, &nan))
        return nan;
    bool sign = x.sign != y.sign;
    if (zero_times_inf(&x, &y))
        return extended ? two(fmt, sign) : fp_invalid(env, fmt);
    if (x.cls == FP_CLASS_INF || y.cls == FP_CLASS_INF)
        return fp_pack_inf(fmt, sign);
    if (x.cls == FP_CLASS_ZERO || y.cls == FP_CLASS_ZERO)
        return fp_pack_zero(fmt, sign);
    return fp_normalize_round(env, fmt, sign, x.exp + y.exp + 1, (fp_u128)x.sig * y.sig,
                              env->rounding);
}

uint64_t fp_mul(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    return mul(env, fmt, a, b, false);
}

uint64_t fp_mulx(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    return mul(env, fmt, a, b, true);
}

uint64_t fp_div(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    struct fp_num x = fp_unpack(env, fmt, a), y = fp_unpack(env, fmt, b);
    uint64_t nan;
    if (fp_process_nans(env, fmt, &x, &y, &nan))
        return nan;
    bool sign = x.sign != y.sign;
    if (x.cls == y.cls && x.cls != FP_CLASS_FINITE)
        return fp_invalid(env, fmt);
    if (x.cls == FP_CLASS_INF || y.cls == FP_CLASS_ZERO) {
        if (x.cls != FP_CLASS_INF)
            env->flags |= FP_DIVZERO;
        return fp_pack_inf(fmt, sign);
    }
    if (x.cls == FP_CLASS_ZERO || y.cls == FP_CLASS_INF)
        return fp_pack_zero(fmt, sign);

    fp_u128 dividend = (fp_u128)x.sig << 63;
    fp_u128 quotient = dividend / y.sig; /* 63 or 64 significant bits: more than any format keeps */
    bool sticky = quotient * y.sig != dividend;
    return fp_normalize_round(env, fmt, sign, x.exp - y.exp, quotient << 64 | sticky,
                              env->rounding);
}

/* The integer square root of v with its exactness. */
static uint64_t isqrt(fp_u128 v, bool *exact)
{
    uint64_t root = 0;
    for (int bit = 63; bit >= 0; bit--) {
        uint64_t trial = root | 1ull << bit;
        if ((fp_u128)trial * trial <= v)
            root = trial;
    }
    *exact = (fp_u128)root * root == v;
    return root;
}

uint64_t fp_sqrt(struct fp_env *env, enum fp_format fmt, uint64_t a)
{
    struct fp_num x = fp_unpack(env, fmt, a);
    if (fp_num_is_nan(&x))
        return fp_process_nan(env, fmt, &x);
    if (x.cls == FP_CLASS_ZERO)
        return fp_pack_zero(fmt, x.sign);
    if (x.sign)
        return fp_invalid(env, fmt);
    if (x.cls == FP_CLASS_INF)
        return fp_pack_inf(fmt, false);

    /* v / 2^126 is in [1, 4) and the remaining exponent even: the root is r / 2^63 in [1, 2). */
    fp_u128 v = (fp_u128)x.sig << (63 + (x.exp & 1));
    bool exact;
    uint64_t root = isqrt(v, &exact);
    return fp_round(env, fmt, false, (x.exp - (x.exp & 1)) / 2, (fp_u128)root << 64 | !exact,
                    env->rounding);
}

uint64_t fp_muladd_exact(struct fp_env *env, enum fp_format fmt, const struct fp_num *a,
                         const struct fp_num *b, const struct fp_num *c, int scale)
{
    struct term product = {.sign = a->sign != b->sign};
    if (a->cls != FP_CLASS_ZERO && b->cls != FP_CLASS_ZERO) {
        product.sig = (fp_u128)a->sig * b->sig;
        product.exp = a->exp + b->exp;
        if (product.sig >> 127) { /* at most 53 bits each: the last bit is zero */
            product.sig >>= 1;
            product.exp++;
        }
    }
    return add_terms(env, fmt, product, num_term(c), scale);
}

static uint64_t muladd_nums(struct fp_env *env, enum fp_format fmt, const struct fp_num *a,
                            const struct fp_num *b, const struct fp_num *c)
{
    bool sign = a->sign != b->sign;
    if (a->cls == FP_CLASS_INF || b->cls == FP_CLASS_INF) {
        if (c->cls == FP_CLASS_INF && c->sign != sign)
            return fp_invalid(env, fmt);
        return fp_pack_inf(fmt, sign);
    }
    if (c->cls == FP_CLASS_INF)
        return fp_pack_inf(fmt, c->sign);
    return fp_muladd_exact(env, fmt, a, b, c, 0);
}

uint64_t fp_muladd_widen(struct fp_env *env, enum fp_format narrow, enum fp_format wide, uint64_t a,
                         uint64_t b, uint64_t addend, unsigned neg)
{
    struct fp_num x = fp_unpack(env, narrow, a), y = fp_unpack(env, narrow, b);
    struct fp_num c = fp_unpack(env, wide, addend);
    if (neg & FP_NEG_PRODUCT && (env->nan_rule == FP_NAN_ARM || !fp_num_is_nan(&x)))
        x.sign = !x.sign;
    if (neg & FP_NEG_ADDEND && (env->nan_rule == FP_NAN_ARM || !fp_num_is_nan(&c)))
        c.sign = !c.sign;

    bool bad = zero_times_inf(&x, &y);
    uint64_t result;
    if (fp_process_nans3(env, wide, &x, &y, &c, &result)) {
        /* IEEE leaves zero times infinity plus a quiet NaN open. */
        if (bad && c.cls == FP_CLASS_QNAN && env->nan_rule != FP_NAN_X86) {
            env->flags |= FP_INVALID;
            if (env->nan_rule == FP_NAN_ARM)
                result = fp_default_nan(env, wide);
        }
        return result;
    }
    if (bad)
        return fp_invalid(env, wide);
    result = muladd_nums(env, wide, &x, &y, &c);
    if (neg & FP_NEG_RESULT && !fp_is_nan(wide, result))
        result = fp_neg(wide, result);
    return result;
}

uint64_t fp_muladd(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b, uint64_t addend,
                   unsigned neg)
{
    return fp_muladd_widen(env, fmt, fmt, a, b, addend, neg);
}
