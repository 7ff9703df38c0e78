/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer, atomic and compressed RISC-V instructions, RV64 and RV32, against the manual's semantics
 * written in C.
 *
 * In: edge values and fixed seeds.  Out: TAP, one case an instruction and width, plain and
 * optimised.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

typedef __int128 s128;
typedef unsigned __int128 u128;

static const uint64_t edges[] = {0,
                                 1,
                                 2,
                                 31,
                                 32,
                                 63,
                                 UINT64_MAX,
                                 INT64_MIN,
                                 INT64_MAX,
                                 0x80000000,
                                 0x7fffffff,
                                 0xffffffff,
                                 0xffffffff80000000,
                                 0x0123456789abcdef,
                                 0xfedcba9876543210,
                                 0x00ff00ff00ff00ff};

/* ---- the models: a and b are sign-extended from xlen, n is xlen; so is what they return ---- */

static int64_t sext32(uint64_t v)
{
    return (int32_t)v;
}

static uint64_t mask(unsigned n)
{
    return UINT64_MAX >> (64 - n);
}

static uint64_t divide(int64_t a, int64_t b)
{
    return !b ? UINT64_MAX : b == -1 ? 0 - (uint64_t)a : (uint64_t)(a / b);
}

static uint64_t remainder_of(int64_t a, int64_t b)
{
    return !b ? (uint64_t)a : b == -1 ? 0 : (uint64_t)(a % b);
}

static uint64_t rotate_right(uint64_t v, unsigned by, unsigned n)
{
    v &= mask(n);
    by &= n - 1;
    return by ? v >> by | v << (n - by) : v;
}

static uint64_t clmul(uint64_t a, uint64_t b, unsigned n, unsigned shift)
{
    u128 sum = 0;
    for (unsigned i = 0; i < n; i++)
        if (b >> i & 1)
            sum ^= (u128)(a & mask(n)) << i;
    return (uint64_t)(sum >> shift);
}

static uint64_t bytes(uint64_t v, uint8_t (*fn)(uint8_t))
{
    uint64_t out = 0;
    for (unsigned i = 0; i < 64; i += 8)
        out |= (uint64_t)fn((uint8_t)(v >> i)) << i;
    return out;
}

static uint8_t orc(uint8_t v)
{
    return v ? 255 : 0;
}

static uint8_t reverse(uint8_t v)
{
    uint8_t out = 0;
    for (unsigned i = 0; i < 8; i++)
        out |= (v >> i & 1) << (7 - i);
    return out;
}

static uint64_t xperm(uint64_t a, uint64_t b, unsigned n, unsigned bits)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < n; i += bits) {
        uint64_t at = (b >> i & mask(bits)) * bits;
        if (at < n)
            out |= ((a & mask(n)) >> at & mask(bits)) << i;
    }
    return out;
}

static uint64_t count(uint64_t v, unsigned n, int what)
{
    v &= mask(n);
    unsigned lead = 0, trail = 0;
    while (lead < n && !(v >> (n - 1 - lead) & 1))
        lead++;
    while (trail < n && !(v >> trail & 1))
        trail++;
    return what == 0 ? lead : what == 1 ? trail : (unsigned)__builtin_popcountll(v);
}

static uint64_t rev8(uint64_t v, unsigned n)
{
    return n == 64 ? __builtin_bswap64(v) : __builtin_bswap32((uint32_t)v);
}

/* The even bits of the result are the low half, or back. */
static uint64_t zip(uint64_t v, bool back)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < 32; i++) {
        unsigned to = 2 * (i & 15) + (i >> 4);
        out |= back ? (v >> to & 1) << i : (v >> i & 1) << to;
    }
    return out;
}

static uint64_t sha512(uint64_t v, unsigned n1, unsigned n2, unsigned n3, bool shift)
{
    uint64_t last = shift ? v >> n3 : rotate_right(v, n3, 64);
    return rotate_right(v, n1, 64) ^ rotate_right(v, n2, 64) ^ last;
}

static uint64_t sha256(uint64_t v, unsigned n1, unsigned n2, unsigned n3, bool shift)
{
    v &= mask(32);
    uint64_t last = shift ? v >> n3 : rotate_right(v, n3, 32);
    return (uint64_t)sext32(rotate_right(v, n1, 32) ^ rotate_right(v, n2, 32) ^ last);
}

/* MODEL(name, widths, expression of a, b (signed), ua, ub (their low n bits), n, s (shift)) */
#define MODELS                                                                                     \
    MODEL(ADD, 3, ua + ub)                                                                         \
    MODEL(SUB, 3, ua - ub)                                                                         \
    MODEL(XOR, 3, ua ^ ub)                                                                         \
    MODEL(OR, 3, ua | ub)                                                                          \
    MODEL(AND, 3, ua &ub)                                                                          \
    MODEL(SLL, 3, ua << s)                                                                         \
    MODEL(SRL, 3, ua >> s)                                                                         \
    MODEL(SRA, 3, (uint64_t)(a >> s))                                                              \
    MODEL(SLT, 3, a < b)                                                                           \
    MODEL(SLTU, 3, ua < ub)                                                                        \
    MODEL(ADDW, 2, (uint64_t)sext32(ua + ub))                                                      \
    MODEL(SUBW, 2, (uint64_t)sext32(ua - ub))                                                      \
    MODEL(SLLW, 2, (uint64_t)sext32(ua << (ub & 31)))                                              \
    MODEL(SRLW, 2, (uint64_t)sext32((uint32_t)ua >> (ub & 31)))                                    \
    MODEL(SRAW, 2, (uint64_t)(sext32(ua) >> (ub & 31)))                                            \
    MODEL(MUL, 3, ua *ub)                                                                          \
    MODEL(MULH, 3, (uint64_t)((s128)a * b >> n))                                                   \
    MODEL(MULHU, 3, (uint64_t)((u128)ua * ub >> n))                                                \
    MODEL(MULHSU, 3, (uint64_t)((s128)a * (s128)ub >> n))                                          \
    MODEL(DIV, 3, divide(a, b))                                                                    \
    MODEL(DIVU, 3, ub ? ua / ub : UINT64_MAX)                                                      \
    MODEL(REM, 3, remainder_of(a, b))                                                              \
    MODEL(REMU, 3, ub ? ua % ub : ua)                                                              \
    MODEL(MULW, 2, (uint64_t)sext32(ua *ub))                                                       \
    MODEL(DIVW, 2, (uint64_t)sext32(divide(sext32(ua), sext32(ub))))                               \
    MODEL(DIVUW, 2, (uint64_t)sext32((uint32_t)ub ? (uint32_t)ua / (uint32_t)ub : UINT32_MAX))     \
    MODEL(REMW, 2, (uint64_t)sext32(remainder_of(sext32(ua), sext32(ub))))                         \
    MODEL(REMUW, 2, (uint64_t)sext32((uint32_t)ub ? (uint32_t)ua % (uint32_t)ub : (uint32_t)ua))   \
    MODEL(ADD_UW, 2, (uint32_t)ua + ub)                                                            \
    MODEL(SH1ADD, 3, (ua << 1) + ub)                                                               \
    MODEL(SH2ADD, 3, (ua << 2) + ub)                                                               \
    MODEL(SH3ADD, 3, (ua << 3) + ub)                                                               \
    MODEL(SH1ADD_UW, 2, ((uint64_t)(uint32_t)ua << 1) + ub)                                        \
    MODEL(SH2ADD_UW, 2, ((uint64_t)(uint32_t)ua << 2) + ub)                                        \
    MODEL(SH3ADD_UW, 2, ((uint64_t)(uint32_t)ua << 3) + ub)                                        \
    MODEL(ANDN, 3, ua & ~ub)                                                                       \
    MODEL(ORN, 3, ua | ~ub)                                                                        \
    MODEL(XNOR, 3, ~(ua ^ ub))                                                                     \
    MODEL(CLZ, 3, count(ua, n, 0))                                                                 \
    MODEL(CTZ, 3, count(ua, n, 1))                                                                 \
    MODEL(CPOP, 3, count(ua, n, 2))                                                                \
    MODEL(CLZW, 2, count(ua, 32, 0))                                                               \
    MODEL(CTZW, 2, count(ua, 32, 1))                                                               \
    MODEL(CPOPW, 2, count(ua, 32, 2))                                                              \
    MODEL(SEXT_B, 3, (uint64_t)(int8_t)ua)                                                         \
    MODEL(SEXT_H, 3, (uint64_t)(int16_t)ua)                                                        \
    MODEL(ZEXT_H, 2, (uint16_t)ua)                                                                 \
    MODEL(ZEXT_H_32, 1, (uint16_t)ua)                                                              \
    MODEL(MIN, 3, (uint64_t)(a < b ? a : b))                                                       \
    MODEL(MINU, 3, ua < ub ? ua : ub)                                                              \
    MODEL(MAX, 3, (uint64_t)(a > b ? a : b))                                                       \
    MODEL(MAXU, 3, ua > ub ? ua : ub)                                                              \
    MODEL(ROL, 3, rotate_right(ua, n - s, n))                                                      \
    MODEL(ROR, 3, rotate_right(ua, s, n))                                                          \
    MODEL(ROLW, 2, (uint64_t)sext32(rotate_right(ua, 32 - (ub & 31), 32)))                         \
    MODEL(RORW, 2, (uint64_t)sext32(rotate_right(ua, ub & 31, 32)))                                \
    MODEL(ORC_B, 3, bytes(ua, orc))                                                                \
    MODEL(REV8, 2, rev8(ua, 64))                                                                   \
    MODEL(REV8_32, 1, rev8(ua, 32))                                                                \
    MODEL(BREV8, 3, bytes(ua, reverse))                                                            \
    MODEL(PACK, 3, (ua & mask(n / 2)) | ub << n / 2)                                               \
    MODEL(PACKH, 3, (ua & 255) | (ub & 255) << 8)                                                  \
    MODEL(PACKW, 2, (uint64_t)sext32((ua & 0xffff) | ub << 16))                                    \
    MODEL(CLMUL, 3, clmul(ua, ub, n, 0))                                                           \
    MODEL(CLMULH, 3, clmul(ua, ub, n, n))                                                          \
    MODEL(CLMULR, 3, clmul(ua, ub, n, n - 1))                                                      \
    MODEL(XPERM4, 3, xperm(ua, ub, n, 4))                                                          \
    MODEL(XPERM8, 3, xperm(ua, ub, n, 8))                                                          \
    MODEL(BCLR, 3, ua & ~(UINT64_C(1) << s))                                                       \
    MODEL(BEXT, 3, ua >> s & 1)                                                                    \
    MODEL(BINV, 3, ua ^ UINT64_C(1) << s)                                                          \
    MODEL(BSET, 3, ua | UINT64_C(1) << s)                                                          \
    MODEL(CZERO_EQZ, 3, ub ? ua : 0)                                                               \
    MODEL(VT_MASKC, 3, ub ? ua : 0)                                                                \
    MODEL(VT_MASKCN, 3, ub ? 0 : ua)                                                               \
    MODEL(CZERO_NEZ, 3, ub ? 0 : ua)                                                               \
    MODEL(MOP_RR_N, 3, 0)                                                                          \
    MODEL(MOP_R_N, 3, 0)                                                                           \
    MODEL(ZIP, 1, zip(ua, false))                                                                  \
    MODEL(UNZIP, 1, zip(ua, true))                                                                 \
    MODEL(SHA256SIG0, 3, sha256(ua, 7, 18, 3, true))                                               \
    MODEL(SHA256SIG1, 3, sha256(ua, 17, 19, 10, true))                                             \
    MODEL(SHA256SUM0, 3, sha256(ua, 2, 13, 22, false))                                             \
    MODEL(SHA256SUM1, 3, sha256(ua, 6, 11, 25, false))                                             \
    MODEL(SHA512SIG0, 2, sha512(ua, 1, 8, 7, true))                                                \
    MODEL(SHA512SIG1, 2, sha512(ua, 19, 61, 6, true))                                              \
    MODEL(SHA512SUM0, 2, sha512(ua, 28, 34, 39, false))                                            \
    MODEL(SHA512SUM1, 2, sha512(ua, 14, 18, 41, false))                                            \
    MODEL(SHA512SIG0H, 1, sha512(ua << 32 | ub, 1, 8, 7, true) >> 32)                              \
    MODEL(SHA512SIG0L, 1, sha512(ub << 32 | ua, 1, 8, 7, true))                                    \
    MODEL(SHA512SIG1H, 1, sha512(ua << 32 | ub, 19, 61, 6, true) >> 32)                            \
    MODEL(SHA512SIG1L, 1, sha512(ub << 32 | ua, 19, 61, 6, true))                                  \
    MODEL(SHA512SUM0R, 1, sha512(ub << 32 | ua, 28, 34, 39, false))                                \
    MODEL(SHA512SUM1R, 1, sha512(ub << 32 | ua, 14, 18, 41, false))                                \
    MODEL(SM3P0, 3,                                                                                \
          (uint64_t)sext32(ua ^ rotate_right(ua & mask(32), 23, 32) ^                              \
                           rotate_right(ua & mask(32), 15, 32)))                                   \
    MODEL(SM3P1, 3,                                                                                \
          (uint64_t)sext32(ua ^ rotate_right(ua & mask(32), 17, 32) ^                              \
                           rotate_right(ua & mask(32), 9, 32)))

#define MODEL(name, widths, expression)                                                            \
    static uint64_t model_##name(int64_t a, int64_t b, uint64_t ua, uint64_t ub, unsigned n)       \
    {                                                                                              \
        unsigned s = ub & (n - 1);                                                                 \
        (void)a, (void)b, (void)ua, (void)s;                                                       \
        return (expression);                                                                       \
    }
MODELS
#undef MODEL

struct model {
    const char *name;
    unsigned widths; /* 1: RV32, 2: RV64 */
    uint64_t (*fn)(int64_t a, int64_t b, uint64_t ua, uint64_t ub, unsigned n);
};

static const struct model models[] = {
#define MODEL(name, widths, expression) {#name, widths, model_##name},
    MODELS
#undef MODEL
};

static uint64_t operand(uint64_t *rng, unsigned i)
{
    uint64_t v = next_random(rng);
    return i < G_N_ELEMENTS(edges) ? edges[i] : v >> (v & 63);
}

static uint64_t narrow(uint64_t v, unsigned n)
{
    return n == 64 ? v : (uint64_t)sext32(v);
}

static bool one(struct runner *r, struct rv_cpu *cpu, const struct model *m, uint64_t x, uint64_t y)
{
    unsigned n = cpu->model->xlen;
    uint32_t word = run_word(m->name);
    int64_t a = (int64_t)narrow(x, n), b = (int64_t)narrow(y, n);
    cpu->x[11] = x;
    cpu->x[12] = y;
    int trap = run_words(r, cpu, &word, 1);
    uint64_t want = m->fn(a, b, x & mask(n), y & mask(n), n) & mask(n), got = cpu->x[10] & mask(n);
    if (word && trap == RV_TRAP_ECALL && got == want)
        return true;
    printf("# %s %" PRIx64 ", %" PRIx64 ": %" PRIx64 ", not %" PRIx64 " (trap %d)\n", m->name, x, y,
           got, want, trap);
    return false;
}

static void test_models(struct tap *t, struct runner *r, unsigned width, const char *model)
{
    static struct rv_cpu cpu;
    runner_reset(r, &cpu, model);
    for (unsigned k = 0; k < G_N_ELEMENTS(models); k++) {
        uint64_t rng = k;
        bool ok = true;
        if (!(models[k].widths & width))
            continue;
        for (unsigned i = 0; ok && i < 24; i++)
            for (unsigned j = 0; ok && j < 24; j++) {
                r->optimise = (i ^ j) & 1;
                ok = one(r, &cpu, &models[k], operand(&rng, i), operand(&rng, j));
            }
        tap_ok(t, ok, "%s, RV%u", models[k].name, cpu.model->xlen);
    }
}

/* ---- memory ---- */

static void test_memory(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    static _Alignas(16) uint64_t memory[4];
    uint32_t lr = run_word("LR_D"), sc = run_word("SC_D"), add = run_word("AMOADD_W");
    runner_reset(r, &cpu, "max");
    cpu.x[11] = (uint64_t)(uintptr_t)memory;
    cpu.x[12] = 77;
    memory[0] = 5;
    tap_ok(t,
           run_words(r, &cpu, (uint32_t[]){lr, sc}, 2) == RV_TRAP_ECALL && memory[0] == 77 &&
               cpu.x[10] == 0,
           "SC after LR stores");
    memory[0] = 5;
    run_words(r, &cpu, &sc, 1);
    tap_ok(t, memory[0] == 5 && cpu.x[10] == 1, "SC without LR does not");
    memory[0] = 0x17fffffff;
    cpu.x[12] = 1;
    run_words(r, &cpu, &add, 1);
    tap_ok(t, memory[0] == 0x180000000 && cpu.x[10] == 0x7fffffff, "AMOADD.W");
    run_words(r, &cpu, &add, 1);
    tap_ok(t, memory[0] == 0x180000001 && cpu.x[10] == 0xffffffff80000000, "AMOADD.W: sign");
    memory[0] = 0x80ff;
    uint32_t lb = run_word("LB"), lhu = run_word("LHU");
    run_words(r, &cpu, &lb, 1);
    tap_ok(t, cpu.x[10] == UINT64_MAX, "LB");
    run_words(r, &cpu, &lhu, 1);
    tap_ok(t, cpu.x[10] == 0x80ff, "LHU");
    uint32_t cas = run_word("AMOCAS_D");
    cpu.x[10] = 0x80ff;
    cpu.x[12] = 3;
    run_words(r, &cpu, &cas, 1);
    tap_ok(t, memory[0] == 3 && cpu.x[10] == 0x80ff, "AMOCAS.D");
}

/* ---- encodings ---- */

struct encoding {
    uint32_t word;
    int trap;
    const char *name;
};

static void test_encodings(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    static const struct encoding rows[] = {
        {0x00000000, RV_TRAP_ILLEGAL, "all zeros"},
        {0xffffffff, RV_TRAP_ILLEGAL, "all ones"},
        {0xc0001073, RV_TRAP_ILLEGAL, "UNIMP"},
        {0x00009002, RV_TRAP_EBREAK, "C.EBREAK"},
        {0x00004002, RV_TRAP_ILLEGAL, "C.LWSP with rd = 0"},
        {0x00006101, RV_TRAP_ILLEGAL, "C.ADDI16SP of 0"},
        {0x00006081, RV_TRAP_ECALL, "C.MOP.1"},
        {0x00000001, RV_TRAP_ECALL, "C.NOP"},
        {0x02000053 | 5 << 12, RV_TRAP_ILLEGAL, "FADD.D with a reserved rounding mode"},
        {0x0100000f, RV_TRAP_ECALL, "PAUSE"},
        {0x30200073, RV_TRAP_ILLEGAL, "MRET"},
        {0x10500073, RV_TRAP_ILLEGAL, "WFI"},
        {0x30002573, RV_TRAP_ILLEGAL, "a read of mstatus"},
        {0xc0102573, RV_TRAP_ECALL, "RDTIME"},
    };
    runner_reset(r, &cpu, "max");
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        tap_ok(t, run_words(r, &cpu, &rows[i].word, 1) == rows[i].trap, "%s", rows[i].name);
    runner_reset(r, &cpu, "rv64i");
    uint32_t mul = run_word("MUL"), nop = 1;
    tap_ok(t, run_words(r, &cpu, &mul, 1) == RV_TRAP_ILLEGAL, "MUL without M");
    tap_ok(t, run_words(r, &cpu, &nop, 1) == RV_TRAP_ILLEGAL, "C.NOP without C");
}

/* Immediates of the 16-bit instructions, written out by an assembler. */
static void test_compressed(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    static _Alignas(16) uint64_t memory[64];
    runner_reset(r, &cpu, "max");
    cpu.x[2] = (uint64_t)(uintptr_t)memory;
    for (unsigned i = 0; i < 64; i++)
        memory[i] = i;
    run_words(r, &cpu, (uint32_t[]){0x717d}, 1); /* c.addi16sp -16 */
    tap_ok(t, cpu.x[2] == (uint64_t)(uintptr_t)memory - 16, "C.ADDI16SP");
    cpu.x[2] += 16;
    run_words(r, &cpu, (uint32_t[]){0x0808}, 1); /* c.addi4spn a0, sp, 16 */
    tap_ok(t, cpu.x[10] == cpu.x[2] + 16, "C.ADDI4SPN");
    run_words(r, &cpu, (uint32_t[]){0x6562}, 1); /* c.ldsp a0, 24(sp) */
    tap_ok(t, cpu.x[10] == 3, "C.LDSP");
    run_words(r, &cpu, (uint32_t[]){0x757d, 0x1571}, 2); /* c.lui a0, -1; c.addi a0, -4 */
    tap_ok(t, cpu.x[10] == (uint64_t)-4100, "C.LUI, C.ADDI");
    run_words(r, &cpu, (uint32_t[]){0x5575, 0x8115, 0x8905}, 3); /* li -3; srli 5; andi 1 */
    tap_ok(t, cpu.x[10] == 1, "C.LI, C.SRLI, C.ANDI");
}

int main(void)
{
    struct tap t = {0};
    struct runner wide, small;
    runner_init(&wide, &target_riscv64);
    runner_init(&small, &target_riscv32);
    test_models(&t, &wide, 2, "max,xventanacondops=on");
    test_models(&t, &small, 1, "max,xventanacondops=on");
    test_memory(&t, &wide);
    test_encodings(&t, &wide);
    test_compressed(&t, &wide);
    runner_free(&wide);
    runner_free(&small);
    return tap_done(&t);
}
