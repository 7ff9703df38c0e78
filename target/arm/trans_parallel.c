/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parallel addition and subtraction (SADD16 ... UHSUB8), SEL, USAD8, USADA8.
 *
 * In: fields; kind: 0 wraps, 1 saturates, 2 halves, + 4 unsigned; op: 0 ADD16, 1 ASX, 2 SAX,
 * 3 SUB16, 4 ADD8, 7 SUB8.  Out: IR; the word is the low lanes of a vector.
 * Invariant: the slot `ge` has a byte of ones for each GE flag that is set, so that SEL is a mask.
 */
#include "target/arm/translate.h"

struct lanes {
    struct arm_ctx *c;
    unsigned kind;
    enum ir_type lane, wide;
    ir_ref n, m;
};

struct lanes_result {
    ir_ref v, ge; /* words; ge: IR_NONE where the kind has none */
};

static ir_ref vop(const struct lanes *l, enum ir_opcode op, enum ir_type lane, ir_ref x, ir_ref y)
{
    return ir_vop(l->c->r, op, IR_V128, lane, 0, x, y, IR_NONE);
}

static ir_ref compare(const struct lanes *l, enum ir_cond cond, enum ir_type lane, ir_ref x,
                      ir_ref y)
{
    return ir_vop(l->c->r, IR_VCMP, IR_V128, lane, cond, x, y, IR_NONE);
}

static ir_ref vector_of(struct arm_ctx *c, ir_ref word)
{
    return ir_vop(c->r, IR_VZX, IR_V128, IR_I32, 0, word, IR_NONE, IR_NONE);
}

static ir_ref word_of(struct arm_ctx *c, ir_ref v)
{
    return ir_vopi(c->r, IR_VEXT, IR_I32, IR_I32, 0, v, IR_NONE, 0);
}

static ir_ref widen(const struct lanes *l, ir_ref v)
{
    return vop(l, l->kind & 4 ? IR_VUXL : IR_VSXL, l->lane, v, IR_NONE);
}

static ir_ref narrow(const struct lanes *l, ir_ref v)
{
    return word_of(l->c, vop(l, IR_VNARROW, l->wide, v, v));
}

/* All lanes are added, or all are subtracted. */
static struct lanes_result calculate(const struct lanes *l, bool sub)
{
    static const uint8_t saturating[2][2] = {{IR_VQADDS, IR_VQSUBS}, {IR_VQADDU, IR_VQSUBU}};
    enum ir_opcode op = sub ? IR_VSUB : IR_VADD;
    bool is_unsigned = l->kind & 4;
    struct lanes_result r = {IR_NONE, IR_NONE};
    ir_ref v, wide;
    if ((l->kind & 3) == 1) {
        r.v = word_of(l->c, vop(l, saturating[is_unsigned][sub], l->lane, l->n, l->m));
        return r;
    }
    if (l->kind == 4) { /* a carry is a sum that has become smaller */
        v = vop(l, op, l->lane, l->n, l->m);
        r.v = word_of(l->c, v);
        v = sub ? compare(l, IR_GEU, l->lane, l->n, l->m) : compare(l, IR_LTU, l->lane, v, l->n);
        r.ge = word_of(l->c, v);
        return r;
    }
    wide = vop(l, op, l->wide, widen(l, l->n), widen(l, l->m));
    if (l->kind) {
        r.v = narrow(l, ir_vopi(l->c->r, IR_VSHRI, IR_V128, l->wide, 0, wide, IR_NONE, 1));
        return r;
    }
    r.v = narrow(l, wide);
    r.ge = narrow(l, compare(l, IR_GES, l->wide, wide, ir_vconst(l->c->r, 0, 0)));
    return r;
}

/* The upper half of one word, the lower half of another. */
static ir_ref join(struct arm_ctx *c, ir_ref high, ir_ref low)
{
    high = ir_andi(c->r, IR_I32, high, 0xffff0000);
    return ir_bin(c->r, IR_OR, IR_I32, high, ir_andi(c->r, IR_I32, low, 0xffff));
}

bool arm_trans_parallel(struct arm_ctx *c, const struct arm_args *a)
{
    enum { ASX = 1, SAX = 2, BYTES = 4 };
    bool bytes = a->op & BYTES, crossed = a->op == ASX || a->op == SAX;
    ir_ref m = arm_reg(c, a->rm);
    if (crossed)
        m = ir_bin(c->r, IR_ROTR, IR_I32, m, arm_imm(c, 16));
    struct lanes l = {.c = c,
                      .kind = a->kind,
                      .lane = bytes ? IR_I8 : IR_I16,
                      .wide = bytes ? IR_I16 : IR_I32,
                      .n = vector_of(c, arm_reg(c, a->rn)),
                      .m = vector_of(c, m)};
    struct lanes_result r;
    if (crossed) {
        struct lanes_result sum = calculate(&l, false), difference = calculate(&l, true);
        bool asx = a->op == ASX;
        struct lanes_result *high = asx ? &sum : &difference, *low = asx ? &difference : &sum;
        r.v = join(c, high->v, low->v);
        r.ge = sum.ge ? join(c, high->ge, low->ge) : IR_NONE;
    } else {
        r = calculate(&l, a->op & 3);
    }
    arm_set_reg(c, a->rd, r.v);
    if (r.ge)
        arm_set_slot(c, ARM_GE, r.ge);
    return a->rd < 15;
}

bool arm_trans_sel_ge(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    ir_ref mask = ir_get(r, ARM_GE), n = ir_bin(r, IR_AND, IR_I32, arm_reg(c, a->rn), mask);
    ir_ref m = ir_bin(r, IR_ANDN, IR_I32, arm_reg(c, a->rm), mask);
    arm_set_reg(c, a->rd, ir_bin(r, IR_OR, IR_I32, n, m));
    return a->rd < 15;
}

bool arm_trans_usada8(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    ir_ref n = vector_of(c, arm_reg(c, a->rn)), m = vector_of(c, arm_reg(c, a->rm));
    ir_ref v = word_of(c, ir_vop(r, IR_VABDU, IR_V128, IR_I8, 0, n, m, IR_NONE));
    ir_ref high = ir_andi(r, IR_I32, ir_shri(r, IR_I32, v, 8), 0xff00ff);
    v = ir_bin(r, IR_ADD, IR_I32, ir_andi(r, IR_I32, v, 0xff00ff), high);
    v = ir_bin(r, IR_ADD, IR_I32, ir_andi(r, IR_I32, v, 0xffff), ir_shri(r, IR_I32, v, 16));
    if (a->ra < 15) /* else USAD8 */
        v = ir_bin(r, IR_ADD, IR_I32, v, arm_reg(c, a->ra));
    arm_set_reg(c, a->rd, v);
    return a->rd < 15;
}
