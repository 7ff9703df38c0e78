/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Indirect branches that are checked where they land (target.h: branch_tag).
 *
 * In: a CPU that came out of guest code with a tag on its pc.  Out: cpu->branch_tag and a clean pc;
 * then, before the code at the pc runs, the verdict.  Invariant: a pc with its tag is in a jump
 * cache only while its page and the code there are what they were when it was checked.
 */
#include "target/target.h"
#include "tcg/exec/cache.h"

void exec_guard(struct exec *x)
{
    if (__atomic_load_n(&x->guarded, __ATOMIC_ACQUIRE))
        return;
    pthread_mutex_lock(&x->lock);
    if (!x->guarded) {
        __atomic_store_n(&x->guarded, 1, __ATOMIC_RELEASE);
        for (struct cpu_common *c = x->cpus; c; c = c->next) {
            __atomic_store_n(&c->guarded, 1, __ATOMIC_RELEASE);
            exec_kick(c);
        }
    }
    pthread_mutex_unlock(&x->lock);
}

static bool read_word(const struct exec *x, gaddr pc, uint32_t *out)
{
    uint8_t b[4];
    gaddr end;
    if (!x->env.code_at(x->env.opaque, pc, &end) || !x->env.read_code ||
        !x->env.read_code(x->env.opaque, pc, b, sizeof b))
        return false;
    *out = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    return true;
}

unsigned land(struct cpu_common *cpu, gaddr pc, uint64_t *tag)
{
    const struct exec *x = cpu->exec;
    uint32_t insn;
    *tag = cpu->branch_tag;
    /* What can't be read is for the fetch to report. */
    if (*tag && x->env.guarded && x->env.guarded(x->env.opaque, pc) && read_word(x, pc, &insn) &&
        !cpu->target->may_land(*tag, insn))
        return cpu->target->bad_landing;
    return IR_TRAP_NONE;
}

void land_next(struct cpu_common *cpu)
{
    if (cpu->guarded && cpu->target->branch_tag)
        cpu->branch_tag = cpu->target->branch_tag(cpu);
}
