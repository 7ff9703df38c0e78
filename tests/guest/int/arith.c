/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Integer arithmetic of all widths on edge values. */
#include <stdint.h>
#include <stdio.h>

static const int64_t edge[] = {0,         1,          -1,        2,         -2,
                               7,         63,         64,        127,       -128,
                               255,       32767,      -32768,    65535,     INT32_MAX,
                               INT32_MIN, UINT32_MAX, INT64_MAX, INT64_MIN, 0x123456789abcdef};
#define N (int)(sizeof(edge) / sizeof(edge[0]))

int main(void)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            uint64_t a = edge[i], b = edge[j];
            uint32_t c = a, d = b;
            printf("%lx %lx %lx %x %x %x", a + b, a - b, a * b, c + d, c - d, c * d);
            printf(" %lx %lx %lx %x %x %x", a << (b & 63), a >> (b & 63),
                   (uint64_t)((int64_t)a >> (b & 63)), c << (d & 31), c >> (d & 31),
                   (uint32_t)((int32_t)c >> (d & 31)));
            if (b && !(b == -1ul && a == 1ul << 63))
                printf(" %lx %lx %lx %lx", a / b, a % b, (int64_t)a / (int64_t)b,
                       (int64_t)a % (int64_t)b);
            if (d && !(d == -1u && c == 1u << 31))
                printf(" %x %x %x %x", c / d, c % d, (int32_t)c / (int32_t)d,
                       (int32_t)c % (int32_t)d);
            printf(" %d%d%d%d %d%d%d%d", a < b,
                   (int64_t)a<(int64_t)b, a <= b, (int64_t)a>(int64_t) b, c < d,
                   (int32_t)c < (int32_t)d, c >= d, (int32_t)c <= (int32_t)d);
            unsigned __int128 w = (unsigned __int128)a * b;
            __int128 s = (__int128)(int64_t)a * (int64_t)b;
            printf(" %lx %lx\n", (uint64_t)(w >> 64), (uint64_t)(s >> 64));
        }
}
