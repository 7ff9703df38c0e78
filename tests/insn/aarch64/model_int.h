/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plain model of the A64 integer, load/store and atomic instructions, written from the manual's
 * pseudocode and sharing nothing with the translator: the expected values of int_test.
 *
 * In: a word, registers, a piece of memory.  Out: registers and memory afterwards.
 */
#ifndef FERRY_TESTS_INSN_AARCH64_MODEL_INT_H
#define FERRY_TESTS_INSN_AARCH64_MODEL_INT_H

#include <stdbool.h>
#include <stdint.h>

struct model {
    uint64_t x[32]; /* x[31] is SP */
    unsigned nzcv;  /* N 8, Z 4, C 2, V 1 */
    uint64_t v[32][2];
    uint8_t *mem; /* guest addresses mem_base ... */
    uint64_t mem_base, mem_size;
};

enum model_result {
    MODEL_DONE,
    MODEL_UNKNOWN,    /* not an instruction of this model, or unpredictable: no expectation */
    MODEL_UNDEFINED,  /* unallocated */
    MODEL_OUTSIDE,    /* accesses memory that the model does not have; nothing has changed */
    MODEL_MISALIGNED, /* alignment fault; nothing has changed */
    MODEL_SP,         /* SP alignment fault; nothing has changed */
};

enum model_result model_int(struct model *m, uint32_t insn);

/* Loads, stores and atomics (model_mem.c); model_int calls it. */
enum model_result model_mem(struct model *m, uint32_t insn);

/* Shared pieces of the pseudocode. */
static inline uint64_t model_bits(uint32_t insn, unsigned hi, unsigned lo)
{
    return insn >> lo & ((UINT64_C(1) << (hi - lo + 1)) - 1);
}
uint64_t model_sext(uint64_t v, unsigned bits);
uint64_t model_extend(uint64_t v, unsigned option, unsigned shift); /* ExtendReg, 64 bits */

#endif
