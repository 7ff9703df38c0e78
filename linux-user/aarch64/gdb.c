/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arm64 as gdb knows it: registers, breakpoints.  In, out: see struct lx_gdb. */
#include "linux-user/aarch64/abi.h"
#include "linux-user/gdb.h"

#include <elf.h>

static const struct lx_gdb_regs regs[] = {
    {"org.gnu.gdb.aarch64.core", "x%u", 0, 31, 64, "int", NT_PRSTATUS, 0},
    {NULL, "sp", 0, 1, 64, "data_ptr", NT_PRSTATUS, 31 * 8},
    {NULL, "pc", 0, 1, 64, "code_ptr", NT_PRSTATUS, 32 * 8},
    {NULL, "cpsr", 0, 1, 32, "int", NT_PRSTATUS, 33 * 8},
    {"org.gnu.gdb.aarch64.fpu", "v%u", 0, 32, 128, "aarch64v", NT_FPREGSET, 0},
    {NULL, "fpsr", 0, 1, 32, "int", NT_FPREGSET, 512},
    {NULL, "fpcr", 0, 1, 32, "int", NT_FPREGSET, 516},
    {"org.gnu.gdb.aarch64.pauth", "pauth_dmask", 0, 1, 64, "int", NT_ARM_PAC_MASK, 0},
    {NULL, "pauth_cmask", 0, 1, 64, "int", NT_ARM_PAC_MASK, 8},
    {"org.gnu.gdb.aarch64.tls", "tpidr", 0, 1, 64, "data_ptr", NT_ARM_TLS, 0},
    {0},
};

static const struct lx_gdb_break breaks[] = {
    {4, 4, {0x00, 0x00, 0x20, 0xd4}}, /* BRK #0 */
    {0},
};

const struct lx_gdb lx_gdb_aarch64 = {
    .architecture = "aarch64",
    .regs = regs,
    .breaks = breaks,
    .types_feature = "org.gnu.gdb.aarch64.fpu",
    .types =
        "<vector id=\"v2d\" type=\"ieee_double\" count=\"2\"/>"
        "<vector id=\"v4f\" type=\"ieee_single\" count=\"4\"/>"
        "<vector id=\"v2u\" type=\"uint64\" count=\"2\"/>"
        "<vector id=\"v4u\" type=\"uint32\" count=\"4\"/>"
        "<vector id=\"v8u\" type=\"uint16\" count=\"8\"/>"
        "<vector id=\"v16u\" type=\"uint8\" count=\"16\"/>"
        "<union id=\"aarch64v\"><field name=\"d\" type=\"v2d\"/><field name=\"s\" type=\"v4f\"/>"
        "<field name=\"du\" type=\"v2u\"/><field name=\"su\" type=\"v4u\"/>"
        "<field name=\"hu\" type=\"v8u\"/><field name=\"bu\" type=\"v16u\"/>"
        "<field name=\"q\" type=\"uint128\"/></union>",
};
