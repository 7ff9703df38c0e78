/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NEON: floating point.  It follows the standard FPSCR value, not the thread's, so that the IR's
 * operations do not fit: a helper computes all lanes.
 *
 * In: decoded fields.  Out: IR.
 */
#include "target/arm/trans_simd.h"

static ir_ref compute(struct arm_ctx *c, bool quad, unsigned desc, ir_ref d, ir_ref n, ir_ref m)
{
    ir_ref args[] = {d, n, m, arm_imm(c, desc | (quad ? NEON_QUAD : 0))};
    return ir_call(c->r, ARM_H_neon_fp, args, 4);
}

bool arm_trans_vf3(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned d = arm_d(a);
    if (!arm_neon_ok(c, a->Q, d) || !arm_neon_ok(c, a->Q, arm_m(a)) ||
        (!a->zero && !arm_neon_ok(c, a->Q, arm_n(a))))
        return false;
    ir_ref m = arm_vin(c, a->Q, arm_m(a)), n = a->zero ? m : arm_vin(c, a->Q, arm_n(a));
    if (a->zero)
        m = ir_vconst(c->r, 0, 0);
    arm_vout(c, a->Q, d, compute(c, a->Q, a->fop, arm_vin(c, a->Q, d), n, m));
    return true;
}

bool arm_trans_vf2(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned d = arm_d(a);
    if (!arm_neon_ok(c, a->Q, d) || !arm_neon_ok(c, a->Q, arm_m(a)))
        return false;
    ir_ref m = arm_vin(c, a->Q, arm_m(a));
    unsigned desc = a->fop | (unsigned)a->mode << NEON_MODE_SHIFT | (a->U ? NEON_UNSIGNED : 0);
    arm_vout(c, a->Q, d, compute(c, a->Q, desc, m, m, m));
    return true;
}

bool arm_trans_vs_fp(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned d = arm_d(a), m = arm_m(a);
    if (!arm_neon_ok(c, a->Q, d) || !arm_neon_ok(c, a->Q, arm_n(a)))
        return false;
    unsigned lane = (m & 1) * 2 + (m >> 4);
    ir_ref scalar = arm_vopi(c, IR_VDUPV, IR_I32, ir_get(c->r, ARM_V0 + (m & 15) / 2), lane);
    arm_vout(c, a->Q, d,
             compute(c, a->Q, a->fop, arm_vin(c, a->Q, d), arm_vin(c, a->Q, arm_n(a)), scalar));
    return true;
}

bool arm_trans_vcvt_fixed_v(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned d = arm_d(a), fraction = 64u - a->imm6;
    if (!arm_neon_ok(c, a->Q, d) || !arm_neon_ok(c, a->Q, arm_m(a)))
        return false;
    ir_ref m = arm_vin(c, a->Q, arm_m(a));
    unsigned desc = (a->to ? NEON_TOI : NEON_ITOF) | FP_RZ << NEON_MODE_SHIFT |
                    (a->U ? NEON_UNSIGNED : 0) | fraction << NEON_FRACTION_SHIFT;
    arm_vout(c, a->Q, d, compute(c, a->Q, desc, m, m, m));
    return true;
}

bool arm_trans_vcvt_narrow(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_m(a)))
        return false;
    ir_ref m = arm_vin(c, true, arm_m(a));
    arm_vout(c, false, arm_d(a), compute(c, true, NEON_TO_HALF, m, m, m));
    return true;
}

bool arm_trans_vcvt_wide(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)))
        return false;
    ir_ref m = arm_vin(c, false, arm_m(a));
    arm_vout(c, true, arm_d(a), compute(c, true, NEON_FROM_HALF, m, m, m));
    return true;
}
