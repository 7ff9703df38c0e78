/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of the translator that is filled upwards: the code cache, and the records of regions.
 *
 * In: sizes.  Out: memory.  Both grow by some hundred bytes at a time and are emptied at once by
 * cache_flush.  They lie in huge pages, as a page fault costs more than all that is done with the
 * page afterwards; a small program's code, records and jump cache share the first one.
 */
#include "tcg/exec/cache.h"

#include <sys/mman.h>

#define HUGE           ((size_t)2 << 20)
#define RECORDS_CHUNK  ((size_t)4 << 20)
#define FIRST_HUGE     ((size_t)1 << 20) /* of the first huge page: jump cache and records */
#define RECORDS_START  64
#define COUNTERS_SHARE 64 /* 1/n of the code cache */
#define PAGE_SIZE      4096

struct record_chunk {
    struct record_chunk *next;
    size_t used, size;
};

/* Memory of huge pages but for the first `head` and the last `tail` bytes; NULL: there is none. */
static void *map_huge(size_t head, size_t size, size_t tail, int protection)
{
    uint8_t *p =
        mmap(NULL, size + HUGE, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    p += -((uintptr_t)p + head) & (HUGE - 1);
    if (size - head - tail >= HUGE)
        madvise(p + head, (size - head - tail) & ~(HUGE - 1), MADV_HUGEPAGE);
    return p;
}

bool memory_map(struct exec *x, size_t size)
{
    /* The end is for counters: no code near them, which writing would throw out. */
    size_t counters = size / COUNTERS_SHARE;
    size = (size - counters) & ~(size_t)(PAGE_SIZE - 1);
    uint8_t *p = map_huge(SHADOW_SIZE, SHADOW_SIZE + FIRST_HUGE + size + counters,
                          counters + PAGE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC);
    if (!p)
        return false;
    x->spare[x->spares++] = (struct spare_cpu){.memory = p};
    x->records = (struct record_chunk *)(p + CPU_MEMORY);
    *x->records = (struct record_chunk){.used = RECORDS_START, .size = FIRST_HUGE - JUMPS_SIZE};
    x->cache = p + SHADOW_SIZE + FIRST_HUGE;
    x->cache_size = size;
    x->counters = (uint32_t *)(x->cache + size);
    x->max_counters = (uint32_t)(counters / sizeof(*x->counters));
    return true;
}

void *records_alloc(struct exec *x, size_t size)
{
    struct record_chunk *c = x->records;
    size = (size + 15) & ~(size_t)15;
    if (c->size - c->used < size) {
        size_t want = RECORDS_CHUNK + ((size + HUGE - 1) & ~(HUGE - 1));
        c = map_huge(0, want, 0, PROT_READ | PROT_WRITE);
        if (!c)
            g_error("no memory for the records of translated code");
        *c = (struct record_chunk){.next = x->records, .used = RECORDS_START, .size = want};
        x->records = c;
    }
    c->used += size;
    return (uint8_t *)c + c->used - size;
}

void records_clear(struct exec *x)
{
    struct record_chunk *c = x->records;
    while (c->next) {
        struct record_chunk *next = c->next;
        munmap(c, c->size); /* but for what lies before and behind it: that was never touched */
        c = next;
    }
    x->records = c;
    c->used = RECORDS_START;
}
