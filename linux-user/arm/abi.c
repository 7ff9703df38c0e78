/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 32-bit Arm as a Linux guest: registers of system calls and program start, and the table of the
 * rest.  Rules: Linux arch/arm (entry-common.S, process.c), the Arm EABI.
 *
 * EABI calls have the number in r7; OABI ones in the SVC, which then is not 0.
 */
#include "linux-user/arm/abi.h"

#include "linux-user/task.h"
#include "target/target.h"

#include <elf.h>
#include <string.h>

#define OABI_BASE 0x900000u

static const struct abi abi_arm = {
    .name = "armv7l",
    .elf_machine = EM_ARM,
    .word = 4,
    .align64 = 8,
    .regpair_aligned = true,
    .char_unsigned = true,
    .page_size = 4096,
    .address_limit = (gaddr)0xfffff000,
};

static gaddr get_pc(const struct cpu_common *cpu)
{
    return arm_const(cpu)->pc & ~(gaddr)1;
}

static void set_pc(struct cpu_common *cpu, gaddr pc)
{
    arm(cpu)->pc = (uint32_t)pc | (arm(cpu)->pc & 1);
}

static gaddr get_sp(const struct cpu_common *cpu)
{
    return arm_const(cpu)->r[13];
}

static void set_sp(struct cpu_common *cpu, gaddr sp)
{
    arm(cpu)->r[13] = (uint32_t)sp;
}

static uint64_t get_tls(const struct cpu_common *cpu)
{
    return arm_const(cpu)->tpidruro;
}

static void set_tls(struct cpu_common *cpu, uint64_t tls)
{
    arm(cpu)->tpidruro = (uint32_t)tls;
}

static void start(struct cpu_common *cpu, gaddr entry, gaddr sp)
{
    struct arm_cpu *c = arm(cpu);

    memset(c->r, 0, sizeof(c->r));
    arm_set_cpsr(c, 0);
    c->r[13] = (uint32_t)sp;
    c->pc = (uint32_t)entry;
}

uint32_t lx_arm_call_number(const struct arm_cpu *cpu)
{
    uint32_t imm = (uint32_t)cpu->common.trap_arg;

    if (imm && !(cpu->pc & 1))
        return imm ^ OABI_BASE;
    return cpu->r[7];
}

static void get_call(const struct cpu_common *cpu, struct lx_call *call)
{
    const struct arm_cpu *c = arm_const(cpu);

    call->nr = lx_arm_call_number(c);
    for (unsigned i = 0; i < 6; i++)
        call->arg[i] = c->r[i];
}

static void set_result(struct cpu_common *cpu, int64_t result)
{
    arm(cpu)->r[0] = (uint32_t)result;
}

static void set_args(struct cpu_common *cpu, const uint64_t arg[6])
{
    for (unsigned i = 0; i < 6; i++)
        arm(cpu)->r[i] = (uint32_t)arg[i];
}

static void restart_call(struct cpu_common *cpu, const struct lx_call *call)
{
    arm(cpu)->pc -= arm(cpu)->pc & 1 ? 2 : 4;
    arm(cpu)->r[0] = (uint32_t)call->arg[0];
}

static const char *const names[] = {"arm", "armhf", "armel", NULL};

const struct linux_arch lx_arch_arm = {
    .abi = &abi_arm,
    .target = &target_arm,
    .elf_platform = "v7l",
    .platform = lx_arm_platform,
    .machine = lx_arm_machine,
    .names = names,
    .interpreter = "/lib/ld-linux-armhf.so.3",
    .debian_arch = "armhf",
    .hwcap = lx_arm_hwcap,
    .hwcap2 = lx_arm_hwcap2,
    .minsigstksz_check = 2048,
    .get_pc = get_pc,
    .set_pc = set_pc,
    .get_sp = get_sp,
    .set_sp = set_sp,
    .set_tls = set_tls,
    .get_tls = get_tls,
    .start = start,
    .call_trap = ARM_TRAP_SVC,
    .get_call = get_call,
    .set_result = set_result,
    .set_args = set_args,
    .rseq_signature = 0xe7f5def3,
    .restart_call = restart_call,
    .trap = lx_arm_trap,
    .push_frame = lx_arm_push_frame,
    .pop_frame = lx_arm_pop_frame,
    .core_regs = lx_arm_core_regs,
    .core_fpregs = lx_arm_core_fpregs,
    .regset = lx_arm_regset,
    .gdb = &lx_gdb_arm,
    .regset_requests = lx_arm_regset_requests,
    .has_user_area = true,
    .cpuinfo = lx_arm_cpuinfo,
    .map_pages = lx_arm_map_pages,
};
