/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The A32 and T32 instructions that are not VFP or NEON against the model: registers, flags,
 * memory, where they go and what they trap.
 *
 * In: every row of insn_a32.decode and insn_t32.decode, random fields, edge values; fixed seeds.
 * Out: TAP, one case a row, and sequences, IT blocks, and what the model can't say. A row without a
 * case must be in `elsewhere`.
 */
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "target/arm/decode.h"
#include "tests/insn/arm/model_int.h"
#include "tests/insn/arm/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

enum {
    GOOD_RUNS = 100, /* runs with an expectation that a row gets */
    TRIES = 40000,
};

/* Rows that are not the model's, and the function that tests them. */
static const struct {
    const char *row, *test;
} elsewhere[] = {
    {"A32_MRRC", "test_counter"},
    {"T32_MRRC", "test_counter"},
    {"T16_IT", "test_it"},
};

struct insn {
    uint32_t word;
    bool thumb;
    unsigned size; /* bytes */
};

struct bench {
    struct tap tap;
    struct runner runner;
    struct arm_cpu cpu;
    uint8_t *memory, copy[RUN_MEMORY]; /* the guest's, and the model's */
    uint64_t rng;
};

/* ---- rows ---- */

static bool is_of(enum arm_op op, const char *table)
{
    return g_str_has_prefix(arm_rows[op].name, table);
}

static bool make_insn(struct bench *b, enum arm_op op, struct insn *out)
{
    const struct arm_row *row = &arm_rows[op];
    uint64_t features = b->cpu.model->features;
    struct arm_args a;
    uint32_t w = (uint32_t)next_random(&b->rng);
    *out = (struct insn){.thumb = is_of(op, "T"), .size = is_of(op, "T16_") ? 2 : 4};
    if (out->size == 2)
        w &= 0xffff;
    w = (w & ~row->should_mask) | row->should;
    w = (w & ~row->mask) | row->value;
    out->word = w;
    if (!arm_row_matches(op, w) || (is_of(op, "A32_") && w >> 28 == 15))
        return false;
    if (out->size == 2)
        return arm_decode_t16(w, features, &a) == op;
    if (out->thumb)
        return arm_decode_t32(w, features, &a) == op;
    return (w >> 28 == 15 ? arm_decode_u32(w, features, &a) : arm_decode_a32(w, features, &a)) ==
           op;
}

static unsigned put_code(uint8_t *code, const struct insn *insns, unsigned n)
{
    unsigned at = 0;
    for (unsigned i = 0; i < n; i++) {
        uint32_t w = insns[i].word;
        if (insns[i].thumb && insns[i].size == 4)
            w = w >> 16 | w << 16;
        memcpy(code + at, &w, insns[i].size);
        at += insns[i].size;
    }
    return at;
}

static enum model_result run_model(struct model *m, const struct insn *insn)
{
    return !insn->thumb      ? model_a32(m, insn->word)
           : insn->size == 2 ? model_t16(m, insn->word)
                             : model_t32(m, insn->word);
}

/* ---- states ---- */

static uint32_t operand(struct bench *b)
{
    static const uint32_t edges[] = {0,          1,          2,          31,         32,
                                     33,         0x7f,       0x80,       0xff,       0x7fff,
                                     0x8000,     0xffff,     0x7fffffff, 0x80000000, 0xfffffffe,
                                     0xffffffff, 0x80008000, 0x7fff7fff};
    uint64_t r = next_random(&b->rng);
    switch (r & 7) {
    case 0: return (uint32_t)(r >> 8);
    case 1: return (uint32_t)(int8_t)(r >> 8);
    case 2: return r >> 8 & 255;
    case 3: return edges[(r >> 8) % G_N_ELEMENTS(edges)];
    case 4: return RUN_BASE + (r >> 8) % RUN_MEMORY;
    default: return (RUN_BASE + (r >> 8) % RUN_MEMORY) & ~7u;
    }
}

static void fill_memory(struct bench *b)
{
    for (unsigned i = 0; i < RUN_MEMORY; i += 4) {
        uint32_t v = operand(b);
        memcpy(b->memory + i, &v, sizeof v);
    }
}

/* The same random state for the model (on a copy of the memory) and for the CPU. */
static void make_state(struct bench *b, struct model *m)
{
    uint64_t r = next_random(&b->rng);
    *m = (struct model){.mem = b->copy,
                        .mem_base = RUN_BASE,
                        .mem_size = RUN_MEMORY,
                        .nzcv = r & 15,
                        .ge = r >> 4 & 15,
                        .q = r >> 8 & 1,
                        .be = (r >> 9 & 3) == 0,
                        .tpidrurw = (uint32_t)(r >> 16),
                        .tpidruro = (uint32_t)(r >> 24)};
    for (unsigned i = 0; i < 15; i++)
        b->cpu.r[i] = m->r[i] = operand(b);
    arm_set_cpsr(&b->cpu,
                 m->nzcv << 28 | (uint32_t)m->q << 27 | m->ge << 16 | (uint32_t)m->be << 9);
    b->cpu.tpidrurw = m->tpidrurw;
    b->cpu.tpidruro = m->tpidruro;
    b->cpu.excl_addr = ARM_NO_EXCL;
}

/* The state is the model's, and the code is in its memory. */
static void place(struct bench *b, struct model *m, const struct insn *insns, unsigned n)
{
    put_code(b->memory + (RUN_PC - RUN_BASE), insns, n);
    memcpy(b->copy, b->memory, RUN_MEMORY);
    m->pc = RUN_PC;
    m->thumb = insns->thumb;
}

static uint32_t cpsr_of(const struct model *m)
{
    return m->nzcv << 28 | (uint32_t)m->q << 27 | m->ge << 16 | (uint32_t)m->be << 9;
}

enum { CPSR_MASK = (int)0xf80f0200 };

static bool same_state(const struct bench *b, const struct model *m)
{
    return !memcmp(b->cpu.r, m->r, sizeof m->r) && !b->cpu.itstate &&
           (arm_get_cpsr(&b->cpu) & (uint32_t)CPSR_MASK) == cpsr_of(m) &&
           b->cpu.tpidrurw == m->tpidrurw && b->cpu.tpidruro == m->tpidruro &&
           !memcmp(b->memory, b->copy, RUN_MEMORY);
}

static void explain(const struct bench *b, const struct model *m, const struct insn *insns,
                    unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        printf("# %s %0*" PRIx32 "\n", insns[i].thumb ? "T32" : "A32", (int)insns[i].size * 2,
               insns[i].word);
    for (int i = 0; i < 15; i++)
        if (b->cpu.r[i] != m->r[i])
            printf("#   r%d is %08" PRIx32 ", should be %08" PRIx32 "\n", i, b->cpu.r[i], m->r[i]);
    printf("#   cpsr is %08" PRIx32 ", should be %08" PRIx32 "; pc is %08" PRIx64 "\n",
           arm_get_cpsr(&b->cpu) & (uint32_t)CPSR_MASK, cpsr_of(m), b->cpu.pc);
    for (unsigned i = 0; i < RUN_MEMORY; i++)
        if (b->memory[i] != b->copy[i])
            printf("#   byte %x is %02x, should be %02x\n", RUN_BASE + i, b->memory[i], b->copy[i]);
}

/* ---- single instructions ---- */

static int run(struct bench *b, const struct insn *insns, unsigned n)
{
    uint8_t code[4 * RUN_MAX];
    unsigned bytes = put_code(code, insns, n);
    return run_code(&b->runner, &b->cpu, code, bytes, insns->thumb);
}

/* What the run should have ended with, and where. */
static int expected(const struct model *m, enum model_result r, const struct insn *insn,
                    uint32_t *pc)
{
    uint32_t next = (RUN_PC + insn->size) | insn->thumb;
    *pc = RUN_PC | insn->thumb;
    switch (r) {
    case MODEL_UNDEFINED: return ARM_TRAP_UDEF;
    case MODEL_MISALIGNED: return ARM_TRAP_ALIGN;
    case MODEL_BKPT: return ARM_TRAP_BKPT;
    case MODEL_SVC: *pc = next; return ARM_TRAP_SVC;
    case MODEL_YIELD: *pc = next; return ARM_TRAP_YIELD;
    default: break;
    }
    if (m->branched) {
        *pc = m->next;
        return RUN_ON;
    }
    *pc = next + (insn->thumb ? 2 : 4);
    return ARM_TRAP_SVC;
}

static bool into_code(const struct model *m)
{
    return m->branched && (m->next & ~1u) - RUN_PC < sizeof((struct runner *)0)->code;
}

static bool test_one(struct bench *b, struct model *m, enum model_result r, const struct insn *insn)
{
    uint32_t pc;
    int want = expected(m, r, insn, &pc), trap = run(b, insn, 1);
    if (trap == want && b->cpu.pc == pc && same_state(b, m))
        return true;
    printf("# trap %d, should be %d at %08" PRIx32 "\n", trap, want, pc);
    explain(b, m, insn, 1);
    return false;
}

static bool is_elsewhere(enum arm_op op)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(elsewhere); i++)
        if (!strcmp(elsewhere[i].row, arm_rows[op].name))
            return true;
    return false;
}

static void test_row(struct bench *b, enum arm_op op)
{
    unsigned good = 0;
    bool ok = true;
    b->rng = op;
    fill_memory(b);
    for (unsigned i = 0; ok && i < TRIES && good < GOOD_RUNS; i++) {
        struct insn insn;
        struct model m;
        if (!make_insn(b, op, &insn))
            continue;
        make_state(b, &m);
        place(b, &m, &insn, 1);
        struct model before = m;
        enum model_result r = run_model(&m, &insn);
        if (r == MODEL_UNKNOWN || r == MODEL_OUTSIDE || into_code(&m)) {
            memcpy(b->copy, b->memory, RUN_MEMORY);
            continue;
        }
        if (r != MODEL_DONE)
            m = before;
        good++;
        ok = test_one(b, &m, r, &insn);
    }
    bool enough = good == GOOD_RUNS || (good && is_of(op, "T16_"));
    if (good || !is_elsewhere(op))
        tap_ok(&b->tap, ok && enough, "%s%s", arm_rows[op].name,
               b->runner.optimise ? " optimised" : "");
    if (ok && !enough && !is_elsewhere(op))
        printf("# the model has an expectation of %u words\n", good);
}

/* ---- several instructions ---- */

/* cmp r0, r1; OP{first} r2, r3; mov{then} r4, r5: conditions of flags that one condition has
 * chosen. */
static void test_conditional_flags(struct bench *b)
{
    static const uint32_t ops[] = {0x01520003, 0x01720003, 0x01120003, 0x01320003, 0x00522003};
    static const uint32_t values[] = {0, 1, 2, 0x7fffffff, 0x80000000, UINT32_MAX};
    bool ok = true;
    b->rng = 4;
    fill_memory(b);
    for (unsigned i = 0; ok && i < 14 * 14 * G_N_ELEMENTS(ops) * 4; i++) {
        uint32_t first = i % 14, then = i / 14 % 14, op = ops[i / (14 * 14) % G_N_ELEMENTS(ops)];
        struct insn insns[] = {{.word = 0xe1500001, .size = 4},
                               {.word = first << 28 | op, .size = 4},
                               {.word = then << 28 | 0x01a04005, .size = 4}};
        struct model m;
        make_state(b, &m);
        for (unsigned k = 0; k < 4; k++)
            b->cpu.r[k] = m.r[k] = values[next_random(&b->rng) % G_N_ELEMENTS(values)];
        m.pc = RUN_PC;
        memcpy(b->copy, b->memory, RUN_MEMORY);
        for (unsigned k = 0; k < 3; k++) {
            if (model_cond(&m, insns[k].word >> 28))
                run_model(&m, &insns[k]);
            m.pc = RUN_PC + (k + 1) * 4;
        }
        ok = run(b, insns, 3) == ARM_TRAP_SVC && same_state(b, &m);
        if (!ok)
            explain(b, &m, insns, 3);
    }
    tap_ok(&b->tap, ok, "conditional comparisons%s", b->runner.optimise ? " optimised" : "");
}

static enum arm_op any_row(struct bench *b, bool thumb)
{
    for (;;) {
        enum arm_op op = 1 + next_random(&b->rng) % (ARM_OP_COUNT - 1);
        if (thumb ? is_of(op, "T") : is_of(op, "A32_"))
            return op;
    }
}

/* Instructions that may not be in an IT block, or only at its end. */
static bool splits_it(enum arm_op op)
{
    static const char *const names[] = {"T16_CBZ",    "T16_CBNZ", "T16_B_cond", "T32_B_cond",
                                        "T16_SETEND", "T16_CPS",  "T32_CPS",    "T16_IT"};
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (!strcmp(names[i], arm_rows[op].name))
            return true;
    return false;
}

/* In the model no store that is exclusive succeeds. */
static bool loads_exclusive(enum arm_op op)
{
    return strstr(arm_rows[op].name, "LDREX") || strstr(arm_rows[op].name, "LDAEX");
}

/* An instruction that goes on to the next; the model has passed it if its condition holds. */
static struct insn step(struct bench *b, struct model *m, bool thumb, bool holds)
{
    for (;;) {
        struct insn insn;
        enum arm_op op = any_row(b, thumb);
        if (!make_insn(b, op, &insn) || loads_exclusive(op) || (m->in_it && splits_it(op)))
            continue;
        struct model next = *m;
        uint8_t memory[RUN_MEMORY];
        memcpy(memory, b->copy, sizeof memory);
        if (run_model(&next, &insn) == MODEL_DONE && !next.branched && next.be == m->be) {
            if (holds)
                *m = next;
            else
                memcpy(b->copy, memory, sizeof memory);
            m->pc += insn.size;
            return insn;
        }
        memcpy(b->copy, memory, sizeof memory);
    }
}

static void test_sequences(struct bench *b, bool thumb)
{
    bool ok = true;
    b->rng = thumb;
    fill_memory(b);
    for (unsigned i = 0; ok && i < 1500; i++) {
        struct insn insns[RUN_MAX];
        struct model m;
        unsigned n = 2 + next_random(&b->rng) % (RUN_MAX - 2);
        make_state(b, &m);
        m.pc = RUN_PC;
        m.thumb = thumb;
        memcpy(b->copy, b->memory, RUN_MEMORY);
        for (unsigned k = 0; k < n; k++)
            insns[k] = step(b, &m, thumb, true);
        ok = run(b, insns, n) == ARM_TRAP_SVC && same_state(b, &m);
        if (!ok)
            explain(b, &m, insns, n);
    }
    tap_ok(&b->tap, ok, "random sequences of %s%s", thumb ? "T32" : "A32",
           b->runner.optimise ? " optimised" : "");
}

static void test_it(struct bench *b)
{
    bool ok = true;
    b->rng = 3;
    fill_memory(b);
    for (unsigned i = 0; ok && i < 3000; i++) {
        unsigned cond = next_random(&b->rng) % 15, mask = 1 + next_random(&b->rng) % 15;
        if (cond == 14)
            mask = 8;
        struct insn insns[6] = {{.word = 0xbf00 | cond << 4 | mask, .thumb = true, .size = 2}};
        unsigned n = 1, left = 4 - (unsigned)__builtin_ctz(mask);
        struct model m;
        make_state(b, &m);
        memcpy(b->copy, b->memory, RUN_MEMORY);
        m.thumb = m.in_it = true;
        m.pc = RUN_PC + 2;
        for (; n <= left; n++) {
            unsigned low = n == 1 ? cond & 1 : mask >> (5 - n) & 1;
            insns[n] = step(b, &m, true, model_cond(&m, (cond & 14) | low));
        }
        m.in_it = false;
        insns[n++] = step(b, &m, true, true); /* behind the block */
        ok = run(b, insns, n) == ARM_TRAP_SVC && same_state(b, &m);
        if (!ok)
            explain(b, &m, insns, n);
    }
    tap_ok(&b->tap, ok, "IT blocks%s", b->runner.optimise ? " optimised" : "");
}

/* ---- what the model can't say ---- */

static bool run_is(struct bench *b, const struct insn *insns, unsigned n, int trap)
{
    return run(b, insns, n) == trap;
}

#define A(w)                                                                                       \
    {                                                                                              \
        (w), false, 4                                                                              \
    }
#define T(w)                                                                                       \
    {                                                                                              \
        (w), true, 4                                                                               \
    }

/* A load and a store, exclusive: Rt 2 (and 3), status 1, Rt of the store 4 (and 5), base 0. */
static const struct {
    const char *name;
    struct insn pair[2];
    unsigned size;
} exclusives[] = {
    {"LDREX", {A(0xe1902f9f), A(0xe1801f94)}, 4},  {"LDAEX", {A(0xe1902e9f), A(0xe1801e94)}, 4},
    {"LDREXD", {A(0xe1b02f9f), A(0xe1a01f94)}, 8}, {"LDAEXD", {A(0xe1b02e9f), A(0xe1a01e94)}, 8},
    {"LDREXB", {A(0xe1d02f9f), A(0xe1c01f94)}, 1}, {"LDAEXB", {A(0xe1d02e9f), A(0xe1c01e94)}, 1},
    {"LDREXH", {A(0xe1f02f9f), A(0xe1e01f94)}, 2}, {"LDAEXH", {A(0xe1f02e9f), A(0xe1e01e94)}, 2},
    {"LDREX", {T(0xe8502f00), T(0xe8404100)}, 4},  {"LDAEX", {T(0xe8d02fef), T(0xe8c04fe1)}, 4},
    {"LDREXD", {T(0xe8d0237f), T(0xe8c04571)}, 8}, {"LDAEXD", {T(0xe8d023ff), T(0xe8c045f1)}, 8},
    {"LDREXB", {T(0xe8d02f4f), T(0xe8c04f41)}, 1}, {"LDAEXB", {T(0xe8d02fcf), T(0xe8c04fc1)}, 1},
    {"LDREXH", {T(0xe8d02f5f), T(0xe8c04f51)}, 2}, {"LDAEXH", {T(0xe8d02fdf), T(0xe8c04fd1)}, 2},
};

static void test_exclusives(struct bench *b)
{
    static const struct insn clrex[] = {A(0xf57ff01f), T(0xf3bf8f2f)};
    struct arm_cpu *c = &b->cpu;
    uint8_t *mem = b->memory + 64;
    for (unsigned i = 0; i < G_N_ELEMENTS(exclusives); i++)
        for (unsigned be = 0; be < 2; be++) {
            const struct insn *p = exclusives[i].pair;
            unsigned size = exclusives[i].size, word = size > 4 ? 4 : size;
            bool ok;
            struct insn three[] = {p[0], clrex[p->thumb], p[1]};
            for (unsigned k = 0; k < 9; k++)
                mem[k] = (uint8_t)(k + 1);
            c->be = be;
            c->r[0] = RUN_BASE + 64;
            c->r[4] = 0xa4a3a2a1;
            c->r[5] = 0xb4b3b2b1;
            uint32_t first = 0x04030201, second = 0x08070605, stored[2] = {c->r[4], c->r[5]};
            if (be) {
                first = __builtin_bswap32(first) >> (32 - 8 * word);
                second = __builtin_bswap32(second);
                stored[0] = __builtin_bswap32(stored[0]) >> (32 - 8 * word);
                stored[1] = __builtin_bswap32(stored[1]);
            }
            first &= word == 4 ? UINT32_MAX : (1u << 8 * word) - 1;
            ok = run_is(b, p, 2, ARM_TRAP_SVC) && !c->r[1] && c->r[2] == first &&
                 (size < 8 || c->r[3] == second) && !memcmp(mem, stored, size) &&
                 mem[size] == size + 1;
            tap_ok(&b->tap, ok, "%s and store of %s, %s-endian", exclusives[i].name,
                   p->thumb ? "T32" : "A32", be ? "big" : "little");
            ok = run_is(b, p + 1, 1, ARM_TRAP_SVC) && c->r[1] == 1;
            ok &= run_is(b, three, 3, ARM_TRAP_SVC) && c->r[1] == 1;
            ok &= run_is(b, p, 1, ARM_TRAP_SVC);
            mem[0] ^= 1; /* by another thread */
            ok &= run_is(b, p + 1, 1, ARM_TRAP_SVC) && c->r[1] == 1;
            tap_ok(&b->tap, ok, "%s: what makes the store fail", exclusives[i].name);
        }
    c->be = 0;
}

/* T32 stores relative to the pc are undefined. */
static void test_store_pc(struct bench *b)
{
    static const uint32_t words[] = {0xf88f0004, 0xf80f0c04, 0xf80f0001,  /* strb */
                                     0xf8af0004, 0xf82f0c04, 0xf82f0001,  /* strh */
                                     0xf8cf0004, 0xf84f0c04, 0xf84f0001}; /* str */
    bool ok = true;
    b->cpu.r[1] = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
        ok &= run_is(b, &(struct insn)T(words[i]), 1, ARM_TRAP_UDEF);
    tap_ok(&b->tap, ok, "STR.W with Rn = pc");
}

/* Behind a comparison may be a division that is done at once; there may be no code, too. */
static void test_last_code(struct bench *b)
{
    static const struct insn compare = {0x4290, true, 2}; /* cmp r0, r2 */
    b->cpu.r[0] = b->cpu.r[2] = 1;
    tap_ok(&b->tap, run_is(b, &compare, 1, ARM_TRAP_SVC) && arm_get_cpsr(&b->cpu) >> 28 == 6,
           "CMP where the code ends");
}

/* mrrc p15, 1, r0, r1, c14 */
static void test_counter(struct bench *b)
{
    static const struct insn reads[] = {A(0xec510f1e), T(0xec510f1e)};
    uint64_t before = 0;
    bool ok = true;
    for (unsigned i = 0; i < 8; i++) {
        struct insn insn = reads[i & 1];
        if (!insn.thumb)
            insn.word |= 2u << 28; /* always */
        ok &= run_is(b, &insn, 1, ARM_TRAP_SVC);
        uint64_t now = (uint64_t)b->cpu.r[1] << 32 | b->cpu.r[0];
        ok &= now >= before && now;
        before = now;
    }
    tap_ok(&b->tap, ok, "MRRC: CNTVCT goes on");
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
            if (is_of(op, "A32_") || is_of(op, "U32_") || is_of(op, "T"))
                test_row(&b, op);
        test_sequences(&b, false);
        test_sequences(&b, true);
        test_it(&b);
        test_conditional_flags(&b);
        test_exclusives(&b);
        test_store_pc(&b);
        test_last_code(&b);
        test_counter(&b);
    }
    runner_free(&b.runner);
    return tap_done(&b.tap);
}
