/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vdso of 32-bit Arm: names and version as the kernel's (arch/arm/vdso).
 *
 * In: nothing.  Out: lx_vdso_arm.  Signals return through the page of pages.c, as the kernel's
 * have a page of their own.
 */
#include "linux-user/vdso.h"

#include "linux-user/arch.h"

#define UDF(n) (0xe7f000f0u | ((n) >> 4 & 0xfff) << 8 | ((n)&15))
#define BX_LR  0xe12fff1eu

enum { EABI5 = 0x05000000 };

static const uint32_t text[] = {
    UDF(0xf301), BX_LR, /* 0x00 clock_gettime */
    UDF(0xf302), BX_LR, /* 0x08 gettimeofday */
    UDF(0xf303), BX_LR, /* 0x10 clock_getres */
    UDF(0xf304), BX_LR, /* 0x18 clock_gettime64 */
};

static const struct vdso_symbol symbols[] = {
    {"__vdso_clock_gettime", 0x00, 8, VDSO_CLOCK_GETTIME},
    {"__vdso_gettimeofday", 0x08, 8, VDSO_GETTIMEOFDAY},
    {"__vdso_clock_getres", 0x10, 8, VDSO_CLOCK_GETRES},
    {"__vdso_clock_gettime64", 0x18, 8, VDSO_CLOCK_GETTIME64},
};

const struct vdso_spec lx_vdso_arm = {
    .version = "LINUX_2.6",
    .flags = EABI5,
    .text = text,
    .text_words = sizeof text / sizeof *text,
    .place_size = 4,
    .symbols = symbols,
    .symbol_count = sizeof symbols / sizeof *symbols,
    .unwind_size = sizeof text,
    .code_align = 4,
    .data_align = -4,
    .return_register = 14,
    .cfa = {0x0c, 13, 0}, /* DW_CFA_def_cfa: sp + 0 */
    .cfa_size = 3,
};
