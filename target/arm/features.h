/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features of 32-bit Arm processors as bits, from features.def.
 */
#ifndef FERRY_TARGET_ARM_FEATURES_H
#define FERRY_TARGET_ARM_FEATURES_H

#include <stdint.h>

enum {
#define FEAT(name, hwcap, hwcap2) ARM_FEAT_##name,
#include "target/arm/features.def"
#undef FEAT
    ARM_FEATURES
};

#define ARM_F(name) (UINT64_C(1) << ARM_FEAT_##name)

#endif
