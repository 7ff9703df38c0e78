/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selection of floating point: comparison, the sticky flags, the rounding mode.
 *
 * In: see x64.h.  Out: host code; the guest's MXCSR is the host's while code runs.
 */
#include "tcg/back/x86-64/simd.h"

#include "tcg/exec/cpu.h"

enum { STMXCSR = 3, LDMXCSR = 2 }; /* extensions of 0f ae */

static void mxcsr(struct x64 *x, unsigned ext)
{
    struct x64_opnd m = x64_scratch(x, 0);
    x64_rm(x, SIMD_NP(0xae), ext, &m.mem);
}

/* ---- comparison ---- */

bool x64_fcmp_inline(const struct x64 *x, const struct ir_ins *fcmp)
{
    return (fcmp->type == IR_F32 || fcmp->type == IR_F64) && !x64_fp(x)->flush_in;
}

static void compare(struct x64 *x, const struct ir_ins *fcmp, const struct x64_opnd *a,
                    const struct x64_opnd *b)
{
    bool signalling = fcmp->sub & IR_FCMP_SIGNALLING;
    uint32_t opc = (signalling ? COMISS : UCOMISS) | (fcmp->type == IR_F64 ? X64_66 : 0);
    x64_sse2(x, opc, a->reg, b);
}

/* The sticky flags stay as they are; LDMXCSR leaves the condition. */
static void silent_compare(struct x64 *x, const struct ir_ins *fcmp, const struct x64_opnd *a,
                           const struct x64_opnd *b)
{
    unsigned ordered = x64_label(x);
    mxcsr(x, STMXCSR);
    compare(x, fcmp, a, b);
    x64_jcc(x, X64_NP, ordered);
    mxcsr(x, LDMXCSR);
    x64_bind(x, ordered);
}

static uint32_t trap_flags(const struct ir_ins *fcmp)
{
    return CODE_TRAP_UNORDERED | (fcmp->sub & IR_FCMP_SILENT ? CODE_TRAP_SILENT : 0);
}

/* The flags of an unordered comparison are made by the handler. */
static void trapping_compare(struct x64 *x, const struct ir_ins *fcmp, const struct x64_opnd *a,
                             const struct x64_opnd *b)
{
    if (!x64_traps(x)) {
        (fcmp->sub & IR_FCMP_SILENT ? silent_compare : compare)(x, fcmp, a, b);
        return;
    }
    uint32_t record = x64_trap_begin(x);
    unsigned behind = x64_label(x);
    compare(x, fcmp, a, b);
    x64_bind(x, behind);
    x64_trap_end(x, record, behind, trap_flags(fcmp));
}

struct x64_cond x64_fcmp_flags(struct x64 *x, const struct x64_ops *o, unsigned mask)
{
    enum { LT = IR_REL_LT, EQ = IR_REL_EQ, GT = IR_REL_GT, UN = IR_REL_UN };
    /* Unordered sets carry, zero and parity; less carry; equal zero. */
    static const struct {
        bool swap; /* compare b with a, where b is a register */
        struct x64_cond straight, swapped;
    } conds[16] = {
        [0] = {false, {X64_E, X64_NE, X64_COND_AND}, {0}},
        [LT] = {true, {X64_B, X64_NP, X64_COND_AND}, {X64_A, 0, X64_COND_ONE}},
        [EQ] = {false, {X64_E, X64_NP, X64_COND_AND}, {0}},
        [LT | EQ] = {true, {X64_BE, X64_NP, X64_COND_AND}, {X64_AE, 0, X64_COND_ONE}},
        [GT] = {false, {X64_A, 0, X64_COND_ONE}, {0}},
        [LT | GT] = {false, {X64_NE, 0, X64_COND_ONE}, {0}},
        [EQ | GT] = {false, {X64_AE, 0, X64_COND_ONE}, {0}},
        [LT | EQ | GT] = {false, {X64_NP, 0, X64_COND_ONE}, {0}},
        [UN] = {false, {X64_P, 0, X64_COND_ONE}, {0}},
        [UN | LT] = {false, {X64_B, 0, X64_COND_ONE}, {0}},
        [UN | EQ] = {false, {X64_E, 0, X64_COND_ONE}, {0}},
        [UN | LT | EQ] = {false, {X64_BE, 0, X64_COND_ONE}, {0}},
        [UN | GT] = {true, {X64_A, X64_P, X64_COND_OR}, {X64_B, 0, X64_COND_ONE}},
        [UN | LT | GT] = {false, {X64_NE, X64_P, X64_COND_OR}, {0}},
        [UN | EQ | GT] = {true, {X64_AE, X64_P, X64_COND_OR}, {X64_BE, 0, X64_COND_ONE}},
        [15] = {false, {X64_E, X64_NE, X64_COND_OR}, {0}},
    };
    mask &= 15;
    bool swap = conds[mask].swap && o->b.kind == X64_REG;
    if (swap)
        trapping_compare(x, o->ins, &o->b, &o->a);
    else
        trapping_compare(x, o->ins, &o->a, &o->b);
    return swap ? conds[mask].swapped : conds[mask].straight;
}

/* What x64_fcmp_blend does for unordered operands: o->a is the one that it takes. */
static void take_one(struct x64 *x, const struct x64_ops *o, unsigned back)
{
    x64_movaps(x, o->d.reg, o->a.reg);
    x64_jmp(x, back);
}

/* By a mask, since what programs select by is often hard to predict. */
void x64_fcmp_blend(struct x64 *x, const struct x64_ops *o, unsigned mask, unsigned yes,
                    unsigned no)
{
    /* By the mask's bits less, equal, greater, unordered; quiet, then signalling for all NaNs. */
    static const uint8_t predicates[2][16] = {{0x0b, 0x11, 0x00, 0x12, 0x1e, 0x0c, 0x1d, 0x07, 0x03,
                                               0x19, 0x08, 0x1a, 0x16, 0x04, 0x15, 0x0f},
                                              {0x1b, 0x01, 0x10, 0x02, 0x0e, 0x1c, 0x0d, 0x17, 0x13,
                                               0x09, 0x18, 0x0a, 0x06, 0x14, 0x05, 0x1f}};
    bool dbl = o->ins->type == IR_F64;
    unsigned d = o->d.reg;
    struct x64_opnd ry = x64_reg(yes);
    uint32_t record = x64_traps(x) ? x64_trap_begin(x) : 0;
    bool keep = o->ins->sub & IR_FCMP_SILENT && !x64_traps(x);
    if (keep)
        mxcsr(x, STMXCSR);
    x64_sse3i(x, dbl ? SIMD_F2(FP_CMP) : SIMD_F3(FP_CMP), d, o->a.reg, &o->b,
              predicates[o->ins->sub & IR_FCMP_SIGNALLING][mask & 15]);
    if (keep)
        mxcsr(x, LDMXCSR);
    unsigned label = x64_label(x), back = x64_label(x);
    if (x64_traps(x))
        x64_trap_end(x, record, label, trap_flags(o->ins));
    x64_vexi(x, dbl ? VBLENDVPD : VBLENDVPS, d, no, &ry, d << 4);
    x64_bind(x, back);
    struct x64_ops one = *o;
    one.a = x64_reg(mask & IR_REL_UN ? yes : no);
    if (x64_traps(x))
        x64_outline(x, label, back, &one, take_one);
}

/* The relation as a number. */
void x64_fp_fcmp(struct x64 *x, const struct x64_ops *o)
{
    static const struct {
        uint8_t cc, relation;
    } cases[] = {{X64_B, IR_REL_LT}, {X64_E, IR_REL_EQ}, {X64_P, IR_REL_UN}};
    bool silent = o->ins->sub & IR_FCMP_SILENT && !x64_traps(x);
    (silent ? silent_compare : compare)(x, o->ins, &o->a, &o->b);
    x64_movi(x, o->d.reg, IR_REL_GT, true);
    for (unsigned k = 0; k < 3; k++) {
        struct x64_opnd relation = x64_const32(x, cases[k].relation);
        x64_cmov(x, cases[k].cc, false, o->d.reg, &relation);
    }
}

/* ---- flags and rounding ---- */

/* Bits 0, 2-5 of MXCSR are bits 0, 1-4 of softfp's; bit 1 (a denormal was seen) has no equal. */
void x64_fp_flags_get(struct x64 *x, const struct x64_ops *o)
{
    unsigned d = o->d.reg, t = o->t[0];
    struct x64_opnd m = x64_scratch(x, 0), rt = x64_reg(t);
    struct x64_opnd sticky = x64_cpu(x, offsetof(struct cpu_common, fp_flags));
    mxcsr(x, STMXCSR);
    x64_rm(x, 0x8b, d, &m.mem);
    x64_mov(x, false, t, d);
    x64_alui(x, 4, false, d, 1);
    x64_shifti(x, 5, false, t, 1);
    x64_alui(x, 4, false, t, 0x1e);
    x64_alu(x, 1, false, d, &rt);
    x64_alu(x, 1, false, d, &sticky);
}

void x64_fp_flags_set(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd m = x64_scratch(x, 0);
    struct x64_opnd sticky = x64_cpu(x, offsetof(struct cpu_common, fp_flags));
    x64_rm(x, 0x89, o->a.reg, &sticky.mem);
    mxcsr(x, STMXCSR);
    x64_roi(x, 0x83, 4, &m, ~0x3f, 1);
    mxcsr(x, LDMXCSR);
}

/* softfp counts nearest, up, down, zero; MXCSR's bits 13 and 14 nearest, down, up, zero. */
void x64_fp_rounding_set(struct x64 *x, const struct x64_ops *o)
{
    unsigned t = o->t[0], u = o->t[1];
    struct x64_opnd m = x64_scratch(x, 0), ru = x64_reg(u);
    struct x64_opnd dynamic = x64_cpu(x, offsetof(struct cpu_common, fp_rounding));
    x64_mov(x, false, t, o->a.reg);
    x64_alui(x, 4, false, t, 3);
    x64_rm(x, 0x89, t, &dynamic.mem);
    x64_mov(x, false, u, t);
    x64_shifti(x, 4, false, u, 14);
    x64_shifti(x, 4, false, t, 12);
    x64_rr(x, 0x0b, u, t); /* or */
    x64_alui(x, 4, false, u, 0x6000);
    mxcsr(x, STMXCSR);
    x64_roi(x, 0x81, 4, &m, ~0x6000, 4);
    x64_rm(x, 0x09, ru.reg, &m.mem); /* or [m], u */
    mxcsr(x, LDMXCSR);
}
