/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs and children: execve, waitid.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <fcntl.h>

int64_t sys_waitid(struct sys_frame *f)
{
    lx_siginfo info = {0};
    int64_t result;

    if (f->state->same)
        return sys_host6(f, HOST_NR_waitid, f->arg[0], f->arg[1], f->raw[2], f->arg[3], f->raw[4],
                         0);
    if (f->raw[4]) {
        sys_unimplemented(f, "rusage", f->raw[4]);
        return -ENOSYS;
    }
    result = sys_host6(f, HOST_NR_waitid, f->arg[0], f->arg[1], (uintptr_t)&info, f->arg[3], 0, 0);
    if (result == 0 && f->raw[2])
        result = lx_siginfo_to_guest(f->raw[2], &info);
    return result;
}
