/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating point for tests, in integers; see numbers.h.
 */
#include "tests/insn/riscv/numbers.h"
#include <glib.h>
#include "tests/unit/random.h"

const struct format num_half = {16, 10}, num_single = {32, 23}, num_double = {64, 52},
                    num_bfloat = {16, 7};

const struct format *num_format(unsigned n)
{
    return n == 16 ? &num_half : n == 32 ? &num_single : &num_double;
}

uint64_t num_infinity(const struct format *f)
{
    return num_low(f->n - 1) & ~num_low(f->fraction);
}

uint64_t num_quiet(const struct format *f)
{
    return num_infinity(f) | UINT64_C(1) << (f->fraction - 1);
}

int num_bias(const struct format *f)
{
    return (1 << (f->n - f->fraction - 2)) - 1;
}

struct number num_decode(uint64_t v, const struct format *f)
{
    uint64_t size = v & num_low(f->n - 1), exponent = size >> f->fraction;
    return (struct number){
        .negative = v >> (f->n - 1) & 1,
        .nan = size > num_infinity(f),
        .signalling = size > num_infinity(f) && size < num_quiet(f),
        .infinite = size == num_infinity(f),
        .m = (size & num_low(f->fraction)) | (exponent ? UINT64_C(1) << f->fraction : 0),
        .e = (int)(exponent ? exponent : 1) - num_bias(f) - (int)f->fraction,
    };
}

static unsigned length(u128 m)
{
    unsigned n = 0;
    for (; m; m >>= 1)
        n++;
    return n;
}

u128 num_at_scale(const struct number *x, int to, unsigned mode, bool *inexact)
{
    int shift = to - x->e;
    *inexact = false;
    if (shift <= 0)
        return x->m << -shift;
    u128 q = shift > 127 ? 0 : x->m >> shift;
    u128 rest = shift > 127 ? x->m : x->m & (((u128)1 << shift) - 1);
    int against = rest == 0                        ? -1
                  : shift > 127                    ? -1
                  : rest > (u128)1 << (shift - 1)  ? 1
                  : rest == (u128)1 << (shift - 1) ? 0
                                                   : -1;
    *inexact = rest != 0;
    switch (mode) {
    case RNE: return q + (against > 0 || (!against && q & 1));
    case RDN: return q + (x->negative && rest);
    case RUP: return q + (!x->negative && rest);
    case RMM: return q + (against >= 0);
    case ROD: return q | (rest != 0);
    default: return q;
    }
}

uint64_t num_to_float(const struct number *x, const struct format *f, unsigned mode,
                      unsigned *flags)
{
    uint64_t sign = x->negative ? UINT64_C(1) << (f->n - 1) : 0;
    *flags |= x->signalling ? NV : 0;
    if (x->nan)
        return num_quiet(f);
    if (x->infinite || !x->m)
        return sign | (x->infinite ? num_infinity(f) : 0);
    int top = x->e + (int)length(x->m) - 1, least = 1 - num_bias(f), fraction = (int)f->fraction;
    bool inexact;
    u128 unbounded = num_at_scale(x, top - fraction, mode, &inexact);
    bool tiny = top + (unbounded >> (fraction + 1) != 0) < least;
    int scale = top > least ? top - fraction : least - fraction;
    u128 k = num_at_scale(x, scale, mode, &inexact);
    if (k >> (fraction + 1))
        k >>= 1, scale++;
    if (scale + fraction > num_bias(f)) {
        bool away = mode == RNE || mode == RMM || mode == (x->negative ? RDN : RUP);
        *flags |= OF | NX;
        return sign | (away ? num_infinity(f) : num_infinity(f) - 1);
    }
    *flags |= inexact ? NX | (tiny ? UF : 0) : 0;
    uint64_t exponent = k >> fraction ? (uint64_t)(scale + fraction + num_bias(f)) : 0;
    return sign | exponent << fraction | ((uint64_t)k & num_low(f->fraction));
}

uint64_t num_to_integer(const struct number *x, unsigned n, bool is_unsigned, unsigned mode,
                        unsigned *flags)
{
    uint64_t most = is_unsigned ? num_low(n) : num_low(n - 1),
             least = is_unsigned ? 0 : ~num_low(n - 1) & num_low(n);
    bool inexact, negative = x->negative && !x->nan;
    u128 limit = negative ? (is_unsigned ? 0 : (u128)1 << (n - 1)) : most;
    bool large = x->nan || x->infinite || (x->m && x->e + (int)length(x->m) > 66);
    u128 q = large ? 0 : num_at_scale(x, 0, mode, &inexact);
    if (large || q > limit) {
        *flags |= NV;
        return negative ? least : most;
    }
    *flags |= inexact ? NX : 0;
    return (negative ? -(uint64_t)q : (uint64_t)q) & num_low(n);
}

/* ---- arithmetic ---- */

static int top(const struct number *x)
{
    return x->e + (int)length(x->m);
}

struct number num_sum(const struct number *x, const struct number *y, unsigned mode,
                      unsigned *flags)
{
    bool opposite = x->negative != y->negative, ignored;
    if (x->signalling || y->signalling || (x->infinite && y->infinite && opposite))
        *flags |= NV;
    if (x->nan || y->nan || (x->infinite && y->infinite && opposite))
        return (struct number){.nan = true};
    if (x->infinite || y->infinite)
        return x->infinite ? *x : *y;
    if (!x->m || !y->m) {
        struct number out = x->m ? *x : *y;
        if (!out.m && opposite)
            out.negative = mode == RDN;
        return out;
    }
    int scale = (top(x) > top(y) ? top(x) : top(y)) - 120;
    u128 a = num_at_scale(x, scale, ROD, &ignored), b = num_at_scale(y, scale, ROD, &ignored);
    struct number out = {.negative = x->negative, .e = scale};
    out.m = !opposite ? a + b : a > b ? a - b : b - a;
    if (opposite && b > a)
        out.negative = y->negative;
    if (!out.m)
        out.negative = mode == RDN;
    return out;
}

struct number num_product(const struct number *x, const struct number *y, unsigned *flags)
{
    bool zero = (!x->m && !x->infinite) || (!y->m && !y->infinite);
    bool invalid = (x->infinite || y->infinite) && zero && !x->nan && !y->nan;
    if (x->signalling || y->signalling || invalid)
        *flags |= NV;
    if (x->nan || y->nan || invalid)
        return (struct number){.nan = true};
    struct number out = {.negative = x->negative != y->negative,
                         .infinite = x->infinite || y->infinite,
                         .e = x->e + y->e};
    if (!out.infinite)
        out.m = x->m * y->m;
    return out;
}

uint64_t num_random(const struct format *f, uint64_t *rng)
{
    uint64_t r = next_random(rng), one = (uint64_t)num_bias(f) << f->fraction, v = next_random(rng);
    unsigned k = r >> 8 & 127;
    const uint64_t edges[] = {0,
                              1,
                              num_low(f->fraction),
                              num_low(f->fraction) + 1,
                              one,
                              one - 1,
                              num_infinity(f) - 1,
                              num_infinity(f),
                              num_quiet(f),
                              num_quiet(f) + 5,
                              num_infinity(f) + 1};
    switch (r & 7) {
    case 0: v = edges[(r >> 16) % G_N_ELEMENTS(edges)]; break;
    case 1: /* around the bounds of integers and of narrower formats, few bits set */
    case 2:
        v = one + ((uint64_t)k << f->fraction) - ((r >> 20 & 1) + (r >> 21 & 1));
        if (r >> 22 & 1)
            v |= UINT64_C(3) << (next_random(rng) % f->fraction);
        break;
    case 3:
        v = one - ((uint64_t)k << f->fraction) +
            (next_random(rng) & 3) * (num_low(f->fraction) >> 1);
        break;
    case 4:
        v = one + ((uint64_t)(k & 31) << f->fraction) + (next_random(rng) & num_low(f->fraction));
        break;
    case 5: { /* with a half */
        struct number x = {.m = (next_random(rng) >> (next_random(rng) & 63)) << 1 | 1, .e = -1};
        v = num_to_float(&x, f, RTZ, &(unsigned){0});
        break;
    }
    default: break;
    }
    return (v ^ (r >> 40 & 1 ? UINT64_C(1) << (f->n - 1) : 0)) & num_low(f->n);
}
