/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector helpers: configuration and legality; see helper_vec.h.
 */
#include "target/riscv/helper_vec.h"
#include "target/riscv/helper.h"

/* ELEN, as log2 of bytes. */
static int elen_of(const struct rv_model *m)
{
    return m->features & RV_F(ZVE64X) ? 3 : 2;
}

static int lmul_of(uint64_t vtype)
{
    int m = vtype & 7;
    return m < 4 ? m : m - 8;
}

/* VLMAX; 0: vtype is illegal. */
static uint64_t elements(uint64_t vtype, uint64_t vlenb, uint64_t known)
{
    int sew = vtype >> 3 & 7, lmul = lmul_of(vtype), elen = known & RV_VTYPE_ELEN64 ? 3 : 2;
    if (vtype & ~(known & ~RV_VTYPE_ELEN64) || (vtype & RV_VTYPE_ALT && sew > 1) || sew > elen ||
        lmul == -4 || (lmul < 0 && sew > elen + lmul))
        return 0;
    return lmul < 0 ? vlenb >> -lmul >> sew : vlenb << lmul >> sew;
}

uint64_t rv_helper_vsetvl(uint64_t avl, uint64_t vtype, uint64_t vlenb, uint64_t known)
{
    uint64_t max = elements(vtype, vlenb, known);
    return max ? vtype << RV_VTYPE_AT | (avl < max ? avl : max) : UINT64_C(1) << RV_VILL_AT;
}

bool rv_vec_decode(struct rv_vec *v, const struct rv_model *model, uint32_t vconf, unsigned frm,
                   uint32_t insn)
{
    uint64_t vtype = vconf >> RV_VTYPE_AT & ((1u << RV_VTYPE_BITS) - 1);
    *v = (struct rv_vec){
        .model = model,
        .vd = insn >> 7 & 31,
        .vs1 = insn >> 15 & 31,
        .vs2 = insn >> 20 & 31,
        .vm = insn >> 25 & 1,
        .sew = vtype >> 3 & 7,
        .lmul = lmul_of(vtype),
        .alt = vtype & RV_VTYPE_ALT,
        .vl = vconf & ((1u << RV_VL_BITS) - 1),
        .start = vconf >> RV_VSTART_AT,
        .frm_bad = frm > 4,
    };
    return !(vconf >> RV_VILL_AT & 1);
}

bool rv_vec_begin(struct rv_vec *v, struct rv_cpu *cpu, uint32_t insn)
{
    bool valid = rv_vec_decode(v, cpu->model, cpu->vconf, cpu->frm, insn);
    v->cpu = cpu;
    v->frm = cpu->frm == 4 ? FP_RNA : cpu->common.fp_rounding;
    return valid;
}

void rv_vec_end(struct rv_vec *v)
{
    v->cpu->vstart = 0;
    v->cpu->vxsat |= v->sat;
    v->cpu->common.fp_flags |= v->flags;
}

bool rv_vec_has(const struct rv_vec *v, int eew)
{
    return eew <= elen_of(v->model);
}

bool rv_vec_group(const struct rv_vec *v, unsigned reg, int eew)
{
    int emul = v->lmul + eew - v->sew;
    if (!rv_vec_has(v, eew) || emul < -3 || emul > 3)
        return false;
    return emul <= 0 || !(reg & ((1u << emul) - 1));
}

bool rv_vec_share(unsigned a, int emul_a, unsigned b, int emul_b)
{
    unsigned na = emul_a > 0 ? 1u << emul_a : 1, nb = emul_b > 0 ? 1u << emul_b : 1;
    return a < b + nb && b < a + na;
}

bool rv_vec_sources(const struct rv_vec *v, unsigned vs2, int eew2, int other, int eew)
{
    int m2 = v->lmul + eew2 - v->sew, m = v->lmul + eew - v->sew;
    if (!v->vm && (!vs2 || !other))
        return false;
    return other < 0 || eew == eew2 || !rv_vec_share(vs2, m2, (unsigned)other, m);
}

bool rv_vec_overlap(const struct rv_vec *v, unsigned vd, int dst, unsigned vs, int src)
{
    int md = v->lmul + dst - v->sew, ms = v->lmul + src - v->sew;
    if (dst == src || !rv_vec_share(vd, md, vs, ms))
        return true;
    if (dst < src)
        return vd == vs;
    return ms >= 0 && vs == vd + (1u << md) - (1u << ms);
}

void rv_vec_widths(const struct rv_vec *v, unsigned kind, int *vd, int *vs2, int *other)
{
    int s = v->sew;
    *vd = kind == RV_VEC_WIDEN || kind == RV_VEC_WIDEN_W || kind == RV_VEC_CVT_W ? s + 1 : s;
    *vs2 = kind == RV_VEC_WIDEN_W || kind == RV_VEC_NARROW || kind == RV_VEC_CVT_N ? s + 1 : s;
    *other = s;
}

/* With altfmt, what is not excluded: division, roots, reductions, conversions from and to integers
   of more than 8 bits. */
static bool alternative_ok(const struct rv_vec *v, unsigned kind, unsigned fn)
{
    bool reduces = kind == RV_VEC_REDUCE || kind == RV_VEC_REDUCE_W;
    if (!rv_vec_is_fp(fn)) /* moves, merges */
        return v->sew == 1;
    if (fn >= RV_FN_F2U && fn <= RV_FN_F2I_RTZ)
        return v->sew == 0 && kind == RV_VEC_CVT_N;
    if (fn == RV_FN_U2F || fn == RV_FN_I2F)
        return v->sew == 0 && kind == RV_VEC_CVT_W;
    return v->sew == 1 && !reduces && fn != RV_FN_FDIV && fn != RV_FN_FRDIV && fn != RV_FN_FSQRT;
}

static bool formats_ok(const struct rv_vec *v, unsigned kind, unsigned fn)
{
    enum fp_format f;
    int narrow = v->sew;
    bool wide = kind == RV_VEC_WIDEN || kind == RV_VEC_WIDEN_W || kind == RV_VEC_REDUCE_W;
    bool from_int = fn == RV_FN_U2F || fn == RV_FN_I2F;
    bool to_int = fn >= RV_FN_F2U && fn <= RV_FN_F2I_RTZ;
    if (fn == RV_FN_BF16 || fn == RV_FN_FMACC_BF16)
        return v->sew == 1;
    if (v->alt && !alternative_ok(v, kind, fn))
        return false;
    if (kind == RV_VEC_CVT_W)
        return (from_int || rv_vec_format(v, narrow, &f)) &&
               (to_int || rv_vec_format(v, narrow + 1, &f));
    if (kind == RV_VEC_CVT_N)
        return (to_int || rv_vec_format(v, narrow, &f)) &&
               (from_int || rv_vec_format(v, narrow + 1, &f));
    return rv_vec_format(v, narrow, &f) && (!wide || rv_vec_format(v, narrow + 1, &f));
}

/* What Zve64x leaves out for elements of 64 bits. */
static bool multiplies_high(unsigned fn)
{
    return fn == RV_FN_MULH || fn == RV_FN_MULHU || fn == RV_FN_MULHSU || fn == RV_FN_SMUL;
}

bool rv_vec_legal(const struct rv_vec *v, unsigned kind, unsigned fn, unsigned src)
{
    int wd, w2, wo, elen = elen_of(v->model);
    rv_vec_widths(v, kind, &wd, &w2, &wo);
    if ((rv_vec_is_fp(fn) || src == RV_SRC_F) && (!formats_ok(v, kind, fn) || v->frm_bad))
        return false;
    if ((fn == RV_FN_CLMUL || fn == RV_FN_CLMULH) && v->sew != 3)
        return false;
    if (multiplies_high(fn) && v->sew == 3 && !(v->model->features & RV_F(V)))
        return false;
    bool accumulates =
        (fn >= RV_FN_MADD && fn <= RV_FN_NMSAC) || (fn >= RV_FN_FMADD && fn <= RV_FN_FMACC_BF16);
    if (kind != RV_VEC_COMPARE && kind != RV_VEC_CARRY && kind != RV_VEC_CARRY_OUT &&
        !rv_vec_sources(v, v->vs2, w2, src == RV_SRC_V ? (int)v->vs1 : -1, wo))
        return false;
    if (kind == RV_VEC_REDUCE || kind == RV_VEC_REDUCE_W)
        return !v->start && rv_vec_group(v, v->vs2, v->sew) &&
               (kind == RV_VEC_REDUCE ||
                (v->sew < elen && !rv_vec_share(v->vs1, 0, v->vs2, v->lmul)));
    if (kind == RV_VEC_WIDEN && accumulates && /* vd is a source, too */
        (rv_vec_share(v->vd, v->lmul + 1, v->vs2, v->lmul) ||
         (src == RV_SRC_V && rv_vec_share(v->vd, v->lmul + 1, v->vs1, v->lmul))))
        return false;
    if (wd > elen || w2 > elen || !rv_vec_group(v, v->vs2, w2) ||
        (src == RV_SRC_V && !rv_vec_group(v, v->vs1, wo)))
        return false;
    if (kind == RV_VEC_COMPARE || kind == RV_VEC_CARRY_OUT) {
        int m = v->lmul;
        bool fits2 = !rv_vec_share(v->vd, 0, v->vs2, m) || v->vd == v->vs2;
        return fits2 && (src != RV_SRC_V || !rv_vec_share(v->vd, 0, v->vs1, m) || v->vd == v->vs1);
    }
    if (!rv_vec_group(v, v->vd, wd) || ((!v->vm || kind == RV_VEC_CARRY) && v->vd == 0))
        return false;
    return rv_vec_overlap(v, v->vd, wd, v->vs2, w2) &&
           (src != RV_SRC_V || rv_vec_overlap(v, v->vd, wd, v->vs1, wo));
}

bool rv_vec_extend_legal(const struct rv_vec *v, int from)
{
    return from >= 0 && rv_vec_sources(v, v->vs2, from, -1, 0) && rv_vec_group(v, v->vs2, from) &&
           rv_vec_group(v, v->vd, v->sew) && (v->vm || v->vd) &&
           rv_vec_overlap(v, v->vd, v->sew, v->vs2, from);
}
