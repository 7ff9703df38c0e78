/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of one RISC-V hart in user mode, its slots, traps and models; RV32 and RV64 share it.
 *
 * In: nothing.  Out: struct rv_cpu for target/riscv and linux-user/riscv.
 * Invariants: x[0] is never used; on RV32 only the low halves of x[] count. The rounding mode and
 * the sticky flags live in `common` as well: reached through rv_get/set_fcsr. f[i][1] is not used.
 */
#ifndef FERRY_TARGET_RISCV_CPU_H
#define FERRY_TARGET_RISCV_CPU_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "base/abi.h"
#include "target/riscv/features.h"
#include "tcg/exec/cpu.h"

#define RV_VLEN_MAX 1024
#define RV_VLEGAL   32

/* Fields of vconf: vl up to RV_VLEN_MAX, vtype without vill, vstart below RV_VLEN_MAX. */
#define RV_VL_BITS      11
#define RV_VTYPE_BITS   9
#define RV_VSTART_BITS  10
#define RV_VTYPE_AT     RV_VL_BITS
#define RV_VILL_AT      (RV_VTYPE_AT + RV_VTYPE_BITS)
#define RV_VSTART_AT    (RV_VILL_AT + 1)
#define RV_VTYPE_ALT    0x100u   /* vtype.altfmt of Zvfbfa: 16-bit floats are BF16 */
#define RV_VTYPE_ELEN64 0x10000u /* no bit of vtype: see rv_vtype_known */

#define RV_NO_RES UINT64_MAX /* no aligned address */

enum {                     /* traps that the translator makes; common.trap_arg as said */
       RV_TRAP_ECALL = 16, /* pc: after it */
       RV_TRAP_EBREAK,     /* pc: at it (SIGTRAP TRAP_BRKPT) */
       RV_TRAP_ILLEGAL,    /* arg: instruction word; pc: at it (SIGILL ILL_ILLOPC) */
       RV_TRAP_ALIGN,      /* arg: data address of an atomic access (SIGBUS BUS_ADRALN) */
       RV_TRAP_FENCE_I,    /* code may have changed; pc: after it */
       RV_TRAP_YIELD,      /* WRS: let others run; pc: after it */
};

/* How generated code does vector instructions up to the next branch (docs/riscv-vectors.md). */
enum rv_vway { RV_VWAY_USUAL, RV_VWAY_PARTIAL, RV_VWAY_HELPERS };

struct rv_model { /* a choice of -cpu */
    const char *name;
    rv_features features; /* RV_F(x), closed under implication */
    uint8_t xlen;
    uint16_t vlen; /* bits of a vector register */
};

struct rv_cpu {
    struct cpu_common common;
    uint64_t x[32];
    uint64_t pc;
    uint64_t jvt;               /* Zcmt: the jump table */
    uint64_t res_addr, res_val; /* LR's address and what it read there */
    uint32_t rve;               /* the program's ABI is that of RVE: a call's number is in t0 */
    uint32_t frm;               /* its value and common.fp_rounding agree */
    __attribute__((aligned(16))) uint64_t f[32][2];
    /* The vector unit: vlenb bytes a register, without gaps; slots are chunks of 16 bytes. */
    __attribute__((aligned(16))) uint8_t v[32 * RV_VLEN_MAX / 8];
    uint32_t vlenb;
    union {
        struct {
            uint32_t vl : RV_VL_BITS, vtype : RV_VTYPE_BITS, vill : 1, vstart : RV_VSTART_BITS;
        };
        uint32_t vconf; /* all of them at once, for generated code to compare */
    };
    uint32_t vway; /* enum rv_vway */
    uint32_t vxsat, vxrm;
    uint64_t vresult;           /* what a helper hands to the instruction's translation */
    uint64_t vlegal[RV_VLEGAL]; /* vector instructions that were found legal (helper_vec_arith.c) */
    const struct rv_model *model;
};

/* Slots of the IR: guest registers as generated code sees them. */
enum rv_slot {
    RV_X0 = 0, /* ... X31; X0 is never read or written */
    RV_F0 = 32,
    RV_RES_ADDR = RV_F0 + 32,
    RV_RES_VAL,
    RV_FRM,
    RV_JVT,
    RV_VXSAT,
    RV_VXRM,
    RV_VCONF,
    RV_VWAY,
    RV_V0, /* ... the chunks of the vector registers; for a VLEN of 128 V1 ... V31 */
    RV_SLOTS = RV_V0 + 32 * RV_VLEN_MAX / 128
};

/* fcsr: frm 7:5, fflags 4:0.  Not while the hart runs generated code. */
uint32_t rv_get_fcsr(const struct rv_cpu *cpu);
void rv_set_fcsr(struct rv_cpu *cpu, uint32_t value);

/* The bits that vtype has, without vill; and RV_VTYPE_ELEN64 if elements may have 64 bits. */
uint64_t rv_vtype_known(const struct rv_model *m);
/* The CSR vtype. */
uint64_t rv_get_vtype(const struct rv_cpu *cpu);
/* vtype and vl from outside: what VSETVL could not have made becomes vill. */
void rv_set_vtype(struct rv_cpu *cpu, uint64_t vtype, uint64_t vl);

/* -cpu (models.c): NULL, with the reason in the log. */
const void *rv_cpu_find64(const char *spec);
const void *rv_cpu_find32(const char *spec);
extern const char *const rv_cpu_names64[], *const rv_cpu_names32[];

uint64_t rv_hwcap(const struct rv_model *m);
/* RISCV_HWPROBE_KEY_IMA_EXT_0. */
uint64_t rv_hwprobe_ext(const struct rv_model *m);
/* The ISA string, as in /proc/cpuinfo. */
void rv_print_isa(const struct rv_model *m, FILE *out);

#endif
