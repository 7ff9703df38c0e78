/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translates one A32 or T32 instruction (or one IT block), and what the translators share:
 * registers, conditions, ways out.
 *
 * In: the words at tr->pc, whose bit 0 tells the instruction set.  Out: IR, tr->next.
 *
 * A condition becomes a choice between old and new values where the row says so (sel=1), else a
 * branch around the instruction:  head -> [then | else] -> join.  What follows with the same
 * condition goes into the way of those for which it held (struct arm_chain); with the opposite one,
 * of those for which it did not.  An IT block is translated at once, with `itstate` set for the
 * instructions that may stop in it; a region that starts inside of one (after a signal) has the
 * ITSTATE in its mode and ends with the block.
 */
#include "target/arm/translate.h"

#include <inttypes.h>
#include <string.h>
#include "base/log.h"
#include "target/arm/target.h"

_Static_assert(sizeof(struct arm_tr) <= ARM_TR_SIZE, "target.h: ARM_TR_SIZE");

/* ---- registers ---- */

ir_ref arm_imm(struct arm_ctx *c, uint32_t v)
{
    return ir_const(c->r, IR_I32, v);
}

uint32_t arm_pc_value(const struct arm_ctx *c)
{
    return c->pc + (c->thumb ? 4 : 8);
}

ir_ref arm_reg(struct arm_ctx *c, unsigned n)
{
    return n == 15 ? arm_imm(c, arm_pc_value(c)) : ir_get(c->r, ARM_R0 + n);
}

void arm_set_slot(struct arm_ctx *c, unsigned slot, ir_ref v)
{
    if (c->pred) {
        enum ir_type t = c->r->guest->slots[slot].type;
        v = ir_select(c->r, t, c->pred, v, ir_get(c->r, slot));
    }
    ir_set(c->r, slot, v);
}

void arm_set_reg(struct arm_ctx *c, unsigned n, ir_ref v)
{
    if (n < 15)
        arm_set_slot(c, ARM_R0 + n, v);
}

ir_ref arm_pair(struct arm_ctx *c, ir_ref lo, ir_ref hi)
{
    ir_ref high = ir_shli(c->r, IR_I64, ir_un(c->r, IR_ZEXT32, IR_I64, hi), 32);
    return ir_bin(c->r, IR_OR, IR_I64, ir_un(c->r, IR_ZEXT32, IR_I64, lo), high);
}

ir_ref arm_low(struct arm_ctx *c, ir_ref pair)
{
    return ir_un(c->r, IR_TRUNC64, IR_I32, pair);
}

ir_ref arm_high(struct arm_ctx *c, ir_ref pair)
{
    return ir_un(c->r, IR_TRUNC64, IR_I32, ir_shri(c->r, IR_I64, pair, 32));
}

/* ---- shifted operands ---- */

static ir_ref bit_of(struct arm_ctx *c, ir_ref v, unsigned n)
{
    return ir_uni(c->r, IR_UBFX, IR_I32, v, FIELD(n, 1));
}

ir_ref arm_shift_imm(struct arm_ctx *c, ir_ref v, unsigned type, unsigned imm5, ir_ref *carry)
{
    static const uint8_t op[] = {IR_SHL, IR_SHR, IR_SAR, IR_ROTR};
    ir_ref unused;
    if (!carry)
        carry = &unused;
    *carry = IR_NONE;
    if (type == 0 && !imm5)
        return v;
    if (type == 3 && !imm5) { /* RRX */
        ir_ref in = ir_shli(c->r, IR_I32, arm_carry(c), 31);
        if (carry != &unused)
            *carry = bit_of(c, v, 0);
        return ir_bin(c->r, IR_OR, IR_I32, ir_shri(c->r, IR_I32, v, 1), in);
    }
    unsigned n = imm5 ? imm5 : 32;
    if (carry != &unused)
        *carry = bit_of(c, v, type == 0 ? 32 - n : n - 1);
    if (n == 32)
        return type == 1 ? arm_imm(c, 0) : ir_sari(c->r, IR_I32, v, 31);
    return ir_bin(c->r, op[type], IR_I32, v, arm_imm(c, n));
}

static ir_ref bit64(struct arm_ctx *c, ir_ref v, unsigned n)
{
    return arm_low(c, ir_uni(c->r, IR_UBFX, IR_I64, v, FIELD(n, 1)));
}

/* By 64-bit shifts, in which the bit that leaves the word stays visible. */
ir_ref arm_shift_reg(struct arm_ctx *c, ir_ref v, unsigned type, ir_ref amount, ir_ref *carry)
{
    struct ir_region *r = c->r;
    ir_ref byte = ir_andi(r, IR_I32, amount, 255), result, out = IR_NONE;
    if (type == 3) {
        result = ir_bin(r, IR_ROTR, IR_I32, v, byte);
        out = bit_of(c, result, 31);
    } else {
        ir_ref small = ir_cmp(r, IR_LTU, IR_I32, byte, arm_imm(c, 63));
        ir_ref n = ir_un(r, IR_ZEXT32, IR_I64, ir_select(r, IR_I32, small, byte, arm_imm(c, 63)));
        ir_ref wide = ir_un(r, type == 2 ? IR_SEXT32 : IR_ZEXT32, IR_I64, v);
        if (type == 0) {
            wide = ir_bin(r, IR_SHL, IR_I64, wide, n);
            result = arm_low(c, wide);
            out = bit64(c, wide, 32);
        } else {
            enum ir_opcode op = type == 1 ? IR_SHR : IR_SAR;
            result = arm_low(c, ir_bin(r, op, IR_I64, wide, n));
            if (carry)
                out = bit64(c, ir_bin(r, op, IR_I64, ir_shli(r, IR_I64, wide, 1), n), 0);
        }
    }
    if (carry) {
        ir_ref zero = ir_cmp(r, IR_EQ, IR_I32, byte, arm_imm(c, 0));
        *carry = ir_select(r, IR_I32, zero, arm_carry(c), out);
    }
    return result;
}

/* ---- ways out ---- */

bool arm_it_shows(const struct arm_ctx *c)
{
    const struct ir_region *r = c->r;
    for (ir_ref i = c->it_set + 1; i < r->n; i++) {
        const struct ir_ins *ins = &r->ins[i];
        unsigned sees = IR_HELPER_READS | IR_HELPER_WRITES | IR_HELPER_FAULTS;
        if (ins->op == IR_EXIT_TRAP || ir_ops[ins->op].props & IR_P_FAULT ||
            (ins->op == IR_CALL && r->guest->helpers[ins->imm].flags & sees))
            return true;
    }
    return false;
}

/* The ITSTATE that holds where the instruction goes: 0 is in the state if nothing has been set. */
static void leave_it(struct arm_ctx *c)
{
    if (!c->in_it)
        return;
    if (c->it_next || c->lone || c->it_shown || arm_it_shows(c))
        ir_set(c->r, ARM_IT, arm_imm(c, c->it_next));
    else
        c->r->ins[c->it_set] = (struct ir_ins){.op = IR_NOP};
}

void arm_goto(struct arm_ctx *c, uint32_t pc)
{
    leave_it(c);
    if (c->lone)
        tr_trap(c->t, IR_TRAP_LOOKUP, IR_NONE, pc);
    else
        tr_jump(c->t, pc);
}

void arm_call(struct arm_ctx *c, uint32_t pc)
{
    leave_it(c);
    if (c->lone)
        tr_trap(c->t, IR_TRAP_LOOKUP, IR_NONE, pc);
    else
        tr_call(c->t, pc);
}

void arm_goto_reg(struct arm_ctx *c, ir_ref pc, enum arm_way way)
{
    leave_it(c);
    if (c->lone || way == ARM_JUMP)
        tr_jump_ind(c->t, pc);
    else if (way == ARM_CALL)
        tr_call_ind(c->t, pc);
    else
        tr_ret(c->t, pc);
}

void arm_write_pc(struct arm_ctx *c, ir_ref v)
{
    /* Thumb: BranchWritePC; A32: BXWritePC since Armv7 */
    if (c->thumb)
        v = ir_bin(c->r, IR_OR, IR_I32, v, arm_imm(c, 1));
    arm_goto_reg(c, v, ARM_JUMP);
}

bool arm_trap(struct arm_ctx *c, unsigned code, uint32_t arg)
{
    tr_trap(c->t, code, ir_const(c->r, IR_I64, arg), c->pc | c->thumb);
    return true;
}

void arm_trap_after(struct arm_ctx *c, unsigned code, ir_ref arg)
{
    leave_it(c);
    tr_trap(c->t, code, arg, (c->pc + c->size) | c->thumb);
}

void arm_stop(struct arm_ctx *c)
{
    arm_trap_after(c, IR_TRAP_LOOKUP, IR_NONE);
}

/* ---- decoding ---- */

static enum arm_op decode_a32(const struct arm_ctx *c, struct arm_args *a)
{
    uint32_t i = c->insn;
    uint64_t f = c->model->features;
    unsigned cp = i >> 8 & 15, top = i >> 24 & 15;
    if (i >> 28 == 15) {
        enum arm_op op = arm_decode_u32(i, f, a);
        if (op == ARM_NONE)
            op = arm_decode_iwmmxt_c(i, f, a);
        return op != ARM_NONE ? op : arm_decode_neon(i, f, a);
    }
    if (top >= 12 && top <= 14 && cp <= 1) {
        enum arm_op op = arm_decode_iwmmxt(i, f, a);
        if (op != ARM_NONE)
            return op;
    }
    if (top >= 12 && top <= 14 && cp >= 9 && cp <= 11)
        return arm_decode_vfp(i, f, a);
    return arm_decode_a32(i, f, a);
}

/* The VFP and NEON words of T32 in the form that A32 gives them. */
static enum arm_op decode_t32(const struct arm_ctx *c, struct arm_args *a)
{
    uint32_t i = c->insn;
    uint64_t f = c->model->features;
    unsigned cp = i >> 8 & 15;
    if ((i & 0xef000000) == 0xef000000)
        return arm_decode_neon(0xf2000000 | (i >> 28 & 1) << 24 | (i & 0xffffff), f, a);
    if ((i & 0xff100000) == 0xf9000000)
        return arm_decode_neon(0xf4000000 | (i & 0xffffff), f, a);
    if ((i & 0xfc000000) == 0xfc000000)
        return arm_decode_neon(i, f, a);
    if ((i & 0xfc000000) == 0xec000000 && cp >= 9 && cp <= 11)
        return arm_decode_vfp(i, f, a);
    return arm_decode_t32(i, f, a);
}

static enum arm_op decode(const struct arm_ctx *c, struct arm_args *a)
{
    if (!c->thumb)
        return decode_a32(c, a);
    return c->size == 2 ? arm_decode_t16(c->insn, c->model->features, a) : decode_t32(c, a);
}

static void run_row(struct arm_ctx *c, enum arm_op op, const struct arm_args *a)
{
    if (arm_trans_table[op] && arm_trans_table[op](c, a))
        return;
    if (op != ARM_NONE && !arm_trans_table[op])
        log_if(LOG_UNIMP, "arm: %s (%08" PRIx32 " at %#" PRIx32 ") is not implemented: SIGILL\n",
               arm_rows[op].name, c->insn, c->pc);
    arm_trap(c, ARM_TRAP_UDEF, c->insn);
}

/* ---- conditions ---- */

/* Emits the instruction, and a branch to `join`; the block that it ends in, or 0 if it leaves. */
static uint32_t run_then(struct arm_ctx *c, enum arm_op op, const struct arm_args *a, uint32_t join)
{
    run_row(c, op, a);
    if (c->t->ended) {
        c->t->ended = false;
        return 0;
    }
    ir_br(c->r, join, NULL, 0);
    return c->r->cur;
}

/* `then` and the others of the chain meet: nothing is known of flags that differ. */
static void meet(struct arm_ctx *c, struct arm_chain *ch, const struct arm_flags *before,
                 ir_ref fp_before)
{
    struct arm_tr *line = c->line;
    ch->flags = line->flags;
    ch->fp_relation = line->fp_relation;
    ch->asks = memcmp(before, &line->flags, sizeof *before) != 0;
    ch->changes |= ch->asks || fp_before != line->fp_relation;
    ir_block_begin(c->r, ch->join);
    if (ch->changes) {
        arm_flags_forget(c);
        line->fp_relation = IR_NONE;
    }
    line->chain = *ch;
    if (!ch->then || c->lone)
        line->chain.n = 0;
}

/* Branches around the instruction if the condition does not hold. */
static void branch_around(struct arm_ctx *c, enum arm_op op, const struct arm_args *a,
                          unsigned cond)
{
    struct ir_region *r = c->r;
    ir_ref holds = arm_cond(c, cond);
    gaddr pc = c->pc | c->thumb; /* t->pc is the IT instruction's in an IT block */
    uint32_t then = ir_block_new(r, pc), other = ir_block_new(r, pc);
    struct arm_flags before = c->line->flags;
    ir_ref fp_before = c->line->fp_relation;
    struct arm_chain ch = {.join = ir_block_new(r, pc), .cond = cond, .n = 1, .others = {other}};
    ir_brcond(r, holds, then, other, 0);
    ir_block_begin(r, then);
    ch.then = run_then(c, op, a, ch.join);
    ir_block_begin(r, other);
    ir_br(r, ch.join, NULL, 0);
    meet(c, &ch, &before, fp_before);
}

/* ---- chains of instructions with one condition ---- */

/* Is the block that the chain's paths meet in current, and empty but for marks? */
static bool at_join(const struct arm_ctx *c)
{
    const struct arm_chain *ch = &c->line->chain;
    const struct ir_region *r = c->r;
    if (!ch->n || r->cur != ch->join)
        return false;
    for (ir_ref i = r->blocks[r->cur].first; i < r->n; i++)
        if (r->ins[i].op != IR_INSN && r->ins[i].op != IR_CONST && r->ins[i].op != IR_NOP &&
            !(r->ins[i].op == IR_SET && r->ins[i].imm == ARM_IT))
            return false;
    return true;
}

static void lead_to(struct ir_region *r, uint32_t block, uint32_t to)
{
    r->ins[r->blocks[block].end - 1].imm = to;
}

/* Makes the join a block that only comes where the condition holds, and what is known there known;
   the others are to lead elsewhere.  False: there is no such chain. */
static bool go_on(struct arm_ctx *c, unsigned cond, struct arm_chain *ch)
{
    *ch = c->line->chain;
    bool same = cond == ch->cond, inverse = cond == (ch->cond ^ 1) && ch->n == 1 && !ch->changes;
    if (!at_join(c) || ch->n == ARM_CHAIN_OTHERS || !(same || inverse))
        return false;
    if (inverse) {
        ch->others[0] = ch->then;
        ch->cond = cond;
    }
    c->line->flags = ch->flags;
    c->line->fp_relation = ch->fp_relation;
    c->line->chain.n = 0;
    return true;
}

static void follow(struct arm_ctx *c, enum arm_op op, const struct arm_args *a,
                   struct arm_chain *ch)
{
    struct ir_region *r = c->r;
    gaddr pc = c->pc | c->thumb;
    ir_ref holds = ch->asks ? arm_cond(c, ch->cond) : IR_NONE;
    uint32_t then = ir_block_new(r, pc), other = holds ? ir_block_new(r, pc) : 0;
    ch->join = ir_block_new(r, pc);
    for (uint32_t k = 0; k < ch->n; k++)
        lead_to(r, ch->others[k], ch->join);
    if (holds)
        ir_brcond(r, holds, then, other, 0);
    else
        ir_br(r, then, NULL, 0);
    struct arm_flags before = c->line->flags;
    ir_ref fp_before = c->line->fp_relation;
    ir_block_begin(r, then);
    ch->then = run_then(c, op, a, ch->join);
    if (holds) {
        ir_block_begin(r, other);
        ir_br(r, ch->join, NULL, 0);
        ch->others[ch->n++] = other;
    }
    meet(c, ch, &before, fp_before);
}

void arm_branch_if(struct arm_ctx *c, unsigned cond, uint32_t to)
{
    struct arm_chain ch;
    if (!go_on(c, cond, &ch)) {
        tr_branch(c->t, arm_cond(c, cond), to);
        return;
    }
    if (ch.asks)
        tr_branch(c->t, arm_cond(c, cond), to);
    else
        tr_side(c->t, to);
    for (uint32_t k = 0; k < ch.n; k++)
        lead_to(c->r, ch.others[k], c->r->cur);
    if (ch.it_set)
        ir_set(c->r, ARM_IT, arm_imm(c, 0));
    if (ch.changes) {
        arm_flags_forget(c);
        c->line->fp_relation = IR_NONE;
    }
}

void arm_one(struct arm_ctx *c, const struct arm_word *w)
{
    struct arm_args a;
    struct arm_chain chain;
    c->insn = w->insn;
    c->pc = w->pc;
    c->size = w->size;
    c->pred = IR_NONE;
    enum arm_op op = decode(c, &a);
    if (w->cond >= COND_AL) {
        run_row(c, op, &a);
        return;
    }
    if (op == ARM_A32_B) {
        arm_branch_if(c, w->cond, arm_pc_value(c) + (uint32_t)(a.imm24 * 4));
    } else if (!c->line->chain.it_over && go_on(c, w->cond, &chain)) {
        follow(c, op, &a, &chain);
    } else if (!a.sel || a.rd == 15) {
        branch_around(c, op, &a, w->cond);
    } else {
        c->pred = arm_cond(c, w->cond);
        c->pred_cond = w->cond;
        run_row(c, op, &a);
        c->pred = IR_NONE;
    }
}

/* ---- fetching ---- */

typedef bool fetch_fn(struct tr *t, gaddr pc, uint16_t *out);

static bool fetch16(struct tr *t, uint32_t pc, fetch_fn *fetch, uint16_t *insn)
{
    bool there = fetch(t, pc, insn);
    if (there && (t->mode & ARM_MODE_BE_CODE))
        *insn = __builtin_bswap16(*insn);
    return there;
}

static bool fetch_thumb(struct tr *t, uint32_t pc, fetch_fn *fetch, uint32_t *insn, uint8_t *size)
{
    uint16_t first, second;
    if (!fetch16(t, pc, fetch, &first))
        return false;
    *insn = first;
    *size = 2;
    if (first < 0xe800)
        return true;
    if (!fetch16(t, pc + 2, fetch, &second))
        return false;
    *insn = (uint32_t)first << 16 | second;
    *size = 4;
    return true;
}

bool arm_fetch_thumb(struct tr *t, uint32_t pc, uint32_t *insn, uint8_t *size)
{
    return fetch_thumb(t, pc, tr_fetch16le, insn, size);
}

bool arm_peek_thumb(struct tr *t, uint32_t pc, uint32_t *insn, uint8_t *size)
{
    return fetch_thumb(t, pc, tr_peek16le, insn, size);
}

static void translate_thumb(struct arm_ctx *c)
{
    struct tr *t = c->t;
    struct arm_word w = {.pc = (uint32_t)t->pc & ~1u, .cond = COND_AL};
    unsigned it = t->mode >> ARM_MODE_IT_SHIFT & 255;
    c->thumb = true;
    if (it) {
        c->lone = true;
        arm_it_block(c, w.pc, it);
        return;
    }
    if (!arm_fetch_thumb(t, w.pc, &w.insn, &w.size))
        return;
    t->next = (gaddr)(uint32_t)(w.pc + w.size) | 1;
    arm_one(c, &w);
}

static void translate_a32(struct arm_ctx *c)
{
    struct tr *t = c->t;
    struct arm_word w = {.pc = (uint32_t)t->pc & ~3u, .size = 4};
    t->next = (uint32_t)(w.pc + 4);
    if (!tr_fetch32le(t, w.pc, &w.insn))
        return;
    if (t->mode & ARM_MODE_BE_CODE)
        w.insn = __builtin_bswap32(w.insn);
    w.cond = w.insn >> 28 & 15;
    arm_one(c, &w);
}

void arm_translate(struct tr *t)
{
    struct arm_ctx c = {.t = t, .r = t->r, .line = t->guest, .model = t->cpu_model};
    c.mem_flags = t->mode & ARM_MODE_BE ? IR_MEM_BE : 0;
    if (t->pc & 1)
        translate_thumb(&c);
    else
        translate_a32(&c);
}
