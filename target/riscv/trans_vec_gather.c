/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gathers, slides by what a register says, prefix sums of masks and compression as IR; see
 * trans_vec.h.
 *
 * In: groups of registers.  Out: chunks of the result, before inactive elements are merged.
 * Elements are looked up by the numbers of their bytes, in one chunk of the source after the other.
 */
#include "target/riscv/trans_vec.h"

#define SOURCES 4 /* chunks of a group for which that is better than a helper */

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define NUMBERS   UINT64_C(0x0706050403020100)

unsigned rv_vx_max(const struct rv_vx *x)
{
    unsigned n = RV_CHUNK * x->per >> x->v.sew;
    return x->v.lmul < 0 ? n >> -x->v.lmul : n << x->v.lmul;
}

ir_ref rv_vx_source(struct rv_vx *x, int chunk)
{
    struct ir_region *r = x->c->r;
    int from = chunk * RV_CHUNK, end = (int)(rv_vx_max(x) << x->v.sew);
    if (from < 0 || from >= end)
        return ir_vconst(r, 0, 0);
    ir_ref v = rv_vx_get(x, x->v.vs2, (unsigned)chunk);
    if (end - from < RV_CHUNK) /* a fractional group */
        v = rv_vx_bin(x, IR_VAND, IR_V128, v,
                      ir_vconst(r, UINT64_MAX >> (64 - 8 * (end - from)), 0));
    return v;
}

static unsigned sources(const struct rv_vx *x)
{
    return ((rv_vx_max(x) << x->v.sew) + RV_CHUNK - 1) / RV_CHUNK;
}

static ir_ref splat(struct rv_vx *x, unsigned byte)
{
    return rv_vx_splat(x, 0, byte);
}

/* The bytes of vs2 with these numbers; 0 where there is none: numbers from -128 to 127, or of a
   group that is not larger than that. */
static ir_ref look_up(struct rv_vx *x, ir_ref numbers)
{
    ir_ref all = IR_NONE;
    for (unsigned i = 0; i < sources(x); i++) {
        ir_ref at = i ? rv_vx_bin(x, IR_VSUB, IR_I8, numbers, splat(x, i * RV_CHUNK)) : numbers;
        ir_ref v = rv_vx_bin(x, IR_VTBL, IR_V128, rv_vx_source(x, (int)i), at);
        all = all ? rv_vx_bin(x, IR_VOR, IR_V128, all, v) : v;
    }
    return all;
}

/* The first byte of the element that a register names, or that is behind the last one; in all
   bytes. */
static ir_ref first_byte(struct rv_vx *x, unsigned rs1)
{
    struct rv_ctx *c = x->c;
    struct ir_region *r = c->r;
    ir_ref n = rv_x(c, rs1), max = rv_imm(c, rv_vx_max(x));
    n = ir_select(r, c->xt, ir_cmp(r, IR_LTU, c->xt, n, max), n, max);
    if (c->xlen == 64)
        n = ir_un(r, IR_TRUNC64, IR_I32, n);
    n = ir_shli(r, IR_I32, n, (unsigned)x->v.sew);
    return ir_vop(r, IR_VDUP, IR_V128, IR_I8, 0, n, IR_NONE, IR_NONE);
}

/* The numbers of a chunk's bytes. */
static ir_ref own_numbers(struct rv_vx *x, unsigned chunk)
{
    uint64_t first = chunk * RV_CHUNK * EACH_BYTE + NUMBERS;
    return ir_vconst(x->c->r, first, first + 8 * EACH_BYTE);
}

/* Within their elements. */
static ir_ref numbers_within(struct rv_vx *x)
{
    return rv_vx_bin(x, IR_VAND, IR_V128, own_numbers(x, 0), splat(x, (1u << x->v.sew) - 1));
}

bool rv_vx_slide_by(struct rv_vx *x, bool up, unsigned rs1, ir_ref *v)
{
    if (sources(x) > SOURCES)
        return false;
    ir_ref by = first_byte(x, rs1);
    for (unsigned i = 0; i < rv_vx_chunks(x, x->v.sew); i++) {
        ir_ref from = rv_vx_bin(x, up ? IR_VSUB : IR_VADD, IR_I8, own_numbers(x, i), by);
        v[i] = look_up(x, from);
        if (up) { /* the first elements stay */
            ir_ref stays =
                ir_vop(x->c->r, IR_VCMP, IR_V128, IR_I8, IR_LTS, from, splat(x, 0), IR_NONE);
            v[i] = rv_vx_select(x, stays, rv_vx_get(x, x->v.vd, i), v[i]);
        }
    }
    return true;
}

bool rv_vx_gather_one(struct rv_vx *x, unsigned rs1, ir_ref *v)
{
    if (sources(x) > SOURCES)
        return false;
    v[0] = look_up(x, rv_vx_bin(x, IR_VADD, IR_I8, first_byte(x, rs1), numbers_within(x)));
    for (unsigned i = 1; i < rv_vx_chunks(x, x->v.sew); i++)
        v[i] = v[0];
    return true;
}

/* The elements' numbers as wide as the elements are: half of a group of 16-bit ones or less, or
   two chunks with what is too large made 255. */
static ir_ref numbers_of_16(struct rv_vx *x, unsigned chunk)
{
    struct ir_region *r = x->c->r;
    unsigned reg = x->v.vs1;
    int lg = x->v.sew;
    if (lg == 0)
        return rv_vx_bin(x, IR_VQNARROWU, IR_I16, rv_vx_get(x, reg, 2 * chunk),
                         rv_vx_get(x, reg, 2 * chunk + 1));
    ir_ref n = rv_vx_get(x, reg, chunk >> (lg - 1));
    for (int w = 1; w < lg; w++)
        n = ir_vop(r, IR_VUXL, IR_V128, rv_vx_lane(w), chunk >> (lg - w - 1) & 1 ? IR_HI : 0, n,
                   IR_NONE, IR_NONE);
    return n;
}

/* Elements by their numbers; zero where there is none. */
static ir_ref gather_chunk(struct rv_vx *x, ir_ref numbers)
{
    struct ir_region *r = x->c->r;
    int lg = x->v.sew;
    ir_ref outside = ir_vop(r, IR_VCMP, IR_V128, rv_vx_lane(lg), IR_GTU, numbers,
                            rv_vx_splat(x, lg, rv_vx_max(x) - 1), IR_NONE);
    if (lg) { /* numbers of elements to numbers of bytes */
        ir_ref first =
            rv_vx_bin(x, IR_VAND, IR_V128, own_numbers(x, 0), splat(x, 255u << lg & 255));
        numbers = rv_vx_bin(x, IR_VTBL, IR_V128, numbers, first);
        numbers = ir_vopi(r, IR_VSHLI, IR_V128, IR_I8, 0, numbers, IR_NONE, (unsigned)lg);
        numbers = rv_vx_bin(x, IR_VOR, IR_V128, numbers, numbers_within(x));
    }
    return rv_vx_bin(x, IR_VANDN, IR_V128, look_up(x, numbers), outside);
}

bool rv_vx_gather(struct rv_vx *x, bool by16, ir_ref *v)
{
    if (sources(x) > SOURCES)
        return false;
    for (unsigned i = 0; i < rv_vx_chunks(x, x->v.sew); i++)
        v[i] = gather_chunk(x, by16 ? numbers_of_16(x, i) : rv_vx_get(x, x->v.vs1, i));
    return true;
}

/* ---- masks to numbers ---- */

/* All move towards the first or the last element; zeros come in. */
static ir_ref move_down(struct rv_vx *x, ir_ref v, unsigned bytes)
{
    ir_ref zero = ir_vconst(x->c->r, 0, 0);
    return ir_vopi(x->c->r, IR_VEXTB, IR_V128, IR_V128, 0, v, zero, bytes);
}

static ir_ref move_up(struct rv_vx *x, ir_ref v, unsigned bytes)
{
    ir_ref zero = ir_vconst(x->c->r, 0, 0);
    return ir_vopi(x->c->r, IR_VEXTB, IR_V128, IR_V128, 0, zero, v, RV_CHUNK - bytes);
}

/* The sums of the elements up to each. */
static ir_ref prefix_sums(struct rv_vx *x, ir_ref v)
{
    int lg = x->v.sew;
    for (unsigned by = 1u << lg; by < RV_CHUNK; by *= 2)
        v = rv_vx_bin(x, IR_VADD, rv_vx_lane(lg), v, move_up(x, v, by));
    return v;
}

bool rv_vx_iota(struct rv_vx *x)
{
    struct ir_region *r = x->c->r;
    int lg = x->v.sew;
    unsigned n = rv_vx_chunks(x, lg), lanes = RV_CHUNK >> lg;
    enum ir_type lane = rv_vx_lane(lg);
    ir_ref v[RV_CHUNKS], before = IR_NONE;
    if ((!x->v.vm && !x->v.vd) || !rv_vec_group(&x->v, x->v.vd, lg) ||
        rv_vec_share(x->v.vd, x->v.lmul, x->v.vs2, 0))
        return false;
    for (unsigned i = 0; i < n; i++) {
        ir_ref bits = rv_vx_spread(x, x->v.vs2, lg, i);
        if (!x->v.vm)
            bits = rv_vx_bin(x, IR_VAND, IR_V128, bits, rv_vx_spread(x, 0, lg, i));
        bits = ir_vop(r, IR_VNEG, IR_V128, lane, 0, bits, IR_NONE, IR_NONE);
        ir_ref sums = prefix_sums(x, bits);
        if (before)
            sums = rv_vx_bin(x, IR_VADD, lane, sums, before);
        v[i] = rv_vx_merge(x, lg, i, rv_vx_bin(x, IR_VSUB, lane, sums, bits));
        before = ir_vopi(r, IR_VDUPV, IR_V128, lane, 0, sums, IR_NONE, lanes - 1);
    }
    rv_vx_set(x, v, n);
    return true;
}

/* Elements whose way down has the bit `by`, in lanes, go that far; their way goes with them, and
   none is left where they were. */
static void step_down(struct rv_vx *x, unsigned by, ir_ref *v, ir_ref *ways)
{
    int lg = x->v.sew;
    ir_ref go = rv_vx_bin(x, IR_VTST, rv_vx_lane(lg), *ways, rv_vx_splat(x, lg, by));
    ir_ref come = move_down(x, go, by << lg), stay = rv_vx_bin(x, IR_VANDN, IR_V128, *ways, go);
    *v = rv_vx_select(x, come, move_down(x, *v, by << lg), *v);
    *ways = rv_vx_select(x, come, move_down(x, *ways, by << lg), stay);
}

/* Of one chunk. An element's way down is the number of those before it that are not chosen. */
bool rv_vx_compress(struct rv_vx *x)
{
    struct ir_region *r = x->c->r;
    int lg = x->v.sew;
    enum ir_type lane = rv_vx_lane(lg);
    if (rv_vx_chunks(x, lg) > 1)
        return false;
    ir_ref chosen = rv_vx_spread(x, x->v.vs1, lg, 0), body = rv_vx_body(x, lg, 0);
    if (body)
        chosen = rv_vx_bin(x, IR_VAND, IR_V128, chosen, body);
    ir_ref left = rv_vx_bin(x, IR_VADD, lane, chosen, rv_vx_splat(x, lg, 1));
    ir_ref ways = rv_vx_bin(x, IR_VAND, IR_V128, prefix_sums(x, left), chosen);
    ir_ref v = rv_vx_get(x, x->v.vs2, 0);
    for (unsigned by = 1; by << lg < RV_CHUNK; by *= 2)
        step_down(x, by, &v, &ways);
    /* The first ones are as many as are chosen. */
    ir_ref ones = ir_vop(r, IR_VNEG, IR_V128, lane, 0, chosen, IR_NONE, IR_NONE);
    ir_ref count =
        ir_vopi(r, IR_VDUPV, IR_V128, lane, 0, prefix_sums(x, ones), IR_NONE, (RV_CHUNK >> lg) - 1);
    ir_ref places = prefix_sums(x, rv_vx_splat(x, lg, 1));
    ir_ref rest = ir_vop(r, IR_VCMP, IR_V128, lane, IR_GTS, places, count, IR_NONE);
    rv_vx_set_chunk(x, x->v.vd, 0, rv_vx_select(x, rest, rv_vx_get(x, x->v.vd, 0), v));
    return true;
}
