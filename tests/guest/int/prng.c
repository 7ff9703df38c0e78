// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generators: xorshift, PCG, MT19937, LFSR, Wichmann-Hill, rand48 by hand. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
static uint64_t xs = 88172645463325252ull;
static uint64_t xorshift(void)
{
    xs ^= xs << 13, xs ^= xs >> 7, xs ^= xs << 17;
    return xs;
}
static uint32_t pcg(uint64_t *st)
{
    uint64_t o = *st;
    *st = o * 6364136223846793005ull + 1442695040888963407ull;
    uint32_t x = ((o >> 18) ^ o) >> 27, r = o >> 59;
    return x >> r | x << (-r & 31);
}
static uint32_t mt[624];
static int mi = 624;
static uint32_t twister(void)
{
    if (mi == 624) {
        for (int i = 0; i < 624; i++) {
            uint32_t y = (mt[i] & 0x80000000) | (mt[(i + 1) % 624] & 0x7fffffff);
            mt[i] = mt[(i + 397) % 624] ^ y >> 1 ^ (y & 1 ? 0x9908b0df : 0);
        }
        mi = 0;
    }
    uint32_t y = mt[mi++];
    y ^= y >> 11, y ^= y << 7 & 0x9d2c5680, y ^= y << 15 & 0xefc60000;
    return y ^ y >> 18;
}
static uint64_t rotl(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}
int main(void)
{
    uint64_t st = 42, s[4] = {1, 2, 3, 4};
    uint32_t lfsr = 0xace1;
    mt[0] = 5489;
    for (int i = 1; i < 624; i++)
        mt[i] = 1812433253 * (mt[i - 1] ^ mt[i - 1] >> 30) + i;
    for (int i = 0; i < 1000; i++) {
        uint64_t r = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;
        s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t, s[3] = rotl(s[3], 45);
        lfsr = lfsr >> 1 ^ (-(lfsr & 1) & 0xb400);
        uint64_t x = xorshift();
        uint32_t p = pcg(&st), m = twister();
        if (i % 20 == 0)
            printf("%lx %x %x %lx %x\n", x, p, m, r, lfsr);
    }
    srand48(5), srand(6), srandom(7);
    for (int i = 0; i < 20; i++) {
        long a = lrand48(), b = mrand48(), c = random();
        int d = rand();
        printf("%ld %ld %ld %d %.9f\n", a, b, c, d, drand48());
    }
}
