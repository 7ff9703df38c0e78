/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC-32 as the CRC32 instructions of both Arm instruction sets have it: polynomial 0x04c11db7,
 * bits reflected, neither end inverted.
 *
 * In: values.  Out: a value.  Rules: Arm ARM, CRC32B.
 */
#include "target/crc32.h"

/*
 * crc_table[k][b]: what byte b contributes to the CRC when k more bytes follow it in the word. A
 * CRC is linear: the entry is the sum of the entries of b's bits, which the rows below list.
 */
#define BIT(b, n, v) ((b) >> (n)&1 ? (v) : 0u)
#define E(b, ...)    E_(b, __VA_ARGS__)
#define E_(b, p, q, r, s, t, u, v, w)                                                              \
    (BIT(b, 0, p) ^ BIT(b, 1, q) ^ BIT(b, 2, r) ^ BIT(b, 3, s) ^ BIT(b, 4, t) ^ BIT(b, 5, u) ^     \
     BIT(b, 6, v) ^ BIT(b, 7, w))
#define E4(b, ...)                                                                                 \
    E(b, __VA_ARGS__), E((b) + 1, __VA_ARGS__), E((b) + 2, __VA_ARGS__), E((b) + 3, __VA_ARGS__)
#define E16(b, ...)                                                                                \
    E4(b, __VA_ARGS__), E4((b) + 4, __VA_ARGS__), E4((b) + 8, __VA_ARGS__),                        \
        E4((b) + 12, __VA_ARGS__)
#define E64(b, ...)                                                                                \
    E16(b, __VA_ARGS__), E16((b) + 16, __VA_ARGS__), E16((b) + 32, __VA_ARGS__),                   \
        E16((b) + 48, __VA_ARGS__)
#define ROWS(...)                                                                                  \
    {                                                                                              \
        E64(0, __VA_ARGS__), E64(64, __VA_ARGS__), E64(128, __VA_ARGS__), E64(192, __VA_ARGS__)    \
    }

static const uint32_t crc_table[8][256] = {
    ROWS(0x77073096, 0xee0e612c, 0x076dc419, 0x0edb8832, 0x1db71064, 0x3b6e20c8, 0x76dc4190,
         0xedb88320),
    ROWS(0x191b3141, 0x32366282, 0x646cc504, 0xc8d98a08, 0x4ac21251, 0x958424a2, 0xf0794f05,
         0x3b83984b),
    ROWS(0x01c26a37, 0x0384d46e, 0x0709a8dc, 0x0e1351b8, 0x1c26a370, 0x384d46e0, 0x709a8dc0,
         0xe1351b80),
    ROWS(0xb8bc6765, 0xaa09c88b, 0x8f629757, 0xc5b428ef, 0x5019579f, 0xa032af3e, 0x9b14583d,
         0xed59b63b),
    ROWS(0x3d6029b0, 0x7ac05360, 0xf580a6c0, 0x30704bc1, 0x60e09782, 0xc1c12f04, 0x58f35849,
         0xb1e6b092),
    ROWS(0xcb5cd3a5, 0x4dc8a10b, 0x9b914216, 0xec53826d, 0x03d6029b, 0x07ac0536, 0x0f580a6c,
         0x1eb014d8),
    ROWS(0xa6770bb4, 0x979f1129, 0xf44f2413, 0x33ef4e67, 0x67de9cce, 0xcfbd399c, 0x440b7579,
         0x8816eaf2),
    ROWS(0xccaa009e, 0x4225077d, 0x844a0efa, 0xd3e51bb5, 0x7cbb312b, 0xf9766256, 0x299dc2ed,
         0x533b85da),
};

uint32_t crc32_add(uint32_t crc, uint64_t value, uint32_t size)
{
    uint64_t v = value ^ crc;
    uint32_t out = size < 4 ? crc >> (8 * size) : 0;
    for (uint32_t i = 0; i < size; i++)
        out ^= crc_table[size - 1 - i][v >> (8 * i) & 0xff];
    return out;
}
