/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of what A32 and T32 instructions do to registers, from the manual's pseudocode.
 */
#include "tests/insn/arm/model_int.h"

/* ---- shared functions of the pseudocode ---- */

bool model_cond(const struct model *m, unsigned cond)
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

uint32_t model_reg(const struct model *m, unsigned n)
{
    return n == 15 ? m->pc + (m->thumb ? 4 : 8) : m->r[n];
}

uint32_t model_shift(uint32_t v, unsigned type, unsigned n, bool *carry)
{
    if (type == 4) {
        bool out = v & 1;
        v = v >> 1 | (uint32_t)*carry << 31;
        *carry = out;
        return v;
    }
    for (; n; n--) {
        uint32_t top = v >> 31, low = v & 1;
        switch (type) {
        case 0:
            v <<= 1;
            *carry = top;
            break;
        case 1:
            v >>= 1;
            *carry = low;
            break;
        case 2:
            v = v >> 1 | top << 31;
            *carry = low;
            break;
        default: v = v >> 1 | low << 31; *carry = low;
        }
    }
    return v;
}

uint32_t model_shift_imm(uint32_t v, unsigned type, unsigned imm5, bool *carry)
{
    if (imm5)
        return model_shift(v, type, imm5, carry);
    return type == 0   ? v
           : type == 3 ? model_shift(v, 4, 1, carry)
                       : model_shift(v, type, 32, carry);
}

enum model_result model_branch(struct model *m, uint32_t to)
{
    m->branched = true;
    m->next = m->thumb ? to | 1 : to & ~3u;
    return MODEL_DONE;
}

enum model_result model_bx(struct model *m, uint32_t to)
{
    if ((to & 3) == 2)
        return MODEL_UNKNOWN;
    m->branched = true;
    m->next = to;
    return MODEL_DONE;
}

static uint32_t add_with_carry(uint32_t x, uint32_t y, bool carry, unsigned *nzcv)
{
    uint64_t u = (uint64_t)x + y + carry;
    int64_t s = (int64_t)(int32_t)x + (int32_t)y + carry;
    uint32_t r = (uint32_t)u;
    *nzcv = r >> 31 << 3 | (r == 0) << 2 | (u != r) << 1 | (s != (int32_t)r);
    return r;
}

static void set_nz(struct model *m, bool n, bool z)
{
    m->nzcv = (m->nzcv & 3) | (unsigned)n << 3 | (unsigned)z << 2;
}

static int64_t limit(int64_t v, int64_t min, int64_t max, bool *saturated)
{
    int64_t r = v < min ? min : v > max ? max : v;
    *saturated |= r != v;
    return r;
}

static int32_t half(uint32_t v, bool top)
{
    return (int16_t)(top ? v >> 16 : v);
}

static bool has_pc(struct model_regs r)
{
    return r.d == 15 || r.n == 15 || r.m == 15;
}

/* ---- data processing ---- */

static bool logical(enum model_op op, uint32_t x, uint32_t y, uint32_t *r)
{
    switch (op) {
    case OP_AND:
    case OP_TST: *r = x & y; return true;
    case OP_EOR:
    case OP_TEQ: *r = x ^ y; return true;
    case OP_ORR: *r = x | y; return true;
    case OP_MOV: *r = y; return true;
    case OP_BIC: *r = x & ~y; return true;
    case OP_MVN: *r = ~y; return true;
    case OP_ORN: *r = x | ~y; return true;
    default: return false;
    }
}

enum model_result model_dp(struct model *m, enum model_op op, bool s, unsigned d, uint32_t x,
                           uint32_t y, bool carry)
{
    bool c = m->nzcv & 2;
    unsigned nzcv;
    uint32_t r;
    if (logical(op, x, y, &r)) {
        nzcv = r >> 31 << 3 | (r == 0) << 2 | (unsigned)carry << 1 | (m->nzcv & 1);
    } else {
        switch (op) {
        case OP_SUB:
        case OP_CMP: r = add_with_carry(x, ~y, true, &nzcv); break;
        case OP_RSB: r = add_with_carry(~x, y, true, &nzcv); break;
        case OP_ADC: r = add_with_carry(x, y, c, &nzcv); break;
        case OP_SBC: r = add_with_carry(x, ~y, c, &nzcv); break;
        case OP_RSC: r = add_with_carry(~x, y, c, &nzcv); break;
        default: r = add_with_carry(x, y, false, &nzcv); break;
        }
    }
    if (op >= OP_TST && op <= OP_CMN) {
        m->nzcv = nzcv;
        return MODEL_DONE;
    }
    if (d == 15) /* with flags: an exception return, unpredictable in user mode */
        return s ? MODEL_UNKNOWN : m->thumb ? model_branch(m, r) : model_bx(m, r);
    if (s)
        m->nzcv = nzcv;
    m->r[d] = r;
    return MODEL_DONE;
}

/* ---- parallel ---- */

enum model_result model_parallel(struct model *m, struct model_regs r, unsigned kind, unsigned op)
{
    unsigned bits = op & 4 ? 8 : 16, lanes = 32 / bits, ge = 0;
    bool is_unsigned = kind & 4, ignored = false;
    uint32_t x = model_reg(m, r.n), y = model_reg(m, r.m), out = 0;
    if (!(kind & 3) || op == 5 || op == 6)
        return MODEL_UNDEFINED;
    if (has_pc(r))
        return MODEL_UNKNOWN;
    for (unsigned i = 0; i < lanes; i++) {
        bool exchange = op == 1 || op == 2;
        unsigned from = exchange ? 1 - i : i;
        bool sub = op == 3 || op == 7 || (op == 1 && i == 0) || (op == 2 && i == 1);
        uint32_t mask = (1u << bits) - 1;
        int32_t a = (int32_t)(x >> i * bits & mask), b = (int32_t)(y >> from * bits & mask), v;
        int32_t top = 1 << (bits - 1);
        if (!is_unsigned) {
            a = (a ^ top) - top;
            b = (b ^ top) - top;
        }
        v = sub ? a - b : a + b;
        bool flag = is_unsigned && !sub ? v >= 1 << bits : v >= 0;
        if (flag)
            ge |= (bits == 16 ? 3u : 1u) << i * (bits / 8);
        if ((kind & 3) == 2)
            v = (int32_t)limit(v, is_unsigned ? 0 : -top, is_unsigned ? (int32_t)mask : top - 1,
                               &ignored);
        if ((kind & 3) == 3)
            v >>= 1;
        out |= ((uint32_t)v & mask) << i * bits;
    }
    if ((kind & 3) == 1)
        m->ge = ge;
    m->r[r.d] = out;
    return MODEL_DONE;
}

enum model_result model_usada8(struct model *m, struct model_regs r)
{
    uint32_t x = model_reg(m, r.n), y = model_reg(m, r.m), sum = r.a == 15 ? 0 : m->r[r.a];
    if (has_pc(r))
        return MODEL_UNKNOWN;
    for (unsigned i = 0; i < 32; i += 8) {
        int32_t d = (int32_t)(x >> i & 255) - (int32_t)(y >> i & 255);
        sum += (uint32_t)(d < 0 ? -d : d);
    }
    m->r[r.d] = sum;
    return MODEL_DONE;
}

/* ---- packing, saturation, bits ---- */

enum model_result model_pkh(struct model *m, struct model_regs r, bool tb, unsigned imm5)
{
    bool carry = false;
    if (has_pc(r))
        return MODEL_UNKNOWN;
    uint32_t y = model_shift_imm(m->r[r.m], tb ? 2 : 0, imm5, &carry), x = m->r[r.n];
    m->r[r.d] = tb ? (x & 0xffff0000) | (y & 0xffff) : (y & 0xffff0000) | (x & 0xffff);
    return MODEL_DONE;
}

enum model_result model_sel(struct model *m, struct model_regs r)
{
    uint32_t out = 0;
    if (has_pc(r))
        return MODEL_UNKNOWN;
    for (unsigned i = 0; i < 4; i++)
        out |= (m->ge >> i & 1 ? m->r[r.n] : m->r[r.m]) & 255u << 8 * i;
    m->r[r.d] = out;
    return MODEL_DONE;
}

/* Rm op Rn */
enum model_result model_qadd(struct model *m, struct model_regs r, bool sub, bool dbl)
{
    if (has_pc(r))
        return MODEL_UNKNOWN;
    int64_t n = (int32_t)m->r[r.n];
    if (dbl)
        n = limit(2 * n, INT32_MIN, INT32_MAX, &m->q);
    int64_t v = (int32_t)m->r[r.m] + (sub ? -n : n);
    m->r[r.d] = (uint32_t)limit(v, INT32_MIN, INT32_MAX, &m->q);
    return MODEL_DONE;
}

/* sat: the field, which is one less than the width of a signed number */
static int64_t saturate(struct model *m, int64_t v, bool is_signed, unsigned sat)
{
    int64_t max = (INT64_C(1) << sat) - 1;
    return limit(v, is_signed ? -max - 1 : 0, max, &m->q);
}

enum model_result model_sat(struct model *m, struct model_regs r, bool is_signed, unsigned sat,
                            bool asr, unsigned imm5)
{
    bool carry = false;
    if (r.d == 15 || r.n == 15)
        return MODEL_UNKNOWN;
    uint32_t v = model_shift_imm(m->r[r.n], asr ? 2 : 0, imm5, &carry);
    m->r[r.d] = (uint32_t)saturate(m, (int32_t)v, is_signed, sat);
    return MODEL_DONE;
}

enum model_result model_sat16(struct model *m, struct model_regs r, bool is_signed, unsigned sat)
{
    if (r.d == 15 || r.n == 15)
        return MODEL_UNKNOWN;
    uint32_t v = m->r[r.n];
    uint32_t low = (uint32_t)saturate(m, half(v, false), is_signed, sat);
    uint32_t high = (uint32_t)saturate(m, half(v, true), is_signed, sat);
    m->r[r.d] = (low & 0xffff) | high << 16;
    return MODEL_DONE;
}

enum model_result model_extend(struct model *m, struct model_regs r, bool is_signed, unsigned kind,
                               unsigned rot)
{
    bool carry = false;
    if (r.d == 15 || r.m == 15)
        return MODEL_UNKNOWN;
    uint32_t v = model_shift(m->r[r.m], 3, rot * 8, &carry), x = r.n == 15 ? 0 : m->r[r.n];
    uint32_t byte = is_signed ? (uint32_t)(int8_t)v : v & 255;
    uint32_t high = is_signed ? (uint32_t)(int8_t)(v >> 16) : v >> 16 & 255;
    if (kind == 0)
        m->r[r.d] = ((x + byte) & 0xffff) | ((x >> 16) + high) << 16;
    else if (kind == 1)
        m->r[r.d] = x + byte;
    else
        m->r[r.d] = x + (is_signed ? (uint32_t)(int16_t)v : v & 0xffff);
    return MODEL_DONE;
}

enum model_result model_reverse(struct model *m, struct model_regs r, enum model_reversal kind)
{
    if (r.d == 15 || r.m == 15)
        return MODEL_UNKNOWN;
    uint32_t v = m->r[r.m], out = 0;
    for (unsigned i = 0; i < 32; i++) {
        static const unsigned to[] = {24, 8, 31, 8}; /* xor of the bit's number */
        out |= (v >> i & 1) << (i ^ to[kind]);
    }
    m->r[r.d] = kind == REV_SIGNED ? (uint32_t)(int16_t)out : out;
    return MODEL_DONE;
}

enum model_result model_clz(struct model *m, struct model_regs r)
{
    unsigned n = 0;
    if (r.d == 15 || r.m == 15)
        return MODEL_UNKNOWN;
    while (n < 32 && !(m->r[r.m] >> (31 - n) & 1))
        n++;
    m->r[r.d] = n;
    return MODEL_DONE;
}

enum model_result model_crc(struct model *m, struct model_regs r, unsigned size, bool castagnoli)
{
    if (has_pc(r))
        return MODEL_UNKNOWN;
    uint32_t acc = m->r[r.n], v = m->r[r.m], poly = castagnoli ? 0x82f63b78 : 0xedb88320;
    for (unsigned i = 0; i < 8u << size; i++) {
        bool out = (acc ^ v >> i) & 1;
        acc = acc >> 1 ^ (out ? poly : 0); /* poly is bit-reversed */
    }
    m->r[r.d] = acc;
    return MODEL_DONE;
}

enum model_result model_bfx(struct model *m, struct model_regs r, bool is_signed, unsigned lsb,
                            unsigned width)
{
    if (r.d == 15 || r.n == 15 || lsb + width > 32)
        return MODEL_UNKNOWN;
    uint64_t v = (m->r[r.n] >> lsb) & ((UINT64_C(1) << width) - 1);
    if (is_signed && v >> (width - 1))
        v |= ~((UINT64_C(1) << width) - 1);
    m->r[r.d] = (uint32_t)v;
    return MODEL_DONE;
}

/* n = 15: BFC */
enum model_result model_bfi(struct model *m, struct model_regs r, unsigned lsb, unsigned msb)
{
    if (r.d == 15 || msb < lsb)
        return MODEL_UNKNOWN;
    for (unsigned i = lsb; i <= msb; i++) {
        uint32_t bit = r.n == 15 ? 0 : m->r[r.n] >> (i - lsb) & 1;
        if (r.n != r.d)
            m->r[r.d] = (m->r[r.d] & ~(1u << i)) | bit << i;
    }
    if (r.n == r.d) {
        uint64_t mask = ((UINT64_C(1) << (msb - lsb + 1)) - 1) << lsb;
        uint32_t v = m->r[r.d];
        m->r[r.d] = (v & ~(uint32_t)mask) | (uint32_t)((uint64_t)v << lsb & mask);
    }
    return MODEL_DONE;
}

/* ---- multiplication, division ---- */

enum model_result model_divide(struct model *m, struct model_regs r, bool is_signed)
{
    if (has_pc(r))
        return MODEL_UNKNOWN;
    uint32_t n = m->r[r.n], d = m->r[r.m];
    if (!d)
        m->r[r.d] = 0;
    else
        m->r[r.d] = is_signed ? (uint32_t)((int64_t)(int32_t)n / (int32_t)d) : n / d;
    return MODEL_DONE;
}

enum model_result model_mul(struct model *m, struct model_regs r, bool s, bool sub)
{
    if (has_pc(r))
        return MODEL_UNKNOWN;
    uint32_t v = m->r[r.n] * m->r[r.m], a = r.a == 15 ? 0 : m->r[r.a];
    v = sub ? a - v : a + v;
    m->r[r.d] = v;
    if (s)
        set_nz(m, v >> 31, !v);
    return MODEL_DONE;
}

/* Of the long ones: a is RdLo, d RdHi. */
static bool bad_pair(struct model_regs r)
{
    return has_pc(r) || r.a == 15 || r.a == r.d;
}

static uint64_t pair(const struct model *m, struct model_regs r)
{
    return (uint64_t)m->r[r.d] << 32 | m->r[r.a];
}

static enum model_result put_pair(struct model *m, struct model_regs r, uint64_t v)
{
    m->r[r.d] = (uint32_t)(v >> 32);
    m->r[r.a] = (uint32_t)v;
    return MODEL_DONE;
}

enum model_result model_mull(struct model *m, struct model_regs r, bool s, bool is_signed, bool acc)
{
    if (bad_pair(r))
        return MODEL_UNKNOWN;
    uint32_t n = m->r[r.n], k = m->r[r.m];
    uint64_t v = is_signed ? (uint64_t)((int64_t)(int32_t)n * (int32_t)k) : (uint64_t)n * k;
    if (acc)
        v += pair(m, r);
    if (s)
        set_nz(m, v >> 63, !v);
    return put_pair(m, r, v);
}

enum model_result model_umaal(struct model *m, struct model_regs r)
{
    if (bad_pair(r))
        return MODEL_UNKNOWN;
    return put_pair(m, r, (uint64_t)m->r[r.n] * m->r[r.m] + m->r[r.d] + m->r[r.a]);
}

/* A sum that sets Q where it does not fit, and wraps. */
static enum model_result put_sum(struct model *m, struct model_regs r, int64_t v)
{
    if (r.a != 15)
        v += (int32_t)m->r[r.a];
    m->q |= v != (int32_t)v;
    m->r[r.d] = (uint32_t)v;
    return MODEL_DONE;
}

enum model_result model_smlaxy(struct model *m, struct model_regs r, bool x, bool y)
{
    if (has_pc(r))
        return MODEL_UNKNOWN;
    return put_sum(m, r, (int64_t)half(m->r[r.n], x) * half(m->r[r.m], y));
}

enum model_result model_smlawy(struct model *m, struct model_regs r, bool y)
{
    if (has_pc(r))
        return MODEL_UNKNOWN;
    return put_sum(m, r, ((int64_t)(int32_t)m->r[r.n] * half(m->r[r.m], y)) >> 16);
}

enum model_result model_smlalxy(struct model *m, struct model_regs r, bool x, bool y)
{
    if (bad_pair(r))
        return MODEL_UNKNOWN;
    return put_pair(m, r, pair(m, r) + (uint64_t)(half(m->r[r.n], x) * half(m->r[r.m], y)));
}

/* The sum or difference of both products; x: the halves of Rm change places. */
static int64_t products(const struct model *m, struct model_regs r, bool x, bool sub)
{
    uint32_t n = m->r[r.n], k = m->r[r.m];
    int64_t low = (int64_t)half(n, false) * half(k, x), high = (int64_t)half(n, true) * half(k, !x);
    return sub ? low - high : low + high;
}

enum model_result model_smlad(struct model *m, struct model_regs r, bool x, bool sub)
{
    return has_pc(r) ? MODEL_UNKNOWN : put_sum(m, r, products(m, r, x, sub));
}

enum model_result model_smlald(struct model *m, struct model_regs r, bool x, bool sub)
{
    if (bad_pair(r))
        return MODEL_UNKNOWN;
    return put_pair(m, r, pair(m, r) + (uint64_t)products(m, r, x, sub));
}

enum model_result model_smmla(struct model *m, struct model_regs r, bool round, bool sub)
{
    if (has_pc(r) || (sub && r.a == 15))
        return MODEL_UNKNOWN;
    uint64_t v = (uint64_t)((int64_t)(int32_t)m->r[r.n] * (int32_t)m->r[r.m]);
    uint64_t a = r.a == 15 ? 0 : (uint64_t)m->r[r.a] << 32;
    v = (sub ? a - v : a + v) + (round ? 0x80000000u : 0);
    m->r[r.d] = (uint32_t)(v >> 32);
    return MODEL_DONE;
}

/* ---- status ---- */

enum model_result model_mrs(struct model *m, unsigned d)
{
    enum { USER = 0x10 };
    if (d == 15)
        return MODEL_UNKNOWN;
    m->r[d] = m->nzcv << 28 | (uint32_t)m->q << 27 | m->ge << 16 | (uint32_t)m->be << 9 | USER;
    return MODEL_DONE;
}

/* CPSRWriteByInstr, in user mode */
enum model_result model_msr(struct model *m, unsigned mask, uint32_t v)
{
    if (!mask)
        return MODEL_UNKNOWN;
    if (mask & 8) {
        m->nzcv = v >> 28;
        m->q = v >> 27 & 1;
    }
    if (mask & 4)
        m->ge = v >> 16 & 15;
    if (mask & 2)
        m->be = v >> 9 & 1;
    return MODEL_DONE;
}

enum model_result model_hint(unsigned hint)
{
    return hint >= 1 && hint <= 3 ? MODEL_YIELD : MODEL_DONE;
}

/* MCR, MRC, CDP; MCRR, MRRC: user mode has the barriers and the thread registers of CP15. */
enum model_result model_coprocessor(struct model *m, uint32_t insn)
{
    unsigned cp = MODEL_FIELD(insn, 11, 8), t = MODEL_FIELD(insn, 15, 12);
    unsigned crn = MODEL_FIELD(insn, 19, 16), crm = MODEL_FIELD(insn, 3, 0);
    unsigned opc1 = MODEL_FIELD(insn, 23, 21), opc2 = MODEL_FIELD(insn, 7, 5);
    bool load = insn >> 20 & 1;
    if (cp >= 8 && cp <= 11)
        return MODEL_UNKNOWN; /* VFP's */
    if (MODEL_FIELD(insn, 27, 25) == 6)
        return cp == 15 && crm == 14 && opc1 == 2 ? MODEL_UNKNOWN : MODEL_UNDEFINED; /* timers */
    if (!(insn >> 4 & 1) || cp != 15 || opc1)
        return MODEL_UNDEFINED;
    if (crn == 13 && crm == 0 && opc2 == 2) {
        if (t == 15)
            return MODEL_UNKNOWN;
        *(load ? &m->r[t] : &m->tpidrurw) = load ? m->tpidrurw : m->r[t];
        return MODEL_DONE;
    }
    if (crn == 13 && crm == 0 && opc2 == 3 && load) {
        if (t == 15)
            return MODEL_UNKNOWN;
        m->r[t] = m->tpidruro;
        return MODEL_DONE;
    }
    if (crn == 7 && !load && ((crm == 5 && opc2 == 4) || (crm == 10 && (opc2 == 4 || opc2 == 5))))
        return t == 15 ? MODEL_UNKNOWN : MODEL_DONE;
    return MODEL_UNDEFINED;
}
