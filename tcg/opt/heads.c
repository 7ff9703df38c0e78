/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `heads`: what a join overwrites soon, the paths to it need not bring to one place.
 *
 * In: a region before `state`.  Out: the same; the first instructions of some joins are copied to
 * the ends of the paths that meet there.
 *
 *     p -> j: ld; cmp; ...                      p -> ld -> j: cmp; ...
 *     q -> j                               =>   q -> ld -> j
 *
 * Where p and q have compared different things the flags are words that nobody computes with.  But
 * if the load faults they have to be known, so they would be parameters of j: up to four stores on
 * each path.  On its own path each has them as constants or values of comparisons that are there
 * anyway.  Only forward joins; only whole guest instructions, up to the last one that may fault
 * before such slots are written.
 */
#include "tcg/opt/opt.h"

#include <string.h>

enum {
    MAX_COPY = 80, /* instructions */
    MAX_PREDS = 3, /* of the join */
    MIN_SLOTS = 2, /* that the copies are worth */
    MAX_REGION = 4000,
};

/* The head of join b: what is before instruction `cut`, the start of a guest instruction; 0: there
   is none worth it. */
struct scan {
    const struct opt *o;
    const uint64_t *meet, *live;
    uint64_t *set; /* slots that have been written */
    uint32_t gain; /* those that the head need not bring behind it */
    ir_ref cut;
};

/* The instructions of one guest instruction have been seen: [first, end). */
static void note_sets(struct scan *s, ir_ref first, ir_ref end, ir_ref fault_end)
{
    const struct ir_region *r = s->o->r;
    for (ir_ref i = first; i < end; i++) {
        const struct ir_ins *ins = &r->ins[i];
        if (ins->op != IR_SET)
            continue;
        uint64_t bit = UINT64_C(1) << (ins->imm & 63);
        size_t w = ins->imm >> 6;
        if (fault_end && s->meet[w] & ~s->live[w] & ~s->set[w] & bit) {
            s->gain++;
            s->cut = fault_end;
        }
        s->set[w] |= bit;
    }
}

static ir_ref find_cut(const struct opt *o, uint32_t b)
{
    const struct ir_region *r = o->r;
    const struct ir_block *block = &r->blocks[b];
    uint64_t set[o->slot_words];
    memset(set, 0, sizeof set);
    struct scan s = {.o = o,
                     .meet = opt_slot_set(o, b, OPT_SLOT_MEET),
                     .live = opt_slot_set(o, b, OPT_SLOT_LIVE),
                     .set = set};
    ir_ref fault_end = 0;
    for (ir_ref first = block->first, end; first < block->end; first = end) {
        bool faults = false;
        for (end = first; end < block->end && (end == first || r->ins[end].op != IR_INSN); end++) {
            if (r->ins[end].op == IR_CALL)
                return s.gain < MIN_SLOTS ? 0 : s.cut;
            faults |= (ir_ops[r->ins[end].op].props & IR_P_FAULT) != 0;
        }
        if (faults && (end == block->end || end - block->first > MAX_COPY))
            break;
        if (faults)
            fault_end = end;
        note_sets(&s, first, end, fault_end);
    }
    return s.gain < MIN_SLOTS ? 0 : s.cut;
}

/* Does b's graph allow it? */
static bool is_forward_join(const struct opt *o, uint32_t b)
{
    const struct opt_block *info = &o->blocks[b];
    if (!b || info->npreds < 2 || info->npreds > MAX_PREDS || info->back_in || o->r->blocks[b].cold)
        return false;
    const uint32_t *preds = o->preds + o->first_pred[b];
    for (uint32_t p = 0; p < info->npreds; p++)
        for (uint32_t q = 0; q < p; q++)
            if (preds[p] == preds[q])
                return false;
    return o->r->ins[o->r->blocks[b].first].op != IR_PARAM;
}

/* Does an instruction behind the head compute with one of its values?  (Values cross from block to
   block along the fall-through of a branch only, so blocks behind b are not looked at if b does
   not.)  */
static bool used_behind(const struct opt *o, uint32_t b, ir_ref cut)
{
    const struct ir_region *r = o->r;
    ir_ref first = r->blocks[b].first;
    for (ir_ref i = cut; i < r->n; i++) {
        const struct ir_ins *ins = &r->ins[i];
        const ir_ref operands[] = {ins->a, ins->b, ins->c};
        for (unsigned k = 0; k < ir_ops[ins->op].nvals; k++)
            if (operands[k] >= first && operands[k] < cut)
                return true;
        if (ins->op != IR_CALL && ins->op != IR_BR)
            continue;
        for (uint32_t k = 0; k < ins->c; k++)
            if (r->args[ins->b + k] >= first && r->args[ins->b + k] < cut)
                return true;
    }
    return false;
}

/* A block at the end of the region with the head, which goes on to b. */
static uint32_t copy_head(struct opt *o, uint32_t b, ir_ref cut, bool cold)
{
    struct ir_region *r = o->r;
    uint32_t nb = ir_block_new(r, r->blocks[b].pc);
    ir_block_begin(r, nb);
    r->blocks[nb].cold = cold;
    for (ir_ref i = r->blocks[b].first; i < cut; i++) {
        struct ir_ins ins = r->ins[i];
        opt_rename(o, &ins);
        o->map[i] = ir_emit(r, ins);
    }
    ir_br(r, b, NULL, 0);
    return nb;
}

static void take_head(struct opt *o, uint32_t b, ir_ref cut)
{
    struct ir_region *r = o->r;
    for (uint32_t p = 0; p < o->blocks[b].npreds; p++) {
        uint32_t from = o->preds[o->first_pred[b] + p];
        uint32_t nb = copy_head(o, b, cut, r->blocks[from].cold);
        opt_retarget(&r->ins[r->blocks[from].end - 1], b, nb);
    }
    for (ir_ref i = r->blocks[b].first; i < cut; i++)
        r->ins[i] = (struct ir_ins){.op = IR_NOP};
    r->blocks[b].pc = r->ins[cut].imm;
}

void opt_heads(struct opt *o)
{
    struct ir_region *r = o->r;
    if (r->state_done)
        return;
    opt_cfg(o);
    o->cfg_known = true;
    if (!o->has_joins)
        return;
    opt_slots(o);
    uint32_t n = r->n;
    opt_room(&o->map, &o->map_cap, n, sizeof *o->map);
    for (ir_ref i = 0; i < n; i++)
        o->map[i] = i;
    for (uint32_t k = 0; k < o->norder && r->n < MAX_REGION; k++) {
        uint32_t b = o->order[k];
        ir_ref cut = is_forward_join(o, b) ? find_cut(o, b) : 0;
        if (cut && !used_behind(o, b, cut)) {
            take_head(o, b, cut);
            o->cfg_known = false;
        }
    }
}
