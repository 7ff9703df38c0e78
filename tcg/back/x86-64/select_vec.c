/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of vector ops: the rows, and what the files of vector selection share.
 *
 * In: see x64.h.  Out: host code; select_vec_move.c, select_vec_int.c and select_vec_wide.c have
 * the emit functions of ops that are more than one host instruction.
 * Ops and lanes without a row are interpreted; docs/codegen.md names them.
 */
#include "tcg/back/x86-64/simd.h"

/* ---- shared ---- */

static const uint32_t add[] = {PADDB, PADDW, PADDD, PADDQ};
static const uint32_t sub[] = {PSUBB, PSUBW, PSUBD, PSUBQ};
static const uint32_t equal[] = {PCMPEQB, PCMPEQW, PCMPEQD, PCMPEQQ};
static const uint32_t greater[] = {PCMPGTB, PCMPGTW, PCMPGTD, PCMPGTQ};

uint32_t simd_add(enum ir_type lane)
{
    return add[simd_width(lane)];
}

uint32_t simd_sub(enum ir_type lane)
{
    return sub[simd_width(lane)];
}

uint32_t simd_eq(enum ir_type lane)
{
    return equal[simd_width(lane)];
}

uint32_t simd_gt(enum ir_type lane)
{
    return greater[simd_width(lane)];
}

struct x64_opnd simd_splat(struct x64 *x, enum ir_type lane, uint64_t v)
{
    static const uint64_t ones[] = {0x0101010101010101, 0x0001000100010001, 0x0000000100000001, 1};
    unsigned width = simd_width(lane);
    uint64_t mask = width == 3 ? ~0ull : (1ull << (8 << width)) - 1;
    uint64_t q = (v & mask) * ones[width];
    return x64_const128(x, q, q);
}

void simd_zero(struct x64 *x, unsigned d)
{
    x64_sse3r(x, PXOR, d, d, d);
}

void simd_with(struct x64 *x, uint32_t opc, unsigned d, unsigned a, struct x64_opnd constant)
{
    x64_sse3(x, opc, d, a, &constant);
}

void simd_shift(struct x64 *x, enum ir_type lane, unsigned how, unsigned d, unsigned a, unsigned n)
{
    static const uint32_t groups[] = {SHIFT_W, SHIFT_W, SHIFT_D, SHIFT_Q};
    if (n == 0) {
        x64_movaps(x, d, a);
        return;
    }
    x64_sse_shift(x, groups[simd_width(lane)], how, d, a, n);
    if (lane == IR_I8) /* what came over from the neighbour */
        simd_with(x, PAND, d, d, simd_splat(x, IR_I8, how == SHIFT_L ? 0xff << n : 0xff >> n));
}

/* ---- matches ---- */

static const struct ir_ins *def(const struct x64 *x, ir_ref ref)
{
    return &x64_region(x)->ins[ref];
}

static bool from_gpr(const struct x64 *x, const struct ir_ins *ins)
{
    enum ir_type t = ir_result_type(def(x, ins->a));
    return t == IR_I32 || t == IR_I64;
}

static bool from_xmm(const struct x64 *x, const struct ir_ins *ins)
{
    return !from_gpr(x, ins);
}

static bool lane_zero(const struct x64 *x, const struct ir_ins *ins)
{
    (void)x;
    return ins->imm == 0;
}

/* Is the scalar known to have nothing above the lane? */
static bool extended(const struct x64 *x, const struct ir_ins *ins)
{
    const struct ir_ins *a = def(x, ins->a);
    unsigned size = ir_type_size(ins->lane);
    switch (a->op) {
    case IR_VREDADD:
    case IR_VREDMINS:
    case IR_VREDMAXS:
    case IR_VREDMINU:
    case IR_VREDMAXU: return ir_type_size(a->lane) <= size;
    case IR_VEXT: return !(a->sub & IR_SIGNED) && ir_type_size(a->lane) <= size;
    case IR_LD: return !(a->sub & IR_MEM_SEXT) && ir_type_size(a->lane) <= size;
    case IR_UBFX: return (a->imm >> 8) <= 8 * size;
    default: return false;
    }
}

static bool b_constant(const struct x64 *x, const struct ir_ins *ins)
{
    return def(x, ins->b)->op == IR_VCONST;
}

static bool is_equality(const struct x64 *x, const struct ir_ins *ins)
{
    (void)x;
    return ins->sub == IR_EQ;
}

static bool b_zero(const struct x64 *x, const struct ir_ins *ins)
{
    const struct ir_ins *b = def(x, ins->b);
    return b->op == IR_VCONST && !b->imm && !ir_vconst_hi(b);
}

/* ---- rows ---- */

#define I8  X64_T(IR_I8)
#define I16 X64_T(IR_I16)
#define I32 X64_T(IR_I32)
#define I64 X64_T(IR_I64)
#define F16 X64_T(IR_F16)
#define F32 X64_T(IR_F32)
#define F64 X64_T(IR_F64)
#define GPR (I8 | I16 | I32 | I64)
#define XMM (F16 | F32 | F64)

/* Three operands in one instruction. */
#define ONE(op, lane, opc)                                                                         \
    {                                                                                              \
        op, 0, lane, 0, "~x x xm", NULL, x64_emit_sse3, opc                                        \
    }
#define ONE_COMM(op, lane, opc)                                                                    \
    {                                                                                              \
        op, 0, lane, 0, "~x x xm ! w", NULL, x64_emit_sse3, opc                                    \
    }

const struct x64_row x64_rows_vec[] = {
    /* moves */
    {IR_VDUP, 0, I32 | I64, X64_F_AVX2, "x rm", NULL, x64_vdup_gpr, 0},
    {IR_VDUP, 0, GPR, 0, "x r", NULL, x64_vdup_gpr, 0},
    {IR_VDUP, 0, F32 | F64, X64_F_AVX2, "x xm", NULL, x64_vdup_xmm, 0},
    {IR_VDUP, 0, XMM, 0, "x x", NULL, x64_vdup_xmm, 0},
    {IR_VZX, 0, I8 | I16, 0, "x r", extended, x64_vzx_extended, 0},
    {IR_VZX, 0, I8 | I16, 0, "x r - - + r", NULL, x64_vzx_gpr, 0},
    {IR_VZX, 0, I32 | I64, 0, "x rm", NULL, x64_vzx_gpr, 0},
    {IR_VZX, 0, F32 | F64, 0, "x xm", NULL, x64_vzx_xmm, 0},
    {IR_VZX, 0, F16, 0, "~x x", NULL, x64_vzx_xmm, 0},
    {IR_VEXT, 0, GPR, 0, "r xk", NULL, x64_vext_gpr, 0},
    {IR_VEXT, 0, XMM, 0, "?x x", lane_zero, x64_vext_xmm, 0},
    {IR_VEXT, 0, F16, 0, "~x x", NULL, x64_vext_xmm, 0},
    {IR_VEXT, 0, XMM, 0, "x xk", NULL, x64_vext_xmm, 0},
    {IR_VINS, 0, I8 | I16, 0, "~x x r", NULL, x64_vins_gpr, 0},
    {IR_VINS, 0, I32 | I64, 0, "~x x rm", NULL, x64_vins_gpr, 0},
    {IR_VINS, 0, F16, 0, "~x x x - + r", NULL, x64_vins_f16, 0},
    {IR_VINS, 0, F32, 0, "~x x xm", NULL, x64_vins_f32, 0},
    {IR_VINS, 0, F64, 0, "~x x x", NULL, x64_vins_f64, 0},
    {IR_VINSV, 0, I32 | I64 | F32 | F64, X64_F_AVX, "x x x", NULL, x64_vinsv_wide, 0},
    {IR_VINSV, 0, I32 | I64 | F32 | F64, 0, "&x x x", NULL, x64_vinsv_wide, 0},
    {IR_VINSV, 0, I8 | I16 | F16, 0, "~x x x - + r", NULL, x64_vinsv_narrow, 0},
    {IR_VDUPV, 0, 0, 0, "~x x", NULL, x64_vdupv, 0},
    {IR_VLOW, 0, 0, 0, "x xm", NULL, x64_emit_sse2, MOVQ},
    {IR_VCAT, 0, 0, 0, "~x x x", NULL, x64_emit_sse3, PUNPCKLQDQ},
    {IR_VHIGH, 0, 0, 0, "~x x", NULL, x64_vhigh, 0},
    {IR_BITCAST, XMM, 0, 0, "x rm", from_gpr, x64_bitcast_to_xmm, 0},
    {IR_BITCAST, XMM, 0, 0, "?x x", from_xmm, x64_bitcast_copy, 0},
    {IR_BITCAST, I32 | I64, 0, 0, "r xk", from_xmm, x64_bitcast_to_gpr, 0},

    /* bits */
    ONE_COMM(IR_VAND, 0, PAND),
    ONE_COMM(IR_VOR, 0, POR),
    ONE_COMM(IR_VXOR, 0, PXOR),
    {IR_VANDN, 0, 0, X64_F_AVX, "x xm x", NULL, x64_emit_sse3_swap, PANDN},
    {IR_VANDN, 0, 0, 0, "&x xm x", NULL, x64_vandn, 0},
    {IR_VNOT, 0, 0, 0, "~x x", NULL, x64_vnot, 0},
    {IR_VBSL, 0, 0, 0, "&x x xm xm + x", NULL, x64_vbsl, 0},

    /* integers */
    ONE_COMM(IR_VADD, I8, PADDB),
    ONE_COMM(IR_VADD, I16, PADDW),
    ONE_COMM(IR_VADD, I32, PADDD),
    ONE_COMM(IR_VADD, I64, PADDQ),
    ONE(IR_VSUB, I8, PSUBB),
    ONE(IR_VSUB, I16, PSUBW),
    ONE(IR_VSUB, I32, PSUBD),
    ONE(IR_VSUB, I64, PSUBQ),
    {IR_VMUL, 0, I8, 0, "&x x x - + x x", NULL, x64_vmul8, 0},
    ONE_COMM(IR_VMUL, I16, PMULLW),
    ONE_COMM(IR_VMUL, I32, PMULLD),
    {IR_VMUL, 0, I64, 0, "&x x x - + x x", NULL, x64_vmul64, 0},
    {IR_VNEG, 0, GPR, 0, "&x xm", NULL, x64_vneg, 0},
    {IR_VABS, 0, I8, 0, "x xm", NULL, x64_emit_sse2, PABSB},
    {IR_VABS, 0, I16, 0, "x xm", NULL, x64_emit_sse2, PABSW},
    {IR_VABS, 0, I32, 0, "x xm", NULL, x64_emit_sse2, PABSD},
    {IR_VABS, 0, I64, 0, "&x x - - + x", NULL, x64_vabs64, 0},
    ONE_COMM(IR_VMINS, I8, PMINSB),
    ONE_COMM(IR_VMINS, I16, PMINSW),
    ONE_COMM(IR_VMINS, I32, PMINSD),
    ONE_COMM(IR_VMAXS, I8, PMAXSB),
    ONE_COMM(IR_VMAXS, I16, PMAXSW),
    ONE_COMM(IR_VMAXS, I32, PMAXSD),
    ONE_COMM(IR_VMINU, I8, PMINUB),
    ONE_COMM(IR_VMINU, I16, PMINUW),
    ONE_COMM(IR_VMINU, I32, PMINUD),
    ONE_COMM(IR_VMAXU, I8, PMAXUB),
    ONE_COMM(IR_VMAXU, I16, PMAXUW),
    ONE_COMM(IR_VMAXU, I32, PMAXUD),
    {IR_VCMP, 0, GPR, 0, "~x x xm ! w", is_equality, x64_veq, 0},
    {IR_VCMP, 0, GPR, 0, "&x x x - + x", NULL, x64_vcmp, 0},
    {IR_VTST, 0, GPR, 0, "&x x x - + x", NULL, x64_vtst, 0},
    ONE_COMM(IR_VQADDS, I8, PADDSB),
    ONE_COMM(IR_VQADDS, I16, PADDSW),
    {IR_VQADDS, 0, I32 | I64, 0, "&x x x - + x x", NULL, x64_vqs_wide, 0},
    ONE_COMM(IR_VQADDU, I8, PADDUSB),
    ONE_COMM(IR_VQADDU, I16, PADDUSW),
    {IR_VQADDU, 0, I32, 0, "&x x xm", NULL, x64_vqaddu32, 0},
    {IR_VQADDU, 0, I64, 0, "&x x x - + x x", NULL, x64_vqu64, 0},
    ONE(IR_VQSUBS, I8, PSUBSB),
    ONE(IR_VQSUBS, I16, PSUBSW),
    {IR_VQSUBS, 0, I32 | I64, 0, "&x x x - + x x", NULL, x64_vqs_wide, 0},
    ONE(IR_VQSUBU, I8, PSUBUSB),
    ONE(IR_VQSUBU, I16, PSUBUSW),
    {IR_VQSUBU, 0, I32, 0, "&x x x", NULL, x64_vqsubu32, 0},
    {IR_VQSUBU, 0, I64, 0, "&x x x - + x x", NULL, x64_vqu64, 0},
    {IR_VHADDS, 0, I8 | I16 | I32, 0, "&x x x - + x", NULL, x64_vhadd, 0},
    {IR_VHADDU, 0, I8 | I16 | I32, 0, "&x x x - + x", NULL, x64_vhadd, 0},
    {IR_VHSUBS, 0, I8 | I16 | I32, 0, "&x x x - + x", NULL, x64_vhadd, 0},
    {IR_VHSUBU, 0, I8 | I16 | I32, 0, "&x x x - + x", NULL, x64_vhadd, 0},
    {IR_VRHADDS, 0, I8 | I16 | I32, 0, "&x x x - + x", NULL, x64_vhadd, 0},
    ONE_COMM(IR_VRHADDU, I8, PAVGB),
    ONE_COMM(IR_VRHADDU, I16, PAVGW),
    {IR_VRHADDU, 0, I32, 0, "&x x x - + x", NULL, x64_vhadd, 0},
    {IR_VABDS, 0, I8 | I16 | I32, 0, "&x x x - + x", NULL, x64_vabd_minmax, 0},
    {IR_VABDU, 0, I8 | I16, 0, "&x x x - + x", NULL, x64_vabdu, 0},
    {IR_VABDU, 0, I32, 0, "&x x x - + x", NULL, x64_vabd_minmax, 0},

    /* shifts */
    {IR_VSHLI, 0, GPR, 0, "~x x", NULL, x64_vshift_imm, 0},
    {IR_VSHRI, 0, GPR, 0, "~x x", NULL, x64_vshift_imm, 0},
    {IR_VSARI, 0, GPR, 0, "~x x", NULL, x64_vsari, 0},
    {IR_VRSHRI, 0, GPR, 0, "&x x - - + x", NULL, x64_vround_shift, 0},
    {IR_VRSARI, 0, GPR, 0, "&x x - - + x", NULL, x64_vround_shift, 0},
    {IR_VSHLVU, 0, I16, X64_F_AVX2, "&x x x - + x x x", NULL, x64_vshlv16, 0},
    {IR_VSHLVS, 0, I16, X64_F_AVX2, "&x x x - + x x x", NULL, x64_vshlv16, 0},
    {IR_VSHLVU, 0, I32 | I64, X64_F_AVX2, "&x x x - + x x x", NULL, x64_vshlv, 0},
    {IR_VSHLVS, 0, I32 | I64, X64_F_AVX2, "&x x x - + x x x", NULL, x64_vshlv, 0},

    /* widths */
    {IR_VSXL, 0, I8 | I16 | I32, 0, "x x", NULL, x64_vlengthen, 0},
    {IR_VUXL, 0, I8 | I16 | I32, 0, "x x", NULL, x64_vlengthen, 0},
    {IR_VMULLS, 0, I8 | I16 | I32, 0, "&x x x - + x", NULL, x64_vmull, 0},
    {IR_VMULLU, 0, I8 | I16 | I32, 0, "&x x x - + x", NULL, x64_vmull, 0},
    ONE_COMM(IR_VMULES, I32, PMULDQ),
    ONE_COMM(IR_VMULEU, I32, PMULUDQ),
    {IR_VNARROW, 0, I16 | I32 | I64, 0, "~x x", b_zero, x64_vnarrow_zero, 0},
    {IR_VNARROW, 0, I16 | I32, 0, "&x x x - + x", NULL, x64_vnarrow, 0},
    {IR_VNARROW, 0, I64, 0, "~x x x", NULL, x64_vnarrow, 0},
    ONE(IR_VQNARROWS, I16, PACKSSWB),
    ONE(IR_VQNARROWS, I32, PACKSSDW),
    {IR_VQNARROWS, 0, I64, 0, "&x x x - + x x x", NULL, x64_vqnarrow64, 0},
    {IR_VQNARROWU, 0, I16 | I32, 0, "&x x x - + x", NULL, x64_vqnarrow, 0},
    {IR_VQNARROWU, 0, I64, 0, "&x x x - + x x x", NULL, x64_vqnarrow64, 0},
    ONE(IR_VQNARROWSU, I16, PACKUSWB),
    ONE(IR_VQNARROWSU, I32, PACKUSDW),
    {IR_VQNARROWSU, 0, I64, 0, "&x x x - + x x x", NULL, x64_vqnarrow64, 0},
    {IR_VQDMULH, 0, I16, 0, "&x x x - + x", NULL, x64_vqdmulh16, 0},
    {IR_VQDMULH, 0, I32, 0, "&x x x - + x x", NULL, x64_vqdmulh32, 0},
    {IR_VQRDMULH, 0, I16, 0, "&x x x - + x", NULL, x64_vqdmulh16, 0},
    {IR_VQRDMULH, 0, I32, 0, "&x x x - + x x", NULL, x64_vqdmulh32, 0},

    /* permutations */
    ONE(IR_VZIP1, I8, PUNPCKLBW),
    ONE(IR_VZIP1, I16 | F16, PUNPCKLWD),
    ONE(IR_VZIP1, I32 | F32, PUNPCKLDQ),
    ONE(IR_VZIP1, I64 | F64, PUNPCKLQDQ),
    ONE(IR_VZIP2, I8, PUNPCKHBW),
    ONE(IR_VZIP2, I16 | F16, PUNPCKHWD),
    ONE(IR_VZIP2, I32 | F32, PUNPCKHDQ),
    ONE(IR_VZIP2, I64 | F64, PUNPCKHQDQ),
    {IR_VUZP1, 0, I8 | I16 | F16, 0, "&x x x - + x", NULL, x64_vuzp, 0},
    {IR_VUZP1, 0, I32 | I64 | F32 | F64, 0, "~x x x", NULL, x64_vuzp, 0},
    {IR_VUZP2, 0, I8 | I16 | F16, 0, "&x x x - + x", NULL, x64_vuzp, 0},
    {IR_VUZP2, 0, I32 | I64 | F32 | F64, 0, "~x x x", NULL, x64_vuzp, 0},
    ONE(IR_VTRN1, I64 | F64, PUNPCKLQDQ),
    ONE(IR_VTRN2, I64 | F64, PUNPCKHQDQ),
    {IR_VTRN1, 0, 0, 0, "&x x x - + x", NULL, x64_vtrn, 0},
    {IR_VTRN2, 0, 0, 0, "&x x x - + x", NULL, x64_vtrn, 0},
    {IR_VREV, 0, 0, 0, "~x x", NULL, x64_vrev, 0},
    {IR_VEXTB, 0, 0, X64_F_AVX, "x xm x", NULL, x64_vextb, 0},
    {IR_VEXTB, 0, 0, 0, "&x x x", NULL, x64_vextb, 0},
    {IR_VTBL, 0, 0, 0, "~x x", b_constant, x64_vtbl_const, 0},
    {IR_VTBL, 0, 0, 0, "~x x x - + x", NULL, x64_vtbl, 0},

    /* pairs and reductions */
    {IR_VADDP, 0, I8 | I16 | I32, 0, "&x x x - + x x", NULL, x64_vpair, 0},
    {IR_VADDP, 0, I64, 0, "&x x x - + x", NULL, x64_vpair64, 0},
    {IR_VPADDLS, 0, I8 | I16 | I32, 0, "&x x - - + x", NULL, x64_vpaddl, 0},
    {IR_VPADDLU, 0, I8 | I16 | I32, 0, "&x x - - + x", NULL, x64_vpaddl, 0},
    {IR_VMINSP, 0, I8 | I16 | I32, 0, "&x x x - + x x", NULL, x64_vpair, 0},
    {IR_VMAXSP, 0, I8 | I16 | I32, 0, "&x x x - + x x", NULL, x64_vpair, 0},
    {IR_VMINUP, 0, I8 | I16 | I32, 0, "&x x x - + x x", NULL, x64_vpair, 0},
    {IR_VMAXUP, 0, I8 | I16 | I32, 0, "&x x x - + x x", NULL, x64_vpair, 0},
    {IR_VREDADD, 0, GPR, 0, "r x - - + x x", NULL, x64_vreduce, 0},
    {IR_VREDMINS, 0, I8 | I16 | I32, 0, "r x - - + x x", NULL, x64_vreduce, 0},
    {IR_VREDMAXS, 0, I8 | I16 | I32, 0, "r x - - + x x", NULL, x64_vreduce, 0},
    {IR_VREDMINU, 0, I8 | I16 | I32, 0, "r x - - + x x", NULL, x64_vreduce, 0},
    {IR_VREDMAXU, 0, I8 | I16 | I32, 0, "r x - - + x x", NULL, x64_vreduce, 0},

    {IR_VBITS, 0, I8, 0, "r x", NULL, x64_vbits, PMOVMSKB},
    {IR_VBITS, 0, I16, 0, "r x - - + x", NULL, x64_vbits16, 0},
    {IR_VBITS, 0, I32, 0, "r x", NULL, x64_vbits, MOVMSKPS},
    {IR_VBITS, 0, I64, 0, "r x", NULL, x64_vbits, MOVMSKPD},

    /* bits of bytes, products, cryptography */
    {IR_VPOPCNT, 0, 0, 0, "&x x - - + x x", NULL, x64_vpopcnt, 0},
    {IR_VCLZ, 0, GPR, 0, "&x x - - + x x", NULL, x64_vclz, 0},
    {IR_VBREV, 0, 0, 0, "&x x - - + x x", NULL, x64_vbrev, 0},
    {IR_VPMULL, 0, I64, X64_F_PCLMUL, "~x x xm ! w", NULL, x64_vpmull64, 0},
    {IR_VDOTS, 0, 0, 0, "&x x x x + x x", NULL, x64_vdot, 0},
    {IR_VDOTU, 0, 0, 0, "&x x x x + x x", NULL, x64_vdot, 0},
    {IR_VDOTUS, 0, 0, 0, "&x x x x + x x", NULL, x64_vdot, 0},
    {IR_VAESE, 0, 0, X64_F_AES, "~x x", b_zero, x64_vaes_bare, 0},
    {IR_VAESD, 0, 0, X64_F_AES, "~x x", b_zero, x64_vaes_bare, 0},
    {IR_VAESE, 0, 0, X64_F_AES, "~x x xm ! w", NULL, x64_vaes, 0},
    {IR_VAESD, 0, 0, X64_F_AES, "~x x xm ! w", NULL, x64_vaes, 0},
    {IR_VAESMC, 0, 0, X64_F_AES, "~x x", NULL, x64_vaesmc, 0},
    {IR_VAESIMC, 0, 0, X64_F_AES, "x xm", NULL, x64_emit_sse2, AESIMC},
    {IR_VAESENC, 0, 0, X64_F_AES, "~x x xm", NULL, x64_emit_sse3, AESENC},
    {IR_VAESDEC, 0, 0, X64_F_AES, "~x x xm", NULL, x64_emit_sse3, AESDEC},
    {IR_VSHA1C, 0, 0, X64_F_SHA, "&x x x x + x x", NULL, x64_vsha1, 0},
    {IR_VSHA1P, 0, 0, X64_F_SHA, "&x x x x + x x", NULL, x64_vsha1, 0},
    {IR_VSHA1M, 0, 0, X64_F_SHA, "&x x x x + x x", NULL, x64_vsha1, 0},
    {IR_VSHA1SU1, 0, 0, X64_F_SHA, "&x x x - + x", NULL, x64_vsha1su1, 0},
    {IR_VSHA256H, 0, 0, X64_F_SHA, "&x x x x + x x x", NULL, x64_vsha256h, 0},
    {IR_VSHA256H2, 0, 0, X64_F_SHA, "&x x x x + x x x", NULL, x64_vsha256h, 0},
    {IR_VSHA256SU0, 0, 0, X64_F_SHA, "=x x x", NULL, x64_vsha256su0, 0},
    {IR_VSHA256SU1, 0, 0, X64_F_SHA, "&x x x x + x", NULL, x64_vsha256su1, 0},
    {IR_VSHA256R2, 0, 0, X64_F_SHA, "&x x x x + x", NULL, x64_vsha256r2, 0},
    {0},
};
