/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a few guest instructions through decoder, translator and IR interpreter, for tests of any
 * guest; each guest's run_insn.c says how its words lie in memory.
 *
 * In: code bytes, a guest's CPU struct.  Out: the CPU afterwards, and the trap that ended the run.
 */
#ifndef FERRY_TESTS_INSN_RUNNER_H
#define FERRY_TESTS_INSN_RUNNER_H

#include "target/target.h"
#include "tcg/ir/interp.h"
#include "tcg/ir/ir.h"

#define RUN_MAX 16 /* words, behind which is the one that ends the run */

enum {
    RUN_WRONG = -1, /* the IR was wrong, or the interpreter does not know it: a line on stdout */
    RUN_ON = -2,    /* the region has been left without a trap; the CPU's pc says where to */
};

struct runner {
    const struct target *target;
    const void *model; /* of the last runner_reset */
    struct ir_region region;
    struct ir_interp interp;
    bool optimise;  /* run the passes of tcg/opt as well */
    bool bare_host; /* for a host without instructions for hashes */
    bool guess;     /* translate as for a hot region, from what the CPU holds */
    gaddr code_pc;  /* where the guest has the code */
    _Alignas(8) uint8_t code[4 * (RUN_MAX + 1)];
};

void runner_init(struct runner *r, const struct target *target);
void runner_free(struct runner *r);

/* A CPU of a model (-cpu), reset. */
void runner_reset(struct runner *r, void *cpu, const char *model);

/* The region at the CPU's pc, of at most so many instructions: a trap, RUN_WRONG or RUN_ON. */
int runner_run(struct runner *r, void *cpu, unsigned max_insns);

#endif
