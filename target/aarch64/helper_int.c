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
#include "tcg/softfp/softfp.h"

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

uint32_t a64_helper_crc32(uint32_t crc, uint64_t value, uint32_t size)
{
    uint64_t v = value ^ crc;
    uint32_t out = size < 4 ? crc >> (8 * size) : 0;
    for (uint32_t i = 0; i < size; i++)
        out ^= crc_table[size - 1 - i][v >> (8 * i) & 0xff];
    return out;
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
