/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the translators of AArch64 instructions (trans_*.c) share.
 *
 * In: decoded fields (the generated decode.h).  Out: IR.
 * Invariants: W registers are i32 values, X registers i64; register 31 is ZR or SP as the function
 * name says; a translator reads and checks everything before it sets the first register, so that a
 * fault leaves the registers as they were.
 * A translator is  bool a64_trans_NAME(struct a64_ctx *c, const struct a64_args *a)  and returns
 * false for a word that is unallocated after all.
 */
#ifndef FERRY_TARGET_AARCH64_TRANSLATE_H
#define FERRY_TARGET_AARCH64_TRANSLATE_H

#include "target/aarch64/cpu.h"
#include "target/aarch64/decode.h"
#include "target/aarch64/helper.h"
#include "target/target.h"
#include "tcg/ir/ir.h"

/*
 * Which operation made the flags, as far as it is known along a straight line; the values are those
 * of IR instructions that dominate. The same is in the slots cc_*.
 */
struct a64_flags {
    bool known;
    uint8_t cc;    /* enum a64_cc */
    bool has_test; /* CCMP, FCCMP: these are the flags if `test`, else `other` */
    uint8_t other; /* NZCV */
    ir_ref test;
    ir_ref op;   /* the slot's value, i32 */
    ir_ref a, b; /* operands, i32 or i64 as cc says; CC_WORD: a is i32 */
    struct {
        ir_ref x, y, in; /* CC_ADC, CC_SBC: what a is the sum of, */
        ir_ref out;      /* and its carry */
    } sum;
    ir_ref asked[14]; /* not known: the conditions that the slots were asked for, or IR_NONE */
};

/* Kept from instruction to instruction along a straight line (struct tr.guest). */
struct a64_tr {
    struct a64_flags flags;
    bool sp_aligned; /* SP is a multiple of 16 */
};

struct a64_ctx {
    struct tr *t;
    struct ir_region *r;
    struct a64_tr *line;
    const struct a64_model *model;
    uint32_t insn;
    bool tbi; /* drop the tag of addresses */
};

/* Registers.  sf chooses i64 (1) or i32 (0). */
ir_ref a64_x(struct a64_ctx *c, unsigned n);            /* i64; 31 is ZR */
ir_ref a64_w(struct a64_ctx *c, unsigned n);            /* i32; 31 is ZR */
ir_ref a64_reg(struct a64_ctx *c, bool sf, unsigned n); /* a64_x or a64_w */
ir_ref a64_x_sp(struct a64_ctx *c, unsigned n);         /* i64; 31 is SP */
ir_ref a64_reg_sp(struct a64_ctx *c, bool sf, unsigned n);
void a64_set_x(struct a64_ctx *c, unsigned n, ir_ref v);            /* i64; 31 is ZR: dropped */
void a64_set_reg(struct a64_ctx *c, bool sf, unsigned n, ir_ref v); /* i32 is zero-extended */
void a64_set_x_sp(struct a64_ctx *c, unsigned n, ir_ref v);
void a64_set_reg_sp(struct a64_ctx *c, bool sf, unsigned n, ir_ref v);
ir_ref a64_v(struct a64_ctx *c, unsigned n); /* v128 */
void a64_set_v(struct a64_ctx *c, unsigned n, ir_ref v);

static inline enum ir_type a64_type(bool sf)
{
    return sf ? IR_I64 : IR_I32;
}
ir_ref a64_imm(struct a64_ctx *c, bool sf, uint64_t v);

/* The base of a load or store: a64_x_sp after CheckSPAlignment. */
ir_ref a64_base(struct a64_ctx *c, unsigned n);
/* a64_set_x_sp of what was there plus a constant. */
void a64_move_sp(struct a64_ctx *c, unsigned n, ir_ref v, uint64_t by);
/* A guest address for a load or store: without its tag where tags are in use. */
ir_ref a64_addr(struct a64_ctx *c, ir_ref addr);
/* Leaves with an alignment fault unless addr is a multiple of `size` (a power of 2). */
void a64_check_align(struct a64_ctx *c, ir_ref addr, unsigned size);

/* Shifted and extended register operands (manual: ShiftReg, ExtendReg). */
ir_ref a64_shift_reg(struct a64_ctx *c, bool sf, unsigned n, unsigned shift, unsigned amount);
ir_ref a64_extend_reg(struct a64_ctx *c, bool sf, unsigned n, unsigned option, unsigned amount);

/* Flags (flags.c).  The values are of the type that sf says. */
void a64_flags_add(struct a64_ctx *c, bool sf, ir_ref a, ir_ref b);
void a64_flags_sub(struct a64_ctx *c, bool sf, ir_ref a, ir_ref b);
void a64_flags_logic(struct a64_ctx *c, bool sf, ir_ref result);
/* Of a + b + carry, or a + ~b + carry (sub), which is what it returns; carry is i32, 0 or 1. */
ir_ref a64_flags_adc(struct a64_ctx *c, bool sf, bool sub, ir_ref a, ir_ref b, ir_ref carry);
void a64_flags_fcmp(struct a64_ctx *c, ir_ref relation);     /* an IR_FCMP */
void a64_flags_relation(struct a64_ctx *c, ir_ref relation); /* the same; cc_a gets the number */
void a64_flags_word(struct a64_ctx *c, ir_ref nzcv);         /* i32, bits 3:0 */
/* The flags that the last call set, if test (0 or 1; made before), else the constant nzcv. */
void a64_flags_if(struct a64_ctx *c, ir_ref test, unsigned nzcv);
/* a64_helper_cond as plain instructions, where it can be told what set the flags; else IR_NONE. */
ir_ref a64_expand_cond(struct ir_region *r, const ir_ref *args);
ir_ref a64_nzcv(struct a64_ctx *c);  /* the packed word, bits 3:0 */
ir_ref a64_carry(struct a64_ctx *c); /* C as i32, 0 or 1 */
/* ConditionHolds(cond) as i32, 0 or 1.  cond ^ 1 is the opposite, except for 14 and 15: both
   always hold. */
ir_ref a64_cond(struct a64_ctx *c, unsigned cond);

/* FPSR.QC as i32, 0 or 1 (trans_vec.c). */
ir_ref a64_qc(struct a64_ctx *c);
void a64_set_qc(struct a64_ctx *c, ir_ref bit);

/* A trap at this instruction; always returns true. */
bool a64_trap(struct a64_ctx *c, unsigned code, uint64_t arg);

/* Pointer authentication (trans_pauth.c): Auth(x, modifier, key) of the manual. */
ir_ref a64_auth(struct a64_ctx *c, ir_ref x, ir_ref modifier, enum a64_key key);

#endif
