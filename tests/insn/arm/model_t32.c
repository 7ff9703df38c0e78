/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of T32: which operation a halfword or a word is, class by class as in the manual's chapter
 * on the encoding.  R13 is a register as others are (Armv8).
 */
#include "tests/insn/arm/model_int.h"

#define B(hi, lo) MODEL_FIELD(insn, hi, lo)

/* ---- halfwords ---- */

static enum model_result shift_add(struct model *m, uint32_t insn)
{
    bool s = !m->in_it, carry = m->nzcv & 2;
    unsigned d = B(2, 0);
    uint32_t n = m->r[B(5, 3)];
    if (B(12, 11) < 3) {
        uint32_t v = model_shift_imm(n, B(12, 11), B(10, 6), &carry);
        return model_dp(m, OP_MOV, s, d, 0, v, carry);
    }
    uint32_t y = B(10, 10) ? B(8, 6) : m->r[B(8, 6)];
    return model_dp(m, B(9, 9) ? OP_SUB : OP_ADD, s, d, n, y, false);
}

static enum model_result immediate16(struct model *m, uint32_t insn)
{
    static const enum model_op ops[] = {OP_MOV, OP_CMP, OP_ADD, OP_SUB};
    unsigned d = B(10, 8);
    return model_dp(m, ops[B(12, 11)], !m->in_it, d, m->r[d], B(7, 0), m->nzcv & 2);
}

static enum model_result data_processing16(struct model *m, uint32_t insn)
{
    static const enum model_op ops[] = {OP_AND, OP_EOR, OP_MOV, OP_MOV, OP_MOV, OP_ADC,
                                        OP_SBC, OP_MOV, OP_TST, OP_RSB, OP_CMP, OP_CMN,
                                        OP_ORR, OP_MOV, OP_BIC, OP_MVN};
    static const unsigned shifts[] = {[2] = 0, [3] = 1, [4] = 2, [7] = 3};
    unsigned op = B(9, 6), d = B(2, 0);
    bool s = !m->in_it, carry = m->nzcv & 2;
    uint32_t x = m->r[d], y = m->r[B(5, 3)];
    if (op == 13)
        return model_mul(m, (struct model_regs){.d = d, .n = d, .m = B(5, 3), .a = 15}, s, false);
    if (op == 9)
        return model_dp(m, OP_RSB, s, d, y, 0, carry);
    if (op == 7 || (op >= 2 && op <= 4))
        y = model_shift(x, shifts[op], y & 255, &carry);
    return model_dp(m, ops[op], s, d, x, y, carry);
}

static enum model_result special16(struct model *m, uint32_t insn)
{
    unsigned d = B(7, 7) << 3 | B(2, 0), rm = B(6, 3);
    uint32_t x = model_reg(m, d), y = model_reg(m, rm);
    switch (B(9, 8)) {
    case 0: return d == 15 && rm == 15 ? MODEL_UNKNOWN : model_dp(m, OP_ADD, false, d, x, y, false);
    case 1:
        if ((d < 8 && rm < 8) || d == 15 || rm == 15)
            return MODEL_UNKNOWN;
        return model_dp(m, OP_CMP, true, d, x, y, false);
    case 2: return model_dp(m, OP_MOV, false, d, x, y, false);
    default: break;
    }
    if (B(7, 7) && rm == 15)
        return MODEL_UNKNOWN;
    enum model_result r = model_bx(m, y);
    if (B(7, 7) && r == MODEL_DONE)
        m->r[14] = (m->pc + 2) | 1;
    return r;
}

static enum model_result load_store16(struct model *m, uint32_t insn)
{
    struct model_access a = {.t = B(2, 0), .n = B(5, 3), .index = true, .load = B(11, 11)};
    switch (B(15, 12)) {
    case 5: {
        static const unsigned sizes[] = {4, 2, 1, 1, 4, 2, 1, 2};
        unsigned op = B(11, 9);
        a.size = sizes[op];
        a.load = op >= 3;
        a.is_signed = op == 3 || op == 7;
        a.offset = m->r[B(8, 6)];
        break;
    }
    case 9:
        a.t = B(10, 8);
        a.n = 13;
        a.size = 4;
        a.offset = B(7, 0) * 4;
        break;
    default: a.size = B(15, 12) == 6 ? 4 : B(15, 12) == 7 ? 1 : 2; a.offset = B(10, 6) * a.size;
    }
    return model_single(m, a);
}

static enum model_result miscellaneous16(struct model *m, uint32_t insn)
{
    struct model_regs r = {.d = B(2, 0), .n = 15, .m = B(5, 3)};
    static const enum model_reversal kinds[] = {REV_BYTES, REV_HALVES, REV_BYTES, REV_SIGNED};
    switch (B(11, 8)) {
    case 0: m->r[13] += B(7, 7) ? -(B(6, 0) * 4) : B(6, 0) * 4; return MODEL_DONE;
    case 1:
    case 3:
    case 9:
    case 11:
        if ((m->r[B(2, 0)] != 0) == B(11, 11))
            return model_branch(m, m->pc + 4 + (B(9, 9) << 6 | B(7, 3) << 1));
        return MODEL_DONE;
    case 2: return model_extend(m, r, !B(7, 7), B(6, 6) ? 1 : 2, 0);
    case 4:
    case 5: return model_multiple(m, 13, B(8, 8) << 14 | B(7, 0), true, false, true, false);
    case 6:
        if (B(7, 5) == 2)
            m->be = B(3, 3);
        return B(7, 5) == 2 || (B(7, 5) == 3 && B(2, 0)) ? MODEL_DONE : MODEL_UNKNOWN;
    case 10: return B(7, 6) == 2 ? MODEL_UNDEFINED : model_reverse(m, r, kinds[B(7, 6)]);
    case 12:
    case 13: return model_multiple(m, 13, B(8, 8) << 15 | B(7, 0), false, true, true, true);
    case 14: return MODEL_BKPT;
    case 15: return B(3, 0) ? MODEL_UNKNOWN : model_hint(B(7, 4)); /* IT: int_test's */
    default: return MODEL_UNDEFINED;
    }
}

static enum model_result branch16(struct model *m, uint32_t insn)
{
    uint32_t offset = (uint32_t)((int32_t)(insn << 24) >> 23);
    if (B(11, 8) == 14)
        return MODEL_UNDEFINED;
    if (B(11, 8) == 15)
        return MODEL_SVC;
    return model_cond(m, B(11, 8)) ? model_branch(m, m->pc + 4 + offset) : MODEL_DONE;
}

enum model_result model_t16(struct model *m, uint32_t insn)
{
    struct model_access literal = {
        .t = B(10, 8), .n = 15, .size = 4, .load = true, .offset = B(7, 0) * 4, .index = true};
    switch (B(15, 12)) {
    case 0:
    case 1: return shift_add(m, insn);
    case 2:
    case 3: return immediate16(m, insn);
    case 4:
        if (B(11, 11))
            return model_single(m, literal);
        return B(10, 10) ? special16(m, insn) : data_processing16(m, insn);
    case 10:
        m->r[B(10, 8)] = (B(11, 11) ? m->r[13] : model_reg(m, 15) & ~3u) + B(7, 0) * 4;
        return MODEL_DONE;
    case 11: return miscellaneous16(m, insn);
    case 12: {
        bool wback = !B(11, 11) || !(B(7, 0) >> B(10, 8) & 1);
        return model_multiple(m, B(10, 8), B(7, 0), false, true, wback, B(11, 11));
    }
    case 13: return branch16(m, insn);
    case 14:
        if (B(11, 11))
            return MODEL_UNDEFINED;
        return model_branch(m, m->pc + 4 + (uint32_t)((int32_t)(insn << 21) >> 20));
    case 15: return MODEL_UNKNOWN;
    default: return load_store16(m, insn);
    }
}

/* ---- data processing ---- */

/* op: bits 24:21; false: there is no such operation. */
static bool operation(unsigned op, unsigned n, unsigned d, bool s, enum model_op *out)
{
    static const uint8_t ops[16] = {OP_AND, OP_BIC, OP_ORR, OP_ORN, OP_EOR, 255,    255,    255,
                                    OP_ADD, 255,    OP_ADC, OP_SBC, 255,    OP_SUB, OP_RSB, 255};
    if (ops[op] == 255)
        return false;
    *out = (enum model_op)ops[op];
    if (n == 15 && (op == 2 || op == 3))
        *out = op == 2 ? OP_MOV : OP_MVN;
    if (d == 15 && s)
        switch (*out) {
        case OP_AND: *out = OP_TST; break;
        case OP_EOR: *out = OP_TEQ; break;
        case OP_ADD: *out = OP_CMN; break;
        case OP_SUB: *out = OP_CMP; break;
        default: break;
        }
    return true;
}

static enum model_result process(struct model *m, uint32_t insn, uint32_t y, bool carry)
{
    enum model_op op;
    unsigned d = B(11, 8), n = B(19, 16);
    bool s = B(20, 20), moves;
    if (!operation(B(24, 21), n, d, s, &op))
        return MODEL_UNDEFINED;
    moves = op == OP_MOV || op == OP_MVN;
    if ((d == 15 && !(op >= OP_TST && op <= OP_CMN)) || (n == 15 && !moves))
        return MODEL_UNKNOWN;
    return model_dp(m, op, s, d, moves ? 0 : m->r[n], y, carry);
}

static enum model_result shifted_register(struct model *m, uint32_t insn)
{
    bool carry = m->nzcv & 2;
    unsigned imm5 = B(14, 12) << 2 | B(7, 6), rm = B(3, 0);
    struct model_regs r = {.d = B(11, 8), .n = B(19, 16), .m = rm};
    if (B(24, 21) == 6)
        return B(20, 20) || B(4, 4) ? MODEL_UNDEFINED : model_pkh(m, r, B(5, 5), imm5);
    if (rm == 15)
        return MODEL_UNKNOWN;
    uint32_t y = model_shift_imm(m->r[rm], B(5, 4), imm5, &carry);
    return process(m, insn, y, carry);
}

/* ThumbExpandImm_C */
static bool expand_imm(uint32_t insn, uint32_t *v, bool *carry)
{
    uint32_t imm12 = B(26, 26) << 11 | B(14, 12) << 8 | B(7, 0), low = imm12 & 255;
    if (imm12 >> 10) {
        *v = model_shift(low | 0x80, 3, imm12 >> 7, carry);
        return true;
    }
    static const uint32_t times[] = {1, 0x00010001, 0x01000100, 0x01010101};
    *v = low * times[imm12 >> 8];
    return low || !(imm12 >> 8);
}

static enum model_result modified_immediate(struct model *m, uint32_t insn)
{
    bool carry = m->nzcv & 2;
    uint32_t y;
    return expand_imm(insn, &y, &carry) ? process(m, insn, y, carry) : MODEL_UNKNOWN;
}

static enum model_result plain_immediate(struct model *m, uint32_t insn)
{
    unsigned d = B(11, 8), n = B(19, 16), imm5 = B(14, 12) << 2 | B(7, 6);
    uint32_t imm12 = B(26, 26) << 11 | B(14, 12) << 8 | B(7, 0), imm16 = n << 12 | imm12;
    struct model_regs r = {.d = d, .n = n};
    bool is_signed = !B(23, 23), asr = B(21, 21);
    if (d == 15)
        return MODEL_UNKNOWN;
    switch (B(24, 20)) {
    case 0x00:
    case 0x0a:
        m->r[d] = (n == 15 ? model_reg(m, 15) & ~3u : m->r[n]) + (B(23, 23) ? -imm12 : imm12);
        return MODEL_DONE;
    case 0x04: m->r[d] = imm16; return MODEL_DONE;
    case 0x0c: m->r[d] = (m->r[d] & 0xffff) | imm16 << 16; return MODEL_DONE;
    case 0x10:
    case 0x12:
    case 0x18:
    case 0x1a:
        if (asr && !imm5)
            return model_sat16(m, r, is_signed, B(3, 0));
        return model_sat(m, r, is_signed, B(4, 0), asr, imm5);
    case 0x14: return model_bfx(m, r, true, imm5, B(4, 0) + 1);
    case 0x1c: return model_bfx(m, r, false, imm5, B(4, 0) + 1);
    case 0x16: return model_bfi(m, r, imm5, B(4, 0));
    default: return MODEL_UNDEFINED;
    }
}

static enum model_result by_registers(struct model *m, uint32_t insn)
{
    static const unsigned parallel[] = {[0] = 4, [1] = 0, [2] = 1, [4] = 7, [5] = 3, [6] = 2};
    static const unsigned extends[] = {2, 0, 1};
    struct model_regs r = {.d = B(11, 8), .n = B(19, 16), .m = B(3, 0)};
    unsigned op1 = B(23, 20), op2 = B(7, 4);
    bool carry = m->nzcv & 2;
    if (B(15, 12) != 15)
        return MODEL_UNDEFINED;
    if (!B(23, 23) && !op2) {
        if (r.d == 15 || r.n == 15 || r.m == 15)
            return MODEL_UNKNOWN;
        uint32_t y = model_shift(m->r[r.n], B(22, 21), m->r[r.m] & 255, &carry);
        return model_dp(m, OP_MOV, B(20, 20), r.d, 0, y, carry);
    }
    if (!B(23, 23))
        return op2 & 8 && op1 < 6 ? model_extend(m, r, !(op1 & 1), extends[op1 >> 1], op2 & 3)
                                  : MODEL_UNDEFINED;
    if (!(op2 & 8)) {
        static const unsigned kinds[] = {1, 2, 3, 0};
        unsigned kind = kinds[op2 & 3];
        if (!kind || (op1 & 3) == 3)
            return MODEL_UNDEFINED;
        return model_parallel(m, r, kind | (op2 & 4), parallel[op1 & 7]);
    }
    static const enum model_reversal kinds[] = {REV_BYTES, REV_HALVES, REV_BITS, REV_SIGNED};
    unsigned which = op2 & 3;
    if (op2 & 4)
        return MODEL_UNDEFINED;
    switch (op1 & 7) {
    case 0: return model_qadd(m, r, which & 2, which & 1);
    case 1: return r.n == r.m ? model_reverse(m, r, kinds[which]) : MODEL_UNKNOWN;
    case 2: return which ? MODEL_UNDEFINED : model_sel(m, r);
    case 3: return which ? MODEL_UNDEFINED : r.n == r.m ? model_clz(m, r) : MODEL_UNKNOWN;
    case 4:
    case 5: return which == 3 ? MODEL_UNDEFINED : model_crc(m, r, which, op1 & 1);
    default: return MODEL_UNDEFINED;
    }
}

static enum model_result multiply(struct model *m, uint32_t insn)
{
    struct model_regs r = {.d = B(11, 8), .n = B(19, 16), .m = B(3, 0), .a = B(15, 12)};
    bool low = B(4, 4), next = B(5, 5);
    if (B(7, 6))
        return MODEL_UNDEFINED;
    switch (B(22, 20)) {
    case 0:
        if (next)
            return MODEL_UNDEFINED;
        return low && r.a == 15 ? MODEL_UNKNOWN : model_mul(m, r, false, low);
    case 1: return model_smlaxy(m, r, next, low);
    case 2: return next ? MODEL_UNDEFINED : model_smlad(m, r, low, false);
    case 3: return next ? MODEL_UNDEFINED : model_smlawy(m, r, low);
    case 4: return next ? MODEL_UNDEFINED : model_smlad(m, r, low, true);
    case 5: return next ? MODEL_UNDEFINED : model_smmla(m, r, low, false);
    case 6: return next ? MODEL_UNDEFINED : model_smmla(m, r, low, true);
    default: return next || low ? MODEL_UNDEFINED : model_usada8(m, r);
    }
}

static enum model_result long_multiply(struct model *m, uint32_t insn)
{
    struct model_regs r = {.d = B(11, 8), .n = B(19, 16), .m = B(3, 0), .a = B(15, 12)};
    unsigned op2 = B(7, 4);
    bool x = op2 & 2, y = op2 & 1;
    switch (B(22, 20)) {
    case 0:
    case 2: return op2 ? MODEL_UNDEFINED : model_mull(m, r, false, !B(21, 21), false);
    case 1:
    case 3: return op2 == 15 ? model_divide(m, r, !B(21, 21)) : MODEL_UNDEFINED;
    case 4:
        if (op2 >> 2 == 2)
            return model_smlalxy(m, r, x, y);
        if (op2 >> 1 == 6)
            return model_smlald(m, r, y, false);
        return op2 ? MODEL_UNDEFINED : model_mull(m, r, false, true, true);
    case 5: return op2 >> 1 == 6 ? model_smlald(m, r, y, true) : MODEL_UNDEFINED;
    case 6:
        if (op2 == 6)
            return model_umaal(m, r);
        return op2 ? MODEL_UNDEFINED : model_mull(m, r, false, false, true);
    default: return MODEL_UNDEFINED;
    }
}

/* ---- memory ---- */

static enum model_result single(struct model *m, uint32_t insn)
{
    struct model_access a = {.t = B(15, 12), .n = B(19, 16), .size = 1u << B(22, 21)};
    bool unprivileged = false;
    a.load = B(20, 20);
    a.is_signed = B(24, 24);
    a.index = true;
    if (a.size == 8 || (a.is_signed && (!a.load || a.size == 4)) || (a.n == 15 && !a.load))
        return MODEL_UNDEFINED;
    if (a.n == 15) {
        a.offset = B(23, 23) ? B(11, 0) : -B(11, 0);
    } else if (B(23, 23)) {
        a.offset = B(11, 0);
    } else if (B(11, 11)) {
        unprivileged = B(10, 8) == 6;
        a.offset = B(9, 9) ? B(7, 0) : -B(7, 0);
        a.index = B(10, 10);
        a.wback = B(8, 8);
        if (!B(10, 10) && !B(8, 8))
            return MODEL_UNDEFINED;
    } else if (B(10, 6)) {
        return MODEL_UNDEFINED;
    } else {
        if (B(3, 0) == 15)
            return MODEL_UNKNOWN;
        a.offset = m->r[B(3, 0)] << B(5, 4);
    }
    if (a.t == 15 && a.load && a.size < 4)
        return a.wback || unprivileged ? MODEL_UNKNOWN : MODEL_DONE; /* PLD, PLI, hints */
    if (a.t == 15 && (!a.load || unprivileged))
        return MODEL_UNKNOWN;
    return model_single(m, a);
}

static enum model_result multiple(struct model *m, uint32_t insn)
{
    uint32_t list = B(15, 0);
    bool load = B(20, 20);
    if (B(24, 23) == 0 || B(24, 23) == 3)
        return MODEL_UNDEFINED; /* SRS, RFE */
    if (!(list & (list - 1)) || list >> 13 & 1 || (load ? list >> 14 == 3 : list >> 15))
        return MODEL_UNKNOWN;
    return model_multiple(m, B(19, 16), list, B(24, 24), B(23, 23), B(21, 21), load);
}

static enum model_result table_branch(struct model *m, uint32_t insn)
{
    unsigned n = B(19, 16), rm = B(3, 0);
    uint32_t v;
    if (rm == 15)
        return MODEL_UNKNOWN;
    if (!model_load(m, model_reg(m, n) + (m->r[rm] << B(4, 4)), 1 + B(4, 4), &v))
        return MODEL_OUTSIDE;
    return model_branch(m, m->pc + 4 + 2 * v);
}

static enum model_result dual_exclusive(struct model *m, uint32_t insn)
{
    struct model_access a = {.t = B(15, 12), .n = B(19, 16), .size = 4, .load = B(20, 20)};
    unsigned op = B(7, 4), t2 = B(11, 8);
    a.index = B(24, 24);
    a.wback = B(21, 21);
    a.offset = B(23, 23) ? B(7, 0) * 4 : -(B(7, 0) * 4);
    if (a.index || a.wback)
        return a.n == 15 && !a.load ? MODEL_UNKNOWN : model_dual(m, a, t2);
    if (!B(23, 23))
        return model_exclusive(m, 4, a.load, a.t, 16, a.n, a.load ? 16 : t2, B(7, 0) * 4);
    if (op < 2)
        return a.load ? table_branch(m, insn) : MODEL_UNDEFINED;
    if (op < 4 || op == 6 || op == 11)
        return MODEL_UNDEFINED;
    bool has_status = !a.load && op >> 2 != 2;
    return model_exclusive(m, 1u << (op & 3), a.load, a.t, t2, a.n, has_status ? B(3, 0) : 16, 0);
}

/* ---- branches, system ---- */

static enum model_result control(struct model *m, uint32_t insn)
{
    switch (B(26, 20)) {
    case 0x38: return B(19, 16) == 15 ? MODEL_UNKNOWN : model_msr(m, B(11, 8), m->r[B(19, 16)]);
    case 0x3a:
        if (!B(10, 8))
            return model_hint(B(7, 0));
        if ((B(4, 0) && !B(8, 8)) || B(10, 9) == 1 || (B(10, 9) >> 1) == !B(7, 5))
            return MODEL_UNKNOWN;
        return MODEL_DONE; /* CPS does nothing in user mode */
    case 0x3b: return B(7, 4) == 2 || (B(7, 4) >= 4 && B(7, 4) < 8) ? MODEL_DONE : MODEL_UNKNOWN;
    case 0x3c: return B(19, 16) == 15 ? MODEL_UNKNOWN : model_bx(m, m->r[B(19, 16)]);
    case 0x3e: return model_mrs(m, B(11, 8));
    case 0x39:
    case 0x3f:
    case 0x7f: return MODEL_UNDEFINED; /* SPSR, UDF */
    default: return MODEL_UNKNOWN;
    }
}

static enum model_result branches(struct model *m, uint32_t insn)
{
    uint32_t s = B(26, 26), low = B(10, 0) << 1;
    uint32_t i1 = B(13, 13) == s, i2 = B(11, 11) == s;
    uint32_t far = -s << 24 | i1 << 23 | i2 << 22 | B(25, 16) << 12 | low;
    uint32_t near = -s << 20 | B(11, 11) << 19 | B(13, 13) << 18 | B(21, 16) << 12 | low;
    uint32_t pc = m->pc + 4;
    if (!B(14, 14) && !B(12, 12)) {
        if (B(25, 22) >= 14)
            return control(m, insn);
        return model_cond(m, B(25, 22)) ? model_branch(m, pc + near) : MODEL_DONE;
    }
    if (!B(14, 14))
        return model_branch(m, pc + far);
    if (!B(12, 12) && B(0, 0))
        return MODEL_UNDEFINED;
    m->r[14] = pc | 1;
    if (B(12, 12))
        return model_branch(m, pc + far);
    m->branched = true; /* to A32 */
    m->next = (pc & ~3u) + far;
    return MODEL_DONE;
}

enum model_result model_t32(struct model *m, uint32_t insn)
{
    switch (B(28, 27)) {
    case 1:
        if (B(26, 26))
            break;
        if (B(25, 25))
            return shifted_register(m, insn);
        return B(22, 22) ? dual_exclusive(m, insn) : multiple(m, insn);
    case 2:
        if (B(15, 15))
            return branches(m, insn);
        return B(25, 25) ? plain_immediate(m, insn) : modified_immediate(m, insn);
    default:
        if (B(26, 26))
            break;
        if (!B(25, 25))
            return B(24, 24) && !B(20, 20) ? MODEL_UNKNOWN : single(m, insn); /* NEON's */
        return !B(24, 24)  ? by_registers(m, insn)
               : B(23, 23) ? long_multiply(m, insn)
                           : multiply(m, insn);
    }
    bool transfers = B(27, 24) == 14 || B(27, 21) == 0x62;
    return B(31, 28) == 14 && transfers ? model_coprocessor(m, insn) : MODEL_UNKNOWN;
}
