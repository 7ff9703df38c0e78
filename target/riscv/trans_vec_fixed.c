/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carries and fixed point as IR: saturation, averages, rounding shifts, clips; see trans_vec.h.
 *
 * In: a chunk of each operand, vxrm.  Out: a chunk, and the bits of what has saturated.
 * The rounding mode is asked when the instruction runs, by masks that are made of it.
 */
#include "target/riscv/trans_vec.h"

static ir_ref un(struct rv_vx *x, enum ir_opcode op, enum ir_type lane, ir_ref a)
{
    return ir_vop(x->c->r, op, IR_V128, lane, 0, a, IR_NONE, IR_NONE);
}

static ir_ref imm(struct rv_vx *x, enum ir_opcode op, enum ir_type lane, ir_ref a, unsigned n)
{
    return ir_vopi(x->c->r, op, IR_V128, lane, 0, a, IR_NONE, n);
}

static ir_ref bits(struct rv_vx *x, enum ir_opcode op, ir_ref a, ir_ref b)
{
    return rv_vx_bin(x, op, IR_V128, a, b);
}

static ir_ref compare(struct rv_vx *x, enum ir_cond cond, enum ir_type lane, ir_ref a, ir_ref b)
{
    return ir_vop(x->c->r, IR_VCMP, IR_V128, lane, cond, a, b, IR_NONE);
}

/* ---- carries ---- */

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
    int lg = x->v.sew;
    enum ir_type lane = rv_vx_lane(lg);
    ir_ref sum = rv_vx_bin(x, IR_VADD, lane, a, b), all = rv_vx_splat(x, lg, UINT64_MAX);
    ir_ref v = compare(x, IR_LTU, lane, add ? sum : a, add ? a : b);
    if (x->v.vm)
        return v;
    ir_ref next = compare(x, IR_EQ, lane, add ? sum : a, add ? all : b);
    return bits(x, IR_VOR, v, bits(x, IR_VAND, next, rv_vx_spread(x, 0, lg, chunk)));
}

/* ---- rounding ---- */

/* All ones where vxrm is one of the modes of a set (bit n: mode n). */
static ir_ref mode_is(struct rv_vx *x, unsigned set)
{
    struct ir_region *r = x->c->r;
    ir_ref v = ir_bin(r, IR_SHR, IR_I32, ir_const(r, IR_I32, set), ir_get(r, RV_VXRM));
    v = ir_un(r, IR_NEG, IR_I32, ir_andi(r, IR_I32, v, 1));
    return ir_vop(r, IR_VDUP, IR_V128, IR_I32, 0, v, IR_NONE, IR_NONE);
}

enum { RNU = 1, RNE = 2, ROD = 8 };

/* v rounded, which has lost a part. half: in its lowest bit whether that is a half of one or more;
   sticky: all ones where there is more than that bit, or IR_NONE. */
static ir_ref rounded(struct rv_vx *x, int lg, ir_ref v, ir_ref half, ir_ref sticky)
{
    ir_ref some = sticky ? bits(x, IR_VOR, half, sticky) : half;
    ir_ref up = bits(x, IR_VOR, v, mode_is(x, RNU));
    if (sticky)
        up = bits(x, IR_VOR, up, sticky);
    up = bits(x, IR_VAND, bits(x, IR_VAND, half, mode_is(x, RNU | RNE)), up);
    ir_ref jam = bits(x, IR_VANDN, bits(x, IR_VAND, some, mode_is(x, ROD)), v);
    ir_ref one = bits(x, IR_VAND, bits(x, IR_VOR, up, jam), rv_vx_splat(x, lg, 1));
    return rv_vx_bin(x, IR_VADD, rv_vx_lane(lg), v, one);
}

enum way { LEFT, RIGHT, RIGHT_SIGNED };

/* By a constant n, or by lanes that are less than the width. */
static ir_ref shift(struct rv_vx *x, enum way way, int lg, ir_ref a, int n, ir_ref b)
{
    static const uint8_t by_imm[] = {IR_VSHLI, IR_VSHRI, IR_VSARI};
    static const uint8_t of_bytes[] = {RV_FN_SLL, RV_FN_SRL, RV_FN_SRA};
    enum ir_type lane = rv_vx_lane(lg);
    if (n >= 0)
        return imm(x, by_imm[way], lane, a, (unsigned)n);
    if (lg == 0)
        return rv_vx_shift_bytes(x, of_bytes[way], a, b);
    if (way != LEFT)
        b = un(x, IR_VNEG, lane, b);
    return rv_vx_bin(x, way == RIGHT_SIGNED ? IR_VSHLVS : IR_VSHLVU, lane, a, b);
}

ir_ref rv_vx_round_shift(struct rv_vx *x, bool is_signed, int lg, ir_ref a, int n, ir_ref b)
{
    enum ir_type lane = rv_vx_lane(lg);
    if (n >= 0)
        n &= (8 << lg) - 1;
    else
        b = bits(x, IR_VAND, b, rv_vx_splat(x, lg, (8u << lg) - 1));
    if (!n)
        return a;
    ir_ref v = shift(x, is_signed ? RIGHT_SIGNED : RIGHT, lg, a, n, b);
    ir_ref lost = bits(x, IR_VXOR, a, shift(x, LEFT, lg, v, n, b));
    ir_ref twice = rv_vx_bin(x, IR_VADD, lane, lost, lost); /* fewer than `width` bits are lost */
    ir_ref half = shift(x, RIGHT, lg, twice, n, b);
    ir_ref exact = compare(x, IR_EQ, lane, shift(x, LEFT, lg, half, n, b), twice);
    return rounded(x, lg, v, half, ir_un(x->c->r, IR_VNOT, IR_V128, exact));
}

/* (a + b) >> 1 is (a & b) + (a ^ b >> 1), (a - b) >> 1 is (a ^ b >> 1) - (~a & b). */
static ir_ref average(struct rv_vx *x, bool add, bool is_signed, int lg, ir_ref a, ir_ref b)
{
    enum ir_type lane = rv_vx_lane(lg);
    ir_ref differ = bits(x, IR_VXOR, a, b);
    ir_ref v = imm(x, is_signed ? IR_VSARI : IR_VSHRI, lane, differ, 1);
    v = add ? rv_vx_bin(x, IR_VADD, lane, v, bits(x, IR_VAND, a, b))
            : rv_vx_bin(x, IR_VSUB, lane, v, bits(x, IR_VANDN, b, a));
    return rounded(x, lg, v, differ, IR_NONE);
}

/* ---- saturation ---- */

/* Notes that there is a difference where elements are active. */
static void note(struct rv_vx *x, int lg, unsigned chunk, ir_ref differ, ir_ref *sat)
{
    ir_ref active = rv_vx_active(x, lg, chunk);
    if (active)
        differ = bits(x, IR_VAND, differ, active);
    *sat = *sat ? bits(x, IR_VOR, *sat, differ) : differ;
}

void rv_vx_saturated(struct rv_vx *x, ir_ref sat)
{
    struct ir_region *r = x->c->r;
    ir_ref any = rv_vx_bin(x, IR_VTST, IR_I8, sat, sat);
    any = ir_vop(r, IR_VBITS, IR_I32, IR_I8, 0, any, IR_NONE, IR_NONE);
    any = ir_cmp(r, IR_NE, IR_I32, any, ir_const(r, IR_I32, 0));
    ir_ref old = ir_get(r, RV_VXSAT), one = ir_const(r, IR_I32, 1);
    ir_set(r, RV_VXSAT, ir_select(r, IR_I32, any, one, old));
}

static ir_ref saturate(struct rv_vx *x, enum ir_opcode op, enum ir_opcode plain, unsigned chunk,
                       ir_ref a, ir_ref b, ir_ref *sat)
{
    enum ir_type lane = rv_vx_lane(x->v.sew);
    ir_ref v = rv_vx_bin(x, op, lane, a, b);
    note(x, x->v.sew, chunk, bits(x, IR_VXOR, v, rv_vx_bin(x, plain, lane, a, b)), sat);
    return v;
}

/* a * b >> width - 1; the least number times itself would be one more than the greatest. */
static ir_ref multiply(struct rv_vx *x, unsigned chunk, ir_ref a, ir_ref b, ir_ref *sat)
{
    int lg = x->v.sew;
    unsigned n = 8u << lg;
    enum ir_type lane = rv_vx_lane(lg);
    ir_ref high = rv_vx_bits(x, RV_FN_MULH, lg, a, b), low = rv_vx_bin(x, IR_VMUL, lane, a, b);
    ir_ref v = bits(x, IR_VOR, imm(x, IR_VSHLI, lane, high, 1), imm(x, IR_VSHRI, lane, low, n - 1));
    ir_ref rest = imm(x, IR_VSHLI, lane, low, 2);
    v = rounded(x, lg, v, imm(x, IR_VSHRI, lane, low, n - 2),
                rv_vx_bin(x, IR_VTST, lane, rest, rest));
    ir_ref least = rv_vx_splat(x, lg, UINT64_C(1) << (n - 1));
    ir_ref over =
        bits(x, IR_VAND, compare(x, IR_EQ, lane, a, least), compare(x, IR_EQ, lane, b, least));
    note(x, lg, chunk, over, sat);
    return rv_vx_bin(x, IR_VADD, lane, v, over);
}

ir_ref rv_vx_clip(struct rv_vx *x, bool is_signed, unsigned chunk, ir_ref low, ir_ref high,
                  ir_ref *sat)
{
    struct ir_region *r = x->c->r;
    int lg = x->v.sew;
    enum ir_opcode wide = is_signed ? IR_VSXL : IR_VUXL;
    ir_ref v = rv_vx_bin(x, is_signed ? IR_VQNARROWS : IR_VQNARROWU, rv_vx_lane(lg + 1), low, high);
    ir_ref again = ir_vop(r, wide, IR_V128, rv_vx_lane(lg), 0, v, IR_NONE, IR_NONE);
    note(x, lg + 1, 2 * chunk, bits(x, IR_VXOR, again, low), sat);
    if (rv_vx_bytes(x, lg, chunk) > 8) {
        again = ir_vop(r, wide, IR_V128, rv_vx_lane(lg), IR_HI, v, IR_NONE, IR_NONE);
        note(x, lg + 1, 2 * chunk + 1, bits(x, IR_VXOR, again, high), sat);
    }
    return v;
}

ir_ref rv_vx_fixed(struct rv_vx *x, unsigned fn, unsigned chunk, int n, ir_ref a, ir_ref b,
                   ir_ref *sat)
{
    int lg = x->v.sew;
    switch (fn) {
    case RV_FN_SADDU: return saturate(x, IR_VQADDU, IR_VADD, chunk, a, b, sat);
    case RV_FN_SADD: return saturate(x, IR_VQADDS, IR_VADD, chunk, a, b, sat);
    case RV_FN_SSUBU: return saturate(x, IR_VQSUBU, IR_VSUB, chunk, a, b, sat);
    case RV_FN_SSUB: return saturate(x, IR_VQSUBS, IR_VSUB, chunk, a, b, sat);
    case RV_FN_SMUL: return multiply(x, chunk, a, b, sat);
    case RV_FN_SSRL: return rv_vx_round_shift(x, false, lg, a, n, b);
    case RV_FN_SSRA: return rv_vx_round_shift(x, true, lg, a, n, b);
    case RV_FN_AADDU: return average(x, true, false, lg, a, b);
    case RV_FN_AADD: return average(x, true, true, lg, a, b);
    case RV_FN_ASUBU: return average(x, false, false, lg, a, b);
    default: return average(x, false, true, lg, a, b);
    }
}
