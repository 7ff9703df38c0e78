/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processor features of AArch64 as numbers and bits, from features.def.
 *
 * In: features.def.  Out: A64_FEAT_x (a bit number), A64_F(x) (its mask).
 * Invariant: at most 64 features.
 */
#ifndef FERRY_TARGET_AARCH64_FEATURES_H
#define FERRY_TARGET_AARCH64_FEATURES_H

#include <stdint.h>

enum a64_feature {
#define FEAT(name, hwcap, hwcap2, reg, lsb, value) A64_FEAT_##name,
#define FEAT_NONE(name)                            A64_FEAT_##name,
#include "target/aarch64/features.def"
#undef FEAT
#undef FEAT_NONE
    A64_FEATURES
};

#define A64_F(name) (UINT64_C(1) << A64_FEAT_##name)

/* The ID registers in which features.def has fields. */
enum a64_id_reg { ID_NONE, ID_AA64PFR0, ID_AA64PFR1, ID_AA64ISAR0, ID_AA64ISAR1, A64_ID_REGS };

#endif
