/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RISC-V floating point that only rounds or looks: conversions between all formats and integers,
 * scalar and vector, FROUND, classes, the rest of Zfa; in every rounding mode, with flags.
 *
 * In: operands by fixed seeds, edge values among them. Out: TAP, a case an instruction. The model
 * computes with integers: a number is m * 2^e, and is rounded once.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 600

enum { RNE, RTZ, RDN, RUP, RMM, ROD };
enum { NX = 1, UF = 2, OF = 4, DZ = 8, NV = 16 };

typedef unsigned __int128 u128;

static uint64_t rng = 11;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

static uint64_t low(unsigned n)
{
    return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

/* ---- formats ---- */

struct format {
    unsigned n, fraction; /* bits */
};

static const struct format half = {16, 10}, single = {32, 23}, wide = {64, 52}, bfloat = {16, 7};

static const struct format *format_of(unsigned n)
{
    return n == 16 ? &half : n == 32 ? &single : &wide;
}

static uint64_t infinity(const struct format *f)
{
    return low(f->n - 1) & ~low(f->fraction);
}

static uint64_t quiet(const struct format *f)
{
    return infinity(f) | UINT64_C(1) << (f->fraction - 1);
}

static int bias(const struct format *f)
{
    return (1 << (f->n - f->fraction - 2)) - 1;
}

struct number {
    bool negative, nan, signalling, infinite;
    u128 m;
    int e;
};

static struct number decode(uint64_t v, const struct format *f)
{
    uint64_t size = v & low(f->n - 1), exponent = size >> f->fraction;
    return (struct number){
        .negative = v >> (f->n - 1) & 1,
        .nan = size > infinity(f),
        .signalling = size > infinity(f) && size < quiet(f),
        .infinite = size == infinity(f),
        .m = (size & low(f->fraction)) | (exponent ? UINT64_C(1) << f->fraction : 0),
        .e = (int)(exponent ? exponent : 1) - bias(f) - (int)f->fraction,
    };
}

static unsigned length(u128 m)
{
    unsigned n = 0;
    for (; m; m >>= 1)
        n++;
    return n;
}

/* m * 2^e as a multiple of 2^to; its caller sees to it that it fits. */
static u128 at_scale(const struct number *x, int to, unsigned mode, bool *inexact)
{
    int shift = to - x->e;
    *inexact = false;
    if (shift <= 0)
        return x->m << -shift;
    u128 q = shift > 127 ? 0 : x->m >> shift;
    u128 rest = shift > 127 ? x->m : x->m & (((u128)1 << shift) - 1);
    int against = rest == 0                        ? -1
                  : shift > 127                    ? -1
                  : rest > (u128)1 << (shift - 1)  ? 1
                  : rest == (u128)1 << (shift - 1) ? 0
                                                   : -1;
    *inexact = rest != 0;
    switch (mode) {
    case RNE: return q + (against > 0 || (!against && q & 1));
    case RDN: return q + (x->negative && rest);
    case RUP: return q + (!x->negative && rest);
    case RMM: return q + (against >= 0);
    case ROD: return q | (rest != 0);
    default: return q;
    }
}

static uint64_t to_float(const struct number *x, const struct format *f, unsigned mode,
                         unsigned *flags)
{
    uint64_t sign = x->negative ? UINT64_C(1) << (f->n - 1) : 0;
    *flags |= x->signalling ? NV : 0;
    if (x->nan)
        return quiet(f);
    if (x->infinite || !x->m)
        return sign | (x->infinite ? infinity(f) : 0);
    int top = x->e + (int)length(x->m) - 1, least = 1 - bias(f), fraction = (int)f->fraction;
    bool inexact;
    u128 unbounded = at_scale(x, top - fraction, mode, &inexact);
    bool tiny = top + (unbounded >> (fraction + 1) != 0) < least;
    int scale = top > least ? top - fraction : least - fraction;
    u128 k = at_scale(x, scale, mode, &inexact);
    if (k >> (fraction + 1))
        k >>= 1, scale++;
    if (scale + fraction > bias(f)) {
        bool away = mode == RNE || mode == RMM || mode == (x->negative ? RDN : RUP);
        *flags |= OF | NX;
        return sign | (away ? infinity(f) : infinity(f) - 1);
    }
    *flags |= inexact ? NX | (tiny ? UF : 0) : 0;
    uint64_t exponent = k >> fraction ? (uint64_t)(scale + fraction + bias(f)) : 0;
    return sign | exponent << fraction | ((uint64_t)k & low(f->fraction));
}

/* To an integer of n bits: zero-extended. */
static uint64_t to_integer(const struct number *x, unsigned n, bool is_unsigned, unsigned mode,
                           unsigned *flags)
{
    uint64_t most = is_unsigned ? low(n) : low(n - 1),
             least = is_unsigned ? 0 : ~low(n - 1) & low(n);
    bool inexact, negative = x->negative && !x->nan;
    u128 limit = negative ? (is_unsigned ? 0 : (u128)1 << (n - 1)) : most;
    bool large = x->nan || x->infinite || (x->m && x->e + (int)length(x->m) > 66);
    u128 q = large ? 0 : at_scale(x, 0, mode, &inexact);
    if (large || q > limit) {
        *flags |= NV;
        return negative ? least : most;
    }
    *flags |= inexact ? NX : 0;
    return (negative ? -(uint64_t)q : (uint64_t)q) & low(n);
}

static struct number integer(uint64_t v, unsigned n, bool is_unsigned)
{
    bool negative = !is_unsigned && v >> (n - 1) & 1;
    v = (negative ? -v : v) & low(n);
    return (struct number){.negative = negative, .m = v};
}

static uint64_t round_to_integral(uint64_t v, const struct format *f, unsigned mode, bool exact,
                                  unsigned *flags)
{
    struct number x = decode(v, f);
    bool inexact = false;
    *flags |= x.signalling ? NV : 0;
    if (x.nan)
        return quiet(f);
    if (x.infinite || x.e >= 0)
        return v;
    struct number whole = {.negative = x.negative, .m = at_scale(&x, 0, mode, &inexact)};
    *flags |= inexact && exact ? NX : 0;
    return to_float(&whole, f, RNE, &(unsigned){0});
}

static unsigned class(uint64_t v, const struct format *f)
{
    struct number x = decode(v, f);
    uint64_t size = v & low(f->n - 1);
    if (x.nan)
        return x.signalling ? 1 << 8 : 1 << 9;
    unsigned kind = x.infinite ? 0 : size >> f->fraction ? 1 : size ? 2 : 3;
    return 1u << (x.negative ? kind : 7 - kind);
}

/* ---- operands ---- */

static uint64_t float_value(const struct format *f)
{
    uint64_t r = rnd(), one = (uint64_t)bias(f) << f->fraction, v = rnd();
    unsigned k = r >> 8 & 127;
    const uint64_t edges[] = {0,
                              1,
                              low(f->fraction),
                              low(f->fraction) + 1,
                              one,
                              one - 1,
                              infinity(f) - 1,
                              infinity(f),
                              quiet(f),
                              quiet(f) + 5,
                              infinity(f) + 1};
    switch (r & 7) {
    case 0: v = edges[(r >> 16) % G_N_ELEMENTS(edges)]; break;
    case 1: /* around the bounds of integers and of narrower formats, few bits set */
    case 2:
        v = one + ((uint64_t)k << f->fraction) - ((r >> 20 & 1) + (r >> 21 & 1));
        if (r >> 22 & 1)
            v |= UINT64_C(3) << (rnd() % f->fraction);
        break;
    case 3: v = one - ((uint64_t)k << f->fraction) + (rnd() & 3) * (low(f->fraction) >> 1); break;
    case 4: v = one + ((uint64_t)(k & 31) << f->fraction) + (rnd() & low(f->fraction)); break;
    case 5: { /* with a half */
        struct number x = {.m = (rnd() >> (rnd() & 63)) << 1 | 1, .e = -1};
        v = to_float(&x, f, RTZ, &(unsigned){0});
        break;
    }
    default: break;
    }
    return (v ^ (r >> 40 & 1 ? UINT64_C(1) << (f->n - 1) : 0)) & low(f->n);
}

static uint64_t integer_value(unsigned n)
{
    uint64_t r = rnd(), v = rnd() >> (rnd() & 63);
    if (r & 1)
        v = (UINT64_C(1) << (rnd() & 63)) + (rnd() & 3) - 2;
    if (r & 2)
        v = -v;
    return v & low(n);
}

/* ---- running ---- */

static struct runner r;
static struct rv_cpu cpu, before;

static bool same(const char *name, unsigned mode, uint64_t in, uint64_t got, uint64_t want)
{
    if (got != want)
        printf("# %s, rm %u: of %" PRIx64 ": %" PRIx64 ", not %" PRIx64 "\n", name, mode, in, got,
               want);
    return got == want;
}

/* The mode of a trial, as a static one in the word or in frm. */
static uint32_t with_mode(uint32_t word, unsigned mode)
{
    bool is_static = rnd() & 1;
    rv_set_fcsr(&cpu, (is_static ? (uint32_t)(rnd() % 5) : mode) << 5);
    r.optimise = rnd() & 1;
    return is_static ? (word & ~(7u << 12)) | mode << 12 : word;
}

static bool run(uint32_t word)
{
    return word && run_words(&r, &cpu, &word, 1) == RV_TRAP_ECALL;
}

static uint64_t boxed(uint64_t v, const struct format *f)
{
    return v | ~low(f->n);
}

static char letter(const struct format *f)
{
    return f->n == 16 ? 'H' : f->n == 32 ? 'S' : 'D';
}

static const char *const integers[] = {"W", "WU", "L", "LU"};

static void test_to_integer(struct tap *t, const struct format *f, unsigned kind)
{
    g_autofree char *name = g_strdup_printf("FCVT_%s_%c", integers[kind], letter(f));
    unsigned n = kind < 2 ? 32 : 64;
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        unsigned mode = i % 5, flags = 0;
        uint64_t v = float_value(f);
        struct number x = decode(v, f);
        uint64_t want = to_integer(&x, n, kind & 1, mode, &flags);
        cpu.f[11][0] = boxed(v, f);
        ok = run(with_mode(run_word(name), mode)) &&
             same(name, mode, v, cpu.x[10],
                  n == 32 ? (uint64_t)(int64_t)(int32_t)(uint32_t)want : want) &&
             same("flags", mode, v, rv_get_fcsr(&cpu) & 31, flags);
    }
    tap_ok(t, ok, "%s", name);
}

static void test_from_integer(struct tap *t, const struct format *f, unsigned kind)
{
    g_autofree char *name = g_strdup_printf("FCVT_%c_%s", letter(f), integers[kind]);
    unsigned n = kind < 2 ? 32 : 64;
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        unsigned mode = i % 5, flags = 0;
        uint64_t v = integer_value(64);
        struct number x = integer(v, n, kind & 1);
        uint64_t want = to_float(&x, f, mode, &flags);
        cpu.x[11] = v;
        ok = run(with_mode(run_word(name), mode)) &&
             same(name, mode, v, cpu.f[10][0], boxed(want, f)) &&
             same("flags", mode, v, rv_get_fcsr(&cpu) & 31, flags);
    }
    tap_ok(t, ok, "%s", name);
}

static void test_format(struct tap *t, const char *name, const struct format *from,
                        const struct format *to)
{
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        unsigned mode = i % 5, flags = 0;
        bool unboxed = from->n < 64 && rnd() % 8 == 0;
        uint64_t v = float_value(from);
        struct number x = decode(unboxed ? quiet(from) : v, from);
        uint64_t want = to_float(&x, to, mode, &flags);
        cpu.f[11][0] = unboxed ? v | UINT64_C(1) << 63 : boxed(v, from);
        ok = run(with_mode(run_word(name), mode)) &&
             same(name, mode, v, cpu.f[10][0], boxed(want, to)) &&
             same("flags", mode, v, rv_get_fcsr(&cpu) & 31, flags);
    }
    tap_ok(t, ok, "%s", name);
}

static void test_fround(struct tap *t, const struct format *f, bool exact)
{
    g_autofree char *name = g_strdup_printf("FROUND%s_%c", exact ? "NX" : "", letter(f));
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        unsigned mode = i % 5, flags = 0;
        uint64_t v = float_value(f), want = round_to_integral(v, f, mode, exact, &flags);
        cpu.f[11][0] = boxed(v, f);
        ok = run(with_mode(run_word(name), mode)) &&
             same(name, mode, v, cpu.f[10][0], boxed(want, f)) &&
             same("flags", mode, v, rv_get_fcsr(&cpu) & 31, flags);
    }
    tap_ok(t, ok, "%s", name);
}

static void test_fclass(struct tap *t, const struct format *f)
{
    g_autofree char *name = g_strdup_printf("FCLASS_%c", letter(f));
    bool ok = true;
    rv_set_fcsr(&cpu, 0);
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        uint64_t v = float_value(f);
        cpu.f[11][0] = boxed(v, f);
        ok = run(run_word(name)) && same(name, 0, v, cpu.x[10], class(v, f)) &&
             same("flags", 0, v, rv_get_fcsr(&cpu) & 31, 0);
    }
    tap_ok(t, ok, "%s", name);
}

/* Less, equal or more, of two numbers that are no NaNs: their bits as integers. */
static int compare(uint64_t a, uint64_t b, const struct format *f)
{
    uint64_t x = a & low(f->n - 1), y = b & low(f->n - 1);
    int64_t p = a >> (f->n - 1) & 1 ? -(int64_t)x : (int64_t)x;
    int64_t q = b >> (f->n - 1) & 1 ? -(int64_t)y : (int64_t)y;
    return p < q ? -1 : p > q;
}

static void test_quiet_pairs(struct tap *t, const struct format *f)
{
    static const char *const names[] = {"FMINM", "FMAXM", "FLTQ", "FLEQ"};
    for (unsigned k = 0; k < 4; k++) {
        g_autofree char *name = g_strdup_printf("%s_%c", names[k], letter(f));
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            uint64_t a = float_value(f), b = i % 16 ? float_value(f) : a;
            struct number x = decode(a, f), y = decode(b, f);
            bool nan = x.nan || y.nan;
            int order = nan ? 1 : compare(a, b, f);
            bool first = order ? order < 0 : x.negative || !y.negative;
            uint64_t want = nan ? quiet(f) : first == (k == 0) ? a : b;
            cpu.f[11][0] = boxed(a, f);
            cpu.f[12][0] = boxed(b, f);
            rv_set_fcsr(&cpu, 0);
            ok = run(run_word(name)) &&
                 (k < 2 ? same(name, 0, a, cpu.f[10][0], boxed(want, f))
                        : same(name, 0, a, cpu.x[10], !nan && (order < 0 || (k == 3 && !order)))) &&
                 same("flags", 0, a, rv_get_fcsr(&cpu) & 31, x.signalling || y.signalling ? NV : 0);
        }
        tap_ok(t, ok, "%s", name);
    }
}

/* The 32 constants: m * 2^e, and what is no such number. */
static void test_fli(struct tap *t, const struct format *f)
{
    static const struct {
        unsigned m;
        int e;
    } values[32] = {{1, 0},  {0, 0},  {1, -16}, {1, -15}, {1, -8}, {1, -7}, {1, -4}, {1, -3},
                    {1, -2}, {5, -4}, {3, -3},  {7, -4},  {1, -1}, {5, -3}, {3, -2}, {7, -3},
                    {1, 0},  {5, -2}, {3, -1},  {7, -2},  {1, 1},  {5, -1}, {3, 0},  {1, 2},
                    {1, 3},  {1, 4},  {1, 7},   {1, 8},   {1, 15}, {1, 16}, {0, 0},  {0, 0}};
    g_autofree char *name = g_strdup_printf("FLI_%c", letter(f));
    bool ok = true;
    rv_set_fcsr(&cpu, 0);
    for (unsigned k = 0; k < 32 && ok; k++) {
        struct number x = {.negative = k == 0, .m = values[k].m, .e = values[k].e};
        uint64_t want = k == 1    ? UINT64_C(1) << f->fraction /* the least normal number */
                        : k == 30 ? infinity(f)
                        : k == 31 ? quiet(f)
                                  : to_float(&x, f, RNE, &(unsigned){0});
        uint32_t word = (run_word(name) & ~(31u << 15)) | k << 15;
        ok = run(word) && same(name, 0, k, cpu.f[10][0], boxed(want, f)) &&
             same("flags", 0, k, rv_get_fcsr(&cpu) & 31, 0);
    }
    tap_ok(t, ok, "%s", name);
}

static void test_fcvtmod(struct tap *t)
{
    uint32_t word = run_word("FCVTMOD_W_D") | 1u << 12;
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        uint64_t v = float_value(&wide), want = 0;
        struct number x = decode(v, &wide);
        unsigned flags = 0;
        to_integer(&x, 32, false, RTZ, &flags);
        if (!x.nan && !x.infinite && x.e < 64) {
            u128 q = x.e >= 0 ? x.m << x.e : x.e < -63 ? 0 : x.m >> -x.e;
            want = x.negative ? -(uint64_t)q : (uint64_t)q;
        }
        rv_set_fcsr(&cpu, 0);
        cpu.f[11][0] = v;
        ok = run(word) &&
             same("FCVTMOD_W_D", 1, v, cpu.x[10], (uint64_t)(int64_t)(int32_t)(uint32_t)want) &&
             same("flags", 1, v, rv_get_fcsr(&cpu) & 31, flags);
    }
    tap_ok(t, ok, "FCVTMOD_W_D");
}

/* Moves between the files: bits, sign-extended or boxed; of a narrower number only its bits. */
static void test_moves(struct tap *t)
{
    static const struct {
        const char *to_x, *to_f;
        const struct format *f;
    } rows[] = {{"FMV_X_H", "FMV_H_X", &half},
                {"FMV_X_W", "FMV_W_X", &single},
                {"FMV_X_D", "FMV_D_X", &wide}};
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        bool ok = true;
        for (unsigned i = 0; i < 64 && ok; i++) {
            uint64_t v = rnd();
            unsigned up = 64 - rows[k].f->n;
            cpu.f[11][0] = cpu.x[11] = v;
            ok = run(run_word(rows[k].to_x)) &&
                 same(rows[k].to_x, 0, v, cpu.x[10], (uint64_t)((int64_t)(v << up) >> up)) &&
                 run(run_word(rows[k].to_f)) &&
                 same(rows[k].to_f, 0, v, cpu.f[10][0], boxed(v, rows[k].f));
        }
        tap_ok(t, ok, "%s, %s", rows[k].to_x, rows[k].to_f);
    }
}

/* ---- vectors ---- */

enum kind { X_F, XU_F, F_X, F_XU, F_F, CLASS };

static const struct vector_row {
    const char *name;
    int shape; /* log2 of result width by operand width */
    enum kind kind;
    int mode; /* RTZ, ROD; -1: frm's */
    bool bfloat;
} vector_rows[] = {{"VFCVT_XU_F", 0, XU_F, -1, 0},      {"VFCVT_X_F", 0, X_F, -1, 0},
                   {"VFCVT_F_XU", 0, F_XU, -1, 0},      {"VFCVT_F_X", 0, F_X, -1, 0},
                   {"VFCVT_RTZ_XU_F", 0, XU_F, RTZ, 0}, {"VFCVT_RTZ_X_F", 0, X_F, RTZ, 0},
                   {"VFWCVT_XU_F", 1, XU_F, -1, 0},     {"VFWCVT_X_F", 1, X_F, -1, 0},
                   {"VFWCVT_F_XU", 1, F_XU, -1, 0},     {"VFWCVT_F_X", 1, F_X, -1, 0},
                   {"VFWCVT_F_F", 1, F_F, -1, 0},       {"VFWCVT_RTZ_XU_F", 1, XU_F, RTZ, 0},
                   {"VFWCVT_RTZ_X_F", 1, X_F, RTZ, 0},  {"VFNCVT_XU_F", -1, XU_F, -1, 0},
                   {"VFNCVT_X_F", -1, X_F, -1, 0},      {"VFNCVT_F_XU", -1, F_XU, -1, 0},
                   {"VFNCVT_F_X", -1, F_X, -1, 0},      {"VFNCVT_F_F", -1, F_F, -1, 0},
                   {"VFNCVT_ROD_F_F", -1, F_F, ROD, 0}, {"VFNCVT_RTZ_XU_F", -1, XU_F, RTZ, 0},
                   {"VFNCVT_RTZ_X_F", -1, X_F, RTZ, 0}, {"VFWCVTBF16_F_F", 1, F_F, -1, 1},
                   {"VFNCVTBF16_F_F", -1, F_F, -1, 1},  {"VFCLASS_V", 0, CLASS, -1, 0}};

static uint64_t element(const struct rv_cpu *c, unsigned reg, unsigned i, unsigned n)
{
    uint64_t v = 0;
    memcpy(&v, c->v + reg * c->vlenb + i * n / 8, n / 8);
    return v;
}

static uint64_t convert(const struct vector_row *row, uint64_t v, unsigned from, unsigned to,
                        unsigned mode, unsigned *flags)
{
    bool of_float = row->kind != F_X && row->kind != F_XU;
    const struct format *f = row->bfloat && from == 16 ? &bfloat : format_of(from);
    struct number x = of_float ? decode(v, f) : integer(v, from, row->kind == F_XU);
    if (row->kind == CLASS)
        return class(v, f);
    if (row->kind == X_F || row->kind == XU_F)
        return to_integer(&x, to, row->kind == XU_F, mode, flags);
    return to_float(&x, row->bfloat && to == 16 ? &bfloat : format_of(to), mode, flags);
}

/* sew: log2 of bytes, of the narrower side. */
static bool vector_trial(const struct vector_row *row, unsigned sew)
{
    bool of_float = row->kind != F_X && row->kind != F_XU, masked = rnd() & 1;
    unsigned n = 8u << sew, from = row->shape < 0 ? 2 * n : n, to = row->shape > 0 ? 2 * n : n;
    unsigned frm = (unsigned)(rnd() % 5), elements = cpu.vlenb * 8 / n, flags = 0;
    unsigned mode = row->mode < 0 ? frm : (unsigned)row->mode;
    const struct format *f = row->bfloat && from == 16 ? &bfloat : format_of(from);
    for (unsigned i = 0; i < cpu.vlenb * 16 / from; i++) {
        uint64_t v = of_float ? float_value(f) : integer_value(from);
        memcpy(cpu.v + 16 * cpu.vlenb + i * from / 8, &v, from / 8);
    }
    for (unsigned i = 0; i < cpu.vlenb; i++)
        cpu.v[i] = (uint8_t)rnd();
    rv_set_fcsr(&cpu, frm << 5);
    rv_set_vtype(&cpu, sew << 3, rnd() & 1 ? elements : rnd() % elements);
    r.optimise = rnd() & 1;
    r.guess = rnd() & 1;
    before = cpu;
    bool ok = run(run_word(row->name) & ~(masked ? 1u << 25 : 0));
    for (unsigned i = 0; i < elements && ok; i++) {
        bool active = i < before.vl && (!masked || before.v[i / 8] >> (i % 8) & 1);
        uint64_t v = element(&before, 16, i, from), want = element(&before, 8, i, to);
        if (active)
            want = convert(row, v, from, to, mode, &flags);
        ok = same(row->name, mode, v, element(&cpu, 8, i, to), want);
    }
    return ok && same("flags", mode, sew, rv_get_fcsr(&cpu) & 31, flags);
}

static void test_vectors(struct tap *t, const char *model)
{
    runner_reset(&r, &cpu, model);
    for (unsigned k = 0; k < G_N_ELEMENTS(vector_rows); k++) {
        const struct vector_row *row = &vector_rows[k];
        bool to_narrow_integer = row->shape < 0 && (row->kind == X_F || row->kind == XU_F);
        bool of_narrow_integer = row->shape > 0 && (row->kind == F_X || row->kind == F_XU);
        unsigned least = to_narrow_integer || of_narrow_integer ? 0 : 1;
        unsigned most = row->bfloat ? 1 : row->shape ? 2 : 3;
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++)
            ok = vector_trial(row, least + i % (most - least + 1));
        tap_ok(t, ok, "%s, vlen %u", row->name, cpu.vlenb * 8);
    }
    r.guess = false;
}

int main(void)
{
    struct tap t = {0};
    runner_init(&r, &target_riscv64);
    runner_reset(&r, &cpu, "max");
    for (unsigned n = 16; n <= 64; n *= 2) {
        const struct format *f = format_of(n);
        for (unsigned kind = 0; kind < 4; kind++) {
            test_to_integer(&t, f, kind);
            test_from_integer(&t, f, kind);
        }
        test_fround(&t, f, false);
        test_fround(&t, f, true);
        test_fclass(&t, f);
        test_quiet_pairs(&t, f);
        test_fli(&t, f);
    }
    test_format(&t, "FCVT_S_D", &wide, &single);
    test_format(&t, "FCVT_D_S", &single, &wide);
    test_format(&t, "FCVT_S_H", &half, &single);
    test_format(&t, "FCVT_H_S", &single, &half);
    test_format(&t, "FCVT_D_H", &half, &wide);
    test_format(&t, "FCVT_H_D", &wide, &half);
    test_format(&t, "FCVT_BF16_S", &single, &bfloat);
    test_format(&t, "FCVT_S_BF16", &bfloat, &single);
    test_fcvtmod(&t);
    test_moves(&t);
    test_vectors(&t, "max");
    test_vectors(&t, "max,vlen=256");
    runner_free(&r);
    return tap_done(&t);
}
