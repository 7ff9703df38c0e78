/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `halves`: a pair of words behind a store of one word is loaded word by word, where nobody
 * can tell.
 *
 * In: a region after `pairs`.  Out: the same; where a word is stored not far before a load of 64
 * bits (LDRD), perhaps to the same place, there are two loads of words: the host forwards the store
 * to one of them, but keeps a load of both waiting until the store has left for the cache.  The
 * pair is one access for others who write it as one, so the guest's slot `shared` is asked: 0 as
 * long as no other thread and no other process can write what this one reads.  Example:
 *     st.i32 x, v;  p:i64 = ld.i64 y;  l = trunc64 p;  h = trunc64 (shr p, 32)
 * ->  st.i32 x, v;  brcond shared, cold, hot;  cold: as it was; br join(l, h);
 *     hot: br join(ld.i32 y, ld.i32 y + 4);  join: l = param;  h = param
 * Who wants the pair as a whole gets it put together; what nobody wants is for `dce`.
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum { WITHIN = 160, MOST = 24, NEW_BLOCKS = 3, WORD = 4, PAIR = 8 };

struct load {
    ir_ref at; /* in r */
    uint32_t block;
    ir_ref lo, hi; /* in `out` */
};

/* o->same[v]: v is load same[v] - 1 or, with UPPER, that load shifted by 32. */
enum { UPPER = 64 };

/* Is a word stored before the load at i, to what may be its place, and not all of it since?  (In
   the order of the code, whichever way leads there.) */
static bool behind_word(const struct ir_region *r, ir_ref i)
{
    const struct ir_ins *ld = &r->ins[i];
    for (ir_ref k = i; k-- > 1 && i - k <= WITHIN;) {
        const struct ir_ins *st = &r->ins[k];
        int64_t from = (int64_t)st->imm - (int64_t)ld->imm;
        if (st->op != IR_ST)
            continue;
        unsigned size = ir_type_size(st->lane);
        if (st->a == ld->a && !from && size == PAIR)
            return false;
        if (size <= WORD && (st->a != ld->a || (from + (int64_t)size > 0 && from < PAIR)))
            return true;
    }
    return false;
}

static bool is_candidate(const struct ir_region *r, ir_ref i)
{
    const struct ir_ins *ld = &r->ins[i];
    return ld->op == IR_LD && ld->type == IR_I64 && ld->lane == IR_I64 && !ld->sub &&
           (int64_t)ld->imm <= INT32_MAX - WORD && behind_word(r, i);
}

static unsigned find_loads(struct opt *o, struct load loads[MOST])
{
    const struct ir_region *r = o->r;
    unsigned n = 0;
    for (uint32_t b = 0; b < r->nblocks; b++)
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end && n < MOST; i++)
            if (!r->blocks[b].cold && is_candidate(r, i)) {
                loads[n] = (struct load){.at = i, .block = b};
                o->same[i] = ++n;
            }
    return n;
}

static bool is_upper(const struct ir_region *r, const struct ir_ins *ins)
{
    return ins->op == IR_SHR && ins->type == IR_I64 && r->ins[ins->b].op == IR_CONST &&
           r->ins[ins->b].imm == 32;
}

/* ---- making them ---- */

static void begin_like(struct opt *o, uint32_t b, bool cold)
{
    uint32_t nb = opt_stream_block(o, b); /* may move the list of blocks */
    o->out.blocks[nb].cold = cold;
}

static void split(struct opt *o, struct load *l)
{
    struct ir_region *out = &o->out;
    const struct ir_ins ld = o->r->ins[l->at];
    bool cold = o->r->blocks[l->block].cold;
    uint32_t once = out->nblocks, twice = once + 1, join = once + 2;
    ir_ref shared = ir_get(out, out->guest->shared), zero = ir_const(out, IR_I32, 0);
    ir_brcond(out, ir_cmp(out, IR_NE, IR_I32, shared, zero), once, twice, IR_UNLIKELY);
    begin_like(o, l->block, true);
    ir_ref v = opt_copy(o, &ld);
    ir_ref whole[] = {ir_un(out, IR_TRUNC64, IR_I32, v), IR_NONE};
    whole[1] = ir_un(out, IR_TRUNC64, IR_I32, ir_shri(out, IR_I64, v, 32));
    ir_br(out, join, whole, 2);
    begin_like(o, l->block, cold);
    struct ir_ins half = ld;
    half.type = half.lane = IR_I32;
    ir_ref words[] = {opt_copy(o, &half), IR_NONE};
    half.imm += WORD;
    words[1] = opt_copy(o, &half);
    ir_br(out, join, words, 2);
    begin_like(o, l->block, cold);
    l->lo = ir_param(out, IR_I32);
    l->hi = ir_param(out, IR_I32);
    ir_ref up = ir_shli(out, IR_I64, ir_un(out, IR_ZEXT32, IR_I64, l->hi), 32);
    o->map[l->at] = ir_bin(out, IR_OR, IR_I64, up, ir_un(out, IR_ZEXT32, IR_I64, l->lo));
    o->has_params = o->has_joins = true;
}

/* Branches name blocks by their new numbers. */
static void copy(struct opt *o, ir_ref i, const uint32_t *number)
{
    struct ir_ins ins = o->r->ins[i];
    if (ins.op == IR_BR) {
        ir_ref args[ins.c + 1];
        for (uint32_t k = 0; k < ins.c; k++)
            args[k] = o->map[o->r->args[ins.b + k]];
        ir_br(&o->out, number[ir_taken(&ins)], args, ins.c);
        return;
    }
    if (ins.op == IR_BRCOND)
        ins.imm = number[ir_taken(&ins)] | (uint64_t)number[ir_other(&ins)] << 32;
    o->map[i] = opt_copy_call(o, &ins);
}

/* The instruction makes a half of a load that has been split. */
static bool take_half(struct opt *o, ir_ref i, const struct load *loads)
{
    const struct ir_ins *ins = &o->r->ins[i];
    ir_ref of = ir_ops[ins->op].nvals ? o->same[ins->a] : 0;
    if (!of)
        return false;
    const struct load *l = &loads[(of & ~UPPER) - 1];
    if (ins->op == IR_TRUNC64) {
        o->map[i] = of & UPPER ? l->hi : l->lo;
        return true;
    }
    if (of & UPPER || !is_upper(o->r, ins))
        return false;
    o->same[i] = of | UPPER;
    o->map[i] = ir_un(&o->out, IR_ZEXT32, IR_I64, l->hi);
    return true;
}

static void stream(struct opt *o, struct load *loads, unsigned n)
{
    struct ir_region *r = o->r;
    uint32_t number[r->nblocks], moved = 0;
    for (uint32_t b = 0, k = 0; b < r->nblocks; b++) {
        number[b] = b + moved;
        for (; k < n && loads[k].block == b; k++)
            moved += NEW_BLOCKS;
    }
    opt_stream_begin(o);
    struct load *next = loads;
    for (uint32_t b = 0; b < r->nblocks; b++) {
        begin_like(o, b, r->blocks[b].cold);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            if (next < loads + n && i == next->at)
                split(o, next++);
            else if (!take_half(o, i, loads))
                copy(o, i, number);
        }
    }
    opt_stream_snapshots(o);
    ir_region_swap(r, &o->out);
}

void opt_halves(struct opt *o)
{
    const struct ir_region *r = o->r;
    struct load loads[MOST];
    if (!r->state_done || !r->guest->shared)
        return;
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    memset(o->same, 0, r->n * sizeof *o->same);
    unsigned n = find_loads(o, loads);
    if (n)
        stream(o, loads, n);
}
