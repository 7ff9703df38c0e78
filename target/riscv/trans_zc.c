/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Zcmp: push, pop and moves of the saved registers.  Zcmt: jumps through a table.
 *
 * In: fields (decode_c.h).  Out: IR.  The encodings are those of C.FSDSP, which a processor with
 * these does not have.
 */
#include "target/riscv/decode_c.h"
#include "target/riscv/translate.h"

enum { RA = 1, SP = 2, A0 = 10, A1 = 11 };
#define ALIGN16(n) (((n) + 15) & ~15u)

/* s0 ... s11 as X registers. */
static unsigned saved(unsigned n)
{
    return n < 2 ? 8 + n : 16 + n;
}

/* How many of s0 ... a register list has behind ra: 4 stands for none, the last for all twelve. */
static unsigned saved_count(unsigned rlist)
{
    return rlist == 15 ? 12 : rlist - 4;
}

static unsigned bytes(const struct rv_ctx *c)
{
    return c->xlen / 8;
}

/* What the stack pointer moves by. */
static int32_t adjustment(const struct rv_ctx *c, const struct rvc_args *a)
{
    return (int32_t)(ALIGN16((saved_count(a->rlist) + 1) * bytes(c)) + a->spimm * 16u);
}

static enum ir_type lane(const struct rv_ctx *c)
{
    return c->xlen == 64 ? IR_I64 : IR_I32;
}

/* The registers lie downwards from the old top, the one with the highest number first. */
bool rvc_trans_CM_PUSH(struct rvc_ctx *x, const struct rvc_args *a)
{
    struct rv_ctx *c = &x->rv;
    ir_ref sp = rv_x(c, SP);
    int32_t at = 0;
    for (unsigned n = saved_count(a->rlist); n--;) {
        at -= (int32_t)bytes(c);
        ir_st(c->r, c->xt, lane(c), 0, sp, at, rv_x(c, saved(n)));
    }
    ir_st(c->r, c->xt, lane(c), 0, sp, at - (int32_t)bytes(c), rv_x(c, RA));
    rv_set_x(c, SP, ir_addi(c->r, c->xt, sp, -adjustment(c, a)));
    return true;
}

bool rvc_trans_cm_pop(struct rvc_ctx *x, const struct rvc_args *a)
{
    struct rv_ctx *c = &x->rv;
    ir_ref sp = rv_x(c, SP), value[12];
    unsigned count = saved_count(a->rlist);
    int32_t at = adjustment(c, a);
    for (unsigned n = count; n--;) {
        at -= (int32_t)bytes(c);
        value[n] = ir_ld(c->r, c->xt, lane(c), 0, sp, at);
    }
    ir_ref ra = ir_ld(c->r, c->xt, lane(c), 0, sp, at - (int32_t)bytes(c));
    for (unsigned n = 0; n < count; n++)
        rv_set_x(c, saved(n), value[n]);
    rv_set_x(c, RA, ra);
    if (a->zero)
        rv_set_x(c, A0, rv_imm(c, 0));
    rv_set_x(c, SP, ir_addi(c->r, c->xt, sp, adjustment(c, a)));
    if (a->ret)
        tr_ret(c->t, ir_andi(c->r, c->xt, ra, c->xlen == 64 ? ~UINT64_C(1) : ~UINT32_C(1)));
    return true;
}

bool rvc_trans_CM_MVSA01(struct rvc_ctx *x, const struct rvc_args *a)
{
    struct rv_ctx *c = &x->rv;
    ir_ref first = rv_x(c, A0), second = rv_x(c, A1);
    rv_set_x(c, saved(a->r1s), first);
    rv_set_x(c, saved(a->r2s), second);
    return true;
}

bool rvc_trans_CM_MVA01S(struct rvc_ctx *x, const struct rvc_args *a)
{
    struct rv_ctx *c = &x->rv;
    ir_ref first = rv_x(c, saved(a->r1s)), second = rv_x(c, saved(a->r2s));
    rv_set_x(c, A0, first);
    rv_set_x(c, A1, second);
    return true;
}

/* jvt's low six bits are the mode, of which only 0 exists. */
bool rvc_trans_CM_JT(struct rvc_ctx *x, const struct rvc_args *a)
{
    enum { FIRST_CALL = 32 };
    struct rv_ctx *c = &x->rv;
    ir_ref pc =
        ir_ld(c->r, c->xt, lane(c), 0, ir_get(c->r, RV_JVT), (int32_t)(a->index * bytes(c)));
    pc = ir_andi(c->r, c->xt, pc, c->xlen == 64 ? ~UINT64_C(1) : ~UINT32_C(1));
    if (a->index < FIRST_CALL) {
        tr_jump_ind(c->t, pc);
        return true;
    }
    rv_set_x(c, RA, rv_imm(c, (int64_t)c->t->next));
    tr_call_ind(c->t, pc);
    return true;
}
