/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nested loops with early exits, labels, Duff's device, strides, unsigned wrap, decreasing
 * counters. */
#include <stdint.h>
#include <stdio.h>
static __attribute__((noinline)) int duff(const uint8_t *s, uint8_t *d, int n)
{
    int k = (n + 7) / 8, c = 0;
    if (!n)
        return 0;
    switch (n & 7) {
    case 0: do { *d++ = *s++ ^ c++;
        case 7: *d++ = *s++ ^ c++;
        case 6: *d++ = *s++ ^ c++;
        case 5: *d++ = *s++ ^ c++;
        case 4: *d++ = *s++ ^ c++;
        case 3: *d++ = *s++ ^ c++;
        case 2: *d++ = *s++ ^ c++;
        case 1: *d++ = *s++ ^ c++;
        } while (--k > 0);
    }
    return c;
}
int main(void)
{
    static uint8_t a[300], b[300];
    uint32_t h = 0;
    for (int i = 0; i < 300; i++)
        a[i] = i * 13;
    for (int n = 0; n < 100; n++) {
        int c = duff(a, b, n);
        for (int i = 0; i < n; i++)
            h = h * 31 + b[i];
        h ^= c;
    }
    int found = 0;
    for (int x = 1; x < 60; x++)
        for (int y = x; y < 60; y++)
            for (int z = y; z < 90; z++) {
                if (x * x + y * y < z * z)
                    goto next;
                if (x * x + y * y == z * z) {
                    found++, h = h * 31 + z;
                    goto next;
                }
                continue;
            next:
                break;
            }
    uint8_t u = 250;
    int k = 0;
    while (u != 5)
        u++, k++;
    uint16_t w = 3;
    do
        w -= 7, k++;
    while (w > 100);
    for (unsigned i = 10; i-- > 0;)
        k += i;
    for (int64_t i = -5; i <= 5; i += 2)
        k += i * i;
    uint32_t m = 0xfffffff0;
    for (uint32_t i = m; i >= m; i++)
        k++;
    int c = 0;
    for (int i = 0, j = 100; i < j; i += 3, j -= 2) {
        if (i % 5 == 0)
            continue;
        if (j < 20)
            break;
        c += i * j;
    }
    long s = 0;
    for (int i = 0; i < 40; i++)
        for (int j = 0; j < i; j++) {
            if ((i ^ j) & 1)
                continue;
            for (int q = j; q < i; q += 2) {
                if (q * j > 300)
                    break;
                s += q * i - j;
            }
        }
    printf("%08x %d %d %d %ld\n", h, found, k, c, s);
}
