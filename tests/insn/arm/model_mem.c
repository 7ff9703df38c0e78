/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of loads and stores on one piece of memory, from the manual's pseudocode.  Loads and stores
 * that are not exclusive work at any address: of those that the processor does not do, the kernel's
 * handler does. Exclusives: a store without a load before it fails.
 */
#include "tests/insn/arm/model_int.h"

static bool inside(const struct model *m, uint32_t addr, unsigned size)
{
    return size <= m->mem_size && addr >= m->mem_base && addr - m->mem_base <= m->mem_size - size;
}

bool model_load(const struct model *m, uint32_t addr, unsigned size, uint32_t *v)
{
    if (!inside(m, addr, size))
        return false;
    *v = 0;
    for (unsigned i = 0; i < size; i++)
        *v |= (uint32_t)m->mem[addr - m->mem_base + i] << 8 * (m->be ? size - 1 - i : i);
    return true;
}

static void store(struct model *m, uint32_t addr, unsigned size, uint32_t v)
{
    for (unsigned i = 0; i < size; i++)
        m->mem[addr - m->mem_base + i] = (uint8_t)(v >> 8 * (m->be ? size - 1 - i : i));
}

static uint32_t base_of(const struct model *m, unsigned n)
{
    return n == 15 ? model_reg(m, 15) & ~3u : m->r[n];
}

enum model_result model_single(struct model *m, struct model_access a)
{
    uint32_t base = base_of(m, a.n), moved = base + a.offset, v;
    uint32_t addr = a.index ? moved : base;
    if (a.wback && (a.n == 15 || a.n == a.t))
        return MODEL_UNKNOWN;
    if (!inside(m, addr, a.size))
        return MODEL_OUTSIDE;
    if (!a.load) {
        store(m, addr, a.size, model_reg(m, a.t));
        if (a.wback)
            m->r[a.n] = moved;
        return MODEL_DONE;
    }
    model_load(m, addr, a.size, &v);
    if (a.is_signed)
        v = a.size == 1 ? (uint32_t)(int8_t)v : (uint32_t)(int16_t)v;
    if (a.t == 15 && (a.size < 4 || model_bx(m, v) != MODEL_DONE))
        return MODEL_UNKNOWN;
    if (a.wback)
        m->r[a.n] = moved;
    if (a.t < 15)
        m->r[a.t] = v;
    return MODEL_DONE;
}

enum model_result model_dual(struct model *m, struct model_access a, unsigned t2)
{
    uint32_t base = base_of(m, a.n), moved = base + a.offset;
    uint32_t addr = a.index ? moved : base;
    if (a.t == 15 || t2 == 15 || (a.wback && (a.n == 15 || a.n == a.t || a.n == t2)))
        return MODEL_UNKNOWN;
    if (a.load && a.t == t2)
        return MODEL_UNKNOWN;
    if (!inside(m, addr, 8))
        return MODEL_OUTSIDE;
    if (a.load) {
        model_load(m, addr, 4, &m->r[a.t]);
        model_load(m, addr + 4, 4, &m->r[t2]);
    } else {
        store(m, addr, 4, m->r[a.t]);
        store(m, addr + 4, 4, m->r[t2]);
    }
    if (a.wback)
        m->r[a.n] = moved;
    return MODEL_DONE;
}

enum model_result model_multiple(struct model *m, unsigned n, uint32_t list, bool before, bool up,
                                 bool wback, bool load)
{
    unsigned count = 0, lowest = 16;
    for (unsigned i = 16; i-- > 0;)
        if (list >> i & 1) {
            count++;
            lowest = i;
        }
    if (n == 15 || !count || (wback && list >> n & 1 && (load || n != lowest)))
        return MODEL_UNKNOWN;
    uint32_t base = m->r[n], moved = up ? base + 4 * count : base - 4 * count;
    uint32_t addr = (up ? base : moved) + (before == up ? 4 : 0);
    if (!inside(m, addr, 4 * count))
        return MODEL_OUTSIDE;
    uint32_t to;
    if (load && list >> 15 && model_load(m, addr + 4 * (count - 1), 4, &to) &&
        model_bx(m, to) != MODEL_DONE)
        return MODEL_UNKNOWN;
    for (unsigned i = 0; i < 16; i++) {
        if (!(list >> i & 1))
            continue;
        if (!load)
            store(m, addr, 4, model_reg(m, i));
        else if (i < 15)
            model_load(m, addr, 4, &m->r[i]);
        addr += 4;
    }
    if (wback)
        m->r[n] = moved;
    return MODEL_DONE;
}

enum model_result model_exclusive(struct model *m, unsigned size, bool load, unsigned t,
                                  unsigned t2, unsigned n, unsigned d, uint32_t offset)
{
    bool dual = size == 8, has_status = d < 16;
    if (n == 15 || t == 15 || (dual && (t2 == 15 || (load && t == t2))) || d == 15)
        return MODEL_UNKNOWN;
    if (has_status && (d == n || d == t || (dual && d == t2)))
        return MODEL_UNKNOWN;
    uint32_t addr = m->r[n] + offset;
    if (addr % size)
        return MODEL_MISALIGNED;
    if (!inside(m, addr, size))
        return MODEL_OUTSIDE;
    if (load) {
        model_load(m, addr, dual ? 4 : size, &m->r[t]);
        if (dual)
            model_load(m, addr + 4, 4, &m->r[t2]);
    } else if (has_status) {
        m->r[d] = 1;
    } else {
        store(m, addr, size, m->r[t]);
    }
    return MODEL_DONE;
}

enum model_result model_swap(struct model *m, unsigned size, unsigned t, unsigned t2, unsigned n)
{
    if (t == 15 || t2 == 15 || n == 15 || n == t || n == t2)
        return MODEL_UNKNOWN;
    uint32_t addr = m->r[n], old;
    if (addr % size)
        return MODEL_MISALIGNED;
    if (!model_load(m, addr, size, &old))
        return MODEL_OUTSIDE;
    store(m, addr, size, m->r[t2]);
    m->r[t] = old;
    return MODEL_DONE;
}
