/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What AArch64 tells about its processor and its registers: auxv, /proc/cpuinfo, core files.
 * Rules: Linux arch/arm64/kernel/cpuinfo.c (names in order of the HWCAP bits), ptrace.h.
 */
#include "linux-user/aarch64/abi.h"

#include <elf.h>
#include <string.h>

uint64_t lx_a64_hwcap(const struct cpu_common *cpu)
{
    return a64_hwcap(a64_const(cpu)->model);
}

uint64_t lx_a64_hwcap2(const struct cpu_common *cpu)
{
    return a64_hwcap2(a64_const(cpu)->model);
}

static const char *const hwcap_names[] = {
    "fp",      "asimd", "evtstrm", "aes",   "pmull",    "sha1",   "sha2", "crc32",
    "atomics", "fphp",  "asimdhp", "cpuid", "asimdrdm", "jscvt",  "fcma", "lrcpc",
    "dcpop",   "sha3",  "sm3",     "sm4",   "asimddp",  "sha512", "sve",  "asimdfhm",
    "dit",     "uscat", "ilrcpc",  "flagm", "ssbs",     "sb",     "paca", "pacg",
};

static const char *const hwcap2_names[] = {
    "dcpodp", "sve2",  "sveaes",  "svepmull", "svebitperm", "svesha3", "svesm4",
    "flagm2", "frint", "svei8mm", "svef32mm", "svef64mm",   "svebf16", "i8mm",
    "bf16",   "dgh",   "rng",     "bti",      "mte",
};

static void print_names(FILE *out, uint64_t bits, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bits >> i & 1)
            fprintf(out, "%s ", names[i]);
}

void lx_a64_cpuinfo(const struct cpu_common *cpu, FILE *out, int cpus)
{
    uint64_t midr = a64_const(cpu)->model->midr;

    for (int i = 0; i < cpus; i++) {
        fprintf(out, "processor\t: %d\nBogoMIPS\t: 100.00\nFeatures\t: ", i);
        print_names(out, lx_a64_hwcap(cpu), hwcap_names,
                    sizeof(hwcap_names) / sizeof(*hwcap_names));
        print_names(out, lx_a64_hwcap2(cpu), hwcap2_names,
                    sizeof(hwcap2_names) / sizeof(*hwcap2_names));
        fprintf(out, "\nCPU implementer\t: 0x%02x\nCPU architecture: 8\n",
                (unsigned)(midr >> 24) & 0xff);
        fprintf(out, "CPU variant\t: 0x%x\nCPU part\t: 0x%03x\nCPU revision\t: %u\n\n",
                (unsigned)(midr >> 20) & 0xf, (unsigned)(midr >> 4) & 0xfff, (unsigned)midr & 0xf);
    }
}

struct core_regs {
    uint64_t x[31], sp, pc, pstate;
};

size_t lx_a64_core_regs(const struct cpu_common *cpu, void *buffer)
{
    const struct a64_cpu *c = a64_const(cpu);
    struct core_regs r = {.sp = c->sp, .pc = c->pc, .pstate = a64_get_pstate(c)};

    memcpy(r.x, c->x, sizeof(r.x));
    if (buffer)
        memcpy(buffer, &r, sizeof(r));
    return sizeof(r);
}

struct core_fpregs {
    uint64_t v[32][2];
    uint32_t fpsr, fpcr, reserved[2];
};

size_t lx_a64_core_fpregs(const struct cpu_common *cpu, void *buffer)
{
    const struct a64_cpu *c = a64_const(cpu);
    struct core_fpregs r = {.fpsr = a64_get_fpsr(c), .fpcr = a64_get_fpcr(c)};

    memcpy(r.v, c->v, sizeof(r.v));
    if (buffer)
        memcpy(buffer, &r, sizeof(r));
    return sizeof(r);
}

/* ---- for a tracer ---- */

static void set_regs(struct a64_cpu *c, const struct core_regs *r)
{
    memcpy(c->x, r->x, sizeof(r->x));
    c->sp = r->sp;
    c->pc = r->pc;
    a64_set_pstate(c, (uint32_t)r->pstate);
}

static void set_fpregs(struct a64_cpu *c, const struct core_fpregs *r)
{
    memcpy(c->v, r->v, sizeof(c->v));
    a64_set_fpsr(c, r->fpsr);
    a64_set_fpcr(c, r->fpcr);
}

static size_t regs_set(struct cpu_common *cpu, void *buffer, size_t size, bool write)
{
    struct core_regs r;

    lx_a64_core_regs(cpu, &r);
    if (!write) {
        memcpy(buffer, &r, sizeof(r));
        return sizeof(r);
    }
    memcpy(&r, buffer, size < sizeof(r) ? size : sizeof(r));
    set_regs(a64(cpu), &r);
    return sizeof(r);
}

static size_t fpregs_set(struct cpu_common *cpu, void *buffer, size_t size, bool write)
{
    struct core_fpregs r;

    lx_a64_core_fpregs(cpu, &r);
    if (!write) {
        memcpy(buffer, &r, sizeof(r));
        return sizeof(r);
    }
    memcpy(&r, buffer, size < sizeof(r) ? size : sizeof(r));
    set_fpregs(a64(cpu), &r);
    return sizeof(r);
}

/* Breakpoint and watchpoint registers: an ARMv8 debug architecture that has none of them. */
static size_t debug_set(void *buffer, bool write)
{
    const uint32_t info[2] = {6 << 8, 0};

    if (write)
        return 0;
    memcpy(buffer, info, sizeof(info));
    return sizeof(info);
}

/* Where the pointer authentication codes of data and of code are: bits 54:48. */
static size_t pac_set(void *buffer, bool write)
{
    const uint64_t masks[2] = {UINT64_C(0x7f) << 48, UINT64_C(0x7f) << 48};

    if (write)
        return 0;
    memcpy(buffer, masks, sizeof(masks));
    return sizeof(masks);
}

static size_t tls_set(struct a64_cpu *c, void *buffer, size_t size, bool write)
{
    if (!write)
        memcpy(buffer, &c->tpidr, sizeof(c->tpidr));
    else if (size >= sizeof(c->tpidr))
        memcpy(&c->tpidr, buffer, sizeof(c->tpidr));
    return sizeof(c->tpidr);
}

size_t lx_a64_regset(struct cpu_common *cpu, const struct cpu_common *own, unsigned type,
                     void *buffer, size_t size, bool write)
{
    struct a64_cpu *c = a64(cpu);
    const struct a64_model *model = c->model;
    size_t result = 0;

    c->model = a64_const(own)->model;
    switch (type) {
    case NT_PRSTATUS: result = regs_set(cpu, buffer, size, write); break;
    case NT_FPREGSET: result = fpregs_set(cpu, buffer, size, write); break;
    case NT_ARM_TLS: result = tls_set(c, buffer, size, write); break;
    case NT_ARM_PAC_MASK: result = pac_set(buffer, write); break;
    case NT_ARM_HW_BREAK:
    case NT_ARM_HW_WATCH: result = debug_set(buffer, write); break;
    }
    c->model = model;
    return result;
}
