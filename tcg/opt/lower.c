/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `lower`: what the host has no instruction for, and plain instructions do well.
 *
 * In: a region, and what the back end has said of its host (opt_set_host).  Out: the same; the
 * rounds and schedules of SHA-1 and SHA-256 are integer and vector ops where the host lacks
 * theirs, and ops of half precision are those of single precision (lower_half.c).  The rounds take
 * the lanes of their operands and put together those of their result; `fold` sees through that, so
 * that the state stays in integer registers from one instruction to the next. Sources: FIPS 180-4;
 * the Arm Architecture Reference Manual for what one instruction does (SHA1hash, SHA256hash).
 */
#include "tcg/opt/opt.h"

/* The last rounds of SHA-256 in this block: two instructions make the halves of one result. */
struct lower {
    struct opt *o;
    struct ir_region *r; /* where code goes */
    ir_ref abcd, efgh, words;
    ir_ref after[8];
};

static bool is_known(enum ir_opcode op)
{
    switch (op) {
    case IR_VSHA1C:
    case IR_VSHA1P:
    case IR_VSHA1M:
    case IR_VSHA1SU1:
    case IR_VSHA256H:
    case IR_VSHA256H2:
    case IR_VSHA256SU0:
    case IR_VSHA256SU1:
    case IR_VSHA256R2: return true;
    default: return false;
    }
}

/* ---- pieces of code ---- */

static ir_ref bin(struct lower *l, enum ir_opcode op, ir_ref a, ir_ref b)
{
    return ir_bin(l->r, op, IR_I32, a, b);
}

static ir_ref rotate_right(struct lower *l, ir_ref x, unsigned n)
{
    return bin(l, IR_ROTR, x, ir_const(l->r, IR_I32, n));
}

static ir_ref lane(struct lower *l, ir_ref v, unsigned n)
{
    return ir_vopi(l->r, IR_VEXT, IR_I32, IR_I32, 0, v, IR_NONE, n);
}

static ir_ref vector_of(struct lower *l, const ir_ref x[4])
{
    ir_ref v = ir_vop(l->r, IR_VZX, IR_V128, IR_I32, 0, x[0], IR_NONE, IR_NONE);
    for (unsigned n = 1; n < 4; n++)
        v = ir_vopi(l->r, IR_VINS, IR_V128, IR_I32, 0, v, x[n], n);
    return v;
}

static ir_ref vbin(struct lower *l, enum ir_opcode op, enum ir_type lane_type, ir_ref a, ir_ref b)
{
    return ir_vop(l->r, op, IR_V128, lane_type, 0, a, b, IR_NONE);
}

static ir_ref vxor(struct lower *l, ir_ref a, ir_ref b)
{
    return vbin(l, IR_VXOR, 0, a, b);
}

static ir_ref shift(struct lower *l, enum ir_opcode op, enum ir_type lane_type, ir_ref a,
                    unsigned n)
{
    return ir_vopi(l->r, op, IR_V128, lane_type, 0, a, IR_NONE, n);
}

/* Lanes 1, 2, 3 of a and lane 0 of b. */
static ir_ref next_lanes(struct lower *l, ir_ref a, ir_ref b)
{
    return ir_vopi(l->r, IR_VEXTB, IR_V128, 0, 0, a, b, 4);
}

static ir_ref rotate_lanes_left(struct lower *l, ir_ref v, unsigned n)
{
    return vxor(l, shift(l, IR_VSHLI, IR_I32, v, n), shift(l, IR_VSHRI, IR_I32, v, 32 - n));
}

static ir_ref choose(struct lower *l, ir_ref x, ir_ref y, ir_ref z)
{
    return bin(l, IR_XOR, bin(l, IR_AND, bin(l, IR_XOR, y, z), x), z);
}

/* The next round has x ^ y as its y ^ z. */
static ir_ref majority(struct lower *l, ir_ref x, ir_ref y, ir_ref z)
{
    return bin(l, IR_XOR, bin(l, IR_AND, bin(l, IR_XOR, x, y), bin(l, IR_XOR, y, z)), y);
}

/* ---- SHA-1 ---- */

static ir_ref sha1_function(struct lower *l, enum ir_opcode op, const ir_ref v[5])
{
    switch (op) {
    case IR_VSHA1C: return choose(l, v[1], v[2], v[3]);
    case IR_VSHA1P: return bin(l, IR_XOR, bin(l, IR_XOR, v[1], v[2]), v[3]);
    default: return majority(l, v[1], v[2], v[3]);
    }
}

static ir_ref sha1_rounds(struct lower *l, const struct ir_ins *ins)
{
    ir_ref v[5];
    for (unsigned n = 0; n < 4; n++)
        v[n] = lane(l, ins->a, n);
    v[4] = lane(l, ins->b, 0);
    for (unsigned n = 0; n < 4; n++) {
        ir_ref sum = bin(l, IR_ADD, v[4], lane(l, ins->c, n));
        sum = bin(l, IR_ADD, sum, sha1_function(l, ins->op, v));
        sum = bin(l, IR_ADD, sum, rotate_right(l, v[0], 32 - 5));
        v[4] = v[3];
        v[3] = v[2];
        v[2] = rotate_right(l, v[1], 32 - 30);
        v[1] = v[0];
        v[0] = sum;
    }
    return vector_of(l, v);
}

/* Lane 3 needs lane 0 of the result. */
static ir_ref sha1_schedule(struct lower *l, const struct ir_ins *ins)
{
    ir_ref zero = ir_vconst(l->r, 0, 0);
    ir_ref x = rotate_lanes_left(l, vxor(l, ins->a, next_lanes(l, ins->b, zero)), 1);
    return vxor(l, x, rotate_lanes_left(l, next_lanes(l, zero, x), 1));
}

/* ---- SHA-256 ---- */

static ir_ref three_rotated(struct lower *l, ir_ref x, unsigned i, unsigned j, unsigned k)
{
    return bin(l, IR_XOR, bin(l, IR_XOR, rotate_right(l, x, i), rotate_right(l, x, j)),
               rotate_right(l, x, k));
}

static void sha256_round(struct lower *l, ir_ref v[8], ir_ref word)
{
    ir_ref t = bin(l, IR_ADD, v[7], word);
    t = bin(l, IR_ADD, t, choose(l, v[4], v[5], v[6]));
    t = bin(l, IR_ADD, t, three_rotated(l, v[4], 6, 11, 25));
    ir_ref e = bin(l, IR_ADD, v[3], t);
    t = bin(l, IR_ADD, t, majority(l, v[0], v[1], v[2]));
    ir_ref a = bin(l, IR_ADD, t, three_rotated(l, v[0], 2, 13, 22));
    for (unsigned k = 7; k > 0; k--)
        v[k] = v[k - 1];
    v[4] = e;
    v[0] = a;
}

static ir_ref sha256_rounds(struct lower *l, const struct ir_ins *ins)
{
    bool second = ins->op == IR_VSHA256H2;
    ir_ref abcd = second ? ins->b : ins->a, efgh = second ? ins->a : ins->b;
    if (l->abcd != abcd || l->efgh != efgh || l->words != ins->c) {
        l->abcd = abcd;
        l->efgh = efgh;
        l->words = ins->c;
        for (unsigned n = 0; n < 4; n++) {
            l->after[n] = lane(l, abcd, n);
            l->after[4 + n] = lane(l, efgh, n);
        }
        for (unsigned n = 0; n < 4; n++)
            sha256_round(l, l->after, lane(l, ins->c, n));
    }
    return vector_of(l, l->after + (second ? 4 : 0));
}

/* In the order that hosts and RISC-V have: A B E F and C D G H from the highest lane down. */
static ir_ref sha256_two_rounds(struct lower *l, const struct ir_ins *ins)
{
    ir_ref v[8];
    for (unsigned n = 0; n < 2; n++) {
        v[n] = lane(l, ins->b, 3 - n);
        v[2 + n] = lane(l, ins->a, 3 - n);
        v[4 + n] = lane(l, ins->b, 1 - n);
        v[6 + n] = lane(l, ins->a, 1 - n);
    }
    for (unsigned n = 0; n < 2; n++)
        sha256_round(l, v, lane(l, ins->c, n));
    return vector_of(l, (const ir_ref[]){v[5], v[4], v[1], v[0]});
}

/* The small sigma 0 of each lane, added to the lane before it. */
static ir_ref sha256_schedule0(struct lower *l, const struct ir_ins *ins)
{
    ir_ref t = next_lanes(l, ins->a, ins->b);
    ir_ref rotated = vxor(l, rotate_lanes_left(l, t, 32 - 7), rotate_lanes_left(l, t, 32 - 18));
    return vbin(l, IR_VADD, IR_I32, ins->a, vxor(l, rotated, shift(l, IR_VSHRI, IR_I32, t, 3)));
}

/* The small sigma 1 in the even lanes of words that stand twice side by side: a rotated word is
   the lower half of the shifted pair. */
static ir_ref sigma1(struct lower *l, ir_ref pairs)
{
    ir_ref rotated =
        vxor(l, shift(l, IR_VSHRI, IR_I64, pairs, 17), shift(l, IR_VSHRI, IR_I64, pairs, 19));
    return vxor(l, rotated, shift(l, IR_VSHRI, IR_I32, pairs, 10));
}

/* The upper half of the result needs the lower one. */
static ir_ref sha256_schedule1(struct lower *l, const struct ir_ins *ins)
{
    ir_ref zero = ir_vconst(l->r, 0, 0);
    ir_ref sum = vbin(l, IR_VADD, IR_I32, ins->a, next_lanes(l, ins->b, ins->c));
    ir_ref lower = sigma1(l, vbin(l, IR_VZIP2, IR_I32, ins->c, ins->c));
    sum = vbin(l, IR_VADD, IR_I32, sum, vbin(l, IR_VUZP1, IR_I32, lower, zero));
    ir_ref upper = sigma1(l, vbin(l, IR_VZIP1, IR_I32, sum, sum));
    return vbin(l, IR_VADD, IR_I32, sum, vbin(l, IR_VUZP1, IR_I32, zero, upper));
}

/* ---- the pass ---- */

static ir_ref lower_ins(struct lower *l, struct ir_ins ins)
{
    opt_rename(l->o, &ins);
    switch (ins.op) {
    case IR_VSHA1SU1: return sha1_schedule(l, &ins);
    case IR_VSHA256H:
    case IR_VSHA256H2: return sha256_rounds(l, &ins);
    case IR_VSHA256SU0: return sha256_schedule0(l, &ins);
    case IR_VSHA256SU1: return sha256_schedule1(l, &ins);
    case IR_VSHA256R2: return sha256_two_rounds(l, &ins);
    case IR_VSHA1C:
    case IR_VSHA1P:
    case IR_VSHA1M: return sha1_rounds(l, &ins);
    default: return opt_half_lower(l->r, &ins);
    }
}

static bool wanted(const struct opt *o, const struct ir_ins *ins)
{
    if (is_known(ins->op))
        return !o->host_has(o->host, ins->op, ins->lane);
    return opt_half_wanted(o, ins);
}

static bool find_wanted(const struct opt *o)
{
    for (ir_ref i = 1; i < o->r->n; i++)
        if (wanted(o, &o->r->ins[i]))
            return true;
    return false;
}

void opt_lower(struct opt *o)
{
    const struct ir_region *r = o->r;
    if (!o->host_has || !find_wanted(o))
        return;
    opt_stream_begin(o);
    opt_stream_lists(o);
    for (uint32_t b = 0; b < r->nblocks; b++) {
        struct lower l = {.o = o, .r = &o->out};
        opt_stream_block(o, b);
        for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
            const struct ir_ins *ins = &r->ins[i];
            o->map[i] = wanted(o, ins) ? lower_ins(&l, *ins) : opt_copy(o, ins);
        }
    }
    opt_stream_end(o);
}
