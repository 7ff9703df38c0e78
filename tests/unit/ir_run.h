/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running compiled regions of ir_test_guest.
 *
 * In: code of the back end and a CPU.  Out: the CPU as the code leaves it, its pc stored, as
 * tcg/exec does it.
 */
#ifndef FERRY_TESTS_UNIT_IR_RUN_H
#define FERRY_TESTS_UNIT_IR_RUN_H

#include "tcg/back/backend.h"
#include "tests/unit/ir_guest.h"

/* An empty shadow stack in `stack`. */
static inline void ir_test_shadow(struct ir_test_cpu *cpu, const struct code_thunks *thunks,
                                  void *stack, size_t size)
{
    struct cpu_common *c = &cpu->common;
    c->shadow_top = c->shadow_sp = (uintptr_t)stack + size - 64;
    c->shadow_limit = (uintptr_t)stack + size / 2;
    ((uint64_t *)c->shadow_top)[0] = (uintptr_t)thunks->leave_lookup;
    ((uint64_t *)c->shadow_top)[1] = ~UINT64_C(0);
}

/* If it was this code, a region at `pc`, that left without storing the pc: stores it, and says
   through which exit (NULL: as if nothing had run). */
static inline bool ir_test_left(struct ir_test_cpu *cpu, const struct code_out *code, uint64_t pc,
                                const struct code_exit **exit)
{
    uint64_t off = cpu->common.chain_from - (uintptr_t)code->code;
    if (off - 1 >= code->size)
        return false;
    *exit = NULL;
    for (uint32_t e = 0; e < code->nexits; e++)
        if (code->exits[e].from_off == off)
            *exit = &code->exits[e];
    cpu->pc = *exit ? (*exit)->pc : pc;
    if (!*exit)
        cpu->common.trap_arg = 0;
    return true;
}

/* Runs the code, whose exits are not chained, and returns the trap. */
static inline unsigned ir_test_run(struct ir_test_cpu *cpu, const struct code_thunks *thunks,
                                   const struct code_out *code, uint64_t pc)
{
    const struct code_exit *exit;
    cpu->common.chain_from = 0;
    unsigned trap = thunks->enter(cpu, code->code + code->entry);
    ir_test_left(cpu, code, pc, &exit);
    return trap;
}

#endif
