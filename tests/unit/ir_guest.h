/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small guest for tests of the IR: eight integer slots, vectors, some helpers.
 *
 * In: nothing.  Out: ir_test_guest.  Its CPU struct is `struct ir_test_cpu`.
 */
#ifndef FERRY_TESTS_UNIT_IR_GUEST_H
#define FERRY_TESTS_UNIT_IR_GUEST_H

#include <stddef.h>
#include <stdio.h>
#include "tcg/exec/cpu.h"
#include "tcg/ir/ir.h"

struct ir_test_cpu {
    struct cpu_common common;
    uint64_t pc;
    uint64_t x[8];
    uint32_t w[2];
    uint64_t v[4][2] __attribute__((aligned(16)));
};

static uint64_t ir_test_pure(uint64_t a, uint64_t b)
{
    return a * 3 + b;
}
static void ir_test_writes(void *cpu)
{
    ((struct ir_test_cpu *)cpu)->x[0]++;
}
static uint64_t ir_test_reads(void *cpu, uint64_t n)
{
    return ((struct ir_test_cpu *)cpu)->x[n & 7];
}
static uint64_t ir_test_faults(void *cpu, uint64_t address)
{
    (void)cpu;
    return *(const uint8_t *)address;
}

/* a + b for kind 1, b for kind 2, else what is above 16 in the kind. */
static uint64_t ir_test_choose(uint64_t kind, uint64_t a, uint64_t b)
{
    return kind == 1 ? a + b : kind == 2 ? b : kind - 16;
}
static ir_ref ir_test_expand_choose(struct ir_region *r, const ir_ref *args)
{
    const struct ir_ins *kind = &r->ins[args[0]];
    const struct ir_ins *more = &r->ins[kind->a];
    if (kind->op == IR_ADD && r->ins[kind->b].imm == 16)
        return kind->a;
    if (kind->op == IR_OR && r->ins[kind->b].imm == 16 && more->op == IR_SHL &&
        r->ins[more->b].imm == 5)
        return kind->a;
    if (kind->op != IR_CONST || kind->imm - 1 > 1)
        return IR_NONE;
    return kind->imm == 1 ? ir_bin(r, IR_ADD, IR_I64, args[1], args[2]) : args[2];
}

/* The lowest bit of a: what is set above it doesn't matter. */
static uint64_t ir_test_odd(uint64_t a, uint64_t b)
{
    (void)b;
    return a & 1;
}
static ir_ref ir_test_expand_odd(struct ir_region *r, const ir_ref *args)
{
    const struct ir_ins *a = &r->ins[args[0]];
    return a->op == IR_CONST ? ir_const(r, IR_I64, a->imm & 1) : IR_NONE;
}
static void ir_test_narrow_odd(const struct ir_region *r, ir_ref *args)
{
    const struct ir_ins *a = &r->ins[args[0]];
    if (a->op == IR_OR && r->ins[a->b].op == IR_CONST && r->ins[a->b].imm == 16)
        args[0] = a->a;
    args[1] = args[0];
}

#define X(n)                                                                                       \
    {                                                                                              \
        "x" #n, offsetof(struct ir_test_cpu, x[n]), IR_I64, 0                                      \
    }
#define W(n)                                                                                       \
    {                                                                                              \
        "w" #n, offsetof(struct ir_test_cpu, w[n]), IR_I32, 0                                      \
    }
#define V(n)                                                                                       \
    {                                                                                              \
        "v" #n, offsetof(struct ir_test_cpu, v[n]), IR_V128, 0                                     \
    }
/* Over the one before: v3 has halves, its lower half quarters. */
#define OVER(n, type, bytes, parts)                                                                \
    {                                                                                              \
        n, offsetof(struct ir_test_cpu, v[3]) + (bytes), type, parts                               \
    }
static const struct ir_slot ir_test_slots[] = {X(0),
                                               X(1),
                                               X(2),
                                               X(3),
                                               X(4),
                                               X(5),
                                               X(6),
                                               X(7),
                                               W(0),
                                               W(1),
                                               V(0),
                                               V(1),
                                               V(2),
                                               OVER("v3", IR_V128, 0, 14),
                                               OVER("d0", IR_F64, 0, 16),
                                               OVER("d1", IR_F64, 8, 0),
                                               OVER("s0", IR_F32, 0, 0),
                                               OVER("s1", IR_F32, 4, 0)};
#undef X
#undef W
#undef V
#undef OVER

#define HELPER(n, fl, r, ...)                                                                      \
    {                                                                                              \
        .name = #n, .fn = ir_test_##n, .flags = fl, .ret = r, .args = { __VA_ARGS__ }              \
    }
static const struct ir_helper ir_test_helpers[] = {
    HELPER(pure, IR_HELPER_PURE, IR_I64, IR_I64, IR_I64),
    HELPER(writes, IR_HELPER_CPU | IR_HELPER_WRITES, IR_VOID, IR_VOID),
    HELPER(reads, IR_HELPER_CPU | IR_HELPER_READS, IR_I64, IR_I64),
    HELPER(faults, IR_HELPER_CPU | IR_HELPER_FAULTS, IR_I64, IR_I64),
    {.name = "choose",
     .fn = ir_test_choose,
     .flags = IR_HELPER_PURE,
     .ret = IR_I64,
     .args = {IR_I64, IR_I64, IR_I64},
     .expand = ir_test_expand_choose},
    {.name = "odd",
     .fn = ir_test_odd,
     .flags = IR_HELPER_PURE,
     .ret = IR_I64,
     .args = {IR_I64, IR_I64},
     .expand = ir_test_expand_odd,
     .narrow = ir_test_narrow_odd},
};
#undef HELPER

static const struct ir_guest ir_test_guest = {
    .slots = ir_test_slots,
    .nslots = sizeof ir_test_slots / sizeof *ir_test_slots,
    .helpers = ir_test_helpers,
    .nhelpers = sizeof ir_test_helpers / sizeof *ir_test_helpers,
    .shared = 9, /* w1 */
    .pc_offset = offsetof(struct ir_test_cpu, pc),
    .insn_shift = 2,
};

/* The region as a text, which the caller frees. */
static inline char *ir_test_text(const struct ir_region *r)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    ir_print(r, f);
    fclose(f);
    return text;
}

#endif
