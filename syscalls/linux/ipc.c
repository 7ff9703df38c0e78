/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System V IPC control calls: the command says which structure the pointer means.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <limits.h>
#include <linux/msg.h>
#include <linux/sem.h>
#include <linux/shm.h>
#include "syscalls/linux/ipc_old.h"
#include "syscalls/members.h"

/* sem/shm/msg control with a structure: arg[at] is the guest's pointer. */
static int64_t with_struct(struct sys_frame *f, unsigned at, enum sys_struct st, bool in)
{
    char host[256];
    int64_t result;

    if (f->state->same && sys_conv(f->state, st)->same)
        return sys_host(f);
    if (in && sys_get_struct(f, st, host, f->raw[at]) < 0)
        return -EFAULT;
    f->arg[at] = (uint64_t)(uintptr_t)host;
    result = sys_host(f);
    if (result >= 0 && !in) {
        int64_t err = sys_put_struct(f, st, f->raw[at], host);

        if (err < 0)
            return err;
    }
    return result;
}

/* The values of all semaphores of a set: numbers of 16 bits, as many as it has. */
static int64_t values(struct sys_frame *f, bool in)
{
    struct semid64_ds set;
    const size_t most = sizeof(uint16_t) << 16;
    uint16_t *numbers;
    int64_t result;
    size_t size;

    if (!f->state->abi->big_endian)
        return sys_host(f);
    result = lx_rawcall(HOST_NR_semctl, (long)f->arg[0], 0, IPC_STAT, (long)&set, 0, 0);
    if (result < 0)
        return result;
    size = set.sem_nsems * sizeof(*numbers);
    size = size < most ? size : most;
    numbers = sys_alloc(f, most); /* whatever set there is when the call is made */
    if (!numbers)
        return -ENOMEM;
    if (in && lx_copy_from_guest(numbers, f->raw[3], size) < 0)
        return sys_host(f);
    members_swap(numbers, in ? size : 0, "h*");
    f->arg[3] = (uintptr_t)numbers;
    result = sys_host(f);
    members_swap(numbers, size, "h*");
    if (result >= 0 && !in && lx_copy_to_guest(f->raw[3], numbers, size) < 0)
        return -EFAULT;
    return result;
}

/* Old ABIs ask for the newer structures with a bit in the command; the host always has them. */
#ifndef IPC_64
#define IPC_64 0x100
#endif

static int command(struct sys_frame *f, unsigned at)
{
    if (f->state->abi->word == 4)
        f->arg[at] &= ~(uint64_t)IPC_64;
    return (int)f->arg[at];
}

/* Does it ask for the older ones?  Only arm has had any. */
static bool is_old(const struct sys_frame *f, unsigned at)
{
    return f->state->abi->word == 4 && (f->state->guest->families & SYS_FAM_ARM) &&
           !(f->raw[at] & IPC_64);
}

int64_t sys_semctl(struct sys_frame *f)
{
    int64_t result;

    if (is_old(f, 2) && ipc_old_semctl(f, (int)f->arg[2], &result))
        return result;
    switch (command(f, 2)) {
    case IPC_STAT:
    case SEM_STAT:
    case SEM_STAT_ANY: return with_struct(f, 3, SYS_ST_semid64_ds, false);
    case IPC_SET: return with_struct(f, 3, SYS_ST_semid64_ds, true);
    case IPC_INFO:
    case SEM_INFO: return with_struct(f, 3, SYS_ST_seminfo, false);
    case GETALL: return values(f, false);
    case SETALL: return values(f, true);
    case SETVAL: f->arg[3] = (uint64_t)(int64_t)(int32_t)f->raw[3]; return sys_host(f);
    default: return sys_host(f);
    }
}

/* What a narrow word can't hold: as the kernel tells it a process of 32 bits. */
static int64_t shm_limits(struct sys_frame *f)
{
    struct shminfo64 host = {0};
    int64_t result, err;

    if (f->state->abi->word == sizeof(long))
        return with_struct(f, 2, SYS_ST_shminfo64, false);
    f->arg[2] = (uint64_t)(uintptr_t)&host;
    result = sys_host(f);
    if (result < 0)
        return result;
    if (host.shmmax > INT_MAX)
        host.shmmax = INT_MAX;
    host.shmall = (uint32_t)host.shmall;
    err = sys_put_struct(f, SYS_ST_shminfo64, f->raw[2], &host);
    return err < 0 ? err : result;
}

int64_t sys_shmctl(struct sys_frame *f)
{
    int64_t result;

    if (is_old(f, 1) && ipc_old_shmctl(f, (int)f->arg[1], &result))
        return result;
    switch (command(f, 1)) {
    case IPC_STAT:
    case SHM_STAT:
    case SHM_STAT_ANY: return with_struct(f, 2, SYS_ST_shmid64_ds, false);
    case IPC_SET: return with_struct(f, 2, SYS_ST_shmid64_ds, true);
    case IPC_INFO: return shm_limits(f);
    case SHM_INFO: return with_struct(f, 2, SYS_ST_shm_info, false);
    default: return sys_host(f);
    }
}

int64_t sys_msgctl(struct sys_frame *f)
{
    int64_t result;

    if (is_old(f, 1) && ipc_old_msgctl(f, (int)f->arg[1], &result))
        return result;
    switch (command(f, 1)) {
    case IPC_STAT:
    case MSG_STAT:
    case MSG_STAT_ANY: return with_struct(f, 2, SYS_ST_msqid64_ds, false);
    case IPC_SET: return with_struct(f, 2, SYS_ST_msqid64_ds, true);
    case IPC_INFO:
    case MSG_INFO: return with_struct(f, 2, SYS_ST_msginfo, false);
    default: return sys_host(f);
    }
}
