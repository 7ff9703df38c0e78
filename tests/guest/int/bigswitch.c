// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Large dense and sparse switches, strings of cases, nested ones and fall through. */
#include <stdint.h>
#include <stdio.h>
static int dense(int x)
{
    switch (x) {
#define C(n)                                                                                       \
    case n:                                                                                        \
        return n * 7 % 13;
#define T(n) C(n) C(n + 1) C(n + 2) C(n + 3) C(n + 4) C(n + 5) C(n + 6) C(n + 7) C(n + 8) C(n + 9)
        T(0)
        T(10) T(20) T(30) T(40) T(60) T(70) T(80) T(90) T(100) T(120) T(130) default : return -x;
    }
}
static int far_apart(uint64_t x)
{
    switch (x) {
    case 0: return 1;
    case 77: return 2;
    case 1000: return 3;
    case 123456: return 4;
    case 0x7fffffff: return 5;
    case 0x80000000: return 6;
    case 0x123456789abcull: return 7;
    case ~0ull: return 8;
    case 5000 ... 5999: return 9;
    case 1ull << 63: return 10;
    default: return 0;
    }
}
static int machine(const char *s)
{
    int st = 0, acc = 0;
    for (;; s++)
        switch (st) {
        case 0:
            switch (*s) {
            case 0: return acc;
            case '+': st = 1; break;
            case '-': st = 2; break;
            case '0' ... '9': acc = acc * 10 + *s - '0'; break;
            case ' ': acc++; /* fall through */
            case '_': acc++; break;
            default: return -1;
            }
            break;
        case 1:
            if (*s >= '0' && *s <= '9')
                acc += *s - '0', st = 0;
            else
                return -2;
            break;
        case 2:
            switch (*s) {
            case '0' ... '4': acc -= *s - '0', st = 0; break;
            case '5' ... '9': acc -= 2 * (*s - '0'), st = 0; break;
            default: return -3;
            }
        }
}
int main(void)
{
    long s = 0;
    for (int i = -5; i < 150; i++)
        s = s * 31 + dense(i), printf("%d ", dense(i));
    static const uint64_t v[] = {
        0,     77,   78,   1000, 123456, 0x7fffffff, 0x80000000, 0x123456789abc,
        ~0ull, 5000, 5500, 5999, 6000,   1ull << 63};
    for (int i = 0; i < 14; i++)
        printf("%d ", far_apart(v[i]));
    printf("%ld %d %d %d %d %d\n", s, machine("12+3-4 _"), machine("9-9+1"), machine("+x"),
           machine("-x"), machine("z"));
}
