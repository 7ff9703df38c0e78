/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of VFP's and NEON's loads and stores.
 */
#include "tests/insn/arm/model_simd.h"

#define B(hi, lo) MODEL_FIELD(insn, hi, lo)

/* One element, size bytes from a word of MemU. */
static void move(struct model_simd *m, bool load, unsigned d, unsigned size, unsigned i,
                 uint32_t addr)
{
    uint8_t *at = m->core.mem + (addr - m->core.mem_base);
    unsigned bytes = 1u << size;
    uint64_t v = load ? 0 : model_get(&m->v, d, size, i);
    for (unsigned k = 0; k < bytes; k++) {
        unsigned shift = 8 * (m->core.be ? bytes - 1 - k : k);
        if (load)
            v |= (uint64_t)at[k] << shift;
        else
            at[k] = (uint8_t)(v >> shift);
    }
    if (load)
        model_put(&m->v, d, size, i, v);
}

static bool inside(const struct model_simd *m, uint32_t addr, uint32_t size)
{
    const struct model *c = &m->core;
    return addr >= c->mem_base && addr - c->mem_base <= c->mem_size - size;
}

/* ---- structures ---- */

static void write_back(struct model_simd *m, uint32_t insn, uint32_t bytes)
{
    unsigned rm = B(3, 0);
    if (rm != 15)
        m->core.r[B(19, 16)] += rm == 13 ? bytes : m->core.r[rm];
}

static enum model_result check(const struct model_simd *m, uint32_t insn, uint32_t align,
                               uint32_t bytes)
{
    unsigned n = B(19, 16);
    if (n == 15)
        return MODEL_UNKNOWN;
    if (m->core.r[n] % align)
        return MODEL_MISALIGNED;
    return inside(m, m->core.r[n], bytes) ? MODEL_DONE : MODEL_OUTSIDE;
}

static enum model_result multiple(struct model_simd *m, uint32_t insn)
{
    static const struct {
        uint8_t count, regs, inc, aligns;
    } types[16] = {
        [7] = {1, 1, 1, 3}, [10] = {1, 2, 1, 7}, [6] = {1, 3, 1, 3},  [2] = {1, 4, 1, 15},
        [8] = {2, 1, 1, 7}, [9] = {2, 1, 2, 7},  [3] = {2, 2, 2, 15}, [4] = {3, 1, 1, 3},
        [5] = {3, 1, 2, 3}, [0] = {4, 1, 1, 15}, [1] = {4, 1, 2, 15},
    };
    unsigned type = B(11, 8), size = B(7, 6), align = B(5, 4), d = model_vd(insn);
    unsigned count = types[type].count, regs = types[type].regs, inc = types[type].inc;
    if (!count || !(types[type].aligns >> align & 1) || (count > 1 && size == 3))
        return MODEL_UNDEFINED;
    if (d + (count - 1) * inc + regs > 32)
        return MODEL_UNKNOWN;
    enum model_result r = check(m, insn, align ? 4u << align : 1, 8 * count * regs);
    if (r != MODEL_DONE)
        return r;
    uint32_t addr = m->core.r[B(19, 16)];
    for (unsigned k = 0; k < regs; k++)
        for (unsigned e = 0; e < 8u >> size; e++)
            for (unsigned i = 0; i < count; i++, addr += 1u << size)
                move(m, B(21, 21), d + k + i * inc, size, e, addr);
    write_back(m, insn, 8 * count * regs);
    return MODEL_DONE;
}

/* What index_align says; false: undefined. */
static bool lane_fields(unsigned count, unsigned size, unsigned ia, unsigned *index, unsigned *inc,
                        unsigned *align)
{
    unsigned bytes = 1u << size;
    *index = ia >> (size + 1);
    *inc = size && ia >> size & 1 ? 2 : 1;
    *align = 1;
    switch (count) {
    case 1:
        *inc = 1;
        if (ia >> size & 1)
            return false;
        if (size == 1)
            *align = ia & 1 ? 2 : 1;
        if (size == 2 && (ia & 3) != 0 && (ia & 3) != 3)
            return false;
        if (size == 2)
            *align = ia & 3 ? 4 : 1;
        return true;
    case 2:
        if (size == 2 && ia & 2)
            return false;
        *align = ia & 1 ? 2 * bytes : 1;
        return true;
    case 3: return size == 2 ? !(ia & 3) : !(ia & 1);
    default:
        if (size == 2 && (ia & 3) == 3)
            return false;
        *align = size == 2 ? ((ia & 3) ? 4u << (ia & 3) : 1) : ia & 1 ? 4 * bytes : 1;
        return true;
    }
}

static enum model_result one_lane(struct model_simd *m, uint32_t insn)
{
    unsigned count = B(9, 8) + 1, size = B(11, 10), d = model_vd(insn), index, inc, align;
    if (!lane_fields(count, size, B(7, 4), &index, &inc, &align))
        return MODEL_UNDEFINED;
    if (d + (count - 1) * inc > 31)
        return MODEL_UNKNOWN;
    enum model_result r = check(m, insn, align, count << size);
    if (r != MODEL_DONE)
        return r;
    uint32_t addr = m->core.r[B(19, 16)];
    for (unsigned i = 0; i < count; i++, addr += 1u << size)
        move(m, B(21, 21), d + i * inc, size, index, addr);
    write_back(m, insn, count << size);
    return MODEL_DONE;
}

static enum model_result all_lanes(struct model_simd *m, uint32_t insn)
{
    unsigned count = B(9, 8) + 1, size = B(7, 6), d = model_vd(insn), align = 1;
    bool t = B(5, 5), a = B(4, 4);
    unsigned inc = t && count > 1 ? 2 : 1, regs = t && count == 1 ? 2 : 1;
    if ((size == 3 && (count < 4 || !a)) || (count == 1 && size == 0 && a) || (count == 3 && a))
        return MODEL_UNDEFINED;
    if (d + (count - 1) * inc + regs > 32)
        return MODEL_UNKNOWN;
    if (a)
        align = size == 3 ? 16 : count == 4 && size == 2 ? 8 : count << size;
    if (size == 3)
        size = 2;
    enum model_result r = check(m, insn, align, count << size);
    if (r != MODEL_DONE)
        return r;
    uint32_t addr = m->core.r[B(19, 16)];
    for (unsigned i = 0; i < count; i++, addr += 1u << size)
        for (unsigned k = 0; k < regs; k++)
            for (unsigned e = 0; e < 8u >> size; e++)
                move(m, true, d + i * inc + k, size, e, addr);
    write_back(m, insn, count << size);
    return MODEL_DONE;
}

/* ---- VFP ---- */

/* Words of a double lie in the order of the bytes. */
static void move_double(struct model_simd *m, bool load, unsigned d, uint32_t addr)
{
    move(m, load, d, 2, m->core.be, addr);
    move(m, load, d, 2, !m->core.be, addr + 4);
}

static enum model_result one_register(struct model_simd *m, uint32_t insn)
{
    unsigned kind = B(9, 8), n = B(19, 16); /* 1 half, 2 single, 3 double */
    uint32_t imm = B(7, 0) << (kind == 1 ? 1 : 2), bytes = 1u << kind;
    bool load = B(20, 20);
    if (n == 15 && !load && m->core.thumb)
        return MODEL_UNKNOWN;
    uint32_t base = n == 15 ? model_reg(&m->core, 15) & ~3u : m->core.r[n];
    uint32_t addr = B(23, 23) ? base + imm : base - imm;
    unsigned s = B(15, 12) << 1 | B(22, 22);
    if (!inside(m, addr, bytes))
        return MODEL_OUTSIDE;
    if (kind == 3)
        move_double(m, load, model_vd(insn), addr);
    else if (kind == 2)
        move(m, load, s / 2, 2, s & 1, addr);
    else
        move(m, load, s / 2, 1, (s & 1) * 2, addr);
    if (kind == 1 && load)
        m->v.h[2 * s + 1] = 0;
    return MODEL_DONE;
}

static enum model_result several_registers(struct model_simd *m, uint32_t insn)
{
    bool dbl = B(8, 8), load = B(20, 20), up = B(23, 23), wback = B(21, 21);
    unsigned n = B(19, 16), count = dbl ? B(7, 0) / 2 : B(7, 0);
    unsigned first = dbl ? model_vd(insn) : B(15, 12) << 1 | B(22, 22);
    uint32_t bytes = B(7, 0) * 4;
    if (!count || first + count > 32 || (dbl && count > 16) ||
        (n == 15 && (wback || m->core.thumb)))
        return MODEL_UNKNOWN;
    uint32_t base = n == 15 ? model_reg(&m->core, 15) & ~3u : m->core.r[n];
    uint32_t addr = up ? base : base - bytes;
    if (!inside(m, addr, bytes))
        return MODEL_OUTSIDE;
    for (unsigned i = 0; i < count; i++, addr += dbl ? 8 : 4)
        if (dbl)
            move_double(m, load, first + i, addr);
        else
            move(m, load, (first + i) / 2, 2, (first + i) & 1, addr);
    if (wback)
        m->core.r[n] = up ? base + bytes : base - bytes;
    return MODEL_DONE;
}

enum model_result model_simd_mem(struct model_simd *m, enum arm_op op, uint32_t insn)
{
    switch (op) {
    case ARM_NEON_VST_multi:
    case ARM_NEON_VLD_multi: return multiple(m, insn);
    case ARM_NEON_VST_lane:
    case ARM_NEON_VLD_lane: return one_lane(m, insn);
    case ARM_NEON_VLD_all: return all_lanes(m, insn);
    case ARM_VFP_VSTR_h:
    case ARM_VFP_VLDR_h:
    case ARM_VFP_VSTR:
    case ARM_VFP_VLDR: return one_register(m, insn);
    case ARM_VFP_VSTMIA:
    case ARM_VFP_VSTMDB:
    case ARM_VFP_VLDMIA:
    case ARM_VFP_VLDMDB: return several_registers(m, insn);
    default: return MODEL_UNKNOWN;
    }
}
