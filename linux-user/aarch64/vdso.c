/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The AArch64 vdso: names and versions as the arm64 kernel's.
 *
 * In: nothing.  Out: lx_vdso_aarch64.  HLT is undefined at EL0, so no program
 * executes it; its immediate only helps a reader of a disassembly.  The NOP in front of the
 * trampoline is for unwinders, which look up the return address minus one.
 */
#include "linux-user/vdso.h"

#include "linux-user/arch.h"

#define HLT(n)              (0xd4400000u | (n) << 5)
#define RET                 0xd65f03c0u
#define NOP                 0xd503201fu
#define MOV_X8_RT_SIGRETURN 0xd2801168u /* 139 */
#define SVC_0               0xd4000001u

static const uint32_t text[] = {
    HLT(0xf301),         RET,   NOP, NOP, /* 0x00 clock_gettime */
    HLT(0xf302),         RET,   NOP, NOP, /* 0x10 clock_getres */
    HLT(0xf303),         RET,   NOP, NOP, /* 0x20 gettimeofday */
    HLT(0xf305),         RET,   NOP, NOP, /* 0x30 getrandom */
    MOV_X8_RT_SIGRETURN, SVC_0,           /* 0x40 */
};

static const struct vdso_symbol symbols[] = {
    {"__kernel_clock_gettime", 0x00, 8, VDSO_CLOCK_GETTIME},
    {"__kernel_clock_getres", 0x10, 8, VDSO_CLOCK_GETRES},
    {"__kernel_gettimeofday", 0x20, 8, VDSO_GETTIMEOFDAY},
    {"__kernel_getrandom", 0x30, 8, VDSO_GETRANDOM},
    {"__kernel_rt_sigreturn", 0x40, 8, VDSO_NONE},
};

const struct vdso_spec lx_vdso_aarch64 = {
    .version = "LINUX_2.6.39",
    .text = text,
    .text_words = sizeof text / sizeof *text,
    .place_size = 4,
    .symbols = symbols,
    .symbol_count = sizeof symbols / sizeof *symbols,
    .sigreturn = 0x40,
    .unwind_size = 0x3c,
    .code_align = 4,
    .data_align = -8,
    .return_register = 30,
    .cfa = {0x0c, 31, 0}, /* DW_CFA_def_cfa: sp + 0 */
    .cfa_size = 3,
};
