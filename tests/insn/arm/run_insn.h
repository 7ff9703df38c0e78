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

enum {
    RUN_PC = 0x11000,      /* where the guest has the code */
    RUN_BASE = 0x10000,    /* of its memory, in which the code is */
    RUN_MEMORY = 2 * 4096, /* bytes */
    RUN_FAULT = -3,        /* a trap: an access outside of it */
};

/* 4 GiB for the guest, of which it has RUN_MEMORY at RUN_BASE; NULL: there are none. */
uint8_t *run_memory(struct arm_cpu *cpu);

/* Runs the code (words of A32, or halfwords of T32) and then an SVC, which ends the run with
   ARM_TRAP_SVC. Returns the trap, RUN_FAULT, or what runner_run does; goes on where the code has
   been left for another place of it. */
int run_code(struct runner *r, struct arm_cpu *cpu, const void *code, unsigned bytes, bool thumb);

/* One word of A32. */
int run_word(struct runner *r, struct arm_cpu *cpu, uint32_t word);

#endif
