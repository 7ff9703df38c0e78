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
