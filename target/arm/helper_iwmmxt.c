/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wCASF, the flags of the lanes, out of the operation that made them.
 *
 * A lane that was saturated has neither C nor V; the C of a difference is "no borrow".
 */
#include "target/arm/helper.h"

#include <stdbool.h>
#include "target/arm/cpu.h"

/* N 8, Z 4 of a lane of so many bits. */
static uint32_t nz(uint64_t v, unsigned bits)
{
    return (uint32_t)(v >> (bits - 1) & 1) << 3 | (v == 0) << 2;
}

/* The flags of x + y or x - y, lanes of up to 32 bits. */
static uint32_t sum_flags(uint32_t op, uint64_t x, uint64_t y, unsigned bits)
{
    bool minus = (op & ARM_WF_OP) == ARM_WF_SUB;
    uint64_t mask = (UINT64_C(1) << bits) - 1, sign = UINT64_C(1) << (bits - 1);
    uint64_t v = (minus ? x - y : x + y) & mask;
    bool out = minus ? x < y : v < x; /* of the unsigned range */
    bool over = ((minus ? x ^ y : ~(x ^ y)) & (x ^ v)) & sign;
    if (op & ARM_WF_UNSIGNED && out)
        return nz(minus ? 0 : mask, bits);
    if (op & ARM_WF_SIGNED && over)
        return nz(x & sign ? sign : sign - 1, bits);
    return nz(v, bits) | (uint32_t)(out != minus) << 1 | over;
}

uint32_t arm_helper_wcasf(uint32_t op, uint64_t a, uint64_t b)
{
    unsigned bits = 8u << (op >> ARM_WF_SIZE_SHIFT & 3), how = op & ARM_WF_OP;
    uint64_t mask = UINT64_MAX >> (64 - bits);
    uint32_t flags = 0;
    if (how == ARM_WF_WORD)
        return (uint32_t)a;
    for (unsigned at = 0; at < 64; at += bits) {
        uint64_t x = a >> at & mask, y = b >> at & mask;
        uint32_t f = how == ARM_WF_NZ  ? nz(x, bits)
                     : how == ARM_WF_Z ? nz(x, bits) & 4
                                       : sum_flags(op, x, y, bits);
        flags |= f << ((at + bits) / 2 - 4);
    }
    return flags;
}
