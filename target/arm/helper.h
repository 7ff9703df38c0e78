/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * C functions that generated code calls, from helper.def, helper_simd.def and helper_iwmmxt.def.
 *
 * In: rows.  Out: ARM_H_x, the number for ir_call.  The table (helper.c) pairs the prototypes with
 * the rows.
 */
#ifndef FERRY_TARGET_ARM_HELPER_H
#define FERRY_TARGET_ARM_HELPER_H

#include <stdint.h>
#include "target/arm/helper_simd.h"
#include "tcg/ir/ir.h"

enum arm_helper {
#define ARM_HELPER(name, flags, ...)          ARM_H_##name,
#define ARM_HELPER_EXPANDED(name, flags, ...) ARM_H_##name,
#define ARM_HELPER_NARROWED(name, flags, ...) ARM_H_##name,
#include "target/arm/helper.def"
#include "target/arm/helper_simd.def"
#include "target/arm/helper_iwmmxt.def"
#undef ARM_HELPER
#undef ARM_HELPER_EXPANDED
#undef ARM_HELPER_NARROWED
    ARM_HELPERS
};

/* The packed flags (N 8, Z 4, C 2, V 1) that the slots cc_op, cc_a, cc_b, cc_nz, cc_c say. */
uint32_t arm_helper_nzcv(uint32_t op, uint32_t a, uint32_t b, uint32_t nz, uint32_t c);
/* Does the condition (below AL) hold for those flags?  0 or 1. */
uint32_t arm_helper_cond(uint32_t op, uint32_t a, uint32_t b, uint32_t nz, uint32_t c,
                         uint32_t cond);
/* CRC-32 (polynomial 0x04c11db7, reflected) of the low `size` bytes of value. */
uint32_t arm_helper_crc32(uint32_t crc, uint32_t value, uint32_t size);
/* CNTVCT: nanoseconds of the host's monotonic clock. */
uint64_t arm_helper_cntvct(void);
/* wCASF as the slots wf_op, wf_a, wf_b (their low halves) say it. */
uint32_t arm_helper_wcasf(uint32_t op, uint64_t a, uint64_t b);
/* What nzcv and cond say as instructions, where the arguments tell enough (ir_helper.expand). */
ir_ref arm_expand_nzcv(struct ir_region *r, const ir_ref *args);
ir_ref arm_expand_cond(struct ir_region *r, const ir_ref *args);
/* Without what sets other flags than the one that cond asks for (ir_helper.narrow). */
void arm_narrow_cond(const struct ir_region *r, ir_ref *args);
/* Call cpu_common.service and cpu_common.guarded_store. */
void arm_helper_service(void *cpu, uint64_t number);
uint64_t arm_helper_guarded_store(void *cpu, uint64_t address, uint64_t value, uint64_t size,
                                  uint64_t guard);

#endif
