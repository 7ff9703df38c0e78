/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector instructions of the host by name, and what the files select_fp*.c and select_vec*.c share.
 *
 * In: nothing.  Out: opcode words for x64_sse2, x64_sse3, ...; emit functions that rows name.
 * Source: Intel SDM volume 2, the opcode maps.  Names are the legacy mnemonics; with AVX the same
 * words make the VEX forms.
 */
#ifndef FERRY_TCG_BACK_X64_SIMD_H
#define FERRY_TCG_BACK_X64_SIMD_H

#include "tcg/back/x86-64/x64.h"

#define SIMD_NP(b)   X64_OPC(X64_NP0, X64_0F, b)
#define SIMD_66(b)   X64_OPC(X64_66, X64_0F, b)
#define SIMD_F3(b)   X64_OPC(X64_F3, X64_0F, b)
#define SIMD_F2(b)   X64_OPC(X64_F2, X64_0F, b)
#define SIMD_6638(b) X64_OPC(X64_66, X64_0F38, b)
#define SIMD_663A(b) X64_OPC(X64_66, X64_0F3A, b)

enum {
    /* moves */
    MOVD_LOAD = SIMD_66(0x6e), /* xmm = r/m32; with X64_W r/m64 */
    MOVD_STORE = SIMD_66(0x7e),
    MOVQ = SIMD_F3(0x7e), /* xmm = low half of xmm/m64, upper half zero */
    MOVSS = SIMD_F3(0x10),
    MOVSD = SIMD_F2(0x10),
    MOVDDUP = SIMD_F2(0x12),
    MOVHLPS = SIMD_NP(0x12),
    MOVUPS = SIMD_NP(0x10),
    PEXTRB = SIMD_663A(0x14),
    PEXTRW = SIMD_66(0xc5), /* general register in the reg field; so the next ones */
    PMOVMSKB = SIMD_66(0xd7),
    MOVMSKPS = SIMD_NP(0x50),
    MOVMSKPD = SIMD_66(0x50),
    PEXTRD = SIMD_663A(0x16),
    PINSRB = SIMD_663A(0x20),
    PINSRW = SIMD_66(0xc4),
    PINSRD = SIMD_663A(0x22),
    INSERTPS = SIMD_663A(0x21),
    SHUFPS = SIMD_NP(0xc6),
    SHUFPD = SIMD_66(0xc6),
    PSHUFD = SIMD_66(0x70),
    PSHUFLW = SIMD_F2(0x70),
    PSHUFB = SIMD_6638(0x00),
    PALIGNR = SIMD_663A(0x0f),
    PBLENDW = SIMD_663A(0x0e),
    VBLENDVPS = SIMD_663A(0x4a),
    VBLENDVPD = SIMD_663A(0x4b),
    UNPCKLPD = SIMD_66(0x14),
    UNPCKHPD = SIMD_66(0x15),
    PUNPCKLBW = SIMD_66(0x60),
    PUNPCKLWD = SIMD_66(0x61),
    PUNPCKLDQ = SIMD_66(0x62),
    PUNPCKLQDQ = SIMD_66(0x6c),
    PUNPCKHBW = SIMD_66(0x68),
    PUNPCKHWD = SIMD_66(0x69),
    PUNPCKHDQ = SIMD_66(0x6a),
    PUNPCKHQDQ = SIMD_66(0x6d),
    PACKSSWB = SIMD_66(0x63),
    PACKSSDW = SIMD_66(0x6b),
    PACKUSWB = SIMD_66(0x67),
    PACKUSDW = SIMD_6638(0x2b),
    VPBROADCASTB = SIMD_6638(0x78),
    VPBROADCASTW = SIMD_6638(0x79),
    VPBROADCASTD = SIMD_6638(0x58),
    VPBROADCASTQ = SIMD_6638(0x59),
    PMOVSXBW = SIMD_6638(0x20),
    PMOVSXWD = SIMD_6638(0x23),
    PMOVSXDQ = SIMD_6638(0x25),
    PMOVZXBW = SIMD_6638(0x30),
    PMOVZXWD = SIMD_6638(0x33),
    PMOVZXDQ = SIMD_6638(0x35),
    /* bits */
    PAND = SIMD_66(0xdb),
    PANDN = SIMD_66(0xdf), /* ~first & second */
    POR = SIMD_66(0xeb),
    PXOR = SIMD_66(0xef),
    ANDPS = SIMD_NP(0x54),
    ORPS = SIMD_NP(0x56),
    XORPS = SIMD_NP(0x57),
    PTEST = SIMD_6638(0x17),
    /* integers */
    PADDB = SIMD_66(0xfc),
    PADDW = SIMD_66(0xfd),
    PADDD = SIMD_66(0xfe),
    PADDQ = SIMD_66(0xd4),
    PSUBB = SIMD_66(0xf8),
    PSUBW = SIMD_66(0xf9),
    PSUBD = SIMD_66(0xfa),
    PSUBQ = SIMD_66(0xfb),
    PMULLW = SIMD_66(0xd5),
    PMULHW = SIMD_66(0xe5),
    PMULHUW = SIMD_66(0xe4),
    PMULLD = SIMD_6638(0x40),
    PMULUDQ = SIMD_66(0xf4),
    PMULDQ = SIMD_6638(0x28),
    PMULHRSW = SIMD_6638(0x0b),
    PMADDUBSW = SIMD_6638(0x04),
    PMADDWD = SIMD_66(0xf5),
    PHADDW = SIMD_6638(0x01),
    PSADBW = SIMD_66(0xf6),
    PABSB = SIMD_6638(0x1c),
    PABSW = SIMD_6638(0x1d),
    PABSD = SIMD_6638(0x1e),
    PMINUB = SIMD_66(0xda),
    PMINSW = SIMD_66(0xea),
    PMAXUB = SIMD_66(0xde),
    PMAXSW = SIMD_66(0xee),
    PMINSB = SIMD_6638(0x38),
    PMINSD = SIMD_6638(0x39),
    PMINUW = SIMD_6638(0x3a),
    PMINUD = SIMD_6638(0x3b),
    PMAXSB = SIMD_6638(0x3c),
    PMAXSD = SIMD_6638(0x3d),
    PMAXUW = SIMD_6638(0x3e),
    PMAXUD = SIMD_6638(0x3f),
    PCMPEQB = SIMD_66(0x74),
    PCMPEQW = SIMD_66(0x75),
    PCMPEQD = SIMD_66(0x76),
    PCMPEQQ = SIMD_6638(0x29),
    PCMPGTB = SIMD_66(0x64),
    PCMPGTW = SIMD_66(0x65),
    PCMPGTD = SIMD_66(0x66),
    PCMPGTQ = SIMD_6638(0x37),
    PADDSB = SIMD_66(0xec),
    PADDSW = SIMD_66(0xed),
    PADDUSB = SIMD_66(0xdc),
    PADDUSW = SIMD_66(0xdd),
    PSUBSB = SIMD_66(0xe8),
    PSUBSW = SIMD_66(0xe9),
    PSUBUSB = SIMD_66(0xd8),
    PSUBUSW = SIMD_66(0xd9),
    PAVGB = SIMD_66(0xe0),
    PAVGW = SIMD_66(0xe3),
    VPSRLVD = SIMD_6638(0x45), /* with X64_W: quadwords */
    VPSRAVD = SIMD_6638(0x46),
    VPSLLVD = SIMD_6638(0x47),
    /* shifts by an immediate: the group, and the extension that names the shift */
    SHIFT_W = SIMD_66(0x71),
    SHIFT_D = SIMD_66(0x72),
    SHIFT_Q = SIMD_66(0x73),
    SHIFT_RL = 2,
    SHIFT_BYTES_R = 3, /* of SHIFT_Q: the whole register by bytes */
    SHIFT_RA = 4,      /* not of SHIFT_Q */
    SHIFT_L = 6,
    SHIFT_BYTES_L = 7,
    /* cryptography */
    AESENC = SIMD_6638(0xdc),
    AESENCLAST = SIMD_6638(0xdd),
    AESDEC = SIMD_6638(0xde),
    AESDECLAST = SIMD_6638(0xdf),
    AESIMC = SIMD_6638(0xdb),
    PCLMULQDQ = SIMD_663A(0x44),
    /* floating point: the byte; simd_fp adds the prefix of the format */
    FP_SQRT = 0x51,
    FP_ADD = 0x58,
    FP_MUL = 0x59,
    FP_SUB = 0x5c,
    FP_MIN = 0x5d,
    FP_DIV = 0x5e,
    FP_MAX = 0x5f,
    FP_CMP = 0xc2,
    UCOMISS = SIMD_NP(0x2e), /* with the prefix 66: double */
    COMISS = SIMD_NP(0x2f),
    CVTSS2SD = SIMD_F3(0x5a),
    CVTSD2SS = SIMD_F2(0x5a),
    CVTPS2PD = SIMD_NP(0x5a),
    CVTPD2PS = SIMD_66(0x5a),
    CVTSI2SS = SIMD_F3(0x2a), /* with X64_W: from 64 bits */
    CVTSI2SD = SIMD_F2(0x2a),
    CVTTSS2SI = SIMD_F3(0x2c), /* with X64_W: to 64 bits */
    CVTSS2SI = SIMD_F3(0x2d),
    CVTTSD2SI = SIMD_F2(0x2c),
    CVTSD2SI = SIMD_F2(0x2d),
    CVTDQ2PS = SIMD_NP(0x5b),
    CVTPS2DQ = SIMD_66(0x5b),
    CVTTPS2DQ = SIMD_F3(0x5b),
    VCVTPH2PS = SIMD_6638(0x13),
    VCVTPS2PH = SIMD_663A(0x1d),
    ROUNDPS = SIMD_663A(0x08), /* + 1 double, + 2 scalar */
};

/* Predicates of FP_CMP. */
enum { CMP_EQ, CMP_LT, CMP_LE, CMP_UNORD, CMP_EQ_UQ = 8 /* AVX only: equal or unordered, quiet */ };
/* Modes of ROUNDxx. */
enum { ROUND_MXCSR = 4, ROUND_QUIET = 8 /* raise no inexact */ };

/* ---- select_vec.c ---- */

/* The instruction for integer lanes of the type: of four that follow the widths. */
static inline unsigned simd_width(enum ir_type lane)
{
    switch (lane) {
    case IR_I8: return 0;
    case IR_I16:
    case IR_F16: return 1;
    case IR_I32:
    case IR_F32: return 2;
    default: return 3;
    }
}
uint32_t simd_add(enum ir_type lane);
uint32_t simd_sub(enum ir_type lane);
uint32_t simd_eq(enum ir_type lane);
uint32_t simd_gt(enum ir_type lane);
struct x64_opnd simd_splat(struct x64 *x, enum ir_type lane, uint64_t v); /* constant, all lanes */
void simd_zero(struct x64 *x, unsigned d);
/* d = a op constant */
void simd_with(struct x64 *x, uint32_t opc, unsigned d, unsigned a, struct x64_opnd constant);
/* d = a shifted (SHIFT_L, SHIFT_RL) by n < width; bytes: in two instructions. */
void simd_shift(struct x64 *x, enum ir_type lane, unsigned how, unsigned d, unsigned a, unsigned n);

/* Emit functions, by file. */
#define SIMD_EMIT(name) void name(struct x64 *x, const struct x64_ops *o)
/* select_vec_move.c */
SIMD_EMIT(x64_vdup_gpr);
SIMD_EMIT(x64_vdup_xmm);
SIMD_EMIT(x64_vzx_gpr);
SIMD_EMIT(x64_vzx_extended);
SIMD_EMIT(x64_vzx_xmm);
SIMD_EMIT(x64_vext_gpr);
SIMD_EMIT(x64_vext_xmm);
SIMD_EMIT(x64_vins_gpr);
SIMD_EMIT(x64_vins_f16);
SIMD_EMIT(x64_vins_f32);
SIMD_EMIT(x64_vins_f64);
SIMD_EMIT(x64_vinsv_wide);
SIMD_EMIT(x64_vinsv_narrow);
SIMD_EMIT(x64_vdupv);
SIMD_EMIT(x64_vhigh);
SIMD_EMIT(x64_bitcast_to_xmm);
SIMD_EMIT(x64_bitcast_to_gpr);
SIMD_EMIT(x64_bitcast_copy);
SIMD_EMIT(x64_vuzp);
SIMD_EMIT(x64_vtrn);
SIMD_EMIT(x64_vrev);
SIMD_EMIT(x64_vextb);
SIMD_EMIT(x64_vtbl);
SIMD_EMIT(x64_vtbl_const);
SIMD_EMIT(x64_vlengthen);
SIMD_EMIT(x64_vnarrow);
SIMD_EMIT(x64_vnarrow_zero);
SIMD_EMIT(x64_vqnarrow);
SIMD_EMIT(x64_vqnarrow64);
/* select_vec_int.c */
SIMD_EMIT(x64_vandn);
SIMD_EMIT(x64_vnot);
SIMD_EMIT(x64_vbsl);
SIMD_EMIT(x64_vmul8);
SIMD_EMIT(x64_vmul64);
SIMD_EMIT(x64_vneg);
SIMD_EMIT(x64_vabs64);
SIMD_EMIT(x64_vcmp);
SIMD_EMIT(x64_veq);
SIMD_EMIT(x64_vtst);
SIMD_EMIT(x64_vqs_wide);
SIMD_EMIT(x64_vqaddu32);
SIMD_EMIT(x64_vqsubu32);
SIMD_EMIT(x64_vqu64);
SIMD_EMIT(x64_vhadd);
SIMD_EMIT(x64_vabdu);
SIMD_EMIT(x64_vabd_minmax);
SIMD_EMIT(x64_vshift_imm);
SIMD_EMIT(x64_vsari);
SIMD_EMIT(x64_vround_shift);
SIMD_EMIT(x64_vshlv);
SIMD_EMIT(x64_vshlv16);
/* select_vec_wide.c */
SIMD_EMIT(x64_vmull);
SIMD_EMIT(x64_vqdmulh16);
SIMD_EMIT(x64_vqdmulh32);
SIMD_EMIT(x64_vpair);
SIMD_EMIT(x64_vpair64);
SIMD_EMIT(x64_vpaddl);
SIMD_EMIT(x64_vreduce);
SIMD_EMIT(x64_vbits);
SIMD_EMIT(x64_vbits16);
SIMD_EMIT(x64_vpopcnt);
SIMD_EMIT(x64_vclz);
SIMD_EMIT(x64_vbrev);
SIMD_EMIT(x64_vpmull64);
SIMD_EMIT(x64_vdot);
/* select_vec_hash.c */
SIMD_EMIT(x64_vaes);
SIMD_EMIT(x64_vaes_bare);
SIMD_EMIT(x64_vaesmc);
SIMD_EMIT(x64_vsha1);
SIMD_EMIT(x64_vsha1su1);
SIMD_EMIT(x64_vsha256h);
SIMD_EMIT(x64_vsha256su0);
SIMD_EMIT(x64_vsha256su1);
SIMD_EMIT(x64_vsha256r2);
/* select_fp_vec.c */
SIMD_EMIT(x64_fp_arith_v64);
SIMD_EMIT(x64_fp_minmax_vec);
SIMD_EMIT(x64_fp_pairs);
SIMD_EMIT(x64_fp_vcmp);
SIMD_EMIT(x64_fp_round_vec);
SIMD_EMIT(x64_fp_widen);
SIMD_EMIT(x64_fp_narrow);
SIMD_EMIT(x64_fp_vec_to_i32);
SIMD_EMIT(x64_fp_vec_to_i64);
SIMD_EMIT(x64_fp_vec_from_i32);
SIMD_EMIT(x64_fp_vec_from_i64);
/* select_fp_half.c */
SIMD_EMIT(x64_fp_half_arith);
SIMD_EMIT(x64_fp_half_minmax);
SIMD_EMIT(x64_fp_half_vcmp);
SIMD_EMIT(x64_fp_half_fma);
SIMD_EMIT(x64_fp_half_to_int);
SIMD_EMIT(x64_fp_half_from_f64);
/* select_fp_fused.c */
SIMD_EMIT(x64_fp_fma);
SIMD_EMIT(x64_fp_fma_v64);
/* select_fp_flush.c */
SIMD_EMIT(x64_fp_flush);
/* select_fp_cmp.c */
SIMD_EMIT(x64_fp_fcmp);
SIMD_EMIT(x64_fp_flags_get);
SIMD_EMIT(x64_fp_flags_set);
SIMD_EMIT(x64_fp_rounding_set);
/* select_fp_cvt.c */
SIMD_EMIT(x64_fp_round);
SIMD_EMIT(x64_fp_round_away);
SIMD_EMIT(x64_fp_cvt);
SIMD_EMIT(x64_fp_to_int);
SIMD_EMIT(x64_fp_to_uint);
SIMD_EMIT(x64_fp_to_fixed);
SIMD_EMIT(x64_fp_from_int);
#undef SIMD_EMIT

/* ---- select_fp.c ---- */

/* The format that a floating-point op computes in: F16, F32, F64. */
static inline enum ir_type simd_fp_lane(const struct ir_ins *ins)
{
    return ins->type == IR_V128 ? ins->lane : ins->type;
}
/* What a row without flushing emits. */
void x64_fp_unflushed(struct x64 *x, const struct x64_ops *o);

/* ---- select_fp_check.c ---- */

/* Opcode word of a floating-point instruction for the op's format, scalar or packed. */
uint32_t simd_fp(const struct ir_ins *ins, unsigned byte);
/* Results equal to the least normal need the exact path; NaN results may differ from the host's;
   every NaN result is the canonical one. */
bool simd_tiny_check(const struct x64 *x);
bool simd_nan_check(const struct x64 *x);
bool simd_canonical_nan(const struct x64 *x);
uint64_t simd_sign_bit(enum ir_type lane);
uint32_t simd_ucomis(enum ir_type lane); /* the opcode word of UCOMISS or UCOMISD */
/* Goes to the exact path if the result o->d needs it; t: a scratch xmm. */
enum simd_check {
    SIMD_CHECK_NAN = 1, /* if the guest's NaNs are not the host's */
    SIMD_CHECK_TINY = 2,
    SIMD_CHECK_ANY_NAN = 4, /* whatever the guest's rule is */
};
void simd_check(struct x64 *x, const struct x64_ops *o, enum ir_type lane, unsigned checks,
                unsigned t);
/* Exact path if any bit of t is set; it comes back at the label, which the caller binds. */
void simd_slow_if_any(struct x64 *x, const struct x64_ops *o, unsigned t, unsigned back);
/* The ROUNDxx mode of a rounding field (not for FP_RNA). */
unsigned simd_round_mode(unsigned rounding);

#endif
