/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Region formation: see front.h; and the tr_* functions of target/target.h.
 *
 * A region is made of traces.  A trace is straight-line guest code that goes on through not-taken
 * conditional branches and through direct jumps to code that is not in the region yet.  The taken
 * side of every branch is a block of its own with one `exit_pc`.  With max_blocks > 1 those exits
 * are then linked: an exit to the start of a block becomes `br`; one to new code gets a trace; one
 * into the middle of a trace (or a trace that runs into another) makes its target a leader, and the
 * region is made once more, with blocks that start at the leaders.  An exit that stays is always
 * correct, so every limit simply stops linking.
 *
 * An indirect branch that nearly always goes to one place (limits->target) is compared with that
 * place, and then is a direct one.
 *
 * With max_blocks > 1 a direct call to code that is worth it is followed as well, two levels deep:
 * the callee's blocks belong to that call alone (`struct inlined`), so the same code may be in the
 * region several times.  Its return compares the address that it has with the call's and goes on
 * behind the call.  The shadow return stack does not know of the call as long as the region runs;
 * an exit out of the callee is therefore made a call to where it leads, which returns behind the
 * inlined one (of two levels behind the inner one: the outer one's return misses, which costs some
 * time).  What can't be left so (a call, a trap) is not translated: the region ends before
 * it. A callee that has no return in the region is not worth it, and is left out when the region is
 * made anew; so is one of the second level that is too long.
 *
 * Blocks come out in the order of translation: an exit block right behind its branch.  With
 * max_blocks > 1 block 0 only leads to the first trace, so that a loop around pc has a place before
 * it.  Values
 * cross from block to block only along the fall-through of a branch.
 *
 * Without env->read_code, reading guest code may fault (a mapped file that got shorter); a caller
 * that catches the signal may jump out of front_translate: nothing is held.
 */
#include "tcg/front/front.h"

#include <string.h>

#define PAGE_BITS   12
#define MAX_PAGES   8
#define CHUNK       256 /* divides a page */
#define MAX_EDGES   512
#define MAX_LEADERS 256
#define MAX_EXITS   512

/* Callees in a region, and the instructions of each. */
#define MAX_INLINED   12
#define INLINED_INSNS 24
#define MAX_SITES     32
#define MAX_MADE      3          /* how often a region is made until its callees are known */
#define OUTER         0          /* the site of code that is no callee */
#define NOWHERE       UINT32_MAX /* of code that is only read */

/* A call that was followed, and the site that its code is in.  Its index is the callee's site. */
struct site {
    gaddr pc;
    uint32_t outer;
    bool denied; /* not worth it */
};
struct edge {
    gaddr to;
    uint32_t site;  /* of the callee that it is in, or OUTER */
    uint32_t block; /* whose one instruction is EXIT_PC to */
};
struct leader {
    gaddr pc;
    uint32_t site;
    uint32_t block; /* UINT32_MAX: not translated */
};
/* A call whose callee is in the region. */
struct inlined {
    struct inlined *outer; /* whose callee the call is in; NULL: none */
    uint32_t site;
    gaddr back; /* where it returns to */
    uint32_t ninsns;
    bool returns;
    bool spoilt; /* there is an exit that the shadow return stack does not survive */
};
/* An exit out of a callee: an EXIT_PC that becomes a call if nothing is linked to it. */
struct callee_exit {
    ir_ref ins;
    const struct inlined *call;
};

struct tr_front {
    const struct front_limits *limits;
    const struct exec_env *env;
    struct front_result *out;
    gaddr code_start, code_end; /* executable code that `code` has */
    const uint8_t *code;
    uint8_t chunk[CHUNK]; /* what env->read_code gave */
    bool fetch_failed;
    bool follow;          /* tr_jump: go on at t->next */
    bool refused;         /* the instruction can't be in a callee */
    uint32_t insn_block;  /* in which the instruction began */
    struct inlined *call; /* whose callee is being translated; NULL: none */
    struct inlined inlined[MAX_INLINED];
    unsigned ninlined;
    struct site sites[MAX_SITES];
    uint32_t nsites;
    struct callee_exit exits[MAX_EXITS];
    unsigned nexits;
    uint32_t range_site[FRONT_MAX_RANGES];
    gaddr pages[MAX_PAGES];
    unsigned npages;
    struct front_range *range; /* the one that grows */
    struct leader leaders[MAX_LEADERS];
    unsigned nleaders;
    unsigned ntraces;
    struct edge edges[MAX_EDGES];
    unsigned nedges;
    unsigned nbranches; /* conditional ones of the trace */
};

/* Fetching */

/* Makes the code at pc readable through f->code. */
static bool load_code(struct tr_front *f, gaddr pc)
{
    gaddr end;
    if (!f->env->code_at(f->env->opaque, pc, &end))
        return false;
    if (f->env->read_code) {
        gaddr chunk_end = (pc | (CHUNK - 1)) + 1;
        if (chunk_end < end)
            end = chunk_end;
        f->code_start = f->code_end = 0;
        if (!f->env->read_code(f->env->opaque, pc, f->chunk, end - pc))
            return false;
        f->code = f->chunk;
    } else {
        f->code = (const uint8_t *)(f->env->mem_base + pc);
    }
    f->code_start = pc;
    f->code_end = end;
    return true;
}

static bool fetch(struct tr *t, gaddr pc, uint8_t *out, unsigned n)
{
    struct tr_front *f = t->front;
    if (pc >= f->code_start && pc < f->code_end && f->code_end - pc >= n) {
        memcpy(out, f->code + (pc - f->code_start), n);
        return true;
    }
    for (unsigned i = 0; i < n; i++, pc++) {
        if ((pc < f->code_start || pc >= f->code_end) && !load_code(f, pc)) {
            f->fetch_failed = true;
            return false;
        }
        out[i] = f->code[pc - f->code_start];
    }
    return true;
}

bool tr_fetch8(struct tr *t, gaddr pc, uint8_t *out)
{
    return fetch(t, pc, out, 1);
}

bool tr_fetch16le(struct tr *t, gaddr pc, uint16_t *out)
{
    uint8_t b[2];
    if (!fetch(t, pc, b, sizeof b))
        return false;
    *out = (uint16_t)(b[0] | b[1] << 8);
    return true;
}

bool tr_peek16le(struct tr *t, gaddr pc, uint16_t *out)
{
    bool failed = t->front->fetch_failed, there = tr_fetch16le(t, pc, out);
    t->front->fetch_failed = failed;
    return there;
}

bool tr_fetch32le(struct tr *t, gaddr pc, uint32_t *out)
{
    const struct tr_front *f = t->front;
    uint8_t b[4];
    if (__builtin_expect(
            pc - f->code_start < f->code_end - f->code_start && f->code_end - pc >= sizeof b, 1))
        memcpy(b, f->code + (pc - f->code_start), sizeof b);
    else if (!fetch(t, pc, b, sizeof b))
        return false;
    *out = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    return true;
}

bool tr_guarded(struct tr *t)
{
    const struct exec_env *env = t->front->env;
    return env->guarded && env->guarded(env->opaque, t->pc);
}

/* What the region covers */

/* Would code at pc keep the region within its pages, and its fault records within their 32 bits? */
static bool page_ok(struct tr_front *f, gaddr pc)
{
    gaddr page = pc >> PAGE_BITS, far = (gaddr)1 << (30 - PAGE_BITS);
    if (f->npages && page - f->pages[0] + far >= 2 * far)
        return false;
    for (unsigned i = 0; i < f->npages; i++)
        if (f->pages[i] == page)
            return true;
    if (f->npages == (f->limits->max_blocks > 1 ? MAX_PAGES : 2))
        return false;
    f->pages[f->npages++] = page;
    return true;
}

static uint32_t site(const struct tr_front *f)
{
    return f->call ? f->call->site : OUTER;
}

static bool covered(const struct tr_front *f, gaddr pc)
{
    for (unsigned i = 0; i < f->out->nranges; i++)
        if (pc >= f->out->ranges[i].start && pc < f->out->ranges[i].end &&
            f->range_site[i] == site(f))
            return true;
    return false;
}

/* Does the range that grows end here? */
static bool in_range(const struct tr_front *f, gaddr pc)
{
    return f->range->end == pc && f->range_site[f->range - f->out->ranges] == site(f);
}

/* Starts or continues a range at pc; false when there are too many. */
static bool range_begin(struct tr_front *f, gaddr pc)
{
    struct front_result *out = f->out;
    for (unsigned i = 0; i < out->nranges; i++)
        if (out->ranges[i].end == pc && f->range_site[i] == site(f)) {
            f->range = &out->ranges[i];
            return true;
        }
    if (out->nranges == FRONT_MAX_RANGES)
        return false;
    f->range_site[out->nranges] = site(f);
    f->range = &out->ranges[out->nranges++];
    *f->range = (struct front_range){pc, pc};
    return true;
}

bool tr_depends(struct tr *t, gaddr start, gaddr end)
{
    struct tr_front *f = t->front;
    struct front_result *out = f->out;
    if (out->nranges == FRONT_MAX_RANGES)
        return false;
    f->range_site[out->nranges] = NOWHERE;
    out->ranges[out->nranges++] = (struct front_range){start, end};
    return true;
}

/* Ends of straight-line code */

static void exit_pc(struct tr *t, gaddr pc)
{
    struct tr_front *f = t->front;
    ir_emit(t->r, (struct ir_ins){.op = IR_EXIT_PC, .imm = pc});
    if (!f->call)
        return;
    if (f->nexits == MAX_EXITS)
        f->call->spoilt = true;
    else
        f->exits[f->nexits++] = (struct callee_exit){t->r->n - 1, f->call};
}

static void add_edge(struct tr_front *f, uint32_t block, gaddr to)
{
    if (f->limits->max_blocks > 1 && f->nedges < MAX_EDGES)
        f->edges[f->nedges++] = (struct edge){to, site(f), block};
}

static uint32_t begin_block(struct tr *t, gaddr pc)
{
    uint32_t b = ir_block_new(t->r, pc);
    ir_block_begin(t->r, b);
    return b;
}

/* An end of the trace that linking may turn into a branch, hence in a block of its own. */
static void exit_link(struct tr *t, gaddr pc)
{
    if (t->front->limits->max_blocks > 1) {
        uint32_t b = t->r->nblocks;
        ir_br(t->r, b, NULL, 0);
        begin_block(t, pc);
        add_edge(t->front, b, pc);
    }
    exit_pc(t, pc);
}

/* Has the instruction emitted no branch yet, so that it can be taken back or followed? */
static bool straight(const struct tr *t)
{
    return t->r->cur == t->front->insn_block;
}

/* `may_follow`: nothing else comes of the instruction than this jump. */
static void jump(struct tr *t, gaddr pc, bool may_follow)
{
    struct tr_front *f = t->front;
    t->ended = true;
    f->range->end = t->next;
    if (may_follow && f->out->ninsns + 1 < f->limits->max_insns && !covered(f, pc) &&
        page_ok(f, pc)) {
        f->follow = true;
        t->next = pc;
        return;
    }
    exit_link(t, pc);
}

void tr_jump(struct tr *t, gaddr pc)
{
    jump(t, pc, straight(t));
}

/* A block that leads to `taken`, and one behind it to go on in. */
static void side_block(struct tr *t, gaddr taken, bool cold)
{
    uint32_t side = begin_block(t, taken);
    t->r->blocks[side].cold = cold;
    exit_pc(t, taken);
    add_edge(t->front, side, taken);
    t->front->nbranches++;
    begin_block(t, t->next);
}

void tr_branch(struct tr *t, ir_ref cond, gaddr taken)
{
    uint32_t side = t->r->nblocks;
    bool back = taken <= t->pc;
    ir_brcond(t->r, cond, side, side + 1, back ? IR_LIKELY : IR_UNLIKELY);
    side_block(t, taken, !back);
}

void tr_side(struct tr *t, gaddr taken)
{
    ir_br(t->r, t->r->nblocks, NULL, 0);
    side_block(t, taken, false);
}

void tr_leave_if(struct tr *t, ir_ref cond, gaddr pc, const struct tr_set *sets, unsigned n)
{
    uint32_t side = t->r->nblocks;
    ir_brcond(t->r, cond, side, side + 1, IR_UNLIKELY);
    begin_block(t, pc);
    t->r->blocks[side].cold = true;
    for (unsigned i = 0; i < n; i++)
        ir_set(t->r, sets[i].slot, sets[i].value);
    exit_pc(t, pc);
    begin_block(t, t->pc);
}

void tr_leave(struct tr *t, gaddr pc)
{
    exit_pc(t, pc);
    t->ended = true;
}

static ir_ref pc_const(struct tr *t, gaddr pc)
{
    return ir_const(t->r, ir_addr_type(t->r), pc);
}

static void note_indirect(struct tr *t)
{
    struct front_result *out = t->front->out;
    out->indirect =
        out->indirect == FRONT_NO_INDIRECT ? (int32_t)(t->pc - t->r->pc) : FRONT_SOME_INDIRECT;
}

static void leave_ind(struct tr *t, ir_ref pc)
{
    note_indirect(t);
    const struct inlined *call = t->front->call;
    if (call) {
        ir_ref back = pc_const(t, call->back);
        ir_emit(t->r, (struct ir_ins){.op = IR_EXIT_CALLI, .a = pc, .b = back});
    } else {
        ir_emit(t->r, (struct ir_ins){.op = IR_EXIT_IND, .a = pc});
    }
    t->ended = true;
}

/* Has the branch at t->pc a place where it nearly always goes? */
static bool usual_target(struct tr *t, gaddr *to)
{
    const struct front_limits *limits = t->front->limits;
    return limits->target && straight(t) && limits->target(limits->opaque, t->pc, t->mode, to);
}

/* Where `pc` is not `usual` it goes to a block that begins here and is to be ended. */
static void differs(struct tr *t, ir_ref pc, gaddr usual)
{
    ir_ref cond = ir_cmp(t->r, IR_NE, ir_addr_type(t->r), pc, pc_const(t, usual));
    uint32_t side = t->r->nblocks;
    ir_brcond(t->r, cond, side, side + 1, IR_UNLIKELY);
    begin_block(t, t->pc);
    t->r->blocks[side].cold = true;
}

/* Back from there: as if the branch was a direct one. */
static void usual(struct tr *t, gaddr to)
{
    begin_block(t, to);
    t->front->insn_block = t->r->cur;
}

void tr_jump_ind(struct tr *t, ir_ref pc)
{
    gaddr to;
    if (!usual_target(t, &to)) {
        leave_ind(t, pc);
        return;
    }
    differs(t, pc, to);
    leave_ind(t, pc);
    usual(t, to);
    jump(t, to, true);
}

/* In a callee: the region ends before the instruction. */
static bool refuse(struct tr *t)
{
    struct tr_front *f = t->front;
    if (!f->call)
        return false;
    if (!straight(t)) {
        f->call->spoilt = true;
        return false;
    }
    return t->ended = f->refused = true;
}

/* The site of a call's callee; OUTER: it is not worth it. */
static uint32_t callee_site(struct tr_front *f, gaddr pc)
{
    for (uint32_t i = OUTER + 1; i < f->nsites; i++)
        if (f->sites[i].pc == pc && f->sites[i].outer == site(f))
            return f->sites[i].denied ? OUTER : i;
    if (f->nsites == MAX_SITES)
        return OUTER;
    f->sites[f->nsites] = (struct site){.pc = pc, .outer = site(f)};
    return f->nsites++;
}

static bool worth_inlining(struct tr *t, gaddr pc)
{
    struct tr_front *f = t->front;
    const struct front_limits *limits = f->limits;
    return limits->max_blocks > 1 && (!f->call || !f->call->outer) && straight(t) &&
           f->ninlined < MAX_INLINED && f->out->ninsns + INLINED_INSNS < limits->max_insns &&
           (!limits->warm || limits->warm(limits->opaque, pc, t->mode)) && page_ok(f, pc) &&
           callee_site(f, t->pc) != OUTER;
}

/* Goes on in the callee. */
static void enter_callee(struct tr *t, gaddr pc)
{
    struct tr_front *f = t->front;
    struct inlined *call = &f->inlined[f->ninlined++];
    f->range->end = t->next;
    *call = (struct inlined){.outer = f->call, .site = callee_site(f, t->pc), .back = t->next};
    f->call = call;
    t->ended = f->follow = true;
    t->next = pc;
}

/* Goes on behind the call if the callee returns there. */
static void leave_callee(struct tr *t, ir_ref pc)
{
    struct tr_front *f = t->front;
    gaddr back = f->call->back;
    differs(t, pc, back);
    ir_emit(t->r, (struct ir_ins){.op = IR_EXIT_RET, .a = pc});
    begin_block(t, back);
    f->call->returns = true;
    f->call = f->call->outer;
    jump(t, back, true);
}

void tr_call(struct tr *t, gaddr pc)
{
    if (worth_inlining(t, pc)) {
        enter_callee(t, pc);
        return;
    }
    if (refuse(t))
        return;
    ir_ref back = pc_const(t, t->next);
    ir_emit(t->r, (struct ir_ins){.op = IR_EXIT_CALL, .a = back, .imm = pc});
    t->ended = true;
}

static void leave_call_ind(struct tr *t, ir_ref pc)
{
    note_indirect(t);
    ir_ref back = pc_const(t, t->next);
    ir_emit(t->r, (struct ir_ins){.op = IR_EXIT_CALLI, .a = pc, .b = back});
    t->ended = true;
}

void tr_call_ind(struct tr *t, ir_ref pc)
{
    gaddr to;
    if (refuse(t))
        return;
    if (!usual_target(t, &to) || !worth_inlining(t, to)) {
        leave_call_ind(t, pc);
        return;
    }
    differs(t, pc, to);
    leave_call_ind(t, pc);
    usual(t, to);
    enter_callee(t, to);
}

void tr_ret(struct tr *t, ir_ref pc)
{
    struct inlined *call = t->front->call;
    if (call && straight(t)) {
        leave_callee(t, pc);
        return;
    }
    if (call)
        call->spoilt = true;
    ir_emit(t->r, (struct ir_ins){.op = IR_EXIT_RET, .a = pc});
    t->ended = true;
}

void tr_trap(struct tr *t, unsigned code, ir_ref arg, gaddr pc)
{
    if (refuse(t))
        return;
    ir_emit(t->r, (struct ir_ins){.op = IR_EXIT_TRAP, .sub = code, .a = arg, .imm = pc});
    t->ended = true;
}

void tr_stop(struct tr *t)
{
    tr_trap(t, IR_TRAP_LOOKUP, IR_NONE, t->next);
}

/* Traces */

static struct leader *leader_at(struct tr_front *f, gaddr pc)
{
    for (unsigned i = 0; i < f->nleaders; i++)
        if (f->leaders[i].pc == pc && f->leaders[i].site == site(f))
            return &f->leaders[i];
    return NULL;
}

static struct leader *leader_add(struct tr_front *f, gaddr pc)
{
    struct leader *l = leader_at(f, pc);
    if (l || f->nleaders == MAX_LEADERS)
        return l;
    f->leaders[f->nleaders] = (struct leader){pc, site(f), UINT32_MAX};
    return &f->leaders[f->nleaders++];
}

/* Takes back what has been emitted for an instruction that could not be fetched. */
static void take_back(struct ir_region *r, ir_ref n)
{
    r->n = n;
    r->blocks[r->cur].end = n;
}

/* A function of the process around us in place of the instruction at t->pc, if there is one. */
static bool service(struct tr *t)
{
    const struct exec_env *env = t->front->env;
    unsigned size, number = env->service_at ? env->service_at(env->opaque, t->pc, &size) : 0;
    if (!number)
        return false;
    ir_ref arg = ir_const(t->r, IR_I64, number);
    ir_call(t->r, t->r->guest->service, &arg, 1);
    t->next = t->pc + size;
    return true;
}

/* Translates t->pc; false: it could not be fetched or be in a callee, and left nothing behind. */
static bool one_insn(struct tr *t)
{
    struct tr_front *f = t->front;
    ir_ref start = t->r->n;
    ir_emit(t->r, (struct ir_ins){.op = IR_INSN, .imm = t->pc});
    t->ended = f->follow = f->fetch_failed = f->refused = false;
    f->insn_block = t->r->cur;
    t->next = t->pc;
    t->r->guard = f->env->guard_at ? f->env->guard_at(f->env->opaque, t->pc) : 0;
    f->out->guarded |= t->r->guard != 0;
    if (!service(t))
        t->target->translate(t);
    t->r->guard = 0;
    if (f->fetch_failed || f->refused) {
        take_back(t->r, start);
        return false;
    }
    if (!f->follow)
        f->range->end = t->next;
    f->out->ninsns++;
    if (f->call)
        f->call->ninsns++;
    return true;
}

/* At a leader: into its block.  False: the trace ends with a branch to it. */
static bool cross_leader(struct tr *t, struct leader *l)
{
    if (l->block != UINT32_MAX) {
        ir_br(t->r, l->block, NULL, 0);
        return false;
    }
    ir_br(t->r, t->r->nblocks, NULL, 0);
    l->block = begin_block(t, t->pc);
    memset(t->guest, 0, t->target->tr_size);
    return true;
}

/* A trace from pc on, which has the leader `l`. */
static void trace(struct tr *t, struct leader *l)
{
    struct tr_front *f = t->front;
    gaddr pc = l->pc;
    if (!page_ok(f, pc) || !range_begin(f, pc))
        return;
    l->block = begin_block(t, pc);
    memset(t->guest, 0, t->target->tr_size);
    f->ntraces++;
    f->nbranches = 0;
    for (bool first = true;; first = false) {
        struct leader *here = f->limits->max_blocks > 1 && !first ? leader_at(f, pc) : NULL;
        bool known = here && here->block != UINT32_MAX;
        bool join = f->limits->max_blocks > 1 && !here && !first && covered(f, pc);
        t->pc = pc;
        bool too_long = f->call && f->call->ninsns >= INLINED_INSNS;
        bool enough =
            (f->limits->max_branches && f->nbranches >= f->limits->max_branches) || too_long;
        bool apart = f->limits->apart && !first && pc == t->r->pc + f->limits->apart;
        if (!known && (join || enough || apart || f->out->ninsns >= f->limits->max_insns ||
                       !page_ok(f, pc) || (!in_range(f, pc) && !range_begin(f, pc)))) {
            if (too_long && f->call->outer)
                f->call->spoilt = true;
            exit_link(t, pc);
            return;
        }
        if (here && !cross_leader(t, here))
            return;
        if (!one_insn(t)) {
            exit_pc(t, pc); /* not a link: the block may be its own target */
            return;
        }
        if (t->ended && !f->follow)
            return;
        pc = t->next;
    }
}

static struct inlined *inlined_at(struct tr_front *f, uint32_t at)
{
    for (unsigned i = 0; i < f->ninlined; i++)
        if (f->inlined[i].site == at)
            return &f->inlined[i];
    return NULL;
}

/* Turns exits into branches.  True: leaders were added, so that it is worth making the region anew.
 */
static bool link_edges(struct tr *t)
{
    struct tr_front *f = t->front;
    bool again = false;
    for (unsigned i = 0; i < f->nedges; i++) {
        struct edge e = f->edges[i];
        f->call = inlined_at(f, e.site);
        if (f->call && f->call->ninsns >= INLINED_INSNS)
            continue;
        struct leader *l = leader_at(f, e.to);
        if (f->limits->apart && e.to == t->r->pc + f->limits->apart)
            continue;
        if (!l && covered(f, e.to)) {
            again |= leader_add(f, e.to) != NULL;
            continue;
        }
        if (!l && f->ntraces < f->limits->max_blocks && f->out->ninsns < f->limits->max_insns &&
            (!f->limits->warm || f->limits->warm(f->limits->opaque, e.to, t->mode)))
            l = leader_add(f, e.to);
        if (l && l->block == UINT32_MAX && f->out->ninsns < f->limits->max_insns)
            trace(t, l);
        if (!l || l->block == UINT32_MAX)
            continue;
        struct ir_block *side = &t->r->blocks[e.block];
        t->r->ins[side->first] = (struct ir_ins){.op = IR_BR, .imm = l->block};
        side->cold = false;
    }
    return again;
}

/* Notes the calls that are not to be inlined again.  True: there are some. */
static bool deny_calls(struct tr_front *f)
{
    bool some = false;
    for (unsigned i = 0; i < f->ninlined; i++)
        if (!f->inlined[i].returns || f->inlined[i].spoilt)
            some = f->sites[f->inlined[i].site].denied = true;
    return some;
}

/* Does the code from block b on come to block `to` without a branch? */
static bool leads_to(const struct ir_region *r, uint32_t b, uint32_t to)
{
    for (unsigned n = 0; n < MAX_LEADERS; n++) {
        const struct ir_ins *end = &r->ins[r->blocks[b].end - 1];
        if (b == to || end->op != IR_BR)
            return b == to;
        b = ir_taken(end);
    }
    return false;
}

/* The head of the loop that the first trace (block 1) begins in the middle of, if the loop is one
   straight line but for the branch at its end; else the trace's pc. */
static gaddr loop_head(const struct tr *t)
{
    const struct tr_front *f = t->front;
    const struct ir_region *r = t->r;
    const struct ir_ins *end = &r->ins[r->blocks[1].end - 1];
    for (unsigned i = 0; i < f->nedges && end->op == IR_BRCOND; i++) {
        const struct edge *e = &f->edges[i];
        if ((ir_taken(end) == e->block || ir_other(end) == e->block) && leads_to(r, e->block, 1))
            return e->to;
    }
    return r->pc;
}

/* Exits that have stayed in callees become calls, which return behind the inlined ones. */
static void close_callees(struct tr *t)
{
    struct tr_front *f = t->front;
    for (unsigned i = 0; i < f->nexits; i++) {
        struct ir_ins *ins = &t->r->ins[f->exits[i].ins];
        gaddr to = ins->imm;
        if (ins->op != IR_EXIT_PC)
            continue;
        *ins = (struct ir_ins){.op = IR_BR, .imm = t->r->nblocks};
        t->r->blocks[begin_block(t, to)].cold = true;
        ir_ref back = pc_const(t, f->exits[i].call->back);
        ir_emit(t->r, (struct ir_ins){.op = IR_EXIT_CALL, .a = back, .imm = to});
    }
}

static void start(struct tr *t, gaddr pc)
{
    struct tr_front *f = t->front;
    ir_region_reset(t->r, pc, t->mode);
    t->r->fp = t->target->fpmode(t->mode);
    *f->out = (struct front_result){.head = pc, .indirect = FRONT_NO_INDIRECT};
    f->nedges = f->npages = f->ntraces = f->ninlined = f->nexits = 0;
    f->range = NULL;
    f->call = NULL;
    for (unsigned i = 0; i < f->nleaders; i++)
        f->leaders[i].block = UINT32_MAX;
    if (f->limits->max_blocks > 1) { /* loops may lead to pc, but none to the entry */
        begin_block(t, pc);
        ir_br(t->r, 1, NULL, 0);
    }
    trace(t, leader_add(f, pc));
}

bool front_translate(struct ir_region *r, const struct target *target, const void *cpu_model,
                     gaddr pc, uint64_t mode, const struct front_limits *limits,
                     const struct exec_env *env, struct front_result *out)
{
    _Alignas(16) uint8_t guest[target->tr_size + 1];
    struct tr_front f;
    struct tr t = {.r = r,
                   .target = target,
                   .cpu_model = cpu_model,
                   .cpu = limits->cpu,
                   .mode = mode,
                   .guest = guest,
                   .front = &f};
    f.limits = limits;
    f.env = env;
    f.out = out;
    f.code_start = f.code_end = 0;
    f.code = NULL;
    f.nleaders = 0;
    f.nsites = OUTER + 1;

    start(&t, pc);
    if (limits->max_blocks > 1) {
        bool again = link_edges(&t), denied = deny_calls(&f);
        for (unsigned made = 1; (denied || (again && made == 1)) && made < MAX_MADE; made++) {
            start(&t, pc);
            link_edges(&t);
            denied = deny_calls(&f);
        }
        out->head = loop_head(&t);
        close_callees(&t);
    }
    for (uint32_t i = 0; i < out->nranges; i++) {
        out->ranges[i].start &= ~target->pc_state;
        out->ranges[i].end &= ~target->pc_state;
    }
    out->guessed = t.guessed;
    if (!out->ninsns)
        ir_region_reset(r, pc, mode);
    return out->ninsns != 0;
}
