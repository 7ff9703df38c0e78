/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector floating point of two widths, reductions, and the 7-bit estimates; all rounding modes,
 * with flags.  The estimates are checked against the manual's tables, and against what they
 * promise: an error of less than 2^-7.
 *
 * In: operands by fixed seeds, edge values among them; all of 16 bits for the estimates.  Out: TAP,
 * a case an instruction.
 */
#include <glib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/numbers.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 300
#define VD     8
#define VS2    16
#define VS1    24

static struct runner r;
static struct rv_cpu cpu, before;
static uint64_t rng = 5;
static unsigned mode, flags; /* of the trial; what the model raised */
static bool alt;             /* altfmt: 16 bits are BF16 */

static uint64_t rnd(void)
{
    return next_random(&rng);
}

static const struct format *format_of(unsigned n)
{
    return alt && n == 16 ? &num_bfloat : num_format(n);
}

static uint64_t element(const struct rv_cpu *c, unsigned reg, unsigned i, unsigned n)
{
    uint64_t v = 0;
    memcpy(&v, c->v + reg * c->vlenb + i * n / 8, n / 8);
    return v;
}

static void put(unsigned reg, unsigned i, unsigned n, uint64_t v)
{
    memcpy(cpu.v + reg * cpu.vlenb + i * n / 8, &v, n / 8);
}

static bool active(unsigned i, bool masked)
{
    return i < before.vl && (!masked || before.v[i / 8] >> (i % 8) & 1);
}

static bool same(const char *name, unsigned n, unsigned i, uint64_t got, uint64_t want)
{
    if (got != want)
        printf("# %s, e%u, rm %u, vl %u, element %u: %" PRIx64 ", not %" PRIx64 "\n", name, n, mode,
               (unsigned)before.vl, i, got, want);
    return got == want;
}

/* Values of the format in vs1, vs2 and, of to bits, in vd; a mask, vl and a rounding mode. */
static void prepare(unsigned n, unsigned to)
{
    unsigned count = cpu.vlenb * 8 / n;
    for (unsigned i = 0; i < count; i++) {
        put(VS1, i, n, num_random(format_of(n), &rng));
        put(VS2, i, n, num_random(format_of(n), &rng));
        put(VD, i, to, num_random(format_of(to), &rng));
    }
    for (unsigned i = 0; i < cpu.vlenb; i++)
        cpu.v[i] = (uint8_t)(rnd() | (rnd() & rnd()));
    cpu.f[VS1][0] = num_random(format_of(n), &rng) | ~num_low(n);
    mode = (unsigned)(rnd() % 5);
    flags = 0;
    rv_set_fcsr(&cpu, mode << 5);
    unsigned sew = n == 16 ? 1 : n == 32 ? 2 : 3;
    rv_set_vtype(&cpu, sew << 3 | (alt ? RV_VTYPE_ALT : 0),
                 rnd() % 4 ? count : rnd() % (count + 1));
    r.optimise = rnd() & 1;
    r.guess = rnd() & 1;
}

static bool run(const char *name, bool masked)
{
    uint32_t word = run_word(name);
    before = cpu;
    if (masked)
        word &= ~(1u << 25);
    int trap = word ? run_words(&r, &cpu, &word, 1) : -1;
    if (trap != RV_TRAP_ECALL)
        printf("# %s: trap %d\n", name, trap);
    return trap == RV_TRAP_ECALL;
}

static bool flags_agree(const char *name, unsigned n)
{
    return same(name, n, 999, rv_get_fcsr(&cpu) & 31, flags);
}

/* ---- widening ---- */

static const struct {
    const char *name;
    char op;         /* + - *, or f: fused */
    bool wide;       /* vs2 has the wide format */
    unsigned negate; /* f: 1 the product, 2 the addend */
} widening[] = {
    {"VFWADD_V", '+', false, 0},   {"VFWSUB_V", '-', false, 0},  {"VFWADD_W", '+', true, 0},
    {"VFWSUB_W", '-', true, 0},    {"VFWMUL_V", '*', false, 0},  {"VFWMACC_V", 'f', false, 0},
    {"VFWNMACC_V", 'f', false, 3}, {"VFWMSAC_V", 'f', false, 2}, {"VFWNMSAC_V", 'f', false, 1}};

static uint64_t widened(unsigned k, uint64_t a, uint64_t b, uint64_t d, unsigned n)
{
    const struct format *from = format_of(n), *to = format_of(2 * n);
    struct number x = num_decode(a, widening[k].wide ? to : from), y = num_decode(b, from);
    struct number out;
    if (widening[k].op == '*' || widening[k].op == 'f') {
        out = num_product(&x, &y, &flags);
    } else {
        y.negative ^= widening[k].op == '-';
        out = num_sum(&x, &y, mode, &flags);
    }
    if (widening[k].op == 'f') {
        struct number z = num_decode(d, to);
        out.negative ^= widening[k].negate & 1;
        z.negative ^= widening[k].negate >> 1;
        out = num_sum(&out, &z, mode, &flags);
    }
    return num_to_float(&out, to, mode, &flags);
}

static void test_widening(struct tap *t, unsigned k, char form)
{
    g_autofree char *name = g_strdup_printf("%s%c", widening[k].name, form);
    bool ok = true;
    for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
        unsigned n = 16u << (trial & 1);
        bool masked = rnd() & 1;
        alt = trial % 4 == 2;
        prepare(n, 2 * n);
        for (unsigned i = 0; i < cpu.vlenb * 8 / n && widening[k].wide; i++)
            put(VS2, i, 2 * n, num_random(format_of(2 * n), &rng));
        ok = run(name, masked);
        for (unsigned i = 0; i < cpu.vlenb * 8 / n && ok; i++) {
            uint64_t a = element(&before, VS2, i, widening[k].wide ? 2 * n : n);
            uint64_t b = form == 'F' ? before.f[VS1][0] & num_low(n) : element(&before, VS1, i, n);
            uint64_t d = element(&before, VD, i, 2 * n);
            uint64_t want = active(i, masked) ? widened(k, a, b, d, n) : d;
            ok = same(name, n, i, element(&cpu, VD, i, 2 * n), want);
        }
        ok = ok && flags_agree(name, n);
    }
    alt = false;
    tap_ok(t, ok, "%s, vlen %u", name, cpu.vlenb * 8);
}

/* ---- reductions ---- */

static uint64_t least_or_most(uint64_t a, uint64_t b, unsigned n, bool least)
{
    struct number x = num_decode(a, format_of(n)), y = num_decode(b, format_of(n));
    uint64_t sign = UINT64_C(1) << (n - 1);
    flags |= x.signalling || y.signalling ? NV : 0;
    if (x.nan || y.nan)
        return !x.nan ? a : !y.nan ? b : num_quiet(format_of(n));
    /* As integers: what is above the sign orders numbers, -0 before 0. */
    int64_t i = x.negative ? -1 - (int64_t)(a & ~sign) : (int64_t)a;
    int64_t j = y.negative ? -1 - (int64_t)(b & ~sign) : (int64_t)b;
    return (i < j) == least ? a : b;
}

/* In the order of the elements. The unordered sums may associate as they like: they are given
   numbers whose sums are exact, so that there is one result. */
static void test_reduction(struct tap *t, const char *name, char op, bool wide, bool ordered)
{
    bool ok = true;
    for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
        unsigned n = 16u << trial % (wide ? 2 : 3), to = wide ? 2 * n : n;
        const struct format *f = format_of(n), *g = format_of(to);
        bool masked = rnd() & 1;
        prepare(n, to);
        put(VS1, 0, to, num_random(g, &rng));
        for (unsigned i = 0; i < cpu.vlenb * 8 / n && !ordered; i++) {
            struct number x = {.m = rnd() & 15, .negative = rnd() & 1};
            put(VS2, i, n, num_to_float(&x, f, RNE, &flags));
            put(VS1, 0, to, num_to_float(&x, g, RNE, &flags));
        }
        if (!ordered && rnd() & 1)
            put(VS2, 0, n, num_infinity(f) | (rnd() & 3)); /* or a NaN */
        ok = run(name, masked);
        uint64_t sum = element(&before, VS1, 0, to);
        for (unsigned i = 0; i < before.vl; i++) {
            uint64_t v = element(&before, VS2, i, n);
            if (!active(i, masked))
                continue;
            struct number x = num_decode(sum, g), y = num_decode(v, f);
            struct number z = num_sum(&x, &y, mode, op == '+' ? &flags : &(unsigned){0});
            sum =
                op == '+' ? num_to_float(&z, g, mode, &flags) : least_or_most(sum, v, n, op == '<');
        }
        uint64_t want = before.vl ? sum : element(&before, VD, 0, to);
        ok = ok && same(name, n, 0, element(&cpu, VD, 0, to), want) && flags_agree(name, n);
        ok = ok && same(name, n, 1, element(&cpu, VD, 1, to), element(&before, VD, 1, to));
    }
    tap_ok(t, ok, "%s, vlen %u", name, cpu.vlenb * 8);
}

/* ---- estimates: the manual's tables, by the leading bits of the fraction ---- */

static const uint8_t rec7[] = {
    127, 125, 123, 121, 119, 117, 116, 114, 112, 110, 109, 107, 105, 104, 102, 100, 99, 97, 96,
    94,  93,  91,  90,  88,  87,  85,  84,  83,  81,  80,  79,  77,  76,  75,  74,  72, 71, 70,
    69,  68,  66,  65,  64,  63,  62,  61,  60,  59,  58,  57,  56,  55,  54,  53,  52, 51, 50,
    49,  48,  47,  46,  45,  44,  43,  42,  41,  40,  40,  39,  38,  37,  36,  35,  35, 34, 33,
    32,  31,  31,  30,  29,  28,  28,  27,  26,  25,  25,  24,  23,  23,  22,  21,  21, 20, 19,
    19,  18,  17,  17,  16,  15,  15,  14,  14,  13,  12,  12,  11,  11,  10,  9,   9,  8,  8,
    7,   7,   6,   5,   5,   4,   4,   3,   3,   2,   2,   1,   1,   0};

/* The lowest bit of the exponent above six of the fraction. */
static const uint8_t rsqrt7[] = {
    52,  51,  50,  48,  47,  46, 44, 43,  42,  41,  40,  39,  38,  36,  35,  34,  33,  32,  31,
    30,  30,  29,  28,  27,  26, 25, 24,  23,  23,  22,  21,  20,  19,  19,  18,  17,  16,  16,
    15,  14,  14,  13,  12,  12, 11, 10,  10,  9,   9,   8,   7,   7,   6,   6,   5,   4,   4,
    3,   3,   2,   2,   1,   1,  0,  127, 125, 123, 121, 119, 118, 116, 114, 113, 111, 109, 108,
    106, 105, 103, 102, 100, 99, 97, 96,  95,  93,  92,  91,  90,  88,  87,  86,  85,  84,  83,
    82,  80,  79,  78,  77,  76, 75, 74,  73,  72,  71,  70,  70,  69,  68,  67,  66,  65,  64,
    63,  63,  62,  61,  60,  59, 59, 58,  57,  56,  56,  55,  54,  53};

_Static_assert(sizeof rec7 == 128 && sizeof rsqrt7 == 128, "the tables");

/* m * 2^e of a finite number other than 0 with m in [1, 2): e, and the fraction's bits. */
static int normalised(const struct number *x, const struct format *f, uint64_t *fraction)
{
    uint64_t m = (uint64_t)x->m;
    int e = x->e + (int)f->fraction;
    while (!(m >> f->fraction))
        m <<= 1, e--;
    *fraction = m & num_low(f->fraction);
    return e;
}

static uint64_t reciprocal(uint64_t v, const struct format *f)
{
    struct number x = num_decode(v, f);
    uint64_t fraction;
    flags |= x.signalling ? NV : 0;
    if (x.nan)
        return num_quiet(f);
    if (x.infinite || !x.m) {
        flags |= x.infinite ? 0 : DZ;
        return (v & ~num_low(f->n - 1)) | (x.infinite ? 0 : num_infinity(f));
    }
    int e = normalised(&x, f, &fraction);
    if (e < -num_bias(f) - 1) { /* 1 / x may be too large: the manual looks at no more bits */
        struct number large = {.negative = x.negative, .m = 1, .e = num_bias(f) + 1};
        return num_to_float(&large, f, mode, &flags);
    }
    /* (128 + t) / 128 * 2^(-e - 1), cut off where it is subnormal. */
    struct number out = {.negative = x.negative, .e = -e - 8};
    out.m = 128u + rec7[fraction >> (f->fraction - 7)];
    return num_to_float(&out, f, RTZ, &(unsigned){0});
}

static uint64_t root(uint64_t v, const struct format *f)
{
    struct number x = num_decode(v, f);
    uint64_t fraction;
    bool zero = !x.m && !x.nan;
    flags |= x.signalling || (x.negative && !x.nan && !zero) ? NV : zero ? DZ : 0;
    if (x.nan || (x.negative && !zero))
        return num_quiet(f);
    if (x.infinite || zero)
        return zero ? v | num_infinity(f) : 0;
    int e = normalised(&x, f, &fraction), biased = e + num_bias(f);
    struct number out = {.m = 128u +
                              rsqrt7[(unsigned)(biased & 1) << 6 | fraction >> (f->fraction - 6)]};
    /* (128 + t) / 128 * 2^floor((-1 - e) / 2) */
    out.e = (-1 - e - ((1 + e) & 1)) / 2 - 7;
    return num_to_float(&out, f, RTZ, &(unsigned){0});
}

/* What an estimate is for: finite normal operands and results that did not overflow. */
static bool promise(uint64_t v, uint64_t got, const struct format *f, bool is_root)
{
    struct number x = num_decode(v, f), y = num_decode(got, f);
    if (x.nan || x.infinite || y.nan || y.infinite || !x.m || !(got & num_infinity(f)) ||
        (got & num_low(f->n - 1)) == num_infinity(f) - 1)
        return true;
    long double a = ldexpl((long double)(uint64_t)x.m, x.e),
                b = ldexpl((long double)(uint64_t)y.m, y.e);
    long double one = is_root ? a * b * b : a * b;
    return fabsl(one - 1) < (is_root ? 2 : 1) / 128.0L;
}

static void test_estimate(struct tap *t, const char *name, bool is_root, bool bf16)
{
    bool ok = true;
    uint64_t next = 0; /* of 16 bits */
    alt = bf16;
    for (unsigned trial = 0; ok && (next < 5 << 16 || (trial < 3 * TRIALS && !alt)); trial++) {
        unsigned n = next < 5 << 16 ? 16 : 32u << (trial & 1), count = cpu.vlenb * 8 / n;
        const struct format *f = format_of(n);
        bool masked = n > 16 && rnd() & 1;
        prepare(n, n);
        if (n == 16) {
            rv_set_vtype(&cpu, 1 << 3 | (alt ? RV_VTYPE_ALT : 0), count);
            mode = (unsigned)(next >> 16);
            rv_set_fcsr(&cpu, mode << 5);
        }
        for (unsigned i = 0; i < count; i++)
            put(VS2, i, n, n == 16 ? next++ & 0xffff : num_random(f, &rng));
        ok = run(name, masked);
        for (unsigned i = 0; i < count && ok; i++) {
            uint64_t v = element(&before, VS2, i, n), got = element(&cpu, VD, i, n);
            uint64_t want = element(&before, VD, i, n);
            if (active(i, masked))
                want = is_root ? root(v, f) : reciprocal(v, f);
            ok = same(name, n, i, got, want);
            if (ok && active(i, masked) && !promise(v, got, f, is_root))
                ok = same("error of", n, i, v, got);
        }
        ok = ok && flags_agree(name, n);
    }
    alt = false;
    tap_ok(t, ok, "%s%s, vlen %u", name, bf16 ? " of BF16" : "", cpu.vlenb * 8);
}

static void test_all(struct tap *t, const char *model)
{
    runner_reset(&r, &cpu, model);
    for (unsigned k = 0; k < G_N_ELEMENTS(widening); k++) {
        test_widening(t, k, 'V');
        test_widening(t, k, 'F');
    }
    test_reduction(t, "VFREDUSUM_VV", '+', false, false);
    test_reduction(t, "VFREDOSUM_VV", '+', false, true);
    test_reduction(t, "VFWREDUSUM_VV", '+', true, false);
    test_reduction(t, "VFWREDOSUM_VV", '+', true, true);
    test_reduction(t, "VFREDMIN_VV", '<', false, true);
    test_reduction(t, "VFREDMAX_VV", '>', false, true);
    test_estimate(t, "VFREC7_V", false, false);
    test_estimate(t, "VFREC7_V", false, true);
    test_estimate(t, "VFRSQRT7_V", true, false);
    test_estimate(t, "VFRSQRT7_V", true, true);
}

int main(void)
{
    struct tap t = {0};
    runner_init(&r, &target_riscv64);
    test_all(&t, "max");
    test_all(&t, "max,vlen=512");
    runner_free(&r);
    return tap_done(&t);
}
