/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls of older ABIs that stand for several, or have their arguments in memory: socketcall, ipc,
 * old_mmap, old_select.  They are taken apart and made as the calls that they stand for.
 */
#include "syscalls/engine.h"

#include <errno.h>

/* `n` words of the guest's memory: 0 or -EFAULT. */
static int64_t get_words(struct sys_frame *f, uint64_t *to, unsigned n, gaddr from)
{
    for (unsigned i = 0; i < n; i++)
        if (sys_get_word(f, &to[i], from + (gaddr)i * f->state->abi->word) < 0)
            return -EFAULT;
    return 0;
}

int64_t sys_socketcall(struct sys_frame *f)
{
    static const struct {
        uint16_t id;
        uint8_t args;
    } calls[] = {
        {SYS_ID_none, 0},        {SYS_ID_socket, 3},      {SYS_ID_bind, 3},
        {SYS_ID_connect, 3},     {SYS_ID_listen, 2},      {SYS_ID_accept, 3},
        {SYS_ID_getsockname, 3}, {SYS_ID_getpeername, 3}, {SYS_ID_socketpair, 4},
        {SYS_ID_send, 4},        {SYS_ID_recv, 4},        {SYS_ID_sendto, 6},
        {SYS_ID_recvfrom, 6},    {SYS_ID_shutdown, 2},    {SYS_ID_setsockopt, 5},
        {SYS_ID_getsockopt, 5},  {SYS_ID_sendmsg, 3},     {SYS_ID_recvmsg, 3},
        {SYS_ID_accept4, 4},     {SYS_ID_recvmmsg, 5},    {SYS_ID_sendmmsg, 4},
    };
    uint32_t which = (uint32_t)f->raw[0];
    uint64_t arg[SYS_ARGS] = {0};

    if (!which || which >= sizeof(calls) / sizeof(calls[0]))
        return -EINVAL;
    if (get_words(f, arg, calls[which].args, f->raw[1]) < 0)
        return -EFAULT;
    return sys_call_as(f, calls[which].id, arg);
}

/* ---- ipc ---- */

enum { /* include/uapi/linux/ipc.h */
       IPC_SEMOP = 1,
       IPC_SEMGET,
       IPC_SEMCTL,
       IPC_SEMTIMEDOP,
       IPC_MSGSND = 11,
       IPC_MSGRCV,
       IPC_MSGGET,
       IPC_MSGCTL,
       IPC_SHMAT = 21,
       IPC_SHMDT,
       IPC_SHMGET,
       IPC_SHMCTL,
};

static int64_t semctl(struct sys_frame *f, uint64_t *arg, uint64_t ptr)
{
    if (!ptr)
        return -EINVAL;
    return get_words(f, &arg[3], 1, ptr) < 0 ? -EFAULT : sys_call_as(f, SYS_ID_semctl, arg);
}

/* The first version has the message's address and type in memory. */
static int64_t msgrcv(struct sys_frame *f, unsigned version, uint64_t ptr)
{
    uint64_t arg[SYS_ARGS] = {f->raw[1], ptr, f->raw[2], f->raw[5], f->raw[3]}, pair[2];

    if (version == 0) {
        if (!ptr)
            return -EINVAL;
        if (get_words(f, pair, 2, ptr) < 0)
            return -EFAULT;
        arg[1] = pair[0];
        arg[3] = pair[1];
    }
    return sys_call_as(f, SYS_ID_msgrcv, arg);
}

static int64_t shmat(struct sys_frame *f, unsigned version, uint64_t ptr)
{
    uint64_t arg[SYS_ARGS] = {f->raw[1], ptr, f->raw[2]}, probe;

    if (version == 1)
        return -EINVAL;
    if (sys_get_word(f, &probe, f->raw[3]) < 0)
        return -EFAULT;
    int64_t at = sys_call_as(f, SYS_ID_shmat, arg);

    return at < 0 && at > -4096 ? at : sys_put_word(f, f->raw[3], (uint64_t)at);
}

int64_t sys_ipc(struct sys_frame *f)
{
    unsigned version = (uint32_t)f->raw[0] >> 16;
    uint64_t first = f->raw[1], second = f->raw[2], third = f->raw[3], ptr = f->raw[4];
    uint64_t by_ptr[SYS_ARGS] = {first, ptr, second, f->raw[5]};
    uint64_t plain[SYS_ARGS] = {first, second, third};
    uint64_t control[SYS_ARGS] = {first, second, ptr}, only[SYS_ARGS] = {ptr};

    switch (f->raw[0] & 0xffff) {
    case IPC_SEMOP: return sys_call_as(f, SYS_ID_semop, by_ptr);
    case IPC_SEMTIMEDOP: return sys_call_as(f, SYS_ID_semtimedop, by_ptr);
    case IPC_SEMGET: return sys_call_as(f, SYS_ID_semget, plain);
    case IPC_SEMCTL: return semctl(f, plain, ptr);
    case IPC_MSGSND: by_ptr[3] = third; return sys_call_as(f, SYS_ID_msgsnd, by_ptr);
    case IPC_MSGRCV: return msgrcv(f, version, ptr);
    case IPC_MSGGET: return sys_call_as(f, SYS_ID_msgget, plain);
    case IPC_MSGCTL: return sys_call_as(f, SYS_ID_msgctl, control);
    case IPC_SHMAT: return shmat(f, version, ptr);
    case IPC_SHMDT: return sys_call_as(f, SYS_ID_shmdt, only);
    case IPC_SHMGET: return sys_call_as(f, SYS_ID_shmget, plain);
    case IPC_SHMCTL: return sys_call_as(f, SYS_ID_shmctl, control);
    default: return -ENOSYS;
    }
}

/* ---- arguments in memory ---- */

int64_t sys_old_mmap(struct sys_frame *f)
{
    enum { PAGE = 4096, SHIFT = 12 }; /* mmap2's unit */
    uint64_t arg[SYS_ARGS];

    if (get_words(f, arg, SYS_ARGS, f->raw[0]) < 0)
        return -EFAULT;
    if (arg[5] % PAGE)
        return -EINVAL;
    arg[5] >>= SHIFT;
    return sys_call_as(f, SYS_ID_mmap2, arg);
}

int64_t sys_old_select(struct sys_frame *f)
{
    uint64_t arg[SYS_ARGS] = {0};

    return get_words(f, arg, 5, f->raw[0]) < 0 ? -EFAULT : sys_call_as(f, SYS_ID__newselect, arg);
}
