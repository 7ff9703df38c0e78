/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of Wireless MMX's arithmetic: lane by lane in numbers of 64 bits.
 */
#include "tests/insn/arm/model_iwmmxt.h"
#include <stdlib.h>

#define B(hi, lo) MODEL_FIELD(insn, hi, lo)

/* Lane i of 1 << size bytes, as an unsigned or signed number. */
static int64_t lane(uint64_t v, unsigned size, unsigned i, bool is_signed)
{
    unsigned bits = 8u << size, up = 64 - bits;
    uint64_t x = v >> i * bits << up;
    return is_signed ? (int64_t)x >> up : (int64_t)(x >> up);
}

static uint64_t place(int64_t v, unsigned size, unsigned i)
{
    unsigned bits = 8u << size;
    return ((uint64_t)v & (UINT64_MAX >> (64 - bits))) << i * bits;
}

/* The flags of lane i: bits 4(i+1)-1 and below for bytes, every second or fourth four for more. */
static void flag(struct model_iwmmxt *m, unsigned size, unsigned i, unsigned nzcv)
{
    static const uint8_t apart[] = {4, 8, 16, 32};
    m->casf |= nzcv << (apart[size] * (i + 1) - 4);
}

static void put(struct model_iwmmxt *m, uint32_t insn, uint64_t v)
{
    m->w[B(15, 12)] = v;
    m->con |= 2;
}

static void put_nz(struct model_iwmmxt *m, uint32_t insn, unsigned size, uint64_t v)
{
    put(m, insn, v);
    m->casf = 0;
    m->con |= 1;
    for (unsigned i = 0; i < 8u >> size; i++) {
        int64_t x = lane(v, size, i, true);
        flag(m, size, i, (x < 0 ? 8 : 0) | (x == 0 ? 4 : 0));
    }
}

/* The bit of wCSSF for lane i. */
static void saturation(struct model_iwmmxt *m, unsigned size, unsigned i)
{
    m->ssf |= 1u << (((i + 1) << size) - 1);
}

/* ---- sums ---- */

struct limits {
    int64_t min, max;
};

static struct limits limits(unsigned size, bool is_signed)
{
    int64_t half = INT64_C(1) << ((8u << size) - 1);
    return is_signed ? (struct limits){-half, half - 1} : (struct limits){0, 2 * half - 1};
}

/* kind: 0 wraps, 1 unsigned, 3 signed saturation */
static void add(struct model_iwmmxt *m, uint32_t insn, unsigned kind, bool minus)
{
    unsigned size = B(23, 22);
    uint64_t a = m->w[B(19, 16)], b = m->w[B(3, 0)], r = 0;
    m->casf = 0;
    for (unsigned i = 0; i < 8u >> size; i++) {
        int64_t us = lane(a, size, i, false), ut = lane(b, size, i, false);
        int64_t ss = lane(a, size, i, true), st = lane(b, size, i, true);
        int64_t u = minus ? us - ut : us + ut, s = minus ? ss - st : ss + st;
        struct limits lu = limits(size, false), ls = limits(size, true);
        bool carry = minus ? us >= ut : u > lu.max, over = s < ls.min || s > ls.max;
        int64_t v = kind == 1 ? u : s;
        struct limits l = kind == 1 ? lu : ls;
        if (kind && (v < l.min || v > l.max)) {
            v = v < l.min ? l.min : l.max;
            saturation(m, size, i);
            carry = over = false;
        }
        r |= place(v, size, i);
        v = lane(place(v, size, i), size, i, true);
        flag(m, size, i, (v < 0 ? 8 : 0) | (v == 0 ? 4 : 0) | (carry ? 2 : 0) | over);
    }
    put(m, insn, r);
    m->con |= 1;
}

static enum model_result sum(struct model_iwmmxt *m, enum arm_op op, uint32_t insn)
{
    uint64_t n = m->w[B(19, 16)], v = 0;
    unsigned size = B(23, 22);
    switch (op) {
    case ARM_IWMMXT_WADD: add(m, insn, 0, false); break;
    case ARM_IWMMXT_WADDUS: add(m, insn, 1, false); break;
    case ARM_IWMMXT_WADDSS: add(m, insn, 3, false); break;
    case ARM_IWMMXT_WSUB: add(m, insn, 0, true); break;
    case ARM_IWMMXT_WSUBUS: add(m, insn, 1, true); break;
    case ARM_IWMMXT_WSUBSS: add(m, insn, 3, true); break;
    case ARM_IWMMXT_WACC:
        for (unsigned i = 0; i < 8u >> size; i++)
            v += (uint64_t)lane(n, size, i, false);
        put(m, insn, v);
        break;
    case ARM_IWMMXT_WSADB:
    case ARM_IWMMXT_WSADH:
        size = B(22, 22);
        v = B(20, 20) ? 0 : m->w[B(15, 12)];
        for (unsigned i = 0; i < 8u >> size; i++)
            v += (uint64_t)llabs(lane(n, size, i, false) - lane(m->w[B(3, 0)], size, i, false));
        put(m, insn, (uint32_t)v);
        break;
    default: return MODEL_UNKNOWN;
    }
    return MODEL_DONE;
}

/* ---- products ---- */

static enum model_result product(struct model_iwmmxt *m, enum arm_op op, uint32_t insn)
{
    uint64_t n = m->w[B(19, 16)], d = m->w[B(3, 0)], r = 0;
    bool is_signed = B(21, 21);
    int64_t p[4];
    for (unsigned i = 0; i < 4; i++)
        p[i] = lane(n, 1, i, is_signed) * lane(d, 1, i, is_signed);
    switch (op) {
    case ARM_IWMMXT_WMUL:
        for (unsigned i = 0; i < 4; i++)
            r |= place(B(20, 20) ? p[i] >> 16 : p[i], 1, i);
        break;
    case ARM_IWMMXT_WMAC:
        r = B(20, 20) ? 0 : m->w[B(15, 12)];
        for (unsigned i = 0; i < 4; i++)
            r += (uint64_t)p[i];
        break;
    case ARM_IWMMXT_WMADD: r = place(p[0] + p[1], 2, 0) | place(p[2] + p[3], 2, 1); break;
    default: return MODEL_UNKNOWN;
    }
    put(m, insn, r);
    return MODEL_DONE;
}

/* ---- lane by lane ---- */

static enum model_result lanes(struct model_iwmmxt *m, enum arm_op op, uint32_t insn)
{
    uint64_t n = m->w[B(19, 16)], d = m->w[B(3, 0)], r = 0;
    unsigned size = B(23, 22);
    bool is_signed = B(21, 21);
    for (unsigned i = 0; i < 8u >> size; i++) {
        int64_t x = lane(n, size, i, is_signed), y = lane(d, size, i, is_signed);
        switch (op) {
        case ARM_IWMMXT_WCMPEQ: r |= place(x == y ? -1 : 0, size, i); break;
        case ARM_IWMMXT_WCMPGTU:
        case ARM_IWMMXT_WCMPGTS: r |= place(x > y ? -1 : 0, size, i); break;
        case ARM_IWMMXT_WMAX: r |= place(x > y ? x : y, size, i); break;
        case ARM_IWMMXT_WMIN: r |= place(x < y ? x : y, size, i); break;
        default: return MODEL_UNKNOWN;
        }
    }
    if (op == ARM_IWMMXT_WMAX || op == ARM_IWMMXT_WMIN)
        put(m, insn, r);
    else
        put_nz(m, insn, size, r);
    return MODEL_DONE;
}

static enum model_result average(struct model_iwmmxt *m, uint32_t insn)
{
    uint64_t n = m->w[B(19, 16)], d = m->w[B(3, 0)], r = 0;
    unsigned size = B(22, 22);
    m->casf = 0;
    for (unsigned i = 0; i < 8u >> size; i++) {
        int64_t v = (lane(n, size, i, false) + lane(d, size, i, false) + B(20, 20)) / 2;
        r |= place(v, size, i);
        flag(m, size, i, v ? 0 : 4);
    }
    put(m, insn, r);
    m->con |= 1;
    return MODEL_DONE;
}

/* kind: 0 WSRA, 1 WSLL, 2 WSRL, 3 WROR */
static enum model_result shift(struct model_iwmmxt *m, uint32_t insn)
{
    unsigned size = B(23, 22), kind = B(21, 20), bits = 8u << size;
    uint64_t n = m->w[B(19, 16)], r = 0;
    unsigned by = (B(8, 8) ? m->cgr[B(1, 0)] : (uint32_t)m->w[B(3, 0)]) & 255;
    for (unsigned i = 0; i < 8u >> size; i++) {
        int64_t s = lane(n, size, i, true);
        uint64_t u = (uint64_t)lane(n, size, i, false), v = 0;
        if (kind == 0)
            v = (uint64_t)(s >> (by < bits ? by : bits - 1));
        else if (kind == 3)
            v = by % bits ? u >> by % bits | u << (bits - by % bits) : u;
        else if (by < bits)
            v = kind == 1 ? u << by : u >> by;
        r |= place((int64_t)v, size, i);
    }
    put_nz(m, insn, size, r);
    return MODEL_DONE;
}

/* ---- from size to size ---- */

static enum model_result pack(struct model_iwmmxt *m, uint32_t insn)
{
    unsigned size = B(23, 22), n = 8u >> size;
    struct limits l = limits(size - 1, B(21, 21));
    uint64_t r = 0;
    for (unsigned i = 0; i < 2 * n; i++) {
        int64_t v = lane(i < n ? m->w[B(19, 16)] : m->w[B(3, 0)], size, i % n, true);
        if (v < l.min || v > l.max)
            saturation(m, size - 1, i);
        r |= place(v < l.min ? l.min : v > l.max ? l.max : v, size - 1, i);
    }
    put_nz(m, insn, size - 1, r);
    return MODEL_DONE;
}

static enum model_result unpack(struct model_iwmmxt *m, enum arm_op op, uint32_t insn)
{
    unsigned size = B(23, 22), half = 4u >> size;
    bool high = op == ARM_IWMMXT_WUNPCKEH || op == ARM_IWMMXT_WUNPCKIH;
    bool extends = op == ARM_IWMMXT_WUNPCKEH || op == ARM_IWMMXT_WUNPCKEL;
    uint64_t n = m->w[B(19, 16)], d = m->w[B(3, 0)], r = 0;
    for (unsigned i = 0; i < half; i++) {
        unsigned from = high ? half + i : i;
        if (extends) {
            r |= place(lane(n, size, from, B(21, 21)), size + 1, i);
        } else {
            r |= place(lane(n, size, from, false), size, 2 * i);
            r |= place(lane(d, size, from, false), size, 2 * i + 1);
        }
    }
    put_nz(m, insn, extends ? size + 1 : size, r);
    return MODEL_DONE;
}

/* Bytes by .. by + 7 of n and, above it, d. */
static enum model_result align(struct model_iwmmxt *m, uint32_t insn, unsigned by)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < 8; i++) {
        uint64_t from = i + by < 8 ? m->w[B(19, 16)] : m->w[B(3, 0)];
        r |= place(lane(from, 0, (i + by) % 8, false), 0, i);
    }
    put(m, insn, r);
    return MODEL_DONE;
}

static enum model_result shuffle(struct model_iwmmxt *m, uint32_t insn)
{
    unsigned imm8 = B(23, 20) << 4 | B(3, 0);
    uint64_t r = 0;
    for (unsigned i = 0; i < 4; i++)
        r |= place(lane(m->w[B(19, 16)], 1, imm8 >> 2 * i & 3, false), 1, i);
    put_nz(m, insn, 1, r);
    return MODEL_DONE;
}

enum model_result model_iwmmxt(struct model_iwmmxt *m, enum arm_op op, uint32_t insn)
{
    uint64_t n = m->w[B(19, 16)], d = m->w[B(3, 0)];
    enum model_result r;
    switch (op) {
    case ARM_IWMMXT_WOR: put_nz(m, insn, 3, n | d); return MODEL_DONE;
    case ARM_IWMMXT_WXOR: put_nz(m, insn, 3, n ^ d); return MODEL_DONE;
    case ARM_IWMMXT_WAND: put_nz(m, insn, 3, n & d); return MODEL_DONE;
    case ARM_IWMMXT_WANDN: put_nz(m, insn, 3, n & ~d); return MODEL_DONE;
    case ARM_IWMMXT_WAVG2B:
    case ARM_IWMMXT_WAVG2H: return average(m, insn);
    case ARM_IWMMXT_WALIGNI: return align(m, insn, B(22, 20));
    case ARM_IWMMXT_WALIGNR: return align(m, insn, m->cgr[B(21, 20)] & 7);
    case ARM_IWMMXT_WSRA:
    case ARM_IWMMXT_WSLL:
    case ARM_IWMMXT_WSRL:
    case ARM_IWMMXT_WROR: return shift(m, insn);
    case ARM_IWMMXT_WPACKUS:
    case ARM_IWMMXT_WPACKSS: return pack(m, insn);
    case ARM_IWMMXT_WUNPCKEH:
    case ARM_IWMMXT_WUNPCKIH:
    case ARM_IWMMXT_WUNPCKEL:
    case ARM_IWMMXT_WUNPCKIL: return unpack(m, op, insn);
    case ARM_IWMMXT_WSHUFH: return shuffle(m, insn);
    default: break;
    }
    r = sum(m, op, insn);
    if (r == MODEL_UNKNOWN)
        r = product(m, op, insn);
    return r == MODEL_UNKNOWN ? lanes(m, op, insn) : r;
}
