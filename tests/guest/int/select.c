// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditional selects, compares of all kinds, chains of && and ||, min, max, abs, clamp, sign. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
static int cmp3(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}
int main(void)
{
    uint64_t h = 0;
    static const int64_t e[] = {0,         1,         -1,        5,    -5,       INT32_MAX,
                                INT32_MIN, INT64_MAX, INT64_MIN, 1000, 1ll << 32};
    for (int i = 0; i < 11; i++)
        for (int j = 0; j < 11; j++)
            for (int k = 0; k < 11; k++) {
                int64_t a = e[i], b = e[j], c = e[k];
                int32_t x = a, y = b, z = c;
                h = h * 31 + (a < b ? b : a), h = h * 31 + ((uint64_t)a < (uint64_t)b ? c : a),
                h = h * 31 + (x > y ? z + 1 : z);
                h = h * 31 + (x == y ? -z : z), h = h * 31 + (a != b ? ~c : c),
                h = h * 31 + cmp3(a, b) + cmp3(x, z);
                h = h * 31 + (a < b && b < c), h = h * 31 + (a < b || b < c),
                h = h * 31 + (x <= y && (uint32_t)y >= (uint32_t)z && a != c);
                h = h * 31 + (a > 0   ? 1
                              : a < 0 ? -1
                                      : 0),
                h = h * 31 + ((a & b) == 0), h = h * 31 + ((x & 0x80) ? y : z);
                h = h * 31 + (x < -10  ? -10
                              : x > 10 ? 10
                                       : x),
                h = h * 31 + (uint32_t)(x < 0 ? -(uint32_t)x : x);
                h = h * 31 + (uint64_t)(a < 0 ? -(uint64_t)a : a), h = h * 31 + !a + !!b * 2,
                h = h * 31 + (a == 5      ? 1
                              : a == -5   ? 2
                              : a == 1000 ? 3
                                          : 4);
                if ((x ^ y) < 0 || (z & 1 && a + (uint64_t)b > 100))
                    h += 3;
                else if (!(x - 5u < 10u))
                    h ^= 9;
                else
                    h *= 7;
                if (k == 10)
                    printf("%016lx\n", h);
            }
}
