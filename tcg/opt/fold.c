/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `fold`: constant folding, rewriting rules, value numbering, in one streaming pass.
 *
 * In: a region after `state`.  Out: the same with simpler instructions; what became dead is left
 * for `dce`.  Each instruction is looked at when its operands are final; rules may emit others, so
 * that every emission is folded.  Equal pure instructions share a value where the first dominates.
 * Constants are evaluated by the interpreter's ir_eval_op: there is one definition of an op.
 */
#include "tcg/opt/fold.h"

#include <glib.h>
#include <string.h>
#include "tcg/ir/interp.h"

/* Constants */

static bool constant_operands(const struct opt *o, const struct ir_ins *ins,
                              union ir_value values[3])
{
    const ir_ref refs[3] = {ins->a, ins->b, ins->c};
    unsigned n = ir_ops[ins->op].nvals;
    for (unsigned k = 0; k < n; k++) {
        const struct ir_ins *def = fold_def(o, refs[k]);
        if (def->op == IR_CONST) {
            values[k].q[0] = def->imm;
            values[k].q[1] = 0;
        } else if (def->op == IR_VCONST) {
            values[k].q[0] = def->imm;
            values[k].q[1] = ir_vconst_hi(def);
        } else {
            return false;
        }
    }
    return n != 0;
}

static ir_ref fold_constants(struct opt *o, const struct ir_ins *ins)
{
    union ir_value values[3], result;
    if (!constant_operands(o, ins, values) || !ir_eval_op(ins, values, &result, NULL))
        return IR_NONE;
    enum ir_type t = ir_result_type(ins);
    if (t == IR_V128)
        return fold_emit(o, (struct ir_ins){.op = IR_VCONST,
                                            .type = t,
                                            .imm = result.q[0],
                                            .b = (uint32_t)result.q[1],
                                            .c = (uint32_t)(result.q[1] >> 32)});
    uint64_t bits = result.q[0] & fold_low(8 * ir_type_size(t));
    return fold_emit(o, (struct ir_ins){.op = IR_CONST, .type = t, .imm = bits});
}

/* Constants last; else the older value first. */
static void order_operands(const struct opt *o, struct ir_ins *ins)
{
    enum ir_opcode a = fold_def(o, ins->a)->op, b = fold_def(o, ins->b)->op;
    bool ka = a == IR_CONST || a == IR_VCONST, kb = b == IR_CONST || b == IR_VCONST;
    if (ka != kb ? ka : ins->a > ins->b) {
        ir_ref t = ins->a;
        ins->a = ins->b;
        ins->b = t;
    }
}

/* Known bits */

/* All bits up to the highest one of x. */
static uint64_t fill_down(uint64_t x)
{
    return x ? fold_low(64 - (unsigned)__builtin_clzll(x)) : 0;
}

static uint64_t ones_add(uint64_t a, uint64_t b, uint64_t mask)
{
    uint64_t sum;
    if (!(a & b) && !a)
        return b;
    if (__builtin_add_overflow(a, b, &sum))
        return mask;
    unsigned low = (a | b) ? (unsigned)__builtin_ctzll(a | b) : 63;
    return fill_down(sum) & ~fold_low(low) & mask;
}

static uint64_t ones_shift(const struct opt *o, const struct ir_ins *i, uint64_t mask)
{
    uint64_t n, a = fold_ones(o, i->a);
    unsigned w = fold_width(i);
    if (!fold_const(o, i->b, &n))
        return i->op == IR_SHR ? fill_down(a) : mask;
    n &= w - 1;
    if (i->op == IR_SHL)
        return a << n & mask;
    if (i->op == IR_SHR || !(a >> (w - 1) & 1))
        return a >> n;
    return i->op == IR_SAR ? ((a >> n) | (mask & ~(mask >> n))) : mask;
}

/* Which bits of an integer may be set. */
static uint64_t ones(const struct opt *o, const struct ir_ins *i)
{
    enum ir_type t = ir_result_type(i);
    uint64_t mask = fold_mask(t);
    switch (i->op) {
    case IR_CONST: return i->imm;
    case IR_AND: return fold_ones(o, i->a) & fold_ones(o, i->b);
    case IR_ANDN: return fold_ones(o, i->a);
    case IR_OR:
    case IR_XOR: return fold_ones(o, i->a) | fold_ones(o, i->b);
    case IR_ADD: return ones_add(fold_ones(o, i->a), fold_ones(o, i->b), mask);
    case IR_SHL:
    case IR_SHR:
    case IR_SAR: return ones_shift(o, i, mask);
    case IR_UBFX: return fold_ones(o, i->a) >> (i->imm & 255) & fold_low(i->imm >> 8);
    case IR_DEP:
        return fold_ones(o, i->a) | (fold_low(i->imm >> 8) & fold_ones(o, i->b)) << (i->imm & 255);
    case IR_DIVU: return fill_down(fold_ones(o, i->a));
    case IR_REMU: return fill_down(fold_ones(o, i->a));
    case IR_ZEXT32: return fold_ones(o, i->a);
    case IR_SEXT32: return fold_ones(o, i->a) >> 31 ? mask : fold_ones(o, i->a);
    case IR_TRUNC64: return (uint32_t)fold_ones(o, i->a);
    case IR_SELECT: return fold_ones(o, i->b) | fold_ones(o, i->c);
    case IR_CMP:
    case IR_CARRY:
    case IR_FCC: return 1;
    case IR_FCMP:
    case IR_ADDFLAGS:
    case IR_SUBFLAGS:
    case IR_ADCFLAGS: return 15;
    case IR_CLZ:
    case IR_CTZ:
    case IR_POPCNT: return fold_low(t == IR_I64 ? 7 : 6);
    case IR_LD: return i->sub & IR_MEM_SEXT ? mask : mask & fold_low(8 * ir_type_size(i->lane));
    case IR_RMW:
    case IR_CAS: return mask & fold_low(8 * ir_type_size(i->lane));
    case IR_VEXT: return i->sub & IR_SIGNED ? mask : mask & fold_low(8 * ir_type_size(i->lane));
    default: return mask;
    }
}

/* Value numbering */

static uint32_t hash(const struct ir_ins *i)
{
    uint64_t h = i->op | i->type << 8 | i->lane << 16 | (uint32_t)i->sub << 24;
    h = (h ^ (uint64_t)i->a << 32) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= i->imm + ((uint64_t)i->b << 32 | i->c);
    h *= UINT64_C(0xff51afd7ed558ccd);
    return (uint32_t)(h >> 40);
}

bool opt_same(const struct ir_ins *x, const struct ir_ins *y)
{
    return x->op == y->op && x->type == y->type && x->lane == y->lane && x->sub == y->sub &&
           x->a == y->a && x->b == y->b && x->c == y->c && x->imm == y->imm;
}

static ir_ref append(struct opt *o, const struct ir_ins *ins)
{
    ir_ref v = ir_emit(&o->out, *ins);
    if (v >= o->values_cap)
        opt_room(&o->values, &o->values_cap, v + 1, sizeof *o->values);
    o->values[v].ones = ones(o, &o->out.ins[v]);
    o->values[v].block = o->out.cur;
    o->values[v].next = IR_NONE;
    if (ir_ops[ins->op].props & (IR_P_LOAD | IR_P_STORE | IR_P_EFFECT))
        opt_stores_note(o, ins);
    return v;
}

/* Does a value of this block serve in the current one?  A comparison does not from block to block:
   made again it is a part of the branch, while its result would take a register until there. */
static bool serves(const struct opt *o, uint32_t block, const struct ir_ins *ins)
{
    return block == o->out.cur || (ins->op != IR_CMP && opt_dominates(o, block, o->out.cur));
}

static ir_ref number(struct opt *o, const struct ir_ins *ins)
{
    uint32_t slot = hash(ins) & (o->hash_used - 1);
    for (ir_ref v = o->hash[slot]; v; v = o->values[v].next)
        if (opt_same(&o->out.ins[v], ins) && serves(o, o->values[v].block, ins))
            return v;
    ir_ref v = append(o, ins);
    o->values[v].next = o->hash[slot];
    o->hash[slot] = v;
    return v;
}

ir_ref fold_known(const struct opt *o, enum ir_opcode op, enum ir_type t, ir_ref a, ir_ref b)
{
    struct ir_ins ins = {.op = op, .type = t, .a = a, .b = b};
    if (ir_ops[op].props & IR_P_COMM)
        order_operands(o, &ins);
    for (ir_ref v = o->hash[hash(&ins) & (o->hash_used - 1)]; v; v = o->values[v].next)
        if (opt_same(&o->out.ins[v], &ins) && serves(o, o->values[v].block, &ins))
            return v;
    return IR_NONE;
}

/* Emission */

static ir_ref apply_rules(struct opt *o, struct ir_ins *i)
{
    ir_ref v;
    switch (i->op) {
#define RULES(op) case IR_##op:
#define RULE(name)                                                                                 \
    v = fold_##name(o, i);                                                                         \
    if (v)                                                                                         \
        return v;
#define END_RULES break;
#include "tcg/opt/fold.def"
#undef RULES
#undef RULE
#undef END_RULES
    }
    return IR_NONE;
}

ir_ref fold_ins(struct opt *o, struct ir_ins *ins)
{
    for (;;) {
        const struct ir_op_info *info = &ir_ops[ins->op];
        if (info->fixed_type != IR_TYPES)
            ins->type = info->fixed_type;
        if (info->props & IR_P_COMM)
            order_operands(o, ins);
        ir_ref v = info->props & IR_P_PURE && info->nvals ? fold_constants(o, ins) : IR_NONE;
        if (!v)
            v = apply_rules(o, ins);
        if (v == FOLD_AGAIN)
            continue;
        if (v)
            return v;
        return info->props & IR_P_PURE ? number(o, ins) : append(o, ins);
    }
}

ir_ref fold_emit(struct opt *o, struct ir_ins ins)
{
    return fold_ins(o, &ins);
}

/* Calls that can be written out (ir_helper.expand) */

/* The value as the helper sees it in `side`: an operation of the three with a constant, of such a
   one, or a parameter; what that stands for goes to `from`, in order. */
static ir_ref show(const struct opt *o, struct ir_region *side, ir_ref v, ir_ref *from, unsigned *n)
{
    const struct ir_ins *def = fold_def(o, v);
    enum ir_type t = ir_result_type(def);
    uint64_t k;
    if (def->op == IR_CONST)
        return ir_const(side, t, def->imm);
    bool seen = def->op == IR_ADD || def->op == IR_OR || def->op == IR_SHL;
    if (seen && fold_const(o, def->b, &k)) {
        ir_ref a = show(o, side, def->a, from, n);
        return ir_bin(side, def->op, t, a, ir_const(side, t, k));
    }
    from[(*n)++] = v;
    return ir_param(side, t);
}

static ir_ref expand(struct opt *o, const struct ir_ins *call)
{
    const struct ir_helper *helper = &o->r->guest->helpers[call->imm];
    if (!helper->expand)
        return IR_NONE;
    struct ir_region side;
    ir_ref args[G_N_ELEMENTS(helper->args)], from[G_N_ELEMENTS(helper->args)];
    unsigned n = 0;
    ir_region_init(&side, o->r->guest);
    ir_block_begin(&side, ir_block_new(&side, 0));
    for (uint32_t k = 0; k < call->c; k++)
        args[k] = show(o, &side, o->map[o->out.args[call->b + k]], from, &n);
    ir_ref result = helper->expand(&side, args), *outer = o->map;
    g_autofree ir_ref *map = g_new0(ir_ref, side.n);
    n = 0;
    for (ir_ref i = 1; result && i < side.n; i++) {
        struct ir_ins ins = side.ins[i];
        if (ins.op == IR_PARAM) {
            map[i] = from[n++];
            continue;
        }
        o->map = map;
        opt_rename(o, &ins);
        o->map = outer;
        map[i] = fold_ins(o, &ins);
    }
    result = map[result];
    ir_region_free(&side);
    return result;
}

/* The pass */

static void fold_block(struct opt *o, uint32_t b)
{
    struct ir_region *r = o->r;
    opt_stream_block(o, b);
    opt_stores_enter(o, b);
    for (ir_ref i = r->blocks[b].first; i < r->blocks[b].end; i++) {
        struct ir_ins ins = r->ins[i];
        if (o->pairs && opt_pairs_fold(o, i))
            continue;
        opt_rename(o, &ins);
        ir_ref v = ins.op == IR_CALL ? expand(o, &ins) : IR_NONE;
        o->map[i] = v ? v : fold_ins(o, &ins);
    }
    opt_stores_leave(o, b);
}

void fold_begin(struct opt *o)
{
    o->ntrapifs = 0;
    opt_stores_forget(o);
    o->hash_used = 64;
    while (o->hash_used < o->r->n)
        o->hash_used *= 2;
    opt_room(&o->hash, &o->hash_cap, o->hash_used, sizeof *o->hash);
    memset(o->hash, 0, o->hash_used * sizeof *o->hash);
}

void opt_fold(struct opt *o)
{
    struct ir_region *r = o->r;
    opt_cfg(o);
    opt_stream_begin(o);
    opt_stream_lists(o);
    fold_begin(o);
    for (uint32_t b = 0; b < r->nblocks; b++)
        fold_block(o, b);
    opt_stream_end(o);
}
