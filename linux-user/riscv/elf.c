/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What RISC-V tells about its processor and its registers: auxv, riscv_hwprobe, /proc/cpuinfo, core
 * files.  Rules: Linux arch/riscv/kernel/cpu.c, Documentation/arch/riscv/hwprobe.rst, ptrace.h.
 */
#include "linux-user/riscv/abi.h"

#include "base/bytes.h"

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
    case HIGHEST_VIRT_ADDRESS:
        *value = m->xlen == 64 ? ((uint64_t)1 << 47) - 4097 : 0x9dc00000 - 4097;
        return true;
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
    unsigned word = c->model->xlen / 8;
    uint8_t r[32 * 8];

    store_word(r, c->pc, word, false);
    for (unsigned i = 1; i < 32; i++)
        store_word(r + i * word, c->x[i], word, false);
    if (buffer)
        memcpy(buffer, r, 32 * (size_t)word);
    return 32 * (size_t)word;
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

/* ---- register sets for a tracer ---- */

#define NT_PRSTATUS   1
#define NT_FPREGSET   2
#define NT_RISCV_VECT 0x901

static size_t set_regs(struct rv_cpu *c, void *buffer, size_t size, bool write)
{
    unsigned word = c->model->xlen / 8;

    for (unsigned i = 0; write && i < 32 && (i + 1) * word <= size; i++) {
        uint64_t value = load_word((const uint8_t *)buffer + i * word, word, false);
        if (i)
            c->x[i] = value;
        else
            c->pc = value;
    }
    return lx_rv_core_regs(&c->common, write ? NULL : buffer);
}

static size_t set_fpregs(struct rv_cpu *c, void *buffer, size_t size, bool write)
{
    struct core_fpregs r;

    if (!(c->model->features & RV_F(F)))
        return 0;
    lx_rv_core_fpregs(&c->common, write ? (void *)&r : buffer);
    if (write) {
        memcpy(&r, buffer, size < sizeof(r) ? size : sizeof(r));
        for (int i = 0; i < 32; i++)
            c->f[i][0] = r.f[i];
        rv_set_fcsr(c, r.fcsr);
    }
    return sizeof(r);
}

/* vstart, vl, vtype, vcsr, vlenb, which stays as it is, a word unused; the registers. */
static size_t vector_regs(struct rv_cpu *c, void *buffer, size_t have, bool write)
{
    unsigned word = c->model->xlen / 8;
    uint64_t words[] = {c->vstart, c->vl, rv_get_vtype(c), c->vxrm << 1 | c->vxsat, c->vlenb, 0};
    size_t head = 6 * (size_t)word, size = head + 32 * (size_t)c->vlenb;

    if (!(c->model->features & RV_F(ZVE)) || size > LX_REGSET_MAX)
        return 0;
    if (write && have < size)
        return 0;
    for (unsigned i = 0; i < 6; i++)
        if (write)
            words[i] = load_word((uint8_t *)buffer + i * word, word, false);
        else
            store_word((uint8_t *)buffer + i * word, words[i], word, false);
    if (!write) {
        memcpy((uint8_t *)buffer + head, c->v, size - head);
        return size;
    }
    rv_set_vtype(c, words[2], words[1]);
    c->vstart = words[0] & ((1u << RV_VSTART_BITS) - 1);
    c->vxrm = words[3] >> 1 & 3;
    c->vxsat = words[3] & 1;
    memcpy(c->v, (uint8_t *)buffer + head, size - head);
    return size;
}

size_t lx_rv_regset(struct cpu_common *cpu, const struct cpu_common *own, unsigned type,
                    void *buffer, size_t size, bool write)
{
    struct rv_cpu *c = rv(cpu);
    const struct rv_model *model = c->model;
    size_t result = 0;

    c->model = rv_const(own)->model;
    switch (type) {
    case NT_PRSTATUS: result = set_regs(c, buffer, size, write); break;
    case NT_FPREGSET: result = set_fpregs(c, buffer, size, write); break;
    case NT_RISCV_VECT: result = vector_regs(c, buffer, size, write); break;
    default: break;
    }
    c->model = model;
    return result;
}
