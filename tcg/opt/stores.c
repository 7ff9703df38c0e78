/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What guest memory is known to hold, for pass `fold`: values that have been stored.
 *
 * In: what fold emits, in order.  Out: the value that a load gets, where a store of the same size
 * to the same address (or of the pair that a word is in) is before it on every way, and nothing
 * between may have written there, or orders accesses. Memory model: the load then reads what its
 * own thread wrote, as if at once behind the store.  Every guest's model lets it: nothing between
 * orders the two with other threads.  Loads are not put in the place of loads, so a loop that waits
 * for another thread does not wait for ever.  The load does not fault: the store to the same place
 * would have. Two addresses with the same base are compared by their distance; others may be the
 * same. A block that only one leads to goes on with what that one knew at its end.
 */
#include "tcg/opt/fold.h"

#include <string.h>

void opt_stores_forget(struct opt *o)
{
    o->stores.n = 0;
}

void opt_stores_enter(struct opt *o, uint32_t block)
{
    opt_room(&o->stores_at, &o->stores_cap, o->r->nblocks, sizeof *o->stores_at);
    bool one = o->blocks[block].npreds == 1 && o->blocks[block].pred < block;
    if (one)
        o->stores = o->stores_at[o->blocks[block].pred];
    else
        o->stores.n = 0;
}

void opt_stores_leave(struct opt *o, uint32_t block)
{
    o->stores_at[block] = o->stores;
}

/* Removes what a store to [at, at + size) from base may change. */
static void changed(struct opt_stores *s, ir_ref base, int64_t at, unsigned size)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < s->n; k++) {
        const struct opt_store *old = &s->list[k];
        bool beside = old->base == base && (old->at + (int64_t)ir_type_size(old->lane) <= at ||
                                            at + (int64_t)size <= old->at);
        if (beside)
            s->list[n++] = *old;
    }
    s->n = n;
}

static void stored(struct opt *o, const struct ir_ins *st)
{
    struct opt_stores *s = &o->stores;
    changed(s, st->a, (int64_t)st->imm, ir_type_size(st->lane));
    if (st->sub || st->lane != st->type)
        return; /* ordered, or only a part of the value */
    if (s->n == OPT_STORES)
        memmove(s->list, s->list + 1, --s->n * sizeof *s->list);
    s->list[s->n++] = (struct opt_store){st->a, st->b, (int64_t)st->imm, st->lane};
}

void opt_stores_note(struct opt *o, const struct ir_ins *ins)
{
    if (ins->op == IR_ST) {
        stored(o, ins);
        return;
    }
    unsigned props = ir_ops[ins->op].props;
    bool pure_call = ins->op == IR_CALL && o->r->guest->helpers[ins->imm].flags & IR_HELPER_PURE;
    bool orders = ins->op == IR_LD ? ins->sub & ~IR_MEM_SEXT
                                   : props & IR_P_STORE || ins->op == IR_FENCE ||
                                         (ins->op == IR_CALL && !pure_call);
    if (orders)
        o->stores.n = 0;
}

/* st.i64 x, v; ... ld.i32 x -> trunc64(v), ld.i32 x + 4 -> trunc64(shr(v, 32)) */
static ir_ref half(struct opt *o, const struct opt_store *s, const struct ir_ins *ld)
{
    int64_t from = (int64_t)ld->imm - s->at;
    if (s->lane != IR_I64 || ld->lane != IR_I32 || ld->type != IR_I32 || (from != 0 && from != 4))
        return IR_NONE;
    ir_ref v = s->value;
    if (from)
        v = fold_2(o, IR_SHR, IR_I64, v, fold_k(o, IR_I64, 32));
    return fold_1(o, IR_TRUNC64, IR_I32, v);
}

/* st x, v; ... ld x -> v; a load that extends a word: zext32(v), sext32(v); a word of a pair */
ir_ref fold_ld_stored(struct opt *o, struct ir_ins *i)
{
    if (i->sub & ~IR_MEM_SEXT)
        return IR_NONE;
    for (uint32_t k = o->stores.n; k-- > 0;) {
        const struct opt_store *s = &o->stores.list[k];
        ir_ref word = s->base == i->a ? half(o, s, i) : IR_NONE;
        if (word)
            return word;
        if (s->base != i->a || s->at != (int64_t)i->imm || s->lane != i->lane)
            continue;
        if (i->type == i->lane)
            return s->value;
        if (i->type == IR_I64 && i->lane == IR_I32)
            return fold_1(o, i->sub & IR_MEM_SEXT ? IR_SEXT32 : IR_ZEXT32, IR_I64, s->value);
        return IR_NONE;
    }
    return IR_NONE;
}
