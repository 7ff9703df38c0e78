/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NEON: constants, permutations, tables, cryptography.
 *
 * In: decoded fields.  Out: IR.
 */
#include "target/arm/trans_simd.h"

static bool ok2(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_neon_ok(c, a->Q, arm_d(a)) && arm_neon_ok(c, a->Q, arm_m(a));
}

/* ---- AdvSIMDExpandImm ---- */

static uint64_t expand(unsigned cmode, bool op, unsigned imm8)
{
    uint64_t v = imm8, wide = 0;
    if (cmode < 8)
        return (v << cmode / 2 * 8) * UINT64_C(0x100000001);
    if (cmode < 12)
        return (v << (cmode & 2 ? 8 : 0)) * UINT64_C(0x0001000100010001);
    switch (cmode) {
    case 12: return (v << 8 | 0xff) * UINT64_C(0x100000001);
    case 13: return (v << 16 | 0xffff) * UINT64_C(0x100000001);
    case 14:
        if (!op)
            return v * UINT64_C(0x0101010101010101);
        for (unsigned i = 0; i < 8; i++)
            wide |= v >> i & 1 ? UINT64_C(0xff) << 8 * i : 0;
        return wide;
    default: return arm_fp_expand(IR_F32, imm8) * UINT64_C(0x100000001);
    }
}

bool arm_trans_vmov_imm(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned imm8 = (unsigned)a->i << 7 | (unsigned)a->imm3 << 4 | a->imm4;
    uint64_t v = expand(a->cmode, a->op, imm8);
    bool with_old = a->cmode < 12 && (a->cmode & 1);
    if (!arm_neon_ok(c, a->Q, arm_d(a)) || (a->cmode == 15 && a->op))
        return false;
    ir_ref k = ir_vconst(c->r, v, v);
    if (with_old) /* VORR, VBIC */
        k = arm_vop(c, a->op ? IR_VANDN : IR_VOR, IR_VOID, arm_vin(c, a->Q, arm_d(a)), k);
    else if (a->op && a->cmode != 14) /* VMVN */
        k = ir_vconst(c->r, ~v, ~v);
    arm_vout(c, a->Q, arm_d(a), k);
    return true;
}

/* ---- permutations ---- */

bool arm_trans_vext(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok2(c, a) || !arm_neon_ok(c, a->Q, arm_n(a)) || (!a->Q && a->imm4 > 7))
        return false;
    ir_ref n = arm_vin(c, a->Q, arm_n(a)), m = arm_vin(c, a->Q, arm_m(a));
    if (!a->Q) {
        n = arm_vop(c, IR_VCAT, IR_VOID, n, m);
        m = n;
    }
    arm_vout(c, a->Q, arm_d(a), ir_vopi(c->r, IR_VEXTB, IR_V128, IR_VOID, 0, n, m, a->imm4));
    return true;
}

bool arm_trans_vdup(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned size = (unsigned)__builtin_ctz(a->imm4), index = (unsigned)a->imm4 >> (size + 1);
    unsigned m = arm_m(a);
    if (size > 2 || !arm_neon_ok(c, a->Q, arm_d(a)))
        return false;
    index += (m & 1) * (8u >> size);
    arm_vout(c, a->Q, arm_d(a),
             arm_vopi(c, IR_VDUPV, arm_lane(size), ir_get(c->r, ARM_V0 + m / 2), index));
    return true;
}

/* Both registers are written: d first, then m. */
static bool two_results(struct arm_ctx *c, const struct arm_args *a, ir_ref d, ir_ref m)
{
    arm_vout(c, a->Q, arm_d(a), d);
    arm_vout(c, a->Q, arm_m(a), m);
    return true;
}

bool arm_trans_vswp(struct arm_ctx *c, const struct arm_args *a)
{
    if (!ok2(c, a))
        return false;
    ir_ref d = arm_vin(c, a->Q, arm_d(a)), m = arm_vin(c, a->Q, arm_m(a));
    return two_results(c, a, m, d);
}

bool arm_trans_vtrn(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    if (!ok2(c, a))
        return false;
    ir_ref d = arm_vin(c, a->Q, arm_d(a)), m = arm_vin(c, a->Q, arm_m(a));
    return two_results(c, a, arm_vop(c, IR_VTRN1, lane, d, m), arm_vop(c, IR_VTRN2, lane, d, m));
}

bool arm_trans_vzip(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    if (!ok2(c, a) || (!a->Q && a->size == 2))
        return false;
    ir_ref d = arm_vin(c, a->Q, arm_d(a)), m = arm_vin(c, a->Q, arm_m(a));
    ir_ref low = arm_vop(c, IR_VZIP1, lane, d, m);
    ir_ref high = a->Q ? arm_vop(c, IR_VZIP2, lane, d, m) : ir_un(c->r, IR_VHIGH, IR_V128, low);
    return two_results(c, a, low, high);
}

bool arm_trans_vuzp(struct arm_ctx *c, const struct arm_args *a)
{
    enum ir_type lane = arm_lane(a->size);
    if (!ok2(c, a) || (!a->Q && a->size == 2))
        return false;
    ir_ref d = arm_vin(c, a->Q, arm_d(a)), m = arm_vin(c, a->Q, arm_m(a));
    if (!a->Q)
        d = m = arm_vop(c, IR_VCAT, IR_VOID, d, m);
    return two_results(c, a, arm_vop(c, IR_VUZP1, lane, d, m), arm_vop(c, IR_VUZP2, lane, d, m));
}

/* op 1, VTBX: bytes out of range stay */
bool arm_trans_vtbl(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    unsigned n = arm_n(a), count = a->len + 1u;
    if (n + count > 32 || !arm_has_d(c, n + count - 1))
        return false;
    ir_ref index = arm_vin(c, false, arm_m(a)), v = IR_NONE, inside;
    for (unsigned i = 0; i < count; i += 2) {
        ir_ref lo = arm_vin(c, false, n + i);
        ir_ref table = i + 1 < count
                           ? arm_vop(c, IR_VCAT, IR_VOID, lo, arm_vin(c, false, n + i + 1))
                           : ir_un(r, IR_VLOW, IR_V128, lo);
        ir_ref at = i ? arm_vop(c, IR_VSUB, IR_I8, index, arm_vsplat(c, 0, 16)) : index;
        ir_ref part = arm_vop(c, IR_VTBL, IR_VOID, table, at);
        v = v ? arm_vop(c, IR_VOR, IR_VOID, v, part) : part;
    }
    if (a->op) {
        inside =
            ir_vop(r, IR_VCMP, IR_V128, IR_I8, IR_LTU, index, arm_vsplat(c, 0, 8 * count), IR_NONE);
        v = ir_vop(r, IR_VBSL, IR_V128, IR_VOID, 0, inside, v, arm_vin(c, false, arm_d(a)));
    }
    arm_vout(c, false, arm_d(a), v);
    return true;
}

/* ---- cryptography ---- */

bool arm_trans_aes(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)) || !arm_neon_ok(c, true, arm_m(a)))
        return false;
    ir_ref d = arm_vin(c, true, arm_d(a)), m = arm_vin(c, true, arm_m(a));
    arm_vout(c, true, arm_d(a), arm_vop(c, a->ir, IR_VOID, d, m));
    return true;
}

bool arm_trans_sha2op(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_trans_aes(c, a);
}

bool arm_trans_crypto1(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)) || !arm_neon_ok(c, true, arm_m(a)))
        return false;
    arm_vout(c, true, arm_d(a), ir_un(c->r, a->ir, IR_V128, arm_vin(c, true, arm_m(a))));
    return true;
}

bool arm_trans_sha3(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)) || !arm_neon_ok(c, true, arm_n(a)) ||
        !arm_neon_ok(c, true, arm_m(a)))
        return false;
    ir_ref d = arm_vin(c, true, arm_d(a)), n = arm_vin(c, true, arm_n(a)),
           m = arm_vin(c, true, arm_m(a));
    arm_vout(c, true, arm_d(a), ir_vop(c->r, a->ir, IR_V128, IR_VOID, 0, d, n, m));
    return true;
}

/* d ^ (d's upper half, n's lower half) ^ m */
bool arm_trans_sha1su0(struct arm_ctx *c, const struct arm_args *a)
{
    if (!arm_neon_ok(c, true, arm_d(a)) || !arm_neon_ok(c, true, arm_n(a)) ||
        !arm_neon_ok(c, true, arm_m(a)))
        return false;
    ir_ref d = arm_vin(c, true, arm_d(a)), n = arm_vin(c, true, arm_n(a));
    ir_ref v = ir_vopi(c->r, IR_VEXTB, IR_V128, IR_VOID, 0, d, n, 8);
    v = arm_vop(c, IR_VXOR, IR_VOID, v, d);
    arm_vout(c, true, arm_d(a), arm_vop(c, IR_VXOR, IR_VOID, v, arm_vin(c, true, arm_m(a))));
    return true;
}

bool arm_trans_sha1h(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    if (!arm_neon_ok(c, true, arm_d(a)) || !arm_neon_ok(c, true, arm_m(a)))
        return false;
    ir_ref w = ir_vopi(r, IR_VEXT, IR_I32, IR_I32, 0, arm_vin(c, true, arm_m(a)), IR_NONE, 0);
    w = ir_bin(r, IR_ROTR, IR_I32, w, arm_imm(c, 2));
    arm_vout(c, true, arm_d(a), ir_vop(r, IR_VZX, IR_V128, IR_I32, 0, w, IR_NONE, IR_NONE));
    return true;
}
