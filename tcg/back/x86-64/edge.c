/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Edges between blocks: the first edge into a block decides where its values are, later edges move
 * theirs there.
 *
 * In: the state at the end of a block, the arguments of BR.  Out: x->livein[].loc and .spill of the
 * target, and parallel moves.  Invariants: a block with several predecessors has each value in one
 * place only; moves do not change the host's flags (they may stand behind a compare).
 */
#include "tcg/back/x86-64/internal.h"

#include <string.h>

static bool is_xmm(const struct x64 *x, ir_ref v)
{
    return x->val[v].flags & V_XMM;
}

static struct x64_livein *entry(struct x64 *x, uint32_t block, uint32_t k)
{
    return &VEC_AT(x->livein, struct x64_livein, x->blk[block].first + k);
}

/* Registers and slots that the entries of a block have so far; home: is one of them in this place?
 */
static bool claimed(struct x64 *x, uint32_t to, uint8_t home, uint32_t *regs, uint64_t *slots)
{
    bool found = false;
    *regs = 0;
    *slots = 0;
    for (uint32_t k = 0; k < x->blk[to].count + x->blk[to].nparams; k++) {
        const struct x64_livein *l = entry(x, to, k);
        found |= l->spill == home;
        if (l->loc != NONE8)
            *regs |= 1u << l->loc;
        if (l->spill < X64_SLOTS)
            *slots |= 1ull << l->spill;
    }
    return found;
}

static uint8_t slot_outside(struct x64 *x, uint64_t slots)
{
    slots |= x->slots;
    if (slots == ~0ull) {
        x->no_slot = true;
        return 0;
    }
    return (uint8_t)__builtin_ctzll(~slots);
}

/* Do only snapshots want it? */
static bool snap_only(const struct x64 *x, const struct x64_livein *l)
{
    return l->uses && VEC_AT(x->uses, struct x64_use, l->uses).pos & USE_SNAP;
}

/* Does block `to`, or the loop that it heads, compute with it? */
static bool used_soon(const struct x64 *x, uint32_t to, const struct x64_livein *l)
{
    if (!l->uses || snap_only(x, l))
        return false;
    return !x->blk[to].loop_end || x64_used_in_loop(x, to, l->v) ||
           VEC_AT(x->uses, struct x64_use, l->uses).pos < x->r->blocks[to].end;
}

/* Is it a parameter that no round of the loop computes with, or that only snapshots name? */
static bool seldom(const struct x64 *x, uint32_t to, const struct x64_livein *l)
{
    return x->blk[to].loop_end ? !used_soon(x, to, l) : snap_only(x, l);
}

/* Registers of a class that are not wanted by values that are used soon. */
static int spare(struct x64 *x, uint32_t to, bool xmm)
{
    int n = __builtin_popcount(x->allowed[xmm]);
    for (uint32_t k = 0; k < x->blk[to].count + x->blk[to].nparams; k++) {
        const struct x64_livein *l = entry(x, to, k);
        n -= is_xmm(x, l->v) == xmm && used_soon(x, to, l);
    }
    return n;
}

/* Does v end on this edge? */
static bool ends(struct x64 *x, uint32_t to, ir_ref v)
{
    for (uint32_t k = 0; k < x->blk[to].count; k++)
        if (entry(x, to, k)->v == v)
            return false;
    return true;
}

/* A place in memory for parameter number k: the guest's slot, where `arg` is already, or another.
 */
static uint8_t place_in_memory(struct x64 *x, uint32_t to, uint32_t k, ir_ref arg)
{
    const struct x64_livein *l = entry(x, to, k);
    uint8_t home = x->val[l->v].home, place = home == NONE8 ? NONE8 : (uint8_t)(X64_HOME + home);
    uint8_t spill = x->val[arg].spill;
    uint32_t regs;
    uint64_t slots;
    bool taken = claimed(x, to, place, &regs, &slots);
    if (x->homes && !taken && x64_home_free_in(x, to, l->v))
        return place;
    bool keep = spill < X64_SLOTS && !(slots >> spill & 1) && ends(x, to, arg);
    return keep ? spill : slot_outside(x, slots);
}

/* Does parameter number k keep the register that `arg` is in?  All that do come first: a register
   that another one took would send its own value elsewhere, and so on. */
static bool stays(struct x64 *x, uint32_t to, uint32_t k, ir_ref arg)
{
    const struct x64_livein *l = entry(x, to, k);
    uint32_t regs;
    uint64_t slots;
    ir_ref v = x->val[arg].rep;
    uint8_t loc = x->val[v].loc;
    claimed(x, to, NONE8 - 1, &regs, &slots);
    bool memory = seldom(x, to, l) && spare(x, to, is_xmm(x, l->v)) < 4;
    return l->uses && !memory && loc != NONE8 && !(regs >> loc & 1) &&
           is_xmm(x, v) == is_xmm(x, l->v) && ends(x, to, v);
}

/* A parameter that the loop wants in a certain register in every round is there. */
static void place_kept(struct x64 *x, uint32_t to, uint32_t k)
{
    struct x64_livein *l = entry(x, to, k);
    uint32_t regs;
    uint64_t slots;
    claimed(x, to, NONE8 - 1, &regs, &slots);
    if (used_soon(x, to, l) && x->val[l->v].flags & V_KEPT && !(regs >> x->val[l->v].hint & 1))
        l->loc = x->val[l->v].hint;
}

static void place_param(struct x64 *x, uint32_t to, uint32_t k, ir_ref arg)
{
    struct x64_livein *l = entry(x, to, k);
    uint32_t regs;
    uint64_t slots;
    if (!l->uses || l->loc != NONE8)
        return;
    claimed(x, to, NONE8 - 1, &regs, &slots);
    uint32_t free = x->allowed[is_xmm(x, l->v)] & ~regs;
    bool memory = seldom(x, to, l) && spare(x, to, is_xmm(x, l->v)) < 4;
    if (memory || !free) {
        l->spill = place_in_memory(x, to, k, x->val[arg].rep);
        return;
    }
    unsigned like = x64_like(x, l->v, free);
    uint32_t empty = free & ~x->taken;
    free = empty ? empty : free;
    free = free & ~X64_CALLEE ? free & ~X64_CALLEE : free;
    l->loc = (uint8_t)(like != NONE8 ? like : (unsigned)__builtin_ctz(free));
}

/* How many registers of a class are taken at the head of loop `to`, beyond those that leave room
   for what a round computes. */
static int too_many(struct x64 *x, uint32_t to, bool xmm)
{
    int n = (xmm ? 4 : 6) - __builtin_popcount(x->allowed[xmm]);
    for (uint32_t k = 0; k < x->blk[to].count + x->blk[to].nparams; k++) {
        const struct x64_livein *l = entry(x, to, k);
        n += is_xmm(x, l->v) == xmm &&
             (used_soon(x, to, l) || (k < x->blk[to].count && x->val[l->v].loc != NONE8));
    }
    return n;
}

/* Values that the loop does not use leave their registers before it, if it is short of them. */
static void unload(struct x64 *x, uint32_t to)
{
    int need[2] = {too_many(x, to, false), too_many(x, to, true)};
    for (uint32_t k = 0; k < x->blk[to].count; k++) {
        const struct x64_livein *l = entry(x, to, k);
        bool xmm = is_xmm(x, l->v);
        if (x->val[l->v].loc == NONE8 || used_soon(x, to, l) || need[xmm] <= 0)
            continue;
        x64_spill(x, l->v);
        x64_free_reg_of(x, l->v);
        need[xmm]--;
    }
}

static ir_ref after_params(const struct x64 *x, uint32_t b)
{
    ir_ref i = x->r->blocks[b].first;
    while (x->ins[i].op == IR_PARAM || x->ins[i].op == IR_NOP)
        i++;
    return i;
}

/* Does snapshot `snap` want v, which is in the state, moved as soon as it has no register? */
static bool named_elsewhere(struct x64 *x, uint32_t snap, ir_ref v)
{
    struct x64_val *val = &x->val[v];
    uint8_t loc = val->loc, spill = val->spill;
    val->loc = val->spill = NONE8;
    bool moves = x64_snap_moves(x, snap, v);
    val->loc = loc;
    val->spill = spill;
    return moves;
}

/* Guest registers that the loop's head says are the content of another one, too, get a register
   before it, or if the loop is short of them a slot instead: else each round would copy them for
   its first snapshot. */
static void name_elsewhere(struct x64 *x, uint32_t to)
{
    uint32_t snap = x->ins[after_params(x, to)].snap;
    for (uint32_t k = 0; snap && k < x->blk[to].count; k++) {
        ir_ref v = entry(x, to, k)->v;
        struct x64_val *val = &x->val[v];
        bool stored = val->spill != NONE8;
        if (!(val->flags & V_HOME) || (stored && val->loc == NONE8) || !named_elsewhere(x, snap, v))
            continue;
        bool crowded = too_many(x, to, is_xmm(x, v)) > 0;
        if (val->loc != NONE8 && !crowded)
            continue;
        uint32_t all = x->allowed[is_xmm(x, v)], free = all & ~x->taken;
        unsigned reg = x64_in_reg(x, v, val->loc != NONE8 || !free ? all : free);
        x->pinned = 0;
        if (!crowded)
            continue;
        if (!stored) {
            val->spill = x64_slot_new(x);
            x64_store_slot(x, v, val->spill, reg);
        }
        x64_free_reg_of(x, v);
    }
}

/* Values that the loop uses come into registers before it, as far as there are some. */
static void preload(struct x64 *x, uint32_t to)
{
    for (uint32_t k = 0; k < x->blk[to].count; k++) {
        struct x64_livein *l = entry(x, to, k);
        const struct x64_val *val = &x->val[l->v];
        uint32_t pos = VEC_AT(x->uses, struct x64_use, l->uses).pos;
        if (val->loc != NONE8 || pos & USE_SNAP || pos >= x->blk[to].loop_end)
            continue;
        if (val->flags & V_CONST && !is_xmm(x, l->v))
            continue; /* an immediate, or one instruction */
        uint32_t free = x->allowed[is_xmm(x, l->v)] & ~x->taken;
        if (__builtin_popcount(free) <= 4)
            continue;
        x64_in_reg(x, l->v, free);
        x->pinned = 0;
    }
}

enum { WORKING = 2 }; /* registers for what a round computes */

/* How many values too many want a register at the head of loop `to`, which computes with more than
   there are: those that have one, and the parameters. */
static int crowd(struct x64 *x, uint32_t to)
{
    int n = WORKING - __builtin_popcount(x->allowed[0]);
    if (spare(x, to, false) >= 0)
        return 0;
    for (uint32_t k = 0; k < x->blk[to].count + x->blk[to].nparams; k++) {
        const struct x64_livein *l = entry(x, to, k);
        bool wants = k >= x->blk[to].count || x->val[l->v].loc != NONE8;
        n += wants && !is_xmm(x, l->v) && used_soon(x, to, l);
    }
    return n;
}

/* Does the loop's head read it, and once in a round?  (Snapshots find it anywhere.) */
static bool read_once(const struct x64 *x, uint32_t to, const struct x64_livein *l)
{
    uint32_t u = VEC_AT(x->uses, struct x64_use, l->uses).next;
    while (u && VEC_AT(x->uses, struct x64_use, u).pos & USE_SNAP)
        u = VEC_AT(x->uses, struct x64_use, u).next;
    return !u || VEC_AT(x->uses, struct x64_use, u).pos >= x->blk[to].loop_end;
}

/* Values that a crowded loop reads once stay in memory, where their readers find them: those that
   are read last. */
static void crowd_out(struct x64 *x, uint32_t to)
{
    for (int n = crowd(x, to); n > 0; n--) {
        ir_ref last = IR_NONE;
        uint32_t last_pos = 0;
        for (uint32_t k = 0; k < x->blk[to].count; k++) {
            const struct x64_livein *l = entry(x, to, k);
            const struct x64_val *val = &x->val[l->v];
            if (val->loc == NONE8 || val->flags & V_CONST || is_xmm(x, l->v) ||
                !used_soon(x, to, l) || !read_once(x, to, l))
                continue;
            uint32_t pos = VEC_AT(x->uses, struct x64_use, l->uses).pos;
            if (pos > last_pos) {
                last_pos = pos;
                last = l->v;
            }
        }
        if (!last)
            return;
        x64_spill(x, last);
        x64_free_reg_of(x, last);
    }
}

/* Where paths meet, a value in a guest register's slot (which one of them has just stored) is
   elsewhere if somebody looks at the slot later: another path may have stored something else. */
static void leave_home(struct x64 *x, uint32_t to, uint32_t k)
{
    struct x64_livein *l = entry(x, to, k);
    uint32_t regs;
    uint64_t slots;
    if (l->spill == NONE8 || l->spill < X64_HOME || x64_home_free_in(x, to, l->v))
        return;
    claimed(x, to, NONE8 - 1, &regs, &slots);
    l->spill = slot_outside(x, slots);
}

void x64_edge_enter(struct x64 *x, uint32_t to, const ir_ref *args)
{
    struct x64_block *b = &x->blk[to];
    bool joins = b->preds > 1;
    if (b->loop_end && args) {
        unload(x, to);
        preload(x, to);
        crowd_out(x, to);
        name_elsewhere(x, to);
    }
    for (uint32_t k = 0; k < b->count; k++) {
        struct x64_livein *l = entry(x, to, k);
        const struct x64_val *val = &x->val[l->v];
        l->loc = val->loc;
        l->spill = val->spill;
        if (joins && l->loc != NONE8 && val->flags & V_CONST && !is_xmm(x, l->v))
            l->loc = NONE8;
        if (joins && l->loc != NONE8)
            l->spill = NONE8;
        if (joins && l->loc == NONE8)
            leave_home(x, to, k);
    }
    for (uint32_t k = 0; k < b->nparams && b->loop_end; k++)
        place_kept(x, to, b->count + k);
    for (uint32_t k = 0; k < b->nparams; k++)
        if (entry(x, to, b->count + k)->loc == NONE8 && stays(x, to, b->count + k, args[k]))
            entry(x, to, b->count + k)->loc = x->val[x->val[args[k]].rep].loc;
    for (uint32_t k = 0; k < b->nparams; k++) {
        place_param(x, to, b->count + k, args[k]);
        const struct x64_livein *l = entry(x, to, b->count + k);
        x->val[l->v].entry_loc = l->loc; /* what the other edges bring wants to be there */
    }
    b->entered = true;
}

/* Where a value is that is made again: the slot of a GET, since others may be moved there. */
static uint8_t in_state(const struct x64 *x, ir_ref v)
{
    uint8_t place = x->val[v].flags & V_HOME ? x64_home_place(x, v) : NONE8;
    return place == NONE8 ? PLACE_MAKE : PLACE_SLOT + place;
}

static void add_move(struct x64 *x, ir_ref v, const struct x64_livein *l)
{
    const struct x64_val *val = &x->val[v];
    uint8_t dst = l->loc != NONE8 ? l->loc : l->spill != NONE8 ? PLACE_SLOT + l->spill : NONE8;
    uint8_t src = val->flags & V_CONST  ? PLACE_MAKE
                  : val->loc != NONE8   ? val->loc
                  : val->spill != NONE8 ? PLACE_SLOT + val->spill
                                        : in_state(x, v);
    if (val->flags & V_CONST && val->loc != NONE8 && val->loc == dst)
        return;
    bool there = src == dst || (l->loc == NONE8 && val->spill == l->spill && val->spill != NONE8);
    if (dst == NONE8 || there)
        return;
    struct x64_move *m = vec_push(&x->moves, sizeof *m);
    *m = (struct x64_move){.v = v, .src = src, .dst = dst};
}

unsigned x64_edge_moves(struct x64 *x, uint32_t to, const ir_ref *args)
{
    const struct x64_block *b = &x->blk[to];
    unsigned before = x->moves.n;
    for (uint32_t k = 0; k < b->count; k++) {
        const struct x64_livein *l = entry(x, to, k);
        add_move(x, l->v, l);
    }
    for (uint32_t k = 0; k < b->nparams; k++)
        if (entry(x, to, b->count + k)->uses)
            add_move(x, x->val[args[k]].rep, entry(x, to, b->count + k));
    return x->moves.n - before;
}

uint32_t x64_edge_keeps(struct x64 *x, uint32_t to)
{
    uint32_t regs;
    uint64_t slots;
    claimed(x, to, NONE8 - 1, &regs, &slots);
    return regs;
}

void x64_block_enter(struct x64 *x, uint32_t b)
{
    const struct x64_block *blk = &x->blk[b];
    x64_state_clear(x);
    for (uint32_t k = 0; k < blk->count + blk->nparams; k++) {
        const struct x64_livein *l = entry(x, b, k);
        struct x64_val *val = &x->val[l->v];
        val->uses = l->uses;
        val->live_block = b;
        val->loc = l->loc;
        val->spill = l->spill;
        if (k >= blk->count)
            val->entry_loc = l->loc;
        if (l->loc != NONE8) {
            x->reg_val[l->loc] = l->v;
            x->taken |= 1u << l->loc;
        }
        if (l->spill < X64_SLOTS)
            x->slots |= 1ull << l->spill;
        else if (l->spill != NONE8)
            x->home_val[l->spill - X64_HOME] = l->v;
    }
}
