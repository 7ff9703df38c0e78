/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the passes `skim` and `widen` know of a loop's rounds: see rounds.h.
 */
#include "tcg/opt/rounds.h"

#include <string.h>

enum {
    PAGE = 4096,
    MAX_LOOP = 300, /* instructions */
    MAX_SEARCH = 96,
    MAX_DEPTH = 12, /* of expressions */
};

/* ---- the path ---- */

static bool in_loop(const struct rounds *s, uint32_t b)
{
    return s->o->blocks[b].idom != OPT_NO_BLOCK && s->o->blocks[b].loop == s->header;
}

/* The blocks that lead back to the header. */
static bool find_latches(struct rounds *s)
{
    const struct opt *o = s->o;
    for (uint32_t p = 0; p < o->blocks[s->header].npreds; p++) {
        uint32_t from = o->preds[o->first_pred[s->header] + p];
        if (!in_loop(s, from))
            continue;
        if (s->nlatches == ROUNDS_MAX_LATCHES)
            return false;
        s->latches[s->nlatches++] = from;
    }
    return true;
}

/* Does every round come through block b? */
bool rounds_in_all(const struct rounds *s, uint32_t b)
{
    for (unsigned k = 0; k < s->nlatches; k++)
        if (!opt_dominates(s->o, b, s->latches[k]))
            return false;
    return true;
}

/* The shortest way round, by breadth first search backwards. */
static bool find_path(struct rounds *s)
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
        if (s->npath == ROUNDS_MAX_PATH)
            return false;
        s->path[s->npath++] = next[at];
    }
    s->path[s->npath] = s->header;
    return true;
}

static bool add_test(struct rounds *s, const struct ir_ins *branch, uint32_t next)
{
    bool taken = ir_taken(branch) == next;
    if (s->ntests == ROUNDS_MAX_TESTS || taken == (ir_other(branch) == next) ||
        s->o->r->ins[branch->a].op != IR_CMP)
        return false;
    s->tests[s->ntests++] = (struct rounds_test){.cmp = branch->a, .holds = taken};
    return true;
}

/* Follows the slots along the path. */
static bool follow(struct rounds *s)
{
    const struct ir_region *r = s->o->r;
    for (unsigned k = 0; k < s->npath; k++)
        for (ir_ref i = r->blocks[s->path[k]].first; i < r->blocks[s->path[k]].end; i++) {
            const struct ir_ins *ins = &r->ins[i];
            if (!s->may(ins))
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

const struct ir_ins *rounds_def(const struct rounds *s, ir_ref *v)
{
    return &s->o->r->ins[*v = s->got[*v]];
}

bool rounds_constant(const struct rounds *s, ir_ref v, uint64_t *k)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    *k = ins->imm;
    return ins->op == IR_CONST;
}

/* v is what slot `slot` was at the head of the loop, plus *sum. */
bool rounds_slot_plus(const struct rounds *s, ir_ref v, uint32_t slot, uint64_t *sum)
{
    *sum = 0;
    for (unsigned depth = 0; depth < MAX_DEPTH; depth++) {
        const struct ir_ins *ins = rounds_def(s, &v);
        uint64_t k;
        if (ins->op == IR_GET)
            return ins->imm == slot;
        if ((ins->op != IR_ADD && ins->op != IR_SUB) || ins->type != ir_addr_type(s->o->r))
            return false;
        if (rounds_constant(s, ins->b, &k)) {
            v = ins->a;
        } else {
            if (ins->op == IR_SUB || !rounds_constant(s, ins->a, &k))
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

static bool on_path(const struct rounds *s, uint32_t b)
{
    for (unsigned k = 0; k < s->npath; k++)
        if (s->path[k] == b)
            return true;
    return false;
}

/* Do all rounds, whatever path they take, move counters alike, and leave alone what the path reads?
 */
static bool moves_alike(const struct rounds *s)
{
    const struct opt *o = s->o;
    const struct ir_region *r = o->r;
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        if (!in_loop(s, b) || (on_path(s, b) && rounds_in_all(s, b)))
            continue;
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++)
            if (r->ins[i].op == IR_CALL || (r->ins[i].op == IR_SET && s->read[r->ins[i].imm]))
                return false;
    }
    return true;
}

/* Is v what the slot was with bits set: the same again from the second round on? */
static bool sets_bits(const struct rounds *s, ir_ref v, uint32_t slot)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    uint64_t bits;
    if (ins->op != IR_OR || !rounds_constant(s, ins->b, &bits))
        return false;
    v = ins->a;
    ins = rounds_def(s, &v);
    return ins->op == IR_GET && ins->imm == slot;
}

/* Which slots are counters.  What the path sets otherwise must be set before it is read. */
static bool find_counters(struct rounds *s)
{
    const struct ir_region *r = s->o->r;
    for (uint32_t slot = 0; slot < r->guest->nslots; slot++) {
        uint64_t sum;
        s->slot[slot] = (struct rounds_what){ROUNDS_FIXED, 0};
        if (!s->now[slot])
            continue;
        s->slot[slot].kind = ROUNDS_OTHER;
        if (rounds_slot_plus(s, s->now[slot], slot, &sum))
            s->slot[slot] = (struct rounds_what){ROUNDS_COUNTER, sign(ir_addr_type(r), sum)};
        else if (sets_bits(s, s->now[slot], slot))
            s->slot[slot].kind = ROUNDS_FIXED;
    }
    for (unsigned k = 0; k < s->npath; k++)
        for (ir_ref i = r->blocks[s->path[k]].first; i < r->blocks[s->path[k]].end; i++)
            if (r->ins[i].op == IR_GET && s->got[i] == i) {
                s->read[r->ins[i].imm] = true;
                if (s->slot[r->ins[i].imm].kind == ROUNDS_OTHER)
                    return false;
            }
    return moves_alike(s);
}

static struct rounds_what classify_sum(const struct rounds *s, const struct ir_ins *ins,
                                       unsigned depth)
{
    struct rounds_what a = rounds_classify(s, ins->a, depth), b = rounds_classify(s, ins->b, depth);
    if (a.kind > ROUNDS_COUNTER || b.kind > ROUNDS_COUNTER || !a.kind || !b.kind)
        return (struct rounds_what){ROUNDS_OTHER, 0};
    int64_t step =
        sign(ins->type, (uint64_t)(ins->op == IR_ADD ? a.step + b.step : a.step - b.step));
    return (struct rounds_what){step ? ROUNDS_COUNTER : ROUNDS_FIXED, step};
}

struct rounds_what rounds_classify(const struct rounds *s, ir_ref v, unsigned depth)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    if (ins->op == IR_CONST)
        return (struct rounds_what){ROUNDS_FIXED, 0};
    if (ins->op == IR_GET)
        return s->slot[ins->imm];
    if (depth == MAX_DEPTH || !(ir_ops[ins->op].props & IR_P_PURE))
        return (struct rounds_what){ROUNDS_OTHER, 0};
    if ((ins->op == IR_ADD || ins->op == IR_SUB) && ins->type == ir_addr_type(s->o->r))
        return classify_sum(s, ins, depth + 1);
    uint64_t shift;
    if (ins->op == IR_SHL && ins->type == ir_addr_type(s->o->r) &&
        rounds_constant(s, ins->b, &shift) && shift < 32) {
        struct rounds_what a = rounds_classify(s, ins->a, depth + 1);
        a.step = sign(ins->type, (uint64_t)a.step << shift);
        return a;
    }
    const ir_ref operands[] = {ins->a, ins->b, ins->c};
    for (unsigned k = 0; k < ir_ops[ins->op].nvals; k++)
        if (rounds_classify(s, operands[k], depth + 1).kind != ROUNDS_FIXED)
            return (struct rounds_what){ROUNDS_OTHER, 0};
    return (struct rounds_what){
        ir_ops[ins->op].nvals || ins->op == IR_VCONST ? ROUNDS_FIXED : ROUNDS_OTHER, 0};
}

/* ---- streams and tests ---- */

/* An element as it was loaded, perhaps extended once more; IR_NONE: it is something else. */
ir_ref rounds_loaded(const struct rounds *s, ir_ref v)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    bool extended = false, cut = false;
    while (ins->op == IR_ZEXT32 || ins->op == IR_TRUNC64) {
        extended |= ins->op == IR_ZEXT32;
        cut = true;
        v = ins->a;
        ins = rounds_def(s, &v);
    }
    if (ins->op != IR_LD || (extended && ins->sub & IR_MEM_SEXT) || (cut && ins->lane == IR_I64))
        return IR_NONE;
    struct rounds_what at = rounds_classify(s, ins->a, 0);
    return at.kind == ROUNDS_COUNTER && at.step == (int64_t)ir_type_size(ins->lane) ? v : IR_NONE;
}

/* The condition under which a test goes on. */
enum ir_cond rounds_goes_on(const struct rounds *s, const struct rounds_test *t)
{
    return s->o->r->ins[t->cmp].sub ^ !t->holds;
}

bool rounds_compares_counters(const struct rounds *s, const struct rounds_test *t)
{
    const struct ir_ins *cmp = &s->o->r->ins[t->cmp];
    struct rounds_what a = rounds_classify(s, cmp->a, 0), b = rounds_classify(s, cmp->b, 0);
    if (a.kind == ROUNDS_FIXED && b.kind == ROUNDS_FIXED)
        return true;
    return cmp->type == ir_addr_type(s->o->r) && rounds_goes_on(s, t) != IR_EQ &&
           ((a.kind == ROUNDS_COUNTER && b.kind == ROUNDS_FIXED) ||
            (a.kind == ROUNDS_FIXED && b.kind == ROUNDS_COUNTER));
}

/* ---- code ---- */

/* The value at the head of the loop, made in the current block. */
ir_ref rounds_make(struct rounds *s, ir_ref v)
{
    struct ir_region *r = s->o->r;
    struct ir_ins ins = *rounds_def(s, &v);
    switch (ir_ops[ins.op].nvals) {
    case 3: ins.c = rounds_make(s, ins.c); /* fall through */
    case 2: ins.b = rounds_make(s, ins.b); /* fall through */
    case 1: ins.a = rounds_make(s, ins.a);
    }
    return ir_emit(r, ins);
}

ir_ref rounds_address(struct rounds *s, ir_ref load)
{
    int64_t at = (int64_t)s->o->r->ins[load].imm;
    return ir_addi(s->o->r, ir_addr_type(s->o->r), rounds_make(s, s->o->r->ins[load].a), at);
}

/* Goes on in a block of its own unless `leave`; `out`: whereto otherwise. */
static void leave_if(struct rounds *s, ir_ref leave, uint32_t out)
{
    struct ir_region *r = s->o->r;
    uint64_t pc = r->blocks[s->header].pc;
    ir_brcond(r, leave, out, r->nblocks, IR_UNLIKELY);
    ir_block_begin(r, ir_block_new(r, pc));
}

void rounds_leave_unless(struct rounds *s, enum ir_cond cc, ir_ref a, ir_ref b, uint32_t out)
{
    leave_if(s, ir_cmp(s->o->r, cc ^ 1, ir_result_type(&s->o->r->ins[a]), a, b), out);
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
static void look_at_counter(struct rounds *s, const struct rounds_test *t, uint32_t out)
{
    struct ir_region *r = s->o->r;
    const struct ir_ins cmp = r->ins[t->cmp];
    struct rounds_what a = rounds_classify(s, cmp.a, 0), b = rounds_classify(s, cmp.b, 0);
    bool left = a.kind == ROUNDS_COUNTER, counts = left || b.kind == ROUNDS_COUNTER;
    enum ir_cond cc = left ? rounds_goes_on(s, t) : swapped(rounds_goes_on(s, t));
    enum ir_type type = cmp.type;
    ir_ref counter = rounds_make(s, left ? cmp.a : cmp.b),
           bound = rounds_make(s, left ? cmp.b : cmp.a);
    if (!counts) {
        rounds_leave_unless(s, cc, counter, bound, out);
        return;
    }
    int64_t way = (left ? a.step : b.step) * (rounds_at_once(s) - 1);
    if (cc == IR_NE) { /* the bound is farther than the last round, or behind */
        ir_ref to_go = way > 0 ? ir_bin(r, IR_SUB, type, bound, counter)
                               : ir_bin(r, IR_SUB, type, counter, bound);
        rounds_leave_unless(s, IR_GTU, to_go, ir_const(r, type, (uint64_t)(way > 0 ? way : -way)),
                            out);
        return;
    }
    ir_ref last = ir_addi(r, type, counter, way);
    bool is_signed = cc >= IR_LTS;
    enum ir_cond order = way > 0 ? (is_signed ? IR_LES : IR_LEU) : (is_signed ? IR_GES : IR_GEU);
    rounds_leave_unless(s, cc, moves_to_bound(cc, way) ? last : counter, bound, out);
    rounds_leave_unless(s, order, counter, last, out);
}

static void look_at_page(struct rounds *s, unsigned stream, uint32_t out)
{
    struct ir_region *r = s->o->r;
    enum ir_type t = ir_addr_type(r);
    ir_ref in_page = ir_andi(r, t, rounds_address(s, s->streams[stream]), PAGE - 1);
    if (!stream && !s->wide) { /* it is aligned */
        rounds_leave_unless(s, IR_NE, in_page, ir_const(r, t, 0), out);
        return;
    }
    unsigned before = s->before ? s->before : s->size;
    ir_ref start = ir_addi(r, t, in_page, -(int64_t)before);
    rounds_leave_unless(s, IR_LEU, start, ir_const(r, t, PAGE - s->bytes - before), out);
}

void rounds_look_at_counters(struct rounds *s, uint32_t out)
{
    for (unsigned k = 0; k < s->nstreams; k++)
        look_at_page(s, k, out);
    for (unsigned k = 0; k < s->ntests; k++)
        if (rounds_compares_counters(s, &s->tests[k]))
            look_at_counter(s, &s->tests[k], out);
}

/* Counters go on by a number of rounds. */
void rounds_count_on(struct rounds *s, int64_t rounds)
{
    struct ir_region *r = s->o->r;
    for (uint32_t slot = 0; slot < r->guest->nslots; slot++)
        if (s->slot[slot].kind == ROUNDS_COUNTER)
            ir_set(r, slot,
                   ir_addi(r, ir_addr_type(r), ir_get(r, slot), s->slot[slot].step * rounds));
}

/* Behind a round: aligned? -> a block that stands for `look` and is returned. */
static uint32_t make_turn(struct rounds *s)
{
    struct ir_region *r = s->o->r;
    uint64_t pc = r->blocks[s->header].pc;
    uint32_t turn = ir_block_new(r, pc), look = turn + 1;
    ir_block_begin(r, turn);
    enum ir_type t = ir_addr_type(r);
    ir_ref low = ir_andi(r, t, rounds_address(s, s->streams[0]), s->bytes - 1);
    uint64_t most = s->wide ? s->size - 1 : 0;
    ir_brcond(r, ir_cmp(r, IR_LEU, t, low, ir_const(r, t, most)), look, s->header, 0);
    ir_block_begin(r, ir_block_new(r, pc));
    ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = pc});
    for (unsigned k = 0; k < s->nlatches; k++)
        opt_retarget(&r->ins[r->blocks[s->latches[k]].end - 1], s->header, turn);
    return look;
}

bool rounds_find(struct rounds *s)
{
    struct opt *o = s->o;
    uint32_t nslots = o->r->guest->nslots;
    struct opt_loop loop;
    if (!opt_loop_copyable(o, &loop, s->header, MAX_LOOP))
        return false;
    memset(s->now, 0, nslots * sizeof *s->now);
    memset(s->read, 0, nslots * sizeof *s->read);
    opt_room(&o->same, &o->same_cap, o->r->n, sizeof *o->same);
    s->got = o->same;
    for (ir_ref i = 0; i < o->r->n; i++)
        s->got[i] = i;
    return find_latches(s) && find_path(s) && follow(s) && find_counters(s);
}

void rounds_put(struct rounds *s, uint32_t (*look)(struct rounds *s, uint32_t round))
{
    struct opt *o = s->o;
    struct ir_region *r = o->r;
    struct opt_loop loop;
    uint32_t stand_in = make_turn(s), turn = stand_in - 1;
    opt_cfg(o);
    if (!opt_loop_copyable(o, &loop, s->header, UINT32_MAX))
        return; /* what stands for it leaves the region */
    opt_loop_copy(o, &loop, OPT_ROUND_APART);
    uint32_t to = look(s, o->stack[s->header]);
    opt_retarget(&r->ins[r->blocks[o->stack[turn]].end - 1], o->stack[stand_in], to);
    opt_retarget(&r->ins[r->blocks[turn].end - 1], stand_in, to);
}

void rounds_each(struct opt *o, bool (*one)(struct rounds *s))
{
    struct ir_region *r = o->r;
    uint32_t headers[64], n = 0, nslots = r->guest->nslots;
    ir_ref now[nslots];
    struct rounds_what slot[nslots];
    bool read[nslots], changed = false;
    if (r->state_done)
        return;
    opt_cfg(o);
    if (!o->has_joins)
        return;
    for (uint32_t k = 0; k < o->norder && n < 64; k++)
        if (opt_loop_innermost(o, o->order[k]) && !r->blocks[o->order[k]].bounded)
            headers[n++] = o->order[k];
    for (uint32_t k = 0; k < n; k++) {
        struct rounds s = {.o = o, .header = headers[k], .now = now, .slot = slot, .read = read};
        if (changed)
            opt_cfg(o);
        changed = one(&s);
    }
}
