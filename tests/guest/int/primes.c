/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sieves, Miller-Rabin, Pollard's rho, gcd, modular inverses, totients, Chinese remainders, perfect
 * numbers. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static uint64_t mulmod(uint64_t a, uint64_t b, uint64_t m)
{
    return (unsigned __int128)a * b % m;
}
static uint64_t power(uint64_t b, uint64_t e, uint64_t m)
{
    uint64_t r = 1;
    for (b %= m; e; e >>= 1, b = mulmod(b, b, m))
        if (e & 1)
            r = mulmod(r, b, m);
    return r;
}
static int prime(uint64_t n)
{
    if (n < 2 || n % 2 == 0)
        return n == 2;
    uint64_t d = n - 1;
    int s = __builtin_ctzl(d);
    d >>= s;
    for (int a = 2; a < 40; a++) {
        if (a % n == 0)
            continue;
        uint64_t x = power(a, d, n);
        if (x == 1 || x == n - 1)
            continue;
        int i = 1;
        for (; i < s; i++) {
            x = mulmod(x, x, n);
            if (x == n - 1)
                break;
        }
        if (i == s)
            return 0;
    }
    return 1;
}
static uint64_t gcd(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t t = a % b;
        a = b, b = t;
    }
    return a;
}
static uint64_t rho(uint64_t n)
{
    for (uint64_t c = 1;; c++) {
        uint64_t x = 2, y = 2, d = 1;
        while (d == 1)
            x = (mulmod(x, x, n) + c) % n, y = (mulmod(y, y, n) + c) % n,
            y = (mulmod(y, y, n) + c) % n, d = gcd(x > y ? x - y : y - x, n);
        if (d != n)
            return d;
    }
}
static void factor(uint64_t n)
{
    if (n == 1)
        return;
    if (prime(n)) {
        printf(" %lu", n);
        return;
    }
    uint64_t d = n % 2 ? rho(n) : 2;
    if (d > n / d)
        d = n / d;
    factor(d), factor(n / d);
}
static int64_t inverse(int64_t a, int64_t m)
{
    int64_t x = 1, y = 0, b = m;
    while (b) {
        int64_t q = a / b, t = a - q * b;
        a = b, b = t, t = x - q * y, x = y, y = t;
    }
    return (x % m + m) % m;
}
int main(void)
{
    enum { N = 200000 };
    char *s = calloc(N, 1);
    int n = 0, phi[2000];
    long sum = 0;
    for (long i = 2; i < N; i++)
        if (!s[i]) {
            n++, sum += i;
            for (long j = i * i; j < N; j += i)
                s[j] = 1;
        }
    int bad = 0;
    for (int i = 0; i < 3000; i++)
        bad += i > 1 && prime(i) == s[i];
    printf("%d %ld %d\n", n, sum, bad);
    static const uint64_t f[] = {1000000007ull * 998244353,
                                 18446744073709551557ull,
                                 600851475143,
                                 1ull << 62,
                                 999999999989ull * 3,
                                 4294967297,
                                 12345678987654321};
    for (int i = 0; i < 7; i++)
        printf("%lu =", f[i]), factor(f[i]), puts("");
    for (int i = 0; i < 2000; i++)
        phi[i] = i;
    for (int i = 2; i < 2000; i++)
        if (phi[i] == i)
            for (int j = i; j < 2000; j += i)
                phi[j] -= phi[j] / i;
    long t = 0;
    for (int i = 1; i < 2000; i++)
        t += phi[i] * (i % 3 + 1);
    printf("%ld %ld %ld\n", t, inverse(12345, 1000000007), inverse(3, 11));
    for (int i = 2; i < 9000; i++) {
        int d = 1;
        for (int j = 2; j * j <= i; j++)
            if (i % j == 0)
                d += j + (j * j == i ? 0 : i / j);
        if (d == i)
            printf("%d ", i);
    }
}
