/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carries that stay in the host's flag, from a sum to the next one that adds them.
 *
 * In: the instructions of a block, with counted uses.  Out: which carries need no register, and
 * where products must not touch the flags.  Invariants: the answers depend on the region and on use
 * counts only; what keeps_flags says of an instruction holds for the code that its row makes
 * (MUL: between a carry and its user, the row that asks x64_carry_waits).
 *
 * Long numbers are multiplied by sums with products between them: adc, mul, umulh, adc.  A carry in
 * a register costs setc, a zero for it, and a bt to get it back.  The first carry of such a chain
 * is a comparison of the sum, which the sum has made already, or one with zero.
 */
#include "tcg/back/x86-64/internal.h"

enum { FAR_AWAY = 40 }; /* instructions */

/* Is it a sum of two registers that a load or a store behind it has as its address? */
static bool is_address(const struct x64 *x, const struct ir_ins *sum)
{
    ir_ref i = (ir_ref)(sum - x->ins);
    if (x->val[i].count != 1 || sum->type != ir_addr_type(x->r))
        return false;
    for (ir_ref k = i + 1; k <= i + FAR_AWAY; k++) {
        const struct ir_ins *ins = &x->ins[k];
        if (ir_ops[ins->op].props & IR_P_END)
            return false;
        if ((ins->op == IR_LD || ins->op == IR_ST) && ins->a == i)
            return true;
    }
    return false;
}

/* Does the instruction make no code that changes the carry flag? */
static bool keeps_flags(const struct x64 *x, const struct ir_ins *ins)
{
    bool mulx = ins->type == IR_I64 && x64_has(x, X64_F_BMI2);
    int64_t imm;
    uint64_t c;
    switch (ins->op) {
    case IR_NOP:
    case IR_INSN:
    case IR_CONST:
    case IR_VCONST:
    case IR_GET:
    case IR_SET:
    case IR_NOT:
    case IR_BSWAP:
    case IR_ZEXT32:
    case IR_SEXT32:
    case IR_TRUNC64: return true;
    case IR_LD: return !(ins->sub & IR_MEM_BE);
    case IR_ST: return !(ins->sub & (IR_MEM_BE | IR_MEM_SC));
    case IR_ADD: /* lea */
        imm = x64_const_value(x, ins->b, &c) ? (int64_t)c : INT64_MAX;
        return imm == (int32_t)imm || is_address(x, ins);
    case IR_MULHU: return mulx;
    case IR_MUL: return mulx && !x64_const_value(x, ins->b, &c);
    default: return false;
    }
}

static bool is_needed(const struct x64 *x, ir_ref i)
{
    unsigned props = ir_ops[x->ins[i].op].props;
    return x->val[i].count || props & (IR_P_STORE | IR_P_FAULT | IR_P_FPX | IR_P_EFFECT | IR_P_END);
}

static bool adds(const struct x64 *x, const struct ir_ins *ins, ir_ref carry)
{
    return (ins->op == IR_ADC || ins->op == IR_CARRY) && x->val[ins->c].rep == carry;
}

static bool same_sum(const struct ir_ins *i, const struct ir_ins *k)
{
    return i->type == k->type && i->a == k->a && i->b == k->b && i->c == k->c;
}

/* How many users find the carry of `c` in the flag: a sum, and the carry of the same sum.  first:
   the first of them. */
static uint32_t users_by_flag(const struct x64 *x, ir_ref c, ir_ref *first)
{
    uint32_t n = 0;
    *first = IR_NONE;
    for (ir_ref k = c + 1; k <= c + FAR_AWAY; k++) {
        const struct ir_ins *ins = &x->ins[k];
        if (ir_ops[ins->op].props & IR_P_END)
            return n;
        if (!is_needed(x, k))
            continue;
        bool carry_of_first = *first && ins->op == IR_CARRY && same_sum(ins, &x->ins[*first]);
        if (adds(x, ins, c) && (!*first || carry_of_first)) {
            n++;
            if (!*first)
                *first = k;
            if (ins->op == IR_CARRY)
                return n;
            continue;
        }
        if (!keeps_flags(x, ins))
            return n;
    }
    return n;
}

/* Is carry `c` in the flag where it is made, by the sum right before it? */
static bool behind_sum(const struct x64 *x, ir_ref c)
{
    for (ir_ref k = c - 1; k >= x->block_first; k--) {
        const struct ir_ins *ins = &x->ins[k];
        if (ins->op == IR_INSN || (!is_needed(x, k) && !(ir_ops[ins->op].props & IR_P_END)))
            continue;
        return ins->op == IR_ADC && same_sum(ins, &x->ins[c]);
    }
    return false;
}

/* A comparison that can leave its result in the carry flag: below, not below, zero or not. */
static bool compares(const struct x64 *x, const struct ir_ins *ins)
{
    uint64_t k;
    if (ins->op != IR_CMP || x64_const_value(x, ins->a, &k))
        return false;
    if (ins->sub == IR_LTU || ins->sub == IR_GEU)
        return true;
    enum ir_opcode op = x->ins[x->val[ins->a].rep].op;
    return ins->sub <= IR_NE && x64_const_value(x, ins->b, &k) && !k && op != IR_AND && op != IR_LD;
}

/* The sum whose carry comparison c asks for, made in its block with the flag left alone since. */
static ir_ref sum_asked_for(const struct x64 *x, ir_ref c)
{
    const struct ir_ins *cmp = &x->ins[c];
    ir_ref sum = cmp->a;
    const struct ir_ins *add = &x->ins[sum];
    uint64_t k;
    if (cmp->op != IR_CMP || cmp->sub != IR_LTU || add->op != IR_ADD || add->type != cmp->type ||
        (add->a != cmp->b && add->b != cmp->b) || sum < x->block_first || c - sum > FAR_AWAY ||
        x64_const_value(x, add->a, &k) || x64_const_value(x, add->b, &k))
        return IR_NONE;
    for (ir_ref i = sum + 1; i < c; i++)
        if (is_needed(x, i) && !keeps_flags(x, &x->ins[i]))
            return IR_NONE;
    return sum;
}

ir_ref x64_sum_carries(const struct x64 *x, ir_ref c)
{
    return x64_carry_stays(x, c) ? sum_asked_for(x, c) : IR_NONE;
}

bool x64_carry_kept(const struct x64 *x, ir_ref c)
{
    ir_ref first;
    return x->val[c].rep == c && sum_asked_for(x, c) && !x64_carry_stays(x, c) &&
           users_by_flag(x, c, &first);
}

bool x64_sum_is_asked(const struct x64 *x, const struct ir_ins *add)
{
    ir_ref i = (ir_ref)(add - x->ins);
    uint64_t k;
    if (x64_const_value(x, add->b, &k))
        return false;
    for (ir_ref c = i + 1; c <= i + FAR_AWAY; c++) {
        const struct ir_ins *ins = &x->ins[c];
        if (ir_ops[ins->op].props & IR_P_END)
            return false;
        if (ins->op == IR_CMP && ins->a == i && is_needed(x, c))
            return x64_sum_carries(x, c) || x64_carry_kept(x, c);
        if (is_needed(x, c) && !keeps_flags(x, ins))
            return false;
    }
    return false;
}

bool x64_carry_behind_sum(const struct x64 *x, const struct ir_ins *carry)
{
    return behind_sum(x, (ir_ref)(carry - x->ins));
}

bool x64_carry_stays(const struct x64 *x, ir_ref c)
{
    ir_ref first;
    bool made = x->ins[c].op == IR_CARRY ? behind_sum(x, c) : compares(x, &x->ins[c]);
    return made && c >= x->block_first && x->val[c].count &&
           users_by_flag(x, c, &first) == x->val[c].count;
}

bool x64_carry_waits(const struct x64 *x, const struct ir_ins *ins)
{
    ir_ref i = (ir_ref)(ins - x->ins), first;
    for (ir_ref c = i - 1; c >= x->block_first && c + FAR_AWAY > i; c--) {
        if (x->val[c].count && (x->ins[c].op == IR_CARRY || compares(x, &x->ins[c])))
            return users_by_flag(x, c, &first) && first > i;
        if (x->ins[c].op == IR_ADD && x64_sum_is_asked(x, &x->ins[c]))
            return true;
        if (is_needed(x, c) && !keeps_flags(x, &x->ins[c]))
            return false;
    }
    return false;
}

bool x64_keeps_carry(const struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    return keeps_flags(x, ins) && (ins->op != IR_MUL || x64_carry_waits(x, ins));
}

bool x64_carry_is(const struct x64 *x, ir_ref c)
{
    const struct ir_ins *ins = &x->ins[c], *of = &x->ins[x->carry_of];
    return x->carry_of &&
           (x->carry_of == c || (ins->op == IR_CARRY && of->op == IR_ADC && same_sum(ins, of)));
}
