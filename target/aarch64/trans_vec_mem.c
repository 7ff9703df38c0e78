/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Structure loads and stores: LD1 to LD4, ST1 to ST4 of whole registers and of one lane, LDnR.
 *
 * In: decoded fields: n registers of an element each, `regs` registers in all; post: write-back by
 * Xm, or by the size of the transfer for m = 31.  Out: IR.  See trans_simd.h.
 * Invariant: every load comes before the first register is set.
 */
#include "target/aarch64/trans_simd.h"

/* Memory as pieces of 16 bytes; a last one of 8 bytes is zero-extended. */
enum { MAX_PIECES = 4 };

static ir_ref address(struct a64_ctx *c, const struct a64_args *a, ir_ref *base)
{
    *base = a64_base(c, a->rn);
    return a64_addr(c, *base);
}

static void write_back(struct a64_ctx *c, const struct a64_args *a, ir_ref base, unsigned bytes)
{
    if (!a->post)
        return;
    ir_ref next = a->rm == 31 ? ir_addi(c->r, IR_I64, base, bytes)
                              : ir_bin(c->r, IR_ADD, IR_I64, base, a64_x(c, a->rm));
    a64_set_x_sp(c, a->rn, next);
}

static void load_pieces(struct a64_ctx *c, ir_ref addr, unsigned offset, unsigned bytes,
                        ir_ref *piece)
{
    for (unsigned at = 0; at < bytes; at += 16) {
        if (bytes - at >= 16) {
            piece[at / 16] = ir_ld(c->r, IR_V128, IR_V128, 0, addr, offset + at);
        } else {
            ir_ref v = ir_ld(c->r, IR_F64, IR_F64, 0, addr, offset + at);
            piece[at / 16] = a64_vun(c, IR_VZX, IR_F64, v);
        }
    }
}

static void store_pieces(struct a64_ctx *c, ir_ref addr, unsigned offset, unsigned bytes,
                         const ir_ref *piece)
{
    for (unsigned at = 0; at < bytes; at += 16) {
        ir_ref v = piece[at / 16];
        if (bytes - at >= 16) {
            ir_st(c->r, IR_V128, IR_V128, 0, addr, offset + at, v);
        } else {
            v = ir_vopi(c->r, IR_VEXT, IR_F64, IR_F64, 0, v, IR_NONE, 0);
            ir_st(c->r, IR_F64, IR_F64, 0, addr, offset + at, v);
        }
    }
}

/*
 * Bytes gathered from up to four 16-byte sources: byte i of the result is byte from[i] of the
 * sources one after another.
 */
static ir_ref gather(struct a64_ctx *c, const ir_ref *source, unsigned count,
                     const uint8_t from[16])
{
    ir_ref v = IR_NONE;
    for (unsigned s = 0; s < count; s++) {
        uint64_t index[2] = {0, 0};
        bool used = false;
        for (unsigned i = 0; i < 16; i++) {
            bool here = from[i] / 16 == s;
            used |= here;
            index[i / 8] |= (uint64_t)(here ? from[i] % 16 : 0xff) << i % 8 * 8;
        }
        if (!used)
            continue;
        ir_ref part = a64_vbin(c, IR_VTBL, IR_VOID, source[s], ir_vconst(c->r, index[0], index[1]));
        v = v ? a64_vbin(c, IR_VOR, IR_VOID, v, part) : part;
    }
    return v ? v : a64_vzero(c);
}

/* Three registers of interleaved elements have no zip: byte tables. */
static void deinterleave3(struct a64_ctx *c, unsigned size, unsigned bytes, const ir_ref *piece,
                          ir_ref *out)
{
    unsigned width = 1u << size, count = bytes == 16 ? 3 : 2;
    for (unsigned r = 0; r < 3; r++) {
        uint8_t from[16];
        for (unsigned i = 0; i < 16; i++)
            from[i] = i < bytes ? (uint8_t)((i / width * 3 + r) * width + i % width) : 0xff;
        out[r] = gather(c, piece, count, from);
    }
}

static void interleave3(struct a64_ctx *c, unsigned size, unsigned bytes, const ir_ref *in,
                        ir_ref *piece)
{
    unsigned width = 1u << size;
    for (unsigned p = 0; p * 16 < 3 * bytes; p++) {
        uint8_t from[16];
        for (unsigned i = 0; i < 16; i++) {
            unsigned at = p * 16 + i, element = at / width;
            bool inside = at < 3 * bytes;
            from[i] =
                inside ? (uint8_t)(element % 3 * 16 + element / 3 * width + at % width) : 0xff;
        }
        piece[p] = gather(c, in, 3, from);
    }
}

/* The even or odd elements of two pieces; of one piece twice for 64-bit registers. */
static void unzip(struct a64_ctx *c, enum ir_type lane, ir_ref x, ir_ref y, ir_ref out[2])
{
    out[0] = a64_vbin(c, IR_VUZP1, lane, x, y);
    out[1] = a64_vbin(c, IR_VUZP2, lane, x, y);
}

static void deinterleave(struct a64_ctx *c, const struct a64_args *a, const ir_ref *piece,
                         ir_ref *out)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref low[2], high[2];
    if (a->n == 3) {
        deinterleave3(c, a->size, a->Q ? 16 : 8, piece, out);
    } else if (a->n == 2) {
        unzip(c, lane, piece[0], piece[a->Q], out);
    } else if (a->Q) {
        unzip(c, lane, piece[0], piece[1], low);
        unzip(c, lane, piece[2], piece[3], high);
        for (unsigned i = 0; i < 2; i++) {
            out[i] = a64_vbin(c, IR_VUZP1, lane, low[i], high[i]);
            out[i + 2] = a64_vbin(c, IR_VUZP2, lane, low[i], high[i]);
        }
    } else {
        unzip(c, lane, piece[0], piece[1], low);
        for (unsigned i = 0; i < 2; i++) {
            out[i] = a64_vbin(c, IR_VUZP1, lane, low[i], low[i]);
            out[i + 2] = a64_vbin(c, IR_VUZP2, lane, low[i], low[i]);
        }
    }
    for (unsigned i = 0; i < a->n && !a->Q; i++)
        out[i] = a64_vlow(c, out[i]);
}

static void zip(struct a64_ctx *c, enum ir_type lane, bool whole, ir_ref x, ir_ref y, ir_ref out[2])
{
    out[0] = a64_vbin(c, IR_VZIP1, lane, x, y);
    out[1] = whole ? a64_vbin(c, IR_VZIP2, lane, x, y) : IR_NONE;
}

static void interleave(struct a64_ctx *c, const struct a64_args *a, const ir_ref *in, ir_ref *piece)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref even[2], odd[2];
    if (a->n == 3) {
        interleave3(c, a->size, a->Q ? 16 : 8, in, piece);
    } else if (a->n == 2) {
        zip(c, lane, a->Q, in[0], in[1], piece);
    } else {
        zip(c, lane, a->Q, in[0], in[2], even);
        zip(c, lane, a->Q, in[1], in[3], odd);
        zip(c, lane, true, even[0], odd[0], piece);
        if (a->Q)
            zip(c, lane, true, even[1], odd[1], piece + 2);
    }
}

/* ---- multiple structures ---- */

bool a64_trans_ld_multiple(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref base, piece[MAX_PIECES], out[4];
    unsigned each = a->Q ? 16 : 8, bytes = each * a->regs;
    ir_ref addr = address(c, a, &base);
    if (a->n == 1) {
        for (unsigned i = 0; i < a->regs; i++)
            load_pieces(c, addr, i * each, each, out + i);
    } else {
        load_pieces(c, addr, 0, bytes, piece);
        deinterleave(c, a, piece, out);
    }
    write_back(c, a, base, bytes);
    for (unsigned i = 0; i < a->regs; i++)
        a64_set_v(c, (a->rt + i) % 32, out[i]);
    return true;
}

bool a64_trans_st_multiple(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref base, piece[MAX_PIECES], in[4];
    unsigned each = a->Q ? 16 : 8, bytes = each * a->regs;
    ir_ref addr = address(c, a, &base);
    for (unsigned i = 0; i < a->regs; i++)
        in[i] = a64_v(c, (a->rt + i) % 32);
    if (a->n == 1) {
        for (unsigned i = 0; i < a->regs; i++)
            store_pieces(c, addr, i * each, each, in + i);
    } else {
        interleave(c, a, in, piece);
        store_pieces(c, addr, 0, bytes, piece);
    }
    write_back(c, a, base, bytes);
    return true;
}

/* ---- one lane: the index is Q:S:size without the bits that tell the size ---- */

static unsigned lane_index(const struct a64_args *a)
{
    switch (a->esize) {
    case 0: return a->Q * 8u + a->S * 4u + a->size;
    case 1: return a->Q * 4u + a->S * 2u + a->size1;
    case 2: return a->Q * 2u + a->S;
    default: return a->Q;
    }
}

bool a64_trans_ld_lane(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref base, v[4];
    enum ir_type lane = a64_lane(a->esize), t = a64_type(a->esize == 3);
    ir_ref addr = address(c, a, &base);
    for (unsigned i = 0; i < a->n; i++)
        v[i] = ir_ld(c->r, t, lane, 0, addr, (int64_t)i << a->esize);
    write_back(c, a, base, (unsigned)a->n << a->esize);
    for (unsigned i = 0; i < a->n; i++) {
        unsigned reg = (a->rt + i) % 32;
        a64_set_v(c, reg,
                  ir_vopi(c->r, IR_VINS, IR_V128, lane, 0, a64_v(c, reg), v[i], lane_index(a)));
    }
    return true;
}

bool a64_trans_st_lane(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref base;
    enum ir_type lane = a64_lane(a->esize), t = a64_type(a->esize == 3);
    ir_ref addr = address(c, a, &base);
    for (unsigned i = 0; i < a->n; i++) {
        ir_ref v = a64_v_lane(c, (a->rt + i) % 32, t, lane, lane_index(a));
        ir_st(c->r, t, lane, 0, addr, (int64_t)i << a->esize, v);
    }
    write_back(c, a, base, (unsigned)a->n << a->esize);
    return true;
}

bool a64_trans_ld_replicate(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref base, v[4];
    enum ir_type lane = a64_lane(a->size), t = a64_type(a->size == 3);
    ir_ref addr = address(c, a, &base);
    for (unsigned i = 0; i < a->n; i++)
        v[i] = ir_ld(c->r, t, lane, 0, addr, (int64_t)i << a->size);
    write_back(c, a, base, (unsigned)a->n << a->size);
    for (unsigned i = 0; i < a->n; i++) {
        ir_ref all = a64_vun(c, IR_VDUP, lane, v[i]);
        a64_set_v(c, (a->rt + i) % 32, a->Q ? all : a64_vlow(c, all));
    }
    return true;
}
