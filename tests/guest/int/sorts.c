/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ten sorting algorithms on the same data. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define N 600
static int a[N], b[N], t[N];
static void swap(int *p, int *q)
{
    int x = *p;
    *p = *q;
    *q = x;
}
static void bubble(void)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j + 1 < N - i; j++)
            if (a[j] > a[j + 1])
                swap(&a[j], &a[j + 1]);
}
static void insertion(void)
{
    for (int i = 1; i < N; i++) {
        int v = a[i], j = i;
        for (; j && a[j - 1] > v; j--)
            a[j] = a[j - 1];
        a[j] = v;
    }
}
static void selection(void)
{
    for (int i = 0; i < N; i++) {
        int m = i;
        for (int j = i; j < N; j++)
            if (a[j] < a[m])
                m = j;
        swap(&a[i], &a[m]);
    }
}
static void shell(void)
{
    for (int g = N / 2; g; g /= 2)
        for (int i = g; i < N; i++)
            for (int j = i; j >= g && a[j - g] > a[j]; j -= g)
                swap(&a[j], &a[j - g]);
}
static void quick(int l, int r)
{
    if (l >= r)
        return;
    int p = a[(l + r) / 2], i = l, j = r;
    while (i <= j) {
        while (a[i] < p)
            i++;
        while (a[j] > p)
            j--;
        if (i <= j)
            swap(&a[i++], &a[j--]);
    }
    quick(l, j), quick(i, r);
}
static void merge(int l, int r)
{
    if (r - l < 2)
        return;
    int m = (l + r) / 2;
    merge(l, m), merge(m, r);
    int i = l, j = m;
    for (int k = l; k < r; k++)
        t[k] = i < m && (j >= r || a[i] <= a[j]) ? a[i++] : a[j++];
    memcpy(a + l, t + l, (r - l) * sizeof(int));
}
static void heap(void)
{
    for (int n = N, s = N / 2; n > 1;) {
        if (s)
            s--;
        else
            n--, swap(&a[0], &a[n]);
        for (int i = s, c; (c = 2 * i + 1) < n; i = c) {
            if (c + 1 < n && a[c + 1] > a[c])
                c++;
            if (a[c] <= a[i])
                break;
            swap(&a[i], &a[c]);
        }
    }
}
static void radix(void)
{
    for (int s = 0; s < 32; s += 8) {
        int c[257] = {0};
        for (int i = 0; i < N; i++)
            c[((unsigned)a[i] ^ 0x80000000) >> s << 24 >> 24 | 0]++;
        int p = 0;
        for (int i = 0; i < 256; i++) {
            int k = c[i];
            c[i] = p, p += k;
        }
        for (int i = 0; i < N; i++)
            t[c[((unsigned)a[i] ^ 0x80000000) >> s << 24 >> 24]++] = a[i];
        memcpy(a, t, sizeof(a));
    }
}
static void comb(void)
{
    int g = N, s = 1;
    while (g > 1 || s) {
        g = g * 10 / 13, s = 0;
        if (g < 1)
            g = 1;
        for (int i = 0; i + g < N; i++)
            if (a[i] > a[i + g])
                swap(&a[i], &a[i + g]), s = 1;
    }
}
static void gnome(void)
{
    for (int i = 0; i < N;)
        if (!i || a[i] >= a[i - 1])
            i++;
        else
            swap(&a[i], &a[i - 1]), i--;
}
int main(void)
{
    for (int k = 0; k < 10; k++) {
        uint32_t x = 5, h = 0;
        int bad = 0;
        for (int i = 0; i < N; i++)
            x = x * 1664525 + 1013904223, a[i] = k & 1 ? (int)x : (int)(x >> 20) - 2000;
        switch (k) {
        case 0: bubble(); break;
        case 1: insertion(); break;
        case 2: selection(); break;
        case 3: shell(); break;
        case 4: quick(0, N - 1); break;
        case 5: merge(0, N); break;
        case 6: heap(); break;
        case 7: radix(); break;
        case 8: comb(); break;
        default: gnome();
        }
        for (int i = 0; i < N; i++)
            h = h * 31 + a[i], bad += i && a[i] < a[i - 1];
        printf("%d %08x %d %d %d\n", k, h, bad, a[0], a[N - 1]);
    }
}
