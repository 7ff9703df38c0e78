/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of the integer and system instructions; see helper.h.
 */
#include "target/arm/helper.h"
#include "target/crc32.h"

#include <time.h>
#include "target/arm/cpu.h"

static uint32_t base_flags(uint32_t op, uint32_t a, uint32_t b)
{
    static const uint8_t relation[16] = {[1] = 8, [2] = 6, [4] = 2, [8] = 3};
    uint32_t v, more;
    int32_t unused;
    switch (op & ARM_CC_BASE) {
    case ARM_CC_ADD:
        more = op >> ARM_CC_MORE_BIT & 1;
        v = a + b + more;
        return (v >> 31) << 3 | (v == 0) << 2 | ((uint64_t)a + b + more) >> 32 << 1 |
               ((a ^ v) & (b ^ v)) >> 31;
    case ARM_CC_SUB:
        v = a - b;
        return (v >> 31) << 3 | (v == 0) << 2 | (a >= b) << 1 |
               __builtin_sub_overflow((int32_t)a, (int32_t)b, &unused);
    case ARM_CC_FPCC:
        if (a & ARM_FPCC_WORD)
            return a & 15; /* fall through */
    case ARM_CC_FCMP: return relation[a & 15];
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

uint32_t arm_helper_cond(uint32_t op, uint32_t a, uint32_t b, uint32_t nz, uint32_t c,
                         uint32_t cond)
{
    uint32_t f = arm_helper_nzcv(op, a, b, nz, c);
    bool n = f & 8, z = f & 4, carry = f & 2, v = f & 1, holds;
    switch (cond >> 1) {
    case 0: holds = z; break;
    case 1: holds = carry; break;
    case 2: holds = n; break;
    case 3: holds = v; break;
    case 4: holds = carry && !z; break;
    case 5: holds = n == v; break;
    default: holds = n == v && !z; break;
    }
    return holds ^ (cond & 1);
}

uint32_t arm_helper_crc32(uint32_t crc, uint32_t value, uint32_t size)
{
    return crc32_add(crc, value, size);
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
