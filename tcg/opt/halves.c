/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `halves`: a pair of words behind a store of one word is loaded word by word, where nobody
 * can tell.
 *
 * In: a region after `state`.  Out: the same; where a load of 64 bits is wanted in halves only
 * (LDRD), and a word is stored not far before it, perhaps to the same place, there are two loads of
 * words: the host forwards the store to one of them, but keeps a load of both waiting until the
 * store has left for the cache.  The pair is one access for others who write it as one, so the
 * guest's slot `shared` is asked: 0 as long as no other thread and no other process can write what
 * this one reads.  Example:
 *     st.i32 x, v;  p:i64 = ld.i64 y;  l = trunc64 p;  h = trunc64 (shr p, 32)
 * ->  st.i32 x, v;  brcond shared, cold, hot;  cold: as it was; br join(l, h);
 *     hot: br join(ld.i32 y, ld.i32 y + 4);  join: l = param;  h = param
 */
#include "tcg/opt/opt.h"

#include <glib.h>
#include <string.h>

enum { WITHIN = 24, MOST = 8, NEW_BLOCKS = 3, WORD = 4, PAIR = 8 };

struct load {
    ir_ref at; /* in r */
    uint32_t block;
    ir_ref lo, hi; /* in `out` */
};

/* o->same[v]: v is load same[v] - 1 or, with UPPER, its upper half as an i64. */
enum { UPPER = 64 };

/* Is there a store of a word before the load at i, to what may be its place? */
static bool behind_word(const struct ir_region *r, ir_ref i, ir_ref first)
{
    const struct ir_ins *ld = &r->ins[i];
    for (ir_ref k = i; k-- > first && i - k <= WITHIN;) {
        const struct ir_ins *st = &r->ins[k];
        int64_t from = (int64_t)st->imm - (int64_t)ld->imm;
        if (st->op != IR_ST)
            continue;
        unsigned size = ir_type_size(st->lane);
        if (st->a == ld->a && (from + (int64_t)size <= 0 || from >= PAIR))
            continue; /* beside it */
        if (size <= WORD)
            return true;
        if (st->a == ld->a && !from)
            return false; /* all of it */
    }
    return false;
}

static bool is_candidate(const struct ir_region *r, ir_ref i, ir_ref first)
{
    const struct ir_ins *ld = &r->ins[i];
    return ld->op == IR_LD && ld->type == IR_I64 && ld->lane == IR_I64 && !ld->sub &&
           (int64_t)ld->imm <= INT32_MAX - WORD && behind_word(r, i, first);
}

static unsigned find_loads(struct opt *o, struct load loads[MOST])
{
    const struct ir_region *r = o->r;
    unsigned n = 0;
    for (uint32_t b = 0; b < r->nblocks; b++)
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end && n < MOST; i++)
            if (is_candidate(r, i, r->blocks[b].first)) {
                loads[n] = (struct load){.at = i, .block = b};
                o->same[i] = ++n;
            }
    return n;
}

/* ---- which of them are wanted in halves only ---- */

static bool is_upper(const struct ir_region *r, const struct ir_ins *ins)
{
    return ins->op == IR_SHR && ins->type == IR_I64 && r->ins[ins->b].op == IR_CONST &&
           r->ins[ins->b].imm == 32;
}

static void wanted_whole(const struct opt *o, ir_ref v, bool whole[MOST])
{
    if (o->same[v])
        whole[(o->same[v] & ~UPPER) - 1] = true;
}

static void look_at_uses(struct opt *o, bool whole[MOST])
{
    const struct ir_region *r = o->r;
    for (ir_ref i = 1; i < r->n; i++) {
        const struct ir_ins *ins = &r->ins[i];
        unsigned n = ir_ops[ins->op].nvals;
        if (n && o->same[ins->a]) {
            if (is_upper(r, ins) && !(o->same[ins->a] & UPPER))
                o->same[i] = o->same[ins->a] | UPPER;
            else if (ins->op != IR_TRUNC64)
                wanted_whole(o, ins->a, whole);
        }
        if (n > 1)
            wanted_whole(o, ins->b, whole);
        if (n > 2)
            wanted_whole(o, ins->c, whole);
    }
    for (uint32_t k = 0; k < r->nargs; k++)
        wanted_whole(o, r->args[k], whole);
    for (uint32_t k = 0; k < r->nsnap_entries; k++)
        wanted_whole(o, r->snap_entries[k].val, whole);
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
            const struct ir_ins *ins = &r->ins[i];
            ir_ref of = ir_ops[ins->op].nvals ? o->same[ins->a] : 0;
            if (next < loads + n && i == next->at)
                split(o, next++);
            else if (of && ins->op == IR_TRUNC64)
                o->map[i] = of & UPPER ? loads[(of & ~UPPER) - 1].hi : loads[of - 1].lo;
            else if (!of)
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
    bool whole[MOST] = {false};
    if (!r->state_done || !r->guest->shared)
        return;
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    memset(o->same, 0, r->n * sizeof *o->same);
    unsigned n = find_loads(o, loads), kept = 0;
    if (!n)
        return;
    look_at_uses(o, whole);
    ir_ref name[MOST + 1] = {0};
    for (unsigned k = 0; k < n; k++)
        if (!whole[k]) {
            loads[kept] = loads[k];
            name[k + 1] = ++kept;
        }
    if (!kept)
        return;
    for (ir_ref i = 1; i < r->n; i++)
        if (o->same[i] && name[o->same[i] & ~UPPER])
            o->same[i] = name[o->same[i] & ~UPPER] | (o->same[i] & UPPER);
        else
            o->same[i] = 0;
    stream(o, loads, kept);
}
