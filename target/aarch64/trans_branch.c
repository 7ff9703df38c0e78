/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Branches, exceptions and hints.
 *
 * In: fields.  Out: the ends of straight-line code (tr_jump ... tr_trap).
 */
#include "target/aarch64/target.h"
#include "target/aarch64/translate.h"

static gaddr target_of(struct a64_ctx *c, int32_t words)
{
    return c->t->pc + (uint64_t)((int64_t)words * 4);
}

static void set_link(struct a64_ctx *c)
{
    a64_set_x(c, 30, a64_imm(c, true, c->t->next));
}

bool a64_trans_B(struct a64_ctx *c, const struct a64_args *a)
{
    tr_jump(c->t, target_of(c, a->imm26));
    return true;
}

bool a64_trans_BL(struct a64_ctx *c, const struct a64_args *a)
{
    set_link(c);
    tr_call(c->t, target_of(c, a->imm26));
    return true;
}

bool a64_trans_B_cond(struct a64_ctx *c, const struct a64_args *a)
{
    if (a->cond >= 14)
        tr_jump(c->t, target_of(c, a->imm19));
    else
        tr_branch(c->t, a64_cond(c, a->cond), target_of(c, a->imm19));
    return true;
}

bool a64_trans_cb(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref test = ir_cmp(c->r, a->nonzero ? IR_NE : IR_EQ, a64_type(a->sf),
                         a64_reg(c, a->sf, a->rt), a64_imm(c, a->sf, 0));
    tr_branch(c->t, test, target_of(c, a->imm19));
    return true;
}

bool a64_trans_tb(struct a64_ctx *c, const struct a64_args *a)
{
    enum ir_type t = a64_type(a->b5);
    ir_ref bit = ir_andi(c->r, t, a64_reg(c, a->b5, a->rt), UINT64_C(1) << (a->b5 << 5 | a->b40));
    ir_ref test = ir_cmp(c->r, a->nonzero ? IR_NE : IR_EQ, t, bit, a64_imm(c, a->b5, 0));
    tr_branch(c->t, test, target_of(c, a->imm14));
    return true;
}

/* A branch to a register drops the address tag (manual: BranchAddr). */
static ir_ref branch_addr(struct a64_ctx *c, ir_ref pc)
{
    if (c->t->mode & A64_MODE_BTI) /* room for a tag, whatever the pc is */
        return ir_uni(c->r, IR_SBFX, IR_I64, pc, 0 | 56 << 8);
    return a64_addr(c, pc);
}

/* With PSTATE.BTYPE, which the instruction at the pc will look at. */
static ir_ref typed(struct a64_ctx *c, ir_ref pc, uint64_t btype)
{
    if (!(c->t->mode & A64_MODE_BTI))
        return pc;
    return ir_bin(c->r, IR_XOR, IR_I64, pc, a64_imm(c, true, btype << A64_BTYPE_SHIFT));
}

static void jump(struct a64_ctx *c, const struct a64_args *a, ir_ref pc)
{
    bool bti = c->t->mode & A64_MODE_BTI;
    tr_jump_ind(c->t, typed(c, pc, bti && a->rn != 16 && a->rn != 17 && tr_guarded(c->t) ? 3 : 1));
}

static void call(struct a64_ctx *c, ir_ref pc)
{
    set_link(c);
    tr_call_ind(c->t, typed(c, pc, A64_BTYPE_CALL));
}

bool a64_trans_BR(struct a64_ctx *c, const struct a64_args *a)
{
    jump(c, a, branch_addr(c, a64_x(c, a->rn)));
    return true;
}

bool a64_trans_BLR(struct a64_ctx *c, const struct a64_args *a)
{
    call(c, branch_addr(c, a64_x(c, a->rn)));
    return true;
}

bool a64_trans_RET(struct a64_ctx *c, const struct a64_args *a)
{
    tr_ret(c->t, branch_addr(c, a64_x(c, a->rn)));
    return true;
}

/* ---- with pointer authentication ---- */

static ir_ref auth_pc(struct a64_ctx *c, const struct a64_args *a, unsigned rn, ir_ref modifier)
{
    enum a64_key key = a->key_b ? A64_KEY_IB : A64_KEY_IA;
    return branch_addr(c, a64_auth(c, a64_x(c, rn), modifier, key));
}

bool a64_trans_bra_z(struct a64_ctx *c, const struct a64_args *a)
{
    jump(c, a, auth_pc(c, a, a->rn, a64_imm(c, true, 0)));
    return true;
}

bool a64_trans_bra(struct a64_ctx *c, const struct a64_args *a)
{
    jump(c, a, auth_pc(c, a, a->rn, a64_x_sp(c, a->rm)));
    return true;
}

bool a64_trans_blra_z(struct a64_ctx *c, const struct a64_args *a)
{
    call(c, auth_pc(c, a, a->rn, a64_imm(c, true, 0)));
    return true;
}

bool a64_trans_blra(struct a64_ctx *c, const struct a64_args *a)
{
    call(c, auth_pc(c, a, a->rn, a64_x_sp(c, a->rm)));
    return true;
}

bool a64_trans_reta(struct a64_ctx *c, const struct a64_args *a)
{
    tr_ret(c->t, auth_pc(c, a, 30, a64_x_sp(c, 31)));
    return true;
}

/* ---- exceptions ---- */

bool a64_trans_undefined(struct a64_ctx *c, const struct a64_args *a)
{
    (void)a;
    return a64_trap(c, A64_TRAP_UDEF, c->insn);
}

bool a64_trans_SVC(struct a64_ctx *c, const struct a64_args *a)
{
    tr_trap(c->t, A64_TRAP_SVC, a64_imm(c, true, a->imm16), c->t->next);
    return true;
}

bool a64_trans_BRK(struct a64_ctx *c, const struct a64_args *a)
{
    return a64_trap(c, A64_TRAP_BRK, a->imm16);
}

bool a64_trans_HLT(struct a64_ctx *c, const struct a64_args *a)
{
    return a64_trap(c, A64_TRAP_HLT, a->imm16);
}

/* ---- hints ---- */

bool a64_trans_nop(struct a64_ctx *c, const struct a64_args *a)
{
    (void)c;
    (void)a;
    return true;
}

bool a64_trans_yield(struct a64_ctx *c, const struct a64_args *a)
{
    (void)a;
    tr_trap(c->t, A64_TRAP_YIELD, IR_NONE, c->t->next);
    return true;
}
