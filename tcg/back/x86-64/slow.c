/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that are computed by the interpreter's routine: those without a row, and the exact
 * slow paths of floating-point rows.
 *
 * In: operands in registers.  Out: the result, with every other register as before.  The operands
 * go through spill slots X64_SLOT_ARGS; the eval thunk (entry.c) saves all registers.
 */
#include "tcg/back/x86-64/internal.h"

#include <string.h>
#include "tcg/ir/interp.h"
#include "tcg/softfp/softfp.h"

struct desc { /* in the region's constant pool; rax points to it */
    struct ir_ins ins;
    struct ir_fpmode fp;
};

/* Called by the eval thunk, which has stored MXCSR and loads it again afterwards. */
void x64_slow_eval(void *state, const void *desc)
{
    struct cpu_common *cpu = state;
    const struct desc *d = desc;
    union ir_value *args =
        (union ir_value *)((char *)cpu + offsetof(struct cpu_common, spill) + 16 * X64_SLOT_ARGS);
    union ir_value *res = args + 3;
    switch (d->ins.op) {
    case IR_FPFLAGS_GET: res->q[0] = cpu_fp_flags(cpu); return;
    case IR_FPFLAGS_SET: cpu_set_fp_flags(cpu, args[0].w[0]); return;
    case IR_FPROUND_SET: cpu_set_fp_rounding(cpu, args[0].w[0] & 3); return;
    default: break;
    }
    struct ir_eval_fp fp = {.mode = d->fp, .rounding = cpu->fp_rounding};
    ir_eval_op(&d->ins, args, res, &fp);
    cpu->fp_flags |= fp.flags;
    /* Code of the mode in which the flag is set would not have come here. */
    if (d->fp.many_tiny && !d->fp.underflowed && !d->fp.flush_in && !d->fp.flush_out &&
        cpu_fp_flags(cpu) & FP_UNDERFLOW)
        cpu->exit_request = 1;
}

/* The pool gets the description; result: operand that points to it. */
static struct x64_opnd describe(struct x64 *x, const struct ir_ins *ins)
{
    union {
        struct desc d;
        uint8_t bytes[(sizeof(struct desc) + 15) / 16 * 16];
    } u;
    memset(&u, 0, sizeof u);
    u.d.ins = *ins;
    u.d.ins.snap = u.d.ins.pad = 0;
    u.d.fp = x->r->fp;
    struct x64_opnd o = x64_at(X64_NOREG, (int32_t)(x->pool.n * 16));
    o.mem.pool = true;
    for (unsigned k = 0; k < sizeof u.bytes; k += 16)
        memcpy(vec_push(&x->pool, 16), u.bytes + k, 16);
    return o;
}

static void store_arg(struct x64 *x, unsigned n, bool xmm, const struct x64_opnd *o)
{
    struct x64_opnd m = x64_slot(x, X64_SLOT_ARGS + n);
    if (o->kind == X64_REG && xmm) {
        x64_sse2(x, X64_OPC(X64_NP0, X64_0F, 0x29), o->reg, &m);
    } else if (o->kind == X64_REG) {
        x64_rm(x, 0x89 | X64_W, o->reg, &m.mem);
    } else if (o->kind == X64_IMM) {
        x64_roi(x, 0xc7 | X64_W, 0, &m, o->imm, 4);
    } else if (o->kind == X64_MEM) {
        /* through the stack: no register is free for sure */
        for (unsigned half = 0; half < (xmm ? 16u : 8u); half += 8) {
            struct x64_opnd s = *o, d = m;
            if (half && s.mem.pool)
                s = *o, s.mem.disp += 8;
            else
                s.mem.disp += (int32_t)half;
            d.mem.disp += (int32_t)half;
            x64_rm(x, 0xff, 6, &s.mem);
            x64_rm(x, 0x8f, 0, &d.mem);
        }
    }
}

/* mov [save], rax; lea rax, [desc]; call thunk */
static void call_eval(struct x64 *x, const struct ir_ins *ins)
{
    struct x64_opnd save = x64_slot(x, X64_SLOT_SAVE);
    struct x64_opnd d = describe(x, ins);
    x64_rm(x, 0x89 | X64_W, RAX, &save.mem);
    x64_lea(x, true, RAX, &d.mem);
    x64_room(x);
    x64_u8(x, 0xe8);
    x64_u32(x, (uint32_t)(x->eval_thunk - (x->p + 4)));
}

static void load_result(struct x64 *x, bool xmm, unsigned reg)
{
    struct x64_opnd m = x64_slot(x, X64_SLOT_ARGS + 3);
    if (xmm)
        x64_sse2(x, X64_OPC(X64_NP0, X64_0F, 0x28), reg, &m);
    else
        x64_rm(x, 0x8b | X64_W, reg, &m.mem);
}

void x64_interpret(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    const struct ir_op_info *info = &ir_ops[ins->op];
    const ir_ref ref[3] = {info->a != 'N' ? ins->a : 0, info->b != 'N' ? ins->b : 0,
                           info->c != 'N' ? ins->c : 0};
    x->active.n = 0;
    x->pinned = x->fixed_now = 0;
    for (unsigned k = 0; k < 3; k++) {
        if (!ref[k])
            continue;
        ir_ref v = x->val[ref[k]].rep;
        bool xmm = x->val[v].flags & V_XMM;
        x64_note_use(x, v);
        struct x64_opnd o = x64_reg(x64_in_reg(x, v, x->allowed[xmm]) & 15);
        store_arg(x, k, xmm, &o);
    }
    x64_end_uses(x);
    call_eval(x, ins);
    if (!x->val[i].uses)
        return;
    bool xmm = x->val[i].flags & V_XMM;
    unsigned d = x64_alloc_reg(x, x->allowed[xmm], i);
    load_result(x, xmm, d & 15);
    x64_result(x, i, d);
    x->pinned = 0;
}

/* ---- slow paths of rows ---- */

void x64_slow_past(struct x64 *x, enum x64_cc cc, const struct x64_ops *o, unsigned back)
{
    struct x64_stub s = {.kind = STUB_SLOW, .label = x64_label(x), .back = back, .ops = *o};
    x64_jcc(x, cc, s.label);
    *(struct x64_stub *)vec_push(&x->stubs, sizeof s) = s;
}

void x64_slow(struct x64 *x, enum x64_cc cc, const struct x64_ops *o)
{
    unsigned back = x64_label(x);
    x64_slow_past(x, cc, o, back);
    x64_bind(x, back);
}

static bool operand_is_xmm(const struct x64 *x, ir_ref v)
{
    return x->val[v].flags & V_XMM;
}

void x64_slow_code(struct x64 *x, const struct x64_ops *o, unsigned back)
{
    const struct ir_ins *ins = o->ins;
    if (o->a.kind != X64_NONE)
        store_arg(x, 0, operand_is_xmm(x, ins->a), &o->a);
    if (o->b.kind != X64_NONE)
        store_arg(x, 1, operand_is_xmm(x, ins->b), &o->b);
    if (o->c.kind != X64_NONE)
        store_arg(x, 2, operand_is_xmm(x, ins->c), &o->c);
    call_eval(x, ins);
    load_result(x, x->val[o->ref].flags & V_XMM, o->d.reg);
    x64_jmp(x, back);
}

void x64_emit_slow(struct x64 *x, const struct x64_stub *s)
{
    x64_slow_code(x, &s->ops, s->back);
}
