/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The VFP and NEON instructions against the model, in A32 and in T32.
 *
 * In: every row of insn_vfp.decode and insn_neon.decode, random fields, edge values, modes of
 * FPSCR; fixed seeds.  Out: TAP, one case a row. A row without a case must be in `elsewhere`.
 */
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "tests/insn/arm/model_simd.h"
#include "tests/insn/arm/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

enum {
    RUNS = 150, /* with an expectation, that a row gets */
    TRIES = 40000,
    RN = 10, /* the register that is an address */
    RM = 11, /* and the one that is added to it */
};

/* Rows that are not the model's, and the function that tests them. */
static const struct {
    const char *row, *test;
} elsewhere[] = {
    {"VFP_VMSR", "test_fpscr"},
};

struct bench {
    struct tap tap;
    struct runner runner;
    struct arm_cpu cpu;
    uint8_t *memory, copy[RUN_MEMORY];
    uint64_t rng;
};

/* ---- operands ---- */

/* zeros, ones, infinities, NaNs of both kinds, the smallest and largest of each class */
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
                                   0x41dfffffffc00000,
                                   UINT64_MAX};
static const uint32_t edges32[] = {0,          0x80000000, 0x3f800000, 0xbfc00000, 0x7f800000,
                                   0xff800000, 0x7fc00001, 0x7f800001, 1,          0x807fffff,
                                   0x00800000, 0x7f7fffff, 0x3f000000, 0x4f000000, 0x40490fdb,
                                   0x7fffffff, 0xffffffff, 0x33000000, 0x477ff000};
static const uint16_t edges16[] = {0, 0x8000, 0x3c00, 0xbe00, 0x7c00, 0xfc00, 0x7e01, 0x7c01,
                                   1, 0x83ff, 0x0400, 0x7bff, 0x3800, 0x7800, 0x7fff, 0xffff};
static const uint8_t edges8[] = {0,    1,    2,    7,    8,    16,   0x40, 0x7f,
                                 0x80, 0x81, 0xc0, 0xf0, 0xf8, 0xf9, 0xfe, 0xff};

#define PICK(b, t) (t)[next_random(&(b)->rng) % (sizeof(t) / sizeof *(t))]

/* Numbers near one another, so that sums and products come out in range. */
static uint64_t near_one(struct bench *b, unsigned bits)
{
    uint64_t r = next_random(&b->rng);
    if (bits == 16)
        return (r & 0x83ff) | (8 + r / 65536 % 16) << 10;
    if (bits == 32)
        return (r & 0x807fffff) | (0x70 + (r >> 32) % 32) << 23;
    return (r & UINT64_C(0x800fffffffffffff)) | (0x3f0 + next_random(&b->rng) % 32) << 52;
}

static uint64_t operand(struct bench *b)
{
    uint64_t v = 0;
    switch (next_random(&b->rng) % 8) {
    case 0: return PICK(b, edges64);
    case 1: return PICK(b, edges32) | (uint64_t)PICK(b, edges32) << 32;
    case 2:
        for (int i = 0; i < 4; i++)
            v = v << 16 | PICK(b, edges16);
        return v;
    case 3:
        for (int i = 0; i < 8; i++)
            v = v << 8 | PICK(b, edges8);
        return v;
    case 4: return near_one(b, 64);
    case 5: return near_one(b, 32) | near_one(b, 32) << 32;
    case 6:
        for (int i = 0; i < 4; i++)
            v = v << 16 | near_one(b, 16);
        return v;
    default: return next_random(&b->rng);
    }
}

/* ---- states ---- */

static uint32_t any_mode(struct bench *b)
{
    static const uint32_t modes[] = {0,
                                     0,
                                     1u << 22,
                                     2u << 22,
                                     3u << 22,
                                     ARM_FPCR_FZ,
                                     ARM_FPCR_DN,
                                     ARM_FPCR_FZ16,
                                     ARM_FPCR_AHP,
                                     ARM_FPCR_FZ | ARM_FPCR_DN | ARM_FPCR_FZ16 | 1u << 22};
    return PICK(b, modes);
}

static void set_mode(struct model_simd *m)
{
    m->vfp = m->standard = fp_env_arm();
    m->vfp.rounding = m->fpscr >> 22 & 3;
    m->vfp.flush_in = m->vfp.flush_out = m->fpscr & ARM_FPCR_FZ;
    m->vfp.default_nan = m->fpscr & ARM_FPCR_DN;
    m->vfp.ahp = m->standard.ahp = m->fpscr & ARM_FPCR_AHP;
    m->vfp.flush_f16 = m->standard.flush_f16 = m->fpscr & ARM_FPCR_FZ16;
    m->standard.flush_in = m->standard.flush_out = m->standard.default_nan = true;
}

/* The same random state for the model (on a copy of the memory) and for the CPU. */
static void make_state(struct bench *b, struct model_simd *m, bool thumb)
{
    uint64_t r = next_random(&b->rng);
    *m = (struct model_simd){.fpscr = any_mode(b) | (uint32_t)(r & 15) << 28};
    m->core = (struct model){.mem = b->copy,
                             .mem_base = RUN_BASE,
                             .mem_size = RUN_MEMORY,
                             .nzcv = r >> 4 & 15,
                             .be = (r >> 8 & 7) == 0,
                             .thumb = thumb,
                             .pc = RUN_PC};
    set_mode(m);
    for (int i = 0; i < 32; i++)
        m->v.d[i] = operand(b);
    for (int i = 0; i < 15; i++)
        m->core.r[i] = (uint32_t)operand(b);
    m->core.r[RN] = RUN_BASE + RUN_MEMORY / 4 + r / 512 % 64;
    m->core.r[RM] = r / 65536 % 512;
    memcpy(b->cpu.r, m->core.r, sizeof b->cpu.r);
    memcpy(b->cpu.v, &m->v, sizeof m->v);
    arm_set_cpsr(&b->cpu, m->core.nzcv << 28 | (uint32_t)m->core.be << 9);
    arm_set_fpscr(&b->cpu, m->fpscr);
}

static uint32_t fpscr_of(const struct model_simd *m)
{
    return m->fpscr | (uint32_t)m->qc << 27 | m->vfp.flags | m->standard.flags;
}

static bool same_state(const struct bench *b, const struct model_simd *m)
{
    return !memcmp(b->cpu.v, &m->v, sizeof m->v) &&
           !memcmp(b->cpu.r, m->core.r, sizeof m->core.r) &&
           arm_get_cpsr(&b->cpu) >> 28 == m->core.nzcv && arm_get_fpscr(&b->cpu) == fpscr_of(m) &&
           !memcmp(b->memory, b->copy, RUN_MEMORY);
}

static void explain(const struct bench *b, const struct model_simd *m, uint32_t word, int trap,
                    int want)
{
    printf("# %08" PRIx32 " in %s, trap %d, should be %d, fpscr is %08" PRIx32
           ", should be %08" PRIx32 "\n",
           word, m->core.thumb ? "T32" : "A32", trap, want, arm_get_fpscr(&b->cpu), fpscr_of(m));
    for (unsigned d = 0; d < 32; d++)
        if (b->cpu.v[d / 2][d & 1] != m->v.d[d])
            printf("#   d%u is %016" PRIx64 ", should be %016" PRIx64 "\n", d,
                   b->cpu.v[d / 2][d & 1], m->v.d[d]);
    for (int i = 0; i < 15; i++)
        if (b->cpu.r[i] != m->core.r[i])
            printf("#   r%d is %08" PRIx32 ", should be %08" PRIx32 "\n", i, b->cpu.r[i],
                   m->core.r[i]);
    for (unsigned i = 0; i < RUN_MEMORY; i++)
        if (b->memory[i] != b->copy[i])
            printf("#   byte %x is %02x, should be %02x\n", RUN_BASE + i, b->memory[i], b->copy[i]);
}

/* ---- words ---- */

static bool is_neon(enum arm_op op)
{
    return g_str_has_prefix(arm_rows[op].name, "NEON_");
}

static bool has_field(enum arm_op op, const char *name)
{
    for (unsigned i = 0; i < arm_rows[op].field_count; i++)
        if (!strcmp(arm_rows[op].fields[i].name, name))
            return true;
    return false;
}

static uint32_t choose_registers(struct bench *b, enum arm_op op, uint32_t w)
{
    static const uint32_t steps[] = {RM, 13, 15};
    uint64_t r = next_random(&b->rng);
    if (has_field(op, "rn")) { /* an access */
        bool literal = !is_neon(op) && !(r & 7);
        w = (w & ~0xf0000u) | (literal ? 15u : (uint32_t)RN) << 16;
        if (is_neon(op))
            w = (w & ~15u) | PICK(b, steps);
        else
            w &= ~0xc0u; /* not too far */
    } else if (is_neon(op) && r & 3) {
        w &= ~0x11001u; /* Q registers are even ones */
    }
    return w;
}

static bool make_word(struct bench *b, enum arm_op op, uint32_t *word)
{
    const struct arm_row *row = &arm_rows[op];
    uint64_t features = b->cpu.model->features;
    uint32_t w = choose_registers(b, op, (uint32_t)next_random(&b->rng));
    struct arm_args a;
    w = (w & ~row->should_mask) | row->should;
    *word = w = (w & ~row->mask) | row->value;
    return arm_row_matches(op, w) &&
           (is_neon(op) ? arm_decode_neon(w, features, &a) : arm_decode_vfp(w, features, &a)) == op;
}

/* The halfwords of T32, first one low. */
static uint32_t thumb_form(uint32_t w)
{
    if (w >> 25 == 0x79)
        w = 0xef000000 | (w >> 24 & 1) << 28 | (w & 0xffffff);
    else if (w >> 24 == 0xf4)
        w = 0xf9000000 | (w & 0xffffff);
    return w >> 16 | w << 16;
}

static enum model_result run_model(struct model_simd *m, enum arm_op op, uint32_t word)
{
    static enum model_result (*const models[])(struct model_simd *, enum arm_op, uint32_t) = {
        model_simd_int, model_simd_move, model_simd_mem, model_simd_fp, model_vfp, model_crypto};
    enum model_result r = MODEL_UNKNOWN;
    for (unsigned i = 0; r == MODEL_UNKNOWN && i < G_N_ELEMENTS(models); i++)
        r = models[i](m, op, word);
    return r;
}

/* ---- rows ---- */

static int expected(enum model_result r)
{
    return r == MODEL_UNDEFINED    ? ARM_TRAP_UDEF
           : r == MODEL_MISALIGNED ? ARM_TRAP_ALIGN
                                   : ARM_TRAP_SVC;
}

static bool is_elsewhere(enum arm_op op)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(elsewhere); i++)
        if (!strcmp(elsewhere[i].row, arm_rows[op].name))
            return true;
    return false;
}

/* 1 where it is as it should be, 0 where it is not, -1: no expectation. */
static int test_word(struct bench *b, enum arm_op op, uint32_t word)
{
    bool thumb = next_random(&b->rng) % 4 == 0;
    uint32_t code = thumb ? thumb_form(word) : word;
    struct model_simd m;
    make_state(b, &m, thumb);
    memcpy(b->memory + (RUN_PC - RUN_BASE), &code, sizeof code);
    memcpy(b->copy, b->memory, RUN_MEMORY);
    struct model_simd before = m;
    enum model_result r = run_model(&m, op, word);
    if (r == MODEL_UNKNOWN || r == MODEL_OUTSIDE)
        return -1;
    if (r != MODEL_DONE)
        m = before;
    int trap = run_code(&b->runner, &b->cpu, &code, sizeof code, thumb);
    if (trap == expected(r) && same_state(b, &m))
        return 1;
    explain(b, &m, word, trap, expected(r));
    return 0;
}

static void test_row(struct bench *b, enum arm_op op)
{
    unsigned good = 0;
    int ok = 1;
    b->rng = op;
    for (unsigned i = 0; i < RUN_MEMORY; i++)
        b->memory[i] = (uint8_t)next_random(&b->rng);
    for (unsigned i = 0; ok && i < TRIES && good < RUNS; i++) {
        uint32_t word;
        if (!make_word(b, op, &word))
            continue;
        ok = test_word(b, op, word);
        good += ok == 1;
    }
    if (good || !ok || !is_elsewhere(op))
        tap_ok(&b->tap, ok && good == RUNS, "%s%s", arm_rows[op].name,
               b->runner.optimise ? " optimised" : "");
    if (ok && good < RUNS && !is_elsewhere(op))
        printf("# the model has an expectation of %u words\n", good);
}

static void test_fpscr(struct bench *b)
{
    struct arm_cpu *c = &b->cpu;
    c->r[0] = UINT32_MAX;
    bool ok = run_word(&b->runner, c, 0xeee10a10) == ARM_TRAP_SVC; /* vmsr fpscr, r0 */
    ok &= run_word(&b->runner, c, 0xeef11a10) == ARM_TRAP_SVC;     /* vmrs r1, fpscr */
    tap_ok(&b->tap, ok && c->r[1] == 0xffc8009f && c->common.fp_rounding == 3,
           "VMSR keeps what FPSCR has: %08" PRIx32, c->r[1]);
    c->r[0] = 0x60000000;
    ok = run_word(&b->runner, c, 0xeee10a10) == ARM_TRAP_SVC;
    ok &= run_word(&b->runner, c, 0xeef1fa10) == ARM_TRAP_SVC; /* vmrs apsr_nzcv, fpscr */
    tap_ok(&b->tap, ok && arm_get_cpsr(c) >> 28 == 6 && !c->common.fp_rounding, "VMRS APSR_nzcv");
}

int main(void)
{
    static struct bench b;
    runner_init(&b.runner, &target_arm);
    runner_reset(&b.runner, &b.cpu, "max");
    b.memory = run_memory(&b.cpu);
    if (!b.memory)
        return 1;
    for (int optimise = 0; optimise < 2; optimise++) {
        b.runner.optimise = optimise;
        for (enum arm_op op = 1; op < ARM_OP_COUNT; op++)
            if (is_neon(op) || g_str_has_prefix(arm_rows[op].name, "VFP_"))
                test_row(&b, op);
        test_fpscr(&b);
    }
    runner_free(&b.runner);
    return tap_done(&b.tap);
}
