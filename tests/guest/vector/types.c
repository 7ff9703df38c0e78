// cflags: -Wno-psabi
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GCC vector extensions of 16 bytes, all element types: arithmetic, compares, shifts, selects,
 * conversions. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define V(T, N) typedef T T##x##N __attribute__((vector_size(sizeof(T) * N)));
// clang-format off
V(int8_t, 16) V(uint8_t, 16) V(int16_t, 8) V(uint16_t, 8) V(int32_t, 4) V(uint32_t, 4)
V(int64_t, 2) V(uint64_t, 2) V(float, 4) V(double, 2) V(int8_t, 8) V(int16_t, 4) V(int32_t, 2)
V(uint8_t, 8) V(float, 2)
    // clang-format on
    static uint64_t state = 1;
static void fill(void *p, size_t n)
{
    for (uint8_t *b = p; n--;)
        state = state * 6364136223846793005ull + 1442695040888963407ull, *b++ = state >> 56;
}
static void show(const void *p, size_t n)
{
    const uint8_t *b = p;
    while (n--)
        printf("%02x", *b++);
    putchar(' ');
}
#define SHOW(x) show(&(x), sizeof(x))
#define INT(V, B)                                                                                  \
    do {                                                                                           \
        V a, b, r;                                                                                 \
        fill(&a, sizeof(a)), fill(&b, sizeof(b));                                                  \
        r = a + b;                                                                                 \
        SHOW(r);                                                                                   \
        r = a - b;                                                                                 \
        SHOW(r);                                                                                   \
        r = a * b;                                                                                 \
        SHOW(r);                                                                                   \
        r = a & b;                                                                                 \
        SHOW(r);                                                                                   \
        r = a | ~b;                                                                                \
        SHOW(r);                                                                                   \
        r = a ^ b;                                                                                 \
        SHOW(r);                                                                                   \
        r = -a;                                                                                    \
        SHOW(r);                                                                                   \
        r = a << (b & (B - 1));                                                                    \
        SHOW(r);                                                                                   \
        r = a >> (b & (B - 1));                                                                    \
        SHOW(r);                                                                                   \
        r = a << 3;                                                                                \
        SHOW(r);                                                                                   \
        r = a >> 5;                                                                                \
        SHOW(r);                                                                                   \
        __typeof__(a < b) m = a < b;                                                               \
        SHOW(m);                                                                                   \
        m = a > b;                                                                                 \
        SHOW(m);                                                                                   \
        m = a == b;                                                                                \
        SHOW(m);                                                                                   \
        m = a <= b;                                                                                \
        SHOW(m);                                                                                   \
        m = a != b;                                                                                \
        SHOW(m);                                                                                   \
        r = (V)((((__typeof__(a < b))a) & (a < b)) | ((__typeof__(a < b))b & ~(a < b)));           \
        SHOW(r);                                                                                   \
        r = (V)((((__typeof__(a < b))a) & (a > b)) | ((__typeof__(a < b))b & ~(a > b)));           \
        SHOW(r);                                                                                   \
        r = a / (b | 1);                                                                           \
        SHOW(r);                                                                                   \
        r = a % (b | 1);                                                                           \
        SHOW(r);                                                                                   \
        putchar('\n');                                                                             \
    } while (0)
#define FLT(V, E)                                                                                  \
    do {                                                                                           \
        V a, b, r;                                                                                 \
        for (unsigned i = 0; i < sizeof(a) / sizeof(E); i++) {                                     \
            int16_t t;                                                                             \
            fill(&t, 2), a[i] = t / (E)8;                                                          \
            fill(&t, 2), b[i] = t / (E)64 + 600;                                                   \
        }                                                                                          \
        r = a + b;                                                                                 \
        SHOW(r);                                                                                   \
        r = a - b;                                                                                 \
        SHOW(r);                                                                                   \
        r = a * b;                                                                                 \
        SHOW(r);                                                                                   \
        r = a / b;                                                                                 \
        SHOW(r);                                                                                   \
        r = -a;                                                                                    \
        SHOW(r);                                                                                   \
        __typeof__(a < b) m = a < b;                                                               \
        SHOW(m);                                                                                   \
        m = a >= b;                                                                                \
        SHOW(m);                                                                                   \
        m = a == a;                                                                                \
        SHOW(m);                                                                                   \
        r = (V)((((__typeof__(a < b))a) & (a < b)) | ((__typeof__(a < b))b & ~(a < b)));           \
        SHOW(r);                                                                                   \
        r = a * 3 + b;                                                                             \
        SHOW(r);                                                                                   \
        putchar('\n');                                                                             \
    } while (0)
int main(void)
{
    for (int i = 0; i < 30; i++) {
        INT(int8_tx16, 8);
        INT(uint8_tx16, 8);
        INT(int16_tx8, 16);
        INT(uint16_tx8, 16);
        INT(int32_tx4, 32);
        INT(uint32_tx4, 32);
        INT(int64_tx2, 64);
        INT(uint64_tx2, 64);
        INT(int8_tx8, 8);
        INT(uint8_tx8, 8);
        INT(int16_tx4, 16);
        INT(int32_tx2, 32);
        FLT(floatx4, float);
        FLT(doublex2, double);
        FLT(floatx2, float);
        int32_tx4 s;
        fill(&s, 16);
        s >>= 8;
        floatx4 f = __builtin_convertvector(s, floatx4);
        SHOW(f);
        int32_tx4 t = __builtin_convertvector(f / 3, int32_tx4);
        SHOW(t);
        uint32_tx4 u = (uint32_tx4)s >> 8;
        f = __builtin_convertvector(u, floatx4);
        SHOW(f);
        int64_tx2 l;
        fill(&l, 16);
        l >>= 20;
        doublex2 d = __builtin_convertvector(l, doublex2);
        SHOW(d);
        l = __builtin_convertvector(d / 7, int64_tx2);
        SHOW(l);
        int16_tx4 h;
        fill(&h, 8);
        s = __builtin_convertvector(h, int32_tx4);
        SHOW(s);
        h = __builtin_convertvector(s * 77, int16_tx4);
        SHOW(h);
        int8_tx8 c;
        fill(&c, 8);
        int16_tx8 w = __builtin_convertvector(c, int16_tx8);
        SHOW(w);
        c = __builtin_convertvector(w * 5, int8_tx8);
        SHOW(c);
        floatx2 g = {1.5f * i, -2.25f};
        d = __builtin_convertvector(g, doublex2);
        SHOW(d);
        g = __builtin_convertvector(d / 3, floatx2);
        SHOW(g);
        putchar('\n');
    }
}
