/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewriting rules for comparisons, selections and branches.  fold.h says how a rule is read.
 */
#include "tcg/opt/fold.h"

/* The condition for swapped operands. */
static enum ir_cond swapped(enum ir_cond c)
{
    static const uint8_t swap[] = {
        [IR_EQ] = IR_EQ,   [IR_NE] = IR_NE,   [IR_LTU] = IR_GTU, [IR_GEU] = IR_LEU,
        [IR_LEU] = IR_GEU, [IR_GTU] = IR_LTU, [IR_LTS] = IR_GTS, [IR_GES] = IR_LES,
        [IR_LES] = IR_GES, [IR_GTS] = IR_LTS};
    return swap[c];
}

static bool is_signed(enum ir_cond c)
{
    return c >= IR_LTS;
}

static bool holds_for_equal(enum ir_cond c)
{
    return c == IR_EQ || c == IR_GEU || c == IR_LEU || c == IR_GES || c == IR_LES;
}

static ir_ref become_cmp(struct ir_ins *i, enum ir_cond c, enum ir_type t, ir_ref a, ir_ref b)
{
    *i = (struct ir_ins){.op = IR_CMP, .type = t, .sub = c, .a = a, .b = b};
    return FOLD_AGAIN;
}

/* Is v a condition whose opposite costs nothing?  Then `out` is the opposite. */
static bool opposite(const struct opt *o, ir_ref v, struct ir_ins *out)
{
    *out = *fold_def(o, v);
    if (out->op == IR_CMP)
        out->sub ^= 1;
    else if (out->op == IR_FCC)
        out->sub ^= 15;
    else
        return false;
    out->pad = 0;
    return true;
}

/* xor(cmp, 1) -> the opposite cmp, likewise fcc */
ir_ref fold_xor_cond(struct opt *o, struct ir_ins *i)
{
    struct ir_ins opp;
    if (i->type != IR_I32 || !fold_is_const(o, i->b, 1) || !opposite(o, i->a, &opp))
        return IR_NONE;
    *i = opp;
    return FOLD_AGAIN;
}

/* cmp.cc(x, x) -> 0 or 1 */
ir_ref fold_cmp_equal(struct opt *o, struct ir_ins *i)
{
    return i->a == i->b ? fold_k(o, IR_I32, holds_for_equal(i->sub)) : IR_NONE;
}

/* cmp.cc(c, x) -> cmp.swapped(x, c) */
ir_ref fold_cmp_swap(struct opt *o, struct ir_ins *i)
{
    if (!fold_is(o, i->a, IR_CONST))
        return IR_NONE;
    return become_cmp(i, swapped(i->sub), i->type, i->b, i->a);
}

/* cmp.ltu(x, 0) -> 0, cmp.geu(x, 0) -> 1, cmp.gtu(x, 0) -> cmp.ne, cmp.leu(x, 0) -> cmp.eq, and the
   same at the other end of the range, and next to the ends */
ir_ref fold_cmp_bounds(struct opt *o, struct ir_ins *i)
{
    uint64_t c, max = fold_mask(i->type), top = (max >> 1) + 1;
    enum ir_type t = i->type;
    enum ir_cond cc = i->sub;
    if (!fold_const(o, i->b, &c) || cc <= IR_NE)
        return IR_NONE;
    uint64_t low = is_signed(cc) ? top : 0, high = is_signed(cc) ? top - 1 : max;
    bool lt = cc == IR_LTU || cc == IR_LTS, ge = cc == IR_GEU || cc == IR_GES;
    bool le = cc == IR_LEU || cc == IR_LES, gt = cc == IR_GTU || cc == IR_GTS;
    if ((lt && c == low) || (gt && c == high))
        return fold_k(o, IR_I32, 0);
    if ((ge && c == low) || (le && c == high))
        return fold_k(o, IR_I32, 1);
    if ((gt && c == low) || (lt && c == high))
        return become_cmp(i, IR_NE, t, i->a, i->b);
    if ((le && c == low) || (ge && c == high))
        return become_cmp(i, IR_EQ, t, i->a, i->b);
    if (lt && c == ((low + 1) & max))
        return become_cmp(i, IR_EQ, t, i->a, fold_k(o, t, low));
    if (ge && c == ((low + 1) & max))
        return become_cmp(i, IR_NE, t, i->a, fold_k(o, t, low));
    return IR_NONE;
}

/* cmp.cc(x, c) -> 0 or 1 when the bits that may be set in x decide it (eq, ne, unsigned) */
ir_ref fold_cmp_range(struct opt *o, struct ir_ins *i)
{
    uint64_t c, x = fold_ones(o, i->a);
    if (!fold_const(o, i->b, &c))
        return IR_NONE;
    switch (i->sub) {
    case IR_EQ: return c & ~x ? fold_k(o, IR_I32, 0) : IR_NONE;
    case IR_NE: return c & ~x ? fold_k(o, IR_I32, 1) : IR_NONE;
    case IR_LTU: return x < c ? fold_k(o, IR_I32, 1) : IR_NONE;
    case IR_GEU: return x < c ? fold_k(o, IR_I32, 0) : IR_NONE;
    case IR_LEU: return x <= c ? fold_k(o, IR_I32, 1) : IR_NONE;
    case IR_GTU: return x <= c ? fold_k(o, IR_I32, 0) : IR_NONE;
    default: return IR_NONE;
    }
}

/* cmp.eq(x, 2^n) -> cmp.ne(x, 0) when bit n is the only one that may be set, and the opposite */
ir_ref fold_cmp_one(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    if (i->sub > IR_NE || !fold_const(o, i->b, &c) || !c || fold_ones(o, i->a) != c ||
        (c & (c - 1)))
        return IR_NONE;
    return become_cmp(i, i->sub ^ 1, i->type, i->a, fold_k(o, i->type, 0));
}

/* cmp.ne(b, 0) -> b for a b that is 0 or 1;  cmp.eq(b, 0) -> the opposite condition, else xor(b,
   1); the same for zext32(b) */
ir_ref fold_cmp_bool(struct opt *o, struct ir_ins *i)
{
    ir_ref b = i->a;
    struct ir_ins opp;
    if (i->sub > IR_NE || !fold_is_const(o, i->b, 0) || fold_ones(o, b) & ~UINT64_C(1))
        return IR_NONE;
    if (fold_is(o, b, IR_ZEXT32))
        b = fold_def(o, b)->a;
    enum ir_opcode op = fold_def(o, b)->op;
    if (fold_type(o, b) != IR_I32 || op == IR_AND || op == IR_SHR || op == IR_UBFX)
        return IR_NONE;
    if (i->sub == IR_NE)
        return b;
    if (opposite(o, b, &opp)) {
        *i = opp;
        return FOLD_AGAIN;
    }
    return fold_2(o, IR_XOR, IR_I32, b, fold_k(o, IR_I32, 1));
}

/* cmp.ne(shr(x, w - 1), 0) -> cmp.lts(x, 0), likewise cmp.ne(and(x, 1 << w - 1), 0), and the
   opposites */
ir_ref fold_cmp_sign(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    unsigned top = fold_width(i) - 1;
    bool sign = (a.op == IR_SHR && fold_is_const(o, a.b, top)) ||
                (a.op == IR_AND && fold_is_const(o, a.b, UINT64_C(1) << top));
    if (i->sub > IR_NE || !fold_is_const(o, i->b, 0) || !sign)
        return IR_NONE;
    return become_cmp(i, i->sub == IR_NE ? IR_LTS : IR_GES, i->type, a.a, i->b);
}

/* cmp.ne(ubfx(x, lsb, len), 0) -> cmp.ne(and(x, field), 0) and cmp.ne(and(shr(x, n), c), 0) ->
   cmp.ne(and(x, c << n), 0), and the opposites, when the mask is an immediate of 31 bits */
ir_ref fold_cmp_field(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t mask, n;
    ir_ref x = a.a;
    if (i->sub > IR_NE || !fold_is_const(o, i->b, 0))
        return IR_NONE;
    if (a.op == IR_UBFX) {
        mask = fold_low(a.imm >> 8);
        n = a.imm & 255;
    } else if (a.op == IR_AND && fold_const(o, a.b, &mask) && fold_is(o, a.a, IR_SHR) &&
               fold_const(o, fold_def(o, a.a)->b, &n)) {
        x = fold_def(o, a.a)->a;
    } else {
        return IR_NONE;
    }
    if (n > 30 || mask >= UINT64_C(0x80000000) >> n)
        return IR_NONE;
    ir_ref field = fold_2(o, IR_AND, i->type, x, fold_k(o, i->type, mask << n));
    return become_cmp(i, i->sub, i->type, field, i->b);
}

/* cmp.cc(zext32(x), zext32(y)) and cmp.cc(zext32(x), c) -> cmp of i32 (eq, ne, unsigned);
   cmp.cc(sext32(x), sext32(y)) and cmp.cc(sext32(x), sext c) -> cmp of i32, any condition */
ir_ref fold_cmp_zext(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a), b = *fold_def(o, i->b);
    if (i->type != IR_I64 || (a.op != IR_ZEXT32 && a.op != IR_SEXT32) ||
        (a.op == IR_ZEXT32 && is_signed(i->sub)))
        return IR_NONE;
    if (b.op == a.op)
        return become_cmp(i, i->sub, IR_I32, a.a, b.a);
    if (b.op != IR_CONST)
        return IR_NONE;
    uint64_t back = a.op == IR_ZEXT32 ? (uint32_t)b.imm : (uint64_t)(int32_t)b.imm;
    if (back != b.imm)
        return IR_NONE;
    return become_cmp(i, i->sub, IR_I32, a.a, fold_k(o, IR_I32, b.imm));
}

/* cmp.signed(x, y) -> cmp.unsigned(x, y) when both have a zero sign bit */
ir_ref fold_cmp_signed(struct opt *o, struct ir_ins *i)
{
    unsigned top = fold_width(i) - 1;
    if (!is_signed(i->sub) || (fold_ones(o, i->a) | fold_ones(o, i->b)) >> top & 1)
        return IR_NONE;
    return become_cmp(i, i->sub - IR_LTS + IR_LTU, i->type, i->a, i->b);
}

/* cmp.eq(sub(x, y), 0) -> cmp.eq(x, y), likewise ne and xor */
ir_ref fold_cmp_sub(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (i->sub > IR_NE || !fold_is_const(o, i->b, 0) || (a.op != IR_SUB && a.op != IR_XOR))
        return IR_NONE;
    return become_cmp(i, i->sub, i->type, a.a, a.b);
}

/* cmp.eq(or(trunc64(x), trunc64(shr(x, 32))), 0) -> cmp.eq(x, 0), likewise ne */
ir_ref fold_cmp_halves(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (i->sub > IR_NE || !fold_is_const(o, i->b, 0) || a.op != IR_OR ||
        !fold_is(o, a.a, IR_TRUNC64) || !fold_is(o, a.b, IR_TRUNC64))
        return IR_NONE;
    for (unsigned k = 0; k < 2; k++) {
        ir_ref lo = fold_def(o, k ? a.b : a.a)->a, hi = fold_def(o, k ? a.a : a.b)->a;
        const struct ir_ins *up = fold_def(o, hi);
        if (up->op == IR_SHR && up->a == lo && fold_is_const(o, up->b, 32))
            return become_cmp(i, i->sub, IR_I64, lo, fold_k(o, IR_I64, 0));
    }
    return IR_NONE;
}

/* cmp.eq(add(x, c), d) -> cmp.eq(x, d - c), likewise ne and xor */
ir_ref fold_cmp_add(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t c, d;
    if (i->sub > IR_NE || !fold_const(o, i->b, &d) || (a.op != IR_ADD && a.op != IR_XOR) ||
        !fold_const(o, a.b, &c))
        return IR_NONE;
    return become_cmp(i, i->sub, i->type, a.a, fold_k(o, i->type, a.op == IR_ADD ? d - c : c ^ d));
}

/* SELECT */

/* select(c, x, y) -> x or y */
ir_ref fold_select_const(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    return fold_const(o, i->a, &c) ? (c ? i->b : i->c) : IR_NONE;
}

/* select(b, x, x) -> x */
ir_ref fold_select_equal(struct opt *o, struct ir_ins *i)
{
    (void)o;
    return i->b == i->c ? i->b : IR_NONE;
}

/* select(xor(b, 1), x, y) -> select(b, y, x) */
ir_ref fold_select_not(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != IR_XOR || !fold_is_const(o, a.b, 1))
        return IR_NONE;
    ir_ref x = i->b;
    i->a = a.a;
    i->b = i->c;
    i->c = x;
    return FOLD_AGAIN;
}

/* Is q what p says, or its opposite?  1, -1; 0: neither. */
static int same_condition(const struct opt *o, ir_ref p, ir_ref q)
{
    const struct ir_ins *x = fold_def(o, p), *y = fold_def(o, q);
    if (p == q)
        return 1;
    if (x->op != y->op || x->type != y->type || x->lane != y->lane || x->a != y->a || x->b != y->b)
        return 0;
    if (x->op == IR_CMP)
        return x->sub == y->sub ? 1 : (x->sub ^ y->sub) == 1 ? -1 : 0;
    return x->op == IR_FCC && (x->sub ^ y->sub) == 15 ? -1 : 0;
}

/* select(b, select(b, x, y), z) -> select(b, x, z);  select(b, z, select(b, x, y)) -> select(b, z,
   y);  the same when the inner condition is the opposite, with x and y swapped */
ir_ref fold_select_select(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins b = *fold_def(o, i->b), c = *fold_def(o, i->c);
    int same = b.op == IR_SELECT ? same_condition(o, i->a, b.a) : 0;
    if (same) {
        i->b = same > 0 ? b.b : b.c;
        return FOLD_AGAIN;
    }
    same = c.op == IR_SELECT ? same_condition(o, i->a, c.a) : 0;
    if (same) {
        i->c = same > 0 ? c.c : c.b;
        return FOLD_AGAIN;
    }
    return IR_NONE;
}

/* cmp.eq(select(h, x, y), select(h, v, w)) -> and(h, cmp.eq(x, v)) when h is cmp.eq(y, w), and
   cmp.ne -> or(cmp.ne(y, w), cmp.ne(x, v)):  pairs of words are compared so, first the upper ones;
   as cmp.eq(or(xor(y, w), xor(x, v)), 0) and the opposite */
ir_ref fold_cmp_selects(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a), b = *fold_def(o, i->b);
    if (i->sub > IR_NE || a.op != IR_SELECT || b.op != IR_SELECT || a.a != b.a)
        return IR_NONE;
    const struct ir_ins h = *fold_def(o, a.a);
    bool same = h.a == a.c && h.b == b.c, turned = h.b == a.c && h.a == b.c;
    if (h.op != IR_CMP || h.sub != IR_EQ || h.type != i->type || (!same && !turned))
        return IR_NONE;
    ir_ref y = fold_2(o, IR_XOR, i->type, h.a, h.b), x = fold_2(o, IR_XOR, i->type, a.b, b.b);
    return become_cmp(i, i->sub, i->type, fold_2(o, IR_OR, i->type, y, x), fold_k(o, i->type, 0));
}

/* select(b, 1, 0) -> b (zext32(b) for i64);  select(b, 0, 1) -> the opposite */
ir_ref fold_select_bool(struct opt *o, struct ir_ins *i)
{
    ir_ref b = i->a;
    struct ir_ins opp;
    if (i->type != IR_I32 && i->type != IR_I64)
        return IR_NONE;
    if (fold_is_const(o, i->b, 0) && fold_is_const(o, i->c, 1) && opposite(o, b, &opp))
        b = fold_emit(o, opp);
    else if (!fold_is_const(o, i->b, 1) || !fold_is_const(o, i->c, 0))
        return IR_NONE;
    return i->type == IR_I64 ? fold_1(o, IR_ZEXT32, IR_I64, b) : b;
}

/* fcc(x, 0) -> 0;  fcc(x, all relations) -> 1 */
ir_ref fold_fcc_const(struct opt *o, struct ir_ins *i)
{
    unsigned mask = i->sub & 15;
    return mask == 0 || mask == 15 ? fold_k(o, IR_I32, mask != 0) : IR_NONE;
}

/* Branches */

/* brcond(xor(b, 1), t, f) -> brcond(b, f, t) */
ir_ref fold_brcond_not(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != IR_XOR || !fold_is_const(o, a.b, 1))
        return IR_NONE;
    i->a = a.a;
    i->imm = i->imm >> 32 | i->imm << 32;
    if (i->sub)
        i->sub ^= IR_LIKELY | IR_UNLIKELY;
    return FOLD_AGAIN;
}

/* brcond(c, t, f) -> br t or br f */
ir_ref fold_brcond_const(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    if (!fold_const(o, i->a, &c))
        return IR_NONE;
    *i = (struct ir_ins){.op = IR_BR, .imm = c ? ir_taken(i) : ir_other(i)};
    o->edges_gone = true;
    return FOLD_AGAIN;
}

/* trapif(c) -> nothing behind a trapif(c) */
ir_ref fold_trapif_again(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *cond = fold_def(o, i->a);
    for (uint32_t k = 0; k < o->ntrapifs; k++) {
        const struct opt_trapif *t = &o->trapifs[k];
        if (opt_same(fold_def(o, t->cond), cond) && opt_dominates(o, t->block, o->out.cur)) {
            *i = (struct ir_ins){.op = IR_NOP};
            return FOLD_AGAIN;
        }
    }
    if (o->ntrapifs < OPT_TRAPIFS)
        o->trapifs[o->ntrapifs++] = (struct opt_trapif){i->a, o->out.cur};
    return IR_NONE;
}

/* trapif(0) -> nothing */
ir_ref fold_trapif_never(struct opt *o, struct ir_ins *i)
{
    if (!fold_is_const(o, i->a, 0))
        return IR_NONE;
    *i = (struct ir_ins){.op = IR_NOP};
    return FOLD_AGAIN;
}
