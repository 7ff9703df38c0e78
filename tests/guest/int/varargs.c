// skip-arm: 128-bit integers
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variadic functions with all kinds of arguments, in registers and on the stack; va_copy,
 * structures. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
struct small {
    int a, b;
};
struct hfa {
    double x, y, z;
};
struct big {
    long v[5];
};
struct mixed {
    float f;
    int i;
    char c;
};
static void walk(const char *f, ...)
{
    va_list ap, again;
    va_start(ap, f);
    va_copy(again, ap);
    for (int pass = 0; pass < 2; pass++) {
        for (const char *p = f; *p; p++)
            switch (*p) {
            case 'i': printf("%d ", va_arg(ap, int)); break;
            case 'l': printf("%ld ", va_arg(ap, long)); break;
            case 'd': printf("%g ", va_arg(ap, double)); break;
            case 's': printf("%s ", va_arg(ap, char *)); break;
            case 'S': {
                struct small s = va_arg(ap, struct small);
                printf("{%d %d} ", s.a, s.b);
                break;
            }
            case 'H': {
                struct hfa s = va_arg(ap, struct hfa);
                printf("{%g %g %g} ", s.x, s.y, s.z);
                break;
            }
            case 'B': {
                struct big s = va_arg(ap, struct big);
                printf("{%ld %ld} ", s.v[0], s.v[4]);
                break;
            }
            case 'M': {
                struct mixed s = va_arg(ap, struct mixed);
                printf("{%g %d %c} ", s.f, s.i, s.c);
                break;
            }
            case 'q': {
                __int128 v = va_arg(ap, __int128);
                printf("%lx:%lx ", (long)(v >> 64), (long)v);
                break;
            }
            case 'L': printf("%.10Lg ", va_arg(ap, long double)); break;
            }
        putchar('\n');
        va_end(ap);
        if (!pass)
            va_copy(ap, again);
    }
    va_end(again);
}
static int format(char *b, size_t n, const char *f, ...)
{
    va_list ap;
    va_start(ap, f);
    int r = vsnprintf(b, n, f, ap);
    va_end(ap);
    return r;
}
static double sum(int n, ...)
{
    va_list ap;
    double s = 0;
    va_start(ap, n);
    while (n--)
        s = s * 2 + va_arg(ap, double);
    va_end(ap);
    return s;
}
int main(void)
{
    struct small s = {1, 2};
    struct hfa h = {1.5, 2.5, 3.5};
    struct big b = {{9, 8, 7, 6, 5}};
    struct mixed m = {0.25f, 77, 'q'};
    walk("iiiiiiiiiiii", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    walk("dddddddddddd", 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12.);
    walk("idldsidsldidsdidl", 1, 2., 3l, 4., "five", 6, 7., "eight", 9l, 10., 11, 12., "x", 14., 15,
         16., 17l);
    walk("SHBMSHBMSHBM", s, h, b, m, s, h, b, m, s, h, b, m);
    walk("iqiqiqiqsSqd", 1, (__int128)5 << 70, 2, (__int128)-5, 3, (__int128)1, 4, (__int128)2, "s",
         s, (__int128)3, 9.5);
    walk("LdLiLLLLLLLL", 1.5L, 2., 3.25L, 4, 5.L, 6.L, 7.L, 8.L, 9.L, 10.L, 11.L, 12.L);
    char t[20];
    int n = format(t, sizeof(t), "%d-%s-%g-%x-%c-%ld", 12, "abc", 1.5, 255, 'z', 123456789012l);
    printf("%d [%s]\n", n, t);
    printf("%g %g\n", sum(3, 1., 2., 3.),
           sum(14, 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., 14.));
}
