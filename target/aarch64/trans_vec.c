/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the SIMD translators share, and the integer instructions on three registers.
 *
 * In: decoded fields.  Out: IR.  See trans_simd.h.
 */
#include "target/aarch64/trans_simd.h"
#include "target/advsimd.h"

/* ---- shared ---- */

ir_ref a64_vsplat(struct a64_ctx *c, unsigned size, uint64_t v)
{
    static const uint64_t ones[] = {0x0101010101010101, 0x0001000100010001, 0x0000000100000001, 1};
    if (size < 3)
        v &= (UINT64_C(1) << a64_lane_bits(size)) - 1;
    v *= ones[size];
    return ir_vconst(c->r, v, v);
}

ir_ref a64_vlane0(struct a64_ctx *c, unsigned size, ir_ref v)
{
    if (size == 3)
        return a64_vlow(c, v);
    ir_ref mask = ir_vconst(c->r, (UINT64_C(1) << a64_lane_bits(size)) - 1, 0);
    return a64_vbin(c, IR_VAND, IR_VOID, v, mask);
}

ir_ref a64_vresult(struct a64_ctx *c, const struct a64_args *a, unsigned size, ir_ref v)
{
    if (a->scalar)
        return a64_vlane0(c, size, v);
    return a->Q ? v : a64_vlow(c, v);
}

void a64_set_result(struct a64_ctx *c, const struct a64_args *a, unsigned size, ir_ref v)
{
    a64_set_v(c, a->rd, a64_vresult(c, a, size, v));
}

void a64_saturated(struct a64_ctx *c, const struct a64_args *a, unsigned size, ir_ref bits)
{
    ir_ref cut = a64_vresult(c, a, size, bits);
    ir_set(c->r, A64_QC, a64_vbin(c, IR_VOR, IR_VOID, ir_get(c->r, A64_QC), cut));
}

ir_ref a64_qc(struct a64_ctx *c)
{
    struct ir_region *r = c->r;
    ir_ref bits = ir_get(r, A64_QC);
    ir_ref low = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, bits, IR_NONE, 0);
    ir_ref high = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, bits, IR_NONE, 1);
    ir_ref any = ir_bin(r, IR_OR, IR_I64, low, high);
    return ir_cmp(r, IR_NE, IR_I64, any, ir_const(r, IR_I64, 0));
}

void a64_set_qc(struct a64_ctx *c, ir_ref bit)
{
    ir_set(c->r, A64_QC, ir_vop(c->r, IR_VZX, IR_V128, IR_I32, 0, bit, IR_NONE, IR_NONE));
}

ir_ref a64_v_lane(struct a64_ctx *c, unsigned n, enum ir_type t, enum ir_type lane, unsigned i)
{
    return ir_vopi(c->r, IR_VEXT, t, lane, 0, a64_v(c, n), IR_NONE, i);
}

void a64_set_v_scalar(struct a64_ctx *c, unsigned n, enum ir_type lane, ir_ref v)
{
    a64_set_v(c, n, ir_vop(c->r, IR_VZX, IR_V128, lane, 0, v, IR_NONE, IR_NONE));
}

void a64_set_narrow(struct a64_ctx *c, const struct a64_args *a, ir_ref v)
{
    if (a->Q)
        v = a64_vbin(c, IR_VCAT, IR_VOID, a64_v(c, a->rd), v);
    else
        v = a64_vlow(c, v);
    a64_set_v(c, a->rd, v);
}

struct a64_element a64_element(const struct a64_args *a, unsigned size)
{
    if (size == 1)
        return (struct a64_element){a->rm, a->H * 4u + a->L * 2u + a->M};
    if (size == 2)
        return (struct a64_element){a->M * 16u + a->rm, a->H * 2u + a->L};
    return (struct a64_element){a->M * 16u + a->rm, a->H};
}

/* ---- three same ---- */

bool a64_trans_vec3(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vbin(c, a->op, a64_lane(a->size), a64_v(c, a->rn), a64_v(c, a->rm));
    a64_set_result(c, a, a->size, v);
    return true;
}

bool a64_trans_vec3acc(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref v = a64_vbin(c, a->op, lane, a64_v(c, a->rn), a64_v(c, a->rm));
    a64_set_result(c, a, a->size, a64_vbin(c, a->acc, lane, a64_v(c, a->rd), v));
    return true;
}

/* Saturating; it has saturated where the wrapping operation gives something else. */
bool a64_trans_vec3q(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref n = a64_v(c, a->rn), m = a64_v(c, a->rm);
    ir_ref v = a64_vbin(c, a->op, lane, n, m);
    ir_ref plain = a64_vbin(c, a->wrapped, lane, n, m);
    a64_saturated(c, a, a->size, a64_vbin(c, IR_VXOR, IR_VOID, v, plain));
    a64_set_result(c, a, a->size, v);
    return true;
}

static ir_ref lane_compare(struct a64_ctx *c, unsigned cc, unsigned size, ir_ref x, ir_ref y)
{
    return ir_vop(c->r, IR_VCMP, IR_V128, a64_lane(size), cc, x, y, IR_NONE);
}

bool a64_trans_vcmp(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = lane_compare(c, a->cc, a->size, a64_v(c, a->rn), a64_v(c, a->rm));
    a64_set_result(c, a, a->size, v);
    return true;
}

bool a64_trans_vcmp0(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_result(c, a, a->size, lane_compare(c, a->cc, a->size, a64_v(c, a->rn), a64_vzero(c)));
    return true;
}

/* Pairwise over the concatenation of both operands. */
bool a64_trans_vecpair(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref n = a64_v(c, a->rn), m = a64_v(c, a->rm);
    if (!a->Q)
        n = m = a64_vbin(c, IR_VCAT, IR_VOID, n, m);
    a64_set_result(c, a, a->size, a64_vbin(c, a->op, lane, n, m));
    return true;
}

bool a64_trans_ADDP_s(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = a64_v(c, a->rn);
    a64_set_v(c, a->rd, a64_vlow(c, a64_vbin(c, IR_VADDP, IR_I64, n, n)));
    return true;
}

/* The doubled product overflows for MIN * MIN only. */
static void doubling_high(struct a64_ctx *c, const struct a64_args *a, ir_ref n, ir_ref m)
{
    ir_ref v = a64_vbin(c, a->op, a64_lane(a->size), n, m);
    ir_ref min = a64_vsplat(c, a->size, UINT64_C(1) << (a64_lane_bits(a->size) - 1));
    ir_ref n_min = lane_compare(c, IR_EQ, a->size, n, min);
    ir_ref m_min = lane_compare(c, IR_EQ, a->size, m, min);
    a64_saturated(c, a, a->size, a64_vbin(c, IR_VAND, IR_VOID, n_min, m_min));
    a64_set_result(c, a, a->size, v);
}

bool a64_trans_vdmulh(struct a64_ctx *c, const struct a64_args *a)
{
    doubling_high(c, a, a64_v(c, a->rn), a64_v(c, a->rm));
    return true;
}

/* The element as a vector of equal lanes. */
static ir_ref element(struct a64_ctx *c, const struct a64_args *a, unsigned size)
{
    struct a64_element e = a64_element(a, size);
    return a64_vimm(c, IR_VDUPV, a64_lane(size), a64_v(c, e.reg), e.lane);
}

bool a64_trans_dmulh_e(struct a64_ctx *c, const struct a64_args *a)
{
    doubling_high(c, a, a64_v(c, a->rn), element(c, a, a->size));
    return true;
}

bool a64_trans_mul_e(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref v = a64_vbin(c, IR_VMUL, lane, a64_v(c, a->rn), element(c, a, a->size));
    if (a->acc)
        v = a64_vbin(c, a->acc, lane, a64_v(c, a->rd), v);
    a64_set_result(c, a, a->size, v);
    return true;
}

static void rounding_double_acc(struct a64_ctx *c, const struct a64_args *a, ir_ref m)
{
    struct advsimd_rdm how = {
        .size = a->size, .minus = a->sub, .whole = a->Q && !a->scalar, .lane0 = a->scalar};
    ir_ref bits, v = advsimd_rdmlah(c->r, how, a64_v(c, a->rd), a64_v(c, a->rn), m, &bits);
    ir_set(c->r, A64_QC, a64_vbin(c, IR_VOR, IR_VOID, ir_get(c->r, A64_QC), bits));
    a64_set_result(c, a, a->size, v);
}

bool a64_trans_vrdmlah(struct a64_ctx *c, const struct a64_args *a)
{
    rounding_double_acc(c, a, a64_v(c, a->rm));
    return true;
}

bool a64_trans_rdmlah_e(struct a64_ctx *c, const struct a64_args *a)
{
    rounding_double_acc(c, a, element(c, a, a->size));
    return true;
}

/* ---- dot products ---- */

bool a64_trans_vdot(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v =
        ir_vop(c->r, a->op, IR_V128, IR_VOID, 0, a64_v(c, a->rd), a64_v(c, a->rn), a64_v(c, a->rm));
    a64_set_result(c, a, 2, v);
    return true;
}

bool a64_trans_dot_e(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = a64_v(c, a->rn), m = element(c, a, 2);
    ir_ref v =
        ir_vop(c->r, a->op, IR_V128, IR_VOID, 0, a64_v(c, a->rd), a->swap ? m : n, a->swap ? n : m);
    a64_set_result(c, a, 2, v);
    return true;
}

bool a64_trans_vmmla(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_v(c, a->rd,
              advsimd_matrix(c->r, a->op, a64_v(c, a->rd), a64_v(c, a->rn), a64_v(c, a->rm)));
    return true;
}

/* ---- bits ---- */

bool a64_trans_ORR_v(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = a64_v(c, a->rn);
    if (a->rn != a->rm) /* else MOV */
        n = a64_vbin(c, IR_VOR, IR_VOID, n, a64_v(c, a->rm));
    a64_set_result(c, a, 3, n);
    return true;
}

bool a64_trans_ORN_v(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref m = a64_vun(c, IR_VNOT, IR_VOID, a64_v(c, a->rm));
    a64_set_result(c, a, 3, a64_vbin(c, IR_VOR, IR_VOID, a64_v(c, a->rn), m));
    return true;
}

/* Bits of x where the mask is set, else of y. */
static bool select_bits(struct a64_ctx *c, const struct a64_args *a, unsigned mask, unsigned x,
                        unsigned y)
{
    ir_ref v = ir_vop(c->r, IR_VBSL, IR_V128, IR_VOID, 0, a64_v(c, mask), a64_v(c, x), a64_v(c, y));
    a64_set_result(c, a, 3, v);
    return true;
}

bool a64_trans_BSL_v(struct a64_ctx *c, const struct a64_args *a)
{
    return select_bits(c, a, a->rd, a->rn, a->rm);
}

bool a64_trans_BIT_v(struct a64_ctx *c, const struct a64_args *a)
{
    return select_bits(c, a, a->rm, a->rn, a->rd);
}

bool a64_trans_BIF_v(struct a64_ctx *c, const struct a64_args *a)
{
    return select_bits(c, a, a->rm, a->rd, a->rn);
}
