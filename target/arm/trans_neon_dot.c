/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NEON: dot products, products of matrices, complex numbers, and products of halves and bfloat16
 * that are added to singles.
 *
 * In: decoded fields (scalar: the last operand is one element for all).  Out: IR.
 */
#include "target/advsimd.h"
#include "target/arm/trans_simd.h"

static bool ok(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_neon_ok(c, a->Q, arm_d(a)) && arm_neon_ok(c, a->Q, arm_n(a)) &&
           (a->scalar || arm_neon_ok(c, a->Q, arm_m(a)));
}

static ir_ref in(struct arm_ctx *c, const struct arm_args *a, unsigned d)
{
    return arm_vin(c, a->Q, d);
}

static void out(struct arm_ctx *c, const struct arm_args *a, ir_ref v)
{
    arm_vout(c, a->Q, arm_d(a), v);
}

/* Element `index` of D register d, in all lanes. */
static ir_ref element(struct arm_ctx *c, enum ir_type lane, unsigned d, unsigned index)
{
    unsigned per_d = 8 / ir_type_size(lane);
    return arm_vopi(c, IR_VDUPV, lane, ir_get(c->r, ARM_V0 + d / 2), (d & 1) * per_d + index);
}

/* A group of four bytes or two bfloat16. */
static ir_ref group_m(struct arm_ctx *c, const struct arm_args *a)
{
    return a->scalar ? element(c, IR_I32, a->vm, a->M) : in(c, a, arm_m(a));
}

bool arm_trans_vdot(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a))
        return false;
    ir_ref d = in(c, a, arm_d(a)), n = in(c, a, arm_n(a)), m = group_m(c, a);
    out(c, a, ir_vop(c->r, a->ir, IR_V128, IR_VOID, 0, d, a->swap ? m : n, a->swap ? n : m));
    return true;
}

bool arm_trans_vmmla(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a))
        return false;
    out(c, a,
        advsimd_matrix(c->r, a->ir, in(c, a, arm_d(a)), in(c, a, arm_n(a)), in(c, a, arm_m(a))));
    return true;
}

/* ---- bfloat16 ---- */

static ir_ref bf16_dot(struct arm_ctx *c, ir_ref d, ir_ref n, ir_ref m)
{
    ir_ref args[] = {d, n, m};
    return ir_call(c->r, ARM_H_bfdot, args, 3);
}

bool arm_trans_vdot_bf16(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a))
        return false;
    out(c, a, bf16_dot(c, in(c, a, arm_d(a)), in(c, a, arm_n(a)), group_m(c, a)));
    return true;
}

/* 2x4 times 4x2: two dot products of pairs. */
bool arm_trans_vmmla_bf16(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a))
        return false;
    ir_ref v = in(c, a, arm_d(a)), n = in(c, a, arm_n(a)), m = in(c, a, arm_m(a));
    for (unsigned i = 0; i < 2; i++)
        v = bf16_dot(c, v, advsimd_row(c->r, i, n), advsimd_column(c->r, i, m));
    out(c, a, v);
    return true;
}

/* Every second bfloat16: the upper half of a single. */
static ir_ref singles(struct arm_ctx *c, bool top, ir_ref v)
{
    if (top)
        return arm_vop(c, IR_VAND, IR_VOID, v, arm_vsplat(c, 2, 0xffff0000));
    return arm_vopi(c, IR_VSHLI, IR_I32, v, 16);
}

bool arm_trans_vfma_bf16(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a))
        return false;
    ir_ref m = a->scalar ? element(c, IR_I16, a->vm & 7, (unsigned)a->M << 1 | a->vm >> 3)
                         : in(c, a, arm_m(a));
    out(c, a,
        ir_vop(c->r, IR_FMA, IR_V128, IR_F32, IR_FP_STD, in(c, a, arm_d(a)),
               singles(c, a->top, in(c, a, arm_n(a))), singles(c, a->top, m)));
    return true;
}

/* ---- halves to singles ---- */

/* The lanes of an operand: a D register, or for the 64-bit form an S register. */
static ir_ref halves(struct arm_ctx *c, bool quad, unsigned v, unsigned x)
{
    if (quad)
        return arm_vin(c, false, arm_vreg(true, v, x));
    return ir_vop(c->r, IR_VZX, IR_V128, IR_I32, 0, arm_sreg(c, IR_I32, arm_vreg(false, v, x)),
                  IR_NONE, IR_NONE);
}

static ir_ref one_half(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned low = a->vm & 7, high = a->vm >> 3;
    if (a->Q)
        return element(c, IR_I16, low, (unsigned)a->M << 1 | high);
    unsigned s = low << 1 | a->M;
    return element(c, IR_I16, s / 2, (s & 1) * 2 + high);
}

bool arm_trans_vfmal(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, a->Q, arm_d(a)))
        return false;
    if (a->Q && !(arm_has_d(c, arm_n(a)) && (a->scalar || arm_has_d(c, arm_m(a)))))
        return false;
    ir_ref m = a->scalar ? one_half(c, a) : halves(c, a->Q, a->vm, a->M);
    ir_ref args[] = {in(c, a, arm_d(a)), halves(c, a->Q, a->vn, a->N), m,
                     arm_imm(c, (a->Q ? 4u : 2u) | (unsigned)a->neg << 8)};
    out(c, a, ir_call(c->r, ARM_H_fmlal, args, 4));
    return true;
}

/* ---- complex numbers ---- */

static unsigned complex_sub(const struct arm_args *a)
{
    return IR_FP_STD | (a->Q ? 0 : IR_V64);
}

static bool complex_ok(struct arm_ctx *c, const struct arm_args *a)
{
    return ok(c, a) && (a->single || c->model->features & ARM_F(FP16));
}

bool arm_trans_vcadd(struct arm_ctx *c, const struct arm_args *a)
{
    if (!complex_ok(c, a))
        return false;
    out(c, a,
        advsimd_complex_add(c->r, a->single ? 2 : 1, complex_sub(a), a->rot, in(c, a, arm_n(a)),
                            in(c, a, arm_m(a))));
    return true;
}

/* The element is a pair of lanes. */
static ir_ref pair_m(struct arm_ctx *c, const struct arm_args *a)
{
    return a->single ? element(c, IR_I64, arm_m(a), 0) : element(c, IR_I32, a->vm, a->M);
}

bool arm_trans_vcmla(struct arm_ctx *c, const struct arm_args *a)
{
    if (!complex_ok(c, a) || (a->scalar && a->single && !arm_has_d(c, arm_m(a))))
        return false;
    ir_ref m = a->scalar ? pair_m(c, a) : in(c, a, arm_m(a));
    out(c, a,
        advsimd_complex_mla(c->r, a->single ? 2 : 1, complex_sub(a), a->rot, in(c, a, arm_d(a)),
                            in(c, a, arm_n(a)), m));
    return true;
}
