/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The intermediate representation: typed SSA over a region of guest code.
 *
 * In: a front end calls the builder (ir_un, ir_bin, ...).  Out: a `struct ir_region`, rewritten by
 * the passes (tcg/opt), executed by the interpreter or compiled by a back end (tcg/back).
 *
 * Invariants (checked by ir_verify):
 *  - a value is the index of the instruction that makes it; index 0 is IR_NONE, no instruction;
 *  - blocks own contiguous, ascending ranges of instructions, in layout order; block 0 is the
 * entry;
 *  - a use comes after its definition in layout order, and the definition dominates it; only the
 *    arguments of a BR to an earlier block reach backwards, into PARAMs;
 *  - every block ends with exactly one END instruction; only BR carries arguments;
 *  - an i32 is an i32: no instruction reads bits above its type;
 *  - instructions with the property FAULT carry a snapshot after pass `state`.
 * Example: `v5:i64 = add v3, v4`.  docs/ir.md has the text form and the rules.
 */
#ifndef FERRY_TCG_IR_IR_H
#define FERRY_TCG_IR_IR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uint32_t ir_ref;
#define IR_NONE 0u

enum ir_type {
    IR_VOID,
    IR_I8, /* I8, I16: lanes and memory only, never the type of a value */
    IR_I16,
    IR_I32,
    IR_I64,
    IR_F16,
    IR_F32,
    IR_F64,
    IR_V128,
    IR_TYPES
};

enum ir_opcode {
#define OP(name, text, res, a, b, c, uses, props) IR_##name,
#include "tcg/ir/ops.def"
#undef OP
    IR_OPS
};

/* Properties of an op (last column of ops.def). */
enum {
    IR_P_PURE = 1,
    IR_P_COMM = 2,
    IR_P_LOAD = 4,
    IR_P_STORE = 8,
    IR_P_FAULT = 16,
    IR_P_FPX = 32,
    IR_P_EFFECT = 64,
    IR_P_END = 128,
};

struct ir_op_info {
    const char *text;
    char res, a, b, c; /* operand classes, see ops.def */
    const char *uses;
    uint8_t props;
    uint8_t nvals;      /* value operands: the first nvals of a, b, c (0 for BR, CALL, VCONST) */
    uint8_t fixed_type; /* what `type` always is when no class says T; else IR_TYPES */
    uint8_t res_type;   /* of the result; IR_TYPES: as `type`; IR_TYPES + 1: class S */
};
extern const struct ir_op_info ir_ops[IR_OPS];

enum ir_cond { IR_EQ, IR_NE, IR_LTU, IR_GEU, IR_LEU, IR_GTU, IR_LTS, IR_GES, IR_LES, IR_GTS };
/* The opposite of c is c ^ 1. */

enum { /* FCMP relations, masks for FCC */
       IR_REL_LT = 1,
       IR_REL_EQ = 2,
       IR_REL_GT = 4,
       IR_REL_UN = 8
};

enum { /* `sub` bits of FP and vector ops; low 4 bits: rounding mode or condition */
       IR_ROUND_DYN = 15, /* rounding: the dynamic mode; else an FP_R* value of softfp */
       IR_FEQ = 0,        /* VFCMP */
       IR_FGE = 1,
       IR_FGT = 2,
       IR_V64 = 0x10,
       IR_HI = 0x20,
       IR_UNSIGNED = 0x40,
       IR_SIGNED = 0x80,
       IR_FMA_NEGP = 0x40,
       IR_FMA_NEGA = 0x80,
       IR_FP_STD = 0x20, /* FPX ops but FCVTL, FCVTN: ir_fp_standard, and rounding to nearest */
};
#define IR_FROUND_EXACT 256 /* imm of FROUND: raise inexact */

enum { IR_FCMP_SIGNALLING = 1, IR_FCMP_SILENT = 2 }; /* sub of FCMP: invalid for all NaNs; never */

enum { /* `sub` of LD and ST */
       IR_MEM_SEXT = 1,
       IR_MEM_BE = 2,      /* big-endian data */
       IR_MEM_ACQ = 4,     /* load-acquire */
       IR_MEM_REL = 8,     /* store-release */
       IR_MEM_SC = 16,     /* sequentially consistent among SC accesses */
       IR_MEM_ATOMIC = 32, /* single-copy atomic at its size (v128: 16-byte aligned) */
       IR_MEM_UNPRIV = 64,
};

enum ir_rmw {
    IR_RMW_XCHG,
    IR_RMW_ADD,
    IR_RMW_AND,
    IR_RMW_ANDN, /* clear the bits of b */
    IR_RMW_OR,
    IR_RMW_XOR,
    IR_RMW_SMIN,
    IR_RMW_SMAX,
    IR_RMW_UMIN,
    IR_RMW_UMAX
};

enum ir_fence { IR_FENCE_LD = 1, IR_FENCE_ST = 2, IR_FENCE_FULL = 4, IR_FENCE_INSN = 8 };

enum { IR_LIKELY = 1, IR_UNLIKELY = 2 };

/* Trap codes below 16 belong to tcg/exec; a target's own ones start here (target/target.h). */
enum ir_trap {
    IR_TRAP_NONE,
    IR_TRAP_INTERRUPT, /* the exit flag was set: look for signals, invalidation, ... */
    IR_TRAP_SEGV,      /* host fault at trap_addr; the registers are precise */
    IR_TRAP_BUS,
    IR_TRAP_FETCH,   /* the pc is not executable */
    IR_TRAP_LOOKUP,  /* internal: find or make the code for pc */
    IR_TRAP_HOT,     /* internal: the region at pc has used up its count */
    IR_TRAP_RESTART, /* a guarded store was refused */
    IR_TRAP_PIECES,  /* internal: one of the instructions from pc on, probably, faults */
    IR_TRAP_TARGET = 16,
};

struct ir_ins {
    uint8_t op;   /* enum ir_opcode */
    uint8_t type; /* enum ir_type: result, or of the operands where the row says so */
    uint8_t lane; /* enum ir_type: vector lane, memory size, source format */
    uint8_t sub;
    ir_ref a, b, c;
    uint32_t snap; /* snapshot index + 1, or 0 */
    uint32_t pad;  /* free for a pass */
    uint64_t imm;
};

/* Where guest registers are at a point that may leave: those not listed are in the state. */
struct ir_snap_entry {
    uint16_t slot;
    int16_t plus; /* the slot has the value plus this; not 0: an integer of the slot's own type */
    ir_ref val;
    /* len not 0: the slot has the `len` bits of the value from bit lsb on, shifted left by shl; of
       the slot's own type, and without `plus`. */
    uint8_t lsb, len, shl;
};
struct ir_snap {
    uint64_t pc;
    uint32_t first, count; /* into region->snap_entries */
    bool pieces; /* of a load that does what several instructions from pc on do (pass `gather`): a
                    fault is looked for by running them one by one (IR_TRAP_PIECES) */
};

/* Has the slot something that is made of the value? */
static inline bool ir_snap_derived(const struct ir_snap_entry *e)
{
    return e->plus || e->len;
}

/* What is made of value `v`. */
static inline uint64_t ir_snap_value(const struct ir_snap_entry *e, uint64_t v)
{
    return e->len ? (v >> e->lsb & (UINT64_MAX >> (64 - e->len))) << e->shl
                  : v + (uint64_t)(int64_t)e->plus;
}

struct ir_block {
    ir_ref first, end; /* instructions [first, end) */
    uint64_t pc;       /* guest pc at its start, for messages */
    uint8_t loop_depth;
    bool cold;    /* laid out of line */
    bool bounded; /* before pass `state`: of a loop that ends soon by itself, so that it needs no
                     poll */
};

/* A guest register as generated code sees it. */
struct ir_slot {
    const char *name;
    uint32_t offset; /* into the CPU state */
    uint8_t type;    /* IR_I32, IR_I64, IR_V128; of pieces IR_F64, IR_F32 */
    uint16_t pieces; /* the first of two slots that lie over its halves; 0: there are none.  Front
                        ends name the whole; pass `pieces` may choose them instead */
};

enum {                        /* what a helper does */
       IR_HELPER_PURE = 1,    /* result depends on the arguments only */
       IR_HELPER_CPU = 2,     /* the CPU state pointer goes in front of the arguments */
       IR_HELPER_READS = 4,   /* reads slots through the pointer: they are stored before */
       IR_HELPER_WRITES = 8,  /* writes slots: they are loaded again after */
       IR_HELPER_FAULTS = 16, /* touches guest memory: implies READS, and the pc is stored before */
       IR_HELPER_FPX = 32,    /* raises floating-point flags in cpu_common.fp_flags (needs CPU) */
};
struct ir_region;
struct ir_helper {
    const char *name;
    void *fn;
    uint8_t flags;
    uint8_t ret;     /* enum ir_type, IR_VOID */
    uint8_t args[6]; /* enum ir_type, IR_VOID ends; integers, then SysV order; v128 in xmm */
    /* Of a pure one: its result made of other instructions, if the definitions of the arguments (a
       constant, something plus a constant) allow it; else IR_NONE.  May be NULL. */
    ir_ref (*expand)(struct ir_region *r, const ir_ref *args);
    /* Of one with `expand`: puts simpler arguments, or always the same, in place of those whose
       result is the same.  May be NULL. */
    void (*narrow)(const struct ir_region *r, ir_ref *args);
};

/* How floating point behaves in a region (rounding is dynamic, in the CPU state). */
struct ir_fpmode {
    uint8_t nan_rule; /* FP_NAN_* of tcg/softfp */
    bool default_nan;
    bool flush_in, flush_out, flush_f16;
    bool ahp; /* Arm alternative half precision */
    bool tininess_before;
    bool nearest; /* the dynamic rounding is to nearest for sure */
    bool traps;   /* the host's invalid and underflow exceptions lead out of line (backend_traps) */
    bool many_tiny;   /* but not underflow: there are too many */
    bool underflowed; /* the sticky underflow flag is set, and stays so in this region */
};

/* What the IR needs to know of a guest; the target owns one const instance. */
/* Where a system call has its number, arguments and result: offsets in the CPU state. */
struct ir_call {
    uint32_t trap; /* the trap code that it is, with a trap argument of 0; 0: not described */
    uint16_t number, arg[6], result;
    bool word64;   /* the size of those */
    bool number32; /* but of the number only the low half counts */
};

struct ir_guest {
    const struct ir_slot *slots;
    uint32_t nslots;
    const struct ir_helper *helpers;
    uint32_t nhelpers;
    uint32_t service;       /* the helper that calls cpu_common.service */
    uint32_t guarded_store; /* and cpu_common.guarded_store */
    uint32_t pc_offset;     /* of the 64-bit pc in the CPU state */
    uint32_t shared;        /* the slot (i32) of cpu_common.shared, or 0; pass `halves` */
    uint32_t state_bias; /* generated code's state pointer is cpu + state_bias, so that the busiest
                            slots have one-byte displacements */
    uint8_t insn_shift;  /* log2 of the instruction alignment: hashing of pcs */
    bool addr32;         /* guest addresses are i32, added to the memory base */
    bool big_endian;
    struct ir_call call;
};

struct ir_region {
    const struct ir_guest *guest;
    struct ir_fpmode fp;
    uint64_t pc;   /* entry */
    uint64_t mode; /* key of the translation mode */
    struct ir_ins *ins;
    uint32_t n, cap; /* ins[0], what IR_NONE names, is a NOP */
    struct ir_block *blocks;
    uint32_t nblocks, blocks_cap;
    ir_ref *args; /* argument lists of BR and CALL: [b, b + c) */
    uint32_t nargs, args_cap;
    struct ir_snap *snaps;
    uint32_t nsnaps, snaps_cap;
    struct ir_snap_entry *snap_entries;
    uint32_t nsnap_entries, snap_entries_cap;
    uint32_t cur;    /* builder: the block that instructions go to */
    uint64_t guard;  /* builder: not 0: ir_st makes guarded stores (exec_env.guard_at) */
    bool state_done; /* pass `state` has run: GET/SET are memory accesses, FAULTs have snapshots */
};

/* A region is reused: reset keeps the memory.  Allocation failure ends the process (g_malloc). */
void ir_region_init(struct ir_region *r, const struct ir_guest *guest);
void ir_region_reset(struct ir_region *r, uint64_t pc, uint64_t mode);
void ir_region_free(struct ir_region *r);
void ir_region_swap(struct ir_region *a, struct ir_region *b); /* contents and memory */

/* Builder.  Instructions go to the end of the region, into the last block begun. */
uint32_t ir_block_new(struct ir_region *r, uint64_t pc);  /* reserves a block number */
void ir_block_begin(struct ir_region *r, uint32_t block); /* from here on; blocks must be begun in
                                                             ascending order of layout */
void ir_region_grow(struct ir_region *r);                 /* makes room for an instruction */
/* Inline, so that the fields go straight to their place. */
static inline ir_ref ir_emit(struct ir_region *r, struct ir_ins ins)
{
    if (__builtin_expect(r->n >= r->cap, 0))
        ir_region_grow(r);
    uint8_t fixed = ir_ops[ins.op].fixed_type;
    ir_ref i = r->n++;
    struct ir_ins *p = &r->ins[i];
    *p = ins;
    if (fixed != IR_TYPES)
        p->type = fixed;
    if (r->nblocks)
        r->blocks[r->cur].end = i + 1;
    return i;
}

ir_ref ir_const(struct ir_region *r, enum ir_type t, uint64_t bits); /* i32: upper bits ignored */
ir_ref ir_vconst(struct ir_region *r, uint64_t lo, uint64_t hi);
ir_ref ir_param(struct ir_region *r, enum ir_type t);
ir_ref ir_get(struct ir_region *r, uint32_t slot); /* type from the guest's slot table */
void ir_set(struct ir_region *r, uint32_t slot, ir_ref v);
ir_ref ir_un(struct ir_region *r, enum ir_opcode op, enum ir_type t, ir_ref a);
ir_ref ir_bin(struct ir_region *r, enum ir_opcode op, enum ir_type t, ir_ref a, ir_ref b);
ir_ref ir_uni(struct ir_region *r, enum ir_opcode op, enum ir_type t, ir_ref a, uint64_t imm);
ir_ref ir_bini(struct ir_region *r, enum ir_opcode op, enum ir_type t, ir_ref a, ir_ref b,
               uint64_t imm);
ir_ref ir_addi(struct ir_region *r, enum ir_type t, ir_ref a, int64_t imm); /* a itself for 0 */
ir_ref ir_andi(struct ir_region *r, enum ir_type t, ir_ref a, uint64_t imm);
ir_ref ir_shli(struct ir_region *r, enum ir_type t, ir_ref a, unsigned n);
ir_ref ir_shri(struct ir_region *r, enum ir_type t, ir_ref a, unsigned n);
ir_ref ir_sari(struct ir_region *r, enum ir_type t, ir_ref a, unsigned n);
ir_ref ir_cmp(struct ir_region *r, enum ir_cond cc, enum ir_type t, ir_ref a, ir_ref b);
ir_ref ir_select(struct ir_region *r, enum ir_type t, ir_ref cond, ir_ref a, ir_ref b);
/* Vector and FP: lane first, then operands; sub carries IR_V64, IR_HI, rounding, ... */
ir_ref ir_vop(struct ir_region *r, enum ir_opcode op, enum ir_type t, enum ir_type lane,
              unsigned sub, ir_ref a, ir_ref b, ir_ref c);
ir_ref ir_vopi(struct ir_region *r, enum ir_opcode op, enum ir_type t, enum ir_type lane,
               unsigned sub, ir_ref a, ir_ref b, uint64_t imm);
ir_ref ir_ld(struct ir_region *r, enum ir_type t, enum ir_type mem, unsigned flags, ir_ref addr,
             int64_t off);
void ir_st(struct ir_region *r, enum ir_type t, enum ir_type mem, unsigned flags, ir_ref addr,
           int64_t off, ir_ref val);
/* Says that the memory will be used; never faults, changes nothing. */
void ir_prefetch(struct ir_region *r, ir_ref addr, int64_t off);
ir_ref ir_call(struct ir_region *r, uint32_t helper, const ir_ref *args, unsigned nargs);
void ir_trapif(struct ir_region *r, ir_ref cond, unsigned code, ir_ref arg);
void ir_br(struct ir_region *r, uint32_t block, const ir_ref *args, unsigned nargs);
void ir_brcond(struct ir_region *r, ir_ref cond, uint32_t taken, uint32_t other, unsigned hint);

/* Records a snapshot; returns what ir_ins.snap holds. */
uint32_t ir_snap_new(struct ir_region *r, uint64_t pc, const struct ir_snap_entry *entries,
                     unsigned count);
/* Where a list of values is put; ir_ins.b of BR and CALL. */
uint32_t ir_args_new(struct ir_region *r, const ir_ref *args, unsigned nargs);

/* The high half of a VCONST. */
/* Does a floating-point op follow the standard mode (Arm's StandardFPSCRValue)? */
static inline bool ir_has_standard(const struct ir_ins *ins)
{
    return ins->sub & IR_FP_STD && ir_ops[ins->op].props & IR_P_FPX && ins->op != IR_FCVTL &&
           ins->op != IR_FCVTN;
}

/* The standard mode beside the region's. */
static inline struct ir_fpmode ir_fp_standard(const struct ir_fpmode *m)
{
    struct ir_fpmode s = *m;
    s.default_nan = s.flush_in = s.flush_out = true;
    s.traps = s.underflowed = false;
    return s;
}

static inline uint64_t ir_vconst_hi(const struct ir_ins *ins)
{
    return ins->b | (uint64_t)ins->c << 32;
}

/* Targets of a BRCOND (a BR has its one in the taken place). */
static inline uint32_t ir_taken(const struct ir_ins *ins)
{
    return (uint32_t)ins->imm;
}
static inline uint32_t ir_other(const struct ir_ins *ins)
{
    return (uint32_t)(ins->imm >> 32);
}

/* Type of guest addresses. */
static inline enum ir_type ir_addr_type(const struct ir_region *r)
{
    return r->guest->addr32 ? IR_I32 : IR_I64;
}

/* Type of the value that an instruction makes (IR_VOID: none), from its row's result class. */
static inline enum ir_type ir_result_type(const struct ir_ins *ins)
{
    uint8_t t = ir_ops[ins->op].res_type;
    if (t < IR_TYPES)
        return t;
    if (t == IR_TYPES)
        return ins->type;
    return ins->lane == IR_I8 || ins->lane == IR_I16 ? IR_I32 : ins->lane;
}
unsigned ir_type_size(enum ir_type t); /* bytes */
const char *ir_type_name(enum ir_type t);
const char *ir_cond_name(enum ir_cond c);
enum ir_type ir_lane_scalar(enum ir_type lane); /* class S: i8 i16 -> i32, else itself */
/* What type an operand (which: 0 a, 1 b, 2 c) has to have; IR_VOID: any.  */
enum ir_type ir_operand_type(const struct ir_region *r, const struct ir_ins *ins, unsigned which);

/* Text form.  Printing never fails; parsing returns NULL and an error line (g_free) otherwise. */
void ir_print(const struct ir_region *r, FILE *out);
void ir_print_ins(const struct ir_region *r, ir_ref i, FILE *out);
bool ir_parse(struct ir_region *r, const char *text, char **error);

/* NULL if the region keeps the invariants, else a line that says what is wrong (g_free). */
char *ir_verify(const struct ir_region *r);

#endif
