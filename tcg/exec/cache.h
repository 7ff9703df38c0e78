/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The code cache and its records: which host code stands for which guest code.
 *
 * In: compiled regions.  Out: look-up by guest pc, by host address, by guest range.
 * Invariants:
 *  - code is laid out upwards and never moved; memory is reclaimed only by cache_flush, when no
 *    thread is in generated code (exec_exclusive_begin);
 *  - `struct exec` is changed under `lock`; look-up by pc and by host address reads without it
 *    (arrays are published before their counts, replaced ones are kept until the flush);
 *  - a dead region's entry leads out, and no live exit leads to it.
 */
#ifndef FERRY_TCG_EXEC_CACHE_H
#define FERRY_TCG_EXEC_CACHE_H

#include <pthread.h>
#include <glib.h>
#include "tcg/back/backend.h"
#include "tcg/exec/exec.h"
#include "tcg/front/front.h"

struct region; /* of compiled code */

/* One patchable exit; `next` links the exits that lead to the same region. */
struct region_exit {
    struct code_exit info;
    struct region *from, *to;
    struct region_exit *next;
};

/* How the rare cases of floating point are found. */
enum fp_level {
    FP_TRAPS = 1, /* by the host's exceptions, where the mode allows it */
    FP_MANY_TINY, /* but underflow, which is looked for unless its flag is set */
    FP_CHECKS,    /* all are looked for */
};

struct region {
    uint64_t pc, mode;
    struct front_range *ranges; /* guest bytes that it was made from */
    uint32_t nranges;
    uint32_t *count;   /* tier 1: executions until it is hot; else NULL */
    uint32_t *profile; /* of its one indirect branch (code_out.profile), or NULL */
    int32_t indirect;  /* where that is, from pc */
    uint32_t size;
    uint8_t *code; /* first byte; entry is code + entry */
    uint32_t entry;
    bool dead;
    uint8_t traps; /* backend_traps */
    bool soon;     /* an earlier process has found it hot, so that it counts less: tier_soon */
    struct region_exit *incoming;
    struct region_exit *exits;       /* ascending rel_off */
    const struct code_fault *faults; /* ascending off */
    const struct code_loc *locs;
    uint64_t *consts;
    uint32_t nexits, nfaults;
    struct ir_region *ir; /* engines interp and compare: the optimised IR, else NULL */
};

/* Open-addressed table (pc, mode) -> region. */
struct region_table {
    uint32_t mask;
    uint32_t used;
    uint64_t slot[]; /* 0, or a region's address and above it 16 bits that its pc makes */
};

/* Regions in order of their host addresses. */
struct region_item {
    uintptr_t code;
    struct region *region;
};
#define REGION_SEGMENT  4096 /* items */
#define REGION_SEGMENTS 2048
struct region_list {
    uint32_t n;
    struct region_item **segment; /* REGION_SEGMENTS of them */
};
static inline struct region_item *region_item(const struct region_list *l, uint32_t i)
{
    return &l->segment[i / REGION_SEGMENT][i % REGION_SEGMENT];
}

/* The regions from code of one page: their list is among the records, as they are. */
struct page_item {
    struct region *region;
    struct page_item *next;
};
struct region_page {
    struct page_item *first;
};

struct record_chunk; /* memory.c */

/* A CPU's memory: the shadow return stack, which grows down, and the jump cache. */
#define SHADOW_SIZE ((size_t)512 << 10)
#define JUMPS_SIZE  (sizeof(struct exec_jump) << EXEC_JUMP_CACHE_BITS)
#define CPU_MEMORY  (SHADOW_SIZE + JUMPS_SIZE)
#define EXEC_SPARES 8
struct spare_cpu {
    uint8_t *memory;
    bool used; /* by a CPU, for code of this mode, when there had been so many losses */
    uint64_t mode;
    uint64_t losses; /* of struct exec */
};

struct exec {
    const struct target *target;
    struct exec_options opt;
    struct exec_env env;
    pthread_mutex_t lock;
    pthread_cond_t idle; /* a CPU stopped running, or an exclusive section ended */
    uint32_t exclusive;  /* an exclusive section is wanted or running */
    uint32_t guarded;    /* the process has guarded pages */
    uint32_t shared;     /* see exec_share */
    bool threaded;       /* there has been a second CPU */
    uint32_t fences;     /* a CPU that begins and ends running has to make fences: no membarrier */

    uint8_t *cache;
    size_t cache_size, used, fixed; /* fixed: bytes of thunks at the start */
    struct backend *backend;
    struct code_thunks thunks;
    struct region_table *table;
    struct region_list list;
    uint32_t *first;  /* per 4 KiB of the code cache: the first item that begins there or later */
    uint32_t nfirst;  /* so many are set */
    uint64_t flushes; /* so often regions have been freed */
    struct record_chunk *records; /* memory of regions */
    GHashTable *pages;            /* guest page number -> struct region_page */
    uint64_t page;                /* the one looked for last, */
    struct region_page *on_page;  /* and its regions, or NULL */
    struct cpu_common *cpus;
    struct cpu_common *asking;           /* for the region that is made */
    struct spare_cpu spare[EXEC_SPARES]; /* of CPUs that are gone, for the next ones */
    unsigned spares;
    uint64_t losses;                   /* so often jump caches lost an entry, since its code went */
    struct ir_region ir;               /* scratch of the translator */
    struct opt *optimiser;             /* its memory */
    uint64_t nregions;                 /* made so far */
    struct store *store;               /* regions of earlier processes (stored.h), or NULL */
    bool store_stale;                  /* since a fork: what is new in it the parent writes */
    struct lessons *parent, *children; /* lessons.h; NULL: none */
    uint64_t nloaded;                  /* regions that came from there */
    uint32_t *counters;                /* of tier 1, behind the code */
    enum fp_level fp_level;
    struct {
        enum fp_level level; /* 0: nothing is known yet */
        uint64_t mode;
        unsigned traps;
    } last_traps;         /* exec_traps' last answer */
    uint32_t fp_too_many; /* an enum fp_level: traps come so often that code of it is better; 0 */
    uint32_t fp_count;    /* of them, since: */
    int64_t fp_since;     /* ns, monotonic */
    uint32_t ncounters, max_counters;
};

/* Look-up without the lock.  NULL: none (alive). */
struct region *cache_find(const struct exec *x, uint64_t pc, uint64_t mode);
/* The region whose code holds the host address, dead ones included, or NULL. */
struct region *cache_find_host(const struct exec *x, uintptr_t host);
/* Runs the code, of a region or the jump cache, and returns the trap.  Then the pc is stored, and
   chain_from is that of an exit or 0.  The CPU is running. */
unsigned cache_enter(struct cpu_common *cpu, uint8_t *code);

/* Where the jump cache may have the pc: way 0, looked at first, or 1. */
static inline struct exec_jump *cache_jump(const struct cpu_common *cpu, gaddr pc, unsigned way)
{
    uint32_t index = (uint32_t)(pc >> cpu->target->ir->insn_shift);
    return &cpu->jumps[(index & ((1u << EXEC_JUMP_CACHE_BITS) - 1)) ^ way];
}

/* With the lock held. */
void cache_init(struct exec *x);
void cache_add(struct exec *x, struct region *region);
/* The regions from code of this page, those among them that have been replaced, the newest first.
 */
const struct page_item *cache_page(struct exec *x, gaddr pc);
void cache_kill(struct exec *x, struct region *region); /* idempotent */
/* The entry of `old` leads to `r`, at the same pc and mode, and so do its exits; `old` is dead, but
   threads inside it go on as before. */
void cache_replace(struct exec *x, struct region *old, struct region *r);
void cache_chain(struct exec *x, uint64_t from,
                 struct region *to); /* the exit with this chain_from */
/* The same for an exit of a live region; does nothing where exits are not to be chained. */
void cache_chain_exit(struct exec *x, struct region_exit *e, struct region *to);
void cache_flush(struct exec *x);                /* in an exclusive section only */
void cache_forget_jumps(struct cpu_common *cpu); /* no code for any pc */

/* What front_limits.warm and target have said, in order: it depends on what has been executed, and
   a region can be made again only with the same answers. */
#define ANSWERS_MAX 1024
#define TARGETS_MAX 64
struct answers {
    bool asked; /* whether the two are; else what is here is given again */
    bool (*warm)(void *opaque, gaddr pc, uint64_t mode);
    bool (*target)(void *opaque, gaddr pc, uint64_t mode, gaddr *to);
    void *opaque;
    uint32_t n, at; /* answers of `warm` that there are, and given again */
    uint32_t ntargets, target_at;
    uint8_t bits[ANSWERS_MAX / 8];
    int64_t targets[TARGETS_MAX]; /* from the branch; 0: it has none */
};
/* Have the limits ask them through `a`, if they ask. */
void answers_between(struct answers *a, struct front_limits *limits);

/* A region's code in the making. */
struct making {
    uint64_t pc, mode;
    struct region **old; /* in and out: what the new region will replace, or NULL; it may become the
                            one at the head of a loop, and pc with it */
    struct front_limits limits; /* in and out: lowered where the code became too long */
    const struct exec_env *env; /* where the guest's code is read */
    struct answers *answers;    /* of limits.warm, or NULL */
    struct front_result front;  /* out */
    struct code_out out;        /* out, but for the counter */
};
/* Translates and compiles to the end of the code cache, and keeps nothing.  False: pc can't be
   fetched. */
bool region_code(struct exec *x, struct making *m);
/* The record of that code; unpublished.  `stay`: the fault records and locations stay where they
   are, and need not be copied. */
struct region *region_record(struct exec *x, uint64_t pc, uint64_t mode, const struct code_out *out,
                             const struct front_result *front, bool stay);

/* The region at (pc, mode), of an earlier process or made now; lock held.  NULL: pc can't be
   fetched. */
struct region *region_make(struct exec *x, uint64_t pc, uint64_t mode, unsigned tier);
/* The tier-2 region to replace *old; it may be better to replace another one, *old then. */
struct region *region_make_hot(struct exec *x, struct region **old);
/* The same if there is one of an earlier process, else NULL. */
struct region *region_load(struct exec *x, uint64_t pc, uint64_t mode, unsigned tier);

/* memory.c: a code cache of `size` bytes, its counters, room for records, the memory of a first CPU
   as a spare; false: there is none. */
bool memory_map(struct exec *x, size_t size);
void *records_alloc(struct exec *x, size_t size); /* until the flush; with the lock held */
void records_clear(struct exec *x);

/* fault.c: the level to begin with; how code for this mode finds the rare cases of floating point,
   and what it traps for them (backend_traps). */
enum fp_level exec_fp_first(const struct exec *x);
void exec_fpmode(const struct exec *x, uint64_t mode, struct ir_fpmode *fp);
unsigned exec_traps(struct exec *x, uint64_t mode); /* lock held */
/* TR_MODE_UNDERFLOWED, if it is part of the mode `mode` of this CPU now. */
uint64_t exec_underflowed(const struct cpu_common *cpu, uint64_t mode);

/* land.c: before the instruction at the pc runs, and after something came back from guest code. */
unsigned land(struct cpu_common *cpu, gaddr pc, uint64_t *tag); /* IR_TRAP_NONE, or the trap */
void land_next(struct cpu_common *cpu);

/* tier.c, with the lock held */
unsigned tier_first(const struct exec *x); /* the tier of a new region */
uint32_t tier_threshold(const struct exec *x);
struct front_limits tier_limits(struct exec *x, unsigned tier);
uint32_t *tier_counter(struct exec *x, unsigned tier); /* for a new region, or NULL */
/* Room for its profile, right behind its counter, or NULL; tier_profiled: it is used. */
uint32_t *tier_profile(struct exec *x, const uint32_t *counter);
void tier_profiled(struct exec *x);
void tier_soon(struct exec *x, struct region *r);         /* it was hot in an earlier process */
void tier_up(struct exec *x, uint64_t pc, uint64_t mode); /* the region there is hot */
/* The region *old, which is hot, begins in the middle of a loop whose head is at `head`.  HEAD: the
   region there is *old now, and shall be replaced instead; APART: it has been replaced already, and
   the loop does not belong into this one; HERE: it does. */
enum tier_loop { LOOP_HERE, LOOP_HEAD, LOOP_APART };
enum tier_loop tier_loop(struct exec *x, uint64_t head, struct region **old);

/* Around generated code or the interpreter: exclusive sections wait, faults are the guest's. */
void exec_run_begin(struct cpu_common *cpu);
void exec_run_end(struct cpu_common *cpu);

/* Waits until no other CPU runs guest code, and keeps it so; lock held throughout. */
void exec_exclusive_begin(struct exec *x, struct cpu_common *self);
void exec_exclusive_end(struct exec *x);

/* Runs one region in the interpreter; returns a trap or IR_TRAP_LOOKUP. */
unsigned exec_interpret(struct cpu_common *cpu, const struct region *region);
/* The same; `accessed` is told of loads and stores. */
unsigned exec_interpret_watched(struct cpu_common *cpu, const struct region *region,
                                exec_access_fn *accessed, void *opaque);
/* The same, recording what stores overwrote in `log` (NULL: not). */
struct ir_write_log;
unsigned exec_interpret_logged(struct cpu_common *cpu, const struct region *region,
                               struct ir_write_log *log);
/* Runs one region in both engines and stops the process at the first difference. */
unsigned exec_compare(struct cpu_common *cpu, const struct region *region);

#endif
