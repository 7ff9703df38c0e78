/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating-point vector elements; see helper_vec.h.
 */
#include "target/riscv/helper.h"
#include "target/riscv/helper_vec.h"

bool rv_vec_format(const struct rv_vec *v, int lg, enum fp_format *fmt)
{
    rv_features f = v->model->features;
    if (lg == 1)
        *fmt = FP_F16;
    else
        *fmt = lg == 2 ? FP_F32 : FP_F64;
    return lg == 1   ? (f & RV_F(ZVFH)) != 0
           : lg == 2 ? (f & RV_F(F)) != 0
           : lg == 3 ? (f & RV_F(D)) != 0
                     : false;
}

static enum fp_format format(int lg)
{
    return lg == 1 ? FP_F16 : lg == 2 ? FP_F32 : FP_F64;
}

static unsigned fraction_bits(int lg)
{
    return lg == 1 ? 10 : lg == 2 ? 23 : 52;
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

static unsigned rsqrt7(unsigned i)
{
    uint64_t d = (129 + 2 * (i & 63)) * (i < 64 ? 2u : 1u);
    uint64_t num = UINT64_C(65536) * 128;
    unsigned n = 128;
    while ((uint64_t)(2 * n + 1) * (2 * n + 1) * d < 4 * num)
        n++;
    return n - 128 > 127 ? 127 : n - 128;
}

struct parts {
    bool sign;
    int exp;
    uint64_t sig; /* fraction, normalised */
    unsigned s, e;
};

static struct parts split(int lg, uint64_t a)
{
    struct parts p = {.s = fraction_bits(lg), .e = (8u << lg) - 1 - fraction_bits(lg)};
    p.sign = a >> ((8u << lg) - 1) & 1;
    p.exp = (int)(a >> p.s & ((1u << p.e) - 1));
    p.sig = a & ((UINT64_C(1) << p.s) - 1);
    return p;
}

static void normalise(struct parts *p)
{
    if (p->exp)
        return;
    p->exp = 1;
    while (!(p->sig >> p->s & 1)) {
        p->sig <<= 1;
        p->exp--;
    }
    p->sig &= (UINT64_C(1) << p->s) - 1;
}

static uint64_t join(const struct parts *p, int exp, uint64_t sig)
{
    return (uint64_t)p->sign << (p->s + p->e) | (uint64_t)exp << p->s | sig;
}

static uint64_t frsqrt7(struct fp_env *env, int lg, uint64_t a)
{
    enum fp_format f = format(lg);
    struct parts p = split(lg, a);
    int bias = (1 << (p.e - 1)) - 1, all = (1 << p.e) - 1;
    if (fp_is_nan(f, a)) {
        env->flags |= fp_is_snan(f, a) ? FP_INVALID : 0;
        return fp_default_nan(env, f);
    }
    if (!p.exp && !p.sig) {
        env->flags |= FP_DIVZERO;
        return fp_infinity(f, p.sign);
    }
    if (p.sign) {
        env->flags |= FP_INVALID;
        return fp_default_nan(env, f);
    }
    if (p.exp == all)
        return 0;
    normalise(&p);
    unsigned index = (unsigned)(p.exp & 1) << 6 | (unsigned)(p.sig >> (p.s - 6));
    return join(&p, (3 * bias - 1 - p.exp) / 2, (uint64_t)rsqrt7(index) << (p.s - 7));
}

static uint64_t frec7(struct fp_env *env, int lg, uint64_t a)
{
    enum fp_format f = format(lg);
    struct parts p = split(lg, a);
    int bias = (1 << (p.e - 1)) - 1, all = (1 << p.e) - 1;
    if (fp_is_nan(f, a)) {
        env->flags |= fp_is_snan(f, a) ? FP_INVALID : 0;
        return fp_default_nan(env, f);
    }
    if (p.exp == all)
        return join(&p, 0, 0);
    if (!p.exp && !p.sig) {
        env->flags |= FP_DIVZERO;
        return fp_infinity(f, p.sign);
    }
    normalise(&p);
    if (p.exp < -1) {
        bool to_max = env->rounding == FP_RZ || (env->rounding == FP_RDN && !p.sign) ||
                      (env->rounding == FP_RUP && p.sign);
        env->flags |= FP_OVERFLOW | FP_INEXACT;
        return to_max ? join(&p, all - 1, (UINT64_C(1) << p.s) - 1) : fp_infinity(f, p.sign);
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

/* ---- elements ---- */

static uint64_t sign_inject(enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b)
{
    uint64_t sign = UINT64_C(1) << ((8u << lg) - 1);
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

static uint64_t arithmetic(struct fp_env *env, enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b,
                           uint64_t d)
{
    enum fp_format f = format(lg);
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
    case RV_FN_FSGNJX: return sign_inject(fn, lg, a, b);
    case RV_FN_FSQRT: return fp_sqrt(env, f, a);
    case RV_FN_FRSQRT7: return frsqrt7(env, lg, a);
    case RV_FN_FREC7: return frec7(env, lg, a);
    case RV_FN_FCLASS: return rv_helper_fclass(a, f);
    default: break;
    }
    return fn <= RV_FN_FNMSAC ? fused(env, fn, f, a, b, d) : compare(env, fn, f, a, b);
}

uint64_t rv_vec_fp(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b, uint64_t d)
{
    struct fp_env env = env_of(v);
    uint64_t out = arithmetic(&env, fn, lg, a, b, d);
    v->flags |= env.flags;
    return out;
}

uint64_t rv_vec_convert(struct rv_vec *v, enum rv_vec_fn fn, int from, int to, uint64_t a)
{
    struct fp_env env = env_of(v);
    const enum fp_int_rule rule = FP_INT_SATURATE_NAN_MAX;
    unsigned bits = 8u << to;
    uint64_t out = 0;
    switch (fn) {
    case RV_FN_F2U: out = fp_to_int(&env, format(from), a, bits, false, 0, v->frm, rule); break;
    case RV_FN_F2I: out = fp_to_int(&env, format(from), a, bits, true, 0, v->frm, rule); break;
    case RV_FN_F2U_RTZ: out = fp_to_int(&env, format(from), a, bits, false, 0, FP_RZ, rule); break;
    case RV_FN_F2I_RTZ: out = fp_to_int(&env, format(from), a, bits, true, 0, FP_RZ, rule); break;
    case RV_FN_U2F: out = fp_from_int(&env, format(to), a, false, 0); break;
    case RV_FN_I2F: out = fp_from_int(&env, format(to), rv_sext(a, from), true, 0); break;
    case RV_FN_BF16:
        out =
            from < to ? fp_convert(&env, FP_BF16, FP_F32, a) : fp_convert(&env, FP_F32, FP_BF16, a);
        break;
    case RV_FN_F2F_ROD: env.rounding = FP_RODD; /* fall through */
    default: out = fp_convert(&env, format(from), format(to), a); break;
    }
    v->flags |= env.flags;
    return out;
}
