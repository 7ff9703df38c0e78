/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating-point arithmetic, comparison and signs, scalar and vector, of 16, 32 and 64 bits,
 * against a model: the host's own arithmetic, for 16 bits in a wider format and rounded once; NaNs
 * as the manual says.  To nearest.  Flags of 32 and 64 bits (scalars) are the host's.
 *
 * In: operands by fixed seeds, edge values among them.  Out: TAP, a case an instruction and format.
 */
#include <fenv.h>
#include <glib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 400

enum op {
    ADD,
    SUB,
    RSUB,
    MUL,
    DIV,
    RDIV,
    SQRT,
    MIN,
    MAX,
    SGNJ,
    SGNJN,
    SGNJX,
    FMA,
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
};

static uint64_t rng = 7;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

/* ---- formats of n bits ---- */

static uint64_t low(unsigned n)
{
    return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

static unsigned fraction(unsigned n)
{
    return n == 16 ? 10 : n == 32 ? 23 : 52;
}

static uint64_t sign_bit(unsigned n)
{
    return UINT64_C(1) << (n - 1);
}

static uint64_t infinity(unsigned n)
{
    return low(n - 1) & ~low(fraction(n));
}

static uint64_t quiet(unsigned n)
{
    return infinity(n) | UINT64_C(1) << (fraction(n) - 1);
}

static bool is_nan(uint64_t v, unsigned n)
{
    return (v & low(n - 1)) > infinity(n);
}

static bool is_signalling(uint64_t v, unsigned n)
{
    return is_nan(v, n) && (v & low(n - 1)) < quiet(n);
}

static double to_double(uint64_t v, unsigned n)
{
    if (n == 64) {
        double d;
        memcpy(&d, &v, 8);
        return d;
    }
    if (n == 32) {
        uint32_t w = (uint32_t)v;
        float f;
        memcpy(&f, &w, 4);
        return f;
    }
    double sign = v >> 15 & 1 ? -1 : 1;
    unsigned e = v >> 10 & 31, f = v & 1023;
    if (e == 31)
        return f ? NAN : sign * INFINITY;
    return sign * (e ? ldexp(1024 + f, (int)e - 25) : ldexp(f, -24));
}

/* One rounding to the nearest number of 16 bits. */
static uint64_t to_half(double d)
{
    uint64_t sign = signbit(d) ? 0x8000 : 0;
    int e;
    d = fabs(d);
    if (isinf(d))
        return sign | 0x7c00;
    frexp(d, &e);
    int least = e - 11 < -24 ? -24 : e - 11;
    double steps = nearbyint(ldexp(d, -least));
    if (ldexp(steps, least) >= 65536)
        return sign | 0x7c00;
    uint64_t k = (uint64_t)steps;
    return sign | (k < 1024 ? k : ((uint64_t)(least + 24) << 10) + k);
}

static uint64_t from_double(double d, unsigned n)
{
    uint64_t v = 0;
    if (isnan(d))
        return quiet(n);
    if (n == 16)
        return to_half(d);
    if (n == 32) {
        float f = (float)d;
        memcpy(&v, &f, 4);
    } else {
        memcpy(&v, &d, 8);
    }
    return v;
}

/* ---- the model ---- */

static double arithmetic(enum op op, double x, double y, bool single)
{
    volatile float f = single ? (float)x : 0, g = single ? (float)y : 0;
    volatile double d = x, e = y;
    switch (op) {
    case ADD: return single ? f + g : d + e;
    case SUB: return single ? f - g : d - e;
    case RSUB: return single ? g - f : e - d;
    case MUL: return single ? f * g : d * e;
    case DIV: return single ? f / g : d / e;
    case RDIV: return single ? g / f : e / d;
    default: return single ? (double)sqrtf(f) : sqrt(d);
    }
}

/* b * c + a. */
static uint64_t fused(uint64_t a, uint64_t b, uint64_t c, unsigned n)
{
    double x = to_double(a, n), y = to_double(b, n), z = to_double(c, n);
    if (n == 64)
        return from_double(fma(y, z, x), 64);
    if (n == 32)
        return from_double((double)fmaf((float)y, (float)z, (float)x), 32);
    if (!isfinite(x) || !isfinite(y) || !isfinite(z))
        return from_double(y * z + x, 16);
    __float128 exact = (__float128)y * z + x;
    double d = (double)exact;
    if (d != exact) { /* to odd, so that the second rounding is right */
        if (fabs(d) > (exact < 0 ? -exact : exact))
            d = nextafter(d, 0);
        uint64_t bits;
        memcpy(&bits, &d, 8);
        bits |= 1;
        memcpy(&d, &bits, 8);
    }
    if (d == 0)
        return from_double(y * z + x, 16);
    return to_half(d);
}

static uint64_t least_or_most(enum op op, uint64_t a, uint64_t b, unsigned n)
{
    double x = to_double(a, n), y = to_double(b, n);
    if (is_nan(a, n) || is_nan(b, n))
        return !is_nan(a, n) ? a : !is_nan(b, n) ? b : quiet(n);
    bool first = x == y ? (signbit(x) != 0) == (op == MIN) : (x < y) == (op == MIN);
    return first ? a : b;
}

static uint64_t model(enum op op, uint64_t a, uint64_t b, uint64_t c, unsigned n)
{
    double x = to_double(a, n), y = to_double(b, n);
    switch (op) {
    case MIN:
    case MAX: return least_or_most(op, a, b, n);
    case SGNJ: return (a & low(n - 1)) | (b & sign_bit(n));
    case SGNJN: return (a & low(n - 1)) | (~b & sign_bit(n));
    case SGNJX: return a ^ (b & sign_bit(n));
    case FMA: return fused(a, b, c, n);
    case EQ: return x == y;
    case NE: return x != y;
    case LT: return x < y;
    case LE: return x <= y;
    case GT: return x > y;
    case GE: return x >= y;
    default: return from_double(arithmetic(op, x, y, n == 32), n);
    }
}

/* The host's flags in the order of fflags. */
static unsigned host_flags(void)
{
    int f = fetestexcept(FE_ALL_EXCEPT);
    return (f & FE_INEXACT ? 1u : 0) | (f & FE_UNDERFLOW ? 2u : 0) | (f & FE_OVERFLOW ? 4u : 0) |
           (f & FE_DIVBYZERO ? 8u : 0) | (f & FE_INVALID ? 16u : 0);
}

/* ---- operands ---- */

static uint64_t value(unsigned n)
{
    uint64_t r = rnd(), one = infinity(n) >> 1 & ~low(fraction(n));
    const uint64_t edges[] = {0,
                              1,
                              low(fraction(n)),
                              low(fraction(n)) + 1,
                              one,
                              one + 1,
                              infinity(n) - 1,
                              infinity(n),
                              quiet(n),
                              quiet(n) + 5,
                              infinity(n) + 1};
    uint64_t v = r & 3 ? rnd() : edges[(r >> 8) % G_N_ELEMENTS(edges)];
    if ((r & 7) == 5) /* near one: so that results are numbers */
        v = one + (rnd() & low(fraction(n) + 2));
    return (v ^ (r >> 40 & 1 ? sign_bit(n) : 0)) & low(n);
}

static bool same(const char *name, unsigned n, const uint64_t in[3], uint64_t got, uint64_t want)
{
    if (got != want)
        printf("# %s %u: %" PRIx64 " %" PRIx64 " %" PRIx64 ": %" PRIx64 ", not %" PRIx64 "\n", name,
               n, in[0], in[1], in[2], got, want);
    return got == want;
}

static struct runner r;
static struct rv_cpu cpu;

/* ---- scalars ---- */

static const struct {
    const char *name; /* without the format */
    enum op op;
    unsigned negate; /* FMA: 1 the product, 2 the addend */
} scalar_rows[] = {{"FADD", ADD, 0},     {"FSUB", SUB, 0},   {"FMUL", MUL, 0},
                   {"FDIV", DIV, 0},     {"FSQRT", SQRT, 0}, {"FMIN", MIN, 0},
                   {"FMAX", MAX, 0},     {"FSGNJ", SGNJ, 0}, {"FSGNJN", SGNJN, 0},
                   {"FSGNJX", SGNJX, 0}, {"FMADD", FMA, 0},  {"FMSUB", FMA, 2},
                   {"FNMSUB", FMA, 1},   {"FNMADD", FMA, 3}, {"FEQ", EQ, 0},
                   {"FLT", LT, 0},       {"FLE", LE, 0}};

static unsigned expected_flags(enum op op, const uint64_t in[3], unsigned n)
{
    bool nan = is_nan(in[0], n) || is_nan(in[1], n);
    bool signalling = is_signalling(in[0], n) || is_signalling(in[1], n);
    if (op == SGNJ || op == SGNJN || op == SGNJX)
        return 0;
    if (op == MIN || op == MAX || op == EQ)
        return signalling ? 16 : 0;
    return op == LT || op == LE ? (nan ? 16 : 0) : host_flags();
}

static void test_scalar(struct tap *t, unsigned k, unsigned n)
{
    g_autofree char *name = g_strdup_printf("%s_%c", scalar_rows[k].name,
                                            n == 16   ? 'H'
                                            : n == 32 ? 'S'
                                                      : 'D');
    enum op op = scalar_rows[k].op;
    uint32_t word = run_word(name);
    bool ok = word != 0;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        uint64_t in[3] = {value(n), op == SQRT ? 0 : value(n), op == FMA ? value(n) : 0};
        for (unsigned j = 0; j < 3; j++)
            cpu.f[11 + j][0] = in[j] | ~low(n);
        rv_set_fcsr(&cpu, 0);
        r.optimise = i & 1;
        ok = run_words(&r, &cpu, &word, 1) == RV_TRAP_ECALL;
        uint64_t product = in[0] ^ (scalar_rows[k].negate & 1 ? sign_bit(n) : 0);
        uint64_t addend = in[2] ^ (scalar_rows[k].negate & 2 ? sign_bit(n) : 0);
        feclearexcept(FE_ALL_EXCEPT);
        uint64_t want =
            op == FMA ? model(FMA, addend, product, in[1], n) : model(op, in[0], in[1], 0, n);
        unsigned flags = expected_flags(op, in, n);
        uint64_t got = op >= EQ ? cpu.x[10] : cpu.f[10][0];
        ok = ok && same(name, n, in, got, op >= EQ ? want : want | ~low(n));
        /* Fused operations of 32 bits may be made of others on the host. */
        if (ok && n != 16 && op != FMA)
            ok = same("flags of", n, in, rv_get_fcsr(&cpu) & 31, flags);
    }
    tap_ok(t, ok, "%s", name);
}

/* ---- vectors ---- */

static const struct {
    const char *name, *forms;
    enum op op;
    unsigned negate;
    bool keeps; /* FMA: vd is the addend (else a factor, and vs2 the addend) */
} vector_rows[] = {
    {"VFADD", "VF", ADD, 0, 0},     {"VFSUB", "VF", SUB, 0, 0},     {"VFRSUB", "F", RSUB, 0, 0},
    {"VFMUL", "VF", MUL, 0, 0},     {"VFDIV", "VF", DIV, 0, 0},     {"VFRDIV", "F", RDIV, 0, 0},
    {"VFMIN", "VF", MIN, 0, 0},     {"VFMAX", "VF", MAX, 0, 0},     {"VFSGNJ", "VF", SGNJ, 0, 0},
    {"VFSGNJN", "VF", SGNJN, 0, 0}, {"VFSGNJX", "VF", SGNJX, 0, 0}, {"VFMACC", "VF", FMA, 0, 1},
    {"VFNMACC", "VF", FMA, 3, 1},   {"VFMSAC", "VF", FMA, 2, 1},    {"VFNMSAC", "VF", FMA, 1, 1},
    {"VFMADD", "VF", FMA, 0, 0},    {"VFNMADD", "VF", FMA, 3, 0},   {"VFMSUB", "VF", FMA, 2, 0},
    {"VFNMSUB", "VF", FMA, 1, 0},   {"VFSQRT", "", SQRT, 0, 0},     {"VMFEQ", "VF", EQ, 0, 0},
    {"VMFNE", "VF", NE, 0, 0},      {"VMFLT", "VF", LT, 0, 0},      {"VMFLE", "VF", LE, 0, 0},
    {"VMFGT", "F", GT, 0, 0},       {"VMFGE", "F", GE, 0, 0}};

static uint64_t element(const struct rv_cpu *c, unsigned reg, unsigned i, unsigned n)
{
    uint64_t v = 0;
    memcpy(&v, c->v + reg * c->vlenb + i * n / 8, n / 8);
    return v;
}

static void fill(unsigned n)
{
    static const unsigned regs[] = {8, 16, 24};
    for (unsigned k = 0; k < 3; k++)
        for (unsigned i = 0; i < cpu.vlenb * 8 / n; i++) {
            uint64_t v = value(n);
            memcpy(cpu.v + regs[k] * cpu.vlenb + i * n / 8, &v, n / 8);
        }
    for (unsigned i = 0; i < cpu.vlenb; i++)
        cpu.v[i] = (uint8_t)rnd();
    cpu.f[24][0] = value(n) | ~low(n);
}

static void test_vector(struct tap *t, unsigned k, char form, unsigned n)
{
    static struct rv_cpu before;
    g_autofree char *name = form ? g_strdup_printf("%s_V%c", vector_rows[k].name, form)
                                 : g_strdup_printf("%s_V", vector_rows[k].name);
    enum op op = vector_rows[k].op;
    bool ok = run_word(name) != 0;
    unsigned elements = cpu.vlenb * 8 / n;
    for (unsigned trial = 0; trial < TRIALS / 4 && ok; trial++) {
        bool masked = rnd() & 1;
        uint32_t word = run_word(name) & ~(masked ? 1u << 25 : 0);
        fill(n);
        rv_set_fcsr(&cpu, 0);
        rv_set_vtype(&cpu,
                     (n == 16   ? 1u
                      : n == 32 ? 2u
                                : 3u)
                         << 3,
                     rnd() & 1 ? elements : rnd() % elements);
        r.optimise = rnd() & 1;
        r.guess = rnd() & 1;
        before = cpu;
        ok = run_words(&r, &cpu, &word, 1) == RV_TRAP_ECALL;
        for (unsigned i = 0; i < elements && ok; i++) {
            bool active = i < before.vl && (!masked || before.v[i / 8] >> (i % 8) & 1);
            uint64_t a = element(&before, 16, i, n), d = element(&before, 8, i, n);
            uint64_t b = form == 'F' ? before.f[24][0] & low(n) : element(&before, 24, i, n);
            uint64_t in[3] = {a, b, d}, flip = vector_rows[k].negate & 1 ? sign_bit(n) : 0;
            uint64_t other = vector_rows[k].negate & 2 ? sign_bit(n) : 0, want;
            if (op == FMA)
                want = vector_rows[k].keeps ? model(FMA, d ^ other, b ^ flip, a, n)
                                            : model(FMA, a ^ other, b ^ flip, d, n);
            else
                want = model(op, a, b, 0, n);
            if (op < EQ)
                ok = same(name, n, in, element(&cpu, 8, i, n), active ? want : d);
            else if (active)
                ok = same(name, n, in, cpu.v[8 * cpu.vlenb + i / 8] >> (i % 8) & 1, want);
        }
    }
    tap_ok(t, ok, "%s, e%u, vlen %u", name, n, cpu.vlenb * 8);
}

static void test_vectors(struct tap *t, const char *spec)
{
    runner_reset(&r, &cpu, spec);
    for (unsigned k = 0; k < G_N_ELEMENTS(vector_rows); k++)
        for (unsigned n = 16; n <= 64; n *= 2) {
            if (!*vector_rows[k].forms)
                test_vector(t, k, 0, n);
            for (const char *form = vector_rows[k].forms; *form; form++)
                test_vector(t, k, *form, n);
        }
}

int main(void)
{
    struct tap t = {0};
    runner_init(&r, &target_riscv64);
    runner_reset(&r, &cpu, "max");
    for (unsigned k = 0; k < G_N_ELEMENTS(scalar_rows); k++)
        for (unsigned n = 16; n <= 64; n *= 2)
            test_scalar(&t, k, n);
    r.guess = false;
    test_vectors(&t, "max");
    test_vectors(&t, "max,vlen=256");
    runner_free(&r);
    return tap_done(&t);
}
