/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wireless MMX: arithmetic on registers.
 *
 * In: decoded fields.  Out: IR on v128, of which the low half counts.  The flags wCASF are not
 * computed here but what they are of is kept; wCSSF collects a bit for each lane that was
 * saturated.
 */
#include "target/advsimd.h"
#include "target/arm/trans_iwmmxt.h"

static ir_ref un(struct arm_ctx *c, enum ir_opcode op, enum ir_type lane, ir_ref v)
{
    return arm_vop(c, op, lane, v, IR_NONE);
}

/* The flags are of what op (enum arm_wf_op and more) says. */
static void set_flags(struct arm_ctx *c, unsigned op, unsigned size, ir_ref a, ir_ref b)
{
    ir_set(c->r, ARM_WF_OP_V, arm_imm(c, op | size << ARM_WF_SIZE_SHIFT));
    ir_set(c->r, ARM_WF_A_V, a);
    if (b)
        ir_set(c->r, ARM_WF_B_V, b);
    arm_w_touch(c, ARM_WCON_CUP);
}

/* The result, whose lanes make N and Z. */
static bool result(struct arm_ctx *c, const struct arm_args *a, unsigned size, ir_ref v)
{
    arm_set_wreg(c, a->vd, v);
    set_flags(c, ARM_WF_NZ, size, v, IR_NONE);
    return true;
}

/* wCSSF: of lanes that are ones the highest of their bytes' bits. */
static void saturated(struct arm_ctx *c, unsigned size, ir_ref lanes)
{
    static const uint8_t top[] = {0xff, 0xaa, 0x88};
    ir_ref bits = ir_vop(c->r, IR_VBITS, IR_I32, IR_I8, 0, lanes, IR_NONE, IR_NONE);
    bits = ir_andi(c->r, IR_I32, bits, top[size]);
    ir_set(c->r, ARM_WCSSF, ir_bin(c->r, IR_OR, IR_I32, ir_get(c->r, ARM_WCSSF), bits));
}

static ir_ref compare(struct arm_ctx *c, unsigned cond, enum ir_type lane, ir_ref x, ir_ref y)
{
    return ir_vop(c->r, IR_VCMP, IR_V128, lane, cond, x, y, IR_NONE);
}

/* ---- logic, averages, alignment ---- */

bool arm_trans_wlogic(struct arm_ctx *c, const struct arm_args *a)
{
    return result(c, a, 3, arm_vop(c, a->ir, IR_VOID, arm_wreg(c, a->vn), arm_wreg(c, a->vm)));
}

bool arm_trans_wavg2(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = arm_vop(c, a->round ? IR_VRHADDU : IR_VHADDU, arm_lane(a->size), arm_wreg(c, a->vn),
                       arm_wreg(c, a->vm));
    arm_set_wreg(c, a->vd, v);
    set_flags(c, ARM_WF_Z, a->size, v, IR_NONE);
    return true;
}

bool arm_trans_waligni(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref both = arm_vop(c, IR_VCAT, IR_VOID, arm_wreg(c, a->vn), arm_wreg(c, a->vm));
    arm_set_wreg(c, a->vd, ir_vopi(c->r, IR_VEXTB, IR_V128, IR_VOID, 0, both, both, a->imm3));
    return true;
}

bool arm_trans_walignr(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    ir_ref bytes = ir_andi(r, IR_I32, ir_get(r, ARM_WCGR0 + a->idx), 7);
    ir_ref n = ir_un(r, IR_ZEXT32, IR_I64, ir_shli(r, IR_I32, bytes, 3));
    ir_ref low = ir_bin(r, IR_SHR, IR_I64, arm_wreg64(c, a->vn), n);
    ir_ref rest = ir_bin(r, IR_XOR, IR_I64, n, ir_const(r, IR_I64, 63)); /* 63 - n */
    ir_ref high = ir_bin(r, IR_SHL, IR_I64, ir_shli(r, IR_I64, arm_wreg64(c, a->vm), 1), rest);
    arm_set_wreg_int(c, IR_I64, a->vd, ir_bin(r, IR_OR, IR_I64, low, high));
    return true;
}

/* ---- shifts ---- */

static ir_ref splat(struct arm_ctx *c, unsigned size, ir_ref v)
{
    if (size == 3)
        v = ir_un(c->r, IR_ZEXT32, IR_I64, v);
    return ir_vop(c->r, IR_VDUP, IR_V128, arm_lane(size), 0, v, IR_NONE, IR_NONE);
}

/* kind: 0 WSRA, 1 WSLL, 2 WSRL, 3 WROR */
bool arm_trans_wshift(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    unsigned bits = 8u << a->size;
    ir_ref n = a->G ? ir_get(r, ARM_WCGR0 + (a->vm & 3u)) : arm_wreg32(c, a->vm);
    ir_ref v = arm_wreg(c, a->vn);
    if (a->kind == 3) {
        n = ir_andi(r, IR_I32, n, bits - 1);
        ir_ref left = splat(c, a->size, ir_bin(r, IR_SUB, IR_I32, arm_imm(c, bits), n));
        ir_ref right = splat(c, a->size, ir_un(r, IR_NEG, IR_I32, n));
        v = arm_vop(c, IR_VOR, IR_VOID, advsimd_shift_lanes(r, IR_VSHLVU, a->size, v, left),
                    advsimd_shift_lanes(r, IR_VSHLVU, a->size, v, right));
        return result(c, a, a->size, v);
    }
    /* The low byte counts; more than a lane's width is as much as that. */
    n = ir_andi(r, IR_I32, n, 255);
    ir_ref small = ir_cmp(r, IR_LTU, IR_I32, n, arm_imm(c, bits));
    n = ir_select(r, IR_I32, small, n, arm_imm(c, bits));
    if (a->kind != 1)
        n = ir_un(r, IR_NEG, IR_I32, n);
    v = advsimd_shift_lanes(r, a->kind ? IR_VSHLVU : IR_VSHLVS, a->size, v, splat(c, a->size, n));
    return result(c, a, a->size, v);
}

/* ---- comparison, packing ---- */

bool arm_trans_wcmp(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = compare(c, a->rel, arm_lane(a->size), arm_wreg(c, a->vn), arm_wreg(c, a->vm));
    return result(c, a, a->size, v);
}

bool arm_trans_wpack(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    unsigned size = a->size - 1u;
    ir_ref both = arm_vop(c, IR_VCAT, IR_VOID, arm_wreg(c, a->vn), arm_wreg(c, a->vm));
    ir_ref v = arm_vop(c, a->s ? IR_VQNARROWS : IR_VQNARROWSU, lane, both, both);
    ir_ref back = un(c, a->s ? IR_VSXL : IR_VUXL, arm_lane(size), v);
    ir_ref lost = compare(c, IR_NE, lane, back, both);
    saturated(c, size, arm_vop(c, IR_VNARROW, lane, lost, lost));
    return result(c, a, size, v);
}

/* Half of a v128 as a register. */
static ir_ref half_of(struct arm_ctx *c, bool high, ir_ref v)
{
    return high ? un(c, IR_VHIGH, IR_VOID, v) : v;
}

bool arm_trans_wunpcke(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = un(c, a->s ? IR_VSXL : IR_VUXL, arm_lane(a->size), arm_wreg(c, a->vn));
    return result(c, a, a->size + 1u, half_of(c, a->high, v));
}

bool arm_trans_wunpcki(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = arm_vop(c, IR_VZIP1, arm_lane(a->size), arm_wreg(c, a->vn), arm_wreg(c, a->vm));
    return result(c, a, a->size, half_of(c, a->high, v));
}

/* imm8: two bits for each halfword */
bool arm_trans_wshufh(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned imm8 = (unsigned)a->immh << 4 | a->imml;
    uint64_t bytes = 0;
    for (unsigned i = 0; i < 4; i++) {
        uint64_t from = (imm8 >> 2 * i & 3) * 2;
        bytes |= (from | (from + 1) << 8) << 16 * i;
    }
    ir_ref v = arm_vop(c, IR_VTBL, IR_VOID, arm_wreg(c, a->vn), ir_vconst(c->r, bytes, bytes));
    return result(c, a, 1, v);
}

/* ---- products ---- */

/* Of the halfwords: four words. */
static ir_ref products(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_vop(c, a->s ? IR_VMULLS : IR_VMULLU, IR_I16, arm_wreg(c, a->vn), arm_wreg(c, a->vm));
}

bool arm_trans_wmul(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref p = products(c, a);
    if (a->high)
        p = arm_vopi(c, IR_VSHRI, IR_I32, p, 16);
    arm_set_wreg(c, a->vd, arm_vop(c, IR_VNARROW, IR_I32, p, p));
    return true;
}

bool arm_trans_wmac(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref pairs = un(c, a->s ? IR_VPADDLS : IR_VPADDLU, IR_I32, products(c, a));
    ir_ref v = ir_vop(c->r, IR_VREDADD, IR_I64, IR_I64, 0, pairs, IR_NONE, IR_NONE);
    if (!a->zero)
        v = ir_bin(c->r, IR_ADD, IR_I64, v, arm_wreg64(c, a->vd));
    arm_set_wreg_int(c, IR_I64, a->vd, v);
    return true;
}

bool arm_trans_wmadd(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref p = products(c, a);
    arm_set_wreg(c, a->vd, arm_vop(c, IR_VADDP, IR_I32, p, p));
    return true;
}

/* ---- sums ---- */

/* Of the lanes of the low half, as i32: too many for lanes of their own size. */
static ir_ref sum32(struct arm_ctx *c, unsigned size, ir_ref v)
{
    v = un(c, IR_VPADDLU, arm_lane(size), v);
    return ir_vop(c->r, IR_VREDADD, IR_I32, arm_lane(size + 1), IR_V64, v, IR_NONE, IR_NONE);
}

bool arm_trans_wsad(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref d = arm_vop(c, IR_VABDU, arm_lane(a->size), arm_wreg(c, a->vn), arm_wreg(c, a->vm));
    ir_ref v = sum32(c, a->size, d);
    if (!a->zero)
        v = ir_bin(c->r, IR_ADD, IR_I32, v, arm_wreg32(c, a->vd));
    arm_set_wreg_int(c, IR_I32, a->vd, v);
    return true;
}

bool arm_trans_wacc(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->size < 2)
        arm_set_wreg_int(c, IR_I32, a->vd, sum32(c, a->size, arm_wreg(c, a->vn)));
    else
        arm_set_wreg(c, a->vd, un(c, IR_VPADDLU, IR_I32, arm_wreg(c, a->vn)));
    return true;
}

bool arm_trans_wminmax(struct arm_ctx *c, const struct arm_args *a)
{
    arm_set_wreg(c, a->vd,
                 arm_vop(c, a->s ? a->ir : a->iru, arm_lane(a->size), arm_wreg(c, a->vn),
                         arm_wreg(c, a->vm)));
    return true;
}

bool arm_trans_wadd(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    ir_ref n = arm_wreg(c, a->vn), m = arm_wreg(c, a->vm), v = arm_vop(c, a->ir, lane, n, m);
    unsigned op = a->sub ? ARM_WF_SUB : ARM_WF_ADD;
    if (a->sat) {
        ir_ref wrapped = arm_vop(c, a->sub ? IR_VSUB : IR_VADD, lane, n, m);
        saturated(c, a->size, compare(c, IR_NE, lane, v, wrapped));
        op |= a->ir == IR_VQADDU || a->ir == IR_VQSUBU ? ARM_WF_UNSIGNED : ARM_WF_SIGNED;
    }
    arm_set_wreg(c, a->vd, v);
    set_flags(c, op, a->size, n, m);
    return true;
}
