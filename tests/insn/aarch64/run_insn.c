/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs single A64 instructions through decoder, translator and IR interpreter.
 */
#include "tests/insn/aarch64/run_insn.h"
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include "target/target.h"
#include "tcg/front/front.h"
#include "tcg/opt/passes.h"

#define SVC_0 0xd4000001u

static bool code_at(void *opaque, gaddr pc, gaddr *end)
{
    struct runner *r = opaque;
    gaddr start = (gaddr)(uintptr_t)r->code;
    *end = start + sizeof r->code;
    return pc >= start && pc < *end;
}

void run_init(struct runner *r)
{
    memset(r, 0, sizeof *r);
    ir_region_init(&r->region, target_aarch64.ir);
}

void run_free(struct runner *r)
{
    ir_interp_free(&r->interp);
    ir_region_free(&r->region);
}

void run_reset(struct a64_cpu *cpu)
{
    memset(cpu, 0, sizeof *cpu);
    target_aarch64.reset(cpu, target_aarch64.cpu_find("max"));
}

int run_words(struct runner *r, struct a64_cpu *cpu, const uint32_t *words, unsigned n)
{
    struct exec_env env = {.opaque = r, .code_at = code_at};
    struct front_limits limits = {.max_insns = n + 1, .max_blocks = 1};
    struct front_result covered;
    memcpy(r->code, words, n * sizeof *words);
    r->code[n] = SVC_0;
    cpu->pc = (uint64_t)(uintptr_t)r->code;
    if (!front_translate(&r->region, &target_aarch64, cpu->model, cpu->pc, target_aarch64.mode(cpu),
                         &limits, &env, &covered))
        return -1;
    g_autofree char *wrong = ir_verify(&r->region);
    if (wrong) {
        printf("# %08x: %s\n", words[0], wrong);
        return -1;
    }
    if (r->optimise)
        opt_run(&r->region, OPT_ALL);
    r->interp.cpu = cpu;
    r->interp.fp_rounding = &cpu->common.fp_rounding;
    r->interp.fp_flags = &cpu->common.fp_flags;
    struct ir_interp_end end = ir_interp(&r->interp, &r->region);
    if (end.failed) {
        printf("# %08x: the interpreter does not know %s\n", words[0], end.failed);
        return -1;
    }
    return (int)end.trap;
}
