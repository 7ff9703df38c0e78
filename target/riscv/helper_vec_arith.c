/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector arithmetic by helpers: operands become arrays of one width, a loop works on all of them,
 * and the result goes to the active elements; see helper_vec.h.
 *
 * In: the row's constants, the instruction, a scalar.  Out: registers, vxsat, flags.
 * Invariant: where elements could raise a flag or saturate, inactive ones are replaced by operands
 * that do not.
 */
#include "target/riscv/helper.h"
#include "target/riscv/helper_vec.h"

struct work {
    struct rv_vec *v;
    unsigned fn, kind, src, ext;
    size_t n;           /* elements, from v->start on */
    bool masked, by_v0; /* inactive elements are left out; `active` holds bits of v0 */
    uint8_t active[RV_GROUP];
    _Alignas(16) uint8_t a[2 * RV_GROUP]; /* a reduction widens a whole group */
    _Alignas(16) uint8_t b[RV_GROUP], d[RV_GROUP], out[RV_GROUP];
};

/* ---- elements that are active ---- */

/* Bits to bytes. */
static uint64_t spread(uint8_t bits)
{
    uint64_t x = bits * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);
    return (x + UINT64_C(0x7f7f7f7f7f7f7f7f)) >> 7 & UINT64_C(0x0101010101010101);
}

/* Eight bytes 0 or 1 to bits. */
static uint8_t pack(const uint8_t *bytes)
{
    uint64_t x;
    memcpy(&x, bytes, sizeof x);
    return (uint8_t)(x * UINT64_C(0x0102040810204080) >> 56);
}

void rv_vec_mask_bytes(const struct rv_vec *v, unsigned reg, uint8_t *bytes)
{
    const uint8_t *bits = rv_vec_at(v, reg, 0, 0);
    uint64_t i = v->start;
    for (; i < v->vl && i & 7; i++)
        *bytes++ = bits[i >> 3] >> (i & 7) & 1;
    for (; i + 8 <= v->vl; i += 8, bytes += 8) {
        uint64_t eight = spread(bits[i >> 3]);
        memcpy(bytes, &eight, sizeof eight);
    }
    for (; i < v->vl; i++)
        *bytes++ = bits[i >> 3] >> (i & 7) & 1;
}

/* yes where active, else no. */
RV_LOOP void select_loop(int lg, void *out, const uint8_t *active, const void *yes, const void *no,
                         size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t x = rv_lane(yes, i, lg), y = rv_lane(no, i, lg);
        rv_set_lane(out, i, lg, active[i] ? x : y);
    }
}

static void select_lanes(int lg, void *out, const uint8_t *active, const void *yes, const void *no,
                         size_t n)
{
    switch (lg) {
    case 0: select_loop(0, out, active, yes, no, n); break;
    case 1: select_loop(1, out, active, yes, no, n); break;
    case 2: select_loop(2, out, active, yes, no, n); break;
    default: select_loop(3, out, active, yes, no, n); break;
    }
}

void rv_vec_put(const struct rv_vec *v, int lg, uint64_t first, uint64_t n, const void *from)
{
    uint8_t active[RV_GROUP], *vd = rv_vec_at(v, v->vd, first, lg);
    if (v->vm) {
        memmove(vd, from, n << lg);
        return;
    }
    rv_vec_mask_bytes(v, 0, active);
    select_lanes(lg, vd, active + (first - v->start), from, vd, n);
}

/* ---- arrays ---- */

RV_LOOP void fill_loop(int lg, void *out, uint64_t x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rv_set_lane(out, i, lg, x);
}

static void fill(int lg, void *out, uint64_t x, size_t n)
{
    switch (lg) {
    case 0: memset(out, (int)x, n); break;
    case 1: fill_loop(1, out, x, n); break;
    case 2: fill_loop(2, out, x, n); break;
    default: fill_loop(3, out, x, n); break;
    }
}

/* `neutral` where inactive. */
RV_LOOP void clean_loop(int lg, void *out, const uint8_t *active, const void *a, uint64_t neutral,
                        size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t x = rv_lane(a, i, lg);
        rv_set_lane(out, i, lg, active[i] ? x : neutral);
    }
}

static const void *cleaned(const struct work *w, int lg, void *out, const void *a, uint64_t neutral)
{
    if (!w->masked)
        return a;
    switch (lg) {
    case 0: clean_loop(0, out, w->active, a, neutral, w->n); break;
    case 1: clean_loop(1, out, w->active, a, neutral, w->n); break;
    case 2: clean_loop(2, out, w->active, a, neutral, w->n); break;
    default: clean_loop(3, out, w->active, a, neutral, w->n); break;
    }
    return out;
}

/* Active elements, one after the other. */
RV_LOOP size_t squeeze_loop(int lg, void *out, const uint8_t *active, const void *a, size_t n)
{
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        rv_set_lane(out, to, lg, rv_lane(a, i, lg));
        to += active[i];
    }
    return to;
}

size_t rv_vec_squeeze(int lg, void *out, const uint8_t *active, const void *a, size_t n)
{
    switch (lg) {
    case 0: return squeeze_loop(0, out, active, a, n);
    case 1: return squeeze_loop(1, out, active, a, n);
    case 2: return squeeze_loop(2, out, active, a, n);
    default: return squeeze_loop(3, out, active, a, n);
    }
}

RV_LOOP void extend_loop(int to, int from, bool is_signed, void *out, const void *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t x = rv_lane(a, i, from);
        rv_set_lane(out, i, to, is_signed ? rv_sext(x, from) : x);
    }
}

RV_LOOP void extend_sign(int to, int from, bool is_signed, void *out, const void *a, size_t n)
{
    if (is_signed)
        extend_loop(to, from, true, out, a, n);
    else
        extend_loop(to, from, false, out, a, n);
}

static void extend(int to, int from, bool is_signed, void *out, const void *a, size_t n)
{
    switch (to * 4 + from) {
    case 4: extend_sign(1, 0, is_signed, out, a, n); break;
    case 8: extend_sign(2, 0, is_signed, out, a, n); break;
    case 9: extend_sign(2, 1, is_signed, out, a, n); break;
    case 12: extend_sign(3, 0, is_signed, out, a, n); break;
    case 13: extend_sign(3, 1, is_signed, out, a, n); break;
    default: extend_sign(3, 2, is_signed, out, a, n); break;
    }
}

/* From elements twice as wide. */
static void narrow(int to, void *out, const uint8_t *a, size_t n)
{
    switch (to) {
    case 0: extend_loop(0, 1, false, out, a, n); break;
    case 1: extend_loop(1, 2, false, out, a, n); break;
    default: extend_loop(2, 3, false, out, a, n); break;
    }
}

/* ---- operands ---- */

static bool is_fixed_point(unsigned fn)
{
    return fn >= RV_FN_SADDU && fn <= RV_FN_CLIP;
}

/* Elements of vs2, as they are. */
static const void *first_operand(struct work *w, int lg)
{
    const struct rv_vec *v = w->v;
    uint64_t one = lg == 1 ? 0x3c00 : lg == 2 ? 0x3f800000 : UINT64_C(0x3ff0000000000000);
    const void *a = rv_vec_at(v, v->vs2, v->start, lg);
    if (!rv_vec_is_fp(w->fn) && !is_fixed_point(w->fn))
        return a;
    bool divides = w->fn == RV_FN_FRDIV || w->fn == RV_FN_FRSQRT7 || w->fn == RV_FN_FREC7;
    return cleaned(w, lg, w->a, a, divides ? one : 0);
}

static const void *second_operand(struct work *w, uint64_t scalar)
{
    const struct rv_vec *v = w->v;
    int lg = v->sew;
    uint64_t one = lg == 1 ? 0x3c00 : lg == 2 ? 0x3f800000 : UINT64_C(0x3ff0000000000000);
    const void *b = w->b;
    if (w->src == RV_SRC_NONE)
        return NULL;
    if (w->src == RV_SRC_V)
        b = rv_vec_at(v, v->vs1, v->start, lg);
    else
        fill(lg, w->b, scalar, w->n);
    if (!rv_vec_is_fp(w->fn) && !is_fixed_point(w->fn))
        return b;
    return cleaned(w, lg, w->b, b, w->fn == RV_FN_FDIV ? one : 0);
}

/* Twice as wide, in a buffer that `a` may be in itself. */
static const void *widened(struct work *w, void *buffer, const void *a, bool is_signed)
{
    uint8_t wide[2 * RV_GROUP];
    int lg = w->v->sew;
    unsigned fn = w->fn == RV_FN_FMACC_BF16 ? RV_FN_BF16 : RV_FN_F2F;
    if (rv_vec_is_fp(w->fn))
        rv_vec_convert(w->v, fn, lg, lg + 1, &(struct rv_lanes){wide, a, NULL, NULL, w->n});
    else
        extend(lg + 1, lg, is_signed, wide, a, w->n);
    return memcpy(buffer, wide, w->n << (lg + 1));
}

static void run(struct work *w, int lg, void *out, const void *a, const void *b)
{
    struct rv_vec *v = w->v;
    unsigned fn = w->fn == RV_FN_FMACC_BF16 ? RV_FN_FMACC : w->fn;
    struct rv_lanes l = {out, a, b, rv_vec_at(v, v->vd, v->start, lg), w->n};
    if (!rv_vec_is_fp(fn)) {
        rv_vec_int(v, fn, lg, &l);
        return;
    }
    if (fn >= RV_FN_FMADD && fn <= RV_FN_FNMSAC)
        l.d = cleaned(w, lg, w->d, l.d, 0);
    rv_vec_fp(v, fn, lg, &l);
}

/* ---- results ---- */

/* Where elements of vd may be made in place. */
static void *place(struct work *w, int lg)
{
    return w->masked ? w->out : rv_vec_at(w->v, w->v->vd, w->v->start, lg);
}

static void put(struct work *w, int lg, const void *from)
{
    uint8_t *vd = rv_vec_at(w->v, w->v->vd, w->v->start, lg);
    if (w->masked)
        select_lanes(lg, vd, w->active, from, vd, w->n);
    else if (from != vd)
        memcpy(vd, from, w->n << lg);
}

/* Bytes 0 and 1 to bits of the mask register vd; in whole bytes where nothing is left out. */
static void put_truth(struct work *w, const uint8_t *truth)
{
    struct rv_vec *v = w->v;
    size_t i = 0;
    if (!w->masked && !(v->start & 7))
        for (; i + 8 <= w->n; i += 8)
            *rv_vec_at(v, v->vd, (v->start + i) >> 3, 0) = pack(truth + i);
    for (; i < w->n; i++)
        if (!w->masked || w->active[i])
            rv_vec_set_mask(v, v->vd, v->start + i, truth[i]);
}

/* ---- kinds ---- */

RV_LOOP void carry_loop(int lg, bool add, struct work *w, uint8_t *out, const void *a,
                        const void *b)
{
    for (size_t i = 0, n = w->n; i < n; i++) {
        uint64_t x = rv_lane(a, i, lg), y = rv_lane(b, i, lg), c = w->active[i];
        rv_set_lane(out, i, lg, add ? x + y + c : x - y - c);
    }
}

/* Carry or borrow out of a +- b with the carry in. */
RV_LOOP void carry_out_loop(int lg, bool add, struct work *w, uint8_t *out, const void *a,
                            const void *b)
{
    bool by_v0 = w->by_v0;
    for (size_t i = 0, n = w->n; i < n; i++) {
        uint64_t x = rv_lane(a, i, lg), y = rv_lane(b, i, lg), c = by_v0 && w->active[i];
        uint64_t sum = rv_zext(x + y + c, lg);
        out[i] = add ? (sum < x) | (c & (sum == x)) : (x < y) | (c & (x == y));
    }
}

RV_LOOP void carry_width(int lg, struct work *w, uint8_t *out, const void *a, const void *b)
{
    if (w->kind == RV_VEC_CARRY && w->fn == RV_FN_ADD)
        carry_loop(lg, true, w, out, a, b);
    else if (w->kind == RV_VEC_CARRY)
        carry_loop(lg, false, w, out, a, b);
    else if (w->fn == RV_FN_ADD)
        carry_out_loop(lg, true, w, out, a, b);
    else
        carry_out_loop(lg, false, w, out, a, b);
}

static void carry(struct work *w, uint8_t *out, const void *a, const void *b)
{
    switch (w->v->sew) {
    case 0: carry_width(0, w, out, a, b); break;
    case 1: carry_width(1, w, out, a, b); break;
    case 2: carry_width(2, w, out, a, b); break;
    default: carry_width(3, w, out, a, b); break;
    }
}

static void convert(struct work *w, int from, int to, const void *a)
{
    void *out = place(w, to);
    rv_vec_convert(w->v, w->fn, from, to, &(struct rv_lanes){out, a, NULL, NULL, w->n});
    put(w, to, out);
}

static void elementwise(struct work *w, uint64_t scalar)
{
    struct rv_vec *v = w->v;
    int wd, w2, wo;
    rv_vec_widths(v, w->kind, &wd, &w2, &wo);
    const void *a = first_operand(w, w2), *b = second_operand(w, scalar);
    void *out = place(w, wd);
    switch (w->kind) {
    case RV_VEC_COMPARE:
        run(w, w2, w->out, a, b);
        put_truth(w, w->out);
        return;
    case RV_VEC_CARRY_OUT:
        carry(w, w->out, a, b);
        put_truth(w, w->out);
        return;
    case RV_VEC_CARRY: carry(w, out, a, b); return;
    case RV_VEC_MERGE: select_lanes(wd, out, w->active, b, a, w->n); return;
    case RV_VEC_NARROW:
        extend(w2, wo, false, w->d, b, w->n);
        run(w, w2, w->a, a, w->d);
        narrow(wd, out, w->a, w->n);
        break;
    case RV_VEC_WIDEN: a = widened(w, w->a, a, w->ext & 1); /* fall through */
    case RV_VEC_WIDEN_W: run(w, wd, out, a, widened(w, w->b, b, w->ext & 2)); break;
    default:
        if (w->fn >= RV_FN_F2U) {
            convert(w, w2, wd, a);
            return;
        }
        run(w, wd, out, a, b);
    }
    put(w, wd, out);
}

/* Element 0 of vs1 and the active ones of vs2. */
static void reduce(struct work *w)
{
    struct rv_vec *v = w->v;
    bool wide = w->kind == RV_VEC_REDUCE_W;
    int lg = v->sew + wide;
    const void *a = rv_vec_at(v, v->vs2, 0, v->sew);
    uint64_t sum = rv_vec_get(v, v->vs1, 0, lg);
    if (!v->vl)
        return;
    if (w->masked) {
        w->n = rv_vec_squeeze(v->sew, w->out, w->active, a, w->n);
        a = w->out;
    }
    if (wide)
        a = widened(w, w->a, a, w->ext & 1);
    struct rv_lanes l = {NULL, a, NULL, NULL, w->n};
    sum = rv_vec_is_fp(w->fn) ? rv_vec_fp_fold(v, w->fn, lg, sum, &l)
                              : rv_vec_int_fold(w->fn, lg, sum, &l);
    rv_vec_set(v, v->vd, 0, lg, sum);
}

/* Whether it is legal is the same for the same word, vtype and vstart. */
static bool legal(const struct work *w, uint32_t insn)
{
    struct rv_cpu *cpu = w->v->cpu;
    uint64_t key = (uint64_t)insn << 32 | (cpu->vconf >> RV_VTYPE_AT) << 1 | w->v->frm_bad;
    uint64_t *known = &cpu->vlegal[(insn >> 7 ^ insn >> 18) % RV_VLEGAL];
    if (*known == key)
        return true;
    if (!rv_vec_legal(w->v, w->kind, w->fn, w->src))
        return false;
    *known = key;
    return true;
}

uint64_t rv_helper_vector(struct rv_cpu *cpu, uint64_t what, uint64_t insn, uint64_t scalar)
{
    struct rv_vec v;
    struct work w;
    w.v = &v;
    w.fn = what & 255;
    w.kind = what >> 8 & 255;
    w.src = what >> 16 & 255;
    w.ext = (unsigned)(what >> 24);
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn) || !legal(&w, (uint32_t)insn))
        return RV_V_ILLEGAL;
    w.n = v.start < v.vl ? v.vl - v.start : 0;
    w.by_v0 = !v.vm;
    w.masked =
        !v.vm && w.kind != RV_VEC_CARRY && w.kind != RV_VEC_CARRY_OUT && w.kind != RV_VEC_MERGE;
    if (!v.vm)
        rv_vec_mask_bytes(&v, 0, w.active);
    if (w.kind == RV_VEC_REDUCE || w.kind == RV_VEC_REDUCE_W)
        reduce(&w);
    else
        elementwise(&w, w.src == RV_SRC_F ? rv_vec_unbox(&v, scalar, w.fn == RV_FN_FMACC_BF16)
                                          : scalar);
    rv_vec_end(&v);
    return RV_V_DONE;
}

uint64_t rv_helper_vextend(struct rv_cpu *cpu, uint64_t factor, uint64_t is_signed, uint64_t insn)
{
    struct rv_vec v;
    uint8_t out[RV_GROUP];
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn))
        return RV_V_ILLEGAL;
    int from = v.sew - (int)factor;
    if (!rv_vec_extend_legal(&v, from))
        return RV_V_ILLEGAL;
    if (v.start < v.vl) {
        extend(v.sew, from, is_signed, out, rv_vec_at(&v, v.vs2, v.start, from), v.vl - v.start);
        rv_vec_put(&v, v.sew, v.start, v.vl - v.start, out);
    }
    rv_vec_end(&v);
    return RV_V_DONE;
}
