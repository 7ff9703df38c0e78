/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of A32: which operation a word is, class by class as in the manual's chapter on the
 * encoding.
 */
#include "tests/insn/arm/model_int.h"

#define B(hi, lo) MODEL_FIELD(insn, hi, lo)

/* Fields of the data-processing instructions. */
static struct model_regs regs(uint32_t insn)
{
    return (struct model_regs){.d = B(15, 12), .n = B(19, 16), .m = B(3, 0)};
}

/* Fields of the multiplications: Rd 19:16, Ra 15:12, Rm 11:8, Rn 3:0. */
static struct model_regs mul_regs(uint32_t insn)
{
    return (struct model_regs){.d = B(19, 16), .n = B(3, 0), .m = B(11, 8), .a = B(15, 12)};
}

static uint32_t expand_imm(uint32_t insn, bool *carry)
{
    unsigned rotate = 2 * B(11, 8);
    return model_shift(B(7, 0), 3, rotate, carry);
}

/* ---- data processing ---- */

static enum model_result data_processing(struct model *m, uint32_t insn)
{
    bool carry = m->nzcv & 2, by_reg = !B(25, 25) && B(4, 4);
    enum model_op op = (enum model_op)B(24, 21);
    uint32_t y;
    if (by_reg) {
        if (B(15, 12) == 15 || B(11, 8) == 15 || B(3, 0) == 15 || B(19, 16) == 15)
            return MODEL_UNKNOWN;
        y = model_shift(m->r[B(3, 0)], B(6, 5), m->r[B(11, 8)] & 255, &carry);
    } else if (B(25, 25)) {
        y = expand_imm(insn, &carry);
    } else {
        y = model_shift_imm(model_reg(m, B(3, 0)), B(6, 5), B(11, 7), &carry);
    }
    return model_dp(m, op, B(20, 20), B(15, 12), model_reg(m, B(19, 16)), y, carry);
}

static enum model_result multiply(struct model *m, uint32_t insn)
{
    struct model_regs r = mul_regs(insn), plain = r;
    bool s = B(20, 20);
    plain.a = 15;
    switch (B(23, 21)) {
    case 0: return model_mul(m, plain, s, false);
    case 1: return r.a == 15 ? MODEL_UNKNOWN : model_mul(m, r, s, false);
    case 2: return s ? MODEL_UNDEFINED : model_umaal(m, r);
    case 3: return s ? MODEL_UNDEFINED : r.a == 15 ? MODEL_UNKNOWN : model_mul(m, r, false, true);
    default: return model_mull(m, r, s, B(22, 22), B(21, 21));
    }
}

static enum model_result halfword_multiply(struct model *m, uint32_t insn)
{
    struct model_regs r = mul_regs(insn), plain = r;
    bool x = B(5, 5), y = B(6, 6);
    plain.a = 15;
    switch (B(22, 21)) {
    case 0: return r.a == 15 ? MODEL_UNKNOWN : model_smlaxy(m, r, x, y);
    case 1:
        if (x)
            return model_smlawy(m, plain, y);
        return r.a == 15 ? MODEL_UNKNOWN : model_smlawy(m, r, y);
    case 2: return model_smlalxy(m, r, x, y);
    default: return model_smlaxy(m, plain, x, y);
    }
}

static enum model_result link(struct model *m, enum model_result r)
{
    if (r == MODEL_DONE)
        m->r[14] = m->pc + 4;
    return r;
}

static enum model_result miscellaneous(struct model *m, uint32_t insn)
{
    unsigned op = B(22, 21), rm = B(3, 0);
    bool branch = op == 1;
    switch (B(6, 4)) {
    case 0:
        if (B(22, 22) || B(9, 9)) /* SPSR, banked registers */
            return B(22, 22) ? MODEL_UNDEFINED : MODEL_UNKNOWN;
        if (!B(21, 21))
            return model_mrs(m, B(15, 12));
        return rm == 15 ? MODEL_UNKNOWN : model_msr(m, B(19, 16), m->r[rm]);
    case 1:
        if (branch)
            return model_bx(m, model_reg(m, rm));
        return op == 3 ? model_clz(m, regs(insn)) : MODEL_UNDEFINED;
    case 2: return branch ? model_bx(m, model_reg(m, rm)) : MODEL_UNDEFINED;
    case 3:
        if (!branch)
            return MODEL_UNDEFINED;
        return rm == 15 ? MODEL_UNKNOWN : link(m, model_bx(m, m->r[rm]));
    case 4:
        if (op == 3 || B(11, 8) & 13)
            return MODEL_UNDEFINED;
        return B(31, 28) == 14 ? model_crc(m, regs(insn), op, B(9, 9)) : MODEL_UNKNOWN;
    case 5: return model_qadd(m, regs(insn), op & 1, op & 2);
    case 6: return MODEL_UNDEFINED;
    default:
        if (B(31, 28) != 14)
            return MODEL_UNKNOWN;
        return branch ? MODEL_BKPT : MODEL_UNDEFINED;
    }
}

/* ---- media ---- */

static enum model_result pack(struct model *m, uint32_t insn)
{
    struct model_regs r = regs(insn), sat = r;
    unsigned op1 = B(22, 20), op2 = B(7, 5), kind = (op1 & 3) == 0 ? 0 : (op1 & 3) - 1;
    bool is_unsigned = op1 & 4;
    sat.n = B(3, 0);
    if (op1 == 0 && !(op2 & 1))
        return model_pkh(m, r, B(6, 6), B(11, 7));
    if (op1 & 2 && !(op2 & 1))
        return model_sat(m, sat, !is_unsigned, B(20, 16), B(6, 6), B(11, 7));
    switch (op2) {
    case 1:
        if (op1 & 1 && op1 & 2)
            return model_reverse(m, r, is_unsigned ? REV_BITS : REV_BYTES);
        return op1 & 2 ? model_sat16(m, sat, !is_unsigned, B(19, 16)) : MODEL_UNDEFINED;
    case 3:
        return (op1 & 3) == 1 ? MODEL_UNDEFINED : model_extend(m, r, !is_unsigned, kind, B(11, 10));
    case 5:
        if (op1 == 0)
            return model_sel(m, r);
        if ((op1 & 3) != 3)
            return MODEL_UNDEFINED;
        return model_reverse(m, r, is_unsigned ? REV_SIGNED : REV_HALVES);
    default: return MODEL_UNDEFINED;
    }
}

static enum model_result signed_multiply(struct model *m, uint32_t insn)
{
    struct model_regs r = mul_regs(insn);
    unsigned op2 = B(7, 5);
    bool x = op2 & 1, sub = op2 & 2;
    switch (B(22, 20)) {
    case 0: return op2 & 4 ? MODEL_UNDEFINED : model_smlad(m, r, x, sub);
    case 1:
    case 3: return op2 ? MODEL_UNDEFINED : model_divide(m, r, B(21, 21) == 0);
    case 4: return op2 & 4 ? MODEL_UNDEFINED : model_smlald(m, r, x, sub);
    case 5:
        if (!(op2 & 6))
            return model_smmla(m, r, x, false);
        return (op2 & 6) == 6 ? model_smmla(m, r, x, true) : MODEL_UNDEFINED;
    default: return MODEL_UNDEFINED;
    }
}

static enum model_result media(struct model *m, uint32_t insn)
{
    struct model_regs r = {.d = B(15, 12), .n = B(3, 0)};
    unsigned op2 = B(7, 5);
    switch (B(24, 23)) {
    case 0: return model_parallel(m, regs(insn), B(22, 20), op2);
    case 1: return pack(m, insn);
    case 2: return signed_multiply(m, insn);
    default: break;
    }
    if (B(22, 20) == 0)
        return op2 ? MODEL_UNDEFINED : model_usada8(m, mul_regs(insn));
    if ((op2 & 3) == 2 && B(21, 21))
        return model_bfx(m, r, !B(22, 22), B(11, 7), B(20, 16) + 1);
    return (op2 & 3) == 0 && B(22, 21) == 2 ? model_bfi(m, r, B(11, 7), B(20, 16))
                                            : MODEL_UNDEFINED;
}

/* ---- memory ---- */

static struct model_access access(uint32_t insn, unsigned size, uint32_t offset)
{
    struct model_access a = {.t = B(15, 12), .n = B(19, 16), .size = size, .load = B(20, 20)};
    a.offset = B(23, 23) ? offset : -offset;
    a.index = B(24, 24);
    a.wback = !B(24, 24) || B(21, 21);
    return a;
}

static enum model_result load_store(struct model *m, uint32_t insn)
{
    unsigned size = B(22, 22) ? 1 : 4;
    bool carry = m->nzcv & 2;
    if (!B(25, 25))
        return model_single(m, access(insn, size, B(11, 0)));
    if (B(3, 0) == 15)
        return MODEL_UNKNOWN;
    uint32_t y = model_shift_imm(m->r[B(3, 0)], B(6, 5), B(11, 7), &carry);
    return model_single(m, access(insn, size, y));
}

/* Halfwords, signed bytes, doubles: op2 is bits 6:5. */
static enum model_result extra_load_store(struct model *m, uint32_t insn)
{
    unsigned op2 = B(6, 5), rm = B(3, 0), rt = B(15, 12);
    bool imm = B(22, 22), dual = !B(20, 20) && op2 >= 2;
    if (!imm && rm == 15)
        return MODEL_UNKNOWN;
    struct model_access a = access(insn, op2 == 2 ? 1 : 2, imm ? B(11, 8) << 4 | rm : m->r[rm]);
    if (dual) {
        if (rt & 1 || (!B(24, 24) && B(21, 21)))
            return MODEL_UNKNOWN;
        a.load = op2 == 2;
        if (!imm && a.load && (rm == rt || rm == rt + 1))
            return MODEL_UNKNOWN;
        return model_dual(m, a, rt + 1);
    }
    a.is_signed = op2 >= 2;
    return !a.load && rt == 15 ? MODEL_UNKNOWN : model_single(m, a);
}

static enum model_result synchronisation(struct model *m, uint32_t insn)
{
    static const unsigned sizes[] = {4, 8, 1, 2};
    bool load = B(20, 20);
    unsigned size = sizes[B(22, 21)], kind = B(9, 8), t = load ? B(15, 12) : B(3, 0);
    if (!B(23, 23)) {
        if (B(21, 20))
            return MODEL_UNDEFINED;
        return model_swap(m, B(22, 22) ? 1 : 4, B(15, 12), B(3, 0), B(19, 16));
    }
    if (kind == 1 || (kind == 0 && size == 8))
        return MODEL_UNDEFINED;
    if (size == 8 && t & 1)
        return MODEL_UNKNOWN;
    return model_exclusive(m, size, load, t, t + 1, B(19, 16), load || !kind ? 16 : B(15, 12), 0);
}

static enum model_result registers_or_extra(struct model *m, uint32_t insn)
{
    bool misc = B(24, 23) == 2 && !B(20, 20);
    if (B(7, 7) && B(4, 4)) {
        if (B(6, 5))
            return extra_load_store(m, insn);
        return B(24, 24) ? synchronisation(m, insn) : multiply(m, insn);
    }
    if (misc)
        return B(7, 7) ? halfword_multiply(m, insn) : miscellaneous(m, insn);
    return data_processing(m, insn);
}

static enum model_result immediates(struct model *m, uint32_t insn)
{
    uint32_t imm16 = B(19, 16) << 12 | B(11, 0), d = B(15, 12);
    bool ignored = false;
    switch (B(24, 20)) {
    case 0x10:
    case 0x14:
        if (d == 15)
            return MODEL_UNKNOWN;
        m->r[d] = B(22, 22) ? (m->r[d] & 0xffff) | imm16 << 16 : imm16;
        return MODEL_DONE;
    case 0x12:
        if (!B(19, 16))
            return model_hint(B(7, 0));
        return model_msr(m, B(19, 16), expand_imm(insn, &ignored));
    case 0x16: return B(19, 16) ? MODEL_UNDEFINED : MODEL_UNKNOWN;
    default: return data_processing(m, insn);
    }
}

/* ---- condition 1111 ---- */

static enum model_result unconditional(struct model *m, uint32_t insn)
{
    uint32_t offset = (uint32_t)((int32_t)(insn << 8) >> 6);
    if (B(27, 25) == 5) {
        m->r[14] = m->pc + 4;
        m->branched = true;
        m->next = (m->pc + 8 + offset + 2 * B(24, 24)) | 1;
        return MODEL_DONE;
    }
    if (B(27, 25) == 4)
        return B(22, 22) == B(20, 20) ? MODEL_UNKNOWN : MODEL_UNDEFINED; /* RFE, SRS */
    if (B(27, 20) == 0x57)
        return MODEL_DONE; /* CLREX and barriers */
    if (B(27, 26) == 1 && B(22, 20) == 5)
        return B(25, 25) && B(3, 0) == 15 ? MODEL_UNKNOWN : MODEL_DONE; /* PLD, PLI */
    if (B(27, 26) == 1 && B(24, 24) && B(22, 20) == 1)
        return B(19, 16) == 15 || (B(25, 25) && B(3, 0) == 15) ? MODEL_UNKNOWN
                                                               : MODEL_DONE; /* PLDW */
    if (B(27, 20) == 0x10 && !B(5, 5) && B(16, 16)) {
        m->be = B(9, 9);
        return MODEL_DONE;
    }
    if (B(27, 20) == 0x10 && !B(5, 5)) {
        /* CPS does nothing in user mode */
        bool modes = B(17, 17), changes = B(19, 18) >> 1;
        if ((B(4, 0) && !modes) || B(19, 18) == 1 || (!modes && !changes) || changes == !B(8, 6))
            return MODEL_UNKNOWN;
        return MODEL_DONE;
    }
    return MODEL_UNKNOWN;
}

static enum model_result conditional(struct model *m, uint32_t insn)
{
    uint32_t offset = (uint32_t)((int32_t)(insn << 8) >> 6);
    switch (B(27, 25)) {
    case 0: return registers_or_extra(m, insn);
    case 1: return immediates(m, insn);
    case 3:
        if (B(4, 4))
            return media(m, insn);
        return load_store(m, insn);
    case 2: return load_store(m, insn);
    case 4:
        if (B(22, 22))
            return MODEL_UNDEFINED; /* of user mode's registers, from elsewhere */
        return model_multiple(m, B(19, 16), B(15, 0), B(24, 24), B(23, 23), B(21, 21), B(20, 20));
    case 5:
        if (B(24, 24))
            m->r[14] = m->pc + 4;
        return model_branch(m, m->pc + 8 + offset);
    case 6: return B(24, 21) == 2 ? model_coprocessor(m, insn) : MODEL_UNKNOWN;
    default: return B(24, 24) ? MODEL_SVC : model_coprocessor(m, insn);
    }
}

enum model_result model_a32(struct model *m, uint32_t insn)
{
    if (B(31, 28) == 15)
        return unconditional(m, insn);
    if (model_cond(m, B(31, 28)))
        return conditional(m, insn);
    struct model passed = *m;
    uint8_t nowhere[1];
    passed.mem = nowhere;
    passed.mem_size = 0;
    return conditional(&passed, insn) == MODEL_UNKNOWN ? MODEL_UNKNOWN : MODEL_DONE;
}
