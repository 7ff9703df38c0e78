/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs single A32 instructions through decoder, translator and IR interpreter, for tests.
 *
 * In: a word, a struct arm_cpu.  Out: the CPU afterwards, and the trap that ended the run.
 */
#ifndef FERRY_TESTS_INSN_ARM_RUN_INSN_H
#define FERRY_TESTS_INSN_ARM_RUN_INSN_H

#include "target/arm/cpu.h"
#include "tcg/ir/interp.h"
#include "tcg/ir/ir.h"

struct runner {
    struct ir_region region;
    struct ir_interp interp;
    bool optimise; /* run the passes of tcg/opt as well */
    uint32_t code[2];
};

void run_init(struct runner *r);
void run_free(struct runner *r);

/* A CPU of model `max`, reset. */
void run_reset(struct arm_cpu *cpu);

/* Runs the word and then an SVC, which ends the run with ARM_TRAP_SVC. Returns the trap, or -1 with
   a line on stdout where the IR was wrong. */
int run_word(struct runner *r, struct arm_cpu *cpu, uint32_t word);

#endif
