// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The overflow builtins for all widths; saturating arithmetic. */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#define TEST(T, F)                                                                                 \
    do {                                                                                           \
        T r_;                                                                                      \
        int o_;                                                                                    \
        o_ = __builtin_add_overflow((T)a, (T)b, &r_), printf("%d" F " ", o_, r_);                  \
        o_ = __builtin_sub_overflow((T)a, (T)b, &r_), printf("%d" F " ", o_, r_);                  \
        o_ = __builtin_mul_overflow((T)a, (T)b, &r_), printf("%d" F " ", o_, r_);                  \
    } while (0)
static int32_t sat32(int64_t v)
{
    return v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : v;
}
static int16_t sat16(int32_t v)
{
    return v > INT16_MAX ? INT16_MAX : v < INT16_MIN ? INT16_MIN : v;
}
int main(void)
{
    static const int64_t e[] = {0,        1,        -1,    127,       -128,    255,
                                32767,    -32768,   65535, INT_MAX,   INT_MIN, UINT_MAX,
                                LONG_MAX, LONG_MIN, 46341, 3037000500};
    for (int i = 0; i < 16; i++)
        for (int j = 0; j < 16; j++) {
            int64_t a = e[i], b = e[j];
            TEST(int8_t, "%hhd");
            TEST(uint8_t, "%hhu");
            TEST(int16_t, "%hd");
            TEST(uint16_t, "%hu");
            TEST(int32_t, "%d");
            TEST(uint32_t, "%u");
            TEST(int64_t, "%ld");
            TEST(uint64_t, "%lu");
            uint32_t c1, lo;
            c1 = __builtin_add_overflow((uint32_t)a, (uint32_t)b, &lo);
            printf("%u%u %d %d\n", lo, c1, sat32((int64_t)(int32_t)a + (int32_t)b),
                   sat16((int16_t)a - (int16_t)b));
        }
}
