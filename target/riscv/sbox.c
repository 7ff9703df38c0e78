/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Substitutions: an inversion in GF(2^8) between affine maps; see sbox.h.
 *
 * AES (FIPS 197): S(x) = A(inverse(x)) + 0x63 modulo 0x11b.  SM4: S(x) = A(inverse(A(x) + 0xd3)) +
 * 0xd3 modulo 0x1f5.  A is the circulant matrix of a row; bit 0 first.
 */
#include "target/riscv/sbox.h"

#include <pthread.h>

#define AES_POLY  0x11bu
#define AES_ROW   0xf1u
#define AES_CONST 0x63u
#define SM4_POLY  0x1f5u
#define SM4_ROW   0xa7u
#define SM4_CONST 0xd3u

static uint8_t box[RV_SBOXES][256];

static unsigned multiply(unsigned a, unsigned b, unsigned poly)
{
    unsigned out = 0;
    for (; b; b >>= 1) {
        out ^= b & 1 ? a : 0;
        a = a & 0x80 ? a << 1 ^ poly : a << 1;
    }
    return out;
}

/* The 254th power. */
static unsigned inverse(unsigned a, unsigned poly)
{
    unsigned out = 1, power = a;
    for (unsigned n = 254; n; n >>= 1) {
        if (n & 1)
            out = multiply(out, power, poly);
        power = multiply(power, power, poly);
    }
    return out;
}

static unsigned affine(unsigned x, unsigned row, unsigned constant)
{
    unsigned out = 0;
    for (unsigned i = 0; i < 8; i++) {
        unsigned turned = (row << i | row >> (8 - i)) & 0xff;
        out |= (unsigned)(__builtin_popcount(turned & x) & 1) << i;
    }
    return out ^ constant;
}

static void fill(void)
{
    for (unsigned x = 0; x < 256; x++) {
        unsigned aes = affine(inverse(x, AES_POLY), AES_ROW, AES_CONST);
        box[RV_SBOX_AES][x] = (uint8_t)aes;
        box[RV_SBOX_AES_INVERSE][aes] = (uint8_t)x;
        unsigned sm4 = inverse(affine(x, SM4_ROW, SM4_CONST), SM4_POLY);
        box[RV_SBOX_SM4][x] = (uint8_t)affine(sm4, SM4_ROW, SM4_CONST);
    }
}

const uint8_t *rv_sbox(enum rv_sbox which)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fill);
    return box[which];
}

uint8_t rv_aes_multiply(unsigned a, unsigned b)
{
    return (uint8_t)multiply(a, b, AES_POLY);
}
