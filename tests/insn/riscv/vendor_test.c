/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * XThead* and XMips*: the words that assemblers write decode to their rows; and what the
 * instructions do, against models from the vendors' manuals.
 *
 * In: operands by fixed seeds, edge values among them; words of GNU as 2.40 and LLVM.  Out: TAP, a
 * case an instruction.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 200
#define A0     10
#define A1     11
#define A2     12
#define THEAD                                                                                      \
    ",xtheadba=on,xtheadbb=on,xtheadbs=on,xtheadcmo=on,xtheadcondmov=on,xtheadfmemidx=on,"         \
    "xtheadfmv=on,xtheadmac=on,xtheadmemidx=on,xtheadmempair=on,xtheadsync=on"
#define MIPS ",xmipscmov=on,xmipscbop=on,xmipslsp=on"

static struct runner r;
static struct rv_cpu cpu, before;
static _Alignas(16) uint8_t memory[2048];
static uint64_t rng = 5;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

static uint64_t value(void)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     0x7fff,
                                     0x8000,
                                     0x7fffffff,
                                     0x80000000,
                                     UINT64_MAX,
                                     INT64_MAX,
                                     (uint64_t)INT64_MIN,
                                     0x00ff00ff00ff00ff};
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

static bool run(const char *name, uint32_t word)
{
    r.optimise = rnd() & 1;
    before = cpu;
    int trap = word ? run_words(&r, &cpu, &word, 1) : -1;
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

/* ---- words ---- */

static void test_words(struct tap *t)
{
    static const struct {
        uint32_t word;
        const char *name;
    } rows[] = {{0x06c5950b, "THEAD_ADDSL"},      {0x1215950b, "THEAD_SRRI"},
                {0x1515950b, "THEAD_SRRIW"},      {0xa035a50b, "THEAD_EXT"},
                {0xa035b50b, "THEAD_EXTU"},       {0x8405950b, "THEAD_FF0"},
                {0x8605950b, "THEAD_FF1"},        {0x8205950b, "THEAD_REV"},
                {0x9005950b, "THEAD_REVW"},       {0x8005950b, "THEAD_TSTNBZ"},
                {0x8a15950b, "THEAD_TST"},        {0x40c5950b, "THEAD_MVEQZ"},
                {0x42c5950b, "THEAD_MVNEZ"},      {0x20c5950b, "THEAD_MULA"},
                {0x22c5950b, "THEAD_MULS"},       {0x24c5950b, "THEAD_MULAW"},
                {0x26c5950b, "THEAD_MULSW"},      {0x28c5950b, "THEAD_MULAH"},
                {0x2ac5950b, "THEAD_MULSH"},      {0x7dd5c50b, "THEAD_LDIA"},
                {0x6dd5c50b, "THEAD_LDIB"},       {0x5dd5c50b, "THEAD_LWIA"},
                {0x4dd5c50b, "THEAD_LWIB"},       {0xddd5c50b, "THEAD_LWUIA"},
                {0xcdd5c50b, "THEAD_LWUIB"},      {0x3dd5c50b, "THEAD_LHIA"},
                {0x2dd5c50b, "THEAD_LHIB"},       {0xbdd5c50b, "THEAD_LHUIA"},
                {0xadd5c50b, "THEAD_LHUIB"},      {0x1dd5c50b, "THEAD_LBIA"},
                {0x0dd5c50b, "THEAD_LBIB"},       {0x9dd5c50b, "THEAD_LBUIA"},
                {0x8dd5c50b, "THEAD_LBUIB"},      {0x7dd5d50b, "THEAD_SDIA"},
                {0x6dd5d50b, "THEAD_SDIB"},       {0x5dd5d50b, "THEAD_SWIA"},
                {0x4dd5d50b, "THEAD_SWIB"},       {0x3dd5d50b, "THEAD_SHIA"},
                {0x2dd5d50b, "THEAD_SHIB"},       {0x1dd5d50b, "THEAD_SBIA"},
                {0x0dd5d50b, "THEAD_SBIB"},       {0x66c5c50b, "THEAD_LRD"},
                {0x46c5c50b, "THEAD_LRW"},        {0xc6c5c50b, "THEAD_LRWU"},
                {0x26c5c50b, "THEAD_LRH"},        {0xa6c5c50b, "THEAD_LRHU"},
                {0x06c5c50b, "THEAD_LRB"},        {0x86c5c50b, "THEAD_LRBU"},
                {0x66c5d50b, "THEAD_SRD"},        {0x46c5d50b, "THEAD_SRW"},
                {0x26c5d50b, "THEAD_SRH"},        {0x06c5d50b, "THEAD_SRB"},
                {0x76c5c50b, "THEAD_LURD"},       {0x56c5c50b, "THEAD_LURW"},
                {0xd6c5c50b, "THEAD_LURWU"},      {0x36c5c50b, "THEAD_LURH"},
                {0xb6c5c50b, "THEAD_LURHU"},      {0x16c5c50b, "THEAD_LURB"},
                {0x96c5c50b, "THEAD_LURBU"},      {0x76c5d50b, "THEAD_SURD"},
                {0x56c5d50b, "THEAD_SURW"},       {0x36c5d50b, "THEAD_SURH"},
                {0x16c5d50b, "THEAD_SURB"},       {0xfcc5c50b, "THEAD_LDD"},
                {0xe4c5c50b, "THEAD_LWD"},        {0xf4c5c50b, "THEAD_LWUD"},
                {0xfcc5d50b, "THEAD_SDD"},        {0xe4c5d50b, "THEAD_SWD"},
                {0x66c5e50b, "THEAD_FLRD"},       {0x46c5e50b, "THEAD_FLRW"},
                {0x76c5e50b, "THEAD_FLURD"},      {0x56c5e50b, "THEAD_FLURW"},
                {0x66c5f50b, "THEAD_FSRD"},       {0x46c5f50b, "THEAD_FSRW"},
                {0x76c5f50b, "THEAD_FSURD"},      {0x56c5f50b, "THEAD_FSURW"},
                {0x0255800b, "THEAD_DCACHE_CVA"}, {0x0275800b, "THEAD_DCACHE_CIVA"},
                {0x0265800b, "THEAD_DCACHE_IVA"}, {0x0245800b, "THEAD_DCACHE_CVAL1"},
                {0x0305800b, "THEAD_ICACHE_IVA"}, {0x0180000b, "THEAD_SYNC"},
                {0x01a0000b, "THEAD_SYNC_I"},     {0x01b0000b, "THEAD_SYNC_IS"},
                {0x0190000b, "THEAD_SYNC_S"},     {0x9e99340b, "MIPS_CCMOV"},
                {0x1ff5040b, "MIPS_PREF"},        {0x9131508b, "MIPS_SWP"},
                {0xb15bd80b, "MIPS_SDP"},         {0x9081448b, "MIPS_LDP"},
                {0x5956450b, "MIPS_LWP"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct rv_args a;
        rv_features all = ~(rv_features)0;
        enum rv_op op = rows[i].name[0] == 'T' ? rv_decode_thead(rows[i].word, all, &a)
                                               : rv_decode_mips(rows[i].word, all, &a);
        tap_ok(t, !strcmp(rv_rows[op].name, rows[i].name), "%08x is %s", (unsigned)rows[i].word,
               rows[i].name);
    }
}

/* ---- registers: a and b are rs1 and rs2, d the old rd, n the width; all zero-extended from it
 * ---- */

static uint64_t leading(uint64_t v, unsigned n)
{
    unsigned k = 0;
    while (k < n && !(v >> (n - 1 - k) & 1))
        k++;
    return k;
}

static uint64_t bytes_reversed(uint64_t v, unsigned n)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < n; i += 8)
        out |= (v >> i & 255) << (n - 8 - i);
    return out;
}

static uint64_t zero_bytes(uint64_t v, unsigned n)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < n; i += 8)
        out |= v >> i & 255 ? 0 : UINT64_C(255) << i;
    return out;
}

static uint64_t right(uint64_t v, unsigned by, unsigned n)
{
    return by ? v >> by | v << (n - by) : v;
}

static uint64_t bits(uint64_t v, unsigned msb, unsigned lsb, bool is_signed, uint64_t old)
{
    if (msb < lsb)
        return old;
    v = v >> lsb & low(msb - lsb + 1);
    return is_signed ? sext(v, msb - lsb + 1) : v;
}

/* The fields of the word: i, at bit 20, of so many bits; j, above it. */
#define ROWS                                                                                       \
    ROW(ADDSL, 3, 0, 2, a + (b << j))                                                              \
    ROW(SRRI, 2, 6, 0, right(a, i, n))                                                             \
    ROW(SRRI, 1, 5, 0, right(a, i, n))                                                             \
    ROW(SRRIW, 2, 5, 0, sext(right(a &low(32), i, 32), 32))                                        \
    ROW(EXT, 2, 6, 6, bits(a, j, i, true, d))                                                      \
    ROW(EXTU, 2, 6, 6, bits(a, j, i, false, d))                                                    \
    ROW(FF0, 3, 0, 0, leading(~a &low(n), n))                                                      \
    ROW(FF1, 3, 0, 0, leading(a, n))                                                               \
    ROW(REV, 3, 0, 0, bytes_reversed(a, n))                                                        \
    ROW(REVW, 2, 0, 0, sext(bytes_reversed(a, 32), 32))                                            \
    ROW(TSTNBZ, 3, 0, 0, zero_bytes(a, n))                                                         \
    ROW(TST, 2, 6, 0, a >> i & 1)                                                                  \
    ROW(TST, 1, 5, 0, a >> i & 1)                                                                  \
    ROW(MVEQZ, 3, 0, 0, b ? d : a)                                                                 \
    ROW(MVNEZ, 3, 0, 0, b ? a : d)                                                                 \
    ROW(MULA, 3, 0, 0, d + a * b)                                                                  \
    ROW(MULS, 3, 0, 0, d - a * b)                                                                  \
    ROW(MULAW, 2, 0, 0, sext(d + a * b, 32))                                                       \
    ROW(MULSW, 2, 0, 0, sext(d - a * b, 32))                                                       \
    ROW(MULAH, 3, 0, 0, sext(d + sext(a, 16) * sext(b, 16), 32))                                   \
    ROW(MULSH, 3, 0, 0, sext(d - sext(a, 16) * sext(b, 16), 32))

struct model {
    const char *name;
    unsigned widths, ibits, jbits; /* widths: 1 RV32, 2 RV64 */
    uint64_t (*fn)(uint64_t a, uint64_t b, uint64_t d, unsigned i, unsigned j, unsigned n);
};

#define ROW(name, widths, ib, jb, expression)                                                      \
    static uint64_t model_##name##widths(uint64_t a, uint64_t b, uint64_t d, unsigned i,           \
                                         unsigned j, unsigned n)                                   \
    {                                                                                              \
        (void)a, (void)b, (void)d, (void)i, (void)j, (void)n;                                      \
        return (expression);                                                                       \
    }
ROWS
#undef ROW

    static const struct model models[] = {
#define ROW(name, widths, ib, jb, expression)                                                      \
    {"THEAD_" #name, widths, ib, jb, model_##name##widths},
        ROWS
#undef ROW
};

static void test_registers(struct tap *t, unsigned width)
{
    unsigned n = cpu.model->xlen;
    for (unsigned k = 0; k < G_N_ELEMENTS(models); k++) {
        const struct model *m = &models[k];
        bool ok = true;
        for (unsigned trial = 0; trial < TRIALS && ok && m->widths & width; trial++) {
            uint64_t a = cpu.x[A1] = value(), b = cpu.x[A2] = rnd() & 3 ? value() : 0;
            uint64_t d = cpu.x[A0] = value();
            unsigned i = (unsigned)(rnd() & low(m->ibits)), j = (unsigned)(rnd() & low(m->jbits));
            uint32_t word = run_word(m->name) | i << 20 | j << (m->jbits == 2 ? 25 : 26);
            uint64_t want = m->fn(a & low(n), b & low(n), d & low(n), i, j, n);
            ok = run(m->name, word) && same(m->name, cpu.x[A0] & low(n), want & low(n));
        }
        if (m->widths & width)
            tap_ok(t, ok, "%s, RV%u", m->name, n);
    }
}

static void test_reserved(struct tap *t)
{
    static const struct {
        const char *name;
        uint32_t fields;
    } rows[] = {{"THEAD_SRRI", 32u << 20}, {"THEAD_TST", 32u << 20}, {"THEAD_EXT", 32u << 26}};
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        uint32_t word = run_word(rows[k].name) | rows[k].fields;
        tap_ok(t, run_words(&r, &cpu, &word, 1) == RV_TRAP_ILLEGAL, "%s of bit 32 on RV32",
               rows[k].name);
    }
}

/* ---- memory ---- */

static void fill_memory(void)
{
    for (unsigned i = 0; i < sizeof memory; i += 8) {
        uint64_t v = value();
        memcpy(memory + i, &v, 8);
    }
}

static uint64_t read_memory(unsigned at, unsigned bytes)
{
    uint64_t v = 0;
    memcpy(&v, memory + at, bytes);
    return v;
}

static const struct {
    const char *name; /* of the width */
    unsigned bytes;
    bool is_signed, stores;
} widths[] = {{"D", 8, true, true},   {"W", 4, true, true},    {"WU", 4, false, false},
              {"H", 2, true, true},   {"HU", 2, false, false}, {"B", 1, true, true},
              {"BU", 1, false, false}};

/* A load, or a store of what A0 has in its low bits. */
static bool check_access(const char *name, uint32_t word, unsigned k, bool is_store, unsigned at)
{
    static uint8_t want[sizeof memory];
    memcpy(want, memory, sizeof want);
    if (is_store)
        memcpy(want + at, &cpu.x[A0], widths[k].bytes);
    uint64_t v = read_memory(at, widths[k].bytes);
    uint64_t loaded = widths[k].is_signed ? sext(v, 8 * widths[k].bytes) : v;
    if (!run(name, word))
        return false;
    if (is_store)
        return same(name, memcmp(memory, want, sizeof want) != 0, 0);
    return same(name, cpu.x[A0], loaded);
}

static void test_increments(struct tap *t, unsigned k, bool is_store, bool is_before)
{
    g_autofree char *name = g_strdup_printf("THEAD_%c%sI%c", is_store ? 'S' : 'L', widths[k].name,
                                            is_before ? 'B' : 'A');
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        int imm = (int)(rnd() & 31) - 16, shift = (int)(rnd() & 3), step = imm * (1 << shift);
        unsigned base = 512 + (unsigned)(rnd() & 255);
        unsigned at = is_before ? base + (unsigned)step : base;
        fill_memory();
        cpu.x[A1] = (uint64_t)(uintptr_t)memory + base;
        cpu.x[A0] = value();
        uint32_t word = run_word(name) | ((uint32_t)imm & 31) << 20 | (uint32_t)shift << 25;
        ok = check_access(name, word, k, is_store, at) &&
             same(name, cpu.x[A1], before.x[A1] + (uint64_t)(int64_t)step);
    }
    tap_ok(t, ok, "%s", name);
}

static void test_indices(struct tap *t, unsigned k, bool is_store, bool is_word)
{
    g_autofree char *name =
        g_strdup_printf("THEAD_%c%sR%s", is_store ? 'S' : 'L', is_word ? "U" : "", widths[k].name);
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        unsigned shift = (unsigned)(rnd() & 3), index = (unsigned)(rnd() & 63), base = 512;
        fill_memory();
        cpu.x[A1] = (uint64_t)(uintptr_t)memory + base;
        cpu.x[A2] = is_word ? index | rnd() << 32 : (uint64_t)index - 32;
        unsigned at = is_word ? base + (index << shift) : base + (index << shift) - (32u << shift);
        cpu.x[A0] = value();
        ok = check_access(name, run_word(name) | shift << 25, k, is_store, at);
    }
    tap_ok(t, ok, "%s", name);
}

static void test_float_indices(struct tap *t, unsigned bytes, bool is_store, bool is_word)
{
    g_autofree char *name = g_strdup_printf("THEAD_F%c%sR%c", is_store ? 'S' : 'L',
                                            is_word ? "U" : "", bytes == 8 ? 'D' : 'W');
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        static uint8_t want[sizeof memory];
        unsigned shift = (unsigned)(rnd() & 3), index = (unsigned)(rnd() & 63),
                 at = 8 + (index << shift);
        fill_memory();
        cpu.x[A1] = (uint64_t)(uintptr_t)memory + 8;
        cpu.x[A2] = index | (is_word ? rnd() << 32 : 0);
        cpu.f[A0][0] = rnd();
        memcpy(want, memory, sizeof want);
        if (is_store)
            memcpy(want + at, &cpu.f[A0][0], bytes);
        uint64_t v = read_memory(at, bytes);
        ok = run(name, run_word(name) | shift << 25);
        ok = ok && same(name, memcmp(memory, want, sizeof want) != 0, 0);
        if (!is_store)
            ok = ok && same(name, cpu.f[A0][0], bytes == 8 ? v : v | ~low(32));
    }
    tap_ok(t, ok, "%s", name);
}

/* The two registers are first and second, the offset is added already. */
static bool check_pair(const char *name, uint32_t word, unsigned bytes, bool is_signed,
                       bool is_store, unsigned at, unsigned first, unsigned second)
{
    static uint8_t want[sizeof memory];
    uint64_t v[2] = {read_memory(at, bytes), read_memory(at + bytes, bytes)};
    memcpy(want, memory, sizeof want);
    if (is_store) {
        memcpy(want + at, &cpu.x[first], bytes);
        memcpy(want + at + bytes, &cpu.x[second], bytes);
    }
    if (!run(name, word) || !same(name, memcmp(memory, want, sizeof want) != 0, 0))
        return false;
    return is_store || (same(name, cpu.x[first], is_signed ? sext(v[0], 8 * bytes) : v[0]) &&
                        same(name, cpu.x[second], is_signed ? sext(v[1], 8 * bytes) : v[1]));
}

static void test_pairs(struct tap *t)
{
    static const struct {
        const char *name;
        unsigned bytes;
        bool is_signed, stores;
    } rows[] = {{"THEAD_LDD", 8, true, false},
                {"THEAD_LWD", 4, true, false},
                {"THEAD_LWUD", 4, false, false},
                {"THEAD_SDD", 8, true, true},
                {"THEAD_SWD", 4, true, true}};
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        bool ok = true;
        uint32_t word = run_word(rows[k].name);
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            fill_memory();
            cpu.x[A1] = (uint64_t)(uintptr_t)memory + 16;
            cpu.x[A0] = value();
            cpu.x[A2] = value();
            ok = check_pair(rows[k].name, word | (i & 3) << 25, rows[k].bytes, rows[k].is_signed,
                            rows[k].stores, 16 + (i & 3) * 2 * rows[k].bytes, A0, A2);
        }
        tap_ok(t, ok, "%s", rows[k].name);
    }
    const uint32_t twice = (run_word("THEAD_LDD") & ~(31u << 20)) | A0 << 20;
    const uint32_t base = (run_word("THEAD_LDD") & ~(31u << 7)) | A1 << 7;
    const uint32_t inc = (run_word("THEAD_LDIA") & ~(31u << 7)) | A1 << 7;
    tap_ok(t, run_words(&r, &cpu, &twice, 1) == RV_TRAP_ILLEGAL, "TH.LDD of one register");
    tap_ok(t, run_words(&r, &cpu, &base, 1) == RV_TRAP_ILLEGAL, "TH.LDD of the base");
    tap_ok(t, run_words(&r, &cpu, &inc, 1) == RV_TRAP_ILLEGAL, "TH.LDIA of the base");
}

/* ---- what nobody sees ---- */

static void test_silent(struct tap *t)
{
    static const struct {
        const char *name;
        int trap;
    } rows[] = {{"THEAD_DCACHE_CVAL1", RV_TRAP_ECALL}, {"THEAD_DCACHE_CVA", RV_TRAP_ECALL},
                {"THEAD_DCACHE_IVA", RV_TRAP_ECALL},   {"THEAD_DCACHE_CIVA", RV_TRAP_ECALL},
                {"THEAD_ICACHE_IVA", RV_TRAP_FENCE_I}, {"THEAD_SYNC", RV_TRAP_ECALL},
                {"THEAD_SYNC_S", RV_TRAP_ECALL},       {"THEAD_SYNC_I", RV_TRAP_FENCE_I},
                {"THEAD_SYNC_IS", RV_TRAP_FENCE_I}};
    for (unsigned k = 0; k < G_N_ELEMENTS(rows); k++) {
        uint32_t word = run_word(rows[k].name);
        before = cpu;
        bool ok = word && run_words(&r, &cpu, &word, 1) == rows[k].trap;
        tap_ok(t, ok && !memcmp(before.x, cpu.x, sizeof cpu.x), "%s", rows[k].name);
    }
    /* th.dcache.call, th.l2cache.ciall, th.sfence.vmas */
    static const uint32_t of_kernels[] = {0x0010000b, 0x0170000b, 0x04c5800b};
    for (unsigned k = 0; k < G_N_ELEMENTS(of_kernels); k++)
        tap_ok(t, run_words(&r, &cpu, &of_kernels[k], 1) == RV_TRAP_ILLEGAL, "%08x is of kernels",
               (unsigned)of_kernels[k]);
}

static void test_halves(struct tap *t)
{
    cpu.f[A1][0] = UINT64_C(0x89abcdef01234567);
    tap_ok(t,
           run("THEAD_FMV_X_HW", run_word("THEAD_FMV_X_HW")) && (uint32_t)cpu.x[A0] == 0x89abcdef,
           "THEAD_FMV_X_HW");
    cpu.f[A0][0] = UINT64_C(0x1111111122222222);
    cpu.x[A1] = 0x87654321;
    tap_ok(t,
           run("THEAD_FMV_HW_X", run_word("THEAD_FMV_HW_X")) &&
               cpu.f[A0][0] == UINT64_C(0x8765432122222222),
           "THEAD_FMV_HW_X");
}

/* ---- XMips* ---- */

static void test_mips(struct tap *t)
{
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        cpu.x[A1] = value();
        cpu.x[A2] = i & 1 ? 0 : value();
        cpu.x[13] = value();
        uint64_t want = cpu.x[A2] ? cpu.x[A1] : cpu.x[13];
        ok = run("MIPS_CCMOV", run_word("MIPS_CCMOV")) && same("MIPS_CCMOV", cpu.x[A0], want);
    }
    tap_ok(t, ok, "MIPS_CCMOV");
    cpu.x[A1] = 5; /* no memory */
    tap_ok(t, run("MIPS_PREF", run_word("MIPS_PREF") | 8u << 7), "MIPS_PREF");
    for (unsigned k = 0; k < 4; k++) {
        bool wide = k & 1, stores = k & 2;
        g_autofree char *name = g_strdup_printf("MIPS_%c%cP", stores ? 'S' : 'L', wide ? 'D' : 'W');
        unsigned bytes = wide ? 8 : 4;
        ok = true;
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            unsigned offset = (unsigned)(rnd() & 127) & ~(bytes - 1);
            fill_memory();
            cpu.x[A1] = (uint64_t)(uintptr_t)memory;
            cpu.x[A2] = value();
            cpu.x[13] = value();
            uint32_t word = run_word(name);
            if (stores)
                word |= offset >> 5 << 25 | (offset & 31) << 7;
            else
                word |= wide ? offset >> 3 << 23 : offset >> 2 << 22;
            ok = check_pair(name, word, bytes, true, stores, offset, stores ? A2 : A0, 13);
        }
        tap_ok(t, ok, "%s", name);
    }
}

/* The words belong to two vendors: without their extensions they are nobody's. */
static void test_absent(struct tap *t)
{
    static const char *const names[] = {"THEAD_ADDSL", "THEAD_EXTU", "THEAD_LDD",
                                        "THEAD_SYNC",  "MIPS_CCMOV", "MIPS_SDP"};
    for (unsigned k = 0; k < G_N_ELEMENTS(names); k++) {
        uint32_t word = run_word(names[k]);
        runner_reset(&r, &cpu, "max");
        tap_ok(t, run_words(&r, &cpu, &word, 1) == RV_TRAP_ILLEGAL, "max has no %s", names[k]);
    }
}

int main(void)
{
    struct tap t = {0};
    test_words(&t);
    runner_init(&r, &target_riscv32);
    runner_reset(&r, &cpu, "rv32" THEAD);
    test_registers(&t, 1);
    test_reserved(&t);
    test_halves(&t);
    runner_free(&r);
    runner_init(&r, &target_riscv64);
    runner_reset(&r, &cpu, "rv64" THEAD);
    test_registers(&t, 2);
    for (unsigned k = 0; k < G_N_ELEMENTS(widths); k++)
        for (unsigned form = 0; form < 4; form++)
            if (!(form & 1) || widths[k].stores) {
                test_increments(&t, k, form & 1, form & 2);
                test_indices(&t, k, form & 1, form & 2);
            }
    for (unsigned form = 0; form < 8; form++)
        test_float_indices(&t, form & 4 ? 8 : 4, form & 1, form & 2);
    test_pairs(&t);
    test_silent(&t);
    runner_reset(&r, &cpu, "rv64" MIPS);
    test_mips(&t);
    test_absent(&t);
    runner_free(&r);
    return tap_done(&t);
}
