/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls of old ABIs whose user and group numbers have 16 bits (the kernel's kernel/uid16.c): a
 * number that does not fit is told as the overflow number, and -1 has 16 bits, too.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include "base/bytes.h"

#define OVERFLOW_ID 65534u /* /proc/sys/fs/overflowuid, as long as nobody changes it */
#define GROUPS_MAX  65536u

static uint64_t widen(uint64_t id)
{
    return (uint16_t)id == UINT16_MAX ? UINT64_MAX : (uint16_t)id;
}

static uint32_t narrow(uint32_t id)
{
    return id > UINT16_MAX ? OVERFLOW_ID : id;
}

/* The host's call, with ids in `count` arguments from `first` on. */
static int64_t with_ids(struct sys_frame *f, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++)
        f->arg[i] = widen(f->raw[i]);
    return sys_host(f);
}

static int64_t get_id(struct sys_frame *f)
{
    return narrow((uint32_t)sys_host(f));
}

int64_t sys_getuid16(struct sys_frame *f)
{
    return get_id(f);
}

int64_t sys_getgid16(struct sys_frame *f)
{
    return get_id(f);
}

int64_t sys_geteuid16(struct sys_frame *f)
{
    return get_id(f);
}

int64_t sys_getegid16(struct sys_frame *f)
{
    return get_id(f);
}

int64_t sys_setuid16(struct sys_frame *f)
{
    return with_ids(f, 0, 1);
}

int64_t sys_setgid16(struct sys_frame *f)
{
    return with_ids(f, 0, 1);
}

int64_t sys_setfsuid16(struct sys_frame *f)
{
    return with_ids(f, 0, 1);
}

int64_t sys_setfsgid16(struct sys_frame *f)
{
    return with_ids(f, 0, 1);
}

int64_t sys_setreuid16(struct sys_frame *f)
{
    return with_ids(f, 0, 2);
}

int64_t sys_setregid16(struct sys_frame *f)
{
    return with_ids(f, 0, 2);
}

int64_t sys_setresuid16(struct sys_frame *f)
{
    return with_ids(f, 0, 3);
}

int64_t sys_setresgid16(struct sys_frame *f)
{
    return with_ids(f, 0, 3);
}

int64_t sys_chown16(struct sys_frame *f)
{
    return with_ids(f, 1, 2);
}

int64_t sys_lchown16(struct sys_frame *f)
{
    return with_ids(f, 1, 2);
}

int64_t sys_fchown16(struct sys_frame *f)
{
    return with_ids(f, 1, 2);
}

static int64_t put_u16(struct sys_frame *f, gaddr to, uint32_t id)
{
    uint8_t two[2];

    store_u16(two, (uint16_t)narrow(id), f->state->abi->big_endian);
    return lx_copy_to_guest(to, two, sizeof(two));
}

static int64_t get_three(struct sys_frame *f)
{
    uint32_t id[3];
    int64_t err = sys_host6(f, f->row->host_nr, (uintptr_t)&id[0], (uintptr_t)&id[1],
                            (uintptr_t)&id[2], 0, 0, 0);

    for (unsigned i = 0; err == 0 && i < 3; i++)
        err = put_u16(f, f->raw[i], id[i]);
    return err;
}

int64_t sys_getresuid16(struct sys_frame *f)
{
    return get_three(f);
}

int64_t sys_getresgid16(struct sys_frame *f)
{
    return get_three(f);
}

int64_t sys_getgroups16(struct sys_frame *f)
{
    int32_t room = (int32_t)f->raw[0];
    uint32_t *id;
    int64_t count;

    if (room <= 0)
        return sys_host6(f, HOST_NR_getgroups, (uint64_t)(int64_t)room, 0, 0, 0, 0, 0);
    if (room > (int32_t)GROUPS_MAX)
        room = GROUPS_MAX;
    id = sys_alloc(f, (size_t)room * sizeof(*id));
    if (!id)
        return -ENOMEM;
    count = sys_host6(f, HOST_NR_getgroups, (uint64_t)room, (uintptr_t)id, 0, 0, 0, 0);
    for (int64_t i = 0; i < count; i++)
        if (put_u16(f, f->raw[1] + 2 * (uint64_t)i, id[i]) < 0)
            return -EFAULT;
    return count;
}

int64_t sys_setgroups16(struct sys_frame *f)
{
    uint32_t count = (uint32_t)f->raw[0];
    uint32_t *id = count <= GROUPS_MAX ? sys_alloc(f, (count + 1) * sizeof(*id)) : NULL;

    /* What is not allowed counts before what is wrong: the host says so of a bad address, too. */
    if (!id)
        return sys_host6(f, HOST_NR_setgroups, count, 0, 0, 0, 0, 0);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t two[2];

        if (lx_copy_from_guest(two, f->raw[1] + 2 * (uint64_t)i, sizeof(two)) < 0)
            return sys_host6(f, HOST_NR_setgroups, count, 0, 0, 0, 0, 0);
        id[i] = (uint32_t)widen(load_u16(two, f->state->abi->big_endian));
    }
    return sys_host6(f, HOST_NR_setgroups, count, (uintptr_t)id, 0, 0, 0, 0);
}
