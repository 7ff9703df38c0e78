/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fixed code at the start of the code cache (enter, leave, the eval thunk, the table of
 * helpers), and the public functions of the back end.
 *
 * In: the cache.  Out: struct code_thunks; compiled regions.  Invariant: one thread compiles at a
 * time (the translator's lock); compiled code needs nothing of struct backend.
 */
#include "tcg/back/x86-64/internal.h"

#include <glib.h>
#include <string.h>

struct backend {
    struct x64 x;
};

static void op(struct x64 *x, uint32_t opc, unsigned reg, size_t offset)
{
    struct x64_opnd m = x64_cpu(x, (uint32_t)offset);
    x64_rm(x, opc, reg, &m.mem);
}

static void push(struct x64 *x, unsigned r)
{
    if (r >= 8)
        x64_u8(x, 0x41);
    x64_u8(x, 0x50 | (r & 7));
}

static void pop(struct x64 *x, unsigned r)
{
    if (r >= 8)
        x64_u8(x, 0x41);
    x64_u8(x, 0x58 | (r & 7));
}

static const uint8_t saved[6] = {RBX, RBP, R12, R13, R14, R15};

enum { STMXCSR = 3, LDMXCSR = 2 }; /* 0f ae /n */

static void mxcsr(struct x64 *x, unsigned ext, size_t offset)
{
    op(x, X64_0F | 0xae, ext, offset);
}

#define CPU(field) offsetof(struct cpu_common, field)

/* unsigned enter(void *cpu (rdi), void *code (rsi)) */
static void enter_code(struct x64 *x)
{
    for (unsigned k = 0; k < 6; k++)
        push(x, saved[k]);
    struct x64_opnd cpu = x64_at(RDI, (int32_t)x->guest->state_bias);
    x64_lea(x, true, RBP, &cpu.mem);
    op(x, 0x89 | X64_W, RSP, CPU(host_rsp));
    mxcsr(x, STMXCSR, CPU(host_mxcsr));
    mxcsr(x, LDMXCSR, CPU(mxcsr));
    op(x, 0x8b | X64_W, RSP, CPU(shadow_sp));
    x64_rr(x, 0xff, 4, RSI);
}

static void leave_code(struct x64 *x)
{
    op(x, 0x89 | X64_W, RSP, CPU(shadow_sp));
    mxcsr(x, STMXCSR, CPU(mxcsr));
    mxcsr(x, LDMXCSR, CPU(host_mxcsr));
    op(x, 0x8b | X64_W, RSP, CPU(host_rsp));
    for (unsigned k = 6; k-- > 0;)
        pop(x, saved[k]);
    x64_u8(x, 0xc3);
}

/* rax = description; [save] = rax's own value.  Keeps all registers. */
static void eval_code(struct x64 *x)
{
    static const uint8_t gprs[] = {RCX, RDX, RSI, RDI, R8, R9, R10, R11};
    for (unsigned k = 0; k < sizeof gprs; k++)
        op(x, 0x89 | X64_W, gprs[k], CPU(spill) + X64_SLOT_SAVE * 16 + 8 + 8 * k);
    for (unsigned k = 0; k < 16; k++) {
        struct x64_opnd m = x64_slot(x, X64_SLOT_SAVE + 8 + k);
        x64_sse2(x, X64_OPC(X64_NP0, X64_0F, 0x29), k, &m);
    }
    mxcsr(x, STMXCSR, CPU(mxcsr));
    struct x64_opnd cpu = x64_cpu(x, 0);
    x64_lea(x, true, RDI, &cpu.mem);
    x64_mov(x, true, RSI, RAX);
    x64_alui(x, 5, true, RSP, 8);
    x64_call_table(x, x->guest->nhelpers);
    x64_alui(x, 0, true, RSP, 8);
    mxcsr(x, LDMXCSR, CPU(mxcsr));
    for (unsigned k = 0; k < sizeof gprs; k++)
        op(x, 0x8b | X64_W, gprs[k], CPU(spill) + X64_SLOT_SAVE * 16 + 8 + 8 * k);
    for (unsigned k = 0; k < 16; k++) {
        struct x64_opnd m = x64_slot(x, X64_SLOT_SAVE + 8 + k);
        x64_sse2(x, X64_OPC(X64_NP0, X64_0F, 0x28), k, &m);
    }
    op(x, 0x8b | X64_W, RAX, CPU(spill) + X64_SLOT_SAVE * 16);
    x64_u8(x, 0xc3);
}

static void align(struct x64 *x, unsigned n)
{
    while ((uintptr_t)x->p & (n - 1))
        x64_u8(x, 0x90);
}

static void compare0(struct x64 *x, size_t offset)
{
    struct x64_opnd m = x64_cpu(x, (uint32_t)offset);
    x64_roi(x, 0x83, 7, &m, 0, 1);
}

static void set_dword(struct x64 *x, size_t offset, int32_t value)
{
    struct x64_opnd m = x64_cpu(x, (uint32_t)offset);
    x64_roi(x, 0xc7, 0, &m, value, 4);
}

/* A register of the guest's. */
static void load_word(struct x64 *x, bool wide, unsigned reg, size_t offset)
{
    op(x, 0x8b | (wide ? X64_W : 0), reg, offset);
}

/* rbx = cpu->calls, r12 = the entry of the call; jumps to `trap` if it is none for us. */
static void find_call(struct x64 *x, unsigned trap)
{
    const struct ir_call *c = &x->guest->call;
    struct x64_mem entry = {.base = RBX, .index = R12, .scale = 2};
    struct x64_opnd count = x64_at(RBX, (int32_t)offsetof(struct exec_calls, count));
    entry.disp = (int32_t)offsetof(struct exec_calls, entry);
    op(x, 0x8b | X64_W, RBX, CPU(calls));
    x64_rr(x, 0x85 | X64_W, RBX, RBX); /* test */
    x64_jcc(x, X64_E, trap);
    load_word(x, c->word64 && !c->number32, R12, c->number);
    x64_rm(x, 0x3b | X64_W, R12, &count.mem);
    x64_jcc(x, X64_AE, trap);
    x64_rm(x, 0x8b, R12, &entry);
    x64_rr(x, 0x85, R12, R12);
    x64_jcc(x, X64_E, trap);
}

/* Launcher memory is out of the guest's reach, also through the host kernel. */
static void check_pointers(struct x64 *x, const uint8_t reg[6], unsigned trap)
{
    struct x64_opnd entry = x64_reg(R12),
                    top = x64_at(RBX, (int32_t)offsetof(struct exec_calls, top));
    unsigned good = x64_label(x);
    x64_roi(x, 0xf7, 0, &entry, EXEC_CALL_POINTERS, 4); /* test */
    x64_jcc(x, X64_E, good);
    for (unsigned k = 0; k < 6; k++) {
        unsigned number = x64_label(x);
        x64_roi(x, X64_0F | 0xba, 4, &entry, EXEC_CALL_POINTERS_AT + (int)k, 1); /* bt */
        x64_jcc(x, X64_AE, number);
        x64_rm(x, 0x3b | X64_W, reg[k], &top.mem);
        x64_jcc(x, X64_AE, trap);
        x64_bind(x, number);
    }
    x64_bind(x, good);
}

/*
 * eax = trap code.  While the host's kernel has the call the CPU does not run, so that others may
 * have the code cache for themselves, and change shadow_sp; who wants that, or has a signal for us,
 * sets exit_request.  The way back is a jump: a return behind a host system call is mispredicted.
 */
static void call_code(struct x64 *x, unsigned leave)
{
    static const uint8_t reg[6] = {RDI, RSI, RDX, R10, R8, R9};
    const struct ir_call *c = &x->guest->call;
    struct code_thunks *t = &x->thunks;
    unsigned trap = x64_label(x), away = x64_label(x), asked = x64_label(x);
    t->call = x->p;
    pop(x, R13);
    op(x, 0x89 | X64_W, RSP, CPU(shadow_sp));
    x64_mov(x, false, R14, RAX);
    find_call(x, trap);
    for (unsigned k = 0; k < 6; k++)
        load_word(x, c->word64, reg[k], c->arg[k]);
    check_pointers(x, reg, trap);
    x64_rr(x, X64_0F | 0xb7, RAX, R12); /* movzx */
    set_dword(x, CPU(running), 0);
    t->call_begin = x->p;
    compare0(x, CPU(exit_request));
    x64_jcc(x, X64_NE, trap);
    t->call_insn = x->p;
    x64_u8(x, 0x0f); /* syscall */
    x64_u8(x, 0x05);
    t->call_done = x->p;
    op(x, 0x89 | (c->word64 ? X64_W : 0), RAX, c->result);
    set_dword(x, CPU(running), 1);
    compare0(x, CPU(exit_request));
    x64_jcc(x, X64_NE, asked);
    x64_rr(x, 0xff, 4, R13);
    x64_bind(x, asked);
    x64_movi(x, RAX, IR_TRAP_INTERRUPT, false);
    x64_jmp(x, away);
    x64_bind(x, trap);
    t->call_abort = x->p;
    x64_mov(x, false, RAX, R14);
    x64_bind(x, away);
    op(x, 0x8b | X64_W, RSP, CPU(shadow_sp));
    x64_jmp(x, leave);
}

/* Called from a region. */
static void left(struct x64 *x, unsigned trap, unsigned leave)
{
    pop(x, RAX);
    op(x, 0x89 | X64_W, RAX, CPU(chain_from));
    x64_movi(x, RAX, trap, false);
    x64_jmp(x, leave);
}

static void fixed_code(struct x64 *x)
{
    struct code_thunks *t = &x->thunks;
    void *const *table = (void *const *)x->p;
    for (uint32_t k = 0; k < x->guest->nhelpers; k++)
        x64_u64(x, (uintptr_t)x->guest->helpers[k].fn);
    x64_u64(x, (uintptr_t)x64_slow_eval);
    t->helpers = table;
    align(x, 16);
    t->enter = (unsigned (*)(void *, void *))x->p;
    enter_code(x);
    align(x, 16);
    t->leave_call = x->p;
    struct x64_opnd pushed = x64_at(RSP, 0);
    x64_rm(x, 0xff, 6, &pushed.mem); /* push: the return address stays */
    t->leave_chain = x->p;
    unsigned l = x64_label(x);
    left(x, IR_TRAP_LOOKUP, l);
    t->leave_poll = x->p;
    left(x, IR_TRAP_INTERRUPT, l);
    t->leave_hot = x->p;
    left(x, IR_TRAP_HOT, l);
    align(x, 16);
    t->leave_lookup = x->p;
    x64_movi(x, RAX, IR_TRAP_LOOKUP, false);
    x64_bind(x, l);
    t->leave = x->p;
    leave_code(x);
    if (x->guest->call.trap) {
        align(x, 16);
        call_code(x, l);
    }
    align(x, 16);
    t->ret_miss = x->p;
    x64_ret_miss(x, &t->find);
    align(x, 16);
    x->eval_thunk = x->p;
    eval_code(x);
    align(x, 64);
}

static void reset(struct x64 *x, uint8_t *code, size_t size)
{
    x->base = x->p = code;
    x->end = code + size;
    x->overflow = x->no_slot = x->fault_set = false;
    x->labels.n = x->fixes.n = x->poolfix.n = x->pool.n = x->stubs.n = x->moves.n = 0;
    x->exits.n = x->faults.n = x->locs.n = x->consts.n = x->active.n = x->homeless.n = 0;
    vec_push(&x->fixes, sizeof(struct x64_fix)); /* 0 ends lists */
}

uint32_t backend_features(const struct backend *b)
{
    return b->x.features;
}

bool backend_has(struct backend *b, enum ir_opcode op, enum ir_type lane)
{
    x64_rows_init(&b->x);
    for (unsigned p = b->x.plan_first[op]; p < b->x.plan_first[op + 1]; p++)
        if (!b->x.plans[p].row->lanes || b->x.plans[p].row->lanes & X64_T(lane))
            return true;
    return false;
}

struct backend *backend_new(const struct ir_guest *guest, uint8_t *cache, size_t cache_size,
                            size_t *used, struct code_thunks *thunks)
{
    struct backend *b = g_new0(struct backend, 1);
    struct x64 *x = &b->x;
    x->guest = guest;
    x->features = x64_host_features();
    x->avx = x->features & X64_F_AVX;
    x->allowed[0] = X64_ALLGPR;
    x->allowed[1] = X64_ALLXMM;
    x->home_ok = g_new0(uint64_t, (guest->nslots + 63) / 64 + 1);
    x->home_first = g_new0(ir_ref, guest->nslots + 1);
    x->home_val = g_new0(ir_ref, guest->nslots + 1);
    reset(x, cache, cache_size);
    fixed_code(x);
    *used = (size_t)(x->p - cache);
    *thunks = x->thunks;
    return b;
}

static void make_room(struct x64 *x, const struct ir_region *r)
{
    x->param_nans_known = false;
    if (r->n > x->val_cap) {
        x->val_cap = r->n * 2;
        x->val = g_renew(struct x64_val, x->val, x->val_cap);
        x->sel = g_renew(uint16_t, x->sel, x->val_cap);
    }
    if (r->nblocks > x->blk_cap) {
        x->blk_cap = r->nblocks * 2;
        x->blk = g_renew(struct x64_block, x->blk, x->blk_cap);
    }
}

static void emit_pool(struct x64 *x)
{
    size_t bytes = (size_t)x->pool.n * 16;
    if (!bytes)
        return;
    align(x, 16);
    if ((size_t)(x->end - x->p) < bytes + 64) {
        x->overflow = true;
        return;
    }
    uint32_t start = (uint32_t)(x->p - x->base);
    memcpy(x->p, x->pool.data, bytes);
    x->p += bytes;
    for (uint32_t k = 0; k < x->poolfix.n; k++) {
        const struct x64_poolfix *f = &VEC_AT(x->poolfix, struct x64_poolfix, k);
        int32_t rel = (int32_t)(start + f->pool - (f->off + 4 + f->trail));
        memcpy(x->base + f->off, &rel, 4);
    }
}

bool backend_compile(struct backend *b, const struct ir_region *r, struct code_out *out)
{
    struct x64 *x = &b->x;
    if (out->cap < 512)
        return false;
    x64_rows_init(x);
    make_room(x, r);
    reset(x, out->code, out->cap);
    x->r = r;
    x->profile = out->profile;
    x->profiled = false;
    x->standard = ir_fp_standard(&r->fp);
    x->fp = &r->fp;
    x->ins = r->ins;
    memset(&x->val[0], 0, sizeof x->val[0]);
    x64_plan_region(x);
    align(x, 16);
    out->entry = (uint32_t)(x->p - x->base);
    x64_emit_entry(x, out->counter);
    x64_emit_region(x);
    out->outline = (uint32_t)(x->p - x->base);
    x64_emit_stubs(x);
    if (!x->overflow)
        emit_pool(x);
    x64_trap_labels(x);
    if (x->overflow || x->no_slot)
        return false;
    out->size = (size_t)(x->p - x->base);
    out->profiled = x->profiled;
    out->exits = x->exits.data;
    out->nexits = x->exits.n;
    out->faults = x->faults.data;
    out->nfaults = x->faults.n;
    out->locs = x->locs.data;
    out->nlocs = x->locs.n;
    out->consts = x->consts.data;
    out->nconsts = x->consts.n;
    return true;
}
