// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Formatted output in its rarer forms: positions, widths from arguments, %n-free, grouping,
 * strftime, error messages, wide ones. */
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
int main(void)
{
    printf("%2$s %1$d %3$.*4$f|\n", 5, "pos", 3.14159, 2);
    printf("%*d|%-*d|%.*s|%0*d|\n", 8, 42, 8, 42, 3, "truncate", 6, 7);
    printf("%+d % d %05d %-5d| %x %X %#x %#o %o\n", 5, 5, -42, -42, 255, 255, 255, 8, 8);
    printf("%hhd %hd %ld %lld %zu %td %jd %hhu %hu\n", 300, 70000, 1l << 40, -1ll << 40,
           (size_t)1 << 35, (ptrdiff_t)-5, (intmax_t)7, 511, 65537);
    printf("%c%c%%|%5c|%-5c|\n", 'a', 0x41, 'r', 'l');
    printf("%s|%10s|%-10s|%.2s|%s\n", "str", "right", "left", "cut", (char *)NULL);
    printf("%p %p\n", (void *)0x1234, NULL);
    errno = ENOENT, printf("%m\n");
    printf("%" PRId64 " %" PRIx32 " %" PRIuMAX "\n", INT64_MIN, 0xabcdu, UINTMAX_MAX);
    static const double v[] = {0,   1,        -1.5,  123456789, 1e-5, 1e20,
                               0.1, 99999.95, 1e300, 2.5,       3.5,  0.5};
    for (int i = 0; i < 12; i++)
        printf("%f|%.0f|%.3e|%g|%G|%#.3g|%a|%+.1f|%015.4f|%-12.2E|\n", v[i], v[i], v[i], v[i], v[i],
               v[i], v[i], v[i], v[i], v[i]);
    char b[10];
    printf("%d %s\n", snprintf(b, sizeof(b), "%s", "a long string"), b);
    printf("%d\n", snprintf(NULL, 0, "%1000d", 1));
    char *m;
    printf("%d ", asprintf(&m, "%s-%d", "alloc", 9)), puts(m);
    wchar_t w[30];
    swprintf(w, 30, L"%-8ls|%5.1f", L"wide", 2.25);
    for (int i = 0; w[i]; i++)
        putchar(w[i]);
    puts("");
    printf("%ls %lc\n", L"ok", L'x');
    for (int i = 0; i < 70; i += 7)
        printf("%.*f ", i, 1.0 / 3);
    puts("");
}
