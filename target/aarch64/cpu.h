/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of one AArch64 thread at EL0, its slots, traps and features.
 *
 * In: nothing.  Out: struct a64_cpu for target/aarch64 and linux-user/aarch64.
 * Invariants: the condition flags are the operation that made them (cc_*), reached through
 * a64_get/set_pstate; the floating-point rounding mode and sticky flags live in `common` and are
 * reached through a64_get/set_fpcr/fpsr; excl_addr is A64_NO_EXCL when the local monitor is open.
 */
#ifndef FERRY_TARGET_AARCH64_CPU_H
#define FERRY_TARGET_AARCH64_CPU_H

#include <stdbool.h>
#include <stdint.h>
#include "base/abi.h"
#include "target/aarch64/features.h"
#include "tcg/exec/cpu.h"

#define A64_NO_EXCL UINT64_MAX /* no aligned address */

enum {                    /* traps that the translator makes; cpu->common.trap_arg as said */
       A64_TRAP_SVC = 16, /* arg: immediate; pc: after the SVC */
       A64_TRAP_BRK,      /* arg: immediate; pc: at the BRK (SIGTRAP TRAP_BRKPT) */
       A64_TRAP_HLT,      /* arg: immediate; pc: at the HLT (SIGILL) */
       A64_TRAP_UDEF,     /* arg: instruction word; pc: at it (SIGILL ILL_ILLOPC) */
       A64_TRAP_ALIGN,    /* arg: data address (SIGBUS BUS_ADRALN); pc: at the instruction */
       A64_TRAP_SP_ALIGN, /* arg: SP, not a multiple of 16 (SIGBUS BUS_ADRALN); likewise */
       A64_TRAP_PC_ALIGN, /* arg: pc, not a multiple of 4 (SIGBUS BUS_ADRALN) */
       A64_TRAP_IC_IVAU,  /* arg: address; the 64-byte line's code has changed; pc: after it */
       A64_TRAP_YIELD,    /* WFE, WFI, YIELD: let others run; pc: after it */
       A64_TRAP_BTI,      /* an indirect branch came to a place it may not come to; pc: there */
};

/* What made the condition flags; of 32-bit operands the low halves count. */
enum a64_cc {
    A64_CC_WORD,    /* cc_a: N 8, Z 4, C 2, V 1 */
    A64_CC_LOGIC32, /* N and Z of cc_a, C = V = 0 */
    A64_CC_LOGIC64,
    A64_CC_ADD32, /* cc_a + cc_b */
    A64_CC_ADD64,
    A64_CC_SUB32, /* cc_a - cc_b */
    A64_CC_SUB64,
    A64_CC_FCMP,   /* cc_a: relation 1 less, 2 equal, 4 greater, 8 unordered */
    A64_CC_FCMP32, /* cc_a and cc_b: bits of what was compared, not flushed */
    A64_CC_FCMP64,
    /* cc_a: the sum of something, cc_b and the carry that came in, which is added to the kind. So
       result and operand are words that the program has in its registers most of the time. */
    A64_CC_ADC32,
    A64_CC_ADC64 = A64_CC_ADC32 + 2,
    A64_CC_SBC32 = A64_CC_ADC64 + 2, /* the sum of something, ~cc_b and the carry */
    A64_CC_SBC64 = A64_CC_SBC32 + 2,
};

/* In cc_op above enum a64_cc, behind a conditional comparison with a constant: these are the flags
   if cc_b is 1; if it is 0, they are A64_CC_OTHER.  The constant, cc_b otherwise, is A64_CC_CONST.
 */
#define A64_CC_KIND(op)  ((op)&255)
#define A64_CC_TEST      0x1000u
#define A64_CC_OTHER(op) ((op) >> 8 & 15)
#define A64_CC_CONST(op) ((int16_t)((op) >> 16))

enum a64_key { A64_KEY_IA, A64_KEY_IB, A64_KEY_DA, A64_KEY_DB, A64_KEY_GA, A64_KEYS };

struct a64_cpu {
    struct cpu_common common;
    uint64_t sp;
    uint64_t x[31];
    uint64_t pc;
    uint64_t cc_a, cc_b; /* operands of the last flag-setting operation */
    uint32_t cc_op;      /* enum a64_cc, A64_CC_TEST */
    uint64_t tpidr;
    uint64_t excl_addr, excl_val, excl_hi; /* LDXR's address and what it read there */
    __attribute__((aligned(16))) uint64_t v[32][2];
    uint64_t qc[2];     /* FPSR.QC: any bit set when saturation has happened */
    uint32_t fpcr;      /* its RMode and common.fp_rounding agree */
    uint32_t dit, ssbs; /* 0 or 1 */
    uint32_t tbi;       /* tagged addresses are in use: accesses drop bits 63:56 */
    uint64_t tpidrro;
    uint64_t keys[A64_KEYS][2]; /* pointer authentication: low, high */
    uint32_t pac_off;           /* bit A64_KEY_x: its instructions leave pointers as they are */
    const struct a64_model *model;
};

/* Slots of the IR: guest registers as generated code sees them. */
enum a64_slot {
    A64_X0 = 0, /* ... X30 */
    A64_SP = 31,
    A64_CC_OP,
    A64_CC_A,
    A64_CC_B,
    A64_V0, /* ... V31 */
    A64_QC = A64_V0 + 32,
    A64_TPIDR,
    A64_TPIDRRO,
    A64_FPCR,
    A64_DIT,
    A64_SSBS,
    A64_EXCL_ADDR,
    A64_EXCL_VAL,
    A64_EXCL_HI,
    A64_KEY0, /* low and high half of every key */
    A64_SLOTS = A64_KEY0 + 2 * A64_KEYS
};

struct a64_model { /* a choice of -cpu */
    const char *name;
    uint64_t features; /* A64_F(x) */
    uint64_t midr;
};

/* AT_HWCAP, AT_HWCAP2, and the user's view of an ID register, of a model. */
uint64_t a64_hwcap(const struct a64_model *m);
uint64_t a64_hwcap2(const struct a64_model *m);
uint64_t a64_id_reg(const struct a64_model *m, enum a64_id_reg reg);

/* FPCR and FPSR as MRS and MSR see them.  Not while the thread runs generated code. */
#define A64_FPCR_AHP   (1u << 26)
#define A64_FPCR_DN    (1u << 25)
#define A64_FPCR_FZ    (1u << 24)
#define A64_FPCR_FZ16  (1u << 19)
#define A64_FPSR_QC    (1u << 27)
#define A64_FPSR_FLAGS 0x9fu /* IDC, IXC, UFC, OFC, DZC, IOC: numbered as FP_* of softfp */
uint32_t a64_fpcr_mask(const struct a64_model *m); /* the bits that exist */
uint32_t a64_get_fpcr(const struct a64_cpu *cpu);
void a64_set_fpcr(struct a64_cpu *cpu, uint32_t value);
uint32_t a64_get_fpsr(const struct a64_cpu *cpu);
void a64_set_fpsr(struct a64_cpu *cpu, uint32_t value);

/* PSTATE as in SPSR: NZCV 31:28, DIT 24, SSBS 12, BTYPE 11:10.  Setting takes these bits and drops
 * the rest. */
uint32_t a64_get_pstate(const struct a64_cpu *cpu);
void a64_set_pstate(struct a64_cpu *cpu, uint32_t value);

/* PSTATE.BTYPE: the kind of indirect branch that has come to the pc. It is also the tag on the pc
   of one (struct target: branch_tag). Setting has no effect while no page is guarded. */
#define A64_BTYPE_SHIFT 56
#define A64_BTYPE_CALL  2
unsigned a64_get_btype(const struct a64_cpu *cpu);
void a64_set_btype(struct a64_cpu *cpu, unsigned btype);

/* New random pointer-authentication keys for the keys in `mask` (bit A64_KEY_x); exec and
   PR_PAC_RESET_KEYS use it. */
void a64_new_keys(struct a64_cpu *cpu, unsigned mask);

/*
 * For a data fault or a fetch fault at cpu->pc.  Linux lets EL0 keep a tag in bits 63:56 of
 * addresses.  Translated code does not drop it until the first tagged access faults (on the host
 * a non-canonical address).  True: the tag was the reason, the state has been changed so that
 * the instruction can simply run again.  False: a fault of the guest.  `insn` is the word at pc (0
 * where it cannot be read).
 */
bool a64_fault_fixup(struct a64_cpu *cpu, uint32_t insn);

/* The address, size in bytes and direction of the memory access that `insn` makes with the
   registers of *cpu: for faults whose address the host does not tell.  False: no access. */
bool a64_access(const struct a64_cpu *cpu, uint32_t insn, gaddr *addr, unsigned *size,
                bool *is_write);

#endif
