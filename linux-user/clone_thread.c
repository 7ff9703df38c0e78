/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * New threads of the guest, and of the launcher's own.
 *
 * In: decoded arguments of clone.  Out: a host thread, one of libc's, with a task of its own.
 * docs/signals.md (Threads) gives the design.  Invariants: a thread is in the process's list, and
 * its id where the arguments want it, before it executes guest code and before the guest's clone
 * returns; the creator waits for that.
 */
#include "linux-user/clone_impl.h"
#include "linux-user/hostcall.h"
#include "linux-user/hoststack.h"
#include "linux-user/space.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL
#endif

static void futex_wait(int *word, int value)
{
    lx_rawcall(SYS_futex, (long)word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, value, 0, 0, 0);
}

/* What the word stood for may be gone: a wake of a stale address does no harm. */
static void futex_wake(int *word)
{
    lx_rawcall(SYS_futex, (long)word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, 0, 0, 0);
}

/* ---- a child that is waited for ---- */

void lx_birth_announce(struct birth *b, int result)
{
    int *word = &b->born;

    b->result = result;
    __atomic_store_n(word, 1, __ATOMIC_RELEASE);
    futex_wake(word);
}

int lx_birth_await(struct birth *b)
{
    while (!__atomic_load_n(&b->born, __ATOMIC_ACQUIRE))
        futex_wait(&b->born, 0);
    return b->result;
}

/* ---- threads of libc ---- */

/* What comes to the first thread as soon as libc has opened its signal has to find our handler. */
static void prepare_for_libc(struct task *task)
{
    if (!lx_process.ever_threaded)
        lx_signal_reinstall(task);
}

void lx_repair_after_libc(struct task *task)
{
    if (lx_process.ever_threaded)
        return;
    lx_host_block_all();
    lx_process.ever_threaded = true;
    lx_signal_reinstall(task);
}

long lx_start_host_thread(void *stack, void *(*fn)(void *), void *arg)
{
    pthread_attr_t attr;
    pthread_t thread;
    void *base;
    size_t size = host_stack_usable(stack, &base);
    bool first = !lx_process.ever_threaded;
    int error;

    if (pthread_attr_init(&attr))
        return -EAGAIN;
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    error = pthread_attr_setstack(&attr, base, size);
    if (!error)
        error = pthread_create(&thread, &attr, fn, arg);
    pthread_attr_destroy(&attr);
    if (first) /* libc has opened a signal */
        lx_host_block_all();
    return error ? -EAGAIN : 0;
}

/* ---- threads of our own ---- */

struct helper {
    struct helper *next;
    void *stack;
    void (*fn)(void *);
    void *arg;
};

static void link_helper(struct helper *h, bool on)
{
    struct helper **at = &lx_process.helpers;

    pthread_mutex_lock(&lx_process.tasks_lock);
    while (!on && *at != h)
        at = &(*at)->next;
    if (on)
        h->next = *at;
    *at = on ? h : h->next;
    pthread_mutex_unlock(&lx_process.tasks_lock);
}

static void *helper_main(void *opaque)
{
    struct helper *h = opaque;

    lx_host_block_all();
    h->fn(h->arg);
    link_helper(h, false);
    host_stack_retire(h->stack, (pid_t)lx_rawcall(SYS_gettid, 0, 0, 0, 0, 0, 0));
    free(h);
    return NULL;
}

long lx_start_helper(struct task *task, void (*fn)(void *), void *arg)
{
    struct helper *h = malloc(sizeof(*h));
    uint64_t mask;
    long result;

    if (!h)
        return -ENOMEM;
    *h = (struct helper){.stack = host_stack_get(), .fn = fn, .arg = arg};
    if (!h->stack) {
        free(h);
        return -ENOMEM;
    }
    mask = lx_host_block_all();
    prepare_for_libc(task);
    link_helper(h, true);
    result = lx_start_host_thread(h->stack, helper_main, h);
    lx_repair_after_libc(task);
    lx_host_set_mask(mask);
    if (result < 0) {
        link_helper(h, false);
        host_stack_put(h->stack);
        free(h);
    }
    return result;
}

void lx_forget_helpers(void)
{
    struct helper *h;

    lx_process.lenders = 0;
    while ((h = lx_process.helpers)) {
        lx_process.helpers = h->next;
        host_stack_put(h->stack);
        free(h);
    }
}

/* ---- a thread of the guest enters itself in the list ---- */

/* Its creator waits for that: a signal to a thread that is not ready would come to libc's start of
   it. It lies at the bottom of the thread's signal stack, where nothing comes as long as the thread
   lives. */
struct newcomer {
    struct task *task;
    struct lx_clone_args args;
    int pidfd; /* reserved for it, or -1 */
    int state; /* one of these, and WAITED */
};

enum {
    NEW,
    ENTERED, /* its creator has yet to read the id */
    OVER,    /* its creator is done with it */
    WAITED = 16,
};

static void set_state(struct newcomer *n, int state)
{
    int *word = &n->state;

    if (__atomic_exchange_n(word, state, __ATOMIC_ACQ_REL) & WAITED)
        futex_wake(word);
}

static void await_state(struct newcomer *n, int state)
{
    int now;

    while ((now = __atomic_load_n(&n->state, __ATOMIC_ACQUIRE)) % WAITED < state)
        if (now & WAITED || __atomic_compare_exchange_n(&n->state, &now, now | WAITED, false,
                                                        __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            futex_wait(&n->state, now | WAITED);
}

/* In place of the reserved descriptor: under its number, unless others open files at once. */
static void open_pidfd(const struct newcomer *n, pid_t tid)
{
    long fd;

    lx_rawcall(SYS_close, n->pidfd, 0, 0, 0, 0, 0);
    fd = lx_rawcall(SYS_pidfd_open, tid, PIDFD_THREAD, 0, 0, 0, 0);
    if (fd != n->pidfd)
        lx_put_int(n->args.pidfd, (int32_t)fd);
}

/* By the thread. */
static void enter(struct newcomer *n)
{
    pid_t tid = (pid_t)lx_rawcall(SYS_gettid, 0, 0, 0, 0, 0, 0);

    n->task->tid = tid;
    lx_repair_after_libc(n->task);
    if (n->args.flags & CLONE_PARENT_SETTID)
        lx_put_int(n->args.parent_tid, tid);
    if (n->pidfd >= 0)
        open_pidfd(n, tid);
    lx_task_link(n->task);
    set_state(n, ENTERED);
}

/* By the creator; the id. */
static pid_t await_thread(struct newcomer *n)
{
    pid_t tid;

    await_state(n, ENTERED);
    tid = n->task->tid;
    set_state(n, OVER);
    return tid;
}

/* ---- its life ---- */

/* All that the guest sees of the end is done; what the thread stands on remains. */
static void end(struct task *task)
{
    /* After a fork by this thread it is the main thread of the child process, and the last
       thread's status is the process's. */
    if (task->is_main || lx_process.task_count == 1)
        lx_main_thread_exit(task, task->exit_status);
    lx_task_unlink(task);
    /* The kernel clears and wakes it when the thread is gone. */
    lx_rawcall(SYS_set_tid_address, (long)task->clear_child_tid, 0, 0, 0, 0, 0);
}

static void *thread_main(void *opaque)
{
    struct newcomer *n = opaque;
    struct task *task = n->task;
    uint64_t flags = n->args.flags;
    long unshare = 0;

    task_set_self(task);
    lx_signal_thread_init(task, host_stack_altstack(task->host_stack), LX_HOST_ALTSTACK_SIZE);
    enter(n);
    /* libc's threads share all; what the guest did not ask to share is copied now. */
    unshare |= flags & CLONE_FS ? 0 : CLONE_FS;
    unshare |= flags & CLONE_FILES ? 0 : CLONE_FILES;
    unshare |= flags & CLONE_SYSVSEM ? 0 : CLONE_SYSVSEM;
    if (unshare)
        lx_rawcall(SYS_unshare, unshare, 0, 0, 0, 0, 0);
    if (flags & CLONE_CHILD_CLEARTID)
        task->clear_child_tid = n->args.child_tid;
    if (flags & CLONE_CHILD_SETTID)
        lx_put_int(n->args.child_tid, task->tid);
    lx_host_apply_mask(task);
    lx_loop(task);
    end(task);
    await_state(n, OVER);
    host_stack_retire(task->host_stack, task->tid);
    lx_task_free(task);
    return NULL;
}

/* 0, or -errno as the kernel. */
static long reserve_pidfd(const struct task *task, struct newcomer *n)
{
    long fd;

    n->pidfd = -1;
    if (!(n->args.flags & CLONE_PIDFD))
        return 0;
    fd = lx_rawcall(SYS_pidfd_open, task->tid, PIDFD_THREAD, 0, 0, 0, 0);
    if (fd < 0)
        return fd;
    n->pidfd = (int)fd;
    if (lx_put_int(n->args.pidfd, (int32_t)fd) == 0)
        return 0;
    lx_rawcall(SYS_close, fd, 0, 0, 0, 0, 0);
    return -EFAULT;
}

static long create(struct task *task, struct newcomer *n)
{
    long result = reserve_pidfd(task, n);

    if (result < 0)
        return result;
    result = lx_start_host_thread(n->task->host_stack, thread_main, n);
    if (result == 0)
        return await_thread(n);
    lx_repair_after_libc(task);
    if (n->pidfd >= 0)
        lx_rawcall(SYS_close, n->pidfd, 0, 0, 0, 0, 0);
    return result;
}

/* ---- one with an id that the guest chooses ---- */

/*
 * libc can't make it.  So the kernel does, and a thread of libc's lends its TLS, and waits without
 * touching that until the other one does not need it any more.
 */
struct lender {
    struct birth *birth;
    int over;
};

static void count_lenders(int more)
{
    pthread_mutex_lock(&lx_process.tasks_lock);
    lx_process.lenders += more;
    pthread_mutex_unlock(&lx_process.tasks_lock);
}

static void chosen_main(void *opaque)
{
    struct lender *lender = opaque;
    const struct lx_clone_args *args = lender->birth->args;
    struct task *task = lender->birth->task;

    task_set_self(task);
    lx_signal_thread_init(task, host_stack_altstack(task->host_stack), LX_HOST_ALTSTACK_SIZE);
    task->tid = (pid_t)lx_rawcall(SYS_gettid, 0, 0, 0, 0, 0, 0);
    lx_turn_numbers(args, CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_PIDFD);
    if (args->flags & CLONE_CHILD_CLEARTID)
        task->clear_child_tid = args->child_tid;
    lx_task_link(task);
    lx_birth_announce(lender->birth, task->tid);
    lx_host_apply_mask(task);
    lx_loop(task);
    end(task);
    host_stack_retire(task->host_stack, task->tid);
    lx_task_free(task);
    /* From here on nothing of the TLS, and so no function of libc. */
    __atomic_store_n(&lender->over, 1, __ATOMIC_RELEASE);
    futex_wake(&lender->over);
    for (;;)
        lx_rawcall(SYS_exit, 0, 0, 0, 0, 0, 0);
}

static void *lender_main(void *opaque)
{
    struct lender lender = {.birth = opaque};
    struct task *task = lender.birth->task;
    const struct lx_clone_args *args = lender.birth->args;
    void *own_stack = task->tls_stack, *base;
    size_t size = host_stack_usable(task->host_stack, &base);
    pid_t tid = (pid_t)lx_rawcall(SYS_gettid, 0, 0, 0, 0, 0, 0);
    long result;

    lx_repair_after_libc(task);
    lx_host_set_mask(~UINT64_C(0)); /* with this TLS it would be the other thread's signal */
    lx_rawcall(SYS_prctl, PR_SET_NAME, (long)LX_HELPER_NAME, 0, 0, 0, 0);
    count_lenders(1);
    result = lx_host_clone(args, args->flags & ~(uint64_t)CLONE_SETTLS, (char *)base + size,
                           chosen_main, &lender);
    if (result < 0)
        lx_birth_announce(lender.birth, (int)result);
    while (result >= 0 && !__atomic_load_n(&lender.over, __ATOMIC_ACQUIRE))
        futex_wait(&lender.over, 0);
    task_set_self(NULL);
    count_lenders(-1);
    host_stack_retire(own_stack, tid);
    return NULL;
}

static long create_chosen(struct task *task, struct task *child, const struct lx_clone_args *args)
{
    struct birth b = {.args = args, .task = child};
    void *stack = child->tls_stack = host_stack_get();
    long result;

    if (!stack)
        return -EAGAIN;
    result = lx_start_host_thread(stack, lender_main, &b);
    if (result == 0)
        return lx_birth_await(&b);
    lx_repair_after_libc(task);
    host_stack_put(stack);
    return result;
}

/* ---- entry ---- */

long lx_create_thread(struct task *task, const struct lx_clone_args *args)
{
    struct task *child;
    void *stack;
    long result;

    if (!space_may_map(lx_process.space))
        return -EAGAIN;
    child = lx_new_child(task, args);
    if (!child)
        return -ENOMEM;
    stack = child->host_stack = host_stack_get();
    prepare_for_libc(task);
    if (!stack) {
        result = -EAGAIN;
    } else if (args->set_tid_size) {
        result = create_chosen(task, child, args);
    } else {
        struct newcomer *n = host_stack_altstack(stack);

        *n = (struct newcomer){.task = child, .args = *args};
        result = create(task, n);
    }
    if (result < 0) {
        if (stack)
            host_stack_put(stack);
        lx_task_free(child);
    }
    return result;
}
