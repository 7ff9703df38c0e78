/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The run loop: find the code for the pc, run it, chain it to what comes next.
 *
 * In: a CPU.  Out: traps.  Invariants: a CPU is `running` only between exec_run_begin and
 * exec_run_end; an exclusive section waits for all others to stop running; the jump cache of a CPU
 * holds code for cpu->mode only, and none of a mode for straight lines (struct target: line_modes).
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/membarrier.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/build.h"
#include "base/log.h"
#include "target/target.h"
#include "tcg/exec/cache.h"
#include "tcg/exec/lessons.h"
#include "tcg/exec/dump.h"
#include "tcg/exec/stored.h"
#include "tcg/ir/interp.h"
#include "tcg/opt/passes.h"

#define DEFAULT_CACHE   ((size_t)128 << 20)
#define SMALLEST_CACHE  ((size_t)1 << 20)
#define REGION_ROOM     ((size_t)256 << 10) /* the cache is flushed when less is left */
#define REGIONS_AT_ONCE 1024 /* that are made before the next look for room, at most */
#define HELPER_STACK    ((size_t)256 << 10)
#define MXCSR_MASKED    0x1f80

/* What is stored is made as always, and what is made otherwise is wanted now. */
static bool may_store(const struct exec *x)
{
    const struct exec_options *o = &x->opt;
    return o->code_cache && build_number() && x->env.file_at && x->env.read_code &&
           o->engine == EXEC_JIT && o->tier == 0 && !o->one_insn && o->opt_limit == UINT64_MAX &&
           o->pass_mask == OPT_ALL && !o->max_insns && !o->max_blocks && x->max_counters &&
           !log_on(LOG_IN_ASM | LOG_OP | LOG_OP_OPT | LOG_OP_IND | LOG_OUT_ASM);
}

/* Of all that makes other code from the same guest code. */
static uint64_t store_key(const struct exec *x)
{
    struct {
        uint64_t build, guest, cpu, features, base, traps;
    } key = {build_number(),
             stored_hash(x->target->name, strlen(x->target->name)),
             stored_hash(x->opt.cpu_name, strlen(x->opt.cpu_name)),
             backend_features(x->backend),
             x->env.mem_base,
             x->fp_level == FP_TRAPS};
    return stored_hash(&key, sizeof(key));
}

void exec_settle_store(struct exec *x)
{
    if (x->store_stale)
        store_forget(x->store);
    x->store_stale = false;
}

void exec_save(struct exec *x)
{
    /* The usual child of a fork has nothing, and need not even look at the lock. */
    bool fresh = x->store && !x->store_stale && store_has_fresh(x->store);

    if (!x->store || !(fresh || log_on(LOG_CACHE)))
        return;
    pthread_mutex_lock(&x->lock);
    exec_settle_store(x);
    log_if(LOG_CACHE, "cache: %" PRIu64 " regions made, %" PRIu64 " made earlier\n", x->nregions,
           x->nloaded);
    store_save(x->store);
    pthread_mutex_unlock(&x->lock);
}

static bool host_has(void *host, enum ir_opcode op, enum ir_type lane)
{
    return backend_has(host, op, lane);
}

struct exec *exec_new(const struct target *target, const struct exec_options *opt,
                      const struct exec_env *env)
{
    struct exec *x = g_new0(struct exec, 1);
    x->target = target;
    x->opt = *opt;
    x->env = *env;
    pthread_mutex_init(&x->lock, NULL);
    pthread_cond_init(&x->idle, NULL);
    size_t size = MAX(opt->cache_size ? opt->cache_size : DEFAULT_CACHE, SMALLEST_CACHE);
    if (!memory_map(x, size))
        log_fatal(1,
                  "cannot map %zu bytes of executable memory for translated code: %s; a smaller "
                  "-tb-size may fit",
                  size, strerror(errno));
    x->backend = backend_new(target->ir, x->cache, x->cache_size, &x->fixed, &x->thunks);
    x->fixed = (x->fixed + 63) & ~(size_t)63;
    x->used = x->fixed;
    cache_init(x);
    ir_region_init(&x->ir, target->ir);
    x->fp_level = exec_fp_first(x);
    x->optimiser = opt_new();
    opt_set_hook(x->optimiser, dump_pass, NULL);
    opt_set_host(x->optimiser, host_has, x->backend);
    if (may_store(x))
        x->store = store_open(opt->code_cache, opt->create_cache, store_key(x));
    return x;
}

/* Those of a CPU that is gone are warm, and cost no faults. */
static struct spare_cpu cpu_memory(struct exec *x)
{
    struct spare_cpu spare = {0};
    pthread_mutex_lock(&x->lock);
    if (x->spares)
        spare = x->spare[--x->spares];
    pthread_mutex_unlock(&x->lock);
    if (spare.memory)
        return spare;
    spare.memory = mmap(NULL, CPU_MEMORY, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (spare.memory == MAP_FAILED)
        log_fatal(1, "cannot map %zu bytes for a guest thread: %s", CPU_MEMORY, strerror(errno));
    return spare;
}

/* Lock held.  What the CPU before it jumped to serves this one, too, if all of it is there still.
 */
static bool jumps_hold(const struct cpu_common *cpu, const struct spare_cpu *spare)
{
    return spare->used && spare->losses == cpu->exec->losses &&
           !((spare->mode ^ cpu->mode) & ~cpu->target->line_modes);
}

static long membarrier(int command)
{
    return syscall(SYS_membarrier, command, 0, 0);
}

/* Before a second CPU runs.  Quick as long as the process has one thread. */
static void membarrier_prepare(struct exec *x)
{
    if (membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED))
        x->fences = 1;
}

/* Lock held.  Before there is anything shared there is one CPU, the caller's, and none of its loads
   is under way. */
static void share(struct exec *x)
{
    __atomic_store_n(&x->shared, 1, __ATOMIC_RELEASE);
    for (struct cpu_common *c = x->cpus; c; c = c->next)
        __atomic_store_n(&c->shared, 1, __ATOMIC_RELEASE);
}

void exec_share(struct exec *x)
{
    if (__atomic_load_n(&x->shared, __ATOMIC_ACQUIRE))
        return;
    pthread_mutex_lock(&x->lock);
    share(x);
    pthread_mutex_unlock(&x->lock);
}

void exec_cpu_add(struct exec *x, struct cpu_common *cpu)
{
    struct spare_cpu spare = cpu_memory(x);
    uint8_t *mem = spare.memory;
    cpu->target = x->target;
    cpu->exec = x;
    cpu->jumps = (struct exec_jump *)(mem + SHADOW_SIZE);
    cpu->shadow_top = (uintptr_t)mem + SHADOW_SIZE - 16;
    cpu->shadow_limit = (uintptr_t)mem + HELPER_STACK;
    ((uint64_t *)cpu->shadow_top)[0] = (uintptr_t)x->thunks.leave_lookup;
    ((uint64_t *)cpu->shadow_top)[1] = ~UINT64_C(0);
    cpu->shadow_sp = cpu->shadow_top;
    cpu->mxcsr = MXCSR_MASKED;
    cpu->service = x->env.service;
    cpu->guarded_store = x->env.guarded_store;
    cpu->mode = x->target->mode(cpu);

    pthread_mutex_lock(&x->lock);
    if (!jumps_hold(cpu, &spare))
        cache_forget_jumps(cpu);
    cpu->guarded = x->guarded;
    if (x->cpus && !x->threaded) {
        x->threaded = true;
        membarrier_prepare(x);
        share(x);
    }
    cpu->shared = x->shared;
    cpu->next = x->cpus;
    x->cpus = cpu;
    pthread_mutex_unlock(&x->lock);
}

void exec_cpu_remove(struct cpu_common *cpu)
{
    struct exec *x = cpu->exec;
    uint8_t *mem = (uint8_t *)cpu->jumps - SHADOW_SIZE;
    pthread_mutex_lock(&x->lock);
    struct cpu_common **p = &x->cpus;
    while (*p && *p != cpu)
        p = &(*p)->next;
    if (*p)
        *p = cpu->next;
    bool keep = x->spares < EXEC_SPARES;
    if (keep)
        x->spare[x->spares++] = (struct spare_cpu){mem, true, cpu->mode, x->losses};
    pthread_mutex_unlock(&x->lock);
    if (!keep)
        munmap(mem, CPU_MEMORY);
    cpu->jumps = NULL;
    if (cpu->interp) {
        ir_interp_free(cpu->interp);
        g_free(cpu->interp);
        cpu->interp = NULL;
    }
}

void exec_kick(struct cpu_common *cpu)
{
    __atomic_store_n(&cpu->exit_request, 1, __ATOMIC_RELEASE);
}

void exec_set_calls(struct cpu_common *cpu, const struct exec_calls *calls)
{
    const struct exec *x = cpu->exec;
    /* Other engines and traces want to see them, and generated code has no fences. */
    cpu->calls =
        x->opt.engine == EXEC_JIT && !x->fences && !log_on(LOG_EXEC | LOG_CPU) ? calls : NULL;
}

enum exec_call_at exec_call_at(const struct cpu_common *cpu, const void *pc, void **abort)
{
    const struct code_thunks *t;
    if (!cpu->exec)
        return EXEC_CALL_NONE;
    t = &cpu->exec->thunks;
    if (!t->call || (const char *)pc < (const char *)t->call_begin ||
        (const char *)pc > (const char *)t->call_done)
        return EXEC_CALL_NONE;
    *abort = t->call_abort;
    if (pc == t->call_done)
        return EXEC_CALL_DONE;
    return pc == t->call_insn ? EXEC_CALL_INSN : EXEC_CALL_BEFORE;
}

bool exec_call_aborts(const struct cpu_common *cpu, const void *pc)
{
    return cpu->exec && cpu->exec->thunks.call && pc == cpu->exec->thunks.call_abort;
}

/*
 * A CPU says that it runs, and then looks whether somebody wants it not to; who wants that says so,
 * and then looks who runs.  The rare side makes both sides' order right with a membarrier, so that
 * the frequent one needs no fence; x->fences where the host has none.
 */
static void set_running(struct cpu_common *cpu, uint32_t running)
{
    __atomic_store_n(&cpu->running, running, __ATOMIC_RELEASE);
    if (__builtin_expect(cpu->exec->fences, 0))
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    else
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static void membarrier_all(struct exec *x)
{
    if (x->fences || !x->cpus->next)
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    else if (membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED)) {
        /* a forked child has to register again */
        membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
        if (membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED))
            log_fatal(1, "membarrier: %s", strerror(errno));
    }
}

static void preempted(struct cpu_common *cpu)
{
    if (cpu->exec->env.preempted)
        cpu->exec->env.preempted(cpu);
}

void exec_run_end(struct cpu_common *cpu)
{
    struct exec *x = cpu->exec;
    set_running(cpu, 0);
    if (__atomic_load_n(&x->exclusive, __ATOMIC_RELAXED)) {
        pthread_mutex_lock(&x->lock);
        pthread_cond_broadcast(&x->idle);
        pthread_mutex_unlock(&x->lock);
    }
}

void exec_run_begin(struct cpu_common *cpu)
{
    struct exec *x = cpu->exec;
    for (;;) {
        set_running(cpu, 1);
        if (!__atomic_load_n(&x->exclusive, __ATOMIC_ACQUIRE))
            return;
        exec_run_end(cpu);
        preempted(cpu);
        pthread_mutex_lock(&x->lock);
        while (x->exclusive)
            pthread_cond_wait(&x->idle, &x->lock);
        pthread_mutex_unlock(&x->lock);
    }
}

static bool others_run(const struct exec *x, const struct cpu_common *self)
{
    for (const struct cpu_common *c = x->cpus; c; c = c->next)
        if (c != self && __atomic_load_n(&c->running, __ATOMIC_SEQ_CST))
            return true;
    return false;
}

void exec_exclusive_begin(struct exec *x, struct cpu_common *self)
{
    while (x->exclusive) /* another one's section */
        pthread_cond_wait(&x->idle, &x->lock);
    __atomic_store_n(&x->exclusive, 1, __ATOMIC_SEQ_CST);
    for (struct cpu_common *c = x->cpus; c; c = c->next)
        if (c != self)
            exec_kick(c);
    membarrier_all(x);
    while (others_run(x, self))
        pthread_cond_wait(&x->idle, &x->lock);
}

void exec_exclusive_end(struct exec *x)
{
    __atomic_store_n(&x->exclusive, 0, __ATOMIC_SEQ_CST);
    pthread_cond_broadcast(&x->idle);
}

/* The mode that the state asks for now; cached code pointers of another mode are dropped. */
static uint64_t current_mode(struct cpu_common *cpu)
{
    uint64_t mode = cpu->target->mode(cpu);
    mode |= exec_underflowed(cpu, mode);
    if ((mode ^ cpu->mode) & ~cpu->target->line_modes) {
        cache_forget_jumps(cpu);
        cpu->shadow_sp = cpu->shadow_top;
    }
    return cpu->mode = mode;
}

/* Takes the lock, and sees to it that there is room for a region.  Called with `running` clear, so
   that an exclusive section can be waited for. */
static void lock_for_region(struct cpu_common *cpu)
{
    struct exec *x = cpu->exec;
    preempted(cpu);
    pthread_mutex_lock(&x->lock);
    while (x->exclusive)
        pthread_cond_wait(&x->idle, &x->lock);
    if (x->cache_size - x->used < REGION_ROOM || x->fp_too_many ||
        x->list.n >= REGION_SEGMENTS * REGION_SEGMENT - REGIONS_AT_ONCE) {
        exec_exclusive_begin(x, cpu);
        cache_flush(x);
        if (x->fp_too_many)
            x->fp_level = x->fp_too_many;
        x->fp_too_many = 0;
        exec_exclusive_end(x);
    }
}

static struct region *make(struct cpu_common *cpu, uint64_t pc, uint64_t mode, uint64_t *flushes)
{
    struct exec *x = cpu->exec;
    lock_for_region(cpu);
    struct region *r = x->threaded ? cache_find(x, pc, mode) : NULL;
    x->asking = cpu;
    if (!r)
        r = region_make(x, pc, mode, tier_first(x));
    *flushes = x->flushes;
    pthread_mutex_unlock(&x->lock);
    return r;
}

static bool has(const struct exec_jump *j, uint64_t pc)
{
    return __atomic_load_n(&j->pc, __ATOMIC_ACQUIRE) == pc;
}

static void put(struct exec_jump *j, uint64_t pc, uint64_t code)
{
    __atomic_store_n(&j->pc, ~UINT64_C(0), __ATOMIC_RELEASE);
    j->code = code;
    __atomic_store_n(&j->pc, pc, __ATOMIC_RELEASE);
}

/* From now on the jump cache and the exit `from` (0: none) lead straight to `r`; the jump cache for
   branches with this tag.  What is in the place of `r` there goes to the other one. */
static void connect(struct cpu_common *cpu, struct region *r, uint64_t from, uint64_t tag)
{
    struct exec *x = cpu->exec;
    struct exec_jump *j = cache_jump(cpu, r->pc, 0), *other = cache_jump(cpu, r->pc, 1);
    uint64_t code = (uintptr_t)(r->code + r->entry);
    if (log_on(LOG_EXEC | LOG_NOCHAIN))
        from = 0;
    bool jumped_to = !(r->mode & cpu->target->line_modes);
    if (!from && !jumped_to)
        return;
    if (!from && ((j->code == code && has(j, r->pc ^ tag)) ||
                  (other->code == code && has(other, r->pc ^ tag))))
        return;
    if (x->parent && !tag)
        lessons_note(x->parent, r->pc, r->mode, from);
    preempted(cpu);
    pthread_mutex_lock(&x->lock);
    if (!r->dead && jumped_to) {
        if (j->pc != ~UINT64_C(0) && j->code && j->pc != (r->pc ^ tag))
            put(other, j->pc, j->code);
        else if (other->pc == (r->pc ^ tag))
            other->pc = ~UINT64_C(0);
        put(j, r->pc ^ tag, code);
    }
    if (!r->dead && from)
        cache_chain(x, from, r);
    pthread_mutex_unlock(&x->lock);
}

/* The code at the pc if the jump cache has it: the usual case after a system call.  The CPU is
   running, so no flush comes between; a region that dies now leads out by itself. */
static uint8_t *known_code(struct cpu_common *cpu, gaddr pc)
{
    if (cpu->exec->opt.engine != EXEC_JIT || log_on(LOG_EXEC | LOG_CPU | LOG_NOCHAIN))
        return NULL;
    for (unsigned way = 0; way < 2; way++) {
        const struct exec_jump *j = cache_jump(cpu, pc, way);
        if (has(j, pc))
            return (uint8_t *)(uintptr_t)j->code;
    }
    return NULL;
}

static unsigned run_region(struct cpu_common *cpu, struct region *r)
{
    struct exec *x = cpu->exec;
    backend_set_traps(cpu, r->traps); /* and so for all code of the mode that follows */
    switch (x->opt.engine) {
    case EXEC_INTERP: return exec_interpret(cpu, r);
    case EXEC_COMPARE: return exec_compare(cpu, r);
    case EXEC_JIT: break;
    }
    return cache_enter(cpu, r->code + r->entry);
}

/* A load that stands for several faulted: the guest's own ones say where.  If none does, because
   the memory is there now, as many instructions as it may have stood for are behind us, or some. */
static unsigned step_pieces(struct cpu_common *cpu)
{
    enum { MOST = 64 };
    unsigned trap = IR_TRAP_LOOKUP;
    for (unsigned n = 0; n < MOST && trap == IR_TRAP_LOOKUP; n++) {
        trap = exec_step(cpu);
        if (cpu->exit_request)
            break;
    }
    return trap;
}

unsigned exec_run(struct cpu_common *cpu)
{
    struct exec *x = cpu->exec;
    uint64_t from = 0;
    for (;;) {
        if (x->fp_too_many) {
            lock_for_region(cpu);
            pthread_mutex_unlock(&x->lock);
            from = 0;
        }
        uint64_t mode = current_mode(cpu);
        gaddr pc = cpu->target->get_pc(cpu);
        uint64_t tag = 0;
        if (cpu->branch_tag) {
            unsigned bad = land(cpu, pc, &tag);
            if (bad)
                return bad;
        }
        exec_run_begin(cpu);
        bool special = from || cpu->branch_tag || mode & cpu->target->line_modes;
        uint8_t *code = special ? NULL : known_code(cpu, pc);
        struct region *r = code ? NULL : cache_find(x, pc, mode);
        if (!code && !r) {
            exec_run_end(cpu);
            uint64_t flushes;
            r = make(cpu, pc, mode, &flushes);
            if (!r) {
                cpu->trap_addr = pc;
                return IR_TRAP_FETCH;
            }
            exec_run_begin(cpu);
            if (flushes != x->flushes || r->dead) {
                exec_run_end(cpu);
                continue;
            }
        }
        unsigned trap;
        if (code) {
            trap = cache_enter(cpu, code);
        } else {
            if (x->opt.engine == EXEC_JIT)
                connect(cpu, r, from, tag);
            cpu->branch_tag = 0;
            dump_exec(cpu, r);
            trap = run_region(cpu, r);
        }
        from = cpu->chain_from;
        cpu->chain_from = 0;
        exec_run_end(cpu);
        if (trap == IR_TRAP_LOOKUP)
            land_next(cpu);
        if (trap == IR_TRAP_HOT) {
            lock_for_region(cpu);
            x->asking = cpu;
            tier_up(x, cpu->target->get_pc(cpu), current_mode(cpu) & ~cpu->target->line_modes);
            pthread_mutex_unlock(&x->lock);
            continue;
        }
        if (trap == IR_TRAP_PIECES) {
            from = 0;
            trap = step_pieces(cpu);
        }
        if (trap == IR_TRAP_LOOKUP && !cpu->exit_request)
            continue;
        if (trap == IR_TRAP_LOOKUP || trap == IR_TRAP_INTERRUPT) {
            if (!__atomic_exchange_n(&cpu->exit_request, 0, __ATOMIC_ACQ_REL)) {
                from = 0; /* a dead region's way out */
                continue;
            }
            return IR_TRAP_INTERRUPT;
        }
        return trap;
    }
}

void exec_fork_begin(struct cpu_common *self)
{
    lessons_learn(self);
}

void exec_fork_prepare(struct exec *x)
{
    pthread_mutex_lock(&x->lock);
    while (x->exclusive)
        pthread_cond_wait(&x->idle, &x->lock);
}

void exec_fork_parent(struct exec *x)
{
    pthread_mutex_unlock(&x->lock);
}

__attribute__((hot)) void exec_fork_alone(struct exec *x)
{
    if (x->store && store_has_fresh(x->store))
        x->store_stale = true; /* it is forgotten when something is to be added: no page for it */
    x->parent = x->children;
    x->children = NULL;
}

void exec_fork_child(struct exec *x, struct cpu_common *self)
{
    self->next = NULL;
    x->cpus = self;
    x->exclusive = 0;
    exec_fork_alone(x);
    pthread_mutex_init(&x->lock, NULL);
    pthread_cond_init(&x->idle, NULL);
}
