// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sscanf with all conversions. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
int main(void)
{
    int a = 0, b = 0, n = 0, c;
    unsigned u = 0;
    long l = 0;
    short h = 0;
    signed char hh = 0;
    float f = 0;
    double d = 0;
    char s[50] = "", t[50] = "";
    void *p = NULL;
    size_t z = 0;
    intmax_t j = 0;
    c = sscanf("12 -34 0x1f 077", "%d %d %x %o", &a, &b, &u, (unsigned *)&n);
    printf("%d %d %d %u %d\n", c, a, b, u, n);
    c = sscanf("0x10 010 10", "%i %i %i", &a, &b, &n);
    printf("%d %d %d %d\n", c, a, b, n);
    c = sscanf("abc,def", "%[^,],%s", s, t);
    printf("%d %s %s\n", c, s, t);
    c = sscanf("  word123 x", "%4s%n%c", s, &n, t);
    printf("%d %.4s %d %c\n", c, s, n, t[0]);
    c = sscanf("3.25e2 -.5 nan inf", "%f %lf", &f, &d);
    printf("%d %g %g\n", c, f, d);
    c = sscanf("300 300 123456789012", "%hhd %hd %ld", &hh, &h, &l);
    printf("%d %d %d %ld\n", c, hh, h, l);
    c = sscanf("1 2 3", "%*d %d %*d", &a);
    printf("%d %d\n", c, a);
    c = sscanf("12345678", "%3d%2d%d", &a, &b, &n);
    printf("%d %d %d %d\n", c, a, b, n);
    c = sscanf("x=5%y", "x=%d%%%c", &a, t);
    printf("%d %d %c\n", c, a, t[0]);
    c = sscanf("", "%d", &a);
    printf("%d\n", c);
    c = sscanf("zzz", "%d", &a);
    printf("%d\n", c);
    c = sscanf("0xff 77", "%p %zu", &p, &z);
    printf("%d %lx %zu\n", c, (long)p, z);
    c = sscanf("99999999999999999999 -5", "%ld %jd", &l, &j);
    printf("%d %ld %jd\n", c, l, j);
    char *m = NULL;
    c = sscanf("allocated text", "%ms", &m);
    printf("%d %s\n", c, m);
    c = sscanf("a-z]b", "%[]a-z-]", s);
    printf("%d %s\n", c, s);
    c = sscanf("aé", "%2[a-z]%n", s, &n);
    printf("%d %s %d\n", c, s, n);
    c = sscanf("2024-02-29T12:34:56", "%d-%d-%dT%2d:%2d:%2d", &a, &b, &n, (int *)&u, &a, &b);
    printf("%d %d %d %u\n", c, a, b, u);
}
