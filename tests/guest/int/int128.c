/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 128-bit arithmetic: add with carry, multiply, divide, shifts, compares, conversion. */
#include <stdint.h>
#include <stdio.h>
typedef unsigned __int128 u128;
typedef __int128 s128;
static void show(u128 v)
{
    printf("%016lx%016lx ", (uint64_t)(v >> 64), (uint64_t)v);
}
int main(void)
{
    static const uint64_t e[] = {
        0, 1, 2, 0x7fffffffffffffff, 0x8000000000000000, ~0ull, 0x123456789abcdef0, 0xdeadbeef};
    for (int i = 0; i < 64; i++)
        for (int j = 0; j < 64; j += 3) {
            u128 a = (u128)e[i >> 3] << 64 | e[i & 7], b = (u128)e[j & 7] << 64 | e[j >> 3];
            show(a + b), show(a - b), show(a * b);
            if (b) {
                show(a / b), show(a % b);
                if ((s128)b != -1)
                    show((s128)a / (s128)b), show((s128)a % (s128)b);
            }
            int n = j * 2;
            show(a << n), show(a >> n), show((s128)a >> n);
            printf("%d%d%d%d %a %a\n", a < b, (s128)a < (s128)b, a == b, (s128)a >= (s128)b,
                   (double)a, (double)(s128)b);
        }
    for (int i = 0; i < 120; i += 7)
        show((u128)(1.2345e3 * ((u128)1 << i) / 7)), show((s128)(-0.777e2 * ((u128)1 << i)));
    putchar('\n');
}
