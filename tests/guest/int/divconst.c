// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Division and remainder by constants (multiplied by reciprocals), powers of two, negative ones. */
#include <stdint.h>
#include <stdio.h>
#define D(n)                                                                                       \
    h = h * 31 + u / n, h = h * 31 + u % n, h = h * 31 + s / n, h = h * 31 + s % n,                \
    h = h * 31 + w / n, h = h * 31 + w % n, h = h * 31 + x / n, h = h * 31 + x % n
#define M(n)                                                                                       \
    h = h * 31 + s / -n, h = h * 31 + s % -n, h = h * 31 + x / -n, h = h * 31 + (u % n == 0),      \
    h = h * 31 + (s % n == 0)
int main(void)
{
    uint64_t h = 0;
    for (int i = 0; i < 3000; i++) {
        uint64_t v = i < 1000 ? i - 500 : i * 0x9e3779b97f4a7c15ull;
        uint32_t u = v, w32;
        int32_t s = v;
        uint64_t w = v;
        int64_t x = v;
        D(2);
        D(3);
        D(5);
        D(6);
        D(7);
        D(9);
        D(10);
        D(11);
        D(13);
        D(16);
        D(60);
        D(64);
        D(100);
        D(127);
        D(641);
        D(1000);
        D(3600);
        D(86400);
        D(65537);
        D(1000000);
        D(1000000007);
        M(2);
        M(3);
        M(5);
        M(7);
        M(8);
        M(10);
        M(100);
        M(1000);
        M(4096);
        uint8_t b = v;
        int8_t c = v;
        uint16_t d = v;
        int16_t e = v;
        h = h * 31 + b / 7, h = h * 31 + c / 7, h = h * 31 + d / 10, h = h * 31 + e % 10,
        h = h * 31 + c % 3;
        if (i % 100 == 0)
            printf("%016lx\n", h);
    }
}
