/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `pieces`: scalars that share a vector register are registers of their own.
 *
 * In: a region before `state`.  Out: the same; where a slot with pieces (ir_slot.pieces) is only
 * read and written lane by lane, its pieces are read and written instead: halves, or quarters
 * where those are wanted more often, loops counted.  So an S or D register of Arm is a value that
 * no other register's writes depend on.
 * Invariant: after the pass no two slots that the region names overlap in memory.
 */
#include "tcg/opt/opt.h"

#include <glib.h>
#include <string.h>

/* What the region does with one slot that has pieces. */
struct wide {
    bool whole;          /* not only lanes */
    bool touched;        /* some lane */
    int32_t short_of[2]; /* for each half: how much oftener its quarters are wanted than it */
    uint32_t version, block;
};

static bool has_pieces(const struct opt *o, const struct ir_ins *ins)
{
    return (ins->op == IR_GET || ins->op == IR_SET) && o->r->guest->slots[ins->imm].pieces;
}

static unsigned lane_offset(const struct ir_ins *ins)
{
    return (unsigned)ins->imm * ir_type_size(ins->lane);
}

static void touch(struct wide *w, const struct ir_ins *ins, int32_t weight)
{
    w->touched = true;
    w->short_of[lane_offset(ins) / 8] += ir_type_size(ins->lane) == 8 ? -weight : weight;
}

/* ---- which slots are used lane by lane ---- */

/* o->same[v]: slot + 1 of the GET that v is, or of the one that VINS v changes. */
struct scan {
    struct opt *o;
    struct wide *wides; /* by slot */
    uint32_t block;
    int32_t weight;
};

/* Instruction i has v as operand `which`. */
static void look_at_use(struct scan *s, const struct ir_ins *ins, ir_ref i, ir_ref v,
                        unsigned which)
{
    struct opt *o = s->o;
    const struct ir_ins *def = &o->r->ins[v];
    uint32_t slot = o->same[v];
    if (!slot--)
        return;
    struct wide *w = &s->wides[slot];
    bool now = w->block == s->block && def->pad == w->version;
    if (now && def->op == IR_GET && ins->op == IR_VEXT) {
        touch(w, ins, s->weight);
    } else if (now && def->op == IR_GET && ins->op == IR_VINS && which == 0) {
        touch(w, ins, s->weight);
        o->same[i] = slot + 1;
        o->r->ins[i].pad = w->version;
    } else if (!(now && def->op == IR_VINS && ins->op == IR_SET && ins->imm == slot)) {
        w->whole = true;
    }
}

static void look_at(struct scan *s, ir_ref i)
{
    struct opt *o = s->o;
    struct ir_ins *ins = &o->r->ins[i];
    ir_ref operand[] = {ins->a, ins->b, ins->c};
    o->same[i] = 0;
    for (unsigned k = 0; k < ir_ops[ins->op].nvals; k++)
        if (operand[k])
            look_at_use(s, ins, i, operand[k], k);
    if (ins->op == IR_CALL || ins->op == IR_BR)
        for (uint32_t k = 0; k < ins->c; k++)
            look_at_use(s, ins, i, o->r->args[ins->b + k], k);
    if (!has_pieces(o, ins))
        return;
    struct wide *w = &s->wides[ins->imm];
    if (ins->op == IR_GET) {
        o->same[i] = (uint32_t)ins->imm + 1;
        if (w->block != s->block)
            w->version++;
        w->block = s->block;
        ins->pad = w->version;
        return;
    }
    const struct ir_ins *value = &o->r->ins[ins->a];
    if (o->same[ins->a] != ins->imm + 1 || value->op != IR_VINS)
        w->whole = true;
    w->version++;
}

static bool find_pieces(struct opt *o, struct wide *wides)
{
    const struct ir_region *r = o->r;
    struct scan s = {.o = o, .wides = wides};
    bool some = false;
    opt_cfg(o);
    opt_room(&o->same, &o->same_cap, r->n, sizeof *o->same);
    o->same[0] = 0;
    for (uint32_t b = 0; b < r->nblocks; b++) {
        unsigned depth = o->blocks[b].depth;
        s.block = b + 1;
        s.weight = 1 << 3 * (depth < 5 ? depth : 5);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++)
            look_at(&s, i);
    }
    for (uint32_t k = 0; k < r->guest->nslots; k++)
        some |= wides[k].touched && !wides[k].whole;
    return some;
}

/* ---- lanes of pieces ---- */

struct piece {
    uint32_t slot;
    enum ir_type type;
    unsigned at; /* of the lane in it; the first of two quarters if the lane is a half */
};

static struct piece piece_of(const struct opt *o, const struct wide *w, uint32_t slot,
                             const struct ir_ins *ins)
{
    const struct ir_slot *slots = o->r->guest->slots;
    unsigned at = lane_offset(ins), half = at / 8;
    struct piece p = {slots[slot].pieces + half, IR_F64, at % 8};
    if (w->short_of[half] > 0 && slots[p.slot].pieces) {
        p.slot = slots[p.slot].pieces + p.at / 4;
        p.type = IR_F32;
        p.at %= 4;
    }
    return p;
}

static bool is_two(const struct piece *p, const struct ir_ins *ins)
{
    return ir_type_size(ins->lane) > ir_type_size(p->type);
}

/* The piece, or both, in the lowest lanes. */
static ir_ref as_vector(struct ir_region *out, const struct piece *p, bool two)
{
    ir_ref v = ir_vop(out, IR_VZX, IR_V128, p->type, 0, ir_get(out, p->slot), IR_NONE, IR_NONE);
    if (!two)
        return v;
    return ir_vopi(out, IR_VINS, IR_V128, p->type, 0, v, ir_get(out, p->slot + 1), 1);
}

static ir_ref read_lane(struct ir_region *out, const struct piece *p, const struct ir_ins *vext)
{
    unsigned size = ir_type_size(vext->lane);
    if (size == ir_type_size(p->type)) {
        ir_ref v = ir_get(out, p->slot);
        return vext->type == p->type ? v : ir_un(out, IR_BITCAST, vext->type, v);
    }
    return ir_vopi(out, IR_VEXT, vext->type, vext->lane, vext->sub,
                   as_vector(out, p, is_two(p, vext)), IR_NONE, p->at / size);
}

static void write_lane(struct ir_region *out, const struct piece *p, const struct ir_ins *vins,
                       ir_ref v)
{
    unsigned size = ir_type_size(vins->lane);
    if (is_two(p, vins)) {
        v = ir_vop(out, IR_VZX, IR_V128, vins->lane, 0, v, IR_NONE, IR_NONE);
        ir_set(out, p->slot + 1, ir_vopi(out, IR_VEXT, p->type, p->type, 0, v, IR_NONE, 1));
        v = ir_vopi(out, IR_VEXT, p->type, p->type, 0, v, IR_NONE, 0);
    } else if (size != ir_type_size(p->type)) {
        v = ir_vopi(out, IR_VINS, IR_V128, vins->lane, 0, as_vector(out, p, false), v,
                    p->at / size);
        v = ir_vopi(out, IR_VEXT, p->type, p->type, 0, v, IR_NONE, 0);
    } else if (ir_result_type(&out->ins[v]) != p->type) {
        v = ir_un(out, IR_BITCAST, p->type, v);
    }
    ir_set(out, p->slot, v);
}

static ir_ref rewrite(struct opt *o, const struct wide *wides, ir_ref i)
{
    const struct ir_ins *ins = &o->r->ins[i], *vins;
    uint32_t slot = ins->op == IR_SET && has_pieces(o, ins) ? (uint32_t)ins->imm + 1 : o->same[i];
    if (ins->op == IR_VEXT)
        slot = o->same[ins->a];
    if (!slot-- || wides[slot].whole)
        return opt_copy_call(o, ins);
    struct piece p;
    switch (ins->op) {
    case IR_VEXT: p = piece_of(o, &wides[slot], slot, ins); return read_lane(&o->out, &p, ins);
    case IR_SET:
        vins = &o->r->ins[ins->a];
        p = piece_of(o, &wides[slot], slot, vins);
        write_lane(&o->out, &p, vins, o->map[vins->b]);
        return IR_NONE;
    default: return IR_NONE; /* the GET and the VINS */
    }
}

void opt_pieces(struct opt *o)
{
    struct ir_region *r = o->r;
    bool some = false;
    if (r->state_done)
        return;
    for (ir_ref i = 1; i < r->n && !some; i++)
        some = has_pieces(o, &r->ins[i]);
    if (!some)
        return;
    g_autofree struct wide *wides = g_new0(struct wide, r->guest->nslots);
    if (!find_pieces(o, wides))
        return;
    opt_stream_begin(o);
    for (uint32_t b = 0; b < r->nblocks; b++) {
        opt_stream_block(o, b);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++)
            o->map[i] = rewrite(o, wides, i);
    }
    opt_stream_snapshots(o);
    ir_region_swap(r, &o->out);
}
