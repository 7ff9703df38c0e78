/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chunks of vector registers: which bytes are active, and how results get into registers; see
 * trans_vec.h.
 *
 * In: vl, vtype, the mask register.  Out: IR.
 */
#include "target/riscv/trans_vec.h"

enum ir_type rv_vx_lane(int lg)
{
    static const uint8_t lane[] = {IR_I8, IR_I16, IR_I32, IR_I64};
    return lane[lg];
}

enum ir_type rv_vx_float(int lg)
{
    static const uint8_t lane[] = {IR_VOID, IR_F16, IR_F32, IR_F64};
    return lane[lg];
}

ir_ref rv_vx_splat(struct rv_vx *x, int lg, uint64_t v)
{
    uint64_t q = rv_zext(v, lg);
    for (unsigned bits = 8u << lg; bits < 64; bits *= 2)
        q |= q << bits;
    return ir_vconst(x->c->r, q, q);
}

unsigned rv_vx_chunks(const struct rv_vx *x, int lg)
{
    return (unsigned)((x->v.vl << lg) + RV_CHUNK - 1) / RV_CHUNK;
}

unsigned rv_vx_bytes(const struct rv_vx *x, int lg, unsigned chunk)
{
    unsigned left = (unsigned)(x->v.vl << lg) - chunk * RV_CHUNK;
    return left < RV_CHUNK ? left : RV_CHUNK;
}

/* All ones in the first n < 16 bytes. */
static ir_ref first_bytes(struct rv_vx *x, unsigned n)
{
    uint64_t low = n >= 8 ? UINT64_MAX : UINT64_MAX >> (64 - 8 * n);
    uint64_t high = n > 8 ? UINT64_MAX >> (128 - 8 * n) : 0;
    return ir_vconst(x->c->r, low, high);
}

/* The mask bits of a chunk's elements, each all over its lane. */
static ir_ref spread_mask(struct rv_vx *x, int lg, unsigned chunk)
{
    struct ir_region *r = x->c->r;
    unsigned lanes = RV_CHUNK >> lg, first = chunk * lanes;
    uint8_t bits[RV_CHUNK] = {0}, from[RV_CHUNK];
    uint64_t words[2];
    for (unsigned i = 0; i < lanes; i++)
        bits[i << lg] = (uint8_t)(1u << ((first + i) & 7));
    for (unsigned i = 0; i < RV_CHUNK; i++)
        from[i] = (uint8_t)((first + (i >> lg)) >> 3);
    memcpy(words, from, sizeof words);
    ir_ref v = ir_vop(r, IR_VTBL, IR_V128, IR_V128, 0, rv_vx_get(x, 0),
                      ir_vconst(r, words[0], words[1]), IR_NONE);
    memcpy(words, bits, sizeof words);
    return rv_vx_bin(x, IR_VTST, rv_vx_lane(lg), v, ir_vconst(r, words[0], words[1]));
}

ir_ref rv_vx_active(struct rv_vx *x, int lg, unsigned chunk)
{
    unsigned bytes = rv_vx_bytes(x, lg, chunk);
    ir_ref tail = bytes < RV_CHUNK ? first_bytes(x, bytes) : IR_NONE;
    if (x->v.vm)
        return tail;
    ir_ref mask = spread_mask(x, lg, chunk);
    return tail ? rv_vx_bin(x, IR_VAND, IR_V128, mask, tail) : mask;
}

ir_ref rv_vx_merge(struct rv_vx *x, int lg, unsigned chunk, ir_ref v)
{
    unsigned reg = x->v.vd + chunk, bytes = rv_vx_bytes(x, lg, chunk);
    if (x->v.vm && bytes == RV_CHUNK)
        return v;
    ir_ref old = rv_vx_get(x, reg);
    if (x->v.vm && bytes == 8)
        return ir_vopi(x->c->r, IR_VINSV, IR_V128, IR_I64, 0, old, v, 0);
    return rv_vx_select(x, rv_vx_active(x, lg, chunk), v, old);
}

void rv_vx_set(struct rv_vx *x, const ir_ref *chunks, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        ir_set(x->c->r, RV_V0 + x->v.vd + i, chunks[i]);
}

ir_ref rv_vx_mask_bits(struct rv_vx *x, unsigned reg, unsigned half)
{
    return ir_vopi(x->c->r, IR_VEXT, IR_I64, IR_I64, 0, rv_vx_get(x, reg), IR_NONE, half);
}

void rv_vx_set_mask(struct rv_vx *x, ir_ref low, ir_ref high, bool masked)
{
    struct ir_region *r = x->c->r;
    const ir_ref halves[] = {low, high};
    ir_ref v = rv_vx_get(x, x->v.vd);
    for (unsigned i = 0; i < 2 && x->v.vl > 64 * i; i++) {
        unsigned bits = x->v.vl - 64 * i < 64 ? (unsigned)x->v.vl - 64 * i : 64;
        ir_ref new = halves[i], old = rv_vx_mask_bits(x, x->v.vd, i);
        if (masked) {
            ir_ref active = rv_vx_mask_bits(x, 0, i);
            new = ir_bin(r, IR_OR, IR_I64, ir_bin(r, IR_AND, IR_I64, new, active),
                         ir_bin(r, IR_ANDN, IR_I64, old, active));
        }
        if (bits < 64)
            new = ir_bini(r, IR_DEP, IR_I64, old, new, bits << 8);
        v = ir_vopi(r, IR_VINS, IR_V128, IR_I64, 0, v, new, i);
    }
    ir_set(r, RV_V0 + x->v.vd, v);
}

ir_ref rv_vx_scalar(struct rv_vx *x, unsigned src, unsigned n, bool is_unsigned, int lg)
{
    struct rv_ctx *c = x->c;
    struct ir_region *r = c->r;
    enum ir_type lane = rv_vx_lane(lg);
    ir_ref v;
    if (src == RV_SRC_I)
        return rv_vx_splat(x, lg, is_unsigned || !(n & 16) ? n : n | ~UINT64_C(31));
    if (src == RV_SRC_F) {
        lane = rv_vx_float(lg);
        v = rv_f(c, n, lane);
    } else if (!n) {
        return rv_vx_splat(x, lg, 0);
    } else if (lg < 3) {
        v = rv_w(c, n);
    } else {
        v = c->xlen == 64 ? rv_x(c, n) : ir_un(r, IR_SEXT32, IR_I64, rv_x(c, n));
    }
    return ir_vop(r, IR_VDUP, IR_V128, lane, 0, v, IR_NONE, IR_NONE);
}
