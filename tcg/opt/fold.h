/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewriting rules of pass `fold`; only tcg/opt/fold*.c include this.
 *
 * A rule is a function of the same name as its row in fold.def, with its pattern right above it.
 * It looks at an instruction that is about to be emitted, whose operands have been folded, and
 * answers
 *   IR_NONE      the pattern does not match;
 *   FOLD_AGAIN   the instruction has been changed in place: look for rules again;
 *   otherwise    the value that takes its place.
 * Patterns: x, y: any value; c, d: constants; w: width of the type in bits; a right side is in the
 * type of the left unless it says so.
 */
#ifndef FERRY_TCG_OPT_FOLD_H
#define FERRY_TCG_OPT_FOLD_H

#include "tcg/opt/opt.h"

#define FOLD_AGAIN UINT32_MAX

#define RULES(op)
#define RULE(name) ir_ref fold_##name(struct opt *o, struct ir_ins *i);
#define END_RULES
#include "tcg/opt/fold.def"
#undef RULES
#undef RULE
#undef END_RULES

/* Before the first emission into o->out. */
void fold_begin(struct opt *o);

/* Folds and emits; returns the value.  fold_ins may change *ins. */
ir_ref fold_emit(struct opt *o, struct ir_ins ins);
ir_ref fold_ins(struct opt *o, struct ir_ins *ins);
/* op(a, b) if it has been emitted and serves here; else IR_NONE. */
ir_ref fold_known(const struct opt *o, enum ir_opcode op, enum ir_type t, ir_ref a, ir_ref b);

/* The value that the lower (`*hi`: upper) 64 bits of v come from, through insertions; *hi: which
   half of it they are. */
ir_ref fold_source_of_half(const struct opt *o, ir_ref v, bool *hi);

/* The instruction that makes a value.  The pointer is good until the next emission. */
static inline const struct ir_ins *fold_def(const struct opt *o, ir_ref v)
{
    return &o->out.ins[v];
}
static inline bool fold_is(const struct opt *o, ir_ref v, enum ir_opcode op)
{
    return fold_def(o, v)->op == op;
}
static inline bool fold_const(const struct opt *o, ir_ref v, uint64_t *c)
{
    const struct ir_ins *i = fold_def(o, v);
    *c = i->imm;
    return i->op == IR_CONST;
}
static inline bool fold_is_const(const struct opt *o, ir_ref v, uint64_t c)
{
    const struct ir_ins *i = fold_def(o, v);
    return i->op == IR_CONST && i->imm == c;
}
static inline enum ir_type fold_type(const struct opt *o, ir_ref v)
{
    return ir_result_type(fold_def(o, v));
}
static inline uint64_t fold_ones(const struct opt *o, ir_ref v)
{
    return o->values[v].ones;
}

static inline unsigned fold_width(const struct ir_ins *i)
{
    return i->type == IR_I64 ? 64 : 32;
}
/* All ones in a type (integers). */
static inline uint64_t fold_mask(enum ir_type t)
{
    return t == IR_I64 ? ~UINT64_C(0) : 0xffffffff;
}
static inline uint64_t fold_low(unsigned bits)
{
    return bits >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << bits) - 1;
}

static inline ir_ref fold_k(struct opt *o, enum ir_type t, uint64_t c)
{
    return fold_emit(o, (struct ir_ins){.op = IR_CONST, .type = t, .imm = c & fold_mask(t)});
}
static inline ir_ref fold_1(struct opt *o, enum ir_opcode op, enum ir_type t, ir_ref a)
{
    return fold_emit(o, (struct ir_ins){.op = op, .type = t, .a = a});
}
static inline ir_ref fold_2(struct opt *o, enum ir_opcode op, enum ir_type t, ir_ref a, ir_ref b)
{
    return fold_emit(o, (struct ir_ins){.op = op, .type = t, .a = a, .b = b});
}
static inline ir_ref fold_1i(struct opt *o, enum ir_opcode op, enum ir_type t, ir_ref a,
                             uint64_t imm)
{
    return fold_emit(o, (struct ir_ins){.op = op, .type = t, .a = a, .imm = imm});
}

/* The instruction becomes op(a, b) of the same type; FOLD_AGAIN. */
static inline ir_ref fold_become(struct ir_ins *i, enum ir_opcode op, ir_ref a, ir_ref b)
{
    *i = (struct ir_ins){.op = op, .type = i->type, .a = a, .b = b};
    return FOLD_AGAIN;
}
static inline ir_ref fold_become_field(struct ir_ins *i, enum ir_opcode op, ir_ref a, unsigned lsb,
                                       unsigned len)
{
    *i = (struct ir_ins){.op = op, .type = i->type, .a = a, .imm = lsb | len << 8};
    return FOLD_AGAIN;
}

#endif
