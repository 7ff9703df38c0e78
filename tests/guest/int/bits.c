// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bit counting, reversal, rotation, bit fields, overflow builtins. */
#include <stdint.h>
#include <stdio.h>

struct fields {
    unsigned a : 3, b : 13, c : 16;
    int64_t d : 37, e : 27;
};

int main(void)
{
    uint64_t x = 0x9e3779b97f4a7c15;
    for (int i = 0; i < 200; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        uint32_t w = x;
        printf("%d %d %d %d %d", __builtin_popcountll(x), __builtin_clzll(x), __builtin_ctzll(x),
               __builtin_clz(w | 1), __builtin_parity(w));
        printf(" %lx %x %x", __builtin_bswap64(x), __builtin_bswap32(w), __builtin_bswap16(w));
        int n = i & 63;
        printf(" %lx %x", x >> n | x << (-n & 63), w >> (n & 31) | w << (-n & 31));
        struct fields f = {w, w >> 5, w >> 9, x, x >> 20};
        f.e += 3, f.b ^= 0x155;
        printf(" %u %u %u %ld %ld", f.a, f.b, f.c, (long)f.d, (long)f.e);
        int64_t r;
        int32_t s;
        int o1 = __builtin_add_overflow((int64_t)x, (int64_t)(x << 1), &r);
        int o2 = __builtin_mul_overflow((int32_t)w, (int32_t)(w >> 9), &s);
        printf(" %d %lx %d %x\n", o1, r, o2, s);
    }
}
