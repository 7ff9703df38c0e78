/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small guest for tests of the IR: eight integer slots, vectors, some helpers.
 *
 * In: nothing.  Out: ir_test_guest.  Its CPU struct is `struct ir_test_cpu`.
 */
#ifndef FERRY_TESTS_UNIT_IR_GUEST_H
#define FERRY_TESTS_UNIT_IR_GUEST_H

#include <stddef.h>
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

#define X(n)                                                                                       \
    {                                                                                              \
        "x" #n, offsetof(struct ir_test_cpu, x[n]), IR_I64                                         \
    }
#define W(n)                                                                                       \
    {                                                                                              \
        "w" #n, offsetof(struct ir_test_cpu, w[n]), IR_I32                                         \
    }
#define V(n)                                                                                       \
    {                                                                                              \
        "v" #n, offsetof(struct ir_test_cpu, v[n]), IR_V128                                        \
    }
static const struct ir_slot ir_test_slots[] = {X(0), X(1), X(2), X(3), X(4), X(5), X(6),
                                               X(7), W(0), W(1), V(0), V(1), V(2), V(3)};
#undef X
#undef W
#undef V

static const struct ir_helper ir_test_helpers[] = {
    {"pure", ir_test_pure, IR_HELPER_PURE, IR_I64, {IR_I64, IR_I64}},
    {"writes", ir_test_writes, IR_HELPER_CPU | IR_HELPER_WRITES, IR_VOID, {0}},
    {"reads", ir_test_reads, IR_HELPER_CPU | IR_HELPER_READS, IR_I64, {IR_I64}},
    {"faults", ir_test_faults, IR_HELPER_CPU | IR_HELPER_FAULTS, IR_I64, {IR_I64}},
};

static const struct ir_guest ir_test_guest = {
    .slots = ir_test_slots,
    .nslots = sizeof ir_test_slots / sizeof *ir_test_slots,
    .helpers = ir_test_helpers,
    .nhelpers = sizeof ir_test_helpers / sizeof *ir_test_helpers,
    .pc_offset = offsetof(struct ir_test_cpu, pc),
    .insn_shift = 2,
};

#endif
