/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The RISC-V vdso: names and versions as the riscv kernel's.
 *
 * In: nothing.  Out: lx_vdso_riscv64, lx_vdso_riscv32 (which has no clocks).  The placeholder
 * is UNIMP (a write to a read-only register), which no program executes on purpose.
 * What needs no speed is a system call.
 */
#include "linux-user/vdso.h"

#include "linux-user/arch.h"

#define UNIMP     0xc0001073u
#define RET       0x00008067u
#define NOP       0x00000013u
#define ECALL     0x00000073u
#define LI_A7(nr) (0x00000893u | (uint32_t)(nr) << 20)
#define LI_T0(nr) (0x00000293u | (uint32_t)(nr) << 20) /* where RVE has it */

enum { FUNCTIONS_END = 0x70, SIGRETURN = 0x80 };
enum { CLOCKS = 4 }; /* functions that only the 64-bit one has: the first */

/* Unwinders look for the function of the word before rt_sigreturn, and must find none. */
static const uint32_t text[] = {
    UNIMP,      RET,        NOP,   NOP, /* 0x00 clock_gettime */
    UNIMP,      RET,        NOP,   NOP, /* 0x10 clock_getres */
    UNIMP,      RET,        NOP,   NOP, /* 0x20 gettimeofday */
    UNIMP,      RET,        NOP,   NOP, /* 0x30 getrandom */
    LI_T0(168), LI_A7(168), ECALL, RET, /* 0x40 getcpu */
    LI_T0(259), LI_A7(259), ECALL, RET, /* 0x50 riscv_flush_icache */
    LI_T0(258), LI_A7(258), ECALL, RET, /* 0x60 riscv_hwprobe */
    NOP,        NOP,        NOP,   NOP, /* 0x70 no function's */
    LI_A7(139), ECALL,                  /* 0x80 rt_sigreturn: unwinders know these words */
    LI_T0(139), ECALL,                  /* 0x88 the same: LX_RV_RVE_SIGRETURN */
};

static const struct vdso_symbol symbols[] = {
    {"__vdso_clock_gettime", 0x00, 8, VDSO_CLOCK_GETTIME},
    {"__vdso_clock_getres", 0x10, 8, VDSO_CLOCK_GETRES},
    {"__vdso_gettimeofday", 0x20, 8, VDSO_GETTIMEOFDAY},
    {"__vdso_getrandom", 0x30, 8, VDSO_GETRANDOM},
    {"__vdso_getcpu", 0x40, 16, VDSO_NONE},
    {"__vdso_flush_icache", 0x50, 16, VDSO_NONE},
    {"__vdso_riscv_hwprobe", 0x60, 16, VDSO_NONE},
    {"__vdso_rt_sigreturn", SIGRETURN, 8, VDSO_NONE},
};

const struct vdso_spec lx_vdso_riscv64 = {
    .version = "LINUX_4.15",
    .text = text,
    .text_words = sizeof text / sizeof *text,
    .place_size = 4,
    .symbols = symbols,
    .symbol_count = sizeof symbols / sizeof *symbols,
    .sigreturn = SIGRETURN,
    .unwind_size = FUNCTIONS_END,
    .code_align = 4,
    .data_align = -8,
    .return_register = 1,
    .cfa = {0x0c, 2, 0}, /* DW_CFA_def_cfa: sp + 0 */
    .cfa_size = 3,
};

const struct vdso_spec lx_vdso_riscv32 = {
    .version = "LINUX_4.15",
    .text = text,
    .text_words = sizeof text / sizeof *text,
    .place_size = 4,
    .symbols = symbols + CLOCKS,
    .symbol_count = sizeof symbols / sizeof *symbols - CLOCKS,
    .sigreturn = SIGRETURN,
    .unwind_size = FUNCTIONS_END,
    .code_align = 4,
    .data_align = -4,
    .return_register = 1,
    .cfa = {0x0c, 2, 0}, /* DW_CFA_def_cfa: sp + 0 */
    .cfa_size = 3,
};
