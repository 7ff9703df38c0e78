/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SHA-256 of messages of many lengths. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static uint32_t k[64], h0[8];
static uint32_t ror(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}
static void constants(void)
{
    /* fractional bits of the cube and square roots of the primes, by integer search */
    int n = 0;
    for (uint32_t p = 2; n < 64; p++) {
        int prime = 1;
        for (uint32_t d = 2; d * d <= p; d++)
            prime &= p % d != 0;
        if (!prime)
            continue;
        unsigned __int128 lo = 0, hi = (unsigned __int128)1 << 40;
        while (hi - lo > 1) {
            unsigned __int128 mid = (lo + hi) / 2;
            if (mid * mid * mid <= ((unsigned __int128)p << 96))
                lo = mid;
            else
                hi = mid;
        }
        k[n] = (uint32_t)lo;
        lo = 0, hi = (unsigned __int128)1 << 40;
        while (hi - lo > 1) {
            unsigned __int128 mid = (lo + hi) / 2;
            if (mid * mid <= ((unsigned __int128)p << 64))
                lo = mid;
            else
                hi = mid;
        }
        if (n < 8)
            h0[n] = (uint32_t)lo;
        n++;
    }
}
static void block(uint32_t *h, const uint8_t *p)
{
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = p[4 * i] << 24 | p[4 * i + 1] << 16 | p[4 * i + 2] << 8 | p[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + w[i - 7] + (ror(w[i - 15], 7) ^ ror(w[i - 15], 18) ^ w[i - 15] >> 3) +
               (ror(w[i - 2], 17) ^ ror(w[i - 2], 19) ^ w[i - 2] >> 10);
    memcpy(s, h, 32);
    for (int i = 0; i < 64; i++) {
        uint32_t t1 = s[7] + (ror(s[4], 6) ^ ror(s[4], 11) ^ ror(s[4], 25)) +
                      ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
        uint32_t t2 = (ror(s[0], 2) ^ ror(s[0], 13) ^ ror(s[0], 22)) +
                      ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 28);
        s[4] += t1, s[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++)
        h[i] += s[i];
}
static void sha(const uint8_t *m, size_t n)
{
    uint32_t h[8];
    uint8_t last[128] = {0};
    size_t full = n / 64 * 64, rest = n - full, end = rest < 56 ? 64 : 128;
    memcpy(h, h0, 32);
    for (size_t i = 0; i < full; i += 64)
        block(h, m + i);
    memcpy(last, m + full, rest);
    last[rest] = 0x80;
    for (int i = 0; i < 8; i++)
        last[end - 1 - i] = n * 8 >> 8 * i;
    for (size_t i = 0; i < end; i += 64)
        block(h, last + i);
    for (int i = 0; i < 8; i++)
        printf("%08x", h[i]);
    putchar('\n');
}
int main(void)
{
    static uint8_t m[5000];
    constants();
    for (int i = 0; i < 5000; i++)
        m[i] = i * 7 + i / 256;
    sha((const uint8_t *)"abc", 3);
    for (int i = 0; i < 200; i++)
        sha(m, i);
    sha(m, 5000);
}
