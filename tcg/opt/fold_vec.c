/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewriting rules for vectors and bit casts.  fold.h says how a rule is read.
 * Guests keep scalars in vector registers, so most of this cancels a way in and a way out.
 */
#include "tcg/opt/fold.h"

static bool is_vconst(const struct opt *o, ir_ref v, uint64_t lo, uint64_t hi)
{
    const struct ir_ins *i = fold_def(o, v);
    return i->op == IR_VCONST && i->imm == lo && ir_vconst_hi(i) == hi;
}

static ir_ref vzero(struct opt *o)
{
    return fold_emit(o, (struct ir_ins){.op = IR_VCONST});
}

static bool is_float(unsigned lane)
{
    return lane == IR_F16 || lane == IR_F32 || lane == IR_F64;
}

/*
 * The scalar x, a value of lane type `from`, as VEXT would read it with the type and lane of `i`:
 * the same bits, cast or extended.  IR_NONE when the sizes differ.
 */
static ir_ref as_lane(struct opt *o, const struct ir_ins *i, ir_ref x, enum ir_type from)
{
    unsigned size = ir_type_size(i->lane);
    if (ir_type_size(from) != size)
        return IR_NONE;
    enum ir_type have = fold_type(o, x), want = i->type;
    if (is_float(have) != is_float(want)) {
        if (size == 2 && have == IR_I32)
            x = fold_2(o, IR_AND, IR_I32, x, fold_k(o, IR_I32, 0xffff));
        enum ir_type to = is_float(want) ? want : size == 8 ? IR_I64 : IR_I32;
        x = fold_1(o, IR_BITCAST, to, x);
        have = to;
    }
    if (have == want && (is_float(want) || size == ir_type_size(want)))
        return x;
    if (is_float(want) || is_float(have))
        return IR_NONE;
    if (size < 4) {
        x = fold_1i(o, i->sub & IR_SIGNED ? IR_SBFX : IR_UBFX, IR_I32, x, (uint64_t)size * 8 << 8);
        have = IR_I32;
    }
    if (have == IR_I32 && want == IR_I64)
        x = fold_1(o, i->sub & IR_SIGNED ? IR_SEXT32 : IR_ZEXT32, IR_I64, x);
    return x;
}

/* BITCAST */

/* bitcast(x) -> x when it changes no type */
ir_ref fold_bitcast_same(struct opt *o, struct ir_ins *i)
{
    return fold_type(o, i->a) == i->type ? i->a : IR_NONE;
}

/* bitcast(bitcast(x)) -> x when x has the type already (not by way of f16: it drops bits) */
ir_ref fold_bitcast_bitcast(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    if (a->op != IR_BITCAST || a->type == IR_F16 || fold_type(o, a->a) != i->type)
        return IR_NONE;
    return a->a;
}

/* bitcast(vext.f64(v, n)) -> vext.i64(v, n), likewise of f32, i32, i64 */
ir_ref fold_bitcast_vext(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    if (a->op != IR_VEXT || ir_type_size(a->lane) != ir_type_size(i->type) ||
        ir_type_size(a->type) != ir_type_size(i->type))
        return IR_NONE;
    *i = (struct ir_ins){.op = IR_VEXT, .type = i->type, .lane = i->type, .a = a->a, .imm = a->imm};
    return FOLD_AGAIN;
}

/* fabs(fneg(x)) -> fabs(x);  fabs(fabs(x)) -> fabs(x) */
ir_ref fold_fabs_sign(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    if (a->lane != i->lane || a->type != i->type || a->sub != i->sub)
        return IR_NONE;
    if (a->op == IR_FABS)
        return i->a;
    if (a->op != IR_FNEG)
        return IR_NONE;
    i->a = a->a;
    return FOLD_AGAIN;
}

/* VEXT: out of a vector */

/* vext(vzx(x), 0) -> x;  vext(vzx(x), n) -> 0 for n above it */
ir_ref fold_vext_vzx(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != IR_VZX)
        return IR_NONE;
    if (i->imm == 0)
        return as_lane(o, i, a.a, a.lane);
    if (i->imm * ir_type_size(i->lane) < ir_type_size(a.lane))
        return IR_NONE;
    return fold_emit(o, (struct ir_ins){.op = IR_CONST, .type = i->type});
}

/* vext(vins(v, n, x), n) -> x;  vext(vins(v, n, x), m) -> vext(v, m) for another lane */
ir_ref fold_vext_vins(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != IR_VINS || ir_type_size(a.lane) != ir_type_size(i->lane))
        return IR_NONE;
    if (a.imm == i->imm)
        return as_lane(o, i, a.b, a.lane);
    i->a = a.a;
    return FOLD_AGAIN;
}

/* vext(vinsv(v, w, n | m << 8), n) -> vext(w, m);  of another lane: vext(v, l) */
ir_ref fold_vext_vinsv(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != IR_VINSV || ir_type_size(a.lane) != ir_type_size(i->lane))
        return IR_NONE;
    bool here = (a.imm & 255) == i->imm;
    i->a = here ? a.b : a.a;
    i->imm = here ? a.imm >> 8 : i->imm;
    return FOLD_AGAIN;
}

/* vext(vdup(x), n) -> x */
ir_ref fold_vext_vdup(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    return a.op == IR_VDUP ? as_lane(o, i, a.a, a.lane) : IR_NONE;
}

/* vext of the low half of vlow(v) or vcat(v, w) -> vext of v; of the upper half of vlow -> 0; of
   the upper half of vcat -> vext of w */
ir_ref fold_vext_half(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    unsigned per_half = 8 / ir_type_size(i->lane);
    bool high = i->imm >= per_half;
    if (a.op == IR_VLOW && high)
        return fold_emit(o, (struct ir_ins){.op = IR_CONST, .type = i->type});
    if (a.op != IR_VLOW && a.op != IR_VCAT)
        return IR_NONE;
    i->a = high ? a.b : a.a;
    i->imm -= high ? per_half : 0;
    return FOLD_AGAIN;
}

/* VZX, VLOW, VHIGH, VCAT: halves */

/* vzx(vext.i64(v, 0)) -> vlow(v);  vzx(vext.i64(v, 1)) -> vhigh(v), likewise f64 */
ir_ref fold_vzx_vext(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != IR_VEXT || ir_type_size(a.lane) != 8)
        return IR_NONE;
    *i = (struct ir_ins){.op = a.imm ? IR_VHIGH : IR_VLOW, .type = IR_V128, .a = a.a};
    return FOLD_AGAIN;
}

/* vzx(bitcast(x)) -> vzx(x) of x's own type (i32, i64, f32, f64) */
ir_ref fold_vzx_bitcast(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != IR_BITCAST || ir_type_size(i->lane) < 4)
        return IR_NONE;
    enum ir_type t = fold_type(o, a.a);
    if (ir_type_size(t) != ir_type_size(i->lane))
        return IR_NONE;
    i->a = a.a;
    i->lane = t;
    return FOLD_AGAIN;
}

/* Are the upper 64 bits of v zero? */
static bool upper_zero(const struct opt *o, ir_ref v)
{
    const struct ir_ins *i = fold_def(o, v);
    switch (i->op) {
    case IR_VZX:
    case IR_VLOW:
    case IR_VHIGH:
    case IR_FCVTN: return true;
    case IR_VCONST: return ir_vconst_hi(i) == 0;
    case IR_VAND: return upper_zero(o, i->a) || upper_zero(o, i->b);
    case IR_VANDN: return upper_zero(o, i->a);
    case IR_VOR:
    case IR_VXOR: return upper_zero(o, i->a) && upper_zero(o, i->b);
    default: return (ir_ops[i->op].props & IR_P_FPX) && i->type == IR_V128 && i->sub & IR_V64;
    }
}

/* vlow(v) -> v when the upper half is zero */
ir_ref fold_vlow_done(struct opt *o, struct ir_ins *i)
{
    return upper_zero(o, i->a) ? i->a : IR_NONE;
}

/* vlow(vcat(v, w)) -> vlow(v) */
ir_ref fold_vlow_vcat(struct opt *o, struct ir_ins *i)
{
    if (!fold_is(o, i->a, IR_VCAT))
        return IR_NONE;
    i->a = fold_def(o, i->a)->a;
    return FOLD_AGAIN;
}

/* vhigh(vcat(v, w)) -> vlow(w) */
ir_ref fold_vhigh_vcat(struct opt *o, struct ir_ins *i)
{
    if (!fold_is(o, i->a, IR_VCAT))
        return IR_NONE;
    *i = (struct ir_ins){.op = IR_VLOW, .type = IR_V128, .a = fold_def(o, i->a)->b};
    return FOLD_AGAIN;
}

/* vhigh(v) -> 0 when the upper half is zero */
ir_ref fold_vhigh_zero(struct opt *o, struct ir_ins *i)
{
    return upper_zero(o, i->a) ? vzero(o) : IR_NONE;
}

/* vcat(vlow(v), w) -> vcat(v, w);  vcat(v, vlow(w)) -> vcat(v, w);  vcat(v, vhigh(v)) -> v, and
   vcat(v, vzip2.i64(v, w)) */
ir_ref fold_vcat_parts(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a), *b = fold_def(o, i->b);
    if (a->op == IR_VLOW || a->op == IR_VCAT) {
        i->a = a->a;
        return FOLD_AGAIN;
    }
    if (b->op == IR_VLOW || b->op == IR_VCAT) {
        i->b = b->a;
        return FOLD_AGAIN;
    }
    bool upper = b->op == IR_VHIGH || (b->op == IR_VZIP2 && ir_type_size(b->lane) == 8);
    return upper && b->a == i->a ? i->a : IR_NONE;
}

/* vcat(v, 0) -> vlow(v) */
ir_ref fold_vcat_zero(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *b = fold_def(o, i->b);
    if (b->op != IR_VCONST || b->imm)
        return IR_NONE;
    *i = (struct ir_ins){.op = IR_VLOW, .type = IR_V128, .a = i->a};
    return FOLD_AGAIN;
}

/* VINS, VDUP: into a vector */

/* vins(vins(v, n, x), n, y) -> vins(v, n, y) */
ir_ref fold_vins_vins(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    if (a->op != IR_VINS || a->imm != i->imm || ir_type_size(a->lane) != ir_type_size(i->lane))
        return IR_NONE;
    i->a = a->a;
    return FOLD_AGAIN;
}

/* vins(v, n, vext(w, m)) -> vinsv(v, w, n | m << 8) */
ir_ref fold_vins_vext(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins b = *fold_def(o, i->b);
    if (b.op != IR_VEXT || ir_type_size(b.lane) != ir_type_size(i->lane))
        return IR_NONE;
    *i = (struct ir_ins){.op = IR_VINSV,
                         .type = IR_V128,
                         .lane = i->lane,
                         .a = i->a,
                         .b = b.a,
                         .imm = i->imm | b.imm << 8};
    return FOLD_AGAIN;
}

/* vdup(vext(v, n)) -> vdupv(v, n) */
ir_ref fold_vdup_vext(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != IR_VEXT || ir_type_size(a.lane) != ir_type_size(i->lane))
        return IR_NONE;
    *i = (struct ir_ins){.op = IR_VDUPV, .type = IR_V128, .lane = i->lane, .a = a.a, .imm = a.imm};
    return FOLD_AGAIN;
}

/* VMULLS, VMULLU */

/* A vector with the words of that half of v in its even lanes. */
static ir_ref spread(struct opt *o, ir_ref v, bool hi)
{
    v = fold_source_of_half(o, v, &hi);
    const struct ir_ins *i = fold_def(o, v);
    if ((i->op == IR_VDUP || i->op == IR_VDUPV) && ir_type_size(i->lane) == 4)
        return v;
    return fold_emit(
        o, (struct ir_ins){
               .op = hi ? IR_VZIP2 : IR_VZIP1, .type = IR_V128, .lane = IR_I32, .a = v, .b = v});
}

/* vmullu.i32(v, w) -> vmuleu.i32(spread(v), spread(w)), where a vector of equal lanes needs no
   spreading, and one that has several products is spread once; likewise vmulls */
ir_ref fold_vmull_even(struct opt *o, struct ir_ins *i)
{
    if (i->lane != IR_I32)
        return IR_NONE;
    bool hi = i->sub & IR_HI;
    ir_ref a = spread(o, i->a, hi), b = spread(o, i->b, hi);
    *i = (struct ir_ins){.op = i->op == IR_VMULLS ? IR_VMULES : IR_VMULEU,
                         .type = IR_V128,
                         .lane = IR_I32,
                         .a = a,
                         .b = b};
    return FOLD_AGAIN;
}

/* Logic and shifts */

/* v op v -> v */
ir_ref fold_vec_equal(struct opt *o, struct ir_ins *i)
{
    (void)o;
    return i->a == i->b ? i->a : IR_NONE;
}

/* v op v -> 0 */
ir_ref fold_vec_zero_equal(struct opt *o, struct ir_ins *i)
{
    return i->a == i->b ? vzero(o) : IR_NONE;
}

/* vand(v, 0) -> 0;  vand(v, -1) -> v */
ir_ref fold_vand_const(struct opt *o, struct ir_ins *i)
{
    if (is_vconst(o, i->b, 0, 0))
        return i->b;
    return is_vconst(o, i->b, UINT64_MAX, UINT64_MAX) ? i->a : IR_NONE;
}

/* vand(v, vnot(w)) -> vandn(v, w), either order */
ir_ref fold_vand_vnot(struct opt *o, struct ir_ins *i)
{
    ir_ref a = i->a, b = i->b;
    if (!fold_is(o, b, IR_VNOT)) {
        a = i->b;
        b = i->a;
    }
    if (!fold_is(o, b, IR_VNOT))
        return IR_NONE;
    *i = (struct ir_ins){.op = IR_VANDN, .type = IR_V128, .a = a, .b = fold_def(o, b)->a};
    return FOLD_AGAIN;
}

/* vandn(v, 0) -> v;  vandn(0, v) -> 0;  vandn(-1, v) -> vnot(v) */
ir_ref fold_vandn_const(struct opt *o, struct ir_ins *i)
{
    if (is_vconst(o, i->b, 0, 0) || is_vconst(o, i->a, 0, 0))
        return i->a;
    if (!is_vconst(o, i->a, UINT64_MAX, UINT64_MAX))
        return IR_NONE;
    *i = (struct ir_ins){.op = IR_VNOT, .type = IR_V128, .a = i->b};
    return FOLD_AGAIN;
}

/* vnot(vcmp.ne(v, w)) -> vcmp.eq(v, w) */
ir_ref fold_vnot_vcmp(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    if (a->op != IR_VCMP || a->sub != IR_NE)
        return IR_NONE;
    *i = *a;
    i->sub = IR_EQ;
    return FOLD_AGAIN;
}

/* vcmp.ltu(vadd(v, -1), v) -> vcmp.ne(v, 0) */
ir_ref fold_vcmp_borrow(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a);
    if (i->sub != IR_LTU || a->op != IR_VADD || a->lane != i->lane || a->a != i->b ||
        !is_vconst(o, a->b, UINT64_MAX, UINT64_MAX))
        return IR_NONE;
    i->sub = IR_NE;
    i->a = i->b;
    i->b = vzero(o);
    return FOLD_AGAIN;
}

/* vor(vand(x, vcmp.ne(v, w)), vcmp.eq(v, w)) -> vor(x, vcmp.eq(v, w)), in any order */
ir_ref fold_vor_masked(struct opt *o, struct ir_ins *i)
{
    for (unsigned side = 0; side < 2; side++) {
        const ir_ref parts[] = {side ? i->b : i->a, side ? i->a : i->b};
        const struct ir_ins *and = fold_def(o, parts[0]), *eq = fold_def(o, parts[1]);
        if (and->op != IR_VAND || eq->op != IR_VCMP || eq->sub != IR_EQ)
            continue;
        for (unsigned k = 0; k < 2; k++) {
            const struct ir_ins *ne = fold_def(o, k ? and->a : and->b);
            if (ne->op != IR_VCMP || ne->sub != IR_NE || ne->lane != eq->lane || ne->a != eq->a ||
                ne->b != eq->b)
                continue;
            i->a = k ? and->b : and->a;
            i->b = parts[1];
            return FOLD_AGAIN;
        }
    }
    return IR_NONE;
}

static bool is_zero_test(const struct opt *o, const struct ir_ins *i)
{
    return i->op == IR_VCMP && i->sub == IR_EQ && ir_type_size(i->lane) <= 4 &&
           is_vconst(o, i->b, 0, 0);
}

/* vor(vcmp.eq(v, 0), vcmp.eq(w, 0)) -> vcmp.eq(vminu(v, w), 0) of lanes up to 32 bits */
ir_ref fold_vor_zeros(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins a = *fold_def(o, i->a), b = *fold_def(o, i->b);
    if (!is_zero_test(o, &a) || !is_zero_test(o, &b) || a.lane != b.lane)
        return IR_NONE;
    *i = a;
    i->a = fold_emit(
        o, (struct ir_ins){.op = IR_VMINU, .type = IR_V128, .lane = a.lane, .a = a.a, .b = b.a});
    return FOLD_AGAIN;
}

/* The value v of vminu.i8(v, vshri.i64(v, *n)) for whole bytes, or IR_NONE. */
static ir_ref folded(const struct opt *o, ir_ref min, uint64_t *n)
{
    const struct ir_ins *i = fold_def(o, min);
    if (i->op != IR_VMINU || i->lane != IR_I8)
        return IR_NONE;
    for (unsigned k = 0; k < 2; k++) {
        ir_ref v = k ? i->b : i->a;
        const struct ir_ins *shift = fold_def(o, k ? i->a : i->b);
        *n = shift->imm;
        if (shift->op == IR_VSHRI && shift->lane == IR_I64 && shift->a == v && *n % 8 == 0)
            return v;
    }
    return IR_NONE;
}

/* vminu.i8(f(v), f(w)) -> f(vminu.i8(v, w)) for f(v) = vminu.i8(v, vshri.i64(v, n)), n % 8 = 0 */
ir_ref fold_vminu_folded(struct opt *o, struct ir_ins *i)
{
    uint64_t n, m;
    ir_ref v = i->lane == IR_I8 ? folded(o, i->a, &n) : IR_NONE, w = folded(o, i->b, &m);
    if (!v || !w || n != m)
        return IR_NONE;
    i->a = fold_emit(
        o, (struct ir_ins){.op = IR_VMINU, .type = IR_V128, .lane = IR_I8, .a = v, .b = w});
    i->b = fold_emit(
        o, (struct ir_ins){.op = IR_VSHRI, .type = IR_V128, .lane = IR_I64, .a = i->a, .imm = n});
    return FOLD_AGAIN;
}

/* vor(v, 0) -> v;  vxor(v, 0) -> v */
ir_ref fold_vor_const(struct opt *o, struct ir_ins *i)
{
    return is_vconst(o, i->b, 0, 0) ? i->a : IR_NONE;
}

/* vor(vzx(vext(v, n)), c) -> vinsv(c, v, 0 | n << 8) where the constant's lane 0 is zero: a float
   out of a vector in a wider register of the guest */
ir_ref fold_vor_lane(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins *a = fold_def(o, i->a), *c = fold_def(o, i->b);
    if (a->op != IR_VZX || c->op != IR_VCONST)
        return IR_NONE;
    const struct ir_ins x = *fold_def(o, a->a);
    unsigned size = ir_type_size(a->lane);
    if (x.op != IR_VEXT || !x.imm || size < 4 || ir_type_size(x.lane) != size ||
        c->imm << (64 - 8 * size))
        return IR_NONE;
    *i = (struct ir_ins){
        .op = IR_VINSV, .type = IR_V128, .lane = x.lane, .a = i->b, .b = x.a, .imm = x.imm << 8};
    return FOLD_AGAIN;
}

/* vshli(v, 0) -> v, likewise vshri, vsari */
ir_ref fold_vshift_zero(struct opt *o, struct ir_ins *i)
{
    (void)o;
    return i->imm == 0 ? i->a : IR_NONE;
}

/* vaesmc(vaese(v, k)) -> vaesenc(vxor(v, k), 0);  vaesimc(vaesd(v, k)) -> vaesdec(vxor(v, k), 0) */
ir_ref fold_vaesmc_round(struct opt *o, struct ir_ins *i)
{
    bool inverse = i->op == IR_VAESIMC;
    const struct ir_ins a = *fold_def(o, i->a);
    if (a.op != (inverse ? IR_VAESD : IR_VAESE))
        return IR_NONE;
    ir_ref state = fold_2(o, IR_VXOR, IR_V128, a.a, a.b);
    return fold_2(o, inverse ? IR_VAESDEC : IR_VAESENC, IR_V128, state, vzero(o));
}

/* Tests of all lanes at once */

static bool is_mask(const struct opt *o, ir_ref v)
{
    const struct ir_ins *i = fold_def(o, v);
    return i->op == IR_VCMP || i->op == IR_VTST || i->op == IR_VFCMP;
}

/* cmp.cc(vbits.i8(mask), c) */
static ir_ref become_bits(struct opt *o, struct ir_ins *i, ir_ref mask, uint64_t c)
{
    i->a = fold_emit(o, (struct ir_ins){.op = IR_VBITS, .lane = IR_I8, .a = mask});
    i->b = fold_k(o, IR_I32, c);
    i->type = IR_I32;
    return FOLD_AGAIN;
}

/* The mask of the lanes of v that are zero, in the manner of a VCMP that did so. */
static ir_ref zero_lanes(struct opt *o, enum ir_type lane, ir_ref v)
{
    ir_ref zero = vzero(o);
    return fold_emit(o,
                     (struct ir_ins){.op = IR_VCMP, .lane = lane, .sub = IR_EQ, .a = v, .b = zero});
}

/* For eq and ne:
     cmp(vext.i64(vmaxup(m, v), 0), 0) -> cmp(vbits.i8(m), 0) for a mask m
     cmp(vext.i64(vmaxup(w, v), 0), 0) -> cmp(vbits.i8(vcmp.eq.i8(w, 0)), 0xffff)
     cmp(vext.i64(vcmp.eq(vminup(w, v), 0), 0), 0) -> cmp(vbits.i8(vcmp.eq(w, 0)), 0) */
ir_ref fold_cmp_any_lane(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins ext = *fold_def(o, i->a);
    if (i->sub > IR_NE || !fold_is_const(o, i->b, 0) || ext.op != IR_VEXT || ext.lane != IR_I64 ||
        ext.imm)
        return IR_NONE;
    const struct ir_ins v = *fold_def(o, ext.a);
    if (v.op == IR_VMAXUP)
        return is_mask(o, v.a) ? become_bits(o, i, v.a, 0)
                               : become_bits(o, i, zero_lanes(o, IR_I8, v.a), 0xffff);
    if (v.op != IR_VCMP || v.sub != IR_EQ || !is_vconst(o, v.b, 0, 0))
        return IR_NONE;
    const struct ir_ins pair = *fold_def(o, v.a);
    if (pair.op != IR_VMINUP || pair.lane != v.lane)
        return IR_NONE;
    return become_bits(o, i, zero_lanes(o, v.lane, pair.a), 0);
}

/* cmp(vbits.i8(vcmp.eq(vminup(v, w), 0)), 0) -> cmp(vbits.i8(vcmp.eq(vminu(v, w), 0)), 0) for eq
   and ne */
ir_ref fold_cmp_any_pair(struct opt *o, struct ir_ins *i)
{
    const struct ir_ins bits = *fold_def(o, i->a);
    if (i->sub > IR_NE || !fold_is_const(o, i->b, 0) || bits.op != IR_VBITS || bits.lane != IR_I8)
        return IR_NONE;
    const struct ir_ins v = *fold_def(o, bits.a);
    if (v.op != IR_VCMP || v.sub != IR_EQ || !is_vconst(o, v.b, 0, 0))
        return IR_NONE;
    const struct ir_ins pair = *fold_def(o, v.a);
    if (pair.op != IR_VMINUP || pair.lane != v.lane || pair.lane == IR_I64)
        return IR_NONE;
    ir_ref least =
        fold_emit(o, (struct ir_ins){.op = IR_VMINU, .lane = v.lane, .a = pair.a, .b = pair.b});
    return become_bits(o, i, zero_lanes(o, v.lane, least), 0);
}
