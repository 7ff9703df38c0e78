// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small ray tracer. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#define TRACE(T, name, SQRT)                                                                       \
    struct v##name {                                                                               \
        T x, y, z;                                                                                 \
    };                                                                                             \
    static struct v##name add##name(struct v##name a, struct v##name b, T k)                       \
    {                                                                                              \
        return (struct v##name){a.x + b.x * k, a.y + b.y * k, a.z + b.z * k};                      \
    }                                                                                              \
    static T dot##name(struct v##name a, struct v##name b)                                         \
    {                                                                                              \
        return a.x * b.x + a.y * b.y + a.z * b.z;                                                  \
    }                                                                                              \
    static T trace##name(struct v##name o, struct v##name d, int depth)                            \
    {                                                                                              \
        static const struct {                                                                      \
            struct v##name c;                                                                      \
            T r, m;                                                                                \
        } s[4] = {{{0, 0, 5}, 1, (T)0.3},                                                          \
                  {{2, 0, 6}, 1, (T)0.5},                                                          \
                  {{-2, 1, 6}, (T)1.5, 0},                                                         \
                  {{0, -1001, 5}, 1000, (T)0.1}};                                                  \
        T best = (T)1e9;                                                                           \
        int hit = -1;                                                                              \
        for (int i = 0; i < 4; i++) {                                                              \
            struct v##name q = add##name(o, s[i].c, -1);                                           \
            T b = dot##name(q, d), c = dot##name(q, q) - s[i].r * s[i].r, k = b * b - c;           \
            if (k > 0) {                                                                           \
                T t = -b - SQRT(k);                                                                \
                if (t > (T)1e-3 && t < best)                                                       \
                    best = t, hit = i;                                                             \
            }                                                                                      \
        }                                                                                          \
        if (hit < 0)                                                                               \
            return d.y > 0 ? d.y * (T)0.5 : 0;                                                     \
        struct v##name p = add##name(o, d, best), n = add##name(p, s[hit].c, -1),                  \
                       l = {(T)0.577, (T)0.577, (T)-0.577};                                        \
        n = add##name((struct v##name){0, 0, 0}, n, 1 / s[hit].r);                                 \
        T light = dot##name(n, l);                                                                 \
        if (light < 0)                                                                             \
            light = 0;                                                                             \
        if (depth && s[hit].m > 0)                                                                 \
            light = light * (1 - s[hit].m) +                                                       \
                    trace##name(p, add##name(d, n, -2 * dot##name(d, n)), depth - 1) * s[hit].m;   \
        return light + (T)0.1;                                                                     \
    }
TRACE(double, d, sqrt)
int main(void)
{
    uint32_t h = 0;
    for (int y = 0; y < 30; y++) {
        for (int x = 0; x < 60; x++) {
            double dx = (x - 30) / 25.0, dy = (15 - y) / 13.0, n = 1 / sqrt(dx * dx + dy * dy + 1);
            double v = traced((struct vd){0, 0, 0}, (struct vd){dx * n, dy * n, n}, 3);
            h = h * 31 + (int)(v * 1000);
            putchar(" .:-=+*#%@"[(int)(v * 9) > 9 ? 9 : (int)(v * 9)]);
        }
        printf(" %08x\n", h);
    }
}
