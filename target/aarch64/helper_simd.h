/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prototypes of the helpers in helper_simd.def. */
#ifndef FERRY_TARGET_AARCH64_HELPER_SIMD_H
#define FERRY_TARGET_AARCH64_HELPER_SIMD_H

#include <stdint.h>

#endif
