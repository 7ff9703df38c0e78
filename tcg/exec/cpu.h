/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of every guest CPU struct: what generated code, the run loop and helpers share.
 *
 * One per guest thread.  Only its own thread writes it, except exit_request, which any thread and
 * any signal handler may set.  Generated code addresses it from rbp = cpu + ir_guest.state_bias.
 */
#ifndef FERRY_TCG_EXEC_CPU_H
#define FERRY_TCG_EXEC_CPU_H

#include <stdint.h>
#include "tcg/softfp/softfp.h"

struct cpu_common;
struct exec;
struct ir_interp;
struct target;

/* A pc's entry is the one of its index, (pc >> insn_shift) modulo their number, or of index ^ 1. */
#define EXEC_JUMP_CACHE_BITS 13 /* entries: 1 << bits */
struct exec_jump {
    uint64_t pc;   /* all ones: empty */
    uint64_t code; /* host address of the region's entry */
};

#define EXEC_SPILL_SLOTS 96 /* 16-byte slots for the register allocator */

/*
 * Which of the guest's system calls are the host's as they stand in the registers; generated code
 * makes those by itself.  A call whose entry is 0, or with a pointer argument not below `top`, is a
 * trap of the guest's kind.  An entry may be filled in at any time.
 */
enum {
    EXEC_CALL_NUMBER = 0xffff,  /* the host's number */
    EXEC_CALL_POINTERS_AT = 16, /* bit n from here: argument n is an address */
    EXEC_CALL_POINTERS = 63 << EXEC_CALL_POINTERS_AT,
    EXEC_CALL_KNOWN = 1 << 30,
};
struct exec_calls {
    uint64_t top;
    uint64_t count; /* of entries */
    uint32_t entry[];
};

struct cpu_common {
    const struct target *target;
    struct exec *exec;
    void *owner; /* linux-user's struct task */

    /* A trap on its way out, see enum ir_trap. */
    uint32_t trap;
    uint32_t host_mxcsr;
    uint64_t trap_arg;   /* argument of the trap instruction */
    uint64_t trap_addr;  /* fault address */
    uint32_t trap_info;  /* fault: host si_code; bit 31: it was a write */
    uint32_t fp_flags;   /* sticky flags raised by helpers and the interpreter (FP_* of softfp) */
    uint64_t helper_pc;  /* guest pc while a helper that may fault runs, else 0; state is flushed */
    uint64_t chain_from; /* host address that the exit came from which asks to be chained, or 0 */
    uint64_t mode;       /* translation mode that the jump cache is valid for */
    uint64_t host_rsp;
    void *fault_env;          /* sigjmp_buf of the interpreter or of a faulting helper, or NULL */
    struct ir_interp *interp; /* engines interp and compare; made at first use */
    struct cpu_common *next;  /* list of all CPUs of the exec */
    uint32_t fp_rounding;     /* dynamic rounding mode, FP_R* of softfp; mxcsr agrees */
    uint32_t running;         /* in generated code or the interpreter */
    uint32_t guarded;         /* the process has guarded pages: indirect branches are checked */
    uint32_t shared;     /* not 0: others may write the memory that this CPU reads, while it runs */
    uint64_t branch_tag; /* of the indirect branch that has just come to the pc, or 0 */
    /* exec_env's */
    void (*service)(struct cpu_common *cpu, uint64_t number);
    uint64_t (*guarded_store)(struct cpu_common *cpu, uint64_t address, uint64_t value,
                              uint64_t size, uint64_t guard);

    __attribute__((aligned(16))) uint64_t spill[EXEC_SPILL_SLOTS][2];

    /* The busiest fields last, next to the guest's registers. */
    uint64_t mem_base;                            /* added to the addresses of 32-bit guests */
    uint64_t shadow_sp, shadow_top, shadow_limit; /* the shadow return stack, see docs/codegen.md */
    struct exec_jump *jumps;
    const struct exec_calls *calls; /* NULL: every system call is a trap; see exec_set_calls */
    uint32_t mxcsr;                 /* the guest's MXCSR: rounding and sticky flags */
    volatile uint32_t exit_request; /* nonzero: leave at the next poll */
};

/* All sticky flags, FP_* of softfp: those of MXCSR (IE 0, ZE 2, OE 3, UE 4, PE 5; that a denormal
   was seen, DE 1, is no guest's) and those beside it. */
static inline uint32_t cpu_fp_flags(const struct cpu_common *cpu)
{
    uint32_t m = cpu->mxcsr;
    return cpu->fp_flags | (m & 1 ? FP_INVALID : 0) | (m & 4 ? FP_DIVZERO : 0) |
           (m & 8 ? FP_OVERFLOW : 0) | (m & 16 ? FP_UNDERFLOW : 0) | (m & 32 ? FP_INEXACT : 0);
}

static inline void cpu_set_fp_flags(struct cpu_common *cpu, uint32_t flags)
{
    cpu->mxcsr &= ~0x3fu;
    cpu->fp_flags = flags;
}

/* The dynamic rounding mode, FP_R* of softfp; RC of MXCSR is bits 13 and 14. */
static inline void cpu_set_fp_rounding(struct cpu_common *cpu, unsigned mode)
{
    static const uint8_t rc[] = {[FP_RNE] = 0, [FP_RDN] = 1, [FP_RUP] = 2, [FP_RZ] = 3};
    cpu->fp_rounding = mode;
    cpu->mxcsr = (cpu->mxcsr & ~(3u << 13)) | (uint32_t)rc[mode] << 13;
}

#endif
