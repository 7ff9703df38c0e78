/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of floating-point instructions: see helper_simd.h.
 *
 * VFP follows FPSCR; NEON computes with the standard values (manual: StandardFPSCRValue): default
 * NaNs, flush to zero, to nearest.  Exceptions go to the sticky flags.
 */
#include "target/arm/helper_simd.h"

#include "target/arm/cpu.h"
#include "tcg/softfp/softfp.h"

static struct fp_env vfp_env(const struct arm_cpu *cpu)
{
    uint32_t fpcr = cpu->fpcr;
    struct fp_env env = fp_env_arm();
    env.rounding = (uint8_t)cpu->common.fp_rounding;
    env.default_nan = fpcr & ARM_FPCR_DN;
    env.flush_in = env.flush_out = fpcr & ARM_FPCR_FZ;
    env.flush_f16 = fpcr & ARM_FPCR_FZ16;
    env.ahp = fpcr & ARM_FPCR_AHP;
    return env;
}

uint32_t arm_helper_to_fixed16(struct cpu_common *common, uint64_t bits, uint32_t how)
{
    struct arm_cpu *cpu = (struct arm_cpu *)common;
    struct fp_env env = vfp_env(cpu);
    bool is_signed = !(how & 0x100);
    enum fp_format format = how & 0x200 ? FP_F64 : how & 0x400 ? FP_F16 : FP_F32;
    uint64_t v = fp_to_int(&env, format, bits, 16, is_signed, how & 0xff, FP_RZ, FP_INT_SATURATE);
    cpu->common.fp_flags |= env.flags;
    return is_signed ? (uint32_t)(int16_t)v : (uint32_t)v;
}

/* ---- NEON ---- */

union lanes {
    arm_vec v;
    uint32_t s[4];
    uint16_t h[8];
};

static struct fp_env standard_env(const struct arm_cpu *cpu)
{
    struct fp_env env = fp_env_arm();
    env.default_nan = env.flush_in = env.flush_out = true;
    env.flush_f16 = cpu->fpcr & ARM_FPCR_FZ16;
    env.ahp = cpu->fpcr & ARM_FPCR_AHP;
    return env;
}

/* Bits of a float, by format. */
struct layout {
    uint64_t exponent, fraction, two, three, half, three_halves;
};
static const struct layout single = {0x7f800000, 0x7fffff,   0x40000000,
                                     0x40400000, 0x3f000000, 0x3fc00000};
static const struct layout half = {0x7c00, 0x3ff, 0x4000, 0x4200, 0x3800, 0x3e00};

static bool is_zero(const struct layout *l, const struct fp_env *env, uint64_t v)
{
    bool flushes = l == &half ? env->flush_f16 : env->flush_in;
    return !(v & l->exponent) && (flushes || !(v & l->fraction));
}

static bool is_inf(const struct layout *l, uint64_t v)
{
    return (v & (l->exponent | l->fraction)) == l->exponent;
}

/* FPRecipStep, FPRSqrtStep of AArch32: not fused. */
static uint64_t step(struct fp_env *env, uint32_t desc, uint64_t n, uint64_t m)
{
    bool root = (desc & NEON_OP_MASK) == NEON_RSQRTS;
    const struct layout *l = desc & NEON_HALF ? &half : &single;
    enum fp_format f = desc & NEON_HALF ? FP_F16 : FP_F32;
    if ((is_zero(l, env, n) && is_inf(l, m)) || (is_zero(l, env, m) && is_inf(l, n))) {
        if (f == FP_F32 && (is_inf(l, m) ? n : m) & l->fraction)
            env->flags |= FP_INPUT_DENORMAL;
        return root ? l->three_halves : l->two;
    }
    uint64_t product = fp_mul(env, f, n, m);
    if (!root)
        return fp_sub(env, f, l->two, product);
    return fp_mul(env, f, fp_sub(env, f, l->three, product), l->half);
}

static void steps(struct fp_env *env, uint32_t desc, union lanes *r, const union lanes *n,
                  const union lanes *m)
{
    unsigned bytes = desc & NEON_QUAD ? 16 : 8;
    for (unsigned i = 0; i < bytes / 4 && !(desc & NEON_HALF); i++)
        r->s[i] = (uint32_t)step(env, desc, n->s[i], m->s[i]);
    for (unsigned i = 0; i < bytes / 2 && desc & NEON_HALF; i++)
        r->h[i] = (uint16_t)step(env, desc, n->h[i], m->h[i]);
}

static void convert(struct fp_env *env, unsigned op, union lanes *r, const union lanes *m)
{
    for (unsigned i = 0; i < 4; i++) {
        if (op == NEON_FROM_HALF)
            r->s[i] = (uint32_t)fp_convert(env, FP_F16, FP_F32, m->h[i]);
        else
            r->h[i] =
                (uint16_t)fp_convert(env, FP_F32, op == NEON_TO_HALF ? FP_F16 : FP_BF16, m->s[i]);
    }
}

arm_vec arm_helper_neon_fp(struct cpu_common *common, arm_vec n, arm_vec m, uint32_t desc)
{
    struct fp_env env = standard_env((struct arm_cpu *)common);
    union lanes vn = {n}, vm = {m}, r = {{0, 0}};
    unsigned op = desc & NEON_OP_MASK;
    switch (op) {
    case NEON_RECPS:
    case NEON_RSQRTS: steps(&env, desc, &r, &vn, &vm); break;
    case NEON_URECPE:
    case NEON_URSQRTE:
        for (unsigned i = 0; i < 4; i++)
            r.s[i] =
                op == NEON_URECPE ? fp_recip_estimate_u32(vm.s[i]) : fp_rsqrt_estimate_u32(vm.s[i]);
        break;
    default: convert(&env, op, &r, &vm); break;
    }
    common->fp_flags |= env.flags;
    return r.v;
}

arm_vec arm_helper_fmlal(struct cpu_common *common, arm_vec d, arm_vec n, arm_vec m, uint32_t desc)
{
    struct fp_env env = standard_env((struct arm_cpu *)common);
    union lanes acc = {d}, a = {n}, b = {m}, r = {{0, 0}};
    for (unsigned i = 0; i < (desc & 0xff); i++) {
        uint64_t x = desc >> 8 ? fp_neg(FP_F16, a.h[i]) : a.h[i];
        r.s[i] = (uint32_t)fp_muladd_widen(&env, FP_F16, FP_F32, x, b.h[i], acc.s[i], 0);
    }
    common->fp_flags |= env.flags;
    return r.v;
}

uint32_t arm_helper_bfcvt(struct cpu_common *common, uint32_t bits)
{
    struct fp_env env = vfp_env((struct arm_cpu *)common);
    uint32_t r = (uint32_t)fp_convert(&env, FP_F32, FP_BF16, bits);
    common->fp_flags |= env.flags;
    return r;
}

arm_vec arm_helper_bfdot(arm_vec d, arm_vec n, arm_vec m)
{
    union lanes acc = {d}, a = {n}, b = {m};
    for (unsigned i = 0; i < 4; i++)
        acc.s[i] = fp_bf16_dot(acc.s[i], a.s[i], b.s[i]);
    return acc.v;
}
