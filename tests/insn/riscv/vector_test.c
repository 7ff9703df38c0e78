/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every vector instruction, done by IR (vl known, or only vtype) and done by its helper: all
 * registers, flags and memory agree, whatever vl, vtype, the registers' numbers and the data are;
 * with registers of one, two and eight chunks.
 *
 * In: the rows of the decoder, random fields and data.  Out: TAP, a case a row.
 */
#include <glib.h>
#include <string.h>
#include "target/riscv/helper_vec.h"
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/tap.h"

#define ROUNDS 60
#define MEMORY (4 * 4096)

static struct runner r;
static const char *model = "max";
static uint64_t seed = 88172645463325252;

static uint64_t rnd(uint64_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % n;
}

/* Elements of any width that are numbers of elements, and of some that there are not. */
static uint64_t numbers(void)
{
    unsigned bits = 8u << rnd(4);
    uint64_t v = 0;
    for (unsigned at = 0; at < 64; at += bits)
        v |= rnd(80) << at;
    return v;
}

/* Edges of integers and of floating-point formats, numbers of elements, and any bits. */
static uint64_t value(void)
{
    static const uint64_t edges[] = {
        0,
        1,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0x8000,
        0x7fffffff80000000,
        0xffffffffffffffff,
        0x8000000000000000,
        0x7fffffffffffffff,
        0x3ff0000000000000,
        0x3f8000003f800000,
        0xbf8000007f800000,
        0x7fc000017f800001,
        0xffc00000ff800000,
        0x0000000100800000,
        0x8000000000000001,
        0x0010000000000000,
        0x7ff0000000000000,
        0x7ff8000000000001,
        0x7ff0000000000001,
        0x4f0000004f800000,
        0xcf00000041200000,
        0x41dfffffffc00000,
        0x43f0000000000000,
    };
    if (!rnd(4))
        return numbers();
    return rnd(3) ? edges[rnd(G_N_ELEMENTS(edges))] : rnd(UINT64_MAX);
}

static bool is_vector(const struct rv_row *row)
{
    unsigned opcode = row->value & 0x7f, width = row->value >> 12 & 7;
    if (opcode == 0x57)
        return width != 7;
    if (opcode == 0x77) /* cryptography */
        return true;
    return (opcode == 0x07 || opcode == 0x27) && (width == 0 || width > 4);
}

static bool is_memory(const struct rv_row *row)
{
    return (row->value & 0x7f) == 0x07 || (row->value & 0x7f) == 0x27;
}

static uint32_t random_word(const struct rv_row *row)
{
    unsigned align = 1u << rnd(4); /* groups that vtype may want */
    uint32_t word = row->value;
    for (unsigned i = 0; i < row->field_count; i++) {
        const struct rv_row_field *f = &row->fields[i];
        uint32_t v = (uint32_t)rnd(1u << f->width);
        if (f->width == 5 && f->name[0] == 'v')
            v &= ~(align - 1);
        if (!strcmp(f->name, "nf"))
            v = rnd(2) ? 0 : v;
        if (is_memory(row) && !strcmp(f->name, "rs1"))
            v = 11;
        if (is_memory(row) && !strcmp(f->name, "rs2") && !strncmp(row->name + 1, "S", 1))
            v = 12;
        if (is_memory(row) && !strcmp(f->name, "rs2") && !strncmp(row->name, "VLS", 3))
            v = 12;
        word |= v << f->lsb;
    }
    return word;
}

static bool is_indexed(const struct rv_row *row)
{
    return is_memory(row) && (row->value >> 26 & 1);
}

static void random_state(struct rv_cpu *cpu, const struct rv_row *row, uint32_t word, uint8_t *mem)
{
    runner_reset(&r, cpu, model);
    const unsigned bytes = 32 * cpu->vlenb;
    for (unsigned i = 1; i < 32; i++)
        cpu->x[i] = value();
    for (unsigned i = 0; i < 32; i++)
        cpu->f[i][0] = rnd(2) ? value() : value() | 0xffffffff00000000;
    for (unsigned i = 0; i < bytes; i += 8) {
        uint64_t v = value();
        memcpy(cpu->v + i, &v, 8);
    }
    if (is_indexed(row)) { /* offsets that stay within the memory */
        unsigned width = word >> 12 & 7, lg = width ? width - 4 : 0;
        for (unsigned at = 0; at < bytes; at += 1u << lg) {
            uint64_t offset = rnd(256);
            memcpy(cpu->v + at, &offset, (size_t)1 << lg);
        }
    }
    if (is_memory(row)) {
        cpu->x[11] = (uintptr_t)mem + 4096 + rnd(8192 - 1100);
        cpu->x[12] = rnd(512 / cpu->vlenb) - 256 / cpu->vlenb; /* steps that stay within it */
    }
    rv_set_fcsr(cpu, rnd(8) ? (uint32_t)rnd(5) << 5 : (uint32_t)rnd(256));
    unsigned sew = (unsigned)rnd(4), lmul = (unsigned)rnd(8);
    unsigned alt = sew < 2 && !rnd(4) ? RV_VTYPE_ALT : 0;
    rv_set_vtype(cpu, sew << 3 | lmul | alt,
                 rnd(3)   ? UINT64_MAX
                 : rnd(2) ? 4 * rnd(5)
                          : rnd(cpu->vlenb + 4));
    if (!rnd(20))
        cpu->vstart = 1;
    cpu->vxrm = rnd(4);
}

/* Runs the word until the end, however often the region is left before. */
static int run(struct rv_cpu *cpu, uint32_t word, enum rv_vway way)
{
    r.guess = way == RV_VWAY_USUAL;
    cpu->vway = way;
    return run_words(&r, cpu, &word, 1);
}

static const char *difference(const struct rv_cpu *a, const struct rv_cpu *b)
{
    static char text[80];
    for (unsigned i = 1; i < 32; i++)
        if (a->x[i] != b->x[i] || a->f[i][0] != b->f[i][0])
            return g_snprintf(text, sizeof text, "x%u or f%u", i, i), text;
    for (unsigned i = 0; i < 32 * a->vlenb; i++)
        if (a->v[i] != b->v[i])
            return g_snprintf(text, sizeof text, "v%u byte %u: %02x, helper %02x", i / a->vlenb,
                              i % a->vlenb, a->v[i], b->v[i]),
                   text;
    if (a->vconf != b->vconf || a->vxsat != b->vxsat || a->pc != b->pc)
        return "vl, vtype, vstart, vxsat or pc";
    return rv_get_fcsr(a) != rv_get_fcsr(b) ? "fcsr" : NULL;
}

static void fill(uint8_t *mem)
{
    for (unsigned i = 0; i < MEMORY; i += 8) {
        uint64_t v = i * UINT64_C(0x9e3779b97f4a7c15);
        memcpy(mem + i, &v, 8);
    }
}

/* Goes on beyond ROUNDS until a word was legal, which few are where registers must be aligned to
   groups.  Returns how many were. */
static unsigned compare_row(struct tap *t, const struct rv_row *row, uint8_t *mem)
{
    static struct rv_cpu start, ir, helper;
    g_autofree uint8_t *after = g_malloc(MEMORY);
    unsigned legal = 0;
    bool ok = true;
    for (unsigned i = 0; ok && (i < ROUNDS || (!legal && i < 8 * ROUNDS)); i++) {
        uint32_t word = random_word(row);
        enum rv_vway way = i & 1 ? RV_VWAY_PARTIAL : RV_VWAY_USUAL;
        random_state(&start, row, word, mem);
        ir = helper = start;
        fill(mem);
        int want = run(&helper, word, RV_VWAY_HELPERS);
        memcpy(after, mem, MEMORY);
        fill(mem);
        int got = run(&ir, word, way);
        const char *where = got != want                       ? "the trap"
                            : memcmp(after, mem, MEMORY) != 0 ? "memory"
                                                              : difference(&ir, &helper);
        legal += want == RV_TRAP_ECALL;
        ok = !where;
        if (where)
            printf("# %08x: vconf %08x fcsr %02x, way %d: %s\n", word, start.vconf,
                   rv_get_fcsr(&start), way, where);
    }
    tap_ok(t, ok, "%s, %s", row->name, model);
    return legal;
}

/* From vstart on is the same as with a mask that has no bits before. Instructions for which a
   vstart is illegal are left out. */
static void test_start(struct tap *t, const struct rv_row *row)
{
    static struct rv_cpu start, from, masked;
    const char *where = NULL;
    unsigned legal = 0;
    for (unsigned i = 0; !where && i < 4 * ROUNDS; i++) {
        uint32_t word = random_word(row);
        random_state(&start, row, word, NULL);
        start.vstart = start.vl ? (uint32_t)rnd(start.vl + 1u) : 0;
        memset(start.v, 0, 16);
        for (unsigned k = start.vstart; k < 128; k++)
            start.v[k / 8] |= (uint8_t)(1u << k % 8);
        from = masked = start;
        masked.vstart = 0;
        bool both = run(&masked, word & ~(1u << 25), RV_VWAY_HELPERS) == RV_TRAP_ECALL;
        if (run(&from, word | 1u << 25, RV_VWAY_HELPERS) != RV_TRAP_ECALL || !both)
            continue;
        legal++;
        where = difference(&from, &masked);
        if (where)
            printf("# %08x: vconf %08x: %s (not as masked)\n", word, start.vconf, where);
    }
    if (legal)
        tap_ok(t, !where, "%s from vstart on", row->name);
}

/* A mask for what is left out, not for carries; memory is vmemory_test.c's. */
static bool has_mask(const struct rv_row *row)
{
    if (is_memory(row) || !strncmp(row->name, "VMADC", 5) || !strncmp(row->name, "VMSBC", 5))
        return false;
    for (unsigned i = 0; i < row->field_count; i++)
        if (!strcmp(row->fields[i].name, "vm"))
            return true;
    return false;
}

/* Registers that are sources of two widths, the mask among them. */
static void test_reserved(struct tap *t)
{
    static const struct {
        const char *name;
        unsigned vtype, vd, vs2, vs1, vm;
        bool legal;
    } cases[] = {
        {"VADD_VV", 2 << 3, 8, 0, 24, 0, false},
        {"VADD_VV", 2 << 3, 8, 16, 0, 0, false},
        {"VADD_VV", 2 << 3, 8, 0, 0, 1, true},
        {"VMSEQ_VV", 2 << 3, 8, 0, 24, 0, true},
        {"VNSRL_VV", 1 << 3, 8, 16, 17, 1, false},
        {"VNSRL_VV", 1 << 3, 8, 16, 18, 1, true},
        {"VWADD_VV", 2 << 3, 8, 9, 24, 1, true},
        {"VWMACC_VV", 2 << 3, 8, 9, 24, 1, false},
        {"VWREDSUM_VV", 1 << 3 | 1, 8, 16, 17, 1, false},
        {"VWREDSUM_VV", 1 << 3 | 1, 8, 16, 15, 1, true},
        {"VRGATHEREI16_VV", 0 << 3, 8, 16, 18, 1, true},
        {"VRGATHEREI16_VV", 0 << 3, 8, 17, 16, 1, false},
        {"VSEXT_VF2", 2 << 3, 8, 0, 0, 0, false},
    };
    static struct rv_cpu cpu;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        uint32_t word = run_word(cases[i].name) & ~(31u << 7 | 31u << 20 | 1u << 25);
        if (!strstr(cases[i].name, "EXT"))
            word = (word & ~(31u << 15)) | cases[i].vs1 << 15;
        word |= cases[i].vd << 7 | cases[i].vs2 << 20 | cases[i].vm << 25;
        runner_reset(&r, &cpu, "max");
        rv_set_vtype(&cpu, cases[i].vtype, UINT64_MAX);
        int want = cases[i].legal ? RV_TRAP_ECALL : RV_TRAP_ILLEGAL;
        tap_ok(t, run(&cpu, word, RV_VWAY_USUAL) == want, "%s, vd %u, vs2 %u, vs1 %u: %s",
               cases[i].name, cases[i].vd, cases[i].vs2, cases[i].vs1,
               cases[i].legal ? "legal" : "reserved");
    }
}

int main(void)
{
    struct tap t = {0};
    uint8_t *mem = g_malloc(MEMORY);
    static const char *const models[] = {"max,vlen=1024", "max,vlen=256", "max"};
    unsigned never = 0;
    runner_init(&r, &target_riscv64);
    r.optimise = true;
    for (size_t m = 0; m < G_N_ELEMENTS(models); m++) {
        model = models[m];
        for (unsigned i = 1; i < RV_OP_COUNT; i++)
            if (is_vector(&rv_rows[i]) && !compare_row(&t, &rv_rows[i], mem)) {
                printf("# %s: no legal word\n", rv_rows[i].name);
                never++;
            }
    }
    for (unsigned i = 1; i < RV_OP_COUNT; i++)
        if (is_vector(&rv_rows[i]) && has_mask(&rv_rows[i]))
            test_start(&t, &rv_rows[i]);
    test_reserved(&t);
    tap_ok(&t, never == 0, "each row had a legal word");
    runner_free(&r);
    g_free(mem);
    return tap_done(&t);
}
