/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of floating-point instructions: see helper_simd.h.
 *
 * FPCR is read from the CPU state; exceptions go to its sticky flags.
 */
#include "target/aarch64/helper_simd.h"

#include "target/aarch64/cpu.h"
#include "tcg/softfp/softfp.h"

union lanes {
    a64_vec v;
    uint16_t h[8];
    uint32_t s[4];
};

static struct fp_env env_of(const struct cpu_common *common)
{
    uint32_t fpcr = ((const struct a64_cpu *)common)->fpcr;
    struct fp_env env = fp_env_arm();
    env.rounding = (uint8_t)common->fp_rounding;
    env.default_nan = fpcr & A64_FPCR_DN;
    env.flush_in = env.flush_out = fpcr & A64_FPCR_FZ;
    env.flush_f16 = fpcr & A64_FPCR_FZ16;
    env.ahp = fpcr & A64_FPCR_AHP;
    return env;
}

a64_vec a64_helper_fmlal(struct cpu_common *cpu, a64_vec d, a64_vec n, a64_vec m, uint32_t desc)
{
    struct fp_env env = env_of(cpu);
    union lanes acc = {d}, a = {n}, b = {m}, r = {{0, 0}};
    for (unsigned i = 0; i < (desc & 0xff); i++) {
        uint64_t x = desc >> 8 ? fp_neg(FP_F16, a.h[i]) : a.h[i];
        r.s[i] = (uint32_t)fp_muladd_widen(&env, FP_F16, FP_F32, x, b.h[i], acc.s[i], 0);
    }
    cpu->fp_flags |= env.flags;
    return r.v;
}

uint32_t a64_helper_bfcvt(struct cpu_common *cpu, uint32_t single)
{
    struct fp_env env = env_of(cpu);
    uint32_t r = (uint32_t)fp_convert(&env, FP_F32, FP_BF16, single);
    cpu->fp_flags |= env.flags;
    return r;
}

a64_vec a64_helper_bfcvtn(struct cpu_common *cpu, a64_vec n)
{
    struct fp_env env = env_of(cpu);
    union lanes a = {n}, r = {{0, 0}};
    for (unsigned i = 0; i < 4; i++)
        r.h[i] = (uint16_t)fp_convert(&env, FP_F32, FP_BF16, a.s[i]);
    cpu->fp_flags |= env.flags;
    return r.v;
}

a64_vec a64_helper_bfdot(a64_vec d, a64_vec n, a64_vec m)
{
    union lanes acc = {d}, a = {n}, b = {m};
    for (unsigned i = 0; i < 4; i++)
        acc.s[i] = fp_bf16_dot(acc.s[i], a.s[i], b.s[i]);
    return acc.v;
}
