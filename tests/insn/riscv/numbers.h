/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating point for tests, in integers: a number is m * 2^e, results are exact and rounded once.
 *
 * In: bits of a format, a rounding mode of frm.  Out: bits of a format; *flags gains those of
 * fflags. Invariant: nothing of it is shared with what is tested.
 */
#ifndef FERRY_TESTS_INSN_RISCV_NUMBERS_H
#define FERRY_TESTS_INSN_RISCV_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

enum { RNE, RTZ, RDN, RUP, RMM, ROD };
enum { NX = 1, UF = 2, OF = 4, DZ = 8, NV = 16 };

typedef unsigned __int128 u128;

struct format {
    unsigned n, fraction; /* bits */
};

extern const struct format num_half, num_single, num_double, num_bfloat;

struct number {
    bool negative, nan, signalling, infinite;
    u128 m;
    int e;
};

/* The IEEE format of n bits. */
const struct format *num_format(unsigned n);

static inline uint64_t num_low(unsigned n)
{
    return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

uint64_t num_infinity(const struct format *f);
uint64_t num_quiet(const struct format *f);
int num_bias(const struct format *f);

struct number num_decode(uint64_t v, const struct format *f);
/* m * 2^e as a multiple of 2^to; its caller sees to it that it fits. */
u128 num_at_scale(const struct number *x, int to, unsigned mode, bool *inexact);
uint64_t num_to_float(const struct number *x, const struct format *f, unsigned mode,
                      unsigned *flags);
/* To an integer of n bits: zero-extended. */
uint64_t num_to_integer(const struct number *x, unsigned n, bool is_unsigned, unsigned mode,
                        unsigned *flags);

/* Sums and products to be rounded by num_to_float, with at least 100 bits, the last of which says
   whether more follow. The mode gives an exact zero its sign. Products of at most 53 bits each. */
struct number num_sum(const struct number *x, const struct number *y, unsigned mode,
                      unsigned *flags);
struct number num_product(const struct number *x, const struct number *y, unsigned *flags);

/* Bits of a format: edge values, numbers near one, any. */
uint64_t num_random(const struct format *f, uint64_t *rng);

#endif
