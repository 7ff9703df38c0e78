/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core that all of softfp shares: unpack to `struct fp_num`, compute, round and pack.
 * Only tcg/softfp includes this.
 *
 * Invariants of struct fp_num: a finite number has bit 63 of sig set and is
 * (-1)^sign * sig / 2^63 * 2^exp.  A NaN's fraction is left-justified below bit 63, so its quiet
 * bit is bit 62 whatever the format: converting a NaN is packing it into another format.
 */
#ifndef FERRY_TCG_SOFTFP_CORE_H
#define FERRY_TCG_SOFTFP_CORE_H

#include "tcg/softfp/softfp.h"

typedef unsigned __int128 fp_u128;

/* A row of the format table. */
struct fp_layout {
    uint8_t width;     /* all bits */
    uint8_t exp_bits;  /* width of the biased exponent */
    uint8_t frac_bits; /* stored fraction bits; the leading one is implied */
    bool is_f16;       /* flushed by flush_f16, may be Arm's alternative half precision */
};

enum fp_class { FP_CLASS_ZERO, FP_CLASS_FINITE, FP_CLASS_INF, FP_CLASS_QNAN, FP_CLASS_SNAN };

struct fp_num {
    uint8_t cls; /* enum fp_class */
    bool sign;
    int32_t exp;
    uint64_t sig;
};

const struct fp_layout *fp_layout(enum fp_format fmt);

static inline uint64_t fp_low_mask(unsigned bits)
{
    return bits >= 64 ? ~0ull : (1ull << bits) - 1;
}

static inline int fp_bias(const struct fp_layout *f)
{
    return (1 << (f->exp_bits - 1)) - 1;
}

static inline bool fp_num_is_nan(const struct fp_num *n)
{
    return n->cls >= FP_CLASS_QNAN;
}

/* FPUnpack: flushes denormals as env says. */
struct fp_num fp_unpack(struct fp_env *env, enum fp_format fmt, uint64_t bits);
/* FPUnpackCV: f16 operands are not flushed and may be of the alternative format. */
struct fp_num fp_unpack_cv(struct fp_env *env, enum fp_format fmt, uint64_t bits);

uint64_t fp_pack_zero(enum fp_format fmt, bool sign);
uint64_t fp_pack_inf(enum fp_format fmt, bool sign);
uint64_t fp_pack_max(enum fp_format fmt, bool sign); /* the largest finite number */

/*
 * FPRoundBase.  The exact value is (-1)^sign * sig / 2^127 * 2^exp with bit 127 of sig set;
 * bit 0 may be a sticky bit for all that lies below.
 */
uint64_t fp_round(struct fp_env *env, enum fp_format fmt, bool sign, int exp, fp_u128 sig,
                  enum fp_rounding rounding);
/* FPRoundCV: f16 results are not flushed and may be of the alternative format. */
uint64_t fp_round_cv(struct fp_env *env, enum fp_format fmt, bool sign, int exp, fp_u128 sig,
                     enum fp_rounding rounding);

/* The same after shifting a nonzero sig up until bit 127 is set. */
uint64_t fp_normalize_round(struct fp_env *env, enum fp_format fmt, bool sign, int exp, fp_u128 sig,
                            enum fp_rounding rounding);

/* A number that fits the format exactly up to denormal rounding. */
uint64_t fp_round_num(struct fp_env *env, enum fp_format fmt, const struct fp_num *n,
                      enum fp_rounding rounding);

/* FPProcessNaN: quiet it, raise FP_INVALID if it signalled, honour default_nan. */
uint64_t fp_process_nan(struct fp_env *env, enum fp_format fmt, const struct fp_num *n);
/* FPProcessNaNs: true if a or b is a NaN; *result is then the answer. */
bool fp_process_nans(struct fp_env *env, enum fp_format fmt, const struct fp_num *a,
                     const struct fp_num *b, uint64_t *result);
/* The same for a * b + c. */
bool fp_process_nans3(struct fp_env *env, enum fp_format fmt, const struct fp_num *a,
                      const struct fp_num *b, const struct fp_num *c, uint64_t *result);
/* Raises FP_INVALID and gives the default NaN. */
uint64_t fp_invalid(struct fp_env *env, enum fp_format fmt);

/* Shifts right, ORing what falls out into bit 0. */
fp_u128 fp_shift_right_jam(fp_u128 v, unsigned count);

/* An exact integer part and what was cut off: the operand of all rounding to integers. */
struct fp_integer {
    uint64_t mag; /* magnitude after rounding; valid unless `huge` */
    bool huge;    /* 2^64 or more */
    bool inexact;
};
/* Rounds a zero or finite number times 2^scale to an integer. */
struct fp_integer fp_num_to_integer(const struct fp_num *n, int scale, enum fp_rounding rounding);

/* a * b + c of finite or zero numbers (signs included), times 2^scale, rounded into fmt. */
uint64_t fp_muladd_exact(struct fp_env *env, enum fp_format fmt, const struct fp_num *a,
                         const struct fp_num *b, const struct fp_num *c, int scale);

#endif
