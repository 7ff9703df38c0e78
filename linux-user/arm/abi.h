/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of linux-user/arm give to the table in abi.c.
 * In, out: see struct linux_arch (linux-user/arch.h).
 */
#ifndef FERRY_LINUX_USER_ARM_ABI_H
#define FERRY_LINUX_USER_ARM_ABI_H

#include "linux-user/arch.h"
#include "target/arm/cpu.h"

static inline struct arm_cpu *arm(struct cpu_common *cpu)
{
    return (struct arm_cpu *)cpu;
}

static inline const struct arm_cpu *arm_const(const struct cpu_common *cpu)
{
    return (const struct arm_cpu *)cpu;
}

/* The page that the kernel maps for helpers and signal returns. */
#define LX_ARM_PAGE      0xffff0000u
#define LX_ARM_SIGRETURN 0xffff0500u /* four words: sigreturn, rt_sigreturn; A32 then T32 */
/* Behind it those of FDPIC programs, which load the restorer's descriptor from the frame: 16 bytes
   each in A32, 8 in T32. */
#define LX_ARM_FDPIC_A32 0xffff0520u
#define LX_ARM_FDPIC_T32 0xffff0540u
void lx_arm_map_pages(void);

/* personality(2) with this only tells what it is. */
#define PERSONALITY_ASK 0xffffffffu

/* The number of the system call at which the pc stands behind the SVC. */
uint32_t lx_arm_call_number(const struct arm_cpu *cpu);

bool lx_arm_trap(struct task *task, unsigned trap, lx_siginfo *info);

long lx_arm_push_frame(struct task *task, int sig, const struct lx_sigaction *action,
                       const lx_siginfo *info, lx_sigset saved);
long lx_arm_pop_frame(struct task *task, lx_sigset *mask);

size_t lx_arm_core_regs(const struct cpu_common *cpu, void *buffer);
size_t lx_arm_core_fpregs(const struct cpu_common *cpu, void *buffer);
size_t lx_arm_regset(struct cpu_common *cpu, const struct cpu_common *own, unsigned type,
                     void *buffer, size_t size, bool write);
/* Wireless MMX as the kernel lays it out: wR0 to wR15, wCSSF, wCASF, wCGR0 to wCGR3.  A thread has
   that once it has executed one of its instructions. */
enum {
    LX_ARM_WMMX_SIZE = 16 * 8 + 6 * 4,
    /* Register sets that are no notes: of a thread that has used it; of every one, which has then.
     */
    LX_ARM_WMMX_USED = 0x10000,
    LX_ARM_WMMX_ALWAYS,
};
bool lx_arm_uses_wmmx(const struct arm_cpu *cpu);
void lx_arm_put_wmmx(uint8_t *at, const struct arm_cpu *cpu);
void lx_arm_get_wmmx(const uint8_t *at, struct arm_cpu *cpu);
extern const struct lx_regset_request lx_arm_regset_requests[];
uint64_t lx_arm_hwcap(const struct cpu_common *cpu);
uint64_t lx_arm_hwcap2(const struct cpu_common *cpu);
const char *lx_arm_platform(const struct cpu_common *cpu);
const char *lx_arm_machine(const struct cpu_common *cpu);
void lx_arm_cpuinfo(const struct cpu_common *cpu, FILE *out, int cpus);

#endif
