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
    uint64_t v = fp_to_int(&env, how & 0x200 ? FP_F64 : FP_F32, bits, 16, is_signed, how & 0xff,
                           FP_RZ, FP_INT_SATURATE);
    cpu->common.fp_flags |= env.flags;
    return is_signed ? (uint32_t)(int16_t)v : (uint32_t)v;
}

/* ---- NEON ---- */

union lanes {
    arm_vec v;
    uint32_t s[4];
    uint16_t h[8];
};

static uint32_t mask_if(bool yes)
{
    return yes ? UINT32_MAX : 0;
}

static uint32_t compare(struct fp_env *env, unsigned op, uint32_t n, uint32_t m)
{
    if (op == NEON_ACGE || op == NEON_ACGT) {
        n &= 0x7fffffff;
        m &= 0x7fffffff;
    }
    enum fp_order o = fp_compare(env, FP_F32, n, m, op != NEON_CEQ);
    switch (op) {
    case NEON_CEQ: return mask_if(o == FP_EQ);
    case NEON_ACGE:
    case NEON_CGE: return mask_if(o == FP_EQ || o == FP_GT);
    case NEON_ACGT:
    case NEON_CGT: return mask_if(o == FP_GT);
    case NEON_CLE: return mask_if(o == FP_EQ || o == FP_LT);
    default: return mask_if(o == FP_LT);
    }
}

static uint64_t arithmetic(struct fp_env *env, unsigned op, uint32_t d, uint32_t n, uint32_t m)
{
    switch (op) {
    case NEON_PADD:
    case NEON_ADD: return fp_add(env, FP_F32, n, m);
    case NEON_SUB: return fp_sub(env, FP_F32, n, m);
    case NEON_MUL: return fp_mul(env, FP_F32, n, m);
    case NEON_MLA: return fp_add(env, FP_F32, d, fp_mul(env, FP_F32, n, m));
    case NEON_MLS: return fp_add(env, FP_F32, d, fp_neg(FP_F32, fp_mul(env, FP_F32, n, m)));
    case NEON_FMA: return fp_muladd(env, FP_F32, n, m, d, 0);
    case NEON_FMS: return fp_muladd(env, FP_F32, fp_neg(FP_F32, n), m, d, 0);
    case NEON_ABD: return fp_abs(FP_F32, fp_sub(env, FP_F32, n, m));
    case NEON_PMAX:
    case NEON_MAX: return fp_max(env, FP_F32, n, m);
    case NEON_PMIN:
    case NEON_MIN: return fp_min(env, FP_F32, n, m);
    case NEON_MAXNM: return fp_maxnum(env, FP_F32, n, m);
    case NEON_MINNM: return fp_minnum(env, FP_F32, n, m);
    default: return compare(env, op, n, m);
    }
}

/* FPRecipStep, FPRSqrtStep of AArch32: not fused. */
static uint32_t step(struct fp_env *env, bool root, uint32_t n, uint32_t m)
{
    uint64_t two = 0x40000000, three = 0x40400000, half = 0x3f000000;
    bool zero_times_inf = ((n & 0x7f800000) == 0 && (m & 0x7fffffff) == 0x7f800000) ||
                          ((m & 0x7f800000) == 0 && (n & 0x7fffffff) == 0x7f800000);
    if (zero_times_inf &&
        ((n & 0x7fffff && !(n & 0x7f800000)) || (m & 0x7fffff && !(m & 0x7f800000))))
        env->flags |= FP_INPUT_DENORMAL;
    if (zero_times_inf)
        return root ? 0x3fc00000 : (uint32_t)two;
    uint64_t product = fp_mul(env, FP_F32, n, m);
    if (!root)
        return (uint32_t)fp_sub(env, FP_F32, two, product);
    return (uint32_t)fp_mul(env, FP_F32, fp_sub(env, FP_F32, three, product), half);
}

static uint64_t unary(struct fp_env *env, uint32_t desc, uint32_t m)
{
    unsigned mode = desc >> NEON_MODE_SHIFT & 15, fraction = desc >> NEON_FRACTION_SHIFT;
    bool is_signed = !(desc & NEON_UNSIGNED);
    switch (desc & NEON_OP_MASK) {
    case NEON_RECPE: return fp_recip_estimate(env, FP_F32, m);
    case NEON_RSQRTE: return fp_rsqrt_estimate(env, FP_F32, m);
    case NEON_URECPE: return fp_recip_estimate_u32(m);
    case NEON_URSQRTE: return fp_rsqrt_estimate_u32(m);
    case NEON_RINT: return fp_round_int(env, FP_F32, m, mode, false);
    case NEON_RINTX: return fp_round_int(env, FP_F32, m, FP_RNE, true);
    case NEON_TOI: return fp_to_int(env, FP_F32, m, 32, is_signed, fraction, mode, FP_INT_SATURATE);
    default:
        return fp_from_int(env, FP_F32, is_signed ? (uint64_t)(int64_t)(int32_t)m : m, is_signed,
                           fraction);
    }
}

static void pairwise(struct fp_env *env, unsigned op, union lanes *r, const union lanes *n,
                     const union lanes *m)
{
    r->s[0] = (uint32_t)arithmetic(env, op, 0, n->s[0], n->s[1]);
    r->s[1] = (uint32_t)arithmetic(env, op, 0, m->s[0], m->s[1]);
}

static void halves(struct fp_env *env, unsigned op, union lanes *r, const union lanes *m)
{
    for (unsigned i = 0; i < 4; i++) {
        if (op == NEON_TO_HALF)
            r->h[i] = (uint16_t)fp_convert(env, FP_F32, FP_F16, m->s[i]);
        else
            r->s[i] = (uint32_t)fp_convert(env, FP_F16, FP_F32, m->h[i]);
    }
}

arm_vec arm_helper_neon_fp(struct cpu_common *common, arm_vec d, arm_vec n, arm_vec m,
                           uint32_t desc)
{
    struct arm_cpu *cpu = (struct arm_cpu *)common;
    struct fp_env env = fp_env_arm();
    union lanes vd = {d}, vn = {n}, vm = {m}, r = {{0, 0}};
    unsigned op = desc & NEON_OP_MASK, count = desc & NEON_QUAD ? 4 : 2;

    env.default_nan = env.flush_in = env.flush_out = true;
    env.ahp = cpu->fpcr & ARM_FPCR_AHP;
    if (op >= NEON_PADD && op <= NEON_PMIN)
        pairwise(&env, op, &r, &vn, &vm);
    else if (op == NEON_TO_HALF || op == NEON_FROM_HALF)
        halves(&env, op, &r, &vm);
    else
        for (unsigned i = 0; i < count; i++) {
            if (op >= NEON_RECPE)
                r.s[i] = (uint32_t)unary(&env, desc, vm.s[i]);
            else if (op == NEON_RECPS || op == NEON_RSQRTS)
                r.s[i] = step(&env, op == NEON_RSQRTS, vn.s[i], vm.s[i]);
            else
                r.s[i] = (uint32_t)arithmetic(&env, op, vd.s[i], vn.s[i], vm.s[i]);
        }
    common->fp_flags |= env.flags;
    return r.v;
}
