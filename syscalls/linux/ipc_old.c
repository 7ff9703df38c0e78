/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System V IPC control calls as they were before IPC_64: structures with numbers of 16 bits, for
 * ABIs that still tell them apart by that bit of the command.
 */
#include "syscalls/linux/ipc_old.h"

#include <errno.h>
#include <limits.h>
#include <linux/msg.h>
#include <linux/sem.h>
#include <linux/shm.h>

static __kernel_uid_t short_id(__kernel_uid_t id)
{
    enum { OVERFLOW_ID = 65534 };

    return id > USHRT_MAX ? OVERFLOW_ID : id;
}

static unsigned short short_of(unsigned long v)
{
    return v > USHRT_MAX ? USHRT_MAX : (unsigned short)v;
}

static int int_of(unsigned long v)
{
    return v > INT_MAX ? INT_MAX : (int)v;
}

static struct ipc_perm old_perm(const struct ipc64_perm *p)
{
    return (struct ipc_perm){.key = p->key,
                             .uid = short_id(p->uid),
                             .gid = short_id(p->gid),
                             .cuid = short_id(p->cuid),
                             .cgid = short_id(p->cgid),
                             .mode = p->mode,
                             .seq = p->seq};
}

static void set_perm(struct ipc64_perm *p, const struct ipc_perm *old)
{
    p->uid = old->uid;
    p->gid = old->gid;
    p->mode = old->mode;
}

/* The host's call with its structure at arg[at]. */
static int64_t call(struct sys_frame *f, unsigned at, void *host)
{
    f->arg[at] = (uint64_t)(uintptr_t)host;
    return sys_host(f);
}

/* Its result, when the guest has its structure. */
static int64_t give(struct sys_frame *f, unsigned at, enum sys_struct st, const void *old,
                    int64_t result)
{
    int64_t err = result < 0 ? result : sys_put_struct(f, st, f->raw[at], old);

    return err < 0 ? err : result;
}

bool ipc_old_semctl(struct sys_frame *f, int command, int64_t *result)
{
    struct semid64_ds host = {0};
    struct semid_ds old = {0};

    switch (command) {
    case IPC_STAT:
    case SEM_STAT:
    case SEM_STAT_ANY:
        *result = call(f, 3, &host);
        old.sem_perm = old_perm(&host.sem_perm);
        old.sem_otime = host.sem_otime;
        old.sem_ctime = host.sem_ctime;
        old.sem_nsems = short_of(host.sem_nsems);
        *result = give(f, 3, SYS_ST_semid_ds, &old, *result);
        return true;
    case IPC_SET:
        *result = sys_get_struct(f, SYS_ST_semid_ds, &old, f->raw[3]);
        set_perm(&host.sem_perm, &old.sem_perm);
        if (*result >= 0)
            *result = call(f, 3, &host);
        return true;
    default: return false;
    }
}

static int64_t shm_stat(struct sys_frame *f)
{
    struct shmid64_ds host = {0};
    int64_t result = call(f, 2, &host);
    struct shmid_ds old = {.shm_perm = old_perm(&host.shm_perm),
                           .shm_segsz = int_of(host.shm_segsz),
                           .shm_atime = host.shm_atime,
                           .shm_dtime = host.shm_dtime,
                           .shm_ctime = host.shm_ctime,
                           .shm_cpid = host.shm_cpid,
                           .shm_lpid = host.shm_lpid,
                           .shm_nattch = short_of(host.shm_nattch)};

    return give(f, 2, SYS_ST_shmid_ds, &old, result);
}

static int64_t shm_limits(struct sys_frame *f)
{
    struct shminfo64 host = {0};
    int64_t result = call(f, 2, &host);
    struct shminfo old = {.shmmax = int_of(host.shmmax),
                          .shmmin = int_of(host.shmmin),
                          .shmmni = int_of(host.shmmni),
                          .shmseg = int_of(host.shmseg),
                          .shmall = int_of(host.shmall)};

    return give(f, 2, SYS_ST_shminfo, &old, result);
}

bool ipc_old_shmctl(struct sys_frame *f, int command, int64_t *result)
{
    struct shmid64_ds host = {0};
    struct shmid_ds old = {0};

    switch (command) {
    case IPC_STAT:
    case SHM_STAT:
    case SHM_STAT_ANY: *result = shm_stat(f); return true;
    case IPC_INFO: *result = shm_limits(f); return true;
    case IPC_SET:
        *result = sys_get_struct(f, SYS_ST_shmid_ds, &old, f->raw[2]);
        set_perm(&host.shm_perm, &old.shm_perm);
        if (*result >= 0)
            *result = call(f, 2, &host);
        return true;
    default: return false;
    }
}

static int64_t msg_stat(struct sys_frame *f)
{
    struct msqid64_ds host = {0};
    int64_t result = call(f, 2, &host);
    struct msqid_ds old = {.msg_perm = old_perm(&host.msg_perm),
                           .msg_stime = host.msg_stime,
                           .msg_rtime = host.msg_rtime,
                           .msg_ctime = host.msg_ctime,
                           .msg_lcbytes = host.msg_cbytes,
                           .msg_lqbytes = host.msg_qbytes,
                           .msg_cbytes = short_of(host.msg_cbytes),
                           .msg_qnum = short_of(host.msg_qnum),
                           .msg_qbytes = short_of(host.msg_qbytes),
                           .msg_lspid = host.msg_lspid,
                           .msg_lrpid = host.msg_lrpid};

    return give(f, 2, SYS_ST_msqid_ds, &old, result);
}

bool ipc_old_msgctl(struct sys_frame *f, int command, int64_t *result)
{
    struct msqid64_ds host = {0};
    struct msqid_ds old = {0};

    switch (command) {
    case IPC_STAT:
    case MSG_STAT:
    case MSG_STAT_ANY: *result = msg_stat(f); return true;
    case IPC_SET:
        *result = sys_get_struct(f, SYS_ST_msqid_ds, &old, f->raw[2]);
        set_perm(&host.msg_perm, &old.msg_perm);
        host.msg_qbytes = old.msg_qbytes ? old.msg_qbytes : old.msg_lqbytes;
        if (*result >= 0)
            *result = call(f, 2, &host);
        return true;
    default: return false;
    }
}
