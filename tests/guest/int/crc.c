// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CRC-16, CRC-32, CRC-32C and CRC-64, bit by bit and by table. */
#include <stdint.h>
#include <stdio.h>
static uint8_t data[20000];
static uint64_t crc(uint64_t poly, int bits, int reflect, size_t n)
{
    uint64_t mask = bits == 64 ? ~0ull : (1ull << bits) - 1, c = mask;
    for (size_t i = 0; i < n; i++) {
        if (reflect) {
            c ^= data[i];
            for (int b = 0; b < 8; b++)
                c = c >> 1 ^ (c & 1 ? poly : 0);
        } else {
            c ^= (uint64_t)data[i] << (bits - 8);
            for (int b = 0; b < 8; b++)
                c = (c << 1 ^ (c >> (bits - 1) & 1 ? poly : 0)) & mask;
        }
    }
    return ~c & mask;
}
static uint32_t table[8][256];
static uint32_t slice(size_t n)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int b = 0; b < 8; b++)
            c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
        table[0][i] = c;
    }
    for (int t = 1; t < 8; t++)
        for (int i = 0; i < 256; i++)
            table[t][i] = table[t - 1][i] >> 8 ^ table[0][table[t - 1][i] & 255];
    uint32_t c = ~0u;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t w = *(uint64_t *)(data + i) ^ c;
        c = 0;
        for (int t = 0; t < 8; t++)
            c ^= table[7 - t][w >> 8 * t & 255];
    }
    for (; i < n; i++)
        c = c >> 8 ^ table[0][(c ^ data[i]) & 255];
    return ~c;
}
int main(void)
{
    uint32_t x = 1;
    for (int i = 0; i < 20000; i++)
        x = x * 1664525 + 1013904223, data[i] = x >> 24;
    for (size_t n = 0; n <= 20000; n = n * 3 + 1)
        printf("%zu %lx %lx %lx %lx %x\n", n, crc(0x1021, 16, 0, n), crc(0xedb88320, 32, 1, n),
               crc(0x82f63b78, 32, 1, n), crc(0xc96c5795d7870f42, 64, 1, n), slice(n));
}
