/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector masks, permutations and scalar moves; see helper_vec.h.
 */
#include "target/riscv/helper.h"
#include "target/riscv/helper_vec.h"

/* ---- masks ---- */

static uint8_t logic(uint64_t kind, uint8_t a, uint8_t b)
{
    switch (kind) { /* low bits of funct6 */
    case 0: return a & (uint8_t)~b;
    case 1: return a & b;
    case 2: return a | b;
    case 3: return a ^ b;
    case 4: return a | (uint8_t)~b;
    case 5: return (uint8_t) ~(a & b);
    case 6: return (uint8_t) ~(a | b);
    default: return (uint8_t) ~(a ^ b);
    }
}

/* The bits of byte k of a mask register that belong to the body. */
static uint8_t body_bits(const struct rv_vec *v, uint64_t k)
{
    uint64_t left = v->vl - 8 * k;
    unsigned bits = left < 8 ? 255u >> (8 - left) : 255;
    return (uint8_t)(8 * k < v->start ? bits & 255u << (v->start & 7) : bits);
}

uint64_t rv_helper_vmask_logic(struct rv_cpu *cpu, uint64_t kind, uint64_t insn)
{
    struct rv_vec v;
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn))
        return RV_V_ILLEGAL;
    const uint8_t *a = rv_vec_at(&v, v.vs2, 0, 0), *b = rv_vec_at(&v, v.vs1, 0, 0);
    uint8_t *vd = rv_vec_at(&v, v.vd, 0, 0);
    for (uint64_t k = v.start / 8; v.start < v.vl && 8 * k < v.vl; k++) {
        uint8_t body = body_bits(&v, k);
        vd[k] = (uint8_t)((vd[k] & ~body) | (logic(kind, a[k], b[k]) & body));
    }
    rv_vec_end(&v);
    return RV_V_DONE;
}

uint64_t rv_helper_vmask_scalar(struct rv_cpu *cpu, uint64_t kind, uint64_t insn)
{
    struct rv_vec v;
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn) || v.start)
        return RV_V_ILLEGAL;
    uint64_t count = 0, first = UINT64_MAX;
    for (uint64_t k = 0; 8 * k < v.vl; k++) {
        unsigned bits = *rv_vec_at(&v, v.vs2, k, 0) & body_bits(&v, k);
        bits &= v.vm ? 255 : *rv_vec_at(&v, 0, k, 0);
        if (bits && first == UINT64_MAX)
            first = 8 * k + (unsigned)__builtin_ctz(bits);
        count += (unsigned)__builtin_popcount(bits);
    }
    cpu->vresult = kind == RV_VM_CPOP ? count : first;
    rv_vec_end(&v);
    return RV_V_DONE;
}

static void set_before(struct rv_vec *v, uint64_t kind)
{
    bool found = false;
    for (uint64_t i = 0; i < v->vl; i++) {
        if (!rv_vec_active(v, i))
            continue;
        bool here = !found && rv_vec_mask(v, v->vs2, i);
        bool bit = kind == RV_VM_SOF ? here : kind == RV_VM_SIF ? !found : !found && !here;
        found |= here;
        rv_vec_set_mask(v, v->vd, i, bit);
    }
}

/* The number of each active element, or of the bits of vs2 that are set before it. */
RV_LOOP void number_loop(int lg, uint64_t first, void *out, const uint8_t *bits,
                         const uint8_t *active, size_t n)
{
    uint64_t count = first;
    for (size_t i = 0; i < n; i++) {
        rv_set_lane(out, i, lg, count);
        count += !bits ? 1 : active ? bits[i] & active[i] : bits[i];
    }
}

static void number(const struct rv_vec *v, bool all)
{
    uint8_t out[RV_GROUP], bits[RV_GROUP], active[RV_GROUP];
    const uint8_t *counted = all ? NULL : bits, *mask = v->vm ? NULL : active;
    uint64_t first = all ? v->start : 0;
    if (v->start >= v->vl)
        return;
    if (!all)
        rv_vec_mask_bytes(v, v->vs2, bits);
    if (!v->vm)
        rv_vec_mask_bytes(v, 0, active);
    size_t n = v->vl - v->start;
    switch (v->sew) {
    case 0: number_loop(0, first, out, counted, mask, n); break;
    case 1: number_loop(1, first, out, counted, mask, n); break;
    case 2: number_loop(2, first, out, counted, mask, n); break;
    default: number_loop(3, first, out, counted, mask, n); break;
    }
    rv_vec_put(v, v->sew, v->start, n, out);
}

uint64_t rv_helper_vmask_vector(struct rv_cpu *cpu, uint64_t kind, uint64_t insn)
{
    struct rv_vec v;
    bool sets = kind <= RV_VM_SIF, numbers = !sets;
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn) || (!v.vm && !v.vd))
        return RV_V_ILLEGAL;
    if (kind != RV_VM_ID && (v.start || rv_vec_share(v.vd, numbers ? v.lmul : 0, v.vs2, 0)))
        return RV_V_ILLEGAL;
    if (numbers && !rv_vec_group(&v, v.vd, v.sew))
        return RV_V_ILLEGAL;
    if (sets)
        set_before(&v, kind);
    else
        number(&v, kind == RV_VM_ID);
    rv_vec_end(&v);
    return RV_V_DONE;
}

/* ---- permutations ---- */

static uint64_t vlmax(const struct rv_vec *v)
{
    uint64_t n = v->cpu->vlenb >> v->sew;
    return v->lmul < 0 ? n >> -v->lmul : n << v->lmul;
}

bool rv_vec_permute_legal(const struct rv_vec *v, unsigned kind, unsigned src)
{
    bool may_overlap = kind == RV_VP_SLIDEDOWN || kind == RV_VP_SLIDE1DOWN;
    int m = v->lmul, index = kind == RV_VP_GATHER16 ? 1 : v->sew;
    if (!rv_vec_group(v, v->vd, v->sew) || !rv_vec_group(v, v->vs2, v->sew))
        return false;
    if ((!v->vm && !v->vd) || (!may_overlap && rv_vec_share(v->vd, m, v->vs2, m)))
        return false;
    if (kind != RV_VP_COMPRESS &&
        !rv_vec_sources(v, v->vs2, v->sew, src == RV_SRC_V ? (int)v->vs1 : -1, index))
        return false;
    if (kind == RV_VP_COMPRESS)
        return !v->start && !rv_vec_share(v->vd, m, v->vs1, 0);
    if (src == RV_SRC_V)
        return rv_vec_group(v, v->vs1, index) &&
               !rv_vec_share(v->vd, m, v->vs1, m + index - v->sew);
    if (src == RV_SRC_F) {
        enum fp_format f;
        return !v->frm_bad && rv_vec_format(v, v->sew, &f);
    }
    return true;
}

static void compress(struct rv_vec *v)
{
    uint8_t chosen[RV_GROUP], out[RV_GROUP];
    const void *from = rv_vec_at(v, v->vs2, 0, v->sew);
    rv_vec_mask_bytes(v, v->vs1, chosen);
    size_t n = rv_vec_squeeze(v->sew, out, chosen, from, v->vl);
    memcpy(rv_vec_at(v, v->vd, 0, v->sew), out, n << v->sew);
}

/* Elements `from` and after it, zero where there is none. */
static void move_down(const struct rv_vec *v, uint64_t from, uint64_t max, uint8_t *out)
{
    size_t n = v->vl - v->start, there = from < max ? max - from : 0;
    there = there < n ? there : n;
    memcpy(out, rv_vec_at(v, v->vs2, there ? from : 0, v->sew), there << v->sew);
    memset(out + (there << v->sew), 0, (n - there) << v->sew);
}

static void slide_up(const struct rv_vec *v)
{
    uint64_t by = v->scalar, first = by > v->start ? by : v->start;
    if (first < v->vl)
        rv_vec_put(v, v->sew, first, v->vl - first, rv_vec_at(v, v->vs2, first - by, v->sew));
}

static void slide1(const struct rv_vec *v, bool up, uint64_t max)
{
    uint8_t out[RV_GROUP + 8];
    size_t n = v->vl - v->start;
    if (up) {
        uint64_t first = v->start ? v->start - 1 : 0, skip = !v->start;
        rv_set_lane(out, 0, v->sew, v->scalar);
        memcpy(out + (skip << v->sew), rv_vec_at(v, v->vs2, first, v->sew), (n - skip) << v->sew);
    } else {
        move_down(v, v->start + 1, max, out);
        rv_set_lane(out, n - 1, v->sew, v->scalar);
    }
    rv_vec_put(v, v->sew, v->start, n, out);
}

RV_LOOP void gather_loop(int lg, int index, void *out, const void *from, const void *numbers,
                         size_t n, uint64_t max)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t at = rv_lane(numbers, i, index);
        rv_set_lane(out, i, lg, at < max ? rv_lane(from, at, lg) : 0);
    }
}

static void gather(const struct rv_vec *v, int index, uint64_t max)
{
    uint8_t out[RV_GROUP];
    const void *from = rv_vec_at(v, v->vs2, 0, v->sew);
    const void *numbers = rv_vec_at(v, v->vs1, v->start, index);
    size_t n = v->vl - v->start;
    switch (v->sew * 4 + index) {
    case 0: gather_loop(0, 0, out, from, numbers, n, max); break;
    case 1: gather_loop(0, 1, out, from, numbers, n, max); break;
    case 5: gather_loop(1, 1, out, from, numbers, n, max); break;
    case 9: gather_loop(2, 1, out, from, numbers, n, max); break;
    case 10: gather_loop(2, 2, out, from, numbers, n, max); break;
    case 13: gather_loop(3, 1, out, from, numbers, n, max); break;
    default: gather_loop(3, 3, out, from, numbers, n, max); break;
    }
    rv_vec_put(v, v->sew, v->start, n, out);
}

static void gather_one(const struct rv_vec *v, uint64_t max)
{
    uint8_t out[RV_GROUP];
    size_t n = v->vl - v->start;
    uint64_t x = v->scalar < max ? rv_vec_get(v, v->vs2, v->scalar, v->sew) : 0;
    for (size_t i = 0; i < n; i++)
        rv_set_lane(out, i, v->sew, x);
    rv_vec_put(v, v->sew, v->start, n, out);
}

static void permute(struct rv_vec *v, unsigned kind, unsigned src)
{
    uint8_t out[RV_GROUP];
    uint64_t max = vlmax(v), by = v->scalar;
    switch (kind) {
    case RV_VP_SLIDEUP: slide_up(v); break;
    case RV_VP_SLIDEDOWN:
        move_down(v, by < max ? v->start + by : max, max, out);
        rv_vec_put(v, v->sew, v->start, v->vl - v->start, out);
        break;
    case RV_VP_SLIDE1UP: slide1(v, true, max); break;
    case RV_VP_SLIDE1DOWN: slide1(v, false, max); break;
    case RV_VP_GATHER16: gather(v, 1, max); break;
    case RV_VP_GATHER:
        if (src == RV_SRC_V)
            gather(v, v->sew, max);
        else
            gather_one(v, max);
        break;
    default: compress(v); break;
    }
}

uint64_t rv_helper_vpermute(struct rv_cpu *cpu, uint64_t what, uint64_t insn, uint64_t scalar)
{
    struct rv_vec v;
    unsigned kind = what & 255, src = what >> 8;
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn) || !rv_vec_permute_legal(&v, kind, src))
        return RV_V_ILLEGAL;
    v.scalar = src == RV_SRC_F ? rv_vec_unbox(&v, scalar, false) : scalar;
    if (v.start < v.vl)
        permute(&v, kind, src);
    rv_vec_end(&v);
    return RV_V_DONE;
}

/* ---- scalar moves ---- */

uint64_t rv_helper_vmv_from_s(struct rv_cpu *cpu, uint64_t is_float, uint64_t insn)
{
    struct rv_vec v;
    enum fp_format f;
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn))
        return RV_V_ILLEGAL;
    uint64_t x = rv_vec_get(&v, v.vs2, 0, v.sew);
    if (is_float && (cpu->frm > 4 || !rv_vec_format(&v, v.sew, &f)))
        return RV_V_ILLEGAL;
    /* A narrow float is boxed. */
    cpu->vresult = !is_float ? rv_sext(x, v.sew) : v.sew == 3 ? x : x | UINT64_MAX << (8u << v.sew);
    rv_vec_end(&v);
    return RV_V_DONE;
}

uint64_t rv_helper_vmv_to_s(struct rv_cpu *cpu, uint64_t is_float, uint64_t insn, uint64_t scalar)
{
    struct rv_vec v;
    enum fp_format f;
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn) ||
        (is_float && (cpu->frm > 4 || !rv_vec_format(&v, v.sew, &f))))
        return RV_V_ILLEGAL;
    if (v.start < v.vl)
        rv_vec_set(&v, v.vd, 0, v.sew, is_float ? rv_vec_unbox(&v, scalar, false) : scalar);
    rv_vec_end(&v);
    return RV_V_DONE;
}

uint64_t rv_helper_vmvnr(struct rv_cpu *cpu, uint64_t count, uint64_t insn)
{
    struct rv_vec v;
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn) || (v.vd | v.vs2) & (count - 1))
        return RV_V_ILLEGAL;
    uint64_t size = count * cpu->vlenb, done = v.start << v.sew;
    if (done < size)
        memmove(rv_vec_at(&v, v.vd, done, 0), rv_vec_at(&v, v.vs2, done, 0), size - done);
    rv_vec_end(&v);
    return RV_V_DONE;
}

uint64_t rv_helper_vresult(struct rv_cpu *cpu)
{
    return cpu->vresult;
}
