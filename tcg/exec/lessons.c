/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What children of fork had to make (see lessons.h).
 */
#include "tcg/exec/lessons.h"

#include <sys/mman.h>
#include "base/log.h"
#include "target/target.h"
#include "tcg/exec/cache.h"

#define SLOT_SHIFT 55
#define SLOTS      (1u << (64 - SLOT_SHIFT))
#define WANTED     2                 /* children that must have asked */
#define ONCE       192               /* regions that are made before one fork */
#define ROOM       ((size_t)4 << 20) /* of the code cache that is left for the process's own code */

struct slot {
    uint64_t pc, mode, from, check;
    uint32_t children;
};

struct lessons {
    uint32_t asked; /* a slot has something to look at */
    struct slot slot[SLOTS];
};

static uint64_t check_of(uint64_t pc, uint64_t mode, uint64_t from)
{
    return (pc ^ mode << 7 ^ from << 20) * UINT64_C(0x9e3779b97f4a7c15);
}

void lessons_note(struct lessons *l, gaddr pc, uint64_t mode, uint64_t from)
{
    uint64_t check = check_of(pc, mode, from);
    struct slot *s = &l->slot[check >> SLOT_SHIFT];

    if (s->check == check && s->pc == pc && s->mode == mode && s->from == from) {
        s->children++;
        __atomic_store_n(&l->asked, 1, __ATOMIC_RELEASE);
        return;
    }
    *s = (struct slot){pc, mode, from, check, 1};
}

static void chain_exits(struct exec *x, struct region *r)
{
    for (uint32_t i = 0; i < r->nexits; i++) {
        struct region *to = r->exits[i].to ? NULL : cache_find(x, r->exits[i].info.pc, r->mode);

        if (to)
            cache_chain_exit(x, &r->exits[i], to);
    }
}

/* The way that a child went leads there in the parent, too, as far as it has no other use for it.
 */
static void lead(struct cpu_common *cpu, const struct slot *s, struct region *r)
{
    struct exec_jump *j = cache_jump(cpu, r->pc, 0);

    if (s->from) {
        cache_chain(cpu->exec, s->from, r);
    } else if ((!j->code || j->pc == ~UINT64_C(0)) && !(r->mode & cpu->target->line_modes)) {
        j->code = (uintptr_t)(r->code + r->entry);
        __atomic_store_n(&j->pc, r->pc, __ATOMIC_RELEASE);
    }
}

static void learn(struct cpu_common *cpu, struct lessons *l)
{
    struct exec *x = cpu->exec;
    unsigned made = 0;

    for (unsigned i = 0; i < SLOTS && made < ONCE; i++) {
        struct slot s = l->slot[i];

        if (s.children < WANTED)
            continue;
        l->slot[i].children = 0;
        if (s.check != check_of(s.pc, s.mode, s.from) || x->cache_size - x->used < ROOM)
            continue;
        struct region *r = cache_find(x, s.pc, s.mode);

        if (!r) {
            r = region_make(x, s.pc, s.mode, tier_first(x));
            made++;
        }
        if (r) {
            chain_exits(x, r);
            lead(cpu, &s, r);
        }
    }
    if (made == ONCE)
        l->asked = 1;
    if (made)
        log_if(LOG_CACHE, "cache: %u regions for children\n", made);
}

void lessons_learn(struct cpu_common *cpu)
{
    struct exec *x = cpu->exec;

    if (x->opt.engine != EXEC_JIT || log_on(LOG_EXEC | LOG_NOCHAIN))
        return;
    if (!x->children) {
        struct lessons *l = mmap(NULL, sizeof(*l), PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        x->children = l == MAP_FAILED ? NULL : l;
        return;
    }
    if (!__atomic_exchange_n(&x->children->asked, 0, __ATOMIC_ACQ_REL))
        return;
    pthread_mutex_lock(&x->lock);
    while (x->exclusive)
        pthread_cond_wait(&x->idle, &x->lock);
    x->asking = cpu;
    learn(cpu, x->children);
    pthread_mutex_unlock(&x->lock);
}
