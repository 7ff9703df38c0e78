/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating-point instructions of the SIMD space, on vectors and on lane 0 alone.
 *
 * In: decoded fields (half: f16; sz: f32 or f64; scalar; Q).  Out: IR.  See trans_simd.h.
 * The order of operands matters: it says which of several NaNs is the result.
 */
#include "target/aarch64/trans_simd.h"
#include "target/advsimd.h"

/* ---- shared ---- */

struct a64_fp_shape a64_fp_shape(const struct a64_args *a)
{
    struct a64_fp_shape s = {.lane = a->half ? IR_F16 : a->sz ? IR_F64 : IR_F32};
    s.type = a->scalar ? s.lane : IR_V128;
    s.sub = a->scalar || a->Q ? 0 : IR_V64;
    return s;
}

ir_ref a64_fp_in(struct a64_ctx *c, struct a64_fp_shape s, unsigned n)
{
    return s.type == IR_V128 ? a64_v(c, n) : a64_v_lane(c, n, s.lane, s.lane, 0);
}

void a64_fp_out(struct a64_ctx *c, struct a64_fp_shape s, unsigned n, ir_ref v)
{
    if (s.type == IR_V128)
        a64_set_v(c, n, v);
    else
        a64_set_v_scalar(c, n, s.lane, v);
}

ir_ref a64_fp_op(struct a64_ctx *c, struct a64_fp_shape s, enum ir_opcode op, unsigned sub,
                 ir_ref x, ir_ref y, ir_ref z)
{
    return ir_vop(c->r, op, s.type, s.lane, sub | s.sub, x, y, z);
}

/* FABS and FNEG know no half vectors. */
static ir_ref sign_op(struct a64_ctx *c, struct a64_fp_shape s, enum ir_opcode op, ir_ref x)
{
    ir_ref v = ir_vop(c->r, op, s.type, s.lane, 0, x, IR_NONE, IR_NONE);
    return s.sub & IR_V64 ? a64_vlow(c, v) : v;
}

ir_ref a64_fp_const(struct a64_ctx *c, struct a64_fp_shape s, uint64_t bits)
{
    unsigned size = s.lane == IR_F16 ? 1 : s.lane == IR_F32 ? 2 : 3;
    return s.type == IR_V128 ? a64_vsplat(c, size, bits) : ir_const(c->r, s.lane, bits);
}

static enum ir_type int_lane(enum ir_type fp)
{
    return fp == IR_F16 ? IR_I16 : fp == IR_F32 ? IR_I32 : IR_I64;
}

/* The element of a by-element instruction: a scalar, or a vector of equal lanes. */
static ir_ref element(struct a64_ctx *c, const struct a64_args *a, struct a64_fp_shape s)
{
    struct a64_element e = a64_element(a, s.lane == IR_F16 ? 1 : s.lane == IR_F32 ? 2 : 3);
    if (s.type != IR_V128)
        return a64_v_lane(c, e.reg, s.lane, s.lane, e.lane);
    return a64_vimm(c, IR_VDUPV, s.lane, a64_v(c, e.reg), e.lane);
}

/* ---- arithmetic ---- */

bool a64_trans_fp3v(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s = a64_fp_shape(a);
    ir_ref n = a64_fp_in(c, s, a->rn), m = a64_fp_in(c, s, a->rm);
    a64_fp_out(c, s, a->rd, a64_fp_op(c, s, a->op, 0, n, m, IR_NONE));
    return true;
}

bool a64_trans_fmul_e(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s = a64_fp_shape(a);
    ir_ref n = a64_fp_in(c, s, a->rn), m = element(c, a, s);
    a64_fp_out(c, s, a->rd, a64_fp_op(c, s, a->op, 0, n, m, IR_NONE));
    return true;
}

bool a64_trans_fp2v(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s = a64_fp_shape(a);
    ir_ref n = a64_fp_in(c, s, a->rn);
    if (a->op == IR_FABS || a->op == IR_FNEG)
        a64_fp_out(c, s, a->rd, sign_op(c, s, a->op, n));
    else
        a64_fp_out(c, s, a->rd, a64_fp_op(c, s, a->op, 0, n, IR_NONE, IR_NONE));
    return true;
}

bool a64_trans_fabdv(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s = a64_fp_shape(a);
    ir_ref n = a64_fp_in(c, s, a->rn), m = a64_fp_in(c, s, a->rm);
    ir_ref v = a64_fp_op(c, s, IR_FSUB, 0, n, m, IR_NONE);
    a64_fp_out(c, s, a->rd, sign_op(c, s, IR_FABS, v));
    return true;
}

static bool multiply_add(struct a64_ctx *c, const struct a64_args *a, struct a64_fp_shape s,
                         ir_ref m)
{
    ir_ref d = a64_fp_in(c, s, a->rd), n = a64_fp_in(c, s, a->rn);
    a64_fp_out(c, s, a->rd, a64_fp_op(c, s, IR_FMA, a->neg ? IR_FMA_NEGP : 0, d, n, m));
    return true;
}

bool a64_trans_fmlav(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s = a64_fp_shape(a);
    return multiply_add(c, a, s, a64_fp_in(c, s, a->rm));
}

bool a64_trans_fmla_e(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s = a64_fp_shape(a);
    return multiply_add(c, a, s, element(c, a, s));
}

/* ---- comparisons: masks ---- */

static void compare(struct a64_ctx *c, const struct a64_args *a, struct a64_fp_shape s, ir_ref x,
                    ir_ref y)
{
    static const uint8_t holds[] = {
        [IR_FEQ] = IR_REL_EQ, [IR_FGE] = IR_REL_EQ | IR_REL_GT, [IR_FGT] = IR_REL_GT};
    if (s.type == IR_V128) {
        a64_set_v(c, a->rd, a64_fp_op(c, s, IR_VFCMP, a->rel, x, y, IR_NONE));
        return;
    }
    ir_ref relation = ir_vop(c->r, IR_FCMP, s.type, s.lane, a->rel != IR_FEQ, x, y, IR_NONE);
    ir_ref bit = ir_emit(
        c->r, (struct ir_ins){.op = IR_FCC, .type = IR_I32, .a = relation, .sub = holds[a->rel]});
    enum ir_type t = s.lane == IR_F64 ? IR_I64 : IR_I32;
    if (t == IR_I64)
        bit = ir_un(c->r, IR_ZEXT32, IR_I64, bit);
    a64_set_v_scalar(c, a->rd, int_lane(s.lane), ir_un(c->r, IR_NEG, t, bit));
}

bool a64_trans_fcmpv(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s = a64_fp_shape(a);
    ir_ref n = a64_fp_in(c, s, a->rn), m = a64_fp_in(c, s, a->rm);
    if (a->absolute) {
        n = sign_op(c, s, IR_FABS, n);
        m = sign_op(c, s, IR_FABS, m);
    }
    compare(c, a, s, n, m);
    return true;
}

bool a64_trans_fcmp0v(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s = a64_fp_shape(a);
    ir_ref n = a64_fp_in(c, s, a->rn), zero = a64_fp_const(c, s, 0);
    compare(c, a, s, a->swap ? zero : n, a->swap ? n : zero);
    return true;
}

/* ---- rounding and conversion ---- */

bool a64_trans_frintv(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s = a64_fp_shape(a);
    a64_fp_out(c, s, a->rd,
               ir_vopi(c->r, IR_FROUND, s.type, s.lane, a->rounding | s.sub, a64_fp_in(c, s, a->rn),
                       IR_NONE, a->exact));
    return true;
}

/* Lane 0 of f16 has no scalar integer type: it goes the way of vectors, with the rest zero. */
static ir_ref half_in(struct a64_ctx *c, struct a64_fp_shape s, unsigned n)
{
    return s.type == IR_F16 ? a64_vlane0(c, 1, a64_v(c, n)) : a64_fp_in(c, s, n);
}

/*
 * Limited to what saturates the integer anyway, a number times 2^fbits is exact and raises
 * nothing: no overflow, and a denormal only gets larger.
 */
ir_ref a64_fp_scale(struct a64_ctx *c, struct a64_fp_shape s, ir_ref v, unsigned *fbits)
{
    if (!*fbits || s.lane == IR_F16)
        return v;
    bool dbl = s.lane == IR_F64;
    unsigned shift = dbl ? 52 : 23, bias = dbl ? 1023 : 127;
    uint64_t high = (uint64_t)(bias + 63) << shift, sign = UINT64_C(1) << (dbl ? 63 : 31);
    ir_ref scale = a64_fp_const(c, s, (uint64_t)(bias + *fbits) << shift);
    v = a64_fp_op(c, s, IR_FMIN, 0, v, a64_fp_const(c, s, high), IR_NONE);
    v = a64_fp_op(c, s, IR_FMAX, 0, v, a64_fp_const(c, s, high | sign), IR_NONE);
    *fbits = 0;
    return a64_fp_op(c, s, IR_FMUL, 0, v, scale, IR_NONE);
}

static void to_int(struct a64_ctx *c, const struct a64_args *a, struct a64_fp_shape s,
                   unsigned rounding, unsigned fbits)
{
    unsigned sub = rounding | (a->uns ? IR_UNSIGNED : 0);
    if (s.type == IR_V128 || s.type == IR_F16) {
        unsigned half = s.type == IR_F16 ? IR_V64 : 0;
        ir_ref v = a64_fp_scale(c, s, half_in(c, s, a->rn), &fbits);
        a64_set_v(c, a->rd,
                  ir_vopi(c->r, IR_FTOI, IR_V128, s.lane, sub | s.sub | half, v, IR_NONE, fbits));
        return;
    }
    enum ir_type t = int_lane(s.lane);
    ir_ref v = a64_fp_scale(c, s, a64_fp_in(c, s, a->rn), &fbits);
    v = ir_vopi(c->r, IR_FTOI, t, s.lane, sub, v, IR_NONE, fbits);
    a64_set_v_scalar(c, a->rd, t, v);
}

static void from_int(struct a64_ctx *c, const struct a64_args *a, struct a64_fp_shape s,
                     unsigned fbits)
{
    unsigned sub = IR_ROUND_DYN | (a->uns ? IR_UNSIGNED : 0);
    enum ir_type lane = int_lane(s.lane);
    if (s.type == IR_V128 || s.type == IR_F16) {
        unsigned half = s.type == IR_F16 ? IR_V64 : 0;
        a64_set_v(c, a->rd,
                  ir_vopi(c->r, IR_ITOF, IR_V128, lane, sub | s.sub | half, half_in(c, s, a->rn),
                          IR_NONE, fbits));
        return;
    }
    ir_ref v = ir_vopi(c->r, IR_ITOF, s.type, lane, sub, a64_v_lane(c, a->rn, lane, lane, 0),
                       IR_NONE, fbits);
    a64_set_v_scalar(c, a->rd, s.lane, v);
}

bool a64_trans_ftoiv(struct a64_ctx *c, const struct a64_args *a)
{
    to_int(c, a, a64_fp_shape(a), a->rounding, 0);
    return true;
}

bool a64_trans_itofv(struct a64_ctx *c, const struct a64_args *a)
{
    from_int(c, a, a64_fp_shape(a), 0);
    return true;
}

/* Fixed point: immh tells the format, immh:immb = 2 * width - fraction bits. */
static bool fixed_shape(struct a64_ctx *c, const struct a64_args *a, struct a64_fp_shape *s,
                        unsigned *fbits)
{
    struct a64_args b = *a;
    b.half = a->immh < 4;
    b.sz = a->immh >= 8;
    *s = a64_fp_shape(&b);
    *fbits = (b.half ? 32u : b.sz ? 128u : 64u) - (a->immh << 3 | a->immb);
    return !b.half || c->model->features & A64_F(FP16);
}

bool a64_trans_ftoi_fix(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s;
    unsigned fbits;
    if (!fixed_shape(c, a, &s, &fbits))
        return false;
    to_int(c, a, s, FP_RZ, fbits);
    return true;
}

bool a64_trans_itof_fix(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_fp_shape s;
    unsigned fbits;
    if (!fixed_shape(c, a, &s, &fbits))
        return false;
    from_int(c, a, s, fbits);
    return true;
}

bool a64_trans_fcvtnv(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type from = a->sz ? IR_F64 : IR_F32;
    a64_set_narrow(
        c, a,
        ir_vop(c->r, IR_FCVTN, IR_V128, from, a->rounding, a64_v(c, a->rn), IR_NONE, IR_NONE));
    return true;
}

bool a64_trans_FCVTL_v(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type from = a->sz ? IR_F32 : IR_F16;
    a64_set_v(
        c, a->rd,
        ir_vop(c->r, IR_FCVTL, IR_V128, from, a->Q ? IR_HI : 0, a64_v(c, a->rn), IR_NONE, IR_NONE));
    return true;
}

bool a64_trans_FCVTXN_s(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = a64_v_lane(c, a->rn, IR_F64, IR_F64, 0);
    ir_ref v = ir_vop(c->r, IR_FCVT, IR_F32, IR_F64, FP_RODD, n, IR_NONE, IR_NONE);
    a64_set_v_scalar(c, a->rd, IR_F32, v);
    return true;
}

/* ---- pairs and across lanes ---- */

bool a64_trans_fpair(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a->half ? IR_F16 : a->sz ? IR_F64 : IR_F32;
    ir_ref x = a64_v_lane(c, a->rn, t, t, 0), y = a64_v_lane(c, a->rn, t, t, 1);
    a64_set_v_scalar(c, a->rd, t, ir_vop(c->r, a->op, t, t, 0, x, y, IR_NONE));
    return true;
}

/* The manual's Reduce: halves recursively, which is pairwise and pairwise again. */
bool a64_trans_facross(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a->half ? IR_F16 : IR_F32;
    unsigned sub = a->Q ? 0 : IR_V64, lanes = (a->Q ? 16 : 8) / (a->half ? 2 : 4);
    ir_ref v = a64_v(c, a->rn);
    for (; lanes > 2; lanes /= 2)
        v = ir_vop(c->r, a->pairs, IR_V128, t, sub, v, v, IR_NONE);
    ir_ref x = ir_vopi(c->r, IR_VEXT, t, t, 0, v, IR_NONE, 0);
    ir_ref y = ir_vopi(c->r, IR_VEXT, t, t, 0, v, IR_NONE, 1);
    a64_set_v_scalar(c, a->rd, t, ir_vop(c->r, a->op, t, t, 0, x, y, IR_NONE));
    return true;
}

/* ---- complex numbers: even lanes real, odd ones imaginary ---- */

static unsigned complex_sub(const struct a64_args *a)
{
    return a->Q ? 0 : IR_V64;
}

static bool complex_known(struct a64_ctx *c, const struct a64_args *a)
{
    return a->size != 1 || c->model->features & A64_F(FP16);
}

bool a64_trans_FCADD_v(struct a64_ctx *c, const struct a64_args *a)
{
    if (!complex_known(c, a))
        return false;
    a64_set_v(c, a->rd,
              advsimd_complex_add(c->r, a->size, complex_sub(a), a->rot, a64_v(c, a->rn),
                                  a64_v(c, a->rm)));
    return true;
}

static bool complex_multiply(struct a64_ctx *c, const struct a64_args *a, ir_ref m)
{
    if (!complex_known(c, a))
        return false;
    a64_set_v(c, a->rd,
              advsimd_complex_mla(c->r, a->size, complex_sub(a), a->rot, a64_v(c, a->rd),
                                  a64_v(c, a->rn), m));
    return true;
}

bool a64_trans_FCMLA_v(struct a64_ctx *c, const struct a64_args *a)
{
    return complex_multiply(c, a, a64_v(c, a->rm));
}

/* The element is a pair of lanes. */
bool a64_trans_FCMLA_e(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned lane = a->size == 1 ? a->H * 2u + a->L : a->H;
    ir_ref m = a64_v(c, a->M * 16u + a->rm);
    return complex_multiply(c, a, a64_vimm(c, IR_VDUPV, a64_lane(a->size + 1u), m, lane));
}

/* ---- half precision to single (FHM), bfloat16 ---- */

/* Vpart[, 1]: the upper 64 bits, or the upper 32 of 64. */
static ir_ref upper_part(struct a64_ctx *c, const struct a64_args *a, ir_ref v)
{
    return a->Q ? a64_vun(c, IR_VHIGH, IR_VOID, v) : a64_vimm(c, IR_VREV, IR_I32, v, 8);
}

static bool multiply_add_half(struct a64_ctx *c, const struct a64_args *a, ir_ref m)
{
    ir_ref n = a64_v(c, a->rn);
    if (a->upper) {
        n = upper_part(c, a, n);
        m = upper_part(c, a, m);
    }
    ir_ref desc = ir_const(c->r, IR_I32, (a->Q ? 4u : 2u) | (unsigned)a->neg << 8);
    ir_ref args[] = {a64_v(c, a->rd), n, m, desc};
    a64_set_v(c, a->rd, ir_call(c->r, A64_H_fmlal, args, 4));
    return true;
}

bool a64_trans_fmlal(struct a64_ctx *c, const struct a64_args *a)
{
    return multiply_add_half(c, a, a64_v(c, a->rm));
}

bool a64_trans_fmlal_e(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_element e = a64_element(a, 1);
    return multiply_add_half(c, a, a64_vimm(c, IR_VDUPV, IR_I16, a64_v(c, e.reg), e.lane));
}

bool a64_trans_BFCVT(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref args[] = {a64_v_lane(c, a->rn, IR_I32, IR_I32, 0)};
    a64_set_v_scalar(c, a->rd, IR_I16, ir_call(c->r, A64_H_bfcvt, args, 1));
    return true;
}

bool a64_trans_BFCVTN(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref args[] = {a64_v(c, a->rn)};
    a64_set_narrow(c, a, ir_call(c->r, A64_H_bfcvtn, args, 1));
    return true;
}

static bool bf16_dot(struct a64_ctx *c, const struct a64_args *a, ir_ref m)
{
    ir_ref args[] = {a64_v(c, a->rd), a64_v(c, a->rn), m};
    a64_set_result(c, a, 2, ir_call(c->r, A64_H_bfdot, args, 3));
    return true;
}

bool a64_trans_bfdot(struct a64_ctx *c, const struct a64_args *a)
{
    return bf16_dot(c, a, a64_v(c, a->rm));
}

bool a64_trans_BFDOT_e(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_element e = a64_element(a, 2);
    return bf16_dot(c, a, a64_vimm(c, IR_VDUPV, IR_I32, a64_v(c, e.reg), e.lane));
}

/* 2x4 times 4x2: as SMMLA, two dot products of pairs. */
bool a64_trans_BFMMLA(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = a64_v(c, a->rn), m = a64_v(c, a->rm), v = a64_v(c, a->rd);
    for (unsigned i = 0; i < 2; i++) {
        ir_ref args[] = {v, advsimd_row(c->r, i, n), advsimd_column(c->r, i, m)};
        v = ir_call(c->r, A64_H_bfdot, args, 3);
    }
    a64_set_v(c, a->rd, v);
    return true;
}

/* BFMLALB (Q = 0), BFMLALT: a bfloat16 is the upper half of a single. */
static ir_ref bf16_lanes(struct a64_ctx *c, const struct a64_args *a, ir_ref v)
{
    if (a->Q)
        return a64_vbin(c, IR_VAND, IR_VOID, v, a64_vsplat(c, 2, 0xffff0000));
    return a64_vimm(c, IR_VSHLI, IR_I32, v, 16);
}

static bool bf16_multiply_add(struct a64_ctx *c, const struct a64_args *a, ir_ref m)
{
    ir_ref n = bf16_lanes(c, a, a64_v(c, a->rn));
    a64_set_v(c, a->rd, ir_vop(c->r, IR_FMA, IR_V128, IR_F32, 0, a64_v(c, a->rd), n, m));
    return true;
}

bool a64_trans_bfmlal(struct a64_ctx *c, const struct a64_args *a)
{
    return bf16_multiply_add(c, a, bf16_lanes(c, a, a64_v(c, a->rm)));
}

bool a64_trans_BFMLAL_e(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_element e = a64_element(a, 1);
    ir_ref m = a64_vimm(c, IR_VDUPV, IR_I16, a64_v(c, e.reg), e.lane);
    return bf16_multiply_add(c, a, bf16_lanes(c, a, m));
}
