/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AArch64 as a Linux guest: registers of system calls and program start, and the table of the
 * rest.  Rules: Linux arch/arm64 (syscall.c, process.c), AAPCS64.
 */
#include "linux-user/aarch64/abi.h"

#include "linux-user/task.h"
#include "loader/elf.h"
#include "target/target.h"

#include <elf.h>
#include <string.h>

#define PROT_BTI 0x10
#define INSN     4 /* bytes of SVC */

static const struct abi abi_aarch64 = {
    .name = "aarch64",
    .elf_machine = EM_AARCH64,
    .word = 8,
    .align64 = 8,
    .char_unsigned = true,
    .page_size = 4096,
    .address_limit = (gaddr)1 << 48,
};

static gaddr get_pc(const struct cpu_common *cpu)
{
    return a64_const(cpu)->pc;
}

static void set_pc(struct cpu_common *cpu, gaddr pc)
{
    a64(cpu)->pc = pc;
}

static gaddr get_sp(const struct cpu_common *cpu)
{
    return a64_const(cpu)->sp;
}

static void set_sp(struct cpu_common *cpu, gaddr sp)
{
    a64(cpu)->sp = sp;
}

static uint64_t get_tls(const struct cpu_common *cpu)
{
    return a64_const(cpu)->tpidr;
}

static void set_tls(struct cpu_common *cpu, uint64_t tls)
{
    a64(cpu)->tpidr = tls;
}

static void start(struct cpu_common *cpu, gaddr entry, gaddr sp)
{
    struct a64_cpu *c = a64(cpu);

    memset(c->x, 0, sizeof(c->x));
    a64_set_pstate(c, 0);
    c->sp = sp;
    c->pc = entry;
}

static void get_call(const struct cpu_common *cpu, struct lx_call *call)
{
    /* Each alone, as they have just been stored: a wider load would wait for the stores. */
    const volatile uint64_t *x = a64_const(cpu)->x;

    call->nr = (uint32_t)x[8];
    for (unsigned i = 0; i < 6; i++)
        call->arg[i] = x[i];
}

static void set_result(struct cpu_common *cpu, int64_t result)
{
    a64(cpu)->x[0] = (uint64_t)result;
}

static void set_args(struct cpu_common *cpu, const uint64_t arg[6])
{
    for (unsigned i = 0; i < 6; i++)
        a64(cpu)->x[i] = arg[i];
}

static void set_number(struct cpu_common *cpu, uint64_t nr)
{
    a64(cpu)->x[8] = nr;
}

static void restart_call(struct cpu_common *cpu, const struct lx_call *call)
{
    a64(cpu)->pc -= INSN;
    a64(cpu)->x[0] = call->arg[0];
}

/* The bits PR_PAC_AP*KEY are in the order of enum a64_key. */
static void new_keys(struct cpu_common *cpu, uint64_t keys)
{
    a64_new_keys(a64(cpu), (unsigned)keys);
}

static void switch_keys(struct cpu_common *cpu, uint64_t on, uint64_t off)
{
    a64(cpu)->pac_off = (uint32_t)((a64(cpu)->pac_off & ~on) | off);
}

static uint64_t keys_off(const struct cpu_common *cpu)
{
    return a64_const(cpu)->pac_off;
}

/* A static program and the interpreter are guarded by the kernel, all else by the interpreter. */
static int image_prot(const struct elf_image *image, bool interpreter)
{
    return (interpreter || !image->interp) &&
                   elf_property(image, GNU_PROPERTY_AARCH64_FEATURE_1_AND) &
                       GNU_PROPERTY_AARCH64_FEATURE_1_BTI
               ? PROT_BTI
               : 0;
}

static const char *const names[] = {"aarch64", "arm64", NULL};

const struct linux_arch lx_arch_aarch64 = {
    .abi = &abi_aarch64,
    .target = &target_aarch64,
    .elf_platform = "aarch64",
    .names = names,
    .interpreter = "/lib/ld-linux-aarch64.so.1",
    .debian_arch = "arm64",
    .hwcap = lx_a64_hwcap,
    .hwcap2 = lx_a64_hwcap2,
    .new_keys = new_keys,
    .switch_keys = switch_keys,
    .keys_off = keys_off,
    .minsigstksz = 4720,       /* frame, frame record, alignment: the kernel's value without SVE */
    .minsigstksz_check = 5120, /* MINSIGSTKSZ of arm64 */
    .prot_extra = PROT_BTI,
    .prot_guarded = PROT_BTI,
    .image_prot = image_prot,
    .get_pc = get_pc,
    .set_pc = set_pc,
    .get_sp = get_sp,
    .set_sp = set_sp,
    .set_tls = set_tls,
    .get_tls = get_tls,
    .start = start,
    .call_trap = A64_TRAP_SVC,
    .get_call = get_call,
    .set_result = set_result,
    .set_args = set_args,
    .rseq_signature = 0xd428bc00,
    .set_number = set_number,
    .restart_call = restart_call,
    .trap = lx_a64_trap,
    .push_frame = lx_a64_push_frame,
    .pop_frame = lx_a64_pop_frame,
    .bad_frame = lx_a64_bad_frame,
    .core_regs = lx_a64_core_regs,
    .core_fpregs = lx_a64_core_fpregs,
    .has_sysemu = true,
    .regset = lx_a64_regset,
    .gdb = &lx_gdb_aarch64,
    .cpuinfo = lx_a64_cpuinfo,
    .vdso = &lx_vdso_aarch64,
};
