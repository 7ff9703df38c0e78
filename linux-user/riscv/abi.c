/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RISC-V as a Linux guest: registers of system calls and program start, and the table of the
 * rest.  Rules: Linux arch/riscv (kernel/process.c, kernel/traps.c), the RISC-V ELF psABI.
 */
#include "linux-user/riscv/abi.h"

#include "base/log.h"
#include "linux-user/task.h"
#include "loader/elf.h"
#include "target/target.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum { SP = 2, TP = 4, A0 = 10, A7 = 17 };

#define INSN 4 /* bytes of ECALL */

static const struct abi abi_riscv64 = {
    .name = "riscv64",
    .elf_machine = EM_RISCV,
    .word = 8,
    .align64 = 8,
    .char_unsigned = true,
    .page_size = 4096,
    .address_limit = (gaddr)1 << 47, /* Sv48 */
};

static const struct abi abi_riscv32 = {
    .name = "riscv32",
    .elf_machine = EM_RISCV,
    .word = 4,
    .align64 = 8,
    .char_unsigned = true,
    .page_size = 4096,
    .address_limit = (gaddr)0x9dc00000, /* Sv32: the kernel has the rest */
};

static gaddr get_pc(const struct cpu_common *cpu)
{
    return rv_const(cpu)->pc;
}

static void set_pc(struct cpu_common *cpu, gaddr pc)
{
    rv(cpu)->pc = pc;
}

static gaddr get_sp(const struct cpu_common *cpu)
{
    return lx_rv_reg(rv_const(cpu), SP);
}

static void set_sp(struct cpu_common *cpu, gaddr sp)
{
    rv(cpu)->x[SP] = sp;
}

static uint64_t get_tls(const struct cpu_common *cpu)
{
    return lx_rv_reg(rv_const(cpu), TP);
}

static void set_tls(struct cpu_common *cpu, uint64_t tls)
{
    rv(cpu)->x[TP] = tls;
}

/* The number of a system call is in t0 as the program's ABI says, whatever processor it is. */
static void prepare(struct cpu_common *cpu, const struct elf_image *image)
{
    struct rv_cpu *c = rv(cpu);

    c->rve = (image->flags & EF_RISCV_RVE) != 0;
    if (c->model->features & RV_F(E) && !c->rve)
        log_fatal(EXIT_FAILURE, "Incompatible ELF: RVE cpu requires RVE ABI binary");
}

static void start(struct cpu_common *cpu, gaddr entry, gaddr sp)
{
    struct rv_cpu *c = rv(cpu);

    memset(c->x, 0, sizeof(c->x));
    c->x[SP] = sp;
    c->pc = entry;
}

static void get_call(const struct cpu_common *cpu, struct lx_call *call)
{
    const struct rv_cpu *c = rv_const(cpu);

    call->nr = lx_rv_reg(c, A7);
    for (unsigned i = 0; i < 6; i++)
        call->arg[i] = lx_rv_reg(c, A0 + i);
}

static void set_result(struct cpu_common *cpu, int64_t result)
{
    rv(cpu)->x[A0] = (uint64_t)result;
}

/* The first one is kept elsewhere: generic_entry. */
static void set_args(struct cpu_common *cpu, const uint64_t arg[6])
{
    for (unsigned i = 1; i < 6; i++)
        rv(cpu)->x[A0 + i] = arg[i];
}

static void set_number(struct cpu_common *cpu, uint64_t nr)
{
    rv(cpu)->x[A7] = nr;
}

static void restart_call(struct cpu_common *cpu, const struct lx_call *call)
{
    rv(cpu)->pc -= INSN;
    rv(cpu)->x[A0] = call->arg[0];
}

static const char *const names64[] = {"riscv64", NULL};
static const char *const names32[] = {"riscv32", NULL};

/* clang-format off */
#define RISCV_ARCH(bits, ld)                                \
    {                                                       \
        .abi = &abi_riscv##bits,                            \
        .target = &target_riscv##bits,                      \
        .elf_platform = NULL, /* the kernel has none */     \
        .names = names##bits,                               \
        .interpreter = "/lib/" ld,                          \
        .debian_arch = "riscv" #bits,                       \
        .hwcap = lx_rv_hwcap,                               \
        .hwcap2 = lx_rv_hwcap2,                             \
        .hwprobe = lx_rv_hwprobe,                           \
        .signal_frame = lx_rv_signal_frame,                 \
        .minsigstksz_check = 2048,                          \
        .get_pc = get_pc,                                   \
        .set_pc = set_pc,                                   \
        .get_sp = get_sp,                                   \
        .set_sp = set_sp,                                   \
        .set_tls = set_tls,                                 \
        .get_tls = get_tls,                                 \
        .prepare = prepare,                                 \
        .start = start,                                     \
        .call_trap = RV_TRAP_ECALL,                         \
        .get_call = get_call,                               \
        .set_result = set_result,                           \
        .set_args = set_args,                               \
        .generic_entry = true,                              \
        .rseq_signature = 0xf1401073,                       \
        .set_number = set_number,                           \
        .restart_call = restart_call,                       \
        .trap = lx_rv_trap,                                 \
        .push_frame = lx_rv_push_frame,                     \
        .pop_frame = lx_rv_pop_frame,                       \
        .core_regs = lx_rv_core_regs,                       \
        .core_fpregs = lx_rv_core_fpregs,                   \
        .regset = lx_rv_regset,                             \
        .gdb = &lx_gdb_riscv##bits,                         \
        .cpuinfo = lx_rv_cpuinfo,                           \
        .vdso = &lx_vdso_riscv##bits,                       \
    }
/* clang-format on */

const struct linux_arch lx_arch_riscv64 = RISCV_ARCH(64, "ld-linux-riscv64-lp64d.so.1");
const struct linux_arch lx_arch_riscv32 = RISCV_ARCH(32, "ld-linux-riscv32-ilp32d.so.1");
