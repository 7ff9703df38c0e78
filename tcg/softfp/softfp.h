/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * softfp: exact IEEE 754 arithmetic in integer arithmetic.
 *
 * In: raw bits of values in the low bits of a uint64_t, and a `struct fp_env`
 * that says how the guest wants rounding, NaNs and denormals treated.
 * Out: raw bits (the bits above the format's width are zero), and exceptions
 * ORed into fp_env.flags.
 *
 * Invariants: pure (no globals, no host floating point); every function accepts
 * every bit pattern; flags are only ever added.
 *
 * Sources: IEEE 754-2019; the shared pseudocode of the Arm Architecture
 * Reference Manual (FPRoundBase, FPProcessNaNs, ...) with FPCR.AH = 0; the RISC-V
 * unprivileged manual; Intel's SDM volume 1 chapters 4 and 11.
 *
 * Example:
 *     struct fp_env env = fp_env_arm();
 *     uint64_t three = fp_add(&env, FP_F32, 0x3f800000, 0x40000000);  // 0x40400000
 */
#ifndef FERRY_TCG_SOFTFP_SOFTFP_H
#define FERRY_TCG_SOFTFP_SOFTFP_H

#include <stdbool.h>
#include <stdint.h>

/* Rows of the format table in core.c. */
enum fp_format {
    FP_F16,  /* IEEE binary16 */
    FP_BF16, /* bfloat16 */
    FP_F32,  /* IEEE binary32 */
    FP_F64,  /* IEEE binary64 */
    FP_FORMAT_COUNT,
};

/* The first four are numbered as in Arm's FPCR.RMode. */
enum fp_rounding {
    FP_RNE,  /* to nearest, ties to even */
    FP_RUP,  /* towards plus infinity */
    FP_RDN,  /* towards minus infinity */
    FP_RZ,   /* towards zero */
    FP_RNA,  /* to nearest, ties away from zero */
    FP_RODD, /* inexact results get an odd last bit (FCVTXN) */
};

/* Which NaN an operation with NaN operands gives, and what the default NaN is. */
enum fp_nan_rule {
    FP_NAN_ARM, /* first signalling operand, else first quiet one; a multiply-add's addend first */
    FP_NAN_X86, /* first NaN operand (a, b, addend), quieted; the default NaN is negative */
    FP_NAN_PPC, /* first NaN operand; a multiply-add looks at a, addend, b */
    FP_NAN_RISCV, /* always the canonical NaN */
};

/* Exceptions.  The low five bits are numbered as in Arm's FPSR. */
enum {
    FP_INVALID = 0x01,
    FP_DIVZERO = 0x02,
    FP_OVERFLOW = 0x04,
    FP_UNDERFLOW = 0x08,
    FP_INEXACT = 0x10,
    FP_INPUT_DENORMAL = 0x80, /* a denormal operand was flushed to zero */
};

struct fp_env {
    uint8_t rounding;     /* enum fp_rounding */
    uint8_t nan_rule;     /* enum fp_nan_rule */
    bool default_nan;     /* every NaN result is the default NaN (Arm FPCR.DN) */
    bool flush_in;        /* denormal operands count as zero; not for f16 (FPCR.FZ, x86 DAZ) */
    bool flush_out;       /* tiny results become zero; not for f16 (FPCR.FZ, x86 FTZ) */
    bool flush_f16;       /* both for f16; sets no FP_INPUT_DENORMAL (FPCR.FZ16) */
    bool ahp;             /* fp_convert: f16 is Arm's alternative half precision */
    bool tininess_before; /* underflow is detected before rounding (Arm); else after it */
    uint8_t flags;        /* sticky: FP_INVALID | ... */
};

/* The state after reset of the named architecture: to nearest, nothing flushed, no flags. */
struct fp_env fp_env_arm(void);
struct fp_env fp_env_x86(void);
struct fp_env fp_env_riscv(void);

/* ---- bits ---- */

/* Bits in a value of the format: 16, 32 or 64. */
unsigned fp_width(enum fp_format fmt);
uint64_t fp_neg(enum fp_format fmt, uint64_t a);
uint64_t fp_abs(enum fp_format fmt, uint64_t a);
bool fp_is_nan(enum fp_format fmt, uint64_t a);
bool fp_is_snan(enum fp_format fmt, uint64_t a);
uint64_t fp_default_nan(const struct fp_env *env, enum fp_format fmt);
uint64_t fp_infinity(enum fp_format fmt, bool sign);

/* ---- arithmetic (FPAdd, FPSub, FPMul, FPDiv, FPSqrt) ---- */

uint64_t fp_add(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);
uint64_t fp_sub(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);
uint64_t fp_mul(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);
uint64_t fp_div(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);
uint64_t fp_sqrt(struct fp_env *env, enum fp_format fmt, uint64_t a);

/* Arm FMULX: as fp_mul, but zero times infinity is 2.0 with the product's sign. */
uint64_t fp_mulx(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);

enum {
    FP_NEG_PRODUCT = 1, /* -(a * b) + addend */
    FP_NEG_ADDEND = 2,  /* a * b - addend */
    FP_NEG_RESULT = 4,  /* the rounded result, unless it is a NaN (Power) */
};

/*
 * a * b + addend with one rounding.  `neg` is a set of FP_NEG_*.  With FP_NAN_ARM a negated
 * operand is negated as bits, so that a NaN changes its sign too, as FPNeg does.
 */
uint64_t fp_muladd(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b, uint64_t addend,
                   unsigned neg);

/* FPMulAddH: a and b of format `narrow`, the addend and the result of format `wide`. */
uint64_t fp_muladd_widen(struct fp_env *env, enum fp_format narrow, enum fp_format wide, uint64_t a,
                         uint64_t b, uint64_t addend, unsigned neg);

/* ---- minimum, maximum, comparison ---- */

/*
 * FPMin, FPMax: a NaN operand gives a NaN; -0 is less than +0.
 * With FP_NAN_X86 as MINSS/MAXSS: the second operand if either is a NaN or both are zero.
 */
uint64_t fp_min(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);
uint64_t fp_max(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);

/*
 * FPMinNum, FPMaxNum: a single quiet NaN loses against a number.
 * With FP_NAN_RISCV a signalling one does too (and raises FP_INVALID).
 */
uint64_t fp_minnum(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);
uint64_t fp_maxnum(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b);

enum fp_order { FP_LT = -1, FP_EQ = 0, FP_GT = 1, FP_UNORDERED = 2 };

/* A quiet comparison raises FP_INVALID for signalling NaNs only, a signalling one for all. */
enum fp_order fp_compare(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b,
                         bool signalling);

/* ---- conversion ---- */

/* FPConvert: rounds with env->rounding.  f16 operands and results are never flushed here. */
uint64_t fp_convert(struct fp_env *env, enum fp_format from, enum fp_format to, uint64_t a);

/* FPRoundInt: to an integral value of the same format; `exact`: FP_INEXACT where it changed. */
uint64_t fp_round_int(struct fp_env *env, enum fp_format fmt, uint64_t a, enum fp_rounding rounding,
                      bool exact);

/* FPRoundIntN (FRINT32x, FRINT64x): what doesn't fit `bits` (32, 64) gives -2^(bits-1), invalid. */
uint64_t fp_round_int_n(struct fp_env *env, enum fp_format fmt, uint64_t a,
                        enum fp_rounding rounding, unsigned bits);

/* What a conversion to an integer gives for a value that doesn't fit, with FP_INVALID. */
enum fp_int_rule {
    FP_INT_SATURATE,         /* nearest integer of the type; NaN: 0 (Arm) */
    FP_INT_SATURATE_NAN_MAX, /* NaN: the largest (RISC-V) */
    FP_INT_SATURATE_NAN_MIN, /* NaN: the smallest (Power) */
    FP_INT_INDEFINITE,       /* signed: the smallest; unsigned: all ones (x86) */
};

/*
 * FPToFixed: a * 2^fbits as an integer of `bits` (8, 16, 32, 64), returned zero-extended
 * from `bits`.
 */
uint64_t fp_to_int(struct fp_env *env, enum fp_format fmt, uint64_t a, unsigned bits,
                   bool is_signed, unsigned fbits, enum fp_rounding rounding,
                   enum fp_int_rule rule);

/* FPToFixedJS: f64 to 32 bits modulo 2^32, towards zero.  *exact is the instruction's Z flag. */
uint32_t fp_to_int_js(struct fp_env *env, uint64_t a, bool *exact);

/*
 * FixedToFP: value / 2^fbits, rounded with env->rounding.  `value` is taken as a 64-bit signed or
 * unsigned number: the caller extends narrower ones.
 */
uint64_t fp_from_int(struct fp_env *env, enum fp_format fmt, uint64_t value, bool is_signed,
                     unsigned fbits);

/* ---- estimates (formats f16, f32, f64) ---- */

uint64_t fp_recip_estimate(struct fp_env *env, enum fp_format fmt, uint64_t a); /* FRECPE */
uint64_t fp_rsqrt_estimate(struct fp_env *env, enum fp_format fmt, uint64_t a); /* FRSQRTE */
uint64_t fp_recip_exponent(struct fp_env *env, enum fp_format fmt, uint64_t a); /* FRECPX */
uint64_t fp_recip_step(struct fp_env *env, enum fp_format fmt, uint64_t a, uint64_t b); /* FRECPS */
uint64_t fp_rsqrt_step(struct fp_env *env, enum fp_format fmt, uint64_t a,
                       uint64_t b);         /* FRSQRTS */
uint32_t fp_recip_estimate_u32(uint32_t a); /* URECPE */
uint32_t fp_rsqrt_estimate_u32(uint32_t a); /* URSQRTE */

/* ---- bfloat16 dot product (BFDotAdd: round to odd, denormals flushed, no exceptions) ---- */

/* addend + (a0 * b0 + a1 * b1); a and b hold two bf16 each, element 0 in the low half. */
uint32_t fp_bf16_dot(uint32_t addend, uint32_t a, uint32_t b);

#endif
