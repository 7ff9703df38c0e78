/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `skim`: a loop that only looks at memory looks at 128 bytes at once.
 *
 * In: a region before `state`.  Out: the same.  Such a loop has a path round it (rounds.h) that
 * only loads elements of streams, computes, and goes on while conditions hold: strlen, memchr,
 * strcmp and what compilers make of them.  Behind an aligned round:
 *
 *     look:   would the rounds of the next 128 bytes go on?  (Vectors tell, and comparisons of
 *             counters with their bounds.)  no: -> round; else counters go on by that much
 *     more:   the same; no: -> back; else counters go on, -> more
 *     back:   counters as they were before the last round, -> round
 *
 * Why it is exact: a round that goes on changes nothing but counters, and registers that each round
 * sets anew from counters, memory and what does not change.  The last of the rounds that are
 * skipped is executed all the same, so these are right, too.  The look may say no without need, but
 * never yes.  It comes to an end with the page, and needs no poll.
 */
#include "tcg/opt/skim.h"

enum { VECTORS = SKIM_BYTES / 16, MAX_DEPTH = 12 };

static bool harmless(const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_NOP:
    case IR_INSN:
    case IR_GET:
    case IR_SET:
    case IR_BR:
    case IR_BRCOND:
    case IR_PREFETCH:
    case IR_TRAPIF: return true; /* the latter: see `never_traps` */
    case IR_LD: return !(ins->sub & ~IR_MEM_SEXT);
    default:
        return ir_ops[ins->op].props == IR_P_PURE ||
               ir_ops[ins->op].props == (IR_P_PURE | IR_P_COMM);
    }
}

/* Do the rounds to come not trap if the one before has not?  It asks whether a counter is a
   multiple of something that its steps are multiples of. */
static bool never_traps(const struct rounds *s, const struct ir_ins *trap)
{
    ir_ref v = trap->a;
    const struct ir_ins *cmp = rounds_def(s, &v);
    uint64_t zero, mask;
    if (cmp->op != IR_CMP || cmp->sub != IR_NE || !rounds_constant(s, cmp->b, &zero) || zero)
        return false;
    v = cmp->a;
    const struct ir_ins *and = rounds_def(s, &v);
    if (and->op != IR_AND || !rounds_constant(s, and->b, &mask) || mask & (mask + 1))
        return false;
    struct rounds_what what = rounds_classify(s, and->a, 0);
    return what.kind && !((uint64_t)what.step & mask);
}

static bool no_traps(const struct rounds *s)
{
    const struct ir_region *r = s->o->r;
    for (unsigned k = 0; k < s->npath; k++)
        for (ir_ref i = r->blocks[s->path[k]].first; i < r->blocks[s->path[k]].end; i++)
            if (r->ins[i].op == IR_TRAPIF &&
                (!rounds_in_all(s, s->path[k]) || !never_traps(s, &r->ins[i])))
                return false;
    return true;
}

/* ---- is it worth it? ---- */

/* Are elements as wide as what is computed with them, so that lanes do the same? */
static bool computes_lanes(const struct rounds *s, ir_ref v, unsigned depth)
{
    if (depth == MAX_DEPTH)
        return false;
    if (rounds_loaded(s, v))
        return true;
    if (rounds_classify(s, v, depth).kind == ROUNDS_FIXED)
        return true;
    const struct ir_ins *ins = rounds_def(s, &v);
    switch (ins->op) {
    case IR_ADD:
    case IR_SUB:
    case IR_AND:
    case IR_ANDN:
    case IR_OR:
    case IR_XOR:
        return computes_lanes(s, ins->a, depth + 1) && computes_lanes(s, ins->b, depth + 1);
    case IR_NOT: return computes_lanes(s, ins->a, depth + 1);
    default: return false;
    }
}

static bool add_stream(struct rounds *s, ir_ref load)
{
    const struct ir_ins *ins = &s->o->r->ins[load];
    unsigned size = ir_type_size(ins->lane);
    if ((s->nstreams && s->size != size) || s->nstreams == ROUNDS_MAX_STREAMS || ins->lane > IR_I64)
        return false;
    s->size = size;
    s->streams[s->nstreams++] = load;
    return true;
}

/* Every load of the path is a stream, so that nothing that a round reads is left out; and every
   round of the loop does it, whatever path it takes. */
static bool find_streams(struct rounds *s)
{
    const struct ir_region *r = s->o->r;
    for (unsigned k = 0; k < s->npath; k++)
        for (ir_ref i = r->blocks[s->path[k]].first; i < r->blocks[s->path[k]].end; i++)
            if (r->ins[i].op == IR_LD &&
                (rounds_loaded(s, i) != i || !rounds_in_all(s, s->path[k]) || !add_stream(s, i)))
                return false;
    return s->nstreams != 0;
}

static bool same_kind_of_load(const struct rounds *s, ir_ref a, ir_ref b)
{
    const struct ir_ins *x = &s->o->r->ins[a], *y = &s->o->r->ins[b];
    return x->sub == y->sub && x->type == y->type;
}

static bool compares_elements(const struct rounds *s, const struct rounds_test *t)
{
    const struct ir_ins *cmp = &s->o->r->ins[t->cmp];
    ir_ref a = rounds_loaded(s, cmp->a), b = rounds_loaded(s, cmp->b);
    enum ir_cond cc = rounds_goes_on(s, t);
    bool whole = ir_type_size(cmp->type) == s->size;
    uint64_t k;
    if (cc != IR_EQ && cc != IR_NE)
        return false;
    if (whole)
        return computes_lanes(s, cmp->a, 0) && computes_lanes(s, cmp->b, 0);
    if (a && b)
        return same_kind_of_load(s, a, b);
    if (!a && !b)
        return false;
    ir_ref other = a ? cmp->b : cmp->a;
    if (cc == IR_NE) /* an element that is equal in its lower bits only is looked at in vain */
        return rounds_classify(s, other, 0).kind == ROUNDS_FIXED;
    return rounds_constant(s, other, &k) && k >> (8 * s->size - 1) == 0;
}

/* ---- code of `look` ---- */

/* If a round leaves when (x & mask) != 0 and the mask is the same in all rounds: the AND. */
static const struct ir_ins *masked(const struct rounds *s, const struct rounds_test *t)
{
    const struct ir_ins *cmp = &s->o->r->ins[t->cmp];
    ir_ref a = cmp->a;
    const struct ir_ins *and = rounds_def(s, &a);
    uint64_t zero;
    bool is = rounds_goes_on(s, t) == IR_EQ && rounds_constant(s, cmp->b, &zero) &&
              !zero && and->op == IR_AND && !rounds_loaded(s, a) &&
              rounds_classify(s, and->b, 0).kind == ROUNDS_FIXED;
    return is ? and : NULL;
}

/* A test whether a byte of an element is zero, by words: ((x + ADDEND) & ~x & MASK) != 0, with the
   two in registers, most likely, so that they are guesses: `look` asks. */
#define ZERO_ADDEND UINT64_C(0xfefefefefefefeff)
#define ZERO_MASK   UINT64_C(0x8080808080808080)

struct zero_byte {
    ir_ref element, addend, mask;
};

static bool may_be(const struct rounds *s, ir_ref v, uint64_t value)
{
    uint64_t k;
    if (rounds_constant(s, v, &k))
        return k == value;
    return rounds_classify(s, v, 0).kind == ROUNDS_FIXED;
}

/* Is v `element` plus something that may be the addend? */
static bool is_zero_sum(const struct rounds *s, ir_ref v, ir_ref element, ir_ref *addend)
{
    const struct ir_ins *sum = rounds_def(s, &v);
    if (sum->op != IR_ADD)
        return false;
    for (unsigned k = 0; k < 2; k++) {
        ir_ref a = k ? sum->b : sum->a;
        rounds_def(s, &a);
        *addend = k ? sum->a : sum->b;
        if (a == element && may_be(s, *addend, ZERO_ADDEND))
            return true;
    }
    return false;
}

static bool is_not(const struct rounds *s, ir_ref v, ir_ref *of)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    *of = ins->a;
    return ins->op == IR_NOT;
}

static bool asks_zero_byte(const struct rounds *s, const struct rounds_test *t, struct zero_byte *z)
{
    const struct ir_ins *and = s->size == 8 ? masked(s, t) : NULL;
    if (!and || !may_be(s, and->b, ZERO_MASK))
        return false;
    z->mask = and->b;
    ir_ref v = and->a;
    const struct ir_ins *ins = rounds_def(s, &v);
    for (unsigned k = 0; k < 2; k++) {
        ir_ref sum = k ? ins->b : ins->a, other = k ? ins->a : ins->b;
        if (ins->op == IR_ANDN && !k)
            z->element = other;
        else if (ins->op != IR_AND || !is_not(s, other, &z->element))
            continue;
        rounds_def(s, &z->element);
        if (is_zero_sum(s, sum, z->element, &z->addend))
            return true;
    }
    return false;
}

static void leave_unless_it_is(struct rounds *s, ir_ref v, uint64_t value, uint32_t out)
{
    uint64_t k;
    if (!rounds_constant(s, v, &k))
        rounds_leave_unless(s, IR_EQ, rounds_make(s, v), ir_const(s->o->r, IR_I64, value), out);
}

static void check_guesses(struct rounds *s, uint32_t out)
{
    struct zero_byte z;
    for (unsigned k = 0; k < s->ntests; k++)
        if (!rounds_compares_counters(s, &s->tests[k]) && asks_zero_byte(s, &s->tests[k], &z)) {
            leave_unless_it_is(s, z.addend, ZERO_ADDEND, out);
            leave_unless_it_is(s, z.mask, ZERO_MASK, out);
        }
}

/* Notes in *leave where a round would leave because of its elements. */
static void look_at_elements(struct rounds *s, const struct rounds_test *t, unsigned k,
                             ir_ref *leave)
{
    static const uint8_t lanes[] = {[1] = IR_I8, [2] = IR_I16, [4] = IR_I32, [8] = IR_I64};
    struct ir_region *r = s->o->r;
    const struct ir_ins cmp = r->ins[t->cmp], *and = masked(s, t);
    struct zero_byte z;
    uint64_t zero;
    bool byte = asks_zero_byte(s, t, &z);
    ir_ref v = rounds_vector(s, byte ? z.element : and? and->a : cmp.a, k);
    if (byte)
        v = ir_vop(r, IR_VCMP, IR_V128, IR_I8, IR_EQ, v, ir_vconst(r, 0, 0), IR_NONE);
    else if (rounds_goes_on(s, t) == IR_NE)
        v = ir_vop(r, IR_VCMP, IR_V128, lanes[s->size], IR_EQ, v, rounds_vector(s, cmp.b, k),
                   IR_NONE);
    else if (!rounds_constant(s, cmp.b, &zero) || zero)
        v = ir_vop(r, IR_VXOR, IR_V128, IR_V128, 0, v, rounds_vector(s, cmp.b, k), IR_NONE);
    *leave = *leave ? ir_vop(r, IR_VOR, IR_V128, IR_V128, 0, *leave, v, IR_NONE) : v;
}

/* Leaves if a round may do so because of its elements. */
static void look_at_all_elements(struct rounds *s, uint32_t out)
{
    struct ir_region *r = s->o->r;
    ir_ref leaves[ROUNDS_MAX_TESTS] = {IR_NONE};
    struct zero_byte z;
    check_guesses(s, out);
    for (unsigned v = 0; v < VECTORS; v++) {
        s->nmemo = 0;
        for (unsigned k = 0; k < s->ntests; k++)
            if (!rounds_compares_counters(s, &s->tests[k]))
                look_at_elements(s, &s->tests[k], v, &leaves[k]);
    }
    ir_ref any = IR_NONE;
    for (unsigned k = 0; k < s->ntests; k++) {
        ir_ref leave = leaves[k];
        if (!leave)
            continue;
        if (masked(s, &s->tests[k]) && !asks_zero_byte(s, &s->tests[k], &z))
            leave = ir_vop(r, IR_VAND, IR_V128, IR_V128, 0, leave,
                           rounds_in_all_lanes(s, masked(s, &s->tests[k])->b), IR_NONE);
        any = any ? ir_vop(r, IR_VOR, IR_V128, IR_V128, 0, any, leave, IR_NONE) : leave;
    }
    ir_ref none = ir_vop(r, IR_VCMP, IR_V128, IR_I8, IR_EQ, any, ir_vconst(r, 0, 0), IR_NONE);
    ir_ref bits = ir_vop(r, IR_VBITS, IR_I32, IR_I8, 0, none, IR_NONE, IR_NONE);
    rounds_leave_unless(s, IR_EQ, bits, ir_const(r, IR_I32, 0xffff), out);
}

/* Looks at the next 128 bytes; behind it the counters stand behind them. */
static void look_once(struct rounds *s, uint32_t out)
{
    rounds_look_at_counters(s, out);
    if (s->words)
        skim_words_elements(s, out);
    else if (s->wide)
        skim_wide_elements(s, out);
    else
        look_at_all_elements(s, out);
    rounds_count_on(s, rounds_at_once(s));
}

static uint32_t make_look(struct rounds *s, uint32_t round)
{
    struct ir_region *r = s->o->r;
    uint64_t pc = r->blocks[s->header].pc;
    uint32_t back = ir_block_new(r, pc);
    ir_block_begin(r, back);
    rounds_count_on(s, -1);
    ir_br(r, round, NULL, 0);
    uint32_t look = ir_block_new(r, pc);
    ir_block_begin(r, look);
    look_once(s, round);
    uint32_t more = r->nblocks;
    ir_br(r, more, NULL, 0);
    ir_block_begin(r, ir_block_new(r, pc));
    r->blocks[more].bounded = true;
    look_once(s, back);
    ir_br(r, more, NULL, 0);
    return look;
}

static bool test_fits(struct rounds *s, struct rounds_test *t)
{
    if (s->words)
        return skim_words_test(s, t);
    return s->wide ? skim_wide_test(s, t) : compares_elements(s, t);
}

static bool tests_fit(struct rounds *s)
{
    bool elements = false;
    for (unsigned k = 0; k < s->ntests; k++) {
        if (rounds_compares_counters(s, &s->tests[k]))
            continue;
        if (!test_fits(s, &s->tests[k]))
            return false;
        elements = true;
    }
    return elements;
}

static bool fits(struct rounds *s)
{
    s->bytes = SKIM_BYTES;
    s->may = harmless;
    if (!rounds_find(s) || !no_traps(s))
        return false;
    return (find_streams(s) && tests_fit(s)) || (skim_wide_streams(s) && tests_fit(s));
}

static bool skim_loop(struct rounds *s)
{
    if (!fits(s))
        return false;
    rounds_put(s, make_look);
    return true;
}

void opt_skim(struct opt *o)
{
    rounds_each(o, skim_loop);
}
