/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prctl.  Most options concern the thread or process as the host sees it and
 * pass; here are those that would hit the launcher, and those of one architecture.
 */
#include "syscalls/engine.h"
#include "syscalls/linux/arch.h"
#include "syscalls/linux/seccomp.h"

#include <errno.h>
#include <linux/prctl.h>
#include "linux-user/arch.h"
#include "linux-user/space.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_GET_MDWE 66
#endif
#define MDWE_REFUSE_EXEC_GAIN 1
#define MDWE_NO_INHERIT       2
#ifndef PR_GET_AUXV
#define PR_GET_AUXV 0x41555856
#endif

static int64_t get_auxv(struct sys_frame *f)
{
    const struct process *p = f->task->process;
    uint64_t n = f->raw[2] < p->auxv_size ? f->raw[2] : p->auxv_size;

    if (f->raw[3] || f->raw[4])
        return -EINVAL;
    return lx_copy_to_guest(f->raw[1], p->auxv, n) < 0 ? -EFAULT : (int64_t)p->auxv_size;
}

/* Only the places of arguments and environment: ps and /proc/PID/cmdline show those. */
static int64_t set_mm(struct sys_frame *f)
{
    switch ((int)f->raw[1]) {
    case PR_SET_MM_ARG_START:
    case PR_SET_MM_ARG_END:
    case PR_SET_MM_ENV_START:
    case PR_SET_MM_ENV_END: return sys_host(f);
    default: break;
    }
    sys_unimplemented(f, "PR_SET_MM option", f->raw[1]);
    /* EPERM or EINVAL: whether the process might, if it were a good address. */
    return sys_host6(f, HOST_NR_prctl, PR_SET_MM, PR_SET_MM_START_CODE, 0, f->arg[3], f->arg[4], 0);
}

static int64_t get_word_option(struct sys_frame *f)
{
    int value = 0;
    int64_t err = sys_host6(f, HOST_NR_prctl, f->arg[0], (uintptr_t)&value, f->arg[2], f->arg[3],
                            f->arg[4], 0);

    if ((int)f->arg[0] == PR_GET_PDEATHSIG && value > 0)
        value = lx_sig_from_host(value);
    return err < 0 ? err : sys_put_u32(f, f->raw[1], (uint32_t)value);
}

/* Of the guest's mappings: the launcher's translated code is written and executed. */
static int64_t set_mdwe(struct sys_frame *f)
{
    struct process *p = f->task->process;
    uint64_t bits = f->raw[1];

    if (f->raw[2] || f->raw[3] || f->raw[4] ||
        (bits & ~(uint64_t)(MDWE_REFUSE_EXEC_GAIN | MDWE_NO_INHERIT)) || bits == MDWE_NO_INHERIT)
        return -EINVAL;
    if (p->mdwe && p->mdwe != bits)
        return -EPERM;
    p->mdwe = (unsigned)bits;
    return 0;
}

/* The command PR_SCHED_CORE_GET writes 64 bits. */
static int64_t core_cookie(struct sys_frame *f)
{
    uint64_t cookie;
    int64_t result;

    if (!f->state->abi->big_endian || f->arg[1] != PR_SCHED_CORE_GET || !f->raw[4])
        return sys_host(f);
    result = sys_host6(f, HOST_NR_prctl, f->arg[0], f->arg[1], f->arg[2], f->arg[3],
                       (uintptr_t)&cookie, 0);
    return result < 0 ? result : lx_put_u64(f->raw[4], __builtin_bswap64(cookie));
}

int64_t sys_prctl(struct sys_frame *f)
{
    int64_t result;

    if (f->state->guest->prctl && f->state->guest->prctl(f, &result))
        return result;
    switch ((int)f->arg[0]) {
    case PR_SET_SECCOMP: return seccomp_prctl_set(f, f->raw[1], f->raw[2]);
    case PR_GET_SECCOMP: return seccomp_prctl_get(f);
    case PR_SET_SYSCALL_USER_DISPATCH: return -EINVAL; /* arm and arm64 have none */
    case PR_SET_MDWE: return set_mdwe(f);
    case PR_GET_MDWE:
        return f->raw[1] || f->raw[2] || f->raw[3] || f->raw[4] ? -EINVAL
                                                                : (int64_t)f->task->process->mdwe;
    case PR_GET_TSC:
    case PR_SET_TSC: return -EINVAL; /* x86 and arm64 only */
    case PR_SET_MM: return set_mm(f);
    case PR_GET_AUXV: return get_auxv(f);
    case PR_GET_TID_ADDRESS: return sys_put_word(f, f->raw[1], f->task->clear_child_tid);
    case PR_SCHED_CORE: return core_cookie(f);
    case PR_SET_PDEATHSIG:
        f->arg[1] = (uint64_t)(int64_t)lx_sig_to_host((int)f->raw[1]);
        return sys_host(f);
    case PR_GET_PDEATHSIG:
    case PR_GET_CHILD_SUBREAPER: return get_word_option(f);
    case PR_SET_VMA:
        if (!space_is_guest(f->task->process->space, f->raw[2], f->raw[3]))
            return -EINVAL;
        return sys_host(f);
    default: return sys_host(f);
    }
}
