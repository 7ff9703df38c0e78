/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs single A64 instructions through decoder, translator and IR interpreter.
 */
#include "tests/insn/aarch64/run_insn.h"
#include <string.h>

#define SVC_0 0xd4000001u

int run_words(struct runner *r, struct a64_cpu *cpu, const uint32_t *words, unsigned n)
{
    uint32_t last = SVC_0;
    memcpy(r->code, words, n * sizeof *words);
    memcpy(r->code + n * sizeof *words, &last, sizeof last);
    r->code_pc = (gaddr)(uintptr_t)r->code;
    cpu->pc = r->code_pc;
    return runner_run(r, cpu, n + 1);
}
