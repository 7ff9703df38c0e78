/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prototypes of the helpers in helper_simd.def: what no IR op does.
 *
 * In: registers as values; `desc` packs constants of the instruction.  Out: the result.
 * Invariant: pure; those with a CPU read FPCR and the rounding mode and add to its sticky flags.
 */
#ifndef FERRY_TARGET_AARCH64_HELPER_SIMD_H
#define FERRY_TARGET_AARCH64_HELPER_SIMD_H

#include <stdint.h>

struct cpu_common;

/* A V register; passed in a vector register of the host. */
typedef uint64_t a64_vec __attribute__((vector_size(16)));

a64_vec a64_helper_urecpe(a64_vec n);
a64_vec a64_helper_ursqrte(a64_vec n);

/* FMLAL, FMLSL (bit 8 of desc) on the low f16 lanes of n and m; bits 7:0: number of f32 lanes. */
a64_vec a64_helper_fmlal(struct cpu_common *cpu, a64_vec d, a64_vec n, a64_vec m, uint32_t desc);
uint32_t a64_helper_bfcvt(struct cpu_common *cpu, uint32_t single);
a64_vec a64_helper_bfcvtn(struct cpu_common *cpu, a64_vec n); /* into the low half */
a64_vec a64_helper_bfdot(a64_vec d, a64_vec n, a64_vec m);

/* SHA1: d holds four working variables, e the fifth, w four words with the constant added. */
/* SM3TT1A, 1B, 2A, 2B: bits 9:8 of desc; bits 1:0 the word of m. */
a64_vec a64_helper_sm4e(a64_vec d, a64_vec n);
a64_vec a64_helper_sm4ekey(a64_vec n, a64_vec m);

#endif
