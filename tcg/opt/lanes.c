/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What rounds compute from the elements of streams, as vectors: each lane is a round.
 *
 * In: see rounds.h.  Out: IR.  Invariant: an integer in a lane is the lower bits of what the round
 * has; only such operations are known here whose lower bits come from the lower bits of their
 * operands.
 */
#include "tcg/opt/rounds.h"

enum { MAX_DEPTH = 12 };

enum lanes {
    NO_LANES,
    BITS,     /* no lanes at all */
    INTEGERS, /* lanes of the elements' size */
    FLOATS,   /* of the operation's type */
};

static const struct {
    uint8_t op, lanes; /* of the vector */
} vector_ops[IR_OPS] = {
    [IR_ADD] = {IR_VADD, INTEGERS},    [IR_SUB] = {IR_VSUB, INTEGERS},
    [IR_MUL] = {IR_VMUL, INTEGERS},    [IR_AND] = {IR_VAND, BITS},
    [IR_ANDN] = {IR_VANDN, BITS},      [IR_OR] = {IR_VOR, BITS},
    [IR_XOR] = {IR_VXOR, BITS},        [IR_NOT] = {IR_VNOT, BITS},
    [IR_FADD] = {IR_FADD, FLOATS},     [IR_FSUB] = {IR_FSUB, FLOATS},
    [IR_FMUL] = {IR_FMUL, FLOATS},     [IR_FDIV] = {IR_FDIV, FLOATS},
    [IR_FSQRT] = {IR_FSQRT, FLOATS},   [IR_FMA] = {IR_FMA, FLOATS},
    [IR_FMIN] = {IR_FMIN, FLOATS},     [IR_FMAX] = {IR_FMAX, FLOATS},
    [IR_FMINNM] = {IR_FMINNM, FLOATS}, [IR_FMAXNM] = {IR_FMAXNM, FLOATS},
    [IR_FABS] = {IR_FABS, FLOATS},     [IR_FNEG] = {IR_FNEG, FLOATS},
};

bool rounds_is_float_op(const struct ir_ins *ins)
{
    return vector_ops[ins->op].lanes == FLOATS && (ins->type == IR_F32 || ins->type == IR_F64);
}

static enum ir_type integer_lane(const struct rounds *s)
{
    static const uint8_t lanes[] = {[1] = IR_I8, [2] = IR_I16, [4] = IR_I32, [8] = IR_I64};
    return lanes[s->size];
}

/* What v has in its lower bits, without what only extends it or names it in a wider register. */
static const struct ir_ins *inner(const struct rounds *s, ir_ref *v)
{
    const struct ir_ins *ins = rounds_def(s, v);
    for (;;) {
        ir_ref a = ins->a;
        switch (ins->op) {
        case IR_ZEXT32:
        case IR_SEXT32:
        case IR_TRUNC64:
            if (s->size > 4)
                return ins;
            break;
        case IR_BITCAST:
            if (ins->type == IR_F16 || ir_type_size(ins->type) != s->size)
                return ins;
            break;
        case IR_VEXT: {
            const struct ir_ins *from = rounds_def(s, &a);
            if (ins->imm || from->op != IR_VZX || from->lane != ins->lane || ins->type != ins->lane)
                return ins;
            a = from->a;
            break;
        }
        default: return ins;
        }
        *v = a;
        ins = rounds_def(s, v);
    }
}

bool rounds_is_stream(const struct rounds *s, const struct ir_ins *access)
{
    struct rounds_what at = rounds_classify(s, access->a, 0);
    return at.kind == ROUNDS_COUNTER && at.step == (int64_t)ir_type_size(access->lane);
}

/* A shift to the left by a constant within the lane. */
static bool is_shift(const struct rounds *s, const struct ir_ins *ins, uint64_t *n)
{
    return ins->op == IR_SHL && rounds_constant(s, ins->b, n) && *n < 8 * s->size;
}

bool rounds_is_vector(const struct rounds *s, ir_ref v, unsigned depth)
{
    if (rounds_classify(s, v, 0).kind == ROUNDS_FIXED)
        return true;
    const struct ir_ins *ins = inner(s, &v);
    if (ins->op == IR_LD)
        return ir_type_size(ins->lane) == s->size && rounds_is_stream(s, ins);
    uint64_t n;
    if (is_shift(s, ins, &n))
        return depth < MAX_DEPTH && rounds_is_vector(s, ins->a, depth + 1);
    enum lanes lanes = vector_ops[ins->op].lanes;
    if (depth == MAX_DEPTH || lanes == NO_LANES || ins->sub & (IR_V64 | IR_HI) ||
        (lanes == FLOATS && (!rounds_is_float_op(ins) || ir_type_size(ins->type) != s->size)))
        return false;
    const ir_ref operands[] = {ins->a, ins->b, ins->c};
    for (unsigned k = 0; k < ir_ops[ins->op].nvals; k++)
        if (!rounds_is_vector(s, operands[k], depth + 1))
            return false;
    return true;
}

ir_ref rounds_in_all_lanes(struct rounds *s, ir_ref v)
{
    struct ir_region *r = s->o->r;
    ir_ref all = rounds_make(s, v);
    enum ir_type have = ir_result_type(&r->ins[all]), lane = integer_lane(s);
    if (have == IR_F32 || have == IR_F64)
        lane = have;
    else if (have != ir_lane_scalar(lane))
        all = ir_un(r, have == IR_I32 ? IR_ZEXT32 : IR_TRUNC64, ir_lane_scalar(lane), all);
    return ir_vop(r, IR_VDUP, IR_V128, lane, 0, all, IR_NONE, IR_NONE);
}

static ir_ref make_vector(struct rounds *s, ir_ref v, unsigned k)
{
    struct ir_region *r = s->o->r;
    if (rounds_classify(s, v, 0).kind == ROUNDS_FIXED)
        return rounds_in_all_lanes(s, v);
    struct ir_ins ins = *inner(s, &v);
    if (ins.op == IR_LD)
        return ir_ld(r, IR_V128, IR_V128, 0, rounds_address(s, v), 16 * k);
    uint64_t n;
    if (is_shift(s, &ins, &n))
        return ir_vopi(r, IR_VSHLI, IR_V128, integer_lane(s), 0, rounds_vector(s, ins.a, k),
                       IR_NONE, n);
    switch (ir_ops[ins.op].nvals) {
    case 3: ins.c = rounds_vector(s, ins.c, k); /* fall through */
    case 2: ins.b = rounds_vector(s, ins.b, k); /* fall through */
    case 1: ins.a = rounds_vector(s, ins.a, k);
    }
    enum lanes lanes = vector_ops[ins.op].lanes;
    ins.lane = lanes == BITS ? IR_V128 : lanes == FLOATS ? ins.type : integer_lane(s);
    ins.type = IR_V128;
    ins.op = vector_ops[ins.op].op;
    return ir_emit(r, ins);
}

ir_ref rounds_vector(struct rounds *s, ir_ref v, unsigned k)
{
    rounds_def(s, &v);
    for (unsigned n = 0; n < s->nmemo; n++)
        if (s->memo[n].v == v)
            return s->memo[n].made;
    ir_ref made = make_vector(s, v, k);
    if (s->nmemo < ROUNDS_MAX_MEMO) {
        s->memo[s->nmemo].v = v;
        s->memo[s->nmemo++].made = made;
    }
    return made;
}
