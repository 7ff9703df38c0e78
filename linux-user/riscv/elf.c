/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What RISC-V tells about its processor and its registers: auxv, riscv_hwprobe, /proc/cpuinfo, core
 * files.  Rules: Linux arch/riscv/kernel/cpu.c, Documentation/arch/riscv/hwprobe.rst, ptrace.h.
 */
#include "linux-user/riscv/abi.h"

#include <string.h>

uint64_t lx_rv_hwcap(const struct cpu_common *cpu)
{
    return rv_hwcap(rv_const(cpu)->model);
}

uint64_t lx_rv_hwcap2(const struct cpu_common *cpu)
{
    (void)cpu;
    return 0;
}

/* Keys of riscv_hwprobe. */
enum {
    MVENDORID,
    MARCHID,
    MIMPID,
    BASE_BEHAVIOR,
    IMA_EXT_0,
    CPUPERF_0,
    ZICBOZ_BLOCK_SIZE,
    HIGHEST_VIRT_ADDRESS,
    TIME_CSR_FREQ,
    MISALIGNED_SCALAR_PERF,
    MISALIGNED_VECTOR_PERF,
    VENDOR_EXT_THEAD_0,
    ZICBOM_BLOCK_SIZE,
};

#define BASE_IMA   1
#define FAST       3 /* misaligned accesses are */
#define UNKNOWN    0
#define BLOCK_SIZE 64

bool lx_rv_hwprobe(const struct cpu_common *cpu, int64_t key, uint64_t *value)
{
    const struct rv_model *m = rv_const(cpu)->model;
    uint64_t ima = RV_F(I) | RV_F(M) | RV_F(A);

    switch (key) {
    case MVENDORID:
    case MARCHID:
    case MIMPID: *value = 0; return true;
    case BASE_BEHAVIOR: *value = (m->features & ima) == ima ? BASE_IMA : 0; return true;
    case IMA_EXT_0: *value = rv_hwprobe_ext(m); return true;
    case CPUPERF_0:
    case MISALIGNED_SCALAR_PERF: *value = FAST; return true;
    case MISALIGNED_VECTOR_PERF: *value = UNKNOWN; return true;
    case ZICBOZ_BLOCK_SIZE: *value = m->features & RV_F(ZICBOZ) ? BLOCK_SIZE : 0; return true;
    case ZICBOM_BLOCK_SIZE: *value = m->features & RV_F(ZICBOM) ? BLOCK_SIZE : 0; return true;
    case HIGHEST_VIRT_ADDRESS: *value = ((uint64_t)1 << 47) - 4097; return true;
    case TIME_CSR_FREQ: *value = 1000000000; return true;
    case VENDOR_EXT_THEAD_0: *value = 0; return true;
    default: return false;
    }
}

void lx_rv_cpuinfo(const struct cpu_common *cpu, FILE *out, int cpus)
{
    const struct rv_model *m = rv_const(cpu)->model;

    for (int i = 0; i < cpus; i++) {
        fprintf(out, "processor\t: %d\nhart\t\t: %d\nisa\t\t: ", i, i);
        rv_print_isa(m, out);
        fprintf(out, "\nmmu\t\t: sv%d\nmvendorid\t: 0x0\nmarchid\t\t: 0x0\nmimpid\t\t: 0x0\n",
                m->xlen == 64 ? 48 : 32);
        fprintf(out, "hart isa\t: ");
        rv_print_isa(m, out);
        fprintf(out, "\n\n");
    }
}

size_t lx_rv_core_regs(const struct cpu_common *cpu, void *buffer)
{
    const struct rv_cpu *c = rv_const(cpu);
    uint64_t r[32];

    memcpy(r, c->x, sizeof(r));
    r[0] = c->pc;
    if (buffer)
        memcpy(buffer, r, sizeof(r));
    return sizeof(r);
}

struct core_fpregs {
    uint64_t f[32];
    uint32_t fcsr, pad;
};

size_t lx_rv_core_fpregs(const struct cpu_common *cpu, void *buffer)
{
    const struct rv_cpu *c = rv_const(cpu);
    struct core_fpregs r = {.fcsr = rv_get_fcsr(c)};

    for (int i = 0; i < 32; i++)
        r.f[i] = c->f[i][0];
    if (buffer)
        memcpy(buffer, &r, sizeof(r));
    return sizeof(r);
}
