/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewriting rules for hashes.  fold.h says how a rule is read.
 *
 * The host makes two rounds of SHA-256 at once, on the state in an order of its own: A B E F and
 * C D G H, from the highest lane down.  The guest makes four, on A B C D and E F G H from the
 * lowest lane up, and takes two instructions for the two halves of the result.  So an instruction
 * becomes the host's order, twice two rounds, and the way back; the second one of a pair finds
 * all but the way back made already, and what the next pair would undo of it cancels (the rules
 * at the end).
 */
#include "tcg/opt/fold.h"

static ir_ref two_halves(struct opt *o, enum ir_opcode op, ir_ref a, ir_ref b)
{
    struct ir_ins ins = {.op = op, .type = IR_V128, .a = a, .b = b};
    if (op == IR_VZIP2)
        ins.lane = IR_I64;
    return fold_emit(o, ins);
}

/* The lanes of each half change places. */
static ir_ref swap_lanes(struct opt *o, ir_ref v)
{
    return fold_emit(
        o, (struct ir_ins){.op = IR_VREV, .type = IR_V128, .lane = IR_I32, .a = v, .imm = 8});
}

static ir_ref two_rounds(struct opt *o, ir_ref cdgh, ir_ref abef, ir_ref words)
{
    return fold_emit(
        o, (struct ir_ins){.op = IR_VSHA256R2, .type = IR_V128, .a = cdgh, .b = abef, .c = words});
}

/* vsha256h(abcd, efgh, w), vsha256h2(efgh, abcd, w) -> vsha256r2, twice */
ir_ref fold_sha256_rounds(struct opt *o, struct ir_ins *i)
{
    bool second = i->op == IR_VSHA256H2;
    ir_ref abcd = second ? i->b : i->a, efgh = second ? i->a : i->b, words = i->c;
    ir_ref abef = swap_lanes(o, two_halves(o, IR_VCAT, efgh, abcd));
    ir_ref cdgh = swap_lanes(o, two_halves(o, IR_VZIP2, efgh, abcd));
    ir_ref middle = two_rounds(o, cdgh, abef, words);
    ir_ref last = two_rounds(o, abef, middle, fold_1(o, IR_VHIGH, IR_V128, words));
    return swap_lanes(o, two_halves(o, second ? IR_VCAT : IR_VZIP2, last, middle));
}

/* vrev(vrev(v)) -> v */
ir_ref fold_vrev_vrev(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    return a->op == IR_VREV && a->lane == i->lane && a->imm == i->imm ? a->a : IR_NONE;
}

/* vcat(vrev(v), vrev(w)) -> vrev(vcat(v, w)) within halves, likewise vzip2.i64 */
ir_ref fold_halves_vrev(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a), b = *fold_def(o, i->b);
    if (a.op != IR_VREV || b.op != IR_VREV || a.lane != b.lane || a.imm != b.imm || a.imm > 8)
        return IR_NONE;
    if (i->op == IR_VZIP2 && ir_type_size(i->lane) != 8)
        return IR_NONE;
    struct ir_ins rev = a;
    rev.a = two_halves(o, i->op, a.a, b.a);
    return fold_emit(o, rev);
}

/* vzip2.i64(vcat(v, w), vzip2.i64(x, w)) -> w */
ir_ref fold_vzip2_parts(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a), *b = fold_def(o, i->b);
    bool halves = ir_type_size(i->lane) == 8 && b->op == IR_VZIP2 && ir_type_size(b->lane) == 8;
    return halves && a->op == IR_VCAT && a->b == b->b ? b->b : IR_NONE;
}
