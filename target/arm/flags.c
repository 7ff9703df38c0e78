/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The condition flags without a packed word.
 *
 * In: which operation sets them.  Out: conditions as compares of that operation's operands.
 * Invariant: the slots cc_* say the same as struct arm_flags.  A logical operation leaves V, and
 * often C, as they were: it only overrides N and Z (and C) of the operation before, so that nobody
 * has to compute those.
 */
#include "target/arm/translate.h"

static ir_ref imm(struct arm_ctx *c, uint32_t v)
{
    return ir_const(c->r, IR_I32, v);
}

static ir_ref op2(struct arm_ctx *c, enum ir_opcode op, ir_ref a, ir_ref b)
{
    return ir_bin(c->r, op, IR_I32, a, b);
}

static ir_ref compare(struct arm_ctx *c, enum ir_cond cc, ir_ref a, ir_ref b)
{
    return ir_cmp(c->r, cc, IR_I32, a, b);
}

void arm_flags_forget(struct arm_ctx *c)
{
    c->line->flags = (struct arm_flags){0};
}

/* ---- setting ---- */

/* Before a conditional setting: what is true if the condition does not hold. */
static void keep_old(struct arm_ctx *c)
{
    struct arm_flags *f = &c->line->flags;
    if (f->test) { /* two levels are enough */
        ir_ref word = arm_nzcv(c);
        f->now = (struct arm_source){.base_known = true, .cc = ARM_CC_WORD, .a = word};
    }
    f->old = f->now;
    f->test = c->pred;
    f->test_cond = c->pred_cond;
}

static void set_base(struct arm_ctx *c, enum arm_cc_op cc, ir_ref a, ir_ref b)
{
    if (c->pred)
        keep_old(c);
    else
        c->line->flags = (struct arm_flags){0};
    c->line->flags.now = (struct arm_source){.base_known = true, .cc = cc, .a = a, .b = b};
    arm_set_slot(c, ARM_CC_OP, imm(c, cc));
    arm_set_slot(c, ARM_CC_A, a);
    if (b)
        arm_set_slot(c, ARM_CC_B, b);
}

void arm_flags_add(struct arm_ctx *c, ir_ref a, ir_ref b)
{
    set_base(c, ARM_CC_ADD, a, b);
}

void arm_flags_sub(struct arm_ctx *c, ir_ref a, ir_ref b)
{
    set_base(c, ARM_CC_SUB, a, b);
}

void arm_flags_fcmp(struct arm_ctx *c, ir_ref relation)
{
    set_base(c, ARM_CC_FCMP, relation, IR_NONE);
}

void arm_flags_word(struct arm_ctx *c, ir_ref nzcv)
{
    set_base(c, ARM_CC_WORD, nzcv, IR_NONE);
}

/* SBCS behind CMP or SUBS: a is less the operand of b's NOT, and `before` the lower words. */
static void note_pairs(struct arm_ctx *c, const struct arm_flags *before, ir_ref a, ir_ref b)
{
    const struct arm_source *f = &before->now;
    const struct ir_ins *inverse = &c->r->ins[b];
    if (c->pred || before->test || !f->base_known || f->nz || f->carry || f->cc != ARM_CC_SUB ||
        inverse->op != IR_NOT)
        return;
    struct arm_source *s = &c->line->flags.now;
    s->high[0] = a;
    s->high[1] = inverse->a;
    s->low[0] = f->a;
    s->low[1] = f->b;
}

void arm_flags_adc(struct arm_ctx *c, ir_ref a, ir_ref b, ir_ref carry, ir_ref result)
{
    struct arm_flags before = c->line->flags;
    set_base(c, ARM_CC_ADC, a, b);
    arm_set_slot(c, ARM_CC_OP,
                 op2(c, IR_OR, ir_shli(c->r, IR_I32, carry, ARM_CC_MORE_BIT), imm(c, ARM_CC_ADD)));
    c->line->flags.now.more = carry;
    c->line->flags.now.nz = result; /* says the same as the base */
    note_pairs(c, &before, a, b);
}

void arm_flags_logic(struct arm_ctx *c, ir_ref result, ir_ref carry)
{
    struct arm_flags *f = &c->line->flags;
    if (!c->pred && f->test) { /* the base stays: it must be one */
        ir_ref word = arm_nzcv(c);
        f->now = (struct arm_source){.base_known = true, .cc = ARM_CC_WORD, .a = word};
        f->test = IR_NONE;
        arm_set_slot(c, ARM_CC_OP, imm(c, ARM_CC_WORD));
        arm_set_slot(c, ARM_CC_A, word);
    }
    if (c->pred)
        keep_old(c);
    struct arm_source *s = &f->now;
    bool slots_known = s->base_known && !s->fetched && s->cc != ARM_CC_ADC && !c->pred;
    s->nz = result;
    s->high[0] = IR_NONE;
    if (carry)
        s->carry = carry;
    uint32_t bits = ARM_CC_NZ | (s->carry ? ARM_CC_C : 0);
    ir_ref op =
        slots_known ? imm(c, s->cc | bits) : op2(c, IR_OR, ir_get(c->r, ARM_CC_OP), imm(c, bits));
    arm_set_slot(c, ARM_CC_OP, op);
    arm_set_slot(c, ARM_CC_NZV, result);
    if (carry)
        arm_set_slot(c, ARM_CC_CV, carry);
}

/* ---- asking ---- */

/* Flags of another path: ask the slots, once. */
static void fetch_base(struct arm_ctx *c, struct arm_source *s)
{
    struct ir_region *r = c->r;
    ir_ref args[] = {ir_get(r, ARM_CC_OP), ir_get(r, ARM_CC_A), ir_get(r, ARM_CC_B),
                     ir_get(r, ARM_CC_NZV), ir_get(r, ARM_CC_CV)};
    s->base_known = s->fetched = true;
    s->cc = ARM_CC_WORD;
    s->a = ir_call(r, ARM_H_nzcv, args, 5);
}

static ir_ref base_word(struct arm_ctx *c, const struct arm_source *s)
{
    struct ir_region *r = c->r;
    switch (s->cc) {
    case ARM_CC_ADD: return ir_bin(r, IR_ADDFLAGS, IR_I32, s->a, s->b);
    case ARM_CC_SUB: return ir_bin(r, IR_SUBFLAGS, IR_I32, s->a, s->b);
    case ARM_CC_ADC: {
        struct ir_ins i = {.op = IR_ADCFLAGS, .type = IR_I32, .a = s->a, .b = s->b, .c = s->more};
        return ir_emit(r, i);
    }
    case ARM_CC_FCMP: {
        /* nibble i: NZCV of relation i (1 less, 2 equal, 4 greater, 8 unordered) */
        ir_ref table = ir_const(r, IR_I64, UINT64_C(0x300020680));
        ir_ref count = ir_un(r, IR_ZEXT32, IR_I64, ir_shli(r, IR_I32, s->a, 2));
        ir_ref word = ir_un(r, IR_TRUNC64, IR_I32, ir_bin(r, IR_SHR, IR_I64, table, count));
        return ir_andi(r, IR_I32, word, 15);
    }
    default: return s->a;
    }
}

static ir_ref bit(struct arm_ctx *c, ir_ref word, unsigned n)
{
    return ir_uni(c->r, IR_UBFX, IR_I32, word, FIELD(n, 1));
}

/* The four flags one by one, 0 or 1. */
static ir_ref flag_z(struct arm_ctx *c, const struct arm_source *s)
{
    if (s->nz)
        return compare(c, IR_EQ, s->nz, imm(c, 0));
    if (s->cc == ARM_CC_SUB)
        return compare(c, IR_EQ, s->a, s->b);
    if (s->cc == ARM_CC_ADD)
        return compare(c, IR_EQ, op2(c, IR_ADD, s->a, s->b), imm(c, 0));
    return bit(c, base_word(c, s), 2);
}

static ir_ref flag_n(struct arm_ctx *c, const struct arm_source *s)
{
    if (s->nz)
        return compare(c, IR_LTS, s->nz, imm(c, 0));
    if (s->cc == ARM_CC_SUB || s->cc == ARM_CC_ADD)
        return compare(c, IR_LTS, op2(c, s->cc == ARM_CC_SUB ? IR_SUB : IR_ADD, s->a, s->b),
                       imm(c, 0));
    return bit(c, base_word(c, s), 3);
}

static ir_ref flag_c(struct arm_ctx *c, const struct arm_source *s)
{
    if (s->carry)
        return s->carry;
    if (s->cc == ARM_CC_SUB)
        return compare(c, IR_GEU, s->a, s->b);
    if (s->cc == ARM_CC_ADD)
        return compare(c, IR_LTU, op2(c, IR_ADD, s->a, s->b), s->a);
    if (s->cc == ARM_CC_ADC) {
        struct ir_ins i = {.op = IR_CARRY, .type = IR_I32, .a = s->a, .b = s->b, .c = s->more};
        return ir_emit(c->r, i);
    }
    return bit(c, base_word(c, s), 1);
}

static ir_ref flag_v(struct arm_ctx *c, const struct arm_source *s)
{
    return bit(c, base_word(c, s), 0);
}

/* Does the condition need what the base says? */
static bool needs_base(const struct arm_source *s, unsigned cond)
{
    switch (cond & 14) {
    case COND_EQ:
    case COND_MI: return !s->nz;
    case COND_CS: return !s->carry;
    case COND_HI: return !s->nz || !s->carry;
    default: return true;
    }
}

static ir_ref cond_sub(struct arm_ctx *c, const struct arm_source *s, unsigned cond)
{
    static const uint8_t cc[] = {[COND_EQ / 2] = IR_EQ,
                                 [COND_CS / 2] = IR_GEU,
                                 [COND_HI / 2] = IR_GTU,
                                 [COND_GE / 2] = IR_GES,
                                 [COND_GT / 2] = IR_GTS};
    return compare(c, cc[cond / 2] ^ (cond & 1), s->a, s->b);
}

static ir_ref cond_fcmp(struct arm_ctx *c, const struct arm_source *s, unsigned cond)
{
    static const uint8_t holds[] = {
        [COND_EQ / 2] = IR_REL_EQ,
        [COND_CS / 2] = IR_REL_EQ | IR_REL_GT | IR_REL_UN,
        [COND_MI / 2] = IR_REL_LT,
        [COND_VS / 2] = IR_REL_UN,
        [COND_HI / 2] = IR_REL_GT | IR_REL_UN,
        [COND_GE / 2] = IR_REL_EQ | IR_REL_GT,
        [COND_GT / 2] = IR_REL_GT,
    };
    struct ir_ins i = {.op = IR_FCC, .type = IR_I32, .a = s->a};
    i.sub = holds[cond / 2] ^ (cond & 1 ? 15 : 0);
    return ir_emit(c->r, i);
}

static ir_ref cond_any(struct arm_ctx *c, const struct arm_source *s, unsigned cond)
{
    switch (cond & 14) {
    case COND_EQ: return flag_z(c, s);
    case COND_CS: return flag_c(c, s);
    case COND_MI: return flag_n(c, s);
    case COND_VS: return flag_v(c, s);
    case COND_HI: return ir_bin(c->r, IR_ANDN, IR_I32, flag_c(c, s), flag_z(c, s));
    case COND_GE: return op2(c, IR_XOR, op2(c, IR_XOR, flag_n(c, s), flag_v(c, s)), imm(c, 1));
    default: {
        ir_ref differ = op2(c, IR_XOR, flag_n(c, s), flag_v(c, s));
        return op2(c, IR_XOR, op2(c, IR_OR, differ, flag_z(c, s)), imm(c, 1));
    }
    }
}

static ir_ref cond_pairs(struct arm_ctx *c, const struct arm_source *s, unsigned cond)
{
    enum ir_cond cc = (cond & 14) == COND_CS ? IR_GEU : IR_GES;
    ir_ref a = arm_pair(c, s->low[0], s->high[0]), b = arm_pair(c, s->low[1], s->high[1]);
    return ir_cmp(c->r, cc ^ (cond & 1), IR_I64, a, b);
}

static ir_ref source_cond(struct arm_ctx *c, struct arm_source *s, unsigned cond)
{
    unsigned even = cond & 14;
    if (s->high[0] && (even == COND_CS || even == COND_GE))
        return cond_pairs(c, s, cond);
    if (!s->base_known && needs_base(s, cond))
        fetch_base(c, s);
    if (s->base_known && !s->nz && !s->carry && s->cc == ARM_CC_FCMP)
        return cond_fcmp(c, s, cond);
    if (s->base_known && !s->nz && !s->carry && s->cc == ARM_CC_SUB && even != COND_MI &&
        even != COND_VS)
        return cond_sub(c, s, cond);
    if (even == COND_EQ && s->nz)
        return compare(c, IR_EQ ^ (cond & 1), s->nz, imm(c, 0));
    if (even == COND_MI && s->nz)
        return compare(c, IR_LTS ^ (cond & 1), s->nz, imm(c, 0));
    ir_ref v = cond_any(c, s, even);
    return cond & 1 ? op2(c, IR_XOR, v, imm(c, 1)) : v;
}

/* Of the flags of another path: what the slots say. */
static ir_ref ask_cond(struct arm_ctx *c, unsigned cond)
{
    struct ir_region *r = c->r;
    ir_ref *asked = &c->line->flags.asked[cond];
    if (!*asked) {
        ir_ref args[] = {ir_get(r, ARM_CC_OP),  ir_get(r, ARM_CC_A),  ir_get(r, ARM_CC_B),
                         ir_get(r, ARM_CC_NZV), ir_get(r, ARM_CC_CV), imm(c, cond)};
        *asked = ir_call(r, ARM_H_cond, args, 6);
    }
    return *asked;
}

static bool holds(unsigned cond, unsigned nzcv)
{
    bool n = nzcv & 8, z = nzcv & 4, carry = nzcv & 2, v = nzcv & 1, even;
    switch (cond & 14) {
    case COND_EQ: even = z; break;
    case COND_CS: even = carry; break;
    case COND_MI: even = n; break;
    case COND_VS: even = v; break;
    case COND_HI: even = carry && !z; break;
    case COND_GE: even = n == v; break;
    default: even = !z && n == v; break;
    }
    return even ^ (cond & 1);
}

/* Has the condition this value whenever the old flags were chosen, because that which chooses is
   false of them?  Equal operands of a comparison leave nothing open. */
static bool is_settled(const struct arm_flags *f, unsigned cond, bool value)
{
    const struct arm_source *s = &f->old;
    if (f->test_cond >= COND_AL)
        return false;
    bool compared = s->base_known && s->cc == ARM_CC_SUB && !s->nz && !s->carry;
    for (unsigned nzcv = 0; nzcv < 16; nzcv++) {
        bool possible = !holds(f->test_cond, nzcv) && !(compared && nzcv & 4 && nzcv != 6);
        if (possible && holds(cond, nzcv) != value)
            return false;
    }
    return true;
}

ir_ref arm_cond(struct arm_ctx *c, unsigned cond)
{
    struct arm_flags *f = &c->line->flags;
    if (!f->test && !f->now.base_known && !f->now.nz && !f->now.carry)
        return ask_cond(c, cond);
    if (!f->test)
        return source_cond(c, &f->now, cond);
    bool never = is_settled(f, cond, false), always = is_settled(f, cond, true);
    if (!never && !always && !f->old.base_known && needs_base(&f->old, cond)) {
        /* The slots hold what the choice made: they answer for both. */
        *f = (struct arm_flags){0};
        return ask_cond(c, cond);
    }
    ir_ref yes = source_cond(c, &f->now, cond);
    if (never)
        return op2(c, IR_AND, yes, f->test);
    if (always)
        return op2(c, IR_OR, yes, op2(c, IR_XOR, f->test, imm(c, 1)));
    return ir_select(c->r, IR_I32, f->test, yes, source_cond(c, &f->old, cond));
}

static ir_ref source_word(struct arm_ctx *c, struct arm_source *s)
{
    if (!s->base_known)
        fetch_base(c, s);
    ir_ref word = base_word(c, s);
    if (!s->nz && !s->carry)
        return word;
    if (s->nz) {
        ir_ref n = ir_shli(c->r, IR_I32, ir_shri(c->r, IR_I32, s->nz, 31), 3);
        ir_ref z = ir_shli(c->r, IR_I32, compare(c, IR_EQ, s->nz, imm(c, 0)), 2);
        word = op2(c, IR_OR, ir_andi(c->r, IR_I32, word, 3), op2(c, IR_OR, n, z));
    }
    if (s->carry)
        word = op2(c, IR_OR, ir_andi(c->r, IR_I32, word, 13), ir_shli(c->r, IR_I32, s->carry, 1));
    return word;
}

ir_ref arm_nzcv(struct arm_ctx *c)
{
    struct arm_flags *f = &c->line->flags;
    if (!f->test)
        return source_word(c, &f->now);
    if (!f->old.base_known) {
        *f = (struct arm_flags){0};
        return source_word(c, &f->now);
    }
    ir_ref yes = source_word(c, &f->now), no = source_word(c, &f->old);
    return ir_select(c->r, IR_I32, f->test, yes, no);
}

ir_ref arm_carry(struct arm_ctx *c)
{
    return arm_cond(c, COND_CS);
}

/* ---- the helpers, written out ---- */

/* The carry that is in the kind of a sum with one: the slot's value is shl(carry, BIT) | ADD. */
static ir_ref carry_of(const struct ir_region *r, ir_ref v)
{
    const struct ir_ins *ins = &r->ins[v], *by = &r->ins[ins->b];
    bool is_more = ins->op == IR_SHL && by->op == IR_CONST && by->imm == ARM_CC_MORE_BIT;
    return is_more ? ins->a : IR_NONE;
}

/* The operation that left `op` in the slot, or what is known of it: that N and Z, or C, are a
 * value. */
static bool source_of(struct ir_region *r, const ir_ref *args, struct arm_source *s)
{
    const struct ir_ins *def = &r->ins[args[0]];
    uint64_t op = def->imm;
    ir_ref more = IR_NONE;
    if (def->op == IR_OR && r->ins[def->b].op == IR_CONST) {
        op = r->ins[def->b].imm;
        more = carry_of(r, def->a);
    } else if (def->op != IR_CONST || (op & ARM_CC_BASE) > ARM_CC_FCMP) {
        return false;
    } else if (op & ARM_CC_MORE) {
        more = ir_const(r, IR_I32, 1);
        def = &r->ins[args[0]]; /* the list may have moved */
    }
    *s = (struct arm_source){.base_known = def->op == IR_CONST || more, .more = more};
    s->cc = more ? ARM_CC_ADC : op & ARM_CC_BASE;
    s->a = args[1];
    s->b = args[2];
    s->nz = op & ARM_CC_NZ ? args[3] : IR_NONE;
    s->carry = op & ARM_CC_C ? args[4] : IR_NONE;
    return true;
}

ir_ref arm_expand_nzcv(struct ir_region *r, const ir_ref *args)
{
    struct arm_ctx c = {.r = r};
    struct arm_source s;
    return source_of(r, args, &s) && s.base_known ? source_word(&c, &s) : IR_NONE;
}

ir_ref arm_expand_cond(struct ir_region *r, const ir_ref *args)
{
    struct arm_ctx c = {.r = r};
    struct arm_source s;
    const struct ir_ins *cond = &r->ins[args[5]];
    if (cond->op != IR_CONST || !source_of(r, args, &s))
        return IR_NONE;
    if (!s.base_known && needs_base(&s, (unsigned)cond->imm))
        return IR_NONE;
    return source_cond(&c, &s, (unsigned)cond->imm);
}

void arm_narrow_cond(const struct ir_region *r, ir_ref *args)
{
    const struct ir_ins *cond = &r->ins[args[5]], *op;
    if (cond->op != IR_CONST || ((cond->imm & 14) != COND_CS && (cond->imm & 14) != COND_VS))
        return;
    for (op = &r->ins[args[0]]; op->op == IR_OR; op = &r->ins[args[0]]) {
        const struct ir_ins *bits = &r->ins[op->b];
        if (bits->op != IR_CONST || bits->imm != ARM_CC_NZ)
            break;
        args[0] = op->a;
    }
    args[3] = args[0]; /* N and Z are those of anything */
}
