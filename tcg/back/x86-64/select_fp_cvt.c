/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of scalar conversions: rounding to integral, between formats, to and from integers.
 *
 * In and out: as in select_fp.c, which has the rows.
 * The host gives the least integer, and raises invalid alone, for what does not fit a signed one:
 * such results go to the exact routine, which raises the same.  Unsigned conversions look at the
 * exponent first, because a wider host conversion could raise inexact for what does not fit.
 */
#include "tcg/back/x86-64/simd.h"

#include <string.h>

#include "tcg/softfp/softfp.h"

static uint32_t round_opcode(enum ir_type lane)
{
    return ROUNDPS + 2 + (lane == IR_F64);
}

static void round_to(struct x64 *x, enum ir_type lane, unsigned d, unsigned a, unsigned how)
{
    struct x64_opnd s = x64_reg(a);
    x64_sse3i(x, round_opcode(lane), d, a, &s, how);
}

void x64_fp_round(struct x64 *x, const struct x64_ops *o)
{
    unsigned quiet = o->ins->imm & IR_FROUND_EXACT ? 0 : ROUND_QUIET;
    round_to(x, o->ins->type, o->d.reg, o->a.reg, simd_round_mode(o->ins->sub & 15) | quiet);
    simd_check(x, o, o->ins->type, SIMD_CHECK_NAN, 0);
}

/*
 * t = a to an integral value, ties away from zero; no flags.  Exact path for NaNs and for what is
 * integral because of its size.  With the part d that truncation took away, twice d truncated is
 * what has to be added.  r, d: scratch.
 */
static void round_away(struct x64 *x, const struct x64_ops *o, enum ir_type lane, unsigned t,
                       unsigned d, unsigned r, unsigned back)
{
    bool dbl = lane == IR_F64;
    struct x64_opnd rr = x64_reg(r), rd = x64_reg(d);
    unsigned a = o->a.reg;
    uint32_t scalar = dbl ? SIMD_F2(0) : SIMD_F3(0);
    x64_sse2(x, MOVD_STORE | (dbl ? X64_W : 0), a, &rr);
    x64_shifti(x, 4, dbl, r, 1);
    x64_shifti(x, 5, dbl, r, dbl ? 53 : 24);
    x64_alui(x, 7, false, r, dbl ? 1023 + 52 : 127 + 23);
    x64_slow_past(x, X64_AE, o, back);
    round_to(x, lane, t, a, 3 | ROUND_QUIET);
    x64_sse3r(x, scalar | FP_SUB, d, a, t);
    x64_sse3(x, scalar | FP_ADD, d, d, &rd);
    round_to(x, lane, d, d, 3 | ROUND_QUIET);
    x64_sse3(x, scalar | FP_ADD, t, t, &rd);
}

void x64_fp_round_away(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type lane = o->ins->type;
    unsigned d = o->d.reg, t = o->t[1], back = x64_label(x);
    round_away(x, o, lane, d, t, o->t[0], back);
    /* A zero gets the operand's sign: the sum's depends on the rounding mode. */
    uint64_t sign = 1ull << (ir_type_size(lane) * 8 - 1);
    simd_with(x, ANDPS, d, d, simd_splat(x, lane, sign - 1));
    simd_with(x, ANDPS, t, o->a.reg, simd_splat(x, lane, sign));
    x64_sse3r(x, ORPS, d, d, t);
    if (o->ins->imm & IR_FROUND_EXACT)
        round_to(x, lane, t, o->a.reg, 3);
    x64_bind(x, back);
}

/* ---- between formats ---- */

/* Only lane 0: the other ones of a packed conversion would raise flags. */
static void lowest_lane(struct x64 *x, enum ir_type lane, unsigned d, unsigned a)
{
    struct x64_opnd s = x64_reg(a);
    if (lane == IR_F32)
        x64_sse3i(x, INSERTPS, d, a, &s, 0x0e);
    else
        simd_with(x, PAND, d, a, x64_const128(x, 0xffff, 0));
}

/* The least normal number of f16 is looked for in a general register. */
static void narrow_to_f16(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], r = o->t[1];
    struct x64_opnd rd = x64_reg(d), rr = x64_reg(r);
    lowest_lane(x, IR_F32, t, o->a.reg);
    x64_vexi(x, VCVTPS2PH, t, 0, &rd, 4);
    x64_sse2(x, MOVD_STORE, d, &rr);
    x64_alui(x, 4, false, r, 0x7fff);
    if (simd_tiny_check(x)) {
        x64_alui(x, 7, false, r, 0x0400);
        x64_slow(x, X64_E, o);
    }
    if (simd_nan_check(x)) {
        x64_alui(x, 7, false, r, 0x7c00);
        x64_slow(x, X64_A, o);
    }
}

void x64_fp_cvt(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type from = o->ins->lane, to = o->ins->type;
    unsigned d = o->d.reg;
    if (from == IR_F16) {
        lowest_lane(x, IR_F16, d, o->a.reg);
        x64_sse2r(x, VCVTPH2PS, d, d);
        if (to == IR_F64)
            x64_sse3r(x, CVTSS2SD, d, d, d);
    } else if (to == IR_F16) {
        narrow_to_f16(x, o);
    } else if (to == IR_F64) {
        x64_sse3(x, CVTSS2SD, d, o->a.reg, &o->a);
        if (strchr(o->row->ops, '&'))
            simd_check(x, o, to, SIMD_CHECK_NAN, o->t[0]);
    } else {
        x64_sse3(x, CVTSD2SS, d, o->a.reg, &o->a);
        simd_check(x, o, to, SIMD_CHECK_NAN | SIMD_CHECK_TINY, o->t[0]);
    }
}

/* ---- to integers ---- */

static uint32_t to_int_opcode(enum ir_type lane, bool truncate, bool wide)
{
    uint32_t opc = lane == IR_F64 ? CVTTSD2SI : CVTTSS2SI;
    return opc + !truncate + (wide ? X64_W : 0);
}

void x64_fp_to_int(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type lane = o->ins->lane;
    unsigned r = o->ins->sub & 15, d = o->d.reg, t = o->t[0], back = x64_label(x);
    bool wide = o->ins->type == IR_I64;
    bool direct = r == FP_RZ || r == IR_ROUND_DYN;
    /* Rounding what does not fit an i32 could raise inexact: quietly first, then for the flag. */
    bool twice = r == FP_RNA || (lane == IR_F64 && !wide);
    struct x64_opnd rt = x64_reg(t);
    if (r == FP_RNA)
        round_away(x, o, lane, t, o->t[1], d, back);
    else if (!direct)
        round_to(x, lane, t, o->a.reg, simd_round_mode(r) | (twice ? ROUND_QUIET : 0));
    x64_sse2(x, to_int_opcode(lane, r != IR_ROUND_DYN, wide), d, direct ? &o->a : &rt);
    x64_alui(x, 7, wide, d, 1); /* overflows for the least integer only */
    x64_slow_past(x, X64_O, o, back);
    if (!direct && twice)
        round_to(x, lane, t, o->a.reg, 3);
    x64_bind(x, back);
}

void x64_fp_to_uint(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type lane = o->ins->lane;
    unsigned r = o->ins->sub & 15, d = o->d.reg, t = o->t[0], back = x64_label(x);
    bool dbl = lane == IR_F64, wide = o->ins->type == IR_I64;
    unsigned bits = wide         ? 63
                    : r == FP_RZ ? 32
                                 : 31; /* below 2^bits no rounding leaves the range */
    struct x64_opnd rd = x64_reg(d), rt = x64_reg(t);
    x64_sse2(x, MOVD_STORE | (dbl ? X64_W : 0), o->a.reg, &rd);
    x64_shifti(x, 5, dbl, d, dbl ? 52 : 23);
    x64_alui(x, 7, false, d, (int32_t)((dbl ? 1023 : 127) + bits));
    x64_slow_past(x, X64_AE, o, back); /* negative ones too: the sign is above the exponent */
    if (r != FP_RZ && r != IR_ROUND_DYN)
        round_to(x, lane, t, o->a.reg, simd_round_mode(r));
    x64_sse2(x, to_int_opcode(lane, r != IR_ROUND_DYN, true), d,
             r == FP_RZ || r == IR_ROUND_DYN ? &o->a : &rt);
    x64_bind(x, back);
}

/* With fraction bits: what is in range is exact as a product with a power of two. */
void x64_fp_to_fixed(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type lane = o->ins->lane;
    bool dbl = lane == IR_F64, wide = o->ins->type == IR_I64,
         is_signed = !(o->ins->sub & IR_UNSIGNED);
    unsigned d = o->d.reg, t = o->t[0], back = x64_label(x), fraction = (unsigned)o->ins->imm;
    unsigned bias = dbl ? 1023 : 127, bits = wide ? 63 : is_signed ? 31 : 32;
    struct x64_opnd rd = x64_reg(d), rt = x64_reg(t);
    x64_sse2(x, MOVD_STORE | (dbl ? X64_W : 0), o->a.reg, &rd);
    if (is_signed)
        x64_shifti(x, 4, dbl, d, 1);
    x64_shifti(x, 5, dbl, d, (dbl ? 52 : 23) + is_signed);
    x64_alui(x, 7, false, d, (int32_t)(bias + bits - fraction));
    x64_slow_past(x, X64_AE, o, back); /* as in x64_fp_to_uint */
    struct x64_opnd scale = x64_const64(x, (uint64_t)(bias + fraction) << (dbl ? 52 : 23));
    x64_sse3(x, (dbl ? SIMD_F2(0) : SIMD_F3(0)) | FP_MUL, t, o->a.reg, &scale);
    x64_sse2(x, to_int_opcode(lane, true, wide || !is_signed), d, &rt);
    x64_bind(x, back);
}

/* ---- from integers ---- */

/* Half of a number of 64 bits, whose last bit says whether anything has been lost, rounds as the
   number does, and its double is exact. */
static void from_large(struct x64 *x, const struct x64_ops *o, unsigned back)
{
    bool dbl = o->ins->type == IR_F64;
    unsigned d = o->d.reg, t = o->t[0], even = x64_label(x);
    struct x64_opnd rt = x64_reg(t);
    x64_mov(x, true, t, o->a.reg);
    x64_shifti(x, 5, true, t, 1);
    x64_jcc(x, X64_AE, even);
    x64_alui(x, 1, true, t, 1);
    x64_bind(x, even);
    x64_sse3(x, (dbl ? CVTSI2SD : CVTSI2SS) | X64_W, d, d, &rt);
    x64_sse3r(x, (dbl ? SIMD_F2(0) : SIMD_F3(0)) | FP_ADD, d, d, d);
    x64_jmp(x, back);
}

void x64_fp_from_int(struct x64 *x, const struct x64_ops *o)
{
    const struct ir_ins *ins = o->ins;
    bool dbl = ins->type == IR_F64, wide = ins->lane == IR_I64;
    unsigned d = o->d.reg, back = x64_label(x);
    simd_zero(x, d);
    if (ins->sub & IR_UNSIGNED && wide) {
        unsigned large = x64_label(x);
        x64_rr(x, 0x85 | X64_W, o->a.reg, o->a.reg);
        x64_jcc(x, X64_S, large);
        x64_outline(x, large, back, o, from_large);
    }
    wide |= (ins->sub & IR_UNSIGNED) != 0; /* the upper half of an i32 is zero */
    x64_sse3(x, (dbl ? CVTSI2SD : CVTSI2SS) | (wide ? X64_W : 0), d, d, &o->a);
    x64_bind(x, back);
    if (ins->imm) {
        uint64_t scale = dbl ? (1023 - ins->imm) << 52 : (127 - ins->imm) << 23;
        struct x64_opnd m = x64_const64(x, scale);
        x64_sse3(x, (dbl ? SIMD_F2(0) : SIMD_F3(0)) | FP_MUL, d, d, &m);
    }
}
