/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `skim`, loops that load pairs of words: a round's element is some of them side by side.
 *
 * In: a loop whose path skim.c has followed.  Out: whether it fits, and the parts of its `look`
 * that are different from those for small elements.  A round asks of each pair whether a word is
 * zero that it computes from the pair's two words, bit by bit or by lanes of bytes (in the vector
 * registers, or by the instructions that add bytes of a word), and from what does not change.  It
 * asks the same of each pair.  So a vector has two pairs, and a word of a pair is the lower half of
 * a lane of 64 bits, with anything above it.
 *
 * What does not change are masks in most loops: nothing to take where a byte has been found, ones
 * to add to find it.  `look` guesses such words by their use, and says no where they are others.
 */
#include "tcg/opt/skim.h"

enum { PAIR = 8, MAX_DEPTH = 16 };

/* ---- the test ---- */

static bool is_lane_op(const struct ir_ins *ins)
{
    if (ins->sub & (IR_V64 | IR_HI) && ins->op != IR_VCMP)
        return false;
    switch (ins->op) {
    case IR_VAND:
    case IR_VOR:
    case IR_VXOR:
    case IR_VANDN:
    case IR_VNOT: return true;
    case IR_VADD:
    case IR_VSUB:
    case IR_VCMP:
    case IR_VMINU:
    case IR_VMAXU:
    case IR_VQADDS:
    case IR_VQADDU:
    case IR_VQSUBS:
    case IR_VQSUBU: return ir_type_size(ins->lane) <= 4;
    default: return false;
    }
}

static bool is_word_op(const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_AND:
    case IR_ANDN:
    case IR_OR:
    case IR_XOR:
    case IR_NOT: return ins->type == IR_I32;
    default: return false;
    }
}

static bool is_fixed(const struct rounds *s, ir_ref v)
{
    return rounds_classify(s, v, 0).kind == ROUNDS_FIXED;
}

/* The pair that v, a TRUNC64, is a word of; IR_NONE: none. */
static ir_ref pair_of(const struct rounds *s, ir_ref v, bool *upper)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    uint64_t n;
    if (ins->op != IR_TRUNC64)
        return IR_NONE;
    v = ins->a;
    ins = rounds_def(s, &v);
    *upper = ins->op == IR_SHR && rounds_constant(s, ins->b, &n) && n == 32;
    if (*upper) {
        v = ins->a;
        ins = rounds_def(s, &v);
    }
    return ins->op == IR_LD && ins->lane == IR_I64 ? v : IR_NONE;
}

/* Is v computed from what does not change and words of the pair *load alone?  (IR_NONE: of the
   first that is met, which is noted.)  `lanes`: v is a vector of which the lowest word is wanted.
 */
static bool of_pair(const struct rounds *s, ir_ref v, bool lanes, ir_ref *load, unsigned depth)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    bool upper;
    if (depth == MAX_DEPTH)
        return false;
    if (lanes && ins->op == IR_VZX && ins->lane == IR_I32)
        return of_pair(s, ins->a, false, load, depth + 1);
    if (lanes ? ins->op == IR_VCONST : is_fixed(s, v))
        return true;
    ir_ref pair = lanes ? IR_NONE : pair_of(s, v, &upper);
    if (pair) {
        bool first = *load == IR_NONE;
        *load = first ? pair : *load;
        return *load == pair;
    }
    if (!lanes && ins->op == IR_VEXT && ins->lane == IR_I32 && !ins->imm)
        return of_pair(s, ins->a, true, load, depth + 1);
    if (!(lanes ? is_lane_op(ins) : is_word_op(ins)))
        return false;
    return of_pair(s, ins->a, lanes, load, depth + 1) &&
           (ir_ops[ins->op].nvals < 2 || of_pair(s, ins->b, lanes, load, depth + 1));
}

/* Is it the same of two pairs? */
static bool is_same(const struct rounds *s, ir_ref v, ir_ref w)
{
    const struct ir_ins *x = rounds_def(s, &v), *y = rounds_def(s, &w);
    if (v == w)
        return true;
    bool upper[2];
    if (pair_of(s, v, &upper[0]) && pair_of(s, w, &upper[1]))
        return upper[0] == upper[1];
    if (x->op != y->op || x->type != y->type || x->lane != y->lane || x->sub != y->sub ||
        x->imm != y->imm)
        return false;
    if (x->op == IR_VCONST)
        return x->b == y->b && x->c == y->c;
    if (!ir_ops[x->op].nvals)
        return x->op == IR_CONST || x->op == IR_GET;
    return is_same(s, x->a, y->a) && (ir_ops[x->op].nvals < 2 || is_same(s, x->b, y->b));
}

bool skim_words_test(struct rounds *s, struct rounds_test *t)
{
    const struct ir_ins *cmp = &s->o->r->ins[t->cmp];
    ir_ref load = IR_NONE;
    uint64_t zero;
    if (rounds_goes_on(s, t) != IR_EQ || cmp->type != IR_I32 ||
        !rounds_constant(s, cmp->b, &zero) || zero || !of_pair(s, cmp->a, false, &load, 0) || !load)
        return false;
    t->vector = cmp->a;
    for (const struct rounds_test *first = s->tests; first < t; first++)
        if (first->vector)
            return is_same(s, first->vector, t->vector);
    return true;
}

/* ---- guesses ---- */

enum { GUESSES = 4 };

struct guesses {
    struct {
        ir_ref word; /* a fixed one */
        uint32_t value;
    } list[GUESSES];
    unsigned n;
};

static bool is_slot(const struct rounds *s, ir_ref *v)
{
    return rounds_def(s, v)->op == IR_GET && is_fixed(s, *v);
}

static bool is_same_slot(const struct rounds *s, ir_ref v, ir_ref w)
{
    return s->o->r->ins[v].imm == s->o->r->ins[w].imm;
}

static void guess(const struct rounds *s, struct guesses *g, ir_ref v, uint32_t value)
{
    if (!is_slot(s, &v))
        return;
    for (unsigned k = 0; k < g->n; k++)
        if (is_same_slot(s, g->list[k].word, v))
            return;
    if (g->n < GUESSES) {
        g->list[g->n].word = v;
        g->list[g->n++].value = value;
    }
}

/* Is v the lanes of a comparison, as a word? */
static bool is_mask(const struct rounds *s, ir_ref v)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    if (ins->op != IR_VEXT)
        return false;
    v = ins->a;
    return rounds_def(s, &v)->op == IR_VCMP;
}

static void guess_words(const struct rounds *s, struct guesses *g, ir_ref v)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    bool upper;
    if (ins->op == IR_LD || !ir_ops[ins->op].nvals || pair_of(s, v, &upper))
        return;
    ir_ref b = ins->b;
    if (ins->op == IR_VADD && rounds_def(s, &b)->op == IR_VZX)
        guess(s, g, rounds_def(s, &b)->a, UINT32_MAX);
    if (ins->op == IR_AND && is_mask(s, ins->b))
        guess(s, g, ins->a, 0);
    if (ins->op == IR_ANDN && is_mask(s, ins->b))
        guess(s, g, ins->a, UINT32_MAX);
    guess_words(s, g, ins->a);
    if (ir_ops[ins->op].nvals > 1)
        guess_words(s, g, ins->b);
}

/* ---- code of `look` ---- */

static ir_ref in_all_words(struct ir_region *r, uint32_t word)
{
    uint64_t both = (uint64_t)word << 32 | word;
    return ir_vconst(r, both, both);
}

static ir_ref make_fixed(struct rounds *s, const struct guesses *g, ir_ref v)
{
    struct ir_region *r = s->o->r;
    ir_ref slot = v;
    if (is_slot(s, &slot))
        for (unsigned k = 0; k < g->n; k++)
            if (is_same_slot(s, g->list[k].word, slot))
                return in_all_words(r, g->list[k].value);
    return ir_vop(r, IR_VDUP, IR_V128, IR_I32, 0, rounds_make(s, v), IR_NONE, IR_NONE);
}

static ir_ref make(struct rounds *s, const struct guesses *g, ir_ref v, bool lanes, unsigned k);

static ir_ref make_new(struct rounds *s, const struct guesses *g, ir_ref v, bool lanes, unsigned k)
{
    struct ir_region *r = s->o->r;
    struct ir_ins ins = *rounds_def(s, &v);
    bool upper;
    if (lanes && ins.op == IR_VZX)
        return make(s, g, ins.a, false, k);
    if (lanes && ins.op == IR_VCONST)
        return in_all_words(r, (uint32_t)ins.imm);
    if (!lanes && is_fixed(s, v))
        return make_fixed(s, g, v);
    if (ins.op == IR_LD) {
        ir_ref address = rounds_address(s, s->streams[0]);
        return ir_ld(r, IR_V128, IR_V128, 0, address, 16 * (int64_t)k);
    }
    ir_ref load = lanes ? IR_NONE : pair_of(s, v, &upper);
    if (load) {
        ir_ref pairs = make(s, g, load, true, k);
        return upper ? ir_vopi(r, IR_VSHRI, IR_V128, IR_I64, 0, pairs, IR_NONE, 32) : pairs;
    }
    if (!lanes && ins.op == IR_VEXT)
        return make(s, g, ins.a, true, k);
    ins.a = make(s, g, ins.a, lanes, k);
    if (ir_ops[ins.op].nvals > 1)
        ins.b = make(s, g, ins.b, lanes, k);
    if (!lanes) {
        static const uint8_t of_vectors[] = {[IR_AND] = IR_VAND,
                                             [IR_ANDN] = IR_VANDN,
                                             [IR_OR] = IR_VOR,
                                             [IR_XOR] = IR_VXOR,
                                             [IR_NOT] = IR_VNOT};
        ins.op = of_vectors[ins.op];
        ins.type = ins.lane = IR_V128;
    }
    return ir_emit(r, ins);
}

/* v of the pairs in the k-th vector. */
static ir_ref make(struct rounds *s, const struct guesses *g, ir_ref v, bool lanes, unsigned k)
{
    rounds_def(s, &v);
    for (unsigned n = 0; n < s->nmemo; n++)
        if (s->memo[n].v == v)
            return s->memo[n].made;
    ir_ref made = make_new(s, g, v, lanes, k);
    if (s->nmemo < ROUNDS_MAX_MEMO) {
        s->memo[s->nmemo].v = v;
        s->memo[s->nmemo++].made = made;
    }
    return made;
}

void skim_words_elements(struct rounds *s, uint32_t out)
{
    struct ir_region *r = s->o->r;
    struct guesses g = {.n = 0};
    ir_ref test = IR_NONE, any = IR_NONE;
    for (unsigned k = 0; k < s->ntests && !test; k++)
        test = s->tests[k].vector;
    guess_words(s, &g, test);
    for (unsigned k = 0; k < g.n; k++)
        rounds_leave_unless(s, IR_EQ, rounds_make(s, g.list[k].word),
                            ir_const(r, IR_I32, g.list[k].value), out);
    for (unsigned k = 0; k < SKIM_BYTES / 16; k++) {
        s->nmemo = 0;
        ir_ref v = make(s, &g, test, false, k);
        any = any ? ir_vop(r, IR_VOR, IR_V128, IR_V128, 0, any, v, IR_NONE) : v;
    }
    any =
        ir_vop(r, IR_VAND, IR_V128, IR_V128, 0, any, ir_vconst(r, UINT32_MAX, UINT32_MAX), IR_NONE);
    ir_ref none = ir_vop(r, IR_VCMP, IR_V128, IR_I8, IR_EQ, any, ir_vconst(r, 0, 0), IR_NONE);
    ir_ref bits = ir_vop(r, IR_VBITS, IR_I32, IR_I8, 0, none, IR_NONE, IR_NONE);
    rounds_leave_unless(s, IR_EQ, bits, ir_const(r, IR_I32, 0xffff), out);
}
