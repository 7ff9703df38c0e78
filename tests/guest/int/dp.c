// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dynamic programming: edit distance, common subsequence, knapsack, partitions, matrix chain, coin
 * change, palindromes. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static int t[300][300], k[10001];
static uint64_t p[301];
static int min(int a, int b)
{
    return a < b ? a : b;
}
int main(void)
{
    char a[201], b[201];
    uint32_t x = 3;
    for (int i = 0; i < 200; i++)
        x = x * 1664525 + 1013904223, a[i] = 'a' + (x >> 30), b[i] = 'a' + (x >> 28 & 3);
    for (int i = 0; i <= 200; i++)
        for (int j = 0; j <= 200; j++)
            t[i][j] = !i   ? j
                      : !j ? i
                           : min(min(t[i - 1][j], t[i][j - 1]) + 1,
                                 t[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
    printf("%d ", t[200][200]);
    for (int i = 0; i <= 200; i++)
        for (int j = 0; j <= 200; j++)
            t[i][j] = !i || !j                    ? 0
                      : a[i - 1] == b[j - 1]      ? t[i - 1][j - 1] + 1
                      : t[i - 1][j] > t[i][j - 1] ? t[i - 1][j]
                                                  : t[i][j - 1];
    printf("%d ", t[200][200]);
    for (int i = 0; i < 60; i++) {
        x = x * 1664525 + 1013904223;
        int w = (x >> 20) % 300 + 1, v = (x >> 8) % 1000;
        for (int c = 10000; c >= w; c--)
            if (k[c - w] + v > k[c])
                k[c] = k[c - w] + v;
    }
    printf("%d %d ", k[10000], k[3000]);
    p[0] = 1;
    for (int i = 1; i <= 300; i++)
        for (int j = i; j <= 300; j++)
            p[j] += p[j - i];
    printf("%lu ", p[300]);
    int dim[41];
    for (int i = 0; i <= 40; i++)
        x = x * 1664525 + 1013904223, dim[i] = (x >> 24) % 50 + 1;
    for (int l = 1; l <= 40; l++)
        for (int i = 0; i + l <= 40; i++) {
            int j = i + l - 1;
            t[i][j] = l == 1 ? 0 : 1 << 30;
            for (int q = i; q < j; q++)
                t[i][j] = min(t[i][j], t[i][q] + t[q + 1][j] + dim[i] * dim[q + 1] * dim[j + 1]);
        }
    printf("%d ", t[0][39]);
    int best = 0;
    for (int c = 0; c < 400; c++) {
        int l = c / 2, r = (c + 1) / 2;
        while (l >= 0 && r < 200 && a[l] == a[r])
            l--, r++;
        if (r - l - 1 > best)
            best = r - l - 1;
    }
    printf("%d\n", best);
}
