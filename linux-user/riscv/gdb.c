/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RISC-V as gdb knows it: registers, breakpoints.  In, out: see struct lx_gdb. */
#include "linux-user/arch.h"
#include "linux-user/gdb.h"
#include "linux-user/riscv/abi.h"
#include "target/riscv/cpu.h"

#include <stdio.h>
#include <string.h>

enum { NT_PRSTATUS = 1, NT_FPREGSET = 2, NT_RISCV_VECT = 0x901 };

/* The kernel's set has the pc in x0's place. */
#define BASE(BITS)                                                                                 \
    {"org.gnu.gdb.riscv.cpu", "x%u", 0, 1, BITS, "int", 0, 0},                                     \
        {NULL, "x%u", 1, 1, BITS, "code_ptr", NT_PRSTATUS, BITS / 8},                              \
        {NULL, "x%u", 2, 3, BITS, "data_ptr", NT_PRSTATUS, 2 * BITS / 8},                          \
        {NULL, "x%u", 5, 27, BITS, "int", NT_PRSTATUS, 5 * BITS / 8},                              \
        {NULL, "pc", 0, 1, BITS, "code_ptr", NT_PRSTATUS, 0},                                      \
        {"org.gnu.gdb.riscv.fpu", "f%u", 0, 32, 64, "ieee_double", NT_FPREGSET, 0},                \
    {                                                                                              \
        NULL, "fcsr", 0, 1, 32, "int", NT_FPREGSET, 256                                            \
    }

/* The size of v0 to v31 depends on the CPU: put in by with_cpu. */
#define VECTOR(BITS)                                                                               \
    {"org.gnu.gdb.riscv.vector", "v%u", 0, 32, 0, "riscv_vector", NT_RISCV_VECT, 6 * BITS / 8},    \
        {"org.gnu.gdb.riscv.csr", "vstart", 0, 1, BITS, "int", NT_RISCV_VECT, 0},                  \
        {NULL, "vl", 0, 1, BITS, "int", NT_RISCV_VECT, BITS / 8},                                  \
        {NULL, "vtype", 0, 1, BITS, "int", NT_RISCV_VECT, 2 * BITS / 8},                           \
        {NULL, "vcsr", 0, 1, BITS, "int", NT_RISCV_VECT, 3 * BITS / 8},                            \
    {                                                                                              \
        NULL, "vlenb", 0, 1, BITS, "int", NT_RISCV_VECT, 4 * BITS / 8                              \
    }

enum { VECTOR_ROW = 7 }; /* of the tables with VECTOR */

static const struct lx_gdb_regs regs64[] = {BASE(64), {0}}, regs32[] = {BASE(32), {0}};
static struct lx_gdb_regs vregs64[] = {BASE(64), VECTOR(64), {0}},
                          vregs32[] = {BASE(32), VECTOR(32), {0}};

static const struct lx_gdb_break breaks[] = {
    {2, 2, {0x02, 0x90}},             /* C.EBREAK */
    {4, 4, {0x73, 0x00, 0x10, 0x00}}, /* EBREAK */
    {0},
};

/* A vector register as lanes of each width. */
static void describe_vector(char *to, size_t room, unsigned vlenb)
{
    static const struct {
        const char *name, *type;
        unsigned bytes;
    } lanes[] = {{"bytes", "uint8", 1},
                 {"shorts", "uint16", 2},
                 {"words", "uint32", 4},
                 {"longs", "uint64", 8},
                 {"quads", "uint128", 16}};
    char fields[512] = "";

    *to = 0;
    for (size_t i = 0; i < sizeof(lanes) / sizeof(*lanes) && lanes[i].bytes <= vlenb; i++) {
        size_t n = strlen(to), f = strlen(fields);

        snprintf(to + n, room - n, "<vector id=\"%s\" type=\"%s\" count=\"%u\"/>", lanes[i].name,
                 lanes[i].type, vlenb / lanes[i].bytes);
        snprintf(fields + f, sizeof(fields) - f, "<field name=\"%c\" type=\"%s\"/>",
                 lanes[i].name[0], lanes[i].name);
    }
    snprintf(to + strlen(to), room - strlen(to), "<union id=\"riscv_vector\">%s</union>", fields);
}

static const struct lx_gdb *with_cpu(const struct cpu_common *cpu)
{
    static char types[1024];
    static struct lx_gdb guest;
    const struct rv_cpu *c = (const struct rv_cpu *)cpu;
    bool wide = c->model->xlen == 64;

    guest = wide ? lx_gdb_riscv64 : lx_gdb_riscv32;
    if (!(c->model->features & RV_F(ZVE)) || 48 + 32 * c->vlenb > LX_REGSET_MAX)
        return &guest;
    struct lx_gdb_regs *regs = wide ? vregs64 : vregs32;

    regs[VECTOR_ROW].bits = 8 * c->vlenb;
    describe_vector(types, sizeof(types), c->vlenb);
    guest.regs = regs;
    guest.types = types;
    guest.types_feature = regs[VECTOR_ROW].feature;
    return &guest;
}

const struct lx_gdb lx_gdb_riscv64 = {.architecture = "riscv:rv64",
                                      .regs = regs64,
                                      .breaks = breaks,
                                      .types = "",
                                      .with_cpu = with_cpu};
const struct lx_gdb lx_gdb_riscv32 = {.architecture = "riscv:rv32",
                                      .regs = regs32,
                                      .breaks = breaks,
                                      .types = "",
                                      .with_cpu = with_cpu};
