// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MD5, its constants from sin(). */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static uint32_t k[64];
static const int s[16] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
static void md5(const uint8_t *m, size_t n)
{
    uint32_t a0 = 0x67452301, b0 = 0xefcdab89, c0 = 0x98badcfe, d0 = 0x10325476;
    uint8_t buf[512] = {0};
    memcpy(buf, m, n);
    buf[n] = 0x80;
    size_t end = (n + 8) / 64 * 64 + 64;
    uint64_t len = n * 8;
    memcpy(buf + end - 8, &len, 8);
    for (size_t o = 0; o < end; o += 64) {
        uint32_t w[16], a = a0, b = b0, c = c0, d = d0;
        memcpy(w, buf + o, 64);
        for (int i = 0; i < 64; i++) {
            uint32_t f;
            int g;
            switch (i / 16) {
            case 0: f = (b & c) | (~b & d), g = i; break;
            case 1: f = (d & b) | (~d & c), g = (5 * i + 1) % 16; break;
            case 2: f = b ^ c ^ d, g = (3 * i + 5) % 16; break;
            default: f = c ^ (b | ~d), g = 7 * i % 16;
            }
            f += a + k[i] + w[g];
            a = d, d = c, c = b;
            int r = s[i / 16 * 4 + i % 4];
            b += f << r | f >> (32 - r);
        }
        a0 += a, b0 += b, c0 += c, d0 += d;
    }
    printf("%08x%08x%08x%08x\n", __builtin_bswap32(a0), __builtin_bswap32(b0),
           __builtin_bswap32(c0), __builtin_bswap32(d0));
}
int main(void)
{
    uint8_t m[400];
    for (int i = 0; i < 64; i++)
        k[i] = (uint32_t)(int64_t)floor(fabs(sin(i + 1)) * 4294967296.0);
    for (int i = 0; i < 400; i++)
        m[i] = i ^ 0x5a;
    md5((const uint8_t *)"", 0);
    md5((const uint8_t *)"message digest", 14);
    for (int i = 0; i < 400; i += 3)
        md5(m, i);
}
