/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Status registers, coprocessor 15, barriers.
 *
 * In: fields.  Out: IR.  User mode reaches of CP15 the thread registers and the old barriers.
 */
#include "target/arm/translate.h"

static ir_ref op2(struct arm_ctx *c, enum ir_opcode op, ir_ref a, ir_ref b)
{
    return ir_bin(c->r, op, IR_I32, a, b);
}

static void fence(struct arm_ctx *c, unsigned kind)
{
    ir_emit(c->r, (struct ir_ins){.op = IR_FENCE, .sub = (uint8_t)kind});
}

bool arm_trans_dmb(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned domain = a->opt & 3; /* 1: loads, 2: stores, 3: all */
    fence(c, domain == 1 ? IR_FENCE_LD : domain == 2 ? IR_FENCE_ST : IR_FENCE_FULL);
    return true;
}

bool arm_trans_isb(struct arm_ctx *c, const struct arm_args *a)
{
    (void)a;
    fence(c, IR_FENCE_INSN);
    return true;
}

/* ---- status ---- */

bool arm_trans_mrs(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    ir_ref v = ir_shli(r, IR_I32, arm_nzcv(c), 28);
    v = op2(c, IR_OR, v, ir_shli(r, IR_I32, ir_get(r, ARM_Q), 27));
    ir_ref ge = ir_andi(r, IR_I32, ir_get(r, ARM_GE), 0x01010101); /* to bits 19:16 */
    ge = ir_shri(r, IR_I32, op2(c, IR_MUL, ge, arm_imm(c, 0x01020408)), 8);
    v = op2(c, IR_OR, v, ir_andi(r, IR_I32, ge, 0xf0000));
    v = op2(c, IR_OR, v, ir_shli(r, IR_I32, ir_get(r, ARM_BE), 9));
    arm_set_reg(c, a->rd, op2(c, IR_OR, v, arm_imm(c, 0x10)));
    return a->rd < 15;
}

static ir_ref ge_bytes(struct arm_ctx *c, ir_ref flags)
{
    ir_ref spread = op2(c, IR_MUL, flags, arm_imm(c, 0x00204081));
    return op2(c, IR_MUL, ir_andi(c->r, IR_I32, spread, 0x01010101), arm_imm(c, 255));
}

static bool write_apsr(struct arm_ctx *c, unsigned mask, ir_ref v)
{
    struct ir_region *r = c->r;
    if (mask & 8) {
        arm_set_slot(c, ARM_Q, ir_uni(r, IR_UBFX, IR_I32, v, FIELD(27, 1)));
        arm_flags_word(c, ir_shri(r, IR_I32, v, 28));
    }
    if (mask & 4)
        arm_set_slot(c, ARM_GE, ge_bytes(c, ir_uni(r, IR_UBFX, IR_I32, v, FIELD(16, 4))));
    if (mask & 2) {
        ir_set(r, ARM_BE, ir_uni(r, IR_UBFX, IR_I32, v, FIELD(9, 1)));
        arm_stop(c);
    }
    return true; /* the rest is not user mode's */
}

bool arm_trans_msr_reg(struct arm_ctx *c, const struct arm_args *a)
{
    return a->rn < 15 && write_apsr(c, a->mask, arm_reg(c, a->rn));
}

bool arm_trans_msr_imm(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned n = (a->imm12 >> 8) * 2;
    uint32_t v = a->imm12 & 255;
    return write_apsr(c, a->mask, arm_imm(c, n ? v >> n | v << (32 - n) : v));
}

bool arm_trans_setend(struct arm_ctx *c, const struct arm_args *a)
{
    ir_set(c->r, ARM_BE, arm_imm(c, a->E));
    arm_stop(c);
    return true;
}

/* ---- coprocessor 15 ---- */

static unsigned key(const struct arm_args *a)
{
    return (unsigned)a->crn << 16 | (unsigned)a->opc1 << 12 | (unsigned)a->crm << 8 | a->opc2;
}

enum {
    KEY_ISB = 7 << 16 | 5 << 8 | 4,
    KEY_DSB = 7 << 16 | 10 << 8 | 4,
    KEY_DMB = 7 << 16 | 10 << 8 | 5,
    KEY_TPIDRURW = 13 << 16 | 2,
    KEY_TPIDRURO = 13 << 16 | 3,
};

bool arm_trans_mrc(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned slot;
    if (a->cp != 15 || a->rt == 15)
        return false;
    switch (key(a)) {
    case KEY_TPIDRURW: slot = ARM_TPIDRURW; break;
    case KEY_TPIDRURO: slot = ARM_TPIDRURO; break;
    default: return false;
    }
    arm_set_reg(c, a->rt, ir_get(c->r, slot));
    return true;
}

bool arm_trans_mcr(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->cp != 15)
        return false;
    switch (key(a)) {
    case KEY_ISB: fence(c, IR_FENCE_INSN); return true;
    case KEY_DSB:
    case KEY_DMB: fence(c, IR_FENCE_FULL); return true;
    case KEY_TPIDRURW: ir_set(c->r, ARM_TPIDRURW, arm_reg(c, a->rt)); return true;
    default: return false;
    }
}

bool arm_trans_mcrr(struct arm_ctx *c, const struct arm_args *a)
{
    (void)c;
    (void)a;
    return false;
}

/* CNTVCT */
bool arm_trans_mrrc(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->cp != 15 || a->crm != 14 || a->opc1 != 1 || a->rt == 15 || a->rt2 == 15)
        return false;
    ir_ref v = ir_call(c->r, ARM_H_cntvct, NULL, 0);
    arm_set_reg(c, a->rt, arm_low(c, v));
    arm_set_reg(c, a->rt2, arm_high(c, v));
    return true;
}
