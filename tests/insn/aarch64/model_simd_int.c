/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of the SIMD integer instructions: one line an instruction says how its operands lie and
 * what happens to one lane.
 */
#include "tests/insn/aarch64/model_simd.h"
#include <stddef.h>
#include "tests/insn/lanes.h"

#define F(hi, lo) model_field(insn, hi, lo)

/* ---- how operands lie ---- */

enum shape {
    SAME,   /* lanes of d, n, m alike */
    BYTES,  /* the same on bytes, whatever size says */
    PAIR,   /* neighbours of n, then of m */
    LONG,   /* n, m narrow (upper halves for Q), d wide */
    WIDE,   /* only m narrow */
    NARROW, /* d narrow (upper half for Q), n, m wide */
    ACROSS, /* all lanes of n, one after the other */
    ACROSS_LONG,
    PAIR_LONG, /* neighbours of n, widened */
    /* or-ed to the shape: */
    IMM = 16,  /* size and shift counts from immh:immb */
    ELEM = 32, /* m is one lane */
    UNS = 64,  /* operands are unsigned */
};

struct row {
    uint16_t op, shape;
    lane_fn *fn;
};

/* clang-format off */
static const struct row rows[] = {
    {A64_SHADD_v, SAME, lane_hadd}, {A64_UHADD_v, SAME | UNS, lane_hadd},
    {A64_SRHADD_v, SAME, lane_rhadd}, {A64_URHADD_v, SAME | UNS, lane_rhadd},
    {A64_SHSUB_v, SAME, lane_hsub}, {A64_UHSUB_v, SAME | UNS, lane_hsub},
    {A64_SQADD_v, SAME, lane_qadd}, {A64_UQADD_v, SAME | UNS, lane_qadd},
    {A64_SQADD_s, SAME, lane_qadd}, {A64_UQADD_s, SAME | UNS, lane_qadd},
    {A64_SQSUB_v, SAME, lane_qsub}, {A64_UQSUB_v, SAME | UNS, lane_qsub},
    {A64_SQSUB_s, SAME, lane_qsub}, {A64_UQSUB_s, SAME | UNS, lane_qsub},
    {A64_CMGT_v, SAME, lane_gt}, {A64_CMHI_v, SAME | UNS, lane_gt},
    {A64_CMGT_s, SAME, lane_gt}, {A64_CMHI_s, SAME | UNS, lane_gt},
    {A64_CMGE_v, SAME, lane_ge}, {A64_CMHS_v, SAME | UNS, lane_ge},
    {A64_CMGE_s, SAME, lane_ge}, {A64_CMHS_s, SAME | UNS, lane_ge},
    {A64_CMEQ_v, SAME, lane_eq}, {A64_CMEQ_s, SAME, lane_eq},
    {A64_CMTST_v, SAME, lane_tst}, {A64_CMTST_s, SAME, lane_tst},
    {A64_SSHL_v, SAME, lane_shl_reg}, {A64_USHL_v, SAME | UNS, lane_shl_reg},
    {A64_SSHL_s, SAME, lane_shl_reg}, {A64_USHL_s, SAME | UNS, lane_shl_reg},
    {A64_SRSHL_v, SAME, lane_rshl_reg}, {A64_URSHL_v, SAME | UNS, lane_rshl_reg},
    {A64_SRSHL_s, SAME, lane_rshl_reg}, {A64_URSHL_s, SAME | UNS, lane_rshl_reg},
    {A64_SQSHL_v, SAME, lane_qshl_reg}, {A64_UQSHL_v, SAME | UNS, lane_qshl_reg},
    {A64_SQSHL_s, SAME, lane_qshl_reg}, {A64_UQSHL_s, SAME | UNS, lane_qshl_reg},
    {A64_SQRSHL_v, SAME, lane_qrshl_reg}, {A64_UQRSHL_v, SAME | UNS, lane_qrshl_reg},
    {A64_SQRSHL_s, SAME, lane_qrshl_reg}, {A64_UQRSHL_s, SAME | UNS, lane_qrshl_reg},
    {A64_SMAX_v, SAME, lane_max}, {A64_UMAX_v, SAME | UNS, lane_max},
    {A64_SMIN_v, SAME, lane_min}, {A64_UMIN_v, SAME | UNS, lane_min},
    {A64_SMAXP_v, PAIR, lane_max}, {A64_UMAXP_v, PAIR | UNS, lane_max},
    {A64_SMINP_v, PAIR, lane_min}, {A64_UMINP_v, PAIR | UNS, lane_min},
    {A64_SABD_v, SAME, lane_abd}, {A64_UABD_v, SAME | UNS, lane_abd},
    {A64_SABA_v, SAME, lane_aba}, {A64_UABA_v, SAME | UNS, lane_aba},
    {A64_ADD_v, SAME, lane_add}, {A64_ADD_s, SAME, lane_add},
    {A64_SUB_v, SAME, lane_sub}, {A64_SUB_s, SAME, lane_sub},
    {A64_ADDP_v, PAIR, lane_add}, {A64_ADDP_s, PAIR, lane_add},
    {A64_MUL_v, SAME, lane_mul}, {A64_MLA_v, SAME, lane_mla}, {A64_MLS_v, SAME, lane_mls},
    {A64_PMUL_v, SAME | UNS, lane_product2},
    {A64_SQDMULH_v, SAME, lane_dmulh}, {A64_SQDMULH_s, SAME, lane_dmulh},
    {A64_SQRDMULH_v, SAME, lane_rdmulh}, {A64_SQRDMULH_s, SAME, lane_rdmulh},
    {A64_SQRDMLAH_v, SAME, lane_rdmlah}, {A64_SQRDMLAH_s, SAME, lane_rdmlah},
    {A64_SQRDMLSH_v, SAME, lane_rdmlsh}, {A64_SQRDMLSH_s, SAME, lane_rdmlsh},
    {A64_AND_v, BYTES, lane_and}, {A64_BIC_v, BYTES, lane_bic}, {A64_ORR_v, BYTES, lane_orr},
    {A64_ORN_v, BYTES, lane_orn}, {A64_EOR_v, BYTES, lane_eor}, {A64_BSL_v, BYTES, lane_bsl},
    {A64_BIT_v, BYTES, lane_bit}, {A64_BIF_v, BYTES, lane_bif},

    {A64_SADDL, LONG, lane_add}, {A64_UADDL, LONG | UNS, lane_add},
    {A64_SSUBL, LONG, lane_sub}, {A64_USUBL, LONG | UNS, lane_sub},
    {A64_SADDW, WIDE, lane_add}, {A64_UADDW, WIDE | UNS, lane_add},
    {A64_SSUBW, WIDE, lane_sub}, {A64_USUBW, WIDE | UNS, lane_sub},
    {A64_ADDHN, NARROW, lane_addh}, {A64_RADDHN, NARROW, lane_raddh},
    {A64_SUBHN, NARROW, lane_subh}, {A64_RSUBHN, NARROW, lane_rsubh},
    {A64_SABAL, LONG, lane_aba}, {A64_UABAL, LONG | UNS, lane_aba},
    {A64_SABDL, LONG, lane_abd}, {A64_UABDL, LONG | UNS, lane_abd},
    {A64_SMLAL, LONG, lane_mla}, {A64_UMLAL, LONG | UNS, lane_mla},
    {A64_SMLSL, LONG, lane_mls}, {A64_UMLSL, LONG | UNS, lane_mls},
    {A64_SMULL, LONG, lane_mul}, {A64_UMULL, LONG | UNS, lane_mul},
    {A64_SQDMLAL, LONG, lane_dmlal}, {A64_SQDMLAL_s, LONG, lane_dmlal},
    {A64_SQDMLSL, LONG, lane_dmlsl}, {A64_SQDMLSL_s, LONG, lane_dmlsl},
    {A64_SQDMULL, LONG, lane_dmull}, {A64_SQDMULL_s, LONG, lane_dmull},
    {A64_PMULL_8, LONG | UNS, lane_product2},

    {A64_SADDLP, PAIR_LONG, lane_add}, {A64_UADDLP, PAIR_LONG | UNS, lane_add},
    {A64_SADALP, PAIR_LONG, lane_mla}, {A64_UADALP, PAIR_LONG | UNS, lane_mla},
    {A64_SUQADD_v, SAME, lane_suqadd}, {A64_SUQADD_s, SAME, lane_suqadd},
    {A64_USQADD_v, SAME | UNS, lane_usqadd}, {A64_USQADD_s, SAME | UNS, lane_usqadd},
    {A64_CLS_v, SAME, lane_cls}, {A64_CLZ_v, SAME | UNS, lane_clz}, {A64_CNT_v, BYTES, lane_cnt},
    {A64_NOT_v, BYTES, lane_not}, {A64_RBIT_v, BYTES, lane_rbit},
    {A64_SQABS_v, SAME, lane_qabs}, {A64_SQABS_s, SAME, lane_qabs},
    {A64_SQNEG_v, SAME, lane_qneg}, {A64_SQNEG_s, SAME, lane_qneg},
    {A64_ABS_v, SAME, lane_abs}, {A64_ABS_s, SAME, lane_abs},
    {A64_NEG_v, SAME, lane_neg}, {A64_NEG_s, SAME, lane_neg},
    {A64_CMGT0_v, SAME, lane_gt0}, {A64_CMGT0_s, SAME, lane_gt0},
    {A64_CMGE0_v, SAME, lane_ge0}, {A64_CMGE0_s, SAME, lane_ge0},
    {A64_CMEQ0_v, SAME, lane_eq0}, {A64_CMEQ0_s, SAME, lane_eq0},
    {A64_CMLE0_v, SAME, lane_le0}, {A64_CMLE0_s, SAME, lane_le0},
    {A64_CMLT0_v, SAME, lane_lt0}, {A64_CMLT0_s, SAME, lane_lt0},
    {A64_XTN, NARROW, lane_same},
    {A64_SQXTN_v, NARROW, lane_qxt}, {A64_SQXTN_s, NARROW, lane_qxt},
    {A64_SQXTUN_v, NARROW, lane_qxtu}, {A64_SQXTUN_s, NARROW, lane_qxtu},
    {A64_UQXTN_v, NARROW | UNS, lane_qxt}, {A64_UQXTN_s, NARROW | UNS, lane_qxt},
    {A64_SHLL, LONG, lane_shll_size},

    {A64_SADDLV, ACROSS_LONG, lane_add}, {A64_UADDLV, ACROSS_LONG | UNS, lane_add},
    {A64_ADDV, ACROSS, lane_add},
    {A64_SMAXV, ACROSS, lane_max}, {A64_UMAXV, ACROSS | UNS, lane_max},
    {A64_SMINV, ACROSS, lane_min}, {A64_UMINV, ACROSS | UNS, lane_min},

    {A64_SSHR_v, SAME | IMM, lane_shr}, {A64_SSHR_s, SAME | IMM, lane_shr},
    {A64_USHR_v, SAME | IMM | UNS, lane_shr}, {A64_USHR_s, SAME | IMM | UNS, lane_shr},
    {A64_SSRA_v, SAME | IMM, lane_sra}, {A64_SSRA_s, SAME | IMM, lane_sra},
    {A64_USRA_v, SAME | IMM | UNS, lane_sra}, {A64_USRA_s, SAME | IMM | UNS, lane_sra},
    {A64_SRSHR_v, SAME | IMM, lane_rshr}, {A64_SRSHR_s, SAME | IMM, lane_rshr},
    {A64_URSHR_v, SAME | IMM | UNS, lane_rshr}, {A64_URSHR_s, SAME | IMM | UNS, lane_rshr},
    {A64_SRSRA_v, SAME | IMM, lane_rsra}, {A64_SRSRA_s, SAME | IMM, lane_rsra},
    {A64_URSRA_v, SAME | IMM | UNS, lane_rsra}, {A64_URSRA_s, SAME | IMM | UNS, lane_rsra},
    {A64_SHL_v, SAME | IMM | UNS, lane_shl}, {A64_SHL_s, SAME | IMM | UNS, lane_shl},
    {A64_SRI_v, SAME | IMM | UNS, lane_sri}, {A64_SRI_s, SAME | IMM | UNS, lane_sri},
    {A64_SLI_v, SAME | IMM | UNS, lane_sli}, {A64_SLI_s, SAME | IMM | UNS, lane_sli},
    {A64_SQSHL_imm_v, SAME | IMM, lane_qshl}, {A64_SQSHL_imm_s, SAME | IMM, lane_qshl},
    {A64_UQSHL_imm_v, SAME | IMM | UNS, lane_qshl}, {A64_UQSHL_imm_s, SAME | IMM | UNS, lane_qshl},
    {A64_SQSHLU_v, SAME | IMM, lane_qshlu}, {A64_SQSHLU_s, SAME | IMM, lane_qshlu},
    {A64_SHRN, NARROW | IMM, lane_shr}, {A64_RSHRN, NARROW | IMM, lane_rshr},
    {A64_SQSHRN_v, NARROW | IMM, lane_qshr}, {A64_SQSHRN_s, NARROW | IMM, lane_qshr},
    {A64_UQSHRN_v, NARROW | IMM | UNS, lane_qshr}, {A64_UQSHRN_s, NARROW | IMM | UNS, lane_qshr},
    {A64_SQRSHRN_v, NARROW | IMM, lane_qrshr}, {A64_SQRSHRN_s, NARROW | IMM, lane_qrshr},
    {A64_UQRSHRN_v, NARROW | IMM | UNS, lane_qrshr}, {A64_UQRSHRN_s, NARROW | IMM | UNS, lane_qrshr},
    {A64_SQSHRUN_v, NARROW | IMM, lane_qshru}, {A64_SQSHRUN_s, NARROW | IMM, lane_qshru},
    {A64_SQRSHRUN_v, NARROW | IMM, lane_qrshru}, {A64_SQRSHRUN_s, NARROW | IMM, lane_qrshru},
    {A64_SSHLL, LONG | IMM, lane_shl}, {A64_USHLL, LONG | IMM | UNS, lane_shl},

    {A64_SMLAL_e, LONG | ELEM, lane_mla}, {A64_UMLAL_e, LONG | ELEM | UNS, lane_mla},
    {A64_SMLSL_e, LONG | ELEM, lane_mls}, {A64_UMLSL_e, LONG | ELEM | UNS, lane_mls},
    {A64_SMULL_e, LONG | ELEM, lane_mul}, {A64_UMULL_e, LONG | ELEM | UNS, lane_mul},
    {A64_SQDMLAL_e, LONG | ELEM, lane_dmlal}, {A64_SQDMLAL_es, LONG | ELEM, lane_dmlal},
    {A64_SQDMLSL_e, LONG | ELEM, lane_dmlsl}, {A64_SQDMLSL_es, LONG | ELEM, lane_dmlsl},
    {A64_SQDMULL_e, LONG | ELEM, lane_dmull}, {A64_SQDMULL_es, LONG | ELEM, lane_dmull},
    {A64_MUL_e, SAME | ELEM, lane_mul}, {A64_MLA_e, SAME | ELEM, lane_mla}, {A64_MLS_e, SAME | ELEM, lane_mls},
    {A64_SQDMULH_e, SAME | ELEM, lane_dmulh}, {A64_SQDMULH_es, SAME | ELEM, lane_dmulh},
    {A64_SQRDMULH_e, SAME | ELEM, lane_rdmulh}, {A64_SQRDMULH_es, SAME | ELEM, lane_rdmulh},
    {A64_SQRDMLAH_e, SAME | ELEM, lane_rdmlah}, {A64_SQRDMLAH_es, SAME | ELEM, lane_rdmlah},
    {A64_SQRDMLSH_e, SAME | ELEM, lane_rdmlsh}, {A64_SQRDMLSH_es, SAME | ELEM, lane_rdmlsh},
};

/* clang-format on */

/* ---- lanes ---- */

struct work {
    struct model_simd *m;
    const struct row *row;
    uint32_t insn;
    bool scalar, q;
    unsigned size; /* log2 of the bytes of the narrowest lane */
    struct lane lane;
    union model_vec n, mm, d, r;
};

static lane_num fetch(const struct work *w, const union model_vec *v, unsigned size, unsigned i)
{
    uint64_t x = model_get(v, size, i);
    unsigned bits = 8u << size;
    return w->row->shape & UNS ? (lane_num)x : lane_sign((lane_num)x, bits);
}

static void run_lane(struct work *w, unsigned size, unsigned i)
{
    model_put(&w->r, size, i, (uint64_t)w->row->fn(&w->lane));
    w->m->qc |= w->lane.saturated;
}

static void lanes_same(struct work *w, bool pair)
{
    unsigned count = w->scalar ? 1 : (w->q ? 16u : 8u) >> w->size;
    for (unsigned i = 0; i < count; i++) {
        const union model_vec *v = i < (count + 1) / 2 ? &w->n : &w->mm;
        unsigned first = count == 1 ? 0 : i % (count / 2) * 2;
        w->lane.n = fetch(w, pair ? v : &w->n, w->size, pair ? first : i);
        w->lane.m = fetch(w, pair ? v : &w->mm, w->size, pair ? first + 1 : i);
        w->lane.d = fetch(w, &w->d, w->size, i);
        run_lane(w, w->size, i);
    }
}

static void lanes_long(struct work *w, bool n_wide)
{
    unsigned count = w->scalar ? 1 : 8u >> w->size, part = w->q && !w->scalar ? count : 0;
    for (unsigned i = 0; i < count; i++) {
        w->lane.n = n_wide ? fetch(w, &w->n, w->size + 1, i) : fetch(w, &w->n, w->size, i + part);
        w->lane.m = fetch(w, &w->mm, w->size, i + part);
        w->lane.d = fetch(w, &w->d, w->size + 1, i);
        run_lane(w, w->size + 1, i);
    }
}

static void lanes_narrow(struct work *w)
{
    unsigned count = w->scalar ? 1 : 8u >> w->size, part = w->q && !w->scalar ? count : 0;
    if (part)
        w->r.d[0] = w->d.d[0];
    for (unsigned i = 0; i < count; i++) {
        w->lane.n = fetch(w, &w->n, w->size + 1, i);
        w->lane.m = fetch(w, &w->mm, w->size + 1, i);
        run_lane(w, w->size, i + part);
    }
}

static void lanes_across(struct work *w, unsigned result_size)
{
    unsigned count = (w->q ? 16u : 8u) >> w->size;
    lane_num sum = fetch(w, &w->n, w->size, 0);
    for (unsigned i = 1; i < count; i++) {
        w->lane.n = sum;
        w->lane.m = fetch(w, &w->n, w->size, i);
        sum = w->row->fn(&w->lane);
    }
    model_put(&w->r, result_size, 0, (uint64_t)sum);
}

/* The sum of two neighbours; the accumulating forms are d + 1 * sum. */
static void lanes_pair_long(struct work *w)
{
    for (unsigned i = 0; i < (w->q ? 8u : 4u) >> w->size; i++) {
        lane_num x = fetch(w, &w->n, w->size, 2 * i), y = fetch(w, &w->n, w->size, 2 * i + 1);
        bool acc = w->row->fn == lane_mla;
        w->lane.n = acc ? x + y : x;
        w->lane.m = acc ? 1 : y;
        w->lane.d = fetch(w, &w->d, w->size + 1, i);
        run_lane(w, w->size + 1, i);
    }
}

/* The element that L, M, H and Rm name, in all lanes. */
static void take_element(struct work *w)
{
    uint32_t insn = w->insn;
    unsigned h = F(11, 11), l = F(21, 21), m = F(20, 20), reg = F(19, 16), index;
    if (w->size == 1) {
        index = h << 2 | l << 1 | m;
    } else {
        index = h << 1 | l;
        reg |= m << 4;
    }
    uint64_t x = model_get(&w->m->v[reg], w->size, index);
    for (unsigned i = 0; i < 16u >> w->size; i++)
        model_put(&w->mm, w->size, i, x);
}

static const struct row *find(enum a64_op op)
{
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].op == op)
            return &rows[i];
    return NULL;
}

static void operands(struct work *w)
{
    uint32_t insn = w->insn;
    w->scalar = F(28, 28) && F(30, 30) && F(31, 31) == 0;
    w->q = F(30, 30);
    w->size = F(23, 22);
    w->n = w->m->v[F(9, 5)];
    w->mm = w->m->v[F(20, 16)];
    w->d = w->m->v[F(4, 0)];
    if ((w->row->shape & 15) == BYTES)
        w->size = 0;
    if (w->row->shape & IMM) {
        unsigned imm = F(22, 16);
        w->size = 31u - (unsigned)__builtin_clz(F(22, 19));
        w->lane.left = imm - (8u << w->size);
        w->lane.right = 2 * (8u << w->size) - imm;
    }
    w->lane.bits = 8u << w->size;
    w->lane.is_signed = !(w->row->shape & UNS);
    if (w->row->shape & ELEM)
        take_element(w);
}

/* ---- dot products and matrices of bytes ---- */

static bool dot_product(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    bool n_signed, m_signed, elem = false, matrix = false;
    switch (op) {
    case A64_SDOT_e: elem = true; /* fall through */
    case A64_SDOT_v: n_signed = m_signed = true; break;
    case A64_UDOT_e: elem = true; /* fall through */
    case A64_UDOT_v: n_signed = m_signed = false; break;
    case A64_USDOT_e: elem = true; /* fall through */
    case A64_USDOT_v: n_signed = false, m_signed = true; break;
    case A64_SUDOT_e: elem = true, n_signed = true, m_signed = false; break;
    case A64_SMMLA: matrix = n_signed = m_signed = true; break;
    case A64_UMMLA: matrix = true, n_signed = m_signed = false; break;
    case A64_USMMLA: matrix = true, n_signed = false, m_signed = true; break;
    default: return false;
    }
    union model_vec n = m->v[F(9, 5)], y = m->v[F(20, 16)], r = m->v[F(4, 0)];
    for (unsigned i = 0; i < 4; i++) {
        unsigned index = elem ? F(11, 11) * 2 + F(21, 21) : i;
        for (unsigned k = 0; k < (matrix ? 8 : 4); k++) {
            uint8_t x8 = n.b[matrix ? i / 2 * 8 + k : i * 4 + k];
            uint8_t y8 = y.b[matrix ? i % 2 * 8 + k : index * 4 + k];
            int x = n_signed ? (int8_t)x8 : x8, z = m_signed ? (int8_t)y8 : y8;
            r.s[i] += (uint32_t)(x * z);
        }
    }
    if (!F(30, 30))
        r.d[1] = 0;
    m->v[F(4, 0)] = r;
    return true;
}

static bool polynomial_long(struct model_simd *m, uint32_t insn)
{
    uint64_t x = m->v[F(9, 5)].d[F(30, 30)], y = m->v[F(20, 16)].d[F(30, 30)];
    unsigned __int128 r = 0;
    for (unsigned i = 0; i < 64; i++)
        if (y >> i & 1)
            r ^= (unsigned __int128)x << i;
    m->v[F(4, 0)].d[0] = (uint64_t)r;
    m->v[F(4, 0)].d[1] = (uint64_t)(r >> 64);
    return true;
}

bool model_simd_int(struct model_simd *m, enum a64_op op, uint32_t insn)
{
    struct work w = {.m = m, .row = find(op), .insn = insn, .r = {.d = {0, 0}}};
    if (op == A64_PMULL_64)
        return polynomial_long(m, insn);
    if (!w.row)
        return dot_product(m, op, insn);
    operands(&w);
    switch (w.row->shape & 15) {
    case SAME:
    case BYTES: lanes_same(&w, false); break;
    case PAIR: lanes_same(&w, true); break;
    case LONG: lanes_long(&w, false); break;
    case WIDE: lanes_long(&w, true); break;
    case NARROW: lanes_narrow(&w); break;
    case ACROSS: lanes_across(&w, w.size); break;
    case ACROSS_LONG: lanes_across(&w, w.size + 1); break;
    default: lanes_pair_long(&w); break;
    }
    m->v[F(4, 0)] = w.r;
    return true;
}
