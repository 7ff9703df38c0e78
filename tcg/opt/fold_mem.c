/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewriting rules for memory accesses.  fold.h says how a rule is read.
 */
#include "tcg/opt/fold.h"

/* ld(add(x, c), d) -> ld(x, c + d) when the sum is a displacement of 32 bits, likewise st, rmw,
   cas.  The sum wraps the same in either place. */
ir_ref fold_addr_add(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    uint64_t c;
    if (a->op != IR_ADD || !fold_const(o, a->b, &c))
        return IR_NONE;
    int64_t sum = (int64_t)(c + i->imm);
    if (a->type == IR_I32)
        sum = (int32_t)sum;
    if (sum != (int32_t)sum)
        return IR_NONE;
    i->a = a->a;
    i->imm = (uint64_t)sum;
    return FOLD_AGAIN;
}

/* st.lane(x op c) -> st.lane(x) when op changes only bits that are not stored: and, zext, sext of
   the same type */
ir_ref fold_st_narrow(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *b = fold_def(o, i->b);
    uint64_t c, low = fold_low(8 * ir_type_size(i->lane));
    if (i->type != IR_I32 && i->type != IR_I64)
        return IR_NONE;
    bool masks = b->op == IR_AND && fold_const(o, b->b, &c) && !(low & ~c);
    bool extends = (b->op == IR_SBFX || b->op == IR_UBFX) && !(b->imm & 255) &&
                   (b->imm >> 8) >= 8 * ir_type_size(i->lane);
    if (masks || extends) {
        i->b = b->a;
        return FOLD_AGAIN;
    }
    if ((b->op == IR_ZEXT32 || b->op == IR_SEXT32) && ir_type_size(i->lane) <= 4) {
        i->b = b->a;
        i->type = IR_I32;
        return FOLD_AGAIN;
    }
    return IR_NONE;
}
