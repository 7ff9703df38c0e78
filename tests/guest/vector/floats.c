// cflags: -O3 -fno-math-errno
// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Float and double loops that vectorise: saxpy, polynomial, min and max, conversions, strided,
 * complex, masks. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define N 259
static float a[N], b[N], c[N];
static double d[N], e[N], g[N];
static int32_t k[N];
static uint8_t u[N];
static int16_t s[N];
static uint32_t hash(const void *p, size_t n)
{
    const uint8_t *q = p;
    uint32_t h = 5381;
    while (n--)
        h = h * 33 ^ *q++;
    return h;
}
int main(void)
{
    for (int i = 0; i < N; i++)
        a[i] = (i * 37 % 101) / 7.0f - 5, b[i] = (i * 53 % 97) / 11.0f, d[i] = i * 1.37 - 100,
        e[i] = 1.0 / (i + 1);
    for (int r = 0; r < 12; r++) {
        int n = N - r * 9;
        for (int i = 0; i < n; i++)
            c[i] = a[i] * 1.5f + b[i];
        for (int i = 0; i < n; i++)
            g[i] = ((d[i] * 0.25 + e[i]) * e[i] - 1) * 0.5;
        for (int i = 0; i < n; i++)
            a[i] = c[i] > b[i] ? c[i] - b[i] : b[i] * 0.5f;
        for (int i = 0; i < n; i++)
            k[i] = c[i] * 3, s[i] = b[i] * 7, u[i] = fabsf(b[i]);
        for (int i = 0; i < n; i++)
            d[i] = k[i] + g[i], e[i] = s[i] * 0.01 + 0.1;
        for (int i = 0; i < n; i++)
            b[i] = sqrtf(fabsf(c[i])) + u[i] * 0.125f, c[i] = d[i];
        for (int i = 0; i < n; i++)
            g[i] = sqrt(fabs(d[i])) / (1 + e[i] * e[i]), d[i] = fabs(d[i]) - c[i] * 0.5;
        for (int i = 0; i < n / 2; i++) {
            float re = a[2 * i] * b[2 * i] - a[2 * i + 1] * b[2 * i + 1],
                  im = a[2 * i] * b[2 * i + 1] + a[2 * i + 1] * b[2 * i];
            c[2 * i] = re * 0.1f, c[2 * i + 1] = im * 0.1f;
        }
        for (int i = 0; i < n; i++)
            a[i] = floorf(c[i]) * 0.25f + truncf(b[i]), g[i] = rint(g[i] * 8) + ceil(e[i]);
        float m = a[0], sum = 0;
        double mx = g[0];
        for (int i = 0; i < n; i++) {
            m = a[i] < m ? a[i] : m;
            mx = g[i] > mx ? g[i] : mx;
            sum += a[i];
        }
        for (int i = 0; i < n; i++) {
            if (a[i] > 50 || a[i] < -50)
                a[i] = i * 0.1f;
            if (b[i] > 50)
                b[i] = 1;
            if (d[i] > 1e4 || d[i] < -1e4)
                d[i] = i;
        }
        printf("%08x %08x %08x %08x %08x %08x %08x %a %a %a\n", hash(a, sizeof(a)),
               hash(b, sizeof(b)), hash(c, sizeof(c)), hash(d, sizeof(d)), hash(g, sizeof(g)),
               hash(k, sizeof(k)), hash(s, sizeof(s)), m, mx, sum);
    }
}
