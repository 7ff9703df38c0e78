/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewriting rules for words of flags of which one bit is wanted.  fold.h says how a rule is read.
 *
 * Compilers of JavaScript look for overflow behind each sum of integers.
 */
#include "tcg/opt/fold.h"

enum { OVERFLOW = 1 };

/* V of the sum of x and c: a comparison with the last number that it is not set for. */
static ir_ref overflow_const(struct opt *o, struct ir_ins *i, enum ir_type t, ir_ref x, int64_t c)
{
    bool wide = t == IR_I64;
    int64_t max = wide ? INT64_MAX : INT32_MAX, min = wide ? INT64_MIN : INT32_MIN;
    if (!wide)
        c = (int32_t)c;
    ir_ref last = fold_k(o, t, (uint64_t)(c < 0 ? min - c : max - c));
    *i = (struct ir_ins){
        .op = IR_CMP, .type = (uint8_t)t, .sub = c < 0 ? IR_LTS : IR_GTS, .a = x, .b = last};
    return FOLD_AGAIN;
}

/* and(addflags(x, c), 1) -> x > max - c, x < min - c; and(subflags(x, c), 1): the same of -c
   and(addflags(x, y), 1) -> ((x ^ x + y) & (y ^ x + y)) < 0
   and(subflags(x, y), 1) -> ((x ^ y) & (x ^ x - y)) < 0 */
ir_ref fold_and_overflow(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins f = *fold_def(o, i->a);
    uint64_t c;
    bool sub = f.op == IR_SUBFLAGS;
    if ((f.op != IR_ADDFLAGS && !sub) || !fold_is_const(o, i->b, OVERFLOW))
        return IR_NONE;
    enum ir_type t = f.type;
    uint64_t least = t == IR_I64 ? (uint64_t)INT64_MIN : (uint32_t)INT32_MIN;
    if (fold_const(o, f.b, &c)) {
        c = t == IR_I64 ? c : (uint32_t)c;
        if (!sub)
            return overflow_const(o, i, t, f.a, (int64_t)c);
        if (c != least) /* has no opposite */
            return overflow_const(o, i, t, f.a, (int64_t)-c);
    }
    ir_ref r =
        fold_emit(o, (struct ir_ins){.op = sub ? IR_SUB : IR_ADD, .type = t, .a = f.a, .b = f.b});
    ir_ref p = fold_emit(o, (struct ir_ins){.op = IR_XOR, .type = t, .a = f.a, .b = sub ? f.b : r});
    ir_ref q = fold_emit(o, (struct ir_ins){.op = IR_XOR, .type = t, .a = sub ? f.a : f.b, .b = r});
    ir_ref both = fold_emit(o, (struct ir_ins){.op = IR_AND, .type = t, .a = p, .b = q});
    *i = (struct ir_ins){.op = IR_CMP, .type = t, .sub = IR_LTS, .a = both, .b = fold_k(o, t, 0)};
    return FOLD_AGAIN;
}
