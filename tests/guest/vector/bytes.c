// cflags: -O3
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Byte loops: case, hex, UTF-8 counting, base64, find, compare, reverse, xor, histogram of bits,
 * translate. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define N 777
static uint8_t a[N], b[N], c[2 * N + 2];
int main(void)
{
    uint32_t x = 1;
    for (int r = 0; r < 20; r++) {
        int n = N - r * 37;
        for (int i = 0; i < n; i++)
            x = x * 1664525 + 1013904223, a[i] = r & 1 ? x >> 24 : 32 + (x >> 24) % 95;
        for (int i = 0; i < n; i++)
            b[i] = a[i] >= 'a' && a[i] <= 'z' ? a[i] - 32 : a[i];
        for (int i = 0; i < n; i++)
            c[2 * i] = "0123456789abcdef"[a[i] >> 4], c[2 * i + 1] = "0123456789abcdef"[a[i] & 15];
        int u = 0, z = 0, big = 0, bits = 0;
        for (int i = 0; i < n; i++)
            u += (a[i] & 0xc0) != 0x80, z += a[i] == ' ', big += a[i] > b[i],
                bits += __builtin_popcount(a[i]);
        uint32_t h = 5381;
        for (int i = 0; i < n; i++)
            h = h * 33 ^ b[i];
        for (int i = 0; i < 2 * n; i++)
            h = h * 33 ^ c[i];
        for (int i = 0; i < n / 2; i++) {
            uint8_t t = b[i];
            b[i] = b[n - 1 - i], b[n - 1 - i] = t;
        }
        for (int i = 0; i < n; i++)
            a[i] ^= b[i] + 7, b[i] = a[i] << 1 | a[i] >> 7;
        int m = 0, first = -1;
        for (int i = 0; i < n; i++) {
            if (b[i] > m)
                m = b[i];
            if (first < 0 && b[i] == 0x55)
                first = i;
        }
        uint16_t w = 0;
        for (int i = 0; i < n; i++)
            w += a[i] * 3;
        int d = 0;
        for (int i = 0; i < n; i++)
            d += (int8_t)a[i] * (int8_t)b[i];
        for (int i = 0; i < n; i++)
            h = h * 33 ^ (a[i] + b[i]);
        printf("%d %d %d %d %08x %d %d %u %d\n", u, z, big, bits, h, m, first, w, d);
    }
}
