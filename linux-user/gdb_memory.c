/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest memory for gdb: breakpoints are instructions in it, which gdb does not see; watched places
 * are compared after each step, or the step tells what it reads.
 *
 * In: addresses from gdb.  Out: bytes, through /proc/self/mem, which ignores protections.
 * Invariant: the launcher's own memory is out of reach.
 */
#include "linux-user/arch.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/space.h"
#include "linux-user/task.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* How much of [at, at+size) is mapped by the guest without a hole. */
static size_t mapped(gaddr at, size_t size)
{
    size_t have = 0;
    struct space_region r;

    while (have < size && space_find(lx_process.space, at + have, &r) && r.start <= at + have)
        have = r.end - at < size ? r.end - at : size;
    return have;
}

static long raw(struct gdb *g, gaddr at, void *data, size_t size, bool write)
{
    size_t have = mapped(at, size), done = 0;

    while (done < have) {
        char *p = (char *)data + done;
        ssize_t n = write ? pwrite(g->memory, p, have - done, (off_t)(at + done))
                          : pread(g->memory, p, have - done, (off_t)(at + done));

        if (n <= 0)
            break;
        done += (size_t)n;
    }
    if (write && done)
        exec_invalidate(lx_process.exec, at, at + done);
    return done || !size ? (long)done : -EFAULT;
}

/* Where a breakpoint's byte i lies in [at, at+size), or -1. */
static long overlap(const struct gdb_break *b, unsigned i, gaddr at, size_t size)
{
    gaddr byte = b->address + i;

    return byte >= at && byte - at < size ? (long)(byte - at) : -1;
}

long gdb_read(struct gdb *g, gaddr at, void *to, size_t size)
{
    long n = raw(g, at, to, size, false);

    for (struct gdb_break *b = g->breaks; n > 0 && b < g->breaks + GDB_BREAKS; b++)
        for (unsigned i = 0; b->insn && i < b->insn->size; i++) {
            long place = overlap(b, i, at, (size_t)n);

            if (place >= 0)
                ((uint8_t *)to)[place] = b->old[i];
        }
    return n;
}

static void put_break(struct gdb *g, struct gdb_break *b, bool there)
{
    uint8_t bytes[4];

    memcpy(bytes, there ? b->insn->bytes : b->old, sizeof(bytes));
    raw(g, b->address, bytes, b->insn->size, true);
}

static void all_breaks(struct gdb *g, bool there)
{
    for (struct gdb_break *b = g->breaks; b < g->breaks + GDB_BREAKS; b++)
        if (b->insn)
            put_break(g, b, there);
}

long gdb_write(struct gdb *g, gaddr at, const void *from, size_t size)
{
    long n = raw(g, at, (void *)(uintptr_t)from, size, true);

    for (struct gdb_break *b = g->breaks; n > 0 && b < g->breaks + GDB_BREAKS; b++) {
        bool touched = false;

        for (unsigned i = 0; b->insn && i < b->insn->size; i++) {
            long place = overlap(b, i, at, (size_t)n);

            touched |= place >= 0;
            if (place >= 0)
                b->old[i] = ((const uint8_t *)from)[place];
        }
        if (touched && !g->breaks_off)
            put_break(g, b, true);
    }
    return n;
}

static struct gdb_break *find(struct gdb *g, gaddr at)
{
    for (struct gdb_break *b = g->breaks; b < g->breaks + GDB_BREAKS; b++)
        if (b->insn && b->address == at)
            return b;
    return NULL;
}

bool gdb_break_at(const struct gdb *g, gaddr at)
{
    return find((struct gdb *)(uintptr_t)g, at);
}

int gdb_break_set(struct gdb *g, gaddr at, unsigned kind)
{
    const struct lx_gdb_break *insn = g->guest->breaks;
    struct gdb_break *b = g->breaks;

    while (insn->size && insn->kind != kind)
        insn++;
    if (!insn->size)
        return -EINVAL;
    if (find(g, at))
        return 0;
    while (b < g->breaks + GDB_BREAKS && b->insn)
        b++;
    if (b == g->breaks + GDB_BREAKS)
        return -ENOSPC;
    if (gdb_read(g, at, b->old, insn->size) != (long)insn->size)
        return -EFAULT;
    b->address = at;
    b->insn = insn;
    if (!g->breaks_off)
        put_break(g, b, true);
    return 0;
}

int gdb_break_clear(struct gdb *g, gaddr at)
{
    struct gdb_break *b = find(g, at);

    if (!b)
        return -ENOENT;
    if (!g->breaks_off)
        put_break(g, b, false);
    b->insn = NULL;
    return 0;
}

void gdb_breaks_remove(struct gdb *g)
{
    if (!g->breaks_off)
        all_breaks(g, false);
    for (struct gdb_break *b = g->breaks; b < g->breaks + GDB_BREAKS; b++)
        b->insn = NULL;
}

void gdb_breaks_out(struct gdb *g)
{
    if (!g->breaks_off++)
        all_breaks(g, false);
}

void gdb_breaks_back(struct gdb *g)
{
    if (!--g->breaks_off)
        all_breaks(g, true);
}

/* ---- watched places ---- */

static void note_watching(struct gdb *g)
{
    g->watching = g->reads = false;
    for (struct gdb_watch *w = g->watches; w < g->watches + GDB_WATCHES; w++) {
        g->watching |= w->size != 0;
        g->reads |= w->size != 0 && w->type != '2';
    }
}

int gdb_watch_set(struct gdb *g, char type, gaddr at, size_t size)
{
    struct gdb_watch *w = g->watches;

    if (!size || size > GDB_WATCH_SIZE)
        return -EINVAL;
    while (w < g->watches + GDB_WATCHES && w->size)
        w++;
    if (w == g->watches + GDB_WATCHES)
        return -ENOSPC;
    if (gdb_read(g, at, w->seen, size) != (long)size)
        return -EFAULT;
    w->address = at;
    w->size = size;
    w->type = type;
    note_watching(g);
    return 0;
}

int gdb_watch_clear(struct gdb *g, char type, gaddr at, size_t size)
{
    for (struct gdb_watch *w = g->watches; w < g->watches + GDB_WATCHES; w++)
        if (w->size && w->type == type && w->address == at && (w->size == size || !size)) {
            w->size = 0;
            note_watching(g);
            return 0;
        }
    return -ENOENT;
}

static void hit(struct task *task, const struct gdb_watch *w)
{
    task->trace.watch_hit = w->address;
    task->trace.watch_type = w->type;
}

/* The list changes only while all threads stand. */
static void accessed(void *task, uint64_t address, unsigned bytes, bool write)
{
    const struct gdb *g = lx_process.gdb;

    for (const struct gdb_watch *w = g->watches; w < g->watches + GDB_WATCHES; w++)
        if (w->size && w->type != '2' && !(write && w->type == '3') &&
            address < w->address + w->size && w->address < address + bytes)
            hit(task, w);
}

unsigned lx_gdb_step(struct task *task)
{
    return exec_step_watched(task->cpu, lx_process.gdb->reads ? accessed : NULL, task);
}

bool gdb_watch_hit(struct gdb *g, struct task *task)
{
    for (struct gdb_watch *w = g->watches; w < g->watches + GDB_WATCHES; w++) {
        uint8_t now[GDB_WATCH_SIZE];

        if (!w->size || w->type == '3' || gdb_read(g, w->address, now, w->size) != (long)w->size ||
            !memcmp(now, w->seen, w->size))
            continue;
        memcpy(w->seen, now, w->size);
        hit(task, w);
    }
    return task->trace.watch_hit;
}
