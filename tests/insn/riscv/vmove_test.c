/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector configuration, and what only moves: between X, F and V registers, whole registers, slides
 * by one, merges; VROR.VI, whose immediate is in two pieces.
 *
 * In: values by fixed seeds.  Out: TAP, a case an instruction.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/random.h"
#include "tests/unit/tap.h"

#define TRIALS 200
#define VD     8
#define VS2    16
#define RS1    24

static struct runner r;
static struct rv_cpu cpu, before;
static uint64_t rng = 77;

static uint64_t rnd(void)
{
    return next_random(&rng);
}

static uint64_t low(unsigned n)
{
    return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

static uint64_t element(const struct rv_cpu *c, unsigned reg, unsigned i, unsigned n)
{
    uint64_t v = 0;
    memcpy(&v, c->v + reg * c->vlenb + i * n / 8, n / 8);
    return v;
}

static bool same(const char *name, unsigned n, unsigned i, uint64_t got, uint64_t want)
{
    if (got != want)
        printf("# %s, e%u, vl %u, element %u: %" PRIx64 ", not %" PRIx64 "\n", name, n,
               (unsigned)before.vl, i, got, want);
    return got == want;
}

static bool run(const char *name, uint32_t word)
{
    before = cpu;
    int trap = word ? run_words(&r, &cpu, &word, 1) : -1;
    if (trap != RV_TRAP_ECALL)
        printf("# %s: trap %d\n", name, trap);
    return trap == RV_TRAP_ECALL;
}

/* Elements of 8 << sew bits with m1. */
static void prepare(unsigned sew)
{
    unsigned most = cpu.vlenb >> sew;
    for (unsigned i = 0; i < 32u * cpu.vlenb; i++)
        cpu.v[i] = (uint8_t)rnd();
    for (unsigned i = 1; i < 32; i++)
        cpu.x[i] = rnd();
    for (unsigned i = 0; i < 32; i++)
        cpu.f[i][0] = rnd() | (rnd() & 1 ? ~low(8u << sew) : 0);
    rv_set_vtype(&cpu, sew << 3, rnd() % 4 ? most : rnd() % (most + 1));
    r.optimise = rnd() & 1;
    r.guess = rnd() & 1;
}

/* ---- configuration ---- */

/* vl of AVL, with a vtype of the fields; 0 and *ill where there is no such vtype. */
static unsigned new_vl(uint64_t vtype, uint64_t avl, bool *ill)
{
    unsigned sew = 8u << (vtype >> 3 & 7), lmul8 = (vtype & 7) < 4 ? 8u << (vtype & 3) : 0;
    if ((vtype & 7) > 4)
        lmul8 = 1u << ((vtype & 7) - 5);
    bool alt = vtype & RV_VTYPE_ALT;
    *ill = vtype >> 9 || sew > (alt ? 16 : 64) || !lmul8 || sew * 8 > 64 * lmul8;
    uint64_t most = *ill ? 0 : (uint64_t)cpu.vlenb * 8 / sew * lmul8 / 8;
    return (unsigned)(avl < most ? avl : most);
}

static bool configured(const char *name, uint64_t vtype, uint64_t avl)
{
    bool ill;
    unsigned vl = new_vl(vtype, avl, &ill);
    return same(name, 0, 0, cpu.vl, vl) && same(name, 0, 1, cpu.x[10], vl) &&
           same(name, 0, 2, rv_get_vtype(&cpu), ill ? UINT64_C(1) << 63 : vtype) &&
           same(name, 0, 3, cpu.vstart, 0);
}

static void test_configuration(struct tap *t)
{
    bool ok = true;
    for (unsigned i = 0; i < 4 * TRIALS && ok; i++) {
        uint64_t vtype = rnd() & 511, avl = rnd() & 1 ? rnd() & 127 : rnd();
        prepare(0);
        cpu.x[11] = avl;
        ok = run("VSETVLI", run_word("VSETVLI") | (uint32_t)vtype << 20) &&
             configured("VSETVLI", vtype, avl);
        cpu.x[12] = vtype | (rnd() % 8 ? 0 : UINT64_C(1) << (8 + rnd() % 56));
        ok = ok && run("VSETVL", run_word("VSETVL")) && configured("VSETVL", cpu.x[12], avl);
        avl &= 31;
        ok = ok &&
             run("VSETIVLI", run_word("VSETIVLI") | (uint32_t)vtype << 20 | (uint32_t)avl << 15) &&
             configured("VSETIVLI", vtype, avl);
        /* x0 as the AVL: all there can be; as the result too: vl stays. */
        uint32_t word = (run_word("VSETVLI") & ~(31u << 15)) | (uint32_t)vtype << 20;
        ok = ok && run("VSETVLI", word) && configured("VSETVLI of x0", vtype, UINT64_MAX);
        prepare(1);
        cpu.x[11] = cpu.vl;
        ok = ok && run("VSETVLI", 0x00007057 | 1u << 20 | 2u << 23) && /* e32, m2: the same VLMAX */
             same("VSETVLI x0, x0", 0, 0, cpu.vl, before.vl) &&
             same("VSETVLI x0, x0", 0, 1, cpu.vtype, 1 | 2 << 3);
    }
    tap_ok(t, ok, "VSETVLI, VSETIVLI, VSETVL, vlen %u", cpu.vlenb * 8);
}

/* ---- single elements ---- */

static bool untouched_from(const char *name, unsigned n, unsigned first)
{
    bool ok = true;
    for (unsigned i = first; i < cpu.vlenb * 8 / n && ok; i++)
        ok = same(name, n, i, element(&cpu, VD, i, n), element(&before, VD, i, n));
    return ok;
}

static void test_element_moves(struct tap *t)
{
    bool ok[4] = {true, true, true, true};
    for (unsigned trial = 0; trial < TRIALS && ok[0] && ok[1] && ok[2] && ok[3]; trial++) {
        unsigned sew = trial & 3, n = 8u << sew;
        prepare(sew);
        ok[0] &= run("VMV_X_S", run_word("VMV_X_S")); /* whatever vl is */
        uint64_t v = element(&before, VS2, 0, n);
        ok[0] &= same("VMV_X_S", n, 0, cpu.x[10], (uint64_t)((int64_t)(v << (64 - n)) >> (64 - n)));
        prepare(sew);
        ok[1] &= run("VMV_S_X", run_word("VMV_S_X") | 11u << 15);
        v = cpu.vl ? cpu.x[11] & low(n) : element(&before, VD, 0, n);
        ok[1] &=
            same("VMV_S_X", n, 0, element(&cpu, VD, 0, n), v) && untouched_from("VMV_S_X", n, 1);
        if (!sew)
            continue;
        prepare(sew);
        ok[2] &= run("VFMV_F_S", run_word("VFMV_F_S"));
        ok[2] &= same("VFMV_F_S", n, 0, cpu.f[10][0], element(&before, VS2, 0, n) | ~low(n));
        prepare(sew);
        ok[3] &= run("VFMV_S_F", run_word("VFMV_S_F"));
        uint64_t f = before.f[11][0], nan = n == 16 ? 0x7e00 : 0x7fc00000;
        v = !cpu.vl ? element(&before, VD, 0, n) : f >= ~low(n) || n == 64 ? f & low(n) : nan;
        ok[3] &= same("VFMV_S_F", n, 0, element(&cpu, VD, 0, n), v);
        ok[3] &= untouched_from("VFMV_S_F", n, 1);
    }
    tap_ok(t, ok[0], "VMV_X_S, vlen %u", cpu.vlenb * 8);
    tap_ok(t, ok[1], "VMV_S_X, vlen %u", cpu.vlenb * 8);
    tap_ok(t, ok[2], "VFMV_F_S, vlen %u", cpu.vlenb * 8);
    tap_ok(t, ok[3], "VFMV_S_F, vlen %u", cpu.vlenb * 8);
}

/* ---- F registers and elements; a rotation ---- */

enum kind { SLIDE_UP, SLIDE_DOWN, MERGE, SPREAD, ROTATE };

static uint64_t moved(enum kind kind, unsigned i, unsigned n, uint64_t scalar, unsigned imm,
                      bool bit)
{
    uint64_t a = element(&before, VS2, i, n);
    switch (kind) {
    case SLIDE_UP: return i ? element(&before, VS2, i - 1, n) : scalar;
    case SLIDE_DOWN: return i + 1 == before.vl ? scalar : element(&before, VS2, i + 1, n);
    case MERGE: return bit ? scalar : a;
    case SPREAD: return scalar;
    default: imm &= n - 1; return imm ? (a >> imm | a << (n - imm)) & low(n) : a;
    }
}

static void test_moves(struct tap *t, const char *name, enum kind kind)
{
    bool ok = true;
    for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
        unsigned sew = kind == ROTATE ? trial & 3 : 1 + trial % 3, n = 8u << sew;
        unsigned imm = (unsigned)(rnd() & 63);
        bool masked = (kind == SLIDE_UP || kind == SLIDE_DOWN || kind == ROTATE) && rnd() & 1;
        uint32_t word = run_word(name) & ~(masked ? 1u << 25 : 0);
        prepare(sew);
        if (kind == ROTATE)
            word = (word & ~(31u << 15)) | (imm & 31) << 15 | imm >> 5 << 26;
        ok = run(name, word);
        bool boxed = before.f[RS1][0] >= ~low(n) || n == 64;
        uint64_t nan = n == 16 ? 0x7e00 : 0x7fc00000;
        uint64_t scalar = boxed ? before.f[RS1][0] & low(n) : nan;
        for (unsigned i = 0; i < before.vl && ok; i++) {
            bool bit = before.v[i / 8] >> (i % 8) & 1;
            uint64_t want =
                masked && !bit ? element(&before, VD, i, n) : moved(kind, i, n, scalar, imm, bit);
            ok = same(name, n, i, element(&cpu, VD, i, n), want);
        }
        ok = ok && untouched_from(name, n, before.vl);
    }
    tap_ok(t, ok, "%s, vlen %u", name, cpu.vlenb * 8);
}

static void test_whole_registers(struct tap *t)
{
    bool ok = true;
    for (unsigned trial = 0; trial < TRIALS && ok; trial++) {
        unsigned count = 1u << (trial & 3);
        prepare(trial >> 2 & 3); /* neither vl nor the width matters */
        ok = run("VMVNR_V", (run_word("VMVNR_V") & ~(31u << 15)) | (count - 1) << 15);
        memcpy(before.v + VD * cpu.vlenb, before.v + VS2 * cpu.vlenb, (size_t)count * cpu.vlenb);
        ok = ok && same("VMVNR_V", count, 0, memcmp(before.v, cpu.v, 32u * cpu.vlenb) != 0, 0);
    }
    tap_ok(t, ok, "VMVNR_V, vlen %u", cpu.vlenb * 8);
    prepare(0);
    uint32_t three = (run_word("VMVNR_V") & ~(31u << 15)) | 2u << 15;
    tap_ok(t, run_words(&r, &cpu, &three, 1) == RV_TRAP_ILLEGAL, "no move of three registers");
}

static void test_all(struct tap *t, const char *model)
{
    runner_reset(&r, &cpu, model);
    test_configuration(t);
    test_element_moves(t);
    test_moves(t, "VFSLIDE1UP_VF", SLIDE_UP);
    test_moves(t, "VFSLIDE1DOWN_VF", SLIDE_DOWN);
    test_moves(t, "VFMERGE_VFM", MERGE);
    test_moves(t, "VFMV_V_F", SPREAD);
    test_moves(t, "VROR_VI", ROTATE);
    test_whole_registers(t);
}

int main(void)
{
    struct tap t = {0};
    runner_init(&r, &target_riscv64);
    test_all(&t, "max");
    test_all(&t, "max,vlen=512");
    runner_free(&r);
    return tap_done(&t);
}
