/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of VFP's arithmetic: scalars of half, single and double precision, under FPSCR.  Vectors of
 * VFPv2 (LEN) are not here.
 */
#include "tests/insn/arm/model_simd.h"

#define B(hi, lo) MODEL_FIELD(insn, hi, lo)

/* Bits 9:8 of the word: 1 half, 2 single, 3 double. */
static enum fp_format format_of(unsigned kind)
{
    return kind == 3 ? FP_F64 : kind == 2 ? FP_F32 : FP_F16;
}

/* Number of an S or a D register: four bits, and one. */
static unsigned reg(uint32_t insn, unsigned lsb, unsigned extra, bool dbl)
{
    unsigned v = insn >> lsb & 15, x = insn >> extra & 1;
    return dbl ? x << 4 | v : v << 1 | x;
}

static uint64_t get(const struct model_simd *m, unsigned kind, unsigned n)
{
    return kind == 3 ? m->v.d[n] : kind == 2 ? m->v.s[n] : m->v.h[2 * n];
}

static enum model_result put(struct model_simd *m, unsigned kind, unsigned n, uint64_t v)
{
    if (kind == 3)
        m->v.d[n] = v;
    else
        m->v.s[n] = (uint32_t)v;
    return MODEL_DONE;
}

/* VFPExpandImm */
static uint64_t expand_imm(unsigned kind, uint64_t imm8)
{
    static const unsigned exponent[] = {0, 5, 8, 11}, fraction[] = {0, 10, 23, 52};
    unsigned e = exponent[kind], f = fraction[kind];
    uint64_t b = imm8 >> 6 & 1, ones = b ? (UINT64_C(1) << (e - 3)) - 1 : 0;
    uint64_t exp = (uint64_t)!b << (e - 1) | ones << 2 | (imm8 >> 4 & 3);
    return imm8 >> 7 << (e + f) | exp << f | (imm8 & 15) << (f - 4);
}

static enum model_result compare(struct model_simd *m, enum fp_format f, uint64_t x, uint64_t y,
                                 bool signalling)
{
    static const uint32_t nzcv[] = {
        [FP_LT + 1] = 8, [FP_EQ + 1] = 6, [FP_GT + 1] = 2, [FP_UNORDERED + 1] = 3};
    enum fp_order o = fp_compare(&m->vfp, f, x, y, signalling);
    m->fpscr = (m->fpscr & 0x0fffffff) | nzcv[o + 1] << 28;
    return MODEL_DONE;
}

/* In place: a fixed-point number of 16 or 32 bits in the register. */
static enum model_result fixed(struct model_simd *m, uint32_t insn)
{
    unsigned kind = B(9, 8), bits = B(7, 7) ? 32 : 16, imm = B(3, 0) << 1 | B(5, 5);
    unsigned d = reg(insn, 12, 22, kind == 3), up = 64 - bits;
    bool is_unsigned = B(16, 16);
    enum fp_format f = format_of(kind);
    struct fp_env nearest = m->vfp;
    uint64_t v;
    if (imm > bits)
        return MODEL_UNKNOWN;
    if (B(18, 18)) {
        v = fp_to_int(&m->vfp, f, get(m, kind, d), bits, !is_unsigned, bits - imm, FP_RZ,
                      FP_INT_SATURATE);
        return put(m, kind, d, is_unsigned ? v : (uint64_t)((int64_t)(v << up) >> up));
    }
    v = kind == 3 ? m->v.d[d] : m->v.s[d];
    v = is_unsigned ? v << up >> up : (uint64_t)((int64_t)(v << up) >> up);
    nearest.rounding = FP_RNE;
    v = fp_from_int(&nearest, f, v, !is_unsigned, bits - imm);
    m->vfp.flags |= nearest.flags;
    return put(m, kind, d, v);
}

/* To an integer in an S register. */
static enum model_result to_int(struct model_simd *m, uint32_t insn, bool is_signed,
                                enum fp_rounding rounding)
{
    unsigned kind = B(9, 8);
    uint64_t x = get(m, kind, reg(insn, 0, 5, kind == 3));
    return put(m, 2, reg(insn, 12, 22, false),
               fp_to_int(&m->vfp, format_of(kind), x, 32, is_signed, 0, rounding, FP_INT_SATURATE));
}

static enum model_result from_int(struct model_simd *m, uint32_t insn)
{
    unsigned kind = B(9, 8);
    uint32_t v = m->v.s[reg(insn, 0, 5, false)];
    uint64_t x = B(7, 7) ? (uint64_t)(int64_t)(int32_t)v : v;
    return put(m, kind, reg(insn, 12, 22, kind == 3),
               fp_from_int(&m->vfp, format_of(kind), x, B(7, 7), 0));
}

/* VCVTB, VCVTT: the half is the low or high one of an S register. */
static enum model_result half(struct model_simd *m, uint32_t insn, bool to_half)
{
    unsigned kind = B(9, 8), top = B(7, 7);
    enum fp_format f = format_of(kind);
    if (!to_half) {
        uint64_t x = m->v.h[2 * reg(insn, 0, 5, false) + top];
        return put(m, kind, reg(insn, 12, 22, kind == 3), fp_convert(&m->vfp, FP_F16, f, x));
    }
    uint64_t x = get(m, kind, reg(insn, 0, 5, kind == 3));
    m->v.h[2 * reg(insn, 12, 22, false) + top] = (uint16_t)fp_convert(&m->vfp, f, FP_F16, x);
    return MODEL_DONE;
}

static enum model_result select(struct model_simd *m, uint32_t insn)
{
    static const uint8_t conds[] = {0, 6, 10, 12}; /* EQ, VS, GE, GT */
    unsigned kind = B(9, 8);
    bool holds = model_cond(&m->core, conds[B(21, 20)]), dbl = kind == 3;
    uint64_t v = get(m, kind, holds ? reg(insn, 16, 7, dbl) : reg(insn, 0, 5, dbl));
    return put(m, kind, reg(insn, 12, 22, dbl), v);
}

static enum model_result system_register(struct model_simd *m, enum arm_op op, uint32_t insn)
{
    unsigned t = B(15, 12), n = B(19, 16);
    if (n != 1) /* FPSID, MVFRx, FPEXC: not of user mode */
        return MODEL_UNKNOWN;
    if (op == ARM_VFP_VMSR)
        return MODEL_UNKNOWN; /* changes the mode: fields_test's */
    uint32_t v = m->fpscr | (uint32_t)m->qc << 27;
    if (t == 15)
        m->core.nzcv = v >> 28;
    else
        m->core.r[t] = v;
    return MODEL_DONE;
}

/* Rows of half precision have the name of the others and _h. */
#define ANY(name)                                                                                  \
    case ARM_VFP_##name:                                                                           \
    case ARM_VFP_##name##_h
#define ANY8(name)                                                                                 \
    case ARM_NEON_##name##_s:                                                                      \
    case ARM_NEON_##name##_h

enum model_result model_vfp(struct model_simd *m, enum arm_op op, uint32_t insn)
{
    unsigned kind = B(9, 8), rd = reg(insn, 12, 22, kind == 3);
    enum fp_format f = format_of(kind);
    uint64_t d = get(m, kind, rd), n = get(m, kind, reg(insn, 16, 7, kind == 3));
    uint64_t x = get(m, kind, reg(insn, 0, 5, kind == 3));
    struct fp_env *e = &m->vfp;
    bool exact;
    switch (op) {
        ANY(VMLA) : return put(m, kind, rd, fp_add(e, f, d, fp_mul(e, f, n, x)));
        ANY(VMLS) : return put(m, kind, rd, fp_add(e, f, d, fp_neg(f, fp_mul(e, f, n, x))));
        ANY(VNMLS) : return put(m, kind, rd, fp_add(e, f, fp_neg(f, d), fp_mul(e, f, n, x)));
        ANY(VNMLA)
            : return put(m, kind, rd, fp_add(e, f, fp_neg(f, d), fp_neg(f, fp_mul(e, f, n, x))));
        ANY(VMUL) : return put(m, kind, rd, fp_mul(e, f, n, x));
        ANY(VNMUL) : return put(m, kind, rd, fp_neg(f, fp_mul(e, f, n, x)));
        ANY(VADD) : return put(m, kind, rd, fp_add(e, f, n, x));
        ANY(VSUB) : return put(m, kind, rd, fp_sub(e, f, n, x));
        ANY(VDIV) : return put(m, kind, rd, fp_div(e, f, n, x));
        ANY(VFNMS) : return put(m, kind, rd, fp_muladd(e, f, n, x, fp_neg(f, d), 0));
        ANY(VFNMA) : return put(m, kind, rd, fp_muladd(e, f, fp_neg(f, n), x, fp_neg(f, d), 0));
        ANY(VFMA) : return put(m, kind, rd, fp_muladd(e, f, n, x, d, 0));
        ANY(VFMS) : return put(m, kind, rd, fp_muladd(e, f, fp_neg(f, n), x, d, 0));
        ANY(VMOV_imm) : return put(m, kind, rd, expand_imm(kind, B(19, 16) << 4 | B(3, 0)));
    case ARM_VFP_VMOV_reg:
        return put(m, kind, rd, x);
        ANY(VABS) : return put(m, kind, rd, fp_abs(f, x));
        ANY(VNEG) : return put(m, kind, rd, fp_neg(f, x));
        ANY(VSQRT) : return put(m, kind, rd, fp_sqrt(e, f, x));
    case ARM_VFP_VCVTB_from: return half(m, insn, false);
    case ARM_VFP_VCVTB_to: return half(m, insn, true);
    case ARM_VFP_VCVTB_bf16: {
        uint32_t v = m->v.s[reg(insn, 0, 5, false)];
        m->v.h[2 * reg(insn, 12, 22, false) + B(7, 7)] =
            (uint16_t)fp_convert(e, FP_F32, FP_BF16, v);
        return MODEL_DONE;
    }
        ANY(VCMP) : return compare(m, f, d, x, B(7, 7));
        ANY(VCMP_zero) : return compare(m, f, d, 0, B(7, 7));
        ANY(VRINTR) : return put(m, kind, rd, fp_round_int(e, f, x, e->rounding, false));
        ANY(VRINTZ) : return put(m, kind, rd, fp_round_int(e, f, x, FP_RZ, false));
        ANY(VRINTX) : return put(m, kind, rd, fp_round_int(e, f, x, e->rounding, true));
    case ARM_VFP_VCVT_sd: {
        unsigned to = kind == 3 ? 2 : 3;
        return put(m, to, reg(insn, 12, 22, to == 3), fp_convert(e, f, format_of(to), x));
    }
        ANY(VCVT_from_int) : return from_int(m, insn);
    case ARM_VFP_VJCVT:
        put(m, 2, reg(insn, 12, 22, false), fp_to_int_js(e, m->v.d[model_vm(insn)], &exact));
        m->fpscr = (m->fpscr & 0x0fffffff) | (uint32_t)exact << 30;
        return MODEL_DONE;
        ANY(VCVT_to_uint)
            : return to_int(m, insn, false, B(7, 7) ? FP_RZ : (enum fp_rounding)e->rounding);
        ANY(VCVT_to_sint)
            : return to_int(m, insn, true, B(7, 7) ? FP_RZ : (enum fp_rounding)e->rounding);
        ANY(VCVT_fixed) : return fixed(m, insn);
    case ARM_VFP_VMSR:
    case ARM_VFP_VMRS: return system_register(m, op, insn);
    case ARM_NEON_VSEL:
    case ARM_NEON_VSEL_h:
        return select(m, insn);
        ANY8(VMAXNM) : return put(m, kind, rd, fp_maxnum(e, f, n, x));
        ANY8(VMINNM) : return put(m, kind, rd, fp_minnum(e, f, n, x));
        ANY8(VRINTA) : return put(m, kind, rd, fp_round_int(e, f, x, FP_RNA, false));
        ANY8(VRINTN) : return put(m, kind, rd, fp_round_int(e, f, x, FP_RNE, false));
        ANY8(VRINTP) : return put(m, kind, rd, fp_round_int(e, f, x, FP_RUP, false));
        ANY8(VRINTM) : return put(m, kind, rd, fp_round_int(e, f, x, FP_RDN, false));
        ANY8(VCVTA) : return to_int(m, insn, B(7, 7), FP_RNA);
        ANY8(VCVTN) : return to_int(m, insn, B(7, 7), FP_RNE);
        ANY8(VCVTP) : return to_int(m, insn, B(7, 7), FP_RUP);
        ANY8(VCVTM) : return to_int(m, insn, B(7, 7), FP_RDN);
    default: return MODEL_UNKNOWN;
    }
}
