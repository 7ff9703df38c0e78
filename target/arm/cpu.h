/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of one 32-bit Arm thread in user mode, its slots, traps and models.
 *
 * In: nothing.  Out: struct arm_cpu for target/arm and linux-user/arm.
 * Invariants: bit 0 of `pc` is the T bit, so that a pc tells the instruction set; the condition
 * flags are the operation that made them (cc_*), reached through arm_get/set_cpsr; the
 * floating-point rounding mode and sticky flags live in `common` and are reached through
 * arm_get/set_fpscr; excl_addr is ARM_NO_EXCL when the local monitor is open; itstate is not 0
 * only where a thread stopped inside of an IT block; the flags wCASF are the operation that made
 * them (wf_*), reached through arm_get/set_wcasf.
 */
#ifndef FERRY_TARGET_ARM_CPU_H
#define FERRY_TARGET_ARM_CPU_H

#include <stdbool.h>
#include <stdint.h>
#include "base/abi.h"
#include "target/arm/features.h"
#include "tcg/exec/cpu.h"

#define ARM_NO_EXCL UINT32_MAX /* no aligned address */

enum {                    /* traps that the translator makes; cpu->common.trap_arg as said */
       ARM_TRAP_SVC = 16, /* arg: immediate; pc: after the SVC */
       ARM_TRAP_BKPT,     /* arg: immediate; pc: at it (SIGTRAP TRAP_BRKPT) */
       ARM_TRAP_UDEF,     /* arg: instruction word; pc: at it (SIGILL ILL_ILLOPC) */
       ARM_TRAP_ALIGN,    /* arg: data address (SIGBUS BUS_ADRALN); pc: at the instruction */
       ARM_TRAP_YIELD,    /* WFE, WFI, YIELD: let others run; pc: after it */
};

/* What made the condition flags: the low bits of cc_op. */
enum arm_cc_op {
    ARM_CC_WORD, /* cc_a: N 8, Z 4, C 2, V 1 */
    ARM_CC_ADD,  /* cc_a + cc_b */
    ARM_CC_SUB,  /* cc_a - cc_b */
    ARM_CC_FCMP, /* cc_a: relation 1 less, 2 equal, 4 greater, 8 unordered */
    ARM_CC_FPCC, /* cc_a: what the slot fpcc has; for helpers only */
    ARM_CC_ADC,  /* cc_a + cc_b + carry; for the front end only: ADD, and ARM_CC_MORE for the carry
                  */
    ARM_CC_BASE = 15,
    ARM_CC_NZ = 16, /* but N and Z are those of the value cc_nz */
    ARM_CC_C = 32,  /* but C is cc_c */
    ARM_CC_MORE_BIT = 6,
    ARM_CC_MORE = 1 << ARM_CC_MORE_BIT, /* of ADD: and 1 */
};

/* What made wCASF: one of these, log2 of the lanes' bytes << 4, and a kind of saturation << 8. */
enum arm_wf_op {
    ARM_WF_WORD, /* wf_a is wCASF */
    ARM_WF_NZ,   /* of the result wf_a */
    ARM_WF_Z,    /* likewise, Z alone */
    ARM_WF_ADD,  /* of wf_a + wf_b */
    ARM_WF_SUB,  /* of wf_a - wf_b */
    ARM_WF_OP = 15,
    ARM_WF_SIZE_SHIFT = 4,
    ARM_WF_UNSIGNED = 0x100, /* saturates */
    ARM_WF_SIGNED = 0x200,
};

enum { /* wcon */
       ARM_WCON_CUP = 1,
       ARM_WCON_MUP = 2,
       ARM_WCON_USED = 4, /* not of the register: an instruction of Wireless MMX was executed */
};

#define ARM_FPCC_WORD 0x80u /* fpcc: the low bits are NZCV, not a relation */

struct arm_cpu {
    struct cpu_common common;
    uint32_t r[15];
    uint32_t cc_op, cc_a, cc_b, cc_nz, cc_c;
    uint64_t pc;
    uint32_t q;       /* 0 or 1: the Q flag */
    uint32_t ge;      /* a byte of ones for each of the flags GE[3:0] */
    uint32_t itstate; /* ITSTATE of the instruction at pc */
    uint32_t be;      /* 0 or 1: the E bit */
    uint32_t be32;    /* SCTLR.B: 1 makes code big-endian, and data where the E bit is 0 */
    uint32_t tpidruro, tpidrurw;
    uint32_t excl_addr;
    uint32_t fpcc;     /* what the last VCMP found, or ARM_FPCC_WORD | NZCV */
    uint32_t fpcr;     /* the control bits of FPSCR; its RMode and common.fp_rounding agree */
    uint64_t excl_val; /* what LDREX read */
    __attribute__((aligned(16))) uint64_t v[16][2];
    uint64_t qc[2]; /* FPSCR.QC: any bit set when saturation has happened */
    const struct arm_model *model;
    /* wR0 to wR15: [0]; of [1] nothing is known.  w[0][0]: also XScale's accumulator, sign-extended
       from 40 bits. */
    __attribute__((aligned(16))) uint64_t w[16][2];
    uint64_t wf_a[2], wf_b[2];
    uint32_t wf_op;
    uint32_t wcon, wcssf, wcgr[4];
};

/* Slots of the IR: guest registers as generated code sees them. */
enum arm_slot {
    ARM_R0 = 0, /* ... R14 */
    ARM_CC_OP = 15,
    ARM_CC_A,
    ARM_CC_B,
    ARM_CC_NZV,
    ARM_CC_CV,
    ARM_Q,
    ARM_GE,
    ARM_IT,
    ARM_BE,
    ARM_TPIDRURO,
    ARM_TPIDRURW,
    ARM_EXCL_ADDR,
    ARM_EXCL_VAL,
    ARM_SHARED, /* only read */
    ARM_FPCC,
    ARM_FPCR,
    ARM_QC,
    ARM_V0,               /* ... Q15 */
    ARM_D0 = ARM_V0 + 16, /* ... D31: over the halves of the Q registers */
    ARM_S0 = ARM_D0 + 32, /* ... S31: over the halves of D0 to D15 */
    ARM_W0 = ARM_S0 + 32, /* ... W15 */
    ARM_WF_A_V = ARM_W0 + 16,
    ARM_WF_B_V,
    ARM_WF_OP_V,
    ARM_WCON,
    ARM_WCSSF,
    ARM_WCGR0, /* ... WCGR3 */
    ARM_SLOTS = ARM_WCGR0 + 4
};

struct arm_model { /* a choice of -cpu */
    const char *name;
    uint64_t features; /* ARM_F(x) */
    uint32_t midr;
};

/* AT_HWCAP, AT_HWCAP2 of a model. */
uint32_t arm_hwcap(const struct arm_model *m);
uint32_t arm_hwcap2(const struct arm_model *m);

/* FPSCR as VMRS and VMSR see it.  Not while the thread runs generated code. */
#define ARM_FPCR_AHP    (1u << 26)
#define ARM_FPCR_DN     (1u << 25)
#define ARM_FPCR_FZ     (1u << 24)
#define ARM_FPCR_FZ16   (1u << 19)
#define ARM_FPCR_VEC    0x370000u /* Stride, Len */
#define ARM_FPSCR_QC    (1u << 27)
#define ARM_FPSCR_FLAGS 0x9fu /* IDC, IXC, UFC, OFC, DZC, IOC: numbered as FP_* of softfp */
uint32_t arm_fpcr_mask(const struct arm_model *m); /* the control bits that exist */
uint32_t arm_get_fpscr(const struct arm_cpu *cpu);
void arm_set_fpscr(struct arm_cpu *cpu, uint32_t value);

/* CPSR: NZCV 31:28, Q 27, GE 19:16, IT 26:25 15:10, E 9, T 5, mode 4:0 (user).  Setting takes all
   but the mode; T goes to the pc. */
uint32_t arm_get_cpsr(const struct arm_cpu *cpu);
void arm_set_cpsr(struct arm_cpu *cpu, uint32_t value);

/* wCASF: for each lane N, Z, C, V in four bits, those of the highest lane in bits 31:28, of every
   second or fourth four bits if lanes are wider than bytes.  Not while the thread runs generated
   code. */
uint32_t arm_get_wcasf(const struct arm_cpu *cpu);
void arm_set_wcasf(struct arm_cpu *cpu, uint32_t value);

#endif
