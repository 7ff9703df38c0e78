/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scalar cryptography: Zknd, Zkne, Zknh, Zksed, Zksh.
 *
 * In: fields.  Out: IR.  AES works through the IR's AES operations: the state is a v128; where one
 * word or byte is substituted, all columns are equal, and so the rows' shift does nothing.
 */
#include "target/riscv/translate.h"

/* ---- SHA-2, SM3: three parts, each a rotation to the right, the last maybe a shift ---- */

static ir_ref three(struct rv_ctx *c, enum ir_type t, ir_ref v, const struct rv_args *a)
{
    ir_ref x = ir_bin(c->r, IR_ROTR, t, v, ir_const(c->r, t, a->n1));
    ir_ref y = ir_bin(c->r, IR_ROTR, t, v, ir_const(c->r, t, a->n2));
    ir_ref z = ir_bin(c->r, a->shift ? IR_SHR : IR_ROTR, t, v, ir_const(c->r, t, a->n3));
    return ir_bin(c->r, IR_XOR, t, ir_bin(c->r, IR_XOR, t, x, y), z);
}

bool rv_trans_sha256(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_w(c, a->rd, three(c, IR_I32, rv_w(c, a->rs1), a));
    return true;
}

bool rv_trans_sha512(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_x(c, a->rd, three(c, IR_I64, rv_x(c, a->rs1), a));
    return true;
}

/* On RV32 the same of rs2:rs1, the low half; for the H forms of rs1:rs2, the high one. The L form
   of a shift rotates the low half's bits in; the H form's are lost. */
bool rv_trans_sha512_half(struct rv_ctx *c, const struct rv_args *a)
{
    struct ir_region *r = c->r;
    ir_ref low = rv_x64(c, a->high ? a->rs2 : a->rs1), high = rv_x64(c, a->high ? a->rs1 : a->rs2);
    ir_ref v = ir_bin(r, IR_OR, IR_I64, ir_shli(r, IR_I64, high, 32), low);
    ir_ref sum = three(c, IR_I64, v, a);
    rv_set_x64(c, a->rd, a->high ? ir_shri(r, IR_I64, sum, 32) : sum);
    return true;
}

/* ---- AES ---- */

static ir_ref low64(struct rv_ctx *c, ir_ref v)
{
    return ir_vopi(c->r, IR_VEXT, IR_I64, IR_I64, 0, v, IR_NONE, 0);
}

static ir_ref low32(struct rv_ctx *c, ir_ref v)
{
    return ir_vopi(c->r, IR_VEXT, IR_I32, IR_I32, 0, v, IR_NONE, 0);
}

static ir_ref substitute(struct rv_ctx *c, bool inverse, ir_ref v)
{
    return ir_bin(c->r, inverse ? IR_VAESD : IR_VAESE, IR_V128, v, ir_vconst(c->r, 0, 0));
}

static ir_ref mix(struct rv_ctx *c, bool inverse, ir_ref v)
{
    return ir_un(c->r, inverse ? IR_VAESIMC : IR_VAESMC, IR_V128, v);
}

bool rv_trans_aes64(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = ir_vop(c->r, IR_VZX, IR_V128, IR_I64, 0, rv_x(c, a->rs1), IR_NONE, IR_NONE);
    v = ir_vopi(c->r, IR_VINS, IR_V128, IR_I64, 0, v, rv_x(c, a->rs2), 1);
    v = substitute(c, a->inverse, v);
    if (a->mixed)
        v = mix(c, a->inverse, v);
    rv_set_x(c, a->rd, low64(c, v));
    return true;
}

bool rv_trans_AES64IM(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = ir_vop(c->r, IR_VZX, IR_V128, IR_I64, 0, rv_x(c, a->rs1), IR_NONE, IR_NONE);
    rv_set_x(c, a->rd, low64(c, mix(c, true, v)));
    return true;
}

bool rv_trans_AES64KS1I(struct rv_ctx *c, const struct rv_args *a)
{
    static const uint8_t rcon[] = {1, 2, 4, 8, 16, 32, 64, 128, 0x1b, 0x36, 0};
    struct ir_region *r = c->r;
    if (a->rnum > 10)
        return false;
    ir_ref w = ir_un(r, IR_TRUNC64, IR_I32, ir_shri(r, IR_I64, rv_x(c, a->rs1), 32));
    if (a->rnum < 10)
        w = ir_bin(r, IR_ROTR, IR_I32, w, ir_const(r, IR_I32, 8));
    w = low32(c, substitute(c, false, ir_vop(r, IR_VDUP, IR_V128, IR_I32, 0, w, IR_NONE, IR_NONE)));
    w = ir_bin(r, IR_XOR, IR_I32, w, ir_const(r, IR_I32, rcon[a->rnum]));
    ir_ref wide = ir_un(r, IR_ZEXT32, IR_I64, w);
    rv_set_x(c, a->rd, ir_bin(r, IR_OR, IR_I64, wide, ir_shli(r, IR_I64, wide, 32)));
    return true;
}

bool rv_trans_AES64KS2(struct rv_ctx *c, const struct rv_args *a)
{
    struct ir_region *r = c->r;
    ir_ref b = rv_x(c, a->rs2), w = ir_shri(r, IR_I64, rv_x(c, a->rs1), 32);
    ir_ref both = ir_bin(r, IR_OR, IR_I64, w, ir_shli(r, IR_I64, w, 32));
    both = ir_bin(r, IR_XOR, IR_I64, both, b);
    rv_set_x(c, a->rd, ir_bin(r, IR_XOR, IR_I64, both, ir_shli(r, IR_I64, b, 32)));
    return true;
}

static ir_ref selected_byte(struct rv_ctx *c, const struct rv_args *a)
{
    return ir_uni(c->r, IR_UBFX, IR_I32, rv_w(c, a->rs2), a->bs * 8u | 8 << 8);
}

/* rs1 ^ (v rotated to the place of the byte) */
static void set_rotated(struct rv_ctx *c, const struct rv_args *a, ir_ref v)
{
    v = ir_bin(c->r, IR_ROTR, IR_I32, v, ir_const(c->r, IR_I32, (32 - 8u * a->bs) & 31));
    rv_set_w(c, a->rd, ir_bin(c->r, IR_XOR, IR_I32, v, rv_w(c, a->rs1)));
}

bool rv_trans_aes32(struct rv_ctx *c, const struct rv_args *a)
{
    struct ir_region *r = c->r;
    ir_ref v = ir_vop(r, IR_VDUP, IR_V128, IR_I8, 0, selected_byte(c, a), IR_NONE, IR_NONE);
    ir_ref byte = ir_andi(r, IR_I32, low32(c, substitute(c, a->inverse, v)), 0xff);
    if (a->mixed) {
        v = ir_vop(r, IR_VZX, IR_V128, IR_I32, 0, byte, IR_NONE, IR_NONE);
        byte = low32(c, mix(c, a->inverse, v));
    }
    set_rotated(c, a, byte);
    return true;
}

/* ---- SM4 ---- */

bool rv_trans_sm4(struct rv_ctx *c, const struct rv_args *a)
{
    struct ir_region *r = c->r;
    ir_ref args[] = {ir_un(r, IR_ZEXT32, IR_I64, selected_byte(c, a)),
                     ir_const(r, IR_I64, a->schedule)};
    set_rotated(c, a, ir_un(r, IR_TRUNC64, IR_I32, ir_call(r, RV_H_sm4, args, 2)));
    return true;
}
