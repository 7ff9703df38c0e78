/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files, times and waiting for guests with 32-bit words: offsets in two registers, structures with
 * 64-bit members, times of both widths, limits.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include "linux-user/space.h"
#include "syscalls/linux/swapped.h"

/* ---- offsets ---- */

int64_t sys_mmap2(struct sys_frame *f)
{
    f->raw[5] = (uint64_t)(uint32_t)f->raw[5] << 12;
    return sys_mmap(f);
}

int64_t sys_arm_fadvise64_64(struct sys_frame *f)
{
    return sys_host6(f, HOST_NR_fadvise64, f->arg[0], f->raw[2], f->raw[3], f->arg[1], 0, 0);
}

int64_t sys_sync_file_range2(struct sys_frame *f)
{
    return sys_host6(f, HOST_NR_sync_file_range, f->arg[0], f->raw[2], f->raw[3], f->arg[1], 0, 0);
}

int64_t sys_sendfile(struct sys_frame *f)
{
    uint64_t word;
    int64_t at, result;

    if (!f->raw[2])
        return sys_host(f);
    if (sys_get_word(f, &word, f->raw[2]) < 0)
        return -EFAULT;
    at = (int32_t)word;
    f->arg[2] = (uintptr_t)&at;
    result = sys_host(f);
    if (result >= 0 && sys_put_word(f, f->raw[2], (uint64_t)at) < 0)
        return -EFAULT;
    return result;
}

/* F_GETLK64, F_SETLK64, F_SETLKW64 of 32-bit ABIs; the OFD commands mean the same structure. */
enum { GETLK64 = 12, SETLK64 = 13, SETLKW64 = 14 };

static int64_t lock64(struct sys_frame *f, int command, bool asks)
{
    char host[64];
    int64_t result;

    if (sys_get_struct(f, SYS_ST_flock64, host, f->raw[2]) < 0)
        return -EFAULT;
    result = sys_host6(f, HOST_NR_fcntl, f->arg[0], (uint64_t)command, (uintptr_t)host, 0, 0, 0);
    if (result == 0 && asks)
        result = sys_put_struct(f, SYS_ST_flock64, f->raw[2], host);
    return result;
}

int64_t sys_fcntl64(struct sys_frame *f)
{
    if (sys_fd_hidden((int)f->arg[0]))
        return -EBADF;
    switch ((int)f->raw[1]) {
    case GETLK64: return lock64(f, F_GETLK, true);
    case SETLK64: return lock64(f, F_SETLK, false);
    case SETLKW64: return lock64(f, F_SETLKW, false);
    case F_OFD_GETLK: return lock64(f, F_OFD_GETLK, true);
    case F_OFD_SETLK: return lock64(f, F_OFD_SETLK, false);
    case F_OFD_SETLKW: return lock64(f, F_OFD_SETLKW, false);
    default: return sys_fcntl(f);
    }
}

static int64_t put_statfs64(struct sys_frame *f, int64_t result, const void *host)
{
    uint32_t size = sys_guest_size(f, SYS_ST_statfs64);

    if (f->raw[1] != size && f->raw[1] != size + 4)
        return -EINVAL;
    return result < 0 ? result : sys_put_struct(f, SYS_ST_statfs64, f->raw[2], host);
}

int64_t sys_statfs64(struct sys_frame *f)
{
    struct statfs host;

    return put_statfs64(f, sys_host6(f, HOST_NR_statfs, f->arg[0], (uintptr_t)&host, 0, 0, 0, 0),
                        &host);
}

int64_t sys_fstatfs64(struct sys_frame *f)
{
    struct statfs host;

    return put_statfs64(f, sys_host6(f, HOST_NR_fstatfs, f->arg[0], (uintptr_t)&host, 0, 0, 0, 0),
                        &host);
}

/* ---- times ---- */

/* A sleep that a signal ends tells how much was left. */
static int64_t sleep_call(struct sys_frame *f, enum sys_struct st, unsigned left)
{
    struct lx_restart *r = &f->task->restart; /* the host's kernel may write there once more */
    uint64_t to = f->raw[left];
    int64_t result;

    r->left_to = to;
    r->left_type = st;
    f->arg[left] = to ? (uintptr_t)r->left : 0;
    result = sys_host(f);
    if (r->cut != LX_CUT_BLOCK)
        r->left_to = 0;
    if (result == -EINTR && to && sys_put_struct(f, st, to, r->left) < 0)
        return -EFAULT;
    return result;
}

int64_t sys_nanosleep(struct sys_frame *f)
{
    return sleep_call(f, SYS_ST_timespec, 1);
}

int64_t sys_clock_nanosleep(struct sys_frame *f)
{
    return sleep_call(f, SYS_ST_timespec, 3);
}

int64_t sys_clock_nanosleep_time64(struct sys_frame *f)
{
    return sleep_call(f, SYS_ST_timespec64, 3);
}

static int64_t futex_call(struct sys_frame *f, enum sys_struct st)
{
    int64_t time[2];

    switch ((int)f->raw[1] & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
    case FUTEX_WAIT_REQUEUE_PI:
        if (!f->raw[3])
            break;
        if (sys_get_struct(f, st, time, f->raw[3]) < 0)
            return -EFAULT;
        f->arg[3] = (uintptr_t)time;
        break;
    default: break;
    }
    if (f->raw[4] >= space_top(f->task->process->space))
        return -EFAULT;
    return f->state->abi->big_endian ? sys_swapped_futex(f) : sys_host(f);
}

int64_t sys_futex(struct sys_frame *f)
{
    return futex_call(f, SYS_ST_timespec);
}

int64_t sys_futex_time64(struct sys_frame *f)
{
    return futex_call(f, SYS_ST_timespec64);
}

/* struct sigevent: value, signal, how, thread. */
static int64_t get_sigevent(struct sys_frame *f, struct sigevent *e, gaddr from)
{
    uint64_t value;
    uint32_t field[3];
    unsigned word = f->state->abi->word;

    memset(e, 0, sizeof(*e));
    if (sys_get_word(f, &value, from) < 0)
        return -EFAULT;
    for (unsigned i = 0; i < 3; i++)
        if (sys_get_u32(f, &field[i], from + word + 4 * i) < 0)
            return -EFAULT;
    e->sigev_value.sival_ptr = (void *)(uintptr_t)value;
    e->sigev_signo = lx_sig_to_host((int)field[0]);
    e->sigev_notify = (int)field[1];
    memcpy((char *)e + 16, &field[2], 4); /* _sigev_un._tid */
    return 0;
}

int64_t sys_timer_create(struct sys_frame *f)
{
    struct sigevent e;

    if (f->raw[1]) {
        if (get_sigevent(f, &e, f->raw[1]) < 0)
            return -EFAULT;
        f->arg[1] = (uintptr_t)&e;
    }
    if (!f->state->abi->big_endian)
        return sys_host(f);

    int32_t timer = 0;
    int64_t result;

    f->arg[2] = (uintptr_t)&timer;
    result = sys_host(f);
    if (result < 0 || sys_put_u32(f, f->raw[2], (uint32_t)timer) == 0)
        return result;
    sys_host6(f, HOST_NR_timer_delete, (uint64_t)timer, 0, 0, 0, 0, 0);
    return -EFAULT;
}

int64_t sys_mq_notify(struct sys_frame *f)
{
    struct sigevent e;

    if (f->raw[1]) {
        if (get_sigevent(f, &e, f->raw[1]) < 0)
            return -EFAULT;
        f->arg[1] = (uintptr_t)&e;
    }
    return sys_host(f);
}

/* ---- limits and numbers of the system ---- */

/* Sizes that do not fit are told in larger units, as the kernel's compat call does. */
int64_t sys_sysinfo(struct sys_frame *f)
{
    struct sysinfo s;
    int64_t err = sys_host6(f, HOST_NR_sysinfo, (uintptr_t)&s, 0, 0, 0, 0, 0);
    unsigned shift = 0;

    if (err < 0)
        return err;
    while ((s.totalram >> shift) > UINT32_MAX || (s.totalswap >> shift) > UINT32_MAX)
        shift++;
    if (s.mem_unit < 4096 && shift) {
        shift = shift < 12 ? 12 : shift;
        s.totalram >>= shift;
        s.freeram >>= shift;
        s.sharedram >>= shift;
        s.bufferram >>= shift;
        s.totalswap >>= shift;
        s.freeswap >>= shift;
        s.totalhigh >>= shift;
        s.freehigh >>= shift;
        s.mem_unit <<= shift;
    }
    return sys_put_struct(f, SYS_ST_sysinfo, f->raw[0], &s);
}

/* ---- another kernel ---- */

#define SEGMENTS_MAX 16 /* the kernel's */

int64_t sys_kexec_load(struct sys_frame *f)
{
    struct {
        uint64_t buf, bufsz, mem, memsz;
    } segment[SEGMENTS_MAX];
    uint32_t size = sys_guest_size(f, SYS_ST_kexec_segment);

    /* Whether it is allowed comes first, and the host finds a bad address itself. */
    for (uint64_t i = 0; i < f->arg[1] && i < SEGMENTS_MAX; i++)
        if (sys_get_struct(f, SYS_ST_kexec_segment, &segment[i], f->raw[2] + i * size) < 0)
            return sys_host(f);
    f->arg[2] = (uintptr_t)segment;
    return sys_host(f);
}

/* ---- messages of System V ---- */

int64_t sys_msgsnd(struct sys_frame *f)
{
    uint64_t type;
    size_t size = f->raw[2];
    char *host = size <= 1 << 20 ? sys_alloc(f, size + 8) : NULL;

    if (!host)
        return -EINVAL;
    if (sys_get_word(f, &type, f->raw[1]) < 0 ||
        lx_copy_from_guest(host + 8, f->raw[1] + 4, size) < 0)
        return -EFAULT;
    *(int64_t *)host = (int32_t)type;
    f->arg[1] = (uintptr_t)host;
    return sys_host(f);
}

int64_t sys_msgrcv(struct sys_frame *f)
{
    size_t size = f->raw[2];
    char *host = size <= 1 << 20 ? sys_alloc(f, size + 8) : NULL;
    int64_t result;

    if (!host)
        return -EINVAL;
    f->arg[1] = (uintptr_t)host;
    result = sys_host(f);
    if (result < 0)
        return result;
    if (sys_put_word(f, f->raw[1], *(uint64_t *)host) < 0 ||
        lx_copy_to_guest(f->raw[1] + 4, host + 8, (size_t)result) < 0)
        return -EFAULT;
    return result;
}
