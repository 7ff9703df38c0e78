/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model of the SIMD integer instructions: one line an instruction says how its operands lie and
 * what happens to one lane, in numbers wide enough that nothing overflows.
 */
#include "tests/insn/aarch64/model_simd.h"
#include <stddef.h>

#define F(hi, lo) model_field(insn, hi, lo)

typedef __int128 num;

struct lane {
    num n, m, d;          /* operands, and the old destination */
    unsigned bits;        /* of the narrowest of them */
    unsigned left, right; /* shift counts that immh:immb means */
    bool is_signed, saturated;
};
typedef num lane_fn(struct lane *l);

/* ---- one lane ---- */

static num limit(struct lane *l, num v, unsigned bits, bool is_signed)
{
    num max = ((num)1 << (bits - is_signed)) - 1, min = is_signed ? -max - 1 : 0;
    num r = v < min ? min : v > max ? max : v;
    l->saturated |= r != v;
    return r;
}

static num sat(struct lane *l, num v)
{
    return limit(l, v, l->bits, l->is_signed);
}

static num cut(num v, unsigned bits)
{
    return v & (((num)1 << bits) - 1);
}

static num absolute(num v)
{
    return v < 0 ? -v : v;
}

static num rounded_right(num v, unsigned count)
{
    return count ? (v + ((num)1 << (count - 1))) >> count : v;
}

/* clang-format off */
static num add(struct lane *l) { return l->n + l->m; }
static num sub(struct lane *l) { return l->n - l->m; }
static num mul(struct lane *l) { return l->n * l->m; }
static num mla(struct lane *l) { return l->d + l->n * l->m; }
static num mls(struct lane *l) { return l->d - l->n * l->m; }
static num hadd(struct lane *l) { return (l->n + l->m) >> 1; }
static num rhadd(struct lane *l) { return (l->n + l->m + 1) >> 1; }
static num hsub(struct lane *l) { return (l->n - l->m) >> 1; }
static num qadd(struct lane *l) { return sat(l, l->n + l->m); }
static num qsub(struct lane *l) { return sat(l, l->n - l->m); }
static num max(struct lane *l) { return l->n > l->m ? l->n : l->m; }
static num min(struct lane *l) { return l->n < l->m ? l->n : l->m; }
static num abd(struct lane *l) { return absolute(l->n - l->m); }
static num aba(struct lane *l) { return l->d + absolute(l->n - l->m); }
static num gt(struct lane *l) { return -(l->n > l->m); }
static num ge(struct lane *l) { return -(l->n >= l->m); }
static num eq(struct lane *l) { return -(l->n == l->m); }
static num tst(struct lane *l) { return -((l->n & l->m) != 0); }
static num gt0(struct lane *l) { return -(l->n > 0); }
static num ge0(struct lane *l) { return -(l->n >= 0); }
static num eq0(struct lane *l) { return -(l->n == 0); }
static num le0(struct lane *l) { return -(l->n <= 0); }
static num lt0(struct lane *l) { return -(l->n < 0); }
static num neg(struct lane *l) { return -l->n; }
static num abs_(struct lane *l) { return absolute(l->n); }
static num qneg(struct lane *l) { return sat(l, -l->n); }
static num qabs(struct lane *l) { return sat(l, absolute(l->n)); }
static num and_(struct lane *l) { return l->n & l->m; }
static num bic(struct lane *l) { return l->n & ~l->m; }
static num orr(struct lane *l) { return l->n | l->m; }
static num orn(struct lane *l) { return l->n | ~l->m; }
static num eor(struct lane *l) { return l->n ^ l->m; }
static num bsl(struct lane *l) { return (l->d & l->n) | (~l->d & l->m); }
static num bit(struct lane *l) { return (l->m & l->n) | (~l->m & l->d); }
static num bif(struct lane *l) { return (~l->m & l->n) | (l->m & l->d); }
static num not_(struct lane *l) { return ~l->n; }

static num dmulh(struct lane *l) { return sat(l, (2 * l->n * l->m) >> l->bits); }
static num rdmulh(struct lane *l) { return sat(l, rounded_right(2 * l->n * l->m, l->bits)); }
static num rdmlah(struct lane *l)
{
    return sat(l, rounded_right(l->d * ((num)1 << l->bits) + 2 * l->n * l->m, l->bits));
}
static num rdmlsh(struct lane *l)
{
    return sat(l, rounded_right(l->d * ((num)1 << l->bits) - 2 * l->n * l->m, l->bits));
}
static num dmull(struct lane *l) { return limit(l, 2 * l->n * l->m, 2 * l->bits, true); }
static num dmlal(struct lane *l) { return limit(l, l->d + dmull(l), 2 * l->bits, true); }
static num dmlsl(struct lane *l) { return limit(l, l->d - dmull(l), 2 * l->bits, true); }

/* SUQADD: the accumulator is signed, the operand is not; USQADD the other way round. */
static num sign(num v, unsigned bits)
{
    v = cut(v, bits);
    return v >> (bits - 1) ? v - ((num)1 << bits) : v;
}
static num suqadd(struct lane *l)
{
    return limit(l, sign(l->d, l->bits) + cut(l->n, l->bits), l->bits, true);
}
static num usqadd(struct lane *l)
{
    return limit(l, cut(l->d, l->bits) + sign(l->n, l->bits), l->bits, false);
}

static num cls(struct lane *l)
{
    unsigned count = 0;
    for (unsigned i = 1; i < l->bits && (l->n >> (l->bits - 1 - i) & 1) == (l->n < 0); i++)
        count++;
    return count;
}
static num clz(struct lane *l)
{
    unsigned count = 0;
    for (unsigned i = 0; i < l->bits && !(l->n >> (l->bits - 1 - i) & 1); i++)
        count++;
    return count;
}
static num cnt(struct lane *l)
{
    return __builtin_popcount((unsigned)l->n & 0xff);
}
static num rbit(struct lane *l)
{
    num r = 0;
    for (unsigned i = 0; i < 8; i++)
        r |= (l->n >> i & 1) << (7 - i);
    return r;
}
static num product2(struct lane *l)
{
    num r = 0;
    for (unsigned i = 0; i < l->bits; i++)
        if (l->m >> i & 1)
            r ^= (num)((unsigned __int128)cut(l->n, l->bits) << i);
    return r;
}

/* Shifts by a register: the low byte of m, signed. */
static num shift(struct lane *l, bool rounded)
{
    int count = (int8_t)(int)cut(l->m, 8);
    if (count < 0)
        return rounded ? rounded_right(l->n, (unsigned)-count > 126 ? 126 : (unsigned)-count)
                       : l->n >> (-count > 126 ? 126 : -count);
    /* what leaves 128 bits has left the lane long ago; the sign tells where to */
    num far = l->n < 0 ? -((num)1 << 100) : (num)1 << 100;
    return !l->n ? 0 : count >= (int)l->bits ? far : l->n * ((num)1 << count);
}
static num shl_reg(struct lane *l) { return shift(l, false); }
static num rshl_reg(struct lane *l) { return shift(l, true); }
static num qshl_reg(struct lane *l) { return sat(l, shift(l, false)); }
static num qrshl_reg(struct lane *l) { return sat(l, shift(l, true)); }

/* Shifts by an immediate. */
static num shr(struct lane *l) { return l->n >> l->right; }
static num sra(struct lane *l) { return l->d + (l->n >> l->right); }
static num rshr(struct lane *l) { return rounded_right(l->n, l->right); }
static num rsra(struct lane *l) { return l->d + rounded_right(l->n, l->right); }
static num shl(struct lane *l) { return l->n * ((num)1 << l->left); }
static num qshl(struct lane *l) { return sat(l, l->n * ((num)1 << l->left)); }
static num qshlu(struct lane *l) { return limit(l, l->n * ((num)1 << l->left), l->bits, false); }
static num sri(struct lane *l)
{
    num mask = (((num)1 << l->bits) - 1) >> l->right;
    return (l->d & ~mask) | (cut(l->n, l->bits) >> l->right);
}
static num sli(struct lane *l)
{
    num mask = -((num)1 << l->left);
    return (l->d & ~mask) | l->n * ((num)1 << l->left);
}
static num qshr(struct lane *l) { return sat(l, l->n >> l->right); }
static num qrshr(struct lane *l) { return sat(l, rounded_right(l->n, l->right)); }
static num qshru(struct lane *l) { return limit(l, l->n >> l->right, l->bits, false); }
static num qrshru(struct lane *l)
{
    return limit(l, rounded_right(l->n, l->right), l->bits, false);
}
static num same(struct lane *l) { return l->n; }
static num qxt(struct lane *l) { return sat(l, l->n); }
static num qxtu(struct lane *l) { return limit(l, l->n, l->bits, false); }
static num addh(struct lane *l) { return cut(l->n + l->m, 2 * l->bits) >> l->bits; }
static num subh(struct lane *l) { return cut(l->n - l->m, 2 * l->bits) >> l->bits; }
static num raddh(struct lane *l) { return rounded_right(cut(l->n + l->m, 2 * l->bits), l->bits); }
static num rsubh(struct lane *l) { return rounded_right(cut(l->n - l->m, 2 * l->bits), l->bits); }
static num shll_size(struct lane *l) { return l->n * ((num)1 << l->bits); }

/* clang-format on */

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
    {A64_SHADD_v, SAME, hadd}, {A64_UHADD_v, SAME | UNS, hadd},
    {A64_SRHADD_v, SAME, rhadd}, {A64_URHADD_v, SAME | UNS, rhadd},
    {A64_SHSUB_v, SAME, hsub}, {A64_UHSUB_v, SAME | UNS, hsub},
    {A64_SQADD_v, SAME, qadd}, {A64_UQADD_v, SAME | UNS, qadd},
    {A64_SQADD_s, SAME, qadd}, {A64_UQADD_s, SAME | UNS, qadd},
    {A64_SQSUB_v, SAME, qsub}, {A64_UQSUB_v, SAME | UNS, qsub},
    {A64_SQSUB_s, SAME, qsub}, {A64_UQSUB_s, SAME | UNS, qsub},
    {A64_CMGT_v, SAME, gt}, {A64_CMHI_v, SAME | UNS, gt},
    {A64_CMGT_s, SAME, gt}, {A64_CMHI_s, SAME | UNS, gt},
    {A64_CMGE_v, SAME, ge}, {A64_CMHS_v, SAME | UNS, ge},
    {A64_CMGE_s, SAME, ge}, {A64_CMHS_s, SAME | UNS, ge},
    {A64_CMEQ_v, SAME, eq}, {A64_CMEQ_s, SAME, eq},
    {A64_CMTST_v, SAME, tst}, {A64_CMTST_s, SAME, tst},
    {A64_SSHL_v, SAME, shl_reg}, {A64_USHL_v, SAME | UNS, shl_reg},
    {A64_SSHL_s, SAME, shl_reg}, {A64_USHL_s, SAME | UNS, shl_reg},
    {A64_SRSHL_v, SAME, rshl_reg}, {A64_URSHL_v, SAME | UNS, rshl_reg},
    {A64_SRSHL_s, SAME, rshl_reg}, {A64_URSHL_s, SAME | UNS, rshl_reg},
    {A64_SQSHL_v, SAME, qshl_reg}, {A64_UQSHL_v, SAME | UNS, qshl_reg},
    {A64_SQSHL_s, SAME, qshl_reg}, {A64_UQSHL_s, SAME | UNS, qshl_reg},
    {A64_SQRSHL_v, SAME, qrshl_reg}, {A64_UQRSHL_v, SAME | UNS, qrshl_reg},
    {A64_SQRSHL_s, SAME, qrshl_reg}, {A64_UQRSHL_s, SAME | UNS, qrshl_reg},
    {A64_SMAX_v, SAME, max}, {A64_UMAX_v, SAME | UNS, max},
    {A64_SMIN_v, SAME, min}, {A64_UMIN_v, SAME | UNS, min},
    {A64_SMAXP_v, PAIR, max}, {A64_UMAXP_v, PAIR | UNS, max},
    {A64_SMINP_v, PAIR, min}, {A64_UMINP_v, PAIR | UNS, min},
    {A64_SABD_v, SAME, abd}, {A64_UABD_v, SAME | UNS, abd},
    {A64_SABA_v, SAME, aba}, {A64_UABA_v, SAME | UNS, aba},
    {A64_ADD_v, SAME, add}, {A64_ADD_s, SAME, add},
    {A64_SUB_v, SAME, sub}, {A64_SUB_s, SAME, sub},
    {A64_ADDP_v, PAIR, add}, {A64_ADDP_s, PAIR, add},
    {A64_MUL_v, SAME, mul}, {A64_MLA_v, SAME, mla}, {A64_MLS_v, SAME, mls},
    {A64_PMUL_v, SAME | UNS, product2},
    {A64_SQDMULH_v, SAME, dmulh}, {A64_SQDMULH_s, SAME, dmulh},
    {A64_SQRDMULH_v, SAME, rdmulh}, {A64_SQRDMULH_s, SAME, rdmulh},
    {A64_SQRDMLAH_v, SAME, rdmlah}, {A64_SQRDMLAH_s, SAME, rdmlah},
    {A64_SQRDMLSH_v, SAME, rdmlsh}, {A64_SQRDMLSH_s, SAME, rdmlsh},
    {A64_AND_v, BYTES, and_}, {A64_BIC_v, BYTES, bic}, {A64_ORR_v, BYTES, orr},
    {A64_ORN_v, BYTES, orn}, {A64_EOR_v, BYTES, eor}, {A64_BSL_v, BYTES, bsl},
    {A64_BIT_v, BYTES, bit}, {A64_BIF_v, BYTES, bif},

    {A64_SADDL, LONG, add}, {A64_UADDL, LONG | UNS, add},
    {A64_SSUBL, LONG, sub}, {A64_USUBL, LONG | UNS, sub},
    {A64_SADDW, WIDE, add}, {A64_UADDW, WIDE | UNS, add},
    {A64_SSUBW, WIDE, sub}, {A64_USUBW, WIDE | UNS, sub},
    {A64_ADDHN, NARROW, addh}, {A64_RADDHN, NARROW, raddh},
    {A64_SUBHN, NARROW, subh}, {A64_RSUBHN, NARROW, rsubh},
    {A64_SABAL, LONG, aba}, {A64_UABAL, LONG | UNS, aba},
    {A64_SABDL, LONG, abd}, {A64_UABDL, LONG | UNS, abd},
    {A64_SMLAL, LONG, mla}, {A64_UMLAL, LONG | UNS, mla},
    {A64_SMLSL, LONG, mls}, {A64_UMLSL, LONG | UNS, mls},
    {A64_SMULL, LONG, mul}, {A64_UMULL, LONG | UNS, mul},
    {A64_SQDMLAL, LONG, dmlal}, {A64_SQDMLAL_s, LONG, dmlal},
    {A64_SQDMLSL, LONG, dmlsl}, {A64_SQDMLSL_s, LONG, dmlsl},
    {A64_SQDMULL, LONG, dmull}, {A64_SQDMULL_s, LONG, dmull},
    {A64_PMULL_8, LONG | UNS, product2},

    {A64_SADDLP, PAIR_LONG, add}, {A64_UADDLP, PAIR_LONG | UNS, add},
    {A64_SADALP, PAIR_LONG, mla}, {A64_UADALP, PAIR_LONG | UNS, mla},
    {A64_SUQADD_v, SAME, suqadd}, {A64_SUQADD_s, SAME, suqadd},
    {A64_USQADD_v, SAME | UNS, usqadd}, {A64_USQADD_s, SAME | UNS, usqadd},
    {A64_CLS_v, SAME, cls}, {A64_CLZ_v, SAME | UNS, clz}, {A64_CNT_v, BYTES, cnt},
    {A64_NOT_v, BYTES, not_}, {A64_RBIT_v, BYTES, rbit},
    {A64_SQABS_v, SAME, qabs}, {A64_SQABS_s, SAME, qabs},
    {A64_SQNEG_v, SAME, qneg}, {A64_SQNEG_s, SAME, qneg},
    {A64_ABS_v, SAME, abs_}, {A64_ABS_s, SAME, abs_},
    {A64_NEG_v, SAME, neg}, {A64_NEG_s, SAME, neg},
    {A64_CMGT0_v, SAME, gt0}, {A64_CMGT0_s, SAME, gt0},
    {A64_CMGE0_v, SAME, ge0}, {A64_CMGE0_s, SAME, ge0},
    {A64_CMEQ0_v, SAME, eq0}, {A64_CMEQ0_s, SAME, eq0},
    {A64_CMLE0_v, SAME, le0}, {A64_CMLE0_s, SAME, le0},
    {A64_CMLT0_v, SAME, lt0}, {A64_CMLT0_s, SAME, lt0},
    {A64_XTN, NARROW, same},
    {A64_SQXTN_v, NARROW, qxt}, {A64_SQXTN_s, NARROW, qxt},
    {A64_SQXTUN_v, NARROW, qxtu}, {A64_SQXTUN_s, NARROW, qxtu},
    {A64_UQXTN_v, NARROW | UNS, qxt}, {A64_UQXTN_s, NARROW | UNS, qxt},
    {A64_SHLL, LONG, shll_size},

    {A64_SADDLV, ACROSS_LONG, add}, {A64_UADDLV, ACROSS_LONG | UNS, add},
    {A64_ADDV, ACROSS, add},
    {A64_SMAXV, ACROSS, max}, {A64_UMAXV, ACROSS | UNS, max},
    {A64_SMINV, ACROSS, min}, {A64_UMINV, ACROSS | UNS, min},

    {A64_SSHR_v, SAME | IMM, shr}, {A64_SSHR_s, SAME | IMM, shr},
    {A64_USHR_v, SAME | IMM | UNS, shr}, {A64_USHR_s, SAME | IMM | UNS, shr},
    {A64_SSRA_v, SAME | IMM, sra}, {A64_SSRA_s, SAME | IMM, sra},
    {A64_USRA_v, SAME | IMM | UNS, sra}, {A64_USRA_s, SAME | IMM | UNS, sra},
    {A64_SRSHR_v, SAME | IMM, rshr}, {A64_SRSHR_s, SAME | IMM, rshr},
    {A64_URSHR_v, SAME | IMM | UNS, rshr}, {A64_URSHR_s, SAME | IMM | UNS, rshr},
    {A64_SRSRA_v, SAME | IMM, rsra}, {A64_SRSRA_s, SAME | IMM, rsra},
    {A64_URSRA_v, SAME | IMM | UNS, rsra}, {A64_URSRA_s, SAME | IMM | UNS, rsra},
    {A64_SHL_v, SAME | IMM | UNS, shl}, {A64_SHL_s, SAME | IMM | UNS, shl},
    {A64_SRI_v, SAME | IMM | UNS, sri}, {A64_SRI_s, SAME | IMM | UNS, sri},
    {A64_SLI_v, SAME | IMM | UNS, sli}, {A64_SLI_s, SAME | IMM | UNS, sli},
    {A64_SQSHL_imm_v, SAME | IMM, qshl}, {A64_SQSHL_imm_s, SAME | IMM, qshl},
    {A64_UQSHL_imm_v, SAME | IMM | UNS, qshl}, {A64_UQSHL_imm_s, SAME | IMM | UNS, qshl},
    {A64_SQSHLU_v, SAME | IMM, qshlu}, {A64_SQSHLU_s, SAME | IMM, qshlu},
    {A64_SHRN, NARROW | IMM, shr}, {A64_RSHRN, NARROW | IMM, rshr},
    {A64_SQSHRN_v, NARROW | IMM, qshr}, {A64_SQSHRN_s, NARROW | IMM, qshr},
    {A64_UQSHRN_v, NARROW | IMM | UNS, qshr}, {A64_UQSHRN_s, NARROW | IMM | UNS, qshr},
    {A64_SQRSHRN_v, NARROW | IMM, qrshr}, {A64_SQRSHRN_s, NARROW | IMM, qrshr},
    {A64_UQRSHRN_v, NARROW | IMM | UNS, qrshr}, {A64_UQRSHRN_s, NARROW | IMM | UNS, qrshr},
    {A64_SQSHRUN_v, NARROW | IMM, qshru}, {A64_SQSHRUN_s, NARROW | IMM, qshru},
    {A64_SQRSHRUN_v, NARROW | IMM, qrshru}, {A64_SQRSHRUN_s, NARROW | IMM, qrshru},
    {A64_SSHLL, LONG | IMM, shl}, {A64_USHLL, LONG | IMM | UNS, shl},

    {A64_SMLAL_e, LONG | ELEM, mla}, {A64_UMLAL_e, LONG | ELEM | UNS, mla},
    {A64_SMLSL_e, LONG | ELEM, mls}, {A64_UMLSL_e, LONG | ELEM | UNS, mls},
    {A64_SMULL_e, LONG | ELEM, mul}, {A64_UMULL_e, LONG | ELEM | UNS, mul},
    {A64_SQDMLAL_e, LONG | ELEM, dmlal}, {A64_SQDMLAL_es, LONG | ELEM, dmlal},
    {A64_SQDMLSL_e, LONG | ELEM, dmlsl}, {A64_SQDMLSL_es, LONG | ELEM, dmlsl},
    {A64_SQDMULL_e, LONG | ELEM, dmull}, {A64_SQDMULL_es, LONG | ELEM, dmull},
    {A64_MUL_e, SAME | ELEM, mul}, {A64_MLA_e, SAME | ELEM, mla}, {A64_MLS_e, SAME | ELEM, mls},
    {A64_SQDMULH_e, SAME | ELEM, dmulh}, {A64_SQDMULH_es, SAME | ELEM, dmulh},
    {A64_SQRDMULH_e, SAME | ELEM, rdmulh}, {A64_SQRDMULH_es, SAME | ELEM, rdmulh},
    {A64_SQRDMLAH_e, SAME | ELEM, rdmlah}, {A64_SQRDMLAH_es, SAME | ELEM, rdmlah},
    {A64_SQRDMLSH_e, SAME | ELEM, rdmlsh}, {A64_SQRDMLSH_es, SAME | ELEM, rdmlsh},
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

static num fetch(const struct work *w, const union model_vec *v, unsigned size, unsigned i)
{
    uint64_t x = model_get(v, size, i);
    unsigned bits = 8u << size;
    return w->row->shape & UNS ? (num)x : sign((num)x, bits);
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
    num sum = fetch(w, &w->n, w->size, 0);
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
        num x = fetch(w, &w->n, w->size, 2 * i), y = fetch(w, &w->n, w->size, 2 * i + 1);
        bool acc = w->row->fn == mla;
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
