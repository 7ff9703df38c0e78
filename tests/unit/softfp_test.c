/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcg/softfp against this processor's SSE (values and flags, every rounding mode, with and
 * without flushing), f16 against f64, and against golden values of Arm's rules.
 *
 * In: nothing; random numbers come from a fixed seed.  Out: TAP.
 * A host operation sets MXCSR, computes and reads MXCSR in asm statements, so that the
 * compiler moves nothing in between.
 */
#include "tcg/softfp/softfp.h"

#include <string.h>

#include "tests/unit/tap.h"

#define ROUNDS 20000

static struct tap t;

/* ---- operands ---- */

static uint64_t random_bits(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state * 0x2545f4914f6cdd1dull;
}

struct shape {
    unsigned width, exp_bits, frac_bits;
};

static struct shape shape_of(enum fp_format fmt)
{
    switch (fmt) {
    case FP_F16: return (struct shape){16, 5, 10};
    case FP_BF16: return (struct shape){16, 8, 7};
    case FP_F32: return (struct shape){32, 8, 23};
    default: return (struct shape){64, 11, 52};
    }
}

/* Edge values, values of similar exponents (so that sums cancel), and anything. */
static uint64_t random_value(enum fp_format fmt, uint64_t *state)
{
    struct shape s = shape_of(fmt);
    uint64_t r = random_bits(state), frac = random_bits(state);
    uint64_t frac_mask = (1ull << s.frac_bits) - 1, exp_max = (1ull << s.exp_bits) - 1;
    uint64_t exp = r >> 8 & exp_max;

    switch (r & 7) {
    case 0: exp = r & 8 ? 0 : exp_max; break;
    case 1: exp = r & 8 ? 1 : exp_max - 1; break;
    case 2:
    case 3: exp = exp_max / 2 + (r >> 8 & 3); break;
    case 4: exp = exp_max / 2 + (r >> 8 & 63) - 32; break;
    }
    switch (r >> 4 & 7) {
    case 0: frac = 0; break;
    case 1: frac = frac_mask; break;
    case 2: frac = 1ull << (r >> 32) % s.frac_bits; break;
    case 3: frac &= frac_mask << (s.frac_bits / 2); break;
    }
    return (r >> 63) << (s.width - 1) | (exp & exp_max) << s.frac_bits | (frac & frac_mask);
}

/* ---- the host's operations ---- */

struct host_args {
    uint64_t a, b, c;
};
typedef uint64_t host_fn(const struct host_args *args);

#define HOST(name, insn)                                                                           \
    static uint64_t host_##name(const struct host_args *args)                                      \
    {                                                                                              \
        uint64_t r;                                                                                \
        __asm__ volatile("movq %1, %%xmm0; movq %2, %%xmm1; movq %3, %%xmm2;" insn                 \
                         : "=r"(r)                                                                 \
                         : "r"(args->a), "r"(args->b), "r"(args->c)                                \
                         : "xmm0", "xmm1", "xmm2", "rax", "rcx", "cc");                            \
        return r;                                                                                  \
    }
#define HOST_PAIR(name, insn)                                                                      \
    HOST(name##_f32, insn "ss %%xmm1, %%xmm0; movq %%xmm0, %0")                                    \
    HOST(name##_f64, insn "sd %%xmm1, %%xmm0; movq %%xmm0, %0")

HOST_PAIR(add, "add")
HOST_PAIR(sub, "sub")
HOST_PAIR(mul, "mul")
HOST_PAIR(div, "div")
HOST_PAIR(min, "min")
HOST_PAIR(max, "max")
HOST(sqrt_f32, "sqrtss %%xmm0, %%xmm0; movq %%xmm0, %0")
HOST(sqrt_f64, "sqrtsd %%xmm0, %%xmm0; movq %%xmm0, %0")
HOST(fma_f32, "vfmadd213ss %%xmm2, %%xmm1, %%xmm0; movq %%xmm0, %0")
HOST(fma_f64, "vfmadd213sd %%xmm2, %%xmm1, %%xmm0; movq %%xmm0, %0")
HOST(fnma_f32, "vfnmadd213ss %%xmm2, %%xmm1, %%xmm0; movq %%xmm0, %0")
HOST(fnma_f64, "vfnmadd213sd %%xmm2, %%xmm1, %%xmm0; movq %%xmm0, %0")
HOST(fms_f64, "vfmsub213sd %%xmm2, %%xmm1, %%xmm0; movq %%xmm0, %0")
HOST(cvt_f32_f64, "cvtss2sd %%xmm0, %%xmm0; movq %%xmm0, %0")
HOST(cvt_f64_f32, "cvtsd2ss %%xmm0, %%xmm0; movq %%xmm0, %0")
HOST(cvt_f16_f32, "vcvtph2ps %%xmm0, %%xmm0; movq %%xmm0, %0")
HOST(cvt_f32_f16, "vcvtps2ph $4, %%xmm0, %%xmm0; movq %%xmm0, %0")
HOST(f32_i32, "cvtss2si %%xmm0, %k0")
HOST(f64_i32, "cvtsd2si %%xmm0, %k0")
HOST(f32_i64, "cvtss2si %%xmm0, %q0")
HOST(f64_i64, "cvtsd2si %%xmm0, %q0")
HOST(f64_i64_rz, "cvttsd2si %%xmm0, %q0")
HOST(f32_i32_rz, "cvttss2si %%xmm0, %k0")
HOST(i64_f32, "cvtsi2ssq %1, %%xmm0; movq %%xmm0, %0")
HOST(i64_f64, "cvtsi2sdq %1, %%xmm0; movq %%xmm0, %0")
HOST(rint_f32, "roundss $4, %%xmm0, %%xmm0; movq %%xmm0, %0")
HOST(rint_f64, "roundsd $4, %%xmm0, %%xmm0; movq %%xmm0, %0")
HOST(floor_f64, "roundsd $9, %%xmm0, %%xmm0; movq %%xmm0, %0")
/* seta, sbb: 1 greater, 0 equal, -1 less or unordered */
#define ORDER(insn)                                                                                \
    "xorl %%eax, %%eax; " insn                                                                     \
    " %%xmm1, %%xmm0; seta %%al; movl $0, %%ecx; sbbl %%ecx, %%eax; movq %%rax, %0"
HOST(ucom_f32, ORDER("ucomiss"))
HOST(ucom_f64, ORDER("ucomisd"))
HOST(com_f64, ORDER("comisd"))

/* ---- softfp's counterparts ---- */

typedef uint64_t soft_fn(struct fp_env *env, const struct host_args *x);

#define SOFT(name, expr)                                                                           \
    static uint64_t soft_##name(struct fp_env *env, const struct host_args *x)                     \
    {                                                                                              \
        return expr;                                                                               \
    }
#define SOFT_PAIR(name)                                                                            \
    SOFT(name##_f32, fp_##name(env, FP_F32, x->a, x->b))                                           \
    SOFT(name##_f64, fp_##name(env, FP_F64, x->a, x->b))

SOFT_PAIR(add)
SOFT_PAIR(sub)
SOFT_PAIR(mul)
SOFT_PAIR(div)
SOFT_PAIR(min)
SOFT_PAIR(max)
SOFT(sqrt_f32, fp_sqrt(env, FP_F32, x->a))
SOFT(sqrt_f64, fp_sqrt(env, FP_F64, x->a))
/* 213: the second source is the first factor */
SOFT(fma_f32, fp_muladd(env, FP_F32, x->b, x->a, x->c, 0))
SOFT(fma_f64, fp_muladd(env, FP_F64, x->b, x->a, x->c, 0))
SOFT(fnma_f32, fp_muladd(env, FP_F32, x->b, x->a, x->c, FP_NEG_PRODUCT))
SOFT(fnma_f64, fp_muladd(env, FP_F64, x->b, x->a, x->c, FP_NEG_PRODUCT))
SOFT(fms_f64, fp_muladd(env, FP_F64, x->b, x->a, x->c, FP_NEG_ADDEND))
SOFT(cvt_f32_f64, fp_convert(env, FP_F32, FP_F64, x->a))
SOFT(cvt_f64_f32, fp_convert(env, FP_F64, FP_F32, x->a))
SOFT(cvt_f16_f32, fp_convert(env, FP_F16, FP_F32, x->a))
SOFT(cvt_f32_f16, fp_convert(env, FP_F32, FP_F16, x->a))
#define TO_INT(fmt, bits, mode) fp_to_int(env, fmt, x->a, bits, true, 0, mode, FP_INT_INDEFINITE)
SOFT(f32_i32, TO_INT(FP_F32, 32, env->rounding))
SOFT(f64_i32, TO_INT(FP_F64, 32, env->rounding))
SOFT(f32_i64, TO_INT(FP_F32, 64, env->rounding))
SOFT(f64_i64, TO_INT(FP_F64, 64, env->rounding))
SOFT(f64_i64_rz, TO_INT(FP_F64, 64, FP_RZ))
SOFT(f32_i32_rz, TO_INT(FP_F32, 32, FP_RZ))
SOFT(i64_f32, fp_from_int(env, FP_F32, x->a, true, 0))
SOFT(i64_f64, fp_from_int(env, FP_F64, x->a, true, 0))
SOFT(rint_f32, fp_round_int(env, FP_F32, x->a, env->rounding, true))
SOFT(rint_f64, fp_round_int(env, FP_F64, x->a, env->rounding, true))
SOFT(floor_f64, fp_round_int(env, FP_F64, x->a, FP_RDN, false))

/* What seta and sbb make of the comparison: 1 greater, 0 equal, -1 less or unordered. */
static uint64_t order_bits(enum fp_order order)
{
    return order == FP_GT ? 1 : order == FP_EQ ? 0 : 0xffffffffu;
}
SOFT(ucom_f32, order_bits(fp_compare(env, FP_F32, x->a, x->b, false)))
SOFT(ucom_f64, order_bits(fp_compare(env, FP_F64, x->a, x->b, false)))
SOFT(com_f64, order_bits(fp_compare(env, FP_F64, x->a, x->b, true)))

/* ---- comparing them ---- */

enum { NEEDS_FMA = 1, NEEDS_F16C = 2, NO_FLUSH = 4 };

struct host_case {
    const char *name;
    enum fp_format fmt; /* of the operands */
    unsigned result;    /* bits of the result that count */
    host_fn *host;
    soft_fn *soft;
    unsigned needs;
};

#define CASE(name, fmt, result, needs)                                                             \
    {                                                                                              \
#name, fmt, result, host_##name, soft_##name, needs                                        \
    }
static const struct host_case host_cases[] = {
    CASE(add_f32, FP_F32, 32, 0),
    CASE(add_f64, FP_F64, 64, 0),
    CASE(sub_f32, FP_F32, 32, 0),
    CASE(sub_f64, FP_F64, 64, 0),
    CASE(mul_f32, FP_F32, 32, 0),
    CASE(mul_f64, FP_F64, 64, 0),
    CASE(div_f32, FP_F32, 32, 0),
    CASE(div_f64, FP_F64, 64, 0),
    CASE(min_f32, FP_F32, 32, 0),
    CASE(min_f64, FP_F64, 64, 0),
    CASE(max_f32, FP_F32, 32, 0),
    CASE(max_f64, FP_F64, 64, 0),
    CASE(sqrt_f32, FP_F32, 32, 0),
    CASE(sqrt_f64, FP_F64, 64, 0),
    CASE(fma_f32, FP_F32, 32, NEEDS_FMA),
    CASE(fma_f64, FP_F64, 64, NEEDS_FMA),
    CASE(fnma_f32, FP_F32, 32, NEEDS_FMA),
    CASE(fnma_f64, FP_F64, 64, NEEDS_FMA),
    CASE(fms_f64, FP_F64, 64, NEEDS_FMA),
    CASE(cvt_f32_f64, FP_F32, 64, 0),
    CASE(cvt_f64_f32, FP_F64, 32, 0),
    CASE(cvt_f16_f32, FP_F16, 32, NEEDS_F16C),
    CASE(cvt_f32_f16, FP_F32, 16, NEEDS_F16C),
    CASE(f32_i32, FP_F32, 32, 0),
    CASE(f64_i32, FP_F64, 32, 0),
    CASE(f32_i64, FP_F32, 64, 0),
    CASE(f64_i64, FP_F64, 64, 0),
    CASE(f64_i64_rz, FP_F64, 64, 0),
    CASE(f32_i32_rz, FP_F32, 32, 0),
    CASE(i64_f32, FP_F64, 32, 0),
    CASE(i64_f64, FP_F64, 64, 0),
    CASE(rint_f32, FP_F32, 32, 0),
    CASE(rint_f64, FP_F64, 64, 0),
    CASE(floor_f64, FP_F64, 64, 0),
    CASE(ucom_f32, FP_F32, 32, 0),
    CASE(ucom_f64, FP_F64, 32, 0),
    CASE(com_f64, FP_F64, 32, 0),
};

static unsigned mxcsr_flags(uint32_t mxcsr)
{
    return (mxcsr & 1 ? FP_INVALID : 0) | (mxcsr & 4 ? FP_DIVZERO : 0) |
           (mxcsr & 8 ? FP_OVERFLOW : 0) | (mxcsr & 16 ? FP_UNDERFLOW : 0) |
           (mxcsr & 32 ? FP_INEXACT : 0);
}

static void compare_with_host(const struct host_case *c, enum fp_rounding rounding, bool flush)
{
    static const uint8_t mxcsr_round[] = {[FP_RNE] = 0, [FP_RDN] = 1, [FP_RUP] = 2, [FP_RZ] = 3};
    static const char *const round_name[] = {"nearest", "up", "down", "zero"};
    uint64_t state = 88172645463325252ull, mask = ~0ull >> (64 - c->result);
    uint32_t before, after, mode = 0x1f80 | mxcsr_round[rounding] << 13 | (flush ? 0x8040 : 0);
    unsigned bad = 0;

    for (int i = 0; i < ROUNDS && bad < 5; i++) {
        struct host_args x = {random_value(c->fmt, &state), random_value(c->fmt, &state),
                              random_value(c->fmt, &state)};
        struct fp_env env = fp_env_x86();
        env.rounding = rounding;
        env.flush_in = env.flush_out = flush;

        __asm__ volatile("stmxcsr %0" : "=m"(before));
        __asm__ volatile("ldmxcsr %0" : : "m"(mode));
        uint64_t host = c->host(&x) & mask;
        __asm__ volatile("stmxcsr %0" : "=m"(after));
        __asm__ volatile("ldmxcsr %0" : : "m"(before));

        uint64_t soft = c->soft(&env, &x) & mask;
        unsigned soft_flags = env.flags & 0x1f, host_flags = mxcsr_flags(after);
        if (soft == host && soft_flags == host_flags)
            continue;
        bad++;
        printf("# %s(%#lx, %#lx, %#lx): host %#lx flags %#x, softfp %#lx flags %#x\n", c->name, x.a,
               x.b, x.c, host, host_flags, soft, soft_flags);
    }
    tap_ok(&t, bad == 0, "%s, to %s%s", c->name, round_name[rounding], flush ? ", flushing" : "");
}

static void host_tests(void)
{
    unsigned missing = (__builtin_cpu_supports("fma") ? 0 : NEEDS_FMA) |
                       (__builtin_cpu_supports("avx2") ? 0 : NEEDS_F16C);
    for (unsigned i = 0; i < sizeof host_cases / sizeof *host_cases; i++) {
        if (host_cases[i].needs & missing) {
            tap_ok(&t, true, "%s # SKIP this processor has no such instruction",
                   host_cases[i].name);
            continue;
        }
        for (unsigned rounding = FP_RNE; rounding <= FP_RZ; rounding++)
            for (int flush = 0; flush < 2; flush++)
                compare_with_host(&host_cases[i], rounding, flush);
    }
}

/* ---- f16 against f64: compute there rounding to odd, then round once ---- */

typedef uint64_t fp_fn2(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);

static uint64_t by_sqrt(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    (void)b;
    return fp_sqrt(env, fmt, a);
}

static uint64_t by_muladd(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b)
{
    return fp_muladd(env, fmt, a, b, fmt == FP_F16 ? 0x8d31 : 0xbf34c40000000000, 0);
}

static void narrow_against_f64(enum fp_format fmt, const char *name, fp_fn2 *fn)
{
    uint64_t state = 1234567;
    unsigned bad = 0;
    for (int i = 0; i < ROUNDS && bad < 5; i++) {
        uint64_t a = random_value(fmt, &state), b = random_value(fmt, &state);
        struct fp_env env = fp_env_arm(), wide = fp_env_arm();
        env.rounding = i % 5;
        uint64_t direct = fn(&env, fmt, a, b);
        uint64_t wide_a = fp_convert(&wide, fmt, FP_F64, a);
        uint64_t wide_b = fp_convert(&wide, fmt, FP_F64, b);
        wide.rounding = FP_RODD;
        uint64_t r = fn(&wide, FP_F64, wide_a, wide_b);
        wide.rounding = env.rounding;
        uint64_t detour = fp_convert(&wide, FP_F64, fmt, r);
        if (fp_is_nan(fmt, direct) && fp_is_nan(fmt, detour))
            detour = direct; /* which NaN is the host comparison's business */
        /* an exact zero's sign depends on the mode, which was another one on the way */
        if (fp_abs(fmt, direct) == 0 && fp_abs(FP_F64, r) == 0)
            detour = direct;
        if (direct == detour)
            continue;
        bad++;
        printf("# %s(%#lx, %#lx) mode %d: %#lx, through f64 %#lx\n", name, a, b, env.rounding,
               direct, detour);
    }
    tap_ok(&t, bad == 0, "%s against f64", name);
}

static void f16_tests(void)
{
    narrow_against_f64(FP_F16, "f16 add", fp_add);
    narrow_against_f64(FP_F16, "f16 sub", fp_sub);
    narrow_against_f64(FP_F16, "f16 mul", fp_mul);
    narrow_against_f64(FP_F16, "f16 div", fp_div);
    narrow_against_f64(FP_F16, "f16 sqrt", by_sqrt);
    narrow_against_f64(FP_F16, "f16 muladd", by_muladd);
    narrow_against_f64(FP_BF16, "bf16 mul", fp_mul);
    narrow_against_f64(FP_BF16, "bf16 div", fp_div);

    unsigned bad = 0;
    for (uint32_t h = 0; h < 0x10000; h++) {
        struct fp_env env = fp_env_arm();
        uint64_t wide = fp_convert(&env, FP_F16, FP_F64, h);
        uint64_t back = fp_convert(&env, FP_F64, FP_F16, wide);
        bad += back != (fp_is_snan(FP_F16, h) ? h | 0x200 : h);
        env.ahp = true;
        wide = fp_convert(&env, FP_F16, FP_F32, h);
        bad += fp_convert(&env, FP_F32, FP_F16, wide) != h;
    }
    tap_ok(&t, bad == 0, "every f16 survives f64, every alternative f16 survives f32");
}

/* ---- golden values of the Arm manual's rules ---- */

enum golden_op {
    ADD,
    SUB,
    MUL,
    MULX,
    DIV,
    SQRT,
    MADD,
    NMADD,
    MIN,
    MAX,
    MINNM,
    MAXNM,
    RECPE,
    RSQRTE,
    RECPX,
    RECPS,
    RSQRTS,
    TO_F16,
    TO_F32,
    TO_F64,
    TO_BF16,
    RINT32Z,
    RINT64X,
    S32,
    U32,
    S64,
    U64,
    S16Q4,
    JS,
};

enum { DN = 1, FZ = 2, FZ16 = 4, AHP = 8, UP = 16, ODD = 32, RISCV = 64 };

struct golden {
    const char *name;
    enum golden_op op;
    enum fp_format fmt;
    unsigned mode;
    uint64_t a, b, c;
    uint64_t result;
    unsigned flags;
};

static const struct golden goldens[] = {
    /* which NaN: signalling before quiet, first before second, the addend first */
    {"snan first", ADD, FP_F32, 0, 0x7fc00001, 0x7f800002, 0, 0x7fc00002, FP_INVALID},
    {"first qnan", ADD, FP_F32, 0, 0xffc00001, 0x7fc00002, 0, 0xffc00001, 0},
    {"first snan", MUL, FP_F64, 0, 0x7ff0000000000001, 0xfff0000000000002, 0, 0x7ff8000000000001,
     FP_INVALID},
    {"default nan", ADD, FP_F32, DN, 0xffc00001, 0x3f800000, 0, 0x7fc00000, 0},
    {"inf - inf", SUB, FP_F32, 0, 0x7f800000, 0x7f800000, 0, 0x7fc00000, FP_INVALID},
    {"addend's nan", MADD, FP_F32, 0, 0x7fc00001, 0x7fc00002, 0x7fc00003, 0x7fc00003, 0},
    {"product's snan", MADD, FP_F32, 0, 0x7fc00001, 0x7f800002, 0x7fc00003, 0x7fc00002, FP_INVALID},
    {"0 * inf + qnan", MADD, FP_F32, 0, 0, 0x7f800000, 0xffc00003, 0x7fc00000, FP_INVALID},
    {"negated nan", NMADD, FP_F32, 0, 0x7fc00001, 0x3f800000, 0x3f800000, 0xffc00001, 0},
    {"riscv nan", ADD, FP_F32, RISCV, 0xffc00001, 0x3f800000, 0, 0x7fc00000, 0},
    {"riscv 0 * inf + qnan", MADD, FP_F32, RISCV, 0, 0x7f800000, 0x7fc00003, 0x7fc00000,
     FP_INVALID},
    {"mulx", MULX, FP_F32, 0, 0x80000000, 0x7f800000, 0, 0xc0000000, 0},
    {"f16 mulx", MULX, FP_F16, 0, 0, 0x7c00, 0, 0x4000, 0},
    {"0 / 0", DIV, FP_F64, 0, 0, 0, 0, 0x7ff8000000000000, FP_INVALID},
    {"1 / -0", DIV, FP_F32, 0, 0x3f800000, 0x80000000, 0, 0xff800000, FP_DIVZERO},
    {"sqrt -0", SQRT, FP_F32, 0, 0x80000000, 0, 0, 0x80000000, 0},
    {"sqrt -1", SQRT, FP_F32, 0, 0xbf800000, 0, 0, 0x7fc00000, FP_INVALID},

    /* minimum and maximum */
    {"min of zeros", MIN, FP_F32, 0, 0, 0x80000000, 0, 0x80000000, 0},
    {"max of zeros", MAX, FP_F32, 0, 0x80000000, 0, 0, 0, 0},
    {"min with qnan", MIN, FP_F32, 0, 0x3f800000, 0x7fc00001, 0, 0x7fc00001, 0},
    {"minnm with qnan", MINNM, FP_F32, 0, 0x3f800000, 0x7fc00001, 0, 0x3f800000, 0},
    {"maxnm with qnan", MAXNM, FP_F32, 0, 0x7fc00001, 0xbf800000, 0, 0xbf800000, 0},
    {"minnm with snan", MINNM, FP_F32, 0, 0x3f800000, 0x7f800001, 0, 0x7fc00001, FP_INVALID},
    {"riscv minnm with snan", MINNM, FP_F32, RISCV, 0x3f800000, 0x7f800001, 0, 0x3f800000,
     FP_INVALID},
    {"max of denormals", MAX, FP_F32, 0, 1, 2, 0, 2, 0},
    {"max flushes", MAX, FP_F32, FZ, 1, 2, 0, 0, FP_INPUT_DENORMAL},

    /* flushing */
    {"denormal operand", ADD, FP_F32, FZ, 1, 0x3f800000, 0, 0x3f800000, FP_INPUT_DENORMAL},
    {"tiny result", MUL, FP_F32, FZ, 0x00800000, 0xbf000000, 0, 0x80000000, FP_UNDERFLOW},
    {"tiny before rounding", MUL, FP_F32, FZ, 0x007fffff | 0x00800000, 0x3f000000, 0, 0,
     FP_UNDERFLOW},
    {"exact denormal", MUL, FP_F32, 0, 0x00800000, 0x3f000000, 0, 0x00400000, 0},
    {"underflow before rounding", MUL, FP_F32, 0, 0x00ffffff, 0x3f000000, 0, 0x00800000,
     FP_UNDERFLOW | FP_INEXACT},
    {"underflow after rounding", MUL, FP_F32, RISCV, 0x00ffffff, 0x3f000000, 0, 0x00800000,
     FP_UNDERFLOW | FP_INEXACT},
    {"not tiny after rounding", MADD, FP_F32, RISCV, 0x80000001, 0x33000000, 0x00800000, 0x00800000,
     FP_INEXACT},
    {"tiny before rounding, sum", MADD, FP_F32, 0, 0x80000001, 0x33000000, 0x00800000, 0x00800000,
     FP_UNDERFLOW | FP_INEXACT},
    {"f16 not by FZ", ADD, FP_F16, FZ, 1, 1, 0, 2, 0},
    {"f16 operand, silent", ADD, FP_F16, FZ16, 1, 0x3c00, 0, 0x3c00, 0},
    {"f16 result", MUL, FP_F16, FZ16, 0x0400, 0x3800, 0, 0, FP_UNDERFLOW},
    {"compare-like nan and denormal", ADD, FP_F32, FZ, 0x7fc00000, 1, 0, 0x7fc00000,
     FP_INPUT_DENORMAL},

    /* estimates */
    {"recpe 1", RECPE, FP_F32, 0, 0x3f800000, 0, 0, 0x3f7f8000, 0},
    {"recpe 1.5", RECPE, FP_F32, 0, 0x3fc00000, 0, 0, 0x3f2a8000, 0},
    {"recpe f64 -2", RECPE, FP_F64, 0, 0xc000000000000000, 0, 0, 0xbfdff00000000000, 0},
    {"recpe f16 3", RECPE, FP_F16, 0, 0x4200, 0, 0, 0x3554, 0},
    {"recpe 0", RECPE, FP_F32, 0, 0x80000000, 0, 0, 0xff800000, FP_DIVZERO},
    {"recpe inf", RECPE, FP_F32, 0, 0xff800000, 0, 0, 0x80000000, 0},
    {"recpe overflow", RECPE, FP_F32, 0, 0x000fffff, 0, 0, 0x7f800000, FP_OVERFLOW | FP_INEXACT},
    {"recpe denormal", RECPE, FP_F32, 0, 0x00200000, 0, 0, 0x7f7f8000, 0},
    {"recpe denormal 2", RECPE, FP_F32, 0, 0x00400000, 0, 0, 0x7eff8000, 0},
    {"recpe to denormal", RECPE, FP_F32, 0, 0x7f000000, 0, 0, 0x003fe000, 0},
    {"recpe to denormal 2", RECPE, FP_F32, 0, 0x7e800000, 0, 0, 0x007fc000, 0},
    {"recpe flushes", RECPE, FP_F32, FZ, 0xfe800000, 0, 0, 0x80000000, FP_UNDERFLOW},
    {"rsqrte 1", RSQRTE, FP_F32, 0, 0x3f800000, 0, 0, 0x3f7f8000, 0},
    {"rsqrte 2", RSQRTE, FP_F32, 0, 0x40000000, 0, 0, 0x3f348000, 0},
    {"rsqrte 4", RSQRTE, FP_F64, 0, 0x4010000000000000, 0, 0, 0x3fdff00000000000, 0},
    {"rsqrte f16 denormal", RSQRTE, FP_F16, 0, 1, 0, 0, 0x6bfc, 0},
    {"rsqrte -1", RSQRTE, FP_F32, 0, 0xbf800000, 0, 0, 0x7fc00000, FP_INVALID},
    {"rsqrte -0", RSQRTE, FP_F32, 0, 0x80000000, 0, 0, 0xff800000, FP_DIVZERO},
    {"recpx 1", RECPX, FP_F32, 0, 0x3f800000, 0, 0, 0x40000000, 0},
    {"recpx denormal", RECPX, FP_F32, 0, 0x80000001, 0, 0, 0xff000000, 0},
    {"recpx inf", RECPX, FP_F32, 0, 0x7f800000, 0, 0, 0, 0},
    {"recps", RECPS, FP_F32, 0, 0x3f800000, 0x3f800000, 0, 0x3f800000, 0},
    {"recps 0 * inf", RECPS, FP_F32, 0, 0x80000000, 0x7f800000, 0, 0x40000000, 0},
    {"recps nan", RECPS, FP_F32, 0, 0x7fc00001, 0, 0, 0xffc00001, 0},
    {"rsqrts", RSQRTS, FP_F32, 0, 0x3f800000, 0x3f800000, 0, 0x3f800000, 0},
    {"rsqrts 0 * inf", RSQRTS, FP_F64, 0, 0, 0x7ff0000000000000, 0, 0x3ff8000000000000, 0},
    {"rsqrts inf", RSQRTS, FP_F32, 0, 0x3f800000, 0x7f800000, 0, 0xff800000, 0},

    /* conversion */
    {"fcvtxn", TO_F32, FP_F64, ODD, 0x3ff0000000000001, 0, 0, 0x3f800001, FP_INEXACT},
    {"fcvtxn overflow", TO_F32, FP_F64, ODD, 0x7fe0000000000000, 0, 0, 0x7f7fffff,
     FP_OVERFLOW | FP_INEXACT},
    {"f64 to f16 once", TO_F16, FP_F64, 0, 0x3ff0020000000001, 0, 0, 0x3c01, FP_INEXACT},
    {"to f16 not by FZ16", TO_F16, FP_F32, FZ16, 0x33800000, 0, 0, 0x0001, 0},
    {"from f16 not by FZ16", TO_F32, FP_F16, FZ16, 0x0001, 0, 0, 0x33800000, 0},
    {"ahp nan", TO_F16, FP_F32, AHP, 0xffc00000, 0, 0, 0x8000, FP_INVALID},
    {"ahp inf", TO_F16, FP_F32, AHP, 0xff800000, 0, 0, 0xffff, FP_INVALID},
    {"ahp overflow", TO_F16, FP_F32, AHP, 0x48000000, 0, 0, 0x7fff, FP_INVALID},
    {"ahp largest", TO_F16, FP_F32, AHP, 0x47ffe000, 0, 0, 0x7fff, 0},
    {"from ahp", TO_F32, FP_F16, AHP, 0x7c00, 0, 0, 0x47800000, 0},
    {"nan payload", TO_F32, FP_F64, 0, 0xfff0000020000001, 0, 0, 0xffc00001, FP_INVALID},
    {"bf16 nan", TO_BF16, FP_F32, 0, 0x7f800001, 0, 0, 0x7fc0, FP_INVALID},
    {"bf16 tie", TO_BF16, FP_F32, 0, 0x3f808000, 0, 0, 0x3f80, FP_INEXACT},
    {"bf16 overflow", TO_BF16, FP_F32, 0, 0x7f7fffff, 0, 0, 0x7f80, FP_OVERFLOW | FP_INEXACT},
    {"frint32z", RINT32Z, FP_F32, 0, 0xbfc00000, 0, 0, 0xbf800000, FP_INEXACT},
    {"frint32z large", RINT32Z, FP_F64, 0, 0x41e0000000000000, 0, 0, 0xc1e0000000000000,
     FP_INVALID},
    {"frint32z smallest", RINT32Z, FP_F64, 0, 0xc1e0000000100000, 0, 0, 0xc1e0000000000000,
     FP_INEXACT},
    {"frint64x nan", RINT64X, FP_F32, 0, 0x7fc00000, 0, 0, 0xdf000000, FP_INVALID},
    {"s32 nan", S32, FP_F32, 0, 0x7fc00000, 0, 0, 0, FP_INVALID},
    {"s32 riscv nan", S32, FP_F32, RISCV, 0xffc00000, 0, 0, 0x7fffffff, FP_INVALID},
    {"s32 large", S32, FP_F32, 0, 0x4f000000, 0, 0, 0x7fffffff, FP_INVALID},
    {"s32 small", S32, FP_F64, 0, 0xfff0000000000000, 0, 0, 0x80000000, FP_INVALID},
    {"u32 -0.5", U32, FP_F32, 0, 0xbf000000, 0, 0, 0, FP_INEXACT},
    {"u32 -1", U32, FP_F32, 0, 0xbf800000, 0, 0, 0, FP_INVALID},
    {"s64 -2^63", S64, FP_F32, 0, 0xdf000000, 0, 0, 0x8000000000000000, 0},
    {"u64 2^64", U64, FP_F32, 0, 0x5f800000, 0, 0, 0xffffffffffffffff, FP_INVALID},
    {"u64 large", U64, FP_F64, 0, 0x43efffffffffffff, 0, 0, 0xfffffffffffff800, 0},
    {"s16 with 4 fraction bits", S16Q4, FP_F16, 0, 0x3e10, 0, 0, 0x18, FP_INEXACT},
    {"js 2^32 + 3", JS, FP_F64, 0, 0x41f0000000300000, 0, 0, 3, FP_INVALID},
    {"js 2^84", JS, FP_F64, 0, 0x4530000000000001, 0, 0, 0, FP_INVALID},
    {"js 2^83", JS, FP_F64, 0, 0x4520000000000001, 0, 0, 0x80000000, FP_INVALID},
    {"js -7", JS, FP_F64, 0, 0xc01c000000000000, 0, 0, 0x1fffffff9, 0},
    {"js 0.5", JS, FP_F64, 0, 0x3fe0000000000000, 0, 0, 0, FP_INEXACT},
    {"js 0", JS, FP_F64, 0, 0, 0, 0, 0x100000000, 0},
    {"js -0", JS, FP_F64, 0, 0x8000000000000000, 0, 0, 0, 0},
};

static uint64_t golden_arith(struct fp_env *env, const struct golden *g)
{
    switch (g->op) {
    case ADD: return fp_add(env, g->fmt, g->a, g->b);
    case SUB: return fp_sub(env, g->fmt, g->a, g->b);
    case MUL: return fp_mul(env, g->fmt, g->a, g->b);
    case MULX: return fp_mulx(env, g->fmt, g->a, g->b);
    case DIV: return fp_div(env, g->fmt, g->a, g->b);
    case SQRT: return fp_sqrt(env, g->fmt, g->a);
    case MADD: return fp_muladd(env, g->fmt, g->a, g->b, g->c, 0);
    case NMADD: return fp_muladd(env, g->fmt, g->a, g->b, g->c, FP_NEG_PRODUCT);
    case MIN: return fp_min(env, g->fmt, g->a, g->b);
    case MAX: return fp_max(env, g->fmt, g->a, g->b);
    case MINNM: return fp_minnum(env, g->fmt, g->a, g->b);
    case MAXNM: return fp_maxnum(env, g->fmt, g->a, g->b);
    case RECPE: return fp_recip_estimate(env, g->fmt, g->a);
    case RSQRTE: return fp_rsqrt_estimate(env, g->fmt, g->a);
    case RECPX: return fp_recip_exponent(env, g->fmt, g->a);
    case RECPS: return fp_recip_step(env, g->fmt, g->a, g->b);
    default: return fp_rsqrt_step(env, g->fmt, g->a, g->b);
    }
}

static uint64_t golden_convert(struct fp_env *env, const struct golden *g)
{
    enum fp_int_rule rule = g->mode & RISCV ? FP_INT_SATURATE_NAN_MAX : FP_INT_SATURATE;
    enum fp_rounding rounding = env->rounding;
    bool exact;
    switch (g->op) {
    case TO_F16: return fp_convert(env, g->fmt, FP_F16, g->a);
    case TO_F32: return fp_convert(env, g->fmt, FP_F32, g->a);
    case TO_F64: return fp_convert(env, g->fmt, FP_F64, g->a);
    case TO_BF16: return fp_convert(env, g->fmt, FP_BF16, g->a);
    case RINT32Z: return fp_round_int_n(env, g->fmt, g->a, FP_RZ, 32);
    case RINT64X: return fp_round_int_n(env, g->fmt, g->a, rounding, 64);
    case S32: return fp_to_int(env, g->fmt, g->a, 32, true, 0, rounding, rule);
    case U32: return fp_to_int(env, g->fmt, g->a, 32, false, 0, rounding, rule);
    case S64: return fp_to_int(env, g->fmt, g->a, 64, true, 0, rounding, rule);
    case U64: return fp_to_int(env, g->fmt, g->a, 64, false, 0, rounding, rule);
    case S16Q4: return fp_to_int(env, g->fmt, g->a, 16, true, 4, rounding, rule);
    default:; uint64_t r = fp_to_int_js(env, g->a, &exact); return r | (uint64_t)exact << 32;
    }
}

static void golden_tests(void)
{
    for (unsigned i = 0; i < sizeof goldens / sizeof *goldens; i++) {
        const struct golden *g = &goldens[i];
        struct fp_env env = g->mode & RISCV ? fp_env_riscv() : fp_env_arm();
        env.default_nan |= !!(g->mode & DN);
        env.flush_in = env.flush_out = !!(g->mode & FZ);
        env.flush_f16 = !!(g->mode & FZ16);
        env.ahp = !!(g->mode & AHP);
        env.rounding = g->mode & ODD ? FP_RODD : g->mode & UP ? FP_RUP : FP_RNE;
        uint64_t r = g->op >= TO_F16 ? golden_convert(&env, g) : golden_arith(&env, g);
        if (!tap_ok(&t, r == g->result && env.flags == g->flags, "%s", g->name))
            printf("# expected %#lx flags %#x, got %#lx flags %#x\n", g->result, g->flags, r,
                   env.flags);
    }
}

static void other_tests(void)
{
    tap_ok(&t, fp_recip_estimate_u32(0x80000000) == 0xff800000, "urecpe 0.5");
    tap_ok(&t, fp_recip_estimate_u32(0x7fffffff) == 0xffffffff, "urecpe below 0.5");
    tap_ok(&t, fp_rsqrt_estimate_u32(0x40000000) == 0xff800000, "ursqrte 0.25");
    tap_ok(&t, fp_rsqrt_estimate_u32(0x3fffffff) == 0xffffffff, "ursqrte below 0.25");

    struct fp_env env = fp_env_arm();
    tap_ok(&t,
           fp_muladd_widen(&env, FP_F16, FP_F32, 0x4200, 0x4000, 0x3f800000, FP_NEG_PRODUCT) ==
               0xc0a00000,
           "1 - 3 * 2 widening");
    tap_ok(&t, fp_muladd_widen(&env, FP_F16, FP_F32, 0x7c01, 0x4000, 0x7fc00005, 0) == 0x7fc02000,
           "a narrow signalling nan, widened");
    tap_ok(&t, fp_from_int(&env, FP_F32, 3, true, 1) == 0x3fc00000, "3 with one fraction bit");
    tap_ok(&t, fp_from_int(&env, FP_F64, ~0ull, true, 0) == 0xbff0000000000000, "-1");

    /* 1 * 2 + 3 * 4, plus 5 */
    tap_ok(&t, fp_bf16_dot(0x40a00000, 0x40403f80, 0x40804000) == 0x41980000, "bf16 dot");
    tap_ok(&t, fp_bf16_dot(0, 0x00003f80, 0x0000ffc1) == 0x7fc00000, "bf16 dot of a nan");
    tap_ok(&t, fp_bf16_dot(0x00000001, 0x00000001, 0x00003f80) == 0, "bf16 dot flushes");
    tap_ok(&t, fp_bf16_dot(0, 0x00007f7f, 0x00007f7f) == 0x7f800000, "bf16 dot overflows");
    tap_ok(&t, fp_bf16_dot(0x3f800000, 0x00000080, 0x00003f80) == 0x3f800001,
           "bf16 dot rounds to odd");
}

int main(void)
{
    host_tests();
    f16_tests();
    golden_tests();
    other_tests();
    return tap_done(&t);
}
