/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "hash": a 64-bit multiply-rotate hash and an open-addressed table
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SLOTS (1u << 18)
static uint64_t keys[SLOTS];
static uint32_t counts[SLOTS];

static uint64_t mix(uint64_t x)
{
    x ^= x >> 31;
    x *= 0x7fb5d329728ea185u;
    x = x << 27 | x >> 37;
    x *= 0x81dadef4bc2dd44du;
    return x ^ x >> 33;
}

int main(int argc, char **argv)
{
    long rounds = argc > 1 ? atol(argv[1]) : 20000000;
    uint64_t x = 88172645463325252u, sum = 0;
    for (long r = 0; r < rounds; r++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        uint64_t key = x % 100003 + 1;
        uint32_t i = mix(key) & (SLOTS - 1);
        while (keys[i] && keys[i] != key)
            i = (i + 1) & (SLOTS - 1);
        keys[i] = key;
        sum += ++counts[i];
    }
    printf("%llu\n", (unsigned long long)sum);
}
