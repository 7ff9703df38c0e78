/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows for integer arithmetic (see x64.h for the columns).
 *
 * Source: Intel SDM volume 2 for encodings and flags; ops.def for the semantics (division is
 * total, shift counts are taken modulo the width).
 */
#include "tcg/back/x86-64/internal.h"

#define I32  X64_T(IR_I32)
#define I64  X64_T(IR_I64)
#define INTS (I32 | I64)

enum { ADD = 0, OR = 1, ADC = 2, AND = 4, SUB = 5, XOR = 6, CMP = 7 };
enum { ROL = 0, ROR = 1, SHL = 4, SHR = 5, SAR = 7 };

static bool wide(const struct x64_ops *o)
{
    return o->ins->type == IR_I64;
}

static uint32_t wflag(const struct x64_ops *o)
{
    return wide(o) ? X64_W : 0;
}

static unsigned width(const struct x64_ops *o)
{
    return wide(o) ? 64 : 32;
}

static void copy(struct x64 *x, const struct x64_ops *o)
{
    if (o->d.reg != o->a.reg)
        x64_mov(x, wide(o), o->d.reg, o->a.reg);
}

/* ---- two-operand arithmetic; arg: the operation's number ---- */

static void emit_add(struct x64 *x, const struct x64_ops *o)
{
    bool w = wide(o), lea = o->b.kind != X64_MEM && (o->d.reg != o->a.reg || x->carry_of);
    if (!lea) {
        copy(x, o);
        x64_alu(x, ADD, w, o->d.reg, &o->b);
        x->carry_of = IR_NONE; /* who waits for it refuses the region */
    } else {
        struct x64_opnd m = x64_at(o->a.reg, o->b.kind == X64_IMM ? (int32_t)o->b.imm : 0);
        if (o->b.kind == X64_REG)
            m.mem.index = o->b.reg;
        x64_lea(x, w, o->d.reg, &m.mem);
    }
}

/* Its carry is asked for. */
static void emit_add_carry(struct x64 *x, const struct x64_ops *o)
{
    copy(x, o);
    x64_alu(x, ADD, wide(o), o->d.reg, &o->b);
    x->carry_of = o->ref;
    x->carry_pos = x->p;
}

static bool adds_shifted(const struct x64 *x, const struct ir_ins *ins)
{
    return x64_shifted(x, ins) != IR_NONE;
}

static void emit_add_shifted(struct x64 *x, const struct x64_ops *o)
{
    uint64_t n = 0;
    x64_const_value(x, x->ins[x64_shifted(x, o->ins)].b, &n);
    struct x64_mem m = {.base = o->a.reg, .index = o->b.reg, .scale = (uint8_t)n};
    x64_lea(x, wide(o), o->d.reg, &m);
}

static void emit_sub(struct x64 *x, const struct x64_ops *o)
{
    if (o->d.reg != o->a.reg && o->b.kind == X64_IMM && o->b.imm != INT32_MIN) {
        struct x64_opnd m = x64_at(o->a.reg, -(int32_t)o->b.imm);
        x64_lea(x, wide(o), o->d.reg, &m.mem);
        return;
    }
    copy(x, o);
    x64_alu(x, SUB, wide(o), o->d.reg, &o->b);
}

static void emit_alu(struct x64 *x, const struct x64_ops *o)
{
    copy(x, o);
    x64_alu(x, o->row->arg, wide(o), o->d.reg, &o->b);
}

/* AND with a mask below 2^32 clears the upper half by itself. */
static bool mask32(const struct x64 *x, const struct ir_ins *ins)
{
    uint64_t c;
    return x64_const_value(x, ins->b, &c) && c == (uint32_t)c;
}

static void emit_mask32(struct x64 *x, const struct x64_ops *o)
{
    uint32_t mask = (uint32_t)o->b.imm;
    unsigned d = o->d.reg, a = o->a.reg;
    if (mask == 0xff) {
        x64_rr(x, X64_0F | X64_BYTE | 0xb6, d, a);
    } else if (mask == 0xffff) {
        x64_rr(x, X64_0F | 0xb7, d, a);
    } else if (mask == 0xffffffff) {
        x64_mov(x, false, d, a);
    } else {
        if (d != a)
            x64_mov(x, false, d, a);
        x64_alui(x, AND, false, d, (int32_t)mask);
    }
}

static void emit_andn_bmi(struct x64 *x, const struct x64_ops *o)
{
    x64_vex(x, X64_0F38 | 0xf2 | wflag(o), o->d.reg, o->b.reg, &o->a);
}

static void emit_andn(struct x64 *x, const struct x64_ops *o)
{
    x64_mov(x, wide(o), o->d.reg, o->b.reg);
    x64_rr(x, 0xf7 | wflag(o), 2, o->d.reg);
    x64_alu(x, AND, wide(o), o->d.reg, &o->a);
}

static void emit_unary(struct x64 *x, const struct x64_ops *o) /* f7 /arg */
{
    copy(x, o);
    x64_rr(x, 0xf7 | wflag(o), o->row->arg, o->d.reg);
}

/* ---- multiplication and division ---- */

static void emit_mul(struct x64 *x, const struct x64_ops *o)
{
    if (o->b.kind == X64_IMM) {
        bool small = o->b.imm == (int8_t)o->b.imm;
        x64_roi(x, (small ? 0x6b : 0x69) | wflag(o), o->d.reg, &o->a, o->b.imm, small ? 1 : 4);
        return;
    }
    copy(x, o);
    x64_ro(x, X64_0F | 0xaf | wflag(o), o->d.reg, &o->b);
}

static void emit_mulh(struct x64 *x, const struct x64_ops *o) /* rdx = rax * b >> width */
{
    x64_ro(x, 0xf7 | wflag(o), o->row->arg, &o->b);
}

static void emit_mulx(struct x64 *x,
                      const struct x64_ops *o) /* of both results the high one stays */
{
    x64_vex(x, X64_OPC(X64_F2, X64_0F38, 0xf6) | X64_W, o->d.reg, o->d.reg, &o->b);
}

/* Both halves: the upper one is the result, the lower one that of the instruction behind. */
static bool both_halves(const struct x64 *x, const struct ir_ins *ins)
{
    return x64_lower_half(x, ins + 1) && x->val[ins + 1 - x->ins].uses;
}

static void emit_mulx_both(struct x64 *x, const struct x64_ops *o)
{
    x64_vex(x, X64_OPC(X64_F2, X64_0F38, 0xf6) | X64_W, o->d.reg, o->t[0], &o->b);
    x->second_reg = o->t[0];
}

/* A product between two sums of which one adds the other's carry must not change the flags. */
static bool carried_over(const struct x64 *x, const struct ir_ins *ins)
{
    uint64_t c;
    return !x64_const_value(x, ins->b, &c) && x64_carry_waits(x, ins);
}

static void emit_mulx_low(struct x64 *x, const struct x64_ops *o)
{
    x64_vex(x, X64_OPC(X64_F2, X64_0F38, 0xf6) | X64_W, o->t[0], o->d.reg, &o->b);
}

enum { DIV_SIGNED = 1, DIV_REM = 2 };

/* b is 0, or -1 in a signed division. */
static void div_special(struct x64 *x, const struct x64_ops *o, unsigned back)
{
    bool rem = o->row->arg & DIV_REM;
    if (o->row->arg & DIV_SIGNED) {
        unsigned zero = x64_label(x);
        x64_rr(x, 0x85 | wflag(o), o->b.reg, o->b.reg);
        x64_jcc(x, X64_E, zero);
        if (rem)
            x64_movi(x, RDX, 0, false);
        else
            x64_rr(x, 0xf7 | wflag(o), 3, RAX); /* neg */
        x64_jmp(x, back);
        x64_bind(x, zero);
    }
    if (rem)
        x64_mov(x, wide(o), RDX, RAX);
    else
        x64_movi(x, RAX, 0, false);
    x64_jmp(x, back);
}

static void div_once(struct x64 *x, const struct x64_ops *o)
{
    bool sign = o->row->arg & DIV_SIGNED;
    if (sign) {
        if (wide(o))
            x64_u8(x, 0x48);
        x64_u8(x, 0x99); /* cdq, cqo */
    } else {
        x64_movi(x, RDX, 0, false);
    }
    x64_rr(x, 0xf7 | wflag(o), sign ? 7 : 6, o->b.reg);
}

static void div_large(struct x64 *x, const struct x64_ops *o, unsigned back)
{
    div_once(x, o);
    x64_jmp(x, back);
}

/* Many processors take three times as long for 64 bits as for 32, and most numbers are small. */
static void emit_div(struct x64 *x, const struct x64_ops *o)
{
    bool sign = o->row->arg & DIV_SIGNED;
    uint64_t c;
    unsigned back = x64_label(x), special = x64_label(x);
    bool known = x64_const_value(x, o->ins->b, &c) && (wide(o) ? c + 1 : (uint32_t)(c + 1)) > 1;
    if (!known) {
        if (sign) {
            struct x64_opnd m = x64_at(o->b.reg, 1);
            x64_lea(x, wide(o), RDX, &m.mem);
            x64_alui(x, CMP, wide(o), RDX, 1);
            x64_jcc(x, X64_BE, special);
        } else {
            x64_rr(x, 0x85 | wflag(o), o->b.reg, o->b.reg);
            x64_jcc(x, X64_E, special);
        }
        x64_outline(x, special, back, o, div_special);
    }
    if (wide(o) && !(known && c >> 32)) {
        unsigned large = x64_label(x);
        x64_mov(x, true, RDX, RAX);
        x64_rr(x, 0x0b | X64_W, RDX, o->b.reg); /* or */
        x64_shifti(x, 5, true, RDX, 32);        /* shr */
        x64_jcc(x, X64_NE, large);
        x64_outline(x, large, back, o, div_large);
        x64_rr(x, 0xf7, 6, o->b.reg);
    } else {
        div_once(x, o);
    }
    x64_bind(x, back);
}

/* ---- shifts ---- */

static bool count_const(const struct x64 *x, const struct ir_ins *ins)
{
    uint64_t c;
    return x64_const_value(x, ins->b, &c);
}

static void emit_shift_imm(struct x64 *x, const struct x64_ops *o)
{
    unsigned n = (unsigned)o->b.imm & (width(o) - 1);
    if (o->row->arg == SHL && n >= 1 && n <= 3 && o->d.reg != o->a.reg) {
        struct x64_mem m = {.base = X64_NOREG, .index = o->a.reg, .scale = (uint8_t)n};
        if (n == 1) {
            m.base = o->a.reg;
            m.scale = 0;
        }
        x64_lea(x, wide(o), o->d.reg, &m);
        return;
    }
    if (o->row->arg == ROR && x64_has(x, X64_F_BMI2) && o->d.reg != o->a.reg) {
        x64_vexi(x, X64_OPC(X64_F2, X64_0F3A, 0xf0) | wflag(o), o->d.reg, 0, &o->a, n);
        return;
    }
    copy(x, o);
    if (n)
        x64_shifti(x, o->row->arg, wide(o), o->d.reg, n);
    else if (!wide(o))
        x64_mov(x, false, o->d.reg, o->d.reg); /* a result of 32 bits has no upper half */
}

static void emit_shift_bmi(struct x64 *x, const struct x64_ops *o)
{
    x64_vex(x, o->row->arg | wflag(o), o->d.reg, o->b.reg, &o->a);
}

static void emit_shift_cl(struct x64 *x, const struct x64_ops *o)
{
    x64_rr(x, 0xd3 | wflag(o), o->row->arg, o->d.reg);
}

static void emit_extr(struct x64 *x, const struct x64_ops *o)
{
    unsigned n = (unsigned)o->ins->imm;
    if (o->a.reg == o->b.reg) { /* a rotation */
        x64_mov(x, wide(o), o->d.reg, o->a.reg);
        if (n)
            x64_shifti(x, ROR, wide(o), o->d.reg, n);
        return;
    }
    x64_mov(x, wide(o), o->d.reg, o->b.reg);
    if (n) {
        x64_rr(x, X64_0F | 0xac | wflag(o), o->a.reg, o->d.reg); /* shrd d, a, n */
        x64_u8(x, n);
    }
}

/* ---- bit fields ---- */

static void emit_ubfx(struct x64 *x, const struct x64_ops *o)
{
    unsigned lsb = o->ins->imm & 63, len = o->ins->imm >> 8 & 127, d = o->d.reg;
    if (lsb == 0 && len == 8) {
        x64_rr(x, X64_0F | X64_BYTE | 0xb6, d, o->a.reg);
    } else if (lsb == 0 && len == 16) {
        x64_rr(x, X64_0F | 0xb7, d, o->a.reg);
    } else if (lsb == 0 && len == 32) {
        x64_mov(x, false, d, o->a.reg);
    } else if (lsb + len == width(o)) {
        copy(x, o);
        if (lsb)
            x64_shifti(x, SHR, wide(o), d, lsb);
    } else if (len < 32) {
        copy(x, o);
        if (lsb)
            x64_shifti(x, SHR, wide(o), d, lsb);
        if (len == 8)
            x64_rr(x, X64_0F | X64_BYTE | 0xb6, d, d);
        else if (len == 16)
            x64_rr(x, X64_0F | 0xb7, d, d);
        else
            x64_alui(x, AND, false, d, (int32_t)((1u << len) - 1));
    } else if (len == 32) {
        copy(x, o);
        x64_shifti(x, SHR, true, d, lsb);
        x64_mov(x, false, d, d);
    } else {
        copy(x, o);
        x64_shifti(x, SHL, wide(o), d, width(o) - lsb - len);
        x64_shifti(x, SHR, wide(o), d, width(o) - len);
    }
}

static void emit_sbfx(struct x64 *x, const struct x64_ops *o)
{
    unsigned lsb = o->ins->imm & 63, len = o->ins->imm >> 8 & 127, d = o->d.reg;
    unsigned up = width(o) - lsb - len;
    if (lsb == 0 && len == 8) {
        x64_rr(x, X64_0F | X64_BYTE | 0xbe | wflag(o), d, o->a.reg);
    } else if (lsb == 0 && len == 16) {
        x64_rr(x, X64_0F | 0xbf | wflag(o), d, o->a.reg);
    } else if (lsb == 0 && len == 32 && wide(o)) {
        x64_rr(x, 0x63 | X64_W, d, o->a.reg);
    } else {
        copy(x, o);
        if (up)
            x64_shifti(x, SHL, wide(o), d, up);
        if (up + lsb)
            x64_shifti(x, SAR, wide(o), d, up + lsb);
    }
}

/* d = a with a field from b: rotate the field down, shift b's bits in from above, rotate back. */
static void emit_dep(struct x64 *x, const struct x64_ops *o)
{
    unsigned lsb = o->ins->imm & 63, len = o->ins->imm >> 8 & 127, d = o->d.reg, w = width(o);
    uint64_t mask = len < 64 ? (1ull << len) - 1 : ~0ull;
    if (len == w) {
        x64_mov(x, wide(o), d, o->b.reg);
    } else if (wide(o) && lsb == 0 && len == 8) {
        x64_rr(x, 0x8a | X64_BYTE, d, o->b.reg);
    } else if (wide(o) && lsb == 0 && len == 16) {
        x64_rr(x, X64_66 | 0x8b, d, o->b.reg);
    } else if (len < 32 && lsb + len < 32) {
        unsigned t = o->t[0];
        x64_mov(x, false, t, o->b.reg);
        if (mask == 0xff)
            x64_rr(x, X64_0F | X64_BYTE | 0xb6, t, t);
        else if (mask == 0xffff)
            x64_rr(x, X64_0F | 0xb7, t, t);
        else
            x64_alui(x, AND, false, t, (int32_t)mask);
        if (lsb)
            x64_shifti(x, SHL, false, t, lsb);
        x64_alui(x, AND, wide(o), d, (int32_t) ~(mask << lsb));
        x64_rr(x, 0x0b | wflag(o), d, t);
    } else {
        if (lsb)
            x64_shifti(x, ROR, wide(o), d, lsb);
        x64_rr(x, X64_0F | 0xac | wflag(o), o->b.reg, d);
        x64_u8(x, len);
        if ((lsb + len) & (w - 1))
            x64_shifti(x, ROL, wide(o), d, (lsb + len) & (w - 1));
    }
}

/* ---- counting and reversing ---- */

static void emit_unary_rm(struct x64 *x, const struct x64_ops *o) /* arg: opcode of op r, r/m */
{
    x64_ro(x, o->row->arg | wflag(o), o->d.reg, &o->a);
}

static void emit_clz_bsr(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd t = x64_reg(o->t[0]);
    x64_movi(x, o->t[0], 2 * width(o) - 1, false);
    x64_rr(x, X64_0F | 0xbd | wflag(o), o->d.reg, o->a.reg);
    x64_cmov(x, X64_E, wide(o), o->d.reg, &t);
    x64_alui(x, XOR, false, o->d.reg, (int32_t)width(o) - 1);
}

static void emit_ctz_bsf(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd t = x64_reg(o->t[0]);
    x64_movi(x, o->t[0], width(o), false);
    x64_rr(x, X64_0F | 0xbc | wflag(o), o->d.reg, o->a.reg);
    x64_cmov(x, X64_E, wide(o), o->d.reg, &t);
}

static void bswap(struct x64 *x, bool w, unsigned d)
{
    x64_room(x);
    unsigned rex = (w ? 0x48 : 0x40) | d >> 3;
    if (rex != 0x40)
        x64_u8(x, rex);
    x64_u8(x, 0x0f);
    x64_u8(x, 0xc8 | (d & 7));
}

static void emit_bswap(struct x64 *x, const struct x64_ops *o)
{
    bswap(x, wide(o), o->d.reg);
}

/* Exchanges neighbouring groups of s bits: mask has the lower ones of each pair. */
static void exchange(struct x64 *x, const struct x64_ops *o, uint64_t mask, unsigned s)
{
    unsigned d = o->d.reg, m = o->t[0], t = o->t[1];
    bool w = wide(o);
    x64_movi(x, m, w ? mask : (uint32_t)mask, true);
    x64_mov(x, w, t, d);
    x64_shifti(x, SHR, w, t, s);
    x64_rr(x, 0x23 | wflag(o), t, m);
    x64_rr(x, 0x23 | wflag(o), d, m);
    x64_shifti(x, SHL, w, d, s);
    x64_rr(x, 0x0b | wflag(o), d, t);
}

static void emit_rev16(struct x64 *x, const struct x64_ops *o)
{
    if (!wide(o)) {
        bswap(x, false, o->d.reg);
        x64_shifti(x, ROL, false, o->d.reg, 16);
        return;
    }
    exchange(x, o, 0x00ff00ff00ff00ff, 8);
}

static void emit_brev(struct x64 *x, const struct x64_ops *o)
{
    bswap(x, wide(o), o->d.reg);
    exchange(x, o, 0x0f0f0f0f0f0f0f0f, 4);
    exchange(x, o, 0x3333333333333333, 2);
    exchange(x, o, 0x5555555555555555, 1);
}

static void emit_crc32c(struct x64 *x, const struct x64_ops *o)
{
    unsigned lane = o->ins->lane;
    if (lane == IR_I16) {
        x64_room(x);
        x64_u8(x, 0x66);
    }
    uint32_t opc = X64_OPC(X64_F2, X64_0F38, lane == IR_I8 ? 0xf0 : 0xf1);
    if (lane == IR_I8)
        opc |= X64_BYTE;
    if (lane == IR_I64)
        opc |= X64_W;
    x64_rr(x, opc, o->d.reg, o->b.reg);
}

/* ---- widths, register files ---- */

static void emit_low32(struct x64 *x, const struct x64_ops *o)
{
    x64_ro(x, 0x8b, o->d.reg, &o->a);
}

static void emit_sext32(struct x64 *x, const struct x64_ops *o)
{
    x64_ro(x, 0x63 | X64_W, o->d.reg, &o->a);
}

static bool from_int(const struct x64 *x, const struct ir_ins *ins)
{
    return !(x->val[ins->a].flags & V_XMM);
}

static void emit_to_xmm(struct x64 *x, const struct x64_ops *o)
{
    x64_sse2(x, X64_OPC(X64_66, X64_0F, 0x6e) | (o->ins->type == IR_F64 ? X64_W : 0), o->d.reg,
             &o->a);
}

static void emit_from_xmm(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd d = o->d;
    x64_sse2(x, X64_OPC(X64_66, X64_0F, 0x7e) | wflag(o), o->a.reg, &d);
    if (x->ins[o->ins->a].type == IR_F16)
        x64_rr(x, X64_0F | 0xb7, o->d.reg, o->d.reg);
}

/* ---- flags as a value ---- */

/* rax = N Z C V of the host's flags. */
static void pack_flags(struct x64 *x, const struct x64_ops *o)
{
    x64_setcc(x, X64_O, RAX);
    x64_u8(x, 0x9f); /* lahf: ah = SF ZF - AF - PF - CF */
    if (x64_has(x, X64_F_BMI2)) {
        struct x64_opnd t = x64_reg(o->t[0]);
        x64_movi(x, o->t[0], 0xc101, true);
        x64_vex(x, X64_OPC(X64_F3, X64_0F38, 0xf5), RAX, RAX, &t); /* pext */
        return;
    }
    x64_mov(x, false, o->t[0], RAX);
    x64_mov(x, false, o->t[1], RAX);
    x64_shifti(x, SHR, false, o->t[0], 12);
    x64_alui(x, AND, false, o->t[0], 12);
    x64_shifti(x, SHR, false, o->t[1], 7);
    x64_alui(x, AND, false, o->t[1], 2);
    x64_alui(x, AND, false, RAX, 1);
    x64_rr(x, 0x0b, RAX, o->t[0]);
    x64_rr(x, 0x0b, RAX, o->t[1]);
}

static void emit_addflags(struct x64 *x, const struct x64_ops *o)
{
    x64_mov(x, wide(o), o->t[0], o->a.reg);
    x64_alu(x, ADD, wide(o), o->t[0], &o->b);
    pack_flags(x, o);
}

static void emit_subflags(struct x64 *x, const struct x64_ops *o)
{
    x64_alu(x, CMP, wide(o), o->a.reg, &o->b);
    x64_u8(x, 0xf5); /* cmc */
    pack_flags(x, o);
}

static void emit_adcflags(struct x64 *x, const struct x64_ops *o)
{
    x64_mov(x, wide(o), o->t[0], o->a.reg);
    x64_roi(x, X64_0F | 0xba, 4, &o->c, 0, 1); /* bt c, 0 */
    x64_alu(x, ADC, wide(o), o->t[0], &o->b);
    pack_flags(x, o);
}

/* The flag may still be there: moves do not change it. */
static void carry_in(struct x64 *x, const struct x64_ops *o)
{
    if (x64_carry_is(x, x->val[o->ins->c].rep))
        return;
    if (o->c.kind == X64_NONE) /* carry.c and the emission don't agree */
        x->no_slot = true;
    else
        x64_roi(x, X64_0F | 0xba, 4, &o->c, 0, 1); /* bt c, 0 */
}

static void emit_adc(struct x64 *x, const struct x64_ops *o)
{
    carry_in(x, o);
    x64_alu(x, ADC, wide(o), o->d.reg, &o->b);
    x->carry_of = o->ref;
    x->carry_pos = x->p;
}

static void emit_carry_flag(struct x64 *x, const struct x64_ops *o)
{
    if (!x64_carry_is(x, o->ref))
        x->no_slot = true;
    x64_movi(x, o->d.reg, 0, true);
    x64_setcc(x, X64_B, o->d.reg);
    x->carry_of = o->ref;
    x->carry_pos = x->p;
}

static void emit_carry(struct x64 *x, const struct x64_ops *o)
{
    if (!x64_carry_is(x, o->ref)) {
        x64_mov(x, wide(o), o->t[0], o->a.reg);
        carry_in(x, o);
        x64_alu(x, ADC, wide(o), o->t[0], &o->b);
    }
    x64_movi(x, o->d.reg, 0, true);
    x64_setcc(x, X64_B, o->d.reg);
    x->carry_of = o->ref;
    x->carry_pos = x->p;
}

static void emit_fcc(struct x64 *x, const struct x64_ops *o)
{
    x64_movi(x, o->d.reg, 0, false);
    x64_roi(x, 0xf6 | X64_BYTE, 0, &o->a, o->ins->sub, 1);
    x64_setcc(x, X64_NE, o->d.reg);
}

/* clang-format off */
const struct x64_row x64_rows_int[] = {
    {IR_ADD,     INTS, 0, 0, "?r r rm ! sw", x64_sum_is_asked, emit_add_carry, 0},
    {IR_ADD,     INTS, 0, 0, "r r h ! s", adds_shifted, emit_add_shifted, 0},
    {IR_ADD,     INTS, 0, 0, "?r r rmi ! sw", NULL, emit_add, 0},
    {IR_SUB,     INTS, 0, 0, "?r r rmi ! s", NULL, emit_sub, 0},
    {IR_ADC,     INTS, 0, 0, "=r r rmi r ! s", NULL, emit_adc, 0},
    {IR_CARRY,   INTS, 0, 0, "r - - -", x64_carry_behind_sum, emit_carry_flag, 0},
    {IR_CARRY,   INTS, 0, 0, "&r r ri r + r ! s", NULL, emit_carry, 0},
    {IR_MUL,     I64, 0, X64_F_BMI2, "r d rm - + r ! w", carried_over, emit_mulx_low, 0},
    {IR_MUL,     INTS, 0, 0, "?r r rmi ! sw", NULL, emit_mul, 0},
    {IR_MULHU,   I64, 0, X64_F_BMI2, "r d rm - + r ! w", both_halves, emit_mulx_both, 0},
    {IR_MULHU,   I64, 0, X64_F_BMI2, "r d rm ! w", NULL, emit_mulx, 0},
    {IR_MULHU,   INTS, 0, 0, "D A rm ! s", NULL, emit_mulh, 4},
    {IR_MULHS,   INTS, 0, 0, "D A rm ! s", NULL, emit_mulh, 5},
    {IR_DIVU,    INTS, 0, 0, "A A r + D ! s", NULL, emit_div, 0},
    {IR_DIVS,    INTS, 0, 0, "A A r + D ! s", NULL, emit_div, DIV_SIGNED},
    {IR_REMU,    INTS, 0, 0, "D A r ! s", NULL, emit_div, DIV_REM},
    {IR_REMS,    INTS, 0, 0, "D A r ! s", NULL, emit_div, DIV_SIGNED | DIV_REM},
    {IR_NEG,     INTS, 0, 0, "?r r ! s", NULL, emit_unary, 3},
    {IR_NOT,     INTS, 0, 0, "?r r ! s", NULL, emit_unary, 2},
    {IR_AND,     INTS, 0, 0, "?r r n ! s", mask32, emit_mask32, 0},
    {IR_AND,     INTS, 0, 0, "?r r rmi ! sw", NULL, emit_alu, AND},
    {IR_ANDN,    INTS, 0, X64_F_BMI1, "r rm r ! s", NULL, emit_andn_bmi, 0},
    {IR_ANDN,    INTS, 0, 0, "&r r r ! s", NULL, emit_andn, 0},
    {IR_OR,      INTS, 0, 0, "?r r rmi ! sw", NULL, emit_alu, OR},
    {IR_XOR,     INTS, 0, 0, "?r r rmi ! sw", NULL, emit_alu, XOR},
    {IR_SHL,     INTS, 0, 0, "?r r n ! s", count_const, emit_shift_imm, SHL},
    {IR_SHR,     INTS, 0, 0, "?r r n ! s", count_const, emit_shift_imm, SHR},
    {IR_SAR,     INTS, 0, 0, "?r r n ! s", count_const, emit_shift_imm, SAR},
    {IR_ROTR,    INTS, 0, 0, "?r r n ! s", count_const, emit_shift_imm, ROR},
    {IR_SHL,     INTS, 0, X64_F_BMI2, "r rm r ! s", NULL, emit_shift_bmi, X64_OPC(X64_66, X64_0F38, 0xf7)},
    {IR_SHR,     INTS, 0, X64_F_BMI2, "r rm r ! s", NULL, emit_shift_bmi, X64_OPC(X64_F2, X64_0F38, 0xf7)},
    {IR_SAR,     INTS, 0, X64_F_BMI2, "r rm r ! s", NULL, emit_shift_bmi, X64_OPC(X64_F3, X64_0F38, 0xf7)},
    {IR_SHL,     INTS, 0, 0, "=r r C ! s", NULL, emit_shift_cl, SHL},
    {IR_SHR,     INTS, 0, 0, "=r r C ! s", NULL, emit_shift_cl, SHR},
    {IR_SAR,     INTS, 0, 0, "=r r C ! s", NULL, emit_shift_cl, SAR},
    {IR_ROTR,    INTS, 0, 0, "=r r C ! s", NULL, emit_shift_cl, ROR},
    {IR_EXTR,    INTS, 0, 0, "&r r r ! s", NULL, emit_extr, 0},
    {IR_UBFX,    INTS, 0, 0, "?r r ! s", NULL, emit_ubfx, 0},
    {IR_SBFX,    INTS, 0, 0, "?r r ! s", NULL, emit_sbfx, 0},
    {IR_DEP,     INTS, 0, 0, "=r r r - + r ! s", NULL, emit_dep, 0},
    {IR_CLZ,     INTS, 0, X64_F_LZCNT, "r rm ! s", NULL, emit_unary_rm, X64_OPC(X64_F3, X64_0F, 0xbd)},
    {IR_CLZ,     INTS, 0, 0, "&r r - - + r ! s", NULL, emit_clz_bsr, 0},
    {IR_CTZ,     INTS, 0, X64_F_BMI1, "r rm ! s", NULL, emit_unary_rm, X64_OPC(X64_F3, X64_0F, 0xbc)},
    {IR_CTZ,     INTS, 0, 0, "&r r - - + r ! s", NULL, emit_ctz_bsf, 0},
    {IR_POPCNT,  INTS, 0, 0, "r rm ! s", NULL, emit_unary_rm, X64_OPC(X64_F3, X64_0F, 0xb8)},
    {IR_BSWAP,   INTS, 0, 0, "=r r ! s", NULL, emit_bswap, 0},
    {IR_REV16,   INTS, 0, 0, "=r r - - + r r ! s", NULL, emit_rev16, 0},
    {IR_BREV,    INTS, 0, 0, "=r r - - + r r ! s", NULL, emit_brev, 0},
    {IR_CRC32C,  0, 0, 0, "=r r r ! s", NULL, emit_crc32c, 0},
    {IR_SEXT32,  0, 0, 0, "r rm ! s", NULL, emit_sext32, 0},
    {IR_ZEXT32,  0, 0, 0, "r rk ! s", NULL, emit_low32, 0},
    {IR_TRUNC64, 0, 0, 0, "?r rk", NULL, emit_low32, 0},
    {IR_BITCAST, 0, 0, 0, "x rk", from_int, emit_to_xmm, 0},
    {IR_BITCAST, INTS, 0, 0, "r x", NULL, emit_from_xmm, 0},
    {IR_ADDFLAGS,INTS, 0, 0, "A r ri - + r r ! sw", NULL, emit_addflags, 0},
    {IR_SUBFLAGS,INTS, 0, 0, "A r ri - + r r ! s", NULL, emit_subflags, 0},
    {IR_ADCFLAGS,INTS, 0, 0, "A r ri r + r r ! s", NULL, emit_adcflags, 0},
    {IR_FCC,     0, 0, 0, "&r r", NULL, emit_fcc, 0},
    {0},
};
/* clang-format on */
