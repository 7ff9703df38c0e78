/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Look-up, publication, chaining and death of compiled regions; see cache.h for the invariants.
 */
#include "tcg/exec/cache.h"

#include <inttypes.h>
#include <string.h>
#include "base/log.h"

#define TABLE_START 1024
#define PAGE_BITS   12

/* Near code has near slots, four of them in a cache line. */
static uint32_t hash_pc(uint64_t pc, uint64_t mode)
{
    uint64_t h = (pc >> 9 ^ (mode << 48)) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h >> 32) + (uint32_t)(pc >> 4 & 31);
}

struct region *cache_find(const struct exec *x, uint64_t pc, uint64_t mode)
{
    const struct region_table *t = __atomic_load_n(&x->table, __ATOMIC_ACQUIRE);
    for (uint32_t i = hash_pc(pc, mode);; i++) {
        const struct region_slot *s = &t->slot[i & t->mask];
        struct region *r = __atomic_load_n(&s->region, __ATOMIC_ACQUIRE);
        if (!r)
            return NULL;
        if (s->pc == pc && r->mode == mode && !__atomic_load_n(&r->dead, __ATOMIC_RELAXED))
            return r;
    }
}

struct region *cache_find_host(const struct exec *x, uintptr_t host)
{
    const struct region_list *l = __atomic_load_n(&x->list, __ATOMIC_ACQUIRE);
    uint32_t n = __atomic_load_n(&l->n, __ATOMIC_ACQUIRE);
    size_t page = (host - (uintptr_t)x->cache) >> PAGE_BITS;
    /* The last one that starts at or before host is item lo - 1. */
    uint32_t lo = page < __atomic_load_n(&x->nfirst, __ATOMIC_ACQUIRE) ? x->first[page] : n;
    while (lo < n && l->item[lo].code <= host)
        lo++;
    if (!lo || host - l->item[lo - 1].code >= l->item[lo - 1].region->size)
        return NULL;
    return l->item[lo - 1].region;
}

static struct region_table *table_new(struct exec *x, uint32_t slots)
{
    size_t size = sizeof(struct region_table) + slots * sizeof(struct region_slot);
    struct region_table *t = memset(records_alloc(x, size), 0, size);
    t->mask = slots - 1;
    return t;
}

/* In the place of a dead one for the same code, if there is one: code that is written again and
   again would make long rows. */
static void table_insert(struct region_table *t, struct region *r)
{
    struct region_slot *s;
    for (uint32_t i = hash_pc(r->pc, r->mode);; i++) {
        s = &t->slot[i & t->mask];
        if (!s->region || (s->pc == r->pc && s->region->mode == r->mode && s->region->dead))
            break;
    }
    t->used += !s->region;
    s->pc = r->pc;
    __atomic_store_n(&s->region, r, __ATOMIC_RELEASE);
}

static void table_grow(struct exec *x)
{
    struct region_table *old = x->table;
    struct region_table *t = table_new(x, (old->mask + 1) * 2);
    for (uint32_t i = 0; i <= old->mask; i++)
        if (old->slot[i].region && !old->slot[i].region->dead)
            table_insert(t, old->slot[i].region);
    __atomic_store_n(&x->table, t, __ATOMIC_RELEASE);
}

static struct region_list *list_new(struct exec *x, uint32_t cap)
{
    struct region_list *l =
        records_alloc(x, sizeof(struct region_list) + cap * sizeof(struct region_item));
    l->n = 0;
    l->cap = cap;
    return l;
}

static void list_append(struct exec *x, struct region *r)
{
    struct region_list *l = x->list;
    if (l->n == l->cap) {
        uint32_t cap = l->cap * 2;
        struct region_list *bigger = list_new(x, cap);
        memcpy(bigger->item, l->item, l->n * sizeof(l->item[0]));
        bigger->n = l->n;
        __atomic_store_n(&x->list, bigger, __ATOMIC_RELEASE);
        l = bigger;
    }
    size_t page = (size_t)(r->code - x->cache) >> PAGE_BITS;
    uint32_t known = x->nfirst;
    while (r->code && known <= page)
        x->first[known++] = l->n;
    __atomic_store_n(&x->nfirst, known, __ATOMIC_RELEASE);
    l->item[l->n] = (struct region_item){(uintptr_t)r->code, r};
    __atomic_store_n(&l->n, l->n + 1, __ATOMIC_RELEASE);
}

/* Tables lie among the records; one that was replaced stays for its readers until the flush. */
static void tables_new(struct exec *x)
{
    x->table = table_new(x, TABLE_START);
    x->list = list_new(x, TABLE_START);
}

void cache_init(struct exec *x)
{
    tables_new(x);
    x->first = g_new(uint32_t, (x->cache_size >> PAGE_BITS) + 1);
    x->pages = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                     (GDestroyNotify)g_ptr_array_unref);
}

static GPtrArray *page_regions(struct exec *x, uint64_t page)
{
    if (x->on_page && x->page == page)
        return x->on_page;
    x->page = page;
    x->on_page = g_hash_table_lookup(x->pages, &page);
    if (!x->on_page) {
        x->on_page = g_ptr_array_new();
        g_hash_table_insert(x->pages, g_memdup2(&page, sizeof(page)), x->on_page);
    }
    return x->on_page;
}

static void pages_add(struct exec *x, struct region *r)
{
    for (uint32_t i = 0; i < r->nranges; i++) {
        for (uint64_t page = r->ranges[i].start >> PAGE_BITS;
             page <= (r->ranges[i].end - 1) >> PAGE_BITS; page++) {
            g_ptr_array_add(page_regions(x, page), r);
        }
    }
}

void cache_add(struct exec *x, struct region *r)
{
    list_append(x, r);
    pages_add(x, r);
    if (x->table->used * 2 > x->table->mask)
        table_grow(x);
    table_insert(x->table, r);
}

static void write_rel32(uint8_t *field, const uint8_t *target)
{
    int32_t rel = (int32_t)(target - (field + 4));
    __atomic_store_n((int32_t *)field, rel, __ATOMIC_RELEASE);
}

static struct region_exit *exit_at(const struct region *r, const uint8_t *rel_field)
{
    for (uint32_t i = 0; i < r->nexits; i++)
        if (r->code + r->exits[i].info.rel_off == rel_field)
            return &r->exits[i];
    return NULL;
}

void cache_chain_exit(struct exec *x, struct region_exit *e, struct region *to)
{
    struct region *from = e->from;
    if (log_on(LOG_EXEC | LOG_NOCHAIN) || from->dead || to->dead || e->to || e->info.pc != to->pc ||
        (from->mode ^ to->mode) & ~x->target->line_modes)
        return;
    e->to = to;
    e->next = to->incoming;
    to->incoming = e;
    write_rel32(from->code + e->info.rel_off, to->code + to->entry);
    log_if(LOG_CACHE, "cache: %#" PRIx64 " jumps to %#" PRIx64 "\n", from->pc, to->pc);
}

void cache_chain(struct exec *x, uint64_t rel_address, struct region *to)
{
    struct region *from = cache_find_host(x, rel_address);
    struct region_exit *e = from ? exit_at(from, (const uint8_t *)rel_address) : NULL;
    if (e)
        cache_chain_exit(x, e, to);
}

static void unchain(struct region_exit *e)
{
    write_rel32(e->from->code + e->info.rel_off, e->from->code + e->info.stub_off);
    e->to = NULL;
    e->next = NULL;
}

static void forget_outgoing(struct region *r)
{
    for (uint32_t i = 0; i < r->nexits; i++) {
        struct region_exit *e = &r->exits[i];
        if (!e->to)
            continue;
        struct region_exit **p = &e->to->incoming;
        while (*p && *p != e)
            p = &(*p)->next;
        if (*p)
            *p = e->next;
        unchain(e);
    }
}

/* The entry becomes a jump.  One aligned 8-byte store, as other threads
   may be executing it; the bytes behind the jump are the tail of the old instruction. */
static void patch_entry(struct region *r, const uint8_t *to)
{
    uint8_t *entry = r->code + r->entry;
    uint64_t word;
    memcpy(&word, entry, sizeof(word));
    uint8_t jump[5] = {0xe9};
    int32_t rel = (int32_t)(to - (entry + 5));
    memcpy(jump + 1, &rel, sizeof(rel));
    memcpy(&word, jump, sizeof(jump));
    __atomic_store_n((uint64_t *)entry, word, __ATOMIC_RELEASE);
}

void cache_forget_jumps(struct cpu_common *cpu)
{
    if (cpu->jumps[0].pc || cpu->jumps[0].code) /* else it is fresh: zeros */
        memset(cpu->jumps, 0, JUMPS_SIZE);
    cpu->jumps[0].pc = ~UINT64_C(0); /* the others' pc, 0, would be looked for here */
}

static void forget_jumps(struct exec *x, const struct region *r)
{
    uint64_t entry = (uint64_t)(uintptr_t)(r->code + r->entry);
    uint32_t index = (r->pc >> x->target->ir->insn_shift) & ((1u << EXEC_JUMP_CACHE_BITS) - 1);
    for (struct cpu_common *c = x->cpus; c; c = c->next)
        if (c->jumps[index].code == entry)
            __atomic_store_n(&c->jumps[index].pc, ~UINT64_C(0), __ATOMIC_RELEASE);
}

void cache_kill(struct exec *x, struct region *r)
{
    if (r->dead)
        return;
    __atomic_store_n(&r->dead, true, __ATOMIC_RELEASE);
    if (r->code) {
        patch_entry(r, r->code + r->poll_off);
        for (struct region_exit *e = r->incoming, *next; e; e = next) {
            next = e->next;
            unchain(e);
        }
        r->incoming = NULL;
        forget_outgoing(r);
    }
    forget_jumps(x, r);
    log_if(LOG_CACHE, "cache: %#" PRIx64 " is no longer valid\n", r->pc);
}

void cache_replace(struct exec *x, struct region *old, struct region *r)
{
    if (old->dead || !old->code || !r->code)
        return;
    __atomic_store_n(&old->dead, true, __ATOMIC_RELEASE);
    patch_entry(old, r->code + r->entry);
    for (struct region_exit *e = old->incoming, *next; e; e = next) {
        next = e->next;
        e->to = r;
        e->next = r->incoming;
        r->incoming = e;
        write_rel32(e->from->code + e->info.rel_off, r->code + r->entry);
    }
    old->incoming = NULL;
    forget_jumps(x, old);
}

static void free_ir(struct region *r)
{
    if (!r->ir)
        return;
    ir_region_free(r->ir);
    g_free(r->ir);
}

void cache_flush(struct exec *x)
{
    log_if(LOG_CACHE, "cache: full, %u regions go\n", x->list->n);
    for (uint32_t i = 0; i < x->list->n; i++)
        free_ir(x->list->item[i].region);
    x->nfirst = 0;
    x->flushes++;
    records_clear(x);
    tables_new(x);
    g_hash_table_remove_all(x->pages);
    x->on_page = NULL;
    x->used = x->fixed;
    x->ncounters = 0;
    for (struct cpu_common *c = x->cpus; c; c = c->next) {
        cache_forget_jumps(c);
        c->shadow_sp = c->shadow_top;
        c->chain_from = 0;
    }
}
