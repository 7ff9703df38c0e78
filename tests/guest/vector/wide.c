// cflags: -Wno-psabi -O3
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vectors of 32, 64 and 8 bytes, as values in structures, arguments and results. */
#include <stdint.h>
#include <stdio.h>
typedef int32_t w8 __attribute__((vector_size(32)));
typedef int32_t w16 __attribute__((vector_size(64)));
typedef double d8 __attribute__((vector_size(64)));
typedef int16_t h4 __attribute__((vector_size(8)));
struct s {
    w8 a;
    h4 b;
};
static __attribute__((noinline)) w8 f(w8 a, w8 b)
{
    return a * b + (((a < b) & a) | ((a >= b) & b));
}
static __attribute__((noinline)) w16 g(w16 a, int n)
{
    return (a << n) ^ (a >> 3);
}
static __attribute__((noinline)) d8 k(d8 a, d8 b)
{
    return a / (b + 10) - a * b;
}
static __attribute__((noinline)) struct s m(struct s x)
{
    x.a += x.b[1], x.b *= (int16_t)x.a[2];
    return x;
}
int main(void)
{
    w8 a = {1, 2, 3, 4, 5, 6, 7, 8}, b = {-1, 3, -5, 7, -9, 11, -13, 15};
    w16 c = {1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11, -12, 13, -14, 15, -16};
    d8 d = {1, 2, 3, 4, 5, 6, 7, 8}, e = {.5, .25, .125, 1.5, 2.5, 3.5, 4.5, 5.5};
    struct s s = {a, {1, 2, 3, 4}};
    for (int i = 0; i < 40; i++) {
        a = f(a, b), b = f(b, a ^ i), c = g(c, i & 7), d = k(d, e), s = m(s);
        for (int j = 0; j < 8; j++)
            if (!(d[j] > -1e9 && d[j] < 1e9))
                d[j] = j;
        for (int j = 0; j < 8; j++)
            printf("%d %d %d %d %a %d ", a[j], b[j], c[j], c[j + 8], d[j], s.a[j]);
        printf("%d %d\n", s.b[0], s.b[3]);
    }
}
