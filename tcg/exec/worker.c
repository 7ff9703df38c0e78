/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiling thread: its queue, its jobs, its beginning and end; see worker.h.
 */
#include "tcg/exec/worker.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>
#include "base/log.h"
#include "tcg/exec/dump.h"
#include "tcg/exec/stored.h"
#include "tcg/opt/passes.h"

#define SHARE        4                   /* 1/n of the code cache is the thread's */
#define ROOM         ((size_t)256 << 10) /* it is full when less is left */
#define SMALLEST     ((size_t)16 << 20)  /* code caches that are divided */
#define HOT_MAX      32                  /* jobs that wait, at most: what comes then */
#define STORE_MAX    512                 /*   the finder does itself */
#define BATCH        8                   /* records to be made that are worth waking it */
#define START_WORK   1000                /* of this the finders have done before it is started: */
#define WORK_STORE   1                   /*   some 20 us */
#define WORK_HOT     40
#define STARTS       8 /* so often it is started */
#define SPARES       4
#define LOG_SHOWS_IR (LOG_IN_ASM | LOG_OP | LOG_OP_OPT | LOG_OP_IND | LOG_OUT_ASM | LOG_PASSES)

struct job {
    struct job *next;
    struct region *region; /* hot: the one of tier 1; else the one to be stored */
    bool hot, to_store;
    bool dropped; /* what it is about has gone; `region` too if that is NULL */
    struct exec_file file;
    struct making m;
    struct answers answers;
    struct ir_region ir;       /* hot */
    struct readings *readings; /* these two lie behind the job */
    const uint8_t *code;       /* to be stored: before it was chained */
};

struct jobs {
    struct job *first, **last;
    uint32_t n;
};

struct worker {
    struct exec *x;
    struct maker *maker;
    pthread_cond_t work, done;
    struct jobs hot, store;
    struct job *current;
    uint32_t worked, starts;
    uint32_t resting, draining, ending; /* so many want it */
    bool alive, waiting, quit, full;
    bool never; /* it can't be started */
    pid_t pid;  /* whose thread it is */
    struct ir_region spare[SPARES];
    uint32_t spares;
};

/* ---- jobs ---- */

static void append(struct jobs *jobs, struct job *job)
{
    job->next = NULL;
    *jobs->last = job;
    jobs->last = &job->next;
    jobs->n++;
}

static struct job *take_from(struct jobs *jobs)
{
    struct job *job = jobs->first;
    if (!job)
        return NULL;
    jobs->first = job->next;
    if (!jobs->first)
        jobs->last = &jobs->first;
    jobs->n--;
    return job;
}

static struct job *take(struct worker *w)
{
    struct job *job = take_from(&w->hot);
    return job ? job : take_from(&w->store);
}

static void job_free(struct worker *w, struct job *job)
{
    if (job->hot && w->spares < SPARES)
        w->spare[w->spares++] = job->ir;
    else if (job->hot)
        ir_region_free(&job->ir);
    g_free(job);
}

static struct job *job_new(struct worker *w, struct region *r, const struct making *m,
                           const struct readings *readings, const struct exec_file *file,
                           size_t code)
{
    size_t read = file ? (readings_size(readings) + 15) & ~(size_t)15 : 0;
    struct job *job = g_malloc(sizeof(*job) + read + code);
    uint8_t *behind = (uint8_t *)(job + 1);
    job->region = r;
    job->hot = job->dropped = false;
    job->to_store = file != NULL;
    job->m = *m;
    job->m.maker = w->maker;
    job->m.env = NULL;
    job->answers = *m->answers;
    job->answers.warm = NULL;
    job->m.answers = &job->answers;
    job->m.limits.opaque = &job->answers;
    job->m.limits.cpu = NULL;
    job->readings = (struct readings *)behind;
    job->code = behind + read;
    if (file) {
        job->file = *file;
        memcpy(job->readings, readings, readings_size(readings));
    }
    return job;
}

void worker_compile(struct worker *w, struct region *old, struct making *m,
                    const struct readings *readings, const struct exec_file *file)
{
    struct job *job = job_new(w, old, m, readings, file, 0);
    job->hot = true;
    if (w->spares)
        job->ir = w->spare[--w->spares];
    else
        ir_region_init(&job->ir, m->maker->ir.guest);
    ir_region_swap(&job->ir, &m->maker->ir);
    append(&w->hot, job);
    if (w->waiting)
        pthread_cond_signal(&w->work);
}

void worker_store(struct worker *w, struct region *r, const struct making *m,
                  const struct readings *readings, const struct exec_file *file)
{
    struct job *job = job_new(w, r, m, readings, file, r->size);
    memcpy((uint8_t *)job->code, r->code, r->size);
    append(&w->store, job);
    if (w->waiting && w->store.n >= BATCH)
        pthread_cond_signal(&w->work);
}

/* ---- doing them; the lock is held before and after ---- */

/* Makes the record of `r` with this maker, and keeps it. */
static void store(struct exec *x, struct maker *maker, const struct job *job,
                  const struct region *r, const uint8_t *code)
{
    g_autoptr(GByteArray) record = g_byte_array_new();
    struct making m = job->m;
    m.maker = maker;
    pthread_mutex_unlock(&x->lock);
    bool made = stored_make(x, r, code, &m, job->readings, job->hot ? 2 : 1, record);
    pthread_mutex_lock(&x->lock);
    if (made && !job->dropped && !x->guarded)
        store_add(x->store, &job->file, r->mode, (const struct stored *)record->data);
}

/* The region stays as it is, and is hot again later. */
static void put_off(const struct exec *x, const struct job *job)
{
    if (job->hot && job->region && !job->region->dead)
        *job->region->count = tier_threshold(x);
}

static void compile(struct worker *w, struct job *job)
{
    struct exec *x = w->x;
    struct maker *maker = w->maker;
    struct making *m = &job->m;
    g_autofree uint8_t *code = NULL;
    w->full = maker->size - maker->used < ROOM;
    if (w->full || job->dropped) {
        put_off(x, job);
        return;
    }
    ir_region_swap(&maker->ir, &job->ir);
    pthread_mutex_unlock(&x->lock);
    enum region_made made = region_back(x, m);
    if (made == REGION_MADE && job->to_store)
        code = g_memdup2(m->out.code, m->out.size);
    pthread_mutex_lock(&x->lock);
    struct region *old = job->region;
    if (job->dropped || old->dead) {
        put_off(x, job);
        return;
    }
    if (made != REGION_MADE) { /* it takes another look at the guest's code */
        old->by_finder = true;
        *old->count = 1;
        return;
    }
    struct region *r = region_keep(x, m);
    region_publish(x, r, 2, false);
    cache_replace(x, old, r);
    if (code && !m->front.guarded)
        store(x, maker, job, r, code);
}

static void do_job(struct worker *w, struct job *job, struct maker *maker)
{
    if (job->hot)
        compile(w, job);
    else if (!job->dropped)
        store(w->x, maker, job, job->region, job->code);
}

static void run(void *opaque)
{
    struct worker *w = opaque;
    pthread_mutex_lock(&w->x->lock);
    while (!w->quit) {
        struct job *job = w->resting ? NULL : take(w);
        if (!job) {
            w->waiting = true;
            pthread_cond_wait(&w->work, &w->x->lock);
            w->waiting = false;
            continue;
        }
        w->current = job;
        do_job(w, job, w->maker);
        w->current = NULL;
        job_free(w, job);
        if (w->resting || w->draining || w->ending)
            pthread_cond_broadcast(&w->done);
    }
    w->alive = false;
    pthread_cond_broadcast(&w->done);
    pthread_mutex_unlock(&w->x->lock);
}

/* ---- beginning and end ---- */

struct worker *worker_new(struct exec *x)
{
    const struct exec_options *o = &x->opt;
    struct maker *guest = &x->maker[0], *maker = &x->maker[1];
    if (!o->thread || !x->env.thread_start || !x->env.read_code || o->engine != EXEC_JIT ||
        o->tier || o->one_insn || o->perf || o->opt_limit != UINT64_MAX || log_on(LOG_SHOWS_IR) ||
        guest->size < SMALLEST)
        return NULL;
    struct worker *w = g_new0(struct worker, 1);
    w->x = x;
    w->maker = maker;
    pthread_cond_init(&w->work, NULL);
    pthread_cond_init(&w->done, NULL);
    w->hot.last = &w->hot.first;
    w->store.last = &w->store.first;
    maker->size = guest->size / SHARE & ~(size_t)((2 << 20) - 1);
    guest->size -= maker->size;
    maker->code = guest->code + guest->size;
    return w;
}

/* May a thread be of use here?  Not on one processor, and not beside a guest whose priority it
   would have as well. */
static bool pays(const struct worker *w)
{
    cpu_set_t cpus;
    int policy = sched_getscheduler(0);
    if (w->x->opt.thread == 2)
        return true;
    return sched_getaffinity(0, sizeof(cpus), &cpus) == 0 && CPU_COUNT(&cpus) > 1 &&
           (policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE);
}

static bool start(struct worker *w)
{
    struct exec *x = w->x;
    struct maker *maker = w->maker;
    if (w->starts == STARTS || !pays(w)) {
        w->never = w->starts == STARTS;
        w->worked = 0;
        return false;
    }
    if (!maker->backend) {
        maker->backend = backend_another(x->maker[0].backend);
        maker->optimiser = opt_new();
        ir_region_init(&maker->ir, x->target->ir);
    }
    w->quit = false;
    w->alive = true;
    w->pid = getpid();
    int result = x->env.thread_start(run, w);
    if (result) {
        w->alive = false;
        w->never = result < 0;
        w->worked = 0;
        return false;
    }
    w->starts++;
    log_if(LOG_CACHE, "cache: a thread compiles\n");
    return true;
}

bool worker_takes(struct worker *w, bool hot)
{
    if (w->never || w->resting || w->draining || w->ending || (hot && w->full))
        return false;
    if (!w->alive) {
        w->worked += hot ? WORK_HOT : WORK_STORE;
        if ((w->worked < START_WORK && w->x->opt.thread != 2) || !start(w))
            return false;
    }
    return hot ? w->hot.n < HOT_MAX : w->store.n < STORE_MAX;
}

bool worker_full(const struct worker *w)
{
    return w->full;
}

void worker_rest(struct worker *w)
{
    w->resting++;
    while (w->alive && w->current)
        pthread_cond_wait(&w->done, &w->x->lock);
}

void worker_go_on(struct worker *w)
{
    w->resting--;
    if (w->waiting && (w->hot.first || w->store.first))
        pthread_cond_signal(&w->work);
}

void worker_drain(struct worker *w)
{
    struct exec *x = w->x;
    if (!__atomic_load_n(&w->starts, __ATOMIC_RELAXED))
        return;
    pthread_mutex_lock(&x->lock);
    w->draining++;
    if (w->waiting)
        pthread_cond_signal(&w->work);
    /* As long as nobody else makes regions, this thread can help. */
    bool help = !w->alive || (x->cpus && !x->cpus->next);
    struct job *job;
    while (help && !w->resting && (job = w->alive ? take_from(&w->store) : take(w))) {
        do_job(w, job, w->alive ? &x->maker[0] : w->maker);
        job_free(w, job);
    }
    while (w->alive && !w->resting && (w->current || w->hot.first || w->store.first))
        pthread_cond_wait(&w->done, &x->lock);
    w->draining--;
    pthread_mutex_unlock(&x->lock);
}

bool worker_end(struct worker *w)
{
    struct exec *x = w->x;
    if (!__atomic_load_n(&w->alive, __ATOMIC_ACQUIRE) || w->pid != getpid())
        return false;
    pthread_mutex_lock(&x->lock);
    w->ending++;
    w->quit = true;
    pthread_cond_signal(&w->work);
    while (w->alive)
        pthread_cond_wait(&w->done, &x->lock);
    pthread_mutex_unlock(&x->lock);
    x->env.thread_gone();
    pthread_mutex_lock(&x->lock);
    w->ending--;
    pthread_mutex_unlock(&x->lock);
    return true;
}

/* ---- what is not to be done any more ---- */

static bool made_from(const struct job *job, gaddr start, gaddr end)
{
    const struct front_result *front = &job->m.front;
    for (uint32_t i = 0; i < front->nranges; i++)
        if (front->ranges[i].start < end && start < front->ranges[i].end)
            return true;
    return false;
}

static void drop(struct job *job, gaddr start, gaddr end)
{
    for (; job; job = job->next)
        job->dropped |= made_from(job, start, end);
}

void worker_invalidate(struct worker *w, gaddr start, gaddr end)
{
    drop(w->hot.first, start, end);
    drop(w->store.first, start, end);
    if (w->current) /* `next` is no longer its own */
        w->current->dropped |= made_from(w->current, start, end);
}

void worker_forget(struct worker *w, bool wait)
{
    struct job *job;
    while ((job = take(w))) {
        if (!wait)
            put_off(w->x, job);
        job_free(w, job);
    }
    if (w->current) {
        w->current->dropped = true;
        w->current->region = NULL;
    }
    if (!wait)
        return;
    worker_rest(w);
    w->resting--;
    w->full = false;
}

void worker_forked(struct worker *w)
{
    if (!w->starts) /* the usual child need not even copy the page */
        return;
    w->alive = w->waiting = w->quit = false;
    w->resting = w->draining = w->ending = 0;
    w->starts = 0;
    w->worked = 0;
    w->current = NULL;
    pthread_cond_init(&w->work, NULL);
    pthread_cond_init(&w->done, NULL);
    worker_forget(w, false);
}
