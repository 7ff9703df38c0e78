/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The RISC-V guests as data: slots, models, state access, struct target of RV64 and RV32.
 *
 * In: -cpu, a struct rv_cpu.  Out: const tables.
 */
#include <capstone/capstone.h>
#include <glib.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "target/riscv/cpu.h"
#include "target/riscv/helper.h"
#include "target/riscv/target.h"
#include "tcg/softfp/softfp.h"

/* The oldest capstone that is supported does not know RISC-V: -d in_asm shows words then. */
#if CS_API_MAJOR >= 5
#define DISASSEMBLER(width)                                                                        \
    .cs_arch = CS_ARCH_RISCV, .cs_mode = CS_MODE_RISCV##width | CS_MODE_RISCVC
#else
#define DISASSEMBLER(width) .cs_arch = CS_ARCH_MAX, .cs_mode = 0
#endif

/* ---- slots ---- */

#define SLOT(n, field, t)                                                                          \
    {                                                                                              \
        .name = n, .offset = offsetof(struct rv_cpu, field), .type = t                             \
    }
#define EACH32(X)                                                                                  \
    X(0), X(1), X(2), X(3), X(4), X(5), X(6), X(7), X(8), X(9), X(10), X(11), X(12), X(13), X(14), \
        X(15), X(16), X(17), X(18), X(19), X(20), X(21), X(22), X(23), X(24), X(25), X(26), X(27), \
        X(28), X(29), X(30), X(31)
#define XSLOT64(i) SLOT("x" #i, x[i], IR_I64)
#define XSLOT32(i) SLOT("x" #i, x[i], IR_I32)
#define FSLOT(i)   SLOT("f" #i, f[i], IR_V128)
#define VSLOT(i)   SLOT("v" #i, v[16 * (i)], IR_V128)
#define VSLOTS                                                                                     \
    [RV_VCONF] = SLOT("vconf", vconf, IR_I32), [RV_VWAY] = SLOT("vway", vway, IR_I32), EACH32(VSLOT)

static const struct ir_slot slots64[RV_SLOTS] = {
    EACH32(XSLOT64),
    EACH32(FSLOT),
    [RV_RES_ADDR] = SLOT("res_addr", res_addr, IR_I64),
    [RV_RES_VAL] = SLOT("res_val", res_val, IR_I64),
    [RV_FRM] = SLOT("frm", frm, IR_I32),
    [RV_JVT] = SLOT("jvt", jvt, IR_I64),
    VSLOTS,
};

static const struct ir_slot slots32[RV_SLOTS] = {
    EACH32(XSLOT32),
    EACH32(FSLOT),
    [RV_RES_ADDR] = SLOT("res_addr", res_addr, IR_I32),
    [RV_RES_VAL] = SLOT("res_val", res_val, IR_I32),
    [RV_FRM] = SLOT("frm", frm, IR_I32),
    [RV_JVT] = SLOT("jvt", jvt, IR_I32),
    VSLOTS,
};

#define CALL(wide)                                                                                 \
    {                                                                                              \
        .trap = RV_TRAP_ECALL, .number = offsetof(struct rv_cpu, x[17]),                           \
        .arg = {offsetof(struct rv_cpu, x[10]), offsetof(struct rv_cpu, x[11]),                    \
                offsetof(struct rv_cpu, x[12]), offsetof(struct rv_cpu, x[13]),                    \
                offsetof(struct rv_cpu, x[14]), offsetof(struct rv_cpu, x[15])},                   \
        .result = offsetof(struct rv_cpu, x[10]), .word64 = (wide)                                 \
    }

/* Byte displacements from the state pointer reach from ra to t6's lower neighbours. */
static const struct ir_guest guest64 = {
    .slots = slots64,
    .nslots = RV_SLOTS,
    .helpers = rv_helpers,
    .nhelpers = RV_HELPERS,
    .service = RV_H_service,
    .guarded_store = RV_H_guarded_store,
    .pc_offset = offsetof(struct rv_cpu, pc),
    .state_bias = offsetof(struct rv_cpu, x) + 112,
    .insn_shift = 1,
    .call = CALL(true),
};

static const struct ir_guest guest32 = {
    .slots = slots32,
    .nslots = RV_SLOTS,
    .helpers = rv_helpers,
    .nhelpers = RV_HELPERS,
    .service = RV_H_service,
    .guarded_store = RV_H_guarded_store,
    .pc_offset = offsetof(struct rv_cpu, pc),
    .state_bias = offsetof(struct rv_cpu, x) + 112,
    .insn_shift = 1,
    .addr32 = true,
    .call = CALL(false),
};

/* ---- models ---- */

#define IMAC                                                                                       \
    (RV_F(I) | RV_F(M) | RV_F(A) | RV_F(C) | RV_F(ZIFENCEI) | RV_F(ZICSR) | RV_F(ZICNTR) |         \
     RV_F(ZIHPM))
#define IMAFDC (IMAC | RV_F(F) | RV_F(D))
#define USUAL                                                                                      \
    (IMAFDC | RV_F(ZBA) | RV_F(ZBB) | RV_F(ZBC) | RV_F(ZBS) | RV_F(ZAWRS) | RV_F(ZFA) |            \
     RV_F(ZICBOM) | RV_F(ZICBOP) | RV_F(ZICBOZ) | RV_F(ZIHINTNTL) | RV_F(ZIHINTPAUSE))
#define RVA22                                                                                      \
    ((IMAFDC & ~RV_F(ZIFENCEI)) | RV_F(ZIHINTPAUSE) | RV_F(ZBA) | RV_F(ZBB) | RV_F(ZBS) |          \
     RV_F(ZICBOM) | RV_F(ZICBOP) | RV_F(ZICBOZ) | RV_F(ZFHMIN) | RV_F(ZKT))
#define RVA23                                                                                      \
    (RVA22 | RV_F(V) | RV_F(ZVFHMIN) | RV_F(ZVBB) | RV_F(ZIHINTNTL) | RV_F(ZICOND) | RV_F(ZIMOP) | \
     RV_F(ZCMOP) | RV_F(ZCB) | RV_F(ZFA) | RV_F(ZAWRS) | RV_F(ZVKT))
/* What does not go together with D in the F registers. */
#define INSTEAD (RV_F(ZFINX) | RV_F(ZDINX) | RV_F(ZHINX) | RV_F(ZHINXMIN) | RV_F(ZCMP) | RV_F(ZCMT))
#define SCALAR_CRYPTO                                                                              \
    (RV_F(ZBKB) | RV_F(ZBKC) | RV_F(ZBKX) | RV_F(ZKND) | RV_F(ZKNE) | RV_F(ZKNH) | RV_F(ZKSED) |   \
     RV_F(ZKSH))
#define ALL                                                                                        \
    ((((rv_features)1 << RV_FEATURES) - 1) &                                                       \
     ~(RV_F(RV64) | RV_F(RV32) | RV_F(XVENTANACONDOPS) | INSTEAD))

/* What works on vector registers, without V itself. */
#define CRYPTO                                                                                     \
    (RV_F(ZVBB) | RV_F(ZVKB) | RV_F(ZVKG) | RV_F(ZVKNED) | RV_F(ZVKNHA) | RV_F(ZVKSED) |           \
     RV_F(ZVKSH))
#define VECTORS                                                                                    \
    (CRYPTO | RV_F(ZVBC) | RV_F(ZVKNHB) | RV_F(ZVFH) | RV_F(ZVFHMIN) | RV_F(ZVFBFMIN) |            \
     RV_F(ZVFBFWMA))

/* Properties of what user mode does not show. */
static const char *const without_effect[] = {
    "zama16b",  "zmmul",  "ztso",   "h",         "s",       "u",        "mmu",      "smaia",
    "smcsrind", "smepmp", "smrnmi", "smstateen", "ssaia",   "sscofpmf", "sscsrind", "ssnpm",
    "sstc",     "svade",  "svadu",  "svinval",   "svnapot", "svpbmt",
};

static const struct rv_model models[] = {
    {"max", ALL, 64, 0},
    {"rv64", USUAL, 64, 0},
    {"rv64i", RV_F(I), 64, 0},
    {"rva22u64", RVA22, 64, 0},
    {"rva22s64", RVA22 | RV_F(ZIFENCEI), 64, 0},
    {"rva23u64", RVA23, 64, 0},
    {"rva23s64", RVA23 | RV_F(ZIFENCEI), 64, 0},
    {"shakti-c", IMAFDC, 64, 0},
    {"sifive-u54", IMAFDC, 64, 0},
    {"sifive-e51", IMAC, 64, 0},
    {"tt-ascalon",
     RVA23 | RV_F(ZIFENCEI) | RV_F(ZFH) | RV_F(ZFBFMIN) | RV_F(ZKR) | RV_F(ZVBC) | RV_F(ZVFH) |
         RV_F(ZVFBFMIN) | RV_F(ZVFBFWMA) | RV_F(ZVKG) | RV_F(ZVKNED) | RV_F(ZVKNHA) | RV_F(ZVKNHB),
     64, 256},
    {"veyron-v1",
     IMAFDC | RV_F(ZBA) | RV_F(ZBB) | RV_F(ZBC) | RV_F(ZBS) | RV_F(ZICBOM) | RV_F(ZICBOZ) |
         RV_F(XVENTANACONDOPS),
     64, 0},
    {"xiangshan-kunminghu",
     RVA23 | RV_F(ZIFENCEI) | RV_F(ZBC) | RV_F(ZACAS) | RV_F(ZFH) | RV_F(ZVFH) | SCALAR_CRYPTO, 64,
     0},
    {"xiangshan-nanhu", IMAFDC | RV_F(ZBA) | RV_F(ZBB) | RV_F(ZBC) | RV_F(ZBS) | SCALAR_CRYPTO, 64,
     0},
    {"max", ALL, 32, 0},
    {"max32", ALL, 32, 0},
    {"rv32", USUAL, 32, 0},
    {"rv32i", RV_F(I), 32, 0},
    {"lowrisc-ibex", (IMAC & ~RV_F(A)) | RV_F(ZBA) | RV_F(ZBB) | RV_F(ZBC) | RV_F(ZBS), 32, 0},
    {"sifive-u34", IMAFDC, 32, 0},
    {"sifive-e31", IMAC, 32, 0},
    {"sifive-e34", IMAC | RV_F(F), 32, 0},
};

static const char *const names64[] = {"max",
                                      "rv64",
                                      "rv64i",
                                      "rva22u64",
                                      "rva22s64",
                                      "rva23u64",
                                      "rva23s64",
                                      "shakti-c",
                                      "sifive-u54",
                                      "sifive-e51",
                                      "tt-ascalon",
                                      "veyron-v1",
                                      "xiangshan-kunminghu",
                                      "xiangshan-nanhu",
                                      NULL};
static const char *const names32[] = {"max",        "max32",        "rv32",
                                      "rv32i",      "lowrisc-ibex", "sifive-u34",
                                      "sifive-e31", "sifive-e34",   NULL};

static const struct {
    const char *isa;
    int8_t probe;
    rv_features implied; /* by it; or for FEAT_ANY: those that make it */
} feature_rows[RV_FEATURES] = {
#define FEAT(name, isa, probe, implied) [RV_FEAT_##name] = {isa, probe, implied},
#define FEAT_ANY(name, any)             [RV_FEAT_##name] = {NULL, -1, any},
#define FEAT_SET(name, members)
#include "target/riscv/features.def"
#undef FEAT
#undef FEAT_ANY
#undef FEAT_SET
};

/* Names in -cpu for several. */
static const struct {
    const char *name;
    rv_features members;
} feature_sets[] = {
#define FEAT(name, isa, probe, implied)
#define FEAT_ANY(name, any)
#define FEAT_SET(name, members) {name, members},
#include "target/riscv/features.def"
#undef FEAT
#undef FEAT_ANY
#undef FEAT_SET
};

/* All that follows from what is there; compressed floating-point accesses come from C and F or D.
 */
static void close_features(struct rv_model *m)
{
    rv_features f = m->features;
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (f >> i & 1 && feature_rows[i].isa)
            f |= feature_rows[i].implied;
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (!feature_rows[i].isa)
            f = (f & ~((rv_features)1 << i)) | (rv_features) !!(f & feature_rows[i].implied) << i;
    if (f & RV_F(C) && f & RV_F(D))
        f |= RV_F(ZCD);
    if (f & RV_F(C) && f & RV_F(F))
        f |= RV_F(ZCF);
    if (m->xlen == 64)
        f &= ~RV_F(ZCF);
    m->features = f | (m->xlen == 64 ? RV_F(RV64) : RV_F(RV32));
}

/* What was asked for in so many words. */
struct wishes {
    rv_features on, off;
};

/* With a letter that stands for several, these go; with V all that works on its registers. */
static void switch_off(struct rv_model *m, struct wishes *w, rv_features bit, unsigned feature)
{
    if (feature == RV_FEAT_A || feature == RV_FEAT_C || feature == RV_FEAT_V)
        bit |= feature_rows[feature].implied;
    w->off |= bit;
    m->features &= ~bit;
    if (feature == RV_FEAT_V)
        m->features &= ~(VECTORS & ~w->on);
}

static void switch_on(struct rv_model *m, struct wishes *w, rv_features bits)
{
    w->on |= bits;
    m->features |= bits;
}

/* Without what is off there is nothing that implies it. */
static void drop_dependents(struct rv_model *m, rv_features off)
{
    for (rv_features more = off; more;) {
        rv_features now = more;
        more = 0;
        for (unsigned i = 0; i < RV_FEATURES; i++)
            if (feature_rows[i].isa && feature_rows[i].implied & now && m->features >> i & 1)
                more |= (rv_features)1 << i;
        m->features &= ~more;
    }
}

/* "zba=on", "zba", "v=false"; QEMU's names. */
static bool apply_property(struct rv_model *m, struct wishes *w, const char *text)
{
    unsigned bits;
    if (sscanf(text, "vlen=%u", &bits) == 1) {
        m->vlen = (uint16_t)bits;
        return bits >= 128 && bits <= RV_VLEN_MAX && !(bits & (bits - 1));
    }
    if (!strcmp(text, "elen=64") || !strcmp(text, "vext_spec=v1.0"))
        return true;
    const char *equal = strchr(text, '=');
    size_t len = equal ? (size_t)(equal - text) : strlen(text);
    bool on = !equal || !strcmp(equal + 1, "on") || !strcmp(equal + 1, "true");
    if (equal && !on && strcmp(equal + 1, "off") && strcmp(equal + 1, "false"))
        return false;
    for (unsigned i = 0; i < RV_FEATURES; i++) {
        const char *isa = feature_rows[i].isa;
        if (!isa || strlen(isa) != len || g_ascii_strncasecmp(isa, text, len))
            continue;
        rv_features bit = (rv_features)1 << i;
        if (on)
            switch_on(m, w, bit);
        else
            switch_off(m, w, bit, i);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(feature_sets); i++) {
        const char *name = feature_sets[i].name;
        if (strlen(name) != len || g_ascii_strncasecmp(name, text, len))
            continue;
        if (on)
            switch_on(m, w, feature_sets[i].members);
        else
            switch_off(m, w, feature_sets[i].members, RV_FEATURES);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(without_effect); i++)
        if (strlen(without_effect[i]) == len && !g_ascii_strncasecmp(without_effect[i], text, len))
            return true;
    return !on; /* what does not exist here can be switched off */
}

/* What can't be without one of others, in the words and the order of QEMU. */
static const struct {
    rv_features users, one_of;
    const char *text;
} needs[] = {
    {~(rv_features)0, RV_F(I), "Either I or E extension must be set"},
    {RV_F(ZACAS), RV_F(A), "Zacas extension requires A extension"},
    {RV_F(ZAWRS), RV_F(A), "Zawrs extension requires A extension"},
    {RV_F(ZFA), RV_F(F), "Zfa extension requires F extension"},
    {RV_F(ZFH) | RV_F(ZFHMIN), RV_F(F), "Zfh/Zfhmin extensions require F extension"},
    {RV_F(ZFBFMIN), RV_F(F), "Zfbfmin extension depends on F extension"},
    {RV_F(D), RV_F(F), "D extension requires F extension"},
    {RV_F(V) | RV_F(ZVE64D), RV_F(D), "Zve64d/V extensions require D extension"},
    {RV_F(ZVE32F) | RV_F(ZVE64F), RV_F(F), "Zve32f/Zve64f extensions require F extension"},
    {RV_F(ZVFH), RV_F(ZFHMIN), "Zvfh extensions requires Zfhmin extension"},
    {RV_F(ZVBC) | RV_F(ZVKNHB), RV_F(V) | RV_F(ZVE64X),
     "Zvbc and Zvknhb extensions require V or Zve64x extensions"},
    {CRYPTO, RV_F(V) | RV_F(ZVE32X), "Vector crypto extensions require V or Zve* extensions"},
};

/* Why there can't be such a processor, or NULL. */
static const char *missing(const struct rv_model *m)
{
    for (size_t i = 0; i < G_N_ELEMENTS(needs); i++)
        if (m->features & needs[i].users && !(m->features & needs[i].one_of))
            return needs[i].text;
    return NULL;
}

static const char *contradiction(const struct rv_model *m)
{
    rv_features f = m->features;
    if (f & RV_F(F) && f & RV_F(ZFINX))
        return "Zfinx cannot be supported together with F extension";
    if (f & RV_F(ZCD) && f & (RV_F(ZCMP) | RV_F(ZCMT)))
        return "Zcmp/Zcmt extensions are incompatible with Zcd extension";
    return NULL;
}

static const void *find_model(const char *spec, unsigned xlen)
{
    g_auto(GStrv) parts = g_strsplit(spec ? spec : "max", ",", -1);
    const char *name = parts[0] && *parts[0] ? parts[0] : "max";
    if (!strcmp(name, "any"))
        name = "max";
    for (size_t i = 0; i < G_N_ELEMENTS(models); i++) {
        if (strcmp(models[i].name, name) || models[i].xlen != xlen)
            continue;
        struct rv_model *m = g_memdup2(&models[i], sizeof *m); /* for the life of the process */
        m->vlen = m->vlen ? m->vlen : 128;
        close_features(m);
        struct wishes wishes = {0};
        for (char **p = parts + 1; parts[0] && *p; p++) {
            if (!apply_property(m, &wishes, *p)) {
                g_free(m);
                return NULL;
            }
        }
        const char *conflict = missing(m);
        drop_dependents(m, wishes.off);
        close_features(m);
        if (!conflict)
            conflict = contradiction(m);
        if (conflict) {
            log_error("%s", conflict);
            g_free(m);
            return NULL;
        }
        return m;
    }
    return NULL;
}

static const void *cpu_find64(const char *spec)
{
    return find_model(spec, 64);
}

static const void *cpu_find32(const char *spec)
{
    return find_model(spec, 32);
}

/* ---- what a model says of itself ---- */

static bool single_letter(unsigned feature)
{
    const char *isa = feature_rows[feature].isa;
    return isa && isa[0] && !isa[1];
}

uint64_t rv_hwcap(const struct rv_model *m)
{
    uint64_t caps = 0;
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (m->features >> i & 1 && single_letter(i))
            caps |= UINT64_C(1) << (feature_rows[i].isa[0] - 'a');
    return caps;
}

uint64_t rv_hwprobe_ext(const struct rv_model *m)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (m->features >> i & 1 && feature_rows[i].probe >= 0)
            bits |= UINT64_C(1) << feature_rows[i].probe;
    return bits;
}

void rv_print_isa(const struct rv_model *m, FILE *out)
{
    fprintf(out, "rv%u", m->xlen);
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (m->features >> i & 1 && feature_rows[i].isa)
            fprintf(out, "%s%s", single_letter(i) ? "" : "_", feature_rows[i].isa);
}

/* ---- state ---- */

#define MXCSR_FLAGS 0x3fu
#define MXCSR_ROUND (3u << 13)

/* MXCSR: IE 0, DE 1, ZE 2, OE 3, UE 4, PE 5.  fflags: NX 0, UF 1, OF 2, DZ 3, NV 4. */
static uint32_t fflags(const struct rv_cpu *cpu)
{
    uint32_t x = cpu->common.mxcsr, s = cpu->common.fp_flags;
    return (x & 1 || s & FP_INVALID ? 16 : 0) | (x & 4 || s & FP_DIVZERO ? 8 : 0) |
           (x & 8 || s & FP_OVERFLOW ? 4 : 0) | (x & 16 || s & FP_UNDERFLOW ? 2 : 0) |
           (x & 32 || s & FP_INEXACT ? 1 : 0);
}

uint32_t rv_get_fcsr(const struct rv_cpu *cpu)
{
    return cpu->frm << 5 | fflags(cpu);
}

void rv_set_fcsr(struct rv_cpu *cpu, uint32_t value)
{
    static const uint8_t rounding[8] = {FP_RNE, FP_RZ, FP_RDN, FP_RUP};
    static const uint8_t mxcsr_round[] = {[FP_RNE] = 0, [FP_RUP] = 2, [FP_RDN] = 1, [FP_RZ] = 3};
    cpu->frm = value >> 5 & 7;
    cpu->common.fp_rounding = rounding[cpu->frm];
    cpu->common.mxcsr &= ~(MXCSR_FLAGS | MXCSR_ROUND);
    cpu->common.mxcsr |= (uint32_t)mxcsr_round[rounding[cpu->frm]] << 13;
    cpu->common.fp_flags = (value & 16 ? FP_INVALID : 0) | (value & 8 ? FP_DIVZERO : 0) |
                           (value & 4 ? FP_OVERFLOW : 0) | (value & 2 ? FP_UNDERFLOW : 0) |
                           (value & 1 ? FP_INEXACT : 0);
}

uint64_t rv_get_vtype(const struct rv_cpu *cpu)
{
    return (uint64_t)cpu->vill << (cpu->model->xlen - 1) | cpu->vtype;
}

void rv_set_vtype(struct rv_cpu *cpu, uint64_t vtype, uint64_t vl)
{
    uint32_t start = cpu->vstart;
    cpu->vconf = (uint32_t)rv_helper_vsetvl(vl, vtype, cpu->vlenb);
    cpu->vstart = start;
}

static void reset(void *state, const struct rv_model *model)
{
    struct rv_cpu *cpu = state;
    memset((char *)cpu + sizeof cpu->common, 0, sizeof *cpu - sizeof cpu->common);
    cpu->model = model;
    cpu->res_addr = RV_NO_RES;
    cpu->vlenb = model->vlen / 8;
    cpu->vill = 1;
    rv_set_fcsr(cpu, 0);
}

static void reset64(void *state, const void *model)
{
    reset(state, model ? model : cpu_find64(NULL));
}

static void reset32(void *state, const void *model)
{
    reset(state, model ? model : cpu_find32(NULL));
}

static uint64_t mode(const void *state)
{
    const struct rv_cpu *cpu = state;
    uint64_t m = cpu->frm & RV_MODE_FRM;
    if (!cpu->vway)
        return m;
    if (cpu->vway == RV_VWAY_HELPERS || cpu->vconf >> RV_VILL_AT)
        return m | RV_VWAY_HELPERS << RV_MODE_VWAY_AT;
    return m | RV_VWAY_PARTIAL << RV_MODE_VWAY_AT | (uint64_t)cpu->vtype << RV_MODE_VTYPE_AT;
}

static struct ir_fpmode fpmode(uint64_t m)
{
    (void)m;
    return (struct ir_fpmode){.nan_rule = FP_NAN_RISCV, .default_nan = true};
}

static gaddr get_pc(const void *state)
{
    return ((const struct rv_cpu *)state)->pc;
}

static void set_pc(void *state, gaddr pc)
{
    ((struct rv_cpu *)state)->pc = pc;
}

static const char *const x_names[32] = {"zero", "ra", "sp",  "gp",  "tp", "t0", "t1", "t2",
                                        "s0",   "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
                                        "a6",   "a7", "s2",  "s3",  "s4", "s5", "s6", "s7",
                                        "s8",   "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

static void dump(const void *state, FILE *out)
{
    const struct rv_cpu *cpu = state;
    int digits = cpu->model->xlen / 4;
    fprintf(out, " pc       %0*" PRIx64 "\n", digits, cpu->pc);
    for (int i = 0; i < 32; i++)
        fprintf(out, " x%d/%s %s%0*" PRIx64 "%s", i, x_names[i], i < 10 ? " " : "", digits,
                i ? cpu->x[i] & (UINT64_MAX >> (64 - cpu->model->xlen)) : 0,
                i % 4 == 3 ? "\n" : " ");
}

static void dump_vectors(const void *state, FILE *out)
{
    const struct rv_cpu *cpu = state;
    if (!(cpu->model->features & RV_F(ZVE)))
        return;
    fprintf(out, " vl %u vtype %#" PRIx64 " vstart %u\n", cpu->vl, rv_get_vtype(cpu), cpu->vstart);
    for (unsigned i = 0; i < 32; i++) {
        fprintf(out, " v%-2u ", i);
        for (unsigned k = cpu->vlenb; k--;)
            fprintf(out, "%02x", cpu->v[i * cpu->vlenb + k]);
        fputc('\n', out);
    }
}

#define REG(n, field, bytes)                                                                       \
    {                                                                                              \
        .name = n, .offset = offsetof(struct rv_cpu, field), .size = bytes                         \
    }
#define XREG64(i) REG("x" #i, x[i], 8)
#define XREG32(i) REG("x" #i, x[i], 4)
#define FREG(i)                                                                                    \
    {                                                                                              \
        .name = "f" #i, .offset = offsetof(struct rv_cpu, f[i]), .size = 8, .vector = true         \
    }

static const struct tr_reg regs64[] = {EACH32(XREG64), REG("pc", pc, 8), EACH32(FREG),
                                       REG("frm", frm, 4)};
static const struct tr_reg regs32[] = {EACH32(XREG32), REG("pc", pc, 4), EACH32(FREG),
                                       REG("frm", frm, 4)};

const struct target target_riscv64 = {
    .name = "riscv64",
    .ir = &guest64,
    .cpu_size = sizeof(struct rv_cpu),
    .tr_size = RV_TR_SIZE,
    .insn_min = 2,
    .insn_max = 4,
    DISASSEMBLER(64),
    .explicit_icache = true,
    .mode = mode,
    .line_modes = RV_MODE_LINE,
    .fpmode = fpmode,
    .reset = reset64,
    .translate = rv_translate,
    .get_pc = get_pc,
    .set_pc = set_pc,
    .dump = dump,
    .dump_vectors = dump_vectors,
    .regs = regs64,
    .nregs = G_N_ELEMENTS(regs64),
    .cpu_names = names64,
    .cpu_find = cpu_find64,
};

const struct target target_riscv32 = {
    .name = "riscv32",
    .ir = &guest32,
    .cpu_size = sizeof(struct rv_cpu),
    .tr_size = RV_TR_SIZE,
    .insn_min = 2,
    .insn_max = 4,
    DISASSEMBLER(32),
    .explicit_icache = true,
    .mode = mode,
    .line_modes = RV_MODE_LINE,
    .fpmode = fpmode,
    .reset = reset32,
    .translate = rv_translate,
    .get_pc = get_pc,
    .set_pc = set_pc,
    .dump = dump,
    .dump_vectors = dump_vectors,
    .regs = regs32,
    .nregs = G_N_ELEMENTS(regs32),
    .cpu_names = names32,
    .cpu_find = cpu_find32,
};
