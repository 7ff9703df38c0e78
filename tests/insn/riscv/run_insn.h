/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs RISC-V instructions through decoder, translator and IR interpreter, for tests.
 *
 * In: words, a struct rv_cpu.  Out: the CPU afterwards, and the trap that ended the run.
 */
#ifndef FERRY_TESTS_INSN_RISCV_RUN_INSN_H
#define FERRY_TESTS_INSN_RISCV_RUN_INSN_H

#include "target/riscv/cpu.h"
#include "target/riscv/decode.h"
#include "tcg/ir/interp.h"
#include "tcg/ir/ir.h"

#define RUN_MAX 16

struct runner {
    const struct target *target;
    struct ir_region region;
    struct ir_interp interp;
    bool optimise; /* run the passes of tcg/opt as well */
    bool guess;    /* translate as for a hot region, with the CPU's vl and vtype */
    uint8_t code[4 * (RUN_MAX + 1)];
};

void run_init(struct runner *r, const struct target *target);
void run_free(struct runner *r);

/* A CPU of a model, reset. */
void run_reset(struct runner *r, struct rv_cpu *cpu, const char *model);

/* Runs n words (16-bit ones where their low bits say so) and then an ECALL, which ends the run with
   RV_TRAP_ECALL.  Returns the trap, or -1 with a line on stdout where the IR was wrong. */
int run_words(struct runner *r, struct rv_cpu *cpu, const uint32_t *words, unsigned n);

/* The word of a row by its name, with rd = 10, rs1 = 11, rs2 = 12, rs3 = 13, dynamic rounding, and
   all other fields zero; 0: there is no such row. */
uint32_t run_word(const char *name);

#endif
