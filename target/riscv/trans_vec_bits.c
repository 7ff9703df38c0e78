/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rotations, shifts of bytes, counts and reversals of bits, upper halves of products, carryless
 * ones, quotients, classes of floats: operations on integers that are composed; see trans_vec.h.
 *
 * In: a chunk of each operand.  Out: a chunk, or IR_NONE: a helper has to do it.
 */
#include "target/riscv/trans_vec.h"

static ir_ref un(struct rv_vx *x, enum ir_opcode op, enum ir_type lane, ir_ref a)
{
    return ir_vop(x->c->r, op, IR_V128, lane, 0, a, IR_NONE, IR_NONE);
}

static ir_ref and_bits(struct rv_vx *x, ir_ref a, ir_ref b)
{
    return rv_vx_bin(x, IR_VAND, IR_V128, a, b);
}

/* The byte of a table of eight that each of `numbers` (0 to 7) names. */
static ir_ref look_up(struct rv_vx *x, uint64_t table, ir_ref numbers)
{
    return rv_vx_bin(x, IR_VTBL, IR_V128, ir_vconst(x->c->r, table, 0), numbers);
}

#define POWERS UINT64_C(0x8040201008040201) /* byte n: 1 << n */
#define REST   UINT64_C(0x0103070f1f3f7fff) /* 0xff >> n */
#define SIGNS  UINT64_C(0x0102040810204080) /* 0x80 >> n */

/* A product with a power of two has in its upper half what leaves the byte to the left. */
static ir_ref rotate_bytes(struct rv_vx *x, ir_ref a, ir_ref n)
{
    struct ir_region *r = x->c->r;
    ir_ref power = look_up(x, POWERS, n);
    ir_ref low = ir_vop(r, IR_VMULLU, IR_V128, IR_I8, 0, a, power, IR_NONE);
    ir_ref high = ir_vop(r, IR_VMULLU, IR_V128, IR_I8, IR_HI, a, power, IR_NONE);
    return rv_vx_bin(x, IR_VOR, IR_V128, rv_vx_bin(x, IR_VUZP1, IR_I8, low, high),
                     rv_vx_bin(x, IR_VUZP2, IR_I8, low, high));
}

/* To the left by n. */
static ir_ref rotate(struct rv_vx *x, int lg, ir_ref a, ir_ref n)
{
    enum ir_type lane = rv_vx_lane(lg);
    n = and_bits(x, n, rv_vx_splat(x, lg, (8u << lg) - 1));
    if (lg == 0)
        return rotate_bytes(x, a, n);
    ir_ref back = rv_vx_bin(x, IR_VSUB, lane, n, rv_vx_splat(x, lg, 8u << lg));
    return rv_vx_bin(x, IR_VOR, IR_V128, rv_vx_bin(x, IR_VSHLVU, lane, a, n),
                     rv_vx_bin(x, IR_VSHLVU, lane, a, back));
}

ir_ref rv_vx_shift_bytes(struct rv_vx *x, unsigned fn, ir_ref a, ir_ref n)
{
    n = and_bits(x, n, rv_vx_splat(x, 0, 7));
    if (fn == RV_FN_SLL)
        return rv_vx_bin(x, IR_VMUL, IR_I8, a, look_up(x, POWERS, n));
    ir_ref v = rotate(x, 0, a, un(x, IR_VNEG, IR_I8, n));
    v = and_bits(x, v, look_up(x, REST, n));
    if (fn == RV_FN_SRL)
        return v;
    ir_ref sign = look_up(x, SIGNS, n);
    return rv_vx_bin(x, IR_VSUB, IR_I8, rv_vx_bin(x, IR_VXOR, IR_V128, v, sign), sign);
}

static ir_ref count_ones(struct rv_vx *x, int lg, ir_ref a)
{
    a = ir_un(x->c->r, IR_VPOPCNT, IR_V128, a);
    for (int i = 0; i < lg; i++)
        a = un(x, IR_VPADDLU, rv_vx_lane(i), a);
    return a;
}

static ir_ref reverse(struct rv_vx *x, int lg, ir_ref a)
{
    a = ir_un(x->c->r, IR_VBREV, IR_V128, a);
    return lg ? ir_vopi(x->c->r, IR_VREV, IR_V128, IR_I8, 0, a, IR_NONE, 1u << lg) : a;
}

/* Of lanes of 64 bits, one after the other. */
static ir_ref multiply_high64(struct rv_vx *x, enum ir_opcode op, ir_ref a, ir_ref b)
{
    struct ir_region *r = x->c->r;
    ir_ref v = IR_NONE;
    for (unsigned i = 0; i < 2; i++) {
        ir_ref p = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, a, IR_NONE, i);
        ir_ref q = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, b, IR_NONE, i);
        p = ir_bin(r, op, IR_I64, p, q);
        v = i ? ir_vopi(r, IR_VINS, IR_V128, IR_I64, 0, v, p, 1)
              : ir_vop(r, IR_VZX, IR_V128, IR_I64, 0, p, IR_NONE, IR_NONE);
    }
    return v;
}

static ir_ref multiply_high(struct rv_vx *x, bool is_signed, int lg, ir_ref a, ir_ref b)
{
    struct ir_region *r = x->c->r;
    enum ir_opcode op = is_signed ? IR_VMULLS : IR_VMULLU;
    enum ir_type lane = rv_vx_lane(lg);
    if (lg == 3)
        return multiply_high64(x, is_signed ? IR_MULHS : IR_MULHU, a, b);
    ir_ref low = ir_vop(r, op, IR_V128, lane, 0, a, b, IR_NONE);
    ir_ref high = ir_vop(r, op, IR_V128, lane, IR_HI, a, b, IR_NONE);
    return rv_vx_bin(x, IR_VUZP2, lane, low, high);
}

/* A negative a counts 1 << bits too much as an unsigned factor. */
static ir_ref multiply_high_mixed(struct rv_vx *x, int lg, ir_ref a, ir_ref b)
{
    enum ir_type lane = rv_vx_lane(lg);
    ir_ref negative = ir_vopi(x->c->r, IR_VSARI, IR_V128, lane, 0, a, IR_NONE, (8u << lg) - 1);
    return rv_vx_bin(x, IR_VSUB, lane, multiply_high(x, false, lg, a, b), and_bits(x, b, negative));
}

/* The lower or upper halves. */
static ir_ref multiply_carryless(struct rv_vx *x, bool high, ir_ref a, ir_ref b)
{
    struct ir_region *r = x->c->r;
    ir_ref first = ir_vop(r, IR_VPMULL, IR_V128, IR_I64, 0, a, b, IR_NONE);
    ir_ref second = ir_vop(r, IR_VPMULL, IR_V128, IR_I64, IR_HI, a, b, IR_NONE);
    return rv_vx_bin(x, high ? IR_VZIP2 : IR_VZIP1, IR_I64, first, second);
}

/* The IR's quotient and rest are 0 for a divisor of 0. */
static ir_ref divide_one(struct rv_vx *x, unsigned fn, enum ir_type t, ir_ref a, ir_ref b)
{
    struct ir_region *r = x->c->r;
    bool rest = fn == RV_FN_REMU || fn == RV_FN_REM;
    enum ir_opcode op = fn == RV_FN_DIVU   ? IR_DIVU
                        : fn == RV_FN_DIV  ? IR_DIVS
                        : fn == RV_FN_REMU ? IR_REMU
                                           : IR_REMS;
    ir_ref none = ir_cmp(r, IR_EQ, t, b, ir_const(r, t, 0));
    ir_ref otherwise = rest ? a : ir_const(r, t, t == IR_I32 ? UINT32_MAX : UINT64_MAX);
    return ir_select(r, t, none, otherwise, ir_bin(r, op, t, a, b));
}

/* Of lanes, one after the other; narrow ones are extended. */
static ir_ref divide(struct rv_vx *x, unsigned fn, int lg, ir_ref a, ir_ref b)
{
    struct ir_region *r = x->c->r;
    enum ir_type lane = rv_vx_lane(lg), t = lg == 3 ? IR_I64 : IR_I32;
    unsigned sub = lg < 2 && (fn == RV_FN_DIV || fn == RV_FN_REM) ? IR_SIGNED : 0;
    ir_ref v = ir_vconst(r, 0, 0);
    if (rv_vx_chunks(x, lg) > (lg < 2 ? 1 : 2))
        return IR_NONE;
    for (unsigned i = 0; i << lg < RV_CHUNK; i++) {
        ir_ref p = ir_vopi(r, IR_VEXT, t, lane, sub, a, IR_NONE, i);
        ir_ref q = ir_vopi(r, IR_VEXT, t, lane, sub, b, IR_NONE, i);
        v = ir_vopi(r, IR_VINS, IR_V128, lane, 0, v, divide_one(x, fn, t, p, q), i);
    }
    return v;
}

/* Of numbers: bits 3, 2, 1, 0 are negative zeros, subnormal, normal, infinite ones, 4 ... 7 the
   positive ones. Bits 8 and 9 are signalling and quiet NaNs. */
ir_ref rv_vx_classes(struct rv_vx *x, int lg, ir_ref a)
{
    struct ir_region *r = x->c->r;
    enum ir_type lane = rv_vx_lane(lg);
    static const uint8_t fractions[] = {0, 10, 23, 52};
    uint64_t least = UINT64_C(1) << fractions[lg], sign = UINT64_C(1) << ((8u << lg) - 1);
    uint64_t infinity = sign - least, from[] = {0, least - 1, infinity - 1};
    ir_ref size = and_bits(x, a, rv_vx_splat(x, lg, sign - 1));
    ir_ref negative = ir_vopi(r, IR_VSARI, IR_V128, lane, 0, a, IR_NONE, (8u << lg) - 1);
    ir_ref bit = rv_vx_splat(x, lg, 4); /* and one more for each that it is above */
    for (unsigned i = 0; i < 3; i++)
        bit = rv_vx_bin(
            x, IR_VSUB, lane, bit,
            ir_vop(r, IR_VCMP, IR_V128, lane, IR_GTS, size, rv_vx_splat(x, lg, from[i]), IR_NONE));
    bit = rv_vx_bin(x, IR_VXOR, IR_V128, bit, and_bits(x, negative, rv_vx_splat(x, lg, 7)));
    ir_ref v = rv_vx_bin(x, IR_VSHLVU, lane, rv_vx_splat(x, lg, 1), bit);
    ir_ref quiet = ir_vop(r, IR_VCMP, IR_V128, lane, IR_GTS, size,
                          rv_vx_splat(x, lg, infinity + least / 2 - 1), IR_NONE);
    ir_ref nan = rv_vx_select(x, quiet, rv_vx_splat(x, lg, 1 << 9), rv_vx_splat(x, lg, 1 << 8));
    ir_ref is_nan =
        ir_vop(r, IR_VCMP, IR_V128, lane, IR_GTS, size, rv_vx_splat(x, lg, infinity), IR_NONE);
    return rv_vx_select(x, is_nan, nan, v);
}

ir_ref rv_vx_bits(struct rv_vx *x, unsigned fn, int lg, ir_ref a, ir_ref b)
{
    enum ir_type lane = rv_vx_lane(lg);
    switch (fn) {
    case RV_FN_MULH: return multiply_high(x, true, lg, a, b);
    case RV_FN_MULHU: return multiply_high(x, false, lg, a, b);
    case RV_FN_MULHSU: return multiply_high_mixed(x, lg, a, b);
    case RV_FN_CLMUL: return multiply_carryless(x, false, a, b);
    case RV_FN_CLMULH: return multiply_carryless(x, true, a, b);
    case RV_FN_DIVU:
    case RV_FN_DIV:
    case RV_FN_REMU:
    case RV_FN_REM: return divide(x, fn, lg, a, b);
    case RV_FN_ROL: return rotate(x, lg, a, b);
    case RV_FN_ROR: return rotate(x, lg, a, un(x, IR_VNEG, lane, b));
    case RV_FN_BREV: return reverse(x, lg, a);
    case RV_FN_CPOP: return count_ones(x, lg, a);
    case RV_FN_CTZ: { /* the ones of what is below the lowest one */
        ir_ref less = rv_vx_bin(x, IR_VADD, lane, a, rv_vx_splat(x, lg, UINT64_MAX));
        return count_ones(x, lg, rv_vx_bin(x, IR_VANDN, IR_V128, less, a));
    }
    default: return IR_NONE;
    }
}
