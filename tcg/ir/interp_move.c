/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evaluator of the vector ops that move lanes and compute nothing.
 * In and out: see interp_eval.h.
 */
#include "tcg/ir/interp_eval.h"

#include <string.h>

/* Lane i of the 2 * n lanes of a (first) and b. */
static uint64_t pair_lane(const struct ir_eval *e, unsigned bytes, unsigned i)
{
    unsigned n = 16 / bytes;
    return ir_lane(i < n ? e->a : e->b, bytes, i % n);
}

/* Result lane i of a permutation of the lanes of a and b: its number among a's and b's, or ~0. */
static unsigned permuted(enum ir_opcode op, unsigned n, unsigned i)
{
    switch (op) {
    case IR_VZIP1: return i / 2 + (i & 1 ? n : 0);
    case IR_VZIP2: return n / 2 + i / 2 + (i & 1 ? n : 0);
    case IR_VUZP1: return 2 * i;
    case IR_VUZP2: return 2 * i + 1;
    case IR_VTRN1: return (i & ~1u) + (i & 1 ? n : 0);
    case IR_VTRN2: return (i | 1u) + (i & 1 ? n : 0);
    default: return ~0u;
    }
}

static bool eval_permute(struct ir_eval *e, unsigned bytes)
{
    unsigned n = 16 / bytes;
    if (permuted(e->ins->op, n, 0) == ~0u)
        return false;
    for (unsigned i = 0; i < n; i++)
        ir_lane_set(&e->res, bytes, i, pair_lane(e, bytes, permuted(e->ins->op, n, i)));
    return true;
}

static void reverse(struct ir_eval *e, unsigned bytes)
{
    unsigned per = (unsigned)e->ins->imm / bytes;
    for (unsigned i = 0; i < 16 / bytes; i++)
        ir_lane_set(&e->res, bytes, i, ir_lane(e->a, bytes, i / per * per + per - 1 - i % per));
}

/* Ops that name one lane by `imm`. */
static bool eval_one_lane(struct ir_eval *e, unsigned bytes)
{
    const struct ir_ins *ins = e->ins;
    unsigned n = 16 / bytes, i = (unsigned)ins->imm & 255 & (n - 1);
    uint64_t x;
    switch (ins->op) {
    case IR_VEXT:
        x = ir_lane(e->a, bytes, i);
        if (ins->sub & IR_SIGNED)
            x = (uint64_t)ir_sext(x, bytes);
        e->res.q[0] = x & ir_mask(ir_type_size(ins->type));
        return true;
    case IR_VINS:
        e->res = *e->a;
        ir_lane_set(&e->res, bytes, i, e->b->q[0]);
        return true;
    case IR_VINSV:
        e->res = *e->a;
        ir_lane_set(&e->res, bytes, i, ir_lane(e->b, bytes, ins->imm >> 8 & (n - 1)));
        return true;
    case IR_VDUP:
    case IR_VDUPV:
        x = ins->op == IR_VDUP ? e->a->q[0] : ir_lane(e->a, bytes, i);
        for (unsigned k = 0; k < n; k++)
            ir_lane_set(&e->res, bytes, k, x);
        return true;
    default: return false;
    }
}

static void table_lookup(struct ir_eval *e)
{
    for (unsigned i = 0; i < 16; i++)
        e->res.b[i] = e->b->b[i] < 16 ? e->a->b[e->b->b[i]] : 0;
}

static void extract_bytes(struct ir_eval *e)
{
    uint8_t both[32];
    memcpy(both, e->a, 16);
    memcpy(both + 16, e->b, 16);
    memcpy(&e->res, both + (e->ins->imm & 15), 16);
}

bool ir_eval_vec_move(struct ir_eval *e)
{
    unsigned bytes = ir_type_size(e->ins->lane);
    switch (e->ins->op) {
    case IR_VZX: e->res.q[0] = e->a->q[0] & ir_mask(bytes); return true;
    case IR_VLOW: e->res.q[0] = e->a->q[0]; return true;
    case IR_VHIGH: e->res.q[0] = e->a->q[1]; return true;
    case IR_VCAT:
        e->res.q[0] = e->a->q[0];
        e->res.q[1] = e->b->q[0];
        return true;
    case IR_VTBL: table_lookup(e); return true;
    case IR_VEXTB: extract_bytes(e); return true;
    }
    if (bytes == 0 || bytes > 8)
        return false;
    if (e->ins->op == IR_VREV) {
        reverse(e, bytes);
        return true;
    }
    return eval_one_lane(e, bytes) || eval_permute(e, bytes);
}
