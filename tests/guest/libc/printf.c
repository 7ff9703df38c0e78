// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Formatted output. */
#include <limits.h>
#include <stdio.h>
#include <wchar.h>

int main(void)
{
    printf("%d %5d|%-5d|%05d %+d %x %#X %o %u %c %s %.3s %10s|%-10s|\n", 42, 42, 42, 42, 42, 255,
           255, 8, UINT_MAX, 'c', "str", "truncate", "right", "left");
    printf("%ld %lld %hd %hhd %zu %td\n", LONG_MIN, LLONG_MAX, (short)70000, (char)300,
           sizeof(long), (char *)8 - (char *)3);
    printf("%f %.2f %e %.10e %g %g %g %a %G\n", 3.14159, 2.718, 12345.678, 1e-300, 1e10, 1e-5, 0.1,
           0.1, 1e100);
    printf("%Lf %Lg\n", 1.5L, 2.25L);
    printf("%f %f %f\n", 1.0 / 0.0, -1.0 / 0.0, 0.0);
    printf("%*d %-*d| %.*f %n\n", 8, 5, 8, 5, 2, 1.239, &(int){0});
    char buf[20];
    int n = snprintf(buf, sizeof(buf), "%s-%d", "a long string of text", 5);
    printf("%d %s\n", n, buf);
    int a, b;
    char word[10];
    double d;
    n = sscanf("12 0x1f hello 3.5", "%d %i %9s %lf", &a, &b, word, &d);
    printf("%d %d %d %s %g\n", n, a, b, word, d);
    printf("%ls %lc\n", L"wide", L'w');
}
