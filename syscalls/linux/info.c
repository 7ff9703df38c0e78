/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the system says about itself.
 */
#include "linux-user/arch.h"
#include "syscalls/engine.h"

#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/utsname.h>

/* The host's kernel keeps it; but what the guest maps is ours to decide. */
int64_t sys_personality(struct sys_frame *f)
{
    int64_t result = sys_host(f);

    if (result >= 0 && (uint32_t)f->raw[0] != UINT32_MAX)
        f->task->process->reads_exec = f->raw[0] & READ_IMPLIES_EXEC;
    return result;
}

int64_t sys_uname(struct sys_frame *f)
{
    const struct process *p = f->task->process;
    struct utsname name; /* libc's is the kernel's struct new_utsname */
    int64_t err = lx_rawcall(HOST_NR_uname, (long)&name, 0, 0, 0, 0, 0);

    if (err < 0)
        return err;
    memset(name.machine, 0, sizeof(name.machine));
    snprintf(name.machine, sizeof(name.machine), "%s",
             p->arch->machine ? p->arch->machine(f->task->cpu) : f->state->abi->name);
    if (p->uname_release) {
        memset(name.release, 0, sizeof(name.release));
        snprintf(name.release, sizeof(name.release), "%s", p->uname_release);
    }
    return sys_put_struct(f, SYS_ST_utsname, f->raw[0], &name);
}
