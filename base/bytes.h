/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores of integers in a named byte order at any alignment, and
 * rounding to powers of two.
 *
 * In: host memory.  Out: values.  Invariant: no access needs alignment, and
 * nothing depends on the host's own byte order.
 * Example: load_u32(p, abi->big_endian).
 */
#ifndef FERRY_BASE_BYTES_H
#define FERRY_BASE_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* True when `big` is not the host's byte order. */
static inline bool bytes_swapped(bool big)
{
    return big != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

static inline uint16_t load_u16(const void *p, bool big)
{
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return bytes_swapped(big) ? __builtin_bswap16(v) : v;
}

static inline uint32_t load_u32(const void *p, bool big)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return bytes_swapped(big) ? __builtin_bswap32(v) : v;
}

static inline uint64_t load_u64(const void *p, bool big)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return bytes_swapped(big) ? __builtin_bswap64(v) : v;
}

static inline void store_u16(void *p, uint16_t v, bool big)
{
    v = bytes_swapped(big) ? __builtin_bswap16(v) : v;
    memcpy(p, &v, sizeof v);
}

static inline void store_u32(void *p, uint32_t v, bool big)
{
    v = bytes_swapped(big) ? __builtin_bswap32(v) : v;
    memcpy(p, &v, sizeof v);
}

static inline void store_u64(void *p, uint64_t v, bool big)
{
    v = bytes_swapped(big) ? __builtin_bswap64(v) : v;
    memcpy(p, &v, sizeof v);
}

/* A guest's long or pointer: `word` is 4 or 8 bytes. */
static inline uint64_t load_word(const void *p, unsigned word, bool big)
{
    return word == 8 ? load_u64(p, big) : load_u32(p, big);
}

static inline void store_word(void *p, uint64_t v, unsigned word, bool big)
{
    if (word == 8)
        store_u64(p, v, big);
    else
        store_u32(p, (uint32_t)v, big);
}

/* Rounds to a multiple of `to`, a power of two; rounding up wraps at 2^64. */
static inline uint64_t round_down(uint64_t v, uint64_t to)
{
    return v & ~(to - 1);
}

static inline uint64_t round_up(uint64_t v, uint64_t to)
{
    return round_down(v + to - 1, to);
}

#endif
