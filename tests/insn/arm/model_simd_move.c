/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of what moves lanes and registers without calculating: permutations, immediates, transfers
 * between VFP, NEON and core registers.
 */
#include "tests/insn/arm/model_simd.h"

#define B(hi, lo) MODEL_FIELD(insn, hi, lo)

static uint64_t times(uint64_t v, unsigned bits)
{
    for (; bits < 64; bits *= 2)
        v |= v << bits;
    return v;
}

/* AdvSIMDExpandImm */
static uint64_t expand(unsigned cmode, bool op, uint64_t imm8)
{
    uint64_t v = 0;
    switch (cmode >> 1) {
    case 0:
    case 1:
    case 2:
    case 3: return times(imm8 << 8 * (cmode >> 1), 32);
    case 4: return times(imm8, 16);
    case 5: return times(imm8 << 8, 16);
    case 6: return times(cmode & 1 ? imm8 << 16 | 0xffff : imm8 << 8 | 0xff, 32);
    default: break;
    }
    if (!(cmode & 1) && !op)
        return times(imm8, 8);
    if (!(cmode & 1)) {
        for (unsigned i = 0; i < 8; i++)
            v |= (imm8 >> i & 1 ? UINT64_C(255) : 0) << 8 * i;
        return v;
    }
    uint64_t sign = imm8 >> 7, b = imm8 >> 6 & 1;
    return times(sign << 31 | (b ? 0x1fu : 0x20u) << 25 | (imm8 & 63) << 19, 32);
}

static enum model_result move_imm(struct model_simd *m, uint32_t insn)
{
    unsigned cmode = B(11, 8), d = model_vd(insn);
    bool op = B(5, 5), q = B(6, 6);
    uint64_t imm = expand(cmode, op, B(24, 24) << 7 | B(18, 16) << 4 | B(3, 0));
    if ((q && d & 1) || (cmode == 15 && op))
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i <= q; i++) {
        uint64_t *v = &m->v.d[d + i];
        if (cmode < 12 && cmode & 1)
            *v = op ? *v & ~imm : *v | imm;
        else
            *v = op && cmode != 14 ? ~imm : imm;
    }
    return MODEL_DONE;
}

static enum model_result extract(struct model_simd *m, uint32_t insn)
{
    unsigned d = model_vd(insn), n = model_vn(insn), mm = model_vm(insn), from = B(11, 8);
    bool q = B(6, 6);
    unsigned bytes = q ? 16 : 8;
    union model_vregs old = m->v;
    if ((q && (d | n | mm) & 1) || from >= bytes)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < bytes; i++, from++)
        m->v.b[d * 8 + i] = from < bytes ? old.b[n * 8 + from] : old.b[mm * 8 + from - bytes];
    return MODEL_DONE;
}

static enum model_result table(struct model_simd *m, uint32_t insn)
{
    unsigned d = model_vd(insn), n = model_vn(insn), mm = model_vm(insn), length = B(9, 8) + 1;
    union model_vregs old = m->v;
    if (n + length > 32)
        return MODEL_UNKNOWN;
    for (unsigned i = 0; i < 8; i++) {
        unsigned at = old.b[mm * 8 + i];
        if (at < 8 * length)
            m->v.b[d * 8 + i] = old.b[n * 8 + at];
        else if (!B(6, 6))
            m->v.b[d * 8 + i] = 0;
    }
    return MODEL_DONE;
}

static enum model_result duplicate(struct model_simd *m, uint32_t insn)
{
    unsigned d = model_vd(insn), imm4 = B(19, 16), size = (unsigned)__builtin_ctz(imm4);
    bool q = B(6, 6);
    if (size > 2 || (q && d & 1))
        return MODEL_UNDEFINED;
    uint64_t v = model_get(&m->v, model_vm(insn), size, imm4 >> (size + 1));
    for (unsigned i = 0; i < (q ? 16u : 8u) >> size; i++)
        model_put(&m->v, d, size, i, v);
    return MODEL_DONE;
}

static enum model_result reverse(struct model_simd *m, uint32_t insn)
{
    unsigned d = model_vd(insn), mm = model_vm(insn), size = B(19, 18);
    unsigned group = 8u >> B(8, 7); /* bytes */
    bool q = B(6, 6);
    union model_vregs old = m->v;
    if ((q && (d | mm) & 1) || 1u << size >= group)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < (q ? 16u : 8u) >> size; i++)
        model_put(&m->v, d, size, i ^ ((group >> size) - 1), model_get(&old, mm, size, i));
    return MODEL_DONE;
}

/* VSWP, VTRN, VUZP, VZIP: both registers are operands and results. */
static enum model_result exchange(struct model_simd *m, enum arm_op op, uint32_t insn)
{
    unsigned d = model_vd(insn), mm = model_vm(insn), size = op == ARM_NEON_VSWP ? 0 : B(19, 18);
    bool q = B(6, 6), zips = op == ARM_NEON_VUZP || op == ARM_NEON_VZIP;
    unsigned count = (q ? 16u : 8u) >> size;
    union model_vregs old = m->v;
    if (q && (d | mm) & 1)
        return MODEL_UNDEFINED;
    if (zips && !q && size == 2)
        return MODEL_UNDEFINED;
    if (d == mm)
        return MODEL_UNKNOWN;
    for (unsigned i = 0; i < 2 * count; i++) { /* lanes of d, then of m */
        unsigned from;
        switch (op) {
        case ARM_NEON_VSWP: from = (i + count) % (2 * count); break;
        case ARM_NEON_VTRN:
            from = i < count ? (i & 1 ? count + i - 1 : i) : (i & 1 ? i : i - count + 1);
            break;
        case ARM_NEON_VUZP: from = i % count * 2 + i / count; break;
        default: from = i / 2 + (i & 1 ? count : 0); break;
        }
        uint64_t v = model_get(&old, from < count ? d : mm, size, from % count);
        model_put(&m->v, i < count ? d : mm, size, i % count, v);
    }
    return MODEL_DONE;
}

/* ---- core registers ---- */

/* Size and index of opc1:opc2; false: undefined. */
static bool lane_of(unsigned opc, bool is_unsigned, unsigned *size, unsigned *index)
{
    if (opc & 8) {
        *size = 0;
        *index = opc & 7;
        return true;
    }
    if (opc & 1) {
        *size = 1;
        *index = opc >> 1 & 3;
        return true;
    }
    *size = 2;
    *index = opc >> 2 & 1;
    return !(opc & 2) && !is_unsigned;
}

static enum model_result to_lane(struct model_simd *m, uint32_t insn)
{
    unsigned size, index, t = B(15, 12), d = B(7, 7) << 4 | B(19, 16);
    if (!lane_of(B(22, 21) << 2 | B(6, 5), false, &size, &index))
        return MODEL_UNDEFINED;
    if (t == 15)
        return MODEL_UNKNOWN;
    model_put(&m->v, d, size, index, m->core.r[t]);
    return MODEL_DONE;
}

static enum model_result from_lane(struct model_simd *m, uint32_t insn)
{
    unsigned size, index, t = B(15, 12);
    bool is_unsigned = B(23, 23);
    if (!lane_of(B(22, 21) << 2 | B(6, 5), is_unsigned, &size, &index))
        return MODEL_UNDEFINED;
    if (t == 15)
        return MODEL_UNKNOWN;
    uint32_t v = (uint32_t)model_get(&m->v, model_vn(insn), size, index);
    if (!is_unsigned && size < 2)
        v = size ? (uint32_t)(int16_t)v : (uint32_t)(int8_t)v;
    m->core.r[t] = v;
    return MODEL_DONE;
}

static enum model_result duplicate_core(struct model_simd *m, uint32_t insn)
{
    unsigned d = B(7, 7) << 4 | B(19, 16), t = B(15, 12), be = B(22, 22) << 1 | B(5, 5);
    bool q = B(21, 21);
    if ((q && d & 1) || be == 3)
        return MODEL_UNDEFINED;
    if (t == 15)
        return MODEL_UNKNOWN;
    for (unsigned i = 0, size = 2 - be; i < (q ? 16u : 8u) >> size; i++)
        model_put(&m->v, d, size, i, m->core.r[t]);
    return MODEL_DONE;
}

static enum model_result one_word(struct model_simd *m, uint32_t insn, bool half)
{
    unsigned n = B(19, 16) << 1 | B(7, 7), t = B(15, 12);
    if (t == 15)
        return MODEL_UNKNOWN;
    if (B(20, 20))
        m->core.r[t] = half ? m->v.h[2 * n] : m->v.s[n];
    else
        m->v.s[n] = half ? m->core.r[t] & 0xffff : m->core.r[t];
    return MODEL_DONE;
}

/* n: of the first single register */
static enum model_result two_words(struct model_simd *m, uint32_t insn, unsigned n, unsigned limit)
{
    unsigned t[2] = {B(15, 12), B(19, 16)};
    if (t[0] == 15 || t[1] == 15 || n >= limit || (B(20, 20) && t[0] == t[1]))
        return MODEL_UNKNOWN;
    for (unsigned i = 0; i < 2; i++)
        if (B(20, 20))
            m->core.r[t[i]] = m->v.s[n + i];
        else
            m->v.s[n + i] = m->core.r[t[i]];
    return MODEL_DONE;
}

enum model_result model_simd_move(struct model_simd *m, enum arm_op op, uint32_t insn)
{
    unsigned sd = B(15, 12) << 1 | B(22, 22), sm = B(3, 0) << 1 | B(5, 5);
    switch (op) {
    case ARM_NEON_VMOV_imm_v: return move_imm(m, insn);
    case ARM_NEON_VEXT: return extract(m, insn);
    case ARM_NEON_VTBL: return table(m, insn);
    case ARM_NEON_VDUP: return duplicate(m, insn);
    case ARM_NEON_VREV64:
    case ARM_NEON_VREV32:
    case ARM_NEON_VREV16: return reverse(m, insn);
    case ARM_NEON_VSWP:
    case ARM_NEON_VTRN:
    case ARM_NEON_VUZP:
    case ARM_NEON_VZIP: return exchange(m, op, insn);
    case ARM_NEON_VMOVX: m->v.s[sd] = m->v.h[2 * sm + 1]; return MODEL_DONE;
    case ARM_NEON_VINS: m->v.h[2 * sd + 1] = m->v.h[2 * sm]; return MODEL_DONE;
    case ARM_VFP_VMOV_to_lane: return to_lane(m, insn);
    case ARM_VFP_VMOV_from_lane: return from_lane(m, insn);
    case ARM_VFP_VDUP_core: return duplicate_core(m, insn);
    case ARM_VFP_VMOV_core_s: return one_word(m, insn, false);
    case ARM_VFP_VMOV_core_h: return one_word(m, insn, true);
    case ARM_VFP_VMOV_core_ss: return two_words(m, insn, sm, 31);
    case ARM_VFP_VMOV_core_d: return two_words(m, insn, 2 * model_vm(insn), 64);
    default: return MODEL_UNKNOWN;
    }
}
