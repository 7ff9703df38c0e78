/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of NEON's floating-point instructions, which run under the standard FPSCR: one line an
 * instruction says how its operands lie and what happens to one lane.
 */
#include <stddef.h>
#include "tests/insn/arm/model_simd.h"
#include "tests/insn/lanes.h"

#define B(hi, lo) MODEL_FIELD(insn, hi, lo)

enum { TWO_F32 = 0x40000000, THREE_F32 = 0x40400000, ONE_HALF_F32 = 0x3fc00000 };
enum { TWO_F16 = 0x4000, THREE_F16 = 0x4200, ONE_HALF_F16 = 0x3e00 };

/* Products that are rounded before the sum. */
static uint64_t mla(struct fp_lane *l)
{
    return fp_add(l->env, l->f, l->d, fp_lane_mul(l));
}

static uint64_t mls(struct fp_lane *l)
{
    return fp_add(l->env, l->f, l->d, fp_neg(l->f, fp_lane_mul(l)));
}

static bool zero_by_infinity(const struct fp_lane *l)
{
    uint64_t n = fp_abs(l->f, l->n), m = fp_abs(l->f, l->m), inf = fp_infinity(l->f, false);
    uint64_t smallest = l->f == FP_F32 ? 0x00800000 : l->env->flush_f16 ? 0x0400 : 1;
    return (n == inf && m < smallest) || (m == inf && n < smallest);
}

/* The flag of a denormal operand that was flushed, as a product raises it. */
static uint64_t flagged(struct fp_lane *l, uint64_t v)
{
    struct fp_env env = *l->env;
    env.flags = 0;
    fp_mul(&env, l->f, l->n, l->m);
    l->env->flags |= env.flags & FP_INPUT_DENORMAL;
    return v;
}

static uint64_t recps(struct fp_lane *l)
{
    uint64_t two = l->f == FP_F32 ? TWO_F32 : TWO_F16;
    if (zero_by_infinity(l))
        return flagged(l, two);
    return fp_sub(l->env, l->f, two, fp_lane_mul(l));
}

static uint64_t rsqrts(struct fp_lane *l)
{
    bool single = l->f == FP_F32;
    if (zero_by_infinity(l))
        return flagged(l, single ? ONE_HALF_F32 : ONE_HALF_F16);
    uint64_t v = fp_sub(l->env, l->f, single ? THREE_F32 : THREE_F16, fp_lane_mul(l));
    return fp_div(l->env, l->f, v, single ? TWO_F32 : TWO_F16);
}

enum shape {
    THREE,  /* bit 20: halves */
    PAIR,   /* the same, neighbours of n, then of m */
    TWO,    /* bits 19:18: size */
    SCALAR, /* bits 21:20: size; m is one lane; bit 24 is Q */
    FIXED,  /* bit 9: singles; imm6: fraction bits */
};

static const struct row {
    uint16_t op;
    uint8_t shape, alt_bit; /* alt: the function where this bit is set */
    fp_lane_fn *fn, *alt;
} rows[] = {
    {ARM_NEON_VFMA_f, THREE, 0, fp_lane_mla, NULL},
    {ARM_NEON_VFMS_f, THREE, 0, fp_lane_mls, NULL},
    {ARM_NEON_VADD_f, THREE, 0, fp_lane_add, NULL},
    {ARM_NEON_VSUB_f, THREE, 0, fp_lane_sub, NULL},
    {ARM_NEON_VPADD_f, PAIR, 0, fp_lane_add, NULL},
    {ARM_NEON_VABD_f, THREE, 0, fp_lane_abd, NULL},
    {ARM_NEON_VMLA_f, THREE, 0, mla, NULL},
    {ARM_NEON_VMLS_f, THREE, 0, mls, NULL},
    {ARM_NEON_VMUL_f, THREE, 0, fp_lane_mul, NULL},
    {ARM_NEON_VCEQ_f, THREE, 0, fp_lane_cmeq, NULL},
    {ARM_NEON_VCGE_f, THREE, 0, fp_lane_cmge, NULL},
    {ARM_NEON_VCGT_f, THREE, 0, fp_lane_cmgt, NULL},
    {ARM_NEON_VACGE, THREE, 0, fp_lane_acge, NULL},
    {ARM_NEON_VACGT, THREE, 0, fp_lane_acgt, NULL},
    {ARM_NEON_VMAX_f, THREE, 0, fp_lane_max, NULL},
    {ARM_NEON_VMIN_f, THREE, 0, fp_lane_min, NULL},
    {ARM_NEON_VPMAX_f, PAIR, 0, fp_lane_max, NULL},
    {ARM_NEON_VPMIN_f, PAIR, 0, fp_lane_min, NULL},
    {ARM_NEON_VRECPS, THREE, 0, recps, NULL},
    {ARM_NEON_VRSQRTS, THREE, 0, rsqrts, NULL},
    {ARM_NEON_VMAXNM_v, THREE, 0, fp_lane_maxnm, NULL},
    {ARM_NEON_VMINNM_v, THREE, 0, fp_lane_minnm, NULL},
    {ARM_NEON_VMLA_sc_f, SCALAR, 0, mla, NULL},
    {ARM_NEON_VMLS_sc_f, SCALAR, 0, mls, NULL},
    {ARM_NEON_VMUL_sc_f, SCALAR, 0, fp_lane_mul, NULL},
    {ARM_NEON_VCVT_fixed_v, FIXED, 8, NULL, NULL},
    {ARM_NEON_VCGT0_f, TWO, 0, fp_lane_cmgt0, NULL},
    {ARM_NEON_VCGE0_f, TWO, 0, fp_lane_cmge0, NULL},
    {ARM_NEON_VCEQ0_f, TWO, 0, fp_lane_cmeq0, NULL},
    {ARM_NEON_VCLE0_f, TWO, 0, fp_lane_cmle0, NULL},
    {ARM_NEON_VCLT0_f, TWO, 0, fp_lane_cmlt0, NULL},
    {ARM_NEON_VABS_f, TWO, 0, fp_lane_abs, NULL},
    {ARM_NEON_VNEG_f, TWO, 0, fp_lane_neg, NULL},
    {ARM_NEON_VRINTN_v, TWO, 0, fp_lane_rintn, NULL},
    {ARM_NEON_VRINTA_v, TWO, 0, fp_lane_rinta, NULL},
    {ARM_NEON_VRINTZ_v, TWO, 0, fp_lane_rintz, NULL},
    {ARM_NEON_VRINTM_v, TWO, 0, fp_lane_rintm, NULL},
    {ARM_NEON_VRINTP_v, TWO, 0, fp_lane_rintp, NULL},
    {ARM_NEON_VRINTX_v, TWO, 0, fp_lane_rintx, NULL},
    {ARM_NEON_VCVTA_v, TWO, 7, fp_lane_cvtas, fp_lane_cvtau},
    {ARM_NEON_VCVTN_v, TWO, 7, fp_lane_cvtns, fp_lane_cvtnu},
    {ARM_NEON_VCVTP_v, TWO, 7, fp_lane_cvtps, fp_lane_cvtpu},
    {ARM_NEON_VCVTM_v, TWO, 7, fp_lane_cvtms, fp_lane_cvtmu},
    {ARM_NEON_VRECPE_f, TWO, 0, fp_lane_recpe, NULL},
    {ARM_NEON_VRSQRTE_f, TWO, 0, fp_lane_rsqrte, NULL},
    {ARM_NEON_VCVT_itof, TWO, 7, fp_lane_scvtf, fp_lane_ucvtf},
    {ARM_NEON_VCVT_ftoi, TWO, 7, fp_lane_cvtzs, fp_lane_cvtzu},
};

static enum model_result lanes(struct model_simd *m, const struct row *row, uint32_t insn)
{
    unsigned d = model_vd(insn), n = model_vn(insn), mm = model_vm(insn), size;
    bool q = row->shape == SCALAR ? B(24, 24) : B(6, 6);
    fp_lane_fn *fn = row->alt && insn >> row->alt_bit & 1 ? row->alt : row->fn;
    int element = -1;
    struct fp_lane l = {.env = &m->standard};
    union model_vregs old = m->v;
    switch (row->shape) {
    case SCALAR:
        size = B(21, 20);
        element = (int)(size == 1 ? B(5, 5) << 1 | B(3, 3) : B(5, 5));
        mm = size == 1 ? B(2, 0) : B(3, 0);
        break;
    case TWO: size = B(19, 18); break;
    case FIXED: {
        static fp_lane_fn *const fns[] = {fp_lane_scvtf, fp_lane_cvtzs, fp_lane_ucvtf,
                                          fp_lane_cvtzu};
        size = B(9, 9) ? 2 : 1;
        l.fbits = 64 - B(21, 16);
        fn = fns[B(24, 24) << 1 | B(8, 8)];
        break;
    }
    default: size = B(20, 20) ? 1 : 2; break;
    }
    bool one = row->shape == TWO || row->shape == FIXED;
    if (q && (d | (one ? 0 : n) | (element < 0 ? mm : 0)) & 1)
        return MODEL_UNDEFINED;
    l.f = size == 1 ? FP_F16 : FP_F32;
    l.bits = 8u << size;
    unsigned count = (q ? 16u : 8u) >> size;
    for (unsigned i = 0; i < count; i++) {
        l.d = model_get(&old, d, size, i);
        if (row->shape == PAIR) {
            unsigned from = i < count / 2 ? n : mm, first = i % (count / 2) * 2;
            l.n = model_get(&old, from, size, first);
            l.m = model_get(&old, from, size, first + 1);
        } else {
            l.m = model_get(&old, mm, size, element < 0 ? i : (unsigned)element);
            l.n = one ? l.m : model_get(&old, n, size, i);
        }
        model_put(&m->v, d, size, i, fn(&l));
    }
    return MODEL_DONE;
}

/* ---- those whose formats differ ---- */

static enum model_result convert(struct model_simd *m, enum fp_format from, enum fp_format to,
                                 uint32_t insn)
{
    unsigned d = model_vd(insn), mm = model_vm(insn);
    bool narrow = from == FP_F32;
    union model_vregs old = m->v;
    if ((narrow ? mm : d) & 1)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < 4; i++) {
        uint64_t v = model_get(&old, mm, narrow ? 2 : 1, i);
        model_put(&m->v, d, narrow ? 1 : 2, i, fp_convert(&m->standard, from, to, v));
    }
    return MODEL_DONE;
}

static enum model_result estimate(struct model_simd *m, uint32_t insn, uint32_t (*fn)(uint32_t))
{
    unsigned d = model_vd(insn), mm = model_vm(insn);
    bool q = B(6, 6);
    union model_vregs old = m->v;
    if (q && (d | mm) & 1)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < (q ? 4 : 2); i++)
        m->v.s[d * 2 + i] = fn(old.s[mm * 2 + i]);
    return MODEL_DONE;
}

/* VFMAL, VFMSL: n and m are S registers, or D registers for Q. */
static enum model_result multiply_half(struct model_simd *m, uint32_t insn, bool elem)
{
    bool q = B(6, 6), subtract = elem ? B(20, 20) : B(23, 23);
    unsigned d = model_vd(insn), index = 0, n, mm;
    union model_vregs old = m->v;
    n = 4 * (q ? model_vn(insn) : 0) + (q ? 0 : 2 * (B(19, 16) << 1 | B(7, 7)));
    mm = q ? 4 * model_vm(insn) : 2 * (B(3, 0) << 1 | B(5, 5));
    if (q && d & 1)
        return MODEL_UNDEFINED;
    if (elem) {
        index = q ? B(5, 5) << 1 | B(3, 3) : B(3, 3);
        mm = q ? 4 * B(2, 0) : 2 * (B(2, 0) << 1 | B(5, 5));
    }
    for (unsigned i = 0; i < (q ? 4 : 2); i++) {
        uint64_t x = old.h[n + i], y = old.h[mm + (elem ? index : i)];
        if (subtract)
            x = fp_neg(FP_F16, x);
        m->v.s[d * 2 + i] =
            (uint32_t)fp_muladd_widen(&m->standard, FP_F16, FP_F32, x, y, old.s[d * 2 + i], 0);
    }
    return MODEL_DONE;
}

static enum model_result complex_add(struct model_simd *m, uint32_t insn)
{
    unsigned d = model_vd(insn), n = model_vn(insn), mm = model_vm(insn), size = B(20, 20) ? 2 : 1;
    bool q = B(6, 6);
    enum fp_format f = size == 1 ? FP_F16 : FP_F32;
    union model_vregs old = m->v;
    if (q && (d | n | mm) & 1)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < (q ? 16u : 8u) >> size; i += 2) {
        uint64_t even = model_get(&old, mm, size, i + 1), odd = model_get(&old, mm, size, i);
        if (B(24, 24))
            odd = fp_neg(f, odd);
        else
            even = fp_neg(f, even);
        model_put(&m->v, d, size, i, fp_add(&m->standard, f, model_get(&old, n, size, i), even));
        model_put(&m->v, d, size, i + 1,
                  fp_add(&m->standard, f, model_get(&old, n, size, i + 1), odd));
    }
    return MODEL_DONE;
}

static enum model_result complex_multiply(struct model_simd *m, uint32_t insn, bool elem)
{
    bool q = B(6, 6), single = elem ? B(23, 23) : B(20, 20);
    unsigned d = model_vd(insn), n = model_vn(insn), mm = model_vm(insn), size = single ? 2 : 1;
    unsigned rot = elem ? B(21, 20) : B(24, 23), pair = 0;
    enum fp_format f = single ? FP_F32 : FP_F16;
    union model_vregs old = m->v;
    if (elem && !single) {
        pair = B(5, 5);
        mm = B(3, 0);
    }
    if (q && (d | n | (elem ? 0 : mm)) & 1)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < (q ? 16u : 8u) >> size; i += 2) {
        unsigned at = elem ? 2 * pair : i;
        uint64_t real = model_get(&old, mm, size, at), imag = model_get(&old, mm, size, at + 1);
        uint64_t x = model_get(&old, n, size, i + (rot & 1)), even, odd;
        switch (rot) {
        case 0: even = real, odd = imag; break;
        case 1: even = fp_neg(f, imag), odd = real; break;
        case 2: even = fp_neg(f, real), odd = fp_neg(f, imag); break;
        default: even = imag, odd = fp_neg(f, real); break;
        }
        uint64_t d0 = model_get(&old, d, size, i), d1 = model_get(&old, d, size, i + 1);
        model_put(&m->v, d, size, i, fp_muladd(&m->standard, f, x, even, d0, 0));
        model_put(&m->v, d, size, i + 1, fp_muladd(&m->standard, f, x, odd, d1, 0));
    }
    return MODEL_DONE;
}

static enum model_result bf16_dot(struct model_simd *m, uint32_t insn, bool elem)
{
    bool q = B(6, 6);
    unsigned d = model_vd(insn), n = model_vn(insn), mm = elem ? B(3, 0) : model_vm(insn);
    union model_vregs old = m->v;
    if (q && (d | n | (elem ? 0 : mm)) & 1)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < (q ? 4 : 2); i++)
        m->v.s[d * 2 + i] =
            fp_bf16_dot(old.s[d * 2 + i], old.s[n * 2 + i], old.s[mm * 2 + (elem ? B(5, 5) : i)]);
    return MODEL_DONE;
}

static enum model_result bf16_matrix(struct model_simd *m, uint32_t insn)
{
    unsigned d = 2 * model_vd(insn), n = 2 * model_vn(insn), mm = 2 * model_vm(insn);
    union model_vregs old = m->v;
    if ((d | n | mm) & 2)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < 4; i++)
        for (unsigned k = 0; k < 2; k++)
            m->v.s[d + i] =
                fp_bf16_dot(m->v.s[d + i], old.s[n + i / 2 * 2 + k], old.s[mm + i % 2 * 2 + k]);
    return MODEL_DONE;
}

static enum model_result bf16_long(struct model_simd *m, uint32_t insn, bool elem)
{
    unsigned d = model_vd(insn), n = model_vn(insn), mm = elem ? B(2, 0) : model_vm(insn);
    union model_vregs old = m->v;
    if ((d | n | (elem ? 0 : mm)) & 1)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < 4; i++) {
        unsigned at = 2 * i + B(6, 6), index = elem ? B(5, 5) << 1 | B(3, 3) : at;
        m->v.s[d * 2 + i] =
            (uint32_t)fp_muladd(&m->standard, FP_F32, (uint32_t)old.h[n * 4 + at] << 16,
                                (uint32_t)old.h[mm * 4 + index] << 16, old.s[d * 2 + i], 0);
    }
    return MODEL_DONE;
}

enum model_result model_simd_fp(struct model_simd *m, enum arm_op op, uint32_t insn)
{
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].op == op)
            return lanes(m, &rows[i], insn);
    switch (op) {
    case ARM_NEON_VCVT_f16_f32: return convert(m, FP_F32, FP_F16, insn);
    case ARM_NEON_VCVT_f32_f16: return convert(m, FP_F16, FP_F32, insn);
    case ARM_NEON_VCVT_bf16_f32: return convert(m, FP_F32, FP_BF16, insn);
    case ARM_NEON_VRECPE_int: return estimate(m, insn, fp_recip_estimate_u32);
    case ARM_NEON_VRSQRTE_int: return estimate(m, insn, fp_rsqrt_estimate_u32);
    case ARM_NEON_VFMAL: return multiply_half(m, insn, false);
    case ARM_NEON_VFMAL_sc: return multiply_half(m, insn, true);
    case ARM_NEON_VCADD: return complex_add(m, insn);
    case ARM_NEON_VCMLA: return complex_multiply(m, insn, false);
    case ARM_NEON_VCMLA_sc: return complex_multiply(m, insn, true);
    case ARM_NEON_VDOT_bf16: return bf16_dot(m, insn, false);
    case ARM_NEON_VDOT_bf16_sc: return bf16_dot(m, insn, true);
    case ARM_NEON_VMMLA_bf16: return bf16_matrix(m, insn);
    case ARM_NEON_VFMA_bf16: return bf16_long(m, insn, false);
    case ARM_NEON_VFMA_bf16_sc: return bf16_long(m, insn, true);
    default: return MODEL_UNKNOWN;
    }
}
