/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the translators of RISC-V instructions (trans_*.c) share.
 *
 * In: decoded fields (the generated decode.h, decode_c.h).  Out: IR.
 * Invariants: an X register is a value of type c->xt (i64, on RV32 i32), register 0 is the constant
 * 0; a translator reads and checks everything before it sets the first register, so that a fault
 * leaves the registers as they were.
 * A translator is  bool rv_trans_NAME(struct rv_ctx *c, const struct rv_args *a)  and returns false
 * for a word that is illegal after all.  Those of the 16-bit instructions (rvc_trans_*) fill a
 * struct rv_args and call the translator of the same 32-bit instruction.
 */
#ifndef FERRY_TARGET_RISCV_TRANSLATE_H
#define FERRY_TARGET_RISCV_TRANSLATE_H

#include "target/riscv/cpu.h"
#include "target/riscv/decode.h"
#include "target/riscv/helper.h"
#include "target/target.h"
#include "tcg/ir/ir.h"

/* Constants of the table that are sets of bits. */
enum { RV_REL_LE = IR_REL_LT | IR_REL_EQ, RV_FMA_NEGPA = IR_FMA_NEGP | IR_FMA_NEGA };

/* Kept from instruction to instruction along a straight line (struct tr.guest). */
struct rv_tr {
    /* A properly boxed value that register i holds, and its format; IR_NONE: unknown. */
    ir_ref f[32];
    uint8_t fmt[32];
    /* AUIPC or LUI made constant `konst` in register konst_reg just before pc konst_pc. */
    uint8_t konst_reg;
    uint64_t konst, konst_pc;
    /* What vconf is here; or only vtype is known, and this is the largest vl that it allows. */
    uint32_t vconf;
    bool vconf_known, vtype_known;
};

struct rv_ctx {
    struct tr *t;
    struct ir_region *r;
    struct rv_tr *line;
    const struct rv_model *model;
    uint32_t insn;
    enum ir_type xt; /* of X registers and addresses */
    unsigned xlen;
    unsigned frm;      /* in this translation mode */
    enum rv_vway vway; /* the same */
};

/* X registers. */
ir_ref rv_x(struct rv_ctx *c, unsigned n);
void rv_set_x(struct rv_ctx *c, unsigned n, ir_ref v);
ir_ref rv_imm(struct rv_ctx *c, int64_t v);              /* of type c->xt */
ir_ref rv_w(struct rv_ctx *c, unsigned n);               /* the low word, i32 */
void rv_set_w(struct rv_ctx *c, unsigned n, ir_ref v);   /* i32, sign-extended */
ir_ref rv_x64(struct rv_ctx *c, unsigned n);             /* i64, zero-extended on RV32 */
void rv_set_x64(struct rv_ctx *c, unsigned n, ir_ref v); /* the low xlen bits of an i64 */
/* An i64: register n, on RV32 the pair that begins with it, the low word first; x0's pair is zero.
 */
ir_ref rv_pair(struct rv_ctx *c, unsigned n);
void rv_set_pair(struct rv_ctx *c, unsigned n, ir_ref v);

/* Leaves with an alignment fault unless addr is a multiple of 1 << size. */
void rv_check_align(struct rv_ctx *c, ir_ref addr, unsigned size);
/* The same, unless the access is within 16 bytes that are aligned. */
void rv_check_within16(struct rv_ctx *c, ir_ref addr, unsigned size);

/* F registers; with Zfinx, X registers.  Reading gives the canonical NaN where the value is not
 * boxed as `fmt` demands. */
ir_ref rv_f(struct rv_ctx *c, unsigned n, enum ir_type fmt);
void rv_set_f(struct rv_ctx *c, unsigned n, enum ir_type fmt, ir_ref v);
/* The low bits as they are, for stores and moves. */
ir_ref rv_f_bits(struct rv_ctx *c, unsigned n, enum ir_type fmt);

/* May registers whose numbers are or-ed together in `regs` hold a value of this format?  Pairs of X
   registers (Zdinx on RV32) are even. */
bool rv_f_ok(const struct rv_ctx *c, enum ir_type fmt, unsigned regs);

/* The rounding mode FP_R* of an instruction's rm field; false: reserved. */
bool rv_rounding(struct rv_ctx *c, unsigned rm, unsigned *rounding);
/* Is it the mode that the host's dynamic rounding has now? */
bool rv_rounding_is_dynamic(struct rv_ctx *c, unsigned rounding);

/* A trap at this instruction; always returns true. */
bool rv_trap(struct rv_ctx *c, unsigned code, uint64_t arg);

/* The row of a 32-bit word, of the manual's table or of a vendor's. */
enum rv_op rv_decode_word(uint32_t word, rv_features features, struct rv_args *a);

/* The context of the 16-bit instructions (trans_c.c, trans_zc.c). */
struct rvc_ctx {
    struct rv_ctx rv;
};
/* With RV32E, RV64E: does the instruction keep to the X registers that there are? */
bool rv_e_has(const struct rv_ctx *c, enum rv_op op);
bool rvc_e_has(const struct rv_ctx *c, unsigned op); /* enum rvc_op */
/* False: illegal. */
bool rv_translate_compressed(struct rv_ctx *c);

#endif
