/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What 32-bit Arm tells about its processor and its registers: auxv, /proc/cpuinfo, core files.
 * Rules: Linux arch/arm/kernel/setup.c (names in order of the HWCAP bits), ptrace.h.
 */
#include "linux-user/arm/abi.h"

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

static unsigned architecture(const struct arm_model *m)
{
    return m->features & ARM_F(V8) ? 8 : m->features & (ARM_F(V7) | ARM_F(V6)) ? 7 : 5;
}

void lx_arm_cpuinfo(const struct cpu_common *cpu, FILE *out, int cpus)
{
    const struct arm_model *m = arm_const(cpu)->model;
    uint32_t midr = m->midr;

    for (int i = 0; i < cpus; i++) {
        fprintf(out, "processor\t: %d\nmodel name\t: ARMv%u Processor rev %u (v%ul)\n", i,
                architecture(m), midr & 15, architecture(m));
        fprintf(out, "BogoMIPS\t: 100.00\nFeatures\t: ");
        print_names(out, lx_arm_hwcap(cpu), hwcap_names,
                    sizeof(hwcap_names) / sizeof(*hwcap_names));
        print_names(out, lx_arm_hwcap2(cpu), hwcap2_names,
                    sizeof(hwcap2_names) / sizeof(*hwcap2_names));
        fprintf(out, "\nCPU implementer\t: 0x%02x\nCPU architecture: %u\n", midr >> 24,
                architecture(m));
        fprintf(out, "CPU variant\t: 0x%x\nCPU part\t: 0x%03x\nCPU revision\t: %u\n\n",
                midr >> 20 & 15, midr >> 4 & 0xfff, midr & 15);
    }
    fprintf(out, "Hardware\t: ferry\nRevision\t: 0000\nSerial\t\t: 0000000000000000\n");
}

size_t lx_arm_core_regs(const struct cpu_common *cpu, void *buffer)
{
    const struct arm_cpu *c = arm_const(cpu);
    uint32_t r[18] = {0};

    memcpy(r, c->r, sizeof(c->r));
    r[15] = (uint32_t)c->pc & ~1u;
    r[16] = arm_get_cpsr(c);
    r[17] = c->r[0];
    if (buffer)
        memcpy(buffer, r, sizeof(r));
    return sizeof(r);
}

size_t lx_arm_core_fpregs(const struct cpu_common *cpu, void *buffer)
{
    enum { FPA_SIZE = 116 }; /* struct user_fp: no FPA, all zero */

    (void)cpu;
    if (buffer)
        memset(buffer, 0, FPA_SIZE);
    return FPA_SIZE;
}
