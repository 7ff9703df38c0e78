/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Extensions of small processors: floating point in X registers (Zfinx, Zdinx, Zhinx), push and pop
 * (Zcmp), table jumps (Zcmt), pairs of registers (Zilsd, Zclsd), entropy (Zkr).
 *
 * In: rows of operands and results, worked out from the manual.  Out: TAP.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/tap.h"

#define FINX64 "rv64,zfa=off,f=off,d=off,zdinx=on,zhinx=on"
#define FINX32 "rv32,zfa=off,f=off,d=off,zdinx=on"
#define CODE64 "rv64,d=off,f=off,zfa=off,zce=on"
#define CODE32 "rv32,d=off,f=off,zfa=off,zce=on"
#define PAIRS  "rv32,d=off,f=off,zfa=off,zilsd=on"
#define ONE_D  UINT64_C(0x3ff0000000000000)

/* ---- Zfinx: rd = x10, rs1 = x11, rs2 = x12, rs3 = x13 ---- */

static const struct {
    const char *name;
    uint64_t a, b, c, want;
} finx[] = {
    {"FADD_S", 0x3f800000, 0x40000000, 0, 0x40400000},
    /* What is above a narrow operand does not count. */
    {"FADD_S", UINT64_C(0x123456783f800000), 0x40000000, 0, 0x40400000},
    /* A narrow result is sign-extended. */
    {"FSUB_S", 0, 0x3f800000, 0, UINT64_C(0xffffffffbf800000)},
    {"FSGNJN_S", 0x3f800000, 0x3f800000, 0, UINT64_C(0xffffffffbf800000)},
    {"FMADD_S", 0x40000000, 0x40400000, 0x3f800000, 0x40e00000},
    {"FADD_D", ONE_D, ONE_D, 0, UINT64_C(0x4000000000000000)},
    {"FMIN_D", ONE_D, UINT64_C(1) << 63, 0, UINT64_C(1) << 63},
    {"FADD_H", UINT64_C(0xffff0000ffff3c00), 0x3c00, 0, 0x4000},
    {"FSUB_H", 0, 0x3c00, 0, UINT64_C(0xffffffffffffbc00)},
    {"FCVT_D_S", 0x3f800000, 0, 0, ONE_D},
    {"FCVT_S_D", UINT64_C(0xbff0000000000000), 0, 0, UINT64_C(0xffffffffbf800000)},
    {"FCVT_W_S", 0xc0000000, 0, 0, (uint64_t)-2},
    {"FCVT_D_W", (uint64_t)-1, 0, 0, UINT64_C(0xbff0000000000000)},
    {"FEQ_S", 0x3f800000, 0x3f800000, 0, 1},
    {"FLT_D", ONE_D, 0, 0, 0},
    {"FCLASS_S", 0x80000000, 0, 0, 1 << 3},
};

static void test_finx(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    for (unsigned i = 0; i < G_N_ELEMENTS(finx); i++) {
        uint32_t word = run_word(finx[i].name);
        runner_reset(r, &cpu, FINX64);
        cpu.x[11] = finx[i].a;
        cpu.x[12] = finx[i].b;
        cpu.x[13] = finx[i].c;
        int trap = run_words(r, &cpu, &word, 1);
        if (!tap_ok(t, word && trap == RV_TRAP_ECALL && cpu.x[10] == finx[i].want, "%s in x",
                    finx[i].name))
            printf("# %016" PRIx64 "\n", cpu.x[10]);
    }
    static const char *const gone[] = {"FLW", "FSW", "FMV_X_W", "FMV_W_X", "FLD", "FMV_X_D"};
    for (unsigned i = 0; i < G_N_ELEMENTS(gone); i++) {
        uint32_t word = run_word(gone[i]);
        runner_reset(r, &cpu, FINX64);
        tap_ok(t, run_words(r, &cpu, &word, 1) == RV_TRAP_ILLEGAL, "%s is not in Zfinx", gone[i]);
    }
    tap_ok(t, !r->target->cpu_find("rv64,zfinx=on"), "F and Zfinx exclude each other");
}

static uint32_t with_regs(const char *name, uint32_t rd, uint32_t rs1, uint32_t rs2)
{
    uint32_t word = run_word(name) & ~(31u << 7 | 31u << 15 | 31u << 20);
    return word | rd << 7 | rs1 << 15 | rs2 << 20;
}

/* A double is a pair of registers, the even one the low half. */
static void test_pairs(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    runner_reset(r, &cpu, FINX32);
    cpu.x[12] = 1;
    cpu.x[13] = 0x3ff00000;
    uint32_t word = with_regs("FADD_D", 10, 12, 0);
    run_words(r, &cpu, &word, 1);
    tap_ok(t, (uint32_t)cpu.x[10] == 1 && (uint32_t)cpu.x[11] == 0x3ff00000,
           "FADD.D of a pair and 0");
    cpu.x[1] = 77;
    word = with_regs("FADD_D", 0, 12, 12);
    tap_ok(t, run_words(r, &cpu, &word, 1) == RV_TRAP_ECALL && cpu.x[1] == 77,
           "the pair of x0 is not written");
    static const uint8_t odd[][3] = {{11, 12, 12}, {10, 13, 12}, {10, 12, 13}};
    for (unsigned i = 0; i < G_N_ELEMENTS(odd); i++) {
        word = with_regs("FADD_D", odd[i][0], odd[i][1], odd[i][2]);
        tap_ok(t, run_words(r, &cpu, &word, 1) == RV_TRAP_ILLEGAL, "FADD.D with an odd register");
    }
    word = with_regs("FEQ_D", 11, 12, 12);
    tap_ok(t, run_words(r, &cpu, &word, 1) == RV_TRAP_ECALL && cpu.x[11] == 1,
           "FEQ.D with an odd rd");
}

/* ---- Zcmp ---- */

enum { PUSH = 0x18, POP = 0x1a, POPRETZ = 0x1c, POPRET = 0x1e };

static uint32_t list_word(unsigned kind, unsigned rlist, unsigned spimm)
{
    return 0xa002u | kind << 8 | rlist << 4 | spimm << 2;
}

static void test_push_pop(struct tap *t, struct runner *r, const char *model, unsigned bytes)
{
    static struct rv_cpu cpu;
    static const uint8_t order[] = {1, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27};
    static _Alignas(16) uint8_t stack[512];
    bool narrow = bytes == 4;
    for (unsigned rlist = 4; rlist < 16; rlist++) {
        unsigned count = rlist == 15 ? 13 : rlist - 3, spimm = rlist & 3;
        unsigned size = (count * bytes + 15) / 16 * 16 + spimm * 16;
        bool ok = true;
        memset(stack, 0, sizeof stack);
        runner_reset(r, &cpu, model);
        cpu.common.mem_base = narrow ? (uint64_t)(uintptr_t)stack : 0;
        uint64_t top = (narrow ? 0 : (uint64_t)(uintptr_t)stack) + 256;
        cpu.x[2] = top;
        for (unsigned i = 0; i < sizeof order; i++)
            cpu.x[order[i]] = 0x100 + i;
        ok &= run_words(r, &cpu, (uint32_t[]){list_word(PUSH, rlist, spimm)}, 1) == RV_TRAP_ECALL;
        ok &= cpu.x[2] == top - size;
        for (unsigned i = 0; i < count; i++) {
            uint64_t v = 0;
            memcpy(&v, stack + 256 - (count - i) * bytes, bytes);
            ok &= v == 0x100 + i;
        }
        ok &= !stack[256 - (count + 1) * bytes];
        tap_ok(t, ok, "CM.PUSH of list %u, %s", rlist, model);
        for (unsigned i = 0; i < sizeof order; i++)
            cpu.x[order[i]] = 0;
        ok = run_words(r, &cpu, (uint32_t[]){list_word(POP, rlist, spimm)}, 1) == RV_TRAP_ECALL &&
             cpu.x[2] == top;
        for (unsigned i = 0; i < sizeof order; i++)
            ok &= cpu.x[order[i]] == (i < count ? 0x100 + i : 0);
        tap_ok(t, ok, "CM.POP of list %u, %s", rlist, model);
    }
    runner_reset(r, &cpu, model);
    for (unsigned rlist = 0; rlist < 4; rlist++)
        tap_ok(t, run_words(r, &cpu, (uint32_t[]){list_word(PUSH, rlist, 0)}, 1) == RV_TRAP_ILLEGAL,
               "list %u is reserved", rlist);
}

/* What returns: to the address that it loads, which is behind it here; a0 is 0 or stays. */
static void test_returns(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    static _Alignas(16) uint64_t stack[8];
    for (unsigned kind = POPRETZ; kind <= POPRET; kind += 2) {
        /* cm.popret {ra}, 16; c.addi a0, 1; c.nop */
        const uint32_t words[] = {list_word(kind, 4, 0), 0x0505, 0x0001};
        runner_reset(r, &cpu, CODE64);
        cpu.x[2] = (uint64_t)(uintptr_t)stack;
        cpu.x[10] = 5;
        stack[1] = 4;
        tap_ok(t,
               run_words(r, &cpu, words, 3) == RV_TRAP_ECALL && cpu.x[1] == 4 &&
                   cpu.x[2] == (uint64_t)(uintptr_t)(stack + 2) &&
                   cpu.x[10] == (kind == POPRET ? 5 : 0),
               "CM.POPRET%s", kind == POPRET ? "" : "Z");
    }
}

/* Entries below 32 are jumps, the others calls. */
static void test_table_jumps(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    static _Alignas(64) uint64_t table[64];
    for (unsigned index = 30; index < 34; index++) {
        const uint32_t words[] = {0xa002u | index << 2, 0x0505,
                                  0x0001}; /* ...; c.addi a0, 1; c.nop */
        memset(table, 0, sizeof table);
        table[index] = 4;
        runner_reset(r, &cpu, CODE64);
        cpu.jvt = (uint64_t)(uintptr_t)table;
        tap_ok(t,
               run_words(r, &cpu, words, 3) == RV_TRAP_ECALL && !cpu.x[10] &&
                   cpu.x[1] == (index < 32 ? 0 : 2),
               "CM.J%sT %u", index < 32 ? "" : "AL", index);
    }
}

static void test_moves(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    runner_reset(r, &cpu, CODE64);
    cpu.x[10] = 5;
    cpu.x[11] = 6;
    run_words(r, &cpu, (uint32_t[]){0xac02u | 7 << 7 | 1 << 5 | 0 << 2}, 1);
    tap_ok(t, cpu.x[23] == 5 && cpu.x[8] == 6, "CM.MVSA01 s7, s0");
    cpu.x[9] = 9;
    run_words(r, &cpu, (uint32_t[]){0xac02u | 1 << 7 | 3 << 5 | 1 << 2}, 1);
    tap_ok(t, cpu.x[10] == 9 && cpu.x[11] == 9, "CM.MVA01S s1, s1");
    tap_ok(t,
           run_words(r, &cpu, (uint32_t[]){0xac02u | 1 << 7 | 1 << 5 | 1 << 2}, 1) ==
               RV_TRAP_ILLEGAL,
           "CM.MVSA01 s1, s1 is reserved");
    tap_ok(t, !r->target->cpu_find("rv64,zcmp=on"), "Zcmp and Zcd exclude each other");
}

/* ---- Zilsd, Zclsd ---- */

/* A load or a store of the pair of `reg`, at `offset` from the middle of memory. */
struct access {
    const char *name;
    uint32_t word;
    bool store;
    uint8_t reg, base;
    int offset;
};

static uint32_t ld_word(unsigned rd, unsigned rs1, int offset)
{
    return with_regs("LD_32", rd, rs1, 0) | (uint32_t)offset << 20;
}

static uint32_t sd_word(unsigned rs2, unsigned rs1, int offset)
{
    uint32_t o = (uint32_t)offset;
    return with_regs("SD_32", o & 31, rs1, rs2) | (o >> 5 & 127) << 25;
}

static void test_access(struct tap *t, struct runner *r, const struct access *k)
{
    static struct rv_cpu cpu;
    static _Alignas(16) uint8_t memory[4096 + 32];
    const uint32_t middle = 2048;
    runner_reset(r, &cpu, PAIRS);
    cpu.common.mem_base = (uint64_t)(uintptr_t)memory;
    for (unsigned i = 1; i < 32; i++)
        cpu.x[i] = 0x1000001 * i;
    cpu.x[k->base] = middle;
    for (unsigned i = 0; i < sizeof memory; i++)
        memory[i] = (uint8_t)(i * 7 + 1);
    uint64_t in_memory, in_pair = (uint32_t)cpu.x[k->reg] | cpu.x[k->reg + 1] << 32;
    memcpy(&in_memory, memory + middle + k->offset, 8);
    uint64_t want = k->store ? (k->reg ? in_pair : 0) : in_memory;
    bool ok = run_words(r, &cpu, &k->word, 1) == RV_TRAP_ECALL;
    memcpy(&in_memory, memory + middle + k->offset, 8);
    in_pair = (uint32_t)cpu.x[k->reg] | cpu.x[k->reg + 1] << 32;
    if (!k->reg)
        ok &= cpu.x[1] == 0x1000001;
    else
        ok &= in_pair == want;
    tap_ok(t, ok && in_memory == want, "%s of x%u, base x%u, %d", k->name, k->reg, k->base,
           k->offset);
}

static void test_reg_pairs(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    const struct access list[] = {
        {"LD", ld_word(10, 11, 8), false, 10, 11, 8},
        {"LD", ld_word(12, 12, -2048), false, 12, 12, -2048}, /* the base is overwritten */
        {"LD", ld_word(12, 13, 2040), false, 12, 13, 2040},
        {"LD", ld_word(30, 5, 3), false, 30, 5, 3}, /* misaligned */
        {"LD", ld_word(0, 5, 16), false, 0, 5, 16},
        {"SD", sd_word(10, 11, -8), true, 10, 11, -8},
        {"SD", sd_word(30, 5, 2047), true, 30, 5, 2047},
        {"SD", sd_word(0, 5, -2048), true, 0, 5, -2048},
        {"C.LD", 0x6000 | 2 << 2 | 1 << 7 | 5 << 10 | 2 << 5, false, 10, 9, 5 << 3 | 2 << 6},
        {"C.SD", 0xe000 | 4 << 2 | 7 << 7 | 2 << 10 | 1 << 5, true, 12, 15, 2 << 3 | 1 << 6},
        {"C.LDSP", 0x6002 | 10 << 7 | 1 << 12 | 2 << 5 | 3 << 2, false, 10, 2,
         1 << 5 | 2 << 3 | 3 << 6},
        {"C.SDSP", 0xe002 | 14 << 2 | 5 << 10 | 6 << 7, true, 14, 2, 5 << 3 | 6 << 6},
        {"C.SDSP", 0xe002 | 0 << 2 | 1 << 10, true, 0, 2, 1 << 3},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(list); i++)
        test_access(t, r, &list[i]);
    const struct {
        const char *name, *model;
        uint32_t word;
    } reserved[] = {
        {"LD of an odd register", PAIRS, ld_word(11, 12, 0)},
        {"SD of an odd register", PAIRS, sd_word(11, 12, 0)},
        {"C.LD of an odd register", PAIRS, 0x6000 | 3 << 2 | 1 << 7},
        {"C.SD of an odd register", PAIRS, 0xe000 | 3 << 2 | 1 << 7},
        {"C.LDSP of x0", PAIRS, 0x6002},
        {"C.LDSP of an odd register", PAIRS, 0x6002 | 11 << 7},
        {"C.SDSP of an odd register", PAIRS, 0xe002 | 11 << 2},
        {"LD without Zilsd", "rv32", ld_word(10, 12, 0)},
        {"C.LD without Zclsd", PAIRS ",zclsd=off", 0x6000 | 2 << 2 | 1 << 7},
        {"C.FLW without Zcf", "rv32,c=off,zca=on", 0x6000 | 2 << 2 | 1 << 7},
        {"C.FLD without Zcd", "rv32,c=off,zca=on", 0x2000 | 2 << 2 | 1 << 7},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(reserved); i++) {
        runner_reset(r, &cpu, reserved[i].model);
        tap_ok(t, run_words(r, &cpu, &reserved[i].word, 1) == RV_TRAP_ILLEGAL, "%s is illegal",
               reserved[i].name);
    }
    tap_ok(t, !r->target->cpu_find("rv32,c=off,zca=on,zcf=on,zclsd=on"),
           "Zclsd and Zcf exclude each other");
}

/* ---- CSRs of Zcmt and Zkr ---- */

static uint32_t csr_word(unsigned op, unsigned csr, unsigned rd, unsigned rs1)
{
    return 0x73u | op << 12 | csr << 20 | rd << 7 | rs1 << 15;
}

static void test_csrs(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    runner_reset(r, &cpu, CODE64);
    cpu.x[11] = 0x12345;
    run_words(r, &cpu, (uint32_t[]){csr_word(1, 0x17, 0, 11), csr_word(2, 0x17, 10, 0)}, 2);
    tap_ok(t, cpu.x[10] == 0x12340, "jvt has no mode");
    runner_reset(r, &cpu, "max");
    tap_ok(t, run_words(r, &cpu, (uint32_t[]){csr_word(2, 0x17, 10, 0)}, 1) == RV_TRAP_ILLEGAL,
           "no jvt without Zcmt");
    run_words(r, &cpu, (uint32_t[]){csr_word(1, 0x15, 10, 0)}, 1);
    tap_ok(t, cpu.x[10] >> 30 == 2 && !(cpu.x[10] & 0x3fff0000), "seed: ES16 and 16 bits");
    tap_ok(t, run_words(r, &cpu, (uint32_t[]){csr_word(2, 0x15, 10, 0)}, 1) == RV_TRAP_ILLEGAL,
           "seed is not read without a write");
}

int main(void)
{
    struct tap t = {0};
    struct runner wide, small;
    runner_init(&wide, &target_riscv64);
    runner_init(&small, &target_riscv32);
    test_finx(&t, &wide);
    test_pairs(&t, &small);
    test_push_pop(&t, &wide, CODE64, 8);
    test_push_pop(&t, &small, CODE32, 4);
    test_returns(&t, &wide);
    test_table_jumps(&t, &wide);
    test_moves(&t, &wide);
    test_reg_pairs(&t, &small);
    test_csrs(&t, &wide);
    runner_free(&wide);
    runner_free(&small);
    return tap_done(&t);
}
