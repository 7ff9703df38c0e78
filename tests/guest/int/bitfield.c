// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bit fields of all widths and types, packed structures, unions. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
struct a {
    unsigned x : 1, y : 3, z : 28;
    int s : 5, t : 27;
    uint64_t big : 50;
    int64_t small : 14;
};
struct __attribute__((packed)) b {
    uint8_t c;
    uint32_t d;
    uint16_t e;
    uint64_t f;
    int8_t g;
};
struct c {
    uint8_t a : 3, b : 5;
    int16_t c : 9, d : 7;
    int64_t e : 33;
    uint64_t f : 31;
};
union u {
    uint64_t q;
    uint32_t d[2];
    uint16_t w[4];
    uint8_t b[8];
    struct {
        uint64_t lo : 12, mid : 40, hi : 12;
    } f;
};
int main(void)
{
    uint64_t x = 1;
    for (int i = 0; i < 100; i++) {
        x = x * 6364136223846793005ull + 1;
        struct a a;
        struct c c;
        memset(&a, 0, sizeof(a)), memset(&c, 0, sizeof(c));
        a.x = x >> 3, a.y = x >> 7, a.z = x >> 11, a.s = x >> 13, a.t = x >> 17, a.big = x >> 5,
        a.small = x >> 23;
        c.a = x >> 30, c.b = x >> 33, c.c = x >> 35, c.d = x >> 40, c.e = x >> 2, c.f = x >> 9;
        printf("%u %u %u %d %d %lu %ld | %u %u %d %d %ld %lu", a.x, a.y, a.z, a.s, a.t,
               (uint64_t)a.big, (int64_t)a.small, c.a, c.b, c.c, c.d, (int64_t)c.e, (uint64_t)c.f);
        a.s++, a.t--, a.big += 12345, a.small -= 77, a.z ^= 0x5555;
        c.c *= 3, c.d += c.c, c.e -= c.f, c.b |= 9;
        printf(" %d %d %lu %ld %u %d %d %ld %u\n", a.s, a.t, (uint64_t)a.big, (int64_t)a.small, a.z,
               c.c, c.d, (int64_t)c.e, c.b);
        struct b b = {x, x >> 8, x >> 16, x, x >> 50};
        b.d += b.c, b.f *= b.e, b.e -= b.g;
        uint8_t raw[sizeof(b)];
        memcpy(raw, &b, sizeof(b));
        for (unsigned j = 0; j < sizeof(b); j++)
            printf("%02x", raw[j]);
        union u u = {x};
        u.f.mid += 99, u.w[1] ^= 0xff, u.b[7] = i;
        printf(" %lx %x %x %x\n", u.q, u.d[1], (unsigned)u.f.hi, (unsigned)u.f.lo);
    }
    printf("%zu %zu %zu\n", sizeof(struct a), sizeof(struct b), sizeof(struct c));
}
