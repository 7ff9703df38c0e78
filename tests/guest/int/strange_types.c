/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Enumerations, function pointers in tables, unions of pointers, flexible arrays, designated
 * initialisers, generic selection, compound literals, static asserts. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
enum neg { A = -3, B, C = 1 << 20, D };
enum big { E = 0x80000000u, F };
struct flex {
    uint16_t n;
    uint32_t v[];
};
struct list {
    struct list *next;
    int v;
};
static int inc(int x)
{
    return x + 1;
}
static int dbl(int x)
{
    return x * 2;
}
static int neg(int x)
{
    return -x;
}
static int (*const table[])(int) = {[2] = neg, [0] = inc, [1] = dbl};
typedef int (*op)(int);
static op pick(int i)
{
    return table[i % 3];
}
#define KIND(x)                                                                                    \
    _Generic((x), int: "int", unsigned: "unsigned", long: "long", double: "double", float: "float", char *: "string", default: "other")
static int total(const int *v)
{
    int s = 0;
    for (; *v; v++)
        s += *v;
    return s;
}
_Static_assert(offsetof(struct flex, v) == 4, "layout");
int main(void)
{
    printf("%d %d %d %d %u %zu\n", A, B, C, D, F, sizeof(enum big));
    int x = 5;
    for (int i = 0; i < 20; i++)
        x = pick(i)(x) % 1000;
    printf("%d\n", x);
    struct flex *f = malloc(sizeof(*f) + 10 * sizeof(uint32_t));
    f->n = 10;
    for (int i = 0; i < f->n; i++)
        f->v[i] = i * i;
    uint32_t s = 0;
    for (int i = 0; i < f->n; i++)
        s += f->v[i];
    printf("%u %s %s %s %s %s %s\n", s, KIND(1), KIND(1u), KIND(1.0f), KIND(2.0), KIND((char *)"s"),
           KIND((short)1));
    printf("%d %d\n", total((int[]){1, 2, 3, 4, 0}), ((struct list){.v = 7}).v);
    struct list *l = NULL;
    for (int i = 0; i < 100; i++) {
        struct list *n = malloc(sizeof(*n));
        *n = (struct list){l, i * 7 % 31};
        l = n;
    }
    struct list *r = NULL;
    while (l) {
        struct list *n = l->next;
        l->next = r, r = l, l = n;
    }
    struct list **q = &r;
    while (*q)
        if ((*q)->v % 3 == 0)
            *q = (*q)->next;
        else
            q = &(*q)->next;
    uint32_t h = 0;
    for (l = r; l; l = l->next)
        h = h * 31 + l->v;
    printf("%08x\n", h);
    int m[3][4] = {[1] = {[2] = 5, 6}, [0][3] = 9};
    for (int i = 0; i < 12; i++)
        printf("%d", ((int *)m)[i]);
    puts("");
    _Bool b = 0.5, c = (void *)0;
    printf("%d %d %d\n", b, c, (int)(_Bool)0x100);
    wchar_t;
    volatile struct {
        unsigned a : 3;
    } v = {9 & 7};
    v.a += 9;
    printf("%d %td\n", v.a, &m[2][1] - &m[0][2]);
    static const char str[][5] = {"abcd", "ef", ""};
    for (int i = 0; i < 3; i++)
        printf("[%s]", str[i]);
    printf("%d\n", "literal"[3]);
}
