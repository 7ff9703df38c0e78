/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "crc": table-driven CRC-32
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t table[256];
static uint8_t data[1 << 16];

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 3000;
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1;
        table[i] = c;
    }
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = i * 31 >> 3;
    uint32_t crc = ~0u;
    for (int r = 0; r < rounds; r++)
        for (size_t i = 0; i < sizeof(data); i++)
            crc = table[(crc ^ data[i]) & 255] ^ crc >> 8;
    printf("%08x\n", ~crc);
}
