/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IR interpreter: the oracle for the back ends, the engine `interp`, and the routine behind
 * every op that a host has no instruction for.
 *
 * In: a verified region, before or after any pass; a CPU struct.  Out: the same effects on state
 * and guest memory that compiled code has, and how the region ended.
 *
 * Two layers: ir_eval_op computes one op that is neither control nor memory nor state; ir_interp
 * runs a region.  All floating point goes through tcg/softfp.
 *
 * Faults: guest memory is accessed directly, at its host address.  The caller's handler of host
 * SIGSEGV/SIGBUS leaves by siglongjmp to a sigsetjmp around ir_interp and then calls
 * ir_interp_fault, which makes the guest state precise:
 *
 *     if (!sigsetjmp(env, 1))
 *         end = ir_interp(&it, region);
 *     else
 *         ir_interp_fault(&it);   // pc and registers as before the faulting instruction
 */
#ifndef FERRY_TCG_IR_INTERP_H
#define FERRY_TCG_IR_INTERP_H

#include "tcg/ir/ir.h"

/* A value of any type; bits above its type are not looked at and are made zero. */
union ir_value {
    uint64_t q[2];
    uint32_t w[4];
    uint16_t h[8];
    uint8_t b[16];
} __attribute__((aligned(16)));

/* The floating-point surroundings of an op. */
struct ir_eval_fp {
    struct ir_fpmode mode; /* the region's */
    uint32_t rounding;     /* dynamic rounding mode, FP_R* of softfp */
    uint32_t flags;        /* sticky, FP_* of softfp: ORed into */
};

/*
 * Computes `ins` from args[0..2], the values of its a, b, c; `res` may be one of them.  Does all
 * ops with property PURE or FPX (CONST, SELECT and GET-free ones: everything that is no block end,
 * memory access, state access or call).  `fp` may be NULL for ops without FPX.
 * False: not such an op; nothing has been done.  Async-signal-safe; uses no host floating point.
 */
bool ir_eval_op(const struct ir_ins *ins, const union ir_value args[3], union ir_value *res,
                struct ir_eval_fp *fp);

/* What a store overwrote, so that the caller can undo it. */
struct ir_write {
    uint64_t host; /* address */
    uint8_t size;
    uint8_t old[16];
};
struct ir_write_log {
    struct ir_write *writes; /* g_free */
    uint32_t n, cap;
};
/* What is told of a load or store: its guest address and size.  An atomic
   operation is both. */
typedef void ir_access_fn(void *opaque, uint64_t address, unsigned bytes, bool write);
/* Puts all old bytes back, last first, and empties the log. */
void ir_write_log_undo(struct ir_write_log *log);

struct ir_interp {
    /* Set by the caller. */
    void *cpu;                             /* slots and pc are at offsets into it */
    uint32_t *fp_rounding;                 /* dynamic mode; FPROUND_SET writes it */
    uint32_t *fp_flags;                    /* all sticky flags, those of a MXCSR included */
    const volatile uint32_t *exit_request; /* what POLL looks at; NULL: never set */
    uint64_t mem_base;                     /* added to the addresses of 32-bit guests */
    struct ir_write_log *log;              /* NULL: stores are not recorded */
    ir_access_fn *accessed;                /* NULL: nobody is told; not of what helpers do */
    void *accessed_for;                    /* its opaque */

    /* The interpreter's own; all zero at first, ir_interp_free at last. */
    union ir_value *values;
    uint32_t cap;
    const struct ir_region *region;
    volatile ir_ref at; /* the op that may fault */
    uint64_t pc;        /* of the guest instruction that runs, from INSN */
};

/* How a region ended.  The CPU struct's pc has been stored. */
struct ir_interp_end {
    uint8_t op;         /* enum ir_opcode of the instruction that left: EXIT_*, TRAPIF, POLL */
    unsigned trap;      /* trap code; IR_TRAP_LOOKUP for exits that are no trap */
    uint64_t trap_arg;  /* argument of EXIT_TRAP and TRAPIF, or 0 */
    uint64_t pc;        /* as stored */
    uint64_t ret;       /* EXIT_CALL, EXIT_CALLI: return address */
    const char *failed; /* text of an op that the interpreter does not know, or NULL */
};

/* Runs the region once, from its entry until it leaves. */
struct ir_interp_end ir_interp(struct ir_interp *it, const struct ir_region *r);

/* After ir_interp was left by siglongjmp: stores the registers and the pc of the guest instruction
   that faulted. */
bool ir_interp_fault(struct ir_interp *it);

void ir_interp_free(struct ir_interp *it);

/* Can the region be run, undone with the write log and the old CPU struct, and run again?  False
   if it calls helpers with effects of their own or waits for other threads' stores. */
bool ir_interp_repeatable(const struct ir_region *r);

#endif
