/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which memory does an instruction access, with these registers?
 *
 * In: a word and the CPU state.  Out: address, size, direction; the decision about address tags.
 * For faults only: x86 does not tell the address of a non-canonical access.
 */
#include <string.h>
#include "target/aarch64/cpu.h"
#include "target/aarch64/decode.h"

enum how { BASE, IMM9, IMM12, IMM7, REG_OFFSET, LITERAL, AUTH, ZVA };
enum width { SIZE, SZ, PAIR_SF, FP, PAIR_OPC, LIT_OPC, BYTES_8, BYTES_64 };

struct form {
    a64_trans_fn *fn;
    uint8_t how, width;
    bool is_write;
};

/* By translator: the rows that share one have the same fields. */
static const struct form forms[] = {
    {a64_trans_stxr, BASE, SIZE, true},
    {a64_trans_stxp, BASE, SZ, true},
    {a64_trans_ldxr, BASE, SIZE, false},
    {a64_trans_ldxp, BASE, SZ, false},
    {a64_trans_stlr, BASE, SIZE, true},
    {a64_trans_ldar, BASE, SIZE, false},
    {a64_trans_CASP, BASE, SZ, true},
    {a64_trans_CAS, BASE, SIZE, true},
    {a64_trans_LDADD, BASE, SIZE, true},
    {a64_trans_LDCLR, BASE, SIZE, true},
    {a64_trans_LDEOR, BASE, SIZE, true},
    {a64_trans_LDSET, BASE, SIZE, true},
    {a64_trans_LDSMAX, BASE, SIZE, true},
    {a64_trans_LDSMIN, BASE, SIZE, true},
    {a64_trans_LDUMAX, BASE, SIZE, true},
    {a64_trans_LDUMIN, BASE, SIZE, true},
    {a64_trans_SWP, BASE, SIZE, true},
    {a64_trans_STLUR, IMM9, SIZE, true},
    {a64_trans_ldapur, IMM9, SIZE, false},
    {a64_trans_ldr_lit, LITERAL, SIZE, false},
    {a64_trans_LDR_lit_fp, LITERAL, LIT_OPC, false},
    {a64_trans_stp, IMM7, PAIR_SF, true},
    {a64_trans_ldp, IMM7, PAIR_SF, false},
    {a64_trans_stp_fp, IMM7, PAIR_OPC, true},
    {a64_trans_ldp_fp, IMM7, PAIR_OPC, false},
    {a64_trans_str_imm9, IMM9, SIZE, true},
    {a64_trans_ldr_imm9, IMM9, SIZE, false},
    {a64_trans_str_fp_imm9, IMM9, FP, true},
    {a64_trans_ldr_fp_imm9, IMM9, FP, false},
    {a64_trans_ldra, AUTH, BYTES_8, false},
    {a64_trans_STR_reg, REG_OFFSET, SIZE, true},
    {a64_trans_ldr_reg, REG_OFFSET, SIZE, false},
    {a64_trans_str_fp_reg, REG_OFFSET, FP, true},
    {a64_trans_ldr_fp_reg, REG_OFFSET, FP, false},
    {a64_trans_STR_imm, IMM12, SIZE, true},
    {a64_trans_ldr_imm, IMM12, SIZE, false},
    {a64_trans_str_fp_imm, IMM12, FP, true},
    {a64_trans_ldr_fp_imm, IMM12, FP, false},
    {a64_trans_DC_ZVA, ZVA, BYTES_64, true},
};

/* log2 of the bytes of one element; *count elements */
static unsigned log_size(const struct form *f, const struct a64_args *a, unsigned *count)
{
    *count = 1;
    switch (f->width) {
    case SIZE: return a->size;
    case FP: return a->quad ? 4 : a->size;
    case LIT_OPC: return a->opc + 2u;
    case SZ: *count = 2; return a->sz + 2u;
    case PAIR_SF: *count = 2; return a->sf + 2u;
    case PAIR_OPC: *count = 2; return a->opc + 2u;
    case BYTES_64: return 6;
    default: return 3;
    }
}

static uint64_t index_reg(const struct a64_cpu *cpu, const struct a64_args *a, unsigned scale)
{
    uint64_t v = a->rm == 31 ? 0 : cpu->x[a->rm];
    if (a->option == 2)
        v = (uint32_t)v;
    else if (a->option == 6)
        v = (uint64_t)(int64_t)(int32_t)v;
    return v << (a->S ? scale : 0);
}

static gaddr place(const struct a64_cpu *cpu, const struct form *f, const struct a64_args *a,
                   unsigned log)
{
    uint64_t base = a->rn == 31 ? cpu->sp : cpu->x[a->rn];
    bool post = a->mode == 1;
    switch (f->how) {
    case IMM9: return base + (post ? 0 : (uint64_t)(int64_t)a->imm9);
    case IMM12: return base + ((uint64_t)a->imm12 << log);
    case IMM7: return base + (post ? 0 : (uint64_t)(int64_t)a->imm7 << log);
    case REG_OFFSET: return base + index_reg(cpu, a, log);
    case LITERAL: return cpu->pc + (uint64_t)((int64_t)a->imm19 * 4);
    case ZVA: return (a->rt == 31 ? 0 : cpu->x[a->rt]) & ~UINT64_C(63);
    case AUTH: /* the code in bits 54:48 stripped, as if it had been right */
        base = (base & ~(UINT64_C(0x7f) << 48)) | (base >> 55 & 1 ? UINT64_C(0x7f) << 48 : 0);
        return base + (uint64_t)((int64_t)((a->imm9 & 0x1ff) - (a->S ? 512 : 0)) * 8);
    default: return base;
    }
}

bool a64_access(const struct a64_cpu *cpu, uint32_t insn, gaddr *addr, unsigned *size,
                bool *is_write)
{
    struct a64_args a;
    enum a64_op op = a64_decode(insn, cpu->model->features, &a);
    a64_trans_fn *fn = a64_trans_table[op];
    for (size_t i = 0; fn && i < sizeof forms / sizeof *forms; i++) {
        if (forms[i].fn != fn)
            continue;
        unsigned count, log = log_size(&forms[i], &a, &count);
        *addr = place(cpu, &forms[i], &a, log);
        *size = count << log;
        *is_write = forms[i].is_write;
        return true;
    }
    /* LD1 ... ST4: the first element stands for all; bit 22 is L */
    if ((insn & 0xbe000000) != 0x0c000000)
        return false;
    unsigned rn = insn >> 5 & 31;
    *addr = rn == 31 ? cpu->sp : cpu->x[rn];
    *size = 1;
    *is_write = !(insn >> 22 & 1);
    return true;
}

static uint64_t untagged(uint64_t addr)
{
    return (uint64_t)((int64_t)(addr << 8) >> 8);
}

bool a64_fault_fixup(struct a64_cpu *cpu, uint32_t insn)
{
    gaddr addr;
    unsigned size;
    bool is_write;
    if (untagged(cpu->pc) != cpu->pc) {
        cpu->pc = untagged(cpu->pc);
        return true;
    }
    if (cpu->tbi || !a64_access(cpu, insn, &addr, &size, &is_write) || untagged(addr) == addr)
        return false;
    cpu->tbi = 1;
    return true;
}
