/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIMD integer instructions on two registers and across lanes, copies, permutations, tables and
 * immediates.
 *
 * In: decoded fields.  Out: IR.  See trans_simd.h.
 */
#include "target/aarch64/trans_simd.h"

/* ---- two registers ---- */

bool a64_trans_vec2(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_result(c, a, a->size, a64_vun(c, a->op, a64_lane(a->size), a64_v(c, a->rn)));
    return true;
}

bool a64_trans_vrev(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vimm(c, IR_VREV, a64_lane(a->size), a64_v(c, a->rn), a->bytes);
    a64_set_result(c, a, a->size, v);
    return true;
}

/* Leading bits equal to the sign, without it: those of x ^ sign, less the sign itself. */
bool a64_trans_CLS_v(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref n = a64_v(c, a->rn);
    ir_ref sign = a64_vimm(c, IR_VSARI, lane, n, a64_lane_bits(a->size) - 1);
    ir_ref zeros = a64_vun(c, IR_VCLZ, lane, a64_vbin(c, IR_VXOR, IR_VOID, n, sign));
    a64_set_result(c, a, a->size, a64_vbin(c, IR_VSUB, lane, zeros, a64_vsplat(c, a->size, 1)));
    return true;
}

bool a64_trans_addlp(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vun(c, a->uns ? IR_VPADDLU : IR_VPADDLS, a64_lane(a->size), a64_v(c, a->rn));
    if (a->acc)
        v = a64_vbin(c, IR_VADD, a64_lane(a->size + 1u), a64_v(c, a->rd), v);
    a64_set_result(c, a, a->size, v);
    return true;
}

/*
 * SUQADD, USQADD: signed plus unsigned.  With the top bit of the accumulator flipped, the range of
 * the result becomes that of an unsigned (signed) sum.
 */
bool a64_trans_suqadd(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref top = a64_vsplat(c, a->size, UINT64_C(1) << (a64_lane_bits(a->size) - 1));
    ir_ref n = a64_v(c, a->rn), d = a64_v(c, a->rd);
    ir_ref v = a64_vbin(c, a->op, lane, a64_vbin(c, IR_VXOR, IR_VOID, d, top), n);
    v = a64_vbin(c, IR_VXOR, IR_VOID, v, top);
    ir_ref plain = a64_vbin(c, IR_VADD, lane, d, n);
    a64_saturated(c, a, a->size, a64_vbin(c, IR_VXOR, IR_VOID, v, plain));
    a64_set_result(c, a, a->size, v);
    return true;
}

/* Only MIN is still negative after ABS; it becomes MAX. */
bool a64_trans_sqabs(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref v = a64_vun(c, IR_VABS, lane, a64_v(c, a->rn));
    ir_ref minus1 = a64_vimm(c, IR_VSARI, lane, v, a64_lane_bits(a->size) - 1);
    a64_saturated(c, a, a->size, minus1);
    a64_set_result(c, a, a->size, a64_vbin(c, IR_VADD, lane, v, minus1));
    return true;
}

bool a64_trans_sqneg(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type lane = a64_lane(a->size);
    ir_ref n = a64_v(c, a->rn);
    ir_ref v = a64_vbin(c, IR_VQSUBS, lane, a64_vzero(c), n);
    ir_ref plain = a64_vun(c, IR_VNEG, lane, n);
    a64_saturated(c, a, a->size, a64_vbin(c, IR_VXOR, IR_VOID, v, plain));
    a64_set_result(c, a, a->size, v);
    return true;
}

bool a64_trans_xtn(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = a64_v(c, a->rn);
    a64_set_narrow(c, a, a64_vbin(c, IR_VNARROW, a64_lane(a->size + 1u), n, n));
    return true;
}

bool a64_trans_SHLL(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = ir_vop(c->r, IR_VUXL, IR_V128, a64_lane(a->size), a->Q ? IR_HI : 0, a64_v(c, a->rn),
                      IR_NONE, IR_NONE);
    a64_set_v(c, a->rd, a64_vimm(c, IR_VSHLI, a64_lane(a->size + 1u), n, a64_lane_bits(a->size)));
    return true;
}

bool a64_trans_urecpe(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref args[] = {a64_v(c, a->rn)};
    a64_set_result(c, a, 2, ir_call(c->r, a->op, args, 1));
    return true;
}

/* ---- across lanes ---- */

static ir_ref reduce(struct a64_ctx *c, enum ir_opcode op, unsigned size, bool half, ir_ref v)
{
    return ir_vop(c->r, op, size == 3 ? IR_I64 : IR_I32, a64_lane(size), half ? IR_V64 : 0, v,
                  IR_NONE, IR_NONE);
}

bool a64_trans_across(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = reduce(c, a->op, a->size, !a->Q, a64_v(c, a->rn));
    a64_set_v_scalar(c, a->rd, a64_lane(a->size), v);
    return true;
}

bool a64_trans_addlv(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vun(c, a->uns ? IR_VPADDLU : IR_VPADDLS, a64_lane(a->size), a64_v(c, a->rn));
    v = reduce(c, IR_VREDADD, a->size + 1u, !a->Q, v);
    a64_set_v_scalar(c, a->rd, a64_lane(a->size + 1u), v);
    return true;
}

/* ---- copies: imm5 is a one bit at log2(size), and the index above it ---- */

static unsigned copy_size(const struct a64_args *a)
{
    return (unsigned)__builtin_ctz(a->imm5);
}

static unsigned copy_index(const struct a64_args *a)
{
    return a->imm5 >> (copy_size(a) + 1);
}

bool a64_trans_DUP_s(struct a64_ctx *c, const struct a64_args *a)
{
    static const uint8_t type[] = {IR_I32, IR_I32, IR_F32, IR_F64};
    static const uint8_t lane[] = {IR_I8, IR_I16, IR_F32, IR_F64};
    unsigned size = copy_size(a);
    ir_ref v = a64_v_lane(c, a->rn, type[size], lane[size], copy_index(a));
    a64_set_v_scalar(c, a->rd, lane[size], v);
    return true;
}

bool a64_trans_DUP_v(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = copy_size(a);
    ir_ref v = a64_vimm(c, IR_VDUPV, a64_lane(size), a64_v(c, a->rn), copy_index(a));
    a64_set_result(c, a, size, v);
    return true;
}

bool a64_trans_DUP_gen(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = copy_size(a);
    ir_ref v = a64_vun(c, IR_VDUP, a64_lane(size), a64_reg(c, size == 3, a->rn));
    a64_set_result(c, a, size, v);
    return true;
}

bool a64_trans_SMOV(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = ir_vopi(c->r, IR_VEXT, a64_type(a->Q), a64_lane(copy_size(a)), IR_SIGNED,
                       a64_v(c, a->rn), IR_NONE, copy_index(a));
    a64_set_reg(c, a->Q, a->rd, v);
    return true;
}

bool a64_trans_UMOV(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = copy_size(a);
    ir_ref v = a64_v_lane(c, a->rn, a64_type(size == 3), a64_lane(size), copy_index(a));
    a64_set_reg(c, size == 3, a->rd, v);
    return true;
}

bool a64_trans_INS_gen(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = copy_size(a);
    ir_ref v = a64_reg(c, size == 3, a->rn);
    a64_set_v(
        c, a->rd,
        ir_vopi(c->r, IR_VINS, IR_V128, a64_lane(size), 0, a64_v(c, a->rd), v, copy_index(a)));
    return true;
}

bool a64_trans_INS_elem(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = copy_size(a), from = a->imm4 >> size;
    a64_set_v(c, a->rd,
              ir_vopi(c->r, IR_VINSV, IR_V128, a64_lane(size), 0, a64_v(c, a->rd), a64_v(c, a->rn),
                      copy_index(a) | from << 8));
    return true;
}

/* ---- permutations; the 64-bit forms work on both halves side by side ---- */

bool a64_trans_uzp(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = a64_v(c, a->rn), m = a64_v(c, a->rm);
    if (!a->Q)
        n = m = a64_vbin(c, IR_VCAT, IR_VOID, n, m);
    a64_set_result(c, a, a->size, a64_vbin(c, a->op, a64_lane(a->size), n, m));
    return true;
}

bool a64_trans_zip(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_opcode op = a->Q && a->upper ? IR_VZIP2 : IR_VZIP1;
    ir_ref v = a64_vbin(c, op, a64_lane(a->size), a64_v(c, a->rn), a64_v(c, a->rm));
    if (!a->Q)
        v = a64_vun(c, a->upper ? IR_VHIGH : IR_VLOW, IR_VOID, v);
    a64_set_v(c, a->rd, v);
    return true;
}

bool a64_trans_EXT(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = a64_v(c, a->rn), m = a64_v(c, a->rm);
    if (!a->Q)
        n = m = a64_vbin(c, IR_VCAT, IR_VOID, n, m);
    a64_set_result(c, a, 0, ir_vopi(c->r, IR_VEXTB, IR_V128, IR_VOID, 0, n, m, a->imm4));
    return true;
}

/* Each table register in turn, with the indices moved so that its bytes are 0..15. */
bool a64_trans_tbl(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned tables = a->len + 1u;
    ir_ref index = a64_v(c, a->rm), v = IR_NONE;
    for (unsigned i = 0; i < tables; i++) {
        ir_ref at = index;
        if (i)
            at = a64_vbin(c, IR_VSUB, IR_I8, index, a64_vsplat(c, 0, 16 * i));
        ir_ref part = a64_vbin(c, IR_VTBL, IR_I8, a64_v(c, (a->rn + i) % 32), at);
        v = i ? a64_vbin(c, IR_VOR, IR_VOID, v, part) : part;
    }
    if (a->keep) {
        ir_ref in = ir_vop(c->r, IR_VCMP, IR_V128, IR_I8, IR_LTU, index,
                           a64_vsplat(c, 0, 16 * tables), IR_NONE);
        v = ir_vop(c->r, IR_VBSL, IR_V128, IR_VOID, 0, in, v, a64_v(c, a->rd));
    }
    a64_set_result(c, a, 0, v);
    return true;
}

/* ---- modified immediates (AdvSIMDExpandImm) ---- */

/* Each of the eight bits, eight times. */
static uint64_t bytes_of_bits(unsigned imm8)
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++)
        v |= (uint64_t)(imm8 >> i & 1 ? 0xff : 0) << 8 * i;
    return v;
}

static ir_ref expand_imm(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned imm8 = a->abc << 5 | a->defgh, cmode = a->cmode;
    if (cmode < 8)
        return a64_vsplat(c, 2, (uint64_t)imm8 << 8 * (cmode >> 1));
    if (cmode < 12)
        return a64_vsplat(c, 1, (uint64_t)imm8 << 8 * (cmode >> 1 & 1));
    if (cmode == 12)
        return a64_vsplat(c, 2, imm8 << 8 | 0xff);
    if (cmode == 13)
        return a64_vsplat(c, 2, imm8 << 16 | 0xffff);
    if (cmode == 14)
        return a->op ? a64_vsplat(c, 3, bytes_of_bits(imm8)) : a64_vsplat(c, 0, imm8);
    if (a->op)
        return a64_vsplat(c, 3, a64_fp_expand(IR_F64, imm8));
    return a64_vsplat(c, 2, a64_fp_expand(IR_F32, imm8));
}

/* The constants are made whole here: no operation remains. */
static void set_constant(struct a64_ctx *c, const struct a64_args *a, ir_ref imm, bool invert)
{
    const struct ir_ins *i = &c->r->ins[imm];
    uint64_t v = invert ? ~i->imm : i->imm;
    a64_set_v(c, a->rd, ir_vconst(c->r, v, a->Q ? v : 0));
}

bool a64_trans_movi(struct a64_ctx *c, const struct a64_args *a)
{
    set_constant(c, a, expand_imm(c, a), a->invert);
    return true;
}

bool a64_trans_FMOV_imm_vh(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned imm8 = a->abc << 5 | a->defgh;
    set_constant(c, a, a64_vsplat(c, 1, a64_fp_expand(IR_F16, imm8)), false);
    return true;
}

bool a64_trans_ORR_imm_v(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vbin(c, IR_VOR, IR_VOID, a64_v(c, a->rd), expand_imm(c, a));
    a64_set_result(c, a, 3, v);
    return true;
}

bool a64_trans_BIC_imm_v(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vbin(c, IR_VANDN, IR_VOID, a64_v(c, a->rd), expand_imm(c, a));
    a64_set_result(c, a, 3, v);
    return true;
}
