/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows for guest memory: loads, stores, atomics, fences.
 *
 * Ordering: x86-64 keeps loads in order with loads, stores with stores, and loads before later
 * stores, which is more than any acquire or release asks for; only a store that must be ordered
 * before later loads (SC) needs a locked instruction.  Source: Intel SDM volume 3, 8.2.
 */
#include "tcg/back/x86-64/internal.h"

#define INTS   (X64_T(IR_I32) | X64_T(IR_I64))
#define FLOATS (X64_T(IR_F16) | X64_T(IR_F32) | X64_T(IR_F64))
#define V      X64_T(IR_V128)

static unsigned lane_size(const struct x64_ops *o)
{
    return ir_type_size(o->ins->lane);
}

static uint32_t wide(const struct x64_ops *o)
{
    return o->ins->type == IR_I64 ? X64_W : 0;
}

static bool big_endian(const struct x64 *x, const struct ir_ins *ins)
{
    (void)x;
    return ins->sub & IR_MEM_BE && ins->lane != IR_I8;
}

static bool seq_cst(const struct x64 *x, const struct ir_ins *ins)
{
    (void)x;
    return ins->sub & IR_MEM_SC;
}

/* The opcode that loads `size` bytes into a general register. */
static uint32_t load_opcode(unsigned size, bool sign, uint32_t w)
{
    switch (size) {
    case 1: return X64_0F | (sign ? 0xbe | w : 0xb6);
    case 2: return X64_0F | (sign ? 0xbf | w : 0xb7);
    case 4: return sign && w ? 0x63 | X64_W : 0x8b;
    default: return 0x8b | X64_W;
    }
}

static void load_gpr(struct x64 *x, unsigned size, bool sign, uint32_t w, unsigned d,
                     const struct x64_opnd *m)
{
    x64_ro(x, load_opcode(size, sign, w), d, m);
}

static void store_gpr(struct x64 *x, unsigned size, unsigned r, const struct x64_opnd *m)
{
    static const uint32_t opc[9] = {
        [1] = 0x88 | X64_BYTE, [2] = X64_66 | 0x89, [4] = 0x89, [8] = 0x89 | X64_W};
    x64_ro(x, opc[size], r, m);
}

/* Reverses the low `size` bytes of a zero-extended register. */
static void reverse(struct x64 *x, unsigned size, unsigned d)
{
    if (size == 2) {
        x64_rr(x, X64_66 | 0xc1, 0, d); /* rol r16, 8 */
        x64_u8(x, 8);
        return;
    }
    x64_room(x);
    unsigned rex = (size == 8 ? 0x48 : 0x40) | d >> 3;
    if (rex != 0x40)
        x64_u8(x, rex);
    x64_u8(x, 0x0f);
    x64_u8(x, 0xc8 | (d & 7));
}

/* A full barrier: cheaper than mfence. */
static void barrier(struct x64 *x)
{
    struct x64_opnd m = x64_scratch(x, 3);
    x64_room(x);
    x64_u8(x, 0xf0);
    x64_roi(x, 0x83, 1, &m, 0, 1); /* lock or dword [scratch], 0 */
}

/* ---- loads ---- */

static void emit_ld(struct x64 *x, const struct x64_ops *o)
{
    load_gpr(x, lane_size(o), o->ins->sub & IR_MEM_SEXT, wide(o), o->d.reg, &o->a);
}

static void emit_ld_be(struct x64 *x, const struct x64_ops *o)
{
    unsigned size = lane_size(o), d = o->d.reg;
    load_gpr(x, size, false, 0, d, &o->a);
    reverse(x, size, d);
    if (o->ins->sub & IR_MEM_SEXT && size < 8)
        x64_rr(x, load_opcode(size, true, wide(o)), d, d);
}

static void emit_ld_xmm(struct x64 *x, const struct x64_ops *o)
{
    static const uint32_t opc[17] = {[4] = X64_OPC(X64_F3, X64_0F, 0x10),
                                     [8] = X64_OPC(X64_F2, X64_0F, 0x10),
                                     [16] = X64_OPC(X64_NP0, X64_0F, 0x10)};
    x64_sse2(x, opc[lane_size(o)], o->d.reg, &o->a);
}

/* Through a general register: f16, and big-endian scalars. */
static void emit_ld_via_gpr(struct x64 *x, const struct x64_ops *o)
{
    unsigned size = lane_size(o);
    struct x64_opnd t = x64_reg(o->t[0]);
    load_gpr(x, size, false, 0, t.reg, &o->a);
    if (o->ins->sub & IR_MEM_BE)
        reverse(x, size, t.reg);
    x64_sse2(x, X64_OPC(X64_66, X64_0F, 0x6e) | (size == 8 ? X64_W : 0), o->d.reg, &t);
}

static struct x64_opnd reverse_mask(struct x64 *x)
{
    return x64_const128(x, 0x08090a0b0c0d0e0f, 0x0001020304050607);
}

static void emit_ld_v128_be(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd mask = reverse_mask(x);
    x64_sse2(x, X64_OPC(X64_NP0, X64_0F, 0x10), o->d.reg, &o->a);
    x64_sse3(x, X64_OPC(X64_66, X64_0F38, 0x00), o->d.reg, o->d.reg, &mask);
}

/* ---- stores ---- */

static void emit_st(struct x64 *x, const struct x64_ops *o)
{
    unsigned size = lane_size(o);
    if (o->b.kind != X64_IMM)
        store_gpr(x, size, o->b.reg, &o->a);
    else if (size == 2)
        x64_roi(x, X64_66 | 0xc7, 0, &o->a, o->b.imm, 2);
    else
        x64_roi(x,
                size == 1   ? 0xc6
                : size == 4 ? 0xc7
                            : 0xc7 | X64_W,
                0, &o->a, o->b.imm, size == 1 ? 1 : 4);
}

static void xchg(struct x64 *x, unsigned size, unsigned r, const struct x64_opnd *m)
{
    static const uint32_t opc[9] = {
        [1] = 0x86 | X64_BYTE, [2] = X64_66 | 0x87, [4] = 0x87, [8] = 0x87 | X64_W};
    x64_ro(x, opc[size], r, m);
}

static void emit_st_copy(struct x64 *x, const struct x64_ops *o) /* SC, or big-endian */
{
    unsigned size = lane_size(o), t = o->t[0];
    x64_mov(x, size == 8, t, o->b.reg);
    if (o->ins->sub & IR_MEM_BE && size > 1)
        reverse(x, size, t);
    if (o->ins->sub & IR_MEM_SC)
        xchg(x, size, t, &o->a);
    else
        store_gpr(x, size, t, &o->a);
}

static void emit_st_xmm(struct x64 *x, const struct x64_ops *o)
{
    static const uint32_t opc[17] = {[4] = X64_OPC(X64_F3, X64_0F, 0x11),
                                     [8] = X64_OPC(X64_F2, X64_0F, 0x11),
                                     [16] = X64_OPC(X64_NP0, X64_0F, 0x11)};
    x64_sse2(x, opc[lane_size(o)], o->b.reg, &o->a);
    if (o->ins->sub & IR_MEM_SC)
        barrier(x);
}

static void emit_st_via_gpr(struct x64 *x, const struct x64_ops *o)
{
    unsigned size = lane_size(o);
    struct x64_opnd t = x64_reg(o->t[0]);
    x64_sse2(x, X64_OPC(X64_66, X64_0F, 0x7e) | (size == 8 ? X64_W : 0), o->b.reg, &t);
    if (o->ins->sub & IR_MEM_BE)
        reverse(x, size, t.reg);
    store_gpr(x, size, t.reg, &o->a);
    if (o->ins->sub & IR_MEM_SC)
        barrier(x);
}

static void emit_st_v128_be(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd mask = reverse_mask(x);
    x64_movaps(x, o->t[0], o->b.reg);
    x64_sse3(x, X64_OPC(X64_66, X64_0F38, 0x00), o->t[0], o->t[0], &mask);
    x64_sse2(x, X64_OPC(X64_NP0, X64_0F, 0x11), o->t[0], &o->a);
    if (o->ins->sub & IR_MEM_SC)
        barrier(x);
}

/* ---- read-modify-write ---- */

/* A locked instruction: the prefix is a byte of its own in front of the record's offset. */
static void locked(struct x64 *x, uint32_t opc, unsigned size, unsigned r, const struct x64_opnd *m)
{
    struct x64_opnd inner = *m;
    x64_room(x);
    x64_fault_here(x);
    inner.mem.guest = false;
    x64_u8(x, 0xf0);
    if (size == 1)
        opc = (opc - 1) | X64_BYTE;
    else if (size == 2)
        opc |= X64_66;
    else if (size == 8)
        opc |= X64_W;
    x64_ro(x, opc, r, &inner);
}

/* The result register has the old value in its low lane. */
static void extend(struct x64 *x, unsigned size, unsigned d)
{
    if (size < 4)
        x64_rr(x, load_opcode(size, false, 0) | (size == 1 ? X64_BYTE : 0), d, d);
}

static bool is_xchg(const struct x64 *x, const struct ir_ins *ins)
{
    (void)x;
    return ins->sub == IR_RMW_XCHG;
}

static bool is_add(const struct x64 *x, const struct ir_ins *ins)
{
    (void)x;
    return ins->sub == IR_RMW_ADD;
}

/* and, or, xor of which nobody wants the old value */
static bool is_logic_dead(const struct x64 *x, const struct ir_ins *ins)
{
    return ins->sub >= IR_RMW_AND && ins->sub <= IR_RMW_XOR && !x->val[ins - x->ins].count;
}

static void emit_xchg(struct x64 *x, const struct x64_ops *o)
{
    x64_mov(x, true, o->d.reg, o->b.reg);
    xchg(x, lane_size(o), o->d.reg, &o->a);
    extend(x, lane_size(o), o->d.reg);
}

static void emit_xadd(struct x64 *x, const struct x64_ops *o)
{
    unsigned size = lane_size(o);
    if (!x->val[o->ref].count) {
        locked(x, 0x01, size, o->b.reg, &o->a);
        return;
    }
    x64_mov(x, true, o->d.reg, o->b.reg);
    locked(x, X64_0F | 0xc1, size, o->d.reg, &o->a);
    extend(x, size, o->d.reg);
}

static const uint8_t logic[] = {
    [IR_RMW_AND] = 4, [IR_RMW_ANDN] = 4, [IR_RMW_OR] = 1, [IR_RMW_XOR] = 6};

static void emit_logic_dead(struct x64 *x, const struct x64_ops *o)
{
    unsigned size = lane_size(o), b = o->b.reg;
    if (o->ins->sub == IR_RMW_ANDN) {
        b = o->t[0];
        x64_mov(x, true, b, o->b.reg);
        x64_rr(x, 0xf7 | X64_W, 2, b);
    }
    locked(x, (uint32_t)logic[o->ins->sub] << 3 | 1, size, b, &o->a);
}

/* t0 = rax <op> b; t1: b, extended as the comparison wants it. */
static void rmw_step(struct x64 *x, const struct x64_ops *o, unsigned size)
{
    static const uint8_t take_b[] = {
        [IR_RMW_SMIN] = X64_G, [IR_RMW_SMAX] = X64_L, [IR_RMW_UMIN] = X64_A, [IR_RMW_UMAX] = X64_B};
    unsigned t = o->t[0];
    bool w = size == 8;
    struct x64_opnd b = x64_reg(o->t[1]);
    switch (o->ins->sub) {
    case IR_RMW_AND:
    case IR_RMW_ANDN:
    case IR_RMW_OR:
    case IR_RMW_XOR:
        x64_mov(x, w, t, RAX);
        x64_alu(x, logic[o->ins->sub], w, t, &b);
        return;
    case IR_RMW_SMIN:
    case IR_RMW_SMAX:
        if (size < 4)
            x64_rr(x, load_opcode(size, true, 0) | (size == 1 ? X64_BYTE : 0), t, RAX);
        else
            x64_mov(x, w, t, RAX);
        break;
    default: x64_mov(x, w, t, RAX); break;
    }
    x64_alu(x, 7, w, t, &b);
    x64_cmov(x, take_b[o->ins->sub], w, t, &b);
}

static void emit_rmw_loop(struct x64 *x, const struct x64_ops *o)
{
    unsigned size = lane_size(o), again = x64_label(x), b = o->t[1];
    bool sign = o->ins->sub == IR_RMW_SMIN || o->ins->sub == IR_RMW_SMAX;
    if (size < 4)
        x64_rr(x, load_opcode(size, sign, 0) | (size == 1 ? X64_BYTE : 0), b, o->b.reg);
    else
        x64_mov(x, size == 8, b, o->b.reg);
    if (o->ins->sub == IR_RMW_ANDN)
        x64_rr(x, 0xf7 | X64_W, 2, b);
    load_gpr(x, size, false, 0, RAX, &o->a);
    x64_bind(x, again);
    rmw_step(x, o, size);
    locked(x, X64_0F | 0xb1, size, o->t[0], &o->a);
    x64_jcc(x, X64_NE, again);
}

static void emit_cas(struct x64 *x, const struct x64_ops *o)
{
    unsigned size = lane_size(o);
    locked(x, X64_0F | 0xb1, size, o->c.reg, &o->a);
    extend(x, size, RAX);
    if (size == 4)
        x64_mov(x, false, RAX, RAX); /* cmpxchg leaves rax's upper half alone where it succeeds */
}

/* rdx:rax = expected, rcx:rbx = new */
static void emit_cas16(struct x64 *x, const struct x64_ops *o)
{
    const uint32_t movq = X64_OPC(X64_66, X64_0F, 0x7e) | X64_W;
    const uint32_t pextrq = X64_OPC(X64_66, X64_0F3A, 0x16) | X64_W;
    struct x64_opnd a = x64_reg(RAX), d = x64_reg(RDX), c = x64_reg(RCX), b = x64_reg(RBX);
    x64_sse2(x, movq, o->b.reg, &a);
    x64_sse2i(x, pextrq, o->b.reg, &d, 1);
    x64_sse2(x, movq, o->c.reg, &b);
    x64_sse2i(x, pextrq, o->c.reg, &c, 1);
    locked(x, X64_0F | 0xc7, 8, 1, &o->a);
    x64_sse2(x, X64_OPC(X64_66, X64_0F, 0x6e) | X64_W, o->d.reg, &a);
    x64_sse3i(x, X64_OPC(X64_66, X64_0F3A, 0x22) | X64_W, o->d.reg, o->d.reg, &d, 1);
}

/* ---- the rest ---- */

static void emit_fence(struct x64 *x, const struct x64_ops *o)
{
    if (o->ins->sub & IR_FENCE_FULL)
        barrier(x);
}

static void emit_prefetch(struct x64 *x, const struct x64_ops *o)
{
    struct x64_opnd m = o->a;
    m.mem.guest = false; /* never faults */
    x64_ro(x, X64_0F | 0x18, 1, &m);
}

static bool float_via_gpr(const struct x64 *x, const struct ir_ins *ins)
{
    return ins->lane == IR_F16 || big_endian(x, ins);
}

static bool st_copy(const struct x64 *x, const struct ir_ins *ins)
{
    return seq_cst(x, ins) || big_endian(x, ins);
}

/* clang-format off */
const struct x64_row x64_rows_mem[] = {
    {IR_LD,  INTS,   0, 0, "r p", big_endian, emit_ld_be, 0},
    {IR_LD,  INTS,   0, 0, "r p", NULL, emit_ld, 0},
    {IR_LD,  FLOATS, 0, 0, "x p - - + r", float_via_gpr, emit_ld_via_gpr, 0},
    {IR_LD,  V,      0, 0, "x p", big_endian, emit_ld_v128_be, 0},
    {IR_LD,  FLOATS | V, 0, 0, "x p", NULL, emit_ld_xmm, 0},
    {IR_ST,  INTS,   0, 0, "- p r - + r ! s", st_copy, emit_st_copy, 0},
    {IR_ST,  INTS,   0, 0, "- p ri ! s", NULL, emit_st, 0},
    {IR_ST,  FLOATS, 0, 0, "- p x - + r", float_via_gpr, emit_st_via_gpr, 0},
    {IR_ST,  V,      0, 0, "- p x - + x", big_endian, emit_st_v128_be, 0},
    {IR_ST,  FLOATS | V, 0, 0, "- p x", NULL, emit_st_xmm, 0},
    {IR_RMW, INTS,   0, 0, "&r p r ! s", is_xchg, emit_xchg, 0},
    {IR_RMW, INTS,   0, 0, "&r p r ! s", is_add, emit_xadd, 0},
    {IR_RMW, INTS,   0, 0, "- p r - + r ! s", is_logic_dead, emit_logic_dead, 0},
    {IR_RMW, INTS,   0, 0, "A p r - + r r ! s", NULL, emit_rmw_loop, 0},
    {IR_CAS, INTS,   0, 0, "A p A r ! s", NULL, emit_cas, 0},
    {IR_CAS, V,      0, 0, "x p x x + A D C B", NULL, emit_cas16, 0},
    {IR_FENCE, 0,    0, 0, "-", NULL, emit_fence, 0},
    {IR_PREFETCH, 0, 0, 0, "- p", NULL, emit_prefetch, 0},
    {0},
};
/* clang-format on */
