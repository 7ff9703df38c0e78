/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector masks, permutations and scalar moves; see helper_vec.h.
 */
#include "target/riscv/helper.h"
#include "target/riscv/helper_vec.h"

/* ---- masks ---- */

uint64_t rv_helper_vmask_logic(struct rv_cpu *cpu, uint64_t kind, uint64_t insn)
{
    struct rv_vec v;
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn))
        return RV_V_ILLEGAL;
    for (uint64_t i = v.start; i < v.vl; i++) {
        bool a = rv_vec_mask(&v, v.vs2, i), b = rv_vec_mask(&v, v.vs1, i), r = false;
        switch (kind) { /* low bits of funct6 */
        case 0: r = a && !b; break;
        case 1: r = a && b; break;
        case 2: r = a || b; break;
        case 3: r = a != b; break;
        case 4: r = a || !b; break;
        case 5: r = !(a && b); break;
        case 6: r = !(a || b); break;
        default: r = a == b; break;
        }
        rv_vec_set_mask(&v, v.vd, i, r);
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
    for (uint64_t i = 0; i < v.vl; i++) {
        if (!rv_vec_active(&v, i) || !rv_vec_mask(&v, v.vs2, i))
            continue;
        count++;
        if (first == UINT64_MAX)
            first = i;
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
    uint64_t count = 0;
    for (uint64_t i = numbers ? v.start : v.vl; i < v.vl; i++) {
        if (!rv_vec_active(&v, i))
            continue;
        rv_vec_set(&v, v.vd, i, v.sew, kind == RV_VM_ID ? i : count);
        count += kind == RV_VM_IOTA && rv_vec_mask(&v, v.vs2, i);
    }
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
    uint64_t to = 0;
    for (uint64_t i = 0; i < v->vl; i++)
        if (rv_vec_mask(v, v->vs1, i))
            rv_vec_set(v, v->vd, to++, v->sew, rv_vec_get(v, v->vs2, i, v->sew));
}

/* The element that comes to place i; false: it stays. */
static bool source(const struct rv_vec *v, unsigned kind, unsigned src, uint64_t i, uint64_t max,
                   uint64_t *out)
{
    uint64_t n = v->scalar, from;
    switch (kind) {
    case RV_VP_SLIDEUP:
        if (i < n)
            return false;
        from = i - n;
        break;
    case RV_VP_SLIDEDOWN: from = n < max ? i + n : max; break;
    case RV_VP_SLIDE1UP:
        *out = n;
        if (!i)
            return true;
        from = i - 1;
        break;
    case RV_VP_SLIDE1DOWN:
        *out = n;
        if (i == v->vl - 1)
            return true;
        from = i + 1;
        break;
    case RV_VP_GATHER16: from = rv_vec_get(v, v->vs1, i, 1); break;
    default: from = src == RV_SRC_V ? rv_vec_get(v, v->vs1, i, v->sew) : n; break;
    }
    *out = from < max ? rv_vec_get(v, v->vs2, from, v->sew) : 0;
    return true;
}

uint64_t rv_helper_vpermute(struct rv_cpu *cpu, uint64_t what, uint64_t insn, uint64_t scalar)
{
    struct rv_vec v;
    unsigned kind = what & 255, src = what >> 8;
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn) || !rv_vec_permute_legal(&v, kind, src))
        return RV_V_ILLEGAL;
    uint64_t max = vlmax(&v), x;
    v.scalar = src == RV_SRC_F ? rv_vec_unbox(&v, scalar, RV_NAN_F16) : scalar;
    if (kind == RV_VP_COMPRESS)
        compress(&v);
    for (uint64_t i = v.start; kind != RV_VP_COMPRESS && i < v.vl; i++)
        if (rv_vec_active(&v, i) && source(&v, kind, src, i, max, &x))
            rv_vec_set(&v, v.vd, i, v.sew, x);
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
        rv_vec_set(&v, v.vd, 0, v.sew, is_float ? rv_vec_unbox(&v, scalar, RV_NAN_F16) : scalar);
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

/* ---- control and status registers ---- */

uint64_t rv_helper_vcsr_get(struct rv_cpu *cpu, uint64_t number)
{
    switch (number) {
    case 0x009: return cpu->vxsat;
    case 0x00a: return cpu->vxrm;
    default: return cpu->vxrm << 1 | cpu->vxsat;
    }
}

void rv_helper_vcsr_set(struct rv_cpu *cpu, uint64_t number, uint64_t value)
{
    switch (number) {
    case 0x009: cpu->vxsat = value & 1; break;
    case 0x00a: cpu->vxrm = value & 3; break;
    default: cpu->vxsat = value & 1; cpu->vxrm = value >> 1 & 3;
    }
}
