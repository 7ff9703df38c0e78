/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random regions of the test guest (ir_guest.h): what a front end makes, straight code with gets
 * and sets, side exits, and joins and loops (bounded by slot x7, which counts down at every branch
 * that is taken).
 *
 * In: a seed, memory for loads and stores.  Out: a region before pass `state`.
 */
#ifndef FERRY_TESTS_UNIT_IR_GEN_H
#define FERRY_TESTS_UNIT_IR_GEN_H

#include <string.h>
#include "tests/unit/ir_guest.h"

enum { GEN_MEMORY = 256 };

struct gen {
    uint64_t seed;
    struct ir_region *r;
    ir_ref vals[IR_TYPES][64]; /* usable in the current block */
    unsigned nvals[IR_TYPES];
    uint8_t *memory; /* GEN_MEMORY bytes for loads and stores */
    bool atomics;    /* also atomics, big-endian and vector accesses, polls */
    bool floats;     /* also floating-point arithmetic */
};

static uint32_t rnd(struct gen *g, uint32_t n)
{
    g->seed = g->seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(g->seed >> 33) % n;
}

static uint64_t rnd_const(struct gen *g)
{
    static const uint64_t edges[] = {0,          1,
                                     2,          3,
                                     4,          8,
                                     31,         32,
                                     63,         64,
                                     0xff,       0xffff,
                                     0x7fffffff, 0x80000000,
                                     0xffffffff, 0x100000000,
                                     INT64_MAX,  (uint64_t)INT64_MIN,
                                     UINT64_MAX, UINT64_MAX - 1};
    if (rnd(g, 4))
        return edges[rnd(g, sizeof edges / sizeof *edges)];
    return (uint64_t)rnd(g, UINT32_MAX) << 32 | rnd(g, UINT32_MAX);
}

static void add_val(struct gen *g, enum ir_type ty, ir_ref v)
{
    unsigned n = g->nvals[ty];
    if (n < 64)
        g->vals[ty][g->nvals[ty]++] = v;
    else
        g->vals[ty][rnd(g, 64)] = v;
}

static uint32_t slot_of(struct gen *g, enum ir_type ty)
{
    return ty == IR_I64 ? rnd(g, 7) : ty == IR_I32 ? 8 + rnd(g, 2) : 10 + rnd(g, 4);
}

static ir_ref some(struct gen *g, enum ir_type ty)
{
    ir_ref v;
    if (g->nvals[ty] && rnd(g, 4))
        return g->vals[ty][rnd(g, g->nvals[ty])];
    if (ty == IR_F16 || ty == IR_F32 || ty == IR_F64)
        v = ir_const(g->r, ty, rnd_const(g));
    else if (ty == IR_V128)
        v = rnd(g, 3) ? ir_get(g->r, slot_of(g, ty)) : ir_vconst(g->r, rnd_const(g), rnd_const(g));
    else
        v = rnd(g, 2) ? ir_get(g->r, slot_of(g, ty)) : ir_const(g->r, ty, rnd_const(g));
    add_val(g, ty, v);
    return v;
}

static ir_ref some_bool(struct gen *g)
{
    enum ir_type ty = rnd(g, 2) ? IR_I64 : IR_I32;
    ir_ref a = some(g, ty), b = some(g, ty);
    return ir_cmp(g->r, rnd(g, 10), ty, a, b);
}

/* A random pure op, or nothing if the op drawn is not one of those that are generated. */
static void random_op(struct gen *g)
{
    enum ir_opcode op = IR_ADD + rnd(g, IR_OPS - IR_ADD);
    if (rnd(g, 2))
        op = IR_ADD + rnd(g, IR_BITCAST - IR_ADD);
    const struct ir_op_info *info = &ir_ops[op];
    if (!(info->props & IR_P_PURE) || op == IR_CRC32C || op == IR_FCC)
        return;
    struct ir_ins ins = {.op = op};
    ins.type = info->fixed_type != IR_TYPES ? info->fixed_type : rnd(g, 2) ? IR_I64 : IR_I32;
    unsigned width = ins.type == IR_I64 ? 64 : 32;
    ins.lane = IR_I8 + rnd(g, 4);
    if (op == IR_SELECT && !rnd(g, 4))
        ins.type = IR_V128;
    if (op == IR_FABS || op == IR_FNEG)
        ins.type = ins.lane = rnd(g, 2) ? IR_F64 : IR_F32;
    if (op >= IR_VHADDS && op <= IR_VABDU)
        ins.lane = IR_I8 + rnd(g, 3);
    if (op >= IR_VSXL && op <= IR_VMULEU)
        ins.lane = IR_I8 + rnd(g, 3);
    if (op >= IR_VNARROW && op <= IR_VQNARROWSU)
        ins.lane = IR_I16 + rnd(g, 3);
    if (op == IR_VQDMULH || op == IR_VQRDMULH)
        ins.lane = IR_I16 + rnd(g, 2);
    if (op == IR_VPADDLS || op == IR_VPADDLU)
        ins.lane = IR_I8 + rnd(g, 3);
    if (op == IR_VPMULL)
        ins.lane = rnd(g, 2) ? IR_I8 : IR_I64;
    if (op >= IR_VMINSP && op <= IR_VMAXUP)
        ins.lane = IR_I8 + rnd(g, 3);
    unsigned lane_bits = 8 * ir_type_size(ins.lane), lanes = 128 / lane_bits;
    if (strchr(info->uses, 'c'))
        ins.sub = rnd(g, 10);
    if (op == IR_VEXT) {
        bool fp = rnd(g, 3) == 0 && ins.lane >= IR_I32;
        if (fp)
            ins.lane = ins.lane == IR_I64 ? IR_F64 : IR_F32;
        ins.type = fp ? ins.lane : ins.lane == IR_I64 ? IR_I64 : ins.type;
        ins.sub = !fp && rnd(g, 2) ? IR_SIGNED : 0;
    }
    if (op >= IR_VREDADD && op <= IR_VREDMAXU)
        ins.type = ins.lane == IR_I64 ? IR_I64 : IR_I32;
    if (strchr(info->uses, 's') && op != IR_VEXT && op < IR_VREDADD && rnd(g, 2))
        ins.sub |= IR_HI;
    if (op == IR_BITCAST) {
        static const enum ir_type to[] = {IR_I32, IR_I64, IR_F32, IR_F64};
        static const enum ir_type from[] = {IR_F32, IR_F64, IR_I32, IR_I64};
        unsigned k = rnd(g, 4);
        ins.type = to[k];
        ins.a = some(g, from[k]);
        add_val(g, ins.type, ir_emit(g->r, ins));
        return;
    }
    switch (op) {
    case IR_EXTR: ins.imm = rnd(g, width); break;
    case IR_UBFX:
    case IR_SBFX:
    case IR_DEP: {
        unsigned lsb = rnd(g, 3) ? rnd(g, width) : 0, len = 1 + rnd(g, width - lsb);
        if (!rnd(g, 4))
            len = width - lsb;
        ins.imm = lsb | len << 8;
        break;
    }
    case IR_VEXT:
    case IR_VINS:
    case IR_VDUPV: ins.imm = rnd(g, lanes); break;
    case IR_VINSV: ins.imm = rnd(g, lanes) | rnd(g, lanes) << 8; break;
    case IR_VSHLI: ins.imm = rnd(g, 3) ? rnd(g, lane_bits) : 0; break;
    case IR_VSHRI:
    case IR_VSARI: ins.imm = rnd(g, lane_bits + 1); break;
    case IR_VRSHRI:
    case IR_VRSARI: ins.imm = 1 + rnd(g, lane_bits); break;
    case IR_VREV: ins.imm = ir_type_size(ins.lane) < 8 ? 8 : 16; break;
    case IR_VEXTB: ins.imm = rnd(g, 16); break;
    default: break;
    }
    ir_ref *operand[3] = {&ins.a, &ins.b, &ins.c};
    char classes[3] = {info->a, info->b, info->c};
    for (unsigned k = 0; k < info->nvals; k++) {
        enum ir_type want = ir_operand_type(g->r, &ins, k);
        *operand[k] = classes[k] == 'B' ? some_bool(g) : some(g, want == IR_VOID ? IR_I64 : want);
    }
    if ((op == IR_DIVU || op == IR_REMU) && rnd(g, 2))
        ins.b = ir_const(g->r, ins.type, rnd_const(g) >> rnd(g, 64));
    ir_ref v = ir_emit(g->r, ins);
    add_val(g, ir_result_type(&ins), v);
}

/* An access with `at` the address of something inside g->memory, 16-byte aligned. */
static void odd_access(struct gen *g, ir_ref at)
{
    struct ir_region *r = g->r;
    enum ir_type ty = rnd(g, 2) ? IR_I64 : IR_I32;
    enum ir_type lane = IR_I8 + rnd(g, ty == IR_I64 ? 4 : 3);
    switch (rnd(g, 7)) {
    case 0:
        add_val(g, ty,
                ir_emit(r, (struct ir_ins){.op = IR_RMW,
                                           .type = ty,
                                           .lane = lane,
                                           .sub = rnd(g, 10),
                                           .a = at,
                                           .b = some(g, ty),
                                           .imm = rnd(g, 2) * 8}));
        break;
    case 1: {
        ir_ref old = rnd(g, 2) ? ir_ld(r, ty, lane, 0, at, 0) : some(g, ty);
        add_val(
            g, ty,
            ir_emit(
                r,
                (struct ir_ins){
                    .op = IR_CAS, .type = ty, .lane = lane, .a = at, .b = old, .c = some(g, ty)}));
        break;
    }
    case 2: add_val(g, ty, ir_ld(r, ty, lane, IR_MEM_BE | rnd(g, 2), at, 3)); break;
    case 3: ir_st(r, ty, lane, rnd(g, 2) ? IR_MEM_BE : IR_MEM_SC, at, 8, some(g, ty)); break;
    case 4: add_val(g, IR_V128, ir_ld(r, IR_V128, IR_V128, 0, at, rnd(g, 32))); break;
    case 5: ir_st(r, IR_V128, IR_V128, rnd(g, 2) ? IR_MEM_SC : 0, at, 5, some(g, IR_V128)); break;
    default: {
        ir_ref old = rnd(g, 2) ? ir_ld(r, IR_V128, IR_V128, 0, at, 0) : some(g, IR_V128);
        add_val(g, IR_V128,
                ir_emit(r, (struct ir_ins){.op = IR_CAS,
                                           .type = IR_V128,
                                           .lane = IR_V128,
                                           .a = at,
                                           .b = old,
                                           .c = some(g, IR_V128)}));
    }
    }
}

/* Sums of which each adds the carry of the one before, and what may stand between them. */
static void long_sum(struct gen *g)
{
    enum ir_type ty = rnd(g, 3) ? IR_I64 : IR_I32;
    ir_ref carry = some_bool(g);
    for (unsigned k = 1 + rnd(g, 4); k; k--) {
        ir_ref a = some(g, ty), b = some(g, ty);
        if (rnd(g, 2))
            random_op(g);
        struct ir_ins sum = {.op = IR_ADC, .type = ty, .a = a, .b = b, .c = carry};
        if (rnd(g, 8))
            add_val(g, ty, ir_emit(g->r, sum));
        sum.op = IR_CARRY;
        if (rnd(g, 8))
            carry = ir_emit(g->r, sum);
        if (rnd(g, 2))
            add_val(g, IR_I64,
                    ir_bin(g->r, rnd(g, 2) ? IR_MUL : IR_MULHU, IR_I64, some(g, IR_I64),
                           some(g, IR_I64)));
        if (!rnd(g, 6))
            add_val(g, IR_I32, carry);
    }
}

static void guest_insn(struct gen *g, uint64_t pc)
{
    ir_emit(g->r, (struct ir_ins){.op = IR_INSN, .imm = pc});
    for (unsigned k = 1 + rnd(g, 4); k; k--)
        random_op(g);
    if (!rnd(g, 6))
        long_sum(g);
    if (!rnd(g, 4)) {
        ir_ref base = ir_const(g->r, IR_I64, (uint64_t)g->memory + 64);
        ir_ref off = ir_andi(g->r, IR_I64, some(g, IR_I64), 63);
        ir_ref at = ir_bin(g->r, IR_ADD, IR_I64, base, off);
        enum ir_type ty = rnd(g, 2) ? IR_I64 : IR_I32;
        enum ir_type lane = IR_I8 + rnd(g, ty == IR_I64 ? 4 : 3);
        if (rnd(g, 2))
            ir_st(g->r, ty, lane, 0, at, 8, some(g, ty));
        else
            add_val(g, ty, ir_ld(g->r, ty, lane, rnd(g, 2), at, -8));
    }
    if (g->atomics && !rnd(g, 4)) {
        ir_ref base = ir_const(g->r, IR_I64, (uint64_t)g->memory + 64);
        odd_access(g,
                   ir_bin(g->r, IR_ADD, IR_I64, base, ir_andi(g->r, IR_I64, some(g, IR_I64), 48)));
    }
    if (!rnd(g, 12)) {
        switch (rnd(g, 4)) {
        case 0: {
            ir_ref args[2] = {some(g, IR_I64), some(g, IR_I64)};
            add_val(g, IR_I64, ir_call(g->r, 0, args, 2));
            break;
        }
        case 1: ir_call(g->r, 1, NULL, 0); break;
        case 2: {
            ir_ref n = some(g, IR_I64);
            add_val(g, IR_I64, ir_call(g->r, 2, &n, 1));
            break;
        }
        default: ir_trapif(g->r, some_bool(g), 20, some(g, IR_I64));
        }
    }
    for (unsigned k = 1 + rnd(g, 2); k; k--) {
        static const enum ir_type types[] = {IR_I64, IR_I64, IR_I64, IR_I32, IR_V128};
        enum ir_type ty = types[rnd(g, 5)];
        ir_ref v = some(g, ty);
        ir_set(g->r, slot_of(g, ty), v);
    }
}

static void forget_values(struct gen *g)
{
    memset(g->nvals, 0, sizeof g->nvals);
}

/* A condition that holds at most as often as x7 says. */
static ir_ref bounded(struct gen *g, ir_ref cond)
{
    struct ir_region *r = g->r;
    ir_ref left = ir_get(r, 7);
    ir_ref some_left = ir_cmp(r, IR_NE, IR_I64, left, ir_const(r, IR_I64, 0));
    ir_ref both = ir_bin(r, IR_AND, IR_I32, cond, some_left);
    ir_ref one = ir_un(r, IR_ZEXT32, IR_I64, both);
    ir_set(r, 7, ir_bin(r, IR_SUB, IR_I64, left, one));
    return both;
}

enum shape { TREE, FORWARD, LOOPS };

/*
 * `nblocks` guest blocks.  Guest block k is block 2k; block 2k + 1 is the taken side of its branch,
 * and leaves or goes to another guest block.
 */
static void random_region(struct gen *g, unsigned nblocks, enum shape shape)
{
    struct ir_region *r = g->r;
    ir_region_reset(r, 0x1000, 0);
    for (unsigned k = 0; k < 2 * nblocks; k++)
        ir_block_new(r, 0x1000 + 0x100 * (k / 2));
    for (unsigned k = 0; k < nblocks; k++) {
        ir_block_begin(r, 2 * k);
        if (shape != TREE)
            forget_values(g);
        for (unsigned i = 0, n = 1 + rnd(g, 4); i < n; i++)
            guest_insn(g, 0x1000 + 0x100 * k + 4 * i);
        unsigned side = 2 * k + 1;
        ir_ref cond = some_bool(g);
        if (k + 1 == nblocks) {
            ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = 0x5000});
        } else {
            if (shape == LOOPS)
                cond = bounded(g, cond);
            if (rnd(g, 8))
                ir_brcond(r, cond, side, 2 * k + 2, 0);
            else
                ir_br(r, rnd(g, 2) ? 2 * k + 2 : side, NULL, 0);
        }
        ir_block_begin(r, side);
        unsigned to = shape == LOOPS ? rnd(g, nblocks) : k + 1 + rnd(g, nblocks);
        if (shape == TREE || to >= nblocks || !rnd(g, 4))
            ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = 0x6000 + k});
        else if (to <= k && r->ins[r->blocks[2 * k].end - 1].op == IR_BR)
            ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = 0x6000 + k}); /* would not end */
        else
            ir_br(r, 2 * to, NULL, 0);
    }
}

#endif
