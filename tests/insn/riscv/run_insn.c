/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs RISC-V instructions through decoder, translator and IR interpreter.
 */
#include "tests/insn/riscv/run_insn.h"
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "target/riscv/decode_c.h"
#include "target/riscv/translate.h"

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

/* ---- which rows of the tables this program has run ---- */

static bool ran[RV_OP_COUNT], ran_c[RVC_OP_COUNT];

static void report_rows(void)
{
    FILE *out = fopen(g_getenv("FERRY_ROWS"), "a");
    if (!out)
        return;
    for (unsigned i = 1; i < RV_OP_COUNT; i++)
        if (ran[i])
            fprintf(out, "%s\n", rv_rows[i].name);
    for (unsigned i = 1; i < RVC_OP_COUNT; i++)
        if (ran_c[i])
            fprintf(out, "%s\n", rvc_rows[i].name);
    fclose(out);
}

static void note_rows(const struct rv_cpu *cpu, const uint32_t *words, unsigned n)
{
    static bool noting;
    if (!noting && g_getenv("FERRY_ROWS"))
        atexit(report_rows);
    noting = true;
    for (unsigned i = 0; i < n; i++) {
        struct rv_args a;
        struct rvc_args ac;
        if ((words[i] & 3) == 3)
            ran[rv_decode_word(words[i], cpu->model->features, &a)] = true;
        else
            ran_c[rvc_decode(words[i], cpu->model->features, &ac)] = true;
    }
}

int run_words(struct runner *r, struct rv_cpu *cpu, const uint32_t *words, unsigned n)
{
    int trap = RUN_ON;
    put_words(r, words, n);
    cpu->pc = r->code_pc = 0;
    for (unsigned i = 0; trap == RUN_ON && i < RUN_MAX; i++)
        trap = runner_run(r, cpu, n + 1);
    if (trap != RV_TRAP_ILLEGAL)
        note_rows(cpu, words, n);
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
