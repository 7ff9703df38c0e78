/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evaluator of the SHA-1 and SHA-256 ops.
 * In and out: see interp_eval.h.  Sources: FIPS 180-4; the Arm Architecture Reference Manual for
 * what one instruction does (SHA1hash, SHA256hash).
 */
#include "tcg/ir/interp_eval.h"

static uint32_t rotate_left(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

static uint32_t rotate_right(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static uint32_t choose(uint32_t x, uint32_t y, uint32_t z)
{
    return ((y ^ z) & x) ^ z;
}

static uint32_t majority(uint32_t x, uint32_t y, uint32_t z)
{
    return (x & y) | ((x | y) & z);
}

/* Four rounds: a is A B C D, lane 0 of b is E, c the words of the schedule with the constant. */
static void sha1_rounds(struct ir_eval *e)
{
    uint32_t v[5] = {e->a->w[0], e->a->w[1], e->a->w[2], e->a->w[3], e->b->w[0]};
    for (unsigned i = 0; i < 4; i++) {
        uint32_t f = e->ins->op == IR_VSHA1C   ? choose(v[1], v[2], v[3])
                     : e->ins->op == IR_VSHA1P ? v[1] ^ v[2] ^ v[3]
                                               : majority(v[1], v[2], v[3]);
        uint32_t first = v[4] + rotate_left(v[0], 5) + f + e->c->w[i];
        v[4] = v[3];
        v[3] = v[2];
        v[2] = rotate_left(v[1], 30);
        v[1] = v[0];
        v[0] = first;
    }
    for (unsigned i = 0; i < 4; i++)
        e->res.w[i] = v[i];
}

static void sha1_schedule(struct ir_eval *e)
{
    for (unsigned i = 0; i < 4; i++) {
        uint32_t other = i < 3 ? e->b->w[i + 1] : e->res.w[0];
        e->res.w[i] = rotate_left(e->a->w[i] ^ other, 1);
    }
}

/* One round on A ... H, with a word of the schedule and its constant. */
static void sha256_round(uint32_t v[8], uint32_t word)
{
    uint32_t s1 = rotate_right(v[4], 6) ^ rotate_right(v[4], 11) ^ rotate_right(v[4], 25);
    uint32_t s0 = rotate_right(v[0], 2) ^ rotate_right(v[0], 13) ^ rotate_right(v[0], 22);
    uint32_t t = v[7] + s1 + choose(v[4], v[5], v[6]) + word;
    uint32_t first = t + s0 + majority(v[0], v[1], v[2]);
    for (unsigned k = 7; k > 0; k--)
        v[k] = v[k - 1];
    v[4] += t;
    v[0] = first;
}

/* Four rounds on A B C D and E F G H. */
static void sha256_rounds(struct ir_eval *e, const union ir_value *abcd, const union ir_value *efgh)
{
    uint32_t v[8];
    for (unsigned i = 0; i < 4; i++) {
        v[i] = abcd->w[i];
        v[4 + i] = efgh->w[i];
    }
    for (unsigned i = 0; i < 4; i++)
        sha256_round(v, e->c->w[i]);
    for (unsigned i = 0; i < 4; i++)
        e->res.w[i] = v[(e->ins->op == IR_VSHA256H2 ? 4 : 0) + i];
}

static void sha256_two_rounds(struct ir_eval *e)
{
    uint32_t v[8] = {e->b->w[3], e->b->w[2], e->a->w[3], e->a->w[2],
                     e->b->w[1], e->b->w[0], e->a->w[1], e->a->w[0]};
    for (unsigned i = 0; i < 2; i++)
        sha256_round(v, e->c->w[i]);
    e->res.w[3] = v[0];
    e->res.w[2] = v[1];
    e->res.w[1] = v[4];
    e->res.w[0] = v[5];
}

static void sha256_schedule0(struct ir_eval *e)
{
    for (unsigned i = 0; i < 4; i++) {
        uint32_t t = i < 3 ? e->a->w[i + 1] : e->b->w[0];
        e->res.w[i] = e->a->w[i] + (rotate_right(t, 7) ^ rotate_right(t, 18) ^ t >> 3);
    }
}

static void sha256_schedule1(struct ir_eval *e)
{
    for (unsigned i = 0; i < 4; i++) {
        uint32_t t = i < 2 ? e->c->w[i + 2] : e->res.w[i - 2];
        uint32_t middle = i < 3 ? e->b->w[i + 1] : e->c->w[0];
        e->res.w[i] = e->a->w[i] + middle + (rotate_right(t, 17) ^ rotate_right(t, 19) ^ t >> 10);
    }
}

bool ir_eval_hash(struct ir_eval *e)
{
    switch (e->ins->op) {
    case IR_VSHA1C:
    case IR_VSHA1P:
    case IR_VSHA1M: sha1_rounds(e); return true;
    case IR_VSHA1SU1: sha1_schedule(e); return true;
    case IR_VSHA256H: sha256_rounds(e, e->a, e->b); return true;
    case IR_VSHA256H2: sha256_rounds(e, e->b, e->a); return true;
    case IR_VSHA256R2: sha256_two_rounds(e); return true;
    case IR_VSHA256SU0: sha256_schedule0(e); return true;
    case IR_VSHA256SU1: sha256_schedule1(e); return true;
    default: return false;
    }
}
