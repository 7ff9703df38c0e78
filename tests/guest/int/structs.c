/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structures by value in arguments and results: small, large, float aggregates, nested, arrays of
 * them. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
struct s1 {
    signed char c;
};
struct s3 {
    signed char c[3];
};
struct s8 {
    int a, b;
};
struct s9 {
    signed char c[9];
};
struct s16 {
    long a, b;
};
struct s17 {
    signed char c[17];
};
struct f2 {
    float a, b;
};
struct f4 {
    float v[4];
};
struct d4 {
    double v[4];
};
struct mix {
    double d;
    long l;
};
struct nest {
    struct s8 a;
    struct f2 b;
};
struct big {
    int v[40];
};
#define NI __attribute__((noinline))
static NI struct s1 r1(struct s1 a, struct s3 b)
{
    a.c += b.c[2];
    return a;
}
static NI struct s3 r3(struct s3 a, int n)
{
    a.c[1] += n;
    return a;
}
static NI struct s8 r8(struct s8 a, struct s8 b)
{
    return (struct s8){a.a + b.b, a.b - b.a};
}
static NI struct s9 r9(struct s9 a)
{
    a.c[8] ^= a.c[0];
    return a;
}
static NI struct s16 r16(int x, struct s16 a, int y, struct s16 b)
{
    return (struct s16){a.a * x + b.b, a.b * y - b.a};
}
static NI struct s17 r17(struct s17 a, struct s17 b)
{
    a.c[16] += b.c[3];
    return a;
}
static NI struct f2 rf2(struct f2 a, float f, struct f2 b)
{
    return (struct f2){a.a * f + b.b, a.b - b.a};
}
static NI struct f4 rf4(struct f4 a, struct f4 b, struct f4 c)
{
    for (int i = 0; i < 4; i++)
        a.v[i] += b.v[i] * c.v[3 - i];
    return a;
}
static NI struct d4 rd4(double x, struct d4 a, struct d4 b)
{
    for (int i = 0; i < 4; i++)
        a.v[i] = a.v[i] * x - b.v[i];
    return a;
}
static NI struct mix rmix(struct mix a, struct mix b, double d)
{
    return (struct mix){a.d + b.l + d, a.l - (long)b.d};
}
static NI struct nest rnest(struct nest a)
{
    a.a.a += 5, a.b.b *= 2;
    return a;
}
static NI struct big rbig(struct big a, int k)
{
    for (int i = 0; i < 40; i++)
        a.v[i] = a.v[(i + k) % 40] + i;
    return a;
}
static NI long many(int a, struct s16 b, char c, struct s8 d, long e, struct s3 f, short g,
                    struct s16 h, unsigned char i, struct mix j)
{
    return a + b.a * 2 + b.b * 3 + c * 4 + d.a * 5 + d.b * 6 + e * 7 + f.c[1] * 8 + g * 9 +
           h.a * 10 + h.b * 11 + i * 12 + (long)j.d * 13 + j.l;
}
int main(void)
{
    struct s1 a = {5};
    struct s3 b = {{1, 2, 3}};
    struct s8 c = {10, 20};
    struct s9 d = {"abcdefgh"};
    struct s16 e = {100, -200};
    struct s17 f = {"0123456789abcdef"};
    struct f2 g = {1.5f, -2.5f};
    struct f4 h = {{1, 2, 3, 4}};
    struct d4 k = {{1, 2, 3, 4}};
    struct mix m = {2.5, 7};
    struct nest n = {{1, 2}, {3, 4}};
    struct big o;
    for (int i = 0; i < 40; i++)
        o.v[i] = i * i;
    for (int i = 0; i < 50; i++) {
        a = r1(a, b), b = r3(b, i), c = r8(c, r8(c, c)), d = r9(d), e = r16(i, e, i + 1, e),
        f = r17(f, f), g = rf2(g, 0.5f, g), h = rf4(h, h, (struct f4){{.1f, .2f, .3f, .1f}}),
        k = rd4(1.5, k, k), m = rmix(m, m, i), n = rnest(n), o = rbig(o, i);
        printf("%d %d %d %d %d %ld %ld %d %g %g %g %g %g %ld %d %g %d %ld\n", a.c, b.c[1], c.a, c.b,
               d.c[8], e.a, e.b, f.c[16], g.a, g.b, h.v[2], k.v[1], m.d, m.l, n.a.a, n.b.b, o.v[7],
               many(i, e, i, c, -i, b, i * 300, e, i * 5, (struct mix){i, i}));
        if (c.a > 1 << 20)
            c.a = 3;
        c.a &= 0xffff, c.b &= 0xffff;
        e.a &= 0xfffff, e.b &= 0xfffff, m.l &= 0xffff;
        if (m.d > 1e6)
            m.d = 1;
        for (int j = 0; j < 40; j++)
            o.v[j] &= 0xffffff;
    }
}
