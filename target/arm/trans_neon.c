/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NEON: integer instructions on vectors of one length, and what the NEON translators share.
 *
 * In: decoded fields.  Out: IR on v128; of a D register only the low half counts.
 */
#include "target/advsimd.h"
#include "target/arm/trans_simd.h"

bool arm_neon_ok(struct arm_ctx *c, bool quad, unsigned d)
{
    return !(quad && (d & 1)) && arm_has_d(c, d);
}

ir_ref arm_vin(struct arm_ctx *c, bool quad, unsigned d)
{
    ir_ref q = ir_get(c->r, ARM_V0 + d / 2);
    return !quad && (d & 1) ? ir_un(c->r, IR_VHIGH, IR_V128, q) : q;
}

void arm_vout(struct arm_ctx *c, bool quad, unsigned d, ir_ref v)
{
    if (!quad)
        v = ir_vopi(c->r, IR_VINSV, IR_V128, IR_I64, 0, ir_get(c->r, ARM_V0 + d / 2), v, d & 1);
    ir_set(c->r, ARM_V0 + d / 2, v);
}

static enum ir_type op_lane(enum ir_opcode op, enum ir_type lane)
{
    return ir_ops[op].uses[0] == 'l' ? lane : IR_VOID;
}

ir_ref arm_vop(struct arm_ctx *c, enum ir_opcode op, enum ir_type lane, ir_ref x, ir_ref y)
{
    return ir_vop(c->r, op, IR_V128, op_lane(op, lane), 0, x, y, IR_NONE);
}

ir_ref arm_vopi(struct arm_ctx *c, enum ir_opcode op, enum ir_type lane, ir_ref x, uint64_t imm)
{
    return ir_vopi(c->r, op, IR_V128, op_lane(op, lane), 0, x, IR_NONE, imm);
}

ir_ref arm_vsplat(struct arm_ctx *c, unsigned size, uint64_t v)
{
    for (unsigned bits = 8u << size; bits < 64; bits *= 2)
        v = (v & ((UINT64_C(1) << bits) - 1)) | v << bits;
    return ir_vconst(c->r, v, v);
}

void arm_saturated(struct arm_ctx *c, bool quad, ir_ref bits)
{
    if (!quad)
        bits = ir_un(c->r, IR_VLOW, IR_V128, bits);
    ir_set(c->r, ARM_QC, arm_vop(c, IR_VOR, IR_VOID, ir_get(c->r, ARM_QC), bits));
}

void arm_saturated_ne(struct arm_ctx *c, bool quad, ir_ref x, ir_ref y)
{
    arm_saturated(c, quad, arm_vop(c, IR_VXOR, IR_VOID, x, y));
}

static bool ok3(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_neon_ok(c, a->Q, arm_d(a)) && arm_neon_ok(c, a->Q, arm_n(a)) &&
           arm_neon_ok(c, a->Q, arm_m(a));
}

static bool ok2(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_neon_ok(c, a->Q, arm_d(a)) && arm_neon_ok(c, a->Q, arm_m(a));
}

/* ---- three registers ---- */

/* acc: 1 adds to, 2 subtracts from the destination. */
static ir_ref accumulate(struct arm_ctx *c, unsigned acc, enum ir_type lane, ir_ref d, ir_ref v)
{
    return acc ? arm_vop(c, acc == 1 ? IR_VADD : IR_VSUB, lane, d, v) : v;
}

bool arm_trans_v3su(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    if (!ok3(c, a))
        return false;
    ir_ref n = arm_vin(c, a->Q, arm_n(a)), m = arm_vin(c, a->Q, arm_m(a));
    ir_ref v = arm_vop(c, a->U ? a->iru : a->ir, lane, n, m);
    if (a->acc)
        v = accumulate(c, a->acc, lane, arm_vin(c, a->Q, arm_d(a)), v);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

bool arm_trans_v3q(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    if (!ok3(c, a))
        return false;
    ir_ref n = arm_vin(c, a->Q, arm_n(a)), m = arm_vin(c, a->Q, arm_m(a));
    ir_ref v = arm_vop(c, a->U ? a->iru : a->ir, lane, n, m);
    arm_saturated_ne(c, a->Q, v, arm_vop(c, a->wrap, lane, n, m));
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

bool arm_trans_v3bit(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    ir_ref n = arm_vin(c, a->Q, arm_n(a));
    ir_ref m = arm_n(a) == arm_m(a) ? n : arm_vin(c, a->Q, arm_m(a));
    ir_ref v = a->ir == IR_VOR && n == m ? n : arm_vop(c, a->ir, IR_I8, n, m);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

bool arm_trans_vorn(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    ir_ref m = ir_un(c->r, IR_VNOT, IR_V128, arm_vin(c, a->Q, arm_m(a)));
    arm_vout(c, a->Q, arm_d(a), arm_vop(c, IR_VOR, IR_VOID, arm_vin(c, a->Q, arm_n(a)), m));
    return true;
}

/* kind 0 VBSL: mask d; 1 VBIT: mask m, n into d; 2 VBIF: mask m, n where it is 0 */
bool arm_trans_vbsl(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    ir_ref d = arm_vin(c, a->Q, arm_d(a)), n = arm_vin(c, a->Q, arm_n(a)),
           m = arm_vin(c, a->Q, arm_m(a));
    ir_ref mask = a->kind ? m : d, yes = a->kind == 2 ? d : n,
           no = a->kind == 0   ? m
                : a->kind == 1 ? d
                               : n;
    arm_vout(c, a->Q, arm_d(a), ir_vop(c->r, IR_VBSL, IR_V128, IR_VOID, 0, mask, yes, no));
    return true;
}

static ir_ref vcmp(struct arm_ctx *c, enum ir_type lane, unsigned cond, ir_ref x, ir_ref y)
{
    return ir_vop(c->r, IR_VCMP, IR_V128, lane, cond, x, y, IR_NONE);
}

bool arm_trans_v3cmp(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    ir_ref n = arm_vin(c, a->Q, arm_n(a)), m = arm_vin(c, a->Q, arm_m(a));
    arm_vout(c, a->Q, arm_d(a), vcmp(c, arm_lane(a->size), a->U ? a->iru : a->ir, n, m));
    return true;
}

bool arm_trans_vcmp0(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok2(c, a))
        return false;
    ir_ref m = arm_vin(c, a->Q, arm_m(a));
    arm_vout(c, a->Q, arm_d(a), vcmp(c, arm_lane(a->size), a->ir, m, ir_vconst(c->r, 0, 0)));
    return true;
}

/* Pairwise, D registers only: the pairs of n, then those of m. */
bool arm_trans_v3pair(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok3(c, a))
        return false;
    ir_ref both =
        arm_vop(c, IR_VCAT, IR_VOID, arm_vin(c, false, arm_n(a)), arm_vin(c, false, arm_m(a)));
    arm_vout(c, false, arm_d(a), arm_vop(c, a->U ? a->iru : a->ir, arm_lane(a->size), both, both));
    return true;
}

ir_ref arm_scalar_operand(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned m = arm_m(a), d = a->size == 1 ? m & 7 : m & 15,
             index = a->size == 1 ? m >> 3 : m >> 4;
    unsigned lane = (d & 1) * (8u >> a->size) + index;
    return arm_vopi(c, IR_VDUPV, arm_lane(a->size), ir_get(c->r, ARM_V0 + d / 2), lane);
}

bool arm_trans_vs_int(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    if (!arm_neon_ok(c, a->Q, arm_d(a)) || !arm_neon_ok(c, a->Q, arm_n(a)))
        return false;
    ir_ref v = arm_vop(c, IR_VMUL, lane, arm_vin(c, a->Q, arm_n(a)), arm_scalar_operand(c, a));
    if (a->acc)
        v = accumulate(c, a->acc, lane, arm_vin(c, a->Q, arm_d(a)), v);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

bool arm_trans_vqdmulh(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    if (!arm_neon_ok(c, a->Q, arm_d(a)) || !arm_neon_ok(c, a->Q, arm_n(a)) ||
        (!a->scalar && !arm_neon_ok(c, a->Q, arm_m(a))))
        return false;
    ir_ref n = arm_vin(c, a->Q, arm_n(a));
    ir_ref m = a->scalar ? arm_scalar_operand(c, a) : arm_vin(c, a->Q, arm_m(a));
    /* saturates only for the two smallest numbers */
    ir_ref min = arm_vsplat(c, a->size, UINT64_C(1) << ((8u << a->size) - 1));
    ir_ref both =
        arm_vop(c, IR_VAND, IR_VOID, vcmp(c, lane, IR_EQ, n, min), vcmp(c, lane, IR_EQ, m, min));
    arm_saturated(c, a->Q, both);
    arm_vout(c, a->Q, arm_d(a), arm_vop(c, a->ir, lane, n, m));
    return true;
}

bool arm_trans_vqrdmlah(struct arm_ctx *c, const struct arm_args *a)
{
    struct advsimd_rdm how = {.size = a->size, .minus = a->minus, .whole = a->Q};
    if (!arm_neon_ok(c, a->Q, arm_d(a)) || !arm_neon_ok(c, a->Q, arm_n(a)) ||
        (!a->scalar && !arm_neon_ok(c, a->Q, arm_m(a))))
        return false;
    ir_ref m = a->scalar ? arm_scalar_operand(c, a) : arm_vin(c, a->Q, arm_m(a)), bits;
    ir_ref d = arm_vin(c, a->Q, arm_d(a)), n = arm_vin(c, a->Q, arm_n(a));
    ir_ref v = advsimd_rdmlah(c->r, how, d, n, m, &bits);
    /* of a D register both halves of the wide lanes are its own */
    arm_saturated(c, true, bits);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

/* ---- of different lengths: D registers in, Q registers out ---- */

static ir_ref widen(struct arm_ctx *c, const struct arm_args *a, unsigned d)
{
    return ir_vop(c->r, a->U ? IR_VUXL : IR_VSXL, IR_V128, arm_lane(a->size), 0,
                  arm_vin(c, false, d), IR_NONE, IR_NONE);
}

bool arm_trans_vaddl(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)) || (a->wide && !arm_neon_ok(c, true, arm_n(a))))
        return false;
    ir_ref n = a->wide ? arm_vin(c, true, arm_n(a)) : widen(c, a, arm_n(a));
    arm_vout(c, true, arm_d(a),
             arm_vop(c, a->ir, arm_lane(a->size + 1u), n, widen(c, a, arm_m(a))));
    return true;
}

/* The upper halves of the sums; U: rounded */
bool arm_trans_vaddhn(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned wide = a->size + 1u, bits = 8u << a->size;
    if (!arm_neon_ok(c, true, arm_n(a)) || !arm_neon_ok(c, true, arm_m(a)))
        return false;
    ir_ref v =
        arm_vop(c, a->ir, arm_lane(wide), arm_vin(c, true, arm_n(a)), arm_vin(c, true, arm_m(a)));
    if (a->U)
        v = arm_vop(c, IR_VADD, arm_lane(wide), v, arm_vsplat(c, wide, UINT64_C(1) << (bits - 1)));
    v = arm_vopi(c, IR_VSHRI, arm_lane(wide), v, bits);
    arm_vout(c, false, arm_d(a), arm_vop(c, IR_VNARROW, arm_lane(wide), v, v));
    return true;
}

bool arm_trans_vabdl(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size + 1u);
    if (!arm_neon_ok(c, true, arm_d(a)))
        return false;
    ir_ref v = arm_vop(c, a->U ? IR_VABDU : IR_VABDS, arm_lane(a->size),
                       arm_vin(c, false, arm_n(a)), arm_vin(c, false, arm_m(a)));
    v = ir_vop(c->r, IR_VUXL, IR_V128, arm_lane(a->size), 0, v, IR_NONE, IR_NONE);
    if (a->acc)
        v = accumulate(c, 1, lane, arm_vin(c, true, arm_d(a)), v);
    arm_vout(c, true, arm_d(a), v);
    return true;
}

static ir_ref operand_m(struct arm_ctx *c, const struct arm_args *a)
{
    return a->scalar ? arm_scalar_operand(c, a) : arm_vin(c, false, arm_m(a));
}

bool arm_trans_vmull(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)))
        return false;
    ir_ref v = ir_vop(c->r, a->U ? IR_VMULLU : IR_VMULLS, IR_V128, arm_lane(a->size), 0,
                      arm_vin(c, false, arm_n(a)), operand_m(c, a), IR_NONE);
    if (a->acc)
        v = accumulate(c, a->acc, arm_lane(a->size + 1u), arm_vin(c, true, arm_d(a)), v);
    arm_vout(c, true, arm_d(a), v);
    return true;
}

bool arm_trans_vqdmull(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size + 1u);
    if (!arm_neon_ok(c, true, arm_d(a)))
        return false;
    ir_ref product = ir_vop(c->r, IR_VMULLS, IR_V128, arm_lane(a->size), 0,
                            arm_vin(c, false, arm_n(a)), operand_m(c, a), IR_NONE);
    ir_ref v = arm_vop(c, IR_VQADDS, lane, product, product);
    arm_saturated_ne(c, true, v, arm_vop(c, IR_VADD, lane, product, product));
    if (a->acc) {
        ir_ref d = arm_vin(c, true, arm_d(a));
        ir_ref sum = arm_vop(c, a->acc == 1 ? IR_VQADDS : IR_VQSUBS, lane, d, v);
        arm_saturated_ne(c, true, sum, accumulate(c, a->acc, lane, d, v));
        v = sum;
    }
    arm_vout(c, true, arm_d(a), v);
    return true;
}

bool arm_trans_vmull_poly(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)))
        return false;
    arm_vout(c, true, arm_d(a),
             ir_vop(c->r, IR_VPMULL, IR_V128, a->lane, 0, arm_vin(c, false, arm_n(a)),
                    arm_vin(c, false, arm_m(a)), IR_NONE));
    return true;
}

/* ---- two registers ---- */

bool arm_trans_v2(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok2(c, a))
        return false;
    arm_vout(c, a->Q, arm_d(a),
             arm_vop(c, a->ir, arm_lane(a->size), arm_vin(c, a->Q, arm_m(a)), IR_NONE));
    return true;
}

bool arm_trans_v2bit(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_trans_v2(c, a);
}

bool arm_trans_vrev(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok2(c, a))
        return false;
    arm_vout(c, a->Q, arm_d(a),
             arm_vopi(c, IR_VREV, arm_lane(a->size), arm_vin(c, a->Q, arm_m(a)), a->bytes));
    return true;
}

bool arm_trans_vpaddl(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok2(c, a))
        return false;
    ir_ref v = arm_vop(c, a->U ? IR_VPADDLU : IR_VPADDLS, arm_lane(a->size),
                       arm_vin(c, a->Q, arm_m(a)), IR_NONE);
    if (a->acc)
        v = accumulate(c, 1, arm_lane(a->size + 1u), arm_vin(c, a->Q, arm_d(a)), v);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

bool arm_trans_vcls(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    if (!ok2(c, a))
        return false;
    ir_ref m = arm_vin(c, a->Q, arm_m(a));
    /* leading bits that equal the sign become zeros, the sign itself included */
    ir_ref v = arm_vop(c, IR_VXOR, IR_VOID, m, arm_vopi(c, IR_VSARI, lane, m, 1));
    v = arm_vop(c, IR_VCLZ, lane, v, IR_NONE);
    arm_vout(c, a->Q, arm_d(a), arm_vop(c, IR_VSUB, lane, v, arm_vsplat(c, a->size, 1)));
    return true;
}

bool arm_trans_vqabs(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    if (!ok2(c, a))
        return false;
    ir_ref m = arm_vin(c, a->Q, arm_m(a)), zero = ir_vconst(c->r, 0, 0);
    ir_ref v = arm_vop(c, IR_VQSUBS, lane, zero, m),
           wrapped = arm_vop(c, IR_VNEG, lane, m, IR_NONE);
    if (!a->neg) {
        ir_ref negative = vcmp(c, lane, IR_LTS, m, zero);
        v = ir_vop(c->r, IR_VBSL, IR_V128, IR_VOID, 0, negative, v, m);
        wrapped = arm_vop(c, IR_VABS, lane, m, IR_NONE);
    }
    arm_saturated_ne(c, a->Q, v, wrapped);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

/* ---- narrowing; sat: 0 truncates, 1 saturates (U: unsigned), 3 signed to unsigned ---- */

static ir_ref narrow(struct arm_ctx *c, unsigned wide, unsigned sat, bool is_unsigned, ir_ref v)
{
    enum ir_type lane = arm_lane(wide);
    static const uint8_t ops[] = {IR_VNARROW, IR_VQNARROWS, IR_VQNARROWU, IR_VQNARROWSU};
    unsigned how = sat == 1 && is_unsigned ? 2 : sat;
    ir_ref low = arm_vop(c, ops[how], lane, v, v);
    if (!how)
        return low;
    ir_ref back = ir_vop(c->r, how == 1 ? IR_VSXL : IR_VUXL, IR_V128, arm_lane(wide - 1), 0, low,
                         IR_NONE, IR_NONE);
    arm_saturated_ne(c, true, back, v);
    return low;
}

bool arm_trans_vmovn(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_m(a)))
        return false;
    arm_vout(c, false, arm_d(a), narrow(c, a->size + 1u, a->sat, a->U, arm_vin(c, true, arm_m(a))));
    return true;
}

/* ---- shifts by immediates: L:imm6 is size and amount ---- */

static unsigned shift_size(const struct arm_args *a)
{
    return a->L ? 3 : 31u - (unsigned)__builtin_clz(a->imm6 >> 3);
}

static unsigned right_amount(const struct arm_args *a, unsigned size)
{
    return (16u << size) - (a->L << 6 | a->imm6);
}

static unsigned left_amount(const struct arm_args *a, unsigned size)
{
    return (a->L << 6 | a->imm6) - (8u << size);
}

bool arm_trans_vshr(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned size = shift_size(a), n = right_amount(a, size);
    enum ir_type lane = arm_lane(size);
    static const uint8_t ops[2][2] = {{IR_VSARI, IR_VSHRI}, {IR_VRSARI, IR_VRSHRI}};
    if (!ok2(c, a))
        return false;
    ir_ref v = arm_vopi(c, ops[a->round][a->U], lane, arm_vin(c, a->Q, arm_m(a)), n);
    if (a->acc)
        v = accumulate(c, 1, lane, arm_vin(c, a->Q, arm_d(a)), v);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

static ir_ref insert_bits(struct arm_ctx *c, const struct arm_args *a, unsigned size, uint64_t mask,
                          ir_ref v)
{
    ir_ref d = arm_vin(c, a->Q, arm_d(a));
    return ir_vop(c->r, IR_VBSL, IR_V128, IR_VOID, 0, arm_vsplat(c, size, mask), v, d);
}

static uint64_t ones(unsigned bits)
{
    return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

bool arm_trans_vsri(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned size = shift_size(a), n = right_amount(a, size), bits = 8u << size;
    if (!ok2(c, a))
        return false;
    ir_ref v = arm_vopi(c, IR_VSHRI, arm_lane(size), arm_vin(c, a->Q, arm_m(a)), n);
    arm_vout(c, a->Q, arm_d(a), insert_bits(c, a, size, ones(bits - n), v));
    return true;
}

bool arm_trans_vshl_imm(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned size = shift_size(a), n = left_amount(a, size), bits = 8u << size;
    if (!ok2(c, a))
        return false;
    ir_ref v = arm_vopi(c, IR_VSHLI, arm_lane(size), arm_vin(c, a->Q, arm_m(a)), n);
    if (a->insert)
        v = insert_bits(c, a, size, ones(bits) & ~ones(n), v);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

bool arm_trans_vshrn(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned size = shift_size(a), n = right_amount(a, size);
    enum ir_type lane = arm_lane(size + 1u);
    static const uint8_t ops[2][2] = {{IR_VSARI, IR_VSHRI}, {IR_VRSARI, IR_VRSHRI}};
    bool logical = a->sat == 0 || (a->sat == 1 && a->U);
    if (!arm_neon_ok(c, true, arm_m(a)))
        return false;
    ir_ref v = arm_vopi(c, ops[a->round][logical], lane, arm_vin(c, true, arm_m(a)), n);
    arm_vout(c, false, arm_d(a), narrow(c, size + 1u, a->sat, a->U, v));
    return true;
}

bool arm_trans_vshll(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned size = shift_size(a), n = left_amount(a, size);
    if (!arm_neon_ok(c, true, arm_d(a)))
        return false;
    ir_ref v = ir_vop(c->r, a->U ? IR_VUXL : IR_VSXL, IR_V128, arm_lane(size), 0,
                      arm_vin(c, false, arm_m(a)), IR_NONE, IR_NONE);
    arm_vout(c, true, arm_d(a), n ? arm_vopi(c, IR_VSHLI, arm_lane(size + 1u), v, n) : v);
    return true;
}

bool arm_trans_vshll_max(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)))
        return false;
    ir_ref v = ir_vop(c->r, IR_VUXL, IR_V128, arm_lane(a->size), 0, arm_vin(c, false, arm_m(a)),
                      IR_NONE, IR_NONE);
    arm_vout(c, true, arm_d(a), arm_vopi(c, IR_VSHLI, arm_lane(a->size + 1u), v, 8u << a->size));
    return true;
}

bool arm_trans_vqshl_imm(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned size = shift_size(a);
    enum advsimd_qshl kind = a->su ? ADVSIMD_SQSHLU : a->U ? ADVSIMD_UQSHL : ADVSIMD_SQSHL;
    if (!ok2(c, a))
        return false;
    ir_ref lost, m = arm_vin(c, a->Q, arm_m(a));
    ir_ref v = advsimd_qshl(c->r, size, kind, left_amount(a, size), m, &lost);
    arm_saturated(c, a->Q, lost);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}

bool arm_trans_v3shl(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned how = a->kind | (a->U ? ADVSIMD_SHL_UNSIGNED : 0); /* kind: ADVSIMD_SHL_* */
    if (!ok3(c, a))
        return false;
    ir_ref m = arm_vin(c, a->Q, arm_m(a)), n = arm_vin(c, a->Q, arm_n(a)), lost;
    ir_ref v = advsimd_shl_reg(c->r, a->size, how, m, n, &lost);
    if (lost)
        arm_saturated(c, a->Q, lost);
    arm_vout(c, a->Q, arm_d(a), v);
    return true;
}
