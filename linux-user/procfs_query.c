/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PROCMAP_QUERY of a view of /proc/PID/maps: one mapping of the guest's.
 *
 * In: the guest map, the host's file and the guest's query.  Out: what the host says of the mapping
 * behind the address, cut down to the guest's region, with its protection and name.
 */
#include "linux-user/procfs.h"

#include "linux-user/space.h"
#include "linux-user/task.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "base/bytes.h"
#include "linux-user/arch.h"

/* linux/fs.h */
struct procmap_query {
    uint64_t size, flags, address;
    uint64_t start, end, vma_flags, page_size, offset, inode;
    uint32_t major, minor, name_size, build_id_size;
    uint64_t name, build_id;
};
#define REQUEST _IOWR('f', 17, struct procmap_query)

enum {
    READABLE = 1,
    WRITABLE = 2,
    EXECUTABLE = 4,
    SHARED = 8, /* of vma_flags, and wanted */
    WANTED = 15,
    OR_NEXT = 16,
    FILE_BACKED = 32,
    ALL = 63
};

#define BUILD_ID_MAX 20

/* Members of 8 bytes, 4 of 4 bytes from `major` on. */
static void swap(struct procmap_query *q)
{
    char *bytes = (char *)q;
    size_t first = offsetof(struct procmap_query, major),
           end = offsetof(struct procmap_query, name);

    for (size_t at = 0; at < sizeof(*q); at += at < first || at >= end ? 8 : 4)
        if (at < first || at >= end)
            store_word((uint8_t *)bytes + at, load_word((uint8_t *)bytes + at, 8, true), 8, false);
        else
            store_u32(bytes + at, load_u32(bytes + at, true), false);
}

/* The kernel's rules for a structure that may be older or newer. */
static long read_query(struct procmap_query *q, gaddr from)
{
    bool big = lx_process.arch->abi->big_endian;
    uint64_t size;
    char byte;

    if (lx_get_u64(&size, from) < 0)
        return -EFAULT;
    if (big)
        size = __builtin_bswap64(size);
    if (size > 4096)
        return -E2BIG;
    if (size < offsetof(struct procmap_query, start))
        return -EINVAL;
    for (uint64_t at = sizeof(*q); at < size; at++)
        if (lx_copy_from_guest(&byte, from + at, 1) < 0)
            return -EFAULT;
        else if (byte)
            return -E2BIG;
    *q = (struct procmap_query){0};
    if (lx_copy_from_guest(q, from, size < sizeof(*q) ? size : sizeof(*q)) < 0)
        return -EFAULT;
    if (big)
        swap(q);
    q->size = size;
    if (q->flags & ~(uint64_t)ALL || !q->name_size != !q->name || !q->build_id_size != !q->build_id)
        return -EINVAL;
    return 0;
}

/* What the host has of a mapping. */
struct found {
    struct procmap_query q;
    char name[PATH_MAX], build_id[BUILD_ID_MAX];
};

/* The part of a region that one mapping of the host's holds; false: there is none at `at`. */
static bool ask_host(int host, gaddr at, const struct space_region *r, struct found *h)
{
    struct procmap_query *q = &h->q;

    *q = (struct procmap_query){.size = sizeof(*q),
                                .address = at,
                                .name = (uintptr_t)h->name,
                                .name_size = sizeof(h->name),
                                .build_id = (uintptr_t)h->build_id,
                                .build_id_size = sizeof(h->build_id)};
    if (ioctl(host, REQUEST, q) < 0)
        return false;
    if (q->start < r->start) {
        q->offset += q->inode ? r->start - q->start : 0;
        q->start = r->start;
    }
    if (q->end > r->end)
        q->end = r->end;
    q->vma_flags = (q->vma_flags & SHARED) | (r->prot & PROT_READ ? READABLE : 0) |
                   (r->prot & PROT_WRITE ? WRITABLE : 0) | (r->prot & PROT_EXEC ? EXECUTABLE : 0);
    if (!q->inode && procfs_kind_name(r)) {
        strcpy(h->name, procfs_kind_name(r));
        q->name_size = (uint32_t)strlen(h->name) + 1;
    }
    return true;
}

static bool suits(const struct found *h, uint64_t flags)
{
    return (h->q.vma_flags & flags & WANTED) == (flags & WANTED) &&
           (!(flags & FILE_BACKED) || h->q.inode);
}

static bool find(const struct procfs_subject *s, int host, uint64_t flags, gaddr at,
                 struct found *h)
{
    for (size_t i = 0; i < s->count; i++)
        while (at < s->region[i].end) {
            const struct space_region *r = &s->region[i];

            if (at < r->start) {
                if (!(flags & OR_NEXT))
                    return false;
                at = r->start;
            }
            if (!ask_host(host, at, r, h))
                at = r->end;
            else if (suits(h, flags))
                return true;
            else
                at = h->q.end;
            if (!(flags & OR_NEXT))
                return false;
        }
    return false;
}

long procfs_query(const struct procfs_subject *s, int host, gaddr arg)
{
    struct procmap_query q;
    struct found h;
    long result = read_query(&q, arg);
    gaddr name = q.name, build_id = q.build_id;
    uint64_t size = q.size;

    if (result < 0)
        return result;
    if (!find(s, host, q.flags, q.address, &h))
        return -ENOENT;
    if ((q.build_id_size && h.q.build_id_size > q.build_id_size) ||
        (q.name_size && h.q.name_size > q.name_size))
        return -ENAMETOOLONG;
    if ((q.name_size && lx_copy_to_guest(name, h.name, h.q.name_size) < 0) ||
        (q.build_id_size && lx_copy_to_guest(build_id, h.build_id, h.q.build_id_size) < 0))
        return -EFAULT;
    if (!q.name_size)
        h.q.name_size = 0;
    if (!q.build_id_size)
        h.q.build_id_size = 0;
    h.q.size = size;
    h.q.flags = q.flags;
    h.q.address = q.address;
    h.q.name = name;
    h.q.build_id = build_id;
    if (lx_process.arch->abi->big_endian)
        swap(&h.q);
    return lx_copy_to_guest(arg, &h.q, size < sizeof(h.q) ? size : sizeof(h.q)) < 0 ? -EFAULT : 0;
}
