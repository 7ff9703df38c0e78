/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plain loads and stores of general registers and of whole FP/SIMD registers.
 *
 * In: fields.  Out: IR.  Every access comes before the first register is set, so a fault leaves
 * the registers as they were.
 *
 * CONSTRAINED UNPREDICTABLE cases, as most processors do them: a load with write-back whose base is
 * also loaded: the loaded value stays; LDP with both registers the same: the second value stays;
 * a store with write-back of its base: the old value is stored.
 */
#include "target/aarch64/translate.h"

enum { OFFSET, POST, PRE }; /* `mode` of insn.decode */

static const uint8_t int_lane[] = {IR_I8, IR_I16, IR_I32, IR_I64};

/* A base register with an immediate: where to access, what to write back. */
struct place {
    ir_ref base, addr;
    int64_t offset; /* of the access, from addr */
    int64_t writeback;
    bool has_writeback;
};

static struct place place_imm(struct a64_ctx *c, unsigned rn, unsigned mode, int64_t imm)
{
    struct place p = {.base = a64_base(c, rn), .has_writeback = mode != OFFSET, .writeback = imm};
    if (c->tbi && mode != POST)
        p.addr = a64_addr(c, ir_addi(c->r, IR_I64, p.base, imm));
    else if (c->tbi)
        p.addr = a64_addr(c, p.base);
    else {
        p.addr = p.base;
        p.offset = mode == POST ? 0 : imm;
    }
    return p;
}

static void write_back(struct a64_ctx *c, unsigned rn, const struct place *p)
{
    if (p->has_writeback)
        a64_move_sp(c, rn, ir_addi(c->r, IR_I64, p->base, p->writeback), (uint64_t)p->writeback);
}

/* ---- one general register ---- */

/* A load of 1 << size bytes as the 64 bits that go to Xt. */
static ir_ref load_int(struct a64_ctx *c, const struct a64_args *a, unsigned flags, ir_ref addr,
                       int64_t offset)
{
    enum ir_type lane = int_lane[a->size];
    if (!a->is_signed)
        return ir_ld(c->r, IR_I64, lane, flags, addr, offset);
    if (a->dst64)
        return ir_ld(c->r, IR_I64, lane, flags | IR_MEM_SEXT, addr, offset);
    ir_ref w = ir_ld(c->r, IR_I32, lane, flags | IR_MEM_SEXT, addr, offset);
    return ir_un(c->r, IR_ZEXT32, IR_I64, w);
}

static void store_int(struct a64_ctx *c, const struct a64_args *a, unsigned flags, ir_ref addr,
                      int64_t offset)
{
    ir_st(c->r, a64_type(a->size == 3), int_lane[a->size], flags, addr, offset,
          a64_reg(c, a->size == 3, a->rt));
}

bool a64_trans_ldr_imm9(struct a64_ctx *c, const struct a64_args *a)
{
    struct place p = place_imm(c, a->rn, a->mode, a->imm9);
    ir_ref v = load_int(c, a, 0, p.addr, p.offset);
    write_back(c, a->rn, &p);
    a64_set_x(c, a->rt, v);
    return true;
}

bool a64_trans_str_imm9(struct a64_ctx *c, const struct a64_args *a)
{
    struct place p = place_imm(c, a->rn, a->mode, a->imm9);
    store_int(c, a, 0, p.addr, p.offset);
    write_back(c, a->rn, &p);
    return true;
}

bool a64_trans_ldr_imm(struct a64_ctx *c, const struct a64_args *a)
{
    struct place p = place_imm(c, a->rn, OFFSET, (int64_t)a->imm12 << a->size);
    a64_set_x(c, a->rt, load_int(c, a, 0, p.addr, p.offset));
    return true;
}

bool a64_trans_STR_imm(struct a64_ctx *c, const struct a64_args *a)
{
    struct place p = place_imm(c, a->rn, OFFSET, (int64_t)a->imm12 << a->size);
    store_int(c, a, 0, p.addr, p.offset);
    return true;
}

static ir_ref place_reg(struct a64_ctx *c, const struct a64_args *a, unsigned scale)
{
    ir_ref index = a64_extend_reg(c, true, a->rm, a->option, a->S ? scale : 0);
    return a64_addr(c, ir_bin(c->r, IR_ADD, IR_I64, a64_base(c, a->rn), index));
}

bool a64_trans_ldr_reg(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_x(c, a->rt, load_int(c, a, 0, place_reg(c, a, a->size), 0));
    return true;
}

bool a64_trans_STR_reg(struct a64_ctx *c, const struct a64_args *a)
{
    store_int(c, a, 0, place_reg(c, a, a->size), 0);
    return true;
}

bool a64_trans_ldr_lit(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref addr = a64_imm(c, true, c->t->pc + (uint64_t)((int64_t)a->imm19 * 4));
    unsigned flags = a->is_signed ? IR_MEM_SEXT : 0;
    a64_set_x(c, a->rt, ir_ld(c->r, IR_I64, int_lane[a->size], flags, addr, 0));
    return true;
}

/* ---- prefetches: hints that no address makes fault, not even a misaligned SP ---- */

/* PLD and PST; PLI and what is reserved do nothing. */
static bool prefetch(struct a64_ctx *c, unsigned rt, ir_ref base, int64_t offset)
{
    enum { PLI = 1, RESERVED = 3 };
    unsigned type = rt >> 3;
    if (type == PLI || type == RESERVED)
        return true;
    if (c->tbi)
        ir_prefetch(c->r, a64_addr(c, ir_addi(c->r, IR_I64, base, offset)), 0);
    else
        ir_prefetch(c->r, base, offset);
    return true;
}

bool a64_trans_PRFM_imm(struct a64_ctx *c, const struct a64_args *a)
{
    return prefetch(c, a->rt, a64_x_sp(c, a->rn), (int64_t)a->imm12 << 3);
}

bool a64_trans_PRFUM(struct a64_ctx *c, const struct a64_args *a)
{
    return prefetch(c, a->rt, a64_x_sp(c, a->rn), a->imm9);
}

bool a64_trans_PRFM_reg(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref index = a64_extend_reg(c, true, a->rm, a->option, a->S ? 3 : 0);
    return prefetch(c, a->rt, ir_bin(c->r, IR_ADD, IR_I64, a64_x_sp(c, a->rn), index), 0);
}

bool a64_trans_PRFM_lit(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref addr = a64_imm(c, true, c->t->pc + (uint64_t)((int64_t)a->imm19 * 4));
    return prefetch(c, a->rt, addr, 0);
}

/* ---- load-acquire RCpc and store-release with an offset ---- */

bool a64_trans_ldapur(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref addr = a64_addr(c, ir_addi(c->r, IR_I64, a64_base(c, a->rn), a->imm9));
    a64_check_align(c, addr, 1u << a->size);
    a64_set_x(c, a->rt, load_int(c, a, IR_MEM_ACQ, addr, 0));
    return true;
}

bool a64_trans_STLUR(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref addr = a64_addr(c, ir_addi(c->r, IR_I64, a64_base(c, a->rn), a->imm9));
    a64_check_align(c, addr, 1u << a->size);
    store_int(c, a, IR_MEM_REL | IR_MEM_SC, addr, 0);
    return true;
}

/* ---- pairs of general registers ---- */

bool a64_trans_ldp(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = a->sf ? 8 : 4, flags = a->is_signed ? IR_MEM_SEXT : 0;
    enum ir_type lane = a64_type(a->sf);
    struct place p = place_imm(c, a->rn, a->mode, (int64_t)a->imm7 * size);
    ir_ref first = ir_ld(c->r, IR_I64, lane, flags, p.addr, p.offset);
    ir_ref second = ir_ld(c->r, IR_I64, lane, flags, p.addr, p.offset + size);
    write_back(c, a->rn, &p);
    a64_set_x(c, a->rt, first);
    a64_set_x(c, a->rt2, second);
    return true;
}

bool a64_trans_stp(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = a->sf ? 8 : 4;
    enum ir_type t = a64_type(a->sf);
    struct place p = place_imm(c, a->rn, a->mode, (int64_t)a->imm7 * size);
    ir_ref first = a64_reg(c, a->sf, a->rt), second = a64_reg(c, a->sf, a->rt2);
    ir_st(c->r, t, t, 0, p.addr, p.offset, first);
    ir_st(c->r, t, t, 0, p.addr, p.offset + size, second);
    write_back(c, a->rn, &p);
    return true;
}

/* ---- FP/SIMD registers; size: log2 of the bytes ---- */

static const uint8_t fp_type[] = {IR_I32, IR_I32, IR_F32, IR_F64, IR_V128};
static const uint8_t fp_lane[] = {IR_I8, IR_I16, IR_F32, IR_F64, IR_V128};

static unsigned fp_size(const struct a64_args *a)
{
    return a->quad ? 4 : a->size;
}

/* The register value, upper bits zero. */
static ir_ref load_fp(struct a64_ctx *c, unsigned size, ir_ref addr, int64_t offset)
{
    ir_ref v = ir_ld(c->r, fp_type[size], fp_lane[size], 0, addr, offset);
    if (size == 4)
        return v;
    return ir_vop(c->r, IR_VZX, IR_V128, fp_lane[size], 0, v, IR_NONE, IR_NONE);
}

static void store_fp(struct a64_ctx *c, unsigned size, unsigned rt, ir_ref addr, int64_t offset)
{
    ir_ref v = a64_v(c, rt);
    if (size < 4)
        v = ir_vopi(c->r, IR_VEXT, fp_type[size], fp_lane[size], 0, v, IR_NONE, 0);
    ir_st(c->r, fp_type[size], fp_lane[size], 0, addr, offset, v);
}

bool a64_trans_ldr_fp_imm9(struct a64_ctx *c, const struct a64_args *a)
{
    struct place p = place_imm(c, a->rn, a->mode, a->imm9);
    ir_ref v = load_fp(c, fp_size(a), p.addr, p.offset);
    write_back(c, a->rn, &p);
    a64_set_v(c, a->rt, v);
    return true;
}

bool a64_trans_str_fp_imm9(struct a64_ctx *c, const struct a64_args *a)
{
    struct place p = place_imm(c, a->rn, a->mode, a->imm9);
    store_fp(c, fp_size(a), a->rt, p.addr, p.offset);
    write_back(c, a->rn, &p);
    return true;
}

bool a64_trans_ldr_fp_imm(struct a64_ctx *c, const struct a64_args *a)
{
    struct place p = place_imm(c, a->rn, OFFSET, (int64_t)a->imm12 << fp_size(a));
    a64_set_v(c, a->rt, load_fp(c, fp_size(a), p.addr, p.offset));
    return true;
}

bool a64_trans_str_fp_imm(struct a64_ctx *c, const struct a64_args *a)
{
    struct place p = place_imm(c, a->rn, OFFSET, (int64_t)a->imm12 << fp_size(a));
    store_fp(c, fp_size(a), a->rt, p.addr, p.offset);
    return true;
}

bool a64_trans_ldr_fp_reg(struct a64_ctx *c, const struct a64_args *a)
{
    a64_set_v(c, a->rt, load_fp(c, fp_size(a), place_reg(c, a, fp_size(a)), 0));
    return true;
}

bool a64_trans_str_fp_reg(struct a64_ctx *c, const struct a64_args *a)
{
    store_fp(c, fp_size(a), a->rt, place_reg(c, a, fp_size(a)), 0);
    return true;
}

bool a64_trans_LDR_lit_fp(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref addr = a64_imm(c, true, c->t->pc + (uint64_t)((int64_t)a->imm19 * 4));
    a64_set_v(c, a->rt, load_fp(c, a->opc + 2u, addr, 0));
    return true;
}

bool a64_trans_ldp_fp(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = a->opc + 2u;
    struct place p = place_imm(c, a->rn, a->mode, (int64_t)a->imm7 * (1 << size));
    ir_ref first = load_fp(c, size, p.addr, p.offset);
    ir_ref second = load_fp(c, size, p.addr, p.offset + (1 << size));
    write_back(c, a->rn, &p);
    a64_set_v(c, a->rt, first);
    a64_set_v(c, a->rt2, second);
    return true;
}

bool a64_trans_stp_fp(struct a64_ctx *c, const struct a64_args *a)
{
    unsigned size = a->opc + 2u;
    struct place p = place_imm(c, a->rn, a->mode, (int64_t)a->imm7 * (1 << size));
    store_fp(c, size, a->rt, p.addr, p.offset);
    store_fp(c, size, a->rt2, p.addr, p.offset + (1 << size));
    write_back(c, a->rn, &p);
    return true;
}

/* ---- load with pointer authentication ---- */

bool a64_trans_ldra(struct a64_ctx *c, const struct a64_args *a)
{
    int64_t offset = (int64_t)(a->S ? (a->imm9 & 0x1ff) - 512 : a->imm9 & 0x1ff) * 8;
    ir_ref base =
        a64_auth(c, a64_base(c, a->rn), a64_imm(c, true, 0), a->key_b ? A64_KEY_DB : A64_KEY_DA);
    ir_ref addr = ir_addi(c->r, IR_I64, base, offset);
    ir_ref v = ir_ld(c->r, IR_I64, IR_I64, 0, a64_addr(c, addr), 0);
    if (a->W)
        a64_set_x_sp(c, a->rn, addr);
    a64_set_x(c, a->rt, v);
    return true;
}
