/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest memory for system calls: copies that give -EFAULT instead of faulting.
 *
 * In: guest addresses, never trusted.  Out: bytes.  Invariant: a range of the launcher's is
 * refused here; elsewhere the copy routine's own fault decides (hostcall.S, signal.c).
 */
#include "linux-user/hostcall.h"
#include "linux-user/space_map.h"
#include "linux-user/task.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "base/bytes.h"
#include "linux-user/arch.h"

#define PAGE ((gaddr)4096)

static bool in_range(gaddr address, size_t size)
{
    return space_reaches(lx_process.space, address, size);
}

/* Where a tagged address leads, for a thread that may give such ones to system calls. */
static inline gaddr plain(gaddr address)
{
    if (__builtin_expect(address >> 56 != 0, 0) && task_self() && task_self()->tagged)
        return lx_untag(address);
    return address;
}

long lx_copy_from_guest(void *to, gaddr from, size_t size)
{
    from = plain(from);
    if (!in_range(from, size))
        return -EFAULT;
    return lx_access_copy(to, lx_ptr(from), size);
}

long lx_copy_to_guest(gaddr to, const void *from, size_t size)
{
    to = plain(to);
    if (!in_range(to, size))
        return -EFAULT;
    return lx_access_copy(lx_ptr(to), from, size);
}

long lx_put_int(gaddr to, int32_t value)
{
    char bytes[4];

    store_u32(bytes, (uint32_t)value, lx_process.arch->abi->big_endian);
    return lx_copy_to_guest(to, bytes, sizeof(bytes));
}

long lx_clear_guest(gaddr to, size_t size)
{
    to = plain(to);
    if (!in_range(to, size))
        return -EFAULT;
    return lx_access_clear(lx_ptr(to), size);
}

/* What may be read from `from` on, at most `limit`. */
static size_t readable(gaddr from, size_t limit)
{
    gaddr top = space_top(lx_process.space);

    if (from >= top)
        return 0;
    if (limit > top - from)
        limit = top - from;
    return in_range(from, limit) ? limit : 0;
}

long lx_string_length(gaddr from, size_t limit)
{
    size_t size;

    from = plain(from);
    size = readable(from, limit);
    if (!size && limit)
        return -EFAULT;
    return lx_access_strlen(lx_ptr(from), size);
}

long lx_string_from_guest(char *to, gaddr from, size_t size)
{
    size_t room;
    long length;

    from = plain(from);
    room = readable(from, size);
    if (!room)
        return -EFAULT;
    length = lx_access_strcpy(to, lx_ptr(from), room);
    if (length == (long)room)
        return room == size ? -ENAMETOOLONG : -EFAULT;
    return length;
}

long lx_path_from_guest(char **out, gaddr from)
{
    char buffer[PATH_MAX];
    long length = lx_string_from_guest(buffer, from, sizeof(buffer));

    if (length < 0)
        return length;
    *out = malloc((size_t)length + 1);
    if (!*out)
        return -ENOMEM;
    memcpy(*out, buffer, (size_t)length + 1);
    return 0;
}

void *lx_lock(gaddr address, size_t size, bool write)
{
    gaddr page;

    address = plain(address);
    page = address & ~(PAGE - 1);
    if (!in_range(address, size))
        return NULL;
    for (; page < address + size; page += PAGE)
        if (lx_access_probe(lx_ptr(page < address ? address : page), write) < 0)
            return NULL;
    return lx_ptr(address);
}
