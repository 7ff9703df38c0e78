/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer and fixed-point vector elements; see helper_vec.h.
 */
#include "target/riscv/helper.h"
#include "target/riscv/helper_vec.h"

typedef __int128 s128;
typedef unsigned __int128 u128;

static uint64_t umax(int lg)
{
    return rv_zext(UINT64_MAX, lg);
}

static int64_t smax(int lg)
{
    return (int64_t)(umax(lg) >> 1);
}

/* x >> n, rounded as vxrm says (manual: roundoff_unsigned, roundoff_signed). */
static s128 roundoff(const struct rv_vec *v, s128 x, unsigned n)
{
    u128 u = (u128)x;
    bool up = false;
    if (!n)
        return x;
    bool half = u >> (n - 1) & 1, sticky = n > 1 && u << (129 - n) != 0, odd = u >> n & 1;
    switch (v->cpu->vxrm & 3) {
    case 0: up = half; break;                     /* rnu: up */
    case 1: up = half && (sticky || odd); break;  /* rne: even */
    case 2: break;                                /* rdn: truncate */
    case 3: up = !odd && (half || sticky); break; /* rod: jam */
    }
    return (x >> n) + up;
}

static uint64_t clamp(struct rv_vec *v, s128 x, s128 low, s128 high)
{
    if (x < low || x > high)
        v->sat = true;
    return (uint64_t)(x < low ? low : x > high ? high : x);
}

static uint64_t divide(enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b)
{
    int64_t x = (int64_t)rv_sext(a, lg), y = (int64_t)rv_sext(b, lg);
    switch (fn) {
    case RV_FN_DIVU: return b ? a / b : UINT64_MAX;
    case RV_FN_REMU: return b ? a % b : a;
    case RV_FN_DIV: return !y ? UINT64_MAX : y == -1 ? 0 - (uint64_t)x : (uint64_t)(x / y);
    default: return !y ? a : y == -1 ? 0 : (uint64_t)(x % y);
    }
}

static uint64_t fixed_point(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b)
{
    int64_t x = (int64_t)rv_sext(a, lg), y = (int64_t)rv_sext(b, lg);
    unsigned bits = 8u << lg, n = b & (bits - 1);
    s128 low = -(s128)smax(lg) - 1, high = smax(lg);
    switch (fn) {
    case RV_FN_SADDU: return clamp(v, (s128)a + b, 0, umax(lg));
    case RV_FN_SADD: return clamp(v, (s128)x + y, low, high);
    case RV_FN_SSUBU: return clamp(v, (s128)a - b, 0, umax(lg));
    case RV_FN_SSUB: return clamp(v, (s128)x - y, low, high);
    case RV_FN_SMUL: return clamp(v, roundoff(v, (s128)x * y, bits - 1), low, high);
    case RV_FN_SSRL: return (uint64_t)roundoff(v, (s128)a, n);
    case RV_FN_SSRA: return (uint64_t)roundoff(v, x, n);
    case RV_FN_AADDU: return (uint64_t)roundoff(v, (s128)a + b, 1);
    case RV_FN_AADD: return (uint64_t)roundoff(v, (s128)x + y, 1);
    case RV_FN_ASUBU: return (uint64_t)roundoff(v, (s128)a - b, 1);
    case RV_FN_ASUB: return (uint64_t)roundoff(v, (s128)x - y, 1);
    /* From the double width lg to the single one. */
    case RV_FN_CLIPU: return clamp(v, roundoff(v, (s128)a, n), 0, umax(lg - 1));
    default: return clamp(v, roundoff(v, x, n), -(s128)smax(lg - 1) - 1, smax(lg - 1));
    }
}

static uint64_t reverse_bits(uint64_t a)
{
    a = (a >> 1 & 0x5555555555555555) | (a & 0x5555555555555555) << 1;
    a = (a >> 2 & 0x3333333333333333) | (a & 0x3333333333333333) << 2;
    return (a >> 4 & 0x0f0f0f0f0f0f0f0f) | (a & 0x0f0f0f0f0f0f0f0f) << 4;
}

/* Zvbb, Zvbc. */
static uint64_t bit_work(enum rv_vec_fn fn, unsigned bits, uint64_t a, uint64_t b)
{
    unsigned n = b & (bits - 1), back = (bits - n) & (bits - 1);
    switch (fn) {
    case RV_FN_ANDN: return a & ~b;
    case RV_FN_ROL: return a << n | a >> back;
    case RV_FN_ROR: return a >> n | a << back;
    case RV_FN_BREV8: return reverse_bits(a);
    case RV_FN_REV8: return __builtin_bswap64(a) >> (64 - bits);
    case RV_FN_BREV: return __builtin_bswap64(reverse_bits(a)) >> (64 - bits);
    case RV_FN_CLZ: return a ? (unsigned)__builtin_clzll(a) - (64 - bits) : bits;
    case RV_FN_CTZ: return a ? (unsigned)__builtin_ctzll(a) : bits;
    case RV_FN_CPOP: return (unsigned)__builtin_popcountll(a);
    case RV_FN_CLMUL: return rv_helper_clmul(a, b);
    default: return rv_helper_clmulh(a, b);
    }
}

static uint64_t compare(enum rv_vec_fn fn, uint64_t a, uint64_t b, int64_t x, int64_t y)
{
    switch (fn) {
    case RV_FN_SEQ: return a == b;
    case RV_FN_SNE: return a != b;
    case RV_FN_SLTU: return a < b;
    case RV_FN_SLT: return x < y;
    case RV_FN_SLEU: return a <= b;
    case RV_FN_SLE: return x <= y;
    case RV_FN_SGTU: return a > b;
    default: return x > y;
    }
}

uint64_t rv_vec_int(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b, uint64_t d)
{
    int64_t x = (int64_t)rv_sext(a, lg), y = (int64_t)rv_sext(b, lg);
    unsigned bits = 8u << lg, n = b & (bits - 1);
    switch (fn) {
    case RV_FN_COPY: return b;
    case RV_FN_ADD: return a + b;
    case RV_FN_SUB: return a - b;
    case RV_FN_RSUB: return b - a;
    case RV_FN_MINU: return a < b ? a : b;
    case RV_FN_MAXU: return a > b ? a : b;
    case RV_FN_MIN: return x < y ? a : b;
    case RV_FN_MAX: return x > y ? a : b;
    case RV_FN_AND: return a & b;
    case RV_FN_OR: return a | b;
    case RV_FN_XOR: return a ^ b;
    case RV_FN_SLL: return a << n;
    case RV_FN_SRL: return a >> n;
    case RV_FN_SRA: return (uint64_t)(x >> n);
    case RV_FN_MUL: return a * b;
    case RV_FN_MULH: return (uint64_t)((s128)x * y >> bits);
    case RV_FN_MULHU: return (uint64_t)((u128)a * b >> bits);
    case RV_FN_MULHSU: return (uint64_t)((s128)x * (s128)b >> bits);
    case RV_FN_MADD: return d * b + a;
    case RV_FN_NMSUB: return a - d * b;
    case RV_FN_MACC: return d + a * b;
    case RV_FN_NMSAC: return d - a * b;
    case RV_FN_DIVU:
    case RV_FN_DIV:
    case RV_FN_REMU:
    case RV_FN_REM: return divide(fn, lg, a, b);
    default: break;
    }
    if (fn >= RV_FN_ANDN && fn < RV_FN_SEQ)
        return bit_work(fn, bits, a, b);
    return fn >= RV_FN_SEQ ? compare(fn, a, b, x, y) : fixed_point(v, fn, lg, a, b);
}
