/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `lower`, half precision: what single precision does as well.
 *
 * In: an op on f16.  Out: conversions and the op on f32, in the region that is written.
 * Here are the ops whose result does not depend on whether a NaN operand was a signalling one, but
 * for the flag, which the conversion raises; and whose f32 result is exact, or is rounded to f16
 * as the exact one would be.  Integers beyond the 24 digits of f32 are beyond f16, too.
 */
#include "tcg/opt/opt.h"

static bool is_vector(const struct ir_ins *ins)
{
    return ins->type == IR_V128;
}

/* ---- which ---- */

static bool on_half(const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_FROUND: return (is_vector(ins) ? ins->lane : ins->type) == IR_F16 && !(ins->imm & 0xff);
    case IR_FCMP: return ins->type == IR_F16 && !(ins->sub & IR_FCMP_SILENT);
    case IR_FTOI: return ins->lane == IR_F16 && !is_vector(ins);
    case IR_ITOF:
        if ((ins->sub & 15) != IR_ROUND_DYN)
            return false;
        return is_vector(ins) ? ins->lane == IR_I16 : ins->type == IR_F16 && !ins->imm;
    case IR_FADDP:
    case IR_FMINP:
    case IR_FMAXP:
    case IR_FMINNMP:
    case IR_FMAXNMP: return ins->lane == IR_F16;
    default: return false;
    }
}

bool opt_half_wanted(const struct opt *o, const struct ir_ins *ins)
{
    const struct ir_fpmode *mode = &o->r->fp;
    /* The conversion of an integer may be rounded, and not as the standard mode wants. */
    bool good = !ir_has_standard(ins) || ins->op != IR_ITOF;
    return good && on_half(ins) && !mode->ahp && !mode->flush_f16 &&
           o->host_has(o->host, IR_FCVTL, IR_F16);
}

/* ---- conversions ---- */

static ir_ref widen(struct ir_region *r, ir_ref v)
{
    return ir_vop(r, IR_FCVT, IR_F32, IR_F16, IR_ROUND_DYN, v, IR_NONE, IR_NONE);
}

static ir_ref narrow(struct ir_region *r, ir_ref v)
{
    return ir_vop(r, IR_FCVT, IR_F16, IR_F32, IR_ROUND_DYN, v, IR_NONE, IR_NONE);
}

static ir_ref narrow_lanes(struct ir_region *r, ir_ref v)
{
    return ir_vop(r, IR_FCVTN, IR_V128, IR_F32, IR_ROUND_DYN, v, IR_NONE, IR_NONE);
}

static ir_ref put_together(struct ir_region *r, ir_ref low, ir_ref high)
{
    return ir_vop(r, IR_VCAT, IR_V128, IR_VOID, 0, low, high, IR_NONE);
}

/* ---- ops ---- */

/* The op with f32 in the place of f16. */
static ir_ref in_single(struct ir_region *r, struct ir_ins ins, ir_ref a, ir_ref b)
{
    if (ins.type == IR_F16)
        ins.type = IR_F32;
    if (ins.lane == IR_F16)
        ins.lane = IR_F32;
    ins.a = a;
    ins.b = b;
    return ir_emit(r, ins);
}

static ir_ref round_half(struct ir_region *r, const struct ir_ins *ins, bool high)
{
    struct ir_ins full = *ins;
    full.sub &= (uint8_t)~IR_V64;
    ir_ref v = ir_vop(r, IR_FCVTL, IR_V128, IR_F16, high ? IR_HI : 0, ins->a, IR_NONE, IR_NONE);
    return narrow_lanes(r, in_single(r, full, v, IR_NONE));
}

static ir_ref half_from_ints(struct ir_region *r, const struct ir_ins *ins, bool high)
{
    bool is_unsigned = ins->sub & IR_UNSIGNED;
    struct ir_ins full = *ins;
    full.sub &= (uint8_t)~IR_V64;
    full.lane = IR_I32;
    full.a = ir_vop(r, is_unsigned ? IR_VUXL : IR_VSXL, IR_V128, IR_I16, high ? IR_HI : 0, ins->a,
                    IR_NONE, IR_NONE);
    return narrow_lanes(r, ir_emit(r, full));
}

/* Of a vector, or of its lower half alone. */
static ir_ref halves(struct ir_region *r, const struct ir_ins *ins,
                     ir_ref (*one)(struct ir_region *r, const struct ir_ins *ins, bool high))
{
    ir_ref low = one(r, ins, false);
    return ins->sub & IR_V64 ? low : put_together(r, low, one(r, ins, true));
}

/* Lanes side by side are those of two vectors. */
static ir_ref pairs(struct ir_region *r, const struct ir_ins *ins)
{
    static const enum ir_opcode plain[] = {[IR_FADDP] = IR_FADD,
                                           [IR_FMINP] = IR_FMIN,
                                           [IR_FMAXP] = IR_FMAX,
                                           [IR_FMINNMP] = IR_FMINNM,
                                           [IR_FMAXNMP] = IR_FMAXNM};
    ir_ref a = ins->a, b = ins->b;
    if (ins->sub & IR_V64)
        a = b = put_together(r, a, b);
    struct ir_ins op = *ins;
    op.op = plain[ins->op];
    op.a = ir_vop(r, IR_VUZP1, IR_V128, IR_I16, 0, a, b, IR_NONE);
    op.b = ir_vop(r, IR_VUZP2, IR_V128, IR_I16, 0, a, b, IR_NONE);
    return ir_emit(r, op);
}

ir_ref opt_half_lower(struct ir_region *r, const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_FCMP: {
        ir_ref a = widen(r, ins->a), b = widen(r, ins->b);
        return in_single(r, *ins, a, b);
    }
    case IR_FTOI: return in_single(r, *ins, widen(r, ins->a), IR_NONE);
    case IR_FROUND:
        if (!is_vector(ins))
            return narrow(r, in_single(r, *ins, widen(r, ins->a), IR_NONE));
        return halves(r, ins, round_half);
    case IR_ITOF:
        if (!is_vector(ins))
            return narrow(r, in_single(r, *ins, ins->a, IR_NONE));
        return halves(r, ins, half_from_ints);
    default: return pairs(r, ins);
    }
}
