/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of floating point: what the IR's operations do not cover.
 */
#include "target/riscv/cpu.h"
#include "target/riscv/helper.h"
#include "tcg/softfp/softfp.h"

uint64_t rv_helper_fp(struct rv_cpu *cpu, uint64_t what, uint64_t a, uint64_t b, uint64_t c)
{
    struct fp_env env = fp_env_riscv();
    enum fp_format fmt = what >> 8 & 255;
    uint64_t out = 0;
    env.rounding = what >> 16 & 255;
    switch ((enum rv_fp_op)(what & 255)) {
    case RV_FP_ADD: out = fp_add(&env, fmt, a, b); break;
    case RV_FP_SUB: out = fp_sub(&env, fmt, a, b); break;
    case RV_FP_MUL: out = fp_mul(&env, fmt, a, b); break;
    case RV_FP_DIV: out = fp_div(&env, fmt, a, b); break;
    case RV_FP_SQRT: out = fp_sqrt(&env, fmt, a); break;
    case RV_FP_MADD: out = fp_muladd(&env, fmt, a, b, c, what >> 24 & 255); break;
    case RV_FP_MIN: out = fp_min(&env, fmt, a, b); break;
    case RV_FP_MAX: out = fp_max(&env, fmt, a, b); break;
    }
    cpu->common.fp_flags |= env.flags;
    return out;
}

uint64_t rv_helper_fcvtmod(struct rv_cpu *cpu, uint64_t a)
{
    struct fp_env env = fp_env_riscv();
    bool exact;
    uint32_t low = fp_to_int_js(&env, a, &exact);
    struct fp_env whole = fp_env_riscv();
    fp_to_int(&whole, FP_F64, a, 32, true, 0, FP_RZ, FP_INT_SATURATE_NAN_MAX);
    cpu->common.fp_flags |= whole.flags;
    return (uint64_t)(int32_t)low;
}

uint64_t rv_helper_to_bf16(struct rv_cpu *cpu, uint64_t a, uint64_t rounding)
{
    struct fp_env env = fp_env_riscv();
    env.rounding = (uint8_t)rounding;
    uint64_t out = fp_convert(&env, FP_F32, FP_BF16, a);
    cpu->common.fp_flags |= env.flags;
    return out;
}

uint64_t rv_helper_from_bf16(struct rv_cpu *cpu, uint64_t a)
{
    struct fp_env env = fp_env_riscv();
    if (a < UINT64_C(0xffffffffffff0000))
        a = fp_default_nan(&env, FP_BF16);
    uint64_t out = fp_convert(&env, FP_BF16, FP_F32, a & 0xffff);
    cpu->common.fp_flags |= env.flags;
    return out;
}

uint64_t rv_helper_fclass(uint64_t a, uint64_t format)
{
    static const uint8_t fraction[] = {[FP_F16] = 10, [FP_BF16] = 7, [FP_F32] = 23, [FP_F64] = 52};
    enum fp_format fmt = format;
    unsigned width = fp_width(fmt), low = fraction[fmt];
    bool sign = a >> (width - 1) & 1;
    uint64_t frac = a & ((UINT64_C(1) << low) - 1);
    uint64_t exp = a >> low & ((UINT64_C(1) << (width - 1 - low)) - 1);
    if (fp_is_nan(fmt, a))
        return fp_is_snan(fmt, a) ? 1 << 8 : 1 << 9;
    if (exp == (UINT64_C(1) << (width - 1 - low)) - 1)
        return sign ? 1 << 0 : 1 << 7;
    if (exp)
        return sign ? 1 << 1 : 1 << 6;
    if (frac)
        return sign ? 1 << 2 : 1 << 5;
    return sign ? 1 << 3 : 1 << 4;
}
