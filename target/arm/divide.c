/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Divisions of 64-bit numbers that compilers' runtime libraries do bit by bit in T32.
 *
 * In: a CMP that may be the head of such a loop.  Out: IR that has its whole effect at once.
 * The loop divides R (lo, hi) by D (dlo, dhi), which has been shifted to R's first bit, in n rounds
 * with the quotient's bits coming in from below:
 *
 *     more: subs lo, dlo; sbc hi, dhi; adds lo, lo; adcs hi, hi; adds lo, #1; adc hi, #0
 *           subs n, #1; beq done
 *     head: cmp lo, dlo; sbcs t, hi, dhi; bcs more
 *           adds lo, lo; adcs hi, hi; subs n, #1; bne head
 *     done:
 *
 * With D = d << (n - 1), R < 2 D and D below 2^63 no bit is ever lost, and what it leaves is
 * (R mod d) << n | R / d.  These are asked at the head; else the loop goes its way.  Its branches
 * are what a processor predicts worst, and the division is one instruction of a 64-bit host.
 *
 * Around the loop the function aligns R and D and puts quotient and remainder together by shifts of
 * pairs, some seventy instructions.  The one that GCC 12 makes for Armv7, which is in nearly every
 * program of that Debian that divides 64-bit numbers, is recognised as a whole: by a hash, as what
 * it leaves in the registers that nobody wants depends on each of its instructions.
 */
#include "target/arm/translate.h"

enum { SUB = 2, ADD = 4, ADC = 5, SBC = 6, CMP = 10, BRANCH = 32, OTHER };

struct step {
    unsigned op;
    bool flags, by_imm;
    unsigned rd, rn, rm, imm;
    unsigned cond;
    uint32_t to, next;
};

static struct step data_step(const struct arm_args *a, arm_trans_fn *fn)
{
    struct step s = {.op = a->op, .flags = a->s, .rd = a->rd, .rn = a->rn, .rm = a->rm};
    bool shifted = a->type || a->imm5 || a->imm3 || a->imm2;
    if (fn == arm_trans_dp_reg_dn || fn == arm_trans_dp_imm_dn)
        s.rn = s.rd;
    if (fn == arm_trans_dp_hi)
        s.rd = s.rn = (unsigned)a->D << 3 | a->rd;
    if (fn == arm_trans_dp_imm || fn == arm_trans_dp_imm_dn) {
        s.by_imm = true;
        s.imm = a->imm12;
    } else if (fn == arm_trans_dpi_t32) {
        s.by_imm = true;
        s.imm = a->imm8u;
        if (a->i || a->imm3)
            s.op = OTHER;
    } else if (shifted) {
        s.op = OTHER;
    }
    return s;
}

static struct step read_step(struct arm_ctx *c, uint32_t pc)
{
    struct arm_args a = {0};
    struct step s = {.op = OTHER};
    uint32_t insn;
    uint8_t size;
    if (!arm_peek_thumb(c->t, pc, &insn, &size))
        return s;
    uint64_t f = c->model->features;
    enum arm_op op = size == 2 ? arm_decode_t16(insn, f, &a) : arm_decode_t32(insn, f, &a);
    arm_trans_fn *fn = arm_trans_table[op];
    if (fn == arm_trans_bcond_t16) {
        s.op = BRANCH;
        s.cond = a.cond;
        s.to = pc + 4 + (uint32_t)(a.imm8 * 2);
    } else if (fn == arm_trans_dp_reg || fn == arm_trans_dp_reg_dn || fn == arm_trans_dp_t32 ||
               fn == arm_trans_dp_hi || fn == arm_trans_dp_imm || fn == arm_trans_dp_imm_dn ||
               fn == arm_trans_dpi_t32) {
        s = data_step(&a, fn);
    }
    s.next = pc + size;
    return s;
}

/* ---- the loop ---- */

struct loop {
    unsigned lo, hi, dlo, dhi, n, t;
    uint32_t more, done;
};

static bool is_reg(const struct step *s, unsigned op, unsigned rd, unsigned rn, unsigned rm)
{
    return s->op == op && !s->by_imm && s->rd == rd && s->rn == rn && s->rm == rm;
}

static bool is_imm(const struct step *s, unsigned op, unsigned rd, unsigned imm)
{
    return s->op == op && s->by_imm && s->rd == rd && s->rn == rd && s->imm == imm;
}

static bool is_branch(const struct step *s, unsigned cond, uint32_t to)
{
    return s->op == BRANCH && s->cond == cond && s->to == to;
}

static bool read_steps(struct arm_ctx *c, uint32_t pc, struct step *s, unsigned count)
{
    for (unsigned i = 0; i < count; i++, pc = s[i - 1].next) {
        s[i] = read_step(c, pc);
        if (s[i].op == OTHER)
            return false;
    }
    return true;
}

static bool all_differ(const struct loop *l)
{
    unsigned all[] = {l->lo, l->hi, l->dlo, l->dhi, l->n, l->t}, seen = 0;
    for (unsigned i = 0; i < 6; i++) {
        if (all[i] > 12 && all[i] != 14)
            return false;
        seen |= 1u << all[i];
    }
    return __builtin_popcount(seen) == 6;
}

static bool find_loop(struct arm_ctx *c, struct loop *l)
{
    struct step h[7], m[8];
    if (!read_steps(c, c->pc, h, 7))
        return false;
    *l = (struct loop){.lo = h[0].rn, .dlo = h[0].rm, .t = h[1].rd, .hi = h[1].rn, .dhi = h[1].rm};
    l->n = h[5].rd;
    l->more = h[2].to;
    l->done = h[6].next;
    if (h[0].op != CMP || h[0].by_imm || h[1].op != SBC || h[1].by_imm || !h[1].flags ||
        !all_differ(l) || h[2].op != BRANCH || h[2].cond != COND_CS || h[2].to >= c->pc ||
        !is_reg(&h[3], ADD, l->lo, l->lo, l->lo) || !h[3].flags ||
        !is_reg(&h[4], ADC, l->hi, l->hi, l->hi) || !is_imm(&h[5], SUB, l->n, 1) || !h[5].flags ||
        !is_branch(&h[6], COND_EQ | 1, c->pc))
        return false;
    return read_steps(c, h[2].to, m, 8) && is_reg(&m[0], SUB, l->lo, l->lo, l->dlo) && m[0].flags &&
           is_reg(&m[1], SBC, l->hi, l->hi, l->dhi) && is_reg(&m[2], ADD, l->lo, l->lo, l->lo) &&
           m[2].flags && is_reg(&m[3], ADC, l->hi, l->hi, l->hi) && is_imm(&m[4], ADD, l->lo, 1) &&
           m[4].flags && is_imm(&m[5], ADC, l->hi, 0) && is_imm(&m[6], SUB, l->n, 1) &&
           m[6].flags && is_branch(&m[7], COND_EQ, l->done) && m[7].next == c->pc;
}

/* ---- its effect ---- */

static ir_ref op64(struct arm_ctx *c, enum ir_opcode op, ir_ref x, ir_ref y)
{
    return ir_bin(c->r, op, IR_I64, x, y);
}

static ir_ref const64(struct arm_ctx *c, uint64_t v)
{
    return ir_const(c->r, IR_I64, v);
}

static ir_ref wide(struct arm_ctx *c, ir_ref word)
{
    return ir_un(c->r, IR_ZEXT32, IR_I64, word);
}

static ir_ref both(struct arm_ctx *c, ir_ref x, ir_ref y)
{
    return ir_bin(c->r, IR_AND, IR_I32, x, y);
}

/* Is there a d with D = d << (n - 1), and no bit that the loop would lose? */
static ir_ref is_division(struct arm_ctx *c, ir_ref r, ir_ref d, ir_ref n, ir_ref shift)
{
    struct ir_region *ir = c->r;
    ir_ref one = const64(c, 1), zero = const64(c, 0);
    ir_ref below = op64(c, IR_SUB, op64(c, IR_SHL, one, shift), one);
    ir_ref ok = ir_cmp(ir, IR_LTU, IR_I32, ir_addi(ir, IR_I32, n, -1), arm_imm(c, 63));
    ok = both(c, ok, ir_cmp(ir, IR_EQ, IR_I64, op64(c, IR_AND, d, below), zero));
    ok = both(c, ok, ir_cmp(ir, IR_GES, IR_I64, d, zero));
    return both(c, ok, ir_cmp(ir, IR_LTU, IR_I64, ir_shri(ir, IR_I64, r, 1), d));
}

/* The high word of the loop's last difference: before the quotient's last bit, with the last D. */
static ir_ref last_difference(struct arm_ctx *c, ir_ref left, ir_ref q, ir_ref d)
{
    struct ir_region *ir = c->r;
    ir_ref bit = ir_andi(ir, IR_I64, q, 1);
    ir_ref last = ir_shri(ir, IR_I64, op64(c, IR_SUB, left, bit), 1);
    last = op64(c, IR_ADD, last, op64(c, IR_AND, d, ir_un(ir, IR_NEG, IR_I64, bit)));
    ir_ref borrow = ir_cmp(ir, IR_LTU, IR_I32, arm_low(c, last), arm_low(c, d));
    return ir_bin(ir, IR_SUB, IR_I32, ir_bin(ir, IR_SUB, IR_I32, arm_high(c, last), arm_high(c, d)),
                  borrow);
}

static bool divide_loop(struct arm_ctx *c)
{
    struct ir_region *ir = c->r;
    struct loop l;
    if (!find_loop(c, &l) || !tr_depends(c->t, l.more, l.done))
        return false;
    ir_ref n = arm_reg(c, l.n), dlo = arm_reg(c, l.dlo), dhi = arm_reg(c, l.dhi);
    ir_ref r = arm_pair(c, arm_reg(c, l.lo), arm_reg(c, l.hi)), d = arm_pair(c, dlo, dhi);
    ir_ref shift = wide(c, ir_andi(ir, IR_I32, ir_addi(ir, IR_I32, n, -1), 63));
    ir_ref ok = is_division(c, r, d, n, shift);

    ir_ref divisor = op64(c, IR_SHR, d, shift), q = op64(c, IR_DIVU, r, divisor);
    ir_ref rest = op64(c, IR_SUB, r, op64(c, IR_MUL, q, divisor));
    ir_ref left = op64(c, IR_OR, op64(c, IR_SHL, rest, wide(c, ir_andi(ir, IR_I32, n, 63))), q);
    ir_ref t = last_difference(c, left, q, d);

    c->pred = ok;
    c->pred_cond = COND_AL;
    arm_set_reg(c, l.lo, arm_low(c, left));
    arm_set_reg(c, l.hi, arm_high(c, left));
    arm_set_reg(c, l.t, t);
    arm_set_reg(c, l.n, arm_imm(c, 0));
    arm_flags_sub(c, arm_imm(c, 1), arm_imm(c, 1));
    c->pred = IR_NONE;
    uint32_t body = (c->pc + c->size) | 1;
    c->t->next = l.done | 1;
    tr_branch(c->t, ir_bin(ir, IR_XOR, IR_I32, ok, arm_imm(c, 1)), body);
    return true;
}

/* ---- the whole function ---- */

/*
 * r1:r0 / r3:r2 behind its PUSH {r4-r9, lr}.  From its `cmp r0, r2` on to the POP, where the
 * quotient is in r1:r0 and the remainder has been stored at r7, the last argument.  That is in the
 * caller's frame: where it is in the page of sp, which has just been stored to, the store can't
 * fault, and nobody has to compute what the registers are at it.  (If another thread takes the page
 * away meanwhile the fault is seen at the CMP, where the function goes on from.)
 */
enum {
    FUNCTION_CMP = 0x4290,
    FUNCTION_SIZE = 0x102,
    FUNCTION_POP = 0xe6,
    FUNCTION_ARG = 28,
    PAGE = 4096
};
static const uint64_t function_hash = UINT64_C(0x243bea06a3a68b98);

static bool find_function(struct arm_ctx *c)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    if (c->insn != FUNCTION_CMP || c->size != 2 || c->mem_flags)
        return false;
    for (uint32_t at = c->pc; at < c->pc + FUNCTION_SIZE;) {
        uint32_t insn;
        uint8_t size;
        if (!arm_peek_thumb(c->t, at, &insn, &size))
            return false;
        for (unsigned half = size / 2; half-- > 0; hash *= UINT64_C(0x100000001b3))
            hash ^= insn >> 16 * half & 0xffff;
        at += size;
    }
    return hash == function_hash;
}

/* Is a pair at `at` in the page of sp, above it? */
static ir_ref is_near(struct arm_ctx *c, ir_ref at)
{
    struct ir_region *ir = c->r;
    ir_ref sp = arm_reg(c, 13), above = ir_bin(ir, IR_SUB, IR_I32, at, sp);
    ir_ref end = ir_bin(ir, IR_ADD, IR_I32, ir_andi(ir, IR_I32, sp, PAGE - 1), above);
    return both(c, ir_cmp(ir, IR_LTU, IR_I32, above, arm_imm(c, PAGE)),
                ir_cmp(ir, IR_LEU, IR_I32, end, arm_imm(c, PAGE - 8)));
}

/* v << n of words, n modulo 256, for -64 < n < 64: what does not fit is above the low word. */
static ir_ref shifted(struct arm_ctx *c, ir_ref v, ir_ref n)
{
    return arm_low(c, op64(c, IR_SHL, wide(c, v), wide(c, n)));
}

/* Divisions of at least one round; the others go through the code. */
static bool divide_function(struct arm_ctx *c)
{
    struct ir_region *ir = c->r;
    if (!find_function(c) || !tr_depends(c->t, c->pc, c->pc + FUNCTION_SIZE))
        return false;
    ir_ref r = arm_pair(c, arm_reg(c, 0), arm_reg(c, 1));
    ir_ref d = arm_pair(c, arm_reg(c, 2), arm_reg(c, 3));
    ir_ref rounds = op64(c, IR_SUB, ir_un(ir, IR_CLZ, IR_I64, d), ir_un(ir, IR_CLZ, IR_I64, r));
    ir_ref zero = const64(c, 0);
    ir_ref arg = arm_load(c, 2, false, 0, arm_reg(c, 13), FUNCTION_ARG);
    ir_ref some =
        both(c, ir_cmp(ir, IR_GTS, IR_I64, rounds, zero), ir_cmp(ir, IR_NE, IR_I64, d, zero));
    ir_ref other = ir_bin(ir, IR_XOR, IR_I32, both(c, some, is_near(c, arg)), arm_imm(c, 1));
    uint32_t body = (c->pc + c->size) | 1;
    c->t->next = (c->pc + FUNCTION_POP) | 1;
    tr_branch(c->t, other, body);

    ir_ref q = op64(c, IR_DIVU, r, d), rest = op64(c, IR_SUB, r, op64(c, IR_MUL, q, d));
    ir_emit(ir, (struct ir_ins){.op = IR_INSN, .imm = c->t->pc});
    arm_store(c, 3, 0, arg, 0, rest);
    ir_ref aligned = op64(c, IR_SHL, rest, rounds);
    ir_ref mask = op64(c, IR_SUB, op64(c, IR_SHL, const64(c, 1), rounds), const64(c, 1));
    ir_ref left = op64(c, IR_OR, aligned, op64(c, IR_AND, q, mask));
    ir_ref n = arm_low(c, rounds), over = ir_addi(ir, IR_I32, n, -32);
    ir_ref under = ir_bin(ir, IR_SUB, IR_I32, arm_imm(c, 32), n);
    ir_ref last = ir_shri(ir, IR_I64, op64(c, IR_SHL, d, rounds), 1);
    arm_set_reg(c, 0, arm_low(c, q));
    arm_set_reg(c, 1, arm_high(c, q));
    arm_set_reg(c, 2, arm_high(c, aligned));
    arm_set_reg(c, 3, arm_low(c, aligned));
    arm_set_reg(c, 4, arm_low(c, rest));
    arm_set_reg(c, 5, arm_high(c, rest));
    arm_set_reg(c, 6, n);
    arm_set_reg(c, 7, arg);
    arm_set_reg(c, 8, arm_imm(c, 0));
    arm_set_reg(c, 9, last_difference(c, left, q, last));
    arm_set_reg(c, 12, shifted(c, arm_low(c, rest), over));
    arm_set_reg(c, 14, shifted(c, arm_high(c, left), under));
    arm_flags_sub(c, arm_low(c, op64(c, IR_ADD, q, aligned)), arm_low(c, aligned));
    return true;
}

void arm_divide(struct arm_ctx *c)
{
    if (!divide_function(c))
        divide_loop(c);
}
