/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System registers, barriers, cache maintenance.
 *
 * In: fields.  Out: IR.  What EL0 may use is what Linux lets it use: sysreg.def, and the ID
 * registers, whose reads Linux emulates (Documentation/arch/arm64/cpu-feature-registers.rst).
 */
#include "target/aarch64/translate.h"
#include "tcg/softfp/softfp.h"

#define FIELD(lsb, len) ((uint64_t)(lsb) | (uint64_t)(len) << 8)

/* L1Ip PIPT, 64-byte lines; new code needs IC IVAU (DIC = 0) but no DC CVAU (IDC = 1). */
#define CTR_VALUE   UINT64_C(0x9444c004)
#define DCZID_VALUE 4 /* log2 of the words that DC ZVA clears */
#define ZVA_BYTES   64
#define CNTFRQ      1000000000 /* CNTVCT counts nanoseconds */

/* ---- registers: a read gives an i64, a write takes one ---- */

static ir_ref w_to_x(struct a64_ctx *c, ir_ref w)
{
    return ir_un(c->r, IR_ZEXT32, IR_I64, w);
}

static ir_ref x_to_w(struct a64_ctx *c, ir_ref x)
{
    return ir_un(c->r, IR_TRUNC64, IR_I32, x);
}

static ir_ref read_bits(struct a64_ctx *c, unsigned slot, unsigned lsb)
{
    return w_to_x(c, ir_shli(c->r, IR_I32, ir_get(c->r, slot), lsb));
}

static ir_ref field(struct a64_ctx *c, ir_ref x, unsigned lsb, unsigned len)
{
    return ir_uni(c->r, IR_UBFX, IR_I32, x_to_w(c, x), FIELD(lsb, len));
}

static ir_ref read_nzcv(struct a64_ctx *c)
{
    return w_to_x(c, ir_shli(c->r, IR_I32, a64_nzcv(c), 28));
}

static void write_nzcv(struct a64_ctx *c, ir_ref v)
{
    a64_flags_word(c, field(c, v, 28, 4));
}

static ir_ref read_dit(struct a64_ctx *c)
{
    return read_bits(c, A64_DIT, 24);
}

static void write_dit(struct a64_ctx *c, ir_ref v)
{
    ir_set(c->r, A64_DIT, field(c, v, 24, 1));
}

static ir_ref read_ssbs(struct a64_ctx *c)
{
    return read_bits(c, A64_SSBS, 12);
}

static void write_ssbs(struct a64_ctx *c, ir_ref v)
{
    ir_set(c->r, A64_SSBS, field(c, v, 12, 1));
}

static ir_ref read_fpcr(struct a64_ctx *c)
{
    return w_to_x(c, ir_get(c->r, A64_FPCR));
}

static void write_fpcr(struct a64_ctx *c, ir_ref v)
{
    struct ir_region *r = c->r;
    ir_ref w = ir_andi(r, IR_I32, x_to_w(c, v), a64_fpcr_mask(c->model));
    ir_set(r, A64_FPCR, w);
    struct ir_ins round = {.op = IR_FPROUND_SET, .type = IR_I32};
    round.a = ir_uni(r, IR_UBFX, IR_I32, w, FIELD(22, 2));
    ir_emit(r, round);
    tr_stop(c->t); /* the translation mode may have changed */
}

static ir_ref read_fpsr(struct a64_ctx *c)
{
    struct ir_region *r = c->r;
    ir_ref flags = ir_emit(r, (struct ir_ins){.op = IR_FPFLAGS_GET, .type = IR_I32});
    ir_ref qc = a64_qc(c);
    return w_to_x(c, ir_bin(r, IR_OR, IR_I32, flags, ir_shli(r, IR_I32, qc, 27)));
}

static void write_fpsr(struct a64_ctx *c, ir_ref v)
{
    struct ir_region *r = c->r;
    struct ir_ins set = {.op = IR_FPFLAGS_SET, .type = IR_I32};
    set.a = ir_andi(r, IR_I32, x_to_w(c, v), A64_FPSR_FLAGS);
    ir_emit(r, set);
    a64_set_qc(c, field(c, v, 27, 1));
    if (c->t->mode & TR_MODE_UNDERFLOWED)
        tr_stop(c->t);
}

static ir_ref read_tpidr(struct a64_ctx *c)
{
    return ir_get(c->r, A64_TPIDR);
}

static void write_tpidr(struct a64_ctx *c, ir_ref v)
{
    ir_set(c->r, A64_TPIDR, v);
}

static ir_ref read_tpidrro(struct a64_ctx *c)
{
    return ir_get(c->r, A64_TPIDRRO);
}

static ir_ref read_ctr(struct a64_ctx *c)
{
    return a64_imm(c, true, CTR_VALUE);
}

static ir_ref read_dczid(struct a64_ctx *c)
{
    return a64_imm(c, true, DCZID_VALUE);
}

static ir_ref read_cntfrq(struct a64_ctx *c)
{
    return a64_imm(c, true, CNTFRQ);
}

static ir_ref read_cntvct(struct a64_ctx *c)
{
    return ir_call(c->r, A64_H_cntvct, NULL, 0);
}

static ir_ref read_rndr(struct a64_ctx *c)
{
    ir_ref v = ir_call(c->r, A64_H_random, NULL, 0);
    a64_flags_word(c, ir_const(c->r, IR_I32, 0)); /* success */
    return v;
}

struct sysreg {
    uint16_t key;
    uint64_t features;
    ir_ref (*read)(struct a64_ctx *c);
    void (*write)(struct a64_ctx *c, ir_ref v);
};

#define KEY(op0, op1, crn, crm, op2)                                                               \
    (((op0)&3) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))

static const struct sysreg sysregs[] = {
#define SYSREG(name, op0, op1, crn, crm, op2, feat, rd, wr)                                        \
    {.key = KEY(op0, op1, crn, crm, op2), .features = feat, .read = rd, .write = wr},
#include "target/aarch64/sysreg.def"
#undef SYSREG
};

static unsigned key_of(const struct a64_args *a)
{
    return KEY(2u | a->o0, a->op1, a->CRn, a->CRm, a->op2);
}

static const struct sysreg *find(struct a64_ctx *c, unsigned key)
{
    for (size_t i = 0; i < sizeof sysregs / sizeof *sysregs; i++)
        if (sysregs[i].key == key && !(sysregs[i].features & ~c->model->features))
            return &sysregs[i];
    return NULL;
}

/* The space of ID registers; of those of the 64-bit state, what Linux does not show reads as zero.
 */
static bool id_register(struct a64_ctx *c, const struct a64_args *a, uint64_t *out)
{
    if (a->o0 != 1 || a->op1 != 0 || a->CRn != 0 || a->CRm > 7)
        return false;
    if (a->CRm >= 1 && a->CRm <= 3) /* those of the 32-bit state, which there is none of */
        return false;
    if (a->CRm == 0 && a->op2 != 0 && a->op2 != 5 && a->op2 != 6)
        return false;
    switch (a->CRm << 3 | a->op2) {
    case 0: *out = c->model->midr; break;
    case 5: *out = UINT64_C(1) << 31; break; /* MPIDR */
    case 4 << 3 | 0: *out = a64_id_reg(c->model, ID_AA64PFR0); break;
    case 4 << 3 | 1: *out = a64_id_reg(c->model, ID_AA64PFR1); break;
    case 5 << 3 | 0: *out = 6; break; /* DFR0: v8 debug */
    case 6 << 3 | 0: *out = a64_id_reg(c->model, ID_AA64ISAR0); break;
    case 6 << 3 | 1: *out = a64_id_reg(c->model, ID_AA64ISAR1); break;
    case 7 << 3 | 0: *out = 0xff000000; break; /* MMFR0: TGran4, TGran64 not told */
    default: *out = 0;
    }
    return true;
}

bool a64_trans_MRS(struct a64_ctx *c, const struct a64_args *a)
{
    uint64_t id;
    const struct sysreg *reg = find(c, key_of(a));
    if (reg)
        a64_set_x(c, a->rt, reg->read(c));
    else if (id_register(c, a, &id))
        a64_set_x(c, a->rt, a64_imm(c, true, id));
    else
        return false;
    return true;
}

bool a64_trans_MSR_reg(struct a64_ctx *c, const struct a64_args *a)
{
    const struct sysreg *reg = find(c, key_of(a));
    if (!reg || !reg->write)
        return false;
    reg->write(c, a64_x(c, a->rt));
    return true;
}

bool a64_trans_msr_imm(struct a64_ctx *c, const struct a64_args *a)
{
    ir_set(c->r, a->slot, ir_const(c->r, IR_I32, a->CRm));
    return true;
}

/* ---- barriers ---- */

bool a64_trans_dmb(struct a64_ctx *c, const struct a64_args *a)
{
    static const uint8_t kind[] = {IR_FENCE_FULL, IR_FENCE_LD, IR_FENCE_ST, IR_FENCE_FULL};
    struct ir_ins i = {.op = IR_FENCE};
    i.sub = a->full ? IR_FENCE_FULL : kind[a->CRm & 3];
    ir_emit(c->r, i);
    return true;
}

/* What follows is fetched again: leave the region, which may hold old code. */
bool a64_trans_isb(struct a64_ctx *c, const struct a64_args *a)
{
    (void)a;
    ir_emit(c->r, (struct ir_ins){.op = IR_FENCE, .sub = IR_FENCE_INSN});
    tr_stop(c->t);
    return true;
}

/* ---- cache maintenance ---- */

bool a64_trans_DC_ZVA(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref base = ir_andi(c->r, IR_I64, a64_x(c, a->rt), ~(uint64_t)(ZVA_BYTES - 1));
    ir_ref addr = a64_addr(c, base), zero = ir_vconst(c->r, 0, 0);
    for (int i = 0; i < ZVA_BYTES; i += 16)
        ir_st(c->r, IR_V128, IR_V128, 0, addr, i, zero);
    return true;
}

/* Data caches are coherent, but the address has to be readable. */
bool a64_trans_dc(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ld(c->r, IR_I32, IR_I8, 0, a64_addr(c, a64_x(c, a->rt)), 0);
    return true;
}

bool a64_trans_IC_IVAU(struct a64_ctx *c, const struct a64_args *a)
{
    tr_trap(c->t, A64_TRAP_IC_IVAU, a64_addr(c, a64_x(c, a->rt)), c->t->next);
    return true;
}
