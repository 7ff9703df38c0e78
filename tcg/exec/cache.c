/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Look-up, publication, chaining and death of compiled regions; see cache.h for the invariants.
 */
#include "tcg/exec/cache.h"

#include <inttypes.h>
#include <string.h>
#include "base/log.h"

#define TABLE_START  4096 /* slots: a dynamic program of the smallest kind has 1,200 regions */
#define PAGE_BITS    12
#define ADDRESS_BITS 48 /* of what lies below the middle of the host's address space */

/* Near code has near slots, eight of them in a cache line. */
static uint32_t hash_pc(uint64_t pc, uint64_t mode)
{
    uint64_t h = (pc >> 9 ^ (mode << 48)) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h >> 32) + (uint32_t)(pc >> 4 & 31);
}

/* What of a slot is the pc's: other regions are seldom looked at. */
static uint64_t tag_pc(uint64_t pc)
{
    return (pc ^ pc >> 15 ^ pc >> 30) << ADDRESS_BITS;
}

static struct region *region_of(uint64_t slot)
{
    return (struct region *)(uintptr_t)(slot & ((UINT64_C(1) << ADDRESS_BITS) - 1));
}

struct region *cache_find(const struct exec *x, uint64_t pc, uint64_t mode)
{
    const struct region_table *t = __atomic_load_n(&x->table, __ATOMIC_ACQUIRE);
    uint64_t tag = tag_pc(pc);
    for (uint32_t i = hash_pc(pc, mode);; i++) {
        uint64_t slot = __atomic_load_n(&t->slot[i & t->mask], __ATOMIC_ACQUIRE);
        if (!slot)
            return NULL;
        struct region *r = region_of(slot);
        if ((slot ^ tag) >> ADDRESS_BITS == 0 && r->pc == pc && r->mode == mode &&
            !__atomic_load_n(&r->dead, __ATOMIC_RELAXED))
            return r;
    }
}

struct region *cache_find_host(const struct exec *x, uintptr_t host)
{
    const struct region_list *l = &x->list;
    uint32_t n = __atomic_load_n(&l->n, __ATOMIC_ACQUIRE);
    size_t page = (host - (uintptr_t)x->cache) >> PAGE_BITS;
    /* The last one that starts at or before host is item lo - 1. */
    uint32_t lo = page < __atomic_load_n(&x->nfirst, __ATOMIC_ACQUIRE) ? x->first[page] : n;
    while (lo < n && region_item(l, lo)->code <= host)
        lo++;
    if (!lo || host - region_item(l, lo - 1)->code >= region_item(l, lo - 1)->region->size)
        return NULL;
    return region_item(l, lo - 1)->region;
}

static struct region_table *table_new(struct exec *x, uint32_t slots)
{
    size_t size = sizeof(struct region_table) + slots * sizeof(uint64_t);
    struct region_table *t = memset(records_alloc(x, size), 0, size);
    t->mask = slots - 1;
    return t;
}

/* In the place of a dead one for the same code, if there is one: code that is written again and
   again would make long rows. */
static void table_insert(struct region_table *t, struct region *r)
{
    uint64_t *s, tag = tag_pc(r->pc);
    for (uint32_t i = hash_pc(r->pc, r->mode);; i++) {
        s = &t->slot[i & t->mask];
        const struct region *old = region_of(*s);
        if (!old || ((*s ^ tag) >> ADDRESS_BITS == 0 && old->pc == r->pc && old->mode == r->mode &&
                     old->dead))
            break;
    }
    t->used += !*s;
    __atomic_store_n(s, (uintptr_t)r | tag, __ATOMIC_RELEASE);
}

static void table_grow(struct exec *x)
{
    const struct region_table *old = x->table;
    struct region_table *t = table_new(x, (old->mask + 1) * 2);
    for (uint32_t i = 0; i <= old->mask; i++)
        if (old->slot[i] && !region_of(old->slot[i])->dead)
            table_insert(t, region_of(old->slot[i]));
    __atomic_store_n(&x->table, t, __ATOMIC_RELEASE);
}

static void list_append(struct exec *x, struct region *r)
{
    struct region_list *l = &x->list;
    if (l->n % REGION_SEGMENT == 0)
        l->segment[l->n / REGION_SEGMENT] =
            records_alloc(x, REGION_SEGMENT * sizeof(struct region_item));
    size_t page = (size_t)(r->code - x->cache) >> PAGE_BITS;
    uint32_t known = x->nfirst;
    while (r->code && known <= page)
        x->first[known++] = l->n;
    __atomic_store_n(&x->nfirst, known, __ATOMIC_RELEASE);
    *region_item(l, l->n) = (struct region_item){(uintptr_t)r->code, r};
    __atomic_store_n(&l->n, l->n + 1, __ATOMIC_RELEASE);
}

/* Tables lie among the records; one that was replaced stays for its readers until the flush. */
static void tables_new(struct exec *x)
{
    x->table = table_new(x, TABLE_START);
    x->list.n = 0;
}

void cache_init(struct exec *x)
{
    x->list.segment = g_new(struct region_item *, REGION_SEGMENTS);
    tables_new(x);
    x->first = g_new(uint32_t, (x->cache_size >> PAGE_BITS) + 1);
    x->pages = g_hash_table_new(NULL, NULL); /* by number */
}

static struct region_page *page_regions(struct exec *x, uint64_t page)
{
    if (x->on_page && x->page == page)
        return x->on_page;
    x->page = page;
    x->on_page = g_hash_table_lookup(x->pages, (gconstpointer)page);
    if (!x->on_page) {
        x->on_page = records_alloc(x, sizeof(*x->on_page));
        x->on_page->first = NULL;
        g_hash_table_insert(x->pages, (gpointer)page, x->on_page);
    }
    return x->on_page;
}

const struct page_item *cache_page(struct exec *x, gaddr pc)
{
    const struct region_page *p = g_hash_table_lookup(x->pages, (gconstpointer)(pc >> PAGE_BITS));
    return p ? p->first : NULL;
}

static void pages_add(struct exec *x, struct region *r)
{
    for (uint32_t i = 0; i < r->nranges; i++) {
        for (uint64_t page = r->ranges[i].start >> PAGE_BITS;
             page <= (r->ranges[i].end - 1) >> PAGE_BITS; page++) {
            struct region_page *p = page_regions(x, page);
            struct page_item *item = records_alloc(x, sizeof(*item));
            *item = (struct page_item){r, p->first};
            p->first = item;
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

/* The exit with this chain_from, or NULL. */
static struct region_exit *exit_from(const struct region *r, uint64_t from)
{
    for (uint32_t i = 0; i < r->nexits; i++)
        if ((uintptr_t)r->code + r->exits[i].info.from_off == from)
            return &r->exits[i];
    return NULL;
}

/* Exits do not store the pc themselves: code would be half as long again. */
__attribute__((hot)) unsigned cache_enter(struct cpu_common *cpu, uint8_t *code)
{
    const struct exec *x = cpu->exec;
    cpu->chain_from = 0;
    unsigned trap = x->thunks.enter(cpu, code);
    if (!cpu->chain_from)
        return trap;
    const struct region *r = cache_find_host(x, cpu->chain_from - 1); /* behind a call */
    const struct region_exit *e = trap == IR_TRAP_LOOKUP ? exit_from(r, cpu->chain_from) : NULL;
    cpu->target->set_pc(cpu, e ? e->info.pc : r->pc);
    if (!e)
        cpu->chain_from = cpu->trap_arg = 0;
    return trap;
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
    backend_chain(&x->thunks, from->code, &e->info, to->code + to->entry);
    log_if(LOG_CACHE, "cache: %#" PRIx64 " jumps to %#" PRIx64 "\n", from->pc, to->pc);
}

void cache_chain(struct exec *x, uint64_t from, struct region *to)
{
    const struct region *r = cache_find_host(x, from - 1);
    struct region_exit *e = r ? exit_from(r, from) : NULL;
    if (e)
        cache_chain_exit(x, e, to);
}

static void unchain(const struct exec *x, struct region_exit *e)
{
    backend_chain(&x->thunks, e->from->code, &e->info, NULL);
    e->to = NULL;
    e->next = NULL;
}

static void forget_outgoing(const struct exec *x, struct region *r)
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
        unchain(x, e);
    }
}

void cache_forget_jumps(struct cpu_common *cpu)
{
    if (cpu->jumps[0].pc || cpu->jumps[0].code) /* else it is fresh: zeros */
        memset(cpu->jumps, 0, JUMPS_SIZE);
    cpu->jumps[0].pc = cpu->jumps[1].pc = ~UINT64_C(0); /* the others' pc, 0, is looked for here */
}

static void forget_jumps(struct exec *x, const struct region *r)
{
    uint64_t entry = (uint64_t)(uintptr_t)(r->code + r->entry);
    x->losses++;
    for (struct cpu_common *c = x->cpus; c; c = c->next)
        for (unsigned way = 0; way < 2; way++) {
            struct exec_jump *j = cache_jump(c, r->pc, way);
            if (j->code == entry)
                __atomic_store_n(&j->pc, ~UINT64_C(0), __ATOMIC_RELEASE);
        }
}

void cache_kill(struct exec *x, struct region *r)
{
    if (r->dead)
        return;
    __atomic_store_n(&r->dead, true, __ATOMIC_RELEASE);
    if (r->code) {
        backend_lead(&x->thunks, r->code + r->entry, NULL);
        for (struct region_exit *e = r->incoming, *next; e; e = next) {
            next = e->next;
            unchain(x, e);
        }
        r->incoming = NULL;
        forget_outgoing(x, r);
    }
    forget_jumps(x, r);
    log_if(LOG_CACHE, "cache: %#" PRIx64 " is no longer valid\n", r->pc);
}

void cache_replace(struct exec *x, struct region *old, struct region *r)
{
    if (old->dead || !old->code || !r->code)
        return;
    __atomic_store_n(&old->dead, true, __ATOMIC_RELEASE);
    backend_lead(&x->thunks, old->code + old->entry, r->code + r->entry);
    for (struct region_exit *e = old->incoming, *next; e; e = next) {
        next = e->next;
        e->to = r;
        e->next = r->incoming;
        r->incoming = e;
        backend_chain(&x->thunks, e->from->code, &e->info, r->code + r->entry);
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
    log_if(LOG_CACHE, "cache: full, %u regions go\n", x->list.n);
    for (uint32_t i = 0; i < x->list.n; i++)
        free_ir(region_item(&x->list, i)->region);
    x->nfirst = 0;
    x->flushes++;
    x->losses++;
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
