// peer-armeb: depends on the order of bytes
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SHA-512, Keccak and BLAKE2s. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static uint64_t rol(uint64_t x, int n)
{
    return n ? x << n | x >> (64 - n) : x;
}
static uint32_t ror(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}
static void keccak(uint64_t *a)
{
    uint8_t lfsr = 1;
    for (int r = 0; r < 24; r++) {
        uint64_t c[5], t = a[1];
        for (int i = 0; i < 5; i++)
            c[i] = a[i] ^ a[i + 5] ^ a[i + 10] ^ a[i + 15] ^ a[i + 20];
        for (int i = 0; i < 25; i++)
            a[i] ^= c[(i + 4) % 5] ^ rol(c[(i + 1) % 5], 1);
        t = a[1];
        for (int x = 1, y = 0, k = 0; k < 24; k++) {
            int n = (2 * x + 3 * y) % 5;
            x = y, y = n;
            uint64_t u = a[x + 5 * y];
            a[x + 5 * y] = rol(t, (k + 1) * (k + 2) / 2 % 64), t = u;
        }
        for (int y = 0; y < 25; y += 5) {
            uint64_t b[5];
            memcpy(b, a + y, 40);
            for (int x = 0; x < 5; x++)
                a[y + x] = b[x] ^ (~b[(x + 1) % 5] & b[(x + 2) % 5]);
        }
        for (int j = 0; j < 7; j++) {
            if (lfsr & 1)
                a[0] ^= 1ull << ((1 << j) - 1);
            lfsr = lfsr << 1 ^ (lfsr >> 7 ? 0x71 : 0);
        }
    }
}
static void sha3(const uint8_t *m, size_t n)
{
    union {
        uint64_t w[25];
        uint8_t b[200];
    } s = {{0}};
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        s.b[at++] ^= m[i];
        if (at == 136)
            keccak(s.w), at = 0;
    }
    s.b[at] ^= 6, s.b[135] ^= 0x80, keccak(s.w);
    for (int i = 0; i < 32; i++)
        printf("%02x", s.b[i]);
    puts("");
}
static const uint32_t iv[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static void blake(uint32_t *h, const uint8_t *p, uint64_t t, int last)
{
    static const uint8_t sig[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};
    uint32_t v[16], m[16];
    memcpy(m, p, 64), memcpy(v, h, 32), memcpy(v + 8, iv, 32), v[12] ^= t, v[13] ^= t >> 32;
    if (last)
        v[14] = ~v[14];
#define G(a, b, c, d, x, y)                                                                        \
    v[a] += v[b] + x, v[d] = ror(v[d] ^ v[a], 16), v[c] += v[d], v[b] = ror(v[b] ^ v[c], 12),      \
                      v[a] += v[b] + y, v[d] = ror(v[d] ^ v[a], 8), v[c] += v[d],                  \
                      v[b] = ror(v[b] ^ v[c], 7)
    for (int r = 0; r < 10; r++) {
        const uint8_t *s = sig[r];
        G(0, 4, 8, 12, m[s[0]], m[s[1]]);
        G(1, 5, 9, 13, m[s[2]], m[s[3]]);
        G(2, 6, 10, 14, m[s[4]], m[s[5]]);
        G(3, 7, 11, 15, m[s[6]], m[s[7]]);
        G(0, 5, 10, 15, m[s[8]], m[s[9]]);
        G(1, 6, 11, 12, m[s[10]], m[s[11]]);
        G(2, 7, 8, 13, m[s[12]], m[s[13]]);
        G(3, 4, 9, 14, m[s[14]], m[s[15]]);
    }
    for (int i = 0; i < 8; i++)
        h[i] ^= v[i] ^ v[i + 8];
}
int main(void)
{
    static uint8_t m[1000];
    for (int i = 0; i < 1000; i++)
        m[i] = i * 5;
    sha3((const uint8_t *)"", 0), sha3((const uint8_t *)"abc", 3);
    for (int i = 0; i < 1000; i += 61)
        sha3(m, i);
    for (int n = 0; n < 900; n += 100) {
        uint32_t h[8];
        memcpy(h, iv, 32), h[0] ^= 0x01010020;
        uint64_t t = 0;
        int left = n;
        const uint8_t *p = m;
        for (; left > 64; left -= 64, p += 64)
            t += 64, blake(h, p, t, 0);
        uint8_t b[64] = {0};
        memcpy(b, p, left), blake(h, b, t + left, 1);
        for (int i = 0; i < 8; i++)
            printf("%08x", h[i]);
        puts("");
    }
}
