/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "lz": compression and expansion with a small LZ77
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE (1 << 19)
static uint8_t in[SIZE], packed[SIZE * 2], out[SIZE];
static uint32_t head[1 << 14];

static uint32_t read32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
}

static size_t pack(void)
{
    size_t n = 0, i = 0;
    memset(head, 0, sizeof(head));
    while (i + 4 < SIZE) {
        uint32_t h = read32(in + i) * 2654435761u >> 18;
        size_t cand = head[h], len = 0;
        head[h] = i;
        if (cand < i && i - cand < 65535)
            while (len < 255 && i + len < SIZE && in[cand + len] == in[i + len])
                len++;
        if (len >= 4) {
            packed[n++] = len;
            packed[n++] = (i - cand) & 255;
            packed[n++] = (i - cand) >> 8;
            i += len;
        } else {
            packed[n++] = 0;
            packed[n++] = in[i++];
        }
    }
    while (i < SIZE) {
        packed[n++] = 0;
        packed[n++] = in[i++];
    }
    return n;
}

static void unpack(size_t n)
{
    size_t o = 0;
    for (size_t i = 0; i < n;) {
        unsigned len = packed[i++];
        if (!len) {
            out[o++] = packed[i++];
        } else {
            size_t dist = packed[i] | packed[i + 1] << 8;
            i += 2;
            for (; len; len--, o++)
                out[o] = out[o - dist];
        }
    }
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 60;
    uint32_t seed = 7;
    for (size_t i = 0; i < SIZE; i++) {
        seed = seed * 1103515245 + 12345;
        in[i] = i > 64 && (seed >> 16 & 7) ? in[i - 1 - (seed >> 20 & 63)] : seed >> 24;
    }
    size_t n = 0;
    for (int r = 0; r < rounds; r++) {
        n = pack();
        unpack(n);
        if (memcmp(in, out, SIZE)) {
            puts("mismatch");
            return 1;
        }
        in[r]++;
    }
    printf("%zu\n", n);
}
