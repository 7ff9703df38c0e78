/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the floating-point and vector instructions of A64 and of A32/T32 have in common: the same
 * operations as compositions of IR.
 *
 * In: operands as IR values.  Out: the result as one.  `sub` is that of the IR's FP ops (IR_V64,
 * IR_FP_STD); size: log2 of a lane's bytes.
 */
#ifndef FERRY_TARGET_ADVSIMD_H
#define FERRY_TARGET_ADVSIMD_H

#include "tcg/ir/ir.h"

/* SQRDMLAH, SQRDMLSH (minus): lanes of 16 or 32 bits, of the low half or of all. *saturated: bits
   are set where a lane was. */
struct advsimd_rdm {
    unsigned size;
    bool minus, whole, lane0; /* lane0: of lane 0 alone */
};
ir_ref advsimd_rdmlah(struct ir_region *r, struct advsimd_rdm how, ir_ref d, ir_ref n, ir_ref m,
                      ir_ref *saturated);

/* SQSHL, SQSHLU, UQSHL by an immediate.  *lost: bits are set where a lane was saturated. */
enum advsimd_qshl { ADVSIMD_SQSHL, ADVSIMD_SQSHLU, ADVSIMD_UQSHL };
ir_ref advsimd_qshl(struct ir_region *r, unsigned size, enum advsimd_qshl kind, unsigned count,
                    ir_ref n, ir_ref *lost);

/* SSHL, USHL (IR_VSHLVS, IR_VSHLVU): by the signed low byte of m's lanes. */
ir_ref advsimd_shift_lanes(struct ir_region *r, enum ir_opcode op, unsigned size, ir_ref n,
                           ir_ref m);
/* The same rounded or saturated.  *lost: bits are set where a lane was saturated; IR_NONE without
   saturation. */
enum advsimd_shl {
    ADVSIMD_SHL_ROUND = 1, /* right shifts round */
    ADVSIMD_SHL_SAT = 2,
    ADVSIMD_SHL_SAT_ROUND = 3,
    ADVSIMD_SHL_UNSIGNED = 4,
    ADVSIMD_SHL_UROUND = 5,
    ADVSIMD_SHL_USAT = 6,
    ADVSIMD_SHL_USAT_ROUND = 7,
};
ir_ref advsimd_shl_reg(struct ir_region *r, unsigned size, unsigned how, ir_ref n, ir_ref m,
                       ir_ref *lost);

/* SMMLA and relatives: d + 2x8 times 8x2 bytes; op: IR_VDOTS, IR_VDOTU, IR_VDOTUS. */
ir_ref advsimd_matrix(struct ir_region *r, enum ir_opcode op, ir_ref d, ir_ref n, ir_ref m);
/* The rows of n, the columns of m (i = 0, 1) of a product of 2x2 matrices of 32-bit elements. */
ir_ref advsimd_row(struct ir_region *r, unsigned i, ir_ref n);
ir_ref advsimd_column(struct ir_region *r, unsigned i, ir_ref m);

/* Complex numbers, even lanes real, odd ones imaginary.  FCADD: rot 0 is 90 degrees, 1 is 270;
   FCMLA: rot is in quarter turns. */
ir_ref advsimd_complex_add(struct ir_region *r, unsigned size, unsigned sub, unsigned rot, ir_ref n,
                           ir_ref m);
ir_ref advsimd_complex_mla(struct ir_region *r, unsigned size, unsigned sub, unsigned rot, ir_ref d,
                           ir_ref n, ir_ref m);

/* FPToFixedJS: the double (its bits are an i64) towards zero modulo 2^32.  *exact: 0 or 1 (Z). */
ir_ref advsimd_js_convert(struct ir_region *r, ir_ref f64, ir_ref bits, ir_ref *exact);

#endif
