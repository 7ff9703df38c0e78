/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of the integer and system instructions; see helper.h.
 */
#include "target/arm/helper.h"

#include <time.h>
#include "target/arm/cpu.h"

static uint32_t base_flags(uint32_t op, uint32_t a, uint32_t b)
{
    static const uint8_t relation[16] = {[1] = 8, [2] = 6, [4] = 2, [8] = 3};
    uint32_t v;
    int32_t unused;
    switch (op & ARM_CC_BASE) {
    case ARM_CC_ADD:
        v = a + b;
        return (v >> 31) << 3 | (v == 0) << 2 | (v < a) << 1 |
               __builtin_add_overflow((int32_t)a, (int32_t)b, &unused);
    case ARM_CC_SUB:
        v = a - b;
        return (v >> 31) << 3 | (v == 0) << 2 | (a >= b) << 1 |
               __builtin_sub_overflow((int32_t)a, (int32_t)b, &unused);
    case ARM_CC_FCMP: return a & ARM_FPCC_WORD ? a & 15 : relation[a & 15];
    default: return a & 15;
    }
}

uint32_t arm_helper_nzcv(uint32_t op, uint32_t a, uint32_t b, uint32_t nz, uint32_t c)
{
    uint32_t flags = base_flags(op, a, b);
    if (op & ARM_CC_NZ)
        flags = (flags & 3) | (nz >> 31) << 3 | (nz == 0) << 2;
    if (op & ARM_CC_C)
        flags = (flags & 13) | (c & 1) << 1;
    return flags;
}

/* One lane of `bits`: the result; *ge: the GE bit. */
static int32_t lane_op(int32_t x, int32_t y, bool sub, unsigned kind, unsigned bits, bool *ge)
{
    int32_t v = sub ? x - y : x + y;
    bool is_unsigned = kind & 4;
    int32_t max = is_unsigned ? (1 << bits) - 1 : (1 << (bits - 1)) - 1;
    int32_t min = is_unsigned ? 0 : -(1 << (bits - 1));
    *ge = is_unsigned && !sub ? v > max : v >= 0;
    if ((kind & 3) == 2)
        return v >> 1;
    if ((kind & 3) == 1)
        return v > max ? max : v < min ? min : v;
    return v;
}

static int32_t lane_of(uint32_t w, unsigned at, unsigned bits, unsigned kind)
{
    uint32_t v = w >> at << (32 - bits);
    return kind & 4 ? (int32_t)(v >> (32 - bits)) : (int32_t)v >> (32 - bits);
}

uint64_t arm_helper_parallel(uint32_t x, uint32_t y, uint32_t what)
{
    unsigned kind = what >> 3, op = what & 7, bits = op & 4 ? 8 : 16;
    uint32_t result = 0, flags = 0, mask = (1u << bits) - 1;
    bool crossed = op == 1 || op == 2;
    for (unsigned at = 0; at < 32; at += bits) {
        bool ge, high = at >= 16;
        bool sub = op == 3 || op == 7 || (op == 1 && !high) || (op == 2 && high);
        unsigned other = crossed ? 16 - at : at;
        int32_t v = lane_op(lane_of(x, at, bits, kind), lane_of(y, other, bits, kind), sub, kind,
                            bits, &ge);
        result |= ((uint32_t)v & mask) << at;
        if (ge)
            flags |= (bits == 8 ? 1u : 3u) << at / 8;
    }
    return (uint64_t)flags << 32 | result;
}

uint32_t arm_helper_usad8(uint32_t x, uint32_t y)
{
    uint32_t sum = 0;
    for (unsigned at = 0; at < 32; at += 8) {
        int32_t d = (int32_t)(x >> at & 255) - (int32_t)(y >> at & 255);
        sum += (uint32_t)(d < 0 ? -d : d);
    }
    return sum;
}

uint32_t arm_helper_crc32(uint32_t crc, uint32_t value, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++, value >>= 8) {
        crc ^= value & 255;
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return crc;
}

void arm_helper_service(void *cpu, uint64_t number)
{
    struct cpu_common *common = cpu;
    common->service(common, number);
}

uint64_t arm_helper_guarded_store(void *cpu, uint64_t address, uint64_t value, uint64_t size,
                                  uint64_t guard)
{
    struct cpu_common *common = cpu;
    return common->guarded_store(common, address, value, size, guard);
}

uint64_t arm_helper_cntvct(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
