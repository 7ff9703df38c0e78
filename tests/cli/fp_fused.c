/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fused multiply-adds of floats, many of them denormal, in every rounding mode.
 * In: nothing.  Out: a line for some triples of operands, with a hash of the results and of the
 * flags after each operation.  The underflow flag is set at first where the guest's processor finds
 * tiny results before rounding (arm64): code that need not look for them is what is meant to run.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MODES = 4, LINES = 40, TRIPLES = 500 };

static uint64_t hash, seed = 88172645463325252;

static uint32_t next(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 16);
}

/* Any bits; denormal; about 1; small; with few bits; next to a power of two. */
static uint32_t number(void)
{
    uint32_t r = next(), sign = r & 0x80000000, fraction = r & 0x7fffff, bits = next() % 24;
    switch (next() % 6) {
    case 0: return r;
    case 1: return sign | fraction >> bits;
    case 2: return sign | (next() % 30 + 110) << 23 | fraction;
    case 3: return sign | (next() % 40) << 23 | (fraction & 0xffffffff << bits);
    case 4: return sign | (next() % 60 + 70) << 23 | (fraction & 0xffffffff << bits);
    default: return sign | (next() % 4 + 125) << 23 | (r & 1 ? 0x7fffff : 0) | 1u << bits % 23;
    }
}

static void add(uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
}

#ifdef __aarch64__

static void set_rounding(unsigned mode)
{
    uint64_t fpcr = (uint64_t)mode << 22;
    __asm__ volatile("msr fpcr, %0" : : "r"(fpcr));
}

/* v0 to v2: four triples; the others have their parts in another order. */
#define OP(text)                                                                                   \
    do {                                                                                           \
        uint64_t low, high, fpsr;                                                                  \
        __asm__ volatile("mov x9, #8\n\tmsr fpsr, x9\n\t"                                          \
                         "ldr q0, %3\n\tldr q1, %4\n\tldr q2, %5\n\tmov v3.16b, v2.16b\n\t" text   \
                         "\n\tmov %0, v3.d[0]\n\tmov %1, v3.d[1]\n\tmrs %2, fpsr"                  \
                         : "=r"(low), "=r"(high), "=r"(fpsr)                                       \
                         : "m"(*a), "m"(*b), "m"(*c)                                               \
                         : "x9", "v0", "v1", "v2", "v3", "memory");                                \
        add(low);                                                                                  \
        add(high);                                                                                 \
        add(fpsr);                                                                                 \
    } while (0)

static void fused(const uint32_t *a, const uint32_t *b, const uint32_t *c)
{
    OP("fmadd s3, s0, s1, s2");
    OP("fmsub s3, s0, s1, s2");
    OP("fnmadd s3, s0, s1, s2");
    OP("fnmsub s3, s0, s1, s2");
    OP("fmla v3.4s, v0.4s, v1.4s");
    OP("fmls v3.4s, v0.4s, v1.4s");
    OP("fmla v3.2s, v0.2s, v1.2s");
    OP("fmls v3.2s, v0.2s, v1.2s");
    OP("fmla v3.4s, v0.4s, v1.s[1]");
}

#else

static void set_rounding(unsigned mode)
{
    __asm__ volatile("fsrm %0" : : "r"(mode));
}

#define OP(name)                                                                                   \
    do {                                                                                           \
        uint64_t result, flags;                                                                    \
        __asm__ volatile("fsflags zero\n\tflw ft0, %2\n\tflw ft1, %3\n\tflw ft2, %4\n\t" name      \
                         " ft3, ft0, ft1, ft2\n\tfmv.x.d %0, ft3\n\tfrflags %1"                    \
                         : "=r"(result), "=r"(flags)                                               \
                         : "m"(*a), "m"(*b), "m"(*c)                                               \
                         : "ft0", "ft1", "ft2", "ft3", "memory");                                  \
        add(result);                                                                               \
        add(flags);                                                                                \
    } while (0)

static void fused(const uint32_t *a, const uint32_t *b, const uint32_t *c)
{
    for (unsigned k = 0; k < 4; k++, a++, b++, c++) {
        OP("fmadd.s");
        OP("fmsub.s");
        OP("fnmadd.s");
        OP("fnmsub.s");
    }
}

#endif

static void triples(void)
{
    uint32_t v[3][4] __attribute__((aligned(16)));
    for (unsigned k = 0; k < 12; k++)
        v[k / 4][k % 4] = number();
    if (next() & 1) /* the product is nearly the addend's negative */
        for (unsigned k = 0; k < 4; k++) {
            float a, b, c;
            memcpy(&a, &v[0][k], sizeof a);
            memcpy(&b, &v[1][k], sizeof b);
            c = -a * b;
            memcpy(&v[2][k], &c, sizeof c);
            v[2][k] += next() % 3 - 1;
        }
    fused(v[0], v[1], v[2]);
}

int main(void)
{
    for (unsigned mode = 0; mode < MODES; mode++)
        for (unsigned line = 0; line < LINES; line++) {
            set_rounding(mode);
            for (unsigned n = 0; n < TRIPLES; n++)
                triples();
            set_rounding(0);
            printf("%u %u: %016lx\n", mode, line, hash);
        }
}
