/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Big integers: factorials, powers, Fibonacci numbers, pi by a spigot. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct big {
    int n;
    uint32_t d[700];
};
static void mul1(struct big *a, uint32_t m)
{
    uint64_t c = 0;
    for (int i = 0; i < a->n; i++)
        c += (uint64_t)a->d[i] * m, a->d[i] = c, c >>= 32;
    if (c)
        a->d[a->n++] = c;
}
static void add(struct big *a, const struct big *b)
{
    uint64_t c = 0;
    for (int i = 0; i < b->n || c; i++) {
        if (i >= a->n)
            a->d[a->n++] = 0;
        c += (uint64_t)a->d[i] + (i < b->n ? b->d[i] : 0), a->d[i] = c, c >>= 32;
    }
}
static struct big mul(const struct big *a, const struct big *b)
{
    struct big r = {a->n + b->n};
    for (int i = 0; i < a->n; i++) {
        uint64_t c = 0;
        for (int j = 0; j < b->n || c; j++)
            c += r.d[i + j] + (uint64_t)a->d[i] * (j < b->n ? b->d[j] : 0), r.d[i + j] = c,
                                                                                    c >>= 32;
    }
    while (r.n > 1 && !r.d[r.n - 1])
        r.n--;
    return r;
}
static uint32_t div1(struct big *a, uint32_t m)
{
    uint64_t c = 0;
    for (int i = a->n; i--;)
        c = c << 32 | a->d[i], a->d[i] = c / m, c %= m;
    while (a->n > 1 && !a->d[a->n - 1])
        a->n--;
    return c;
}
static void show(struct big a)
{
    char s[7000], *p = s + sizeof(s);
    *--p = 0;
    do
        *--p = '0' + div1(&a, 10);
    while (a.n > 1 || a.d[0]);
    puts(p);
}
int main(void)
{
    struct big a = {1, {1}}, b = {1, {0}};
    for (int i = 1; i <= 500; i++) {
        mul1(&a, i);
        if (i % 50 == 0)
            show(a);
    }
    a = (struct big){1, {1}};
    for (int i = 0; i < 1000; i++) {
        struct big t = a;
        add(&a, &b);
        b = t;
    }
    show(a);
    a = (struct big){1, {0x12345677}};
    for (int i = 0; i < 6; i++)
        a = mul(&a, &a), show(a);
    int len = 10 * 200 / 3, *r = malloc((len + 1) * sizeof(int)), nines = 0, pre = 0;
    for (int i = 0; i <= len; i++)
        r[i] = 2;
    for (int k = 0; k < 200; k++) {
        int q = 0;
        for (int i = len; i > 0; i--) {
            int x = 10 * r[i - 1] + q * i;
            r[i - 1] = x % (2 * i - 1);
            q = x / (2 * i - 1);
        }
        r[0] = q % 10, q /= 10;
        if (q == 9)
            nines++;
        else if (q == 10) {
            printf("%d", pre + 1);
            for (; nines; nines--)
                putchar('0');
            pre = 0;
        } else {
            printf("%d", pre);
            pre = q;
            for (; nines; nines--)
                putchar('9');
        }
    }
    putchar('\n');
}
