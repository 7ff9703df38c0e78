/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs single A32 instructions through decoder, translator and IR interpreter.
 */
#include "tests/insn/arm/run_insn.h"
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include "target/target.h"
#include "tcg/front/front.h"
#include "tcg/opt/passes.h"

#define SVC_0 0xef000000u
#define PC    0x10000u /* where the guest has the code */

static bool code_at(void *opaque, gaddr pc, gaddr *end)
{
    const struct runner *r = opaque;
    *end = PC + sizeof r->code;
    return pc >= PC && pc < *end;
}

void run_init(struct runner *r)
{
    memset(r, 0, sizeof *r);
    ir_region_init(&r->region, target_arm.ir);
}

void run_free(struct runner *r)
{
    ir_interp_free(&r->interp);
    ir_region_free(&r->region);
}

void run_reset(struct arm_cpu *cpu)
{
    memset(cpu, 0, sizeof *cpu);
    target_arm.reset(cpu, target_arm.cpu_find("max"));
}

int run_word(struct runner *r, struct arm_cpu *cpu, uint32_t word)
{
    struct exec_env env = {.opaque = r, .code_at = code_at};
    struct front_limits limits = {.max_insns = 2, .max_blocks = 1};
    struct front_result covered;
    r->code[0] = word;
    r->code[1] = SVC_0;
    env.mem_base = (uintptr_t)r->code - PC;
    cpu->pc = PC;
    if (!front_translate(&r->region, &target_arm, cpu->model, cpu->pc, target_arm.mode(cpu),
                         &limits, &env, &covered))
        return -1;
    g_autofree char *wrong = ir_verify(&r->region);
    if (wrong) {
        printf("# %08x: %s\n", word, wrong);
        return -1;
    }
    if (r->optimise)
        opt_run(&r->region, OPT_ALL);
    r->interp.cpu = cpu;
    r->interp.fp_rounding = &cpu->common.fp_rounding;
    r->interp.fp_flags = &cpu->common.fp_flags;
    struct ir_interp_end end = ir_interp(&r->interp, &r->region);
    if (end.failed) {
        printf("# %08x: the interpreter does not know %s\n", word, end.failed);
        return -1;
    }
    return (int)end.trap;
}
