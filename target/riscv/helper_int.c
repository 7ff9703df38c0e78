/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of the bit-manipulation and counter instructions.
 */
#include <sys/random.h>
#include <time.h>
#include "target/riscv/cpu.h"
#include "target/riscv/helper.h"

uint64_t rv_helper_clmul(uint64_t a, uint64_t b)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < 64; i++)
        out ^= b >> i & 1 ? a << i : 0;
    return out;
}

uint64_t rv_helper_clmulh(uint64_t a, uint64_t b)
{
    uint64_t out = 0;
    for (unsigned i = 1; i < 64; i++)
        out ^= b >> i & 1 ? a >> (64 - i) : 0;
    return out;
}

uint64_t rv_helper_clmulr(uint64_t a, uint64_t b)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < 64; i++)
        out ^= b >> i & 1 ? a >> (63 - i) : 0;
    return out;
}

uint64_t rv_helper_xperm4(uint64_t table, uint64_t indices)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < 64; i += 4)
        out |= (table >> 4 * (indices >> i & 15) & 15) << i;
    return out;
}

uint64_t rv_helper_xperm8(uint64_t table, uint64_t indices)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < 64; i += 8) {
        unsigned n = indices >> i & 255;
        out |= n < 8 ? (table >> 8 * n & 255) << i : 0;
    }
    return out;
}

void rv_helper_service(void *cpu, uint64_t number)
{
    struct cpu_common *common = cpu;
    common->service(common, number);
}

uint64_t rv_helper_guarded_store(void *cpu, uint64_t address, uint64_t value, uint64_t size,
                                 uint64_t guard)
{
    struct cpu_common *common = cpu;
    return common->guarded_store(common, address, value, size, guard);
}

uint64_t rv_helper_seed(void)
{
    uint16_t bits;
    while (getrandom(&bits, sizeof bits, 0) != sizeof bits)
        continue;
    return UINT64_C(2) << 30 | bits;
}

uint64_t rv_helper_time(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}
