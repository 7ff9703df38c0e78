/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of the floating-point instructions of the SIMD space: one line an instruction says how its
 * operands lie and what happens to one lane.
 */
#include "tests/insn/aarch64/model_simd.h"
#include <stddef.h>
#include "tests/insn/lanes.h"

#define F(hi, lo) model_field(insn, hi, lo)

/* ---- how operands lie, and where the format stands ---- */

enum shape {
    SAME,   /* lanes alike */
    PAIR,   /* neighbours of n, then of m */
    SPAIR,  /* the two lowest lanes of n */
    ACROSS, /* Reduce */
    /* or-ed: */
    HALF = 16, /* f16; else sz (bit 22) tells */
    ELEM = 32, /* m is one lane; size (23:22): 0 f16, 2 f32, 3 f64 */
    FIX = 64,  /* immh tells the format, immh:immb the fraction bits */
};

struct row {
    uint16_t op, shape;
    fp_lane_fn *fn;
};

/* clang-format off */
#define VECTOR(name, fn) {A64_##name##_v, SAME, fn}, {A64_##name##_vh, SAME | HALF, fn}
#define SCALAR(name, fn) {A64_##name##_s, SAME, fn}, {A64_##name##_sh, SAME | HALF, fn}
#define BOTH(name, fn)   VECTOR(name, fn), SCALAR(name, fn)
#define PAIRS(name, fn)  {A64_##name##_v, PAIR, fn}, {A64_##name##_vh, PAIR | HALF, fn}, \
                         {A64_##name##_s, SPAIR, fn}, {A64_##name##_sh, SPAIR | HALF, fn}
#define ALL_LANES(name, fn) {A64_##name, ACROSS, fn}, {A64_##name##_h, ACROSS | HALF, fn}
#define ELEMENT(name, fn) {A64_##name##_e, SAME | ELEM, fn}, {A64_##name##_eh, SAME | ELEM, fn}, \
                          {A64_##name##_es, SAME | ELEM, fn}, {A64_##name##_esh, SAME | ELEM, fn}
#define FIXED(name, fn)  {A64_##name##_fix_v, SAME | FIX, fn}, {A64_##name##_fix_s, SAME | FIX, fn}

static const struct row rows[] = {
    VECTOR(FADD, fp_lane_add), VECTOR(FSUB, fp_lane_sub), VECTOR(FMUL, fp_lane_mul), VECTOR(FDIV, fp_lane_div),
    BOTH(FMULX, fp_lane_mulx), VECTOR(FMAX, fp_lane_max), VECTOR(FMIN, fp_lane_min), VECTOR(FMAXNM, fp_lane_maxnm),
    VECTOR(FMINNM, fp_lane_minnm), VECTOR(FMLA, fp_lane_mla), VECTOR(FMLS, fp_lane_mls), BOTH(FRECPS, fp_lane_recps),
    BOTH(FRSQRTS, fp_lane_rsqrts), BOTH(FABD, fp_lane_abd), BOTH(FCMEQ, fp_lane_cmeq), BOTH(FCMGE, fp_lane_cmge),
    BOTH(FCMGT, fp_lane_cmgt), BOTH(FACGE, fp_lane_acge), BOTH(FACGT, fp_lane_acgt),
    PAIRS(FADDP, fp_lane_add), PAIRS(FMAXP, fp_lane_max), PAIRS(FMINP, fp_lane_min), PAIRS(FMAXNMP, fp_lane_maxnm),
    PAIRS(FMINNMP, fp_lane_minnm),
    BOTH(FCMEQ0, fp_lane_cmeq0), BOTH(FCMGE0, fp_lane_cmge0), BOTH(FCMGT0, fp_lane_cmgt0), BOTH(FCMLE0, fp_lane_cmle0),
    BOTH(FCMLT0, fp_lane_cmlt0),
    VECTOR(FABS, fp_lane_abs), VECTOR(FNEG, fp_lane_neg), VECTOR(FSQRT, fp_lane_sqrt), BOTH(FRECPE, fp_lane_recpe),
    BOTH(FRSQRTE, fp_lane_rsqrte), SCALAR(FRECPX, fp_lane_recpx),
    BOTH(FCVTNS, fp_lane_cvtns), BOTH(FCVTNU, fp_lane_cvtnu), BOTH(FCVTPS, fp_lane_cvtps), BOTH(FCVTPU, fp_lane_cvtpu),
    BOTH(FCVTMS, fp_lane_cvtms), BOTH(FCVTMU, fp_lane_cvtmu), BOTH(FCVTZS, fp_lane_cvtzs), BOTH(FCVTZU, fp_lane_cvtzu),
    BOTH(FCVTAS, fp_lane_cvtas), BOTH(FCVTAU, fp_lane_cvtau), BOTH(SCVTF, fp_lane_scvtf), BOTH(UCVTF, fp_lane_ucvtf),
    FIXED(SCVTF, fp_lane_scvtf), FIXED(UCVTF, fp_lane_ucvtf), FIXED(FCVTZS, fp_lane_cvtzs), FIXED(FCVTZU, fp_lane_cvtzu),
    VECTOR(FRINTN, fp_lane_rintn), VECTOR(FRINTP, fp_lane_rintp), VECTOR(FRINTM, fp_lane_rintm),
    VECTOR(FRINTZ, fp_lane_rintz), VECTOR(FRINTA, fp_lane_rinta), VECTOR(FRINTX, fp_lane_rintx),
    VECTOR(FRINTI, fp_lane_rinti),
    {A64_FRINT32Z_v, SAME, fp_lane_rint32z}, {A64_FRINT32X_v, SAME, fp_lane_rint32x},
    {A64_FRINT64Z_v, SAME, fp_lane_rint64z}, {A64_FRINT64X_v, SAME, fp_lane_rint64x},
    ALL_LANES(FMAXV, fp_lane_max), ALL_LANES(FMINV, fp_lane_min), ALL_LANES(FMAXNMV, fp_lane_maxnm),
    ALL_LANES(FMINNMV, fp_lane_minnm),
    ELEMENT(FMLA, fp_lane_mla), ELEMENT(FMLS, fp_lane_mls), ELEMENT(FMUL, fp_lane_mul), ELEMENT(FMULX, fp_lane_mulx),
};
/* clang-format on */

struct work {
    struct model_simd *m;
    const struct row *row;
    uint32_t insn;
    bool scalar, q;
    unsigned size;
    struct fp_lane lane;
    union model_vec n, mm, d, r;
};

static enum fp_format format_of(unsigned size)
{
    return size == 1 ? FP_F16 : size == 2 ? FP_F32 : FP_F64;
}

static void take_element(struct work *w)
{
    uint32_t insn = w->insn;
    unsigned h = F(11, 11), l = F(21, 21), m = F(20, 20), reg = F(19, 16);
    unsigned index = w->size == 1 ? h << 2 | l << 1 | m : w->size == 2 ? h << 1 | l : h;
    uint64_t x = model_get(&w->m->v[w->size == 1 ? reg : m << 4 | reg], w->size, index);
    for (unsigned i = 0; i < 16u >> w->size; i++)
        model_put(&w->mm, w->size, i, x);
}

static void operands(struct work *w)
{
    uint32_t insn = w->insn;
    unsigned shape = w->row->shape;
    w->scalar = F(28, 28);
    w->q = F(30, 30);
    w->n = w->m->v[F(9, 5)];
    w->mm = w->m->v[F(20, 16)];
    w->d = w->m->v[F(4, 0)];
    if (shape & FIX)
        w->size = F(22, 19) >= 8 ? 3 : F(22, 19) >= 4 ? 2 : 1;
    else if (shape & ELEM)
        w->size = F(23, 22) == 0 ? 1 : F(23, 22);
    else
        w->size = shape & HALF ? 1 : F(22, 22) ? 3 : 2;
    w->lane = (struct fp_lane){.env = &w->m->env, .f = format_of(w->size), .bits = 8u << w->size};
    if (shape & FIX)
        w->lane.fbits = 2 * w->lane.bits - F(22, 16);
    if (shape & ELEM)
        take_element(w);
}

static uint64_t two(struct work *w, uint64_t x, uint64_t y)
{
    w->lane.n = x;
    w->lane.m = y;
    return w->row->fn(&w->lane);
}

static void lanes(struct work *w, bool pair)
{
    unsigned count = w->scalar ? 1 : (w->q ? 16u : 8u) >> w->size;
    for (unsigned i = 0; i < count; i++) {
        const union model_vec *v = !pair || i < count / 2 ? &w->n : &w->mm;
        unsigned first = pair ? i % (count / 2) * 2 : i;
        w->lane.d = model_get(&w->d, w->size, i);
        uint64_t y = model_get(pair ? v : &w->mm, w->size, pair ? first + 1 : i);
        model_put(&w->r, w->size, i, two(w, model_get(v, w->size, first), y));
    }
}

/* Reduce: the lower half's result, then the upper half's. */
static uint64_t reduce(struct work *w, unsigned first, unsigned count)
{
    if (count == 1)
        return model_get(&w->n, w->size, first);
    uint64_t low = reduce(w, first, count / 2);
    return two(w, low, reduce(w, first + count / 2, count / 2));
}

/* ---- those whose formats differ, and complex numbers ---- */

static void narrow_lanes(struct model_simd *m, uint32_t insn, unsigned size, bool odd)
{
    union model_vec n = m->v[F(9, 5)], r = m->v[F(4, 0)];
    unsigned count = 16u >> size, part = F(30, 30) ? count : 0;
    struct fp_env env = m->env;
    if (odd)
        env.rounding = FP_RODD;
    r.d[1] = 0;
    if (!part)
        r.d[0] = 0;
    for (unsigned i = 0; i < count; i++)
        model_put(&r, size - 1, i + part,
                  fp_convert(&env, format_of(size), format_of(size - 1), model_get(&n, size, i)));
    m->env.flags |= env.flags;
    m->v[F(4, 0)] = r;
}

static void widen_lanes(struct model_simd *m, uint32_t insn, unsigned size)
{
    union model_vec n = m->v[F(9, 5)], r;
    unsigned count = 8u >> size, part = F(30, 30) ? count : 0;
    for (unsigned i = 0; i < count; i++)
        model_put(&r, size + 1, i,
                  fp_convert(&m->env, format_of(size), format_of(size + 1),
                             model_get(&n, size, i + part)));
    m->v[F(4, 0)] = r;
}

static void complex_add(struct model_simd *m, uint32_t insn)
{
    union model_vec n = m->v[F(9, 5)], y = m->v[F(20, 16)], r = {.d = {0, 0}};
    unsigned size = F(23, 22);
    enum fp_format f = format_of(size);
    for (unsigned i = 0; i < (F(30, 30) ? 16u : 8u) >> size; i += 2) {
        uint64_t even = model_get(&y, size, i + 1), odd = model_get(&y, size, i);
        if (F(12, 12))
            odd = fp_neg(f, odd);
        else
            even = fp_neg(f, even);
        model_put(&r, size, i, fp_add(&m->env, f, model_get(&n, size, i), even));
        model_put(&r, size, i + 1, fp_add(&m->env, f, model_get(&n, size, i + 1), odd));
    }
    m->v[F(4, 0)] = r;
}

static void complex_multiply(struct model_simd *m, uint32_t insn, bool elem)
{
    union model_vec n = m->v[F(9, 5)], y = m->v[F(20, 16)], d = m->v[F(4, 0)], r = {.d = {0, 0}};
    unsigned size = F(23, 22), rot = elem ? F(14, 13) : F(12, 11);
    enum fp_format f = format_of(size);
    for (unsigned i = 0; i < (F(30, 30) ? 16u : 8u) >> size; i += 2) {
        unsigned at = !elem ? i : 2 * (size == 1 ? F(11, 11) * 2 + F(21, 21) : F(11, 11));
        uint64_t real = model_get(&y, size, at), imag = model_get(&y, size, at + 1);
        uint64_t x = model_get(&n, size, i + (rot & 1)), even, odd;
        switch (rot) {
        case 0: even = real, odd = imag; break;
        case 1: even = fp_neg(f, imag), odd = real; break;
        case 2: even = fp_neg(f, real), odd = fp_neg(f, imag); break;
        default: even = imag, odd = fp_neg(f, real); break;
        }
        uint64_t d0 = model_get(&d, size, i), d1 = model_get(&d, size, i + 1);
        model_put(&r, size, i, fp_muladd(&m->env, f, x, even, d0, 0));
        model_put(&r, size, i + 1, fp_muladd(&m->env, f, x, odd, d1, 0));
    }
    m->v[F(4, 0)] = r;
}

/* FMLAL and the like: part says which half of the f16 lanes, for Q = 0 of the low four. */
static void multiply_half(struct model_simd *m, uint32_t insn, bool elem, bool subtract, bool upper)
{
    union model_vec n = m->v[F(9, 5)], y = m->v[elem ? F(19, 16) : F(20, 16)];
    union model_vec d = m->v[F(4, 0)], r = {.d = {0, 0}};
    unsigned count = F(30, 30) ? 4 : 2;
    for (unsigned i = 0; i < count; i++) {
        unsigned at = i + (upper ? count : 0);
        uint64_t x = subtract ? fp_neg(FP_F16, n.h[at]) : n.h[at];
        if (elem)
            at = F(11, 11) * 4 + F(21, 21) * 2 + F(20, 20);
        r.s[i] = (uint32_t)fp_muladd_widen(&m->env, FP_F16, FP_F32, x, y.h[at], d.s[i], 0);
    }
    m->v[F(4, 0)] = r;
}

static void bf16_dot(struct model_simd *m, uint32_t insn, bool elem)
{
    union model_vec n = m->v[F(9, 5)], y = m->v[F(20, 16)], r = m->v[F(4, 0)];
    for (unsigned i = 0; i < 4; i++)
        r.s[i] = fp_bf16_dot(r.s[i], n.s[i], y.s[elem ? F(11, 11) * 2 + F(21, 21) : i]);
    if (!F(30, 30))
        r.d[1] = 0;
    m->v[F(4, 0)] = r;
}

static void bf16_matrix(struct model_simd *m, uint32_t insn)
{
    union model_vec n = m->v[F(9, 5)], y = m->v[F(20, 16)], r = m->v[F(4, 0)];
    for (unsigned i = 0; i < 4; i++)
        for (unsigned k = 0; k < 2; k++)
            r.s[i] = fp_bf16_dot(r.s[i], n.s[i / 2 * 2 + k], y.s[i % 2 * 2 + k]);
    m->v[F(4, 0)] = r;
}

static void bf16_long(struct model_simd *m, uint32_t insn, bool elem)
{
    union model_vec n = m->v[F(9, 5)], y = m->v[elem ? F(19, 16) : F(20, 16)], r = m->v[F(4, 0)];
    for (unsigned i = 0; i < 4; i++) {
        unsigned at = 2 * i + F(30, 30);
        uint32_t x = (uint32_t)n.h[at] << 16;
        if (elem)
            at = F(11, 11) * 4 + F(21, 21) * 2 + F(20, 20);
        r.s[i] = (uint32_t)fp_muladd(&m->env, FP_F32, x, (uint32_t)y.h[at] << 16, r.s[i], 0);
    }
    m->v[F(4, 0)] = r;
}

static void bf16_narrow(struct model_simd *m, uint32_t insn)
{
    union model_vec n = m->v[F(9, 5)], r = m->v[F(4, 0)];
    r.d[1] = 0;
    for (unsigned i = 0; i < 4; i++)
        r.h[i + F(30, 30) * 4] = (uint16_t)fp_convert(&m->env, FP_F32, FP_BF16, n.s[i]);
    m->v[F(4, 0)] = r;
}

static bool other(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    switch (op) {
    case A64_FCVTN_v: narrow_lanes(m, insn, F(22, 22) ? 3 : 2, false); return true;
    case A64_FCVTXN_v: narrow_lanes(m, insn, 3, true); return true;
    case A64_FCVTL_v: widen_lanes(m, insn, F(22, 22) ? 2 : 1); return true;
    case A64_FCADD_v: complex_add(m, insn); return true;
    case A64_FCMLA_v: complex_multiply(m, insn, false); return true;
    case A64_FCMLA_e: complex_multiply(m, insn, true); return true;
    case A64_FMLAL_v: multiply_half(m, insn, false, false, false); return true;
    case A64_FMLAL2_v: multiply_half(m, insn, false, false, true); return true;
    case A64_FMLSL_v: multiply_half(m, insn, false, true, false); return true;
    case A64_FMLSL2_v: multiply_half(m, insn, false, true, true); return true;
    case A64_FMLAL_e: multiply_half(m, insn, true, false, false); return true;
    case A64_FMLAL2_e: multiply_half(m, insn, true, false, true); return true;
    case A64_FMLSL_e: multiply_half(m, insn, true, true, false); return true;
    case A64_FMLSL2_e: multiply_half(m, insn, true, true, true); return true;
    case A64_BFDOT_v: bf16_dot(m, insn, false); return true;
    case A64_BFDOT_e: bf16_dot(m, insn, true); return true;
    case A64_BFMMLA: bf16_matrix(m, insn); return true;
    case A64_BFMLAL_v: bf16_long(m, insn, false); return true;
    case A64_BFMLAL_e: bf16_long(m, insn, true); return true;
    case A64_BFCVTN: bf16_narrow(m, insn); return true;
    default: return false;
    }
}

static void estimate_lanes(struct model_simd *m, uint32_t insn, uint32_t (*fn)(uint32_t))
{
    union model_vec n = m->v[F(9, 5)], r = {.d = {0, 0}};
    for (unsigned i = 0; i < (F(30, 30) ? 4 : 2); i++)
        r.s[i] = fn(n.s[i]);
    m->v[F(4, 0)] = r;
}

bool model_simd_fp(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    struct work w = {.m = m, .insn = insn, .r = {.d = {0, 0}}};
    if (op == A64_URECPE || op == A64_URSQRTE) {
        estimate_lanes(m, insn, op == A64_URECPE ? fp_recip_estimate_u32 : fp_rsqrt_estimate_u32);
        return true;
    }
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].op == op)
            w.row = &rows[i];
    if (!w.row)
        return other(m, op, insn);
    operands(&w);
    switch (w.row->shape & 15) {
    case SAME: lanes(&w, false); break;
    case PAIR: lanes(&w, true); break;
    case SPAIR:
        w.r = model_scalar(w.size, two(&w, model_get(&w.n, w.size, 0), model_get(&w.n, w.size, 1)));
        break;
    default: w.r = model_scalar(w.size, reduce(&w, 0, (w.q ? 16u : 8u) >> w.size)); break;
    }
    m->v[F(4, 0)] = w.r;
    return true;
}
