/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * C functions that generated code calls, from helper.def and helper_simd.def.
 *
 * In: rows.  Out: A64_H_x, the number for ir_call.  The prototypes stand here and in
 * helper_simd.h; the table (helper.c) pairs them with the rows.
 */
#ifndef FERRY_TARGET_AARCH64_HELPER_H
#define FERRY_TARGET_AARCH64_HELPER_H

#include <stdbool.h>
#include <stdint.h>
#include "target/aarch64/helper_simd.h"

enum a64_helper {
#define A64_HELPER(name, flags, ...)          A64_H_##name,
#define A64_HELPER_EXPANDED(name, flags, ...) A64_H_##name,
#include "target/aarch64/helper.def"
#include "target/aarch64/helper_simd.def"
#undef A64_HELPER
#undef A64_HELPER_EXPANDED
    A64_HELPERS
};

/* CRC-32 (polynomial 0x04c11db7, reflected) of the low `size` bytes of value. */
uint32_t a64_helper_crc32(uint32_t crc, uint64_t value, uint32_t size);
/* The packed flags (N 8, Z 4, C 2, V 1) that an operation (enum a64_cc) on a, b makes. */
uint32_t a64_helper_nzcv(uint32_t op, uint64_t a, uint64_t b);
/* Does the condition hold for them?  0 or 1. */
uint32_t a64_helper_cond(uint32_t op, uint64_t a, uint64_t b, uint32_t cond);
/* The manual's ConditionHolds. */
bool a64_cond_holds(unsigned cond, unsigned nzcv);
/* CNTVCT_EL0: nanoseconds of the host's monotonic clock. */
uint64_t a64_helper_cntvct(void);
/* Call cpu_common.service and cpu_common.guarded_store. */
void a64_helper_service(void *cpu, uint64_t number);
uint64_t a64_helper_guarded_store(void *cpu, uint64_t address, uint64_t value, uint64_t size,
                                  uint64_t guard);
/* RNDR: a random number. */
uint64_t a64_helper_random(void);
/* ComputePAC with key GA: a 64-bit hash. */
uint64_t a64_helper_pacga(uint64_t x, uint64_t modifier, uint64_t key_lo, uint64_t key_hi);

#endif
