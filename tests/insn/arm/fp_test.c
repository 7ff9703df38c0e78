/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating-point arithmetic of VFP (half, single, double) and NEON (half, single) in A32 against a
 * model: each row's pseudocode as one function of a lane.
 *
 * In: the rows named below, random registers, edge values, modes of FPSCR; fixed seeds.  Out: TAP,
 * one case a row.  Arithmetic on one number (FPAdd, FPToFixed, ...) is tcg/softfp, which has its
 * own test; which numbers are combined in which order, and under which FPSCR, is said here.  Rows
 * that are not named are checked by peer_test.py and by the random programs.
 */
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "target/arm/decode.h"
#include "tcg/softfp/softfp.h"
#include "tests/insn/arm/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

enum { RUNS = 150 };

union regs {
    uint64_t d[32];
    uint32_t s[64];
    uint16_t h[128];
};

struct lane {
    struct fp_env *env;
    enum fp_format f;
    uint64_t d, n, m;
};
typedef uint64_t lane_fn(struct lane *l);

static uint64_t mask_if(bool yes)
{
    return yes ? UINT64_MAX : 0;
}

static uint64_t neg(struct lane *l, uint64_t v)
{
    return fp_neg(l->f, v);
}

static bool at_least(struct lane *l, uint64_t x, uint64_t y, bool equal)
{
    enum fp_order o = fp_compare(l->env, l->f, x, y, true);
    return o == FP_GT || (equal && o == FP_EQ);
}

static uint64_t to_int(struct lane *l, bool is_signed, enum fp_rounding rounding)
{
    return fp_to_int(l->env, l->f, l->n, fp_width(l->f), is_signed, 0, rounding, FP_INT_SATURATE);
}

/* clang-format off */
static uint64_t add(struct lane *l) { return fp_add(l->env, l->f, l->n, l->m); }
static uint64_t sub(struct lane *l) { return fp_sub(l->env, l->f, l->n, l->m); }
static uint64_t mul(struct lane *l) { return fp_mul(l->env, l->f, l->n, l->m); }
static uint64_t nmul(struct lane *l) { return neg(l, mul(l)); }
static uint64_t div_(struct lane *l) { return fp_div(l->env, l->f, l->n, l->m); }
static uint64_t max(struct lane *l) { return fp_max(l->env, l->f, l->n, l->m); }
static uint64_t min(struct lane *l) { return fp_min(l->env, l->f, l->n, l->m); }
static uint64_t maxnm(struct lane *l) { return fp_maxnum(l->env, l->f, l->n, l->m); }
static uint64_t minnm(struct lane *l) { return fp_minnum(l->env, l->f, l->n, l->m); }
static uint64_t abd(struct lane *l) { return fp_abs(l->f, sub(l)); }
static uint64_t mla(struct lane *l) { return fp_add(l->env, l->f, l->d, mul(l)); }
static uint64_t mls(struct lane *l) { return fp_add(l->env, l->f, l->d, nmul(l)); }
static uint64_t nmls(struct lane *l) { return fp_add(l->env, l->f, neg(l, l->d), mul(l)); }
static uint64_t nmla(struct lane *l) { return fp_add(l->env, l->f, neg(l, l->d), nmul(l)); }
static uint64_t fma_(struct lane *l) { return fp_muladd(l->env, l->f, l->n, l->m, l->d, 0); }
static uint64_t fms(struct lane *l) { return fp_muladd(l->env, l->f, neg(l, l->n), l->m, l->d, 0); }
static uint64_t fnms(struct lane *l) { return fp_muladd(l->env, l->f, l->n, l->m, neg(l, l->d), 0); }
static uint64_t fnma(struct lane *l) { return fp_muladd(l->env, l->f, neg(l, l->n), l->m, neg(l, l->d), 0); }
static uint64_t ceq(struct lane *l) { return mask_if(fp_compare(l->env, l->f, l->n, l->m, false) == FP_EQ); }
static uint64_t cge(struct lane *l) { return mask_if(at_least(l, l->n, l->m, true)); }
static uint64_t cgt(struct lane *l) { return mask_if(at_least(l, l->n, l->m, false)); }
static uint64_t acge(struct lane *l) { return mask_if(at_least(l, fp_abs(l->f, l->n), fp_abs(l->f, l->m), true)); }
static uint64_t acgt(struct lane *l) { return mask_if(at_least(l, fp_abs(l->f, l->n), fp_abs(l->f, l->m), false)); }
static uint64_t ceq0(struct lane *l) { return mask_if(fp_compare(l->env, l->f, l->n, 0, false) == FP_EQ); }
static uint64_t cge0(struct lane *l) { return mask_if(at_least(l, l->n, 0, true)); }
static uint64_t cgt0(struct lane *l) { return mask_if(at_least(l, l->n, 0, false)); }
static uint64_t cle0(struct lane *l) { return mask_if(at_least(l, 0, l->n, true)); }
static uint64_t clt0(struct lane *l) { return mask_if(at_least(l, 0, l->n, false)); }
static uint64_t abs_(struct lane *l) { return fp_abs(l->f, l->n); }
static uint64_t neg_(struct lane *l) { return neg(l, l->n); }
static uint64_t sqrt_(struct lane *l) { return fp_sqrt(l->env, l->f, l->n); }
static uint64_t recpe(struct lane *l) { return fp_recip_estimate(l->env, l->f, l->n); }
static uint64_t rsqrte(struct lane *l) { return fp_rsqrt_estimate(l->env, l->f, l->n); }
static uint64_t rintn(struct lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RNE, false); }
static uint64_t rinta(struct lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RNA, false); }
static uint64_t rintz(struct lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RZ, false); }
static uint64_t rintm(struct lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RDN, false); }
static uint64_t rintp(struct lane *l) { return fp_round_int(l->env, l->f, l->n, FP_RUP, false); }
static uint64_t rintr(struct lane *l) { return fp_round_int(l->env, l->f, l->n, l->env->rounding, false); }
static uint64_t rintx(struct lane *l) { return fp_round_int(l->env, l->f, l->n, l->env->rounding, true); }
static uint64_t cvtas(struct lane *l) { return to_int(l, true, FP_RNA); }
static uint64_t cvtau(struct lane *l) { return to_int(l, false, FP_RNA); }
static uint64_t cvtns(struct lane *l) { return to_int(l, true, FP_RNE); }
static uint64_t cvtnu(struct lane *l) { return to_int(l, false, FP_RNE); }
static uint64_t cvtps(struct lane *l) { return to_int(l, true, FP_RUP); }
static uint64_t cvtpu(struct lane *l) { return to_int(l, false, FP_RUP); }
static uint64_t cvtms(struct lane *l) { return to_int(l, true, FP_RDN); }
static uint64_t cvtmu(struct lane *l) { return to_int(l, false, FP_RDN); }
static uint64_t cvtzs(struct lane *l) { return to_int(l, true, FP_RZ); }
static uint64_t cvtzu(struct lane *l) { return to_int(l, false, FP_RZ); }
static uint64_t itofs(struct lane *l)
{
    unsigned up = 64 - fp_width(l->f);
    return fp_from_int(l->env, l->f, (uint64_t)((int64_t)(l->n << up) >> up), true, 0);
}
static uint64_t itofu(struct lane *l) { return fp_from_int(l->env, l->f, l->n, false, 0); }
/* clang-format on */

enum shape {
    VFP,   /* scalars d, n, m under FPSCR */
    VFP1,  /* scalars d, m */
    THREE, /* vectors under the standard FPSCR; bit 20: halves */
    PAIR,
    TWO /* bits 19:18: size; the other function where bit 7 is set */
};

static const struct {
    const char *name;
    enum shape shape;
    lane_fn *fn, *uns;
} models[] = {
    {"VMLA", VFP, mla, NULL},         {"VMLS", VFP, mls, NULL},
    {"VNMLS", VFP, nmls, NULL},       {"VNMLA", VFP, nmla, NULL},
    {"VMUL", VFP, mul, NULL},         {"VNMUL", VFP, nmul, NULL},
    {"VADD", VFP, add, NULL},         {"VSUB", VFP, sub, NULL},
    {"VDIV", VFP, div_, NULL},        {"VFNMS", VFP, fnms, NULL},
    {"VFNMA", VFP, fnma, NULL},       {"VFMA", VFP, fma_, NULL},
    {"VFMS", VFP, fms, NULL},         {"VABS", VFP1, abs_, NULL},
    {"VNEG", VFP1, neg_, NULL},       {"VSQRT", VFP1, sqrt_, NULL},
    {"VRINTR", VFP1, rintr, NULL},    {"VRINTZ", VFP1, rintz, NULL},
    {"VRINTX", VFP1, rintx, NULL},    {"VMAXNM_s", VFP, maxnm, NULL},
    {"VMINNM_s", VFP, minnm, NULL},   {"VRINTA_s", VFP1, rinta, NULL},
    {"VRINTN_s", VFP1, rintn, NULL},  {"VRINTP_s", VFP1, rintp, NULL},
    {"VRINTM_s", VFP1, rintm, NULL},  {"VFMA_f", THREE, fma_, NULL},
    {"VFMS_f", THREE, fms, NULL},     {"VADD_f", THREE, add, NULL},
    {"VSUB_f", THREE, sub, NULL},     {"VPADD_f", PAIR, add, NULL},
    {"VABD_f", THREE, abd, NULL},     {"VMLA_f", THREE, mla, NULL},
    {"VMLS_f", THREE, mls, NULL},     {"VMUL_f", THREE, mul, NULL},
    {"VCEQ_f", THREE, ceq, NULL},     {"VCGE_f", THREE, cge, NULL},
    {"VCGT_f", THREE, cgt, NULL},     {"VACGE", THREE, acge, NULL},
    {"VACGT", THREE, acgt, NULL},     {"VMAX_f", THREE, max, NULL},
    {"VMIN_f", THREE, min, NULL},     {"VPMAX_f", PAIR, max, NULL},
    {"VPMIN_f", PAIR, min, NULL},     {"VMAXNM_v", THREE, maxnm, NULL},
    {"VMINNM_v", THREE, minnm, NULL}, {"VCGT0_f", TWO, cgt0, NULL},
    {"VCGE0_f", TWO, cge0, NULL},     {"VCEQ0_f", TWO, ceq0, NULL},
    {"VCLE0_f", TWO, cle0, NULL},     {"VCLT0_f", TWO, clt0, NULL},
    {"VABS_f", TWO, abs_, NULL},      {"VNEG_f", TWO, neg_, NULL},
    {"VRINTN_v", TWO, rintn, NULL},   {"VRINTA_v", TWO, rinta, NULL},
    {"VRINTZ_v", TWO, rintz, NULL},   {"VRINTM_v", TWO, rintm, NULL},
    {"VRINTP_v", TWO, rintp, NULL},   {"VRINTX_v", TWO, rintx, NULL},
    {"VCVTA_v", TWO, cvtas, cvtau},   {"VCVTN_v", TWO, cvtns, cvtnu},
    {"VCVTP_v", TWO, cvtps, cvtpu},   {"VCVTM_v", TWO, cvtms, cvtmu},
    {"VRECPE_f", TWO, recpe, NULL},   {"VRSQRTE_f", TWO, rsqrte, NULL},
    {"VCVT_itof", TWO, itofs, itofu}, {"VCVT_ftoi", TWO, cvtzs, cvtzu},
};

struct bench {
    struct tap tap;
    struct runner runner;
    struct arm_cpu cpu;
    union regs regs;
    struct fp_env vfp, standard;
    uint64_t rng;
};

static const uint64_t edges64[] = {0,
                                   UINT64_C(1) << 63,
                                   0x3ff0000000000000,
                                   0xbff8000000000000,
                                   0x7ff0000000000000,
                                   1,
                                   0xfff0000000000000,
                                   0x7ff8000000000001,
                                   0x7ff0000000000001,
                                   0x0010000000000000,
                                   0x3fe0000000000000,
                                   0x7fefffffffffffff,
                                   0x000fffffffffffff,
                                   0x41dfffffffc00000};
static const uint32_t edges32[] = {0,          0x80000000, 0x3f800000, 0xbfc00000, 0x7f800000,
                                   0xff800000, 0x7fc00001, 0x7f800001, 1,          0x807fffff,
                                   0x00800000, 0x7f7fffff, 0x3f000000, 0x4f000000, 0x40490fdb};
static const uint16_t edges16[] = {0,      0x8000, 0x3c00, 0xbe00, 0x7c00, 0xfc00, 0x7e01,
                                   0x7c01, 1,      0x83ff, 0x0400, 0x7bff, 0x3800, 0x7800};

#define PICK(b, t) (t)[next_random(&b->rng) % (sizeof(t) / sizeof *(t))]

static uint64_t operand(struct bench *b)
{
    uint64_t v = 0;
    switch (next_random(&b->rng) % 4) {
    case 0: return PICK(b, edges64);
    case 1: return PICK(b, edges32) | (uint64_t)PICK(b, edges32) << 32;
    case 2:
        for (int i = 0; i < 4; i++)
            v = v << 16 | PICK(b, edges16);
        return v;
    default: return next_random(&b->rng);
    }
}

static void make_state(struct bench *b)
{
    static const uint32_t modes[] = {0,
                                     0,
                                     1u << 22,
                                     2u << 22,
                                     3u << 22,
                                     ARM_FPCR_FZ,
                                     ARM_FPCR_DN,
                                     ARM_FPCR_FZ16,
                                     ARM_FPCR_FZ | ARM_FPCR_DN | ARM_FPCR_FZ16 | 1u << 22};
    uint32_t fpscr = PICK(b, modes);
    for (int i = 0; i < 32; i++)
        b->regs.d[i] = operand(b);
    b->vfp = b->standard = fp_env_arm();
    b->vfp.rounding = fpscr >> 22 & 3;
    b->vfp.flush_in = b->vfp.flush_out = fpscr & ARM_FPCR_FZ;
    b->vfp.default_nan = fpscr & ARM_FPCR_DN;
    b->vfp.flush_f16 = b->standard.flush_f16 = fpscr & ARM_FPCR_FZ16;
    b->standard.flush_in = b->standard.flush_out = b->standard.default_nan = true;
    runner_reset(&b->runner, &b->cpu, "max");
    memcpy(b->cpu.v, &b->regs, sizeof b->regs);
    arm_set_fpscr(&b->cpu, fpscr);
}

/* ---- the model ---- */

static unsigned reg(uint32_t word, unsigned lsb, unsigned extra, bool dbl)
{
    unsigned v = word >> lsb & 15, x = word >> extra & 1;
    return dbl ? x << 4 | v : v << 1 | x;
}

static uint64_t get(const union regs *r, enum fp_format f, unsigned i)
{
    return f == FP_F64 ? r->d[i] : f == FP_F32 ? r->s[i] : r->h[i];
}

static void model_scalar(struct bench *b, lane_fn *fn, uint32_t word, bool one)
{
    unsigned size = word >> 8 & 3, step = size == 1 ? 2 : 1;
    bool dbl = size == 3;
    struct lane l = {&b->vfp, dbl ? FP_F64 : size == 2 ? FP_F32 : FP_F16, 0, 0, 0};
    unsigned d = reg(word, 12, 22, dbl);
    l.d = get(&b->regs, l.f, d * step);
    l.m = get(&b->regs, l.f, reg(word, 0, 5, dbl) * step);
    l.n = one ? l.m : get(&b->regs, l.f, reg(word, 16, 7, dbl) * step);
    uint64_t v = fn(&l);
    if (dbl)
        b->regs.d[d] = v;
    else
        b->regs.s[d] = (uint32_t)v;
}

static void put(union regs *r, enum fp_format f, unsigned i, uint64_t v)
{
    if (f == FP_F32)
        r->s[i] = (uint32_t)v;
    else
        r->h[i] = (uint16_t)v;
}

static void model_vector(struct bench *b, unsigned k, uint32_t word)
{
    enum shape shape = models[k].shape;
    bool half = shape == TWO ? (word >> 18 & 3) == 1 : word >> 20 & 1;
    enum fp_format f = half ? FP_F16 : FP_F32;
    lane_fn *fn = models[k].uns && word & 0x80 ? models[k].uns : models[k].fn;
    unsigned per_d = half ? 4 : 2, count = per_d << (word >> 6 & 1);
    unsigned d = reg(word, 12, 22, true) * per_d, n = reg(word, 16, 7, true) * per_d,
             m = reg(word, 0, 5, true) * per_d;
    union regs old = b->regs;
    for (unsigned i = 0; i < count; i++) {
        struct lane l = {&b->standard, f, get(&old, f, d + i), 0, 0};
        if (shape == PAIR) {
            unsigned from = i < per_d / 2 ? n + 2 * i : m + 2 * i - per_d;
            l.n = get(&old, f, from);
            l.m = get(&old, f, from + 1);
        } else {
            l.m = get(&old, f, m + i);
            l.n = shape == TWO ? l.m : get(&old, f, n + i);
        }
        put(&b->regs, f, d + i, fn(&l));
    }
}

/* ---- rows ---- */

static bool make_word(struct bench *b, enum arm_op op, enum shape shape, uint32_t *word)
{
    const struct arm_row *row = &arm_rows[op];
    bool neon = shape >= THREE || row->value >> 28 == 15;
    for (int i = 0; i < 1000; i++) {
        uint32_t w = (uint32_t)next_random(&b->rng);
        w = (w & ~row->should_mask) | row->should;
        w = (w & ~row->mask) | row->value;
        if (shape >= THREE && w >> 6 & 1) /* Q registers are even ones */
            w &= shape == TWO ? ~0x1001u : ~0x11001u;
        *word = w;
        struct arm_args a;
        uint64_t features = b->cpu.model->features;
        if (arm_row_matches(op, w) &&
            (neon ? arm_decode_neon(w, features, &a) : arm_decode_vfp(w, features, &a)) == op)
            return true;
    }
    return false;
}

static void test_row(struct bench *b, enum arm_op op, unsigned k)
{
    bool ok = true, neon = models[k].shape >= THREE;
    b->rng = op;
    runner_reset(&b->runner, &b->cpu, "max");
    for (unsigned i = 0; ok && i < RUNS; i++) {
        uint32_t word;
        ok = make_word(b, op, models[k].shape, &word);
        make_state(b);
        int trap = ok ? run_word(&b->runner, &b->cpu, word) : -1;
        if (!ok)
            break;
        if (neon)
            model_vector(b, k, word);
        else
            model_scalar(b, models[k].fn, word, models[k].shape == VFP1);
        uint32_t flags = b->vfp.flags | b->standard.flags;
        uint32_t got = arm_get_fpscr(&b->cpu) & ARM_FPSCR_FLAGS;
        ok = trap == ARM_TRAP_SVC && !memcmp(b->cpu.v, &b->regs, sizeof b->regs) && got == flags;
        if (!ok)
            printf("# %08" PRIx32 ", trap %d, fpcr %08" PRIx32 ", flags %x, should be %x\n", word,
                   trap, b->cpu.fpcr, got, flags);
        for (unsigned d = 0; !ok && d < 32; d++)
            if (b->cpu.v[d / 2][d & 1] != b->regs.d[d])
                printf("#   d%u is %016" PRIx64 ", should be %016" PRIx64 "\n", d,
                       b->cpu.v[d / 2][d & 1], b->regs.d[d]);
    }
    tap_ok(&b->tap, ok, "%s%s", arm_rows[op].name, b->runner.optimise ? " optimised" : "");
}

/* Rows of half precision have the name of the others and _h. */
static bool is_named(const char *row, unsigned k)
{
    size_t n = strcspn(row, "_");
    const char *name = strchr(row, '_') ? strchr(row, '_') : "";
    const char *plain = models[k].name;
    if (!strcmp(row, plain))
        return true;
    size_t stem = strcspn(plain, "_");
    return models[k].shape <= VFP1 && !strcmp(name, "_h") && n == stem && !strncmp(row, plain, n);
}

int main(void)
{
    static struct bench b;
    runner_init(&b.runner, &target_arm);
    for (int optimise = 0; optimise < 2; optimise++) {
        b.runner.optimise = optimise;
        for (unsigned k = 0; k < sizeof models / sizeof *models; k++)
            for (enum arm_op op = 1; op < ARM_OP_COUNT; op++) {
                const char *name = arm_rows[op].name; /* TABLE_NAME */
                bool simd = g_str_has_prefix(name, "VFP_") || g_str_has_prefix(name, "NEON_");
                if (simd && is_named(strchr(name, '_') + 1, k))
                    test_row(&b, op, k);
            }
    }
    runner_free(&b.runner);
    return tap_done(&b.tap);
}
