/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of target/aarch64 share besides the CPU state: the translation mode, the slot and
 * helper tables, the translator's entry.
 */
#ifndef FERRY_TARGET_AARCH64_TARGET_H
#define FERRY_TARGET_AARCH64_TARGET_H

#include "target/target.h"

/* The key of a translation: what of the CPU state the code depends on. */
enum {
    A64_MODE_DN = 1,
    A64_MODE_FZ = 2,
    A64_MODE_FZ16 = 4,
    A64_MODE_AHP = 8,
    A64_MODE_TBI = 16,
    A64_MODE_BTI = 32,     /* indirect branches have a BTYPE */
    A64_MODE_PAC_OFF = 64, /* << A64_KEY_x, not GA: the key is switched off */
};

/* Bytes of struct a64_tr, checked in translate.c. */
#define A64_TR_SIZE 112

void a64_translate(struct tr *t);

extern const struct ir_helper a64_helpers[];

#endif
