/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What task.c and clone.c share.  In, out and invariants: see there.
 */
#ifndef FERRY_LINUX_USER_TASK_IMPL_H
#define FERRY_LINUX_USER_TASK_IMPL_H

#include "linux-user/task.h"

/* Binds the calling host thread (or a vfork child on its parent's TLS) to a task. */
void task_set_self(struct task *task);
/* A zeroed CPU, free()d with its task; NULL: no memory. */
struct cpu_common *lx_cpu_new(void);
/* A CPU with the same guest registers, known to the translator; NULL: no memory. */
struct cpu_common *lx_cpu_copy(const struct cpu_common *from, struct task *owner);
void lx_task_link(struct task *task);
void lx_task_unlink(struct task *task);
/* Releases what the task owns, not its host stack. */
void lx_task_free(struct task *task);

#endif
