/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single steps, for a debugger.
 *
 * In: a CPU.  Out: the CPU one instruction later.  Invariant: nothing of a step stays in the cache;
 * the instruction is read from memory each time.
 */
#include "target/target.h"
#include "tcg/exec/cache.h"
#include "tcg/opt/passes.h"

/* Translates the instruction at the pc into *ir, which the caller frees; false: it can't be read.
 */
static bool translate(struct exec *x, struct cpu_common *cpu, struct ir_region *ir)
{
    const struct front_limits one = {.max_insns = 1, .max_blocks = 1};
    struct front_result front;
    gaddr pc = cpu->target->get_pc(cpu);

    pthread_mutex_lock(&x->lock);
    while (x->exclusive)
        pthread_cond_wait(&x->idle, &x->lock);
    bool ok = front_translate(&x->ir, x->target, x->opt.cpu_model, pc, cpu->target->mode(cpu), &one,
                              &x->env, &front);
    if (ok) {
        opt_region(x->optimiser, &x->ir, x->opt.pass_mask);
        *ir = x->ir;
        ir_region_init(&x->ir, x->target->ir);
    } else {
        cpu->trap_addr = pc;
    }
    pthread_mutex_unlock(&x->lock);
    return ok;
}

unsigned exec_step(struct cpu_common *cpu)
{
    return exec_step_watched(cpu, NULL, NULL);
}

unsigned exec_step_watched(struct cpu_common *cpu, exec_access_fn *accessed, void *opaque)
{
    struct ir_region ir;
    struct region region = {.ir = &ir};

    uint64_t tag;
    unsigned bad = land(cpu, cpu->target->get_pc(cpu), &tag);

    if (bad)
        return bad;
    if (!translate(cpu->exec, cpu, &ir))
        return IR_TRAP_FETCH;
    cpu->branch_tag = 0;
    uint32_t kicked = __atomic_exchange_n(&cpu->exit_request, 0, __ATOMIC_ACQ_REL);
    exec_run_begin(cpu);
    unsigned trap = exec_interpret_watched(cpu, &region, accessed, opaque);
    exec_run_end(cpu);

    if (kicked)
        exec_kick(cpu);
    ir_region_free(&ir);
    if (trap == IR_TRAP_LOOKUP)
        land_next(cpu);
    return trap == IR_TRAP_INTERRUPT ? IR_TRAP_LOOKUP : trap;
}
