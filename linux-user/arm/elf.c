/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What 32-bit Arm tells about its processor and its registers: auxv, /proc/cpuinfo, core files.
 * Rules: Linux arch/arm/kernel/setup.c (names in order of the HWCAP bits), ptrace.h.
 */
#include "linux-user/arm/abi.h"

#include "base/bytes.h"
#include "linux-user/task.h"

#include <errno.h>
#include <string.h>

uint64_t lx_arm_hwcap(const struct cpu_common *cpu)
{
    return arm_hwcap(arm_const(cpu)->model);
}

uint64_t lx_arm_hwcap2(const struct cpu_common *cpu)
{
    return arm_hwcap2(arm_const(cpu)->model);
}

static const char *const hwcap_names[] = {
    "swp",      "half", "thumb",   "26bit",   "fastmult", "fpa",       "vfp",
    "edsp",     "java", "iwmmxt",  "crunch",  "thumbee",  "neon",      "vfpv3",
    "vfpv3d16", "tls",  "vfpv4",   "idiva",   "idivt",    "vfpd32",    "lpae",
    "evtstrm",  "fphp", "asimdhp", "asimddp", "asimdfhm", "asimdbf16", "i8mm",
};

static const char *const hwcap2_names[] = {"aes", "pmull", "sha1", "sha2", "crc32", "sb", "ssbs"};

static void print_names(FILE *out, uint64_t bits, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bits >> i & 1)
            fprintf(out, "%s ", names[i]);
}

/* 4 to 8; the kernel counts processors of Armv6 with the ID registers of Armv7 to that. */
static const struct generation {
    uint64_t feature; /* 0: the rest */
    unsigned number;
    const char *platform[2], *machine[2], *architecture; /* [1]: big-endian */
} generations[] = {
    /* armv8l is unknown to many build systems */
    {ARM_F(V8), 8, {"v8l", "v8b"}, {"armv7l", "armv7b"}, "8"},
    {ARM_F(V7), 7, {"v7l", "v7b"}, {"armv7l", "armv7b"}, "7"},
    {ARM_F(V6), 6, {"v6l", "v6b"}, {"armv6l", "armv6b"}, "7"},
    {ARM_F(V5), 5, {"v5l", "v5b"}, {"armv5tel", "armv5teb"}, "5TE"},
    {ARM_F(V4T), 4, {"v4l", "v4b"}, {"armv4tl", "armv4tb"}, "4T"},
    {0, 4, {"v4l", "v4b"}, {"armv4l", "armv4b"}, "4"},
};

static const struct generation *generation(const struct arm_model *m)
{
    const struct generation *g = generations;

    while (g->feature && !(m->features & g->feature))
        g++;
    return g;
}

static bool big_endian(void)
{
    return lx_process.arch->abi->big_endian;
}

const char *lx_arm_platform(const struct cpu_common *cpu)
{
    return generation(arm_const(cpu)->model)->platform[big_endian()];
}

const char *lx_arm_machine(const struct cpu_common *cpu)
{
    return generation(arm_const(cpu)->model)->machine[big_endian()];
}

/* Armv5 with Jazelle has its own number in MIDR. */
static const char *architecture(const struct arm_model *m)
{
    bool jazelle = generation(m)->number == 5 && (m->midr >> 16 & 15) == 6;

    return jazelle ? "5TEJ" : generation(m)->architecture;
}

void lx_arm_cpuinfo(const struct cpu_common *cpu, FILE *out, int cpus)
{
    const struct arm_model *m = arm_const(cpu)->model;
    uint32_t midr = m->midr;

    for (int i = 0; i < cpus; i++) {
        fprintf(out, "processor\t: %d\nmodel name\t: ARMv%u%s rev %u (%s)\n", i,
                generation(m)->number,
                generation(m)->number == 6 ? "-compatible processor" : " Processor", midr & 15,
                lx_arm_platform(cpu));
        fprintf(out, "BogoMIPS\t: 100.00\nFeatures\t: ");
        print_names(out, lx_arm_hwcap(cpu), hwcap_names,
                    sizeof(hwcap_names) / sizeof(*hwcap_names));
        print_names(out, lx_arm_hwcap2(cpu), hwcap2_names,
                    sizeof(hwcap2_names) / sizeof(*hwcap2_names));
        fprintf(out, "\nCPU implementer\t: 0x%02x\nCPU architecture: %s\n", midr >> 24,
                architecture(m));
        fprintf(out, "CPU variant\t: 0x%x\nCPU part\t: 0x%03x\nCPU revision\t: %u\n\n",
                midr >> 20 & 15, midr >> 4 & 0xfff, midr & 15);
    }
    fprintf(out, "Hardware\t: ferry\nRevision\t: 0000\nSerial\t\t: 0000000000000000\n");
}

enum { CORE_REGS = 18 }; /* r0 to r14, pc, cpsr, r0 of a system call */

size_t lx_arm_core_regs(const struct cpu_common *cpu, void *buffer)
{
    const struct arm_cpu *c = arm_const(cpu);

    for (unsigned i = 0; buffer && i < CORE_REGS; i++) {
        uint32_t v = i < 15    ? c->r[i]
                     : i == 15 ? (uint32_t)c->pc & ~1u
                     : i == 16 ? arm_get_cpsr(c)
                               : c->r[0];
        store_u32((uint8_t *)buffer + 4 * i, v, big_endian());
    }
    return CORE_REGS * 4;
}

size_t lx_arm_core_fpregs(const struct cpu_common *cpu, void *buffer)
{
    enum { FPA_SIZE = 116 }; /* struct user_fp: no FPA, all zero */

    (void)cpu;
    if (buffer)
        memset(buffer, 0, FPA_SIZE);
    return FPA_SIZE;
}

/* ---- for a tracer ---- */

enum {
    NT_PRSTATUS = 1,
    NT_FPREGSET = 2,
    NT_ARM_VFP = 0x400,
    NT_ARM_SYSTEM_CALL = 0x404,
    NT_ARM_TLS = 0x401,
    ARM_WMMX = 0x10000,        /* which is no note */
    ARM_VFP_SIZE = 32 * 8 + 4, /* d0 to d31, FPSCR */
};

static size_t regs_set(struct arm_cpu *c, void *buffer, size_t size, bool write)
{
    enum { CPSR_T = 1 << 5 };
    uint8_t all[CORE_REGS * 4];
    uint32_t cpsr;

    if (!write)
        return lx_arm_core_regs(&c->common, buffer);
    lx_arm_core_regs(&c->common, all);
    memcpy(all, buffer, size < sizeof(all) ? size : sizeof(all));
    for (unsigned i = 0; i < 15; i++)
        c->r[i] = load_u32(all + 4 * i, big_endian());
    cpsr = load_u32(all + 64, big_endian());
    arm_set_cpsr(c, cpsr);
    c->pc = (load_u32(all + 60, big_endian()) & ~1u) | !!(cpsr & CPSR_T);
    return sizeof(all);
}

static size_t vfp_set(struct arm_cpu *c, void *buffer, size_t size, bool write)
{
    uint8_t all[ARM_VFP_SIZE], *fpscr = all + 32 * 8;
    bool big = big_endian();

    for (unsigned i = 0; i < 32; i++)
        store_u64(all + 8 * i, c->v[i / 2][i & 1], big);
    store_u32(fpscr, arm_get_fpscr(c), big);
    if (!write) {
        memcpy(buffer, all, sizeof(all));
        return sizeof(all);
    }
    memcpy(all, buffer, size < sizeof(all) ? size : sizeof(all));
    for (unsigned i = 0; i < 32; i++)
        c->v[i / 2][i & 1] = load_u64(all + 8 * i, big);
    arm_set_fpscr(c, load_u32(fpscr, big));
    return sizeof(all);
}

bool lx_arm_uses_wmmx(const struct arm_cpu *cpu)
{
    return cpu->model->features & ARM_F(IWMMXT) && cpu->wcon & ARM_WCON_USED;
}

void lx_arm_put_wmmx(uint8_t *at, const struct arm_cpu *c)
{
    bool big = big_endian();

    for (unsigned i = 0; i < 16; i++)
        store_u64(at + 8 * i, c->w[i][0], big);
    store_u32(at + 128, c->wcssf, big);
    store_u32(at + 132, arm_get_wcasf(c), big);
    for (unsigned i = 0; i < 4; i++)
        store_u32(at + 136 + 4 * i, c->wcgr[i], big);
}

void lx_arm_get_wmmx(const uint8_t *at, struct arm_cpu *c)
{
    bool big = big_endian();

    for (unsigned i = 0; i < 16; i++)
        c->w[i][0] = load_u64(at + 8 * i, big);
    c->wcssf = load_u32(at + 128, big) & 255;
    arm_set_wcasf(c, load_u32(at + 132, big));
    for (unsigned i = 0; i < 4; i++)
        c->wcgr[i] = load_u32(at + 136 + 4 * i, big);
}

static size_t wmmx_set(struct arm_cpu *c, void *buffer, size_t size, bool write)
{
    uint8_t all[LX_ARM_WMMX_SIZE];

    lx_arm_put_wmmx(all, c);
    if (!write) {
        memcpy(buffer, all, sizeof(all));
        return sizeof(all);
    }
    memcpy(all, buffer, size < sizeof(all) ? size : sizeof(all));
    lx_arm_get_wmmx(all, c);
    c->wcon |= ARM_WCON_USED;
    return sizeof(all);
}

static size_t tls_set(const struct arm_cpu *c, void *buffer, bool write)
{
    if (write)
        return 0;
    store_u32(buffer, c->tpidruro, big_endian());
    return sizeof(c->tpidruro);
}

size_t lx_arm_regset(struct cpu_common *cpu, const struct cpu_common *own, unsigned type,
                     void *buffer, size_t size, bool write)
{
    struct arm_cpu *c = arm(cpu);
    const struct arm_model *model = c->model;
    size_t result = 0;

    c->model = arm_const(own)->model;
    switch (type) {
    case NT_PRSTATUS: result = regs_set(c, buffer, size, write); break;
    case NT_FPREGSET: result = lx_arm_core_fpregs(cpu, write ? NULL : buffer); break;
    case NT_ARM_VFP: result = vfp_set(c, buffer, size, write); break;
    case NT_ARM_TLS: result = tls_set(c, buffer, write); break;
    case LX_ARM_WMMX_USED:
        result = lx_arm_uses_wmmx(c) ? wmmx_set(c, buffer, size, write) : 0;
        break;
    case LX_ARM_WMMX_ALWAYS: result = wmmx_set(c, buffer, size, write); break;
    }
    c->model = model;
    return result;
}

/* arch/arm/include/uapi/asm/ptrace.h */
const struct lx_regset_request lx_arm_regset_requests[] = {
    {12, NT_PRSTATUS, false, false, 0}, /* PTRACE_GETREGS */
    {13, NT_PRSTATUS, true, false, 0},
    {14, NT_FPREGSET, false, false, 0}, /* PTRACE_GETFPREGS */
    {15, NT_FPREGSET, true, false, 0},
    {18, LX_ARM_WMMX_USED, false, false, ENODATA}, /* PTRACE_GETWMMXREGS */
    {19, LX_ARM_WMMX_USED, true, false, EACCES},
    {22, NT_ARM_TLS, false, false, 0},       /* PTRACE_GET_THREAD_AREA */
    {23, NT_ARM_SYSTEM_CALL, true, true, 0}, /* PTRACE_SET_SYSCALL */
    {27, NT_ARM_VFP, false, false, 0},       /* PTRACE_GETVFPREGS */
    {28, NT_ARM_VFP, true, false, 0},
    {0, 0, false, false, 0},
};
