/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of scalar cryptography: SM4.
 */
#include "target/riscv/helper.h"
#include "target/riscv/sbox.h"

uint64_t rv_helper_sm4(uint64_t byte, uint64_t schedule)
{
    uint32_t x = rv_sbox(RV_SBOX_SM4)[byte & 255];
    if (schedule)
        return x ^ (x & 7) << 29 ^ (x & 0xfe) << 7 ^ (x & 1) << 23 ^ (x & 0xf8) << 13;
    return x ^ x << 8 ^ x << 2 ^ x << 18 ^ (x & 0x3f) << 26 ^ (x & 0xc0) << 10;
}
