/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer arithmetic: data processing, multiplication, saturation, parallel and bit-field
 * instructions.
 *
 * In: fields.  Out: IR.
 */
#include "target/arm/translate.h"

enum {
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

static ir_ref op2(struct arm_ctx *c, enum ir_opcode op, ir_ref a, ir_ref b)
{
    return ir_bin(c->r, op, IR_I32, a, b);
}

static ir_ref not32(struct arm_ctx *c, ir_ref v)
{
    return ir_un(c->r, IR_NOT, IR_I32, v);
}

static bool sets_flags(const struct arm_ctx *c, const struct arm_args *a)
{
    return a->s == 2 ? !c->in_it : a->s;
}

static bool is_logical(unsigned op)
{
    return (op >= OP_ORR && op <= OP_ORN) || op <= OP_EOR || op == OP_TST || op == OP_TEQ;
}

/* ---- data processing ---- */

static ir_ref add_carry(struct arm_ctx *c, ir_ref x, ir_ref y, bool flags)
{
    ir_ref carry = arm_carry(c);
    struct ir_ins adc = {.op = IR_ADC, .type = IR_I32, .a = x, .b = y, .c = carry};
    ir_ref v = ir_emit(c->r, adc);
    if (flags)
        arm_flags_adc(c, x, y, carry, v);
    return v;
}

static ir_ref arithmetic(struct arm_ctx *c, unsigned op, ir_ref x, ir_ref y, bool flags)
{
    ir_ref v;
    switch (op) {
    case OP_ADC: return add_carry(c, x, y, flags);
    case OP_SBC: return add_carry(c, x, not32(c, y), flags);
    case OP_RSC: return add_carry(c, y, not32(c, x), flags);
    case OP_RSB:
    case OP_SUB:
    case OP_CMP: {
        ir_ref a = op == OP_RSB ? y : x, b = op == OP_RSB ? x : y;
        v = op2(c, IR_SUB, a, b);
        if (flags)
            arm_flags_sub(c, a, b);
        return v;
    }
    default:
        v = op2(c, IR_ADD, x, y);
        if (flags)
            arm_flags_add(c, x, y);
        return v;
    }
}

static ir_ref logical(struct arm_ctx *c, unsigned op, ir_ref x, ir_ref y)
{
    switch (op) {
    case OP_AND:
    case OP_TST: return op2(c, IR_AND, x, y);
    case OP_EOR:
    case OP_TEQ: return op2(c, IR_XOR, x, y);
    case OP_ORR: return op2(c, IR_OR, x, y);
    case OP_BIC: return op2(c, IR_ANDN, x, y);
    case OP_ORN: return op2(c, IR_OR, x, not32(c, y));
    case OP_MVN: return not32(c, y);
    default: return y;
    }
}

/* carry: the shifter's, for logical operations */
static bool process(struct arm_ctx *c, const struct arm_args *a, ir_ref y, ir_ref carry)
{
    bool flags = sets_flags(c, a), test = a->op >= OP_TST && a->op <= OP_CMN;
    ir_ref x = a->op == OP_MOV || a->op == OP_MVN ? IR_NONE : arm_reg(c, a->rn), v;
    if (!test && a->rd == 15 && flags)
        return false; /* an exception return */
    if (is_logical(a->op)) {
        v = logical(c, a->op, x, y);
        if (flags)
            arm_flags_logic(c, v, carry);
    } else {
        v = arithmetic(c, a->op, x, y, flags);
    }
    if (test)
        return true;
    if (a->rd < 15)
        arm_set_reg(c, a->rd, v);
    else if (a->op == OP_MOV && a->rm == 14 && !c->thumb)
        arm_goto_reg(c, v, ARM_RETURN);
    else
        arm_write_pc(c, v);
    return true;
}

bool arm_trans_dp_imm(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned rotate = (a->imm12 >> 8) * 2;
    uint32_t v = a->imm12 & 255;
    if (rotate)
        v = v >> rotate | v << (32 - rotate);
    return process(c, a, arm_imm(c, v), rotate ? arm_imm(c, v >> 31) : IR_NONE);
}

bool arm_trans_dp_imm_dn(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.rn = a->rd;
    return arm_trans_dp_imm(c, &b);
}

/* ThumbExpandImm_C */
bool arm_trans_dpi_t32(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned imm12 = (unsigned)a->i << 11 | (unsigned)a->imm3 << 8 | a->imm8u;
    uint32_t v = a->imm8u;
    ir_ref carry = IR_NONE;
    switch (imm12 >> 8) {
    case 0: break;
    case 1: v |= v << 16; break;
    case 2: v = v << 8 | v << 24; break;
    case 3: v |= v << 8 | v << 16 | v << 24; break;
    default: {
        unsigned n = imm12 >> 7;
        v = 0x80 | (v & 0x7f);
        v = v >> n | v << (32 - n);
        carry = arm_imm(c, v >> 31);
    }
    }
    return process(c, a, arm_imm(c, v), carry);
}

/* Divisions begin with a comparison. */
static void look_for_division(struct arm_ctx *c)
{
    if (c->thumb && !c->in_it && !c->lone && !c->pred)
        arm_divide(c);
}

bool arm_trans_dp_reg(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref carry = IR_NONE;
    bool want = sets_flags(c, a) && is_logical(a->op);
    unsigned imm5 = a->imm5 | a->imm3 << 2 | a->imm2;
    ir_ref y = arm_shift_imm(c, arm_reg(c, a->rm), a->type, imm5, want ? &carry : NULL);
    if (!process(c, a, y, carry))
        return false;
    if (a->op == OP_CMP)
        look_for_division(c);
    return true;
}

bool arm_trans_dp_t32(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_trans_dp_reg(c, a);
}

bool arm_trans_dp_reg_dn(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.rn = a->rd;
    return arm_trans_dp_reg(c, &b);
}

bool arm_trans_dp_hi(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.rd = b.rn = (uint8_t)(a->D << 3 | a->rd);
    if (!process(c, &b, arm_reg(c, a->rm), IR_NONE))
        return false;
    if (a->op == OP_CMP)
        look_for_division(c);
    return true;
}

bool arm_trans_dp_rsr(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref carry = IR_NONE;
    bool want = sets_flags(c, a) && is_logical(a->op);
    ir_ref y =
        arm_shift_reg(c, arm_reg(c, a->rm), a->type, arm_reg(c, a->rs), want ? &carry : NULL);
    if (a->rd == 15)
        return false;
    return process(c, a, y, carry);
}

bool arm_trans_shift_dn(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.rm = a->rd;
    b.op = OP_MOV;
    return arm_trans_dp_rsr(c, &b);
}

bool arm_trans_movw(struct arm_ctx *c, const struct arm_args *a)
{
    arm_set_reg(c, a->rd, arm_imm(c, (uint32_t)a->imm4 << 12 | a->imm12));
    return a->rd < 15;
}

static bool set_top(struct arm_ctx *c, unsigned rd, uint32_t imm16)
{
    ir_ref v = ir_andi(c->r, IR_I32, arm_reg(c, rd), 0xffff);
    arm_set_reg(c, rd, op2(c, IR_OR, v, arm_imm(c, imm16 << 16)));
    return rd < 15;
}

bool arm_trans_movt(struct arm_ctx *c, const struct arm_args *a)
{
    return set_top(c, a->rd, (uint32_t)a->imm4 << 12 | a->imm12);
}

static uint32_t imm12_of(const struct arm_args *a)
{
    return (uint32_t)a->i << 11 | (uint32_t)a->imm3 << 8 | a->imm8u;
}

bool arm_trans_movw_t32(struct arm_ctx *c, const struct arm_args *a)
{
    arm_set_reg(c, a->rd, arm_imm(c, (uint32_t)a->imm4 << 12 | imm12_of(a)));
    return a->rd < 15;
}

bool arm_trans_movt_t32(struct arm_ctx *c, const struct arm_args *a)
{
    return set_top(c, a->rd, (uint32_t)a->imm4 << 12 | imm12_of(a));
}

/* ADDW, SUBW; ADR with the aligned pc */
bool arm_trans_addw(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref x = a->rn == 15 ? arm_imm(c, arm_pc_value(c) & ~3u) : arm_reg(c, a->rn);
    uint32_t imm = imm12_of(a);
    arm_set_reg(c, a->rd, op2(c, IR_ADD, x, arm_imm(c, a->sub ? 0 - imm : imm)));
    return a->rd < 15;
}

bool arm_trans_adr(struct arm_ctx *c, const struct arm_args *a)
{
    arm_set_reg(c, a->rd, arm_imm(c, (arm_pc_value(c) & ~3u) + ((uint32_t)a->imm12 << a->scale)));
    return true;
}

bool arm_trans_add_sp(struct arm_ctx *c, const struct arm_args *a)
{
    uint32_t imm = (uint32_t)a->imm12 << a->scale;
    arm_set_reg(c, a->rd, op2(c, IR_ADD, arm_reg(c, 13), arm_imm(c, a->sub ? 0 - imm : imm)));
    return true;
}

/* ---- multiplication ---- */

static ir_ref sext(struct arm_ctx *c, ir_ref v)
{
    return ir_un(c->r, IR_SEXT32, IR_I64, v);
}

static ir_ref zext(struct arm_ctx *c, ir_ref v)
{
    return ir_un(c->r, IR_ZEXT32, IR_I64, v);
}

static ir_ref op64(struct arm_ctx *c, enum ir_opcode op, ir_ref a, ir_ref b)
{
    return ir_bin(c->r, op, IR_I64, a, b);
}

static void set_pair(struct arm_ctx *c, const struct arm_args *a, ir_ref v)
{
    arm_set_reg(c, a->ra, arm_low(c, v));
    arm_set_reg(c, a->rd, arm_high(c, v));
}

bool arm_trans_mul(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = op2(c, IR_MUL, arm_reg(c, a->rn), arm_reg(c, a->rm));
    if (a->ra != 15)
        v = op2(c, IR_ADD, v, arm_reg(c, a->ra));
    if (sets_flags(c, a))
        arm_flags_logic(c, v, IR_NONE);
    arm_set_reg(c, a->rd, v);
    return true;
}

bool arm_trans_mul_dn(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.rm = a->rd;
    b.ra = 15;
    return arm_trans_mul(c, &b);
}

bool arm_trans_mls(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = op2(c, IR_MUL, arm_reg(c, a->rn), arm_reg(c, a->rm));
    arm_set_reg(c, a->rd, op2(c, IR_SUB, arm_reg(c, a->ra), v));
    return true;
}

bool arm_trans_mull(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref x = arm_reg(c, a->rn), y = arm_reg(c, a->rm);
    ir_ref v = a->is_signed ? op64(c, IR_MUL, sext(c, x), sext(c, y))
                            : op64(c, IR_MUL, zext(c, x), zext(c, y));
    if (a->acc)
        v = op64(c, IR_ADD, v, arm_pair(c, arm_reg(c, a->ra), arm_reg(c, a->rd)));
    if (sets_flags(c, a)) {
        /* N from bit 63, Z from all 64: a word with the same */
        ir_ref low = ir_cmp(c->r, IR_NE, IR_I32, arm_low(c, v), arm_imm(c, 0));
        arm_flags_logic(c, op2(c, IR_OR, arm_high(c, v), low), IR_NONE);
    }
    set_pair(c, a, v);
    return true;
}

bool arm_trans_umaal(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = op64(c, IR_MUL, zext(c, arm_reg(c, a->rn)), zext(c, arm_reg(c, a->rm)));
    v = op64(c, IR_ADD, v, zext(c, arm_reg(c, a->ra)));
    set_pair(c, a, op64(c, IR_ADD, v, zext(c, arm_reg(c, a->rd))));
    return true;
}

static ir_ref half(struct arm_ctx *c, ir_ref v, bool top)
{
    return top ? ir_sari(c->r, IR_I32, v, 16) : ir_uni(c->r, IR_SBFX, IR_I32, v, FIELD(0, 16));
}

/* Q |= the signed sum or difference has overflowed */
static void or_q(struct arm_ctx *c, ir_ref bit)
{
    arm_set_slot(c, ARM_Q, op2(c, IR_OR, ir_get(c->r, ARM_Q), bit));
}

static ir_ref add_q(struct arm_ctx *c, ir_ref x, ir_ref y)
{
    ir_ref flags = ir_bin(c->r, IR_ADDFLAGS, IR_I32, x, y);
    or_q(c, ir_andi(c->r, IR_I32, flags, 1));
    return op2(c, IR_ADD, x, y);
}

bool arm_trans_smlaxy(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = op2(c, IR_MUL, half(c, arm_reg(c, a->rn), a->x), half(c, arm_reg(c, a->rm), a->y));
    arm_set_reg(c, a->rd, a->ra == 15 ? v : add_q(c, v, arm_reg(c, a->ra)));
    return true;
}

bool arm_trans_smlawy(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v =
        op64(c, IR_MUL, sext(c, arm_reg(c, a->rn)), sext(c, half(c, arm_reg(c, a->rm), a->y)));
    v = arm_low(c, ir_sari(c->r, IR_I64, v, 16));
    arm_set_reg(c, a->rd, a->ra == 15 ? v : add_q(c, v, arm_reg(c, a->ra)));
    return true;
}

bool arm_trans_smlalxy(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = op2(c, IR_MUL, half(c, arm_reg(c, a->rn), a->x), half(c, arm_reg(c, a->rm), a->y));
    ir_ref acc = arm_pair(c, arm_reg(c, a->ra), arm_reg(c, a->rd));
    set_pair(c, a, op64(c, IR_ADD, sext(c, v), acc));
    return true;
}

/* The two products of halves, 64 bits wide, added or subtracted. */
static ir_ref dual(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref x = arm_reg(c, a->rn), y = arm_reg(c, a->rm);
    ir_ref p = sext(c, op2(c, IR_MUL, half(c, x, false), half(c, y, a->x)));
    ir_ref q = sext(c, op2(c, IR_MUL, half(c, x, true), half(c, y, !a->x)));
    return op64(c, a->sub ? IR_SUB : IR_ADD, p, q);
}

bool arm_trans_smlad(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = dual(c, a);
    if (a->ra != 15)
        v = op64(c, IR_ADD, v, sext(c, arm_reg(c, a->ra)));
    ir_ref low = arm_low(c, v);
    or_q(c, ir_cmp(c->r, IR_NE, IR_I64, sext(c, low), v));
    arm_set_reg(c, a->rd, low);
    return true;
}

bool arm_trans_smlald(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref acc = arm_pair(c, arm_reg(c, a->ra), arm_reg(c, a->rd));
    set_pair(c, a, op64(c, IR_ADD, dual(c, a), acc));
    return true;
}

bool arm_trans_smmla(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = op64(c, IR_MUL, sext(c, arm_reg(c, a->rn)), sext(c, arm_reg(c, a->rm)));
    if (a->ra != 15 || a->sub) {
        ir_ref acc = ir_shli(c->r, IR_I64, zext(c, arm_reg(c, a->ra)), 32);
        v = op64(c, a->sub ? IR_SUB : IR_ADD, acc, v);
    }
    if (a->x) /* round */
        v = op64(c, IR_ADD, v, ir_const(c->r, IR_I64, UINT64_C(0x80000000)));
    arm_set_reg(c, a->rd, arm_high(c, v));
    return true;
}

bool arm_trans_div(struct arm_ctx *c, const struct arm_args *a)
{
    arm_set_reg(c, a->rd,
                op2(c, a->is_signed ? IR_DIVS : IR_DIVU, arm_reg(c, a->rn), arm_reg(c, a->rm)));
    return true;
}

/* ---- saturation ---- */

/* A 64-bit value clamped to the 32-bit range; Q. */
static ir_ref clamp(struct arm_ctx *c, ir_ref v)
{
    ir_ref low = arm_low(c, v);
    ir_ref out = ir_cmp(c->r, IR_NE, IR_I64, sext(c, low), v);
    ir_ref sign = arm_low(c, ir_sari(c->r, IR_I64, v, 63));
    or_q(c, out);
    return ir_select(c->r, IR_I32, out, op2(c, IR_XOR, sign, arm_imm(c, 0x7fffffff)), low);
}

bool arm_trans_qadd(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref x = sext(c, arm_reg(c, a->rm)), y = sext(c, arm_reg(c, a->rn));
    if (a->dbl)
        y = sext(c, clamp(c, op64(c, IR_ADD, y, y)));
    arm_set_reg(c, a->rd, clamp(c, op64(c, a->sub ? IR_SUB : IR_ADD, x, y)));
    return true;
}

static ir_ref saturate(struct arm_ctx *c, const struct arm_args *a, ir_ref v, ir_ref *changed)
{
    struct ir_region *r = c->r;
    unsigned bits = a->sat;
    ir_ref max, min;
    if (a->is_signed) {
        max = arm_imm(c, (UINT32_C(1) << bits) - 1);
        min = arm_imm(c, ~((UINT32_C(1) << bits) - 1));
    } else {
        max = arm_imm(c, (UINT32_C(1) << bits) - 1);
        min = arm_imm(c, 0);
    }
    ir_ref low = ir_select(r, IR_I32, ir_cmp(r, IR_LTS, IR_I32, v, max), v, max);
    ir_ref out = ir_select(r, IR_I32, ir_cmp(r, IR_GTS, IR_I32, low, min), low, min);
    *changed = ir_cmp(r, IR_NE, IR_I32, out, v);
    return out;
}

bool arm_trans_sat(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned imm5 = a->imm5 | a->imm3 << 2 | a->imm2;
    ir_ref v = arm_shift_imm(c, arm_reg(c, a->rn), a->sh ? 2 : 0, imm5, NULL), changed;
    v = saturate(c, a, v, &changed);
    or_q(c, changed);
    arm_set_reg(c, a->rd, v);
    return a->rd < 15;
}

bool arm_trans_sat16(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref x = arm_reg(c, a->rn), changed[2];
    ir_ref lo = saturate(c, a, half(c, x, false), &changed[0]);
    ir_ref hi = saturate(c, a, half(c, x, true), &changed[1]);
    or_q(c, op2(c, IR_OR, changed[0], changed[1]));
    lo = ir_andi(c->r, IR_I32, lo, 0xffff);
    arm_set_reg(c, a->rd, op2(c, IR_OR, lo, ir_shli(c->r, IR_I32, hi, 16)));
    return a->rd < 15;
}

/* ---- packing ---- */

bool arm_trans_pkh(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned imm5 = a->imm5 | a->imm3 << 2 | a->imm2;
    ir_ref x = arm_reg(c, a->rn);
    ir_ref y = arm_shift_imm(c, arm_reg(c, a->rm), a->tb ? 2 : 0, imm5, NULL);
    arm_set_reg(c, a->rd,
                a->tb ? ir_bini(c->r, IR_DEP, IR_I32, x, y, FIELD(0, 16))
                      : ir_bini(c->r, IR_DEP, IR_I32, y, x, FIELD(0, 16)));
    return a->rd < 15;
}

/* SXTB and relatives; kind: 0 two bytes, 1 byte, 2 half */
bool arm_trans_xta(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    enum ir_opcode op = a->is_signed ? IR_SBFX : IR_UBFX;
    ir_ref v = arm_reg(c, a->rm), x = a->rn == 15 ? IR_NONE : arm_reg(c, a->rn);
    if (a->rot)
        v = op2(c, IR_ROTR, v, arm_imm(c, a->rot * 8u));
    if (a->kind) {
        v = ir_uni(r, op, IR_I32, v, FIELD(0, a->kind == 1 ? 8 : 16));
        arm_set_reg(c, a->rd, x ? op2(c, IR_ADD, x, v) : v);
        return a->rd < 15;
    }
    ir_ref lo = ir_uni(r, op, IR_I32, v, FIELD(0, 8)), hi = ir_uni(r, op, IR_I32, v, FIELD(16, 8));
    if (x) {
        lo = op2(c, IR_ADD, lo, x);
        hi = op2(c, IR_ADD, hi, ir_shri(r, IR_I32, x, 16));
    }
    arm_set_reg(c, a->rd, ir_bini(r, IR_DEP, IR_I32, ir_shli(r, IR_I32, hi, 16), lo, FIELD(0, 16)));
    return a->rd < 15;
}

/* ---- bits ---- */

static bool unary(struct arm_ctx *c, const struct arm_args *a, enum ir_opcode op)
{
    arm_set_reg(c, a->rd, ir_un(c->r, op, IR_I32, arm_reg(c, a->rm)));
    return a->rd < 15;
}

bool arm_trans_rev(struct arm_ctx *c, const struct arm_args *a)
{
    return unary(c, a, IR_BSWAP);
}

bool arm_trans_rev16(struct arm_ctx *c, const struct arm_args *a)
{
    return unary(c, a, IR_REV16);
}

bool arm_trans_rbit(struct arm_ctx *c, const struct arm_args *a)
{
    return unary(c, a, IR_BREV);
}

bool arm_trans_clz(struct arm_ctx *c, const struct arm_args *a)
{
    return unary(c, a, IR_CLZ);
}

bool arm_trans_revsh(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = ir_un(c->r, IR_BSWAP, IR_I32, arm_reg(c, a->rm));
    arm_set_reg(c, a->rd, ir_sari(c->r, IR_I32, v, 16));
    return a->rd < 15;
}

static bool extract(struct arm_ctx *c, const struct arm_args *a, unsigned lsb)
{
    unsigned len = a->widthm1 + 1u;
    if (lsb + len > 32)
        return false;
    arm_set_reg(
        c, a->rd,
        ir_uni(c->r, a->is_signed ? IR_SBFX : IR_UBFX, IR_I32, arm_reg(c, a->rn), FIELD(lsb, len)));
    return a->rd < 15;
}

bool arm_trans_bfx(struct arm_ctx *c, const struct arm_args *a)
{
    return extract(c, a, a->lsb);
}

bool arm_trans_bfx_t32(struct arm_ctx *c, const struct arm_args *a)
{
    return extract(c, a, a->imm3 << 2 | a->imm2);
}

static bool insert(struct arm_ctx *c, const struct arm_args *a, unsigned lsb)
{
    if (a->msb < lsb || a->rd == 15)
        return false;
    ir_ref v = a->rn == 15 ? arm_imm(c, 0) : arm_reg(c, a->rn);
    arm_set_reg(c, a->rd,
                ir_bini(c->r, IR_DEP, IR_I32, arm_reg(c, a->rd), v, FIELD(lsb, a->msb - lsb + 1u)));
    return true;
}

bool arm_trans_bfi(struct arm_ctx *c, const struct arm_args *a)
{
    return insert(c, a, a->lsb);
}

bool arm_trans_bfi_t32(struct arm_ctx *c, const struct arm_args *a)
{
    return insert(c, a, a->imm3 << 2 | a->imm2);
}

bool arm_trans_crc32(struct arm_ctx *c, const struct arm_args *a)
{
    static const uint8_t lane[] = {IR_I8, IR_I16, IR_I32};
    ir_ref crc = arm_reg(c, a->rn), v = arm_reg(c, a->rm);
    if (a->rd == 15)
        return false;
    if (!a->castagnoli) {
        ir_ref args[] = {crc, v, arm_imm(c, 1u << a->sz)};
        arm_set_reg(c, a->rd, ir_call(c->r, ARM_H_crc32, args, 3));
        return true;
    }
    struct ir_ins i = {.op = IR_CRC32C, .type = IR_I32, .lane = lane[a->sz], .a = crc, .b = v};
    arm_set_reg(c, a->rd, ir_emit(c->r, i));
    return true;
}
