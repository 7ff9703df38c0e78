// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calendar functions over many dates and zones; strftime, strptime, difftime. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    static const char *zone[] = {"UTC0",
                                 "EST5EDT,M3.2.0,M11.1.0",
                                 "CET-1CEST,M3.5.0,M10.5.0/3",
                                 "NZST-12NZDT,M9.5.0,M4.1.0/3",
                                 "IST-5:30",
                                 "XYZ+3:45:30"};
    static const time_t t[] = {0,          1,          -1,          86399,
                               951782400,  1000000000, 1234567890,  1709210096,
                               2147483647, 2147483648, -2208988800, 4102444800,
                               1711846799, 1711846800, 1730595600,  253402300799};
    for (int z = 0; z < 6; z++) {
        setenv("TZ", zone[z], 1), tzset();
        printf("%s %s %ld %d\n", tzname[0], tzname[1], timezone, daylight);
        for (int i = 0; i < 16; i++) {
            struct tm m, g;
            char s[200];
            localtime_r(&t[i], &m), gmtime_r(&t[i], &g);
            strftime(s, sizeof(s),
                     "%Y-%m-%d %H:%M:%S %j %a %A %b %B %U %W %V %G %u %w %p %I %Z %z %e %C %y %D "
                     "%T %c %%",
                     &m);
            struct tm k = m;
            printf("%s | %ld %ld %d %d\n", s, mktime(&k) - t[i], timegm(&g) - t[i], m.tm_isdst,
                   m.tm_yday);
            m.tm_mday += 45, m.tm_hour -= 100, m.tm_mon += 14, m.tm_isdst = -1;
            printf("%ld ", mktime(&m)), fputs(asctime(&m), stdout);
        }
    }
    struct tm m = {0};
    char *e = strptime("29 Feb 2024 13:14:15 rest", "%d %b %Y %H:%M:%S", &m);
    printf("%d %d %d %d %d [%s]\n", m.tm_year, m.tm_mon, m.tm_mday, m.tm_wday, m.tm_yday, e);
    printf("%g\n", difftime(100, 50));
}
