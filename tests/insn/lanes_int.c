/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What SIMD integer instructions do to one lane, in numbers wide enough that nothing overflows.
 */
#include "tests/insn/lanes.h"

static lane_num limit(struct lane *l, lane_num v, unsigned bits, bool is_signed)
{
    lane_num max = ((lane_num)1 << (bits - is_signed)) - 1, min = is_signed ? -max - 1 : 0;
    lane_num r = v < min ? min : v > max ? max : v;
    l->saturated |= r != v;
    return r;
}

static lane_num sat(struct lane *l, lane_num v)
{
    return limit(l, v, l->bits, l->is_signed);
}

static lane_num cut(lane_num v, unsigned bits)
{
    return v & (((lane_num)1 << bits) - 1);
}

static lane_num absolute(lane_num v)
{
    return v < 0 ? -v : v;
}

static lane_num rounded_right(lane_num v, unsigned count)
{
    return count ? (v + ((lane_num)1 << (count - 1))) >> count : v;
}

/* clang-format off */
lane_num lane_add(struct lane *l) { return l->n + l->m; }
lane_num lane_sub(struct lane *l) { return l->n - l->m; }
lane_num lane_mul(struct lane *l) { return l->n * l->m; }
lane_num lane_mla(struct lane *l) { return l->d + l->n * l->m; }
lane_num lane_mls(struct lane *l) { return l->d - l->n * l->m; }
lane_num lane_hadd(struct lane *l) { return (l->n + l->m) >> 1; }
lane_num lane_rhadd(struct lane *l) { return (l->n + l->m + 1) >> 1; }
lane_num lane_hsub(struct lane *l) { return (l->n - l->m) >> 1; }
lane_num lane_qadd(struct lane *l) { return sat(l, l->n + l->m); }
lane_num lane_qsub(struct lane *l) { return sat(l, l->n - l->m); }
lane_num lane_max(struct lane *l) { return l->n > l->m ? l->n : l->m; }
lane_num lane_min(struct lane *l) { return l->n < l->m ? l->n : l->m; }
lane_num lane_abd(struct lane *l) { return absolute(l->n - l->m); }
lane_num lane_aba(struct lane *l) { return l->d + absolute(l->n - l->m); }
lane_num lane_gt(struct lane *l) { return -(l->n > l->m); }
lane_num lane_ge(struct lane *l) { return -(l->n >= l->m); }
lane_num lane_eq(struct lane *l) { return -(l->n == l->m); }
lane_num lane_tst(struct lane *l) { return -((l->n & l->m) != 0); }
lane_num lane_gt0(struct lane *l) { return -(l->n > 0); }
lane_num lane_ge0(struct lane *l) { return -(l->n >= 0); }
lane_num lane_eq0(struct lane *l) { return -(l->n == 0); }
lane_num lane_le0(struct lane *l) { return -(l->n <= 0); }
lane_num lane_lt0(struct lane *l) { return -(l->n < 0); }
lane_num lane_neg(struct lane *l) { return -l->n; }
lane_num lane_abs(struct lane *l) { return absolute(l->n); }
lane_num lane_qneg(struct lane *l) { return sat(l, -l->n); }
lane_num lane_qabs(struct lane *l) { return sat(l, absolute(l->n)); }
lane_num lane_and(struct lane *l) { return l->n & l->m; }
lane_num lane_bic(struct lane *l) { return l->n & ~l->m; }
lane_num lane_orr(struct lane *l) { return l->n | l->m; }
lane_num lane_orn(struct lane *l) { return l->n | ~l->m; }
lane_num lane_eor(struct lane *l) { return l->n ^ l->m; }
lane_num lane_bsl(struct lane *l) { return (l->d & l->n) | (~l->d & l->m); }
lane_num lane_bit(struct lane *l) { return (l->m & l->n) | (~l->m & l->d); }
lane_num lane_bif(struct lane *l) { return (~l->m & l->n) | (l->m & l->d); }
lane_num lane_not(struct lane *l) { return ~l->n; }

lane_num lane_dmulh(struct lane *l) { return sat(l, (2 * l->n * l->m) >> l->bits); }
lane_num lane_rdmulh(struct lane *l) { return sat(l, rounded_right(2 * l->n * l->m, l->bits)); }
lane_num lane_rdmlah(struct lane *l)
{
    return sat(l, rounded_right(l->d * ((lane_num)1 << l->bits) + 2 * l->n * l->m, l->bits));
}
lane_num lane_rdmlsh(struct lane *l)
{
    return sat(l, rounded_right(l->d * ((lane_num)1 << l->bits) - 2 * l->n * l->m, l->bits));
}
lane_num lane_dmull(struct lane *l) { return limit(l, 2 * l->n * l->m, 2 * l->bits, true); }
lane_num lane_dmlal(struct lane *l) { return limit(l, l->d + lane_dmull(l), 2 * l->bits, true); }
lane_num lane_dmlsl(struct lane *l) { return limit(l, l->d - lane_dmull(l), 2 * l->bits, true); }

/* SUQADD: the accumulator is signed, the operand is not; USQADD the other way round. */
lane_num lane_sign(lane_num v, unsigned bits)
{
    v = cut(v, bits);
    return v >> (bits - 1) ? v - ((lane_num)1 << bits) : v;
}
lane_num lane_suqadd(struct lane *l)
{
    return limit(l, lane_sign(l->d, l->bits) + cut(l->n, l->bits), l->bits, true);
}
lane_num lane_usqadd(struct lane *l)
{
    return limit(l, cut(l->d, l->bits) + lane_sign(l->n, l->bits), l->bits, false);
}

lane_num lane_cls(struct lane *l)
{
    unsigned count = 0;
    for (unsigned i = 1; i < l->bits && (l->n >> (l->bits - 1 - i) & 1) == (l->n < 0); i++)
        count++;
    return count;
}
lane_num lane_clz(struct lane *l)
{
    unsigned count = 0;
    for (unsigned i = 0; i < l->bits && !(l->n >> (l->bits - 1 - i) & 1); i++)
        count++;
    return count;
}
lane_num lane_cnt(struct lane *l)
{
    return __builtin_popcount((unsigned)l->n & 0xff);
}
lane_num lane_rbit(struct lane *l)
{
    lane_num r = 0;
    for (unsigned i = 0; i < 8; i++)
        r |= (l->n >> i & 1) << (7 - i);
    return r;
}
lane_num lane_product2(struct lane *l)
{
    lane_num r = 0;
    for (unsigned i = 0; i < l->bits; i++)
        if (l->m >> i & 1)
            r ^= (lane_num)((unsigned __int128)cut(l->n, l->bits) << i);
    return r;
}

/* Shifts by a register: the low byte of m, signed. */
static lane_num shift(struct lane *l, bool rounded)
{
    int count = (int8_t)(int)cut(l->m, 8);
    if (count < 0)
        return rounded ? rounded_right(l->n, (unsigned)-count > 126 ? 126 : (unsigned)-count)
                       : l->n >> (-count > 126 ? 126 : -count);
    /* what leaves 128 bits has left the lane long ago; the sign tells where to */
    lane_num far = l->n < 0 ? -((lane_num)1 << 100) : (lane_num)1 << 100;
    return !l->n ? 0 : count >= (int)l->bits ? far : l->n * ((lane_num)1 << count);
}
lane_num lane_shl_reg(struct lane *l) { return shift(l, false); }
lane_num lane_rshl_reg(struct lane *l) { return shift(l, true); }
lane_num lane_qshl_reg(struct lane *l) { return sat(l, shift(l, false)); }
lane_num lane_qrshl_reg(struct lane *l) { return sat(l, shift(l, true)); }

/* Shifts by an immediate. */
lane_num lane_shr(struct lane *l) { return l->n >> l->right; }
lane_num lane_sra(struct lane *l) { return l->d + (l->n >> l->right); }
lane_num lane_rshr(struct lane *l) { return rounded_right(l->n, l->right); }
lane_num lane_rsra(struct lane *l) { return l->d + rounded_right(l->n, l->right); }
lane_num lane_shl(struct lane *l) { return l->n * ((lane_num)1 << l->left); }
lane_num lane_qshl(struct lane *l) { return sat(l, l->n * ((lane_num)1 << l->left)); }
lane_num lane_qshlu(struct lane *l) { return limit(l, l->n * ((lane_num)1 << l->left), l->bits, false); }
lane_num lane_sri(struct lane *l)
{
    lane_num mask = (((lane_num)1 << l->bits) - 1) >> l->right;
    return (l->d & ~mask) | (cut(l->n, l->bits) >> l->right);
}
lane_num lane_sli(struct lane *l)
{
    lane_num mask = -((lane_num)1 << l->left);
    return (l->d & ~mask) | l->n * ((lane_num)1 << l->left);
}
lane_num lane_qshr(struct lane *l) { return sat(l, l->n >> l->right); }
lane_num lane_qrshr(struct lane *l) { return sat(l, rounded_right(l->n, l->right)); }
lane_num lane_qshru(struct lane *l) { return limit(l, l->n >> l->right, l->bits, false); }
lane_num lane_qrshru(struct lane *l)
{
    return limit(l, rounded_right(l->n, l->right), l->bits, false);
}
lane_num lane_same(struct lane *l) { return l->n; }
lane_num lane_qxt(struct lane *l) { return sat(l, l->n); }
lane_num lane_qxtu(struct lane *l) { return limit(l, l->n, l->bits, false); }
lane_num lane_addh(struct lane *l) { return cut(l->n + l->m, 2 * l->bits) >> l->bits; }
lane_num lane_subh(struct lane *l) { return cut(l->n - l->m, 2 * l->bits) >> l->bits; }
lane_num lane_raddh(struct lane *l) { return rounded_right(cut(l->n + l->m, 2 * l->bits), l->bits); }
lane_num lane_rsubh(struct lane *l) { return rounded_right(cut(l->n - l->m, 2 * l->bits), l->bits); }
lane_num lane_shll_size(struct lane *l) { return l->n * ((lane_num)1 << l->bits); }

/* clang-format on */
