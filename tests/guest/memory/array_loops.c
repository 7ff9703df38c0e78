// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops over arrays of all element sizes: at all alignments, over pages, arrays that overlap at all
 * small distances, NaNs and exceptions of single elements, and what is stored before a fault.
 */
#include <fenv.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, ROOM = 3 * PAGE };

#define NOINLINE __attribute__((noinline, optimize("no-tree-loop-distribute-patterns")))

static NOINLINE void copy8(uint8_t *to, const uint8_t *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = from[i];
}

static NOINLINE void fill16(uint16_t *to, unsigned v, size_t n)
{
    for (uint16_t *end = to + n; to != end; to++)
        *to = v;
}

static NOINLINE void add8(uint8_t *to, const uint8_t *a, const uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = a[i] + b[i] * 3;
}

static NOINLINE void sum32(int32_t *to, const int32_t *from, int32_t k, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (to[i] ^ k) - from[i] * 77;
}

static NOINLINE void mix64(uint64_t *to, const uint64_t *a, const uint64_t *b, uint64_t k, size_t n)
{
    do
        *to++ = (*a++ & ~*b++) + k;
    while (--n);
}

static NOINLINE void wide(uint64_t *to, const uint32_t *from, size_t n) /* of two sizes */
{
    for (size_t i = 0; i < n; i++)
        to[i] = from[i];
}

static NOINLINE void axpy32(float *y, const float *x, float k, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] += x[i] * k;
}

static NOINLINE void scale64(double *to, const double *x, const double *y, double k, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = __builtin_sqrt(x[i] * x[i] + 1) / (y[i] - k);
}

static NOINLINE uint32_t last32(uint32_t *to, const uint32_t *from, size_t n)
{
    uint32_t v = 0;
    for (size_t i = 0; i < n; i++) {
        v = from[i] + 5;
        to[i] = v;
    }
    return v;
}

static uint64_t hash(uint64_t h, const void *p, size_t n)
{
    const uint8_t *b = p;
    for (size_t i = 0; i < n; i++)
        h = (h ^ b[i]) * 0x100000001b3;
    return h;
}

static uint8_t *new_room(unsigned seed)
{
    uint8_t *p =
        mmap(NULL, ROOM + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(p + ROOM, PAGE, PROT_NONE);
    for (size_t i = 0; i < ROOM; i++)
        p[i] = (seed = seed * 1103515245 + 12345) >> 16;
    return p;
}

static sigjmp_buf back;
static uint8_t *volatile fault_at;

static void on_fault(int sig, siginfo_t *info, void *context)
{
    fault_at = info->si_addr;
    siglongjmp(back, 1);
}

static void integers(uint8_t *a, uint8_t *b, uint8_t *c)
{
    uint64_t h = 1;
    for (size_t n = 1; n < 400; n += n < 150 ? 7 : 61)
        for (size_t at = 0; at < 40; at += 5 + n % 5) {
            uint8_t *to = a + PAGE - 64 + at, *from = b + ROOM - n - at % 7;
            copy8(to, from, n);
            add8(to, to + 5, from, n);
            h = hash(h, to - 8, n + 16);
            size_t words = n & 63, skip = at & 60;
            fill16((uint16_t *)(a + ROOM) - n, (unsigned)(n * at), n);
            h = hash(h, a + ROOM - 2 * n - 8, 2 * n + 8);
            sum32((int32_t *)(a + PAGE - 100 + skip), (int32_t *)(b + ROOM) - n, (int32_t)at, n);
            mix64((uint64_t *)(c + ROOM) - n, (uint64_t *)(b + 8) + at, (uint64_t *)(a + ROOM) - n,
                  n, n);
            wide((uint64_t *)(c + PAGE), (uint32_t *)(b + PAGE), n);
            h +=
                last32((uint32_t *)(c + PAGE + skip), (uint32_t *)(b + 2 * PAGE - skip), words + 1);
            h = hash(h, a + PAGE - 128, 4 * n + 256);
            h = hash(h, c + ROOM - 8 * n, 8 * n);
            h = hash(h, c + PAGE, 8 * n);
        }
    printf("integers %llx\n", (unsigned long long)h);
}

static void overlaps(uint8_t *a)
{
    uint64_t h = 1;
    for (int d = -150; d <= 150; d += 3 + (d & 1)) {
        uint8_t *p = a + PAGE + 200;
        copy8(p + d, p, 300);
        add8(p + 3, p + 3 + d, p + 3 + d / 2, 300);
        if (d % 4 == 0)
            sum32((int32_t *)(a + 2 * PAGE - 512), (int32_t *)(a + 2 * PAGE - 512 + d), d, 300);
        if (d % 8 == 0)
            mix64((uint64_t *)(a + 2 * PAGE), (uint64_t *)(a + 2 * PAGE + d),
                  (uint64_t *)(a + 2 * PAGE - d), 99, 200);
        h = hash(h, a + PAGE, PAGE + 400);
    }
    printf("overlaps %llx\n", (unsigned long long)h);
}

/* Bits without what NaNs carry: that is the processor's. */
static uint64_t hash32(uint64_t h, const float *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float v = p[i] == p[i] ? p[i] : 12345;
        h = hash(h, &v, 4);
    }
    return h;
}

static uint64_t hash64(uint64_t h, const double *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double v = p[i] == p[i] ? p[i] : 12345;
        h = hash(h, &v, 8);
    }
    return h;
}

/* The exceptions but underflow, of which processors think differently. */
static unsigned raised(void)
{
    return !!fetestexcept(FE_INVALID) | !!fetestexcept(FE_DIVBYZERO) << 1 |
           !!fetestexcept(FE_OVERFLOW) << 2 | !!fetestexcept(FE_INEXACT) << 3;
}

static void floats(uint8_t *a, uint8_t *b)
{
    float *x = (float *)a, *y = (float *)b;
    double *p = (double *)(a + PAGE), *q = (double *)(b + PAGE), *r = (double *)(b + 2 * PAGE);
    uint64_t h = 1;
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < 256; i++) {
            x[i] = i * 0.37f - 20;
            y[i] = 1000.0f / (i + 1);
            p[i] = i * 0.11 - 3;
            q[i] = i * 7 - 300;
        }
        int special = round * 5 % 200;
        x[special] = round % 3 ? __builtin_inff() : __builtin_nanf("5");
        y[(special + 1) % 200] = round % 5 ? 1e38f : 1e-42f;
        q[special] = round % 2 ? 2 : __builtin_inf();
        feclearexcept(FE_ALL_EXCEPT);
        axpy32(y + round % 9, x + round % 11, round % 7 ? 3e38f : 1.5f, 220 - round % 30);
        h = h * 31 + raised();
        feclearexcept(FE_ALL_EXCEPT);
        axpy32(y + round % 20, y + round % 13, 0.5f, 200);
        h = h * 31 + raised();
        feclearexcept(FE_ALL_EXCEPT);
        scale64(r + round % 3, p, q + round % 2, 2, 200);
        h = h * 31 + raised();
        fesetround(round & 1 ? FE_UPWARD : FE_TOWARDZERO);
        scale64(q, q + round % 4, p, 0.3, 150);
        fesetround(FE_TONEAREST);
        h = hash32(hash64(h, r, 210), y, 256);
        h = hash64(h, q, 200);
    }
    printf("floats %llx\n", (unsigned long long)h);
}

/* A store that faults: all before it is stored, nothing behind. */
static void faults(uint8_t *a, uint8_t *b)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    uint64_t h = 1;
    mprotect(a + 2 * PAGE, PAGE, PROT_READ);
    for (unsigned n = 0; n < 600; n += 37) {
        memset(a + PAGE, n, PAGE);
        if (!sigsetjmp(back, 1))
            copy8(a + 2 * PAGE - n, b, n + 100);
        h = h * 31 + (uint64_t)(fault_at - a);
        if (!sigsetjmp(back, 1))
            sum32((int32_t *)(a + 2 * PAGE) - n, (int32_t *)b, 7, n + 100);
        h = h * 31 + (uint64_t)(fault_at - a);
        if (!sigsetjmp(back, 1)) /* and a load that does */
            add8(a + PAGE, b + ROOM - n, b, n + 1);
        h = hash(h * 31 + (uint64_t)(fault_at - b), a + 2 * PAGE - 700, 700);
    }
    printf("faults %llx\n", (unsigned long long)h);
}

int main(void)
{
    uint8_t *a = new_room(1), *b = new_room(2), *c = new_room(3);
    integers(a, b, c);
    overlaps(a);
    floats(a, b);
    faults(a, new_room(4));
}
