/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verifier: does a region keep the invariants of ir.h?
 *
 * In: a region, however broken.  Out: NULL, or one line that says what is wrong and where.
 * Order matters: shape of blocks first, then each instruction by its row, then edges, then
 * dominance, so that each step may rely on the ones before it.  For debug builds and tests.
 */
#include "tcg/ir/ir.h"

#include <glib.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct verify {
    const struct ir_region *r;
    char *error;
    uint32_t *block_of; /* per instruction */
    uint32_t *idom;     /* per block, index; UINT32_MAX: unreachable */
    uint32_t *order;    /* per block: number in reverse post order */
};

__attribute__((format(printf, 3, 4))) static bool bad(struct verify *v, ir_ref i,
                                                      const char *format, ...)
{
    if (v->error)
        return false;
    va_list args;
    va_start(args, format);
    char *what = g_strdup_vprintf(format, args);
    va_end(args);
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    if (f && i && i < v->r->n)
        ir_print_ins(v->r, i, f);
    if (f)
        fclose(f);
    g_strchomp(text ? text : what);
    v->error =
        i ? g_strdup_printf("instruction %u: %s: %s", i, what, text ? text : "?") : g_strdup(what);
    g_free(what);
    free(text);
    return false;
}

static bool check_blocks(struct verify *v)
{
    const struct ir_region *r = v->r;
    ir_ref next = 1;
    if (!r->nblocks)
        return bad(v, 0, "no blocks");
    if (r->n > 1 && r->ins[IR_NONE].op != IR_NOP)
        return bad(v, 0, "the place of no instruction is not empty");
    for (uint32_t b = 0; b < r->nblocks; b++) {
        const struct ir_block *block = &r->blocks[b];
        if (block->first != next || block->end <= block->first || block->end > r->n)
            return bad(v, 0, "block %u owns [%u, %u), expected a start of %u", b, block->first,
                       block->end, next);
        next = block->end;
        for (ir_ref i = block->first; i < block->end; i++) {
            v->block_of[i] = b;
            if (r->ins[i].op >= IR_OPS)
                return bad(v, i, "unknown op");
            if (!(ir_ops[r->ins[i].op].props & IR_P_END) != (i + 1 < block->end))
                return bad(v, i, "a block has one end, its last instruction");
        }
    }
    return next == r->n || bad(v, 0, "instructions behind the last block");
}

static bool is_int(unsigned t)
{
    return t == IR_I32 || t == IR_I64;
}

static bool is_fp(unsigned t)
{
    return t == IR_F16 || t == IR_F32 || t == IR_F64;
}

/* What the classes can't say: which types a row with T allows, and ranges of imm. */
static bool check_row(struct verify *v, ir_ref i)
{
    const struct ir_ins *ins = &v->r->ins[i];
    unsigned op = ins->op, t = ins->type, width = 8 * ir_type_size(t);
    bool fpx = ir_ops[op].props & IR_P_FPX;
    if (op >= IR_ADD && op <= IR_BREV && !is_int(t))
        return bad(v, i, "an integer op of type %s", ir_type_name(t));
    if ((op == IR_CMP || (op >= IR_ADDFLAGS && op <= IR_CARRY)) && !is_int(t))
        return bad(v, i, "an integer op of type %s", ir_type_name(t));
    if (op == IR_CMP && ins->sub > IR_GTS)
        return bad(v, i, "no such condition");
    if (op == IR_EXTR && ins->imm >= width)
        return bad(v, i, "imm out of range");
    if (op == IR_UBFX || op == IR_SBFX || op == IR_DEP) {
        unsigned lsb = ins->imm & 255, len = ins->imm >> 8 & 255;
        if (ins->imm >> 16 || !len || lsb + len > width)
            return bad(v, i, "field out of range");
    }
    if (fpx && op != IR_FTOI && op != IR_ITOF && ir_ops[op].res == 'T' && t != IR_V128 && !is_fp(t))
        return bad(v, i, "a floating-point op of type %s", ir_type_name(t));
    if (fpx && op != IR_FTOI && op != IR_ITOF && op != IR_FCVT && ir_ops[op].a == 'T' &&
        (t == IR_V128 ? !is_fp(ins->lane) : ins->lane != t))
        return bad(v, i, "lane %s does not fit the type", ir_type_name(ins->lane));
    if ((op == IR_LD || op == IR_ST) &&
        (!ins->lane || (is_int(t) ? !(ins->lane <= IR_I64) || ir_type_size(ins->lane) > width / 8
                                  : ins->lane != t)))
        return bad(v, i, "memory size %s does not fit the type", ir_type_name(ins->lane));
    if (op == IR_CONST && !is_int(t) && !is_fp(t))
        return bad(v, i, "a constant of type %s", ir_type_name(t));
    if (op == IR_CONST && width < 64 && ins->imm >> width)
        return bad(v, i, "constant too wide");
    if (ir_ops[op].res == 'T' && op != IR_CALL && (t < IR_I32 || t >= IR_TYPES))
        return bad(v, i, "no value has type %s", ir_type_name(t));
    return true;
}

static bool check_ref(struct verify *v, ir_ref i, ir_ref ref, enum ir_type want)
{
    const struct ir_region *r = v->r;
    if (ref == IR_NONE || ref >= r->n)
        return bad(v, i, "operand v%u does not exist", ref);
    enum ir_type have = ir_result_type(&r->ins[ref]);
    if (have == IR_VOID)
        return bad(v, i, "operand v%u has no value", ref);
    if (want != IR_VOID && have != want)
        return bad(v, i, "operand v%u is %s, not %s", ref, ir_type_name(have), ir_type_name(want));
    return true;
}

static bool check_call(struct verify *v, ir_ref i)
{
    const struct ir_region *r = v->r;
    const struct ir_ins *ins = &r->ins[i];
    if (ins->imm >= r->guest->nhelpers)
        return bad(v, i, "no such helper");
    const struct ir_helper *h = &r->guest->helpers[ins->imm];
    if (ins->type != h->ret)
        return bad(v, i, "%s returns %s", h->name, ir_type_name(h->ret));
    unsigned want = 0;
    while (want < sizeof h->args && h->args[want] != IR_VOID)
        want++;
    if (ins->c != want)
        return bad(v, i, "%s takes %u arguments", h->name, want);
    for (unsigned k = 0; k < want; k++)
        if (!check_ref(v, i, r->args[ins->b + k], h->args[k]))
            return false;
    if (r->state_done && (h->flags & IR_HELPER_FAULTS) && !ins->snap)
        return bad(v, i, "no snapshot");
    return true;
}

/* A slot may get a float that is narrower; what is above it becomes zero. */
static bool check_slot_value(struct verify *v, ir_ref i, ir_ref ref, enum ir_type slot)
{
    const struct ir_region *r = v->r;
    enum ir_type have = ref < r->n ? ir_result_type(&r->ins[ref]) : IR_VOID;
    bool is_float = have == IR_F32 || have == IR_F64;
    if (r->state_done && is_float && ir_type_size(have) <= ir_type_size(slot))
        slot = have;
    return check_ref(v, i, ref, slot);
}

static bool check_slots(struct verify *v, ir_ref i)
{
    const struct ir_region *r = v->r;
    const struct ir_ins *ins = &r->ins[i];
    if (ins->op == IR_GET || ins->op == IR_SET) {
        if (ins->imm >= r->guest->nslots)
            return bad(v, i, "no such slot");
        enum ir_type t = r->guest->slots[ins->imm].type;
        if (ins->op == IR_GET && ins->type != t)
            return bad(v, i, "the slot is %s", ir_type_name(t));
        if (ins->op == IR_SET && !check_slot_value(v, i, ins->a, t))
            return false;
    }
    if (r->state_done && (ir_ops[ins->op].props & IR_P_FAULT) && !ins->snap)
        return bad(v, i, "no snapshot");
    if (!ins->snap)
        return true;
    if (ins->snap > r->nsnaps)
        return bad(v, i, "no such snapshot");
    const struct ir_snap *s = &r->snaps[ins->snap - 1];
    if (s->first > r->nsnap_entries || s->count > r->nsnap_entries - s->first)
        return bad(v, i, "snapshot entries out of range");
    for (uint32_t k = 0; k < s->count; k++) {
        const struct ir_snap_entry *e = &r->snap_entries[s->first + k];
        if (e->slot >= r->guest->nslots)
            return bad(v, i, "no such slot in the snapshot");
        enum ir_type slot = r->guest->slots[e->slot].type;
        if (!check_slot_value(v, i, e->val, slot))
            return false;
        if (ir_snap_derived(e) && (ir_result_type(&r->ins[e->val]) != slot || slot > IR_I64))
            return bad(v, i, "what the snapshot makes of a value is not an integer of its type");
        unsigned bits = 8 * ir_type_size(slot);
        if (e->len && (e->plus || e->lsb + e->len > bits || e->shl >= bits))
            return bad(v, i, "a snapshot's field out of range");
    }
    return true;
}

static bool optional(const struct ir_ins *ins, unsigned which)
{
    return (ins->op == IR_TRAPIF && which == 1) || (ins->op == IR_EXIT_TRAP && which == 0);
}

static bool check_ins(struct verify *v, ir_ref i)
{
    const struct ir_region *r = v->r;
    const struct ir_ins *ins = &r->ins[i];
    const struct ir_op_info *op = &ir_ops[ins->op];
    const ir_ref vals[3] = {ins->a, ins->b, ins->c};
    if (ins->type >= IR_TYPES || ins->lane >= IR_TYPES)
        return bad(v, i, "bad type");
    if (op->fixed_type != IR_TYPES && ins->type != op->fixed_type)
        return bad(v, i, "the type field must be %s", ir_type_name(op->fixed_type));
    for (unsigned k = 0; k < op->nvals; k++)
        if (!(vals[k] == IR_NONE && optional(ins, k)) &&
            !check_ref(v, i, vals[k], ir_operand_type(r, ins, k)))
            return false;
    if ((ins->op == IR_BR || ins->op == IR_CALL) &&
        (ins->b > r->nargs || ins->c > r->nargs - ins->b))
        return bad(v, i, "argument list out of range");
    if (ins->op == IR_CALL && !check_call(v, i))
        return false;
    if (ins->op == IR_PARAM && i != r->blocks[v->block_of[i]].first && r->ins[i - 1].op != IR_PARAM)
        return bad(v, i, "parameters come first in a block");
    if (ins->op == IR_PARAM && v->block_of[i] == 0)
        return bad(v, i, "the entry has no parameters");
    return check_row(v, i) && check_slots(v, i);
}

static unsigned params(const struct ir_region *r, uint32_t b)
{
    unsigned n = 0;
    while (r->blocks[b].first + n < r->blocks[b].end &&
           r->ins[r->blocks[b].first + n].op == IR_PARAM)
        n++;
    return n;
}

/* Successors of a block; the number of them. */
static unsigned successors(const struct ir_region *r, uint32_t b, uint32_t out[2])
{
    const struct ir_ins *end = &r->ins[r->blocks[b].end - 1];
    if (end->op == IR_BR || end->op == IR_BRCOND)
        out[0] = ir_taken(end);
    if (end->op == IR_BRCOND)
        out[1] = ir_other(end);
    return end->op == IR_BR ? 1 : end->op == IR_BRCOND ? 2 : 0;
}

static bool check_edges(struct verify *v)
{
    const struct ir_region *r = v->r;
    for (uint32_t b = 0; b < r->nblocks; b++) {
        uint32_t to[2];
        ir_ref i = r->blocks[b].end - 1;
        const struct ir_ins *end = &r->ins[i];
        unsigned n = successors(r, b, to);
        for (unsigned k = 0; k < n; k++) {
            if (to[k] >= r->nblocks)
                return bad(v, i, "no such block");
            unsigned want = params(r, to[k]);
            if (end->op == IR_BRCOND ? want : want != end->c)
                return bad(v, i, "block %u has %u parameters", to[k], want);
            for (unsigned a = 0; end->op == IR_BR && a < want; a++)
                if (!check_ref(v, i, r->args[end->b + a],
                               (enum ir_type)r->ins[r->blocks[to[k]].first + a].type))
                    return false;
        }
    }
    return true;
}

/* Immediate dominators by iteration to a fixed point over reverse post order. */
static void dominators(struct verify *v)
{
    const struct ir_region *r = v->r;
    uint32_t n = r->nblocks, count = 0, depth = 0;
    uint32_t *post = g_new(uint32_t, n), *stack = g_new(uint32_t, n);
    uint8_t *seen = g_new0(uint8_t, n), *child = g_new0(uint8_t, n);
    uint32_t to[2];

    stack[depth++] = 0;
    seen[0] = 1;
    while (depth) {
        uint32_t b = stack[depth - 1];
        if (child[b] < successors(r, b, to)) {
            uint32_t s = to[child[b]++];
            if (!seen[s]) {
                seen[s] = 1;
                stack[depth++] = s;
            }
        } else {
            v->order[b] = n - ++count;
            post[count - 1] = b;
            depth--;
        }
    }
    for (uint32_t b = 0; b < n; b++)
        v->idom[b] = UINT32_MAX;
    v->idom[0] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t k = count; k-- > 0;) {
            uint32_t from = post[k];
            unsigned ns = successors(r, from, to);
            for (unsigned s = 0; s < ns; s++) {
                uint32_t a = v->idom[to[s]], b = from;
                if (to[s] == 0 || a == b)
                    continue;
                while (a != UINT32_MAX && a != b) {
                    while (v->order[a] > v->order[b])
                        a = v->idom[a];
                    while (v->order[b] > v->order[a])
                        b = v->idom[b];
                }
                if (v->idom[to[s]] != b) {
                    v->idom[to[s]] = b;
                    changed = true;
                }
            }
        }
    }
    g_free(post);
    g_free(stack);
    g_free(seen);
    g_free(child);
}

static bool dominates(struct verify *v, uint32_t a, uint32_t b)
{
    while (b != a && b != 0 && v->idom[b] != UINT32_MAX)
        b = v->idom[b];
    return b == a || v->idom[b] == UINT32_MAX;
}

static bool check_use(struct verify *v, ir_ref i, ir_ref use)
{
    if (use >= i)
        return bad(v, i, "v%u is used before its definition", use);
    if (!dominates(v, v->block_of[use], v->block_of[i]))
        return bad(v, i, "the definition of v%u does not dominate the use", use);
    return true;
}

static bool check_dominance(struct verify *v)
{
    const struct ir_region *r = v->r;
    for (ir_ref i = 1; i < r->n; i++) {
        const struct ir_ins *ins = &r->ins[i];
        const ir_ref vals[3] = {ins->a, ins->b, ins->c};
        for (unsigned k = 0; k < ir_ops[ins->op].nvals; k++)
            if (vals[k] != IR_NONE && !check_use(v, i, vals[k]))
                return false;
        for (unsigned k = 0; (ins->op == IR_BR || ins->op == IR_CALL) && k < ins->c; k++)
            if (!check_use(v, i, r->args[ins->b + k]))
                return false;
        if (!ins->snap)
            continue;
        const struct ir_snap *s = &r->snaps[ins->snap - 1];
        for (uint32_t k = 0; k < s->count; k++)
            if (!check_use(v, i, r->snap_entries[s->first + k].val))
                return false;
    }
    return true;
}

char *ir_verify(const struct ir_region *r)
{
    struct verify v = {
        .r = r,
        .block_of = g_new0(uint32_t, r->n + 1),
        .idom = g_new0(uint32_t, r->nblocks + 1),
        .order = g_new0(uint32_t, r->nblocks + 1),
    };
    bool good = check_blocks(&v);
    for (ir_ref i = 1; good && i < r->n; i++)
        good = check_ins(&v, i);
    good = good && check_edges(&v);
    if (good) {
        dominators(&v);
        good = check_dominance(&v);
    }
    g_free(v.block_of);
    g_free(v.idom);
    g_free(v.order);
    return v.error;
}
