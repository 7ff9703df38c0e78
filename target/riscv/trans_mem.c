/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores, fences and cache blocks. Plain accesses need no alignment.
 *
 * In: fields.  Out: IR.
 */
#include "target/riscv/translate.h"

#define CBO_BYTES 64 /* what hwprobe says of Zicboz */

static const uint8_t int_lane[] = {IR_I8, IR_I16, IR_I32, IR_I64};

static int32_t store_offset(const struct rv_args *a)
{
    return a->immh * 32 | a->imml;
}

bool rv_trans_load(struct rv_ctx *c, const struct rv_args *a)
{
    unsigned flags = a->sext && (8u << a->size) < c->xlen ? IR_MEM_SEXT : 0;
    ir_ref v = ir_ld(c->r, c->xt, int_lane[a->size], flags, rv_x(c, a->rs1), a->imm12);
    rv_set_x(c, a->rd, v);
    return true;
}

bool rv_trans_store(struct rv_ctx *c, const struct rv_args *a)
{
    bool wide = a->size == 3;
    ir_ref v = wide ? rv_x(c, a->rs2) : rv_w(c, a->rs2);
    ir_st(c->r, wide ? IR_I64 : IR_I32, int_lane[a->size], 0, rv_x(c, a->rs1), store_offset(a), v);
    return true;
}

/* Zilsd. */
bool rv_trans_load_pair(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_pair(c, a->rd, ir_ld(c->r, IR_I64, IR_I64, 0, rv_x(c, a->rs1), a->imm12));
    return true;
}

bool rv_trans_store_pair(struct rv_ctx *c, const struct rv_args *a)
{
    ir_st(c->r, IR_I64, IR_I64, 0, rv_x(c, a->rs1), store_offset(a), rv_pair(c, a->rs2));
    return true;
}

bool rv_trans_fload(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref v = ir_ld(c->r, a->fmt, a->fmt, 0, rv_x(c, a->rs1), a->imm12);
    rv_set_f(c, a->rd, a->fmt, v);
    return true;
}

bool rv_trans_fstore(struct rv_ctx *c, const struct rv_args *a)
{
    ir_st(c->r, a->fmt, a->fmt, 0, rv_x(c, a->rs1), store_offset(a), rv_f_bits(c, a->rs2, a->fmt));
    return true;
}

/* pred and succ: I 8, O 4, R 2, W 1.  FENCE.TSO and unknown modes are made strong enough. */
bool rv_trans_FENCE(struct rv_ctx *c, const struct rv_args *a)
{
    if (!a->pred || !a->succ)
        return true; /* a hint: PAUSE */
    unsigned kind = IR_FENCE_FULL;
    if (!(a->pred & 5) || a->fm == 8)
        kind = IR_FENCE_LD;
    else if (!(a->pred & 10) && !(a->succ & 10))
        kind = IR_FENCE_ST;
    ir_emit(c->r, (struct ir_ins){.op = IR_FENCE, .sub = (uint8_t)kind});
    return true;
}

bool rv_trans_FENCE_I(struct rv_ctx *c, const struct rv_args *a)
{
    (void)a;
    tr_trap(c->t, RV_TRAP_FENCE_I, ir_const(c->r, IR_I64, 0), c->t->next);
    return true;
}

/* Caches are coherent. */
/* The block that the address is in. */
static ir_ref block(struct rv_ctx *c, const struct rv_args *a)
{
    return ir_andi(c->r, c->xt, rv_x(c, a->rs1),
                   c->xlen == 64 ? -(uint64_t)CBO_BYTES : -(uint32_t)CBO_BYTES);
}

/* Caches are coherent here; but there has to be memory that may be read. */
bool rv_trans_cbo(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ld(c->r, IR_I32, IR_I8, 0, block(c, a), 0);
    return true;
}

bool rv_trans_CBO_ZERO(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref addr = block(c, a);
    ir_ref zero = ir_vconst(c->r, 0, 0);
    for (int i = 0; i < CBO_BYTES; i += 16)
        ir_st(c->r, IR_V128, IR_V128, 0, addr, i, zero);
    return true;
}
