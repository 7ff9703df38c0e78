/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `words`: a word that is extended already is not extended again.
 *
 * In: a region after `state`.  Out: the same; `sext32 (trunc64 x)` is x where x is sign-extended,
 * and `zext32 (trunc64 x)` where it is zero-extended: a parameter is when its arguments are, round
 * a loop too.  RISC-V's instructions for words sign-extend their results, those of A64 zero-extend
 * them, and the next one wants the low half of what comes from a join.  `fold` removes the
 * instruction, which becomes `or x, x`.
 */
#include "tcg/opt/opt.h"

static bool is_const_below(const struct ir_region *r, ir_ref v, uint64_t limit)
{
    return r->ins[v].op == IR_CONST && r->ins[v].imm < limit;
}

/* Are bits 63 to 31 of the i64 that `ins` makes the same?  word: of the values before. */
static bool is_signed_word(const struct ir_region *r, const uint8_t *word, const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_SEXT32: return true;
    case IR_CONST: return (int64_t)ins->imm == (int32_t)ins->imm;
    case IR_LD:
        return ir_type_size(ins->lane) < 4 || (ins->lane == IR_I32 && ins->sub & IR_MEM_SEXT);
    case IR_SBFX: return ins->imm >> 8 <= 32;
    case IR_UBFX: return ins->imm >> 8 < 32;
    case IR_ZEXT32: return r->ins[ins->a].op == IR_CMP || r->ins[ins->a].op == IR_FCC;
    case IR_AND:
        return (word[ins->a] && word[ins->b]) || is_const_below(r, ins->b, 1u << 31) ||
               is_const_below(r, ins->a, 1u << 31);
    case IR_OR:
    case IR_XOR: return word[ins->a] && word[ins->b];
    case IR_NOT: return word[ins->a];
    case IR_SAR: return word[ins->a];
    case IR_SELECT: return word[ins->b] && word[ins->c];
    default: return false;
    }
}

/* Are bits 63 to 32 of the i64 that `ins` makes zero? */
static bool is_unsigned_word(const uint8_t *word, const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_ZEXT32:
    case IR_CLZ:
    case IR_CTZ:
    case IR_POPCNT: return true;
    case IR_CONST: return ins->imm <= UINT32_MAX;
    case IR_LD: return ir_type_size(ins->lane) <= 4 && !(ins->sub & IR_MEM_SEXT);
    case IR_UBFX: return ins->imm >> 8 <= 32;
    case IR_AND: return word[ins->a] || word[ins->b];
    case IR_OR:
    case IR_XOR: return word[ins->a] && word[ins->b];
    case IR_SHR: return word[ins->a];
    case IR_SELECT: return word[ins->b] && word[ins->c];
    default: return false;
    }
}

/* True: a parameter is none after all. */
static bool meet(struct opt *o, uint32_t b)
{
    const struct ir_region *r = o->r;
    const struct ir_ins *br = &r->ins[r->blocks[b].end - 1];
    bool changed = false;
    if (br->op != IR_BR)
        return false;
    for (uint32_t k = 0; k < br->c; k++) {
        ir_ref param = r->blocks[ir_taken(br)].first + k;
        if (!o->live[param] || o->live[r->args[br->b + k]])
            continue;
        o->live[param] = false;
        changed = true;
    }
    return changed;
}

static void find_words(struct opt *o, enum ir_opcode extension)
{
    const struct ir_region *r = o->r;
    bool changed, sign = extension == IR_SEXT32;
    for (ir_ref i = 0; i < r->n; i++)
        o->live[i] = r->ins[i].op == IR_PARAM && r->ins[i].type == IR_I64;
    do {
        changed = false;
        for (ir_ref i = 1; i < r->n; i++)
            if (r->ins[i].op != IR_PARAM)
                o->live[i] = ir_result_type(&r->ins[i]) == IR_I64 &&
                             (sign ? is_signed_word(r, o->live, &r->ins[i])
                                   : is_unsigned_word(o->live, &r->ins[i]));
        for (uint32_t b = 0; b < r->nblocks; b++)
            changed |= meet(o, b);
    } while (changed);
}

static bool extends_word(const struct ir_region *r, const struct ir_ins *ins,
                         enum ir_opcode extension)
{
    return ins->op == extension && r->ins[ins->a].op == IR_TRUNC64;
}

static void without(struct opt *o, enum ir_opcode extension)
{
    struct ir_region *r = o->r;
    bool some = false;
    for (ir_ref i = 1; i < r->n && !some; i++)
        some = extends_word(r, &r->ins[i], extension);
    if (!some)
        return;
    opt_room(&o->live, &o->live_cap, r->n, sizeof *o->live);
    find_words(o, extension);
    for (ir_ref i = 1; i < r->n; i++) {
        if (!extends_word(r, &r->ins[i], extension))
            continue;
        ir_ref x = r->ins[r->ins[i].a].a;
        if (o->live[x])
            r->ins[i] = (struct ir_ins){.op = IR_OR, .type = IR_I64, .a = x, .b = x};
    }
}

void opt_words(struct opt *o)
{
    if (!o->r->state_done)
        return;
    without(o, IR_SEXT32);
    without(o, IR_ZEXT32);
}
