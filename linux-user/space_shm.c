/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System V shared memory in the guest's address space.  Rules: space_mmap.c, shmop(2).
 *
 * In: segments.  Out: attached ones, in the map and in space->shm.
 */
#include "linux-user/space_map.h"

#include "linux-user/task.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>

#ifndef SHM_EXEC
#define SHM_EXEC 0100000
#endif

static long attach(struct space *s, int shmid, gaddr *at, uint64_t size, int flags)
{
    int host_flags = flags & ~(SHM_EXEC | SHM_RND);

    if (!*at) {
        if (flags & SHM_REMAP)
            return -EINVAL;
        *at = space_find_gap(s, size, SPACE_PAGE);
        if (!*at)
            return -ENOMEM;
    } else if (!space_range_ok(s, *at, *at + size)) {
        return -EINVAL;
    }
    return lx_rawcall(SYS_shmat, shmid, (long)*at, host_flags, 0, 0, 0);
}

int64_t space_shmat(struct space *s, int shmid, gaddr address, int flags)
{
    struct shmid_ds ds;
    bool code = false;
    uint64_t size;
    long result = lx_rawcall(SYS_shmctl, shmid, IPC_STAT, (long)&ds, 0, 0, 0);

    if (result < 0 && result != -EACCES)
        return result;
    if (flags & SHM_RND)
        address &= ~(SPACE_PAGE - 1);
    if (address & (SPACE_PAGE - 1))
        return -EINVAL;
    if (result < 0) /* unreadable for us: so is attaching */
        return result;
    size = space_round_up(ds.shm_segsz);

    space_lock(s);
    struct space_shm *shm = realloc(s->shm, (s->shm_count + 1) * sizeof(*shm));

    if (shm)
        s->shm = shm;
    result = shm && space_reserve_room(s, 4) && space_has_room_for_one(s)
                 ? attach(s, shmid, &address, size, flags)
                 : -ENOMEM;
    if (result >= 0) {
        struct space_region r = {.start = address,
                                 .end = address + size,
                                 .shared = true,
                                 .dev = SPACE_SHM_DEV,
                                 .ino = (uint64_t)shmid};

        r.prot = (uint8_t)(PROT_READ | (flags & SHM_RDONLY ? 0 : PROT_WRITE) |
                           (flags & SHM_EXEC || space_reads_exec(PROT_READ) ? PROT_EXEC : 0));
        for (size_t k = 0; k < s->shm_count;) /* replaced by SHM_REMAP */
            if (s->shm[k].start == address)
                s->shm[k] = s->shm[--s->shm_count];
            else
                k++;
        s->shm[s->shm_count++] = (struct space_shm){.start = address, .size = size};
        code = space_put(s, &r);
        if (s->lock_next)
            space_lock_pages(address, size, s->fill);
    }
    space_unlock(s, code, address, address + size);
    return result;
}

long space_shmdt(struct space *s, gaddr address)
{
    bool code = false;
    gaddr end = address;
    long result = -EINVAL;

    space_lock(s);
    if (address < s->top && space_range_ok(s, address, address + 1) && space_reserve_room(s, 2))
        result = lx_rawcall(SYS_shmdt, (long)address, 0, 0, 0, 0, 0);
    for (size_t k = 0; result == 0 && k < s->shm_count; k++) {
        if (s->shm[k].start != address)
            continue;
        end = address + s->shm[k].size;
        s->shm[k] = s->shm[--s->shm_count];
        /* Parts may have been replaced since: only the segment's own pages went. */
        for (gaddr at = address; at < end && space_reserve_room(s, 2);) {
            size_t i = space_index(s, at);

            if (i == s->count || s->region[i].start >= end)
                break;

            struct space_region r = s->region[i];

            at = r.end < end ? r.end : end;
            if (r.dev == SPACE_SHM_DEV && !r.anonymous)
                code |= space_cut(s, r.start < address ? address : r.start, at);
        }
        break;
    }
    space_unlock(s, code, address, end);
    return result;
}
