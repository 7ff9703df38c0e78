/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `scalars`: a vector parameter that is a scalar on every way becomes one.
 *
 * In: a region after `state`.  Out: a v128 parameter whose arguments are all `vzx` of one format,
 * constants of that shape, or such parameters, is a parameter of that format, with a `vzx` behind
 * it for those who want the vector.  `fold` then lets the scalar operations of the loop meet
 * without it.
 */
#include "tcg/opt/opt.h"

#include <string.h>

/* o->live[v] of a v128 parameter: what is known so far. */
enum { NOT = 0, ANY = 1, FORMAT = 0x80 /* | lane */ };

/* What an argument allows. */
static uint8_t shape(const struct opt *o, ir_ref v)
{
    const struct ir_ins *ins = &o->r->ins[v];
    if (ins->op == IR_VZX && (ins->lane == IR_F32 || ins->lane == IR_F64))
        return FORMAT | ins->lane;
    if (ins->op == IR_VCONST && !ir_vconst_hi(ins))
        return ins->imm >> 32 ? FORMAT | IR_F64 : ANY;
    return ins->op == IR_PARAM ? o->live[v] : NOT;
}

static uint8_t meet(uint8_t a, uint8_t b)
{
    if (a == ANY)
        return b;
    return b == ANY || a == b ? a : NOT;
}

/* Meets the parameters of the BR that ends block b with its arguments.  True: something changed. */
static bool meet_branch(struct opt *o, uint32_t b)
{
    const struct ir_region *r = o->r;
    const struct ir_ins *br = &r->ins[r->blocks[b].end - 1];
    bool changed = false;
    if (br->op != IR_BR)
        return false;
    for (uint32_t k = 0; k < br->c; k++) {
        ir_ref param = r->blocks[ir_taken(br)].first + k, arg = r->args[br->b + k];
        if (!o->live[param])
            continue;
        uint8_t now = meet(o->live[param], shape(o, arg));
        changed |= now != o->live[param];
        o->live[param] = now;
        if (r->ins[arg].op == IR_PARAM && o->live[arg] && now && o->live[arg] != now) {
            o->live[arg] = meet(o->live[arg], now);
            changed = true;
        }
    }
    return changed;
}

static bool find_scalars(struct opt *o)
{
    const struct ir_region *r = o->r;
    bool some = false, again;
    opt_room(&o->live, &o->live_cap, r->n, sizeof *o->live);
    for (ir_ref i = 0; i < r->n; i++)
        o->live[i] = r->ins[i].op == IR_PARAM && r->ins[i].type == IR_V128 ? ANY : NOT;
    do {
        again = false;
        for (uint32_t b = 0; b < r->nblocks; b++)
            again |= meet_branch(o, b);
        for (ir_ref i = 1; i < r->n && !again; i++)
            if (o->live[i] == ANY) { /* constants only */
                o->live[i] = NOT;
                again = true;
            }
    } while (again);
    for (ir_ref i = 1; i < r->n; i++)
        some |= o->live[i] != NOT;
    return some;
}

/* The scalar that argument v of a parameter of the format is; in terms of r, or of `out` for a
   constant, which is made. */
static ir_ref scalar_of(struct opt *o, ir_ref v, enum ir_type lane)
{
    const struct ir_ins *ins = &o->r->ins[v];
    if (ins->op == IR_VZX)
        return o->map[ins->a];
    if (ins->op == IR_VCONST)
        return ir_const(&o->out, lane, ins->imm);
    return o->same[v];
}

/* The BR's list holds values of `out` already. */
static void copy_branch(struct opt *o, struct ir_ins br)
{
    const struct ir_region *r = o->r;
    ir_ref first = r->blocks[ir_taken(&br)].first, args[br.c + 1];
    for (uint32_t k = 0; k < br.c; k++) {
        ir_ref arg = r->args[br.b + k];
        uint8_t format = o->live[first + k];
        args[k] = format ? scalar_of(o, arg, format & ~FORMAT) : o->map[arg];
    }
    br.b = ir_args_new(&o->out, args, br.c);
    ir_emit(&o->out, br);
}

/* Parameters first; o->same: the scalar of one.  Returns the first other instruction. */
static ir_ref copy_params(struct opt *o, uint32_t b)
{
    struct ir_region *r = o->r;
    ir_ref i;
    for (i = r->blocks[b].first; r->ins[i].op == IR_PARAM; i++) {
        struct ir_ins param = r->ins[i];
        if (o->live[i])
            param.type = o->live[i] & ~FORMAT;
        o->map[i] = o->same[i] = ir_emit(&o->out, param);
    }
    for (ir_ref p = r->blocks[b].first; p < i; p++)
        if (o->live[p])
            o->map[p] = ir_vop(&o->out, IR_VZX, IR_V128, o->live[p] & ~FORMAT, 0, o->same[p],
                               IR_NONE, IR_NONE);
    return i;
}

static void copy_block(struct opt *o, uint32_t b)
{
    struct ir_region *r = o->r;
    opt_stream_block(o, b);
    for (ir_ref i = copy_params(o, b); i < r->blocks[b].end; i++) {
        struct ir_ins ins = r->ins[i];
        if (ins.op == IR_BR) {
            copy_branch(o, ins);
            continue;
        }
        o->map[i] = opt_copy_call(o, &ins);
    }
}

void opt_scalars(struct opt *o)
{
    struct ir_region *r = o->r;
    if (!o->has_params || !find_scalars(o))
        return;
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    opt_stream_begin(o);
    for (uint32_t b = 0; b < r->nblocks; b++)
        copy_block(o, b);
    opt_stream_snapshots(o);
    ir_region_swap(r, &o->out);
}
