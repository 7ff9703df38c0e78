/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores, exclusive accesses.
 *
 * In: fields.  Out: IR.  Invariant: what an instruction sets before it faults is undone (pass
 * `state`), so the order of register writes does not matter for faults.
 */
#include "target/arm/translate.h"

static const uint8_t lanes[] = {IR_I8, IR_I16, IR_I32, IR_I64};

ir_ref arm_load(struct arm_ctx *c, unsigned size, bool sx, unsigned flags, ir_ref addr, int32_t off)
{
    if (sx)
        flags |= IR_MEM_SEXT;
    if (size)
        flags |= c->mem_flags;
    return ir_ld(c->r, size == 3 ? IR_I64 : IR_I32, lanes[size], flags, addr, off);
}

void arm_store(struct arm_ctx *c, unsigned size, unsigned flags, ir_ref addr, int32_t off, ir_ref v)
{
    if (size)
        flags |= c->mem_flags;
    ir_st(c->r, size == 3 ? IR_I64 : IR_I32, lanes[size], flags, addr, off, v);
}

/* ---- addresses ---- */

/* base, then the access at base + off, then write-back of `moved` */
struct place {
    ir_ref base, moved;
    int32_t off;
    unsigned rn;
    bool write_back;
};

static ir_ref base_reg(struct arm_ctx *c, unsigned rn)
{
    return rn == 15 ? arm_imm(c, arm_pc_value(c) & ~3u) : arm_reg(c, rn);
}

static struct place place_imm(struct arm_ctx *c, const struct arm_args *a, uint32_t imm)
{
    int32_t off = (int32_t)(a->U ? imm : 0 - imm);
    struct place p = {.base = base_reg(c, a->rn), .rn = a->rn};
    p.off = a->P ? off : 0;
    p.write_back = !a->P || a->W;
    p.moved = p.write_back ? ir_addi(c->r, IR_I32, p.base, off) : IR_NONE;
    return p;
}

static struct place place_reg(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref base = base_reg(c, a->rn);
    ir_ref index = arm_shift_imm(c, arm_reg(c, a->rm), a->type, a->imm5, NULL);
    ir_ref sum = ir_bin(c->r, a->U ? IR_ADD : IR_SUB, IR_I32, base, index);
    struct place p = {.base = a->P ? sum : base, .moved = sum, .rn = a->rn};
    p.write_back = !a->P || a->W;
    return p;
}

static void write_back(struct arm_ctx *c, const struct place *p)
{
    if (p->write_back)
        arm_set_reg(c, p->rn, p->moved);
}

/* ---- single registers ---- */

static bool transfer(struct arm_ctx *c, const struct arm_args *a, struct place p)
{
    if (p.write_back && p.rn == 15)
        return false;
    if (!a->load) {
        ir_ref v = arm_reg(c, a->rt);
        arm_store(c, a->size, 0, p.base, p.off, v);
        write_back(c, &p);
        return true;
    }
    ir_ref v = arm_load(c, a->size, a->sx, 0, p.base, p.off);
    write_back(c, &p);
    if (a->rt < 15)
        arm_set_reg(c, a->rt, v);
    else if (a->size == 2)
        arm_goto_reg(c, v, p.rn == 13 && p.write_back ? ARM_RETURN : ARM_JUMP);
    else
        return false;
    return true;
}

/* T32 LDRT and the like: P, U, not W; the same as an offset. */
bool arm_trans_mem_imm(struct arm_ctx *c, const struct arm_args *a)
{
    return transfer(c, a, place_imm(c, a, (uint32_t)a->imm12 << a->scale));
}

bool arm_trans_mem_imm8(struct arm_ctx *c, const struct arm_args *a)
{
    return transfer(c, a, place_imm(c, a, (uint32_t)a->immh << 4 | a->imml));
}

bool arm_trans_mem_reg(struct arm_ctx *c, const struct arm_args *a)
{
    return transfer(c, a, place_reg(c, a));
}

bool arm_trans_mem_lit(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.rn = 15;
    b.P = 1;
    b.W = 0;
    return transfer(c, &b, place_imm(c, &b, (uint32_t)a->imm12 << a->scale));
}

/* ---- preloads: hints, which never fault ---- */

bool arm_trans_preload_imm(struct arm_ctx *c, const struct arm_args *a)
{
    ir_prefetch(c->r, base_reg(c, a->rn), a->U ? a->imm12 : -(int32_t)a->imm12);
    return true;
}

bool arm_trans_preload_lit(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.rn = 15;
    return arm_trans_preload_imm(c, &b);
}

bool arm_trans_preload_reg(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.P = 1;
    ir_prefetch(c->r, place_reg(c, &b).base, 0);
    return true;
}

/* ---- doubles: one access, which is atomic where it is aligned ---- */

/* Two words as they lie in memory -> as a number whose low half is the first word. */
static ir_ref swap_halves(struct arm_ctx *c, ir_ref pair)
{
    return c->mem_flags ? ir_bin(c->r, IR_ROTR, IR_I64, pair, ir_const(c->r, IR_I64, 32)) : pair;
}

static bool transfer_pair(struct arm_ctx *c, unsigned rt, unsigned rt2, bool load, struct place p)
{
    if ((p.write_back && p.rn == 15) || rt == 15 || rt2 == 15)
        return false;
    if (!load) {
        ir_ref v = arm_pair(c, arm_reg(c, rt), arm_reg(c, rt2));
        arm_store(c, 3, 0, p.base, p.off, swap_halves(c, v));
        write_back(c, &p);
        return true;
    }
    ir_ref v = swap_halves(c, arm_load(c, 3, false, 0, p.base, p.off));
    write_back(c, &p);
    arm_set_reg(c, rt, arm_low(c, v));
    arm_set_reg(c, rt2, arm_high(c, v));
    return true;
}

bool arm_trans_mem_d_imm8(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->rt & 1)
        return false;
    struct place p = place_imm(c, a, (uint32_t)a->immh << 4 | a->imml);
    return transfer_pair(c, a->rt, a->rt + 1u, a->load, p);
}

bool arm_trans_mem_d_reg(struct arm_ctx *c, const struct arm_args *a)
{
    return !(a->rt & 1) && transfer_pair(c, a->rt, a->rt + 1u, a->load, place_reg(c, a));
}

bool arm_trans_mem_d_t32(struct arm_ctx *c, const struct arm_args *a)
{
    return transfer_pair(c, a->rt, a->rt2, a->load, place_imm(c, a, a->imm8u * 4u));
}

/* ---- several registers ---- */

static ir_ref list_start(struct arm_ctx *c, const struct arm_args *a, unsigned bytes, int32_t *off)
{
    *off = a->U ? (a->P ? 4 : 0) : -(int32_t)bytes + (a->P ? 0 : 4);
    return arm_reg(c, a->rn);
}

static bool store_list(struct arm_ctx *c, const struct arm_args *a, uint32_t list)
{
    unsigned bytes = 4 * (unsigned)__builtin_popcount(list);
    int32_t off;
    if (a->rn == 15 || !list)
        return false;
    ir_ref base = list_start(c, a, bytes, &off);
    for (uint32_t m = list; m; m &= m - 1, off += 4)
        arm_store(c, 2, 0, base, off, arm_reg(c, (unsigned)__builtin_ctz(m)));
    if (a->W)
        arm_set_reg(c, a->rn, ir_addi(c->r, IR_I32, base, a->U ? (int32_t)bytes : -(int32_t)bytes));
    return true;
}

static bool load_list(struct arm_ctx *c, const struct arm_args *a, uint32_t list)
{
    unsigned bytes = 4 * (unsigned)__builtin_popcount(list);
    int32_t off;
    ir_ref v[16], pc = IR_NONE;
    if (a->rn == 15 || !list)
        return false;
    ir_ref base = list_start(c, a, bytes, &off);
    for (uint32_t m = list; m; m &= m - 1, off += 4)
        v[__builtin_ctz(m)] = arm_load(c, 2, false, 0, base, off);
    if (a->W)
        arm_set_reg(c, a->rn, ir_addi(c->r, IR_I32, base, a->U ? (int32_t)bytes : -(int32_t)bytes));
    for (uint32_t m = list; m; m &= m - 1) {
        unsigned n = (unsigned)__builtin_ctz(m);
        if (n == 15)
            pc = v[n];
        else
            arm_set_reg(c, n, v[n]);
    }
    if (pc)
        arm_goto_reg(c, pc, a->rn == 13 ? ARM_RETURN : ARM_JUMP);
    return true;
}

bool arm_trans_stm(struct arm_ctx *c, const struct arm_args *a)
{
    return store_list(c, a, a->list);
}

bool arm_trans_ldm(struct arm_ctx *c, const struct arm_args *a)
{
    return load_list(c, a, a->list);
}

bool arm_trans_ldm_t16(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.W = !(a->list >> a->rn & 1);
    return load_list(c, &b, b.list);
}

bool arm_trans_push(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.rn = 13;
    b.P = b.W = 1;
    b.U = 0;
    return store_list(c, &b, a->list | (uint32_t)a->M << 14);
}

bool arm_trans_pop(struct arm_ctx *c, const struct arm_args *a)
{
    struct arm_args b = *a;
    b.rn = 13;
    b.U = b.W = 1;
    b.P = 0;
    return load_list(c, &b, a->list | (uint32_t)a->M << 15);
}

/* ---- exclusive, acquire, release ---- */

/* Leaves with an alignment fault unless addr is a multiple of the size. */
static ir_ref aligned(struct arm_ctx *c, unsigned rn, uint32_t off, unsigned size)
{
    ir_ref addr = ir_addi(c->r, IR_I32, arm_reg(c, rn), off);
    if (size) {
        ir_ref low = ir_andi(c->r, IR_I32, addr, (1u << size) - 1);
        ir_ref bad = ir_cmp(c->r, IR_NE, IR_I32, low, arm_imm(c, 0));
        ir_trapif(c->r, bad, ARM_TRAP_ALIGN, ir_un(c->r, IR_ZEXT32, IR_I64, addr));
    }
    return addr;
}

bool arm_trans_lda(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref addr = aligned(c, a->rn, 0, a->size);
    arm_set_reg(c, a->rt, arm_load(c, a->size, false, IR_MEM_ACQ | IR_MEM_SC, addr, 0));
    return a->rt < 15;
}

bool arm_trans_stl(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref addr = aligned(c, a->rn, 0, a->size);
    arm_store(c, a->size, IR_MEM_REL | IR_MEM_SC, addr, 0, arm_reg(c, a->rt));
    return a->rt < 15;
}

bool arm_trans_ldrex(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    ir_ref addr = aligned(c, a->rn, a->imm8u * 4u, a->size);
    unsigned flags = IR_MEM_ATOMIC | (a->ordered ? IR_MEM_ACQ | IR_MEM_SC : 0);
    unsigned rt2 = a->pair ? a->rt2 : a->rt + 1u;
    if (a->rt == 15 || (a->size == 3 && (rt2 > 14 || (!a->pair && (a->rt & 1)))))
        return false;
    ir_ref v = arm_load(c, a->size, false, flags, addr, 0);
    ir_set(r, ARM_EXCL_ADDR, addr);
    if (a->size < 3) {
        ir_set(r, ARM_EXCL_VAL, ir_un(r, IR_ZEXT32, IR_I64, v));
        arm_set_reg(c, a->rt, v);
        return true;
    }
    ir_set(r, ARM_EXCL_VAL, v);
    v = swap_halves(c, v);
    arm_set_reg(c, a->rt, arm_low(c, v));
    arm_set_reg(c, rt2, arm_high(c, v));
    return true;
}

/* As the bytes lie in memory; for compare-and-swap, which has no byte order. */
static ir_ref memory_order(struct arm_ctx *c, unsigned size, ir_ref v)
{
    if (!c->mem_flags || !size)
        return v;
    if (size == 3)
        return ir_un(c->r, IR_BSWAP, IR_I64, v);
    v = ir_un(c->r, IR_BSWAP, IR_I32, v);
    return size == 1 ? ir_shri(c->r, IR_I32, v, 16) : v;
}

static ir_ref low_bytes(struct arm_ctx *c, unsigned size, ir_ref v)
{
    return size < 2 ? ir_uni(c->r, IR_UBFX, IR_I32, v, FIELD(0, 8u << size)) : v;
}

bool arm_trans_strex(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    enum ir_type t = a->size == 3 ? IR_I64 : IR_I32;
    ir_ref addr = aligned(c, a->rn, a->imm8u * 4u, a->size), new;
    unsigned rt2 = a->pair ? a->rt2 : a->rt + 1u;
    if (a->rt == 15 || a->rd == 15 || (a->size == 3 && (rt2 > 14 || (!a->pair && (a->rt & 1)))))
        return false;
    if (a->size == 3)
        new = swap_halves(c, arm_pair(c, arm_reg(c, a->rt), arm_reg(c, rt2)));
    else
        new = low_bytes(c, a->size, arm_reg(c, a->rt));
    ir_ref expected = ir_get(r, ARM_EXCL_VAL);
    if (a->size < 3)
        expected = low_bytes(c, a->size, arm_low(c, expected));
    expected = memory_order(c, a->size, expected);
    ir_ref match = ir_cmp(r, IR_EQ, IR_I32, ir_get(r, ARM_EXCL_ADDR), addr);
    new = ir_select(r, t, match, memory_order(c, a->size, new), expected);
    struct ir_ins i = {.op = IR_CAS, .type = t, .lane = lanes[a->size], .a = addr};
    i.b = expected;
    i.c = new;
    ir_ref same = ir_cmp(r, IR_EQ, t, ir_emit(r, i), expected);
    ir_ref stored = ir_bin(r, IR_AND, IR_I32, same, match);
    ir_set(r, ARM_EXCL_ADDR, arm_imm(c, ARM_NO_EXCL));
    arm_set_reg(c, a->rd, ir_bin(r, IR_XOR, IR_I32, stored, arm_imm(c, 1)));
    return true;
}

bool arm_trans_clrex(struct arm_ctx *c, const struct arm_args *a)
{
    (void)a;
    ir_set(c->r, ARM_EXCL_ADDR, arm_imm(c, ARM_NO_EXCL));
    return true;
}

bool arm_trans_swp(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref addr = aligned(c, a->rn, 0, a->size);
    struct ir_ins i = {.op = IR_RMW, .type = IR_I32, .lane = lanes[a->size], .sub = IR_RMW_XCHG};
    if (!(c->model->features & ARM_F(SWP)) || a->rt == 15 || a->rt2 == 15)
        return false;
    i.a = addr;
    i.b = memory_order(c, a->size, arm_reg(c, a->rt2));
    ir_ref old = ir_emit(c->r, i);
    arm_set_reg(c, a->rt, memory_order(c, a->size, old));
    return true;
}
