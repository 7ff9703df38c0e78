/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ways out of a region: chained exits, indirect jumps through the jump cache, calls and returns
 * with the shadow stack, traps; and all code that lies out of line.
 *
 * In: EXIT_* instructions, and the stubs that the forward pass has left.  Out: code and code_exit
 * records, as docs/codegen.md says.
 */
#include "tcg/back/x86-64/internal.h"
#include "tcg/back/x86-64/simd.h"

#include <string.h>

static struct x64_opnd field(const struct x64 *x, size_t offset)
{
    return x64_cpu(x, (uint32_t)offset);
}

static void store(struct x64 *x, unsigned reg, size_t offset)
{
    struct x64_opnd m = field(x, offset);
    x64_rm(x, 0x89 | X64_W, reg, &m.mem);
}

/* Stores a constant; rcx may be lost. */
static void store_const(struct x64 *x, uint64_t v, size_t offset)
{
    struct x64_opnd m = field(x, offset);
    if ((int64_t)v == (int32_t)v) {
        x64_roi(x, 0xc7 | X64_W, 0, &m, (int64_t)v, 4);
        return;
    }
    x64_movi(x, RCX, v, true);
    x64_rm(x, 0x89 | X64_W, RCX, &m.mem);
}

static void jump_out(struct x64 *x, const void *target)
{
    x64_room(x);
    x64_u8(x, 0xe9);
    x64_u32(x, (uint32_t)((const uint8_t *)target - (x->p + 4)));
}

static void leave(struct x64 *x, unsigned trap)
{
    x64_movi(x, RAX, trap, false);
    jump_out(x, x->thunks.leave);
}

static void call_out(struct x64 *x, const void *target)
{
    jump_out(x, target);
    x->p[-5] = 0xe8;
}

/* ---- chained jumps ---- */

/* So many bytes of nothing. */
static void pad(struct x64 *x, unsigned n)
{
    static const uint8_t nops[4][4] = {
        {0x90}, {0x66, 0x90}, {0x0f, 0x1f, 0x00}, {0x0f, 0x1f, 0x40, 0x00}};
    x64_room(x);
    if (n)
        memcpy(x->p, nops[n - 1], n);
    x->p += n;
}

static struct code_exit *exit_field(struct x64 *x, uint64_t pc, unsigned kind)
{
    struct code_exit *e = vec_push(&x->exits, sizeof *e);
    *e = (struct code_exit){.pc = pc, .rel_off = (uint32_t)(x->p - x->base), .kind = (uint8_t)kind};
    e->from_off = e->rel_off + 4;
    return e;
}

/* jmp or call rel32: five bytes within eight aligned ones, so that one store replaces all of them.
   Before it is chained it is a call of the thunk, which knows by the return address which it was.
 */
static void chained(struct x64 *x, uint64_t pc, unsigned kind)
{
    unsigned at = (uintptr_t)x->p & 7;
    pad(x, at > 3 ? 8 - at : 0);
    x->p++;
    exit_field(x, pc, kind);
    x->p--;
    call_out(x, kind == CODE_EXIT_CALL ? x->thunks.leave_call : x->thunks.leave_chain);
}

void x64_chained_jcc(struct x64 *x, enum x64_cc cc, uint64_t pc)
{
    pad(x, (unsigned)(-2 - (uintptr_t)x->p) & 3);
    x64_u8(x, 0x0f);
    x64_u8(x, 0x80 + cc);
    exit_field(x, pc, CODE_EXIT_BRANCH);
    x64_u32(x, 0);
}

static void set_rel32(uint8_t *field, const uint8_t *target)
{
    int32_t rel = (int32_t)(target - (field + 4));
    __atomic_store_n((int32_t *)field, rel, __ATOMIC_RELEASE);
}

/* Where a conditional exit goes before it is chained. */
static void branch_stubs(struct x64 *x)
{
    for (uint32_t k = 0; k < x->exits.n && !x->overflow; k++) {
        struct code_exit *e = &VEC_AT(x->exits, struct code_exit, k);
        if (e->kind != CODE_EXIT_BRANCH)
            continue;
        x64_room(x);
        set_rel32(x->base + e->rel_off, x->p);
        call_out(x, x->thunks.leave_chain);
        e->from_off = (uint32_t)(x->p - x->base);
    }
}

/* The five bytes of a jump or call, within eight aligned ones. */
static void set_jump(uint8_t *at, uint8_t opcode, const uint8_t *to)
{
    uint8_t *word = (uint8_t *)((uintptr_t)at & ~(uintptr_t)7);
    int32_t rel = (int32_t)(to - (at + 5));
    uint64_t value;
    memcpy(&value, word, sizeof value);
    memcpy((uint8_t *)&value + (at - word), &opcode, 1);
    memcpy((uint8_t *)&value + (at - word) + 1, &rel, sizeof rel);
    __atomic_store_n((uint64_t *)word, value, __ATOMIC_RELEASE);
}

void backend_chain(const struct code_thunks *thunks, uint8_t *code, const struct code_exit *e,
                   const uint8_t *to)
{
    uint8_t *field = code + e->rel_off;
    if (e->kind == CODE_EXIT_BRANCH)
        set_rel32(field, to ? to : code + e->from_off - 5);
    else if (e->kind == CODE_EXIT_CALL)
        set_jump(field - 1, 0xe8, to ? to : thunks->leave_call);
    else
        set_jump(field - 1, to ? 0xe9 : 0xe8, to ? to : thunks->leave_chain);
}

void backend_lead(const struct code_thunks *thunks, uint8_t *entry, const uint8_t *to)
{
    set_jump(entry, to ? 0xe9 : 0xe8, to ? to : thunks->leave_poll);
}

/* ---- indirect jumps ---- */

/* The entry of the jump cache for the pc in reg; flags: equal if it is that pc's.  Takes rax, and
   rcx or rdx, of which nobody wants anything any more. */
static struct x64_mem look_up(struct x64 *x, unsigned reg)
{
    struct x64_opnd jumps = field(x, offsetof(struct cpu_common, jumps));
    struct x64_mem entry = {.base = reg == RCX ? RDX : RCX, .index = RAX};
    unsigned shift = x->guest->insn_shift;
    x64_rm(x, 0x8b | X64_W, entry.base, &jumps.mem);
    x64_mov(x, false, RAX, reg);
    for (; shift < 1; shift++)
        x64_shifti(x, 4, false, RAX, 1);
    x64_alui(x, 4, false, RAX, (int32_t)(((1u << EXEC_JUMP_CACHE_BITS) - 1) << shift));
    entry.scale = (uint8_t)(4 - shift); /* an entry has 16 bytes */
    x64_rm(x, 0x39 | X64_W, reg, &entry);
    return entry;
}

static void through_entry(struct x64 *x, struct x64_mem entry, unsigned ext) /* 2: call, 4: jmp */
{
    entry.disp = 8;
    x64_rm(x, 0xff, ext, &entry);
}

/* cmp [exit_request], 0; jne out */
static void poll(struct x64 *x, unsigned label)
{
    struct x64_opnd m = field(x, offsetof(struct cpu_common, exit_request));
    x64_room(x);
    x64_u8(x, 0x83);
    x64_u8(x, 0x80 | 7 << 3 | RBP);
    x64_u32(x, (uint32_t)m.mem.disp);
    x64_u8(x, 0);
    x64_jcc(x, X64_NE, label);
}

static struct x64_stub *stub(struct x64 *x, enum stub_kind kind)
{
    struct x64_stub *s = vec_push(&x->stubs, sizeof *s);
    memset(s, 0, sizeof *s);
    s->kind = (uint8_t)kind;
    s->label = x64_label(x);
    return s;
}

/* An instruction without REX.W whose operand lies at `p`; `behind`: bytes of an immediate. */
static void op_at(struct x64 *x, uint8_t opcode, unsigned reg, const void *p, unsigned behind)
{
    x64_room(x);
    if (reg >= 8)
        x64_u8(x, 0x44);
    x64_u8(x, opcode);
    x64_u8(x, (uint8_t)(5 | (reg & 7) << 3));
    x64_u32(x, (uint32_t)((const uint8_t *)p - (x->p + 4 + behind)));
}

/* Notes where the branch goes if it goes somewhere else than the last time. */
static void profile(struct x64 *x, unsigned reg)
{
    if (!x->profile || x->profiled)
        return;
    x->profiled = true;
    struct x64_stub *s = stub(x, STUB_PROFILE);
    s->reg = (uint8_t)reg;
    unsigned label = s->label, back = x64_label(x);
    VEC_AT(x->stubs, struct x64_stub, x->stubs.n - 1).back = back;
    op_at(x, 0x39, reg, &x->profile[0], 0); /* cmp */
    x64_jcc(x, X64_NE, label);
    x64_bind(x, back);
}

static void emit_profile(struct x64 *x, const struct x64_stub *s)
{
    op_at(x, 0x89, s->reg, &x->profile[0], 0); /* mov */
    op_at(x, 0x83, 0, &x->profile[1], 1);      /* add */
    x64_u8(x, 1);
    x64_jmp(x, s->back);
}

/* Jump to the pc in reg; ret: label of the return site if it is a call, else ~0. */
static void indirect(struct x64 *x, unsigned reg, unsigned ret)
{
    profile(x, reg);
    struct x64_stub *s = stub(x, STUB_MISS);
    s->reg = (uint8_t)reg;
    s->back = ret;
    unsigned label = s->label;
    struct x64_mem entry = look_up(x, reg);
    x64_jcc(x, X64_NE, label);
    through_entry(x, entry, ret == ~0u ? 4 : 2);
}

/* The thunk looks at the other place, and leaves if it is nowhere. */
static void emit_miss(struct x64 *x, const struct x64_stub *s)
{
    x64_mov(x, true, RDX, s->reg);
    if (s->back == ~0u) {
        jump_out(x, x->thunks.find);
        return;
    }
    call_out(x, x->thunks.find);
    x64_jmp(x, s->back);
}

/* ---- calls and returns ---- */

/* `v` is constant k; it may be in a register, for the guest's own. */
static void push_const(struct x64 *x, ir_ref v, uint64_t k)
{
    uint8_t loc = x->val[x->val[v].rep].loc;
    x64_room(x);
    if (loc != NONE8) {
        if (loc >= 8)
            x64_u8(x, 0x41);
        x64_u8(x, 0x50 | (loc & 7));
        return;
    }
    if ((int64_t)k == (int32_t)k) {
        x64_u8(x, 0x68);
        x64_u32(x, (uint32_t)k);
        return;
    }
    x64_movi(x, RCX, k, true);
    x64_u8(x, 0x51);
}

static void call_head(struct x64 *x, ir_ref back_pc, uint64_t ret)
{
    struct x64_opnd limit = field(x, offsetof(struct cpu_common, shadow_limit));
    struct x64_stub *s = stub(x, STUB_LIMIT);
    unsigned label = s->label, back = s->back = x64_label(x);
    VEC_AT(x->stubs, struct x64_stub, x->stubs.n - 1).back = back;
    x64_rm(x, 0x3b | X64_W, RSP, &limit.mem);
    x64_jcc(x, X64_B, label);
    x64_bind(x, back);
    push_const(x, back_pc, ret);
}

static void call_tail(struct x64 *x, uint64_t ret)
{
    x64_alui(x, 0, true, RSP, 8);
    chained(x, ret, CODE_EXIT_RETSITE);
}

static void emit_limit(struct x64 *x, const struct x64_stub *s)
{
    struct x64_opnd top = field(x, offsetof(struct cpu_common, shadow_top));
    x64_rm(x, 0x8b | X64_W, RSP, &top.mem);
    x64_jmp(x, s->back);
}

static void exit_ret(struct x64 *x, unsigned reg)
{
    struct x64_opnd pushed = x64_at(RSP, 8);
    struct x64_stub *s = stub(x, STUB_RET);
    s->reg = (uint8_t)reg;
    unsigned label = s->label;
    x64_rm(x, 0x39 | X64_W, reg, &pushed.mem);
    x64_jcc(x, X64_NE, label);
    x64_u8(x, 0xc3);
}

static void emit_ret_miss(struct x64 *x, const struct x64_stub *s)
{
    x64_mov(x, true, RDX, s->reg);
    jump_out(x, x->thunks.ret_miss);
}

/* Two thunks.  Nobody is known to return to rdx: it polls, as a region that ends in a return need
   not (x64_emit_entry).  It goes on in the other one, to the pc in rdx wherever the jump cache has
   it. */
void x64_ret_miss(struct x64 *x, void **find)
{
    struct x64_opnd top = field(x, offsetof(struct cpu_common, shadow_top));
    unsigned out = x64_label(x);
    x64_rm(x, 0x8b | X64_W, RSP, &top.mem);
    poll(x, out);
    *find = x->p;
    struct x64_mem entry = look_up(x, RDX);
    unsigned second = x64_label(x);
    x64_jcc(x, X64_NE, second);
    through_entry(x, entry, 4);
    x64_bind(x, second);
    x64_alui(x, 6, false, RAX, 16 >> entry.scale); /* xor: the neighbour */
    x64_rm(x, 0x39 | X64_W, RDX, &entry);
    x64_jcc(x, X64_NE, out);
    through_entry(x, entry, 4);
    x64_bind(x, out);
    store(x, RDX, x->guest->pc_offset);
    jump_out(x, x->thunks.leave_lookup);
}

/* A pc in a register that look_up leaves alone, and not in `other`. */
static unsigned pc_reg(struct x64 *x, ir_ref v, unsigned other)
{
    v = x->val[v].rep;
    x64_note_use(x, v);
    return x64_in_reg(x, v, x->allowed[0] & ~(1u << RAX | 1u << other));
}

static void exit_trap(struct x64 *x, const struct ir_ins *ins)
{
    size_t arg = offsetof(struct cpu_common, trap_arg);
    uint64_t k = 0;
    bool known = ins->a && x64_const_value(x, ins->a, &k);
    if (!ins->a || known)
        store_const(x, k, arg);
    else
        store(x, x64_in_reg(x, x->val[ins->a].rep, x->allowed[0]), arg);
    store_const(x, ins->imm, x->guest->pc_offset);
    if (ins->sub != x->guest->call.trap || !x->thunks.call || (ins->a && !known) || k) {
        leave(x, ins->sub);
        return;
    }
    x64_movi(x, RAX, ins->sub, false);
    call_out(x, x->thunks.call);
    chained(x, ins->imm, CODE_EXIT_JUMP);
}

void x64_emit_end(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    uint64_t ret = 0;
    x->active.n = 0;
    x->pinned = 0;
    switch (ins->op) {
    case IR_EXIT_PC: chained(x, ins->imm, CODE_EXIT_JUMP); break;
    case IR_EXIT_IND: indirect(x, pc_reg(x, ins->a, RAX), ~0u); break;
    case IR_EXIT_CALL:
        if (!x64_const_value(x, ins->a, &ret)) {
            chained(x, ins->imm, CODE_EXIT_JUMP);
            break;
        }
        call_head(x, ins->a, ret);
        chained(x, ins->imm, CODE_EXIT_CALL);
        call_tail(x, ret);
        break;
    case IR_EXIT_CALLI: {
        unsigned reg = pc_reg(x, ins->a, RCX);
        if (!x64_const_value(x, ins->b, &ret)) {
            indirect(x, reg, ~0u);
            break;
        }
        unsigned site = x64_label(x);
        call_head(x, ins->b, ret);
        indirect(x, reg, site);
        x64_bind(x, site);
        call_tail(x, ret);
        break;
    }
    case IR_EXIT_RET: exit_ret(x, pc_reg(x, ins->a, RAX)); break;
    default: exit_trap(x, ins); break;
    }
    x64_end_uses(x);
}

/* ---- traps ---- */

/* Stores the low `size` bytes of an xmm register (0-15) to a wider guest slot, and zeros behind. */
void x64_store_narrow(struct x64 *x, unsigned reg, uint32_t offset, unsigned size, unsigned slot)
{
    struct x64_opnd m = x64_cpu(x, offset);
    x64_sse2(x, size == 8 ? SIMD_66(0xd6) : MOVD_STORE, reg, &m); /* movq, movd */
    for (unsigned at = size; at < slot; at += at == 4 ? 4 : 8) {
        m = x64_cpu(x, offset + at);
        x64_roi(x, 0xc7 | (at == 4 ? 0 : X64_W), 0, &m, 0, 4);
    }
}

/* Of a value in memory, a field, in its place. */
static void cut_field(struct x64 *x, const struct x64_opnd *m, uint32_t field, unsigned size)
{
    enum { SHL = 4, SHR = 5 };
    unsigned bits = 8 * size, len = CODE_FIELD_LEN(field);
    unsigned above = bits - CODE_FIELD_LSB(field) - len;
    uint32_t op = 0xc1 | (size == 8 ? X64_W : 0);
    if (above)
        x64_roi(x, op, SHL, m, (int32_t)above, 1);
    if (len < bits)
        x64_roi(x, op, SHR, m, (int32_t)(bits - len), 1);
    if (CODE_FIELD_SHL(field))
        x64_roi(x, op, SHL, m, (int32_t)CODE_FIELD_SHL(field), 1);
}

static void store_loc(struct x64 *x, const struct code_loc *l, uint32_t offset, unsigned size)
{
    struct x64_opnd m = x64_cpu(x, offset), s;
    const uint64_t *k = &VEC_AT(x->consts, uint64_t, l->konst);
    switch (l->kind) {
    case CODE_LOC_GPR_FIELD:
        x64_rm(x, 0x89 | (size == 8 ? X64_W : 0), l->reg, &m.mem);
        cut_field(x, &m, l->konst, size);
        return;
    case CODE_LOC_SPILL_FIELD:
        s = x64_slot(x, l->reg);
        x64_rm(x, 0x8b | X64_W, RAX, &s.mem);
        x64_rm(x, 0x89 | (size == 8 ? X64_W : 0), RAX, &m.mem);
        cut_field(x, &m, l->konst, size);
        return;
    case CODE_LOC_GPR:
        x64_rm(x, 0x89 | (size == 8 ? X64_W : 0), l->reg, &m.mem);
        if (l->konst)
            x64_roi(x, 0x81 | (size == 8 ? X64_W : 0), 0, &m, (int32_t)l->konst, 4); /* add */
        return;
    case CODE_LOC_XMM:
        if (size < 16 || l->size < size)
            x64_store_narrow(x, l->reg, offset, l->size < size ? l->size : size, size);
        else
            x64_sse2(x, X64_OPC(X64_NP0, X64_0F, 0x11), l->reg, &m);
        return;
    case CODE_LOC_CONST:
    case CODE_LOC_VCONST:
        if (size == 4) {
            x64_roi(x, 0xc7, 0, &m, (int32_t)*k, 4);
            return;
        }
        store_const(x, k[0], offset);
        if (size == 16)
            store_const(x, l->kind == CODE_LOC_VCONST ? k[1] : 0, offset + 8);
        return;
    default: break;
    }
    for (unsigned half = 0; half < size; half += 8) {
        s = x64_slot(x, l->reg);
        s.mem.disp += (int32_t)half;
        if (half >= l->size)
            x64_movi(x, RAX, 0, false);
        else
            x64_rm(x, 0x8b | (l->size < 8 ? 0 : X64_W), RAX, &s.mem);
        if (l->konst)
            x64_alui(x, 0, true, RAX, (int32_t)l->konst);
        x64_rm(x, 0x89 | (size >= 8 ? X64_W : 0), RAX, &m.mem);
        m.mem.disp += 8;
    }
}

static void emit_trap(struct x64 *x, const struct x64_stub *s)
{
    bool first = !s->nlocs && !s->has_arg && s->pc == x->r->pc; /* as if nothing had run */
    if (first && (s->trap == IR_TRAP_INTERRUPT || s->trap == IR_TRAP_HOT)) {
        call_out(x, s->trap == IR_TRAP_HOT ? x->thunks.leave_hot : x->thunks.leave_poll);
        return;
    }
    size_t arg = offsetof(struct cpu_common, trap_arg);
    const struct code_loc *locs = &VEC_AT(x->locs, struct code_loc, s->locs);
    /* Registers first: what follows uses rax and rcx. */
    for (unsigned pass = 0; pass < 2; pass++) {
        for (uint32_t k = 0; k < s->nlocs; k++) {
            const struct ir_slot *slot = &x->guest->slots[locs[k].slot];
            unsigned kind = locs[k].kind;
            bool reg = kind == CODE_LOC_GPR || kind == CODE_LOC_XMM || kind == CODE_LOC_GPR_FIELD;
            if (reg == (pass == 0))
                store_loc(x, &locs[k], slot->offset, ir_type_size(slot->type));
        }
        if (s->has_arg && (s->arg.kind == CODE_LOC_GPR) == (pass == 0))
            store_loc(x, &s->arg, (uint32_t)arg, 8);
    }
    if (!s->has_arg)
        store_const(x, 0, arg);
    store_const(x, s->pc, x->guest->pc_offset);
    leave(x, s->trap);
}

/* A cycle of regions that jump forward and return to their callers ends; so others poll.  (What
   else calls itself a return polls: x64_ret_miss.) */
static bool need_not_poll(const struct x64 *x)
{
    for (uint32_t b = 0; b < x->r->nblocks; b++) {
        const struct ir_block *blk = &x->r->blocks[b];
        const struct ir_ins *end = &x->ins[blk->end - 1];
        if (blk->first < blk->end && end->op != IR_BR && end->op != IR_BRCOND &&
            end->op != IR_EXIT_RET && end->op != IR_EXIT_TRAP &&
            !(end->op == IR_EXIT_PC && end->imm > x->r->pc))
            return false;
    }
    return true;
}

static struct x64_stub *entry_stub(struct x64 *x, unsigned trap)
{
    struct x64_stub *s = stub(x, STUB_TRAP);
    s->trap = trap;
    s->pc = x->r->pc;
    return s;
}

/* The first instruction, of the poll or the counter, has 7 bytes, and can be overwritten by a jump.
   counter: sub dword [rip + counter], 1; js out */
void x64_emit_entry(struct x64 *x, const uint32_t *counter)
{
    if (!counter || !need_not_poll(x))
        poll(x, entry_stub(x, IR_TRAP_INTERRUPT)->label);
    if (!counter)
        return;
    unsigned label = entry_stub(x, IR_TRAP_HOT)->label;
    op_at(x, 0x83, 5, counter, 1);
    x64_u8(x, 1);
    x64_jcc(x, X64_S, label);
}

/* ---- everything out of line ---- */

void x64_emit_stubs(struct x64 *x)
{
    for (uint32_t k = 0; k < x->stubs.n && !x->overflow; k++) {
        struct x64_stub s = VEC_AT(x->stubs, struct x64_stub, k);
        x64_bind(x, s.label);
        switch ((enum stub_kind)s.kind) {
        case STUB_TRAP: emit_trap(x, &s); break;
        case STUB_EDGE:
            x64_moves_emit(x, s.moves, s.nmoves, s.keep);
            x64_jmp(x, s.back);
            break;
        case STUB_SLOW: x64_emit_slow(x, &s); break;
        case STUB_OUTLINE: s.fn(x, &s.ops, s.back); break;
        case STUB_MISS: emit_miss(x, &s); break;
        case STUB_LIMIT: emit_limit(x, &s); break;
        case STUB_RET: emit_ret_miss(x, &s); break;
        case STUB_PROFILE: emit_profile(x, &s); break;
        }
    }
    branch_stubs(x);
}

void x64_outline(struct x64 *x, unsigned label, unsigned back, const struct x64_ops *o,
                 void (*fn)(struct x64 *x, const struct x64_ops *o, unsigned back))
{
    struct x64_stub s = {.kind = STUB_OUTLINE, .label = label, .back = back, .ops = *o, .fn = fn};
    *(struct x64_stub *)vec_push(&x->stubs, sizeof s) = s;
}
