// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* N queens by bit masks and by recursion over arrays; permutations; knights' tours. */
#include <stdint.h>
#include <stdio.h>
static long bits(uint32_t all, uint32_t c, uint32_t l, uint32_t r)
{
    if (c == all)
        return 1;
    long n = 0;
    for (uint32_t f = all & ~(c | l | r); f; f &= f - 1) {
        uint32_t b = f & -f;
        n += bits(all, c | b, (l | b) << 1, (r | b) >> 1);
    }
    return n;
}
static int q[16];
static long plain(int n, int k)
{
    if (k == n)
        return 1;
    long s = 0;
    for (q[k] = 0; q[k] < n; q[k]++) {
        int ok = 1;
        for (int i = 0; i < k && ok; i++)
            ok = q[i] != q[k] && q[i] - q[k] != k - i && q[k] - q[i] != k - i;
        if (ok) {
            int keep = q[k];
            s += plain(n, k + 1);
            q[k] = keep;
        }
    }
    return s;
}
static long perms(int *a, int n, int k)
{
    if (k == n) {
        long h = 0;
        for (int i = 0; i < n; i++)
            h = h * 10 + a[i];
        return h % 977;
    }
    long s = 0;
    for (int i = k; i < n; i++) {
        int t = a[k];
        a[k] = a[i], a[i] = t;
        s += perms(a, n, k + 1) * (i + 1);
        t = a[k];
        a[k] = a[i], a[i] = t;
    }
    return s;
}
static int board[5][5];
static long knight(int x, int y, int n)
{
    static const int d[8][2] = {{1, 2},   {2, 1},   {2, -1}, {1, -2},
                                {-1, -2}, {-2, -1}, {-2, 1}, {-1, 2}};
    long s = n == 25;
    board[x][y] = n;
    for (int i = 0; i < 8; i++) {
        int u = x + d[i][0], v = y + d[i][1];
        if (u >= 0 && u < 5 && v >= 0 && v < 5 && !board[u][v])
            s += knight(u, v, n + 1);
    }
    board[x][y] = 0;
    return s;
}
int main(void)
{
    for (int n = 1; n <= 11; n++)
        printf("%d %ld\n", n, bits((1u << n) - 1, 0, 0, 0));
    for (int n = 1; n <= 8; n++)
        printf("%d %ld\n", n, plain(n, 0));
    int a[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    for (int n = 1; n <= 8; n++)
        printf("%ld\n", perms(a, n, 0));
    printf("%ld\n", knight(0, 0, 1));
}
