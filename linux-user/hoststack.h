/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host stacks for guest threads and vfork children, each with a guard page and a signal stack.
 *
 * In: nothing.  Out: mappings, reused when their last user is certainly gone.  Invariant: a
 * retired stack is handed out again only when the kernel no longer knows the thread.
 * Layout, upwards: guard page, stack, guard page, signal stack.
 */
#ifndef FERRY_LINUX_USER_HOSTSTACK_H
#define FERRY_LINUX_USER_HOSTSTACK_H

#include <stddef.h>
#include <sys/types.h>

/* A stack, or NULL. */
void *host_stack_get(void);
/* Gives back a stack that nobody runs on. */
void host_stack_put(void *stack);
/* Gives back a stack on which thread `tid` still runs for a moment. */
void host_stack_retire(void *stack, pid_t tid);
/* Lowest address and size of the usable part. */
size_t host_stack_usable(void *stack, void **base);
/* The signal stack, LX_HOST_ALTSTACK_SIZE bytes. */
void *host_stack_altstack(void *stack);

void host_stack_fork_lock(void);
void host_stack_fork_unlock(void);

#endif
