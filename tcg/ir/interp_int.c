/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evaluator of the integer ops, constants and moves between the register files.
 * In and out: see interp_eval.h.  Semantics: ops.def, "Integer semantics".
 */
#include "tcg/ir/interp_eval.h"

/* An integer op in a width of 4 or 8 bytes; a and b are zero-extended, the sum of an op is too. */
struct width {
    unsigned bits;
    uint64_t mask, sign;
};

static struct width width_of(enum ir_type t)
{
    unsigned bits = ir_type_size(t) * 8;
    return (struct width){bits, ir_mask(bits / 8), 1ull << (bits - 1)};
}

static int64_t sext(struct width w, uint64_t v)
{
    return ir_sext(v, w.bits / 8);
}

static uint64_t mulh(struct width w, uint64_t a, uint64_t b, bool is_signed)
{
    if (is_signed)
        return (uint64_t)(((__int128)sext(w, a) * sext(w, b)) >> w.bits) & w.mask;
    return (uint64_t)(((unsigned __int128)a * b) >> w.bits) & w.mask;
}

/* Total division: x/0 = 0, x%0 = x, MIN/-1 = MIN, MIN%-1 = 0. */
static uint64_t divide(struct width w, uint64_t a, uint64_t b, bool is_signed, bool remainder)
{
    if (b == 0)
        return remainder ? a : 0;
    if (!is_signed)
        return remainder ? a % b : a / b;
    if (b == w.mask)
        return remainder ? 0 : -a & w.mask;
    int64_t x = sext(w, a), y = sext(w, b);
    return (uint64_t)(remainder ? x % y : x / y) & w.mask;
}

static uint64_t shift(struct width w, enum ir_opcode op, uint64_t a, uint64_t count)
{
    unsigned n = count & (w.bits - 1);
    switch (op) {
    case IR_SHL: return a << n & w.mask;
    case IR_SHR: return a >> n;
    case IR_SAR: return (uint64_t)(sext(w, a) >> n) & w.mask;
    default: return n ? (a >> n | a << (w.bits - n)) & w.mask : a; /* ROTR */
    }
}

static uint64_t reverse_bits(uint64_t v)
{
    v = (v >> 1 & 0x5555555555555555) | (v & 0x5555555555555555) << 1;
    v = (v >> 2 & 0x3333333333333333) | (v & 0x3333333333333333) << 2;
    v = (v >> 4 & 0x0f0f0f0f0f0f0f0f) | (v & 0x0f0f0f0f0f0f0f0f) << 4;
    return __builtin_bswap64(v);
}

/* A field of UBFX, SBFX, DEP: imm = lsb | len << 8. */
static uint64_t field_mask(uint64_t imm)
{
    unsigned len = imm >> 8 & 0xff;
    return len >= 64 ? ~0ull : (1ull << len) - 1;
}

static uint64_t sbfx(struct width w, uint64_t a, uint64_t imm)
{
    unsigned len = imm >> 8 & 0xff;
    uint64_t field = a >> (imm & 0xff) & field_mask(imm);
    if (len && field >> (len - 1) & 1)
        field |= ~field_mask(imm);
    return field & w.mask;
}

static uint64_t deposit(struct width w, uint64_t a, uint64_t b, uint64_t imm)
{
    uint64_t mask = field_mask(imm) << (imm & 0xff);
    return ((a & ~mask) | (b << (imm & 0xff) & mask)) & w.mask;
}

static uint32_t crc32c(uint32_t crc, uint64_t data, unsigned bytes)
{
    uint64_t v = data & ir_mask(bytes);
    for (unsigned i = 0; i < bytes; i++) {
        crc ^= v >> (8 * i) & 0xff;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
    }
    return crc;
}

static bool compare(struct width w, enum ir_cond cond, uint64_t a, uint64_t b)
{
    int64_t x = sext(w, a), y = sext(w, b);
    switch (cond) {
    case IR_EQ: return a == b;
    case IR_NE: return a != b;
    case IR_LTU: return a < b;
    case IR_GEU: return a >= b;
    case IR_LEU: return a <= b;
    case IR_GTU: return a > b;
    case IR_LTS: return x < y;
    case IR_GES: return x >= y;
    case IR_LES: return x <= y;
    case IR_GTS: return x > y;
    }
    return false;
}

/* N Z C V of a + b + carry as bits 3 to 0; a subtraction is a + ~b + 1. */
static uint64_t sum_flags(struct width w, uint64_t a, uint64_t b, bool carry)
{
    unsigned __int128 wide = (unsigned __int128)a + b + carry;
    uint64_t sum = (uint64_t)wide & w.mask;
    bool carry_out = wide >> w.bits & 1, overflow = (~(a ^ b) & (a ^ sum) & w.sign) != 0;
    return (sum & w.sign ? 8 : 0) | (sum == 0 ? 4 : 0) | (carry_out ? 2 : 0) | overflow;
}

static uint64_t extract_pair(struct width w, uint64_t a, uint64_t b, uint64_t imm)
{
    unsigned n = imm & (w.bits - 1);
    return n ? (b >> n | a << (w.bits - n)) & w.mask : b;
}

/* Ops on one operand. */
static bool eval_unary(struct width w, struct ir_eval *e, uint64_t a)
{
    uint64_t *r = &e->res.q[0], imm = e->ins->imm;
    switch (e->ins->op) {
    case IR_NEG: *r = -a & w.mask; return true;
    case IR_NOT: *r = ~a & w.mask; return true;
    case IR_UBFX: *r = a >> (imm & 0xff) & field_mask(imm); return true;
    case IR_SBFX: *r = sbfx(w, a, imm); return true;
    case IR_CLZ: *r = a ? (unsigned)__builtin_clzll(a) - (64 - w.bits) : w.bits; return true;
    case IR_CTZ: *r = a ? (unsigned)__builtin_ctzll(a) : w.bits; return true;
    case IR_POPCNT: *r = (unsigned)__builtin_popcountll(a); return true;
    case IR_BSWAP: *r = __builtin_bswap64(a) >> (64 - w.bits); return true;
    case IR_BREV: *r = reverse_bits(a) >> (64 - w.bits); return true;
    case IR_REV16: *r = (a >> 8 & 0x00ff00ff00ff00ff) | (a & 0x00ff00ff00ff00ff) << 8; return true;
    default: return false;
    }
}

/* Ops on two operands of the instruction's type. */
static bool eval_binary(struct width w, struct ir_eval *e, uint64_t a, uint64_t b)
{
    uint64_t *r = &e->res.q[0];
    enum ir_opcode op = e->ins->op;
    switch (op) {
    case IR_ADD: *r = (a + b) & w.mask; return true;
    case IR_SUB: *r = (a - b) & w.mask; return true;
    case IR_MUL: *r = a * b & w.mask; return true;
    case IR_MULHU:
    case IR_MULHS: *r = mulh(w, a, b, op == IR_MULHS); return true;
    case IR_DIVU:
    case IR_DIVS:
    case IR_REMU:
    case IR_REMS:
        *r = divide(w, a, b, op == IR_DIVS || op == IR_REMS, op == IR_REMU || op == IR_REMS);
        return true;
    case IR_AND: *r = a & b; return true;
    case IR_ANDN: *r = a & ~b; return true;
    case IR_OR: *r = a | b; return true;
    case IR_XOR: *r = a ^ b; return true;
    case IR_SHL:
    case IR_SHR:
    case IR_SAR:
    case IR_ROTR: *r = shift(w, op, a, b); return true;
    case IR_EXTR: *r = extract_pair(w, a, b, e->ins->imm); return true;
    case IR_DEP: *r = deposit(w, a, b, e->ins->imm); return true;
    case IR_CMP: *r = compare(w, e->ins->sub, a, b); return true;
    case IR_ADDFLAGS: *r = sum_flags(w, a, b, false); return true;
    case IR_SUBFLAGS: *r = sum_flags(w, a, ~b & w.mask, true); return true;
    case IR_ADCFLAGS: *r = sum_flags(w, a, b, e->c->w[0] & 1); return true;
    case IR_ADC: *r = (a + b + (e->c->w[0] & 1)) & w.mask; return true;
    case IR_CARRY: *r = sum_flags(w, a, b, e->c->w[0] & 1) >> 1 & 1; return true;
    default: return false;
    }
}

bool ir_eval_int(struct ir_eval *e)
{
    const struct ir_ins *ins = e->ins;
    unsigned size = ir_type_size(ins->type);
    uint64_t mask = ir_mask(size), *r = &e->res.q[0];
    switch (ins->op) {
    case IR_CONST: *r = ins->imm & mask; return true;
    case IR_VCONST:
        e->res.q[0] = ins->imm;
        e->res.q[1] = ins->b | (uint64_t)ins->c << 32;
        return true;
    case IR_SELECT:
        e->res = e->a->w[0] ? *e->b : *e->c;
        if (ins->type != IR_V128)
            e->res = (union ir_value){.q = {e->res.q[0] & mask, 0}};
        return true;
    case IR_BITCAST: *r = e->a->q[0] & mask; return true;
    case IR_SEXT32: *r = (uint64_t)(int32_t)e->a->w[0]; return true;
    case IR_ZEXT32:
    case IR_TRUNC64: *r = e->a->w[0]; return true;
    case IR_CRC32C: *r = crc32c(e->a->w[0], e->b->q[0], ir_type_size(ins->lane)); return true;
    }
    if (ins->type != IR_I32 && ins->type != IR_I64)
        return false;
    struct width w = width_of(ins->type);
    return eval_unary(w, e, e->a->q[0] & mask) ||
           eval_binary(w, e, e->a->q[0] & mask, e->b->q[0] & mask);
}
