/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that ask for something of the system or of the caches, or for nothing: ECALL,
 * EBREAK, FENCE.I, Zawrs, Zicbom, Zicboz, Zimop, Zcmop; loads and stores of F registers; and what
 * only RV32 has of floating point and of the 16-bit instructions.
 *
 * In: words, memory.  Out: TAP.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define A0 10
#define A1 11

static struct runner r, small;
static struct rv_cpu cpu;
static _Alignas(64) uint8_t memory[256];
static uint64_t rng = 3;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

static void fill_memory(void)
{
    for (unsigned i = 0; i < sizeof memory; i++)
        memory[i] = (uint8_t)(rnd() | 1); /* no zeros */
}

/* ---- traps: the pc that they leave ---- */

static void test_traps(struct tap *t)
{
    static const struct {
        const char *name;
        int trap;
        unsigned pc;
    } rows[] = {{"ECALL", RV_TRAP_ECALL, 8},
                {"EBREAK", RV_TRAP_EBREAK, 4},
                {"FENCE_I", RV_TRAP_FENCE_I, 8},
                {"WRS_NTO", RV_TRAP_YIELD, 8},
                {"WRS_STO", RV_TRAP_YIELD, 8}};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        uint32_t words[] = {0x00150513, run_word(rows[i].name)}; /* addi a0, a0, 1 */
        runner_reset(&r, &cpu, "max");
        cpu.x[A0] = 6;
        int trap = run_words(&r, &cpu, words, 2);
        tap_ok(t, trap == rows[i].trap && cpu.pc == rows[i].pc && cpu.x[A0] == 7, "%s",
               rows[i].name);
    }
    for (unsigned i = 3; i < G_N_ELEMENTS(rows); i++) {
        uint32_t word = run_word(rows[i].name);
        runner_reset(&r, &cpu, "max,zawrs=off");
        tap_ok(t, run_words(&r, &cpu, &word, 1) == RV_TRAP_ILLEGAL, "no %s without Zawrs",
               rows[i].name);
    }
}

/* ---- may-be-operations: MOP.R.n and MOP.RR.n write zero, C.MOP.n nothing ---- */

static void test_may_be(struct tap *t)
{
    bool ok[3] = {true, true, true};
    for (unsigned n = 0; n < 32; n++) {
        uint32_t word = 0x81c04073u | (n & 3) << 20 | (n >> 2 & 3) << 26 | n >> 4 << 30;
        runner_reset(&r, &cpu, "max");
        cpu.x[A0] = cpu.x[A1] = rnd();
        ok[0] &= run_words(&r, &cpu, (uint32_t[]){word | A0 << 7 | A1 << 15}, 1) == RV_TRAP_ECALL;
        ok[0] &= !cpu.x[A0] && cpu.x[A1];
        word = 0x82004073u | (n & 3) << 26 | (n >> 2 & 1) << 30;
        cpu.x[A0] = cpu.x[12] = rnd();
        ok[1] &= run_words(&r, &cpu, (uint32_t[]){word | A0 << 7 | A1 << 15 | 12u << 20}, 1) ==
                 RV_TRAP_ECALL;
        ok[1] &= !cpu.x[A0] && cpu.x[12];
    }
    tap_ok(t, ok[0], "MOP.R.0 to MOP.R.31");
    tap_ok(t, ok[1], "MOP.RR.0 to MOP.RR.7");
    for (unsigned n = 1; n < 16; n += 2) {
        struct rv_cpu before;
        runner_reset(&r, &cpu, "max");
        for (unsigned i = 1; i < 32; i++)
            cpu.x[i] = rnd();
        before = cpu;
        ok[2] &= run_words(&r, &cpu, (uint32_t[]){0x6081u | n >> 1 << 8}, 1) == RV_TRAP_ECALL;
        ok[2] &= !memcmp(before.x, cpu.x, sizeof cpu.x);
        runner_reset(&r, &cpu, "max,zicfiss=off,zcmop=off");
        ok[2] &= run_words(&r, &cpu, (uint32_t[]){0x6081u | n >> 1 << 8}, 1) == RV_TRAP_ILLEGAL;
    }
    tap_ok(t, ok[2], "C.MOP.1 to C.MOP.15");
    runner_reset(&r, &cpu, "max,zicfiss=off,zimop=off");
    tap_ok(t, run_words(&r, &cpu, (uint32_t[]){run_word("MOP_R_N")}, 1) == RV_TRAP_ILLEGAL,
           "no MOP.R without Zimop");
}

/* Control-flow integrity as it is where the system does not switch it on. */
static void test_integrity(struct tap *t)
{
    static const struct {
        uint32_t word;
        bool legal;
        const char *name;
        unsigned zeroed; /* the register that becomes 0 */
    } rows[] = {{0xce104073, true, "SSPUSH ra", 0},     {0xcdc0c073, true, "SSPOPCHK ra", 0},
                {0xcdc047f3, true, "SSRDP a5", 15},     {0x6081, true, "C.SSPUSH ra", 0},
                {0x6281, true, "C.SSPOPCHK t0", 0},     {0x00005017, true, "LPAD 5", 0},
                {0x48c5a52f, false, "SSAMOSWAP.W", 0},  {0x48c5b52f, false, "SSAMOSWAP.D", 0},
                {0x01102573, false, "a read of ssp", 0}};
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        static struct rv_cpu before;
        runner_reset(&r, &cpu, "max");
        for (unsigned i = 1; i < 32; i++)
            cpu.x[i] = rnd() | 1;
        before = cpu;
        bool ok = run_words(&r, &cpu, &rows[k].word, 1) ==
                  (rows[k].legal ? RV_TRAP_ECALL : RV_TRAP_ILLEGAL);
        if (rows[k].zeroed)
            before.x[rows[k].zeroed] = 0;
        tap_ok(t, ok && !memcmp(before.x, cpu.x, sizeof cpu.x), "%s", rows[k].name);
    }
}

/* ---- cache blocks ---- */

static void test_blocks(struct tap *t)
{
    static const char *const keeping[] = {"CBO_CLEAN", "CBO_FLUSH"};
    uint8_t before[sizeof memory];
    runner_reset(&r, &cpu, "max");
    for (unsigned i = 0; i < 2; i++) {
        uint32_t word = run_word(keeping[i]);
        fill_memory();
        memcpy(before, memory, sizeof memory);
        cpu.x[A1] = (uint64_t)(uintptr_t)memory + 77;
        tap_ok(t,
               run_words(&r, &cpu, &word, 1) == RV_TRAP_ECALL &&
                   !memcmp(before, memory, sizeof memory),
               "%s", keeping[i]);
    }
    bool ok = true;
    for (unsigned at = 64; at < 128 && ok; at++) { /* the block that the address is in */
        uint32_t word = run_word("CBO_ZERO");
        fill_memory();
        cpu.x[A1] = (uint64_t)(uintptr_t)memory + at;
        ok = run_words(&r, &cpu, &word, 1) == RV_TRAP_ECALL;
        for (unsigned i = 0; i < sizeof memory; i++)
            ok &= !memory[i] == (i >= 64 && i < 128);
    }
    tap_ok(t, ok, "CBO_ZERO");
    /* cbo.inval is of supervisor mode unless the system allows it; Linux doesn't. */
    uint32_t inval = run_word("CBO_CLEAN") & ~(7u << 20);
    tap_ok(t, run_words(&r, &cpu, &inval, 1) == RV_TRAP_ILLEGAL, "CBO.INVAL");
}

/* ---- F registers in memory ---- */

static void test_float_memory(struct tap *t)
{
    static const struct {
        const char *load, *store;
        unsigned bytes;
    } rows[] = {{"FLH", "FSH", 2}, {"FLW", "FSW", 4}, {"FLD", "FSD", 8}};
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        bool ok = true;
        unsigned bytes = rows[k].bytes;
        runner_reset(&r, &cpu, "max");
        for (unsigned i = 0; i < 100 && ok; i++) {
            uint8_t want[sizeof memory];
            unsigned at = (unsigned)(rnd() % (sizeof memory - 8));
            int imm = (int)(rnd() & 4095) - 2048;
            uint64_t v = 0;
            fill_memory();
            memcpy(&v, memory + at, bytes);
            r.optimise = i & 1;
            cpu.x[A1] = (uint64_t)(uintptr_t)memory + at - (uint64_t)(int64_t)imm;
            uint32_t word = run_word(rows[k].load) | (uint32_t)imm << 20;
            ok = run_words(&r, &cpu, &word, 1) == RV_TRAP_ECALL;
            ok &= cpu.f[A0][0] == (bytes == 8 ? v : v | UINT64_MAX << 8 * bytes);
            cpu.f[12][0] = rnd(); /* whatever it is: the low bits are stored */
            memcpy(want, memory, sizeof want);
            memcpy(want + at, &cpu.f[12][0], bytes);
            word = run_word(rows[k].store) | ((uint32_t)imm >> 5 & 127) << 25 |
                   ((uint32_t)imm & 31) << 7;
            ok = ok && run_words(&r, &cpu, &word, 1) == RV_TRAP_ECALL &&
                 !memcmp(want, memory, sizeof want);
        }
        tap_ok(t, ok, "%s, %s", rows[k].load, rows[k].store);
    }
}

/* ---- RV32 ---- */

static void test_pairs(struct tap *t)
{
    runner_reset(&small, &cpu, "max");
    cpu.f[A1][0] = UINT64_C(0x89abcdef01234567);
    uint32_t word = run_word("FMVH_X_D");
    tap_ok(t,
           run_words(&small, &cpu, &word, 1) == RV_TRAP_ECALL && (uint32_t)cpu.x[A0] == 0x89abcdef,
           "FMVH.X.D");
    cpu.x[A1] = 0x01234567;
    cpu.x[12] = 0x89abcdef;
    word = run_word("FMVP_D_X");
    tap_ok(t,
           run_words(&small, &cpu, &word, 1) == RV_TRAP_ECALL &&
               cpu.f[A0][0] == UINT64_C(0x89abcdef01234567),
           "FMVP.D.X");
}

static void test_narrow_compressed(struct tap *t)
{
    static const struct {
        uint32_t word, expanded;
        const char *name;
    } rows[] = {{0x61c8, 0x0045a507, "C.FLW"},   {0x7de4, 0x07c5a487, "C.FLW"},
                {0xe1a8, 0x04a5a027, "C.FSW"},   {0xe1c8, 0x00a5a227, "C.FSW"},
                {0x757e, 0x0fc12507, "C.FLWSP"}, {0x6f92, 0x00412f87, "C.FLWSP"},
                {0xe42a, 0x00a12427, "C.FSWSP"}, {0xdfaa, 0x0ea12e23, "C.SWSP"}};
    static struct rv_cpu start, first;
    uint8_t before[sizeof memory], after[sizeof memory];
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        runner_reset(&small, &cpu, "max");
        cpu.common.mem_base = (uint64_t)(uintptr_t)memory;
        cpu.f[10][0] = rnd();
        cpu.f[8][0] = rnd();
        cpu.x[A0] = rnd();
        fill_memory();
        memcpy(before, memory, sizeof before);
        start = cpu;
        bool ok = run_words(&small, &cpu, &rows[k].expanded, 1) == RV_TRAP_ECALL;
        first = cpu;
        memcpy(after, memory, sizeof after);
        cpu = start;
        memcpy(memory, before, sizeof before);
        ok = ok && run_words(&small, &cpu, &rows[k].word, 1) == RV_TRAP_ECALL;
        ok = ok && !memcmp(cpu.f, first.f, sizeof cpu.f) && !memcmp(memory, after, sizeof after);
        tap_ok(t, ok, "%s, %04x, RV32", rows[k].name, (unsigned)rows[k].word);
    }
    /* c.li a0, 0; c.jal 4; c.addi a0, 1; c.nop */
    runner_reset(&small, &cpu, "max");
    uint32_t jump[] = {0x4501, 0x2011, 0x0505, 0x0001};
    tap_ok(t,
           run_words(&small, &cpu, jump, 4) == RV_TRAP_ECALL && !cpu.x[A0] &&
               (uint32_t)cpu.x[1] == 4,
           "C.JAL");
}

int main(void)
{
    struct tap t = {0};
    runner_init(&r, &target_riscv64);
    runner_init(&small, &target_riscv32);
    test_traps(&t);
    test_may_be(&t);
    test_integrity(&t);
    test_blocks(&t);
    test_float_memory(&t);
    test_pairs(&t);
    test_narrow_compressed(&t);
    runner_free(&r);
    runner_free(&small);
    return tap_done(&t);
}
