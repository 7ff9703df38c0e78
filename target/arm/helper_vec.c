/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of NEON's integer instructions: saturating and rounding shifts.
 */
#include <string.h>
#include "target/arm/cpu.h"
#include "target/arm/helper_simd.h"

typedef __int128 wide;

/* One lane of `bits` bits; *sat becomes true when the result was cut. */
static uint64_t shift_lane(uint64_t raw, int by, unsigned bits, uint32_t desc, bool *sat)
{
    bool is_unsigned = desc & 16, rounds = desc & 4, saturates = desc & 8;
    wide v = is_unsigned ? (wide)raw : (wide)((int64_t)(raw << (64 - bits)) >> (64 - bits));
    wide max = is_unsigned ? ((wide)1 << bits) - 1 : ((wide)1 << (bits - 1)) - 1;
    wide min = is_unsigned ? 0 : -((wide)1 << (bits - 1));

    if (by < 0) {
        int n = -by > 66 ? 66 : -by;
        if (rounds)
            v += (wide)1 << (n - 1);
        v >>= n;
    } else if (by >= (int)bits) {
        if (!saturates)
            return 0;
        v = v > 0 ? max + 1 : v < 0 ? min - 1 : 0;
    } else {
        v = (wide)((unsigned __int128)v << by);
    }
    if (saturates && (v > max || v < min)) {
        *sat = true;
        v = v > max ? max : min;
    }
    return (uint64_t)v;
}

arm_vec arm_helper_neon_shift(struct cpu_common *common, arm_vec v, arm_vec by, uint32_t desc)
{
    struct arm_cpu *cpu = (struct arm_cpu *)common;
    unsigned bytes = 1u << (desc & 3), total = desc & 64 ? 16 : 8;
    uint8_t in[16], amount[16], out[16] = {0};
    bool sat = false;
    arm_vec r;

    memcpy(in, &v, 16);
    memcpy(amount, &by, 16);
    for (unsigned i = 0; i < total; i += bytes) {
        uint64_t lane = 0;
        memcpy(&lane, in + i, bytes);
        lane = shift_lane(lane, (int8_t)amount[i], 8 * bytes, desc, &sat);
        memcpy(out + i, &lane, bytes);
    }
    if (sat)
        cpu->qc[0] |= 1;
    memcpy(&r, out, 16);
    return r;
}
