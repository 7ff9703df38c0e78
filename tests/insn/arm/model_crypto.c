/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of the cryptographic instructions, from FIPS 197 (AES) and FIPS 180-4 (SHA1, SHA256) and
 * the manual's shared functions.
 */
#include <string.h>
#include "tests/insn/arm/model_simd.h"

/* ---- AES ---- */

static uint8_t times2(uint8_t x)
{
    return (uint8_t)(x << 1 ^ (x & 0x80 ? 0x1b : 0));
}

static uint8_t gf_mul(uint8_t x, uint8_t y)
{
    uint8_t r = 0;
    for (; y; y >>= 1, x = times2(x))
        r ^= y & 1 ? x : 0;
    return r;
}

/* The inverse, and the affine map. */
static uint8_t sub_byte(uint8_t x)
{
    uint8_t inverse = 0, r = 0;
    for (unsigned y = 1; y < 256; y++)
        if (gf_mul(x, (uint8_t)y) == 1)
            inverse = (uint8_t)y;
    for (unsigned i = 0; i < 5; i++)
        r ^= (uint8_t)(inverse << i | inverse >> (8 - i));
    return r ^ 0x63;
}

static uint8_t sub_byte_back(uint8_t x)
{
    unsigned y = 0;
    while (sub_byte((uint8_t)y) != x)
        y++;
    return (uint8_t)y;
}

/* Rows of the state, whose columns are words, move by their number. */
static void rounds(uint8_t *d, const uint8_t *m, bool back)
{
    uint8_t state[16];
    for (unsigned i = 0; i < 16; i++)
        state[i] = d[i] ^ m[i];
    for (unsigned i = 0; i < 16; i++) {
        uint8_t v = state[(back ? i - i % 4 * 4 : i + i % 4 * 4) % 16];
        d[i] = back ? sub_byte_back(v) : sub_byte(v);
    }
}

static void mix(uint8_t *d, const uint8_t *m, const uint8_t by[4])
{
    uint8_t r[16];
    for (unsigned i = 0; i < 16; i++) {
        r[i] = 0;
        for (unsigned k = 0; k < 4; k++)
            r[i] ^= gf_mul(m[i / 4 * 4 + (i + k) % 4], by[k]);
    }
    memcpy(d, r, sizeof r);
}

/* ---- SHA ---- */

static uint32_t rol(uint32_t v, unsigned n)
{
    return v << n | v >> (32 - n);
}

static uint32_t choose(uint32_t x, uint32_t y, uint32_t z)
{
    return (x & y) | (~x & z);
}

static uint32_t majority(uint32_t x, uint32_t y, uint32_t z)
{
    return (x & y) | (x & z) | (y & z);
}

static void sha1(uint32_t *d, uint32_t e, const uint32_t *w, enum arm_op op)
{
    for (unsigned i = 0; i < 4; i++) {
        uint32_t t = op == ARM_NEON_SHA1C   ? choose(d[1], d[2], d[3])
                     : op == ARM_NEON_SHA1P ? d[1] ^ d[2] ^ d[3]
                                            : majority(d[1], d[2], d[3]);
        t += rol(d[0], 5) + e + w[i];
        e = d[3];
        d[3] = d[2];
        d[2] = rol(d[1], 30);
        d[1] = d[0];
        d[0] = t;
    }
}

static void sha256(uint32_t *abcd, uint32_t *efgh, const uint32_t *w)
{
    for (unsigned i = 0; i < 4; i++) {
        uint32_t a = abcd[0], e = efgh[0];
        uint32_t t =
            efgh[3] + choose(e, efgh[1], efgh[2]) + w[i] + (rol(e, 26) ^ rol(e, 21) ^ rol(e, 7));
        uint32_t sum = t + majority(a, abcd[1], abcd[2]) + (rol(a, 30) ^ rol(a, 19) ^ rol(a, 10));
        uint32_t down = abcd[3] + t;
        memmove(efgh + 1, efgh, 12);
        memmove(abcd + 1, abcd, 12);
        efgh[0] = down;
        abcd[0] = sum;
    }
}

static void sha256_su0(uint32_t *d, const uint32_t *m)
{
    uint32_t w[5] = {d[0], d[1], d[2], d[3], m[0]};
    for (unsigned i = 0; i < 4; i++)
        d[i] += rol(w[i + 1], 25) ^ rol(w[i + 1], 14) ^ w[i + 1] >> 3;
}

static void sha256_su1(uint32_t *d, const uint32_t *n, const uint32_t *m)
{
    uint32_t w[5] = {n[1], n[2], n[3], m[0]}, t[4] = {m[2], m[3]};
    for (unsigned i = 0; i < 4; i++) {
        d[i] += w[i] + (rol(t[i], 15) ^ rol(t[i], 13) ^ t[i] >> 10);
        if (i < 2)
            t[i + 2] = d[i];
    }
}

enum model_result model_crypto(struct model_simd *m, enum arm_op op, uint32_t insn)
{
    static const uint8_t forward[] = {2, 3, 1, 1}, back[] = {14, 11, 13, 9};
    unsigned rd = model_vd(insn), rn = model_vn(insn), rm = model_vm(insn);
    bool three = (insn & 0x0e800000) == 0x02000000; /* three registers */
    uint8_t *d8 = m->v.b + 8 * rd;
    uint32_t n[4] = {0}, k[4] = {0}, *d = m->v.s + 2 * rd, old[4];
    union model_vregs before = m->v;
    if (!strstr(arm_rows[op].feature, "AES") && !strstr(arm_rows[op].feature, "SHA"))
        return MODEL_UNKNOWN;
    if ((rd | rm | (three ? rn : 0)) & 1)
        return MODEL_UNDEFINED;
    memcpy(n, before.s + 2 * rn, sizeof n);
    memcpy(k, before.s + 2 * rm, sizeof k);
    memcpy(old, d, sizeof old);
    switch (op) {
    case ARM_NEON_AESE: rounds(d8, before.b + 8 * rm, false); break;
    case ARM_NEON_AESD: rounds(d8, before.b + 8 * rm, true); break;
    case ARM_NEON_AESMC: mix(d8, before.b + 8 * rm, forward); break;
    case ARM_NEON_AESIMC: mix(d8, before.b + 8 * rm, back); break;
    case ARM_NEON_SHA1C:
    case ARM_NEON_SHA1P:
    case ARM_NEON_SHA1M: sha1(d, n[0], k, op); break;
    case ARM_NEON_SHA1H:
        d[0] = rol(k[0], 30);
        d[1] = d[2] = d[3] = 0;
        break;
    case ARM_NEON_SHA1SU0:
        for (unsigned i = 0; i < 4; i++)
            d[i] ^= k[i] ^ (i < 2 ? old[i + 2] : n[i - 2]);
        break;
    case ARM_NEON_SHA1SU1: {
        for (unsigned i = 0; i < 3; i++)
            d[i] = rol(old[i] ^ k[i + 1], 1);
        d[3] = rol(old[3], 1) ^ rol(d[0], 1);
        break;
    }
    case ARM_NEON_SHA256H: sha256(d, n, k); break;
    case ARM_NEON_SHA256H2: sha256(n, d, k); break;
    case ARM_NEON_SHA256SU0: sha256_su0(d, k); break;
    case ARM_NEON_SHA256SU1: sha256_su1(d, n, k); break;
    default: return MODEL_UNKNOWN;
    }
    return MODEL_DONE;
}
