/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of target/riscv share besides the CPU state: the translation mode, the helper
 * table, the translator's entry.
 */
#ifndef FERRY_TARGET_RISCV_TARGET_H
#define FERRY_TARGET_RISCV_TARGET_H

#include "target/target.h"

/* The key of a translation: frm, so that an instruction's own rounding mode is known to agree; and
   whether vector instructions call helpers, for the rest of a straight line. */
#define RV_MODE_FRM   7
#define RV_MODE_VSLOW 8

/* Bytes of struct rv_tr, checked in translate.c. */
#define RV_TR_SIZE 320

void rv_translate(struct tr *t);

extern const struct ir_helper rv_helpers[];

#endif
