/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `conds`: a branch on two conditions at once becomes two branches.
 *
 * In: a region before `state`.  Out: the same; `brcond (p and q)` asks q first, and p in a block of
 * its own behind it, likewise `or`.  p is a comparison, or several, and is made in that block.
 * Why: a guest that has conditional comparisons makes such conditions of `a && b`.  The host makes
 * a comparison and a branch in one, but takes three instructions for a condition as a value; and
 * behind the first branch `facts` knows the one condition for what the flags are in the other case.
 */
#include "tcg/opt/opt.h"

enum { MAX_TREE = 6, MAX_COPY = 4 };

static bool is_one(const struct ir_region *r, ir_ref v)
{
    return r->ins[v].op == IR_CONST && r->ins[v].imm == 1;
}

/* xor(p, 1), the opposite of condition p? */
static bool is_not(const struct ir_region *r, const struct ir_ins *ins)
{
    return ins->op == IR_XOR && ins->type == IR_I32 && is_one(r, ins->b);
}

static bool joins(const struct ir_ins *ins)
{
    return (ins->op == IR_AND || ins->op == IR_OR) && ins->type == IR_I32;
}

/* Is v made of comparisons?  n: how many instructions that may be at most. */
static bool comparisons(const struct ir_region *r, ir_ref v, unsigned *n)
{
    const struct ir_ins *ins = &r->ins[v];
    if (!*n)
        return false;
    --*n;
    if (ins->op == IR_CMP)
        return true;
    if (is_not(r, ins))
        return comparisons(r, ins->a, n);
    return joins(ins) && comparisons(r, ins->a, n) && comparisons(r, ins->b, n);
}

static ir_ref copy_condition(struct ir_region *r, ir_ref v)
{
    struct ir_ins ins = r->ins[v];
    if (ins.op != IR_CMP && ins.op != IR_CONST) {
        ins.a = copy_condition(r, ins.a);
        ins.b = copy_condition(r, ins.b);
    }
    return ir_emit(r, ins);
}

/* Is it 0 or 1, whatever makes it? */
static bool is_condition(const struct ir_region *r, ir_ref v)
{
    const struct ir_ins *ins = &r->ins[v];
    if (ins->op == IR_CMP || ins->op == IR_FCC)
        return true;
    if (is_not(r, ins))
        return is_condition(r, ins->a);
    return joins(ins) && is_condition(r, ins->a) && is_condition(r, ins->b);
}

/* One more block like b, which is left at once, for one more edge; or b itself. */
static uint32_t another(struct ir_region *r, uint32_t b)
{
    struct ir_block from = r->blocks[b];
    const struct ir_ins *end = &r->ins[from.end - 1];
    if (from.end - from.first > MAX_COPY || (end->op != IR_EXIT_PC && end->op != IR_BR) || end->c)
        return b;
    for (ir_ref i = from.first; i + 1 < from.end; i++)
        if (r->ins[i].op != IR_SET)
            return b;
    uint32_t nb = ir_block_new(r, from.pc);
    ir_block_begin(r, nb);
    r->blocks[nb].cold = from.cold;
    for (ir_ref i = from.first; i < from.end; i++)
        ir_emit(r, r->ins[i]);
    return nb;
}

/* Splits the branch at the end of block b; false: there is nothing to split. */
static bool split(struct ir_region *r, uint32_t b)
{
    ir_ref at = r->blocks[b].end - 1;
    struct ir_ins br = r->ins[at];
    if (br.op != IR_BRCOND || !joins(&r->ins[br.a]))
        return false;
    const struct ir_ins both = r->ins[br.a];
    ir_ref now = both.b, later = both.a;
    unsigned n = MAX_TREE;
    if (!is_condition(r, now) || !comparisons(r, later, &n))
        return false;
    bool and = both.op == IR_AND;
    uint32_t taken = ir_taken(&br), other = ir_other(&br);
    uint32_t next = ir_block_new(r, r->blocks[b].pc);
    ir_block_begin(r, next);
    r->blocks[next].cold = r->blocks[b].cold;
    ir_ref cond = copy_condition(r, later);
    ir_brcond(r, cond, taken, other, br.sub);
    uint32_t yes = and? next : another(r, taken), no = and? another(r, other) : next;
    while (is_not(r, &r->ins[now])) {
        uint32_t t = yes;
        yes = no;
        no = t;
        now = r->ins[now].a;
        if (br.sub)
            br.sub ^= IR_LIKELY | IR_UNLIKELY;
    }
    br.a = now;
    br.imm = yes | (uint64_t)no << 32;
    r->ins[at] = br;
    return true;
}

void opt_conds(struct opt *o)
{
    struct ir_region *r = o->r;
    if (r->state_done)
        return;
    for (uint32_t b = 0; b < r->nblocks; b++)
        while (split(r, b))
            continue;
}
