/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The x86-64 instruction encoder: prefixes, ModRM, VEX, labels, constant pool.
 *
 * In and out: see encode.h.  Invariants: x64_room keeps 64 bytes free before each instruction, so
 * that no byte needs a check of its own; label and pool fields are offsets from x->base.
 * Source: Intel SDM volume 2, chapter 2 (instruction format) and the opcode maps.
 */
#include "tcg/back/x86-64/internal.h"

#include <string.h>

enum { UNBOUND = ~0u };

void x64_room(struct x64 *x)
{
    if (__builtin_expect(x->end - x->p < 64, 0)) {
        x->overflow = true;
        x->p = x->base;
    }
}

void x64_u8(struct x64 *x, unsigned v)
{
    *x->p++ = (uint8_t)v;
}

void x64_u32(struct x64 *x, uint32_t v)
{
    memcpy(x->p, &v, 4);
    x->p += 4;
}

void x64_u64(struct x64 *x, uint64_t v)
{
    memcpy(x->p, &v, 8);
    x->p += 8;
}

static void imm_bytes(struct x64 *x, int64_t imm, unsigned bytes)
{
    memcpy(x->p, &imm, bytes);
    x->p += bytes;
}

/* ModRM, SIB and displacement of a memory operand; `trail` immediate bytes will follow. */
static inline void modrm_mem(struct x64 *x, unsigned reg, const struct x64_mem *m, unsigned trail)
{
    unsigned r = (reg & 7) << 3;
    uint8_t *p = x->p; /* a byte that is stored may be any variable, x->p too */
    if (__builtin_expect(m->pool, 0)) {
        x64_u8(x, r | 5);
        struct x64_poolfix *f = vec_push(&x->poolfix, sizeof *f);
        *f = (struct x64_poolfix){(uint32_t)(x->p - x->base), (uint32_t)m->disp, trail};
        x64_u32(x, 0);
        return;
    }
    if (__builtin_expect(m->base == X64_NOREG, 0)) {
        x64_u8(x, r | 4);
        x64_u8(x, (m->index == X64_NOREG ? 0x25 : m->scale << 6 | (m->index & 7) << 3 | 5));
        x64_u32(x, (uint32_t)m->disp);
        return;
    }
    unsigned base = m->base & 7;
    int32_t disp = m->disp;
    bool sib = m->index != X64_NOREG || base == 4;
    unsigned mod = disp == 0 && base != 5 ? 0 : disp == (int8_t)disp ? 0x40 : 0x80;
    *p++ = (uint8_t)(mod | r | (sib ? 4 : base));
    if (sib)
        *p++ = (uint8_t)((m->index == X64_NOREG ? 4 << 3 : m->scale << 6 | (m->index & 7) << 3) |
                         base);
    if (mod) {
        memcpy(p, &disp, 4);
        p += mod == 0x40 ? 1 : 4;
    }
    x->p = p;
}

static unsigned rex_mem(const struct x64_mem *m)
{
    unsigned rex = 0;
    if (m->base != X64_NOREG && !m->pool)
        rex |= m->base >> 3 & 1;
    if (m->index != X64_NOREG && !m->pool)
        rex |= (m->index >> 3 & 1) << 1;
    return rex;
}

/* Prefixes and opcode bytes of the legacy encoding. */
static inline void legacy_head(struct x64 *x, uint32_t opc, unsigned rex, bool force)
{
    static const uint8_t prefix[4] = {0, 0x66, 0xf3, 0xf2};
    unsigned pre = opc >> 10 & 3, map = opc >> 8 & 3;
    uint8_t *p = x->p;
    if (pre)
        *p++ = prefix[pre];
    if (opc & X64_W)
        rex |= 8;
    if (rex || force)
        *p++ = (uint8_t)(0x40 | rex);
    if (map) {
        *p++ = 0x0f;
        if (map > 1)
            *p++ = map == 2 ? 0x38 : 0x3a;
    }
    *p++ = (uint8_t)opc;
    x->p = p;
}

void x64_rr(struct x64 *x, uint32_t opc, unsigned reg, unsigned rm)
{
    x64_room(x);
    bool force = opc & X64_BYTE && (reg >= 4 || rm >= 4);
    legacy_head(x, opc, (reg >> 3 & 1) << 2 | (rm >> 3 & 1), force);
    x64_u8(x, 0xc0 | (reg & 7) << 3 | (rm & 7));
}

static void rm_trail(struct x64 *x, uint32_t opc, unsigned reg, const struct x64_mem *m,
                     unsigned trail)
{
    x64_room(x);
    if (m->guest)
        x64_fault_here(x);
    if (m->wrap)
        x64_u8(x, 0x67);
    bool force = opc & X64_BYTE && reg >= 4;
    legacy_head(x, opc, (reg >> 3 & 1) << 2 | rex_mem(m), force);
    modrm_mem(x, reg, m, trail);
}

void x64_rm(struct x64 *x, uint32_t opc, unsigned reg, const struct x64_mem *m)
{
    rm_trail(x, opc, reg, m, 0);
}

/* opcode reg, [rbp + disp]: the same as x64_rm, in fewer steps. */
void x64_state(struct x64 *x, uint32_t opc, unsigned reg, int32_t disp)
{
    x64_room(x);
    uint8_t *p = x->p;
    unsigned rex = (opc & X64_W ? 8 : 0) | (reg >> 3 & 1) << 2;
    bool small = disp == (int8_t)disp;
    if (rex)
        *p++ = (uint8_t)(0x40 | rex);
    *p++ = (uint8_t)opc;
    *p++ = (uint8_t)((small ? 0x40 : 0x80) | (reg & 7) << 3 | RBP);
    memcpy(p, &disp, 4);
    x->p = p + (small ? 1 : 4);
}

void x64_ro(struct x64 *x, uint32_t opc, unsigned reg, const struct x64_opnd *o)
{
    if (o->kind == X64_REG)
        x64_rr(x, opc, reg, o->reg);
    else
        rm_trail(x, opc, reg, &o->mem, 0);
}

void x64_roi(struct x64 *x, uint32_t opc, unsigned reg, const struct x64_opnd *o, int64_t imm,
             unsigned bytes)
{
    if (o->kind == X64_REG)
        x64_rr(x, opc, reg, o->reg);
    else
        rm_trail(x, opc, reg, &o->mem, bytes);
    imm_bytes(x, imm, bytes);
}

/* ---- VEX ---- */

static void vex_any(struct x64 *x, uint32_t opc, unsigned reg, unsigned v, const struct x64_opnd *o,
                    unsigned trail)
{
    x64_room(x);
    if (o->kind == X64_MEM && o->mem.guest)
        x64_fault_here(x);
    if (o->kind == X64_MEM && o->mem.wrap)
        x64_u8(x, 0x67);
    unsigned rex = o->kind == X64_REG ? o->reg >> 3 & 1 : rex_mem(&o->mem);
    unsigned map = opc >> 8 & 3, pp = opc >> 10 & 3, w = opc & X64_W ? 0x80 : 0;
    unsigned r = reg & 8 ? 0 : 0x80;
    unsigned tail = (~v & 15) << 3 | (opc & X64_L256 ? 4 : 0) | pp;
    if (map == 1 && !w && !rex) {
        x64_u8(x, 0xc5);
        x64_u8(x, r | tail);
    } else {
        x64_u8(x, 0xc4);
        x64_u8(x, r | (rex & 2 ? 0 : 0x40) | (rex & 1 ? 0 : 0x20) | map);
        x64_u8(x, w | tail);
    }
    x64_u8(x, opc & 0xff);
    if (o->kind == X64_REG)
        x64_u8(x, 0xc0 | (reg & 7) << 3 | (o->reg & 7));
    else
        modrm_mem(x, reg, &o->mem, trail);
}

void x64_vex(struct x64 *x, uint32_t opc, unsigned reg, unsigned v, const struct x64_opnd *o)
{
    vex_any(x, opc, reg, v, o, 0);
}

void x64_vexi(struct x64 *x, uint32_t opc, unsigned reg, unsigned v, const struct x64_opnd *o,
              unsigned imm8)
{
    vex_any(x, opc, reg, v, o, 1);
    x64_u8(x, imm8);
}

void x64_evexi(struct x64 *x, uint32_t opc, unsigned reg, unsigned rm, unsigned imm8)
{
    unsigned map = opc >> 8 & 3, pp = opc >> 10 & 3, w = opc & X64_W ? 0x80 : 0;
    x64_room(x);
    x64_u8(x, 0x62);
    x64_u8(x, (reg & 8 ? 0 : 0x80) | 0x40 | (rm & 8 ? 0 : 0x20) | 0x10 | map);
    x64_u8(x, w | 0x7c | pp); /* no second source */
    x64_u8(x, 0x08);
    x64_u8(x, opc & 0xff);
    x64_u8(x, 0xc0 | (reg & 7) << 3 | (rm & 7));
    x64_u8(x, imm8);
}

void x64_vzeroupper(struct x64 *x)
{
    x64_room(x);
    x64_u8(x, 0xc5);
    x64_u8(x, 0xf8);
    x64_u8(x, 0x77);
}

void x64_sse2(struct x64 *x, uint32_t opc, unsigned d, const struct x64_opnd *s)
{
    if (x->avx)
        vex_any(x, opc, d, 0, s, 0);
    else
        x64_ro(x, opc, d, s);
}

void x64_sse2i(struct x64 *x, uint32_t opc, unsigned d, const struct x64_opnd *s, unsigned imm8)
{
    if (x->avx)
        x64_vexi(x, opc, d, 0, s, imm8);
    else
        x64_roi(x, opc, d, s, imm8, 1);
}

void x64_sse3(struct x64 *x, uint32_t opc, unsigned d, unsigned a, const struct x64_opnd *b)
{
    if (x->avx) {
        vex_any(x, opc, d, a, b, 0);
        return;
    }
    x64_movaps(x, d, a);
    x64_ro(x, opc, d, b);
}

void x64_sse3i(struct x64 *x, uint32_t opc, unsigned d, unsigned a, const struct x64_opnd *b,
               unsigned imm8)
{
    if (x->avx) {
        x64_vexi(x, opc, d, a, b, imm8);
        return;
    }
    x64_movaps(x, d, a);
    x64_roi(x, opc, d, b, imm8, 1);
}

void x64_sse_shift(struct x64 *x, uint32_t opc, unsigned ext, unsigned d, unsigned a, unsigned imm8)
{
    if (x->avx) {
        struct x64_opnd o = x64_reg(a);
        x64_vexi(x, opc, ext, d, &o, imm8);
        return;
    }
    x64_movaps(x, d, a);
    x64_rr(x, opc, ext, d);
    x64_u8(x, imm8);
}

void x64_sse2r(struct x64 *x, uint32_t opc, unsigned d, unsigned s)
{
    struct x64_opnd o = x64_reg(s);
    x64_sse2(x, opc, d, &o);
}

void x64_sse3r(struct x64 *x, uint32_t opc, unsigned d, unsigned a, unsigned b)
{
    struct x64_opnd o = x64_reg(b);
    x64_sse3(x, opc, d, a, &o);
}

void x64_movaps(struct x64 *x, unsigned d, unsigned s)
{
    if (d != s)
        x64_sse2r(x, X64_OPC(X64_NP0, X64_0F, 0x28), d, s);
}

/* ---- general registers ---- */

void x64_mov(struct x64 *x, bool w, unsigned d, unsigned s)
{
    x64_rr(x, 0x8b | (w ? X64_W : 0), d, s);
}

void x64_movi(struct x64 *x, unsigned d, uint64_t imm, bool keep_flags)
{
    x64_room(x);
    if (imm == 0 && !keep_flags) {
        x64_rr(x, 0x31, d, d);
    } else if (imm == (uint32_t)imm) {
        if (d >= 8)
            x64_u8(x, 0x41);
        x64_u8(x, 0xb8 | (d & 7));
        x64_u32(x, (uint32_t)imm);
    } else if ((int64_t)imm == (int32_t)imm) {
        x64_rr(x, 0xc7 | X64_W, 0, d);
        x64_u32(x, (uint32_t)imm);
    } else {
        x64_u8(x, d >= 8 ? 0x49 : 0x48);
        x64_u8(x, 0xb8 | (d & 7));
        x64_u64(x, imm);
    }
}

void x64_alui(struct x64 *x, unsigned ext, bool w, unsigned d, int32_t imm)
{
    struct x64_opnd o = x64_imm(imm);
    x64_alu(x, ext, w, d, &o);
}

void x64_alu(struct x64 *x, unsigned ext, bool w, unsigned d, const struct x64_opnd *s)
{
    uint32_t wf = w ? X64_W : 0;
    x->flags_reg = ext != 7 ? (uint8_t)d : NONE8;
    if (s->kind != X64_IMM) {
        x64_ro(x, (ext << 3 | 3) | wf, d, s);
        return;
    }
    int32_t imm = (int32_t)s->imm;
    bool small = imm == (int8_t)imm;
    if (!small && d == RAX) {
        x64_room(x);
        if (w)
            x64_u8(x, 0x48);
        x64_u8(x, ext << 3 | 5);
    } else {
        x64_rr(x, (small ? 0x83 : 0x81) | wf, ext, d);
    }
    imm_bytes(x, imm, small ? 1 : 4);
}

void x64_shifti(struct x64 *x, unsigned ext, bool w, unsigned d, unsigned n)
{
    uint32_t wf = w ? X64_W : 0;
    x64_rr(x, (n == 1 ? 0xd1 : 0xc1) | wf, ext, d);
    if (n != 1)
        x64_u8(x, n);
}

void x64_lea(struct x64 *x, bool w, unsigned d, const struct x64_mem *m)
{
    struct x64_mem t = *m;
    t.guest = false;
    rm_trail(x, 0x8d | (w ? X64_W : 0), d, &t, 0);
}

void x64_setcc(struct x64 *x, enum x64_cc cc, unsigned d)
{
    x64_rr(x, X64_0F | X64_BYTE | (0x90 + cc), 0, d);
}

void x64_cmov(struct x64 *x, enum x64_cc cc, bool w, unsigned d, const struct x64_opnd *s)
{
    x64_ro(x, X64_0F | (w ? X64_W : 0) | (0x40 + cc), d, s);
}

/* ---- labels ---- */

unsigned x64_label(struct x64 *x)
{
    struct x64_label_info *l = vec_push(&x->labels, sizeof *l);
    *l = (struct x64_label_info){UNBOUND, 0};
    return x->labels.n - 1;
}

void x64_bind(struct x64 *x, unsigned label)
{
    struct x64_label_info *l = &VEC_AT(x->labels, struct x64_label_info, label);
    l->off = (uint32_t)(x->p - x->base);
    for (uint32_t f = l->fixes; f;) {
        struct x64_fix *fix = &VEC_AT(x->fixes, struct x64_fix, f);
        int32_t rel = (int32_t)(l->off - (fix->off + 4));
        memcpy(x->base + fix->off, &rel, 4);
        f = fix->next;
    }
}

static void rel32(struct x64 *x, unsigned label)
{
    struct x64_label_info *l = &VEC_AT(x->labels, struct x64_label_info, label);
    if (l->off != UNBOUND) {
        x64_u32(x, l->off - (uint32_t)(x->p + 4 - x->base));
        return;
    }
    struct x64_fix *fix = vec_push(&x->fixes, sizeof *fix);
    *fix = (struct x64_fix){(uint32_t)(x->p - x->base), l->fixes};
    l->fixes = x->fixes.n - 1;
    x64_u32(x, 0);
}

/* True: a short jump to a bound label has been emitted. */
static bool short_jump(struct x64 *x, unsigned opcode, unsigned label)
{
    uint32_t off = VEC_AT(x->labels, struct x64_label_info, label).off;
    if (off == UNBOUND)
        return false;
    int32_t rel = (int32_t)(off - (uint32_t)(x->p + 2 - x->base));
    if (rel != (int8_t)rel)
        return false;
    x64_u8(x, opcode);
    x64_u8(x, (uint8_t)rel);
    return true;
}

void x64_jcc(struct x64 *x, enum x64_cc cc, unsigned label)
{
    x64_room(x);
    if (short_jump(x, 0x70 + cc, label))
        return;
    x64_u8(x, 0x0f);
    x64_u8(x, 0x80 + cc);
    rel32(x, label);
}

void x64_jmp(struct x64 *x, unsigned label)
{
    x64_room(x);
    if (short_jump(x, 0xeb, label))
        return;
    x64_u8(x, 0xe9);
    rel32(x, label);
}

/* ---- operands ---- */

struct x64_opnd x64_reg(unsigned reg)
{
    return (struct x64_opnd){.kind = X64_REG, .reg = (uint8_t)reg};
}

struct x64_opnd x64_imm(int64_t imm)
{
    return (struct x64_opnd){.kind = X64_IMM, .imm = imm};
}

struct x64_opnd x64_at(unsigned base, int32_t disp)
{
    return (struct x64_opnd){.kind = X64_MEM,
                             .mem = {.base = (uint8_t)base, .index = X64_NOREG, .disp = disp}};
}

/* The pool is made of 16-byte entries; a narrower constant is the low part of one. */
struct x64_opnd x64_const128(struct x64 *x, uint64_t lo, uint64_t hi)
{
    uint64_t want[2] = {lo, hi};
    uint32_t i = 0;
    for (i = x->pool.n > 32 ? x->pool.n - 32 : 0; i < x->pool.n; i++)
        if (!memcmp(&VEC_AT(x->pool, uint64_t, 2 * i), want, 16))
            break;
    if (i == x->pool.n)
        memcpy(vec_push(&x->pool, 16), want, 16);
    return (struct x64_opnd){
        .kind = X64_MEM,
        .mem = {.base = X64_NOREG, .index = X64_NOREG, .pool = true, .disp = (int32_t)(i * 16)}};
}

struct x64_opnd x64_const64(struct x64 *x, uint64_t v)
{
    return x64_const128(x, v, 0);
}

struct x64_opnd x64_const32(struct x64 *x, uint32_t v)
{
    return x64_const128(x, v, 0);
}
