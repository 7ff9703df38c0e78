/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translates one RISC-V instruction, and what the translators share: registers.
 *
 * In: the code at tr->pc.  Out: IR, tr->next.
 */
#include <inttypes.h>
#include "base/log.h"
#include "target/riscv/target.h"
#include "target/riscv/translate.h"

#define OPCODE_CUSTOM_0 0x0bu /* vendors' */

_Static_assert(sizeof(struct rv_tr) <= RV_TR_SIZE, "target.h: RV_TR_SIZE");

ir_ref rv_imm(struct rv_ctx *c, int64_t v)
{
    return ir_const(c->r, c->xt, c->xlen == 64 ? (uint64_t)v : (uint32_t)v);
}

ir_ref rv_x(struct rv_ctx *c, unsigned n)
{
    return n ? ir_get(c->r, RV_X0 + n) : rv_imm(c, 0);
}

void rv_set_x(struct rv_ctx *c, unsigned n, ir_ref v)
{
    if (n)
        ir_set(c->r, RV_X0 + n, v);
}

ir_ref rv_w(struct rv_ctx *c, unsigned n)
{
    if (!n)
        return ir_const(c->r, IR_I32, 0);
    ir_ref v = rv_x(c, n);
    return c->xlen == 64 ? ir_un(c->r, IR_TRUNC64, IR_I32, v) : v;
}

void rv_set_w(struct rv_ctx *c, unsigned n, ir_ref v)
{
    if (n)
        rv_set_x(c, n, c->xlen == 64 ? ir_un(c->r, IR_SEXT32, IR_I64, v) : v);
}

ir_ref rv_x64(struct rv_ctx *c, unsigned n)
{
    ir_ref v = rv_x(c, n);
    return c->xlen == 64 ? v : ir_un(c->r, IR_ZEXT32, IR_I64, v);
}

void rv_set_x64(struct rv_ctx *c, unsigned n, ir_ref v)
{
    if (n)
        rv_set_x(c, n, c->xlen == 64 ? v : ir_un(c->r, IR_TRUNC64, IR_I32, v));
}

ir_ref rv_pair(struct rv_ctx *c, unsigned n)
{
    ir_ref v = rv_x64(c, n);
    if (c->xlen == 64 || !n)
        return v;
    return ir_bin(c->r, IR_OR, IR_I64, v, ir_shli(c->r, IR_I64, rv_x64(c, n + 1), 32));
}

void rv_set_pair(struct rv_ctx *c, unsigned n, ir_ref v)
{
    rv_set_x64(c, n, v);
    if (c->xlen == 32 && n)
        rv_set_x64(c, n + 1, ir_shri(c->r, IR_I64, v, 32));
}

static void align_fault_if(struct rv_ctx *c, ir_ref bad, ir_ref addr)
{
    ir_trapif(c->r, bad, RV_TRAP_ALIGN,
              c->xlen == 64 ? addr : ir_un(c->r, IR_ZEXT32, IR_I64, addr));
}

void rv_check_align(struct rv_ctx *c, ir_ref addr, unsigned size)
{
    if (!size)
        return;
    ir_ref low = ir_andi(c->r, c->xt, addr, (1u << size) - 1);
    align_fault_if(c, ir_cmp(c->r, IR_NE, c->xt, low, rv_imm(c, 0)), addr);
}

void rv_check_within16(struct rv_ctx *c, ir_ref addr, unsigned size)
{
    if (!size)
        return;
    ir_ref low = ir_andi(c->r, c->xt, addr, 15);
    align_fault_if(c, ir_cmp(c->r, IR_GTU, c->xt, low, rv_imm(c, 16 - (1 << size))), addr);
}

bool rv_trap(struct rv_ctx *c, unsigned code, uint64_t arg)
{
    tr_trap(c->t, code, ir_const(c->r, IR_I64, arg), c->t->pc);
    return true;
}

/* Can the instruction lead away from the straight line, or ask for the system? */
static bool ends_line(const struct rv_ctx *c)
{
    uint32_t w = c->insn, funct3 = w >> 13 & 7;
    switch (w & 3) {
    case 3:
        return (w & 0x7f) == 0x63 || (w & 0x7f) == 0x67 || (w & 0x7f) == 0x6f || (w & 0x7f) == 0x73;
    case 1: return funct3 >= 5 || (funct3 == 1 && c->xlen == 32);
    case 2: return (funct3 == 4 && !(w >> 2 & 31)) || funct3 == 5;
    default: return false;
    }
}

/* Other ways of vector instructions than the usual one end with the straight line. */
static bool end_line(struct rv_ctx *c)
{
    if (c->vway == RV_VWAY_USUAL || !ends_line(c))
        return false;
    ir_set(c->r, RV_VWAY, ir_const(c->r, IR_I32, RV_VWAY_USUAL));
    tr_leave(c->t, c->t->pc);
    return true;
}

enum rv_op rv_decode_word(uint32_t word, rv_features features, struct rv_args *a)
{
    if ((word & 0x7f) != OPCODE_CUSTOM_0)
        return rv_decode(word, features, a);
    enum rv_op op = rv_decode_thead(word, features, a);
    return op != RV_NONE ? op : rv_decode_mips(word, features, a);
}

static bool translate_word(struct rv_ctx *c)
{
    struct rv_args a;
    enum rv_op op = rv_decode_word(c->insn, c->model->features, &a);
    if (c->model->features & RV_F(E) && !rv_e_has(c, op))
        return false;
    if (rv_trans_table[op])
        return rv_trans_table[op](c, &a);
    if (op != RV_NONE)
        log_if(LOG_UNIMP, "riscv: %s (%08" PRIx32 " at %#" PRIx64 ") is not implemented: SIGILL\n",
               rv_rows[op].name, c->insn, (uint64_t)c->t->pc);
    return false;
}

void rv_translate(struct tr *t)
{
    const struct rv_model *model = t->cpu_model;
    struct rv_ctx c = {
        .t = t,
        .r = t->r,
        .line = t->guest,
        .model = model,
        .xlen = model->xlen,
        .xt = model->xlen == 64 ? IR_I64 : IR_I32,
        .frm = t->mode & RV_MODE_FRM,
        .vway = t->mode >> RV_MODE_VWAY_AT & 3,
    };
    uint16_t half, upper;
    bool ok;
    if (!tr_fetch16le(t, t->pc, &half))
        return;
    c.insn = half;
    t->next = t->pc + 2;
    if ((half & 3) == 3) {
        if (!tr_fetch16le(t, t->pc + 2, &upper))
            return;
        c.insn |= (uint32_t)upper << 16;
        t->next = t->pc + 4;
    }
    if (end_line(&c))
        return;
    if ((half & 3) == 3)
        ok = translate_word(&c);
    else
        ok = rv_translate_compressed(&c);
    if (!ok)
        rv_trap(&c, RV_TRAP_ILLEGAL, c.insn);
}
