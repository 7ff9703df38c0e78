/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of integer vector ops lane by lane: bits, comparison, saturation, halving, shifts.
 *
 * In and out: see x64.h; select_vec.c has the rows.
 * Where the host lacks a width, identities are used; each stands above its function.
 */
#include "tcg/back/x86-64/simd.h"

static struct x64_opnd all_ones(struct x64 *x)
{
    return x64_const128(x, ~0ull, ~0ull);
}

static uint64_t sign_bit(enum ir_type lane)
{
    return 1ull << (ir_type_size(lane) * 8 - 1);
}

static bool is_i64(const struct x64_ops *o)
{
    return o->ins->lane == IR_I64;
}

/* ---- bits ---- */

void x64_vandn(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3(x, PANDN, o->d.reg, o->b.reg, &o->a);
}

void x64_vnot(struct x64 *x, const struct x64_ops *o)
{
    simd_with(x, PXOR, o->d.reg, o->a.reg, all_ones(x));
}

void x64_vbsl(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3(x, PAND, o->t[0], o->a.reg, &o->b);
    x64_sse3(x, PANDN, o->d.reg, o->a.reg, &o->c);
    x64_sse3r(x, POR, o->d.reg, o->d.reg, o->t[0]);
}

/* ---- multiplication ---- */

/* Even and odd bytes as words; only the low byte of each product counts. */
void x64_vmul8(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1];
    x64_sse_shift(x, SHIFT_W, SHIFT_RL, t, o->a.reg, 8);
    x64_sse_shift(x, SHIFT_W, SHIFT_RL, u, o->b.reg, 8);
    x64_sse3r(x, PMULLW, t, t, u);
    x64_sse_shift(x, SHIFT_W, SHIFT_L, t, t, 8);
    x64_sse3(x, PMULLW, d, o->a.reg, &o->b);
    simd_with(x, PAND, d, d, simd_splat(x, IR_I16, 0xff));
    x64_sse3r(x, POR, d, d, t);
}

/* low * low + (high * low + low * high << 32) */
void x64_vmul64(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1];
    x64_sse_shift(x, SHIFT_Q, SHIFT_RL, t, o->a.reg, 32);
    x64_sse_shift(x, SHIFT_Q, SHIFT_RL, u, o->b.reg, 32);
    x64_sse3r(x, PMULUDQ, t, t, o->b.reg);
    x64_sse3r(x, PMULUDQ, u, u, o->a.reg);
    x64_sse3r(x, PADDQ, t, t, u);
    x64_sse_shift(x, SHIFT_Q, SHIFT_L, t, t, 32);
    x64_sse3(x, PMULUDQ, d, o->a.reg, &o->b);
    x64_sse3r(x, PADDQ, d, d, t);
}

/* ---- sign ---- */

void x64_vneg(struct x64 *x, const struct x64_ops *o)
{
    simd_zero(x, o->d.reg);
    x64_sse3(x, simd_sub(o->ins->lane), o->d.reg, o->d.reg, &o->a);
}

/* d = all ones where a quadword of a is negative. */
static void negative64(struct x64 *x, unsigned d, unsigned a)
{
    simd_zero(x, d);
    x64_sse3r(x, PCMPGTQ, d, d, a);
}

void x64_vabs64(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0];
    negative64(x, t, o->a.reg);
    x64_sse3r(x, PXOR, d, o->a.reg, t);
    x64_sse3r(x, PSUBQ, d, d, t);
}

/* ---- comparison ---- */

/* a <= b unsigned: min(a, b) == a; no such minimum of quadwords: they are compared with their
   sign bits changed. */
static void compare_unsigned(struct x64 *x, const struct x64_ops *o, bool less_equal)
{
    static const uint32_t min[] = {PMINUB, PMINUW, PMINUD}, max[] = {PMAXUB, PMAXUW, PMAXUD};
    unsigned d = o->d.reg, width = simd_width(o->ins->lane);
    x64_sse3(x, less_equal ? min[width] : max[width], d, o->a.reg, &o->b);
    x64_sse3r(x, simd_eq(o->ins->lane), d, d, o->a.reg);
}

static void greater_unsigned64(struct x64 *x, const struct x64_ops *o, unsigned first,
                               unsigned second)
{
    struct x64_opnd sign = simd_splat(x, IR_I64, 1ull << 63);
    simd_with(x, PXOR, o->d.reg, first, sign);
    simd_with(x, PXOR, o->t[0], second, sign);
    x64_sse3r(x, PCMPGTQ, o->d.reg, o->d.reg, o->t[0]);
}

/* Emits the condition or its opposite; true: the opposite. */
static bool compare(struct x64 *x, const struct x64_ops *o, enum ir_cond cond)
{
    enum ir_type lane = o->ins->lane;
    unsigned d = o->d.reg, a = o->a.reg, b = o->b.reg;
    switch (cond) {
    case IR_EQ:
    case IR_NE: x64_sse3(x, simd_eq(lane), d, a, &o->b); return cond == IR_NE;
    case IR_GTS:
    case IR_LES: x64_sse3(x, simd_gt(lane), d, a, &o->b); return cond == IR_LES;
    case IR_LTS:
    case IR_GES: x64_sse3(x, simd_gt(lane), d, b, &o->a); return cond == IR_GES;
    case IR_GTU:
    case IR_LEU:
        if (is_i64(o)) {
            greater_unsigned64(x, o, a, b);
            return cond == IR_LEU;
        }
        compare_unsigned(x, o, true);
        return cond == IR_GTU;
    default:
        if (is_i64(o)) {
            greater_unsigned64(x, o, b, a);
            return cond == IR_GEU;
        }
        compare_unsigned(x, o, false);
        return cond == IR_LTU;
    }
}

void x64_vcmp(struct x64 *x, const struct x64_ops *o)
{
    if (compare(x, o, o->ins->sub & 15))
        simd_with(x, PXOR, o->d.reg, o->d.reg, all_ones(x));
}

void x64_veq(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3(x, simd_eq(o->ins->lane), o->d.reg, o->a.reg, &o->b);
}

void x64_vtst(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, both = o->a.reg;
    if (o->a.reg != o->b.reg) {
        both = o->t[0];
        x64_sse3(x, PAND, both, o->a.reg, &o->b);
    }
    simd_zero(x, d);
    x64_sse3r(x, simd_eq(o->ins->lane), d, d, both);
    simd_with(x, PXOR, d, d, all_ones(x));
}

/* ---- saturation ---- */

/* d = all ones where a lane of a (32 or 64 bits) is negative. */
static void negative(struct x64 *x, bool quads, unsigned d, unsigned a)
{
    if (quads)
        negative64(x, d, a);
    else
        x64_sse_shift(x, SHIFT_D, SHIFT_RA, d, a, 31);
}

/* Overflow: both operands' signs differ from the sum's (of b - as if negated - for a difference).
   Then the result is the greatest or least number with a's sign. */
void x64_vqs_wide(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type lane = o->ins->lane;
    bool quads = lane == IR_I64, add = o->ins->op == IR_VQADDS;
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1], a = o->a.reg, b = o->b.reg;
    x64_sse3r(x, add ? simd_add(lane) : simd_sub(lane), d, a, b);
    x64_sse3r(x, PXOR, t, a, d);
    x64_sse3r(x, PXOR, u, b, add ? d : a);
    x64_sse3r(x, PAND, t, t, u);
    negative(x, quads, u, t); /* the lanes to replace */
    negative(x, quads, t, a);
    simd_with(x, PXOR, t, t, simd_splat(x, lane, sign_bit(lane) - 1));
    x64_sse3r(x, PXOR, t, t, d);
    x64_sse3r(x, PAND, t, t, u);
    x64_sse3r(x, PXOR, d, d, t);
}

/* a + min(b, ~a) */
void x64_vqaddu32(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg;
    simd_with(x, PXOR, d, o->a.reg, all_ones(x));
    x64_sse3(x, PMINUD, d, d, &o->b);
    x64_sse3(x, PADDD, d, d, &o->a);
}

/* max(a, b) - b */
void x64_vqsubu32(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3(x, PMAXUD, o->d.reg, o->a.reg, &o->b);
    x64_sse3(x, PSUBD, o->d.reg, o->d.reg, &o->b);
}

/* Carry: a > a + b.  Borrow: b > a. */
void x64_vqu64(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1];
    bool add = o->ins->op == IR_VQADDU;
    struct x64_opnd sign = simd_splat(x, IR_I64, 1ull << 63);
    x64_sse3(x, add ? PADDQ : PSUBQ, d, o->a.reg, &o->b);
    simd_with(x, PXOR, t, add ? o->a.reg : o->b.reg, sign);
    simd_with(x, PXOR, u, add ? d : o->a.reg, sign);
    x64_sse3r(x, PCMPGTQ, t, t, u);
    if (add) {
        x64_sse3r(x, POR, d, d, t);
        return;
    }
    x64_sse3r(x, PANDN, t, t, d);
    x64_movaps(x, d, t);
}

/* ---- halving ---- */

/*
 * PAVG is (a + b + 1) >> 1 of unsigned numbers.  Changing the sign bits (S) makes signed ones
 * unsigned and back; complements (F) make the rounding go down: ~avg(~a, ~b) = (a + b) >> 1, and
 * avg(a, ~b) = ((a - b) >> 1) + S.
 */
static void halve_by_average(struct x64 *x, const struct x64_ops *o)
{
    enum { S = 1, F = 2 };
    static const struct {
        uint8_t op, a, b, r;
    } recipes[] = {
        {IR_VHADDS, S | F, S | F, S | F},
        {IR_VHADDU, F, F, F},
        {IR_VHSUBS, S, S | F, S},
        {IR_VHSUBU, 0, F, S},
        {IR_VRHADDS, S, S, S},
        {IR_VRHADDU, 0, 0, 0},
    };
    enum ir_type lane = o->ins->lane;
    uint64_t sign = sign_bit(lane), full = 2 * sign - 1;
    const uint64_t masks[] = {0, sign, full, sign ^ full};
    unsigned d = o->d.reg, t = o->t[0], k = 0, b = o->b.reg;
    while (recipes[k].op != o->ins->op)
        k++;
    if (recipes[k].b) {
        simd_with(x, PXOR, t, b, simd_splat(x, lane, masks[recipes[k].b]));
        b = t;
    }
    unsigned a = o->a.reg;
    if (recipes[k].a) {
        simd_with(x, PXOR, d, a, simd_splat(x, lane, masks[recipes[k].a]));
        a = d;
    }
    x64_sse3r(x, lane == IR_I8 ? PAVGB : PAVGW, d, a, b);
    if (recipes[k].r)
        simd_with(x, PXOR, d, d, simd_splat(x, lane, masks[recipes[k].r]));
}

/* (a + b) >> 1 = (a & b) + (a ^ b >> 1); rounded up: (a | b) - (a ^ b >> 1);
   (a - b) >> 1 = (a ^ b >> 1) - (~a & b). */
static void halve_doublewords(struct x64 *x, const struct x64_ops *o)
{
    unsigned op = o->ins->op, d = o->d.reg, t = o->t[0];
    bool is_signed = op == IR_VHADDS || op == IR_VHSUBS || op == IR_VRHADDS;
    x64_sse3(x, PXOR, t, o->a.reg, &o->b);
    x64_sse_shift(x, SHIFT_D, is_signed ? SHIFT_RA : SHIFT_RL, t, t, 1);
    if (op == IR_VHADDS || op == IR_VHADDU) {
        x64_sse3(x, PAND, d, o->a.reg, &o->b);
        x64_sse3r(x, PADDD, d, d, t);
    } else if (op == IR_VRHADDS || op == IR_VRHADDU) {
        x64_sse3(x, POR, d, o->a.reg, &o->b);
        x64_sse3r(x, PSUBD, d, d, t);
    } else {
        x64_sse3(x, PANDN, d, o->a.reg, &o->b);
        x64_sse3r(x, PSUBD, t, t, d);
        x64_movaps(x, d, t);
    }
}

void x64_vhadd(struct x64 *x, const struct x64_ops *o)
{
    if (o->ins->lane == IR_I32)
        halve_doublewords(x, o);
    else
        halve_by_average(x, o);
}

/* One of the two saturating differences is zero. */
void x64_vabdu(struct x64 *x, const struct x64_ops *o)
{
    uint32_t opc = o->ins->lane == IR_I8 ? PSUBUSB : PSUBUSW;
    x64_sse3r(x, opc, o->t[0], o->b.reg, o->a.reg);
    x64_sse3r(x, opc, o->d.reg, o->a.reg, o->b.reg);
    x64_sse3r(x, POR, o->d.reg, o->d.reg, o->t[0]);
}

void x64_vabd_minmax(struct x64 *x, const struct x64_ops *o)
{
    static const uint32_t min[] = {PMINSB, PMINSW, PMINSD}, max[] = {PMAXSB, PMAXSW, PMAXSD};
    unsigned width = simd_width(o->ins->lane);
    bool is_signed = o->ins->op == IR_VABDS;
    x64_sse3(x, is_signed ? min[width] : PMINUD, o->t[0], o->a.reg, &o->b);
    x64_sse3(x, is_signed ? max[width] : PMAXUD, o->d.reg, o->a.reg, &o->b);
    x64_sse3r(x, simd_sub(o->ins->lane), o->d.reg, o->d.reg, o->t[0]);
}

/* ---- shifts by a constant ---- */

void x64_vshift_imm(struct x64 *x, const struct x64_ops *o)
{
    unsigned n = (unsigned)o->ins->imm;
    if (n >= ir_type_size(o->ins->lane) * 8)
        simd_zero(x, o->d.reg);
    else
        simd_shift(x, o->ins->lane, o->ins->op == IR_VSHLI ? SHIFT_L : SHIFT_RL, o->d.reg, o->a.reg,
                   n);
}

/* Arithmetic right shift, d may be a.  Widths that the host lacks: ((a >> n) ^ s) - s, where s is
   where the sign bit comes to. */
static void shift_arithmetic(struct x64 *x, enum ir_type lane, unsigned d, unsigned a, unsigned n)
{
    unsigned bits = ir_type_size(lane) * 8;
    if (n >= bits)
        n = bits - 1;
    if (n == 0) {
        x64_movaps(x, d, a);
    } else if (lane == IR_I16 || lane == IR_I32) {
        x64_sse_shift(x, lane == IR_I16 ? SHIFT_W : SHIFT_D, SHIFT_RA, d, a, n);
    } else {
        struct x64_opnd s = simd_splat(x, lane, 1ull << (bits - 1 - n));
        simd_shift(x, lane, SHIFT_RL, d, a, n);
        simd_with(x, PXOR, d, d, s);
        simd_with(x, simd_sub(lane), d, d, s);
    }
}

void x64_vsari(struct x64 *x, const struct x64_ops *o)
{
    shift_arithmetic(x, o->ins->lane, o->d.reg, o->a.reg, (unsigned)o->ins->imm);
}

static void shift_right(struct x64 *x, const struct x64_ops *o, unsigned d, unsigned a, unsigned n)
{
    if (o->ins->op == IR_VRSARI)
        shift_arithmetic(x, o->ins->lane, d, a, n);
    else if (n)
        simd_shift(x, o->ins->lane, SHIFT_RL, d, a, n);
    else
        x64_movaps(x, d, a);
}

/* With t = a >> (n - 1) the result is (t + 1) >> 1: an average, or t >> 1 plus t's low bit. */
void x64_vround_shift(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type lane = o->ins->lane;
    unsigned d = o->d.reg, t = o->t[0];
    uint64_t flip = o->ins->op == IR_VRSARI ? sign_bit(lane) : 0;
    shift_right(x, o, t, o->a.reg, (unsigned)o->ins->imm - 1);
    if (lane == IR_I8 || lane == IR_I16) {
        struct x64_opnd zero = simd_splat(x, lane, flip);
        if (flip)
            simd_with(x, PXOR, t, t, zero);
        simd_with(x, lane == IR_I8 ? PAVGB : PAVGW, d, t, zero);
        if (flip)
            simd_with(x, PXOR, d, d, zero);
        return;
    }
    shift_right(x, o, d, t, 1);
    simd_with(x, PAND, t, t, simd_splat(x, lane, 1));
    x64_sse3r(x, simd_add(lane), d, d, t);
}

/* ---- shifts by a vector: AVX2, whose counts are unsigned and give zero from the width on ---- */

/* d = -count & 0xff: the count to the right, or at least 128 for counts to the left. */
static void right_count(struct x64 *x, enum ir_type lane, unsigned d, unsigned count)
{
    simd_zero(x, d);
    x64_sse3r(x, simd_sub(lane), d, d, count);
    simd_with(x, PAND, d, d, simd_splat(x, lane, 0xff));
}

/* d = sign of mask set ? s : d */
static void blend(struct x64 *x, bool quads, unsigned d, unsigned s, unsigned mask)
{
    struct x64_opnd rs = x64_reg(s);
    x64_vexi(x, quads ? VBLENDVPD : VBLENDVPS, d, d, &rs, mask << 4);
}

void x64_vshlv(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type lane = o->ins->lane;
    bool quads = lane == IR_I64;
    uint32_t w = quads ? X64_W : 0;
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1], v = o->t[2], a = o->a.reg, b = o->b.reg;
    simd_with(x, PAND, t, b, simd_splat(x, lane, 0xff));
    x64_sse3r(x, VPSLLVD | w, d, a, t);
    right_count(x, lane, u, b);
    if (o->ins->op == IR_VSHLVU) {
        x64_sse3r(x, VPSRLVD | w, u, a, u);
        x64_sse3r(x, POR, d, d, u);
        return;
    }
    if (quads) { /* ((a ^ sign) >> n) ^ sign */
        negative64(x, v, a);
        x64_sse3r(x, PXOR, t, a, v);
        x64_sse3r(x, VPSRLVD | w, t, t, u);
        x64_sse3r(x, PXOR, t, t, v);
    } else {
        x64_sse3r(x, VPSRAVD, t, a, u);
    }
    x64_sse_shift(x, quads ? SHIFT_Q : SHIFT_D, SHIFT_L, u, b, quads ? 56 : 24);
    blend(x, quads, d, t, u);
}

/* The even or odd words of a into r, shifted as parts of doublewords; the other words are junk. */
static void shift_words(struct x64 *x, const struct x64_ops *o, unsigned r, bool odd)
{
    unsigned t = o->t[0], u = o->t[1], a = o->a.reg, b = o->b.reg;
    if (odd)
        x64_sse_shift(x, SHIFT_D, SHIFT_RL, t, b, 16);
    simd_with(x, PAND, t, odd ? t : b, simd_splat(x, IR_I32, 0xff));
    if (odd)
        simd_with(x, PAND, r, a, simd_splat(x, IR_I32, 0xffff0000));
    x64_sse3r(x, VPSLLVD, r, odd ? r : a, t);
    right_count(x, IR_I32, u, t);
    if (o->ins->op == IR_VSHLVU) {
        if (!odd)
            simd_with(x, PAND, t, a, simd_splat(x, IR_I32, 0xffff));
        x64_sse3r(x, VPSRLVD, t, odd ? a : t, u);
        x64_sse3r(x, POR, r, r, t);
        return;
    }
    if (!odd) {
        x64_sse_shift(x, SHIFT_D, SHIFT_L, t, a, 16);
        x64_sse_shift(x, SHIFT_D, SHIFT_RA, t, t, 16);
    }
    x64_sse3r(x, VPSRAVD, t, odd ? a : t, u);
    x64_sse_shift(x, SHIFT_D, SHIFT_L, u, b, odd ? 8 : 24);
    blend(x, false, r, t, u);
}

void x64_vshlv16(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd odd = x64_reg(o->t[2]);
    shift_words(x, o, o->d.reg, false);
    shift_words(x, o, odd.reg, true);
    x64_sse3i(x, PBLENDW, o->d.reg, o->d.reg, &odd, 0xaa);
}
