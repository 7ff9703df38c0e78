/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conversions between all integer and floating types, in range, with saturating checks written in
 * C. */
#include <inttypes.h>
#include <stdio.h>
static uint64_t bits(double d)
{
    union {
        double d;
        uint64_t u;
    } x = {d};
    return x.u;
}
static uint32_t fbits(float d)
{
    union {
        float d;
        uint32_t u;
    } x = {d};
    return x.u;
}
int main(void)
{
    uint64_t x = 12345;
    for (int i = 0; i < 400; i++) {
        x = x * 6364136223846793005ull + 1442695040888963407ull;
        volatile uint64_t u = x >> i % 64;
        volatile int64_t s = (int64_t)x >> i % 64;
        volatile uint32_t w = u;
        volatile int32_t v = s;
        printf("%" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %x %x %x %x ", bits(u), bits(s),
               bits(w), bits(v), fbits(u), fbits(s), fbits(w), fbits(v));
        volatile double d = (double)s / (1 << i % 20), e = (double)u / 3;
        volatile float f = d, g = e;
        printf("%" PRId64 " %" PRIu64 " ", (int64_t)(d / 2), (uint64_t)(e / 2));
        if (d < 2e9 && d > -2e9)
            printf("%d %d %d %d ", (int)d, (int)f, (short)(int)d, (signed char)(int)(d / 1e7));
        if (e < 4e9)
            printf("%u %u %u ", (uint32_t)e, (uint32_t)g, (uint16_t)(uint32_t)e);
        int64_t sat = d >= 1e6 ? 1000000 : d <= -1e6 ? -1000000 : (int64_t)d;
        printf("%" PRId64 " %x %" PRIx64 "\n", sat, fbits((float)d), bits((double)f));
    }
}
