/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The backward pass: what is needed, which row does it, and when each value is used next.
 *
 * In: the region.  Out: x->sel, flags and hints of the values, the use lists per block, and
 * x->livein per block.  Invariants: a list of uses ascends; its tail stands for the blocks that
 * follow, at a position behind the block's end that says how far away the next use is there.
 *
 * Regions without loops take one pass.  With loops, the values that live around a back edge are
 * found first with bit sets.
 */
#include "tcg/back/x86-64/internal.h"

#include <glib.h>
#include <string.h>

enum {
    FAR = 1 << 20,        /* distance of a value that the loop does not use */
    COLD_PENALTY = 10000, /* distance to a block out of line */
};

/* Ops that the pass has to look at more closely; most are in no class. */
enum {
    OP_VALUE = 1,  /* a constant, or maybe another value's register */
    OP_STATE = 2,  /* reads or writes guest registers */
    OP_LIST = 4,   /* operands in a list */
    OP_COND = 8,   /* takes a condition */
    OP_FLAGS = 16, /* looks at the sticky floating-point flags, or sets them */
};
static const uint8_t op_class[IR_OPS] = {
    [IR_CONST] = OP_VALUE,       [IR_VCONST] = OP_VALUE,
    [IR_ZEXT32] = OP_VALUE,      [IR_TRUNC64] = OP_VALUE,
    [IR_VEXT] = OP_VALUE,        [IR_VZX] = OP_VALUE,
    [IR_GET] = OP_STATE,         [IR_SET] = OP_STATE,
    [IR_BR] = OP_LIST,           [IR_CALL] = OP_STATE | OP_LIST,
    [IR_BRCOND] = OP_COND,       [IR_SELECT] = OP_COND,
    [IR_TRAPIF] = OP_COND,       [IR_FPFLAGS_GET] = OP_FLAGS,
    [IR_FPFLAGS_SET] = OP_FLAGS,
};

/* v is used at pos; its list ascends, since this pass goes backwards. */
static inline void add_use(struct x64 *x, ir_ref v, uint32_t pos, uint32_t flag)
{
    struct x64_val *val = &x->val[v];
    if (val->uses) {
        if (flag)
            return; /* it lives on anyway */
        struct x64_use *head = &VEC_AT(x->uses, struct x64_use, val->uses);
        if ((head->pos & ~USE_SNAP) == pos) {
            head->pos = pos;
            return;
        }
    } else if (v < x->block_first) {
        *(ir_ref *)vec_push(&x->outer, sizeof(ir_ref)) = v;
    }
    struct x64_use *u = vec_push(&x->uses, sizeof *u);
    *u = (struct x64_use){pos | flag, val->uses};
    val->uses = x->uses.n - 1;
}

/* The instruction at x->pos reads v: into the list of its uses, or (collecting) into x->active. */
static inline void use(struct x64 *x, ir_ref v, uint32_t flag)
{
    if (!v)
        return;
    if (x->collecting)
        *(ir_ref *)vec_push(&x->active, sizeof(ir_ref)) = v | flag;
    else
        add_use(x, v, x->pos, flag);
}

static void use_snap(struct x64 *x, uint32_t snap)
{
    if (!snap)
        return;
    const struct ir_snap *s = &x->r->snaps[snap - 1];
    for (uint32_t k = 0; k < s->count; k++) {
        const struct ir_snap_entry *e = &x->r->snap_entries[s->first + k];
        use(x, x64_low32_slot(x, e->slot, e->val), USE_SNAP);
    }
}

static inline void use_in(struct x64 *x, const struct x64_in *in)
{
    if (in->kind == IN_VAL)
        use(x, in->v, 0);
    if (in->kind != IN_MEM)
        return;
    use(x, in->base, 0);
    use(x, in->index, 0);
    use_snap(x, in->snap);
}

static void use_test(struct x64 *x, ir_ref i, ir_ref cond)
{
    struct x64_test t;
    x64_gather_test(x, i, cond, &t);
    use_in(x, &t.a);
    use_in(x, &t.b);
}

/* Does SET need no register? */
bool x64_set_imm(const struct x64 *x, const struct ir_ins *ins, uint64_t *imm)
{
    if (!x64_const_value(x, ins->a, imm) || x->guest->slots[ins->imm].type == IR_V128)
        return false;
    return ir_type_size(x->guest->slots[ins->imm].type) == 4 || (int64_t)*imm == (int32_t)*imm;
}

/* Room for the operands of i, which the forward pass will want. */
static struct x64_in *three_operands(struct x64 *x, ir_ref i)
{
    struct x64_in *first = vec_push(&x->in, sizeof *first);
    x->val[i].in = x->in.n - 1;
    vec_push(&x->in, sizeof *first);
    vec_push(&x->in, sizeof *first);
    return &VEC_AT(x->in, struct x64_in, x->val[i].in);
}

static void row_operands(struct x64 *x, ir_ref i, const struct x64_plan *plan)
{
    const struct ir_ins *ins = &x->ins[i];
    const struct ir_op_info *info = &ir_ops[ins->op];
    if (plan) {
        struct x64_in *in = three_operands(x, i);
        x64_gather(x, i, plan, in);
        for (unsigned k = 0; k < 3; k++)
            use_in(x, &in[k]);
        return;
    }
    if (info->a != 'N' && ins->a)
        use(x, x->val[ins->a].rep, 0);
    if (info->b != 'N' && ins->b)
        use(x, x->val[ins->b].rep, 0);
    if (info->c != 'N' && ins->c)
        use(x, x->val[ins->c].rep, 0);
}

/* Calls use() for the values that instruction i reads. */
static void collect(struct x64 *x, ir_ref i, const struct x64_plan *plan)
{
    const struct ir_ins *ins = &x->ins[i];
    uint64_t imm;
    x->pos = i;
    switch (ins->op) {
    case IR_BR:
    case IR_CALL:
        for (uint32_t k = 0; k < ins->c; k++)
            use(x, x->val[x->r->args[ins->b + k]].rep, 0);
        break;
    case IR_BRCOND: use_test(x, i, ins->a); break;
    case IR_SELECT:
        use_test(x, i, ins->a);
        use(x, x->val[ins->b].rep, 0);
        use(x, x->val[ins->c].rep, 0);
        break;
    case IR_TRAPIF:
        use_test(x, i, ins->a);
        use(x, x->val[ins->b].rep, 0);
        break;
    case IR_CMP:
        if (!x64_sum_carries(x, i) && !x64_carry_kept(x, i))
            use_test(x, i, i);
        break;
    case IR_FCC:
        if (x64_fcc_source(x, ins)) {
            use_test(x, i, i);
            break;
        }
        row_operands(x, i, plan);
        break;
    case IR_SET:
        if (!x64_set_imm(x, ins, &imm))
            use(x, x64_low32_slot(x, ins->imm, ins->a), 0);
        break;
    default:
        row_operands(x, i, plan);
        if (plan && plan->in[0].addr)
            return; /* the snapshot has been counted with the address */
        break;
    }
    use_snap(x, ins->snap);
}

/* ---- counting ---- */

static inline void count_ref(struct x64 *x, ir_ref v)
{
    x->val[x->val[v].rep].count++;
}

static void count_snapshot(struct x64 *x, uint32_t snap, uint32_t *last)
{
    const struct ir_snap *s = &x->r->snaps[snap - 1];
    if (s->first == *last)
        return; /* the same list as in the instruction that was counted before */
    *last = s->count ? s->first : *last;
    for (uint32_t k = 0; k < s->count; k++)
        count_ref(x, x->r->snap_entries[s->first + k].val);
}

static inline bool has_effect(const struct x64 *x, const struct ir_ins *ins)
{
    if (ins->op == IR_CALL)
        return !(x->guest->helpers[ins->imm].flags & IR_HELPER_PURE);
    return ir_ops[ins->op].props & (IR_P_STORE | IR_P_FAULT | IR_P_FPX | IR_P_EFFECT | IR_P_END);
}

/* Operands of instruction i, if somebody needs it; what comes behind has been counted. */
static void count_operands(struct x64 *x, ir_ref i, ir_ref block_first, uint32_t *last_snap)
{
    const struct ir_ins *ins = &x->ins[i];
    if (x->val[i].rep != i || (!x->val[i].count && !has_effect(x, ins)))
        return;
    switch (ir_ops[ins->op].nvals) { /* no operand: value 0 is counted, which means nothing */
    case 3: count_ref(x, ins->c);    /* fall through */
    case 2: count_ref(x, ins->b);    /* fall through */
    case 1: count_ref(x, ins->a);
    }
    unsigned class = op_class[ins->op];
    if (class & OP_COND) {
        ir_ref v = x->val[ins->a].rep;
        if (v >= block_first)
            x->val[v].conds++;
    } else if (class & OP_LIST) {
        for (uint32_t k = 0; k < ins->c; k++)
            count_ref(x, x->r->args[ins->b + k]);
    }
    if (ins->snap)
        count_snapshot(x, ins->snap, last_snap);
}

static bool is_clean(const struct x64 *x, ir_ref v)
{
    return x->val[v].flags & V_CLEAN;
}

/* Is what is above a float in its register zero?  Scalar instructions take it from their first
   operand; loads and moves from the general registers, and the interpreter's results, clear it. */
static bool clean_float(const struct x64 *x, const struct ir_ins *ins)
{
    enum ir_type t = ir_result_type(ins);
    if (t != IR_F32 && t != IR_F64)
        return false;
    switch (ins->op) {
    case IR_LD:
    case IR_ITOF:
    case IR_FABS: return true;
    case IR_BITCAST: return !(x->val[ins->a].flags & V_XMM);
    case IR_FADD:
    case IR_FSUB:
    case IR_FMUL:
    case IR_FDIV:
    case IR_FSQRT:
    case IR_FMA:
    case IR_FNEG:
    case IR_FROUND: return is_clean(x, ins->a);
    case IR_FMIN:
    case IR_FMAX:
    case IR_FMINNM:
    case IR_FMAXNM: return is_clean(x, ins->a) && is_clean(x, ins->b);
    case IR_SELECT: return is_clean(x, ins->b) && is_clean(x, ins->c);
    case IR_FCVT: return t == IR_F64 && ins->lane == IR_F32 && is_clean(x, ins->a);
    default: return false;
    }
}

/* Is the upper half of an i64 zero whatever its operand is? */
static bool is_word(const struct x64 *x, const struct ir_ins *ins)
{
    return ins->op == IR_SHR && x->ins[ins->b].op == IR_CONST && (x->ins[ins->b].imm & 63) >= 32;
}

/* Constants; values that are found in another one's register. */
static void init_special(struct x64 *x, const struct ir_ins *ins, struct x64_val *v)
{
    ir_ref a = ins->a;
    switch (ins->op) {
    case IR_ZEXT32:
        if (x->ins[a].op != IR_TRUNC64)
            v->rep = x->val[a].rep;
        break;
    case IR_TRUNC64:
        if (is_word(x, &x->ins[a]))
            v->rep = x->val[a].rep;
        break;
    case IR_VEXT: /* what is above a float is free */
        if (ins->imm == 0 && ir_result_type(ins) >= IR_F16)
            v->rep = x->val[a].rep;
        break;
    case IR_VZX:
        if (is_clean(x, a) && x->ins[a].type == ins->lane)
            v->rep = x->val[a].rep;
        break;
    default: v->flags = V_CONST; break;
    }
}

static inline void init_val(struct x64 *x, ir_ref i, unsigned class)
{
    const struct ir_ins *ins = &x->ins[i];
    enum ir_type t = ir_result_type(ins);
    struct x64_val *v = &x->val[i];
    *v = (struct x64_val){.rep = i,
                          .loc = NONE8,
                          .spill = NONE8,
                          .hint = NONE8,
                          .entry_loc = NONE8,
                          .home = NONE8,
                          .live_block = ~0u};
    if (class & OP_VALUE)
        init_special(x, ins, v);
    if (t >= IR_F16) {
        v->flags |= V_XMM;
        if (clean_float(x, ins))
            v->flags |= V_CLEAN;
    }
}

static bool is_exit(unsigned op)
{
    return ir_ops[op].props & IR_P_END && op != IR_BR && op != IR_BRCOND;
}

/* Slots that are stored only on the way out keep their values until then. */
static void no_home(struct x64 *x, const struct ir_ins *ins)
{
    if (ins->op == IR_SET)
        x->home_ok[ins->imm / 64] &= ~(1ull << ins->imm % 64);
    else if (x->guest->helpers[ins->imm].flags & IR_HELPER_WRITES)
        memset(x->home_ok, 0, (x->guest->nslots + 63) / 64 * 8);
}

static unsigned successors(const struct x64 *x, uint32_t b, uint32_t to[2])
{
    const struct ir_ins *end = &x->ins[x->r->blocks[b].end - 1];
    to[0] = (uint32_t)end->imm;
    to[1] = (uint32_t)(end->imm >> 32);
    return end->op == IR_BR ? 1 : end->op == IR_BRCOND ? 2 : 0;
}

static void scan_block(struct x64 *x, uint32_t b)
{
    const struct ir_block *blk = &x->r->blocks[b];
    bool leaves = is_exit(x->ins[blk->end - 1].op) && x->r->state_done;
    for (ir_ref i = blk->first; i < blk->end; i++) {
        const struct ir_ins *ins = &x->ins[i];
        unsigned class = op_class[ins->op];
        init_val(x, i, class);
        if (class & OP_FLAGS)
            x->last_fpflags = i;
        if (!(class & OP_STATE))
            continue;
        if (ins->op == IR_GET)
            *(ir_ref *)vec_push(&x->active, sizeof i) = i;
        else if (ins->op == IR_CALL || !leaves)
            no_home(x, ins);
        x->calls |= ins->op == IR_CALL;
    }
    uint32_t to[2];
    for (unsigned n = successors(x, b, to); n--;) {
        x->blk[to[n]].preds++;
        if (to[n] <= b) {
            x->loops = true;
            x->blk[to[n]].loop_end = blk->end;
            x->blk[to[n]].latch = b;
        }
    }
}

static void scan(struct x64 *x)
{
    const struct ir_region *r = x->r;
    uint32_t last_snap = UINT32_MAX;
    memset(x->home_ok, 0xff, (r->guest->nslots + 63) / 64 * 8);
    memset(x->home_first, 0, r->guest->nslots * sizeof *x->home_first);
    x->loops = x->calls = false;
    x->last_fpflags = IR_NONE;
    x->active.n = 0;
    for (uint32_t b = 0; b < r->nblocks; b++)
        scan_block(x, b);
    for (uint32_t b = r->nblocks; b--;)
        for (ir_ref i = r->blocks[b].end; i-- > r->blocks[b].first;)
            count_operands(x, i, r->blocks[b].first, &last_snap);
    for (uint32_t k = 0; k < x->active.n; k++) {
        ir_ref i = VEC_AT(x->active, ir_ref, k);
        uint64_t slot = x->ins[i].imm;
        if (!(x->home_ok[slot / 64] >> (slot % 64) & 1))
            continue;
        x->val[i].flags |= V_HOME;
        x->val[i].home_next = x->home_first[slot];
        x->home_first[slot] = i;
    }
}

/* ---- liveness with loops ---- */

static uint64_t *live_bits(struct x64 *x, uint32_t b)
{
    return x->bits + (size_t)b * 2 * x->words;
}
static uint64_t *use_bits(struct x64 *x, uint32_t b)
{
    return live_bits(x, b) + x->words;
}

static void block_uses(struct x64 *x, uint32_t b)
{
    const struct ir_block *blk = &x->r->blocks[b];
    uint64_t *bits = use_bits(x, b), *live = live_bits(x, b);
    x->block_first = blk->first;
    for (ir_ref i = blk->first; i < blk->end; i++) {
        if (x->val[i].rep != i || x->ins[i].op == IR_PARAM)
            continue;
        x->active.n = 0;
        collect(x, i, x64_choose(x, i));
        for (uint32_t k = 0; k < x->active.n; k++) {
            ir_ref u = VEC_AT(x->active, ir_ref, k), v = u & ~USE_SNAP;
            if (v >= blk->first && v < blk->end)
                continue;
            live[v / 64] |= 1ull << v % 64;
            if (!(u & USE_SNAP))
                bits[v / 64] |= 1ull << v % 64;
        }
    }
}

static bool flow(struct x64 *x, uint32_t b)
{
    const struct ir_block *blk = &x->r->blocks[b];
    uint64_t *in = live_bits(x, b);
    bool changed = false;
    uint32_t to[2];
    for (unsigned n = successors(x, b, to); n--;) {
        const uint64_t *s = live_bits(x, to[n]);
        for (uint32_t w = 0; w < x->words; w++) {
            uint64_t add = s[w] & ~in[w];
            if (!add)
                continue;
            for (uint64_t m = add; m; m &= m - 1) {
                ir_ref v = w * 64 + (uint32_t)__builtin_ctzll(m);
                if (v >= blk->first && v < blk->end)
                    add &= ~(1ull << v % 64);
            }
            changed |= (add & ~in[w]) != 0;
            in[w] |= add;
        }
    }
    return changed;
}

/* How deep in loops a block is; the block of an edge does not know it. */
static unsigned depth_of(const struct x64 *x, uint32_t b)
{
    const struct ir_block *blocks = x->r->blocks;
    uint32_t to[2];
    unsigned depth = blocks[b].loop_depth;
    if (successors(x, b, to) == 1 && blocks[to[0]].loop_depth > depth)
        depth = blocks[to[0]].loop_depth;
    return depth;
}

/* A header's bits of uses become those of its loop, without what is out of line or on a way out. */
static void loop_uses(struct x64 *x, uint32_t header)
{
    unsigned depth = x->r->blocks[header].loop_depth;
    uint64_t *all = use_bits(x, header);
    for (uint32_t b = header + 1; b <= x->blk[header].latch; b++) {
        if (x->r->blocks[b].cold || depth_of(x, b) < depth)
            continue;
        const uint64_t *bits = use_bits(x, b);
        for (uint32_t w = 0; w < x->words; w++)
            all[w] |= bits[w];
    }
}

bool x64_used_in_loop(const struct x64 *x, uint32_t header, ir_ref v)
{
    const uint64_t *bits = x->bits + ((size_t)header * 2 + 1) * x->words;
    return bits[v / 64] >> (v % 64) & 1;
}

static void loop_liveness(struct x64 *x)
{
    const struct ir_region *r = x->r;
    x->words = (r->n + 63) / 64;
    size_t need = (size_t)r->nblocks * 2 * x->words;
    if (need > x->bits_cap) {
        x->bits_cap = (uint32_t)need;
        x->bits = g_realloc_n(x->bits, need, 8);
    }
    memset(x->bits, 0, need * 8);
    x->collecting = true;
    for (uint32_t b = 0; b < r->nblocks; b++)
        block_uses(x, b);
    x->collecting = false;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = r->nblocks; b--;)
            changed |= flow(x, b);
    }
    for (uint32_t b = r->nblocks; b--;)
        if (x->blk[b].loop_end)
            loop_uses(x, b);
}

/* ---- use lists ---- */

/* v lives at the end of the block, with its next use at pos behind it; flag: only snapshots. */
static void live_out(struct x64 *x, ir_ref v, uint32_t pos, uint32_t flag)
{
    struct x64_val *val = &x->val[v];
    if (!val->uses) {
        add_use(x, v, pos, flag);
        return;
    }
    struct x64_use *u = &VEC_AT(x->uses, struct x64_use, val->uses);
    if (!flag && (u->pos & USE_SNAP || pos < u->pos))
        u->pos = pos;
}

/* Does an edge go out of line, or out of a loop? */
static bool goes_seldom(const struct x64 *x, uint32_t b, uint32_t to)
{
    return x->r->blocks[to].cold || depth_of(x, to) < x->r->blocks[b].loop_depth;
}

static void live_outs(struct x64 *x, uint32_t b)
{
    uint32_t to[2], end = x->r->blocks[b].end;
    for (unsigned n = successors(x, b, to); n--;) {
        if (to[n] <= b) {
            const uint64_t *in = live_bits(x, to[n]);
            for (uint32_t w = 0; w < x->words; w++)
                for (uint64_t m = in[w]; m; m &= m - 1) {
                    ir_ref v = w * 64 + (uint32_t)__builtin_ctzll(m);
                    live_out(x, v, end + (x64_used_in_loop(x, to[n], v) ? 8 : FAR), 0);
                }
            continue;
        }
        const struct x64_block *s = &x->blk[to[n]];
        uint32_t penalty = goes_seldom(x, b, to[n]) ? COLD_PENALTY : 0;
        uint32_t start = x->r->blocks[to[n]].first;
        for (uint32_t k = 0; k < s->count; k++) {
            const struct x64_livein *l = &VEC_AT(x->livein, struct x64_livein, s->first + k);
            uint32_t pos = VEC_AT(x->uses, struct x64_use, l->uses).pos;
            uint32_t distance = (pos & ~USE_SNAP) - start + penalty;
            live_out(x, l->v, end + (distance < 2 * FAR ? distance : 2 * FAR), pos & USE_SNAP);
        }
    }
}

/* ---- hints ---- */

static const uint8_t call_gpr[6] = {RDI, RSI, RDX, RCX, R8, R9};

static void hint(struct x64 *x, ir_ref v, unsigned reg, ir_ref like)
{
    if (x->val[v].like)
        return;
    if (reg != NONE8)
        x->val[v].hint = (uint8_t)reg;
    if (like)
        x->val[v].like = like;
}

static void hint_fixed(struct x64 *x, ir_ref v, const struct x64_con *con)
{
    hint(x, v, con->fixed, 0);
    if (con->kept && x->val[v].hint == con->fixed)
        x->val[v].flags |= V_KEPT;
}

static void hint_call(struct x64 *x, const struct ir_ins *ins)
{
    const struct ir_helper *h = &x->guest->helpers[ins->imm];
    unsigned g = h->flags & IR_HELPER_CPU ? 1 : 0, f = 0;
    for (uint32_t k = 0; k < ins->c; k++) {
        ir_ref v = x->val[x->r->args[ins->b + k]].rep;
        if (x->val[v].flags & V_XMM)
            hint(x, v, X64_XMM + f++, 0);
        else if (g < 6)
            hint(x, v, call_gpr[g++], 0);
    }
}

static void hints(struct x64 *x, ir_ref i, const struct x64_plan *plan)
{
    const struct ir_ins *ins = &x->ins[i];
    if (ins->op == IR_CALL) {
        hint_call(x, ins);
    } else if (ins->op == IR_BR) {
        ir_ref param = x->r->blocks[ins->imm].first;
        for (uint32_t k = 0; k < ins->c; k++) {
            while (x->ins[param].op != IR_PARAM)
                param++;
            hint(x, x->val[x->r->args[ins->b + k]].rep, NONE8, param++);
        }
    } else if (ins->op == IR_SELECT) {
        hint(x, x->val[ins->c].rep, x->val[i].hint, x->val[i].like);
    } else if (plan) {
        const ir_ref ref[3] = {ins->a, ins->b, ins->c};
        for (unsigned k = 0; k < 3; k++)
            if (plan->in[k].cls && plan->in[k].fixed != NONE8 && ref[k])
                hint_fixed(x, x64_low32(x, ref[k]), &plan->in[k]);
        if ((plan->d.tie == '=' || plan->d.tie == '?') && ins->a)
            hint(x, x64_low32(x, ins->a), x->val[i].hint, x->val[i].like);
    }
}

/* ---- the pass ---- */

static inline bool has_own_code(const struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    const struct x64_val *val = &x->val[i];
    if (val->flags & V_CONST || val->rep != i)
        return false;
    if (ins->op == IR_ADD && !val->uses && val->count && x64_sum_is_asked(x, ins))
        return true;
    if (val->uses || (ins->op == IR_CMP && x64_carry_stays(x, i)))
        return !(x64_lower_half(x, ins) && x->val[i - 1].uses);
    return !(val->flags & V_FOLDED) && has_effect(x, ins);
}

static void plan_ins(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    uint64_t imm;
    x->sel[i] = SEL_INTERPRET;
    switch (ins->op) {
    case IR_GET:
    case IR_EXIT_PC: return;
    case IR_SET:
        if (!x64_set_imm(x, ins, &imm))
            add_use(x, x64_low32_slot(x, (unsigned)ins->imm, ins->a), i, 0);
        return;
    }
    const struct x64_plan *plan = x64_choose(x, i);
    if (plan)
        x->sel[i] = (uint16_t)(plan - x->plans);
    collect(x, i, plan);
    hints(x, i, plan);
}

static void plan_block(struct x64 *x, uint32_t b)
{
    const struct ir_block *blk = &x->r->blocks[b];
    x->block_first = blk->first;
    x->outer.n = 0;
    live_outs(x, b);
    for (ir_ref i = blk->end; i-- > blk->first;) {
        if (has_own_code(x, i))
            plan_ins(x, i);
        else
            x->sel[i] = SEL_NONE;
    }
    struct x64_block *out = &x->blk[b];
    out->first = x->livein.n;
    for (uint32_t k = 0; k < x->outer.n; k++) {
        ir_ref v = VEC_AT(x->outer, ir_ref, k);
        struct x64_livein *l = vec_push(&x->livein, sizeof *l);
        *l = (struct x64_livein){v, x->val[v].uses, NONE8, NONE8};
        x->val[v].uses = 0;
    }
    out->count = x->livein.n - out->first;
    for (ir_ref i = blk->first;
         i < blk->end && (x->ins[i].op == IR_PARAM || x->ins[i].op == IR_NOP); i++) {
        if (x->ins[i].op != IR_PARAM)
            continue;
        struct x64_livein *l = vec_push(&x->livein, sizeof *l);
        *l = (struct x64_livein){i, x->val[i].uses, NONE8, NONE8};
        out->nparams++;
    }
}

void x64_plan_region(struct x64 *x)
{
    const struct ir_region *r = x->r;
    memset(x->blk, 0, r->nblocks * sizeof *x->blk);
    x->uses.n = x->livein.n = x->in.n = 0;
    vec_push(&x->uses, sizeof(struct x64_use));
    scan(x);
    x64_homes_region(x);
    if (x->loops)
        loop_liveness(x);
    for (uint32_t b = r->nblocks; b--;)
        plan_block(x, b);
}
