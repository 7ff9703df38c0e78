/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of vector ops that cross lanes or change their width: products, pairs, reductions,
 * counting bits, dot products.
 *
 * In and out: see x64.h; select_vec.c has the rows.
 */
#include "tcg/back/x86-64/simd.h"

/* ---- products ---- */

/* Bytes are extended; words give the two halves of the product; doublewords are spread out. */
void x64_vmull(struct x64 *x, const struct x64_ops *o)
{
    bool is_signed = o->ins->op == IR_VMULLS, high = o->ins->sub & IR_HI;
    unsigned d = o->d.reg, t = o->t[0], a = o->a.reg, b = o->b.reg;
    switch (o->ins->lane) {
    case IR_I8: {
        uint32_t extend = is_signed ? PMOVSXBW : PMOVZXBW;
        if (high) {
            x64_sse2i(x, PSHUFD, d, &o->a, 0xee);
            x64_sse2i(x, PSHUFD, t, &o->b, 0xee);
            a = d;
            b = t;
        }
        x64_sse2r(x, extend, d, a);
        x64_sse2r(x, extend, t, b);
        x64_sse3r(x, PMULLW, d, d, t);
        break;
    }
    case IR_I16:
        x64_sse3r(x, PMULLW, d, a, b);
        x64_sse3r(x, is_signed ? PMULHW : PMULHUW, t, a, b);
        x64_sse3r(x, high ? PUNPCKHWD : PUNPCKLWD, d, d, t);
        break;
    default:
        x64_sse2i(x, PSHUFD, d, &o->a, high ? 0xfa : 0x50);
        x64_sse2i(x, PSHUFD, t, &o->b, high ? 0xfa : 0x50);
        x64_sse3r(x, is_signed ? PMULDQ : PMULUDQ, d, d, t);
    }
}

/* Only the square of the least number gives the bits of the least number: saturate. */
static void saturate_square(struct x64 *x, enum ir_type lane, unsigned d, unsigned t)
{
    uint64_t least = 1ull << (ir_type_size(lane) * 8 - 1);
    simd_with(x, simd_eq(lane), t, d, simd_splat(x, lane, least));
    x64_sse3r(x, PXOR, d, d, t);
}

void x64_vqdmulh16(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0];
    if (o->ins->op == IR_VQRDMULH) {
        x64_sse3(x, PMULHRSW, d, o->a.reg, &o->b);
    } else {
        x64_sse3(x, PMULHW, d, o->a.reg, &o->b);
        x64_sse3(x, PMULLW, t, o->a.reg, &o->b);
        x64_sse3r(x, PADDW, d, d, d);
        x64_sse_shift(x, SHIFT_W, SHIFT_RL, t, t, 15);
        x64_sse3r(x, POR, d, d, t);
    }
    saturate_square(x, IR_I16, d, t);
}

static void double_round(struct x64 *x, const struct x64_ops *o, unsigned d)
{
    x64_sse3r(x, PADDQ, d, d, d);
    if (o->ins->op == IR_VQRDMULH)
        simd_with(x, PADDQ, d, d, simd_splat(x, IR_I64, 0x80000000));
}

/* Even lanes in d, odd ones in t, as quadwords whose upper halves are wanted. */
void x64_vqdmulh32(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1];
    struct x64_opnd rt = x64_reg(t);
    x64_sse_shift(x, SHIFT_Q, SHIFT_RL, t, o->a.reg, 32);
    x64_sse_shift(x, SHIFT_Q, SHIFT_RL, u, o->b.reg, 32);
    x64_sse3r(x, PMULDQ, t, t, u);
    x64_sse3(x, PMULDQ, d, o->a.reg, &o->b);
    double_round(x, o, d);
    double_round(x, o, t);
    x64_sse_shift(x, SHIFT_Q, SHIFT_RL, d, d, 32);
    x64_sse3i(x, PBLENDW, d, d, &rt, 0xcc);
    saturate_square(x, IR_I32, d, t);
}

void x64_vpmull64(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3i(x, PCLMULQDQ, o->d.reg, o->a.reg, &o->b, o->ins->sub & IR_HI ? 0x11 : 0);
}

/* ---- pairs ---- */

/* The op on two lanes that a pairwise or reducing op does; rows allow i8, i16, i32 (add: i64). */
static uint32_t pair_opcode(enum ir_opcode op, enum ir_type lane)
{
    static const uint32_t opcodes[5][4] = {
        {PADDB, PADDW, PADDD, PADDQ}, {PMINSB, PMINSW, PMINSD, 0}, {PMAXSB, PMAXSW, PMAXSD, 0},
        {PMINUB, PMINUW, PMINUD, 0},  {PMAXUB, PMAXUW, PMAXUD, 0},
    };
    unsigned row = 0;
    switch (op) {
    case IR_VADDP:
    case IR_VREDADD: row = 0; break;
    case IR_VMINSP:
    case IR_VREDMINS: row = 1; break;
    case IR_VMAXSP:
    case IR_VREDMAXS: row = 2; break;
    case IR_VMINUP:
    case IR_VREDMINU: row = 3; break;
    default: row = 4; break;
    }
    return opcodes[row][simd_width(lane)];
}

/* d = the even lanes of s, then the odd ones. */
static void even_odd(struct x64 *x, enum ir_type lane, unsigned d, unsigned s)
{
    struct x64_opnd order = lane == IR_I8 ? x64_const128(x, 0x0e0c0a0806040200, 0x0f0d0b0907050301)
                                          : x64_const128(x, 0x0d0c090805040100, 0x0f0e0b0a07060302);
    simd_with(x, PSHUFB, d, s, order);
}

void x64_vpair(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1], a = o->a.reg, b = o->b.reg;
    enum ir_type lane = o->ins->lane;
    if (lane == IR_I32) {
        x64_sse3i(x, SHUFPS, t, a, &o->b, 0x88);
        x64_sse3i(x, SHUFPS, d, a, &o->b, 0xdd);
    } else if (a == b) {
        struct x64_opnd rd = x64_reg(d);
        even_odd(x, lane, d, a);
        x64_sse2i(x, PSHUFD, t, &rd, 0x4e);
    } else {
        even_odd(x, lane, t, a);
        even_odd(x, lane, u, b);
        x64_sse3r(x, PUNPCKLQDQ, d, t, u);
        x64_sse3r(x, PUNPCKHQDQ, t, t, u);
    }
    x64_sse3r(x, pair_opcode(o->ins->op, lane), d, d, t);
}

void x64_vpair64(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3r(x, PUNPCKLQDQ, o->t[0], o->a.reg, o->b.reg);
    x64_sse3r(x, PUNPCKHQDQ, o->d.reg, o->a.reg, o->b.reg);
    x64_sse3r(x, PADDQ, o->d.reg, o->d.reg, o->t[0]);
}

/* Multiplying by ones adds pairs; otherwise the two halves are extended. */
void x64_vpaddl(struct x64 *x, const struct x64_ops *o)
{
    bool is_signed = o->ins->op == IR_VPADDLS;
    unsigned d = o->d.reg, t = o->t[0], a = o->a.reg;
    struct x64_opnd ones = simd_splat(x, o->ins->lane, 1);
    if (o->ins->lane == IR_I8) {
        if (is_signed) { /* the first operand is the unsigned one */
            x64_sse2(x, SIMD_NP(0x28), d, &ones);
            x64_sse3(x, PMADDUBSW, d, d, &o->a);
        } else {
            simd_with(x, PMADDUBSW, d, a, ones);
        }
    } else if (o->ins->lane == IR_I16) {
        if (is_signed) {
            simd_with(x, PMADDWD, d, a, ones);
            return;
        }
        x64_sse_shift(x, SHIFT_D, SHIFT_RL, t, a, 16);
        simd_with(x, PAND, d, a, simd_splat(x, IR_I32, 0xffff));
        x64_sse3r(x, PADDD, d, d, t);
    } else {
        x64_sse_shift(x, SHIFT_Q, SHIFT_RL, t, a, 32);
        simd_with(x, is_signed ? PMULDQ : PMULUDQ, t, t, ones);
        simd_with(x, is_signed ? PMULDQ : PMULUDQ, d, a, ones);
        x64_sse3r(x, PADDQ, d, d, t);
    }
}

/* ---- across all lanes ---- */

/* t = op of t's halves: s holds the upper one in its lower half. */
static void fold(struct x64 *x, const struct x64_ops *o, unsigned t, unsigned s, unsigned source)
{
    x64_sse3r(x, pair_opcode(o->ins->op, o->ins->lane), t, s, source);
}

/* The sum of bytes: against zero, absolute differences add them up. */
static void sum_bytes(struct x64 *x, const struct x64_ops *o)
{
    unsigned t = o->t[0], u = o->t[1];
    struct x64_opnd rt = x64_reg(t);
    simd_zero(x, u);
    x64_sse3r(x, PSADBW, t, o->a.reg, u);
    if (!(o->ins->sub & IR_V64)) {
        x64_sse2i(x, PSHUFD, u, &rt, 0xee);
        x64_sse3r(x, PADDD, t, t, u);
    }
    x64_sse2i(x, PEXTRB, t, &o->d, 0);
}

void x64_vreduce(struct x64 *x, const struct x64_ops *o)
{
    unsigned t = o->t[0], u = o->t[1], s = o->a.reg, bytes = ir_type_size(o->ins->lane);
    struct x64_opnd rs = o->a;
    if (o->ins->op == IR_VREDADD && bytes == 1) {
        sum_bytes(x, o);
        return;
    }
    if (!(o->ins->sub & IR_V64)) {
        x64_sse2i(x, PSHUFD, u, &rs, 0xee);
        fold(x, o, t, u, s);
        s = t;
        rs = x64_reg(t);
    }
    if (bytes <= 4) {
        x64_sse2i(x, PSHUFD, u, &rs, 0x55);
        fold(x, o, u, u, s);
        s = u;
    }
    if (bytes <= 2) {
        x64_sse_shift(x, SHIFT_D, SHIFT_RL, t, s, 16);
        fold(x, o, t, t, s);
        s = t;
    }
    if (bytes == 1) {
        x64_sse_shift(x, SHIFT_W, SHIFT_RL, u, s, 8);
        fold(x, o, u, u, s);
        s = u;
    }
    rs = x64_reg(s);
    if (bytes == 1)
        x64_sse2i(x, PEXTRB, s, &o->d, 0);
    else if (bytes == 2)
        x64_sse2i(x, PEXTRW, o->d.reg, &rs, 0);
    else
        x64_sse2(x, MOVD_STORE | (bytes == 8 ? X64_W : 0), s, &o->d);
}

/* ---- sign bits ---- */

void x64_vbits(struct x64 *x, const struct x64_ops *o)
{
    x64_sse2(x, o->row->arg, o->d.reg, &o->a);
}

/* Saturation keeps the signs; each comes twice. */
void x64_vbits16(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd rt = x64_reg(o->t[0]);
    x64_sse3r(x, PACKSSWB, o->t[0], o->a.reg, o->a.reg);
    x64_sse2(x, PMOVMSKB, o->d.reg, &rt);
    x64_rr(x, X64_0F | 0xb6 | X64_BYTE, o->d.reg, o->d.reg); /* movzx */
}

/* ---- bits of bytes, by tables of the 16 values of a nibble ---- */

/* low, high = the nibbles of a's bytes */
static void nibbles(struct x64 *x, unsigned low, unsigned high, unsigned a)
{
    struct x64_opnd mask = simd_splat(x, IR_I8, 15);
    x64_sse_shift(x, SHIFT_W, SHIFT_RL, high, a, 4);
    simd_with(x, PAND, high, high, mask);
    simd_with(x, PAND, low, a, mask);
}

/* d = table[index]; d differs from index */
static void lookup(struct x64 *x, unsigned d, uint64_t table_low, uint64_t table_high,
                   unsigned index)
{
    struct x64_opnd table = x64_const128(x, table_low, table_high);
    x64_sse2(x, SIMD_NP(0x28), d, &table); /* movaps */
    x64_sse3r(x, PSHUFB, d, d, index);
}

void x64_vpopcnt(struct x64 *x, const struct x64_ops *o)
{
    const uint64_t low = 0x0302020102010100, high = 0x0403030203020201;
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1];
    nibbles(x, t, u, o->a.reg);
    lookup(x, d, low, high, t);
    lookup(x, t, low, high, u);
    x64_sse3r(x, PADDB, d, d, t);
}

/* Leading zeros of bytes: of the upper nibble, or 4 + those of the lower, whichever is less; a
   lane twice as wide then adds its lower half's if the upper half is zero. */
void x64_vclz(struct x64 *x, const struct x64_ops *o)
{
    static const uint32_t groups[] = {SHIFT_W, SHIFT_D, SHIFT_Q};
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1];
    nibbles(x, t, u, o->a.reg);
    lookup(x, d, 0x0505050506060708, 0x0404040404040404, t);
    lookup(x, t, 0x0101010102020308, 0, u);
    x64_sse3r(x, PMINUB, d, d, t);
    for (unsigned width = 1; width <= simd_width(o->ins->lane); width++) {
        enum ir_type lane = IR_I8 + width;
        unsigned half = 4u << width;
        x64_sse_shift(x, groups[width - 1], SHIFT_RL, t, d, half);
        simd_with(x, simd_eq(lane), u, t, simd_splat(x, lane, half));
        x64_sse3r(x, PAND, u, u, d);
        simd_with(x, PAND, u, u, simd_splat(x, lane, (1ull << half) - 1));
        x64_sse3r(x, simd_add(lane), t, t, u);
        x64_movaps(x, d, t);
    }
}

void x64_vbrev(struct x64 *x, const struct x64_ops *o)
{
    const uint64_t low = 0x0e060a020c040800, high = 0x0f070b030d050901;
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1];
    nibbles(x, t, u, o->a.reg);
    lookup(x, d, low << 4, high << 4, t);
    lookup(x, t, low, high, u);
    x64_sse3r(x, POR, d, d, t);
}

/* ---- dot products ---- */

/* The even or odd bytes of s as words. */
static void bytes_as_words(struct x64 *x, bool is_signed, bool odd, unsigned d, unsigned s)
{
    if (!is_signed && !odd) {
        simd_with(x, PAND, d, s, simd_splat(x, IR_I16, 0xff));
        return;
    }
    if (!odd) {
        x64_sse_shift(x, SHIFT_W, SHIFT_L, d, s, 8);
        s = d;
    }
    x64_sse_shift(x, SHIFT_W, is_signed ? SHIFT_RA : SHIFT_RL, d, s, 8);
}

void x64_vdot(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1];
    bool b_signed = o->ins->op == IR_VDOTS, c_signed = o->ins->op != IR_VDOTU;
    for (unsigned odd = 0; odd < 2; odd++) {
        bytes_as_words(x, b_signed, odd, t, o->b.reg);
        bytes_as_words(x, c_signed, odd, u, o->c.reg);
        x64_sse3r(x, PMADDWD, t, t, u);
        x64_sse3r(x, PADDD, d, odd ? d : o->a.reg, t);
    }
}
