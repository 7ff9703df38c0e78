/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating-point vector elements by softfp, for what the host's arithmetic can't do or lacks; see
 * helper_vec.h.
 */
#include "target/riscv/helper.h"
#include "target/riscv/helper_vec.h"

static enum fp_format format(const struct rv_vec *v, int lg)
{
    return lg == 1 ? (v->alt ? FP_BF16 : FP_F16) : lg == 2 ? FP_F32 : FP_F64;
}

bool rv_vec_format(const struct rv_vec *v, int lg, enum fp_format *fmt)
{
    rv_features f = v->model->features;
    *fmt = format(v, lg);
    return lg == 1   ? v->alt || (f & RV_F(ZVFH)) != 0
           : lg == 2 ? (f & RV_F(ZVE32F)) != 0
           : lg == 3 ? (f & RV_F(ZVE64D)) != 0
                     : false;
}

static struct fp_env env_of(const struct rv_vec *v)
{
    struct fp_env env = fp_env_riscv();
    env.rounding = (uint8_t)v->frm;
    return env;
}

/* ---- 7-bit estimates: the manual's tables are the rounded values of the function in the middle
   of the interval ---- */

static unsigned rec7(unsigned i)
{
    unsigned d = 257 + 2 * i;
    return (2 * 65536 + d) / (2 * d) - 128;
}

static const uint8_t rsqrt7[128] = {
    52,  51,  50,  48,  47,  46, 44, 43,  42,  41,  40,  39,  38,  36,  35,  34,  33,  32,  31,
    30,  30,  29,  28,  27,  26, 25, 24,  23,  23,  22,  21,  20,  19,  19,  18,  17,  16,  16,
    15,  14,  14,  13,  12,  12, 11, 10,  10,  9,   9,   8,   7,   7,   6,   6,   5,   4,   4,
    3,   3,   2,   2,   1,   1,  0,  127, 125, 123, 121, 119, 118, 116, 114, 113, 111, 109, 108,
    106, 105, 103, 102, 100, 99, 97, 96,  95,  93,  92,  91,  90,  88,  87,  86,  85,  84,  83,
    82,  80,  79,  78,  77,  76, 75, 74,  73,  72,  71,  70,  70,  69,  68,  67,  66,  65,  64,
    63,  63,  62,  61,  60,  59, 59, 58,  57,  56,  56,  55,  54,  53,
};

struct parts {
    bool sign;
    int exp, all; /* all: the exponent that has only ones */
    uint64_t sig; /* fraction, normalised */
    unsigned s, e;
};

/* s: bits of the fraction. */
RV_LOOP struct parts split(int lg, unsigned s, uint64_t a)
{
    struct parts p = {.s = s, .e = (8u << lg) - 1 - s};
    p.all = (1 << p.e) - 1;
    p.sign = a >> ((8u << lg) - 1) & 1;
    p.exp = (int)(a >> p.s) & p.all;
    p.sig = a & ((UINT64_C(1) << p.s) - 1);
    return p;
}

RV_LOOP void normalise(struct parts *p)
{
    if (p->exp)
        return;
    int shift = __builtin_clzll(p->sig) - (63 - (int)p->s);
    p->exp = 1 - shift;
    p->sig = p->sig << shift & ((UINT64_C(1) << p->s) - 1);
}

RV_LOOP uint64_t join(const struct parts *p, int exp, uint64_t sig)
{
    return (uint64_t)p->sign << (p->s + p->e) | (uint64_t)exp << p->s | sig;
}

/* The canonical NaN. */
RV_LOOP uint64_t nan_of(const struct parts *p)
{
    return (uint64_t)p->all << p->s | UINT64_C(1) << (p->s - 1);
}

RV_LOOP bool signalling(const struct parts *p)
{
    return p->exp == p->all && p->sig && !(p->sig >> (p->s - 1));
}

/* NaNs and zeros, which both estimates treat alike. */
RV_LOOP bool special(struct fp_env *env, const struct parts *p, uint64_t *out)
{
    if (p->exp == p->all && p->sig) {
        env->flags |= signalling(p) ? FP_INVALID : 0;
        *out = nan_of(p);
        return true;
    }
    if (p->exp || p->sig)
        return false;
    env->flags |= FP_DIVZERO;
    *out = join(p, p->all, 0);
    return true;
}

RV_LOOP uint64_t frsqrt7(struct fp_env *env, int lg, unsigned s, uint64_t a)
{
    struct parts p = split(lg, s, a);
    int bias = p.all >> 1;
    uint64_t out;
    if (special(env, &p, &out))
        return out;
    if (p.sign) {
        env->flags |= FP_INVALID;
        return nan_of(&p);
    }
    if (p.exp == p.all)
        return 0;
    normalise(&p);
    unsigned index = (unsigned)(p.exp & 1) << 6 | (unsigned)(p.sig >> (p.s - 6));
    return join(&p, (3 * bias - 1 - p.exp) / 2, (uint64_t)rsqrt7[index] << (p.s - 7));
}

/* Denormal results of BF16, which has too few digits for all of the table's, are cut off. */
RV_LOOP uint64_t frec7(struct fp_env *env, int lg, unsigned s, uint64_t a)
{
    struct parts p = split(lg, s, a);
    int bias = p.all >> 1;
    uint64_t out;
    if (special(env, &p, &out))
        return out;
    if (p.exp == p.all)
        return join(&p, 0, 0);
    normalise(&p);
    if (p.exp < -1) {
        bool to_max = env->rounding == FP_RZ || (env->rounding == FP_RDN && !p.sign) ||
                      (env->rounding == FP_RUP && p.sign);
        env->flags |= FP_OVERFLOW | FP_INEXACT;
        return to_max ? join(&p, p.all - 1, (UINT64_C(1) << p.s) - 1) : join(&p, p.all, 0);
    }
    uint64_t sig = (uint64_t)rec7((unsigned)(p.sig >> (p.s - 7))) << (p.s - 7);
    int exp = 2 * bias - 1 - p.exp;
    if (exp <= 0) {
        sig = sig >> 1 | UINT64_C(1) << (p.s - 1);
        if (exp < 0)
            sig >>= 1;
        exp = 0;
    }
    return join(&p, exp, sig);
}

RV_LOOP uint64_t fclass(int lg, unsigned s, uint64_t a)
{
    struct parts p = split(lg, s, a);
    if (p.exp == p.all && p.sig)
        return signalling(&p) ? 1 << 8 : 1 << 9;
    unsigned from_zero = p.exp == p.all ? 3 : p.exp ? 2 : p.sig ? 1 : 0;
    return UINT64_C(1) << (p.sign ? 3 - from_zero : 4 + from_zero);
}

RV_LOOP void estimate_loop(struct fp_env *env, enum rv_vec_fn fn, int lg, unsigned s,
                           const struct rv_lanes *l)
{
    for (size_t i = 0, n = l->n; i < n; i++) {
        uint64_t a = rv_lane(l->a, i, lg);
        rv_set_lane(l->out, i, lg,
                    fn == RV_FN_FCLASS    ? fclass(lg, s, a)
                    : fn == RV_FN_FRSQRT7 ? frsqrt7(env, lg, s, a)
                                          : frec7(env, lg, s, a));
    }
}

RV_LOOP void estimate_formats(struct fp_env *env, enum rv_vec_fn fn, enum fp_format f,
                              const struct rv_lanes *l)
{
    switch (f) {
    case FP_F16: estimate_loop(env, fn, 1, 10, l); break;
    case FP_BF16: estimate_loop(env, fn, 1, 7, l); break;
    case FP_F32: estimate_loop(env, fn, 2, 23, l); break;
    default: estimate_loop(env, fn, 3, 52, l); break;
    }
}

/* Also classes; false: it is another function. */
static bool estimate(struct fp_env *env, enum rv_vec_fn fn, enum fp_format f,
                     const struct rv_lanes *l)
{
    switch (fn) {
    case RV_FN_FRSQRT7: estimate_formats(env, RV_FN_FRSQRT7, f, l); return true;
    case RV_FN_FREC7: estimate_formats(env, RV_FN_FREC7, f, l); return true;
    case RV_FN_FCLASS: estimate_formats(env, RV_FN_FCLASS, f, l); return true;
    default: return false;
    }
}

/* ---- elements ---- */

static uint64_t sign_inject(enum rv_vec_fn fn, enum fp_format f, uint64_t a, uint64_t b)
{
    uint64_t sign = UINT64_C(1) << (fp_width(f) - 1);
    b = fn == RV_FN_FSGNJN ? ~b : fn == RV_FN_FSGNJX ? a ^ b : b;
    return (a & ~sign) | (b & sign);
}

static uint64_t compare(struct fp_env *env, enum rv_vec_fn fn, enum fp_format f, uint64_t a,
                        uint64_t b)
{
    enum fp_order o = fp_compare(env, f, a, b, fn != RV_FN_FEQ && fn != RV_FN_FNE);
    switch (fn) {
    case RV_FN_FEQ: return o == FP_EQ;
    case RV_FN_FNE: return o != FP_EQ;
    case RV_FN_FLT: return o == FP_LT;
    case RV_FN_FLE: return o == FP_LT || o == FP_EQ;
    case RV_FN_FGT: return o == FP_GT;
    default: return o == FP_GT || o == FP_EQ;
    }
}

static uint64_t fused(struct fp_env *env, enum rv_vec_fn fn, enum fp_format f, uint64_t a,
                      uint64_t b, uint64_t d)
{
    const unsigned p = FP_NEG_PRODUCT, q = FP_NEG_ADDEND;
    switch (fn) {
    case RV_FN_FMADD: return fp_muladd(env, f, d, b, a, 0);
    case RV_FN_FNMADD: return fp_muladd(env, f, d, b, a, p | q);
    case RV_FN_FMSUB: return fp_muladd(env, f, d, b, a, q);
    case RV_FN_FNMSUB: return fp_muladd(env, f, d, b, a, p);
    case RV_FN_FMACC: return fp_muladd(env, f, a, b, d, 0);
    case RV_FN_FNMACC: return fp_muladd(env, f, a, b, d, p | q);
    case RV_FN_FMSAC: return fp_muladd(env, f, a, b, d, q);
    default: return fp_muladd(env, f, a, b, d, p);
    }
}

static uint64_t arithmetic(struct fp_env *env, enum rv_vec_fn fn, enum fp_format f, uint64_t a,
                           uint64_t b, uint64_t d)
{
    switch (fn) {
    case RV_FN_FADD: return fp_add(env, f, a, b);
    case RV_FN_FSUB: return fp_sub(env, f, a, b);
    case RV_FN_FRSUB: return fp_sub(env, f, b, a);
    case RV_FN_FMUL: return fp_mul(env, f, a, b);
    case RV_FN_FDIV: return fp_div(env, f, a, b);
    case RV_FN_FRDIV: return fp_div(env, f, b, a);
    case RV_FN_FMIN: return fp_minnum(env, f, a, b);
    case RV_FN_FMAX: return fp_maxnum(env, f, a, b);
    case RV_FN_FSGNJ:
    case RV_FN_FSGNJN:
    case RV_FN_FSGNJX: return sign_inject(fn, f, a, b);
    case RV_FN_FSQRT: return fp_sqrt(env, f, a);
    default: break;
    }
    return fn <= RV_FN_FNMSAC ? fused(env, fn, f, a, b, d) : compare(env, fn, f, a, b);
}

/* ---- loops ---- */

static bool reads_vd(enum rv_vec_fn fn)
{
    return fn >= RV_FN_FMADD && fn <= RV_FN_FNMSAC;
}

void rv_vec_fp(struct rv_vec *v, enum rv_vec_fn fn, int lg, const struct rv_lanes *l)
{
    struct fp_env env = env_of(v);
    enum fp_format f = format(v, lg);
    int to = fn >= RV_FN_FEQ && fn <= RV_FN_FGE ? 0 : lg;
    if (rv_vec_host_fp(v, fn, lg, l))
        return;
    for (size_t i = estimate(&env, fn, f, l) ? l->n : 0; i < l->n; i++) {
        uint64_t b = l->b ? rv_lane(l->b, i, lg) : 0, d = reads_vd(fn) ? rv_lane(l->d, i, lg) : 0;
        rv_set_lane(l->out, i, to, arithmetic(&env, fn, f, rv_lane(l->a, i, lg), b, d));
    }
    v->flags |= env.flags;
}

uint64_t rv_vec_fp_fold(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t sum,
                        const struct rv_lanes *l)
{
    struct fp_env env = env_of(v);
    if (rv_vec_host_fold(v, fn, lg, &sum, l))
        return sum;
    for (size_t i = 0; i < l->n; i++)
        sum = arithmetic(&env, fn, format(v, lg), rv_lane(l->a, i, lg), sum, 0);
    v->flags |= env.flags;
    return sum;
}

static uint64_t converted(const struct rv_vec *v, struct fp_env *env, enum rv_vec_fn fn, int from,
                          int to, uint64_t a)
{
    const enum fp_int_rule rule = FP_INT_SATURATE_NAN_MAX;
    unsigned bits = 8u << to;
    bool is_signed = fn == RV_FN_F2I || fn == RV_FN_F2I_RTZ;
    switch (fn) {
    case RV_FN_F2U:
    case RV_FN_F2I:
        return fp_to_int(env, format(v, from), a, bits, is_signed, 0, env->rounding, rule);
    case RV_FN_F2U_RTZ:
    case RV_FN_F2I_RTZ: return fp_to_int(env, format(v, from), a, bits, is_signed, 0, FP_RZ, rule);
    case RV_FN_U2F: return fp_from_int(env, format(v, to), a, false, 0);
    case RV_FN_I2F: return fp_from_int(env, format(v, to), rv_sext(a, from), true, 0);
    case RV_FN_BF16:
        return from < to ? fp_convert(env, FP_BF16, FP_F32, a)
                         : fp_convert(env, FP_F32, FP_BF16, a);
    default: return fp_convert(env, format(v, from), format(v, to), a);
    }
}

void rv_vec_convert(struct rv_vec *v, enum rv_vec_fn fn, int from, int to, const struct rv_lanes *l)
{
    struct fp_env env = env_of(v);
    if (fn == RV_FN_F2F && v->alt)
        fn = RV_FN_BF16;
    if (rv_vec_host_convert(v, fn, from, to, l))
        return;
    if (fn == RV_FN_F2F_ROD)
        env.rounding = FP_RODD;
    for (size_t i = 0; i < l->n; i++)
        rv_set_lane(l->out, i, to, converted(v, &env, fn, from, to, rv_lane(l->a, i, from)));
    v->flags |= env.flags;
}
