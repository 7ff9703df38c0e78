/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The AArch64 guest as data: slots, models, ID registers, state access, struct target.
 *
 * In: -cpu, a struct a64_cpu.  Out: const tables.
 */
#include <capstone/capstone.h>
#include <glib.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include <sys/random.h>
#include "target/aarch64/cpu.h"
#include "target/aarch64/helper.h"
#include "target/aarch64/target.h"
#include "tcg/softfp/softfp.h"

/* ---- slots ---- */

#define SLOT(n, field, t)                                                                          \
    {                                                                                              \
        .name = n, .offset = offsetof(struct a64_cpu, field), .type = t                            \
    }
#define XSLOT(i)    SLOT("x" #i, x[i], IR_I64)
#define VSLOT(i)    SLOT("v" #i, v[i], IR_V128)
#define KSLOT(n, k) SLOT(n "lo", keys[k][0], IR_I64), SLOT(n "hi", keys[k][1], IR_I64)

static const struct ir_slot slots[A64_SLOTS] = {
    XSLOT(0),
    XSLOT(1),
    XSLOT(2),
    XSLOT(3),
    XSLOT(4),
    XSLOT(5),
    XSLOT(6),
    XSLOT(7),
    XSLOT(8),
    XSLOT(9),
    XSLOT(10),
    XSLOT(11),
    XSLOT(12),
    XSLOT(13),
    XSLOT(14),
    XSLOT(15),
    XSLOT(16),
    XSLOT(17),
    XSLOT(18),
    XSLOT(19),
    XSLOT(20),
    XSLOT(21),
    XSLOT(22),
    XSLOT(23),
    XSLOT(24),
    XSLOT(25),
    XSLOT(26),
    XSLOT(27),
    XSLOT(28),
    XSLOT(29),
    XSLOT(30),
    [A64_SP] = SLOT("sp", sp, IR_I64),
    [A64_CC_OP] = SLOT("cc_op", cc_op, IR_I32),
    [A64_CC_A] = SLOT("cc_a", cc_a, IR_I64),
    [A64_CC_B] = SLOT("cc_b", cc_b, IR_I64),
    [A64_V0] = VSLOT(0),
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
    VSLOT(16),
    VSLOT(17),
    VSLOT(18),
    VSLOT(19),
    VSLOT(20),
    VSLOT(21),
    VSLOT(22),
    VSLOT(23),
    VSLOT(24),
    VSLOT(25),
    VSLOT(26),
    VSLOT(27),
    VSLOT(28),
    VSLOT(29),
    VSLOT(30),
    VSLOT(31),
    [A64_QC] = SLOT("qc", qc, IR_V128),
    [A64_TPIDR] = SLOT("tpidr", tpidr, IR_I64),
    [A64_TPIDRRO] = SLOT("tpidrro", tpidrro, IR_I64),
    [A64_FPCR] = SLOT("fpcr", fpcr, IR_I32),
    [A64_DIT] = SLOT("dit", dit, IR_I32),
    [A64_SSBS] = SLOT("ssbs", ssbs, IR_I32),
    [A64_EXCL_ADDR] = SLOT("excl_addr", excl_addr, IR_I64),
    [A64_EXCL_VAL] = SLOT("excl_val", excl_val, IR_I64),
    [A64_EXCL_HI] = SLOT("excl_hi", excl_hi, IR_I64),
    [A64_KEY0] = KSLOT("apia", A64_KEY_IA),
    KSLOT("apib", A64_KEY_IB),
    KSLOT("apda", A64_KEY_DA),
    KSLOT("apdb", A64_KEY_DB),
    KSLOT("apga", A64_KEY_GA),
};

/* Byte displacements from the state pointer reach from SP to X29, and the fields before SP. */
static const struct ir_guest guest = {
    .slots = slots,
    .nslots = A64_SLOTS,
    .helpers = a64_helpers,
    .nhelpers = A64_HELPERS,
    .service = A64_H_service,
    .guarded_store = A64_H_guarded_store,
    .pc_offset = offsetof(struct a64_cpu, pc),
    .state_bias = offsetof(struct a64_cpu, sp) + 112,
    .insn_shift = 2,
    .call = {.trap = A64_TRAP_SVC,
             .number = offsetof(struct a64_cpu, x[8]),
             .arg = {offsetof(struct a64_cpu, x[0]), offsetof(struct a64_cpu, x[1]),
                     offsetof(struct a64_cpu, x[2]), offsetof(struct a64_cpu, x[3]),
                     offsetof(struct a64_cpu, x[4]), offsetof(struct a64_cpu, x[5])},
             .result = offsetof(struct a64_cpu, x[0]),
             .word64 = true,
             .number32 = true},
};

/* ---- models ---- */

#define V80                                                                                        \
    (A64_F(FP) | A64_F(ASIMD) | A64_F(AES) | A64_F(PMULL) | A64_F(SHA1) | A64_F(SHA256) |          \
     A64_F(CRC32) | A64_F(EVTSTRM) | A64_F(CPUID))
#define V82                                                                                        \
    (V80 | A64_F(LSE) | A64_F(RDM) | A64_F(LOR) | A64_F(DPB) | A64_F(FP16) | A64_F(DOTPROD) |      \
     A64_F(LRCPC))
#define ALL (((UINT64_C(1) << (A64_FEATURES - 1) << 1) - 1) & ~A64_F(MTE))

static const struct a64_model models[] = {
    {"max", ALL, 0x000f0460}, /* implementer 0: reserved for software */
    {"cortex-a35", V80, 0x411fd040},
    {"cortex-a53", V80, 0x410fd034},
    {"cortex-a55", V82, 0x412fd050},
    {"cortex-a57", V80, 0x411fd070},
    {"cortex-a72", V80, 0x410fd083},
    {"cortex-a76", V82 | A64_F(SSBS), 0x414fd0b1},
    {"neoverse-n1", V82 | A64_F(SSBS), 0x414fd0c1},
};

static const char *const cpu_names[] = {"max",        "cortex-a35",  "cortex-a53",
                                        "cortex-a55", "cortex-a57",  "cortex-a72",
                                        "cortex-a76", "neoverse-n1", NULL};

static const struct {
    const char *name;
    uint64_t mask;
} properties[] = {
#define FEAT(name, hwcap, hwcap2, reg, lsb, value) {#name, A64_F(name)},
#define FEAT_NONE(name)
#include "target/aarch64/features.def"
#undef FEAT
#undef FEAT_NONE
    /* QEMU's names; what does not exist here can only be switched off */
    {"pauth", A64_F(PAUTH) | A64_F(PACG)},
    {"pauth-impdef", 0},
    {"pauth-qarma3", 0},
    {"neon", A64_F(ASIMD)},
    {"sve", 0},
    {"sme", 0},
};

static bool apply_property(void *model, const char *text)
{
    struct a64_model *m = model;
    const char *equal = strchr(text, '=');
    size_t len = equal ? (size_t)(equal - text) : strlen(text);
    bool on = !equal || !strcmp(equal + 1, "on") || !strcmp(equal + 1, "true");
    bool off = equal && (!strcmp(equal + 1, "off") || !strcmp(equal + 1, "false"));
    uint64_t mask = 0;
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(properties); i++) {
        if (strlen(properties[i].name) == len &&
            !g_ascii_strncasecmp(properties[i].name, text, len)) {
            mask |= properties[i].mask;
            found = true;
        }
    }
    if (!found)
        return target_refuse_property(m->name, "arm", text, "Property '%s-arm-cpu.%.*s' not found",
                                      m->name, (int)len, text);
    if (!on && !off)
        return target_refuse_property(m->name, "arm", text,
                                      "Parameter '%.*s' expects 'on' or 'off'", (int)len, text);
    if (on && !mask && strncmp(text, "pauth", 5))
        return target_refuse_property(m->name, "arm", text, "'%.*s' is not implemented", (int)len,
                                      text);
    m->features = on ? m->features | mask : m->features & ~mask;
    return true;
}

static const void *cpu_find(const char *spec)
{
    static const struct target_models table = {models, G_N_ELEMENTS(models), sizeof models[0],
                                               apply_property};
    return target_find_model(&table, spec);
}

/* ---- what a model says of itself ---- */

struct feature_row {
    uint64_t hwcap, hwcap2;
    uint8_t reg, lsb, value;
};

#define H(bit) (UINT64_C(1) << (bit))
static const struct feature_row feature_rows[A64_FEATURES] = {
#define FEAT(name, cap, cap2, id, bit, val)                                                        \
    [A64_FEAT_##name] = {.hwcap = cap, .hwcap2 = cap2, .reg = id, .lsb = bit, .value = val},
#define FEAT_NONE(name)
#include "target/aarch64/features.def"
#undef FEAT
#undef FEAT_NONE
};

uint64_t a64_hwcap(const struct a64_model *m)
{
    uint64_t caps = 0;
    for (unsigned i = 0; i < A64_FEATURES; i++)
        if (m->features >> i & 1)
            caps |= feature_rows[i].hwcap;
    return caps;
}

uint64_t a64_hwcap2(const struct a64_model *m)
{
    uint64_t caps = 0;
    for (unsigned i = 0; i < A64_FEATURES; i++)
        if (m->features >> i & 1)
            caps |= feature_rows[i].hwcap2;
    return caps;
}

uint64_t a64_id_reg(const struct a64_model *m, enum a64_id_reg reg)
{
    uint64_t id = reg == ID_AA64PFR0 ? 0x11 : 0; /* EL1, EL0: AArch64 */
    for (unsigned i = 0; i < A64_FEATURES; i++) {
        const struct feature_row *f = &feature_rows[i];
        if (!(m->features >> i & 1) || f->reg != reg || reg == ID_NONE)
            continue;
        if ((id >> f->lsb & 15) < f->value)
            id = (id & ~(UINT64_C(15) << f->lsb)) | (uint64_t)f->value << f->lsb;
    }
    if (reg != ID_AA64PFR0)
        return id;
    if (m->features & A64_F(FP16))
        id |= UINT64_C(1) << 20; /* AdvSIMD has the same value as FP */
    if (!(m->features & A64_F(FP)))
        id |= UINT64_C(15) << 16;
    if (!(m->features & A64_F(ASIMD)))
        id |= UINT64_C(15) << 20;
    return id;
}

/* ---- state ---- */

uint32_t a64_fpcr_mask(const struct a64_model *m)
{
    uint32_t mask = A64_FPCR_AHP | A64_FPCR_DN | A64_FPCR_FZ | 3u << 22;
    return m->features & A64_F(FP16) ? mask | A64_FPCR_FZ16 : mask;
}

uint32_t a64_get_fpcr(const struct a64_cpu *cpu)
{
    return cpu->fpcr;
}

void a64_set_fpcr(struct a64_cpu *cpu, uint32_t value)
{
    cpu->fpcr = value & a64_fpcr_mask(cpu->model);
    cpu_set_fp_rounding(&cpu->common, value >> 22 & 3);
}

uint32_t a64_get_fpsr(const struct a64_cpu *cpu)
{
    uint32_t flags = cpu_fp_flags(&cpu->common) & A64_FPSR_FLAGS;
    return flags | (cpu->qc[0] | cpu->qc[1] ? A64_FPSR_QC : 0);
}

void a64_set_fpsr(struct a64_cpu *cpu, uint32_t value)
{
    cpu_set_fp_flags(&cpu->common, value & A64_FPSR_FLAGS);
    cpu->qc[0] = value >> 27 & 1;
    cpu->qc[1] = 0;
}

uint32_t a64_get_pstate(const struct a64_cpu *cpu)
{
    uint32_t nzcv = a64_helper_nzcv(cpu->cc_op, cpu->cc_a, cpu->cc_b);
    return nzcv << 28 | cpu->dit << 24 | cpu->ssbs << 12 | a64_get_btype(cpu) << 10;
}

unsigned a64_get_btype(const struct a64_cpu *cpu)
{
    return (unsigned)(cpu->common.branch_tag >> A64_BTYPE_SHIFT);
}

void a64_set_btype(struct a64_cpu *cpu, unsigned btype)
{
    bool bti = cpu->common.guarded && cpu->model->features & A64_F(BTI);
    cpu->common.branch_tag = bti ? (uint64_t)btype << A64_BTYPE_SHIFT : 0;
}

void a64_set_pstate(struct a64_cpu *cpu, uint32_t value)
{
    cpu->cc_op = A64_CC_WORD;
    cpu->cc_a = value >> 28;
    cpu->dit = cpu->model->features & A64_F(DIT) ? value >> 24 & 1 : 0;
    cpu->ssbs = cpu->model->features & A64_F(SSBS) ? value >> 12 & 1 : 0;
    a64_set_btype(cpu, value >> 10 & 3);
}

void a64_new_keys(struct a64_cpu *cpu, unsigned mask)
{
    uint64_t random[A64_KEYS][2];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return; /* the old keys are as good as any */
    for (unsigned i = 0; i < A64_KEYS; i++)
        if (mask >> i & 1)
            memcpy(cpu->keys[i], random[i], sizeof random[i]);
}

static void reset(void *state, const void *model)
{
    struct a64_cpu *cpu = state;
    memset((char *)cpu + sizeof cpu->common, 0, sizeof *cpu - sizeof cpu->common);
    cpu->model = model ? model : &models[0];
    cpu->excl_addr = A64_NO_EXCL;
    cpu->ssbs = cpu->model->features & A64_F(SSBS) ? 1 : 0;
    cpu_set_fp_flags(&cpu->common, 0);
    a64_set_fpcr(cpu, 0);
    a64_new_keys(cpu, (1u << A64_KEYS) - 1);
}

static uint64_t mode(const void *state)
{
    const struct a64_cpu *cpu = state;
    uint32_t f = cpu->fpcr;
    return (f & A64_FPCR_DN ? A64_MODE_DN : 0) | (f & A64_FPCR_FZ ? A64_MODE_FZ : 0) |
           (f & A64_FPCR_FZ16 ? A64_MODE_FZ16 : 0) | (f & A64_FPCR_AHP ? A64_MODE_AHP : 0) |
           (cpu->tbi ? A64_MODE_TBI : 0) |
           (cpu->common.guarded && cpu->model->features & A64_F(BTI) ? A64_MODE_BTI : 0) |
           A64_MODE_PAC_OFF * cpu->pac_off;
}

/* A pc is 56 bits and their sign; a BTYPE on it is xored onto the sign. */
static uint64_t branch_tag(void *state)
{
    struct a64_cpu *cpu = state;
    uint64_t pc = (uint64_t)((int64_t)(cpu->pc << 8) >> 8), tag = cpu->pc ^ pc;
    if (tag & ~(UINT64_C(3) << A64_BTYPE_SHIFT)) /* a wild pc from before the first guarded page */
        return 0;
    cpu->pc = pc;
    return tag;
}

/* BTypeCompatible of the manual, with SCTLR_EL1.BT0 set as Linux has it. */
static bool may_land(uint64_t tag, uint32_t insn)
{
    enum { NOWHERE = 0xd503241f, TARGETS = 3 << 6, CALL = 1 << 6, JUMP = 2 << 6 };
    unsigned btype = (unsigned)(tag >> A64_BTYPE_SHIFT);
    uint32_t kind = insn & 0xffe0001f;
    if (kind == 0xd4200000 || kind == 0xd4400000) /* BRK and HLT have their own exceptions */
        return true;
    if (insn == 0xd503233f || insn == 0xd503237f) /* PACIASP, PACIBSP */
        return btype != 3;
    if ((insn & ~(uint32_t)TARGETS) != NOWHERE)
        return false;
    return (insn & CALL && btype != 3) || (insn & JUMP && btype != A64_BTYPE_CALL);
}

static struct ir_fpmode fpmode(uint64_t m)
{
    bool fz = m & A64_MODE_FZ;
    return (struct ir_fpmode){
        .nan_rule = FP_NAN_ARM,
        .default_nan = m & A64_MODE_DN,
        .flush_in = fz,
        .flush_out = fz,
        .flush_f16 = m & A64_MODE_FZ16,
        .ahp = m & A64_MODE_AHP,
        .tininess_before = true,
    };
}

static gaddr get_pc(const void *state)
{
    return ((const struct a64_cpu *)state)->pc;
}

static void set_pc(void *state, gaddr pc)
{
    ((struct a64_cpu *)state)->pc = pc;
}

static void dump(const void *state, FILE *out)
{
    const struct a64_cpu *cpu = state;
    uint32_t p = a64_get_pstate(cpu);
    fprintf(out, " PC=%016" PRIx64 " ", cpu->pc);
    for (int i = 0; i < 31; i++)
        fprintf(out, "X%02d=%016" PRIx64 "%s", i, cpu->x[i], (i + 2) % 3 ? " " : "\n");
    fprintf(out, " SP=%016" PRIx64 "\nPSTATE=%08" PRIx32 " %c%c%c%c EL0t\n", cpu->sp, p,
            p >> 31 & 1 ? 'N' : '-', p >> 30 & 1 ? 'Z' : '-', p >> 29 & 1 ? 'C' : '-',
            p >> 28 & 1 ? 'V' : '-');
}

#define REG(n, field)                                                                              \
    {                                                                                              \
        .name = n, .offset = offsetof(struct a64_cpu, field),                                      \
        .size = sizeof((struct a64_cpu *)0)->field                                                 \
    }
#define XREG(i) REG("x" #i, x[i])
#define VREG(i)                                                                                    \
    {                                                                                              \
        .name = "v" #i, .offset = offsetof(struct a64_cpu, v[i]),                                  \
        .size = sizeof((struct a64_cpu *)0)->v[i], .vector = true                                  \
    }

static const struct tr_reg regs[] = {
    XREG(0),
    XREG(1),
    XREG(2),
    XREG(3),
    XREG(4),
    XREG(5),
    XREG(6),
    XREG(7),
    XREG(8),
    XREG(9),
    XREG(10),
    XREG(11),
    XREG(12),
    XREG(13),
    XREG(14),
    XREG(15),
    XREG(16),
    XREG(17),
    XREG(18),
    XREG(19),
    XREG(20),
    XREG(21),
    XREG(22),
    XREG(23),
    XREG(24),
    XREG(25),
    XREG(26),
    XREG(27),
    XREG(28),
    XREG(29),
    XREG(30),
    REG("sp", sp),
    REG("pc", pc),
    REG("cc_op", cc_op),
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
    VREG(16),
    VREG(17),
    VREG(18),
    VREG(19),
    VREG(20),
    VREG(21),
    VREG(22),
    VREG(23),
    VREG(24),
    VREG(25),
    VREG(26),
    VREG(27),
    VREG(28),
    VREG(29),
    VREG(30),
    VREG(31),
    REG("fpcr", fpcr),
    REG("qc", qc),
    REG("cc_a", cc_a),
    REG("cc_b", cc_b),
    REG("tpidr", tpidr),
};

const struct target target_aarch64 = {
    .name = "aarch64",
    .ir = &guest,
    .cpu_size = sizeof(struct a64_cpu),
    .tr_size = A64_TR_SIZE,
    .insn_min = 4,
    .insn_max = 4,
    .cs_arch = CS_ARCH_ARM64,
    .cs_mode = CS_MODE_LITTLE_ENDIAN,
    .explicit_icache = true,
    .mode = mode,
    .fpmode = fpmode,
    .reset = reset,
    .translate = a64_translate,
    .get_pc = get_pc,
    .set_pc = set_pc,
    .branch_tag = branch_tag,
    .may_land = may_land,
    .bad_landing = A64_TRAP_BTI,
    .dump = dump,
    .regs = regs,
    .nregs = G_N_ELEMENTS(regs),
    .cpu_names = cpu_names,
    .cpu_find = cpu_find,
};
