/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SM4's substitution, from its algebraic description: S(x) = A(inverse(A(x) + C)) + C in
 * GF(2^8) modulo x^8 + x^7 + x^6 + x^5 + x^4 + x^2 + 1.
 */
#include "target/riscv/helper.h"

#define POLY 0x1f5u
#define C    0xd3u

static unsigned multiply(unsigned a, unsigned b)
{
    unsigned out = 0;
    for (; b; b >>= 1) {
        out ^= b & 1 ? a : 0;
        a = a & 0x80 ? a << 1 ^ POLY : a << 1;
    }
    return out;
}

/* The 254th power. */
static unsigned inverse(unsigned a)
{
    unsigned out = 1, power = a;
    for (unsigned n = 254; n; n >>= 1) {
        if (n & 1)
            out = multiply(out, power);
        power = multiply(power, power);
    }
    return out;
}

/* The circulant matrix whose first row is 11100101 (bit 0 first), then the constant. */
static unsigned affine(unsigned x)
{
    unsigned out = 0;
    for (unsigned i = 0; i < 8; i++) {
        unsigned row = (0xa7u << i | 0xa7u >> (8 - i)) & 0xff;
        out |= (unsigned)(__builtin_popcount(row & x) & 1) << i;
    }
    return out ^ C;
}

uint64_t rv_helper_sm4(uint64_t byte, uint64_t schedule)
{
    uint32_t x = affine(inverse(affine((unsigned)byte)));
    if (schedule)
        return x ^ (x & 7) << 29 ^ (x & 0xfe) << 7 ^ (x & 1) << 23 ^ (x & 0xf8) << 13;
    return x ^ x << 8 ^ x << 2 ^ x << 18 ^ (x & 0x3f) << 26 ^ (x & 0xc0) << 10;
}
