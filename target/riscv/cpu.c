/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The RISC-V guests as data: slots, state access, struct target of RV64 and RV32.
 *
 * In: a struct rv_cpu.  Out: const tables.
 */
#include <capstone/capstone.h>
#include <glib.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
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
#define TEN(X, tens)                                                                               \
    X(tens##0), X(tens##1), X(tens##2), X(tens##3), X(tens##4), X(tens##5), X(tens##6),            \
        X(tens##7), X(tens##8), X(tens##9)
#define EACH32(X) TEN(X, ), TEN(X, 1), TEN(X, 2), X(30), X(31)
#define EACH256(X)                                                                                 \
    TEN(X, ), TEN(X, 1), TEN(X, 2), TEN(X, 3), TEN(X, 4), TEN(X, 5), TEN(X, 6), TEN(X, 7),         \
        TEN(X, 8), TEN(X, 9), TEN(X, 10), TEN(X, 11), TEN(X, 12), TEN(X, 13), TEN(X, 14),          \
        TEN(X, 15), TEN(X, 16), TEN(X, 17), TEN(X, 18), TEN(X, 19), TEN(X, 20), TEN(X, 21),        \
        TEN(X, 22), TEN(X, 23), TEN(X, 24), X(250), X(251), X(252), X(253), X(254), X(255)
#define XSLOT64(i) SLOT("x" #i, x[i], IR_I64)
#define XSLOT32(i) SLOT("x" #i, x[i], IR_I32)
#define FSLOT(i)   SLOT("f" #i, f[i], IR_V128)
#define VSLOT(i)   SLOT("v" #i, v[16 * (i)], IR_V128)
#define VSLOTS                                                                                     \
    [RV_VXSAT] = SLOT("vxsat", vxsat, IR_I32), [RV_VXRM] = SLOT("vxrm", vxrm, IR_I32),             \
    [RV_VCONF] = SLOT("vconf", vconf, IR_I32), [RV_VWAY] = SLOT("vway", vway, IR_I32),             \
    EACH256(VSLOT)

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

/* ---- state ---- */

/* fflags: NX 0, UF 1, OF 2, DZ 3, NV 4. */
static uint32_t fflags(const struct rv_cpu *cpu)
{
    uint32_t flags = cpu_fp_flags(&cpu->common);
    return (flags & FP_INVALID ? 16 : 0) | (flags & FP_DIVZERO ? 8 : 0) |
           (flags & FP_OVERFLOW ? 4 : 0) | (flags & FP_UNDERFLOW ? 2 : 0) |
           (flags & FP_INEXACT ? 1 : 0);
}

uint32_t rv_get_fcsr(const struct rv_cpu *cpu)
{
    return cpu->frm << 5 | fflags(cpu);
}

void rv_set_fcsr(struct rv_cpu *cpu, uint32_t value)
{
    static const uint8_t rounding[8] = {FP_RNE, FP_RZ, FP_RDN, FP_RUP};
    cpu->frm = value >> 5 & 7;
    cpu_set_fp_rounding(&cpu->common, rounding[cpu->frm]);
    cpu_set_fp_flags(&cpu->common, (value & 16 ? FP_INVALID : 0) | (value & 8 ? FP_DIVZERO : 0) |
                                       (value & 4 ? FP_OVERFLOW : 0) |
                                       (value & 2 ? FP_UNDERFLOW : 0) |
                                       (value & 1 ? FP_INEXACT : 0));
}

uint64_t rv_vtype_known(const struct rv_model *m)
{
    /* vlmul 2:0, vsew 5:3, vta 6, vma 7 */
    return 0xff | (m->features & RV_F(ZVFBFA) ? RV_VTYPE_ALT : 0) |
           (m->features & RV_F(ZVE64X) ? RV_VTYPE_ELEN64 : 0);
}

uint64_t rv_get_vtype(const struct rv_cpu *cpu)
{
    return (uint64_t)cpu->vill << (cpu->model->xlen - 1) | cpu->vtype;
}

void rv_set_vtype(struct rv_cpu *cpu, uint64_t vtype, uint64_t vl)
{
    uint32_t start = cpu->vstart;
    cpu->vconf = (uint32_t)rv_helper_vsetvl(vl, vtype, cpu->vlenb, rv_vtype_known(cpu->model));
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
    reset(state, model ? model : rv_cpu_find64(NULL));
}

static void reset32(void *state, const void *model)
{
    reset(state, model ? model : rv_cpu_find32(NULL));
}

static uint64_t mode(const void *state)
{
    const struct rv_cpu *cpu = state;
    uint64_t m = (cpu->frm & RV_MODE_FRM) | (cpu->rve ? RV_MODE_RVE : 0);
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

/* clang-format off */
#define RISCV(xlen)                                         \
    {                                                       \
        .name = "riscv" #xlen,                              \
        .ir = &guest##xlen,                                 \
        .cpu_size = sizeof(struct rv_cpu),                  \
        .tr_size = RV_TR_SIZE,                              \
        .insn_min = 2,                                      \
        .insn_max = 4,                                      \
        DISASSEMBLER(xlen),                                 \
        .explicit_icache = true,                            \
        .mode = mode,                                       \
        .line_modes = RV_MODE_LINE,                         \
        .fpmode = fpmode,                                   \
        .reset = reset##xlen,                               \
        .translate = rv_translate,                          \
        .get_pc = get_pc,                                   \
        .set_pc = set_pc,                                   \
        .dump = dump,                                       \
        .dump_vectors = dump_vectors,                       \
        .regs = regs##xlen,                                 \
        .nregs = G_N_ELEMENTS(regs##xlen),                  \
        .cpu_names = rv_cpu_names##xlen,                    \
        .cpu_find = rv_cpu_find##xlen,                      \
    }
/* clang-format on */

const struct target target_riscv64 = RISCV(64);
const struct target target_riscv32 = RISCV(32);
