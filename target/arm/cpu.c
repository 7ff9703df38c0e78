/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 32-bit Arm guest as data: slots, models, state access, struct target.
 *
 * In: -cpu, a struct arm_cpu.  Out: const tables.
 */
#include "target/arm/cpu.h"

#include <capstone/capstone.h>
#include <glib.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include "target/arm/helper.h"
#include "target/arm/target.h"
#include "tcg/softfp/softfp.h"

/* ---- slots ---- */

#define SLOT(n, field, t)                                                                          \
    {                                                                                              \
        .name = n, .offset = offsetof(struct arm_cpu, field), .type = t                            \
    }
#define RSLOT(i) SLOT("r" #i, r[i], IR_I32)
/* Over one another; generated code names one kind of them. */
#define OVER(n, i, size, t, p)                                                                     \
    {                                                                                              \
        .name = n #i, .offset = offsetof(struct arm_cpu, v) + (i) * (size), .type = t, .pieces = p \
    }
#define VSLOT(i) OVER("q", i, 16, IR_V128, ARM_D0 + 2 * (i))
#define DSLOT(i) OVER("d", i, 8, IR_F64, (i) < 16 ? ARM_S0 + 2 * (i) : 0)
#define SSLOT(i) OVER("s", i, 4, IR_F32, 0)
#define WSLOT(i) SLOT("w" #i, w[i], IR_V128)
#define CSLOT(i) SLOT("wcgr" #i, wcgr[i], IR_I32)

static const struct ir_slot slots[ARM_SLOTS] = {
    RSLOT(0),
    RSLOT(1),
    RSLOT(2),
    RSLOT(3),
    RSLOT(4),
    RSLOT(5),
    RSLOT(6),
    RSLOT(7),
    RSLOT(8),
    RSLOT(9),
    RSLOT(10),
    RSLOT(11),
    RSLOT(12),
    RSLOT(13),
    RSLOT(14),
    [ARM_CC_OP] = SLOT("cc_op", cc_op, IR_I32),
    [ARM_CC_A] = SLOT("cc_a", cc_a, IR_I32),
    [ARM_CC_B] = SLOT("cc_b", cc_b, IR_I32),
    [ARM_CC_NZV] = SLOT("cc_nz", cc_nz, IR_I32),
    [ARM_CC_CV] = SLOT("cc_c", cc_c, IR_I32),
    [ARM_Q] = SLOT("q", q, IR_I32),
    [ARM_GE] = SLOT("ge", ge, IR_I32),
    [ARM_IT] = SLOT("itstate", itstate, IR_I32),
    [ARM_BE] = SLOT("be", be, IR_I32),
    [ARM_TPIDRURO] = SLOT("tpidruro", tpidruro, IR_I32),
    [ARM_TPIDRURW] = SLOT("tpidrurw", tpidrurw, IR_I32),
    [ARM_EXCL_ADDR] = SLOT("excl_addr", excl_addr, IR_I32),
    [ARM_EXCL_VAL] = SLOT("excl_val", excl_val, IR_I64),
    [ARM_SHARED] = SLOT("shared", common.shared, IR_I32),
    [ARM_FPCC] = SLOT("fpcc", fpcc, IR_I32),
    [ARM_FPCR] = SLOT("fpcr", fpcr, IR_I32),
    [ARM_QC] = SLOT("qc", qc, IR_V128),
    [ARM_V0] = VSLOT(0),
    VSLOT(1),
    VSLOT(2),
    VSLOT(3),
    VSLOT(4),
    VSLOT(5),
    VSLOT(6),
    VSLOT(7),
    VSLOT(8),
    VSLOT(9),
    VSLOT(10),
    VSLOT(11),
    VSLOT(12),
    VSLOT(13),
    VSLOT(14),
    VSLOT(15),
    [ARM_D0] = DSLOT(0),
    DSLOT(1),
    DSLOT(2),
    DSLOT(3),
    DSLOT(4),
    DSLOT(5),
    DSLOT(6),
    DSLOT(7),
    DSLOT(8),
    DSLOT(9),
    DSLOT(10),
    DSLOT(11),
    DSLOT(12),
    DSLOT(13),
    DSLOT(14),
    DSLOT(15),
    DSLOT(16),
    DSLOT(17),
    DSLOT(18),
    DSLOT(19),
    DSLOT(20),
    DSLOT(21),
    DSLOT(22),
    DSLOT(23),
    DSLOT(24),
    DSLOT(25),
    DSLOT(26),
    DSLOT(27),
    DSLOT(28),
    DSLOT(29),
    DSLOT(30),
    DSLOT(31),
    [ARM_S0] = SSLOT(0),
    SSLOT(1),
    SSLOT(2),
    SSLOT(3),
    SSLOT(4),
    SSLOT(5),
    SSLOT(6),
    SSLOT(7),
    SSLOT(8),
    SSLOT(9),
    SSLOT(10),
    SSLOT(11),
    SSLOT(12),
    SSLOT(13),
    SSLOT(14),
    SSLOT(15),
    SSLOT(16),
    SSLOT(17),
    SSLOT(18),
    SSLOT(19),
    SSLOT(20),
    SSLOT(21),
    SSLOT(22),
    SSLOT(23),
    SSLOT(24),
    SSLOT(25),
    SSLOT(26),
    SSLOT(27),
    SSLOT(28),
    SSLOT(29),
    SSLOT(30),
    SSLOT(31),
    [ARM_W0] = WSLOT(0),
    WSLOT(1),
    WSLOT(2),
    WSLOT(3),
    WSLOT(4),
    WSLOT(5),
    WSLOT(6),
    WSLOT(7),
    WSLOT(8),
    WSLOT(9),
    WSLOT(10),
    WSLOT(11),
    WSLOT(12),
    WSLOT(13),
    WSLOT(14),
    WSLOT(15),
    [ARM_WF_A_V] = SLOT("wf_a", wf_a, IR_V128),
    [ARM_WF_B_V] = SLOT("wf_b", wf_b, IR_V128),
    [ARM_WF_OP_V] = SLOT("wf_op", wf_op, IR_I32),
    [ARM_WCON] = SLOT("wcon", wcon, IR_I32),
    [ARM_WCSSF] = SLOT("wcssf", wcssf, IR_I32),
    [ARM_WCGR0] = CSLOT(0),
    CSLOT(1),
    CSLOT(2),
    CSLOT(3),
};

static const struct ir_guest guest = {
    .slots = slots,
    .nslots = ARM_SLOTS,
    .helpers = arm_helpers,
    .nhelpers = ARM_HELPERS,
    .service = ARM_H_service,
    .guarded_store = ARM_H_guarded_store,
    .shared = ARM_SHARED,
    .pc_offset = offsetof(struct arm_cpu, pc),
    .state_bias = offsetof(struct arm_cpu, r) + 64,
    .insn_shift = 1,
    .addr32 = true,
    .call = {.trap = ARM_TRAP_SVC, /* with argument 0: the EABI's */
             .number = offsetof(struct arm_cpu, r[7]),
             .arg = {offsetof(struct arm_cpu, r[0]), offsetof(struct arm_cpu, r[1]),
                     offsetof(struct arm_cpu, r[2]), offsetof(struct arm_cpu, r[3]),
                     offsetof(struct arm_cpu, r[4]), offsetof(struct arm_cpu, r[5])},
             .result = offsetof(struct arm_cpu, r[0])},
};

/* ---- models ---- */

#define M4  (ARM_F(V4) | ARM_F(SWP))
#define M5  (M4 | ARM_F(V4T) | ARM_F(V5))
#define XS  (M5 | ARM_F(ACC0)) /* XScale */
#define WMX (M5 | ARM_F(IWMMXT))
#define V2  (ARM_F(VFP) | ARM_F(VEC))
#define M6  (M5 | V2 | ARM_F(V6))
#define M6K (M6 | ARM_F(V6K))
#define M7  (M5 | ARM_F(V6) | ARM_F(V6K) | ARM_F(V7) | ARM_F(VFP) | ARM_F(VFP3))
#define A8  (M7 | ARM_F(D32) | ARM_F(NEON))
#define A5  (A8 | ARM_F(VFP4))
#define A15 (A5 | ARM_F(IDIVA) | ARM_F(IDIVT) | ARM_F(LPAE))
#define R5  (M7 | ARM_F(IDIVA) | ARM_F(IDIVT))
#define M8  (A15 | ARM_F(V8) | ARM_F(CRC32) | ARM_F(AES) | ARM_F(PMULL) | ARM_F(SHA1) | ARM_F(SHA2))
/* Of the M profile there is T32 only; Linux has no more to tell of them. */
#define THUMB (ARM_F(V4) | ARM_F(V4T) | ARM_F(V6) | ARM_F(V7))
#define ALL                                                                                        \
    (M8 | ARM_F(FP16) | ARM_F(DOTPROD) | ARM_F(FHM) | ARM_F(BF16) | ARM_F(I8MM) | ARM_F(RDM) |     \
     ARM_F(FCMA) | ARM_F(JSCVT))

static const struct arm_model models[] = {
    {"max", ALL, 0x000f0460}, /* implementer 0: reserved for software */
    {"arm926", M5 | V2, 0x41069265},
    {"arm946", M5, 0x41059461},
    {"arm1026", M5 | V2, 0x4106a262},
    {"arm1136-r2", M6, 0x4107b362},
    {"arm1136", M6K, 0x4117b363},
    {"arm1176", M6K, 0x410fb767},
    {"arm11mpcore", M6K, 0x410fb022},
    {"cortex-a5", A5, 0x410fc051},
    {"cortex-a7", A15, 0x410fc075},
    {"cortex-a8", A8, 0x410fc080},
    {"cortex-a9", A8, 0x410fc090},
    {"cortex-a15", A15, 0x414fc0f1},
    {"cortex-a53", M8, 0x410fd034},
    {"cortex-a72", M8, 0x410fd083},
    {"cortex-r5", R5 & ~(ARM_F(VFP) | ARM_F(VFP3)), 0x411fc153},
    {"cortex-r5f", R5, 0x411fc153},
    {"cortex-r52", M8 & ~(ARM_F(LPAE) | ARM_F(AES) | ARM_F(PMULL) | ARM_F(SHA1) | ARM_F(SHA2)),
     0x411fd133},
    {"cortex-m0", THUMB & ~ARM_F(V7), 0x410cc200},
    {"cortex-m3", THUMB | ARM_F(IDIVT), 0x410fc231},
    {"cortex-m33", THUMB | ARM_F(IDIVT) | ARM_F(V5), 0x410fd213},
    {"cortex-m4", THUMB | ARM_F(IDIVT) | ARM_F(V5), 0x410fc240},
    {"cortex-m55", THUMB | ARM_F(IDIVT) | ARM_F(V5), 0x410fd221},
    {"cortex-m7", THUMB | ARM_F(IDIVT) | ARM_F(V5), 0x411fc272},
    {"pxa250", XS, 0x69052100},
    {"pxa255", XS, 0x69052d00},
    {"pxa260", XS, 0x69052903},
    {"pxa261", XS, 0x69052d05},
    {"pxa262", XS, 0x69052d06},
    {"pxa270", WMX, 0x69054110},
    {"pxa270-a0", WMX, 0x69054110},
    {"pxa270-a1", WMX, 0x69054111},
    {"pxa270-b0", WMX, 0x69054112},
    {"pxa270-b1", WMX, 0x69054113},
    {"pxa270-c0", WMX, 0x69054114},
    {"pxa270-c5", WMX, 0x69054117},
    {"sa1100", M4, 0x4401a11b},
    {"sa1110", M4, 0x6901b119},
    {"ti925t", M4 | ARM_F(V4T), 0x54029252},
};

static const char *const cpu_names[] = {
    "max",        "arm926",      "arm946",     "arm1026",   "arm1136-r2", "arm1136",
    "arm1176",    "arm11mpcore", "cortex-a5",  "cortex-a7", "cortex-a8",  "cortex-a9",
    "cortex-a15", "cortex-a53",  "cortex-a72", "cortex-r5", "cortex-r5f", "cortex-r52",
    "cortex-m0",  "cortex-m3",   "cortex-m33", "cortex-m4", "cortex-m55", "cortex-m7",
    "pxa250",     "pxa255",      "pxa260",     "pxa261",    "pxa262",     "pxa270",
    "pxa270-a0",  "pxa270-a1",   "pxa270-b0",  "pxa270-b1", "pxa270-c0",  "pxa270-c5",
    "sa1100",     "sa1110",      "ti925t",     NULL};

static const struct {
    const char *name;
    uint64_t mask, hwcap, hwcap2;
} features[] = {
#define H(bit)                (UINT64_C(1) << (bit))
#define FEAT(name, cap, cap2) {#name, ARM_F(name), cap, cap2},
#include "target/arm/features.def"
#undef FEAT
};

static bool apply_property(void *model, const char *text)
{
    struct arm_model *m = model;
    const char *equal = strchr(text, '=');
    size_t len = equal ? (size_t)(equal - text) : strlen(text);
    bool on = !equal || !strcmp(equal + 1, "on") || !strcmp(equal + 1, "true");
    bool off = equal && (!strcmp(equal + 1, "off") || !strcmp(equal + 1, "false"));
    for (size_t i = 0; i < G_N_ELEMENTS(features); i++) {
        if (strlen(features[i].name) != len || g_ascii_strncasecmp(features[i].name, text, len))
            continue;
        m->features = on ? m->features | features[i].mask : m->features & ~features[i].mask;
        return on || off ||
               target_refuse_property(m->name, "arm", text,
                                      "Parameter '%.*s' expects 'on' or 'off'", (int)len, text);
    }
    return target_refuse_property(m->name, "arm", text, "Property '%s-arm-cpu.%.*s' not found",
                                  m->name, (int)len, text);
}

static const void *cpu_find(const char *spec)
{
    static const struct target_models table = {models, G_N_ELEMENTS(models), sizeof models[0],
                                               apply_property};
    return target_find_model(&table, spec);
}

uint32_t arm_hwcap(const struct arm_model *m)
{
    uint64_t caps = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(features); i++)
        if (m->features & features[i].mask)
            caps |= features[i].hwcap;
    if (m->features & ARM_F(VFP3) && !(m->features & ARM_F(D32)))
        caps |= H(14); /* vfpv3d16 */
    return (uint32_t)caps;
}

uint32_t arm_hwcap2(const struct arm_model *m)
{
    uint64_t caps = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(features); i++)
        if (m->features & features[i].mask)
            caps |= features[i].hwcap2;
    return (uint32_t)caps;
}

/* ---- state ---- */

uint32_t arm_fpcr_mask(const struct arm_model *m)
{
    uint32_t mask = ARM_FPCR_AHP | ARM_FPCR_DN | ARM_FPCR_FZ | 3u << 22;
    if (m->features & ARM_F(FP16))
        mask |= ARM_FPCR_FZ16;
    return m->features & ARM_F(VEC) ? mask | ARM_FPCR_VEC : mask;
}

uint32_t arm_get_fpscr(const struct arm_cpu *cpu)
{
    uint32_t flags = cpu_fp_flags(&cpu->common) & ARM_FPSCR_FLAGS;
    uint32_t nzcv = arm_helper_nzcv(ARM_CC_FPCC, cpu->fpcc, 0, 0, 0);
    return flags | cpu->fpcr | (cpu->qc[0] | cpu->qc[1] ? ARM_FPSCR_QC : 0) | nzcv << 28;
}

void arm_set_fpscr(struct arm_cpu *cpu, uint32_t value)
{
    cpu->fpcr = value & arm_fpcr_mask(cpu->model);
    cpu_set_fp_rounding(&cpu->common, value >> 22 & 3);
    cpu_set_fp_flags(&cpu->common, value & ARM_FPSCR_FLAGS);
    cpu->qc[0] = value >> 27 & 1;
    cpu->qc[1] = 0;
    cpu->fpcc = ARM_FPCC_WORD | value >> 28;
}

static uint32_t ge_flags(uint32_t bytes)
{
    return (bytes & 0x01010101) * 0x01020408 >> 24 & 15;
}

uint32_t arm_get_cpsr(const struct arm_cpu *cpu)
{
    uint32_t nzcv = arm_helper_nzcv(cpu->cc_op, cpu->cc_a, cpu->cc_b, cpu->cc_nz, cpu->cc_c);
    uint32_t it = cpu->itstate;
    return nzcv << 28 | cpu->q << 27 | (it & 3) << 25 | ge_flags(cpu->ge) << 16 | (it & 0xfc) << 8 |
           cpu->be << 9 | (uint32_t)(cpu->pc & 1) << 5 | 0x10;
}

void arm_set_cpsr(struct arm_cpu *cpu, uint32_t value)
{
    cpu->cc_op = ARM_CC_WORD;
    cpu->cc_a = value >> 28;
    cpu->q = value >> 27 & 1;
    cpu->ge = ((value >> 16 & 15) * 0x00204081 & 0x01010101) * 255;
    cpu->itstate = (value >> 25 & 3) | (value >> 8 & 0xfc);
    cpu->be = value >> 9 & 1;
    cpu->pc = (cpu->pc & ~UINT64_C(1)) | (value >> 5 & 1);
    if (!(cpu->pc & 1) || !(cpu->itstate & 15))
        cpu->itstate = 0;
}

uint32_t arm_get_wcasf(const struct arm_cpu *cpu)
{
    return arm_helper_wcasf(cpu->wf_op, cpu->wf_a[0], cpu->wf_b[0]);
}

void arm_set_wcasf(struct arm_cpu *cpu, uint32_t value)
{
    cpu->wf_op = ARM_WF_WORD;
    cpu->wf_a[0] = value;
}

static void reset(void *state, const void *model)
{
    struct arm_cpu *cpu = state;
    memset((char *)cpu + sizeof cpu->common, 0, sizeof *cpu - sizeof cpu->common);
    cpu->model = model ? model : &models[0];
    cpu->excl_addr = ARM_NO_EXCL;
    arm_set_fpscr(cpu, 0);
}

static uint64_t mode(const void *state)
{
    const struct arm_cpu *cpu = state;
    uint32_t f = cpu->fpcr;
    return (f & ARM_FPCR_DN ? ARM_MODE_DN : 0) | (f & ARM_FPCR_FZ ? ARM_MODE_FZ : 0) |
           (f & ARM_FPCR_FZ16 ? ARM_MODE_FZ16 : 0) | (f & ARM_FPCR_AHP ? ARM_MODE_AHP : 0) |
           (cpu->be != cpu->be32 ? ARM_MODE_BE : 0) | (cpu->be32 ? ARM_MODE_BE_CODE : 0) |
           (f >> 22 & 3 ? ARM_MODE_RN : 0) | (uint64_t)cpu->itstate << ARM_MODE_IT_SHIFT |
           (uint64_t)(f >> 16 & 7) << ARM_MODE_LEN_SHIFT |
           (uint64_t)(f >> 20 & 3) << ARM_MODE_STRIDE_SHIFT;
}

static struct ir_fpmode fpmode(uint64_t m)
{
    bool fz = m & ARM_MODE_FZ;
    return (struct ir_fpmode){
        .nan_rule = FP_NAN_ARM,
        .default_nan = m & ARM_MODE_DN,
        .flush_in = fz,
        .flush_out = fz,
        .flush_f16 = m & ARM_MODE_FZ16,
        .ahp = m & ARM_MODE_AHP,
        .tininess_before = true,
        .nearest = !(m & ARM_MODE_RN),
    };
}

static gaddr get_pc(const void *state)
{
    return ((const struct arm_cpu *)state)->pc;
}

static void set_pc(void *state, gaddr pc)
{
    ((struct arm_cpu *)state)->pc = pc;
}

static void dump(const void *state, FILE *out)
{
    const struct arm_cpu *cpu = state;
    uint32_t p = arm_get_cpsr(cpu);
    for (int i = 0; i < 16; i++)
        fprintf(out, "R%02d=%08" PRIx32 "%s", i, i < 15 ? cpu->r[i] : (uint32_t)cpu->pc & ~1u,
                (i + 1) % 4 ? " " : "\n");
    fprintf(out, "PSR=%08" PRIx32 " %c%c%c%c %c usr32\n", p, p >> 31 & 1 ? 'N' : '-',
            p >> 30 & 1 ? 'Z' : '-', p >> 29 & 1 ? 'C' : '-', p >> 28 & 1 ? 'V' : '-',
            p & 0x20 ? 'T' : 'A');
}

#define REG(n, field)                                                                              \
    {                                                                                              \
        .name = n, .offset = offsetof(struct arm_cpu, field),                                      \
        .size = sizeof((struct arm_cpu *)0)->field                                                 \
    }
#define RREG(i) REG("r" #i, r[i])
#define VREG(i)                                                                                    \
    {                                                                                              \
        .name = "q" #i, .offset = offsetof(struct arm_cpu, v[i]),                                  \
        .size = sizeof((struct arm_cpu *)0)->v[i], .vector = true                                  \
    }

static const struct tr_reg regs[] = {
    RREG(0),
    RREG(1),
    RREG(2),
    RREG(3),
    RREG(4),
    RREG(5),
    RREG(6),
    RREG(7),
    RREG(8),
    RREG(9),
    RREG(10),
    RREG(11),
    RREG(12),
    RREG(13),
    RREG(14),
    REG("pc", pc),
    REG("cc_op", cc_op),
    REG("cc_a", cc_a),
    REG("cc_b", cc_b),
    REG("cc_nz", cc_nz),
    REG("cc_c", cc_c),
    REG("itstate", itstate),
    REG("q", q),
    REG("ge", ge),
    REG("fpcc", fpcc),
    REG("fpcr", fpcr),
    REG("qc", qc),
    VREG(0),
    VREG(1),
    VREG(2),
    VREG(3),
    VREG(4),
    VREG(5),
    VREG(6),
    VREG(7),
    VREG(8),
    VREG(9),
    VREG(10),
    VREG(11),
    VREG(12),
    VREG(13),
    VREG(14),
    VREG(15),
};

const struct target target_arm = {
    .name = "arm",
    .ir = &guest,
    .cpu_size = sizeof(struct arm_cpu),
    .tr_size = ARM_TR_SIZE,
    .insn_min = 2,
    .insn_max = 4,
    .cs_arch = CS_ARCH_ARM,
    .cs_mode = CS_MODE_ARM,
    .mode_big_code = ARM_MODE_BE_CODE,
    .cs_mode_state = CS_MODE_THUMB,
    .pc_state = 1,
    .explicit_icache = true,
    .mode = mode,
    .fpmode = fpmode,
    .reset = reset,
    .translate = arm_translate,
    .get_pc = get_pc,
    .set_pc = set_pc,
    .dump = dump,
    .regs = regs,
    .nregs = G_N_ELEMENTS(regs),
    .cpu_names = cpu_names,
    .cpu_find = cpu_find,
};
