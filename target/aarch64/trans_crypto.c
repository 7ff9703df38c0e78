/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cryptographic instructions.
 *
 * In: decoded fields.  Out: IR: ops for AES, SHA1, SHA256 and SHA3, pure helpers for SM4.  SHA512
 * and SM3: trans_hash.c.
 */
#include "target/aarch64/trans_simd.h"

/* Vd = op(Vd, Vn) */
bool a64_trans_crypto2(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_v(c, a->rd, a64_vbin(c, a->op, IR_VOID, a64_v(c, a->rd), a64_v(c, a->rn)));
    return true;
}

bool a64_trans_aesmc(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_v(c, a->rd, a64_vun(c, a->op, IR_VOID, a64_v(c, a->rn)));
    return true;
}

/* Vd = op(Vd, Vn, Vm) */
bool a64_trans_crypto3(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v =
        ir_vop(c->r, a->op, IR_V128, IR_VOID, 0, a64_v(c, a->rd), a64_v(c, a->rn), a64_v(c, a->rm));
    a64_set_v(c, a->rd, v);
    return true;
}

/* ---- SHA1 ---- */

bool a64_trans_SHA1H(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref n = a64_v_lane(c, a->rn, IR_I32, IR_I32, 0);
    ir_ref v = ir_bin(c->r, IR_ROTR, IR_I32, n, ir_const(c->r, IR_I32, 2));
    a64_set_v_scalar(c, a->rd, IR_I32, v);
    return true;
}

bool a64_trans_SHA1SU0(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref d = a64_v(c, a->rd);
    ir_ref v = ir_vopi(c->r, IR_VEXTB, IR_V128, IR_VOID, 0, d, a64_v(c, a->rn), 8);
    v = a64_vbin(c, IR_VXOR, IR_VOID, a64_vbin(c, IR_VXOR, IR_VOID, v, d), a64_v(c, a->rm));
    a64_set_v(c, a->rd, v);
    return true;
}

/* ---- SHA3 ---- */

static ir_ref rotate_right64(struct a64_ctx *c, ir_ref v, unsigned count)
{
    if (!count)
        return v;
    return a64_vbin(c, IR_VOR, IR_VOID, a64_vimm(c, IR_VSHRI, IR_I64, v, count),
                    a64_vimm(c, IR_VSHLI, IR_I64, v, 64 - count));
}

bool a64_trans_EOR3(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vbin(c, IR_VXOR, IR_VOID, a64_v(c, a->rn), a64_v(c, a->rm));
    a64_set_v(c, a->rd, a64_vbin(c, IR_VXOR, IR_VOID, v, a64_v(c, a->ra)));
    return true;
}

bool a64_trans_BCAX(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vbin(c, IR_VANDN, IR_VOID, a64_v(c, a->rm), a64_v(c, a->ra));
    a64_set_v(c, a->rd, a64_vbin(c, IR_VXOR, IR_VOID, a64_v(c, a->rn), v));
    return true;
}

bool a64_trans_RAX1(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref m = rotate_right64(c, a64_v(c, a->rm), 63);
    a64_set_v(c, a->rd, a64_vbin(c, IR_VXOR, IR_VOID, a64_v(c, a->rn), m));
    return true;
}

bool a64_trans_XAR(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vbin(c, IR_VXOR, IR_VOID, a64_v(c, a->rn), a64_v(c, a->rm));
    a64_set_v(c, a->rd, rotate_right64(c, v, a->imm6));
    return true;
}

/* ---- SM4 ---- */

bool a64_trans_SM4E(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref args[] = {a64_v(c, a->rd), a64_v(c, a->rn)};
    a64_set_v(c, a->rd, ir_call(c->r, A64_H_sm4e, args, 2));
    return true;
}

bool a64_trans_SM4EKEY(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref args[] = {a64_v(c, a->rn), a64_v(c, a->rm)};
    a64_set_v(c, a->rd, ir_call(c->r, A64_H_sm4ekey, args, 2));
    return true;
}
