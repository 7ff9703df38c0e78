/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a host back end gives to tcg/exec.
 *
 * In: an optimised, verified region.  Out: host code at its final address, and the records that
 * chaining, fault recovery and invalidation need.  docs/codegen.md has the register and stack
 * conventions of generated code.
 */
#ifndef FERRY_TCG_BACK_BACKEND_H
#define FERRY_TCG_BACK_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "tcg/exec/cpu.h"
#include "tcg/ir/ir.h"

/* A patchable exit (backend_chain): not chained, it comes to `leave_chain`, which says from where.
 */
struct code_exit {
    uint64_t pc;       /* guest target */
    uint32_t rel_off;  /* offset of its rel32 field from the region's code start */
    uint32_t from_off; /* the `chain_from` that it leaves with, as an offset */
    uint8_t kind;      /* CODE_EXIT_* */
};
/* A branch is conditional, and leads to a stub when not chained; the others call the thunk. */
enum { CODE_EXIT_JUMP, CODE_EXIT_CALL, CODE_EXIT_RETSITE, CODE_EXIT_BRANCH };

/* Where a value is when a fault happens. */
enum code_loc_kind {
    CODE_LOC_GPR,
    CODE_LOC_XMM,
    CODE_LOC_SPILL,
    CODE_LOC_CONST,
    CODE_LOC_VCONST,
    CODE_LOC_GPR_FIELD, /* some bits of a register, see CODE_FIELD */
    CODE_LOC_SPILL_FIELD,
};
struct code_loc {
    uint16_t slot;    /* guest slot */
    uint8_t reg;      /* host register, or spill slot; EXEC_SPILL_SLOTS and n: guest slot n */
    uint8_t kind : 3; /* enum code_loc_kind */
    uint8_t size : 5; /* bytes of the value; what is above them in the guest's slot is zero */
    uint32_t konst;   /* CONST: index into code_out.consts; VCONST: of two; GPR, SPILL: as int32_t,
                         added to the value; FIELD: CODE_FIELD */
};
/* `len` bits (not 0) of the value from bit lsb on, shifted left by shl. */
#define CODE_FIELD(lsb, len, shl) ((uint32_t)(lsb) | (uint32_t)(len) << 8 | (uint32_t)(shl) << 16)
#define CODE_FIELD_LSB(field)     ((field)&255)
#define CODE_FIELD_LEN(field)     ((field) >> 8 & 255)
#define CODE_FIELD_SHL(field)     ((field) >> 16 & 255)
struct code_fault {
    uint32_t off;          /* offset of the host instruction that may fault */
    uint32_t first, count; /* into locs; faults share them */
    int32_t pc;            /* guest pc, from the region's */
};
/* In `count`: no fault, but floating point whose exceptions the host traps (region.fp.traps). They
   lead to offset `first`, from anywhere in the CODE_TRAP_SIZE bytes at `off`.  UNORDERED: a
   comparison; it goes on with the flags that a NaN gives.  SILENT: and is not invalid. */
#define CODE_TRAP           0x80000000u
#define CODE_TRAP_UNORDERED 0x40000000u
#define CODE_TRAP_SILENT    0x20000000u
#define CODE_TRAP_SIZE      0x00ffffffu

/* In the `count` of a fault: of a load that does what several guest instructions from pc on do. */
#define CODE_PIECES 0x40000000u

/* All arrays are GArray-like vectors owned by the back-end context, valid until the next compile.
 */
struct code_out {
    uint8_t *code;     /* in: where to put it (final address) */
    size_t cap;        /* in: room; out.size <= cap */
    uint32_t *counter; /* in: counted down at each entry, IR_TRAP_HOT when it becomes negative;
                          NULL: no counting.  Within 2 GiB of the code. */
    uint32_t *profile; /* in: of an indirect branch, the low half of the pc that it went to last,
                          and how often that was another one than before; NULL: not wanted.  Near
                          the counter. */
    bool profiled;     /* out: there is a branch that notes it */
    size_t size;       /* out */
    uint32_t entry;    /* out: offset of the entry; 16-byte aligned address; its first host
                          instruction is at least 5 bytes long and lies within 8 aligned bytes, so
                          that it can be replaced by a jump with one store */
    uint32_t outline;  /* out: offset of what is out of line */
    struct code_exit *exits;
    uint32_t nexits;
    struct code_fault *faults; /* ascending off */
    uint32_t nfaults;
    struct code_loc *locs;
    uint32_t nlocs;
    uint64_t *consts;
    uint32_t nconsts;
};

/* Fixed code that regions jump to, made once at the start of the code cache. */
struct code_thunks {
    unsigned (*enter)(void *cpu, void *code); /* C callable: runs code, returns the trap */
    void *leave; /* jump here with eax = trap code, pc stored in the state */
    /* Called from a region; the return address becomes `chain_from`.  The pc is not stored: it is
       that of the exit which has this from_off, else the region's own. */
    void *leave_chain;  /* an unchained exit; the trap is IR_TRAP_LOOKUP */
    void *leave_call;   /* one that is a call: the return address stays on the shadow stack */
    void *leave_poll;   /* the entry poll: IR_TRAP_INTERRUPT */
    void *leave_hot;    /* the counter: IR_TRAP_HOT */
    void *ret_miss;     /* a return to the pc in rdx that the shadow stack did not expect */
    void *find;         /* a jump or call to the pc in rdx that is not in the first place */
    void *leave_lookup; /* indirect target not in the jump cache: pc stored in the state */
    /* Called from a region with eax = trap code, the state stored: a system call, see `exec_calls`.
       It comes back when the call has been made, or leaves with the trap or IR_TRAP_INTERRUPT. */
    void *call;
    /* [call_begin, call_insn]: the call has not happened; at call_abort it leaves with the trap */
    void *call_begin, *call_insn, *call_done, *call_abort;
    void *const *helpers; /* table of helper addresses, in the cache, reached rip-relative */
};

/* Which exceptions code for this mode may trap (fp.traps; 0: none).  It runs while
   backend_set_traps has been told so. */
unsigned backend_traps(const struct ir_fpmode *fp);
void backend_set_traps(struct cpu_common *cpu, unsigned traps);

struct backend;
/* `cache` is the whole code cache (mapped read-write-execute); the back end lays its thunks and
   helper table at the start and returns how many bytes they took. */
struct backend *backend_new(const struct ir_guest *guest, uint8_t *cache, size_t cache_size,
                            size_t *used, struct code_thunks *thunks);
/* A number for the host's features that the code is made for. */
uint32_t backend_features(const struct backend *b);
/* Has the host instructions for some form of this op, on such lanes? */
bool backend_has(struct backend *b, enum ir_opcode op, enum ir_type lane);
/* False: the region does not fit into cap (the caller flushes or shortens).  Never fails otherwise:
   what the host lacks an instruction for becomes a call of the interpreter's routine for that op.
 */
bool backend_compile(struct backend *b, const struct ir_region *r, struct code_out *out);

/* Makes an exit of the region at `code` lead to the entry `to` (NULL: out again), and an entry lead
   to other code (NULL: out, by `leave_poll`); with one store, as other threads may be executing
   there. */
void backend_chain(const struct code_thunks *thunks, uint8_t *code, const struct code_exit *exit,
                   const uint8_t *to);
void backend_lead(const struct code_thunks *thunks, uint8_t *entry, const uint8_t *to);

#endif
