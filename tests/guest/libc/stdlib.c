// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers from text, sorting, searching, random numbers, environment. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int cmp(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(void)
{
    const char *texts[] = {"0",
                           "-1",
                           "9223372036854775807",
                           "9223372036854775808",
                           "0x7f",
                           "077",
                           "1e5",
                           "1.5e-320",
                           "nan",
                           "inf",
                           "zz",
                           "  12x"};
    for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char *end;
        errno = 0;
        long l = strtol(texts[i], &end, 0);
        int e = errno;
        printf("%ld %ld %d ", l, (long)(end - texts[i]), e);
        printf("%lu %a %a\n", strtoul(texts[i], NULL, 36), strtod(texts[i], NULL),
               strtof(texts[i], NULL));
    }
    char *words[] = {"pear", "apple", "fig", "quince", "banana", "cherry", "date"};
    qsort(words, 7, sizeof(char *), cmp);
    for (int i = 0; i < 7; i++)
        printf("%s ", words[i]);
    char *key = "fig", **found = bsearch(&key, words, 7, sizeof(char *), cmp);
    printf("%s\n", *found);
    srand(7);
    for (int i = 0; i < 5; i++)
        printf("%d ", rand() % 1000);
    srand48(3);
    printf("%ld ", lrand48()), printf("%.6f %ld\n", drand48(), random());
    setenv("FOO", "bar", 1);
    printf("%s ", getenv("FOO")), printf("%d\n", unsetenv("FOO"));
    div_t q = div(-17, 5);
    printf("%d %d %d\n", q.quot, q.rem, abs(-4));
    char *p = malloc(100), *r = realloc(p, 100000);
    memset(r, 1, 100000);
    free(r);
    void *al;
    int e2 = posix_memalign(&al, 4096, 10);
    printf("%d %d\n", e2, (int)((unsigned long)al & 4095));
}
