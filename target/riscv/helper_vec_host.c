/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating-point vector elements by the host's arithmetic, a loop for each function and format.
 *
 * In: arrays of elements.  Out: the results, flags in rv_vec.flags; or false.
 * MXCSR has the guest's rounding mode while a loop runs, and collects its flags. The loops are for
 * processors with AVX2, FMA and F16C; without them, or to nearest with ties away, softfp does all.
 * Half precision is worked on in single precision, which has more than twice as many digits: its
 * results, rounded twice, are as if rounded once. Those of a multiply-add, and integers of 32 bits,
 * are rounded to odd in between, which is exact for the same reason. BF16 is left to softfp, but
 * for its conversion to single precision.
 */
#include <immintrin.h>

#include "base/cpuid.h"
#include "target/riscv/helper_vec.h"

#define HOST static inline __attribute__((always_inline, target("avx2,fma,f16c")))

enum { NAN16 = 0x7e00, NAN32 = 0x7fc00000 };
#define NAN64 UINT64_C(0x7ff8000000000000)

#define MXCSR_MASKED   0x1f80u
#define MXCSR_ROUND_AT 13

/* Is there a loop for it? */
static bool host_can(const struct rv_vec *v)
{
    return v->frm <= FP_RZ && host_has_avx2_fma();
}

/* ---- MXCSR: what is loaded from memory and stored there stays between the two ---- */

HOST unsigned begin(const struct rv_vec *v)
{
    static const uint8_t round[] = {[FP_RNE] = 0, [FP_RDN] = 1, [FP_RUP] = 2, [FP_RZ] = 3};
    unsigned old = _mm_getcsr();
    _mm_setcsr(MXCSR_MASKED | (unsigned)round[v->frm & 3] << MXCSR_ROUND_AT);
    __asm__ volatile("" ::: "memory");
    return old;
}

/* IE 0, ZE 2, OE 3, UE 4, PE 5. */
HOST void end(struct rv_vec *v, unsigned old, bool wanted)
{
    __asm__ volatile("" ::: "memory");
    unsigned m = _mm_getcsr();
    _mm_setcsr(old);
    if (wanted)
        v->flags |= (m & 1 ? FP_INVALID : 0) | (m & 4 ? FP_DIVZERO : 0) |
                    (m & 8 ? FP_OVERFLOW : 0) | (m & 16 ? FP_UNDERFLOW : 0) |
                    (m & 32 ? FP_INEXACT : 0);
}

/* ---- bits and values ---- */

HOST float f32(uint64_t bits)
{
    uint32_t low = (uint32_t)bits;
    float x;
    memcpy(&x, &low, sizeof x);
    return x;
}

HOST double f64(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

HOST uint64_t bits32(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return x != x ? NAN32 : bits;
}

HOST uint64_t bits64(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return x != x ? NAN64 : bits;
}

HOST float f16(uint64_t bits)
{
    return _cvtsh_ss((uint16_t)bits);
}

HOST uint64_t bits16(float x)
{
    return x != x ? NAN16 : _cvtss_sh(x, _MM_FROUND_CUR_DIRECTION);
}

/* A number of single precision whose last bit says that there was more. */
HOST float to_odd(double x)
{
    const uint64_t below = (1u << 29) - 1;
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (float)f64((bits & ~below) | (bits & below ? below + 1 : 0));
}

HOST bool is_nan(int lg, uint64_t a)
{
    uint64_t inf = lg == 1 ? 0x7c00 : lg == 2 ? 0x7f800000 : UINT64_C(0x7ff0000000000000);
    return (a & (UINT64_MAX >> (65 - (8u << lg)))) > inf;
}

HOST bool is_snan(int lg, uint64_t a)
{
    unsigned quiet = lg == 1 ? 9 : lg == 2 ? 22 : 51;
    return is_nan(lg, a) && !(a >> quiet & 1);
}

/* ---- elements ---- */

/* As integers floats have the same order, if those of negative ones are turned. */
HOST int64_t order(int lg, uint64_t a)
{
    int64_t x = (int64_t)rv_sext(a, lg);
    return x ^ (int64_t)((uint64_t)(x >> 63) >> 1);
}

HOST uint64_t min_max(struct rv_vec *v, bool min, int lg, uint64_t a, uint64_t b)
{
    if (is_snan(lg, a) | is_snan(lg, b))
        v->flags |= FP_INVALID;
    if (is_nan(lg, a))
        return is_nan(lg, b) ? (lg == 1 ? NAN16 : lg == 2 ? NAN32 : NAN64) : b;
    return is_nan(lg, b) || (order(lg, a) < order(lg, b)) == min ? a : b;
}

HOST uint64_t sign_inject(enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b)
{
    uint64_t sign = UINT64_C(1) << ((8u << lg) - 1);
    b = fn == RV_FN_FSGNJN ? ~b : fn == RV_FN_FSGNJX ? a ^ b : b;
    return (a & ~sign) | (b & sign);
}

/* x * y + z, the operands of all eight; a negated NaN is a NaN. */
struct fused {
    bool negate_product, negate_addend, to_multiplicand;
};

HOST struct fused fused_of(enum rv_vec_fn fn)
{
    return (struct fused){
        fn == RV_FN_FNMADD || fn == RV_FN_FNMSUB || fn == RV_FN_FNMACC || fn == RV_FN_FNMSAC,
        fn == RV_FN_FNMADD || fn == RV_FN_FMSUB || fn == RV_FN_FNMACC || fn == RV_FN_FMSAC,
        fn <= RV_FN_FNMSUB,
    };
}

/* Infinity times zero is invalid, whatever is added; the host thinks otherwise of a quiet NaN. */
HOST double checked(struct rv_vec *v, double x, double y, double sum)
{
    if (sum != sum && ((__builtin_isinf(x) && y == 0) || (x == 0 && __builtin_isinf(y))))
        v->flags |= FP_INVALID;
    return sum;
}

HOST double fused64(struct rv_vec *v, enum rv_vec_fn fn, double a, double b, double d)
{
    struct fused k = fused_of(fn);
    double x = k.to_multiplicand ? d : a, z = k.to_multiplicand ? a : d;
    double sum = __builtin_fma(k.negate_product ? -x : x, b, k.negate_addend ? -z : z);
    return checked(v, x, b, sum);
}

HOST float fused32(struct rv_vec *v, enum rv_vec_fn fn, float a, float b, float d)
{
    struct fused k = fused_of(fn);
    float x = k.to_multiplicand ? d : a, z = k.to_multiplicand ? a : d;
    float sum = __builtin_fmaf(k.negate_product ? -x : x, b, k.negate_addend ? -z : z);
    if (sum != sum)
        checked(v, x, b, sum);
    return sum;
}

HOST float arithmetic32(enum rv_vec_fn fn, float a, float b)
{
    switch (fn) {
    case RV_FN_FADD: return a + b;
    case RV_FN_FSUB: return a - b;
    case RV_FN_FRSUB: return b - a;
    case RV_FN_FMUL: return a * b;
    case RV_FN_FDIV: return a / b;
    case RV_FN_FRDIV: return b / a;
    default: return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(a)));
    }
}

HOST double arithmetic64(enum rv_vec_fn fn, double a, double b)
{
    switch (fn) {
    case RV_FN_FADD: return a + b;
    case RV_FN_FSUB: return a - b;
    case RV_FN_FRSUB: return b - a;
    case RV_FN_FMUL: return a * b;
    case RV_FN_FDIV: return a / b;
    case RV_FN_FRDIV: return b / a;
    default: return _mm_cvtsd_f64(_mm_sqrt_sd(_mm_setzero_pd(), _mm_set_sd(a)));
    }
}

HOST bool compare(enum rv_vec_fn fn, double a, double b)
{
    switch (fn) {
    case RV_FN_FEQ: return a == b;
    case RV_FN_FNE: return a != b;
    case RV_FN_FLT: return a < b;
    case RV_FN_FLE: return a <= b;
    case RV_FN_FGT: return a > b;
    default: return a >= b;
    }
}

HOST bool is_fused(enum rv_vec_fn fn)
{
    return fn >= RV_FN_FMADD && fn <= RV_FN_FNMSAC;
}

HOST uint64_t element(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t a, uint64_t b,
                      uint64_t d)
{
    if (fn == RV_FN_FMIN || fn == RV_FN_FMAX)
        return min_max(v, fn == RV_FN_FMIN, lg, a, b);
    if (fn >= RV_FN_FSGNJ && fn <= RV_FN_FSGNJX)
        return sign_inject(fn, lg, a, b);
    if (fn >= RV_FN_FEQ && fn <= RV_FN_FGE)
        return lg == 1   ? compare(fn, f16(a), f16(b))
               : lg == 2 ? compare(fn, f32(a), f32(b))
                         : compare(fn, f64(a), f64(b));
    if (lg == 3)
        return bits64(is_fused(fn) ? fused64(v, fn, f64(a), f64(b), f64(d))
                                   : arithmetic64(fn, f64(a), f64(b)));
    if (lg == 2)
        return bits32(is_fused(fn) ? fused32(v, fn, f32(a), f32(b), f32(d))
                                   : arithmetic32(fn, f32(a), f32(b)));
    return bits16(is_fused(fn) ? to_odd(fused64(v, fn, f16(a), f16(b), f16(d)))
                               : arithmetic32(fn, f16(a), f16(b)));
}

/* ---- loops ---- */

HOST void loop(struct rv_vec *v, enum rv_vec_fn fn, int lg, const struct rv_lanes *l)
{
    const void *a = l->a, *b = l->b, *d = l->d;
    void *out = l->out;
    int to = fn >= RV_FN_FEQ && fn <= RV_FN_FGE ? 0 : lg;
    unsigned old = begin(v);
    for (size_t i = 0, n = l->n; i < n; i++) {
        uint64_t x = rv_lane(a, i, lg), y = fn == RV_FN_FSQRT ? 0 : rv_lane(b, i, lg);
        uint64_t z = is_fused(fn) ? rv_lane(d, i, lg) : 0;
        rv_set_lane(out, i, to, element(v, fn, lg, x, y, z));
    }
    end(v, old, true);
}

HOST bool formats(struct rv_vec *v, enum rv_vec_fn fn, int lg, const struct rv_lanes *l)
{
    switch (lg) {
    case 1: loop(v, fn, 1, l); break;
    case 2: loop(v, fn, 2, l); break;
    default: loop(v, fn, 3, l); break;
    }
    return true;
}

__attribute__((target("avx2,fma,f16c"))) static bool host_fp(struct rv_vec *v, enum rv_vec_fn fn,
                                                             int lg, const struct rv_lanes *l)
{
    switch (fn) {
    case RV_FN_FADD: return formats(v, RV_FN_FADD, lg, l);
    case RV_FN_FSUB: return formats(v, RV_FN_FSUB, lg, l);
    case RV_FN_FRSUB: return formats(v, RV_FN_FRSUB, lg, l);
    case RV_FN_FMUL: return formats(v, RV_FN_FMUL, lg, l);
    case RV_FN_FDIV: return formats(v, RV_FN_FDIV, lg, l);
    case RV_FN_FRDIV: return formats(v, RV_FN_FRDIV, lg, l);
    case RV_FN_FMIN: return formats(v, RV_FN_FMIN, lg, l);
    case RV_FN_FMAX: return formats(v, RV_FN_FMAX, lg, l);
    case RV_FN_FSGNJ: return formats(v, RV_FN_FSGNJ, lg, l);
    case RV_FN_FSGNJN: return formats(v, RV_FN_FSGNJN, lg, l);
    case RV_FN_FSGNJX: return formats(v, RV_FN_FSGNJX, lg, l);
    case RV_FN_FMADD: return formats(v, RV_FN_FMADD, lg, l);
    case RV_FN_FNMADD: return formats(v, RV_FN_FNMADD, lg, l);
    case RV_FN_FMSUB: return formats(v, RV_FN_FMSUB, lg, l);
    case RV_FN_FNMSUB: return formats(v, RV_FN_FNMSUB, lg, l);
    case RV_FN_FMACC: return formats(v, RV_FN_FMACC, lg, l);
    case RV_FN_FNMACC: return formats(v, RV_FN_FNMACC, lg, l);
    case RV_FN_FMSAC: return formats(v, RV_FN_FMSAC, lg, l);
    case RV_FN_FNMSAC: return formats(v, RV_FN_FNMSAC, lg, l);
    case RV_FN_FEQ: return formats(v, RV_FN_FEQ, lg, l);
    case RV_FN_FNE: return formats(v, RV_FN_FNE, lg, l);
    case RV_FN_FLT: return formats(v, RV_FN_FLT, lg, l);
    case RV_FN_FLE: return formats(v, RV_FN_FLE, lg, l);
    case RV_FN_FGT: return formats(v, RV_FN_FGT, lg, l);
    case RV_FN_FGE: return formats(v, RV_FN_FGE, lg, l);
    case RV_FN_FSQRT: return formats(v, RV_FN_FSQRT, lg, l);
    default: return false; /* estimates and classes are integer work */
    }
}

bool rv_vec_host_fp(struct rv_vec *v, enum rv_vec_fn fn, int lg, const struct rv_lanes *l)
{
    return host_can(v) && !(v->alt && lg == 1) && host_fp(v, fn, lg, l);
}

/* ---- reductions ---- */

HOST void fold(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t *sum, const struct rv_lanes *l)
{
    unsigned old = begin(v);
    for (size_t i = 0, n = l->n; i < n; i++)
        *sum = element(v, fn, lg, rv_lane(l->a, i, lg), *sum, 0);
    end(v, old, true);
}

HOST void fold_formats(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t *sum,
                       const struct rv_lanes *l)
{
    switch (lg) {
    case 1: fold(v, fn, 1, sum, l); break;
    case 2: fold(v, fn, 2, sum, l); break;
    default: fold(v, fn, 3, sum, l); break;
    }
}

__attribute__((target("avx2,fma,f16c"))) static void
host_fold(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t *sum, const struct rv_lanes *l)
{
    if (fn == RV_FN_FADD)
        fold_formats(v, RV_FN_FADD, lg, sum, l);
    else if (fn == RV_FN_FMIN)
        fold_formats(v, RV_FN_FMIN, lg, sum, l);
    else
        fold_formats(v, RV_FN_FMAX, lg, sum, l);
}

bool rv_vec_host_fold(struct rv_vec *v, enum rv_vec_fn fn, int lg, uint64_t *sum,
                      const struct rv_lanes *l)
{
    if (!host_can(v))
        return false;
    host_fold(v, fn, lg, sum, l);
    return true;
}

/* ---- conversions ---- */

HOST double value_of(int from, uint64_t a)
{
    return from == 1 ? f16(a) : from == 2 ? f32(a) : f64(a);
}

/* Flags are its own: what does not fit is invalid and not inexact. */
HOST uint64_t to_int(struct rv_vec *v, bool is_signed, bool truncate, int to, double x)
{
    uint64_t max = (UINT64_MAX >> (64 - (8u << to))) >> is_signed;
    int64_t low = is_signed ? -(int64_t)max - 1 : 0;
    if (!(x < 0x1p63)) {
        if (!is_signed && to == 3 && x < 0x1p64)
            return (uint64_t)(int64_t)(x - 0x1p63) | UINT64_C(1) << 63;
        v->flags |= FP_INVALID;
        return max;
    }
    int64_t i = x < -0x1p63 ? INT64_MIN
                : truncate  ? _mm_cvttsd_si64(_mm_set_sd(x))
                            : _mm_cvtsd_si64(_mm_set_sd(x));
    if (x < -0x1p63 || i < low || (i > 0 && (uint64_t)i > max)) {
        v->flags |= FP_INVALID;
        return i < low || x < -0x1p63 ? (uint64_t)low : max;
    }
    v->flags |= (double)i != x ? FP_INEXACT : 0;
    return (uint64_t)i;
}

HOST uint64_t from_int(bool is_signed, int from, int to, uint64_t a)
{
    int64_t x = (int64_t)rv_sext(a, from);
    if (to == 3)
        return bits64(is_signed ? (double)x : (double)a);
    if (to == 2)
        return bits32(is_signed ? (float)x : (float)a);
    return bits16(to_odd(is_signed ? (double)x : (double)a)); /* of at most 32 bits */
}

HOST uint64_t to_float(int from, int to, uint64_t a)
{
    if (from == 1)
        return bits32(f16(a));
    if (from == 3)
        return bits32((float)f64(a));
    return to == 3 ? bits64(f32(a)) : bits16(f32(a));
}

HOST uint64_t from_bf16(struct rv_vec *v, uint64_t a)
{
    v->flags |= is_snan(2, a << 16) ? FP_INVALID : 0;
    return bits32(f32(a << 16));
}

HOST uint64_t converted(struct rv_vec *v, enum rv_vec_fn fn, int from, int to, uint64_t a)
{
    switch (fn) {
    case RV_FN_F2U: return to_int(v, false, false, to, value_of(from, a));
    case RV_FN_F2I: return to_int(v, true, false, to, value_of(from, a));
    case RV_FN_F2U_RTZ: return to_int(v, false, true, to, value_of(from, a));
    case RV_FN_F2I_RTZ: return to_int(v, true, true, to, value_of(from, a));
    case RV_FN_U2F: return from_int(false, from, to, a);
    case RV_FN_I2F: return from_int(true, from, to, a);
    case RV_FN_BF16: return from_bf16(v, a);
    default: return to_float(from, to, a);
    }
}

HOST bool convert_loop(struct rv_vec *v, enum rv_vec_fn fn, int from, int to,
                       const struct rv_lanes *l)
{
    const void *a = l->a;
    void *out = l->out;
    unsigned old = begin(v);
    for (size_t i = 0, n = l->n; i < n; i++)
        rv_set_lane(out, i, to, converted(v, fn, from, to, rv_lane(a, i, from)));
    end(v, old, fn > RV_FN_F2I_RTZ);
    return true;
}

HOST bool to_int_widths(struct rv_vec *v, enum rv_vec_fn fn, int from, int to,
                        const struct rv_lanes *l)
{
    switch (from * 4 + to) {
    case 4: return convert_loop(v, fn, 1, 0, l);
    case 5: return convert_loop(v, fn, 1, 1, l);
    case 6: return convert_loop(v, fn, 1, 2, l);
    case 9: return convert_loop(v, fn, 2, 1, l);
    case 10: return convert_loop(v, fn, 2, 2, l);
    case 11: return convert_loop(v, fn, 2, 3, l);
    case 14: return convert_loop(v, fn, 3, 2, l);
    default: return convert_loop(v, fn, 3, 3, l);
    }
}

HOST bool from_int_widths(struct rv_vec *v, enum rv_vec_fn fn, int from, int to,
                          const struct rv_lanes *l)
{
    switch (from * 4 + to) {
    case 1: return convert_loop(v, fn, 0, 1, l);
    case 5: return convert_loop(v, fn, 1, 1, l);
    case 6: return convert_loop(v, fn, 1, 2, l);
    case 9: return convert_loop(v, fn, 2, 1, l);
    case 10: return convert_loop(v, fn, 2, 2, l);
    case 11: return convert_loop(v, fn, 2, 3, l);
    case 14: return convert_loop(v, fn, 3, 2, l);
    default: return convert_loop(v, fn, 3, 3, l);
    }
}

HOST bool float_widths(struct rv_vec *v, enum rv_vec_fn fn, int from, int to,
                       const struct rv_lanes *l)
{
    switch (from * 4 + to) {
    case 6: return convert_loop(v, fn, 1, 2, l);
    case 9: return convert_loop(v, fn, 2, 1, l);
    case 11: return convert_loop(v, fn, 2, 3, l);
    default: return convert_loop(v, fn, 3, 2, l);
    }
}

__attribute__((target("avx2,fma,f16c"))) static bool
host_convert(struct rv_vec *v, enum rv_vec_fn fn, int from, int to, const struct rv_lanes *l)
{
    switch (fn) {
    case RV_FN_F2U: return to_int_widths(v, RV_FN_F2U, from, to, l);
    case RV_FN_F2I: return to_int_widths(v, RV_FN_F2I, from, to, l);
    case RV_FN_F2U_RTZ: return to_int_widths(v, RV_FN_F2U_RTZ, from, to, l);
    case RV_FN_F2I_RTZ: return to_int_widths(v, RV_FN_F2I_RTZ, from, to, l);
    case RV_FN_U2F: return from_int_widths(v, RV_FN_U2F, from, to, l);
    case RV_FN_I2F: return from_int_widths(v, RV_FN_I2F, from, to, l);
    case RV_FN_F2F: return float_widths(v, RV_FN_F2F, from, to, l);
    case RV_FN_BF16: return from < to && convert_loop(v, RV_FN_BF16, 1, 2, l);
    default: return false;
    }
}

bool rv_vec_host_convert(struct rv_vec *v, enum rv_vec_fn fn, int from, int to,
                         const struct rv_lanes *l)
{
    if (v->alt && fn != RV_FN_BF16)
        return false;
    return host_can(v) && host_convert(v, fn, from, to, l);
}
