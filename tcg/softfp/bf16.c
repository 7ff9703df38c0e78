/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bfloat16 dot product of Armv8.6 (BFDOT, BFMMLA with FPCR.EBF = 0): each product and each
 * sum is rounded to odd in single precision, denormals are zero, every NaN is the default NaN,
 * overflow gives infinity and no exception is recorded.
 */
#include "tcg/softfp/core.h"

/* The fixed environment of BFMul and BFAdd. */
static struct fp_env bf_env(void)
{
    return (struct fp_env){
        .rounding = FP_RODD,
        .nan_rule = FP_NAN_ARM,
        .default_nan = true,
        .flush_in = true,
        .flush_out = true,
        .tininess_before = true,
    };
}

/* BFRound sends overflow to infinity, where rounding to odd otherwise gives the largest number. */
static uint32_t finish(struct fp_env *env, uint64_t r)
{
    return env->flags & FP_OVERFLOW ? fp_infinity(FP_F32, r >> 31) : r;
}

static uint32_t bf_mul(uint32_t a, uint32_t b)
{
    struct fp_env env = bf_env();
    return finish(&env, fp_mul(&env, FP_F32, a, b));
}

static uint32_t bf_add(uint32_t a, uint32_t b)
{
    struct fp_env env = bf_env();
    return finish(&env, fp_add(&env, FP_F32, a, b));
}

uint32_t fp_bf16_dot(uint32_t addend, uint32_t a, uint32_t b)
{
    uint32_t product0 = bf_mul(a << 16, b << 16);
    uint32_t product1 = bf_mul(a & 0xffff0000u, b & 0xffff0000u);
    return bf_add(addend, bf_add(product0, product1));
}
