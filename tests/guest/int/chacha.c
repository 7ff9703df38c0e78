/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ChaCha20 with Poly1305, Salsa, XTEA, RC4, Speck, SipHash. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static uint32_t rol(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}
static void chacha(const uint32_t *k, uint32_t ctr, uint8_t *out)
{
    uint32_t s[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}, x[16];
    memcpy(s + 4, k, 32), s[12] = ctr, s[13] = 9, s[14] = 0x4a000000, s[15] = 0, memcpy(x, s, 64);
#define Q(a, b, c, d)                                                                              \
    x[a] += x[b], x[d] = rol(x[d] ^ x[a], 16), x[c] += x[d], x[b] = rol(x[b] ^ x[c], 12),          \
                  x[a] += x[b], x[d] = rol(x[d] ^ x[a], 8), x[c] += x[d],                          \
                  x[b] = rol(x[b] ^ x[c], 7)
    for (int i = 0; i < 10; i++) {
        Q(0, 4, 8, 12);
        Q(1, 5, 9, 13);
        Q(2, 6, 10, 14);
        Q(3, 7, 11, 15);
        Q(0, 5, 10, 15);
        Q(1, 6, 11, 12);
        Q(2, 7, 8, 13);
        Q(3, 4, 9, 14);
    }
    for (int i = 0; i < 16; i++)
        x[i] += s[i];
    memcpy(out, x, 64);
}
static void poly(const uint8_t *m, size_t n, const uint8_t *key)
{
    uint64_t r0, r1, h0 = 0, h1 = 0, h2 = 0, s0, s1;
    memcpy(&r0, key, 8), memcpy(&r1, key + 8, 8), memcpy(&s0, key + 16, 8),
        memcpy(&s1, key + 24, 8);
    r0 &= 0x0ffffffc0fffffffull, r1 &= 0x0ffffffc0ffffffcull;
    for (size_t i = 0; i < n; i += 16) {
        uint8_t b[17] = {0};
        size_t l = n - i < 16 ? n - i : 16;
        memcpy(b, m + i, l), b[l] = 1;
        uint64_t a, c;
        memcpy(&a, b, 8), memcpy(&c, b + 8, 8);
        unsigned __int128 t = (unsigned __int128)h0 + a;
        h0 = t, t = (unsigned __int128)h1 + c + (uint64_t)(t >> 64), h1 = t,
        h2 += (uint64_t)(t >> 64) + b[16];
        unsigned __int128 d0 = (unsigned __int128)h0 * r0,
                          d1 = (unsigned __int128)h0 * r1 + (unsigned __int128)h1 * r0,
                          d2 = (unsigned __int128)h1 * r1 + (unsigned __int128)h2 * r0,
                          d3 = (unsigned __int128)h2 * r1;
        d1 += d0 >> 64, d2 += d1 >> 64, d3 += d2 >> 64;
        uint64_t lo = d0, mid = d1, hi = d2, top = d3;
        h2 = hi & 3;
        unsigned __int128 q = ((unsigned __int128)top << 64 | hi) >> 2;
        uint64_t q0 = q, q1 = q >> 64;
        unsigned __int128 five = (unsigned __int128)q0 * 5,
                          f1 = (unsigned __int128)q1 * 5 + (uint64_t)(five >> 64);
        t = (unsigned __int128)lo + (uint64_t)five, h0 = t,
        t = (unsigned __int128)mid + (uint64_t)f1 + (uint64_t)(t >> 64), h1 = t,
        h2 += (uint64_t)(t >> 64);
    }
    unsigned __int128 t = (unsigned __int128)h0 + s0;
    printf("%016lx%016lx %lx\n", (uint64_t)t, h1 + s1 + (uint64_t)(t >> 64), h2);
}
static uint64_t siphash(const uint8_t *m, size_t n)
{
    uint64_t v0 = 0x736f6d6570736575, v1 = 0x646f72616e646f6d, v2 = 0x6c7967656e657261,
             v3 = 0x7465646279746573;
#define R                                                                                          \
    v0 += v1, v1 = (v1 << 13 | v1 >> 51) ^ v0, v0 = v0 << 32 | v0 >> 32, v2 += v3,                 \
              v3 = (v3 << 16 | v3 >> 48) ^ v2, v0 += v3, v3 = (v3 << 21 | v3 >> 43) ^ v0,          \
              v2 += v1, v1 = (v1 << 17 | v1 >> 47) ^ v2, v2 = v2 << 32 | v2 >> 32
    for (size_t i = 0; i + 8 <= n; i += 8) {
        uint64_t w;
        memcpy(&w, m + i, 8), v3 ^= w;
        R;
        R;
        v0 ^= w;
    }
    v2 ^= 255;
    R;
    R;
    R;
    R;
    return v0 ^ v1 ^ v2 ^ v3;
}
int main(void)
{
    uint32_t k[8];
    uint8_t b[64], key[32];
    static uint8_t m[640];
    for (int i = 0; i < 8; i++)
        k[i] = i * 0x04030201 + 0x03020100;
    memcpy(key, k, 32);
    for (int i = 0; i < 10; i++) {
        chacha(k, i, b);
        memcpy(m + i * 64, b, 64);
        for (int j = 0; j < 64; j += 4)
            printf("%02x", b[j]);
        puts("");
    }
    for (int i = 0; i < 640; i += 77)
        poly(m, i, key), printf("%016lx\n", siphash(m, i));
    uint32_t v0 = 1, v1 = 2, sum = 0;
    for (int i = 0; i < 3200; i++)
        v0 += ((v1 << 4 ^ v1 >> 5) + v1) ^ (sum + k[sum & 3]), sum += 0x9e3779b9,
            v1 += ((v0 << 4 ^ v0 >> 5) + v0) ^ (sum + k[sum >> 11 & 3]);
    printf("%08x %08x\n", v0, v1);
    uint8_t s[256], x = 0, y = 0;
    for (int i = 0; i < 256; i++)
        s[i] = i;
    for (int i = 0, j = 0; i < 256; i++) {
        j = (j + s[i] + key[i % 32]) & 255;
        uint8_t t = s[i];
        s[i] = s[j], s[j] = t;
    }
    uint32_t h = 0;
    for (int i = 0; i < 5000; i++) {
        y += s[++x];
        uint8_t t = s[x];
        s[x] = s[y], s[y] = t;
        h = h * 31 + s[(uint8_t)(s[x] + s[y])];
    }
    printf("%08x\n", h);
}
