/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Masks, moves and permutations of vectors as IR: see trans_vec.h.
 *
 * In: fields.  Out: registers.
 */
#include "target/riscv/trans_vec.h"

/* ---- masks ---- */

static ir_ref logic(struct rv_vx *x, unsigned kind, ir_ref a, ir_ref b)
{
    struct ir_region *r = x->c->r;
    static const uint8_t op[] = {IR_VANDN, IR_VAND, IR_VOR, IR_VXOR,
                                 IR_VOR,   IR_VAND, IR_VOR, IR_VXOR};
    if (kind == 4) /* or-not */
        b = ir_un(r, IR_VNOT, IR_V128, b);
    ir_ref v = rv_vx_bin(x, op[kind], IR_V128, a, b);
    return kind > 4 ? ir_un(r, IR_VNOT, IR_V128, v) : v;
}

bool rv_vx_mask_logic(struct rv_vx *x, unsigned kind)
{
    struct ir_region *r = x->c->r;
    const unsigned bits = 8 * RV_CHUNK, n = ((unsigned)x->v.vl + bits - 1) / bits;
    ir_ref words[RV_CHUNKS], v = IR_NONE;
    bool whole = !(x->v.vl % bits) && !x->partial;
    for (unsigned i = 0; i < n; i++) {
        v = logic(x, kind, rv_vx_get(x, x->v.vs2, i), rv_vx_get(x, x->v.vs1, i));
        if (whole)
            rv_vx_set_chunk(x, x->v.vd, i, v);
        for (unsigned k = 0; !whole && k < 2; k++)
            words[2 * i + k] = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, v, IR_NONE, k);
    }
    if (!whole)
        rv_vx_set_mask(x, words, false);
    return true;
}

/* Active bits of vs2, 64 * word ... */
static ir_ref active_bits(struct rv_vx *x, unsigned word)
{
    struct ir_region *r = x->c->r;
    ir_ref v = rv_vx_mask_bits(x, x->v.vs2, word), body = rv_vx_body_bits(x, word);
    if (!x->v.vm)
        v = ir_bin(r, IR_AND, IR_I64, v, rv_vx_mask_bits(x, 0, word));
    return body ? ir_bin(r, IR_AND, IR_I64, v, body) : v;
}

/* The number of the first one, or `none`. */
static ir_ref first_bit(struct rv_vx *x, ir_ref bits, unsigned add, ir_ref none)
{
    struct ir_region *r = x->c->r;
    ir_ref found = ir_cmp(r, IR_NE, IR_I64, bits, ir_const(r, IR_I64, 0));
    ir_ref n = ir_addi(r, IR_I64, ir_un(r, IR_CTZ, IR_I64, bits), add);
    return ir_select(r, IR_I64, found, n, none);
}

bool rv_vx_mask_scalar(struct rv_vx *x, unsigned kind, unsigned rd)
{
    struct ir_region *r = x->c->r;
    bool counts = kind == RV_VM_CPOP;
    ir_ref v = ir_const(r, IR_I64, counts ? 0 : UINT64_MAX);
    for (unsigned i = ((unsigned)x->v.vl + 63) / 64; i--;) {
        ir_ref bits = active_bits(x, i);
        v = counts ? ir_bin(r, IR_ADD, IR_I64, v, ir_un(r, IR_POPCNT, IR_I64, bits))
                   : first_bit(x, bits, 64 * i, v);
    }
    rv_set_x64(x->c, rd, v);
    return true;
}

/* ---- moves ---- */

/* Elements 0, 1, 2, ... */
static bool number(struct rv_vx *x)
{
    int lg = x->v.sew;
    unsigned n = rv_vx_chunks(x, lg), lanes = RV_CHUNK >> lg;
    ir_ref v[RV_CHUNKS];
    if ((!x->v.vm && !x->v.vd) || !rv_vec_group(&x->v, x->v.vd, lg))
        return false;
    for (unsigned i = 0; i < n; i++) {
        uint8_t bytes[RV_CHUNK];
        uint64_t words[2];
        for (unsigned k = 0; k < lanes; k++) {
            uint64_t number = i * lanes + k;
            memcpy(bytes + (k << lg), &number, (size_t)1 << lg);
        }
        memcpy(words, bytes, sizeof words);
        v[i] = rv_vx_merge(x, lg, i, ir_vconst(x->c->r, words[0], words[1]));
    }
    rv_vx_set(x, v, n);
    return true;
}

/* Ones up to the first one of vs2, before it, or it alone; of masks of one word. */
static bool set_first(struct rv_vx *x, unsigned kind)
{
    struct ir_region *r = x->c->r;
    if (x->v.vl > 64 || x->v.vd == x->v.vs2 || (!x->v.vm && !x->v.vd))
        return false;
    ir_ref bits = active_bits(x, 0), less = ir_addi(r, IR_I64, bits, -1);
    ir_ref v = kind == RV_VM_SBF   ? ir_bin(r, IR_ANDN, IR_I64, less, bits)
               : kind == RV_VM_SIF ? ir_bin(r, IR_XOR, IR_I64, bits, less)
                                   : ir_bin(r, IR_ANDN, IR_I64, bits, less);
    rv_vx_set_mask(x, &v, !x->v.vm);
    return true;
}

bool rv_vx_mask_vector(struct rv_vx *x, unsigned kind)
{
    switch (kind) {
    case RV_VM_ID: return number(x);
    case RV_VM_IOTA: return rv_vx_iota(x);
    default: return set_first(x, kind);
    }
}

bool rv_vx_from_s(struct rv_vx *x, bool is_float, unsigned rd)
{
    struct rv_ctx *c = x->c;
    struct ir_region *r = c->r;
    int lg = x->v.sew;
    ir_ref s = rv_vx_get(x, x->v.vs2, 0);
    if (is_float) {
        enum fp_format f;
        if (!rv_vec_format(&x->v, lg, &f))
            return false;
        enum ir_type t = rv_vx_float(lg);
        rv_set_f(c, rd, t, ir_vopi(r, IR_VEXT, t, t, 0, s, IR_NONE, 0));
    } else if (lg == 3) {
        rv_set_x64(c, rd, ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, s, IR_NONE, 0));
    } else {
        rv_set_w(c, rd, ir_vopi(r, IR_VEXT, IR_I32, rv_vx_lane(lg), IR_SIGNED, s, IR_NONE, 0));
    }
    return true;
}

bool rv_vx_to_s(struct rv_vx *x, unsigned src, unsigned rs1)
{
    int lg = x->v.sew;
    enum fp_format f;
    if (src == RV_SRC_F && (x->v.alt || !rv_vec_format(&x->v, lg, &f)))
        return false;
    rv_vx_set_first(x, lg, rv_vx_scalar(x, src, rs1, false, lg));
    return true;
}

bool rv_vx_whole_move(struct rv_vx *x, unsigned count)
{
    ir_ref v[RV_CHUNKS];
    unsigned n = count * x->per;
    if ((x->v.vd | x->v.vs2) & (count - 1) || n > RV_CHUNKS)
        return false;
    for (unsigned i = 0; i < n; i++)
        v[i] = rv_vx_get(x, x->v.vs2, i);
    rv_vx_set(x, v, n);
    return true;
}

/* ---- permutations ---- */

/* 16 bytes of the group vs2 from byte `at` on; zeros behind its end, and where it is negative. */
static ir_ref window(struct rv_vx *x, int at)
{
    ir_ref low = rv_vx_source(x, at >> 4);
    return at & 15 ? ir_vopi(x->c->r, IR_VEXTB, IR_V128, IR_V128, 0, low,
                             rv_vx_source(x, (at >> 4) + 1), at & 15)
                   : low;
}

/* All elements move by `by` places, towards the end if it is positive. */
static void slide(struct rv_vx *x, int by, ir_ref *v)
{
    for (unsigned i = 0; i < rv_vx_chunks(x, x->v.sew); i++)
        v[i] = window(x, (int)(i * RV_CHUNK) - by * (1 << x->v.sew));
}

static ir_ref insert(struct rv_vx *x, ir_ref v, ir_ref scalar, unsigned lane)
{
    return ir_vopi(x->c->r, IR_VINSV, IR_V128, rv_vx_lane(x->v.sew), 0, v, scalar, lane);
}

static void slide_up(struct rv_vx *x, unsigned by, ir_ref *v)
{
    int lg = x->v.sew;
    slide(x, (int)by, v);
    for (unsigned i = 0; i < rv_vx_chunks(x, lg); i++) { /* the first elements stay */
        unsigned stay = by << lg, before = i * RV_CHUNK;
        ir_ref old = rv_vx_get(x, x->v.vd, i);
        if (stay >= before + RV_CHUNK) {
            v[i] = old;
        } else if (stay > before) {
            unsigned n = stay - before;
            uint64_t low = n >= 8 ? UINT64_MAX : UINT64_MAX >> (64 - 8 * n);
            uint64_t high = n > 8 ? UINT64_MAX >> (128 - 8 * n) : 0;
            v[i] = rv_vx_select(x, ir_vconst(x->c->r, low, high), old, v[i]);
        }
    }
}

/* The element that an immediate names in all places. */
static void gather_known(struct rv_vx *x, unsigned number, ir_ref *v)
{
    unsigned lanes = RV_CHUNK >> x->v.sew;
    for (unsigned i = 0; i < rv_vx_chunks(x, x->v.sew); i++)
        v[i] = number < rv_vx_max(x)
                   ? ir_vopi(x->c->r, IR_VDUPV, IR_V128, rv_vx_lane(x->v.sew), 0,
                             rv_vx_get(x, x->v.vs2, number / lanes), IR_NONE, number % lanes)
                   : ir_vconst(x->c->r, 0, 0);
}

static bool permuted(struct rv_vx *x, const struct rv_args *a, ir_ref *v)
{
    bool up = a->kind == RV_VP_SLIDEUP || a->kind == RV_VP_SLIDE1UP;
    unsigned last = (unsigned)x->v.vl - 1, lanes = RV_CHUNK >> x->v.sew;
    switch (a->kind) {
    case RV_VP_SLIDEUP:
    case RV_VP_SLIDEDOWN:
        if (a->src != RV_SRC_I)
            return rv_vx_slide_by(x, up, a->vs1, v);
        if (up)
            slide_up(x, a->vs1, v);
        else
            slide(x, -(int)a->vs1, v);
        return true;
    case RV_VP_SLIDE1UP:
        slide(x, 1, v);
        v[0] = insert(x, v[0], rv_vx_scalar(x, a->src, a->vs1, false, x->v.sew), 0);
        return true;
    case RV_VP_SLIDE1DOWN:
        if (x->partial)
            return false;
        slide(x, -1, v);
        v[last / lanes] = insert(x, v[last / lanes],
                                 rv_vx_scalar(x, a->src, a->vs1, false, x->v.sew), last % lanes);
        return true;
    case RV_VP_GATHER:
        if (a->src == RV_SRC_V)
            return rv_vx_gather(x, false, v);
        if (a->src == RV_SRC_X)
            return rv_vx_gather_one(x, a->vs1, v);
        gather_known(x, a->vs1, v);
        return true;
    case RV_VP_GATHER16: return rv_vx_gather(x, true, v);
    default: return false;
    }
}

bool rv_vx_permute(struct rv_vx *x, const struct rv_args *a)
{
    int lg = x->v.sew;
    unsigned n = rv_vx_chunks(x, lg);
    ir_ref v[RV_CHUNKS];
    if (!rv_vec_permute_legal(&x->v, a->kind, a->src) || (x->v.alt && a->src == RV_SRC_F))
        return false;
    if (a->kind == RV_VP_COMPRESS)
        return rv_vx_compress(x);
    if (!permuted(x, a, v))
        return false;
    for (unsigned i = 0; i < n; i++)
        v[i] = rv_vx_merge(x, lg, i, v[i]);
    rv_vx_set(x, v, n);
    return true;
}
