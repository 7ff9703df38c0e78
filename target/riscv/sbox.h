/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The byte substitutions of AES and SM4.
 *
 * In: nothing; they are computed from their algebraic descriptions when they are first wanted.
 * Out: tables of 256 bytes.  Any thread.
 */
#ifndef FERRY_TARGET_RISCV_SBOX_H
#define FERRY_TARGET_RISCV_SBOX_H

#include <stdint.h>

enum rv_sbox { RV_SBOX_AES, RV_SBOX_AES_INVERSE, RV_SBOX_SM4, RV_SBOXES };
const uint8_t *rv_sbox(enum rv_sbox which);

/* The product in AES's field, GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. */
uint8_t rv_aes_multiply(unsigned a, unsigned b);

/* The substitution of each byte of a word. */
static inline uint32_t rv_sbox_word(enum rv_sbox which, uint32_t w)
{
    const uint8_t *box = rv_sbox(which);
    return box[w & 255] | (uint32_t)box[w >> 8 & 255] << 8 | (uint32_t)box[w >> 16 & 255] << 16 |
           (uint32_t)box[w >> 24] << 24;
}

#endif
