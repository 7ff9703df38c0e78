/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The integer, load/store and atomic instructions of AArch64 against the model.
 *
 * In: every row of the instruction tables that the model knows, random fields, edge values; fixed
 * seeds.  Out: TAP, one case a row; sequences that carry flags; exclusives; pointer authentication.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "target/aarch64/decode.h"
#include "tests/insn/aarch64/model_int.h"
#include "tests/insn/aarch64/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define MEMORY_SIZE 4096
#define GOOD_RUNS   150 /* runs with an expectation that a row gets */
#define TRIES       10000

struct bench {
    struct tap tap;
    struct runner runner;
    struct a64_cpu cpu;
    uint8_t *memory, copy[MEMORY_SIZE];
};

static uint64_t edge_value(uint64_t *rng)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     2,
                                     31,
                                     32,
                                     63,
                                     64,
                                     0x7f,
                                     0x80,
                                     0xff,
                                     0x7fff,
                                     0x8000,
                                     0x7fffffff,
                                     0x80000000,
                                     0xffffffff,
                                     0x100000000,
                                     INT64_MAX,
                                     (uint64_t)INT64_MIN,
                                     UINT64_MAX - 1,
                                     UINT64_MAX};
    uint64_t r = next_random(rng);
    switch (r & 3) {
    case 0: return next_random(rng);
    case 1: return (uint64_t)(int64_t)(int8_t)(r >> 8);
    default: return edges[(r >> 8) % (sizeof edges / sizeof *edges)];
    }
}

/* The same random state for the model (on a copy of the memory) and for the CPU. */
static void make_state(struct bench *b, struct model *m, uint64_t *rng)
{
    m->mem = b->copy;
    m->mem_base = (uint64_t)(uintptr_t)b->memory;
    m->mem_size = MEMORY_SIZE;
    for (int i = 0; i < 32; i++) {
        uint64_t r = next_random(rng);
        uint64_t in = m->mem_base + (r >> 8) % MEMORY_SIZE;
        m->x[i] = r & 1 ? edge_value(rng) : r & 2 ? in : in & ~UINT64_C(15);
        m->v[i][0] = next_random(rng);
        m->v[i][1] = next_random(rng);
    }
    for (int i = 0; i < MEMORY_SIZE; i += 8) {
        uint64_t v = i & 8 ? next_random(rng) : m->x[next_random(rng) % 31];
        memcpy(b->memory + i, &v, sizeof v);
    }
    m->nzcv = next_random(rng) & 15;
    memcpy(b->copy, b->memory, MEMORY_SIZE);
    memcpy(b->cpu.x, m->x, sizeof b->cpu.x);
    b->cpu.sp = m->x[31];
    memcpy(b->cpu.v, m->v, sizeof b->cpu.v);
    a64_set_pstate(&b->cpu, (uint32_t)m->nzcv << 28);
    b->cpu.excl_addr = A64_NO_EXCL;
}

static bool same_state(const struct bench *b, const struct model *m)
{
    return !memcmp(b->cpu.x, m->x, sizeof b->cpu.x) && b->cpu.sp == m->x[31] &&
           a64_get_pstate(&b->cpu) >> 28 == m->nzcv && !memcmp(b->cpu.v, m->v, sizeof m->v) &&
           !memcmp(b->memory, b->copy, MEMORY_SIZE);
}

static void explain(const struct bench *b, const struct model *m, const uint32_t *words, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        struct a64_args a;
        enum a64_op op = a64_decode(words[i], b->cpu.model->features, &a);
        printf("# %08" PRIx32 " %s\n", words[i], a64_rows[op].name);
    }
    for (int i = 0; i < 31; i++)
        if (b->cpu.x[i] != m->x[i])
            printf("#   x%d is %016" PRIx64 ", should be %016" PRIx64 "\n", i, b->cpu.x[i],
                   m->x[i]);
    if (b->cpu.sp != m->x[31])
        printf("#   sp is %016" PRIx64 ", should be %016" PRIx64 "\n", b->cpu.sp, m->x[31]);
    printf("#   nzcv is %x, should be %x\n", a64_get_pstate(&b->cpu) >> 28, m->nzcv);
}

static uint32_t make_word(enum a64_op op, uint64_t *rng)
{
    const struct a64_row *row = &a64_rows[op];
    uint32_t word = (uint32_t)next_random(rng);
    word = (word & ~row->should_mask) | row->should;
    return (word & ~row->mask) | row->value;
}

/* What the run should have ended with. */
static int expected_trap(enum model_result r)
{
    return r == MODEL_UNDEFINED    ? A64_TRAP_UDEF
           : r == MODEL_SP         ? A64_TRAP_SP_ALIGN
           : r == MODEL_MISALIGNED ? A64_TRAP_ALIGN
                                   : A64_TRAP_SVC;
}

static void test_row(struct bench *b, enum a64_op op)
{
    uint64_t rng = op;
    unsigned good = 0, known = 0;
    bool ok = true;
    struct a64_args a;
    for (unsigned i = 0; ok && i < TRIES && good < GOOD_RUNS; i++) {
        uint32_t word = make_word(op, &rng);
        if (!a64_row_matches(op, word) || a64_decode(word, b->cpu.model->features, &a) != op)
            continue;
        struct model m;
        make_state(b, &m, &rng);
        enum model_result r = model_int(&m, word);
        known += r != MODEL_UNKNOWN;
        if (i > 100 && !known)
            return; /* not the model's */
        if (r == MODEL_UNKNOWN || r == MODEL_OUTSIDE)
            continue;
        good++;
        int trap = run_words(&b->runner, &b->cpu, &word, 1);
        ok = trap == expected_trap(r) && same_state(b, &m);
        if (!ok) {
            printf("# trap %d, should be %d\n", trap, expected_trap(r));
            explain(b, &m, &word, 1);
        }
    }
    if (good)
        tap_ok(&b->tap, ok, "%s", a64_rows[op].name);
}

/* Several data-processing instructions in one region: flags are remembered from one to another. */
static void test_sequences(struct bench *b)
{
    uint64_t rng = 12345;
    bool ok = true;
    for (unsigned i = 0; ok && i < 5000; i++) {
        struct model m;
        uint32_t words[RUN_MAX];
        unsigned n = 0, want = 2 + next_random(&rng) % (RUN_MAX - 2);
        make_state(b, &m, &rng);
        while (n < want) {
            enum a64_op op = 1 + next_random(&rng) % (A64_OP_COUNT - 1);
            uint32_t word = make_word(op, &rng), group = word >> 25 & 15;
            struct model next = m;
            /* no memory, no branches; not ADR */
            if (!a64_row_matches(op, word) || (group & 5) == 4 || model_int(&next, word))
                continue;
            m = next;
            words[n++] = word;
        }
        ok = run_words(&b->runner, &b->cpu, words, n) == A64_TRAP_SVC && same_state(b, &m);
        if (!ok)
            explain(b, &m, words, n);
    }
    tap_ok(&b->tap, ok, "random sequences");
}

/* ---- what the model can't say ---- */

static bool run_is(struct bench *b, const uint32_t *words, unsigned n, int trap)
{
    return run_words(&b->runner, &b->cpu, words, n) == trap;
}

static void test_exclusives(struct bench *b)
{
    struct a64_cpu *c = &b->cpu;
    uint64_t *mem = (uint64_t *)(void *)b->memory;
    static const uint32_t swap[] = {0xc85f7c01, 0xc8027c03}; /* ldxr x1, [x0]; stxr w2, x3, [x0] */
    mem[0] = 7;
    c->x[0] = (uint64_t)(uintptr_t)mem;
    c->x[3] = 9;
    tap_ok(&b->tap, run_is(b, swap, 2, A64_TRAP_SVC) && c->x[1] == 7 && !c->x[2] && mem[0] == 9,
           "LDXR, STXR store");
    tap_ok(&b->tap, run_is(b, swap + 1, 1, A64_TRAP_SVC) && c->x[2] == 1, "a second STXR fails");
    static const uint32_t cleared[] = {0xc85f7c01, 0xd5033f5f, 0xc8027c03};
    c->x[3] = 10;
    tap_ok(&b->tap, run_is(b, cleared, 3, A64_TRAP_SVC) && c->x[2] == 1 && mem[0] == 9,
           "CLREX opens the monitor");
    tap_ok(&b->tap, run_is(b, swap, 1, A64_TRAP_SVC), "LDXR");
    mem[0] = 11;
    tap_ok(&b->tap, run_is(b, swap + 1, 1, A64_TRAP_SVC) && c->x[2] == 1 && mem[0] == 11,
           "a store by another thread makes STXR fail");
    /* ldxp x1, x4, [x0]; stxp w2, x3, x5, [x0] */
    static const uint32_t pair[] = {0xc87f1001, 0xc8221403};
    mem[1] = 22;
    c->x[5] = 23;
    tap_ok(&b->tap,
           run_is(b, pair, 2, A64_TRAP_SVC) && c->x[1] == 11 && c->x[4] == 22 && !c->x[2] &&
               mem[0] == 10 && mem[1] == 23,
           "LDXP, STXP store");
    /* ldxp w1, w4, [x0]; stxp w2, w3, w5, [x0] */
    static const uint32_t pair32[] = {0x887f1001, 0x88221403};
    mem[0] = UINT64_C(0x500000004);
    tap_ok(&b->tap,
           run_is(b, pair32, 2, A64_TRAP_SVC) && c->x[1] == 4 && c->x[4] == 5 && !c->x[2] &&
               mem[0] == UINT64_C(0x170000000a),
           "LDXP, STXP of words store");
    c->x[0]++;
    tap_ok(&b->tap,
           run_is(b, swap, 1, A64_TRAP_ALIGN) && c->pc == (uint64_t)(uintptr_t)b->runner.code,
           "a misaligned LDXR traps at its pc");
}

static void test_pauth(struct bench *b)
{
    struct a64_cpu *c = &b->cpu;
    uint64_t pointer = UINT64_C(0x0000aaaabbbbccc0), seen[2];
    for (unsigned key = 0; key < 4; key++) {
        uint32_t sign = 0xdac10020 | key << 10, auth = sign | 4 << 10; /* pac?? x0, x1 */
        unsigned differ = 0, back = 0, caught = 0;
        for (uint64_t mod = 0; mod < 64; mod++) {
            c->x[0] = pointer;
            c->x[1] = mod * 16;
            run_words(&b->runner, c, &sign, 1);
            seen[mod & 1] = c->x[0];
            differ += mod && seen[0] != seen[1];
            run_words(&b->runner, c, &auth, 1);
            back += c->x[0] == pointer;
            c->x[0] = seen[mod & 1] ^ UINT64_C(1) << 50;
            run_words(&b->runner, c, &auth, 1);
            caught += c->x[0] == (pointer | (uint64_t)(key & 1 ? 2 : 1) << 53);
        }
        tap_ok(&b->tap, differ > 55 && back == 64 && caught == 64,
               "pointer authentication with key %u", key);
    }
    static const uint32_t leaf[] = {0xd503233f, 0xd50323bf}; /* paciasp; autiasp */
    c->x[30] = pointer;
    tap_ok(&b->tap, run_is(b, leaf, 2, A64_TRAP_SVC) && c->x[30] == pointer, "PACIASP, AUTIASP");
    static const uint32_t strip[] = {0xd503233f, 0xd50320ff}; /* paciasp; xpaclri */
    tap_ok(&b->tap, run_is(b, strip, 2, A64_TRAP_SVC) && c->x[30] == pointer, "XPACLRI");
    static const uint32_t generic[] = {0x9ac13000}; /* pacga x0, x0, x1 */
    run_words(&b->runner, c, generic, 1);
    tap_ok(&b->tap, !(uint32_t)c->x[0] && c->x[0], "PACGA");
}

static void test_system(struct bench *b)
{
    struct a64_cpu *c = &b->cpu;
    static const uint32_t nzcv[] = {0xd51b4200, 0xd53b4201}; /* msr nzcv, x0; mrs x1, nzcv */
    c->x[0] = 0xa0000000;
    tap_ok(&b->tap, run_is(b, nzcv, 2, A64_TRAP_SVC) && c->x[1] == 0xa0000000, "MSR, MRS NZCV");
    static const uint32_t set_fpcr[] = {0xd51b4400}, get_fpcr[] = {0xd53b4401};
    c->x[0] = UINT64_MAX;
    run_words(&b->runner, c, set_fpcr, 1);
    run_words(&b->runner, c, get_fpcr, 1);
    tap_ok(&b->tap, c->x[1] == 0x07c80000 && c->common.fp_rounding == 3, "FPCR keeps what exists");
    c->x[0] = 0;
    run_words(&b->runner, c, set_fpcr, 1);
    static const uint32_t fpsr[] = {0xd51b4420, 0xd53b4421};
    c->x[0] = UINT64_MAX;
    tap_ok(&b->tap, run_is(b, fpsr, 2, A64_TRAP_SVC) && c->x[1] == 0x0800009f, "FPSR");
    static const uint32_t isar0[] = {0xd5380601};
    tap_ok(&b->tap,
           run_is(b, isar0, 1, A64_TRAP_SVC) && c->x[1] == a64_id_reg(c->model, ID_AA64ISAR0) &&
               (c->x[1] >> 20 & 15) == 2,
           "MRS ID_AA64ISAR0_EL1");
    static const uint32_t mvfr0[] = {0xd5380301};
    tap_ok(&b->tap, run_is(b, mvfr0, 1, A64_TRAP_UDEF), "MRS MVFR0_EL1 is undefined");
    static const uint32_t tpidr[] = {0xd51bd040, 0xd53bd041};
    tap_ok(&b->tap, run_is(b, tpidr, 2, A64_TRAP_SVC) && c->x[1] == c->x[0], "TPIDR_EL0");
    static const uint32_t ctr_daif[] = {0xd53b0021, 0xd53b4221}; /* mrs x1, ctr_el0; mrs x1, daif */
    tap_ok(&b->tap, run_is(b, ctr_daif, 2, A64_TRAP_UDEF) && c->x[1] == 0x9444c004,
           "CTR_EL0; DAIF is undefined at EL0");
    memset(b->memory, 255, 256);
    static const uint32_t zva[] = {0xd50b7420};
    c->x[0] = (uint64_t)(uintptr_t)b->memory + 100;
    bool ran = run_is(b, zva, 1, A64_TRAP_SVC);
    tap_ok(&b->tap,
           ran && b->memory[63] == 255 && !b->memory[64] && !b->memory[127] &&
               b->memory[128] == 255,
           "DC ZVA clears 64 bytes");
}

static void test_access(struct bench *b)
{
    struct a64_cpu *c = &b->cpu;
    gaddr addr;
    unsigned size;
    bool is_write;
    c->x[1] = UINT64_C(0x5500000012345670);
    c->tbi = 0;
    bool known = a64_access(c, 0xf8408420, &addr, &size, &is_write); /* ldr x0, [x1], #8 */
    tap_ok(&b->tap, known && addr == c->x[1] && size == 8 && !is_write, "address of an access");
    tap_ok(&b->tap, a64_fault_fixup(c, 0xf8408420) && c->tbi, "a tagged address turns tags on");
    tap_ok(&b->tap, !a64_fault_fixup(c, 0xf8408420), "a second fault is the guest's");
    c->x[1] = (uint64_t)(uintptr_t)b->memory | UINT64_C(0x5a) << 56;
    memcpy(b->memory, &c->x[1], 8);
    static const uint32_t load[] = {0xf8408420};
    tap_ok(&b->tap,
           run_is(b, load, 1, A64_TRAP_SVC) && c->x[0] == c->x[1] - 8 && c->x[1] >> 56 == 0x5a,
           "a tagged load; the tag stays in the base");
    c->tbi = 0;
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
            test_row(&b, op);
        test_sequences(&b);
        test_exclusives(&b);
        test_pauth(&b);
        test_system(&b);
        test_access(&b);
    }
    runner_free(&b.runner);
    return tap_done(&b.tap);
}
