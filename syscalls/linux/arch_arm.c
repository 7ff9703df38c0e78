/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls of 32-bit Arm beyond the table (arch/arm/kernel/traps.c, arm_syscall).
 */
#include "syscalls/engine.h"
#include "syscalls/linux/arch.h"

#include <errno.h>
#include "linux-user/arch.h"
#include "linux-user/space.h"

#define PRIVATE 0xf0000u

enum { CALL_CACHEFLUSH = PRIVATE + 2, CALL_USR26, CALL_USR32, CALL_SET_TLS, CALL_GET_TLS };

static int64_t cacheflush(uint64_t start, uint64_t end, uint64_t flags)
{
    if (end < start || flags)
        return -EINVAL;
    if (end > space_top(lx_process.space))
        return -EFAULT;
    space_code_changed(start, end);
    return 0;
}

bool sys_private_arm(struct task *task, const struct lx_call *call, int64_t *result)
{
    const struct linux_arch *arch = task->process->arch;

    switch (call->nr) {
    case CALL_CACHEFLUSH: *result = cacheflush(call->arg[0], call->arg[1], call->arg[2]); break;
    case CALL_USR26:
    case CALL_USR32: *result = 0; break;
    case CALL_SET_TLS:
        arch->set_tls(task->cpu, call->arg[0]);
        *result = 0;
        break;
    case CALL_GET_TLS: *result = (int64_t)arch->get_tls(task->cpu); break;
    default: return false;
    }
    return true;
}
