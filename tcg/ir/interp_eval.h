/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the evaluators of one op (interp_int.c, interp_fp.c, interp_vec.c, interp_crypto.c,
 * interp_hash.c) share.
 * Only tcg/ir/interp*.c include this.
 *
 * In: struct ir_eval, one op with its operands.  Out: e->res, which starts as zero.
 * Each evaluator returns false for ops that are not its own.
 */
#ifndef FERRY_TCG_IR_INTERP_EVAL_H
#define FERRY_TCG_IR_INTERP_EVAL_H

#include "tcg/ir/interp.h"

struct ir_eval {
    const struct ir_ins *ins;
    const union ir_value *a, *b, *c;
    union ir_value res;
    struct ir_eval_fp *fp;
};

bool ir_eval_int(struct ir_eval *e);
bool ir_eval_fp(struct ir_eval *e);
bool ir_eval_vec_move(struct ir_eval *e);
bool ir_eval_vec(struct ir_eval *e);
bool ir_eval_crypto(struct ir_eval *e);
bool ir_eval_hash(struct ir_eval *e);

static inline uint64_t ir_mask(unsigned bytes)
{
    return bytes >= 8 ? ~0ull : (1ull << bytes * 8) - 1;
}

/* The low `bytes` bytes as a signed number. */
static inline int64_t ir_sext(uint64_t v, unsigned bytes)
{
    unsigned up = 64 - 8 * bytes;
    return (int64_t)(v << up) >> up;
}

/* Lane i of lanes of `bytes` bytes. */
static inline uint64_t ir_lane(const union ir_value *v, unsigned bytes, unsigned i)
{
    switch (bytes) {
    case 1: return v->b[i];
    case 2: return v->h[i];
    case 4: return v->w[i];
    default: return v->q[i];
    }
}

static inline void ir_lane_set(union ir_value *v, unsigned bytes, unsigned i, uint64_t x)
{
    switch (bytes) {
    case 1: v->b[i] = x; break;
    case 2: v->h[i] = x; break;
    case 4: v->w[i] = x; break;
    default: v->q[i] = x; break;
    }
}

#endif
