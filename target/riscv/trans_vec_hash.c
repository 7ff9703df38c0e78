/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-512 of vector cryptography (Zvknhb) as IR: see trans_vec.h.
 *
 * In: groups of four 64-bit elements, two chunks each, which vtype allows.  Out: IR: integer ops
 * on lanes for the rounds, vector ops for the schedule.
 * Sources: the RISC-V unprivileged manual, "Vector Cryptography" (vsha2ms, vsha2c); FIPS 180-4.
 */
#include "target/riscv/trans_vec.h"

/* ---- pieces ---- */

static ir_ref bin(struct rv_vx *x, enum ir_opcode op, ir_ref a, ir_ref b)
{
    return ir_bin(x->c->r, op, IR_I64, a, b);
}

static ir_ref rotate_right(struct rv_vx *x, ir_ref v, unsigned n)
{
    return bin(x, IR_ROTR, v, ir_const(x->c->r, IR_I64, n));
}

/* Element n of a group. */
static ir_ref element(struct rv_vx *x, const ir_ref group[2], unsigned n)
{
    return ir_vopi(x->c->r, IR_VEXT, IR_I64, IR_I64, 0, group[n / 2], IR_NONE, n % 2);
}

static ir_ref chunk(struct rv_vx *x, ir_ref low, ir_ref high)
{
    ir_ref v = ir_vop(x->c->r, IR_VZX, IR_V128, IR_I64, 0, low, IR_NONE, IR_NONE);
    return ir_vopi(x->c->r, IR_VINS, IR_V128, IR_I64, 0, v, high, 1);
}

/* The upper element of a and the lower one of b. */
static ir_ref next_elements(struct rv_vx *x, ir_ref a, ir_ref b)
{
    return ir_vopi(x->c->r, IR_VEXTB, IR_V128, IR_V128, 0, a, b, 8);
}

static ir_ref shifted(struct rv_vx *x, enum ir_opcode op, ir_ref v, unsigned n)
{
    return ir_vopi(x->c->r, op, IR_V128, IR_I64, 0, v, IR_NONE, n);
}

static ir_ref vxor(struct rv_vx *x, ir_ref a, ir_ref b)
{
    return rv_vx_bin(x, IR_VXOR, IR_V128, a, b);
}

static ir_ref rotated(struct rv_vx *x, ir_ref v, unsigned n)
{
    return vxor(x, shifted(x, IR_VSHRI, v, n), shifted(x, IR_VSHLI, v, 64 - n));
}

/* ---- rounds ---- */

static ir_ref big_sigma(struct rv_vx *x, ir_ref v, unsigned i, unsigned j, unsigned k)
{
    ir_ref two = bin(x, IR_XOR, rotate_right(x, v, i), rotate_right(x, v, j));
    return bin(x, IR_XOR, two, rotate_right(x, v, k));
}

static ir_ref choose(struct rv_vx *x, ir_ref a, ir_ref b, ir_ref c)
{
    return bin(x, IR_XOR, bin(x, IR_AND, bin(x, IR_XOR, b, c), a), c);
}

static ir_ref majority(struct rv_vx *x, ir_ref a, ir_ref b, ir_ref c)
{
    return bin(x, IR_XOR, bin(x, IR_AND, bin(x, IR_XOR, a, b), bin(x, IR_XOR, b, c)), b);
}

/* One round on A ... H. */
static void one_round(struct rv_vx *x, ir_ref v[8], ir_ref word)
{
    ir_ref t = bin(x, IR_ADD, v[7], word);
    t = bin(x, IR_ADD, t, choose(x, v[4], v[5], v[6]));
    t = bin(x, IR_ADD, t, big_sigma(x, v[4], 14, 18, 41));
    ir_ref e = bin(x, IR_ADD, v[3], t);
    t = bin(x, IR_ADD, t, majority(x, v[0], v[1], v[2]));
    ir_ref a = bin(x, IR_ADD, t, big_sigma(x, v[0], 28, 34, 39));
    for (unsigned k = 7; k > 0; k--)
        v[k] = v[k - 1];
    v[4] = e;
    v[0] = a;
}

/* Two rounds with elements `first` and the next of `words`: F E B A, from element 0 on. */
void rv_vx_sha512_rounds(struct rv_vx *x, const ir_ref cdgh[2], const ir_ref words[2],
                         const ir_ref abef[2], unsigned first, ir_ref result[2])
{
    ir_ref v[8];
    for (unsigned n = 0; n < 2; n++) {
        v[n] = element(x, abef, 3 - n);
        v[2 + n] = element(x, cdgh, 3 - n);
        v[4 + n] = element(x, abef, 1 - n);
        v[6 + n] = element(x, cdgh, 1 - n);
    }
    one_round(x, v, element(x, words, first));
    one_round(x, v, element(x, words, first + 1));
    result[0] = chunk(x, v[5], v[4]);
    result[1] = chunk(x, v[1], v[0]);
}

/* ---- schedule ---- */

static ir_ref small_sigma(struct rv_vx *x, ir_ref v, unsigned i, unsigned j, unsigned shift)
{
    return vxor(x, vxor(x, rotated(x, v, i), rotated(x, v, j)), shifted(x, IR_VSHRI, v, shift));
}

/* Two words: v + sigma0(next) + seventh + sigma1(last). */
static ir_ref two_words(struct rv_vx *x, ir_ref v, ir_ref next, ir_ref seventh, ir_ref last)
{
    ir_ref sum = rv_vx_bin(x, IR_VADD, IR_I64, v, small_sigma(x, next, 1, 8, 7));
    sum = rv_vx_bin(x, IR_VADD, IR_I64, sum, seventh);
    return rv_vx_bin(x, IR_VADD, IR_I64, sum, small_sigma(x, last, 19, 61, 6));
}

/* d: words 0-3 of the schedule, s: 4 and 9-11, w: 12-15; the result: 16-19. */
void rv_vx_sha512_schedule(struct rv_vx *x, const ir_ref d[2], const ir_ref w[2], const ir_ref s[2],
                           ir_ref result[2])
{
    result[0] =
        two_words(x, d[0], next_elements(x, d[0], d[1]), next_elements(x, s[0], s[1]), w[1]);
    result[1] =
        two_words(x, d[1], next_elements(x, d[1], s[0]), next_elements(x, s[1], w[0]), result[0]);
}
