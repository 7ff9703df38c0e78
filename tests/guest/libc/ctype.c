// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Classification of all characters, case, strto* with bases and limits. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    for (int c = -1; c < 256; c++)
        printf("%x", (isalpha(c) != 0) | (isdigit(c) != 0) << 1 | (isspace(c) != 0) << 2 |
                         (isupper(c) != 0) << 3 | (ispunct(c) != 0) << 4 | (isxdigit(c) != 0) << 5 |
                         (iscntrl(c) != 0) << 6 | (isprint(c) != 0) << 7 | (isgraph(c) != 0) << 8 |
                         (isblank(c) != 0) << 9);
    putchar('\n');
    for (int c = 0; c < 128; c++)
        printf("%d %d ", toupper(c), tolower(c));
    putchar('\n');
    static const char *s[] = {"0",
                              "-1",
                              "+77",
                              "  12ab",
                              "0x1F",
                              "0x",
                              "zz",
                              "9223372036854775807",
                              "9223372036854775808",
                              "-9223372036854775809",
                              "18446744073709551616",
                              "",
                              "-",
                              "2147483648",
                              "0b11",
                              "08"};
    static const int base[] = {0, 2, 8, 10, 16, 36};
    for (int i = 0; i < 16; i++)
        for (int b = 0; b < 6; b++) {
            char *e1, *e2;
            errno = 0;
            long l = strtol(s[i], &e1, base[b]);
            int er = errno;
            errno = 0;
            unsigned long u = strtoul(s[i], &e2, base[b]);
            printf("%ld %d %td %lu %d %td\n", l, er, e1 - s[i], u, errno, e2 - s[i]);
        }
    printf("%d %ld %lld %g %jd\n", atoi("12x"), atol("-99"), atoll("1234567890123"), atof("2.5"),
           strtoimax("77", NULL, 8));
    div_t d = div(-17, 5);
    ldiv_t l = ldiv(17, -5);
    printf("%d %d %ld %ld %d %ld\n", d.quot, d.rem, l.quot, l.rem, abs(-5), labs(-6));
}
