/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the FP/SIMD translators (trans_fp*.c, trans_vec*.c, trans_crypto.c) share.
 *
 * In: decoded fields of insn_simd.decode.  Out: IR.
 * Invariants: a write of a B, H, S or D register clears the rest of the V register; a 64-bit vector
 * form reads, and raises flags from, its low half alone.
 */
#ifndef FERRY_TARGET_AARCH64_TRANS_SIMD_H
#define FERRY_TARGET_AARCH64_TRANS_SIMD_H

#include "target/aarch64/translate.h"
#include "target/advsimd.h"
#include "tcg/softfp/softfp.h"

/* Lane types by log2 of the size in bytes. */
static inline enum ir_type a64_lane(unsigned size)
{
    return (enum ir_type)(IR_I8 + size);
}

static inline unsigned a64_lane_bits(unsigned size)
{
    return 8u << size;
}

/* ---- values ---- */

/* Ops on all bits alike have no lane. */
static inline enum ir_type a64_op_lane(enum ir_opcode op, enum ir_type lane)
{
    return ir_ops[op].uses[0] == 'l' ? lane : IR_VOID;
}

static inline ir_ref a64_vun(struct a64_ctx *c, enum ir_opcode op, enum ir_type lane, ir_ref a)
{
    return ir_vop(c->r, op, IR_V128, a64_op_lane(op, lane), 0, a, IR_NONE, IR_NONE);
}

static inline ir_ref a64_vbin(struct a64_ctx *c, enum ir_opcode op, enum ir_type lane, ir_ref a,
                              ir_ref b)
{
    return ir_vop(c->r, op, IR_V128, a64_op_lane(op, lane), 0, a, b, IR_NONE);
}

/* An op with an immediate. */
static inline ir_ref a64_vimm(struct a64_ctx *c, enum ir_opcode op, enum ir_type lane, ir_ref a,
                              uint64_t imm)
{
    return ir_vopi(c->r, op, IR_V128, a64_op_lane(op, lane), 0, a, IR_NONE, imm);
}

static inline ir_ref a64_vlow(struct a64_ctx *c, ir_ref a)
{
    return ir_un(c->r, IR_VLOW, IR_V128, a);
}

static inline ir_ref a64_vzero(struct a64_ctx *c)
{
    return ir_vconst(c->r, 0, 0);
}

/* The constant with every lane of `size` = v. */
ir_ref a64_vsplat(struct a64_ctx *c, unsigned size, uint64_t v);
/* Lane 0 of `size`, the rest zero. */
ir_ref a64_vlane0(struct a64_ctx *c, unsigned size, ir_ref v);
/* A result as the register gets it: lane 0, the low half, or all of it. */
ir_ref a64_vresult(struct a64_ctx *c, const struct a64_args *a, unsigned size, ir_ref v);
void a64_set_result(struct a64_ctx *c, const struct a64_args *a, unsigned size, ir_ref v);

/* FPSR.QC becomes 1 if any bit of `bits` is set (cut to the lanes of the instruction). */
void a64_saturated(struct a64_ctx *c, const struct a64_args *a, unsigned size, ir_ref bits);

/* IR_VSHLVS or IR_VSHLVU, for lanes of any size. */
ir_ref a64_shift_lanes(struct a64_ctx *c, enum ir_opcode op, unsigned size, ir_ref n, ir_ref m);

/* Lane i of V register n as a scalar of type t (lane: as ir VEXT). */
ir_ref a64_v_lane(struct a64_ctx *c, unsigned n, enum ir_type t, enum ir_type lane, unsigned i);
/* V register n = scalar v of `lane`, the rest zero. */
void a64_set_v_scalar(struct a64_ctx *c, unsigned n, enum ir_type lane, ir_ref v);

/* A narrowed result into rd: the low half, or (Q) the upper half with the low one kept. */
void a64_set_narrow(struct a64_ctx *c, const struct a64_args *a, ir_ref v);

/* By element: the register and the lane that L, M, H and rm name. */
struct a64_element {
    unsigned reg, lane;
};
struct a64_element a64_element(const struct a64_args *a, unsigned size);

/* ---- floating point ---- */

enum { A64_FMA_NEG_BOTH = IR_FMA_NEGP | IR_FMA_NEGA };

/* The type that ftype names; IR_VOID where the processor has it not. */
enum ir_type a64_ftype(struct a64_ctx *c, unsigned ftype);

/* What an FP instruction of the SIMD space works on. */
struct a64_fp_shape {
    enum ir_type type; /* IR_V128, or the scalar type */
    enum ir_type lane; /* IR_F16, IR_F32, IR_F64 */
    uint8_t sub;       /* IR_V64 for the 64-bit form of a vector */
};
struct a64_fp_shape a64_fp_shape(const struct a64_args *a);
ir_ref a64_fp_in(struct a64_ctx *c, struct a64_fp_shape s, unsigned n);
void a64_fp_out(struct a64_ctx *c, struct a64_fp_shape s, unsigned n, ir_ref v);
ir_ref a64_fp_op(struct a64_ctx *c, struct a64_fp_shape s, enum ir_opcode op, unsigned sub,
                 ir_ref x, ir_ref y, ir_ref z);
/* The constant with these bits in every lane. */
ir_ref a64_fp_const(struct a64_ctx *c, struct a64_fp_shape s, uint64_t bits);
/* v * 2^*fbits for a conversion to fixed point, and *fbits = 0; v itself where that is not exact.
 */
ir_ref a64_fp_scale(struct a64_ctx *c, struct a64_fp_shape s, ir_ref v, unsigned *fbits);
/* VFPExpandImm for f16, f32 or f64. */
uint64_t a64_fp_expand(enum ir_type t, unsigned imm8);

#endif
