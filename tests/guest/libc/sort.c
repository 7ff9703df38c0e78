/* SPDX-License-Identifier: GPL-2.0-or-later */
/* qsort, qsort_r, bsearch, lsearch, hsearch, tsearch, with elements of many sizes. */
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static uint32_t x = 1;
static uint32_t rnd(void)
{
    return x = x * 1664525 + 1013904223, x >> 8;
}
static int by_int(const void *a, const void *b)
{
    int p = *(const int *)a, q = *(const int *)b;
    return (p > q) - (p < q);
}
static int by_bytes(const void *a, const void *b, void *n)
{
    return memcmp(a, b, *(size_t *)n);
}
static int by_str(const void *a, const void *b)
{
    return strcmp(*(char **)a, *(char **)b);
}
static int depth_sum, nodes;
static void walk(const void *n, VISIT v, int d)
{
    if (v == postorder || v == leaf)
        nodes++, depth_sum += **(int **)n % 7;
}
int main(void)
{
    static int a[3000];
    static char big[500 * 64], *s[500];
    for (int i = 0; i < 3000; i++)
        a[i] = rnd() % 5000;
    qsort(a, 3000, sizeof(int), by_int);
    uint32_t h = 0;
    for (int i = 0; i < 3000; i++)
        h = h * 31 + a[i];
    printf("%08x %d %d %d\n", h, a[0], a[1500], a[2999]);
    for (size_t n = 1; n <= 64; n += 7) {
        for (int i = 0; i < 32000; i++)
            big[i] = rnd() & 127;
        qsort_r(big, 32000 / n, n, by_bytes, &n);
        h = 0;
        for (int i = 0; i < 32000; i++)
            h = h * 31 + big[i];
        printf("%zu %08x\n", n, h);
    }
    int found = 0;
    for (int i = 0; i < 5000; i++) {
        int *p = bsearch(&i, a, 3000, sizeof(int), by_int);
        found += p && *p == i;
    }
    printf("%d\n", found);
    for (int i = 0; i < 500; i++)
        s[i] = malloc(12), sprintf(s[i], "k%u", rnd() % 1000);
    qsort(s, 500, sizeof(char *), by_str);
    for (int i = 0; i < 500; i += 50)
        printf("%s ", s[i]);
    hcreate(1000);
    for (int i = 0; i < 500; i++) {
        ENTRY e = {s[i], (void *)(long)i};
        hsearch(e, ENTER);
    }
    long sum = 0;
    for (int i = 0; i < 1000; i++) {
        char k[12];
        sprintf(k, "k%d", i);
        ENTRY e = {k}, *r = hsearch(e, FIND);
        if (r)
            sum += (long)r->data;
    }
    printf("\n%ld\n", sum);
    void *root = NULL;
    for (int i = 0; i < 1000; i++)
        tsearch(&a[i * 3], &root, by_int);
    twalk(root, walk);
    printf("%d %d %d\n", nodes, depth_sum, tfind(&a[5], &root, by_int) != NULL);
    for (int i = 0; i < 500; i++)
        tdelete(&a[i * 3], &root, by_int);
    nodes = 0, twalk(root, walk), printf("%d\n", nodes);
    int key = 4999999;
    size_t n = 2999;
    int *r = lsearch(&key, a, &n, sizeof(int), by_int);
    printf("%zu %d %d\n", n, *r, lfind(&a[7], a, &n, sizeof(int), by_int) != NULL);
}
