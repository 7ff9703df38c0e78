/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs A32 and T32 instructions through decoder, translator and IR interpreter, for tests.
 *
 * In: code, a struct arm_cpu.  Out: the CPU afterwards, and the trap that ended the run.
 */
#ifndef FERRY_TESTS_INSN_ARM_RUN_INSN_H
#define FERRY_TESTS_INSN_ARM_RUN_INSN_H

#include "target/arm/cpu.h"
#include "tests/insn/runner.h"

#define RUN_PC 0x11000u /* where the guest has the code */

/* Runs the code (words of A32, or halfwords of T32) and then an SVC, which ends the run with
   ARM_TRAP_SVC. Returns the trap, or what runner_run does. */
int run_code(struct runner *r, struct arm_cpu *cpu, const void *code, unsigned bytes, bool thumb);

/* One word of A32. */
int run_word(struct runner *r, struct arm_cpu *cpu, uint32_t word);

#endif
