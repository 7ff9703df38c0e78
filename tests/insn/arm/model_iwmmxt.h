/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plain model of Wireless MMX and of XScale's accumulator, written from what the developer's
 * guides say and sharing nothing with the translator: the expected values of iwmmxt_test.
 *
 * In: a row of the instruction table, a word of it, registers.  Out: registers and memory
 * afterwards.
 */
#ifndef FERRY_TESTS_INSN_ARM_MODEL_IWMMXT_H
#define FERRY_TESTS_INSN_ARM_MODEL_IWMMXT_H

#include "target/arm/decode.h"
#include "tests/insn/arm/model_int.h"

struct model_iwmmxt {
    uint64_t w[16];
    uint32_t con, ssf, casf, cgr[4];
    bool acc40;        /* w[0] is XScale's accumulator, and the only register */
    struct model core; /* R0-R14, flags, memory, the instruction's pc */
};

/* MODEL_UNKNOWN: the row is not of this file, or the word is unpredictable. */
enum model_result model_iwmmxt(struct model_iwmmxt *m, enum arm_op op, uint32_t insn);
enum model_result model_iwmmxt_move(struct model_iwmmxt *m, enum arm_op op, uint32_t insn);

#endif
