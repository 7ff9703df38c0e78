/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jumps and branches.
 *
 * In: fields.  Out: the ends of straight-line code (tr_jump ...).  What is a call and what a return
 * follows the manual's table of return-address stack hints: x1 and x5 are link registers.
 */
#include "target/riscv/translate.h"

static bool is_link(unsigned n)
{
    return n == 1 || n == 5;
}

/* A target on RV32 wraps. */
static gaddr address(struct rv_ctx *c, gaddr pc)
{
    return c->xlen == 64 ? pc : (uint32_t)pc;
}

/* Without C, targets are multiples of 4; with it, all that an encoding can say is right. */
static bool aligned(struct rv_ctx *c, gaddr pc)
{
    return !(pc & 2) || c->model->features & RV_F(ZCA);
}

static void jump(struct rv_ctx *c, unsigned rd, gaddr target)
{
    rv_set_x(c, rd, rv_imm(c, (int64_t)c->t->next));
    if (is_link(rd))
        tr_call(c->t, target);
    else
        tr_jump(c->t, target);
}

bool rv_trans_JAL(struct rv_ctx *c, const struct rv_args *a)
{
    uint32_t i = a->imm20;
    int32_t offset = (int32_t)((i >> 19 & 1) << 31) >> 11;
    offset |= (int32_t)((i & 0xff) << 12 | (i >> 8 & 1) << 11 | (i >> 9 & 0x3ff) << 1);
    gaddr target = address(c, c->t->pc + (uint64_t)(int64_t)offset);
    if (!aligned(c, target))
        return false;
    jump(c, a->rd, target);
    return true;
}

bool rv_trans_JALR(struct rv_ctx *c, const struct rv_args *a)
{
    const struct rv_tr *line = c->line;
    if (a->rs1 && line->konst_reg == a->rs1 && line->konst_pc == c->t->pc) {
        gaddr target = address(c, (line->konst + (uint64_t)(int64_t)a->imm12) & ~UINT64_C(1));
        if (aligned(c, target)) {
            jump(c, a->rd, target);
            return true;
        }
    }
    ir_ref pc = ir_addi(c->r, c->xt, rv_x(c, a->rs1), a->imm12);
    pc = ir_andi(c->r, c->xt, pc, c->xlen == 64 ? ~UINT64_C(1) : ~UINT32_C(1));
    rv_set_x(c, a->rd, rv_imm(c, (int64_t)c->t->next));
    if (is_link(a->rd))
        tr_call_ind(c->t, pc);
    else if (is_link(a->rs1))
        tr_ret(c->t, pc);
    else
        tr_jump_ind(c->t, pc);
    return true;
}

bool rv_trans_branch(struct rv_ctx *c, const struct rv_args *a)
{
    int32_t high = a->immh, low = a->imml;
    int32_t offset = (high >> 6) * 4096 | (low & 1) << 11 | (high & 63) << 5 | (low & 30);
    gaddr target = address(c, c->t->pc + (uint64_t)(int64_t)offset);
    if (!aligned(c, target))
        return false;
    tr_branch(c->t, ir_cmp(c->r, a->cond, c->xt, rv_x(c, a->rs1), rv_x(c, a->rs2)), target);
    return true;
}
