/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules of pass `fold`: divisions by constants are products, and halves of pairs of words.
 *
 * In: see fold.h.  Guests whose divisions are functions (64-bit ones of 32-bit guests) have the
 * divisor as a constant when the function is in the region of its caller.
 *
 * divu(x, d) = floor(x M / 2^(64+s)) for M = ceil(2^(64+s) / d) if M exceeds the quotient by so
 * little, e / d with e = M d - 2^(64+s), that no x is so large that it matters: for x < 2^k if
 * e 2^k <= 2^(64+s). Where no M of 64 bits is exact enough, the one of 65 bits always is.
 */
#include "tcg/opt/fold.h"

typedef unsigned __int128 u128;

static unsigned bits_of(uint64_t x)
{
    return x ? 64 - (unsigned)__builtin_clzll(x) : 0;
}

/* ceil(2^(64+s) / d) without its bit 64, for d > 2^s */
static uint64_t inverse(uint64_t d, unsigned s)
{
    return (uint64_t)((((u128)1 << (64 + s)) + d - 1) / d);
}

/* An M of 64 bits that is exact enough for x < 2^k; false: there is none. */
static bool exact_inverse(uint64_t d, unsigned k, uint64_t *m, unsigned *s)
{
    for (*s = 0; d >> *s > 1; ++*s) {
        *m = inverse(d, *s);
        uint64_t e = *m * d; /* modulo 2^64, which is what 2^(64+s) is congruent to 0 by */
        if ((u128)e << k <= (u128)1 << (64 + *s))
            return true;
    }
    return false;
}

static ir_ref op_imm(struct opt *o, enum ir_opcode op, ir_ref x, uint64_t c)
{
    return fold_2(o, op, IR_I64, x, fold_k(o, IR_I64, c));
}

/* x / d of i64 for d > 2 that is no power of two */
static ir_ref quotient(struct opt *o, ir_ref x, uint64_t d)
{
    uint64_t m;
    unsigned s, z = (unsigned)__builtin_ctzll(d);
    unsigned k = bits_of(fold_ones(o, x));
    if (exact_inverse(d, k, &m, &s))
        return op_imm(o, IR_SHR, op_imm(o, IR_MULHU, x, m), s);
    if (z)
        return quotient(o, op_imm(o, IR_SHR, x, z), d >> z);
    s = bits_of(d) - 1;
    /* 2 * 2^(64+s) / d is between 2^64 and 2^65 */
    u128 half = ((u128)1 << (64 + s)) / d, rest = ((u128)1 << (64 + s)) % d;
    m = (uint64_t)(2 * half + (2 * rest + d - 1) / d);
    ir_ref t = op_imm(o, IR_MULHU, x, m);
    ir_ref over = op_imm(o, IR_SHR, fold_2(o, IR_SUB, IR_I64, x, t), 1);
    return op_imm(o, IR_SHR, fold_2(o, IR_ADD, IR_I64, over, t), s);
}

/* divu(x, d) -> shr(mulhu(x, M), s), as above; of i32 the same of i64 */
ir_ref fold_divu_product(struct opt *o, struct ir_ins *i)
{
    uint64_t d;
    if (!fold_const(o, i->b, &d) || d < 3 || !(d & (d - 1)))
        return IR_NONE;
    if (i->type == IR_I64)
        return quotient(o, i->a, d);
    ir_ref wide = fold_1(o, IR_ZEXT32, IR_I64, i->a);
    return fold_1(o, IR_TRUNC64, IR_I32, quotient(o, wide, d));
}

/* remu(x, d) -> x - divu(x, d) * d */
ir_ref fold_remu_product(struct opt *o, struct ir_ins *i)
{
    uint64_t d;
    if (!fold_const(o, i->b, &d) || d < 3 || !(d & (d - 1)))
        return IR_NONE;
    ir_ref x = i->a, c = i->b;
    ir_ref q = fold_2(o, IR_DIVU, i->type, x, c);
    return fold_become(i, IR_SUB, x, fold_2(o, IR_MUL, i->type, q, c));
}

/* trunc64(or(x, y)) -> trunc64(y) when the lower half of x is zero; or the other way round */
ir_ref fold_trunc_pair(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != IR_OR)
        return IR_NONE;
    if (!(uint32_t)fold_ones(o, a.a))
        return fold_become(i, IR_TRUNC64, a.b, IR_NONE);
    if (!(uint32_t)fold_ones(o, a.b))
        return fold_become(i, IR_TRUNC64, a.a, IR_NONE);
    return IR_NONE;
}

/* shr(or(x, y), n) -> shr(x, n) when y is below 2^n; or the other way round */
ir_ref fold_shr_pair(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t n;
    if (a.op != IR_OR || !fold_const(o, i->b, &n))
        return IR_NONE;
    if (!(fold_ones(o, a.a) >> n))
        return fold_become(i, IR_SHR, a.b, i->b);
    if (!(fold_ones(o, a.b) >> n))
        return fold_become(i, IR_SHR, a.a, i->b);
    return IR_NONE;
}
