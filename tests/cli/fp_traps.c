/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating point at the edges: every operation with zeros, numbers around the least normal one,
 * infinities and NaNs of both kinds. Out: a line for each pair of operands, with a hash of the
 * results and of FPSR after each operation.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const uint64_t values[] = {
    0,
    0x8000000000000000,
    1,
    0x000fffffffffffff,
    0x0010000000000000, /* the least normal number */
    0x0010000000000001,
    0x001fffffffffffff,
    0x8020000000000000,
    0x3fefffffffffffff, /* just below 1: with the least normal number a tiny product that rounds up
                         */
    0x3ff0000000000000,
    0xbfe0000000000000,
    0x7fefffffffffffff,
    0x7ff0000000000000,
    0xfff0000000000000,
    0x7ff8000000000001,
    0xfff8000000000002,
    0x7ff0000000000001,
    0x40a1f08000000000, /* numbers for conversions */
    0xc1e4000000000000,
    0x41efffffffe00000,
    0x43f0000000000000,
    0x4f000000c228a000,
    0x3f800001007fffff, /* single precision: about 1, about the least normal */
    0x7fc000013f7fffff,
    0xff80000100800001,
};
enum { N = sizeof values / sizeof *values };

static uint64_t hash;

static void add(uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
}

/* a, b and c in vector registers; both halves of the result, and FPSR. */
#define OP(text)                                                                                   \
    do {                                                                                           \
        uint64_t low, high, fpsr;                                                                  \
        __asm__ volatile("msr fpsr, xzr\n\t"                                                       \
                         "dup v0.2d, %3\n\tdup v1.2d, %4\n\tdup v2.2d, %5\n\t"                     \
                         "mov v2.d[1], %3\n\tmov v3.16b, v2.16b\n\t" text "\n\t"                   \
                         "mov %0, v3.d[0]\n\tmov %1, v3.d[1]\n\tmrs %2, fpsr"                      \
                         : "=r"(low), "=r"(high), "=r"(fpsr)                                       \
                         : "r"(a), "r"(b), "r"(c)                                                  \
                         : "x9", "v0", "v1", "v2", "v3", "cc");                                    \
        add(low);                                                                                  \
        add(high);                                                                                 \
        add(fpsr);                                                                                 \
    } while (0)
#define SCALAR(op)                                                                                 \
    OP(op " d3, d0, d1");                                                                          \
    OP(op " s3, s0, s1")
#define SCALAR4(op)                                                                                \
    OP(op " d3, d0, d1, d2");                                                                      \
    OP(op " s3, s0, s1, s2")
#define VECTOR(op)                                                                                 \
    OP(op " v3.2d, v0.2d, v2.2d");                                                                 \
    OP(op " v3.4s, v0.4s, v2.4s");                                                                 \
    OP(op " v3.2s, v0.2s, v1.2s")
#define UNARY(op)                                                                                  \
    OP(op " d3, d0");                                                                              \
    OP(op " s3, s0");                                                                              \
    OP(op " v3.2d, v2.2d");                                                                        \
    OP(op " v3.4s, v2.4s")

static void arithmetic(uint64_t a, uint64_t b, uint64_t c)
{
    SCALAR("fadd");
    SCALAR("fsub");
    SCALAR("fmul");
    SCALAR("fnmul");
    SCALAR("fdiv");
    SCALAR("fmax");
    SCALAR("fmin");
    SCALAR("fmaxnm");
    SCALAR("fmulx");
    SCALAR("frecps");
    SCALAR("frsqrts");
    SCALAR4("fmadd");
    SCALAR4("fmsub");
    SCALAR4("fnmadd");
    SCALAR4("fnmsub");
    VECTOR("fadd");
    VECTOR("fsub");
    VECTOR("fmul");
    VECTOR("fdiv");
    VECTOR("fmla");
    VECTOR("fmulx");
    VECTOR("frecps");
    VECTOR("frsqrts");
    VECTOR("fmls");
    VECTOR("fmin");
    VECTOR("fmaxnm");
    VECTOR("faddp");
    VECTOR("fmaxp");
    VECTOR("fcmeq");
    VECTOR("fcmgt");
}

static void conversions(uint64_t a, uint64_t b, uint64_t c)
{
    UNARY("fsqrt");
    UNARY("frinti");
    UNARY("frintx");
    UNARY("frinta");
    UNARY("fcvtzs");
    UNARY("fcvtzu");
    UNARY("fcvtas");
    UNARY("fcvtms");
    OP("fcvt s3, d0");
    OP("fcvt d3, s0");
    OP("fcvt h3, s0");
    OP("fcvt s3, h0");
    OP("fcvtl v3.2d, v2.2s");
    OP("fcvtl2 v3.2d, v2.4s");
    OP("fcvtl v3.4s, v2.4h");
    OP("fcvtn v3.2s, v2.2d");
    OP("fcvtn v3.4h, v2.4s");
    OP("fcvtzs w9, d0\n\tfmov d3, x9");
    OP("fcvtzs w9, d0, #5\n\tfmov d3, x9");
    OP("fcvtzu w9, d0, #1\n\tfmov d3, x9");
    OP("fcvtzs x9, s0, #64\n\tfmov d3, x9");
    OP("fcvtzu x9, s0, #17\n\tfmov d3, x9");
    OP("fcvtzu d3, d0, #3");
    OP("fcvtzs s3, s0, #32");
}

static void comparisons(uint64_t a, uint64_t b, uint64_t c)
{
    OP("fcmp d0, d1\n\tfcsel d3, d0, d1, gt");
    OP("fcmpe d0, d1\n\tfcsel d3, d0, d1, lt");
    OP("fcmpe s0, s1\n\tfcsel s3, s0, s1, ls");
    OP("fcmpe d0, d1\n\tcset x9, vs\n\tfmov d3, x9");
    OP("fcmpe d0, d1\n\tmrs x9, nzcv\n\tfmov d3, x9");
    OP("fcmpe d0, d1\n\tb.ge 1f\n\tmov v3.16b, v0.16b\n1:");
    OP("fccmpe d0, d1, #5, ne\n\tmrs x9, nzcv\n\tfmov d3, x9");
}

int main(void)
{
    for (unsigned i = 0; i < N; i++)
        for (unsigned k = 0; k < N; k++) {
            for (unsigned m = 0; m < N; m += 3)
                arithmetic(values[i], values[k], values[m]);
            comparisons(values[i], values[k], 0);
            if (!k)
                conversions(values[i], values[k], values[(i + 1) % N]);
            printf("%016lx %016lx: %016lx\n", values[i], values[k], hash);
        }
}
