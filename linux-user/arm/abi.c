/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 32-bit Arm as a Linux guest: registers of system calls and program start, and the table of the
 * rest.  Rules: Linux arch/arm (entry-common.S, process.c), the Arm EABI.
 *
 * EABI calls have the number in r7; OABI ones in the SVC, which then is not 0.
 */
#include "linux-user/arm/abi.h"

#include "linux-user/task.h"
#include "loader/elf.h"
#include "target/target.h"

#include <elf.h>
#include <string.h>
#include <sys/personality.h>

#define OABI_BASE    0x900000u
#define OABI_SYSCALL 113

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

static const struct abi abi_armeb = {
    .name = "armv7b",
    .elf_machine = EM_ARM,
    .word = 4,
    .align64 = 8,
    .big_endian = true,
    .regpair_aligned = true,
    .char_unsigned = true,
    .page_size = 4096,
    .address_limit = (gaddr)0xfffff000,
};

/* System calls as before the EABI: nothing is aligned to 8 bytes. */
static const struct abi abi_oabi = {.name = "arm-oabi", .word = 4, .align64 = 4};
static const struct abi abi_oabi_big = {
    .name = "armeb-oabi", .word = 4, .align64 = 4, .big_endian = true};

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
    c->be = lx_process.arch->abi->big_endian && !c->be32;
    c->r[13] = (uint32_t)sp;
    c->pc = (uint32_t)entry;
}

static void start_fdpic(struct cpu_common *cpu, const struct lx_fdpic *fdpic)
{
    struct arm_cpu *c = arm(cpu);
    unsigned kind = (unsigned)personality(PERSONALITY_ASK);

    if (fdpic) {
        c->r[7] = (uint32_t)fdpic->exec_map;
        c->r[8] = (uint32_t)fdpic->interp_map;
        c->r[9] = (uint32_t)fdpic->dynamic;
        c->r[10] = (uint32_t)fdpic->data;
        personality((kind & ~(unsigned)PER_MASK) | FDPIC_FUNCPTRS);
    } else if (kind & FDPIC_FUNCPTRS) {
        personality(kind & ~(unsigned)FDPIC_FUNCPTRS);
    }
}

/* Big-endian programs have little-endian code (BE8) if the linker has said so. */
static void prepare(struct cpu_common *cpu, const struct elf_image *image)
{
    arm(cpu)->be32 = image->big_endian && !(image->flags & EF_ARM_BE8);
}

static bool code_big(const struct cpu_common *cpu)
{
    return arm_const(cpu)->be32;
}

static bool is_oabi(const struct arm_cpu *cpu)
{
    return (uint32_t)cpu->common.trap_arg && !(cpu->pc & 1);
}

uint32_t lx_arm_call_number(const struct arm_cpu *cpu)
{
    return is_oabi(cpu) ? (uint32_t)cpu->common.trap_arg ^ OABI_BASE : cpu->r[7];
}

/* syscall(2): number and arguments are one register further on. */
static bool is_indirect(const struct arm_cpu *cpu)
{
    return is_oabi(cpu) && lx_arm_call_number(cpu) == OABI_SYSCALL;
}

static void get_call(const struct cpu_common *cpu, struct lx_call *call)
{
    const struct arm_cpu *c = arm_const(cpu);

    call->nr = lx_arm_call_number(c);
    if (is_oabi(c))
        call->abi = lx_process.arch->abi->big_endian ? &abi_oabi_big : &abi_oabi;
    bool indirect = is_indirect(c);
    if (indirect)
        call->nr = c->r[0] & ~OABI_BASE; /* 113 again: no such call */
    for (unsigned i = 0; i < 6; i++)
        call->arg[i] = c->r[i + indirect];
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
    arm(cpu)->r[0] = (uint32_t)(is_indirect(arm(cpu)) ? call->nr : call->arg[0]);
}

/* What both byte orders have. */
#define SHARED                                                                                     \
    .target = &target_arm, .platform = lx_arm_platform, .machine = lx_arm_machine,                 \
    .hwcap = lx_arm_hwcap, .hwcap2 = lx_arm_hwcap2, .minsigstksz_check = 2048, .get_pc = get_pc,   \
    .set_pc = set_pc, .get_sp = get_sp, .set_sp = set_sp, .set_tls = set_tls, .get_tls = get_tls,  \
    .prepare = prepare, .code_big = code_big, .start = start, .start_fdpic = start_fdpic,          \
    .call_trap = ARM_TRAP_SVC, .get_call = get_call, .set_result = set_result,                     \
    .set_args = set_args, .rseq_signature = 0xe7f5def3, .restart_call = restart_call,              \
    .trap = lx_arm_trap, .push_frame = lx_arm_push_frame, .pop_frame = lx_arm_pop_frame,           \
    .core_regs = lx_arm_core_regs, .core_extra = NT_ARM_VFP, .core_short_ids = true,               \
    .core_fpregs = lx_arm_core_fpregs, .regset = lx_arm_regset, .gdb = &lx_gdb_arm,                \
    .regset_requests = lx_arm_regset_requests, .has_user_area = true, .cpuinfo = lx_arm_cpuinfo,   \
    .vdso = &lx_vdso_arm, .map_pages = lx_arm_map_pages, .no_stack_all_exec = true

static const char *const names[] = {"arm", "armhf", "armel", NULL};
static const char *const names_big[] = {"armeb", NULL};

const struct linux_arch lx_arch_arm = {
    .abi = &abi_arm,
    .names = names,
    .elf_platform = "v7l",
    .interpreter = "/lib/ld-linux-armhf.so.3",
    .debian_arch = "armhf",
    SHARED,
};

const struct linux_arch lx_arch_armeb = {
    .abi = &abi_armeb,
    .names = names_big,
    .elf_platform = "v7b",
    .interpreter = "/lib/ld-linux.so.3",
    .debian_arch = "armeb",
    SHARED,
};
