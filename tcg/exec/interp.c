/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine `interp`: regions run by the IR interpreter instead of the host's processor.
 *
 * In: a CPU and a region with its IR.  Out: a trap, as generated code returns it.
 * Invariant: with this engine all sticky floating-point flags are in cpu->fp_flags.
 */
#include "tcg/ir/interp.h"

#include <setjmp.h>
#include "base/log.h"
#include "tcg/exec/cache.h"

/* Not inlined: what its g_new leaves in registers must not live across sigsetjmp. */
static __attribute__((noinline)) struct ir_interp *interp_of(struct cpu_common *cpu)
{
    if (!cpu->interp) {
        cpu->interp = g_new0(struct ir_interp, 1);
        cpu->interp->cpu = cpu;
        cpu->interp->fp_rounding = &cpu->fp_rounding;
        cpu->interp->fp_flags = &cpu->fp_flags;
        cpu->interp->exit_request = &cpu->exit_request;
        cpu->interp->mem_base = cpu->mem_base;
    }
    return cpu->interp;
}

unsigned exec_interpret_logged(struct cpu_common *cpu, const struct region *region,
                               struct ir_write_log *log)
{
    struct ir_interp *it = interp_of(cpu);
    it->log = log;
    sigjmp_buf env;
    int trap = sigsetjmp(env, 0); /* who gets a fault's trap puts the signal mask right */
    if (trap) {
        cpu->fault_env = NULL;
        cpu->helper_pc = 0;
        return ir_interp_fault(it) ? IR_TRAP_PIECES : (unsigned)trap;
    }
    cpu->fault_env = &env;
    struct ir_interp_end end = ir_interp(it, region->ir);
    cpu->fault_env = NULL;
    if (end.failed)
        log_fatal(1, "the interpreter does not know the operation %s; use -exec jit", end.failed);
    cpu->trap_arg = end.trap_arg;
    return end.trap;
}

unsigned exec_interpret_watched(struct cpu_common *cpu, const struct region *region,
                                exec_access_fn *accessed, void *opaque)
{
    struct ir_interp *it = interp_of(cpu);
    it->accessed = accessed;
    it->accessed_for = opaque;
    unsigned trap = exec_interpret_logged(cpu, region, NULL);
    it->accessed = NULL;
    return trap;
}

unsigned exec_interpret(struct cpu_common *cpu, const struct region *region)
{
    return exec_interpret_logged(cpu, region, NULL);
}
