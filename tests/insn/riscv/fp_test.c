/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating-point and vector RISC-V instructions: values, flags, NaN boxing.
 *
 * In: rows of operands and results, worked out from the manual.  Out: TAP.
 */
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include "target/riscv/helper_vec.h"
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/tap.h"

#define BOX(v)  (UINT64_C(0xffffffff00000000) | (v))
#define BOXH(v) (UINT64_C(0xffffffffffff0000) | (v))
#define CNAN    0x7fc00000u
#define CNAND   UINT64_C(0x7ff8000000000000)
#define ONE_D   UINT64_C(0x3ff0000000000000)
#define SNAN_D  UINT64_C(0x7ff0000000000001)
#define TINY_D  UINT64_C(0x0010000000000000)
#define HUGE_D  UINT64_C(0x7fefffffffffffff)
#define NX      1
#define UF      2
#define OF      4
#define DZ      8
#define NV      16

struct row {
    const char *name;
    uint64_t a, b, c, want;
    uint32_t frm, flags;
    bool to_x;
};

static const struct row rows[] = {
    {"FADD_S", BOX(0x3f800000), BOX(0x40000000), 0, BOX(0x40400000), 0, 0, false},
    {"FADD_S", 0x3f800000, BOX(0x40000000), 0, BOX(CNAN), 0, 0, false}, /* not boxed */
    {"FADD_S", BOX(0x7f800001), BOX(0x40000000), 0, BOX(CNAN), 0, NV, false},
    {"FADD_D", ONE_D, 1, 0, ONE_D, 0, NX, false},
    {"FADD_D", ONE_D, 1, 0, ONE_D + 1, 3, NX, false}, /* RUP */
    {"FADD_D", UINT64_C(0xfff8000000001234), ONE_D, 0, CNAND, 0, 0, false},
    {"FSUB_D", ONE_D, ONE_D, 0, UINT64_C(1) << 63, 2, 0, false}, /* RDN */
    {"FMUL_D", HUGE_D, HUGE_D, 0, UINT64_C(0x7ff0000000000000), 0, OF | NX, false},
    {"FMUL_D", HUGE_D, HUGE_D, 0, HUGE_D, 1, OF | NX, false}, /* RTZ */
    {"FMUL_D", TINY_D, TINY_D, 0, 0, 0, UF | NX, false},
    /* Tininess after rounding: the product rounds up to the smallest normal number. */
    {"FMUL_D", UINT64_C(0x3fefffffffffffff), TINY_D, 0, TINY_D, 0, UF | NX, false},
    {"FDIV_S", BOX(0x3f800000), BOX(0), 0, BOX(0x7f800000), 0, DZ, false},
    {"FDIV_D", ONE_D, UINT64_C(0x4008000000000000), 0, UINT64_C(0x3fd5555555555555), 0, NX, false},
    /* To nearest, ties away. */
    {"FADD_D", ONE_D, UINT64_C(0x3ca0000000000000), 0, ONE_D + 1, 4, NX, false},
    {"FSQRT_D", UINT64_C(0xbff0000000000000), 0, 0, CNAND, 0, NV, false},
    {"FMADD_D", ONE_D, ONE_D, ONE_D, UINT64_C(0x4000000000000000), 0, 0, false},
    {"FMSUB_D", ONE_D, ONE_D, ONE_D, 0, 0, 0, false},
    {"FNMSUB_D", ONE_D, ONE_D, ONE_D, 0, 0, 0, false},
    {"FNMADD_D", ONE_D, ONE_D, ONE_D, UINT64_C(0xc000000000000000), 0, 0, false},
    /* Infinity times zero is invalid although the addend is a quiet NaN. */
    {"FMADD_D", UINT64_C(0x7ff0000000000000), 0, CNAND, CNAND, 0, NV, false},
    {"FMIN_D", 0, UINT64_C(1) << 63, 0, UINT64_C(1) << 63, 0, 0, false},
    {"FMAX_D", UINT64_C(1) << 63, 0, 0, 0, 0, 0, false},
    {"FMIN_D", SNAN_D, ONE_D, 0, ONE_D, 0, NV, false},
    {"FMAX_D", CNAND, CNAND, 0, CNAND, 0, 0, false},
    {"FMINM_D", CNAND, ONE_D, 0, CNAND, 0, 0, false},
    {"FSGNJ_S", BOX(0x3f800000), BOX(0x80000000), 0, BOX(0xbf800000), 0, 0, false},
    {"FSGNJN_D", SNAN_D, 0, 0, SNAN_D | UINT64_C(1) << 63, 0, 0, false},
    {"FSGNJX_D", UINT64_C(1) << 63 | 1, UINT64_C(1) << 63, 0, 1, 0, 0, false},
    {"FLE_D", ONE_D, ONE_D, 0, 1, 0, 0, true},
    {"FLT_D", CNAND, ONE_D, 0, 0, 0, NV, true},
    {"FEQ_D", CNAND, ONE_D, 0, 0, 0, 0, true},
    {"FEQ_D", SNAN_D, ONE_D, 0, 0, 0, NV, true},
    {"FLTQ_D", CNAND, ONE_D, 0, 0, 0, 0, true},
    {"FCLASS_D", SNAN_D, 0, 0, 1 << 8, 0, 0, true},
    {"FCLASS_S", BOX(0x80000001), 0, 0, 1 << 2, 0, 0, true},
    {"FCLASS_S", 1, 0, 0, 1 << 9, 0, 0, true},
    {"FCVT_W_D", CNAND, 0, 0, INT32_MAX, 0, NV, true},
    {"FCVT_WU_D", UINT64_C(0xbff0000000000000), 0, 0, 0, 0, NV, true},
    {"FCVT_WU_D", UINT64_C(0x41efffffffe00000), 0, 0, UINT64_MAX, 0, 0, true},
    {"FCVT_L_D", UINT64_C(0xfff0000000000000), 0, 0, UINT64_C(1) << 63, 0, NV, true},
    {"FCVT_LU_S", BOX(0x7f800000), 0, 0, UINT64_MAX, 0, NV, true},
    {"FCVT_W_D", UINT64_C(0x4004000000000000), 0, 0, 2, 0, NX, true},
    {"FCVT_W_D", UINT64_C(0x4004000000000000), 0, 0, 3, 4, NX, true},
    {"FCVT_S_D", HUGE_D, 0, 0, BOX(0x7f800000), 0, OF | NX, false},
    {"FCVT_D_S", BOX(0x7f800001), 0, 0, CNAND, 0, NV, false},
    {"FCVT_D_S", BOX(0x3f800000), 0, 0, ONE_D, 0, 0, false},
    {"FCVT_H_S", BOX(0x3f800000), 0, 0, BOXH(0x3c00), 0, 0, false},
    {"FADD_H", BOXH(0x3c00), BOXH(0x3c00), 0, BOXH(0x4000), 0, 0, false},
    {"FCVT_BF16_S", BOX(0x3f808000), 0, 0, BOXH(0x3f80), 0, NX, false},
    {"FCVT_S_BF16", BOXH(0x3f80), 0, 0, BOX(0x3f800000), 0, 0, false},
    {"FROUND_D", UINT64_C(0x4004000000000000), 0, 0, UINT64_C(0x4000000000000000), 0, 0, false},
    {"FROUNDNX_D", UINT64_C(0x4004000000000000), 0, 0, UINT64_C(0x4000000000000000), 0, NX, false},
    {"FMV_X_W", 0x80000000, 0, 0, UINT64_C(0xffffffff80000000), 0, 0, true},
    {"FCVTMOD_W_D", UINT64_C(0x41f0000000100000), 0, 0, 1, 0, NV, true},
};

static void test_rows(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct row *row = &rows[i];
        uint32_t word = run_word(row->name);
        bool ok = word != 0;
        for (unsigned optimise = 0; ok && optimise < 2; optimise++) {
            runner_reset(r, &cpu, "max");
            rv_set_fcsr(&cpu, row->frm << 5);
            cpu.f[11][0] = row->a;
            cpu.f[12][0] = row->b;
            cpu.f[13][0] = row->c;
            r->optimise = optimise;
            int trap = run_words(r, &cpu, &word, 1);
            uint64_t got = row->to_x ? cpu.x[10] : cpu.f[10][0];
            uint32_t flags = rv_get_fcsr(&cpu) & 31;
            ok = trap == RV_TRAP_ECALL && got == row->want && flags == row->flags;
            if (!ok)
                printf("# %016" PRIx64 " flags %x, not %016" PRIx64 " flags %x (trap %d)\n", got,
                       flags, row->want, row->flags, trap);
        }
        tap_ok(t, ok, "%s, frm %u", row->name, row->frm);
    }
}

/* ---- vectors: vs2 = v16, vs1 = v24, vd = v8 ---- */

static void set_vl(struct runner *r, struct rv_cpu *cpu, uint64_t avl, unsigned vtype)
{
    cpu->x[11] = avl;
    uint32_t word = run_word("VSETVLI") | vtype << 20;
    run_words(r, cpu, &word, 1);
}

static void fill(struct rv_cpu *cpu, unsigned reg, unsigned first, unsigned step)
{
    for (unsigned i = 0; i < cpu->vlenb * 8; i++)
        cpu->v[reg * cpu->vlenb + i] = (uint8_t)(first + i * step);
}

static void test_vectors(struct tap *t, struct runner *r, const char *model)
{
    static struct rv_cpu cpu;
    runner_reset(r, &cpu, model);
    unsigned bytes = cpu.vlenb;
    const uint8_t *v8 = cpu.v + 8 * bytes;
    bool ok = true;
    set_vl(r, &cpu, 1000, 0); /* e8, m1 */
    tap_ok(t, cpu.vl == bytes && cpu.x[10] == bytes, "VSETVLI, %s", model);
    fill(&cpu, 16, 3, 7);
    fill(&cpu, 24, 200, 5);
    fill(&cpu, 8, 0, 0);
    uint32_t word = run_word("VADD_VV");
    tap_ok(t, run_words(r, &cpu, &word, 1) == RV_TRAP_ECALL, "VADD.VV runs");
    for (unsigned i = 0; i < bytes; i++)
        ok &= v8[i] == (uint8_t)(203 + 12 * i);
    tap_ok(t, ok && !v8[bytes], "VADD.VV");
    set_vl(r, &cpu, 5, 0);
    fill(&cpu, 8, 0, 0);
    word = run_word("VSADDU_VV");
    cpu.vxsat = 0;
    run_words(r, &cpu, &word, 1);
    tap_ok(t, v8[0] == 203 && v8[4] == 251 && !v8[5] && !cpu.vxsat, "VSADDU.VV, tail");
    set_vl(r, &cpu, 16, 0);
    run_words(r, &cpu, &word, 1);
    tap_ok(t, v8[6] == 255 && cpu.vxsat, "VSADDU.VV, saturation");
    word = run_word("VREDSUM_VV");
    run_words(r, &cpu, &word, 1);
    unsigned sum = 200;
    for (unsigned i = 0; i < 16; i++)
        sum += 3 + 7 * i;
    tap_ok(t, v8[0] == (uint8_t)sum, "VREDSUM.VS");
    word = run_word("VWMULU_VV");
    run_words(r, &cpu, &word, 1);
    uint16_t products[16];
    memcpy(products, v8, sizeof products);
    tap_ok(t, products[1] == 10 * 205 && products[3] == 24 * 215, "VWMULU.VV");
    set_vl(r, &cpu, 16, 3 << 3); /* e64 */
    tap_ok(t, run_words(r, &cpu, &word, 1) == RV_TRAP_ILLEGAL, "VWMULU.VV of 64-bit elements");
    set_vl(r, &cpu, 16, 7 << 3);
    word = run_word("VADD_VV");
    tap_ok(t, run_words(r, &cpu, &word, 1) == RV_TRAP_ILLEGAL && cpu.vl == 0, "vill");
    set_vl(r, &cpu, 16, 2); /* e8, m4 */
    word = run_word("VADD_VV") | 1 << 7;
    tap_ok(t, run_words(r, &cpu, &word, 1) == RV_TRAP_ILLEGAL, "a group at an odd register");
}

/* One 64-bit element: vd = fn(vs2, vs1). */
static const struct {
    const char *name;
    uint64_t a, b, want;
} bit_rows[] = {
    {"VANDN_VV", 0xff, 0x0f, 0xf0},
    {"VROL_VV", UINT64_C(0x8000000000000001), 4, 0x18},
    {"VROR_VV", 0x18, 4, UINT64_C(0x8000000000000001)},
    {"VBREV8_V", 0x0180, 0, 0x8001},
    {"VREV8_V", 1, 0, UINT64_C(0x0100000000000000)},
    {"VBREV_V", 1, 0, UINT64_C(0x8000000000000000)},
    {"VCLZ_V", 0, 0, 64},
    {"VCLZ_V", 0xffff, 0, 48},
    {"VCTZ_V", 0x100, 0, 8},
    {"VCPOP_V", 0xff01, 0, 9},
    {"VCLMUL_VV", 3, 3, 5},
    {"VCLMULH_VV", UINT64_C(0x8000000000000000), 6, 3},
};

static void test_vector_bits(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    for (unsigned i = 0; i < G_N_ELEMENTS(bit_rows); i++) {
        uint32_t word = run_word(bit_rows[i].name);
        uint64_t got;
        runner_reset(r, &cpu, "max");
        set_vl(r, &cpu, 1, 3 << 3);
        memcpy(cpu.v + (size_t)16 * cpu.vlenb, &bit_rows[i].a, 8);
        memcpy(cpu.v + (size_t)24 * cpu.vlenb, &bit_rows[i].b, 8);
        int trap = run_words(r, &cpu, &word, 1);
        memcpy(&got, cpu.v + (size_t)8 * cpu.vlenb, 8);
        if (!tap_ok(t, word && trap == RV_TRAP_ECALL && got == bit_rows[i].want, "%s",
                    bit_rows[i].name))
            printf("# %" PRIx64 "\n", got);
    }
}

/* Scalar cryptography: x10 = fn(x11, x12). */
static const struct {
    const char *name;
    uint64_t a, b, want;
} crypto_rows[] = {
    {"SHA256SIG0", 1, 0, 0x02004000},
    {"SHA256SUM1", 1, 0, 0x04200080},
    {"SHA512SIG1", 1, 0, UINT64_C(0x200000000008)},
    {"SM3P0", 1, 0, 0x20201},
    {"SM3P1", 1, 0, 0x808001},
    /* The state of zeros: every byte becomes S(0) = 0x63, and columns of equal bytes stay. */
    {"AES64ES", 0, 0, UINT64_C(0x6363636363636363)},
    {"AES64ESM", 0, 0, UINT64_C(0x6363636363636363)},
    {"AES64DS", 0, 0, UINT64_C(0x5252525252525252)},
    {"AES64IM", 0x01, 0, 0x0b0d090e},
    {"AES64KS1I", 0, 0, UINT64_C(0x6363636263636362)},
    {"AES64KS2", UINT64_C(0x100000000), UINT64_C(0x200000004), UINT64_C(0x0000000700000005)},
    /* S(0) = 0xd6 of SM4 */
    {"SM4ED", 0, 0, 0x5b5bd58e},
};

static void test_crypto(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    runner_reset(r, &cpu, "max");
    for (unsigned i = 0; i < G_N_ELEMENTS(crypto_rows); i++) {
        uint32_t word = run_word(crypto_rows[i].name);
        uint64_t want = crypto_rows[i].want;
        cpu.x[11] = crypto_rows[i].a;
        cpu.x[12] = crypto_rows[i].b;
        int trap = run_words(r, &cpu, &word, 1);
        bool narrow = strncmp(crypto_rows[i].name, "SM4", 3) == 0;
        uint64_t got = narrow ? (uint32_t)cpu.x[10] : cpu.x[10];
        if (!tap_ok(t, word && trap == RV_TRAP_ECALL && got == want, "%s", crypto_rows[i].name))
            printf("# %" PRIx64 "\n", got);
    }
}

static void test_vector_memory(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    static uint8_t memory[64];
    runner_reset(r, &cpu, "max");
    for (unsigned i = 0; i < sizeof memory; i++)
        memory[i] = (uint8_t)i;
    set_vl(r, &cpu, 4, 0);
    cpu.x[11] = (uint64_t)(uintptr_t)memory;
    cpu.x[12] = 3;
    uint32_t word = run_word("VLSE8_V");
    run_words(r, &cpu, &word, 1);
    const uint8_t *v8 = cpu.v + (size_t)8 * cpu.vlenb;
    tap_ok(t, v8[0] == 0 && v8[1] == 3 && v8[3] == 9 && v8[4] == 0, "VLSE8.V");
    word = run_word("VLE8_V") | 2u << 29;
    run_words(r, &cpu, &word, 1);
    tap_ok(t, v8[3] == 9 && v8[16] == 1 && v8[16 + 2] == 7 && v8[32 + 3] == 11, "VLSEG3E8.V");
}

static void test_vector_bf16(struct tap *t, struct runner *r)
{
    static struct rv_cpu cpu;
    runner_reset(r, &cpu, "max");
    uint16_t halves[] = {0x3f80, 0xc000}, *out;
    uint32_t words[] = {0x3f808000, 0x3f818000}, *wide; /* both half way */
    set_vl(r, &cpu, 2, 1 << 3);
    wide = (uint32_t *)(cpu.v + (size_t)8 * cpu.vlenb);
    out = (uint16_t *)wide;
    memcpy(cpu.v + (size_t)16 * cpu.vlenb, halves, sizeof halves);
    uint32_t word = run_word("VFWCVTBF16_F_F");
    run_words(r, &cpu, &word, 1);
    tap_ok(t, wide[0] == 0x3f800000 && wide[1] == 0xc0000000, "VFWCVTBF16.F.F.V");
    memcpy(cpu.v + (size_t)24 * cpu.vlenb, halves, sizeof halves);
    word = run_word("VFWMACCBF16_VV");
    run_words(r, &cpu, &word, 1);
    tap_ok(t, wide[0] == 0x40000000 && wide[1] == 0x40000000, "VFWMACCBF16.VV");
    cpu.f[24][0] = 0x3f80; /* not boxed: a NaN */
    word = run_word("VFWMACCBF16_VF");
    run_words(r, &cpu, &word, 1);
    tap_ok(t, wide[0] == CNAN && wide[1] == CNAN && !(rv_get_fcsr(&cpu) & 31), "VFWMACCBF16.VF");
    memcpy(cpu.v + (size_t)16 * cpu.vlenb, words, sizeof words);
    word = run_word("VFNCVTBF16_F_F");
    run_words(r, &cpu, &word, 1);
    tap_ok(t, out[0] == 0x3f80 && out[1] == 0x3f82 && (rv_get_fcsr(&cpu) & 31) == NX,
           "VFNCVTBF16.F.F.W");
    set_vl(r, &cpu, 2, 2 << 3);
    tap_ok(t, run_words(r, &cpu, &word, 1) == RV_TRAP_ILLEGAL, "VFNCVTBF16.F.F.W to 32 bits");
}

int main(void)
{
    struct tap t = {0};
    struct runner r;
    runner_init(&r, &target_riscv64);
    test_rows(&t, &r);
    test_vectors(&t, &r, "max");
    test_vectors(&t, &r, "max,vlen=512");
    test_vector_memory(&t, &r);
    test_vector_bits(&t, &r);
    test_vector_bf16(&t, &r);
    test_crypto(&t, &r);
    runner_free(&r);
    return tap_done(&t);
}
