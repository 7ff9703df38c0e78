/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs A32 and T32 instructions through decoder, translator and IR interpreter.
 */
#include "tests/insn/arm/run_insn.h"
#include <string.h>

static const uint32_t svc_a32 = 0xef000000;
static const uint16_t svc_t16 = 0xdf00;

int run_code(struct runner *r, struct arm_cpu *cpu, const void *code, unsigned bytes, bool thumb)
{
    unsigned unit = thumb ? sizeof svc_t16 : sizeof svc_a32;
    memcpy(r->code, code, bytes);
    for (unsigned at = bytes; at < sizeof r->code; at += unit)
        memcpy(r->code + at, thumb ? (const void *)&svc_t16 : &svc_a32, unit);
    r->code_pc = RUN_PC;
    cpu->pc = RUN_PC | thumb;
    return runner_run(r, cpu, bytes / unit + 1);
}

int run_word(struct runner *r, struct arm_cpu *cpu, uint32_t word)
{
    return run_code(r, cpu, &word, sizeof word, false);
}
