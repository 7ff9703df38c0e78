// cflags: -O3
// link: -lm
// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loops that compilers vectorise: all element types, reductions, widening, narrowing, strides, min,
 * max, abs. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define N  203
#define NI __attribute__((noinline))
static uint64_t st = 3;
static uint32_t rnd(void)
{
    st = st * 6364136223846793005ull + 1442695040888963407ull;
    return st >> 32;
}
static uint32_t hash(const void *p, size_t n)
{
    const uint8_t *b = p;
    uint32_t h = 5381;
    while (n--)
        h = h * 33 ^ *b++;
    return h;
}
#define OPS(T)                                                                                     \
    static T a_##T[N], b_##T[N], c_##T[N];                                                         \
    static NI void loops_##T(int n)                                                                \
    {                                                                                              \
        T *a = a_##T, *b = b_##T, *c = c_##T;                                                      \
        for (int i = 0; i < n; i++)                                                                \
            a[i] = rnd(), b[i] = rnd();                                                            \
        T s = 0, x = 0, mn = a[0], mx = a[0], an = -1;                                             \
        for (int i = 0; i < n; i++)                                                                \
            c[i] = a[i] + b[i] * 3;                                                                \
        printf("%08x ", hash(c, sizeof(c_##T)));                                                   \
        for (int i = 0; i < n; i++)                                                                \
            c[i] = a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];                                        \
        printf("%08x ", hash(c, sizeof(c_##T)));                                                   \
        for (int i = 0; i < n; i++)                                                                \
            c[i] = (a[i] << 2 | b[i] >> 3) ^ c[i];                                                 \
        printf("%08x ", hash(c, sizeof(c_##T)));                                                   \
        for (int i = 0; i < n; i++)                                                                \
            s += a[i], x ^= b[i], mn = a[i] < mn ? a[i] : mn, mx = a[i] > mx ? a[i] : mx,          \
                                  an &= c[i];                                                      \
        for (int i = 0; i < n; i++)                                                                \
            if (b[i] & 1)                                                                          \
                c[i] = a[i];                                                                       \
        printf("%08x %lx %lx %lx %lx %lx ", hash(c, sizeof(c_##T)), (long)s, (long)x, (long)mn,    \
               (long)mx, (long)an);                                                                \
        for (int i = 0; i < n / 2; i++)                                                            \
            c[i] = a[2 * i] + a[2 * i + 1];                                                        \
        for (int i = 0; i < n; i++)                                                                \
            b[i] = a[n - 1 - i];                                                                   \
        for (int i = 0; i < n / 3; i++)                                                            \
            a[3 * i] = c[i], a[3 * i + 1] = b[i], a[3 * i + 2] = i;                                \
        printf("%08x %08x %08x\n", hash(a, sizeof(a_##T)), hash(b, sizeof(b_##T)),                 \
               hash(c, sizeof(c_##T)));                                                            \
    }
OPS(int8_t)
OPS(uint8_t)
OPS(int16_t)
OPS(uint16_t) OPS(int32_t) OPS(uint32_t) OPS(int64_t) OPS(uint64_t) static NI void mixed(int n)
{
    static int16_t h[N];
    static int32_t w[N];
    static int64_t d[N];
    static uint8_t b[N];
    static float f[N];
    static double g[N];
    int64_t dot = 0;
    int32_t sad = 0;
    uint32_t us = 0;
    for (int i = 0; i < n; i++)
        h[i] = a_int16_t[i], b[i] = a_uint8_t[i];
    for (int i = 0; i < n; i++)
        w[i] = h[i] * h[n - 1 - i], dot += (int64_t)w[i] * h[i],
        sad += abs(b[i] - a_uint8_t[n - 1 - i]), us += b[i] * a_uint8_t[i];
    for (int i = 0; i < n; i++)
        d[i] = (int64_t)w[i] * w[n - 1 - i];
    for (int i = 0; i < n; i++)
        b[i] = w[i] >> 9 > 255 ? 255 : w[i] >> 9 < 0 ? 0 : w[i] >> 9;
    for (int i = 0; i < n; i++)
        h[i] = w[i] > 32767 ? 32767 : w[i] < -32768 ? -32768 : w[i];
    for (int i = 0; i < n; i++)
        f[i] = w[i], g[i] = w[i] * 0.5;
    for (int i = 0; i < n; i++)
        f[i] = f[i] * 0.25f + h[i], g[i] = g[i] + f[i];
    for (int i = 0; i < n; i++)
        g[i] = sqrt(fabs(g[i])) > 1000 ? g[i] / 3 : -g[i], f[i] = sqrtf(fabsf(f[i]));
    for (int i = 0; i < n; i++)
        w[i] = f[i], d[i] += (int64_t)g[i], f[i] = g[i];
    printf("%lx %x %x %08x %08x %08x %08x %08x %08x\n", dot, sad, us, hash(w, sizeof(w)),
           hash(d, sizeof(d)), hash(b, sizeof(b)), hash(h, sizeof(h)), hash(f, sizeof(f)),
           hash(g, sizeof(g)));
}
int main(void)
{
    for (int n = 1; n <= N; n += n < 20 ? 1 : 37) {
        loops_int8_t(n), loops_uint8_t(n), loops_int16_t(n), loops_uint16_t(n), loops_int32_t(n),
            loops_uint32_t(n), loops_int64_t(n), loops_uint64_t(n), mixed(n);
    }
}
