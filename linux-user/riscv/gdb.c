/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RISC-V as gdb knows it: registers, breakpoints.  In, out: see struct lx_gdb. */
#include "linux-user/gdb.h"
#include "linux-user/riscv/abi.h"

enum { NT_PRSTATUS = 1, NT_FPREGSET = 2 };

/* The kernel's set has the pc in x0's place. */
#define REGS(BITS)                                                                                 \
    {"org.gnu.gdb.riscv.cpu", "x%u", 0, 1, BITS, "int", 0, 0},                                     \
        {NULL, "x%u", 1, 1, BITS, "code_ptr", NT_PRSTATUS, BITS / 8},                              \
        {NULL, "x%u", 2, 3, BITS, "data_ptr", NT_PRSTATUS, 2 * BITS / 8},                          \
        {NULL, "x%u", 5, 27, BITS, "int", NT_PRSTATUS, 5 * BITS / 8},                              \
        {NULL, "pc", 0, 1, BITS, "code_ptr", NT_PRSTATUS, 0},                                      \
        {"org.gnu.gdb.riscv.fpu", "f%u", 0, 32, 64, "ieee_double", NT_FPREGSET, 0},                \
        {NULL, "fcsr", 0, 1, 32, "int", NT_FPREGSET, 256},                                         \
    {                                                                                              \
        0                                                                                          \
    }

static const struct lx_gdb_regs regs64[] = {REGS(64)}, regs32[] = {REGS(32)};

static const struct lx_gdb_break breaks[] = {
    {2, 2, {0x02, 0x90}},             /* C.EBREAK */
    {4, 4, {0x73, 0x00, 0x10, 0x00}}, /* EBREAK */
    {0},
};

const struct lx_gdb lx_gdb_riscv64 = {
    .architecture = "riscv:rv64", .regs = regs64, .breaks = breaks, .types = ""};
const struct lx_gdb lx_gdb_riscv32 = {
    .architecture = "riscv:rv32", .regs = regs32, .breaks = breaks, .types = ""};
