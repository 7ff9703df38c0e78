/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of the integer and system instructions.
 *
 * In: argument values.  Out: a value; no CPU state is touched, but by `service`.
 */
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include "target/aarch64/cpu.h"
#include "target/aarch64/helper.h"
#include "target/crc32.h"
#include "tcg/softfp/softfp.h"

uint32_t a64_helper_crc32(uint32_t crc, uint64_t value, uint32_t size)
{
    return crc32_add(crc, value, size);
}

void a64_helper_service(void *cpu, uint64_t number)
{
    struct cpu_common *common = cpu;
    common->service(common, number);
}

uint64_t a64_helper_guarded_store(void *cpu, uint64_t address, uint64_t value, uint64_t size,
                                  uint64_t guard)
{
    struct cpu_common *common = cpu;
    return common->guarded_store(common, address, value, size, guard);
}

uint64_t a64_helper_cntvct(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t a64_helper_random(void)
{
    uint64_t v = 0;
    while (getrandom(&v, sizeof v, 0) != (ssize_t)sizeof v)
        ;
    return v;
}

static uint64_t mix(uint64_t v)
{
    v = (v ^ v >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    v = (v ^ v >> 27) * UINT64_C(0x94d049bb133111eb);
    return v ^ v >> 31;
}

uint64_t a64_helper_pacga(uint64_t x, uint64_t modifier, uint64_t key_lo, uint64_t key_hi)
{
    return mix(mix(x ^ key_lo) + (modifier ^ key_hi)) & ~UINT64_C(0xffffffff);
}

static uint32_t pack(bool n, bool z, bool c, bool v)
{
    return n << 3 | z << 2 | c << 1 | v;
}

static uint32_t flags32(uint64_t a, uint64_t b, bool sub)
{
    uint32_t x = (uint32_t)a, y = (uint32_t)b, r = sub ? x - y : x + y;
    uint32_t v = sub ? (x ^ y) & (x ^ r) : ~(x ^ y) & (x ^ r);
    return pack(r >> 31, !r, sub ? x >= y : r < x, v >> 31);
}

static uint32_t flags64(uint64_t x, uint64_t y, bool sub)
{
    uint64_t r = sub ? x - y : x + y;
    uint64_t v = sub ? (x ^ y) & (x ^ r) : ~(x ^ y) & (x ^ r);
    return pack(r >> 63, !r, sub ? x >= y : r < x, v >> 63);
}

/* Of r = x + y + carry.  Without branches, as nothing is more random than carries. */
static uint32_t flags_adc(uint64_t r, uint64_t y, bool carry, unsigned bits)
{
    uint64_t x = r - y - carry, out = (x & y) | ((x | y) & ~r), over = ~(x ^ y) & (x ^ r);
    unsigned top = bits - 1;
    return pack(r >> top & 1, !(r << (63 - top)), out >> top & 1, over >> top & 1);
}

static uint32_t flags_fcmp(enum fp_format f, uint64_t a, uint64_t b)
{
    struct fp_env env = {0}; /* the comparison has raised its flags already */
    switch (fp_compare(&env, f, a, b, false)) {
    case FP_LT: return 8;
    case FP_EQ: return 6;
    case FP_GT: return 2;
    default: return 3;
    }
}

uint32_t a64_helper_nzcv(uint32_t op, uint64_t a, uint64_t b)
{
    static const uint8_t of_relation[16] = {[1] = 8, [2] = 6, [4] = 2, [8] = 3};
    if (op & A64_CC_TEST) {
        if (!b)
            return A64_CC_OTHER(op);
        b = (uint64_t)A64_CC_CONST(op);
    }
    if (A64_CC_KIND(op) >= A64_CC_ADC32) {
        unsigned kind = A64_CC_KIND(op) - A64_CC_ADC32;
        return flags_adc(a, kind & 4 ? ~b : b, kind & 1, kind & 2 ? 64 : 32);
    }
    switch (A64_CC_KIND(op)) {
    case A64_CC_LOGIC32: return flags32(a, 0, false);
    case A64_CC_LOGIC64: return flags64(a, 0, false);
    case A64_CC_ADD32: return flags32(a, b, false);
    case A64_CC_ADD64: return flags64(a, b, false);
    case A64_CC_SUB32: return flags32(a, b, true);
    case A64_CC_SUB64: return flags64(a, b, true);
    case A64_CC_FCMP: return of_relation[a & 15];
    case A64_CC_FCMP32: return flags_fcmp(FP_F32, a, b);
    case A64_CC_FCMP64: return flags_fcmp(FP_F64, a, b);
    default: return a & 15;
    }
}

bool a64_cond_holds(unsigned cond, unsigned nzcv)
{
    /* Bit n: it holds when the flags are n. */
    static const uint16_t holds[] = {
        0xf0f0, /* EQ: Z */
        0xcccc, /* CS: C */
        0xff00, /* MI: N */
        0xaaaa, /* VS: V */
        0x0c0c, /* HI: C and not Z */
        0xaa55, /* GE: N equals V */
        0x0a05, /* GT: and not Z */
        0xffff, /* AL, and NV as well */
    };
    bool is = holds[cond >> 1 & 7] >> (nzcv & 15) & 1;
    return cond < 14 ? is != (cond & 1) : is;
}

uint32_t a64_helper_cond(uint32_t op, uint64_t a, uint64_t b, uint32_t cond)
{
    return a64_cond_holds(cond, a64_helper_nzcv(op, a, b));
}
