/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewriting rules for vectors that have been put together from halves.  fold.h says how a rule is
 * read.
 *
 * The halves of Arm's 128-bit registers are registers, too.  Code that computes with those makes a
 * chain of insertions, one behind the other; what reads a half is interested in one of them only,
 * and in the half of that computation only.
 */
#include "tcg/opt/fold.h"

static bool is_half(const struct ir_ins *i)
{
    return ir_type_size(i->lane) == 8;
}

ir_ref fold_source_of_half(const struct opt *o, ir_ref v, bool *hi)
{
    for (;;) {
        const struct ir_ins *i = fold_def(o, v);
        if (i->op == IR_VINSV && is_half(i)) {
            bool here = (i->imm & 255) == *hi;
            v = here ? i->b : i->a;
            *hi = here ? i->imm >> 8 : *hi;
        } else if (i->op == IR_VINS && is_half(i) && i->imm != *hi) {
            v = i->a;
        } else if (i->op == IR_VCAT) {
            v = *hi ? i->b : i->a;
            *hi = false;
        } else if ((i->op == IR_VHIGH || i->op == IR_VLOW) && !*hi) {
            *hi = i->op == IR_VHIGH;
            v = i->a;
        } else {
            return v;
        }
    }
}

/* *v becomes the value that its half `hi` comes from, if it is the same half there. */
static bool same_half(const struct opt *o, ir_ref *v, bool hi)
{
    bool at = hi;
    ir_ref s = fold_source_of_half(o, *v, &at);
    if (s == *v || at != hi)
        return false;
    *v = s;
    return true;
}

/* vlow(v), vhigh(v) -> vlow(w) or vhigh(w), where that half of v comes from */
ir_ref fold_half_source(struct opt *o, struct ir_ins *i)
{
    bool hi = i->op == IR_VHIGH;
    ir_ref s = fold_source_of_half(o, i->a, &hi);
    if (s == i->a)
        return IR_NONE;
    *i = (struct ir_ins){.op = hi ? IR_VHIGH : IR_VLOW, .type = IR_V128, .a = s};
    return FOLD_AGAIN;
}

/* vext(v, n) -> vext(w, m), where that half of v comes from */
ir_ref fold_vext_source(struct opt *o, struct ir_ins *i)
{
    unsigned per_half = 8 / ir_type_size(i->lane);
    bool hi = i->imm >= per_half, at = hi;
    ir_ref s = fold_source_of_half(o, i->a, &at);
    if (s == i->a)
        return IR_NONE;
    i->a = s;
    i->imm += at == hi ? 0 : at ? per_half : -(uint64_t)per_half;
    return FOLD_AGAIN;
}

/* op(v, w) -> op(v', w') where op reads one half and that of v, of w, comes from v', w': VZIP1,
   VZIP2, VUXL, VSXL */
ir_ref fold_half_operands(struct opt *o, struct ir_ins *i)
{
    bool hi = i->op == IR_VZIP2 || (i->op != IR_VZIP1 && i->sub & IR_HI);
    bool some = same_half(o, &i->a, hi);
    if (i->b)
        some |= same_half(o, &i->b, hi);
    return some ? FOLD_AGAIN : IR_NONE;
}

/* Does each half of the result depend on those halves of the operands only? */
static bool is_by_halves(const struct ir_ins *i)
{
    switch (i->op) {
    case IR_VAND:
    case IR_VOR:
    case IR_VXOR:
    case IR_VANDN:
    case IR_VNOT:
    case IR_VADD:
    case IR_VSUB:
    case IR_VMUL:
    case IR_VNEG:
    case IR_VMULES:
    case IR_VMULEU:
    case IR_VSHLI:
    case IR_VSHRI:
    case IR_VSARI: return true;
    default: return false;
    }
}

/* vinsv.i64(v, w, n | m << 8) -> the same of where these halves of v and w come from;
   vinsv.i64(v, op(x, y), n | m << 8) -> vinsv.i64(v, op(x', y'), ...), likewise;
   vinsv.i64(v, v, n | n << 8) -> v */
ir_ref fold_vinsv_source(struct opt *o, struct ir_ins *i)
{
    if (!is_half(i))
        return IR_NONE;
    bool to = i->imm & 255, from = i->imm >> 8;
    bool some = same_half(o, &i->a, !to);
    ir_ref s = fold_source_of_half(o, i->b, &from);
    struct ir_ins op = *fold_def(o, s);
    if (is_by_halves(&op)) {
        bool changed = same_half(o, &op.a, from);
        if (op.b)
            changed |= same_half(o, &op.b, from);
        if (changed)
            s = fold_emit(o, op);
    }
    if (s == i->a && from == to)
        return s;
    some |= s != i->b;
    i->b = s;
    i->imm = to | (uint64_t)from << 8;
    return some ? FOLD_AGAIN : IR_NONE;
}
