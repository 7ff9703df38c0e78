/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating-point conversions: F, D, Zfh, Zfbfmin, Zfa.
 *
 * In: fields.  Out: IR.
 */
#include "target/riscv/translate.h"

/* `sub` of a converting operation; false: reserved. */
static bool rounding_sub(struct rv_ctx *c, unsigned rm, unsigned *sub)
{
    if (!rv_rounding(c, rm, sub))
        return false;
    if (rv_rounding_is_dynamic(c, *sub))
        *sub = IR_ROUND_DYN;
    return true;
}

/* A NaN gives the largest integer, which the IR's conversion makes 0. */
bool rv_trans_fcvt_int(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rs1))
        return false;
    struct ir_region *r = c->r;
    unsigned sub;
    if (!rounding_sub(c, a->rm, &sub))
        return false;
    ir_ref x = rv_f(c, a->rs1, a->fmt);
    uint64_t max = a->to == IR_I64 ? UINT64_MAX : UINT32_MAX;
    if (!a->is_unsigned)
        max >>= 1;
    ir_ref v =
        ir_vopi(r, IR_FTOI, a->to, a->fmt, sub | (a->is_unsigned ? IR_UNSIGNED : 0), x, IR_NONE, 0);
    ir_ref rel = ir_vop(r, IR_FCMP, a->fmt, a->fmt, 0, x, x, IR_NONE);
    ir_ref nan = ir_emit(r, (struct ir_ins){.op = IR_FCC, .sub = IR_REL_UN, .a = rel});
    v = ir_select(r, a->to, nan, ir_const(r, a->to, max), v);
    if (a->to == IR_I64)
        rv_set_x(c, a->rd, v);
    else
        rv_set_w(c, a->rd, v);
    return true;
}

bool rv_trans_fcvt_from(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rd))
        return false;
    unsigned sub;
    if (!rounding_sub(c, a->rm, &sub))
        return false;
    ir_ref x = a->from == IR_I64 ? rv_x(c, a->rs1) : rv_w(c, a->rs1);
    ir_ref v = ir_vopi(c->r, IR_ITOF, a->fmt, a->from, sub | (a->is_unsigned ? IR_UNSIGNED : 0), x,
                       IR_NONE, 0);
    rv_set_f(c, a->rd, a->fmt, v);
    return true;
}

bool rv_trans_fcvt_format(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rd) || !rv_f_ok(c, a->source, a->rs1))
        return false;
    unsigned sub;
    if (!rounding_sub(c, a->rm, &sub))
        return false;
    ir_ref x = rv_f(c, a->rs1, a->source);
    rv_set_f(c, a->rd, a->fmt, ir_vop(c->r, IR_FCVT, a->fmt, a->source, sub, x, IR_NONE, IR_NONE));
    return true;
}

bool rv_trans_FCVTMOD_W_D(struct rv_ctx *c, const struct rv_args *a)
{
    if ((c->insn >> 12 & 7) != 1)
        return false;
    ir_ref x = ir_un(c->r, IR_BITCAST, IR_I64, rv_f(c, a->rs1, IR_F64));
    rv_set_x64(c, a->rd, ir_call(c->r, RV_H_fcvtmod, &x, 1));
    return true;
}

/* ---- bfloat16: the bits travel as an f16 ---- */

bool rv_trans_FCVT_BF16_S(struct rv_ctx *c, const struct rv_args *a)
{
    struct ir_region *r = c->r;
    unsigned rounding;
    if (!rv_rounding(c, a->rm, &rounding))
        return false;
    ir_ref x = ir_un(r, IR_BITCAST, IR_I32, rv_f(c, a->rs1, IR_F32));
    ir_ref args[] = {ir_un(r, IR_ZEXT32, IR_I64, x), ir_const(r, IR_I64, rounding)};
    ir_ref v = ir_un(r, IR_TRUNC64, IR_I32, ir_call(r, RV_H_to_bf16, args, 2));
    rv_set_f(c, a->rd, IR_F16, ir_un(r, IR_BITCAST, IR_F16, v));
    return true;
}

/* An unboxed value is the canonical NaN of bfloat16, which the helper knows by its upper bits. */
bool rv_trans_FCVT_S_BF16(struct rv_ctx *c, const struct rv_args *a)
{
    struct ir_region *r = c->r;
    unsigned rounding;
    if (!rv_rounding(c, a->rm, &rounding))
        return false;
    ir_ref x = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, ir_get(r, RV_F0 + a->rs1), IR_NONE, 0);
    ir_ref v = ir_un(r, IR_TRUNC64, IR_I32, ir_call(r, RV_H_from_bf16, &x, 1));
    rv_set_f(c, a->rd, IR_F32, ir_un(r, IR_BITCAST, IR_F32, v));
    return true;
}
