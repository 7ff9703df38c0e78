/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of SIMD integer instructions: see helper_simd.h.
 *
 * Each lane is computed in 128 bits, where nothing overflows, and cut to its range at the end.
 */
#include "target/aarch64/helper_simd.h"

#include <stdbool.h>
#include <string.h>
#include "tcg/softfp/softfp.h"

typedef __int128 s128;

union lanes {
    a64_vec v;
    uint8_t b[16];
    uint16_t h[8];
    uint32_t s[4];
    uint64_t d[2];
};

static uint64_t get(const union lanes *v, unsigned size, unsigned i)
{
    switch (size) {
    case 0: return v->b[i];
    case 1: return v->h[i];
    case 2: return v->s[i];
    default: return v->d[i];
    }
}

static void put(union lanes *v, unsigned size, unsigned i, uint64_t x)
{
    switch (size) {
    case 0: v->b[i] = (uint8_t)x; break;
    case 1: v->h[i] = (uint16_t)x; break;
    case 2: v->s[i] = (uint32_t)x; break;
    default: v->d[i] = x; break;
    }
}

static s128 extend(uint64_t x, unsigned size, bool is_signed)
{
    unsigned up = 64 - (8u << size);
    return is_signed ? (s128)((int64_t)(x << up) >> up) : (s128)x;
}

/* SatQ; *saturated is set if v does not fit. */
static s128 saturate(s128 v, unsigned size, bool is_signed, bool *saturated)
{
    unsigned bits = 8u << size;
    s128 max = ((s128)1 << (is_signed ? bits - 1 : bits)) - 1, min = is_signed ? -max - 1 : 0;
    *saturated = v < min || v > max;
    return v < min ? min : v > max ? max : v;
}

/* One lane shifted: 64 bits by at most 64 to the left fit in 128 bits except for the sign of -1
   and unsigned values, which a count beyond the width can't need. */
static s128 shift(s128 x, int count, unsigned size, bool rounded)
{
    int bits = 8 << size;
    if (count >= 0) {
        if (count > bits)
            count = bits;
        if (count == 64) /* only zero or far out of range */
            return x == 0 ? 0 : x < 0 ? -((s128)1 << 126) : ((s128)1 << 126);
        return (s128)((unsigned __int128)x << count);
    }
    count = -count;
    if (count > 120)
        count = 120;
    if (rounded)
        x += (s128)1 << (count - 1);
    return x >> count;
}

static a64_vec shift_lanes(a64_vec n, a64_vec m, uint32_t desc, bool want_saturated)
{
    union lanes a = {n}, b = {m}, r;
    unsigned size = desc & 0xff, how = desc >> 8;
    bool is_signed = !(how & A64_SHL_UNSIGNED);
    for (unsigned i = 0; i < 16u >> size; i++) {
        int count = (int8_t)get(&b, size, i);
        bool saturated = false;
        s128 v = extend(get(&a, size, i), size, is_signed);
        if (!(how & A64_SHL_SAT) && count >= 8 << size)
            v = 0;
        else
            v = shift(v, count, size, how & A64_SHL_ROUND);
        if (how & A64_SHL_SAT)
            v = saturate(v, size, is_signed, &saturated);
        put(&r, size, i, want_saturated ? -(uint64_t)saturated : (uint64_t)v);
    }
    return r.v;
}

a64_vec a64_helper_shl_reg(a64_vec n, a64_vec m, uint32_t desc)
{
    return shift_lanes(n, m, desc, false);
}

a64_vec a64_helper_shl_reg_q(a64_vec n, a64_vec m, uint32_t desc)
{
    return shift_lanes(n, m, desc, true);
}

static a64_vec double_accumulate(a64_vec d, a64_vec n, a64_vec m, uint32_t desc,
                                 bool want_saturated)
{
    union lanes acc = {d}, a = {n}, b = {m}, r;
    unsigned size = desc & 0xff, bits = 8u << size;
    for (unsigned i = 0; i < 16u >> size; i++) {
        bool saturated;
        s128 product =
            2 * extend(get(&a, size, i), size, true) * extend(get(&b, size, i), size, true);
        s128 v = extend(get(&acc, size, i), size, true) * ((s128)1 << bits);
        v += (desc >> 8 ? -product : product) + ((s128)1 << (bits - 1));
        v = saturate(v >> bits, size, true, &saturated);
        put(&r, size, i, want_saturated ? -(uint64_t)saturated : (uint64_t)v);
    }
    return r.v;
}

a64_vec a64_helper_sqrdmlah(a64_vec d, a64_vec n, a64_vec m, uint32_t desc)
{
    return double_accumulate(d, n, m, desc, false);
}

a64_vec a64_helper_sqrdmlah_q(a64_vec d, a64_vec n, a64_vec m, uint32_t desc)
{
    return double_accumulate(d, n, m, desc, true);
}

a64_vec a64_helper_urecpe(a64_vec n)
{
    union lanes a = {n};
    for (unsigned i = 0; i < 4; i++)
        a.s[i] = fp_recip_estimate_u32(a.s[i]);
    return a.v;
}

a64_vec a64_helper_ursqrte(a64_vec n)
{
    union lanes a = {n};
    for (unsigned i = 0; i < 4; i++)
        a.s[i] = fp_rsqrt_estimate_u32(a.s[i]);
    return a.v;
}
