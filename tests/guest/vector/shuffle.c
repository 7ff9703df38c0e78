// peer-armeb: depends on the order of bytes
// cflags: -Wno-psabi
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* __builtin_shuffle with constant and variable masks: zip, unzip, transpose, reverse, extract,
 * table look-up. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
typedef uint8_t b16 __attribute__((vector_size(16)));
typedef uint16_t h8 __attribute__((vector_size(16)));
typedef uint32_t w4 __attribute__((vector_size(16)));
typedef uint64_t d2 __attribute__((vector_size(16)));
static uint64_t st = 5;
static b16 rnd(void)
{
    b16 r;
    for (int i = 0; i < 16; i++)
        st = st * 6364136223846793005ull + 1, r[i] = st >> 55;
    return r;
}
static void show(b16 v)
{
    for (int i = 0; i < 16; i++)
        printf("%02x", v[i]);
    putchar(' ');
}
int main(void)
{
    for (int i = 0; i < 60; i++) {
        b16 a = rnd(), b = rnd(), m = rnd();
        show(__builtin_shuffle(a, m)), show(__builtin_shuffle(a, b, m));
        show(
            __builtin_shuffle(a, b, (b16){0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23}));
        show(__builtin_shuffle(
            a, b, (b16){8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31}));
        show(__builtin_shuffle(a, b,
                               (b16){0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30}));
        show(__builtin_shuffle(a, b,
                               (b16){1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31}));
        show(__builtin_shuffle(a, b,
                               (b16){0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30}));
        show(__builtin_shuffle(a, b,
                               (b16){5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}));
        show(__builtin_shuffle(a, (b16){15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
        show(__builtin_shuffle(a, (b16){7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8}));
        show(__builtin_shuffle(a, (b16){3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}));
        h8 p = (h8)a, q = (h8)b;
        show((b16)__builtin_shuffle(p, q, (h8){0, 8, 1, 9, 2, 10, 3, 11})),
            show((b16)__builtin_shuffle(p, q, (h8){1, 3, 5, 7, 9, 11, 13, 15})),
            show((b16)__builtin_shuffle(p, (h8){1, 0, 3, 2, 5, 4, 7, 6})),
            show((b16)__builtin_shuffle(p, (h8)m));
        w4 s = (w4)a, t = (w4)b;
        show((b16)__builtin_shuffle(s, t, (w4){0, 4, 1, 5})),
            show((b16)__builtin_shuffle(s, t, (w4){1, 5, 3, 7})),
            show((b16)__builtin_shuffle(s, t, (w4){3, 4, 5, 6})),
            show((b16)__builtin_shuffle(s, t, (w4){7, 0, 2, 5})),
            show((b16)__builtin_shuffle(s, (w4){2, 2, 2, 2})),
            show((b16)__builtin_shuffle(s, (w4)m));
        d2 x = (d2)a, y = (d2)b;
        show((b16)__builtin_shuffle(x, y, (d2){0, 2})),
            show((b16)__builtin_shuffle(x, y, (d2){1, 3})),
            show((b16)__builtin_shuffle(x, y, (d2){3, 0})),
            show((b16)__builtin_shuffle(x, (d2){1, 0}));
        s[i & 3] = t[(i >> 2) & 3] + 1, p[i & 7] = q[(i >> 3) & 7], a[i & 15] = b[(i * 3) & 15],
              x[i & 1] = y[0];
        show((b16)s), show((b16)p), show(a), show((b16)x);
        putchar('\n');
    }
}
