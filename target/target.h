/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest architecture, as data: what the translator and the run loop ask of it, and what its
 * decoder and translators may call.
 *
 * In: guest instructions.  Out: IR (tcg/ir).  Invariants: a target knows no operating system and
 * no host; it keeps no state outside the CPU struct and the `struct tr` of the running translation.
 *
 * A translator is called for one instruction at a time (target->translate).  It emits IR, sets
 * tr->next, and for anything that leaves the straight line calls one of tr_jump ... tr_trap below;
 * the generic layer (tcg/front) decides whether that becomes a branch inside the region or an exit.
 */
#ifndef FERRY_TARGET_TARGET_H
#define FERRY_TARGET_TARGET_H

#include "base/abi.h"
#include "tcg/ir/ir.h"

/* Not of target->mode, but a part of the key: the underflow flag is set, so that nobody looks for
   results that would set it.  What may clear the flag stops (tr_stop). */
#define TR_MODE_UNDERFLOWED (UINT64_C(1) << 63)

struct tr {
    struct ir_region *r;
    const struct target *target;
    const void *cpu_model; /* the target's own description of the -cpu choice */
    const void *cpu;       /* that runs into the code, to guess from, or NULL */
    bool guessed;          /* set by the target when it does */
    gaddr pc;              /* of the instruction being translated */
    gaddr next;            /* set by the target: pc after it */
    uint64_t mode;         /* translation mode key, from target->mode */
    void *guest; /* target->tr_size bytes for the target; zeroed at block starts where more
                    than one path meets, kept along the fall-through of a branch */
    bool ended;  /* set by the functions that end the block */
    struct tr_front *front; /* the generic layer's own */
};

/* Code bytes at pc (host byte order of a little- or big-endian code word as the name says).
   False: not executable or not mapped; the front end then just returns, and the generic layer ends
   the region before this instruction (or traps IR_TRAP_FETCH if it is the first). */
bool tr_fetch8(struct tr *t, gaddr pc, uint8_t *out);
bool tr_fetch16le(struct tr *t, gaddr pc, uint16_t *out);
bool tr_fetch32le(struct tr *t, gaddr pc, uint32_t *out);
/* Code that is looked at besides; false does not end the region. */
bool tr_peek16le(struct tr *t, gaddr pc, uint16_t *out);
/* What is translated depends on the code at [start, end), too, which is not translated itself: the
   region dies with it.  False: there are too many such places. */
bool tr_depends(struct tr *t, gaddr start, gaddr end);
/* Is the instruction at t->pc in a guarded page (struct target: branch_tag)? */
bool tr_guarded(struct tr *t);

/* Ends of straight-line code.  t->next must be set before. */
void tr_jump(struct tr *t, gaddr pc);                   /* direct jump */
void tr_branch(struct tr *t, ir_ref cond, gaddr taken); /* if cond to taken, else to t->next;
                                                           translation may go on at t->next */
/* To taken; translation goes on in a new block at t->next, to which the caller makes others lead.
 */
void tr_side(struct tr *t, gaddr taken);
struct tr_set {
    uint32_t slot;
    ir_ref value;
};
/* If cond to pc, with n more slots set: to another of the modes that line_modes tells apart. What
   follows belongs to the same instruction. */
void tr_leave_if(struct tr *t, ir_ref cond, gaddr pc, const struct tr_set *sets, unsigned n);
void tr_leave(struct tr *t, gaddr pc);     /* the same, in any case */
void tr_jump_ind(struct tr *t, ir_ref pc); /* indirect jump */
void tr_call(struct tr *t, gaddr pc);      /* call; returns to t->next; the link
                                              register has been set by the target */
void tr_call_ind(struct tr *t, ir_ref pc);
void tr_ret(struct tr *t, ir_ref pc); /* return */
void tr_trap(struct tr *t, unsigned code, ir_ref arg,
             gaddr pc);     /* leave with a trap; the state's pc
                             becomes `pc`; arg may be IR_NONE */
void tr_stop(struct tr *t); /* leave to t->next through the look-up: the mode may have changed */

struct tr_reg { /* a register for the debugger, -d cpu, compare mode */
    const char *name;
    uint32_t offset, size;
    bool vector; /* floating point or vector: shown by -d fpu */
};

struct target {
    const char *name; /* as in qemu-NAME */
    const struct ir_guest *ir;
    uint32_t cpu_size;          /* bytes of the CPU struct, which starts with struct cpu_common */
    uint32_t tr_size;           /* bytes behind tr->guest */
    uint8_t insn_min, insn_max; /* bytes */
    int cs_arch, cs_mode;       /* capstone, for -d in_asm */
    int cs_mode_state;          /* instead of cs_mode where pc_state bits are set */
    uint64_t mode_big_code;     /* bits of a translation mode: code is big-endian; 0: never */
    gaddr pc_state;             /* bits of a pc that are state and no part of the address */
    bool explicit_icache;       /* code changes are announced by cache maintenance */

    /* The part of the CPU state that translation depends on, as a key.  0 is the usual mode. */
    uint64_t (*mode)(const void *cpu);
    /* Bits of it for straight lines: exits lead to and from such regions, in which nobody jumps
       indirectly.  They are hints: code of any of these modes is right at any time. */
    uint64_t line_modes;
    struct ir_fpmode (*fpmode)(uint64_t mode);
    void (*reset)(void *cpu, const void *cpu_model); /* power-on user state */
    void (*translate)(struct tr *t);                 /* one instruction at t->pc */
    gaddr (*get_pc)(const void *cpu);
    void (*set_pc)(void *cpu, gaddr pc);
    void (*dump)(const void *cpu, FILE *out); /* -d cpu: registers as QEMU prints them */
    /* -d vpu: vector registers that are not among `regs`; NULL: there are none. */
    void (*dump_vectors)(const void *cpu, FILE *out);

    /*
     * Branches that are checked where they land, in pages which the system calls guarded; NULL: the
     * guest has none. In a mode for it, translators xor a tag onto the pc of tr_jump_ind and
     * tr_call_ind, in bits that no pc has and above those that choose the jump cache's entry. A pc
     * with its tag gets into the jump cache after its first check, so that later ones cost nothing.
     */
    uint64_t (*branch_tag)(void *cpu); /* takes the tag off the pc, and returns it; 0: none */
    bool (*may_land)(uint64_t tag,
                     uint32_t insn); /* may it arrive at this word of a guarded page? */
    unsigned bad_landing;            /* the trap when it may not */
    const struct tr_reg *regs;
    uint32_t nregs;

    /* -cpu: NULL-terminated names, the first one is the default; find returns NULL for an unknown
       model or property, with the reason in the log. */
    const char *const *cpu_names;
    const void *(*cpu_find)(const char *spec);
};

/* A family's models; each begins with its name, a const char *. */
struct target_models {
    const void *rows;
    size_t n, size;                                   /* rows, bytes of one */
    bool (*apply)(void *model, const char *property); /* false: refused, with the reason logged */
};

/* The model of "name[,property...]"; "max" if there is no name, or it is "any".  With properties it
   is a copy for the life of the process.  NULL as cpu_find. */
const void *target_find_model(const struct target_models *table, const char *spec);

/* Why cpu_find returns NULL, in QEMU's words: an unknown name; a property ("name=value") of a model
   of this family of processors. The latter is always false. */
const void *target_unknown_cpu(const char *name);
bool target_refuse_property(const char *model, const char *family, const char *property,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));

extern const struct target *const targets[]; /* NULL-terminated; target/target.c */
extern const struct target target_aarch64;
extern const struct target target_arm;
extern const struct target target_riscv64, target_riscv32;

#endif
