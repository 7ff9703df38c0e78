/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest code that changes: every region made from a byte of the range dies.
 *
 * Other threads may be inside such a region; they leave it at its next exit or, as they are kicked,
 * at the next back edge of a loop. That is what the guest architectures promise: a thread sees
 * the new instruction in finite time.
 */
#include "tcg/exec/cache.h"

#define PAGE_BITS 12

/* Whether a region died. */
static bool kill_on_page(struct exec *x, uint64_t page, gaddr start, gaddr end)
{
    struct region_page *p = g_hash_table_lookup(x->pages, (gconstpointer)page);
    bool killed = false;
    if (!p)
        return false;
    for (struct page_item **at = &p->first; *at;) {
        struct region *r = (*at)->region;
        bool hit = r->dead;
        for (uint32_t k = 0; k < r->nranges && !hit; k++)
            hit = r->ranges[k].start < end && start < r->ranges[k].end;
        if (hit) {
            killed |= !r->dead;
            cache_kill(x, r);
            *at = (*at)->next;
        } else {
            at = &(*at)->next;
        }
    }
    if (!p->first) {
        g_hash_table_remove(x->pages, (gconstpointer)page);
        x->on_page = NULL;
    }
    return killed;
}

/* Also those that do not seem to run: they may have begun just now.  It costs them nothing. */
static void kick_all(const struct exec *x)
{
    for (struct cpu_common *c = x->cpus; c; c = c->next)
        exec_kick(c);
}

void exec_invalidate(struct exec *x, gaddr start, gaddr end)
{
    if (end <= start)
        return;
    bool killed = false;
    pthread_mutex_lock(&x->lock);
    uint64_t first = start >> PAGE_BITS, last = (end - 1) >> PAGE_BITS;
    if (last - first > g_hash_table_size(x->pages)) {
        /* A huge range: go through the pages that have code instead. */
        GHashTableIter it;
        gpointer key;
        g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(uint64_t));
        g_hash_table_iter_init(&it, x->pages);
        while (g_hash_table_iter_next(&it, &key, NULL)) {
            uint64_t page = (uintptr_t)key;
            if (page >= first && page <= last)
                g_array_append_val(pages, page);
        }
        for (guint i = 0; i < pages->len; i++)
            killed |= kill_on_page(x, g_array_index(pages, uint64_t, i), start, end);
    } else {
        for (uint64_t page = first; page <= last; page++)
            killed |= kill_on_page(x, page, start, end);
    }
    if (killed)
        kick_all(x);
    pthread_mutex_unlock(&x->lock);
}
