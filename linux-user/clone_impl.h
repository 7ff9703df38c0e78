/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What clone.c (processes) and clone_thread.c (threads) share.  In, out and invariants: see there.
 */
#ifndef FERRY_LINUX_USER_CLONE_IMPL_H
#define FERRY_LINUX_USER_CLONE_IMPL_H

#include "linux-user/task_impl.h"

/* A child that shares memory and is waited for until it has begun; on its creator's stack until
   `born` is set. */
struct birth {
    struct task *task; /* the child's */
    struct task *parent;
    const struct lx_clone_args *args;
    int result; /* tid or -errno, valid once born */
    int born;
};

/* By the child (or who could not make it): the birth is not to be touched any more. */
void lx_birth_announce(struct birth *b, int result);
/* By the creator: the result. */
int lx_birth_await(struct birth *b);

/* The task of a child with these arguments, in no list and without a host thread; NULL: no memory.
 */
struct task *lx_new_child(struct task *parent, const struct lx_clone_args *args);
/*
 * The host's clone or clone3 with the guest's arguments, but `flags`.  With `child` it starts
 * child(arg) on `stack` (its top); without it returns twice.  Value or -errno.
 */
long lx_host_clone(const struct lx_clone_args *args, uint64_t flags, void *stack,
                   void (*child)(void *), void *arg);
/* What the host's kernel has written in its own byte order for those of these CLONE_* flags that
   the arguments have, in the guest's. */
void lx_turn_numbers(const struct lx_clone_args *args, uint64_t flags);
/* A detached host thread on a stack of ours; signals are blocked by the caller.  0 or -errno. */
long lx_start_host_thread(void *stack, void *(*fn)(void *), void *arg);
/*
 * libc's first pthread_create installs a handler for a signal of its own, and opens it.  To be
 * called after it, by the creator or the new thread, before the guest does anything there.
 */
void lx_repair_after_libc(struct task *task);
/* Clone with CLONE_THREAD.  Tid or -errno. */
long lx_create_thread(struct task *task, const struct lx_clone_args *args);
/* In the child of a fork: threads of lx_start_helper are not there. */
void lx_forget_helpers(void);

#endif
