/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer data processing: immediates, registers, bit fields, multiplication, selection.
 *
 * In: fields.  Out: IR.  The order is that of insn.decode.
 */
#include "target/aarch64/translate.h"

#define FIELD(lsb, len) ((uint64_t)(lsb) | (uint64_t)(len) << 8)

static unsigned width_of(const struct a64_args *a)
{
    return a->sf ? 64 : 32;
}

/* ---- immediates ---- */

bool a64_trans_ADR(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, a->rd, a64_imm(c, true, c->t->pc + ((uint64_t)a->immhi << 2 | a->immlo)));
    return true;
}

bool a64_trans_ADRP(struct a64_ctx *c, const struct a64_args *a)
{
    uint64_t imm = ((uint64_t)a->immhi << 2 | a->immlo) << 12;
    a64_set_x(c, a->rd, a64_imm(c, true, (c->t->pc & ~UINT64_C(0xfff)) + imm));
    return true;
}

static void addsub(struct a64_ctx *c, const struct a64_args *a, ir_ref x, ir_ref y, bool to_sp)
{
    enum ir_type t = a64_type(a->sf);
    ir_ref result = IR_NONE;
    if (!a->setflags || a->rd != 31)
        result = ir_bin(c->r, a->sub ? IR_SUB : IR_ADD, t, x, y);
    if (a->setflags && a->sub)
        a64_flags_sub(c, a->sf, x, y);
    else if (a->setflags)
        a64_flags_add(c, a->sf, x, y);
    if (to_sp)
        a64_set_reg_sp(c, a->sf, a->rd, result);
    else if (a->rd != 31)
        a64_set_reg(c, a->sf, a->rd, result);
}

bool a64_trans_addsub_imm(struct a64_ctx *c, const struct a64_args *a)
{
    uint64_t imm = (uint64_t)a->imm12 << (a->sh ? 12 : 0);
    ir_ref x = a64_reg_sp(c, a->sf, a->rn);
    if (!imm && !a->setflags) { /* MOV to or from SP */
        a64_set_reg_sp(c, a->sf, a->rd, x);
        return true;
    }
    bool aligned = a->sf && a->rd == 31 && a->rn == 31 && imm % 16 == 0 && c->line->sp_aligned;
    if (a->sub && !a->setflags)
        a64_set_reg_sp(c, a->sf, a->rd, ir_addi(c->r, a64_type(a->sf), x, -(int64_t)imm));
    else
        addsub(c, a, x, a64_imm(c, a->sf, imm), !a->setflags);
    c->line->sp_aligned |= aligned;
    return true;
}

/* DecodeBitMasks, immediate form: false for a reserved value. */
static bool bitmask_imm(const struct a64_args *a, uint64_t *out)
{
    unsigned key = (unsigned)a->N << 6 | (~a->imms & 0x3f);
    if (key < 2)
        return false;
    unsigned len = 31 - (unsigned)__builtin_clz(key), size = 1u << len, levels = size - 1;
    unsigned s = a->imms & levels, rot = a->immr & levels;
    if (s == levels)
        return false;
    uint64_t ones = size == 64 ? UINT64_MAX : (UINT64_C(1) << size) - 1;
    uint64_t elem = (UINT64_C(2) << s) - 1;
    if (rot)
        elem = (elem >> rot | elem << (size - rot)) & ones;
    for (; size < 64; size *= 2)
        elem |= elem << size;
    *out = elem;
    return true;
}

static bool logic_imm(struct a64_ctx *c, const struct a64_args *a, enum ir_opcode op, bool flags)
{
    uint64_t imm;
    if (!bitmask_imm(a, &imm))
        return false;
    ir_ref y = a64_imm(c, a->sf, imm), v = y;
    if (op != IR_OR || a->rn != 31)
        v = ir_bin(c->r, op, a64_type(a->sf), a64_reg(c, a->sf, a->rn), y);
    if (flags) {
        a64_flags_logic(c, a->sf, v);
        a64_set_reg(c, a->sf, a->rd, v);
    } else {
        a64_set_reg_sp(c, a->sf, a->rd, v);
    }
    return true;
}

bool a64_trans_AND_imm(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_imm(c, a, IR_AND, false);
}

bool a64_trans_ORR_imm(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_imm(c, a, IR_OR, false);
}

bool a64_trans_EOR_imm(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_imm(c, a, IR_XOR, false);
}

bool a64_trans_ANDS_imm(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_imm(c, a, IR_AND, true);
}

bool a64_trans_MOVN(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_reg(c, a->sf, a->rd, a64_imm(c, a->sf, ~((uint64_t)a->imm16 << (a->hw * 16))));
    return true;
}

bool a64_trans_MOVZ(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_reg(c, a->sf, a->rd, a64_imm(c, a->sf, (uint64_t)a->imm16 << (a->hw * 16)));
    return true;
}

bool a64_trans_MOVK(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref old = a64_reg(c, a->sf, a->rd), part = a64_imm(c, a->sf, a->imm16);
    a64_set_reg(c, a->sf, a->rd,
                ir_bini(c->r, IR_DEP, a64_type(a->sf), old, part, FIELD(a->hw * 16, 16)));
    return true;
}

static bool bitfield(struct a64_ctx *c, const struct a64_args *a, enum ir_opcode extract)
{
    enum ir_type t = a64_type(a->sf);
    unsigned width = width_of(a), r = a->immr, s = a->imms;
    ir_ref v = a64_reg(c, a->sf, a->rn);
    if (s >= r) {
        if (s - r + 1 == width)
            ; /* the whole register */
        else if (s == width - 1)
            v = extract == IR_UBFX ? ir_shri(c->r, t, v, r) : ir_sari(c->r, t, v, r);
        else
            v = ir_uni(c->r, extract, t, v, FIELD(r, s - r + 1));
    } else {
        if (r != s + 1) /* else a plain left shift */
            v = ir_uni(c->r, extract, t, v, FIELD(0, s + 1));
        v = ir_shli(c->r, t, v, width - r);
    }
    a64_set_reg(c, a->sf, a->rd, v);
    return true;
}

bool a64_trans_SBFM(struct a64_ctx *c, const struct a64_args *a)
{
    if (a->sf && a->immr == 0 && a->imms == 31) { /* SXTW */
        a64_set_x(c, a->rd, ir_un(c->r, IR_SEXT32, IR_I64, a64_w(c, a->rn)));
        return true;
    }
    return bitfield(c, a, IR_SBFX);
}

bool a64_trans_UBFM(struct a64_ctx *c, const struct a64_args *a)
{
    return bitfield(c, a, IR_UBFX);
}

bool a64_trans_BFM(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_type(a->sf);
    unsigned width = width_of(a), r = a->immr, s = a->imms;
    ir_ref v = a64_reg(c, a->sf, a->rn), old = a64_reg(c, a->sf, a->rd);
    if (s >= r && s - r + 1 == width)
        ; /* all of rn */
    else if (s >= r)
        v = ir_bini(c->r, IR_DEP, t, old, r ? ir_shri(c->r, t, v, r) : v, FIELD(0, s - r + 1));
    else
        v = ir_bini(c->r, IR_DEP, t, old, v, FIELD(width - r, s + 1));
    a64_set_reg(c, a->sf, a->rd, v);
    return true;
}

bool a64_trans_EXTR(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_type(a->sf);
    ir_ref hi = a64_reg(c, a->sf, a->rn), lo = a64_reg(c, a->sf, a->rm), v = lo;
    if (a->imms && a->rn == a->rm)
        v = ir_bin(c->r, IR_ROTR, t, hi, a64_imm(c, a->sf, a->imms));
    else if (a->imms)
        v = ir_bini(c->r, IR_EXTR, t, hi, lo, a->imms);
    a64_set_reg(c, a->sf, a->rd, v);
    return true;
}

/* ---- logical, register ---- */

static bool logic_shift(struct a64_ctx *c, const struct a64_args *a, enum ir_opcode op, bool invert,
                        bool flags)
{
    enum ir_type t = a64_type(a->sf);
    ir_ref y = a64_shift_reg(c, a->sf, a->rm, a->shift, a->imm6), v;
    if (op == IR_AND && invert) {
        v = ir_bin(c->r, IR_ANDN, t, a64_reg(c, a->sf, a->rn), y);
    } else {
        v = invert ? ir_un(c->r, IR_NOT, t, y) : y;
        if (op != IR_OR || a->rn != 31)
            v = ir_bin(c->r, op, t, a64_reg(c, a->sf, a->rn), v);
    }
    if (flags)
        a64_flags_logic(c, a->sf, v);
    a64_set_reg(c, a->sf, a->rd, v);
    return true;
}

bool a64_trans_AND_shift(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_shift(c, a, IR_AND, false, false);
}

bool a64_trans_BIC_shift(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_shift(c, a, IR_AND, true, false);
}

bool a64_trans_ORR_shift(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_shift(c, a, IR_OR, false, false);
}

bool a64_trans_ORN_shift(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_shift(c, a, IR_OR, true, false);
}

bool a64_trans_EOR_shift(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_shift(c, a, IR_XOR, false, false);
}

bool a64_trans_EON_shift(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_shift(c, a, IR_XOR, true, false);
}

bool a64_trans_ANDS_shift(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_shift(c, a, IR_AND, false, true);
}

bool a64_trans_BICS_shift(struct a64_ctx *c, const struct a64_args *a)
{
    return logic_shift(c, a, IR_AND, true, true);
}

/* ---- add and subtract, register ---- */

bool a64_trans_addsub_shift(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref y = a64_shift_reg(c, a->sf, a->rm, a->shift, a->imm6);
    if (a->sub && !a->setflags && a->rn == 31) { /* NEG */
        a64_set_reg(c, a->sf, a->rd, ir_un(c->r, IR_NEG, a64_type(a->sf), y));
        return true;
    }
    addsub(c, a, a64_reg(c, a->sf, a->rn), y, false);
    return true;
}

bool a64_trans_addsub_ext(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref x = a64_reg_sp(c, a->sf, a->rn);
    ir_ref y = a64_extend_reg(c, a->sf, a->rm, a->option, a->imm3);
    addsub(c, a, x, y, !a->setflags);
    return true;
}

bool a64_trans_adcsbc(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_type(a->sf);
    ir_ref x = a64_reg(c, a->sf, a->rn), y = a64_reg(c, a->sf, a->rm);
    ir_ref v, carry = a64_carry(c);
    if (a->setflags) {
        v = a64_flags_adc(c, a->sf, a->sub, x, y, carry);
    } else {
        y = a->sub ? ir_un(c->r, IR_NOT, t, y) : y;
        v = ir_emit(c->r, (struct ir_ins){.op = IR_ADC, .type = t, .a = x, .b = y, .c = carry});
    }
    a64_set_reg(c, a->sf, a->rd, v);
    return true;
}

/* ---- flag manipulation ---- */

static ir_ref w_imm(struct a64_ctx *c, uint32_t v)
{
    return ir_const(c->r, IR_I32, v);
}

static ir_ref bit_of(struct a64_ctx *c, ir_ref w, unsigned bit)
{
    return ir_uni(c->r, IR_UBFX, IR_I32, w, FIELD(bit, 1));
}

/* old with the flags in `mask` taken from `new` */
static ir_ref merge_flags(struct a64_ctx *c, ir_ref old, ir_ref new, unsigned mask)
{
    ir_ref keep = ir_andi(c->r, IR_I32, old, ~mask & 15);
    return ir_bin(c->r, IR_OR, IR_I32, keep, ir_andi(c->r, IR_I32, new, mask));
}

bool a64_trans_RMIF(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref x = ir_bin(c->r, IR_ROTR, IR_I64, a64_x(c, a->rn), a64_imm(c, true, a->imm6));
    ir_ref w = ir_un(c->r, IR_TRUNC64, IR_I32, x);
    a64_flags_word(c, merge_flags(c, a64_nzcv(c), w, a->mask));
    return true;
}

bool a64_trans_setf(struct a64_ctx *c, const struct a64_args *a)
{
    struct ir_region *r = c->r;
    ir_ref w = a64_w(c, a->rn), old = a64_nzcv(c);
    ir_ref n = bit_of(c, w, a->width - 1);
    ir_ref low = ir_uni(r, IR_UBFX, IR_I32, w, FIELD(0, a->width));
    ir_ref z = ir_cmp(r, IR_EQ, IR_I32, low, w_imm(c, 0));
    ir_ref v = ir_bin(r, IR_XOR, IR_I32, n, bit_of(c, w, a->width));
    ir_ref nz = ir_bin(r, IR_OR, IR_I32, ir_shli(r, IR_I32, n, 3), ir_shli(r, IR_I32, z, 2));
    a64_flags_word(c, merge_flags(c, old, ir_bin(r, IR_OR, IR_I32, nz, v), 13));
    return true;
}

bool a64_trans_CFINV(struct a64_ctx *c, const struct a64_args *a)
{
    (void)a;
    a64_flags_word(c, ir_bin(c->r, IR_XOR, IR_I32, a64_nzcv(c), w_imm(c, 2)));
    return true;
}

/* A flag manipulation is a function of 4 bits: nibble i of `table` is the result for NZCV = i. */
static void map_flags(struct a64_ctx *c, uint64_t table)
{
    struct ir_region *r = c->r;
    ir_ref count = ir_un(r, IR_ZEXT32, IR_I64, ir_shli(r, IR_I32, a64_nzcv(c), 2));
    ir_ref x = ir_bin(r, IR_SHR, IR_I64, ir_const(r, IR_I64, table), count);
    a64_flags_word(c, ir_andi(r, IR_I32, ir_un(r, IR_TRUNC64, IR_I32, x), 15));
}

bool a64_trans_AXFLAG(struct a64_ctx *c, const struct a64_args *a)
{
    (void)a;
    uint64_t table = 0;
    for (unsigned i = 0; i < 16; i++) {
        unsigned z = i >> 2 & 1, cf = i >> 1 & 1, v = i & 1;
        table |= (uint64_t)((z | v) << 2 | (cf & (v ^ 1)) << 1) << (4 * i);
    }
    map_flags(c, table);
    return true;
}

bool a64_trans_XAFLAG(struct a64_ctx *c, const struct a64_args *a)
{
    (void)a;
    uint64_t table = 0;
    for (unsigned i = 0; i < 16; i++) {
        unsigned z = i >> 2 & 1, cf = i >> 1 & 1, ncf = cf ^ 1, nz = z ^ 1;
        unsigned flags = (ncf & nz) << 3 | (z & cf) << 2 | (cf | z) << 1 | (ncf & z);
        table |= (uint64_t)flags << (4 * i);
    }
    map_flags(c, table);
    return true;
}

/* ---- conditional ---- */

static void ccmp(struct a64_ctx *c, const struct a64_args *a, ir_ref y)
{
    ir_ref x = a64_reg(c, a->sf, a->rn), test = a64_cond(c, a->cond);
    if (a->sub)
        a64_flags_sub(c, a->sf, x, y);
    else
        a64_flags_add(c, a->sf, x, y);
    if (a->cond < 14)
        a64_flags_if(c, test, a->nzcv);
}

bool a64_trans_ccmp_reg(struct a64_ctx *c, const struct a64_args *a)
{
    ccmp(c, a, a64_reg(c, a->sf, a->rm));
    return true;
}

bool a64_trans_ccmp_imm(struct a64_ctx *c, const struct a64_args *a)
{
    ccmp(c, a, a64_imm(c, a->sf, a->imm5));
    return true;
}

bool a64_trans_csel(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_type(a->sf);
    if (a->rn == 31 && a->rm == 31 && a->cond < 14 && a->else_inc != a->else_inv) {
        ir_ref v = a64_cond(c, a->cond ^ 1); /* CSET, CSETM */
        v = a->sf ? ir_un(c->r, IR_ZEXT32, t, v) : v;
        a64_set_reg(c, a->sf, a->rd, a->else_inv ? ir_un(c->r, IR_NEG, t, v) : v);
        return true;
    }
    ir_ref x = a64_reg(c, a->sf, a->rn), y = a64_reg(c, a->sf, a->rm);
    ir_ref test = a64_cond(c, a->cond);
    if (a->else_inv && a->else_inc)
        y = ir_un(c->r, IR_NEG, t, y);
    else if (a->else_inv)
        y = ir_un(c->r, IR_NOT, t, y);
    else if (a->else_inc)
        y = ir_addi(c->r, t, y, 1);
    a64_set_reg(c, a->sf, a->rd, ir_select(c->r, t, test, x, y));
    return true;
}

/* ---- two and three sources ---- */

static bool binary(struct a64_ctx *c, const struct a64_args *a, enum ir_opcode op)
{
    ir_ref x = a64_reg(c, a->sf, a->rn), y = a64_reg(c, a->sf, a->rm);
    a64_set_reg(c, a->sf, a->rd, ir_bin(c->r, op, a64_type(a->sf), x, y));
    return true;
}

bool a64_trans_UDIV(struct a64_ctx *c, const struct a64_args *a)
{
    return binary(c, a, IR_DIVU);
}

bool a64_trans_SDIV(struct a64_ctx *c, const struct a64_args *a)
{
    return binary(c, a, IR_DIVS);
}

bool a64_trans_shiftv(struct a64_ctx *c, const struct a64_args *a)
{
    static const uint8_t op[] = {IR_SHL, IR_SHR, IR_SAR, IR_ROTR};
    return binary(c, a, op[a->shift]);
}

static ir_ref crc_size(struct a64_ctx *c, const struct a64_args *a)
{
    return w_imm(c, 1u << a->sz);
}

bool a64_trans_CRC32(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref args[] = {a64_w(c, a->rn), a64_x(c, a->rm), crc_size(c, a)};
    a64_set_reg(c, false, a->rd, ir_call(c->r, A64_H_crc32, args, 3));
    return true;
}

bool a64_trans_CRC32C(struct a64_ctx *c, const struct a64_args *a)
{
    static const uint8_t lane[] = {IR_I8, IR_I16, IR_I32, IR_I64};
    struct ir_ins i = {.op = IR_CRC32C, .type = a64_type(a->sf), .lane = lane[a->sz]};
    i.a = a64_w(c, a->rn);
    i.b = a64_reg(c, a->sf, a->rm);
    a64_set_reg(c, false, a->rd, ir_emit(c->r, i));
    return true;
}

bool a64_trans_madd(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_type(a->sf);
    ir_ref v = ir_bin(c->r, IR_MUL, t, a64_reg(c, a->sf, a->rn), a64_reg(c, a->sf, a->rm));
    if (a->ra != 31)
        v = ir_bin(c->r, a->sub ? IR_SUB : IR_ADD, t, a64_reg(c, a->sf, a->ra), v);
    else if (a->sub)
        v = ir_un(c->r, IR_NEG, t, v);
    a64_set_reg(c, a->sf, a->rd, v);
    return true;
}

bool a64_trans_maddl(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_opcode extend = a->is_signed ? IR_SEXT32 : IR_ZEXT32;
    ir_ref x = ir_un(c->r, extend, IR_I64, a64_w(c, a->rn));
    ir_ref y = ir_un(c->r, extend, IR_I64, a64_w(c, a->rm));
    ir_ref v = ir_bin(c->r, IR_MUL, IR_I64, x, y);
    if (a->ra != 31)
        v = ir_bin(c->r, a->sub ? IR_SUB : IR_ADD, IR_I64, a64_x(c, a->ra), v);
    else if (a->sub)
        v = ir_un(c->r, IR_NEG, IR_I64, v);
    a64_set_x(c, a->rd, v);
    return true;
}

bool a64_trans_mulh(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_opcode op = a->is_signed ? IR_MULHS : IR_MULHU;
    a64_set_x(c, a->rd, ir_bin(c->r, op, IR_I64, a64_x(c, a->rn), a64_x(c, a->rm)));
    return true;
}

/* ---- one source ---- */

static bool unary(struct a64_ctx *c, const struct a64_args *a, enum ir_opcode op)
{
    a64_set_reg(c, a->sf, a->rd, ir_un(c->r, op, a64_type(a->sf), a64_reg(c, a->sf, a->rn)));
    return true;
}

bool a64_trans_RBIT(struct a64_ctx *c, const struct a64_args *a)
{
    return unary(c, a, IR_BREV);
}

bool a64_trans_REV16(struct a64_ctx *c, const struct a64_args *a)
{
    return unary(c, a, IR_REV16);
}

bool a64_trans_rev(struct a64_ctx *c, const struct a64_args *a)
{
    return unary(c, a, IR_BSWAP);
}

bool a64_trans_REV32(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = ir_un(c->r, IR_BSWAP, IR_I64, a64_x(c, a->rn));
    a64_set_x(c, a->rd, ir_bin(c->r, IR_ROTR, IR_I64, v, a64_imm(c, true, 32)));
    return true;
}

bool a64_trans_CLZ(struct a64_ctx *c, const struct a64_args *a)
{
    return unary(c, a, IR_CLZ);
}

bool a64_trans_CLS(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_type(a->sf);
    ir_ref x = a64_reg(c, a->sf, a->rn);
    /* leading bits that equal the sign become zeros, the sign itself included */
    ir_ref v = ir_bin(c->r, IR_XOR, t, x, ir_sari(c->r, t, x, 1));
    a64_set_reg(c, a->sf, a->rd, ir_addi(c->r, t, ir_un(c->r, IR_CLZ, t, v), -1));
    return true;
}
