/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector cryptography as IR: see trans_vec.h.
 *
 * In: an operation on groups of four 32-bit elements, which are chunks, or 64-bit ones.  Out: IR.
 */
#include "target/riscv/trans_vec.h"

/* A round; the IR's operations begin with adding a key, which the instructions do last. */
static ir_ref aes(struct rv_vx *x, enum rv_vk_op op, ir_ref state, ir_ref key)
{
    struct ir_region *r = x->c->r;
    ir_ref zero = ir_vconst(r, 0, 0);
    enum ir_opcode sub = op == RV_VK_AESEM || op == RV_VK_AESEF ? IR_VAESE : IR_VAESD;
    if (op != RV_VK_AESZ)
        state = rv_vx_bin(x, sub, IR_V128, state, zero);
    if (op == RV_VK_AESEM)
        state = ir_un(r, IR_VAESMC, IR_V128, state);
    state = rv_vx_bin(x, IR_VXOR, IR_V128, state, key);
    return op == RV_VK_AESDM ? ir_un(r, IR_VAESIMC, IR_V128, state) : state;
}

/* The next words of a key's schedule: each is the sum of `old` up to there, and of the last one of
   `from` through the S-box. Its word in all places makes the rows equal, which are shifted before;
   odd rounds of a key of 256 bits rotate nothing. */
static ir_ref aes_key(struct rv_vx *x, bool is_256, ir_ref old, ir_ref from)
{
    static const uint8_t constant[] = {1, 2, 4, 8, 16, 32, 64, 128, 0x1b, 0x36};
    struct ir_region *r = x->c->r;
    ir_ref zero = ir_vconst(r, 0, 0);
    unsigned round = x->v.vs1 & 15;
    if (is_256 ? round < 2 || round > 14 : round < 1 || round > 10)
        round ^= 8;
    ir_ref w = ir_vopi(r, IR_VDUPV, IR_V128, IR_I32, 0, from, IR_NONE, 3);
    w = rv_vx_bin(x, IR_VAESE, IR_V128, w, zero);
    if (!is_256 || !(round & 1)) {
        ir_ref right = ir_vopi(r, IR_VSHRI, IR_V128, IR_I32, 0, w, IR_NONE, 8);
        w = rv_vx_bin(x, IR_VOR, IR_V128, right,
                      ir_vopi(r, IR_VSHLI, IR_V128, IR_I32, 0, w, IR_NONE, 24));
        w = rv_vx_bin(x, IR_VXOR, IR_V128, w,
                      rv_vx_splat(x, 2, constant[(is_256 ? round / 2 : round) - 1]));
    }
    for (unsigned bytes = 4; bytes < RV_CHUNK; bytes *= 2)
        old = rv_vx_bin(x, IR_VXOR, IR_V128, old,
                        ir_vopi(r, IR_VEXTB, IR_V128, IR_V128, 0, zero, old, RV_CHUNK - bytes));
    return rv_vx_bin(x, IR_VXOR, IR_V128, old, w);
}

/* d: words 0-3 of the schedule, s: 4 and 9-11, w: 12, 14, 15. */
static ir_ref sha256_schedule(struct rv_vx *x, ir_ref d, ir_ref w, ir_ref s)
{
    ir_ref first = rv_vx_bin(x, IR_VSHA256SU0, IR_V128, d, s);
    return ir_vop(x->c->r, IR_VSHA256SU1, IR_V128, IR_V128, 0, first, s, w);
}

static ir_ref sha256_rounds(struct rv_vx *x, ir_ref cdgh, ir_ref words, ir_ref abef, bool high)
{
    if (high)
        words = ir_un(x->c->r, IR_VHIGH, IR_V128, words);
    return ir_vop(x->c->r, IR_VSHA256R2, IR_V128, IR_V128, 0, cdgh, abef, words);
}

/*
 * GHASH: the product in GF(2^128), modulo x^128 + x^7 + x^2 + x + 1.  With the bits of each byte
 * reversed, bit i is the coefficient of x^i.
 */
static ir_ref ghash(struct rv_vx *x, ir_ref a, ir_ref b)
{
    enum { X128 = 0x87 };
    struct ir_region *r = x->c->r;
    ir_ref zero = ir_vconst(r, 0, 0), rest = ir_vconst(r, X128, X128);
    a = ir_un(r, IR_VBREV, IR_V128, a);
    b = ir_un(r, IR_VBREV, IR_V128, b);
    ir_ref crossed = ir_vopi(r, IR_VEXTB, IR_V128, IR_V128, 0, b, b, 8);
    ir_ref low = rv_vx_bin(x, IR_VPMULL, IR_I64, a, b);
    ir_ref high = ir_vop(r, IR_VPMULL, IR_V128, IR_I64, IR_HI, a, b, IR_NONE);
    ir_ref middle = rv_vx_bin(x, IR_VPMULL, IR_I64, a, crossed);
    ir_ref other = ir_vop(r, IR_VPMULL, IR_V128, IR_I64, IR_HI, a, crossed, IR_NONE);
    middle = rv_vx_bin(x, IR_VXOR, IR_V128, middle, other);
    low = rv_vx_bin(x, IR_VXOR, IR_V128, low, rv_vx_bin(x, IR_VCAT, IR_V128, zero, middle));
    high = rv_vx_bin(x, IR_VXOR, IR_V128, high, ir_un(r, IR_VHIGH, IR_V128, middle));
    ir_ref fold = ir_vop(r, IR_VPMULL, IR_V128, IR_I64, IR_HI, high, rest, IR_NONE);
    low = rv_vx_bin(x, IR_VXOR, IR_V128, low, rv_vx_bin(x, IR_VCAT, IR_V128, zero, fold));
    high = rv_vx_bin(x, IR_VXOR, IR_V128, high, ir_un(r, IR_VHIGH, IR_V128, fold));
    fold = rv_vx_bin(x, IR_VPMULL, IR_I64, high, rest);
    return ir_un(r, IR_VBREV, IR_V128, rv_vx_bin(x, IR_VXOR, IR_V128, low, fold));
}

static ir_ref one(struct rv_vx *x, enum rv_vk_op op, ir_ref d, ir_ref w, ir_ref s)
{
    switch (op) {
    case RV_VK_AESEM:
    case RV_VK_AESEF:
    case RV_VK_AESDM:
    case RV_VK_AESDF:
    case RV_VK_AESZ: return aes(x, op, d, s);
    case RV_VK_AESKF1: return aes_key(x, false, s, s);
    case RV_VK_AESKF2: return aes_key(x, true, d, s);
    case RV_VK_SHA2MS: return sha256_schedule(x, d, w, s);
    case RV_VK_SHA2CL:
    case RV_VK_SHA2CH: return sha256_rounds(x, d, w, s, op == RV_VK_SHA2CH);
    case RV_VK_GMUL: return ghash(x, d, s);
    case RV_VK_GHSH: return ghash(x, rv_vx_bin(x, IR_VXOR, IR_V128, d, w), s);
    default: return IR_NONE;
    }
}

/* Groups of four 64-bit elements. */
static bool sha512(struct rv_vx *x, enum rv_vk_op op)
{
    unsigned n = rv_vx_chunks(x, x->v.sew);
    ir_ref v[RV_CHUNKS];
    for (unsigned i = 0; i < n; i += 2) {
        ir_ref d[2], w[2], s[2];
        for (unsigned k = 0; k < 2; k++) {
            d[k] = rv_vx_get(x, x->v.vd, i + k);
            w[k] = rv_vx_get(x, x->v.vs1, i + k);
            s[k] = rv_vx_get(x, x->v.vs2, i + k);
        }
        if (op == RV_VK_SHA2MS)
            rv_vx_sha512_schedule(x, d, w, s, v + i);
        else
            rv_vx_sha512_rounds(x, d, w, s, op == RV_VK_SHA2CH ? 2 : 0, v + i);
    }
    rv_vx_set(x, v, n);
    return true;
}

bool rv_vx_crypto(struct rv_vx *x, enum rv_vk_op op, bool scalar)
{
    unsigned n = rv_vx_chunks(x, x->v.sew);
    ir_ref v[RV_CHUNKS];
    if (x->partial || !rv_vec_crypto_legal(&x->v, op, scalar))
        return false;
    if (x->v.sew == 3)
        return sha512(x, op);
    for (unsigned i = 0; i < n; i++) {
        ir_ref d = rv_vx_get(x, x->v.vd, i), s = rv_vx_get(x, x->v.vs2, scalar ? 0 : i);
        v[i] = one(x, op, d, rv_vx_get(x, x->v.vs1, i), s);
        if (!v[i])
            return false;
    }
    rv_vx_set(x, v, n);
    return true;
}
