/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ordered, exclusive and atomic accesses.
 *
 * In: fields.  Out: IR.  All of them need an aligned address (FEAT_LSE2 is not announced).
 *
 * Exclusives: LDXR remembers the address and the value read; STXR is a compare-and-swap of that
 * value, with an address that must be the remembered one. A store by somebody else that puts the
 * same value back goes unnoticed, which no LDXR/STXR loop can tell from no store at all unless
 * it hides data in the monitor. Where the address is another one, the swap is made harmless by
 * writing what it expects, so no branch is needed; the manual allows such a STXR to fault.
 */
#include "target/aarch64/translate.h"

static const uint8_t int_lane[] = {IR_I8, IR_I16, IR_I32, IR_I64};

static ir_ref aligned_base(struct a64_ctx *c, unsigned rn, unsigned size)
{
    ir_ref addr = a64_addr(c, a64_base(c, rn));
    a64_check_align(c, addr, size);
    return addr;
}

/* ---- load-acquire, store-release ---- */

bool a64_trans_ldar(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref addr = aligned_base(c, a->rn, 1u << a->size);
    unsigned flags = IR_MEM_ACQ | (a->rcpc ? 0 : IR_MEM_SC);
    a64_set_x(c, a->rt, ir_ld(c->r, IR_I64, int_lane[a->size], flags, addr, 0));
    return true;
}

bool a64_trans_stlr(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref addr = aligned_base(c, a->rn, 1u << a->size);
    ir_st(c->r, a64_type(a->size == 3), int_lane[a->size], IR_MEM_REL | IR_MEM_SC, addr, 0,
          a64_reg(c, a->size == 3, a->rt));
    return true;
}

/* ---- exclusive ---- */

static unsigned exclusive_flags(const struct a64_args *a)
{
    return IR_MEM_ATOMIC | (a->ordered ? IR_MEM_ACQ | IR_MEM_SC : 0);
}

bool a64_trans_ldxr(struct a64_ctx *c, const struct a64_args *a)
{
    ir_ref addr = aligned_base(c, a->rn, 1u << a->size);
    ir_ref v = ir_ld(c->r, IR_I64, int_lane[a->size], exclusive_flags(a), addr, 0);
    ir_set(c->r, A64_EXCL_ADDR, addr);
    ir_set(c->r, A64_EXCL_VAL, v);
    a64_set_x(c, a->rt, v);
    return true;
}

bool a64_trans_ldxp(struct a64_ctx *c, const struct a64_args *a)
{
    struct ir_region *r = c->r;
    ir_ref addr = aligned_base(c, a->rn, a->sz ? 16 : 8), lo, hi;
    if (a->sz) {
        ir_ref v = ir_ld(r, IR_V128, IR_V128, exclusive_flags(a), addr, 0);
        lo = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, v, IR_NONE, 0);
        hi = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, v, IR_NONE, 1);
        ir_set(r, A64_EXCL_VAL, lo);
        ir_set(r, A64_EXCL_HI, hi);
    } else {
        ir_ref v = ir_ld(r, IR_I64, IR_I64, exclusive_flags(a), addr, 0);
        lo = ir_un(r, IR_ZEXT32, IR_I64, ir_un(r, IR_TRUNC64, IR_I32, v));
        hi = ir_shri(r, IR_I64, v, 32);
        ir_set(r, A64_EXCL_VAL, v);
    }
    ir_set(r, A64_EXCL_ADDR, addr);
    a64_set_x(c, a->rt, lo);
    a64_set_x(c, a->rt2, hi);
    return true;
}

static ir_ref emit_cas(struct a64_ctx *c, enum ir_type t, enum ir_type lane, ir_ref addr,
                       ir_ref expected, ir_ref new)
{
    struct ir_ins i = {.op = IR_CAS, .type = t, .lane = lane, .a = addr, .b = expected, .c = new};
    return ir_emit(c->r, i);
}

/* Whether the monitor was set for addr; opens it. */
static ir_ref monitor_matches(struct a64_ctx *c, ir_ref addr)
{
    return ir_cmp(c->r, IR_EQ, IR_I64, ir_get(c->r, A64_EXCL_ADDR), addr);
}

/* Ws = 0 if the store was made. */
static void exclusive_status(struct a64_ctx *c, unsigned rs, ir_ref stored)
{
    ir_set(c->r, A64_EXCL_ADDR, ir_const(c->r, IR_I64, A64_NO_EXCL));
    ir_ref one = ir_const(c->r, IR_I32, 1);
    a64_set_reg(c, false, rs, ir_bin(c->r, IR_XOR, IR_I32, stored, one));
}

/* The low bytes of v that an access of 1 << size bytes sees. */
static ir_ref low_bytes(struct a64_ctx *c, unsigned size, ir_ref v)
{
    return size < 2 ? ir_uni(c->r, IR_UBFX, IR_I32, v, (uint64_t)(8u << size) << 8) : v;
}

bool a64_trans_stxr(struct a64_ctx *c, const struct a64_args *a)
{
    struct ir_region *r = c->r;
    enum ir_type t = a64_type(a->size == 3);
    ir_ref addr = aligned_base(c, a->rn, 1u << a->size);
    ir_ref new = low_bytes(c, a->size, a64_reg(c, a->size == 3, a->rt));
    ir_ref expected = ir_get(r, A64_EXCL_VAL), match = monitor_matches(c, addr);
    if (a->size < 3)
        expected = low_bytes(c, a->size, ir_un(r, IR_TRUNC64, IR_I32, expected));
    new = ir_select(r, t, match, new, expected);
    ir_ref old = emit_cas(c, t, int_lane[a->size], addr, expected, new);
    ir_ref same = ir_cmp(r, IR_EQ, t, old, expected);
    exclusive_status(c, a->rs, ir_bin(r, IR_AND, IR_I32, same, match));
    return true;
}

static ir_ref pair32(struct a64_ctx *c, unsigned lo, unsigned hi)
{
    ir_ref low = ir_un(c->r, IR_ZEXT32, IR_I64, a64_w(c, lo));
    return ir_bin(c->r, IR_OR, IR_I64, low, ir_shli(c->r, IR_I64, a64_x(c, hi), 32));
}

static ir_ref pair64(struct a64_ctx *c, ir_ref lo, ir_ref hi)
{
    ir_ref v = ir_vop(c->r, IR_VZX, IR_V128, IR_I64, 0, lo, IR_NONE, IR_NONE);
    return ir_vopi(c->r, IR_VINS, IR_V128, IR_I64, 0, v, hi, 1);
}

static ir_ref half(struct a64_ctx *c, ir_ref v, unsigned lane)
{
    return ir_vopi(c->r, IR_VEXT, IR_I64, IR_I64, 0, v, IR_NONE, lane);
}

static ir_ref stxp_64(struct a64_ctx *c, const struct a64_args *a, ir_ref addr, ir_ref match)
{
    struct ir_region *r = c->r;
    ir_ref lo = ir_get(r, A64_EXCL_VAL), hi = ir_get(r, A64_EXCL_HI);
    ir_ref expected = pair64(c, lo, hi);
    ir_ref new = pair64(c, ir_select(r, IR_I64, match, a64_x(c, a->rt), lo),
                        ir_select(r, IR_I64, match, a64_x(c, a->rt2), hi));
    ir_ref old = emit_cas(c, IR_V128, IR_V128, addr, expected, new);
    ir_ref d = ir_bin(r, IR_OR, IR_I64, ir_bin(r, IR_XOR, IR_I64, half(c, old, 0), lo),
                      ir_bin(r, IR_XOR, IR_I64, half(c, old, 1), hi));
    return ir_cmp(r, IR_EQ, IR_I64, d, ir_const(r, IR_I64, 0));
}

bool a64_trans_stxp(struct a64_ctx *c, const struct a64_args *a)
{
    struct ir_region *r = c->r;
    ir_ref addr = aligned_base(c, a->rn, a->sz ? 16 : 8), same;
    ir_ref match = monitor_matches(c, addr);
    if (a->sz) {
        same = stxp_64(c, a, addr, match);
    } else {
        ir_ref expected = ir_get(r, A64_EXCL_VAL);
        ir_ref new = ir_select(r, IR_I64, match, pair32(c, a->rt, a->rt2), expected);
        ir_ref old = emit_cas(c, IR_I64, IR_I64, addr, expected, new);
        same = ir_cmp(r, IR_EQ, IR_I64, old, expected);
    }
    exclusive_status(c, a->rs, ir_bin(r, IR_AND, IR_I32, same, match));
    return true;
}

bool a64_trans_CLREX(struct a64_ctx *c, const struct a64_args *a)
{
    (void)a;
    ir_set(c->r, A64_EXCL_ADDR, ir_const(c->r, IR_I64, A64_NO_EXCL));
    return true;
}

/* ---- LSE ---- */

bool a64_trans_CAS(struct a64_ctx *c, const struct a64_args *a)
{
    bool sf = a->size == 3;
    ir_ref addr = aligned_base(c, a->rn, 1u << a->size);
    ir_ref expected = low_bytes(c, a->size, a64_reg(c, sf, a->rs));
    ir_ref new = low_bytes(c, a->size, a64_reg(c, sf, a->rt));
    a64_set_reg(c, sf, a->rs, emit_cas(c, a64_type(sf), int_lane[a->size], addr, expected, new));
    return true;
}

bool a64_trans_CASP(struct a64_ctx *c, const struct a64_args *a)
{
    struct ir_region *r = c->r;
    ir_ref addr = aligned_base(c, a->rn, a->sz ? 16 : 8), lo, hi;
    if (a->sz) {
        ir_ref expected = pair64(c, a64_x(c, a->rs), a64_x(c, a->rs + 1u));
        ir_ref new = pair64(c, a64_x(c, a->rt), a64_x(c, a->rt + 1u));
        ir_ref old = emit_cas(c, IR_V128, IR_V128, addr, expected, new);
        lo = half(c, old, 0);
        hi = half(c, old, 1);
    } else {
        ir_ref old = emit_cas(c, IR_I64, IR_I64, addr, pair32(c, a->rs, a->rs + 1u),
                              pair32(c, a->rt, a->rt + 1u));
        lo = ir_un(r, IR_ZEXT32, IR_I64, ir_un(r, IR_TRUNC64, IR_I32, old));
        hi = ir_shri(r, IR_I64, old, 32);
    }
    a64_set_x(c, a->rs, lo);
    a64_set_x(c, a->rs + 1u, hi);
    return true;
}

static bool rmw(struct a64_ctx *c, const struct a64_args *a, enum ir_rmw op)
{
    bool sf = a->size == 3;
    struct ir_ins i = {.op = IR_RMW, .type = a64_type(sf), .lane = int_lane[a->size], .sub = op};
    i.a = aligned_base(c, a->rn, 1u << a->size);
    i.b = low_bytes(c, a->size, a64_reg(c, sf, a->rs));
    a64_set_reg(c, sf, a->rt, ir_emit(c->r, i));
    return true;
}

bool a64_trans_LDADD(struct a64_ctx *c, const struct a64_args *a)
{
    return rmw(c, a, IR_RMW_ADD);
}

bool a64_trans_LDCLR(struct a64_ctx *c, const struct a64_args *a)
{
    return rmw(c, a, IR_RMW_ANDN);
}

bool a64_trans_LDEOR(struct a64_ctx *c, const struct a64_args *a)
{
    return rmw(c, a, IR_RMW_XOR);
}

bool a64_trans_LDSET(struct a64_ctx *c, const struct a64_args *a)
{
    return rmw(c, a, IR_RMW_OR);
}

bool a64_trans_LDSMAX(struct a64_ctx *c, const struct a64_args *a)
{
    return rmw(c, a, IR_RMW_SMAX);
}

bool a64_trans_LDSMIN(struct a64_ctx *c, const struct a64_args *a)
{
    return rmw(c, a, IR_RMW_SMIN);
}

bool a64_trans_LDUMAX(struct a64_ctx *c, const struct a64_args *a)
{
    return rmw(c, a, IR_RMW_UMAX);
}

bool a64_trans_LDUMIN(struct a64_ctx *c, const struct a64_args *a)
{
    return rmw(c, a, IR_RMW_UMIN);
}

bool a64_trans_SWP(struct a64_ctx *c, const struct a64_args *a)
{
    return rmw(c, a, IR_RMW_XCHG);
}
