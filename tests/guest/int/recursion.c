// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recursion: Ackermann, Fibonacci, Hanoi, mutual, deep, through pointers, Takeuchi, nested
 * functions. */
#include <stdint.h>
#include <stdio.h>
static int ack(int m, int n)
{
    return !m ? n + 1 : !n ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1));
}
static int fib(int n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
static long moves;
static void hanoi(int n, int a, int b, int c)
{
    if (n)
        hanoi(n - 1, a, c, b), moves = moves * 3 + a * 4 + c, hanoi(n - 1, b, a, c);
}
static int odd(unsigned n);
static __attribute__((noinline)) int even(unsigned n)
{
    return n ? odd(n - 1) : 1;
}
static __attribute__((noinline)) int odd(unsigned n)
{
    return n ? even(n - 1) : 0;
}
static __attribute__((noinline)) long deep(long n, volatile long *p)
{
    volatile long x = n;
    return n ? deep(n - 1, &x) + *p % 3 : 0;
}
static int tak(int x, int y, int z)
{
    return y >= x ? z : tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}
static long apply(long (*f)(long, void *), long n, void *p)
{
    return n ? f(n, p) + apply(f, n - 1, p) : 0;
}
static long square(long n, void *p)
{
    return n * n + *(long *)p;
}
static int man_or_boy(int k, int (*x1)(void), int (*x2)(void), int (*x3)(void), int (*x4)(void),
                      int (*x5)(void))
{
    int b(void)
    {
        return k--, man_or_boy(k, b, x1, x2, x3, x4);
    }
    return k <= 0 ? x4() + x5() : b();
}
static int p1(void)
{
    return 1;
}
static int m1(void)
{
    return -1;
}
static int zero(void)
{
    return 0;
}
int main(void)
{
    long k = 5, first = 1;
    printf("%d %d\n", ack(2, 300), ack(3, 6));
    printf("%d\n", fib(25));
    hanoi(14, 1, 2, 3), printf("%ld\n", moves);
    printf("%d %d\n", even(100000), odd(99999));
    printf("%ld\n", deep(20000, &first));
    printf("%d\n", tak(18, 12, 6));
    printf("%ld\n", apply(square, 1000, &k));
    printf("%d\n", man_or_boy(10, p1, m1, m1, p1, zero));
}
