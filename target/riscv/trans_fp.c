/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * F, D, Zfh, Zfa: registers, arithmetic, comparison.
 *
 * In: fields; fmt is IR_F16, IR_F32 or IR_F64.  Out: IR.
 *
 * A narrow value is NaN-boxed: all upper bits are ones.  An F register is a v128 slot of which the
 * low 64 bits count, so scalars stay in host vector registers.
 */
#include "target/riscv/translate.h"
#include "tcg/softfp/softfp.h"

#define BOX32  UINT64_C(0xffffffff00000000)
#define BOX16  UINT64_C(0xffffffffffff0000)
#define CNAN32 UINT64_C(0x7fc00000)
#define CNAN16 UINT64_C(0x7e00)

/* ---- registers ---- */

static bool in_x(const struct rv_ctx *c)
{
    return c->model->features & RV_F(ZFINX);
}

bool rv_f_ok(const struct rv_ctx *c, enum ir_type fmt, unsigned regs)
{
    return fmt != IR_F64 || c->xlen == 64 || !in_x(c) || !(regs & 1);
}

/* Zfinx: the low bits of an X register, on RV32 a double in a pair of them. */
static ir_ref get_from_x(struct rv_ctx *c, unsigned n, enum ir_type fmt)
{
    struct ir_region *r = c->r;
    if (fmt == IR_F16)
        return ir_un(r, IR_BITCAST, IR_F16, ir_andi(r, IR_I32, rv_w(c, n), 0xffff));
    if (fmt == IR_F32)
        return ir_un(r, IR_BITCAST, IR_F32, rv_w(c, n));
    return ir_un(r, IR_BITCAST, IR_F64, rv_pair(c, n));
}

/* Narrow values are sign-extended. */
static void set_in_x(struct rv_ctx *c, unsigned n, enum ir_type fmt, ir_ref v)
{
    struct ir_region *r = c->r;
    if (fmt != IR_F64) {
        v = ir_un(r, IR_BITCAST, IR_I32, v);
        rv_set_w(c, n, fmt == IR_F16 ? ir_uni(r, IR_SBFX, IR_I32, v, 16 << 8) : v);
        return;
    }
    rv_set_pair(c, n, ir_un(r, IR_BITCAST, IR_I64, v));
}

ir_ref rv_f_bits(struct rv_ctx *c, unsigned n, enum ir_type fmt)
{
    if (c->line->fmt[n] == fmt)
        return c->line->f[n];
    return ir_vopi(c->r, IR_VEXT, fmt, fmt, 0, ir_get(c->r, RV_F0 + n), IR_NONE, 0);
}

static ir_ref unbox32(struct rv_ctx *c, unsigned n)
{
    struct ir_region *r = c->r;
    ir_ref v = ir_get(r, RV_F0 + n), ones = ir_vconst(r, UINT64_MAX, UINT64_MAX);
    ir_ref mask = ir_vop(r, IR_VCMP, IR_V128, IR_I32, IR_EQ, v, ones, IR_NONE);
    mask = ir_vopi(r, IR_VDUPV, IR_V128, IR_I32, 0, mask, IR_NONE, 1);
    v = ir_vop(r, IR_VBSL, IR_V128, IR_V128, 0, mask, v, ir_vconst(r, CNAN32, 0));
    return ir_vopi(r, IR_VEXT, IR_F32, IR_F32, 0, v, IR_NONE, 0);
}

static ir_ref unbox16(struct rv_ctx *c, unsigned n)
{
    struct ir_region *r = c->r;
    ir_ref v = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, ir_get(r, RV_F0 + n), IR_NONE, 0);
    ir_ref boxed = ir_cmp(r, IR_GEU, IR_I64, v, ir_const(r, IR_I64, BOX16));
    v = ir_select(r, IR_I64, boxed, v, ir_const(r, IR_I64, CNAN16));
    v = ir_andi(r, IR_I32, ir_un(r, IR_TRUNC64, IR_I32, v), 0xffff);
    return ir_un(r, IR_BITCAST, IR_F16, v);
}

ir_ref rv_f(struct rv_ctx *c, unsigned n, enum ir_type fmt)
{
    if (in_x(c))
        return get_from_x(c, n, fmt);
    if (c->line->fmt[n] == fmt || fmt == IR_F64)
        return rv_f_bits(c, n, fmt);
    return fmt == IR_F32 ? unbox32(c, n) : unbox16(c, n);
}

void rv_set_f(struct rv_ctx *c, unsigned n, enum ir_type fmt, ir_ref v)
{
    struct ir_region *r = c->r;
    if (in_x(c)) {
        set_in_x(c, n, fmt, v);
        return;
    }
    ir_ref all = ir_vop(r, IR_VZX, IR_V128, fmt, 0, v, IR_NONE, IR_NONE);
    if (fmt != IR_F64)
        all = ir_vop(r, IR_VOR, IR_V128, IR_V128, 0, all,
                     ir_vconst(r, fmt == IR_F32 ? BOX32 : BOX16, 0), IR_NONE);
    ir_set(r, RV_F0 + n, all);
    c->line->f[n] = v;
    c->line->fmt[n] = (uint8_t)fmt;
}

/* ---- rounding ---- */

bool rv_rounding(struct rv_ctx *c, unsigned rm, unsigned *rounding)
{
    static const uint8_t mode[] = {FP_RNE, FP_RZ, FP_RDN, FP_RUP, FP_RNA};
    if (rm == 7)
        rm = c->frm;
    if (rm > 4)
        return false;
    *rounding = mode[rm];
    return true;
}

bool rv_rounding_is_dynamic(struct rv_ctx *c, unsigned rounding)
{
    unsigned now;
    return rounding != FP_RNA && rv_rounding(c, c->frm, &now) && now == rounding;
}

static enum fp_format format(enum ir_type fmt)
{
    return fmt == IR_F16 ? FP_F16 : fmt == IR_F32 ? FP_F32 : FP_F64;
}

/* A value's bits as i64, and back. */
static ir_ref to_bits64(struct rv_ctx *c, enum ir_type fmt, ir_ref v)
{
    if (fmt == IR_F64)
        return ir_un(c->r, IR_BITCAST, IR_I64, v);
    return ir_un(c->r, IR_ZEXT32, IR_I64, ir_un(c->r, IR_BITCAST, IR_I32, v));
}

static ir_ref from_bits64(struct rv_ctx *c, enum ir_type fmt, ir_ref v)
{
    if (fmt != IR_F64)
        v = ir_un(c->r, IR_TRUNC64, IR_I32, v);
    return ir_un(c->r, IR_BITCAST, fmt, v);
}

/* An operation with a rounding mode of its own. */
static ir_ref by_softfp(struct rv_ctx *c, enum rv_fp_op op, enum ir_type fmt, unsigned rounding,
                        unsigned neg, ir_ref x, ir_ref y, ir_ref z)
{
    uint64_t what = op | (uint64_t)format(fmt) << 8 | (uint64_t)rounding << 16 | neg << 24;
    ir_ref zero = ir_const(c->r, IR_I64, 0);
    ir_ref args[4] = {ir_const(c->r, IR_I64, what), to_bits64(c, fmt, x),
                      y ? to_bits64(c, fmt, y) : zero, z ? to_bits64(c, fmt, z) : zero};
    return from_bits64(c, fmt, ir_call(c->r, RV_H_fp, args, 4));
}

/* ---- arithmetic ---- */

bool rv_trans_farith(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rd | a->rs1 | a->rs2))
        return false;
    unsigned rounding;
    if (!rv_rounding(c, a->rm, &rounding))
        return false;
    ir_ref x = rv_f(c, a->rs1, a->fmt), y = rv_f(c, a->rs2, a->fmt), v;
    if (rv_rounding_is_dynamic(c, rounding)) {
        v = ir_vop(c->r, a->op, a->fmt, a->fmt, 0, x, y, IR_NONE);
    } else {
        enum rv_fp_op op = a->op == IR_FADD   ? RV_FP_ADD
                           : a->op == IR_FSUB ? RV_FP_SUB
                           : a->op == IR_FMUL ? RV_FP_MUL
                                              : RV_FP_DIV;
        v = by_softfp(c, op, a->fmt, rounding, 0, x, y, IR_NONE);
    }
    rv_set_f(c, a->rd, a->fmt, v);
    return true;
}

bool rv_trans_fsqrt(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rd | a->rs1))
        return false;
    unsigned rounding;
    if (!rv_rounding(c, a->rm, &rounding))
        return false;
    ir_ref x = rv_f(c, a->rs1, a->fmt);
    ir_ref v = rv_rounding_is_dynamic(c, rounding)
                   ? ir_vop(c->r, IR_FSQRT, a->fmt, a->fmt, 0, x, IR_NONE, IR_NONE)
                   : by_softfp(c, RV_FP_SQRT, a->fmt, rounding, 0, x, IR_NONE, IR_NONE);
    rv_set_f(c, a->rd, a->fmt, v);
    return true;
}

bool rv_trans_fmadd(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rd | a->rs1 | a->rs2 | a->rs3))
        return false;
    unsigned rounding;
    if (!rv_rounding(c, a->rm, &rounding))
        return false;
    ir_ref x = rv_f(c, a->rs1, a->fmt), y = rv_f(c, a->rs2, a->fmt), z = rv_f(c, a->rs3, a->fmt), v;
    if (rv_rounding_is_dynamic(c, rounding)) {
        v = ir_vop(c->r, IR_FMA, a->fmt, a->fmt, a->neg, z, x, y);
    } else {
        unsigned neg = (a->neg & IR_FMA_NEGP ? FP_NEG_PRODUCT : 0) |
                       (a->neg & IR_FMA_NEGA ? FP_NEG_ADDEND : 0);
        v = by_softfp(c, RV_FP_MADD, a->fmt, rounding, neg, x, y, z);
    }
    rv_set_f(c, a->rd, a->fmt, v);
    return true;
}

bool rv_trans_fminmax(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rd | a->rs1 | a->rs2))
        return false;
    ir_ref x = rv_f(c, a->rs1, a->fmt), y = rv_f(c, a->rs2, a->fmt);
    rv_set_f(c, a->rd, a->fmt, ir_vop(c->r, a->op, a->fmt, a->fmt, 0, x, y, IR_NONE));
    return true;
}

bool rv_trans_fround(struct rv_ctx *c, const struct rv_args *a)
{
    unsigned rounding;
    if (!rv_rounding(c, a->rm, &rounding))
        return false;
    unsigned sub = rv_rounding_is_dynamic(c, rounding) ? IR_ROUND_DYN : rounding;
    ir_ref v = ir_vopi(c->r, IR_FROUND, a->fmt, a->fmt, sub, rv_f(c, a->rs1, a->fmt), IR_NONE,
                       a->exact ? IR_FROUND_EXACT : 0);
    rv_set_f(c, a->rd, a->fmt, v);
    return true;
}

/* ---- signs, moves, constants ---- */

static ir_ref copy_sign(struct rv_ctx *c, unsigned kind, enum ir_type fmt, ir_ref x, ir_ref y)
{
    struct ir_region *r = c->r;
    enum ir_type t = fmt == IR_F64 ? IR_I64 : IR_I32;
    uint64_t sign = fmt == IR_F64 ? UINT64_C(1) << 63 : fmt == IR_F32 ? 1u << 31 : 1u << 15;
    x = ir_un(r, IR_BITCAST, t, x);
    y = ir_un(r, IR_BITCAST, t, y);
    if (kind == 1)
        y = ir_un(r, IR_NOT, t, y);
    y = ir_andi(r, t, y, sign);
    if (kind == 2)
        x = ir_bin(r, IR_XOR, t, x, y);
    else
        x = ir_bin(r, IR_OR, t, ir_bin(r, IR_ANDN, t, x, ir_const(r, t, sign)), y);
    return ir_un(r, IR_BITCAST, fmt, x);
}

bool rv_trans_fsgnj(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rd | a->rs1 | a->rs2))
        return false;
    ir_ref x = rv_f(c, a->rs1, a->fmt), v = x;
    if (a->rs1 != a->rs2)
        v = copy_sign(c, a->kind, a->fmt, x, rv_f(c, a->rs2, a->fmt));
    else if (a->kind)
        v = ir_vop(c->r, a->kind == 1 ? IR_FNEG : IR_FABS, a->fmt, a->fmt, 0, x, IR_NONE, IR_NONE);
    rv_set_f(c, a->rd, a->fmt, v);
    return true;
}

bool rv_trans_fmv_x(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = rv_f_bits(c, a->rs1, a->fmt);
    if (a->fmt == IR_F64) {
        rv_set_x(c, a->rd, ir_un(c->r, IR_BITCAST, IR_I64, v));
        return true;
    }
    v = ir_un(c->r, IR_BITCAST, IR_I32, v);
    if (a->fmt == IR_F16)
        v = ir_uni(c->r, IR_SBFX, IR_I32, v, 16 << 8);
    rv_set_w(c, a->rd, v);
    return true;
}

bool rv_trans_fmv_f(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = a->fmt == IR_F64 ? rv_x(c, a->rs1) : rv_w(c, a->rs1);
    if (a->fmt == IR_F16)
        v = ir_andi(c->r, IR_I32, v, 0xffff);
    rv_set_f(c, a->rd, a->fmt, ir_un(c->r, IR_BITCAST, a->fmt, v));
    return true;
}

bool rv_trans_FMVH_X_D(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = ir_vopi(c->r, IR_VEXT, IR_I32, IR_I32, 0, ir_get(c->r, RV_F0 + a->rs1), IR_NONE, 1);
    rv_set_x(c, a->rd, v);
    return true;
}

bool rv_trans_FMVP_D_X(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref high = ir_shli(c->r, IR_I64, rv_x64(c, a->rs2), 32);
    ir_ref v = ir_bin(c->r, IR_OR, IR_I64, high, rv_x64(c, a->rs1));
    rv_set_f(c, a->rd, IR_F64, ir_un(c->r, IR_BITCAST, IR_F64, v));
    return true;
}

/* What FLI loads, as doubles. */
static uint64_t fli_f64(unsigned n)
{
    static const uint64_t bits[32] = {
        0xbff0000000000000, 0x0010000000000000, 0x3ef0000000000000, 0x3f00000000000000,
        0x3f70000000000000, 0x3f80000000000000, 0x3fb0000000000000, 0x3fc0000000000000,
        0x3fd0000000000000, 0x3fd4000000000000, 0x3fd8000000000000, 0x3fdc000000000000,
        0x3fe0000000000000, 0x3fe4000000000000, 0x3fe8000000000000, 0x3fec000000000000,
        0x3ff0000000000000, 0x3ff4000000000000, 0x3ff8000000000000, 0x3ffc000000000000,
        0x4000000000000000, 0x4004000000000000, 0x4008000000000000, 0x4010000000000000,
        0x4020000000000000, 0x4030000000000000, 0x4060000000000000, 0x4070000000000000,
        0x40e0000000000000, 0x40f0000000000000, 0x7ff0000000000000, 0x7ff8000000000000,
    };
    return bits[n];
}

bool rv_trans_fli(struct rv_ctx *c, const struct rv_args *a)
{
    struct fp_env env = fp_env_riscv();
    uint64_t bits = fli_f64(a->rs1);
    if (a->rs1 == 1) /* the smallest normal number of the format */
        bits = a->fmt == IR_F16 ? 0x0400 : a->fmt == IR_F32 ? 0x00800000 : bits;
    else if (a->fmt != IR_F64)
        bits = fp_convert(&env, FP_F64, format(a->fmt), bits);
    rv_set_f(c, a->rd, a->fmt, ir_const(c->r, a->fmt, bits));
    return true;
}

/* ---- comparison ---- */

bool rv_trans_fcompare(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rs1 | a->rs2))
        return false;
    ir_ref x = rv_f(c, a->rs1, a->fmt), y = rv_f(c, a->rs2, a->fmt);
    ir_ref rel = ir_vop(c->r, IR_FCMP, a->fmt, a->fmt, a->signalling, x, y, IR_NONE);
    struct ir_ins test = {.op = IR_FCC, .sub = (uint8_t)a->rel, .a = rel};
    ir_ref v = ir_emit(c->r, test);
    rv_set_x(c, a->rd, c->xlen == 64 ? ir_un(c->r, IR_ZEXT32, IR_I64, v) : v);
    return true;
}

bool rv_trans_fclass(struct rv_ctx *c, const struct rv_args *a)
{
    if (!rv_f_ok(c, a->fmt, a->rs1))
        return false;
    ir_ref args[] = {to_bits64(c, a->fmt, rv_f(c, a->rs1, a->fmt)),
                     ir_const(c->r, IR_I64, format(a->fmt))};
    rv_set_x64(c, a->rd, ir_call(c->r, RV_H_fclass, args, 2));
    return true;
}
