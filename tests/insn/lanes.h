/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What SIMD instructions of Arm's do to one lane, for the models of A64 and of NEON: written from
 * the manual's pseudocode.
 *
 * In: operands, and what the instruction says of them.  Out: the result, and whether it saturated.
 */
#ifndef FERRY_TESTS_INSN_LANES_H
#define FERRY_TESTS_INSN_LANES_H

#include <stdbool.h>
#include <stdint.h>
#include "tcg/softfp/softfp.h"

/* Wide enough that nothing overflows. */
typedef __int128 lane_num;

struct lane {
    lane_num n, m, d;     /* operands, and the old destination */
    unsigned bits;        /* of the narrowest of them */
    unsigned left, right; /* shift counts of immediates */
    bool is_signed, saturated;
};
typedef lane_num lane_fn(struct lane *l);

lane_num lane_sign(lane_num v, unsigned bits); /* SInt */

lane_fn lane_add, lane_sub, lane_mul, lane_mla, lane_mls, lane_hadd, lane_rhadd, lane_hsub,
    lane_qadd, lane_qsub, lane_max, lane_min, lane_abd, lane_aba, lane_gt, lane_ge, lane_eq,
    lane_tst, lane_gt0, lane_ge0, lane_eq0, lane_le0, lane_lt0, lane_neg, lane_abs, lane_qneg,
    lane_qabs, lane_and, lane_bic, lane_orr, lane_orn, lane_eor, lane_bsl, lane_bit, lane_bif,
    lane_not, lane_dmulh, lane_rdmulh, lane_rdmlah, lane_rdmlsh, lane_dmull, lane_dmlal, lane_dmlsl,
    lane_suqadd, lane_usqadd, lane_cls, lane_clz, lane_cnt, lane_rbit, lane_product2, lane_shl_reg,
    lane_rshl_reg, lane_qshl_reg, lane_qrshl_reg, lane_shr, lane_sra, lane_rshr, lane_rsra,
    lane_shl, lane_qshl, lane_qshlu, lane_sri, lane_sli, lane_qshr, lane_qrshr, lane_qshru,
    lane_qrshru, lane_same, lane_qxt, lane_qxtu, lane_addh, lane_subh, lane_raddh, lane_rsubh,
    lane_shll_size;

struct fp_lane {
    struct fp_env *env;
    enum fp_format f;
    uint64_t n, m, d;
    unsigned bits, fbits; /* of the format; of the fraction of a fixed-point number */
};
typedef uint64_t fp_lane_fn(struct fp_lane *l);

fp_lane_fn fp_lane_add, fp_lane_sub, fp_lane_mul, fp_lane_mulx, fp_lane_div, fp_lane_max,
    fp_lane_min, fp_lane_maxnm, fp_lane_minnm, fp_lane_recps, fp_lane_rsqrts, fp_lane_abd,
    fp_lane_mla, fp_lane_mls, fp_lane_cmeq, fp_lane_cmge, fp_lane_cmgt, fp_lane_acge, fp_lane_acgt,
    fp_lane_cmeq0, fp_lane_cmge0, fp_lane_cmgt0, fp_lane_cmle0, fp_lane_cmlt0, fp_lane_abs,
    fp_lane_neg, fp_lane_sqrt, fp_lane_recpe, fp_lane_rsqrte, fp_lane_recpx, fp_lane_cvtns,
    fp_lane_cvtnu, fp_lane_cvtps, fp_lane_cvtpu, fp_lane_cvtms, fp_lane_cvtmu, fp_lane_cvtzs,
    fp_lane_cvtzu, fp_lane_cvtas, fp_lane_cvtau, fp_lane_scvtf, fp_lane_ucvtf, fp_lane_rintn,
    fp_lane_rintp, fp_lane_rintm, fp_lane_rintz, fp_lane_rinta, fp_lane_rinti, fp_lane_rintx,
    fp_lane_rint32z, fp_lane_rint64z, fp_lane_rint32x, fp_lane_rint64x;

#endif
