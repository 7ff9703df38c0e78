/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seccomp: filters of the guest on the guest's calls, with its architecture and numbers.
 *
 * In: prctl(PR_SET_SECCOMP), seccomp(2), every system call of a thread that has a mode.  Out: the
 * call's fate.  Invariants: a thread's filters only grow; a filter is never changed, and is
 * shared by all threads and children that have inherited it.
 *
 * The host kernel knows nothing of them, but for one thing: SECCOMP_RET_USER_NOTIF.  There the
 * listener is the host's: a host filter sends one call number that Linux does not have,
 * with the filter's cookie, to the listener; the guest's call is done by waiting in this one
 * (docs/seccomp.md).
 */
#ifndef FERRY_SYSCALLS_LINUX_SECCOMP_H
#define FERRY_SYSCALLS_LINUX_SECCOMP_H

#include <stdbool.h>
#include <stdint.h>
#include "linux-user/task.h"

struct sys_frame;
struct lx_call;
struct seccomp_filter;
struct remote;

/*
 * Judges a call before it is made.  True: it may go on; false: *result is what has become of it
 * (a value, -errno, or -LX_E*).  A tracer may have made another call of it.
 */
bool seccomp_enter(struct task *task, struct lx_call *call, unsigned id, uint32_t audit_arch,
                   int64_t *result);

/* prctl(PR_SET_SECCOMP) and PR_GET_SECCOMP. */
int64_t seccomp_prctl_set(struct sys_frame *f, uint64_t mode, gaddr arg);
int64_t seccomp_prctl_get(struct sys_frame *f);

/* A new thread or child has its parent's filters. */
void seccomp_inherit(struct task *child, const struct task *parent);
void seccomp_forget(struct task *task);
/* How many filters, for /proc/PID/status. */
unsigned seccomp_count(const struct task *task);
/* The same of the filter at an address in another launcher. */
unsigned seccomp_count_remote(pid_t pid, uint64_t at);

/*
 * Across execve: a file with mode and filters (its descriptor, without close-on-exec), -1 when
 * there are none, -errno; and taking them over from it, which closes it: false if it is malformed.
 */
int seccomp_save(const struct task *task);
bool seccomp_load(struct task *task, int fd);

/* PTRACE_SECCOMP_GET_FILTER, PTRACE_SECCOMP_GET_METADATA. */
int64_t seccomp_of_tracee(struct sys_frame *f, const struct remote *r);
int64_t seccomp_metadata_of_tracee(struct sys_frame *f, const struct remote *r);

/* ---- seccomp_listener.c ---- */

struct seccomp_data;

/* A listener for the calls of filters with this cookie (not 0): its descriptor or -errno. */
int64_t seccomp_listener(uint64_t cookie, uint64_t flags);
/* Waits for its answer; cookie 0: there is no listener.  True: the call shall be made; else
 *result is as in seccomp_enter. */
bool seccomp_ask(struct task *task, uint64_t cookie, const struct seccomp_data *d, int64_t *result);
/* ioctls of the listener.  False: the request is none of them. */
bool seccomp_ioctl(struct sys_frame *f, uint32_t request, int64_t *result);

#endif
