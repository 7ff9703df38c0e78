/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carries as IR; see trans_vec.h.
 *
 * In: a chunk of each operand.  Out: a chunk.
 */
#include "target/riscv/trans_vec.h"

ir_ref rv_vx_with_carry(struct rv_vx *x, bool add, unsigned chunk, ir_ref a, ir_ref b)
{
    int lg = x->v.sew;
    enum ir_type lane = rv_vx_lane(lg);
    ir_ref minus_one = rv_vx_spread(x, 0, lg, chunk); /* where the carry is one */
    ir_ref v = rv_vx_bin(x, add ? IR_VADD : IR_VSUB, lane, a, b);
    return rv_vx_bin(x, add ? IR_VSUB : IR_VADD, lane, v, minus_one);
}

ir_ref rv_vx_carry(struct rv_vx *x, bool add, unsigned chunk, ir_ref a, ir_ref b)
{
    struct ir_region *r = x->c->r;
    int lg = x->v.sew;
    enum ir_type lane = rv_vx_lane(lg);
    ir_ref sum = rv_vx_bin(x, IR_VADD, lane, a, b), all = rv_vx_splat(x, lg, UINT64_MAX);
    ir_ref v = ir_vop(r, IR_VCMP, IR_V128, lane, IR_LTU, add ? sum : a, add ? a : b, IR_NONE);
    if (x->v.vm)
        return v;
    ir_ref next = ir_vop(r, IR_VCMP, IR_V128, lane, IR_EQ, add ? sum : a, add ? all : b, IR_NONE);
    next = rv_vx_bin(x, IR_VAND, IR_V128, next, rv_vx_spread(x, 0, lg, chunk));
    return rv_vx_bin(x, IR_VOR, IR_V128, v, next);
}
