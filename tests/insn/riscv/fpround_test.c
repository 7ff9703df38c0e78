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
#include "tests/insn/riscv/numbers.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 600

static uint64_t rng = 11;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

static struct number integer(uint64_t v, unsigned n, bool is_unsigned)
{
    bool negative = !is_unsigned && v >> (n - 1) & 1;
    v = (negative ? -v : v) & num_low(n);
    return (struct number){.negative = negative, .m = v};
}

static uint64_t round_to_integral(uint64_t v, const struct format *f, unsigned mode, bool exact,
                                  unsigned *flags)
{
    struct number x = num_decode(v, f);
    bool inexact = false;
    *flags |= x.signalling ? NV : 0;
    if (x.nan)
        return num_quiet(f);
    if (x.infinite || x.e >= 0)
        return v;
    struct number whole = {.negative = x.negative, .m = num_at_scale(&x, 0, mode, &inexact)};
    *flags |= inexact && exact ? NX : 0;
    return num_to_float(&whole, f, RNE, &(unsigned){0});
}

static unsigned class(uint64_t v, const struct format *f)
{
    struct number x = num_decode(v, f);
    uint64_t size = v & num_low(f->n - 1);
    if (x.nan)
        return x.signalling ? 1 << 8 : 1 << 9;
    unsigned kind = x.infinite ? 0 : size >> f->fraction ? 1 : size ? 2 : 3;
    return 1u << (x.negative ? kind : 7 - kind);
}

/* ---- operands ---- */

static uint64_t integer_value(unsigned n)
{
    uint64_t r = rnd(), v = rnd() >> (rnd() & 63);
    if (r & 1)
        v = (UINT64_C(1) << (rnd() & 63)) + (rnd() & 3) - 2;
    if (r & 2)
        v = -v;
    return v & num_low(n);
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
    return v | ~num_low(f->n);
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
        uint64_t v = num_random(f, &rng);
        struct number x = num_decode(v, f);
        uint64_t want = num_to_integer(&x, n, kind & 1, mode, &flags);
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
        uint64_t want = num_to_float(&x, f, mode, &flags);
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
        uint64_t v = num_random(from, &rng);
        struct number x = num_decode(unboxed ? num_quiet(from) : v, from);
        uint64_t want = num_to_float(&x, to, mode, &flags);
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
        uint64_t v = num_random(f, &rng), want = round_to_integral(v, f, mode, exact, &flags);
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
        uint64_t v = num_random(f, &rng);
        cpu.f[11][0] = boxed(v, f);
        ok = run(run_word(name)) && same(name, 0, v, cpu.x[10], class(v, f)) &&
             same("flags", 0, v, rv_get_fcsr(&cpu) & 31, 0);
    }
    tap_ok(t, ok, "%s", name);
}

/* Less, equal or more, of two numbers that are no NaNs: their bits as integers. */
static int compare(uint64_t a, uint64_t b, const struct format *f)
{
    uint64_t x = a & num_low(f->n - 1), y = b & num_low(f->n - 1);
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
            uint64_t a = num_random(f, &rng), b = i % 16 ? num_random(f, &rng) : a;
            struct number x = num_decode(a, f), y = num_decode(b, f);
            bool nan = x.nan || y.nan;
            int order = nan ? 1 : compare(a, b, f);
            bool first = order ? order < 0 : x.negative || !y.negative;
            uint64_t want = nan ? num_quiet(f) : first == (k == 0) ? a : b;
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
                        : k == 30 ? num_infinity(f)
                        : k == 31 ? num_quiet(f)
                                  : num_to_float(&x, f, RNE, &(unsigned){0});
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
        uint64_t v = num_random(&num_double, &rng), want = 0;
        struct number x = num_decode(v, &num_double);
        unsigned flags = 0;
        num_to_integer(&x, 32, false, RTZ, &flags);
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
    } rows[] = {{"FMV_X_H", "FMV_H_X", &num_half},
                {"FMV_X_W", "FMV_W_X", &num_single},
                {"FMV_X_D", "FMV_D_X", &num_double}};
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
    bool bfloat = row->bfloat || cpu.vtype & RV_VTYPE_ALT;
    const struct format *f = bfloat && from == 16 ? &num_bfloat : num_format(from);
    struct number x = of_float ? num_decode(v, f) : integer(v, from, row->kind == F_XU);
    if (row->kind == CLASS)
        return class(v, f);
    if (row->kind == X_F || row->kind == XU_F)
        return num_to_integer(&x, to, row->kind == XU_F, mode, flags);
    return num_to_float(&x, bfloat && to == 16 ? &num_bfloat : num_format(to), mode, flags);
}

/* May altfmt be set?  Not where integers of more than 8 bits take part. */
static bool may_be_alt(const struct vector_row *row, unsigned sew)
{
    return row->kind == CLASS || row->kind == F_F ? sew == 1 : sew == 0 && row->shape;
}

/* sew: log2 of bytes, of the narrower side. */
static bool vector_trial(const struct vector_row *row, unsigned sew)
{
    bool of_float = row->kind != F_X && row->kind != F_XU, masked = rnd() & 1;
    unsigned n = 8u << sew, from = row->shape < 0 ? 2 * n : n, to = row->shape > 0 ? 2 * n : n;
    unsigned frm = (unsigned)(rnd() % 5), elements = cpu.vlenb * 8 / n, flags = 0;
    unsigned mode = row->mode < 0 ? frm : (unsigned)row->mode;
    bool alt = may_be_alt(row, sew) && rnd() & 1;
    const struct format *f = (row->bfloat || alt) && from == 16 ? &num_bfloat : num_format(from);
    for (unsigned i = 0; i < cpu.vlenb * 16 / from; i++) {
        uint64_t v = of_float ? num_random(f, &rng) : integer_value(from);
        memcpy(cpu.v + 16 * cpu.vlenb + i * from / 8, &v, from / 8);
    }
    for (unsigned i = 0; i < cpu.vlenb; i++)
        cpu.v[i] = (uint8_t)rnd();
    rv_set_fcsr(&cpu, frm << 5);
    rv_set_vtype(&cpu, sew << 3 | (alt ? RV_VTYPE_ALT : 0),
                 rnd() & 1 ? elements : rnd() % elements);
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
        const struct format *f = num_format(n);
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
    test_format(&t, "FCVT_S_D", &num_double, &num_single);
    test_format(&t, "FCVT_D_S", &num_single, &num_double);
    test_format(&t, "FCVT_S_H", &num_half, &num_single);
    test_format(&t, "FCVT_H_S", &num_single, &num_half);
    test_format(&t, "FCVT_D_H", &num_half, &num_double);
    test_format(&t, "FCVT_H_D", &num_double, &num_half);
    test_format(&t, "FCVT_BF16_S", &num_single, &num_bfloat);
    test_format(&t, "FCVT_S_BF16", &num_bfloat, &num_single);
    test_fcvtmod(&t);
    test_moves(&t);
    test_vectors(&t, "max");
    test_vectors(&t, "max,vlen=256");
    runner_free(&r);
    return tap_done(&t);
}
