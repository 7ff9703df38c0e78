/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What int_test.c leaves out: loads and stores, atomic operations, immediates, branches and jumps,
 * CSRs, and the 16-bit instructions against what the manual says they expand to.
 *
 * In: operands by fixed seeds, edge values among them.  Out: TAP, a case an instruction.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 100
#define A0     10
#define A1     11
#define A2     12

static struct runner r;
static struct rv_cpu cpu;
static _Alignas(16) uint8_t memory[1024];
static uint64_t rng = 3;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

static uint64_t value(void)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     0x7f,
                                     0x80,
                                     0xff,
                                     0x7fff,
                                     0x8000,
                                     0xffff,
                                     0x7fffffff,
                                     0x80000000,
                                     0xffffffff,
                                     UINT64_MAX,
                                     INT64_MAX,
                                     (uint64_t)INT64_MIN,
                                     UINT64_C(0xffffffff80000000)};
    return rnd() & 1 ? rnd() : edges[rnd() % G_N_ELEMENTS(edges)];
}

static uint64_t low(unsigned n)
{
    return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

static uint64_t sext(uint64_t v, unsigned n)
{
    return (uint64_t)((int64_t)(v << (64 - n)) >> (64 - n));
}

static uint64_t read_memory(const uint8_t *at, unsigned bytes)
{
    uint64_t v = 0;
    memcpy(&v, at, MIN(bytes, sizeof v)); /* of 16 bytes the first */
    return v;
}

static void fill_memory(void)
{
    for (unsigned i = 0; i < sizeof memory; i += 8) {
        uint64_t v = value();
        memcpy(memory + i, &v, 8);
    }
}

static bool run(const char *name, const uint32_t *words, unsigned n)
{
    r.optimise = rnd() & 1;
    int trap = words[0] ? run_words(&r, &cpu, words, n) : -1;
    if (trap != RV_TRAP_ECALL)
        printf("# %s: trap %d\n", name, trap);
    return trap == RV_TRAP_ECALL;
}

static bool same(const char *name, uint64_t got, uint64_t want)
{
    if (got != want)
        printf("# %s: %" PRIx64 ", not %" PRIx64 "\n", name, got, want);
    return got == want;
}

/* ---- loads and stores ---- */

static void test_loads(struct tap *t)
{
    static const struct {
        const char *name;
        unsigned bytes;
        bool extend;
    } rows[] = {{"LB", 1, true},   {"LH", 2, true},   {"LW", 4, true},  {"LD", 8, true},
                {"LBU", 1, false}, {"LHU", 2, false}, {"LWU", 4, false}};
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            int imm = i ? (int)(rnd() & 4095) - 2048 : -2048;
            unsigned at = (unsigned)(rnd() % (sizeof memory - 8));
            fill_memory();
            cpu.x[A1] = (uint64_t)(uintptr_t)memory + at - (uint64_t)(int64_t)imm;
            uint32_t word = run_word(rows[k].name) | (uint32_t)imm << 20;
            uint64_t v = read_memory(memory + at, rows[k].bytes);
            ok = run(rows[k].name, &word, 1) &&
                 same(rows[k].name, cpu.x[A0], rows[k].extend ? sext(v, 8 * rows[k].bytes) : v);
        }
        tap_ok(t, ok, "%s", rows[k].name);
    }
}

static void test_stores(struct tap *t)
{
    static const char *const names[] = {"SB", "SH", "SW", "SD"};
    for (unsigned k = 0; k < 4; k++) {
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            static uint8_t want[sizeof memory];
            int imm = i ? (int)(rnd() & 4095) - 2048 : 2047;
            unsigned at = (unsigned)(rnd() % (sizeof memory - 8));
            fill_memory();
            memcpy(want, memory, sizeof want);
            cpu.x[A1] = (uint64_t)(uintptr_t)memory + at - (uint64_t)(int64_t)imm;
            cpu.x[A2] = value();
            memcpy(want + at, &cpu.x[A2], 1u << k);
            uint32_t word =
                run_word(names[k]) | ((uint32_t)imm >> 5 & 127) << 25 | ((uint32_t)imm & 31) << 7;
            ok = run(names[k], &word, 1) && !memcmp(want, memory, sizeof want);
        }
        tap_ok(t, ok, "%s", names[k]);
    }
}

/* ---- atomic operations ---- */

static uint64_t amo(unsigned op, uint64_t old, uint64_t v, unsigned n)
{
    int64_t a = (int64_t)sext(old, n), b = (int64_t)sext(v, n);
    old &= low(n);
    v &= low(n);
    switch (op) {
    case 0: return v;
    case 1: return old + v;
    case 2: return old ^ v;
    case 3: return old & v;
    case 4: return old | v;
    case 5: return a < b ? old : v;
    case 6: return a > b ? old : v;
    case 7: return old < v ? old : v;
    default: return old > v ? old : v;
    }
}

static void test_amos(struct tap *t)
{
    static const char *const ops[] = {"SWAP", "ADD", "XOR",  "AND", "OR",
                                      "MIN",  "MAX", "MINU", "MAXU"};
    for (unsigned op = 0; op < G_N_ELEMENTS(ops); op++)
        for (unsigned size = 0; size < 4; size++) {
            g_autofree char *name = g_strdup_printf("AMO%s_%c", ops[op], "BHWD"[size]);
            unsigned bytes = 1u << size;
            bool ok = true;
            for (unsigned i = 0; i < TRIALS && ok; i++) {
                unsigned at = (unsigned)(rnd() % 64) * bytes;
                fill_memory();
                uint64_t old = read_memory(memory + at, bytes),
                         next = read_memory(memory + at + bytes, 8);
                cpu.x[A1] = (uint64_t)(uintptr_t)memory + at;
                cpu.x[A2] = value();
                uint64_t want = amo(op, old, cpu.x[A2], 8 * bytes) & low(8 * bytes);
                uint32_t word = run_word(name) | (uint32_t)(i & 3) << 25; /* aq, rl */
                ok = run(name, &word, 1) && same(name, cpu.x[A0], sext(old, 8 * bytes)) &&
                     same(name, read_memory(memory + at, bytes), want) &&
                     same(name, read_memory(memory + at + bytes, 8), next);
            }
            tap_ok(t, ok, "%s", name);
        }
}

static void test_acquire_release(struct tap *t)
{
    for (unsigned size = 0; size < 4; size++) {
        g_autofree char *load = g_strdup_printf("L%c_AQ", "BHWD"[size]);
        g_autofree char *store = g_strdup_printf("S%c_RL", "BHWD"[size]);
        unsigned bytes = 1u << size;
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            unsigned at = (unsigned)(rnd() % 64) * bytes;
            fill_memory();
            uint64_t old = read_memory(memory + at, bytes),
                     next = read_memory(memory + at + bytes, 8);
            cpu.x[A1] = (uint64_t)(uintptr_t)memory + at;
            cpu.x[A2] = value();
            uint32_t word = run_word(load) | (uint32_t)(i & 1) << 25;
            ok = run(load, &word, 1) && same(load, cpu.x[A0], sext(old, 8 * bytes));
            word = run_word(store) | (uint32_t)(i & 1) << 26;
            ok = ok && run(store, &word, 1) &&
                 same(store, read_memory(memory + at, bytes), cpu.x[A2] & low(8 * bytes)) &&
                 same(store, read_memory(memory + at + bytes, 8), next);
        }
        tap_ok(t, ok, "%s, %s", load, store);
    }
}

static void test_cas(struct tap *t)
{
    for (unsigned size = 0; size < 4; size++) {
        g_autofree char *name = g_strdup_printf("AMOCAS_%c", "BHWD"[size]);
        unsigned bytes = 1u << size;
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            unsigned at = (unsigned)(rnd() % 64) * bytes;
            fill_memory();
            uint64_t old = read_memory(memory + at, bytes), v = value();
            bool equal = i & 1;
            cpu.x[A0] = equal ? old | (rnd() & ~low(8 * bytes)) : old ^ 1;
            cpu.x[A1] = (uint64_t)(uintptr_t)memory + at;
            cpu.x[A2] = v;
            uint32_t word = run_word(name);
            ok = run(name, &word, 1) && same(name, cpu.x[A0], sext(old, 8 * bytes)) &&
                 same(name, read_memory(memory + at, bytes), equal ? v & low(8 * bytes) : old);
        }
        tap_ok(t, ok, "%s", name);
    }
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        unsigned at = (unsigned)(rnd() % 32) * 16;
        fill_memory();
        uint64_t old[2], v[2] = {value(), value()};
        memcpy(old, memory + at, 16);
        bool equal = i & 1;
        cpu.x[14] = old[0];
        cpu.x[15] = equal ? old[1] : ~old[1];
        cpu.x[A1] = (uint64_t)(uintptr_t)memory + at;
        cpu.x[12] = v[0];
        cpu.x[13] = v[1];
        uint32_t word = (run_word("AMOCAS_Q") & ~(31u << 7)) | 14u << 7;
        ok = run("AMOCAS_Q", &word, 1) && cpu.x[14] == old[0] && cpu.x[15] == old[1] &&
             !memcmp(memory + at, equal ? v : old, 16);
    }
    tap_ok(t, ok, "AMOCAS_Q");
}

/* With Zama16b an AMO has to be within 16 aligned bytes, without it naturally aligned; LR, SC and
   AMOCAS.Q always are. */
static void test_alignment(struct tap *t)
{
    static const struct {
        const char *name;
        unsigned bytes;
        bool within16;
    } rows[] = {{"AMOADD_H", 2, true},  {"AMOADD_W", 4, true}, {"AMOADD_D", 8, true},
                {"AMOMAXU_W", 4, true}, {"AMOCAS_W", 4, true}, {"AMOCAS_D", 8, true},
                {"LR_W", 4, false},     {"SC_D", 8, false},    {"AMOCAS_Q", 16, false},
                {"LW_AQ", 4, false},    {"SD_RL", 8, false}};
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++)
        for (unsigned with = 0; with < 2; with++) {
            bool ok = true;
            runner_reset(&r, &cpu, with ? "max" : "max,zama16b=off");
            for (unsigned at = 0; at < 32 && ok; at++) {
                bool good = rows[k].within16 && with ? at % 16 + rows[k].bytes <= 16
                                                     : at % rows[k].bytes == 0;
                uint32_t word = run_word(rows[k].name);
                fill_memory();
                uint64_t old = read_memory(memory + at, rows[k].bytes);
                cpu.x[A1] = (uint64_t)(uintptr_t)memory + at;
                cpu.x[A0] = old;
                cpu.x[A2] = 5;
                int trap = run_words(&r, &cpu, &word, 1);
                ok = trap == (good ? RV_TRAP_ECALL : RV_TRAP_ALIGN);
                if (!strncmp(rows[k].name, "AMOADD", 6))
                    ok &= same(rows[k].name, read_memory(memory + at, rows[k].bytes),
                               (old + (good ? 5 : 0)) & low(8 * rows[k].bytes));
            }
            tap_ok(t, ok, "%s, alignment, with%s Zama16b", rows[k].name, with ? "" : "out");
        }
    runner_reset(&r, &cpu, "max");
}

static void test_reservations(struct tap *t)
{
    for (unsigned size = 2; size < 4; size++) {
        char d = "BHWD"[size];
        g_autofree char *lr = g_strdup_printf("LR_%c", d), *sc = g_strdup_printf("SC_%c", d);
        uint32_t load = run_word(lr), store = (run_word(sc) & ~(31u << 7)) | 13u << 7;
        uint32_t other = run_word("SD") | 8u << 7; /* to the bytes behind */
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            unsigned bytes = 1u << size;
            fill_memory();
            uint64_t old = read_memory(memory, bytes);
            cpu.x[A1] = (uint64_t)(uintptr_t)memory;
            cpu.x[A2] = value();
            ok = run(lr, (uint32_t[]){load, other, store}, 3) &&
                 same(lr, cpu.x[A0], sext(old, 8 * bytes)) && same(sc, cpu.x[13], 0) &&
                 same(sc, read_memory(memory, bytes), cpu.x[A2] & low(8 * bytes));
            ok = ok && run(sc, &store, 1) && same(sc, cpu.x[13], 1);
        }
        tap_ok(t, ok, "LR and SC, .%c", d);
    }
}

/* ---- immediates ---- */

/* a: the operand, i: the immediate, sign-extended from 12 bits, or a shift. */
#define ROWS                                                                                       \
    ROW(ADDI, 12, a + i)                                                                           \
    ROW(XORI, 12, a ^ i)                                                                           \
    ROW(ORI, 12, a | i)                                                                            \
    ROW(ANDI, 12, a &i)                                                                            \
    ROW(SLTI, 12, (int64_t)a < (int64_t)i)                                                         \
    ROW(SLTIU, 12, a < i)                                                                          \
    ROW(ADDIW, 12, sext(a + i, 32))                                                                \
    ROW(SLLI, 6, a << i)                                                                           \
    ROW(SRLI, 6, a >> i)                                                                           \
    ROW(SRAI, 6, (uint64_t)((int64_t)a >> i))                                                      \
    ROW(SLLIW, 5, sext(a << i, 32))                                                                \
    ROW(SRLIW, 5, sext((a & low(32)) >> i, 32))                                                    \
    ROW(SRAIW, 5, (uint64_t)((int64_t)sext(a, 32) >> i))                                           \
    ROW(SLLI_UW, 6, (a & low(32)) << i)                                                            \
    ROW(RORI, 6, a >> i | a << (-i & 63))                                                          \
    ROW(RORIW, 5, sext((a & low(32)) >> i | (a & low(32)) << (-i & 31), 32))                       \
    ROW(BCLRI, 6, a & ~(UINT64_C(1) << i))                                                         \
    ROW(BEXTI, 6, a >> i & 1)                                                                      \
    ROW(BINVI, 6, a ^ UINT64_C(1) << i)                                                            \
    ROW(BSETI, 6, a | UINT64_C(1) << i)

#define ROW(name, bits, expression)                                                                \
    static uint64_t model_##name(uint64_t a, uint64_t i)                                           \
    {                                                                                              \
        return (expression);                                                                       \
    }
ROWS
#undef ROW

    static void
    test_immediates(struct tap *t)
{
    static const struct {
        const char *name;
        unsigned bits;
        uint64_t (*fn)(uint64_t a, uint64_t i);
    } rows[] = {
#define ROW(name, bits, expression) {#name, bits, model_##name},
        ROWS
#undef ROW
    };
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            uint32_t imm = (uint32_t)(value() & low(rows[k].bits));
            uint32_t word = run_word(rows[k].name) | imm << 20;
            uint64_t a = cpu.x[A1] = value();
            ok = run(rows[k].name, &word, 1) &&
                 same(rows[k].name, cpu.x[A0],
                      rows[k].fn(a, rows[k].bits == 12 ? sext(imm, 12) : imm));
        }
        tap_ok(t, ok, "%s", rows[k].name);
    }
    uint32_t word = 0xfffff537; /* lui a0, 0xfffff */
    tap_ok(t, run("LUI", &word, 1) && same("LUI", cpu.x[A0], sext(0xfffff000, 32)), "LUI");
    uint32_t pair[] = {0x00000013, 0xfffff517}; /* nop; auipc a0, 0xfffff */
    tap_ok(t, run("AUIPC", pair, 2) && same("AUIPC", cpu.x[A0], 4 - UINT64_C(4096)), "AUIPC");
}

/* ---- branches and jumps ---- */

/* What follows the instruction at pc 4 adds 1 to a0, unless it is jumped over. */
static bool jumps(const char *name, uint32_t word, bool *taken)
{
    const uint32_t words[] = {0x00000513, word, 0x00150513}; /* li a0, 0; ...; addi a0, a0, 1 */
    if (!run(name, words, 3))
        return false;
    *taken = cpu.x[A0] == 0;
    return cpu.x[A0] < 2;
}

static void test_branches(struct tap *t)
{
    static const char *const names[] = {"BEQ", "BNE", "BLT", "BGE", "BLTU", "BGEU"};
    for (unsigned k = 0; k < G_N_ELEMENTS(names); k++) {
        bool ok = true, taken;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            uint64_t a = value(), b = rnd() & 3 ? value() : a;
            const bool want[] = {a == b, a != b, (int64_t)a < (int64_t)b, (int64_t)a >= (int64_t)b,
                                 a < b,  a >= b};
            cpu.x[A1] = a;
            cpu.x[A2] = b;
            ok = jumps(names[k], run_word(names[k]) | 8u << 7, &taken) && taken == want[k];
        }
        tap_ok(t, ok, "%s", names[k]);
    }
    bool ok, taken;
    ok = jumps("JAL", 0x008000ef, &taken); /* jal ra, 8 */
    tap_ok(t, ok && taken && cpu.x[1] == 8, "JAL");
    cpu.x[A1] = 9;                          /* the lowest bit goes */
    ok = jumps("JALR", 0x004582e7, &taken); /* jalr t0, 4(a1) */
    tap_ok(t, ok && taken && cpu.x[5] == 8, "JALR");
}

static void test_compressed_jumps(struct tap *t)
{
    static const struct {
        uint32_t word;
        const char *name;
        uint64_t a1;
        bool taken;
    } rows[] = {{0xc191, "C.BEQZ", 0, true},  {0xc191, "C.BEQZ", 1, false},
                {0xe191, "C.BNEZ", 0, false}, {0xe191, "C.BNEZ", 1, true},
                {0xa011, "C.J", 0, true},     {0x8582, "C.JR", 6, true},
                {0x9582, "C.JALR", 6, true}};
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        /* c.li a0, 0; ...; c.addi a0, 1; c.nop */
        const uint32_t words[] = {0x4501, rows[k].word, 0x0505, 0x0001};
        cpu.x[A1] = rows[k].a1;
        cpu.x[1] = 0;
        bool ok = run(rows[k].name, words, 4) && (cpu.x[A0] == 0) == rows[k].taken;
        tap_ok(t, ok && cpu.x[1] == (k == 6 ? 4 : 0), "%s, %staken", rows[k].name,
               rows[k].taken ? "" : "not ");
    }
}

/* ---- CSRs ---- */

static void test_csrs(struct tap *t)
{
    static const char *const names[] = {"CSRRW", "CSRRS", "CSRRC", "CSRRWI", "CSRRSI", "CSRRCI"};
    for (unsigned k = 0; k < G_N_ELEMENTS(names); k++) {
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            uint32_t old = (uint32_t)(rnd() & 31) | (uint32_t)(rnd() % 5) << 5, imm = rnd() & 31;
            uint32_t csr = 1 + i % 3; /* fflags, frm, fcsr */
            uint32_t part = csr == 1 ? old & 31 : csr == 2 ? old >> 5 : old;
            uint32_t all = csr == 1 ? 31 : csr == 2 ? 7 : 255;
            uint64_t operand = cpu.x[A1] = value();
            if (k > 2)
                operand = imm;
            rv_set_fcsr(&cpu, old);
            uint32_t word = (0x73 | A0 << 7 | csr << 20) | (k % 3 + 1 + (k > 2 ? 4 : 0)) << 12 |
                            (k > 2 ? imm : A1) << 15;
            uint32_t now = k % 3 == 0   ? (uint32_t)operand
                           : k % 3 == 1 ? part | (uint32_t)operand
                                        : part & ~(uint32_t)operand;
            now &= all;
            uint32_t want = csr == 1 ? (old & ~31u) | now : csr == 2 ? (old & 31) | now << 5 : now;
            ok = run(names[k], &word, 1) && same(names[k], cpu.x[A0], part) &&
                 same(names[k], rv_get_fcsr(&cpu), want);
        }
        tap_ok(t, ok, "%s", names[k]);
    }
}

/* ---- 16-bit instructions ---- */

static void test_expansions(struct tap *t)
{
    static const struct {
        uint32_t word, expanded;
        const char *name;
    } rows[] = {{0x0808, 0x01010513, "C.ADDI4SPN"}, {0x1fe0, 0x3fc10413, "C.ADDI4SPN"},
                {0x41c8, 0x0045a503, "C.LW"},       {0x5de4, 0x07c5a483, "C.LW"},
                {0x6588, 0x0085b503, "C.LD"},       {0x7dfc, 0x0f85b783, "C.LD"},
                {0x2988, 0x0105b507, "C.FLD"},      {0xc1a8, 0x04a5a023, "C.SW"},
                {0xfde8, 0x0ea5bc23, "C.SD"},       {0xa1c8, 0x08a5b027, "C.FSD"},
                {0x1501, 0xfe050513, "C.ADDI"},     {0x057d, 0x01f50513, "C.ADDI"},
                {0x357d, 0xfff5051b, "C.ADDIW"},    {0x257d, 0x01f5051b, "C.ADDIW"},
                {0x5501, 0xfe000513, "C.LI"},       {0x4ffd, 0x01f00f93, "C.LI"},
                {0x657d, 0x0001f537, "C.LUI"},      {0x7505, 0xfffe1537, "C.LUI"},
                {0x7101, 0xe0010113, "C.ADDI16SP"}, {0x617d, 0x1f010113, "C.ADDI16SP"},
                {0x8105, 0x00155513, "C.SRLI"},     {0x93fd, 0x03f7d793, "C.SRLI"},
                {0x8505, 0x40155513, "C.SRAI"},     {0x94fd, 0x43f4d493, "C.SRAI"},
                {0x9901, 0xfe057513, "C.ANDI"},     {0x897d, 0x01f57513, "C.ANDI"},
                {0x8d0d, 0x40b50533, "C.SUB"},      {0x8d2d, 0x00b54533, "C.XOR"},
                {0x8d4d, 0x00b56533, "C.OR"},       {0x8d6d, 0x00b57533, "C.AND"},
                {0x9d0d, 0x40b5053b, "C.SUBW"},     {0x9d2d, 0x00b5053b, "C.ADDW"},
                {0x0506, 0x00151513, "C.SLLI"},     {0x1ffe, 0x03ff9f93, "C.SLLI"},
                {0x557e, 0x0fc12503, "C.LWSP"},     {0x4f92, 0x00412f83, "C.LWSP"},
                {0x757e, 0x1f813503, "C.LDSP"},     {0x6fa2, 0x00813f83, "C.LDSP"},
                {0x357e, 0x1f813507, "C.FLDSP"},    {0x852e, 0x00058513, "C.MV"},
                {0x8f8a, 0x00010f93, "C.MV"},       {0x952e, 0x00b50533, "C.ADD"},
                {0x9f8a, 0x002f8fb3, "C.ADD"},      {0xdfaa, 0x0ea12e23, "C.SWSP"},
                {0xffaa, 0x1ea13c23, "C.SDSP"},     {0xa42a, 0x00a13427, "C.FSDSP"},
                {0x81c8, 0x0015c503, "C.LBU"},      {0x81a8, 0x0025c503, "C.LBU"},
                {0x85a8, 0x0025d503, "C.LHU"},      {0x85e8, 0x00259503, "C.LH"},
                {0x89e8, 0x00a581a3, "C.SB"},       {0x8da8, 0x00a59123, "C.SH"},
                {0x9d61, 0x0ff57513, "C.ZEXT.B"},   {0x9d65, 0x60451513, "C.SEXT.B"},
                {0x9d69, 0x0805453b, "C.ZEXT.H"},   {0x9d6d, 0x60551513, "C.SEXT.H"},
                {0x9d71, 0x0805053b, "C.ZEXT.W"},   {0x9d75, 0xfff54513, "C.NOT"},
                {0x9d4d, 0x02b50533, "C.MUL"}};
    static struct rv_cpu start, first;
    static uint8_t before[sizeof memory], after[sizeof memory];
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        bool ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            for (unsigned x = 1; x < 32; x++)
                cpu.x[x] = value();
            cpu.x[2] = cpu.x[A1] = (uint64_t)(uintptr_t)memory;
            cpu.f[10][0] = value();
            fill_memory();
            memcpy(before, memory, sizeof before);
            start = cpu;
            ok = run(rows[k].name, &rows[k].expanded, 1);
            first = cpu;
            memcpy(after, memory, sizeof after);
            cpu = start;
            memcpy(memory, before, sizeof before);
            ok = ok && run(rows[k].name, &rows[k].word, 1) &&
                 !memcmp(cpu.x, first.x, sizeof cpu.x) && !memcmp(cpu.f, first.f, sizeof cpu.f) &&
                 !memcmp(memory, after, sizeof after);
        }
        tap_ok(t, ok, "%s, %04x", rows[k].name, (unsigned)rows[k].word);
    }
}

int main(void)
{
    struct tap t = {0};
    runner_init(&r, &target_riscv64);
    runner_reset(&r, &cpu, "max");
    test_loads(&t);
    test_stores(&t);
    test_amos(&t);
    test_acquire_release(&t);
    test_cas(&t);
    test_alignment(&t);
    test_reservations(&t);
    test_immediates(&t);
    test_branches(&t);
    test_compressed_jumps(&t);
    test_csrs(&t);
    test_expansions(&t);
    runner_free(&r);
    return tap_done(&t);
}
