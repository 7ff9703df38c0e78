/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of helpers that the IR knows, made of the helper*.def.
 */
#include "target/arm/helper.h"
#include "target/arm/target.h"

enum { /* short names for the flags column */
       PURE = IR_HELPER_PURE,
       CPU = IR_HELPER_CPU,
       READS = IR_HELPER_READS,
       WRITES = IR_HELPER_WRITES,
       FAULTS = IR_HELPER_FAULTS,
       FPX = IR_HELPER_FPX,
};

#define ARM_HELPER(hname, hflags, hret, ...)                                                       \
    {.name = #hname,                                                                               \
     .fn = (void *)arm_helper_##hname,                                                             \
     .flags = hflags,                                                                              \
     .ret = hret,                                                                                  \
     .args = {__VA_ARGS__}},
#define ARM_HELPER_EXPANDED(hname, hflags, hret, ...)                                              \
    {.name = #hname,                                                                               \
     .fn = (void *)arm_helper_##hname,                                                             \
     .flags = hflags,                                                                              \
     .ret = hret,                                                                                  \
     .args = {__VA_ARGS__},                                                                        \
     .expand = arm_expand_##hname},
#define ARM_HELPER_NARROWED(hname, hflags, hret, ...)                                              \
    {.name = #hname,                                                                               \
     .fn = (void *)arm_helper_##hname,                                                             \
     .flags = hflags,                                                                              \
     .ret = hret,                                                                                  \
     .args = {__VA_ARGS__},                                                                        \
     .expand = arm_expand_##hname,                                                                 \
     .narrow = arm_narrow_##hname},
const struct ir_helper arm_helpers[] = {
#include "target/arm/helper.def"
#include "target/arm/helper_simd.def"
#include "target/arm/helper_iwmmxt.def"
};
