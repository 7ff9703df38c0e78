/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of the NEON integer instructions: one line an instruction says how its operands lie and
 * what happens to one lane.
 */
#include <stddef.h>
#include "tests/insn/arm/model_simd.h"
#include "tests/insn/lanes.h"

#define B(hi, lo) MODEL_FIELD(insn, hi, lo)

enum shape {
    SAME,      /* lanes of d, n, m alike */
    PAIR,      /* neighbours of n, then of m */
    LONG,      /* n, m are D registers, d is a Q register */
    WIDE,      /* only m is a D register */
    NARROW,    /* d is a D register, n, m are Q registers */
    PAIR_LONG, /* neighbours of m, widened */
    /* Where size is, else in bits 21:20: */
    BYTES = 16,   /* bytes always */
    TWO = 32,     /* bits 19:18, and the operand is m */
    IMM = 64,     /* L:imm6, with the shift count, and the operand is m */
    ELEM = 128,   /* as usual, and m is one lane; bit 24 is Q where d is as long as n */
    DOUBLE = 256, /* 64 bits always */
    /* When operands are unsigned: */
    UNS = 512,
    U24 = 1024, /* if this bit is set */
    U7 = 2048,
    U6 = 4096,
    SWAP = 8192, /* n and m change places */
};

struct row {
    uint16_t op, shape;
    lane_fn *fn, *fn24; /* fn24: if bit 24 is set */
};

/* clang-format off */
static const struct row rows[] = {
    {ARM_NEON_VHADD, SAME | U24, lane_hadd, NULL}, {ARM_NEON_VQADD, SAME | U24, lane_qadd, NULL},
    {ARM_NEON_VRHADD, SAME | U24, lane_rhadd, NULL}, {ARM_NEON_VHSUB, SAME | U24, lane_hsub, NULL},
    {ARM_NEON_VQSUB, SAME | U24, lane_qsub, NULL},
    {ARM_NEON_VAND, SAME | BYTES, lane_and, NULL}, {ARM_NEON_VBIC, SAME | BYTES, lane_bic, NULL},
    {ARM_NEON_VORR, SAME | BYTES, lane_orr, NULL}, {ARM_NEON_VORN, SAME | BYTES, lane_orn, NULL},
    {ARM_NEON_VEOR, SAME | BYTES, lane_eor, NULL}, {ARM_NEON_VBSL, SAME | BYTES, lane_bsl, NULL},
    {ARM_NEON_VBIT, SAME | BYTES, lane_bit, NULL}, {ARM_NEON_VBIF, SAME | BYTES, lane_bif, NULL},
    {ARM_NEON_VCGT, SAME | U24, lane_gt, NULL}, {ARM_NEON_VCGE, SAME | U24, lane_ge, NULL},
    {ARM_NEON_VSHL_reg, SAME | U24 | SWAP, lane_shl_reg, NULL},
    {ARM_NEON_VQSHL_reg, SAME | U24 | SWAP, lane_qshl_reg, NULL},
    {ARM_NEON_VRSHL, SAME | U24 | SWAP, lane_rshl_reg, NULL},
    {ARM_NEON_VQRSHL, SAME | U24 | SWAP, lane_qrshl_reg, NULL},
    {ARM_NEON_VMAX, SAME | U24, lane_max, NULL}, {ARM_NEON_VMIN, SAME | U24, lane_min, NULL},
    {ARM_NEON_VABD, SAME | U24, lane_abd, NULL}, {ARM_NEON_VABA, SAME | U24, lane_aba, NULL},
    {ARM_NEON_VADD_int, SAME, lane_add, NULL}, {ARM_NEON_VSUB_int, SAME, lane_sub, NULL},
    {ARM_NEON_VTST, SAME, lane_tst, NULL}, {ARM_NEON_VCEQ, SAME, lane_eq, NULL},
    {ARM_NEON_VMLA_int, SAME, lane_mla, NULL}, {ARM_NEON_VMLS_int, SAME, lane_mls, NULL},
    {ARM_NEON_VMUL_int, SAME, lane_mul, NULL},
    {ARM_NEON_VMUL_poly, SAME | BYTES | UNS, lane_product2, NULL},
    {ARM_NEON_VPMAX, PAIR | U24, lane_max, NULL}, {ARM_NEON_VPMIN, PAIR | U24, lane_min, NULL},
    {ARM_NEON_VPADD_int, PAIR, lane_add, NULL},
    {ARM_NEON_VQDMULH, SAME, lane_dmulh, NULL}, {ARM_NEON_VQRDMULH, SAME, lane_rdmulh, NULL},
    {ARM_NEON_VQRDMLAH, SAME, lane_rdmlah, NULL}, {ARM_NEON_VQRDMLSH, SAME, lane_rdmlsh, NULL},

    {ARM_NEON_VADDL, LONG | U24, lane_add, NULL}, {ARM_NEON_VADDW, WIDE | U24, lane_add, NULL},
    {ARM_NEON_VSUBL, LONG | U24, lane_sub, NULL}, {ARM_NEON_VSUBW, WIDE | U24, lane_sub, NULL},
    {ARM_NEON_VADDHN, NARROW, lane_addh, lane_raddh},
    {ARM_NEON_VSUBHN, NARROW, lane_subh, lane_rsubh},
    {ARM_NEON_VABAL, LONG | U24, lane_aba, NULL}, {ARM_NEON_VABDL, LONG | U24, lane_abd, NULL},
    {ARM_NEON_VMLAL, LONG | U24, lane_mla, NULL}, {ARM_NEON_VMLSL, LONG | U24, lane_mls, NULL},
    {ARM_NEON_VMULL, LONG | U24, lane_mul, NULL},
    {ARM_NEON_VQDMLAL, LONG, lane_dmlal, NULL}, {ARM_NEON_VQDMLSL, LONG, lane_dmlsl, NULL},
    {ARM_NEON_VQDMULL, LONG, lane_dmull, NULL},
    {ARM_NEON_VMULL_p8, LONG | BYTES | UNS, lane_product2, NULL},
    {ARM_NEON_VMULL_p64, LONG | DOUBLE | UNS, lane_product2, NULL},

    {ARM_NEON_VQRDMLAH_sc, SAME | ELEM, lane_rdmlah, NULL},
    {ARM_NEON_VQRDMLSH_sc, SAME | ELEM, lane_rdmlsh, NULL},
    {ARM_NEON_VMLA_sc, SAME | ELEM, lane_mla, NULL}, {ARM_NEON_VMLS_sc, SAME | ELEM, lane_mls, NULL},
    {ARM_NEON_VMUL_sc, SAME | ELEM, lane_mul, NULL},
    {ARM_NEON_VMLAL_sc, LONG | ELEM | U24, lane_mla, NULL},
    {ARM_NEON_VMLSL_sc, LONG | ELEM | U24, lane_mls, NULL},
    {ARM_NEON_VMULL_sc, LONG | ELEM | U24, lane_mul, NULL},
    {ARM_NEON_VQDMLAL_sc, LONG | ELEM, lane_dmlal, NULL},
    {ARM_NEON_VQDMLSL_sc, LONG | ELEM, lane_dmlsl, NULL},
    {ARM_NEON_VQDMULL_sc, LONG | ELEM, lane_dmull, NULL},
    {ARM_NEON_VQDMULH_sc, SAME | ELEM, lane_dmulh, NULL},
    {ARM_NEON_VQRDMULH_sc, SAME | ELEM, lane_rdmulh, NULL},

    {ARM_NEON_VSHR, SAME | IMM | U24, lane_shr, NULL}, {ARM_NEON_VSRA, SAME | IMM | U24, lane_sra, NULL},
    {ARM_NEON_VRSHR, SAME | IMM | U24, lane_rshr, NULL},
    {ARM_NEON_VRSRA, SAME | IMM | U24, lane_rsra, NULL},
    {ARM_NEON_VSRI, SAME | IMM | UNS, lane_sri, NULL},
    {ARM_NEON_VSHL_imm, SAME | IMM | UNS, lane_shl, NULL},
    {ARM_NEON_VSLI, SAME | IMM | UNS, lane_sli, NULL}, {ARM_NEON_VQSHLU, SAME | IMM, lane_qshlu, NULL},
    {ARM_NEON_VQSHL_imm, SAME | IMM | U24, lane_qshl, NULL},
    {ARM_NEON_VSHRN, NARROW | IMM, lane_shr, NULL}, {ARM_NEON_VRSHRN, NARROW | IMM, lane_rshr, NULL},
    {ARM_NEON_VQSHRUN, NARROW | IMM, lane_qshru, NULL},
    {ARM_NEON_VQRSHRUN, NARROW | IMM, lane_qrshru, NULL},
    {ARM_NEON_VQSHRN, NARROW | IMM | U24, lane_qshr, NULL},
    {ARM_NEON_VQRSHRN, NARROW | IMM | U24, lane_qrshr, NULL},
    {ARM_NEON_VSHLL, LONG | IMM | U24, lane_shl, NULL},

    {ARM_NEON_VPADDL, PAIR_LONG | TWO | U7, lane_add, NULL},
    {ARM_NEON_VPADAL, PAIR_LONG | TWO | U7, lane_mla, NULL},
    {ARM_NEON_VCLS, SAME | TWO, lane_cls, NULL}, {ARM_NEON_VCLZ, SAME | TWO | UNS, lane_clz, NULL},
    {ARM_NEON_VCNT, SAME | BYTES | TWO, lane_cnt, NULL},
    {ARM_NEON_VMVN, SAME | BYTES | TWO, lane_not, NULL},
    {ARM_NEON_VQABS, SAME | TWO, lane_qabs, NULL}, {ARM_NEON_VQNEG, SAME | TWO, lane_qneg, NULL},
    {ARM_NEON_VCGT0, SAME | TWO, lane_gt0, NULL}, {ARM_NEON_VCGE0, SAME | TWO, lane_ge0, NULL},
    {ARM_NEON_VCEQ0, SAME | TWO, lane_eq0, NULL}, {ARM_NEON_VCLE0, SAME | TWO, lane_le0, NULL},
    {ARM_NEON_VCLT0, SAME | TWO, lane_lt0, NULL}, {ARM_NEON_VABS_v, SAME | TWO, lane_abs, NULL},
    {ARM_NEON_VNEG_v, SAME | TWO, lane_neg, NULL},
    {ARM_NEON_VMOVN, NARROW | TWO, lane_same, NULL}, {ARM_NEON_VQMOVUN, NARROW | TWO, lane_qxtu, NULL},
    {ARM_NEON_VQMOVN, NARROW | TWO | U6, lane_qxt, NULL},
    {ARM_NEON_VSHLL_max, LONG | TWO, lane_shll_size, NULL},
};
/* clang-format on */

struct work {
    struct model_simd *m;
    const struct row *row;
    lane_fn *fn;
    bool q, is_unsigned;
    unsigned size; /* log2 of the bytes of the narrowest lane */
    unsigned d, n, mm;
    int element; /* of m, or -1 */
    struct lane lane;
    union model_vregs old;
};

static lane_num fetch(const struct work *w, unsigned reg, unsigned size, unsigned i)
{
    uint64_t x = model_get(&w->old, reg, size, i);
    return w->is_unsigned ? (lane_num)x : lane_sign((lane_num)x, 8u << size);
}

static lane_num fetch_m(const struct work *w, unsigned size, unsigned i)
{
    return fetch(w, w->mm, size, w->element < 0 ? i : (unsigned)w->element);
}

static void run_lane(struct work *w, unsigned size, unsigned i)
{
    lane_num v = w->fn(&w->lane);
    if (size == 4) { /* VMULL.P64 */
        w->m->v.d[w->d] = (uint64_t)v;
        w->m->v.d[w->d + 1] = (uint64_t)(v >> 64);
        return;
    }
    model_put(&w->m->v, w->d, size, i, (uint64_t)v);
    w->m->qc |= w->lane.saturated;
}

static void lanes_same(struct work *w)
{
    for (unsigned i = 0; i < (w->q ? 16u : 8u) >> w->size; i++) {
        w->lane.n = fetch(w, w->n, w->size, i);
        w->lane.m = fetch_m(w, w->size, i);
        w->lane.d = fetch(w, w->d, w->size, i);
        run_lane(w, w->size, i);
    }
}

static void lanes_pair(struct work *w)
{
    unsigned count = 8u >> w->size;
    for (unsigned i = 0; i < count; i++) {
        unsigned from = i < count / 2 ? w->n : w->mm, first = i % (count / 2) * 2;
        w->lane.n = fetch(w, from, w->size, first);
        w->lane.m = fetch(w, from, w->size, first + 1);
        run_lane(w, w->size, i);
    }
}

static void lanes_long(struct work *w, bool n_wide)
{
    for (unsigned i = 0; i < 8u >> w->size; i++) {
        w->lane.n = fetch(w, w->n, w->size + n_wide, i);
        w->lane.m = fetch_m(w, w->size, i);
        if (w->size < 3)
            w->lane.d = fetch(w, w->d, w->size + 1, i);
        run_lane(w, w->size + 1, i);
    }
}

static void lanes_narrow(struct work *w)
{
    for (unsigned i = 0; i < 8u >> w->size; i++) {
        w->lane.n = fetch(w, w->n, w->size + 1, i);
        w->lane.m = fetch(w, w->mm, w->size + 1, i);
        run_lane(w, w->size, i);
    }
}

/* The sum of two neighbours; the accumulating forms are d + 1 * sum. */
static void lanes_pair_long(struct work *w)
{
    for (unsigned i = 0; i < (w->q ? 8u : 4u) >> w->size; i++) {
        lane_num x = fetch(w, w->n, w->size, 2 * i), y = fetch(w, w->n, w->size, 2 * i + 1);
        bool acc = w->fn == lane_mla;
        w->lane.n = acc ? x + y : x;
        w->lane.m = acc ? 1 : y;
        w->lane.d = fetch(w, w->d, w->size + 1, i);
        run_lane(w, w->size + 1, i);
    }
}

/* Size and shift count of L:imm6. */
static void take_imm(struct work *w, uint32_t insn)
{
    unsigned imm6 = B(21, 16), is_long = (w->row->shape & 15) == SAME && B(7, 7);
    w->size = is_long ? 3 : 28u - (unsigned)__builtin_clz(imm6);
    w->lane.left = is_long ? imm6 : imm6 - (8u << w->size);
    w->lane.right = is_long ? 64 - imm6 : 2 * (8u << w->size) - imm6;
}

static void operands(struct work *w, uint32_t insn)
{
    unsigned shape = w->row->shape;
    w->fn = w->row->fn24 && B(24, 24) ? w->row->fn24 : w->row->fn;
    w->q = (shape & ELEM) ? B(24, 24) : B(6, 6);
    w->d = model_vd(insn);
    w->n = model_vn(insn);
    w->mm = model_vm(insn);
    w->element = -1;
    w->is_unsigned = shape & UNS || (shape & U24 && B(24, 24)) || (shape & U7 && B(7, 7)) ||
                     (shape & U6 && B(6, 6));
    w->size = shape & BYTES ? 0 : shape & DOUBLE ? 3 : shape & TWO ? B(19, 18) : B(21, 20);
    if (shape & IMM)
        take_imm(w, insn);
    if (shape & ELEM) {
        w->element = (int)(w->size == 1 ? B(5, 5) << 1 | B(3, 3) : B(5, 5));
        w->mm = w->size == 1 ? B(2, 0) : B(3, 0);
    }
    if (shape & (TWO | IMM))
        w->n = w->mm;
    if (shape & SWAP) {
        unsigned n = w->n;
        w->n = w->mm;
        w->mm = n;
    }
    w->lane.bits = 8u << w->size;
    w->lane.is_signed = !w->is_unsigned;
}

/* Q registers are named by even numbers. */
static bool odd_quad(const struct work *w)
{
    bool plain_m = w->element < 0;
    switch (w->row->shape & 15) {
    case SAME:
    case PAIR_LONG: return w->q && (w->d | w->n | (plain_m ? w->mm : 0)) & 1;
    case LONG: return w->d & 1;
    case WIDE: return (w->d | w->n) & 1;
    case NARROW: return (w->n | w->mm) & 1;
    default: return false;
    }
}

/* ---- dot products and matrices of bytes ---- */

static enum model_result dot_product(struct model_simd *m, enum arm_op op, uint32_t insn)
{
    bool n_signed, m_signed, elem = false, matrix = false, q = B(6, 6);
    switch (op) {
    case ARM_NEON_VSDOT_sc: elem = true; /* fall through */
    case ARM_NEON_VSDOT: n_signed = m_signed = true; break;
    case ARM_NEON_VUDOT_sc: elem = true; /* fall through */
    case ARM_NEON_VUDOT: n_signed = m_signed = false; break;
    case ARM_NEON_VUSDOT_sc: elem = true; /* fall through */
    case ARM_NEON_VUSDOT: n_signed = false, m_signed = true; break;
    case ARM_NEON_VSUDOT_sc: elem = true, n_signed = true, m_signed = false; break;
    case ARM_NEON_VSMMLA: matrix = n_signed = m_signed = true; break;
    case ARM_NEON_VUMMLA: matrix = true, n_signed = m_signed = false; break;
    case ARM_NEON_VUSMMLA: matrix = true, n_signed = false, m_signed = true; break;
    default: return MODEL_UNKNOWN;
    }
    unsigned d = model_vd(insn), n = model_vn(insn), mm = elem ? B(3, 0) : model_vm(insn);
    union model_vregs old = m->v;
    if (q && (d | n | (elem ? 0 : mm)) & 1)
        return MODEL_UNDEFINED;
    for (unsigned i = 0; i < (q ? 4 : 2); i++) {
        unsigned index = elem ? B(5, 5) : i;
        uint32_t sum = old.s[d * 2 + i];
        for (unsigned k = 0; k < (matrix ? 8 : 4); k++) {
            uint8_t x8 = old.b[n * 8 + (matrix ? i / 2 * 8 + k : i * 4 + k)];
            uint8_t y8 = old.b[mm * 8 + (matrix ? i % 2 * 8 + k : index * 4 + k)];
            sum += (uint32_t)((n_signed ? (int8_t)x8 : x8) * (m_signed ? (int8_t)y8 : y8));
        }
        m->v.s[d * 2 + i] = sum;
    }
    return MODEL_DONE;
}

static const struct row *find(enum arm_op op)
{
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].op == op)
            return &rows[i];
    return NULL;
}

enum model_result model_simd_int(struct model_simd *m, enum arm_op op, uint32_t insn)
{
    struct work w = {.m = m, .row = find(op), .old = m->v};
    if (!w.row)
        return dot_product(m, op, insn);
    operands(&w, insn);
    if (odd_quad(&w))
        return MODEL_UNDEFINED;
    switch (w.row->shape & 15) {
    case SAME: lanes_same(&w); break;
    case PAIR: lanes_pair(&w); break;
    case LONG: lanes_long(&w, false); break;
    case WIDE: lanes_long(&w, true); break;
    case NARROW: lanes_narrow(&w); break;
    default: lanes_pair_long(&w); break;
    }
    return MODEL_DONE;
}
