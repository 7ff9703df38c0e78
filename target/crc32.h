/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC-32 of the Arm instruction sets: see crc32.c.
 */
#ifndef FERRY_TARGET_CRC32_H
#define FERRY_TARGET_CRC32_H

#include <stdint.h>

/* The checksum with `size` bytes (1, 2, 4 or 8) of value added, the lowest one first; what value
   has beyond them is ignored. */
uint32_t crc32_add(uint32_t crc, uint64_t value, uint32_t size);

#endif
