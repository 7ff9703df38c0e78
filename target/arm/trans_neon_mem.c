/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NEON: structure loads and stores (VLD1 to VLD4, VST1 to VST4).
 *
 * In: decoded fields.  Out: IR.  Structures are loaded as they lie and taken apart with
 * permutations; big-endian data goes element by element.
 */
#include "target/arm/trans_simd.h"

/* What one instruction moves: `count` elements a structure, registers `step` apart. */
struct shape {
    unsigned d, count, step, size;
    ir_ref base;
};

static void write_back(struct arm_ctx *c, const struct arm_args *a, ir_ref base, unsigned bytes)
{
    if (a->rm == 15)
        return;
    arm_set_reg(c, a->rn,
                a->rm == 13 ? ir_addi(c->r, IR_I32, base, bytes)
                            : ir_bin(c->r, IR_ADD, IR_I32, base, arm_reg(c, a->rm)));
}

static void check_align(struct arm_ctx *c, ir_ref addr, unsigned bytes)
{
    ir_ref low = ir_andi(c->r, IR_I32, addr, bytes - 1);
    ir_ref bad = ir_cmp(c->r, IR_NE, IR_I32, low, arm_imm(c, 0));
    ir_trapif(c->r, bad, ARM_TRAP_ALIGN, ir_un(c->r, IR_ZEXT32, IR_I64, addr));
}

/* ---- elements ---- */

static void move_element(struct arm_ctx *c, bool load, unsigned d, unsigned size, unsigned index,
                         ir_ref base, int32_t off)
{
    struct ir_region *r = c->r;
    enum ir_type lane = arm_lane(size), t = size == 3 ? IR_I64 : IR_I32;
    ir_ref q = ir_get(r, ARM_V0 + d / 2);
    index += (d & 1) * (8u >> size);
    if (load) {
        ir_ref v = arm_load(c, size, false, 0, base, off);
        ir_set(r, ARM_V0 + d / 2, ir_vopi(r, IR_VINS, IR_V128, lane, 0, q, v, index));
    } else {
        arm_store(c, size, 0, base, off, ir_vopi(r, IR_VEXT, t, lane, 0, q, IR_NONE, index));
    }
}

static void by_elements(struct arm_ctx *c, const struct shape *s, bool load, unsigned regs)
{
    int32_t off = 0;
    for (unsigned k = 0; k < regs; k++)
        for (unsigned e = 0; e < 8u >> s->size; e++)
            for (unsigned i = 0; i < s->count; i++, off += 1 << s->size)
                move_element(c, load, s->d + k + i * s->step, s->size, e, s->base, off);
}

/* ---- whole registers ---- */

static ir_ref load128(struct arm_ctx *c, ir_ref base, int32_t off)
{
    return ir_ld(c->r, IR_V128, IR_V128, 0, base, off);
}

static ir_ref load64(struct arm_ctx *c, ir_ref base, int32_t off)
{
    ir_ref v = ir_ld(c->r, IR_I64, IR_I64, 0, base, off);
    return ir_vop(c->r, IR_VZX, IR_V128, IR_I64, 0, v, IR_NONE, IR_NONE);
}

static void store64(struct arm_ctx *c, ir_ref base, int32_t off, ir_ref v)
{
    v = ir_vopi(c->r, IR_VEXT, IR_I64, IR_I64, 0, v, IR_NONE, 0);
    ir_st(c->r, IR_I64, IR_I64, 0, base, off, v);
}

static ir_ref cat(struct arm_ctx *c, ir_ref lo, ir_ref hi)
{
    return arm_vop(c, IR_VCAT, IR_VOID, lo, hi);
}

/* VLD1, VST1: registers in a row, pairs at once where they are a Q register */
static void plain(struct arm_ctx *c, bool load, unsigned d, unsigned regs, ir_ref base)
{
    for (unsigned i = 0; i < regs;) {
        bool pair = !((d + i) & 1) && i + 1 < regs;
        if (pair && load)
            ir_set(c->r, ARM_V0 + (d + i) / 2, load128(c, base, (int32_t)i * 8));
        else if (pair)
            ir_st(c->r, IR_V128, IR_V128, 0, base, (int32_t)i * 8,
                  ir_get(c->r, ARM_V0 + (d + i) / 2));
        else if (load)
            arm_vout(c, false, d + i, load64(c, base, (int32_t)i * 8));
        else
            store64(c, base, (int32_t)i * 8, arm_vin(c, false, d + i));
        i += pair ? 2 : 1;
    }
}

static void load2(struct arm_ctx *c, const struct shape *s, unsigned d, int32_t off)
{
    enum ir_type lane = arm_lane(s->size);
    ir_ref v = load128(c, s->base, off);
    arm_vout(c, false, d, arm_vop(c, IR_VUZP1, lane, v, v));
    arm_vout(c, false, d + s->step, arm_vop(c, IR_VUZP2, lane, v, v));
}

static void store2(struct arm_ctx *c, const struct shape *s, unsigned d, int32_t off)
{
    ir_ref v = arm_vop(c, IR_VZIP1, arm_lane(s->size), arm_vin(c, false, d),
                       arm_vin(c, false, d + s->step));
    ir_st(c->r, IR_V128, IR_V128, 0, s->base, off, v);
}

static void load4(struct arm_ctx *c, const struct shape *s)
{
    enum ir_type lane = arm_lane(s->size);
    ir_ref a = load128(c, s->base, 0), b = load128(c, s->base, 16);
    ir_ref even = arm_vop(c, IR_VUZP1, lane, a, b), odd = arm_vop(c, IR_VUZP2, lane, a, b);
    arm_vout(c, false, s->d, arm_vop(c, IR_VUZP1, lane, even, even));
    arm_vout(c, false, s->d + s->step, arm_vop(c, IR_VUZP1, lane, odd, odd));
    arm_vout(c, false, s->d + 2 * s->step, arm_vop(c, IR_VUZP2, lane, even, even));
    arm_vout(c, false, s->d + 3 * s->step, arm_vop(c, IR_VUZP2, lane, odd, odd));
}

static void store4(struct arm_ctx *c, const struct shape *s)
{
    enum ir_type lane = arm_lane(s->size);
    ir_ref v[4];
    for (unsigned i = 0; i < 4; i++)
        v[i] = arm_vin(c, false, s->d + i * s->step);
    ir_ref even = arm_vop(c, IR_VZIP1, lane, v[0], v[2]),
           odd = arm_vop(c, IR_VZIP1, lane, v[1], v[3]);
    ir_ref a = arm_vop(c, IR_VZIP1, lane, even, odd), b = arm_vop(c, IR_VZIP2, lane, even, odd);
    ir_st(c->r, IR_V128, IR_V128, 0, s->base, 0, a);
    ir_st(c->r, IR_V128, IR_V128, 0, s->base, 16, b);
}

/* Bytes chosen from two tables of 16 by `index` (255: none). */
static ir_ref choose(struct arm_ctx *c, ir_ref t0, ir_ref t1, const uint8_t index[16])
{
    uint64_t k[2][2] = {{0}};
    for (unsigned i = 0; i < 16; i++) {
        uint8_t first = index[i] < 16 ? index[i] : 255;
        uint8_t second = index[i] >= 16 && index[i] < 32 ? (uint8_t)(index[i] - 16) : 255;
        k[0][i / 8] |= (uint64_t)first << i % 8 * 8;
        k[1][i / 8] |= (uint64_t)second << i % 8 * 8;
    }
    ir_ref a = arm_vop(c, IR_VTBL, IR_VOID, t0, ir_vconst(c->r, k[0][0], k[0][1]));
    ir_ref b = arm_vop(c, IR_VTBL, IR_VOID, t1, ir_vconst(c->r, k[1][0], k[1][1]));
    return arm_vop(c, IR_VOR, IR_VOID, a, b);
}

static void load3(struct arm_ctx *c, const struct shape *s)
{
    unsigned bytes = 1u << s->size;
    ir_ref a = load128(c, s->base, 0), b = load64(c, s->base, 16);
    for (unsigned k = 0; k < 3; k++) {
        uint8_t index[16];
        for (unsigned i = 0; i < 16; i++)
            index[i] = i < 8 ? (uint8_t)((i / bytes * 3 + k) * bytes + i % bytes) : 255;
        arm_vout(c, false, s->d + k * s->step, choose(c, a, b, index));
    }
}

static void store3(struct arm_ctx *c, const struct shape *s)
{
    unsigned bytes = 1u << s->size;
    ir_ref t0 = cat(c, arm_vin(c, false, s->d), arm_vin(c, false, s->d + s->step));
    ir_ref t1 = ir_un(c->r, IR_VLOW, IR_V128, arm_vin(c, false, s->d + 2 * s->step)), v[2];
    for (unsigned k = 0; k < 2; k++) {
        uint8_t index[16];
        for (unsigned i = 0; i < 16; i++) {
            unsigned at = k * 16 + i, element = at / bytes;
            index[i] =
                at < 24 ? (uint8_t)(element % 3 * 8 + element / 3 * bytes + at % bytes) : 255;
        }
        v[k] = choose(c, t0, t1, index);
    }
    ir_st(c->r, IR_V128, IR_V128, 0, s->base, 0, v[0]);
    store64(c, s->base, 16, v[1]);
}

static void structures(struct arm_ctx *c, const struct shape *s, bool load, unsigned regs)
{
    for (unsigned k = 0; s->count == 2 && k < regs; k++) {
        if (load)
            load2(c, s, s->d + k, (int32_t)k * 16);
        else
            store2(c, s, s->d + k, (int32_t)k * 16);
    }
    if (s->count == 3)
        load ? load3(c, s) : store3(c, s);
    if (s->count == 4)
        load ? load4(c, s) : store4(c, s);
}

/* By type: elements of a structure, registers of each, distance. */
static const struct {
    uint8_t count, regs, step;
} types[16] = {
    [0] = {4, 1, 1}, [1] = {4, 1, 2}, [2] = {1, 4, 1},  [3] = {2, 2, 2},
    [4] = {3, 1, 1}, [5] = {3, 1, 2}, [6] = {1, 3, 1},  [7] = {1, 1, 1},
    [8] = {2, 1, 1}, [9] = {2, 1, 2}, [10] = {1, 2, 1},
};

/* By type: the alignments that exist, as bits. */
static const uint8_t aligns[16] = {
    [0] = 15, [1] = 15, [2] = 15, [3] = 15, [4] = 3,  [5] = 3,
    [6] = 3,  [7] = 3,  [8] = 7,  [9] = 7,  [10] = 7,
};

bool arm_trans_vld_multi(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned count = types[a->type4].count, regs = types[a->type4].regs;
    struct shape s = {.d = arm_d(a), .count = count, .step = types[a->type4].step, .size = a->size};
    if (!count || !(aligns[a->type4] >> a->align & 1) || a->rn == 15 ||
        (count > 1 && a->size == 3) || s.d + (count - 1) * s.step + regs > 32)
        return false;
    s.base = arm_reg(c, a->rn);
    if (a->align)
        check_align(c, s.base, 4u << a->align);
    if (c->mem_flags && count == 1)
        for (unsigned k = 0; k < regs; k++)
            for (unsigned e = 0; e < 8u >> a->size; e++)
                move_element(c, a->load, s.d + k, a->size, e, s.base,
                             (int32_t)(k * 8 + (e << a->size)));
    else if (c->mem_flags)
        by_elements(c, &s, a->load, regs);
    else if (count == 1)
        plain(c, a->load, s.d, regs, s.base);
    else
        structures(c, &s, a->load, regs);
    write_back(c, a, s.base, 8 * count * regs);
    return true;
}

/* Alignment in bytes that a single-lane access demands (1: none); 0: unallocated. */
static unsigned lane_align(const struct arm_args *a)
{
    unsigned ia = a->idx, bytes = 1u << a->size;
    switch (a->nn) {
    case 0:
        if (a->size == 0)
            return ia & 1 ? 0 : 1;
        if (a->size == 1)
            return ia & 2 ? 0 : ia & 1 ? 2 : 1;
        return ia & 4 ? 0 : (ia & 3) == 3 ? 4 : (ia & 3) ? 0 : 1;
    case 1:
        if (a->size == 2 && (ia & 2))
            return 0;
        return ia & 1 ? 2 * bytes : 1;
    case 2: return ia & (a->size == 2 ? 3 : 1) ? 0 : 1;
    default:
        if (a->size < 2)
            return ia & 1 ? 4 * bytes : 1;
        return (ia & 3) == 3 ? 0 : ia & 3 ? 4u << (ia & 3) : 1;
    }
}

bool arm_trans_vld_lane(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned count = a->nn + 1u, index = (unsigned)a->idx >> (a->size + 1), d = arm_d(a);
    unsigned step = a->size && (a->idx >> a->size & 1) ? 2 : 1;
    unsigned align = lane_align(a);
    if (!align || a->rn == 15 || d + (count - 1) * step > 31)
        return false;
    ir_ref base = arm_reg(c, a->rn);
    if (align > 1)
        check_align(c, base, align);
    for (unsigned i = 0; i < count; i++)
        move_element(c, a->load, d + i * step, a->size, index, base, (int32_t)(i << a->size));
    write_back(c, a, base, count << a->size);
    return true;
}

/* The same for a load to all lanes. */
static unsigned all_align(const struct arm_args *a)
{
    unsigned bytes = 1u << a->size;
    switch (a->nn) {
    case 0: return a->size == 3 || (a->size == 0 && a->a) ? 0 : a->a ? bytes : 1;
    case 1: return a->size == 3 ? 0 : a->a ? 2 * bytes : 1;
    case 2: return a->size == 3 || a->a ? 0 : 1;
    default:
        if (a->size == 3)
            return a->a ? 16 : 0;
        return !a->a ? 1 : a->size == 2 ? 8 : 4 * bytes;
    }
}

bool arm_trans_vld_all(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned count = a->nn + 1u, d = arm_d(a), size = a->size == 3 ? 2 : a->size;
    unsigned step = count > 1 && a->T ? 2 : 1, regs = count == 1 && a->T ? 2 : 1;
    unsigned align = all_align(a);
    if (!align || a->rn == 15 || d + (count - 1) * step + regs > 32)
        return false;
    ir_ref base = arm_reg(c, a->rn);
    if (align > 1)
        check_align(c, base, align);
    for (unsigned i = 0; i < count; i++) {
        ir_ref v = arm_load(c, size, false, 0, base, (int32_t)(i << size));
        v = ir_vop(c->r, IR_VDUP, IR_V128, arm_lane(size), 0, v, IR_NONE, IR_NONE);
        for (unsigned k = 0; k < regs; k++)
            arm_vout(c, false, d + i * step + k, v);
    }
    write_back(c, a, base, count << size);
    return true;
}
