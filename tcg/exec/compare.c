/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine `compare`: every region runs in the interpreter, is undone, and runs again as host
 * code; the process stops at the first difference in registers, memory, or the way it ended.
 *
 * In: a CPU and a region with its IR.  Out: a trap, after the host code's run.
 * Invariants: regions that can't be repeated (helpers with effects) run as host code only.  Memory
 * that other threads write between the two runs shows as a difference: this engine is for
 * programs with one thread.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"
#include "target/target.h"
#include "tcg/exec/cache.h"
#include "tcg/exec/dump.h"
#include "tcg/ir/interp.h"
#include "tcg/softfp/softfp.h"

/* What one engine did. */
struct outcome {
    unsigned trap;
    uint64_t trap_arg;
    uint32_t fp_flags;
    uint8_t *state; /* copy of the CPU struct */
};

/* The first slot that differs, or NULL.  a, b: CPU structs of `size` bytes. */
static const struct ir_slot *different_slot(const struct ir_guest *g, const uint8_t *a,
                                            const uint8_t *b, size_t size)
{
    size_t own = sizeof(struct cpu_common);
    if (!memcmp(a + own, b + own, size - own))
        return NULL; /* the usual case, and the slots are many */
    for (uint32_t i = 0; i < g->nslots; i++)
        if (memcmp(a + g->slots[i].offset, b + g->slots[i].offset, ir_type_size(g->slots[i].type)))
            return &g->slots[i];
    return NULL;
}

static void print_slot(FILE *f, const char *who, const struct ir_slot *s, const uint8_t *state)
{
    uint64_t v[2] = {0, 0};
    memcpy(v, state + s->offset, ir_type_size(s->type));
    fprintf(f, "  %-7s %s = %016" PRIx64 "%016" PRIx64 "\n", who, s->name, v[1], v[0]);
}

static _Noreturn void report(struct cpu_common *cpu, const struct region *r, const char *what,
                             const struct ir_slot *slot, const struct outcome *in,
                             const struct outcome *jit)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    fprintf(f, "engines differ in the region at %#" PRIx64 ": %s\n", r->pc, what);
    if (slot) {
        print_slot(f, "interp", slot, in->state);
        print_slot(f, "jit", slot, jit->state);
    }
    fprintf(f, "  trap: interp %u, jit %u; flags: interp %#x, jit %#x\n", in->trap, jit->trap,
            in->fp_flags, jit->fp_flags);
    ir_print(r->ir, f);
    fclose(f);
    log_write(text, size);
    free(text);
    dump_host(cpu->exec, r);
    log_fatal(1, "engines differ in the region at %#" PRIx64 " (%s); the log has the listing",
              r->pc, what);
}

static void check_memory(struct cpu_common *cpu, const struct region *r,
                         const struct ir_write_log *log, const uint8_t *after,
                         const struct outcome *in, const struct outcome *jit)
{
    for (uint32_t i = 0; i < log->n; i++, after += 16)
        if (memcmp((const void *)(uintptr_t)log->writes[i].host, after, log->writes[i].size)) {
            g_autofree char *what = g_strdup_printf("%u bytes of memory at %#" PRIx64 " (store %u)",
                                                    log->writes[i].size, log->writes[i].host, i);
            report(cpu, r, what, NULL, in, jit);
        }
}

unsigned exec_compare(struct cpu_common *cpu, const struct region *r)
{
    size_t size = cpu->target->cpu_size;
    if (!ir_interp_repeatable(r->ir))
        return cache_enter(cpu, r->code + r->entry);
    struct ir_write_log log = {0};
    /* Only the guest's registers are taken back: exit_request and the lists belong to others. */
    size_t own = sizeof(struct cpu_common);
    g_autofree uint8_t *before = g_memdup2((uint8_t *)cpu + own, size - own);
    uint32_t sticky = cpu->fp_flags, rounding = cpu->fp_rounding;
    cpu->fp_flags = cpu_fp_flags(cpu);
    struct outcome in = {.trap = exec_interpret_logged(cpu, r, &log), .trap_arg = cpu->trap_arg};
    in.fp_flags = cpu->fp_flags;
    g_autofree uint8_t *after = g_malloc0(log.n * 16 + 1);
    for (uint32_t i = 0; i < log.n; i++)
        memcpy(after + i * 16, (const void *)(uintptr_t)log.writes[i].host, log.writes[i].size);
    g_autofree uint8_t *state = in.state = g_memdup2(cpu, size);
    g_autofree struct ir_write *writes = g_memdup2(log.writes, log.n * sizeof(*log.writes));
    struct ir_write_log kept = {writes, log.n, log.n};
    ir_write_log_undo(&log);
    g_free(log.writes);
    memcpy((uint8_t *)cpu + own, before, size - own);
    cpu->fp_flags = sticky;
    cpu->fp_rounding = rounding;

    struct outcome jit = {.trap = cache_enter(cpu, r->code + r->entry)};
    jit.trap_arg = cpu->trap_arg;
    jit.fp_flags = cpu_fp_flags(cpu);
    jit.state = (uint8_t *)cpu;
    if (in.trap == IR_TRAP_INTERRUPT || jit.trap == IR_TRAP_INTERRUPT)
        return jit.trap; /* a signal came between the two */
    const struct ir_slot *slot = different_slot(cpu->target->ir, in.state, jit.state, size);
    if (slot)
        report(cpu, r, "a register", slot, &in, &jit);
    if (in.trap != jit.trap)
        report(cpu, r, "the trap", NULL, &in, &jit);
    if (cpu->target->get_pc(in.state) != cpu->target->get_pc(cpu))
        report(cpu, r, "the pc", NULL, &in, &jit);
    if (in.fp_flags != jit.fp_flags)
        report(cpu, r, "floating-point flags", NULL, &in, &jit);
    check_memory(cpu, r, &kept, after, &in, &jit);
    return jit.trap;
}
