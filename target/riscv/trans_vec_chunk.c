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

ir_ref rv_vx_spread(struct rv_vx *x, unsigned reg, int lg, unsigned chunk)
{
    struct ir_region *r = x->c->r;
    const unsigned bits_of_chunk = 8 * RV_CHUNK;
    unsigned lanes = RV_CHUNK >> lg, first = chunk * lanes % bits_of_chunk;
    uint8_t bits[RV_CHUNK] = {0}, from[RV_CHUNK];
    uint64_t words[2];
    for (unsigned i = 0; i < lanes; i++)
        bits[i << lg] = (uint8_t)(1u << ((first + i) & 7));
    for (unsigned i = 0; i < RV_CHUNK; i++)
        from[i] = (uint8_t)((first + (i >> lg)) >> 3);
    memcpy(words, from, sizeof words);
    ir_ref v =
        ir_vop(r, IR_VTBL, IR_V128, IR_V128, 0, rv_vx_get(x, reg, chunk * lanes / bits_of_chunk),
               ir_vconst(r, words[0], words[1]), IR_NONE);
    memcpy(words, bits, sizeof words);
    return rv_vx_bin(x, IR_VTST, rv_vx_lane(lg), v, ir_vconst(r, words[0], words[1]));
}

ir_ref rv_vx_vl(struct rv_vx *x)
{
    struct ir_region *r = x->c->r;
    ir_ref vl = ir_uni(r, IR_UBFX, IR_I32, ir_get(r, RV_VCONF), RV_VL_BITS << 8);
    return ir_un(r, IR_ZEXT32, IR_I64, vl);
}

/* The numbers of the bytes are compared with the number of all that are in the body, as signed
   bytes: up to 128, both less 128; of a larger group those of the chunk, 0 to 16. */
static ir_ref body_at_run_time(struct rv_vx *x, int lg, unsigned chunk)
{
    struct ir_region *r = x->c->r;
    bool small = x->v.vl << lg <= 128;
    uint64_t first = small ? chunk * RV_CHUNK - 128u : 0, numbers = first & 255;
    ir_ref end = ir_shli(r, IR_I32, ir_un(r, IR_TRUNC64, IR_I32, rv_vx_vl(x)), (unsigned)lg);
    if (small) {
        end = ir_addi(r, IR_I32, end, -128);
    } else {
        ir_ref zero = ir_const(r, IR_I32, 0), most = ir_const(r, IR_I32, RV_CHUNK);
        end = ir_addi(r, IR_I32, end, -(int64_t)(chunk * RV_CHUNK));
        end = ir_select(r, IR_I32, ir_cmp(r, IR_LTS, IR_I32, end, most), end, most);
        end = ir_select(r, IR_I32, ir_cmp(r, IR_GTS, IR_I32, end, zero), end, zero);
    }
    ir_ref ends = ir_vop(r, IR_VDUP, IR_V128, IR_I8, 0, end, IR_NONE, IR_NONE);
    numbers = numbers * UINT64_C(0x0101010101010101) + UINT64_C(0x0706050403020100);
    ir_ref bytes = ir_vconst(r, numbers, numbers + UINT64_C(0x0808080808080808));
    return ir_vop(r, IR_VCMP, IR_V128, IR_I8, IR_GTS, ends, bytes, IR_NONE);
}

ir_ref rv_vx_body(struct rv_vx *x, int lg, unsigned chunk)
{
    unsigned bytes = rv_vx_bytes(x, lg, chunk);
    if (x->partial)
        return body_at_run_time(x, lg, chunk);
    return bytes < RV_CHUNK ? first_bytes(x, bytes) : IR_NONE;
}

ir_ref rv_vx_active(struct rv_vx *x, int lg, unsigned chunk)
{
    ir_ref body = rv_vx_body(x, lg, chunk);
    if (x->v.vm)
        return body;
    ir_ref mask = rv_vx_spread(x, 0, lg, chunk);
    return body ? rv_vx_bin(x, IR_VAND, IR_V128, mask, body) : mask;
}

ir_ref rv_vx_merge(struct rv_vx *x, int lg, unsigned chunk, ir_ref v)
{
    unsigned bytes = rv_vx_bytes(x, lg, chunk);
    bool whole = x->v.vm && !x->partial;
    if (whole && bytes == RV_CHUNK)
        return v;
    ir_ref old = rv_vx_get(x, x->v.vd, chunk);
    if (whole && bytes == 8)
        return ir_vopi(x->c->r, IR_VINSV, IR_V128, IR_I64, 0, old, v, 0);
    return rv_vx_select(x, rv_vx_active(x, lg, chunk), v, old);
}

void rv_vx_set(struct rv_vx *x, const ir_ref *chunks, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        rv_vx_set_chunk(x, x->v.vd, i, chunks[i]);
}

void rv_vx_set_first(struct rv_vx *x, int lg, ir_ref v)
{
    ir_ref old = rv_vx_get(x, x->v.vd, 0);
    v = ir_vopi(x->c->r, IR_VINSV, IR_V128, rv_vx_lane(lg), 0, old, v, 0);
    if (x->partial) {
        ir_ref some = ir_cmp(x->c->r, IR_NE, IR_I64, rv_vx_vl(x), ir_const(x->c->r, IR_I64, 0));
        v = ir_select(x->c->r, IR_V128, some, v, old);
    }
    rv_vx_set_chunk(x, x->v.vd, 0, v);
}

ir_ref rv_vx_mask_bits(struct rv_vx *x, unsigned reg, unsigned word)
{
    return ir_vopi(x->c->r, IR_VEXT, IR_I64, IR_I64, 0, rv_vx_get(x, reg, word / 2), IR_NONE,
                   word % 2);
}

/* n ones; all of 64 where n is more, none where it is less than 1. */
static ir_ref ones(struct rv_vx *x, ir_ref n)
{
    struct ir_region *r = x->c->r;
    ir_ref zero = ir_const(r, IR_I64, 0), all = ir_const(r, IR_I64, UINT64_MAX);
    ir_ref low = ir_un(r, IR_NOT, IR_I64, ir_bin(r, IR_SHL, IR_I64, all, n));
    ir_ref many = ir_cmp(r, IR_GES, IR_I64, n, ir_const(r, IR_I64, 64));
    ir_ref none = ir_cmp(r, IR_LES, IR_I64, n, zero);
    return ir_select(r, IR_I64, none, zero, ir_select(r, IR_I64, many, all, low));
}

ir_ref rv_vx_body_bits(struct rv_vx *x, unsigned word)
{
    uint64_t left = x->v.vl - 64 * word;
    if (x->partial)
        return ones(x, ir_addi(x->c->r, IR_I64, rv_vx_vl(x), -64 * (int64_t)word));
    return left < 64 ? ir_const(x->c->r, IR_I64, UINT64_MAX >> (64 - left)) : IR_NONE;
}

void rv_vx_set_mask(struct rv_vx *x, const ir_ref *words, bool masked)
{
    struct ir_region *r = x->c->r;
    for (unsigned i = 0; x->v.vl > 64 * i; i++) {
        ir_ref new = words[i], old = rv_vx_mask_bits(x, x->v.vd, i);
        ir_ref active = rv_vx_body_bits(x, i), v = rv_vx_get(x, x->v.vd, i / 2);
        if (masked) {
            ir_ref mask = rv_vx_mask_bits(x, 0, i);
            active = active ? ir_bin(r, IR_AND, IR_I64, active, mask) : mask;
        }
        if (active)
            new = ir_bin(r, IR_OR, IR_I64, ir_bin(r, IR_AND, IR_I64, new, active),
                         ir_bin(r, IR_ANDN, IR_I64, old, active));
        rv_vx_set_chunk(x, x->v.vd, i / 2, ir_vopi(r, IR_VINS, IR_V128, IR_I64, 0, v, new, i % 2));
    }
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
