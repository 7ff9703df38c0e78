/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The extensions of RISC-V as numbers and bits, from features.def.
 *
 * In: features.def.  Out: RV_FEAT_x (a bit number), RV_F(x) (its mask), rv_features (a set).
 * Invariant: at most 128 of them.
 */
#ifndef FERRY_TARGET_RISCV_FEATURES_H
#define FERRY_TARGET_RISCV_FEATURES_H

#include <stdint.h>

enum rv_feature {
#define FEAT(name, isa, probe, implied) RV_FEAT_##name,
#define FEAT_ANY(name, any)             RV_FEAT_##name,
#define FEAT_SET(name, members)
#include "target/riscv/features.def"
#undef FEAT
#undef FEAT_ANY
#undef FEAT_SET
    RV_FEATURES
};

typedef unsigned __int128 rv_features;
#define RV_F(name) ((rv_features)1 << RV_FEAT_##name)

#endif
