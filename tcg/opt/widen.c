/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `widen`: a loop over arrays does 64 bytes of each at once.
 *
 * In: a region before `state`.  Out: the same.  Such a loop has a path round it (rounds.h) that
 * loads elements of streams, computes, stores the result to a stream, and goes on by its counters
 * alone: copies, fills, z[i] = x[i] * k + y[i].  Behind an aligned round:
 *
 *     look:   do counters go on for the rounds of the next 64 bytes, and are loads not of what a
 * round before has just stored?  no: -> round four times: load vectors, compute, store one;
 * counters and the other registers as they are behind these rounds
 *             -> look
 *
 * Why it is exact: lanes compute what rounds compute, with the same floating-point flags; an
 * element is stored after it has been loaded, as in its round.  Loads of later rounds come before
 * stores of earlier ones, to other places: no order of guests with a weak memory model.  If a store
 * faults after all (another thread may protect the page), the state is that of a loop head, with
 * nothing done beyond.
 */
#include "tcg/opt/rounds.h"

enum { BYTES = 64, MAX_DEPTH = 12 };

static bool may(const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_NOP:
    case IR_INSN:
    case IR_GET:
    case IR_SET:
    case IR_BR:
    case IR_BRCOND: return true;
    case IR_LD: return !(ins->sub & ~IR_MEM_SEXT);
    case IR_ST: return !ins->sub;
    default:
        return ir_ops[ins->op].props == IR_P_PURE ||
               ir_ops[ins->op].props == (IR_P_PURE | IR_P_COMM) || rounds_is_float_op(ins);
    }
}

/* ---- is it such a loop? ---- */

static bool add_stream(struct rounds *s, ir_ref access)
{
    const struct ir_ins *ins = &s->o->r->ins[access];
    unsigned size = ir_type_size(ins->lane);
    if ((s->nstreams && s->size != size) || s->nstreams == ROUNDS_MAX_STREAMS || size > 8 ||
        !rounds_is_stream(s, ins))
        return false;
    s->size = size;
    s->streams[s->nstreams++] = access;
    return true;
}

/* One store, behind the loads; it becomes the first stream. */
static bool find_streams(struct rounds *s)
{
    const struct ir_region *r = s->o->r;
    bool stored = false;
    for (unsigned k = 0; k < s->npath; k++)
        for (ir_ref i = r->blocks[s->path[k]].first; i < r->blocks[s->path[k]].end; i++) {
            enum ir_opcode op = r->ins[i].op;
            if (op != IR_LD && op != IR_ST)
                continue;
            if (stored || !rounds_in_all(s, s->path[k]) || !add_stream(s, i))
                return false;
            stored = op == IR_ST;
        }
    if (!stored)
        return false;
    ir_ref store = s->streams[s->nstreams - 1];
    s->streams[s->nstreams - 1] = s->streams[0];
    s->streams[0] = store;
    return rounds_is_vector(s, r->ins[store].b, 0);
}

/* Is it in a lane, so that nothing is computed again? */
static bool in_lane(const struct ir_ins *ins)
{
    return ins->op == IR_LD || ir_ops[ins->op].props & IR_P_FPX;
}

/* Can what the last of the rounds makes be made? */
static bool has_last(const struct rounds *s, ir_ref v, unsigned depth)
{
    if (rounds_classify(s, v, 0).kind)
        return true;
    const struct ir_ins *ins = rounds_def(s, &v);
    if (in_lane(ins))
        return rounds_is_vector(s, v, 0);
    const ir_ref operands[] = {ins->a, ins->b, ins->c};
    for (unsigned k = 0; k < ir_ops[ins->op].nvals; k++)
        if (depth == MAX_DEPTH || !has_last(s, operands[k], depth + 1))
            return false;
    return ir_ops[ins->op].nvals != 0;
}

static bool fits(struct rounds *s)
{
    s->bytes = BYTES;
    s->may = may;
    if (!rounds_find(s) || !s->ntests || !find_streams(s))
        return false;
    for (unsigned k = 0; k < s->ntests; k++)
        if (!rounds_compares_counters(s, &s->tests[k]))
            return false;
    for (uint32_t slot = 0; slot < s->o->r->guest->nslots; slot++)
        if (s->now[slot] && s->slot[slot].kind == ROUNDS_OTHER && !has_last(s, s->now[slot], 0))
            return false;
    return true;
}

/* ---- code ---- */

static int64_t per_vector(const struct rounds *s)
{
    return 16 / s->size;
}

/* What the last of the rounds of a vector makes. */
static ir_ref last(struct rounds *s, ir_ref v)
{
    struct ir_region *r = s->o->r;
    struct rounds_what what = rounds_classify(s, v, 0);
    if (what.kind) {
        ir_ref first = rounds_make(s, v);
        return what.kind == ROUNDS_FIXED
                   ? first
                   : ir_addi(r, ir_addr_type(r), first, what.step * (per_vector(s) - 1));
    }
    struct ir_ins ins = *rounds_def(s, &v);
    if (in_lane(&ins)) {
        bool extend = ins.op == IR_LD && ins.sub & IR_MEM_SEXT;
        return ir_vopi(r, IR_VEXT, ins.type, ins.lane, extend ? IR_SIGNED : 0,
                       rounds_vector(s, v, 0), IR_NONE, (uint64_t)per_vector(s) - 1);
    }
    switch (ir_ops[ins.op].nvals) {
    case 3: ins.c = last(s, ins.c); /* fall through */
    case 2: ins.b = last(s, ins.b); /* fall through */
    case 1: ins.a = last(s, ins.a);
    }
    return ir_emit(r, ins);
}

/* A load must not be of what a round of the same look has stored before: the distance from the
   load's address up to the store's is 0, or at least `bytes`. */
static void look_at_overlap(struct rounds *s, unsigned load, uint32_t out)
{
    struct ir_region *r = s->o->r;
    enum ir_type t = ir_addr_type(r);
    ir_ref up =
        ir_bin(r, IR_SUB, t, rounds_address(s, s->streams[0]), rounds_address(s, s->streams[load]));
    rounds_leave_unless(s, IR_GEU, ir_addi(r, t, up, -1), ir_const(r, t, BYTES - 1), out);
}

static void do_vector(struct rounds *s)
{
    struct ir_region *r = s->o->r;
    const struct ir_ins store = r->ins[s->streams[0]];
    uint32_t nslots = r->guest->nslots;
    ir_ref set[nslots];
    ir_emit(r, (struct ir_ins){.op = IR_INSN, .imm = r->blocks[s->header].pc});
    s->nmemo = 0;
    ir_ref v = rounds_vector(s, store.b, 0);
    for (uint32_t slot = 0; slot < nslots; slot++)
        set[slot] =
            s->now[slot] && s->slot[slot].kind == ROUNDS_OTHER ? last(s, s->now[slot]) : IR_NONE;
    ir_st(r, IR_V128, IR_V128, 0, rounds_address(s, s->streams[0]), 0, v);
    rounds_count_on(s, per_vector(s));
    for (uint32_t slot = 0; slot < nslots; slot++)
        if (set[slot])
            ir_set(r, slot, set[slot]);
}

static uint32_t make_look(struct rounds *s, uint32_t round)
{
    struct ir_region *r = s->o->r;
    uint32_t look = ir_block_new(r, r->blocks[s->header].pc);
    ir_block_begin(r, look);
    rounds_look_at_counters(s, round);
    for (unsigned k = 1; k < s->nstreams; k++)
        look_at_overlap(s, k, round);
    for (unsigned k = 0; k < BYTES / 16; k++)
        do_vector(s);
    ir_br(r, look, NULL, 0);
    return look;
}

static bool widen_loop(struct rounds *s)
{
    if (!fits(s))
        return false;
    rounds_put(s, make_look);
    return true;
}

void opt_widen(struct opt *o)
{
    rounds_each(o, widen_loop);
}
