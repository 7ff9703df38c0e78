/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Branches, IT blocks, exceptions and hints.
 *
 * In: fields.  Out: the ends of straight-line code.
 */
#include "target/arm/translate.h"

static uint32_t after(const struct arm_ctx *c)
{
    return (c->pc + c->size) | c->thumb;
}

static void set_link(struct arm_ctx *c)
{
    ir_set(c->r, ARM_R0 + 14, arm_imm(c, after(c)));
}

/* ---- A32 ---- */

bool arm_trans_b_a32(struct arm_ctx *c, const struct arm_args *a)
{
    arm_goto(c, arm_pc_value(c) + (uint32_t)(a->imm24 * 4));
    return true;
}

bool arm_trans_bl_a32(struct arm_ctx *c, const struct arm_args *a)
{
    set_link(c);
    arm_call(c, arm_pc_value(c) + (uint32_t)(a->imm24 * 4));
    return true;
}

bool arm_trans_blx_a32(struct arm_ctx *c, const struct arm_args *a)
{
    set_link(c);
    arm_call(c, (arm_pc_value(c) + (uint32_t)(a->imm24 * 4) + a->H * 2u) | 1);
    return true;
}

/* ---- both ---- */

bool arm_trans_bx(struct arm_ctx *c, const struct arm_args *a)
{
    arm_goto_reg(c, arm_reg(c, a->rm), a->rm == 14 ? ARM_RETURN : ARM_JUMP);
    return true;
}

bool arm_trans_blx(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref to = arm_reg(c, a->rm);
    if (a->rm == 15)
        return false;
    set_link(c);
    arm_goto_reg(c, to, ARM_CALL);
    return true;
}

/* ---- T32 ---- */

static void branch_if(struct arm_ctx *c, unsigned cond, int32_t offset)
{
    uint32_t to = (arm_pc_value(c) + (uint32_t)offset) | 1;
    if (cond < COND_AL)
        arm_branch_if(c, cond, to);
    else
        arm_goto(c, to);
}

bool arm_trans_bcond_t16(struct arm_ctx *c, const struct arm_args *a)
{
    if (c->in_it)
        return false;
    branch_if(c, a->cond, a->imm8 * 2);
    return true;
}

bool arm_trans_b_t16(struct arm_ctx *c, const struct arm_args *a)
{
    branch_if(c, COND_AL, a->imm11 * 2);
    return true;
}

bool arm_trans_bcond_t32(struct arm_ctx *c, const struct arm_args *a)
{
    uint32_t v = (uint32_t)a->S << 20 | (uint32_t)a->J2 << 19 | (uint32_t)a->J1 << 18 |
                 (uint32_t)a->imm6 << 12 | (uint32_t)a->imm11u << 1;
    if (c->in_it)
        return false;
    branch_if(c, a->cond, (int32_t)(v << 11) >> 11);
    return true;
}

static int32_t long_offset(const struct arm_args *a)
{
    uint32_t i1 = ~(a->J1 ^ a->S) & 1u, i2 = ~(a->J2 ^ a->S) & 1u;
    uint32_t v = (uint32_t)a->S << 24 | i1 << 23 | i2 << 22 | (uint32_t)a->imm10 << 12 |
                 (uint32_t)a->imm11u << 1;
    return (int32_t)(v << 7) >> 7;
}

bool arm_trans_b_t32(struct arm_ctx *c, const struct arm_args *a)
{
    branch_if(c, COND_AL, long_offset(a));
    return true;
}

bool arm_trans_bl_t32(struct arm_ctx *c, const struct arm_args *a)
{
    set_link(c);
    arm_call(c, (arm_pc_value(c) + (uint32_t)long_offset(a)) | 1);
    return true;
}

bool arm_trans_blx_t32(struct arm_ctx *c, const struct arm_args *a)
{
    set_link(c);
    arm_call(c, (arm_pc_value(c) & ~3u) + (uint32_t)long_offset(a));
    return true;
}

bool arm_trans_cbz(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref test =
        ir_cmp(c->r, a->nonzero ? IR_NE : IR_EQ, IR_I32, arm_reg(c, a->rn), arm_imm(c, 0));
    if (c->in_it)
        return false;
    tr_branch(c->t, test, (arm_pc_value(c) + (a->i << 6 | a->imm5 << 1)) | 1);
    return true;
}

bool arm_trans_tbb(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    ir_ref index = arm_reg(c, a->rm);
    if (a->H)
        index = ir_shli(r, IR_I32, index, 1);
    ir_ref at = ir_bin(r, IR_ADD, IR_I32, arm_reg(c, a->rn), index);
    ir_ref half = arm_load(c, a->H, false, 0, at, 0);
    ir_ref to =
        ir_bin(r, IR_ADD, IR_I32, ir_shli(r, IR_I32, half, 1), arm_imm(c, arm_pc_value(c) | 1));
    arm_goto_reg(c, to, ARM_JUMP);
    return true;
}

/* ---- IT ---- */

static unsigned it_advance(unsigned itstate)
{
    return itstate & 7 ? (itstate & 0xe0) | (itstate << 1 & 0x1f) : 0;
}

bool arm_it_block(struct arm_ctx *c, uint32_t pc, unsigned itstate)
{
    struct tr *t = c->t;
    struct arm_word w[4];
    unsigned n = 0;
    uint32_t at = pc;
    for (unsigned s = itstate; s & 15; s = it_advance(s), n++) {
        w[n] = (struct arm_word){.pc = at, .cond = (uint8_t)(s >> 4)};
        if (!arm_fetch_thumb(t, at, &w[n].insn, &w[n].size))
            return true;
        at += w[n].size;
    }
    t->next = at | 1;
    c->in_it = true;
    c->it_shown = false;
    for (unsigned i = 0; i < n && !t->ended; i++) {
        ir_emit(c->r, (struct ir_ins){.op = IR_INSN, .imm = w[i].pc | 1});
        ir_set(c->r, ARM_IT, arm_imm(c, itstate));
        c->it_set = c->r->n - 1;
        itstate = it_advance(itstate);
        c->it_next = (uint8_t)itstate;
        arm_one(c, &w[i]);
        if (c->lone || arm_it_shows(c))
            c->it_shown = true;
        else
            c->r->ins[c->it_set] = (struct ir_ins){.op = IR_NOP};
    }
    c->in_it = false;
    c->line->chain.it_over = true; /* what comes now is for all of its paths */
    c->line->chain.it_set = c->it_shown;
    if (!t->ended) {
        if (c->it_shown)
            ir_set(c->r, ARM_IT, arm_imm(c, 0));
        if (c->lone)
            tr_stop(t);
    }
    return true;
}

bool arm_trans_it(struct arm_ctx *c, const struct arm_args *a)
{
    if (c->in_it || a->firstcond == 15)
        return false;
    return arm_it_block(c, c->pc + 2, a->firstcond << 4 | a->mask);
}

/* ---- exceptions and hints ---- */

bool arm_trans_undefined(struct arm_ctx *c, const struct arm_args *a)
{
    (void)a;
    return arm_trap(c, ARM_TRAP_UDEF, c->insn);
}

bool arm_trans_svc(struct arm_ctx *c, const struct arm_args *a)
{
    arm_trap_after(c, ARM_TRAP_SVC, ir_const(c->r, IR_I64, a->imm24u));
    return true;
}

bool arm_trans_bkpt(struct arm_ctx *c, const struct arm_args *a)
{
    return arm_trap(c, ARM_TRAP_BKPT, a->imm8u | a->imm12 << 4 | a->imm4);
}

bool arm_trans_nop(struct arm_ctx *c, const struct arm_args *a)
{
    (void)c;
    (void)a;
    return true;
}

bool arm_trans_hint(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->hint >= 1 && a->hint <= 3) /* YIELD, WFE, WFI */
        arm_trap_after(c, ARM_TRAP_YIELD, IR_NONE);
    return true;
}
