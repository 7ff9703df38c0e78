/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of cryptographic instructions: see helper_simd.h.
 *
 * Sources: the manual's pseudocode; FIPS 180-4; GB/T 32905 (SM3), GB/T 32907 (SM4).
 * Lane i of a register is `s[i]` or `d[i]`.
 */
#include "target/aarch64/helper_simd.h"

union lanes {
    a64_vec v;
    uint32_t s[4];
    uint64_t d[2];
};

static uint32_t rol32(uint32_t x, unsigned n)
{
    return n ? x << n | x >> (32 - n) : x;
}

static uint64_t ror64(uint64_t x, unsigned n)
{
    return x >> n | x << (64 - n);
}

static uint32_t choose(uint32_t x, uint32_t y, uint32_t z)
{
    return ((y ^ z) & x) ^ z;
}

static uint32_t majority(uint32_t x, uint32_t y, uint32_t z)
{
    return (x & y) | ((x | y) & z);
}

static uint32_t parity(uint32_t x, uint32_t y, uint32_t z)
{
    return x ^ y ^ z;
}

/* ---- SHA512 ---- */

static uint64_t choose64(uint64_t x, uint64_t y, uint64_t z)
{
    return (x & y) ^ (~x & z);
}

static uint64_t majority64(uint64_t x, uint64_t y, uint64_t z)
{
    return (x & y) ^ (x & z) ^ (y & z);
}

a64_vec a64_helper_sha512h(a64_vec d, a64_vec n, a64_vec m)
{
    union lanes w = {d}, x = {n}, y = {m}, r;
    uint64_t e = y.d[1];
    r.d[1] = choose64(e, x.d[0], x.d[1]) + (ror64(e, 14) ^ ror64(e, 18) ^ ror64(e, 41)) + w.d[1];
    uint64_t t = r.d[1] + y.d[0];
    r.d[0] = choose64(t, y.d[1], x.d[0]) + (ror64(t, 14) ^ ror64(t, 18) ^ ror64(t, 41)) + w.d[0];
    return r.v;
}

a64_vec a64_helper_sha512h2(a64_vec d, a64_vec n, a64_vec m)
{
    union lanes w = {d}, x = {n}, y = {m}, r;
    uint64_t a = y.d[0];
    r.d[1] = majority64(x.d[0], y.d[1], a) + (ror64(a, 28) ^ ror64(a, 34) ^ ror64(a, 39)) + w.d[1];
    uint64_t t = r.d[1];
    r.d[0] = majority64(t, a, y.d[1]) + (ror64(t, 28) ^ ror64(t, 34) ^ ror64(t, 39)) + w.d[0];
    return r.v;
}

a64_vec a64_helper_sha512su0(a64_vec d, a64_vec n)
{
    union lanes w = {d}, x = {n}, r;
    uint64_t a = w.d[1], b = x.d[0];
    r.d[0] = w.d[0] + (ror64(a, 1) ^ ror64(a, 8) ^ a >> 7);
    r.d[1] = w.d[1] + (ror64(b, 1) ^ ror64(b, 8) ^ b >> 7);
    return r.v;
}

a64_vec a64_helper_sha512su1(a64_vec d, a64_vec n, a64_vec m)
{
    union lanes w = {d}, x = {n}, y = {m}, r;
    for (unsigned i = 0; i < 2; i++) {
        uint64_t t = x.d[i];
        r.d[i] = w.d[i] + (ror64(t, 19) ^ ror64(t, 61) ^ t >> 6) + y.d[i];
    }
    return r.v;
}

/* ---- SM3 ---- */

a64_vec a64_helper_sm3partw1(a64_vec d, a64_vec n, a64_vec m)
{
    union lanes x = {d}, y = {n}, z = {m}, r;
    for (unsigned i = 0; i < 4; i++) {
        uint32_t t = i < 3 ? z.s[i + 1] : r.s[0];
        uint32_t v = x.s[i] ^ y.s[i] ^ rol32(t, 15);
        r.s[i] = v ^ rol32(v, 15) ^ rol32(v, 23);
    }
    return r.v;
}

a64_vec a64_helper_sm3partw2(a64_vec d, a64_vec n, a64_vec m)
{
    union lanes x = {d}, y = {n}, z = {m}, r, t;
    for (unsigned i = 0; i < 4; i++) {
        t.s[i] = y.s[i] ^ rol32(z.s[i], 7);
        r.s[i] = x.s[i] ^ t.s[i];
    }
    uint32_t v = rol32(t.s[0], 15);
    r.s[3] ^= v ^ rol32(v, 15) ^ rol32(v, 23);
    return r.v;
}

a64_vec a64_helper_sm3tt(a64_vec d, a64_vec n, a64_vec m, uint32_t desc)
{
    union lanes x = {d}, y = {n}, w = {m}, r;
    unsigned kind = desc >> 8;
    uint32_t top = x.s[3], word = w.s[desc & 3], t;
    if (kind & 1)
        t = kind == 1 ? majority(x.s[1], top, x.s[2]) : choose(top, x.s[2], x.s[1]);
    else
        t = parity(x.s[1], top, x.s[2]);
    t += x.s[0] + word;
    r.s[0] = x.s[1];
    if (kind < 2) {
        t += y.s[3] ^ rol32(top, 12);
        r.s[1] = rol32(x.s[2], 9);
        r.s[3] = t;
    } else {
        t += y.s[3];
        r.s[1] = rol32(x.s[2], 19);
        r.s[3] = t ^ rol32(t, 9) ^ rol32(t, 17);
    }
    r.s[2] = top;
    return r.v;
}

/* ---- SM4 ---- */

static const uint8_t sm4_box[256] = {
    0xd6, 0x90, 0xe9, 0xfe, 0xcc, 0xe1, 0x3d, 0xb7, 0x16, 0xb6, 0x14, 0xc2, 0x28, 0xfb, 0x2c, 0x05,
    0x2b, 0x67, 0x9a, 0x76, 0x2a, 0xbe, 0x04, 0xc3, 0xaa, 0x44, 0x13, 0x26, 0x49, 0x86, 0x06, 0x99,
    0x9c, 0x42, 0x50, 0xf4, 0x91, 0xef, 0x98, 0x7a, 0x33, 0x54, 0x0b, 0x43, 0xed, 0xcf, 0xac, 0x62,
    0xe4, 0xb3, 0x1c, 0xa9, 0xc9, 0x08, 0xe8, 0x95, 0x80, 0xdf, 0x94, 0xfa, 0x75, 0x8f, 0x3f, 0xa6,
    0x47, 0x07, 0xa7, 0xfc, 0xf3, 0x73, 0x17, 0xba, 0x83, 0x59, 0x3c, 0x19, 0xe6, 0x85, 0x4f, 0xa8,
    0x68, 0x6b, 0x81, 0xb2, 0x71, 0x64, 0xda, 0x8b, 0xf8, 0xeb, 0x0f, 0x4b, 0x70, 0x56, 0x9d, 0x35,
    0x1e, 0x24, 0x0e, 0x5e, 0x63, 0x58, 0xd1, 0xa2, 0x25, 0x22, 0x7c, 0x3b, 0x01, 0x21, 0x78, 0x87,
    0xd4, 0x00, 0x46, 0x57, 0x9f, 0xd3, 0x27, 0x52, 0x4c, 0x36, 0x02, 0xe7, 0xa0, 0xc4, 0xc8, 0x9e,
    0xea, 0xbf, 0x8a, 0xd2, 0x40, 0xc7, 0x38, 0xb5, 0xa3, 0xf7, 0xf2, 0xce, 0xf9, 0x61, 0x15, 0xa1,
    0xe0, 0xae, 0x5d, 0xa4, 0x9b, 0x34, 0x1a, 0x55, 0xad, 0x93, 0x32, 0x30, 0xf5, 0x8c, 0xb1, 0xe3,
    0x1d, 0xf6, 0xe2, 0x2e, 0x82, 0x66, 0xca, 0x60, 0xc0, 0x29, 0x23, 0xab, 0x0d, 0x53, 0x4e, 0x6f,
    0xd5, 0xdb, 0x37, 0x45, 0xde, 0xfd, 0x8e, 0x2f, 0x03, 0xff, 0x6a, 0x72, 0x6d, 0x6c, 0x5b, 0x51,
    0x8d, 0x1b, 0xaf, 0x92, 0xbb, 0xdd, 0xbc, 0x7f, 0x11, 0xd9, 0x5c, 0x41, 0x1f, 0x10, 0x5a, 0xd8,
    0x0a, 0xc1, 0x31, 0x88, 0xa5, 0xcd, 0x7b, 0xbd, 0x2d, 0x74, 0xd0, 0x12, 0xb8, 0xe5, 0xb4, 0xb0,
    0x89, 0x69, 0x97, 0x4a, 0x0c, 0x96, 0x77, 0x7e, 0x65, 0xb9, 0xf1, 0x09, 0xc5, 0x6e, 0xc6, 0x84,
    0x18, 0xf0, 0x7d, 0xec, 0x3a, 0xdc, 0x4d, 0x20, 0x79, 0xee, 0x5f, 0x3e, 0xd7, 0xcb, 0x39, 0x48,
};

static uint32_t sm4_substitute(uint32_t x)
{
    return sm4_box[x & 0xff] | (uint32_t)sm4_box[x >> 8 & 0xff] << 8 |
           (uint32_t)sm4_box[x >> 16 & 0xff] << 16 | (uint32_t)sm4_box[x >> 24] << 24;
}

/* One step: the words move down, the new one comes in on top. */
static void sm4_push(union lanes *x, uint32_t v)
{
    x->s[0] = x->s[1];
    x->s[1] = x->s[2];
    x->s[2] = x->s[3];
    x->s[3] = v;
}

a64_vec a64_helper_sm4e(a64_vec d, a64_vec n)
{
    union lanes x = {d}, key = {n};
    for (unsigned i = 0; i < 4; i++) {
        uint32_t t = sm4_substitute(x.s[1] ^ x.s[2] ^ x.s[3] ^ key.s[i]);
        t ^= rol32(t, 2) ^ rol32(t, 10) ^ rol32(t, 18) ^ rol32(t, 24);
        sm4_push(&x, x.s[0] ^ t);
    }
    return x.v;
}

a64_vec a64_helper_sm4ekey(a64_vec n, a64_vec m)
{
    union lanes x = {n}, constant = {m};
    for (unsigned i = 0; i < 4; i++) {
        uint32_t t = sm4_substitute(x.s[1] ^ x.s[2] ^ x.s[3] ^ constant.s[i]);
        t ^= rol32(t, 13) ^ rol32(t, 23);
        sm4_push(&x, x.s[0] ^ t);
    }
    return x.v;
}
