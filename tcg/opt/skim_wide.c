/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `skim`, loops that load vectors: a round's element is one vector or several side by side.
 *
 * In: a loop whose path skim.c has followed.  Out: whether it fits, and the parts of its `look`
 * that are different from those for small elements. A round goes on while no vector that it
 * computes from what it has loaded, and from what does not change, has a bit set, or has a lane
 * that is zero (the low half of a pairwise maximum or minimum as an integer says so).  For several
 * rounds one question is enough: about the OR of the vectors, or about their minimum. Elements need
 * not be aligned to their size.  What `look` reads lies in the page of the vector before it, which
 * has been read.
 */
#include "tcg/opt/skim.h"

enum { VECTOR = 16, MOST_VECTORS = 4, MAX_DEPTH = 12 };

/* ---- the loads ---- */

/* The counter that the load's address is at a distance from, or nslots. */
static uint32_t base_of(const struct rounds *s, const struct ir_ins *load, int64_t *at)
{
    uint32_t nslots = s->o->r->guest->nslots;
    uint64_t sum;
    for (uint32_t slot = 0; slot < nslots; slot++)
        if (s->slot[slot].kind == ROUNDS_COUNTER && rounds_slot_plus(s, load->a, slot, &sum)) {
            *at = (int64_t)(sum + load->imm);
            return slot;
        }
    return nslots;
}

bool skim_wide_streams(struct rounds *s)
{
    const struct ir_region *r = s->o->r;
    int64_t at[MOST_VECTORS], low = INT64_MAX;
    uint32_t base = r->guest->nslots, n = 0, unit = VECTOR;
    for (unsigned k = 0; k < s->npath; k++)
        for (ir_ref i = r->blocks[s->path[k]].first; i < r->blocks[s->path[k]].end; i++) {
            const struct ir_ins *load = &r->ins[i];
            if (load->op != IR_LD)
                continue;
            if (n == MOST_VECTORS || (load->lane != IR_V128 && load->lane != IR_I64) || load->sub ||
                (n && ir_type_size(load->lane) != unit) || !rounds_in_all(s, s->path[k]))
                return false;
            unit = ir_type_size(load->lane);
            uint32_t slot = base_of(s, load, &at[n]);
            if (slot == r->guest->nslots || (n && slot != base))
                return false;
            if (at[n] < low) {
                low = at[n];
                s->streams[0] = i;
            }
            base = slot;
            n++;
        }
    if (!n || n & (n - 1) || s->slot[base].step != (int64_t)n * unit)
        return false;
    uint32_t have = 0;
    for (uint32_t k = 0; k < n; k++)
        if ((at[k] - low) % unit == 0 && at[k] - low < (int64_t)n * unit)
            have |= 1u << (at[k] - low) / unit;
    s->nstreams = 1;
    s->size = n * unit;
    s->before = unit;
    s->wide = true;
    s->words = unit != VECTOR;
    return have == (1u << n) - 1;
}

/* ---- the tests ---- */

/* Is it computed from what the round has loaded and what does not change? */
static bool of_element(const struct rounds *s, ir_ref v, unsigned depth)
{
    if (depth == MAX_DEPTH)
        return false;
    if (rounds_classify(s, v, 0).kind == ROUNDS_FIXED)
        return true;
    const struct ir_ins *ins = rounds_def(s, &v);
    if (ins->op == IR_LD)
        return true;
    if (!(ir_ops[ins->op].props & IR_P_PURE) || !ir_ops[ins->op].nvals)
        return ins->op == IR_VCONST;
    const ir_ref operands[] = {ins->a, ins->b, ins->c};
    for (unsigned k = 0; k < ir_ops[ins->op].nvals; k++)
        if (!of_element(s, operands[k], depth + 1))
            return false;
    return true;
}

static bool is_zero_vector(const struct rounds *s, ir_ref v)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    return ins->op == IR_VCONST && !ins->imm && !ir_vconst_hi(ins);
}

/* The vector whose halves' OR is the low half of v; IR_NONE: another. */
static ir_ref of_halves(const struct rounds *s, ir_ref v)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    if (ins->op == IR_VINSV && ins->lane == IR_I64 && !ins->imm) { /* lane 0 of b in lane 0 */
        v = ins->b;
        ins = rounds_def(s, &v);
    }
    if (ins->op != IR_VOR)
        return IR_NONE;
    for (unsigned k = 0; k < 2; k++) {
        ir_ref whole = k ? ins->b : ins->a, high = k ? ins->a : ins->b;
        const struct ir_ins *upper = rounds_def(s, &high);
        rounds_def(s, &whole);
        if (upper->op != IR_VHIGH)
            continue;
        ir_ref from = upper->a;
        rounds_def(s, &from);
        if (from == whole)
            return whole;
    }
    return IR_NONE;
}

/* The vector all of which the low half of v tells about: whether a bit of it is set, or whether a
   lane of it is zero. */
static bool told_by_low_half(const struct rounds *s, ir_ref v, struct rounds_test *t)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    t->vector = of_halves(s, v);
    if (t->vector)
        return true;
    if (ins->op == IR_VLOW) {
        v = ins->a;
        ins = rounds_def(s, &v);
    }
    if (ins->op == IR_VMAXUP) {
        t->vector = ins->a;
        return true;
    }
    if (ins->op != IR_VCMP || ins->sub != IR_EQ || !is_zero_vector(s, ins->b))
        return false;
    t->zero_lane = true;
    t->lane = ins->lane;
    v = ins->a;
    ins = rounds_def(s, &v);
    t->vector = ins->a;
    return ins->op == IR_VMINUP && ins->lane == t->lane && t->lane < IR_I64;
}

/* The low half of a vector, if v is not zero where that is not; else v. */
static ir_ref low_half(const struct rounds *s, ir_ref v)
{
    const struct ir_ins *ins = rounds_def(s, &v);
    uint64_t n;
    if (ins->op != IR_OR || ins->type != IR_I32) /* of its words */
        return v;
    ir_ref a = ins->a, b = ins->b;
    for (unsigned k = 0; k < 2; k++) {
        ir_ref low = k ? b : a, high = k ? a : b;
        const struct ir_ins *x = rounds_def(s, &low), *y = rounds_def(s, &high);
        if (x->op != IR_TRUNC64 || y->op != IR_TRUNC64)
            return v;
        low = x->a;
        high = y->a;
        rounds_def(s, &low);
        y = rounds_def(s, &high);
        if (y->op != IR_SHR || !rounds_constant(s, y->b, &n) || n != 32)
            continue;
        high = y->a;
        rounds_def(s, &high);
        if (low == high)
            return low;
    }
    return v;
}

bool skim_wide_test(struct rounds *s, struct rounds_test *t)
{
    const struct ir_ins *cmp = &s->o->r->ins[t->cmp];
    ir_ref v = low_half(s, cmp->a);
    uint64_t zero;
    const struct ir_ins *low = rounds_def(s, &v);
    if (rounds_goes_on(s, t) != IR_EQ || !rounds_constant(s, cmp->b, &zero) || zero ||
        low->op != IR_VEXT || low->lane != IR_I64 || low->imm || !told_by_low_half(s, low->a, t))
        return false;
    v = t->vector; /* a pairwise one says the same as that of the two */
    const struct ir_ins *pair = rounds_def(s, &v);
    if (t->zero_lane ? pair->op == IR_VMINUP && pair->lane == t->lane : pair->op == IR_VMAXUP) {
        t->vector = pair->a;
        t->second = pair->b;
    }
    return of_element(s, t->vector, 0) && (!t->second || of_element(s, t->second, 0));
}

/* ---- code of `look` ---- */

/* A value of the round number `round` from now. */
static ir_ref make_in_round(struct rounds *s, ir_ref v, unsigned round)
{
    struct ir_region *r = s->o->r;
    struct ir_ins ins = *rounds_def(s, &v);
    for (unsigned n = 0; n < s->nmemo; n++)
        if (s->memo[n].v == v)
            return s->memo[n].made;
    ir_ref made;
    if (ins.op == IR_LD) {
        made = ir_ld(r, IR_V128, IR_V128, 0, rounds_address(s, v), (int64_t)s->size * round);
    } else if (ins.op == IR_VCONST || rounds_classify(s, v, 0).kind == ROUNDS_FIXED) {
        made = rounds_make(s, v);
    } else {
        switch (ir_ops[ins.op].nvals) {
        case 3: ins.c = make_in_round(s, ins.c, round); /* fall through */
        case 2: ins.b = make_in_round(s, ins.b, round); /* fall through */
        case 1: ins.a = make_in_round(s, ins.a, round);
        }
        made = ir_emit(r, ins);
    }
    if (s->nmemo < ROUNDS_MAX_MEMO) {
        s->memo[s->nmemo].v = v;
        s->memo[s->nmemo++].made = made;
    }
    return made;
}

/* What tells of two vectors what the test wants to know. */
static ir_ref both(struct rounds *s, const struct rounds_test *t, ir_ref a, ir_ref b)
{
    struct ir_region *r = s->o->r;
    if (!a || !b)
        return a ? a : b;
    return t->zero_lane ? ir_vop(r, IR_VMINU, IR_V128, t->lane, 0, a, b, IR_NONE)
                        : ir_vop(r, IR_VOR, IR_V128, IR_V128, 0, a, b, IR_NONE);
}

static bool is_mask(const struct rounds *s, const struct rounds_test *t)
{
    ir_ref v = t->vector, w = t->second;
    return t->zero_lane ||
           (rounds_def(s, &v)->op == IR_VCMP && (!w || rounds_def(s, &w)->op == IR_VCMP));
}

void skim_wide_elements(struct rounds *s, uint32_t out)
{
    struct ir_region *r = s->o->r;
    ir_ref any = IR_NONE, zero = ir_vconst(r, 0, 0);
    bool masks = true;
    ir_ref leaves[ROUNDS_MAX_TESTS] = {IR_NONE};
    for (unsigned round = 0; round < SKIM_BYTES / s->size; round++) {
        s->nmemo = 0;
        for (unsigned k = 0; k < s->ntests; k++) {
            const struct rounds_test *t = &s->tests[k];
            if (rounds_compares_counters(s, t))
                continue;
            ir_ref v = make_in_round(s, t->vector, round);
            if (t->second)
                v = both(s, t, v, make_in_round(s, t->second, round));
            leaves[k] = both(s, t, leaves[k], v);
        }
    }
    for (unsigned k = 0; k < s->ntests; k++) {
        const struct rounds_test *t = &s->tests[k];
        ir_ref v = leaves[k];
        if (!v)
            continue;
        if (t->zero_lane)
            v = ir_vop(r, IR_VCMP, IR_V128, t->lane, IR_EQ, v, zero, IR_NONE);
        any = any ? ir_vop(r, IR_VOR, IR_V128, IR_V128, 0, any, v, IR_NONE) : v;
        masks &= is_mask(s, t);
    }
    if (!masks)
        any = ir_vop(r, IR_VCMP, IR_V128, IR_I8, IR_EQ, any, zero, IR_NONE);
    ir_ref bits = ir_vop(r, IR_VBITS, IR_I32, IR_I8, 0, any, IR_NONE, IR_NONE);
    rounds_leave_unless(s, IR_EQ, bits, ir_const(r, IR_I32, masks ? 0 : 0xffff), out);
}
