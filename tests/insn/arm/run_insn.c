/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs A32 and T32 instructions through decoder, translator and IR interpreter.
 */
#include "tests/insn/arm/run_insn.h"
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

static const uint32_t svc_a32 = 0xef000000;
static const uint16_t svc_t16 = 0xdf00;

static sigjmp_buf faulted;

static void on_fault(int sig)
{
    (void)sig;
    siglongjmp(faulted, 1);
}

uint8_t *run_memory(struct arm_cpu *cpu)
{
    uint8_t *window = mmap(NULL, UINT64_C(1) << 32, PROT_NONE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (window == MAP_FAILED || mprotect(window + RUN_BASE, RUN_MEMORY, PROT_READ | PROT_WRITE) ||
        signal(SIGSEGV, on_fault) == SIG_ERR)
        return NULL;
    cpu->common.mem_base = (uint64_t)(uintptr_t)window;
    return window + RUN_BASE;
}

static int run_on(struct runner *r, struct arm_cpu *cpu)
{
    int trap;
    do
        trap = runner_run(r, cpu, 2 * RUN_MAX + 1);
    while (trap == RUN_ON && cpu->pc - RUN_PC < sizeof r->code);
    return trap;
}

static int run_caught(struct runner *r, struct arm_cpu *cpu)
{
    if (!sigsetjmp(faulted, 1))
        return run_on(r, cpu);
    ir_interp_fault(&r->interp);
    return RUN_FAULT;
}

int run_code(struct runner *r, struct arm_cpu *cpu, const void *code, unsigned bytes, bool thumb)
{
    unsigned unit = thumb ? sizeof svc_t16 : sizeof svc_a32;
    memcpy(r->code, code, bytes);
    for (unsigned at = bytes; at < sizeof r->code; at += unit)
        memcpy(r->code + at, thumb ? (const void *)&svc_t16 : &svc_a32, unit);
    r->code_pc = RUN_PC;
    cpu->pc = RUN_PC | thumb;
    return run_caught(r, cpu);
}

int run_word(struct runner *r, struct arm_cpu *cpu, uint32_t word)
{
    return run_code(r, cpu, &word, sizeof word, false);
}
