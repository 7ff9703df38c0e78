/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The FP and SIMD instructions of AArch64 against the model; the cryptographic ones against the
 * examples of their standards (crypto_test.c).
 *
 * In: every row of insn_simd.decode, random fields, edge values, modes of FPCR; fixed seeds.
 * Out: TAP, one case a row.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "tests/insn/aarch64/model_simd.h"
#include "tests/insn/aarch64/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define MEMORY_SIZE 512
#define RUNS        200 /* that a row gets */
#define BASE        10  /* the register that is an address */
#define STEP        11  /* and the one that is added to it */

struct bench {
    struct tap tap;
    struct runner runner;
    struct a64_cpu cpu;
    uint8_t *memory, copy[MEMORY_SIZE];
    uint64_t rng;
};

#define PICK(b, table) (table)[next_random(&b->rng) % (sizeof(table) / sizeof *(table))]

static const uint8_t edges8[] = {0,    1,    2,    7,    8,    16,   0x40, 0x7f,
                                 0x80, 0x81, 0xc0, 0xf0, 0xf8, 0xf9, 0xfe, 0xff};
/* zeros, ones, infinities, NaNs of both kinds, the smallest and largest of each class */
static const uint16_t edges16[] = {0,      0x8000, 0x3c00, 0xbc00, 0x7c00, 0xfc00, 0x7e00,
                                   0x7d01, 0xfe12, 0xfd55, 1,      0x8001, 0x03ff, 0x0400,
                                   0x7bff, 0xfbff, 0x3555, 0x3800, 0x3e00, 0x4100, 0x7800};
static const uint32_t edges32[] = {
    0,          0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000,
    0x7f800001, 0xffc12345, 0xff812345, 1,          0x80000001, 0x007fffff, 0x00800000,
    0x7f7fffff, 0xff7fffff, 0x3eaaaaab, 0x40490fdb, 0x3f000000, 0x3fc00000, 0x40200000,
    0x4f000000, 0xcf000000, 0x4f800000, 0x5f000000, 0x33000000, 0x477fe000, 0x477ff000,
    0x387fc000, 0x33800000, 0x7e800000, 0x00ffffff, 0x7fffffff, 0xffffffff};
static const uint64_t edges64[] = {
    0,
    UINT64_C(0x8000000000000000),
    UINT64_C(0x3ff0000000000000),
    UINT64_C(0xbff0000000000000),
    UINT64_C(0x7ff0000000000000),
    UINT64_C(0xfff0000000000000),
    UINT64_C(0x7ff8000000000000),
    UINT64_C(0x7ff0000000000001),
    UINT64_C(0xfff8000012345678),
    UINT64_C(0xfff0000012345678),
    1,
    UINT64_C(0x8000000000000001),
    UINT64_C(0x000fffffffffffff),
    UINT64_C(0x0010000000000000),
    UINT64_C(0x7fefffffffffffff),
    UINT64_C(0x3fd5555555555555),
    UINT64_C(0x41dfffffffc00000),
    UINT64_C(0x41e0000000000000),
    UINT64_C(0xc1e0000000000000),
    UINT64_C(0x43e0000000000000),
    UINT64_C(0xc3e0000000000000),
    UINT64_C(0x3fe0000000000000),
    UINT64_C(0x47efffffe0000000),
    UINT64_C(0x47effffff0000000),
    UINT64_C(0x380fffffe0000000),
    UINT64_C(0x36a0000000000000),
    UINT64_MAX,
};

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

static void set_mode(struct bench *b, struct model_simd *m)
{
    static const uint32_t modes[] = {0,
                                     0,
                                     0,
                                     1u << 22,
                                     2u << 22,
                                     3u << 22,
                                     A64_FPCR_FZ,
                                     A64_FPCR_DN,
                                     A64_FPCR_FZ16,
                                     A64_FPCR_AHP,
                                     A64_FPCR_FZ | A64_FPCR_DN | A64_FPCR_FZ16 | 1u << 22};
    uint32_t fpcr = PICK(b, modes);
    m->env = fp_env_arm();
    m->env.rounding = fpcr >> 22 & 3;
    m->env.flush_in = m->env.flush_out = fpcr & A64_FPCR_FZ;
    m->env.flush_f16 = fpcr & A64_FPCR_FZ16;
    m->env.default_nan = fpcr & A64_FPCR_DN;
    m->env.ahp = fpcr & A64_FPCR_AHP;
    a64_set_fpcr(&b->cpu, fpcr);
    a64_set_fpsr(&b->cpu, 0);
}

/* The same random state for the model (on a copy of the memory) and for the CPU. */
static void make_state(struct bench *b, struct model_simd *m)
{
    memset(m, 0, sizeof *m);
    for (int i = 0; i < 32; i++) {
        m->v[i].d[0] = operand(b);
        m->v[i].d[1] = operand(b);
        m->x[i] = operand(b);
    }
    for (int i = 0; i < MEMORY_SIZE; i++)
        b->memory[i] = b->copy[i] = (uint8_t)next_random(&b->rng);
    m->mem = b->copy;
    m->mem_base = (uint64_t)(uintptr_t)b->memory;
    m->mem_size = MEMORY_SIZE;
    m->x[BASE] = m->mem_base + next_random(&b->rng) % 64;
    m->x[STEP] = next_random(&b->rng) % 256;
    m->nzcv = next_random(&b->rng) & 15;
    set_mode(b, m);
    memcpy(b->cpu.v, m->v, sizeof b->cpu.v);
    memcpy(b->cpu.x, m->x, sizeof b->cpu.x);
    b->cpu.sp = m->x[31];
    a64_set_pstate(&b->cpu, m->nzcv << 28);
}

/* IOC, DZC, OFC, UFC, IXC, IDC */
static uint32_t fpsr_of(const struct model_simd *m)
{
    return m->env.flags | (m->qc ? A64_FPSR_QC : 0);
}

static bool same_state(const struct bench *b, const struct model_simd *m)
{
    return !memcmp(b->cpu.v, m->v, sizeof m->v) && !memcmp(b->cpu.x, m->x, sizeof b->cpu.x) &&
           b->cpu.sp == m->x[31] && a64_get_pstate(&b->cpu) >> 28 == m->nzcv &&
           a64_get_fpsr(&b->cpu) == fpsr_of(m) && !memcmp(b->memory, b->copy, MEMORY_SIZE);
}

static void explain(const struct bench *b, const struct model_simd *m, uint32_t word, int trap)
{
    printf("# %08" PRIx32 ", trap %d, fpcr %08" PRIx32 "\n", word, trap, a64_get_fpcr(&b->cpu));
    for (int i = 0; i < 32; i++)
        if (memcmp(b->cpu.v[i], &m->v[i], 16))
            printf("#   v%d is %016" PRIx64 "_%016" PRIx64 ", should be %016" PRIx64 "_%016" PRIx64
                   "\n",
                   i, b->cpu.v[i][1], b->cpu.v[i][0], m->v[i].d[1], m->v[i].d[0]);
    for (int i = 0; i < 31; i++)
        if (b->cpu.x[i] != m->x[i])
            printf("#   x%d is %016" PRIx64 ", should be %016" PRIx64 "\n", i, b->cpu.x[i],
                   m->x[i]);
    printf("#   nzcv is %x, should be %x; fpsr is %08" PRIx32 ", should be %08" PRIx32 "\n",
           a64_get_pstate(&b->cpu) >> 28, m->nzcv, a64_get_fpsr(&b->cpu), fpsr_of(m));
}

/* ---- words ---- */

static const struct a64_row_field *field(const struct a64_row *row, const char *name)
{
    for (unsigned i = 0; i < row->field_count; i++)
        if (!strcmp(row->fields[i].name, name))
            return &row->fields[i];
    return NULL;
}

static void set_field(uint32_t *word, const struct a64_row *row, const char *name, uint32_t value)
{
    const struct a64_row_field *f = field(row, name);
    if (!f)
        return;
    uint32_t mask = ((UINT32_C(1) << f->width) - 1) << f->lsb;
    *word = (*word & ~mask) | value << f->lsb;
}

static bool make_word(struct bench *b, enum a64_op op, uint32_t *word)
{
    const struct a64_row *row = &a64_rows[op];
    struct a64_args a;
    for (int i = 0; i < 1000; i++) {
        uint32_t w = (uint32_t)next_random(&b->rng);
        w = (w & ~row->should_mask) | row->should;
        w = (w & ~row->mask) | row->value;
        if (field(row, "rt")) { /* structures in memory */
            set_field(&w, row, "rn", BASE);
            set_field(&w, row, "rm", next_random(&b->rng) & 1 ? STEP : 31);
        } else if (next_random(&b->rng) % 8 == 0 && !field(row, "M")) {
            set_field(&w, row, "rm", w >> 5 & 31); /* operands may be one register */
        }
        *word = w;
        if (a64_row_matches(op, w) && a64_decode(w, b->cpu.model->features, &a) == op)
            return true;
    }
    return false;
}

static bool model(struct model_simd *m, enum a64_op op, uint32_t word)
{
    return model_simd_int(m, op, word) || model_simd_fp(m, op, word) || model_fp(m, op, word) ||
           model_simd_move(m, op, word);
}

/* Rows that crypto_test.c checks. */
static bool is_crypto(const struct a64_row *row)
{
    static const char *const names[] = {"AES", "SHA", "SM3", "SM4"};
    for (unsigned i = 0; *row->feature && i < sizeof names / sizeof *names; i++)
        if (!strncmp(row->feature, names[i], 3) && strcmp(row->feature, "SHA3"))
            return true;
    return false;
}

static void test_row(struct bench *b, enum a64_op op)
{
    bool ok = true;
    b->rng = op;
    for (unsigned i = 0; ok && i < RUNS; i++) {
        struct model_simd m;
        uint32_t word;
        ok = make_word(b, op, &word);
        make_state(b, &m);
        if (ok && !model(&m, op, word)) {
            printf("# no model: %08" PRIx32 "\n", word);
            ok = false;
        }
        int trap = ok ? run_words(&b->runner, &b->cpu, &word, 1) : -1;
        if (ok && !(trap == A64_TRAP_SVC && same_state(b, &m))) {
            explain(b, &m, word, trap);
            ok = false;
        }
    }
    tap_ok(&b->tap, ok, "%s%s", a64_rows[op].name, b->runner.optimise ? " optimised" : "");
}

int main(void)
{
    static struct bench b;
    runner_init(&b.runner, &target_aarch64);
    runner_reset(&b.runner, &b.cpu, "max");
    b.memory = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (b.memory == MAP_FAILED)
        return 1;
    for (int optimise = 0; optimise < 2; optimise++) {
        b.runner.optimise = optimise;
        for (enum a64_op op = 1; op < A64_OP_COUNT; op++)
            if (strstr(a64_rows[op].source, "insn_simd.decode") && !is_crypto(&a64_rows[op]))
                test_row(&b, op);
    }
    runner_free(&b.runner);
    return tap_done(&b.tap);
}
