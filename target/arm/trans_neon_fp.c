/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NEON: floating point.  It follows the standard FPSCR value, not the thread's (IR_FP_STD).
 *
 * In: decoded fields (half, or size 1: f16).  Out: IR.  The order of operands matters: it says
 * which of several NaNs is looked at.
 */
#include "target/arm/trans_simd.h"

static bool is_half(const struct arm_args *a)
{
    return a->half || a->size == 1;
}

static enum ir_type flane(const struct arm_args *a)
{
    return is_half(a) ? IR_F16 : IR_F32;
}

static unsigned standard(const struct arm_args *a)
{
    return IR_FP_STD | (a->Q ? 0 : IR_V64);
}

/* Does the instruction exist for its lanes, and has it such registers? */
static bool ok(struct arm_ctx *c, const struct arm_args *a, unsigned other)
{
    return (!is_half(a) || c->model->features & ARM_F(FP16)) && arm_neon_ok(c, a->Q, arm_d(a)) &&
           arm_neon_ok(c, a->Q, other);
}

static bool ok3(struct arm_ctx *c, const struct arm_args *a)
{
    return ok(c, a, arm_n(a)) && arm_neon_ok(c, a->Q, arm_m(a));
}

static ir_ref fop(struct arm_ctx *c, const struct arm_args *a, enum ir_opcode op, ir_ref x,
                  ir_ref y)
{
    return ir_vop(c->r, op, IR_V128, flane(a), standard(a), x, y, IR_NONE);
}

static ir_ref sign_op(struct arm_ctx *c, const struct arm_args *a, enum ir_opcode op, ir_ref x)
{
    return ir_vop(c->r, op, IR_V128, flane(a), 0, x, IR_NONE, IR_NONE);
}

static void out(struct arm_ctx *c, const struct arm_args *a, ir_ref v)
{
    arm_vout(c, a->Q, arm_d(a), v);
}

static ir_ref in_d(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_vin(c, a->Q, arm_d(a));
}

static ir_ref in_n(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_vin(c, a->Q, arm_n(a));
}

static ir_ref in_m(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_vin(c, a->Q, arm_m(a));
}

/* ---- three registers ---- */

bool arm_trans_vf3(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    out(c, a, fop(c, a, a->ir, in_n(c, a), in_m(c, a)));
    return true;
}

bool arm_trans_vf_pair(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_trans_vf3(c, a);
}

bool arm_trans_vf_abd(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    out(c, a, sign_op(c, a, IR_FABS, fop(c, a, IR_FSUB, in_n(c, a), in_m(c, a))));
    return true;
}

/* With two roundings. */
static ir_ref multiply_add(struct arm_ctx *c, const struct arm_args *a, bool minus, ir_ref m)
{
    ir_ref product = fop(c, a, IR_FMUL, in_n(c, a), m);
    if (minus)
        product = sign_op(c, a, IR_FNEG, product);
    return fop(c, a, IR_FADD, in_d(c, a), product);
}

bool arm_trans_vf_mla(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    out(c, a, multiply_add(c, a, a->neg, in_m(c, a)));
    return true;
}

/* kind: 0 VMUL, 1 VMLA, 2 VMLS */
bool arm_trans_vf_scalar(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a, arm_n(a)))
        return false;
    ir_ref m = arm_scalar_operand(c, a);
    out(c, a, a->kind ? multiply_add(c, a, a->kind == 2, m) : fop(c, a, IR_FMUL, in_n(c, a), m));
    return true;
}

bool arm_trans_vf_fma(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    out(c, a,
        ir_vop(c->r, IR_FMA, IR_V128, flane(a), standard(a) | (a->neg ? IR_FMA_NEGP : 0),
               in_d(c, a), in_n(c, a), in_m(c, a)));
    return true;
}

static ir_ref compare(struct arm_ctx *c, const struct arm_args *a, ir_ref x, ir_ref y)
{
    return ir_vop(c->r, IR_VFCMP, IR_V128, flane(a), standard(a) | a->rel, x, y, IR_NONE);
}

bool arm_trans_vf_cmp(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    ir_ref n = in_n(c, a), m = in_m(c, a);
    if (a->absolute) {
        n = sign_op(c, a, IR_FABS, n);
        m = sign_op(c, a, IR_FABS, m);
    }
    out(c, a, compare(c, a, n, m));
    return true;
}

/* With zero; swap: zero is the first one. */
bool arm_trans_vf_cmp0(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a, arm_m(a)))
        return false;
    ir_ref m = in_m(c, a), zero = ir_vconst(c->r, 0, 0);
    out(c, a, compare(c, a, a->swap ? zero : m, a->swap ? m : zero));
    return true;
}

/* ---- two registers ---- */

bool arm_trans_vf1(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a, arm_m(a)))
        return false;
    out(c, a, fop(c, a, a->ir, in_m(c, a), IR_NONE));
    return true;
}

bool arm_trans_vfsign(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a, arm_m(a)))
        return false;
    out(c, a, sign_op(c, a, a->ir, in_m(c, a)));
    return true;
}

bool arm_trans_vf_rint(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a, arm_m(a)))
        return false;
    out(c, a,
        ir_vopi(c->r, IR_FROUND, IR_V128, flane(a), standard(a) | a->mode, in_m(c, a), IR_NONE,
                a->exact ? IR_FROUND_EXACT : 0));
    return true;
}

static ir_ref to_int(struct arm_ctx *c, const struct arm_args *a, unsigned mode, unsigned fraction)
{
    unsigned sub = standard(a) | mode | (a->U ? IR_UNSIGNED : 0);
    return ir_vopi(c->r, IR_FTOI, IR_V128, flane(a), sub, in_m(c, a), IR_NONE, fraction);
}

static ir_ref from_int(struct arm_ctx *c, const struct arm_args *a, unsigned fraction)
{
    unsigned sub = standard(a) | IR_ROUND_DYN | (a->U ? IR_UNSIGNED : 0);
    return ir_vopi(c->r, IR_ITOF, IR_V128, is_half(a) ? IR_I16 : IR_I32, sub, in_m(c, a), IR_NONE,
                   fraction);
}

bool arm_trans_vf_toi(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a, arm_m(a)))
        return false;
    out(c, a, to_int(c, a, a->mode, 0));
    return true;
}

bool arm_trans_vf_itof(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a, arm_m(a)))
        return false;
    out(c, a, from_int(c, a, 0));
    return true;
}

bool arm_trans_vcvt_fixed_v(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    unsigned fraction = 64u - a->imm6;
    b.half = !a->single;
    if (!ok(c, &b, arm_m(a)))
        return false;
    out(c, a, a->to ? to_int(c, &b, FP_RZ, fraction) : from_int(c, &b, fraction));
    return true;
}

/* ---- by helpers ---- */

static ir_ref compute(struct arm_ctx *c, bool quad, unsigned desc, ir_ref n, ir_ref m)
{
    ir_ref args[] = {n, m, arm_imm(c, desc | (quad ? NEON_QUAD : 0))};
    return ir_call(c->r, ARM_H_neon_fp, args, 3);
}

/* VRECPS, VRSQRTS: not fused, unlike those of A64. */
bool arm_trans_vf_step(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    unsigned desc = a->fop | (is_half(a) ? NEON_HALF : 0);
    out(c, a, compute(c, a->Q, desc, in_n(c, a), in_m(c, a)));
    return true;
}

bool arm_trans_vf_urecpe(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok(c, a, arm_m(a)))
        return false;
    ir_ref m = in_m(c, a);
    out(c, a, compute(c, a->Q, a->fop, m, m));
    return true;
}

bool arm_trans_vcvt_narrow(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_m(a)))
        return false;
    ir_ref m = arm_vin(c, true, arm_m(a));
    arm_vout(c, false, arm_d(a), compute(c, true, NEON_TO_HALF, m, m));
    return true;
}

bool arm_trans_vcvt_wide(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)))
        return false;
    ir_ref m = arm_vin(c, false, arm_m(a));
    arm_vout(c, true, arm_d(a), compute(c, true, NEON_FROM_HALF, m, m));
    return true;
}

bool arm_trans_vcvt_bf16(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_m(a)))
        return false;
    ir_ref m = arm_vin(c, true, arm_m(a));
    arm_vout(c, false, arm_d(a), compute(c, true, NEON_TO_BF16, m, m));
    return true;
}
