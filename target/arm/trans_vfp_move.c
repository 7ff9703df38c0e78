/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VFP and NEON registers from and to core registers and memory (VLDR, VLDM and relatives).
 *
 * In: decoded fields.  Out: IR.
 */
#include "target/arm/trans_simd.h"

bool arm_trans_vmov_core_s(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned n = arm_vreg(false, a->vn, a->N);
    if (a->rt == 15)
        return false;
    if (a->load)
        arm_set_reg(c, a->rt, arm_sreg(c, IR_I32, n));
    else
        arm_set_sreg(c, IR_I32, n, arm_reg(c, a->rt));
    return true;
}

bool arm_trans_vmov_core_h(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned n = arm_vreg(false, a->vn, a->N);
    if (a->rt == 15)
        return false;
    if (a->load)
        arm_set_reg(c, a->rt, ir_andi(c->r, IR_I32, arm_sreg(c, IR_I32, n), 0xffff));
    else
        arm_set_sreg(c, IR_I32, n, ir_andi(c->r, IR_I32, arm_reg(c, a->rt), 0xffff));
    return true;
}

/* The upper half of a register becomes a half. */
bool arm_trans_vmovx(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref m = arm_sreg(c, IR_I32, arm_vreg(false, a->vm, a->M));
    arm_set_sreg(c, IR_I32, arm_vreg(false, a->vd, a->D), ir_shri(c->r, IR_I32, m, 16));
    return true;
}

/* A half becomes the upper half of a register. */
bool arm_trans_vins(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned d = arm_vreg(false, a->vd, a->D);
    ir_ref m = arm_sreg(c, IR_I32, arm_vreg(false, a->vm, a->M)), q = ir_get(c->r, ARM_V0 + d / 4);
    ir_set(c->r, ARM_V0 + d / 4, ir_vopi(c->r, IR_VINS, IR_V128, IR_I16, 0, q, m, (d & 3) * 2 + 1));
    return true;
}

bool arm_trans_vmov_core_ss(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned n = arm_vreg(false, a->vm, a->M);
    if (a->rt == 15 || a->rt2 == 15 || n == 31)
        return false;
    if (a->load) {
        ir_ref lo = arm_sreg(c, IR_I32, n), hi = arm_sreg(c, IR_I32, n + 1);
        arm_set_reg(c, a->rt, lo);
        arm_set_reg(c, a->rt2, hi);
    } else {
        arm_set_sreg(c, IR_I32, n, arm_reg(c, a->rt));
        arm_set_sreg(c, IR_I32, n + 1, arm_reg(c, a->rt2));
    }
    return true;
}

bool arm_trans_vmov_core_d(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned n = arm_vreg(true, a->vm, a->M);
    if (a->rt == 15 || a->rt2 == 15 || !arm_has_d(c, n))
        return false;
    if (a->load) {
        ir_ref v = arm_dreg(c, IR_I64, n);
        arm_set_reg(c, a->rt, arm_low(c, v));
        arm_set_reg(c, a->rt2, arm_high(c, v));
    } else {
        arm_set_dreg(c, IR_I64, n, arm_pair(c, arm_reg(c, a->rt), arm_reg(c, a->rt2)));
    }
    return true;
}

/* The size and lane that opc1:opc2 name; false: none. */
static bool lane_of(const struct arm_args *a, unsigned d, enum ir_type *lane, unsigned *index)
{
    unsigned opc = (unsigned)a->opc1 << 2 | a->opc2;
    if (opc & 8) {
        *lane = IR_I8;
        *index = (d & 1) * 8 + (opc & 7);
    } else if (opc & 1) {
        *lane = IR_I16;
        *index = (d & 1) * 4 + (opc >> 1 & 3);
    } else if (!(opc & 3)) {
        *lane = IR_I32;
        *index = (d & 1) * 2 + (opc >> 2 & 1);
    } else {
        return false;
    }
    return true;
}

bool arm_trans_vmov_to_lane(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned d = arm_vreg(true, a->vd, a->D), index;
    enum ir_type lane;
    if (a->rt == 15 || !arm_has_d(c, d) || !lane_of(a, d, &lane, &index))
        return false;
    ir_ref q = ir_get(c->r, ARM_V0 + d / 2);
    q = ir_vopi(c->r, IR_VINS, IR_V128, lane, 0, q, arm_reg(c, a->rt), index);
    ir_set(c->r, ARM_V0 + d / 2, q);
    return true;
}

bool arm_trans_vmov_from_lane(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned d = arm_vreg(true, a->vn, a->N), index;
    enum ir_type lane;
    if (a->rt == 15 || !arm_has_d(c, d) || !lane_of(a, d, &lane, &index))
        return false;
    if (lane == IR_I32 && a->U)
        return false;
    ir_ref q = ir_get(c->r, ARM_V0 + d / 2);
    unsigned sub = a->U || lane == IR_I32 ? 0 : IR_SIGNED;
    arm_set_reg(c, a->rt, ir_vopi(c->r, IR_VEXT, IR_I32, lane, sub, q, IR_NONE, index));
    return true;
}

bool arm_trans_vdup_core(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned d = arm_vreg(true, a->vd, a->D);
    enum ir_type lane = a->B ? IR_I8 : a->E ? IR_I16 : IR_I32;
    if (a->rt == 15 || (a->B && a->E) || (a->Q && (d & 1)))
        return false;
    ir_ref v = ir_vop(c->r, IR_VDUP, IR_V128, lane, 0, arm_reg(c, a->rt), IR_NONE, IR_NONE);
    if (a->Q)
        ir_set(c->r, ARM_V0 + d / 2, v);
    else
        arm_set_dreg(c, IR_I64, d, ir_vopi(c->r, IR_VEXT, IR_I64, IR_I64, 0, v, IR_NONE, 0));
    return true;
}

/* ---- memory ---- */

/* As floats, whose registers hosts load directly; in the other byte order as integers. */
static void load_d(struct arm_ctx *c, unsigned n, ir_ref base, int32_t off)
{
    if (c->mem_flags)
        arm_set_dreg(c, IR_I64, n, arm_load(c, 3, false, 0, base, off));
    else
        arm_set_dreg(c, IR_F64, n, ir_ld(c->r, IR_F64, IR_F64, 0, base, off));
}

static void store_d(struct arm_ctx *c, unsigned n, ir_ref base, int32_t off)
{
    if (c->mem_flags)
        arm_store(c, 3, 0, base, off, arm_dreg(c, IR_I64, n));
    else
        ir_st(c->r, IR_F64, IR_F64, 0, base, off, arm_dreg(c, IR_F64, n));
}

static void load_s(struct arm_ctx *c, unsigned n, ir_ref base, int32_t off)
{
    if (c->mem_flags)
        arm_set_sreg(c, IR_I32, n, arm_load(c, 2, false, 0, base, off));
    else
        arm_set_sreg(c, IR_F32, n, ir_ld(c->r, IR_F32, IR_F32, 0, base, off));
}

static void store_s(struct arm_ctx *c, unsigned n, ir_ref base, int32_t off)
{
    if (c->mem_flags)
        arm_store(c, 2, 0, base, off, arm_sreg(c, IR_I32, n));
    else
        ir_st(c->r, IR_F32, IR_F32, 0, base, off, arm_sreg(c, IR_F32, n));
}

bool arm_trans_vldr(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned n = arm_vreg(a->sz, a->vd, a->D);
    int32_t off = a->U ? a->imm8u * 4 : -(a->imm8u * 4);
    ir_ref base = a->rn == 15 ? arm_imm(c, arm_pc_value(c) & ~3u) : arm_reg(c, a->rn);
    if (a->sz && !arm_has_d(c, n))
        return false;
    if (a->sz && a->load)
        load_d(c, n, base, off);
    else if (a->sz)
        store_d(c, n, base, off);
    else if (a->load)
        load_s(c, n, base, off);
    else
        store_s(c, n, base, off);
    return true;
}

bool arm_trans_vldr_h(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned n = arm_vreg(false, a->vd, a->D);
    int32_t off = a->U ? a->imm8u * 2 : -(a->imm8u * 2);
    ir_ref base = a->rn == 15 ? arm_imm(c, arm_pc_value(c) & ~3u) : arm_reg(c, a->rn);
    if (a->load)
        arm_set_sreg(c, IR_I32, n, arm_load(c, 1, false, 0, base, off));
    else
        arm_store(c, 1, 0, base, off, arm_sreg(c, IR_I32, n));
    return true;
}

/* imm8: words; odd for doubles: FLDMX, one word more in the write-back */
bool arm_trans_vldm(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned n = arm_vreg(a->sz, a->vd, a->D), count = a->sz ? a->imm8u / 2 : a->imm8u;
    int32_t bytes = a->imm8u * 4, off = a->U ? 0 : -bytes;
    if (!count || n + count > 32 || (a->rn == 15 && (a->W || c->thumb)))
        return false;
    if (a->sz && !arm_has_d(c, n + count - 1))
        return false;
    ir_ref base = a->rn == 15 ? arm_imm(c, arm_pc_value(c)) : arm_reg(c, a->rn);
    for (unsigned i = 0; i < count; i++, off += a->sz ? 8 : 4) {
        if (a->sz && a->load)
            load_d(c, n + i, base, off);
        else if (a->sz)
            store_d(c, n + i, base, off);
        else if (a->load)
            load_s(c, n + i, base, off);
        else
            store_s(c, n + i, base, off);
    }
    if (a->W)
        arm_set_reg(c, a->rn, ir_addi(c->r, IR_I32, base, a->U ? bytes : -bytes));
    return true;
}
