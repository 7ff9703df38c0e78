/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scalar AES and SM4: each instruction against a model that computes the substitutions (inverses in
 * the field of 2^8 elements), and SM4 as a whole against the example of its standard.
 *
 * In: words by fixed seeds; GB/T 32907 appendix A.1.  Out: TAP, a case an instruction.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 200

static uint64_t rng = 31;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

/* ---- AES as FIPS 197 has it ---- */

static uint8_t gf_mul(unsigned a, unsigned b)
{
    unsigned out = 0;
    for (; b; b >>= 1) {
        out ^= b & 1 ? a : 0;
        a = a << 1 ^ (a & 0x80 ? 0x11b : 0);
    }
    return (uint8_t)out;
}

static uint8_t sub_byte(uint8_t v)
{
    unsigned inverse = 0, out = 0x63;
    for (unsigned i = 1; i < 256 && v; i++)
        if (gf_mul(v, i) == 1)
            inverse = i;
    for (unsigned i = 0; i < 5; i++)
        out ^= (inverse << i | inverse >> (8 - i)) & 255;
    return (uint8_t)out;
}

static uint8_t substitute(uint8_t v, bool inverse)
{
    static uint8_t table[2][256];
    if (!table[0][0])
        for (unsigned i = 0; i < 256; i++) {
            table[0][i] = sub_byte((uint8_t)i);
            table[1][table[0][i]] = (uint8_t)i;
        }
    return table[inverse][v];
}

/* One column, its first byte lowest. */
static uint32_t mix_column(uint32_t v, bool inverse)
{
    static const uint8_t forth[] = {2, 3, 1, 1}, back[] = {14, 11, 13, 9};
    uint32_t out = 0;
    for (unsigned i = 0; i < 4; i++) {
        unsigned sum = 0;
        for (unsigned j = 0; j < 4; j++)
            sum ^= gf_mul(v >> (8 * ((i + j) & 3)) & 255, (inverse ? back : forth)[j]);
        out |= (uint32_t)sum << (8 * i);
    }
    return out;
}

/* The low half of a round of the state whose halves are a and b. */
static uint64_t aes64(uint64_t a, uint64_t b, bool inverse, bool mixed)
{
    uint8_t state[16];
    uint32_t column[2] = {0};
    memcpy(state, &a, 8);
    memcpy(state + 8, &b, 8);
    for (unsigned c = 0; c < 2; c++)
        for (unsigned row = 0; row < 4; row++) {
            unsigned from = (c + (inverse ? 4 - row : row)) & 3;
            column[c] |= (uint32_t)substitute(state[4 * from + row], inverse) << (8 * row);
        }
    for (unsigned c = 0; c < 2 && mixed; c++)
        column[c] = mix_column(column[c], inverse);
    return column[0] | (uint64_t)column[1] << 32;
}

static uint32_t aes32(uint32_t a, uint32_t b, unsigned bs, bool inverse, bool mixed)
{
    uint32_t v = substitute((uint8_t)(b >> 8 * bs), inverse);
    if (mixed)
        v = mix_column(v, inverse);
    return a ^ (bs ? v << 8 * bs | v >> (32 - 8 * bs) : v);
}

static uint64_t key_schedule1(uint64_t a, unsigned rnum)
{
    uint32_t v = (uint32_t)(a >> 32), out = 0, constant = 1;
    if (rnum < 10)
        v = v >> 8 | v << 24;
    for (unsigned i = 0; i < 4; i++)
        out |= (uint32_t)substitute((uint8_t)(v >> 8 * i), false) << (8 * i);
    for (unsigned i = 0; i < rnum; i++)
        constant = gf_mul(constant, 2);
    out ^= rnum < 10 ? constant : 0;
    return out | (uint64_t)out << 32;
}

static uint64_t key_schedule2(uint64_t a, uint64_t b)
{
    uint32_t low = (uint32_t)(a >> 32) ^ (uint32_t)b;
    return low | (uint64_t)(low ^ (uint32_t)(b >> 32)) << 32;
}

/* ---- instructions: x10 = fn(x11, x12) ---- */

static uint64_t run(struct runner *r, const char *name, uint32_t fields, uint64_t a, uint64_t b)
{
    static struct rv_cpu cpu;
    uint32_t word = run_word(name);
    runner_reset(r, &cpu, "max");
    cpu.x[11] = a;
    cpu.x[12] = b;
    r->optimise = rnd() & 1;
    int trap = word ? run_words(r, &cpu, (uint32_t[]){word | fields}, 1) : -1;
    if (trap != RV_TRAP_ECALL)
        printf("# %s: trap %d\n", name, trap);
    return cpu.x[10];
}

static bool same(const char *name, uint64_t a, uint64_t b, uint64_t got, uint64_t want)
{
    if (got != want)
        printf("# %s %" PRIx64 ", %" PRIx64 ": %" PRIx64 ", not %" PRIx64 "\n", name, a, b, got,
               want);
    return got == want;
}

static void test_rounds(struct tap *t, struct runner *r, bool wide)
{
    for (unsigned k = 0; k < 4; k++) {
        bool inverse = k & 2, mixed = k & 1, ok = true;
        g_autofree char *name =
            g_strdup_printf("AES%s%s%s%s", wide ? "64" : "32", inverse ? "DS" : "ES",
                            mixed ? "M" : "", wide ? "" : "I");
        for (unsigned i = 0; i < TRIALS && ok; i++) {
            uint64_t a = rnd(), b = rnd();
            unsigned bs = i & 3;
            if (wide)
                ok = same(name, a, b, run(r, name, 0, a, b), aes64(a, b, inverse, mixed));
            else
                ok = same(name, a, b, (uint32_t)run(r, name, bs << 30, a, b),
                          aes32((uint32_t)a, (uint32_t)b, bs, inverse, mixed));
        }
        tap_ok(t, ok, "%s", name);
    }
}

static void test_keys(struct tap *t, struct runner *r)
{
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++) {
        uint64_t a = rnd(), b = rnd();
        uint64_t mixed =
            mix_column((uint32_t)a, true) | (uint64_t)mix_column((uint32_t)(a >> 32), true) << 32;
        ok = same("AES64KS1I", a, i % 11, run(r, "AES64KS1I", (i % 11) << 20, a, 0),
                  key_schedule1(a, i % 11)) &&
             same("AES64KS2", a, b, run(r, "AES64KS2", 0, a, b), key_schedule2(a, b)) &&
             same("AES64IM", a, 0, run(r, "AES64IM", 0, a, 0), mixed);
    }
    tap_ok(t, ok, "AES64KS1I, AES64KS2, AES64IM");
    static struct rv_cpu cpu;
    runner_reset(r, &cpu, "max");
    tap_ok(t,
           run_words(r, &cpu, (uint32_t[]){run_word("AES64KS1I") | 11u << 20}, 1) ==
               RV_TRAP_ILLEGAL,
           "AES64KS1I has no round 11");
}

/* ---- SM4 ---- */

static uint32_t sm4_step(struct runner *r, const char *name, uint32_t x, uint32_t in)
{
    uint64_t v = x;
    for (unsigned bs = 0; bs < 4; bs++)
        v = run(r, name, bs << 30, v, in);
    return (uint32_t)v;
}

static void test_sm4(struct tap *t, struct runner *r)
{
    static const uint32_t fk[] = {0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc};
    static const uint32_t block[] = {0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210};
    static const uint32_t secret[] = {0x681edf34, 0xd206965e, 0x86b3e94f, 0x536e4246};
    uint32_t k[36], x[36];
    bool ok = true;
    /* The instructions have the first byte of a word lowest. */
    for (unsigned i = 0; i < 4; i++) {
        k[i] = __builtin_bswap32(block[i] ^ fk[i]);
        x[i] = __builtin_bswap32(block[i]);
    }
    for (unsigned i = 0; i < 32; i++) {
        uint32_t constant = 0;
        for (unsigned j = 0; j < 4; j++)
            constant |= (uint32_t)((4 * i + j) * 7 & 255) << (8 * j);
        k[i + 4] = sm4_step(r, "SM4KS", k[i], k[i + 1] ^ k[i + 2] ^ k[i + 3] ^ constant);
        x[i + 4] = sm4_step(r, "SM4ED", x[i], x[i + 1] ^ x[i + 2] ^ x[i + 3] ^ k[i + 4]);
    }
    for (unsigned i = 0; i < 4; i++)
        ok &= __builtin_bswap32(x[35 - i]) == secret[i];
    tap_ok(t, ok, "SM4ED and SM4KS: SM4, RV%u", r->target == &target_riscv64 ? 64 : 32);
}

int main(void)
{
    struct tap t = {0};
    struct runner wide, small;
    runner_init(&wide, &target_riscv64);
    runner_init(&small, &target_riscv32);
    test_rounds(&t, &wide, true);
    test_rounds(&t, &small, false);
    test_keys(&t, &wide);
    test_sm4(&t, &wide);
    test_sm4(&t, &small);
    runner_free(&wide);
    runner_free(&small);
    return tap_done(&t);
}
