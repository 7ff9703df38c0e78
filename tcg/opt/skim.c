/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `skim`: a loop that only looks at memory looks at 128 bytes at once.
 *
 * In: a region before `state`.  Out: the same.  Such a loop has a path round it that only loads
 * elements at an address that goes up by their size, computes, and goes on while conditions hold:
 * strlen, memchr, strcmp and what compilers make of them.  When the first address becomes a
 * multiple of 128 behind a round, the loop goes on in other code:
 *
 *     look:   would the rounds of the next 128 bytes go on?  (Vectors tell, and comparisons of
 *             counters with their bounds.)  no: -> round; else counters go on by that much
 *     more:   the same; no: -> back; else counters go on, -> more
 *     back:   counters as they were before the last round
 *     round:  a copy of the loop; behind a round of it: aligned? -> look, else -> round
 *
 * Why it is exact: a round that goes on changes nothing but counters, and registers that each round
 * sets anew from counters, memory and what does not change.  The last of the rounds that are
 * skipped is executed all the same, so these are right, too.  The look may say no without need, but
 * never yes.  It does not fault: a round has read the element before, in the same page, and all
 * that it reads is in that page.  So it comes to an end soon, and needs no poll.
 */
#include "tcg/opt/skim.h"

#include <string.h>

/* ---- the path ---- */

static bool in_loop(const struct skim *s, uint32_t b)
{
    return s->o->blocks[b].idom != OPT_NO_BLOCK && s->o->blocks[b].loop == s->header;
}

/* The blocks that lead back to the header. */
static bool find_latches(struct skim *s)
{
    const struct opt *o = s->o;
    for (uint32_t p = 0; p < o->blocks[s->header].npreds; p++) {
        uint32_t from = o->preds[o->first_pred[s->header] + p];
        if (!in_loop(s, from))
            continue;
        if (s->nlatches == MAX_LATCHES)
            return false;
        s->latches[s->nlatches++] = from;
    }
    return true;
}

/* Does every round come through block b? */
bool skim_in_all_rounds(const struct skim *s, uint32_t b)
{
    for (unsigned k = 0; k < s->nlatches; k++)
        if (!opt_dominates(s->o, b, s->latches[k]))
            return false;
    return true;
}

/* The shortest way round, by breadth first search backwards. */
static bool find_path(struct skim *s)
{
    struct opt *o = s->o;
    uint32_t next[MAX_SEARCH], from[MAX_SEARCH], n = 0, at = 0;
    for (; n < s->nlatches; n++) {
        next[n] = s->latches[n];
        from[n] = OPT_NO_BLOCK;
    }
    for (; at < n && next[at] != s->header; at++) {
        uint32_t b = next[at];
        for (uint32_t p = 0; p < o->blocks[b].npreds && n < MAX_SEARCH; p++) {
            uint32_t pred = o->preds[o->first_pred[b] + p];
            bool seen = !in_loop(s, pred);
            for (uint32_t k = 0; k < n && !seen; k++)
                seen = next[k] == pred;
            if (seen)
                continue;
            next[n] = pred;
            from[n++] = at;
        }
    }
    if (at == n)
        return false;
    for (s->npath = 0; at != OPT_NO_BLOCK; at = from[at]) {
        if (s->npath == MAX_PATH)
            return false;
        s->path[s->npath++] = next[at];
    }
    s->path[s->npath] = s->header;
    return true;
}

static bool add_test(struct skim *s, const struct ir_ins *branch, uint32_t next)
{
    bool taken = ir_taken(branch) == next;
    if (s->ntests == MAX_TESTS || taken == (ir_other(branch) == next) ||
        s->o->r->ins[branch->a].op != IR_CMP)
        return false;
    s->tests[s->ntests++] = (struct test){.cmp = branch->a, .holds = taken};
    return true;
}

/* Is it one of the instructions that a round may consist of? */
static bool harmless(const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_NOP:
    case IR_INSN:
    case IR_GET:
    case IR_SET:
    case IR_BR:
    case IR_BRCOND: return true;
    case IR_LD: return !(ins->sub & ~IR_MEM_SEXT);
    default:
        return ir_ops[ins->op].props == IR_P_PURE ||
               ir_ops[ins->op].props == (IR_P_PURE | IR_P_COMM);
    }
}

/* Follows the slots along the path. */
static bool follow(struct skim *s)
{
    const struct ir_region *r = s->o->r;
    for (unsigned k = 0; k < s->npath; k++)
        for (ir_ref i = r->blocks[s->path[k]].first; i < r->blocks[s->path[k]].end; i++) {
            const struct ir_ins *ins = &r->ins[i];
            if (!harmless(ins))
                return false;
            s->got[i] = i;
            if (ins->op == IR_GET && s->now[ins->imm])
                s->got[i] = s->now[ins->imm];
            else if (ins->op == IR_SET)
                s->now[ins->imm] = s->got[ins->a];
            else if (ins->op == IR_BRCOND && !add_test(s, ins, s->path[k + 1]))
                return false;
        }
    return true;
}

/* ---- what values are ---- */

const struct ir_ins *skim_def(const struct skim *s, ir_ref *v)
{
    return &s->o->r->ins[*v = s->got[*v]];
}

bool skim_constant(const struct skim *s, ir_ref v, uint64_t *k)
{
    const struct ir_ins *ins = skim_def(s, &v);
    *k = ins->imm;
    return ins->op == IR_CONST;
}

/* v is what slot `slot` was at the head of the loop, plus *sum. */
bool skim_slot_plus(const struct skim *s, ir_ref v, uint32_t slot, uint64_t *sum)
{
    *sum = 0;
    for (unsigned depth = 0; depth < MAX_DEPTH; depth++) {
        const struct ir_ins *ins = skim_def(s, &v);
        uint64_t k;
        if (ins->op == IR_GET)
            return ins->imm == slot;
        if ((ins->op != IR_ADD && ins->op != IR_SUB) || ins->type != ir_addr_type(s->o->r))
            return false;
        if (skim_constant(s, ins->b, &k)) {
            v = ins->a;
        } else {
            if (ins->op == IR_SUB || !skim_constant(s, ins->a, &k))
                return false;
            v = ins->b;
        }
        *sum += ins->op == IR_SUB ? -k : k;
    }
    return false;
}

static int64_t sign(enum ir_type t, uint64_t k)
{
    return t == IR_I32 ? (int32_t)k : (int64_t)k;
}

static bool on_path(const struct skim *s, uint32_t b)
{
    for (unsigned k = 0; k < s->npath; k++)
        if (s->path[k] == b)
            return true;
    return false;
}

/* Do all rounds, whatever path they take, move counters alike, and leave alone what the path reads?
 */
static bool moves_alike(const struct skim *s)
{
    const struct opt *o = s->o;
    const struct ir_region *r = o->r;
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        if (!in_loop(s, b) || (on_path(s, b) && skim_in_all_rounds(s, b)))
            continue;
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++)
            if (r->ins[i].op == IR_CALL || (r->ins[i].op == IR_SET && s->read[r->ins[i].imm]))
                return false;
    }
    return true;
}

/* Which slots are counters.  What the path sets otherwise must be set before it is read. */
static bool find_counters(struct skim *s)
{
    const struct ir_region *r = s->o->r;
    for (uint32_t slot = 0; slot < r->guest->nslots; slot++) {
        uint64_t sum;
        s->slot[slot] = (struct what){FIXED, 0};
        if (!s->now[slot])
            continue;
        s->slot[slot].kind = OTHER;
        if (skim_slot_plus(s, s->now[slot], slot, &sum))
            s->slot[slot] = (struct what){COUNTER, sign(ir_addr_type(r), sum)};
    }
    for (unsigned k = 0; k < s->npath; k++)
        for (ir_ref i = r->blocks[s->path[k]].first; i < r->blocks[s->path[k]].end; i++)
            if (r->ins[i].op == IR_GET && s->got[i] == i) {
                s->read[r->ins[i].imm] = true;
                if (s->slot[r->ins[i].imm].kind == OTHER)
                    return false;
            }
    return moves_alike(s);
}

static struct what classify_sum(const struct skim *s, const struct ir_ins *ins, unsigned depth)
{
    struct what a = skim_classify(s, ins->a, depth), b = skim_classify(s, ins->b, depth);
    if (a.kind > COUNTER || b.kind > COUNTER || !a.kind || !b.kind)
        return (struct what){OTHER, 0};
    int64_t step =
        sign(ins->type, (uint64_t)(ins->op == IR_ADD ? a.step + b.step : a.step - b.step));
    return (struct what){step ? COUNTER : FIXED, step};
}

/* An element as it was loaded, perhaps extended once more; IR_NONE: it is something else. */
static ir_ref loaded(const struct skim *s, ir_ref v)
{
    const struct ir_ins *ins = skim_def(s, &v);
    bool extended = false, cut = false;
    while (ins->op == IR_ZEXT32 || ins->op == IR_TRUNC64) {
        extended |= ins->op == IR_ZEXT32;
        cut = true;
        v = ins->a;
        ins = skim_def(s, &v);
    }
    if (ins->op != IR_LD || (extended && ins->sub & IR_MEM_SEXT) || (cut && ins->lane == IR_I64))
        return IR_NONE;
    struct what at = skim_classify(s, ins->a, 0);
    return at.kind == COUNTER && at.step == (int64_t)ir_type_size(ins->lane) ? v : IR_NONE;
}

/* Are elements as wide as what is computed with them, so that lanes do the same? */
static bool computes_lanes(const struct skim *s, ir_ref v, unsigned depth)
{
    if (depth == MAX_DEPTH)
        return false;
    if (loaded(s, v))
        return true;
    if (skim_classify(s, v, depth).kind == FIXED)
        return true;
    const struct ir_ins *ins = skim_def(s, &v);
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

struct what skim_classify(const struct skim *s, ir_ref v, unsigned depth)
{
    const struct ir_ins *ins = skim_def(s, &v);
    if (ins->op == IR_CONST)
        return (struct what){FIXED, 0};
    if (ins->op == IR_GET)
        return s->slot[ins->imm];
    if (depth == MAX_DEPTH || !(ir_ops[ins->op].props & IR_P_PURE))
        return (struct what){OTHER, 0};
    if ((ins->op == IR_ADD || ins->op == IR_SUB) && ins->type == ir_addr_type(s->o->r))
        return classify_sum(s, ins, depth + 1);
    const ir_ref operands[] = {ins->a, ins->b, ins->c};
    for (unsigned k = 0; k < ir_ops[ins->op].nvals; k++)
        if (skim_classify(s, operands[k], depth + 1).kind != FIXED)
            return (struct what){OTHER, 0};
    return (struct what){ir_ops[ins->op].nvals ? FIXED : OTHER, 0};
}

/* ---- is it worth it? ---- */

static bool add_stream(struct skim *s, ir_ref load)
{
    const struct ir_ins *ins = &s->o->r->ins[load];
    if (s->nstreams && s->lane != (enum ir_type)ins->lane)
        return false;
    for (unsigned k = 0; k < s->nstreams; k++)
        if (s->streams[k] == load)
            return true;
    if (s->nstreams == MAX_STREAMS || ins->lane > IR_I64)
        return false;
    s->lane = ins->lane;
    s->size = ir_type_size(ins->lane);
    s->streams[s->nstreams++] = load;
    return true;
}

/* Every load of the path is a stream, so that nothing that a round reads is left out; and every
   round of the loop does it, whatever path it takes. */
static bool find_streams(struct skim *s)
{
    const struct ir_region *r = s->o->r;
    for (unsigned k = 0; k < s->npath; k++)
        for (ir_ref i = r->blocks[s->path[k]].first; i < r->blocks[s->path[k]].end; i++)
            if (r->ins[i].op == IR_LD &&
                (loaded(s, i) != i || !skim_in_all_rounds(s, s->path[k]) || !add_stream(s, i)))
                return false;
    return s->nstreams != 0;
}

static bool same_kind_of_load(const struct skim *s, ir_ref a, ir_ref b)
{
    const struct ir_ins *x = &s->o->r->ins[a], *y = &s->o->r->ins[b];
    return x->sub == y->sub && x->type == y->type;
}

/* The condition under which a test goes on. */
enum ir_cond skim_goes_on(const struct skim *s, const struct test *t)
{
    return s->o->r->ins[t->cmp].sub ^ !t->holds;
}

static bool compares_elements(const struct skim *s, const struct test *t)
{
    const struct ir_ins *cmp = &s->o->r->ins[t->cmp];
    ir_ref a = loaded(s, cmp->a), b = loaded(s, cmp->b);
    enum ir_cond cc = skim_goes_on(s, t);
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
        return skim_classify(s, other, 0).kind == FIXED;
    return skim_constant(s, other, &k) && k >> (8 * s->size - 1) == 0;
}

bool skim_compares_counters(const struct skim *s, const struct test *t)
{
    const struct ir_ins *cmp = &s->o->r->ins[t->cmp];
    struct what a = skim_classify(s, cmp->a, 0), b = skim_classify(s, cmp->b, 0);
    if (a.kind == FIXED && b.kind == FIXED)
        return true;
    return cmp->type == ir_addr_type(s->o->r) && skim_goes_on(s, t) != IR_EQ &&
           ((a.kind == COUNTER && b.kind == FIXED) || (a.kind == FIXED && b.kind == COUNTER));
}

/* ---- code of `look` ---- */

/* The value at the head of the loop, made in the current block. */
ir_ref skim_make(struct skim *s, ir_ref v)
{
    struct ir_region *r = s->o->r;
    struct ir_ins ins = *skim_def(s, &v);
    switch (ir_ops[ins.op].nvals) {
    case 3: ins.c = skim_make(s, ins.c); /* fall through */
    case 2: ins.b = skim_make(s, ins.b); /* fall through */
    case 1: ins.a = skim_make(s, ins.a);
    }
    return ir_emit(r, ins);
}

ir_ref skim_address(struct skim *s, ir_ref load)
{
    int64_t at = (int64_t)s->o->r->ins[load].imm;
    return ir_addi(s->o->r, ir_addr_type(s->o->r), skim_make(s, s->o->r->ins[load].a), at);
}

static ir_ref make_in_all_lanes(struct skim *s, ir_ref v)
{
    struct ir_region *r = s->o->r;
    ir_ref all = skim_make(s, v);
    enum ir_type want = ir_lane_scalar(s->lane);
    if (want != ir_result_type(&r->ins[all]))
        all = ir_un(r, want == IR_I64 ? IR_ZEXT32 : IR_TRUNC64, want, all);
    return ir_vop(r, IR_VDUP, IR_V128, s->lane, 0, all, IR_NONE, IR_NONE);
}

static ir_ref make_vector(struct skim *s, ir_ref v, unsigned k);

static ir_ref make_new_vector(struct skim *s, ir_ref v, unsigned k)
{
    static const uint8_t ops[IR_OPS] = {
        [IR_ADD] = IR_VADD, [IR_SUB] = IR_VSUB, [IR_AND] = IR_VAND,  [IR_OR] = IR_VOR,
        [IR_XOR] = IR_VXOR, [IR_NOT] = IR_VNOT, [IR_ANDN] = IR_VANDN};
    struct ir_region *r = s->o->r;
    ir_ref load = loaded(s, v);
    if (load)
        return ir_ld(r, IR_V128, IR_V128, 0, skim_address(s, load), 16 * k);
    if (skim_classify(s, v, 0).kind == FIXED)
        return make_in_all_lanes(s, v);
    const struct ir_ins ins = *skim_def(s, &v);
    enum ir_opcode op = ops[ins.op];
    enum ir_type lane = op == IR_VADD || op == IR_VSUB ? s->lane : IR_V128;
    ir_ref a = make_vector(s, ins.a, k);
    return ir_vop(r, op, IR_V128, lane, 0, a, ins.op == IR_NOT ? IR_NONE : make_vector(s, ins.b, k),
                  IR_NONE);
}

/* A value in all lanes, or vector number k of the elements and what is computed with them. */
static ir_ref make_vector(struct skim *s, ir_ref v, unsigned k)
{
    skim_def(s, &v);
    for (unsigned n = 0; n < s->nmemo; n++)
        if (s->memo[n].v == v)
            return s->memo[n].made;
    ir_ref made = make_new_vector(s, v, k);
    if (s->nmemo < MAX_MEMO) {
        s->memo[s->nmemo].v = v;
        s->memo[s->nmemo++].made = made;
    }
    return made;
}

/* If a round leaves when (x & mask) != 0 and the mask is the same in all rounds: the AND. */
static const struct ir_ins *masked(const struct skim *s, const struct test *t)
{
    const struct ir_ins *cmp = &s->o->r->ins[t->cmp];
    ir_ref a = cmp->a;
    const struct ir_ins *and = skim_def(s, &a);
    uint64_t zero;
    bool is = skim_goes_on(s, t) == IR_EQ && skim_constant(s, cmp->b, &zero) &&
              !zero && and->op == IR_AND && !loaded(s, a) &&
              skim_classify(s, and->b, 0).kind == FIXED;
    return is ? and : NULL;
}

/* Notes where a round would leave because of its elements. */
static void look_at_elements(struct skim *s, unsigned test, unsigned k)
{
    struct ir_region *r = s->o->r;
    const struct test *t = &s->tests[test];
    const struct ir_ins cmp = r->ins[t->cmp], *and = masked(s, t);
    uint64_t zero;
    ir_ref leave = make_vector(s, and? and->a : cmp.a, k);
    if (skim_goes_on(s, t) == IR_NE)
        leave =
            ir_vop(r, IR_VCMP, IR_V128, s->lane, IR_EQ, leave, make_vector(s, cmp.b, k), IR_NONE);
    else if (!skim_constant(s, cmp.b, &zero) || zero)
        leave = ir_vop(r, IR_VXOR, IR_V128, IR_V128, 0, leave, make_vector(s, cmp.b, k), IR_NONE);
    ir_ref *all = &s->leave[test];
    *all = *all ? ir_vop(r, IR_VOR, IR_V128, IR_V128, 0, *all, leave, IR_NONE) : leave;
}

/* Goes on in a block of its own unless `leave`; `out`: whereto otherwise. */
static void leave_if(struct skim *s, ir_ref leave, uint32_t out)
{
    struct ir_region *r = s->o->r;
    uint64_t pc = r->blocks[s->header].pc;
    ir_brcond(r, leave, out, r->nblocks, IR_UNLIKELY);
    ir_block_begin(r, ir_block_new(r, pc));
}

void skim_leave_unless(struct skim *s, enum ir_cond cc, ir_ref a, ir_ref b, uint32_t out)
{
    leave_if(s, ir_cmp(s->o->r, cc ^ 1, ir_result_type(&s->o->r->ins[a]), a, b), out);
}

/* Rounds that are skipped at once. */
static int64_t skipped(const struct skim *s)
{
    return BYTES / s->size;
}

/* Does the counter, on the left of cc, move to where the condition fails? */
static bool moves_to_bound(enum ir_cond cc, int64_t way)
{
    bool less = cc == IR_LTU || cc == IR_LEU || cc == IR_LTS || cc == IR_LES;
    return less == (way > 0);
}

static enum ir_cond swapped(enum ir_cond cc)
{
    static const uint8_t other[] = {
        [IR_EQ] = IR_EQ,   [IR_NE] = IR_NE,   [IR_LTU] = IR_GTU, [IR_GEU] = IR_LEU,
        [IR_LEU] = IR_GEU, [IR_GTU] = IR_LTU, [IR_LTS] = IR_GTS, [IR_GES] = IR_LES,
        [IR_LES] = IR_GES, [IR_GTS] = IR_LTS};
    return other[cc];
}

/* A counter against its bound: the first and the last of the rounds must go on, without a wrap
   between them.  One of the two says it for both. */
static void look_at_counter(struct skim *s, const struct test *t, uint32_t out)
{
    struct ir_region *r = s->o->r;
    const struct ir_ins cmp = r->ins[t->cmp];
    struct what a = skim_classify(s, cmp.a, 0), b = skim_classify(s, cmp.b, 0);
    bool left = a.kind == COUNTER, counts = left || b.kind == COUNTER;
    enum ir_cond cc = left ? skim_goes_on(s, t) : swapped(skim_goes_on(s, t));
    enum ir_type type = cmp.type;
    ir_ref counter = skim_make(s, left ? cmp.a : cmp.b), bound = skim_make(s, left ? cmp.b : cmp.a);
    if (!counts) {
        skim_leave_unless(s, cc, counter, bound, out);
        return;
    }
    int64_t way = (left ? a.step : b.step) * (skipped(s) - 1);
    if (cc == IR_NE) { /* the bound is farther than the last round, or behind */
        ir_ref to_go = way > 0 ? ir_bin(r, IR_SUB, type, bound, counter)
                               : ir_bin(r, IR_SUB, type, counter, bound);
        skim_leave_unless(s, IR_GTU, to_go, ir_const(r, type, (uint64_t)(way > 0 ? way : -way)),
                          out);
        return;
    }
    ir_ref last = ir_addi(r, type, counter, way);
    bool is_signed = cc >= IR_LTS;
    enum ir_cond order = way > 0 ? (is_signed ? IR_LES : IR_LEU) : (is_signed ? IR_GES : IR_GEU);
    skim_leave_unless(s, cc, moves_to_bound(cc, way) ? last : counter, bound, out);
    skim_leave_unless(s, order, counter, last, out);
}

/* All of a stream is in the page of the element before it; the first one's is known to be unless it
   is at the start of a page. */
static void look_at_page(struct skim *s, unsigned stream, uint32_t out)
{
    struct ir_region *r = s->o->r;
    enum ir_type t = ir_addr_type(r);
    ir_ref in_page = ir_andi(r, t, skim_address(s, s->streams[stream]), PAGE - 1);
    if (!stream) {
        skim_leave_unless(s, IR_NE, in_page, ir_const(r, t, 0), out);
        return;
    }
    ir_ref before = ir_addi(r, t, in_page, -(int64_t)s->size);
    skim_leave_unless(s, IR_LEU, before, ir_const(r, t, PAGE - BYTES - s->size), out);
}

/* Leaves if a round may do so because of its elements. */
static void look_at_all_elements(struct skim *s, uint32_t out)
{
    struct ir_region *r = s->o->r;
    memset(s->leave, 0, sizeof s->leave);
    for (unsigned v = 0; v < VECTORS; v++) {
        s->nmemo = 0;
        for (unsigned k = 0; k < s->ntests; k++)
            if (!skim_compares_counters(s, &s->tests[k]))
                look_at_elements(s, k, v);
    }
    ir_ref any = IR_NONE;
    for (unsigned k = 0; k < s->ntests; k++) {
        ir_ref leave = s->leave[k];
        if (!leave)
            continue;
        if (masked(s, &s->tests[k]))
            leave = ir_vop(r, IR_VAND, IR_V128, IR_V128, 0, leave,
                           make_in_all_lanes(s, masked(s, &s->tests[k])->b), IR_NONE);
        any = any ? ir_vop(r, IR_VOR, IR_V128, IR_V128, 0, any, leave, IR_NONE) : leave;
    }
    ir_ref none = ir_vop(r, IR_VCMP, IR_V128, IR_I8, IR_EQ, any, ir_vconst(r, 0, 0), IR_NONE);
    ir_ref bits = ir_vop(r, IR_VBITS, IR_I32, IR_I8, 0, none, IR_NONE, IR_NONE);
    skim_leave_unless(s, IR_EQ, bits, ir_const(r, IR_I32, 0xffff), out);
}

/* Counters go on by a number of rounds. */
static void count_on(struct skim *s, int64_t rounds)
{
    struct ir_region *r = s->o->r;
    for (uint32_t slot = 0; slot < r->guest->nslots; slot++)
        if (s->slot[slot].kind == COUNTER)
            ir_set(r, slot,
                   ir_addi(r, ir_addr_type(r), ir_get(r, slot), s->slot[slot].step * rounds));
}

/* Looks at the next 128 bytes; behind it the counters stand behind them. */
static void look_once(struct skim *s, uint32_t out)
{
    for (unsigned k = 0; k < s->nstreams; k++)
        s->wide ? skim_wide_page(s, out) : look_at_page(s, k, out);
    for (unsigned k = 0; k < s->ntests; k++)
        if (skim_compares_counters(s, &s->tests[k]))
            look_at_counter(s, &s->tests[k], out);
    s->wide ? skim_wide_elements(s, out) : look_at_all_elements(s, out);
    count_on(s, skipped(s));
}

static uint32_t make_look(struct skim *s, uint32_t round)
{
    struct ir_region *r = s->o->r;
    uint64_t pc = r->blocks[s->header].pc;
    uint32_t back = ir_block_new(r, pc);
    ir_block_begin(r, back);
    count_on(s, -1);
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

/* ---- the loop ---- */

/* Behind a round: aligned? -> a block that stands for `look` and is returned. */
static uint32_t make_turn(struct skim *s)
{
    struct ir_region *r = s->o->r;
    uint64_t pc = r->blocks[s->header].pc;
    uint32_t turn = ir_block_new(r, pc), look = turn + 1;
    ir_block_begin(r, turn);
    enum ir_type t = ir_addr_type(r);
    ir_ref low = ir_andi(r, t, skim_address(s, s->streams[0]), BYTES - 1);
    uint64_t most = s->wide ? s->size - 1 : 0; /* elements of several vectors need not be aligned */
    ir_brcond(r, ir_cmp(r, IR_LEU, t, low, ir_const(r, t, most)), look, s->header, 0);
    ir_block_begin(r, ir_block_new(r, pc));
    ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = pc});
    for (unsigned k = 0; k < s->nlatches; k++)
        opt_retarget(&r->ins[r->blocks[s->latches[k]].end - 1], s->header, turn);
    return look;
}

static bool fits(struct skim *s)
{
    bool elements = false;
    if (!find_latches(s) || !find_path(s) || !follow(s) || !find_counters(s) ||
        (!find_streams(s) && !skim_wide_streams(s)))
        return false;
    for (unsigned k = 0; k < s->ntests; k++) {
        bool counters = skim_compares_counters(s, &s->tests[k]);
        if (!counters &&
            !(s->wide ? skim_wide_test(s, &s->tests[k]) : compares_elements(s, &s->tests[k])))
            return false;
        elements |= !counters;
    }
    return elements;
}

static bool skim_loop(struct opt *o, uint32_t header)
{
    struct ir_region *r = o->r;
    struct opt_loop loop;
    uint32_t nslots = r->guest->nslots;
    ir_ref now[nslots];
    struct what slot[nslots];
    bool read[nslots];
    struct skim s = {.o = o, .header = header, .now = now, .slot = slot, .read = read};
    if (!opt_loop_copyable(o, &loop, header, MAX_LOOP))
        return false;
    memset(now, 0, sizeof now);
    memset(read, 0, sizeof read);
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    s.got = o->same;
    for (ir_ref i = 0; i < r->n; i++)
        s.got[i] = i;
    if (!fits(&s))
        return false;
    uint32_t turn_look = make_turn(&s), turn = turn_look - 1;
    opt_cfg(o);
    if (!opt_loop_copyable(o, &loop, header, UINT32_MAX))
        return true; /* what stands for `look` leaves the region */
    opt_loop_copy(o, &loop, OPT_ROUND_APART);
    uint32_t look = make_look(&s, o->stack[header]);
    opt_retarget(&r->ins[r->blocks[o->stack[turn]].end - 1], o->stack[turn_look], look);
    opt_retarget(&r->ins[r->blocks[turn].end - 1], turn_look, look);
    return true;
}

void opt_skim(struct opt *o)
{
    struct ir_region *r = o->r;
    uint32_t headers[64], n = 0;
    if (r->state_done)
        return;
    opt_cfg(o);
    if (!o->has_joins)
        return;
    for (uint32_t k = 0; k < o->norder && n < 64; k++)
        if (opt_loop_innermost(o, o->order[k]))
            headers[n++] = o->order[k];
    bool changed = false;
    for (uint32_t k = 0; k < n; k++) {
        if (changed)
            opt_cfg(o);
        changed = skim_loop(o, headers[k]);
    }
}
