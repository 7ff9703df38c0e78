/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer and fixed-point vector elements, a loop for each function and width; see helper_vec.h.
 */
#include "target/riscv/helper.h"
#include "target/riscv/helper_vec.h"

typedef __int128 s128;
typedef unsigned __int128 u128;

struct fixed {
    unsigned vxrm;
    bool sat;
};

RV_LOOP uint64_t umax(int lg)
{
    return UINT64_MAX >> (64 - (8u << lg));
}

RV_LOOP int64_t smax(int lg)
{
    return (int64_t)(umax(lg) >> 1);
}

/* What is added to x >> n, of which these are the bits below, all together, and the lowest one. */
RV_LOOP bool round_up(unsigned vxrm, bool half, bool sticky, bool odd)
{
    switch (vxrm & 3) {
    case 0: return half;                     /* rnu: up */
    case 1: return half && (sticky || odd);  /* rne: even */
    case 2: return false;                    /* rdn: truncate */
    default: return !odd && (half | sticky); /* rod: jam */
    }
}

/* x >> n, rounded as vxrm says (manual: roundoff_unsigned, roundoff_signed). */
RV_LOOP s128 roundoff128(unsigned vxrm, s128 x, unsigned n)
{
    u128 u = (u128)x;
    if (!n)
        return x;
    return (x >> n) + round_up(vxrm, u >> (n - 1) & 1, n > 1 && u << (129 - n) != 0, u >> n & 1);
}

RV_LOOP int64_t roundoff64(unsigned vxrm, int64_t x, unsigned n)
{
    uint64_t u = (uint64_t)x;
    if (!n)
        return x;
    return (x >> n) + round_up(vxrm, u >> (n - 1) & 1, n > 1 && u << (65 - n) != 0, u >> n & 1);
}

RV_LOOP uint64_t clamp128(struct fixed *f, s128 x, s128 low, s128 high)
{
    f->sat |= x < low || x > high;
    return (uint64_t)(x < low ? low : x > high ? high : x);
}

RV_LOOP uint64_t clamp64(struct fixed *f, int64_t x, int64_t low, int64_t high)
{
    f->sat |= (x < low) | (x > high);
    return (uint64_t)(x < low ? low : x > high ? high : x);
}

RV_LOOP uint64_t divide(enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b)
{
    int64_t x = (int64_t)rv_sext(a, lg), y = (int64_t)rv_sext(b, lg);
    if (fn == RV_FN_DIVU || fn == RV_FN_REMU) {
        if (!b)
            return fn == RV_FN_DIVU ? UINT64_MAX : a;
        if (lg == 3)
            return fn == RV_FN_DIVU ? a / b : a % b;
        return fn == RV_FN_DIVU ? (uint32_t)a / (uint32_t)b : (uint32_t)a % (uint32_t)b;
    }
    if (!y)
        return fn == RV_FN_DIV ? UINT64_MAX : a;
    if (y == -1)
        return fn == RV_FN_DIV ? 0 - (uint64_t)x : 0;
    if (lg == 3)
        return (uint64_t)(fn == RV_FN_DIV ? x / y : x % y);
    return (uint64_t)(fn == RV_FN_DIV ? (int32_t)x / (int32_t)y : (int32_t)x % (int32_t)y);
}

/* Elements of 64 bits, and clips to 32, need more than that. */
RV_LOOP uint64_t fixed_point128(struct fixed *f, enum rv_vec_fn fn, uint64_t a, uint64_t b)
{
    int64_t x = (int64_t)a, y = (int64_t)b;
    unsigned n = b & 63;
    switch (fn) {
    case RV_FN_SADDU: return clamp128(f, (s128)a + b, 0, UINT64_MAX);
    case RV_FN_SADD: return clamp128(f, (s128)x + y, INT64_MIN, INT64_MAX);
    case RV_FN_SSUBU: return clamp128(f, (s128)a - b, 0, UINT64_MAX);
    case RV_FN_SSUB: return clamp128(f, (s128)x - y, INT64_MIN, INT64_MAX);
    case RV_FN_SMUL:
        return clamp128(f, roundoff128(f->vxrm, (s128)x * y, 63), INT64_MIN, INT64_MAX);
    case RV_FN_SSRL: return (uint64_t)roundoff128(f->vxrm, (s128)a, n);
    case RV_FN_SSRA: return (uint64_t)roundoff64(f->vxrm, x, n);
    case RV_FN_AADDU: return (uint64_t)roundoff128(f->vxrm, (s128)a + b, 1);
    case RV_FN_AADD: return (uint64_t)roundoff128(f->vxrm, (s128)x + y, 1);
    case RV_FN_ASUBU: return (uint64_t)roundoff128(f->vxrm, (s128)a - b, 1);
    case RV_FN_ASUB: return (uint64_t)roundoff128(f->vxrm, (s128)x - y, 1);
    case RV_FN_CLIPU: return clamp128(f, roundoff128(f->vxrm, (s128)a, n), 0, UINT32_MAX);
    default: return clamp64(f, roundoff64(f->vxrm, x, n), INT32_MIN, INT32_MAX);
    }
}

RV_LOOP uint64_t fixed_point(struct fixed *f, enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b)
{
    int64_t x = (int64_t)rv_sext(a, lg), y = (int64_t)rv_sext(b, lg);
    int64_t p = (int64_t)a, q = (int64_t)b, top = (int64_t)umax(lg);
    int64_t low = -smax(lg) - 1, high = smax(lg);
    unsigned bits = 8u << lg, n = b & (bits - 1);
    if (lg == 3)
        return fixed_point128(f, fn, a, b);
    switch (fn) {
    case RV_FN_SADDU: return clamp64(f, p + q, 0, top);
    case RV_FN_SADD: return clamp64(f, x + y, low, high);
    case RV_FN_SSUBU: return clamp64(f, p - q, 0, top);
    case RV_FN_SSUB: return clamp64(f, x - y, low, high);
    case RV_FN_SMUL: return clamp64(f, roundoff64(f->vxrm, x * y, bits - 1), low, high);
    case RV_FN_SSRL: return (uint64_t)roundoff64(f->vxrm, p, n);
    case RV_FN_SSRA: return (uint64_t)roundoff64(f->vxrm, x, n);
    case RV_FN_AADDU: return (uint64_t)roundoff64(f->vxrm, p + q, 1);
    case RV_FN_AADD: return (uint64_t)roundoff64(f->vxrm, x + y, 1);
    case RV_FN_ASUBU: return (uint64_t)roundoff64(f->vxrm, p - q, 1);
    case RV_FN_ASUB: return (uint64_t)roundoff64(f->vxrm, x - y, 1);
    /* From the double width lg to the single one. */
    case RV_FN_CLIPU:
        return clamp64(f, roundoff64(f->vxrm, p, n), 0, (int64_t)(umax(lg) >> bits / 2));
    default: {
        int64_t half = (int64_t)(umax(lg) >> (bits / 2 + 1));
        return clamp64(f, roundoff64(f->vxrm, x, n), -half - 1, half);
    }
    }
}

RV_LOOP uint64_t reverse_bits(uint64_t a)
{
    a = (a >> 1 & 0x5555555555555555) | (a & 0x5555555555555555) << 1;
    a = (a >> 2 & 0x3333333333333333) | (a & 0x3333333333333333) << 2;
    return (a >> 4 & 0x0f0f0f0f0f0f0f0f) | (a & 0x0f0f0f0f0f0f0f0f) << 4;
}

/* Zvbb, Zvbc. */
RV_LOOP uint64_t bit_work(enum rv_vec_fn fn, unsigned bits, uint64_t a, uint64_t b)
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

RV_LOOP uint64_t compare(enum rv_vec_fn fn, uint64_t a, uint64_t b, int64_t x, int64_t y)
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

RV_LOOP uint64_t element(struct fixed *f, enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b,
                         uint64_t d)
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
    case RV_FN_MULH: return lg < 3 ? (uint64_t)(x * y >> bits % 64) : (uint64_t)((s128)x * y >> 64);
    case RV_FN_MULHU: return lg < 3 ? a * b >> bits % 64 : (uint64_t)((u128)a * b >> 64);
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
    return fn >= RV_FN_SEQ ? compare(fn, a, b, x, y) : fixed_point(f, fn, lg, a, b);
}

/* ---- loops ---- */

static bool reads_vd(enum rv_vec_fn fn)
{
    return fn >= RV_FN_MADD && fn <= RV_FN_NMSAC;
}

RV_LOOP void loop(struct fixed *f, enum rv_vec_fn fn, int lg, const struct rv_lanes *l)
{
    const void *a = l->a, *b = l->b, *d = l->d;
    void *out = l->out;
    struct fixed here = *f;
    for (size_t i = 0, n = l->n; i < n; i++) {
        uint64_t x = fn == RV_FN_COPY ? 0 : rv_lane(a, i, lg), y = b ? rv_lane(b, i, lg) : 0;
        uint64_t r = element(&here, fn, lg, x, y, reads_vd(fn) ? rv_lane(d, i, lg) : 0);
        rv_set_lane(out, i, fn >= RV_FN_SEQ ? 0 : lg, r);
    }
    f->sat = here.sat;
}

RV_LOOP void widths(struct fixed *f, enum rv_vec_fn fn, int lg, const struct rv_lanes *l)
{
    switch (lg) {
    case 0: loop(f, fn, 0, l); break;
    case 1: loop(f, fn, 1, l); break;
    case 2: loop(f, fn, 2, l); break;
    default: loop(f, fn, 3, l); break;
    }
}

void rv_vec_int(struct rv_vec *v, enum rv_vec_fn fn, int lg, const struct rv_lanes *l)
{
    struct fixed f = {.vxrm = (unsigned)v->cpu->vxrm};
    switch (fn) {
#define RV_VEC_INT(name)                                                                           \
    case RV_FN_##name:                                                                             \
        widths(&f, RV_FN_##name, lg, l);                                                           \
        break;
#define RV_VEC_TRUTH(name) RV_VEC_INT(name)
#define RV_VEC_FP(name)
#define RV_VEC_FTRUTH(name)
#define RV_VEC_CONVERT(name)
#include "target/riscv/helper_vec.def"
    default: break;
    }
    v->sat |= f.sat;
}

RV_LOOP uint64_t fold(enum rv_vec_fn fn, int lg, uint64_t sum, const struct rv_lanes *l)
{
    struct fixed f = {0};
    for (size_t i = 0, n = l->n; i < n; i++)
        sum = rv_zext(element(&f, fn, lg, rv_lane(l->a, i, lg), sum, 0), lg);
    return sum;
}

RV_LOOP uint64_t fold_widths(enum rv_vec_fn fn, int lg, uint64_t sum, const struct rv_lanes *l)
{
    switch (lg) {
    case 0: return fold(fn, 0, sum, l);
    case 1: return fold(fn, 1, sum, l);
    case 2: return fold(fn, 2, sum, l);
    default: return fold(fn, 3, sum, l);
    }
}

uint64_t rv_vec_int_fold(enum rv_vec_fn fn, int lg, uint64_t sum, const struct rv_lanes *l)
{
    switch (fn) {
    case RV_FN_ADD: return fold_widths(RV_FN_ADD, lg, sum, l);
    case RV_FN_AND: return fold_widths(RV_FN_AND, lg, sum, l);
    case RV_FN_OR: return fold_widths(RV_FN_OR, lg, sum, l);
    case RV_FN_XOR: return fold_widths(RV_FN_XOR, lg, sum, l);
    case RV_FN_MINU: return fold_widths(RV_FN_MINU, lg, sum, l);
    case RV_FN_MIN: return fold_widths(RV_FN_MIN, lg, sum, l);
    case RV_FN_MAXU: return fold_widths(RV_FN_MAXU, lg, sum, l);
    default: return fold_widths(RV_FN_MAX, lg, sum, l);
    }
}
