/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parallel moves between registers and slots: those of an edge, or of a call's arguments.
 *
 * In: x->moves from `first` on, and the registers that must stay as they are.  Out: code that does
 * them as if at once.  Invariants: it does not change the host's flags (it may stand behind a
 * compare); a register is a help only if it is none of those, nobody's destination, and no move
 * that is still to be done reads it.
 */
#include "tcg/back/x86-64/internal.h"

struct moves {
    struct x64_move *m;
    unsigned n;
    uint32_t keep; /* registers */
    unsigned aside;
};

static bool is_xmm(const struct x64 *x, ir_ref v)
{
    return x->val[v].flags & V_XMM;
}

/* A register of a class for what has to be kept meanwhile, or NONE8. */
static unsigned spare(const struct x64 *x, const struct moves *c, bool xmm)
{
    uint32_t free = x->allowed[xmm] & ~c->keep;
    for (unsigned k = 0; k < c->n; k++) {
        if (c->m[k].dst < PLACE_SLOT)
            free &= ~(1u << c->m[k].dst);
        if (c->m[k].src < PLACE_SLOT && !c->m[k].done)
            free &= ~(1u << c->m[k].src);
    }
    return free ? (unsigned)__builtin_ctz(free) : NONE8;
}

/* ---- one move ---- */

static void push_pop(struct x64 *x, struct x64_mem m, unsigned ext, unsigned offset)
{
    m.disp += (int32_t)offset;
    x64_rm(x, ext ? 0xff : 0x8f, ext, &m); /* push: ff /6; pop: 8f /0 */
}

/* Memory to memory; size: 4 (the upper half becomes zero), 8 or 16 bytes. */
static void copy(struct x64 *x, const struct moves *c, struct x64_opnd d, struct x64_opnd s,
                 unsigned size)
{
    unsigned gpr = size < 16 ? spare(x, c, false) : NONE8;
    unsigned xmm = gpr == NONE8 ? spare(x, c, true) : NONE8;
    if (gpr != NONE8) {
        x64_rm(x, 0x8b | (size == 8 ? X64_W : 0), gpr, &s.mem);
        x64_rm(x, 0x89 | X64_W, gpr, &d.mem);
        return;
    }
    if (xmm != NONE8) {
        uint32_t load = size == 4   ? X64_OPC(X64_66, X64_0F, 0x6e)   /* movd */
                        : size == 8 ? X64_OPC(X64_F3, X64_0F, 0x7e)   /* movq */
                                    : X64_OPC(X64_NP0, X64_0F, 0x10); /* movups */
        uint32_t store =
            size == 16 ? X64_OPC(X64_NP0, X64_0F, 0x11) : X64_OPC(X64_66, X64_0F, 0xd6);
        x64_sse2(x, load, xmm - X64_XMM, &s);
        x64_sse2(x, store, xmm - X64_XMM, &d);
        return;
    }
    for (unsigned at = 0; at < size; at += 8) {
        push_pop(x, s.mem, 6, at);
        push_pop(x, d.mem, 0, at);
    }
    if (size == 4) {
        d.mem.disp += 4;
        x64_roi(x, 0xc7, 0, &d, 0, 4);
    }
}

static void load_place(struct x64 *x, ir_ref v, unsigned reg, unsigned src)
{
    struct x64_val *val = &x->val[v];
    uint8_t loc = val->loc, spill = val->spill, flags = val->flags;
    val->loc = src < PLACE_SLOT ? (uint8_t)src : NONE8;
    val->spill = src >= PLACE_SLOT ? (uint8_t)(src - PLACE_SLOT) : NONE8;
    val->flags &= ~V_CONST;
    x64_load(x, v, reg);
    val->loc = loc;
    val->spill = spill;
    val->flags = flags;
}

static void const_in_slot(struct x64 *x, uint64_t v, unsigned slot, unsigned offset)
{
    struct x64_opnd m = x64_slot(x, slot);
    m.mem.disp += (int32_t)offset;
    if ((int64_t)v == (int32_t)v) {
        x64_roi(x, 0xc7 | X64_W, 0, &m, (int64_t)v, 4);
        return;
    }
    x64_roi(x, 0xc7, 0, &m, (int32_t)v, 4);
    m.mem.disp += 4;
    x64_roi(x, 0xc7, 0, &m, (int32_t)(v >> 32), 4);
}

/* A constant or a guest register goes to a spill slot. */
static void make_in_slot(struct x64 *x, const struct moves *c, ir_ref v, unsigned slot)
{
    const struct ir_ins *ins = &x->ins[v];
    if (ins->op == IR_CONST || ins->op == IR_VCONST) {
        const_in_slot(x, ins->type == IR_I32 ? (uint32_t)ins->imm : ins->imm, slot, 0);
        if (is_xmm(x, v))
            const_in_slot(x, ins->op == IR_VCONST ? ir_vconst_hi(ins) : 0, slot, 8);
        return;
    }
    copy(x, c, x64_slot(x, slot), x64_home(x, v), ir_type_size(x->guest->slots[ins->imm].type));
}

static void emit_move(struct x64 *x, const struct moves *c, const struct x64_move *m)
{
    if (m->src == PLACE_MAKE) {
        if (m->dst < PLACE_SLOT)
            x64_remake(x, m->v, m->dst);
        else
            make_in_slot(x, c, m->v, m->dst - PLACE_SLOT);
    } else if (m->dst < PLACE_SLOT) {
        load_place(x, m->v, m->dst, m->src);
    } else if (m->src < PLACE_SLOT) {
        x64_store_slot(x, m->v, m->dst - PLACE_SLOT, m->src);
    } else {
        copy(x, c, x64_slot(x, m->dst - PLACE_SLOT), x64_slot(x, m->src - PLACE_SLOT),
             is_xmm(x, m->v) ? 16 : 8);
    }
}

/* ---- all of them ---- */

static bool read_later(const struct moves *c, unsigned k)
{
    for (unsigned j = 0; j < c->n; j++)
        if (!c->m[j].done && j != k && c->m[j].src == c->m[k].dst)
            return true;
    return false;
}

/* Two registers of the same class. */
static void exchange(struct x64 *x, unsigned a, unsigned b)
{
    uint32_t pxor = X64_OPC(X64_66, X64_0F, 0xef);
    if (a < X64_XMM) {
        x64_rr(x, 0x87 | X64_W, a, b);
        return;
    }
    a -= X64_XMM;
    b -= X64_XMM;
    x64_sse3r(x, pxor, a, a, b);
    x64_sse3r(x, pxor, b, b, a);
    x64_sse3r(x, pxor, a, a, b);
}

static void exchange_of(struct x64 *x, struct moves *c, struct x64_move *m)
{
    exchange(x, m->src, m->dst);
    m->done = true;
    for (unsigned j = 0; j < c->n; j++) {
        if (c->m[j].done)
            continue;
        if (c->m[j].src == m->dst)
            c->m[j].src = m->src;
        else if (c->m[j].src == m->src)
            c->m[j].src = m->dst;
        c->m[j].done |= c->m[j].src == c->m[j].dst;
    }
}

/* All that is left is cycles: what the first one, which ends at `dst`, overwrites is put aside.
   Copies of registers cost next to nothing, exchanges three of them. */
static void break_cycle(struct x64 *x, struct moves *c, struct x64_move *first)
{
    uint8_t dst = first->dst, place;
    ir_ref v = IR_NONE;
    for (unsigned j = 0; j < c->n; j++)
        if (!c->m[j].done && c->m[j].src == dst)
            v = c->m[j].v;
    if (dst < PLACE_SLOT) {
        place = (uint8_t)spare(x, c, is_xmm(x, v));
        if (place == NONE8 && first->src < PLACE_SLOT) {
            exchange_of(x, c, first);
            return;
        }
        if (place != NONE8) {
            load_place(x, v, place, dst);
        } else {
            place = (uint8_t)(PLACE_SLOT + X64_SLOT_SCRATCH + c->aside++ % 2);
            x64_store_slot(x, v, place - PLACE_SLOT, dst);
        }
    } else {
        place = (uint8_t)(PLACE_SLOT + X64_SLOT_SCRATCH + c->aside++ % 2);
        copy(x, c, x64_slot(x, place - PLACE_SLOT), x64_slot(x, dst - PLACE_SLOT),
             is_xmm(x, v) ? 16 : 8);
    }
    for (unsigned j = 0; j < c->n; j++)
        if (!c->m[j].done && c->m[j].src == dst)
            c->m[j].src = place;
}

void x64_moves_emit(struct x64 *x, unsigned first, unsigned n, uint32_t keep)
{
    struct moves c = {.m = &VEC_AT(x->moves, struct x64_move, first), .n = n, .keep = keep};
    unsigned left = n;
    while (left) {
        unsigned before = left;
        for (unsigned k = 0; k < n; k++) {
            if (c.m[k].done || read_later(&c, k))
                continue;
            emit_move(x, &c, &c.m[k]);
            c.m[k].done = true;
        }
        left = 0;
        unsigned cycle = n;
        for (unsigned k = n; k-- > 0;)
            if (!c.m[k].done) {
                left++;
                cycle = k;
            }
        if (left && left == before)
            break_cycle(x, &c, &c.m[cycle]);
    }
}
