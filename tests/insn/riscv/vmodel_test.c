/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector instructions of integers, fixed point, masks and permutations against a model: expressions
 * from the manual for one element, written without the code that is tested.
 *
 * In: operands, masks, vl and rounding modes by fixed seeds, edge values among them. Out: TAP, a
 * case an instruction.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 160

typedef __int128 s128;
typedef unsigned __int128 u128;

static uint64_t rng = 42;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

/* Any bits, or an edge of some width. */
static uint64_t value(void)
{
    static const uint64_t edges[] = {0, 1, 2, 3, UINT64_MAX, UINT64_MAX - 1};
    uint64_t r = rnd();
    if (r & 1)
        return rnd();
    if (r & 2)
        return edges[(r >> 8) % G_N_ELEMENTS(edges)];
    unsigned n = 8u << (r >> 4 & 3);
    uint64_t top = UINT64_C(1) << (n - 1);
    return r & 4 ? top - 1 + (r >> 16 & 1) : top | top >> 1 << (r >> 17 & 1);
}

static uint64_t low(unsigned n)
{
    return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

static int64_t sext(uint64_t v, unsigned n)
{
    return (int64_t)(v << (64 - n)) >> (64 - n);
}

/* ---- what the expressions use ---- */

static bool sat; /* vxsat */
static unsigned vxrm;

/* v >> d with the rounding mode of vxrm. */
static s128 rounded(s128 v, unsigned d)
{
    if (!d)
        return v;
    s128 half = (s128)1 << (d - 1), rest = v & (((s128)1 << d) - 1);
    s128 q = v >> d;
    switch (vxrm) {
    case 0: return q + (rest >= half);                           /* to nearest, up */
    case 1: return q + (rest > half || (rest == half && q & 1)); /* to nearest, even */
    case 2: return q;
    default: return q | (rest != 0); /* to odd */
    }
}

static s128 clip(s128 v, s128 least, s128 most)
{
    sat |= v < least || v > most;
    return v < least ? least : v > most ? most : v;
}

static s128 clip_signed(s128 v, unsigned n)
{
    return clip(v, -((s128)1 << (n - 1)), ((s128)1 << (n - 1)) - 1);
}

static s128 clip_unsigned(s128 v, unsigned n)
{
    return clip(v, 0, ((s128)1 << n) - 1);
}

static uint64_t carryless(uint64_t a, uint64_t b, unsigned n, unsigned shift)
{
    u128 product = 0;
    for (unsigned i = 0; i < n; i++)
        if (b >> i & 1)
            product ^= (u128)a << i;
    return (uint64_t)(product >> shift);
}

static uint64_t reversed(uint64_t v, unsigned n, unsigned piece)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < n; i += piece)
        out |= (v >> i & low(piece)) << (n - piece - i);
    return out;
}

static uint64_t bytes_reversed(uint64_t v)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < 64; i++)
        out |= (v >> i & 1) << (i ^ 7);
    return out;
}

static unsigned leading(uint64_t v, unsigned n)
{
    unsigned k = 0;
    while (k < n && !(v >> (n - 1 - k) & 1))
        k++;
    return k;
}

static unsigned trailing(uint64_t v, unsigned n)
{
    unsigned k = 0;
    while (k < n && !(v >> k & 1))
        k++;
    return k;
}

static unsigned ones(uint64_t v)
{
    unsigned k = 0;
    for (; v; v &= v - 1)
        k++;
    return k;
}

/* ---- the instructions ---- */

enum shape { PLAIN, WIDE, WIDE_W, NARROW, MASK, CARRY, UNARY };

/* In an expression: a is the element of vs2, b the other operand, d the old one of vd,
   sign-extended; ua, ub, ud the same zero-extended; n bits; c the bit of v0.  Forms: v, x, i (imm
   signed), u (imm unsigned). */
#define ROWS                                                                                       \
    ROW(VADD, PLAIN, "vxi", a + b)                                                                 \
    ROW(VSUB, PLAIN, "vx", a - b)                                                                  \
    ROW(VRSUB, PLAIN, "xi", b - a)                                                                 \
    ROW(VMINU, PLAIN, "vx", ua < ub ? ua : ub)                                                     \
    ROW(VMIN, PLAIN, "vx", a < b ? a : b)                                                          \
    ROW(VMAXU, PLAIN, "vx", ua > ub ? ua : ub)                                                     \
    ROW(VMAX, PLAIN, "vx", a > b ? a : b)                                                          \
    ROW(VAND, PLAIN, "vxi", a &b)                                                                  \
    ROW(VOR, PLAIN, "vxi", a | b)                                                                  \
    ROW(VXOR, PLAIN, "vxi", a ^ b)                                                                 \
    ROW(VSLL, PLAIN, "vxu", ua << (ub & (n - 1)))                                                  \
    ROW(VSRL, PLAIN, "vxu", ua >> (ub & (n - 1)))                                                  \
    ROW(VSRA, PLAIN, "vxu", a >> (ub & (n - 1)))                                                   \
    ROW(VMUL, PLAIN, "vx", a *b)                                                                   \
    ROW(VMULH, PLAIN, "vx", a *b >> n)                                                             \
    ROW(VMULHU, PLAIN, "vx", (s128)((u128)ua * (u128)ub >> n))                                     \
    ROW(VMULHSU, PLAIN, "vx", a *ub >> n)                                                          \
    ROW(VDIVU, PLAIN, "vx", ub ? ua / ub : -1)                                                     \
    ROW(VDIV, PLAIN, "vx", b ? a / b : -1)                                                         \
    ROW(VREMU, PLAIN, "vx", ub ? ua % ub : ua)                                                     \
    ROW(VREM, PLAIN, "vx", b ? a % b : a)                                                          \
    ROW(VMADD, PLAIN, "vx", b *d + a)                                                              \
    ROW(VNMSUB, PLAIN, "vx", a - b * d)                                                            \
    ROW(VMACC, PLAIN, "vx", d + a * b)                                                             \
    ROW(VNMSAC, PLAIN, "vx", d - a * b)                                                            \
    ROW(VMV_V, PLAIN, "vxi", b)                                                                    \
    ROW(VSADDU, PLAIN, "vxi", clip_unsigned(ua + ub, n))                                           \
    ROW(VSADD, PLAIN, "vxi", clip_signed(a + b, n))                                                \
    ROW(VSSUBU, PLAIN, "vx", clip_unsigned(ua - ub, n))                                            \
    ROW(VSSUB, PLAIN, "vx", clip_signed(a - b, n))                                                 \
    ROW(VSMUL, PLAIN, "vx", clip_signed(rounded(a *b, n - 1), n))                                  \
    ROW(VSSRL, PLAIN, "vxu", rounded(ua, ub &(n - 1)))                                             \
    ROW(VSSRA, PLAIN, "vxu", rounded(a, ub &(n - 1)))                                              \
    ROW(VAADDU, PLAIN, "vx", rounded(ua + ub, 1))                                                  \
    ROW(VAADD, PLAIN, "vx", rounded(a + b, 1))                                                     \
    ROW(VASUBU, PLAIN, "vx", rounded(ua - ub, 1))                                                  \
    ROW(VASUB, PLAIN, "vx", rounded(a - b, 1))                                                     \
    ROW(VANDN, PLAIN, "vx", a & ~b)                                                                \
    ROW(VROL, PLAIN, "vx", ua << (ub & (n - 1)) | ua >> (-ub & (n - 1)))                           \
    ROW(VROR, PLAIN, "vx", ua >> (ub & (n - 1)) | ua << (-ub & (n - 1)))                           \
    ROW(VWADDU, WIDE, "vx", ua + ub)                                                               \
    ROW(VWADD, WIDE, "vx", a + b)                                                                  \
    ROW(VWSUBU, WIDE, "vx", ua - ub)                                                               \
    ROW(VWSUB, WIDE, "vx", a - b)                                                                  \
    ROW(VWMULU, WIDE, "vx", ua *ub)                                                                \
    ROW(VWMULSU, WIDE, "vx", a *ub)                                                                \
    ROW(VWMUL, WIDE, "vx", a *b)                                                                   \
    ROW(VWMACCU, WIDE, "vx", d + ua * ub)                                                          \
    ROW(VWMACC, WIDE, "vx", d + a * b)                                                             \
    ROW(VWMACCSU, WIDE, "vx", d + b * ua)                                                          \
    ROW(VWMACCUS, WIDE, "x", d + ub * a)                                                           \
    ROW(VWSLL, WIDE, "vxu", ua << (ub & (2 * n - 1)))                                              \
    ROW(VWADDU_W, WIDE_W, "vx", a + ub)                                                            \
    ROW(VWADD_W, WIDE_W, "vx", a + b)                                                              \
    ROW(VWSUBU_W, WIDE_W, "vx", a - ub)                                                            \
    ROW(VWSUB_W, WIDE_W, "vx", a - b)                                                              \
    ROW(VNSRL, NARROW, "vxu", ua >> (ub & (2 * n - 1)))                                            \
    ROW(VNSRA, NARROW, "vxu", a >> (ub & (2 * n - 1)))                                             \
    ROW(VNCLIPU, NARROW, "vxu", clip_unsigned(rounded(ua, ub &(2 * n - 1)), n))                    \
    ROW(VNCLIP, NARROW, "vxu", clip_signed(rounded(a, ub &(2 * n - 1)), n))                        \
    ROW(VMSEQ, MASK, "vxi", a == b)                                                                \
    ROW(VMSNE, MASK, "vxi", a != b)                                                                \
    ROW(VMSLTU, MASK, "vx", ua < ub)                                                               \
    ROW(VMSLT, MASK, "vx", a < b)                                                                  \
    ROW(VMSLEU, MASK, "vxi", ua <= ub)                                                             \
    ROW(VMSLE, MASK, "vxi", a <= b)                                                                \
    ROW(VMSGTU, MASK, "xi", ua > ub)                                                               \
    ROW(VMSGT, MASK, "xi", a > b)                                                                  \
    ROW(VADC, CARRY, "vxi", a + b + c)                                                             \
    ROW(VSBC, CARRY, "vx", a - b - c)                                                              \
    ROW(VMERGE, CARRY, "vxi", c ? b : a)                                                           \
    ROW(VBREV8, UNARY, "v", bytes_reversed((uint64_t)ua))                                          \
    ROW(VREV8, UNARY, "v", reversed((uint64_t)ua, n, 8))                                           \
    ROW(VBREV, UNARY, "v", reversed((uint64_t)ua, n, 1))                                           \
    ROW(VCLZ, UNARY, "v", leading((uint64_t)ua, n))                                                \
    ROW(VCTZ, UNARY, "v", trailing((uint64_t)ua, n))                                               \
    ROW(VCPOP, UNARY, "v", ones((uint64_t)ua))

#define ROW(name, shape, forms, expression)                                                        \
    static s128 model_##name(s128 a, s128 b, s128 d, s128 ua, s128 ub, unsigned n, unsigned c)     \
    {                                                                                              \
        (void)a, (void)b, (void)d, (void)ua, (void)ub, (void)n, (void)c;                           \
        return (expression);                                                                       \
    }
ROWS
#undef ROW

    struct row {
    const char *name;
    enum shape shape;
    const char *forms;
    s128 (*fn)(s128 a, s128 b, s128 d, s128 ua, s128 ub, unsigned n, unsigned c);
};

static const struct row rows[] = {
#define ROW(name, shape, forms, expression) {#name, shape, forms, model_##name},
    ROWS
#undef ROW
};

/* ---- running ---- */

static struct runner r;
static struct rv_cpu cpu, before;

static uint64_t element(const struct rv_cpu *c, unsigned reg, unsigned i, unsigned n)
{
    uint64_t v = 0;
    memcpy(&v, c->v + reg * c->vlenb + i * n / 8, n / 8);
    return v;
}

static bool mask_bit(const struct rv_cpu *c, unsigned reg, unsigned i)
{
    return c->v[reg * c->vlenb + i / 8] >> (i % 8) & 1;
}

/* New contents of all registers and a configuration of 8 << sew bits with m1. */
static void prepare(unsigned sew)
{
    for (unsigned i = 0; i < 32u * cpu.vlenb; i += 8) {
        uint64_t v = value();
        memcpy(cpu.v + i, &v, 8);
    }
    for (unsigned i = 1; i < 32; i++)
        cpu.x[i] = value();
    unsigned most = cpu.vlenb * 8 / (8u << sew);
    rv_set_vtype(&cpu, sew << 3, rnd() % 4 ? most : rnd() % (most + 1));
    cpu.vxrm = vxrm = (unsigned)(rnd() & 3);
    cpu.vxsat = sat = 0;
    r.optimise = rnd() & 1;
    r.guess = rnd() & 1;
    before = cpu;
}

static bool complain(const char *name, unsigned sew, unsigned i, uint64_t got, uint64_t want)
{
    printf("# %s, e%u, vl %u, element %u: %" PRIx64 ", not %" PRIx64 "\n", name, 8u << sew,
           (unsigned)before.vl, i, got, want);
    return false;
}

static bool run(const char *name, uint32_t word)
{
    int trap = word ? run_words(&r, &cpu, &word, 1) : -1;
    if (trap != RV_TRAP_ECALL)
        printf("# %s: trap %d\n", name, trap);
    return trap == RV_TRAP_ECALL;
}

/* What the instruction has to leave in element i of vd, `bits` wide. */
static bool check_element(const char *name, unsigned sew, unsigned i, unsigned bits, uint64_t want)
{
    uint64_t got = element(&cpu, 8, i, bits);
    return got == want || complain(name, sew, i, got, want);
}

static bool trial(const struct row *row, const char *name, char form, unsigned sew)
{
    unsigned n = 8u << sew;
    bool wide = row->shape == WIDE || row->shape == WIDE_W;
    bool masked = row->shape != CARRY && strcmp(row->name, "VMV_V") && rnd() & 1;
    prepare(sew);
    uint32_t word = run_word(name);
    unsigned imm = (unsigned)(rnd() & 31);
    if (form == 'i' || form == 'u')
        word = (word & ~(31u << 15)) | imm << 15;
    if (masked)
        word &= ~(1u << 25);
    if (!run(name, word))
        return false;
    unsigned to = wide ? 2 * n : n, from = row->shape == WIDE_W || row->shape == NARROW ? 2 * n : n;
    unsigned elements = cpu.vlenb * 8 / n;
    for (unsigned i = 0; i < elements; i++) {
        bool active = i < before.vl && (!masked || mask_bit(&before, 0, i));
        uint64_t a = element(&before, 16, i, from);
        uint64_t b = form == 'v'   ? element(&before, 24, i, n)
                     : form == 'x' ? before.x[24]
                     : form == 'i' ? (uint64_t)sext(imm, 5)
                                   : imm;
        uint64_t d = row->shape == MASK ? 0 : element(&before, 8, i, to);
        uint64_t want = row->shape == MASK ? mask_bit(&before, 8, i) : d;
        if (active)
            want = (uint64_t)row->fn(sext(a, from), sext(b, n), sext(d, to), a, b & low(n), n,
                                     mask_bit(&before, 0, i));
        if (row->shape == MASK) {
            if (active && mask_bit(&cpu, 8, i) != (want & 1))
                return complain(name, sew, i, mask_bit(&cpu, 8, i), want & 1);
        } else if (!check_element(name, sew, i, to, want & low(to))) {
            return false;
        }
    }
    return cpu.vxsat == sat || complain(name, sew, 999, cpu.vxsat, sat);
}

static void test_row(struct tap *t, const struct row *row, char form)
{
    char suffix = form == 'v' ? 'V' : form == 'x' ? 'X' : 'I';
    g_autofree char *name = row->shape == WIDE_W ? g_strdup_printf("%s%c", row->name, suffix)
                            : row->shape == UNARY || g_str_has_suffix(row->name, "MV_V")
                                ? g_strdup_printf("%s_%c", row->name, suffix)
                                : g_strdup_printf("%s_V%c", row->name, suffix);
    bool ok = true, twice = row->shape == WIDE || row->shape == WIDE_W || row->shape == NARROW;
    for (unsigned i = 0; i < TRIALS && ok; i++)
        ok = trial(row, name, form, i % (twice ? 3 : 4));
    tap_ok(t, ok, "%s", name);
}

/* ---- what is not element by element ---- */

static void test_reductions(struct tap *t)
{
    static const struct {
        const char *name;
        char op;
        unsigned wide, is_signed;
    } kinds[] = {{"VREDSUM_VV", '+', 0, 0},   {"VREDAND_VV", '&', 0, 0},
                 {"VREDOR_VV", '|', 0, 0},    {"VREDXOR_VV", '^', 0, 0},
                 {"VREDMINU_VV", '<', 0, 0},  {"VREDMIN_VV", '<', 0, 1},
                 {"VREDMAXU_VV", '>', 0, 0},  {"VREDMAX_VV", '>', 0, 1},
                 {"VWREDSUMU_VV", '+', 1, 0}, {"VWREDSUM_VV", '+', 1, 1}};
    for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++) {
        bool ok = true;
        for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
            unsigned sew = trial % (kinds[k].wide ? 3 : 4), n = 8u << sew, to = n << kinds[k].wide;
            bool masked = rnd() & 1;
            prepare(sew);
            ok = run(kinds[k].name, run_word(kinds[k].name) & ~(masked ? 1u << 25 : 0));
            uint64_t sum = element(&before, 24, 0, to);
            s128 best = kinds[k].is_signed ? (s128)sext(sum, to) : (s128)sum;
            for (unsigned i = 0; i < before.vl; i++) {
                if (masked && !mask_bit(&before, 0, i))
                    continue;
                uint64_t e = element(&before, 16, i, n);
                s128 v = kinds[k].is_signed ? (s128)sext(e, n) : (s128)e;
                switch (kinds[k].op) {
                case '+': best += v; break;
                case '&': best &= v; break;
                case '|': best |= v; break;
                case '^': best ^= v; break;
                case '<': best = v < best ? v : best; break;
                default: best = v > best ? v : best;
                }
            }
            uint64_t want = before.vl ? (uint64_t)best & low(to) : element(&before, 8, 0, to);
            ok = ok && check_element(kinds[k].name, sew, 0, to, want);
        }
        tap_ok(t, ok, "%s", kinds[k].name);
    }
}

static void test_mask_logic(struct tap *t)
{
    static const struct {
        const char *name;
        unsigned table; /* bit 2 * (bit of vs2) + (bit of vs1) */
    } kinds[] = {{"VMAND", 8}, {"VMNAND", 7}, {"VMANDN", 4}, {"VMXOR", 6},
                 {"VMOR", 14}, {"VMNOR", 1},  {"VMORN", 13}, {"VMXNOR", 9}};
    for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++) {
        bool ok = true;
        for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
            prepare(trial & 3);
            ok = run(kinds[k].name, run_word(kinds[k].name));
            for (unsigned i = 0; i < before.vl && ok; i++) {
                unsigned at = 2 * mask_bit(&before, 16, i) + mask_bit(&before, 24, i);
                if (mask_bit(&cpu, 8, i) != (kinds[k].table >> at & 1))
                    ok = complain(kinds[k].name, trial & 3, i, mask_bit(&cpu, 8, i),
                                  kinds[k].table >> at & 1);
            }
        }
        tap_ok(t, ok, "%s", kinds[k].name);
    }
}

/* Masks as numbers, and numbers from masks. */
static void test_mask_scans(struct tap *t)
{
    static const char *const names[] = {"VCPOP_M", "VFIRST_M", "VMSBF_M", "VMSOF_M",
                                        "VMSIF_M", "VIOTA_M",  "VID_V"};
    for (unsigned k = 0; k < G_N_ELEMENTS(names); k++) {
        bool ok = true;
        for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
            unsigned sew = trial & 3, n = 8u << sew, count = 0;
            bool masked = rnd() & 1, seen = false;
            int64_t first = -1;
            prepare(sew);
            if (rnd() & 1) /* few bits */
                for (unsigned i = 0; i < cpu.vlenb; i++)
                    before.v[16 * cpu.vlenb + i] = cpu.v[16 * cpu.vlenb + i] &=
                        (uint8_t)(rnd() & rnd() & rnd());
            ok = run(names[k], run_word(names[k]) & ~(masked ? 1u << 25 : 0));
            for (unsigned i = 0; i < before.vl && ok; i++) {
                bool active = !masked || mask_bit(&before, 0, i);
                bool bit = active && mask_bit(&before, 16, i);
                if (k >= 5 && active)
                    ok = check_element(names[k], sew, i, n, (k == 5 ? count : i) & low(n));
                if (k >= 2 && k < 5 && active) {
                    bool want = k == 2 ? !seen && !bit : k == 3 ? !seen && bit : !seen;
                    if (mask_bit(&cpu, 8, i) != want)
                        ok = complain(names[k], sew, i, !want, want);
                }
                seen |= bit;
                first = bit && first < 0 ? i : first;
                count += bit;
            }
            if (k < 2 && cpu.x[10] != (k ? (uint64_t)first : (uint64_t)count))
                ok = complain(names[k], sew, 0, cpu.x[10], k ? (uint64_t)first : (uint64_t)count);
        }
        tap_ok(t, ok, "%s", names[k]);
    }
}

/* Where element i of a permutation comes from: its number in vs2, or one of these. */
enum { STAYS = -1, ZERO = -2, FROM_X = -3 };

static int64_t source(unsigned kind, unsigned i, unsigned elements, uint64_t offset, unsigned n)
{
    switch (kind) {
    case 0: return i < offset ? STAYS : (int64_t)(i - offset);
    case 1: return offset + i < elements && offset + i >= offset ? (int64_t)(offset + i) : ZERO;
    case 2: return i ? (int64_t)i - 1 : FROM_X;
    case 3: return i + 1 == before.vl ? FROM_X : (int64_t)i + 1;
    case 4: offset = element(&before, 24, i, n); break;
    case 6: offset = element(&before, 24, i, 16); break;
    default: break;
    }
    return offset < elements ? (int64_t)offset : ZERO;
}

static void test_permutations(struct tap *t)
{
    static const struct {
        const char *name;
        unsigned kind;
        bool imm;
    } kinds[] = {{"VSLIDEUP_VX", 0, false},   {"VSLIDEUP_VI", 0, true},
                 {"VSLIDEDOWN_VX", 1, false}, {"VSLIDEDOWN_VI", 1, true},
                 {"VSLIDE1UP_VX", 2, false},  {"VSLIDE1DOWN_VX", 3, false},
                 {"VRGATHER_VV", 4, false},   {"VRGATHER_VX", 5, false},
                 {"VRGATHER_VI", 5, true},    {"VRGATHEREI16_VV", 6, false}};
    for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++) {
        bool ok = true;
        for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
            /* Indices of 16 bits for elements of 8 are a group of two registers. */
            unsigned sew = kinds[k].kind == 6 ? 1 + trial % 3 : trial & 3, n = 8u << sew;
            unsigned elements = cpu.vlenb * 8 / n;
            bool masked = rnd() & 1;
            prepare(sew);
            for (unsigned i = 0; i < cpu.vlenb / 2 && kinds[k].kind >= 4; i++) { /* small ones */
                unsigned at = i * (kinds[k].kind == 6 ? 2 : n / 8);
                uint64_t index = rnd() % (elements + 3);
                if (at < cpu.vlenb && rnd() % 4)
                    memcpy(cpu.v + 24 * cpu.vlenb + at, &index, kinds[k].kind == 6 ? 2 : n / 8);
            }
            if (rnd() & 3)
                cpu.x[24] = rnd() % 20;
            before = cpu;
            uint32_t word = run_word(kinds[k].name) & ~(masked ? 1u << 25 : 0);
            uint64_t offset = cpu.x[24];
            if (kinds[k].imm) {
                offset = rnd() & 31;
                word = (word & ~(31u << 15)) | (uint32_t)offset << 15;
            }
            ok = run(kinds[k].name, word);
            for (unsigned i = 0; i < elements && ok; i++) {
                bool active = i < before.vl && (!masked || mask_bit(&before, 0, i));
                int64_t from = active ? source(kinds[k].kind, i, elements, offset, n) : STAYS;
                uint64_t want = from >= 0        ? element(&before, 16, (unsigned)from, n)
                                : from == ZERO   ? 0
                                : from == FROM_X ? before.x[24] & low(n)
                                                 : element(&before, 8, i, n);
                ok = check_element(kinds[k].name, sew, i, n, want);
            }
        }
        tap_ok(t, ok, "%s", kinds[k].name);
    }
}

static void test_compress(struct tap *t)
{
    bool ok = true;
    for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
        unsigned sew = trial & 3, n = 8u << sew, to = 0, elements = cpu.vlenb * 8 / n;
        prepare(sew);
        ok = run("VCOMPRESS_VM", run_word("VCOMPRESS_VM"));
        for (unsigned i = 0; i < before.vl && ok; i++)
            if (mask_bit(&before, 24, i))
                ok = check_element("VCOMPRESS_VM", sew, to++, n, element(&before, 16, i, n));
        for (; to < elements && ok; to++)
            ok = check_element("VCOMPRESS_VM", sew, to, n, element(&before, 8, to, n));
    }
    tap_ok(t, ok, "VCOMPRESS_VM");
}

static void test_extensions(struct tap *t)
{
    for (unsigned factor = 1; factor <= 3; factor++)
        for (unsigned is_signed = 0; is_signed < 2; is_signed++) {
            g_autofree char *name =
                g_strdup_printf("V%sEXT_VF%u", is_signed ? "S" : "Z", 1u << factor);
            bool ok = true;
            for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
                unsigned sew = factor + trial % (4 - factor), n = 8u << sew, from = n >> factor;
                prepare(sew);
                ok = run(name, run_word(name));
                for (unsigned i = 0; i < before.vl && ok; i++) {
                    uint64_t e = element(&before, 16, i, from);
                    ok = check_element(name, sew, i, n,
                                       (is_signed ? (uint64_t)sext(e, from) : e) & low(n));
                }
            }
            tap_ok(t, ok, "%s", name);
        }
}

/* Carries out, with and without a carry in. */
static void test_carries(struct tap *t)
{
    static const char *const names[] = {"VMADC_VV", "VMADC_VX", "VMADC_VI", "VMSBC_VV", "VMSBC_VX"};
    for (unsigned k = 0; k < G_N_ELEMENTS(names); k++) {
        bool ok = true, subtracts = names[k][2] == 'S';
        char form = names[k][7];
        for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
            unsigned sew = trial & 3, n = 8u << sew, imm = (unsigned)(rnd() & 31);
            bool with = rnd() & 1;
            prepare(sew);
            uint32_t word = run_word(names[k]) & ~(with ? 1u << 25 : 0);
            if (form == 'I')
                word = (word & ~(31u << 15)) | imm << 15;
            ok = run(names[k], word);
            for (unsigned i = 0; i < before.vl && ok; i++) {
                s128 a = element(&before, 16, i, n), c = with && mask_bit(&before, 0, i);
                s128 b = (form == 'V'   ? element(&before, 24, i, n)
                          : form == 'X' ? before.x[24]
                                        : (uint64_t)sext(imm, 5)) &
                         low(n);
                bool want = subtracts ? a - b - c < 0 : (a + b + c) >> n != 0;
                if (mask_bit(&cpu, 8, i) != want)
                    ok = complain(names[k], sew, i, !want, want);
            }
        }
        tap_ok(t, ok, "%s", names[k]);
    }
}

static void test_products(struct tap *t)
{
    static const char *const names[] = {"VCLMUL_VV", "VCLMUL_VX", "VCLMULH_VV", "VCLMULH_VX"};
    for (unsigned k = 0; k < G_N_ELEMENTS(names); k++) {
        bool ok = true;
        for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
            prepare(3);
            ok = run(names[k], run_word(names[k]));
            for (unsigned i = 0; i < before.vl && ok; i++) {
                uint64_t b = k & 1 ? before.x[24] : element(&before, 24, i, 64);
                ok = check_element(names[k], 3, i, 64,
                                   carryless(element(&before, 16, i, 64), b, 64, k & 2 ? 64 : 0));
            }
        }
        tap_ok(t, ok, "%s", names[k]);
    }
}

static void test_all(struct tap *t, const char *model)
{
    runner_reset(&r, &cpu, model);
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++)
        for (const char *form = rows[k].forms; *form; form++)
            test_row(t, &rows[k], *form);
    test_reductions(t);
    test_mask_logic(t);
    test_mask_scans(t);
    test_permutations(t);
    test_compress(t);
    test_extensions(t);
    test_carries(t);
    test_products(t);
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
