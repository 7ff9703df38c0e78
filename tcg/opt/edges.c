/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `edges`: what a helper says of values that meet is asked on the ways in.
 *
 * In: a region after `state`.  Out: a pure helper that can be written out (ir_helper.expand) and
 * whose arguments are parameters of a join is called at the end of each block that leads there,
 * with that block's arguments; its result is one more parameter.  On the ways where it is known
 * what the arguments are, `fold` writes the call out.  So the condition or the carry with which the
 * round of a loop begins costs no call, though the flags at the first round's start are anything.
 * Where an argument is the parameter of a join further up, the question goes on to there; where
 * that is the same one, its answer is what it was (ir_helper.narrow: a loop's TST changes other
 * flags than the one that is asked for).
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum { MAX_ASKS = 32, MAX_ARGS = 6, MAX_WAYS = 8, CALL_HERE = MAX_ASKS };

/* A question at the start of a join. */
struct ask {
    uint32_t join;
    uint32_t helper, n;
    ir_ref args[MAX_ARGS];  /* parameters of the join, or what dominates it */
    uint8_t from[MAX_WAYS]; /* per predecessor: the question that answers it, or CALL_HERE */
    ir_ref param;           /* the answer, in the region made anew */
};

struct asks {
    struct opt *o;
    struct ask list[MAX_ASKS];
    uint32_t n;
    bool folds; /* some call will be written out */
};

static bool is_param_of(const struct opt *o, ir_ref v, uint32_t b)
{
    return o->r->ins[v].op == IR_PARAM && o->same[v] == b;
}

/* Are the values there at the start of block b?  o->same: the block of each. */
static bool known_at(const struct opt *o, const ir_ref *args, uint32_t n, uint32_t b)
{
    for (uint32_t k = 0; k < n; k++) {
        bool is_const = o->r->ins[args[k]].op == IR_CONST;
        if (!is_const && !is_param_of(o, args[k], b) &&
            (o->same[args[k]] == b || !opt_dominates(o, o->same[args[k]], b)))
            return false;
    }
    return true;
}

/* The join whose parameters the arguments, wanted in block b, are; at most as often executed. */
static uint32_t join_of(const struct opt *o, const ir_ref *args, uint32_t n, uint32_t b)
{
    for (uint32_t k = 0; k < n; k++) {
        if (o->r->ins[args[k]].op != IR_PARAM)
            continue;
        uint32_t join = o->same[args[k]];
        if (o->blocks[join].depth <= o->blocks[b].depth && o->blocks[join].npreds <= MAX_WAYS &&
            known_at(o, args, n, join))
            return join;
    }
    return OPT_NO_BLOCK;
}

/* Does what is known of the first argument tell the helper what to do? */
static bool will_fold(const struct opt *o, ir_ref v)
{
    const struct ir_ins *def = &o->r->ins[v];
    return def->op == IR_CONST ||
           ((def->op == IR_ADD || def->op == IR_OR) && o->r->ins[def->b].op == IR_CONST);
}

/* A constant is made in many places. */
static bool equal(const struct opt *o, ir_ref a, ir_ref b)
{
    const struct ir_ins *x = &o->r->ins[a], *y = &o->r->ins[b];
    return a == b ||
           (x->op == IR_CONST && y->op == IR_CONST && x->imm == y->imm && x->type == y->type);
}

static uint32_t find(const struct asks *s, const struct ask *like)
{
    for (uint32_t k = 0; k < s->n; k++) {
        const struct ask *a = &s->list[k];
        bool same = a->join == like->join && a->helper == like->helper && a->n == like->n;
        for (uint32_t i = 0; i < a->n && same; i++)
            same = equal(s->o, a->args[i], like->args[i]);
        if (same)
            return k;
    }
    return MAX_ASKS;
}

/* The question about `args`, asked at the start of `join`; CALL_HERE: there are too many. */
static uint32_t ask(struct asks *s, uint32_t join, uint32_t helper, const ir_ref *args, uint32_t n)
{
    struct ask a = {.join = join, .helper = helper, .n = n};
    memcpy(a.args, args, n * sizeof *args);
    uint32_t k = find(s, &a);
    if (k != MAX_ASKS || s->n == MAX_ASKS)
        return k;
    s->list[s->n] = a;
    return s->n++;
}

static void narrow(const struct opt *o, uint32_t helper, ir_ref *args)
{
    if (o->r->guest->helpers[helper].narrow)
        o->r->guest->helpers[helper].narrow(o->r, args);
}

/* What argument v of a question at the start of `join` is on the way that `br` takes. */
static ir_ref on_way(const struct opt *o, uint32_t join, const struct ir_ins *br, ir_ref v)
{
    return is_param_of(o, v, join) ? o->r->args[br->b + (v - o->r->blocks[join].first)] : v;
}

static void ask_on_ways(struct asks *s, uint32_t k)
{
    const struct opt *o = s->o;
    struct ask a = s->list[k];
    for (uint32_t p = 0; p < o->blocks[a.join].npreds; p++) {
        uint32_t from = o->preds[o->first_pred[a.join] + p];
        const struct ir_ins *br = &o->r->ins[o->r->blocks[from].end - 1];
        ir_ref args[MAX_ARGS];
        for (uint32_t i = 0; i < a.n; i++)
            args[i] = on_way(o, a.join, br, a.args[i]);
        narrow(o, a.helper, args);
        s->folds |= will_fold(o, args[0]);
        uint32_t join = will_fold(o, args[0]) ? OPT_NO_BLOCK : join_of(o, args, a.n, from);
        s->list[k].from[p] =
            join == OPT_NO_BLOCK ? CALL_HERE : (uint8_t)ask(s, join, a.helper, args, a.n);
        s->folds |= s->list[k].from[p] == k; /* the round before says it */
    }
}

/* A block that only one leads to, and always, is executed as often as that. */
static uint32_t head(const struct opt *o, uint32_t b)
{
    while (o->blocks[b].npreds == 1) {
        uint32_t p = o->blocks[b].pred;
        if (o->r->ins[o->r->blocks[p].end - 1].op != IR_BR)
            break;
        b = p;
    }
    return b;
}

/* The question that call i of block b puts, or MAX_ASKS.  o->live[i] is where it is kept, plus 1.
 */
static uint32_t question(struct asks *s, uint32_t b, ir_ref i)
{
    struct opt *o = s->o;
    const struct ir_ins *ins = &o->r->ins[i];
    if (ins->op != IR_CALL || !o->r->guest->helpers[ins->imm].expand || ins->c > MAX_ARGS)
        return MAX_ASKS;
    ir_ref args[MAX_ARGS];
    memcpy(args, o->r->args + ins->b, ins->c * sizeof *args);
    narrow(o, (uint32_t)ins->imm, args);
    uint32_t join = head(o, b);
    if (o->r->ins[args[0]].op != IR_PARAM || o->same[args[0]] != join ||
        o->blocks[join].npreds > MAX_WAYS || !known_at(o, args, ins->c, join))
        return MAX_ASKS;
    return ask(s, join, (uint32_t)ins->imm, args, ins->c);
}

static bool find_questions(struct asks *s)
{
    struct opt *o = s->o;
    const struct ir_region *r = o->r;
    for (uint32_t b = 0; b < r->nblocks; b++)
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++)
            o->same[i] = b;
    memset(o->live, 0, r->n);
    for (uint32_t k = 0; k < o->norder; k++) {
        uint32_t b = o->order[k];
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            uint32_t q = question(s, b, i);
            if (q != MAX_ASKS)
                o->live[i] = (uint8_t)(q + 1);
        }
    }
    for (uint32_t k = 0; k < s->n; k++)
        ask_on_ways(s, k);
    return s->folds;
}

/* ---- the region made anew ---- */

/* The answer that goes to the parameter of question k over the BR at the end of block `from`. */
static ir_ref answer(struct asks *s, uint32_t k, uint32_t from, const struct ir_ins *br)
{
    struct opt *o = s->o;
    const struct ask *a = &s->list[k];
    uint32_t p = 0;
    while (o->preds[o->first_pred[a->join] + p] != from)
        p++;
    if (a->from[p] != CALL_HERE)
        return s->list[a->from[p]].param;
    ir_ref args[MAX_ARGS];
    for (uint32_t i = 0; i < a->n; i++) {
        ir_ref v = on_way(o, a->join, br, a->args[i]);
        const struct ir_ins *def = &o->r->ins[v];
        args[i] = def->op == IR_CONST ? ir_const(&o->out, def->type, def->imm) : o->map[v];
    }
    return ir_call(&o->out, a->helper, args, a->n);
}

static void copy_branch(struct asks *s, uint32_t b, struct ir_ins br)
{
    struct opt *o = s->o;
    ir_ref args[br.c + MAX_ASKS];
    uint32_t n = br.c;
    for (uint32_t k = 0; k < n; k++)
        args[k] = o->map[o->r->args[br.b + k]];
    for (uint32_t k = 0; k < s->n; k++)
        if (s->list[k].join == ir_taken(&br))
            args[n++] = answer(s, k, b, &br);
    br.b = ir_args_new(&o->out, args, n);
    br.c = n;
    ir_emit(&o->out, br);
}

static void copy_block(struct asks *s, uint32_t b)
{
    struct opt *o = s->o;
    struct ir_region *r = o->r, *out = &o->out;
    opt_stream_block(o, b);
    ir_ref i;
    for (i = r->blocks[b].first; r->ins[i].op == IR_PARAM; i++)
        o->map[i] = opt_copy(o, &r->ins[i]);
    for (uint32_t k = 0; k < s->n; k++)
        if (s->list[k].join == b)
            s->list[k].param = ir_param(out, r->guest->helpers[s->list[k].helper].ret);
    for (; i < r->blocks[b].end; i++) {
        if (r->ins[i].op == IR_BR)
            copy_branch(s, b, r->ins[i]);
        else if (o->live[i])
            o->map[i] = s->list[o->live[i] - 1].param;
        else
            o->map[i] = opt_copy_call(o, &r->ins[i]);
    }
}

void opt_edges(struct opt *o)
{
    struct ir_region *r = o->r;
    bool some = false;
    for (ir_ref i = 1; i < r->n && !some; i++)
        some = r->ins[i].op == IR_CALL && r->guest->helpers[r->ins[i].imm].expand;
    if (!some || !o->has_params)
        return;
    opt_cfg(o);
    if (o->norder != r->nblocks)
        return; /* the order of the blocks is that of a pass before */
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    opt_room(&o->live, &o->live_cap, r->n, sizeof *o->live);
    struct asks s = {.o = o};
    if (!find_questions(&s))
        return;
    opt_stream_begin(o);
    for (uint32_t b = 0; b < r->nblocks; b++)
        copy_block(&s, b);
    opt_stream_snapshots(o);
    ir_region_swap(r, &o->out);
}
