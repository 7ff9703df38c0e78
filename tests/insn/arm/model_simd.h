/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plain model of the VFP and NEON instructions, written from the manual's pseudocode and sharing
 * nothing with the translator: the expected values of simd_test.
 *
 * In: a row of the instruction table, a word of it (in A32's form), registers.  Out: registers,
 * memory and flags afterwards. Arithmetic on one floating-point number (FPAdd, FPToFixed, ...) is
 * tcg/softfp, which has its own test; which numbers are combined in which order, and under which
 * FPSCR, is said here.
 */
#ifndef FERRY_TESTS_INSN_ARM_MODEL_SIMD_H
#define FERRY_TESTS_INSN_ARM_MODEL_SIMD_H

#include "target/arm/decode.h"
#include "tcg/softfp/softfp.h"
#include "tests/insn/arm/model_int.h"

union model_vregs {
    uint64_t d[32];
    uint32_t s[64];
    uint16_t h[128];
    uint8_t b[256];
};

struct model_simd {
    union model_vregs v;
    struct model core; /* R0-R14, flags, memory, the instruction's pc */
    bool qc;
    uint32_t fpscr;              /* NZCV and control bits */
    struct fp_env vfp, standard; /* of FPSCR, and StandardFPSCRValue */
};

/* MODEL_UNKNOWN: the row is not of this file, or the word is unpredictable. */
enum model_result model_simd_int(struct model_simd *m, enum arm_op op, uint32_t insn);
enum model_result model_simd_move(struct model_simd *m, enum arm_op op, uint32_t insn);
enum model_result model_simd_mem(struct model_simd *m, enum arm_op op, uint32_t insn);
enum model_result model_simd_fp(struct model_simd *m, enum arm_op op, uint32_t insn);
enum model_result model_vfp(struct model_simd *m, enum arm_op op, uint32_t insn);
enum model_result model_crypto(struct model_simd *m, enum arm_op op, uint32_t insn);

/* Numbers of D registers. */
static inline unsigned model_vd(uint32_t insn)
{
    return MODEL_FIELD(insn, 22, 22) << 4 | MODEL_FIELD(insn, 15, 12);
}
static inline unsigned model_vn(uint32_t insn)
{
    return MODEL_FIELD(insn, 7, 7) << 4 | MODEL_FIELD(insn, 19, 16);
}
static inline unsigned model_vm(uint32_t insn)
{
    return MODEL_FIELD(insn, 5, 5) << 4 | MODEL_FIELD(insn, 3, 0);
}

/* Elem[] of the vector that begins with this D register; size: log2 of the bytes. */
static inline uint64_t model_get(const union model_vregs *v, unsigned d, unsigned size, unsigned i)
{
    unsigned at = (d * 8 >> size) + i;
    return size == 0 ? v->b[at] : size == 1 ? v->h[at] : size == 2 ? v->s[at] : v->d[at];
}

static inline void model_put(union model_vregs *v, unsigned d, unsigned size, unsigned i,
                             uint64_t x)
{
    unsigned at = (d * 8 >> size) + i;
    if (size == 0)
        v->b[at] = (uint8_t)x;
    else if (size == 1)
        v->h[at] = (uint16_t)x;
    else if (size == 2)
        v->s[at] = (uint32_t)x;
    else
        v->d[at] = x;
}

#endif
