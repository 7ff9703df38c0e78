/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading and printing floating numbers exactly: strtod, strtof, %a, %e, %g with many precisions,
 * hexadecimal. */
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    static const char *s[] = {"0",
                              "-0",
                              "1",
                              "0.1",
                              "123.456e-7",
                              "1e23",
                              "8.41e21",
                              "9007199254740993",
                              "2.2250738585072011e-308",
                              "4.9e-324",
                              "2.4703282292062328e-324",
                              "1.7976931348623157e308",
                              "1e309",
                              "-1e400",
                              "0x1.8p3",
                              "0x1.fffffffffffff8p0",
                              "0x.8p-1074",
                              "inf",
                              "-infinity",
                              "12abc",
                              ".5e",
                              "1e+",
                              "  7.25",
                              "179769313486231580793e289",
                              "6.9294956446009195e15",
                              "3.4028235e38",
                              "3.4028236e38",
                              "1.17549435e-38",
                              "16777217",
                              "0.5000000298023223876953125"};
    for (unsigned i = 0; i < sizeof(s) / sizeof(s[0]); i++) {
        char *e, *g;
        double d = strtod(s[i], &e);
        float f = strtof(s[i], &g);
        printf("%s: %a %.17g %d %a %.9g %d\n", s[i], d, d, (int)(e - s[i]), f, f, (int)(g - s[i]));
        for (int p = 0; p < 20; p += 4)
            printf("[%.*e|%.*f|%.*g|%.*a] ", p, d, p > 8 ? 8 : p, d / 1e10, p, d, p, d);
        printf("[%+08.2f] [%-12.3e] [% g] [%#g] [%012g]\n", f, f, d, d, d);
        double r;
        int n = sscanf(s[i], "%lf", &r);
        printf("%d %a\n", n, n == 1 ? r : 0);
    }
}
