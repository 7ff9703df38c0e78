/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of target/arm share besides the CPU state: the translation mode, the slot and
 * helper tables, the translator's entry.
 */
#ifndef FERRY_TARGET_ARM_TARGET_H
#define FERRY_TARGET_ARM_TARGET_H

#include "target/target.h"

/* The key of a translation: what of the CPU state the code depends on. */
enum {
    ARM_MODE_DN = 1,
    ARM_MODE_FZ = 2,
    ARM_MODE_FZ16 = 4,
    ARM_MODE_AHP = 8,
    ARM_MODE_BE = 16,
    ARM_MODE_RN = 32, /* rounding is not to nearest: NEON's arithmetic differs from VFP's */
    ARM_MODE_BE_CODE = 64,
    ARM_MODE_IT_SHIFT = 8,      /* 8 bits of ITSTATE: the region starts inside of an IT block */
    ARM_MODE_LEN_SHIFT = 16,    /* 3 bits: vector length - 1 */
    ARM_MODE_STRIDE_SHIFT = 20, /* 2 bits */
};

/* Bytes of struct arm_tr, checked in translate.c. */
#define ARM_TR_SIZE 384

void arm_translate(struct tr *t);

extern const struct ir_helper arm_helpers[];

#endif
