/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of helpers that the IR knows, made of helper.def and helper_simd.def.
 */
#include "target/aarch64/helper.h"
#include "target/aarch64/target.h"
#include "target/aarch64/translate.h"

enum { /* short names for the flags column */
       PURE = IR_HELPER_PURE,
       CPU = IR_HELPER_CPU,
       READS = IR_HELPER_READS,
       WRITES = IR_HELPER_WRITES,
       FAULTS = IR_HELPER_FAULTS,
       FPX = IR_HELPER_FPX,
};

#define A64_HELPER(hname, hflags, hret, ...)                                                       \
    {.name = #hname,                                                                               \
     .fn = (void *)a64_helper_##hname,                                                             \
     .flags = hflags,                                                                              \
     .ret = hret,                                                                                  \
     .args = {__VA_ARGS__}},
#define A64_HELPER_EXPANDED(hname, hflags, hret, ...)                                              \
    {.name = #hname,                                                                               \
     .fn = (void *)a64_helper_##hname,                                                             \
     .flags = hflags,                                                                              \
     .ret = hret,                                                                                  \
     .args = {__VA_ARGS__},                                                                        \
     .expand = a64_expand_##hname},
const struct ir_helper a64_helpers[] = {
#include "target/aarch64/helper.def"
#include "target/aarch64/helper_simd.def"
};
