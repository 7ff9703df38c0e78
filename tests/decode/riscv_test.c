/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The RISC-V decoders against their own tables.
 *
 * In: the generated row tables; fixed seeds.  Out: TAP: a case a table: random words of every row
 * decode to the row or to a more specific one; the tree agrees with a search through the rows.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "target/riscv/decode.h"
#include "target/riscv/decode_c.h"
#include "target/riscv/features.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define RV64_ONLY (~RV_F(RV32))

/* What the generated decoders have in common. The rows of vendors' tables stand behind the others,
   and begin with the table's name. */
struct table {
    const char *name, *prefix;
    unsigned count;
    bool (*matches)(unsigned op, uint32_t word);
    unsigned (*decode)(uint32_t word);
    uint32_t (*mask)(unsigned op);
    uint32_t (*value)(unsigned op);
    const char *(*row)(unsigned op);
};

/* p: of the row table, d: the decoder. */
#define TABLE(p, P, d, start)                                                                      \
    static bool d##_m(unsigned op, uint32_t w)                                                     \
    {                                                                                              \
        return p##_row_matches((enum p##_op)op, w);                                                \
    }                                                                                              \
    static unsigned d##_d(uint32_t w)                                                              \
    {                                                                                              \
        struct p##_args a;                                                                         \
        return d(w, ~(rv_features)0, &a);                                                          \
    }                                                                                              \
    static uint32_t d##_mask(unsigned op)                                                          \
    {                                                                                              \
        return p##_rows[op].mask;                                                                  \
    }                                                                                              \
    static uint32_t d##_value(unsigned op)                                                         \
    {                                                                                              \
        return p##_rows[op].value;                                                                 \
    }                                                                                              \
    static const char *d##_name(unsigned op)                                                       \
    {                                                                                              \
        return p##_rows[op].name;                                                                  \
    }                                                                                              \
    static const struct table d##_table = {#d,    start,    P##_OP_COUNT, d##_m,                   \
                                           d##_d, d##_mask, d##_value,    d##_name};
TABLE(rv, RV, rv_decode, "")
TABLE(rv, RV, rv_decode_thead, "THEAD_")
TABLE(rv, RV, rv_decode_mips, "MIPS_")
TABLE(rvc, RVC, rvc_decode, "")

static bool belongs(const struct table *tab, unsigned op)
{
    const char *row = tab->row(op);
    return *tab->prefix ? !strncmp(row, tab->prefix, strlen(tab->prefix))
                        : strncmp(row, "THEAD_", 6) != 0 && strncmp(row, "MIPS_", 5) != 0;
}

static bool right(const struct table *tab, unsigned op, unsigned got, uint32_t word)
{
    return got && tab->matches(got, word) && (tab->mask(got) & tab->mask(op)) == tab->mask(op);
}

static void test_table(struct tap *t, const struct table *tab)
{
    for (unsigned op = 1; op < tab->count; op++) {
        uint64_t rng = op;
        unsigned bad = 0;
        if (!belongs(tab, op))
            continue;
        for (unsigned i = 0; i < 1000; i++) {
            uint32_t word = (uint32_t)next_random(&rng);
            word = (word & ~tab->mask(op)) | tab->value(op);
            if (!tab->matches(op, word))
                continue;
            unsigned got = tab->decode(word);
            /* Rows of the two widths may share a word; the first wins here. */
            if (got != op && !right(tab, op, got, word) && tab->mask(op) != tab->mask(got) &&
                !bad++)
                printf("# %08" PRIx32 ": %s\n", word, tab->row(got));
        }
        tap_ok(t, !bad, "%s: %s", tab->name, tab->row(op));
    }
}

static void test_fields(struct tap *t)
{
    struct rv_args a;
    enum rv_op op = rv_decode(0xfe010113, RV64_ONLY, &a); /* addi sp, sp, -32 */
    tap_ok(t, op == RV_ADDI && a.imm12 == -32 && a.rd == 2 && a.rs1 == 2, "a signed immediate");
    op = rv_decode(0xfea43423, RV64_ONLY, &a); /* sd a0, -24(s0) */
    tap_ok(t, op == RV_SD && (a.immh * 32 | a.imml) == -24 && a.rs2 == 10, "a split immediate");
    op = rv_decode(0xfea43423, RV_F(RV32), &a);
    tap_ok(t, op == RV_NONE, "SD does not exist on RV32");
    op = rv_decode(0x0800453b, RV64_ONLY & ~RV_F(ZBB), &a); /* zext.h a0, zero */
    tap_ok(t, op == RV_PACKW, "PACKW without Zbb");
}

int main(void)
{
    struct tap t = {0};
    test_table(&t, &rv_decode_table);
    test_table(&t, &rv_decode_thead_table);
    test_table(&t, &rv_decode_mips_table);
    test_table(&t, &rvc_decode_table);
    test_fields(&t);
    return tap_done(&t);
}
