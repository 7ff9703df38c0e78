/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIMD integer shifts, and narrowing with saturation.
 *
 * In: decoded fields.  Out: IR.  See trans_simd.h.
 * immh:immb is 2 * width - shift for right shifts, width + shift for left ones; the highest bit of
 * immh tells the width of a lane (of the narrow one where the two differ).
 */
#include "target/aarch64/trans_simd.h"
#include "target/advsimd.h"

static unsigned shift_size(const struct a64_args *a)
{
    return 31u - (unsigned)__builtin_clz(a->immh);
}

static unsigned right_count(const struct a64_args *a)
{
    return 2 * a64_lane_bits(shift_size(a)) - (a->immh << 3 | a->immb);
}

static unsigned left_count(const struct a64_args *a)
{
    return (a->immh << 3 | a->immb) - a64_lane_bits(shift_size(a));
}

bool a64_trans_vshr(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = shift_size(a);
    ir_ref v = a64_vimm(c, a->op, a64_lane(size), a64_v(c, a->rn), right_count(a));
    if (a->acc)
        v = a64_vbin(c, IR_VADD, a64_lane(size), a64_v(c, a->rd), v);
    a64_set_result(c, a, size, v);
    return true;
}

bool a64_trans_vshl(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = shift_size(a);
    ir_ref v = a64_vimm(c, IR_VSHLI, a64_lane(size), a64_v(c, a->rn), left_count(a));
    a64_set_result(c, a, size, v);
    return true;
}

/* Shifted bits where they land, the old ones elsewhere. */
static void insert(struct a64_ctx *c, const struct a64_args *a, unsigned size, ir_ref shifted,
                   uint64_t landed)
{
    ir_ref kept = a64_vbin(c, IR_VAND, IR_VOID, a64_v(c, a->rd), a64_vsplat(c, size, ~landed));
    a64_set_result(c, a, size, a64_vbin(c, IR_VOR, IR_VOID, kept, shifted));
}

bool a64_trans_sri(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = shift_size(a), count = right_count(a), bits = a64_lane_bits(size);
    uint64_t landed = count >= bits ? 0 : (UINT64_MAX >> (64 - bits)) >> count;
    insert(c, a, size, a64_vimm(c, IR_VSHRI, a64_lane(size), a64_v(c, a->rn), count), landed);
    return true;
}

bool a64_trans_sli(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = shift_size(a), count = left_count(a);
    insert(c, a, size, a64_vimm(c, IR_VSHLI, a64_lane(size), a64_v(c, a->rn), count),
           UINT64_MAX << count);
    return true;
}

bool a64_trans_shll(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = shift_size(a), count = left_count(a);
    ir_ref v = ir_vop(c->r, a->uns ? IR_VUXL : IR_VSXL, IR_V128, a64_lane(size), a->Q ? IR_HI : 0,
                      a64_v(c, a->rn), IR_NONE, IR_NONE);
    if (count)
        v = a64_vimm(c, IR_VSHLI, a64_lane(size + 1), v, count);
    a64_set_v(c, a->rd, v);
    return true;
}

bool a64_trans_vqshl(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = shift_size(a);
    ir_ref lost, n = a64_v(c, a->rn);
    ir_ref v = advsimd_qshl(c->r, size, a->kind, left_count(a), n, &lost);
    a64_saturated(c, a, size, lost);
    a64_set_result(c, a, size, v);
    return true;
}

/* ---- narrowing ---- */

bool a64_trans_shrn(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type wide = a64_lane(shift_size(a) + 1);
    ir_ref v = a64_vimm(c, a->op, wide, a64_v(c, a->rn), right_count(a));
    a64_set_narrow(c, a, a64_vbin(c, IR_VNARROW, wide, v, v));
    return true;
}

/* Narrows lanes of twice `size` with saturation: it has where widening gives something else. */
static void saturating_narrow(struct a64_ctx *c, const struct a64_args *a, enum ir_opcode op,
                              unsigned size, ir_ref v)
{
    enum ir_type wide = a64_lane(size + 1);
    if (a->scalar)
        v = a64_vlane0(c, size + 1, v);
    ir_ref narrow = a64_vbin(c, op, wide, v, v);
    ir_ref back = ir_vop(c->r, op == IR_VQNARROWS ? IR_VSXL : IR_VUXL, IR_V128, a64_lane(size), 0,
                         narrow, IR_NONE, IR_NONE);
    ir_ref differs = a64_vbin(c, IR_VXOR, IR_VOID, v, back);
    ir_set(c->r, A64_QC, a64_vbin(c, IR_VOR, IR_VOID, ir_get(c->r, A64_QC), differs));
    if (a->scalar)
        a64_set_v(c, a->rd, a64_vlane0(c, size, narrow));
    else
        a64_set_narrow(c, a, narrow);
}

bool a64_trans_qshrn(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = shift_size(a);
    ir_ref v = a64_vimm(c, a->op, a64_lane(size + 1), a64_v(c, a->rn), right_count(a));
    saturating_narrow(c, a, a->narrow, size, v);
    return true;
}

bool a64_trans_qxtn(struct a64_ctx *c, const struct a64_args *a)
{
    saturating_narrow(c, a, a->op, a->size, a64_v(c, a->rn));
    return true;
}

/* ADDHN, SUBHN and the rounded ones: the upper halves of the sums. */
bool a64_trans_addhn(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type wide = a64_lane(a->size + 1u);
    ir_ref v = a64_vbin(c, a->op, wide, a64_v(c, a->rn), a64_v(c, a->rm));
    v = a64_vimm(c, a->rounded ? IR_VRSHRI : IR_VSHRI, wide, v, a64_lane_bits(a->size));
    a64_set_narrow(c, a, a64_vbin(c, IR_VNARROW, wide, v, v));
    return true;
}

/* ---- by the signed low byte of a register's lanes, rounded or saturating ---- */

ir_ref a64_shift_lanes(struct a64_ctx *c, enum ir_opcode op, unsigned size, ir_ref n, ir_ref m)
{
    return advsimd_shift_lanes(c->r, op, size, n, m);
}

bool a64_trans_shl_var(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_shift_lanes(c, a->op, a->size, a64_v(c, a->rn), a64_v(c, a->rm));
    a64_set_result(c, a, a->size, v);
    return true;
}

bool a64_trans_vshl_reg(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref lost, n = a64_v(c, a->rn), m = a64_v(c, a->rm);
    ir_ref v = advsimd_shl_reg(c->r, a->size, a->how, n, m, &lost);
    if (lost)
        a64_saturated(c, a, a->size, lost);
    a64_set_result(c, a, a->size, v);
    return true;
}

/* ---- widening ---- */

static ir_ref widen(struct a64_ctx *c, const struct a64_args *a, ir_ref v)
{
    return ir_vop(c->r, a->uns ? IR_VUXL : IR_VSXL, IR_V128, a64_lane(a->size), a->Q ? IR_HI : 0, v,
                  IR_NONE, IR_NONE);
}

bool a64_trans_addl(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = widen(c, a, a64_v(c, a->rn)), m = widen(c, a, a64_v(c, a->rm));
    a64_set_v(c, a->rd, a64_vbin(c, a->op, a64_lane(a->size + 1u), n, m));
    return true;
}

bool a64_trans_addw(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref m = widen(c, a, a64_v(c, a->rm));
    a64_set_v(c, a->rd, a64_vbin(c, a->op, a64_lane(a->size + 1u), a64_v(c, a->rn), m));
    return true;
}

/* An absolute difference fits its lane as an unsigned number. */
bool a64_trans_abdl(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vbin(c, a->uns ? IR_VABDU : IR_VABDS, a64_lane(a->size), a64_v(c, a->rn),
                        a64_v(c, a->rm));
    v = ir_vop(c->r, IR_VUXL, IR_V128, a64_lane(a->size), a->Q ? IR_HI : 0, v, IR_NONE, IR_NONE);
    if (a->acc)
        v = a64_vbin(c, IR_VADD, a64_lane(a->size + 1u), a64_v(c, a->rd), v);
    a64_set_v(c, a->rd, v);
    return true;
}

static ir_ref wide_product(struct a64_ctx *c, const struct a64_args *a, enum ir_opcode op, ir_ref m)
{
    return ir_vop(c->r, op, IR_V128, a64_lane(a->size), a->Q ? IR_HI : 0, a64_v(c, a->rn), m,
                  IR_NONE);
}

static bool multiply_long(struct a64_ctx *c, const struct a64_args *a, ir_ref m)
{
    ir_ref v = wide_product(c, a, a->op, m);
    if (a->acc)
        v = a64_vbin(c, a->acc, a64_lane(a->size + 1u), a64_v(c, a->rd), v);
    a64_set_v(c, a->rd, v);
    return true;
}

/* Doubling, with saturation of the product and of the sum. */
static bool doubling_long(struct a64_ctx *c, const struct a64_args *a, ir_ref m)
{
    unsigned size = a->size + 1u;
    enum ir_type wide = a64_lane(size);
    ir_ref p = wide_product(c, a, IR_VMULLS, m);
    ir_ref v = a64_vbin(c, IR_VQADDS, wide, p, p);
    ir_ref differs = a64_vbin(c, IR_VXOR, IR_VOID, v, a64_vbin(c, IR_VADD, wide, p, p));
    if (a->acc) {
        ir_ref d = a64_v(c, a->rd), sum = a64_vbin(c, a->acc, wide, d, v);
        ir_ref plain = a64_vbin(c, a->wrapped, wide, d, v);
        differs = a64_vbin(c, IR_VOR, IR_VOID, differs, a64_vbin(c, IR_VXOR, IR_VOID, sum, plain));
        v = sum;
    }
    if (a->scalar) {
        differs = a64_vlane0(c, size, differs);
        v = a64_vlane0(c, size, v);
    }
    ir_set(c->r, A64_QC, a64_vbin(c, IR_VOR, IR_VOID, ir_get(c->r, A64_QC), differs));
    a64_set_v(c, a->rd, v);
    return true;
}

static ir_ref element(struct a64_ctx *c, const struct a64_args *a)
{
    struct a64_element e = a64_element(a, a->size);
    return a64_vimm(c, IR_VDUPV, a64_lane(a->size), a64_v(c, e.reg), e.lane);
}

bool a64_trans_mull(struct a64_ctx *c, const struct a64_args *a)
{
    return multiply_long(c, a, a64_v(c, a->rm));
}

bool a64_trans_mull_e(struct a64_ctx *c, const struct a64_args *a)
{
    return multiply_long(c, a, element(c, a));
}

bool a64_trans_qdmull(struct a64_ctx *c, const struct a64_args *a)
{
    return doubling_long(c, a, a64_v(c, a->rm));
}

bool a64_trans_qdmull_e(struct a64_ctx *c, const struct a64_args *a)
{
    return doubling_long(c, a, element(c, a));
}
