/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * getrlimit, setrlimit, prlimit64.  Limits of memory are the guest's own (linux-user/limits.h).
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>
#include "linux-user/limits.h"

static int64_t change(struct sys_frame *f, int pid, const struct rlimit *value, struct rlimit *old)
{
    int resource = (int)f->arg[pid < 0 ? 0 : 1];

    if (lx_limits_own(resource) && (pid <= 0 || pid == getpid()))
        return lx_limits_change(resource, value, old);
    return sys_host6(f, HOST_NR_prlimit64, pid < 0 ? 0 : (uint64_t)pid, (uint64_t)resource,
                     (uintptr_t)value, (uintptr_t)old, 0, 0);
}

/* A 32-bit word's infinity is its largest value, and stands for what does not fit as well. */
static rlim_t from_word(uint64_t word, unsigned size)
{
    return size == 4 && word == UINT32_MAX ? RLIM_INFINITY : word;
}

static uint64_t to_word(rlim_t value, unsigned size)
{
    return size == 4 && value > UINT32_MAX ? UINT32_MAX : value;
}

int64_t sys_getrlimit(struct sys_frame *f)
{
    unsigned word = f->state->abi->word;
    struct rlimit old;
    int64_t err = change(f, -1, NULL, &old);

    if (err < 0)
        return err;
    if (sys_put_word(f, f->raw[1], to_word(old.rlim_cur, word)) < 0)
        return -EFAULT;
    return sys_put_word(f, f->raw[1] + word, to_word(old.rlim_max, word));
}

/* Numbers are signed there: what is larger is as good as no limit. */
int64_t sys_old_getrlimit(struct sys_frame *f)
{
    unsigned word = f->state->abi->word;
    struct rlimit old;
    int64_t err = change(f, -1, NULL, &old);

    if (err < 0)
        return err;
    if (sys_put_word(f, f->raw[1], old.rlim_cur > INT32_MAX ? INT32_MAX : old.rlim_cur) < 0)
        return -EFAULT;
    return sys_put_word(f, f->raw[1] + word, old.rlim_max > INT32_MAX ? INT32_MAX : old.rlim_max);
}

int64_t sys_setrlimit(struct sys_frame *f)
{
    unsigned word = f->state->abi->word;
    uint64_t soft, hard;

    if (sys_get_word(f, &soft, f->raw[1]) < 0 || sys_get_word(f, &hard, f->raw[1] + word) < 0)
        return -EFAULT;
    struct rlimit value = {from_word(soft, word), from_word(hard, word)};

    return change(f, -1, &value, NULL);
}

int64_t sys_prlimit64(struct sys_frame *f)
{
    struct rlimit value, old;
    int64_t err;

    if (f->raw[2] && sys_get_struct(f, SYS_ST_rlimit64, &value, f->raw[2]) < 0)
        return -EFAULT;
    if ((int)f->arg[0] < 0)
        return -ESRCH;
    err = change(f, (int)f->arg[0], f->raw[2] ? &value : NULL, f->raw[3] ? &old : NULL);
    if (err == 0 && f->raw[3])
        err = sys_put_struct(f, SYS_ST_rlimit64, f->raw[3], &old);
    return err;
}
