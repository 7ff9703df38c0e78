// cflags: -O3
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Saturating, halving, rounding and absolute-difference arithmetic in portable C, over whole
 * arrays. */
#include <stdint.h>
#include <stdio.h>
#define N  64
#define NI __attribute__((noinline))
static int8_t s8[N], t8[N];
static uint8_t u8[N], v8[N];
static int16_t s16[N], t16[N];
static uint16_t u16[N], v16[N];
static int32_t s32[N], t32[N];
static NI void go(void)
{
    for (int i = 0; i < N; i++) {
        int r = u8[i] + v8[i];
        u8[i] = r > 255 ? 255 : r;
    }
    for (int i = 0; i < N; i++) {
        int r = v8[i] - u8[i];
        v8[i] = r < 0 ? 0 : r;
    }
    for (int i = 0; i < N; i++) {
        int r = s8[i] + t8[i];
        s8[i] = r > 127 ? 127 : r < -128 ? -128 : r;
    }
    for (int i = 0; i < N; i++) {
        int r = s16[i] - t16[i];
        s16[i] = r > 32767 ? 32767 : r < -32768 ? -32768 : r;
    }
    for (int i = 0; i < N; i++)
        u16[i] = (u16[i] + v16[i] + 1) >> 1;
    for (int i = 0; i < N; i++)
        t16[i] = (t16[i] + s16[i]) >> 1;
    for (int i = 0; i < N; i++)
        t8[i] = t8[i] < 0 ? -t8[i] : t8[i];
    for (int i = 0; i < N; i++)
        v16[i] = v16[i] > u16[i] ? v16[i] - u16[i] : u16[i] - v16[i];
    for (int i = 0; i < N; i++) {
        int64_t r = (int64_t)s32[i] * t32[i] * 2 >> 32;
        s32[i] = r > INT32_MAX ? INT32_MAX : r;
    }
    for (int i = 0; i < N; i++)
        t32[i] = (int32_t)((t32[i] + (1ll << 4)) >> 5) + (s16[i] * t16[i] >> 15);
}
int main(void)
{
    uint32_t x = 1;
    for (int r = 0; r < 50; r++) {
        for (int i = 0; i < N; i++)
            x = x * 1664525 + 1013904223, s8[i] += x >> 24, t8[i] ^= x >> 20, u8[i] += x >> 18,
            v8[i] = x >> 17, s16[i] += x >> 16, t16[i] = x >> 13, u16[i] = x >> 9,
            v16[i] += x >> 11, s32[i] ^= x, t32[i] += x * 7;
        go();
        uint32_t h = 0;
        for (int i = 0; i < N; i++)
            h = h * 31 + s8[i], h = h * 31 + t8[i], h = h * 31 + u8[i], h = h * 31 + v8[i],
            h = h * 31 + s16[i], h = h * 31 + t16[i], h = h * 31 + u16[i], h = h * 31 + v16[i],
            h = h * 31 + s32[i], h = h * 31 + t32[i];
        printf("%08x %d %d %u %u %d %d %u %u %d %d\n", h, s8[5], t8[5], u8[5], v8[5], s16[5],
               t16[5], u16[5], v16[5], s32[5], t32[5]);
    }
}
