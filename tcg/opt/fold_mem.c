/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewriting rules for memory accesses.  fold.h says how a rule is read.
 */
#include "tcg/opt/fold.h"

/* ld(add(x, c), d) -> ld(x, c + d) when the sum is a displacement of 32 bits, likewise st, rmw,
   cas.  The sum wraps the same in either place. */
ir_ref fold_addr_add(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    uint64_t c;
    if (a->op != IR_ADD || !fold_const(o, a->b, &c))
        return IR_NONE;
    int64_t sum = (int64_t)(c + i->imm);
    if (a->type == IR_I32)
        sum = (int32_t)sum;
    if (sum != (int32_t)sum)
        return IR_NONE;
    i->a = a->a;
    i->imm = (uint64_t)sum;
    return FOLD_AGAIN;
}

/* st.lane(x op c) -> st.lane(x) when op changes only bits that are not stored: and, zext, sext of
   the same type */
ir_ref fold_st_narrow(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *b = fold_def(o, i->b);
    uint64_t c, low = fold_low(8 * ir_type_size(i->lane));
    if (i->type != IR_I32 && i->type != IR_I64)
        return IR_NONE;
    bool masks = b->op == IR_AND && fold_const(o, b->b, &c) && !(low & ~c);
    bool extends = (b->op == IR_SBFX || b->op == IR_UBFX) && !(b->imm & 255) &&
                   (b->imm >> 8) >= 8 * ir_type_size(i->lane);
    if (masks || extends) {
        i->b = b->a;
        return FOLD_AGAIN;
    }
    if ((b->op == IR_ZEXT32 || b->op == IR_SEXT32) && ir_type_size(i->lane) <= 4) {
        i->b = b->a;
        i->type = IR_I32;
        return FOLD_AGAIN;
    }
    return IR_NONE;
}

/* ---- a load of what narrower stores have just made ---- */

enum { STORES_BACK = 40, STORES_MOST = 8 };

struct pieces {
    ir_ref base;
    int64_t at;
    unsigned bytes;
    uint32_t have; /* a bit for each byte of the load */
    unsigned n;
    ir_ref st[STORES_MOST];
};

/* The store before: false when the load can't be made of stores. */
static bool take_store(const struct opt *o, struct pieces *p, ir_ref st)
{
    const struct ir_ins *s = fold_def(o, st);
    unsigned size = ir_type_size(s->lane);
    int64_t from = (int64_t)s->imm - p->at;
    if (s->sub || s->a != p->base)
        return false;
    if (from + size <= 0 || from >= p->bytes)
        return true; /* beside it */
    if (from < 0 || from + size > p->bytes || (s->type != IR_I32 && s->type != IR_I64))
        return false;
    uint32_t bits = (uint32_t)fold_low(size) << from;
    if (p->have & bits || size == p->bytes || p->n == STORES_MOST)
        return false;
    p->have |= bits;
    p->st[p->n++] = st;
    return true;
}

static bool find_stores(const struct opt *o, struct pieces *p)
{
    ir_ref first = o->out.blocks[o->out.cur].first;
    for (ir_ref i = o->out.n, k = 0; i-- > first && k < STORES_BACK; k++) {
        const struct ir_ins *ins = fold_def(o, i);
        if (ins->op == IR_ST) {
            if (!take_store(o, p, i))
                return false;
            if (p->have == (uint32_t)fold_low(p->bytes))
                return true;
        } else if (!(ir_ops[ins->op].props & IR_P_PURE) && ins->op != IR_INSN &&
                   (ins->op != IR_LD || ins->sub & ~IR_MEM_SEXT)) {
            return false;
        }
    }
    return false;
}

/* The bytes that a store has stored, at their place in the load. */
static ir_ref piece(struct opt *o, const struct pieces *p, unsigned k, enum ir_type t)
{
    struct ir_ins s = *fold_def(o, p->st[k]);
    ir_ref v = s.b;
    if (s.type != t)
        v = fold_1(o, t == IR_I64 ? IR_ZEXT32 : IR_TRUNC64, t, v);
    unsigned bits = 8 * ir_type_size(s.lane), shift = (unsigned)((int64_t)s.imm - p->at) * 8;
    if (shift + bits < 8 * ir_type_size(t))
        v = fold_2(o, IR_AND, t, v, fold_k(o, t, fold_low(bits)));
    return shift ? fold_2(o, IR_SHL, t, v, fold_k(o, t, shift)) : v;
}

/* st.i8 x, a; st.i8 x + 1, b; ... ld.i16 x -> a & 255 | (b & 255) << 8 ..., in one block with no
   other store between.  The host would wait until the stores have left for the cache.  One store as
   wide as the load is what it forwards by itself. */
ir_ref fold_ld_of_stores(struct opt *o, struct ir_ins *i)
{
    struct pieces p = {.base = i->a, .at = (int64_t)i->imm, .bytes = ir_type_size(i->lane)};
    enum ir_type t = i->type;
    if ((t != IR_I32 && t != IR_I64) || i->sub & ~IR_MEM_SEXT || p.bytes == 1 ||
        !find_stores(o, &p))
        return IR_NONE;
    enum ir_type w = p.bytes <= 4 ? IR_I32 : t;
    ir_ref v = piece(o, &p, 0, w);
    for (unsigned k = 1; k < p.n; k++)
        v = fold_2(o, IR_OR, w, v, piece(o, &p, k, w));
    if (i->sub & IR_MEM_SEXT && p.bytes < 4)
        v = fold_1i(o, IR_SBFX, w, v, (uint64_t)(8 * p.bytes) << 8);
    return w == t ? v : fold_1(o, i->sub & IR_MEM_SEXT ? IR_SEXT32 : IR_ZEXT32, t, v);
}
