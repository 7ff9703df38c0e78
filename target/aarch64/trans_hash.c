/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions of SHA-512 and SM3.
 *
 * In: decoded fields.  Out: IR: integer ops on lanes for the rounds, whose steps need each other's
 * result, vector ops for the schedules.  From one instruction to the next the lanes stay where
 * they are, as pass `fold` sees.
 * Sources: the manual's pseudocode; FIPS 180-4; GB/T 32905 (SM3).
 */
#include "target/aarch64/trans_simd.h"

/* ---- pieces ---- */

static ir_ref lane64(struct a64_ctx *c, unsigned reg, unsigned n)
{
    return a64_v_lane(c, reg, IR_I64, IR_I64, n);
}

static ir_ref lane32(struct a64_ctx *c, unsigned reg, unsigned n)
{
    return a64_v_lane(c, reg, IR_I32, IR_I32, n);
}

static ir_ref sum(struct a64_ctx *c, enum ir_type t, ir_ref x, ir_ref y)
{
    return ir_bin(c->r, IR_ADD, t, x, y);
}

static ir_ref xor (struct a64_ctx * c, enum ir_type t, ir_ref x,
                   ir_ref y) { return ir_bin(c->r, IR_XOR, t, x, y); }

    static ir_ref rotate_right(struct a64_ctx *c, enum ir_type t, ir_ref x, unsigned n)
{
    return ir_bin(c->r, IR_ROTR, t, x, ir_const(c->r, t, n));
}

static ir_ref rotate_left(struct a64_ctx *c, ir_ref x, unsigned n)
{
    return rotate_right(c, IR_I32, x, 32 - n);
}

static ir_ref choose(struct a64_ctx *c, enum ir_type t, ir_ref x, ir_ref y, ir_ref z)
{
    return xor(c, t, ir_bin(c->r, IR_AND, t, xor(c, t, y, z), x), z);
}

static ir_ref majority(struct a64_ctx *c, enum ir_type t, ir_ref x, ir_ref y, ir_ref z)
{
    return xor(c, t, ir_bin(c->r, IR_AND, t, xor(c, t, x, y), xor(c, t, y, z)), y);
}

static ir_ref vxor(struct a64_ctx *c, ir_ref x, ir_ref y)
{
    return a64_vbin(c, IR_VXOR, IR_VOID, x, y);
}

static ir_ref rotate_lanes(struct a64_ctx *c, enum ir_type lane, ir_ref v, unsigned right)
{
    unsigned width = 8 * ir_type_size(lane);
    return vxor(c, a64_vimm(c, IR_VSHRI, lane, v, right),
                a64_vimm(c, IR_VSHLI, lane, v, width - right));
}

/* Bytes n ... n + 15 of x and then y. */
static ir_ref bytes_from(struct a64_ctx *c, unsigned n, ir_ref x, ir_ref y)
{
    return ir_vopi(c->r, IR_VEXTB, IR_V128, IR_VOID, 0, x, y, n);
}

/* ---- SHA-512 ---- */

static ir_ref big_sigma(struct a64_ctx *c, ir_ref x, unsigned i, unsigned j, unsigned k)
{
    ir_ref two = xor(c, IR_I64, rotate_right(c, IR_I64, x, i), rotate_right(c, IR_I64, x, j));
    return xor(c, IR_I64, two, rotate_right(c, IR_I64, x, k));
}

static ir_ref pair(struct a64_ctx *c, ir_ref low, ir_ref high)
{
    ir_ref v = ir_vop(c->r, IR_VZX, IR_V128, IR_I64, 0, low, IR_NONE, IR_NONE);
    return ir_vopi(c->r, IR_VINS, IR_V128, IR_I64, 0, v, high, 1);
}

/* f + sigma + the word of Vd */
static ir_ref sha512_sum(struct a64_ctx *c, ir_ref f, ir_ref sigma, ir_ref word)
{
    return sum(c, IR_I64, sum(c, IR_I64, f, sigma), word);
}

bool a64_trans_SHA512H(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref x0 = lane64(c, a->rn, 0), x1 = lane64(c, a->rn, 1);
    ir_ref y0 = lane64(c, a->rm, 0), y1 = lane64(c, a->rm, 1);
    ir_ref high = sha512_sum(c, choose(c, IR_I64, y1, x0, x1), big_sigma(c, y1, 14, 18, 41),
                             lane64(c, a->rd, 1));
    ir_ref t = sum(c, IR_I64, high, y0);
    ir_ref low = sha512_sum(c, choose(c, IR_I64, t, y1, x0), big_sigma(c, t, 14, 18, 41),
                            lane64(c, a->rd, 0));
    a64_set_v(c, a->rd, pair(c, low, high));
    return true;
}

bool a64_trans_SHA512H2(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref x0 = lane64(c, a->rn, 0), y0 = lane64(c, a->rm, 0), y1 = lane64(c, a->rm, 1);
    ir_ref high = sha512_sum(c, majority(c, IR_I64, x0, y1, y0), big_sigma(c, y0, 28, 34, 39),
                             lane64(c, a->rd, 1));
    ir_ref low = sha512_sum(c, majority(c, IR_I64, high, y0, y1), big_sigma(c, high, 28, 34, 39),
                            lane64(c, a->rd, 0));
    a64_set_v(c, a->rd, pair(c, low, high));
    return true;
}

static ir_ref small_sigma(struct a64_ctx *c, ir_ref v, unsigned i, unsigned j, unsigned shift)
{
    ir_ref two = vxor(c, rotate_lanes(c, IR_I64, v, i), rotate_lanes(c, IR_I64, v, j));
    return vxor(c, two, a64_vimm(c, IR_VSHRI, IR_I64, v, shift));
}

bool a64_trans_SHA512SU0(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref d = a64_v(c, a->rd), next = bytes_from(c, 8, d, a64_v(c, a->rn));
    a64_set_v(c, a->rd, a64_vbin(c, IR_VADD, IR_I64, d, small_sigma(c, next, 1, 8, 7)));
    return true;
}

bool a64_trans_SHA512SU1(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = a64_vbin(c, IR_VADD, IR_I64, a64_v(c, a->rd), a64_v(c, a->rm));
    ir_ref sigma = small_sigma(c, a64_v(c, a->rn), 19, 61, 6);
    a64_set_v(c, a->rd, a64_vbin(c, IR_VADD, IR_I64, v, sigma));
    return true;
}

/* ---- SM3 ---- */

bool a64_trans_SM3SS1(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref v = sum(c, IR_I32, rotate_left(c, lane32(c, a->rn, 3), 12), lane32(c, a->rm, 3));
    v = rotate_left(c, sum(c, IR_I32, v, lane32(c, a->ra, 3)), 7);
    a64_set_v(c, a->rd, ir_vopi(c->r, IR_VINS, IR_V128, IR_I32, 0, a64_vzero(c), v, 3));
    return true;
}

/* P1 of the standard, on lanes. */
static ir_ref permute1(struct a64_ctx *c, ir_ref v)
{
    ir_ref two = vxor(c, v, rotate_lanes(c, IR_I32, v, 32 - 15));
    return vxor(c, two, rotate_lanes(c, IR_I32, v, 32 - 23));
}

/* P1 of lane 0 of v, rotated left by 15, in lane 3; other lanes 0. */
static ir_ref permuted_first(struct a64_ctx *c, ir_ref v)
{
    return permute1(c, rotate_lanes(c, IR_I32, bytes_from(c, 4, a64_vzero(c), v), 32 - 15));
}

/* Lane 3 needs lane 0 of the result; P1 of a sum is the sum of P1s. */
bool a64_trans_SM3PARTW1(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref next = bytes_from(c, 4, a64_v(c, a->rm), a64_vzero(c));
    ir_ref v =
        vxor(c, vxor(c, a64_v(c, a->rd), a64_v(c, a->rn)), rotate_lanes(c, IR_I32, next, 32 - 15));
    v = permute1(c, v);
    a64_set_v(c, a->rd, vxor(c, v, permuted_first(c, v)));
    return true;
}

bool a64_trans_SM3PARTW2(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref t = vxor(c, a64_v(c, a->rn), rotate_lanes(c, IR_I32, a64_v(c, a->rm), 32 - 7));
    a64_set_v(c, a->rd, vxor(c, vxor(c, a64_v(c, a->rd), t), permuted_first(c, t)));
    return true;
}

/* kind: 0 TT1A, 1 TT1B, 2 TT2A, 3 TT2B. */
bool a64_trans_sm3tt(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref x0 = lane32(c, a->rd, 0), x1 = lane32(c, a->rd, 1), x2 = lane32(c, a->rd, 2);
    ir_ref top = lane32(c, a->rd, 3), last = lane32(c, a->rn, 3), t;
    bool second = a->kind >= 2;
    if (!(a->kind & 1))
        t = xor(c, IR_I32, xor(c, IR_I32, x1, x2), top);
    else
        t = second ? choose(c, IR_I32, top, x2, x1) : majority(c, IR_I32, x1, x2, top);
    t = sum(c, IR_I32, t, sum(c, IR_I32, x0, lane32(c, a->rm, a->imm2)));
    if (!second)
        last = xor(c, IR_I32, last, rotate_left(c, top, 12));
    t = sum(c, IR_I32, t, last);
    if (second)
        t = xor(c, IR_I32, t, xor(c, IR_I32, rotate_left(c, t, 9), rotate_left(c, t, 17)));
    const ir_ref lanes[] = {x1, rotate_left(c, x2, second ? 19 : 9), top, t};
    ir_ref v = ir_vop(c->r, IR_VZX, IR_V128, IR_I32, 0, lanes[0], IR_NONE, IR_NONE);
    for (unsigned n = 1; n < 4; n++)
        v = ir_vopi(c->r, IR_VINS, IR_V128, IR_I32, 0, v, lanes[n], n);
    a64_set_v(c, a->rd, v);
    return true;
}
