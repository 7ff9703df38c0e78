/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VFP: scalar floating point, its conversions, FPSCR.
 *
 * In: decoded fields.  Out: IR.  Short vectors (FPSCR.Len) repeat an operation over the registers
 * of a bank.
 */
#include "target/advsimd.h"
#include "target/arm/target.h"
#include "target/arm/trans_simd.h"

static enum ir_type ftype(const struct arm_args *a)
{
    return a->half ? IR_F16 : a->sz ? IR_F64 : IR_F32;
}

static bool exists(const struct arm_ctx *c, const struct arm_args *a)
{
    return !a->sz || c->model->features & ARM_F(D32) || !(a->D | a->M | a->N);
}

static ir_ref in_n(struct arm_ctx *c, const struct arm_args *a)
{
    return a->half ? arm_hreg(c, a->vn, a->N) : arm_freg(c, a->sz, a->vn, a->N);
}

static ir_ref in_m(struct arm_ctx *c, const struct arm_args *a)
{
    return a->half ? arm_hreg(c, a->vm, a->M) : arm_freg(c, a->sz, a->vm, a->M);
}

static ir_ref in_d(struct arm_ctx *c, const struct arm_args *a)
{
    return a->half ? arm_hreg(c, a->vd, a->D) : arm_freg(c, a->sz, a->vd, a->D);
}

static void out_d(struct arm_ctx *c, const struct arm_args *a, ir_ref v)
{
    if (a->half)
        arm_set_hreg(c, a->vd, a->D, v);
    else
        arm_set_freg(c, a->sz, a->vd, a->D, v);
}

static ir_ref fop(struct arm_ctx *c, enum ir_opcode op, enum ir_type t, ir_ref x, ir_ref y)
{
    return ir_vop(c->r, op, t, t, 0, x, y, IR_NONE);
}

/* ---- short vectors ---- */

typedef void scalar_fn(struct arm_ctx *c, const struct arm_args *a);

/* The next register of the bank (four doubles, eight singles). */
static void step(const struct arm_args *a, uint8_t *v, uint8_t *x, unsigned stride)
{
    unsigned n = arm_vreg(a->sz, *v, *x), bank = a->sz ? 3 : 7;
    n = (n & ~bank) | ((n + stride) & bank);
    *v = (uint8_t)(a->sz ? n & 15 : n >> 1);
    *x = (uint8_t)(a->sz ? n >> 4 : n & 1);
}

static bool in_scalar_bank(const struct arm_args *a, unsigned v, unsigned x)
{
    unsigned n = arm_vreg(a->sz, v, x);
    return a->sz ? (n & 15) < 4 : n < 8;
}

static bool vectorised(struct arm_ctx *c, const struct arm_args *a, scalar_fn *fn)
{
    unsigned len = (c->t->mode >> ARM_MODE_LEN_SHIFT & 7) + 1;
    unsigned stride = (c->t->mode >> ARM_MODE_STRIDE_SHIFT & 3) == 3 ? 2 : 1;
    if (!exists(c, a))
        return false;
    struct arm_args b = *a;
    if (a->half || in_scalar_bank(a, a->vd, a->D))
        len = 1;
    bool scalar_m = in_scalar_bank(a, a->vm, a->M);
    for (unsigned i = 0; i < len; i++) {
        fn(c, &b);
        step(&b, &b.vd, &b.D, stride);
        step(&b, &b.vn, &b.N, stride);
        if (!scalar_m)
            step(&b, &b.vm, &b.M, stride);
    }
    return true;
}

/* ---- arithmetic ---- */

static void do_vfp2(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type t = ftype(a);
    ir_ref v = fop(c, a->ir, t, in_n(c, a), in_m(c, a));
    out_d(c, a, a->neg ? fop(c, IR_FNEG, t, v, IR_NONE) : v);
}

bool arm_trans_vfp2(struct arm_ctx *c, const struct arm_args *a)
{
    return vectorised(c, a, do_vfp2);
}

static void do_vfp1(struct arm_ctx *c, const struct arm_args *a)
{
    out_d(c, a, fop(c, a->ir, ftype(a), in_m(c, a), IR_NONE));
}

bool arm_trans_vfp1(struct arm_ctx *c, const struct arm_args *a)
{
    return vectorised(c, a, do_vfp1);
}

static void do_move(struct arm_ctx *c, const struct arm_args *a)
{
    out_d(c, a, in_m(c, a));
}

bool arm_trans_vfp_move(struct arm_ctx *c, const struct arm_args *a)
{
    return vectorised(c, a, do_move);
}

/* +-d +- n*m with two roundings */
static void do_vmla(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type t = ftype(a);
    ir_ref product = fop(c, IR_FMUL, t, in_n(c, a), in_m(c, a)), d = in_d(c, a);
    if (a->op)
        product = fop(c, IR_FNEG, t, product, IR_NONE);
    if (a->neg)
        d = fop(c, IR_FNEG, t, d, IR_NONE);
    out_d(c, a, fop(c, IR_FADD, t, d, product));
}

bool arm_trans_vmla(struct arm_ctx *c, const struct arm_args *a)
{
    return vectorised(c, a, do_vmla);
}

static void do_vfma(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type t = ftype(a);
    out_d(c, a, ir_vop(c->r, IR_FMA, t, t, a->negs, in_d(c, a), in_n(c, a), in_m(c, a)));
}

bool arm_trans_vfma(struct arm_ctx *c, const struct arm_args *a)
{
    return vectorised(c, a, do_vfma);
}

uint64_t arm_fp_expand(enum ir_type t, unsigned imm8)
{
    uint64_t sign = imm8 >> 7, b = imm8 >> 6 & 1, low = imm8 & 63;
    if (t == IR_F64)
        return sign << 63 | (b ^ 1) << 62 | (b ? UINT64_C(0xff) << 54 : 0) | low << 48;
    if (t == IR_F32)
        return sign << 31 | (b ^ 1) << 30 | (b ? 0x1fu << 25 : 0) | low << 19;
    return sign << 15 | (b ^ 1) << 14 | (b ? 3u << 12 : 0) | low << 6;
}

static void do_imm(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type t = ftype(a);
    out_d(c, a, ir_const(c->r, t, arm_fp_expand(t, (unsigned)a->immh << 4 | a->imml)));
}

bool arm_trans_vmov_vfp_imm(struct arm_ctx *c, const struct arm_args *a)
{
    return vectorised(c, a, do_imm);
}

bool arm_trans_vsel(struct arm_ctx *c, const struct arm_args *a)
{
    static const uint8_t cond[] = {COND_EQ, COND_VS, COND_GE, COND_GT};
    if (!exists(c, a))
        return false;
    ir_ref test = arm_cond(c, cond[a->cc]);
    out_d(c, a, ir_select(c->r, ftype(a), test, in_n(c, a), in_m(c, a)));
    return true;
}

bool arm_trans_vrint(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type t = ftype(a);
    if (!exists(c, a))
        return false;
    out_d(c, a,
          ir_vopi(c->r, IR_FROUND, t, t, a->mode, in_m(c, a), IR_NONE,
                  a->exact ? IR_FROUND_EXACT : 0));
    return true;
}

/* ---- comparison ---- */

bool arm_trans_vcmp(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type t = ftype(a);
    if (!exists(c, a))
        return false;
    ir_ref y = a->zero ? ir_const(c->r, t, 0) : in_m(c, a);
    ir_ref v = ir_vop(c->r, IR_FCMP, t, t, a->E, in_d(c, a), y, IR_NONE);
    c->line->fp_relation = v;
    ir_set(c->r, ARM_FPCC, v);
    return true;
}

/* ---- conversions ---- */

bool arm_trans_vcvt_sd(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    unsigned s;
    if (a->sz) { /* double to single */
        ir_ref v = arm_freg(c, true, a->vm, a->M);
        s = arm_vreg(false, a->vd, a->D);
        arm_set_sreg(c, IR_F32, s,
                     ir_vop(r, IR_FCVT, IR_F32, IR_F64, IR_ROUND_DYN, v, IR_NONE, IR_NONE));
        return true;
    }
    ir_ref v = arm_freg(c, false, a->vm, a->M);
    if (!arm_has_d(c, arm_vreg(true, a->vd, a->D)))
        return false;
    arm_set_freg(c, true, a->vd, a->D,
                 ir_vop(r, IR_FCVT, IR_F64, IR_F32, IR_ROUND_DYN, v, IR_NONE, IR_NONE));
    return true;
}

bool arm_trans_vcvt_half(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    enum ir_type t = ftype(a);
    if (a->sz && !(c->model->features & ARM_F(V8)))
        return false;
    if (a->to) { /* float to half */
        unsigned n = arm_vreg(false, a->vd, a->D);
        ir_ref v = ir_vop(r, IR_FCVT, IR_F16, t, IR_ROUND_DYN, in_m(c, a), IR_NONE, IR_NONE);
        ir_ref q = ir_get(r, ARM_V0 + n / 4);
        q = ir_vopi(r, IR_VINS, IR_V128, IR_F16, 0, q, v, (n & 3) * 2 + a->T);
        ir_set(r, ARM_V0 + n / 4, q);
        return true;
    }
    unsigned n = arm_vreg(false, a->vm, a->M);
    ir_ref q = ir_get(r, ARM_V0 + n / 4);
    ir_ref v = ir_vopi(r, IR_VEXT, IR_F16, IR_F16, 0, q, IR_NONE, (n & 3) * 2 + a->T);
    out_d(c, a, ir_vop(r, IR_FCVT, t, IR_F16, IR_ROUND_DYN, v, IR_NONE, IR_NONE));
    return true;
}

bool arm_trans_vcvt_from_int(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned sub = IR_ROUND_DYN | (a->is_signed ? 0 : IR_UNSIGNED);
    ir_ref v = arm_sreg(c, IR_I32, arm_vreg(false, a->vm, a->M));
    out_d(c, a, ir_vopi(c->r, IR_ITOF, ftype(a), IR_I32, sub, v, IR_NONE, 0));
    return true;
}

static bool to_int(struct arm_ctx *c, const struct arm_args *a, unsigned rounding)
{
    unsigned sub = rounding | (a->is_signed ? 0 : IR_UNSIGNED);
    ir_ref v = ir_vopi(c->r, IR_FTOI, IR_I32, ftype(a), sub, in_m(c, a), IR_NONE, 0);
    arm_set_sreg(c, IR_I32, arm_vreg(false, a->vd, a->D), v);
    return true;
}

bool arm_trans_vcvt_to_int(struct arm_ctx *c, const struct arm_args *a)
{
    return to_int(c, a, a->op ? FP_RZ : IR_ROUND_DYN);
}

bool arm_trans_vcvt_mode(struct arm_ctx *c, const struct arm_args *a)
{
    return to_int(c, a, a->mode);
}

/* The register's fixed-point number of 16 or 32 bits to a float. */
static void from_fixed(struct arm_ctx *c, const struct arm_args *a, unsigned size,
                       unsigned fraction)
{
    struct ir_region *r = c->r;
    enum ir_type it = a->sz ? IR_I64 : IR_I32, t = ftype(a);
    unsigned n = arm_vreg(a->sz, a->vd, a->D);
    ir_ref v = a->sz ? arm_dreg(c, it, n) : arm_sreg(c, it, n);
    v = ir_uni(r, a->U ? IR_UBFX : IR_SBFX, it, v, FIELD(0, size));
    unsigned sub = FP_RNE | (a->U ? IR_UNSIGNED : 0);
    out_d(c, a, ir_vopi(r, IR_ITOF, t, it, sub, v, IR_NONE, fraction));
}

static ir_ref to_fixed16(struct arm_ctx *c, const struct arm_args *a, ir_ref d, unsigned fraction)
{
    struct ir_region *r = c->r;
    ir_ref bits = a->sz ? ir_un(r, IR_BITCAST, IR_I64, d)
                        : ir_un(r, IR_ZEXT32, IR_I64, ir_un(r, IR_BITCAST, IR_I32, d));
    unsigned format = a->sz ? 0x200 : a->half ? 0x400 : 0;
    ir_ref args[] = {bits, arm_imm(c, fraction | (a->U ? 0x100 : 0) | format)};
    return ir_call(r, ARM_H_to_fixed16, args, 2);
}

/* Fixed point of 16 or 32 bits, in the destination's own register. */
bool arm_trans_vcvt_fixed(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    unsigned size = a->sx ? 32 : 16, imm = (unsigned)a->imm4 << 1 | a->i;
    if (imm > size || !exists(c, a))
        return false;
    unsigned fraction = size - imm, n = arm_vreg(a->sz, a->vd, a->D);
    if (!a->to) {
        from_fixed(c, a, size, fraction);
        return true;
    }
    ir_ref d = in_d(c, a), v;
    if (size == 32)
        v = ir_vopi(r, IR_FTOI, IR_I32, ftype(a), FP_RZ | (a->U ? IR_UNSIGNED : 0), d, IR_NONE,
                    fraction);
    else
        v = to_fixed16(c, a, d, fraction);
    if (a->sz)
        arm_set_dreg(c, IR_I64, n, ir_un(r, a->U ? IR_ZEXT32 : IR_SEXT32, IR_I64, v));
    else
        arm_set_sreg(c, IR_I32, n, v);
    return true;
}

bool arm_trans_vjcvt(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    unsigned m = arm_vreg(true, a->vm, a->M);
    ir_ref exact, number = arm_dreg(c, IR_F64, m), bits = arm_dreg(c, IR_I64, m);
    if (!arm_has_d(c, m))
        return false;
    ir_ref v = advsimd_js_convert(r, number, bits, &exact);
    arm_set_sreg(c, IR_I32, arm_vreg(false, a->vd, a->D), v);
    ir_set(r, ARM_FPCC,
           ir_bin(r, IR_OR, IR_I32, ir_shli(r, IR_I32, exact, 2), arm_imm(c, ARM_FPCC_WORD)));
    c->line->fp_relation = IR_NONE;
    return true;
}

bool arm_trans_vcvtb_bf16(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned n = arm_vreg(false, a->vd, a->D), m = arm_vreg(false, a->vm, a->M);
    ir_ref args[] = {arm_sreg(c, IR_I32, m)};
    ir_ref v = ir_call(c->r, ARM_H_bfcvt, args, 1), q = ir_get(c->r, ARM_V0 + n / 4);
    ir_set(c->r, ARM_V0 + n / 4,
           ir_vopi(c->r, IR_VINS, IR_V128, IR_I16, 0, q, v, (n & 3) * 2 + a->T));
    return true;
}

/* ---- FPSCR ---- */

static ir_ref fp_nzcv(struct arm_ctx *c)
{
    ir_ref fpcc = ir_get(c->r, ARM_FPCC), zero = arm_imm(c, 0);
    ir_ref args[] = {arm_imm(c, ARM_CC_FPCC), fpcc, zero, zero, zero};
    return ir_call(c->r, ARM_H_nzcv, args, 5);
}

static ir_ref read_fpscr(struct arm_ctx *c)
{
    struct ir_region *r = c->r;
    ir_ref flags = ir_emit(r, (struct ir_ins){.op = IR_FPFLAGS_GET, .type = IR_I32});
    ir_ref qc = ir_get(r, ARM_QC);
    ir_ref lo = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, qc, IR_NONE, 0);
    ir_ref hi = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, qc, IR_NONE, 1);
    ir_ref any = ir_cmp(r, IR_NE, IR_I64, ir_bin(r, IR_OR, IR_I64, lo, hi), ir_const(r, IR_I64, 0));
    ir_ref v = ir_bin(r, IR_OR, IR_I32, ir_andi(r, IR_I32, flags, ARM_FPSCR_FLAGS),
                      ir_shli(r, IR_I32, any, 27));
    v = ir_bin(r, IR_OR, IR_I32, v, ir_get(r, ARM_FPCR));
    return ir_bin(r, IR_OR, IR_I32, v, ir_shli(r, IR_I32, fp_nzcv(c), 28));
}

static void write_fpscr(struct arm_ctx *c, ir_ref v)
{
    struct ir_region *r = c->r;
    ir_ref control = ir_andi(r, IR_I32, v, arm_fpcr_mask(c->model));
    ir_set(r, ARM_FPCR, control);
    ir_emit(r, (struct ir_ins){.op = IR_FPROUND_SET,
                               .type = IR_I32,
                               .a = ir_uni(r, IR_UBFX, IR_I32, control, FIELD(22, 2))});
    ir_emit(r, (struct ir_ins){.op = IR_FPFLAGS_SET,
                               .type = IR_I32,
                               .a = ir_andi(r, IR_I32, v, ARM_FPSCR_FLAGS)});
    ir_ref qc = ir_un(r, IR_ZEXT32, IR_I64, ir_uni(r, IR_UBFX, IR_I32, v, FIELD(27, 1)));
    ir_set(r, ARM_QC, ir_vop(r, IR_VZX, IR_V128, IR_I64, 0, qc, IR_NONE, IR_NONE));
    ir_set(r, ARM_FPCC,
           ir_bin(r, IR_OR, IR_I32, ir_shri(r, IR_I32, v, 28), arm_imm(c, ARM_FPCC_WORD)));
    c->line->fp_relation = IR_NONE;
    arm_stop(c); /* the translation mode may have changed */
}

enum { REG_FPSID = 0, REG_FPSCR = 1, REG_MVFR2 = 5, REG_MVFR1 = 6, REG_MVFR0 = 7 };

bool arm_trans_vmrs(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->reg != REG_FPSCR)
        return false; /* privileged */
    if (a->rt < 15) {
        arm_set_reg(c, a->rt, read_fpscr(c));
        return true;
    }
    if (c->line->fp_relation)
        arm_flags_fcmp(c, c->line->fp_relation);
    else
        arm_flags_word(c, fp_nzcv(c));
    return true;
}

bool arm_trans_vmsr(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->reg != REG_FPSCR || a->rt == 15)
        return false;
    write_fpscr(c, arm_reg(c, a->rt));
    return true;
}
