/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fcntl.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <fcntl.h>
#include "syscalls/members.h"

#ifndef F_GETOWNER_UIDS
#define F_GETOWNER_UIDS 17
#endif

/* File locks: struct flock in and, for the asking commands, out. */
static int64_t lock_call(struct sys_frame *f, bool asks)
{
    char host[64];
    int64_t result;

    if (f->state->same && sys_conv(f->state, SYS_ST_flock)->same)
        return sys_host(f);
    if (sys_get_struct(f, SYS_ST_flock, host, f->raw[2]) < 0)
        return -EFAULT;
    result = sys_host6(f, HOST_NR_fcntl, f->arg[0], f->arg[1], (uintptr_t)host, 0, 0, 0);
    if (result == 0 && asks)
        result = sys_put_struct(f, SYS_ST_flock, f->raw[2], host);
    return result;
}

static int64_t owner_call(struct sys_frame *f, bool asks)
{
    char host[16];
    int64_t result;

    if (f->state->same)
        return sys_host(f);
    if (!asks && sys_get_struct(f, SYS_ST_f_owner_ex, host, f->raw[2]) < 0)
        return -EFAULT;
    result = sys_host6(f, HOST_NR_fcntl, f->arg[0], f->arg[1], (uintptr_t)host, 0, 0, 0);
    if (result == 0 && asks)
        result = sys_put_struct(f, SYS_ST_f_owner_ex, f->raw[2], host);
    return result;
}

/* A hint is 64 bits, two user numbers are 32 each. */
static int64_t number_call(struct sys_frame *f, bool asks, const char *members)
{
    uint64_t number = 0;
    int64_t result;

    if (!f->state->abi->big_endian)
        return sys_host(f);
    if (!asks && lx_get_u64(&number, f->raw[2]) < 0)
        return -EFAULT;
    members_swap(&number, sizeof(number), members);
    result = sys_host6(f, HOST_NR_fcntl, f->arg[0], f->arg[1], (uintptr_t)&number, 0, 0, 0);
    members_swap(&number, sizeof(number), members);
    return result == 0 && asks ? lx_put_u64(f->raw[2], number) : result;
}

int64_t sys_fcntl(struct sys_frame *f)
{
    const struct sys_state *s = f->state;
    int64_t result;

    if (sys_fd_hidden((int)f->arg[0]))
        return -EBADF;
    switch ((int)f->arg[1]) {
    case F_GETFL:
        result = sys_host(f);
        return result < 0
                   ? result
                   : (int64_t)sys_flags_convert(SYS_FL_open, (uint64_t)result, s->host, s->guest);
    case F_SETFL:
        f->arg[2] = sys_flags_convert(SYS_FL_open, f->raw[2], s->guest, s->host);
        return sys_host(f);
    case F_GETLK:
    case F_OFD_GETLK: return lock_call(f, true);
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_SETLK:
    case F_OFD_SETLKW: return lock_call(f, false);
    case F_GETOWN_EX: return owner_call(f, true);
    case F_SETOWN_EX: return owner_call(f, false);
    case F_GETOWNER_UIDS: return number_call(f, true, "ww");
    case F_GET_RW_HINT:
    case F_GET_FILE_RW_HINT: return number_call(f, true, "d");
    case F_SET_RW_HINT:
    case F_SET_FILE_RW_HINT: return number_call(f, false, "d");
    case F_SETSIG:
        f->arg[2] = (uint64_t)(int64_t)lx_sig_to_host((int)f->raw[2]);
        return sys_host(f);
    case F_GETSIG: result = sys_host(f); return result > 0 ? lx_sig_from_host((int)result) : result;
    default: return sys_host(f);
    }
}
