/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What floating-point instructions do to one lane.  The arithmetic is tcg/softfp.
 */
#include "tests/insn/lanes.h"

static uint64_t mask_if(bool holds)
{
    return holds ? UINT64_MAX : 0;
}

static uint64_t to_int(struct fp_lane *l, bool is_signed, enum fp_rounding rounding)
{
    return fp_to_int(l->env, l->f, l->n, l->bits, is_signed, l->fbits, rounding, FP_INT_SATURATE);
}

static uint64_t from_int(struct fp_lane *l, bool is_signed)
{
    unsigned up = 64 - l->bits;
    uint64_t v = is_signed ? (uint64_t)((int64_t)(l->n << up) >> up) : l->n;
    return fp_from_int(l->env, l->f, v, is_signed, l->fbits);
}

static uint64_t mag(struct fp_lane *l, uint64_t v)
{
    return fp_abs(l->f, v);
}

/* clang-format off */
uint64_t fp_lane_add(struct fp_lane *l) { return fp_add(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_sub(struct fp_lane *l) { return fp_sub(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_mul(struct fp_lane *l) { return fp_mul(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_mulx(struct fp_lane *l) { return fp_mulx(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_div(struct fp_lane *l) { return fp_div(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_max(struct fp_lane *l) { return fp_max(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_min(struct fp_lane *l) { return fp_min(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_maxnm(struct fp_lane *l) { return fp_maxnum(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_minnm(struct fp_lane *l) { return fp_minnum(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_recps(struct fp_lane *l) { return fp_recip_step(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_rsqrts(struct fp_lane *l) { return fp_rsqrt_step(l->env, l->f, l->n, l->m); }
uint64_t fp_lane_abd(struct fp_lane *l) { return mag(l, fp_lane_sub(l)); }
uint64_t fp_lane_mla(struct fp_lane *l) { return fp_muladd(l->env, l->f, l->n, l->m, l->d, 0); }
uint64_t fp_lane_mls(struct fp_lane *l)
{
    return fp_muladd(l->env, l->f, fp_neg(l->f, l->n), l->m, l->d, 0);
}
uint64_t fp_lane_cmeq(struct fp_lane *l)
{
    return mask_if(fp_compare(l->env, l->f, l->n, l->m, false) == FP_EQ);
}
uint64_t fp_lane_cmge(struct fp_lane *l)
{
    enum fp_order o = fp_compare(l->env, l->f, l->n, l->m, true);
    return mask_if(o == FP_GT || o == FP_EQ);
}
uint64_t fp_lane_cmgt(struct fp_lane *l)
{
    return mask_if(fp_compare(l->env, l->f, l->n, l->m, true) == FP_GT);
}
uint64_t fp_lane_acge(struct fp_lane *l)
{
    enum fp_order o = fp_compare(l->env, l->f, mag(l, l->n), mag(l, l->m), true);
    return mask_if(o == FP_GT || o == FP_EQ);
}
uint64_t fp_lane_acgt(struct fp_lane *l)
{
    return mask_if(fp_compare(l->env, l->f, mag(l, l->n), mag(l, l->m), true) == FP_GT);
}
uint64_t fp_lane_cmeq0(struct fp_lane *l)
{
    return mask_if(fp_compare(l->env, l->f, l->n, 0, false) == FP_EQ);
}
uint64_t fp_lane_cmge0(struct fp_lane *l)
{
    enum fp_order o = fp_compare(l->env, l->f, l->n, 0, true);
    return mask_if(o == FP_GT || o == FP_EQ);
}
uint64_t fp_lane_cmgt0(struct fp_lane *l)
{
    return mask_if(fp_compare(l->env, l->f, l->n, 0, true) == FP_GT);
}
uint64_t fp_lane_cmle0(struct fp_lane *l)
{
    enum fp_order o = fp_compare(l->env, l->f, 0, l->n, true);
    return mask_if(o == FP_GT || o == FP_EQ);
}
uint64_t fp_lane_cmlt0(struct fp_lane *l)
{
    return mask_if(fp_compare(l->env, l->f, 0, l->n, true) == FP_GT);
}
uint64_t fp_lane_abs(struct fp_lane *l) { return mag(l, l->n); }
uint64_t fp_lane_neg(struct fp_lane *l) { return fp_neg(l->f, l->n); }
uint64_t fp_lane_sqrt(struct fp_lane *l) { return fp_sqrt(l->env, l->f, l->n); }
uint64_t fp_lane_recpe(struct fp_lane *l) { return fp_recip_estimate(l->env, l->f, l->n); }
uint64_t fp_lane_rsqrte(struct fp_lane *l) { return fp_rsqrt_estimate(l->env, l->f, l->n); }
uint64_t fp_lane_recpx(struct fp_lane *l) { return fp_recip_exponent(l->env, l->f, l->n); }
uint64_t fp_lane_cvtns(struct fp_lane *l) { return to_int(l, true, FP_RNE); }
uint64_t fp_lane_cvtnu(struct fp_lane *l) { return to_int(l, false, FP_RNE); }
uint64_t fp_lane_cvtps(struct fp_lane *l) { return to_int(l, true, FP_RUP); }
uint64_t fp_lane_cvtpu(struct fp_lane *l) { return to_int(l, false, FP_RUP); }
uint64_t fp_lane_cvtms(struct fp_lane *l) { return to_int(l, true, FP_RDN); }
uint64_t fp_lane_cvtmu(struct fp_lane *l) { return to_int(l, false, FP_RDN); }
uint64_t fp_lane_cvtzs(struct fp_lane *l) { return to_int(l, true, FP_RZ); }
uint64_t fp_lane_cvtzu(struct fp_lane *l) { return to_int(l, false, FP_RZ); }
uint64_t fp_lane_cvtas(struct fp_lane *l) { return to_int(l, true, FP_RNA); }
uint64_t fp_lane_cvtau(struct fp_lane *l) { return to_int(l, false, FP_RNA); }
uint64_t fp_lane_scvtf(struct fp_lane *l) { return from_int(l, true); }
uint64_t fp_lane_ucvtf(struct fp_lane *l) { return from_int(l, false); }
uint64_t fp_lane_rintn(struct fp_lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RNE, false); }
uint64_t fp_lane_rintp(struct fp_lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RUP, false); }
uint64_t fp_lane_rintm(struct fp_lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RDN, false); }
uint64_t fp_lane_rintz(struct fp_lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RZ, false); }
uint64_t fp_lane_rinta(struct fp_lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RNA, false); }
uint64_t fp_lane_rinti(struct fp_lane *l)
{
    return fp_round_int(l->env, l->f, l->n, l->env->rounding, false);
}
uint64_t fp_lane_rintx(struct fp_lane *l)
{
    return fp_round_int(l->env, l->f, l->n, l->env->rounding, true);
}
uint64_t fp_lane_rint32z(struct fp_lane *l) { return fp_round_int_n(l->env, l->f, l->n, FP_RZ, 32); }
uint64_t fp_lane_rint64z(struct fp_lane *l) { return fp_round_int_n(l->env, l->f, l->n, FP_RZ, 64); }
uint64_t fp_lane_rint32x(struct fp_lane *l)
{
    return fp_round_int_n(l->env, l->f, l->n, l->env->rounding, 32);
}
uint64_t fp_lane_rint64x(struct fp_lane *l)
{
    return fp_round_int_n(l->env, l->f, l->n, l->env->rounding, 64);
}
/* clang-format on */
