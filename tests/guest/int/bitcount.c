// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Population count, leading and trailing zeros, parity, byte swaps, bit reversal, rotates, extract
 * and insert. */
#include <stdint.h>
#include <stdio.h>
static uint64_t reverse(uint64_t x)
{
    uint64_t r = 0;
    for (int i = 0; i < 64; i++)
        r |= (x >> i & 1) << (63 - i);
    return r;
}
static uint32_t rev32(uint32_t x)
{
    x = (x & 0x55555555) << 1 | (x >> 1 & 0x55555555),
    x = (x & 0x33333333) << 2 | (x >> 2 & 0x33333333);
    x = (x & 0x0f0f0f0f) << 4 | (x >> 4 & 0x0f0f0f0f);
    return __builtin_bswap32(x);
}
int main(void)
{
    uint64_t x = 1;
    for (int i = 0; i < 300; i++) {
        x = i < 64 ? 1ull << i : i < 128 ? ~0ull >> (i - 64) : x * 0x5851f42d4c957f2dull + 3;
        uint32_t w = x | 1u << 30;
        int n = x % 63 + 1;
        printf("%d %d %d %d %d %d %d %d %lx %x %x %lx %x %lx %x %lx %lx\n", __builtin_popcountl(x),
               __builtin_popcount(w), __builtin_clzl(x), __builtin_clz(w), __builtin_ctzl(x),
               __builtin_ctz(w), __builtin_parityl(x), __builtin_ffsl(x), __builtin_bswap64(x),
               __builtin_bswap32(w), __builtin_bswap16(x), reverse(x), rev32(w),
               x << n | x >> (64 - n), w << (n & 31) | w >> (-n & 31), x >> 5 & 0x1fff,
               (x & ~0xff0ull) | (uint64_t)(i & 0xff) << 4);
        printf("%d %d %lx %lx %x\n", __builtin_clrsbl(x), __builtin_clrsb(w), x & -x, x & (x - 1),
               (int32_t)(w << 7) >> 20);
    }
}
