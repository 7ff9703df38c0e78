/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `names`: snapshots name what is alive anyway.
 *
 * In: a region after `delay`.  Out: the same; an entry of a snapshot whose value nobody computes
 * with any more, but which is a sum of a constant and a value that lives on, or whose sum with a
 * constant lives on, names that value plus a constant.  So does the sum of
 * another constant and the same value.  Why: after `x1 = x0 + 4; cmp x1, x2` the
 * operands of the comparison, which are in the flags, would have to keep a register until the flags
 * are written again.
 *
 *     y = add x, 4; cmp y, z; ld x, 0 @{x1=y}      =>  @{x1=x+4}
 *     y = add x, 4; ld y, 0 @{x1=y, x2=x}          =>  @{x1=y, x2=y-4}    (x ends here)
 *
 * What is alive is guessed from the order of the instructions; whatever the guess, both are equal.
 */
#include "tcg/opt/opt.h"

#include <string.h>

/* Per value: o->same, the last instruction that computes with it; o->named, the sums of it and a
   constant, the last one first; o->values, of such a sum, its block and the sum before it. */

/* Is block b out of line, or does it only store registers and leave? */
static bool is_aside(const struct ir_region *r, uint32_t b)
{
    uint32_t to[2];
    if (r->blocks[b].cold)
        return true;
    if (opt_successors(r, b, to))
        return false;
    for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++)
        if (r->ins[i].snap)
            return false;
    return true;
}

/* Where all uses in such a block count: at the branch that leads to it.  0: it is none. */
static ir_ref branch_to(const struct opt *o, uint32_t b)
{
    ir_ref at = 0;
    while (b && is_aside(o->r, b)) {
        b = o->blocks[b].idom;
        at = o->r->blocks[b].end - 1;
    }
    return at;
}

static void use(struct opt *o, ir_ref v, ir_ref at)
{
    if (o->same[v] < at)
        o->same[v] = at;
}

static void find_uses(struct opt *o)
{
    const struct ir_region *r = o->r;
    for (uint32_t b = 0; b < r->nblocks; b++) {
        ir_ref branch = branch_to(o, b);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            const struct ir_ins *ins = &r->ins[i];
            ir_ref at = branch ? branch : i;
            switch (ir_ops[ins->op].nvals) {
            case 3: use(o, ins->c, at); /* fall through */
            case 2: use(o, ins->b, at); /* fall through */
            case 1: use(o, ins->a, at);
            }
            if (ins->op == IR_CALL || ins->op == IR_BR)
                for (uint32_t k = 0; k < ins->c; k++)
                    use(o, r->args[ins->b + k], at);
        }
    }
}

/* Is v = x + a constant that an entry has room for? */
static bool is_sum(const struct ir_region *r, ir_ref v, int64_t *plus)
{
    const struct ir_ins *ins = &r->ins[v];
    if (ins->op != IR_ADD || r->ins[ins->b].op != IR_CONST || r->ins[ins->a].op == IR_CONST)
        return false;
    int64_t c = (int64_t)r->ins[ins->b].imm;
    *plus = ins->type == IR_I32 ? (int32_t)c : c;
    return *plus == (int16_t)*plus && *plus != INT16_MIN;
}

/* Does v live on behind instruction i, or keep its name in the snapshot? */
static bool lives(const struct opt *o, ir_ref v, ir_ref i, const struct ir_snap *s)
{
    if (o->same[v] > i)
        return true;
    for (uint32_t k = s->first; k < s->first + s->count; k++)
        if (o->r->snap_entries[k].val == v && !ir_snap_derived(&o->r->snap_entries[k]))
            return true;
    return false;
}

/* The entry names v + plus, if v is alive where the snapshot is (block b, instruction i). */
static bool name(struct opt *o, uint32_t b, ir_ref i, const struct ir_snap *s,
                 struct ir_snap_entry *e, ir_ref v, int64_t plus)
{
    if (v == e->val || !plus || plus != (int16_t)plus || !lives(o, v, i, s) ||
        (o->values[v].block != OPT_NO_BLOCK && !opt_dominates(o, o->values[v].block, b)))
        return false;
    e->val = v;
    e->plus = (int16_t)plus;
    return true;
}

/* One of the sums of x and a constant, where the entry is x + plus. */
static bool name_sum(struct opt *o, uint32_t b, ir_ref i, const struct ir_snap *s,
                     struct ir_snap_entry *e, ir_ref x, int64_t plus)
{
    int64_t c;
    for (ir_ref v = o->named[x]; v; v = o->values[v].next)
        if (is_sum(o->r, v, &c) && name(o, b, i, s, e, v, plus - c))
            return true;
    return false;
}

static void rename_entry(struct opt *o, uint32_t b, ir_ref i, const struct ir_snap *s,
                         struct ir_snap_entry *e)
{
    const struct ir_region *r = o->r;
    ir_ref v = e->val, x = r->ins[v].a;
    int64_t plus;
    if (ir_snap_derived(e) || r->guest->slots[e->slot].type != ir_result_type(&r->ins[v]) ||
        o->same[v] > i)
        return;
    if (is_sum(r, v, &plus) && (name(o, b, i, s, e, x, plus) || name_sum(o, b, i, s, e, x, plus)))
        return;
    name_sum(o, b, i, s, e, v, 0);
}

void opt_names(struct opt *o)
{
    struct ir_region *r = o->r;
    if (!r->state_done || !r->nsnaps)
        return;
    opt_cfg(o);
    if (o->norder != r->nblocks)
        return; /* unreachable blocks, which dce has not removed */
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    memset(o->same, 0, r->n * sizeof *o->same);
    opt_room(&o->named, &o->named_cap, r->n, sizeof *o->named);
    memset(o->named, 0, r->n * sizeof *o->named);
    opt_room(&o->values, &o->values_cap, r->n, sizeof *o->values);
    find_uses(o);
    uint32_t last = UINT32_MAX;
    for (uint32_t b = 0; b < r->nblocks; b++)
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            const struct ir_ins *ins = &r->ins[i];
            int64_t plus;
            o->values[i].block = OPT_NO_BLOCK;
            if (is_sum(r, i, &plus)) {
                o->values[i] = (struct opt_value){.block = b, .next = o->named[ins->a]};
                o->named[ins->a] = i;
            }
            const struct ir_snap *s = ins->snap ? &r->snaps[ins->snap - 1] : NULL;
            if (!s || s->first == last)
                continue; /* or the list of the instruction before */
            last = s->count ? s->first : last;
            for (uint32_t k = s->first; k < s->first + s->count; k++)
                rename_entry(o, b, i, s, &r->snap_entries[k]);
        }
}
