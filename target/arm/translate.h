/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the translators of A32 and T32 instructions (trans_*.c) share.
 *
 * In: decoded fields (the generated decode.h).  Out: IR.
 * Invariants: registers are i32 values; register 15 reads as the manual's PC.
 * A translator is  bool arm_trans_NAME(struct arm_ctx *c, const struct arm_args *a)  and returns
 * false for a word that is unallocated after all.  It need not look at the condition: either it is
 * branched around, or (rows with sel=1) arm_set_reg and the flag functions choose between new and
 * old by c->pred.
 */
#ifndef FERRY_TARGET_ARM_TRANSLATE_H
#define FERRY_TARGET_ARM_TRANSLATE_H

#include "target/arm/cpu.h"
#include "target/arm/decode.h"
#include "target/arm/helper.h"
#include "target/target.h"
#include "tcg/ir/ir.h"

enum {
    COND_EQ,
    COND_CS = 2,
    COND_MI = 4,
    COND_VS = 6,
    COND_HI = 8,
    COND_GE = 10,
    COND_GT = 12,
    COND_AL = 14
};

/* Which operations made the flags, as far as it is known along a straight line; the values are
   those of IR instructions that dominate. The same is in the slots cc_*. */
struct arm_source {
    bool base_known;
    bool fetched; /* the base is a word that was made of the slots, which still say it their way */
    uint8_t cc;   /* enum arm_cc_op below ARM_CC_BASE */
    ir_ref a, b;  /* operands of cc */
    ir_ref more;  /* and of ADC */
    ir_ref nz;    /* N and Z are this value's, or IR_NONE: those of the base */
    ir_ref carry; /* C, 0 or 1, or IR_NONE: that of the base */
    /* A difference of pairs: high and low words of the two, whose comparison C, and N with V, are;
       or IR_NONE. */
    ir_ref high[2], low[2];
};

struct arm_flags {
    struct arm_source now, old;
    ir_ref test;           /* not IR_NONE: the flags are those of `now` if test, else of `old` */
    uint32_t test_cond;    /* test is this condition of the old flags, or AL: something else */
    ir_ref asked[COND_AL]; /* what the helper has said of the slots' flags */
};

enum { ARM_CHAIN_OTHERS = 8 };

/* Instructions in a row with one condition, which are branched around once.  The block `join` is
   the current one, and nothing of an instruction is in it yet. */
struct arm_chain {
    uint32_t join;
    uint32_t then;                     /* the block that leads there where the condition holds, */
    uint32_t others[ARM_CHAIN_OTHERS]; /* and those where it does not; */
    uint32_t n;                        /* 0: there is no chain */
    unsigned cond;
    struct arm_flags flags; /* at the end of `then` */
    ir_ref fp_relation;
    bool asks;    /* they are not those that the condition has been asked of */
    bool changes; /* some of the chain's flags are not those at its start */
    bool it_over; /* what comes is behind the IT block: only a branch can go on with it, */
    bool it_set;  /* and the others have to set ITSTATE to 0 as well */
};

/* Kept from instruction to instruction along a straight line (struct tr.guest). */
struct arm_tr {
    struct arm_flags flags;
    ir_ref fp_relation; /* of the last VCMP, or IR_NONE */
    struct arm_chain chain;
};

struct arm_ctx {
    struct tr *t;
    struct ir_region *r;
    struct arm_tr *line;
    const struct arm_model *model;
    uint32_t insn;
    uint32_t pc;   /* without the T bit */
    uint32_t size; /* bytes of the instruction */
    bool thumb;
    bool in_it;         /* inside of an IT block */
    uint8_t it_next;    /* ITSTATE behind this instruction */
    ir_ref it_set;      /* that of the instruction: a SET of ARM_IT */
    bool it_shown;      /* an instruction of the block before had to set it */
    bool lone;          /* the region's mode is this IT block's: leave only through the look-up */
    ir_ref pred;        /* the condition as a value where it is a choice, or IR_NONE */
    unsigned pred_cond; /* which condition that is, or AL: none of the flags' */
    unsigned mem_flags; /* IR_MEM_BE or 0 */
};

#define FIELD(lsb, len) ((uint64_t)(lsb) | (uint64_t)(len) << 8)

/* Registers: i32. */
ir_ref arm_imm(struct arm_ctx *c, uint32_t v);
uint32_t arm_pc_value(const struct arm_ctx *c); /* what reading R15 gives */
ir_ref arm_reg(struct arm_ctx *c, unsigned n);
void arm_set_reg(struct arm_ctx *c, unsigned n, ir_ref v); /* 0-14 */
/* A slot other than R0-R14, with the condition if it is a choice. */
void arm_set_slot(struct arm_ctx *c, unsigned slot, ir_ref v);

/* Pairs as i64, low word first. */
ir_ref arm_pair(struct arm_ctx *c, ir_ref lo, ir_ref hi);
ir_ref arm_low(struct arm_ctx *c, ir_ref pair);
ir_ref arm_high(struct arm_ctx *c, ir_ref pair);

/* Shifted operands.  *carry (may be NULL): the shifter's carry, IR_NONE where C stays. */
ir_ref arm_shift_imm(struct arm_ctx *c, ir_ref v, unsigned type, unsigned imm5, ir_ref *carry);
ir_ref arm_shift_reg(struct arm_ctx *c, ir_ref v, unsigned type, ir_ref amount, ir_ref *carry);

/* Could anybody have seen ITSTATE since it_set? */
bool arm_it_shows(const struct arm_ctx *c);

/* Leaving the straight line (translate.c). */
enum arm_way { ARM_JUMP, ARM_CALL, ARM_RETURN };
void arm_goto(struct arm_ctx *c, uint32_t pc);                     /* bit 0: T */
void arm_call(struct arm_ctx *c, uint32_t pc);                     /* LR has been set */
void arm_goto_reg(struct arm_ctx *c, ir_ref pc, enum arm_way way); /* manual: BXWritePC */
void arm_write_pc(struct arm_ctx *c, ir_ref v);                    /* manual: ALUWritePC */
bool arm_trap(struct arm_ctx *c, unsigned code, uint32_t arg);     /* at this instruction */
void arm_trap_after(struct arm_ctx *c, unsigned code, ir_ref arg);
void arm_stop(struct arm_ctx *c); /* tr_stop */

/* A CMP has been translated: if it is where a division begins that is done bit by bit, its whole
   effect (divide.c). */
void arm_divide(struct arm_ctx *c);

/* Flags (flags.c). */
void arm_flags_add(struct arm_ctx *c, ir_ref a, ir_ref b);
void arm_flags_sub(struct arm_ctx *c, ir_ref a, ir_ref b);
void arm_flags_adc(struct arm_ctx *c, ir_ref a, ir_ref b, ir_ref carry, ir_ref result);
void arm_flags_logic(struct arm_ctx *c, ir_ref result, ir_ref carry); /* IR_NONE: C stays */
void arm_flags_fcmp(struct arm_ctx *c, ir_ref relation);
void arm_flags_word(struct arm_ctx *c, ir_ref nzcv);
void arm_flags_forget(struct arm_ctx *c);
ir_ref arm_nzcv(struct arm_ctx *c);                /* the packed word, bits 3:0 */
ir_ref arm_carry(struct arm_ctx *c);               /* 0 or 1 */
ir_ref arm_cond(struct arm_ctx *c, unsigned cond); /* ConditionHolds, 0 or 1; cond < 14 */

/* Memory (trans_mem.c). */
ir_ref arm_load(struct arm_ctx *c, unsigned size, bool sx, unsigned flags, ir_ref addr,
                int32_t off);
void arm_store(struct arm_ctx *c, unsigned size, unsigned flags, ir_ref addr, int32_t off,
               ir_ref v);

/* One conditional or unconditional instruction (translate.c), for the IT blocks of trans_branch.c
 */
struct arm_word {
    uint32_t insn;
    uint32_t pc;
    uint8_t size;
    uint8_t cond;
};
void arm_one(struct arm_ctx *c, const struct arm_word *w);
/* To `to` if the condition holds. */
void arm_branch_if(struct arm_ctx *c, unsigned cond, uint32_t to);
bool arm_fetch_thumb(struct tr *t, uint32_t pc, uint32_t *insn, uint8_t *size);
bool arm_peek_thumb(struct tr *t, uint32_t pc, uint32_t *insn, uint8_t *size); /* tr_peek16le */
/* The rest of an IT block whose ITSTATE at t->next is given. */
bool arm_it_block(struct arm_ctx *c, uint32_t pc, unsigned itstate);

#endif
