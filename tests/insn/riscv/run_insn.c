/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs RISC-V instructions through decoder, translator and IR interpreter.
 */
#include "tests/insn/riscv/run_insn.h"
#include <glib.h>
#include <string.h>

#define ECALL 0x00000073u

static void put_words(struct runner *r, const uint32_t *words, unsigned n)
{
    unsigned at = 0;
    for (unsigned i = 0; i <= n; i++) {
        uint32_t word = i < n ? words[i] : ECALL;
        unsigned size = (word & 3) == 3 ? 4 : 2;
        memcpy(r->code + at, &word, size);
        at += size;
    }
}

int run_words(struct runner *r, struct rv_cpu *cpu, const uint32_t *words, unsigned n)
{
    int trap = RUN_ON;
    put_words(r, words, n);
    cpu->pc = r->code_pc = 0;
    for (unsigned i = 0; trap == RUN_ON && i < RUN_MAX; i++)
        trap = runner_run(r, cpu, n + 1);
    return trap;
}

uint32_t run_word(const char *name)
{
    static const struct {
        const char *field;
        uint32_t value;
    } fixed[] = {{"rd", 10}, {"rs1", 11}, {"rs2", 12}, {"rs3", 13}, {"rm", 7},
                 {"vd", 8},  {"vs2", 16}, {"vs1", 24}, {"vm", 1}};
    for (unsigned i = 1; i < RV_OP_COUNT; i++) {
        if (strcmp(rv_rows[i].name, name))
            continue;
        uint32_t word = rv_rows[i].value;
        for (unsigned f = 0; f < rv_rows[i].field_count; f++)
            for (unsigned k = 0; k < G_N_ELEMENTS(fixed); k++)
                if (!strcmp(fixed[k].field, rv_rows[i].fields[f].name))
                    word |= fixed[k].value << rv_rows[i].fields[f].lsb;
        return word;
    }
    return 0;
}
