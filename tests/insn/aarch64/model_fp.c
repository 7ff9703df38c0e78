/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of the scalar floating-point instructions.
 */
#include "tests/insn/aarch64/model_simd.h"

#define F(hi, lo) model_field(insn, hi, lo)

static unsigned size_of(unsigned ftype)
{
    return ftype == 0 ? 2 : ftype == 1 ? 3 : 1;
}

static enum fp_format format_of(unsigned ftype)
{
    return ftype == 0 ? FP_F32 : ftype == 1 ? FP_F64 : FP_F16;
}

static uint64_t get(const struct model_simd *m, unsigned ftype, unsigned n)
{
    return model_get(&m->v[n], size_of(ftype), 0);
}

static void put(struct model_simd *m, unsigned ftype, unsigned n, uint64_t v)
{
    m->v[n] = model_scalar(size_of(ftype), v);
}

/* ConditionHolds */
static bool holds(const struct model_simd *m, unsigned cond)
{
    bool n = m->nzcv & 8, z = m->nzcv & 4, c = m->nzcv & 2, v = m->nzcv & 1, r = true;
    switch (cond >> 1) {
    case 0: r = z; break;
    case 1: r = c; break;
    case 2: r = n; break;
    case 3: r = v; break;
    case 4: r = c && !z; break;
    case 5: r = n == v; break;
    case 6: r = n == v && !z; break;
    default: return true;
    }
    return cond & 1 ? !r : r;
}

static unsigned compare(struct model_simd *m, enum fp_format f, uint64_t x, uint64_t y, bool signal)
{
    switch (fp_compare(&m->env, f, x, y, signal)) {
    case FP_LT: return 8;
    case FP_EQ: return 6;
    case FP_GT: return 2;
    default: return 3;
    }
}

static bool two_sources(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    unsigned t = F(23, 22), rd = F(4, 0);
    enum fp_format f = format_of(t);
    uint64_t n = get(m, t, F(9, 5)), y = get(m, t, F(20, 16)), a = get(m, t, F(14, 10));
    struct fp_env *e = &m->env;
    switch (op) {
    case A64_FMUL: put(m, t, rd, fp_mul(e, f, n, y)); return true;
    case A64_FDIV: put(m, t, rd, fp_div(e, f, n, y)); return true;
    case A64_FADD: put(m, t, rd, fp_add(e, f, n, y)); return true;
    case A64_FSUB: put(m, t, rd, fp_sub(e, f, n, y)); return true;
    case A64_FMAX: put(m, t, rd, fp_max(e, f, n, y)); return true;
    case A64_FMIN: put(m, t, rd, fp_min(e, f, n, y)); return true;
    case A64_FMAXNM: put(m, t, rd, fp_maxnum(e, f, n, y)); return true;
    case A64_FMINNM: put(m, t, rd, fp_minnum(e, f, n, y)); return true;
    case A64_FNMUL: put(m, t, rd, fp_neg(f, fp_mul(e, f, n, y))); return true;
    case A64_FMADD: put(m, t, rd, fp_muladd(e, f, n, y, a, 0)); return true;
    case A64_FMSUB: put(m, t, rd, fp_muladd(e, f, fp_neg(f, n), y, a, 0)); return true;
    case A64_FNMADD: put(m, t, rd, fp_muladd(e, f, fp_neg(f, n), y, fp_neg(f, a), 0)); return true;
    case A64_FNMSUB: put(m, t, rd, fp_muladd(e, f, n, y, fp_neg(f, a), 0)); return true;
    case A64_FCSEL: put(m, t, rd, holds(m, F(15, 12)) ? n : y); return true;
    default: return false;
    }
}

static bool one_source(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    unsigned t = F(23, 22), rd = F(4, 0);
    enum fp_format f = format_of(t);
    uint64_t n = get(m, t, F(9, 5));
    struct fp_env *e = &m->env;
    switch (op) {
    case A64_FMOV: put(m, t, rd, n); return true;
    case A64_FABS: put(m, t, rd, fp_abs(f, n)); return true;
    case A64_FNEG: put(m, t, rd, fp_neg(f, n)); return true;
    case A64_FSQRT: put(m, t, rd, fp_sqrt(e, f, n)); return true;
    case A64_FCVT_single: put(m, 0, rd, fp_convert(e, f, FP_F32, n)); return true;
    case A64_FCVT_double: put(m, 1, rd, fp_convert(e, f, FP_F64, n)); return true;
    case A64_FCVT_half: put(m, 3, rd, fp_convert(e, f, FP_F16, n)); return true;
    case A64_BFCVT: put(m, 3, rd, fp_convert(e, FP_F32, FP_BF16, m->v[F(9, 5)].s[0])); return true;
    case A64_FRINTN: put(m, t, rd, fp_round_int(e, f, n, FP_RNE, false)); return true;
    case A64_FRINTP: put(m, t, rd, fp_round_int(e, f, n, FP_RUP, false)); return true;
    case A64_FRINTM: put(m, t, rd, fp_round_int(e, f, n, FP_RDN, false)); return true;
    case A64_FRINTZ: put(m, t, rd, fp_round_int(e, f, n, FP_RZ, false)); return true;
    case A64_FRINTA: put(m, t, rd, fp_round_int(e, f, n, FP_RNA, false)); return true;
    case A64_FRINTX: put(m, t, rd, fp_round_int(e, f, n, e->rounding, true)); return true;
    case A64_FRINTI: put(m, t, rd, fp_round_int(e, f, n, e->rounding, false)); return true;
    case A64_FRINT32Z: put(m, t, rd, fp_round_int_n(e, f, n, FP_RZ, 32)); return true;
    case A64_FRINT32X: put(m, t, rd, fp_round_int_n(e, f, n, e->rounding, 32)); return true;
    case A64_FRINT64Z: put(m, t, rd, fp_round_int_n(e, f, n, FP_RZ, 64)); return true;
    case A64_FRINT64X: put(m, t, rd, fp_round_int_n(e, f, n, e->rounding, 64)); return true;
    case A64_FCVTXN_s: {
        struct fp_env odd = *e;
        odd.rounding = FP_RODD;
        put(m, 0, rd, fp_convert(&odd, FP_F64, FP_F32, m->v[F(9, 5)].d[0]));
        e->flags |= odd.flags;
        return true;
    }
    default: return false;
    }
}

static void set_x(struct model_simd *m, unsigned n, bool sf, uint64_t v)
{
    if (n != 31)
        m->x[n] = sf ? v : (uint32_t)v;
}

static void to_int(struct model_simd *m, uint32_t insn, bool is_signed, enum fp_rounding rounding,
                   unsigned fbits)
{
    unsigned t = F(23, 22);
    set_x(m, F(4, 0), F(31, 31),
          fp_to_int(&m->env, format_of(t), get(m, t, F(9, 5)), F(31, 31) ? 64 : 32, is_signed,
                    fbits, rounding, FP_INT_SATURATE));
}

static void from_int(struct model_simd *m, uint32_t insn, bool is_signed, unsigned fbits)
{
    unsigned t = F(23, 22), n = F(9, 5);
    uint64_t v = n == 31 ? 0 : m->x[n];
    if (!F(31, 31))
        v = is_signed ? (uint64_t)(int64_t)(int32_t)v : (uint32_t)v;
    put(m, t, F(4, 0), fp_from_int(&m->env, format_of(t), v, is_signed, fbits));
}

static bool conversions(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    unsigned fixed = 64 - F(15, 10), sf = F(31, 31), t = F(23, 22), rd = F(4, 0), rn = F(9, 5);
    switch (op) {
    case A64_FCVTNS: to_int(m, insn, true, FP_RNE, 0); return true;
    case A64_FCVTNU: to_int(m, insn, false, FP_RNE, 0); return true;
    case A64_FCVTPS: to_int(m, insn, true, FP_RUP, 0); return true;
    case A64_FCVTPU: to_int(m, insn, false, FP_RUP, 0); return true;
    case A64_FCVTMS: to_int(m, insn, true, FP_RDN, 0); return true;
    case A64_FCVTMU: to_int(m, insn, false, FP_RDN, 0); return true;
    case A64_FCVTZS: to_int(m, insn, true, FP_RZ, 0); return true;
    case A64_FCVTZU: to_int(m, insn, false, FP_RZ, 0); return true;
    case A64_FCVTAS: to_int(m, insn, true, FP_RNA, 0); return true;
    case A64_FCVTAU: to_int(m, insn, false, FP_RNA, 0); return true;
    case A64_FCVTZS_fix: to_int(m, insn, true, FP_RZ, fixed); return true;
    case A64_FCVTZU_fix: to_int(m, insn, false, FP_RZ, fixed); return true;
    case A64_SCVTF: from_int(m, insn, true, 0); return true;
    case A64_UCVTF: from_int(m, insn, false, 0); return true;
    case A64_SCVTF_fix: from_int(m, insn, true, fixed); return true;
    case A64_UCVTF_fix: from_int(m, insn, false, fixed); return true;
    case A64_FMOV_to_gpr: set_x(m, rd, sf, get(m, t, rn)); return true;
    case A64_FMOV_from_gpr: put(m, t, rd, rn == 31 ? 0 : m->x[rn]); return true;
    case A64_FMOV_top_to_gpr: set_x(m, rd, true, m->v[rn].d[1]); return true;
    case A64_FMOV_top_from_gpr: m->v[rd].d[1] = rn == 31 ? 0 : m->x[rn]; return true;
    default: return false;
    }
}

bool model_fp(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    unsigned t = F(23, 22);
    enum fp_format f = format_of(t);
    uint64_t n = get(m, t, F(9, 5)), y = get(m, t, F(20, 16));
    bool exact;
    switch (op) {
    case A64_FCMP: m->nzcv = compare(m, f, n, y, false); return true;
    case A64_FCMPE: m->nzcv = compare(m, f, n, y, true); return true;
    case A64_FCMP_zero: m->nzcv = compare(m, f, n, 0, false); return true;
    case A64_FCMPE_zero: m->nzcv = compare(m, f, n, 0, true); return true;
    case A64_FCCMP:
    case A64_FCCMPE:
        m->nzcv = holds(m, F(15, 12)) ? compare(m, f, n, y, op == A64_FCCMPE) : F(3, 0);
        return true;
    case A64_FJCVTZS:
        set_x(m, F(4, 0), false, fp_to_int_js(&m->env, n, &exact));
        m->nzcv = exact ? 4 : 0;
        return true;
    default: return two_sources(m, op, insn) || one_source(m, op, insn) || conversions(m, op, insn);
    }
}
