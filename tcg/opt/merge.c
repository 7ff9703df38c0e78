/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `merge`: narrow stores side by side, which a wider load may want at once, become one store.
 *
 * In: a region after `state`.  Out: the same; where code stores four or eight bytes in pieces
 * (a copy of an unaligned number, of processors that want alignment) and then loads as many, from
 * an address that may be the same, there is one store: the host forwards one store to the load, but
 * waits for several to reach the cache.
 * A fault stays precise: pieces of one page fault as the first one does; if they are in two pages
 * they are stored one by one.  Example:
 *     st.i8 x, a; st.i8 x + 1, b; ... ld.i32 y
 * ->  brcond x crosses, cold, hot;  cold: the stores; br join;  hot: st.i32 x, a | b << 8 ...;
 *     br join;  join: ld.i32 y
 */
#include "tcg/opt/opt.h"

enum { PAGE = 4096, LEAST = 4, MOST = 8, LOAD_WITHIN = 16, RUNS = 8, NEW_BLOCKS = 3 };

struct run {
    ir_ref first, last; /* of the stores */
    uint32_t block;
    unsigned bytes;
};

static bool is_pure(const struct ir_ins *ins)
{
    return ir_ops[ins->op].props & IR_P_PURE;
}

static bool is_piece(const struct ir_ins *ins)
{
    return ins->op == IR_ST && !ins->sub && (ins->type == IR_I32 || ins->type == IR_I64) &&
           ir_type_size(ins->lane) < LEAST;
}

/* Is there a load behind `last` that may want some of the pieces together? */
static bool wider_load(const struct ir_region *r, ir_ref last, ir_ref end, unsigned bytes)
{
    const struct ir_ins *piece = &r->ins[last];
    for (ir_ref i = last + 1; i < end && i <= last + LOAD_WITHIN; i++) {
        const struct ir_ins *ins = &r->ins[i];
        unsigned size = ir_type_size(ins->lane);
        if (ins->op == IR_LD && size <= bytes && size > ir_type_size(piece->lane) &&
            ins->a != piece->a && !(ins->sub & ~IR_MEM_SEXT))
            return true;
    }
    return false;
}

/* The run that begins at `first`, with its first power of two of bytes; false: none. */
static bool run_at(const struct ir_region *r, ir_ref first, ir_ref end, struct run *run)
{
    const struct ir_ins *piece = &r->ins[first];
    unsigned size = ir_type_size(piece->lane), n = size;
    *run = (struct run){.first = first};
    for (ir_ref i = first + 1; i < end && n < MOST; i++) {
        const struct ir_ins *ins = &r->ins[i];
        if (is_pure(ins))
            continue;
        if (!is_piece(ins) || ins->a != piece->a || ins->lane != piece->lane ||
            ins->imm != piece->imm + n)
            break;
        n += size;
        if (n == LEAST || n == MOST) {
            run->last = i;
            run->bytes = n;
        }
    }
    return run->bytes && wider_load(r, run->last, end, run->bytes);
}

static unsigned find_runs(const struct ir_region *r, struct run runs[RUNS])
{
    unsigned n = 0;
    for (uint32_t b = 0; b < r->nblocks; b++)
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end && n < RUNS; i++)
            if (is_piece(&r->ins[i]) && run_at(r, i, r->blocks[b].end, &runs[n])) {
                i = runs[n].last;
                runs[n++].block = b;
            }
    return n;
}

static void begin_like(struct opt *o, uint32_t b, bool cold)
{
    uint32_t nb = opt_stream_block(o, b); /* may move the list of blocks */
    o->out.blocks[nb].cold = cold;
}

/* Value of a piece, as bits of the one store's type at their place. */
static ir_ref widened(struct opt *o, const struct ir_ins *piece, enum ir_type t, unsigned at)
{
    struct ir_region *out = &o->out;
    unsigned size = ir_type_size(piece->lane);
    ir_ref v = o->map[piece->b];
    if (piece->type != t)
        v = ir_un(out, t == IR_I64 ? IR_ZEXT32 : IR_TRUNC64, t, v);
    if (at + size < ir_type_size(t))
        v = ir_andi(out, t, v, (UINT64_C(1) << 8 * size) - 1);
    return at ? ir_shli(out, t, v, 8 * at) : v;
}

static void store_at_once(struct opt *o, const struct run *run)
{
    const struct ir_region *r = o->r;
    enum ir_type t = run->bytes == 8 ? IR_I64 : IR_I32;
    struct ir_ins st = r->ins[run->first];
    ir_ref all = IR_NONE;
    for (ir_ref i = run->first; i <= run->last; i++) {
        const struct ir_ins *piece = &r->ins[i];
        if (piece->op != IR_ST)
            continue;
        ir_ref v = widened(o, piece, t, (unsigned)(piece->imm - st.imm));
        all = all ? ir_bin(&o->out, IR_OR, t, all, v) : v;
    }
    st.a = o->map[st.a];
    st.b = all;
    st.type = st.lane = (uint8_t)t;
    ir_emit(&o->out, st);
}

static void merge(struct opt *o, const struct run *run)
{
    struct ir_region *r = o->r, *out = &o->out;
    const struct ir_ins *st = &r->ins[run->first];
    enum ir_type t = ir_addr_type(r);
    for (ir_ref i = run->first; i < run->last; i++)
        if (r->ins[i].op != IR_ST)
            o->map[i] = opt_copy(o, &r->ins[i]);
    ir_ref offset = ir_andi(out, t, ir_addi(out, t, o->map[st->a], (int64_t)st->imm), PAGE - 1);
    ir_ref crosses = ir_cmp(out, IR_GTU, t, offset, ir_const(out, t, PAGE - run->bytes));
    uint32_t cold = out->nblocks, hot = cold + 1, join = cold + 2;
    ir_brcond(out, crosses, cold, hot, IR_UNLIKELY);
    begin_like(o, run->block, true);
    for (ir_ref i = run->first; i <= run->last; i++)
        if (r->ins[i].op == IR_ST)
            opt_copy(o, &r->ins[i]);
    ir_br(out, join, NULL, 0);
    begin_like(o, run->block, r->blocks[run->block].cold);
    store_at_once(o, run);
    ir_br(out, join, NULL, 0);
    begin_like(o, run->block, r->blocks[run->block].cold);
}

/* Branches name blocks by their new numbers. */
static void copy(struct opt *o, ir_ref i, const uint32_t *number)
{
    struct ir_ins ins = o->r->ins[i];
    if (ins.op == IR_BR)
        ins.imm = number[ir_taken(&ins)];
    else if (ins.op == IR_BRCOND)
        ins.imm = number[ir_taken(&ins)] | (uint64_t)number[ir_other(&ins)] << 32;
    o->map[i] = opt_copy(o, &ins);
}

void opt_merge(struct opt *o)
{
    struct ir_region *r = o->r;
    struct run runs[RUNS];
    unsigned n = r->state_done ? find_runs(r, runs) : 0;
    if (!n)
        return;
    uint32_t number[r->nblocks], moved = 0;
    for (uint32_t b = 0, k = 0; b < r->nblocks; b++) {
        number[b] = b + moved;
        for (; k < n && runs[k].block == b; k++)
            moved += NEW_BLOCKS;
    }
    opt_stream_begin(o);
    opt_stream_lists(o);
    const struct run *next = runs;
    for (uint32_t b = 0; b < r->nblocks; b++) {
        begin_like(o, b, r->blocks[b].cold);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            if (next < runs + n && i == next->first) {
                merge(o, next);
                i = next++->last;
            } else {
                copy(o, i, number);
            }
        }
    }
    opt_stream_end(o);
}
