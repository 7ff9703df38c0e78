/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs single A64 instructions through decoder, translator and IR interpreter, for tests.
 *
 * In: words, a struct a64_cpu.  Out: the CPU afterwards, and the trap that ended the run.
 */
#ifndef FERRY_TESTS_INSN_AARCH64_RUN_INSN_H
#define FERRY_TESTS_INSN_AARCH64_RUN_INSN_H

#include "target/aarch64/cpu.h"
#include "tcg/ir/interp.h"
#include "tcg/ir/ir.h"

#define RUN_MAX 16

struct runner {
    struct ir_region region;
    struct ir_interp interp;
    bool optimise; /* run the passes of tcg/opt as well */
    uint64_t mode; /* translation mode */
    uint32_t code[RUN_MAX + 1];
};

void run_init(struct runner *r);
void run_free(struct runner *r);

/* A CPU of model `max`, reset. */
void run_reset(struct a64_cpu *cpu);

/* Runs n words and then an SVC, which ends the run with A64_TRAP_SVC. Returns the trap, or -1 with
   a line on stdout where the IR was wrong. */
int run_words(struct runner *r, struct a64_cpu *cpu, const uint32_t *words, unsigned n);

#endif
