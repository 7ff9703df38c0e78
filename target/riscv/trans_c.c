/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 16-bit instructions: each fills the fields of a 32-bit one and calls its translator.
 *
 * In: fields (decode_c.h).  Out: IR.
 */
#include <inttypes.h>
#include "base/log.h"
#include "target/riscv/decode_c.h"
#include "target/riscv/translate.h"

bool rv_translate_compressed(struct rv_ctx *c)
{
    struct rvc_ctx x = {*c};
    struct rvc_args a;
    if (!(c->model->features & RV_F(ZCA)))
        return false;
    enum rvc_op op = rvc_decode(c->insn, c->model->features, &a);
    if (c->model->features & RV_F(E) && !rvc_e_has(c, op))
        return false;
    return rvc_trans_table[op] && rvc_trans_table[op](&x, &a);
}

/* Bits [lsb, lsb + n) of the instruction, moved to bit `to`. */
static int32_t bits(const struct rvc_ctx *c, unsigned lsb, unsigned n, unsigned to)
{
    return (int32_t)((c->rv.insn >> lsb & ((1u << n) - 1)) << to);
}

static unsigned reg(unsigned n) /* x8 ... x15 */
{
    return n + 8;
}

/* A signed 6-bit immediate in the usual place. */
static int32_t imm6(const struct rvc_args *a)
{
    return a->immh * 32 | a->imml;
}

static int32_t offset_w(const struct rvc_ctx *c) /* C.LW and its kin */
{
    return bits(c, 10, 3, 3) | bits(c, 6, 1, 2) | bits(c, 5, 1, 6);
}

static int32_t offset_d(const struct rvc_ctx *c)
{
    return bits(c, 10, 3, 3) | bits(c, 5, 2, 6);
}

static int32_t offset_lwsp(const struct rvc_ctx *c)
{
    return bits(c, 12, 1, 5) | bits(c, 4, 3, 2) | bits(c, 2, 2, 6);
}

static int32_t offset_ldsp(const struct rvc_ctx *c)
{
    return bits(c, 12, 1, 5) | bits(c, 5, 2, 3) | bits(c, 2, 3, 6);
}

static int32_t offset_swsp(const struct rvc_ctx *c)
{
    return bits(c, 9, 4, 2) | bits(c, 7, 2, 6);
}

static int32_t offset_sdsp(const struct rvc_ctx *c)
{
    return bits(c, 10, 3, 3) | bits(c, 7, 3, 6);
}

/* ---- loads and stores ---- */

/* Zclsd: the doublewords of RV32. */
static bool pair(const struct rvc_ctx *c, unsigned size)
{
    return size == 3 && c->rv.xlen == 32;
}

static bool load(struct rvc_ctx *c, unsigned rd, unsigned rs1, int32_t off, unsigned size,
                 bool sext)
{
    struct rv_args a = {.imm12 = (int16_t)off, .size = (uint8_t)size, .sext = sext};
    a.rd = (uint8_t)rd;
    a.rs1 = (uint8_t)rs1;
    return pair(c, size) ? rv_trans_load_pair(&c->rv, &a) : rv_trans_load(&c->rv, &a);
}

static bool store(struct rvc_ctx *c, unsigned rs2, unsigned rs1, int32_t off, unsigned size)
{
    struct rv_args a = {.immh = (int8_t)(off >> 5), .imml = off & 31, .size = (uint8_t)size};
    a.rs2 = (uint8_t)rs2;
    a.rs1 = (uint8_t)rs1;
    return pair(c, size) ? rv_trans_store_pair(&c->rv, &a) : rv_trans_store(&c->rv, &a);
}

static bool fload(struct rvc_ctx *c, unsigned rd, unsigned rs1, int32_t off, enum ir_type fmt)
{
    struct rv_args a = {.imm12 = (int16_t)off, .fmt = fmt};
    a.rd = (uint8_t)rd;
    a.rs1 = (uint8_t)rs1;
    return rv_trans_fload(&c->rv, &a);
}

static bool fstore(struct rvc_ctx *c, unsigned rs2, unsigned rs1, int32_t off, enum ir_type fmt)
{
    struct rv_args a = {.immh = (int8_t)(off >> 5), .imml = off & 31, .fmt = fmt};
    a.rs2 = (uint8_t)rs2;
    a.rs1 = (uint8_t)rs1;
    return rv_trans_fstore(&c->rv, &a);
}

bool rvc_trans_C_LW(struct rvc_ctx *c, const struct rvc_args *a)
{
    return load(c, reg(a->rd_), reg(a->rs1_), offset_w(c), 2, true);
}

bool rvc_trans_C_LD(struct rvc_ctx *c, const struct rvc_args *a)
{
    return load(c, reg(a->rd_), reg(a->rs1_), offset_d(c), 3, false);
}

bool rvc_trans_C_FLW(struct rvc_ctx *c, const struct rvc_args *a)
{
    return fload(c, reg(a->rd_), reg(a->rs1_), offset_w(c), IR_F32);
}

bool rvc_trans_C_FLD(struct rvc_ctx *c, const struct rvc_args *a)
{
    return fload(c, reg(a->rd_), reg(a->rs1_), offset_d(c), IR_F64);
}

bool rvc_trans_C_SW(struct rvc_ctx *c, const struct rvc_args *a)
{
    return store(c, reg(a->rs2_), reg(a->rs1_), offset_w(c), 2);
}

bool rvc_trans_C_SD(struct rvc_ctx *c, const struct rvc_args *a)
{
    return store(c, reg(a->rs2_), reg(a->rs1_), offset_d(c), 3);
}

bool rvc_trans_C_FSW(struct rvc_ctx *c, const struct rvc_args *a)
{
    return fstore(c, reg(a->rs2_), reg(a->rs1_), offset_w(c), IR_F32);
}

bool rvc_trans_C_FSD(struct rvc_ctx *c, const struct rvc_args *a)
{
    return fstore(c, reg(a->rs2_), reg(a->rs1_), offset_d(c), IR_F64);
}

/* Zcb: uimm[0] stands left of uimm[1]. */
static int32_t offset_b(const struct rvc_args *a)
{
    return (a->uimm2 >> 1) | (a->uimm2 & 1) << 1;
}

bool rvc_trans_C_LBU(struct rvc_ctx *c, const struct rvc_args *a)
{
    return load(c, reg(a->rd_), reg(a->rs1_), offset_b(a), 0, false);
}

bool rvc_trans_c_lh(struct rvc_ctx *c, const struct rvc_args *a)
{
    return load(c, reg(a->rd_), reg(a->rs1_), a->uimm1 << 1, 1, a->sext);
}

bool rvc_trans_C_SB(struct rvc_ctx *c, const struct rvc_args *a)
{
    return store(c, reg(a->rs2_), reg(a->rs1_), offset_b(a), 0);
}

bool rvc_trans_C_SH(struct rvc_ctx *c, const struct rvc_args *a)
{
    return store(c, reg(a->rs2_), reg(a->rs1_), a->uimm1 << 1, 1);
}

bool rvc_trans_C_LWSP(struct rvc_ctx *c, const struct rvc_args *a)
{
    return load(c, a->rd, 2, offset_lwsp(c), 2, true);
}

bool rvc_trans_C_LDSP(struct rvc_ctx *c, const struct rvc_args *a)
{
    return load(c, a->rd, 2, offset_ldsp(c), 3, false);
}

bool rvc_trans_C_FLWSP(struct rvc_ctx *c, const struct rvc_args *a)
{
    return fload(c, a->rd, 2, offset_lwsp(c), IR_F32);
}

bool rvc_trans_C_FLDSP(struct rvc_ctx *c, const struct rvc_args *a)
{
    return fload(c, a->rd, 2, offset_ldsp(c), IR_F64);
}

bool rvc_trans_C_SWSP(struct rvc_ctx *c, const struct rvc_args *a)
{
    return store(c, a->rs2, 2, offset_swsp(c), 2);
}

bool rvc_trans_C_SDSP(struct rvc_ctx *c, const struct rvc_args *a)
{
    return store(c, a->rs2, 2, offset_sdsp(c), 3);
}

bool rvc_trans_C_FSWSP(struct rvc_ctx *c, const struct rvc_args *a)
{
    return fstore(c, a->rs2, 2, offset_swsp(c), IR_F32);
}

bool rvc_trans_C_FSDSP(struct rvc_ctx *c, const struct rvc_args *a)
{
    return fstore(c, a->rs2, 2, offset_sdsp(c), IR_F64);
}

/* ---- computation ---- */

static bool addi(struct rvc_ctx *c, unsigned rd, unsigned rs1, int32_t imm)
{
    struct rv_args a = {.imm12 = (int16_t)imm, .op = IR_ADD};
    a.rd = (uint8_t)rd;
    a.rs1 = (uint8_t)rs1;
    return rv_trans_arith_imm(&c->rv, &a);
}

bool rvc_trans_C_ADDI4SPN(struct rvc_ctx *c, const struct rvc_args *a)
{
    int32_t imm = bits(c, 11, 2, 4) | bits(c, 7, 4, 6) | bits(c, 6, 1, 2) | bits(c, 5, 1, 3);
    return addi(c, reg(a->rd_), 2, imm);
}

bool rvc_trans_C_ADDI(struct rvc_ctx *c, const struct rvc_args *a)
{
    return addi(c, a->rd, a->rd, imm6(a));
}

bool rvc_trans_C_LI(struct rvc_ctx *c, const struct rvc_args *a)
{
    return addi(c, a->rd, 0, imm6(a));
}

bool rvc_trans_C_ADDI16SP(struct rvc_ctx *c, const struct rvc_args *a)
{
    int32_t imm = bits(c, 6, 1, 4) | bits(c, 5, 1, 6) | bits(c, 3, 2, 7) | bits(c, 2, 1, 5);
    return addi(c, 2, 2, a->immh * 512 | imm);
}

bool rvc_trans_C_ADDIW(struct rvc_ctx *c, const struct rvc_args *a)
{
    struct rv_args b = {.imm12 = (int16_t)imm6(a), .rd = a->rd, .rs1 = a->rd};
    return rv_trans_ADDIW(&c->rv, &b);
}

bool rvc_trans_C_LUI(struct rvc_ctx *c, const struct rvc_args *a)
{
    struct rv_args b = {.imm20 = (uint32_t)imm6(a) & 0xfffff, .rd = a->rd};
    return rv_trans_LUI(&c->rv, &b);
}

bool rvc_trans_C_MOP(struct rvc_ctx *c, const struct rvc_args *a)
{
    (void)c;
    (void)a;
    return true;
}

static bool shift(struct rvc_ctx *c, unsigned rd, unsigned shamt, unsigned op)
{
    struct rv_args b = {.shamt = (uint8_t)shamt, .op = (uint16_t)op};
    b.rd = b.rs1 = (uint8_t)rd;
    return rv_trans_shift_imm(&c->rv, &b);
}

bool rvc_trans_c_shift_imm(struct rvc_ctx *c, const struct rvc_args *a)
{
    return shift(c, reg(a->rd_), a->uimmh << 5 | a->imml, a->op);
}

bool rvc_trans_C_SLLI(struct rvc_ctx *c, const struct rvc_args *a)
{
    return shift(c, a->rd, a->uimmh << 5 | a->imml, IR_SHL);
}

bool rvc_trans_C_ANDI(struct rvc_ctx *c, const struct rvc_args *a)
{
    struct rv_args b = {.imm12 = (int16_t)imm6(a), .op = IR_AND};
    b.rd = b.rs1 = (uint8_t)reg(a->rd_);
    return rv_trans_arith_imm(&c->rv, &b);
}

static struct rv_args two_regs(unsigned rd, unsigned rs1, unsigned rs2, unsigned op)
{
    return (struct rv_args){
        .rd = (uint8_t)rd, .rs1 = (uint8_t)rs1, .rs2 = (uint8_t)rs2, .op = (uint16_t)op};
}

bool rvc_trans_c_arith(struct rvc_ctx *c, const struct rvc_args *a)
{
    struct rv_args b = two_regs(reg(a->rd_), reg(a->rd_), reg(a->rs2_), a->op);
    return rv_trans_arith(&c->rv, &b);
}

bool rvc_trans_c_arith_w(struct rvc_ctx *c, const struct rvc_args *a)
{
    struct rv_args b = two_regs(reg(a->rd_), reg(a->rd_), reg(a->rs2_), a->op);
    return rv_trans_arith_w(&c->rv, &b);
}

bool rvc_trans_c_extend(struct rvc_ctx *c, const struct rvc_args *a)
{
    struct rv_args b = two_regs(reg(a->rd_), reg(a->rd_), 0, a->op);
    b.bits = a->bits;
    return rv_trans_extend(&c->rv, &b);
}

bool rvc_trans_C_NOT(struct rvc_ctx *c, const struct rvc_args *a)
{
    struct rv_args b = two_regs(reg(a->rd_), reg(a->rd_), 0, IR_XOR);
    b.imm12 = -1;
    return rv_trans_arith_imm(&c->rv, &b);
}

bool rvc_trans_C_MV(struct rvc_ctx *c, const struct rvc_args *a)
{
    rv_set_x(&c->rv, a->rd, rv_x(&c->rv, a->rs2));
    return true;
}

bool rvc_trans_C_ADD(struct rvc_ctx *c, const struct rvc_args *a)
{
    struct rv_args b = two_regs(a->rd, a->rd, a->rs2, IR_ADD);
    return rv_trans_arith(&c->rv, &b);
}

/* ---- jumps ---- */

bool rvc_trans_c_j(struct rvc_ctx *c, const struct rvc_args *a)
{
    int32_t off = bits(c, 3, 3, 1) | bits(c, 11, 1, 4) | bits(c, 2, 1, 5) | bits(c, 7, 1, 6) |
                  bits(c, 6, 1, 7) | bits(c, 9, 2, 8) | bits(c, 8, 1, 10);
    if (c->rv.insn >> 12 & 1)
        off |= -2048;
    /* As the J immediate: 20 | 10:1 | 11 | 19:12. */
    uint32_t o = (uint32_t)off;
    struct rv_args b = {.rd = a->link};
    b.imm20 = (o >> 20 & 1) << 19 | (o >> 1 & 0x3ff) << 9 | (o >> 11 & 1) << 8 | (o >> 12 & 0xff);
    return rv_trans_JAL(&c->rv, &b);
}

bool rvc_trans_c_branch(struct rvc_ctx *c, const struct rvc_args *a)
{
    int32_t off = bits(c, 3, 2, 1) | bits(c, 10, 2, 3) | bits(c, 2, 1, 5) | bits(c, 5, 2, 6);
    if (c->rv.insn >> 12 & 1)
        off |= -256;
    struct rv_args b = {.rs1 = (uint8_t)reg(a->rs1_), .cond = a->cond};
    b.immh = (int8_t)((off >> 12) * 64 | (off >> 5 & 63));
    b.imml = (uint8_t)((off & 30) | (off >> 11 & 1));
    return rv_trans_branch(&c->rv, &b);
}

static bool jalr(struct rvc_ctx *c, unsigned rd, unsigned rs1)
{
    struct rv_args b = two_regs(rd, rs1, 0, 0);
    return rv_trans_JALR(&c->rv, &b);
}

bool rvc_trans_C_JR(struct rvc_ctx *c, const struct rvc_args *a)
{
    return jalr(c, 0, a->rs1);
}

bool rvc_trans_C_JALR(struct rvc_ctx *c, const struct rvc_args *a)
{
    return jalr(c, 1, a->rs1);
}

bool rvc_trans_C_EBREAK(struct rvc_ctx *c, const struct rvc_args *a)
{
    (void)a;
    struct rv_args b = {0};
    return rv_trans_EBREAK(&c->rv, &b);
}
