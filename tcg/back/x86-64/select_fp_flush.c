/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of floating point where the guest flushes denormals to zero.
 *
 * In and out: as in select_fp.c, which has the rows.
 * The host computes as always, after a look at the operands: each has to be zero, or so large that
 * no result of the op can be denormal; then flushing changes nothing, and no flag differs.  Sums
 * can cancel to a denormal, but exactly, so their results are looked at instead.  All else goes
 * the exact path.
 */
#include "tcg/back/x86-64/simd.h"

/* Magnitudes that pass, as bits: zero and low..., or low...high without zero. */
struct range {
    uint64_t low, high; /* high: 0 for none */
};

static uint64_t power_of_two(enum ir_type lane, int e)
{
    return lane == IR_F64 ? (uint64_t)(1023 + e) << 52 : (uint64_t)(127 + e) << 23;
}

static struct range from(enum ir_type lane, int e)
{
    return (struct range){.low = power_of_two(lane, e)};
}

static struct range normal(enum ir_type lane)
{
    return from(lane, lane == IR_F64 ? -1022 : -126);
}

static uint64_t largest(enum ir_type lane)
{
    return power_of_two(lane, lane == IR_F64 ? 1024 : 128) - 1;
}

/* The ranges of a, b, c.  A product's last bit is that of its factors: with factors of at least
   2^-39 (f32) a product and what a sum leaves of it are normal; likewise for f64. */
static void ranges_of(const struct ir_ins *ins, enum ir_type lane, struct range r[3])
{
    bool dbl = lane == IR_F64;
    r[0] = r[1] = r[2] = normal(lane);
    switch (ins->op) {
    case IR_FMUL: r[0] = r[1] = from(lane, dbl ? -500 : -60); break;
    case IR_FDIV:
        r[0] = from(lane, dbl ? -500 : -60);
        r[1].high = power_of_two(lane, dbl ? 500 : 60);
        break;
    case IR_FMA:
        r[0] = from(lane, dbl ? -900 : -100);
        r[1] = r[2] = from(lane, dbl ? -400 : -39);
        break;
    case IR_FRSQRTS: /* half of a has to be normal */
    case IR_FRECPS:
        r[0] = r[1] = (struct range){power_of_two(lane, dbl ? -1021 : -125), largest(lane)};
        break;
    case IR_FCVT:
    case IR_FCVTN:
        if (dbl)
            r[0] = from(lane, -125);
        break;
    default: break;
    }
}

/*
 * d = all ones in the lanes of s (under the mask) that pass: magnitude + add > limit, signed.
 * The sum takes zero to the greatest number and 1... to the least ones; or, with an upper bound,
 * the bound to the greatest number and what is above it to the least ones.
 */
struct test {
    uint64_t add, limit;
};

static struct test test_of(enum ir_type lane, struct range r)
{
    uint64_t most = lane == IR_F64 ? INT64_MAX : INT32_MAX;
    if (r.high)
        return (struct test){most - r.high, most - r.high + r.low - 1};
    return (struct test){most, most + r.low - 1};
}

/* A constant of two values: for the two lowest lanes of a packed pair of scalars, or all alike. */
static struct x64_opnd two(struct x64 *x, enum ir_type lane, uint64_t first, uint64_t second)
{
    if (lane == IR_F64)
        return x64_const128(x, first, second);
    uint64_t q = (uint32_t)first | second << 32;
    return x64_const128(x, q, q);
}

static struct x64_opnd magnitude_mask(struct x64 *x, enum ir_type lane, unsigned bytes)
{
    uint64_t lanes = lane == IR_F64 ? INT64_MAX : 0x7fffffff7fffffff;
    return x64_const128(x, bytes >= 8 ? lanes : 0x7fffffff, bytes == 16 ? lanes : 0);
}

static void pass(struct x64 *x, enum ir_type lane, unsigned bytes, unsigned d, unsigned s,
                 struct test even, struct test odd)
{
    enum ir_type ints = lane == IR_F64 ? IR_I64 : IR_I32;
    simd_with(x, PAND, d, s, magnitude_mask(x, lane, bytes));
    simd_with(x, simd_add(ints), d, d, two(x, lane, even.add, odd.add));
    simd_with(x, simd_gt(ints), d, d, two(x, lane, even.limit, odd.limit));
}

/* Exact path unless all of t is ones. */
static void slow_unless_all(struct x64 *x, const struct x64_ops *o, unsigned t, unsigned back)
{
    struct x64_opnd ones = x64_const128(x, ~0ull, ~0ull);
    x64_sse2(x, PTEST, t, &ones);
    x64_slow_past(x, X64_AE, o, back);
}

/* The bytes of an operand that count. */
static unsigned used_bytes(const struct ir_ins *ins, enum ir_type lane, bool scalar)
{
    if (scalar)
        return ir_type_size(lane);
    if (ins->op == IR_FCVTL)
        return ins->sub & IR_HI ? 16 : 8;
    return ins->sub & IR_V64 && ins->op != IR_FCVTN ? 8 : 16;
}

static void check_operands(struct x64 *x, const struct x64_ops *o, enum ir_type lane, unsigned back)
{
    const struct ir_ins *ins = o->ins;
    unsigned t = o->t[0], u = o->t[1], n = ir_ops[ins->op].nvals;
    bool scalar = ir_operand_type(x64_region(x), ins, 0) == lane ||
                  (ir_ops[ins->op].a == 'A' && ins->type != IR_V128);
    unsigned bytes = used_bytes(ins, lane, scalar);
    struct range r[3];
    struct test test[3];
    ranges_of(ins, lane, r);
    for (unsigned k = 0; k < 3; k++)
        test[k] = test_of(lane, r[k]);
    if (scalar && n > 1) { /* two of them side by side */
        bool three = n == 3;
        x64_sse3r(x, lane == IR_F64 ? UNPCKLPD : PUNPCKLDQ, t, three ? o->b.reg : o->a.reg,
                  three ? o->c.reg : o->b.reg);
        pass(x, lane, 2 * bytes, t, t, test[three ? 1 : 0], test[three ? 2 : 1]);
        if (three) {
            pass(x, lane, bytes, u, o->a.reg, test[0], test[0]);
            x64_sse3r(x, PAND, t, t, u);
        }
    } else {
        const unsigned reg[3] = {o->a.reg, o->b.reg, o->c.reg};
        pass(x, lane, bytes, t, reg[0], test[0], test[0]);
        for (unsigned k = 1; k < n; k++) {
            pass(x, lane, bytes, u, reg[k], test[k], test[k]);
            x64_sse3r(x, PAND, t, t, u);
        }
    }
    slow_unless_all(x, o, t, back);
}

void x64_fp_flush(struct x64 *x, const struct x64_ops *o)
{
    const struct ir_ins *ins = o->ins;
    enum ir_type lane = ins->lane == IR_VOID ? ins->type : ins->lane;
    unsigned back = x64_label(x);
    check_operands(x, o, lane, back);
    x64_fp_unflushed(x, o);
    if (ins->op == IR_FADD || ins->op == IR_FSUB || ins->op == IR_FADDP) {
        unsigned bytes = ins->type == IR_V128 ? 16 : ir_type_size(lane);
        struct test test = test_of(lane, normal(lane));
        pass(x, lane, bytes, o->t[0], o->d.reg, test, test);
        slow_unless_all(x, o, o->t[0], back);
    }
    x64_bind(x, back);
}
