/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewriting rules for integer arithmetic and logic.  fold.h says how a rule is read.
 * Invariant: every rule holds for all values, wrap-around included.
 */
#include "tcg/opt/fold.h"

static bool power_of_two(uint64_t c, unsigned *n)
{
    if (!c || (c & (c - 1)))
        return false;
    *n = (unsigned)__builtin_ctzll(c);
    return true;
}

/* Rules of many ops */

/* x op 0 -> x */
ir_ref fold_same_for_zero(struct opt *o, struct ir_ins *i)
{
    return fold_is_const(o, i->b, 0) ? i->a : IR_NONE;
}

/* x op 0 -> 0 */
ir_ref fold_zero_for_zero(struct opt *o, struct ir_ins *i)
{
    return fold_is_const(o, i->b, 0) ? i->b : IR_NONE;
}

/* 0 op x -> 0 */
ir_ref fold_zero_operand(struct opt *o, struct ir_ins *i)
{
    return fold_is_const(o, i->a, 0) ? i->a : IR_NONE;
}

/* x op x -> x */
ir_ref fold_same_for_equal(struct opt *o, struct ir_ins *i)
{
    (void)o;
    return i->a == i->b ? i->a : IR_NONE;
}

/* x op x -> 0 */
ir_ref fold_zero_for_equal(struct opt *o, struct ir_ins *i)
{
    return i->a == i->b ? fold_k(o, i->type, 0) : IR_NONE;
}

/* op(op(x)) -> x */
ir_ref fold_involution(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    if (a->op != i->op || a->type != i->type || a->lane != i->lane || a->sub != i->sub)
        return IR_NONE;
    return a->a;
}

/* CLZ, CTZ: clz(brev(x)) -> ctz(x), and the other way round */
ir_ref fold_zeros_of_brev(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    if (a->op != IR_BREV || a->type != i->type)
        return IR_NONE;
    return fold_become(i, i->op == IR_CLZ ? IR_CTZ : IR_CLZ, a->a, IR_NONE);
}

/* ADD, SUB, NEG */

/* adc(x, y, 0) -> add(x, y) */
ir_ref fold_adc_no_carry(struct opt *o, struct ir_ins *i)
{
    return fold_is_const(o, i->c, 0) ? fold_become(i, IR_ADD, i->a, i->b) : IR_NONE;
}

/* adc(0, 0, c) -> zext32(and(c, 1)), for i64; what is done with words is for pass `pairs` */
ir_ref fold_adc_carry(struct opt *o, struct ir_ins *i)
{
    if (i->type != IR_I64 || !fold_is_const(o, i->a, 0) || !fold_is_const(o, i->b, 0))
        return IR_NONE;
    ir_ref carry = fold_2(o, IR_AND, IR_I32, i->c, fold_k(o, IR_I32, 1));
    return fold_become(i, IR_ZEXT32, carry, IR_NONE);
}

/* carry(x, y, 0) -> cmp.ltu(add(x, y), x) */
ir_ref fold_carry_no_carry(struct opt *o, struct ir_ins *i)
{
    if (!fold_is_const(o, i->c, 0))
        return IR_NONE;
    ir_ref x = i->a, sum = fold_2(o, IR_ADD, i->type, x, i->b);
    *i = (struct ir_ins){.op = IR_CMP, .type = i->type, .sub = IR_LTU, .a = sum, .b = x};
    return FOLD_AGAIN;
}

/* add(add(x, c), d) -> add(x, c + d);  add(sub(c, x), d) -> sub(c + d, x) */
ir_ref fold_add_add(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t c, d;
    if (!fold_const(o, i->b, &d))
        return IR_NONE;
    if (a.op == IR_ADD && fold_const(o, a.b, &c))
        return fold_become(i, IR_ADD, a.a, fold_k(o, i->type, c + d));
    if (a.op == IR_SUB && fold_const(o, a.a, &c))
        return fold_become(i, IR_SUB, fold_k(o, i->type, c + d), a.b);
    return IR_NONE;
}

/* add(x, add(y, c)) -> add(add(x, y), c) where add(x, y) is known, either order */
ir_ref fold_add_known(struct opt *o, struct ir_ins *i)
{
    const ir_ref in[] = {i->a, i->b};
    for (unsigned k = 0; k < 2; k++) {
        const struct ir_ins *sum = fold_def(o, in[k]);
        if (sum->op != IR_ADD || !fold_is(o, sum->b, IR_CONST))
            continue;
        ir_ref known = fold_known(o, IR_ADD, i->type, in[1 - k], sum->a);
        if (known)
            return fold_become(i, IR_ADD, known, sum->b);
    }
    return IR_NONE;
}

/* add(x, neg(y)) -> sub(x, y), either order */
ir_ref fold_add_neg(struct opt *o, struct ir_ins *i)
{
    if (fold_is(o, i->b, IR_NEG))
        return fold_become(i, IR_SUB, i->a, fold_def(o, i->b)->a);
    if (fold_is(o, i->a, IR_NEG))
        return fold_become(i, IR_SUB, i->b, fold_def(o, i->a)->a);
    return IR_NONE;
}

/* add(sub(x, y), y) -> x, either order */
ir_ref fold_add_sub_cancel(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a), *b = fold_def(o, i->b);
    if (a->op == IR_SUB && a->b == i->b)
        return a->a;
    if (b->op == IR_SUB && b->b == i->a)
        return b->a;
    return IR_NONE;
}

/* sub(x, c) -> add(x, -c) */
ir_ref fold_sub_const(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    return fold_const(o, i->b, &c) ? fold_become(i, IR_ADD, i->a, fold_k(o, i->type, -c)) : IR_NONE;
}

/* sub(0, x) -> neg(x) */
ir_ref fold_sub_from_zero(struct opt *o, struct ir_ins *i)
{
    return fold_is_const(o, i->a, 0) ? fold_become(i, IR_NEG, i->b, IR_NONE) : IR_NONE;
}

/* sub(x, neg(y)) -> add(x, y) */
ir_ref fold_sub_neg(struct opt *o, struct ir_ins *i)
{
    if (!fold_is(o, i->b, IR_NEG))
        return IR_NONE;
    return fold_become(i, IR_ADD, i->a, fold_def(o, i->b)->a);
}

/* sub(add(x, y), y) -> x;  sub(add(x, y), x) -> y */
ir_ref fold_sub_add_cancel(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    if (a->op != IR_ADD)
        return IR_NONE;
    return a->b == i->b ? a->a : a->a == i->b ? a->b : IR_NONE;
}

/* sub(add(x, c), add(x, d)) -> c - d;  sub(x, add(x, d)) -> -d */
ir_ref fold_sub_sums(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a), *b = fold_def(o, i->b);
    uint64_t c = 0, d;
    if (b->op != IR_ADD || !fold_const(o, b->b, &d))
        return IR_NONE;
    if (b->a != i->a && (a->op != IR_ADD || a->a != b->a || !fold_const(o, a->b, &c)))
        return IR_NONE;
    return fold_k(o, i->type, c - d);
}

/* sub(sub(adc(x, y, c), y), zext32(c)) -> x, without zext32 for i32; y may be a constant, so that
   what is subtracted from is adc(x, y, c), or an addition to it */
ir_ref fold_sub_adc_cancel(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a), *sum = a, *c = fold_def(o, i->b);
    ir_ref carry = i->type == IR_I32 ? i->b : c->op == IR_ZEXT32 ? c->a : IR_NONE;
    uint64_t y = 0, k = 0;
    if (a->op == IR_SUB || (a->op == IR_ADD && fold_const(o, a->b, &k)))
        sum = fold_def(o, a->a);
    if (sum->op != IR_ADC || sum->c != carry)
        return IR_NONE;
    if (a->op == IR_SUB)
        return a->b == sum->b ? sum->a : a->b == sum->a ? sum->b : IR_NONE;
    return fold_const(o, sum->b, &y) && !((y + k) & fold_mask(i->type)) ? sum->a : IR_NONE;
}

/* neg(sub(x, y)) -> sub(y, x) */
ir_ref fold_neg_sub(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    return a->op == IR_SUB ? fold_become(i, IR_SUB, a->b, a->a) : IR_NONE;
}

/* MUL, DIV, REM */

/* mul(x, 1) -> x;  mul(x, -1) -> neg(x);  mul(x, 2^n) -> shl(x, n) */
ir_ref fold_mul_const(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    unsigned n;
    if (!fold_const(o, i->b, &c))
        return IR_NONE;
    if (c == 1)
        return i->a;
    if (c == fold_mask(i->type))
        return fold_become(i, IR_NEG, i->a, IR_NONE);
    if (power_of_two(c, &n))
        return fold_become(i, IR_SHL, i->a, fold_k(o, i->type, n));
    return IR_NONE;
}

/* mulhu(x, 1) -> 0;  mulhu(x, 2^n) -> shr(x, w - n) */
ir_ref fold_mulhu_const(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    unsigned n;
    if (!fold_const(o, i->b, &c) || !power_of_two(c, &n))
        return IR_NONE;
    if (!n)
        return fold_k(o, i->type, 0);
    return fold_become(i, IR_SHR, i->a, fold_k(o, i->type, fold_width(i) - n));
}

/* divu(x, 0) -> 0;  divu(x, 2^n) -> shr(x, n) */
ir_ref fold_divu_const(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    unsigned n;
    if (!fold_const(o, i->b, &c))
        return IR_NONE;
    if (!c)
        return i->b;
    if (power_of_two(c, &n))
        return fold_become(i, IR_SHR, i->a, fold_k(o, i->type, n));
    return IR_NONE;
}

/* divs(x, 0) -> 0;  divs(x, 1) -> x;  divs(x, -1) -> neg(x);
   divs(x, 2^n) -> sar(x + shr(sar(x, w - 1), w - n), n) for 0 < n < w - 1 */
ir_ref fold_divs_const(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    unsigned n, w = fold_width(i);
    enum ir_type t = i->type;
    if (!fold_const(o, i->b, &c))
        return IR_NONE;
    if (!c)
        return i->b;
    if (c == 1)
        return i->a;
    if (c == fold_mask(t))
        return fold_become(i, IR_NEG, i->a, IR_NONE);
    if (!power_of_two(c, &n) || n >= w - 1)
        return IR_NONE;
    ir_ref sign = fold_2(o, IR_SAR, t, i->a, fold_k(o, t, w - 1));
    ir_ref bias = fold_2(o, IR_SHR, t, sign, fold_k(o, t, w - n));
    ir_ref sum = fold_2(o, IR_ADD, t, i->a, bias);
    return fold_become(i, IR_SAR, sum, fold_k(o, t, n));
}

static bool positive(const struct opt *o, const struct ir_ins *i, ir_ref v)
{
    return !(fold_ones(o, v) >> (fold_width(i) - 1) & 1);
}

/* divs(x, y) -> divu(x, y) when both have a zero sign bit */
ir_ref fold_divs_positive(struct opt *o, struct ir_ins *i)
{
    if (!positive(o, i, i->a) || !positive(o, i, i->b))
        return IR_NONE;
    return fold_become(i, IR_DIVU, i->a, i->b);
}

/* remu(x, 0) -> x;  remu(x, 2^n) -> and(x, 2^n - 1) */
ir_ref fold_remu_const(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    unsigned n;
    if (!fold_const(o, i->b, &c))
        return IR_NONE;
    if (!c)
        return i->a;
    if (power_of_two(c, &n))
        return fold_become(i, IR_AND, i->a, fold_k(o, i->type, c - 1));
    return IR_NONE;
}

/* rems(x, y) -> remu(x, y) when both have a zero sign bit */
ir_ref fold_rems_positive(struct opt *o, struct ir_ins *i)
{
    if (!positive(o, i, i->a) || !positive(o, i, i->b))
        return IR_NONE;
    return fold_become(i, IR_REMU, i->a, i->b);
}

/* AND, OR, XOR */

/* and(x, c) -> x when c keeps every bit that may be set, -> 0 when it keeps none */
ir_ref fold_and_ones(struct opt *o, struct ir_ins *i)
{
    uint64_t c, x = fold_ones(o, i->a);
    if (!fold_const(o, i->b, &c))
        return IR_NONE;
    return !(x & ~c) ? i->a : !(x & c) ? fold_k(o, i->type, 0) : IR_NONE;
}

/* and(and(x, c), d) -> and(x, c & d) */
ir_ref fold_and_and(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t c, d;
    if (!fold_const(o, i->b, &d) || a.op != IR_AND || !fold_const(o, a.b, &c))
        return IR_NONE;
    return fold_become(i, IR_AND, a.a, fold_k(o, i->type, c & d));
}

/* and(add(x, c), d) -> and(x, d) when c has no bit as low as the highest one of d */
ir_ref fold_and_add(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t c, d;
    if (!fold_const(o, i->b, &d) || !d || a.op != IR_ADD || !fold_const(o, a.b, &c) ||
        c & fold_low(64 - (unsigned)__builtin_clzll(d)))
        return IR_NONE;
    return fold_become(i, IR_AND, a.a, i->b);
}

/* and(x, not(y)) -> andn(x, y), either order */
ir_ref fold_and_not(struct opt *o, struct ir_ins *i)
{
    if (fold_is(o, i->b, IR_NOT))
        return fold_become(i, IR_ANDN, i->a, fold_def(o, i->b)->a);
    if (fold_is(o, i->a, IR_NOT))
        return fold_become(i, IR_ANDN, i->b, fold_def(o, i->a)->a);
    return IR_NONE;
}

/* andn(x, c) -> and(x, ~c) */
ir_ref fold_andn_const(struct opt *o, struct ir_ins *i)
{
    uint64_t c;
    return fold_const(o, i->b, &c) ? fold_become(i, IR_AND, i->a, fold_k(o, i->type, ~c)) : IR_NONE;
}

/* andn(x, not(y)) -> and(x, y) */
ir_ref fold_andn_not(struct opt *o, struct ir_ins *i)
{
    if (!fold_is(o, i->b, IR_NOT))
        return IR_NONE;
    return fold_become(i, IR_AND, i->a, fold_def(o, i->b)->a);
}

/* or(x, -1) -> -1 */
ir_ref fold_or_ones(struct opt *o, struct ir_ins *i)
{
    return fold_is_const(o, i->b, fold_mask(i->type)) ? i->b : IR_NONE;
}

/* or(or(x, c), d) -> or(x, c | d) */
ir_ref fold_or_or(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t c, d;
    if (!fold_const(o, i->b, &d) || a.op != IR_OR || !fold_const(o, a.b, &c))
        return IR_NONE;
    return fold_become(i, IR_OR, a.a, fold_k(o, i->type, c | d));
}

/* xor(x, -1) -> not(x) */
ir_ref fold_xor_ones(struct opt *o, struct ir_ins *i)
{
    if (!fold_is_const(o, i->b, fold_mask(i->type)))
        return IR_NONE;
    return fold_become(i, IR_NOT, i->a, IR_NONE);
}

/* xor(xor(x, c), d) -> xor(x, c ^ d) */
ir_ref fold_xor_xor(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t c, d;
    if (!fold_const(o, i->b, &d) || a.op != IR_XOR || !fold_const(o, a.b, &c))
        return IR_NONE;
    return fold_become(i, IR_XOR, a.a, fold_k(o, i->type, c ^ d));
}

/* Shifts */

/* x shift and(n, c) -> x shift n when c keeps the bits that count (counts are modulo w);
   x shift c -> x shift (c mod w) */
ir_ref fold_shift_mask(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins b = *fold_def(o, i->b);
    uint64_t c, low = fold_width(i) - 1;
    if (b.op == IR_CONST && b.imm > low)
        return fold_become(i, i->op, i->a, fold_k(o, i->type, b.imm & low));
    if (b.op == IR_AND && fold_const(o, b.b, &c) && (c & low) == low)
        return fold_become(i, i->op, i->a, b.a);
    return IR_NONE;
}

/* shl(shl(x, m), n) -> shl(x, m + n), or 0 */
ir_ref fold_shl_shl(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t m, n;
    if (a.op != IR_SHL || !fold_const(o, i->b, &n) || !fold_const(o, a.b, &m))
        return IR_NONE;
    if (m + n >= fold_width(i))
        return fold_k(o, i->type, 0);
    return fold_become(i, IR_SHL, a.a, fold_k(o, i->type, m + n));
}

/* shl(shr(x, n), n) -> and(x, -1 << n), likewise shl(sar(x, n), n) */
ir_ref fold_shl_shr(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t n;
    if ((a.op != IR_SHR && a.op != IR_SAR) || a.b != i->b || !fold_const(o, i->b, &n))
        return IR_NONE;
    return fold_become(i, IR_AND, a.a, fold_k(o, i->type, ~UINT64_C(0) << n));
}

/* shr(x, n) -> 0 when all bits that may be set fall out */
ir_ref fold_shr_vanish(struct opt *o, struct ir_ins *i)
{
    uint64_t n;
    if (!fold_const(o, i->b, &n) || fold_ones(o, i->a) >> n)
        return IR_NONE;
    return fold_k(o, i->type, 0);
}

/* shr(shr(x, m), n) -> shr(x, m + n), or 0 */
ir_ref fold_shr_shr(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t m, n;
    if (a.op != IR_SHR || !fold_const(o, i->b, &n) || !fold_const(o, a.b, &m))
        return IR_NONE;
    if (m + n >= fold_width(i))
        return fold_k(o, i->type, 0);
    return fold_become(i, IR_SHR, a.a, fold_k(o, i->type, m + n));
}

/* shr(shl(x, m), n) -> ubfx(x, n - m, w - n) for m <= n, and shl(ubfx(x, 0, w - m), m - n) for
   others, where the host has an instruction that extends so few bits */
ir_ref fold_shr_shl(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t m, n;
    if (a.op != IR_SHL || !fold_const(o, i->b, &n) || !fold_const(o, a.b, &m))
        return IR_NONE;
    if (m > n) {
        uint64_t len = fold_width(i) - m;
        if (len != 8 && len != 16 && len != 32)
            return IR_NONE;
        ir_ref low = fold_1i(o, IR_UBFX, i->type, a.a, len << 8);
        return fold_become(i, IR_SHL, low, fold_k(o, i->type, m - n));
    }
    return fold_become_field(i, IR_UBFX, a.a, (unsigned)(n - m), fold_width(i) - (unsigned)n);
}

/* sar(x, n) -> shr(x, n) when the sign bit is zero */
ir_ref fold_sar_positive(struct opt *o, struct ir_ins *i)
{
    return positive(o, i, i->a) ? fold_become(i, IR_SHR, i->a, i->b) : IR_NONE;
}

/* sar(sar(x, m), n) -> sar(x, min(m + n, w - 1)) */
ir_ref fold_sar_sar(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t m, n;
    if (a.op != IR_SAR || !fold_const(o, i->b, &n) || !fold_const(o, a.b, &m))
        return IR_NONE;
    uint64_t sum = m + n < fold_width(i) ? m + n : fold_width(i) - 1;
    return fold_become(i, IR_SAR, a.a, fold_k(o, i->type, sum));
}

/* sar(shl(x, m), n) -> sbfx(x, n - m, w - n) for m <= n */
ir_ref fold_sar_shl(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t m, n;
    if (a.op != IR_SHL || !fold_const(o, i->b, &n) || !fold_const(o, a.b, &m) || m > n)
        return IR_NONE;
    return fold_become_field(i, IR_SBFX, a.a, (unsigned)(n - m), fold_width(i) - (unsigned)n);
}

/* rotr(rotr(x, m), n) -> rotr(x, m + n) */
ir_ref fold_rotr_rotr(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t m, n;
    if (a.op != IR_ROTR || !fold_const(o, i->b, &n) || !fold_const(o, a.b, &m))
        return IR_NONE;
    return fold_become(i, IR_ROTR, a.a, fold_k(o, i->type, (m + n) & (fold_width(i) - 1)));
}

/* or, xor(shl(x, c), shr(x, w - c)) -> rotr(x, w - c) */
ir_ref fold_or_rotate(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *l = fold_def(o, i->a), *r = fold_def(o, i->b);
    uint64_t left, right;
    if (l->op == IR_SHR) {
        const struct ir_ins *other = l;
        l = r;
        r = other;
    }
    if (l->op != IR_SHL || r->op != IR_SHR || l->a != r->a || !fold_const(o, l->b, &left) ||
        !fold_const(o, r->b, &right) || !left || left + right != fold_width(i))
        return IR_NONE;
    ir_ref x = l->a;
    return fold_become(i, IR_ROTR, x, fold_k(o, i->type, right));
}

/* or(and(x, ~0xffffffff), zext32(trunc64(x))) -> x, either order */
ir_ref fold_or_halves(struct opt *o, struct ir_ins *i)
{
    if (i->type != IR_I64)
        return IR_NONE;
    for (unsigned k = 0; k < 2; k++) {
        const struct ir_ins *high = fold_def(o, k ? i->b : i->a);
        const struct ir_ins *low = fold_def(o, k ? i->a : i->b);
        if (low->op != IR_ZEXT32 || !fold_is(o, low->a, IR_TRUNC64))
            continue;
        ir_ref x = fold_def(o, low->a)->a;
        if (high->op == IR_AND && high->a == x &&
            fold_is_const(o, high->b, UINT64_C(0xffffffff00000000)))
            return x;
    }
    return IR_NONE;
}

/* EXTR, UBFX, SBFX, DEP */

/* extr(x, y, 0) -> y */
ir_ref fold_extr_zero(struct opt *o, struct ir_ins *i)
{
    (void)o;
    return i->imm == 0 ? i->b : IR_NONE;
}

/* extr(x, x, n) -> rotr(x, n) */
ir_ref fold_extr_rotate(struct opt *o, struct ir_ins *i)
{
    if (i->a != i->b)
        return IR_NONE;
    return fold_become(i, IR_ROTR, i->a, fold_k(o, i->type, i->imm));
}

/* extr(0, y, n) -> shr(y, n);  extr(x, 0, n) -> shl(x, w - n) */
ir_ref fold_extr_shift(struct opt *o, struct ir_ins *i)
{
    if (fold_is_const(o, i->a, 0))
        return fold_become(i, IR_SHR, i->b, fold_k(o, i->type, i->imm));
    if (fold_is_const(o, i->b, 0))
        return fold_become(i, IR_SHL, i->a, fold_k(o, i->type, fold_width(i) - i->imm));
    return IR_NONE;
}

static unsigned lsb(const struct ir_ins *i)
{
    return i->imm & 255;
}
static unsigned len(const struct ir_ins *i)
{
    return i->imm >> 8 & 255;
}

/* ubfx(x, lsb, w - lsb) -> shr(x, lsb), or x */
ir_ref fold_ubfx_shift(struct opt *o, struct ir_ins *i)
{
    if (lsb(i) + len(i) != fold_width(i))
        return IR_NONE;
    return lsb(i) ? fold_become(i, IR_SHR, i->a, fold_k(o, i->type, lsb(i))) : i->a;
}

/* ubfx(x, 0, 32) -> zext32(trunc64(x)) of i64;  ubfx(x, 0, len) -> and(x, mask) for len < 32 */
ir_ref fold_ubfx_low(struct opt *o, struct ir_ins *i)
{
    if (lsb(i))
        return IR_NONE;
    if (len(i) == 32 && i->type == IR_I64)
        return fold_become(i, IR_ZEXT32, fold_1(o, IR_TRUNC64, IR_I32, i->a), IR_NONE);
    if (len(i) < 32)
        return fold_become(i, IR_AND, i->a, fold_k(o, i->type, fold_low(len(i))));
    return IR_NONE;
}

/* ubfx(x, lsb, len) -> shr(x, lsb) when all bits above the field are zero */
ir_ref fold_ubfx_vanish(struct opt *o, struct ir_ins *i)
{
    if (fold_ones(o, i->a) >> lsb(i) & ~fold_low(len(i)))
        return IR_NONE;
    return lsb(i) ? fold_become(i, IR_SHR, i->a, fold_k(o, i->type, lsb(i))) : i->a;
}

/* ubfx(ubfx(x)) and ubfx(shr(x, n)) -> ubfx(x), or 0 */
ir_ref fold_ubfx_ubfx(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    uint64_t n;
    unsigned from, room;
    if (a.op == IR_UBFX) {
        from = lsb(&a);
        room = len(&a);
    } else if (a.op == IR_SHR && fold_const(o, a.b, &n)) {
        from = (unsigned)n;
        room = fold_width(i) - from;
    } else {
        return IR_NONE;
    }
    if (lsb(i) >= room)
        return fold_k(o, i->type, 0);
    unsigned rest = room - lsb(i);
    return fold_become_field(i, IR_UBFX, a.a, from + lsb(i), len(i) < rest ? len(i) : rest);
}

/* sbfx(x, lsb, w - lsb) -> sar(x, lsb), or x */
ir_ref fold_sbfx_shift(struct opt *o, struct ir_ins *i)
{
    if (lsb(i) + len(i) != fold_width(i))
        return IR_NONE;
    return lsb(i) ? fold_become(i, IR_SAR, i->a, fold_k(o, i->type, lsb(i))) : i->a;
}

/* sbfx(x, 0, 32) -> sext32(trunc64(x)) of i64 */
ir_ref fold_sbfx_low(struct opt *o, struct ir_ins *i)
{
    if (lsb(i) || len(i) != 32 || i->type != IR_I64)
        return IR_NONE;
    return fold_become(i, IR_SEXT32, fold_1(o, IR_TRUNC64, IR_I32, i->a), IR_NONE);
}

/* sbfx(x, lsb, len) -> ubfx(x, lsb, len) when the field's top bit is zero */
ir_ref fold_sbfx_positive(struct opt *o, struct ir_ins *i)
{
    if (fold_ones(o, i->a) >> (lsb(i) + len(i) - 1) & 1)
        return IR_NONE;
    return fold_become_field(i, IR_UBFX, i->a, lsb(i), len(i));
}

/* dep(x, y, 0, w) -> y */
ir_ref fold_dep_all(struct opt *o, struct ir_ins *i)
{
    (void)o;
    return len(i) == fold_width(i) ? i->b : IR_NONE;
}

/* dep(x, y, lsb, len) -> shl(ubfx(y, 0, len), lsb) when nothing but the field may be set in x */
ir_ref fold_dep_into_zero(struct opt *o, struct ir_ins *i)
{
    if (fold_ones(o, i->a) & ~(fold_low(len(i)) << lsb(i)))
        return IR_NONE;
    ir_ref field = fold_1i(o, IR_UBFX, i->type, i->b, (uint64_t)len(i) << 8);
    return fold_become(i, IR_SHL, field, fold_k(o, i->type, lsb(i)));
}

/* dep(x, c, lsb, len) -> and(x, ~field) when the field of c is 0, or(x, field) when all ones */
ir_ref fold_dep_zero(struct opt *o, struct ir_ins *i)
{
    uint64_t c, field = fold_low(len(i)) << lsb(i);
    if (!fold_const(o, i->b, &c))
        return IR_NONE;
    c = c << lsb(i) & field;
    if (c == 0)
        return fold_become(i, IR_AND, i->a, fold_k(o, i->type, ~field));
    if (c == field)
        return fold_become(i, IR_OR, i->a, fold_k(o, i->type, field));
    return IR_NONE;
}

/* dep(x, and(y, c)) -> dep(x, y) when c keeps the field */
ir_ref fold_dep_masked(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins b = *fold_def(o, i->b);
    uint64_t c;
    if (b.op != IR_AND || !fold_const(o, b.b, &c) || ~c & fold_low(len(i)))
        return IR_NONE;
    i->b = b.a;
    return FOLD_AGAIN;
}

/* SEXT32, ZEXT32, TRUNC64 */

/* sext32(x) -> zext32(x) when bit 31 is zero */
ir_ref fold_sext32_positive(struct opt *o, struct ir_ins *i)
{
    if (fold_ones(o, i->a) >> 31)
        return IR_NONE;
    return fold_become(i, IR_ZEXT32, i->a, IR_NONE);
}

/* sext32(trunc64(sext32(x))) is folded by trunc_ext;
   sext32(trunc64(x)) -> x when x is sbfx of at most 32 bits */
ir_ref fold_sext32_load(struct opt *o, struct ir_ins *i)
{
    if (!fold_is(o, i->a, IR_TRUNC64))
        return IR_NONE;
    ir_ref x = fold_def(o, i->a)->a;
    const struct ir_ins *def = fold_def(o, x);
    if (def->op == IR_SBFX && len(def) <= 32)
        return x;
    if (def->op == IR_LD && def->sub & IR_MEM_SEXT && ir_type_size(def->lane) <= 4)
        return x;
    return IR_NONE;
}

/* zext32(trunc64(x)) -> x when the upper half of x is zero */
ir_ref fold_zext32_trunc(struct opt *o, struct ir_ins *i)
{
    if (!fold_is(o, i->a, IR_TRUNC64))
        return IR_NONE;
    ir_ref x = fold_def(o, i->a)->a;
    return fold_ones(o, x) >> 32 ? IR_NONE : x;
}

/* trunc64(zext32(x)) -> x;  trunc64(sext32(x)) -> x */
ir_ref fold_trunc_ext(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    return a->op == IR_ZEXT32 || a->op == IR_SEXT32 ? a->a : IR_NONE;
}

/* trunc64(x op y) -> trunc64(x) op trunc64(y) when an operand is an extension or a constant, so
   that it costs nothing; add sub mul and or xor */
ir_ref fold_trunc_op(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    bool free_a, free_b;
    switch (a.op) {
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_AND:
    case IR_OR:
    case IR_XOR: break;
    default: return IR_NONE;
    }
    enum ir_opcode x = fold_def(o, a.a)->op, y = fold_def(o, a.b)->op;
    free_a = x == IR_ZEXT32 || x == IR_SEXT32 || x == IR_CONST;
    free_b = y == IR_ZEXT32 || y == IR_SEXT32 || y == IR_CONST;
    if (!free_a || !free_b)
        return IR_NONE;
    return fold_2(o, a.op, IR_I32, fold_1(o, IR_TRUNC64, IR_I32, a.a),
                  fold_1(o, IR_TRUNC64, IR_I32, a.b));
}
