/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs RISC-V instructions through decoder, translator and IR interpreter.
 */
#include "tests/insn/riscv/run_insn.h"
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include "target/target.h"
#include "tcg/front/front.h"
#include "tcg/opt/passes.h"

#define ECALL  0x00000073u
#define RUN_ON -2

static bool code_at(void *opaque, gaddr pc, gaddr *end)
{
    struct runner *r = opaque;
    *end = sizeof r->code;
    return pc < *end;
}

static bool read_code(void *opaque, gaddr pc, void *out, size_t size)
{
    struct runner *r = opaque;
    memcpy(out, r->code + pc, size);
    return true;
}

void run_init(struct runner *r, const struct target *target)
{
    memset(r, 0, sizeof *r);
    r->target = target;
    ir_region_init(&r->region, target->ir);
}

void run_free(struct runner *r)
{
    ir_interp_free(&r->interp);
    ir_region_free(&r->region);
}

void run_reset(struct runner *r, struct rv_cpu *cpu, const char *model)
{
    memset(cpu, 0, sizeof *cpu);
    r->target->reset(cpu, r->target->cpu_find(model));
}

static unsigned put_words(struct runner *r, const uint32_t *words, unsigned n)
{
    unsigned at = 0;
    for (unsigned i = 0; i <= n; i++) {
        uint32_t word = i < n ? words[i] : ECALL;
        unsigned size = (word & 3) == 3 ? 4 : 2;
        memcpy(r->code + at, &word, size);
        at += size;
    }
    return at;
}

/* The region at the CPU's pc; the result as of run_words, or RUN_ON where another is next. */
static int run_region(struct runner *r, struct rv_cpu *cpu, unsigned max)
{
    struct exec_env env = {.opaque = r, .code_at = code_at, .read_code = read_code};
    struct front_limits limits = {.max_insns = max, .max_blocks = 1, .cpu = r->guess ? cpu : NULL};
    struct front_result covered;
    if (!front_translate(&r->region, r->target, cpu->model, cpu->pc, r->target->mode(cpu), &limits,
                         &env, &covered))
        return -1;
    g_autofree char *wrong = ir_verify(&r->region);
    if (wrong) {
        printf("# %s\n", wrong);
        return -1;
    }
    if (r->optimise)
        opt_run(&r->region, OPT_ALL);
    r->interp.cpu = cpu;
    r->interp.fp_rounding = &cpu->common.fp_rounding;
    r->interp.fp_flags = &cpu->common.fp_flags;
    r->interp.mem_base = cpu->common.mem_base;
    struct ir_interp_end end = ir_interp(&r->interp, &r->region);
    if (end.failed) {
        printf("# the interpreter does not know %s\n", end.failed);
        return -1;
    }
    if (end.trap != IR_TRAP_LOOKUP)
        return (int)end.trap;
    cpu->pc = end.pc;
    return RUN_ON;
}

int run_words(struct runner *r, struct rv_cpu *cpu, const uint32_t *words, unsigned n)
{
    int trap = RUN_ON;
    put_words(r, words, n);
    cpu->pc = 0;
    for (unsigned i = 0; trap == RUN_ON && i < RUN_MAX; i++)
        trap = run_region(r, cpu, n + 1);
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
