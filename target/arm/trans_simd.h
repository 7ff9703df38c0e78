/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the translators of VFP and NEON share: the view of the register file.
 *
 * The slots are the sixteen Q registers; D register n is half n & 1 of Q n / 2, S register n is
 * quarter n & 3 of Q n / 4.
 */
#ifndef FERRY_TARGET_ARM_TRANS_SIMD_H
#define FERRY_TARGET_ARM_TRANS_SIMD_H

#include "target/arm/translate.h"
#include "tcg/softfp/softfp.h"

enum { ARM_NEGAP = IR_FMA_NEGA | IR_FMA_NEGP };

/* D and S registers as scalars of any type of their size. */
static inline ir_ref arm_dreg(struct arm_ctx *c, enum ir_type t, unsigned n)
{
    return ir_vopi(c->r, IR_VEXT, t, t, 0, ir_get(c->r, ARM_V0 + n / 2), IR_NONE, n & 1);
}

static inline ir_ref arm_sreg(struct arm_ctx *c, enum ir_type t, unsigned n)
{
    return ir_vopi(c->r, IR_VEXT, t, t, 0, ir_get(c->r, ARM_V0 + n / 4), IR_NONE, n & 3);
}

static inline void arm_set_dreg(struct arm_ctx *c, enum ir_type t, unsigned n, ir_ref v)
{
    ir_ref q = ir_get(c->r, ARM_V0 + n / 2);
    ir_set(c->r, ARM_V0 + n / 2, ir_vopi(c->r, IR_VINS, IR_V128, t, 0, q, v, n & 1));
}

static inline void arm_set_sreg(struct arm_ctx *c, enum ir_type t, unsigned n, ir_ref v)
{
    ir_ref q = ir_get(c->r, ARM_V0 + n / 4);
    ir_set(c->r, ARM_V0 + n / 4, ir_vopi(c->r, IR_VINS, IR_V128, t, 0, q, v, n & 3));
}

/* Register numbers: x is the extra bit. */
static inline unsigned arm_vreg(bool dbl, unsigned v, unsigned x)
{
    return dbl ? x << 4 | v : v << 1 | x;
}

/* A scalar VFP register of the instruction's size. */
static inline ir_ref arm_freg(struct arm_ctx *c, bool dbl, unsigned v, unsigned x)
{
    unsigned n = arm_vreg(dbl, v, x);
    return dbl ? arm_dreg(c, IR_F64, n) : arm_sreg(c, IR_F32, n);
}

static inline void arm_set_freg(struct arm_ctx *c, bool dbl, unsigned v, unsigned x, ir_ref value)
{
    unsigned n = arm_vreg(dbl, v, x);
    if (dbl)
        arm_set_dreg(c, IR_F64, n, value);
    else
        arm_set_sreg(c, IR_F32, n, value);
}

/* Half precision is the low part of an S register, whose upper part becomes zero. */
static inline ir_ref arm_hreg(struct arm_ctx *c, unsigned v, unsigned x)
{
    unsigned n = arm_vreg(false, v, x);
    return ir_vopi(c->r, IR_VEXT, IR_F16, IR_F16, 0, ir_get(c->r, ARM_V0 + n / 4), IR_NONE,
                   (n & 3) * 2);
}

static inline void arm_set_hreg(struct arm_ctx *c, unsigned v, unsigned x, ir_ref value)
{
    arm_set_sreg(c, IR_I32, arm_vreg(false, v, x), ir_un(c->r, IR_BITCAST, IR_I32, value));
}

/* Does D register n exist? */
static inline bool arm_has_d(const struct arm_ctx *c, unsigned n)
{
    return n < 16 || c->model->features & ARM_F(D32);
}

/* VFPExpandImm */
uint64_t arm_fp_expand(enum ir_type t, unsigned imm8);

/* ---- NEON (trans_neon*.c) ---- */

/* Lanes by log2 of their bytes. */
static inline enum ir_type arm_lane(unsigned size)
{
    static const uint8_t lane[] = {IR_I8, IR_I16, IR_I32, IR_I64};
    return lane[size];
}

/* Does the instruction have such registers?  Q registers are even D numbers. */
bool arm_neon_ok(struct arm_ctx *c, bool quad, unsigned d);
/* D or Q register: a D register is the low half, the upper half is anything. */
ir_ref arm_vin(struct arm_ctx *c, bool quad, unsigned d);
void arm_vout(struct arm_ctx *c, bool quad, unsigned d, ir_ref v);
/* The registers of the instruction. */
static inline unsigned arm_d(const struct arm_args *a)
{
    return arm_vreg(true, a->vd, a->D);
}
static inline unsigned arm_n(const struct arm_args *a)
{
    return arm_vreg(true, a->vn, a->N);
}
static inline unsigned arm_m(const struct arm_args *a)
{
    return arm_vreg(true, a->vm, a->M);
}

/* Ops on all bits alike have no lane. */
ir_ref arm_vop(struct arm_ctx *c, enum ir_opcode op, enum ir_type lane, ir_ref x, ir_ref y);
ir_ref arm_vopi(struct arm_ctx *c, enum ir_opcode op, enum ir_type lane, ir_ref x, uint64_t imm);
ir_ref arm_vsplat(struct arm_ctx *c, unsigned size, uint64_t v);
/* The scalar of a by-scalar instruction (vm, M, size), in all lanes. */
ir_ref arm_scalar_operand(struct arm_ctx *c, const struct arm_args *a);
/* FPSCR.QC becomes 1 if any bit of `bits` is set (of the low half if not quad). */
void arm_saturated(struct arm_ctx *c, bool quad, ir_ref bits);
/* FPSCR.QC becomes 1 if x and y differ. */
void arm_saturated_ne(struct arm_ctx *c, bool quad, ir_ref x, ir_ref y);

#endif
