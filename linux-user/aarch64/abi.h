/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of linux-user/aarch64 give to the table in abi.c.
 * In, out: see struct linux_arch (linux-user/arch.h).
 */
#ifndef FERRY_LINUX_USER_AARCH64_ABI_H
#define FERRY_LINUX_USER_AARCH64_ABI_H

#include "linux-user/arch.h"
#include "target/aarch64/cpu.h"

static inline struct a64_cpu *a64(struct cpu_common *cpu)
{
    return (struct a64_cpu *)cpu;
}

static inline const struct a64_cpu *a64_const(const struct cpu_common *cpu)
{
    return (const struct a64_cpu *)cpu;
}

bool lx_a64_trap(struct task *task, unsigned trap, lx_siginfo *info);
/* The ESR that the arm64 kernel would report for the signal in task->sig.fault. */
uint64_t lx_a64_esr(const struct task *task, int sig, const lx_siginfo *info);

long lx_a64_push_frame(struct task *task, int sig, const struct lx_sigaction *action,
                       const lx_siginfo *info, lx_sigset saved);
long lx_a64_pop_frame(struct task *task, lx_sigset *mask);
void lx_a64_bad_frame(const struct task *task, lx_siginfo *info);

size_t lx_a64_core_regs(const struct cpu_common *cpu, void *buffer);
size_t lx_a64_core_fpregs(const struct cpu_common *cpu, void *buffer);
size_t lx_a64_regset(struct cpu_common *cpu, const struct cpu_common *own, unsigned type,
                     void *buffer, size_t size, bool write);
uint64_t lx_a64_hwcap(const struct cpu_common *cpu);
uint64_t lx_a64_hwcap2(const struct cpu_common *cpu);
void lx_a64_cpuinfo(const struct cpu_common *cpu, FILE *out, int cpus);

#endif
