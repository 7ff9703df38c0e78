/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locale data of the C locale; number grouping; nl_langinfo; collation and conversion with iconv.
 */
#include <iconv.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    struct lconv *l = localeconv();
    printf("[%s] [%s] %d\n", l->decimal_point, l->thousands_sep, l->frac_digits == CHAR_MAX);
    printf("%s %s %s %s %s\n", nl_langinfo(CODESET), nl_langinfo(DAY_1), nl_langinfo(MON_12),
           nl_langinfo(RADIXCHAR), nl_langinfo(D_T_FMT));
    printf("%s %d %d\n", setlocale(LC_ALL, NULL), setlocale(LC_ALL, "xx_YY") == NULL,
           strcoll("a", "B") > 0);
    char b[50];
    printf("%zu %s\n", strxfrm(b, "hello", 50), b);
    locale_t c = newlocale(LC_ALL_MASK, "C", NULL), old = uselocale(c);
    printf("%d %g\n", old == LC_GLOBAL_LOCALE, strtod_l("1.5", NULL, c)), uselocale(old),
        freelocale(c);
    iconv_t i = iconv_open("UCS-4LE", "UTF-8");
    char in[] = "a€😀z", out[40], *p = in, *q = out;
    size_t n = strlen(in), m = sizeof(out);
    printf("%zd ", iconv(i, &p, &n, &q, &m)), printf("%zu:", sizeof(out) - m);
    for (size_t k = 0; k < sizeof(out) - m; k++)
        printf(" %02x", (unsigned char)out[k]);
    iconv_close(i), putchar('\n');
    i = iconv_open("UTF-8", "UCS-4BE"), p = (char[]){0, 1, 0xf6, 0}, q = out, n = 4, m = 40,
    iconv(i, &p, &n, &q, &m),
    printf("%.*s %d\n", (int)(q - out), out, iconv_open("x", "y") == (iconv_t)-1);
}
