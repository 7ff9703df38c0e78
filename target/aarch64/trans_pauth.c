/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pointer authentication.
 *
 * In: fields.  Out: IR.  The algorithm is IMPLEMENTATION DEFINED (ID_AA64ISAR1.API, GPI = 1): a
 * multiplicative hash, cheap enough to stand in line. As under Linux with 48-bit addresses and the
 * top byte ignored, the code is bits 54:48 of the pointer. A failed authentication makes the
 * pointer invalid and does not trap (no FEAT_FPAC).
 */
#include "target/aarch64/target.h"
#include "target/aarch64/translate.h"

#define FIELD(lsb, len) ((uint64_t)(lsb) | (uint64_t)(len) << 8)
#define PAC_BITS        7
#define PAC_LSB         48

/* x with bits 55:48 all equal to bit 55: the pointer without a code. */
static ir_ref strip(struct a64_ctx *c, ir_ref x)
{
    ir_ref sign = ir_uni(c->r, IR_SBFX, IR_I64, x, FIELD(55, 1));
    return ir_bini(c->r, IR_DEP, IR_I64, x, sign, FIELD(48, 8));
}

/* ComputePAC: the 7 bits of the code, as i64. Any odd multipliers without a pattern do. */
static ir_ref compute(struct a64_ctx *c, ir_ref pointer, ir_ref modifier, enum a64_key key)
{
    struct ir_region *r = c->r;
    unsigned slot = A64_KEY0 + 2 * key;
    ir_ref x = ir_bin(r, IR_XOR, IR_I64, pointer, ir_get(r, slot));
    ir_ref y = ir_bin(r, IR_XOR, IR_I64, modifier, ir_get(r, slot + 1));
    x = ir_bin(r, IR_MUL, IR_I64, x, a64_imm(c, true, UINT64_C(0x9e3779b97f4a7c15)));
    y = ir_bin(r, IR_MUL, IR_I64, y, a64_imm(c, true, UINT64_C(0xc2b2ae3d27d4eb4f)));
    return ir_shri(r, IR_I64, ir_bin(r, IR_ADD, IR_I64, x, y), 64 - PAC_BITS);
}

static bool is_off(const struct a64_ctx *c, enum a64_key key)
{
    return c->t->mode & (uint64_t)A64_MODE_PAC_OFF << key;
}

/* AddPAC */
static ir_ref add_pac(struct a64_ctx *c, ir_ref x, ir_ref modifier, enum a64_key key)
{
    struct ir_region *r = c->r;
    if (is_off(c, key))
        return x;
    ir_ref plain = strip(c, x), code = compute(c, plain, modifier, key);
    /* a pointer that was not canonical gets a wrong code */
    ir_ref bad = ir_un(r, IR_ZEXT32, IR_I64, ir_cmp(r, IR_NE, IR_I64, x, plain));
    code = ir_bin(r, IR_XOR, IR_I64, code, ir_shli(r, IR_I64, bad, PAC_BITS - 1));
    return ir_bini(r, IR_DEP, IR_I64, plain, code, FIELD(PAC_LSB, PAC_BITS));
}

ir_ref a64_auth(struct a64_ctx *c, ir_ref x, ir_ref modifier, enum a64_key key)
{
    struct ir_region *r = c->r;
    if (is_off(c, key))
        return x;
    ir_ref plain = strip(c, x), code = compute(c, plain, modifier, key);
    ir_ref good =
        ir_cmp(r, IR_EQ, IR_I64, ir_uni(r, IR_UBFX, IR_I64, x, FIELD(PAC_LSB, PAC_BITS)), code);
    /* bits 54:53 tell which kind of key failed: A 01, B 10 */
    bool key_b = key == A64_KEY_IB || key == A64_KEY_DB;
    ir_ref error = ir_bini(r, IR_DEP, IR_I64, plain, a64_imm(c, true, key_b ? 2 : 1), FIELD(53, 2));
    return ir_select(r, IR_I64, good, plain, error);
}

static ir_ref zero(struct a64_ctx *c)
{
    return a64_imm(c, true, 0);
}

static enum a64_key insn_key(const struct a64_args *a)
{
    return a->key_b ? A64_KEY_IB : A64_KEY_IA;
}

bool a64_trans_pac(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, a->rd, add_pac(c, a64_x(c, a->rd), a64_x_sp(c, a->rn), a->key));
    return true;
}

bool a64_trans_aut(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, a->rd, a64_auth(c, a64_x(c, a->rd), a64_x_sp(c, a->rn), a->key));
    return true;
}

bool a64_trans_pac_z(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, a->rd, add_pac(c, a64_x(c, a->rd), zero(c), a->key));
    return true;
}

bool a64_trans_aut_z(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, a->rd, a64_auth(c, a64_x(c, a->rd), zero(c), a->key));
    return true;
}

bool a64_trans_xpac(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, a->rd, strip(c, a64_x(c, a->rd)));
    return true;
}

bool a64_trans_XPACLRI(struct a64_ctx *c, const struct a64_args *a)
{
    (void)a;
    a64_set_x(c, 30, strip(c, a64_x(c, 30)));
    return true;
}

bool a64_trans_pac1716(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, 17, add_pac(c, a64_x(c, 17), a64_x(c, 16), insn_key(a)));
    return true;
}

bool a64_trans_aut1716(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, 17, a64_auth(c, a64_x(c, 17), a64_x(c, 16), insn_key(a)));
    return true;
}

bool a64_trans_paclr_z(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, 30, add_pac(c, a64_x(c, 30), zero(c), insn_key(a)));
    return true;
}

bool a64_trans_autlr_z(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, 30, a64_auth(c, a64_x(c, 30), zero(c), insn_key(a)));
    return true;
}

bool a64_trans_paclr_sp(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, 30, add_pac(c, a64_x(c, 30), a64_x_sp(c, 31), insn_key(a)));
    return true;
}

bool a64_trans_autlr_sp(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, 30, a64_auth(c, a64_x(c, 30), a64_x_sp(c, 31), insn_key(a)));
    return true;
}

bool a64_trans_PACGA(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned slot = A64_KEY0 + 2 * A64_KEY_GA;
    ir_ref args[] = {a64_x(c, a->rn), a64_x_sp(c, a->rm), ir_get(c->r, slot),
                     ir_get(c->r, slot + 1)};
    a64_set_x(c, a->rd, ir_call(c->r, A64_H_pacga, args, 4));
    return true;
}
