/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `pairs`: what a guest with 32-bit registers computes of pairs of words is done at once.
 *
 * In: a region after `fold`.  Out: the same; where two instructions make the halves of a sum, a
 * difference, a product, a shift, a rotation or a bitwise operation of two pairs, there is one of
 * i64, and its halves stand for theirs.  Example, a pair (l, h) shifted to the left:
 *     x = shl l, 13;  y = or (shl h, 13), (shr l, 19)
 * ->  w:i64 = shl (h:l), 13;  x = trunc64 w;  y = trunc64 (shr w, 32)
 * Putting a pair together takes three instructions and taking it apart two, so a group of
 * operations on the results of one another is changed if it saves more than its way in and out
 * costs.
 *
 * Invariant: it is made where the first half was, if its operands are there; else nothing but pure
 * instructions lies between the two halves, so that no snapshot behind the first names what exists
 * behind the second only.
 */
#include "tcg/opt/fold.h"

#include <glib.h>
#include <string.h>

enum { MOST = 48, NEAR = 40, NO_NODE = -1 };

struct pair {
    ir_ref lo, hi;
};

struct node {
    struct pair self, a, b; /* values of r; b: IR_NONE for shifts; hi: IR_NONE for zero */
    uint8_t op, count;      /* of i64; of a shift */
    int a_node, b_node;     /* that make a and b */
    int group;              /* the least node that is connected with it */
    bool chosen;
    ir_ref place; /* in r: the half in whose place it is made */
    ir_ref done;  /* in `out` */
};

struct opt_pairs {
    struct node nodes[MOST];
    int n;
    ir_ref first; /* of the block */
};

/* o->same[v]: the node that v is a half of, plus 1. */

static const struct ir_ins *def(const struct opt *o, ir_ref v)
{
    return &o->r->ins[v];
}

static bool is_const(const struct opt *o, ir_ref v, uint64_t *c)
{
    *c = def(o, v)->imm;
    return def(o, v)->op == IR_CONST;
}

static bool is_word_op(const struct opt *o, ir_ref v, enum ir_opcode op)
{
    return def(o, v)->op == op && def(o, v)->type == IR_I32;
}

static bool is_node(const struct opt_pairs *p, int k, struct pair of)
{
    return k >= 0 && p->nodes[k].self.lo == of.lo && p->nodes[k].self.hi == of.hi;
}

static int node_of(const struct opt *o, struct pair of)
{
    int k = (int)o->same[of.lo] - 1;
    return is_node(o->pairs, k, of) ? k : NO_NODE;
}

/* Is it there without an instruction: the halves of an i64, or constants? */
static bool is_whole(const struct opt *o, struct pair of)
{
    uint64_t c;
    const struct ir_ins *lo = def(o, of.lo), *hi = def(o, of.hi);
    if (!of.hi || (lo->op == IR_CONST && hi->op == IR_CONST))
        return true;
    if (lo->op != IR_TRUNC64 || hi->op != IR_TRUNC64)
        return false;
    const struct ir_ins *up = def(o, hi->a);
    return up->op == IR_SHR && up->a == lo->a && is_const(o, up->b, &c) && c == 32;
}

static bool is_known(const struct opt *o, struct pair of)
{
    return node_of(o, of) != NO_NODE || is_whole(o, of);
}

/* ---- finding them ---- */

static bool pure_between(const struct opt *o, ir_ref from, ir_ref to)
{
    for (ir_ref i = from + 1; i < to; i++)
        if (!(ir_ops[def(o, i)->op].props & IR_P_PURE))
            return false;
    return true;
}

static bool add_node(struct opt *o, struct node n)
{
    struct opt_pairs *p = o->pairs;
    ir_ref lo = n.self.lo, hi = n.self.hi, from = MIN(lo, hi), to = MAX(lo, hi);
    ir_ref last = MAX(MAX(n.a.lo, n.a.hi), MAX(n.b.lo, n.b.hi)); /* of the operands */
    if (p->n == MOST || lo == hi || from < p->first || o->same[lo] || o->same[hi] ||
        (last >= from && !pure_between(o, from, to)))
        return false;
    n.place = last < from ? from : to;
    n.a_node = node_of(o, n.a);
    n.b_node = n.b.lo ? node_of(o, n.b) : NO_NODE;
    n.group = p->n;
    p->nodes[p->n++] = n;
    o->same[lo] = o->same[hi] = (ir_ref)p->n;
    return true;
}

/* The instruction op(a, b) near i in its block, in either order if that is the same. */
static ir_ref near(const struct opt *o, ir_ref i, ir_ref end, enum ir_opcode op, ir_ref a, ir_ref b)
{
    ir_ref from = MAX(o->pairs->first, i > NEAR ? i - NEAR : 1), to = MIN(end, i + NEAR);
    for (ir_ref k = from; k < to; k++) {
        const struct ir_ins *ins = def(o, k);
        if (ins->op == op && ins->type == IR_I32 &&
            ((ins->a == a && ins->b == b) ||
             (ir_ops[op].props & IR_P_COMM && ins->a == b && ins->b == a)))
            return k;
    }
    return IR_NONE;
}

/* v is x shifted by the constant n. */
static bool is_shift(const struct opt *o, ir_ref v, enum ir_opcode op, ir_ref *x, uint64_t *n)
{
    *x = def(o, v)->a;
    return is_word_op(o, v, op) && is_const(o, def(o, v)->b, n) && *n < 32;
}

/* or(shl(h, n), shr(l, 32 - n)): upper half of (l, h) << n, lower half of (l, h) >> (32 - n), or
   either of a rotation. */
static bool find_shift(struct opt *o, ir_ref i, ir_ref end)
{
    const struct ir_ins *ins = def(o, i);
    ir_ref up = ins->a, down = ins->b, h, l;
    uint64_t n, m;
    if (!is_word_op(o, up, IR_SHL)) {
        up = ins->b;
        down = ins->a;
    }
    if (!is_shift(o, up, IR_SHL, &h, &n) || !is_shift(o, down, IR_SHR, &l, &m) || n + m != 32)
        return false;
    ir_ref left = def(o, up)->b, right = def(o, down)->b;
    ir_ref up2 = near(o, i, end, IR_SHL, l, left), down2 = near(o, i, end, IR_SHR, h, right);
    ir_ref other = h != l && up2 && down2 ? near(o, i, end, IR_OR, up2, down2) : IR_NONE;
    struct node s = {.a = {l, h}, .self = {other, i}, .op = IR_ROTR, .count = (uint8_t)(64 - n)};
    if (other) {
        if (!is_known(o, s.a)) { /* the halves may be the other way round */
            s.a = (struct pair){h, l};
            s.self = (struct pair){i, other};
        }
        return is_known(o, s.a) && add_node(o, s);
    }
    s.op = IR_SHL;
    s.count = (uint8_t)n;
    s.self.lo = up2;
    if (h != l && up2 && add_node(o, s))
        return true;
    s.op = IR_SHR;
    s.count = (uint8_t)m;
    s.self = (struct pair){i, down2};
    return h != l && down2 && add_node(o, s);
}

/* op(x, y) where x is half of a node, and the same of the other half not far before it. */
static bool find_bitwise(struct opt *o, ir_ref i)
{
    const struct ir_ins *ins = def(o, i);
    for (unsigned turn = 0; turn < 2; turn++) {
        ir_ref x = turn ? ins->b : ins->a, y = turn ? ins->a : ins->b;
        if (!o->same[x])
            continue;
        struct pair of = o->pairs->nodes[o->same[x] - 1].self;
        ir_ref other = x == of.lo ? of.hi : of.lo;
        for (ir_ref k = i - 1; k >= o->pairs->first && k + NEAR > i; k--) {
            const struct ir_ins *before = def(o, k);
            if (before->op != ins->op || before->type != IR_I32 ||
                (before->a != other && before->b != other))
                continue;
            ir_ref z = before->a == other ? before->b : before->a;
            struct node n = {.op = ins->op, .a = of, .self = {k, i}, .b = {z, y}};
            if (x == of.lo) {
                n.self = (struct pair){i, k};
                n.b = (struct pair){y, z};
            }
            if (add_node(o, n))
                return true;
        }
    }
    return false;
}

/* The sum whose carry v is. */
static ir_ref sum_of_carry(const struct opt *o, ir_ref v)
{
    const struct ir_ins *ins = def(o, v);
    if (ins->op != IR_CMP || ins->type != IR_I32 || ins->sub != IR_LTU ||
        !is_word_op(o, ins->a, IR_ADD))
        return IR_NONE;
    const struct ir_ins *sum = def(o, ins->a);
    return sum->a == ins->b || sum->b == ins->b ? ins->a : IR_NONE;
}

static bool add_sum(struct opt *o, ir_ref i, ir_ref sum, ir_ref c, ir_ref d)
{
    const struct ir_ins *low = def(o, sum);
    struct node n = {.op = IR_ADD, .self = {sum, i}, .a = {low->a, c}, .b = {low->b, d}};
    struct pair across = {low->a, d}, other = {low->b, c};
    if (is_known(o, across) + is_known(o, other) > is_known(o, n.a) + is_known(o, n.b)) {
        n.a = across;
        n.b = other;
    }
    return add_node(o, n);
}

/* The difference whose carry (no borrow) v is: of a number and a constant it is a sum. */
static ir_ref difference_of_carry(const struct opt *o, ir_ref v, ir_ref i, ir_ref end)
{
    const struct ir_ins *ins = def(o, v);
    uint64_t c;
    if (ins->op != IR_CMP || ins->type != IR_I32)
        return IR_NONE;
    if (!is_const(o, ins->b, &c))
        return ins->sub == IR_GEU ? near(o, i, end, IR_SUB, ins->a, ins->b) : IR_NONE;
    if (ins->sub != IR_GTU && ins->sub != IR_GEU)
        return IR_NONE;
    uint32_t minus = (uint32_t) - (c + (ins->sub == IR_GTU));
    for (ir_ref k = MAX(o->pairs->first, i > NEAR ? i - NEAR : 1); minus && k < end && k < i + NEAR;
         k++)
        if (is_word_op(o, k, IR_ADD) && def(o, k)->a == ins->a && is_const(o, def(o, k)->b, &c) &&
            (uint32_t)c == minus)
            return k;
    return IR_NONE;
}

/* Upper half: x + y + carry, where y is what is not subtracted, or IR_NONE. */
static bool add_difference(struct opt *o, ir_ref i, ir_ref low, ir_ref x, ir_ref y)
{
    const struct ir_ins *ins = def(o, low);
    uint64_t c;
    if (ins->op == IR_ADD)
        return y && add_sum(o, i, low, x, y);
    for (unsigned turn = 0; y && turn < 2; turn++) {
        ir_ref z = turn ? x : y, w = turn ? y : x;
        struct node n = {.op = IR_SUB, .self = {low, i}, .a = {ins->a, w}, .b = {ins->b, IR_NONE}};
        if (is_word_op(o, z, IR_NOT))
            n.b.hi = def(o, z)->a;
        else if (!is_const(o, z, &c) || (uint32_t)c != UINT32_MAX)
            continue; /* of nothing */
        if (add_node(o, n))
            return true;
    }
    return false;
}

static bool add_either(struct opt *o, ir_ref i, ir_ref end, ir_ref carry, ir_ref x, ir_ref y)
{
    ir_ref low = sum_of_carry(o, carry);
    if (low)
        return add_sum(o, i, low, x, y);
    low = difference_of_carry(o, carry, i, end);
    return low && add_difference(o, i, low, x, y);
}

/* add(x, carry), add(add(x, y), carry) or adc(x, y, carry); of differences y is a NOT */
static bool find_sum(struct opt *o, ir_ref i, ir_ref end)
{
    const struct ir_ins *ins = def(o, i);
    if (ins->op == IR_ADC)
        return add_either(o, i, end, ins->c, ins->a, ins->b);
    for (unsigned turn = 0; turn < 2; turn++) {
        ir_ref x = turn ? ins->b : ins->a, carry = turn ? ins->a : ins->b, y = IR_NONE;
        if (def(o, carry)->op != IR_CMP)
            continue;
        if (is_word_op(o, x, IR_ADD)) {
            y = def(o, x)->b;
            x = def(o, x)->a;
        }
        if (add_either(o, i, end, carry, x, y))
            return true;
    }
    return false;
}

/* v is the upper half of the product of two words. */
static bool is_upper_product(const struct opt *o, ir_ref v, ir_ref *x, ir_ref *y)
{
    uint64_t n;
    const struct ir_ins *ins = def(o, v);
    if (ins->op != IR_TRUNC64 || def(o, ins->a)->op != IR_SHR ||
        !is_const(o, def(o, ins->a)->b, &n) || n != 32)
        return false;
    const struct ir_ins *mul = def(o, def(o, ins->a)->a);
    if (mul->op != IR_MUL || def(o, mul->a)->op != IR_ZEXT32 || def(o, mul->b)->op != IR_ZEXT32)
        return false;
    *x = def(o, mul->a)->a;
    *y = def(o, mul->b)->a;
    return true;
}

/* The other factor of a product of words with x, or IR_NONE. */
static ir_ref other_factor(const struct opt *o, ir_ref product, ir_ref x)
{
    const struct ir_ins *ins = def(o, product);
    if (!is_word_op(o, product, IR_MUL))
        return IR_NONE;
    return ins->a == x ? ins->b : ins->b == x ? ins->a : IR_NONE;
}

/* The sum of an upper half of x * y, x * s and y * t, which is that of (x, t) * (y, s). */
static bool find_product(struct opt *o, ir_ref i, ir_ref end)
{
    const struct ir_ins *ins = def(o, i);
    for (unsigned turn = 0; turn < 2; turn++) {
        ir_ref inner = turn ? ins->b : ins->a;
        if (!is_word_op(o, inner, IR_ADD))
            continue;
        ir_ref term[3] = {turn ? ins->a : ins->b, def(o, inner)->a, def(o, inner)->b}, x, y;
        for (unsigned k = 0; k < 3; k++) {
            if (!is_upper_product(o, term[k], &x, &y))
                continue;
            ir_ref p = term[(k + 1) % 3], q = term[(k + 2) % 3];
            ir_ref s = other_factor(o, p, x), t = other_factor(o, q, y);
            if (!s || !t) {
                s = other_factor(o, q, x);
                t = other_factor(o, p, y);
            }
            ir_ref low = s && t ? near(o, i, end, IR_MUL, x, y) : IR_NONE;
            struct node n = {.op = IR_MUL, .self = {low, i}, .a = {x, t}, .b = {y, s}};
            if (low && add_node(o, n))
                return true;
        }
    }
    return false;
}

static void find_in_block(struct opt *o, uint32_t b)
{
    ir_ref end = o->r->blocks[b].end;
    o->pairs->first = o->r->blocks[b].first;
    for (ir_ref i = o->pairs->first; i < end; i++) {
        const struct ir_ins *ins = def(o, i);
        if (ins->type != IR_I32 || o->same[i])
            continue;
        switch (ins->op) {
        case IR_OR:
            if (find_shift(o, i, end))
                break; /* fall through */
        case IR_XOR:
        case IR_AND: find_bitwise(o, i); break;
        case IR_ADD:
            if (!find_product(o, i, end))
                find_sum(o, i, end);
            break;
        case IR_ADC: find_sum(o, i, end); break;
        default: break;
        }
    }
}

/* ---- choosing ---- */

/* What is saved, and what it costs, in half instructions of the host. */
static int saves(const struct node *n)
{
    switch (n->op) {
    case IR_MUL:
    case IR_ROTR: return 16;
    case IR_SHL:
    case IR_SHR: return 10;
    case IR_SUB: return 12;
    case IR_ADD: return 4;
    default: return 2;
    }
}
enum { PUT_TOGETHER = 6, TAKE_APART = 4, LEFT_WHOLE = 2 };

static void join_groups(struct opt_pairs *p, int x, int y)
{
    int gx = p->nodes[x].group, gy = p->nodes[y].group;
    for (int k = 0; k < p->n; k++)
        if (p->nodes[k].group == MAX(gx, gy))
            p->nodes[k].group = MIN(gx, gy);
}

/* Is it put together for a node before, too? */
static bool seen(const struct opt_pairs *p, int k, struct pair of)
{
    for (int j = 0; j < k; j++)
        if (p->nodes[j].group == p->nodes[k].group &&
            ((p->nodes[j].a.lo == of.lo && p->nodes[j].a.hi == of.hi) ||
             (p->nodes[j].b.lo == of.lo && p->nodes[j].b.hi == of.hi)))
            return true;
    return false;
}

static int cost_of(const struct opt *o, int k, struct pair of, int node)
{
    if (node != NO_NODE || !of.lo || seen(o->pairs, k, of))
        return 0;
    if (!is_whole(o, of))
        return PUT_TOGETHER;
    return of.hi && def(o, of.lo)->op == IR_TRUNC64 ? -LEFT_WHOLE : 0;
}

/* Upper halves that somebody else wants (o->live). */
static void note_use(struct opt *o, ir_ref v, ir_ref user)
{
    int k = (int)o->same[v] - 1;
    if (k < 0 || v != o->pairs->nodes[k].self.hi)
        return;
    int by = user ? (int)o->same[user] - 1 : NO_NODE;
    const struct node *n = by >= 0 ? &o->pairs->nodes[by] : NULL;
    if (!n || (n->a_node != k && n->b_node != k))
        o->live[k] = true;
}

/* The words that make up a node's second half are not users: shifts, products and sums inside. */
static bool is_inner(const struct ir_ins *ins)
{
    return ins->op == IR_SHL || ins->op == IR_SHR || ins->op == IR_ZEXT32 || ins->op == IR_MUL;
}

static void note_uses(struct opt *o)
{
    const struct ir_region *r = o->r;
    for (ir_ref i = 1; i < r->n; i++) {
        const struct ir_ins *ins = def(o, i);
        if (is_inner(ins) && !o->same[i])
            continue;
        switch (ir_ops[ins->op].nvals) {
        case 3: note_use(o, ins->c, i); /* fall through */
        case 2: note_use(o, ins->b, i); /* fall through */
        case 1: note_use(o, ins->a, i);
        }
    }
    for (uint32_t k = 0; k < r->nargs; k++)
        note_use(o, r->args[k], IR_NONE);
    for (uint32_t k = 0; k < r->nsnap_entries; k++)
        note_use(o, r->snap_entries[k].val, IR_NONE);
}

static bool choose(struct opt *o)
{
    struct opt_pairs *p = o->pairs;
    int gain[MOST] = {0};
    bool any = false;
    for (int k = 0; k < p->n; k++) {
        if (p->nodes[k].a_node != NO_NODE)
            join_groups(p, k, p->nodes[k].a_node);
        if (p->nodes[k].b_node != NO_NODE)
            join_groups(p, k, p->nodes[k].b_node);
    }
    note_uses(o);
    for (int k = 0; k < p->n; k++) {
        const struct node *n = &p->nodes[k];
        gain[n->group] += saves(n) - cost_of(o, k, n->a, n->a_node) -
                          cost_of(o, k, n->b, n->b_node) - (o->live[k] ? TAKE_APART : 0);
    }
    for (int k = 0; k < p->n; k++)
        any |= p->nodes[k].chosen = gain[p->nodes[k].group] > 0;
    return any;
}

/* ---- making them: pass fold asks for each instruction ---- */

static ir_ref whole(struct opt *o, struct pair of, int node)
{
    if (node != NO_NODE)
        return o->pairs->nodes[node].done;
    ir_ref lo = o->map[of.lo], hi = o->map[of.hi];
    if (!of.hi)
        return fold_1(o, IR_ZEXT32, IR_I64, lo);
    const struct ir_ins *up = fold_is(o, hi, IR_TRUNC64) ? fold_def(o, fold_def(o, hi)->a) : NULL;
    if (up && up->op == IR_SHR && fold_is_const(o, up->b, 32) && fold_is(o, lo, IR_TRUNC64) &&
        fold_def(o, lo)->a == up->a)
        return up->a;
    hi = fold_1(o, IR_ZEXT32, IR_I64, hi);
    hi = fold_2(o, IR_SHL, IR_I64, hi, fold_k(o, IR_I64, 32));
    return fold_2(o, IR_OR, IR_I64, hi, fold_1(o, IR_ZEXT32, IR_I64, lo));
}

bool opt_pairs_fold(struct opt *o, ir_ref i)
{
    struct opt_pairs *p = o->pairs;
    int k = p && o->same[i] ? (int)o->same[i] - 1 : NO_NODE;
    if (k == NO_NODE || !p->nodes[k].chosen)
        return false;
    struct node *n = &p->nodes[k];
    if (i != n->place)
        return i > n->place;
    ir_ref a = whole(o, n->a, n->a_node);
    ir_ref b = n->b.lo ? whole(o, n->b, n->b_node) : fold_k(o, IR_I64, n->count);
    n->done = fold_2(o, n->op, IR_I64, a, b);
    ir_ref up = fold_2(o, IR_SHR, IR_I64, n->done, fold_k(o, IR_I64, 32));
    o->map[n->self.lo] = fold_1(o, IR_TRUNC64, IR_I32, n->done);
    o->map[n->self.hi] = fold_1(o, IR_TRUNC64, IR_I32, up);
    return true;
}

void opt_pairs(struct opt *o)
{
    const struct ir_region *r = o->r;
    struct opt_pairs pairs = {.n = 0};
    if (!r->state_done)
        return;
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    memset(o->same, 0, r->n * sizeof *o->same);
    opt_room(&o->live, &o->live_cap, MOST, sizeof *o->live);
    memset(o->live, 0, MOST * sizeof *o->live);
    o->pairs = &pairs;
    for (uint32_t b = 0; b < r->nblocks && pairs.n < MOST; b++)
        find_in_block(o, b);
    if (pairs.n && choose(o))
        opt_fold(o);
    o->pairs = NULL;
}
