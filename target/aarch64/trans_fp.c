/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scalar floating point: arithmetic, comparison, selection.  Conversions: trans_fp_cvt.c.
 *
 * In: decoded fields, ftype 0 single, 1 double, 3 half.  Out: IR.  See trans_simd.h.
 */
#include "target/aarch64/trans_simd.h"

enum ir_type a64_ftype(struct a64_ctx *c, unsigned ftype)
{
    if (ftype == 3)
        return c->model->features & A64_F(FP16) ? IR_F16 : IR_VOID;
    return ftype ? IR_F64 : IR_F32;
}

static ir_ref in(struct a64_ctx *c, enum ir_type t, unsigned n)
{
    return a64_v_lane(c, n, t, t, 0);
}

bool a64_trans_fmov(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    a64_set_v_scalar(c, a->rd, t, in(c, t, a->rn));
    return true;
}

bool a64_trans_fp1(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    a64_set_v_scalar(c, a->rd, t, ir_vop(c->r, a->op, t, t, 0, in(c, t, a->rn), IR_NONE, IR_NONE));
    return true;
}

bool a64_trans_fp2(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    ir_ref n = in(c, t, a->rn), m = in(c, t, a->rm);
    a64_set_v_scalar(c, a->rd, t, ir_vop(c->r, a->op, t, t, 0, n, m, IR_NONE));
    return true;
}

bool a64_trans_FNMUL(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    ir_ref n = in(c, t, a->rn), m = in(c, t, a->rm);
    ir_ref product = ir_vop(c->r, IR_FMUL, t, t, 0, n, m, IR_NONE);
    a64_set_v_scalar(c, a->rd, t, ir_vop(c->r, IR_FNEG, t, t, 0, product, IR_NONE, IR_NONE));
    return true;
}

bool a64_trans_fmadd(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    ir_ref n = in(c, t, a->rn), m = in(c, t, a->rm), addend = in(c, t, a->ra);
    a64_set_v_scalar(c, a->rd, t, ir_vop(c->r, IR_FMA, t, t, a->neg, addend, n, m));
    return true;
}

bool a64_trans_frint(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    ir_ref n = in(c, t, a->rn);
    a64_set_v_scalar(c, a->rd, t,
                     ir_vopi(c->r, IR_FROUND, t, t, a->rounding, n, IR_NONE, a->exact));
    return true;
}

/* ---- comparison and selection ---- */

static ir_ref relation(struct a64_ctx *c, enum ir_type t, bool signalling, ir_ref x, ir_ref y)
{
    return ir_vop(c->r, IR_FCMP, t, t, signalling, x, y, IR_NONE);
}

bool a64_trans_fcmp(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    ir_ref n = in(c, t, a->rn), m = a->zero ? ir_const(c->r, t, 0) : in(c, t, a->rm);
    a64_flags_fcmp(c, relation(c, t, a->signalling, n, m));
    return true;
}

/* A comparison that is not to happen compares zeros, which raises nothing. */
bool a64_trans_fccmp(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    ir_ref n = in(c, t, a->rn), m = in(c, t, a->rm);
    if (a->cond >= 14) {
        a64_flags_fcmp(c, relation(c, t, a->signalling, n, m));
        return true;
    }
    ir_ref test = a64_cond(c, a->cond), zero = ir_const(c->r, t, 0);
    n = ir_select(c->r, t, test, n, zero);
    m = ir_select(c->r, t, test, m, zero);
    a64_flags_relation(c, relation(c, t, a->signalling, n, m));
    a64_flags_if(c, test, a->nzcv);
    return true;
}

bool a64_trans_FCSEL(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_ftype(c, a->ftype);
    if (t == IR_VOID)
        return false;
    ir_ref n = in(c, t, a->rn), m = in(c, t, a->rm);
    if (a->cond < 14)
        n = ir_select(c->r, t, a64_cond(c, a->cond), n, m);
    a64_set_v_scalar(c, a->rd, t, n);
    return true;
}
