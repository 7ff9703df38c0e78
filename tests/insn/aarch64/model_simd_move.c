/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of the SIMD instructions that move lanes: copies, permutations, tables, immediates,
 * structure loads and stores; and the logic of SHA3.
 */
#include "tests/insn/aarch64/model_simd.h"
#include <string.h>

#define F(hi, lo) model_field(insn, hi, lo)

static const union model_vec zero;

static uint64_t ones(unsigned bits)
{
    return bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

static void halve(union model_vec *v, bool q)
{
    if (!q)
        v->d[1] = 0;
}

static uint64_t get_x(const struct model_simd *m, unsigned n)
{
    return n == 31 ? 0 : m->x[n];
}

static void set_x(struct model_simd *m, unsigned n, uint64_t v)
{
    if (n != 31)
        m->x[n] = v;
}

/* ---- copies ---- */

static bool copies(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    unsigned imm5 = F(20, 16), size = imm5 ? (unsigned)__builtin_ctz(imm5) & 3 : 0;
    unsigned index = imm5 >> (size + 1), rd = F(4, 0), rn = F(9, 5), bits = 8u << size;
    union model_vec r = zero;
    uint64_t x = model_get(&m->v[rn], size, op == A64_INS_elem ? F(14, 11) >> size : index & 15);
    switch (op) {
    case A64_DUP_s: m->v[rd] = model_scalar(size, x); return true;
    case A64_DUP_gen: x = get_x(m, rn); /* fall through */
    case A64_DUP_v:
        for (unsigned i = 0; i < 16u >> size; i++)
            model_put(&r, size, i, x);
        halve(&r, F(30, 30));
        m->v[rd] = r;
        return true;
    case A64_UMOV: set_x(m, rd, x); return true;
    case A64_SMOV:
        x = (uint64_t)((int64_t)(x << (64 - bits)) >> (64 - bits));
        set_x(m, rd, F(30, 30) ? x : (uint32_t)x);
        return true;
    case A64_INS_gen: model_put(&m->v[rd], size, index, get_x(m, rn)); return true;
    case A64_INS_elem: model_put(&m->v[rd], size, index, x); return true;
    default: return false;
    }
}

/* ---- permutations ---- */

static bool permute(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    union model_vec n = m->v[F(9, 5)], y = m->v[F(20, 16)], r = zero;
    unsigned size = F(23, 22), count = (F(30, 30) ? 16u : 8u) >> size, part = F(14, 14);
    for (unsigned i = 0; i < count; i++) {
        uint64_t x;
        switch (op) {
        case A64_ZIP1:
        case A64_ZIP2: x = model_get(i & 1 ? &y : &n, size, part * count / 2 + i / 2); break;
        case A64_UZP1:
        case A64_UZP2: {
            unsigned at = 2 * i + part;
            x = model_get(at < count ? &n : &y, size, at % count);
            break;
        }
        case A64_TRN1:
        case A64_TRN2: x = model_get(i & 1 ? &y : &n, size, i / 2 * 2 + part); break;
        default: return false;
        }
        model_put(&r, size, i, x);
    }
    m->v[F(4, 0)] = r;
    return true;
}

static void reverse(struct model_simd *m, uint32_t insn, unsigned container)
{
    union model_vec n = m->v[F(9, 5)], r = zero;
    unsigned size = F(23, 22), each = container >> size;
    for (unsigned i = 0; i < (F(30, 30) ? 16u : 8u) >> size; i++)
        model_put(&r, size, i, model_get(&n, size, i / each * each + each - 1 - i % each));
    m->v[F(4, 0)] = r;
}

static void extract(struct model_simd *m, uint32_t insn)
{
    union model_vec n = m->v[F(9, 5)], y = m->v[F(20, 16)], r = zero;
    unsigned bytes = F(30, 30) ? 16 : 8;
    for (unsigned i = 0; i < bytes; i++) {
        unsigned at = i + F(14, 11);
        r.b[i] = at < bytes ? n.b[at] : y.b[at - bytes];
    }
    m->v[F(4, 0)] = r;
}

static void table(struct model_simd *m, uint32_t insn)
{
    union model_vec index = m->v[F(20, 16)], r = F(12, 12) ? m->v[F(4, 0)] : zero;
    for (unsigned i = 0; i < 16; i++)
        if (index.b[i] < (F(14, 13) + 1) * 16)
            r.b[i] = m->v[(F(9, 5) + index.b[i] / 16) % 32].b[index.b[i] % 16];
    halve(&r, F(30, 30));
    m->v[F(4, 0)] = r;
}

/* ---- immediates: AdvSIMDExpandImm ---- */

static uint64_t repeat(uint64_t v, unsigned bits)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < 64; i += bits)
        r |= (v & ones(bits)) << i;
    return r;
}

/* VFPExpandImm */
static uint64_t expand_fp(unsigned imm8, unsigned exponent, unsigned fraction)
{
    uint64_t r = imm8 >> 7;
    r = r << 1 | !(imm8 >> 6 & 1);
    for (unsigned i = 0; i < exponent - 3; i++)
        r = r << 1 | (imm8 >> 6 & 1);
    r = r << 2 | (imm8 >> 4 & 3);
    return (r << 4 | (imm8 & 15)) << (fraction - 4);
}

static uint64_t expand_imm(uint32_t insn)
{
    unsigned imm8 = F(18, 16) << 5 | F(9, 5), op = F(29, 29), cmode = F(15, 12);
    uint64_t r = 0;
    switch (cmode >> 1) {
    case 0:
    case 1:
    case 2:
    case 3: return repeat((uint64_t)imm8 << (cmode >> 1) * 8, 32);
    case 4:
    case 5: return repeat((uint64_t)imm8 << (cmode >> 1 & 1) * 8, 16);
    case 6: return repeat(cmode & 1 ? imm8 << 16 | 0xffff : imm8 << 8 | 0xff, 32);
    default: break;
    }
    if (cmode == 15)
        return F(11, 11) ? repeat(expand_fp(imm8, 5, 10), 16)
               : op      ? expand_fp(imm8, 11, 52)
                         : repeat(expand_fp(imm8, 8, 23), 32);
    if (!op)
        return repeat(imm8, 8);
    for (unsigned i = 0; i < 8; i++)
        r |= imm8 >> i & 1 ? UINT64_C(0xff) << 8 * i : 0;
    return r;
}

static bool immediate(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    union model_vec *d = &m->v[F(4, 0)];
    uint64_t imm = expand_imm(insn);
    for (unsigned i = 0; i < 2; i++) {
        switch (op) {
        case A64_MOVI:
        case A64_MOVI_64:
        case A64_FMOV_imm_v:
        case A64_FMOV_imm_v2d:
        case A64_FMOV_imm_vh: d->d[i] = imm; break;
        case A64_MVNI: d->d[i] = ~imm; break;
        case A64_ORR_imm_v: d->d[i] |= imm; break;
        case A64_BIC_imm_v: d->d[i] &= ~imm; break;
        default: return false;
        }
    }
    halve(d, F(30, 30));
    return true;
}

/* ---- structures ---- */

struct access {
    struct model_simd *m;
    uint64_t addr;
    bool load, ok;
};

/* One element in memory; the address moves on. */
static void element(struct access *a, unsigned reg, unsigned size, unsigned lane)
{
    unsigned bytes = 1u << size;
    uint64_t at = a->addr - a->m->mem_base, v = 0;
    a->ok &= at <= a->m->mem_size - bytes;
    if (!a->ok)
        return;
    if (a->load) {
        memcpy(&v, a->m->mem + at, bytes);
        model_put(&a->m->v[reg], size, lane, v);
    } else {
        v = model_get(&a->m->v[reg], size, lane);
        memcpy(a->m->mem + at, &v, bytes);
    }
    a->addr += bytes;
}

static void write_back(struct model_simd *m, uint32_t insn, uint64_t bytes)
{
    if (F(23, 23))
        m->x[F(9, 5)] += F(20, 16) == 31 ? bytes : m->x[F(20, 16)];
}

/* rpt and selem of the manual */
static bool multiple(struct model_simd *m, uint32_t insn)
{
    static const uint8_t rpt[] = {1, 0, 4, 0, 1, 0, 3, 1, 1, 0, 2};
    static const uint8_t selem[] = {4, 0, 1, 0, 3, 0, 1, 1, 2, 0, 1};
    unsigned opcode = F(15, 12), size = F(11, 10), rt = F(4, 0), q = F(30, 30);
    struct access a = {m, m->x[F(9, 5)], F(22, 22), true};
    uint64_t start = a.addr;
    for (unsigned r = 0; r < rpt[opcode]; r++)
        for (unsigned e = 0; e < (q ? 16u : 8u) >> size; e++)
            for (unsigned s = 0; s < selem[opcode]; s++)
                element(&a, (rt + r + s) % 32, size, e);
    for (unsigned r = 0; a.load && !q && r < rpt[opcode] + selem[opcode] - 1u; r++)
        m->v[(rt + r) % 32].d[1] = 0;
    write_back(m, insn, a.addr - start);
    return a.ok;
}

static bool single(struct model_simd *m, uint32_t insn)
{
    unsigned scale = F(15, 14), size = F(11, 10), rt = F(4, 0), q = F(30, 30), s = F(12, 12);
    unsigned selem = (F(13, 13) << 1 | F(21, 21)) + 1, index = q << 3 | s << 2 | size;
    struct access a = {m, m->x[F(9, 5)], F(22, 22), true};
    uint64_t start = a.addr;
    bool replicate = scale == 3;
    if (replicate) {
        scale = size;
    } else if (scale == 1) {
        index >>= 1;
    } else if (scale == 2) {
        scale = size & 1 ? 3 : 2;
        index = size & 1 ? q : index >> 2;
    }
    for (unsigned i = 0; i < selem; i++) {
        unsigned reg = (rt + i) % 32;
        element(&a, reg, scale, replicate ? 0 : index);
        for (unsigned e = 1; replicate && e < 16u >> scale; e++)
            model_put(&m->v[reg], scale, e, model_get(&m->v[reg], scale, 0));
        if (replicate)
            halve(&m->v[reg], q);
    }
    write_back(m, insn, a.addr - start);
    return a.ok;
}

/* ---- SHA3, SHA1H ---- */

static uint64_t ror64(uint64_t x, unsigned n)
{
    return n ? x >> n | x << (64 - n) : x;
}

static bool logic(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    union model_vec n = m->v[F(9, 5)], y = m->v[F(20, 16)], a = m->v[F(14, 10)], r = zero;
    for (unsigned i = 0; i < 2; i++) {
        switch (op) {
        case A64_EOR3: r.d[i] = n.d[i] ^ y.d[i] ^ a.d[i]; break;
        case A64_BCAX: r.d[i] = n.d[i] ^ (y.d[i] & ~a.d[i]); break;
        case A64_RAX1: r.d[i] = n.d[i] ^ ror64(y.d[i], 63); break;
        case A64_XAR: r.d[i] = ror64(n.d[i] ^ y.d[i], F(15, 10)); break;
        default: return false;
        }
    }
    m->v[F(4, 0)] = r;
    return true;
}

bool model_simd_move(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    switch (op) {
    case A64_REV64_v: reverse(m, insn, 8); return true;
    case A64_REV32_v: reverse(m, insn, 4); return true;
    case A64_REV16_v: reverse(m, insn, 2); return true;
    case A64_EXT: extract(m, insn); return true;
    case A64_TBL:
    case A64_TBX: table(m, insn); return true;
    case A64_FMOV_imm:
        m->v[F(4, 0)] = model_scalar(3, F(23, 22) == 0   ? expand_fp(F(20, 13), 8, 23)
                                        : F(23, 22) == 1 ? expand_fp(F(20, 13), 11, 52)
                                                         : expand_fp(F(20, 13), 5, 10));
        return true;
    default: break;
    }
    if ((insn & 0xbf000000) == 0x0c000000)
        return multiple(m, insn);
    if ((insn & 0xbf000000) == 0x0d000000)
        return single(m, insn);
    return copies(m, op, insn) || permute(m, op, insn) || logic(m, op, insn) ||
           immediate(m, op, insn);
}
