/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of VFP and NEON (helper_simd.def): prototypes, and what their descriptors mean.
 */
#ifndef FERRY_TARGET_ARM_HELPER_SIMD_H
#define FERRY_TARGET_ARM_HELPER_SIMD_H

#include <stdint.h>

struct cpu_common;

typedef uint64_t arm_vec __attribute__((vector_size(16)));

/* A float (its bits) to 16-bit fixed point, towards zero, saturating, extended to 32 bits.  how:
   fraction bits | 0x100 unsigned | 0x200 double. */
uint32_t arm_helper_to_fixed16(struct cpu_common *cpu, uint64_t bits, uint32_t how);

/* Operations of neon_fp on single-precision lanes: d is the old destination. */
enum arm_neon_op {
    NEON_ADD,
    NEON_SUB,
    NEON_MUL,
    NEON_MLA,
    NEON_MLS,
    NEON_FMA,
    NEON_FMS,
    NEON_ABD,
    NEON_MAX,
    NEON_MIN,
    NEON_MAXNM,
    NEON_MINNM,
    NEON_RECPS,
    NEON_RSQRTS,
    NEON_CEQ,
    NEON_CGE,
    NEON_CGT,
    NEON_CLE,
    NEON_CLT,
    NEON_ACGE,
    NEON_ACGT,
    NEON_PADD,
    NEON_PMAX,
    NEON_PMIN, /* pairs of n, then of m */
    NEON_RECPE,
    NEON_RSQRTE,
    NEON_URECPE,
    NEON_URSQRTE,
    NEON_RINT,
    NEON_RINTX,
    NEON_TOI,
    NEON_ITOF,
    NEON_TO_HALF,
    NEON_FROM_HALF,
};
enum { /* the rest of the descriptor */
       NEON_OP_MASK = 0xff,
       NEON_QUAD = 0x100,
       NEON_UNSIGNED = 0x200,
       NEON_MODE_SHIFT = 12,     /* rounding */
       NEON_FRACTION_SHIFT = 16, /* bits */
};
arm_vec arm_helper_neon_fp(struct cpu_common *cpu, arm_vec d, arm_vec n, arm_vec m, uint32_t desc);

/* VQSHL, VRSHL, VQRSHL: lanes of v shifted by the signed low bytes of `by`.  desc: size |
   (1 rounds, 2 saturates) << 2 | 16 unsigned | 32 signed to unsigned | 64 all 128 bits. */
arm_vec arm_helper_neon_shift(struct cpu_common *cpu, arm_vec v, arm_vec by, uint32_t desc);

#endif
