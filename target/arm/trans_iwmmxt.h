/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the translators of Wireless MMX share: the view of its registers.
 *
 * A register is the low half of a v128; what the upper half has does not count.
 */
#ifndef FERRY_TARGET_ARM_TRANS_IWMMXT_H
#define FERRY_TARGET_ARM_TRANS_IWMMXT_H

#include "target/arm/trans_simd.h"

/* wCon: an instruction was executed, and has changed what `bits` (ARM_WCON_*) say. */
static inline void arm_w_touch(struct arm_ctx *c, unsigned bits)
{
    ir_ref con = ir_get(c->r, ARM_WCON);
    con = ir_bin(c->r, IR_OR, IR_I32, con, arm_imm(c, ARM_WCON_USED | bits));
    ir_set(c->r, ARM_WCON, con);
}

static inline ir_ref arm_wreg(struct arm_ctx *c, unsigned n)
{
    return ir_get(c->r, ARM_W0 + n);
}

static inline ir_ref arm_wreg64(struct arm_ctx *c, unsigned n)
{
    return ir_vopi(c->r, IR_VEXT, IR_I64, IR_I64, 0, arm_wreg(c, n), IR_NONE, 0);
}

static inline ir_ref arm_wreg32(struct arm_ctx *c, unsigned n)
{
    return ir_vopi(c->r, IR_VEXT, IR_I32, IR_I32, 0, arm_wreg(c, n), IR_NONE, 0);
}

static inline void arm_set_wreg(struct arm_ctx *c, unsigned n, ir_ref v)
{
    ir_set(c->r, ARM_W0 + n, v);
    arm_w_touch(c, ARM_WCON_MUP);
}

/* The register is a number of 32 (then zero-extended) or 64 bits. */
static inline void arm_set_wreg_int(struct arm_ctx *c, enum ir_type t, unsigned n, ir_ref v)
{
    arm_set_wreg(c, n, ir_vop(c->r, IR_VZX, IR_V128, t, 0, v, IR_NONE, IR_NONE));
}

#endif
