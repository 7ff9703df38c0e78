/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mmap family: linux-user/space.h does the work.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <sys/mman.h>
#include "linux-user/space.h"
#include "syscalls/linux/uring.h"
#include "syscalls/linux/vector.h"

static struct space *space_of(struct sys_frame *f)
{
    return f->task->process->space;
}

static void look_at_rings(struct sys_frame *f)
{
    if (f->task->process->urings)
        uring_unmapped();
}

int64_t sys_brk(struct sys_frame *f)
{
    return (int64_t)space_brk(space_of(f), f->raw[0]);
}

int64_t sys_mmap(struct sys_frame *f)
{
    /* An x86 flag that other guests' kernels ignore and the host's would obey. */
    int flags = (int)f->arg[3] & ~MAP_32BIT;
    int64_t result;

    if (f->task->process->urings && uring_mmap(f, &result))
        return result;
    result = space_mmap(space_of(f), f->raw[0], f->raw[1], (int)f->arg[2], flags, (int)f->arg[4],
                        f->raw[5]);
    if (flags & MAP_FIXED)
        look_at_rings(f);
    return result;
}

int64_t sys_munmap(struct sys_frame *f)
{
    int64_t result = space_munmap(space_of(f), f->raw[0], f->raw[1]);

    look_at_rings(f);
    return result;
}

int64_t sys_mprotect(struct sys_frame *f)
{
    uint64_t prot = (f->raw[2] & ~(uint64_t)UINT32_MAX) | (uint32_t)f->arg[2];

    return space_mprotect(space_of(f), f->raw[0], f->raw[1], prot);
}

int64_t sys_mremap(struct sys_frame *f)
{
    uint64_t flags = (f->raw[3] & ~(uint64_t)UINT32_MAX) | (uint32_t)f->arg[3];

    int64_t result = space_mremap(space_of(f), f->raw[0], f->raw[1], f->raw[2], flags, f->raw[4]);

    look_at_rings(f);
    return result;
}

int64_t sys_madvise(struct sys_frame *f)
{
    return space_madvise(space_of(f), f->raw[0], f->raw[1], (int)f->arg[2]);
}

int64_t sys_msync(struct sys_frame *f)
{
    return space_msync(space_of(f), f->raw[0], f->raw[1], (int)f->arg[2]);
}

int64_t sys_mincore(struct sys_frame *f)
{
    return space_mincore(space_of(f), f->raw[0], f->raw[1], f->raw[2]);
}

int64_t sys_mlock(struct sys_frame *f)
{
    return space_mlock(space_of(f), f->raw[0], f->raw[1], 0, false);
}

int64_t sys_mlock2(struct sys_frame *f)
{
    int flags = (int)f->raw[2];

    if (flags & ~(int)MLOCK_ONFAULT)
        return -EINVAL;
    return space_mlock(space_of(f), f->raw[0], f->raw[1], flags, flags & MLOCK_ONFAULT);
}

int64_t sys_munlock(struct sys_frame *f)
{
    return space_munlock(space_of(f), f->raw[0], f->raw[1]);
}

int64_t sys_mlockall(struct sys_frame *f)
{
    int flags = (int)f->arg[0];

    if (!flags || flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) || flags == MCL_ONFAULT)
        return -EINVAL;
    return space_mlockall(space_of(f), flags);
}

int64_t sys_munlockall(struct sys_frame *f)
{
    return space_munlockall(space_of(f));
}

int64_t sys_remap_file_pages(struct sys_frame *f)
{
    return space_remap_file_pages(space_of(f), f->raw[0], f->raw[1], (int)f->arg[2], f->raw[3],
                                  (int)f->arg[4]);
}

int64_t sys_mseal(struct sys_frame *f)
{
    if (f->state->abi->word == 4) /* CONFIG_64BIT builds it */
        return -ENOSYS;
    return space_mseal(space_of(f), f->raw[0], f->raw[1], f->raw[2]);
}

/* Protection keys as on a processor that has none: only key -1, "no key", exists. */
int64_t sys_pkey_mprotect(struct sys_frame *f)
{
    if ((int)f->arg[3] != -1)
        return -EINVAL;
    return sys_mprotect(f);
}

int64_t sys_pkey_alloc(struct sys_frame *f)
{
    if (f->raw[0] || f->raw[1] & ~UINT64_C(3))
        return -EINVAL;
    return -ENOSPC;
}

int64_t sys_pkey_free(struct sys_frame *f)
{
    (void)f;
    return -EINVAL;
}

/* As on a processor without guarded control stacks; 32-bit kernels have none. */
int64_t sys_map_shadow_stack(struct sys_frame *f)
{
    return f->state->abi->word == 4 ? -ENOSYS : -EOPNOTSUPP;
}

int64_t sys_process_madvise(struct sys_frame *f)
{
    struct iovec *v;
    int64_t err;

    if (f->state->same && !f->task->tagged)
        return sys_host(f);
    err = vector_get(f, f->raw[1], f->raw[2], &v);
    f->arg[1] = (uintptr_t)v;
    return err < 0 ? err : sys_host(f);
}

int64_t sys_shmat(struct sys_frame *f)
{
    return space_shmat(space_of(f), (int)f->arg[0], f->raw[1], (int)f->arg[2]);
}

int64_t sys_shmdt(struct sys_frame *f)
{
    return space_shmdt(space_of(f), f->raw[0]);
}
