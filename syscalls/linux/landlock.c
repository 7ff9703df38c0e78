/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * landlock_restrict_self(2): what a guest forbids itself must not forbid the launcher, which is
 * what the host executes in place of the guest's program.
 *
 * In: the guest's ruleset.  Out: the same with the launcher's own file allowed, which the guest
 * has no name for.
 */
#include "syscalls/engine.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <unistd.h>

/* Rights that the ruleset does not handle are refused (EINVAL), so each is tried alone. */
static void allow(struct sys_frame *f, uint64_t ruleset, int file, uint64_t right)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = right, .parent_fd = file};

    sys_host6(f, HOST_NR_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, (uintptr_t)&rule,
              0, 0, 0);
}

int64_t sys_landlock_restrict_self(struct sys_frame *f)
{
    int file = open("/proc/self/exe", O_PATH | O_CLOEXEC);

    if (file >= 0) {
        allow(f, f->arg[0], file, LANDLOCK_ACCESS_FS_EXECUTE);
        allow(f, f->arg[0], file, LANDLOCK_ACCESS_FS_READ_FILE);
        close(file);
    }
    return sys_host(f);
}
