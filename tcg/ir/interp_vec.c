/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evaluator of the integer vector ops.
 * In and out: see interp_eval.h.  A lane is computed in 64 or 128 bits and cut to its width.
 */
#include "tcg/ir/interp_eval.h"

typedef __int128 s128;
typedef unsigned __int128 u128;

static s128 clamp(s128 v, s128 low, s128 high)
{
    return v < low ? low : v > high ? high : v;
}

/* Saturates to lanes of `bytes` bytes. */
static uint64_t clamp_signed(s128 v, unsigned bytes)
{
    s128 high = (s128)(ir_mask(bytes) >> 1);
    return (uint64_t)clamp(v, -high - 1, high);
}

static uint64_t clamp_unsigned(s128 v, unsigned bytes)
{
    return (uint64_t)clamp(v, 0, (s128)ir_mask(bytes));
}

/* Shifts by a signed count: left, or right with or without the sign. */
static uint64_t shift_by(uint64_t a, int8_t count, unsigned bytes, bool is_signed)
{
    int bits = (int)bytes * 8;
    if (count >= 0)
        return count < bits ? a << count : 0;
    if (is_signed)
        return (uint64_t)(ir_sext(a, bytes) >> (count <= -bits ? bits - 1 : -count));
    return count <= -bits ? 0 : a >> -count;
}

/* Shifts right by 1 <= imm <= width, rounded; the sum may need one more bit. */
static uint64_t shift_rounded(s128 a, unsigned imm)
{
    return (uint64_t)((a + ((s128)1 << (imm - 1))) >> imm);
}

/* 2 * a * b >> width, saturated: only MIN * MIN overflows. */
static uint64_t double_high(int64_t a, int64_t b, unsigned bytes, bool rounded)
{
    s128 product = (s128)a * b * 2;
    if (rounded)
        product += (s128)1 << (bytes * 8 - 1);
    return clamp_signed(product >> (bytes * 8), bytes);
}

static uint64_t leading_zeros(uint64_t a, unsigned bytes)
{
    return a ? (unsigned)__builtin_clzll(a) - (64 - 8 * bytes) : 8 * bytes;
}

static bool compare(enum ir_cond cond, uint64_t a, uint64_t b, int64_t x, int64_t y)
{
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

/* One lane, shifts and unary ops: `a` zero-extended, x sign-extended. */
static bool lane_unary(const struct ir_ins *ins, unsigned bytes, uint64_t a, int64_t x, uint64_t *r)
{
    unsigned bits = bytes * 8, imm = (unsigned)ins->imm;
    switch (ins->op) {
    case IR_VNEG: *r = -a; return true;
    case IR_VABS: *r = x < 0 ? -a : a; return true;
    case IR_VSHLI: *r = a << (imm & 63); return true;
    case IR_VSHRI: *r = imm >= bits ? 0 : a >> imm; return true;
    case IR_VSARI: *r = (uint64_t)(x >> (imm >= bits ? bits - 1 : imm)); return true;
    case IR_VRSHRI: *r = imm ? shift_rounded(a, imm) : a; return true;
    case IR_VRSARI: *r = imm ? shift_rounded(x, imm) : a; return true;
    case IR_VCLZ: *r = leading_zeros(a, bytes); return true;
    default: return false;
    }
}

/* One lane of two operands: a, b zero-extended, x, y sign-extended. */
static bool lane_binary(const struct ir_ins *ins, unsigned bytes, uint64_t a, uint64_t b, int64_t x,
                        int64_t y, uint64_t *r)
{
    switch (ins->op) {
    case IR_VADD: *r = a + b; return true;
    case IR_VSUB: *r = a - b; return true;
    case IR_VMUL: *r = a * b; return true;
    case IR_VMINS: *r = x < y ? a : b; return true;
    case IR_VMAXS: *r = x > y ? a : b; return true;
    case IR_VMINU: *r = a < b ? a : b; return true;
    case IR_VMAXU: *r = a > b ? a : b; return true;
    case IR_VCMP: *r = compare(ins->sub & 15, a, b, x, y) ? ~0ull : 0; return true;
    case IR_VTST: *r = a & b ? ~0ull : 0; return true;
    case IR_VQADDS: *r = clamp_signed((s128)x + y, bytes); return true;
    case IR_VQADDU: *r = clamp_unsigned((s128)a + b, bytes); return true;
    case IR_VQSUBS: *r = clamp_signed((s128)x - y, bytes); return true;
    case IR_VQSUBU: *r = clamp_unsigned((s128)a - b, bytes); return true;
    case IR_VHADDS: *r = (uint64_t)(((s128)x + y) >> 1); return true;
    case IR_VHADDU: *r = (uint64_t)(((s128)a + b) >> 1); return true;
    case IR_VHSUBS: *r = (uint64_t)(((s128)x - y) >> 1); return true;
    case IR_VHSUBU: *r = (uint64_t)(((s128)a - b) >> 1); return true;
    case IR_VRHADDS: *r = (uint64_t)(((s128)x + y + 1) >> 1); return true;
    case IR_VRHADDU: *r = (uint64_t)(((s128)a + b + 1) >> 1); return true;
    case IR_VABDS: *r = x > y ? a - b : b - a; return true;
    case IR_VABDU: *r = a > b ? a - b : b - a; return true;
    case IR_VSHLVU: *r = shift_by(a, (int8_t)b, bytes, false); return true;
    case IR_VSHLVS: *r = shift_by(a, (int8_t)b, bytes, true); return true;
    case IR_VQDMULH: *r = double_high(x, y, bytes, false); return true;
    case IR_VQRDMULH: *r = double_high(x, y, bytes, true); return true;
    default: return false;
    }
}

/* Ops that treat each lane alone.  An op is recognised at lane 0 or never. */
static bool eval_lanes(struct ir_eval *e, unsigned bytes)
{
    for (unsigned i = 0; i < 16 / bytes; i++) {
        uint64_t a = ir_lane(e->a, bytes, i), b = ir_lane(e->b, bytes, i), r;
        int64_t x = ir_sext(a, bytes), y = ir_sext(b, bytes);
        if (!lane_unary(e->ins, bytes, a, x, &r) && !lane_binary(e->ins, bytes, a, b, x, y, &r))
            return false;
        ir_lane_set(&e->res, bytes, i, r);
    }
    return true;
}

/* The op on two lanes that a pairwise or reducing one does, or IR_NOP. */
static enum ir_opcode pair_op(enum ir_opcode op)
{
    switch (op) {
    case IR_VADDP:
    case IR_VREDADD: return IR_VADD;
    case IR_VMINSP:
    case IR_VREDMINS: return IR_VMINS;
    case IR_VMAXSP:
    case IR_VREDMAXS: return IR_VMAXS;
    case IR_VMINUP:
    case IR_VREDMINU: return IR_VMINU;
    case IR_VMAXUP:
    case IR_VREDMAXU: return IR_VMAXU;
    default: return IR_NOP;
    }
}

static uint64_t two_lanes(const struct ir_ins *plain, unsigned bytes, uint64_t a, uint64_t b)
{
    uint64_t r = 0;
    lane_binary(plain, bytes, a, b, ir_sext(a, bytes), ir_sext(b, bytes), &r);
    return r & ir_mask(bytes);
}

/* Pairwise over a, then b; or over all lanes of a. */
static bool eval_across(struct ir_eval *e, unsigned bytes)
{
    struct ir_ins plain = {.op = pair_op(e->ins->op)};
    if (plain.op == IR_NOP)
        return false;
    unsigned n = (e->ins->sub & IR_V64 && ir_ops[e->ins->op].res == 'T' ? 8 : 16) / bytes;
    if (ir_ops[e->ins->op].res == 'T') {
        uint64_t r = ir_lane(e->a, bytes, 0);
        for (unsigned i = 1; i < n; i++)
            r = two_lanes(&plain, bytes, r, ir_lane(e->a, bytes, i));
        e->res.q[0] = r;
        return true;
    }
    for (unsigned i = 0; i < n; i++) {
        const union ir_value *v = i < n / 2 ? e->a : e->b;
        unsigned first = i % (n / 2) * 2;
        ir_lane_set(
            &e->res, bytes, i,
            two_lanes(&plain, bytes, ir_lane(v, bytes, first), ir_lane(v, bytes, first + 1)));
    }
    return true;
}

static bool eval_sign_bits(struct ir_eval *e, unsigned bytes)
{
    if (e->ins->op != IR_VBITS)
        return false;
    e->res.q[0] = 0;
    for (unsigned i = 0; i < 16 / bytes; i++)
        e->res.q[0] |= (uint64_t)(ir_sext(ir_lane(e->a, bytes, i), bytes) < 0) << i;
    return true;
}

static s128 extended(const union ir_value *v, unsigned bytes, unsigned i, bool is_signed)
{
    uint64_t x = ir_lane(v, bytes, i);
    return is_signed ? (s128)ir_sext(x, bytes) : (s128)x;
}

/* Lanes of twice the width from the lanes of a half, or from pairs of lanes. */
static bool eval_widen(struct ir_eval *e, unsigned bytes)
{
    enum ir_opcode op = e->ins->op;
    bool is_signed = op == IR_VSXL || op == IR_VMULLS || op == IR_VMULES || op == IR_VPADDLS;
    unsigned n = 8 / bytes, first = e->ins->sub & IR_HI ? n : 0;
    for (unsigned i = 0; i < n; i++) {
        s128 r;
        switch (op) {
        case IR_VSXL:
        case IR_VUXL: r = extended(e->a, bytes, first + i, is_signed); break;
        case IR_VMULLS:
        case IR_VMULLU:
            r = extended(e->a, bytes, first + i, is_signed) *
                extended(e->b, bytes, first + i, is_signed);
            break;
        case IR_VMULES:
        case IR_VMULEU:
            r = extended(e->a, bytes, 2 * i, is_signed) * extended(e->b, bytes, 2 * i, is_signed);
            break;
        case IR_VPADDLS:
        case IR_VPADDLU:
            r = extended(e->a, bytes, 2 * i, is_signed) +
                extended(e->a, bytes, 2 * i + 1, is_signed);
            break;
        default: return false;
        }
        ir_lane_set(&e->res, 2 * bytes, i, (uint64_t)r);
    }
    return true;
}

/* Lanes of half the width: those of a, then those of b. */
static bool eval_narrow(struct ir_eval *e, unsigned bytes)
{
    unsigned n = 16 / bytes;
    for (unsigned i = 0; i < 2 * n; i++) {
        uint64_t v = ir_lane(i < n ? e->a : e->b, bytes, i % n), r;
        switch (e->ins->op) {
        case IR_VNARROW: r = v; break;
        case IR_VQNARROWS: r = clamp_signed(ir_sext(v, bytes), bytes / 2); break;
        case IR_VQNARROWU: r = clamp_unsigned(v, bytes / 2); break;
        case IR_VQNARROWSU: r = clamp_unsigned(ir_sext(v, bytes), bytes / 2); break;
        default: return false;
        }
        ir_lane_set(&e->res, bytes / 2, i, r);
    }
    return true;
}

static bool eval_bits(struct ir_eval *e)
{
    for (int i = 0; i < 2; i++) {
        uint64_t a = e->a->q[i], b = e->b->q[i], *r = &e->res.q[i];
        switch (e->ins->op) {
        case IR_VAND: *r = a & b; break;
        case IR_VOR: *r = a | b; break;
        case IR_VXOR: *r = a ^ b; break;
        case IR_VANDN: *r = a & ~b; break;
        case IR_VNOT: *r = ~a; break;
        case IR_VBSL: *r = (b & a) | (e->c->q[i] & ~a); break;
        default: return false;
        }
    }
    return true;
}

bool ir_eval_vec(struct ir_eval *e)
{
    if (eval_bits(e))
        return true;
    unsigned bytes = ir_type_size(e->ins->lane);
    if (bytes == 0 || bytes > 8)
        return false;
    if (eval_lanes(e, bytes) || eval_across(e, bytes) || eval_sign_bits(e, bytes))
        return true;
    return (bytes < 8 && eval_widen(e, bytes)) || (bytes > 1 && eval_narrow(e, bytes));
}
