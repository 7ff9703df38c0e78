/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory on nodes: mbind and relatives.  A set of nodes is an array of the guest's words, in which
 * the last one counts up to `maxnode` - 1 bits; for words of 32 bits, low byte first, the host's
 * array has the same bytes and perhaps four more.  Guests of the other byte order have copies of
 * theirs turned round, word by word, and of the arrays of numbers that move_pages takes.
 */
#include <errno.h>
#include <linux/mempolicy.h>
#include <string.h>
#include <unistd.h>
#include "linux-user/space.h"
#include "syscalls/engine.h"
#include "syscalls/members.h"

#define MAX_BITS (4096 * 8) /* more is EINVAL (mm/mempolicy.c) */

struct nodes {
    uint64_t words[MAX_BITS / 64 + 1];
};

/* Bytes of a guest's set for this `maxnode`. */
static size_t nodes_size(const struct sys_frame *f, uint64_t max)
{
    unsigned bits = 8 * f->state->abi->word;

    return max > 1 ? (max - 1 + bits - 1) / bits * f->state->abi->word : 0;
}

static void turn(const struct sys_frame *f, void *words, size_t size)
{
    if (f->state->abi->big_endian)
        members_swap(words, size, f->state->abi->word == 8 ? "d*" : "w*");
}

/* The guest's set at `from` in *nodes: the pointer for the host, 0 for none; or -errno. */
static int64_t get_nodes(struct sys_frame *f, gaddr from, uint64_t max, struct nodes *nodes)
{
    if (!from || max <= 1 || max - 1 > MAX_BITS)
        return (int64_t)from;
    memset(nodes, 0, sizeof(*nodes));
    if (lx_copy_from_guest(nodes, from, nodes_size(f, max)) < 0)
        return -EFAULT;
    turn(f, nodes, nodes_size(f, max));
    return (int64_t)(uintptr_t)nodes;
}

static int64_t with_nodes(struct sys_frame *f, unsigned at, uint64_t max)
{
    struct nodes nodes;
    int64_t pointer = get_nodes(f, f->raw[at], max, &nodes);

    if (pointer < 0)
        return pointer;
    f->arg[at] = (uint64_t)pointer;
    return sys_host(f);
}

int64_t sys_mbind(struct sys_frame *f)
{
    gaddr end = f->raw[0] + ((f->raw[1] + 4095) & ~UINT64_C(4095));

    if (end > f->raw[0] && /* else the host refuses, or has nothing to do */
        !space_is_guest(f->task->process->space, f->raw[0], f->raw[1]))
        return -EFAULT;
    return f->state->same ? sys_host(f) : with_nodes(f, 3, f->raw[4]);
}

int64_t sys_set_mempolicy(struct sys_frame *f)
{
    return with_nodes(f, 1, f->raw[2]);
}

int64_t sys_migrate_pages(struct sys_frame *f)
{
    struct nodes to;
    int64_t pointer = get_nodes(f, f->raw[3], f->raw[1], &to);

    if (pointer < 0)
        return pointer;
    f->arg[3] = (uint64_t)pointer;
    return with_nodes(f, 2, f->raw[1]);
}

int64_t sys_get_mempolicy(struct sys_frame *f)
{
    struct nodes nodes = {0};
    uint64_t max = f->raw[2];
    bool given = f->raw[1] && max - 1 <= MAX_BITS;
    int64_t result;

    if (given)
        f->arg[1] = (uintptr_t)&nodes;
    result = sys_host(f);
    if (result == 0 && given)
        turn(f, &nodes, nodes_size(f, max));
    if (result == 0 && given && lx_copy_to_guest(f->raw[1], &nodes, nodes_size(f, max)) < 0)
        return -EFAULT;
    return result;
}

/* So many at a time: what the kernel itself does. */
#define PAGES 512

static int64_t move_some(struct sys_frame *f, uint64_t first, uint64_t n)
{
    uint64_t pages[PAGES], nodes = f->raw[3] ? f->raw[3] + first * 4 : 0,
                           told = f->raw[4] + first * 4;
    int32_t turned[PAGES], status[PAGES];
    bool big = f->state->abi->big_endian;
    int64_t result;

    for (uint64_t i = 0; i < n; i++)
        if (sys_get_word(f, &pages[i], f->raw[2] + (first + i) * f->state->abi->word) < 0)
            return -EFAULT;
    if (big && nodes) {
        if (lx_copy_from_guest(turned, nodes, n * 4) < 0)
            return -EFAULT;
        members_swap(turned, n * 4, "w*");
        nodes = (uintptr_t)turned;
    }
    result = sys_host6(f, HOST_NR_move_pages, f->arg[0], n, (uintptr_t)pages, nodes,
                       big ? (uintptr_t)status : told, f->arg[5]);
    if (result < 0 || !big)
        return result;
    members_swap(status, n * 4, "w*");
    return lx_copy_to_guest(told, status, n * 4) < 0 ? -EFAULT : result;
}

/* The number of pages that have not been moved adds up; an error ends it. */
int64_t sys_move_pages(struct sys_frame *f)
{
    uint64_t count = f->raw[1];
    int64_t left = 0;

    if (!count)
        return sys_host(f);
    for (uint64_t first = 0; first < count; first += PAGES) {
        uint64_t n = count - first < PAGES ? count - first : PAGES;
        int64_t result = move_some(f, first, n);

        if (result < 0)
            return result;
        left += result;
    }
    return left;
}
