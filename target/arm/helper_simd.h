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
   fraction bits | 0x100 unsigned | 0x200 double | 0x400 half. */
uint32_t arm_helper_to_fixed16(struct cpu_common *cpu, uint64_t bits, uint32_t how);

/* Operations of neon_fp on lanes. */
enum arm_neon_op {
    NEON_RECPS,
    NEON_RSQRTS,
    NEON_URECPE,
    NEON_URSQRTE,
    NEON_TO_HALF,
    NEON_FROM_HALF,
    NEON_TO_BF16,
};
enum { /* the rest of the descriptor */
       NEON_OP_MASK = 0xff,
       NEON_QUAD = 0x100,
       NEON_HALF = 0x200, /* lanes of half precision */
};
arm_vec arm_helper_neon_fp(struct cpu_common *cpu, arm_vec n, arm_vec m, uint32_t desc);

/* VFMAL, VFMSL (bit 8 of desc) on the low f16 lanes of n and m; bits 7:0: number of f32 lanes. */
arm_vec arm_helper_fmlal(struct cpu_common *cpu, arm_vec d, arm_vec n, arm_vec m, uint32_t desc);
/* Under FPSCR: a single (its bits) to bfloat16. */
uint32_t arm_helper_bfcvt(struct cpu_common *cpu, uint32_t single);
arm_vec arm_helper_bfdot(arm_vec d, arm_vec n, arm_vec m);

#endif
