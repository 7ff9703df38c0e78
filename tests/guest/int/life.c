/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conway's life on a torus, on bytes and on bit rows. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#define W 64
static uint8_t a[W][W], b[W][W];
static uint64_t r[W], s[W];
static uint64_t rol(uint64_t x, int n)
{
    return x << n | x >> (64 - n);
}
int main(void)
{
    uint32_t x = 7;
    for (int i = 0; i < W; i++)
        for (int j = 0; j < W; j++)
            x = x * 69069 + 1, a[i][j] = x >> 31, r[i] |= (uint64_t)a[i][j] << j;
    for (int g = 0; g < 100; g++) {
        for (int i = 0; i < W; i++)
            for (int j = 0; j < W; j++) {
                int n = 0;
                for (int u = -1; u <= 1; u++)
                    for (int v = -1; v <= 1; v++)
                        n += a[(i + u) & 63][(j + v) & 63];
                n -= a[i][j];
                b[i][j] = n == 3 || (n == 2 && a[i][j]);
            }
        memcpy(a, b, sizeof(a));
        for (int i = 0; i < W; i++) {
            uint64_t c0 = 0, c1 = 0, c2 = 0;
            for (int u = -1; u <= 1; u++)
                for (int v = -1; v <= 1; v++) {
                    if (!u && !v)
                        continue;
                    uint64_t m = rol(r[(i + u) & 63], (v + 64) & 63 ? (v + 64) & 63 : 0), k;
                    if (!v)
                        m = r[(i + u) & 63];
                    k = c0 & m, c0 ^= m, m = k, k = c1 & m, c1 ^= m, c2 |= k;
                }
            s[i] = ~c2 & c1 & (c0 | r[i]);
        }
        memcpy(r, s, sizeof(r));
        int n = 0, diff = 0;
        for (int i = 0; i < W; i++)
            for (int j = 0; j < W; j++)
                n += a[i][j], diff += a[i][j] != (r[i] >> j & 1);
        if (g % 10 == 0)
            printf("%d: %d alive, %d differ\n", g, n, diff);
    }
    for (int i = 0; i < W; i += 8)
        printf("%016" PRIx64 "\n", r[i]);
}
