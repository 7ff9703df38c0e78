/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `gather`: a number that is loaded in pieces is loaded at once.
 *
 * In: a region after `fold`.  Out: the same; where two, four or eight bytes side by side are loaded
 * one by one (or by two) and put together by shifts and ORs, as compilers do for processors that
 * want alignment, one load takes the place of the first of these, and each of the pieces, and what
 * the guest has made of some of them, is a field of its value.
 *
 * A fault stays precise: the load's snapshot is the first piece's, and says that the instructions
 * from there on are to be run one by one (ir_snap.pieces); one of them finds it.  Between the
 * pieces there is nothing that writes memory or orders accesses.  Example: a = ld.i8 x, 0;  b =
 * ld.i8 x, 1;  c = a | b << 8
 * ->  c = ld.i16 x, 0 @pc*;  a = ubfx c, 0, 8;  b = ubfx c, 8, 8   (if anybody wants them)
 */
#include "tcg/opt/opt.h"

#include <glib.h>
#include <string.h>

enum { BYTES = 8, MOST_WORDS = 1024, MOST_LOADS = 32 };

/* What is known of an integer made of loaded bytes: byte k of it is byte at[k] of what load from[k]
   has loaded, or zero (no load). */
struct word {
    ir_ref from[BYTES];
    uint8_t at[BYTES];
    bool sext; /* an i64 whose upper half is copies of bit 31, which is a loaded one */
};

struct load {
    ir_ref first, last; /* of the pieces */
    ir_ref base;
    uint64_t imm;
    uint8_t bytes;
    bool sext;
    ir_ref value; /* in `out` */
};

struct gather {
    struct opt *o;
    uint32_t nwords; /* words[o->same[v] - 1] is that of value v */
    struct word words[MOST_WORDS];
    uint32_t nloads;
    struct load loads[MOST_LOADS];
};

static bool is_integer(const struct ir_ins *ins)
{
    return ins->type == IR_I32 || ins->type == IR_I64;
}

static const struct word *word_of(const struct gather *g, ir_ref v)
{
    uint32_t k = g->o->same[v];
    return k ? &g->words[k - 1] : NULL;
}

static bool is_piece(const struct ir_ins *ins)
{
    return ins->op == IR_LD && !ins->sub && is_integer(ins) &&
           (ins->lane == IR_I8 || ins->lane == IR_I16 ||
            (ins->lane == IR_I32 && ins->type == IR_I64));
}

/* ---- what values are made of ---- */

static bool shifted(const struct gather *g, const struct ir_ins *ins, struct word *w)
{
    const struct ir_region *r = g->o->r;
    const struct word *a = word_of(g, ins->a);
    unsigned size = ir_type_size(ins->type), n = (unsigned)r->ins[ins->b].imm;
    if (!a || a->sext || r->ins[ins->b].op != IR_CONST || n % 8 || n / 8 >= size)
        return false;
    n /= 8;
    for (unsigned k = 0; k < size; k++) {
        unsigned of = ins->op == IR_SHL ? k - n : k + n;
        if (of < size) {
            w->from[k] = a->from[of];
            w->at[k] = a->at[of];
        }
    }
    return true;
}

/* Both, where each byte is of one of them. */
static bool together(const struct gather *g, const struct ir_ins *ins, struct word *w)
{
    const struct word *a = word_of(g, ins->a), *b = word_of(g, ins->b);
    if (!a || !b || (a->sext && b->sext))
        return false;
    w->sext = a->sext || b->sext;
    const struct word *other = a->sext ? b : a;
    for (unsigned k = 0; k < BYTES; k++) {
        if ((a->from[k] && b->from[k]) || (w->sext && k >= 4 && other->from[k]))
            return false;
        w->from[k] = a->from[k] ? a->from[k] : b->from[k];
        w->at[k] = a->from[k] ? a->at[k] : b->at[k];
    }
    return true;
}

static bool masked(const struct gather *g, const struct ir_ins *ins, struct word *w)
{
    const struct ir_ins *mask = &g->o->r->ins[ins->b];
    const struct word *a = word_of(g, ins->a);
    if (!a || a->sext || mask->op != IR_CONST)
        return false;
    for (unsigned k = 0; k < ir_type_size(ins->type); k++) {
        unsigned m = mask->imm >> 8 * k & 0xff;
        if (m && m != 0xff)
            return false;
        if (m) {
            w->from[k] = a->from[k];
            w->at[k] = a->at[k];
        }
    }
    return true;
}

static bool resized(const struct gather *g, const struct ir_ins *ins, struct word *w)
{
    const struct word *a = word_of(g, ins->a);
    if (!a)
        return false;
    memcpy(w->from, a->from, 4 * sizeof *w->from);
    memcpy(w->at, a->at, 4);
    w->sext = ins->op == IR_SEXT32 && w->from[3];
    return true;
}

static bool made_of(const struct gather *g, ir_ref i, struct word *w)
{
    const struct ir_ins *ins = &g->o->r->ins[i];
    if (is_piece(ins)) {
        for (unsigned k = 0; k < ir_type_size(ins->lane); k++) {
            w->from[k] = i;
            w->at[k] = (uint8_t)k;
        }
        return true;
    }
    switch (ins->op) {
    case IR_SHL:
    case IR_SHR: return shifted(g, ins, w);
    case IR_OR:
    case IR_ADD:
    case IR_XOR: return together(g, ins, w);
    case IR_AND: return masked(g, ins, w);
    case IR_TRUNC64:
    case IR_ZEXT32:
    case IR_SEXT32: return resized(g, ins, w);
    default: return false;
    }
}

static void find_words(struct gather *g)
{
    const struct ir_region *r = g->o->r;
    for (ir_ref i = 1; i < r->n && g->nwords < MOST_WORDS; i++) {
        struct word w = {.sext = false};
        if (!made_of(g, i, &w))
            continue;
        g->words[g->nwords++] = w;
        g->o->same[i] = g->nwords;
    }
}

/* ---- which loads become one ---- */

/* The bytes [*lo, *hi) of the word are those that are not zero, and side by side in memory. */
static bool side_by_side(const struct ir_region *r, const struct word *w, unsigned *lo,
                         unsigned *hi)
{
    for (*lo = 0; *lo < BYTES && !w->from[*lo];)
        ++*lo;
    for (*hi = *lo; *hi < BYTES && w->from[*hi]; ++*hi) {
        const struct ir_ins *first = &r->ins[w->from[*lo]], *ins = &r->ins[w->from[*hi]];
        if (ins->a != first->a || ins->type != first->type ||
            ins->imm + w->at[*hi] != first->imm + w->at[*lo] + *hi - *lo)
            return false;
    }
    for (unsigned k = *hi; k < BYTES; k++)
        if (w->from[k])
            return false;
    return *hi > *lo;
}

static const struct load *load_of(const struct gather *g, ir_ref piece)
{
    const struct ir_ins *ins = &g->o->r->ins[piece];
    for (uint32_t k = 0; k < g->nloads; k++) {
        const struct load *l = &g->loads[k];
        if (l->first <= piece && piece <= l->last && l->base == ins->a && is_piece(ins) &&
            ins->imm - l->imm < l->bytes)
            return l;
    }
    return NULL;
}

static bool orders(const struct ir_ins *ins)
{
    if (ins->op == IR_LD)
        return ins->sub & (IR_MEM_ACQ | IR_MEM_SC | IR_MEM_ATOMIC);
    return ir_ops[ins->op].props & (IR_P_STORE | IR_P_EFFECT | IR_P_END) && ins->op != IR_INSN;
}

/* Load i between the pieces: is it one of them, or of other bytes?  By another register it may be
   of one of these, and has to come before the piece that it would come behind then. */
static bool comes_between(const struct ir_region *r, const struct load *l, const struct word *w,
                          unsigned lo, ir_ref i)
{
    const struct ir_ins *ins = &r->ins[i];
    if (ins->a != l->base)
        return false;
    if (ins->imm - l->imm < l->bytes)
        return w->from[lo + (unsigned)(ins->imm - l->imm)] == i;
    return l->imm - ins->imm >= ir_type_size(ins->lane);
}

/* Can all pieces of [lo, hi) be one load?  Each is there as a whole, once, and in no other. */
static bool loadable(const struct gather *g, const struct word *w, unsigned lo, unsigned hi,
                     struct load *l)
{
    const struct ir_region *r = g->o->r;
    const struct ir_ins *low = &r->ins[w->from[lo]];
    *l = (struct load){.first = w->from[lo],
                       .last = w->from[lo],
                       .base = low->a,
                       .imm = low->imm,
                       .bytes = (uint8_t)(hi - lo),
                       .sext = w->sext && !lo && hi == 4};
    for (unsigned k = lo; k < hi;) {
        ir_ref i = w->from[k];
        unsigned size = ir_type_size(r->ins[i].lane);
        if (w->at[k] || size >= hi - lo || k + size > hi || w->from[k + size - 1] != i ||
            load_of(g, i))
            return false;
        l->first = i < l->first ? i : l->first;
        l->last = i > l->last ? i : l->last;
        k += size;
    }
    for (ir_ref i = l->first; i <= l->last; i++) {
        if (orders(&r->ins[i]) || (r->ins[i].op == IR_LD && !comes_between(r, l, w, lo, i)))
            return false;
    }
    return true;
}

static void find_loads(struct gather *g, unsigned bytes)
{
    const struct ir_region *r = g->o->r;
    for (ir_ref i = r->n; i-- > 1 && g->nloads < MOST_LOADS;) {
        const struct word *w = word_of(g, i);
        unsigned lo, hi;
        struct load l;
        if (w && side_by_side(r, w, &lo, &hi) && hi - lo == bytes && loadable(g, w, lo, hi, &l))
            g->loads[g->nloads++] = l;
    }
}

/* ---- rewriting ---- */

static void emit_load(struct gather *g, struct load *l)
{
    struct opt *o = g->o;
    struct ir_ins ld = o->r->ins[l->first];
    ld.imm = l->imm;
    ld.lane = l->bytes == 2 ? IR_I16 : l->bytes == 4 ? IR_I32 : IR_I64;
    ld.sub = l->sext ? IR_MEM_SEXT : 0;
    o->out.snaps[ld.snap - 1].pieces = true;
    l->value = opt_copy(o, &ld);
}

/* Value i of r, made of the load's value; IR_NONE: not so. */
static ir_ref field_of(struct gather *g, ir_ref i)
{
    struct ir_region *r = g->o->r, *out = &g->o->out;
    const struct word *w = word_of(g, i);
    unsigned lo, hi;
    if (!w || !side_by_side(r, w, &lo, &hi))
        return IR_NONE;
    const struct load *l = load_of(g, w->from[lo]);
    if (!l || !l->value || load_of(g, w->from[hi - 1]) != l)
        return IR_NONE;
    enum ir_type own = out->ins[l->value].type, t = ir_result_type(&r->ins[i]);
    unsigned from = (unsigned)(r->ins[w->from[lo]].imm + w->at[lo] - l->imm), n = hi - lo;
    if (w->sext)
        return l->sext && !lo && n == 4 && t == own ? l->value : IR_NONE;
    ir_ref v = l->value;
    if (n < l->bytes || l->sext)
        v = ir_uni(out, IR_UBFX, own, v, 8 * from | (uint64_t)(8 * n) << 8);
    if (t != own)
        v = ir_un(out, t == IR_I64 ? IR_ZEXT32 : IR_TRUNC64, t, v);
    return lo ? ir_shli(out, t, v, 8 * lo) : v;
}

static void stream(struct gather *g)
{
    struct opt *o = g->o;
    const struct ir_region *r = o->r;
    opt_stream_begin(o);
    opt_stream_lists(o);
    for (uint32_t b = 0; b < r->nblocks; b++) {
        opt_stream_block(o, b);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            for (uint32_t k = 0; k < g->nloads; k++)
                if (g->loads[k].first == i)
                    emit_load(g, &g->loads[k]);
            ir_ref v = field_of(g, i);
            o->map[i] = v ? v : opt_copy(o, &r->ins[i]);
        }
    }
    opt_stream_end(o);
}

static bool has_pieces(const struct ir_region *r)
{
    unsigned n = 0;
    for (ir_ref i = 1; i < r->n; i++)
        n += is_piece(&r->ins[i]);
    return n > 1;
}

void opt_gather(struct opt *o)
{
    struct ir_region *r = o->r;
    if (!r->state_done || r->guest->big_endian || !has_pieces(r))
        return;
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    memset(o->same, 0, r->n * sizeof *o->same);
    struct gather *g = g_new(struct gather, 1);
    g->o = o;
    g->nwords = g->nloads = 0;
    find_words(g);
    for (unsigned bytes = BYTES; bytes > 1; bytes /= 2)
        find_loads(g, bytes);
    if (g->nloads)
        stream(g);
    g_free(g);
}
