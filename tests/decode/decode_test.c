/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The A64 decoder against its own table and against capstone.
 *
 * In: the generated row table; fixed seeds.  Out: TAP: one case a row (random fields decode to the
 * row or to a more specific one), the mnemonics capstone gives, random words of which only one of
 * the two decoders knows.
 * `decode_test list COUNT SEED` prints random words and their rows, for other disassemblers.
 */
#include <capstone/capstone.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "target/aarch64/decode.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define ALL_FEATURES UINT64_MAX
#define WORDS_A_ROW  2000
#define RANDOM_WORDS 300000

/* A word of the row: random fields, its fixed and "should be" bits. */
static uint32_t make_word(const struct a64_row *row, uint64_t *rng)
{
    uint32_t word = (uint32_t)next_random(rng);
    word = (word & ~row->should_mask) | row->should;
    return (word & ~row->mask) | row->value;
}

/* A word that fulfils the row's condition, or false after many tries. */
static bool find_word(enum a64_op op, uint64_t *rng, uint32_t *word)
{
    for (int i = 0; i < 1000; i++) {
        *word = make_word(&a64_rows[op], rng);
        if (a64_row_matches(op, *word))
            return true;
    }
    return false;
}

static bool field_right(const struct a64_row_field *f, uint32_t word, int64_t got)
{
    int64_t want = word >> f->lsb & ((UINT64_C(1) << f->width) - 1);
    if (f->is_signed && want >> (f->width - 1))
        want -= INT64_C(1) << f->width;
    return want == got;
}

/* The decoder's choice may be another row that matches and fixes more bits, never a general one. */
static bool choice_right(enum a64_op op, enum a64_op got, uint32_t word)
{
    if (got == op)
        return true;
    const struct a64_row *a = &a64_rows[op], *b = &a64_rows[got];
    return got != A64_NONE && a64_row_matches(got, word) && (b->mask & a->mask) == a->mask;
}

static void test_row(struct tap *t, enum a64_op op)
{
    uint64_t rng = op;
    unsigned hits = 0;
    uint32_t word = 0, bad = 0;
    bool ok = true;
    struct a64_args args;
    for (unsigned i = 0; ok && i < WORDS_A_ROW; i++) {
        if (!find_word(op, &rng, &word))
            break;
        enum a64_op got = a64_decode(word, ALL_FEATURES, &args);
        hits += got == op;
        if (!choice_right(op, got, word)) {
            ok = false;
            bad = word;
        }
    }
    tap_ok(t, ok && hits, "%s decodes to itself", a64_rows[op].name);
    if (!ok)
        printf("# %08" PRIx32 "\n", bad);
}

/* Every matching row is found by brute force; the decoder finds one exactly when there is one. */
static void test_brute_force(struct tap *t)
{
    uint64_t rng = 99;
    unsigned bad = 0;
    for (unsigned i = 0; i < 200000; i++) {
        uint32_t word = (uint32_t)next_random(&rng);
        struct a64_args args;
        enum a64_op got = a64_decode(word, ALL_FEATURES, &args), best = A64_NONE;
        int bits = -1;
        for (enum a64_op op = 1; op < A64_OP_COUNT; op++) {
            int n = 2 * __builtin_popcount(a64_rows[op].mask) + a64_rows[op].conditional;
            if (a64_row_matches(op, word) && n > bits) {
                bits = n;
                best = op;
            }
        }
        if (best != got && !bad++)
            printf("# %08" PRIx32 ": %s, not %s\n", word, a64_rows[got].name, a64_rows[best].name);
    }
    tap_ok(t, !bad, "the tree agrees with the table on random words");
}

static void test_fields(struct tap *t)
{
    struct a64_args a;
    enum a64_op op = a64_decode(0x17fffffe, ALL_FEATURES, &a); /* b .-8 */
    tap_ok(t, op == A64_B && a.imm26 == -2, "a signed field");
    op = a64_decode(0xa9bf7bfd, ALL_FEATURES, &a); /* stp x29, x30, [sp, #-16]! */
    tap_ok(t,
           op == A64_STP_pre && a.sf == 1 && a.imm7 == -2 && a.rt == 29 && a.rt2 == 30 &&
               a.rn == 31 && a.mode == 2,
           "several fields and a constant");
    op = a64_decode(0xd503233f, 0, &a); /* paciasp without the feature */
    tap_ok(t, op == A64_HINT && a.CRm == 3 && a.op2 == 1,
           "an absent feature falls back to the hint");
    const struct a64_row_field *f = &a64_rows[A64_B].fields[0];
    tap_ok(t, field_right(f, 0x17fffffe, -2), "the row table knows signed fields");
}

/* ---- capstone ---- */

static void list_words(unsigned count, uint64_t rng)
{
    for (unsigned i = 0; i < count; i++) {
        enum a64_op op = 1 + next_random(&rng) % (A64_OP_COUNT - 1);
        uint32_t word = 0;
        struct a64_args args;
        if (i & 1)
            word = (uint32_t)next_random(&rng);
        else if (!find_word(op, &rng, &word))
            continue;
        op = a64_decode(word, ALL_FEATURES, &args);
        printf("%08" PRIx32 " %s\n", word, a64_rows[op].name);
    }
}

/* Where the capstone that is installed and the table may disagree, with the reasons. */
struct difference {
    const char *row; /* a row's name, or its start and *; NULL: words that are no row's */
    uint32_t mask, value;
};
static const struct difference differences[] = {
#define BASE(feature)
#define ROW(prefix, why)        {prefix, 0, 0},
#define WORDS(mask, value, why) {NULL, mask, value},
#include "tests/decode/capstone.def"
#undef BASE
#undef ROW
#undef WORDS
};
static const char *const base_features[] = {
#define BASE(feature) feature,
#define ROW(prefix, why)
#define WORDS(mask, value, why)
#include "tests/decode/capstone.def"
#undef BASE
#undef ROW
#undef WORDS
};

static bool newer_feature(const char *feature)
{
    for (size_t i = 0; *feature && i < sizeof base_features / sizeof *base_features; i++)
        if (!strcmp(feature, base_features[i]))
            return false;
    return *feature;
}

static bool name_matches(const char *name, const char *pattern)
{
    size_t n = strcspn(pattern, "*");
    return pattern[n] ? !strncmp(name, pattern, n) : !strcmp(name, pattern);
}

static bool allowed(enum a64_op op, uint32_t word)
{
    if (op != A64_NONE && newer_feature(a64_rows[op].feature))
        return true;
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++) {
        const struct difference *d = &differences[i];
        if (op != A64_NONE && d->row && name_matches(a64_rows[op].name, d->row))
            return true;
        if (op == A64_NONE && !d->row && (word & d->mask) == d->value)
            return true;
    }
    return false;
}

static bool known_to_capstone(csh handle, cs_insn *insn, uint32_t word)
{
    const uint8_t bytes[] = {word & 255, word >> 8 & 255, word >> 16 & 255, word >> 24};
    const uint8_t *code = bytes;
    size_t size = sizeof bytes;
    uint64_t pc = 0x1000;
    return cs_disasm_iter(handle, &code, &size, &pc, insn);
}

static void test_capstone(struct tap *t)
{
    csh handle;
    if (cs_open(CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN, &handle) != CS_ERR_OK) {
        tap_ok(t, true, "capstone # SKIP built without arm64");
        return;
    }
    cs_insn *insn = cs_malloc(handle);
    uint64_t rng = 4711;
    unsigned bad = 0;
    for (enum a64_op op = 1; op < A64_OP_COUNT; op++) {
        uint32_t word = 0;
        bool known = allowed(op, 0);
        for (int i = 0; i < 20 && !known; i++) /* it refuses unpredictable operands */
            known = find_word(op, &rng, &word) && known_to_capstone(handle, insn, word);
        bad += !known;
        if (!known)
            printf("# %08" PRIx32 " %s is unknown to capstone\n", word, a64_rows[op].name);
    }
    tap_ok(t, !bad, "capstone knows our instructions");
    bad = 0;
    for (unsigned i = 0; i < RANDOM_WORDS; i++) {
        struct a64_args args;
        uint32_t word = (uint32_t)next_random(&rng);
        if (a64_decode(word, ALL_FEATURES, &args) != A64_NONE || allowed(A64_NONE, word) ||
            !known_to_capstone(handle, insn, word))
            continue;
        if (bad++ < 20)
            printf("# %08" PRIx32 " %s %s is unknown to us\n", word, insn->mnemonic, insn->op_str);
    }
    tap_ok(t, !bad, "we know what capstone knows");
    cs_free(insn, 1);
    cs_close(&handle);
}

int main(int argc, char **argv)
{
    if (argc == 4 && !strcmp(argv[1], "list")) {
        list_words((unsigned)atoi(argv[2]), strtoull(argv[3], NULL, 0));
        return 0;
    }
    struct tap t = {0};
    for (enum a64_op op = 1; op < A64_OP_COUNT; op++)
        test_row(&t, op);
    test_brute_force(&t);
    test_fields(&t);
    test_capstone(&t);
    return tap_done(&t);
}
