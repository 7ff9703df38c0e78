/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wireless MMX and XScale's accumulator against the model.
 *
 * In: every row of insn_iwmmxt.decode, random fields, edge values; fixed seeds.  Out: TAP, one case
 * a row; words that are undefined instructions.  After each instruction of Wireless MMX another one
 * reads the flags that it left.
 */
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "tests/insn/arm/model_iwmmxt.h"
#include "tests/insn/arm/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

enum {
    RUNS = 400, /* with an expectation, that a row gets */
    TRIES = 40000,
    RN = 10,               /* the register that is an address */
    READ_CASF = 0xee139110 /* tmrc r9, wCASF */
};

struct bench {
    struct tap tap;
    struct runner runner;
    struct arm_cpu cpu;
    uint8_t *memory, copy[RUN_MEMORY];
    uint64_t rng;
    bool acc40;
};

/* ---- states ---- */

#define PICK(b, t) (t)[next_random(&(b)->rng) % (sizeof(t) / sizeof *(t))]

/* Of lanes of one size, with the ends of their ranges; or small, to be the same as others. */
static uint64_t operand(struct bench *b)
{
    static const uint8_t edges8[] = {0, 1, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff};
    static const uint16_t edges16[] = {0,      1,      0x7f,   0x80,   0xff,   0x100,
                                       0x7fff, 0x8000, 0x8001, 0xff7f, 0xff80, 0xffff};
    static const uint32_t edges32[] = {0,          1,          0x7fff,     0x8000,
                                       0xffff,     0x10000,    0x7fffffff, 0x80000000,
                                       0xffff7fff, 0xffff8000, 0xffffffff};
    static const uint64_t edges64[] = {
        0,           1,         0x7fffffff,        0x80000000,         0xffffffff,
        0x100000000, INT64_MAX, UINT64_C(1) << 63, 0xffffffff7fffffff, 0xffffffff80000000,
        UINT64_MAX};
    uint64_t v = 0;
    switch (next_random(&b->rng) % 6) {
    case 0:
        for (int i = 0; i < 8; i++)
            v = v << 8 | PICK(b, edges8);
        return v;
    case 1:
        for (int i = 0; i < 4; i++)
            v = v << 16 | PICK(b, edges16);
        return v;
    case 2: return PICK(b, edges32) | (uint64_t)PICK(b, edges32) << 32;
    case 3: return PICK(b, edges64);
    case 4: return next_random(&b->rng) % 70;
    default: return next_random(&b->rng);
    }
}

/* The same random state for the model (on a copy of the memory) and for the CPU. */
static void make_state(struct bench *b, struct model_iwmmxt *m)
{
    uint64_t r = next_random(&b->rng);
    *m = (struct model_iwmmxt){.acc40 = b->acc40,
                               .con = r & 3,
                               .ssf = r >> 2 & 255,
                               .casf = (uint32_t)next_random(&b->rng)};
    m->core = (struct model){.mem = b->copy,
                             .mem_base = RUN_BASE,
                             .mem_size = RUN_MEMORY,
                             .nzcv = r >> 12 & 15,
                             .be = (r >> 16 & 3) == 0,
                             .pc = RUN_PC};
    for (int i = 0; i < 16; i++)
        m->w[i] = operand(b);
    if (b->acc40)
        m->w[0] = (uint64_t)((int64_t)(m->w[0] << 24) >> 24);
    for (int i = 0; i < 4; i++)
        m->cgr[i] = (uint32_t)operand(b);
    for (int i = 0; i < 15; i++)
        m->core.r[i] = (uint32_t)operand(b);
    m->core.r[RN] = RUN_BASE + RUN_MEMORY / 4 + r / (1 << 20) % 64;
    memcpy(b->cpu.r, m->core.r, sizeof b->cpu.r);
    for (int i = 0; i < 16; i++) {
        b->cpu.w[i][0] = m->w[i];
        b->cpu.w[i][1] = next_random(&b->rng); /* does not count */
    }
    memcpy(b->cpu.wcgr, m->cgr, sizeof m->cgr);
    b->cpu.wcon = m->con;
    b->cpu.wcssf = m->ssf;
    arm_set_wcasf(&b->cpu, m->casf);
    arm_set_cpsr(&b->cpu, m->core.nzcv << 28 | (uint32_t)m->core.be << 9);
}

static bool same_registers(const struct bench *b, const struct model_iwmmxt *m)
{
    for (int i = 0; i < 16; i++)
        if (b->cpu.w[i][0] != m->w[i])
            return false;
    return (b->acc40 || (b->cpu.wcon & 3) == m->con) && b->cpu.wcssf == m->ssf &&
           arm_get_wcasf(&b->cpu) == m->casf && !memcmp(b->cpu.wcgr, m->cgr, sizeof m->cgr);
}

static bool same_state(const struct bench *b, const struct model_iwmmxt *m)
{
    return same_registers(b, m) && !memcmp(b->cpu.r, m->core.r, sizeof m->core.r) &&
           arm_get_cpsr(&b->cpu) >> 28 == m->core.nzcv && !memcmp(b->memory, b->copy, RUN_MEMORY);
}

static void explain(const struct bench *b, const struct model_iwmmxt *before,
                    const struct model_iwmmxt *m, uint32_t word, int trap)
{
    printf("# %08" PRIx32 ", trap %d, wcasf %08" PRIx32 ", should be %08" PRIx32
           ", wcssf %02" PRIx32 ", %02" PRIx32 ", wcon %" PRIx32 ", %" PRIx32 ", flags %" PRIx32
           ", %x\n",
           word, trap, arm_get_wcasf(&b->cpu), m->casf, b->cpu.wcssf, m->ssf, b->cpu.wcon, m->con,
           arm_get_cpsr(&b->cpu) >> 28, m->core.nzcv);
    for (int i = 0; i < 16; i++)
        if (b->cpu.w[i][0] != m->w[i])
            printf("#   w%d is %016" PRIx64 ", should be %016" PRIx64 ", was %016" PRIx64 "\n", i,
                   b->cpu.w[i][0], m->w[i], before->w[i]);
    for (int i = 0; i < 15; i++)
        if (b->cpu.r[i] != m->core.r[i])
            printf("#   r%d is %08" PRIx32 ", should be %08" PRIx32 "\n", i, b->cpu.r[i],
                   m->core.r[i]);
    for (unsigned i = 0; i < RUN_MEMORY; i++)
        if (b->memory[i] != b->copy[i])
            printf("#   byte %x is %02x, should be %02x\n", RUN_BASE + i, b->memory[i], b->copy[i]);
}

/* ---- words ---- */

static bool of_acc40(enum arm_op op)
{
    return op >= ARM_IWMMXT_MIA && op <= ARM_IWMMXT_MRA;
}

static enum arm_op decode(const struct bench *b, uint32_t word)
{
    struct arm_args a;
    uint64_t f = b->cpu.model->features;
    return word >> 28 == 15 ? arm_decode_iwmmxt_c(word, f, &a) : arm_decode_iwmmxt(word, f, &a);
}

static bool make_word(struct bench *b, enum arm_op op, uint32_t *word)
{
    const struct arm_row *row = &arm_rows[op];
    uint64_t r = next_random(&b->rng);
    uint32_t w = (uint32_t)r;
    for (unsigned i = 0; i < row->field_count; i++)
        if (!strcmp(row->fields[i].name, "rn") && r >> 32 & 7)
            w = (w & ~0xf0000u) | (uint32_t)RN << 16;
    w = (w & ~row->should_mask) | row->should;
    *word = w = (w & ~row->mask) | row->value;
    return arm_row_matches(op, w) && decode(b, w) == op;
}

static enum model_result run_model(struct model_iwmmxt *m, enum arm_op op, uint32_t word)
{
    enum model_result r = model_iwmmxt(m, op, word);
    return r == MODEL_UNKNOWN ? model_iwmmxt_move(m, op, word) : r;
}

/* ---- rows ---- */

/* 1 where it is as it should be, 0 where it is not, -1: no expectation. */
static int test_word(struct bench *b, enum arm_op op, uint32_t word)
{
    uint32_t code[] = {word, READ_CASF};
    unsigned size = b->acc40 ? sizeof *code : sizeof code;
    struct model_iwmmxt m, before;
    make_state(b, &m);
    memcpy(b->memory + (RUN_PC - RUN_BASE), code, size);
    memcpy(b->copy, b->memory, RUN_MEMORY);
    before = m;
    enum model_result r = run_model(&m, op, word);
    if (r == MODEL_UNKNOWN || r == MODEL_OUTSIDE)
        return -1;
    if (r != MODEL_DONE)
        m = before;
    else if (!b->acc40)
        run_model(&m, ARM_IWMMXT_TMRC, READ_CASF);
    int trap = run_code(&b->runner, &b->cpu, code, size, false);
    if (trap == (r == MODEL_DONE ? ARM_TRAP_SVC : ARM_TRAP_UDEF) && same_state(b, &m))
        return 1;
    explain(b, &before, &m, word, trap);
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
    tap_ok(&b->tap, ok && good == RUNS, "%s%s", arm_rows[op].name,
           b->runner.optimise ? " optimised" : "");
    if (ok && good < RUNS)
        printf("# the model has an expectation of %u words\n", good);
}

/* ---- what is undefined ---- */

/* Instructions of Wireless MMX 2, as the assembler encodes them, and words that are none. */
static const struct {
    const char *name;
    uint32_t word;
} undefined[] = {
    {"torvscb r15", 0xee12f190},
    {"wabsb wr0, wr1", 0xee2101c0},
    {"wabsdiffb wr0, wr1, wr2", 0xee1101c2},
    {"waddbhusl wr0, wr1, wr2", 0xee2101a2},
    {"waddhc wr0, wr1, wr2", 0xee610182},
    {"waddsubhx wr0, wr1, wr2", 0xeea101a2},
    {"wavg4 wr0, wr1, wr2", 0xee410002},
    {"wmaddsn wr0, wr1, wr2", 0xeee10102},
    {"wmaddsx wr0, wr1, wr2", 0xeeb10102},
    {"wmerge wr0, wr1, wr2, #1", 0xee210082},
    {"wmiabb wr0, wr1, wr2", 0xee0100a2},
    {"wmulsmr wr0, wr1, wr2", 0xeef10102},
    {"wmulwsm wr0, wr1, wr2", 0xeef100c2},
    {"wqmiabb wr0, wr1, wr2", 0xee8100a2},
    {"wqmulm wr0, wr1, wr2", 0xee110082},
    {"wsubaddhx wr0, wr1, wr2", 0xeed101c2},
    {"wsllh wr0, wr1, #5", 0xfe510045},
    {"wldrd wr0, [r1], +r2", 0xfcf10102},
    {"wadd of 64 bits", 0xeec10182},
    {"wsllhg by wC4", 0xee510144},
    {"wsrab", 0xee010042},
    {"tmcr wC4", 0xee040110},
    {"tmrc from wC12", 0xee1c0110},
    {"tandc to r0", 0xee130130},
};

static void test_undefined(struct bench *b)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(undefined); i++)
        tap_ok(&b->tap, run_word(&b->runner, &b->cpu, undefined[i].word) == ARM_TRAP_UDEF,
               "%s is undefined", undefined[i].name);
}

/* Another model, with the memory that there is. */
static void choose_model(struct bench *b, const char *model)
{
    uint64_t base = b->cpu.common.mem_base;
    runner_reset(&b->runner, &b->cpu, model);
    b->cpu.common.mem_base = base;
    b->acc40 = !(b->cpu.model->features & ARM_F(IWMMXT));
}

/* Without the features all of them are undefined. */
static void test_absent(struct bench *b, const char *model, uint32_t insn)
{
    choose_model(b, model);
    tap_ok(&b->tap, run_word(&b->runner, &b->cpu, insn) == ARM_TRAP_UDEF, "%08" PRIx32 " of %s",
           insn, model);
}

static void test_model(struct bench *b, const char *model)
{
    choose_model(b, model);
    for (int optimise = 0; optimise < 2; optimise++) {
        b->runner.optimise = optimise;
        for (enum arm_op op = 1; op < ARM_OP_COUNT; op++)
            if (g_str_has_prefix(arm_rows[op].name, "IWMMXT_") && of_acc40(op) == b->acc40)
                test_row(b, op);
    }
}

int main(void)
{
    static struct bench b;
    runner_init(&b.runner, &target_arm);
    b.memory = run_memory(&b.cpu);
    if (!b.memory)
        return 1;
    test_model(&b, "pxa270");
    test_undefined(&b);
    test_model(&b, "pxa255");
    test_absent(&b, "pxa255", 0xee010180); /* waddb wr0, wr1, wr0 */
    test_absent(&b, "pxa255", 0xec432001); /* tmcrr wr1, r2, r3 */
    test_absent(&b, "arm926", 0xee203012); /* mia acc0, r2, r3 */
    test_absent(&b, "max", 0xec432000);    /* mar acc0, r2, r3 */
    test_absent(&b, "max", 0xfcb18101);    /* wldrw wcgr0, [r1], #4 */
    runner_free(&b.runner);
    return tap_done(&b.tap);
}
