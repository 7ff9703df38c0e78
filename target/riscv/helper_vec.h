/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vector unit: what the translators and the helpers of V instructions share.
 *
 * In: an instruction word and the constants of its table row.  Out: the vector registers in
 * struct rv_cpu, which generated code does not keep elsewhere.
 * A helper first checks what depends on vtype and returns RV_V_ILLEGAL, having changed nothing, or
 * does the whole instruction. Tail and inactive elements stay undisturbed, whatever vta and vma
 * say.
 */
#ifndef FERRY_TARGET_RISCV_HELPER_VEC_H
#define FERRY_TARGET_RISCV_HELPER_VEC_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "target/riscv/cpu.h"
#include "tcg/softfp/softfp.h"

enum { RV_V_DONE, RV_V_ILLEGAL };

enum rv_vec_kind { /* widths: vd, vs2, other operand */
                   RV_VEC_PLAIN,
                   RV_VEC_WIDEN,     /* twice, once, once */
                   RV_VEC_WIDEN_W,   /* twice, twice, once */
                   RV_VEC_NARROW,    /* once, twice, once */
                   RV_VEC_COMPARE,   /* a mask of truth values */
                   RV_VEC_CARRY,     /* v0 is the carry in */
                   RV_VEC_CARRY_OUT, /* a mask of carries; v0 is the carry in unless vm */
                   RV_VEC_MERGE,     /* v0 ? other : vs2 */
                   RV_VEC_REDUCE,    /* element 0 of vd and of vs1, all of vs2 */
                   RV_VEC_REDUCE_W,  /* the same, with a wide accumulator */
                   RV_VEC_CVT_W,     /* conversion: twice, once */
                   RV_VEC_CVT_N,     /* once, twice */
};

enum rv_vec_src { RV_SRC_NONE, RV_SRC_V, RV_SRC_X, RV_SRC_I, RV_SRC_F };

enum rv_vec_fn {
    RV_FN_COPY,
    RV_FN_ADD,
    RV_FN_SUB,
    RV_FN_RSUB,
    RV_FN_MINU,
    RV_FN_MIN,
    RV_FN_MAXU,
    RV_FN_MAX,
    RV_FN_AND,
    RV_FN_OR,
    RV_FN_XOR,
    RV_FN_SLL,
    RV_FN_SRL,
    RV_FN_SRA,
    RV_FN_MUL,
    RV_FN_MULH,
    RV_FN_MULHU,
    RV_FN_MULHSU,
    RV_FN_DIVU,
    RV_FN_DIV,
    RV_FN_REMU,
    RV_FN_REM,
    RV_FN_MADD,
    RV_FN_NMSUB,
    RV_FN_MACC,
    RV_FN_NMSAC,
    RV_FN_SADDU,
    RV_FN_SADD,
    RV_FN_SSUBU,
    RV_FN_SSUB,
    RV_FN_SMUL,
    RV_FN_SSRL,
    RV_FN_SSRA,
    RV_FN_AADDU,
    RV_FN_AADD,
    RV_FN_ASUBU,
    RV_FN_ASUB,
    RV_FN_CLIPU,
    RV_FN_CLIP,
    RV_FN_ANDN,
    RV_FN_ROL,
    RV_FN_ROR,
    RV_FN_BREV8,
    RV_FN_REV8,
    RV_FN_BREV,
    RV_FN_CLZ,
    RV_FN_CTZ,
    RV_FN_CPOP,
    RV_FN_CLMUL,
    RV_FN_CLMULH,
    RV_FN_SEQ,
    RV_FN_SNE,
    RV_FN_SLTU,
    RV_FN_SLT,
    RV_FN_SLEU,
    RV_FN_SLE,
    RV_FN_SGTU,
    RV_FN_SGT,
    RV_FN_FADD, /* from here on floating point */
    RV_FN_FSUB,
    RV_FN_FRSUB,
    RV_FN_FMUL,
    RV_FN_FDIV,
    RV_FN_FRDIV,
    RV_FN_FMIN,
    RV_FN_FMAX,
    RV_FN_FSGNJ,
    RV_FN_FSGNJN,
    RV_FN_FSGNJX,
    RV_FN_FMADD,
    RV_FN_FNMADD,
    RV_FN_FMSUB,
    RV_FN_FNMSUB,
    RV_FN_FMACC,
    RV_FN_FNMACC,
    RV_FN_FMSAC,
    RV_FN_FNMSAC,
    RV_FN_FMACC_BF16, /* widening, of bfloat16 */
    RV_FN_FEQ,
    RV_FN_FNE,
    RV_FN_FLT,
    RV_FN_FLE,
    RV_FN_FGT,
    RV_FN_FGE,
    RV_FN_FSQRT,
    RV_FN_FRSQRT7,
    RV_FN_FREC7,
    RV_FN_FCLASS,
    RV_FN_F2U,
    RV_FN_F2I,
    RV_FN_F2U_RTZ,
    RV_FN_F2I_RTZ,
    RV_FN_U2F,
    RV_FN_I2F,
    RV_FN_F2F,
    RV_FN_F2F_ROD,
    RV_FN_BF16, /* between bfloat16 and single precision */
};

enum rv_vk_op { /* vector cryptography */
                RV_VK_AESEM,
                RV_VK_AESEF,
                RV_VK_AESDM,
                RV_VK_AESDF,
                RV_VK_AESZ,
                RV_VK_AESKF1,
                RV_VK_AESKF2,
                RV_VK_GHSH,
                RV_VK_GMUL,
                RV_VK_SHA2MS,
                RV_VK_SHA2CH,
                RV_VK_SHA2CL,
                RV_VK_SM4K,
                RV_VK_SM4R,
                RV_VK_SM3ME,
                RV_VK_SM3C,
};

enum rv_vmask_op { RV_VM_CPOP, RV_VM_FIRST, RV_VM_SBF, RV_VM_SOF, RV_VM_SIF, RV_VM_IOTA, RV_VM_ID };

enum rv_vpermute_op {
    RV_VP_SLIDEUP,
    RV_VP_SLIDEDOWN,
    RV_VP_SLIDE1UP,
    RV_VP_SLIDE1DOWN,
    RV_VP_GATHER,
    RV_VP_GATHER16,
    RV_VP_COMPRESS,
};

enum rv_vmem_mode {
    RV_VMEM_UNIT,
    RV_VMEM_STRIDE,
    RV_VMEM_INDEX,
    RV_VMEM_FIRST, /* fault-only-first */
    RV_VMEM_WHOLE,
    RV_VMEM_MASK,
};

enum { RV_NAN_F16 = 0x7e00, RV_NAN_BF16 = 0x7fc0 };

/* One instruction under way.  Widths are log2 of bytes; lmul is log2 of registers. */
struct rv_vec {
    struct rv_cpu *cpu; /* NULL in the translator */
    const struct rv_model *model;
    unsigned vd, vs1, vs2;
    bool vm; /* unmasked */
    int sew, lmul;
    uint64_t vl, start;
    uint64_t scalar;
    unsigned frm; /* FP_R* */
    bool frm_bad; /* frm is reserved */
    uint32_t flags;
    bool sat; /* fixed point has saturated */
};

/* Fields of the word and of vconf.  False: vtype is illegal. */
bool rv_vec_decode(struct rv_vec *v, const struct rv_model *model, uint32_t vconf, unsigned frm,
                   uint32_t insn);
/* The same for an instruction that runs now. */
bool rv_vec_begin(struct rv_vec *v, struct rv_cpu *cpu, uint32_t insn);
/* The end of an instruction that was done: vstart, vxsat, flags. */
void rv_vec_end(struct rv_vec *v);

/* May vtype and the registers be as they are? */
bool rv_vec_legal(const struct rv_vec *v, unsigned kind, unsigned fn, unsigned src);
bool rv_vec_extend_legal(const struct rv_vec *v, int from);
bool rv_vec_memory_legal(const struct rv_vec *v, unsigned mode, int eew, int index, unsigned fields,
                         bool store);
bool rv_vec_crypto_legal(const struct rv_vec *v, enum rv_vk_op op, bool scalar);
bool rv_vec_permute_legal(const struct rv_vec *v, unsigned kind, unsigned src);
static inline bool rv_vec_is_fp(unsigned fn)
{
    return fn >= RV_FN_FADD;
}

/* Is `reg` a legal group for elements of 1 << eew bytes? */
bool rv_vec_group(const struct rv_vec *v, unsigned reg, int eew);
/* May a source group (elements of 1 << src) and the destination overlap as they do? */
bool rv_vec_overlap(const struct rv_vec *v, unsigned vd, int dst, unsigned vs, int src);
/* No register is a source of two widths, the mask in v0 being one; other < 0: vs2 is the only one.
 */
bool rv_vec_sources(const struct rv_vec *v, unsigned vs2, int eew2, int other, int eew);
/* Do groups of 1 << emul registers (at least one) share a register? */
bool rv_vec_share(unsigned a, int emul_a, unsigned b, int emul_b);

static inline uint8_t *rv_vec_at(const struct rv_vec *v, unsigned reg, uint64_t i, int lg)
{
    return v->cpu->v + reg * (size_t)v->cpu->vlenb + (i << lg);
}

static inline uint64_t rv_vec_get(const struct rv_vec *v, unsigned reg, uint64_t i, int lg)
{
    uint64_t x = 0;
    memcpy(&x, rv_vec_at(v, reg, i, lg), (size_t)1 << lg);
    return x;
}

static inline void rv_vec_set(const struct rv_vec *v, unsigned reg, uint64_t i, int lg, uint64_t x)
{
    memcpy(rv_vec_at(v, reg, i, lg), &x, (size_t)1 << lg);
}

static inline bool rv_vec_mask(const struct rv_vec *v, unsigned reg, uint64_t i)
{
    return *rv_vec_at(v, reg, i >> 3, 0) >> (i & 7) & 1;
}

static inline void rv_vec_set_mask(const struct rv_vec *v, unsigned reg, uint64_t i, bool bit)
{
    uint8_t *p = rv_vec_at(v, reg, i >> 3, 0);
    *p = (uint8_t)((*p & ~(1u << (i & 7))) | (unsigned)bit << (i & 7));
}

static inline bool rv_vec_active(const struct rv_vec *v, uint64_t i)
{
    return v->vm || rv_vec_mask(v, 0, i);
}

/* An F register's value as an element: a narrow one that is not boxed is the canonical NaN, of a
   16-bit format `nan16`. */
static inline uint64_t rv_vec_unbox(const struct rv_vec *v, uint64_t f, uint64_t nan16)
{
    if (v->sew == 2)
        return f >> 32 == UINT32_MAX ? (uint32_t)f : 0x7fc00000;
    if (v->sew == 1)
        return f >> 16 == UINT64_MAX >> 16 ? (uint16_t)f : nan16;
    return f;
}

static inline uint64_t rv_sext(uint64_t x, int lg)
{
    unsigned shift = 64 - (8u << lg);
    return (uint64_t)((int64_t)(x << shift) >> shift);
}

static inline uint64_t rv_zext(uint64_t x, int lg)
{
    unsigned shift = 64 - (8u << lg);
    return x << shift >> shift;
}

/* Elements (helper_vec_int.c, helper_vec_fp.c): a from vs2, b the other operand, d the old vd, all
   zero-extended from 1 << lg bytes; the result's upper bits are not looked at. */
uint64_t rv_vec_int(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b,
                    uint64_t d);
uint64_t rv_vec_fp(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b, uint64_t d);
/* Conversion from elements of 1 << from bytes to those of 1 << to. */
uint64_t rv_vec_convert(struct rv_vec *v, enum rv_vec_fn fn, int from, int to, uint64_t a);
/* The format of elements of 1 << lg bytes; false: none that this CPU has. */
bool rv_vec_format(const struct rv_vec *v, int lg, enum fp_format *fmt);

#endif
