/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 32-bit ARM as gdb knows it: registers, breakpoints.  In, out: see struct lx_gdb. */
#include "linux-user/arm/abi.h"
#include "linux-user/gdb.h"

enum { NT_PRSTATUS = 1, NT_ARM_VFP = 0x400, NT_ARM_TLS = 0x401 };

#define BASE                                                                                       \
    {"org.gnu.gdb.arm.core", "r%u", 0, 13, 32, "uint32", NT_PRSTATUS, 0},                          \
        {NULL, "sp", 0, 1, 32, "data_ptr", NT_PRSTATUS, 13 * 4},                                   \
        {NULL, "lr", 0, 1, 32, "int", NT_PRSTATUS, 14 * 4},                                        \
        {NULL, "pc", 0, 1, 32, "code_ptr", NT_PRSTATUS, 15 * 4},                                   \
        {NULL, "cpsr", 0, 1, 32, "int", NT_PRSTATUS, 16 * 4},                                      \
        {"org.gnu.gdb.arm.vfp", "d%u", 0, 32, 64, "ieee_double", NT_ARM_VFP, 0},                   \
        {NULL, "fpscr", 0, 1, 32, "int", NT_ARM_VFP, 256},                                         \
        {"org.gnu.gdb.arm.neon", "", 0, 0, 0, "", 0, 0}, /* its q registers are gdb's own work */  \
    {                                                                                              \
        "org.gnu.gdb.arm.tls", "tpidruro", 0, 1, 32, "data_ptr", NT_ARM_TLS, 0                     \
    }

static const struct lx_gdb_regs regs[] = {BASE, {0}};
static const struct lx_gdb_regs wmmx_regs[] = {
    BASE,
    {"org.gnu.gdb.xscale.iwmmxt", "wR%u", 0, 16, 64, "uint64", LX_ARM_WMMX_ALWAYS, 0},
    {NULL, "wCSSF", 0, 1, 32, "uint32", LX_ARM_WMMX_ALWAYS, 128},
    {NULL, "wCASF", 0, 1, 32, "uint32", LX_ARM_WMMX_ALWAYS, 132},
    {NULL, "wCGR%u", 0, 4, 32, "uint32", LX_ARM_WMMX_ALWAYS, 136},
    {0},
};

static const struct lx_gdb_break breaks[] = {
    {2, 2, {0x01, 0xde}},             /* T32: UDF #1 */
    {3, 4, {0xf0, 0xf7, 0x00, 0xa0}}, /* T32, wide: UDF.W #0, which the kernel takes as one too */
    {4, 4, {0xf0, 0x01, 0xf0, 0xe7}}, /* A32: UDF #16 */
    {0},
};

static const struct lx_gdb wmmx = {
    .architecture = "arm", .regs = wmmx_regs, .breaks = breaks, .types = ""};

static const struct lx_gdb *with_cpu(const struct cpu_common *cpu)
{
    return arm_const(cpu)->model->features & ARM_F(IWMMXT) ? &wmmx : &lx_gdb_arm;
}

const struct lx_gdb lx_gdb_arm = {
    .architecture = "arm", .regs = regs, .breaks = breaks, .types = "", .with_cpu = with_cpu};
