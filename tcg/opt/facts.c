/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `facts`: behind a comparison for equality with a constant, the value is the constant.
 *
 * In: a region after `state`.  Out: the same; in the blocks that only the side of a branch leads to
 * on which `x == c` holds, c stands for x, also in snapshots; and 1 or 0 for any comparison that a
 * branch has asked for, so that a `select` by it is one of its values.  What x being zero says of
 * vectors that it comes from is used as well: a test of 16 bytes at once leaves a zero vector
 * behind it. So values that a loop would carry for its exits and snapshots alone become constants,
 * and `params` and `dce` remove them.
 */
#include "tcg/opt/opt.h"

#include <glib.h>
#include <string.h>

enum { MAX_FACTS = 1024, MAX_DEPTH = 6, MAX_LOOK = 40 };

struct fact {
    ir_ref value, k; /* k, in the region made anew, stands for value */
    uint32_t block;  /* from here on, and in what it dominates */
    uint32_t next;   /* of the same value; 0: none */
    uint64_t bits;   /* a vector is zero */
};

struct facts {
    struct opt *o;
    struct fact list[MAX_FACTS]; /* the first one is unused; those of a block are neighbours */
    uint32_t n;
};

static void add(struct facts *f, uint32_t block, ir_ref v, uint64_t bits)
{
    enum ir_opcode op = f->o->r->ins[v].op;
    if (f->n < MAX_FACTS && op != IR_CONST && op != IR_VCONST)
        f->list[f->n++] = (struct fact){.value = v, .block = block, .bits = bits};
}

/* ---- vectors ---- */

static void low_half_zero(struct facts *f, uint32_t block, ir_ref v, unsigned depth);

/* Is the upper half of v zero, whatever its lower one is? */
static bool is_half(const struct facts *f, ir_ref v)
{
    enum ir_opcode op = f->o->r->ins[v].op;
    return op == IR_VLOW || op == IR_VZX || op == IR_VHIGH;
}

static void all_zero(struct facts *f, uint32_t block, ir_ref v, unsigned depth)
{
    const struct ir_ins *ins = &f->o->r->ins[v];
    add(f, block, v, 0);
    if (depth == MAX_DEPTH)
        return;
    if (ins->op == IR_VOR || ins->op == IR_VMAXUP) {
        all_zero(f, block, ins->a, depth + 1);
        if (ins->b != ins->a)
            all_zero(f, block, ins->b, depth + 1);
    } else if (ins->op == IR_VLOW) {
        low_half_zero(f, block, ins->a, depth + 1);
    }
}

static void low_half_zero(struct facts *f, uint32_t block, ir_ref v, unsigned depth)
{
    const struct ir_ins *ins = &f->o->r->ins[v];
    if (is_half(f, v) || (ins->op == IR_VMAXUP && ins->a == ins->b))
        all_zero(f, block, v, depth);
    else if (ins->op == IR_VMAXUP && depth < MAX_DEPTH)
        all_zero(f, block, ins->a, depth + 1);
}

/* ---- finding ---- */

static void equal(struct facts *f, uint32_t block, ir_ref v, uint64_t bits)
{
    const struct ir_ins *ins = &f->o->r->ins[v];
    add(f, block, v, bits);
    if (ins->op == IR_VEXT && ins->lane == IR_I64 && ins->imm == 0 && bits == 0) {
        low_half_zero(f, block, ins->a, 0);
    } else if (ins->op == IR_ZEXT32 && bits <= UINT32_MAX) {
        equal(f, block, ins->a, bits);
    } else if (ins->op == IR_TRUNC64 && f->o->r->ins[ins->a].op == IR_ZEXT32) {
        equal(f, block, ins->a, bits);
    }
}

/* The condition itself, and what it is as a wider number. */
static void condition(struct facts *f, uint32_t block, ir_ref v, bool holds)
{
    const struct ir_region *r = f->o->r;
    if (r->ins[v].op != IR_CMP && r->ins[v].op != IR_FCC)
        return;
    add(f, block, v, holds);
    for (ir_ref i = v + 1; i < r->n && i < v + MAX_LOOK; i++)
        if (r->ins[i].op == IR_ZEXT32 && r->ins[i].a == v)
            add(f, block, i, holds);
}

/* What holds in a block because of the branch that leads to it. */
static void find(struct facts *f, uint32_t b)
{
    const struct ir_region *r = f->o->r;
    if (f->o->blocks[b].npreds != 1)
        return;
    const struct ir_ins *br = &r->ins[r->blocks[f->o->blocks[b].pred].end - 1];
    if (br->op != IR_BRCOND || ir_taken(br) == ir_other(br))
        return;
    condition(f, b, br->a, ir_taken(br) == b);
    const struct ir_ins *cmp = &r->ins[br->a];
    if (cmp->op != IR_CMP || cmp->sub != (ir_taken(br) == b ? IR_EQ : IR_NE))
        return;
    ir_ref x = cmp->a, y = cmp->b;
    if (r->ins[x].op == IR_CONST) {
        x = cmp->b;
        y = cmp->a;
    }
    if (r->ins[y].op == IR_CONST)
        equal(f, b, x, r->ins[y].imm);
}

/* ---- the region made anew, with the constants ---- */

static void emit_constants(struct facts *f, uint32_t b, uint32_t *next)
{
    for (; *next < f->n && f->list[*next].block == b; ++*next) {
        struct fact *fact = &f->list[*next];
        enum ir_type t = ir_result_type(&f->o->r->ins[fact->value]);
        fact->k = t == IR_V128 ? ir_vconst(&f->o->out, 0, 0) : ir_const(&f->o->out, t, fact->bits);
    }
}

static void stream(struct facts *f)
{
    struct opt *o = f->o;
    const struct ir_region *r = o->r;
    uint32_t next = 1;
    opt_stream_begin(o);
    opt_stream_lists(o);
    for (uint32_t b = 0; b < r->nblocks; b++) {
        opt_stream_block(o, b);
        emit_constants(f, b, &next);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++)
            o->map[i] = opt_copy(o, &r->ins[i]);
    }
    for (uint32_t k = 1; k < f->n; k++)
        f->list[k].value = o->map[f->list[k].value];
    opt_stream_end(o);
}

/* ---- replacing ---- */

/* What v is known to be in block b, or none; o->same[v] is the first fact of v. */
static const struct fact *known(const struct facts *f, ir_ref v, uint32_t b)
{
    for (uint32_t k = f->o->same[v]; k; k = f->list[k].next)
        if (opt_dominates(f->o, f->list[k].block, b))
            return &f->list[k];
    return NULL;
}

/* What stands for v in block b. */
static ir_ref now(const struct facts *f, ir_ref v, uint32_t b)
{
    const struct fact *fact;
    for (;;) {
        const struct ir_ins *ins = &f->o->r->ins[v];
        if ((fact = known(f, v, b)))
            return fact->k;
        if (ins->op != IR_SELECT || !(fact = known(f, ins->a, b)))
            return v;
        v = fact->bits ? ins->b : ins->c;
    }
}

static void replace(const struct facts *f, struct ir_ins *ins, uint32_t b)
{
    struct ir_region *r = f->o->r;
    switch (ir_ops[ins->op].nvals) {
    case 3: ins->c = now(f, ins->c, b); /* fall through */
    case 2: ins->b = now(f, ins->b, b); /* fall through */
    case 1: ins->a = now(f, ins->a, b);
    }
    if (ins->op == IR_CALL || ins->op == IR_BR)
        for (uint32_t k = 0; k < ins->c; k++)
            r->args[ins->b + k] = now(f, r->args[ins->b + k], b);
    if (!ins->snap)
        return;
    /* A list that several snapshots share belongs to one block. */
    const struct ir_snap *s = &r->snaps[ins->snap - 1];
    for (uint32_t k = 0; k < s->count; k++) {
        ir_ref *v = &r->snap_entries[s->first + k].val;
        *v = now(f, *v, b);
    }
}

void opt_facts(struct opt *o)
{
    if (!o->r->state_done)
        return;
    struct facts *f = g_new(struct facts, 1);
    f->o = o;
    f->n = 1;
    opt_cfg(o);
    for (uint32_t b = 0; b < o->r->nblocks; b++)
        if (o->blocks[b].idom != OPT_NO_BLOCK)
            find(f, b);
    if (f->n > 1) {
        stream(f);
        opt_room(&o->same, &o->same_cap, o->r->n, sizeof *o->same);
        memset(o->same, 0, o->r->n * sizeof *o->same);
        for (uint32_t k = 1; k < f->n; k++) {
            f->list[k].next = o->same[f->list[k].value];
            o->same[f->list[k].value] = k;
        }
        for (uint32_t b = 0; b < o->r->nblocks; b++)
            for (ir_ref i = o->r->blocks[b].first; i < o->r->blocks[b].end; i++)
                replace(f, &o->r->ins[i], b);
    }
    g_free(f);
}
