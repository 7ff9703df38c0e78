/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs single A64 instructions through decoder, translator and IR interpreter, for tests.
 *
 * In: words, a struct a64_cpu.  Out: the CPU afterwards, and the trap that ended the run.
 */
#ifndef FERRY_TESTS_INSN_AARCH64_RUN_INSN_H
#define FERRY_TESTS_INSN_AARCH64_RUN_INSN_H

#include "target/aarch64/cpu.h"
#include "tests/insn/runner.h"

/* Runs n words and then an SVC, which ends the run with A64_TRAP_SVC. Returns the trap, or what
   runner_run does. */
int run_words(struct runner *r, struct a64_cpu *cpu, const uint32_t *words, unsigned n);

#endif
