/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translates one AArch64 instruction, and what the translators share: registers, addresses,
 * register operands.
 *
 * In: the word at tr->pc.  Out: IR, tr->next.
 */
#include <inttypes.h>
#include "base/log.h"
#include "target/aarch64/translate.h"
#include "target/aarch64/target.h"

_Static_assert(sizeof(struct a64_tr) <= A64_TR_SIZE, "target.h: A64_TR_SIZE");

ir_ref a64_imm(struct a64_ctx *c, bool sf, uint64_t v)
{
    return ir_const(c->r, a64_type(sf), sf ? v : (uint32_t)v);
}

ir_ref a64_x(struct a64_ctx *c, unsigned n)
{
    return n == 31 ? ir_const(c->r, IR_I64, 0) : ir_get(c->r, A64_X0 + n);
}

ir_ref a64_w(struct a64_ctx *c, unsigned n)
{
    return n == 31 ? ir_const(c->r, IR_I32, 0)
                   : ir_un(c->r, IR_TRUNC64, IR_I32, ir_get(c->r, A64_X0 + n));
}

ir_ref a64_reg(struct a64_ctx *c, bool sf, unsigned n)
{
    return sf ? a64_x(c, n) : a64_w(c, n);
}

ir_ref a64_x_sp(struct a64_ctx *c, unsigned n)
{
    return ir_get(c->r, n == 31 ? A64_SP : A64_X0 + n);
}

ir_ref a64_reg_sp(struct a64_ctx *c, bool sf, unsigned n)
{
    ir_ref x = a64_x_sp(c, n);
    return sf ? x : ir_un(c->r, IR_TRUNC64, IR_I32, x);
}

void a64_set_x(struct a64_ctx *c, unsigned n, ir_ref v)
{
    if (n != 31)
        ir_set(c->r, A64_X0 + n, v);
}

void a64_set_reg(struct a64_ctx *c, bool sf, unsigned n, ir_ref v)
{
    if (n != 31)
        a64_set_x(c, n, sf ? v : ir_un(c->r, IR_ZEXT32, IR_I64, v));
}

void a64_set_x_sp(struct a64_ctx *c, unsigned n, ir_ref v)
{
    if (n == 31)
        c->line->sp_aligned = false;
    ir_set(c->r, n == 31 ? A64_SP : A64_X0 + n, v);
}

ir_ref a64_base(struct a64_ctx *c, unsigned n)
{
    ir_ref x = a64_x_sp(c, n);
    if (n != 31 || c->line->sp_aligned)
        return x;
    ir_ref low = ir_andi(c->r, IR_I64, x, 15);
    ir_ref bad = ir_cmp(c->r, IR_NE, IR_I64, low, ir_const(c->r, IR_I64, 0));
    ir_trapif(c->r, bad, A64_TRAP_SP_ALIGN, x);
    c->line->sp_aligned = true;
    return x;
}

void a64_move_sp(struct a64_ctx *c, unsigned n, ir_ref v, uint64_t by)
{
    bool aligned = c->line->sp_aligned && by % 16 == 0;
    a64_set_x_sp(c, n, v);
    if (n == 31)
        c->line->sp_aligned = aligned;
}

void a64_set_reg_sp(struct a64_ctx *c, bool sf, unsigned n, ir_ref v)
{
    a64_set_x_sp(c, n, sf ? v : ir_un(c->r, IR_ZEXT32, IR_I64, v));
}

ir_ref a64_v(struct a64_ctx *c, unsigned n)
{
    return ir_get(c->r, A64_V0 + n);
}

void a64_set_v(struct a64_ctx *c, unsigned n, ir_ref v)
{
    ir_set(c->r, A64_V0 + n, v);
}

ir_ref a64_addr(struct a64_ctx *c, ir_ref addr)
{
    return c->tbi ? ir_uni(c->r, IR_SBFX, IR_I64, addr, 0 | 56 << 8) : addr;
}

void a64_check_align(struct a64_ctx *c, ir_ref addr, unsigned size)
{
    if (size < 2)
        return;
    ir_ref low = ir_andi(c->r, IR_I64, addr, size - 1);
    ir_ref bad = ir_cmp(c->r, IR_NE, IR_I64, low, ir_const(c->r, IR_I64, 0));
    ir_trapif(c->r, bad, A64_TRAP_ALIGN, addr);
}

ir_ref a64_shift_reg(struct a64_ctx *c, bool sf, unsigned n, unsigned shift, unsigned amount)
{
    static const uint8_t op[] = {IR_SHL, IR_SHR, IR_SAR, IR_ROTR};
    ir_ref v = a64_reg(c, sf, n);
    if (!amount || n == 31)
        return v;
    return ir_bin(c->r, op[shift], a64_type(sf), v, a64_imm(c, sf, amount));
}

ir_ref a64_extend_reg(struct a64_ctx *c, bool sf, unsigned n, unsigned option, unsigned amount)
{
    enum ir_type t = a64_type(sf);
    unsigned bits = 8u << (option & 3);
    ir_ref v = a64_reg(c, sf, n);
    if (bits == 32 && sf && n != 31)
        v = ir_un(c->r, option & 4 ? IR_SEXT32 : IR_ZEXT32, t, a64_w(c, n));
    else if (bits < 32)
        v = ir_uni(c->r, option & 4 ? IR_SBFX : IR_UBFX, t, v, (uint64_t)bits << 8);
    return amount ? ir_shli(c->r, t, v, amount) : v;
}

bool a64_trap(struct a64_ctx *c, unsigned code, uint64_t arg)
{
    tr_trap(c->t, code, ir_const(c->r, IR_I64, arg), c->t->pc);
    return true;
}

static void undefined(struct a64_ctx *c, enum a64_op op)
{
    if (op != A64_NONE && !a64_trans_table[op])
        log_if(LOG_UNIMP,
               "aarch64: %s (%08" PRIx32 " at %#" PRIx64 ") is not implemented: SIGILL\n",
               a64_rows[op].name, c->insn, (uint64_t)c->t->pc);
    a64_trap(c, A64_TRAP_UDEF, c->insn);
}

void a64_translate(struct tr *t)
{
    struct a64_ctx c = {.t = t, .r = t->r, .line = t->guest, .model = t->cpu_model};
    struct a64_args a;
    t->next = t->pc + 4;
    if (t->pc & 3) {
        a64_trap(&c, A64_TRAP_PC_ALIGN, t->pc);
        return;
    }
    if (!tr_fetch32le(t, t->pc, &c.insn))
        return;
    c.tbi = t->mode & A64_MODE_TBI;
    enum a64_op op = a64_decode(c.insn, c.model->features, &a);
    if (!a64_trans_table[op] || !a64_trans_table[op](&c, &a))
        undefined(&c, op);
}
