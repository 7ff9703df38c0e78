/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of the AES rounds and of the SHA ops, whose operands the host wants in another order.
 *
 * In and out: see x64.h; select_vec.c has the rows.
 * The host's SHA instructions have no VEX form; their words of the schedule are the other way
 * round (SHA-1), or the state is ABEF and CDGH (SHA-256).
 */
#include "tcg/back/x86-64/simd.h"

enum {
    SHA1RNDS4 = X64_OPC(X64_NP0, X64_0F3A, 0xcc),
    SHA1MSG2 = X64_OPC(X64_NP0, X64_0F38, 0xca),
    SHA256RNDS2 = X64_OPC(X64_NP0, X64_0F38, 0xcb), /* xmm0: two words of the schedule */
    SHA256MSG1 = X64_OPC(X64_NP0, X64_0F38, 0xcc),
    SHA256MSG2 = X64_OPC(X64_NP0, X64_0F38, 0xcd),
    REVERSED = 0x1b, /* PSHUFD: lanes 3 2 1 0 */
    SWAPPED = 0xb1,  /* lanes 1 0 3 2 */
};

static void reorder(struct x64 *x, unsigned d, unsigned s, unsigned how)
{
    struct x64_opnd o = x64_reg(s);
    x64_sse2i(x, PSHUFD, d, &o, how);
}

/* ---- AES: a last round with a zero key is SubBytes(ShiftRows), or the inverse ---- */

static struct x64_opnd zeros(struct x64 *x)
{
    return x64_const128(x, 0, 0);
}

static uint32_t last_round(const struct x64_ops *o)
{
    return o->ins->op == IR_VAESE ? AESENCLAST : AESDECLAST;
}

void x64_vaes(struct x64 *x, const struct x64_ops *o)
{
    x64_sse3(x, PXOR, o->d.reg, o->a.reg, &o->b);
    simd_with(x, last_round(o), o->d.reg, o->d.reg, zeros(x));
}

/* The key is zero. */
void x64_vaes_bare(struct x64 *x, const struct x64_ops *o)
{
    simd_with(x, last_round(o), o->d.reg, o->a.reg, zeros(x));
}

/* An inverse last round undoes what a full round does before MixColumns. */
void x64_vaesmc(struct x64 *x, const struct x64_ops *o)
{
    simd_with(x, AESDECLAST, o->d.reg, o->a.reg, zeros(x));
    simd_with(x, AESENC, o->d.reg, o->d.reg, zeros(x));
}

/* ---- SHA-1 ---- */

/* The host adds the constant of the function, which the guest's words have in them already. */
void x64_vsha1(struct x64 *x, const struct x64_ops *o)
{
    static const struct {
        uint8_t op;
        uint32_t constant;
    } functions[] = {{IR_VSHA1C, 0x5a827999}, {IR_VSHA1P, 0x6ed9eba1}, {IR_VSHA1M, 0x8f1bbcdc}};
    unsigned d = o->d.reg, t = o->t[0], u = o->t[1], f = 0;
    while (functions[f].op != o->ins->op)
        f++;
    simd_with(x, PAND, u, o->b.reg, x64_const128(x, 0xffffffff, 0));
    simd_with(x, PSUBD, t, o->c.reg, simd_splat(x, IR_I32, functions[f].constant));
    x64_sse3r(x, PADDD, t, t, u);
    reorder(x, t, t, REVERSED);
    reorder(x, d, o->a.reg, REVERSED);
    x64_rr(x, SHA1RNDS4, d, t);
    x64_u8(x, f);
    reorder(x, d, d, REVERSED);
}

void x64_vsha1su1(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0];
    reorder(x, d, o->a.reg, REVERSED);
    reorder(x, t, o->b.reg, REVERSED);
    x64_rr(x, SHA1MSG2, d, t);
    reorder(x, d, d, REVERSED);
}

/* ---- SHA-256 ---- */

/*
 * Two times two rounds.  Each gives the new ABEF, and the old one is the new CDGH.
 * xmm0 has to hold the schedule: it may be a register of this op, or is kept in one.
 */
void x64_vsha256h(struct x64 *x, const struct x64_ops *o)
{
    unsigned own[4] = {o->d.reg, o->t[0], o->t[1], o->t[2]}, n = 4;
    bool keep = true;
    for (unsigned k = 0; k < n; k++)
        if (own[k] == 0) {
            own[k] = own[--n];
            keep = false;
        }
    unsigned abef = own[0], cdgh = own[1], kept = own[2];
    bool second = o->ins->op == IR_VSHA256H2;
    unsigned abcd = second ? o->b.reg : o->a.reg, efgh = second ? o->a.reg : o->b.reg;
    x64_sse3r(x, PUNPCKLQDQ, abef, efgh, abcd); /* E F A B */
    reorder(x, abef, abef, SWAPPED);
    x64_sse3r(x, PUNPCKHQDQ, cdgh, efgh, abcd);
    reorder(x, cdgh, cdgh, SWAPPED);
    if (keep)
        x64_movaps(x, kept, 0);
    x64_movaps(x, 0, o->c.reg);
    x64_rr(x, SHA256RNDS2, cdgh, abef);
    reorder(x, 0, 0, 0x0e);
    x64_rr(x, SHA256RNDS2, abef, cdgh);
    if (keep)
        x64_movaps(x, 0, kept);
    /* F E B A, H G D C */
    x64_sse3r(x, second ? PUNPCKLQDQ : PUNPCKHQDQ, abef, abef, cdgh);
    reorder(x, o->d.reg, abef, SWAPPED);
}

void x64_vsha256su0(struct x64 *x, const struct x64_ops *o)
{
    x64_movaps(x, o->d.reg, o->a.reg);
    x64_rr(x, SHA256MSG1, o->d.reg, o->b.reg);
}

void x64_vsha256su1(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0];
    x64_sse3i(x, PALIGNR, t, o->c.reg, &o->b, 4);
    x64_sse3r(x, PADDD, d, o->a.reg, t);
    x64_rr(x, SHA256MSG2, d, o->c.reg);
}

/* xmm0 has to hold the words; what it has is kept in the temporary. */
void x64_vsha256r2(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0], abef = o->b.reg;
    if (d == 0) {
        d = t;
        t = 0;
    }
    if (t != 0)
        x64_movaps(x, t, 0);
    x64_movaps(x, d, o->a.reg);
    if (o->c.reg != 0)
        x64_movaps(x, 0, o->c.reg);
    x64_rr(x, SHA256RNDS2, d, abef == 0 ? t : abef);
    if (t != 0)
        x64_movaps(x, 0, t);
    else if (d != o->d.reg)
        x64_movaps(x, o->d.reg, d);
}
