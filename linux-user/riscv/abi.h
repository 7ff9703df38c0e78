/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of linux-user/riscv give to the tables in abi.c.
 * In, out: see struct linux_arch (linux-user/arch.h).
 */
#ifndef FERRY_LINUX_USER_RISCV_ABI_H
#define FERRY_LINUX_USER_RISCV_ABI_H

#include "linux-user/arch.h"
#include "target/riscv/cpu.h"

static inline struct rv_cpu *rv(struct cpu_common *cpu)
{
    return (struct rv_cpu *)cpu;
}

static inline const struct rv_cpu *rv_const(const struct cpu_common *cpu)
{
    return (const struct rv_cpu *)cpu;
}

/* An X register as the program sees it: on RV32 the upper half of x[] means nothing. */
static inline uint64_t lx_rv_reg(const struct rv_cpu *cpu, unsigned n)
{
    return cpu->model->xlen == 64 ? cpu->x[n] : (uint32_t)cpu->x[n];
}

/* From the vdso's rt_sigreturn to that of programs of the RVE ABI. */
#define LX_RV_RVE_SIGRETURN 8

bool lx_rv_trap(struct task *task, unsigned trap, lx_siginfo *info);

long lx_rv_push_frame(struct task *task, int sig, const struct lx_sigaction *action,
                      const lx_siginfo *info, lx_sigset saved);
long lx_rv_pop_frame(struct task *task, lx_sigset *mask);

size_t lx_rv_core_regs(const struct cpu_common *cpu, void *buffer);
size_t lx_rv_core_fpregs(const struct cpu_common *cpu, void *buffer);
size_t lx_rv_regset(struct cpu_common *cpu, const struct cpu_common *own, unsigned type,
                    void *buffer, size_t size, bool write);
uint64_t lx_rv_hwcap(const struct cpu_common *cpu);
uint64_t lx_rv_hwcap2(const struct cpu_common *cpu);
size_t lx_rv_signal_frame(const struct cpu_common *cpu);
void lx_rv_cpuinfo(const struct cpu_common *cpu, FILE *out, int cpus);
bool lx_rv_hwprobe(const struct cpu_common *cpu, int64_t key, uint64_t *value);

#endif
