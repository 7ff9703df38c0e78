/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Advanced SIMD operations that A64 and A32/T32 share: see advsimd.h.
 */
#include "target/advsimd.h"

#include "tcg/softfp/softfp.h"

static enum ir_type lane_of(unsigned size)
{
    return (enum ir_type)(IR_I8 + size);
}

static ir_ref vop(struct ir_region *r, enum ir_opcode op, enum ir_type lane, ir_ref x, ir_ref y)
{
    return ir_vop(r, op, IR_V128, lane, 0, x, y, IR_NONE);
}

static ir_ref vimm(struct ir_region *r, enum ir_opcode op, enum ir_type lane, ir_ref x,
                   uint64_t imm)
{
    return ir_vopi(r, op, IR_V128, lane, 0, x, IR_NONE, imm);
}

/* ---- rounding doubling multiply accumulate ---- */

/*
 * One half of the lanes, in lanes twice as wide, where (d << (w - 1)) + n * m does not overflow;
 * rounded, not yet saturated.
 */
static ir_ref wide_accumulate(struct ir_region *r, struct advsimd_rdm how, ir_ref d, ir_ref n,
                              ir_ref m, unsigned half)
{
    enum ir_type lane = lane_of(how.size), wide = lane_of(how.size + 1);
    unsigned bits = 8u << how.size;
    d = ir_vop(r, IR_VSXL, IR_V128, lane, half, d, IR_NONE, IR_NONE);
    ir_ref p = ir_vop(r, IR_VMULLS, IR_V128, lane, half, n, m, IR_NONE);
    d = vimm(r, IR_VSHLI, wide, d, bits - 1);
    d = vop(r, how.minus ? IR_VSUB : IR_VADD, wide, d, p);
    return vimm(r, IR_VRSARI, wide, d, bits - 1);
}

ir_ref advsimd_rdmlah(struct ir_region *r, struct advsimd_rdm how, ir_ref d, ir_ref n, ir_ref m,
                      ir_ref *saturated)
{
    enum ir_type lane = lane_of(how.size), wide = lane_of(how.size + 1);
    ir_ref low = wide_accumulate(r, how, d, n, m, 0);
    if (how.lane0)
        low = ir_vop(r, IR_VZX, IR_V128, wide, 0,
                     ir_vopi(r, IR_VEXT, ir_lane_scalar(wide), wide, 0, low, IR_NONE, 0), IR_NONE,
                     IR_NONE);
    ir_ref high = how.whole ? wide_accumulate(r, how, d, n, m, IR_HI) : low;
    ir_ref v = vop(r, IR_VQNARROWS, wide, low, high), bits = IR_NONE;
    for (unsigned i = 0; i <= how.whole; i++) {
        ir_ref back = ir_vop(r, IR_VSXL, IR_V128, lane, i ? IR_HI : 0, v, IR_NONE, IR_NONE);
        ir_ref differs = vop(r, IR_VXOR, IR_VOID, back, i ? high : low);
        bits = i ? vop(r, IR_VOR, IR_VOID, bits, differs) : differs;
    }
    *saturated = bits;
    return v;
}

/* ---- saturating shifts ---- */

static ir_ref splat(struct ir_region *r, unsigned size, uint64_t v)
{
    for (unsigned bits = 8u << size; bits < 64; bits *= 2)
        v |= v << bits;
    return ir_vconst(r, v, v);
}

/* Where the shift back does not give the operand, bits were lost. */
ir_ref advsimd_qshl(struct ir_region *r, unsigned size, enum advsimd_qshl kind, unsigned count,
                    ir_ref n, ir_ref *lost)
{
    enum ir_type lane = lane_of(size);
    unsigned bits = 8u << size;
    ir_ref v = vimm(r, IR_VSHLI, lane, n, count);
    ir_ref back = vimm(r, kind == ADVSIMD_SQSHL ? IR_VSARI : IR_VSHRI, lane, v, count);
    ir_ref differs = ir_vop(r, IR_VCMP, IR_V128, lane, IR_NE, back, n, IR_NONE);
    ir_ref sign = vimm(r, IR_VSARI, lane, n, bits - 1);
    *lost = differs;
    if (kind == ADVSIMD_SQSHL) {
        ir_ref max = splat(r, size, (UINT64_C(1) << (bits - 1)) - 1);
        ir_ref limit = vop(r, IR_VXOR, IR_VOID, sign, max);
        return ir_vop(r, IR_VBSL, IR_V128, IR_VOID, 0, differs, limit, v);
    }
    v = vop(r, IR_VOR, IR_VOID, v, differs);
    if (kind == ADVSIMD_UQSHL)
        return v;
    *lost = vop(r, IR_VOR, IR_VOID, differs, sign);
    return vop(r, IR_VANDN, IR_VOID, v, sign);
}

/* ---- by the signed low byte of a register's lanes ---- */

/* Bytes are shifted in lanes of 16 bits, which hosts can do: more bits above and below are cut. */
ir_ref advsimd_shift_lanes(struct ir_region *r, enum ir_opcode op, unsigned size, ir_ref n,
                           ir_ref m)
{
    ir_ref half[2];
    if (size)
        return vop(r, op, lane_of(size), n, m);
    for (unsigned i = 0; i < 2; i++) {
        unsigned hi = i ? IR_HI : 0;
        ir_ref x =
            ir_vop(r, op == IR_VSHLVU ? IR_VUXL : IR_VSXL, IR_V128, IR_I8, hi, n, IR_NONE, IR_NONE);
        ir_ref y = ir_vop(r, IR_VUXL, IR_V128, IR_I8, hi, m, IR_NONE, IR_NONE);
        half[i] = vop(r, op, IR_I16, x, y);
    }
    return vop(r, IR_VNARROW, IR_I16, half[0], half[1]);
}

struct shl {
    struct ir_region *r;
    unsigned size, how;
    enum ir_opcode shift;
    ir_ref n, m, right; /* right: bits are set where the shift is to the right */
};

/* What rounding adds: the last bit that a shift to the right drops. */
static ir_ref dropped_bit(const struct shl *s)
{
    ir_ref one = splat(s->r, s->size, 1);
    ir_ref less = vop(s->r, IR_VADD, lane_of(s->size), s->m, one);
    ir_ref bit =
        vop(s->r, IR_VAND, IR_VOID, advsimd_shift_lanes(s->r, s->shift, s->size, s->n, less), one);
    return vop(s->r, IR_VAND, IR_VOID, bit, s->right);
}

/* Where the shift back does not give n, a shift to the left has lost bits. */
static ir_ref saturate_left(const struct shl *s, ir_ref v, ir_ref *lost)
{
    struct ir_region *r = s->r;
    enum ir_type lane = lane_of(s->size);
    unsigned bits = 8u << s->size;
    ir_ref back = advsimd_shift_lanes(r, s->shift, s->size, v,
                                      ir_vop(r, IR_VNEG, IR_V128, lane, 0, s->m, IR_NONE, IR_NONE));
    ir_ref differs = ir_vop(r, IR_VCMP, IR_V128, lane, IR_NE, back, s->n, IR_NONE);
    *lost = vop(r, IR_VANDN, IR_VOID, differs, s->right);
    if (s->how & ADVSIMD_SHL_UNSIGNED)
        return vop(r, IR_VOR, IR_VOID, v, *lost);
    ir_ref max = splat(r, s->size, (UINT64_C(1) << (bits - 1)) - 1);
    ir_ref limit = vop(r, IR_VXOR, IR_VOID, vimm(r, IR_VSARI, lane, s->n, bits - 1), max);
    return ir_vop(r, IR_VBSL, IR_V128, IR_VOID, 0, *lost, limit, v);
}

ir_ref advsimd_shl_reg(struct ir_region *r, unsigned size, unsigned how, ir_ref n, ir_ref m,
                       ir_ref *lost)
{
    enum ir_type lane = lane_of(size);
    unsigned bits = 8u << size;
    struct shl s = {r, size, how,    how & ADVSIMD_SHL_UNSIGNED ? IR_VSHLVU : IR_VSHLVS,
                    n, m,    IR_NONE};
    s.right = size ? vimm(r, IR_VSHLI, lane, m, bits - 8) : m;
    s.right = vimm(r, IR_VSARI, lane, s.right, bits - 1);
    ir_ref v = advsimd_shift_lanes(r, s.shift, size, n, m);
    ir_ref round = how & ADVSIMD_SHL_ROUND ? dropped_bit(&s) : IR_NONE;
    *lost = IR_NONE;
    if (how & ADVSIMD_SHL_SAT)
        v = saturate_left(&s, v, lost);
    return round ? vop(r, IR_VADD, lane, v, round) : v;
}

/* ---- matrices ---- */

ir_ref advsimd_row(struct ir_region *r, unsigned i, ir_ref n)
{
    return vop(r, i ? IR_VTRN2 : IR_VTRN1, IR_I32, n, n);
}

ir_ref advsimd_column(struct ir_region *r, unsigned i, ir_ref m)
{
    return vop(r, i ? IR_VUZP2 : IR_VUZP1, IR_I32, m, m);
}

/* The two halves of each row of 8, one dot product each. */
ir_ref advsimd_matrix(struct ir_region *r, enum ir_opcode op, ir_ref d, ir_ref n, ir_ref m)
{
    for (unsigned i = 0; i < 2; i++)
        d = ir_vop(r, op, IR_V128, IR_VOID, 0, d, advsimd_row(r, i, n), advsimd_column(r, i, m));
    return d;
}

/* ---- complex numbers ---- */

static enum ir_type fp_lane(unsigned size)
{
    return size == 1 ? IR_F16 : size == 2 ? IR_F32 : IR_F64;
}

/* v with the signs of its even (odd) lanes flipped. */
static ir_ref flip_signs(struct ir_region *r, unsigned size, bool even, bool odd, ir_ref v)
{
    unsigned bits = 8u << size;
    uint64_t sign = UINT64_C(1) << (bits - 1), low = even ? sign : 0, high = odd ? sign : 0;
    if (!even && !odd)
        return v;
    if (size == 3)
        return vop(r, IR_VXOR, IR_VOID, v, ir_vconst(r, low, high));
    uint64_t pair = low | high << bits;
    for (unsigned i = 2 * bits; i < 64; i *= 2)
        pair |= pair << i;
    return vop(r, IR_VXOR, IR_VOID, v, ir_vconst(r, pair, pair));
}

static ir_ref swap_pairs(struct ir_region *r, unsigned size, ir_ref v)
{
    if (size == 3)
        return ir_vopi(r, IR_VEXTB, IR_V128, IR_VOID, 0, v, v, 8);
    return vimm(r, IR_VREV, lane_of(size), v, 2u << size);
}

ir_ref advsimd_complex_add(struct ir_region *r, unsigned size, unsigned sub, unsigned rot, ir_ref n,
                           ir_ref m)
{
    m = flip_signs(r, size, !rot, rot, swap_pairs(r, size, m));
    return ir_vop(r, IR_FADD, IR_V128, fp_lane(size), sub, n, m, IR_NONE);
}

ir_ref advsimd_complex_mla(struct ir_region *r, unsigned size, unsigned sub, unsigned rot, ir_ref d,
                           ir_ref n, ir_ref m)
{
    bool swapped = rot & 1;
    n = vop(r, swapped ? IR_VTRN2 : IR_VTRN1, lane_of(size), n, n);
    if (swapped)
        m = swap_pairs(r, size, m);
    m = flip_signs(r, size, rot == 1 || rot == 2, rot >= 2, m);
    return ir_vop(r, IR_FMA, IR_V128, fp_lane(size), sub, d, n, m);
}

/* ---- JavaScript's conversion ---- */

/*
 * The exceptions are those of a conversion to 32 bits; the result comes from the bits: the
 * significand shifted to where bit 0 is one, for exponents from 0 to 83.
 */
ir_ref advsimd_js_convert(struct ir_region *r, ir_ref f64, ir_ref bits, ir_ref *exact)
{
    ir_vopi(r, IR_FTOI, IR_I32, IR_F64, FP_RZ, f64, IR_NONE, 0);
    ir_ref exponent = ir_uni(r, IR_UBFX, IR_I64, bits, 52 | 11 << 8);
    ir_ref left = ir_addi(r, IR_I64, exponent, -1075);
    ir_ref number = ir_uni(r, IR_UBFX, IR_I64, bits, 0 | 52 << 8);
    number = ir_bin(r, IR_OR, IR_I64, number, ir_const(r, IR_I64, UINT64_C(1) << 52));
    ir_ref zero = ir_const(r, IR_I64, 0);
    ir_ref up = ir_bin(r, IR_SHL, IR_I64, number, left);
    ir_ref down = ir_bin(r, IR_SHR, IR_I64, number, ir_un(r, IR_NEG, IR_I64, left));
    number = ir_select(r, IR_I64, ir_cmp(r, IR_GES, IR_I64, left, zero), up, down);
    ir_ref power = ir_addi(r, IR_I64, exponent, -1023);
    ir_ref some = ir_cmp(r, IR_LTU, IR_I64, power, ir_const(r, IR_I64, 84));
    number = ir_select(r, IR_I64, some, number, zero);
    ir_ref sign = ir_sari(r, IR_I64, bits, 63);
    number = ir_bin(r, IR_SUB, IR_I64, ir_bin(r, IR_XOR, IR_I64, number, sign), sign);
    ir_ref result = ir_un(r, IR_TRUNC64, IR_I32, number);
    ir_ref back = ir_vopi(r, IR_ITOF, IR_F64, IR_I32, IR_ROUND_DYN, result, IR_NONE, 0);
    *exact = ir_cmp(r, IR_EQ, IR_I64, ir_un(r, IR_BITCAST, IR_I64, back), bits);
    return result;
}
