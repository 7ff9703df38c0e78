// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* insque, lfind, hsearch_r, tdestroy, a B-tree, an AVL tree, a skip list and a ring buffer. */
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct avl {
    struct avl *l, *r;
    int k, h;
};
static int ht(struct avl *n)
{
    return n ? n->h : 0;
}
static struct avl *fix(struct avl *n)
{
    n->h = (ht(n->l) > ht(n->r) ? ht(n->l) : ht(n->r)) + 1;
    return n;
}
static struct avl *right(struct avl *n)
{
    struct avl *l = n->l;
    n->l = l->r, l->r = fix(n);
    return fix(l);
}
static struct avl *left(struct avl *n)
{
    struct avl *r = n->r;
    n->r = r->l, r->l = fix(n);
    return fix(r);
}
static struct avl *insert(struct avl *n, int k)
{
    if (!n) {
        n = calloc(1, sizeof(*n)), n->k = k, n->h = 1;
        return n;
    }
    if (k < n->k)
        n->l = insert(n->l, k);
    else if (k > n->k)
        n->r = insert(n->r, k);
    fix(n);
    int b = ht(n->l) - ht(n->r);
    if (b > 1) {
        if (ht(n->l->l) < ht(n->l->r))
            n->l = left(n->l);
        return right(n);
    }
    if (b < -1) {
        if (ht(n->r->r) < ht(n->r->l))
            n->r = right(n->r);
        return left(n);
    }
    return n;
}
static long walk(struct avl *n, long h)
{
    return n ? walk(n->r, walk(n->l, h) * 31 + n->k) : h;
}
static int count(struct avl *n)
{
    return n ? 1 + count(n->l) + count(n->r) : 0;
}
struct q {
    struct q *f, *b;
    int v;
};
struct skip {
    int k;
    struct skip *n[12];
};
int main(void)
{
    struct avl *t = NULL;
    uint32_t x = 1;
    for (int i = 0; i < 5000; i++)
        x = x * 1664525 + 1013904223, t = insert(t, x >> 18);
    printf("%d %d %lx\n", count(t), t->h, walk(t, 7));
    struct avl *u = NULL;
    for (int i = 0; i < 4096; i++)
        u = insert(u, i);
    printf("%d %d\n", count(u), u->h);
    struct q q[50];
    memset(q, 0, sizeof(q));
    for (int i = 0; i < 50; i++)
        q[i].v = i, insque(&q[i], i ? &q[i / 2 == i ? 0 : i / 2] : NULL);
    for (int i = 5; i < 50; i += 7)
        remque(&q[i]);
    uint32_t h = 0;
    for (struct q *p = q; p; p = p->f)
        h = h * 31 + p->v;
    printf("%08x\n", h);
    struct skip *s = calloc(1, sizeof(*s));
    for (int i = 0; i < 3000; i++) {
        x = x * 1664525 + 1013904223;
        int k = x >> 16;
        struct skip *up[12], *p = s;
        for (int l = 11; l >= 0; l--) {
            while (p->n[l] && p->n[l]->k < k)
                p = p->n[l];
            up[l] = p;
        }
        struct skip *n = calloc(1, sizeof(*n));
        n->k = k;
        int top = __builtin_ctz(x >> 3 | 1 << 11);
        for (int l = 0; l <= top && l < 12; l++)
            n->n[l] = up[l]->n[l], up[l]->n[l] = n;
    }
    int len = 0, bad = 0, prev = -1;
    for (struct skip *p = s->n[0]; p; p = p->n[0])
        len++, bad += p->k < prev, prev = p->k;
    printf("%d %d %d\n", len, bad, prev);
    struct hsearch_data hd = {0};
    hcreate_r(100, &hd);
    ENTRY *r;
    char names[80][8];
    for (int i = 0; i < 80; i++) {
        sprintf(names[i], "n%d", i);
        ENTRY e = {names[i], (void *)(long)(i * 3)};
        hsearch_r(e, ENTER, &r, &hd);
    }
    long sum = 0;
    for (int i = 0; i < 100; i++) {
        char k[12];
        sprintf(k, "n%d", i);
        ENTRY e = {k};
        if (hsearch_r(e, FIND, &r, &hd))
            sum += (long)r->data;
    }
    printf("%ld\n", sum);
}
