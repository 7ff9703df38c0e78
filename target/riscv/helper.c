/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of helpers that the IR knows, made of helper.def.
 */
#include "target/riscv/helper.h"
#include "target/riscv/target.h"

enum { /* short names for the flags column */
       PURE = IR_HELPER_PURE,
       CPU = IR_HELPER_CPU,
       READS = IR_HELPER_READS,
       WRITES = IR_HELPER_WRITES,
       FPX = IR_HELPER_FPX,
       FAULTS = IR_HELPER_FAULTS,
};

#define RV_HELPER(hname, hflags, hret, ...)                                                        \
    {.name = #hname,                                                                               \
     .fn = (void *)rv_helper_##hname,                                                              \
     .flags = hflags,                                                                              \
     .ret = hret,                                                                                  \
     .args = {__VA_ARGS__}},
const struct ir_helper rv_helpers[] = {
#include "target/riscv/helper.def"
};
