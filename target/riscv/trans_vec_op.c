/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector arithmetic as IR: see trans_vec.h.
 *
 * In: a row's kind, fn and source.  Out: the chunks of vd.
 * Inactive elements of floating-point operands are replaced by zero (a divisor by one) before the
 * operation, so that they raise nothing.
 */
#include "target/riscv/trans_vec.h"

/* The operation under way, on chunks of elements of 1 << lg bytes. */
struct op {
    struct rv_vx *x;
    unsigned fn, kind, src, ext;
    unsigned other;  /* the field of the other operand */
    ir_ref splat[2]; /* a scalar operand, once and twice as wide */
};

/* ---- integers ---- */

static ir_ref compare_select(struct rv_vx *x, enum ir_cond cond, enum ir_type lane, ir_ref a,
                             ir_ref b)
{
    ir_ref mask = ir_vop(x->c->r, IR_VCMP, IR_V128, lane, cond, a, b, IR_NONE);
    return rv_vx_select(x, mask, a, b);
}

static ir_ref min_max(struct rv_vx *x, unsigned fn, enum ir_type lane, ir_ref a, ir_ref b)
{
    switch (fn) {
    case RV_FN_MINU:
        return lane == IR_I64 ? compare_select(x, IR_LTU, lane, a, b)
                              : rv_vx_bin(x, IR_VMINU, lane, a, b);
    case RV_FN_MIN:
        return lane == IR_I64 ? compare_select(x, IR_LTS, lane, a, b)
                              : rv_vx_bin(x, IR_VMINS, lane, a, b);
    case RV_FN_MAXU:
        return lane == IR_I64 ? compare_select(x, IR_GTU, lane, a, b)
                              : rv_vx_bin(x, IR_VMAXU, lane, a, b);
    default:
        return lane == IR_I64 ? compare_select(x, IR_GTS, lane, a, b)
                              : rv_vx_bin(x, IR_VMAXS, lane, a, b);
    }
}

/* Counts are taken modulo the width; a shift to the right is one to the left by its negative. */
static ir_ref shift(const struct op *o, int lg, ir_ref a, ir_ref b)
{
    struct rv_vx *x = o->x;
    struct ir_region *r = x->c->r;
    enum ir_type lane = rv_vx_lane(lg);
    unsigned bits = 8u << lg, imm = o->other & (bits - 1);
    if (o->src == RV_SRC_I) {
        enum ir_opcode op = o->fn == RV_FN_SLL   ? IR_VSHLI
                            : o->fn == RV_FN_SRL ? IR_VSHRI
                                                 : IR_VSARI;
        return ir_vopi(r, op, IR_V128, lane, 0, a, IR_NONE, imm);
    }
    if (lg == 0)
        return rv_vx_shift_bytes(x, o->fn, a, b);
    b = rv_vx_bin(x, IR_VAND, IR_V128, b, rv_vx_splat(x, lg, bits - 1));
    if (o->fn != RV_FN_SLL)
        b = ir_vop(r, IR_VNEG, IR_V128, lane, 0, b, IR_NONE, IR_NONE);
    return rv_vx_bin(x, o->fn == RV_FN_SRA ? IR_VSHLVS : IR_VSHLVU, lane, a, b);
}

/* By an immediate; its upper bit stands elsewhere. */
static ir_ref rotate(const struct op *o, int lg, ir_ref a)
{
    struct rv_vx *x = o->x;
    struct ir_region *r = x->c->r;
    enum ir_type lane = rv_vx_lane(lg);
    unsigned bits = 8u << lg, n = (o->other | (x->c->insn >> 26 & 1) << 5) & (bits - 1);
    if (!n)
        return a;
    return rv_vx_bin(x, IR_VOR, IR_V128, ir_vopi(r, IR_VSHRI, IR_V128, lane, 0, a, IR_NONE, n),
                     ir_vopi(r, IR_VSHLI, IR_V128, lane, 0, a, IR_NONE, bits - n));
}

static ir_ref integer(const struct op *o, int lg, ir_ref a, ir_ref b, ir_ref d)
{
    struct rv_vx *x = o->x;
    enum ir_type lane = rv_vx_lane(lg), bits = IR_V128;
    switch (o->fn) {
    case RV_FN_COPY: return b;
    case RV_FN_ADD: return rv_vx_bin(x, IR_VADD, lane, a, b);
    case RV_FN_SUB: return rv_vx_bin(x, IR_VSUB, lane, a, b);
    case RV_FN_RSUB: return rv_vx_bin(x, IR_VSUB, lane, b, a);
    case RV_FN_MINU:
    case RV_FN_MIN:
    case RV_FN_MAXU:
    case RV_FN_MAX: return min_max(x, o->fn, lane, a, b);
    case RV_FN_AND: return rv_vx_bin(x, IR_VAND, bits, a, b);
    case RV_FN_ANDN: return rv_vx_bin(x, IR_VANDN, bits, a, b);
    case RV_FN_OR: return rv_vx_bin(x, IR_VOR, bits, a, b);
    case RV_FN_XOR: return rv_vx_bin(x, IR_VXOR, bits, a, b);
    case RV_FN_SLL:
    case RV_FN_SRL:
    case RV_FN_SRA: return shift(o, lg, a, b);
    case RV_FN_MUL: return rv_vx_bin(x, IR_VMUL, lane, a, b);
    case RV_FN_MADD: return rv_vx_bin(x, IR_VADD, lane, a, rv_vx_bin(x, IR_VMUL, lane, d, b));
    case RV_FN_NMSUB: return rv_vx_bin(x, IR_VSUB, lane, a, rv_vx_bin(x, IR_VMUL, lane, d, b));
    case RV_FN_MACC: return rv_vx_bin(x, IR_VADD, lane, d, rv_vx_bin(x, IR_VMUL, lane, a, b));
    case RV_FN_NMSAC: return rv_vx_bin(x, IR_VSUB, lane, d, rv_vx_bin(x, IR_VMUL, lane, a, b));
    case RV_FN_ROR: return o->src == RV_SRC_I ? rotate(o, lg, a) : rv_vx_bits(x, o->fn, lg, a, b);
    case RV_FN_REV8:
        return lg ? ir_vopi(x->c->r, IR_VREV, bits, IR_I8, 0, a, IR_NONE, 1u << lg) : a;
    case RV_FN_BREV8: return ir_un(x->c->r, IR_VBREV, bits, a);
    case RV_FN_CLZ: return ir_vop(x->c->r, IR_VCLZ, bits, lane, 0, a, IR_NONE, IR_NONE);
    default: return rv_vx_bits(x, o->fn, lg, a, b);
    }
}

/* A lane mask; IR_NONE: no such comparison. */
static ir_ref compare(const struct op *o, int lg, ir_ref a, ir_ref b)
{
    static const uint8_t cond[] = {
        [RV_FN_SEQ] = IR_EQ,   [RV_FN_SNE] = IR_NE,  [RV_FN_SLTU] = IR_LTU, [RV_FN_SLT] = IR_LTS,
        [RV_FN_SLEU] = IR_LEU, [RV_FN_SLE] = IR_LES, [RV_FN_SGTU] = IR_GTU, [RV_FN_SGT] = IR_GTS,
    };
    return ir_vop(o->x->c->r, IR_VCMP, IR_V128, rv_vx_lane(lg), cond[o->fn], a, b, IR_NONE);
}

/* ---- floating point ---- */

static ir_ref fp(struct rv_vx *x, enum ir_opcode op, enum ir_type lane, unsigned sub, ir_ref a,
                 ir_ref b)
{
    return ir_vop(x->c->r, op, IR_V128, lane, sub, a, b, IR_NONE);
}

static ir_ref fused(struct rv_vx *x, enum ir_type lane, unsigned sub, ir_ref addend, ir_ref y,
                    ir_ref z)
{
    return ir_vop(x->c->r, IR_FMA, IR_V128, lane, sub, addend, y, z);
}

static ir_ref sign_inject(struct rv_vx *x, unsigned fn, int lg, ir_ref a, ir_ref b)
{
    ir_ref sign = rv_vx_splat(x, lg, UINT64_C(1) << ((8u << lg) - 1));
    if (fn == RV_FN_FSGNJN)
        b = ir_un(x->c->r, IR_VNOT, IR_V128, b);
    if (fn == RV_FN_FSGNJX)
        return rv_vx_bin(x, IR_VXOR, IR_V128, a, rv_vx_bin(x, IR_VAND, IR_V128, b, sign));
    return rv_vx_select(x, sign, b, a);
}

/* The integers that NaNs become are the largest. */
static ir_ref to_integer(struct rv_vx *x, unsigned fn, int lg, unsigned sub, ir_ref a)
{
    struct ir_region *r = x->c->r;
    enum ir_type lane = rv_vx_float(lg);
    bool is_unsigned = fn == RV_FN_F2U || fn == RV_FN_F2U_RTZ;
    unsigned round = fn == RV_FN_F2U || fn == RV_FN_F2I ? IR_ROUND_DYN : FP_RZ;
    uint64_t max = is_unsigned ? UINT64_MAX : INT64_MAX >> (64 - (8u << lg));
    ir_ref v = ir_vopi(r, IR_FTOI, IR_V128, lane, sub | round | (is_unsigned ? IR_UNSIGNED : 0), a,
                       IR_NONE, 0);
    ir_ref number = ir_vop(r, IR_VFCMP, IR_V128, lane, sub | IR_FEQ, a, a, IR_NONE);
    return rv_vx_select(x, number, v, rv_vx_splat(x, lg, max));
}

static ir_ref floating(const struct op *o, int lg, unsigned sub, ir_ref a, ir_ref b, ir_ref d)
{
    const unsigned negp = IR_FMA_NEGP, nega = IR_FMA_NEGA;
    struct rv_vx *x = o->x;
    enum ir_type lane = rv_vx_float(lg);
    switch (o->fn) {
    case RV_FN_FADD: return fp(x, IR_FADD, lane, sub, a, b);
    case RV_FN_FSUB: return fp(x, IR_FSUB, lane, sub, a, b);
    case RV_FN_FRSUB: return fp(x, IR_FSUB, lane, sub, b, a);
    case RV_FN_FMUL: return fp(x, IR_FMUL, lane, sub, a, b);
    case RV_FN_FDIV: return fp(x, IR_FDIV, lane, sub, a, b);
    case RV_FN_FRDIV: return fp(x, IR_FDIV, lane, sub, b, a);
    case RV_FN_FMIN: return fp(x, IR_FMINNM, lane, sub, a, b);
    case RV_FN_FMAX: return fp(x, IR_FMAXNM, lane, sub, a, b);
    case RV_FN_FSQRT: return fp(x, IR_FSQRT, lane, sub, a, IR_NONE);
    case RV_FN_FSGNJ:
    case RV_FN_FSGNJN:
    case RV_FN_FSGNJX: return sign_inject(x, o->fn, lg, a, b);
    case RV_FN_FCLASS: return rv_vx_classes(x, lg, a);
    case RV_FN_FMADD: return fused(x, lane, sub, a, d, b);
    case RV_FN_FNMADD: return fused(x, lane, sub | negp | nega, a, d, b);
    case RV_FN_FMSUB: return fused(x, lane, sub | nega, a, d, b);
    case RV_FN_FNMSUB: return fused(x, lane, sub | negp, a, d, b);
    case RV_FN_FMACC: return fused(x, lane, sub, d, a, b);
    case RV_FN_FNMACC: return fused(x, lane, sub | negp | nega, d, a, b);
    case RV_FN_FMSAC: return fused(x, lane, sub | nega, d, a, b);
    case RV_FN_FNMSAC: return fused(x, lane, sub | negp, d, a, b);
    case RV_FN_F2U:
    case RV_FN_F2I:
    case RV_FN_F2U_RTZ:
    case RV_FN_F2I_RTZ: return to_integer(x, o->fn, lg, sub, a);
    case RV_FN_U2F:
    case RV_FN_I2F:
        return ir_vopi(x->c->r, IR_ITOF, IR_V128, rv_vx_lane(lg),
                       sub | IR_ROUND_DYN | (o->fn == RV_FN_U2F ? IR_UNSIGNED : 0), a, IR_NONE, 0);
    default: return IR_NONE;
    }
}

static ir_ref compare_fp(const struct op *o, int lg, unsigned sub, ir_ref a, ir_ref b)
{
    struct rv_vx *x = o->x;
    enum ir_type lane = rv_vx_float(lg);
    switch (o->fn) {
    case RV_FN_FEQ: return fp(x, IR_VFCMP, lane, sub | IR_FEQ, a, b);
    case RV_FN_FNE:
        return ir_un(x->c->r, IR_VNOT, IR_V128, fp(x, IR_VFCMP, lane, sub | IR_FEQ, a, b));
    case RV_FN_FLT: return fp(x, IR_VFCMP, lane, sub | IR_FGT, b, a);
    case RV_FN_FLE: return fp(x, IR_VFCMP, lane, sub | IR_FGE, b, a);
    case RV_FN_FGT: return fp(x, IR_VFCMP, lane, sub | IR_FGT, a, b);
    default: return fp(x, IR_VFCMP, lane, sub | IR_FGE, a, b);
    }
}

/* Operands without what inactive elements would raise. */
struct clean {
    unsigned sub; /* IR_V64: only the low half is there */
    ir_ref active;
};

static struct clean clean_of(struct rv_vx *x, int lg, unsigned chunk)
{
    if (x->v.vm && !x->partial && rv_vx_bytes(x, lg, chunk) == 8)
        return (struct clean){.sub = IR_V64};
    return (struct clean){.active = rv_vx_active(x, lg, chunk)};
}

static ir_ref cleaned(struct rv_vx *x, const struct clean *k, ir_ref v)
{
    return k->active && v ? rv_vx_bin(x, IR_VAND, IR_V128, v, k->active) : v;
}

static ir_ref cleaned_divisor(struct rv_vx *x, const struct clean *k, int lg, ir_ref v)
{
    static const uint64_t one[] = {0, 0x3c00, 0x3f800000, 0x3ff0000000000000};
    return k->active ? rv_vx_select(x, k->active, v, rv_vx_splat(x, lg, one[lg])) : v;
}

static ir_ref floating_chunk(const struct op *o, int lg, unsigned chunk, ir_ref a, ir_ref b,
                             ir_ref d)
{
    struct rv_vx *x = o->x;
    struct clean k = clean_of(x, lg, chunk);
    a = o->fn == RV_FN_FRDIV ? cleaned_divisor(x, &k, lg, a) : cleaned(x, &k, a);
    b = o->fn == RV_FN_FDIV ? cleaned_divisor(x, &k, lg, b) : cleaned(x, &k, b);
    if (o->kind == RV_VEC_COMPARE)
        return compare_fp(o, lg, k.sub, a, b);
    return floating(o, lg, k.sub, a, b, cleaned(x, &k, d));
}

/* ---- kinds ---- */

/* The other operand's chunk of elements as narrow as vd's, or half as wide. */
static ir_ref other(const struct op *o, unsigned chunk)
{
    return o->src == RV_SRC_V ? rv_vx_get(o->x, o->other, chunk) : o->splat[0];
}

static ir_ref one(const struct op *o, unsigned chunk, ir_ref a, ir_ref b, ir_ref d, int lg)
{
    return rv_vec_is_fp(o->fn) ? floating_chunk(o, lg, chunk, a, b, d) : integer(o, lg, a, b, d);
}

/* An old vd is loaded by those that need it. */
static bool reads_vd(unsigned fn)
{
    return (fn >= RV_FN_MADD && fn <= RV_FN_NMSAC) || (fn >= RV_FN_FMADD && fn <= RV_FN_FNMSAC);
}

static bool finish(const struct op *o, int lg, ir_ref *v, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        v[i] = rv_vx_merge(o->x, lg, i, v[i]);
    rv_vx_set(o->x, v, n);
    return true;
}

static bool is_fixed_point(unsigned fn)
{
    return fn >= RV_FN_SADDU && fn <= RV_FN_ASUB;
}

/* What a shift is by, or -1. */
static int constant_shift(const struct op *o)
{
    return o->src == RV_SRC_I ? (int)o->other : -1;
}

static bool plain(const struct op *o)
{
    struct rv_vx *x = o->x;
    int lg = x->v.sew;
    unsigned n = rv_vx_chunks(x, lg);
    ir_ref v[RV_CHUNKS], sat = IR_NONE;
    for (unsigned i = 0; i < n; i++) {
        ir_ref d = reads_vd(o->fn) ? rv_vx_get(x, x->v.vd, i) : IR_NONE;
        ir_ref a = o->fn == RV_FN_COPY ? IR_NONE : rv_vx_get(x, x->v.vs2, i);
        ir_ref b = o->src == RV_SRC_NONE ? IR_NONE : other(o, i);
        v[i] = is_fixed_point(o->fn) ? rv_vx_fixed(x, o->fn, i, constant_shift(o), a, b, &sat)
                                     : one(o, i, a, b, d, lg);
        if (!v[i])
            return false;
    }
    if (sat)
        rv_vx_saturated(x, sat);
    return finish(o, lg, v, n);
}

/* The mask is an operand. */
static bool by_mask(const struct op *o)
{
    struct rv_vx *x = o->x;
    int lg = x->v.sew;
    unsigned n = rv_vx_chunks(x, lg);
    ir_ref v[RV_CHUNKS];
    struct rv_vx all = *x; /* only the tail is inactive */
    struct op unmasked = *o;
    unmasked.x = &all;
    all.v.vm = true;
    for (unsigned i = 0; i < n; i++) {
        ir_ref a = rv_vx_get(x, x->v.vs2, i), b = other(o, i);
        v[i] = o->kind == RV_VEC_CARRY ? rv_vx_with_carry(x, o->fn == RV_FN_ADD, i, a, b)
                                       : rv_vx_select(x, rv_vx_active(x, lg, i), b, a);
    }
    return finish(&unmasked, lg, v, n);
}

static bool to_mask(const struct op *o)
{
    struct rv_vx *x = o->x;
    struct ir_region *r = x->c->r;
    int lg = x->v.sew;
    unsigned n = rv_vx_chunks(x, lg), lanes = RV_CHUNK >> lg;
    bool carries = o->kind == RV_VEC_CARRY_OUT;
    ir_ref words[RV_CHUNKS] = {IR_NONE};
    for (unsigned i = 0; i < n; i++) {
        ir_ref a = rv_vx_get(x, x->v.vs2, i), b = other(o, i);
        ir_ref m = rv_vec_is_fp(o->fn) ? floating_chunk(o, lg, i, a, b, IR_NONE)
                   : carries           ? rv_vx_carry(x, o->fn == RV_FN_ADD, i, a, b)
                                       : compare(o, lg, a, b);
        ir_ref bits = ir_vop(r, IR_VBITS, IR_I32, rv_vx_lane(lg), 0, m, IR_NONE, IR_NONE);
        bits = ir_shli(r, IR_I64, ir_un(r, IR_ZEXT32, IR_I64, bits), i * lanes & 63);
        ir_ref *to = &words[i * lanes / 64];
        *to = *to ? ir_bin(r, IR_OR, IR_I64, *to, bits) : bits;
    }
    rv_vx_set_mask(x, words, !x->v.vm && !carries);
    return true;
}

/* Half `hi` of a chunk, its elements twice as wide. */
static ir_ref lengthen(struct rv_vx *x, int lg, bool is_signed, unsigned hi, ir_ref v)
{
    return ir_vop(x->c->r, is_signed ? IR_VSXL : IR_VUXL, IR_V128, rv_vx_lane(lg), hi ? IR_HI : 0,
                  v, IR_NONE, IR_NONE);
}

static ir_ref lengthen_fp(struct rv_vx *x, unsigned hi, ir_ref v)
{
    return ir_vop(x->c->r, IR_FCVTL, IR_V128, IR_F32, hi ? IR_HI : 0, v, IR_NONE, IR_NONE);
}

static ir_ref widening_chunk(const struct op *o, unsigned i)
{
    struct rv_vx *x = o->x;
    int lg = x->v.sew;
    bool wide_a = o->kind == RV_VEC_WIDEN_W, is_fp = rv_vec_is_fp(o->fn);
    bool product = o->fn == RV_FN_MUL || o->fn == RV_FN_MACC;
    ir_ref a = rv_vx_get(x, x->v.vs2, (wide_a ? i : i / 2)), b = other(o, i / 2);
    ir_ref d = reads_vd(o->fn) ? rv_vx_get(x, x->v.vd, i) : IR_NONE;
    if (is_fp) {
        struct clean k = {.active = rv_vx_active(x, lg, i / 2)};
        a = wide_a ? a : lengthen_fp(x, i & 1, cleaned(x, &k, a));
        b = lengthen_fp(x, i & 1, cleaned(x, &k, b));
        return floating_chunk(o, lg + 1, i, a, b, d);
    }
    if (product && (o->ext == 0 || o->ext == 3)) {
        a = ir_vop(x->c->r, o->ext ? IR_VMULLS : IR_VMULLU, IR_V128, rv_vx_lane(lg),
                   i & 1 ? IR_HI : 0, a, b, IR_NONE);
        return d ? rv_vx_bin(x, IR_VADD, rv_vx_lane(lg + 1), a, d) : a;
    }
    a = wide_a ? a : lengthen(x, lg, o->ext & 1, i & 1, a);
    b = lengthen(x, lg, o->ext & 2, i & 1, b);
    return integer(o, lg + 1, a, b, d);
}

static bool widening(const struct op *o)
{
    struct rv_vx *x = o->x;
    unsigned n = rv_vx_chunks(x, x->v.sew + 1);
    ir_ref v[RV_CHUNKS];
    if (o->fn == RV_FN_FMACC_BF16 || (rv_vec_is_fp(o->fn) && x->v.sew != 2))
        return false;
    for (unsigned i = 0; i < n; i++)
        if (!(v[i] = widening_chunk(o, i)))
            return false;
    return finish(o, x->v.sew + 1, v, n);
}

static bool is_clip(unsigned fn)
{
    return fn == RV_FN_CLIPU || fn == RV_FN_CLIP;
}

/* Shifts to the right of elements twice as wide. */
static ir_ref narrowing_half(const struct op *o, unsigned i, unsigned hi)
{
    struct rv_vx *x = o->x;
    int lg = x->v.sew;
    ir_ref b =
        o->src == RV_SRC_V ? lengthen(x, lg, false, hi, rv_vx_get(x, o->other, i)) : o->splat[1];
    ir_ref a = rv_vx_get(x, x->v.vs2, 2 * i + hi);
    return is_clip(o->fn)
               ? rv_vx_round_shift(x, o->fn == RV_FN_CLIP, lg + 1, a, constant_shift(o), b)
               : shift(o, lg + 1, a, b);
}

static bool narrowing(const struct op *o)
{
    struct rv_vx *x = o->x;
    int lg = x->v.sew;
    unsigned n = rv_vx_chunks(x, lg);
    ir_ref v[RV_CHUNKS], sat = IR_NONE;
    if (o->fn != RV_FN_SRL && o->fn != RV_FN_SRA && !is_clip(o->fn))
        return false;
    for (unsigned i = 0; i < n; i++) {
        ir_ref low = narrowing_half(o, i, 0);
        ir_ref high =
            rv_vx_bytes(x, lg, i) > 8 ? narrowing_half(o, i, 1) : ir_vconst(x->c->r, 0, 0);
        v[i] = is_clip(o->fn) ? rv_vx_clip(x, o->fn == RV_FN_CLIP, i, low, high, &sat)
                              : rv_vx_bin(x, IR_VNARROW, rv_vx_lane(lg + 1), low, high);
    }
    if (sat)
        rv_vx_saturated(x, sat);
    return finish(o, lg, v, n);
}

static bool convert_wide(const struct op *o)
{
    struct rv_vx *x = o->x;
    int lg = x->v.sew;
    unsigned n = rv_vx_chunks(x, lg + 1);
    bool from_int = o->fn == RV_FN_U2F || o->fn == RV_FN_I2F;
    ir_ref v[RV_CHUNKS];
    if (lg + 1 == 1 || (!from_int && (o->fn != RV_FN_F2F || lg != 2)))
        return false;
    for (unsigned i = 0; i < n; i++) {
        ir_ref a = rv_vx_get(x, x->v.vs2, i / 2);
        if (from_int) {
            a = lengthen(x, lg, o->fn == RV_FN_I2F, i & 1, a);
            v[i] = floating_chunk(o, lg + 1, i, a, IR_NONE, IR_NONE);
        } else {
            struct clean k = {.active = rv_vx_active(x, lg, i / 2)};
            v[i] = lengthen_fp(x, i & 1, cleaned(x, &k, a));
        }
    }
    return finish(o, lg + 1, v, n);
}

/* Numbers of 64 or 32 bits become floats half as wide. */
static ir_ref shorten_fp(const struct op *o, unsigned chunk)
{
    struct rv_vx *x = o->x;
    struct ir_region *r = x->c->r;
    int lg = x->v.sew + 1;
    struct clean k = {.active = rv_vx_active(x, lg, chunk)};
    ir_ref v = cleaned(x, &k, rv_vx_get(x, x->v.vs2, chunk)), two[2];
    if (o->fn == RV_FN_F2F)
        return ir_vop(r, IR_FCVTN, IR_V128, rv_vx_float(lg), IR_ROUND_DYN, v, IR_NONE, IR_NONE);
    for (unsigned i = 0; i < 2; i++) {
        two[i] = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, v, IR_NONE, i);
        two[i] = ir_vopi(r, IR_ITOF, IR_F32, IR_I64,
                         IR_ROUND_DYN | (o->fn == RV_FN_U2F ? IR_UNSIGNED : 0), two[i], IR_NONE, 0);
    }
    v = ir_vop(r, IR_VZX, IR_V128, IR_F32, 0, two[0], IR_NONE, IR_NONE);
    return ir_vopi(r, IR_VINS, IR_V128, IR_F32, 0, v, two[1], 1);
}

static bool convert_narrow(const struct op *o)
{
    struct rv_vx *x = o->x;
    int lg = x->v.sew;
    unsigned n = rv_vx_chunks(x, lg);
    ir_ref v[RV_CHUNKS];
    bool from_int = o->fn == RV_FN_U2F || o->fn == RV_FN_I2F;
    if (from_int ? lg != 2 : lg < 1 || o->fn != RV_FN_F2F)
        return false;
    for (unsigned i = 0; i < n; i++) {
        v[i] = shorten_fp(o, 2 * i);
        if (rv_vx_bytes(x, lg, i) > 8)
            v[i] = rv_vx_bin(x, IR_VCAT, IR_V128, v[i], shorten_fp(o, 2 * i + 1));
    }
    return finish(o, lg, v, n);
}

/* ---- reductions ---- */

/* What changes nothing. */
static ir_ref neutral(struct rv_vx *x, unsigned fn, int lg)
{
    uint64_t sign = UINT64_C(1) << ((8u << lg) - 1);
    switch (fn) {
    case RV_FN_AND:
    case RV_FN_MINU: return rv_vx_splat(x, lg, UINT64_MAX);
    case RV_FN_MIN: return rv_vx_splat(x, lg, sign - 1);
    case RV_FN_MAX: return rv_vx_splat(x, lg, sign);
    default: return rv_vx_splat(x, lg, 0);
    }
}

static ir_ref reduced_part(const struct op *o, unsigned chunk)
{
    struct rv_vx *x = o->x;
    int lg = x->v.sew;
    ir_ref a = rv_vx_get(x, x->v.vs2, chunk), active = rv_vx_active(x, lg, chunk);
    if (active)
        a = rv_vx_select(x, active, a, neutral(x, o->fn, lg));
    if (o->kind == RV_VEC_REDUCE)
        return a;
    return rv_vx_bin(x, IR_VADD, rv_vx_lane(lg + 1), lengthen(x, lg, o->ext & 1, 0, a),
                     lengthen(x, lg, o->ext & 1, 1, a));
}

static bool reduce_integers(const struct op *o)
{
    struct rv_vx *x = o->x;
    struct ir_region *r = x->c->r;
    int lg = x->v.sew + (o->kind == RV_VEC_REDUCE_W);
    ir_ref sum = reduced_part(o, 0);
    for (unsigned i = 1; i < rv_vx_chunks(x, x->v.sew); i++)
        sum = integer(o, lg, sum, reduced_part(o, i), IR_NONE);
    for (unsigned half = 8; half >= 1u << lg; half /= 2)
        sum =
            integer(o, lg, sum, ir_vopi(r, IR_VEXTB, IR_V128, IR_V128, 0, sum, sum, half), IR_NONE);
    rv_vx_set_first(x, lg, integer(o, lg, sum, rv_vx_get(x, o->other, 0), IR_NONE));
    return true;
}

/* One element after the other, in order. */
static bool reduce_floats(const struct op *o)
{
    struct rv_vx *x = o->x;
    struct ir_region *r = x->c->r;
    int lg = x->v.sew;
    enum ir_type t = rv_vx_float(lg);
    unsigned lanes = RV_CHUNK >> lg;
    enum ir_opcode op = o->fn == RV_FN_FADD ? IR_FADD : o->fn == RV_FN_FMIN ? IR_FMINNM : IR_FMAXNM;
    if (lg < 2 || !x->v.vm || x->partial || x->v.vl > 16 || o->kind != RV_VEC_REDUCE)
        return false;
    ir_ref sum = ir_vopi(r, IR_VEXT, t, t, 0, rv_vx_get(x, o->other, 0), IR_NONE, 0);
    for (unsigned i = 0; i < x->v.vl; i++) {
        ir_ref a = rv_vx_get(x, x->v.vs2, i / lanes);
        a = ir_vopi(r, IR_VEXT, t, t, 0, a, IR_NONE, i % lanes);
        sum = ir_vop(r, op, t, t, 0, a, sum, IR_NONE);
    }
    rv_vx_set_first(x, lg, ir_vop(r, IR_VZX, IR_V128, t, 0, sum, IR_NONE, IR_NONE));
    return true;
}

/* ---- instructions ---- */

bool rv_vx_vector(struct rv_vx *x, const struct rv_args *a)
{
    struct op o = {.x = x, .fn = a->fn, .kind = a->kind, .src = a->src, .ext = a->ext};
    int lg = x->v.sew;
    bool is_fp = rv_vec_is_fp(a->fn), unsigned_imm = a->fn >= RV_FN_SLL && a->fn <= RV_FN_SRA;
    bool reduces = a->kind == RV_VEC_REDUCE || a->kind == RV_VEC_REDUCE_W;
    if (x->v.alt && (is_fp || a->src == RV_SRC_F))
        return false;
    if (!rv_vec_legal(&x->v, a->kind, a->fn, a->src) || (is_fp && reduces && lg == 1))
        return false;
    o.other = a->vs1;
    if (a->src != RV_SRC_V && a->src != RV_SRC_NONE) {
        o.splat[0] = rv_vx_scalar(x, a->src, a->vs1, unsigned_imm, lg);
        if (a->kind == RV_VEC_NARROW)
            o.splat[1] = rv_vx_scalar(x, a->src, a->vs1, true, lg + 1);
    }
    switch (a->kind) {
    case RV_VEC_PLAIN: return plain(&o);
    case RV_VEC_CARRY:
    case RV_VEC_MERGE: return by_mask(&o);
    case RV_VEC_CARRY_OUT:
    case RV_VEC_COMPARE: return to_mask(&o);
    case RV_VEC_WIDEN:
    case RV_VEC_WIDEN_W: return widening(&o);
    case RV_VEC_NARROW: return narrowing(&o);
    case RV_VEC_CVT_W: return convert_wide(&o);
    case RV_VEC_CVT_N: return convert_narrow(&o);
    case RV_VEC_REDUCE:
    case RV_VEC_REDUCE_W: return is_fp ? reduce_floats(&o) : reduce_integers(&o);
    default: return false;
    }
}

bool rv_vx_extend(struct rv_vx *x, const struct rv_args *a)
{
    struct op o = {.x = x};
    int lg = x->v.sew, from = lg - (int)a->factor;
    unsigned n = rv_vx_chunks(x, lg);
    ir_ref v[RV_CHUNKS];
    if (!rv_vec_extend_legal(&x->v, from))
        return false;
    for (unsigned i = 0; i < n; i++) {
        v[i] = rv_vx_get(x, x->v.vs2, (i >> a->factor));
        for (int w = from; w < lg; w++)
            v[i] = lengthen(x, w, a->ext, i >> (lg - w - 1) & 1, v[i]);
    }
    return finish(&o, lg, v, n);
}
