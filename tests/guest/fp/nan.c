// skip-riscv64: there is only one NaN
// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NaN payloads: propagation, quieting, sign operations, through float and double; printed without
 * the sign of new ones. */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static double d(uint64_t u)
{
    double x;
    memcpy(&x, &u, 8);
    return x;
}
static uint64_t u(double x)
{
    uint64_t r;
    memcpy(&r, &x, 8);
    return r;
}
int main(void)
{
    static const uint64_t n[] = {0x7ff8000000000001, 0xfff8000000001234, 0x7ff8abcdef000000,
                                 0xfffc000020000000};
    for (int i = 0; i < 4; i++) {
        volatile double a = d(n[i]), one = 1, inf = INFINITY;
        volatile float f = a;
        float g = f;
        uint32_t w;
        memcpy(&w, &g, 4);
        printf("%" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %x %" PRIx64 "\n", u(a + one),
               u(one * a), u(a / inf), u(a - one), w, u((double)f));
        printf("%" PRIx64 " %" PRIx64 " %" PRIx64 "\n", u(-a), u(fabs(a)), u(copysign(a, -one)));
        double t[2] = {a, one};
        memcpy(&t[1], &t[0], 8);
        printf("%" PRIx64 " %d %d\n", u(t[1]), a == a, a != a);
    }
    volatile double z = 0, i = INFINITY;
    printf("%d %d %d %d\n", z / z != z / z, i - i == 0, isnan(i * z), isnan(sqrt(-1 - z)));
}
