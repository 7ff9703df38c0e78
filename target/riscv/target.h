/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of target/riscv share besides the CPU state: the translation mode, the helper
 * table, the translator's entry.
 */
#ifndef FERRY_TARGET_RISCV_TARGET_H
#define FERRY_TARGET_RISCV_TARGET_H

#include "target/target.h"

/* The key of a translation: frm, so that an instruction's own rounding mode is known to agree; and
   what is known of vl and vtype, for the rest of a straight line. */
#define RV_MODE_FRM      7
#define RV_MODE_VWAY_AT  3         /* enum rv_vway, two bits */
#define RV_MODE_RVE      (1u << 5) /* rv_cpu.rve */
#define RV_MODE_VTYPE_AT 8         /* with RV_VWAY_PARTIAL */
#define RV_MODE_LINE     (3u << RV_MODE_VWAY_AT | 0x1ffu << RV_MODE_VTYPE_AT)

/* Bytes of struct rv_tr, checked in translate.c. */
#define RV_TR_SIZE 320

void rv_translate(struct tr *t);

extern const struct ir_helper rv_helpers[];

#endif
