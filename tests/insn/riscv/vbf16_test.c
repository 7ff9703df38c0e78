/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Zvfbfa: with vtype.altfmt floats of 16 bits are BF16. Arithmetic, comparison, signs and moves of
 * one width, with flags, in all rounding modes; what altfmt makes illegal. (Two widths, estimates
 * and conversions: vfloat_test.c, fpround_test.c.)
 *
 * In: operands by fixed seeds, edge values among them.  Out: TAP, a case an instruction.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/numbers.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 200
#define VD     8
#define VS2    16
#define VS1    24
#define E16ALT (1 << 3 | RV_VTYPE_ALT)

static struct runner r;
static struct rv_cpu cpu, before;
static uint64_t rng = 11;
static unsigned mode, flags; /* of the trial; what the model raised */

static uint64_t rnd(void)
{
    return next_random(&rng);
}

static uint64_t element(const struct rv_cpu *c, unsigned reg, unsigned i)
{
    uint16_t v;
    memcpy(&v, c->v + reg * c->vlenb + 2 * i, 2);
    return v;
}

static bool active(unsigned i, bool masked)
{
    return i < before.vl && (!masked || before.v[i / 8] >> (i % 8) & 1);
}

static bool same(const char *name, unsigned i, uint64_t got, uint64_t want)
{
    if (got != want)
        printf("# %s, rm %u, vl %u, element %u: %" PRIx64 ", not %" PRIx64 "\n", name, mode,
               (unsigned)before.vl, i, got, want);
    return got == want;
}

/* The scalar may be no boxed number of 16 bits: then it is the canonical NaN of BF16. */
static void prepare(void)
{
    unsigned count = cpu.vlenb / 2;
    for (unsigned i = 0; i < 3 * count; i++) {
        uint16_t v = (uint16_t)num_random(&num_bfloat, &rng);
        memcpy(cpu.v + (VD + 8 * (i / count)) * cpu.vlenb + 2 * (i % count), &v, 2);
    }
    for (unsigned i = 0; i < cpu.vlenb; i++)
        cpu.v[i] = (uint8_t)rnd();
    cpu.f[VS1][0] = num_random(&num_bfloat, &rng) | (rnd() % 8 ? ~num_low(16) : 0);
    mode = (unsigned)(rnd() % 5);
    flags = 0;
    rv_set_fcsr(&cpu, mode << 5);
    rv_set_vtype(&cpu, E16ALT, rnd() % 4 ? count : rnd() % (count + 1));
    r.optimise = rnd() & 1;
    r.guess = rnd() & 1;
}

static bool run(const char *name, uint32_t word)
{
    before = cpu;
    int trap = word ? run_words(&r, &cpu, &word, 1) : -1;
    if (trap != RV_TRAP_ECALL)
        printf("# %s: trap %d\n", name, trap);
    return trap == RV_TRAP_ECALL;
}

/* ---- the model ---- */

static struct number decode(uint64_t v)
{
    return num_decode(v, &num_bfloat);
}

static uint64_t rounded(const struct number *x)
{
    return num_to_float(x, &num_bfloat, mode, &flags);
}

static uint64_t sum(uint64_t a, uint64_t b, bool minus)
{
    struct number x = decode(a), y = decode(b);
    y.negative ^= minus;
    x = num_sum(&x, &y, mode, &flags);
    return rounded(&x);
}

static uint64_t product(uint64_t a, uint64_t b)
{
    struct number x = decode(a), y = decode(b);
    x = num_product(&x, &y, &flags);
    return rounded(&x);
}

/* negate: 1 the product, 2 the addend. */
static uint64_t fused(uint64_t a, uint64_t b, uint64_t addend, unsigned negate)
{
    struct number x = decode(a), y = decode(b), z = decode(addend);
    x = num_product(&x, &y, &flags);
    x.negative ^= negate & 1;
    z.negative ^= negate >> 1;
    x = num_sum(&x, &z, mode, &flags);
    return rounded(&x);
}

/* In the order of numbers, -0 before 0. */
static int order(uint64_t v)
{
    return v & 0x8000 ? -1 - (int)(v & 0x7fff) : (int)v;
}

static uint64_t least_or_most(uint64_t a, uint64_t b, bool least)
{
    struct number x = decode(a), y = decode(b);
    flags |= x.signalling || y.signalling ? NV : 0;
    if (x.nan || y.nan)
        return !x.nan ? a : !y.nan ? b : num_quiet(&num_bfloat);
    return (order(a) < order(b)) == least ? a : b;
}

static bool compare(char op, uint64_t a, uint64_t b)
{
    struct number x = decode(a), y = decode(b);
    bool equal = a == b || (!(a & 0x7fff) && !(b & 0x7fff)), quiet = op == '=' || op == '!';
    flags |= quiet ? (x.signalling || y.signalling ? NV : 0) : x.nan || y.nan ? NV : 0;
    if (x.nan || y.nan)
        return op == '!';
    switch (op) {
    case '=': return equal;
    case '!': return !equal;
    case '<': return !equal && order(a) < order(b);
    case 'l': return equal || order(a) < order(b);
    case '>': return !equal && order(a) > order(b);
    default: return equal || order(a) > order(b);
    }
}

static const struct row {
    const char *name, *forms;
    char op;
    unsigned negate; /* of a multiply-add */
} rows[] = {{"VFADD", "VF", '+', 0},   {"VFSUB", "VF", '-', 0},   {"VFRSUB", "F", 'r', 0},
            {"VFMUL", "VF", '*', 0},   {"VFMIN", "VF", 'm', 0},   {"VFMAX", "VF", 'M', 0},
            {"VFSGNJ", "VF", 's', 0},  {"VFSGNJN", "VF", 'n', 0}, {"VFSGNJX", "VF", 'x', 0},
            {"VFMACC", "VF", 'a', 0},  {"VFNMACC", "VF", 'a', 3}, {"VFMSAC", "VF", 'a', 2},
            {"VFNMSAC", "VF", 'a', 1}, {"VFMADD", "VF", 'd', 0},  {"VFNMADD", "VF", 'd', 3},
            {"VFMSUB", "VF", 'd', 2},  {"VFNMSUB", "VF", 'd', 1}, {"VMFEQ", "VF", '=', 0},
            {"VMFNE", "VF", '!', 0},   {"VMFLT", "VF", '<', 0},   {"VMFLE", "VF", 'l', 0},
            {"VMFGT", "F", '>', 0},    {"VMFGE", "F", 'g', 0}};

static uint64_t model(const struct row *row, uint64_t a, uint64_t b, uint64_t d)
{
    switch (row->op) {
    case '+': return sum(a, b, false);
    case '-': return sum(a, b, true);
    case 'r': return sum(b, a, true);
    case '*': return product(a, b);
    case 'm': return least_or_most(a, b, true);
    case 'M': return least_or_most(a, b, false);
    case 's': return (a & 0x7fff) | (b & 0x8000);
    case 'n': return (a & 0x7fff) | (~b & 0x8000);
    case 'x': return a ^ (b & 0x8000);
    case 'a': return fused(a, b, d, row->negate);
    default: return fused(d, b, a, row->negate);
    }
}

static uint64_t scalar(void)
{
    uint64_t f = before.f[VS1][0];
    return f >> 16 == UINT64_MAX >> 16 ? f & 0xffff : num_quiet(&num_bfloat);
}

static void test_row(struct tap *t, const struct row *row, char form)
{
    g_autofree char *name = g_strdup_printf("%s_V%c", row->name, form);
    bool truth = !strncmp(name, "VMF", 3), ok = true;
    for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
        bool masked = rnd() & 1;
        prepare();
        ok = run(name, run_word(name) & ~(masked ? 1u << 25 : 0));
        for (unsigned i = 0; i < cpu.vlenb / 2 && ok; i++) {
            uint64_t a = element(&before, VS2, i), d = element(&before, VD, i);
            uint64_t b = form == 'F' ? scalar() : element(&before, VS1, i);
            bool old = before.v[VD * cpu.vlenb + i / 8] >> (i % 8) & 1;
            if (truth)
                ok = same(name, i, cpu.v[VD * cpu.vlenb + i / 8] >> (i % 8) & 1,
                          active(i, masked) ? compare(row->op, a, b) : old);
            else
                ok = same(name, i, element(&cpu, VD, i),
                          active(i, masked) ? model(row, a, b, d) : d);
        }
        ok = ok && same("flags", 0, rv_get_fcsr(&cpu) & 31, flags);
    }
    tap_ok(t, ok, "%s, vlen %u", name, cpu.vlenb * 8);
}

/* ---- moves: a scalar that is not boxed is the NaN of BF16 ---- */

static void test_moves(struct tap *t)
{
    static const char *const names[] = {"VFMV_V_F", "VFMERGE_VFM", "VFSLIDE1UP_VF",
                                        "VFSLIDE1DOWN_VF", "VFMV_S_F"};
    for (unsigned k = 0; k < G_N_ELEMENTS(names); k++) {
        bool ok = true;
        for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
            prepare();
            ok = run(names[k], (run_word(names[k]) & ~(31u << 15)) | VS1 << 15);
            for (unsigned i = 0; i < cpu.vlenb / 2 && ok; i++) {
                bool first = k == 2 ? !i : k == 3 ? i + 1 == before.vl : !i;
                uint64_t a = element(&before, VS2, i), want = element(&before, VD, i);
                if (i >= before.vl || (k == 4 && i))
                    ;
                else if (k == 1)
                    want = before.v[i / 8] >> (i % 8) & 1 ? scalar() : a;
                else if (k == 0 || first)
                    want = scalar();
                else
                    want = element(&before, VS2, k == 2 ? i - 1 : i + 1);
                ok = same(names[k], i, element(&cpu, VD, i), want);
            }
        }
        tap_ok(t, ok, "%s, vlen %u", names[k], cpu.vlenb * 8);
    }
    prepare();
    tap_ok(t,
           run("VFMV_F_S", run_word("VFMV_F_S")) &&
               same("VFMV_F_S", 0, cpu.f[10][0], element(&before, VS2, 0) | ~num_low(16)),
           "VFMV_F_S boxes, vlen %u", cpu.vlenb * 8);
}

/* ---- legality ---- */

static bool legal(const char *name, uint64_t vtype)
{
    uint32_t word = run_word(name);
    bool extends = cpu.model->features & RV_F(ZVFBFA);
    rv_set_fcsr(&cpu, 0);
    rv_set_vtype(&cpu, vtype, 4);
    return word && (extends || !(vtype & RV_VTYPE_ALT)) &&
           run_words(&r, &cpu, &word, 1) == RV_TRAP_ECALL;
}

static void test_legal(struct tap *t)
{
    static const char *const reserved[] = {
        "VFDIV_VV",        "VFDIV_VF",      "VFRDIV_VF",   "VFSQRT_V",       "VFREDUSUM_VV",
        "VFREDOSUM_VV",    "VFREDMIN_VV",   "VFREDMAX_VV", "VFWREDUSUM_VV",  "VFWREDOSUM_VV",
        "VFCVT_XU_F",      "VFCVT_X_F",     "VFCVT_F_XU",  "VFCVT_F_X",      "VFCVT_RTZ_XU_F",
        "VFCVT_RTZ_X_F",   "VFWCVT_XU_F",   "VFWCVT_X_F",  "VFWCVT_RTZ_X_F", "VFWCVT_F_X",
        "VFWCVT_F_XU",     "VFNCVT_F_X",    "VFNCVT_F_XU", "VFNCVT_X_F",     "VFNCVT_XU_F",
        "VFNCVT_RTZ_XU_F", "VFNCVT_RTZ_X_F"};
    static const char *const of_bytes[] = {"VFWCVT_F_X",  "VFWCVT_F_XU",     "VFNCVT_X_F",
                                           "VFNCVT_XU_F", "VFNCVT_RTZ_XU_F", "VFNCVT_RTZ_X_F"};
    static const char *const not_of_bytes[] = {"VFADD_VV", "VFWCVT_F_F", "VFNCVT_F_F", "VFCLASS_V",
                                               "VFMV_F_S", "VFMV_S_F",   "VFMV_V_F",   "VFWADD_VV"};
    static const char *const whatever[] = {"VFWCVTBF16_F_F", "VFNCVTBF16_F_F", "VFWMACCBF16_VV",
                                           "VFMV_F_S",       "VADD_VV",        "VFWCVT_F_F"};
    for (unsigned i = 0; i < G_N_ELEMENTS(reserved); i++)
        tap_ok(t, !legal(reserved[i], E16ALT), "%s is reserved with e16alt", reserved[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS(of_bytes); i++)
        tap_ok(t, legal(of_bytes[i], RV_VTYPE_ALT), "%s with e8alt", of_bytes[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS(not_of_bytes); i++)
        tap_ok(t, !legal(not_of_bytes[i], RV_VTYPE_ALT), "%s is reserved with e8alt",
               not_of_bytes[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS(whatever); i++)
        tap_ok(t, legal(whatever[i], E16ALT) && legal(whatever[i], 1 << 3), "%s with either format",
               whatever[i]);
    rv_set_vtype(&cpu, 2 << 3 | RV_VTYPE_ALT, 4);
    tap_ok(t, cpu.vill, "e32alt is reserved");
    /* Without Zvfh there is only BF16. */
    runner_reset(&r, &cpu, "rv64,v=on,zvfbfa=on");
    tap_ok(t, legal("VFADD_VV", E16ALT) && !legal("VFADD_VV", 1 << 3), "VFADD_VV without Zvfh");
    runner_reset(&r, &cpu, "rv64,v=on");
    rv_set_vtype(&cpu, E16ALT, 4);
    tap_ok(t, cpu.vill, "no altfmt without Zvfbfa");
}

static void test_all(struct tap *t, const char *spec)
{
    runner_reset(&r, &cpu, spec);
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++)
        for (const char *form = rows[k].forms; *form; form++)
            test_row(t, &rows[k], *form);
    test_moves(t);
}

int main(void)
{
    struct tap t = {0};
    runner_init(&r, &target_riscv64);
    test_all(&t, "max");
    test_all(&t, "max,vlen=256");
    runner_reset(&r, &cpu, "max");
    r.guess = false;
    test_legal(&t);
    runner_free(&r);
    return tap_done(&t);
}
