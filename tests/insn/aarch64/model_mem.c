/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of loads, stores and atomics on one piece of memory, from the manual's pseudocode.
 * Exclusives: a store-exclusive without a load-exclusive before it fails.
 */
#include <string.h>
#include "tests/insn/aarch64/model_int.h"

#define B(hi, lo) model_bits(insn, hi, lo)

static bool inside(const struct model *m, uint64_t addr, unsigned size)
{
    return size <= m->mem_size && addr >= m->mem_base && addr - m->mem_base <= m->mem_size - size;
}

static uint64_t load(const struct model *m, uint64_t addr, unsigned size)
{
    uint64_t v = 0;
    memcpy(&v, m->mem + (addr - m->mem_base), size);
    return v;
}

static void store(struct model *m, uint64_t addr, unsigned size, uint64_t v)
{
    memcpy(m->mem + (addr - m->mem_base), &v, size);
}

static uint64_t get(const struct model *m, unsigned n)
{
    return n == 31 ? 0 : m->x[n];
}

static void put(struct model *m, unsigned n, uint64_t v)
{
    if (n != 31)
        m->x[n] = v;
}

/* One register, the address known: opc as in bits 23:22. */
static enum model_result single(struct model *m, uint32_t insn, uint64_t addr)
{
    unsigned size = 1u << B(31, 30), opc = B(23, 22), rt = B(4, 0);
    if (B(26, 26)) {
        if (opc & 2 && B(31, 30))
            return MODEL_UNDEFINED;
        size = opc & 2 ? 16 : size;
        if (!inside(m, addr, size))
            return MODEL_OUTSIDE;
        uint8_t *at = m->mem + (addr - m->mem_base);
        if (opc & 1) {
            m->v[rt][0] = m->v[rt][1] = 0;
            memcpy(m->v[rt], at, size);
        } else {
            memcpy(at, m->v[rt], size);
        }
        return MODEL_DONE;
    }
    if (opc == 2 && size == 8)
        return MODEL_DONE; /* PRFM: of any address */
    if (opc == 3 && size >= 4)
        return MODEL_UNDEFINED;
    if (!inside(m, addr, size))
        return MODEL_OUTSIDE;
    if (opc == 0) {
        store(m, addr, size, get(m, rt));
        return MODEL_DONE;
    }
    uint64_t v = load(m, addr, size);
    if (opc & 2)
        v = model_sext(v, size * 8);
    put(m, rt, opc == 3 ? (uint32_t)v : v);
    return MODEL_DONE;
}

static enum model_result indexed(struct model *m, uint32_t insn)
{
    unsigned rn = B(9, 5), mode = B(11, 10);
    uint64_t base = m->x[rn], imm = model_sext(B(20, 12), 9);
    if (mode == 2 && B(26, 26))
        return MODEL_UNDEFINED;
    if (mode & 1 && rn == B(4, 0) && rn != 31 && !B(26, 26))
        return MODEL_UNKNOWN;
    enum model_result r = single(m, insn, mode == 1 ? base : base + imm);
    if (r == MODEL_DONE && mode & 1)
        m->x[rn] = base + imm;
    return r;
}

static enum model_result pair(struct model *m, uint32_t insn)
{
    unsigned opc = B(31, 30), mode = B(24, 23), rt = B(4, 0), rt2 = B(14, 10), rn = B(9, 5);
    bool fp = B(26, 26), is_load = B(22, 22), wback = mode & 1;
    unsigned size = fp ? 4u << opc : opc & 2 ? 8 : 4;
    if (opc == 3 || (!fp && opc == 1 && (!is_load || mode == 0)))
        return !fp && opc == 1 && mode ? MODEL_UNKNOWN : MODEL_UNDEFINED;
    if ((is_load && rt == rt2) || (!fp && wback && rn != 31 && (rn == rt || rn == rt2)))
        return MODEL_UNKNOWN;
    uint64_t base = m->x[rn], imm = model_sext(B(21, 15), 7) * size;
    uint64_t addr = mode == 1 ? base : base + imm;
    if (!inside(m, addr, 2 * size))
        return MODEL_OUTSIDE;
    for (unsigned i = 0; i < 2; i++, addr += size) {
        unsigned t = i ? rt2 : rt;
        if (fp && is_load) {
            m->v[t][0] = m->v[t][1] = 0;
            memcpy(m->v[t], m->mem + (addr - m->mem_base), size);
        } else if (fp) {
            memcpy(m->mem + (addr - m->mem_base), m->v[t], size);
        } else if (!is_load) {
            store(m, addr, size, get(m, t));
        } else {
            uint64_t v = load(m, addr, size);
            put(m, t, opc == 1 ? model_sext(v, 32) : v);
        }
    }
    if (wback)
        m->x[rn] = base + imm;
    return MODEL_DONE;
}

static uint64_t atomic_result(unsigned op, uint64_t old, uint64_t v, unsigned bits)
{
    int64_t so = (int64_t)model_sext(old, bits), sv = (int64_t)model_sext(v, bits);
    uint64_t mask = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
    v &= mask;
    switch (op) {
    case 0: return old + v;
    case 1: return old & ~v;
    case 2: return old ^ v;
    case 3: return old | v;
    case 4: return so > sv ? old : v;
    case 5: return so < sv ? old : v;
    case 6: return old > v ? old : v;
    case 7: return old < v ? old : v;
    default: return v; /* SWP */
    }
}

static enum model_result atomic(struct model *m, uint32_t insn)
{
    unsigned size = 1u << B(31, 30), op = B(15, 12);
    uint64_t addr = m->x[B(9, 5)];
    bool ldapr = op == 12 && B(23, 22) == 2 && B(20, 16) == 31;
    if (B(26, 26) || (op > 8 && !ldapr))
        return MODEL_UNKNOWN;
    if (addr % size)
        return MODEL_MISALIGNED;
    if (!inside(m, addr, size))
        return MODEL_OUTSIDE;
    uint64_t old = load(m, addr, size), v = get(m, B(20, 16));
    if (!ldapr)
        store(m, addr, size, atomic_result(op, old, v, size * 8));
    put(m, B(4, 0), old);
    return MODEL_DONE;
}

static enum model_result cas(struct model *m, uint32_t insn)
{
    bool is_pair = !B(23, 23);
    unsigned size = is_pair ? 4u << B(30, 30) : 1u << B(31, 30), rs = B(20, 16), rt = B(4, 0);
    unsigned n = is_pair ? 2 : 1, bits = size * 8;
    uint64_t addr = m->x[B(9, 5)], mask = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
    uint64_t old[2];
    if (is_pair && (rs | rt) & 1)
        return MODEL_UNDEFINED;
    if (addr % (n * size))
        return MODEL_MISALIGNED;
    if (!inside(m, addr, n * size))
        return MODEL_OUTSIDE;
    bool same = true;
    for (unsigned i = 0; i < n; i++) {
        old[i] = load(m, addr + i * size, size);
        same &= old[i] == (get(m, rs + i) & mask);
    }
    for (unsigned i = 0; i < n && same; i++)
        store(m, addr + i * size, size, get(m, rt + i));
    for (unsigned i = 0; i < n; i++)
        put(m, rs + i, old[i]);
    return MODEL_DONE;
}

/* Load/store exclusive, load-acquire, store-release. */
static enum model_result exclusive(struct model *m, uint32_t insn)
{
    bool ordered = B(23, 23), is_load = B(22, 22), is_pair = B(21, 21);
    unsigned size = is_pair ? 4u << B(30, 30) : 1u << B(31, 30), n = is_pair ? 2 : 1;
    unsigned rt = B(4, 0), rt2 = B(14, 10), rs = B(20, 16);
    uint64_t addr = m->x[B(9, 5)];
    if (is_pair && (ordered || !B(31, 31)))
        return rt2 == 31 ? cas(m, insn) : MODEL_UNDEFINED;
    if (addr % (n * size))
        return MODEL_MISALIGNED;
    if (!inside(m, addr, n * size))
        return MODEL_OUTSIDE;
    if (is_load && is_pair && rt == rt2)
        return MODEL_UNKNOWN;
    if (is_load) {
        put(m, rt, load(m, addr, size));
        if (is_pair)
            put(m, rt2, load(m, addr + size, size));
    } else if (ordered) {
        store(m, addr, size, get(m, rt));
    } else if (rs == rt || (is_pair && rs == rt2) || (rs == B(9, 5) && rs != 31)) {
        return MODEL_UNKNOWN;
    } else {
        put(m, rs, 1);
    }
    return MODEL_DONE;
}

static enum model_result rcpc(struct model *m, uint32_t insn)
{
    unsigned size = 1u << B(31, 30), opc = B(23, 22);
    uint64_t addr = m->x[B(9, 5)] + model_sext(B(20, 12), 9);
    if (B(21, 21) || B(11, 10))
        return MODEL_UNKNOWN; /* memory tags */
    if ((opc == 2 && size == 8) || (opc == 3 && size >= 4))
        return MODEL_UNDEFINED;
    return addr % size ? MODEL_MISALIGNED : single(m, insn, addr);
}

static enum model_result access(struct model *m, uint32_t insn)
{
    unsigned size = B(31, 30);
    uint64_t base = m->x[B(9, 5)];
    switch (B(29, 27)) {
    case 1: return B(26, 26) ? MODEL_UNKNOWN : exclusive(m, insn);
    case 5: return pair(m, insn);
    case 3: return B(24, 24) && !B(26, 26) ? rcpc(m, insn) : MODEL_UNKNOWN;
    case 7: break;
    default: return MODEL_UNKNOWN;
    }
    if (B(24, 24)) {
        unsigned scale = B(26, 26) && B(23, 23) ? 4 : size;
        return single(m, insn, base + (B(21, 10) << scale));
    }
    if (!B(21, 21))
        return indexed(m, insn);
    if (B(11, 10) == 0)
        return atomic(m, insn);
    if (B(11, 10) != 2)
        return MODEL_UNKNOWN; /* LDRAA */
    if (!B(14, 14))
        return MODEL_UNDEFINED;
    unsigned scale = B(26, 26) && B(23, 23) ? 4 : size;
    uint64_t index = model_extend(get(m, B(20, 16)), B(15, 13), B(12, 12) ? scale : 0);
    return single(m, insn, base + index);
}

/* CheckSPAlignment comes before the access, behind the decoding. */
enum model_result model_mem(struct model *m, uint32_t insn)
{
    struct model nowhere = *m;
    enum model_result r;
    if (B(9, 5) != 31 || m->x[31] % 16 == 0)
        return access(m, insn);
    nowhere.mem_size = 0;
    r = access(&nowhere, insn);
    return r == MODEL_OUTSIDE || r == MODEL_MISALIGNED ? MODEL_SP : r;
}
