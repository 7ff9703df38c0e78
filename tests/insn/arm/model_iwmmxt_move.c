/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of Wireless MMX's transfers, control registers, loads and stores, and of XScale's
 * accumulator.
 */
#include "tests/insn/arm/model_iwmmxt.h"

#define B(hi, lo) MODEL_FIELD(insn, hi, lo)

/* ---- accumulators ---- */

static void put_acc(struct model_iwmmxt *m, unsigned n, uint64_t v)
{
    m->w[n] = m->acc40 ? (uint64_t)((int64_t)(v << 24) >> 24) : v;
    m->con |= 2;
}

static int64_t half(uint32_t v, bool top)
{
    return (int16_t)(top ? v >> 16 : v);
}

static enum model_result multiply(struct model_iwmmxt *m, uint32_t insn)
{
    unsigned s = B(15, 12), r = B(3, 0), acc = B(8, 5), kind = B(19, 16);
    if (s == 15 || r == 15)
        return MODEL_UNDEFINED;
    uint32_t x = m->core.r[r], y = m->core.r[s];
    int64_t v;
    if (kind == 0)
        v = (int64_t)(int32_t)x * (int32_t)y;
    else if (kind == 8)
        v = half(x, false) * half(y, false) + half(x, true) * half(y, true);
    else
        v = half(x, kind & 2) * half(y, kind & 1);
    put_acc(m, acc, m->w[acc] + (uint64_t)v);
    return MODEL_DONE;
}

static enum model_result pair(struct model_iwmmxt *m, uint32_t insn)
{
    unsigned lo = B(15, 12), hi = B(19, 16), n = B(3, 0);
    if (lo == 15 || hi == 15)
        return MODEL_UNDEFINED;
    if (!B(20, 20)) {
        put_acc(m, n, m->core.r[lo] | (uint64_t)m->core.r[hi] << 32);
        return MODEL_DONE;
    }
    if (lo == hi)
        return MODEL_UNKNOWN;
    m->core.r[lo] = (uint32_t)m->w[n];
    m->core.r[hi] = (uint32_t)(m->w[n] >> 32);
    return MODEL_DONE;
}

/* ---- lanes ---- */

static enum model_result move_lane(struct model_iwmmxt *m, enum arm_op op, uint32_t insn)
{
    bool to = op == ARM_IWMMXT_TBCST || op == ARM_IWMMXT_TINSR;
    unsigned size = to ? B(7, 6) : B(23, 22), bits = 8u << size, n = 64 / bits;
    unsigned at = (B(2, 0) & (n - 1)) * bits;
    uint64_t mask = UINT64_MAX >> (64 - bits), *w = &m->w[B(19, 16)];
    if (B(15, 12) == 15)
        return MODEL_UNDEFINED;
    uint32_t *r = &m->core.r[B(15, 12)];
    switch (op) {
    case ARM_IWMMXT_TBCST:
        *w = 0;
        for (unsigned i = 0; i < n; i++)
            *w |= (*r & mask) << i * bits;
        break;
    case ARM_IWMMXT_TINSR: *w = (*w & ~(mask << at)) | (*r & mask) << at; break;
    case ARM_IWMMXT_TEXTRM:
        *r = (uint32_t)(*w >> at & mask);
        if (B(3, 3))
            *r = size == 0 ? (uint32_t)(int8_t)*r : size == 1 ? (uint32_t)(int16_t)*r : *r;
        break;
    default: /* TMOVMSK */
        *r = 0;
        for (unsigned i = 0; i < n; i++)
            *r |= (uint32_t)(*w >> (bits * (i + 1) - 1) & 1) << i;
    }
    if (to)
        m->con |= 2;
    return MODEL_DONE;
}

/* ---- control registers ---- */

static bool get_control(const struct model_iwmmxt *m, unsigned n, uint32_t *v)
{
    switch (n) {
    case 0: *v = 0x69051010; return true;
    case 1: *v = m->con; return true;
    case 2: *v = m->ssf; return true;
    case 3: *v = m->casf; return true;
    case 8:
    case 9:
    case 10:
    case 11: *v = m->cgr[n - 8]; return true;
    default: return false;
    }
}

static bool put_control(struct model_iwmmxt *m, unsigned n, uint32_t v)
{
    switch (n) {
    case 0: return true;
    case 1: m->con = v & 3; return true;
    case 2: m->ssf = v & 255; break;
    case 3: m->casf = v; break;
    case 8:
    case 9:
    case 10:
    case 11: m->cgr[n - 8] = v; break;
    default: return false;
    }
    m->con |= 1;
    return true;
}

static enum model_result control(struct model_iwmmxt *m, enum arm_op op, uint32_t insn)
{
    unsigned t = B(15, 12), n = B(19, 16);
    bool there;
    if (t == 15)
        return MODEL_UNDEFINED;
    if (op == ARM_IWMMXT_TMCR)
        there = put_control(m, n, m->core.r[t]);
    else
        there = get_control(m, n, &m->core.r[t]);
    return there ? MODEL_DONE : MODEL_UNDEFINED;
}

/* The four flags of a lane, of all lanes. */
static enum model_result core_flags(struct model_iwmmxt *m, enum arm_op op, uint32_t insn)
{
    unsigned size = B(23, 22), n = 8u >> size, width = 32 / n;
    if (op == ARM_IWMMXT_TEXTRC) {
        m->core.nzcv = m->casf >> ((B(2, 0) & (n - 1)) * width + width - 4) & 15;
        return MODEL_DONE;
    }
    m->core.nzcv = op == ARM_IWMMXT_TANDC ? 15 : 0;
    for (unsigned i = 0; i < n; i++) {
        unsigned flags = m->casf >> (i * width + width - 4) & 15;
        if (op == ARM_IWMMXT_TANDC)
            m->core.nzcv &= flags;
        else
            m->core.nzcv |= flags;
    }
    return MODEL_DONE;
}

/* ---- memory ---- */

static uint64_t load(const struct model_iwmmxt *m, uint32_t addr, unsigned bytes)
{
    uint64_t v = 0;
    for (unsigned k = 0; k < bytes; k++)
        v |= (uint64_t)m->core.mem[addr - m->core.mem_base + k]
             << 8 * (m->core.be ? bytes - 1 - k : k);
    return v;
}

static void store(struct model_iwmmxt *m, uint32_t addr, unsigned bytes, uint64_t v)
{
    for (unsigned k = 0; k < bytes; k++)
        m->core.mem[addr - m->core.mem_base + k] =
            (uint8_t)(v >> 8 * (m->core.be ? bytes - 1 - k : k));
}

/* control: of a control register */
static enum model_result access(struct model_iwmmxt *m, uint32_t insn, bool is_control)
{
    unsigned n = B(19, 16), r = B(15, 12), bytes = 1u << (B(8, 8) * 2 + B(22, 22));
    uint32_t offset = B(7, 0) * (B(8, 8) ? 4 : 1), base, addr, v = 0;
    if (is_control && !get_control(m, r, &v))
        return MODEL_UNDEFINED;
    if (n == 15 && B(21, 21))
        return MODEL_UNDEFINED;
    base = n == 15 ? m->core.pc + 8 : m->core.r[n];
    offset = B(23, 23) ? offset : 0 - offset;
    addr = B(24, 24) ? base + offset : base;
    if (addr < m->core.mem_base || addr - m->core.mem_base > m->core.mem_size - bytes)
        return MODEL_OUTSIDE;
    if (is_control && B(20, 20)) {
        put_control(m, r, (uint32_t)load(m, addr, 4));
    } else if (is_control) {
        store(m, addr, 4, v);
    } else if (B(20, 20)) {
        m->w[r] = load(m, addr, bytes);
        m->con |= 2;
    } else {
        store(m, addr, bytes, m->w[r]);
    }
    if (B(21, 21))
        m->core.r[n] = base + offset;
    return MODEL_DONE;
}

enum model_result model_iwmmxt_move(struct model_iwmmxt *m, enum arm_op op, uint32_t insn)
{
    switch (op) {
    case ARM_IWMMXT_TMIA:
    case ARM_IWMMXT_TMIAPH:
    case ARM_IWMMXT_TMIAxy:
    case ARM_IWMMXT_MIA:
    case ARM_IWMMXT_MIAPH:
    case ARM_IWMMXT_MIAxy: return multiply(m, insn);
    case ARM_IWMMXT_TMCRR:
    case ARM_IWMMXT_TMRRC:
    case ARM_IWMMXT_MAR:
    case ARM_IWMMXT_MRA: return pair(m, insn);
    case ARM_IWMMXT_TBCST:
    case ARM_IWMMXT_TINSR:
    case ARM_IWMMXT_TEXTRM:
    case ARM_IWMMXT_TMOVMSK: return move_lane(m, op, insn);
    case ARM_IWMMXT_TMCR:
    case ARM_IWMMXT_TMRC: return control(m, op, insn);
    case ARM_IWMMXT_TANDC:
    case ARM_IWMMXT_TORC:
    case ARM_IWMMXT_TEXTRC: return core_flags(m, op, insn);
    case ARM_IWMMXT_WSTRB:
    case ARM_IWMMXT_WSTRH:
    case ARM_IWMMXT_WSTRW:
    case ARM_IWMMXT_WSTRD:
    case ARM_IWMMXT_WLDRB:
    case ARM_IWMMXT_WLDRH:
    case ARM_IWMMXT_WLDRW:
    case ARM_IWMMXT_WLDRD: return access(m, insn, false);
    case ARM_IWMMXT_C_WSTRW:
    case ARM_IWMMXT_C_WLDRW: return access(m, insn, true);
    default: return MODEL_UNKNOWN;
    }
}
