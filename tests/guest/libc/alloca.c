// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* alloca, variable-length arrays, big frames, stacks that move by large steps. */
#include <alloca.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static __attribute__((noinline)) long vla(int n)
{
    int a[n][n + 1];
    long s = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= n; j++)
            a[i][j] = i * j;
    for (int i = 0; i < n; i++)
        s += a[i][n - i];
    return s + sizeof(a);
}
static __attribute__((noinline)) long dyn(int n)
{
    char *p[50];
    long s = 0;
    for (int i = 0; i < 50; i++)
        p[i] = alloca(i * n + 1), memset(p[i], i, i * n + 1);
    for (int i = 0; i < 50; i++)
        s += p[i][i * n] + ((uintptr_t)p[i] & 15);
    return s;
}
static __attribute__((noinline)) int big(int n)
{
    volatile char a[200000];
    a[0] = n, a[199999] = n + 1, a[100000] = 3;
    return n ? big(n - 1) + a[0] + a[199999] : a[100000];
}
static __attribute__((noinline)) long sized(int n, int a[n][n])
{
    long s = 0;
    for (int i = 0; i < n; i++)
        s += a[i][i];
    return s;
}
int main(void)
{
    for (int n = 1; n < 200; n += 13)
        printf("%ld %ld\n", vla(n), dyn(n));
    printf("%d\n", big(20));
    int m[9][9];
    for (int i = 0; i < 81; i++)
        m[i / 9][i % 9] = i;
    printf("%ld\n", sized(9, m));
    for (int i = 0; i < 1000; i++) {
        char *q = alloca(i % 100 + 1);
        q[0] = i;
        if (i % 250 == 0)
            printf("%d ", q[0] & 255);
    }
}
