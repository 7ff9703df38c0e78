/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a few guest instructions through decoder, translator and IR interpreter.
 */
#include "tests/insn/runner.h"
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "tcg/exec/cpu.h"
#include "tcg/front/front.h"
#include "tcg/opt/passes.h"

static bool code_at(void *opaque, gaddr pc, gaddr *end)
{
    const struct runner *r = opaque;
    *end = r->code_pc + sizeof r->code;
    return pc >= r->code_pc && pc < *end;
}

static bool read_code(void *opaque, gaddr pc, void *out, size_t size)
{
    const struct runner *r = opaque;
    memcpy(out, r->code + (pc - r->code_pc), size);
    return true;
}

void runner_init(struct runner *r, const struct target *target)
{
    memset(r, 0, sizeof *r);
    r->target = target;
    ir_region_init(&r->region, target->ir);
}

void runner_free(struct runner *r)
{
    ir_interp_free(&r->interp);
    ir_region_free(&r->region);
}

void runner_reset(struct runner *r, void *cpu, const char *model)
{
    memset(cpu, 0, r->target->cpu_size);
    r->model = r->target->cpu_find(model);
    r->target->reset(cpu, r->model);
}

int runner_run(struct runner *r, void *cpu, unsigned max_insns)
{
    struct cpu_common *common = cpu;
    struct exec_env env = {.opaque = r, .code_at = code_at, .read_code = read_code};
    struct front_limits limits = {
        .max_insns = max_insns, .max_blocks = 1, .cpu = r->guess ? cpu : NULL};
    struct front_result covered;
    gaddr pc = r->target->get_pc(cpu);
    if (!front_translate(&r->region, r->target, r->model, pc, r->target->mode(cpu), &limits, &env,
                         &covered)) {
        printf("# there is no code at %#" PRIx64 "\n", (uint64_t)pc);
        return RUN_WRONG;
    }
    g_autofree char *wrong = ir_verify(&r->region);
    if (wrong) {
        printf("# %s\n", wrong);
        return RUN_WRONG;
    }
    if (r->optimise)
        opt_run(&r->region, OPT_ALL, r->bare_host);
    r->interp.cpu = cpu;
    r->interp.fp_rounding = &common->fp_rounding;
    r->interp.fp_flags = &common->fp_flags;
    r->interp.mem_base = common->mem_base;
    struct ir_interp_end end = ir_interp(&r->interp, &r->region);
    if (end.failed) {
        printf("# the interpreter does not know %s\n", end.failed);
        return RUN_WRONG;
    }
    if (end.trap != IR_TRAP_LOOKUP)
        return (int)end.trap;
    r->target->set_pc(cpu, end.pc);
    return RUN_ON;
}
