/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `sink`: values that only the ways out want are made there.
 *
 * In: a region after `fold`.  Out: the same; a `set` or a snapshot that names a `vzx` or a
 * `bitcast` of a float, or a `vlow`, which nobody else wants, names the float itself: what is above
 * it in the slot is zero (docs/ir.md).  So the vector is never made; the back end stores zeros
 * where it stores the float, and the fault handler does the same.
 */
#include "tcg/opt/opt.h"

#include <string.h>

/* Marks in o->live the values that somebody computes with. */
static void mark_uses(struct opt *o)
{
    const struct ir_region *r = o->r;
    uint8_t *used = o->live;
    for (ir_ref i = 1; i < r->n; i++) {
        const struct ir_ins *ins = &r->ins[i];
        if (ins->op == IR_SET)
            continue;
        switch (ir_ops[ins->op].nvals) {
        case 3: used[ins->c] = 1; /* fall through */
        case 2: used[ins->b] = 1; /* fall through */
        case 1: used[ins->a] = 1;
        }
        if (ins->op == IR_CALL || ins->op == IR_BR)
            for (uint32_t k = 0; k < ins->c; k++)
                used[r->args[ins->b + k]] = 1;
    }
}

/* The float that v is a wider name of, or v. */
static ir_ref narrower(const struct opt *o, ir_ref v)
{
    struct ir_ins *ins = &o->r->ins[v];
    if (o->live[v])
        return v;
    if (ins->op == IR_VLOW) /* the lower half as a float: another view of the register */
        *ins = (struct ir_ins){.op = IR_VEXT, .type = IR_F64, .lane = IR_F64, .a = ins->a};
    if (ins->op == IR_ZEXT32 && o->r->ins[ins->a].op == IR_BITCAST)
        ins = &o->r->ins[ins->a];
    if (ins->op != IR_VZX && ins->op != IR_BITCAST)
        return v;
    enum ir_type from = ir_result_type(&o->r->ins[ins->a]), to = ir_result_type(ins);
    bool is_float = from == IR_F32 || from == IR_F64;
    return is_float && (to == IR_V128 || to == IR_I64 || to == IR_I32) ? ins->a : v;
}

void opt_sink(struct opt *o)
{
    struct ir_region *r = o->r;
    if (!r->state_done)
        return;
    opt_room(&o->live, &o->live_cap, r->n, sizeof *o->live);
    memset(o->live, 0, r->n);
    mark_uses(o);
    for (ir_ref i = 1; i < r->n; i++)
        if (r->ins[i].op == IR_SET)
            r->ins[i].a = narrower(o, r->ins[i].a);
    for (uint32_t k = 0; k < r->nsnap_entries; k++)
        r->snap_entries[k].val = narrower(o, r->snap_entries[k].val);
}
