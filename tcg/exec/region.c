/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making a region: translate, optimise, compile, publish; or take it from an earlier process.
 *
 * In: pc and mode, with exec's lock held.  Out: a region in the cache.  Invariant: one region
 * is made at a time, so the scratch IR and the back end's buffers need no copies.
 */
#include "tcg/exec/cache.h"

#include <inttypes.h>
#include <string.h>
#include "base/log.h"
#include "tcg/exec/dump.h"
#include "tcg/exec/perf.h"
#include "tcg/exec/stored.h"
#include "tcg/opt/passes.h"

#define AHEAD 96 /* regions that are loaded with another, at most */

struct region *region_record(struct exec *x, uint64_t pc, uint64_t mode, const struct code_out *out,
                             const struct front_result *front, bool stay)
{
    size_t exits = out->nexits * sizeof(struct region_exit);
    size_t faults = stay ? 0 : out->nfaults * sizeof(struct code_fault);
    size_t locs = stay ? 0 : out->nlocs * sizeof(struct code_loc);
    size_t consts = out->nconsts * sizeof(uint64_t);
    size_t ranges = front->nranges * sizeof(struct front_range);
    uint8_t *mem =
        records_alloc(x, sizeof(struct region) + ranges + exits + consts + faults + locs);
    struct region *r = (struct region *)mem;
    mem += sizeof(*r);
    r->pc = pc;
    r->mode = mode;
    r->nranges = front->nranges;
    r->dead = r->soon = false;
    r->traps = 0;
    r->incoming = NULL;
    r->ir = NULL;
    r->ranges = memcpy(mem, front->ranges, ranges);
    mem += ranges;
    r->count = out->counter;
    r->profile = out->profiled ? out->profile : NULL;
    r->indirect = front->indirect;
    r->exits = (struct region_exit *)mem;
    mem += exits;
    r->consts = memcpy(mem, out->consts, consts);
    mem += consts;
    r->faults = stay ? out->faults : memcpy(mem, out->faults, faults);
    mem += faults;
    r->locs = stay ? out->locs : memcpy(mem, out->locs, locs);
    r->nexits = out->nexits;
    r->nfaults = out->nfaults;
    for (uint32_t i = 0; i < out->nexits; i++)
        r->exits[i] = (struct region_exit){.info = out->exits[i], .from = r};
    r->code = out->code;
    r->size = out->size;
    r->entry = out->entry;
    return r;
}

static bool compile(struct exec *x, struct code_out *out)
{
    out->code = x->cache + x->used;
    out->cap = x->cache_size - x->used;
    return backend_compile(x->backend, &x->ir, out);
}

/* The IR itself, for the engines that interpret. */
static struct ir_region *keep_ir(struct exec *x)
{
    struct ir_region *kept = g_new(struct ir_region, 1);
    *kept = x->ir;
    ir_region_init(&x->ir, x->target->ir);
    return kept;
}

/* The constant that a store stores; false: it is none. */
static bool stored_constant(const struct exec *x, const struct ir_ins *store, uint64_t *value)
{
    const struct ir_ins *ins = x->ir.ins, *v = &ins[store->b];
    *value = 0;
    if (v->op == IR_LD && ins[v->a].op == IR_CONST && x->env.read_code)
        return x->env.read_code(x->env.opaque, ins[v->a].imm + v->imm, value,
                                ir_type_size(v->lane));
    *value = v->imm;
    return v->op == IR_CONST;
}

/* Tells the process around us; the most that it says. */
static enum exec_stored show_stored(struct exec *x)
{
    unsigned word = ir_type_size(ir_addr_type(&x->ir));
    enum exec_stored most = EXEC_STORED_VALUE;
    uint64_t value;
    for (ir_ref i = 1; x->env.stored && i < x->ir.n; i++)
        if (x->ir.ins[i].op == IR_ST && ir_type_size(x->ir.ins[i].lane) == word &&
            stored_constant(x, &x->ir.ins[i], &value))
            most = MAX(most, x->env.stored(x->env.opaque, value));
    return most;
}

static bool answers_warm(void *opaque, gaddr pc, uint64_t mode)
{
    struct answers *a = opaque;
    if (!a->asked) {
        uint32_t at = a->at++;
        return at < a->n && a->bits[at / 8] >> at % 8 & 1;
    }
    bool answer = a->warm(a->opaque, pc, mode);
    if (a->n < ANSWERS_MAX) {
        a->bits[a->n / 8] &= ~(1 << a->n % 8);
        a->bits[a->n / 8] |= answer << a->n % 8;
    }
    a->n++;
    return answer;
}

static bool answers_target(void *opaque, gaddr pc, uint64_t mode, gaddr *to)
{
    struct answers *a = opaque;
    if (!a->asked) {
        int64_t by = a->target_at < a->ntargets ? a->targets[a->target_at] : 0;
        a->target_at++;
        *to = pc + (gaddr)by;
        return by != 0;
    }
    if (a->ntargets == TARGETS_MAX)
        return false;
    bool answer = a->target(a->opaque, pc, mode, to) && *to != pc;
    a->targets[a->ntargets++] = answer ? (int64_t)(*to - pc) : 0;
    return answer;
}

void answers_between(struct answers *a, struct front_limits *limits)
{
    if (!limits->warm)
        return;
    a->warm = limits->warm;
    a->target = limits->target;
    a->opaque = limits->opaque;
    limits->warm = answers_warm;
    limits->target = answers_target;
    limits->opaque = a;
}

/* Shall the region begin at the head of the loop that it begins in, or leave out the loop? */
static bool to_head(struct exec *x, struct making *m)
{
    gaddr head = m->front.head;
    if (head == m->pc || m->limits.apart)
        return false;
    enum tier_loop loop = tier_loop(x, head, m->old);
    if (loop == LOOP_HEAD)
        m->pc = head;
    if (loop == LOOP_APART)
        m->limits.apart = (int32_t)(head - m->pc);
    return loop != LOOP_HERE;
}

bool region_code(struct exec *x, struct making *m)
{
    for (;;) {
        if (m->answers) {
            m->answers->at = m->answers->target_at = 0;
            if (m->answers->asked)
                m->answers->n = m->answers->ntargets = 0;
        }
        if (!front_translate(&x->ir, x->target, x->opt.cpu_model, m->pc, m->mode, &m->limits,
                             m->env, &m->front))
            return false;
        if (m->old && to_head(x, m))
            continue;
        exec_fpmode(x, m->mode, &x->ir.fp);
        dump_guest(x, &m->front);
        dump_ir(x, LOG_OP, "OP");
        uint64_t mask = x->nregions < x->opt.opt_limit ? x->opt.pass_mask : 0;
        if (mask == OPT_ALL && m->limits.max_blocks == 1)
            opt_region_quick(x->optimiser, &x->ir);
        else
            opt_region(x->optimiser, &x->ir, mask);
        dump_ir(x, LOG_OP_OPT | LOG_OP_IND, "OP after optimization");
        enum exec_stored stored = show_stored(x);
        if (stored == EXEC_STORED_NEWS)
            continue;
        m->front.guarded |= stored != EXEC_STORED_VALUE;
        if (x->opt.engine == EXEC_INTERP || compile(x, &m->out))
            return true;
        if (m->limits.max_insns == 1)
            log_fatal(1,
                      "the code of one instruction at %#" PRIx64
                      " does not fit into the code cache; give a larger -tb-size",
                      m->pc);
        m->limits.max_insns /= 2; /* too long for the back end's branches or records */
        m->limits.max_blocks = (m->limits.max_blocks + 3) / 4;
    }
}

/* Stops the process if the region is not what would have been made now, at the same place, where
   the same code is warm. */
static void check(struct exec *x, const struct region *r, const struct stored *s)
{
    g_autofree uint8_t *code = g_memdup2(r->code, r->size);
    struct answers answers = stored_answers(s);
    struct making m = {.pc = r->pc,
                       .mode = r->mode,
                       .limits = tier_limits(x, s->tier),
                       .env = &x->env,
                       .answers = &answers,
                       .out.counter = r->count,
                       .out.profile = r->profile};
    m.limits.max_insns = s->max_insns;
    m.limits.max_blocks = s->max_blocks;
    m.limits.apart = s->apart;
    m.limits.cpu = NULL; /* what is stored has been made without guesses */
    answers_between(&answers, &m.limits);
    size_t used = x->used;
    x->used = (size_t)(r->code - x->cache);
    bool same = region_code(x, &m) && m.out.size == r->size && !memcmp(code, r->code, r->size) &&
                m.out.nexits == r->nexits && m.out.nfaults == r->nfaults &&
                m.front.nranges == r->nranges &&
                !memcmp(m.front.ranges, r->ranges, r->nranges * sizeof(*r->ranges)) &&
                !memcmp(m.out.consts, r->consts, m.out.nconsts * sizeof(*r->consts));
    for (uint32_t i = 0; same && i < r->nexits; i++)
        same = m.out.exits[i].pc == r->exits[i].info.pc;
    for (uint32_t i = 0; same && i < r->nfaults; i++)
        same = m.out.faults[i].pc == r->faults[i].pc;
    x->used = used;
    if (!same)
        log_fatal(
            1, "code cache: the region of tier %u at %#" PRIx64 " differs from a new translation",
            s->tier, r->pc);
}

/* The region of an earlier process, or NULL. */
static struct region *load(struct exec *x, const struct exec_file *file, uint64_t pc, uint64_t mode,
                           unsigned tier, struct found *found)
{
    *found = store_find(x->store, file, mode, tier);
    const struct stored *s = found->record, *next = found->next;
    if (s && x->env.guard_at && x->env.guard_at(x->env.opaque, pc))
        return NULL; /* what is stored has no guards */
    /* The guest's bytes that the next one will be compared with. */
    if (next)
        __builtin_prefetch((const void *)(uintptr_t)(x->env.mem_base + next->pc + pc - s->pc));
    struct region *r = s ? stored_load(x, s, pc, file->code) : NULL;
    x->nloaded += r != NULL;
    if (r && x->opt.check_cache)
        check(x, r, s);
    if (r && found->hot)
        tier_soon(x, r);
    return r;
}

static void save(struct exec *x, const struct exec_file *file, const struct region *r,
                 const struct making *m, unsigned tier)
{
    g_autoptr(GByteArray) record = g_byte_array_new();
    exec_settle_store(x);
    if (stored_make(x, r, m, tier, record))
        store_add(x->store, file, r->mode, (const struct stored *)record->data);
}

/* Has the code at pc a place in the folder? */
static bool has_file(struct exec *x, uint64_t pc, struct exec_file *file)
{
    return x->store && !x->guarded && x->fp_level == exec_fp_first(x) &&
           x->env.file_at(x->env.opaque, pc, file);
}

static struct region *make(struct exec *x, uint64_t pc, uint64_t mode, unsigned tier,
                           const struct exec_file *file, struct region **old)
{
    struct answers answers;
    answers.asked = true;
    answers.n = answers.ntargets = 0;
    struct making m = {.pc = pc,
                       .mode = mode,
                       .old = old,
                       .limits = tier_limits(x, tier),
                       .env = &x->env,
                       .answers = &answers,
                       .out.counter = mode & x->target->line_modes ? NULL : tier_counter(x, tier)};
    m.out.profile = tier_profile(x, m.out.counter);
    answers_between(&answers, &m.limits);
    if (!region_code(x, &m))
        return NULL;
    struct region *r = region_record(x, m.pc, mode, &m.out, &m.front, false);
    if (m.out.profiled)
        tier_profiled(x);
    struct exec_file head;
    if (file && m.pc != pc)
        file = has_file(x, m.pc, &head) ? &head : NULL;
    x->nregions++;
    x->used = (x->used + m.out.size + 15) & ~(size_t)15;
    dump_host(x, r);
    if (x->opt.engine != EXEC_JIT)
        r->ir = keep_ir(x);
    if (file && (r->count || tier == 2) && !m.front.guarded && !m.front.guessed)
        save(x, file, r, &m, tier);
    return r;
}

static void publish(struct exec *x, struct region *r, unsigned tier, bool earlier)
{
    log_if(LOG_CACHE, "cache: %#" PRIx64 ": tier %u, %u bytes at %p%s\n", r->pc, tier, r->size,
           (void *)r->code, earlier ? ", made earlier" : "");
    r->traps = (uint8_t)exec_traps(x, r->mode);
    if (x->env.code_made)
        for (uint32_t i = 0; i < r->nranges; i++)
            x->env.code_made(x->env.opaque, r->ranges[i].start, r->ranges[i].end);
    cache_add(x, r);
    if (x->opt.perf)
        perf_region(x, r);
}

/* Exits of `r` to what there is lead there at once. */
static void chain_known(struct exec *x, struct region *r)
{
    for (uint32_t i = 0; i < r->nexits; i++) {
        struct region *to = cache_find(x, r->exits[i].info.pc, r->mode);
        if (to)
            cache_chain_exit(x, &r->exits[i], to);
    }
}

/* The region that the record `next` holds, if an exit of `r`, which was loaded from `s`, leads
   there: the exit. */
static struct region_exit *exit_to(struct region *r, const struct stored *s,
                                   const struct stored *next)
{
    for (uint32_t i = 0; i < r->nexits; i++)
        if (next->mode == s->mode && r->exits[i].info.pc - r->pc == next->pc - s->pc)
            return &r->exits[i];
    return NULL;
}

/* has_file() for a pc near that of `r`, whose place is `file`: in and out. */
static bool has_file_near(struct exec *x, const struct region *r, uint64_t pc,
                          struct exec_file *file)
{
    if (pc - r->pc >= file->code)
        return has_file(x, pc, file);
    file->place += pc - r->pc;
    file->code -= pc - r->pc;
    return true;
}

/* What the earlier process went on to from `r` is loaded with it, and not when it is missed. */
static void load_ahead(struct exec *x, struct region *r, struct found from, struct exec_file file)
{
    for (unsigned n = 0; n < AHEAD; n++) {
        struct found found;
        struct region_exit *e = from.next ? exit_to(r, from.record, from.next) : NULL;
        if (!e || cache_find(x, e->info.pc, r->mode) || !has_file_near(x, r, e->info.pc, &file))
            return;
        struct region *to = load(x, &file, e->info.pc, r->mode, 1, &found);
        if (!to)
            return;
        publish(x, to, 1, true);
        cache_chain_exit(x, e, to);
        if (found.record != from.next)
            return;
        r = to;
        from = found;
        chain_known(x, r);
    }
}

/* One of an earlier process, and what comes along. */
static struct region *take(struct exec *x, const struct exec_file *file, uint64_t pc, uint64_t mode,
                           unsigned tier)
{
    struct found found;
    struct region *r = load(x, file, pc, mode, tier, &found);
    if (!r)
        return NULL;
    publish(x, r, tier, true);
    if (tier == 1) {
        chain_known(x, r);
        load_ahead(x, r, found, *file);
    }
    return r;
}

struct region *region_load(struct exec *x, uint64_t pc, uint64_t mode, unsigned tier)
{
    struct exec_file file;
    return has_file(x, pc, &file) ? take(x, &file, pc, mode, tier) : NULL;
}

static struct region *take_or_make(struct exec *x, uint64_t pc, uint64_t mode, unsigned tier,
                                   struct region **old)
{
    struct exec_file file;
    bool stored = has_file(x, pc, &file);
    struct region *r = stored ? take(x, &file, pc, mode, tier) : NULL;
    if (r)
        return r;
    r = make(x, pc, mode, tier, stored ? &file : NULL, old);
    if (r)
        publish(x, r, tier, false);
    return r;
}

struct region *region_make(struct exec *x, uint64_t pc, uint64_t mode, unsigned tier)
{
    return take_or_make(x, pc, mode, tier, NULL);
}

struct region *region_make_hot(struct exec *x, struct region **old)
{
    return take_or_make(x, (*old)->pc, (*old)->mode, 2, old);
}
