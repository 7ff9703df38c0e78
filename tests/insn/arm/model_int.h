/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plain model of the A32 and T32 instructions that are not VFP or NEON, written from the manual's
 * pseudocode and sharing nothing with the translator: the expected values of int_test.
 *
 * In: an instruction, registers, a piece of memory.  Out: registers and memory afterwards.
 */
#ifndef FERRY_TESTS_INSN_ARM_MODEL_INT_H
#define FERRY_TESTS_INSN_ARM_MODEL_INT_H

#include <stdbool.h>
#include <stdint.h>

struct model {
    uint32_t r[15];
    unsigned nzcv; /* N 8, Z 4, C 2, V 1 */
    unsigned ge;   /* GE[3:0] */
    bool q, be;
    uint32_t tpidrurw, tpidruro;
    uint8_t *mem; /* guest addresses mem_base ... */
    uint32_t mem_base, mem_size;
    bool thumb, in_it;
    uint32_t pc;   /* of the instruction */
    bool branched; /* out: to `next`, with the T bit */
    uint32_t next;
};

enum model_result {
    MODEL_DONE,
    MODEL_UNKNOWN,    /* not an instruction of this model, or unpredictable: no expectation */
    MODEL_UNDEFINED,  /* nothing has changed, as in all that follow */
    MODEL_OUTSIDE,    /* accesses memory that the model does not have */
    MODEL_MISALIGNED, /* alignment fault */
    MODEL_SVC,        /* the instruction has been passed */
    MODEL_BKPT,
    MODEL_YIELD, /* the instruction has been passed */
};

enum model_result model_a32(struct model *m, uint32_t insn); /* looks at the condition */
enum model_result model_t16(struct model *m, uint32_t insn);
enum model_result model_t32(struct model *m, uint32_t insn);

/* ---- what the encodings share (model_int.c) ---- */

#define MODEL_FIELD(insn, hi, lo) ((insn) >> (lo) & ((2u << ((hi) - (lo))) - 1))

bool model_cond(const struct model *m, unsigned cond); /* ConditionHolds */
uint32_t model_reg(const struct model *m, unsigned n); /* R[n] */
/* Shift_C by an amount as DecodeImmShift gives it: 0 LSL, 1 LSR, 2 ASR, 3 ROR, 4 RRX. */
uint32_t model_shift(uint32_t v, unsigned type, unsigned n, bool *carry);
/* The second operand Rm, type #imm5; *carry is in and out. */
uint32_t model_shift_imm(uint32_t v, unsigned type, unsigned imm5, bool *carry);
enum model_result model_bx(struct model *m, uint32_t to);     /* BXWritePC */
enum model_result model_branch(struct model *m, uint32_t to); /* BranchWritePC */

enum model_op {
    OP_AND,
    OP_EOR,
    OP_SUB,
    OP_RSB,
    OP_ADD,
    OP_ADC,
    OP_SBC,
    OP_RSC,
    OP_TST,
    OP_TEQ,
    OP_CMP,
    OP_CMN,
    OP_ORR,
    OP_MOV,
    OP_BIC,
    OP_MVN,
    OP_ORN
};
/* carry: the shifter's */
enum model_result model_dp(struct model *m, enum model_op op, bool s, unsigned d, uint32_t x,
                           uint32_t y, bool carry);

struct model_regs { /* fields Rd, Rn, Rm, Ra, by what the manual calls them */
    unsigned d, n, m, a;
};
/* bits 0-2 of kind: as bits 22:20 of the A32 word; op: 0 ADD16, 1 ASX, 2 SAX, 3 SUB16, 4 ADD8,
   7 SUB8 */
enum model_result model_parallel(struct model *m, struct model_regs r, unsigned kind, unsigned op);
enum model_result model_pkh(struct model *m, struct model_regs r, bool tb, unsigned imm5);
enum model_result model_sel(struct model *m, struct model_regs r);
enum model_result model_qadd(struct model *m, struct model_regs r, bool sub, bool dbl);
enum model_result model_sat(struct model *m, struct model_regs r, bool is_signed, unsigned sat,
                            bool asr, unsigned imm5);
enum model_result model_sat16(struct model *m, struct model_regs r, bool is_signed, unsigned sat);
/* kind: 0 both bytes of halves, 1 byte, 2 half; n = 15: nothing is added */
enum model_result model_extend(struct model *m, struct model_regs r, bool is_signed, unsigned kind,
                               unsigned rot);
enum model_reversal { REV_BYTES, REV_HALVES, REV_BITS, REV_SIGNED };
enum model_result model_reverse(struct model *m, struct model_regs r, enum model_reversal kind);
enum model_result model_clz(struct model *m, struct model_regs r);
enum model_result model_usada8(struct model *m, struct model_regs r);
enum model_result model_crc(struct model *m, struct model_regs r, unsigned size, bool castagnoli);
enum model_result model_bfx(struct model *m, struct model_regs r, bool is_signed, unsigned lsb,
                            unsigned width);
enum model_result model_bfi(struct model *m, struct model_regs r, unsigned lsb, unsigned msb);
enum model_result model_divide(struct model *m, struct model_regs r, bool is_signed);

/* Multiplications. a = 15 in those of one result: nothing is added. */
enum model_result model_mul(struct model *m, struct model_regs r, bool s, bool sub);
enum model_result model_mull(struct model *m, struct model_regs r, bool s, bool is_signed,
                             bool acc);
enum model_result model_umaal(struct model *m, struct model_regs r);
enum model_result model_smlaxy(struct model *m, struct model_regs r, bool x, bool y);
enum model_result model_smlawy(struct model *m, struct model_regs r, bool y);
enum model_result model_smlalxy(struct model *m, struct model_regs r, bool x, bool y);
enum model_result model_smlad(struct model *m, struct model_regs r, bool x, bool sub);
enum model_result model_smlald(struct model *m, struct model_regs r, bool x, bool sub);
enum model_result model_smmla(struct model *m, struct model_regs r, bool round, bool sub);

/* Status and coprocessor 15 (model_int.c). */
enum model_result model_mrs(struct model *m, unsigned d);
enum model_result model_msr(struct model *m, unsigned mask, uint32_t v);
enum model_result model_hint(unsigned hint);
enum model_result model_coprocessor(struct model *m, uint32_t insn); /* bits 27:0 */

/* ---- memory (model_mem.c) ---- */

struct model_access {
    unsigned t, n;
    unsigned size; /* bytes */
    bool is_signed, load;
    uint32_t offset; /* signed */
    bool index, wback;
};
enum model_result model_single(struct model *m, struct model_access a);
enum model_result model_dual(struct model *m, struct model_access a, unsigned t2);
enum model_result model_multiple(struct model *m, unsigned n, uint32_t list, bool before, bool up,
                                 bool wback, bool load);
/* Exclusives and ordered accesses. t2: of doubles; d: status of a store, or 16. */
enum model_result model_exclusive(struct model *m, unsigned size, bool load, unsigned t,
                                  unsigned t2, unsigned n, unsigned d, uint32_t offset);
enum model_result model_swap(struct model *m, unsigned size, unsigned t, unsigned t2, unsigned n);
bool model_load(const struct model *m, uint32_t addr, unsigned size, uint32_t *v);

#endif
