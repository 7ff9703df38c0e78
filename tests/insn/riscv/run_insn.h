/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs RISC-V instructions through decoder, translator and IR interpreter, for tests.
 *
 * In: words, a struct rv_cpu.  Out: the CPU afterwards, and the trap that ended the run; at the end
 * of the program the names of the rows that were run and not illegal, appended to the file
 * $FERRY_ROWS.
 */
#ifndef FERRY_TESTS_INSN_RISCV_RUN_INSN_H
#define FERRY_TESTS_INSN_RISCV_RUN_INSN_H

#include "target/riscv/cpu.h"
#include "target/riscv/decode.h"
#include "tests/insn/runner.h"

/* Runs n words (16-bit ones where their low bits say so) and then an ECALL, which ends the run with
   RV_TRAP_ECALL.  Returns the trap, or what runner_run does. */
int run_words(struct runner *r, struct rv_cpu *cpu, const uint32_t *words, unsigned n);

/* The word of a row by its name, with rd = 10, rs1 = 11, rs2 = 12, rs3 = 13, dynamic rounding, and
   all other fields zero; 0: there is no such row. */
uint32_t run_word(const char *name);

#endif
