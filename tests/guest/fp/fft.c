// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Complex and integer (number theoretic) fast Fourier transforms; convolution. */
#include <complex.h>
#include <math.h>
#include <inttypes.h>
#include <stdio.h>
#define N 256
static double complex x[N];
static void fft(double complex *a, int n, int inv, const double complex *w)
{
    for (int i = 1, j = 0; i < n; i++) {
        int bit = n >> 1;
        for (; j & bit; bit >>= 1)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            double complex t = a[i];
            a[i] = a[j], a[j] = t;
        }
    }
    for (int len = 2; len <= n; len *= 2)
        for (int i = 0; i < n; i += len)
            for (int k = 0; k < len / 2; k++) {
                double complex f = w[k * (N / len)], u = a[i + k];
                double wr = creal(f), wi = inv ? -cimag(f) : cimag(f),
                       br = creal(a[i + k + len / 2]), bi = cimag(a[i + k + len / 2]);
                double vr = br * wr - bi * wi, vi = br * wi + bi * wr;
                a[i + k] = u + CMPLX(vr, vi), a[i + k + len / 2] = u - CMPLX(vr, vi);
            }
}
#define P 998244353ull
static uint64_t power(uint64_t b, uint64_t e)
{
    uint64_t r = 1;
    for (; e; e >>= 1, b = b * b % P)
        if (e & 1)
            r = r * b % P;
    return r;
}
static uint64_t y[N], z[N];
static void ntt(uint64_t *a, int inv)
{
    for (int i = 1, j = 0; i < N; i++) {
        int bit = N >> 1;
        for (; j & bit; bit >>= 1)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            uint64_t t = a[i];
            a[i] = a[j], a[j] = t;
        }
    }
    for (int len = 2; len <= N; len *= 2) {
        uint64_t wl = power(3, (P - 1) / len);
        if (inv)
            wl = power(wl, P - 2);
        for (int i = 0; i < N; i += len) {
            uint64_t w = 1;
            for (int k = 0; k < len / 2; k++, w = w * wl % P) {
                uint64_t u = a[i + k], v = a[i + k + len / 2] * w % P;
                a[i + k] = (u + v) % P, a[i + k + len / 2] = (u + P - v) % P;
            }
        }
    }
    if (inv)
        for (int i = 0; i < N; i++)
            a[i] = a[i] * power(N, P - 2) % P;
}
int main(void)
{
    double complex w[N];
    double cr = 1, ci = 0, sr = 0.99969881869620425, si = -0.024541228522912288;
    for (int i = 0; i < N; i++) {
        w[i] = CMPLX(cr, ci);
        double t = cr * sr - ci * si;
        ci = cr * si + ci * sr, cr = t;
        x[i] = i % 17 - 8 + (i % 5) * 1.0 * I;
        y[i] = i * i % 1000, z[i] = i < 100 ? i : 0;
    }
    for (int i = 128; i < N; i++)
        y[i] = 0;
    fft(x, N, 0, w);
    for (int i = 0; i < N; i += 16)
        printf("%.9g %.9g\n", creal(x[i]), cimag(x[i]));
    fft(x, N, 1, w);
    for (int i = 0; i < N; i += 16)
        printf("%.6f %.6f\n", creal(x[i]) / N + 100, cimag(x[i]) / N + 100);
    ntt(y, 0), ntt(z, 0);
    for (int i = 0; i < N; i++)
        y[i] = y[i] * z[i] % P;
    ntt(y, 1);
    for (int i = 0; i < N; i++)
        printf("%" PRIu64 " ", y[i]);
}
