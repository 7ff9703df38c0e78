/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of the integer data-processing instructions, from the manual's pseudocode
 * (shared/functions: AddWithCarry, DecodeBitMasks, ShiftReg, ExtendReg, BitReverse, Poly32Mod2).
 */
#include "tests/insn/aarch64/model_int.h"

#define B(hi, lo) model_bits(insn, hi, lo)

uint64_t model_sext(uint64_t v, unsigned bits)
{
    return bits == 64 ? v : (uint64_t)((int64_t)(v << (64 - bits)) >> (64 - bits));
}

static uint64_t zext(uint64_t v, unsigned bits)
{
    return bits == 64 ? v : v & ((UINT64_C(1) << bits) - 1);
}

static uint64_t get(const struct model *m, unsigned n, unsigned width)
{
    return n == 31 ? 0 : zext(m->x[n], width);
}

static void put(struct model *m, unsigned n, unsigned width, uint64_t v)
{
    if (n != 31)
        m->x[n] = zext(v, width);
}

static void put_sp(struct model *m, unsigned n, unsigned width, uint64_t v)
{
    m->x[n] = zext(v, width);
}

static uint64_t add_with_carry(uint64_t x, uint64_t y, unsigned carry, unsigned width,
                               unsigned *nzcv)
{
    unsigned __int128 u = (unsigned __int128)zext(x, width) + zext(y, width) + carry;
    __int128 s =
        (__int128)(int64_t)model_sext(x, width) + (int64_t)model_sext(y, width) + (int)carry;
    uint64_t r = zext((uint64_t)u, width);
    *nzcv = (r >> (width - 1) & 1) << 3 | (r == 0) << 2 | (u != r) << 1 |
            (s != (__int128)(int64_t)model_sext(r, width));
    return r;
}

static uint64_t shift(uint64_t v, unsigned type, unsigned n, unsigned width)
{
    v = zext(v, width);
    for (; n; n--) {
        uint64_t top = v >> (width - 1) & 1, low = v & 1;
        switch (type) {
        case 0: v = zext(v << 1, width); break;
        case 1: v >>= 1; break;
        case 2: v = v >> 1 | top << (width - 1); break;
        default: v = v >> 1 | low << (width - 1);
        }
    }
    return v;
}

uint64_t model_extend(uint64_t v, unsigned option, unsigned n)
{
    unsigned bits = 8u << (option & 3);
    v = option & 4 ? model_sext(v, bits) : zext(v, bits);
    return v << n;
}

static bool cond_holds(const struct model *m, unsigned cond)
{
    bool n = m->nzcv & 8, z = m->nzcv & 4, c = m->nzcv & 2, v = m->nzcv & 1, r;
    switch (cond >> 1) {
    case 0: r = z; break;
    case 1: r = c; break;
    case 2: r = n; break;
    case 3: r = v; break;
    case 4: r = c && !z; break;
    case 5: r = n == v; break;
    case 6: r = n == v && !z; break;
    default: return true;
    }
    return cond & 1 ? !r : r;
}

/* DecodeBitMasks, bit by bit: wmask and tmask; false where reserved for an immediate. */
static bool bit_masks(unsigned n, unsigned imms, unsigned immr, bool immediate, uint64_t *wmask,
                      uint64_t *tmask)
{
    int len = -1;
    unsigned key = n << 6 | (~imms & 63);
    for (int i = 0; i < 7; i++)
        if (key >> i & 1)
            len = i;
    if (len < 1)
        return false;
    unsigned esize = 1u << len, levels = esize - 1, s = imms & levels, r = immr & levels;
    if (immediate && s == levels)
        return false;
    unsigned d = (s - r) & levels;
    *wmask = *tmask = 0;
    for (unsigned bit = 0; bit < 64; bit++) {
        unsigned at = bit % esize;
        if ((at + r) % esize <= s)
            *wmask |= UINT64_C(1) << bit;
        if (at <= d)
            *tmask |= UINT64_C(1) << bit;
    }
    return true;
}

static enum model_result addsub(struct model *m, uint32_t insn, uint64_t x, uint64_t y, bool to_sp)
{
    unsigned width = B(31, 31) ? 64 : 32, nzcv;
    bool sub = B(30, 30), flags = B(29, 29);
    uint64_t r = add_with_carry(x, sub ? ~y : y, sub, width, &nzcv);
    if (flags)
        m->nzcv = nzcv;
    if (to_sp && !flags)
        put_sp(m, B(4, 0), width, r);
    else
        put(m, B(4, 0), width, r);
    return MODEL_DONE;
}

static enum model_result logic(struct model *m, uint32_t insn, uint64_t y, bool to_sp)
{
    unsigned width = B(31, 31) ? 64 : 32;
    uint64_t x = get(m, B(9, 5), width), r;
    switch (B(30, 29)) {
    case 1: r = x | y; break;
    case 2: r = x ^ y; break;
    default: r = x & y;
    }
    r = zext(r, width);
    if (B(30, 29) == 3)
        m->nzcv = (r >> (width - 1)) << 3 | (r == 0) << 2;
    if (to_sp && B(30, 29) != 3)
        put_sp(m, B(4, 0), width, r);
    else
        put(m, B(4, 0), width, r);
    return MODEL_DONE;
}

static enum model_result move_wide(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32, pos = B(22, 21) * 16, opc = B(30, 29);
    if (opc == 1 || (width == 32 && pos > 16))
        return MODEL_UNDEFINED;
    uint64_t r = opc == 3 ? get(m, B(4, 0), width) : 0;
    r = (r & ~(UINT64_C(0xffff) << pos)) | B(20, 5) << pos;
    put(m, B(4, 0), width, opc == 0 ? ~r : r);
    return MODEL_DONE;
}

static enum model_result bitfield(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32, r = B(21, 16), s = B(15, 10), opc = B(30, 29);
    uint64_t wmask, tmask;
    if (opc == 3 || B(22, 22) != B(31, 31) || (width == 32 && (r > 31 || s > 31)))
        return MODEL_UNDEFINED;
    bit_masks(B(22, 22), s, r, false, &wmask, &tmask);
    uint64_t dst = opc == 1 ? get(m, B(4, 0), width) : 0, src = get(m, B(9, 5), width);
    uint64_t bot = (dst & ~wmask) | (shift(src, 3, r, width) & wmask);
    uint64_t top = opc == 0 ? (src >> s & 1 ? UINT64_MAX : 0) : dst;
    put(m, B(4, 0), width, (top & ~tmask) | (bot & tmask));
    return MODEL_DONE;
}

static enum model_result extract(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32, lsb = B(15, 10);
    if (B(30, 29) || B(22, 22) != B(31, 31) || B(21, 21) || lsb >= width)
        return MODEL_UNDEFINED;
    unsigned __int128 cat =
        (unsigned __int128)get(m, B(9, 5), width) << width | get(m, B(20, 16), width);
    put(m, B(4, 0), width, (uint64_t)(cat >> lsb));
    return MODEL_DONE;
}

static enum model_result immediate(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32;
    uint64_t wmask, tmask;
    switch (B(25, 23)) {
    case 2: return addsub(m, insn, m->x[B(9, 5)], B(21, 10) << (B(22, 22) ? 12 : 0), true);
    case 4:
        if ((width == 32 && B(22, 22)) ||
            !bit_masks(B(22, 22), B(15, 10), B(21, 16), true, &wmask, &tmask))
            return MODEL_UNDEFINED;
        return logic(m, insn, wmask, true);
    case 5: return move_wide(m, insn);
    case 6: return bitfield(m, insn);
    case 7: return extract(m, insn);
    default: return MODEL_UNKNOWN;
    }
}

static uint32_t crc(uint32_t acc, uint64_t v, unsigned bits, uint32_t poly)
{
    for (unsigned i = 0; i < bits; i++) {
        unsigned out = (acc ^ (uint32_t)(v >> i)) & 1;
        acc = acc >> 1 ^ (out ? poly : 0); /* poly is bit-reversed */
    }
    return acc;
}

static uint64_t divide(uint64_t a, uint64_t b, unsigned width, bool is_signed)
{
    if (!zext(b, width))
        return 0;
    if (!is_signed)
        return zext(a, width) / zext(b, width);
    __int128 n = (int64_t)model_sext(a, width), d = (int64_t)model_sext(b, width);
    return (uint64_t)(n / d);
}

static enum model_result two_source(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32, op = B(15, 10), rd = B(4, 0);
    uint64_t a = get(m, B(9, 5), width), b = get(m, B(20, 16), width);
    if (B(29, 29))
        return MODEL_UNKNOWN;
    if (op == 2 || op == 3)
        put(m, rd, width, divide(a, b, width, op == 3));
    else if (op >= 8 && op <= 11)
        put(m, rd, width, shift(a, op - 8, b % width, width));
    else if (op >= 16 && op <= 23 && ((op & 3) == 3) == (width == 64))
        put(m, rd, 32, crc((uint32_t)a, b, 8u << (op & 3), op & 4 ? 0x82f63b78 : 0xedb88320));
    else
        return MODEL_UNKNOWN;
    return MODEL_DONE;
}

static uint64_t reverse(uint64_t v, unsigned width, unsigned container, unsigned unit)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < width; i++) {
        unsigned base = i / container * container, in = i - base;
        unsigned to = base + (container - unit - in / unit * unit) + in % unit;
        r |= (v >> i & 1) << to;
    }
    return r;
}

static enum model_result one_source(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32, rd = B(4, 0), n = 0;
    uint64_t a = get(m, B(9, 5), width);
    if (B(29, 29) || B(20, 16))
        return MODEL_UNKNOWN;
    switch (B(15, 10)) {
    case 0: put(m, rd, width, reverse(a, width, width, 1)); break;
    case 1: put(m, rd, width, reverse(a, width, 16, 8)); break;
    case 2: put(m, rd, width, reverse(a, width, 32, 8)); break;
    case 3:
        if (width == 32)
            return MODEL_UNDEFINED;
        put(m, rd, width, reverse(a, width, 64, 8));
        break;
    case 4:
        while (n < width && !(a >> (width - 1 - n) & 1))
            n++;
        put(m, rd, width, n);
        break;
    case 5:
        while (n < width - 1 && (a >> (width - 1) & 1) == (a >> (width - 2 - n) & 1))
            n++;
        put(m, rd, width, n);
        break;
    default: return MODEL_UNDEFINED;
    }
    return MODEL_DONE;
}

static enum model_result three_source(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32, op = B(23, 21), rd = B(4, 0);
    bool sub = B(15, 15), is_unsigned = op & 4;
    uint64_t n = get(m, B(9, 5), width), k = get(m, B(20, 16), width), a = get(m, B(14, 10), width);
    if (B(30, 29) || (op && width == 32))
        return MODEL_UNDEFINED;
    switch (op & 3) {
    case 0:
        if (op)
            return MODEL_UNDEFINED;
        put(m, rd, width, sub ? a - n * k : a + n * k);
        return MODEL_DONE;
    case 1:
        n = is_unsigned ? zext(n, 32) : model_sext(n, 32);
        k = is_unsigned ? zext(k, 32) : model_sext(k, 32);
        put(m, rd, 64, sub ? a - n * k : a + n * k);
        return MODEL_DONE;
    case 2:
        if (sub)
            return MODEL_UNDEFINED;
        put(m, rd, 64,
            is_unsigned ? (uint64_t)(((unsigned __int128)n * k) >> 64)
                        : (uint64_t)(((__int128)(int64_t)n * (int64_t)k) >> 64));
        return MODEL_DONE;
    default: return MODEL_UNDEFINED;
    }
}

static enum model_result with_carry(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32, nzcv;
    uint64_t x = get(m, B(9, 5), width), y = get(m, B(20, 16), width);
    if (B(15, 10) == 0) {
        x = add_with_carry(x, B(30, 30) ? ~y : y, m->nzcv >> 1 & 1, width, &nzcv);
        if (B(29, 29))
            m->nzcv = nzcv;
        put(m, B(4, 0), width, x);
        return MODEL_DONE;
    }
    x = get(m, B(9, 5), 64);
    if (B(31, 29) == 5 && B(14, 10) == 1 && !B(4, 4)) { /* RMIF */
        unsigned mask = B(3, 0);
        m->nzcv = (m->nzcv & ~mask) | (shift(x, 3, B(20, 15), 64) & mask);
        return MODEL_DONE;
    }
    if (B(31, 29) == 1 && B(20, 15) == 0 && B(13, 10) == 2 && B(4, 0) == 13) { /* SETF8, SETF16 */
        unsigned n = B(14, 14) ? 16 : 8;
        m->nzcv = (x >> (n - 1) & 1) << 3 | (zext(x, n) == 0) << 2 | (m->nzcv & 2) |
                  ((x >> n ^ x >> (n - 1)) & 1);
        return MODEL_DONE;
    }
    return MODEL_UNDEFINED;
}

static enum model_result cond_compare(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32, nzcv = B(3, 0);
    uint64_t x = get(m, B(9, 5), width), y = B(11, 11) ? B(20, 16) : get(m, B(20, 16), width);
    if (!B(29, 29) || B(10, 10) || B(4, 4))
        return MODEL_UNDEFINED;
    if (cond_holds(m, B(15, 12)))
        add_with_carry(x, B(30, 30) ? ~y : y, B(30, 30), width, &nzcv);
    m->nzcv = nzcv;
    return MODEL_DONE;
}

static enum model_result cond_select(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32;
    uint64_t r = get(m, B(20, 16), width);
    if (B(29, 29) || B(11, 11))
        return MODEL_UNDEFINED;
    if (B(30, 30))
        r = ~r;
    if (B(10, 10))
        r++;
    if (cond_holds(m, B(15, 12)))
        r = get(m, B(9, 5), width);
    put(m, B(4, 0), width, r);
    return MODEL_DONE;
}

static enum model_result addsub_register(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32, amount = B(15, 10);
    if (!B(21, 21)) {
        if (B(23, 22) == 3 || amount >= width)
            return MODEL_UNDEFINED;
        uint64_t y = shift(get(m, B(20, 16), width), B(23, 22), amount, width);
        return addsub(m, insn, get(m, B(9, 5), width), y, false);
    }
    if (B(23, 22) || B(12, 10) > 4)
        return MODEL_UNDEFINED;
    uint64_t y = model_extend(get(m, B(20, 16), width), B(15, 13), B(12, 10));
    return addsub(m, insn, m->x[B(9, 5)], y, true);
}

static enum model_result registers(struct model *m, uint32_t insn)
{
    unsigned width = B(31, 31) ? 64 : 32;
    if (B(28, 24) == 0x0a) {
        if (B(15, 10) >= width)
            return MODEL_UNDEFINED;
        uint64_t y = shift(get(m, B(20, 16), width), B(23, 22), B(15, 10), width);
        return logic(m, insn, B(21, 21) ? ~y : y, false);
    }
    if (B(28, 24) == 0x0b)
        return addsub_register(m, insn);
    if (B(28, 24) == 0x1b)
        return three_source(m, insn);
    switch (B(28, 21)) {
    case 0xd0: return with_carry(m, insn);
    case 0xd2: return cond_compare(m, insn);
    case 0xd4: return cond_select(m, insn);
    case 0xd6: return B(30, 30) ? one_source(m, insn) : two_source(m, insn);
    default: return MODEL_UNKNOWN;
    }
}

static enum model_result flags(struct model *m, uint32_t insn)
{
    bool z = m->nzcv & 4, c = m->nzcv & 2, v = m->nzcv & 1;
    switch (insn & 0xfffff0ff) {
    case 0xd500401f: m->nzcv ^= 2; return MODEL_DONE;
    case 0xd500403f: m->nzcv = (!c && !z) << 3 | (z && c) << 2 | (c || z) << 1 | (!c && z); break;
    case 0xd500405f: m->nzcv = (z || v) << 2 | (c && !v) << 1; break;
    default: return MODEL_UNKNOWN;
    }
    return MODEL_DONE;
}

enum model_result model_int(struct model *m, uint32_t insn)
{
    switch (B(28, 25)) {
    case 8:
    case 9: return immediate(m, insn);
    case 5:
    case 13: return registers(m, insn);
    case 4:
    case 6:
    case 12:
    case 14: return model_mem(m, insn);
    case 10: return flags(m, insn);
    default: return MODEL_UNKNOWN;
    }
}
