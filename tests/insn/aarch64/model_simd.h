/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plain model of the A64 FP and Advanced SIMD instructions, written from the manual's pseudocode
 * and sharing nothing with the translator: the expected values of simd_test.
 *
 * In: a row of the instruction table, a word of it, registers.  Out: registers and flags
 * afterwards. Arithmetic on one floating-point number (FPAdd, FPToFixed, ...) is tcg/softfp, which
 * has its own test; which numbers are combined in which order is said here.
 */
#ifndef FERRY_TESTS_INSN_AARCH64_MODEL_SIMD_H
#define FERRY_TESTS_INSN_AARCH64_MODEL_SIMD_H

#include <stdbool.h>
#include <stdint.h>
#include "target/aarch64/decode.h"
#include "tcg/softfp/softfp.h"

union model_vec {
    uint8_t b[16];
    uint16_t h[8];
    uint32_t s[4];
    uint64_t d[2];
};

struct model_simd {
    union model_vec v[32];
    uint64_t x[32]; /* x[31] is SP */
    unsigned nzcv;  /* N 8, Z 4, C 2, V 1 */
    bool qc;
    struct fp_env env; /* FPCR, and the flags that are raised */
    uint8_t *mem;      /* guest addresses mem_base ... */
    uint64_t mem_base, mem_size;
};

/* False: the row is not of this model, or the access is outside of its memory. */
bool model_simd_int(struct model_simd *m, enum a64_op op, uint32_t insn); /* integer lanes */
bool model_simd_fp(struct model_simd *m, enum a64_op op, uint32_t insn);  /* vectors of FP */
bool model_simd_move(struct model_simd *m, enum a64_op op,
                     uint32_t insn);                                /* permutations, memory */
bool model_fp(struct model_simd *m, enum a64_op op, uint32_t insn); /* scalar FP */

static inline unsigned model_field(uint32_t insn, unsigned hi, unsigned lo)
{
    return insn >> lo & ((2u << (hi - lo)) - 1);
}

/* Elem[v, i, 8 << size] */
static inline uint64_t model_get(const union model_vec *v, unsigned size, unsigned i)
{
    return size == 0 ? v->b[i] : size == 1 ? v->h[i] : size == 2 ? v->s[i] : v->d[i];
}

static inline void model_put(union model_vec *v, unsigned size, unsigned i, uint64_t x)
{
    if (size == 0)
        v->b[i] = (uint8_t)x;
    else if (size == 1)
        v->h[i] = (uint16_t)x;
    else if (size == 2)
        v->s[i] = (uint32_t)x;
    else
        v->d[i] = x;
}

/* A register with only this lane 0. */
static inline union model_vec model_scalar(unsigned size, uint64_t x)
{
    union model_vec r = {.d = {0, 0}};
    model_put(&r, size, 0, x);
    return r;
}

#endif
