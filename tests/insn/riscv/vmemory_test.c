/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector loads and stores against a model: unit-stride, strided, indexed, of segments, of masks, of
 * whole registers, and fault-only-first at the end of what can be read.
 *
 * In: modes, widths, groups, masks, vl, vstart and addresses by fixed seeds. Out: TAP, a case an
 * instruction: all registers, all memory, vl and vstart, or that the encoding is illegal. The model
 * goes from element to element as the manual does.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 700
#define PAGE   4096u
#define PAGES  18u
#define MEMORY (PAGE * PAGES)

enum mode { UNIT, STRIDE, INDEX, FIRST, WHOLE, MASK };

static uint64_t rng = 5;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

static struct runner r;
static struct rv_cpu cpu, want;
static uint8_t *memory; /* and behind it a page that nobody can read */
static uint8_t expected[MEMORY];

struct access {
    enum mode mode;
    bool store, masked;
    int eew, sew, lmul;    /* log2 of bytes, of registers */
    int data, index;       /* log2 of bytes */
    unsigned fields, step; /* registers from field to field */
    unsigned vd, vs2;
    uint64_t base, stride;
};

static unsigned group(int emul)
{
    return emul > 0 ? 1u << emul : 1;
}

/* ---- the model ---- */

static bool apart(unsigned a, unsigned n, unsigned b, unsigned m)
{
    return a + n <= b || b + m <= a;
}

/* May the destination share registers with the indices? */
static bool overlap_allowed(const struct access *a, int emul, int index_emul)
{
    unsigned n = group(emul), m = group(index_emul);
    if (apart(a->vd, a->fields * n, a->vs2, m))
        return true;
    if (a->fields > 1)
        return false;
    if (a->data == a->index)
        return true;
    if (a->data < a->index)
        return a->vd == a->vs2; /* the lowest part of the indices */
    return index_emul >= 0 && a->vs2 + m == a->vd + n;
}

static bool legal(const struct access *a)
{
    int emul = a->lmul + a->data - a->sew, index_emul = a->lmul + a->index - a->sew;
    if (a->mode == MASK)
        return true;
    if (a->mode == WHOLE)
        return a->vd % a->fields == 0;
    if (emul < -3 || emul > 3 || a->vd % group(emul) || a->fields * group(emul) > 8 ||
        a->vd + a->fields * group(emul) > 32)
        return false;
    if (!a->store && a->masked && !a->vd)
        return false;
    if (a->mode != INDEX)
        return true;
    if (index_emul < -3 || index_emul > 3 || a->vs2 % group(index_emul))
        return false;
    return a->store || overlap_allowed(a, emul, index_emul);
}

/* A register that is read with two widths is reserved: nothing is expected of those. */
static bool is_unclear(const struct access *a)
{
    int emul = a->lmul + a->data - a->sew, index_emul = a->lmul + a->index - a->sew;
    if (a->mode == MASK || a->mode == WHOLE)
        return false;
    if (a->masked && ((a->store && !a->vd) || (a->mode == INDEX && !a->vs2)))
        return true;
    return a->mode == INDEX && a->store && a->data != a->index &&
           !apart(a->vd, a->fields * group(emul), a->vs2, group(index_emul));
}

static uint64_t address(const struct access *a, uint64_t i)
{
    uint64_t index = 0;
    if (a->mode == STRIDE)
        return a->base + i * a->stride;
    if (a->mode != INDEX)
        return a->base + (i * a->fields << a->data);
    memcpy(&index, cpu.v + a->vs2 * cpu.vlenb + (i << a->index), 1u << a->index);
    return a->base + index;
}

static bool readable(uint64_t at, unsigned size)
{
    return at + size <= (uint64_t)(uintptr_t)memory + MEMORY;
}

/* What has to be in `want` and `expected` afterwards. */
static void model(const struct access *a)
{
    unsigned size = 1u << a->data;
    uint64_t count = a->mode == MASK    ? (cpu.vl + 7u) / 8
                     : a->mode == WHOLE ? a->fields * cpu.vlenb / size
                                        : cpu.vl;
    struct access flat = *a;
    if (a->mode == WHOLE)
        flat.fields = 1;
    for (uint64_t i = cpu.vstart; i < count; i++) {
        if (a->masked && !(cpu.v[i / 8] >> (i % 8) & 1))
            continue;
        uint64_t at = address(&flat, i);
        if (a->mode == FIRST && i && !readable(at, size * a->fields)) {
            want.vl = i & 0xfff;
            break;
        }
        for (unsigned f = 0; f < flat.fields; f++, at += size) {
            uint8_t *reg = want.v + (a->vd + f * a->step) * cpu.vlenb + i * size;
            uint8_t *mem = expected + (at - (uint64_t)(uintptr_t)memory);
            memcpy(a->store ? mem : reg, a->store ? reg : mem, size);
        }
    }
    want.vstart = 0;
}

/* ---- trials ---- */

static void choose(struct access *a)
{
    do {
        a->sew = (int)(rnd() & 3);
        a->lmul = (int)(rnd() % 7) - 3;
    } while (a->sew - a->lmul > 3);
    a->data = a->mode == INDEX ? a->sew : a->eew;
    a->index = a->eew;
    a->fields = rnd() & 1 ? 1 : 1 + (unsigned)(rnd() & 7);
    if (a->mode == WHOLE)
        a->fields = 1u << (rnd() & 3);
    if (a->mode == MASK)
        a->fields = 1;
    int emul = a->lmul + a->data - a->sew, index_emul = a->lmul + a->index - a->sew;
    a->step = a->mode == WHOLE || a->mode == MASK ? 1 : group(emul);
    a->masked = a->mode != WHOLE && a->mode != MASK && rnd() & 1;
    a->vd = (unsigned)(rnd() & 31);
    a->vs2 = (unsigned)(rnd() & 31);
    if (rnd() % 8) { /* mostly aligned ones */
        a->vd &= 0u - (a->mode == WHOLE ? a->fields : emul > 3 ? 8 : group(emul));
        a->vs2 &= 0u - (index_emul > 3 ? 8 : group(index_emul));
    }
    a->base = (uint64_t)(uintptr_t)memory + MEMORY / 2 + (rnd() & 255);
    a->stride = rnd() & 1 ? rnd() & 31 : 0 - (rnd() & 63);
    if (a->mode == FIRST && rnd() & 1) /* the first element is still in memory */
        a->base =
            (uint64_t)(uintptr_t)memory + MEMORY - (rnd() & 255) - ((uint64_t)a->fields << a->data);
    else if (a->mode != INDEX && rnd() & 1) /* a border of pages is near */
        a->base = (uint64_t)(uintptr_t)memory + MEMORY / 2 - (rnd() & 255);
}

static void prepare(const struct access *a)
{
    unsigned most = (cpu.vlenb << 3 >> a->sew) / 8;
    most = a->lmul < 0 ? most >> -a->lmul : most << a->lmul;
    for (unsigned i = 0; i < 32u * cpu.vlenb; i++)
        cpu.v[i] = (uint8_t)rnd();
    for (unsigned i = 0; i < cpu.vlenb * 8 && a->mode == INDEX; i++) { /* near offsets */
        unsigned at = a->vs2 * cpu.vlenb + (i << a->index);
        uint64_t offset = rnd() & 2047;
        if (at + (1u << a->index) <= 32 * cpu.vlenb)
            memcpy(cpu.v + at, &offset, 1u << a->index);
    }
    uint64_t vlmul = (uint64_t)a->lmul & 7;
    rv_set_vtype(&cpu, vlmul | (uint64_t)a->sew << 3, rnd() & 1 ? most : rnd() % (most + 1));
    cpu.vstart = 0;
    if (a->mode != FIRST && rnd() % 8 == 0)
        cpu.vstart = rnd() % (cpu.vl + 1u) & 0x3ff;
    cpu.x[11] = a->base;
    cpu.x[12] = a->stride;
    r.optimise = rnd() & 1;
    r.guess = rnd() & 1;
}

static uint32_t encode(const struct access *a, const char *name)
{
    uint32_t word = run_word(name) & ~(31u << 7);
    word |= a->vd << 7;
    if (a->mode != MASK)
        word |= (a->fields - 1) << 29;
    if (a->masked)
        word &= ~(1u << 25);
    if (a->mode == INDEX)
        word = (word & ~(31u << 20)) | a->vs2 << 20;
    if (a->mode == STRIDE)
        word = (word & ~(31u << 20)) | 12u << 20;
    return word;
}

static bool complain(const struct access *a, const char *name, const char *what, unsigned got,
                     unsigned wanted)
{
    printf("# %s, e%u, lmul %d, vl %u, vstart %u, %u fields, v%u, v%u%s: %s %u, not %u\n", name,
           8u << a->sew, a->lmul, (unsigned)want.vl, (unsigned)want.vstart, a->fields, a->vd,
           a->vs2, a->masked ? ", masked" : "", what, got, wanted);
    return false;
}

static bool compare(const struct access *a, const char *name)
{
    for (unsigned i = 0; i < 32u * cpu.vlenb; i++)
        if (cpu.v[i] != want.v[i])
            return complain(a, name, "in register", i / cpu.vlenb, i % cpu.vlenb);
    for (unsigned i = 0; i < MEMORY && memcmp(memory, expected, MEMORY) != 0; i++)
        if (memory[i] != expected[i])
            return complain(a, name, "in memory", i, memory[i]);
    if (cpu.vl != want.vl)
        return complain(a, name, "vl", cpu.vl, want.vl);
    return !cpu.vstart || complain(a, name, "vstart", cpu.vstart, 0);
}

static bool trial(enum mode mode, bool store, int eew, const char *name)
{
    struct access a = {.mode = mode, .store = store, .eew = eew};
    do
        choose(&a);
    while (is_unclear(&a));
    prepare(&a);
    want = cpu;
    bool is_legal = legal(&a);
    if (is_legal)
        model(&a);
    uint32_t word = encode(&a, name);
    int trap = word ? run_words(&r, &cpu, &word, 1) : -1;
    if (trap != (is_legal ? RV_TRAP_ECALL : RV_TRAP_ILLEGAL))
        return complain(&a, name, "trap", (unsigned)trap, is_legal ? 0 : RV_TRAP_ILLEGAL);
    return !is_legal || compare(&a, name);
}

static void test(struct tap *t, enum mode mode, bool store, int eew, const char *name)
{
    bool ok = true;
    for (unsigned i = 0; i < TRIALS && ok; i++)
        ok = trial(mode, store, eew, name);
    tap_ok(t, ok, "%s, vlen %u", name, cpu.vlenb * 8);
}

static void test_model(struct tap *t, const char *spec)
{
    static const struct {
        const char *name; /* with the width in bits */
        enum mode mode;
        bool store;
    } kinds[] = {{"VLE%u_V", UNIT, false},     {"VSE%u_V", UNIT, true},
                 {"VLSE%u_V", STRIDE, false},  {"VSSE%u_V", STRIDE, true},
                 {"VLUXEI%u_V", INDEX, false}, {"VLOXEI%u_V", INDEX, false},
                 {"VSUXEI%u_V", INDEX, true},  {"VSOXEI%u_V", INDEX, true},
                 {"VLE%uFF_V", FIRST, false},  {"VLRE%u_V", WHOLE, false}};
    runner_reset(&r, &cpu, spec);
    for (int eew = 0; eew < 4; eew++)
        for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++) {
            g_auto(GStrv) parts = g_strsplit(kinds[k].name, "%u", 2);
            g_autofree char *name = g_strdup_printf("%s%u%s", parts[0], 8u << eew, parts[1]);
            test(t, kinds[k].mode, kinds[k].store, eew, name);
        }
    test(t, WHOLE, true, 0, "VSR_V");
    test(t, MASK, false, 0, "VLM_V");
    test(t, MASK, true, 0, "VSM_V");
}

int main(void)
{
    struct tap t = {0};
    memory = mmap(NULL, MEMORY + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + MEMORY, PAGE, PROT_NONE)) {
        printf("Bail out! no memory\n");
        return 1;
    }
    for (unsigned i = 0; i < MEMORY; i++)
        memory[i] = expected[i] = (uint8_t)rnd();
    runner_init(&r, &target_riscv64);
    test_model(&t, "max");
    test_model(&t, "max,vlen=512");
    runner_free(&r);
    munmap(memory, MEMORY + PAGE);
    return tap_done(&t);
}
