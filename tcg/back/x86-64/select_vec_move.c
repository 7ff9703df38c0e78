/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of vector moves: between the register files, lanes, permutations, widening, narrowing.
 *
 * In and out: see x64.h; select_vec.c has the rows.  Nothing here raises floating-point flags.
 */
#include "tcg/back/x86-64/simd.h"

static bool wide(const struct x64_ops *o)
{
    return ir_type_size(o->ins->lane) == 8;
}

/* Lane `lane` of a vector in memory. */
static struct x64_opnd lane_at(const struct x64_opnd *m, enum ir_type type, unsigned lane)
{
    struct x64_opnd at = *m;
    at.mem.disp += (int32_t)(lane * ir_type_size(type));
    return at;
}

/* ---- scalars ---- */

static void broadcast(struct x64 *x, enum ir_type lane, unsigned d, const struct x64_opnd *s)
{
    static const uint32_t avx2[] = {VPBROADCASTB, VPBROADCASTW, VPBROADCASTD, VPBROADCASTQ};
    struct x64_opnd rd = x64_reg(d);
    if (x64_has(x, X64_F_AVX2)) {
        x64_sse2(x, avx2[simd_width(lane)], d, s);
        return;
    }
    switch (simd_width(lane)) {
    case 0:
        x64_movaps(x, d, s->reg);
        simd_with(x, PSHUFB, d, d, x64_const128(x, 0, 0));
        break;
    case 1:
        x64_sse2i(x, PSHUFLW, d, s, 0);
        x64_sse2i(x, PSHUFD, d, &rd, 0);
        break;
    case 2: x64_sse2i(x, PSHUFD, d, s, 0); break;
    default: x64_sse2i(x, PSHUFD, d, s, 0x44); break;
    }
}

void x64_vdup_gpr(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd d = x64_reg(o->d.reg);
    if (o->a.kind == X64_MEM) { /* AVX2, 4 or 8 bytes */
        broadcast(x, o->ins->lane, d.reg, &o->a);
        return;
    }
    x64_sse2(x, MOVD_LOAD | (wide(o) ? X64_W : 0), d.reg, &o->a);
    broadcast(x, o->ins->lane, d.reg, &d);
}

void x64_vdup_xmm(struct x64 *x, const struct x64_ops *o)
{
    broadcast(x, o->ins->lane, o->d.reg, &o->a);
}

void x64_vzx_gpr(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd a = o->a;
    if (ir_type_size(o->ins->lane) < 4) {
        bool byte = o->ins->lane == IR_I8;
        x64_rr(x, X64_0F | (byte ? 0xb6 | X64_BYTE : 0xb7), o->t[0], a.reg); /* movzx */
        a = x64_reg(o->t[0]);
    }
    x64_sse2(x, MOVD_LOAD | (wide(o) ? X64_W : 0), o->d.reg, &a);
}

void x64_vzx_extended(struct x64 *x, const struct x64_ops *o)
{
    x64_sse2(x, MOVD_LOAD, o->d.reg, &o->a);
}

void x64_vzx_xmm(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg;
    if (wide(o))
        x64_sse2(x, MOVQ, d, &o->a);
    else if (o->ins->lane == IR_F16)
        simd_with(x, PAND, d, o->a.reg, x64_const128(x, 0xffff, 0));
    else if (o->a.kind == X64_MEM)
        x64_sse2(x, MOVSS, d, &o->a);
    else
        x64_sse3i(x, INSERTPS, d, o->a.reg, &o->a, 0x0e);
}

/* movzx, movsx or mov into d, as the op's lane and type say. */
static void extend(struct x64 *x, const struct x64_ops *o, unsigned d, const struct x64_opnd *s)
{
    static const uint16_t zero[] = {X64_0F | 0xb6, X64_0F | 0xb7, 0x8b, 0x8b};
    static const uint16_t sign[] = {X64_0F | 0xbe, X64_0F | 0xbf, 0x63, 0x8b};
    unsigned width = simd_width(o->ins->lane);
    bool is_signed = o->ins->sub & IR_SIGNED, w = is_signed && o->ins->type == IR_I64;
    uint32_t opc = is_signed ? sign[width] : zero[width];
    if (width == 2 && !w)
        opc = 0x8b;
    if (width == 3 || w)
        opc |= X64_W;
    x64_ro(x, opc | (width == 0 && s->kind == X64_REG ? X64_BYTE : 0), d, s);
}

void x64_vext_gpr(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, lane = (unsigned)o->ins->imm;
    struct x64_opnd rd = x64_reg(d);
    if (o->a.kind == X64_MEM) {
        struct x64_opnd m = lane_at(&o->a, o->ins->lane, lane);
        extend(x, o, d, &m);
        return;
    }
    switch (o->ins->lane) {
    case IR_I8: x64_sse2i(x, PEXTRB, o->a.reg, &rd, lane); break;
    case IR_I16: x64_sse2i(x, PEXTRW, d, &o->a, lane); break;
    default: {
        uint32_t w = wide(o) ? X64_W : 0;
        if (lane)
            x64_sse2i(x, PEXTRD | w, o->a.reg, &rd, lane);
        else
            x64_sse2(x, MOVD_STORE | w, o->a.reg, &rd);
    }
    }
    if (o->ins->sub & IR_SIGNED && !wide(o))
        extend(x, o, d, &rd);
}

void x64_vext_xmm(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, lane = (unsigned)o->ins->imm;
    if (o->a.kind == X64_MEM) {
        struct x64_opnd m = lane_at(&o->a, o->ins->lane, lane);
        x64_sse2(x, wide(o) ? MOVQ : MOVSS, d, &m);
    } else if (lane == 0) {
        x64_movaps(x, d, o->a.reg);
    } else if (o->ins->lane == IR_F16) {
        x64_sse_shift(x, SHIFT_Q, SHIFT_BYTES_R, d, o->a.reg, 2 * lane);
    } else {
        x64_sse2i(x, PSHUFD, d, &o->a, wide(o) ? 0xee : lane * 0x55);
    }
}

void x64_vins_gpr(struct x64 *x, const struct x64_ops *o)
{
    static const uint32_t opcodes[] = {PINSRB, PINSRW, PINSRD, PINSRD | X64_W};
    x64_sse3i(x, opcodes[simd_width(o->ins->lane)], o->d.reg, o->a.reg, &o->b,
              (unsigned)o->ins->imm);
}

void x64_vins_f16(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd r = x64_reg(o->t[0]);
    x64_sse2(x, MOVD_STORE, o->b.reg, &r);
    x64_sse3i(x, PINSRW, o->d.reg, o->a.reg, &r, (unsigned)o->ins->imm);
}

void x64_vins_f32(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3i(x, INSERTPS, o->d.reg, o->a.reg, &o->b, (unsigned)o->ins->imm << 4);
}

void x64_vins_f64(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3(x, o->ins->imm ? UNPCKLPD : MOVSD, o->d.reg, o->a.reg, &o->b);
}

void x64_vinsv_wide(struct x64 *x, const struct x64_ops *o)
{
    unsigned to = o->ins->imm & 255, from = (unsigned)(o->ins->imm >> 8);
    unsigned d = o->d.reg, a = o->a.reg, b = o->b.reg;
    if (!wide(o))
        x64_sse3i(x, INSERTPS, d, a, &o->b, from << 6 | to << 4);
    else if (to)
        x64_sse3i(x, SHUFPD, d, a, &o->b, from << 1);
    else
        x64_sse3i(x, SHUFPD, d, b, &o->a, from | 2);
}

void x64_vinsv_narrow(struct x64 *x, const struct x64_ops *o)
{
    unsigned to = o->ins->imm & 255, from = (unsigned)(o->ins->imm >> 8);
    struct x64_opnd r = x64_reg(o->t[0]);
    bool byte = o->ins->lane == IR_I8;
    if (byte)
        x64_sse2i(x, PEXTRB, o->b.reg, &r, from);
    else
        x64_sse2i(x, PEXTRW, r.reg, &o->b, from);
    x64_sse3i(x, byte ? PINSRB : PINSRW, o->d.reg, o->a.reg, &r, to);
}

/* d = bytes of a by a constant table. */
static void shuffle(struct x64 *x, unsigned d, unsigned a, const uint8_t table[16])
{
    uint64_t q[2];
    __builtin_memcpy(q, table, 16);
    simd_with(x, PSHUFB, d, a, x64_const128(x, q[0], q[1]));
}

void x64_vdupv(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, lane = (unsigned)o->ins->imm, bytes = ir_type_size(o->ins->lane);
    if (bytes >= 4) {
        x64_sse2i(x, PSHUFD, d, &o->a, bytes == 4 ? lane * 0x55 : lane ? 0xee : 0x44);
    } else if (lane == 0 && x64_has(x, X64_F_AVX2)) {
        broadcast(x, o->ins->lane, d, &o->a);
    } else {
        uint8_t table[16];
        for (unsigned i = 0; i < 16; i++)
            table[i] = (uint8_t)(lane * bytes + i % bytes);
        shuffle(x, d, o->a.reg, table);
    }
}

void x64_vhigh(struct x64 *x, const struct x64_ops *o)
{
    x64_sse_shift(x, SHIFT_Q, SHIFT_BYTES_R, o->d.reg, o->a.reg, 8);
}

void x64_bitcast_to_xmm(struct x64 *x, const struct x64_ops *o)
{
    x64_sse2(x, MOVD_LOAD | (o->ins->type == IR_F64 ? X64_W : 0), o->d.reg, &o->a);
}

void x64_bitcast_to_gpr(struct x64 *x, const struct x64_ops *o)
{
    enum ir_type from = ir_result_type(&x64_region(x)->ins[o->ins->a]);
    uint32_t w = o->ins->type == IR_I64 ? X64_W : 0;
    unsigned d = o->d.reg;
    if (o->a.kind == X64_MEM)
        x64_ro(x, from == IR_F16 ? X64_0F | 0xb7 : 0x8b | w, d, &o->a);
    else if (from == IR_F16)
        x64_sse2i(x, PEXTRW, d, &o->a, 0);
    else
        x64_sse2(x, MOVD_STORE | w, o->a.reg, &o->d);
}

void x64_bitcast_copy(struct x64 *x, const struct x64_ops *o)
{
    x64_movaps(x, o->d.reg, o->a.reg);
}

/* ---- permutations ---- */

/* Bytes or words: the even or odd ones of s, zero-extended to twice the width. */
static void every_other(struct x64 *x, bool bytes, bool odd, unsigned d, unsigned s)
{
    if (odd)
        x64_sse_shift(x, bytes ? SHIFT_W : SHIFT_D, SHIFT_RL, d, s, bytes ? 8 : 16);
    else
        simd_with(x, PAND, d, s,
                  bytes ? simd_splat(x, IR_I16, 0xff) : simd_splat(x, IR_I32, 0xffff));
}

/* Even or odd lanes of a:b.  For bytes and words d differs from a and b, and t is needed. */
static void unzip(struct x64 *x, const struct x64_ops *o, unsigned width, bool odd)
{
    unsigned d = o->d.reg, t = o->t[0], a = o->a.reg, b = o->b.reg;
    if (width == 3) {
        x64_sse3r(x, odd ? PUNPCKHQDQ : PUNPCKLQDQ, d, a, b);
    } else if (width == 2) {
        x64_sse3i(x, SHUFPS, d, a, &o->b, odd ? 0xdd : 0x88);
    } else {
        every_other(x, width == 0, odd, d, a);
        if (a == b) {
            t = d;
        } else {
            every_other(x, width == 0, odd, t, b);
        }
        x64_sse3r(x, width == 0 ? PACKUSWB : PACKUSDW, d, d, t);
    }
}

void x64_vuzp(struct x64 *x, const struct x64_ops *o)
{
    unzip(x, o, simd_width(o->ins->lane), o->ins->op == IR_VUZP2);
}

/* TRN1 moves b's even lanes up, TRN2 a's odd lanes down; the other operand keeps the rest. */
void x64_vtrn(struct x64 *x, const struct x64_ops *o)
{
    static const uint32_t groups[] = {SHIFT_W, SHIFT_D, SHIFT_Q};
    unsigned d = o->d.reg, t = o->t[0], width = simd_width(o->ins->lane);
    bool second = o->ins->op == IR_VTRN2;
    struct x64_opnd rt = x64_reg(t);
    x64_sse_shift(x, groups[width], second ? SHIFT_RL : SHIFT_L, t, second ? o->a.reg : o->b.reg,
                  8u << width);
    if (width == 0) {
        simd_with(x, PAND, d, second ? o->b.reg : o->a.reg,
                  simd_splat(x, IR_I16, second ? 0xff00 : 0x00ff));
        x64_sse3(x, POR, d, d, &rt);
        return;
    }
    unsigned odd = width == 1 ? 0xaa : 0xcc;
    if (second)
        x64_sse3i(x, PBLENDW, d, t, &o->b, odd);
    else
        x64_sse3i(x, PBLENDW, d, o->a.reg, &rt, odd);
}

void x64_vrev(struct x64 *x, const struct x64_ops *o)
{
    unsigned bytes = ir_type_size(o->ins->lane), box = (unsigned)o->ins->imm;
    if (bytes == 4 && box == 8) {
        x64_sse2i(x, PSHUFD, o->d.reg, &o->a, 0xb1);
        return;
    }
    uint8_t table[16];
    for (unsigned i = 0; i < 16; i++) {
        unsigned lane = i % box / bytes;
        table[i] = (uint8_t)(i - i % box + (box / bytes - 1 - lane) * bytes + i % bytes);
    }
    shuffle(x, o->d.reg, o->a.reg, table);
}

void x64_vextb(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3i(x, PALIGNR, o->d.reg, o->b.reg, &o->a, (unsigned)o->ins->imm);
}

/* PSHUFB gives zero for indices with bit 7: adding 0x70 sets it from 16 on, and keeps the low 4. */
void x64_vtbl(struct x64 *x, const struct x64_ops *o)
{
    simd_with(x, PADDUSB, o->t[0], o->b.reg, simd_splat(x, IR_I8, 0x70));
    x64_sse3r(x, PSHUFB, o->d.reg, o->a.reg, o->t[0]);
}

void x64_vtbl_const(struct x64 *x, const struct x64_ops *o)
{
    const struct ir_ins *index = &x64_region(x)->ins[o->ins->b];
    uint64_t q[2] = {index->imm, ir_vconst_hi(index)};
    uint8_t table[16];
    __builtin_memcpy(table, q, 16);
    for (unsigned i = 0; i < 16; i++)
        table[i] = table[i] < 16 ? table[i] : 0x80;
    shuffle(x, o->d.reg, o->a.reg, table);
}

/* ---- widening and narrowing ---- */

void x64_vlengthen(struct x64 *x, const struct x64_ops *o)
{
    static const uint32_t sign[] = {PMOVSXBW, PMOVSXWD, PMOVSXDQ};
    static const uint32_t zero[] = {PMOVZXBW, PMOVZXWD, PMOVZXDQ};
    unsigned d = o->d.reg, width = simd_width(o->ins->lane);
    uint32_t opc = o->ins->op == IR_VSXL ? sign[width] : zero[width];
    if (o->ins->sub & IR_HI) {
        x64_sse2i(x, PSHUFD, d, &o->a, 0xee);
        x64_sse2r(x, opc, d, d);
    } else {
        x64_sse2(x, opc, d, &o->a);
    }
}

void x64_vnarrow(struct x64 *x, const struct x64_ops *o)
{
    unzip(x, o, simd_width(o->ins->lane) - 1, false);
}

/* The second operand is zero. */
void x64_vnarrow_zero(struct x64 *x, const struct x64_ops *o)
{
    unsigned bytes = ir_type_size(o->ins->lane), half = bytes / 2;
    uint8_t table[16];
    for (unsigned i = 0; i < 16; i++)
        table[i] = i < 8 ? (uint8_t)(i / half * bytes + i % half) : 0x80;
    shuffle(x, o->d.reg, o->a.reg, table);
}

/* Unsigned to unsigned: what the host's packing takes for negative is made the maximum before. */
void x64_vqnarrow(struct x64 *x, const struct x64_ops *o)
{
    bool words = o->ins->lane == IR_I16;
    unsigned d = o->d.reg, t = o->t[0];
    struct x64_opnd limit = simd_splat(x, o->ins->lane, words ? 0xff : 0xffff);
    simd_with(x, words ? PMINUW : PMINUD, t, o->b.reg, limit);
    simd_with(x, words ? PMINUW : PMINUD, d, o->a.reg, limit);
    x64_sse3r(x, words ? PACKUSWB : PACKUSDW, d, d, t);
}

/* 64 to 32 bits: the low halves, and what the upper halves say about them. */
void x64_vqnarrow64(struct x64 *x, const struct x64_ops *o)
{
    unsigned low = o->d.reg, high = o->t[0], t = o->t[1], u = o->t[2];
    x64_sse3i(x, SHUFPS, low, o->a.reg, &o->b, 0x88);
    x64_sse3i(x, SHUFPS, high, o->a.reg, &o->b, 0xdd);
    if (o->ins->op == IR_VQNARROWS) {
        x64_sse_shift(x, SHIFT_D, SHIFT_RA, t, low, 31);
        x64_sse3r(x, PCMPEQD, t, t, high); /* fits */
        x64_sse_shift(x, SHIFT_D, SHIFT_RA, u, high, 31);
        simd_with(x, PXOR, u, u, simd_splat(x, IR_I32, 0x7fffffff));
        x64_sse3r(x, PAND, low, low, t);
        x64_sse3r(x, PANDN, t, t, u);
        x64_sse3r(x, POR, low, low, t);
        return;
    }
    simd_zero(x, t);
    x64_sse3r(x, PCMPEQD, t, t, high);
    simd_with(x, PXOR, t, t, x64_const128(x, ~0ull, ~0ull));
    x64_sse3r(x, POR, low, low, t);
    if (o->ins->op == IR_VQNARROWU)
        return;
    x64_sse_shift(x, SHIFT_D, SHIFT_RA, high, high, 31); /* negative: zero */
    x64_sse3r(x, PANDN, high, high, low);
    x64_movaps(x, low, high);
}
