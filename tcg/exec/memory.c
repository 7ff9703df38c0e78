/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of the translator that is filled upwards: the code cache, and the records of regions.
 *
 * In: sizes.  Out: memory.  Both grow by some hundred bytes at a time and are emptied at once by
 * cache_flush.  A program that needs little gets ordinary pages; behind them come huge ones, as a
 * page fault costs more than all that is done with the page afterwards.
 */
#include "tcg/exec/cache.h"

#include <sys/mman.h>

#define HUGE          ((size_t)2 << 20)
#define RECORDS_CHUNK ((size_t)4 << 20)
#define RECORDS_SMALL ((size_t)1 << 20)

struct record_chunk {
    struct record_chunk *next;
    size_t used, size;
};

void *exec_map(size_t small, size_t size, size_t tail, int protection)
{
    uint8_t *p =
        mmap(NULL, size + HUGE, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    p += -((uintptr_t)p + small) & (HUGE - 1);
    if (size >= small + tail + HUGE)
        madvise(p + small, (size - small - tail) & ~(HUGE - 1), MADV_HUGEPAGE);
    return p;
}

void *records_alloc(struct exec *x, size_t size)
{
    struct record_chunk *c = x->records;
    size = (size + 15) & ~(size_t)15;
    if (!c || c->size - c->used < size) {
        size_t want = RECORDS_SMALL + RECORDS_CHUNK + ((size + 4095) & ~(size_t)4095);
        c = exec_map(RECORDS_SMALL, want, 0, PROT_READ | PROT_WRITE);
        if (!c)
            g_error("no memory for the records of translated code");
        *c = (struct record_chunk){.next = x->records, .used = 64, .size = want};
        x->records = c;
    }
    c->used += size;
    return (uint8_t *)c + c->used - size;
}

void records_clear(struct exec *x)
{
    struct record_chunk *c = x->records;
    while (c && c->next) {
        struct record_chunk *next = c->next;
        munmap(c, c->size); /* but for what lies before and behind it: that was never touched */
        c = next;
    }
    x->records = c;
    if (c)
        c->used = 64;
}
