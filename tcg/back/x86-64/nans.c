/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which floats can be no other NaN than the canonical one.
 *
 * In: a region with fp.traps whose NaN results are canonical.  Out: x64_canonical.
 * The host gives a NaN of its operands, so that a result of such floats is one again: only what
 * comes from memory, from integers or from the state at the region's entry has to be looked at.
 * Parameters are taken for canonical until an argument is not.
 */
#include "tcg/back/x86-64/internal.h"

#include <glib.h>
#include <string.h>

enum { OTHER_F32 = 1, OTHER_F64 = 2 }; /* x->param_nans: of a float there, what it may be */

static unsigned bit_of(enum ir_type t)
{
    return t == IR_F32 ? OTHER_F32 : OTHER_F64;
}

static bool const_canonical(enum ir_type t, uint64_t bits)
{
    if (t == IR_F32)
        return (bits & 0x7fffffff) <= 0x7f800000 || (uint32_t)bits == 0x7fc00000;
    return bits << 1 <= 0x7ff0ull << 49 || bits == 0x7ff8ull << 48;
}

/* Of the float of type t in v or at its lower end. */
static bool is_canonical(const struct x64 *x, ir_ref v, enum ir_type t)
{
    const struct ir_ins *ins = &x->ins[v];
    switch (ins->op) {
    case IR_FADD:
    case IR_FSUB:
    case IR_FMUL:
    case IR_FDIV:
    case IR_FSQRT:
    case IR_FMA:
    case IR_FMIN:
    case IR_FMAX:
    case IR_FMINNM:
    case IR_FMAXNM:
    case IR_FROUND:
    case IR_FCVT:
    case IR_ITOF: return ins->type == t;
    case IR_FABS: return ins->type == t && is_canonical(x, ins->a, t);
    case IR_SELECT: return is_canonical(x, ins->b, t) && is_canonical(x, ins->c, t);
    case IR_VZX: return ins->lane == t && is_canonical(x, ins->a, t);
    case IR_VEXT: return ins->lane == t && !ins->imm && is_canonical(x, ins->a, t);
    case IR_CONST:
    case IR_VCONST: return const_canonical(t, ins->imm);
    case IR_PARAM: return !(x->param_nans[v] & bit_of(t));
    default: return false;
    }
}

/* Meets the parameters of the BR that ends block b with its arguments.  True: something changed. */
static bool meet(struct x64 *x, uint32_t b)
{
    const struct ir_region *r = x->r;
    const struct ir_ins *br = &r->ins[r->blocks[b].end - 1];
    bool changed = false;
    if (br->op != IR_BR)
        return false;
    for (uint32_t k = 0; k < br->c; k++) {
        ir_ref param = r->blocks[ir_taken(br)].first + k, arg = r->args[br->b + k];
        for (enum ir_type t = IR_F32; t <= IR_F64; t++)
            if (!(x->param_nans[param] & bit_of(t)) && !is_canonical(x, arg, t)) {
                x->param_nans[param] |= (uint8_t)bit_of(t);
                changed = true;
            }
    }
    return changed;
}

static void find_params(struct x64 *x)
{
    const struct ir_region *r = x->r;
    bool changed;
    if (r->n > x->param_nans_cap) {
        x->param_nans_cap = r->n * 2;
        x->param_nans = g_renew(uint8_t, x->param_nans, x->param_nans_cap);
    }
    memset(x->param_nans, 0, r->n);
    do {
        changed = false;
        for (uint32_t b = 0; b < r->nblocks; b++)
            changed |= meet(x, b);
    } while (changed);
    x->param_nans_known = true;
}

bool x64_canonical(struct x64 *x, ir_ref v)
{
    enum ir_type t = ir_result_type(&x->ins[v]);
    if (t != IR_F32 && t != IR_F64)
        return false;
    if (!x->param_nans_known)
        find_params(x);
    return is_canonical(x, v, t);
}
