/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rarer string functions: strtok, strsep, strspn, strpbrk, strcasecmp, memmem, memccpy,
 * strverscmp, stpcpy, strfry-free ones. */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
static int sign(int x)
{
    return (x > 0) - (x < 0);
}
int main(void)
{
    char a[100] = "a,b;;c d", *s = a, *p;
    for (p = strtok(a, ",; "); p; p = strtok(NULL, ",; "))
        printf("[%s]", p);
    strcpy(a, "a,b;;c d");
    while ((p = strsep(&s, ",; ")))
        printf("<%s>", p);
    printf("\n%zu %zu %s\n", strspn("abcabcx", "abc"), strcspn("hello world", " o"),
           strpbrk("hello", "xl"));
    printf("%d %d %d\n", sign(strcasecmp("HeLLo", "hEllo")), sign(strncasecmp("abcX", "ABCy", 4)),
           sign(strverscmp("file9", "file10")));
    for (int off = 0; off < 40; off++) {
        char h[120];
        memset(h, 'a', 120);
        memcpy(h + off + 30, "needle", 6);
        h[119] = 0;
        printf("%td %td %td ", (char *)memmem(h, 119, "needle", 6) - h, strstr(h, "needle") - h,
               (char *)memchr(h, 'n', 119) - h);
        h[off + 50] = 0;
        printf("%zu %zu %td %td\n", strlen(h), strnlen(h, off + 20), strrchr(h, 'a') - h,
               (char *)rawmemchr(h, 0) - h);
    }
    printf("%td ", (char *)memccpy(a, "hello world", 'w', 50) - a),
        printf("%s\n", stpcpy(a, "abc") - 3);
    puts(strcat(strcpy(a, "x"), "y")), puts(strncat(a, "zzzzz", 2)),
        puts(strchrnul("abc", 'z') - 1);
    char path[] = "/usr/lib/x.so";
    printf("%s ", basename(path));
    printf("%s\n", dirname(path));
    for (int e = 0; e < 134; e++)
        printf("%s;", strerror(e));
    putchar('\n');
    for (int e = 1; e < 32; e++)
        printf("%s;", strsignal(e));
    printf("\n%s %s\n", strerrorname_np(2), sigabbrev_np(11));
    for (int i = 0; i < 32; i++) {
        char x[64], y[64];
        memset(x, 7, 64), memset(y, 7, 64);
        y[i] = 200;
        printf("%d%d%d ", sign(memcmp(x, y, 64)), sign(strncmp(x, y, i)), sign(bcmp(x, y, i)));
    }
    char sw[40];
    swab("badcfehg", sw, 8), sw[8] = 0, puts(sw), puts(strdup("dup")),
                             puts(strndup("duplicate", 3));
    bzero(a, 10), printf("%d %d %s\n", a[3], ffs(40), index("abc", 'b')), l64a(12345),
        printf("%s %ld\n", l64a(123456), a64l("0Bu"));
}
