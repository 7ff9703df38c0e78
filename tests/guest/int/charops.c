/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 8- and 16-bit arithmetic with promotion, wrap-around and mixed signs. */
#include <stdint.h>
#include <stdio.h>
int main(void)
{
    uint32_t h = 0;
    for (int a = 0; a < 256; a += 5)
        for (int b = 0; b < 256; b += 3) {
            uint8_t u = a, v = b;
            int8_t s = a, t = b;
            uint16_t w = a * 257, x = b * 259;
            int16_t y = a * 257, z = b * 259;
            u += v, s -= t, w *= x, y = y * z >> 3, u <<= b & 7, s >>= a & 7,
                                    w = w >> (b & 15) | w << (16 - (b & 15)), v = ~v, t = -t,
                                    x ^= y;
            h = h * 31 + u, h = h * 31 + s, h = h * 31 + w, h = h * 31 + y, h = h * 31 + v,
            h = h * 31 + t, h = h * 31 + x;
            h = h * 31 + (u < s) + (w > y) * 2 + ((uint8_t)s < u) * 4 + ((unsigned)s < u) * 8 +
                (t == (int8_t)v) * 16;
            if (t)
                h = h * 31 + s / t, h = h * 31 + s % t, h = h * 31 + u / t;
            if (b % 33 == 0)
                printf("%08x %d %d %d %d\n", h, u, s, w, y);
        }
}
