/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector loads and stores as IR: see trans_vec.h.
 *
 * In: mode and width of the elements.  Out: loads and stores of chunks, or of elements.
 * A fault leaves the instruction undone: vstart is 0, and it starts from its first element again.
 */
#include "target/riscv/trans_vec.h"

#define PAGE        4096u
#define MAX_SINGLES 16 /* elements that are accessed one by one */

struct access {
    struct rv_vx *x;
    int lg; /* of the elements in memory */
    ir_ref base;
};

static ir_ref load_bytes(const struct access *a, unsigned chunk, unsigned at, unsigned bytes,
                         unsigned lg)
{
    struct ir_region *r = a->x->c->r;
    if (bytes == RV_CHUNK)
        return ir_ld(r, IR_V128, IR_V128, 0, a->base, at);
    ir_ref v = rv_vx_get(a->x, a->x->v.vd, chunk);
    for (unsigned done = 0; done < bytes; lg--) /* the largest pieces first */
        while (bytes - done >= 1u << lg) {
            enum ir_type lane = rv_vx_lane((int)lg), t = lg == 3 ? IR_I64 : IR_I32;
            ir_ref piece = ir_ld(r, t, lane, 0, a->base, at + done);
            v = ir_vopi(r, IR_VINS, IR_V128, lane, 0, v, piece, done >> lg);
            done += 1u << lg;
        }
    return v;
}

static void store_bytes(const struct access *a, ir_ref v, unsigned at, unsigned bytes)
{
    struct ir_region *r = a->x->c->r;
    if (bytes == RV_CHUNK) {
        ir_st(r, IR_V128, IR_V128, 0, a->base, at, v);
        return;
    }
    for (unsigned lg = 3, done = 0; done < bytes; lg--)
        while (bytes - done >= 1u << lg) {
            enum ir_type lane = rv_vx_lane((int)lg), t = lg == 3 ? IR_I64 : IR_I32;
            ir_ref piece = ir_vopi(r, IR_VEXT, t, lane, 0, v, IR_NONE, done >> lg);
            ir_st(r, t, lane, 0, a->base, at + done, piece);
            done += 1u << lg;
        }
}

/* `total` bytes that follow each other. */
static bool unit(const struct access *a, unsigned total, bool store)
{
    struct rv_vx *x = a->x;
    ir_ref v[RV_CHUNKS];
    unsigned n = (total + RV_CHUNK - 1) / RV_CHUNK;
    for (unsigned i = 0; i < n; i++) {
        unsigned left = total - i * RV_CHUNK, bytes = left < RV_CHUNK ? left : RV_CHUNK;
        if (store)
            store_bytes(a, rv_vx_get(x, x->v.vd, i), i * RV_CHUNK, bytes);
        else
            v[i] = load_bytes(a, i, i * RV_CHUNK, bytes, 3);
    }
    if (!store)
        rv_vx_set(x, v, n);
    return true;
}

/* All bytes are in one page, so that either all or none can be read; else the helper looks. */
static void demand_one_page(const struct access *a, unsigned total)
{
    struct rv_ctx *c = a->x->c;
    ir_ref offset = ir_andi(c->r, c->xt, a->base, PAGE - 1);
    rv_vx_leave_if(c, ir_cmp(c->r, IR_GTU, c->xt, offset, rv_imm(c, PAGE - total)),
                   RV_VWAY_HELPERS);
}

static void demand_some(const struct access *a, ir_ref bits)
{
    struct ir_region *r = a->x->c->r;
    rv_vx_leave_if(a->x->c, ir_cmp(r, IR_EQ, IR_I64, bits, ir_const(r, IR_I64, 0)),
                   RV_VWAY_HELPERS);
}

/* Reads more than vl elements, if there is one in the same page. */
static bool partial_load(const struct access *a)
{
    struct rv_vx *x = a->x;
    unsigned total = (unsigned)x->v.vl << a->lg, n = rv_vx_chunks(x, a->lg);
    ir_ref v[RV_CHUNKS];
    demand_some(a, rv_vx_vl(x));
    demand_one_page(a, total);
    for (unsigned i = 0; i < n; i++)
        v[i] =
            rv_vx_merge(x, a->lg, i, load_bytes(a, i, i * RV_CHUNK, rv_vx_bytes(x, a->lg, i), 3));
    rv_vx_set(x, v, n);
    return true;
}

/* Reads inactive elements, too, where an active one is in the same page. */
static bool masked_load(const struct access *a)
{
    struct rv_vx *x = a->x;
    struct ir_region *r = x->c->r;
    unsigned total = (unsigned)x->v.vl << a->lg, n = rv_vx_chunks(x, a->lg);
    ir_ref v[RV_CHUNKS];
    if (x->v.vl > 64)
        return false;
    ir_ref bits = rv_vx_mask_bits(x, 0, 0), body = rv_vx_body_bits(x, 0);
    demand_some(a, body ? ir_bin(r, IR_AND, IR_I64, bits, body) : bits);
    demand_one_page(a, total);
    for (unsigned i = 0; i < n; i++) {
        unsigned left = total - i * RV_CHUNK, bytes = left < RV_CHUNK ? left : RV_CHUNK;
        v[i] = rv_vx_merge(x, a->lg, i, load_bytes(a, i, i * RV_CHUNK, bytes, 3));
    }
    rv_vx_set(x, v, n);
    return true;
}

static ir_ref element_address(const struct access *a, ir_ref stride, unsigned i)
{
    struct rv_ctx *c = a->x->c;
    if (!i)
        return a->base;
    ir_ref offset = ir_bin(c->r, IR_MUL, c->xt, stride, rv_imm(c, i));
    return ir_bin(c->r, IR_ADD, c->xt, a->base, offset);
}

static ir_ref index_address(const struct access *a, int index, unsigned i)
{
    struct rv_ctx *c = a->x->c;
    struct ir_region *r = c->r;
    enum ir_type lane = rv_vx_lane(index), t = index == 3 ? IR_I64 : IR_I32;
    unsigned per = RV_CHUNK >> index;
    ir_ref offset =
        ir_vopi(r, IR_VEXT, t, lane, 0, rv_vx_get(a->x, a->x->v.vs2, i / per), IR_NONE, i % per);
    if (c->xlen == 64 && t == IR_I32)
        offset = ir_un(r, IR_ZEXT32, IR_I64, offset);
    else if (c->xlen == 32 && t == IR_I64)
        offset = ir_un(r, IR_TRUNC64, IR_I32, offset);
    return ir_bin(r, IR_ADD, c->xt, a->base, offset);
}

/* Element by element; the addresses are made before a register is set. */
static bool singles(const struct access *a, ir_ref stride, int index, bool store)
{
    struct rv_vx *x = a->x;
    struct ir_region *r = x->c->r;
    enum ir_type lane = rv_vx_lane(a->lg), t = a->lg == 3 ? IR_I64 : IR_I32;
    unsigned per = RV_CHUNK >> a->lg, n = rv_vx_chunks(x, a->lg);
    ir_ref v[RV_CHUNKS];
    for (unsigned i = 0; i < n; i++)
        v[i] = rv_vx_get(x, x->v.vd, i);
    for (unsigned i = 0; i < x->v.vl; i++) {
        ir_ref at = stride ? element_address(a, stride, i) : index_address(a, index, i);
        ir_ref *chunk = &v[i / per];
        if (store)
            ir_st(r, t, lane, 0, at, 0, ir_vopi(r, IR_VEXT, t, lane, 0, *chunk, IR_NONE, i % per));
        else
            *chunk =
                ir_vopi(r, IR_VINS, IR_V128, lane, 0, *chunk, ir_ld(r, t, lane, 0, at, 0), i % per);
    }
    if (!store)
        rv_vx_set(x, v, n);
    return true;
}

/* ---- segments: `fields` chunks of memory hold a chunk of each field ---- */

/* Bytes of v, each to where `from` says; zero where it is more than 15. */
static ir_ref shuffle(struct rv_vx *x, ir_ref v, const uint8_t from[RV_CHUNK])
{
    uint64_t words[2];
    memcpy(words, from, sizeof words);
    return rv_vx_bin(x, IR_VTBL, IR_V128, v, ir_vconst(x->c->r, words[0], words[1]));
}

static ir_ref add_part(struct rv_vx *x, ir_ref sum, ir_ref part)
{
    return sum ? rv_vx_bin(x, IR_VOR, IR_V128, sum, part) : part;
}

/* Field f of the chunks of memory. */
static ir_ref gather_field(const struct access *a, const ir_ref *mem, unsigned fields, unsigned f)
{
    ir_ref v = IR_NONE;
    for (unsigned m = 0; m < fields; m++) {
        uint8_t from[RV_CHUNK];
        for (unsigned i = 0; i < RV_CHUNK; i++) {
            unsigned byte = ((i >> a->lg) * fields + f) << a->lg | (i & ((1u << a->lg) - 1));
            from[i] = byte / RV_CHUNK == m ? (uint8_t)(byte % RV_CHUNK) : 0x80;
        }
        v = add_part(a->x, v, shuffle(a->x, mem[m], from));
    }
    return v;
}

/* Chunk m of memory of a chunk of each field. */
static ir_ref gather_memory(const struct access *a, const ir_ref *field, unsigned fields,
                            unsigned m)
{
    ir_ref v = IR_NONE;
    for (unsigned f = 0; f < fields; f++) {
        uint8_t from[RV_CHUNK];
        for (unsigned i = 0; i < RV_CHUNK; i++) {
            unsigned byte = m * RV_CHUNK + i, unit = byte >> a->lg;
            unsigned to = (unit / fields) << a->lg | (byte & ((1u << a->lg) - 1));
            from[i] = unit % fields == f ? (uint8_t)to : 0x80;
        }
        v = add_part(a->x, v, shuffle(a->x, field[f], from));
    }
    return v;
}

static bool load_segments(const struct access *a, unsigned fields, unsigned step)
{
    struct rv_vx *x = a->x;
    unsigned total = ((unsigned)x->v.vl * fields) << a->lg, n = rv_vx_chunks(x, a->lg);
    ir_ref v[RV_CHUNKS], mem[RV_CHUNKS];
    for (unsigned i = 0; i < n; i++) {
        for (unsigned m = 0; m < fields; m++) {
            unsigned at = (i * fields + m) * RV_CHUNK, left = total > at ? total - at : 0;
            mem[m] = load_bytes(a, 0, at, left < RV_CHUNK ? left : RV_CHUNK, 3);
        }
        for (unsigned f = 0; f < fields; f++) {
            struct rv_vx of_field = *x;
            of_field.v.vd += f * step;
            v[f * n + i] = rv_vx_merge(&of_field, a->lg, i, gather_field(a, mem, fields, f));
        }
    }
    for (unsigned f = 0; f < fields; f++)
        for (unsigned i = 0; i < n; i++)
            rv_vx_set_chunk(x, x->v.vd + f * step, i, v[f * n + i]);
    return true;
}

static bool store_segments(const struct access *a, unsigned fields, unsigned step)
{
    struct rv_vx *x = a->x;
    unsigned total = ((unsigned)x->v.vl * fields) << a->lg;
    for (unsigned i = 0; i < rv_vx_chunks(x, a->lg); i++) {
        ir_ref field[RV_CHUNKS];
        for (unsigned f = 0; f < fields; f++)
            field[f] = rv_vx_get(x, x->v.vd + f * step, i);
        for (unsigned m = 0; m < fields; m++) {
            unsigned at = (i * fields + m) * RV_CHUNK, left = total > at ? total - at : 0;
            if (left)
                store_bytes(a, gather_memory(a, field, fields, m), at,
                            left < RV_CHUNK ? left : RV_CHUNK);
        }
    }
    return true;
}

static bool segments(const struct access *a, unsigned fields, bool store)
{
    struct rv_vx *x = a->x;
    int emul = x->v.lmul + a->lg - x->v.sew;
    unsigned step = emul > 0 ? 1u << emul : 1;
    if (!x->v.vm || (store && x->partial) || fields * rv_vx_chunks(x, a->lg) > RV_CHUNKS)
        return false;
    if (x->partial) {
        demand_some(a, rv_vx_vl(x));
        demand_one_page(a, ((unsigned)x->v.vl * fields) << a->lg);
    }
    return store ? store_segments(a, fields, step) : load_segments(a, fields, step);
}

/* Whole registers: vl and vtype do not count. */
static bool whole(const struct access *a, unsigned fields, bool store)
{
    unsigned total = fields * a->x->c->model->vlen / 8;
    return !(a->x->v.vd & (fields - 1)) && total <= RV_CHUNKS * RV_CHUNK && unit(a, total, store);
}

bool rv_vx_memory(struct rv_vx *x, const struct rv_args *args, bool store)
{
    struct rv_ctx *c = x->c;
    unsigned fields = (c->insn >> 29 & 7) + 1;
    struct access a = {.x = x, .lg = args->eew, .base = rv_x(c, args->rs1)};
    if (args->mode == RV_VMEM_WHOLE)
        return rv_vec_has(&x->v, args->eew) && whole(&a, fields, store);
    if (args->mode == RV_VMEM_MASK)
        return !x->partial && unit(&a, (unsigned)(x->v.vl + 7) / 8, store);
    int index = args->eew;
    if (args->mode == RV_VMEM_INDEX)
        a.lg = x->v.sew;
    if (rv_vx_chunks(x, a.lg) > RV_CHUNKS ||
        !rv_vec_memory_legal(&x->v, args->mode, a.lg, index, fields, store))
        return false;
    if (fields > 1)
        return args->mode == RV_VMEM_UNIT && segments(&a, fields, store);
    bool first = args->mode == RV_VMEM_FIRST;
    if (args->mode == RV_VMEM_UNIT || first) {
        if (!x->v.vm)
            return !store && !first && masked_load(&a);
        if (x->partial)
            return !store && partial_load(&a);
        if (first)
            demand_one_page(&a, (unsigned)x->v.vl << a.lg);
        return unit(&a, (unsigned)x->v.vl << a.lg, store);
    }
    if (!x->v.vm || x->partial || x->v.vl > MAX_SINGLES)
        return false;
    return singles(&a, args->mode == RV_VMEM_STRIDE ? rv_x(c, args->rs2) : IR_NONE, index, store);
}
