// link: -lpthread
// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work shared by an atomic counter, rows of a Mandelbrot set, matrix blocks; the sum does not
 * depend on the order. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
static _Atomic int next;
static _Atomic uint64_t sum;
static int rows[80];
static double m[48][48], a[48][48], b[48][48];
static void *work(void *p)
{
    for (int y; (y = next++) < 80;) {
        int n = 0;
        for (int x = 0; x < 100; x++) {
            double cr = x / 40.0 - 2, ci = y / 40.0 - 1, r = 0, i = 0;
            int k = 0;
            for (; k < 60 && r * r + i * i < 4; k++) {
                double t = r * r - i * i + cr;
                i = 2 * r * i + ci, r = t;
            }
            n += k;
        }
        rows[y] = n, sum += (uint64_t)n * (y + 1);
    }
    return NULL;
}
static void *mult(void *p)
{
    for (int k; (k = next++) < 48;)
        for (int j = 0; j < 48; j++) {
            double s = 0;
            for (int q = 0; q < 48; q++)
                s += a[k][q] * b[q][j];
            m[k][j] = s;
        }
    return NULL;
}
int main(void)
{
    pthread_t t[6];
    for (int i = 0; i < 6; i++)
        pthread_create(&t[i], NULL, work, NULL);
    for (int i = 0; i < 6; i++)
        pthread_join(t[i], NULL);
    printf("%lu %d %d\n", sum, rows[0], rows[40]);
    for (int i = 0; i < 48; i++)
        for (int j = 0; j < 48; j++)
            a[i][j] = i * 0.5 - j, b[i][j] = 1.0 / (i + j + 1);
    next = 0;
    for (int i = 0; i < 6; i++)
        pthread_create(&t[i], NULL, mult, NULL);
    for (int i = 0; i < 6; i++)
        pthread_join(t[i], NULL);
    double s = 0;
    for (int i = 0; i < 48; i++)
        for (int j = 0; j < 48; j++)
            s += m[i][j] * (i + 1);
    printf("%a\n", s);
}
