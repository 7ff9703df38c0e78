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

enum rv_vec_fn { /* helper_vec.def */
#define ROW(name)      RV_FN_##name,
#define RV_VEC_INT     ROW
#define RV_VEC_TRUTH   ROW
#define RV_VEC_FP      ROW
#define RV_VEC_FTRUTH  ROW
#define RV_VEC_CONVERT ROW
#include "target/riscv/helper_vec.def"
#undef RV_VEC_INT
#undef RV_VEC_TRUTH
#undef RV_VEC_FP
#undef RV_VEC_FTRUTH
#undef RV_VEC_CONVERT
#undef ROW
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
    bool alt; /* altfmt: floats of 16 bits are BF16 */
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

/* Widths of the operands of a kind: vd, vs2, the other. */
void rv_vec_widths(const struct rv_vec *v, unsigned kind, int *vd, int *vs2, int *other);
/* Are there elements of 1 << eew bytes (ELEN)? */
bool rv_vec_has(const struct rv_vec *v, int eew);
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

/* An F register's value as an element: a narrow one that is not boxed is the canonical NaN; `bf16`:
   one of 16 bits is BF16 whatever vtype says. */
static inline uint64_t rv_vec_unbox(const struct rv_vec *v, uint64_t f, bool bf16)
{
    if (v->sew == 2)
        return f >> 32 == UINT32_MAX ? (uint32_t)f : 0x7fc00000;
    if (v->sew == 1)
        return f >> 16 == UINT64_MAX >> 16 ? (uint16_t)f
               : bf16 || v->alt            ? RV_NAN_BF16
                                           : RV_NAN_F16;
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

/* ---- arrays of elements ---- */

/* n elements of each: a from vs2, b the other operand, d the old vd, out the result, which may be
   one of them. Those that a function does not look at may be NULL. */
struct rv_lanes {
    void *out;
    const void *a, *b, *d;
    size_t n;
};

/* Constant arguments make a loop of its own of what is called. */
#define RV_LOOP static inline __attribute__((always_inline))

/* Element i, zero-extended. */
RV_LOOP uint64_t rv_lane(const void *p, size_t i, int lg)
{
    uint64_t x = 0;
    memcpy(&x, (const uint8_t *)p + (i << lg), (size_t)1 << lg);
    return x;
}

RV_LOOP void rv_set_lane(void *p, size_t i, int lg, uint64_t x)
{
    memcpy((uint8_t *)p + (i << lg), &x, (size_t)1 << lg);
}

/* All elements, of 1 << lg bytes; comparisons make bytes 0 and 1 (helper_vec_int.c,
   helper_vec_fp.c). */
void rv_vec_int(struct rv_vec *v, enum rv_vec_fn fn, int lg, const struct rv_lanes *l);
void rv_vec_fp(struct rv_vec *v, enum rv_vec_fn fn, int lg, const struct rv_lanes *l);
/* Conversion from elements of 1 << from bytes to those of 1 << to. */
void rv_vec_convert(struct rv_vec *v, enum rv_vec_fn fn, int from, int to,
                    const struct rv_lanes *l);
/* fn(... fn(fn(sum, a[0]), a[1]) ...) */
uint64_t rv_vec_int_fold(enum rv_vec_fn fn, int lg, uint64_t sum, const struct rv_lanes *l);
uint64_t rv_vec_fp_fold(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t sum,
                        const struct rv_lanes *l);
/* The same by the host's arithmetic; false: it lacks that, or the rounding mode
   (helper_vec_host.c). */
bool rv_vec_host_fp(struct rv_vec *v, enum rv_vec_fn fn, int lg, const struct rv_lanes *l);
bool rv_vec_host_convert(struct rv_vec *v, enum rv_vec_fn fn, int from, int to,
                         const struct rv_lanes *l);
bool rv_vec_host_fold(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t *sum,
                      const struct rv_lanes *l);

/* The bytes of a group of registers. */
#define RV_GROUP RV_VLEN_MAX

/* For the elements from v->start on: 1 where the mask register's bit is set. */
void rv_vec_mask_bytes(const struct rv_vec *v, unsigned reg, uint8_t *bytes);
/* The elements of a whose byte is 1, one after the other; their number. */
size_t rv_vec_squeeze(int lg, void *out, const uint8_t *active, const void *a, size_t n);
/* Elements of vd from number `first` on become those of `from` where they are active. */
void rv_vec_put(const struct rv_vec *v, int lg, uint64_t first, uint64_t n, const void *from);
/* The format of elements of 1 << lg bytes; false: none that this CPU has. */
bool rv_vec_format(const struct rv_vec *v, int lg, enum fp_format *fmt);

#endif
